"""A gate in, what is to be done about its entries out."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from apidiff.governing.coverage import bound_ids, waived_ids
from apidiff.governing.waivers import fault
from apidiff.model.change import Change
from apidiff.model.records import Entry
from apidiff.model.refusals import Reason, Refusal
from apidiff.recording.entries import read_text
from apidiff.recording.entry_writing import QUESTION
from apidiff.recording.first_texts import is_unedited, sentences
from apidiff.recording.frontmatter import split
from apidiff.recording.gate import Gate

_COMMENT = re.compile(r"<!--(?P<text>.*?)-->", re.DOTALL)
_ASKED = re.compile(r'^#\s+- \{target: "(?P<target>.*)", from: "(?P<was>.*)", to: "(?P<to>.*)"\}')


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that no release has published."""

    entry: Entry
    waived: int
    is_draft: bool
    """Whether nobody edited the text that was drafted."""

    def to_dict(self) -> dict[str, Any]:
        entry = self.entry
        return {
            "entry": entry.name,
            "title": entry.title,
            "version": entry.version,
            "date": entry.date and entry.date.isoformat(),
            "changes": list(entry.changes),
            "meanings": [{"target": item.target, "note": item.note} for item in entry.meaning],
            "waived": self.waived,
            "draft": self.is_draft,
        }


@dataclass(frozen=True, slots=True)
class Stale:
    """A change that an entry binds or waives, and that there is not."""

    entry: Entry
    change: str
    told: str
    """What the entry's own comment says of it."""
    waived: bool

    def to_dict(self) -> dict[str, Any]:
        return {"entry": self.entry.name, "change": self.change, "title": self.told, "waived": self.waived}


@dataclass(frozen=True, slots=True)
class Double:
    """A change that several entries bind."""

    change: Change
    entries: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        return {**_change(self.change), "entries": [entry.name for entry in self.entries]}


@dataclass(frozen=True, slots=True)
class Ending:
    """A waiver that covers nothing any more, or not for long."""

    entry: Entry
    status: Literal["expired", "ends soon", "void"]
    until: datetime.date | None
    says: str

    def to_dict(self) -> dict[str, Any]:
        until = self.until and self.until.isoformat()
        return {"entry": self.entry.name, "status": self.status, "until": until, "says": self.says}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a draft asks, or a text that somebody has to look at."""

    entry: Entry
    line: int
    """In the entry's file, from 1."""
    text: str

    def to_dict(self) -> dict[str, Any]:
        return {"entry": self.entry.name, "line": self.line, "text": self.text}


_TOLD_ELSEWHERE = frozenset(
    {
        *(Reason.UNBOUND, Reason.BEFORE_ITS_DAY, Reason.NEW_VERSION_BREAKS, Reason.PAST_SUNSET),
        *(Reason.VOID_WAIVER, Reason.IDLE_VOID_WAIVER),
        *(Reason.WAIVES_UNBOUND, Reason.WAIVES_GONE, Reason.BINDS_GONE, Reason.UNREVIEWED),
    }
)
"""Why a check refuses for the sake of entries, where it is under another heading already."""


@dataclass(frozen=True, slots=True)
class EntryState:
    """What `apidiff entry` tells of one API."""

    api: str | None
    release: str | None
    """The newest one, with which the description at hand was compared."""
    unbound: tuple[Change, ...]
    stale: tuple[Stale, ...]
    doubly_bound: tuple[Double, ...]
    unreleased: tuple[Pending, ...]
    slipped: tuple[Entry, ...]
    """Dated for a day that releases have passed, without one that published them."""
    waivers: tuple[Ending, ...]
    questions: tuple[Asked, ...]
    refused: tuple[Refusal, ...] = ()
    """What else a check refuses for what entries say, or do not say."""

    def to_dict(self) -> dict[str, Any]:
        return {
            **({"api": self.api} if self.api else {}),
            "release": self.release,
            "unbound": [_change(change) for change in self.unbound],
            "stale": [each.to_dict() for each in self.stale],
            "doubly_bound": [each.to_dict() for each in self.doubly_bound],
            "unreleased": [each.to_dict() for each in self.unreleased],
            "slipped": [{"entry": each.name, "date": each.date and each.date.isoformat()} for each in self.slipped],
            "waivers": [each.to_dict() for each in self.waivers],
            "questions": [each.to_dict() for each in self.questions],
            "refused": [
                {"entry": each.entry and each.entry.name, "says": each.message, "hint": each.advice}
                for each in self.refused
            ],
        }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.id,
        "title": change.title,
        "path_version": change.path_version,
        "operations": list(change.operations),
    }


