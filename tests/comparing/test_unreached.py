"""Components that nothing leads to: compared like all others, told one by one, and neutral."""

from __future__ import annotations

import pytest

from apidiff.comparing.walking import walk
from apidiff.model.policy import Override, Policy
from apidiff.reporting.formats import text
from apidiff.reporting.formats.style import Style
from tests.comparing.describing import STRING, api, content, diff, ok, ref

INTEGER = {"type": "integer"}


def thing(*required, **properties):
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def told(base, revision, *, openapi="3.2.0", leads_to=None, **options):
    """What differs, each with whether it is unreached; `leads_to`: a schema that the one operation answers with."""
    paths = {"/v1/a": {"get": {"responses": ok(leads_to)}}}
    sides = (api(paths, openapi=openapi, **side) for side in (base, revision))
    found = diff(*sides, audited=True, **options)
    return sorted((change.rule, change.cls, change.unreached) for change in found.counted)


def as_unreached(*rules):
    return sorted((rule, "neutral", True) for rule in rules)


POST = {"post": {"requestBody": content(STRING), "responses": ok()}}
OTHER = {"post": {"requestBody": content(INTEGER), "responses": ok()}}
KINDS = {
    "a schema": ("schemas", thing(a=STRING, b=STRING), thing(a=INTEGER), ["property-removed", "type-changed"]),
    "a response": (
        "responses",
        {"description": "R", "headers": {"X": {"schema": STRING}}, **content(STRING)},
        {"description": "R", **content(INTEGER)},
        ["response-header-removed", "type-changed"],
    ),
    "a parameter": (
        "parameters",
        {"name": "p", "in": "query", "schema": STRING},
        {"name": "p", "in": "query", "schema": INTEGER, "required": True},
        ["parameter-became-required", "type-changed"],
    ),
    "a parameter elsewhere": (
        "parameters",
        {"name": "p", "in": "query", "schema": STRING},
        {"name": "p", "in": "header", "schema": STRING},
        ["parameter-moved"],
    ),
    "a parameter of another name": (
        "parameters",
        {"name": "p", "in": "query", "schema": STRING},
        {"name": "q", "in": "query", "schema": STRING},
        ["parameter-renamed"],
    ),
    "a request body": (
        "requestBodies",
        content(STRING),
        {"required": True, **content(STRING, "text/plain")},
        ["media-type-added", "media-type-removed", "request-body-became-required"],
    ),
    "a header": ("headers", {"schema": STRING}, {"schema": INTEGER}, ["type-changed"]),
    "a link": ("links", {"operationId": "a"}, {"operationId": "b"}, ["link-changed"]),
    "a media type": ("mediaTypes", {"schema": STRING}, {"schema": INTEGER}, ["type-changed"]),
    "a path item": (
        "pathItems",
        {"get": {"responses": ok(STRING)}},
        {"get": {"responses": ok(INTEGER)}, "put": {"responses": ok()}},
        ["operation-added", "type-changed"],
    ),
    "a callback": ("callbacks", {"{$url}": POST}, {"{$url}": OTHER}, ["type-changed"]),
    "a callback elsewhere": ("callbacks", {"{$url}": POST}, {"{$uri}": POST}, ["callback-address-changed"]),
    "a security scheme": (
        "securitySchemes",
        {"type": "http", "scheme": "basic"},
        {"type": "http", "scheme": "bearer"},
        ["security-scheme-changed"],
    ),
    "another default": ("schemas", STRING | {"default": "a"}, STRING | {"default": "b"}, ["default-changed"]),
    "prose": ("schemas", STRING, STRING | {"description": "D"}, ["documentation-changed"]),
    "what no rule knows": (
        "responses",
        {"description": "R", "schemes": 1},
        {"description": "R", "schemes": 2},
        ["schema-changed"],
    ),
}


@pytest.mark.parametrize(("section", "base", "revision", "rules"), KINDS.values(), ids=KINDS)
def test_each_edit_is_told_by_its_rule_and_is_neutral(section, base, revision, rules):
    assert told({section: {"It": base}}, {section: {"It": revision}}) == as_unreached(*rules)


def test_each_edit_is_told_at_its_place_in_its_words():
    sides = (api(schemas={"Lead": thing(name=schema, age=STRING)}) for schema in (STRING, INTEGER))
    (change,) = diff(*sides).changes
    assert change.title == 'Type of `name` of schema `Lead` changed from `"string"` to `"integer"`'
    assert change.base.pointer == change.revision.pointer == "/components/schemas/Lead/properties/name"
    assert (change.clause, change.hint, change.lens, change.witness, change.undecided, change.impacts) == (
        "No operation and no event uses it both before and after, so nothing on the wire changed by it.",
        "",
        "client-library",
        None,
        False,
        (),
    )
    assert change.to_dict()["unreached"] is True


