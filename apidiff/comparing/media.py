"""Media types: those of two bodies matched by name, by essence, by range.

Sources: RFC 9110, 8.3.1 and 12.5.1 (types, parameters, ranges); RFC 6839 (structured suffixes).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple


class MediaType(NamedTuple):
    """A media type or a range as it was written, and what it means."""

    written: str
    essence: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def is_range(self) -> bool:
        return "*" in self.essence

    def covers(self, other: MediaType) -> bool:
        """Whether every payload that `other` names is one that this names."""
        kind, _, subtype = self.essence.partition("/")
        other_kind, _, other_subtype = other.essence.partition("/")
        if self.essence in ("*/*", "*"):
            return True
        if kind != other_kind:
            return False
        if subtype == "*":
            return True
        if subtype.startswith("*+"):
            return other_subtype.endswith(subtype[1:])
        if subtype != other_subtype:
            return False
        return not self.parameters or self.parameters == other.parameters or self.is_json

    @property
    def is_json(self) -> bool:
        """A charset says nothing of JSON, which is UTF-8 (RFC 8259, 8.1 and 11)."""
        return self.essence.endswith(("/json", "+json"))

    @property
    def is_form(self) -> bool:
        """Forms carry every scalar as text."""
        return self.essence in ("application/x-www-form-urlencoded", "multipart/form-data")


@lru_cache(maxsize=1024)
def parse(written: str) -> MediaType:
    essence, *rest = (part.strip() for part in written.split(";"))
    parameters = tuple(
        sorted(
            (name.strip().lower(), value.strip().strip('"').lower())
            for name, _, value in (part.partition("=") for part in rest if part)
        )
    )
    return MediaType(written, essence.lower(), parameters)


class Matched(NamedTuple):
    """`pairs` may name one side twice, where a range took over several types."""

    pairs: list[tuple[str, str]]
    removed: list[str]
    added: list[str]


def match(old: dict[str, JSON], new: dict[str, JSON]) -> Matched:
    """Pair the media types of two `content` objects; a type that a range covers is paired with the range."""
    before, after = [parse(name) for name in old], [parse(name) for name in new]
    pairs: list[tuple[str, str]] = []
    free_old, free_new = list(before), list(after)
    tests: tuple[Callable[[MediaType, MediaType], bool], ...] = (
        lambda a, b: a.written == b.written,
        lambda a, b: a.essence == b.essence and a.parameters == b.parameters,
        lambda a, b: a.essence == b.essence and a.is_json,
    )
    for same in tests:
        for first in list(free_old):
            partner = next((second for second in free_new if same(first, second)), None)
            if partner:
                pairs.append((first.written, partner.written))
                free_old.remove(first)
                free_new.remove(partner)
    for first in list(free_old):
        wider = next((second for second in after if second.covers(first)), None)
        if wider:
            pairs.append((first.written, wider.written))
            free_old.remove(first)
    return Matched(pairs, [m.written for m in free_old], [m.written for m in free_new])
