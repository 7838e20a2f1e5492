"""Where a report goes: closed streams change no exit code, and nothing is replaced that is no file of its own."""

import json
import os
import stat
import subprocess
import threading

import pytest

from tests.cli.conftest import COMMAND, environment


@pytest.fixture
def run(released):
    released.write(sent=("id",))

    def shell(line):
        quoted = " ".join(f"'{part}'" for part in COMMAND)
        done = subprocess.run(
            ["sh", "-c", f"{quoted} {line}"], cwd=released.root, env=environment(), capture_output=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    shell.root = released.root
    return shell


@pytest.fixture
def refused(released, apidiff):
    """What a command in this process says of the file that it is to write a report into."""
    released.write(sent=("id",))

    def call(line):
        done = apidiff(*line.split())
        assert done.code == 2
        return done.err

    call.root = released.root
    return call


PAIR = "schemas/2026-06-17.json openapi.json"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("command", "code"),
    [(f"diff {PAIR}", 0), ("check", 1), ("diff gone openapi.json", 2), ("diff --no-such", 2), ("--help", 0)],
)
def test_a_closed_stream_changes_no_exit_code(run, closed, command, code):
    found, out, err = run(f"{command} {closed}")
    assert found == code
    assert b"Traceback" not in out + err


def test_a_pipe_is_written_into_and_stays_one(run):
    pipe = run.root / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert run(f"diff {PAIR} -o pipe")[0] == 0
    reader.join(10)
    assert b"breaking" in read[0]
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


def test_a_device_stays_one(run):
    assert run(f"diff {PAIR} -o /dev/null")[0] == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    code, out, _ = run(f"diff {PAIR} -o /dev/stdout")
    assert (code, b"breaking" in out) == (0, True)


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_refused(refused, there):
    target = refused.root / "target"
    if there:
        target.write_text("mine")
    (refused.root / "link").symlink_to("target")
    assert "this is a link" in refused(f"diff {PAIR} -o link")
    assert (refused.root / "link").is_symlink()
    assert target.exists() == there


@pytest.mark.parametrize("name", [".", "/", "schemas"])
def test_a_folder_is_no_file(refused, name):
    assert "this is a folder" in refused(f"diff {PAIR} -o {name}")


@pytest.mark.parametrize(
    "command",
    [
        f"diff {PAIR} -o ./openapi.json",
        f"diff {PAIR} --format json=schemas/2026-06-17.json",
        "check -o openapi.json",
        "check -o apidiff.toml",
        "check -o schemas/index.json",
        "check -o changelog/new.md",
        "guide v1 v2 -o openapi.json",
        "guide v1 v2 schemas/2026-06-17.json -o schemas/2026-06-17.json",
        "guide v1 v2 -o apidiff.toml",
        "entry -o openapi.json",
        "entry -o apidiff.toml",
        "entry --format json -o schemas/index.json",
        "entry -o changelog/new.md",
        "calendar -o openapi.json",
    ],
)
def test_an_input_is_not_overwritten(refused, command):
    before = {path: path.read_bytes() for path in refused.root.rglob("*") if path.is_file()}
    assert "no report is written over it" in " ".join(refused(command).split())
    assert before == {path: path.read_bytes() for path in refused.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "command", ["check", "diff schemas/2026-06-17.json openapi.json", "guide v1 v2", "entry", "calendar openapi.json"]
)
def test_a_file_that_the_description_refers_to_is_not_overwritten(refused, command):
    (refused.root / "parts").mkdir()
    part = refused.root / "parts" / "pet.json"
    part.write_text('{"type": "object"}')
    (refused.root / "same.json").hardlink_to(part)
    document = json.loads((refused.root / "openapi.json").read_text())
    document["components"] = {"schemas": {"Pet": {"$ref": "parts/pet.json"}}}
    (refused.root / "openapi.json").write_text(json.dumps(document))
    for name in ("parts/pet.json", "./parts/../parts/pet.json", "same.json"):
        assert "no report is written over it" in " ".join(refused(f"{command} -o {name}").split())
    assert part.read_text() == '{"type": "object"}'


def test_a_file_that_cannot_be_written_says_nothing_of_records(refused):
    assert "records" not in refused(f"diff {PAIR} -o gone/report")
