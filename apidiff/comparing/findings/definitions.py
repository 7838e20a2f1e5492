"""Definitions within schemas (`$defs`, `definitions`) that differ though nothing refers to them.

Those that something refers to are compared like components. Bundling moves what a file defines for itself to
`components` and leaves the file's own copy where it was: as long as that copy follows the component, it is no change of
its own.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from apidiff.comparing.edits import ABSENT
from apidiff.comparing.equality import same
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.openapi.grammar import OPENAPI, Kind, is_schema, members
from apidiff.openapi.keywords import DEFINITIONS
from apidiff.openapi.pointers import COPIES, below, is_part, split


class Definition(NamedTuple):
    """One definition at the same place in both documents, with its values; `ABSENT` where one side has none."""

    name: str
    pointer: str
    base: JSON
    revision: JSON


def differing_definitions(
    base: dict[str, JSON], revision: dict[str, JSON], alike: Callable[[JSON, JSON], bool] = same
) -> Iterator[Definition]:
    """The definitions that differ, in schemas that stand at the same place in both documents.

    `alike` says whether two parts of the documents are equal.
    """
    pending: list[tuple[JSON, JSON, Kind, str]] = [(base, revision, OPENAPI, "")]
    while pending:
        old, new, kind, at = pending.pop()
        # Few schemas define anything: a part whose text has neither keyword is not entered.
        if old is new or (is_part(split(at)) and (alike(old, new) or not _may_define(new, old))):
            continue
        if isinstance(old, dict) and isinstance(new, dict) and is_schema(kind):
            yield from _of_schema(old, new, at)
        known = {token: child for token, child, _ in members(old, kind)}
        for token, child, child_kind in members(new, kind):
            if token in known and token != COPIES:
                pending.append((known[token], child, child_kind, below(at, token)))


def _may_define(*nodes: JSON) -> bool:
    return any(f'"{keyword}":'.encode() in text for text in map(text_of, nodes) for keyword in DEFINITIONS)


def _of_schema(old: dict[str, Any], new: dict[str, Any], at: str) -> Iterator[Definition]:
    for keyword in sorted(DEFINITIONS):
        first, second = (side.get(keyword) for side in (old, new))
        before = first if isinstance(first, dict) else {}
        after = second if isinstance(second, dict) else {}
        for name in {**before, **after}:
            values = before.get(name, ABSENT), after.get(name, ABSENT)
            if values[0] is ABSENT or values[1] is ABSENT or not same(*values):
                yield Definition(name, below(at, keyword, name), *values)


class Copies:
    """Which values of a document are copies of one of its schemas in `components`."""

    def __init__(self, document: dict[str, JSON]) -> None:
        components = document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._texts = {text_of(schema, sort=True) for schema in (schemas or {}).values()}

    def has(self, value: JSON) -> bool:
        """Whether a value is such a copy, or is not there at all."""
        return value is ABSENT or text_of(value, sort=True) in self._texts
