"""Names that are declared under a condition: they go and come as others do."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, diff, received, ref, sent, told

INTEGER = {"type": "integer"}
IS_A = {"properties": {"kind": {"const": "a"}}, "required": ["kind"]}


def conditional(keyword, names, required=(), **more):
    """An object with names that are declared under one keyword."""
    held = {"properties": dict.fromkeys(names, INTEGER), **({"required": [*required]} if required else {}), **more}
    condition = {"dependentSchemas": {"kind": held}} if keyword == "dependentSchemas" else {"if": IS_A, keyword: held}
    return {"type": "object", "properties": {"kind": STRING}, **condition}


KEYWORDS = pytest.mark.parametrize("keyword", ["then", "else", "dependentSchemas"])
SURFACES = pytest.mark.parametrize("surface", [sent, received])


@KEYWORDS
@SURFACES
@pytest.mark.parametrize("closed", [{}, {"additionalProperties": False}], ids=["open", "closed"])
def test_a_name_that_goes_is_removed(keyword, surface, closed):
    base, revision = (surface(conditional(keyword, names, **closed)) for names in ("xy", "x"))
    comparison = diff(base, revision, audited=True)
    assert [(rule, cls) for rule, cls, _ in told(comparison) if cls == "breaking"] == [("property-removed", "breaking")]


@KEYWORDS
@SURFACES
def test_a_name_that_comes_is_added(keyword, surface):
    base, revision = (surface(conditional(keyword, names)) for names in ("x", "xy"))
    assert {(rule, cls) for rule, cls, _ in told(diff(base, revision, audited=True))} == {
        ("property-added", "additive")
    }


@KEYWORDS
def test_a_name_that_comes_and_is_asked_for_is_breaking(keyword):
    base, revision = sent(conditional(keyword, "x")), sent(conditional(keyword, "xy", required="y"))
    assert diff(base, revision, audited=True).verdict == "breaking"


@KEYWORDS
def test_a_name_that_stays_declared_elsewhere_neither_goes_nor_comes(keyword):
    base, revision = (conditional(keyword, names) for names in ("xy", "x"))
    for schema in (base, revision):
        schema["properties"]["y"] = {}
    rules = {rule for rule, _, _ in told(diff(sent(base), sent(revision), audited=True))}
    assert not rules & {"property-removed", "property-added"}


@KEYWORDS
def test_a_name_with_another_type_is_asked_about(keyword):
    base, revision = conditional(keyword, "xy"), conditional(keyword, "x")
    held = revision["dependentSchemas"]["kind"] if keyword == "dependentSchemas" else revision[keyword]
    held["properties"]["y"] = STRING
    comparison = diff(sent(base), sent(revision), audited=True)
    assert comparison.verdict == "breaking"
    assert any(change.witness for change in comparison.changes)


@KEYWORDS
def test_a_condition_that_comes_is_asked_about(keyword):
    base = {"type": "object", "properties": {"kind": STRING}}
    assert diff(sent(base), sent(conditional(keyword, "x"))).verdict == "breaking"
    assert diff(sent(conditional(keyword, "x")), sent(base)).verdict == "breaking"


def declaring(names, condition=None, keyword="then", **more):
    """An object that declares some names, and others under a condition."""
    held = {} if condition is None else {keyword: condition}
    held |= {} if condition is None or keyword == "dependentSchemas" else {"if": {"required": ["kind"]}}
    return {"type": "object", "properties": {"kind": STRING, **names}, **held, **more}


DEPTH = {"depth": INTEGER}
AHEAD, ALWAYS = declaring({}, {"properties": DEPTH}), declaring(DEPTH)
MOVES = {
    # before, after, the verdict of a request, that of a response
    "out of a condition": (AHEAD, ALWAYS, "breaking", "additive"),
    "into a condition": (ALWAYS, AHEAD, "additive", "breaking"),
    "out of one that always holds": (
        AHEAD | {"required": ["kind"]},
        ALWAYS | {"required": ["kind"], "if": {"required": ["kind"]}},
        "neutral",
        "neutral",
    ),
    "out of one where others are refused": (
        declaring({}, {"kind": {"properties": DEPTH}}, "dependentSchemas", unevaluatedProperties=False),
        declaring(DEPTH, unevaluatedProperties=False),
        "additive",
        "additive",
    ),
    "without a name that it held": (
        declaring({"hold": declaring(DEPTH)}),
        declaring({}, {"properties": {"hold": declaring({})}}),
        "breaking",
        "breaking",
    ),
    "and read-only there": (
        ALWAYS,
        declaring({}, {"properties": {"depth": INTEGER | {"readOnly": True}}}),
        "breaking",
        "breaking",
    ),
    "and written otherwise there": (
        declaring({"chart": STRING}),
        declaring({}, {"properties": {"chart": STRING | {"contentEncoding": "base64"}}}),
        "breaking",
        "breaking",
    ),
}


@pytest.mark.parametrize(("before", "after", "request_verdict", "response_verdict"), MOVES.values(), ids=MOVES)
def test_a_name_that_moves_is_asked_about_as_a_whole(before, after, request_verdict, response_verdict):
    for surface, verdict in ((sent, request_verdict), (received, response_verdict)):
        assert diff(surface(before), surface(after), audited=True).verdict == verdict


def test_a_name_that_moves_beside_a_break_is_not_passed_over():
    base = declaring({"beam": INTEGER}, {"properties": DEPTH})
    revision = declaring(DEPTH | {"beam": STRING})
    assert {rule for rule, _, _ in told(diff(sent(base), sent(revision), audited=True))} > {"type-changed"}


CREW = {"type": "object", "properties": {"captain": STRING}}
LARGER = {"type": "object", "properties": {"captain": STRING, "mates": INTEGER}}


def where(keyword, held, **more):
    condition = {"dependentSchemas": {"kind": held}} if keyword == "dependentSchemas" else {"if": IS_A, keyword: held}
    return {"type": "object", "properties": {"kind": STRING, **more}, **condition}


WITHIN = {
    "a component": lambda _: ref("Crew"),
    "a component that is joined": lambda _: {"allOf": [ref("Crew"), {"properties": {"port": STRING}}]},
    "a member": lambda crew: {"properties": {"crew": crew}},
    "a member by component": lambda _: {"properties": {"crew": ref("Crew")}},
    "items": lambda crew: {"properties": {"crews": {"type": "array", "items": crew}}},
}


@KEYWORDS
@SURFACES
@pytest.mark.parametrize("within", WITHIN)
def test_an_optional_name_that_comes_within_what_a_condition_asks_is_added(keyword, surface, within):
    base, revision = (surface(where(keyword, WITHIN[within](crew)), schemas={"Crew": crew}) for crew in (CREW, LARGER))
    assert [(rule, cls) for rule, cls, _ in told(diff(base, revision, audited=True))] == [
        ("property-added", "additive")
    ]


@pytest.mark.parametrize(
    "known",
    [
        {"type": "object", "properties": {"mates": STRING}},
        {"type": "object", "additionalProperties": STRING},
        {"type": "object", "dependentRequired": {"captain": ["mates"]}},
        {"type": "object", "not": {"properties": {"mates": INTEGER}}},
    ],
)
@pytest.mark.parametrize("within", ["a member", "a member by component"])
def test_a_name_that_clients_know_from_elsewhere_is_no_new_one(known, within):
    base, revision = (
        sent(where("then", WITHIN[within](crew), crew=known), schemas={"Crew": crew}) for crew in (CREW, LARGER)
    )
    assert diff(base, revision, audited=True).verdict == "breaking"


TEXT_AROUND = pytest.mark.parametrize(
    "around",
    [
        {"additionalProperties": STRING},
        {"patternProperties": {"^s": STRING}},
        {"properties": {"size": STRING}},
        {"anyOf": [{"properties": {"size": STRING}, "required": ["size"]}]},
    ],
    ids=["map", "pattern", "name", "alternative"],
)


@KEYWORDS
@TEXT_AROUND
def test_a_name_in_an_alternative_that_clients_know_from_what_holds_around_is_no_new_one(keyword, around):
    """Beside alternatives the base says what the name holds, so under their conditions it cannot hold another value."""
    base, revision = ({**around, "oneOf": [conditional(keyword, names)]} for names in ("", ["size"]))
    assert diff(sent(base), sent(revision), audited=True).verdict == "breaking"


@KEYWORDS
@TEXT_AROUND
def test_a_name_in_an_alternative_that_allows_what_holds_around_breaks_nothing(keyword, around):
    held = ({}, {"properties": {"size": {"type": ["string", "integer"]}}})
    base, revision = ({**around, "oneOf": [conditional(keyword, "", **each)]} for each in held)
    assert diff(sent(base), sent(revision), audited=True).verdict in ("additive", "neutral")


def test_a_name_that_is_new_alone_and_known_under_a_condition():
    known = {"type": "object", "properties": {"mates": STRING}}
    base, revision = (
        sent(
            {"type": "object", "properties": {"own": ref("Crew"), "ship": where("then", ship, crew=known)}},
            schemas={"Crew": crew},
        )
        for crew in (CREW, LARGER)
        for ship in [{"properties": {"crew": ref("Crew")}}]
    )
    assert any(change.witness for change in diff(base, revision, audited=True).changes)


def test_a_name_that_comes_within_a_condition_and_is_asked_for_is_breaking():
    needed = LARGER | {"required": ["mates"]}
    base, revision = (sent(where("then", {"properties": {"crew": crew}})) for crew in (CREW, needed))
    assert diff(base, revision, audited=True).verdict == "breaking"


def listing(keyword, *values, **more):
    """An object with a member of which values are listed under one keyword."""
    held = {"properties": {"size": {"enum": [*values], **more}}}
    condition = {"dependentSchemas": {"kind": held}} if keyword == "dependentSchemas" else {"if": IS_A, keyword: held}
    return {"type": "object", "properties": {"kind": STRING, "size": STRING}, **condition}


@KEYWORDS
@pytest.mark.parametrize("around", [lambda schema: schema, lambda schema: {"allOf": [schema]}], ids=["", "allOf"])
def test_clients_take_values_that_come_under_a_condition(keyword, around):
    base, revision = (received(around(listing(keyword, *values))) for values in ("sm", "sml"))
    comparison = diff(base, revision, audited=True)
    assert comparison.verdict == "additive"
    assert [(c.name, c.caution) for c in comparison.changes if c.rule == "enum-value-added"] == [("l", True)]


@KEYWORDS
def test_values_that_go_under_a_condition_break_those_who_send_them(keyword):
    assert diff(sent(listing(keyword, *"sml")), sent(listing(keyword, *"sm")), audited=True).verdict == "breaking"


@KEYWORDS
def test_values_that_come_under_a_condition_break_under_a_strict_policy(keyword):
    base, revision = (received(listing(keyword, *values)) for values in ("sm", "sml"))
    comparison = diff(base, revision, policy=Policy(new_enum_value="breaking"), audited=True)
    assert "enum-value-added" in {c.rule for c in comparison.changes if c.cls == "breaking"}


@KEYWORDS
def test_what_else_is_widened_beside_such_values_breaks(keyword):
    base, revision = received(listing(keyword, "s", "m")), received(listing(keyword, "s", "m", "l"))
    for description, least in ((base, 2), (revision, 1)):
        schema = description["paths"]["/v1/things"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        held = schema["dependentSchemas"]["kind"] if keyword == "dependentSchemas" else schema[keyword]
        held["minProperties"] = least
    assert diff(base, revision, audited=True).verdict == "breaking"


def test_values_that_come_to_a_component_under_a_condition():
    def described(*values):
        whole = {"type": "object", "properties": {"kind": STRING}, "if": IS_A, "then": ref("Sized")}
        return received(whole, schemas={"Sized": {"properties": {"size": {"enum": [*values]}}}})

    comparison = diff(described(*"sm"), described(*"sml"), audited=True)
    assert (comparison.verdict, *(c.name for c in comparison.changes if c.caution)) == ("additive", "l")


MATES = {"properties": {"mates": True}}
BESIDE = {
    "beside a component": {"allOf": [ref("Crew"), MATES]},
    "beside one under another condition": {"if": {"required": ["port"]}, "then": ref("Crew"), "allOf": [MATES]},
    "beside one in an alternative": {"anyOf": [ref("Crew"), {"required": ["port"]}], **MATES},
    "of a member": {"properties": {"crew": {"allOf": [ref("Crew"), MATES]}}},
    "of a member of an alternative": {"anyOf": [{"properties": {"crew": {"allOf": [ref("Crew"), MATES]}}}]},
}


@KEYWORDS
@pytest.mark.parametrize("spare", [{}, {"spare": ref("Crew")}], ids=["alone", "used elsewhere"])
@pytest.mark.parametrize("held", BESIDE.values(), ids=BESIDE)
def test_a_name_that_a_condition_declares_beside_what_gains_it_is_no_new_one(keyword, held, spare):
    schema = where(keyword, held, **spare)
    base, revision = (sent(schema, schemas={"Crew": crew}) for crew in (CREW, LARGER))
    comparison = diff(base, revision, audited=True)
    assert comparison.verdict == "breaking"
    assert any(change.witness for change in comparison.changes if change.cls == "breaking")


TITLED = {"title": "In other words"}
WRAPPERS = {"as it is": lambda schema: schema, "wrapped": lambda schema: {"allOf": [schema]}}


@SURFACES
@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
@pytest.mark.parametrize("inner", [{}, {"if": {}}, {"if": {"required": ["kind"]}}], ids=["no if", "any", "one"])
def test_prose_in_one_of_two_conditions_changes_nothing(surface, wrap, inner):
    """Beside a reference that is wrapped as well. An `else` without an `if` says nothing."""
    test = {"properties": {"size": INTEGER}}
    old, new = ({"if": {}, "allOf": [{**held, "else": test}]} for held in (inner, {"if": inner.get("if", {}) | TITLED}))
    beside = {"type": "object", "properties": {"kind": STRING}, "required": ["kind"], **ref("Leash")}
    base, revision = surface(beside, schemas={"Leash": old}), surface(wrap(beside), schemas={"Leash": new})
    assert diff(base, revision, audited=True).verdict == "neutral"
    assert diff(revision, base, audited=True).verdict == "neutral"


@SURFACES
@pytest.mark.parametrize("keyword", ["not", "if"])
def test_prose_changes_nothing_where_a_schema_contradicts_itself(surface, keyword):
    never = {"type": "object", "required": ["kind"], "not": {"required": ["kind"]}, "then": {"required": ["size"]}}
    test = {"required": ["kind"]}
    base, revision = (surface({**never, keyword: test | title}) for title in ({}, TITLED))
    assert diff(base, revision, audited=True).verdict == "neutral"


@KEYWORDS
@SURFACES
def test_a_name_that_goes_and_is_asked_for_now_is_two_edits(keyword, surface):
    base, gone, asked = ({"properties": {"b": INTEGER}}, {}, {"required": ["b"]})
    first, both = (
        {
            change.id: change
            for change in diff(
                *(surface({"type": "object", **where(keyword, each)}) for each in (base, after)), audited=True
            ).counted
            if change.cls == "breaking"
        }
        for after in (gone, asked)
    )
    assert [change.rule for change in first.values()] == ["property-removed"]
    told = [change for id, change in both.items() if id not in first]
    assert first.keys() <= both.keys()
    assert len(told) == 1
    assert told[0].witness


@KEYWORDS
def test_a_name_that_is_declared_where_it_was_asked_for_is_no_new_one(keyword):
    base, revision = {"required": ["b"]}, {"properties": {"b": INTEGER}}
    found = diff(*(sent({"type": "object", **where(keyword, each)}) for each in (base, revision)), audited=True)
    assert found.verdict == "breaking"


@pytest.mark.parametrize("never", [False, {"not": {}}])
def test_a_name_that_a_condition_forbids_is_not_added(never):
    few = {"maxProperties": 9}
    base, revision = (
        sent({"type": "object", "if": {"required": ["kind"]}, "else": few | more})
        for more in ({}, {"properties": {"mast": never}})
    )
    assert {change.rule for change in diff(base, revision).counted} == {"condition-changed"}
