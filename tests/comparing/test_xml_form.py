"""`xml` where XML is sent, and where it is not: what moves a name is breaking, all else is neutral."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, only, ref, told

XML = "application/xml"
LIST = {"type": "array", "items": STRING}


def thing(**properties):
    return {"type": "object", "properties": properties}


def answering(schema, media=XML, *, openapi="3.1.1", **components):
    responses = {"200": {"description": "R", **content(schema, media)}}
    return api({"/v1/things": {"get": {"responses": responses}}}, openapi=openapi, **components)


def taking(schema, media=XML, *, openapi="3.1.1", **components):
    operation = {"requestBody": content(schema, media), "responses": {"204": {"description": "Done"}}}
    return api({"/v1/things": {"post": operation}}, openapi=openapi, **components)


def marked(schema, **xml):
    return schema | {"xml": xml}


MOVES = {
    "a name": (STRING, marked(STRING, name="b")),
    "another name": (marked(STRING, name="b"), marked(STRING, name="c")),
    "a name less": (marked(STRING, name="b"), STRING),
    "an attribute": (STRING, marked(STRING, attribute=True)),
    "no attribute": (marked(STRING, attribute=True), marked(STRING, attribute=False)),
    "a namespace": (STRING, marked(STRING, namespace="https://a.example/")),
    "another namespace": (marked(STRING, namespace="urn:a"), marked(STRING, namespace="urn:b")),
    "wrapped": (LIST, marked(LIST, wrapped=True)),
    "no longer wrapped": (marked(LIST, wrapped=True), LIST),
    "the name of a wrapped list": (marked(LIST, wrapped=True), marked(LIST, wrapped=True, name="b")),
    "the name of the items": (LIST, {"type": "array", "items": marked(STRING, name="b")}),
    "the name of items that is no longer that of the list": (
        marked(LIST, wrapped=True, name="c"),
        marked({"type": "array", "items": marked(STRING, name="a")}, wrapped=True, name="c"),
    ),
    "the kind of node": (STRING, marked(STRING, nodeType="attribute")),
    "a text": (STRING, marked(STRING, nodeType="text")),
    "a list as an element": (LIST, marked(LIST, nodeType="element")),
    "a field that nobody knows": (STRING, marked(STRING, nameOfChild="b")),
}
STAYS = {
    "a prefix": (marked(STRING, namespace="urn:a", prefix="a"), marked(STRING, namespace="urn:a", prefix="b")),
    "the default name": (STRING, marked(STRING, name="a")),
    "no attribute, spelled out": (STRING, marked(STRING, attribute=False)),
    "not wrapped, spelled out": (LIST, marked(LIST, wrapped=False)),
    "wrapped, though no list": (STRING, marked(STRING, wrapped=True)),
    "an element, spelled out": (STRING, marked(STRING, nodeType="element")),
    "an attribute in the words of 3.2": (marked(STRING, attribute=True), marked(STRING, nodeType="attribute")),
    "a wrapped list in the words of 3.2": (marked(LIST, wrapped=True), marked(LIST, nodeType="element")),
    "an empty object": (STRING, marked(STRING)),
    "an extension": (STRING, marked(STRING, **{"x-note": 1})),
    "the name of a list without an element": (
        {"type": "array", "items": marked(STRING, name="b")},
        marked({"type": "array", "items": marked(STRING, name="b")}, name="c"),
    ),
    "the name of a list without an element, whose items have none": (LIST, marked(LIST, name="c")),
    "the default name of items": (LIST, {"type": "array", "items": marked(STRING, name="a")}),
    "the default name of items in an element": (
        marked(LIST, wrapped=True), marked({"type": "array", "items": marked(STRING, name="a")}, wrapped=True)
    ),
    "the default name of items in an element with a name": (
        marked(LIST, wrapped=True, name="c"),
        marked({"type": "array", "items": marked(STRING, name="c")}, wrapped=True, name="c"),
    ),
}  # fmt: skip
MEDIA = [XML, "text/xml", "application/atom+xml", "Application/XML; charset=utf-8"]


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("describing", [answering, taking])
@pytest.mark.parametrize(("base", "revision"), MOVES.values(), ids=MOVES)
def test_what_moves_a_name_in_xml_is_breaking(base, revision, describing, media):
    for first, second in ((base, revision), (revision, base)):
        sides = (describing(thing(a=side), media, openapi="3.2.0") for side in (first, second))
        change = only(diff(*sides, audited=True))
        assert (change.rule, change.cls, change.undecided) == ("xml-form-changed", "breaking", False)


@pytest.mark.parametrize("media", ["application/json", "a/b+json", "application/x-www-form-urlencoded", "*/*"])
@pytest.mark.parametrize(("base", "revision"), [*MOVES.values(), *STAYS.values()], ids=[*MOVES, *STAYS])
def test_no_xml_no_change(base, revision, media):
    for describing in (answering, taking):
        sides = (describing(thing(a=side), media) for side in (base, revision))
        found = diff(*sides, audited=True)
        assert found.verdict == "neutral"
        assert "xml-changed" in {change.rule for change in found.changes}


@pytest.mark.parametrize(("base", "revision"), STAYS.values(), ids=STAYS)
def test_the_same_xml_is_neutral(base, revision):
    for first, second in ((base, revision), (revision, base)):
        assert diff(*(answering(thing(a=side)) for side in (first, second)), audited=True).verdict == "neutral"


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
def test_a_shared_schema_counts_where_it_is_sent_as_xml(version):
    def api_of(schema):
        as_json = {"get": {"responses": {"200": {"description": "R", **content(ref("Thing"), "application/json")}}}}
        as_xml = {"get": {"responses": {"200": {"description": "R", **content(ref("Thing"))}}}}
        as_xml["get"]["responses"]["200"]["content"][XML] = {"schema": ref("Thing")}
        return api({"/v1/json": as_json, "/v1/both": as_xml}, openapi=version, schemas={"Thing": schema})

    found = diff(api_of(thing(a=STRING)), api_of(thing(a=marked(STRING, name="b"))), audited=True)
    assert [(c.rule, c.cls, list(c.operations)) for c in found.changes] == [
        ("xml-form-changed", "breaking", ["GET /v1/both"]),
        ("xml-changed", "neutral", ["GET /v1/json"]),
    ]


def test_the_root_is_named_by_its_component():
    pet, animal = {"Pet": thing(a=STRING)}, {"Animal": thing(a=STRING)}
    change = only(diff(answering(ref("Pet"), schemas=pet), answering(ref("Animal"), schemas=animal), audited=True))
    assert (change.rule, change.cls) == ("xml-form-changed", "breaking")
    listed = {"type": "array", "items": ref("Pet")}, {"type": "array", "items": ref("Animal")}
    found = diff(answering(listed[0], schemas=pet), answering(listed[1], schemas=animal), audited=True)
    assert only(found).rule == "xml-form-changed"
    as_json = (
        answering(ref(name), "application/json", schemas=side) for name, side in (("Pet", pet), ("Animal", animal))
    )
    assert diff(*as_json).verdict == "neutral"


def test_a_root_that_says_its_name_keeps_it():
    old = {"Pet": thing(a=STRING)}
    new = {"Animal": marked(thing(a=STRING), name="Pet")}
    assert told(diff(answering(ref("Pet"), schemas=old), answering(ref("Animal"), schemas=new), audited=True)) == []
    both = {"Pet": marked(thing(a=STRING), name="p")}, {"Animal": marked(thing(a=STRING), name="p")}
    assert told(diff(answering(ref("Pet"), schemas=both[0]), answering(ref("Animal"), schemas=both[1]))) == []
    same = {"Pet": marked(thing(a=STRING), name="Pet")}
    assert told(diff(answering(ref("Pet"), schemas=old), answering(ref("Pet"), schemas=same), audited=True)) == []


def test_a_name_beside_a_property_is_no_default_of_its_component():
    owner = thing(owner=ref("Person"))
    sides = ({"Person": schema} for schema in (thing(a=STRING), marked(thing(a=STRING), name="Person")))
    change = only(diff(*(answering(owner, schemas=schemas) for schemas in sides), audited=True))
    assert change.rule == "xml-form-changed"


def test_a_component_under_another_name_in_a_property_is_neutral():
    sides = [(thing(a=ref(name)), {name: thing(b=STRING)}) for name in ("Pet", "Animal")]
    assert told(diff(*(answering(schema, schemas=schemas) for schema, schemas in sides), audited=True)) == []


@pytest.mark.parametrize("write", ["readOnly", "writeOnly"])
def test_xml_of_what_does_not_travel_is_neutral(write):
    describing = taking if write == "readOnly" else answering
    sides = (describing(thing(a=schema | {write: True})) for schema in (STRING, marked(STRING, name="b")))
    assert told(diff(*sides)) == []


def test_parts_parameters_and_headers_as_xml():
    def part(schema):
        encoding = {"doc": {"contentType": XML}}
        body = {"content": {"multipart/form-data": {"schema": thing(doc=thing(a=schema)), "encoding": encoding}}}
        return api({"/v1/a": {"post": {"requestBody": body, "responses": {}}}})

    def parameter(schema):
        listed = [{"name": "q", "in": "query", **content(thing(a=schema), XML)}]
        return api({"/v1/a": {"get": {"parameters": listed, "responses": {}}}})

    def header(schema):
        responses = {"200": {"description": "R", "headers": {"X-A": content(thing(a=schema), XML)}}}
        return api({"/v1/a": {"get": {"responses": responses}}})

    for describing in (part, parameter, header):
        change = only(diff(describing(STRING), describing(marked(STRING, name="b")), audited=True))
        assert (change.rule, change.cls) == ("xml-form-changed", "breaking")


def test_events_and_callbacks():
    def event(schema):
        return api(webhooks={"e": {"post": {"requestBody": content(thing(a=schema), XML), "responses": {}}}})

    assert only(diff(event(STRING), event(marked(STRING, attribute=True)))).rule == "xml-form-changed"
