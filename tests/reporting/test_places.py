"""Where a change is: every place can be found, and a side without the thing says so."""

from __future__ import annotations

import json

import pytest

import apidiff
from apidiff.reporting.formats import github, html, junit, markdown, text
from apidiff.reporting.formats.style import Style

DONE = {"responses": {"204": {"description": "Done"}}}
VERBOSE = Style(verbose=True)


def document(*paths, info="", notes=(), query=()):
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in query]
    items = {path: {"get": DONE | ({"parameters": parameters} if parameters else {})} for path in paths}
    schemas = {f"S{n}": {"type": "string", "description": note} for n, note in enumerate(notes)}
    about = {"title": "T", "version": "1", "description": info}
    return {"openapi": "3.1.0", "info": about, "paths": items, "components": {"schemas": schemas}}


def test_gathered_edits_name_their_places_and_are_not_called_the_same():
    base, revision = document("/a", info="one"), document("/a", info="two")
    revision["paths"]["/a"] = {"get": DONE | {"description": "Gets it."}}
    comparison = apidiff.diff(base, revision)
    assert [(change.rule, len(change.also)) for change in comparison.changes] == [("documentation-changed", 1)]
    shown = text.diff(comparison, VERBOSE)
    assert "the same edit" not in shown
    assert "#/info" in shown
    assert "#/paths/~1a/get" in shown


def test_many_places_are_listed_when_verbose_and_counted_otherwise():
    notes = [f"note {n}" for n in range(9)]
    comparison = apidiff.diff(document("/a", notes=notes), document("/a", notes=[f"{note}!" for note in notes]))
    assert all(f"#/components/schemas/S{n}/description" in text.diff(comparison, VERBOSE) for n in range(9))
    assert "more places" in markdown.diff(comparison)


def test_every_affected_operation_is_listed_when_verbose():
    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}
    item = {"put": {"requestBody": body, **DONE}}

    def described(longest):
        schema["properties"]["a"]["maxLength"] = longest
        both = {f"/v1/things{n}": item for n in range(9)}
        return json.loads(json.dumps({**document(), "paths": both, "components": {"schemas": {"S": schema}}}))

    comparison = apidiff.diff(described(9), described(5))
    assert "and 6 more" in text.diff(comparison)
    shown = text.diff(comparison, VERBOSE)
    assert all(f"PUT /v1/things{n}" in shown for n in range(9))


@pytest.mark.parametrize(
    "revision", [document("/a", "/b"), document("/a", query=("q",))], ids=["operation", "parameter"]
)
def test_what_was_added_was_not_there_before(revision):
    comparison = apidiff.diff(document("/a"), revision)
    assert "before    not there" in text.diff(comparison)
    assert "before `not there`" in markdown.diff(comparison)
    assert "Not there." in html.diff(comparison)


def test_in_a_file_on_one_line_the_pointer_says_where(tmp_path):
    files = [tmp_path / name for name in ("old.json", "new.json")]
    for file, paths in zip(files, (("/a", "/b"), ("/a",)), strict=True):
        file.write_text(json.dumps(document(*paths)))
    comparison = apidiff.diff(*map(str, files))
    assert "old.json:1 at /paths/~1b/get" in text.diff(comparison)
    assert "new.json:1 at /paths" in text.diff(comparison)
    assert "At /paths." in github.diff(comparison)
    assert " at /paths" in junit.diff(comparison, Style(root=str(tmp_path)))
