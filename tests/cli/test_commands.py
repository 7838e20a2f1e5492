"""What the commands have in common: help, formats, colours, quiet, exit codes."""

import datetime
import json
import os
import subprocess
import sys

import pytest

from apidiff.cli import edge
from apidiff.cli.group import COMMANDS, group
from apidiff.errors import InputError
from tests.cli.conftest import COMMAND, environment
from tests.recording.pets import document


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_that_fits(apidiff, name):
    done = apidiff(name, "--help")
    assert (done.code, "Example:\n    apidiff " in done.out or 'eval "$(apidiff' in done.out) == (0, True)
    assert max(map(len, done.out.splitlines())) <= 100
    summary = group.get_command(None, name).get_short_help_str(200)
    assert summary


def test_the_help_lists_every_command(apidiff):
    done = apidiff("--help")
    assert all(f"  {name} " in done.out for name in COMMANDS)


def test_help_and_version_import_no_command_and_nothing_heavy():
    script = (
        "import sys\nfrom apidiff.cli.edge import run\ncode = run(sys.argv[1:])\n"
        "heavy = {'pydantic', 'yaml', 'jinja2', 'deepdiff', 'jsonschema_rs', 'orjson', 'markdown_it', 'apidiff.api'}\n"
        "print(code, sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    for option in ("--version", "--help"):
        done = subprocess.run([sys.executable, "-c", script, option], capture_output=True, text=True, env=environment())
        assert done.stderr == "0 []\n"


def test_a_diff_without_a_project_loads_no_configuration(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(document()))
    script = (
        "import sys\nfrom apidiff.cli.edge import run\nrun(['diff', 'a.json', 'a.json'])\n"
        "print(sorted({'pydantic', 'deepdiff', 'jinja2', 'yaml', 'click'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), cwd=tmp_path
    )
    assert done.stderr == "[]\n"


@pytest.fixture
def two(tmp_path):
    """Two descriptions: `b.json` lacks a field of `a.json`, `c.json` has one more parameter."""
    for name, parts in (("a", {}), ("b", {"sent": ("id",)}), ("c", {"query": ("limit",)})):
        (tmp_path / f"{name}.json").write_text(json.dumps(document(**parts)))


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("revision", "option", "code"),
    [
        ("b", None, 0),
        ("b", "breaking", 1),
        ("c", "breaking", 0),
        ("c", "additive", 1),
        ("b", "additive", 1),
        ("b", "undecided", 1),
        ("c", "undecided", 0),
        ("c", "caution", 0),
        ("b", "never", 0),
        ("a", "additive", 0),
    ],
)
def test_a_diff_fails_only_where_it_is_told_to(apidiff, revision, option, code):
    arguments = ("--fail-on", option) if option else ()
    assert apidiff("diff", "a.json", f"{revision}.json", *arguments).code == code


@pytest.mark.usefixtures("two")
def test_a_diff_in_each_format(apidiff, tmp_path):
    assert apidiff("diff", "a.json", "b.json").out.startswith("Breaking: 1 breaking change")
    found = json.loads(apidiff("diff", "a.json", "b.json", "--format", "json").out)
    assert (found["format"], found["verdict"]) == ("apidiff.diff/1", "breaking")
    assert "`nick`" in apidiff("diff", "a.json", "b.json", "--format", "markdown").out
    assert apidiff("diff", "a.json", "b.json", "-o", "report.txt").out == ""
    assert (tmp_path / "report.txt").read_text().startswith("Breaking: 1 breaking change")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("options", [("--format", "json=-"), ("--format", "json", "--output", "-")])
def test_a_dash_stands_for_standard_output(apidiff, tmp_path, options):
    done = apidiff("diff", "a.json", "b.json", *options)
    assert json.loads(done.out)["verdict"] == "breaking"
    assert not (tmp_path / "-").exists()
    done = apidiff("diff", "a.json", "b.json", "--format", "json=-", "--format", "text")
    assert (done.code, "`json` cannot be printed together" in done.err) == (2, True)


