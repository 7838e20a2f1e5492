"""An API with a past: a git repository whose commits have days, and a project that is to know of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.recording.pets import Pets, document
from tests.recording.repositories import IDENTITY, git


class Past:
    """The repository of the API, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        git(root, "init", "-q")

    @property
    def path(self) -> Path:
        return self.root / "openapi.json"

    def commit(self, when: str) -> str:
        """Commit all there is, at that time in UTC; the commit."""
        git(self.root, "add", "-A", ".")
        stamp = f"{when} +0000" if " " in when else f"{when} 12:00:00 +0000"
        subprocess.run(
            ["git", "commit", "-q", "--allow-empty", "-m", "x"],
            cwd=self.root,
            env=os.environ | IDENTITY | {"GIT_COMMITTER_DATE": stamp, "GIT_AUTHOR_DATE": stamp},
            check=True,
            capture_output=True,
        )
        return git(self.root, "rev-parse", "HEAD")

    def publish(self, when: str, **parts: Any) -> str:
        """Commit the description, with arguments as for `pets.document`."""
        return self.put(when, json.dumps(document(**parts)))

    def put(self, when: str, text: str, name: str = "openapi.json") -> str:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return self.commit(when)

    def tag(self, name: str) -> None:
        git(self.root, "tag", name)


def governed(root: Path, config: str = "") -> Pets:
    """A project without records beside it."""
    root.mkdir(exist_ok=True)
    return Pets(root, config)
