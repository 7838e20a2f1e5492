"""From a shape and a seed to a description, and from a description to one with a number of changes: always the same.

python -m bench.generate FOLDER --megabytes 5 --changes 10
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

VOCABULARY = """
account address amount balance batch branch budget carrier channel charge city code contact country credit
currency customer date delivery deposit detail discount document due email entry event fee field folder group
history index invoice item kind label language lead level limit line link location margin member memo method
mode name note number offer option order origin owner parcel party payment period phone plan policy price
product profile quantity quote range rate reason record reference refund region report request result role
route rule sale scope section sender series service shipment site source stage state status step stock store
street subject supplier surcharge table tag target task tax team term ticket time title token total transfer
type unit user value variant vendor version visit volume voucher warehouse weight zone
"""
WORDS = VOCABULARY.split()


@dataclass(frozen=True)
class Shape:
    """What a generated description looks like."""

    resources: int = 20
    """Each has a path with `get` and `post`, a path with `get`, `patch` and `delete`, and two schemas of its own."""
    properties: int = 12
    """Of each schema, at each level."""
    nesting: int = 1
    """How many objects stand inside one another in each schema."""
    shared: int = 0
    """How many further operations answer with the one schema `Shared`."""
    recursive: bool = False
    """Whether each schema also refers to itself and to its neighbour."""


def description(shape: Shape, seed: int = 1) -> JSON:
    """An OpenAPI 3.1 description of this shape; the same shape and seed give the same description."""
    rng = random.Random(seed)
    schemas: JSON = {"Problem": _object(rng, {"type": {"type": "string"}, "status": {"type": "integer"}})}
    paths: JSON = {}
    for number in range(shape.resources):
        name = f"{rng.choice(WORDS).title()}{number}"
        schemas[name] = _schema(rng, shape.properties, shape.nesting)
        schemas[f"{name}Input"] = _schema(rng, shape.properties, shape.nesting)
        if shape.recursive:
            schemas[name]["properties"]["parent"] = _ref(name)
            schemas[name]["properties"]["neighbour"] = _ref(rng.choice([n for n in schemas if n != "Problem"]))
        paths |= _resource_paths(rng, name)
    if shape.shared:
        schemas["Shared"] = _schema(rng, shape.properties, shape.nesting)
    for number in range(shape.shared):
        paths[f"/v1/shared/{number}"] = {"get": _operation(f"getShared{number}", _ref("Shared"))}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Generated {seed}", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def sized(megabytes: float, seed: int = 1) -> JSON:
    """A description whose compact JSON is within a tenth of so many megabytes (10^6 bytes)."""
    sample = len(json.dumps(description(Shape(resources=50), seed))) / 50
    return description(Shape(resources=max(1, round(megabytes * 1_000_000 / sample))), seed)


def revised(document: JSON, changes: int, seed: int = 1) -> JSON:
    """A copy with so many edits, each of another property of a component schema.

    Raises `ValueError` where the description has fewer properties than that.
    """
    copy = json.loads(json.dumps(document))
    spots = [
        (schema, name)
        for schema in copy["components"]["schemas"].values()
        for name, value in schema["properties"].items()
        if "type" in value
    ]
    if changes > len(spots):
        raise ValueError(f"{changes} changes asked for, but there are only {len(spots)} properties to change")
    rng = random.Random(seed)
    for number, (schema, name) in enumerate(rng.sample(spots, changes)):
        EDITS[number % len(EDITS)](schema, name)
    return copy


def _remove(schema: JSON, name: str) -> None:
    del schema["properties"][name]
    schema["required"] = [n for n in schema["required"] if n != name]


def _rename(schema: JSON, name: str) -> None:
    schema["properties"][f"{name}_renamed"] = schema["properties"].pop(name)
    schema["required"] = [f"{name}_renamed" if n == name else n for n in schema["required"]]


def _add(schema: JSON, name: str) -> None:
    schema["properties"][f"{name}_added"] = {"type": "string", "format": "date-time"}


def _toggle_required(schema: JSON, name: str) -> None:
    kept = [n for n in schema["required"] if n != name]
    schema["required"] = kept if len(kept) < len(schema["required"]) else [*kept, name]


def _allow_null(schema: JSON, name: str) -> None:
    value = schema["properties"][name]
    value["type"] = [value["type"], "null"] if isinstance(value["type"], str) else value["type"][0]


def _describe(schema: JSON, name: str) -> None:
    schema["properties"][name]["description"] = "Said in other words."


EDITS: tuple[Callable[[JSON, str], None], ...] = (_remove, _add, _toggle_required, _allow_null, _rename, _describe)
"""One after the other: four kinds that break one side or the other, one that adds, one that is prose."""


def _resource_paths(rng: random.Random, name: str) -> JSON:
    plural = f"/v1/{name.lower()}"
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
    search = {"name": rng.choice(WORDS), "in": "query", "schema": _leaf(rng)}
    page = {"type": "object", "required": ["data"], "properties": {"data": {"type": "array", "items": _ref(name)}}}
    item = _operation(f"get{name}", _ref(name))
    patch = _operation(f"update{name}", _ref(name)) | _body(f"{name}Input")
    return {
        plural: {
            "get": _operation(f"list{name}", page) | {"parameters": [limit, search]},
            "post": _operation(f"create{name}", _ref(name)) | _body(f"{name}Input"),
        },
        f"{plural}/{{id}}": {
            "parameters": [identifier],
            "get": item,
            "patch": patch,
            "delete": {"operationId": f"delete{name}", "responses": {"204": {"description": "Gone"}}},
        },
    }


def _operation(identifier: str, schema: JSON) -> JSON:
    return {
        "operationId": identifier,
        "responses": {
            "200": {"description": "As asked", "content": {"application/json": {"schema": schema}}},
            "404": {"description": "Not there", "content": {"application/problem+json": {"schema": _ref("Problem")}}},
        },
    }


def _body(name: str) -> JSON:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _ref(name)}}}}


def _ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema(rng: random.Random, properties: int, nesting: int) -> JSON:
    fields = {f"{rng.choice(WORDS)}_{number}": _leaf(rng) for number in range(properties)}
    if nesting > 1:
        fields["inside"] = _schema(rng, properties, nesting - 1)
    return _object(rng, fields)


def _object(rng: random.Random, fields: JSON) -> JSON:
    return {"type": "object", "required": [n for n in fields if rng.random() < 0.5], "properties": fields}


def _leaf(rng: random.Random) -> JSON:
    description = " ".join(rng.choice(WORDS) for _ in range(rng.randint(4, 14))).capitalize() + "."
    kind = rng.randrange(5)
    if kind == 0:
        return {"type": "integer", "minimum": 0, "maximum": rng.randint(10, 10_000), "description": description}
    if kind == 1:
        return {"type": "string", "enum": sorted(rng.sample(WORDS, 4)), "description": description}
    if kind == 2:
        return {"type": "array", "items": {"type": "string"}, "maxItems": 50, "description": description}
    if kind == 3:
        return {"type": "boolean", "description": description}
    return {"type": "string", "maxLength": rng.randint(20, 500), "description": description}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where base.json and revision.json are written")
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    base = sized(args.megabytes, args.seed)
    (args.folder / "base.json").write_text(json.dumps(base))
    (args.folder / "revision.json").write_text(json.dumps(revised(base, args.changes, args.seed)))


if __name__ == "__main__":
    main()
