"""Each example's two descriptions go in, its `expected.json` comes out: `python -m tests.rules.golden [RULE...]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import apidiff
from apidiff.governing.config_loading import load_config
from apidiff.governing.meaning import declared_changes
from apidiff.model.policy import Policy
from apidiff.recording.entries import read_entry

HERE = Path(__file__).parent


def example_folders() -> list[Path]:
    return sorted(folder for folder in HERE.iterdir() if (folder / "base.yaml").is_file())


def changes_of(folder: Path) -> list[dict[str, Any]]:
    """The changes of one example as JSON, with its files named as they stand in the folder.

    An example may hold an entry.md: what its maintainer declares counts beside what the comparison finds. It may hold
    an apidiff.toml with the policy that its rule asks for.
    """
    policy = load_config(folder / "apidiff.toml").to_policy() if (folder / "apidiff.toml").is_file() else Policy()
    comparison = apidiff.diff(str(folder / "base.yaml"), str(folder / "revision.yaml"), policy)
    changes: list[dict[str, Any]] = comparison.to_dict()["changes"]
    if (folder / "entry.md").is_file():
        declared = declared_changes(read_entry(folder / "entry.md"), Policy(), comparison)
        changes = [change.to_dict() for change in declared] + changes
    for change in changes:
        for side in (change["base"], change["revision"]):
            if side and side["file"]:
                side["file"] = Path(side["file"]).name
    return json.loads(json.dumps(changes))


def expected_of(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "expected.json").read_text("utf-8"))


def main(ids: list[str]) -> None:
    for folder in example_folders():
        if ids and folder.name not in ids:
            continue
        text = json.dumps(changes_of(folder), indent=2, ensure_ascii=False) + "\n"
        (folder / "expected.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
