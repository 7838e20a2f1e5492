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
