"""What `docs/json.md` shows is what the commands print, and it names every key of the documents."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil

import jsonschema_rs
import pytest

from apidiff.reporting.published import DOCUMENTS, file_name
from tests.example.playing import ROOT, run
from tests.example.test_entries_guide import with_v2
from tests.reporting.test_machine import closed

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


def valid(document):
    """Hold a document against its published schema, with every object closed: it has to name every field."""
    schema = json.loads((DOCS / "schemas" / file_name(document["format"])).read_text())
    jsonschema_rs.validator_for(closed(schema), validate_formats=True).validate(document)
    return document


@pytest.mark.parametrize("section", COMMANDS)
def test_the_published_schema_describes_what_is_printed(project, section):
    valid(printed(project, section))


def test_it_describes_presets_and_a_policy_that_is_tried(project, tmp_path):
    assert valid(json.loads(run(project, "policy", "--list", "--format", "json")))["presets"]
    assert valid(json.loads(run(project, "policy", "--try", "github", "--format", "json")))["releases"] == []
    other = tmp_path / "other.toml"
    other.write_text('[[policy.overrides]]\nrule = "property-removed"\nclass = "neutral"\n')
    example = valid(json.loads(run(ROOT, "policy", "--try", str(other), "--format", "json")))
    assert any(release["changes"] for release in example["releases"])


def test_it_describes_the_example_in_full(cooledge):
    """Each list of each document has an item somewhere here, or its schema would not be held against anything."""
    second = "docs/example/past/2026-06-23.yaml"
    (cooledge / "changelog" / "unreleased").mkdir()
    run(cooledge, "draft", second, "--meaning", "webhook lead.won", "is sent twice")
    run(cooledge, "waive", "--all", "--source", second, "--reason", "x", "--approved-by", "a")
    (entry,) = (cooledge / "changelog" / "unreleased").iterdir()
    waived = entry.read_text().replace("waiver:\n", "waiver:\n  until: 2026-01-01\n")
    entry.write_text(waived)
    gone = '  - "00000000000000000000000000000000"\n'
    (entry.parent / "again.md").write_text(waived.replace("changes:\n", f"changes:\n{gone}", 1))
    (cooledge / "changelog" / "2026-06-01-late.md").write_text("---\ntitle: late\nversion: v1\nchanges: []\n---\n")
    state = valid(json.loads(run(cooledge, "entry", second, "--format", "json")))
    assert {name for name, value in state.items() if value == []} <= {"questions", "refused", "unbound"}
    assert valid(json.loads(run(cooledge, "calendar", "docs/example/openapi.yaml", "--format", "json")))["deprecations"]


def test_it_describes_what_is_printed_of_several_apis(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copy(PAST / "2026-06-17.yaml", tmp_path / name / "openapi.yaml")
    apis = "".join(f'[[apis]]\nname = "{name}"\ndescription = "{name}/openapi.yaml"\n' for name in ("a", "b"))
    (tmp_path / "apidiff.toml").write_text(apis)
    run(tmp_path, "snapshot", "--release", "2026-06-17")
    for command in ("check", "entry", "verify"):
        assert set(valid(json.loads(run(tmp_path, command, "--format", "json")))["apis"]) == {"a", "b"}
    (tmp_path / "schemas" / "a" / "2026-06-17.json").unlink()
    unsound = valid(json.loads(run(tmp_path, "verify", "--format", "json", status=1)))
    assert unsound["apis"]["a"]["findings"]


def test_it_describes_the_changelog_that_is_rendered():
    kept = DOCS / "example"
    assert {"url", "updated"} <= set(valid(json.loads((kept / "changelog.json").read_text())))
    for path in (kept / "releases").glob("*.json"):
        assert valid(json.loads(path.read_text()))["release"] == path.stem


def test_it_describes_the_records(tmp_path):
    valid(json.loads((ROOT / "schemas" / "index.json").read_text()))
    shutil.copytree(PAST, tmp_path / "past")
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "past/2026-06-28.yaml"\n')
    run(tmp_path, "history", "past")
    assert valid(json.loads((tmp_path / "schemas" / "index.json").read_text()))["lines"]
    patches = [gzip.decompress(path.read_bytes()) for path in (tmp_path / "schemas").glob("*.patch.json.gz")]
    assert [valid(json.loads(patch)) for patch in patches]


def test_every_document_is_in_the_first_table_with_its_schema():
    listed = re.findall(r"\[`(apidiff\.[a-z-]+/[0-9])`\]\(schemas/([a-z.-]+)\)", GUIDE.split("## ")[0])
    assert dict(listed) == {form: file_name(form) for form in DOCUMENTS}


def test_wrong_input_prints_nothing_and_ends_with_2(project):
    assert run(project, "diff", "nowhere.yaml", "new.yaml", "--format", "json", status=2) == ""


def test_quiet_prints_a_document_only_where_the_code_is_not_0(project):
    assert run(project, "diff", "old.yaml", "new.yaml", "--format", "json", "--quiet") == ""
    refused = run(project, "check", "--format", "json", "--quiet", status=1)
    assert json.loads(refused)["status"] == "refused"
