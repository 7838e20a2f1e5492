"""Every record that was tampered with, lost or moved is found, and named."""

import json
from datetime import date

import pytest

from apidiff.model.records import Release
from apidiff.recording.index import chained, index_bytes, read_index
from apidiff.recording.verify import verify
from tests.recording.pets import SECOND, THIRD

FOURTH = date(2026, 7, 5)


@pytest.fixture
def history(released):
    """Four releases: the second one waived, the others additive."""
    released.write(sent=("id",))
    (change,) = released.gate().check.comparison.changes
    text = f"date: 2026-06-23\ntitle: x\nchanges: [{change.id}]\nwaiver: {{reason: a, approved-by: b}}"
    released.entry("2026-06-23-x.md", f"---\n{text}\n---\n")
    assert released.snapshot(SECOND).recorded
    released.write(sent=("id",), query=("limit",))
    assert released.snapshot(THIRD).recorded
    released.write(sent=("id",), query=("limit", "after"))
    assert released.snapshot(FOURTH).recorded
    assert verify(released.project()) == []
    return released


def messages(history):
    return [finding.message for finding in verify(history.project()) if finding.severity == "unsound"]


def edit_index(history, change):
    path = history.root / "schemas" / "index.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def rechain(history, change):
    """Edit a line and make the whole chain fit again, as a careful forger would."""
    schemas = history.root / "schemas"
    lines = [change(line) if isinstance(line, Release) else line for line in read_index(schemas).lines]
    (schemas / "index.json").write_bytes(index_bytes(chained(lines)))


def test_a_snapshot_that_was_edited_is_named_and_its_verdict_is_not_asked(history):
    path = history.root / "schemas" / "2026-06-23.json"
    path.write_bytes(path.read_bytes().replace(b"The id", b"The ID"))
    (message,) = messages(history)
    assert message.startswith("the snapshot of 2026-06-23 is not what was recorded")


def test_a_missing_snapshot_is_named(history):
    (history.root / "schemas" / "2026-06-23.json").unlink()
    assert messages(history) == ["the snapshot of 2026-06-23 is missing"]


def test_an_edited_line_is_named(history):
    edit_index(history, lambda d: d["lines"][1].update(source_revision="abc"))
    assert messages(history) == ["the line of 2026-06-23 was edited, or a line between it and 2026-06-28 was taken out"]


def test_an_edited_newest_line_is_named(history):
    edit_index(history, lambda d: d["lines"][3].update(source_revision="abc"))
    assert messages(history) == ["the line of 2026-07-05 was edited, or a line after it was taken out"]


def test_a_line_that_was_taken_out_is_noticed_with_its_file(history):
    edit_index(history, lambda d: d["lines"].pop(1))
    found = messages(history)
    assert "the line of 2026-06-17 was edited, or a line between it and 2026-06-28 was taken out" in found
    assert "`2026-06-23.json` is in no line of index.json" in found


def test_the_newest_line_that_was_taken_out_is_noticed(history):
    edit_index(history, lambda d: d["lines"].pop())
    assert "the line of 2026-06-28 was edited, or a line after it was taken out" in messages(history)


def test_lines_that_were_swapped_are_named(history):
    edit_index(history, lambda d: d["lines"].insert(1, d["lines"].pop(2)))
    found = messages(history)
    assert "release 2026-06-23 comes after 2026-06-28: the lines are out of order" in found
    assert any("the line of 2026-06-28 was recorded after 2026-06-23" in message for message in found)


def test_a_lost_index_is_noticed_by_its_files(history):
    (history.root / "schemas" / "index.json").unlink()
    assert len(messages(history)) == 4
    assert history.gate().check.status == "refused"


def test_an_index_that_was_written_otherwise_is_noticed(history):
    path = history.root / "schemas" / "index.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    assert messages(history) == ["the index is not in canonical form: it was edited"]


@pytest.mark.parametrize("text", ["{", "[]"])
def test_an_index_that_cannot_be_read_is_a_finding(history, text):
    (history.root / "schemas" / "index.json").write_text(text)
    assert messages(history)[0].startswith("the index")


