"""Check that the lines of the index continue those of the anchor, and list what was done to the old ones."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from apidiff.model.records import Amendment, Line, Release
from apidiff.recording.entry_changes import entry_changes
from apidiff.recording.line_ends import text_digest

_FIELDS = {
    "file": "file",
    "sha256": "snapshot",
    "title": "title",
    "path_versions": "path versions",
    "source_revision": "source revision",
    "kind": "kind",
    "after": "base",
    "changes": "reported changes",
    "tool": "version of apidiff",
    "ids": "id scheme",
    "policy": "policy",
    "date": "date",
    "release": "release",
    "number": "number",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that was done to the recorded lines."""

    message: str
    line: Line | None = None
    """The line of today at which it shows."""


def breaches(
    then: Sequence[Line], now: Sequence[Line], texts: Mapping[str, bytes], texts_now: Mapping[str, bytes]
) -> list[Breach]:
    """What keeps `now` from continuing `then`; nothing if the old lines, by content, are the first of the new ones.

    `texts` and `texts_now` are the entries of either side, to say what of one differs.
    """
    if tuple(now[: len(then)]) == tuple(then):
        return []
    old, new = ({_key(line): line for line in lines} for lines in (then, now))
    found = list(_dropped(then, new, now))
    for key, line in old.items():
        if key in new and _body(line) != _body(new[key]):
            message = f"the line of {called(line)} was rewritten: {_rewritten(line, new[key], texts, texts_now)}"
            found.append(Breach(message, new[key]))
    # Only what both have: a line that was inserted or taken out puts no other one in a wrong place.
    kept = [key for key in old if key in new]
    order = [_key(line) for line in now if _key(line) in old]
    moved = next((new[one] for one, other in zip(order, kept, strict=False) if one != other), None)
    if moved is not None:
        found.append(Breach(f"the line of {called(moved)} was moved: the lines are in another order", moved))
    last = max((index for index, line in enumerate(now) if _key(line) in old), default=-1)
    # What follows the last old line is appended, as it should be.
    for line in now[: last + 1]:
        if _key(line) not in old:
            found.append(Breach(f"the line of {called(line)} was inserted between recorded lines", line))
    if len(order) > len(kept):
        found.append(Breach("a line is there twice"))
    if not found:
        # Each line says the same; only the hashes between them differ.
        first = next(line for line, other in zip(now, then, strict=False) if line != other)
        found.append(Breach(f"the line of {called(first)} has another line before it: the chain was made anew", first))
    return found


def called(line: Line) -> str:
    """What a person calls a line."""
    return f"release {line.name}" if isinstance(line, Release) else f"the amendment of {line.release} on {line.date}"


def _dropped(then: Sequence[Line], new: Mapping[Hashable, Line], now: Sequence[Line]) -> list[Breach]:
    gone = [line for line in then if _key(line) not in new]
    if not gone:
        return []
    last = now[-1] if now else None
    if len(gone) == len(then):
        return [Breach(f"every recorded line is gone: {len(gone)} of them, the newest of {called(gone[-1])}")]
    # A tail is told as one thing; lines that are missing from the middle are named each.
    if list(then[-len(gone) :]) == gone:
        listed = ", ".join(called(line) for line in gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")
        return [Breach(f"the index was cut off: {listed} {'is' if len(gone) == 1 else 'are'} missing", last)]
    return [Breach(f"the line of {called(line)} was taken out", last) for line in gone]


def _rewritten(line: Line, other: Line, texts: Mapping[str, bytes], texts_now: Mapping[str, bytes]) -> str:
    """What differs between two lines of the same record."""
    if type(line) is not type(other):
        return "it is of another kind"
    found = []
    for name in line._fields:
        one, two = getattr(line, name), getattr(other, name)
        # The hash differs in every line behind one that was edited, and says nothing of this one.
        if one == two or name == "previous":
            continue
        if name == "verdicts":
            found += [
                f"{version} was {one.get(version, 'not judged')} and is {two.get(version, 'not judged')}"
                for version in dict.fromkeys((*one, *two))
                if one.get(version) != two.get(version)
            ]
        elif name == "entries":
            found += [
                _entry(file, one.get(file), two.get(file), texts, texts_now)
                for file in dict.fromkeys((*one, *two))
                if one.get(file) != two.get(file)
            ]
        else:
            label = _FIELDS.get(name, name)
            found.append(f"its {label} {'differ' if label.endswith('s') else 'differs'}")
    return "; ".join(found)


def _entry(
    name: str, old: str | None, new: str | None, texts: Mapping[str, bytes], texts_now: Mapping[str, bytes]
) -> str:
    if old is None:
        return f"the entry `{name}` was put in"
    if new is None:
        return f"the entry `{name}` was taken out"
    said = describe_entry(name, old, texts.get(name), texts_now.get(name))
    return f"the entry `{name}` differs" + (f" ({said})" if said else "")


def describe_entry(name: str, digest: str, old: bytes | None, new: bytes | None) -> str:
    """What of an entry differs from the published one, whose digest is given; nothing where its text is not at hand."""
    # The text at hand may be another than the published one, and then nothing can be said of what differs.
    if old is None or new is None or text_digest(old) != digest:
        return ""
    return ", ".join(entry_changes(name, old, new))


def _key(line: Line) -> Hashable:
    """What tells a record from any other, whatever else its line says."""
    if isinstance(line, Amendment):
        # An entry may be amended twice on one day, so the texts are a part of the key.
        return ("amendment", line.release, line.date, tuple(sorted(line.entries.items())))
    return ("release", line.name)


def _body(line: Line) -> Line:
    return line._replace(previous="")
