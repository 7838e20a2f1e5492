"""Two branches each recorded a release: none is lost, each names what it followed, and the records are anchored."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.amending import amend
from apidiff.recording.anchoring import verify_anchored
from apidiff.recording.gate import gate
from apidiff.recording.repairing import repair
from tests.recording.pets import FIRST, SECOND, THIRD
from tests.recording.repositories import commit, git

LATER = date(2026, 7, 5)


def record(pets, day, *query, entry=True):
    pets.write(query=query)
    if entry:
        (pets.root / "changelog").mkdir(exist_ok=True)
        pets.entry(f"{day}-{query[-1]}.md", f"---\ndate: {day}\ntitle: {query[-1]}\n---\n")
    assert pets.snapshot(day).recorded
    return commit(pets.root, f"{day}")


@pytest.fixture
def branched(released, monkeypatch):
    """`main` recorded one release, and the branch that is checked out another one."""
    commit(released.root)
    git(released.root, "checkout", "-qb", "feature")
    record(released, THIRD, "mine")
    git(released.root, "checkout", "-q", "main")
    record(released, SECOND, "theirs")
    git(released.root, "checkout", "-q", "feature")
    monkeypatch.chdir(released.root)
    return released


def merge(pets, how):
    with pytest.raises(subprocess.CalledProcessError):
        git(pets.root, *how)
    git(pets.root, "checkout", "--ours", "openapi.json")


def names(pets):
    return [f"{line.name}" if hasattr(line, "file") else "amendment" for line in pets.project().index.lines]


def sound(pets, anchor="main"):
    project = pets.project()
    report, findings = verify_anchored(project, anchor, {})
    assert (report.state, findings) == ("anchored", [])


@pytest.mark.parametrize("how", [("merge", "main"), ("rebase", "main")], ids=["merge", "rebase"])
def test_in_the_middle_of_a_conflict(branched, how, capsys):
    merge(branched, how)
    assert run(["verify"]) == 1
    assert "apidiff repair --onto REV" in capsys.readouterr().out
    assert run(["repair", "--onto", "main"]) == 0
    assert "Appended again: release 2026-06-28." in capsys.readouterr().out
    assert names(branched) == [f"{FIRST}", f"{SECOND}", f"{THIRD}"]
    assert branched.project().history.releases[2].after == f"{FIRST}"
    sound(branched)
    git(branched.root, "add", "-A")
    commit(branched.root)
    sound(branched)


def test_before_merging_what_the_other_branch_has_is_brought_along(branched):
    done = repair(branched.project(), anchor="main", onto="main")
    assert done.findings == ()
    assert {path.name for path in done.rejoined.restored} == {f"{SECOND}.json", f"{SECOND}-theirs.md"}
    assert names(branched) == [f"{FIRST}", f"{SECOND}", f"{THIRD}"]
    sound(branched)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_after_one_side_of_the_conflict_was_taken(branched, side):
    merge(branched, ("merge", "main"))
    git(branched.root, "checkout", f"--{side}", "schemas/index.json")
    repair(branched.project(), onto="main")
    assert names(branched) == [f"{FIRST}", f"{SECOND}", f"{THIRD}"]
    sound(branched)


def test_it_is_done_once(branched):
    repair(branched.project(), onto="main")
    before = branched.records()
    assert repair(branched.project(), onto="main").rejoined.appended == ("release 2026-06-28",)
    assert branched.records() == before


def test_a_name_that_is_taken_becomes_the_next_of_its_day(released):
    commit(released.root)
    git(released.root, "checkout", "-qb", "feature")
    record(released, SECOND, "mine")
    record(released, THIRD, "mine", "more")
    mine = (released.root / "schemas" / f"{SECOND}.json").read_bytes()
    git(released.root, "checkout", "-q", "main")
    record(released, SECOND, "theirs")
    theirs = (released.root / "schemas" / f"{SECOND}.json").read_bytes()
    git(released.root, "checkout", "-q", "feature")
    merge(released, ("merge", "main"))
    done = repair(released.project(), anchor="main", onto="main")
    assert done.rejoined.renamed == ((f"{SECOND}", f"{SECOND}.2"),)
    assert names(released) == [f"{FIRST}", f"{SECOND}", f"{SECOND}.2", f"{THIRD}"]
    assert (released.root / "schemas" / f"{SECOND}.json").read_bytes() == theirs
    assert (released.root / "schemas" / f"{SECOND}.2.json").read_bytes() == mine
    assert [release.after for release in released.project().history.recorded[2:]] == [f"{FIRST}", f"{SECOND}.2"]
    sound(released)


def test_amendments_of_either_side_are_kept(branched):
    path = branched.root / "changelog" / f"{THIRD}-mine.md"
    path.write_text(path.read_text() + "More.\n")
    amend(branched.project(), [path], LATER)
    commit(branched.root)
    merge(branched, ("merge", "main"))
    repair(branched.project(), onto="main")
    assert names(branched) == [f"{FIRST}", f"{SECOND}", f"{THIRD}", "amendment"]
    sound(branched)


def test_the_gate_judges_what_was_appended_again(branched):
    repair(branched.project(), onto="main")
    git(branched.root, "add", "-A")
    commit(branched.root)
    assert run(["check", "--anchor", "main"]) == 1
    branched.write(query=("mine", "theirs"))
    assert run(["check", "--anchor", "main"]) == 0
    assert branched.snapshot(LATER).recorded
    sound(branched)
    branched.write(query=("mine",))
    assert [change.title for change in gate(branched.project()).check.versions[0].refusals[0].changes] == [
        "Query parameter `theirs` removed from `GET /v1/pets`"
    ]


def test_what_has_no_records_is_nothing_to_go_onto(pets):
    commit(pets.root)
    assert pets.snapshot().recorded
    with pytest.raises(InputError, match="has no records to build on"):
        repair(pets.project(), onto="HEAD")


def test_a_history_that_began_by_itself_is_recorded_anew(released):
    commit(released.root)
    git(released.root, "checkout", "-q", "--orphan", "island")
    (released.root / "schemas" / "index.json").unlink()
    (released.root / "schemas" / f"{FIRST}.json").unlink()
    assert released.snapshot(SECOND).recorded
    commit(released.root)
    with pytest.raises(InputError, match="began a history of its own"):
        repair(released.project(), onto="main")


def test_a_snapshot_that_is_nowhere_is_named_and_nothing_is_written(branched):
    (branched.root / "schemas" / f"{THIRD}.json").write_text("{}")
    git(branched.root, "add", "-A")
    git(branched.root, "commit", "-q", "--amend", "-m", "x")
    before = branched.records()
    with pytest.raises(InputError, match="the snapshot of 2026-06-28 is missing"):
        repair(branched.project(), onto="main")
    assert branched.records() == before
