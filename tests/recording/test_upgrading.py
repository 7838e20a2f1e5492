"""An index of the first format stands for the same lines wherever it is read, and is upgraded without a loss."""

from __future__ import annotations

import json

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.records import Release
from apidiff.recording.history import entry_date, history_of
from apidiff.recording.index import index_bytes, line_hash, parse_index, read_index
from apidiff.recording.repairing import repair
from apidiff.recording.verify import verify
from tests.recording.pets import SECOND, THIRD

EARLY, LATE = "2026-06-17-first.md", "2026-06-25-more.md"


def in_first_format(pets):
    """The project with its index as the first version of apidiff wrote it."""
    path = pets.root / "schemas" / "index.json"
    releases: list[Release] = []
    for release in read_index(pets.root / "schemas").releases:
        previous = line_hash(releases[-1], 1) if releases else "0" * 64
        releases.append(release._replace(previous=previous))
    path.write_bytes(index_bytes(releases, version=1))
    return pets


@pytest.fixture
def old(released):
    """Three releases in the first format, with an entry each for the first and the third."""
    released.entry(EARLY, "---\ndate: 2026-06-17\ntitle: First\n---\n")
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    released.entry(LATE, "---\ndate: '2026-06-25'\ntitle: More\n---\n")
    released.write(query=("limit", "after"))
    assert released.snapshot(THIRD).recorded
    return in_first_format(released)


def test_it_is_written_as_the_first_version_wrote_it(old):
    document = json.loads((old.root / "schemas" / "index.json").read_text())
    assert document["format"] == "apidiff.index/1"
    assert sorted(document["releases"][0]) == [
        "file",
        "path_versions",
        "previous",
        "release",
        "sha256",
        "source_revision",
        "title",
        "verdicts",
    ]


def test_it_is_sound_and_governs_as_it_is(old):
    assert verify(old.project()) == []
    assert old.gate().check.status == "pass"


def test_each_release_published_what_is_dated_since_the_one_before_it(old):
    lines = old.project().history.lines
    assert [list(line.entries) for line in lines] == [[EARLY], [], [LATE]]
    assert {(line.tool, line.ids, line.changes, line.policy) for line in lines} == {(None, 1, None, None)}


def test_the_upgrade_is_the_same_whenever_it_is_made(old):
    before = old.project().history.lines
    assert repair(old.project()).upgraded
    assert old.project().index.version == 2
    assert old.project().index.lines == before
    assert verify(old.project()) == []
    assert not repair(old.project()).upgraded


def test_the_next_snapshot_upgrades_it_too(old):
    before = old.project().history.lines
    old.write(query=("limit", "after", "sort"))
    assert old.snapshot(THIRD.replace(month=7)).recorded
    assert old.project().index.lines[:3] == before
    assert verify(old.project()) == []


def test_an_entry_that_was_published_is_vouched_for_from_then_on(old):
    assert repair(old.project()).upgraded
    path = old.root / "changelog" / EARLY
    path.write_text(path.read_text().replace("First", "Last"))
    assert [finding.message for finding in verify(old.project())] == [
        f"the entry `{EARLY}` is not what release 2026-06-17 published"
    ]


def test_an_unsound_index_is_never_upgraded(old):
    path = old.root / "schemas" / "index.json"
    path.write_text(path.read_text().replace('"pass"', '"waived"', 1))
    before = path.read_bytes()
    repaired = repair(old.project())
    assert not repaired.upgraded
    assert "was edited" in repaired.findings[0].message
    old.write(query=("limit", "after", "sort"))
    assert old.snapshot(THIRD.replace(month=7)).recorded is None
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "---\ntitle: x\ndate: 2026-06-17\n---\ndate: 2026-06-18\n", "2026-06-17"),
        ("a.md", '\ufeff---\r\ndate : "2026-06-17" # x\r\n---\r\n', "2026-06-17"),
        ("2026-06-18-a.md", "---\ntitle: x\n---\n", "2026-06-18"),
        ("a.md", "---\nwaiver:\n  date: 2026-06-17\n---\n", "None"),
        ("a.md", "---\ndate: 2026-02-30\n---\n", "None"),
        ("a.md", "date: 2026-06-17\n", "None"),
    ],
)
def test_the_date_of_an_old_entry_does_not_depend_on_how_entries_are_parsed_today(name, text, expected):
    assert str(entry_date(name, text.encode())) == expected


def test_the_history_of_an_index_is_a_function_of_it_and_of_the_entries_beside_it(old):
    path = old.root / "schemas" / "index.json"
    index = parse_index(path, path.read_bytes())
    texts = {name: (old.root / "changelog" / name).read_bytes() for name in (LATE, EARLY)}
    assert history_of(index, texts).lines == old.project().history.lines
    converted = {name: content.replace(b"\n", b"\r\n") for name, content in texts.items()}
    assert history_of(index, converted).lines == old.project().history.lines


def test_the_command_says_that_it_upgraded(old, monkeypatch, capsys):
    monkeypatch.chdir(old.root)
    assert run(["repair"]) == 0
    assert "Upgraded schemas/index.json from apidiff.index/1" in capsys.readouterr().out


def test_a_field_of_the_second_format_in_the_first_is_an_error(old):
    path = old.root / "schemas" / "index.json"
    document = json.loads(path.read_text())
    document["releases"][0]["tool"] = "1.0"
    path.write_text(json.dumps(document))
    with pytest.raises(InputError, match="the index has `tool` wrong"):
        read_index(old.root / "schemas")
