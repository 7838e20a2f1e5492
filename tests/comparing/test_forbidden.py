"""A named field that may hold nothing any more is gone to those who read it, whatever the set of values says."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref, sent

NEVER = {
    "false": False,
    "not anything": {"not": {}},
    "no value": {"enum": []},
    "a component": ref("Never"),
    "a member of an allOf": {"allOf": [STRING, ref("Never")]},
}


def thing(**fields):
    return {"type": "object", "properties": {"id": STRING, **fields}}


def changed(old, new, way):
    return diff(*(way(schema, schemas={"Never": {"not": {}}}) for schema in (old, new)), audited=True)


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_a_field_that_is_forbidden_is_gone_from_what_clients_read(never):
    change = only(changed(thing(name=STRING), thing(name=never), received), "breaking")
    assert (change.rule, change.name) == ("property-removed", "name")
    # That fewer values are valid is no second thing to read.
    assert not [c for c in changed(thing(name=STRING), thing(name=never), received).changes if c.cls == "additive"]


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_in_a_request_its_values_tell_so(never):
    comparison = changed(thing(name=STRING), thing(name=never), sent)
    assert only(comparison, "breaking").rule != "property-removed"
    assert all(change.rule != "property-removed" for change in comparison.changes)


def test_what_was_forbidden_already_stays_so():
    assert changed(thing(name=False), thing(name={"not": {}}), received).verdict == "neutral"


FORBIDDING = {
    "not": {"not": {"required": ["name"]}},
    "not, in an allOf": {"allOf": [{"not": {"required": ["name"]}}]},
    "names": {"propertyNames": {"enum": ["id", "size"]}},
    "a pattern": {"patternProperties": {"^na": False}},
    "a schema that depends": {"dependentSchemas": {"name": False}},
    "a condition": {"if": {"required": ["name"]}, "then": False},
    "alternatives": {"anyOf": [{"properties": {"name": False}}, {"properties": {"name": {"not": {}}}}]},
    "another member": {"allOf": [{"properties": {"id": STRING}, "additionalProperties": False}]},
}


@pytest.mark.parametrize("keywords", FORBIDDING.values(), ids=FORBIDDING)
def test_other_keywords_that_forbid_a_field_take_it_from_what_clients_read(keywords):
    old, new = thing(name=STRING), {**thing(name=STRING), **keywords}
    change = only(changed(old, new, received), "breaking")
    assert (change.rule, change.name) == ("property-removed", "name")
    assert all(change.rule != "property-removed" for change in changed(old, new, sent).changes)


def test_no_field_is_left_where_none_may_be_there():
    comparison = changed(thing(name=STRING), {**thing(name=STRING), "maxProperties": 0}, received)
    assert [c.names for c in comparison.changes if c.rule == "property-removed"] == [("id", "name")]


HARMLESS = {
    "fewer fields together": {"maxProperties": 1},
    "two that exclude each other": {"not": {"required": ["id", "name"]}},
    "others are forbidden": {"not": {"required": ["size"]}},
    "all are named": {"propertyNames": {"enum": ["id", "name"]}},
    "one that needs another": {"dependentRequired": {"name": ["id"]}},
}


@pytest.mark.parametrize("keywords", HARMLESS.values(), ids=HARMLESS)
def test_a_field_that_some_payload_still_has_is_not_gone(keywords):
    assert changed(thing(name=STRING), {**thing(name=STRING), **keywords}, received).verdict == "additive"


def test_what_no_payload_had_cannot_go():
    old = {**thing(name=STRING), "propertyNames": {"enum": ["id", "size"]}}
    assert changed(old, {**old, "propertyNames": {"const": "id"}}, received).verdict == "additive"


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("way", [received, sent])
def test_a_field_that_was_forbidden_is_a_new_one(never, way):
    change = only(changed(thing(name=never), thing(name=STRING), way), "additive")
    assert (change.rule, change.name) == ("property-added", "name")
    change = only(changed(thing(name=never), thing(), way), "additive")
    assert (change.rule, change.name) == ("property-allowed", "name")


@pytest.mark.parametrize("way", [received, sent])
def test_it_stays_forbidden_where_the_object_is_closed(way):
    closed = {"additionalProperties": False}
    comparison = changed({**thing(name=False), **closed}, {**thing(), **closed}, way)
    assert comparison.verdict == "neutral"


def test_a_client_has_to_send_what_was_forbidden():
    required = {**thing(name=STRING), "required": ["name"]}
    assert only(changed(thing(name=False), required, sent), "breaking").rule == "required-property-added"


def test_a_name_that_another_alternative_declares_is_asked_about():
    """What the second alternative alone took matches both now."""
    name, size = {"name": STRING, "size": False}, {"name": False, "size": STRING}
    old = {"oneOf": [{"properties": name}, {"properties": size}]}
    new = {"oneOf": [{"properties": {**name, "size": STRING}}, {"properties": size}]}
    change = only(changed(old, new, sent), "breaking")
    assert change.witness.instance == {"size": ""}


def with_header(**header):
    return api({"/v1/things": {"get": {"responses": ok(headers={"X-Pier": header})}}}, schemas={"Never": {"not": {}}})


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("holds", [lambda s: {"schema": s}, lambda s: {"content": {"text/plain": {"schema": s}}}])
def test_a_header_that_may_hold_nothing_is_gone(never, holds):
    old, new = (with_header(**holds(schema)) for schema in (STRING, never))
    assert only(diff(old, new, audited=True), "breaking").rule == "response-header-removed"


@pytest.mark.parametrize("never", NEVER.values(), ids=NEVER)
def test_a_field_that_comes_and_may_hold_nothing_is_no_new_one(never):
    assert all(c.rule != "property-added" for c in changed(thing(), thing(name=never), received).changes)


def test_a_payload_that_may_be_nothing_has_no_fields():
    comparison = changed(thing(), False, received)
    assert [c.name for c in comparison.changes if c.rule == "property-removed"] == ["id"]
    assert all(c.rule != "property-removed" for c in changed(thing(), False, sent).changes)


def orders(required=(), **more):
    """An order of three parts, one of which another response has as well, and one of which clients send."""
    base = {"type": "object", "required": [*required], "properties": {"id": STRING, "created": STRING}}
    new = {"type": "object", "properties": {"lines": STRING}, **more}
    order = {"allOf": [ref("Base"), ref("New"), {"type": "object", "properties": {"status": STRING}}]}
    paths = {
        "/v1/orders": {
            "get": {"responses": ok(ref("Order"))},
            "post": {"requestBody": content(ref("New")), "responses": {"204": {"description": "Done"}}},
        },
        "/v1/files": {"get": {"responses": ok(ref("Base"))}},
    }
    return api(paths, schemas={"Base": base, "New": new, "Order": order})


@pytest.mark.parametrize("required", [(), ("id",)])
def test_what_a_closed_part_takes_from_the_others_is_told_once_where_it_is_gone(required):
    comparison = diff(orders(required), orders(required, additionalProperties=False), audited=True)
    removed, closed = comparison.counted
    assert (removed.rule, removed.cls) == ("property-removed", "breaking")
    assert {"id", "created", "status"} <= {*removed.names}
    assert removed.title.endswith("removed from schema `Order`")
    assert removed.operations == ("GET /v1/orders",)
    assert (closed.rule, closed.cls, closed.undecided) == ("additional-properties-closed", "breaking", False)
    assert closed.witness.accepted_by == "base"


def test_what_a_schema_loses_by_a_closed_part_is_another_change_than_what_another_schema_loses():
    def two(**more):
        first, second = (f"/v1/{name}" for name in ("a", "b"))
        paths = {first: {"get": {"responses": ok(ref("A"))}}, second: {"get": {"responses": ok(ref("B"))}}}
        base = {"type": "object", "properties": {"id": STRING}}
        parts = {name: {"allOf": [ref("Base"), {"type": "object", **more.get(name, {})}]} for name in ("A", "B")}
        return api(paths, schemas={"Base": base, **parts})

    closed = {"additionalProperties": False}
    ids = []
    for more in ({"A": closed}, {"B": closed}):
        ids += [change.id for change in diff(two(), two(**more)).counted if change.rule == "property-removed"]
    both = diff(two(), two(A=closed, B=closed)).counted
    assert len({*ids}) == 2
    assert {*ids} == {change.id for change in both if change.rule == "property-removed"}


def base_of(**more):
    return {"type": "object", "properties": {"size": STRING}, **more}


NAMED = {"properties": {"id": STRING}}
AROUND = {
    "a member": {**NAMED, "allOf": [ref("Base")]},
    "beside": {**NAMED, **ref("Base")},
    "members": {"allOf": [ref("Base"), NAMED]},
    "an alternative": {**NAMED, "anyOf": [ref("Base")]},
    "each alternative": {**NAMED, "oneOf": [ref("Base"), ref("Other")]},
    "told by a tag": {**NAMED, "oneOf": [ref("Base"), ref("Other")], "discriminator": {"propertyName": "size"}},
    "alternatives in a member": {"allOf": [NAMED, {"oneOf": [ref("Base")]}]},
    "two groups": {"oneOf": [ref("Base")], "anyOf": [NAMED]},
    "a condition": {**NAMED, "if": {"required": ["size"]}, "then": ref("Base"), "else": ref("Base")},
    "what depends on it": {**NAMED, "dependentSchemas": {"id": ref("Base")}},
    "negated twice": {**NAMED, "not": {"not": ref("Base")}},
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("named", [False, True])
def test_a_component_that_closes_forbids_what_stands_beside_it(around, named):
    """The schema around may be the same to the letter: what it refers to closes."""
    open_ = base_of(required=["size"])
    closed = {**open_, "additionalProperties": False}
    common = {"Other": {**closed, "properties": {"beam": STRING}, "required": ["beam"]}, "Whole": around}
    whole = ref("Whole") if named else around
    sides = (received(whole, schemas={**common, "Base": base}) for base in (open_, closed))
    change = only(diff(*sides, audited=True), "breaking")
    assert (change.rule, change.name) == ("property-removed", "id")


@pytest.mark.parametrize(("names", "lost"), [(("beam",), {"beam", "id", "size"}), (("beam", "id"), {"size"})])
def test_alternatives_that_close_to_what_is_needed_lose_all_that_they_name(names, lost):
    whole = {**NAMED, "required": ["id"], "anyOf": [ref("Base"), ref("Other")]}
    other = base_of(additionalProperties=False) | {"properties": dict.fromkeys(names, STRING)}
    sides = (
        received(whole, schemas={"Other": other, "Base": base})
        for base in (base_of(), base_of(additionalProperties=False))
    )
    gone = {name for change in diff(*sides, audited=True).counted if change.cls == "breaking" for name in change.names}
    assert gone == lost


CLOSES_LESS = {
    "extracted": ({"allOf": [ref("Base")], "type": "object", **NAMED}, ["id"]),
    "with what stays": ({"allOf": [ref("Base")], **NAMED, "additionalProperties": False}, ["id", "size"]),
    "as a whole": ({"allOf": [ref("Base"), ref("Whole")]}, []),
}


@pytest.mark.parametrize(("revision", "gone"), CLOSES_LESS.values(), ids=CLOSES_LESS)
def test_a_closed_object_that_is_divided_forbids_what_the_closed_part_does_not_name(revision, gone):
    whole = {"type": "object", "properties": {"size": STRING, "id": STRING}, "additionalProperties": False}
    schemas = {"Base": base_of(additionalProperties=False), "Whole": {**whole, "properties": {"size": STRING}}}
    schemas["Whole"] = base_of(additionalProperties=False)
    if not gone:
        schemas = {"Base": whole, "Whole": {"properties": whole["properties"]}}
    found = diff(received(whole, schemas=schemas), received(revision, schemas=schemas), audited=True)
    told = sorted(name for change in found.counted if change.rule == "property-removed" for name in change.names)
    assert told == gone
    assert found.verdict == ("breaking" if gone else "neutral")


def test_a_closed_object_that_needs_what_it_does_not_name_has_no_field_left():
    base = {"properties": {"size": STRING}, "additionalProperties": False}
    found = diff(received(base), received({**base, "required": ["sise"]}), audited=True)
    change = only(found, "breaking")
    assert (change.rule, change.name, change.undecided) == ("property-removed", "size", False)
    open_ = {"properties": {"size": STRING}}
    assert diff(received(open_), received({**open_, "required": ["sise"]}), audited=True).verdict == "additive"


AGAIN = {
    "beside what is unevaluated": {**ref("P"), "properties": {"beam": STRING}, "unevaluatedProperties": False},
    "in every alternative": {"properties": {"beam": STRING}, "oneOf": [ref("P"), ref("Q")]},
    "in the only alternative": {"properties": {"beam": STRING}, "anyOf": [ref("P")]},
}


@pytest.mark.parametrize("base", AGAIN.values(), ids=AGAIN)
def test_a_field_that_is_declared_again_as_something_else_is_gone(base):
    number = {"type": "integer"}
    schemas = {
        "P": {"type": "object", "properties": {"size": number}},
        "Q": {"type": "object", "properties": {"size": number, "z": STRING}, "required": ["z"]},
    }
    revision = {**base, "properties": {"beam": STRING, "size": STRING}}
    found = diff(received(base, schemas=schemas), received(revision, schemas=schemas), audited=True)
    assert ("property-removed", "size") in [(c.rule, c.name) for c in found.counted if c.cls == "breaking"]
    alike = {**base, "properties": {"beam": STRING, "size": number}}
    assert diff(received(base, schemas=schemas), received(alike, schemas=schemas), audited=True).verdict != "breaking"
