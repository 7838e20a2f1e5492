"""A mark of direction that is lifted from an optional field of an alternative, beside another edit that is harmless."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

MARKS = {"sent": (sent, "readOnly"), "received": (received, "writeOnly")}


def harbours(surface, berth, values=("small",), keyword="oneOf", other=STRING):
    """Two alternatives that overlap, since neither is closed."""
    port = {"type": "object", "required": ["id"],
            "properties": {"id": STRING, "size": {"type": "string", "enum": [*values]}, "berth": berth}}  # fmt: skip
    quay = {"type": "object", "required": ["handle"], "properties": {"handle": other}}
    return surface({keyword: [ref("Port"), ref("Quay")]}, schemas={"Port": port, "Quay": quay})


def told(comparison):
    return sorted((c.rule, c.cls) for c in comparison.counted if c.cls != "neutral")


@pytest.mark.parametrize(("direction", "keyword"), [("sent", "anyOf"), ("received", "oneOf"), ("received", "anyOf")])
def test_a_mark_that_is_lifted_beside_a_value_more(direction, keyword):
    surface, mark = MARKS[direction]
    base = harbours(surface, {"type": "string", mark: True}, keyword=keyword)
    revision = harbours(surface, STRING, ("small", "large"), keyword)
    lifted = "read-only-lifted" if mark == "readOnly" else "write-only-lifted"
    assert told(diff(base, revision, audited=True)) == sorted([("enum-value-added", "additive"), (lifted, "additive")])


@pytest.mark.parametrize("direction", MARKS)
def test_a_mark_that_is_lifted_hides_no_break_beside_it(direction):
    surface, mark = MARKS[direction]
    base = harbours(surface, {"type": "string", mark: True}, ("small", "large"))
    revision = harbours(surface, STRING, ("small",), other={"type": "integer"})
    assert diff(base, revision, audited=True).verdict == "breaking"


@pytest.mark.parametrize("direction", MARKS)
def test_the_other_direction_is_compared_as_ever(direction):
    """In the direction in which it travelled before as well, the field's type counts."""
    surface, mark = {"sent": (sent, "writeOnly"), "received": (received, "readOnly")}[direction]
    base = harbours(surface, {"type": "string", mark: True})
    retyped = harbours(surface, {"type": "integer"}, ("small", "large"))
    changes = diff(base, retyped, audited=True).counted
    assert ("type-changed", "breaking") in [(change.rule, change.cls) for change in changes]


def test_a_field_that_the_base_requires_is_asked_about():
    base, revision = (
        harbours(received, {"type": "string", "writeOnly": True}),
        harbours(received, STRING, ("small", "large")),
    )
    for side in (base, revision):
        side["components"]["schemas"]["Port"]["required"] = ["id", "berth"]
    assert diff(base, revision, audited=True).verdict == "breaking"


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_a_lifted_mark_in_one_alternative_of_a_name_that_clients_send_in_another(keyword):
    def side(**marks):
        hull = {"type": "object", "properties": {"size": STRING, "colour": {**STRING, **marks}}}
        sail = {"type": "object", "properties": {"area": STRING, "colour": {"type": "integer"}}, "required": ["area"]}
        return sent({keyword: [hull, sail]})

    change = only(diff(side(readOnly=True), side()), "breaking")
    assert (change.rule, change.name) == ("property-redeclared", "colour")
    assert isinstance(change.witness.instance["colour"], int)


@pytest.mark.parametrize("marks", [{"writeOnly": True}, None])
def test_a_name_that_one_of_exclusive_alternatives_comes_to_require(marks):
    """What lacks the name matched both of them, and matches one now: the server may send it."""

    def side(colour):
        named = {} if colour is None else {"colour": {**STRING, **colour}}
        hull = {"type": "object", "properties": {"kind": STRING, **named}, "required": ["kind", *named]}
        sail = {"type": "object", "properties": {"kind": {"enum": ["x"]}}, "required": ["kind"]}
        return received({"oneOf": [hull, sail]})

    change = only(diff(side(marks), side({})), "breaking")
    assert change.witness.instance == {"kind": "x"}
    assert change.witness.accepted_by == "revision"


@pytest.mark.parametrize("direction", MARKS)
@pytest.mark.parametrize("alone", [True, False])
def test_a_mark_that_moves_to_another_part_while_the_type_changes(direction, alone):
    surface, mark = MARKS[direction]

    def side(size, here, there):
        port = {"properties": {"size": {"allOf": [ref("Size")], **here}, "name": STRING}}
        whole = {"allOf": [ref("Port"), {"properties": {"flag": STRING, "size": there}}]}
        used = whole if alone else {"oneOf": [{"type": "array", "items": ref("Port")}, {"type": "object", **whole}]}
        return surface(used, schemas={"Port": port, "Size": size})

    sides = side({"type": "integer"}, {mark: True}, {}), side(STRING, {}, {mark: True})
    for base, revision in (sides, sides[::-1]):
        # Where it stands alone, the component is marked on one side only.
        rules = {change.rule for change in diff(base, revision, audited=True).counted if change.cls != "neutral"}
        assert not rules if alone else any(rule.startswith(("read-only", "write-only")) for rule in rules)
