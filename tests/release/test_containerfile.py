"""The Containerfile: its steps are run in a folder that stands for the image's, as no engine is needed for that."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import site
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.recording.pets import Pets
from tests.recording.repositories import commit, git

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Containerfile").read_text("utf-8")
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
KNOWN = {"ARG", "FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "ENTRYPOINT"}
FOLDERS = ("/source", "/opt", "/wheel", "/work", "/tmp/cache")


class Step(NamedTuple):
    name: str
    rest: str


def steps(text: str) -> list[Step]:
    """Its instructions, each on one line, without comments."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [Step(*line.split(maxsplit=1)) for line in joined]


STEPS = steps(TEXT)


def only(name: str) -> str:
    (rest,) = [step.rest for step in STEPS if step.name == name]
    return rest


def test_it_is_slim_runs_as_nobody_known_and_starts_apidiff():
    assert {step.name for step in STEPS} <= KNOWN
    bases = [step.rest for step in STEPS if step.name == "FROM"]
    assert bases == ["python:${PYTHON}-slim AS build", "python:${PYTHON}-slim"]
    user, group = only("USER").split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert json.loads(only("ENTRYPOINT")) == ["apidiff"]
    assert [step.name for step in STEPS].index("USER") > STEPS.index(Step("FROM", bases[-1]))


def test_every_package_is_locked_by_its_hash():
    installs = [step.rest for step in STEPS if "pip install" in step.rest]
    assert len(installs) == 2
    assert all("--require-hashes" in one or {"--no-index", "--no-deps"} <= set(one.split()) for one in installs)


def test_what_it_copies_is_in_the_repository():
    tracked = set(git(ROOT, "ls-files").split("\n")) if (ROOT / ".git").exists() else None
    for step in STEPS:
        if step.name == "COPY" and not step.rest.startswith("--from"):
            for name in step.rest.split()[:-1]:
                assert (ROOT / name).exists()
                assert tracked is None or (ROOT / name).is_dir() or name in tracked


def test_the_guide_builds_this_file_and_mounts_the_folder_that_it_works_in():
    (section,) = re.findall(r"^## In a container\n(.*?)^## ", GUIDE, re.MULTILINE | re.DOTALL)
    assert "--file Containerfile ." in section
    assert section.count(f':{STEPS[-2].rest}"') == 1


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder with what the steps leave, and what they say of the environment.

    The locked packages are those of this test's environment, and no system package is installed.
    """
    root = tmp_path_factory.mktemp("image")
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(root), "LANG": "C.UTF-8"}
    environ["GIT_CONFIG_SYSTEM"] = str(root / "gitconfig")

    def inside(text: str) -> str:
        return re.sub("|".join(rf"(?<![\w/]){folder}\b" for folder in FOLDERS), lambda m: f"{root}{m[0]}", text)

    here = root
    for name, rest in STEPS:
        if name == "WORKDIR":
            here = Path(inside(rest))
            here.mkdir(parents=True, exist_ok=True)
        elif name == "ENV":
            for word in shlex.split(inside(rest)):
                key, _, value = word.partition("=")
                environ[key] = value.replace("$PATH", environ["PATH"])
        elif name == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            for source in sources:
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, here / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copyfile(ROOT / source, here / target / source)
        elif name == "RUN" and "--require-hashes" in rest:
            (packages,) = (root / "opt/apidiff/lib").glob("python*/site-packages")
            (packages / "locked.pth").write_text("\n".join(site.getsitepackages()))
        elif name == "RUN" and not rest.startswith("apt-get"):
            done = subprocess.run(["sh", "-ec", inside(rest)], cwd=here, env=environ, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    return environ, here


def test_its_steps_leave_an_apidiff_that_checks_a_repository_in_its_folder(image):
    environ, work = image
    pets = Pets(work)
    assert pets.snapshot().recorded
    commit(pets.root, "first release")
    entry = json.loads(only("ENTRYPOINT"))
    program = shutil.which(entry[0], path=environ["PATH"])
    assert program == str(work.parent / "opt/apidiff/bin/apidiff")
    installed = subprocess.run(
        [f"{Path(program).parent}/python", "-c", "import apidiff; print(apidiff.__file__)"],
        cwd=work, env=environ, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert installed.startswith(str(work.parent / "opt/apidiff"))
    done = subprocess.run([program, "check"], cwd=work, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "v1" in done.stdout
