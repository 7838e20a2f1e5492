"""Whatever a new user gets wrong ends in one clear error, code 2, and the records as they were."""

import errno
import os
import subprocess
from pathlib import Path

import pytest

from apidiff.recording import writing
from tests.cli.conftest import COMMAND, environment
from tests.recording.pets import SECOND


def lines(done):
    """The three lines of the error: what, where, hint."""
    assert (done.code, done.out) == (2, "")
    what, *rest = done.err.splitlines()
    assert what.startswith("error: ")
    where = rest[0].removeprefix("  at ") if len(rest) == 2 else None
    assert rest[-1].startswith("  hint: ")
    return what.removeprefix("error: "), where, rest[-1].removeprefix("  hint: ")


def test_no_command_prints_the_help(apidiff):
    done = apidiff()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: apidiff")
    assert "Begin with: apidiff init" in done.err
    assert "hint" not in done.err


@pytest.mark.usefixtures("released")
def test_a_meaning_without_its_note(apidiff):
    what, _, hint = lines(apidiff("draft", "--meaning", "POST /v1/pets"))
    assert what.endswith("'--meaning' requires 2 arguments: --meaning TARGET NOTE")
    assert hint == "Run `apidiff draft --help`."


def test_a_misspelled_key(apidiff, released):
    before = released.records()
    (released.root / "apidiff.toml").write_text('[project]\ndescripton = "openapi.json"\n')
    what, where, hint = lines(apidiff("snapshot", "--release", "2026-06-23"))
    assert (what, where) == ("unknown key `descripton` in `[project]`", "apidiff.toml:2")
    assert hint.startswith("Did you mean `description`?")
    assert released.records() == before


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"openapi": "3.1.0", "paths": {"/v1/pe', "openapi.json:1"),
        ('{"openapi": "3.1.0", "paths": {"/v1/a": {"$ref": "#/nowhere"}}}', "openapi.json:1 at /paths/~1v1~1a/$ref"),
        ('{"swagger": "2.0", "paths": {}}', "openapi.json:1 at /swagger"),
        ("", "openapi.json"),
    ],
    ids=["truncated", "a $ref to nowhere", "swagger", "empty"],
)
@pytest.mark.parametrize(
    "command", [("check",), ("snapshot", "--release", "2026-06-23"), ("diff", "openapi.json", "openapi.json")]
)
def test_a_broken_description(apidiff, released, text, where, command):
    before = released.records()
    (released.root / "openapi.json").write_text(text)
    assert lines(apidiff(*command))[1].startswith(where)
    assert released.records() == before


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("swagger.json", "npx swagger2openapi --yaml --outfile openapi.yaml swagger.json"),
        ("openapi.yaml", "npx swagger2openapi --yaml --outfile openapi3.yaml openapi.yaml"),
        ("a b.yml", "npx swagger2openapi --yaml --outfile openapi.yaml 'a b.yml'"),
    ],
)
def test_swagger_2_is_said_with_the_command_that_converts_it(apidiff, tmp_path, name, command):
    (tmp_path / name).write_text('{"swagger": "2.0", "paths": {}}')
    what, _, hint = lines(apidiff("diff", name, name))
    assert (what, f"`{command}`" in hint) == ("this is Swagger 2.0, not OpenAPI 3", True)


def test_what_is_wrong_with_a_record_is_told_once(apidiff, pets):
    pets.write(paths=("/v2/pets",))
    entry = pets.entry("2026-06-17-first.md", "---\ndate: 2026-06-17\ntitle: First\n---\n")
    assert pets.snapshot().recorded
    entry.write_text(entry.read_text() + "Edited.\n")
    said = apidiff("check").out
    assert "Why all of them are refused" in said
    assert said.count("git checkout REV") == 1


@pytest.mark.usefixtures("released")
def test_a_wrong_path(apidiff):
    assert "openapi.yml" in lines(apidiff("check", "openapi.yml"))[0]


def test_a_folder_without_a_project(apidiff):
    what, _, hint = lines(apidiff("check"))
    assert (what, "apidiff init" in hint) == ("no `apidiff.toml` in this folder or any above it", True)


def test_a_read_only_folder(apidiff, released, monkeypatch):
    before = released.records()

    def refused(path, _):
        raise writing.unwritable(path, OSError(errno.EROFS, "Read-only file system"))

    monkeypatch.setattr("apidiff.recording.snapshots.write_atomically", refused)
    what, where, hint = lines(apidiff("snapshot", "--release", "2026-06-23"))
    assert (what, where) == ("cannot be written: Read-only file system", "schemas/2026-06-23.json")
    assert "the records are unchanged" in hint
    assert released.records() == before


def test_two_processes_that_record_the_same_release(released, process):
    released.write(query=("limit",))
    command = [*COMMAND, "snapshot", "--release", "2026-06-23"]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment()}
    both = [subprocess.Popen(command, cwd=released.root, **options) for _ in range(2)]
    done = [(*each.communicate(timeout=60), each.returncode) for each in both]
    assert sorted(code for _, _, code in done) == [0, 2]
    (error,) = [err for _, err, code in done if code == 2]
    assert error.startswith("error: release 2026-06-23 is recorded already")
    assert [release.release for release in released.project().releases][1:] == [SECOND]
    assert process("verify").code == 0


