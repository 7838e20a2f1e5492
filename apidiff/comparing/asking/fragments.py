"""A schema object as the fragments that hold by themselves: two objects in, what of them may say the same out.

The keywords of one object hold together, as the members of an `allOf` do, but for those that read each other. So some
of them can have been written another way while others were edited.

Source: JSON Schema 2020-12 Core, 10.1 (keywords apply independently, but for those that say otherwise).
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from apidiff.comparing.asking.isolate import LOGIC
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, groups_of

Key = tuple[str, str]
"""A keyword, or the first of those that read each other; and the name of a property or of what is required."""
_BY_NAME = frozenset({"properties", "required"})
_REWRITING = (LOGIC | {"dependentRequired", "additionalProperties"}) - _BY_NAME
MOST_TRIED = 12
"""Ways to choose what was written anew that are tried for one pair of objects."""


class Choice(NamedTuple):
    """What may say the same on both sides, beside some of what both have; and what is left of each side."""

    same: tuple[dict[str, JSON], dict[str, JSON]]
    rest: tuple[dict[str, JSON], dict[str, JSON]]
    beside: dict[str, JSON]

    @property
    def asked(self) -> tuple[dict[str, JSON], dict[str, JSON]]:
        """What has to say the same: together with what both sides have."""
        old, new = (_object([self.beside, each]) for each in self.same)
        return old, new


def choices(old: dict[str, JSON], new: dict[str, JSON], differs: Callable[[JSON, JSON], bool]) -> Iterator[Choice]:
    """What of two objects could be one schema in two ways, while the rest of them was edited; likely ones first."""
    # Plain keywords say each one thing only: without a difference in composition nothing was written another way.
    if not any(differs(old.get(keyword), new.get(keyword)) for keyword in _REWRITING & (old.keys() | new.keys())):
        return
    left, right = _fragments(old), _fragments(new)
    common = left.keys() & right.keys()
    changed = {key for key in common if differs(left[key], right[key])}
    alone = left.keys() ^ right.keys()
    composed = {key for key in changed if key[0] in _REWRITING}
    kept = {key: left[key] for key in sorted(common - changed)}
    tried = 0
    for chosen in _chosen(alone, composed):
        # Nothing chosen is no rewrite, and everything chosen leaves no edit beside it.
        if not chosen or not (alone | changed) - chosen:
            continue
        tried += 1
        if tried > MOST_TRIED:
            return
        same = tuple(_object(side[key] for key in sorted(chosen & side.keys())) for side in (left, right))
        rest = tuple(_without(schema, found) for schema, found in zip((old, new), same, strict=True))
        yield Choice((same[0], same[1]), (rest[0], rest[1]), _object(_beside(kept, text_of(same))))


def _beside(kept: dict[Key, dict[str, JSON]], text: bytes) -> Iterator[dict[str, JSON]]:
    """What both sides have and a rewrite can hang on: types, limits, and what is said of the names in it."""
    for (keyword, name), fragment in kept.items():
        if (keyword in _BY_NAME and name and text_of(name) in text) or not isinstance(fragment[keyword], dict | list):
            yield fragment


def _chosen(alone: AbstractSet[Key], composed: AbstractSet[Key]) -> Iterator[set[Key]]:
    """All that one side alone has, with and without what is composed otherwise; then one fragment less."""
    wholes = [set(alone), {*alone, *composed}] if composed else [set(alone)]
    yield from wholes
    for plain in (True, False):
        for whole in wholes:
            yield from (whole - {key} for key in sorted(whole) if (key[0] not in _REWRITING) == plain)


def _fragments(schema: dict[str, JSON]) -> dict[Key, dict[str, JSON]]:
    """The fragments of an object; annotations are none."""
    asking = [
        k for k in schema if k in KEYWORDS and KEYWORDS[k].role not in ("annotation", "identifier", "definitions")
    ]
    found: dict[Key, dict[str, JSON]] = {}
    for group in _joined(asking):
        first = group[0]
        value = schema[first]
        if group == ["properties"] and isinstance(value, dict):
            found |= {(first, name): {first: {name: child}} for name, child in value.items()}
        elif group == ["required"] and isinstance(value, list):
            found |= {(first, name): {first: [name]} for name in value if isinstance(name, str)}
        else:
            found[first, ""] = {keyword: schema[keyword] for keyword in group}
    return found


def _joined(keywords: list[str]) -> list[list[str]]:
    """The keywords in groups: those that read each other. What is required depends on no neighbour."""
    groups = [sorted(group) for group in groups_of([keyword for keyword in keywords if keyword != "required"])]
    return [*groups, ["required"]] if "required" in keywords else groups


def _object(fragments: Iterable[dict[str, JSON]]) -> dict[str, JSON]:
    out: dict[str, JSON] = {}
    for fragment in fragments:
        for keyword, value in fragment.items():
            known = out.get(keyword)
            if isinstance(known, dict) and isinstance(value, dict):
                out[keyword] = {**known, **value}
            elif isinstance(known, list) and isinstance(value, list):
                out[keyword] = [*known, *value]
            else:
                out[keyword] = value
    return out


def _without(schema: dict[str, JSON], taken: dict[str, JSON]) -> dict[str, JSON]:
    """An object without what was taken from it."""
    out: dict[str, JSON] = {}
    for keyword, value in schema.items():
        gone = taken.get(keyword)
        if keyword not in taken:
            out[keyword] = value
        elif keyword == "properties" and isinstance(value, dict) and isinstance(gone, dict) and len(gone) < len(value):
            out[keyword] = {name: child for name, child in value.items() if name not in gone}
        elif keyword == "required" and isinstance(value, list) and isinstance(gone, list):
            left = [name for name in value if name not in gone]
            out |= {keyword: left} if left else {}
    return out
