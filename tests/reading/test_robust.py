"""Whatever stands in the files, reading ends with a description or with one error that says what to do."""

from __future__ import annotations

import contextlib
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.reading import contract_of, read, upgrade_document

KEYS = [
    *("paths", "/p", "get", "parameters", "requestBody", "responses", "200", "content", "a/b", "schema", "examples"),
    *("components", "schemas", "A", "callbacks", "webhooks", "headers", "links", "pathItems", "encoding", "items"),
    *("properties", "allOf", "$ref", "$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$defs", "discriminator"),
    *(
        "mapping",
        "example",
        "nullable",
        "exclusiveMinimum",
        "minimum",
        "type",
        "enum",
        "default",
        "info",
        "tags",
        "x-a",
    ),
]
REFERENCES = [
    *("#", "#/", "#/components/schemas/A", "#/nope", "#a", "a", "a.json", "a.json#/A", "a.json#a", "./a.json#/A/items"),
    *(
        "b.yaml",
        "b.yaml#/paths/~1p",
        "main.json",
        "main.json#/components",
        "..",
        ".",
        "",
        "?",
        "%",
        "%00",
        "%ff",
        "a b",
    ),
    *("http://x/y", "http://[", "urn:x", "//x", "C:\\x", "a.json#%", "#/components/schemas/A/items/items", "\ue000"),
]
LEAVES = st.sampled_from([None, True, 0, 1.5, "", "a", "string", *REFERENCES])
TREES = st.recursive(
    LEAVES | st.sampled_from(REFERENCES).map(lambda reference: {"$ref": reference}),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(["3.0.3", "3.1.0", "3.2.0"]),
    st.dictionaries(st.sampled_from(KEYS), TREES, max_size=5),
    TREES,
    TREES,
)
def test_any_files_are_read_or_refused(tmp_path_factory, version, document, a, b):
    folder = tmp_path_factory.mktemp("any")
    main = {"openapi": version, "paths": {}, "components": {"schemas": {"A": {"items": {"items": {}}}}}} | document
    (folder / "main.json").write_text(json.dumps(main))
    (folder / "a.json").write_text(json.dumps(a))
    (folder / "b.yaml").write_text(json.dumps(b))
    try:
        description = read(folder / "main.json")
    except InputError:
        return
    contract = upgrade_document(contract_of(description))
    assert contract.dialect == "3.1"
    assert isinstance(contract.title, str)
    places = description.locator.locate(["", "/paths", "/components/schemas/A/items", "/nope/0"])
    assert all(place.line for place in places.values())


@settings(deadline=None)
@given(
    st.binary(max_size=80), st.sampled_from([b"", b"openapi: 3.1.0\npaths: {}\n", b'{"openapi": "3.1.0", "paths": {}}'])
)
def test_any_bytes_are_read_or_refused(tmp_path_factory, data, start):
    file = tmp_path_factory.mktemp("any") / "openapi.yaml"
    file.write_bytes(start + data)
    with contextlib.suppress(InputError):
        assert read(file).document["openapi"] == "3.1.0"
