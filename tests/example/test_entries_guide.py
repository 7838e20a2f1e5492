"""What `docs/entries.md` shows is what the tool writes, and its commands run."""

import json
import re
import shlex
import shutil

import pytest

from tests.example.playing import ROOT, run

GUIDE = (ROOT / "docs" / "entries.md").read_text()
PAST = ROOT / "docs" / "example" / "past"


@pytest.fixture
def project(tmp_path):
    """The worked example after its first release, with what the second one changes."""
    config = '[project]\ndescription = "openapi.yaml"\n[versions]\nevents = "v1"\n'
    (tmp_path / "apidiff.toml").write_text(config)
    shutil.copy(PAST / "2026-06-17.yaml", tmp_path / "openapi.yaml")
    run(tmp_path, "snapshot", "--release", "2026-06-17")
    shutil.copy(PAST / "2026-06-23.yaml", tmp_path / "openapi.yaml")
    return tmp_path


def shown():
    """The texts of drafts that the guide shows, line by line."""
    blocks = re.findall(r"^(`{3,4})markdown\n(.*?)^\1$", GUIDE, flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    return [line for _, block in blocks for line in block.splitlines()]


def test_the_texts_that_it_shows_are_those_of_the_draft(project):
    run(project, "draft")
    (path,) = (project / "changelog" / "unreleased").glob("*.md")
    written = path.read_text().splitlines()
    assert [line for line in shown() if line not in written] == []


def test_its_commands_run(project):
    lines = [
        line for block in re.findall(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL) for line in block.splitlines()
    ]
    commands = [shlex.split(line.removeprefix("$ apidiff ")) for line in lines]
    assert len(commands) > 4
    for command in commands:
        if command[0] == "guide":
            with_v2(project)
        run(project, *command)
    assert (project / "moving-to-v2.md").exists()
    with pytest.raises(AssertionError, match=r"Meaning of `POST"):
        run(project, "check")


def with_v2(project):
    """The description with each path under v2, too."""
    text = (project / "openapi.yaml").read_text()
    if "/v2/" not in text:
        import yaml

        made = yaml.safe_load(text)
        made["paths"] |= {path.replace("/v1/", "/v2/"): item for path, item in made["paths"].items()}
        (project / "openapi.yaml").write_text(json.dumps(made, default=str))
