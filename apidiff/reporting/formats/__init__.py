"""The forms of a report, each a module of its own: `diff(comparison, style)` and `check(check, style)` give its text.

`checks(checks, style)` gives that of several APIs in one text. A new form is one module and one line here. Nothing of a
form is loaded before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from apidiff.model.change import Comparison
    from apidiff.model.verdict import Check
    from apidiff.reporting.formats.style import Style


class Writer(Protocol):
    """What each form's module offers."""

    def diff(self, comparison: Comparison, style: Style) -> str: ...
    def check(self, check: Check, style: Style) -> str: ...
    def checks(self, checks: Sequence[Check], style: Style) -> str: ...


class Format(NamedTuple):
    """A form of a report."""

    module: str
    says: str
    """What it is for, in a few words."""
    kind: Literal["reading", "json", "commands", "document"] = "reading"
    """How it is printed: text that may share a log, JSON, a host's own commands, or a document that stands alone."""
    is_joint: bool = True
    """Whether one text can hold the checks of several APIs."""
    is_report: bool = True
    """Whether it tells of everything, and not only what the next tool has to do."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("text", "for a terminal or a log"),
        "json": Format("machine", "for programs: the published contract", "json"),
        "markdown": Format("markdown", "for a comment, a job's summary, a file"),
        "html": Format("html", "for a reviewer: one page that needs nothing else", "document", is_joint=False),
        "github": Format("github", "annotations of GitHub Actions, and the job's summary", "commands"),
        "gitlab": Format("gitlab", "GitLab's code quality report", "json"),
        "sarif": Format("sarif", "SARIF 2.1.0, for code scanning", "json"),
        "junit": Format("junit", "JUnit XML, for a CI host's list of tests", "document"),
        "schemathesis": Format(
            "schemathesis",
            "options of Schemathesis that select what changed",
            "document",
            is_joint=False,
            is_report=False,
        ),
    }
)


def writer(name: str) -> Writer:
    """The module that writes the form of this name, a key of `FORMATS`."""
    return cast(Writer, import_module(f"apidiff.reporting.formats.{FORMATS[name].module}"))
