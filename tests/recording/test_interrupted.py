"""Whatever strikes at whatever step of a write, no record is lost, and it is said what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.repairing import repair
from apidiff.recording.verify import verify
from tests.cli.conftest import COMMAND, environment
from tests.recording.interrupting import KILLED, NEVER, killed_at, refused_at, steps_of
from tests.recording.pets import FIRST, SECOND, THIRD, Pets
from tests.recording.test_upgrading import in_first_format

COMMANDS = {
    "snapshot": ("snapshot", "--release", f"{SECOND}"),
    "snapshot with entries": ("snapshot", "--release", f"{SECOND}"),
    "first snapshot": ("snapshot", "--release", f"{FIRST}"),
    "draft": ("draft", "--release", f"{SECOND}"),
    "draft unreleased": ("draft",),
    "draft again": ("draft", "--release", f"{SECOND}"),
    "waive": ("waive", "--all", "--reason", "nobody uses it", "--approved-by", "owner"),
    "render": ("render",),
    "init": ("init",),
    "repair": ("repair",),
    "amend": ("amend", "changelog/2026-06-17-x.md"),
    "upgrade": ("repair",),
}


def prepared(root: Path, name: str) -> Pets:
    """The project as it stands before the command."""
    root.mkdir()
    pets = Pets(root)
    if name == "init":
        for item in ("apidiff.toml", "schemas", "changelog"):
            path = root / item
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return pets
    if name == "first snapshot":
        return pets
    if name in ("amend", "upgrade"):
        path = pets.entry("2026-06-17-x.md", "---\ndate: 2026-06-17\ntitle: x\n---\n")
    assert pets.snapshot().recorded
    if name == "amend":
        path.write_text(path.read_text() + "Corrected.\n")
        return pets
    if name == "upgrade":
        return in_first_format(pets)
    pets.write(query=("limit",)) if name in ("snapshot", "render", "repair") else pets.write(sent=("id",))
    if name == "snapshot with entries":
        assert killed_at(NEVER, root, "draft", "--title", "Nicknames are gone") == 0
        assert killed_at(NEVER, root, "waive", "--all", "--reason", "nobody uses it", "--approved-by", "owner") == 0
        pets.unreleased("limits.md", "---\ntitle: Limits\n---\nLists have limits.\n")
    if name in ("waive", "draft again"):
        assert killed_at(NEVER, root, "draft", "--release", f"{SECOND}") == 0
    if name == "draft again":
        pets.write(sent=("id",), query=("limit",))
    if name == "repair":
        # Killed when the snapshot is there and its line is not.
        step = next(step for step in range(1, 40) if _leaves_an_orphan(root, step))
        assert step
    return pets


def _leaves_an_orphan(root: Path, step: int) -> bool:
    return (
        killed_at(step, root, "snapshot", "--release", f"{SECOND}") == KILLED
        and (root / "schemas" / f"{SECOND}.json").exists()
    )


def warm(pets: Pets, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the command in this process, so that each one that is forked from it has its modules and templates."""
    with monkeypatch.context() as inside:
        inside.chdir(pets.root)
        assert run([*COMMANDS[name]]) in (0, 1)


