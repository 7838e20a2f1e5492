"""What the README and the guides have a reader type, played from top to bottom as it stands there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.example.playing import ROOT, run
from tests.example.test_migrating_guide import git

PAST = ROOT / "docs" / "example" / "past"
README = (ROOT / "README.md").read_text()
DRAFTED = "9f3c1a7b20de 4410aa37c6f1"
"""The ids that the guide shows, in place of those that a reader sees."""


def commands(text):
    """Each command of apidiff in the console blocks, with the exit code that its comment names, else 0.

    Not `serve`, which goes on until it is stopped: `tests/cli/test_serve.py` runs it.
    """
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL):
        for line in re.findall(r"^\$ apidiff (?!serve\b)(.*)$", block, flags=re.MULTILINE):
            told = re.search(r"  # (\d)(?::|$)", line)
            yield shlex.split(line, comments=True), int(told[1]) if told else 0


def section(text, heading):
    return re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, flags=re.DOTALL | re.MULTILINE)[1]


class Reader:
    """Somebody who follows a guide on the worked example, whose descriptions are the versions of `openapi.yaml`."""

    def __init__(self, folder):
        self.folder = folder
        self.description = folder / "openapi.yaml"
        self.releases = iter(("2026-06-23", "2026-06-28"))
        shutil.copy(PAST / "2026-06-17.yaml", self.description)

    def types(self, arguments, status):
        if " ".join(arguments[1:3]) == DRAFTED:
            report = json.loads(run(self.folder, "check", "--format", "json", status=1))
            arguments[1:3] = [change["id"][:12] for change in report["changes"] if change["class"] == "breaking"]
        said = run(self.folder, *arguments, status=status)
        if arguments[0] == "snapshot" and (release := next(self.releases, None)):
            shutil.copy(PAST / f"{release}.yaml", self.description)
        return said


@pytest.mark.parametrize("name", ["README.md", "docs/getting-started.md"])
def test_a_reader_who_follows_it_gets_there(tmp_path, name):
    text = (ROOT / name).read_text()
    followed = section(text, "Your first use") if name == "README.md" else text
    reader, typed = Reader(tmp_path), []
    for arguments, status in commands(followed):
        if arguments[0] != "diff":
            reader.types(arguments, status)
            typed.append((arguments[0], status))
    assert [each for each in typed if each[0] == "check"][:2] == [("check", 1), ("check", 0)]
    assert (tmp_path / "public" / "index.html").exists()
    assert len(json.loads((tmp_path / "schemas" / "index.json").read_text())["lines"]) >= 2


def test_the_comparisons_of_the_readme_run_without_a_project(tmp_path):
    shutil.copy(PAST / "2026-06-17.yaml", tmp_path / "old.yaml")
    shutil.copy(PAST / "2026-06-23.yaml", tmp_path / "new.yaml")
    shutil.copy(tmp_path / "old.yaml", tmp_path / "openapi.yaml")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    git(tmp_path, "tag", "v1.4.0")
    shutil.copy(tmp_path / "new.yaml", tmp_path / "openapi.yaml")
    compared = [each for each, _ in commands(section(README, "Your first use")) if each[0] == "diff"]
    assert len(compared) == 3
    for arguments in compared:
        run(tmp_path, *arguments, status=1 if "--fail-on" in arguments else 0)
    assert (tmp_path / "report.html").exists()


def test_the_python_of_the_readme_runs(tmp_path):
    shutil.copy(PAST / "2026-06-17.yaml", tmp_path / "old.yaml")
    shutil.copy(PAST / "2026-06-23.yaml", tmp_path / "new.yaml")
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    begin = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    done = subprocess.run([sys.executable, "-c", begin + code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert (said[0], said[-1]) == ("breaking", "proved")
    assert any("site_id" in line and line.startswith("breaking") for line in said)


def test_the_formats_are_as_many_as_the_readme_says(tmp_path):
    assert "there are seven more formats" in README
    told = re.search(r"--format NAME\[=FILE\]\s+(.*?)\. ", run(tmp_path, "diff", "--help"), flags=re.DOTALL)[1]
    assert len(re.split(r",\s+| or\s+", re.sub(r"\(.*?\)", "", told))) == 2 + 7


def test_the_targets_that_the_readme_shows_are_those_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\$ make (\w+)", README, flags=re.MULTILINE)
    assert targets == ["demo", "test"]
    assert all(f"\n{target}: " in makefile for target in targets)


def test_the_commands_for_a_past_run(tmp_path):
    guide = (ROOT / "docs" / "history.md").read_text()
    git(tmp_path, "init")
    for release in ("2026-06-17", "2026-06-23", "2026-06-28"):
        shutil.copy(PAST / f"{release}.yaml", tmp_path / "openapi.yaml")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", release, "--date", f"{release}T12:00:00Z")
    first = list(commands(guide.partition("\n## ")[0]))
    for arguments, status in first:
        run(tmp_path, *arguments, status=status)
    assert [arguments[0] for arguments, _ in first] == ["init", "history", "history", "render", "check"]
    (entry, *_) = sorted((tmp_path / "changelog").glob("*.md"))
    entry.write_text(entry.read_text() + "\nIn our own words.\n")
    run(tmp_path, "amend", entry.relative_to(tmp_path).as_posix())


def test_the_commands_of_the_page_run(tmp_path):
    shutil.copy(PAST / "2026-06-17.yaml", tmp_path / "openapi.yaml")
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.yaml"\n')
    run(tmp_path, "snapshot", "--release", "2026-06-17")
    typed = list(commands((ROOT / "docs" / "page.md").read_text()))
    assert typed
    for arguments, status in typed:
        run(tmp_path, *arguments, status=status)
