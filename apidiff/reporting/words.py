"""The sentences that several formats share."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from apidiff.governing.announcing import announced_counts, is_announced
from apidiff.governing.deciding import decided
from apidiff.model.change import SHOWN_DIGITS, Change, ChangeClass, Comparison, Direction, Side, Witness, by_class
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import ReleaseName
from apidiff.model.refusals import OF_NOTICE, UNWAIVED, Reason, Refusal
from apidiff.model.wording import enumerated
from apidiff.rules import rule, rule_ids

if TYPE_CHECKING:
    from apidiff.governing.deprecation import Announced
    from apidiff.model.records import Entry, VersionStatus, Waiver
    from apidiff.model.verdict import Check, VersionVerdict

STATUS: Mapping[VersionStatus, str] = {"pass": "Pass", "waived": "Waived", "refused": "Refused"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WITNESS: Mapping[tuple[Direction, str], tuple[str, str]] = {
    ("to-server", "base"): ("request", "was accepted before and is rejected now"),
    ("to-server", "revision"): ("request", "was rejected before and is accepted now"),
    ("from-server", "base"): ("payload", "could be sent before and is not sent any more"),
    ("from-server", "revision"): ("payload", "was never sent before and may be sent now"),
}
COMMANDS_SAY = "To ship this anyway, record the decision in an entry:"
ENTRY_SAYS = "To ship this, describe it in an entry:"


def day(date: datetime.date) -> str:
    """`23 June 2026`: the same in every locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def number(count: int, singular: str, plural: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def version_name(path_version: str) -> str:
    """A path version as a badge says it."""
    return "Outside of any version" if path_version == UNVERSIONED else path_version


def inside(path_versions: Sequence[str]) -> str:
    """Where something shipped: `inside v1, v2`, `outside of any version`."""
    named = [version for version in path_versions if version != UNVERSIONED]
    told = [f"inside {', '.join(named)}"] if named else []
    return " and ".join([*told, *(["outside of any version"] if len(named) < len(path_versions) else [])])


def sentence(text: str) -> str:
    """`text` with a capital and a full stop, as it stands between other sentences. A path stays as it is written."""
    text = text.strip()
    word = text.split(maxsplit=1)[0] if text else ""
    begun = text[:1].upper() + text[1:] if word.rstrip(",;").replace("-", "").replace("'", "").isalpha() else text
    return begun + ("" if text.endswith((".", "!", "?")) else ".")


def shorten(text: str, length: int) -> str:
    """At most `length` characters of `text`, with the number of those left out."""
    return text if len(text) <= length else f"{text[:length]}... {len(text) - length:,} more characters"


def counts(summary: Mapping[ChangeClass, int]) -> str:
    """`6 breaking and 1 additive change`, or `no change`."""
    present = [(cls, count) for cls, count in summary.items() if count]
    if not present:
        return "no change"
    told = enumerated([f"{count:,} {cls}" for cls, count in present])
    return f"{told} {'change' if present[-1][1] == 1 else 'changes'}"


def diff_headline(comparison: Comparison) -> str:
    between = f"from {comparison.base.name} to {comparison.revision.name}"
    return f"{comparison.verdict.capitalize()}: {_counts_of(comparison)} {between}"


def _counts_of(comparison: Comparison) -> str:
    """What a headline counts; where the wire has nothing, that is said, as there is something to see below."""
    said = counts(comparison.summary)
    if comparison.counted:
        return said
    aside = comparison.reported or comparison.excluded
    return f"{said} that counts" if aside else f"{said} on the wire" if comparison.client_library else said


def check_headline(check: Check) -> str:
    if check.doubtful:
        return f"{STATUS[check.status]}: the records are unsound"
    if check.unrecorded:
        return f"{STATUS[check.status]}: nothing is recorded yet to compare {check.comparison.revision.name} with"
    base = f"release {check.base_release.name}" if check.base_release else check.comparison.base.name
    between = f"from {base} to {check.comparison.revision.name}"
    return f"{STATUS[check.status]}: {_counts_of(check.comparison)} {between}"


def first(names: Sequence[str], limit: int = 3) -> tuple[Sequence[str], str]:
    """The first names, and `and 4 more` for the rest; one more is shown rather than counted."""
    if len(names) <= limit + 1:
        return names, ""
    return names[:limit], f"and {len(names) - limit:,} more"


def direction_of(change: Change) -> Direction | None:
    """The direction that gives the change its class, if any does."""
    return next((impact.direction for impact in change.impacts if impact.cls == change.cls), None)


def origin(check: Check, about: Change | Refusal) -> str:
    """``from this pull request`` or ``already on `main` ``; empty where that is not known."""
    pull, comes = check.pull_request, check.origin_of(about)
    if pull is None or comes is None:
        return ""
    return "from this pull request" if comes == "pull-request" else f"already on `{pull.target}`"


def origins_say(check: Check) -> str:
    """How many changes come from the pull request, or why that is not known; empty outside of one."""
    pull = check.pull_request
    if pull is None:
        return ""
    if pull.unknown is not None:
        return sentence(f"Which changes come from this pull request is not known: {pull.unknown}")
    changes = check.comparison.counted
    if not changes:
        return ""
    own = [change for change in changes if check.origin_of(change) == "pull-request"]
    there = [change for change in changes if check.origin_of(change) == "target-branch"]
    said = f"From this pull request: {counts(by_class(own))}"
    return f"{said}; already on `{pull.target}`: {counts(by_class(there))}." if there else f"{said}."


def no_link(_: Side) -> None:
    """Of no place: nothing shows it."""


def witness_says(change: Change, witness: Witness) -> str:
    """``For `q` of `GET /v1/leads`, this was accepted before and is rejected now``."""
    what, happened = WITNESS[direction_of(change) or "to-server", witness.accepted_by]
    return f"For {witness.at}, this {happened}" if witness.at else f"This {what} {happened}"


def spot(side: Side) -> str:
    """`file:line` where the place is known, else the pointer in the bundled description.

    In the first line, as of JSON without line breaks, only the pointer says where it is. A compressed snapshot goes by
    its release, whose name is no file: its lines are those of what is in it.
    """
    if side.file is None:
        return f"#{side.pointer}"
    if ReleaseName.parse(name := side.file.rpartition("/")[2]):
        return f"release {name}, {side.pointer if side.line is None else f'line {side.line} of its description'}"
    if side.line == 1 and side.pointer:
        return f"{side.file}:1 at {side.pointer}"
    return f"{side.file}:{side.line}" if side.line is not None else f"{side.file} at {side.pointer}"


def marks(change: Change) -> list[str]:
    """What a reader must know beside the class."""
    return [
        *(["caution"] if change.caution else []),
        *(["undecided"] if change.undecided else []),
        *(["unreached"] if change.unreached else []),
        *(["client library"] if change.lens == "client-library" else []),
    ]


def travels(change: Change) -> str:
    """In what a change of values breaks clients, where its title does not tell: `in responses`; empty for both."""
    # A received report may name a rule that this version does not have.
    if change.rule not in rule_ids() or rule(change.rule).decided_by != "containment":
        return ""
    # An impact without operations is of what nothing uses.
    breaking = {impact.direction for impact in change.impacts if impact.cls == "breaking" and impact.operations}
    if len(breaking) != 1 or change.cls != "breaking":
        return ""
    # An event is a request of the server, so "in requests" would name the wrong side.
    if all(name.startswith(("webhook ", "callback ")) for name in change.broken):
        return "in events"
    return "in requests" if breaking == {"to-server"} else "in responses"


def waivers(check: Check) -> dict[str, Entry]:
    """Which entry waives a change, by the change's id."""
    return {change.id: entry for version in check.versions for change, entry in version.waived}


_OF_ITS_SUNSET = (Reason.PAST_SUNSET, Reason.BEFORE_ITS_DAY, Reason.UNWAIVED_BEFORE_ITS_DAY)


def announced_ids(versions: Iterable[VersionVerdict]) -> frozenset[str]:
    """The ids of the removals that are refused although they were announced for a day: it is to come, or untold."""
    refusals = (refusal for version in versions for refusal in version.refusals)
    return frozenset(
        change.id for refusal in refusals if refusal.reason in _OF_ITS_SUNSET for change in refusal.changes
    )


def unwaived_ids(versions: Iterable[VersionVerdict]) -> list[str]:
    """The ids of the breaking changes that no waiver covers, each once, in order."""
    found = (
        change.id
        for version in versions
        for refusal in version.refusals
        if refusal.code in UNWAIVED
        for change in refusal.changes
    )
    return list(dict.fromkeys(found))


def commands(check: Check) -> list[list[str]]:
    """What to run, each command as its words: `draft` where no entry binds a change yet, then `waive`."""
    # Only a correction makes up for want of notice (`OF_NOTICE`), so no plain waiver is offered for it.
    too_soon = {
        change.id
        for version in check.versions
        for refusal in version.refusals
        if refusal.code in OF_NOTICE
        for change in refusal.changes
    }
    waive = [id for id in unwaived_ids(check.versions) if id not in too_soon]
    bound = {change for entry in check.entries for change in entry.changes}
    # A declared meaning is bound by the entry that declares it.
    bound |= {change.id for change in check.comparison.changes if change.rule == "meaning-changed"}
    unannounced = any(refusal.code == "entry-missing" for version in check.versions for refusal in version.refusals)
    # Commands are copied into a shell, and the name of a file or a branch may be anything.
    source = [shlex.quote(check.source)] if check.source else []
    base = [f"--base {shlex.quote(check.base)}"] if check.base else []
    base += [f"--after {shlex.quote(check.after)}"] if check.after else []
    base += [f"--api {check.api}"] if check.api else []
    found = []
    if unannounced or any(change not in bound for change in waive):
        found.append(["apidiff", "draft", *source, *base])
    named = [f"--source {source[0]}"] if source else []
    for waiver, ids in _by_waiver(check, waive).items():
        shown = (id[:SHOWN_DIGITS] for id in ids)
        found.append(["apidiff", "waive", *shown, *decided(waiver), *named, *base])
    return found


def commands_say(check: Check) -> str:
    """What the commands are for: where nothing has to be waived, an entry is all that is missing."""
    return COMMANDS_SAY if any(command[1] == "waive" for command in commands(check)) else ENTRY_SAYS


def _by_waiver(check: Check, ids: Iterable[str]) -> dict[Waiver | None, list[str]]:
    """The changes by the waiver that names them already, for other operations; others are yet to be decided."""
    standing = {
        change.id: refusal.entry.waiver
        for version in check.versions
        for refusal in version.refusals
        if refusal.reason is Reason.WAIVED_FOR_LESS and refusal.entry in check.entries
        for change in refusal.changes
        if refusal.entry
    }
    found: dict[Waiver | None, list[str]] = {}
    for id in ids:
        found.setdefault(standing.get(id), []).append(id)
    return found


def continued(command: Sequence[str], width: int) -> list[str]:
    """The command over several lines as a shell reads it: each but the last ends in a backslash."""
    lines = [command[0]]
    for word in command[1:]:
        # Two columns for the ` \` that may have to follow.
        if len(lines[-1]) + 1 + len(word) > width - 2:
            lines[-1] += " \\"
            lines.append(f"    {word}")
        else:
            lines[-1] += f" {word}"
    return lines


def version_says(version: VersionVerdict) -> str:
    """What a path version's verdict rests on, after its status."""
    said = counts(by_class(version.changes))
    if version.status == "refused":
        open_ids = len(unwaived_ids([version]))
        return f"{said}, {open_ids:,} not waived" if open_ids else said
    if version.status == "waived":
        entries = dict.fromkeys(entry.name for _, entry in version.waived)
        return f"{said}, waived by {enumerated(list(entries))}"
    return said


def announced_says(told: Announced) -> str:
    """What was announced of something before it went."""
    earlier = " or earlier" if told.or_earlier else ""
    said = [f"deprecated since {day(told.since)}{earlier}" if told.since else "deprecated"]
    said += [f"may be gone from {day(told.sunset)} on"] if told.sunset else []
    return f"As announced: {', '.join(said)}."


def waived_by(entry: Entry) -> str:
    """`waived by 2026-06-23-lead-lifecycle.md (api-owner): no integrator consumed the old fields`."""
    if entry.waiver is None:
        return f"waived by {entry.name}"
    waiver = entry.waiver
    further = [
        "a correction" if waiver.kind == "correction" else "",
        f"until {waiver.until}" if waiver.until else "",
        waiver.ticket or "",
        "hidden from the page" if waiver.hide_from_page else "",
    ]
    by = "; ".join(filter(None, (waiver.approved_by, *further)))
    return f"waived by {entry.name} ({by}): {waiver.reason}"


def neutral_says(changes: Sequence[Change], *, further: bool = False) -> str:
    """The one line that neutral changes fold into; `further`: other neutral changes are listed."""
    generated = sum(change.lens == "client-library" for change in changes)
    said = number(len(changes), f"{'other ' if further else ''}neutral change") + " not listed"
    if generated == len(changes):
        return f"{said}, which only generated client libraries see."
    return f"{said}, {generated:,} of which only generated client libraries see." if generated else f"{said}."


def announced_say(rules: Iterable[str]) -> str:
    """`2 deprecation notices and 3 changed defaults`, by the rule of each."""
    return enumerated([number(count, kind.one, kind.several) for count, kind in announced_counts(rules)])


def apart_says(changes: Sequence[Change]) -> str:
    """What stands above what only generated client libraries see; empty where nothing does."""
    return f"Generated client libraries: {counts(by_class(changes))}, which no verdict counts" if changes else ""


def unlisted(neutral: int, generated: int, *, further: bool, library: bool = False) -> str:
    """The sentence of the page on what it does not list; `further`: something else is listed, `library`: of these."""
    told = [
        f"{number(generated, 'more edit' if library else 'edit')} that only generated client libraries see"
        if generated
        else "",
        number(neutral - generated, "edit") + " of prose, examples, order or notation" if neutral > generated else "",
    ]
    said = " and ".join(filter(None, told))
    return f"{'And ' if further else ''}{said}." if said else ""


class Label(NamedTuple):
    """A badge of the page, and what it means."""

    name: str
    says: str
    cls: str = ""


LABELS = (
    Label("Breaking", "Code that uses the API as it was may fail: adapt it.", "breaking"),
    Label("Additive", "Something came, and nothing that you use went.", "additive"),
    Label("Waived", "It breaks, and it was decided on record to ship it all the same.", "waived"),
    Label("Deprecated", "It still works and is to go: stop using it."),
    Label("No longer deprecated", "It was to go, and is to stay."),
    Label("Changed defaults", "What is left out of a request or a response means something else now."),
    Label("neutral", "No request and no response changes by it."),
    Label(
        "caution",
        "It breaks nothing by this policy, and may surprise code: a value that it does not know, another default, or a "
        "day that cannot be read.",
    ),
    Label("undecided", "Whether it breaks could not be proved, so it counts as breaking."),
    Label("unreached", "In a part of the description that no operation and no event uses."),
    Label("client library", "Only code that is generated from the description sees it; requests and responses stay."),
    Label("in requests", "It breaks in what you send."),
    Label("in responses", "It breaks in what you receive."),
    Label("in events", "It breaks in what is sent to you: webhooks and callbacks."),
    Label("First recorded release", "The changelog starts here; the API may be older."),
    Label("no longer there", "The newest release does not have it."),
)
"""Every badge but those that name a path version."""


def quiet_title(*, generated: bool, hides: bool) -> str:
    """The title of a release without a change of a request or a response to tell of.

    `generated`: generated client libraries see some; `hides`: there are changes that the page leaves off.
    """
    if generated:
        return f"News for generated client libraries{'' if hides else ' only'}"
    return "No changes listed" if hides else "Nothing new for clients"


def release_title(changes: Sequence[Change], *, hides: bool = False) -> str:
    """The title of a release that no entry speaks of: its only change in full, else how many there are.

    `hides`: there are changes that the page leaves off.
    """
    announced = [change for change in changes if is_announced(change)]
    # If nothing broke and nothing came, the release is about what it announces.
    seen = [change for change in changes if change.cls != "neutral"] or announced
    if not seen:
        generated = any(change.lens == "client-library" for change in changes)
        return quiet_title(generated=generated, hides=hides)
    if len(seen) == 1:
        title = seen[0].title
        return title[:1].upper() + title[1:]
    return announced_say(change.rule for change in seen) if seen is announced else counts(by_class(seen)).capitalize()
