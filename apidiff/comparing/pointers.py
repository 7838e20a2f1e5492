"""Names for places: what a person calls the spot that a JSON Pointer points at."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from apidiff.comparing.media import parse
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, is_extension, with_role, with_shape
from apidiff.openapi.objects import COMPONENT_NOUNS, METHODS
from apidiff.openapi.operations import EVENT_FIELDS
from apidiff.openapi.pointers import below as join
from apidiff.openapi.pointers import find, original, split

MARK = "\ue000"
"""Encloses the pointer of an inline parameter in a phrase: its name stands in the document, not in its pointer."""
_USUAL = parse("application/json").identity
_BRANCHES = with_role("in place") & with_shape("list", "map")
_NAMED = frozenset(row.name for row in KEYWORDS.values() if row.shape == "map") - _BRANCHES


_STEPS = {
    "items": "[]",
    "unevaluatedItems": "[]",
    "additionalProperties": ".*",
    "unevaluatedProperties": ".*",
    "propertyNames": ".{name}",
}
"""What a keyword adds to a dotted path; others say nothing."""
_EACH = {"[]": "each item", "*": "each value", "{name}": "each name"}
"""How a path is said that is nothing but such a step."""


class Named(NamedTuple):
    """`holder`: a phrase for the nearest named thing; `path`: dotted, from it to the spot, empty at the holder."""

    holder: str
    path: str


def component_noun(kind: str) -> str:
    """What a person calls a component of a kind, `schema` of `schemas`, or what a schema holds in `definitions`."""
    return "definition" if kind == "definitions" else COMPONENT_NOUNS.get(kind, "component")


@lru_cache(maxsize=8192)
def describe(pointer: str) -> Named:
    """Name a place: `/components/schemas/Lead/properties/email` is `email` in schema `Lead`."""
    # What is a copy within the bundle is named by what it was copied from.
    pointer = original(pointer)
    tokens = list(split(pointer))
    if not tokens:
        return Named("the description", "")
    if tokens[0] == "components" and len(tokens) >= 3:
        noun = COMPONENT_NOUNS.get(tokens[1], "component")
        # Behind the name of a callback stands its address, which a sentence does without.
        holder, rest = f"{noun} `{tokens[2]}`", tokens[4:] if tokens[1] == "callbacks" else tokens[3:]
        if tokens[1] == "pathItems" and (told := _method(rest))[0]:
            holder, rest = f"`{told[1]}` of {holder}", rest[told[0] :]
        return _inside(holder, rest, pointer, schema=tokens[1] == "schemas")
    if tokens[0] == "paths" and len(tokens) >= 2:
        return _operation(tokens[1], tokens[2:], pointer, event=False)
    if tokens[0] in EVENT_FIELDS and len(tokens) >= 2:
        return _operation(tokens[1], tokens[2:], pointer, event=True)
    return Named("the description", ".".join(tokens))


def _operation(path: str, rest: list[str], pointer: str, *, event: bool) -> Named:
    length, method = _method(rest)
    holder = f"webhook `{path}`" if event else f"`{method} {path}`" if method else f"`{path}`"
    return _inside(holder, rest[length:], pointer, schema=False)


def _method(tokens: list[str]) -> tuple[int, str]:
    """How many tokens name the method of an operation in a path item, and the method; `(0, "")` if none does."""
    length = _method_length(tokens)
    return length, tokens[length - 1] if length == 2 else tokens[0].upper() if length else ""


def _method_length(tokens: list[str]) -> int:
    """How many tokens name the method of an operation in a path item; 0 if none does."""
    if tokens[:1] == ["additionalOperations"]:
        return min(2, len(tokens))
    return int(bool(tokens) and tokens[0] in METHODS)


def _inside(holder: str, rest: list[str], pointer: str, *, schema: bool) -> Named:
    """Walk from a named holder down to the schema, then collect the dotted path within the schema."""
    index = 0
    while not schema and index < len(rest):
        token = rest[index]
        if token == "callbacks" and len(rest) > index + 1:
            holder = f"callback `{rest[index + 1]}` of {holder}"
            index += 3 + _method_length(rest[index + 3 :])
            continue
        step, phrase = _part(token, rest[index + 1 :], pointer)
        if phrase:
            holder = f"{phrase} of {holder}"
        schema = token in {"schema", "itemSchema"}
        index += step
    return Named(holder, schema_path(rest[index:]) if schema else ".".join(rest[index:]))


def _part(token: str, rest: list[str], pointer: str) -> tuple[int, str]:
    if token == "requestBody":
        return 1, "the request body"
    if token == "responses" and rest:
        # Responses go by status codes, so that no such name is one of a response (OpenAPI 3.1.1, 4.8.16).
        return 2, "the responses" if is_extension(rest[0]) else f"response `{rest[0]}`"
    if token == "headers" and rest:
        return 2, f"header `{rest[0]}`"
    if token == "parameters" and rest:
        return 2, f"{MARK}{pointer.partition('/parameters/')[0]}/parameters/{rest[0]}{MARK}"
    if token == "links" and rest:
        return 2, f"link `{rest[0]}`"
    if token in ("encoding", "prefixEncoding") and rest:
        return 2, f"part `{rest[0]}`"
    if token == "content" and rest:
        # JSON is the usual content, so naming it would only lengthen every sentence. With parameters it is another one.
        return 2, "" if parse(rest[0]).identity == _USUAL else f"`{rest[0]}`"
    return 1, ""


def schema_path(tokens: list[str]) -> str:
    """`properties/items/items/anyOf/0/properties/sku` is `items[].sku`."""
    path = ""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if tokens[index : index + 2] == ["discriminator", "mapping"] and index + 2 < len(tokens):
            path = f"{path} (kind {tokens[index + 2]})" if path else f"kind {tokens[index + 2]}"
            index += 3
        elif token in _NAMED and index + 1 < len(tokens):
            path += f".{tokens[index + 1]}" if path else tokens[index + 1]
            index += 2
        # `anyOf/0` says nothing to a reader: what is told is the member that the value has.
        elif token in _BRANCHES:
            index += 2
        elif token == "prefixItems" and index + 1 < len(tokens):
            path += f"[{tokens[index + 1]}]"
            index += 2
        # A part of its author's own: what is in it is named by the whole way.
        elif token not in KEYWORDS:
            path += f".{token}"
            index += 1
        elif KEYWORDS[token].shape == "value":  # nothing in a value is a schema
            break
        else:
            path += _STEPS.get(token, "")
            index += 1
    return path.removeprefix(".") or ""


def phrase(pointer: str) -> str:
    """The thing itself: `email` of schema `Lead`; the holder alone where the spot is the holder."""
    named = describe(pointer)
    if named.path in _EACH:
        return f"{_EACH[named.path]} of {named.holder}"
    return f"`{named.path}` of {named.holder}" if named.path else named.holder


_MARKED = f"{MARK}([^{MARK}]*){MARK}"


def with_names(text: str, parameter_at: Callable[[str], str]) -> str:
    """Put a parameter's name (`parameter_at` tells it: "query parameter `limit`") where a phrase has its pointer."""
    return re.sub(_MARKED, lambda match: parameter_at(match.group(1)), text) if MARK in text else text


def parameter_name(document: JSON, pointer: str) -> str:
    """What a parameter of a description is called: "query parameter `limit`"; empty if it has no name."""
    body = find(document, pointer)
    for _ in range(_MOST_STEPS):
        ref = body.get("$ref") if isinstance(body, dict) else None
        if not isinstance(ref, str) or not ref.startswith("#/"):
            break
        body = find(document, ref)
    if not isinstance(body, dict) or "name" not in body:
        return ""
    place = str(body.get("in"))
    return f"{'header' if place == 'header' else f'{place} parameter'} `{body['name']}`"


_MOST_STEPS = 20


__all__ = [
    "MARK",
    "Named",
    "component_noun",
    "describe",
    "join",
    "parameter_name",
    "phrase",
    "schema_path",
    "with_names",
]


def is_below(pointer: str, within: str) -> bool:
    """Whether a place is another one, or in it."""
    return pointer == within or pointer.startswith(f"{within}/")
