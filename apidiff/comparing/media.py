"""Media types: what each key of a `content` names, and how those of two bodies correspond.

Sources: RFC 9110, 8.3.1 (media types and their parameters), 5.6.6 (parameters, quoted strings) and 12.5.1 (ranges); RFC
6839 (structured suffixes); RFC 8259, 8.1 (JSON is UTF-8); OpenAPI 3.1.1, 4.8.13 (the most specific key applies).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from apidiff.model.contract import JSON

_PARAMETER = r';\s*([^\s=;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;]*))?'
_ESCAPED = r"\\(.)"
_SEQUENTIAL = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-ndjson", "application/json-seq", "text/event-stream"}
)
_UTF_8 = frozenset({"utf-8", "utf8"})


class MediaType(NamedTuple):
    """A media type or a range: how it is written, and what it names."""

    written: str
    essence: str
    parameters: frozenset[tuple[str, str]]
    """Without those that change nothing for the recipient."""
    is_utf_8: bool
    """Whether it says so, or is JSON that says nothing else: then it names no text in another charset."""

    @property
    def is_range(self) -> bool:
        return "*" in self.essence

    @property
    def identity(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """Equal for two spellings of one media type."""
        return self.essence, self.parameters

    @property
    def specificity(self) -> tuple[bool, int, int]:
        """Orders keys that cover the same media type: the most specific one applies."""
        return not self.is_range, len(self.essence.replace("*", "")), len(self.parameters)

    def covers(self, other: MediaType) -> bool:
        """Whether every media type that `other` names is one that this names (RFC 9110, 12.5.1)."""
        # `text/csv` covers `text/csv;charset=latin1`, but `text/csv;charset=utf-8` and JSON do not: `_asking` drops a
        # charset of UTF-8, so its parameters alone would not show that.
        if not self.parameters <= other.parameters or (self.is_utf_8 and _has_charset(other.parameters)):
            return False
        kind, _, subtype = self.essence.partition("/")
        other_kind, _, other_subtype = other.essence.partition("/")
        if self.essence in ("*/*", "*"):
            return True
        if kind != other_kind or subtype == "*":
            return kind == other_kind
        # `application/*+json` covers `application/problem+json` (RFC 6839).
        return other_subtype.endswith(subtype[1:]) if subtype.startswith("*+") else subtype == other_subtype

    @property
    def is_json(self) -> bool:
        return _is_json(self.essence)

    @property
    def is_xml(self) -> bool:
        """RFC 7303, 3 and 4.2."""
        return self.essence in ("application/xml", "text/xml") or self.essence.endswith("+xml")

    @property
    def is_urlencoded(self) -> bool:
        return self.essence == "application/x-www-form-urlencoded"

    @property
    def is_multipart(self) -> bool:
        return self.essence.startswith("multipart/")

    @property
    def is_sequential(self) -> bool:
        """Whether the content is modelled as an array of what it holds (OpenAPI 3.2.0, Sequential Media Types)."""
        # A form has named parts, and all other multipart types parts in a row.
        if self.is_multipart:
            return self.essence != "multipart/form-data"
        return self.essence in _SEQUENTIAL or self.essence.endswith("+json-seq")

    @property
    def is_form(self) -> bool:
        """Forms carry every scalar as text."""
        return self.essence in ("application/x-www-form-urlencoded", "multipart/form-data")


@lru_cache(maxsize=1024)
def parse(written: str) -> MediaType:
    """Read a media type; the case of its names, spaces and quotes say nothing, the order of parameters neither."""
    essence = written.partition(";")[0].strip().lower()
    found = [(name.lower(), _value(value)) for name, value in re.findall(_PARAMETER, written)]
    charsets = [value.lower() for name, value in found if name == "charset"]
    is_utf_8 = any(charset in _UTF_8 for charset in charsets) or (not charsets and _is_json(essence))
    return MediaType(written, essence, frozenset(_asking(found)), is_utf_8)


def parse_list(written: str) -> list[MediaType]:
    """The media types of a list that commas separate, as an Encoding Object's `contentType` holds them."""
    parts: list[str] = []
    quoted = False
    start = 0
    for index, character in enumerate(written):
        # A comma in a quoted parameter divides nothing (RFC 9110, 5.6.4).
        if character == '"' and not (quoted and written[index - 1] == "\\"):
            quoted = not quoted
        if character == "," and not quoted:
            parts.append(written[start:index])
            start = index + 1
    parts.append(written[start:])
    return [parse(part.strip()) for part in parts if part.strip()]


