"""A repository is input from strangers: its links read nothing elsewhere, and its names are no command of a CI host."""

import json
import os
import re

import pytest

from tests.recording.pets import document

SECRET = "ghs_the_token_of_the_job"
COMMANDS = ("::error::x", "##[group]x", "##vso[task.setvariable variable=x]y", "##teamcity[x]", "section_start:1:x")
OBEYED = re.compile(r"(?m)^\s*::|##\w*\[|section_(start|end):\d")
"""What GitHub, Azure, TeamCity and GitLab read as a command in a log."""


@pytest.fixture
def bait(tmp_path_factory):
    """A file of the machine, outside of every project."""
    path = tmp_path_factory.mktemp("machine") / "environ"
    path.write_text(SECRET)
    return path


@pytest.mark.parametrize("name", ["index.html.j2", "page.css", "changes.md.j2", "comment.md.j2", "CHANGELOG.md.j2"])
def test_a_template_that_is_a_link_prints_no_other_file(apidiff, released, bait, name):
    templates = released.root / "templates"
    templates.mkdir()
    (templates / name).symlink_to(bait)
    for command in (("render",), ("comment", "--dry-run"), ("check", "--format", "markdown")):
        done = apidiff(*command)
        assert SECRET not in done.out + done.err
        assert done.code in (0, 2)
    published = [path for path in released.root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not any(SECRET.encode() in path.read_bytes() for path in published)


def test_a_template_that_includes_a_link_says_which_file_leads_out(apidiff, released, bait):
    templates = released.root / "templates"
    templates.mkdir()
    (templates / "check.md.j2").write_text('{% include "other.md.j2" %}')
    (templates / "other.md.j2").symlink_to(bait)
    done = apidiff("check", "--format", "markdown")
    assert (done.code, "other.md.j2" in done.err, "leads out" in done.err) == (2, True, True)


def test_a_link_within_the_templates_is_followed(apidiff, released):
    templates = released.root / "templates"
    templates.mkdir()
    (templates / "mine.md").write_text("mine")
    (templates / "check.md.j2").symlink_to("mine.md")
    assert apidiff("check", "--format", "markdown").out == "mine\n"


def test_a_template_that_is_a_pipe_is_not_waited_for(apidiff, released):
    templates = released.root / "templates"
    templates.mkdir()
    os.mkfifo(templates / "check.md.j2")
    done = apidiff("check", "--format", "markdown")
    assert (done.code, "not a plain file" in done.err) == (2, True)


@pytest.mark.parametrize("name", ["templates", "changelog", "schemas"])
def test_a_folder_that_is_a_link_out_of_the_project_is_refused(apidiff, pets, bait, name):
    folder = pets.root / name
    if folder.exists():
        folder.rmdir()
    folder.symlink_to(bait.parent)
    done = apidiff("check", "--format", "markdown")
    assert (done.code, "leads out" in done.err, SECRET in done.out + done.err) == (2, True, False)


def test_a_page_is_not_written_through_a_link_out_of_the_project(apidiff, released, bait):
    (released.root / "public").symlink_to(bait.parent)
    assert apidiff("render").code == 2
    assert [path.name for path in bait.parent.iterdir()] == ["environ"]


def test_an_entry_that_is_a_link_publishes_no_other_file(apidiff, released, bait):
    bait.write_text(f"---\ndate: 2026-06-23\ntitle: x\nversion: v1\n---\n{SECRET}\n")
    (released.root / "changelog" / "2026-06-23-x.md").symlink_to(bait)
    done = apidiff("render")
    assert (done.code, "leads out" in done.err, SECRET in done.out + done.err) == (2, True, False)


@pytest.mark.parametrize("key", ["description", "roots"])
def test_the_configuration_names_nothing_outside_of_the_repository(apidiff, pets, bait, key):
    (pets.root / ".git").mkdir()
    bait.write_text(json.dumps(document() | {"info": {"title": SECRET, "version": "1"}}))
    value = f'"{bait}"' if key == "description" else f'["{bait.parent}"]'
    lines = [f"{key} = {value}"] if key == "description" else ['description = "openapi.json"', f"{key} = {value}"]
    (pets.root / "apidiff.toml").write_text("\n".join(["[project]", *lines]))
    done = apidiff("check")
    assert (done.code, "leads out" in done.err, SECRET in done.out + done.err) == (2, True, False)


def test_the_configuration_of_a_part_names_files_of_the_whole_repository(apidiff, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "openapi.json").write_text(json.dumps(document()))
    part = tmp_path / "part"
    part.mkdir()
    (part / "apidiff.toml").write_text('[project]\ndescription = "../openapi.json"\n')
    assert apidiff("check", "--config", part / "apidiff.toml").code == 0


def test_a_template_that_lacks_what_the_others_use_is_an_error_of_the_project(apidiff, released):
    (released.root / "templates").mkdir()
    (released.root / "templates" / "changes.md.j2").write_text("no macro")
    done = apidiff("check", "--format", "markdown")
    assert (done.code, "templates" in done.err, "hint:" in done.err) == (2, True, True)


@pytest.fixture
def hostile(pets):
    """A break whose every name is a command of a CI host."""
    assert pets.snapshot().recorded
    made = document(sent=("id",), paths=tuple(f"/v1/{command}" for command in COMMANDS))
    made["info"]["title"] = "\n".join(COMMANDS)
    for path in list(made["paths"].values()):
        path["get"]["summary"] = path["get"]["operationId"] = "\n" + "\n".join(COMMANDS)
        path["get"]["responses"]["200"] = {
            "description": "ok",
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {name: {"enum": list(COMMANDS)} for name in COMMANDS}}
                }
            },
        }
    pets.put(made)
    return pets


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize("command", ["check", "diff"])
@pytest.mark.usefixtures("hostile")
def test_no_form_of_a_report_gives_a_ci_host_a_command(apidiff, command, form):
    sides = [] if command == "check" else ["schemas/2026-06-17.json", "openapi.json"]
    options = ["--verbose"] if form == "text" else []
    done = apidiff(command, *sides, "--format", form, *options)
    assert "x" in done.out
    assert not OBEYED.search(done.out)
    assert not OBEYED.search(done.err)
    if form == "json":
        told = json.dumps(json.loads(done.out), ensure_ascii=False)
        assert all(command in told for command in COMMANDS)


