"""A diff of two files runs without click: with the same report, exit code and errors, and nothing else does."""

import json

import pytest

from apidiff.cli import edge
from apidiff.cli.plain import plain_diff
from tests.recording.pets import document

PLAIN = [
    ["diff", "a.json", "b.json"],
    ["diff", "a.json", "a.json"],
    ["diff", "b.json", "a.json", "--format", "json"],
    ["diff", "--format", "json", "a.json", "b.json"],
    ["diff", "--format", "text", "a.json", "b.json"],
    ["diff", "a.json", "broken.json"],
    ["diff", "2026-01-01", "b.json"],
]
OTHERS = [
    [],
    ["diff"],
    ["diff", "a.json"],
    ["diff", "a.json", "--help"],
    ["diff", "--", "a.json", "b.json"],
    ["diff", "a.json", "b.json", "-v"],
    ["diff", "a.json", "b.json", "c.json"],
    ["diff", "a.json", "b.json", "--format", "markdown"],
    ["diff", "a.json", "b.json", "--format", "xml"],
    ["diff", "a.json", "b.json", "--format=json"],
    ["diff", "a.json", "b.json", "--fail-on", "breaking"],
    ["diff", "a.json", "nothing.json"],
    ["diff", "a.json", "."],
    ["diff", "-", "b.json"],
    ["check", "a.json", "b.json"],
]


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(document()))
    (tmp_path / "b.json").write_text(json.dumps(document(sent=("id",))))
    (tmp_path / "2026-01-01").write_text(json.dumps(document()))
    (tmp_path / "broken.json").write_text('{"openapi": "3.1.0", "openapi": 1}')
    return tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("arguments", PLAIN)
def test_a_plain_diff_says_what_the_command_says(arguments, apidiff, monkeypatch):
    plain = apidiff(*arguments)
    monkeypatch.setattr(edge, "plain_diff", lambda _: None)
    assert apidiff(*arguments) == plain
    assert plain.out or plain.err


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("arguments", PLAIN[:5])
def test_a_plain_diff_is_taken(arguments, capsys):
    assert plain_diff(arguments) == 0
    assert capsys.readouterr().out


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("arguments", OTHERS)
def test_any_other_invocation_is_left_to_the_command(arguments, capsys):
    assert plain_diff(arguments) is None
    assert capsys.readouterr() == ("", "")


def test_a_diff_within_a_project_is_left_to_the_command(files):
    (files / "apidiff.toml").write_text("")
    assert plain_diff(PLAIN[0]) is None


@pytest.mark.usefixtures("files")
def test_a_shell_that_completes_is_left_to_click(monkeypatch):
    monkeypatch.setenv("_APIDIFF_COMPLETE", "bash_complete")
    assert plain_diff(PLAIN[0]) is None
