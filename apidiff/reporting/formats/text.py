"""`diff` and `check` for the engineer at a terminal or a CI log: verdict, what breaks, where, why, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from apidiff.model.change import Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.wording import enumerated
from apidiff.reporting import views, words
from apidiff.reporting.escaping import clean
from apidiff.reporting.formats.style import Style
from apidiff.reporting.layout import Terminal, chop, finish, glued, with_whole_names

if TYPE_CHECKING:
    from apidiff.model.verdict import Check

MARKERS = {"breaking": "!", "additive": "+", "neutral": "~"}
WITNESS_LENGTH = 480
"""Characters of a witness that are shown."""
MOST_APART = 10
"""Changes of the client-library lens whose titles are listed where nothing asks for more."""
COLUMN = 14
"""Where what stands beside a label begins."""


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """The comparison; where it is not verbose, neutral changes are only counted, and long lists cut."""
    terminal = Terminal(style.width, style.colour)
    lines = terminal.paragraph(words.diff_headline(comparison), rest="  ", paint=comparison.verdict)
    lines += _warnings(terminal, comparison)
    return finish(lines + _changes(terminal, views.groups(comparison), style.verbose))


def check(check: Check, style: Style = Style()) -> str:
    """The check: its verdict, its changes, why it is refused, and what to do."""
    terminal = Terminal(style.width, style.colour)
    versions = views.version_views(check)
    lines = terminal.paragraph(words.check_headline(check), rest="  ", paint=check.status)
    # How the policy differs is said first: the anchor's decides the verdict that follows.
    if check.anchor and check.anchor.differences:
        lines.append("")
        for difference in check.anchor.differences:
            lines += terminal.paragraph(with_whole_names(difference), first="  ", rest="  ")
    lines += ["", *_versions(terminal, versions)]
    if said := words.origins_say(check):
        lines += ["", *terminal.paragraph(with_whole_names(said))]
    lines += _warnings(terminal, check.comparison)
    lines += _changes(terminal, views.groups(check.comparison, check), style.verbose)
    lines += _refusals(terminal, versions)
    lines += _commands(terminal, check)
    # Records that are anchored are what is to be expected, and need no line.
    if check.anchor and (style.verbose or check.anchor.state != "anchored"):
        lines += ["", *terminal.paragraph(with_whole_names(f"Records: {check.anchor.says}."), paint="neutral")]
    return finish(lines)


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """The checks of several APIs, each under its name."""
    terminal = Terminal(style.width, style.colour)
    return "\n".join(f"{terminal.paint(f'== {each.api}', 'strong')}\n\n{check(each, style)}" for each in checks)


def _versions(terminal: Terminal, versions: Sequence[views.VersionView]) -> list[str]:
    column = max((len(clean(version.path_version)) for version in versions), default=0) + 4
    lines = []
    for version in versions:
        start = f"  {clean(version.path_version)}".ljust(column) + version.status.ljust(9)
        found = terminal.paragraph(version.says, first=start)
        # Coloured once it is wrapped: escape sequences take no columns.
        found[0] = found[0].replace(f" {version.status}", " " + terminal.paint(version.status, version.status), 1)
        lines += found
    return lines


def _warnings(terminal: Terminal, comparison: Comparison) -> list[str]:
    lines: list[str] = []
    for warning in comparison.warnings:
        lines += ["", *terminal.paragraph(f"warning: {words.sentence(warning.message)}", rest="  ", paint="additive")]
        lines += terminal.row("at", glued(str(warning.place)))
        lines += terminal.row("hint", with_whole_names(warning.hint))
    return lines


def _changes(terminal: Terminal, groups: views.Groups, verbose: bool) -> list[str]:
    lines: list[str] = []
    for title, changes in (
        ("Breaking", groups.breaking),
        ("Additive", groups.additive),
        (groups.deprecated_title, groups.deprecated),
        ("Neutral", groups.neutral if verbose else ()),
    ):
        if changes:
            lines += ["", terminal.paint(f"{title} ({len(changes):,})", "strong")]
        for change in changes:
            lines += ["", *_change(terminal, change, verbose)]
    if groups.neutral and not verbose:
        lines += ["", *terminal.paragraph(f"{groups.neutral_says} --verbose lists them.", paint="neutral")]
    if groups.apart:
        told = [(change, with_whole_names(change.title)) for change in groups.apart]
        lines += _kept_out(terminal, groups.apart_says, told, verbose)
    for aside in groups.asides:
        # With what in the policy says so.
        told = [(c, f"{with_whole_names(c.title)} (by {with_whole_names(c.status)})") for c in aside.changes]
        lines += _kept_out(terminal, aside.says, told, verbose)
    return lines


def _kept_out(terminal: Terminal, says: str, told: Sequence[tuple[views.ChangeView, str]], verbose: bool) -> list[str]:
    """What does not count, behind all that does: the titles, or with `verbose` the changes as the others."""
    lines = ["", *terminal.paragraph(says, paint="strong"), ""]
    for change, title in told if verbose else told[:MOST_APART]:
        if verbose:
            lines += [*_change(terminal, change, verbose), ""]
        else:
            lines += terminal.paragraph(title, first=f"{MARKERS[change.cls]} ")
    rest = len(told) - MOST_APART
    if rest > 0 and not verbose:
        lines += terminal.paragraph(f"  and {rest:,} more. --verbose lists them.", paint="neutral")
    return lines


def _change(terminal: Terminal, change: views.ChangeView, verbose: bool) -> list[str]:
    title = " ".join([with_whole_names(change.title), *(f"({mark})" for mark in change.marks)])
    lines = terminal.paragraph(title, first=f"{MARKERS[change.cls]} ", paint="strong")
    # The marker has a colour of its own; it is one column wide.
    lines[0] = terminal.paint(MARKERS[change.cls], change.cls) + lines[0][1:]
    if change.status:
        lines += terminal.row("status", change.status, paint="refused" if change.refused else "waived")
    if change.origin:
        lines += terminal.row("origin", with_whole_names(change.origin))
    lines += terminal.row("change", f"{glued(change.id)}, rule {glued(change.rule)}, in {glued(change.path_version)}")
    for label, spot in change.places:
        # With `--verbose` every further place follows anyway.
        if not (verbose and label.startswith("also")):
            lines += terminal.row(label, spot if label == "also" else glued(spot))
    if verbose:
        lines += (line for place in change.also for line in terminal.row("also at", glued(place)))
    lines += _affected(terminal, "breaks" if change.others else "affects", change.operations, verbose)
    lines += _affected(terminal, "harmless", change.others, verbose)
    if change.clause and change.is_explained:
        lines += terminal.row("policy", change.clause)
    if change.reason:
        lines += terminal.row("because", change.reason)
    if change.witness and change.cls == "breaking":
        lines += _witness(terminal, change)
    if change.hint and change.cls == "breaking":
        lines += terminal.row("instead", with_whole_names(change.hint))
    return lines


def _affected(terminal: Terminal, label: str, operations: Sequence[str], verbose: bool) -> list[str]:
    if not operations:
        return []
    shown, more = (operations, "") if verbose else words.first(operations)
    return terminal.row(label, f"{', '.join(map(glued, shown))} {glued(more)}".strip())


def _witness(terminal: Terminal, change: views.ChangeView) -> list[str]:
    value = clean(change.witness)
    rest = ""
    if len(value) > WITNESS_LENGTH:
        rest = f"... and {len(value) - WITNESS_LENGTH:,} more characters; --format json shows them all"
        value = value[:WITNESS_LENGTH]
    indent = " " * COLUMN
    lines = terminal.row("witness", with_whole_names(change.witness_says) + ":")
    lines += [indent + line for line in chop(value, max(20, terminal.width - COLUMN))]
    return lines + (terminal.paragraph(rest, first=indent, paint="label") if rest else [])


def _refusals(terminal: Terminal, versions: Sequence[views.VersionView]) -> list[str]:
    lines: list[str] = []
    # A report tells the same reasons once, for all path versions that are refused for them.
    alike: dict[tuple[tuple[str, str], ...], list[views.VersionView]] = {}
    for version in versions:
        alike.setdefault(tuple((each.message, each.hint) for each in version.refusals), []).append(version)
    for same in alike.values():
        refusals = same[0].refusals
        if refusals:
            lines += ["", terminal.paint(f"Why {_all_of(same, versions)} refused", "strong")]
        for refusal in refusals:
            lines += ["", *terminal.paragraph(with_whole_names(refusal.message), first="  ")]
            if refusal.hint:
                lines += terminal.paragraph(with_whole_names(refusal.hint), first="  ")
    return lines


def _all_of(some: Sequence[views.VersionView], every: Sequence[views.VersionView]) -> str:
    """The path versions that are refused for the same, with the verb."""
    if len(some) > 1 and len(some) == len(every):
        return "all of them are"
    # No description calls itself `unversioned`.
    names = ["the description" if each.path_version == UNVERSIONED else clean(each.path_version) for each in some]
    return f"{enumerated(names)} {'is' if len(names) == 1 else 'are'}"


def _commands(terminal: Terminal, check: Check) -> list[str]:
    commands = words.commands(check)
    if not commands:
        return []
    lines = ["", terminal.paint(words.commands_say(check), "strong"), ""]
    for command in commands:
        lines += ["  " + terminal.paint(line, "command") for line in words.continued(command, terminal.width - 2)]
    return lines
