"""Each form as somebody else's program reads it: nothing here is parsed by the code that wrote it.

SARIF is held against the OASIS schema, and JUnit read by junitparser, in test_formats.py.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import html5lib
import icalendar
import jsonschema
import pytest
from junitparser import JUnitXml

from apidiff.reporting import calendar as calendars
from apidiff.reporting import comment, page, published
from apidiff.reporting.formats import github, gitlab, html, junit, machine, markdown, sarif
from tests.reporting import cooledge
from tests.reporting.payloads import PAYLOADS
from tests.reporting.test_calendar import TODAY, plans
from tests.reporting.test_escaping import HOST
from tests.reporting.test_formats import valid_sarif
from tests.reporting.test_injection import hostile_check, project_of

CHECKS = {"refused": cooledge.refused(), "waived": cooledge.waived(), "passed": cooledge.passed()}
HOSTILE = {f"hostile-{number}": hostile_check(bad) for number, bad in enumerate(PAYLOADS)}
REAL = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
ALL = pytest.mark.parametrize("check", (CHECKS | HOSTILE).values(), ids=(CHECKS | HOSTILE).keys())

QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./|/).+"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
                "anyOf": [{"required": ["lines"]}, {"required": ["positions"]}],
            },
        },
    },
}
"""What docs.gitlab.com/ci/testing/code_quality asks of a report: paths are relative and do not begin with `./`."""


class Command(NamedTuple):
    """A command of a log, as GitHub's runner takes it."""

    name: str
    properties: dict[str, str]
    data: str


def command_of(line: str) -> Command | None:
    """The command of a line of a log, as the runner reads it (github.com/actions/runner, ActionCommand.TryParseV2).

    It may follow blanks. Between `::` and the next `::` there are the name and the properties; one without `=` is
    left out, and the escapes of both are undone.
    """
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    told, separator, data = line[2:].partition("::")
    if not separator:
        return None
    name, _, rest = told.partition(" ")
    pairs = (pair.strip().partition("=") for pair in rest.strip().split(","))
    return Command(
        name,
        {
            key: _undone(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","})
            for key, given, value in pairs
            if given
        },
        _undone(data, {"%0D": "\r", "%0A": "\n"}),
    )


def _undone(text: str, escapes: dict[str, str]) -> str:
    for escape, letter in escapes.items():
        text = text.replace(escape, letter)
    return text.replace("%25", "%")


def lines_of_log(written: str) -> list[str]:
    """A log's lines: a runner also ends one at a carriage return."""
    return [line for line in re.split(r"\r\n|\r|\n", written) if line]


@ALL
def test_gitlab_takes_the_code_quality_report(check):
    jsonschema.Draft202012Validator(QUALITY).validate(json.loads(gitlab.check(check)))


@REAL
def test_gitlab_shows_each_change_of_the_code_quality_report(check):
    written = json.loads(gitlab.check(check))
    assert len({issue["fingerprint"] for issue in written}) == len(written), "GitLab shows one of those that are alike"


@ALL
def test_githubs_runner_sees_annotations_and_no_other_command(check):
    found = [command_of(line) for line in lines_of_log(github.check(check))]
    commands = [command for command in found if command]
    assert len(commands) >= len(check.versions[0].refusals)
    for command in commands:
        assert command.name in {"error", "warning", "notice"}
        assert set(command.properties) <= {"file", "line", "title"}
        assert command.properties["title"]
        assert command.properties.get("line", "1").isdigit()
        assert command.data.strip()


def test_githubs_runner_reads_what_a_change_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text("-\n" * 2000)
    found = [command_of(line) for line in lines_of_log(github.check(cooledge.refused()))]
    (site_id,) = (one for one in found if one and f"Change {cooledge.SITE_ID_REMOVED.short_id}," in one.data)
    assert site_id.name == "error"
    assert site_id.properties == {"file": "openapi.yaml", "line": "1204", "title": "Breaking in v1, not waived"}
    assert site_id.data.startswith("`site_id` removed from the payload of `webhook lead.created`\n")


def test_the_reader_of_commands_reads_as_the_runner_does():
    assert command_of("  ::error file=a%2Cb,line=7::x%0Ay%2525") == Command(
        "error", {"file": "a,b", "line": "7"}, "x\ny%25"
    )
    assert command_of("a ::error::x") is None
    assert command_of("::error") is None


SCHEMAS = {name: json.loads(text) for name, text in published.schemas().items()}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schemas_are_schemas(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert json.loads((Path(__file__).parents[2] / "docs" / "schemas" / name).read_text("utf-8")) == SCHEMAS[name]


@REAL
def test_json_is_valid_under_the_published_schema(check):
    validator = jsonschema.Draft202012Validator(SCHEMAS["apidiff.check.schema.json"])
    validator.validate(json.loads(machine.check(check)))


@ALL
def test_code_scanning_and_test_reports_are_valid_whatever_is_said(check):
    assert valid_sarif(sarif.check(check))["tool"]["driver"]["name"] == "apidiff"
    document = JUnitXml.fromstring(junit.check(check).encode())
    assert document.tests == sum(len(list(suite)) for suite in document)


def strict(written: str):
    """The page as the HTML standard's parser reads it. Raises where it has to mend something."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        written.encode("utf-8", "replace").decode()
    )


@ALL
def test_the_report_is_html_that_needs_no_mending(check):
    assert strict(html.check(check)).find(".//h1") is not None


@REAL
def test_the_report_has_an_outline_and_names_that_lead_somewhere(check):
    tree = strict(html.check(check))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    labels = [element.get("aria-labelledby") for element in tree.iter() if element.get("aria-labelledby")]
    assert len(ids) == len(set(ids))
    assert set(labels) <= set(ids)
    headings = [int(element.tag[1]) for element in tree.iter() if re.fullmatch(r"h\d", str(element.tag))]
    assert all(deeper <= level + 1 for level, deeper in pairwise(headings))


@pytest.mark.parametrize("text", ["Lead lifecycle", *PAYLOADS])
def test_the_page_is_html_that_needs_no_mending(tmp_path, text):
    assert strict(page.html(project_of(tmp_path, text).site())).find(".//main") is not None


@ALL
def test_markdown_has_the_parts_that_it_is_to_have(check):
    """As GitHub and GitLab read it: the verdict is the heading, each change an item, commands a block to copy."""
    for written in (markdown.check(check), comment.body(check)):
        tokens = HOST.parse(written)
        heading = next(index for index, token in enumerate(tokens) if token.type == "heading_open")
        assert tokens[heading].tag == "h2"
        assert tokens[heading + 1].content.lower().startswith(("refused", "waived", "pass"))
        nesting = 0
        for token in tokens:
            nesting += token.nesting
            assert nesting >= 0
        assert nesting == 0


def test_a_calendar_reads_the_deprecations():
    read = icalendar.Calendar.from_ical(calendars.icalendar("Things", plans(), TODAY))
    assert read.errors == []
    events = read.walk("VEVENT")
    assert [str(event["DTSTART"].dt) for event in events] == ["2026-06-01", "2026-12-31", "2027-03-31"]
    assert str(events[2]["SUMMARY"]) == "Things: fax of schema Thing may be gone"
    assert all(event.errors == [] for event in events)
