"""Unreleased entries: one file a pull request, merged without a conflict, dated and moved by a release."""

from __future__ import annotations

from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.records import ReleaseName
from apidiff.recording.amending import amend
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.remembering import Remembered
from apidiff.recording.snapshots import snapshot
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from apidiff.reporting.site_building import build
from tests.recording.pets import FIRST, SECOND, THIRD
from tests.recording.repositories import commit, git


def folder(pets):
    return pets.root / "changelog" / "unreleased"


def names(pets):
    """Every entry, from the folder of the entries."""
    changelog = pets.root / "changelog"
    return sorted(str(path.relative_to(changelog)) for path in changelog.rglob("*.md"))


def waived(pets, title=None):
    """What this pull request does: an entry for what it changes, and its waiver."""
    (done,) = draft(pets.gate(), title=title)
    waive(pets.gate(), None, "nobody used it", "owner")
    return done.path


def entry_of(pets, path):
    return read_entry(path, unreleased=path.parent == folder(pets))


def test_a_draft_is_unreleased_and_says_no_date(released):
    released.write(sent=("id",))
    (done,) = draft(released.gate())
    (change,) = released.gate().check.comparison.changes
    assert names(released) == [f"unreleased/breaking-changes-in-v1-{change.id[:8]}.md"]
    assert "date:" not in done.path.read_text()
    entry = entry_of(released, done.path)
    assert (entry.date, entry.changes, entry.title) == (None, (change.id,), "Breaking changes in v1")


def test_it_waives_what_it_names_and_a_release_dates_it_with_its_text_as_it_is(released):
    released.write(sent=("id",))
    path = waived(released, "Nicknames are gone")
    assert released.gate().check.status == "waived"
    text = path.read_bytes()
    done = released.snapshot(SECOND)
    assert done.recorded.verdicts == {"v1": "waived"}
    assert list(done.recorded.entries) == ["2026-06-23-nicknames-are-gone.md"]
    assert names(released) == ["2026-06-23-nicknames-are-gone.md"]
    new = released.root / "changelog" / "2026-06-23-nicknames-are-gone.md"
    assert new.read_bytes() == text
    assert read_entry(new).date == SECOND
    assert verify(released.project()) == []
    assert released.gate().check.status == "pass"


def test_a_release_that_is_refused_moves_nothing(released):
    released.write(sent=("id",))
    draft(released.gate())
    before = released.records()
    assert released.snapshot(SECOND).recorded is None
    assert released.records() == before


def test_branches_that_each_draft_merge_without_a_conflict_and_one_release_takes_all(released):
    root = released.root
    commit(root)
    for number, name in enumerate(("a", "b", "c")):
        git(root, "checkout", "-q", "-b", name, "main")
        released.write(sent=("id",)) if number == 0 else released.write(query=(name,))
        draft(released.gate())
        if number == 0:
            waive(released.gate(), None, "nobody used it", "owner")
        commit(root, name)
    git(root, "checkout", "-q", "main")
    for name in ("a", "b", "c"):
        git(root, "merge", "-q", "--no-edit", "-X", "ours", name)
    released.write(sent=("id",), query=("b", "c"))
    gate = released.gate()
    assert (gate.check.status, len(gate.check.entries)) == ("waived", 3)
    assert [done.action for done in draft(gate)] == []
    done = released.snapshot(SECOND)
    assert sorted(done.recorded.entries) == names(released)
    assert len(done.moved) == 3
    assert verify(released.project()) == []


def test_a_draft_leaves_the_entries_of_other_pull_requests_alone(released):
    root = released.root
    released.write(sent=("id",))
    theirs = waived(released)
    commit(root)
    git(root, "checkout", "-q", "-b", "mine")
    before = theirs.read_bytes()
    released.write(sent=("id",), query=("limit",))
    (mine,) = draft(released.gate())
    assert (mine.action, mine.path == theirs, theirs.read_bytes()) == ("written", False, before)
    commit(root)
    released.write(sent=("id",), query=("limit", "after"))
    (again,) = draft(released.gate())
    assert (again.path, again.action, again.added) == (mine.path, "updated", 1)


