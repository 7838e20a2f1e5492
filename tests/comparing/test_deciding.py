"""A refutation counts only if its witness holds on the whole schema as an operation reaches it."""

from __future__ import annotations

import jsonschema_rs
import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref, sent, told

INTEGER = {"type": "integer"}
OBJECT, LIST = {"type": "object"}, {"type": "array"}
SHORT, LONG = STRING | {"maxLength": 3}, STRING | {"maxLength": 9}


def holding(schema, **more):
    return OBJECT | {"properties": {"a": schema}} | more


ABSORBED = {
    "a list that is empty": lambda inner: LIST | {"items": inner, "maxItems": 0},
    "a position out of reach": lambda inner: LIST | {"prefixItems": [INTEGER, inner], "maxItems": 1},
    "a field that may not occur": lambda inner: {"allOf": [holding(inner), {"properties": {"a": False}}]},
    "a field of which nothing is sent": lambda inner: holding(inner, maxProperties=0),
    "a map that names cannot enter": lambda inner: OBJECT | {"additionalProperties": inner, "propertyNames": False},
    "nested in such": lambda inner: holding(LIST | {"items": holding(inner), "maxItems": 0}),
}


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("around", ABSORBED.values(), ids=ABSORBED)
@pytest.mark.parametrize("sides", [(LONG, SHORT), (SHORT, LONG), (STRING, INTEGER)], ids=["less", "more", "other"])
def test_an_edit_that_no_value_can_show_is_not_breaking(surface, around, sides):
    base, revision = (surface(around(side)) for side in sides)
    assert diff(base, revision).verdict != "breaking"


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("sides", [(LONG, SHORT), (SHORT, LONG)], ids=["less", "more"])
def test_a_limit_that_another_member_sets_as_well_is_not_breaking(surface, sides):
    base, revision = (surface({"allOf": [holding(side), holding(SHORT)]}) for side in sides)
    assert diff(base, revision).verdict == "neutral"


@pytest.mark.parametrize("around", ABSORBED.values(), ids=ABSORBED)
def test_what_is_absorbed_in_one_operation_breaks_another(around):
    """The nearest way up is not the only one."""

    def both(schema):
        paths = {
            "/v1/a": {"post": {"requestBody": content(around(ref("S"))), "responses": {"204": {"description": "-"}}}},
            "/v1/b": {"post": {"requestBody": content(holding(holding(ref("S")))), "responses": ok()}},
        }
        return api(paths, schemas={"S": schema})

    change = only(diff(both(LONG), both(SHORT)))
    assert change.cls == "breaking"
    assert change.witness.at == "the request body of `POST /v1/b`"


WAYS = {
    "a field": lambda inner: OBJECT | {"properties": {"a": inner, "z": INTEGER}, "required": ["z"]},
    "an item": lambda inner: LIST | {"items": inner, "minItems": 2},
    "a later position": lambda inner: LIST | {"prefixItems": [INTEGER, inner]},
    "items behind a tuple": lambda inner: LIST | {"prefixItems": [INTEGER], "items": inner},
    "a map": lambda inner: OBJECT | {"additionalProperties": inner, "minProperties": 2},
    "a pattern": lambda inner: OBJECT | {"patternProperties": {"^x-[a-z]+$": inner}, "additionalProperties": False},
    "an alternative": lambda inner: {"oneOf": [INTEGER, inner]},
    "a member of its own": lambda inner: {"allOf": [OBJECT, holding(inner, required=["a"])]},
    "a name among few": lambda inner: OBJECT | {"additionalProperties": inner, "propertyNames": {"enum": ["b", "c"]}},
}


