"""A clone whose git converts line ends holds the same records."""

from __future__ import annotations

import pytest

from apidiff.cli.edge import run
from apidiff.recording.project import load_project
from apidiff.recording.starting import start
from apidiff.recording.verify import verify
from tests.recording.pets import SECOND
from tests.recording.repositories import clone, commit

CONVERTING = ("-c", "core.autocrlf=true")


@pytest.fixture
def history(released):
    """Two releases, the second with an entry."""
    released.write(query=("limit",))
    released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: x\n---\nTwo\nlines\n")
    assert released.snapshot(SECOND).recorded
    return released


def test_with_the_attributes_that_init_writes_nothing_is_converted(history, tmp_path_factory):
    start(history.root)
    commit(history.root)
    copy = clone(history.root, tmp_path_factory.mktemp("clones") / "a", *CONVERTING)
    assert b"\r\n" in (copy / "apidiff.toml").read_bytes()
    for path in (*(copy / "schemas").iterdir(), *(copy / "changelog").iterdir()):
        assert b"\r\n" not in path.read_bytes(), path
    assert verify(load_project(copy)) == []


def test_without_them_the_records_are_sound_and_it_is_said(history, tmp_path_factory):
    commit(history.root)
    copy = clone(history.root, tmp_path_factory.mktemp("clones") / "a", *CONVERTING)
    assert b"\r\n" in (copy / "schemas" / "index.json").read_bytes()
    (note,) = verify(load_project(copy))
    assert (note.severity, note.message) == (
        "note",
        "index.json and 2 more in this folder have CRLF line ends: git converted them, and the content is the same",
    )
    assert ".gitattributes" in note.hint


def test_a_gate_in_such_a_clone_says_the_same_and_records_on(history, tmp_path_factory, monkeypatch):
    commit(history.root)
    copy = clone(history.root, tmp_path_factory.mktemp("clones") / "a", *CONVERTING)
    monkeypatch.chdir(copy)
    for command in (["check"], ["snapshot", "--release", "2026-07-01"], ["verify"], ["repair"]):
        assert run(command) == 0
    assert b"\r\n" not in (copy / "schemas" / "index.json").read_bytes()


def test_a_line_end_is_all_that_may_differ(history):
    path = history.root / "schemas" / "2026-06-17.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"Pets", b"Cats"))
    assert [finding.severity for finding in verify(history.project())].count("unsound") == 1
