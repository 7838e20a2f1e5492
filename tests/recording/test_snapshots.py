"""A release is recorded once, whole, in order, and only where the check lets it pass."""

import errno
import hashlib
import json
import os
import shutil
import subprocess
from datetime import date

import pytest

from apidiff._version import __version__
from apidiff.errors import InputError
from apidiff.model.change import ID_SCHEME
from apidiff.recording import snapshots
from apidiff.recording.index import line_hash
from apidiff.recording.project import load_project
from apidiff.recording.verify import verify
from apidiff.recording.writing import unwritable
from tests.recording.pets import FIRST, SECOND, THIRD, document


def test_the_first_snapshot_is_the_baseline_and_is_only_recorded(pets):
    done = pets.snapshot()
    path = pets.root / "schemas" / "2026-06-17.json"
    assert json.loads(path.read_bytes()) == document()
    assert done.recorded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (done.recorded.title, done.recorded.path_versions, done.recorded.verdicts) == (
        "Pets",
        ("v1",),
        {"v1": "pass"},
    )
    assert pets.project().releases == (done.recorded,)


def test_a_release_names_the_one_before_it(released):
    released.write(query=("limit",))
    done = released.snapshot(SECOND)
    assert done.recorded.previous == line_hash(released.project().releases[0])


@pytest.mark.parametrize(
    ("again", "message"), [(FIRST, "recorded already"), (date(2026, 6, 16), "is older than 2026-06-17, the newest")]
)
def test_a_release_is_neither_rewritten_nor_recorded_out_of_order(released, again, message):
    before = released.records()
    with pytest.raises(InputError, match=message) as caught:
        released.snapshot(again)
    assert "after 2026-06-17" in caught.value.hint
    assert released.records() == before


def test_what_the_check_refuses_is_not_recorded(released):
    released.write(sent=("id",))
    before = released.records()
    done = released.snapshot(SECOND)
    assert (done.recorded, done.gate.check.status) == (None, "refused")
    assert released.records() == before


def test_an_entry_that_is_dated_after_the_release_waives_nothing_of_it(released):
    released.write(sent=("id",))
    (change,) = released.gate().check.comparison.changes
    text = f"date: 2026-06-24\ntitle: x\nchanges: [{change.id}]\nwaiver: {{reason: a, approved-by: b}}"
    released.entry("2026-06-24-x.md", f"---\n{text}\n---\n")
    assert released.gate().check.status == "waived"
    done = released.snapshot(SECOND)
    assert done.recorded is None
    (refusal,) = done.gate.check.versions[0].refusals
    assert "its date is outside of this release" in refusal.message


def test_a_crash_between_snapshot_and_index_is_made_good_by_the_next_run(released, monkeypatch):
    released.write(query=("limit",))

    def crash(path, content):
        if path.name == "index.json":
            raise KeyboardInterrupt
        path.write_bytes(content)

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "write_atomically", crash)
        with pytest.raises(KeyboardInterrupt):
            released.snapshot(SECOND)
    (orphan,) = verify(released.project())
    assert "is in no line of index.json" in orphan.message
    assert released.gate().check.status == "refused"
    done = released.snapshot(SECOND)
    assert done.adopted
    assert verify(released.project()) == []


def test_a_leftover_of_other_content_is_named_with_what_to_do(released):
    leftover = released.root / "schemas" / "2026-06-23.json"
    leftover.write_text("{}")
    with pytest.raises(InputError) as caught:
        released.snapshot(SECOND)
    assert caught.value.place.file == str(leftover)
    assert "Move it out of the folder" in caught.value.hint
    assert leftover.read_text() == "{}"


@pytest.mark.parametrize("failing", ["2026-06-23.json", "index.json"])
def test_a_disk_that_fills_up_leaves_the_records_as_they_were(released, monkeypatch, failing):
    released.write(query=("limit",))
    before = released.records()
    write = snapshots.write_atomically

    def full(path, content):
        if path.name == failing:
            raise unwritable(path, OSError(errno.ENOSPC, "No space left on device"))
        write(path, content)

    monkeypatch.setattr(snapshots, "write_atomically", full)
    with pytest.raises(InputError, match="No space left on device"):
        released.snapshot(SECOND)
    assert released.records() == before


