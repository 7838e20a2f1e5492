"""`docs/comparison.md` has the figures that were measured, and what it says of verdicts is so."""

from __future__ import annotations

import json
import re

from bench.peers import OASDIFF
from tests.example.playing import ROOT, run

DOCS = ROOT / "docs"
GUIDE = (DOCS / "comparison.md").read_text()
MEASURED = (DOCS / "performance.md").read_text()


def measured():
    """The rows of the table beside the peers, each a cell by its column's name."""
    table = MEASURED.partition("## Beside the peers")[2].partition("\n## ")[0]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]]


def memory(rows, column):
    """From the least to the most MB in a column."""
    peaks = [int(re.search(r"(\d+) MB", row[column]).group(1)) for row in rows]
    return f"{min(peaks)} to {max(peaks)}"


def test_the_figures_of_speed_are_those_measured():
    assert f"oasdiff {OASDIFF.rpartition('@v')[2]}" in GUIDE
    peer = (ROOT / "bench" / "libopenapi-peer" / "go.mod").read_text()
    (version,) = re.findall(r"pb33f/libopenapi v([0-9.]+)", peer)
    assert f"libopenapi {version}" in GUIDE
    cells = GUIDE.partition("| wall time |")[2].partition("\n\n")[0]
    for figure in re.findall(r"\b\d\.\d+\b", cells):
        assert figure in MEASURED, figure
    rows = measured()
    read = [row for row in rows if row["oasdiff"] != "does not read it"]
    assert (len(read), len(rows)) == (7, 9)
    assert f"{memory(read, 'oasdiff')} MB, where apidiff takes {memory(read, 'apidiff')} with" in GUIDE
    assert f"{memory(rows, 'libopenapi')} MB, where apidiff takes {memory(rows, 'apidiff')} |" in GUIDE


def test_the_scores_are_those_of_the_decisions():
    decisions = (DOCS / "decisions.md").read_text()
    assert "scores 161 of 179" in decisions
    assert "on 179 pairs" in GUIDE
    assert "agrees on 161. [The other 18]" in GUIDE
    assert "Of the 205 lines of a changelog that people wrote, 204 are found, and all 20 breaking ones" in decisions
    assert "Against 205 lines" in GUIDE
    assert "finds 204, and all 20 that are breaking" in GUIDE


def verdict(folder, base, revision):
    """Of one schema in a request, which becomes another."""
    for name, schema in (("base", base), ("revision", revision)):
        body = {"content": {"application/json": {"schema": schema}}}
        operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
        description = {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": {"/v1/orders": {"post": operation}},
        }
        (folder / f"{name}.json").write_text(json.dumps(description))
    return json.loads(run(folder, "diff", "base.json", "revision.json", "--format", "json"))["verdict"]


def test_a_rewrite_and_a_limit_without_effect_are_neutral(tmp_path):
    listed = {"enum": ["a", "b"]}
    assert verdict(tmp_path, listed, {"oneOf": [{"const": "a"}, {"const": "b"}]}) == "neutral"
    assert verdict(tmp_path, listed, listed | {"maxLength": 5}) == "neutral"
    assert verdict(tmp_path, listed, {"oneOf": [{"const": "a"}]}) == "breaking"
