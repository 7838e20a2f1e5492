"""What goes wrong is told in lines as wide as the terminal, and in one line each where nobody looks."""

import json
import os
import pty
import signal
import subprocess

import pytest

from tests.cli.conftest import COMMAND, environment
from tests.recording.pasts import Past
from tests.recording.pets import Pets, document
from tests.recording.repositories import commit, git

LONG = "a-description-with-a-long-name-that-nobody-has-written-yet.yaml"


def told(tmp_path, columns):
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": str(columns)}
    done = subprocess.Popen([*COMMAND, "diff", "openapi.json", LONG], cwd=tmp_path, env=given, stderr=theirs)
    os.close(theirs)
    said = _read(ours)
    assert done.wait() == 2
    return said


def _read(terminal):
    said = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the terminal is gone with who wrote to it
            break
        if not piece:
            break
        said += piece
    os.close(terminal)
    return said.decode().splitlines()


def test_an_error_is_as_wide_as_the_terminal(tmp_path):
    (tmp_path / "openapi.json").write_text('{"openapi": "2"}')
    assert told(tmp_path, 44) == [
        "error: OpenAPI 2 is not known",
        "  at openapi.json:1 at /openapi",
        "  hint: Use OpenAPI 3.0, 3.1 or 3.2.",
    ]
    (tmp_path / "openapi.json").write_text('{"openapi": "3.1.0"}')
    lines = told(tmp_path, 44)
    assert lines[0] == "error: the description has no `paths`, no"
    assert lines[1] == "  `webhooks` and no `components`"
    assert max(map(len, lines)) <= 44


def test_an_error_that_goes_to_no_terminal_is_one_line_each(tmp_path):
    (tmp_path / "openapi.json").write_text('{"openapi": "3.1.0"}')
    done = subprocess.run(
        [*COMMAND, "diff", "openapi.json", LONG], cwd=tmp_path, env=environment(), capture_output=True
    )
    assert len(done.stderr.decode().splitlines()) == 3


def test_what_is_said_of_sound_records_is_as_wide_as_the_terminal(pets, tmp_path):
    pets.snapshot()
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": "40"}
    done = subprocess.Popen([*COMMAND, "verify"], cwd=tmp_path, env=given, stdout=theirs)
    os.close(theirs)
    said = _read(ours)
    assert done.wait() == 0
    assert said[0] == "Sound: 1 release, every verdict"
    assert max(map(len, said)) <= 40