def test_a_folder_that_cannot_be_opened_is_one_clear_error(released, monkeypatch):
    real = os.open

    def refused(path, flags, *rest, **named):
        if str(path).endswith("schemas"):
            raise OSError(errno.EACCES, "Permission denied")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(InputError, match="Permission denied"):
        released.snapshot(SECOND)


def test_a_broken_description_records_nothing(released):
    (released.root / "openapi.json").write_text('{"openapi": "3.1.0", "pat')
    before = released.records()
    with pytest.raises(InputError):
        released.snapshot(SECOND)
    assert released.records() == before


def test_a_release_without_a_change_may_be_recorded(released):
    assert released.snapshot(SECOND).recorded.verdicts == {"v1": "pass"}


def test_the_revision_in_git_that_was_read_is_recorded(pets, monkeypatch):
    monkeypatch.chdir(pets.root)
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "first"), ("tag", "v1.0")):
        subprocess.run(["git", *identity, *command], check=True)
    project = load_project(pets.root)
    done = snapshots.snapshot(project, "git:v1.0:openapi.json", FIRST)
    assert done.recorded.source_revision == "v1.0"
    pets.write(query=("limit",))
    assert snapshots.snapshot(project, None, SECOND, source_revision="abc").recorded.source_revision == "abc"


def test_a_description_whose_info_is_no_object_has_no_title(pets):
    pets.put(document() | {"info": 5})
    assert pets.snapshot().recorded.title == ""
    assert verify(pets.project()) == []


def test_a_title_that_is_no_text_is_none(pets):
    pets.put(document() | {"info": {"title": {"b": 1, "a": 2}}})
    assert pets.snapshot().recorded.title == ""
    assert verify(pets.project()) == []


def test_a_line_says_who_recorded_what_under_which_policy(released):
    released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: x\n---\n")
    released.write(query=("limit",))
    recorded = released.snapshot(SECOND).recorded
    assert list(recorded.entries) == ["2026-06-23-x.md"]
    assert (recorded.tool, recorded.ids) == (__version__, ID_SCHEME)
    assert all(len(digest) == 64 for digest in (recorded.changes, recorded.policy, *recorded.entries.values()))


def test_an_entry_that_is_edited_while_a_release_is_recorded_is_noticed(released, monkeypatch):
    path = released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: x\n---\n")
    released.write(query=("limit",))
    before = released.project().index.text
    ask = snapshots.gate

    def asked(*arguments, **options):
        passage = ask(*arguments, **options)
        path.write_text("---\ndate: 2026-06-23\ntitle: y\n---\n")
        return passage

    monkeypatch.setattr(snapshots, "gate", asked)
    with pytest.raises(InputError, match="was edited while the release was being recorded"):
        released.snapshot(SECOND)
    assert released.project().index.text == before


def test_entries_left_without_the_releases_are_named(released):
    released.write(sent=("id",))
    (change,) = released.gate().check.comparison.changes
    text = f"date: 2026-06-23\ntitle: x\nchanges: [{change.id}]\nwaiver: {{reason: a, approved-by: b}}"
    released.entry("2026-06-23-x.md", f"---\n{text}\n---\n")
    assert released.snapshot(SECOND).recorded
    shutil.rmtree(released.root / "schemas")
    said = "the entry `2026-06-23-x.md` binds changes of a release, and no release is recorded"
    assert [finding.message for finding in verify(released.project())] == [said]
    (refusal,) = released.gate().check.versions[0].refusals
    assert said in refusal.message
    assert released.snapshot(THIRD).recorded is None


def test_what_is_recorded_is_judged_as_it_is_recorded(released):
    """Keys in another order than the snapshot's, and many changes at once: the line still fits what `verify` sees."""
    released.write(sent=("zeta", "id", "alpha", "nick"), query=("z", "a"), paths=("/v1/z", "/v1/b", "/v1/a"))
    path = released.root / "openapi.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps(dict(reversed(document.items()))))
    assert released.snapshot(SECOND).recorded
    assert verify(released.project()) == []