def all_covered(narrow: Iterable[MediaType], wide: Iterable[MediaType]) -> bool:
    """Whether each media type of one list is one that the other list names."""
    offered = list(wide)
    return all(any(other.covers(media) for other in offered) for media in narrow)


def _has_charset(parameters: Iterable[tuple[str, str]]) -> bool:
    return any(name == "charset" for name, _ in parameters)


def _value(written: str) -> str:
    text = written.strip()
    return re.sub(_ESCAPED, r"\1", text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _asking(parameters: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The parameters that tell two media types apart.

    Texts are UTF-8 where nothing else is said, and a boundary is another one in each message.
    """
    for name, value in parameters:
        if name == "charset":
            if value.lower() not in _UTF_8:
                yield name, value.lower()
        elif name != "boundary":
            yield name, value


def _is_json(essence: str) -> bool:
    return essence.endswith(("/json", "+json"))


class Matched(NamedTuple):
    """How the keys of two `content` objects correspond. `pairs` may name one side twice, where a range takes part."""

    pairs: list[tuple[str, str]]
    removed: list[str]
    """Named in the base alone, and covered by nothing in the revision."""
    added: list[str]
    """Named in the revision alone, and covered by nothing in the base."""
    widened: list[str]
    """Keys of the revision that cover more than a key of the base that went."""
    narrowed: list[str]
    """Ranges of the base that went, and of which the revision names a part."""


def match(old: dict[str, JSON], new: dict[str, JSON]) -> Matched:
    """Pair the media types of two `content` objects: those that are the same, then each with the range around it."""
    before, after = [parse(name) for name in old], [parse(name) for name in new]
    pairs = _same(before, after)
    stayed, arrived = {first for first, _ in pairs}, {second for _, second in pairs}
    gone = [media for media in before if media.written not in stayed]
    came = [media for media in after if media.written not in arrived]
    # What went may still be accepted under a range that is there now, or where no parameters are named any more. A type
    # without parameters that stood beside it already was another one.
    around = [media for media in after if media.is_range or media.written not in arrived]
    heirs = {media.written: _around(media, around) for media in gone}
    # Of ranges alone: one type with parameters is not described by the same type without them.
    formers = {media.written: _around(media, [other for other in before if other.is_range]) for media in came}
    pairs += [(name, heir) for name, heir in heirs.items() if heir is not None]
    pairs += [(former, name) for name, former in formers.items() if former is not None]
    orphans = [media for media in gone if heirs[media.written] is None]
    narrowed = [media.written for media in orphans if media.is_range and any(media.covers(other) for other in after)]
    new_names = [name for name, former in formers.items() if former is None]
    widened = [name for name in new_names if any(parse(name).covers(media) for media in before)]
    return Matched(
        pairs=pairs,
        removed=[media.written for media in orphans if media.written not in narrowed],
        added=[name for name in new_names if name not in widened],
        widened=widened,
        narrowed=narrowed,
    )


def _same(before: list[MediaType], after: list[MediaType]) -> list[tuple[str, str]]:
    """The keys that name one media type, by spelling first; a second spelling of it is paired as well."""
    spelled = {media.written for media in after}
    # Reversed, so that of several spellings the first one in the description stays.
    first_of = {media.identity: media.written for media in reversed(after)}
    pairs = [
        (media.written, media.written if media.written in spelled else first_of[media.identity])
        for media in before
        if media.identity in first_of
    ]
    paired = {second for _, second in pairs}
    former_of = {media.identity: media.written for media in reversed(before)}
    return pairs + [
        (former_of[media.identity], media.written)
        for media in after
        if media.written not in paired and media.identity in former_of
    ]


def _around(media: MediaType, others: list[MediaType]) -> str | None:
    """The key that applies to a media type which none of the keys names: the most specific one that covers it."""
    covering = [other for other in others if other.covers(media)]
    return max(covering, key=lambda other: other.specificity).written if covering else None
