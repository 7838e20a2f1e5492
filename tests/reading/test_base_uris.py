"""Which file a reference means: the base URI is the file's place, unless `$self` or an `$id` says otherwise."""

from __future__ import annotations

import json

import pytest

import apidiff
from apidiff import api
from apidiff.errors import InputError
from apidiff.openapi.pointers import resolve
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
        schema = resolve(contract.document, schema["$ref"])
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
    assert "what hangs on it is undecided" in before.warnings[0].message
    assert before.warnings[0].place.pointer == "/security/0/" + name.replace("/", "~1")
    found = apidiff.diff(before, secured(tmp_path / "c", DESK, KEY))
    assert found.verdict == "breaking"
    assert any(change.undecided for change in found.changes)


def test_before_3_2_a_name_is_no_uri(tmp_path):
    assert read(secured(tmp_path, DESK, KEY, version="3.1.0")).document["security"] == [{DESK: []}]


OWN = "https://harbour.example/api/openapi.yaml"
BERTH = {"components": {"schemas": {"Berth": {"type": "boolean"}}}}


def laid_out(folder, main, files):
    """A main file, and others by their paths; a path has no other dot than the one before its ending."""
    named = {name.replace("/", "___").replace(".", "__"): json.dumps(value) for name, value in files.items()}
    return write_files(folder, openapi__yaml=main, **named)


def library(*, own=None, **schemas):
    return {
        "openapi": "3.2.0",
        "info": {"title": "Shared", "version": "1"},
        "components": {"schemas": schemas},
        **({"$self": own} if own else {}),
    }


INTEGER, STRING = {"type": "integer"}, {"type": "string"}
SHARED = "https://harbour.example/lib/shared.yaml"
SIGN, MOOR = "https://signs.example/sign.json", "https://signs.example/moor.json"


