"""`apidiff policy`."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from apidiff.cli.options import api_option, config_option, example, find, find_policy
from apidiff.cli.output import emit, fitted, progress, say_lines, terminal_width
from apidiff.governing.presetting import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from apidiff.governing.in_force import Origin, Shown
    from apidiff.governing.presetting import Line, Preset
    from apidiff.recording.project import Project
    from apidiff.recording.trying import Kept, Tried


WIDEST = 44
"""Characters of a cell that its column makes room for; what is longer pushes the rest of its line."""


@click.command("policy", epilog=example("apidiff policy --format json"))
@click.option("--list", "listing", is_flag=True, help="List the presets, with the reason and the source of each line.")
@click.option(
    "--try",
    "other",
    metavar="PRESET|FILE",
    help="Say what another policy would have said of the recorded releases: a preset's, or another apidiff.toml.",
)
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="The form."
)
@api_option
@config_option
def command(listing: bool, other: str | None, form: str, config: Path | None) -> int:
    """Show the policy in force: every key with its value, and whether the file, a preset or apidiff itself says so.

    Of overrides and scopes the last one that matches wins. Without an apidiff.toml, it is the built-in policy.
    Where that lists APIs, it is what the file says of all of them, or with --api that of one.
    """
    if listing:
        from apidiff.governing.in_force import preset_document
        from apidiff.governing.presetting import preset

        presets = [preset(name) for name in PRESETS]
        if form == "json":
            _emit_json({"format": "apidiff.presets/1", "presets": [preset_document(one) for one in presets]})
        else:
            emit("\n\n".join("\n".join(fitted(_preset_lines(one))) for one in presets))
        return 0
    if other is not None:
        return _try(find(config), other, form)
    from apidiff.governing.in_force import policy_in_force

    found = find_policy(config).config
    # Read again for the lines of its keys, which the configuration does not keep.
    text = found.path.read_text("utf-8-sig") if found.path else ""
    shown = policy_in_force(found, text, str(found.path) if found.path else None)
    if form == "json":
        _emit_json(shown.to_dict())
    else:
        say_lines(_lines(shown))
    return 0


def _try(project: Project, other: str, form: str) -> int:
    """Print what another policy would have said. It decides nothing, so the exit code is 0."""
    from apidiff.recording.trying import kept, policy_to_try, tried

    policy = policy_to_try(project, other)
    with progress("comparing"):
        releases = list(tried(project, policy))
    if form == "json":
        own = [{"says": one.says, "origin": one.origin} for one in kept(project, other)]
        document = {"format": "apidiff.policy-try/1", "tried": other, "kept": own}
        _emit_json(document | {"releases": [one.to_dict() for one in releases]})
    else:
        say_lines(_tried_lines(releases, other, kept(project, other)))
    return 0


def _tried_lines(releases: Sequence[Tried], other: str, own: Sequence[Kept]) -> Iterator[str]:
    from apidiff.recording.trying import weighed
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.words import counts, number

    others = [one for one in releases if one.others]
    told = "preset " if other in PRESETS else ""
    of = number(len(releases), "recorded release")
    yield f"Under {told}{clean(other)}, {len(others)} of {of} with a predecessor would be told otherwise."
    if own:
        yield "These lines of your own win over the preset; to try it whole, take them out:"
        yield from (f"  {clean(one.origin)}  {clean(one.says)}" for one in own)
    for one in others:
        yield ""
        yield f"{one.release}  {counts(one.then.summary)}; now {counts(one.now.summary)}"
        for old, new in one.others:
            change = new or old
            assert change is not None
            yield f"  {change.short_id}  {weighed(old)} -> {weighed(new)}: {clean(change.title)}"


def _emit_json(document: Any) -> None:
    from apidiff.reporting.json_output import to_json

    emit(to_json(document), form="json")


def _lines(shown: Shown) -> Iterator[str]:
    from apidiff.governing.config_differences import written
    from apidiff.governing.in_force import override_in_words

    yield f"Policy: {f'preset {shown.preset}' if shown.preset else 'no preset'}"
    yield ""
    yield from _table((row.key, written(row.value), row.origin) for row in shown.settings)
    for title, rows in (
        ("Overrides", [(override_in_words(row.value), "", row.origin) for row in shown.overrides]),
        ("Scopes", [(_scope_in_words(row.value), row.value.get("reason", ""), row.origin) for row in shown.scopes]),
        ("Stability", [(row.key, written(row.value), row.origin) for row in shown.stability]),
    ):
        if rows:
            yield from ("", f"{title}, the last that matches wins" if title in ("Overrides", "Scopes") else title)
            yield from _table(rows)
    own = [row for row in shown.clauses if row.origin.file is not None]
    yield ""
    if own:
        yield "Clauses in your words"
        yield from _table((row.key, written(row.value), row.origin) for row in own)
    yield f"{'The other clauses are' if own else 'All clauses are'} built-in: --format json has them."


def _table(rows: Iterable[tuple[str, str, Origin]]) -> Iterator[str]:
    from apidiff.reporting.escaping import clean
    from apidiff.reporting.layout import cells

    room = terminal_width()
    listed = [(clean(key), clean(value), clean(origin.says), origin) for key, value, origin in rows]
    widths = [_widest((row[0] for row in listed), WIDEST)]
    # So that what is written in a file is beside its value on a terminal, too, but for values that are long themselves.
    rest = WIDEST if room is None else room - widths[0] - max(len(says) for _, _, says, _ in listed) - len("      ")
    widths.append(_widest((row[1] for row in listed), min(WIDEST, rest)))
    for key, value, says, origin in listed:
        row = f"  {key:<{widths[0]}}  {value:<{widths[1]}}  {says}".rstrip()
        if room is None or cells(row) <= room:
            yield row
        else:
            # Beside its value if it fits there, else below it.
            beside = f"  {key:<{widths[0]}}  {value}  {says}"
            yield from (
                [beside]
                if cells(beside) <= room
                else [f"  {key}", *(f"      {each}" for each in (value, says) if each)]
            )
        if origin.source:
            yield from _reason(origin)


def _widest(texts: Iterable[str], most: int) -> int:
    return max((n for text in texts if (n := len(text)) <= most), default=0)


def _reason(told: Origin | Line) -> Iterator[str]:
    yield from fill(told.why, _reason_width(), initial_indent="      ", subsequent_indent="      ").split("\n")
    yield f"      {told.source} ({told.section})"


def _reason_width() -> int:
    return min(96, terminal_width() or 96)


def _scope_in_words(told: dict[str, Any]) -> str:
    from apidiff.governing.config_differences import written

    parts = [f"{name} {written(value)}" for name, value in told.items() if name not in ("treat", "reason")]
    return f"{', '.join(parts)}: {told['treat']}"


def _preset_lines(preset: Preset) -> Iterator[str]:
    from apidiff.governing.config_differences import written
    from apidiff.governing.in_force import override_in_words
    from apidiff.governing.presetting import OVERRIDES

    yield f"{preset.name}: {preset.title}"
    for line in preset.lines:
        told = override_in_words(line.value) if line.key == OVERRIDES else f"{line.key} = {written(line.value)}"
        yield f"  {told}"
        yield from _reason(line)
