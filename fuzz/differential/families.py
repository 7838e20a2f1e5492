"""Sides of a shape that chance alone never makes: kinds that inherit by `allOf`, and generics that anchors bind."""

from __future__ import annotations

from typing import Any

from fuzz.differential.making import Maker
from fuzz.differential.pairs import HERE, PREFIX, Side

JSON = Any
PARENT, TAG, ANCHOR = "One", "kind", "T"


def made_family(maker: Maker, dialect: str) -> Side:
    """A parent whose discriminator names those that inherit from it, by mapping or by the names of the components."""
    names = ["Two", "Three"][: maker.chance.choice([1, 2, 2])]
    parent = _own(maker)
    parent["properties"] = {**parent.get("properties", {}), TAG: {"type": "string"}}
    parent["required"] = sorted({*parent.get("required", ()), TAG})
    parent["discriminator"] = {"propertyName": TAG}
    if maker.some(0.4):
        parent["discriminator"]["mapping"] = {name.lower(): PREFIX + name for name in names}
    schemas: dict[str, JSON] = {PARENT: parent}
    for name in names:
        above = maker.chance.choice([PARENT, PARENT, PARENT, *[each for each in names if each in schemas]])
        schemas[name] = {"allOf": [{"$ref": PREFIX + above}, _own(maker)]}
    to = {"$ref": PREFIX + maker.chance.choice([PARENT, PARENT, PARENT, *names])}
    return Side(_around(maker, to), schemas, dialect)


def made_tagged(maker: Maker, dialect: str) -> Side:
    """Alternatives that a discriminator tells apart, each of which says its tag in its own way, or refuses it."""
    chance = maker.chance
    names = ["One", "Two", "Three"][: chance.choice([2, 2, 3])]
    told: dict[str, JSON] = {"propertyName": TAG}
    if is_mapped := maker.some(0.4):
        told["mapping"] = {name.lower(): PREFIX + name for name in names}
    schemas: dict[str, JSON] = {}
    for name in names:
        schema = schemas[name] = _own(maker)
        schema.pop("additionalProperties", None)
        schema.pop("patternProperties", None)
        schema["required"] = [each for each in schema.get("required", ()) if each != TAG]
        tag = chance.choice(_tags(name.lower() if is_mapped or maker.some(0.5) else name, maker.old))
        if tag is not None:
            schema["properties"][TAG] = tag
            schema["required"] += [TAG] if maker.some(0.7) else []
        if tag is None or maker.some(0.3):
            schema["additionalProperties"] = False
    keyword = chance.choice(["oneOf", "oneOf", "anyOf"])
    union: dict[str, JSON] = {keyword: [{"$ref": PREFIX + name} for name in names], "discriminator": told}
    if maker.some(0.2) and len(names) > 2:
        schemas["Inner"] = {keyword: union[keyword][1:]}
        union[keyword] = [union[keyword][0], {"$ref": PREFIX + "Inner"}]
    return Side(_around(maker, union), schemas, dialect)


def _tags(value: str, old: bool) -> list[JSON]:
    """The ways to say what a tag is: as a list, in other words, as what is no text, or not at all."""
    one: JSON = {"type": "string", "enum": [value]} if old else {"const": value}
    return [
        one,
        {"type": "string", "enum": [value]},
        {"oneOf": [one]},
        {"anyOf": [one, {"type": "string", "enum": ["other"]}]},
        {
            "allOf": [{"oneOf": [one]}],
        },
        {"type": "string", "pattern": f"^{value}$"},
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "maxLength": 2},
        {"type": "string", "not": {"pattern": "^[A-Zot]"}},
        {"type": "integer"},
        {"type": "boolean"},
        {"type": "string"},
        None,
    ]


def made_generic(maker: Maker, dialect: str) -> Side:
    """A schema with a dynamic reference, and another one that binds it."""
    use = {"$dynamicRef": f"#{ANCHOR}"}
    parts = [
        {"type": "array", "items": use},
        {"type": "object", "properties": {"a": use, "b": maker.scalar()}, "required": ["a"]},
        {"type": "object", "additionalProperties": use},
        {"type": "object", "properties": {"a": {"type": "array", "items": use}}},
    ]
    if maker.some(0.3):  # a tree
        parts = [{"type": "object", "properties": {"a": {"type": "array", "items": use}, "b": maker.scalar()}}]
    generic = {"$id": f"{HERE}One", **maker.chance.choice(parts), "$defs": {ANCHOR: _anchored(maker)}}
    bound = {"$id": f"{HERE}Two", "$ref": f"{HERE}One", "$defs": {ANCHOR: _anchored(maker)}}
    schemas: dict[str, JSON] = {"One": generic, "Two": bound}
    return Side(_around(maker, {"$ref": PREFIX + maker.chance.choice(["One", "Two", "Two"])}), schemas, dialect)


