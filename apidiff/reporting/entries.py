"""The state of the entries as text and JSON: what is to be done in, a report out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apidiff.model.change import SHOWN_DIGITS
from apidiff.model.contract import UNVERSIONED
from apidiff.model.wording import enumerated
from apidiff.recording.entry_state import EntryState, Pending
from apidiff.reporting import words
from apidiff.reporting.escaping import clean
from apidiff.reporting.json_output import to_json
from apidiff.reporting.layout import Terminal, with_whole_names

_MOST = 20
"""Lines under one heading; the JSON has all."""


def text(state: EntryState, terminal: Terminal) -> str:
    """A heading for each thing to be done, with a line for each place where; one line if there is nothing to do."""
    lines: list[str] = []
    for heading, told in _sections(state):
        if not told:
            continue
        lines += [*([""] if lines else []), *terminal.paragraph(with_whole_names(heading), paint="strong")]
        for line in told[:_MOST]:
            lines += terminal.paragraph(with_whole_names(line), first="  ", rest="      ")
        if len(told) > _MOST:
            lines.append(f"  and {len(told) - _MOST:,} more (`--format json` lists all)")
    # Entries may wait for the first release, so what is listed stays above.
    if state.release is None:
        lines = [*lines, *([""] if lines else []), "Nothing is recorded yet, so nothing can lack an entry."]
    elif not lines:
        nothing = f"Since {state.release} nothing breaking lacks an entry, and none waits for a release."
        lines = terminal.paragraph(nothing)
    return "\n".join(lines) + "\n"


def _sections(state: EntryState) -> Iterator[tuple[str, list[str]]]:
    unbound = [f"{each.short_id} {clean(each.title)}{_version(each.path_version)}" for each in state.unbound]
    yield f"Unbound: {words.number(len(unbound), 'breaking change')} without an entry (`apidiff draft`)", unbound
    yield (
        "Stale: bound or waived, and not there (`apidiff draft` takes them out)",
        [
            f"{each.change[:SHOWN_DIGITS]} in {_named(each.entry.name)}"
            f"{', waived' if each.waived else ''}{f': {clean(each.told)}' if each.told else ''}"
            for each in state.stale
        ],
    )
    yield (
        "Doubly bound: keep each in one entry",
        [
            f"{each.change.short_id} {clean(each.change.title)}: in "
            + enumerated([_named(entry.name) for entry in each.entries])
            for each in state.doubly_bound
        ],
    )
    yield (
        "Slipped: dated before the newest release, and in none (move them to `unreleased/`, without a date)",
        [f"{_named(entry.name)}, dated {entry.date}" for entry in state.slipped],
    )
    yield (
        "Refused by `apidiff check`",
        [f"{words.sentence(clean(each.message))} {clean(each.advice)}" for each in state.refused],
    )
    yield (
        "Waivers that cover nothing any more, or not for long",
        [f"{_named(each.entry.name)}: the waiver {clean(each.says)}" for each in state.waivers],
    )
    yield (
        "Questions left in drafts",
        [f"{_named(each.entry.name)}, line {each.line}: {clean(each.text)}" for each in state.questions],
    )
    yield "Unreleased", [_pending(each) for each in state.unreleased]


def _pending(pending: Pending) -> str:
    entry = pending.entry
    told = [
        words.number(len(entry.changes), "change") if entry.changes or not entry.meaning else "",
        words.number(len(entry.meaning), "change of meaning", "changes of meaning") if entry.meaning else "",
        f"{pending.waived:,} waived" if pending.waived else "",
        "as drafted" if pending.is_draft else "",
        f"dated {entry.date}" if entry.date else "",
    ]
    return f"{_named(entry.name)}: {clean(entry.title)} ({', '.join(filter(None, told))})"


def _version(version: str) -> str:
    return "" if version == UNVERSIONED else f" ({clean(version)})"


def _named(name: str) -> str:
    return f"`{clean(name)}`"


def document(states: Sequence[EntryState], *, several: bool) -> str:
    """`apidiff.entry/1`; of several APIs `apidiff.entries/1`, with what the first has under each API's name."""
    made: dict[str, Any]
    if not several:
        made = {"format": "apidiff.entry/1", **states[0].to_dict()}
    else:
        made = {"format": "apidiff.entries/1", "apis": {str(state.api): state.to_dict() for state in states}}
    return to_json(made) + "\n"
