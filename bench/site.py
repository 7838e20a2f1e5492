"""Time `render` on large histories, and measure what it writes: the first time, and after one new release.

python -m bench.site --releases 1000
python -m bench.site --releases 24 --megabyte --rows 500
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from apidiff.recording.project import load_project
from apidiff.recording.snapshots import snapshot
from bench.generate import Shape, description
from bench.measure import Timing, compiled, once
from bench.pairs import ROOT
from bench.tools import apidiff

FIRST = datetime.date(2000, 1, 1)
MOST_BYTES = 500_000
"""Of a page."""


def grown(document: Any, number: int, rows: int) -> None:
    """Add so many fields to the schemas of a description, in turn."""
    schemas = [schema for name, schema in document["components"]["schemas"].items() if name != "Problem"]
    for row in range(rows):
        place = number * rows + row
        schemas[place % len(schemas)]["properties"][f"field_{place}"] = {"type": "string"}


def record(folder: Path, document: Any, number: int) -> None:
    (folder / "openapi.json").write_text(json.dumps(document))
    made = snapshot(load_project(folder), None, FIRST + datetime.timedelta(days=number), source_revision="none")
    assert made.recorded


def pages(folder: Path) -> tuple[int, int, int]:
    """How many files there are, how many bytes they have, and how many the largest page has."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return len(sizes), sum(sizes.values()), max(size for path, size in sizes.items() if path.suffix == ".html")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=1, help="changes of each release")
    parser.add_argument("--megabyte", action="store_true", help="of a description of 1 MB, else of 28 operations")
    asked = parser.parse_args()
    compiled(ROOT / "apidiff")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        (folder / "apidiff.toml").write_text('[project]\ntitle = "History"\ndescription = "openapi.json"\n')
        shape = Shape(resources=150, properties=20) if asked.megabyte else Shape(resources=7, properties=8)
        document = description(shape)
        for number in range(asked.releases):
            grown(document, number, asked.rows)
            record(folder, document, number)
        print(f"a description of {len((folder / 'openapi.json').read_bytes()):,} bytes in the end", flush=True)
        config = ("--config", str(folder / "apidiff.toml"))
        for title in ("first", "again", "after one more release"):
            if title.startswith("after"):
                grown(document, asked.releases, asked.rows)
                record(folder, document, asked.releases)
            timing = Timing()
            once(apidiff("render", *config), timing)
            files, size, largest = pages(folder / "public")
            print(
                f"render, {title}: {timing.least_s:.1f} s, {timing.peak_mb:.0f} MB; {files:,} files of "
                f"{size / 1e6:.1f} MB, the largest page {largest:,} bytes",
                flush=True,
            )
            assert largest <= MOST_BYTES


if __name__ == "__main__":
    main()