@pytest.mark.parametrize("around", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("over", WAYS.values(), ids=WAYS)
def test_a_witness_shown_is_a_payload_of_the_operation(around, over):
    base, revision = (over(around(side)) for side in (LONG, SHORT))
    change = only(diff(sent(base), sent(revision)))
    assert (change.cls, change.rule, change.undecided) == ("breaking", "max-length-lowered", False)
    assert change.witness.at == "the request body of `POST /v1/things`"
    assert jsonschema_rs.is_valid(base, change.witness.instance)
    assert not jsonschema_rs.is_valid(revision, change.witness.instance)


def test_a_field_of_what_is_no_object_stays_undecided():
    """Strictly nothing changed. What is sent is hardly a text, though, whatever the `type` says."""
    base, revision = (received(STRING | {"properties": {"a": side}}) for side in (SHORT, LONG))
    change = only(diff(base, revision))
    assert (change.cls, change.undecided) == ("breaking", True)


def test_new_fields_that_together_narrow_what_was_known_are_told_as_unexplained():
    def body(*tags):
        kinds = [OBJECT | {"properties": {"kind": {"const": tag}} if tag else {}, "required": [n]} for n, tag in tags]
        return sent(OBJECT | {"properties": {"kind": STRING}, "anyOf": [ref("A"), ref("B")]},
                    schemas=dict(zip("AB", kinds, strict=True)))  # fmt: skip

    comparison = diff(body(("a", ""), ("b", "")), body(("a", "one"), ("b", "two")))
    broken = only(comparison, "breaking")
    assert (broken.rule, broken.witness.accepted_by) == ("unexplained", "base")
    assert [rule for rule, cls, _ in told(comparison) if cls == "additive"] == ["property-added", "property-added"]


@pytest.mark.parametrize(
    ("surface", "sides", "counts"),
    [(sent, (INTEGER, {}), ("1 of", "2 in")), (received, ({}, INTEGER), ("2 of", "1 in"))],
    ids=["come to overlap", "come apart"],
)
def test_alternatives_that_overlap_or_come_apart_are_told_at_their_cause_and_why(surface, sides, counts):
    def either(a):
        first, second = OBJECT | {"properties": {"a": a}, "required": ["a"]}, OBJECT | {"required": ["b"]}
        return surface({"oneOf": [ref("A"), ref("B")]}, schemas={"A": first, "B": second})

    change = only(diff(*map(either, sides)))
    assert (change.rule, change.revision.pointer) == ("type-changed", "/components/schemas/A/properties/a/type") or (
        change.base.pointer == "/components/schemas/A/properties/a/type"
    )
    assert all(count in change.reason for count in counts)
    assert change.witness.instance.keys() == {"a", "b"}


def test_alternatives_that_never_matched_are_not_told_to_overlap():
    """One that every value matches twice admits nothing on either side: what changes within has another cause."""

    def nothing(inner):
        return holding({"oneOf": [{}, {}, holding(inner)]})

    change = only(diff(received(nothing({})), received(nothing(OBJECT))))
    assert (change.rule, change.cls) == ("type-changed", "additive")


def test_a_break_below_many_alternatives_is_shown_at_the_surface():
    """Each level adds an alternative; what is known of a value on one level serves the next."""

    levels = {f"A{n}": {"oneOf": [ref(f"A{n + 1}"), {"type": "null"}]} for n in range(180)}
    sides = [sent(ref("A0"), schemas={**levels, "A180": leaf}) for leaf in (STRING, {"type": "boolean"})]
    comparison = diff(*sides)
    [change] = comparison.changes
    assert (change.rule, change.cls, change.undecided) == ("type-changed", "breaking", False)
    assert change.witness.at == "the request body of `POST /v1/things`"


MIXED = {
    "a pattern and a format": ({"pattern": "^a"}, {"format": "date"}, "pattern-changed"),
    "two lengths": ({"maxLength": 3}, {"minLength": 5}, "max-length-raised"),
}


@pytest.mark.parametrize(("gone", "come", "breaks"), MIXED.values(), ids=MIXED)
@pytest.mark.parametrize("held", [lambda schema: schema, lambda schema: {"type": "array", "items": schema}])
def test_limits_that_contradict_each_other_only_across_the_sides_leave_no_doubt(gone, come, breaks, held):
    base, revision = ({"type": "string", **limit} for limit in (gone, come))
    found = diff(received(held(base)), received(held(revision)))
    assert [(c.rule, c.cls, c.undecided) for c in found.counted if c.cls == "breaking"] == [(breaks, "breaking", False)]
    assert len(found.counted) == 2


def test_so_do_several_of_them():
    base = {"type": "integer", "maximum": 3, "multipleOf": 2}
    revision = {"type": "integer", "minimum": 5, "multipleOf": 3}
    found = diff(received(base), received(revision))
    breaking = [change for change in found.counted if change.cls == "breaking"]
    assert [change.rule for change in breaking] == ["maximum-raised", "multiple-of-changed"]
    assert not any(change.undecided for change in found.counted)


@pytest.mark.parametrize("refused", [{"required": ["d"]}, {"properties": {"d": INTEGER}, "required": ["d"]}])
@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded"])
def test_an_extracted_part_of_a_contradiction_changes_nothing(refused, media):
    """Of the texts of a form no value is known that it has; that both sides ask the same of it is."""

    def taking(part):
        body = {"content": content(holding(STRING | {"not": part}), media)}
        path = {"post": {"requestBody": body, "responses": ok(STRING)}}
        return api({"/v1/boats": path}, schemas={"Refused": refused, "Used": ref("Refused")})

    assert diff(taking(refused), taking(ref("Refused"))).verdict == "neutral"


def nested(**more):
    return {"Reef": holding(ref("Reef"), **more)}


LEAVING_NONE = {
    "a type beside alternatives of others": ({"anyOf": [STRING, LIST]}, {"anyOf": [STRING, LIST], **OBJECT}, {}, {}),
    "a type beside one of others": ({"oneOf": [STRING, LIST]}, {"oneOf": [STRING, LIST], **OBJECT}, {}, {}),
    "a component beside alternatives": ({"anyOf": [STRING, LIST], **ref("A")}, None, {"A": {}}, {"A": OBJECT}),
    "itself becomes required": (ref("Reef"), None, nested(), nested(required=["a"])),
    "what a schema forbids becomes required": (
        holding(False),
        holding(False, required=["a"]),
        {},
        {},
    ),
}


@pytest.mark.parametrize(("old", "new", "before", "after"), LEAVING_NONE.values(), ids=LEAVING_NONE)
@pytest.mark.parametrize("held", [lambda schema: schema, lambda schema: {"type": "array", "items": schema}])
def test_a_response_of_which_no_value_is_left_is_undecided(old, new, before, after, held):
    base = received(held(old), schemas=before)
    revision = received(held(old if new is None else new), schemas=after)
    found = diff(base, revision, audited=True)
    assert [c.undecided for c in found.counted if c.cls == "breaking"] == [True]


def test_a_response_that_may_lack_what_it_cannot_have_is_no_contradiction():
    base, revision = (
        holding({"anyOf": [STRING, LIST]}),
        holding({"anyOf": [STRING, LIST], "maxLength": 3, "maxItems": 1}),
    )
    assert diff(received(base), received(revision), audited=True).verdict == "additive"
