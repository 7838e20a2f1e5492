"""Rewrites that provably admit the same values: each changes the text of a schema and nothing else."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from itertools import count
from typing import Any

from fuzz.differential.families import heirs
from fuzz.differential.pairs import PREFIX, Side
from fuzz.differential.reading import modernised
from fuzz.differential.walking import Draft, Spot, below, reached, target

JSON = Any
TOGETHER = (
    frozenset({"properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "required"}),
    frozenset({"prefixItems", "items", "unevaluatedItems", "contains", "minContains", "maxContains"}),
    frozenset({"if", "then", "else"}),
    frozenset({"type", "nullable"}),
    frozenset({"discriminator", "oneOf", "anyOf"}),
    frozenset({"contentEncoding", "contentMediaType", "contentSchema"}),
    frozenset({"minimum", "exclusiveMinimum"}),
    frozenset({"maximum", "exclusiveMaximum"}),
)
"""Keywords that are read together: they stay in one object."""
SEEING = ("unevaluatedProperties", "unevaluatedItems")
MARKS = ("readOnly", "writeOnly")
PROSE = ("title", "description")


class Rewriter:
    """Rewrites a draft of one dialect."""

    def __init__(self, draft: Draft, chance: random.Random) -> None:
        self.draft = draft
        self.chance = chance
        self.old = draft.side().is_old
        text = repr(draft.side())
        self.is_bound = bool(heirs(draft.side())) or "'$id'" in text
        """Whether names and places say something, so that nothing may be moved."""
        self.sees = any(f"'{keyword}'" in text for keyword in SEEING)

    def new_name(self, stem: str) -> str:
        return next(name for number in count() if (name := f"{stem}{number}") not in self.draft.schemas)

    def dispatched(self) -> list[JSON]:
        """The alternatives of discriminators."""
        schemas = [holder[key] for holder, key in self.draft.spots()]
        told = [each for each in schemas if isinstance(each, dict) and "discriminator" in each]
        return [each[keyword] for each in told for keyword in ("oneOf", "anyOf") if keyword in each]

    def tags(self) -> set[str]:
        """The components whose names are tags, as no mapping gives them another one."""
        schemas = [holder[key] for holder, key in self.draft.spots()]
        told = [
            each
            for each in schemas
            if isinstance(each, dict) and "mapping" not in each.get("discriminator", {"mapping": 0})
        ]
        members = [member for each in told for keyword in ("oneOf", "anyOf") for member in each.get(keyword, ())]
        return {name for member in members if (name := target(member)) is not None}

    def rewrite(self) -> str | None:
        """Rewrite one schema; the name of the way, or `None` if it does not fit the schema chosen."""
        spot = self.chance.choice(self.draft.spots())
        if spot[0] in self.dispatched():
            return None  # a discriminator's alternatives are references, each with a name of its own
        way = self.chance.choice(KEEPING if self.is_bound else WAYS)
        schema = spot[0][spot[1]]
        if spot[1] == "not" and isinstance(schema, dict) and "not" in schema:
            return None  # a double negation with something else in its middle is not seen as one, and refused
        if (not isinstance(schema, dict) or (self.old and "$ref" in schema)) and self.is_bound:
            return None
        if not isinstance(schema, dict) or (self.old and "$ref" in schema):
            way = way if way in (wrapped, ignored) and isinstance(schema, dict) else extracted
        return way.__name__ if way(self, spot, schema) else None


def reordered(rewriter: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """Other orders of keys, of `required`, of `enum`, of alternatives."""
    names = list(schema)
    rewriter.chance.shuffle(names)
    again = {name: schema[name] for name in names}
    for keyword in ("required", "enum", "anyOf", "oneOf", "allOf", "type"):
        if isinstance(again.get(keyword), list):
            again[keyword] = rewriter.chance.sample(again[keyword], len(again[keyword]))
    if isinstance(again.get("properties"), dict):
        again["properties"] = dict(rewriter.chance.sample([*again["properties"].items()], len(again["properties"])))
    spot[0][spot[1]] = again
    return True


def prose(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    if rewriter.old and "$ref" in schema:
        return False
    name = rewriter.chance.choice(PROSE)
    schema[name] = f"words {rewriter.chance.randint(1, 9)}"
    return True


def extracted(rewriter: Rewriter, spot: Spot, schema: JSON) -> bool:
    """Move a schema to a component of its own."""
    if isinstance(schema, bool) or any(mark in schema for mark in MARKS) or spot[0] is rewriter.draft.schemas:
        return False
    if "'$defs'" in repr(schema):
        return False
    name = rewriter.new_name("Extracted")
    rewriter.draft.schemas[name] = schema
    spot[0][spot[1]] = {"$ref": PREFIX + name}
    return True


def inlined(rewriter: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """Write a component in the place of a reference to it."""
    name = target(schema)
    side = rewriter.draft.side()
    if name is None or len(schema) > 1 or name.partition("/")[0] in reached(Side(side.find(name), side.schemas)):
        return False
    if "'$defs'" in repr(side.find(name)):
        return False  # what stands there may be referred to by its place
    spot[0][spot[1]] = copy.deepcopy(side.find(name))
    return True


def renamed(rewriter: Rewriter, _: Spot, __: dict[str, JSON]) -> bool:
    """Give a component another name."""
    names = reached(rewriter.draft.side())
    if not names:
        return False
    old = rewriter.chance.choice(names)
    if old in rewriter.tags():
        return False
    new = rewriter.new_name("Renamed")
    schemas = rewriter.draft.schemas
    schemas[new] = schemas.pop(old)
    for holder in (rewriter.draft.holder, schemas):
        for key in holder:
            for inner, at in below(holder, key):
                first, slash, rest = (target(inner[at]) or "").partition("/")
                if first == old:
                    inner[at]["$ref"] = PREFIX + new + slash + rest
                if isinstance(inner[at], dict) and "discriminator" in inner[at]:
                    mapping = inner[at]["discriminator"].get("mapping", {})
                    mapping.update({tag: PREFIX + new for tag, name in mapping.items() if name in (old, PREFIX + old)})
    return True


def split(rewriter: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """Put some of the keywords under `allOf`, where nothing beside them is read with them."""
    if any(keyword in schema for keyword in (*SEEING, "$ref", *MARKS, "allOf", "$defs")):
        return False
    groups: list[list[str]] = []
    for keyword in schema:
        together = next((group for group in TOGETHER if keyword in group), frozenset({keyword}))
        if not any(each[0] in together for each in groups):
            groups.append([name for name in schema if name in together])
    if len(groups) < 2:
        return False
    rewriter.chance.shuffle(groups)
    cut = rewriter.chance.randint(1, len(groups) - 1)
    first = {name: schema[name] for group in groups[:cut] for name in group}
    second = {name: schema[name] for group in groups[cut:] for name in group}
    spot[0][spot[1]] = {"allOf": [first, second]} if rewriter.chance.random() < 0.5 else {**first, "allOf": [second]}
    return True


def wrapped(rewriter: Rewriter, spot: Spot, schema: JSON) -> bool:
    """A group of one."""
    if isinstance(schema, dict) and any(mark in schema for mark in (*MARKS, "$defs")):
        return False
    spot[0][spot[1]] = {rewriter.chance.choice(["allOf", "anyOf", "oneOf"]): [schema]}
    return True


def merged(_: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """An `allOf` of schemas without a keyword in common, as one schema."""
    members = schema.get("allOf")
    if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
        return False
    parts = [{name: each for name, each in schema.items() if name != "allOf"}, *members]
    keys = [key for part in parts for key in part]
    crowded = [group for group in TOGETHER if sum(bool(group & part.keys()) for part in parts) > 1]
    if len(keys) != len(set(keys)) or crowded or {"$ref", "$defs", *SEEING, *MARKS} & {*keys}:
        return False
    spot[0][spot[1]] = {key: each for part in parts for key, each in part.items()}
    return True


def constant(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    if rewriter.old:
        return False
    if "const" in schema and "enum" not in schema:
        schema["enum"] = [schema.pop("const")]
    elif len(schema.get("enum", ())) == 1 and "const" not in schema:
        schema["const"] = schema.pop("enum")[0]
    elif len(schema.get("enum", ())) > 1 and "oneOf" not in schema and not rewriter.sees:
        schema["oneOf"] = [{"const": each} for each in schema.pop("enum")]
    else:
        return False
    return True


def types(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """A list of types as alternatives, an integer as a multiple of one."""
    kind = schema.get("type")
    if rewriter.old:
        return False
    if (
        isinstance(kind, list)
        and schema.keys().isdisjoint({"anyOf", "discriminator"})
        and not ("integer" in kind and "number" in kind)
    ):
        del schema["type"]
        schema[rewriter.chance.choice(["anyOf", "oneOf"]) if "oneOf" not in schema else "anyOf"] = [
            {"type": each} for each in kind
        ]
    elif isinstance(kind, str) and rewriter.chance.random() < 0.5:
        schema["type"] = [kind]
    elif kind == "integer" and "multipleOf" not in schema:
        schema.update({"type": "number", "multipleOf": 1})
    else:
        return False
    return True


def nulls(rewriter: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """The type and null, as a null beside the rest."""
    kind = schema.get("type")
    asks = {"$defs", "enum", "const", "not", "$ref", "allOf", "anyOf", "oneOf", "if", *MARKS, *SEEING} & schema.keys()
    if rewriter.old or not isinstance(kind, list) or "null" not in kind or len(kind) != 2 or asks:
        return False
    other = next(each for each in kind if each != "null")
    spot[0][spot[1]] = {"anyOf": [{**schema, "type": other}, {"type": "null"}]}
    return True


def spelled(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """Write out a keyword that says what holds without it."""
    silent: dict[str, JSON] = {"minLength": 0, "minItems": 0, "uniqueItems": False, "minProperties": 0}
    if not rewriter.sees:
        silent["additionalProperties"] = True
    if rewriter.old and "type" not in schema:
        silent["nullable"] = True
    if not rewriter.old:
        silent |= {"$comment": "x", "required": [], "dependentRequired": {}}
        if not rewriter.sees:
            silent |= {"items": True, "propertyNames": True, "not": False, "then": True}
        if "contains" in schema:
            silent["minContains"] = 1
    free = [name for name in silent if name not in schema and not (name == "then" and "if" in schema)]
    if "$ref" in schema and rewriter.old:
        return False
    name = rewriter.chance.choice(free)
    schema[name] = silent[name]
    return True


def exclusive(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """Of integers, the bound and the exclusive one beside it."""
    if rewriter.old or schema.get("type") != "integer":
        return False
    if isinstance(schema.get("maximum"), int) and "exclusiveMaximum" not in schema:
        schema["exclusiveMaximum"] = schema.pop("maximum") + 1
    elif isinstance(schema.get("minimum"), int) and "exclusiveMinimum" not in schema:
        schema["exclusiveMinimum"] = schema.pop("minimum") - 1
    else:
        return False
    return True


def doubled(_: Rewriter, __: Spot, schema: dict[str, JSON]) -> bool:
    """The same alternative, or the same part, once more."""
    for keyword in ("anyOf", "allOf"):
        if schema.get(keyword):
            schema[keyword] = [*schema[keyword], copy.deepcopy(schema[keyword][0])]
            return True
    return False


def flattened(_: Rewriter, __: Spot, schema: dict[str, JSON]) -> bool:
    """Alternatives within alternatives, as one list of them."""
    for keyword in ("anyOf", "allOf"):
        members = schema.get(keyword, ())
        for index, member in enumerate(members):
            if isinstance(member, dict) and member.keys() == {keyword}:
                schema[keyword] = [*members[:index], *member[keyword], *members[index + 1 :]]
                return True
    return False


def contents(rewriter: Rewriter, __: Spot, schema: dict[str, JSON]) -> bool:
    """How a string is written, as a format or in the words of JSON Schema (OpenAPI 3.1.1, 4.8.14.3)."""
    if schema.get("format") == "byte" and "contentEncoding" not in schema and not rewriter.old:
        del schema["format"]
        schema["contentEncoding"] = "base64"
    elif schema.get("contentEncoding") == "base64" and schema.keys().isdisjoint({"format", "contentMediaType"}):
        del schema["contentEncoding"]
        schema["format"] = "byte"
    elif isinstance(schema.get("contentMediaType"), str):
        schema["contentMediaType"] = schema["contentMediaType"].replace("; ", ";").title()
    else:
        return False
    return True


def upgraded(rewriter: Rewriter, _: Spot, __: dict[str, JSON]) -> bool:
    """The same document in the next version of OpenAPI, in which other keywords say the same."""
    draft = rewriter.draft
    if not rewriter.old or rewriter.chance.random() < 0.7:
        return False
    for holder, key in draft.spots() + [spot for name in draft.schemas for spot in below(draft.schemas, name)]:
        if (isinstance(holder, list) or key in holder) and isinstance(holder[key], dict):
            holder[key].update(modern := modernised(holder[key]))
            for gone in holder[key].keys() - modern.keys():
                del holder[key][gone]
    draft.dialect = "3.1.0"
    rewriter.old = False
    return True


def ignored(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """What stands beside a reference in 3.0 says nothing (OpenAPI 3.0.4, 4.7.25)."""
    if not rewriter.old or "$ref" not in schema:
        return False
    beside: list[dict[str, JSON]] = [{"maxLength": 1}, {"nullable": True}, {"description": "words"}, {"type": "array"}]
    beside += [{"enum": ["a"]}, {"required": ["zz"]}, {"allOf": [{"type": "boolean"}]}, {"readOnly": True}]
    more = rewriter.chance.choice(beside)
    for name in more:
        if schema.pop(name, None) is None:
            schema[name] = more[name]
    return True


def grouped(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """A reference, or a part that stands alone, beside the rest or under `allOf`."""
    if rewriter.old or schema.keys() & {"$defs", "$id", *SEEING}:
        return False
    if "$ref" in schema and "allOf" not in schema:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    elif len(schema.get("allOf", ())) == 1 and "$ref" not in schema and list(schema["allOf"][0]) == ["$ref"]:
        schema["$ref"] = schema.pop("allOf")[0]["$ref"]
    else:
        return False
    return True


def negated(rewriter: Rewriter, spot: Spot, schema: dict[str, JSON]) -> bool:
    """What is not refused."""
    if rewriter.sees or any(f"'{word}'" in repr(schema) for word in (*MARKS, "$defs")):
        return False
    if any(f"'{word}'" in repr(schema) for word in ("contentEncoding", "contentMediaType", "format")):
        return False
    spot[0][spot[1]] = {"not": {"not": schema}}
    return True


def dependent(rewriter: Rewriter, _: Spot, schema: dict[str, JSON]) -> bool:
    """What a name requires, in other words."""
    asked = schema.get("dependentRequired")
    if rewriter.old or not asked or "dependentSchemas" in schema or rewriter.sees:
        return False
    del schema["dependentRequired"]
    if rewriter.chance.random() < 0.5 or schema.keys() & {"if", "then", "else"} or len(asked) > 1:
        schema["dependentSchemas"] = {name: {"required": others} for name, others in asked.items()}
    else:
        [(name, others)] = asked.items()
        schema |= {"if": {"required": [name]}, "then": {"required": others}}
    return True


def mapped(_: Rewriter, __: Spot, schema: dict[str, JSON]) -> bool:
    """The kinds in a mapping, by name or by reference."""
    told = schema.get("discriminator")
    mapping = told.get("mapping") if isinstance(told, dict) else None
    if not mapping or not schema.keys() & {"oneOf", "anyOf"}:
        return False
    names = {tag: each.removeprefix(PREFIX) for tag, each in mapping.items()}
    schema["discriminator"] = {
        **schema["discriminator"],
        "mapping": names if names != mapping else {tag: PREFIX + each for tag, each in names.items()},
    }
    return True


WAYS: list[Callable[[Rewriter, Spot, Any], bool]] = [
    reordered, prose, extracted, extracted, inlined, inlined, renamed, split, split, wrapped, merged, constant, types,
    nulls, spelled, exclusive, doubled, flattened, contents, upgraded, ignored, ignored,
    grouped, negated, dependent, dependent, mapped,
]  # fmt: skip
KEEPING = [reordered, prose, constant, types, nulls, spelled, exclusive, contents]
"""Ways that move nothing to another place."""
