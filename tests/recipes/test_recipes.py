"""The CI recipes, read from the guides' own text and run on a pull request's clone with the host's variables."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from apidiff._version import __version__
from tests.recording.pets import Pets
from tests.recording.repositories import IDENTITY, clone, commit, git
from tests.reporting.hosts import fake_github, fake_gitlab

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
APIDIFF = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom apidiff.cli import main; main()\n"
SECRET = "never-to-be-printed"


def blocks(text, heading, language):
    """The code blocks of a language under a heading, up to the next one as high."""
    level, _, title = heading.partition(" ")
    part = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^{level} |\Z)", text, re.DOTALL | re.MULTILINE)
    assert part, f"there is no {title}"
    return re.findall(rf"^```{language}\n(.*?)^```", part[1], re.DOTALL | re.MULTILINE)


@pytest.fixture
def programs(tmp_path):
    """A folder for PATH: `apidiff` is this checkout's, and what installs it notes only that it was asked to."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def program(path, text):
        path.write_text(text)
        path.chmod(0o755)

    run = f'#!/bin/sh\nexec "{sys.executable}" -c {shlex.quote(APIDIFF)} "$@"\n'
    pip = f'#!/bin/sh\necho "$@" >> {shlex.quote(str(tmp_path / "installed"))}\n'
    program(folder / "apidiff", run)
    program(folder / "pip", pip)
    # `python3 -m venv FOLDER` makes an environment that has both.
    here = shlex.quote(str(folder))
    program(
        folder / "python3",
        f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exit 9\nmkdir -p "$3/bin" && cp {here}/pip {here}/apidiff "$3/bin/"\n',
    )
    return folder


@pytest.fixture
def request_of(tmp_path):
    """The clone of a CI job for a pull request that removes a field: a detached head, as each host checks out."""
    (tmp_path / "origin").mkdir()
    pets = Pets(tmp_path / "origin")
    assert pets.snapshot().recorded
    commit(pets.root, "release")
    git(pets.root, "checkout", "-qb", "feature")
    pets.write(sent=("id",))
    commit(pets.root, "the request")
    git(pets.root, "checkout", "-q", "main")
    copy = clone(pets.root, tmp_path / "clone")
    git(copy, "checkout", "-q", "--detach", "origin/feature")
    return copy


