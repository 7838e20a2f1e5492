"""What belongs to no path version, beside some that do."""

from __future__ import annotations

from pathlib import Path

from apidiff.cli.edge import run
from apidiff.reporting import words
from tests.recording.pets import Pets, document


def test_events_are_no_newer_for_a_second_path_version(tmp_path: Path):
    pets = Pets(tmp_path)
    made = document()
    made["webhooks"] = {"pet.sold": {"post": {"responses": {"204": {"description": "ok"}}}}}
    pets.put(made)
    assert pets.snapshot().recorded
    made["paths"]["/v2/pets"] = {"get": {"responses": {"204": {"description": "ok"}}}}
    pets.put(made)
    config = str(tmp_path / "apidiff.toml")
    assert run(["draft", "--config", config]) == 0
    assert run(["waive", "--all", "--reason", "all know", "--approved-by", "owner", "--config", config]) in (0, 1, 2)
    assert run(["snapshot", "--release", "2026-06-23", "--config", config]) == 0
    assert run(["render", "--config", config]) == 0
    page = (tmp_path / "public" / "index.html").read_text()
    assert "Outside of any version</a> <span>Recorded since 17 June 2026" in page
    assert ">unversioned<" not in page


def test_where_something_shipped():
    assert words.inside(["v1", "v2"]) == "inside v1, v2"
    assert words.inside(["unversioned"]) == "outside of any version"
    assert words.inside(["unversioned", "v1"]) == "inside v1 and outside of any version"
