"""Which file a reference means: the base URI is the file's place, unless `$self` or an `$id` says otherwise."""

from __future__ import annotations

import json

import pytest

import apidiff
from apidiff import api
from apidiff.errors import InputError
from apidiff.reading import canonical_json, read
from tests.reading.support import write_files

TEXT, NUMBER = '{"type": "string"}', '{"type": "integer"}'


def ref(address):
    return {"$ref": address}


def description(schema, *, version="3.2.0", own=None, **more):
    """A description whose one operation answers with a schema."""
    content = {"application/json": {"schema": schema}}
    document = {
        "openapi": version,
        "info": {"title": "Berths", "version": "1"},
        "paths": {"/berths": {"get": {"responses": {"200": {"description": "OK", "content": content}}}}},
        **more,
    }
    return json.dumps(document | ({"$self": own} if own else {}))


def answered(main):
    """The schema that the operation answers with, its references followed."""
    contract = api.contract(str(main))
    schema = contract.document["paths"]["/berths"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    while "$ref" in schema:
        node = contract.document
        for token in schema["$ref"].split("/")[1:]:
            node = node[token]
        schema = node
    return schema["type"]


def two_places(tmp_path, main, folder="deep"):
    """A main file with a schema of text beside it, and one of numbers of the same name in a folder."""
    beside, inside = ("berth.yaml", f"{folder}/berth.yaml")
    files = {"api.yaml": main, beside: TEXT, inside: NUMBER}
    return write_files(tmp_path, **{name.replace("/", "___").replace(".", "__"): text for name, text in files.items()})


@pytest.mark.parametrize(
    ("own", "version", "found"),
    [
        (None, "3.2.0", "string"),
        ("deep/api.yaml", "3.2.0", "integer"),
        ("./deep/../deep/api.yaml", "3.2.0", "integer"),
        ("deep/", "3.2.0", "integer"),
        ("deep/api.yaml#part", "3.2.0", "integer"),
        ("other.yaml", "3.2.0", "string"),
        ("deep/api.yaml", "3.1.0", "string"),  # no field of 3.1
        ("https://harbour.example/deep/api.yaml", "3.2.0", "string"),  # taken to be what stands at the file's place
        ("/deep/api.yaml", "3.2.0", "string"),
        ("urn:harbour:api", "3.2.0", "string"),
    ],
)
def test_a_description_is_read_from_where_it_says_it_is(tmp_path, own, version, found):
    main = two_places(tmp_path, description(ref("berth.yaml"), own=own, version=version))
    assert answered(main) == found


@pytest.mark.parametrize(
    ("id", "found"),
    [
        ("deep/schema.yaml", "integer"),
        ("schema.yaml", "string"),
        ("https://harbour.example/deep/schema.yaml", "string"),
        ("/deep/schema.yaml", "string"),
        ("urn:harbour:schema", "string"),
        ("#berth", "string"),
    ],
)
def test_an_id_is_the_base_of_what_it_holds(tmp_path, id, found):
    main = two_places(tmp_path, description({"$id": id, "$ref": "berth.yaml"}, version="3.1.0"))
    assert answered(main) == found


def test_ids_within_one_another_add_up(tmp_path):
    schema = {"$id": "deep/a.yaml", "allOf": [{"$id": "deeper/b.yaml", "$ref": "../berth.yaml"}]}
    main = two_places(tmp_path, description({"allOf": [schema]}, version="3.1.0"))
    assert read(str(main)).document["components"]["schemas"]["berth"] == {"type": "integer"}


def test_an_id_in_another_file_is_a_base_there(tmp_path):
    main = write_files(
        tmp_path,
        api__yaml=description(ref("lib/schema.yaml"), version="3.1.0"),
        lib___schema__yaml='{"$id": "deep/schema.yaml", "allOf": [{"$ref": "berth.yaml"}]}',
        lib___berth__yaml=TEXT,
        lib___deep___berth__yaml=NUMBER,
    )
    assert read(str(main)).document["components"]["schemas"]["berth"] == {"type": "integer"}


@pytest.mark.parametrize("own", ["https://harbour.example/api.yaml", "other.yaml", "deep/other.yaml"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_description_is_known_by_what_it_calls_itself(tmp_path, own, elsewhere):
    """By its own references, and by those of a file that it refers to."""
    components = {"components": {"schemas": {"Berth": {"type": "boolean"}}}}
    address = own.rpartition("/")[2] if own.startswith("deep/") else own
    itself = f"{address}#/components/schemas/Berth"
    folder = "deep/" if own.startswith("deep/") else ""
    main = write_files(
        tmp_path,
        api__yaml=description(ref("berth.yaml" if elsewhere else itself), own=own, **components),
        **{f"{folder}berth.yaml".replace("/", "___").replace(".", "__"): json.dumps(ref(itself))},
    )
    assert answered(main) == "boolean"
    document = json.loads(canonical_json(read(str(main)).document))
    assert apidiff.diff(str(main), document).verdict == "identical"


def test_every_kind_of_reference_goes_by_it(tmp_path):
    own = {
        "own": "deep/api.yaml",
        "components": {
            "parameters": {"page": ref("parts.yaml#/page")},
            "links": {"next": {"operationRef": "api.yaml#/paths/~1berths/get"}},
        },
        "webhooks": {"moored": ref("parts.yaml#/moored")},
    }
    schema = {
        "oneOf": [ref("berth.yaml")],
        "discriminator": {"propertyName": "kind", "mapping": {"b": "berth.yaml"}},
    }
    parts = {
        "page": {"name": "page", "in": "query", "schema": {"type": "integer"}},
        "moored": {"post": {"responses": {}, "summary": "Moored"}},
    }
    main = write_files(
        tmp_path,
        api__yaml=description(schema, **own),
        deep___berth__yaml='{"type": "object"}',
        deep___parts__yaml=json.dumps(parts),
    )
    document = read(str(main)).document
    assert parts["page"] in document["components"]["parameters"].values()
    assert document["components"]["links"]["next"]["operationRef"] == "#/paths/~1berths/get"
    assert "Moored" in json.dumps(document["webhooks"]) + json.dumps(document["components"])
    bundled = json.dumps(document)
    assert '"b": "#/components/schemas/berth"' in bundled
    assert ".yaml#" not in bundled


def test_a_link_to_the_file_itself_is_one_to_a_place_in_it(tmp_path):
    links = {"components": {"links": {"next": {"operationRef": "api.yaml#/paths/~1berths/get"}}}}
    main = write_files(tmp_path, api__yaml=description({}, version="3.0.3", **links))
    assert read(str(main)).document["components"]["links"]["next"] == {"operationRef": "#/paths/~1berths/get"}
    other = {"components": {"links": {"next": {"operationRef": "other.yaml#/paths/~1berths/get"}}}}
    main = write_files(tmp_path / "other", api__yaml=description({}, version="3.0.3", **other))
    assert read(str(main)).document["components"]["links"]["next"] == other["components"]["links"]["next"]


KEY, BASIC = {"type": "apiKey", "in": "header", "name": "K"}, {"type": "http", "scheme": "basic"}


def secured(folder, name, scheme, *, version="3.2.0", **more):
    schemes = json.dumps({"components": {"securitySchemes": {"desk": scheme}}})
    api = description({}, version=version, security=[{name: []}], **more)
    return str(write_files(folder, api__yaml=api, lib___keys__yaml=schemes))


DESK = "lib/keys.yaml#/components/securitySchemes/desk"


def test_a_scheme_named_by_uri_is_read(tmp_path):
    before = secured(tmp_path / "a", DESK, KEY)
    assert read(before).document["security"] == [{"desk": []}]
    assert apidiff.diff(before, secured(tmp_path / "b", DESK, KEY)).verdict == "identical"
    assert apidiff.diff(before, secured(tmp_path / "c", f"./{DESK}", KEY)).verdict == "identical"
    assert apidiff.diff(before, secured(tmp_path / "d", DESK, BASIC)).verdict == "breaking"


def test_a_name_of_a_component_is_that_first(tmp_path):
    named = {"components": {"securitySchemes": {DESK: BASIC}}}
    before, after = (secured(tmp_path / name, DESK, scheme, **named) for name, scheme in (("a", KEY), ("b", BASIC)))
    assert apidiff.diff(before, after).verdict == "identical"


def test_a_scheme_from_another_file_does_not_take_the_place_of_a_component(tmp_path):
    named = {"components": {"securitySchemes": {"desk": BASIC}}}
    document = read(secured(tmp_path, DESK, KEY, **named)).document
    (name,) = document["security"][0]
    assert name != "desk"
    assert document["components"]["securitySchemes"] == {"desk": BASIC, name: KEY}


def test_a_scheme_that_is_named_by_its_address_here_is_the_component(tmp_path):
    address = "https://harbour.example/api.yaml"
    own = {"components": {"securitySchemes": {"own": KEY}}, "$self": address}
    by_name = secured(tmp_path / "a", "own", BASIC, **own)
    by_address = secured(tmp_path / "b", f"{address}#/components/securitySchemes/own", BASIC, **own)
    assert apidiff.diff(by_name, by_address).verdict == "neutral"


@pytest.mark.parametrize("name", ["lib/lost.yaml#/a", "lib/keys.yaml#/components/securitySchemes/lost"])
def test_a_scheme_that_is_not_there_is_an_error(tmp_path, name):
    with pytest.raises(InputError) as error:
        read(secured(tmp_path, name, KEY))
    assert error.value.place.pointer == "/security/0/" + name.replace("/", "~1")
    assert apidiff.diff(secured(tmp_path / "a", DESK, KEY), secured(tmp_path / "b", DESK, KEY)).verdict == "identical"
    before = read(secured(tmp_path, name, KEY), dangling="warn")  # history cannot be changed
    assert apidiff.diff(before, secured(tmp_path / "c", DESK, KEY)).verdict == "breaking"


def test_before_3_2_a_name_is_no_uri(tmp_path):
    assert read(secured(tmp_path, DESK, KEY, version="3.1.0")).document["security"] == [{DESK: []}]
