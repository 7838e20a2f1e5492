"""What `docs/json.md` shows is what the commands print, and it names every key of the documents."""

from __future__ import annotations

import json
import re
import shlex
import shutil

import jsonschema_rs
import pytest

from tests.example.playing import ROOT, run
from tests.example.test_entries_guide import with_v2

DOCS = ROOT / "docs"
GUIDE = (DOCS / "json.md").read_text()
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", GUIDE, flags=re.DOTALL | re.MULTILINE))
PAST = DOCS / "example" / "past"
EXITS = {"A diff": 0, "A check": 1}
"""Others end with 0."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The worked example after its first release, with what the second one changes, and a v2 of it."""
    folder = tmp_path_factory.mktemp("project")
    config = '[project]\ndescription = "openapi.yaml"\n[versions]\nevents = "v1"\n'
    (folder / "apidiff.toml").write_text(config)
    shutil.copy(PAST / "2026-06-17.yaml", folder / "old.yaml")
    shutil.copy(PAST / "2026-06-23.yaml", folder / "new.yaml")
    shutil.copy(folder / "old.yaml", folder / "openapi.yaml")
    run(folder, "snapshot", "--release", "2026-06-17")
    shutil.copy(folder / "new.yaml", folder / "openapi.yaml")
    return folder


def printed(project, section):
    """The document that the command of a section prints."""
    (command,) = re.findall(r"^\$ apidiff (.*)$", SECTIONS[section], flags=re.MULTILINE)
    if section == "A guide":
        with_v2(project)
    try:
        return json.loads(run(project, *shlex.split(command), status=EXITS.get(section, 0)))
    finally:
        shutil.copy(project / "new.yaml", project / "openapi.yaml")


def holds(whole, part):
    """Whether `part` is a part of `whole`: of objects some members, of lists some items."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and holds(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(holds(each, item) for each in whole) for item in part)
    return whole == part


COMMANDS = [name for name, text in SECTIONS.items() if "```console" in text]
SHOWN = [name for name, text in SECTIONS.items() if "```json" in text]
TABLES = [name for name, text in SECTIONS.items() if "| key |" in text]


def test_a_part_is_told_from_what_is_none():
    assert holds({"a": [{"b": 1, "c": 2}, 3]}, {"a": [{"b": 1}]})
    assert not holds({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert not holds({"a": 1}, {"b": None})


@pytest.mark.parametrize("section", SHOWN)
def test_the_documents_that_it_shows_are_printed(project, section):
    (block,) = re.findall(r"```json\n(.*?)```", SECTIONS[section], flags=re.DOTALL)
    assert holds(printed(project, section), json.loads(block))


@pytest.mark.parametrize("section", TABLES)
def test_a_table_names_every_key(project, section):
    table = re.findall(r"^\| (`[^|]+) \|", SECTIONS[section], flags=re.MULTILINE)
    named = {key for cell in table for key in re.findall(r"`(\w+)`", cell)}
    assert named == set(printed(project, section)) - {"format"}


@pytest.mark.parametrize("section", TABLES)
def test_it_names_every_key_of_the_items(project, section):
    document = printed(project, section)
    named = set(re.findall(r"`(\w+)`", SECTIONS[section]))
    for values in document.values():
        for item in values if isinstance(values, list) else []:
            assert set(item) <= named, section


@pytest.mark.parametrize("section", COMMANDS)
def test_the_first_table_names_every_format(project, section):
    assert f"`{printed(project, section)['format']}`" in GUIDE.split("## ")[0]


@pytest.mark.parametrize("section", SHOWN)
def test_the_published_schema_describes_what_is_printed(project, section):
    document = printed(project, section)
    name = document["format"].partition("/")[0]
    schema = json.loads((DOCS / f"{name}.schema.json").read_text())
    jsonschema_rs.validate(schema, document)


def test_every_format_of_the_code_is_in_the_first_table():
    written = set()
    for path in (ROOT / "apidiff").rglob("*.py"):
        written |= set(re.findall(r'"(apidiff\.[a-z-]+/[0-9])"', path.read_text()))
    listed = set(re.findall(r"`(apidiff\.[a-z-]+/[0-9])`", GUIDE.split("## ")[0]))
    assert written - {"apidiff.index/1"} == listed  # index/1 is only read, to say what has become of it


def test_wrong_input_prints_nothing_and_ends_with_2(project):
    assert run(project, "diff", "nowhere.yaml", "new.yaml", "--format", "json", status=2) == ""


def test_quiet_prints_a_document_only_where_the_code_is_not_0(project):
    assert run(project, "diff", "old.yaml", "new.yaml", "--format", "json", "--quiet") == ""
    refused = run(project, "check", "--format", "json", "--quiet", status=1)
    assert json.loads(refused)["status"] == "refused"
