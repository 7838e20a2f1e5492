"""A file is written whole or not at all, one process at a time."""

import errno
import os
import subprocess
import sys

import pytest

from apidiff.errors import InputError
from apidiff.recording import writing
from apidiff.recording.project import load_project
from apidiff.recording.writing import locked, write_atomically


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    write_atomically(tmp_path / "a", b"one")
    write_atomically(tmp_path / "a", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"two")]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, step):
    write_atomically(tmp_path / "a", b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(InputError) as caught:
        write_atomically(tmp_path / "a", b"new")
    assert "No space left on device" in caught.value.message
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_folder_that_may_not_be_written_is_one_clear_error(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("builtins.open", refused)
    with pytest.raises(InputError) as caught:
        write_atomically(tmp_path / "a", b"new")
    assert caught.value.message == "cannot be written: Read-only file system"


def test_a_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_second_process_is_told_that_another_is_writing(tmp_path):
    holder = (
        "import sys, pathlib; from apidiff.recording.writing import locked\n"
        "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(InputError) as caught, locked(tmp_path, wait_s=0.1):
            pass
        assert caught.value.message == "another apidiff is writing these records"
        other.stdin.close()
    with locked(tmp_path, wait_s=5):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".apidiff-123-index.json", ".apidiff-123-00aa00aa00aa00aa-index.json"])
def test_what_a_killed_process_left_is_cleared_away_by_the_next_one(released, name):
    (released.root / "schemas" / name).write_bytes(b"half")
    project = released.project()
    with project.lock(project.schemas):
        assert not (released.root / "schemas" / name).exists()


@pytest.mark.parametrize("key", ["schemas", "changelog"])
def test_a_folder_of_records_that_is_a_link_out_of_the_project_is_refused(released, tmp_path_factory, key):
    outside = tmp_path_factory.mktemp("outside")
    project = load_project(released.root)
    (released.root / key).rename(released.root / "kept")
    (released.root / key).symlink_to(outside)
    with pytest.raises(InputError, match="leads out of"):
        getattr(project, key)


def test_what_is_no_temporary_file_of_a_write_is_never_cleared_away(tmp_path):
    for name in (".apidiff-notes", ".apidiff-x-1", ".apidiff"):
        (tmp_path / name).write_text("mine")
    assert writing.clear_leftovers(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 3


def test_the_temporary_name_cannot_be_guessed_and_a_link_that_lies_there_is_not_followed(tmp_path, monkeypatch):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    monkeypatch.setattr(writing.secrets, "token_hex", lambda _: "0" * 16)
    guessed = tmp_path / f".apidiff-{os.getpid()}-{'0' * 16}-a"
    guessed.symlink_to(victim)
    with pytest.raises(InputError, match="File exists"):
        write_atomically(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"
    monkeypatch.undo()
    write_atomically(tmp_path / "a", b"new")
    assert (victim.read_bytes(), (tmp_path / "a").read_bytes()) == (b"precious", b"new")


def test_a_link_at_the_file_itself_is_replaced_and_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "a").symlink_to(victim)
    write_atomically(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "a").is_symlink()


def test_a_lock_may_be_asked_for_again_inside_of_itself(tmp_path):
    with locked(tmp_path), locked(tmp_path, wait_s=0):
        pass
    with locked(tmp_path, wait_s=0):
        pass
