"""Another value at the same place is another id, over many pairs: `python -m tests.laws.ids --pairs 10000 --seed 1`.

A pair is two edits of one description at one place, with different values. What they change may share no id, else a
waiver of the one would cover the other. Two ways to write the same meaning may share them. Prints each pair that does
and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import apidiff
from apidiff.api import contract
from apidiff.model.change import Change, Comparison
from apidiff.model.contract import Contract
from apidiff.rules import rule
from tests.laws.descriptions import description
from tests.laws.mutations import Document, Place, at, places

Value = Any
Chance = random.Random
ALONE = "added"
"""Says that the edit replaces nothing, so that all of it is its value."""
EACH = 25
"""Pairs made of one description before the next one is made."""
TRIES = 400


def schema(chance: Chance, depth: int = 2) -> Value:
    """A small schema; no two ways to write the same one."""
    kinds = ["string", "integer", "boolean", "const", "enum"]
    kind = chance.choice(kinds + (["object", "array", "anyOf", "not", "$ref"] if depth else []))
    if kind == "string":
        return {"type": "string", "maxLength": chance.randint(1, 99)}
    if kind == "integer":
        return {"type": "integer", "minimum": chance.randint(-9, 99)}
    if kind == "boolean":
        return {"type": "boolean", "default": chance.random() < 0.5}
    if kind == "const":
        return {"const": data(chance)}
    if kind == "enum":
        return {"enum": sorted(chance.sample("abcdefgh", 3))}
    if kind == "array":
        return {"type": "array", "items": schema(chance, depth - 1)}
    if kind == "anyOf":
        return {"anyOf": [{"type": "null"}, schema(chance, depth - 1)]}
    if kind == "not":
        return {"not": schema(chance, depth - 1)}
    if kind == "$ref":
        return {"$ref": f"#/components/schemas/{chance.choice(('Fresh', 'Newer'))}"}
    names = sorted(chance.sample(("a", "b", "a/b", "{a}", "{b}", "allOf", "0", "description", "$ref"), 2))
    return {"type": "object", "properties": {name: schema(chance, depth - 1) for name in names}}


def data(chance: Chance) -> Value:
    return chance.choice(("x", 1, 2.5, True, None, {"a": chance.randint(1, 9)}, [chance.randint(1, 9), "description"]))


def _number(chance: Chance) -> Value:
    return chance.randint(1, 500)


def _names(chance: Chance) -> Value:
    return {chance.choice("pqr"): sorted(chance.sample("stuv", 2))}


KEYWORDS: dict[str, Callable[[Chance], Value]] = {
    **dict.fromkeys(
        ("maxLength", "minLength", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum",
         "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _number
    ),
    **dict.fromkeys(("not", "propertyNames", "additionalProperties", "contains", "items"), schema),
    "pattern": lambda chance: f"^{chance.choice('abcdef')}{chance.randint(1, 99)}",
    "format": lambda chance: chance.choice(("uuid", "date", "email", "ipv4", "hostname", "int32")),
    "const": data,
    "default": data,
    "enum": lambda chance: sorted(chance.sample("abcdefghij", 3)),
    "type": lambda chance: sorted(chance.sample(("string", "integer", "boolean", "array", "object", "null"), 2)),
    "dependentRequired": _names,
    "dependentSchemas": lambda chance: {chance.choice("pq"): schema(chance)},
    "patternProperties": lambda chance: {f"^{chance.choice('xyz')}": schema(chance, 1)},
    "anyOf": lambda chance: [schema(chance), schema(chance)],
    "oneOf": lambda chance: [schema(chance), schema(chance)],
    "if": lambda chance: {"properties": {"a": schema(chance, 0)}},
    "unevaluatedProperties": lambda chance: schema(chance, 1),
    "x-vendor": data,
}  # fmt: skip


def _keyword(place: Place, chance: Chance) -> tuple[str, Callable[[Any, Value], None], Callable[[Chance], Value]]:
    """A keyword, in the place of what it holds already or on its own."""
    name = chance.choice(sorted(KEYWORDS))
    alone = not place.value.keys() & {name, "enum", "const", "anyOf", "oneOf"} and _holds_no_map(place.value)

    def put(node: Any, value: Value) -> None:
        node[name] = value
        if name == "if":
            node["then"] = {"required": ["a"]}

    return f"{name} {ALONE if alone else 'put in'}", put, KEYWORDS[name]


def _holds_no_map(node: Value) -> bool:
    """Whether no map in it says anything of names that are added: then there is one change for each."""
    return not any(f'"{keyword}"' in _text(node) for keyword in ("additionalProperties", "patternProperties", "$ref"))


def _property(place: Place, chance: Chance) -> tuple[str, Callable[[Any, Value], None], Callable[[Chance], Value]]:
    needed = chance.random() < 0.5

    def put(node: Any, value: Value) -> None:
        node.setdefault("properties", {})["fresh/one"] = value
        if needed:
            node["required"] = [*node.get("required", []), "fresh/one"]

    return f"{'required ' if needed else ''}property {ALONE if _holds_no_map(place.value) else 'put in'}", put, schema


def _schema(_: Place, __: Chance) -> tuple[str, Callable[[Any, Value], None], Callable[[Chance], Value]]:
    def put(node: Any, value: Value) -> None:
        node.clear()
        node.update(value)

    return "schema", put, schema


def _of_operation(_: Place, chance: Chance) -> tuple[str, Callable[[Any, Value], None], Callable[[Chance], Value]]:
    roll = chance.randrange(6)
    if roll == 0:
        return f"parameter {ALONE}", lambda node, value: node.setdefault("parameters", []).append(value), _parameter
    if roll == 1:
        return "response", lambda node, value: node["responses"].update({"418": value}), _response
    if roll == 2:
        return f"security {ALONE}", lambda node, value: node.update(security=value), _security
    if roll == 3:
        return "body", lambda node, value: node.update(requestBody=_content(value)), schema
    if roll == 4:
        return f"servers {ALONE}", lambda node, value: node.update(servers=value), _servers
    return "form", lambda node, value: node.update(requestBody=value), _form


def _parameter(chance: Chance) -> Value:
    return {"name": "fresh", "in": chance.choice(("query", "header")), "required": True, "schema": schema(chance)}


def _response(chance: Chance) -> Value:
    headers = {"X-Fresh": {"required": True, "schema": schema(chance, 1)}}
    return {"description": "It is.", "headers": headers, **_content(schema(chance))}


def _security(chance: Chance) -> Value:
    return [{"oauth": sorted(chance.sample(("read", "write", "list", "drop", "own"), 2))}]


def _servers(chance: Chance) -> Value:
    return [{"url": f"https://{chance.choice('abcdefgh')}{chance.randint(1, 99)}.example.com"}]


def _form(chance: Chance) -> Value:
    encoding = {"a": {"contentType": f"image/{chance.choice('abcdef')}{chance.randint(1, 99)}"}}
    media = {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": encoding}
    return {"required": True, "content": {"multipart/form-data": media}}


def _content(value: Value) -> Value:
    return {"content": {"application/json": {"schema": value}}}


def spots_of(base: Document) -> list[Place]:
    """The places of a description that an edit may be made at."""
    return [place for place in places(base) if place.kind in ("schema", "operation") and place.pointer]


def pair(base: Document, spots: list[Place], chance: Chance) -> tuple[str, Document, Document]:
    """What was edited at one of the places, and the two revisions."""
    text = json.dumps(base)
    for _ in range(TRIES):
        place = chance.choice(spots)
        make = _of_operation if place.kind == "operation" else chance.choice((_keyword, _keyword, _property, _schema))
        name, put, value = make(place, chance)
        if "property" in name and "additionalProperties" in text:
            name = name.replace(ALONE, "put in")  # A map elsewhere can hold for it too, by an `allOf`.
        first, second = value(chance), value(chance)
        if _text(first) == _text(second):
            continue
        sides = []
        for one in (first, second):
            revision = json.loads(text)
            revision["components"]["schemas"] |= {"Fresh": {"type": "string"}, "Newer": {"type": "integer"}}
            put(at(revision, place.pointer), copy.deepcopy(one))
            sides.append(revision)
        if all(_differ(*two) for two in ((sides[0], sides[1]), (base, sides[0]), (base, sides[1]))):
            return f"{name} at {place.pointer}: {_text(first)} or {_text(second)}", sides[0], sides[1]
    raise AssertionError("no pair found")


def _differ(first: Document, second: Document) -> bool:
    return first != second or _text(first) != _text(second)  # 1 and `true` are equal in Python


def _text(value: Value) -> str:
    return json.dumps(value, sort_keys=True)


def told(comparison: Comparison) -> list[Change]:
    """Everything that is told one by one."""
    return [change for change in comparison.changes if change.counted and rule(change.rule).gather != "rule"]


def pairs(many: int, seed: int) -> Iterator[tuple[Contract, str, Document, Document]]:
    """`many` pairs, the same for the same seed: the base as read, what was edited, the two revisions."""
    chance = random.Random(seed)
    for number in range(many):
        if number % EACH == 0:
            base = description(seed * 10_000 + number // EACH)
            spots = spots_of(base)
            read = contract(base)
        yield read, *pair(base, spots, chance)


def shared(base: Contract | Document, what: str, first: Document, second: Document) -> set[str]:
    """The ids that both edits have. Of two that replace something, parts may be the same, but not everything."""
    sides = [{change.id: change for change in told(apidiff.diff(base, revision))} for revision in (first, second)]
    if f" {ALONE} at " not in what and sides[0].keys() != sides[1].keys():
        return set()
    common = {name for name in sides[0].keys() & sides[1].keys() if not any(_admits_none(side[name]) for side in sides)}
    if all(side.keys() - common for side in sides):
        # A name that is gone is gone: what took it is told in a row of its own, which the two do not share.
        common = {name for name in common if sides[0][name].rule != "property-removed"}
    return common if common and not _mean_the_same(first, second) else set()


def _admits_none(change: Change) -> bool:
    """Two schemas that contradict themselves admit the same values, none, however they are written."""
    return "contradicts itself" in (change.reason or "")


def _mean_the_same(first: Document, second: Document) -> bool:
    return all(change.cls == "neutral" or _admits_none(change) for change in apidiff.diff(first, second).changes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for base, what, first, second in pairs(options.pairs, options.seed):
        if found := shared(base, what, first, second):
            failed += 1
            print(f"{what}: both have {', '.join(sorted(found))}")
    print(f"{options.pairs} pairs, {failed} share an id", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