def _anchored(maker: Maker) -> dict[str, JSON]:
    inner = maker.chance.choice([{}, maker.scalar(), _own(maker)])
    return {"$dynamicAnchor": ANCHOR, **inner}


def _own(maker: Maker) -> dict[str, JSON]:
    """A small object that refers to nothing and says nothing of the tag."""
    schema = maker.object(0)
    named = {name: each for name, each in schema.get("properties", {}).items() if name != TAG}
    schema["properties"] = named
    schema["type"] = "object"
    return schema


def _around(maker: Maker, schema: dict[str, JSON]) -> JSON:
    around = [
        schema,
        {"type": "array", "items": schema},
        {"type": "object", "properties": {"a": schema}, "required": ["a"]},
        {"type": "object", "additionalProperties": schema},
    ]
    return maker.chance.choice(around)


def heirs(side: Side) -> dict[str, list[str]]:
    """By component with a discriminator for those that inherit, or that inherits from one: the components below it."""
    above = {name: _parents(schema) for name, schema in side.schemas.items()}
    found: dict[str, list[str]] = {}
    for name, schema in side.schemas.items():
        if isinstance(schema, dict) and "discriminator" in schema and not schema.keys() & {"oneOf", "anyOf"}:
            below = [other for other in above if other != name and name in _ancestors(other, above)]
            found[name] = below
            found |= {o: [p for p in below if p != o and o in _ancestors(p, above)] for o in below}
    return found


def _ancestors(name: str, above: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        new = set(above.get(pending.pop(), ())) - found
        found |= new
        pending.extend(new)
    return found


def _parents(schema: JSON) -> list[str]:
    members = schema.get("allOf", ()) if isinstance(schema, dict) else ()
    references = [member.get("$ref") for member in members if isinstance(member, dict)]
    return [each.removeprefix(PREFIX) for each in references if isinstance(each, str)]


def tags(side: Side, name: str) -> list[str]:
    """What a component of a family goes by; nothing if it is the parent, and a mapping names its kinds."""
    mapping: Any = next(
        (
            schema["discriminator"].get("mapping", {})
            for schema in side.schemas.values()
            if isinstance(schema, dict) and "discriminator" in schema and not schema.keys() & {"oneOf", "anyOf"}
        ),
        {},
    )
    named = [tag for tag, reference in mapping.items() if reference == PREFIX + name]
    return named or ([] if mapping and "discriminator" in side.schemas[name] else [name])


def is_broken(side: Side) -> bool:
    """Whether edits left a family or a generic in a shape of which the specifications do not say what it means."""
    family = heirs(side)
    if any("discriminator" in schema for schema in side.schemas.values() if isinstance(schema, dict)) and (
        family and (len([n for n in family if "discriminator" in side.schemas[n]]) > 1 or _is_mixed(side, family))
    ):
        return True
    text = repr((side.root, side.schemas))
    return ("$dynamic" in text or "$id" in text) and not _is_generic(side, text)


def _is_mixed(side: Side, family: dict[str, list[str]]) -> bool:
    """Whether a member of a family says more of its tag, or refers to its family in another way."""
    for name in family:
        schema = side.schemas[name]
        if not family.get(PARENT):
            return True
        own = [part for part in (schema, *schema.get("allOf", ())) if isinstance(part, dict)]
        if sum("$ref" in part for part in own) != (name != PARENT) or schema.keys() & {"oneOf", "anyOf", "not", "if"}:
            return True
        texts = [
            repr({**part, "discriminator": 0, "required": 0, "$ref": 0, "allOf": 0})
            .replace(f"'{TAG}': {{'type': 'string'}}", "")
            for part in own
        ]  # fmt: skip
        if any(f"'{TAG}'" in text or "'$ref': '" in text for text in texts):
            return True
    parent = side.schemas[PARENT]
    return TAG not in parent.get("required", ()) or parent.get("properties", {}).get(TAG) != {"type": "string"}


def _is_generic(side: Side, text: str) -> bool:
    one, two = side.schemas.get("One"), side.schemas.get("Two")
    if not isinstance(one, dict) or not isinstance(two, dict) or "$dynamic" in repr(side.root):
        return False
    anchors = [each.get("$defs", {}).get(ANCHOR) for each in (one, two)]
    if not all(isinstance(each, dict) and each.get("$dynamicAnchor") == ANCHOR for each in anchors):
        return False
    if (one.get("$id"), two.get("$id"), two.get("$ref")) != (f"{HERE}One", f"{HERE}Two", f"{HERE}One"):
        return False
    odd = ("'not'", "'if'", "'oneOf'", "'anyOf'", "'contains'", "'propertyNames'", "'dependentSchemas'", "unevaluated")
    inside = repr((one, two))
    return PREFIX not in inside and inside.count("$dynamicAnchor") == 2 and not any(each in text for each in odd)
