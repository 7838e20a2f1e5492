"""What is not looked into is never proved to differ harmlessly: contents, legacy keywords, other dialects."""

from __future__ import annotations

import pytest

from apidiff.containment import is_subschema

TEXT = {"type": "string"}
BASE64 = {**TEXT, "contentEncoding": "base64"}
JSON = {**TEXT, "contentMediaType": "application/json"}
OCTETS = {**TEXT, "contentMediaType": "application/octet-stream"}
PNG = {**BASE64, "contentMediaType": "image/png"}


def content(schema):
    return {**JSON, "contentSchema": schema}


def asserted(sub, sup):
    return is_subschema(sub, sup, contents="assert").status


@pytest.mark.parametrize("schema", [BASE64, JSON, PNG, content({"type": "integer"}), {"items": PNG}], ids=str)
def test_a_content_equals_itself(schema):
    assert asserted({**schema, "title": "a"}, schema) == "proved"
    assert asserted({**schema, "maxLength": 8}, schema) == "proved"
    assert asserted({"properties": {"a": schema}, "required": ["a"]}, {"properties": {"a": schema}}) == "proved"


@pytest.mark.parametrize(
    ("sub", "sup"),
    [
        (TEXT, BASE64),
        (BASE64, {**TEXT, "contentEncoding": "base16"}),
        (TEXT, JSON),
        (TEXT, OCTETS),
        (BASE64, OCTETS),
        (PNG, {**BASE64, "contentMediaType": "image/jpeg"}),
        ({**TEXT, "contentMediaType": "image/png"}, PNG),
        (JSON, content({"type": "integer"})),
        (content({"type": "number"}), content({"type": "integer"})),
        (content({"type": "integer"}), JSON | {"contentEncoding": "base64"}),
    ],
    ids=str,
)
def test_another_content_is_undecided(sub, sup):
    assert asserted(sub, sup) == "undecided"
    assert is_subschema(sub, sup).status == "proved"  # an annotation, as JSON Schema has it by default


def test_less_asked_of_a_content_is_proved():
    assert asserted(PNG, BASE64) == "proved"
    assert asserted(BASE64, TEXT) == "proved"
    assert asserted(content({"type": "integer"}), content({"type": "number"})) == "proved"
    assert asserted(content({"type": "integer"}), JSON) == "proved"
    assert asserted({**BASE64, "contentEncoding": "BASE64"}, BASE64) == "proved"


def test_a_content_schema_without_a_media_type_asks_nothing():
    assert asserted(TEXT, {**TEXT, "contentSchema": {"type": "integer"}}) == "proved"


def test_recursion_through_a_content_ends():
    tree = {"$ref": "#/$defs/t", "$defs": {"t": content({"type": "array", "items": {"$ref": "#/$defs/t"}})}}
    other = {
        "$ref": "#/$defs/t",
        "$defs": {"t": content({"type": "array", "items": {"$ref": "#/$defs/t"}, "maxItems": 1})},
    }
    assert asserted(other, tree) == "proved"
    assert asserted(tree, other) == "undecided"


def test_what_is_no_string_has_no_content():
    answer = is_subschema({"contentEncoding": "base64"}, TEXT, contents="assert")
    assert (answer.status, answer.witness) == ("refuted", None)


@pytest.mark.parametrize("encoding", ["base64", "base64url", "base16"])
def test_a_witness_of_a_known_encoding_is_so_encoded(encoding):
    import base64

    decode = {"base64": base64.b64decode, "base64url": base64.urlsafe_b64decode, "base16": base64.b16decode}[encoding]
    schema = {**TEXT, "contentEncoding": encoding}
    answer = is_subschema({**schema, "minLength": 3}, {**schema, "maxLength": 5}, contents="assert")
    assert answer.status == "refuted"
    assert decode(answer.witness)


def test_a_content_of_another_media_type_has_no_witness():
    assert asserted(PNG, {**PNG, "maxLength": 5}) == "undecided"


def test_any_text_holds_any_bytes():
    answer = is_subschema({"items": OCTETS}, {"items": {**OCTETS, "maxLength": 5}}, contents="assert")
    assert answer.status == "refuted"
    assert len(answer.witness[0]) > 5


def test_an_opaque_literal_does_not_hide_a_contradiction():
    assert asserted({**PNG, "minLength": 3, "maxLength": 2}, False) == "proved"
    assert asserted({"allOf": [BASE64, {"type": "integer"}]}, False) == "proved"


def test_a_content_under_not_cancels_too():
    assert asserted({"allOf": [PNG, {"not": PNG}]}, False) == "proved"
    assert asserted({"not": BASE64}, {"not": PNG}) == "proved"


DEPENDENCIES = {"dependencies": {"a": ["b"]}}


