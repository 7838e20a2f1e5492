"""A rename is found from both sides, or from neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.comparing.schemas.renames import likeness, name_likeness, pair
from tests.comparing.describing import STRING, api, content, diff, ok, only, received, sent

INTEGER = {"type": "integer"}
names = st.lists(st.sampled_from(["a", "id", "lead", "value", "message", "type", "X"]), min_size=1, max_size=4).map(
    "_".join
) | st.text(alphabet="abcdefgh_", max_size=9)


@given(names, names)
def test_likeness_is_the_same_from_both_sides(old, new):
    assert name_likeness(old, new) == name_likeness(new, old)
    assert likeness(old, STRING, new, STRING | {"maxLength": 5}) == likeness(
        new, STRING | {"maxLength": 5}, old, STRING
    )


@given(st.dictionaries(names, st.sampled_from([STRING, INTEGER]), max_size=3), st.dictionaries(names, st.just(STRING)))
def test_pairs_are_the_same_from_both_sides(removed, added):
    assert pair(removed, added) == {old: new for new, old in pair(added, removed).items()}


@pytest.mark.parametrize(
    ("old", "new"), [("customer_was_created", "was_created"), ("type", "lead_type"), ("siteId", "site_id")]
)
def test_the_word_that_matters_makes_a_rename(old, new):
    assert pair({old: STRING}, {new: STRING}) == {old: new}


@pytest.mark.parametrize(
    ("old", "new"), [("first_name", "last_name"), ("start_date", "end_date"), ("width", "height"), ("value", "message")]
)
def test_a_doubtful_rename_is_none(old, new):
    assert pair({old: STRING}, {new: STRING}) == {}
    assert pair({old: STRING | {"maxLength": 9}}, {new: STRING | {"maxLength": 9}}) == {}


def test_two_that_are_alike_leave_it_open():
    assert pair({"name": STRING}, {"first_name": STRING, "last_name": STRING}) == {}


def test_another_type_is_another_thing():
    assert pair({"count": INTEGER}, {"count_text": STRING}) == {}


def test_what_few_things_hold_makes_a_rename_of_unlike_names():
    held = {"type": "string", "enum": ["draft", "paid", "void"], "description": "Where the invoice stands."}
    assert pair({"state": held}, {"status": held}) == {"state": "status"}
    assert pair({"recipient": STRING}, {"receiver": STRING}) == {"recipient": "receiver"}


FLAG = {"type": "boolean"}


def likely(base, revision):
    found = diff(*(sent({"type": "object", "properties": side}) for side in (base, revision)))
    return {change.name: change.possibly_renamed_to for change in found.changes if change.rule == "property-removed"}


def test_one_gone_and_one_come_of_the_same_shape_are_possibly_one():
    kept = {"notify": FLAG, "silent": FLAG, "name": STRING}
    found = diff(
        sent({"type": "object", "properties": {"auto_convert": FLAG, **kept}}),
        sent({"type": "object", "properties": {"auto_create_customer": FLAG, **kept}}),
    )
    gone = next(change for change in found.changes if change.rule == "property-removed")
    assert gone.possibly_renamed_to == "auto_create_customer"
    assert gone.title.endswith(", possibly renamed to `auto_create_customer`")
    assert gone.to_dict()["possibly_renamed_to"] == "auto_create_customer"


POSSIBLE = {
    "names that share nothing": ({"zip": STRING}, {"postal_code": STRING}, {"zip": "postal_code"}),
    "another limit or default": (
        {"size": {"type": "integer", "maximum": 5}},
        {"extent": {"type": "integer", "default": 2}},
        {"size": "extent"},
    ),
    "another shape": ({"flag": FLAG}, {"label": STRING}, {"flag": None}),
    "another format": ({"a": STRING | {"format": "date"}}, {"b": STRING | {"format": "uuid"}}, {"a": None}),
    "two shapes at once": (
        {"flag": FLAG, "label": {"type": "integer"}},
        {"mark": FLAG, "count": {"type": "integer"}},
        {"flag": "mark", "label": "count"},
    ),
    "several could be meant": ({"open": FLAG}, {"shut": FLAG, "live": FLAG}, {"open": None}),
    "one shares a word": ({"auto_convert": FLAG}, {"auto_create": FLAG, "live": FLAG}, {"auto_convert": "auto_create"}),
    "all share a word": ({"lead_id": STRING}, {"offer_id": STRING, "deal_id": STRING}, {"lead_id": None}),
    "two went and one came": ({"open": FLAG, "live": FLAG}, {"shut": FLAG}, {"open": None, "live": None}),
}


@pytest.mark.parametrize(("base", "revision", "expected"), POSSIBLE.values(), ids=POSSIBLE)
def test_what_is_possibly_renamed(base, revision, expected):
    assert likely(base, revision) == expected


def test_parameters_headers_operations_and_events_are_possibly_renamed():
    def described(parameter, header, path, event, prose):
        parameters = [{"name": parameter, "in": "query", "schema": FLAG}]
        listing = {"parameters": parameters, "responses": ok(headers={header: {"schema": {"type": "integer"}}})}
        payload = {"type": "object", "properties": {"id": STRING, "sum": {"type": "integer", "description": prose}}}
        posted = {"post": {"requestBody": content(payload), "responses": ok()}}
        paths = {"/v1/things": {"get": listing}, path: {"put": {"requestBody": content(payload), "responses": ok()}}}
        return api(paths, webhooks={event: posted})

    found = diff(
        described("open", "X-Left", "/v1/a", "lead.won", "In cents."),
        described("shut", "X-Rate", "/v1/b", "offer.sent", "Cents."),
    )
    assert {change.name: change.possibly_renamed_to for change in found.changes if "removed" in change.rule} == {
        "open": "shut",
        "X-Left": "X-Rate",
        "PUT /v1/a": "PUT /v1/b",
        "lead.won": "offer.sent",
    }


def test_a_sure_rename_is_no_possible_one():
    found = diff(sent({"properties": {"customer_id": STRING}}), sent({"properties": {"customerId": STRING}}))
    (change,) = (change for change in found.changes if change.cls == "breaking")
    assert (change.rule, change.renamed_to, change.possibly_renamed_to) == ("property-renamed", "customerId", None)


@pytest.mark.parametrize(
    ("surface", "marked", "required"),
    [
        (received, {"writeOnly": True}, []),
        (sent, {"readOnly": True}, []),
        (received, {"writeOnly": True}, ["lead_kind"]),
        (sent, {"readOnly": True}, ["lead_kind"]),
    ],
)
def test_what_does_not_travel_takes_the_place_of_no_name(surface, marked, required):
    base = surface({"type": "object", "properties": {"kind": STRING}})
    new = {"type": "object", "properties": {"lead_kind": STRING | marked}, "required": required}
    change = only(diff(base, surface(new), audited=True), "breaking")
    assert (change.rule, change.name, change.undecided) == ("property-removed", "kind", False)


def test_a_name_that_comes_to_be_sent_as_well_is_required_anew():
    base = sent({"type": "object", "properties": {"kind": STRING | {"readOnly": True}}})
    revision = sent({"type": "object", "properties": {"lead_kind": STRING}, "required": ["lead_kind"]})
    assert only(diff(base, revision), "breaking").rule == "required-property-added"
