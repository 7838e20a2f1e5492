from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs

from apidiff.reporting import contract

DOCS = Path(__file__).parents[2] / "docs"


def test_the_published_schemas_are_current():
    for name, text in contract.schemas().items():
        published = DOCS / name
        assert published.read_text(encoding="utf-8") == text, "run `python -m apidiff.reporting.contract docs/`"


def test_the_published_schemas_are_schemas():
    for text in contract.schemas().values():
        jsonschema_rs.meta.validate(json.loads(text))


def test_the_command_writes_them(tmp_path: Path):
    contract.main(str(tmp_path))
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == contract.schemas()
