"""Time `verify` and `render` on a long history: each release adds a field to an API of 28 operations.

python -m bench.records --releases 1000
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import tempfile
from pathlib import Path

from apidiff.recording.project import load_project
from apidiff.recording.snapshots import snapshot
from bench.generate import Shape, description
from bench.measure import Timing, compiled, once
from bench.pairs import ROOT
from bench.tools import apidiff

FIRST = datetime.date(2000, 1, 1)


def recorded(folder: Path, releases: int) -> None:
    """Make a governed project with so many releases, a day apart."""
    document = description(Shape(resources=7, properties=8))
    schemas = [schema for name, schema in document["components"]["schemas"].items() if name != "Problem"]
    (folder / "apidiff.toml").write_text('[project]\ntitle = "History"\ndescription = "openapi.json"\n')
    for number in range(releases):
        schemas[number % len(schemas)]["properties"][f"field_{number}"] = {"type": "string"}
        (folder / "openapi.json").write_text(json.dumps(document))
        made = snapshot(load_project(folder), None, FIRST + datetime.timedelta(days=number), source_revision="none")
        assert made.recorded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=1000)
    asked = parser.parse_args()
    compiled(ROOT / "apidiff")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        recorded(folder, asked.releases)
        config = ("--config", str(folder / "apidiff.toml"))
        for title, command in (
            ("verify", "verify"),
            ("verify again", "verify"),
            ("render", "render"),
            ("render again", "render"),
        ):
            timing = Timing()
            once(apidiff(command, *config), timing)
            print(
                f"{title:12s} {asked.releases} releases   {timing.least_s:.2f} s, {timing.peak_mb:.0f} MB", flush=True
            )


if __name__ == "__main__":
    main()
