"""The client-library lens in what the commands print, and in how they end."""

from __future__ import annotations

import json

import pytest

BASE = {
    "openapi": "3.1.0",
    "info": {"title": "Kites", "version": "1"},
    "paths": {"/v1/kites": {"get": {"operationId": "listKites", "responses": {"200": {"description": "ok"}}}}},
}
TITLE = "`operationId` of `GET /v1/kites` changed from"


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "base.json").write_text(json.dumps(BASE))
    (tmp_path / "revision.json").write_text(json.dumps(BASE).replace("listKites", "readKites"))
    return "base.json", "revision.json"


def test_the_lens_stands_behind_all_that_counts(apidiff, pair):
    printed = apidiff("diff", *pair).out
    assert printed.startswith("Neutral: no change on the wire from base.json to revision.json")
    assert "Generated client libraries: 1 breaking change, which no verdict counts" in printed
    assert TITLE in " ".join(printed.split())


def test_verbose_says_where_and_why(apidiff, pair):
    printed = " ".join(apidiff("diff", *pair, "--verbose").out.split())
    assert "rule operation-id-changed" in printed
    assert "instead Keep the `operationId`" in printed


def test_markdown_folds_the_lens(apidiff, pair):
    printed = apidiff("diff", *pair, "--format", "markdown").out
    _, _, folded = printed.partition("<details>")
    assert "Generated client libraries: 1 breaking change" in folded
    assert TITLE in folded


def test_the_page_has_a_section_for_the_lens(apidiff, pair):
    printed = apidiff("diff", *pair, "--format", "html").out
    assert 'class="group is-apart"' in printed
    assert "Nothing changed" not in printed


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif"])
def test_code_hosts_list_what_counts(apidiff, pair, form):
    assert "operation-id-changed" not in apidiff("diff", *pair, "--format", form).out.replace('"id":"operation-id', "")


@pytest.mark.parametrize(("setting", "code"), [("off", 0), ("report", 0), ("gate", 1)])
def test_only_a_gate_fails(apidiff, pair, tmp_path, setting, code):
    (tmp_path / "apidiff.toml").write_text(f'[policy]\nclient-library = "{setting}"\n')
    assert apidiff("diff", *pair, "--fail-on", "breaking").code == code


@pytest.mark.parametrize(
    ("setting", "levels", "code"),
    [
        ("report", ["client-library:breaking"], 1),
        ("report", ["wire:breaking"], 0),
        ("report", ["breaking", "client-library:breaking"], 1),
        ("report", ["client-library:never", "additive"], 0),
        ("gate", ["breaking", "client-library:never"], 0),
        ("gate", ["wire:breaking"], 0),
        ("off", ["client-library:never"], 0),
        ("off", ["client-library:breaking"], 2),
        ("report", ["library:breaking"], 2),
        ("report", ["client-library:"], 2),
    ],
)
def test_each_lens_can_fail_by_itself(apidiff, pair, tmp_path, setting, levels, code):
    (tmp_path / "apidiff.toml").write_text(f'[policy]\nclient-library = "{setting}"\n')
    done = apidiff("diff", *pair, *(word for level in levels for word in ("--fail-on", level)))
    assert done.code == code, done.err


def test_a_misspelt_setting_is_an_error(apidiff, pair, tmp_path):
    (tmp_path / "apidiff.toml").write_text('[policy]\nclient-library = "reported"\n')
    done = apidiff("diff", *pair)
    assert done.code == 2
    assert "Did you mean `report`?" in done.err


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif", "markdown", "html", "json", "text"])
def test_every_format_has_what_is_gated(apidiff, pair, tmp_path, form):
    (tmp_path / "apidiff.toml").write_text('[policy]\nclient-library = "gate"\n')
    printed = apidiff("diff", *pair, "--format", form).out
    assert "listKites" in printed
    assert "no verdict counts" not in printed


def test_json_says_what_counts(apidiff, pair):
    found = json.loads(apidiff("diff", *pair, "--format", "json").out)
    assert found["verdict"] == "neutral"
    assert sum(found["summary"].values()) == 0
    assert found["client_library"] == {"breaking": 1, "additive": 0, "neutral": 0}
    (change,) = found["changes"]
    assert (change["lens"], change["counted"], change["class"]) == ("client-library", False, "breaking")


def test_explain_says_the_lens(apidiff):
    printed = " ".join(apidiff("explain", "type-renamed").out.split())
    assert "It is reported apart" in printed
    assert "OpenAPI Generator" in printed


def test_a_long_list_is_cut(apidiff, tmp_path):
    sides = []
    for kind in ("integer", "number"):
        properties = {f"p{number}": {"type": kind} for number in range(14)}
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Kite"}}}}
        side = {**BASE, "paths": {"/v1/kites": {"put": {"requestBody": body, "responses": {}}}}}
        side["components"] = {"schemas": {"Kite": {"type": "object", "properties": properties}}}
        (tmp_path / f"{kind}.json").write_text(json.dumps(side))
        sides.append(f"{kind}.json")
    printed = apidiff("diff", *sides).out
    assert "and 4 more. --verbose lists them." in printed
