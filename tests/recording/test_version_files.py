"""One API whose path versions are in a file each: the files of the configuration, by name or by a glob."""

from __future__ import annotations

import json

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.globbing import files_like, those_like
from apidiff.recording.project import load_project
from tests.recording.pets import document
from tests.recording.repositories import commit, git


class Versions:
    """The API in a folder."""

    def __init__(self, root):
        self.root = root
        (root / "specs").mkdir()
        self.configure('"specs/v*.json"')

    def configure(self, description):
        (self.root / "apidiff.toml").write_text(f"[project]\ndescription = {description}\n")

    def write(self, version, **parts):
        text = json.dumps(document(**parts)).replace("/v1/", f"/{version}/").replace("pet.sold", f"pet.sold.{version}")
        (self.root / "specs" / f"{version}.json").write_text(text)


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """With a release of two path versions."""
    monkeypatch.chdir(tmp_path)
    made = Versions(tmp_path)
    for version in ("v9", "v71"):
        made.write(version)
    assert run(["snapshot", "--release", "2026-06-01", "-q"]) == 0
    return made


def checked(capsys, *options):
    capsys.readouterr()
    code = run(["check", "--format", "json", *options])
    return code, json.loads(capsys.readouterr().out)


def test_each_file_is_a_path_version_in_the_order_of_its_number(versions):
    assert [path.name for path in load_project(versions.root).descriptions] == ["v9.json", "v71.json"]
    (line,) = json.loads((versions.root / "schemas/index.json").read_text())["lines"]
    assert {"v9", "v71"} <= set(line["path_versions"])


def test_a_break_is_found_in_its_file_and_its_version(versions, capsys):
    versions.write("v71", sent=("id",))
    code, check = checked(capsys)
    (change,) = [change for change in check["changes"] if change["class"] == "breaking"]
    assert code == 1
    assert (change["path_version"], change["revision"]["file"]) == ("v71", "specs/v71.json")
    assert {one["path_version"]: one["status"] for one in check["versions"]}["v9"] == "pass"


def test_a_file_that_comes_is_a_new_path_version(versions, capsys):
    versions.write("v72")
    _, check = checked(capsys)
    added = {change["rule"] for change in check["changes"] if change["path_version"] == "v72"}
    assert added == {"operation-added"}
    assert [one["status"] for one in check["versions"] if one["path_version"] == "v71"] == ["pass"]


def test_a_file_that_goes_takes_its_operations_along(versions, capsys):
    (versions.root / "specs/v9.json").unlink()
    code, check = checked(capsys)
    assert code == 1
    assert {change["rule"] for change in check["changes"] if change["path_version"] == "v9"} == {"operation-removed"}


def test_files_may_be_named_one_by_one(versions, capsys):
    versions.configure('["specs/v71.json", "specs/v9.json"]')
    assert checked(capsys)[0] == 0


def test_an_open_waiver_is_for_what_was_broken_at_the_anchor(versions, capsys):
    versions.write("v71", sent=("id",))
    _, check = checked(capsys)
    (id,) = (change["id"] for change in check["changes"] if change["class"] == "breaking")
    entry = versions.root / "changelog" / "unreleased" / "gone.md"
    entry.parent.mkdir(parents=True)
    waiver = f"waiver:\n  changes: [{id}]\n  reason: nobody used it\n  approved-by: anybody\n"
    entry.write_text(f"---\ntitle: Gone\nchanges: [{id}]\n{waiver}---\nIt is gone.\n")
    commit(versions.root)
    commit(versions.root)
    assert checked(capsys)[0] == 0


def test_a_glob_that_no_file_matches_is_an_error(versions):
    versions.configure('"specs/w*.json"')
    with pytest.raises(InputError, match="no file matches"):
        _ = load_project(versions.root).descriptions


@pytest.mark.parametrize(
    "description", ["3", "[]", '["a.json", 3]', '""', '"/x/*.json"', '"../*.json"', '"a/**/b.json"']
)
def test_what_is_no_path_and_no_glob_is_an_error(versions, description):
    versions.configure(description)
    with pytest.raises(InputError, match="`description` in `\\[project\\]` should be a"):
        load_project(versions.root)


def test_a_file_whose_name_has_a_character_of_globs_is_that_file(versions):
    (versions.root / "specs/v[1].json").write_text(json.dumps(document()))
    versions.configure('"specs/v[1].json"')
    project = load_project(versions.root)
    assert ([path.name for path in project.descriptions], project.is_divided) == (["v[1].json"], False)


def test_a_glob_means_the_same_on_disk_and_in_git(tmp_path):
    paths = ["a/v1.json", "a/v10.json", "a/v2.json", "a/.v3.json", "b/v4.json", "a/b/v5.json", ".c/v6.json", "v7.json"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for pattern, wanted in {
        "a/v*.json": ["a/v1.json", "a/v2.json", "a/v10.json"],
        "*/v?.json": ["a/v1.json", "a/v2.json", "b/v4.json"],
        "./a/v[12].json": ["a/v1.json", "a/v2.json"],
        "a/.v*": ["a/.v3.json"],
        "*.json": ["v7.json"],
        "nowhere/*": [],
    }.items():
        assert files_like(tmp_path, pattern) == those_like(paths, pattern) == wanted


def with_class(version, name="Pet", **fields):
    """A description of a version, whose answer is a class."""
    made = document()
    content = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"$ref": f"#/components/schemas/{name}"}
    made["components"] = {"schemas": {name: {"type": "object", "properties": {"id": {"type": "string"}} | fields}}}
    return json.dumps(made).replace("/v1/", f"/{version}/").replace("pet.sold", f"pet.sold.{version}")