def test_what_is_opaque_stands_beside_properties_that_are_asked_about():
    texts = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    assert is_subschema({"type": "object"} | DEPENDENCIES, texts).status == "undecided"
    assert is_subschema(texts | DEPENDENCIES, texts).status == "proved"


def test_a_legacy_keyword_is_known_only_to_equal_itself():
    assert is_subschema({**DEPENDENCIES, "type": "object"}, DEPENDENCIES).status == "proved"
    assert is_subschema({"type": "object"}, DEPENDENCIES).status == "undecided"
    assert is_subschema(DEPENDENCIES, {"dependencies": {"a": ["c"]}}).status == "undecided"
    assert is_subschema({"type": "integer"}, DEPENDENCIES).status == "proved"
    assert is_subschema({"$recursiveRef": "#", "type": "object"}, {"type": "object"}).status == "undecided"


OLDER = "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({"minLength": 1}, "proved"),
        ({"properties": {"a": {"items": TEXT}}}, "proved"),
        ({"prefixItems": [TEXT]}, "undecided"),
        ({"properties": {"a": {"unevaluatedProperties": False}}}, "undecided"),
        ({"$ref": "#/$defs/a", "minLength": 5, "$defs": {"a": True}}, "undecided"),
        ({"$ref": "#/$defs/a", "$defs": {"a": True}}, "proved"),
    ],
    ids=str,
)
def test_an_older_draft_is_read_where_it_reads_alike(part, status):
    assert is_subschema({"$schema": OLDER, **part, "title": "a"}, {"$schema": OLDER, **part}).status == status


@pytest.mark.parametrize("dialect", ["https://x.test/dialect", "http://json-schema.org/draft-04/schema#", 5])
def test_a_dialect_that_is_not_known_is_undecided(dialect):
    answer = is_subschema({"$schema": dialect, "minLength": 2}, {"minLength": 1})
    assert (answer.status, answer.reason) == ("undecided", "`$schema` names a dialect that is not known")


@pytest.mark.parametrize(
    "dialect",
    [
        "https://json-schema.org/draft/2020-12/schema",
        "https://spec.openapis.org/oas/3.1/dialect/base",
        "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
    ],
)
def test_the_current_dialect_may_be_named(dialect):
    assert is_subschema({"$schema": dialect, "minLength": 2}, {"minLength": 1}).status == "proved"


def node(**more):
    """A list whose items are what the dynamic scope says."""
    return {
        "$id": "https://x.test/list",
        "type": "array",
        "items": {"$dynamicRef": "#item"},
        "$defs": {"item": {"$dynamicAnchor": "item", **more}},
    }


def listed(kind, *, generic):
    """A list of one kind of items, by binding the generic list's dynamic anchor."""
    bound = {
        "$id": f"https://x.test/of-{kind}",
        "$ref": "list",
        "$defs": {"item": {"$dynamicAnchor": "item", "type": kind}},
    }
    return {"$id": "https://x.test/root", "properties": {"a": bound}, "$defs": {"list": node(**generic)}}


def test_a_dynamic_reference_leads_to_the_outermost_resource_of_its_scope():
    integers, numbers = listed("integer", generic={}), listed("number", generic={})
    assert is_subschema(integers, numbers).status == "proved"
    answer = is_subschema(numbers, integers)
    assert (answer.status, answer.witness["a"][0] % 1 != 0) == ("refuted", True)


def test_two_bindings_of_one_generic_are_kept_apart():
    def both(first, second):
        parts = [listed(kind, generic={})["properties"]["a"] for kind in (first, second)]
        parts = [{**part, "$id": f"https://x.test/{index}"} for index, part in enumerate(parts)]
        return {"properties": dict(zip("ab", parts, strict=True)), "$defs": {"list": node()}}

    assert is_subschema(both("integer", "string"), both("number", "string")).status == "proved"
    assert is_subschema(both("integer", "string"), both("integer", "integer")).status == "refuted"
    assert is_subschema(both("integer", "string"), both("string", "integer")).status == "refuted"


def test_a_dynamic_reference_without_a_binding_leads_to_its_own_anchor():
    assert is_subschema(node(type="integer"), node(type="number")).status == "proved"
    assert is_subschema(node(type="number"), node(type="integer")).witness == [0.5]


def test_unevaluated_properties_are_seen_through_a_dynamic_reference():
    def tree(**more):
        base = {"$id": "https://x.test/tree", "$dynamicAnchor": "n", "properties": {"next": {"$dynamicRef": "#n"}}}
        strict = {"$id": "https://x.test/strict", "$dynamicAnchor": "n", "$ref": "tree", "unevaluatedProperties": False}
        return {**strict, **more, "$defs": {"tree": base}}

    answer = is_subschema(tree(unevaluatedProperties=True), tree())
    assert answer.status == "refuted"
    assert (
        is_subschema(tree(), {"properties": {"next": {"properties": {"next": {"maxProperties": 1}}}}}).status
        == "proved"
    )
