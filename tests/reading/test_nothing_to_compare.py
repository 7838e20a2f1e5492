"""A description in which apidiff would find no operation, though it was meant to have some, is an error."""

from __future__ import annotations

import pytest

import apidiff
from apidiff.errors import InputError
from apidiff.openapi.types import TYPES
from tests.comparing.describing import received, sent

ITEM = {"get": {"responses": {"204": {"description": "Done"}}}}


def refused(revision):
    """Why it is none to compare a sound base with."""
    with pytest.raises(InputError) as caught:
        apidiff.diff(document("3.1.0", paths={}), revision)
    return caught.value


def document(version, **parts):
    return {"openapi": version, "info": {"title": "T", "version": "1"}} | parts


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("name", ["path", "Paths", "pahts"])
@pytest.mark.parametrize("more", [{}, {"components": {}}], ids=["", "components"])
def test_a_misspelled_paths_is_an_error_with_the_right_name(version, name, more):
    error = refused(document(version, **{name: {"/a": ITEM}}, **more))
    assert error.message == f"`{name}` is not a field of OpenAPI"
    assert (error.place.pointer, error.hint) == (f"/{name}", "Did you mean `paths`?")


def test_a_misspelled_webhooks_is_an_error_beside_paths():
    assert refused(document("3.1.0", paths={}, webhook={"e": {"post": ITEM["get"]}})).hint == "Did you mean `webhooks`?"


@pytest.mark.parametrize("part", ["components", "x-webhooks"])
def test_openapi_3_0_requires_paths(part):
    error = refused(document("3.0.3", **{part: {}}))
    assert error.message == "The description has no `paths`, which OpenAPI 3.0 requires"
    assert "`paths: {}`" in error.hint


@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
@pytest.mark.parametrize("part", ["webhooks", "components"])
def test_newer_versions_do_without_paths(version, part):
    assert apidiff.diff(document(version, **{part: {}}), document(version, **{part: {}})).verdict == "identical"


def test_an_extension_is_not_a_misspelling():
    assert apidiff.diff(document("3.1.0", components={}), document("3.1.0", components={}, **{"x-paths": {}}))


def test_a_base_without_paths_is_history():
    base = document("3.0.3", path={"/a": ITEM}, components={})
    [change] = [c for c in apidiff.diff(base, document("3.0.3", paths={"/a": ITEM}, components={})).changes if c.name]
    assert change.rule == "operation-added"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("str", "`string`"),
        ("String", "`string`"),
        ("int", "`integer`"),
        ("file", "`format: binary`"),
        ("xyz", "Use `string`"),
    ],
)
def test_an_unknown_type_in_the_revision_is_a_warning_and_undecided(version, name, hint):
    base, revision = (
        sent({"type": "object", "properties": {"a": {"type": kind}}}) | {"openapi": version}
        for kind in ("string", name)
    )
    comparison = apidiff.diff(base, revision)
    [warning] = comparison.warnings
    assert [(change.cls, change.rule) for change in comparison.changes if change.undecided] == [
        ("breaking", "schema-changed")
    ]
    assert warning.message.startswith(f"`type` is `{name}`, which is not a type of JSON Schema; ")
    assert warning.place.pointer.endswith("/properties/a/type")
    assert hint in warning.hint


def test_an_unknown_type_in_a_list_is_one_too():
    comparison = apidiff.diff(sent({"type": ["string"]}), sent({"type": ["string", "nil"]}))
    assert "`nil`" in comparison.warnings[0].message


def test_an_unknown_type_is_told_when_a_description_is_first_compared_with_itself():
    contract = apidiff.api.contract(sent({"type": "str"}))
    comparison = apidiff.api.compare(contract, contract, apidiff.model.policy.Policy(), audited=True)
    assert (comparison.verdict, len(comparison.warnings)) == ("identical", 1)


@pytest.mark.parametrize("name", TYPES)
def test_every_type_of_json_schema_is_known(name):
    assert apidiff.diff(sent({"type": name}), sent({"type": name})).verdict == "identical"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_an_unknown_type_that_was_there_before_is_history(version):
    base, revision, narrower = (
        sent({"type": "file", **more}) | {"openapi": version}
        for more in ({"description": "A"}, {"description": "B"}, {"maxLength": 3})
    )
    assert apidiff.diff(base, revision).verdict == "neutral"
    assert apidiff.diff(base, narrower).verdict == "breaking"


def test_an_unknown_type_in_the_base_is_a_warning_and_undecided():
    comparison = apidiff.diff(received({"type": "str"}), received({"type": "string"}))
    assert (comparison.verdict, comparison.changes[0].undecided) == ("breaking", True)
    assert "`str`" in comparison.warnings[0].message


def test_a_property_called_type_and_a_scheme_with_a_type_are_not_schemas():
    revision = sent({"type": "object", "properties": {"type": {"type": "string", "example": {"type": "x"}}}})
    revision["components"] = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}}
    assert apidiff.diff(revision, revision).verdict == "identical"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"name": "left-pad", "version": "1.0.0"}, "Name the main file of an OpenAPI 3 description"),
        ({"asyncapi": "3.0.0", "channels": {}}, "Name the main file of an OpenAPI 3 description"),
        ({"info": {}, "paths": {}}, "Add the version of OpenAPI"),
        ({"OpenAPI": "3.1.0", "paths": {}}, "Rename `OpenAPI` to `openapi`."),
        ({"openapi": 3.0, "paths": {}}, '`openapi: "3.0.0"`'),
        ({"openapi": 3.2, "paths": {}}, '`openapi: "3.2.0"`'),
        ({"openapi": 3, "paths": {}}, "`openapi: 3.1.0`"),
    ],
)
def test_the_hint_fits_what_was_given(given, hint):
    assert hint in refused(given).hint


@pytest.mark.parametrize("part", ["paths", "webhooks", "components"])
@pytest.mark.parametrize(("value", "kind"), [([], "an array"), (None, "null"), ("x", "a string")])
def test_one_of_the_wrong_type_is_said_to_be_that(part, value, kind):
    error = refused(document("3.1.0", **{part: value}))
    assert error.message == f"`{part}` should be an object, and is {kind}"
    assert error.place.pointer == f"/{part}"
    assert "Add" not in error.hint
