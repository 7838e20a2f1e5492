"""A union that comes to stand beside null, or no longer does: one row, and what is edited in it by itself."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent, told

INTEGER, NULL = {"type": "integer"}, {"type": "null"}


def kind(tag, **properties):
    return {"type": "object", "properties": {"kind": tag, **properties}, "required": ["kind"]}


def schemas(size=INTEGER, keyword="oneOf", *, selects=True):
    union = {keyword: [ref("Boat"), ref("Raft")]}
    if selects:
        union["discriminator"] = {"propertyName": "kind", "mapping": {"b": "Boat", "r": "Raft"}}
    return {"Craft": union, "Boat": kind({"const": "b"}, sail=STRING), "Raft": kind({"const": "r"}, size=size)}


def field(schema):
    return {"type": "object", "properties": {"craft": schema}}


NULLABLE = {
    "anyOf": {"anyOf": [ref("Craft"), NULL]},
    "null first": {"anyOf": [NULL, ref("Craft")]},
    "oneOf": {"oneOf": [ref("Craft"), NULL]},
}
UNIONS = {
    "by a discriminator": {},
    "without one": {"selects": False},
    "anyOf": {"keyword": "anyOf", "selects": False},
    "anyOf by a discriminator": {"keyword": "anyOf"},
}


@pytest.mark.parametrize("nullable", NULLABLE.values(), ids=list(NULLABLE))
@pytest.mark.parametrize("form", UNIONS.values(), ids=list(UNIONS))
def test_null_beside_a_union_is_one_row_and_an_edit_in_it_another(form, nullable):
    plain, edited = schemas(**form), schemas(INTEGER | {"minimum": 0}, **form)
    for side, added, removed in ((sent, "additive", "breaking"), (received, "breaking", "additive")):
        base, revision = side(field(ref("Craft")), schemas=plain), side(field(nullable), schemas=plain)
        assert [each[:2] for each in told(diff(base, revision, audited=True))] == [("null-added", added)]
        assert [each[:2] for each in told(diff(revision, base, audited=True))] == [("null-removed", removed)]
        revision = side(field(nullable), schemas=edited)
        rows = {each[:2] for each in told(diff(base, revision, audited=True))}
        assert rows == {("null-added", added), ("minimum-raised", removed)}


def test_a_union_that_takes_null_already_does_not_come_to_take_it():
    plain = schemas(selects=False)
    plain["Craft"]["oneOf"].append(NULL)
    base, revision = (sent(field(each), schemas=plain) for each in (ref("Craft"), NULLABLE["anyOf"]))
    assert diff(base, revision, audited=True).verdict == "neutral"
    # Null matches both then, and so neither.
    assert diff(base, sent(field(NULLABLE["oneOf"]), schemas=plain), audited=True).verdict == "breaking"


def test_a_union_of_itself_ends():
    plain = schemas(selects=False)
    plain["Craft"]["oneOf"].append(ref("Craft"))
    for nullable in NULLABLE.values():
        sides = sent(field(ref("Craft")), schemas=plain), sent(field(nullable), schemas=plain)
        assert diff(*sides).verdict in {"additive", "breaking"}
