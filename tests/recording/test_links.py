"""Records and policy are read from files and folders themselves: a link is an error, today and at the anchor."""

from __future__ import annotations

import os
import shutil

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.anchor import find_anchor
from tests.recording.pets import FIRST, SECOND, Pets
from tests.recording.repositories import commit, git

ENTRY = "2026-06-23-x.md"
PARTS = ("apidiff.toml", "schemas", "changelog", "schemas/index.json", f"schemas/{SECOND}.json", f"changelog/{ENTRY}")
ANCHORED = PARTS[:4] + PARTS[5:]
"""What is read from git; a snapshot is not."""


@pytest.fixture
def governed(released, monkeypatch):
    """Two releases and a published entry on `main`."""
    released.write(query=("limit",))
    released.entry(ENTRY, "---\ndate: 2026-06-23\ntitle: A limit\n---\nThere is a limit.\n")
    assert released.snapshot(SECOND).recorded
    commit(released.root, "releases")
    git(released.root, "checkout", "-qb", "work")
    monkeypatch.chdir(released.root)
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    return released


def linked(root, part, to="moved"):
    """Put a link in the place of a part, to the same content under another name."""
    path = root / part
    target = path.with_name(f"{to}{path.suffix}x")
    path.rename(target)
    path.symlink_to(target.name)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("command", ["check", "verify"])
def test_a_link_to_the_same_content_is_found(governed, capsys, part, command):
    linked(governed.root, part)
    commit(governed.root, "a link")
    assert run([command]) in (1, 2)
    assert "is a link" in "".join(capsys.readouterr())


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_recorded_through_a_link(governed, part):
    linked(governed.root, part)
    governed.write(query=("limit", "after"))
    assert run(["snapshot", "--release", "2026-07-01"]) in (1, 2)
    assert not (governed.root / "schemas" / "2026-07-01.json").exists()


def test_a_link_that_leads_nowhere_is_no_missing_configuration(governed, capsys):
    (governed.root / "nested").mkdir()
    nested = Pets(governed.root / "nested")
    (nested.root / "apidiff.toml").unlink()
    (nested.root / "apidiff.toml").symlink_to("gone")
    os.chdir(nested.root)
    assert run(["check"]) == 2
    assert "`apidiff.toml` is a link" in capsys.readouterr().err


def test_a_folder_above_the_records_is_no_link_either(governed):
    (governed.root / "kept").mkdir()
    for name in ("schemas", "changelog"):
        (governed.root / name).rename(governed.root / "kept" / name)
    (governed.root / "api").symlink_to("kept")
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + 'schemas = "api/schemas"\nchangelog = "api/changelog"\n')
    with pytest.raises(InputError, match="`api` is a link"):
        _ = governed.project().schemas


@pytest.mark.parametrize("part", ANCHORED)
def test_a_link_at_the_anchor_is_no_first_adoption(governed, capsys, part):
    """A change that landed unchecked put a link there; the next one rewrites what is behind it."""
    git(governed.root, "checkout", "-q", "main")
    linked(governed.root, part)
    commit(governed.root, "a link")
    git(governed.root, "checkout", "-qB", "work")
    (governed.root / part).unlink()
    if part.endswith("toml"):
        governed.root.joinpath("apidiff.toml").write_text(
            '[project]\ndescription = "openapi.json"\n[[policy.overrides]]\nrule = "*"\nclass = "neutral"\n'
        )
    for name in ("schemas", "changelog"):
        shutil.rmtree(governed.root / name, ignore_errors=True)
        (governed.root / name).mkdir()
    governed.write(sent=())
    assert governed.snapshot(FIRST).recorded
    commit(governed.root, "history made anew")
    for command in ("check", "verify"):
        assert run([command]) == 2
        assert "is a link there" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["schemas", "apidiff.toml"])
def test_a_folder_for_a_file_and_a_file_for_a_folder_at_the_anchor_are_errors(governed, path):
    git(governed.root, "checkout", "-q", "main")
    place = governed.root / path
    kept = place.with_name("kept")
    place.rename(kept)
    if kept.is_dir():
        place.write_text("")
    else:
        place.mkdir()
        (place / "x").write_text("")
    before = commit(governed.root, "something else")
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    kept.rename(place)
    for given, environ in ((before, {}), (None, {"GITHUB_BASE_REF": "main"})):
        with pytest.raises(InputError, match=r"cannot be read: `.*` is a (file|folder) there"):
            find_anchor(governed.project(), given, environ)


def test_a_submodule_at_the_anchor_is_no_first_adoption(governed, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    commit(other)
    git(governed.root, "checkout", "-q", "main")
    shutil.move(governed.root / "schemas", governed.root / "kept")
    git(governed.root, "rm", "-rq", "--cached", "schemas")
    git(governed.root, "submodule", "add", "-q", other.as_uri(), "schemas")
    commit(governed.root, "a submodule")
    with pytest.raises(InputError, match="`schemas` is a submodule there"):
        find_anchor(governed.project(), None, {"GITHUB_BASE_REF": "main"})


def submodule(root, path, content):
    """Put a repository of its own, whose `main` has two commits, in the place of a folder; it holds `content`."""
    place = root / path
    git(root, "rm", "-rq", "--cached", "--ignore-unmatch", path)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(content, place)
    git(place, "init", "-qb", "main")
    commit(place, "one")
    git(place, "commit", "-qm", "two", "--allow-empty")
    commit(root, f"{path} is a submodule")


@pytest.mark.parametrize("path", ["changelog", "changelog/unreleased"])
def test_entries_in_a_submodule_waive_nothing(governed, capsys, tmp_path_factory, path):
    other = tmp_path_factory.mktemp("other")
    (other / "x.md").write_text("---\ntitle: x\n---\n")
    submodule(governed.root, path, other)
    assert run(["check", "--anchor", "main"]) == 2
    assert f"`{path}` is in a repository of its own" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["schemas", "elsewhere"])