@pytest.mark.usefixtures("released")
def test_a_recorded_release_is_not_rewritten(apidiff):
    what, where, _ = lines(apidiff("snapshot", "--release", "2026-06-17"))
    assert (what[:35], where.split(" ")[0]) == ("release 2026-06-17 is recorded alre", "schemas/index.json:9")


def test_a_misspelled_entry(apidiff, released):
    released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitel: x\n---\n")
    assert lines(apidiff("check"))[:2] == ("unknown key `titel` in an entry", "changelog/2026-06-23-x.md:3")


def test_an_unknown_rule(apidiff):
    assert "`property-removed`" in lines(apidiff("explain", "property-remove"))[2]


def test_standard_input_named_twice(apidiff):
    assert lines(apidiff("diff", "-", "-"))[0].startswith("`-` is given twice")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chek",), "Did you mean 'check'"),
        (("snapshot",), "error: missing option '--release'"),
        (("snapshot", "--release", "23.6.2026"), "is not a release"),
        (("check", "--formt", "json"), "--format"),
        (("check", "--format", "xml"), "'xml'"),
        (("waive", "--reason", "x", "--approved-by", "y"), "--all"),
        (("comment",), "--repo and --pr"),
        (("diff", "one"), "missing argument 'REVISION'"),
    ],
)
def test_an_invocation_that_is_wrong(apidiff, arguments, said):
    done = apidiff(*arguments)
    assert (done.code, said in done.err, " --help`." in done.err) == (2, True, True)


def test_a_description_cannot_speak_to_the_terminal_through_an_error(apidiff, pets):
    document = '{"openapi": "3.1.0", "paths": {"/v1/\\u001b[31m": {"$ref": "#/\\u001b]0;x\\u0007y"}}}'
    (pets.root / "openapi.json").write_text(document)
    done = apidiff("check")
    assert (done.code, "\x1b" in done.err) == (2, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_report_that_finds_no_room(released):
    released.write(sent=("id",))
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "check"], cwd=released.root, stdout=full, stderr=subprocess.PIPE, text=True, env=environment()
        )
    assert done.returncode == 2
    assert done.stderr.startswith("error: the report cannot be written: No space left on device\n")
    assert len(done.stderr.splitlines()) == 3


def test_a_folder_that_may_truly_not_be_written(released, process):
    folder = released.root / "schemas"
    before = released.records()
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert lines(process("snapshot", "--release", "2026-06-23"))[0] == "cannot be written: Permission denied"
    finally:
        folder.chmod(0o755)
    assert released.records() == before


def test_a_name_cannot_speak_to_the_terminal_through_a_report(apidiff, released):
    released.write(sent=("id", "\x1b]0;x\x07\x1b[31mnick"))
    outputs = [
        apidiff("check"),
        apidiff("draft", "--release", "2026-06-23"),
        apidiff("waive", "--all", "--reason", "\x1b[31m", "--approved-by", "\x1b[31mme"),
        apidiff("snapshot", "--release", "2026-06-23"),
        apidiff("verify"),
    ]
    assert [done.code for done in outputs] == [1, 0, 0, 0, 0]
    assert not any("\x1b" in done.out + done.err for done in outputs)
    assert not any(b"\x1b" in content for path, content in released.records().items() if path.endswith(".md"))


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (("amend", "changelog/nope.md"), "there is no such file", "Name an entry by its path"),
        (("check", "--config", "nope.toml"), "there is no such file", "Name the configuration that there is"),
        (("render", "-o", "openapi.json"), "a file stands where a folder is needed", "Name a folder."),
    ],
)
@pytest.mark.usefixtures("released")
def test_a_path_that_is_not_what_it_should_be(apidiff, arguments, said, hint):
    what, _, told = lines(apidiff(*arguments))
    assert (what, told.startswith(hint)) == (said, True)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("openapi: 3.1.0\npaths:\n\t/a: {}\n", "Indent with spaces"),
        ("openapi: 3.1.0\ninfo: {title: x, version: 1\npaths: {}\n", "bracket or brace of line 2, column 7"),
        ("openapi: 3.1.0\ninfo: @x\n", "quote a text"),
    ],
)
def test_broken_yaml_says_what_to_do(apidiff, tmp_path, text, hint):
    file = tmp_path / "api.yaml"
    file.write_text(text)
    assert hint in lines(apidiff("diff", str(file), str(file)))[2]


@pytest.mark.usefixtures("released")
def test_gitlab_has_merge_requests(apidiff, monkeypatch):
    monkeypatch.setenv("GITLAB_CI", "true")
    done = apidiff("comment")
    assert (done.code, "name the merge request" in done.err) == (2, True)
