"""What a generator calls the class of a schema that is written inline: the place of the schema in, a name out.

Source: OpenAPI Generator 7, `InlineModelResolver`: `flattenRequestBody`, `flattenResponses`, `gatherInlineModels`, and
its suffixes `_inner` and `_value`.
"""

from __future__ import annotations

from collections.abc import Callable

from apidiff.model.contract import JSON
from apidiff.openapi.naming import class_name
from apidiff.openapi.objects import METHODS
from apidiff.openapi.pointers import find, join, original, split

_SUFFIXES = {"items": "inner", "additionalProperties": "value"}


def derived_name(document: JSON, pointer: str, own: Callable[[str], str] = str) -> str:
    """The name of the class, as `class_name` has it; empty where it depends on more than the place.

    `own` gives the name that a component has in the document that a generator is given.
    """
    match split(original(pointer)):
        case ["components", "schemas", component, *rest]:
            words = [own(component)]
        case ["paths", path, method, "requestBody", "content", _, "schema", *rest] if method in METHODS:
            words = [_method(document, path, method), "request"]
        case ["paths", path, method, "responses", code, "content", _, "schema", *rest] if method in METHODS:
            words = [_method(document, path, method), code, "response"]
        case _:
            return ""
    while rest:
        match rest:
            case ["properties", name, *rest]:
                words.append(name)
            case ["items" | "additionalProperties" as keyword, *rest]:
                words.append(_SUFFIXES[keyword])
            case _:
                return ""
    return class_name("_".join(words))


def _method(document: JSON, path: str, method: str) -> str:
    id = find(document, join(["paths", path, method, "operationId"]))
    return id if isinstance(id, str) and class_name(id) else f"{path} {method}"
