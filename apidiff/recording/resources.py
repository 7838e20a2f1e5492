"""What part of an API an operation is about, as a heading over what changed there: `GET /v1/leads/{id}` is "Leads"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from apidiff.openapi.naming import is_callback, is_event, path_in

EVENTS = "Events"
EVERYWHERE = "Across the API"
_MOST = 3
"""Resources that a change may be about; one of more is told apart from all of them."""
_LONGEST = 40
"""Segments of a path that are looked at; a path of thousands would be as many beginnings of it."""
_VERSION = re.compile(r"(?:v\d[\w.-]*|\d{4}-\d{2}-\d{2})\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:json|xml)\Z", re.IGNORECASE)
_WORDS = re.compile(
    r"(?<![^\W_])[A-Z](?=[A-Z][^\W\d_A-Z])[A-Z][^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+"
)
"""The first kind is a name as `ESim` is: one capital in front of a word."""
_CAPITAL_WORD = re.compile(r"[A-Z]{2}[^\W\d_A-Z]+\Z")


class Resources:
    """Names resources by their paths; `operations` are all the names that there are, on either side."""

    def __init__(self, operations: Iterable[str]) -> None:
        self._collections: set[tuple[str, ...]] = set()
        """The fixed segments of paths that go on with a variable."""
        self._methods: dict[tuple[str, ...], set[str]] = {}
        self._read: set[tuple[str, ...]] = set()
        """Beginnings of paths of operations that are no `POST`, behind their last variable."""
        self._known: dict[tuple[str, ...], str] = {}  # many changes are about the same operations
        for name in dict.fromkeys(operations):
            segments = _segments(name)
            self._methods.setdefault(segments, set()).add(name.partition(" ")[0])
            for position, segment in enumerate(segments):
                if segment.startswith("{"):
                    self._collections.add(segments[:position])
            if not name.startswith("POST "):
                last = max((at for at, segment in enumerate(segments) if segment.startswith("{")), default=-1)
                self._read.update(segments[:end] for end in range(last + 2, len(segments) + 1))

    def of(self, operations: Sequence[str]) -> str:
        """The resource that operations, events or callbacks have in common, else what stands for all of them."""
        key = tuple(operations)
        if key not in self._known:
            self._known[key] = self._of(key)
        return self._known[key]

    def _of(self, operations: tuple[str, ...]) -> str:
        paths = [name for name in operations if not is_event(name) and not is_callback(name)]
        if not paths:
            return EVENTS if operations and all(map(is_event, operations)) else EVERYWHERE
        found: Counter[str] = Counter()
        for name in paths:
            found[self._one(name)] += 1
            # No more is needed to know that there are too many, and a change may be about thousands of operations.
            if len(found) > _MOST:
                break
        return EVERYWHERE if len(found) > _MOST else found.most_common(1)[0][0]

    def _one(self, name: str) -> str:
        segments = _segments(name)
        fixed = [position for position, segment in enumerate(segments) if not segment.startswith("{")]
        # From the end: `/leads/{id}/notes` is about notes.
        for position in reversed(fixed):
            if self._is_resource(segments, position):
                return spelled(segments[position])
        return spelled(segments[fixed[0]]) if fixed else EVERYWHERE

    def _is_resource(self, segments: tuple[str, ...], position: int) -> bool:
        """Whether a segment names things, as `leads` does and `archive` in `POST /leads/{id}/archive` does not."""
        here = segments[: position + 1]
        if here in self._collections:
            return True
        own = self._methods.get(here, set())
        # Behind a variable, `PUT /leads/{id}/owner` names a thing, and so does `usage` in
        # `GET /leads/{id}/usage/daily`; what can only be posted to is something that is done.
        is_space = position + 1 < len(segments) and here in self._read
        return position > 0 and segments[position - 1].startswith("{") and (is_space or bool(own - {"POST"}))


def _segments(name: str) -> tuple[str, ...]:
    """The segments of an operation's path after its version, variables as `{}`."""
    segments = [_SUFFIX.sub("", each) for each in path_in(name).split("/") if each]
    # A version stands near the beginning of a path, as in `/api/rest/v2/leads`.
    for position, segment in enumerate(segments[:3]):
        if _VERSION.match(segment):
            segments = segments[position + 1 :]
            break
    return tuple("{}" if each.startswith("{") else each for each in segments[:_LONGEST])


def spelled(segment: str) -> str:
    """A segment of a path as a heading: `paymentMethodSettings` is "Payment method settings"."""
    words = _WORDS.findall(segment)
    told = (
        " ".join(
            word if (word.isupper() and len(word) > 1) or _CAPITAL_WORD.match(word) else word.lower() for word in words
        )
        or segment
    )
    return told[:1].upper() + told[1:]
