"""The published schemas are those of the models, cover every document, and keep what `docs/json.md` promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from apidiff.reporting import published

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "schemas"
SCHEMAS = {name: json.loads(text) for name, text in published.schemas().items()}

CLOSED = {
    "class": ["additive", "breaking", "neutral"],
    "names of class": ["from-server", "to-server"],
    "verdict": ["additive", "breaking", "identical", "neutral"],
    "direction": ["from-server", "to-server"],
    "lens": ["client-library", "wire"],
    "treatment": ["excluded", "reported"],
    "accepted_by": ["base", "revision"],
    "rejected_by": ["base", "revision"],
    "origin": ["pull-request", "target-branch"],
    "state": ["anchored", "first adoption", "not anchored"],
    "severity": ["note", "unsound"],
    "op": ["add", "remove", "replace"],
}
"""The closed sets by the field that holds them, as they were first published."""
OF_DOCUMENT = {
    ("apidiff.check", "status"): ["pass", "refused", "waived"],
    ("apidiff.checks", "status"): ["pass", "refused", "waived"],
    ("apidiff.guide", "status"): ["differs", "gone", "moved", "new", "same"],
    ("apidiff.check", "kind"): ["accepted", "correction"],
    ("apidiff.checks", "kind"): ["accepted", "correction"],
    ("apidiff.changelog", "kind"): ["accepted", "correction"],
    ("apidiff.policy", "kind"): ["built-in", "file", "preset"],
    ("apidiff.index", "verdicts"): ["baseline", "observed", "pass", "refused", "waived"],
}
"""Those whose field holds another set elsewhere."""


def enums(node, field=""):
    """Each closed set of a schema, with the field that holds it."""
    if isinstance(node, list):
        for item in node:
            yield from enums(item, field)
    elif isinstance(node, dict):
        if "enum" in node:
            yield field, node["enum"]
        for key, value in node.items():
            if key == "properties":
                for name, schema in value.items():
                    yield from enums(schema, name)
            else:
                yield from enums(value, f"names of {field}" if key == "propertyNames" else field)


def test_the_published_schemas_are_current():
    texts = published.schemas()
    assert {path.name for path in DOCS.iterdir()} == set(texts)
    for name, text in texts.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "run `make docs`"


def test_the_published_schemas_are_schemas():
    for schema in SCHEMAS.values():
        jsonschema_rs.meta.validate(schema)


def test_the_command_writes_them(tmp_path: Path):
    published.main(str(tmp_path))
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == published.schemas()


def test_every_document_that_the_code_writes_has_a_schema():
    written = set()
    for path in (ROOT / "apidiff").rglob("*.py"):
        written |= set(re.findall(r'"(apidiff\.[a-z-]+/[0-9])"', path.read_text()))
    assert written - {"apidiff.index/1"} == set(published.DOCUMENTS)  # index/1 is only read


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_closed_set_stays_as_it_was_published(name):
    """A program may list its values. One that grows or shrinks is another number in `format`."""
    document = name.removesuffix(".schema.json")
    for field, values in enums(SCHEMAS[name]):
        expected = OF_DOCUMENT.get((document, field)) or CLOSED[field]
        assert set(values) <= set(expected), field
        if document != "apidiff.index":
            assert sorted(values) == expected, field