def test_a_draft_that_would_be_worded_otherwise_is_no_reason_to_edit_that_of_another(released):
    commit(released.root)
    released.write(sent=("id",))
    (done,) = draft(released.gate())
    commit(released.root)
    git(released.root, "checkout", "-q", "-b", "other")
    text = done.path.read_bytes()
    released.write(sent=("id",), paths=("/v1/shops",))
    found = draft(released.gate(), guide=False)
    assert done.path not in {each.path for each in found}
    assert done.path.read_bytes() == text


def test_a_draft_takes_what_is_gone_from_every_unreleased_entry_and_names_each(released):
    root = released.root
    released.write(sent=("id",))
    theirs = waived(released)
    commit(root)
    git(root, "checkout", "-q", "-b", "mine")
    released.write(query=("limit",))
    assert {r.code for v in released.gate().check.versions for r in v.refusals} == {"waiver-stale"}
    done = {item.path: item for item in draft(released.gate())}
    assert (done[theirs].dropped, done[theirs].bound) == (1, 0)
    assert len(done) == 2
    assert (done[theirs].action, theirs.exists()) == ("removed", False)
    assert released.gate().check.status == "pass"


def test_a_draft_again_never_widens_a_waiver(released):
    released.write(sent=("id",))
    path = waived(released)
    was = entry_of(released, path).waiver
    released.write(sent=("id",), taken=("name",))
    (done,) = draft(released.gate())
    assert (done.path, done.added) == (path, 1)
    assert entry_of(released, path).waiver == was
    assert released.gate().check.status == "refused"


def test_a_title_names_the_entry_to_write_or_to_add_to(released):
    released.write(sent=("id",))
    first = waived(released, "Nicknames are gone")
    released.write(sent=("id",), query=("limit",))
    (second,) = draft(released.gate(), title="Lists have limits")
    assert (second.path.name, second.bound) == ("lists-have-limits.md", 1)
    released.write(sent=("id",), query=("limit", "after"))
    (third,) = draft(released.gate(), title="Nicknames are gone")
    assert (third.path, third.added) == (first, 1)


def test_what_comes_before_the_first_release_can_be_announced(pets):
    (done,) = draft(pets.gate())
    assert done.path == folder(pets) / "first-recorded-release.md"
    assert draft(pets.gate())[0].action == "unchanged"
    assert list(pets.snapshot().recorded.entries) == ["2026-06-17-first-recorded-release.md"]


def test_a_name_that_is_taken_gets_a_number(released):
    released.entry("2026-06-23-limits.md", "---\ndate: 2026-06-23\ntitle: x\n---\n")
    released.unreleased("limits.md", "---\ntitle: y\n---\n")
    released.unreleased("limits-2.md", "---\ntitle: z\n---\n")
    assert released.snapshot(SECOND).recorded
    assert names(released) == ["2026-06-23-limits-2.md", "2026-06-23-limits-3.md", "2026-06-23-limits.md"]
    assert verify(released.project()) == []


def test_the_second_release_of_a_day_takes_its_own(released):
    released.unreleased("limits.md", "---\ntitle: x\n---\n")
    assert snapshot(released.project(), None, ReleaseName(FIRST, 2)).recorded
    assert names(released) == ["2026-06-17-limits.md"]
    assert verify(released.project()) == []


def test_a_release_that_is_recorded_late_takes_only_what_binds_its_changes(released):
    released.write(query=("limit",))
    assert released.snapshot(THIRD).recorded
    released.write(query=("limit", "after"))
    draft(released.gate(), title="Pages")
    released.unreleased("news.md", "---\ntitle: News\n---\n")
    released.write(sent=("id",))
    base = released.project().releases[0]
    (change,) = released.gate(after=base).check.comparison.changes[:1]
    text = f"---\ntitle: Hotfix\nchanges: [{change.id[:12]}]\nwaiver: {{reason: unused, approved-by: owner}}\n---\n"
    released.unreleased("hotfix.md", text)
    done = snapshot(released.project(), None, SECOND, after=f"{FIRST}")
    assert list(done.recorded.entries) == ["2026-06-23-hotfix.md"]
    assert names(released) == ["2026-06-23-hotfix.md", "unreleased/news.md", "unreleased/pages.md"]
    assert verify(released.project()) == []


