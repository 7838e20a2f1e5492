"""Refusals as data: a reason and its facts, and one table with the sentences that say them.

The code that refuses names a reason and gives the facts. The sentences are made when something prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Literal, NamedTuple

from apidiff.model.change import Change
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Entry

MOST_LISTED = 4
"""How many names a sentence lists; of the others it gives the number."""

Code = Literal[
    "approver-unknown",
    "breaking-not-waived",
    "description-stale",
    "entry-missing",
    "entry-stale",
    "entry-version-unknown",
    "meaning-doubled",
    "record-unsound",
    "rename-unknown",
    "sunset-moved-earlier",
    "sunset-too-near",
    "sunset-too-soon",
    "sunset-unreadable",
    "text-unreviewed",
    "version-wrong",
    "waiver-expired",
    "waiver-misdated",
    "waiver-stale",
    "waiver-unfounded",
]

UNWAIVED: frozenset[Code] = frozenset(
    {"breaking-not-waived", "approver-unknown", "waiver-expired", "waiver-misdated", "waiver-unfounded"}
)
"""The codes of refusals whose changes a waiver, or another one, would let pass."""

ACCEPTED_AS_BASELINE: frozenset[Code] = frozenset(
    {"breaking-not-waived", "entry-missing", "sunset-moved-earlier", "sunset-too-near", "sunset-too-soon"}
)
"""The codes of refusals for what happened to the API, and not for what is wrong with the records or an entry."""

OF_NOTICE: frozenset[Code] = frozenset(
    {"sunset-moved-earlier", "sunset-too-near", "sunset-too-soon", "sunset-unreadable"}
)
"""The codes of refusals for want of notice: only a correction lets their changes pass, as nothing changed then."""


class _Text(NamedTuple):
    """The sentences for a reason: what is wrong, what to do, and the command that ships it anyway."""

    code: Code
    says: str
    hint: str
    ship: str = ""


_DRAFT = "Write the entry: `{draft}`."
_WAIVE = " To ship anyway: `{waive}`"
_PUT_BACK = " on {earliest} at the earliest (`sunset-days` in apidiff.toml), then `apidiff check`."
_MISTAKEN = (
    " If the day is a correction, write the entry (`apidiff draft`), then waive it: "
    '`apidiff waive {id} --kind correction --reason "..." --approved-by "..."`.'
)
_TAKE_OUT = "Take it out of the entry by `{draft}`, or by hand."


class Fault(Enum):
    """Why a waiver covers nothing. `says` comes after the words "the waiver in `ENTRY`"."""

    # An `Enum` takes members with equal values for one: no two faults, and no two reasons, may have the same sentences.
    BLANK = _Text(
        "waiver-unfounded",
        "has no real `{field}`",
        "Say in words why it may ship, and who decided: it is what a reviewer reads years later.",
    )
    # Within the body of an `Enum` a name is still the tuple and no member, so that one can be made of another.
    PLACEHOLDER = BLANK._replace(says="has no real `{field}`: `{text}` says nothing")
    STRAY = _Text(
        "waiver-unfounded",
        "has blanks or invisible characters around or within its `{field}`: `{text}`",
        "Write it to the letter: `{field}: {exact}`.",
    )
    APPROVER_UNKNOWN = _Text(
        "approver-unknown",
        "was approved by `{approver}`, who is not among the approvers",
        "`[approvers]` in apidiff.toml names {approvers}.",
    )
    APPROVER_MISSPELT = APPROVER_UNKNOWN._replace(
        hint="Did you mean `{near}`? `[approvers]` in apidiff.toml names {approvers}."
    )
    NO_APPROVERS = APPROVER_UNKNOWN._replace(hint="`[approvers]` in apidiff.toml names nobody, so nobody can approve.")
    MISDATED = _Text(
        "waiver-misdated",
        "is for a release on {date}, more than a year from {today}",
        "Correct the date of the entry, or move it to `unreleased/` without one.",
    )
    EXPIRED = _Text(
        "waiver-expired",
        "expired on {until}",
        "Decide anew, and set `until` to the last day on which it may be released, or take it out.",
    )


class Reason(Enum):
    """Why a path version is refused, with the sentences that say so.

    They use the facts of the refusal, and what is known of every one: `{counted}` (`2 breaking changes inside v1`),
    `{them}` (those changes), `{keep}` (how to keep the contract) and `{entry}` (the file name of the entry).
    """

    NEW_VERSION = _Text("entry-missing", "the path version {version} is new and has no entry", _DRAFT)
    NEW_VERSION_BREAKS = _Text("entry-missing", "{counted} without an entry", _DRAFT)
    PAST_SUNSET = _Text("entry-missing", "{counted} whose sunset has come, without an entry", _DRAFT)
    UNBOUND = _Text(
        "breaking-not-waived",
        "{counted} without an entry that waives {them}",
        "{keep}",
        " To ship anyway, write the entry: `{draft}`, then waive: `{waive}`",
    )
    BOUND_AT_ANOTHER_DATE = UNBOUND._replace(
        says=UNBOUND.says + "; `{entry}` names {them}, but its date is outside of this release"
    )
    UNWAIVED = _Text("breaking-not-waived", "{counted} that `{entry}` names but does not waive", "{keep}", _WAIVE)
    BEFORE_ITS_DAY = UNBOUND._replace(
        says="{counted} before the announced sunset, {sunset}, without an entry that waives {them}",
        hint="The sunset has not come on {on}: release {them} on {sunset} or later, with an entry and no waiver.",
    )
    UNWAIVED_BEFORE_ITS_DAY = UNWAIVED._replace(
        says="{counted} before the announced sunset, {sunset}, that `{entry}` names but does not waive",
        hint=BEFORE_ITS_DAY.hint,
    )
    WAIVED_FOR_LESS = UNWAIVED._replace(says="{counted} that `{entry}` waives, but not for {operations}")
    VOID_WAIVER = _Text("waiver-unfounded", "{counted}: the waiver in `{entry}` {fault}", "{fault_hint}", _WAIVE)
    IDLE_VOID_WAIVER = _Text("waiver-unfounded", "the waiver in `{entry}` {fault}; it covers nothing", "{fault_hint}")
    UNKNOWN_VERSION = _Text(
        "entry-version-unknown",
        "`{entry}` names the path version `{named}`, which neither side has; it waives nothing",
        "Correct its `version`: there is {versions}.",
    )
    WAIVES_UNBOUND = _Text("waiver-stale", "`{entry}` waives `{change}`, which it does not bind", _TAKE_OUT)
    WAIVES_GONE = _Text(
        "waiver-stale", "`{entry}` waives `{change}`, which is not among the changes any more", _TAKE_OUT
    )
    BINDS_GONE = _Text("entry-stale", "`{entry}` binds `{change}`, which is not among the changes any more", _TAKE_OUT)
    UNREVIEWED = _Text(
        "text-unreviewed",
        "the text of `{entry}` may tell of what is gone: {passages}",
        "Read its title and text, correct them, and take `review` out of the entry.",
    )
    UNKNOWN_RENAME = _Text(
        "rename-unknown",
        "`{entry}` declares that `{was}` of `{target}` was renamed to `{to}`, and no such names went and came there",
        "Correct it, or take it out of `renames`. Gone from there: {gone}. New there: {came}.",
    )
    MEANING_DOUBLED = _Text(
        "meaning-doubled",
        '`{entry}` declares another meaning of `{target}` than {other}: "{note}", and "{other_note}"',
        "One release publishes one meaning: take one of them out, or word both alike.",
    )
    BEFORE_SUNSET = _Text(
        "sunset-too-soon",
        "{what} {goes} before the announced sunset{moved}",
        "{back}; {remove}" + _PUT_BACK,
    )
    NEVER_DEPRECATED = _Text(
        "sunset-too-soon",
        "{what} {goes} and {was} never deprecated{moved}",
        "{back}, mark {it} as deprecated, and release that; {remove}" + _PUT_BACK,
    )
    ANNOUNCED_BY_ITSELF = _Text(
        "sunset-too-soon",
        "{what} {goes}, and {was} announced by release {unheard} only, which this change itself records{moved}",
        "{back}, and land that release first, in a change of its own; {remove}" + _PUT_BACK,
    )
    DEPRECATED_LATE = BEFORE_SUNSET._replace(says="{what} {goes} {days} after the deprecation{moved}")
    SUNSET_EARLIER = _Text(
        "sunset-moved-earlier",
        "the sunset of {what} is moved to {sunset}, earlier than {before}, which was announced",
        "Put {before} back, or a later day." + _MISTAKEN,
    )
    SUNSET_NEAR = _Text(
        "sunset-too-near",
        "the sunset of {what}, {sunset}, leaves less than {days} days of notice (`sunset-days` in apidiff.toml)",
        "Set it to {earliest} or a later day." + _MISTAKEN,
    )
    DATE_UNREAD = _Text(
        "sunset-unreadable",
        "the date that is announced for {what} is none: `{written}`",
        "Write it as year-month-day, as in `2026-12-31`.",
    )
    STALE_DESCRIPTION = _Text(
        "description-stale",
        "`{file}` is not what `{description}` says: {number}, the first: {title}",
        "Write `{file}` anew from it, and commit that.",
    )
    STALE_WORDING = STALE_DESCRIPTION._replace(
        says="`{file}` is not what `{description}` says: they differ in prose or order"
    )
    VERSION_BEHIND = _Text(
        "version-wrong",
        "`info.version` went from `{was}` to `{now}`, and {asks}",
        "Set `info.version` to `{next}`, or a later one (`info-version` in apidiff.toml).",
    )
    VERSION_UNCHANGED = VERSION_BEHIND._replace(says="`info.version` is still `{now}`, and {asks}")
    VERSION_UNREADABLE = _Text(
        "version-wrong",
        "`info.version` is `{now}`, which is no semantic version",
        "Write it as three numbers, as in `{next}` (https://semver.org).",
    )
    VERSION_PREFIXED = _Text(
        "version-wrong",
        "`info.version` is `{now}`, and a semantic version begins with a number, without `v`",
        "Set `info.version` to `{next}`, or a later one (https://semver.org).",
    )
    VERSION_LABELLED = _Text(
        "version-wrong",
        "`info.version` is `{now}`, and here a version is three numbers alone, without labels for prerelease or build",
        "Set `info.version` to `{next}`, or a later one (`info-version-labels` in apidiff.toml).",
    )
    VERSION_OF_ANOTHER_MAJOR = _Text(
        "version-wrong",
        "`info.version` is `{now}`, and the newest path version is {newest}",
        "Set `info.version` to `{next}`, or another one that begins with {major} (`info-version` in apidiff.toml).",
    )
    RECORD_UNSOUND = _Text("record-unsound", "{place}: {finding}", "{repair} Then run `apidiff verify`.")


class WaiverFault(NamedTuple):
    """Why the waiver of an entry covers nothing, and the facts that its sentences use."""

    fault: Fault
    facts: Mapping[str, str] = {}

    @property
    def code(self) -> Code:
        return self.fault.value.code

    @property
    def says(self) -> str:
        """After the waiver: `expired on 2026-09-30`."""
        return self.fault.value.says.format_map(self.facts)

    @property
    def hint(self) -> str:
        return self.fault.value.hint.format_map(self.facts)


class Refusal(NamedTuple):
    """One reason why a path version is refused, and what to do about it."""

    reason: Reason
    version: str = UNVERSIONED
    # One that all without facts share: nobody writes into it.
    facts: Mapping[str, str] = {}
    changes: tuple[Change, ...] = ()
    entry: Entry | None = None
    fault: WaiverFault | None = None
    """What is wrong with the waiver of the entry, where that is the reason."""

    @property
    def code(self) -> Code:
        return self.fault.code if self.fault else self.reason.value.code

    @property
    def message(self) -> str:
        return self._filled(self.reason.value.says)

    @property
    def hint(self) -> str:
        """What to do about it, and the commands to ship it anyway."""
        return self.advice + self._filled(self.reason.value.ship)

    @property
    def advice(self) -> str:
        """The hint without the commands to ship it anyway."""
        return self._filled(self.reason.value.hint)

    def _filled(self, template: str) -> str:
        known = {
            "version": self.version,
            "counted": _counted(self.changes, self.version),
            "them": "it" if len(self.changes) == 1 else "them",
            "keep": _keep(self.version),
            "entry": self.entry.name if self.entry else "",
            "fault": self.fault.says if self.fault else "",
            "fault_hint": self.fault.hint if self.fault else "",
        }
        return template.format_map({**known, **self.facts})

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "advice": self.advice,
            "changes": [change.id for change in self.changes],
            "entry": self.entry and self.entry.name,
        }


def _counted(changes: Sequence[Change], version: str) -> str:
    """`2 breaking changes inside v1`; an API without path versions need not be told that it has none."""
    count = "1 breaking change" if len(changes) == 1 else f"{len(changes)} breaking changes"
    return count if version == UNVERSIONED else f"{count} inside {version}"


def _keep(version: str) -> str:
    if version == UNVERSIONED:
        return "Keep the contract, or put the new form under a path version such as `/v2`."
    return f"Keep the contract of {version}, or put the new form under a new path version."