@pytest.fixture
def play(programs, tmp_path):
    """Run a script in a folder, with a host's variables and no other host's."""

    def run(script, folder, **variables):
        env = {name: os.environ[name] for name in ("HOME", "XDG_CACHE_HOME", "APIDIFF_READER") if name in os.environ}
        env |= IDENTITY | {"PATH": f"{programs}:{os.environ['PATH']}", "GIT_ALLOW_PROTOCOL": "file"} | variables
        command = ["bash", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
        assert SECRET not in done.stdout + done.stderr
        return done

    run.installed = lambda: (tmp_path / "installed").read_text().split()
    return run


def refused(done):
    """It is refused, held against the target branch, and says that the change is the pull request's."""
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("Refused: 1 breaking change")
    assert "origin    from this pull request" in done.stdout
    assert "not anchored" not in done.stdout


GITLAB = {
    "GITLAB_CI": "true",
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_MERGE_REQUEST_IID": "7",
    "CI_PROJECT_PATH": "cooledge/apis/leads",
}


def job_of(text, name):
    """A job of GitLab, its variables and its script as one, since a runner joins the lines."""
    job = yaml.safe_load(text)[name]
    return {key: str(value) for key, value in job.get("variables", {}).items()}, "\n".join(job["script"]), job


@pytest.mark.parametrize("token", ["", fake_gitlab.TOKEN])
def test_the_template_of_gitlab(request_of, play, token):
    variables, script, job = job_of((ROOT / "gitlab" / "apidiff.yml").read_text(), "apidiff")
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        told = {"CI_PROJECT_DIR": str(request_of), "CI_API_V4_URL": f"{server.url}/api/v4"}
        told |= {"GITLAB_TOKEN": token} if token else {}
        done = play(script, request_of, **variables, **GITLAB, **told)
    refused(done)
    assert play.installed() == ["install", "--quiet", f"apidiff=={__version__}"]
    assert len(server.notes) == bool(token)
    (issue,) = json.loads((request_of / job["artifacts"]["reports"]["codequality"]).read_text())
    assert issue["location"]["path"] == "openapi.json"
    assert (request_of / "apidiff-reports" / "apidiff.html").exists()


def test_the_template_of_gitlab_takes_a_folder_and_options(request_of, play):
    variables, script, _ = job_of((ROOT / "gitlab" / "apidiff.yml").read_text(), "apidiff")
    folder = request_of / "apis"
    folder.mkdir()
    for name in ("apidiff.toml", "openapi.json", "schemas"):
        (request_of / name).rename(folder / name)
    commit(request_of, "moved")
    given = {"APIDIFF_FOLDER": "apis", "APIDIFF_OPTIONS": "--fail-on never --anchor HEAD:apis/schemas"}
    done = play(script, request_of, **variables | given, **GITLAB, CI_PROJECT_DIR=str(request_of))
    assert done.returncode == 0, done.stderr
    assert (request_of / "apidiff-reports" / "quality.json").exists()


def test_the_job_of_gitlab_that_is_written_out(request_of, play):
    _, text = blocks(GUIDE, "## GitLab", "yaml")
    variables, script, _ = job_of(text, "contract")
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        told = {"CI_API_V4_URL": f"{server.url}/api/v4", "GITLAB_TOKEN": fake_gitlab.TOKEN}
        refused(play(script, request_of, **variables, **GITLAB, **told))
    assert len(server.notes) == 1
    assert json.loads((request_of / "quality.json").read_text())


def test_the_job_of_gitlab_in_the_image_of_the_containerfile(request_of, play):
    (text,) = blocks(GUIDE, "## In a container", "yaml")
    variables, script, job = job_of(text, "contract")
    assert job["image"]["entrypoint"] == [""], "the host starts a shell"
    refused(play(script, request_of, **variables, **GITLAB))
    assert json.loads((request_of / "quality.json").read_text())


@pytest.mark.parametrize("text", [GUIDE, README], ids=["the guide", "the README"])
def test_what_a_recipe_installs_is_pinned_to_this_version(text):
    installed = re.findall(r"install --quiet (\S+)", text)
    assert installed
    assert set(installed) == {f"apidiff=={__version__}"}


def test_the_guide_lists_the_inputs_of_the_action():
    table = re.search(r"^\| input \| \|\n(.*?)\n\n", GUIDE, re.DOTALL | re.MULTILINE)[1]
    listed = re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)
    assert listed == list(yaml.safe_load((ROOT / "action.yml").read_text())["inputs"])


def test_the_guide_includes_the_template_that_there_is():
    (told, _) = blocks(GUIDE, "## GitLab", "yaml")
    (file,) = (each["file"] for each in yaml.safe_load(told)["include"])
    assert (ROOT / file.removeprefix("/")).is_file()


def test_the_job_of_gitlab_in_the_readme(request_of, play):
    (text,) = (text for text in blocks(README, "## In CI", "yaml") if text.startswith("contract:"))
    variables, script, _ = job_of(text, "contract")
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        told = {"CI_API_V4_URL": f"{server.url}/api/v4", "GITLAB_TOKEN": fake_gitlab.TOKEN}
        refused(play(script, request_of, **variables, **GITLAB, **told))
    assert len(server.notes) == 1


