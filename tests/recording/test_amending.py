"""A published text is corrected by a line of its own; the line of its release stays."""

from __future__ import annotations

import json
from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.records import Amendment, ReleaseName
from apidiff.recording.amending import amend
from apidiff.recording.remembering import Remembered
from apidiff.recording.verify import verify
from apidiff.reporting import page
from apidiff.reporting.site_building import build
from tests.recording.pets import SECOND, THIRD

TODAY = date(2026, 8, 1)
NAME = "2026-06-23-x.md"


@pytest.fixture
def published(released):
    """Two releases; the second one is waived by an entry."""
    released.write(sent=("id",))
    (change,) = released.gate().check.comparison.changes
    text = f"date: 2026-06-23\ntitle: Gone\nchanges: [{change.id}]\nwaiver: {{reason: unused, approved-by: owner}}"
    released.entry(NAME, f"---\n{text}\n---\nThe nick is gone.\n")
    assert released.snapshot(SECOND).recorded
    return released


def edit(pets, old, new, name=NAME):
    path = pets.root / "changelog" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return path


def test_the_page_and_its_feeds_say_since_when_a_text_reads_as_it_does(published):
    before = build(published.project(), Remembered(published.project()))
    assert (before.posts[0].amended, before.updated) == (None, SECOND)
    amend(published.project(), [edit(published, "The nick is gone.", "Your nick is gone.")], TODAY)
    site = build(published.project(), Remembered(published.project()))
    assert (site.posts[0].date, site.posts[0].amended, site.updated) == (SECOND, TODAY, TODAY)
    files = page.render(site)
    for name in ("index.html", "releases/2026-06-23.html", "releases/2026-06-23.md"):
        assert "Text as of" in files[name].decode(), name
    assert 'Last updated <time datetime="2026-08-01">' in files["index.html"].decode()
    item, first = json.loads(files["feed.json"])["items"]
    assert (item["date_published"][:10], item["date_modified"][:10]) == ("2026-06-23", "2026-08-01")
    assert "date_modified" not in first
    assert b"<updated>2026-08-01T00:00:00+00:00</updated>" in files["feed.atom"]
    assert [one["amended"] for one in json.loads(files["changelog.json"])["entries"]] == ["2026-08-01", None]


def messages(pets):
    return [finding.message for finding in verify(pets.project())]


@pytest.mark.parametrize(
    ("old", "new"),
    [("owner", "intern"), ("unused", "because"), ("Gone", "Here"), ("The nick", "A nick"), ("waiver:", "waiver: # x")],
    ids=["approver", "reason", "title", "text", "comment"],
)
def test_a_published_entry_that_was_edited_is_found_by_check_and_verify(published, old, new):
    edit(published, old, new)
    said = f"the entry `{NAME}` is not what release 2026-06-23 published"
    assert said in messages(published)
    (refusal,) = published.gate().check.versions[0].refusals
    assert refusal.code == "record-unsound"
    assert said in refusal.message


def test_a_published_entry_that_was_deleted_is_found(published):
    (published.root / "changelog" / NAME).unlink()
    assert messages(published)[0] == f"the entry `{NAME}`, which release 2026-06-23 published, is missing"


def test_an_amendment_records_the_correction_and_leaves_the_release_as_it_was(published):
    before = published.project().index.lines
    path = edit(published, "The nick", "The field `nick`")
    (done,) = amend(published.project(), [path], TODAY)
    assert (done.release, done.recorded, done.new) == (ReleaseName(SECOND), True, False)
    project = published.project()
    assert project.index.lines[:2] == before
    (amendment,) = project.index.lines[2:]
    assert isinstance(amendment, Amendment)
    assert (amendment.release, amendment.date, list(amendment.entries)) == (ReleaseName(SECOND), TODAY, [NAME])
    assert messages(published) == []
    assert published.gate().check.status == "pass"


def test_an_amended_entry_that_is_edited_again_is_found(published):
    amend(published.project(), [edit(published, "The nick", "The field `nick`")], TODAY)
    path = edit(published, "is gone", "has gone")
    assert messages(published) == [f"the entry `{NAME}` is not what was recorded when it was amended on {TODAY}"]
    amend(published.project(), [path], TODAY)
    assert len(published.project().index.lines) == 4
    assert messages(published) == []


def test_what_reads_as_recorded_needs_no_amendment(published):
    (done,) = amend(published.project(), [published.root / "changelog" / NAME], TODAY)
    assert done.recorded is False
    assert len(published.project().index.lines) == 2


def test_an_entry_that_comes_late_is_published_by_an_amendment_and_waives_nothing(published):
    path = published.entry("2026-06-20-late.md", "---\ndate: 2026-06-20\ntitle: Late\n---\nMore.\n")
    assert "is dated 2026-06-20, before the newest release 2026-06-23, and none published it" in messages(published)[0]
    assert published.gate().check.status == "refused"
    (done,) = amend(published.project(), [path], TODAY)
    assert (done.release, done.new) == (ReleaseName(SECOND), True)
    assert messages(published) == []
    assert [entry.path.name for entry in published.project().unpublished] == []


def test_an_unreleased_entry_is_not_amended(published):
    path = published.entry("2026-07-20-next.md", "---\ndate: 2026-07-20\ntitle: Next\n---\n")
    with pytest.raises(InputError, match="no release has published"):
        amend(published.project(), [path], TODAY)


def test_what_is_no_entry_of_the_project_is_not_amended(published):
    path = published.root / "README.md"
    path.write_text("x")
    with pytest.raises(InputError, match="not a published entry"):
        amend(published.project(), [path], TODAY)


def test_an_unsound_index_takes_no_amendment(published):
    path = published.root / "schemas" / "index.json"
    path.write_text(path.read_text().replace('"Pets"', '"Cats"', 1))
    before = path.read_bytes()
    with pytest.raises(InputError, match="was edited"):
        amend(published.project(), [edit(published, "The nick", "A nick")], TODAY)
    assert path.read_bytes() == before


def test_several_entries_of_a_release_are_amended_in_one_line(published):
    released = published
    released.entry("2026-06-28-a.md", "---\ndate: 2026-06-28\ntitle: A\n---\n")
    released.entry("2026-06-28-b.md", "---\ndate: 2026-06-28\ntitle: B\n---\n")
    released.write(sent=("id",), query=("limit",))
    assert released.snapshot(THIRD).recorded
    paths = [edit(released, f"title: {name.upper()}", "title: C", f"2026-06-28-{name}.md") for name in "ab"]
    paths.append(edit(released, "The nick", "A nick"))
    amend(released.project(), paths, TODAY)
    assert [sorted(line.entries) for line in released.project().index.lines[3:]] == [
        [NAME],
        ["2026-06-28-a.md", "2026-06-28-b.md"],
    ]
    assert messages(released) == []


def test_the_command_says_what_it_did(published, monkeypatch, capsys):
    monkeypatch.chdir(published.root)
    edit(published, "The nick", "A nick")
    assert run(["amend", f"changelog/{NAME}"]) == 0
    assert run(["amend", f"changelog/{NAME}"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Amended changelog/{NAME}, which release 2026-06-23 published.",
        f"changelog/{NAME} reads as it was recorded: there is nothing to amend.",
    ]
    assert run(["verify"]) == 0