@pytest.mark.usefixtures("two")
def test_several_forms_in_one_run(apidiff, tmp_path):
    done = apidiff("diff", "a.json", "b.json", "--format", "sarif=a.sarif", "--format", "html", "-o", "a.html")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads((tmp_path / "a.sarif").read_text())["version"] == "2.1.0"
    assert (tmp_path / "a.html").read_text().startswith("<!DOCTYPE html>")
    both = apidiff("diff", "a.json", "b.json", "--format", "text", "--format", "github").out
    assert both.count("Breaking: 1 breaking change") == 2
    assert "\n::error file=b.json,line=" in both


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--format", "sarif", "--format", "text"), "--format sarif=FILE"),
        (("--format", "json=x", "--format", "sarif=x"), "the same file"),
        (("--format", "json=x", "-o", "y"), "so does every format"),
        (("--format", "json", "--format", "text", "-o", "y"), "one file for several"),
        (("--format", "json="), "no file"),
        (("--format", "pdf"), "choose from text, json"),
    ],
)
def test_forms_that_would_collide_are_refused(apidiff, tmp_path, options, says):
    done = apidiff("diff", "a.json", "b.json", *options)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", "b.json", "c.json"}


@pytest.mark.usefixtures("two")
def test_the_summary_of_a_job_gets_everything(apidiff, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("before\n")
    apidiff("diff", "a.json", "b.json", "--format", "github")
    written = (tmp_path / "summary.md").read_text()
    assert written.startswith("before\n## Breaking: 1 breaking change")


@pytest.mark.usefixtures("two")
def test_a_diff_reads_standard_input(process, tmp_path):
    done = process("diff", "a.json", "-", input=(tmp_path / "b.json").read_text())
    assert (done.code, "`nick` removed" in done.out) == (0, True)


@pytest.mark.usefixtures("two")
def test_a_diff_is_judged_by_the_nearest_project(apidiff, tmp_path):
    text = '[[policy.overrides]]\nrule = "property-removed"\nclass = "neutral"\n'
    (tmp_path / "mild.toml").write_text(text)
    assert apidiff("diff", "a.json", "b.json", "--config", "mild.toml").out.startswith("Neutral")
    (tmp_path / "apidiff.toml").write_text(text)
    assert apidiff("diff", "a.json", "b.json").out.startswith("Neutral")


@pytest.mark.usefixtures("two")
def test_colour_comes_when_asked_for_and_not_into_a_pipe(apidiff, monkeypatch):
    assert "\x1b[" not in apidiff("diff", "a.json", "b.json").out
    assert "\x1b[" in apidiff("diff", "a.json", "b.json", "--color").out
    monkeypatch.setattr("apidiff.cli.output.sys.stdout.isatty", lambda: True, raising=False)
    assert "\x1b[" in apidiff("diff", "a.json", "b.json").out
    assert "\x1b[" not in apidiff("diff", "a.json", "b.json", "--no-color").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in apidiff("diff", "a.json", "b.json").out


def test_quiet_prints_a_refusal_and_nothing_else(apidiff, released):
    assert apidiff("check", "-q").out == ""
    released.write(sent=("id",))
    assert "Refused" in apidiff("check", "-q").out
    assert apidiff("draft", "--release", "2026-06-23", "-q").out == ""
    assert apidiff("waive", "--all", "--reason", "a", "--approved-by", "b", "-q").out == ""
    assert apidiff("snapshot", "--release", "2026-06-23", "-q").out == ""
    assert apidiff("verify", "-q").out == ""


def test_a_base_of_ones_own_needs_no_project(apidiff, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(document()))
    (tmp_path / "b.json").write_text(json.dumps(document(sent=("id",))))
    assert apidiff("check", "b.json", "--base", "a.json").code == 1
    assert apidiff("check", "a.json", "--base", "b.json").code == 0


def test_an_unsound_record_fails_verify_and_check(apidiff, released):
    path = released.root / "schemas" / "2026-06-17.json"
    path.write_bytes(path.read_bytes() + b" ")
    done = apidiff("verify")
    assert (done.code, done.out.splitlines()[1]) == (1, "  at schemas/2026-06-17.json")
    assert json.loads(apidiff("verify", "--format", "json").out)["sound"] is False
    document = json.loads(apidiff("check", "--format", "json").out)
    assert [refusal["code"] for refusal in document["versions"][0]["refusals"]] == ["record-unsound"]


def test_the_comment_is_printed_on_a_dry_run(apidiff, released):
    released.write(sent=("id",))
    done = apidiff("comment", "--repo", "o/n", "--pr", "7", "--dry-run")
    assert (done.code, done.out.splitlines()[0]) == (0, "<!-- apidiff -->")
    assert "apidiff waive" in done.out


def test_rules_and_their_explanation(apidiff):
    listed = apidiff("rules")
    assert "  property-removed " in listed.out
    assert max(map(len, listed.out.splitlines())) <= 80
    assert any(
        rule["id"] == "property-removed" for rule in json.loads(apidiff("rules", "--format", "json").out)["rules"]
    )
    assert apidiff("explain", "property-removed").out.startswith("property-removed")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_for_each_shell(apidiff, shell):
    assert "_APIDIFF_COMPLETE" in apidiff("completion", shell).out


def test_the_shell_is_offered_commands_and_options(tmp_path):
    def offered(words):
        variables = environment(_APIDIFF_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD="1")
        return subprocess.run(COMMAND, capture_output=True, text=True, env=variables, cwd=tmp_path).stdout

    assert "snapshot" in offered("apidiff sn")


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(document()))
    wide = document(query=tuple(f"p{number}" for number in range(3000)))
    (tmp_path / "b.json").write_text(json.dumps(wide))
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*COMMAND, "diff", "a.json", "b.json"], cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, env=environment()
    ) as process:
        os.close(reading)
        os.close(writing)
        assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


