"""The command line in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from apidiff.cli.edge import run

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from apidiff.cli import main; main()"]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def environment(**more):
    """The environment of a process that finds this checkout."""
    return os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"} | more


@pytest.fixture
def apidiff(tmp_path, monkeypatch, capsys):
    """Run a command within this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def call(*arguments):
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture
def process(tmp_path):
    """Run a command as a process of its own, in the same folder."""

    def call(*arguments, **options):
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(),
            timeout=60,
            **options,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return call