def test_nothing_that_is_unreleased_is_on_the_page(released, tmp_path):
    released.write(sent=("id",))
    waived(released, "Nicknames are gone")
    released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: Not yet\n---\n")
    for shown in (["First recorded release"], ["Nicknames are gone", "Not yet", "First recorded release"]):
        project = released.project()
        made = build(project, Remembered(project, tmp_path / "cache.json"))
        assert sorted(post.title for post in made.posts) == sorted(shown)
        if "Not yet" not in shown:
            assert released.snapshot(SECOND).recorded


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("---\ndate: 2026-06-23\ntitle: x\n---\n", "an unreleased entry has a `date`", 2),
        ("---\ntitle: x\nchanges: [zz]\n---\n", "`zz` is not the id of a change", 3),
        ("---\ntitle: x\ntitle: y\n---\n", "twice", 3),
        ("no front matter", "the entry has no front matter", 1),
        (
            "---\n<<<<<<< HEAD\ntitle: x\n=======\ntitle: y\n>>>>>>> b\n---\n",
            "the entry has the marks of a merge conflict",
            2,
        ),
    ],
)
def test_a_broken_one_is_one_error_with_its_line(released, monkeypatch, capsys, text, said, line):
    released.unreleased("broken.md", text)
    monkeypatch.chdir(released.root)
    for command in (["check"], ["draft"], ["snapshot", "--release", f"{SECOND}"]):
        assert run(command) == 2
        printed = capsys.readouterr().err
        assert f"unreleased/broken.md:{line}" in printed
        assert said in " ".join(printed.split())
        assert printed.count("hint:") == 1
    assert names(released) == ["unreleased/broken.md"]


def test_files_of_others_there_are_left_alone_and_links_are_no_entries_of_a_release(released, tmp_path_factory):
    released.unreleased("README.md", "What this folder is for.\n")
    released.unreleased(".gitkeep", "")
    (folder(released) / "notes.txt").write_text("mine")
    assert released.gate().check.entries == ()
    real = released.unreleased("real.md", "---\ntitle: x\n---\n")
    (folder(released) / "link.md").symlink_to(real)
    with pytest.raises(InputError, match=r"`link.md` is a link"):
        released.snapshot(SECOND)
    (folder(released) / "link.md").unlink()
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("---\ntitle: secret\n---\n")
    (folder(released) / "link.md").symlink_to(outside)
    with pytest.raises(InputError):
        released.gate()


def test_the_folder_itself_leads_nowhere_else(released, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "x.md").write_text("---\ntitle: x\n---\n")
    (released.root / "changelog" / "unreleased").symlink_to(elsewhere)
    with pytest.raises(InputError):
        released.gate()


def test_an_expired_waiver_is_asked_about_on_the_day_of_the_release(released):
    released.write(sent=("id",))
    (done,) = draft(released.gate())
    waive(released.gate(today=FIRST), None, "nobody used it", "owner", until=SECOND)
    assert released.snapshot(date(2026, 6, 24)).recorded is None
    assert names(released) == [f"unreleased/{done.path.name}"]
    assert released.snapshot(SECOND).recorded


def test_an_unreleased_entry_is_not_amended(released):
    path = released.unreleased("x.md", "---\ntitle: x\n---\n")
    with pytest.raises(InputError, match="not a published entry"):
        amend(released.project(), [path])


def test_the_folder_may_have_the_name_of_the_unreleased_ones_itself(tmp_path):
    from tests.recording.pets import Pets

    pets = Pets(tmp_path, 'changelog = "unreleased"\n')
    assert pets.snapshot().recorded
    pets.write(sent=("id",))
    (done,) = draft(pets.gate())
    assert done.path.parent == tmp_path / "unreleased" / "unreleased"
    waive(pets.gate(), None, "nobody used it", "owner")
    assert pets.snapshot(SECOND).recorded
    assert verify(pets.project()) == []
