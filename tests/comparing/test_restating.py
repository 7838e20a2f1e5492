"""Parts of a whole that are written another way: what they may be left out for, and what not."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, diff, ok, only, received, ref, sent, told

INTEGER = {"type": "integer"}
KEEL = {"type": "object", "properties": {"keel": STRING, "mast": STRING}}
SHORTER = ({"properties": {"berth": STRING}}, {"properties": {"berth": {**STRING, "maxLength": 5}}})


def joined(*parts):
    return {"allOf": list(parts)}


def rules(comparison):
    return {(change.rule, change.cls) for change in comparison.changes}


def test_a_part_that_is_narrowed_as_well_is_told_beside_the_edit():
    sides = {**KEEL, "anyOf": [{"required": ["keel"]}, {"required": ["mast"]}]}, {**KEEL, "required": ["keel"]}
    base, revision = (
        sent(joined(ref("Part"), own), schemas={"Part": part}) for part, own in zip(sides, SHORTER, strict=True)
    )
    breaking = [change for change in diff(base, revision).changes if change.cls == "breaking"]
    assert {change.rule for change in breaking} > {"max-length-lowered"}


def test_a_name_that_another_part_marks_is_not_left_out_of_a_rewrite():
    """`keel` is no part of requests, so the first alternative asks nothing, and the second one does."""
    one = {"type": "object", "anyOf": [{"required": ["keel"]}, {"required": ["keel", "mast"]}]}
    other = {"type": "object", "required": ["keel"]}
    own = [{"properties": {"keel": {**STRING, "readOnly": True}, **own["properties"]}} for own in SHORTER]
    kept = {"type": "object", "oneOf": [{"required": ["keel"]}, {"not": {"required": ["mast"]}}]}
    assert diff(sent(joined(one, own[0])), sent(joined(other, own[0]))).verdict == "neutral"
    for part in (one, other):
        changes = diff(sent(joined(kept, own[0])), sent(joined(part, own[1]))).changes
        assert any(change.cls == "breaking" for change in changes)


def test_what_is_required_and_does_not_travel_is_compared_with_its_mark():
    """A mark that goes is told, though both ways to write the part admit the same values alone."""
    sides = [{"properties": {"keel": {"readOnly": True}}}, {"anyOf": [{"properties": {"keel": True}}]}]
    base, revision = (
        sent(joined(part, {**own, "required": ["keel"]})) for part, own in zip(sides, SHORTER, strict=True)
    )
    breaking = {change.rule for change in diff(base, revision).changes if change.cls == "breaking"}
    assert breaking > {"max-length-lowered"}


def test_what_is_unevaluated_depends_on_how_a_part_is_written():
    sides = [KEEL, {"not": {"not": KEEL}}]
    base, revision = (
        sent({**joined(part, own), "unevaluatedProperties": False}) for part, own in zip(sides, SHORTER, strict=True)
    )
    changes = diff(base, revision).changes
    assert sum(change.cls == "breaking" for change in changes) > 1


def test_a_rewrite_in_a_schema_that_others_inherit_from_is_none_of_the_heir_that_is_edited():
    def harbour(vessel, own):
        kinds = {"discriminator": {"propertyName": "kind"}, "required": ["kind"]}
        return received(
            ref("Sloop"),
            schemas={"Vessel": {**vessel, **kinds}, "Sloop": joined(ref("Vessel"), own), "Yawl": joined(ref("Vessel"))},
        )

    properties = {"kind": STRING, "hull": {"type": ["string", "integer"]}}
    again = {**properties, "hull": {"anyOf": [STRING, INTEGER]}}
    base = harbour({"type": "object", "properties": properties}, SHORTER[0])
    revision = harbour({"type": "object", "properties": again}, SHORTER[1])
    assert only(diff(base, revision)).rule == "max-length-lowered"


def test_a_part_that_leads_to_what_is_edited_is_no_rewrite():
    sides = {"oneOf": [ref("Sail"), STRING]}, {"anyOf": [ref("Sail"), STRING]}
    sails = [{"type": "object", "required": ["sail"]}, {"type": "object", "required": ["sail", "mast"]}]
    base, revision = (
        sent(joined(ref("Part"), {"maxProperties": most}), schemas={"Part": part, "Sail": sail})
        for part, sail, most in zip(sides, sails, (9, 8), strict=True)
    )
    found = told(diff(base, revision))
    assert {"max-properties-lowered"} < {rule for rule, cls, _ in found if cls == "breaking"}


def test_texts_of_two_parts_are_not_those_of_each_part():
    """A parameter's `1` is a text and a number, so what both parts admit cannot be told from the texts of each."""

    def taking(one, other):
        parameter = {"name": "berth", "in": "query", "schema": joined(one, other)}
        return api({"/v1/berths": {"get": {"parameters": [parameter], "responses": ok()}}})

    base = taking({"const": 1}, {"type": ["integer", "string"], "maximum": 9})
    revision = taking({"const": "1"}, {"type": "integer", "maximum": 8})
    assert diff(base, revision).verdict == "breaking"


def test_a_rewrite_across_versions_beside_an_edit():
    old = {"type": "object", "properties": {"hull": {"type": "string", "nullable": True}}}
    new = {"type": "object", "properties": {"hull": {"anyOf": [STRING, {"type": "null"}]}}}
    base = sent(joined(ref("Part"), SHORTER[0]), schemas={"Part": old})
    base["openapi"] = "3.0.3"
    revision = sent(joined(ref("Part"), SHORTER[1]), schemas={"Part": new})
    assert only(diff(base, revision)).rule == "max-length-lowered"