def records(root: Path) -> dict[str, bytes]:
    """Every file of the project that is no leftover of a write."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith(".apidiff-"))
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def leftovers(root: Path) -> list[Path]:
    return list(root.rglob(".apidiff-*"))


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_any_step_of_any_write_nothing_is_lost_and_repair_makes_it_sound(tmp_path, name, monkeypatch):
    whole = prepared(tmp_path / "whole", name)
    before = records(whole.root)
    code = killed_at(NEVER, whole.root, *COMMANDS[name])
    assert code in (0, 1)
    after = records(whole.root)
    assert after != before
    ready = prepared(tmp_path / "ready", name)
    warm(ready.copied(tmp_path / "warm"), name, monkeypatch)
    for step in steps_of(ready.copied(tmp_path / "counted").root, *COMMANDS[name]):
        pets = ready.copied(tmp_path / f"killed-{step}")
        ended = killed_at(step, pets.root, *COMMANDS[name])
        if ended != KILLED:
            assert step > 5, "no step was walked"
            break
        now = records(pets.root)
        assert all(now[file] in (before.get(file), after.get(file)) for file in now), step
        if not (pets.root / "apidiff.toml").exists():
            assert name == "init"
        else:
            _sound_after_repair(pets, before)
        assert killed_at(NEVER, pets.root, *COMMANDS[name]) in (code, 2)
        assert records(pets.root) == after, step
        shutil.rmtree(pets.root)
    else:
        pytest.fail("the command never ends")


def _sound_after_repair(pets: Pets, before: dict[str, bytes]) -> None:
    for finding in verify(pets.project()):
        assert "apidiff repair" in finding.hint or "apidiff amend" in finding.hint
    repaired = repair(pets.project())
    if any("apidiff amend" in finding.hint for finding in repaired.findings):
        assert leftovers(pets.root) == []
        return
    assert repaired.findings == ()
    assert leftovers(pets.root) == []
    assert verify(pets.project()) == []
    now = records(pets.root)
    assert all(now[file] == content for file, content in before.items() if file.startswith("schemas/20"))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "repair"])
def test_a_disk_full_at_any_step_is_one_error_and_the_records_are_sound(tmp_path, name, monkeypatch):
    whole = prepared(tmp_path / "whole", name)
    before = records(whole.root)
    killed_at(NEVER, whole.root, *COMMANDS[name])
    after = records(whole.root)
    ready = prepared(tmp_path / "ready", name)
    warm(ready.copied(tmp_path / "warm"), name, monkeypatch)
    for step in steps_of(ready.copied(tmp_path / "counted").root, *COMMANDS[name]):
        pets = ready.copied(tmp_path / f"full-{step}")
        ended = refused_at(step, pets.root, *COMMANDS[name])
        if ended != 2:
            assert ended in (0, 1)
            if records(pets.root) == after and step > 5:
                break
        now = records(pets.root)
        assert all(now[file] in (before.get(file), after.get(file)) for file in now), step
        assert leftovers(pets.root) == []
        if (pets.root / "apidiff.toml").exists():
            assert all("apidiff amend" in finding.hint for finding in verify(pets.project())), step
        shutil.rmtree(pets.root)


def test_two_processes_that_record_at_once_record_one_after_the_other_or_one_is_told(tmp_path):
    pets = Pets(tmp_path)
    days = [FIRST + timedelta(days=number) for number in range(4)]
    running = [
        subprocess.Popen(
            [*COMMAND, "snapshot", "--release", f"{day}"], cwd=tmp_path, env=environment(), stderr=subprocess.PIPE
        )
        for day in days
    ]
    ended = {day: (process.communicate()[1], process.returncode) for day, process in zip(days, running, strict=True)}
    recorded = [release.release for release in pets.project().releases]
    assert recorded == sorted(recorded)
    assert recorded == [day for day in days if ended[day][1] == 0]
    assert all(b"hint:" in said for said, code in ended.values() if code)
    assert verify(pets.project()) == []


def test_commands_that_change_entries_and_releases_at_once_leave_sound_records(released):
    """A release rests on entries and an entry on the newest release: each command reads both under the one lock."""
    published = released.entry("2026-06-16-x.md", "---\ndate: 2026-06-16\ntitle: x\n---\n")
    released.write(sent=("id",))
    assert killed_at(NEVER, released.root, "draft", "--release", f"{SECOND}") == 0
    commands = [
        ("waive", "--all", "--reason", "nobody uses it", "--approved-by", "owner"),
        ("amend", f"changelog/{published.name}"),
        ("snapshot", "--release", f"{SECOND}"),
        ("draft", "--release", f"{SECOND}"),
        ("repair",),
    ]
    running = [
        subprocess.Popen([*COMMAND, *command], cwd=released.root, env=environment(), stderr=subprocess.PIPE)
        for command in commands * 2
    ]
    said = [(process.communicate()[1], process.returncode) for process in running]
    assert all(code in (0, 1, 2) for _, code in said), said
    assert killed_at(NEVER, released.root, "amend", f"changelog/{published.name}") == 0
    assert verify(released.project()) == []
    assert leftovers(released.root) == []


def test_a_clock_that_went_back_records_nothing_before_what_is_recorded(released):
    released.write(query=("limit",))
    before = released.records()
    with pytest.raises(InputError) as caught:
        released.snapshot(FIRST - timedelta(days=30))
    assert caught.value.hint.startswith(f"Choose a date after {FIRST} with `--release`, or name the release that")
    assert released.records() == before
    assert released.gate(today=date(1970, 1, 1)).check.status == "pass"


def test_a_release_that_was_edited_by_hand_is_named_and_never_rewritten(released):
    path = released.root / "schemas" / f"{FIRST}.json"
    path.write_bytes(path.read_bytes().replace(b"Pets", b"Cats"))
    edited = released.records()
    repaired = repair(released.project())
    assert released.records() == edited
    (finding,) = repaired.findings
    assert f"the snapshot of {FIRST} is not what was recorded" in finding.message
    assert f"git checkout REV -- {path}" in finding.hint


def test_a_snapshot_that_may_not_be_recorded_is_named_with_the_reason(released):
    released.write(sent=("id",))
    orphan = released.root / "schemas" / f"{SECOND}.json"
    killed = next(step for step in range(1, 40) if _killed_with(released, step, orphan))
    assert killed
    (released.root / "changelog" / "waived.md").unlink()
    before = released.records()
    repaired = repair(released.project())
    assert repaired.recorded == ()
    assert "may not be recorded" in repaired.findings[0].message
    assert repaired.findings[0].place.file == str(orphan)
    assert released.records() == before


def _killed_with(pets: Pets, step: int, orphan: Path) -> bool:
    root = pets.root
    if step == 1:
        assert killed_at(NEVER, root, "draft", "--release", f"{SECOND}") == 0
        assert killed_at(NEVER, root, "waive", "--all", "--reason", "r", "--approved-by", "a") == 0
        (entry,) = (root / "changelog").glob("*.md")
        entry.rename(root / "changelog" / "waived.md")
    return killed_at(step, root, "snapshot", "--release", f"{SECOND}") == KILLED and orphan.exists()


def test_several_snapshots_without_a_line_are_a_lost_index_and_are_named(released):
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    assert released.snapshot(THIRD).recorded
    (released.root / "schemas" / "index.json").unlink()
    before = released.records()
    repaired = repair(released.project())
    assert repaired.recorded == ()
    assert len(repaired.findings) == 3
    assert released.records() == before


def test_what_a_living_process_is_writing_is_left_to_it(released):
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as other:
        public = released.root / "public"
        public.mkdir()
        living, dead = public / f".apidiff-{other.pid}-index.html", public / ".apidiff-4194305-index.html"
        living.write_text("half")
        dead.write_text("half")
        assert repair(released.project()).removed == (dead,)
        assert living.exists()
        other.stdin.close()
