"""Dates may go back, and a day may have several releases: each line names its base where it is not the line before."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.records import ReleaseName
from apidiff.recording.drafting import draft
from apidiff.recording.history import History
from apidiff.recording.remembering import Remembered
from apidiff.recording.snapshots import snapshot
from apidiff.recording.verify import verify
from apidiff.reporting.site_building import build
from tests.recording.pets import FIRST, SECOND, THIRD
from tests.recording.repositories import commit, git
from tests.reporting.cooledge import FIRST as FIRST_RELEASE


def again(number, day=SECOND):
    return ReleaseName(day, number)


@pytest.fixture
def history(released):
    """Two releases, a parameter apart."""
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    return released


@pytest.mark.parametrize("text", ["2026-06-28", "2026-06-28.2", "2026-06-28.14"])
def test_a_name_is_read_as_it_is_written(text):
    assert str(ReleaseName.parse(text)) == text


@pytest.mark.parametrize("text", ["2026-06-28.1", "2026-06-28.0", "2026-06-28.02", "2026-02-30", "2026-6-28", "x", ""])
def test_what_is_no_name_is_none(text):
    assert ReleaseName.parse(text) is None


def test_a_day_may_have_a_second_release_with_entries_of_its_own(history):
    history.entry("2026-06-23-b.md", "---\ndate: 2026-06-23\ntitle: B\n---\n")
    history.write(query=("limit", "after"))
    done = snapshot(history.project(), None, again(2))
    assert (done.recorded.file, done.recorded.after) == ("2026-06-23.2.json", None)
    assert list(done.recorded.entries) == ["2026-06-23-b.md"]
    assert [str(release.name) for release in history.project().releases] == [f"{FIRST}", f"{SECOND}", f"{SECOND}.2"]
    assert verify(history.project()) == []
    assert history.gate().check.base_release.name == again(2)


def test_a_waiver_of_the_second_release_of_a_day_counts(history):
    history.write(sent=("id",), query=("limit",))
    (change,) = history.gate().check.comparison.changes
    text = f"date: 2026-06-23\ntitle: x\nchanges: [{change.id}]\nwaiver: {{reason: a, approved-by: b}}"
    history.entry("2026-06-23-b.md", f"---\n{text}\n---\n")
    assert history.gate().check.status == "waived"
    assert snapshot(history.project(), None, again(2)).recorded.verdicts == {"v1": "waived"}
    assert verify(history.project()) == []


@pytest.mark.parametrize("name", [again(3), again(2, THIRD)])
def test_a_number_follows_the_one_before_it(history, name):
    with pytest.raises(InputError, match="has a number") as caught:
        snapshot(history.project(), None, name)
    assert f"--release {again(2) if name.date == SECOND else THIRD}" in caught.value.hint


def test_a_release_that_is_recorded_late_names_its_base(history):
    late = date(2026, 6, 20)
    history.entry("2026-06-20-late.md", "---\ndate: 2026-06-20\ntitle: Late\n---\n")
    history.write(query=("offset",))
    with pytest.raises(InputError, match="is older than 2026-06-23, the newest") as caught:
        snapshot(history.project(), None, late)
    assert "--after" in caught.value.hint
    done = snapshot(history.project(), None, late, after=f"{FIRST}")
    assert (done.recorded.after, list(done.recorded.entries)) == (f"{FIRST}", ["2026-06-20-late.md"])
    project = history.project()
    assert [str(line.name) for line in project.index.lines] == [f"{FIRST}", f"{SECOND}", f"{late}"]
    assert [str(release.name) for release in project.releases] == [f"{FIRST}", f"{late}", f"{SECOND}"]
    assert project.newest.release == SECOND
    assert verify(project) == []


def test_the_release_after_a_late_one_names_its_base_too(history):
    assert snapshot(history.project(), None, date(2026, 6, 20), after=f"{FIRST}").recorded
    history.write(query=("limit", "after"))
    assert snapshot(history.project(), None, THIRD).recorded.after == f"{SECOND}"
    assert verify(history.project()) == []


def test_a_second_late_release_names_the_first_as_its_base(history):
    assert snapshot(history.project(), None, date(2026, 6, 19), after=f"{FIRST}").recorded
    # The line before it is that of its base, and yet a newer release is recorded already.
    assert snapshot(history.project(), None, date(2026, 6, 20), after="2026-06-19").recorded.after == "2026-06-19"
    assert verify(history.project()) == []
    assert history.gate().check.base_release.release == SECOND


def test_the_entry_of_a_late_release_is_drafted_beside_its_base(history, monkeypatch, capsys):
    monkeypatch.chdir(history.root)
    late = ["--release", "2026-06-20", "--after", f"{FIRST}"]
    history.write(sent=("id",), query=("limit", "after"))
    assert run(["snapshot", *late]) == 1
    assert f"apidiff draft --after {FIRST}" in capsys.readouterr().out
    assert run(["draft", "--after", f"{FIRST}"]) == 0
    told = ["--reason", "nobody read it", "--approved-by", "api-owner"]
    assert run(["waive", "--all", *told, "--after", f"{FIRST}"]) == 0
    assert f"Next: apidiff snapshot --release DATE --after {FIRST}" in capsys.readouterr().out
    assert run(["snapshot", *late]) == 0
    project = history.project()
    assert verify(project) == []
    line = project.history.find("2026-06-20")
    assert (line.verdicts, len(line.entries)) == ({"v1": "waived"}, 1)


def test_a_draft_for_a_late_release_leaves_entries_for_the_next_one_alone(history):
    history.write(sent=("id",), query=())
    (next_one,) = draft(history.gate())
    text = next_one.path.read_text()
    first = history.project().history.find(f"{FIRST}")
    draft(history.gate(after=first))
    # It tells that `limit` is gone, which the first release never had.
    assert next_one.path.read_text() == text


@pytest.mark.parametrize("command", [["draft"], ["waive", "--all", "--reason", "nobody", "--approved-by", "me"]])
def test_an_entry_beside_a_release_that_is_not_recorded_is_an_error(history, monkeypatch, capsys, command):
    monkeypatch.chdir(history.root)
    assert run([*command, "--after", "2026-06-18"]) == 2
    assert "release 2026-06-18 is not recorded" in capsys.readouterr().err
    assert run([*command, "--after", f"{FIRST}", "--base", "openapi.json"]) == 2


def test_a_late_release_leaves_out_what_was_recorded_since_its_base_and_nothing_later(history):
    late = date(2026, 6, 20)
    assert snapshot(history.project(), None, late, after=f"{FIRST}").recorded
    assert snapshot(history.project(), None, THIRD, after=f"{SECOND}").recorded
    told = history.project().history
    left_out = {str(release.name): [str(each.name) for each in told.left_out(release)] for release in told.recorded}
    assert left_out == {f"{FIRST}": [], f"{SECOND}": [], f"{late}": [f"{SECOND}"], f"{THIRD}": []}


def test_the_first_observed_release_that_is_recorded_late_leaves_out_all_that_is_newer():
    def observed(day, **parts):
        return FIRST_RELEASE._replace(release=day, file=f"{day}.json", kind="observed", **parts)

    first, second = observed(date(2026, 1, 1)), observed(date(2026, 2, 1), after="2026-01-01")
    told = History((FIRST_RELEASE, FIRST_RELEASE._replace(release=SECOND), first, second))
    assert [told.base_of(each) for each in (first, second)] == [None, first]
    for each in (first, second):
        assert [release.release for release in told.left_out(each)] == [SECOND]


def test_a_late_release_is_held_against_its_base(history):
    history.write(sent=("id",))
    done = snapshot(history.project(), None, date(2026, 6, 20), after=f"{FIRST}")
    assert (done.recorded, done.gate.check.status) == (None, "refused")


def test_a_base_that_is_not_recorded_is_an_error(history):
    with pytest.raises(InputError, match="release 2026-06-19 is not recorded"):
        snapshot(history.project(), None, THIRD, after="2026-06-19")
    with pytest.raises(InputError, match="is older than 2026-06-23, which it follows"):
        snapshot(history.project(), None, date(2026, 6, 20), after=f"{SECOND}")


def test_the_page_shows_releases_by_date_each_with_what_it_changed_from_its_base(history, tmp_path):
    history.write(query=("offset",))
    assert snapshot(history.project(), None, date(2026, 6, 20), after=f"{FIRST}").recorded
    project = history.project()
    made = build(project, Remembered(project, tmp_path / "cache.json"))
    assert [post.date for post in made.posts] == [SECOND, date(2026, 6, 20), FIRST]
    assert ["limit" in made.posts[0].additive[0].title, "offset" in made.posts[1].additive[0].title] == [True, True]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("2026-13-45", "there is no month 13"),
        ("2026-02-30", "there is no day 30 in 2026-02, which has 28"),
        ("2026-00-01.2", "there is no month 00"),
        ("26-1-1", "write it as 2026-06-23"),
        ("2026-02-01.1", "write it as 2026-06-23"),
    ],
)
def test_a_day_that_there_is_not_is_named(released, monkeypatch, capsys, given, says):
    monkeypatch.chdir(released.root)
    assert run(["snapshot", "--release", given]) == 2
    assert says in capsys.readouterr().err


def test_a_release_of_a_year_to_come_is_a_slip(released, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    before = released.records()
    year = date.today().year + 2
    assert run(["snapshot", "--release", f"{year}-01-01"]) == 2
    assert "Correct the year" in capsys.readouterr().err
    assert released.records() == before


def test_a_release_of_a_day_to_come_is_noted_and_can_be_taken_back(released, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    commit(released.root)
    before = released.records()
    released.write(sent=("id", "nick", "age"))
    draft(released.gate())
    later = date.today() + timedelta(days=30)
    assert run(["snapshot", "--release", str(later)]) == 0
    assert "is after today" in capsys.readouterr().out
    assert run(["snapshot", "--release", str(later - timedelta(days=1))]) == 2
    said = " ".join(capsys.readouterr().err.split())
    (command,) = re.findall(r"`git (stash [^`]*)`", said)
    git(released.root, *command.split())
    assert released.records() == before
