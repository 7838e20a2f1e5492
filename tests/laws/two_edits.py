"""Two edits of one description, of what operations share: servers, security, parameters, links, path items by `$ref`.

Each edit is decided alone. Those of one subject speak of the same object, so that together they are another edit.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any, NamedTuple

Document = dict[str, Any]
Edit = Callable[[Document], None]

EU, US = {"url": "https://eu.harbour.example"}, {"url": "https://us.harbour.example"}
INTEGER, STRING = {"type": "integer"}, {"type": "string"}
GUARD = [{"o": ["read"]}]
FLOW = {"tokenUrl": "https://harbour.example/token", "scopes": {"read": ""}}


def harbour() -> Document:
    """Ships, whose servers and parameters are listed at three levels; piers by reference; a link to a ship."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Harbour", "version": "1"},
        "servers": [EU],
        "security": GUARD,
        "paths": {
            "/ships": {
                "servers": [EU, US],
                "parameters": [_query("tide", STRING), _ref("Page", "parameters")],
                "get": {
                    "operationId": "listShips",
                    "servers": [EU, US],
                    "parameters": [_ref("Tide", "parameters")],
                    "responses": {"200": _ref("Found", "responses")},
                },
                "post": {
                    "operationId": "addShip",
                    "security": [{"k": []}],
                    "responses": {"201": {"description": "Added", "links": {"ship": _ref("Ship", "links")}}},
                },
            },
            "/ships/{ship}": {
                "parameters": [{"name": "ship", "in": "path", "required": True, "schema": STRING}],
                "get": {"operationId": "readShip", "responses": {"200": _ref("Found", "responses")}},
            },
            "/piers": _ref("Piers", "pathItems"),
            "/docks": {**_ref("Piers", "pathItems"), "servers": [EU]},
        },
        "components": {
            "securitySchemes": {
                "o": {"type": "oauth2", "flows": {"clientCredentials": FLOW}},
                "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
            },
            "parameters": {"Tide": _query("tide", INTEGER), "Page": _query("page", INTEGER)},
            "responses": {
                "Found": {
                    "description": "Found",
                    "headers": {"X-Count": _ref("Count", "headers")},
                    "links": {"ship": _ref("Ship", "links")},
                }
            },
            "headers": {"Count": {"schema": INTEGER}},
            "links": {"Ship": {"operationId": "readShip", "parameters": {"ship": "$request.query.tide"}}},
            "pathItems": {
                "Piers": {
                    "servers": [EU, US],
                    "parameters": [_ref("Page", "parameters"), _query("tide", STRING)],
                    "get": {
                        "parameters": [_ref("Tide", "parameters")],
                        "responses": {"200": _ref("Found", "responses")},
                    },
                }
            },
        },
    }