def test_the_text_says_so():
    sides = (api(schemas={"Lead": thing(name=schema)}) for schema in (STRING, INTEGER))
    assert "(unreached)" in text.diff(diff(*sides), Style(verbose=True))


def test_many_components_are_told_one_by_one():
    sides = [{"schemas": {f"S{n}": thing(a=schema) for n in range(9)}} for schema in (STRING, INTEGER)]
    assert told(*sides) == as_unreached(*["type-changed"] * 9)


def test_no_override_makes_what_nobody_sees_break():
    policy = Policy(overrides=(Override("breaking", rule="*"),))
    sides = ({"schemas": {"A": schema}} for schema in (STRING, INTEGER))
    assert told(*sides, policy=policy) == as_unreached("type-changed")


def test_what_an_unreached_component_shares_is_told_where_it_is_reached():
    holding = {"allOf": [ref("Reached"), thing(z=STRING)]}
    base = {"schemas": {"A": holding, "Reached": thing(a=STRING), "B": thing(r=ref("Reached"))}}
    revision = {"schemas": base["schemas"] | {"Reached": thing(a=INTEGER)}}
    assert told(base, revision, leads_to=ref("Reached")) == [("type-changed", "breaking", False)]
    both = {"schemas": revision["schemas"] | {"A": {"allOf": [ref("Reached"), thing(z=INTEGER)]}}}
    assert told(base, both, leads_to=ref("Reached")) == [
        ("type-changed", "breaking", False),
        ("type-changed", "neutral", True),
    ]


def test_the_part_that_something_refers_to_is_reached():
    def schema(of_part, of_rest):
        return {"schemas": {"A": {**thing(z=of_rest), "$defs": {"Part": of_part}}}}

    to_part = {"$ref": "#/components/schemas/A/$defs/Part"}
    assert told(schema(STRING, STRING), schema(INTEGER, INTEGER), leads_to=to_part) == [
        ("type-changed", "breaking", False),
        ("type-changed", "neutral", True),
    ]


def test_definitions_that_come_and_go():
    sides = ({"schemas": {"A": {"$defs": {name: STRING}}}} for name in ("Old", "New"))
    found = told(*sides, leads_to=ref("A"))
    assert found == as_unreached("component-added", "component-removed")
    sides = [api({"/v1/a": {"get": {"responses": ok(ref("A"))}}}, schemas={"A": {"$defs": {n: STRING}}}) for n in "OC"]
    assert {change.title for change in diff(*sides).changes} == {
        "Definition `O` removed from schema `A`",
        "Definition `C` added to schema `A`",
    }


def test_a_component_that_is_reached_anew_is_judged_where_it_is_used():
    """What comes with a component's use is the use's own, whatever the component was before."""
    base = api({"/v1/a": {"get": {"responses": ok(thing())}}}, schemas={"C": thing(x=STRING)})
    ids = set()
    for schema in (STRING, INTEGER):
        responses = {"requestBody": content(thing("c", c=ref("C"))), "responses": ok(thing())}
        base["paths"]["/v1/a"]["get"]["requestBody"] = content(thing())
        revision = api({"/v1/a": {"get": responses}}, schemas={"C": thing(x=schema, y=schema)})
        found = diff(base, revision, audited=True)
        ids |= {change.id for change in found.changes if change.cls == "breaking"}
    assert len(ids) == 2


def test_unreached_and_reached_prose_are_two_changes():
    def schemas(description):
        return {"schemas": {name: STRING | {"description": description} for name in "AB"}}

    assert told(schemas("x"), schemas("y"), leads_to=ref("A")) == [
        ("documentation-changed", "neutral", False),
        ("documentation-changed", "neutral", True),
    ]


def test_each_pair_is_walked_once(monkeypatch):
    """A chain of components that refer to each other costs as many pairs as it has members."""
    walked = []
    walk_pair = walk._walk_pair
    monkeypatch.setattr(walk, "_walk_pair", lambda graph, node: (walked.append(node), walk_pair(graph, node))[1])

    def chain(length, leaf):
        linked = {f"S{n:03}": thing(v=leaf, next=ref(f"S{n + 1:03}")) for n in range(length - 1)}
        return api(schemas=linked | {f"S{length - 1:03}": thing(v=leaf)})

    for length in (20, 200):
        walked.clear()
        found = diff(chain(length, STRING), chain(length, INTEGER))
        assert len(found.changes) == length
        assert len(walked) == 2 * length
