"""What several processes work on together comes out as from one, whatever becomes of them."""

from __future__ import annotations

import datetime
import os
import signal

import pytest

from apidiff.errors import InputError
from apidiff.recording import remembering
from apidiff.recording.remembering import Remembered
from apidiff.recording.spreading import cores, spread
from apidiff.reporting.rendering import render_api

pytestmark = pytest.mark.skipif(cores() == 1 and not hasattr(os, "fork"), reason="no process can be forked here")


@pytest.mark.parametrize("processes", [0, 1, 2, 3, 50])
@pytest.mark.parametrize("length", [0, 1, 2, 25])
def test_each_item_has_its_result(processes, length):
    assert spread(lambda number: number * number, range(length), processes) == {n: n * n for n in range(length)}


def test_others_do_a_part_of_the_work():
    done = spread(lambda _: os.getpid(), range(20), 2)
    assert len(done) == 20
    assert len({*done.values()}) == 2


def test_what_a_killed_process_had_to_do_is_missing():
    mine = os.getpid()

    def work(number):
        if number >= 15 and os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    done = spread(work, range(20), 2)
    assert done
    assert len(done) < 20
    assert all(number == result for number, result in done.items())


def test_an_error_is_that_of_this_process():
    mine = os.getpid()

    def work(number):
        if os.getpid() != mine:
            raise InputError("not here", hint="")
        return number

    done = spread(work, range(8), 2)
    assert 0 < len(done) < 8

    def fail(_):
        raise InputError("nowhere", hint="")

    with pytest.raises(InputError, match="nowhere"):
        spread(fail, range(8), 2)


def test_without_processes_to_fork_what_is_left_is_missing(monkeypatch):
    def none_left():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", none_left)
    done = spread(lambda number: number, range(8), 2)
    assert 0 < len(done) < 8


@pytest.fixture
def grown(released):
    """Eight releases, a field apart."""
    for number in range(7):
        released.write(sent=("id", "nick", *(f"field{each}" for each in range(number + 1))))
        assert released.snapshot(datetime.date(2026, 7, number + 1)).recorded
    return released


def site(pets, folder, processes):
    """The files of a site, made without anything that is remembered."""
    render_api(pets.project(), folder, Nothing(), processes=processes)
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Nothing:
    """What was rendered before: nothing."""

    def __init__(self):
        self.known, self.plans = {}, []

    def announced(self, *_):
        return {}


def test_a_site_is_the_same_to_the_byte_with_several_processes(grown, tmp_path, monkeypatch):
    monkeypatch.setattr(remembering, "_QUICK_S", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "one"))
    alone = site(grown, tmp_path / "alone", 1)
    forked = []
    monkeypatch.setattr(os, "fork", lambda before=os.fork: forked.append(before()) or forked[-1])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "two"))
    assert site(grown, tmp_path / "together", 3) == alone
    assert forked
    # What they found is remembered like what this process finds.
    files = [sorted((tmp_path / name).rglob("*.json")) for name in ("one", "two")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_what_was_prepared_takes_no_comparison(grown, tmp_path, monkeypatch):
    monkeypatch.setattr(remembering, "_QUICK_S", 0)
    project = grown.project()
    paths = [project.snapshot_path(release) for release in project.releases]
    pairs = [(older, paths[-1]) for older in paths[:-1]]
    comparisons = Remembered(project, tmp_path / "a.json")
    comparisons.prepare(pairs, 3)
    assert comparisons.computed == len(pairs)
    alone = Remembered(project, tmp_path / "b.json")
    assert [comparisons(*pair) for pair in pairs] == [alone(*pair) for pair in pairs]
    assert comparisons.computed == len(pairs)