def test_a_comment_that_is_only_printed_gives_a_ci_host_no_command(apidiff, hostile):
    (hostile.root / "templates").mkdir()
    (hostile.root / "templates" / "comment.md.j2").write_text("\n".join(["```", *COMMANDS, "```"]))
    done = apidiff("comment", "--dry-run")
    assert (done.code, "error" in done.out, OBEYED.search(done.out)) == (0, True, None)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("pets")
def test_the_name_of_a_file_gives_a_ci_host_no_command(apidiff, command):
    for arguments in (
        ("diff", command, "openapi.json"),
        ("diff", f"a\n{command}", "openapi.json"),
        ("check", "--config", command),
        ("check", f"--{command}"),
        (command,),
        ("explain", command),
        ("check", "--format", f"\n{command}"),
    ):
        done = apidiff(*arguments)
        assert done.code in (1, 2)
        assert not OBEYED.search(done.out)
        assert not OBEYED.search(done.err), done.err


def test_what_goes_to_a_file_is_left_as_it_is(apidiff, hostile):
    (hostile.root / "templates").mkdir()
    (hostile.root / "templates" / "check.md.j2").write_text("##[group]x")
    apidiff("check", "--format", "markdown", "--output", "report.md")
    assert "##[group]x" in (hostile.root / "report.md").read_text()


