"""Edits that may change what a schema admits, in any direction."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from fuzz.differential.making import FORMATS, NAMES, PATTERNS, SCALARS, WORDS, Maker
from fuzz.differential.pairs import PREFIX
from fuzz.differential.walking import Draft, Spot

JSON = Any
BOUNDS = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems",
    "maxItems", "minProperties", "maxProperties", "minContains", "maxContains",
)  # fmt: skip
WRITTEN = ("contentEncoding", "contentMediaType", "contentSchema")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")


def edit(draft: Draft, maker: Maker) -> str | None:
    """Change one thing of a side; what was changed, or `None` if the schema chosen has nothing of the kind."""
    holder, key = maker.chance.choice(draft.spots())
    chosen = maker.chance.choice(EDITS)
    if not isinstance(holder[key], dict):
        chosen = replaced
    return chosen.__name__ if chosen((holder, key), holder[key], maker) else None


def replaced(spot: Spot, _: JSON, maker: Maker) -> bool:
    spot[0][spot[1]] = maker.schema(1)
    return True


def bound(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Move, drop or add a bound."""
    names = [name for name in BOUNDS if name in schema and not isinstance(schema[name], bool)]
    if not names:
        return _add_bound(schema, maker)
    name = maker.chance.choice(names)
    if maker.some(0.2):
        del schema[name]
        schema.pop("exclusive" + name.capitalize(), None)
    elif name == "multipleOf":
        schema[name] = maker.chance.choice([1, 2, 4, 0.5, 0.25])
    else:
        schema[name] = max(schema[name] + maker.chance.choice([-1, 1, 1, -2]), 0 if name[3:4].isupper() else -9)
    return True


def _add_bound(schema: dict[str, JSON], maker: Maker) -> bool:
    kind = schema.get("type")
    names = {"string": BOUNDS[5:7], "array": BOUNDS[7:9], "object": BOUNDS[9:11]}.get(
        kind if isinstance(kind, str) else ""
    )
    schema[maker.chance.choice(names or BOUNDS[:2])] = maker.chance.choice([0, 1, 2, 3])
    return True


