"""What the policy excludes or reports counts for nothing; what comes into the gated part or leaves it, does."""

from __future__ import annotations

import pytest

import apidiff
from apidiff.governing.config_loading import parse_config

INTERNAL = """
[[policy.scopes]]
extension = "x-internal"
treat = "excluded"
reason = "only our own pages use it"
"""
TIERS = """
[policy.stability]
tiers = ["alpha", "beta", "stable"]
"""


def operation(schema=None, *, body=None, **more):
    answer = {"description": "Fine."}
    if schema is not None:
        answer["content"] = {"application/json": {"schema": schema}}
    found = {"responses": {"200": answer}, **more}
    if body is not None:
        found["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return found


def described(paths, schemas=None, **more):
    document = {"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": paths, **more}
    return document | ({"components": {"schemas": schemas}} if schemas else {})


def fields(**properties):
    return {"type": "object", "properties": properties}


STRING, NUMBER = {"type": "string"}, {"type": "number"}
BEFORE, AFTER = fields(a=STRING, b=STRING), fields(a=STRING)
"""A field of a response that goes: breaking."""


def diff(base, revision, policy=INTERNAL):
    return apidiff.diff(base, revision, parse_config(policy).to_policy())


def told(comparison):
    """The changes that are not neutral, by rule and treatment."""
    return [(change.rule, change.treatment) for change in comparison.changes if change.cls != "neutral"]


def get(schema, path="/v1/orders", **marks):
    return described({path: {"get": operation(schema, **marks)}})


def test_what_is_excluded_is_counted_apart_and_says_by_whom_and_why():
    comparison = diff(get(BEFORE, **{"x-internal": True}), get(AFTER, **{"x-internal": True}))
    (change,) = comparison.excluded
    assert (change.rule, change.cls, change.counted) == ("property-removed", "breaking", False)
    assert change.treated_by == "`x-internal` (only our own pages use it)"
    assert comparison.verdict == "neutral"
    assert comparison.to_dict()["excluded"] == {"breaking": 1, "additive": 0, "neutral": 0}


def test_without_scopes_a_mark_says_nothing():
    comparison = diff(get(BEFORE, **{"x-internal": True}), get(AFTER, **{"x-internal": True}), "")
    assert told(comparison) == [("property-removed", "gated")]
    assert "excluded" not in comparison.to_dict()
    assert "treatment" not in comparison.to_dict()["changes"][0]


def test_a_mark_that_is_false_is_none():
    assert told(diff(get(BEFORE, **{"x-internal": False}), get(AFTER, **{"x-internal": False}))) == [
        ("property-removed", "gated")
    ]


def test_nobody_escapes_the_gate_by_marking_what_breaks():
    comparison = diff(get(BEFORE), get(AFTER, **{"x-internal": True}))
    assert comparison.verdict == "breaking"
    assert ("operation-withdrawn", "gated") in told(comparison)


def test_what_becomes_public_is_an_addition_whatever_else_changed_in_it():
    comparison = diff(get(BEFORE, **{"x-internal": True}), get(AFTER))
    assert comparison.verdict == "additive"
    assert told(comparison) == [("operation-published", "gated"), ("property-removed", "excluded")]


def test_an_internal_operation_comes_and_goes_without_a_word_in_the_verdict():
    without = described({"/v1/other": {"get": operation()}})
    within = described({**without["paths"], **get(BEFORE, **{"x-internal": True})["paths"]})
    assert told(diff(without, within)) == [("operation-added", "excluded")]
    assert told(diff(within, without)) == [("operation-removed", "excluded")]


def test_a_new_path_version_that_is_internal_is_none_yet():
    base = get(BEFORE)
    revision = described({**base["paths"], **get(BEFORE, "/v2/orders", **{"x-internal": True})["paths"]})
    assert diff(base, revision).revision.path_versions == ("v1",)
    assert diff(base, revision, "").revision.path_versions == ("v1", "v2")


REFERENCE = {"$ref": "#/components/schemas/Order"}


def shared(order, public=True):
    paths = {"/v1/internal": {"get": operation(REFERENCE), "x-internal": True}}
    if public:
        paths["/v1/orders"] = {"get": operation(REFERENCE)}
    return described(paths, {"Order": order})


def test_a_change_of_a_shared_schema_counts_for_the_gated_operations_alone():
    (change,) = diff(shared(BEFORE), shared(AFTER)).changes
    assert change.treatment == "gated"
    assert change.operations == ("GET /v1/orders",)
    assert told(diff(shared(BEFORE, public=False), shared(AFTER, public=False))) == [("property-removed", "excluded")]


def test_the_id_of_a_gated_change_is_the_same_with_and_without_scopes():
    assert diff(shared(BEFORE), shared(AFTER)).changes[0].id == diff(shared(BEFORE), shared(AFTER), "").changes[0].id


def test_a_break_that_only_reported_operations_see_is_told_beside_the_gated_change():
    def sides(schema):
        beta = {"post": operation(body=REFERENCE, **{"x-beta": True})}
        return described({"/v1/beta": beta, "/v1/orders": {"get": operation(REFERENCE)}}, {"Order": schema})

    narrower = [sides(fields(a={"type": "integer", "maximum": most})) for most in (10, 5)]
    comparison = diff(*narrower, TIERS)
    assert [(c.rule, c.cls, c.treatment, c.operations) for c in comparison.changes] == [
        ("maximum-lowered", "additive", "gated", ("GET /v1/orders",)),
        ("maximum-lowered", "breaking", "reported", ("POST /v1/beta",)),
    ]
    assert len({change.id for change in comparison.changes}) == 2
    assert comparison.verdict == "additive"


def test_ids_are_never_shared_by_two_changes():
    scopes = INTERNAL + TIERS + '[[policy.scopes]]\npath = "/v1/c"\ntreat = "reported"\n'
    paths = {
        "/v1/a": {"get": operation(REFERENCE), "x-internal": True},
        "/v1/b": {"get": operation(REFERENCE, **{"x-beta": True})},
        "/v1/c": {"post": operation(REFERENCE, body=REFERENCE)},
        "/v1/d": {"get": operation(REFERENCE, **{"x-alpha": True})},
    }
    public = {"/v1/e": {"get": operation(REFERENCE)}}
    for more in ({}, public):
        sides = [described({**paths, **more}, {"Order": schema}) for schema in (BEFORE, AFTER)]
        ids = [change.id for change in diff(*sides, scopes).changes]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("selects", "matches"),
    [
        ('tag = "admin"', True),
        ('tag = "orders"', False),
        ('path = "/v1/*"', True),
        ('path = "/v2/*"', False),
        ('method = "get"', True),
        ('method = "POST"', False),
        ('operation = "GET /v1/*"', True),
        ('operation = "list*"', True),
        ('operation = "drop*"', False),
        ('schema = "Ord*"', True),
        ('schema = "Lead"', False),
        ('extension = "x-audience"', True),
        ('extension = "x-audience"\nvalue = "internal"', True),
        ('extension = "x-audience"\nvalue = ["partner", "internal"]', True),
        ('extension = "x-audience"\nvalue = "public"', False),
        ('tag = "admin"\nmethod = "POST"', False),
        ('tag = "admin"\nschema = "Order"', True),
        ('extension = "x-of-tag"', True),
    ],
)
def test_a_scope_selects_by_all_its_parts(selects, matches):
    marks = {"tags": ["admin"], "operationId": "listOrders", "x-audience": ["internal"]}
    paths = {"/v1/orders": {"get": operation(REFERENCE, **marks)}}
    tags = [{"name": "admin", "x-of-tag": "yes"}]
    sides = [described(paths, {"Order": schema}, tags=tags) for schema in (BEFORE, AFTER)]
    found = told(diff(*sides, f'[[policy.scopes]]\n{selects}\ntreat = "reported"'))
    assert found == [("property-removed", "reported" if matches else "gated")]


