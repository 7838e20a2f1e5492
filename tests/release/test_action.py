"""The GitHub actions: their scripts are run on a pull request's repository, beside a server that stands for GitHub."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.recording.pets import Pets
from tests.recording.repositories import commit, git
from tests.reporting.hosts import fake_github

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
COMMENT = yaml.safe_load((ROOT / "comment" / "action.yml").read_text())
STEPS = [step for action in (ACTION, COMMENT) for step in action["runs"]["steps"] if "run" in step]
LINES = [line.strip() for step in STEPS for line in step["run"].splitlines() if not line.strip().startswith("#")]


def test_every_python_of_the_actions_is_isolated():
    started = [line for line in LINES if re.search(r"\bpython\b|apidiff/bin", line)]
    assert len(started) == 8
    assert all(re.match(r'(python|"\$RUNNER_TEMP/apidiff/bin/python") -I ', line) for line in started)


def test_no_value_of_an_event_stands_in_a_script():
    assert not [line for line in LINES if "${{" in line]


def test_one_process_gives_one_verdict():
    runs = [line for line in LINES if "apidiff/bin/apidiff" in line]
    assert len(runs) == len((ACTION, COMMENT))


def test_every_input_is_used_and_every_output_is_one_of_the_step():
    for action in (ACTION, COMMENT):
        text = json.dumps(action["runs"])
        assert all(f"inputs.{name}" in text for name in action["inputs"])
    steps = {step["id"] for step in STEPS if "id" in step}
    assert set(ACTION["outputs"]) == {"verdict", "breaking", "report"}
    for name, output in ACTION["outputs"].items():
        step, told = re.fullmatch(r"\$\{\{ steps\.(\w+)\.outputs\.(\w+) \}\}", output["value"]).groups()
        assert (step in steps, told) == (True, name)


@pytest.fixture
def runner(tmp_path):
    """The runner's temporary folder, with an environment as the step Install leaves one."""
    folder = tmp_path / "runner"
    (folder / "apidiff" / "bin").mkdir(parents=True)
    python = folder / "apidiff" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    started = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom apidiff.cli import main; main()\n"
    (folder / "apidiff" / "bin" / "apidiff").write_text(started)
    return folder


@pytest.fixture
def api(tmp_path):
    """A pull request that removes a field, checked out, beside its target branch."""
    (tmp_path / "api").mkdir()
    pets = Pets(tmp_path / "api")
    assert pets.snapshot().recorded
    commit(pets.root, "release")
    git(pets.root, "checkout", "-qb", "feature")
    pets.write(sent=("id",))
    commit(pets.root, "the request")
    return pets


def resolved(text, inputs, event):
    """What GitHub makes of an expression of the actions; another one is an error."""
    if "${{" not in text:
        return text
    if found := re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text):
        return inputs[found[1]]
    assert text == "${{ inputs.comment == 'true' && github.event.pull_request.number }}", text
    return str(event.get("pull_request", {}).get("number", "")) if inputs["comment"] == "true" else "false"


