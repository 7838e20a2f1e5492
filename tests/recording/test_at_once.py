"""Two processes at the same time: what a command writes rests on what the records say once it holds the lock."""

from __future__ import annotations

import itertools
import json
import re
import subprocess

import pytest

from apidiff.cli.edge import run
from apidiff.recording import writing
from apidiff.recording.verify import verify
from tests.cli.conftest import COMMAND, environment
from tests.recording.pasts import Past, governed
from tests.recording.pets import FIRST, SECOND, Pets, document


@pytest.fixture
def beaten(monkeypatch):
    """Have another process run a command, or a function, just before this one gets the lock for the n-th time."""

    def first(pets, *other, turn=1):
        acquire, turns = writing._acquire, itertools.count(1)

        def late(*arguments):
            if next(turns) == turn:
                if callable(other[0]):
                    other[0]()
                else:
                    done = subprocess.run([*COMMAND, *other], cwd=pets.root, env=environment(), capture_output=True)
                    assert done.returncode == 0, done.stderr
            acquire(*arguments)

        monkeypatch.setattr(writing, "_acquire", late)
        monkeypatch.chdir(pets.root)

    return first


def bound(pets):
    """The ids that the unreleased entries bind, as often as they do."""
    texts = [path.read_text() for path in sorted((pets.root / "changelog" / "unreleased").glob("*.md"))]
    return [id for text in texts for id in re.findall(r"^  - \"?([0-9a-f]{12,})", text, re.MULTILINE)]


def test_two_drafts_bind_each_change_once(released, beaten):
    released.write(sent=("id",), taken=("name",))
    beaten(released, "draft", "--title", "Theirs")
    assert run(["draft", "--title", "Ours"]) == 0
    assert sorted(bound(released)) == sorted({change.id for change in released.gate().check.comparison.counted})


def test_a_draft_after_a_snapshot_binds_nothing_that_was_released(released, beaten):
    released.write(sent=("id", "nick", "age"))
    beaten(released, "snapshot", "--release", f"{SECOND}")
    assert run(["draft", "--title", "Ours"]) == 0
    assert bound(released) == []


def test_a_baseline_that_became_the_second_release_has_to_be_allowed(pets, beaten, capsys):
    def recorded():
        assert (
            subprocess.run([*COMMAND, "baseline", "--release", f"{FIRST}"], cwd=pets.root, env=environment()).returncode
            == 0
        )
        pets.write(sent=("id",))

    beaten(pets, recorded)
    assert run(["baseline", "--release", f"{SECOND}"]) == 2
    assert "allows no baseline" in " ".join(capsys.readouterr().err.split())
    assert [release.release for release in pets.project().releases] == [FIRST]


def test_an_ignore_file_waives_what_it_names_of_the_records_that_there_are(released, beaten):
    """What another process released meanwhile is no change any more."""
    released.write(sent=("id",))
    (released.root / "ignore.md").write_text(
        "GET /v1/pets removed the optional property 'nick' from the response with the '200' status"
    )
    allowed = released.root / "apidiff.toml"
    allowed.write_text(allowed.read_text() + "[policy]\nbaseline = true\n")
    beaten(released, "baseline", "--release", f"{SECOND}")
    assert run(["import-ignore", "ignore.md", "--reason", "nobody reads it", "--approved-by", "owner"]) == 0
    assert bound(released) == []


def test_a_past_does_not_write_over_an_entry_that_another_process_wrote(tmp_path, beaten):
    past, project = Past(tmp_path / "api"), governed(tmp_path / "project")
    for day, sent in (("2024-01-01", ("id", "nick")), ("2024-02-01", ("id",))):
        past.put(day, json.dumps(document(sent=sent)))
    texts = {}

    def written():
        # The names that the run will want, told by a run in a copy.
        copy = project.copied(tmp_path / "copy")
        done = subprocess.run([*COMMAND, "history", str(past.path)], cwd=copy.root, env=environment())
        assert done.returncode == 0
        for path in (copy.root / "changelog").glob("*.md"):
            texts[path.name] = "---\ntitle: Theirs\n---\n"
            (project.root / "changelog" / path.name).write_text(texts[path.name])

    # The first release has no entries.
    beaten(project, written, turn=2)
    assert run(["history", str(past.path)]) == 0
    assert texts
    for name, text in texts.items():
        assert (project.root / "changelog" / name).read_text() == text
    assert verify(project.project()) == []


def test_two_beginnings_leave_one_configuration(tmp_path, beaten):
    pets = Pets(tmp_path)
    (tmp_path / "apidiff.toml").unlink()
    theirs = '[project]\ndescription = "openapi.json"\ntitle = "Theirs"\n'
    beaten(pets, lambda: (tmp_path / "apidiff.toml").write_text(theirs))
    assert run(["init"]) == 0
    assert (tmp_path / "apidiff.toml").read_text() == theirs