@pytest.mark.parametrize(
    ("schema", "options", "files", "found"),
    [
        # The folder of `$self` is the folder of the file, for an address as for a relative reference.
        (ref("https://harbour.example/api/s/x.yaml"), {"own": OWN}, {"s/x.yaml": INTEGER}, "integer"),
        (ref("//harbour.example/api/s/x.yaml"), {"own": OWN}, {"s/x.yaml": INTEGER}, "integer"),
        (ref("/api/s/x.yaml"), {"own": OWN}, {"s/x.yaml": INTEGER}, "integer"),
        (
            {"$id": "https://harbour.example/api/s/a.yaml", "$ref": "x.yaml"},
            {"own": OWN},
            {"x.yaml": STRING, "s/x.yaml": INTEGER},
            "integer",
        ),
        # What calls itself by an address is found by it, before any file that stands there.
        (
            ref(f"{SHARED}#/components/schemas/Pier"),
            {"own": OWN, "components": {"schemas": {"Other": ref("b.yaml#/components/schemas/Pier")}}},
            {"b.yaml": library(own=SHARED, Pier=INTEGER)},
            "integer",
        ),
        (
            ref("../lib/shared.yaml#/components/schemas/Pier"),
            {"own": OWN, "components": {"schemas": {"Other": ref("b.yaml#/components/schemas/Pier")}}},
            {"b.yaml": library(own=SHARED, Pier=INTEGER)},
            "integer",
        ),
        (
            ref("x/b.yaml#/components/schemas/Pier"),
            {"own": OWN, **BERTH},
            {
                "x/b.yaml": library(own=SHARED, Pier=ref("../api/openapi.yaml#/components/schemas/Berth")),
                "api/openapi.yaml": library(Berth=INTEGER),
            },
            "boolean",
        ),
        (
            {"allOf": [ref("deep/b.yaml#/components/schemas/Pier")]},
            {"components": {"schemas": {"Other": ref("b.yaml#/components/schemas/Pier")}}},
            {"b.yaml": library(own="deep/b.yaml", Pier=INTEGER)},
            "integer",
        ),
        # Files of schemas that name each other by their addresses.
        (
            ref("sign.json"),
            {"version": "3.1.0"},
            {"sign.json": {"$id": SIGN, "$ref": MOOR}, "moor.json": {"$id": MOOR, **INTEGER}},
            "integer",
        ),
        (
            ref("j/sign.json"),
            {"version": "3.1.0", "components": {"schemas": {"Moor": ref("k/moor.json")}}},
            {
                "j/sign.json": {"$id": SIGN, "$ref": "moor.json"},
                "j/moor.json": STRING,
                "k/moor.json": {"$id": MOOR, **INTEGER},
            },
            "integer",
        ),
        (
            ref(MOOR),
            {"version": "3.1.0", "components": {"schemas": {"All": ref("k/all.json")}}},
            {"k/all.json": {**STRING, "$defs": {"moor": {"$id": MOOR, **INTEGER}}}},
            "integer",
        ),
        (
            ref("k/all.json"),
            {"version": "3.1.0", "components": {"schemas": {"Moor": {"$id": "urn:harbour:moor", **INTEGER}}}},
            {"k/all.json": ref("urn:harbour:moor")},
            "integer",
        ),
        (
            ref("k/all.json"),
            {"version": "3.1.0", "components": {"schemas": {"Moor": {"$id": "k/moor.json", **INTEGER}}}},
            {"k/all.json": ref("moor.json")},
            "integer",
        ),
        (
            {"$id": "urn:harbour:berth", "$defs": {"size": INTEGER}, "$ref": "#/$defs/size"},
            {"version": "3.1.0"},
            {},
            "integer",
        ),
        (
            {"$id": "urn:harbour:berth", "$defs": {"size": {"$anchor": "size", **INTEGER}}, "$ref": "#size"},
            {"version": "3.1.0"},
            {},
            "integer",
        ),
        (
            {"allOf": [ref("../out.json")]},
            {"version": "3.1.0", "components": {"schemas": {"All": ref("all.json")}}},
            {"all.json": {"$defs": {"out": {"$id": "../out.json", **INTEGER}}}},
            "integer",
        ),
        # An anchor belongs to the nearest `$id` around it.
        (
            ref("k.json#here"),
            {"version": "3.1.0"},
            {
                "k.json": {
                    "$defs": {
                        "a": {"$id": "in.json", "$defs": {"x": {"$anchor": "here", **STRING}}},
                        "b": {"$anchor": "here", **INTEGER},
                    }
                }
            },
            "integer",
        ),
        (
            {"allOf": [ref("in.json#here")]},
            {"version": "3.1.0", "components": {"schemas": {"All": ref("k.json")}}},
            {"k.json": {"$defs": {"a": {"$id": "in.json", "$defs": {"x": {"$anchor": "here", **STRING}}}}}},
            "string",
        ),
    ],
)
def test_an_address_leads_to_what_has_it(tmp_path, schema, options, files, found):
    main = laid_out(tmp_path, description(schema, **options), files)
    seen = json.dumps(api.contract(str(main)).document["paths"])
    assert answered(main) == found if "allOf" not in schema else "#/components/schemas/" in seen
    document = json.loads(canonical_json(read(str(main)).document))
    kinds = json.dumps(document)
    assert f'"{found}"' in kinds
    assert apidiff.diff(document, str(main)).verdict == "identical"


@pytest.mark.parametrize(
    ("schema", "options", "files", "message"),
    [
        (ref("https://other.example/x.yaml"), {"own": OWN}, {"x.yaml": INTEGER}, "is an address"),
        (ref("../x.yaml"), {"own": OWN}, {"x.yaml": INTEGER}, "outside the description's folder"),
        (ref(f"{SHARED}#/components"), {"own": OWN}, {}, "outside the description's folder"),
        (
            {
                "allOf": [
                    {"$id": "https://harbour.example/a/x.yaml", "allOf": [ref("s.yaml")]},
                    {"$id": "https://harbour.example/b/x.yaml", "allOf": [ref("s.yaml")]},
                ]
            },
            {"version": "3.1.0"},
            {"s.yaml": STRING},
            "Two addresses lead to the file `s.yaml`",
        ),
        (
            ref("k.json#here"),
            {"version": "3.1.0"},
            {"k.json": {"$defs": {"a": {"$id": "in.json", "$defs": {"x": {"$anchor": "here", **STRING}}}}}},
            "`k.json#here` points to nothing",
        ),
        (
            {"allOf": [{"$id": "in.json", "$ref": "#here"}], "$defs": {"a": {"$anchor": "here", **STRING}}},
            {"version": "3.1.0"},
            {},
            "points to nothing",
        ),
        (
            ref("k.json"),
            {"version": "3.1.0"},
            {"k.json": {"$id": "deep/k.json", "$ref": "k.json#here"}, "deep/k.json": {"$anchor": "here", **INTEGER}},
            "`deep/k.json#here` points to nothing",
        ),
    ],
)
def test_an_address_of_nothing_is_an_error(tmp_path, schema, options, files, message):
    with pytest.raises(InputError, match=message) as error:
        read(str(laid_out(tmp_path, description(schema, **options), files)))
    assert error.value.hint


