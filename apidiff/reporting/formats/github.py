"""Annotations of GitHub Actions: `::error file=openapi.yaml,line=7,title=...::text`.

Source: docs.github.com/actions/reference/workflows-and-actions/workflow-commands. GitHub shows ten of each kind for a
step; what is more stands in the job's summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from apidiff.model.change import Comparison
from apidiff.model.verdict import Check
from apidiff.reporting import words
from apidiff.reporting.escaping import clean, log_line, without_commands
from apidiff.reporting.formats.findings import Listed, Weight, of_check, of_diff
from apidiff.reporting.formats.style import Style

MOST: Final = 10
"""How many annotations of a kind GitHub shows for one step."""
# What has the weight `none` gets no annotation.
_COMMAND: Final[dict[Weight, str]] = {"error": "error", "warning": "warning", "note": "notice"}


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """The verdict, and an annotation for each change that a client sees, at most ten of a kind."""
    return _written([words.diff_headline(comparison)], of_diff(comparison, style.root))


def check(check: Check, style: Style = Style()) -> str:
    """The verdict, and an annotation for each reason to refuse and each change that a client sees."""
    return checks([check], style)


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """As `check`, of several APIs: GitHub counts the annotations of all of them together."""
    headlines = [
        _of_api(each, said) for each in checks for said in (words.check_headline(each), words.origins_say(each)) if said
    ]
    rows = [replace(row, heading=_of_api(each, row.heading)) for each in checks for row in of_check(each, style.root)]
    return _written(headlines, rows)


def warning(message: str, hint: str) -> str:
    """One annotation that is about no place."""
    row = Listed(weight="warning", heading="apidiff", says=words.sentence(message), hint=hint)
    return _annotation("warning", row) + "\n"


def failure(message: str) -> str:
    """One annotation of an error that is about no place."""
    row = Listed(weight="error", heading="apidiff", says=message, hint="")
    return _annotation("error", row) + "\n"


def _of_api(check: Check, text: str) -> str:
    return f"{check.api}: {text}" if check.api else text


def _written(headlines: Sequence[str], rows: list[Listed]) -> str:
    lines = [log_line(clean(said)) for said in headlines]
    for weight, command in _COMMAND.items():
        some = [row for row in rows if row.weight == weight]
        lines += [_annotation(command, row) for row in some[:MOST]]
        if len(some) > MOST:
            lines.append(f"{words.number(len(some) - MOST, f'more {command}')} in the job's summary.")
    return "\n".join(lines) + "\n"


def _annotation(command: str, row: Listed) -> str:
    properties = [("title", row.heading)]
    if row.spot:
        line = [("line", str(row.spot.line))] if row.spot.line else []
        properties = [("file", row.spot.file), *line, *properties]
    told = ",".join(f"{name}={_property(value)}" for name, value in properties)
    # Azure and TeamCity find their commands anywhere in a line, and their logs may show this one.
    return without_commands(f"::{command} {told}::{_data(chr(10).join(_sentences(row)))}")


def _sentences(row: Listed) -> Iterable[str]:
    yield clean(row.says)
    if row.waived:
        yield clean(words.sentence(row.waived))
    if row.hint and not row.waived:
        yield clean(row.hint)
    if row.pointer:
        yield clean(f"At {row.pointer}.")
    if row.change:
        yield f"Change {row.change.short_id}, rule {row.change.rule}."


def _data(text: str) -> str:
    # `%` first, since the other escapes begin with it.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # Colons end the properties of a command, and commas each of them.
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
