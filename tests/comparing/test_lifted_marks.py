"""A mark of direction that is lifted from an optional field of an alternative, beside another edit that is harmless."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

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