def test_the_pipeline_of_azure(request_of, play, tmp_path):
    (text,) = blocks(GUIDE, "## Azure Pipelines", "yaml")
    steps = yaml.safe_load(text)["steps"]
    assert steps[0] == {"checkout": "self", "fetchDepth": 0}
    (script,) = (step["script"] for step in steps if "script" in step)
    told = {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main", "AGENT_TEMPDIRECTORY": str(tmp_path)}
    refused(play(script, request_of, TF_BUILD="True", **told))
    (results,) = (step["inputs"]["testResultsFiles"] for step in steps if step.get("task") == "PublishTestResults@2")
    assert ElementTree.parse(request_of / results).getroot().get("failures") == "1"
    (published,) = (step["publish"] for step in steps if "publish" in step)
    assert (request_of / published).exists()


def test_the_pipeline_of_jenkins(request_of, play, tmp_path):
    (text,) = blocks(GUIDE, "## Jenkins", "groovy")
    (script,) = re.findall(r"sh '''\n(.*?)'''", text, re.DOTALL)
    git(request_of, "update-ref", "-d", "refs/remotes/origin/main")
    git(request_of, "branch", "-D", "main")
    told = {"CHANGE_TARGET": "main", "WORKSPACE_TMP": str(tmp_path)}
    refused(play(script, request_of, JENKINS_URL="http://127.0.0.1/", **told))
    (results,) = re.findall(r"junit '(.*?)'", text)
    assert ElementTree.parse(request_of / results).getroot().get("failures") == "1"
    git(request_of, "checkout", "-q", "origin/main")
    assert play(script, request_of, WORKSPACE_TMP=str(tmp_path)).returncode == 0


def test_git_shows_a_description_through_apidiff(request_of, play):
    (attributes,) = blocks(GUIDE, "## git diff", "")
    (told,) = blocks(GUIDE, "## git diff", "console")
    (request_of / ".gitattributes").write_text(attributes.replace(".yaml", ".json"))
    script = "\n".join(line.removeprefix("$ ") for line in told.splitlines()).replace(".yaml", ".json")
    done = play(script, request_of)
    assert done.returncode == 0, done.stderr
    assert "! `nick` removed from response `200` of `GET /v1/pets`" in done.stdout
    assert "from openapi.json before to openapi.json now" in done.stdout
    assert "git-blob" not in done.stdout
    assert "the request" in done.stdout, "the log shows the commit with its changes"


def test_the_hook_of_pre_commit_runs_at_every_commit(request_of, play):
    """Git runs the hook's own command, with the variables that it gives hooks, as pre-commit does."""
    (text,) = blocks(GUIDE, "## pre-commit", "yaml")
    (repository,) = yaml.safe_load(text)["repos"]
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (hook,) = (hooks[used["id"]] for used in repository["hooks"])
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)
    assert not {"files", "types", "types_or", "exclude"} & hook.keys(), "apidiff.toml names the files"
    file = request_of / ".git" / "hooks" / "pre-commit"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\nexec {hook['entry']}\n")
    file.chmod(0o755)
    for state, code in (("origin/feature", 1), ("origin/main", 0)):
        script = f"git checkout -q {state}\necho >> openapi.json\ngit commit -qam 'A blank line'"
        done = play(script, request_of)
        assert done.returncode == code, done.stdout + done.stderr
        assert ("Refused: 1 breaking change" in done.stdout + done.stderr) == bool(code)
        git(request_of, "checkout", "-q", "--force", "HEAD")


def github_of(tmp_path, request_of, server, number=7):
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": number}}))
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_BASE_REF": "main",
        "GITHUB_REPOSITORY": "cooledge/api",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_WORKSPACE": str(request_of),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_API_URL": server.url,
        "GITHUB_TOKEN": fake_github.TOKEN,
    }


def test_the_command_of_github_without_the_action(request_of, play, tmp_path):
    (text,) = (text for text in blocks(GUIDE, "## GitHub Actions", "yaml") if "run: apidiff" in text)
    (step,) = yaml.safe_load(text)
    with fake_github.serving(fake_github.FakeGitHub(login=None)) as server:
        done = play(step["run"], request_of, **github_of(tmp_path, request_of, server))
    assert (done.returncode, len(server.comments)) == (1, 1)
    assert re.search(r"^::error file=openapi.json,", done.stdout, re.MULTILINE)
    assert (tmp_path / "summary").read_text().startswith("## Refused")


@pytest.mark.parametrize(("text", "heading"), [(GUIDE, "## GitHub Actions"), (README, "## In CI")])
def test_the_workflows_use_the_actions_with_inputs_that_they_have(text, heading):
    """The actions' own scripts are run in tests/release/test_action.py."""
    used = 0
    for block in blocks(text, heading, "yaml"):
        workflow = yaml.safe_load(block)
        jobs = workflow.get("jobs", {}).values() if isinstance(workflow, dict) else [{"steps": workflow}]
        for step in (step for job in jobs for step in job.get("steps", [])):
            action = re.match(r"OWNER/apidiff(/\w+)?@REVISION\Z", step.get("uses", ""))
            if action:
                file = ROOT / (action[1] or "").removeprefix("/") / "action.yml"
                assert set(step.get("with", {})) <= set(yaml.safe_load(file.read_text())["inputs"])
                used += 1
    assert used


def test_the_workflow_for_forks_follows_the_one_that_checks():
    first, *_, last = (
        yaml.safe_load(text) for text in blocks(GUIDE, "## GitHub Actions", "yaml") if text.startswith("name:")
    )
    assert last[True]["workflow_run"]["workflows"] == [first["name"]]
    steps = next(iter(last["jobs"].values()))["steps"]
    assert not any("ref" in step.get("with", {}) for step in steps), "a fork's branch is never checked out there"
    report = steps[-1]["with"]["report"]
    assert Path(report).name in (ROOT / "action.yml").read_text()