@pytest.mark.parametrize("given", [["--anchor", "main"], []])
def test_records_that_become_a_submodule_continue_no_history(governed, capsys, tmp_path_factory, path, given):
    """What the submodule holds continues its own `main`, and begins with the broken description."""
    other = Pets(tmp_path_factory.mktemp("other"))
    other.write(sent=())
    assert other.snapshot().recorded
    governed.write(sent=())
    git(governed.root, "rm", "-rq", "--cached", "schemas")
    shutil.rmtree(governed.root / "schemas")
    submodule(governed.root, path, other.root / "schemas")
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text().replace("[project]", f'[project]\nschemas = "{path}"'))
    assert f'schemas = "{path}"' in config.read_text()
    commit(governed.root, "broken")
    assert run(["check", *given]) in (1, 2)
    if given:
        assert "the records were in `schemas` of this repository" in capsys.readouterr().err


@pytest.mark.parametrize("given", [["--anchor", "main"], []])
def test_a_project_that_becomes_a_submodule_continues_no_history(monkeypatch, tmp_path_factory, capsys, given):
    root = tmp_path_factory.mktemp("repository")
    (root / "api").mkdir()
    inner = Pets(root / "api")
    assert inner.snapshot().recorded
    commit(root)
    git(root, "checkout", "-qb", "work")
    other = Pets(tmp_path_factory.mktemp("other"))
    other.write(sent=())
    assert other.snapshot().recorded
    submodule(root, "api", other.root)
    monkeypatch.chdir(root / "api")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert run(["check", *given]) == 2
    assert "the records were in `api/schemas` of this repository" in capsys.readouterr().err


def test_records_in_a_submodule_that_landed_are_held_against_their_own_history(governed, tmp_path_factory):
    git(governed.root, "checkout", "-q", "main")
    kept = shutil.copytree(governed.root / "schemas", tmp_path_factory.mktemp("other") / "kept")
    submodule(governed.root, "schemas", kept)
    git(governed.root, "commit", "-qm", "more", "--allow-empty")
    anchor = find_anchor(governed.project(), "main", {})
    assert (anchor.state, len(anchor.lines)) == ("anchored", 2)


def test_the_way_back_from_a_link_is_held_against_where_the_records_were(governed):
    good = git(governed.root, "rev-parse", "main")
    linked(governed.root, "schemas")
    commit(governed.root, "a link")
    (governed.root / "schemas").unlink()
    (governed.root / "movedx").rename(governed.root / "schemas")
    commit(governed.root, "back")
    for given in (good, "HEAD^1:movedx"):
        anchor = find_anchor(governed.project(), given, {})
        assert (anchor.state, len(anchor.lines)) == ("anchored", 2)


def test_a_project_behind_a_folder_that_became_a_link_is_gone(monkeypatch, tmp_path_factory, capsys):
    root = tmp_path_factory.mktemp("repository")
    (root / "api").mkdir()
    inner = Pets(root / "api")
    assert inner.snapshot().recorded
    commit(root)
    git(root, "checkout", "-qb", "work")
    linked(root, "api")
    shutil.rmtree(root / "movedx" / "schemas")
    (root / "movedx" / "schemas").mkdir()
    Pets(root / "movedx").write(sent=())
    assert Pets(root / "movedx").snapshot(SECOND).recorded
    commit(root, "anew")
    monkeypatch.chdir(root / "api")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert run(["verify"]) == 1
    assert "the project in `api` is gone" in capsys.readouterr().out


class TestBranchOlderThanTheRecords:
    """The branch has none at its beginning, and the target has some: nothing would judge what it changes."""

    @pytest.fixture
    def old(self, pets, monkeypatch):
        shutil.rmtree(pets.root / "schemas")
        start = commit(pets.root, "not governed yet")
        assert pets.snapshot().recorded
        commit(pets.root, "first release")
        git(pets.root, "checkout", "-qb", "old", start)
        pets.write(sent=())
        commit(pets.root, "a break")
        monkeypatch.chdir(pets.root)
        return pets

    @pytest.mark.parametrize("environ", [{"GITHUB_BASE_REF": "main"}, {"CI_COMMIT_BEFORE_SHA": "old"}, {}])
    def test_it_is_refused_with_what_to_merge(self, old, environ):
        start = git(old.root, "rev-parse", "old~1")
        environ = {key: value.replace("old", start) for key, value in environ.items()}
        with pytest.raises(InputError, match="this branch began before the records") as caught:
            find_anchor(old.project(), None, environ)
        assert "git merge" in caught.value.hint

    def test_merged_it_is_judged(self, old):
        git(old.root, "merge", "-q", "--no-edit", "main")
        assert find_anchor(old.project(), None, {"GITHUB_BASE_REF": "main"}).state == "anchored"

    def test_a_first_adoption_is_one_where_the_target_has_no_records(self, old):
        git(old.root, "branch", "-qf", "main", "old~1")
        for environ in ({"GITHUB_BASE_REF": "main"}, {}):
            assert find_anchor(old.project(), None, environ).state == "first adoption"

    def test_the_first_adoption_itself_and_its_commit_later_are_one(self, old):
        git(old.root, "checkout", "-q", "main")
        assert find_anchor(old.project(), None, {}).state == "first adoption"
        old.write(query=("limit",))
        commit(old.root, "later")
        git(old.root, "checkout", "-q", "main~1")
        assert find_anchor(old.project(), None, {}).state == "first adoption"