@pytest.fixture
def classes(tmp_path, monkeypatch):
    """With a release of two path versions that have a class each, of one name; the pull request's branch is out."""
    monkeypatch.chdir(tmp_path)
    made = Versions(tmp_path)
    made.configure('"specs/v*.json"\n[policy]\nclient-library = "gate"')
    for version in ("v71", "v72"):
        (tmp_path / f"specs/{version}.json").write_text(with_class(version))
    assert run(["snapshot", "--release", "2026-06-01", "-q"]) == 0
    commit(tmp_path)
    git(tmp_path, "checkout", "-qb", "feature")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    return made


def put(versions, file, version, **parts):
    (versions.root / f"specs/{file}.json").write_text(with_class(version, **parts))


def move(versions, was, now):
    (versions.root / f"specs/{was}.json").rename(versions.root / f"specs/{now}.json")


def changed(capsys):
    """What a check says, and where that came from."""
    return {(each["rule"], each["title"], each["origin"]) for each in checked(capsys)[1]["changes"]}


def test_the_name_of_a_file_is_no_part_of_what_it_describes(classes, capsys):
    move(classes, "v71", "v70")
    assert changed(capsys) == set()
    assert run(["snapshot", "--release", "2026-06-02", "-q"]) == 0
    assert changed(capsys) == set()
    assert run(["verify", "-q"]) == 0


def test_files_may_swap_their_names(classes, capsys):
    for was, now in (("v71", "v0"), ("v72", "v71"), ("v0", "v72")):
        move(classes, was, now)
    assert changed(capsys) == set()


def test_a_file_that_comes_under_the_old_name_of_another_is_told_from_it(classes, capsys):
    move(classes, "v72", "v72-stable")
    put(classes, "v72", "v73", name="Cat")
    _, check = checked(capsys)
    assert {change["class"] for change in check["changes"]} == {"additive", "neutral"}
    assert {change["rule"] for change in check["changes"]} == {"operation-added", "event-added", "component-added"}


def test_classes_go_by_the_names_that_their_file_has(classes, capsys):
    put(classes, "v71", "v71", name="Dog")
    told = {("type-renamed", "Class `Pet` is called `Dog` now", "pull-request")}
    assert changed(capsys) == told
    (before,) = (change["id"] for change in checked(capsys)[1]["changes"])
    move(classes, "v71", "v70")
    (after,) = (change["id"] for change in checked(capsys)[1]["changes"])
    assert (before, changed(capsys)) == (after, told)


def test_a_class_that_another_file_has_as_well_is_renamed_all_the_same(classes, capsys):
    put(classes, "v71", "v71", name="Dog")
    put(classes, "v72", "v72", name="Dog")
    _, check = checked(capsys)
    assert [(change["rule"], change["path_version"]) for change in check["changes"]] == [
        ("type-renamed", "v71"),
        ("type-renamed", "v72"),
    ]


def test_a_file_may_be_merged_into_another(classes, capsys):
    made = [json.loads(with_class(version)) for version in ("v71", "v72")]
    for each, version in zip(made, ("v71", "v72"), strict=True):
        each["components"]["schemas"]["Unused"] = {"type": "object", "properties": {"u": {}}}
        (classes.root / f"specs/{version}.json").write_text(json.dumps(each))
    commit(classes.root)
    assert run(["snapshot", "--release", "2026-06-02", "-q"]) == 0
    for key in ("paths", "webhooks"):
        made[0][key] |= made[1][key]
    (classes.root / "specs/v71.json").write_text(json.dumps(made[0]))
    (classes.root / "specs/v72.json").unlink()
    _, check = checked(capsys)
    assert {change["class"] for change in check["changes"]} == {"neutral"}


@pytest.fixture
def one_file(classes):
    """With a release of one of the files alone."""
    classes.configure('"specs/v71.json"\n[policy]\nclient-library = "gate"')
    for file in ("index.json", "2026-06-01.json"):
        (classes.root / "schemas" / file).unlink()
    git(classes.root, "checkout", "-q", "main")
    assert run(["snapshot", "--release", "2026-06-01", "-q"]) == 0
    commit(classes.root)
    git(classes.root, "checkout", "-qb", "one-file")
    return classes


def test_one_file_may_become_several(one_file, capsys):
    one_file.configure('"specs/v*.json"\n[policy]\nclient-library = "gate"')
    assert {rule for rule, _, _ in changed(capsys)} == {"operation-added", "event-added", "component-added"}
    put(one_file, "v71", "v71", name="Dog")
    assert ("type-renamed", "Class `Pet` is called `Dog` now", "pull-request") in changed(capsys)


def test_several_files_may_become_one(classes, capsys):
    one, other = (json.loads(with_class(version)) for version in ("v71", "v72"))
    for key in ("paths", "webhooks"):
        one[key] |= other[key]
    (classes.root / "specs/all.json").write_text(json.dumps(one))
    classes.configure('"specs/all.json"\n[policy]\nclient-library = "gate"')
    _, check = checked(capsys)
    assert {change["class"] for change in check["changes"]} <= {"neutral"}


def test_one_file_cannot_say_that_it_is_several(one_file, capsys):
    made = json.loads(with_class("v71", name="v9.Pet")) | {"x-apidiff-parts": ["v9"]}
    (one_file.root / "specs/v71.json").write_text(json.dumps(made))
    assert "type-renamed" in {rule for rule, _, _ in changed(capsys)}


def test_a_renamed_file_has_no_changes_of_the_target_branch(classes, capsys):
    """The bytes of the files are those of the target branch, and the names are not."""
    (classes.root / "specs/v71.json").rename(classes.root / "specs/v70.json")
    _, check = checked(capsys)
    assert {change["origin"] for change in check["changes"]} <= {"pull-request"}
