"""Classes that inherit by `allOf`, and refactorings that change nothing: classes between, extracted, inlined."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
_CLASSES = ("Vessel", "Barge", "Ferry", "Tug")
_ADDED = ("Between", "Shared", "Inner")


def _ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def _own(rng: random.Random, names: list[str]) -> Node:
    fields = {name: {"type": rng.choice(["string", "integer"]), "description": "Old"} for name in names}
    return {"type": "object", "properties": fields}


def described(rng: random.Random) -> Node:
    """A description of two to four classes, each with a parent among those before it."""
    names = _CLASSES[: rng.randint(2, 4)]
    fields = iter("abcdefgh")
    schemas: Node = {}
    for index, name in enumerate(names):
        members = [_own(rng, [next(fields) for _ in range(rng.randint(1, 2))])]
        if index:
            members.insert(rng.choice([0, 0, 0, 1]), _ref(names[rng.randrange(index)]))
        schemas[name] = {"allOf": members} if index else members[0]
    used = _ref(names[-1])
    schema = rng.choice([used, {"allOf": [used, _own(rng, ["z"])]}, {"type": "object", "properties": {"x": used}}])
    content = {"application/json": {"schema": schema}}
    operation: Node = {"responses": {"200": {"description": "", "content": content}}}
    if rng.random() < 0.5:
        operation = {"requestBody": {"content": content}, "responses": {}}
    if rng.random() < 0.3:
        other = {"application/json": {"schema": _ref(rng.choice(names))}}
        operation["responses"]["201"] = {"description": "", "content": other}
    return {
        "openapi": rng.choice(["3.0.3", "3.1.0"]),
        "info": {"title": "Harbour", "version": "1"},
        "paths": {"/v1/vessels": {"post": operation}},
        "components": {"schemas": schemas},
    }


def refactored(document: Node, rng: random.Random) -> Node:
    """The same, with one to three refactorings."""
    new = copy.deepcopy(document)
    for added in _ADDED[: rng.randint(1, 3)]:
        _refactor(new, rng, added)
    return new


def _refactor(document: Node, rng: random.Random, added: str) -> None:
    schemas = document["components"]["schemas"]
    references = [node for node in _objects(document) if "$ref" in node]
    wholes = [node["allOf"] for node in _objects(document) if "allOf" in node]
    what = rng.choice(["between", "group", "extract", "inline", "nest"])
    if what == "between" and references:
        node = rng.choice(references)
        schemas[added] = rng.choice([dict(node), {"allOf": [dict(node)]}])
        node["$ref"] = _ref(added)["$ref"]
    elif what == "inline" and references:
        node = rng.choice(references)
        target = copy.deepcopy(schemas[node["$ref"].rpartition("/")[2]])
        node.clear()
        node.update(target)
    elif wholes:
        members = rng.choice(wholes)
        if what == "group":
            schemas[added] = {"allOf": [*members]}
            members[:] = [_ref(added)]
        elif what == "nest":
            members[:] = [{"allOf": [*members]}]
        elif "$ref" not in members[-1]:
            schemas[added] = members[-1]
            members[-1] = _ref(added)


def reworded(document: Node, rng: random.Random) -> None:
    """Change one field's description."""
    rng.choice([*_fields(document)])["description"] = "New"


def retyped(document: Node, rng: random.Random) -> None:
    """Change one field's type, everywhere that a component is used."""
    rng.choice([*_fields(document["components"])])["type"] = "boolean"


def _fields(value: Node) -> Iterator[Node]:
    return (node for node in _objects(value) if node.get("description") == "Old")


def _objects(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _objects(child)
    elif isinstance(value, list):
        for child in value:
            yield from _objects(child)
