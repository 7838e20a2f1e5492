"""Random descriptions of the ways to write operations: twin templates, references, callbacks in callbacks, events."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

ADDRESSES = ("{$request.body#/url}", "{$request.query.url}", "https://hooks.example/{$request.query.id}")
PATHS = ("/a/{id}", "/a/{key}", "/a", "/v1/a", "/v1/a/{id}", "/b/{id}/c/{key}", "/b/{key}/c/{id}", "/b")
PROSE = ("summary", "description")
EXTENSIONS = ("x-group", "x-note")


def exchanges(seed: int) -> Document:
    """A description; the same for the same seed."""
    return _Writer(random.Random(seed)).document()


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def rarely(self, share: float) -> bool:
        return self.chance.random() < share

    def document(self) -> Document:
        written: Document = {
            "openapi": self.chance.choice(["3.0.3", "3.1.0", "3.2.0"]),
            "info": {"title": "Yard", "version": "1"},
            "paths": {path: self.item(path=path) for path in self.chance.sample(PATHS, self.chance.choice([1, 3, 5]))},
        }
        if self.rarely(0.5):
            urls = self.chance.sample(["/", "/v1", "https://yard.example/v1"], self.chance.choice([1, 2]))
            written["servers"] = [{"url": url} for url in urls]
        if self.rarely(0.5):
            names = self.chance.sample(["moved", "x-moved", "sunk"], 2)
            written[self.chance.choice(["webhooks", "x-webhooks"])] = {name: self.item() for name in names}
        if self.rarely(0.2):
            written["paths"]["x-group"] = {"get": {}}
        item = self.item(2)
        written["components"] = {
            "schemas": {"S": {"type": "object", "properties": {"s": {"type": "string"}}}},
            "callbacks": {"C": {self.chance.choice(ADDRESSES): self.item(1)}},
            "pathItems": {"P": {"get": self.operation(2)} if "$ref" in item else item, "Q": {"get": self.operation(2)}},
        }
        return written

    def item(self, level: int = 0, path: str = "") -> Document:
        if self.rarely(0.15):
            item: Document = {"$ref": self.chance.choice(["#/components/pathItems/P", "#/components/pathItems/Q"])}
            return item | ({"put": self.operation(level)} if self.rarely(0.3) else {})
        methods = self.chance.sample(["get", "post", "put", "query"], self.chance.choice([1, 1, 2]))
        item = {method: self.operation(level) for method in methods}
        if self.rarely(0.1):
            item["additionalOperations"] = {"COPY": self.operation(level)}
        if self.rarely(0.3):
            item["summary"] = "An item"
        if self.rarely(0.1):
            item["x-note"] = 1
        if "{" in path and self.rarely(0.5):
            schema = self.chance.choice([{"type": "string"}, {"type": "integer"}])
            name = self.chance.choice(["id", "key", "other"])
            item["parameters"] = [{"name": name, "in": "path", "required": True, "schema": schema}]
        return item

    def operation(self, level: int) -> Document:
        operation: Document = {"responses": {"200": {"description": "Done", **self.body()}}}
        if self.rarely(0.5):
            operation["requestBody"] = self.body()
        if self.rarely(0.3):
            operation["operationId"] = self.chance.choice("abcdefgh") * 3
        if self.rarely(0.3):
            operation["summary"] = "An operation"
        if self.rarely(0.15):
            operation["servers"] = [{"url": self.chance.choice(["/", "/v1", "https://yard.example/v2"])}]
        if self.rarely(0.1):
            operation["responses"]["x-note"] = {"a": 1}
        if level < 2 and self.rarely(0.4):
            names = self.chance.sample(["heard", "seen", "x-felt"], self.chance.choice([1, 2]))
            operation["callbacks"] = {name: self.callback(level + 1) for name in names}
        return operation

    def callback(self, level: int) -> Document:
        if self.rarely(0.4):
            return {"$ref": "#/components/callbacks/C"}
        addresses = self.chance.sample(ADDRESSES, self.chance.choice([1, 1, 2]))
        return {address: self.item(level) for address in addresses}

    def body(self) -> Document:
        schema = self.chance.choice(
            [
                {"type": "string"},
                {"type": "integer"},
                {"$ref": "#/components/schemas/S"},
                {"type": "object", "properties": {"a": {"type": "string"}}},
            ]
        )
        return {"content": {"application/json": {"schema": schema}}}


def objects(value: Any, pointer: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Document]]:
    """Every object in a value, with its tokens, outer ones first."""
    if isinstance(value, dict):
        yield pointer, value
        for name in list(value):
            yield from objects(value[name], (*pointer, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, (*pointer, str(index)))


def reworded(base: Document, chance: random.Random) -> Document:
    """One piece of prose or one extension with other words."""
    revision = copy.deepcopy(base)
    found = [(o, name) for _, o in objects(revision) for name in o if name in PROSE or name in EXTENSIONS]
    holder, name = chance.choice(found)
    holder[name] = "In other words." if name in PROSE else {"b": 2}
    return revision


def with_other_variables(base: Document) -> Document:
    """Every path variable, and every parameter in a path, with another name."""
    revision = copy.deepcopy(base)
    revision["paths"] = {path.replace("}", "_of_yard}"): item for path, item in revision["paths"].items()}
    for _, held in objects(revision):
        if held.get("in") == "path":
            held["name"] += "_of_yard"
    return revision


def with_shared_callbacks(base: Document) -> Document:
    """Every callback in a component of its own."""
    revision = copy.deepcopy(base)
    shared = revision["components"]["callbacks"]
    for pointer, held in list(objects(revision)):
        if pointer and pointer[-1] == "callbacks" and pointer[-2] != "components":
            for name, callback in held.items():
                if "$ref" not in callback:
                    key = f"Shared{len(shared)}"
                    shared[key] = callback
                    held[name] = {"$ref": f"#/components/callbacks/{key}"}
    return revision


def with_shared_items(base: Document) -> Document:
    """Every path item in a component of its own."""
    revision = copy.deepcopy(base)
    shared = revision["components"]["pathItems"]
    for section in ("paths", "webhooks", "x-webhooks"):
        for name, item in revision.get(section, {}).items():
            if "$ref" not in item and (section != "paths" or name.startswith("/")):
                key = f"Shared{len(shared)}"
                shared[key] = item
                revision[section][name] = {"$ref": f"#/components/pathItems/{key}"}
    return revision


def with_prefix_in_paths(base: Document) -> Document | None:
    """The path of the only server written into the paths; `None` if some operation has other servers."""
    servers = base.get("servers", [])
    others = any("servers" in held for pointer, held in objects(base) if pointer)
    if len(servers) != 1 or others or not servers[0]["url"].endswith("/v1"):
        return None
    revision = copy.deepcopy(base)
    revision["servers"] = [{"url": servers[0]["url"].removesuffix("/v1") or "/"}]
    revision["paths"] = {f"/v1{name}" if name[0] == "/" else name: item for name, item in base["paths"].items()}
    return revision


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with the keys of every object in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value
