"""A revision or a release is named where a file is needed: the hint is a source that works when it is typed."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.recording.repositories import clone, commit, git

LISTING = "git ls-tree -r --full-tree --name-only main"


def told(done):
    """The message and the hint of an error."""
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    return lines[0].removeprefix("error: "), lines[-1].removeprefix("  hint: ")


def proposed(hint):
    """The source that a hint proposes, as a shell reads it."""
    (source,) = shlex.split(re.search(r"`([^`]+)`", hint)[1])
    return source


@pytest.fixture
def landed(released):
    """Committed on the branch `main`, with a tag, while another branch is checked out."""
    commit(released.root)
    git(released.root, "tag", "v1.4")
    git(released.root, "checkout", "-q", "-b", "pr")
    git(released.root, "update-ref", "refs/remotes/origin/main", "main")
    return released


@pytest.mark.parametrize("revision", ["main", "HEAD", "v1.4", "origin/main", "HEAD~0", "main:", "git:main"])
@pytest.mark.parametrize(
    "command",
    [
        lambda named: ("check", "--base", named),
        lambda named: ("check", named),
        lambda named: ("diff", named, "openapi.json"),
        lambda named: ("diff", "openapi.json", named),
        lambda named: ("draft", "--base", named),
        lambda named: ("diff", named, "HEAD:openapi.json"),
    ],
    ids=["check --base", "check", "diff BASE", "diff REVISION", "draft", "diff of revisions"],
)
def test_a_revision_is_told_with_the_description_in_it(landed, apidiff, revision, command):  # noqa: ARG001
    name = revision.removeprefix("git:").removesuffix(":")
    what, hint = told(apidiff(*command(revision)))
    assert what == f"`{name}` is a revision in git, and a description is a file of it"
    assert hint == f"Name the file: `{shlex.quote(f'{name}:openapi.json')}`."
    assert apidiff(*command(proposed(hint))).code == 0


def test_a_commit_is_a_revision(landed, apidiff):
    short = git(landed.root, "rev-parse", "--short", "HEAD")
    assert proposed(told(apidiff("check", "--base", short))[1]) == f"{short}:openapi.json"


def test_a_branch_that_only_the_remote_has(landed, apidiff):
    git(landed.root, "update-ref", "refs/remotes/origin/next", "main")
    assert proposed(told(apidiff("check", "--base", "next"))[1]) == "origin/next:openapi.json"


def test_the_path_counts_from_the_top_of_the_repository(landed, apidiff, monkeypatch):
    inside = landed.root / "services" / "pets"
    inside.mkdir(parents=True)
    (inside / "api.json").write_bytes((landed.root / "openapi.json").read_bytes())
    commit(landed.root)
    monkeypatch.chdir(inside)
    source = proposed(told(apidiff("diff", "HEAD", "api.json"))[1])
    assert source == "HEAD:services/pets/api.json"
    assert apidiff("diff", source, "api.json").code == 0


def test_a_path_with_a_blank_is_quoted(landed, apidiff):
    git(landed.root, "mv", "openapi.json", "the api.json")
    commit(landed.root)
    assert told(apidiff("diff", "HEAD", "the api.json"))[1] == "Name the file: `'HEAD:the api.json'`."


def test_a_description_that_was_renamed_since(landed, apidiff):
    git(landed.root, "mv", "openapi.json", "pets.json")
    what, hint = told(apidiff("diff", "main", "pets.json"))
    assert what == "`main` is a revision in git, and a description is a file of it"
    assert hint == "`pets.json` is called `openapi.json` there. Name the file: `main:openapi.json`."
    assert apidiff("diff", proposed(hint.partition("file")[2]), "pets.json").code == 0


def test_a_description_that_is_not_in_the_revision(landed, apidiff):
    (landed.root / "other.yml").write_text("openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n")
    what, hint = told(apidiff("diff", "main", "other.yml"))
    assert what == "there is no file `other.yml` in `main`"
    assert hint == "It is in the working tree only: commit it, or name a revision that has it."


@pytest.mark.parametrize("form", ["git:main:{}", "main:{}"])
@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("nope.yaml", f"List the files of the revision, `{LISTING}`, and name one of them."),
        ("openapi.jsn", "Did you mean `git:main:openapi.json`?"),
        ("api/openapi.json", "Did you mean `git:main:openapi.json`?"),
    ],
)
def test_a_path_that_is_not_in_the_revision(landed, apidiff, form, path, hint):  # noqa: ARG001
    what, said = told(apidiff("check", "--base", form.format(path)))
    assert what == f"there is no file `{path}` in `main`"
    assert said == hint


def test_a_path_that_was_renamed_before_the_revision(landed, apidiff):
    git(landed.root, "mv", "openapi.json", "pets.json")
    git(landed.root, "mv", "apidiff.toml", "other.toml")
    commit(landed.root)
    assert told(apidiff("diff", "HEAD:openapi.json", "pets.json")) == (
        "there is no file `openapi.json` in `HEAD`",
        "Did you mean `git:HEAD:pets.json`?",
    )


def test_a_recorded_release_as_a_base_is_its_snapshot(released, apidiff):  # noqa: ARG001
    what, hint = told(apidiff("check", "--base", "2026-06-17"))
    assert what == "`2026-06-17` is a recorded release, and a description is a file here"
    assert hint == "Name its snapshot: `schemas/2026-06-17.json`."
    assert apidiff("check", "--base", proposed(hint)).code == 0
    assert apidiff("check", proposed(told(apidiff("check", "2026-06-17"))[1])).code == 0


def test_a_release_that_is_compressed_is_compared_by_its_date(released, apidiff, monkeypatch):  # noqa: ARG001
    monkeypatch.setattr("apidiff.recording.described.is_compressed", lambda _: True)
    _, hint = told(apidiff("check", "--base", "2026-06-17"))
    assert hint == "Compare with it by its date: `apidiff diff 2026-06-17 openapi.json`."
    assert apidiff("diff", "2026-06-17", "openapi.json").code == 0


def test_a_day_without_a_release(released, apidiff):  # noqa: ARG001
    what, hint = told(apidiff("check", "--base", "2026-06-18"))
    assert what == "there is no file `2026-06-18`, and no release of that date is recorded"
    assert hint == "The newest release is 2026-06-17. Name its snapshot: `schemas/2026-06-17.json`."


def test_a_description_in_several_files_is_no_base(landed, apidiff):
    (landed.root / "apidiff.toml").write_text('[project]\ndescription = ["openapi.json", "more.json"]\n')
    (landed.root / "more.json").write_text('{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {}}')
    hint = told(apidiff("check", "--base", "main"))[1]
    more = "It is one of several files of the description, which only the records join."
    assert hint == f"Name the file: `main:openapi.json`. {more}"


def test_outside_of_a_repository_it_is_a_file_that_is_missing(apidiff, pets):  # noqa: ARG001
    assert told(apidiff("check", "--base", "main")) == ("there is no file `main`", "Correct the path, or add the file.")


def test_a_shallow_clone_says_so(landed, apidiff, tmp_path, monkeypatch):
    commit(landed.root)
    there = clone(landed.root, tmp_path / "there", "--depth=1", "--branch=pr")
    monkeypatch.chdir(there)
    assert "--unshallow" in told(apidiff("diff", "v9:openapi.json", "openapi.json"))[1]
    assert apidiff("diff", proposed(told(apidiff("diff", "HEAD", "openapi.json"))[1]), "openapi.json").code == 0
