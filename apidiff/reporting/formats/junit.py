"""JUnit XML, which every CI host lists as tests: a suite for each path version (of each API), a case for each change.

The layout is the one that junitparser writes, after the Jenkins xUnit plugin's schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from apidiff.model.change import Comparison
from apidiff.model.verdict import Check
from apidiff.reporting.escaping import clean
from apidiff.reporting.formats.findings import Listed, of_check, of_diff
from apidiff.reporting.formats.style import Style


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """A case for each change that a client sees; one that breaks fails."""
    versions = dict.fromkeys(change.path_version for change in comparison.counted)
    return _written([_suites(of_diff(comparison, style.root), versions, style)])


def check(check: Check, style: Style = Style()) -> str:
    """A case for each reason to refuse and each change that a client sees; what is refused fails."""
    return checks([check], style)


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """As `check`, of several APIs: the name of a suite begins with that of its API."""
    return _written(
        _suites(of_check(each, style.root), [version.path_version for version in each.versions], style, each.api)
        for each in checks
    )


def _suites(rows: list[Listed], versions: Iterable[str], style: Style, api: str | None = None) -> list[TestSuite]:
    shown = [row for row in rows if row.weight != "none" or style.verbose]
    of = ["apidiff", *([api] if api else [])]
    suites = []
    # A path version without a row has passed, and is listed as one that has.
    for version in dict.fromkeys([*versions, *(row.path_version for row in shown)]):
        suite = TestSuite(" ".join([*of, clean(version)]).rstrip())
        name = ".".join([*of, clean(version)])
        cases = [_case(row, name) for row in shown if row.path_version == version]
        suite.add_testcases(cases or [TestCase("no change that a client sees", name)])
        suites.append(suite)
    if not suites:
        suite = TestSuite(" ".join(of))
        suite.add_testcase(TestCase("no change", ".".join(of)))
        suites.append(suite)
    return suites


def _written(found: Iterable[list[TestSuite]]) -> str:
    document = JUnitXml("apidiff")
    for suites in found:
        for suite in suites:
            document.add_testsuite(suite)
    # The counts of cases and failures are not kept up while they are added.
    document.update_statistics()  # type: ignore[no-untyped-call]
    written: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return written.decode("utf-8") + "\n"


def _case(row: Listed, name: str) -> TestCase:
    # A warning is of no path version, whose name would stand behind the dot.
    case = TestCase(clean(row.says), name.rstrip("."))
    if row.weight == "error":
        failure = Failure(clean(row.heading), row.code)
        failure.text = "\n".join(filter(None, (_place(row), clean(row.hint), _id(row))))
        case.result = [failure]
    else:
        case.system_out = "\n".join(filter(None, (clean(row.heading), clean(row.waived), _place(row), _id(row))))
    if row.spot:
        # junitparser has neither of these two attributes for a case.
        case._elem.set("file", row.spot.file)
        if row.spot.line:
            case._elem.set("line", str(row.spot.line))
    return case


def _place(row: Listed) -> str:
    if row.spot is None:
        return ""
    place = f"{row.spot.file}:{row.spot.line}" if row.spot.line else row.spot.file
    return f"{place} at {clean(row.pointer)}" if row.pointer else place


def _id(row: Listed) -> str:
    return f"Change {row.change.short_id}, rule {row.change.rule}." if row.change else ""
