"""What goes wrong is told in lines as wide as the terminal, and in one line each where nobody looks."""

import os
import pty
import subprocess

import pytest

from tests.cli.conftest import COMMAND, environment
from tests.recording.pets import Pets

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


def test_a_command_to_copy_is_not_broken_over_two_lines():
    from apidiff.reporting.layout import Terminal, with_whole_names

    command = "`git checkout -- changelog/2026-02-01-a-long-name-of-an-entry-that-was-published.md`"
    lines = Terminal(60).paragraph(with_whole_names(f"Restore it with {command}. Then run `apidiff verify`."))
    assert any(command in line for line in lines)
    assert "Restore it with" in lines[0]