def play(action, step, runner, folder, event, given, server=None):
    """Run a step's script as a runner does: `bash -eo pipefail`, its inputs in the environment."""
    (runner / "event.json").write_text(json.dumps(event))
    inputs = {name: said.get("default", "") for name, said in action["inputs"].items()}
    inputs |= {"token": fake_github.TOKEN} | given
    (step,) = [each for each in action["runs"]["steps"] if each.get("name") == step]
    kept = ("PATH", "HOME", "XDG_CACHE_HOME", "APIDIFF_READER")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env |= {name: resolved(value, inputs, event) for name, value in step["env"].items()}
    env |= {
        "RUNNER_TEMP": str(runner),
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_PATH": str(runner / "event.json"),
        "GITHUB_EVENT_NAME": "pull_request" if "pull_request" in event else "push",
        "GITHUB_REPOSITORY": "cooledge/api",
        "GITHUB_OUTPUT": str(runner / "output"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "GITHUB_WORKSPACE": str(folder),
    }
    env |= {"GITHUB_BASE_REF": "main"} if "pull_request" in event else {}
    env |= {"GITHUB_API_URL": server.url} if server else {}
    (runner / "output").write_text("")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    outputs = dict(line.split("=", 1) for line in (runner / "output").read_text().splitlines())
    return done, outputs


REQUEST = {"pull_request": {"number": 7}}


def test_it_annotates_sums_up_and_gives_the_verdict_by_default(runner, api):
    done, outputs = play(ACTION, "Check", runner, api.root, REQUEST, {})
    assert (done.returncode, done.stderr) == (1, "")
    assert re.search(r"^::error file=openapi.json,", done.stdout, re.MULTILINE)
    assert "Why v1 is refused" in done.stdout
    assert (runner / "summary").read_text().startswith("## Refused: 1 breaking change")
    assert (outputs["verdict"], outputs["breaking"]) == ("refused", "1")
    assert json.loads(Path(outputs["report"]).read_text())["status"] == "refused"


def test_each_input_reaches_the_check(runner, api):
    git(api.root, "mv", "openapi.json", "a b.json")
    given = {"description": "a b.json", "base": "main:openapi.json", "formats": "html=*.html json=told.json text"}
    done, outputs = play(ACTION, "Check", runner, api.root, REQUEST, given | {"fail-on": "never"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "from git:main:openapi.json to a b.json" in " ".join(done.stdout.split())
    assert "::error" not in done.stdout
    assert (api.root / "*.html").exists()
    assert (api.root / "told.json").read_text() == Path(outputs["report"]).read_text()
    api.write(query=("limit",))
    more = {"fail-on": "additive client-library:breaking"}
    assert play(ACTION, "Check", runner, api.root, REQUEST, more)[0].returncode == 1


@pytest.mark.parametrize("formats", ["", " \n"])
def test_formats_that_a_calling_workflow_leaves_empty_are_the_usual_ones(runner, api, formats):
    """A refusal without a word would leave its reader with nothing but the exit code."""
    done, _ = play(ACTION, "Check", runner, api.root, REQUEST, {"formats": formats})
    assert done.returncode == 1
    assert re.search(r"^::error file=openapi.json,", done.stdout, re.MULTILINE)
    assert "Why v1 is refused" in done.stdout


def test_an_api_is_passed_on_where_one_is_named(runner, api):
    (runner / "apidiff" / "bin" / "apidiff").write_text("import sys; print(*sys.argv[1:], sep='\\n')\n")
    said = play(ACTION, "Check", runner, api.root, REQUEST, {"api": "leads api"})[0].stdout.splitlines()
    assert said[said.index("--api") + 1] == "leads api"
    assert "--api" not in play(ACTION, "Check", runner, api.root, REQUEST, {})[0].stdout


def test_the_comment_is_written_on_a_pull_request_alone(runner, api):
    with fake_github.serving(fake_github.FakeGitHub(login=None)) as server:
        given = {"comment": "true"}
        done, _ = play(ACTION, "Check", runner, api.root, REQUEST, given, server)
        assert (done.returncode, done.stderr) == (1, "Created: https://github.example/c/1\n")
        done, outputs = play(ACTION, "Check", runner, api.root, {}, given, server)
        assert (done.returncode, done.stderr, outputs["verdict"]) == (1, "", "refused")
    assert len(server.comments) == 1
    assert fake_github.TOKEN not in done.stdout


def test_of_a_fork_the_second_action_posts_the_report_of_the_first(runner, api):
    head = git(api.root, "rev-parse", "HEAD")
    fault = fake_github.Fault("POST", 403, message="Resource not accessible by integration")
    with fake_github.serving(fake_github.FakeGitHub(login=None, faults=[fault])) as server:
        done, outputs = play(ACTION, "Check", runner, api.root, REQUEST, {"comment": "true"}, server)
        assert (done.returncode, "second workflow" in done.stderr) == (1, True)
        assert server.comments == []
        git(api.root, "checkout", "-q", "main")
        server.open_pull(7, "mallory:feature", head)
        told = {"head_sha": head, "head_branch": "feature", "head_repository": {"owner": {"login": "mallory"}}}
        given = {"report": outputs["report"]}
        done, _ = play(COMMENT, "Comment", runner, api.root, {"workflow_run": told}, given, server)
    assert (done.returncode, done.stdout) == (0, "Created: https://github.example/c/1\n")
    assert server.comments[0]["body"].startswith("<!-- apidiff -->\n## Refused: 1 breaking change")


def test_a_wrong_input_ends_with_2_and_gives_no_verdict(runner, api):
    done, outputs = play(ACTION, "Check", runner, api.root, REQUEST, {"description": "--help"})
    assert (done.returncode, outputs) == (2, {})
    assert "there is no file `--help`" in done.stderr


@pytest.mark.parametrize("name", ["apidiff.py", "click.py", "json.py", "sitecustomize.py"])
def test_a_module_of_the_checkout_is_not_imported(tmp_path, name):
    (tmp_path / name).write_text("print('imported from the checkout')")
    command = Path(sys.executable).with_name("apidiff")
    if not command.exists():
        pytest.skip("apidiff is not installed beside this Python")
    done = subprocess.run(
        [sys.executable, "-I", command, "--version"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "imported" in done.stdout + done.stderr) == (0, False)


def test_a_configuration_is_passed_on_where_one_is_named(runner, api):
    (runner / "apidiff" / "bin" / "apidiff").write_text("import sys; print(*sys.argv[1:], sep='\\n')\n")
    said = play(ACTION, "Check", runner, api.root, REQUEST, {"config": "a b.toml"})[0].stdout.splitlines()
    assert said[said.index("--config") + 1] == "a b.toml"
    assert "--config" not in play(ACTION, "Check", runner, api.root, REQUEST, {})[0].stdout


def test_the_second_action_passes_on_the_configuration_and_how_many_apis_may_be_new(runner, api):
    (runner / "apidiff" / "bin" / "apidiff").write_text("import sys; print(*sys.argv[1:], sep='\\n')\n")
    given = {"report": "-r.json", "config": "a b.toml", "new-apis": "3"}
    said = play(COMMENT, "Comment", runner, api.root, {}, given)[0].stdout.splitlines()
    assert said[said.index("--from") + 1] == "-r.json"
    assert said[said.index("--config") + 1] == "a b.toml"
    assert said[said.index("--new-apis") + 1] == "3"
    said = play(COMMENT, "Comment", runner, api.root, {}, {"report": "r.json", "new-apis": ""})[0].stdout.splitlines()
    assert (said[said.index("--new-apis") + 1], "--config" in said) == ("0", False)