def entry_state(gate: Gate, days: int) -> EntryState:
    """What is to be done about the entries; a waiver ends soon if it does within so many days."""
    check, project = gate.check, gate.project
    compared = check.comparison
    bound = {entry.path: bound_ids(entry, project.policy, compared) for entry in check.entries}
    everything = {change.id: change for change in compared.changes}
    binding: dict[str, list[Entry]] = defaultdict(list)
    for entry in check.entries:
        # Sorted, as the order of a set of strings differs from run to run.
        for change in sorted(bound[entry.path]):
            binding[change].append(entry)
    # Without a sound release to compare with, no change is known that an entry could lack or bind wrongly.
    is_recorded = not gate.baseline and not check.doubtful
    newest = project.newest
    return EntryState(
        api=project.config.api,
        release=str(newest.name) if newest else None,
        unbound=tuple(change for change in compared.counted if change.cls == "breaking" and change.id not in binding)
        if is_recorded
        else (),
        stale=tuple(_stale(check.entries, everything.keys(), bound)) if is_recorded else (),
        doubly_bound=tuple(
            Double(everything[id], tuple(entries))
            for id, entries in binding.items()
            # An id that is gone is listed as stale.
            if len(entries) > 1 and id in everything
        ),
        unreleased=tuple(
            Pending(entry, len(waived_ids(entry, bound[entry.path])), is_unedited(entry.body))
            for entry in check.entries
        ),
        slipped=tuple(
            entry
            for entry in project.unpublished
            if newest is not None and entry.date is not None and entry.date < newest.release
        ),
        waivers=tuple(_ending(gate, check.entries, days)),
        questions=tuple(asked for entry in check.entries for asked in _questions(entry)),
        refused=tuple(
            refusal
            for version in check.versions
            for refusal in version.refusals
            # A new path version has no entry to be named, and an entry is just what it lacks.
            if refusal.reason not in _TOLD_ELSEWHERE and (refusal.entry or refusal.reason is Reason.NEW_VERSION)
        ),
    )


def _stale(entries: Iterable[Entry], there: Iterable[str], bound: dict[Any, frozenset[str]]) -> Iterator[Stale]:
    known = frozenset(there)
    for entry in entries:
        told = sentences(split(read_text(entry.path), str(entry.path)))
        waived = waived_ids(entry, bound[entry.path])
        listed = entry.waiver.changes or () if entry.waiver else ()
        gone = [change for change in entry.changes if change not in known]
        # A waiver may list what its entry does not bind, as after a note on a declared meaning was reworded.
        gone += [change for change in listed if change not in bound[entry.path] and change not in gone]
        for change in gone:
            yield Stale(entry, change, told.get(change, ""), change in waived or change in listed)


def _ending(gate: Gate, entries: Iterable[Entry], days: int) -> Iterator[Ending]:
    for entry in entries:
        waiver = entry.waiver
        if waiver is None:
            continue
        wrong = fault(entry, gate.project.policy, gate.on)
        if wrong is not None:
            status: Literal["expired", "void"] = "expired" if wrong.code == "waiver-expired" else "void"
            yield Ending(entry, status, waiver.until, wrong.says)
        elif waiver.until is not None and waiver.until - gate.on <= datetime.timedelta(days=days):
            left = (waiver.until - gate.on).days
            told = f"ends on {waiver.until}, in {left} days" if left != 1 else f"ends on {waiver.until}, tomorrow"
            yield Ending(entry, "ends soon", waiver.until, told if left else f"ends today, {waiver.until}")


def _questions(entry: Entry) -> Iterator[Asked]:
    """What the text of an entry asks in comments, and what of it is to be reviewed."""
    text = read_text(entry.path)
    parts = split(text, str(entry.path))
    lines = parts.yaml.splitlines()
    asked = [f"Was `{rename.was}` renamed to `{rename.to}`?" for rename in entry.renames]  # and answered
    if any(line.startswith(QUESTION) for line in lines):
        # The first line of the file is `---`.
        for number, line in enumerate(lines, 2):
            if found := _ASKED.match(line):
                asked.append(f"Was `{found['was']}` renamed to `{found['to']}`?")
                yield Asked(entry, number, f"Was `{found['was']}` of `{found['target']}` renamed to `{found['to']}`?")
    review = next((number for number, line in enumerate(lines, 2) if line.startswith("review:")), 1)
    for told in entry.review:
        yield Asked(entry, review, f"Gone, and the text may tell of it: {told}")
    before = text[: len(text) - len(parts.body)].count("\n")
    if is_unedited(entry.body):
        return  # its comments ask what the front matter does
    for found in _COMMENT.finditer(parts.body):
        said = " ".join(found["text"].split())
        # A draft asks in its text what its front matter asks, and one place is enough.
        if "?" in said and not said.startswith(tuple(asked)):
            yield Asked(entry, before + 1 + parts.body.count("\n", 0, found.start()), said)