CONFIG = """\
[versions]
events = "v1"

[policy]
preset = "zalando"
new-enum-value = "breaking"
formats = "assert"
clauses = {prose = "Prose, examples and the order of what is listed change nothing that a client relies on."}

[[policy.overrides]]
rule = "response-header-*"
path = "/v1/a-path-with-a-name-that-takes-most-of-a-line/*"
class = "neutral"

[[policy.scopes]]
extension = "x-internal"
treat = "excluded"
reason = "what is marked as internal is for our own applications, which are released together with the API"
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["policy"],
        ["policy", "--list"],
        ["policy", "--try", "github"],
        ["render", "--output", "a-folder-of-a-site-with-a-long-name/below-another"],
        ["verify"],
        ["repair"],
        ["draft"],
        ["waive", "--all", "--reason", "no integrator reads it", "--approved-by", "the head of the API team"],
        ["entry"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("columns", [44, 60, 80])
def test_what_is_told_of_a_project_is_as_wide_as_the_terminal(tmp_path, arguments, columns):
    pets = Pets(tmp_path, CONFIG)
    pets.snapshot()
    pets.write(sent=("id",))
    if arguments[0] == "waive":
        subprocess.run([*COMMAND, "draft", "--quiet"], cwd=tmp_path, env=environment(), check=True)
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": str(columns)}
    done = subprocess.Popen([*COMMAND, *arguments], cwd=tmp_path, env=given, stdout=theirs)
    os.close(theirs)
    said = _read(ours)
    assert done.wait() == 0
    # A word that is wider stands on a line of its own, so that it can be copied.
    assert [line for line in said if len(line) > columns and " " in line.strip()] == []


def _past(root):
    past = Past(root / "past")
    past.publish("2024-01-01")
    past.publish("2024-02-01", sent=("id",))
    Pets(root)
    (root / "README.md").write_text("No description.")


def _folder(root):
    for name in ("orders", "customers-of-a-name-that-is-long"):
        (root / name).mkdir()
        (root / name / "openapi.json").write_text(json.dumps(document()))


def _broken(root):
    pets = Pets(root, "[policy]\nbaseline = true\n")
    pets.snapshot()
    pets.write(sent=("id",))


def _ignored(root):
    Pets(root).snapshot()
    Pets(root).write(sent=("id",))
    (root / "a-file-of-what-is-ignored.md").write_text(
        "GET /v1/pets removed the optional property 'nick' from the response with the '200' status\n"
        "GET /v1/pets removed the optional property 'a-name-of-a-property-that-was-never-there' from the response\n"
    )


def on_terminal(tmp_path, columns, arguments):
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": str(columns)}
    done = subprocess.Popen([*COMMAND, *arguments], cwd=tmp_path, env=given, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = _read(ours)
    return done.wait(), said


COPIED = ("apidiff ", 'description = "', 'name = "')


@pytest.mark.parametrize(
    ("arrange", "arguments"),
    [
        (_past, ["history", "past/openapi.json"]),
        (_folder, ["init"]),
        (_broken, ["baseline", "--release", "2026-07-01"]),
        (_ignored, ["import-ignore", "a-file-of-what-is-ignored.md"]),
    ],
    ids=["history", "init", "baseline", "import-ignore"],
)
@pytest.mark.parametrize("columns", [40, 60])
def test_what_is_told_of_a_beginning_is_as_wide_as_the_terminal(tmp_path, arrange, arguments, columns):
    arrange(tmp_path)
    code, said = on_terminal(tmp_path, columns, arguments)
    assert code == 0, said
    # What is copied is whole: a command, and lines of a configuration.
    shown = [line for line in said if "\r" not in line and not any(copied in line for copied in COPIED)]
    assert [line for line in shown if len(line) > columns and " " in line.strip()] == []


def test_a_preview_says_where_it_is_as_wide_as_the_terminal(tmp_path):
    Pets(tmp_path).snapshot()
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": "40"}
    running = subprocess.Popen([*COMMAND, "serve", "--port", "0"], cwd=tmp_path, env=given, stdout=theirs)
    os.close(theirs)
    said = b""
    while b"Ctrl+C" not in said:
        said += os.read(ours, 4096)
    running.send_signal(signal.SIGINT)
    assert running.wait() == 0
    os.close(ours)
    assert max(map(len, said.decode().splitlines())) <= 40


def test_a_command_at_the_end_of_a_line_is_whole():
    from apidiff.reporting.layout import GLUE, with_whole_command

    line = "Next, record the first release: apidiff snapshot --release 2026-06-23"
    assert with_whole_command(line, alone=False).count(GLUE) == 3
    assert with_whole_command("apidiff waive a1 --reason TEXT", alone=True).count(GLUE) == 4
    for sentence in ("apidiff keeps what it finds", "It is told: apidiff says so. Then it ends."):
        assert with_whole_command(sentence, alone=False) == sentence


def test_a_command_to_copy_is_not_broken_over_two_lines():
    from apidiff.reporting.layout import Terminal, with_whole_names

    command = "`git checkout -- changelog/2026-02-01-a-long-name-of-an-entry-that-was-published.md`"
    lines = Terminal(60).paragraph(with_whole_names(f"Restore it with {command}. Then run `apidiff verify`."))
    assert any(command in line for line in lines)
    assert "Restore it with" in lines[0]


def test_what_a_comment_is_told_of_is_as_wide_as_the_terminal(tmp_path):
    pets = Pets(tmp_path)
    commit(tmp_path, "a project")
    git(tmp_path, "checkout", "-qb", "work")
    pets.snapshot()
    commit(tmp_path, "a release")
    ours, theirs = pty.openpty()
    given = environment() | {"COLUMNS": "40", "GITHUB_BASE_REF": "main"}
    done = subprocess.Popen([*COMMAND, "comment", "--dry-run"], cwd=tmp_path, env=given, stdout=theirs)
    os.close(theirs)
    said = _read(ours)
    assert done.wait() == 0
    assert said == ["No comment: no change comes from this", "  pull request."]