def value(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Add, remove or change a value of an enum, or a constant."""
    if isinstance(schema.get("enum"), list):
        values = list(schema["enum"])
        if maker.some(0.5) and len(values) > 1:
            values.remove(maker.chance.choice(values))
        else:
            new = maker.chance.choice(WORDS if any(isinstance(each, str) for each in values) else [7, 8, 9])
            values += [new] if new not in values else []
        schema["enum"] = values
        return True
    if "const" in schema:
        schema["const"] = maker.chance.choice(SCALARS)
        return True
    if maker.some(0.2) and schema.get("type") == "string":
        schema["enum"] = maker.chance.sample(WORDS, 2)
        return True
    return False


def kind(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Widen, narrow or change the type."""
    now = schema.get("type")
    if now is None or maker.old:
        if maker.old and now is not None and maker.some(0.6):
            if schema.pop("nullable", None) is None:
                schema["nullable"] = True
            return True
        schema["type"] = maker.chance.choice(["string", "integer", "object", "number"])
        return True
    if now == "integer" and maker.some(0.4):
        schema["type"] = "number"
    elif now == "number" and maker.some(0.4):
        schema["type"] = "integer"
    elif isinstance(now, list):
        left = [each for each in now if each != maker.chance.choice(now)]
        schema["type"] = left if len(left) > 1 else left[0] if left else now
    elif maker.some(0.6):
        schema["type"] = [now, "null"] if now != "null" else "string"
    else:
        del schema["type"]
    return True


def required(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Require one name more or less, declared or not."""
    names = set(schema.get("required", []))
    if names and maker.some(0.5):
        names.discard(maker.chance.choice(sorted(names)))
    elif "properties" in schema or maker.some(0.3):
        names.add(maker.chance.choice([*schema.get("properties", {}), *NAMES[:2]]))
    else:
        return False
    schema.pop("required", None)
    if names:
        schema["required"] = sorted(names)
    return True


def field(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Add, remove or rename a property."""
    named = schema.get("properties")
    if named is None and schema.get("type") != "object":
        return False
    named = dict(named or {})
    choice = maker.chance.random()
    if choice < 0.45 or not named:
        named.setdefault(maker.chance.choice([*NAMES, "new"]), maker.schema(1))
    elif choice < 0.8:
        gone = maker.chance.choice(list(named))
        del named[gone]
        if maker.some(0.5) and gone in schema.get("required", []):
            schema["required"] = [each for each in schema["required"] if each != gone]
    else:
        gone = maker.chance.choice(list(named))
        named["renamed"] = named.pop(gone)
    schema["properties"] = named
    if not schema.get("required", True):
        del schema["required"]
    return True


def rest(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Open, close or type what is not named: properties, items."""
    is_array = "items" in schema or "prefixItems" in schema or schema.get("type") == "array"
    if maker.old:
        names = ["items"] if is_array else ["additionalProperties"]
    else:
        names = ["items", "unevaluatedItems"] if is_array else ["additionalProperties", "unevaluatedProperties"]
    name = maker.chance.choice(names)
    if name == "items" and maker.old:
        schema[name] = maker.schema(1)
    elif name in schema and maker.some(0.4):
        del schema[name]
    else:
        schema[name] = maker.chance.choice([False, True, maker.scalar(), maker.schema(1)])
    return True


def patterned(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Change what names are spoken of by pattern, or how names look."""
    if maker.old:
        return False
    if maker.some(0.25):
        if schema.pop("propertyNames", None) is None:
            schema["propertyNames"] = maker.chance.choice([{"pattern": "^[a-c]"}, {"maxLength": 1}, {"minLength": 2}])
        return True
    patterns = dict(schema.get("patternProperties", {}))
    if patterns and maker.some(0.5):
        gone = maker.chance.choice(list(patterns))
        old = patterns.pop(gone)
        if maker.some(0.5):
            patterns[maker.chance.choice(PATTERNS)] = old
    else:
        patterns[maker.chance.choice(PATTERNS)] = maker.scalar()
    schema["patternProperties"] = patterns
    return True


def text(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Change a pattern or a format."""
    name = maker.chance.choice(["pattern", "format"])
    if name in schema and maker.some(0.4):
        del schema[name]
    elif name in schema or schema.get("type") == "string":
        schema[name] = maker.chance.choice(PATTERNS if name == "pattern" else FORMATS[2:])
    else:
        return False
    return True


def written(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Change how a string is written."""
    forms = [name for name in WRITTEN if name in schema]
    if not forms:
        if schema.get("type") != "string" or "format" in schema or maker.some(0.7):
            return False
        maker.write(schema)
        return True
    for name in forms if maker.some(0.5) else forms[:1]:
        del schema[name]
    if "contentMediaType" not in schema:
        schema.pop("contentSchema", None)
    if maker.some(0.6) and "format" not in schema:
        maker.write(schema)
    return True


def tag(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Rename, drop or add a tag of a discriminator."""
    told = schema.get("discriminator")
    if not isinstance(told, dict):
        return False
    mapping = dict(told.get("mapping", {}))
    if mapping and maker.some(0.7):
        name = maker.chance.choice(list(mapping))
        reference = mapping.pop(name)
        if maker.some(0.6):
            mapping["renamed"] = reference
    elif maker.names:
        name = maker.chance.choice(maker.names)
        mapping[maker.chance.choice([name.lower(), "more"])] = PREFIX + name
    schema["discriminator"] = {**told, "mapping": mapping} if mapping else {"propertyName": told["propertyName"]}
    return True


def member(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Add, remove or double an alternative, a part or a position."""
    names = [name for name in LISTS if name in schema]
    if not names:
        if maker.some(0.3):
            schema[maker.chance.choice(LISTS[:3])] = [maker.schema(1)]
            return True
        return False
    name = maker.chance.choice(names)
    members = list(schema[name])
    choice = maker.chance.random()
    if choice < 0.4 and len(members) > 1:
        members.pop(maker.chance.randrange(len(members)))
    elif choice < 0.8:
        members.insert(maker.chance.randint(0, len(members)), maker.schema(1))
    else:
        members.append(copy.deepcopy(maker.chance.choice(members)))
    schema[name] = members
    return True


def regrouped(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """`anyOf` becomes `oneOf`, or another of the three."""
    names = [name for name in LISTS[:3] if name in schema]
    others = [name for name in LISTS[:3] if name not in schema]
    if not names or not others:
        return False
    schema[maker.chance.choice(others)] = schema.pop(maker.chance.choice(names))
    return True


def condition(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Add or drop a condition, a dependency, a `not`, a `contains`."""
    names = ["not"] if maker.old else ["not", "if", "then", "else", "contains", "dependentRequired", "dependentSchemas"]
    name = maker.chance.choice(names)
    if name in schema:
        del schema[name]
    elif name == "dependentRequired":
        first, second = maker.chance.sample(NAMES, 2)
        schema[name] = {first: [second]}
    elif name == "dependentSchemas":
        schema[name] = {maker.chance.choice(NAMES): maker.small(1)}
    else:
        schema[name] = maker.small(1)
    return True


def items(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Change what is asked of an array as a whole."""
    if schema.get("type") != "array" and "items" not in schema and "contains" not in schema:
        return False
    choice = maker.chance.choice(["uniqueItems", "minContains", "maxContains", "prefixItems"])
    if maker.old or choice == "uniqueItems":
        schema["uniqueItems"] = not schema.get("uniqueItems", False)
    elif choice in schema and maker.some(0.5):
        del schema[choice]
    elif choice == "prefixItems":
        schema[choice] = [*schema.get(choice, []), maker.schema(1)]
    else:
        schema[choice] = maker.chance.choice([0, 1, 2])
    return True


def mark(_: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Let a property travel in one direction only, or in both again."""
    for child in schema.get("properties", {}).values():
        if isinstance(child, dict) and "$ref" not in child and maker.some(0.3):
            name = maker.chance.choice(["readOnly", "writeOnly"])
            if child.pop(name, None) is None:
                child[name] = True
            return True
    return False


def reference(spot: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Lead to another component."""
    if not maker.names:
        return False
    to = {"$ref": PREFIX + maker.chance.choice(maker.names)}
    if "$ref" in schema:
        schema.update(to)
    elif maker.some(0.3):
        spot[0][spot[1]] = to
    else:
        return False
    return True


def parted(spot: Spot, schema: dict[str, JSON], maker: Maker) -> bool:
    """Put a keyword under `allOf`, away from those that it is read with, or back beside them."""
    if maker.old or "$ref" in schema or schema.keys() & {"$defs", "$id"}:
        return False
    members = schema.get("allOf", ())
    if len(members) == 1 and isinstance(members[0], dict) and not members[0].keys() & schema.keys():
        spot[0][spot[1]] = {**{name: each for name, each in schema.items() if name != "allOf"}, **members[0]}
        return True
    names = [name for name in PARTED if name in schema]
    if not names or "allOf" in schema or len(schema) < 2:
        return False
    name = maker.chance.choice(names)
    schema["allOf"] = [{name: schema.pop(name)}]
    return True


PARTED = (
    "properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "prefixItems", "items",
    "contains", "minContains", "maxContains", "unevaluatedItems", "if", "then", "else", "required",
)  # fmt: skip


EDITS: list[Callable[[Spot, Any, Maker], bool]] = [
    bound, bound, value, value, kind, kind, required, required, field, field, field, rest, rest, patterned, text,
    member, member, regrouped, condition, items, mark, reference, replaced, written, tag, parted,
]  # fmt: skip