def _ref(name: str, kind: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _query(name: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "schema": schema}


def _set(*way: Any, to: Any) -> Edit:
    """An edit that puts a value at the end of a way."""

    def edit(document: Document) -> None:
        holder = document
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = to

    return edit


def _drop(*way: Any) -> Edit:
    def edit(document: Document) -> None:
        holder = document
        for step in way[:-1]:
            holder = holder[step]
        del holder[way[-1]]

    return edit


def _rename(document: Document) -> None:
    item = document["paths"].pop("/ships/{ship}")
    item["parameters"][0]["name"] = "vessel"
    document["paths"]["/ships/{vessel}"] = item


def _move(document: Document) -> None:
    document["paths"]["/fleet"] = {"post": document["paths"]["/ships"].pop("post")}


_SHIPS, _PIERS = ("paths", "/ships"), ("components", "pathItems", "Piers")
_TIDE = ("components", "parameters", "Tide")
_DONE = {"responses": {"204": {"description": "Done"}}}
EDITS: dict[str, dict[str, Edit]] = {
    "servers of the description": {
        "one more": _set("servers", to=[EU, US]),
        "another": _set("servers", to=[US]),
        "with prose": _set("servers", to=[{**EU, "description": "Nearest"}]),
    },
    "servers of a path": {
        "one less": _set(*_SHIPS, "servers", to=[US]),
        "none": _drop(*_SHIPS, "servers"),
    },
    "servers of an operation": {
        "one less": _set(*_SHIPS, "get", "servers", to=[EU]),
        "none": _drop(*_SHIPS, "get", "servers"),
        "of the other one": _set(*_SHIPS, "post", "servers", to=[EU, US]),
    },
    "servers by reference": {
        "one less": _set(*_PIERS, "servers", to=[EU]),
        "of its operation": _set(*_PIERS, "get", "servers", to=[EU, US]),
        "none": _drop(*_PIERS, "servers"),
    },
    "servers beside a reference": {"one more": _set("paths", "/docks", "servers", to=[EU, US])},
    "a scheme": {
        "another flow": _set("components", "securitySchemes", "o", "flows", "password", to=FLOW),
        "another address": _set(
            "components", "securitySchemes", "o", "flows", "clientCredentials", "tokenUrl", to="https://a.example"
        ),
    },
    "another scheme": {"another name": _set("components", "securitySchemes", "k", "name", to="X-Token")},
    "security of an operation": {
        "stated again": _set(*_SHIPS, "get", "security", to=GUARD),
        "another way in": _set(*_SHIPS, "get", "security", to=[*GUARD, {"k": []}]),
        "more credentials": _set(*_SHIPS, "get", "security", to=[{"o": ["read"], "k": []}]),
    },
    "security by reference": {"stated again": _set(*_PIERS, "get", "security", to=GUARD)},
    "a shared parameter": {
        "a header": _set(*_TIDE, "in", to="header"),
        "required": _set(*_TIDE, "required", to=True),
        "another type": _set(*_TIDE, "schema", to=STRING),
        "another name": _set(*_TIDE, "name", to="ebb"),
    },
    "another shared parameter": {"another name": _set("components", "parameters", "Page", "name", to="sheet")},
    "parameters of a path": {
        "none": _drop(*_SHIPS, "parameters"),
        "another type": _set(*_SHIPS, "parameters", 0, "schema", to=INTEGER),
        "in another order": lambda document: document["paths"]["/ships"]["parameters"].reverse(),
    },
    "parameters of an operation": {
        "written in place": _set(*_SHIPS, "get", "parameters", 0, to=_query("tide", INTEGER)),
        "one more": lambda document: document["paths"]["/ships"]["get"]["parameters"].append(_query("flag", STRING)),
        "none": _drop(*_SHIPS, "get", "parameters"),
    },
    "parameters by reference": {"none": _drop(*_PIERS, "parameters")},
    "a link": {
        "another value": _set("components", "links", "Ship", "parameters", "ship", to="$request.query.page"),
        "another place": _set("components", "links", "Ship", "parameters", to={"path.ship": "$request.query.tide"}),
        "another target": _set("components", "links", "Ship", "operationId", to="addShip"),
        "by reference": _set(
            "components", "links", "Ship", to={
                "operationRef": "#/paths/~1ships~1{ship}/get", "parameters": {"ship": "$request.query.tide"},
            }
        ),
    },
    "links of an operation": {"none": _drop(*_SHIPS, "post", "responses", "201", "links")},
    "the target of a link": {"another identifier": _set("paths", "/ships/{ship}", "get", "operationId", to="getShip")},
    "a path": {"another name of a variable": _rename},
    "operations of a path": {
        "one more": _set(*_SHIPS, "put", to=_DONE),
        "one less": _drop(*_SHIPS, "post"),
        "one elsewhere": _move,
    },
    "operations by reference": {"one more": _set(*_PIERS, "delete", to=_DONE)},
    "a path by reference": {
        "one more": _set("paths", "/moorings", to=_ref("Piers", "pathItems")),
        "one less": _drop("paths", "/docks"),
    },
    "a shared response": {
        "no header": _drop("components", "responses", "Found", "headers"),
        "no link": _drop("components", "responses", "Found", "links"),
    },
    "a shared header": {"another type": _set("components", "headers", "Count", "schema", to=STRING)},
}  # fmt: skip


HIDING = {
    frozenset(subjects)
    for subjects in [
        ("servers of the description", "servers of a path"),
        ("servers of the description", "servers by reference"),
        ("servers of a path", "servers of an operation"),
        ("parameters of a path", "parameters of an operation"),
        ("another scheme", "operations of a path"),
        ("a link", "the target of a link"),
        ("a path by reference", "servers by reference"),
        ("a path by reference", "servers beside a reference"),
    ]
}
"""Subjects of which an edit of one can hide an edit of the other, or make up for it."""
REPAIRED = {"the target of a link", "a path"}
"""Subjects that an edit leaves a link to behind, so that taking it back repairs the description."""


class Named(NamedTuple):
    """An edit by its subject and its name."""

    subject: str
    name: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.name}"


class Pair(NamedTuple):
    """Two edits of different subjects."""

    one: Named
    other: Named

    def __str__(self) -> str:
        return f"{self.one}, {self.other}"


def pairs() -> Iterator[Pair]:
    """Every two edits of different subjects."""
    for one, other in combinations(EDITS, 2):
        for first, second in product(EDITS[one], EDITS[other]):
            yield Pair(Named(one, first), Named(other, second))


def edited(*edits: Edit) -> Document:
    """The harbour after some edits."""
    document = copy.deepcopy(harbour())
    for edit in edits:
        edit(document)
    return document