def test_a_file_without_references_may_name_schemes_and_operations(tmp_path):
    item = {"get": {"security": [{DESK: []}], "responses": {}}}
    more = {"webhooks": {"moored": ref("item.yaml")}}
    sides = []
    for name, scheme in (("a", KEY), ("b", BASIC)):
        schemes = {"components": {"securitySchemes": {"desk": scheme}}}
        files = {"item.yaml": item, "lib/keys.yaml": schemes}
        sides.append(str(laid_out(tmp_path / name, description({}, **more), files)))
    assert apidiff.diff(*sides).verdict == "breaking"


def test_a_link_in_another_file_is_read_from_there(tmp_path):
    def linked(folder, link, files):
        more = {"components": {"links": {"next": link}}}
        main = laid_out(tmp_path / folder, description({}, **more), files)
        return json.dumps(read(str(main)).document["components"]["links"])

    there = {"lib/link.yaml": {"operationRef": "other.yaml#/paths/~1a/get"}}
    assert '"lib/other.yaml#/paths/~1a/get"' in linked("a", ref("lib/link.yaml"), there)
    there = {"lib/link.yaml": {"operationRef": "../openapi.yaml#/paths/~1berths/get"}}
    assert '"#/paths/~1berths/get"' in linked("b", ref("lib/link.yaml"), there)
    assert '"other.yaml#/a"' in linked("c", {"operationRef": "./other.yaml#/a"}, {})


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("address", ["http://[", "//[x", "http://[#/a", "http://a]/b", "http://\u2100.example/x"])
def test_what_is_no_address_is_refused_or_left_but_never_a_crash(tmp_path, address, version):
    inner = {"properties": {"b": ref(address)}}
    schemas = (ref(address), {"$id": "http://example.com/a", **inner}, {"$id": address, **inner})
    for number, schema in enumerate(schemas):
        for own in (None, address):
            main = tmp_path / f"{number}.json"
            main.write_text(description(schema, version=version, own=own))
            assert "nowhere" not in said_of(main)


def said_of(main):
    """The error that reading ends with, if it does."""
    try:
        read(str(main))
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "reference",
    [
        "https://shop.example/schemas/./berth",
        "https://SHOP.example:443/schemas/berth",
        "https://shop.example/old/../schemas/b%65rth",
        "HTTPS://shop.example/schemas/berth#",
    ],
)
def test_an_address_may_be_written_in_any_form(tmp_path, reference):
    """RFC 3986, 6.2.2 and 6.2.3: these are one resource."""
    components = {"schemas": {"Berth": {"$id": "https://shop.example/schemas/berth", "type": "string"}}}
    main = tmp_path / "api.json"
    main.write_text(description(ref(reference), version="3.1.0", components=components))
    assert answered(main) == "string"


def test_an_encoded_slash_is_none_in_an_address(tmp_path):
    components = {"schemas": {"Berth": {"$id": "https://shop.example/schemas/berth", "type": "string"}}}
    main = tmp_path / "api.json"
    main.write_text(description(ref("https://shop.example/schemas%2fberth"), version="3.1.0", components=components))
    with pytest.raises(InputError):
        answered(main)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"$anchor": "x", **STRING}, {"$anchor": "x", **INTEGER}, "string"),
        ({"$dynamicAnchor": "x", **STRING}, {"$dynamicAnchor": "x", **INTEGER}, "string"),
        ({"$dynamicAnchor": "x", **STRING}, {"$anchor": "x", **INTEGER}, "integer"),
        ({"$anchor": "x", **STRING}, {"$dynamicAnchor": "x", **INTEGER}, "string"),
    ],
)
def test_of_two_equal_anchors_one_is_meant_wherever_the_reference_stands(tmp_path, first, second, found):
    """JSON Schema 2020-12 Core, 8.2.2, leaves undefined which one: the first, and a plain one before a dynamic one."""
    twice = {"A": first, "B": second}
    inside = description(ref("#x"), version="3.1.0", components={"schemas": twice})
    outside = description(ref("o.json#x"), version="3.1.0")
    assert answered(laid_out(tmp_path / "one", inside, {})) == found
    assert answered(laid_out(tmp_path / "two", outside, {"o.json": {"$defs": twice}})) == found
