"""The commands that are timed: apidiff as installed beside this interpreter, and the peers out of bench/.peers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench" / ".peers"
OPENAPI_DIFF = PEERS / "npm" / "node_modules" / ".bin" / "openapi-diff"


def apidiff(*arguments: str) -> list[str]:
    """The installed command; where there is none, the same program through the interpreter."""
    installed = Path(sys.executable).parent / "apidiff"
    if installed.exists():
        return [str(installed), *arguments]
    return [sys.executable, "-c", "from apidiff.cli import main; main()", *arguments]


def comparing(base: Path, revision: Path, *, with_peers: bool) -> dict[str, list[str]]:
    """Each tool's command to compare the two; all print a machine's format, which nobody reads."""
    commands = {"apidiff": apidiff("diff", str(base), str(revision), "--format", "json")}
    if with_peers:
        commands["libopenapi"] = [str(PEERS / "libopenapi-peer"), str(base), str(revision)]
        commands["oasdiff"] = [str(PEERS / "oasdiff"), "changelog", str(base), str(revision), "--format", "json"]
        if OPENAPI_DIFF.exists() and (node := shutil.which("node")):
            commands["openapi-diff"] = [node, str(OPENAPI_DIFF), str(base), str(revision)]
    return commands


def have_peers() -> bool:
    return (PEERS / "libopenapi-peer").exists() and (PEERS / "oasdiff").exists()
