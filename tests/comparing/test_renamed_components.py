"""A component that is called otherwise and edited in the same release: a rename, and the edit at its place."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, only, received, ref

INTEGER = {"type": "integer"}


def thing(**fields):
    return {"type": "object", "properties": fields}


BOAT = {"hull": STRING, "draught": INTEGER, "owner": STRING}
LESS, MORE = {"hull": STRING, "draught": INTEGER}, {**BOAT, "flag": STRING}
USES = {
    "alone": lambda name: (ref(name), {}),
    "in a list": lambda name: ({"type": "array", "items": ref(name)}, {}),
    "twice": lambda name: (thing(first=ref(name), second=ref(name)), {}),
    "an alternative": lambda name: ({"oneOf": [ref(name), ref("Quay")]}, {"Quay": thing(berths=INTEGER, lit=STRING)}),
    "within another": lambda name: (ref("Fleet"), {"Fleet": thing(flagship=ref(name))}),
}


def using(use, name, fields):
    schema, others = USES[use](name)
    return received(schema, schemas={name: thing(**fields), **others})


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(("fields", "rule"), [(LESS, "property-removed"), (MORE, "property-added")])
def test_a_renamed_schema_that_is_edited_tells_the_edit_at_its_place(use, fields, rule):
    comparison = diff(using(use, "Boat", BOAT), using(use, "Vessel", fields), audited=True)
    counted = [change for change in comparison.counted if change.cls != "neutral"]
    assert [(change.rule, change.holder) for change in counted] == [(rule, "schema `Vessel`")]
    assert not any(change.rule in ("component-removed", "component-added") for change in comparison.changes)


@pytest.mark.parametrize("use", USES)
def test_a_renamed_schema_alone_is_neutral(use):
    assert diff(using(use, "Boat", BOAT), using(use, "Vessel", BOAT), audited=True).verdict == "neutral"


def test_a_renamed_schema_that_others_inherit_from():
    def side(name, fields):
        tug = {"allOf": [ref(name), thing(power=INTEGER)]}
        return received(ref("Tug"), schemas={"Tug": tug, name: thing(**fields)})

    comparison = diff(side("Boat", BOAT), side("Vessel", LESS), audited=True)
    assert only(comparison).rule == "property-removed"
    renamed = next(change for change in comparison.changes if change.rule == "component-renamed")
    assert (renamed.name, renamed.renamed_to) == ("Boat", "Vessel")


def test_a_name_that_stays_for_another_use_is_no_rename():
    base = received(thing(first=ref("Boat"), second=ref("Boat")), schemas={"Boat": thing(**BOAT)})
    both = {"Boat": thing(**BOAT), "Vessel": thing(**LESS)}
    revision = received(thing(first=ref("Boat"), second=ref("Vessel")), schemas=both)
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.holder) == ("property-removed", "`second` of response `200` of `GET /v1/things`")


def ferry(**fields):
    return {"type": "object", "properties": {"rig": STRING, **fields}, "required": ["rig"]}


def fleet(tags, *, inheriting=False, **schemas):
    """A description that answers with a union of these components by their tags, or with what they inherit from."""
    told = {"propertyName": "rig", "mapping": {tag: ref(name)["$ref"] for tag, name in tags.items()}}
    if not inheriting:
        return received({"oneOf": [ref(name) for name in tags.values()], "discriminator": told}, schemas=schemas)
    heirs = {name: {"allOf": [ref("Hull"), schema]} for name, schema in schemas.items()}
    return received(ref("Hull"), schemas={"Hull": ferry() | {"discriminator": told}, **heirs})


KETCH, SLOOP, YAWL = ferry(masts=INTEGER), ferry(jib=STRING), ferry(mizzen=STRING)
BEFORE = {"tags": {"k": "Ketch", "s": "Sloop"}, "Ketch": KETCH, "Sloop": SLOOP}


@pytest.mark.parametrize("inheriting", [False, True])
def test_a_new_subtype_takes_the_name_that_a_renamed_one_had(inheriting):
    base = fleet(**BEFORE, inheriting=inheriting)
    tags = {"k": "TwoMasted", "s": "Sloop", "y": "Ketch"}
    revision = fleet(tags, inheriting=inheriting, TwoMasted=KETCH, Sloop=SLOOP, Ketch=YAWL)
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.cls, change.name) == ("subtype-added", "additive", "y")


def test_subtypes_that_exchange_their_names_are_the_same_kinds():
    crossed = fleet({"k": "Sloop", "s": "Ketch"}, Sloop=KETCH, Ketch=SLOOP)
    assert diff(fleet(**BEFORE), crossed, audited=True).verdict == "neutral"


def test_a_subtype_that_is_edited_beside_another_one_that_takes_its_name():
    tags = {"k": "TwoMasted", "s": "Sloop", "y": "Ketch"}
    revision = fleet(tags, TwoMasted=ferry(), Sloop=SLOOP, Ketch=YAWL)
    change = only(diff(fleet(**BEFORE), revision, audited=True), "breaking")
    assert (change.rule, change.name) == ("property-removed", "masts")


def test_a_name_that_another_subtype_took_means_something_else_where_it_is_used_alone():
    tags = {"k": "TwoMasted", "s": "Sloop", "y": "Ketch"}
    sides = [fleet(**BEFORE), fleet(tags, TwoMasted=KETCH, Sloop=SLOOP, Ketch=YAWL)]
    for side in sides:
        side["paths"]["/v1/ketches"] = {"get": {"responses": {"200": {"description": "OK"} | content(ref("Ketch"))}}}
    assert only(diff(*sides, audited=True), "breaking").rule == "property-removed"


PARTS = {
    "responses": lambda name, schema: (
        {"responses": {"200": ref(name, "responses")}},
        {"description": "OK", **content(schema)},
    ),
    "requestBodies": lambda name, schema: (
        {"requestBody": ref(name, "requestBodies"), "responses": {}},
        content(schema),
    ),
    "parameters": lambda name, schema: (
        {"parameters": [ref(name, "parameters")], "responses": {}},
        {"name": "q", "in": "query", "style": "deepObject", "explode": True, "schema": schema},
    ),
}


@pytest.mark.parametrize("kind", PARTS)
def test_another_component_that_is_renamed_and_edited(kind):
    def side(name, fields):
        operation, component = PARTS[kind](name, thing(**fields))
        return api({"/v1/boats": {"post": operation}}, **{kind: {name: component}})

    comparison = diff(side("Old", BOAT), side("New", LESS), audited=True)
    assert [c.rule for c in comparison.changes if c.rule.startswith("component-")] == ["component-renamed"]
    assert "property-removed" in only(comparison).rule or only(comparison).rule == "parameter-removed"


def test_a_parameter_that_is_referred_to_goes_by_its_name():
    def side(name):
        shared = {name: {"name": "dock", "in": "query", "schema": STRING}}
        return api(
            {"/v1/boats": {"get": {"parameters": [ref(name, "parameters")], "responses": {}}}}, parameters=shared
        )

    titles = [change.title for change in diff(side("Old"), side("New"), audited=True).changes]
    assert any("Query parameter `dock` of `GET /v1/boats`" in title for title in titles), titles
