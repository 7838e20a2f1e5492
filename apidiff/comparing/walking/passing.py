"""A pair of schemas that are equal by text in, the smaller pairs out that make them differ all the same.

Such a pair differs only by what it refers to, so nothing in it is compared: it only leads on. One whose references
stand where they are joined with what stands beside them (`allOf`, a condition) is no such pair.
"""

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.asking.projection import visible
from apidiff.comparing.edits import BOTH, NEITHER, Directions
from apidiff.comparing.schemas.conjunction import EXAMPLES, GROUPS, PROSE
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.walking.graph import SAME_VALUE, Step
from apidiff.errors import escape_token
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import with_role, with_shape

_DATA = PROSE | EXAMPLES | {"const", "default", "enum", "required", "type", "xml"}
_BY_NAME = with_role("by name") & with_shape("map")
_ONE = with_role("by name", "by position") & with_shape("schema")


class Passage(NamedTuple):
    """A smaller pair: its schema, the tokens of its pointer, its directions, and how the value holds it."""

    schema: JSON
    tokens: str
    mask: Directions
    step: Step


def passages(base: Contract, revision: Contract, schema: dict[str, JSON], differs: Differing) -> list[Passage] | None:
    """What an equal pair leads to; `None` where it has to be compared as any other pair."""
    found: list[Passage] = []
    for keyword, value in schema.items():
        if not isinstance(value, dict | list) or keyword in _DATA or keyword.startswith("x-"):
            continue
        listed = _listed(keyword, value)
        if listed is None:
            if differs.leads(value):
                return None
            continue
        for tokens, child, step in listed:
            if not differs.leads(child):
                continue
            mask = BOTH
            if keyword == "properties":
                mask = visible(revision, child)
                # The component behind the reference travels in another direction now, which an object tells of its
                # property.
                if mask != visible(base, child):
                    return None
            elif keyword in ("items", "prefixItems") and is_past(schema.get("maxItems"), _position(schema, step)):
                mask = NEITHER
            found.append(Passage(child, tokens, mask, step))
    return found


def is_past(most: JSON, position: int) -> bool:
    """Whether no array that has at most so many items has one at a position."""
    return isinstance(most, int | float) and not isinstance(most, bool) and most <= position


def _position(schema: dict[str, JSON], step: Step) -> int:
    """The first position that a step leads to."""
    before = schema.get("prefixItems")
    return int(step[1]) if step[1] else len(before) if isinstance(before, list) else 0


def _listed(keyword: str, value: JSON) -> Iterator[tuple[str, JSON, Step]] | None:
    """The schemas directly under a keyword that passes on, each with its tokens and its step."""
    if keyword in _ONE:
        return iter([(f"/{keyword}", value, (keyword, ""))])
    if keyword in _BY_NAME and isinstance(value, dict):
        return ((f"/{keyword}/{escape_token(name)}", child, (keyword, name)) for name, child in value.items())
    if keyword == "prefixItems" and isinstance(value, list):
        return ((f"/{keyword}/{index}", child, (keyword, str(index))) for index, child in enumerate(value))
    if keyword in GROUPS and isinstance(value, list):
        return ((f"/{keyword}/{index}", child, SAME_VALUE) for index, child in enumerate(value))
    return None
