"""The README's first command, in a clone: what surrounds the folder that it plays in is governed, too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.example.playing import ROOT
from tests.recording.repositories import clone, commit

PLAYED = ("apidiff.toml", "templates", "changelog", "schemas", "docs/example")


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "product"
    for name in PLAYED:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copied(ROOT / name, root / name)
    (root / ".gitignore").write_text("/demo/\n")
    commit(root, "The product and its own records")
    # The newest commit is what is checked; its parent is what governs.
    (root / "README").write_text("")
    commit(root, "Say more")
    return clone(root, tmp_path / "checkout")


@pytest.fixture
def played(checkout, tmp_path):
    """Plays the demonstration; what came of it."""
    command = tmp_path / "apidiff"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m apidiff "$@"\n')
    command.chmod(0o755)
    env = os.environ | {"APIDIFF": str(command), "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    script = ["bash", checkout / "docs" / "example" / "demo.sh"]
    return lambda: subprocess.run(script, capture_output=True, text=True, env=env)


def test_the_demonstration_comes_to_its_end_in_a_clone(checkout, played):
    done = played()
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "Refused: " in done.stdout
    assert "Waived: " in done.stdout
    page = checkout / "demo" / "page" / "index.html"
    assert done.stdout.rstrip().endswith(str(page))
    assert page.is_file()


def test_where_it_ends_early_it_says_why(checkout, played):
    (checkout / "changelog" / "2026-06-23-lead-lifecycle.md").write_text("---\ntitle: nothing\n---\n")
    done = played()
    assert done.returncode != 0
    assert "== 3. " in done.stdout
    assert "Refused: " in done.stdout.rpartition("$ apidiff check")[2]
