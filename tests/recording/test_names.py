"""What is recorded can be read again: a name that the index cannot hold is refused before anything is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording import snapshots
from apidiff.recording.index import read_index, recorded_bytes
from apidiff.recording.project import load_project
from tests.recording.pets import SECOND

NAMES = [b"2026-06-23-a\\b.md", b"2026-06-23-a\nb.md", b"2026-06-23-\x1b[2J.md", b"2026-06-23-\xff.md", b"\x7f.md"]


@pytest.mark.parametrize("folder", ["changelog", "changelog/unreleased"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", [["check"], ["snapshot", "--release", "2026-06-23"], ["verify"]])
def test_an_entry_whose_name_no_index_can_hold_is_refused(released, monkeypatch, capsys, folder, name, command):
    released.write(query=("limit",))
    (released.root / folder).mkdir(exist_ok=True)
    date = b"" if folder.endswith("unreleased") else b"date: 2026-06-23\n"
    Path(os.fsdecode(os.path.join(os.fsencode(released.root / folder), name))).write_bytes(
        b"---\n" + date + b"title: x\n---\nText.\n"
    )
    before = released.records()
    monkeypatch.chdir(released.root)
    if command == ["verify"] and folder.endswith("unreleased"):
        return  # nothing of it is recorded, and `verify` reads what is
    assert run(command) in (1, 2)
    assert "the file's name has a backslash" in " ".join("".join(capsys.readouterr()).split())
    assert released.records() == before


def test_other_letters_may_be_in_a_name(released):
    released.write(query=("limit",))
    released.entry("2026-06-23-größe 大 `$x` #1.md", "---\ndate: 2026-06-23\ntitle: x\n---\n")
    assert released.snapshot(SECOND).recorded
    assert load_project(released.root).index.lines[-1].entries


def test_an_index_is_only_written_if_it_reads_as_the_same_lines(released):
    index = read_index(released.root / "schemas")
    assert recorded_bytes(index.path, index.lines) == index.path.read_bytes()
    for wrong in ({"source_revision": "\udcff"}, {"entries": {"a/b.md": "0" * 64}}, {"file": "x.json"}):
        with pytest.raises(InputError, match="the index would not be readable"):
            recorded_bytes(index.path, [index.lines[0]._replace(**wrong)])


def test_a_revision_that_is_not_utf_8_leaves_no_snapshot_behind(released):
    released.write(query=("limit",))
    before = released.records()
    with pytest.raises(InputError, match="the index would not be readable"):
        snapshots.snapshot(released.project(), None, SECOND, source_revision="\udcff")
    assert released.records() == before
