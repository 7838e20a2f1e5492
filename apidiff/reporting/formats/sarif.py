"""SARIF 2.1.0 (OASIS Standard, 27 March 2020), which code scanning reads.

A result's `partialFingerprints` hold the change's id, so that the same edit is the same alert from run to run; a waiver
is an external suppression with its reason (3.35).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from apidiff._version import __version__
from apidiff.model.change import Comparison
from apidiff.model.verdict import Check
from apidiff.reporting.escaping import clean, markdown_sentence
from apidiff.reporting.formats.findings import Listed, of_check, of_diff
from apidiff.reporting.formats.style import Style
from apidiff.reporting.json_output import to_json
from apidiff.rules import rule, rule_ids

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def diff(comparison: Comparison, style: Style = Style()) -> str:
    """A log with one run, and a result for every change."""
    return _log([_run(of_diff(comparison, style.root))])


def check(check: Check, style: Style = Style()) -> str:
    """A log with one run, and a result for every reason to refuse and every change."""
    return checks([check], style)


def checks(checks: Sequence[Check], style: Style = Style()) -> str:
    """A log with a run for each API, whose `automationDetails` (3.17) keep its alerts apart from those of others."""
    return _log([_run(of_check(each, style.root), each.api) for each in checks])


def _log(runs: list[dict[str, Any]]) -> str:
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}) + "\n"


def _run(rows: list[Listed], api: str | None = None) -> dict[str, Any]:
    codes = list(dict.fromkeys(row.code for row in rows))
    place = {code: number for number, code in enumerate(codes)}
    driver = {
        "name": "apidiff",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    return {
        "tool": {"driver": driver},
        **({"automationDetails": {"id": f"apidiff/{api}/"}} if api else {}),
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, place[row.code]) for row in rows],
    }


def _rule(code: str) -> dict[str, Any]:
    short = {"text": code.replace("-", " ").capitalize() + "."}
    if code not in rule_ids():
        return {"id": code, "shortDescription": short}  # A reason to refuse that is no rule of comparing.
    entry = rule(code)
    breaking = "breaking" in entry.classes.values()
    return {
        "id": code,
        "shortDescription": short,
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.why} Source: {entry.source}."},
        "defaultConfiguration": {"level": "error" if breaking else "note"},
        "properties": {"tags": ["api", entry.group]},
    }


def _result(row: Listed, index: int) -> dict[str, Any]:
    says = " ".join(filter(None, (row.says if row.says.endswith(".") else row.says + ".", row.hint)))
    result: dict[str, Any] = {
        "ruleId": row.code,
        "ruleIndex": index,
        # Any kind but `fail` has the level `none` (3.27.9, 3.27.10).
        "kind": "informational" if row.weight == "none" else "fail",
        "level": row.weight,
        "message": {
            "text": clean(f"{row.heading}: {says}"),
            "markdown": f"**{markdown_sentence(row.heading)}**: {markdown_sentence(says)}",
        },
    }
    if row.spot:
        region = {"region": {"startLine": row.spot.line}} if row.spot.line else {}
        # From the top of the repository, wherever it is checked out (SARIF 2.1.0, 3.4.4).
        artifact = {"uri": quote(row.spot.file.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}
        result["locations"] = [{"physicalLocation": {"artifactLocation": artifact, **region}}]
    if row.change:
        result["partialFingerprints"] = {"apidiffChange/v1": row.change.id}
        operations = [{"fullyQualifiedName": clean(name), "kind": "function"} for name in row.change.operations]
        # An operation is named at a location, and what is in no file has none.
        if operations and "locations" in result:
            result["locations"][0]["logicalLocations"] = operations
    if row.waived:
        result["suppressions"] = [{"kind": "external", "justification": clean(row.waived)}]
    return result