def test_the_name_of_a_file_is_one_line_that_turns_nothing_around(tmp_path, apidiff):
    """Whoever opens a pull request names the files that a command finds and tells of."""
    for name in ("api\nRecorded 2026-01-01.yaml", "\u202eapi.yaml"):
        (tmp_path / name).write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n")
    foreign = tmp_path / "schemas"
    foreign.mkdir()
    (foreign / "mine\nWrote x.txt").write_text("x")
    done = apidiff("init")
    assert done.code == 0
    assert not [line for line in done.out.splitlines() if line.startswith(("Recorded 2026", "Wrote x"))]
    assert "\u202e" not in done.out


HOSTILE = [*COMMANDS, "a\n::error::x", "\x1b]0;title\x07x", "\x9b31mx", "\u202ex"]
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
"""What a terminal obeys, and what turns a line around; `emit` ends lines with a line feed."""


@pytest.fixture
def hostile_policy(hostile):
    """A configuration whose every free text is a command, with records: it is a part of the pull request, too."""

    def write(bad):
        text = json.dumps(bad)
        config = hostile.root / "apidiff.toml"
        config.write_text(
            f"""
            [project]
            description = "openapi.json"
            [events]
            schemas = [{text}]
            [policy]
            new-enum-value = "additive"
            [[policy.overrides]]
            path = {json.dumps("/v1/" + bad)}
            class = "neutral"
            [[policy.scopes]]
            tag = {text}
            treat = "reported"
            reason = {text}
            [[policy.scopes]]
            schema = {text}
            treat = "excluded"
            reason = {text}
            [policy.clauses]
            named-removed = {text}
            [approvers]
            names = [{text}]
            """
        )

    hostile.write_policy = write
    return hostile


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize(
    "command",
    [
        ("policy",),
        ("policy", "--format", "json"),
        ("policy", "--try", "zalando"),
        ("policy", "--try", "zalando", "--format", "json"),
        ("rules",),
        ("rules", "--format", "json"),
        ("verify",),
        ("verify", "--format", "json"),
    ],
    ids=" ".join,
)
def test_a_policy_and_the_name_of_an_entry_give_no_command(apidiff, hostile_policy, bad, command):
    hostile_policy.write_policy(bad)
    name = bad.replace("/", "")
    (hostile_policy.root / "changelog" / f"2026-06-23-{name}.md").write_text(
        f"---\ndate: 2026-06-23\ntitle: {json.dumps(bad)}\nversion: v1\nnope: {json.dumps(bad)}\n---\n"
    )
    done = apidiff(*command)
    # The configuration is read, and what is hostile in it is printed; `verify` refuses the entry.
    assert done.code == (1 if command[0] == "verify" else 0), done.out + done.err
    for said in (done.out, done.err):
        assert not OBEYED.search(said), said
        assert not UNSEEN.search(said), said


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_policy_that_is_tried_gives_no_command(apidiff, hostile_policy, bad):
    (hostile_policy.root / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    for named in (bad, f"{bad}.toml"):
        done = apidiff("policy", "--try", named)
        assert done.code == 2
        assert not OBEYED.search(done.err), done.err
        assert not UNSEEN.search(done.err), done.err
    name = bad.replace("/", "")
    (hostile_policy.root / f"{name}.toml").write_text(f"[policy]\nclauses = {{{json.dumps(bad)} = 1}}\n")
    for arguments in (("--try", f"{name}.toml"), ("--config", f"{name}.toml")):
        done = apidiff("policy", *arguments)
        assert not OBEYED.search(done.out + done.err), done.err
        assert not UNSEEN.search(done.out + done.err), done.err
    (hostile_policy.root / f"{name}.toml").write_text('[policy]\nnew-enum-value = "breaking"\n')
    done = apidiff("policy", "--config", f"{name}.toml")
    assert (done.code, "new-enum-value" in done.out) == (0, True)
    assert not OBEYED.search(done.out), done.out
    assert not UNSEEN.search(done.out), done.out