def test_a_snapshot_that_is_not_canonical_is_noticed_even_with_its_hash_forged(history):
    from hashlib import sha256

    path = history.root / "schemas" / "2026-06-28.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    digest = sha256(path.read_bytes()).hexdigest()
    rechain(history, lambda r: r._replace(sha256=digest) if r.release == THIRD else r)
    assert messages(history) == ["the snapshot of 2026-06-28 is not canonical JSON"]
    # The comparison that the first run made is not remembered in its place.
    assert messages(history) == ["the snapshot of 2026-06-28 is not canonical JSON"]


def test_a_waiver_that_was_taken_out_is_found_and_changes_the_verdict_that_it_carried(history):
    path = history.root / "changelog" / "2026-06-23-x.md"
    path.write_text(path.read_text().replace("waiver: {reason: a, approved-by: b}\n", ""))
    assert messages(history)[0] == "the entry `2026-06-23-x.md` is not what release 2026-06-23 published"
    assert messages(history)[1].startswith(
        "release 2026-06-23, v1: recorded as waived, and computed again it is refused: 1 breaking"
    )


def test_a_verdict_that_was_forged_is_found_though_the_chain_fits(history):
    rechain(history, lambda r: r._replace(verdicts={"v1": "pass"}))
    (message,) = messages(history)
    assert message == "release 2026-06-23, v1: recorded as pass, and computed again it is waived"


def test_a_title_that_was_forged_is_found_though_the_chain_fits(history):
    rechain(history, lambda r: r._replace(title="Cats"))
    assert messages(history)[0] == "the line of 2026-06-17 records the title 'Cats'; its snapshot has 'Pets'"


@pytest.mark.parametrize("cls", ["neutral", "breaking"])
def test_another_policy_makes_no_sound_history_unsound_and_rejudging_notes_what_differs(history, cls):
    with open(history.root / "apidiff.toml", "a") as stream:
        stream.write(
            f'[[policy.overrides]]\nrule = "{"property-removed" if cls == "neutral" else "parameter-added"}"\n'
        )
        stream.write(f'class = "{cls}"\n')
    assert verify(history.project()) == []
    found = verify(history.project(), rejudge=True)
    assert {finding.severity for finding in found} == {"note"}
    assert f"computed again it is {'pass' if cls == 'neutral' else 'refused'}" in found[0].message


@pytest.mark.parametrize(
    "field", [{"tool": "0.0.1"}, {"ids": 99}, {"tool": None, "ids": 1, "changes": None, "policy": None}]
)
def test_what_another_version_recorded_is_checked_by_its_digests_only(history, field):
    rechain(history, lambda r: r._replace(verdicts={"v1": "pass"}, changes="0" * 64)._replace(**field))
    assert verify(history.project()) == []
    found = verify(history.project(), rejudge=True)
    assert [finding.severity for finding in found] == ["note"] * len(found)
    assert "recorded as pass, and computed again it is waived" in found[-1 if "changes" in field else 1].message
    path = history.root / "schemas" / "2026-06-23.json"
    path.write_bytes(path.read_bytes().replace(b"The id", b"The ID"))
    assert len(messages(history)) == 1


def test_changes_that_were_forged_are_found_though_the_chain_fits(history):
    rechain(history, lambda r: r._replace(changes="0" * 64) if r.release == THIRD else r)
    assert messages(history) == ["the changes of release 2026-06-28 are not those that its line records"]


def test_an_entry_that_does_not_parse_is_named_and_the_rest_is_still_asked(history):
    broken = history.entry("2026-07-09-y.md", "no front matter")
    (history.root / "schemas" / "2026-07-05.json").unlink()
    found = verify(history.project())
    assert [finding.place.file for finding in found] == [str(broken), str(history.root / "schemas" / "2026-07-05.json")]


def test_a_file_of_an_interrupted_write_is_a_note(history):
    (history.root / "schemas" / ".apidiff-1-index.json").write_text("")
    (finding,) = verify(history.project())
    assert finding.severity == "note"