def test_an_error_that_nobody_foresaw_says_that_it_is_a_bug(apidiff, monkeypatch):
    monkeypatch.delenv("APIDIFF_DEBUG", raising=False)

    def surprise(*_):
        raise ZeroDivisionError("by\x1b[31m nought")

    monkeypatch.setattr("apidiff.rules.explaining.explain", surprise)
    done = apidiff("explain", "property-removed")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: this is a bug in apidiff: ZeroDivisionError: by")
    assert "\x1b" not in done.err
    assert "APIDIFF_DEBUG" in done.err


def test_a_bug_shows_its_traceback_under_debug_and_ends_with_the_same_code(apidiff, monkeypatch):
    monkeypatch.setenv("APIDIFF_DEBUG", "1")

    def surprise(*_):
        raise ZeroDivisionError("by\x1b[31m nought")

    monkeypatch.setattr("apidiff.rules.explaining.explain", surprise)
    done = apidiff("explain", "property-removed")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Traceback (most recent call last):")
    assert "in surprise" in done.err
    assert "error: this is a bug in apidiff: ZeroDivisionError: by" in done.err
    assert "\x1b" not in done.err


def test_an_interruption_ends_quietly(apidiff, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("apidiff.rules.explaining.explain", interrupted)
    assert apidiff("explain", "x").code == edge.INTERRUPTED


def test_an_error_without_a_place_has_two_lines():
    assert edge.error_text(InputError("a", hint="b")) == "error: a\n  hint: b"


def test_progress_is_said_on_a_terminal_only_and_wiped(monkeypatch, capsys):
    from time import sleep

    from apidiff.cli import output

    monkeypatch.setattr(output, "PROGRESS_AFTER_S", 0.01)
    with output.progress("working"):
        sleep(0.05)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(output.sys.stderr, "isatty", lambda: True, raising=False)
    with output.progress("working"):
        sleep(0.1)
    assert capsys.readouterr().err == "working ...\r" + " " * 11 + "\r"
    with output.progress("working"):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("two")
def test_a_diff_is_audited_when_asked_for(apidiff):
    plain, audited = (apidiff("diff", "a.json", "b.json", "--format", "json", *more).out for more in ((), ("--audit",)))
    assert plain == audited


def test_a_waiver_needs_words_and_a_day_that_is_one(apidiff, released):
    released.write(sent=("id",))
    soon, later = (str(datetime.date.today() + datetime.timedelta(days=days)) for days in (10, 40))
    apidiff("draft", "--release", soon)
    said = apidiff("waive", "--all", "--reason", "N/A", "--approved-by", "owner")
    assert (said.code, "`--reason N/A` says nothing" in said.err) == (2, True)
    assert "is not a date" in apidiff("waive", "--all", "--reason", "so", "--approved-by", "me", "--until", "30.9.").err
    given = ("--reason", "nobody used it", "--approved-by", "owner", "--kind", "correction", "--until", later)
    assert apidiff("waive", "--all", *given, "--ticket", "API-412").code == 0
    checked = apidiff("check")
    assert checked.code == 0
    (waived,) = json.loads(apidiff("check", "--format", "json").out)["versions"][0]["waived"]
    assert (waived["kind"], waived["until"], waived["ticket"]) == ("correction", later, "API-412")
    assert f"(owner; a correction; until {later}; API-412): nobody used it" in " ".join(checked.out.split())
    page = apidiff("render")
    assert page.code == 0


def test_the_page_says_of_a_correction_that_the_api_did_not_change(apidiff, tmp_path, released):
    released.write(sent=("id",))
    assert "changelog/unreleased/nicknames.md" in apidiff("draft", "--title", "Nicknames").out
    given = ("--reason", "it was never sent", "--approved-by", "owner", "--kind", "correction")
    assert apidiff("waive", "--all", *given).code == 0
    moved = apidiff("snapshot", "--release", "2026-06-23").out
    assert "to changelog/2026-06-23-nicknames.md." in " ".join(moved.split())
    assert apidiff("render").code == 0
    for name in ("CHANGELOG.md", "index.html"):
        page = " ".join((tmp_path / "public" / name).read_text().split())
        assert "The description was wrong and is corrected inside v1; the API did not change" in page
        assert "although it breaks" not in page


def test_a_correction_beside_an_addition_speaks_of_what_breaks(apidiff, tmp_path, released):
    released.write(sent=("id",), query=("limit",))
    apidiff("draft", "--title", "Nicknames")
    given = ("--reason", "it was never sent", "--approved-by", "owner", "--kind", "correction")
    assert apidiff("waive", "--all", *given).code == 0
    assert apidiff("snapshot", "--release", "2026-06-23").code == 0
    assert apidiff("render").code == 0
    for name in ("CHANGELOG.md", "index.html", "feed.atom"):
        page = " ".join((tmp_path / "public" / name).read_text().split())
        assert "Where it breaks, the description was wrong" in page
        assert "there the API did not change" in page


def test_a_release_says_which_one_it_was_compared_with(apidiff, tmp_path, released):
    (first,) = [name.removesuffix(".json") for name in os.listdir(tmp_path / "schemas") if name[0] == "2"]
    released.write(query=("limit",))
    assert apidiff("snapshot", "--release", "2026-08-01").code == 0
    released.write(query=("page",))
    assert apidiff("snapshot", "--release", "2026-07-20", "--after", first).code == 0
    assert apidiff("render").code == 0
    said = {
        name: " ".join((tmp_path / "public" / "releases" / f"{name}.md").read_text().split())
        for name in ("2026-07-20", "2026-08-01")
    }
    assert "What changed from the release before it to this one." in said["2026-07-20"]
    assert "Before: 20 July 2026" in said["2026-08-01"]
    day = datetime.date.fromisoformat(first)
    assert f"What changed from the release of {day.day} {day:%B %Y} to this one." in said["2026-08-01"]


def test_what_may_not_be_read_is_no_bug(monkeypatch, capsys):
    def closed(_):
        raise PermissionError(13, "Permission denied", "changelog")

    monkeypatch.setattr(edge, "plain_diff", closed)
    assert edge.run(["diff", "a.json", "b.json"]) == 2
    said = capsys.readouterr().err
    assert "changelog" in said
    assert "Permission denied" in said
    assert "Allow apidiff to read it" in said


@pytest.mark.parametrize("closed", ["changelog", "unreleased", "templates"])
@pytest.mark.usefixtures("released")
def test_a_folder_that_may_not_be_listed_is_not_empty(apidiff, monkeypatch, tmp_path, closed):
    (tmp_path / "templates").mkdir()
    listing = os.listdir

    def refused(folder="."):
        if str(folder).rstrip("/").endswith(closed):
            raise PermissionError(13, "Permission denied", str(folder))
        return listing(folder)

    monkeypatch.setattr(os, "listdir", refused)
    done = apidiff("render" if closed == "templates" else "check")
    assert done.code == 2
    assert closed in done.err
