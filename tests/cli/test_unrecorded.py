"""A check with nothing recorded passes: a first release needs no entry. Every format says that it compared nothing."""

from __future__ import annotations

import json

import pytest

from apidiff.reporting.formats import FORMATS

DESCRIPTION = """\
openapi: 3.1.0
info: {title: Todo, version: "1"}
paths:
  /tasks:
    get: {responses: {"200": {description: OK}}}
"""
SAYS = "nothing is recorded yet"


@pytest.fixture
def begun(apidiff, tmp_path):
    (tmp_path / "openapi.yaml").write_text(DESCRIPTION)
    assert apidiff("init").code == 0
    return apidiff


@pytest.mark.parametrize("quiet", [(), ("--quiet",)], ids=["", "quiet"])
@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"schemathesis"}))  # options have no room for a sentence
def test_every_format_says_that_nothing_is_recorded(begun, name, quiet):
    done = begun("check", "--format", name, *quiet)
    assert done.code == 0
    assert SAYS in done.out.lower()


def test_the_first_line_names_no_comparison(begun):
    done = begun("check")
    assert done.out.splitlines()[0] == "Pass: nothing is recorded yet to compare openapi.yaml with"
    assert "apidiff snapshot --release" in done.out


def test_a_base_that_is_named_is_compared_with(begun, tmp_path):
    (tmp_path / "old.yaml").write_text(DESCRIPTION)
    done = begun("check", "--base", "old.yaml", "--format", "json")
    assert (done.code, SAYS in done.out.lower(), json.loads(done.out)["warnings"]) == (0, False, [])


def test_records_that_were_lost_are_refused_and_no_first_release_is_proposed(begun, tmp_path):
    assert begun("snapshot", "--release", "2026-01-01").code == 0
    (tmp_path / "schemas" / "index.json").unlink()
    done = begun("check")
    assert (done.code, "apidiff snapshot" in done.out) == (1, False)
