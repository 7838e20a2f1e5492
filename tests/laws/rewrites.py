"""Rewrites that change nothing on the wire: each takes a description and gives another way to write it."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.laws.mutations import Document, _opened, at, places, token

Rewrite = Callable[[Document, random.Random], Document]


def _schemas(base: Document, chance: random.Random, wanted: Callable[[Any], bool]) -> str | None:
    found = [place.pointer for place in places(base) if place.kind == "schema" and wanted(place.value)]
    return chance.choice(found) if found else None


def _references(node: Any, pointer: str = "") -> list[str]:
    if isinstance(node, dict):
        here = [pointer] if isinstance(node.get("$ref"), str) else []
        return here + [p for name, child in node.items() for p in _references(child, f"{pointer}/{token(name)}")]
    if isinstance(node, list):
        return [p for index, child in enumerate(node) for p in _references(child, f"{pointer}/{index}")]
    return []


def inline(base: Document, chance: random.Random) -> Document:
    """Write what a `$ref` leads to in its place."""
    pointer = chance.choice(_references(base))
    target = copy.deepcopy(at(base, at(base, pointer)["$ref"][1:]))
    revision = _opened(base, pointer)
    holder = at(revision, pointer)
    holder.clear()
    holder.update(target)
    return revision


def extract(base: Document, chance: random.Random) -> Document:
    """Move a schema to a component and refer to it."""
    pointer = _schemas(base, chance, lambda schema: "type" in schema)
    assert pointer is not None
    revision = copy.deepcopy(base)
    schema = at(revision, pointer)
    moved = dict(schema)
    schema.clear()
    schema["$ref"] = "#/components/schemas/Extracted"
    revision["components"]["schemas"]["Extracted"] = moved
    return revision


def wrap(base: Document, chance: random.Random) -> Document:
    """Write a schema as the one member of an `allOf`."""
    pointer = _schemas(base, chance, lambda schema: "readOnly" not in schema and "writeOnly" not in schema)
    assert pointer is not None
    revision = copy.deepcopy(base)
    schema = at(revision, pointer)
    inner = dict(schema)
    schema.clear()
    schema["allOf"] = [inner]
    return revision


def wrap_reference(base: Document, chance: random.Random) -> Document:
    """Write a `$ref` to a schema as the one member of an `allOf`, as 3.0 needs it to say more beside it."""
    found = [p for p in _references(base) if at(base, p)["$ref"].startswith("#/components/schemas/")]
    revision = _opened(base, pointer := chance.choice(found))
    schema = at(revision, pointer)
    schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    schema["description"] = "Told here."
    return revision


def reorder_keys(base: Document, chance: random.Random) -> Document:
    """Every object with its keys in another order."""

    def turned(node: Any) -> Any:
        if isinstance(node, dict):
            names = chance.sample(list(node), len(node))
            return {name: turned(node[name]) for name in names}
        return [turned(child) for child in node] if isinstance(node, list) else node

    document: Document = turned(base)
    return document


def reorder_lists(base: Document, chance: random.Random) -> Document:
    """`required`, `enum`, `type`, alternatives, parameters, tags, security: every list whose order says nothing."""

    def turned(node: Any, name: str = "") -> Any:
        if isinstance(node, dict):
            return {key: turned(child, key) for key, child in node.items()}
        if isinstance(node, list):
            members = [turned(child) for child in node]
            return members if name in {"prefixItems", "servers", "examples"} else chance.sample(members, len(members))
        return node

    document: Document = turned(base)
    return document


def reword(base: Document, chance: random.Random) -> Document:
    """Another text wherever there is one."""

    def told(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: f"{child} Once more."
                if key in {"description", "summary"} and isinstance(child, str)
                else told(child)
                for key, child in node.items()
            }
        return [told(child) for child in node] if isinstance(node, list) else node

    assert chance
    document: Document = told(base)
    return document


def rename_template(base: Document, chance: random.Random) -> Document:
    """Give the parameter of a path template another name: it is on no wire."""
    assert chance
    revision = copy.deepcopy(base)
    for path in list(revision["paths"]):
        if "{" not in path:
            continue
        item = revision["paths"].pop(path)
        name = path.partition("{")[2].partition("}")[0]
        for parameter in item["parameters"]:
            if parameter.get("name") == name:
                parameter["name"] = "key"
        revision["paths"][path.replace(f"{{{name}}}", "{key}")] = item
    return revision


def null_as_alternative(base: Document, chance: random.Random) -> Document:
    """3.1: null in a list of types written as an alternative of its own."""
    pointer = _schemas(base, chance, lambda s: isinstance(s.get("type"), list) and "null" in s["type"])
    if pointer is None:
        return base
    revision = _opened(base, pointer)
    schema = at(revision, pointer)
    inner = dict(schema) | {"type": next(t for t in schema["type"] if t != "null")}
    marks = {key: inner.pop(key) for key in ("readOnly", "writeOnly") if key in inner}
    schema.clear()
    schema.update({"anyOf": [inner, {"type": "null"}]} | marks)
    return revision


def by_the_book(base: Document, chance: random.Random) -> Document:
    """A 3.0 description brought to 3.1, as the migration guide of the OpenAPI Initiative says."""
    assert chance

    def upgraded(node: Any) -> Any:
        if isinstance(node, list):
            return [upgraded(child) for child in node]
        if not isinstance(node, dict):
            return node
        new = {key: upgraded(child) for key, child in node.items()}
        if new.pop("nullable", False) is True:
            new["type"] = [new["type"], "null"]
        for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if new.get(exclusive) is True:
                new[exclusive] = new.pop(inclusive)
            elif new.get(exclusive) is False:
                del new[exclusive]
        return new

    document: Document = upgraded(base) | {"openapi": "3.1.0"}
    return document


def split(base: Document, folder: Path) -> Path:
    """Write the description in many files: a file for each path item and one for the schemas; answers its main file."""
    import json

    main = copy.deepcopy(base)
    folder.mkdir(parents=True, exist_ok=True)

    def led(node: Any, here: str) -> Any:
        """References into the components led to the files that hold them now."""
        if isinstance(node, list):
            return [led(child, here) for child in node]
        if not isinstance(node, dict):
            return node
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith("#/components/schemas/"):
            name = ref.rpartition("/")[2]
            return {"$ref": f"#/{name}" if here == "schemas.json" else f"schemas.json#/{name}"}
        if isinstance(ref, str) and here != "main.json":
            return {"$ref": f"main.json{ref}"}
        return {key: led(child, here) for key, child in node.items()}

    for index, (path, item) in enumerate(list(main["paths"].items())):
        (folder / f"path{index}.json").write_text(json.dumps(led(item, "path")))
        main["paths"][path] = {"$ref": f"path{index}.json"}
    schemas = main["components"].pop("schemas")
    (folder / "schemas.json").write_text(json.dumps(led(schemas, "schemas.json")))
    written = folder / "main.json"
    written.write_text(json.dumps(led(main, "main.json")))
    return written


NEUTRAL: tuple[Rewrite, ...] = (
    inline,
    extract,
    wrap,
    wrap_reference,
    reorder_keys,
    reorder_lists,
    reword,
    rename_template,
    null_as_alternative,
)
