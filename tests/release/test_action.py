"""The GitHub action: what it runs imports nothing from the checkout, and takes no value into a script's text."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
STEPS = [step for step in yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"] if "run" in step]
LINES = [line.strip() for step in STEPS for line in step["run"].splitlines() if not line.strip().startswith("#")]


def test_every_python_of_the_action_is_isolated():
    started = [line for line in LINES if re.search(r"python|apidiff/bin", line)]
    assert len(started) >= 4
    assert all(re.match(r'(python|"\$RUNNER_TEMP/apidiff/bin/python") -I ', line) for line in started)


def test_no_value_of_an_event_stands_in_a_script():
    assert not [line for line in LINES if "${{" in line]


@pytest.mark.parametrize(
    ("source", "base"), [("", ""), ("a b.yaml", ""), ("", "git:main:api.yaml"), ("a.yaml", "b.yaml")]
)
def test_the_comment_and_the_gate_ask_the_same_question(tmp_path, source, base):
    """Each step is run with a Python that prints what it was called with."""
    python = tmp_path / "apidiff" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nshift 2\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    asked = {}
    inputs = {"source": source, "base": base}
    for step in STEPS:
        if step["name"] not in ("Comment", "Check"):
            continue
        given = {key: re.match(r"\$\{\{ inputs\.(\w+) \}\}\Z", value) for key, value in step["env"].items()}
        env = {key: inputs.get(found[1], "") for key, found in given.items() if found}
        env |= {"RUNNER_TEMP": str(tmp_path), "PATH": os.environ["PATH"]}
        done = subprocess.run(["bash", "-c", step["run"]], env=env, capture_output=True, text=True, check=True)
        own = {"comment", "check", "--host", "--format", "github", "text"}
        asked[step["name"]] = [word for word in done.stdout.splitlines() if word not in own]
    wanted = [*([source] if source else []), *(["--base", base] if base else [])]
    assert asked == {"Comment": wanted, "Check": wanted}


def test_both_steps_work_in_the_same_folder():
    asking = [step for step in STEPS if step["name"] in ("Comment", "Check")]
    assert len({step["working-directory"] for step in asking}) == 1


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
