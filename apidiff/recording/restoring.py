"""How a record that is not what was recorded comes back: a file in, what to do out."""

from __future__ import annotations

from pathlib import Path


def restored(path: Path | str) -> str:
    """The command, which helps also where the alteration was committed: HEAD has the file as it is now, then."""
    return f"`git checkout REV -- {path}`, with a commit that has it as it was recorded, such as the anchor's"


def restore(path: Path | str) -> str:
    """The whole hint."""
    return f"Restore it from version control: {restored(path)}."


__all__ = ["restore", "restored"]