def test_the_last_scope_that_matches_wins():
    scopes = (
        '[[policy.scopes]]\npath = "*"\ntreat = "excluded"\n[[policy.scopes]]\npath = "/v1/orders"\ntreat = "gated"'
    )
    assert told(diff(get(BEFORE), get(AFTER), scopes)) == [("property-removed", "gated")]
    assert told(diff(get(BEFORE, "/v1/x"), get(AFTER, "/v1/x"), scopes)) == [("property-removed", "excluded")]


INSIDE = {"type": "string", "x-internal": True}


class TestPlaces:
    """A mark within a schema, or on a parameter."""

    def test_an_internal_field_may_go_and_come(self):
        assert told(diff(get(fields(a=STRING, b=INSIDE)), get(fields(a=STRING)))) == [("property-removed", "excluded")]
        assert told(diff(get(fields(a=STRING)), get(fields(a=STRING, b=INSIDE)))) == [("property-added", "excluded")]

    def test_a_field_that_is_marked_in_the_same_edit_is_withdrawn(self):
        comparison = diff(get(fields(a=STRING)), get(fields(a=INSIDE | {"maxLength": 5})))
        assert comparison.verdict == "breaking"
        assert ("part-withdrawn", "gated") in told(comparison)

    def test_a_field_that_is_no_longer_marked_is_new(self):
        comparison = diff(get(fields(a=INSIDE)), get(fields(a=NUMBER)))
        assert comparison.verdict == "additive"
        assert ("part-published", "gated") in told(comparison)
        (published,) = [change for change in comparison.changes if change.rule == "part-published"]
        assert published.title.startswith("`a` of ")

    def test_an_internal_addition_that_breaks_clients_counts(self):
        parameter = {"name": "token", "in": "query", "required": True, "schema": STRING, "x-internal": True}
        comparison = diff(get(BEFORE), get(BEFORE, parameters=[parameter]))
        assert comparison.verdict == "breaking"
        optional = parameter | {"required": False}
        assert told(diff(get(BEFORE), get(BEFORE, parameters=[optional]))) == [("parameter-added", "excluded")]

    def test_a_required_internal_field_of_a_request_counts(self):
        def post(schema):
            return described({"/v1/orders": {"post": operation(body=schema)}})

        strict = fields(a=STRING, b=INSIDE) | {"required": ["b"]}
        assert diff(post(fields(a=STRING)), post(strict)).verdict == "breaking"

    def test_what_is_only_called_like_a_mark_marks_nothing(self):
        named = {"x-internal": STRING}
        assert told(diff(get(fields(a=STRING, **named)), get(fields(**named)))) == [("property-removed", "gated")]
        schemas = {"x-internal": STRING, "Order": BEFORE}, {"x-internal": STRING, "Order": AFTER}
        paths = {"/v1/orders": {"get": operation(REFERENCE)}}
        assert told(diff(*(described(paths, each) for each in schemas))) == [("property-removed", "gated")]
        data = [fields(a=STRING, b={"enum": [{"x-internal": True, "n": n}]}) for n in (1, 2)]
        assert diff(get(data[0]), get(data[1])).verdict == "breaking"

    def test_a_parameter_that_is_marked_is_withdrawn_and_one_in_it_may_break(self):
        def side(most, **marks):
            parameter = {"name": "q", "in": "query", "schema": {"type": "integer", "maximum": most}, **marks}
            return get(BEFORE, parameters=[parameter])

        mark = {"x-internal": True}
        assert told(diff(side(10), side(10, **mark))) == [("part-withdrawn", "gated")]
        assert told(diff(side(10, **mark), side(5, **mark))) == [("maximum-lowered", "excluded")]


