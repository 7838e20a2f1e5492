"""JUnit XML, which every CI host lists as tests: a suite for each path version, a case for each change.

The layout is the one that junitparser writes, after the Jenkins xUnit plugin's schema.
"""

from __future__ import annotations

from collections.abc import Iterable

from junitparser import Failure, JUnitXml, TestCase, TestSuite

from apidiff.model.change import Comparison
from apidiff.model.verdict import Check
from apidiff.reporting.escaping import clean
from apidiff.reporting.formats.findings import Listed, of_check, of_diff
from apidiff.reporting.formats.style import Style


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """A case for each change that a client sees; one that breaks fails."""
    versions = dict.fromkeys(change.path_version for change in comparison.counted)
    return _written(of_diff(comparison, style.root), versions, style)


def check(check: Check, style: Style = Style()) -> str:
    """A case for each reason to refuse and each change that a client sees; what is refused fails."""
    return _written(of_check(check, style.root), [version.path_version for version in check.versions], style)


def _written(rows: list[Listed], versions: Iterable[str], style: Style) -> str:
    document = JUnitXml("apidiff")
    shown = [row for row in rows if row.weight != "none" or style.verbose]
    for version in dict.fromkeys([*versions, *(row.path_version for row in shown)]):
        suite = TestSuite(f"apidiff {clean(version)}".rstrip())
        cases = [_case(row) for row in shown if row.path_version == version]
        suite.add_testcases(cases or [TestCase("no change that a client sees", f"apidiff.{clean(version)}")])
        document.add_testsuite(suite)
    if not len(document):
        suite = TestSuite("apidiff")
        suite.add_testcase(TestCase("no change", "apidiff"))
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    written: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return written.decode("utf-8") + "\n"


def _case(row: Listed) -> TestCase:
    case = TestCase(clean(row.says), f"apidiff.{clean(row.path_version)}".rstrip("."))
    if row.weight == "error":
        failure = Failure(clean(row.heading), row.code)
        failure.text = "\n".join(filter(None, (_place(row), clean(row.hint), _id(row))))
        case.result = [failure]
    else:
        case.system_out = "\n".join(filter(None, (clean(row.heading), clean(row.waived), _place(row), _id(row))))
    if row.spot:
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