def test_prose_of_a_rewritten_part_is_told():
    base = sent(joined({**KEEL, "description": "A"}, SHORTER[0]))
    revision = sent(joined({"anyOf": [KEEL], "description": "B"}, SHORTER[1]))
    assert rules(diff(base, revision)) == {
        ("max-length-lowered", "breaking"),
        ("documentation-changed", "neutral"),
        ("schema-rewritten", "neutral"),
    }


@pytest.mark.parametrize("surface", [sent, received])
def test_a_part_that_is_stated_again_is_one_part(surface):
    def yard(hulls, sail):
        return surface(
            ref("Yard"), schemas={"Yard": hulls, "Sail": sail, "Oar": {"type": "object", "required": ["oar"]}}
        )

    hulls = {"type": "object", "properties": {"r": {"type": "array", "items": {"oneOf": [ref("Sail"), ref("Oar")]}}}}
    sails = [
        {"type": "object", "properties": {"p": more, "oar": False}} for more in (STRING, {**STRING, "minLength": 1})
    ]
    changes = diff(yard(hulls, sails[0]), yard({**hulls, **joined(hulls)}, sails[1])).changes
    assert [change.rule for change in changes if change.cls != "neutral"] == ["min-length-raised"]
    assert not any(change.undecided for change in changes)


def test_many_parts_end_in_time():
    parts = [[{"properties": {f"p{n}": {"maxLength": n + more}}} for n in range(1500)] for more in (0, 1)]
    assert diff(sent(joined(*parts[0])), sent(joined(*parts[1]))).verdict == "additive"


def test_a_long_chain_of_parts_ends():
    def chain(kind):
        links = {f"L{n}": {"allOf": [ref(f"L{n + 1}"), {"properties": {f"p{n}": STRING}}]} for n in range(300)}
        return sent(ref("L0"), schemas={**links, "L300": {"properties": {"end": kind}}})

    assert diff(chain(STRING), chain(INTEGER)).verdict == "breaking"


def test_parts_that_refer_to_themselves_end():
    def ring(kind, most):
        return sent(
            ref("A"), schemas={"A": {"allOf": [ref("B"), {"maxProperties": most}]}, "B": {"allOf": [ref("A"), kind]}}
        )

    assert diff(ring(KEEL, 3), ring({"anyOf": [KEEL]}, 4)).changes


BINARY = {**STRING, "format": "binary"}


def with_p(schema):
    return {"type": "object", "properties": {"p": schema}}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (joined(STRING, {"maxLength": 5}), joined(BINARY, {"maxLength": 6})),
        (joined(with_p(STRING), SHORTER[0]), joined({"anyOf": [with_p(BINARY)]}, SHORTER[1])),
        (STRING, {**BINARY, "additionalProperties": {}}),
        ({**with_p(STRING), "maxProperties": 3}, {"anyOf": [with_p(BINARY)], "maxProperties": 3}),
    ],
    ids=["a part", "a part put together anew", "some keywords", "alternatives"],
)  # fmt: skip
def test_how_a_string_is_written_is_never_part_of_a_rewrite(surface, old, new):
    changes = diff(surface(old), surface(new)).changes
    assert ("content-encoding-changed", "breaking") in {(change.rule, change.cls) for change in changes}


@pytest.mark.parametrize("surface", [sent, received])
def test_what_is_written_anew_in_one_object_is_none_of_what_is_edited_there(surface):
    kinds = [
        {"required": ["keel"], "not": {"required": ["mast"]}},
        {"required": ["mast"], "not": {"required": ["keel"]}},
    ]
    base = surface({**KEEL, "oneOf": kinds})
    revision = surface({**KEEL, "anyOf": kinds, "required": ["berth"]})
    changes = diff(base, revision).changes
    assert [change.rule for change in changes if change.cls != "neutral"] == ["required-added"]


def test_what_is_edited_below_a_keyword_that_was_written_anew_is_told():
    old = {**KEEL, "not": {"anyOf": [{"required": ["keel"]}, {"required": ["mast"]}]}, "minProperties": 1}
    new = {**KEEL, "allOf": [{"not": {"required": ["keel"]}}], "minProperties": 2}
    assert diff(received(old), received(new)).verdict == "breaking"
    assert diff(sent(new), sent(old)).verdict == "breaking"


def test_conditions_that_left_their_object_are_told_as_such():
    condition, demand = {"if": {"required": ["keel"]}}, {"then": {"required": ["mast"]}}
    base, revision = received({**KEEL, **condition, **demand}), received({**KEEL, **joined(condition, demand)})
    change = only(diff(base, revision))
    assert (change.rule, change.undecided) == ("reach-changed", False)


@pytest.mark.parametrize("beside", [{"maxLength": 3}, {"maxContains": 0}, {"additionalProperties": False}])
def test_parts_at_one_place_are_different_parts(beside):
    """What an object says itself stands at its place, as the object does."""
    revision = {"allOf": [{}], "anyOf": [{"type": "null"}], **beside}
    assert diff(received({"type": "boolean"}), received(revision)).verdict == "breaking"