class TestTiers:
    """How stable an operation says that it is."""

    def test_a_break_below_the_most_stable_tier_is_reported(self):
        comparison = diff(
            get(BEFORE, **{"x-stability-level": "beta"}), get(AFTER, **{"x-stability-level": "Beta"}), TIERS
        )
        assert told(comparison) == [("property-removed", "reported")]
        assert comparison.reported[0].treated_by == "stability `beta`"
        assert comparison.verdict == "neutral"

    def test_nothing_is_asked_unless_the_section_is_there(self):
        assert told(diff(get(BEFORE, **{"x-beta": True}), get(AFTER, **{"x-beta": True}), "")) == [
            ("property-removed", "gated")
        ]

    def test_a_tier_may_go_up_which_publishes(self):
        comparison = diff(get(BEFORE, **{"x-beta": True}), get(AFTER), TIERS)
        assert told(comparison) == [("operation-published", "gated"), ("property-removed", "reported")]
        assert told(diff(get(AFTER, **{"x-alpha": True}), get(AFTER, **{"x-beta": True}), TIERS)) == []

    @pytest.mark.parametrize(("before", "now"), [({}, {"x-beta": True}), ({"x-beta": True}, {"x-alpha": True})])
    def test_a_tier_that_goes_down_is_breaking(self, before, now):
        comparison = diff(get(BEFORE, **before), get(BEFORE, **now), TIERS)
        assert told(comparison) == [("stability-lowered", "gated")]
        assert comparison.verdict == "breaking"

    def test_what_breaks_beside_a_lowered_tier_counts_as_before(self):
        comparison = diff(get(BEFORE), get(AFTER, **{"x-beta": True}), TIERS)
        assert sorted(told(comparison)) == [("property-removed", "gated"), ("stability-lowered", "gated")]

    @pytest.mark.parametrize(
        "place",
        [
            {"paths": {"/v1/orders": {"x-beta": True}}},
            {"tags": [{"name": "orders", "x-stability-level": "preview"}]},
        ],
    )
    def test_a_path_item_and_a_tag_have_a_tier_for_their_operations(self, place):
        def side(schema):
            document = get(schema, tags=["orders"])
            document["paths"]["/v1/orders"] |= place.get("paths", {}).get("/v1/orders", {})
            return document | {key: value for key, value in place.items() if key != "paths"}

        assert told(diff(side(BEFORE), side(AFTER), TIERS)) == [("property-removed", "reported")]

    def test_an_unknown_tier_is_gated_and_a_warning(self):
        odd = {"x-stability-level": "betta"}
        comparison = diff(get(BEFORE, **odd), get(AFTER, **odd), TIERS)
        assert told(comparison) == [("property-removed", "gated")]
        (warning,) = comparison.warnings
        assert "`x-stability-level: betta` names no stability tier" in warning.message
        assert "`beta`" in warning.hint

    def test_each_tier_may_be_treated_in_its_own_way(self):
        policy = TIERS + 'treat = {alpha = "excluded", beta = "gated"}\n'
        assert told(diff(get(BEFORE, **{"x-alpha": True}), get(AFTER, **{"x-alpha": True}), policy)) == [
            ("property-removed", "excluded")
        ]
        assert told(diff(get(BEFORE, **{"x-beta": True}), get(AFTER, **{"x-beta": True}), policy)) == [
            ("property-removed", "gated")
        ]

    def test_a_scope_is_stronger_than_a_tier(self):
        policy = TIERS + '[[policy.scopes]]\npath = "/v1/orders"\ntreat = "gated"\n'
        assert told(diff(get(BEFORE, **{"x-beta": True}), get(AFTER, **{"x-beta": True}), policy)) == [
            ("property-removed", "gated")
        ]
