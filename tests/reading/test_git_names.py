"""`REV:PATH` is read as git reads it; what was meant otherwise, or is not there, is said with what to do."""

from __future__ import annotations

import os

import pytest

from apidiff.errors import InputError
from apidiff.reading import git_name, is_path, read
from tests.recording.repositories import clone, commit, git

THEN = 'openapi: 3.1.0\ninfo: {title: Then, version: "1"}\npaths: {}\n'
NOW = THEN.replace("Then", "Now")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """`api/openapi.yaml` in two commits; the working folder is `api`."""
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "openapi.yaml").write_text(THEN)
    commit(tmp_path)
    (tmp_path / "api" / "openapi.yaml").write_text(NOW)
    commit(tmp_path)
    monkeypatch.chdir(tmp_path / "api")
    return tmp_path


def title(source):
    return read(source).document["info"]["title"]


def refused(source):
    with pytest.raises(InputError) as caught:
        read(source)
    return caught.value


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("prefix", ["", "git:"])
def test_it_counts_from_the_top_of_the_repository_or_from_here(prefix):
    assert title(f"{prefix}HEAD~1:api/openapi.yaml") == "Then"
    assert title(f"{prefix}HEAD~1:./openapi.yaml") == "Then"
    assert title(f"{prefix}main:../api/openapi.yaml") == "Now"
    assert read("HEAD:./openapi.yaml").name == "git:HEAD:./openapi.yaml"


@pytest.mark.parametrize("name", [b"caf\xe9", b" a ", "caf\u00e9".encode()])
def test_it_counts_from_a_folder_of_any_name(tmp_path, monkeypatch, name):
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    (folder / "openapi.yaml").write_text(NOW)
    commit(tmp_path)
    monkeypatch.chdir(folder)
    assert title("HEAD:./openapi.yaml") == "Now"


def test_from_outside_of_a_repository_a_path_from_here_is_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "in no git repository" in refused("git:HEAD:./openapi.yaml").message


def test_a_file_of_that_name_comes_first(repository):
    (repository / "api" / "HEAD~1:openapi.yaml").write_text(NOW)
    assert title("HEAD~1:openapi.yaml") == "Now"
    assert (git_name("HEAD~1:openapi.yaml"), is_path("HEAD~1:openapi.yaml")) == (None, True)


@pytest.mark.parametrize(
    "source", ["C:\\api\\openapi.yaml", "C:/api/openapi.yaml", "c:/openapi.yaml", ":a", "a:", "a.yaml"]
)
def test_what_no_revision_is_named_by_is_a_path(source):
    assert (git_name(source), is_path(source)) == (None, True)


@pytest.mark.parametrize("source", ["https://api.example/x", "HTTP://api.example/x", "python:shop:app"])
def test_an_address_and_an_application_are_neither(source):
    assert (git_name(source), is_path(source)) == (None, False)


def test_a_path_from_the_wrong_folder_is_told_by_the_right_one(repository):
    error = refused("main:openapi.yaml")
    assert error.message == "There is no file `openapi.yaml` in `main`"
    assert "`git:main:api/openapi.yaml`" in error.hint
    assert "`git:main:./openapi.yaml`" in error.hint
    assert title("git:main:./openapi.yaml") == title("git:main:api/openapi.yaml")
    (repository / "moved").mkdir()
    git(repository, "mv", "api/openapi.yaml", "moved/openapi.yaml")
    commit(repository)
    assert refused("main:api/openapi.yaml").hint == "Did you mean `git:main:moved/openapi.yaml`?"


def test_a_file_that_is_not_committed_is_said_to_be_none(repository):
    (repository / "api" / "new.yaml").write_text(NOW)
    assert "working tree only" in refused("HEAD:api/new.yaml").hint


@pytest.mark.usefixtures("repository")
def test_what_is_no_revision_may_have_been_meant_as_a_file():
    error = refused("nope:openapi.yaml")
    assert "There is no file `nope:openapi.yaml`" in error.message
    assert "no revision `nope`" in error.message


def test_outside_of_a_repository_it_is_said_to_be_no_file_either(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = refused("main:openapi.yaml")
    assert "There is no file `main:openapi.yaml`" in error.message
    assert "no git repository" in error.message


def test_a_shallow_clone_says_what_deepens_it(repository, tmp_path_factory, monkeypatch):
    git(repository, "tag", "v1", "HEAD~1")
    git(repository, "branch", "old", "HEAD~1")
    shallow = clone(repository, tmp_path_factory.mktemp("clones") / "a", "--depth=1")
    monkeypatch.chdir(shallow)
    for source, command in (
        ("v1:api/openapi.yaml", "git fetch --unshallow --tags origin"),
        ("origin/old:api/openapi.yaml", "git fetch --unshallow origin +refs/heads/old:refs/remotes/origin/old"),
    ):
        hint = refused(source).hint
        assert f"`{command}`" in hint
        assert "fetch-depth: 0" in hint
        git(shallow, *command.split()[1:])
        assert title(source) == "Then"
        monkeypatch.chdir(clone(repository, tmp_path_factory.mktemp("clones") / "b", "--depth=1"))
        shallow = type(shallow).cwd()


def test_a_branch_that_a_clone_has_under_its_remote_is_told_by_that(repository, tmp_path_factory, monkeypatch):
    git(repository, "branch", "release/1")
    copy = clone(repository, tmp_path_factory.mktemp("clones") / "a")
    monkeypatch.chdir(copy)
    assert "`origin/release/1`" in refused("release/1:api/openapi.yaml").hint
    git(copy, "update-ref", "-d", "refs/remotes/origin/release/1")
    hint = refused("origin/release/1:api/openapi.yaml").hint
    assert "`git fetch origin +refs/heads/release/1:refs/remotes/origin/release/1`" in hint


def test_the_gate_reads_it_too(repository, monkeypatch):
    from apidiff.cli.edge import run

    monkeypatch.chdir(repository)
    (repository / "apidiff.toml").write_text('[project]\ndescription = "api/openapi.yaml"\n')
    assert run(["snapshot", "HEAD~1:api/openapi.yaml", "--release", "2026-06-17"]) == 0
    assert "HEAD~1" in (repository / "schemas" / "index.json").read_text()
    assert run(["check", "--base", "HEAD~1:api/openapi.yaml"]) == 0
