"""One edit of prose is one neutral change: `python -m tests.laws.titles FOLDER`.

Takes each description in the folder, edits `info.title` and nothing else, and compares the two in four ways: the files
as they are written; bundled into one; with the keys of every object in the reverse order; with the sides swapped. Equal
subtrees are not walked, so an order of keys that differs everywhere makes the comparison look at all of it. Prints what
is wrong and exits with 1 if anything is.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apidiff
from apidiff.model.policy import Policy
from apidiff.reading import read


def descriptions(folder: Path) -> Iterator[Path]:
    """The main files: JSON and YAML beside each other, or the one that a `specification` folder names."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and path.suffix in (".json", ".yaml", ".yml") and "specification" not in parts:
            yield path
        elif path.is_dir() and path.name == "specification":
            yield next(file for file in sorted(path.glob("*.y*ml")) if b"openapi:" in file.read_bytes()[:2000])


def reversed_keys(value: Any) -> Any:
    """The same value with the keys of every object in the reverse order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


def edited(document: dict[str, Any]) -> dict[str, Any]:
    """The document with another title."""
    return document | {"info": document["info"] | {"title": "Another title"}}


def faults(base: Any, revision: Any) -> list[str]:
    """What is told beside the one neutral change of prose."""
    comparison = apidiff.diff(base, revision, Policy(new_enum_value="breaking"))
    told = [f"{c.cls}{' undecided' if c.undecided else ''} {c.rule}: {c.title}" for c in comparison.changes]
    prose = [c for c in comparison.changes if c.rule == "documentation-changed"]
    right = [c for c in prose if c.revision and c.revision.pointer == "/info"]
    return [] if len(told) == len(right) == 1 and comparison.verdict == "neutral" else told or ["nothing"]


def retitled(path: Path, folder: Path) -> Path:
    """A copy of the description's files in `folder` whose main file has another title, in the same line."""
    kept = folder / "copy"
    if path.parent.name == "specification":
        shutil.copytree(path.parent, kept)
    else:
        kept.mkdir()
    lines = path.read_text("utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if re.match(r"""\s*["']?info["']?\s*:""", line))
    at = next(n for n in range(start, len(lines)) if re.match(r"""\s*["']?title["']?\s*:""", lines[n]))
    lines[at] = re.sub(r"""(title["']?\s*:\s*)(.*?)(,?\s*)$""", r'\1"Another title"\3', lines[at])
    (kept / path.name).write_text("".join(lines), "utf-8")
    return kept / path.name


def broken(path: Path) -> Iterator[str]:
    """The ways in which a description breaks the law."""
    document = json.loads(json.dumps(read(str(path)).document, default=float))
    other = edited(document)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("base.json", "revision.json", "reversed.json")]
        for file, value in zip(files, (document, other, reversed_keys(other)), strict=True):
            file.write_text(json.dumps(value, indent=1), "utf-8")
        base, revision, reverse = map(str, files)
        ways = {
            "as written": (str(path), str(retitled(path, Path(folder)))),
            "bundled": (base, revision),
            "keys reversed": (base, reverse),
            "swapped": (reverse, base),
        }
        for way, pair in ways.items():
            for fault in faults(*pair)[:5]:
                yield f"{path}: {way}: {fault}"


def main() -> int:
    """Print each fault; the exit code."""
    held = 0
    found: list[str] = []
    for path in descriptions(Path(sys.argv[1])):
        here = list(broken(path))
        found += here
        held += not here
        print(*here, sep="\n", end="\n" if here else "", flush=True)
    print(f"{held} descriptions hold, {len(found)} faults")
    return 1 if found or not held else 0


if __name__ == "__main__":
    sys.exit(main())
