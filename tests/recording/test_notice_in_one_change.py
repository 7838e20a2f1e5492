"""A change gives no notice to itself: what clients were told is what the anchor's releases told them."""

from __future__ import annotations

from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.recording.drafting import draft
from apidiff.recording.snapshots import snapshot
from tests.recording.pasts import governed
from tests.recording.pets import FIRST, document
from tests.recording.repositories import commit, git

EARLY, SUNSET, LATER = date(2026, 6, 19), "2026-09-20", date(2026, 9, 25)
POLICIES = {"no notice": "", "ninety days": "[policy]\nsunset-days = 90\n"}


def announcing(**parts):
    made = document(**parts)
    made["paths"]["/v1/pets"]["post"] |= {"deprecated": True, "x-sunset": SUNSET}
    return made


def without(**parts):
    made = document(**parts)
    del made["paths"]["/v1/pets"]["post"]
    return made


@pytest.fixture(params=list(POLICIES.values()), ids=list(POLICIES))
def pets(request, tmp_path, monkeypatch):
    """A governed API, and the branch of a pull request."""
    pets = governed(tmp_path / "project", request.param)
    monkeypatch.chdir(pets.root)
    assert pets.snapshot(FIRST).recorded
    commit(pets.root)
    git(pets.root, "branch", "-M", "main")
    git(pets.root, "checkout", "-q", "-b", "mine")
    return pets


def announce(pets, day=EARLY):
    pets.put(announcing())
    assert pets.snapshot(day).recorded


def remove(pets, **parts):
    pets.put(without(**parts))
    draft(pets.gate())


def test_a_release_of_the_same_change_announced_nothing(pets, capsys):
    announce(pets)
    remove(pets)
    commit(pets.root)
    assert run(["check", "--anchor", "main"]) == 1
    capsys.readouterr()


def test_what_it_announced_is_named(tmp_path, monkeypatch, capsys):
    pets = governed(tmp_path / "project", POLICIES["ninety days"])
    monkeypatch.chdir(pets.root)
    assert pets.snapshot(FIRST).recorded
    commit(pets.root)
    git(pets.root, "branch", "-M", "main")
    announce(pets)
    remove(pets)
    commit(pets.root)
    assert run(["check", "--anchor", "HEAD^"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f"announced by release {EARLY} only, which this change itself records" in told


def test_nor_for_a_later_release_of_it(pets, capsys):
    announce(pets)
    remove(pets)
    assert pets.snapshot(LATER).recorded.verdicts["v1"] == "pass"
    commit(pets.root)
    assert run(["check", "--anchor", "main"]) == 1
    assert run(["verify", "--anchor", "main"]) == 1
    capsys.readouterr()


def test_once_the_target_branch_has_it_it_was_announced(pets, capsys):
    announce(pets)
    commit(pets.root)
    git(pets.root, "branch", "-f", "main")
    remove(pets)
    assert pets.snapshot(LATER).recorded
    commit(pets.root)
    assert run(["check", "--anchor", "main"]) == 0
    assert run(["verify", "--anchor", "main"]) == 0
    capsys.readouterr()


def test_where_nobody_names_an_anchor_what_is_committed_together_announced_nothing(pets, capsys):
    announce(pets)
    remove(pets)
    commit(pets.root)
    assert run(["check"]) == 1
    capsys.readouterr()


def test_what_is_not_committed_yet_comes_after_what_head_has(pets, capsys):
    announce(pets)
    commit(pets.root)
    git(pets.root, "branch", "-f", "main")
    remove(pets)
    assert run(["check"]) == 0
    git(pets.root, "add", "-A")
    git(pets.root, "commit", "-q", "-m", "removed")
    assert run(["check"]) == 0
    capsys.readouterr()


def test_a_later_release_of_the_change_may_repeat_what_was_announced(pets, capsys):
    announce(pets)
    commit(pets.root)
    git(pets.root, "branch", "-f", "main")
    pets.put(announcing(paths=("/v1/toys",)))
    assert pets.snapshot(date(2026, 9, 1)).recorded
    remove(pets, paths=("/v1/toys",))
    commit(pets.root)
    assert run(["check", "--anchor", "main"]) == 0
    capsys.readouterr()


def test_a_release_recorded_late_gives_notice_from_the_newest_before_it_on(tmp_path):
    """Its own day is what somebody wrote; that it came after the newest one is what the records show."""
    pets = governed(tmp_path / "project", POLICIES["ninety days"])
    assert pets.snapshot(FIRST).recorded
    pets.write(query=("limit",))
    assert pets.snapshot(date(2026, 9, 1)).recorded
    pets.put(announcing())
    assert snapshot(pets.project(), None, EARLY, after=f"{FIRST}").recorded
    assert [release.name.date for release in pets.project().history.recorded][-1] == EARLY
    told = pets.project().history.told_on
    assert told(pets.project().history.recorded[-1]) == date(2026, 9, 1)
