"""What `docs/migrating.md` maps to apidiff runs, and its configuration does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess

import pytest

from apidiff.governing.config_loading import parse_config
from tests.example.playing import ROOT, run
from tests.example.test_entries_guide import with_v2

GUIDE = (ROOT / "docs" / "migrating.md").read_text()
PAST = ROOT / "docs" / "example" / "past"
FIRST, IN_FLIGHT = [
    [line.removeprefix("$ apidiff ") for line in block.splitlines()]
    for block in re.findall(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL)
]
SPANS = sorted(set(re.findall(r"`apidiff ([^`]+)`", GUIDE)))
REFUSED = {"apidiff check", "apidiff check --base main:openapi.yaml"}
"""What ends with 1 as long as nothing is waived, as does whatever is asked to `--fail-on` a break."""

BASE = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /v1/orders:
    get: {operationId: listOrders, responses: {"200": {description: ok}}}
  /v1/drafts:
    get: {MARK, responses: {"200": {description: ok}}}
"""


def git(folder, *arguments):
    settings = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The example on `main` as it was first, with what the second release changes in the working tree."""
    folder = tmp_path_factory.mktemp("first")
    shutil.copy(PAST / "2026-06-17.yaml", folder / "openapi.yaml")
    git(folder, "init")
    for command in FIRST:
        run(folder, *shlex.split(command))
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    shutil.copy(PAST / "2026-06-17.yaml", folder / "old.yaml")
    shutil.copy(PAST / "2026-06-23.yaml", folder / "new.yaml")
    shutil.copy(PAST / "2026-06-23.yaml", folder / "openapi.yaml")
    return folder


@pytest.fixture
def project(first, tmp_path):
    """A copy of one's own."""
    return shutil.copytree(first, tmp_path, symlinks=True, dirs_exist_ok=True)


def test_the_first_commands_pass(project):
    assert len(FIRST) == 3
    assert (project / "schemas" / "2026-06-17.json").exists()


def test_what_is_in_flight_is_waived(project):
    run(project, "check", status=1)
    for command in IN_FLIGHT:
        run(project, *shlex.split(command))


@pytest.mark.parametrize("span", SPANS)
def test_each_command_that_a_row_names_runs(project, span):
    arguments = shlex.split(span)
    if arguments[0] == "guide":
        with_v2(project)
    if arguments[0] == "waive":
        run(project, "draft")
    if arguments[0] == "snapshot":
        for command in IN_FLIGHT:
            run(project, *shlex.split(command))
    if arguments[0] == "history":
        shutil.rmtree(project / "schemas")
        git(project, "commit", "-am", "second")
    refuses = f"apidiff {span}" in REFUSED or "--fail-on breaking" in span
    run(project, *arguments, status=1 if refuses else 0)


def verdict(folder, configuration, base, revision):
    (folder / "apidiff.toml").write_text(configuration)
    (folder / "base.yaml").write_text(base)
    (folder / "revision.yaml").write_text(revision)
    return run(folder, "diff", "base.yaml", "revision.yaml").splitlines()[0]


OASDIFF, OPTIC = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_configuration_in_place_of_oasdiffs_does_what_it_says(tmp_path):
    policy = parse_config(OASDIFF).policy
    assert (policy.new_enum_value, policy.sunset_days) == ("breaking", 180)
    renamed = BASE.replace("listOrders", "allOrders")
    assert verdict(tmp_path, OASDIFF, BASE.replace("MARK, ", ""), renamed.replace("MARK, ", "")).startswith("Neutral")
    for mark, expected in [
        ("x-internal: true", "Neutral"),
        ("x-stability-level: draft", "Neutral"),
        ("x-stability-level: alpha", "Neutral"),
        ("x-stability-level: beta", "Breaking"),
        ("description: plain", "Breaking"),
    ]:
        base = BASE.replace("MARK", mark)
        gone = base[: base.index("  /v1/drafts")]
        assert verdict(tmp_path, OASDIFF, base, gone).startswith(expected), mark


def test_the_configuration_in_place_of_optics_does_what_it_says(tmp_path):
    marked, plain = BASE.replace("MARK", "x-draft: true"), BASE.replace("MARK, ", "")
    gone = plain[: plain.index("  /v1/drafts")]
    assert not verdict(tmp_path, OPTIC, marked, gone).startswith("Breaking")
    assert verdict(tmp_path, OPTIC, plain, gone).startswith("Breaking")
    assert verdict(tmp_path, OPTIC, marked, plain).startswith("Additive")
    assert verdict(tmp_path, OPTIC, plain, marked).startswith("Breaking")
