"""Each form of a report: read back by a reader that is not ours, the same for the same input, and harmless."""

from __future__ import annotations

import json
import re
import shlex
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml

import apidiff
from apidiff.cli.options import format_option
from apidiff.reporting.formats import FORMATS, github, gitlab, html, junit, sarif, schemathesis, writer
from apidiff.reporting.formats.style import Style
from tests.reporting import cooledge
from tests.reporting.payloads import PAYLOADS
from tests.reporting.test_injection import hostile_check
from tests.reporting.test_text import golden

SARIF = json.loads((Path(__file__).parent / "standards" / "sarif-2.1.0.schema.json").read_text("utf-8"))
DOCS = (Path(__file__).parents[2] / "docs" / "ci.md").read_text("utf-8")
KEPT = {"text": "txt", "json": "json", "markdown": "md", "html": "html", "sarif": "sarif", "junit": "xml"}
LEADS = """\
openapi: 3.1.0
info: {title: Leads, version: "1"}
paths:
  /v1/leads:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                count: {type: integer}
                note: {type: string}
      responses: {"204": {description: Done.}}
"""


@pytest.fixture
def two(tmp_path, monkeypatch):
    """Two descriptions in the working folder: one field gone, one narrowed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(LEADS)
    without = LEADS.replace("                note: {type: string}\n", "")
    (tmp_path / "new.yaml").write_text(without.replace("count: {type: integer}", "count: {type: integer, minimum: 1}"))
    return apidiff.diff("old.yaml", "new.yaml")


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_has_a_golden_and_is_documented(name):
    for kind, subject in (("diff", cooledge.comparison()), ("refused", cooledge.refused())):
        written = (writer(name).diff if kind == "diff" else writer(name).check)(subject, Style())
        golden(
            f"{kind}.{KEPT.get(name, name)}", re.sub(r'"(semanticV|v)ersion": "\d[^"]*"', r'"\1ersion": "0"', written)
        )
    for table in ("for", "of several APIs"):
        rows = DOCS.split(f"| `--format` | {table} |")[1].split("\n\n")[0]
        assert f"`{name}`" in rows, f"docs/ci.md lists the formats, also under `{table}`"
    assert re.search(rf"\b{name}\b", str(format_option(lambda: None).__click_params__[0].help)), "the help of --format"


def test_the_readme_counts_the_formats():
    more = ("five", "six", "seven", "eight", "nine", "ten")[len(FORMATS) - 2 - 5]
    assert f"there are {more} more formats" in (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_form_is_the_same_for_the_same_input(name, two):
    assert writer(name).diff(two, Style()) == writer(name).diff(apidiff.diff("old.yaml", "new.yaml"), Style())


def valid_sarif(written):
    document = json.loads(written)
    jsonschema.Draft7Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(document)
    return document["runs"][0]


def test_sarif_is_valid_and_keeps_a_change_the_same_alert(two):
    results = valid_sarif(sarif.diff(two))["results"]
    assert {one["partialFingerprints"]["apidiffChange/v1"] for one in results} == {change.id for change in two.changes}
    places = {one["ruleId"]: one["locations"][0]["physicalLocation"] for one in results}
    assert places["minimum-raised"]["artifactLocation"]["uri"] == "new.yaml"
    assert places["minimum-raised"]["region"]["startLine"] == 12


def test_sarif_suppresses_what_is_waived_and_says_who_and_why():
    results = valid_sarif(sarif.check(cooledge.waived()))["results"]
    waived = [one for one in results if "suppressions" in one]
    assert len(waived) == len(cooledge.BREAKING)
    assert "no integrator consumed" in waived[0]["suppressions"][0]["justification"]


def test_junit_counts_what_is_refused_as_failed():
    document = JUnitXml.fromstring(junit.check(cooledge.refused()).encode())
    assert document.failures == len(cooledge.BREAKING)
    assert document.tests > document.failures
    assert JUnitXml.fromstring(junit.check(cooledge.passed()).encode()).failures == 0
    assert JUnitXml.fromstring(junit.diff(cooledge.comparison(())).encode()).tests == 1


def test_gitlab_lists_each_change_once_with_its_line(two):
    issues = json.loads(gitlab.diff(two))
    assert all(set(one) >= {"description", "check_name", "fingerprint", "severity", "location"} for one in issues)
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    places = {one["check_name"]: one["location"] for one in issues}
    assert places["minimum-raised"] == {"path": "new.yaml", "lines": {"begin": 12}}


def test_github_shows_ten_of_a_kind_and_counts_the_rest():
    change = cooledge.SITE_ID_REMOVED
    many = tuple(change._replace(id=f"{number:032x}") for number in range(25))
    lines = github.diff(cooledge.comparison(many)).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert lines[-1] == "15 more errors in the job's summary."


def test_paths_count_from_the_repository(two, tmp_path):
    assert "file=new.yaml,line=12" in github.diff(two, Style(root=str(tmp_path)))
    assert f"file={tmp_path.name}/new.yaml,line=12" in github.diff(two, Style(root=str(tmp_path.parent)))


class Page(HTMLParser):
    def __init__(self, written):
        super().__init__()
        self.tags, self.ids, self.links = [], [], []
        self.feed(written)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [value for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_the_page_needs_nothing_else_and_shows_both_sides(two):
    written = html.diff(two)
    page = Page(written)
    assert "script" not in page.tags
    assert not [link for link in page.links if not link.startswith(("#", "data:"))]
    assert {change.short_id for change in two.changes} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    # A keyword that is new in a schema is marked on its side alone.
    assert set(re.findall(r"<mark>\s*(.*?)</mark>", written)) == {
        "note: {type: string}",
        "count: {type: integer, minimum: 1}",
    }
    assert "POST /v1/leads\n\n{\n" in written


def test_schemathesis_is_asked_for_the_operations_that_are_there_and_changed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    more = "  /v1/{kind}:\n    KEY: {responses: {'204': {description: Done.}}}\n"
    (tmp_path / "old.yaml").write_text(LEADS + more.replace("KEY", "get").replace("{kind}", "gone"))
    (tmp_path / "new.yaml").write_text(
        LEADS.replace("count: {type: integer}", "count: {type: integer, minimum: 1}")
        + more.replace("KEY", "delete").replace("{kind}", "it's")
    )
    written = schemathesis.diff(apidiff.diff("old.yaml", "new.yaml"))
    assert shlex.split(written) == ["--include-name", "POST /v1/leads", "--include-name", "DELETE /v1/it's"]
    assert schemathesis.diff(apidiff.diff("old.yaml", "old.yaml")) == ""


@pytest.mark.parametrize("bad", PAYLOADS)
def test_schemathesis_is_given_no_option_of_a_stranger(bad):
    given = shlex.split(schemathesis.check(hostile_check(bad)))
    assert all(option == "--include-name" for option in given[::2])
    assert all(name.split(" /")[0] in {"GET", "POST"} for name in given[1::2])


@pytest.mark.parametrize("bad", PAYLOADS)
def test_no_form_obeys_a_stranger(bad):
    check = hostile_check(bad)
    valid_sarif(sarif.check(check))
    ElementTree.fromstring(junit.check(check))
    json.loads(gitlab.check(check))
    plain = Page(html.check(cooledge.refused()))
    hostile = Page(html.check(check))
    assert set(hostile.tags) <= {
        *plain.tags,
        "wbr",
        "mark",
        "pre",
        "details",
        "summary",
        "a",
        "fieldset",
        "legend",
        "label",
        "input",
    }
    assert not [link for link in hostile.links if not link.startswith(("#", "data:"))]
    for line in github.check(check).splitlines()[1:]:
        assert re.match(r"::(error|warning|notice) [^:]*(%3A[^:]*)*::|\d+ more ", line)
        assert line.count("::") == 1 or "::" not in line.split("::", 2)[1]


def test_sarif_names_a_file_whose_name_is_no_utf_8(two):
    """Such a byte reaches Python as a lone surrogate, and a URI names it as it is on disk (RFC 3986, 2.1)."""
    name = "q\udcff.yaml"
    Path(name).write_text("{}")
    changes = (
        c._replace(base=c.base._replace(file=name), revision=c.revision._replace(file=name)) for c in two.changes
    )
    odd = two._replace(changes=tuple(changes))
    places = [place for one in valid_sarif(sarif.diff(odd))["results"] for place in one.get("locations", ())]
    assert "q%FF.yaml" in {place["physicalLocation"]["artifactLocation"]["uri"] for place in places}
