"""A file is written whole or not at all, one process at a time."""

import errno
import os
import subprocess
import sys

import pytest

from apidiff.errors import InputError
from apidiff.recording import writing
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


def test_what_a_killed_process_left_is_cleared_away_by_the_next_one(tmp_path):
    (tmp_path / f"{writing._TEMPORARY}123-index.json").write_bytes(b"half")
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []
