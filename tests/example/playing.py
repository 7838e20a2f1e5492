"""Playing the example: the command run in a folder, and entries put into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APIDIFF = [sys.executable, "-c", "from apidiff.cli import main; main()"]


def run(folder, *arguments, status=0):
    """Run apidiff in the folder as a user would; the output, once it has ended with `status`."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run([*APIDIFF, *arguments], cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == status, (
        f"apidiff {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    )
    return done.stdout


def enter(folder, *dates):
    """Put the entries of these dates into the project."""
    for date in dates:
        for path in (ROOT / "changelog").glob(f"{date}-*.md"):
            shutil.copy(path, folder / "changelog")
