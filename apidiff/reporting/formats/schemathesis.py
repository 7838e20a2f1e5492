"""Options that let Schemathesis test the operations that changed: `--include-name 'POST /v1/leads'`.

Source: schemathesis.readthedocs.io/en/stable/reference/cli, `--include-name`. They are quoted for a shell, and so for
`xargs`. A name that a quote cannot keep on one line is in no description that could be tested.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from apidiff.model.change import Change, Comparison
from apidiff.model.verdict import Check
from apidiff.openapi.objects import METHODS
from apidiff.reporting.escaping import clean
from apidiff.reporting.formats.style import Style
from apidiff.rules import removes


def diff(comparison: Comparison, style: Style = Style()) -> str:  # noqa: ARG001
    """An option for each operation of the revision that breaks or gained something; nothing if there is none."""
    return _options(comparison.counted)


def check(check: Check, style: Style = Style()) -> str:
    """As `diff`, of what is checked. One run of Schemathesis is about one API, so that each has a text of its own."""
    return diff(check.comparison, style)


def _options(changes: Iterable[Change]) -> str:
    names = (
        name
        for change in changes
        # What is gone cannot be tested.
        if change.cls != "neutral" and removes(change.rule) != "operation"
        for name in change.operations
    )
    options = (f"--include-name {shlex.quote(name)}\n" for name in dict.fromkeys(names) if _is_tested(name))
    return "".join(options)


def _is_tested(name: str) -> bool:
    """Whether it is an operation that a client calls, rather than an event or a callback."""
    method, _, path = name.partition(" ")
    return method.lower() in METHODS and path.startswith("/") and clean(name) == name
