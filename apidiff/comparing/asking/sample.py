"""A guess at an instance of a schema: what it requires, and nothing else, each of the simplest kind.

Most schemas of real descriptions are met by it, and one that is not is a question for containment; so whoever asks has
to try the guess. It looks at no more of the document than it goes through.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from apidiff.comparing.schemas.conjunction import type_set
from apidiff.comparing.serialising import text_of
from apidiff.containment.interpreting import NotInterpreted, defined_name
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ANY_BYTES

_DEEPEST = 24
_MOST_VALUES = 500
_LONGEST = 1_000
_SIMPLEST_FIRST = ("null", "boolean", "integer", "number", "string", "array", "object")
_OF_OBJECTS = frozenset({"properties", "required", "additionalProperties"})


def build(document: dict[str, JSON]) -> JSON:
    """A value that may be valid under the document, whose references lead into its `$defs`; null for want of one."""
    try:
        return _Builder(document.get("$defs", {})).value([document], 0)
    except (NotInterpreted, TypeError, AttributeError, KeyError):
        return None  # a keyword is of another type than it should be, or a reference leads elsewhere


class _Builder:
    def __init__(self, definitions: dict[str, JSON]) -> None:
        self._definitions = definitions
        self._values = 0

    def value(self, schemas: list[JSON], level: int) -> JSON:
        """A value for schemas that hold together."""
        # Schemas may lead back to themselves, or double with each level; a guess is worth no more than this.
        self._values += 1
        if level > _DEEPEST or self._values > _MOST_VALUES:
            return None
        parts = self._in_place(schemas)
        for part in parts:
            if "const" in part:
                return part["const"]
        listed: list[list[JSON]] = [part["enum"] for part in parts if isinstance(part.get("enum"), list)]
        if listed:
            return next((value for value in listed[0] if all(value in other for other in listed)), None)
        kind = _kind(parts)
        if kind == "object":
            return self._object(parts, level)
        if kind == "array":
            items = [part["items"] for part in parts if "items" in part]
            return [self.value(items, level + 1) for _ in range(min(_least(parts, "minItems"), _MOST_VALUES))]
        if kind == "string" and any(part.get("contentMediaType", ANY_BYTES) != ANY_BYTES for part in parts):
            # JSON, or what nobody can guess.
            return text_of(
                self.value([part["contentSchema"] for part in parts if "contentSchema" in part], level + 1)
            ).decode()
        if kind == "string":
            return "a" * min(_least(parts, "minLength"), _LONGEST)
        if kind in ("integer", "number"):
            return _least(parts, "minimum")
        return False if kind == "boolean" else None

    def _object(self, parts: list[dict[str, Any]], level: int) -> JSON:
        names = [name for part in parts for name in _required(part)]
        found: dict[str, JSON] = {}
        for name in dict.fromkeys(names):
            declared = [part["properties"][name] for part in parts if name in part.get("properties", ())]
            found[name] = self.value(declared, level + 1)
        return found

    def _in_place(self, schemas: list[JSON]) -> list[dict[str, Any]]:
        """The schemas that hold for one value: through references and `allOf`, and of alternatives the first."""
        found: list[dict[str, Any]] = []
        seen: set[int] = set()
        pending = deque(schemas)
        while pending and len(found) < _MOST_VALUES:
            schema = pending.popleft()
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            found.append(schema)
            if "$ref" in schema:
                pending.append(self._target(schema["$ref"]))
            for keyword, most in (("allOf", None), ("anyOf", 1), ("oneOf", 1)):
                pending.extend(schema.get(keyword, [])[:most])
        return found

    def _target(self, reference: str) -> JSON:
        return self._definitions[defined_name(reference)]


def _kind(parts: list[dict[str, Any]]) -> str:
    """The type that all of them admit; what speaks of properties is an object, what says nothing is null."""
    kinds = [type_set(part["type"]) for part in parts if "type" in part]
    common = frozenset.intersection(*kinds) if kinds else frozenset()
    if not kinds and any(_OF_OBJECTS & part.keys() for part in parts):
        return "object"
    return next((kind for kind in _SIMPLEST_FIRST if kind in common), "null")


def _required(part: dict[str, Any]) -> list[str]:
    names = part.get("required", [])
    return names if isinstance(names, list) else []


def _least(parts: list[dict[str, Any]], keyword: str) -> int:
    """The largest of the lower bounds, if they are whole numbers; else zero."""
    return max((part[keyword] for part in parts if isinstance(part.get(keyword), int)), default=0)
