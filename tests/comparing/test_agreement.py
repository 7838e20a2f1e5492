"""Structure and containment agree: what the comparison calls breaking is what the schemas as a whole do not contain.

Outside of what the policy decides by name, a change to the server is breaking exactly if the base is not contained in
the revision, and one from the server if the revision is not contained in the base.
"""

from __future__ import annotations

import json
import os
from typing import Any

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

import apidiff
from tests.comparing.describing import received, sent
from tests.comparing.writing import written
from tests.containment.schemas import documents, schemas

EXAMPLES = int(os.environ.get("APIDIFF_EXAMPLES", 120))
held = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.filter_too_much])
BY_NAME = {
    "property-added",
    "property-removed",
    "property-renamed",
    "required-property-added",
    "enum-value-added",
}
"""Rules by which the policy decides something else than containment: names, and values that clients tolerate."""


@st.composite
def edited(draw: st.DrawFn) -> tuple[Any, Any]:
    """A schema, and the same one with one or two of its parts replaced."""
    base = draw(documents)
    revision = base
    for _ in range(draw(st.integers(1, 2))):
        places = list(parts(revision))
        revision = replaced(revision, draw(st.sampled_from(places)), draw(schemas))
    return base, revision


@st.composite
def edited_as_people_write(draw: st.DrawFn) -> tuple[Any, Any]:
    """The same of schemas each keyword of which has something to say."""
    base = draw(written)
    revision = base
    for _ in range(draw(st.integers(1, 2))):
        places = list(parts(revision))
        revision = replaced(revision, draw(st.sampled_from(places)), draw(written))
    return base, revision


ONE = {"additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"}
ONE |= {"unevaluatedItems", "unevaluatedProperties"}
MANY = {"allOf", "anyOf", "oneOf", "prefixItems"}
BY_KEY = {"$defs", "dependentSchemas", "patternProperties", "properties"}


def parts(schema: Any, at: tuple[Any, ...] = ()) -> Any:
    """The way to every schema in a schema."""
    yield at
    for keyword, value in schema.items() if isinstance(schema, dict) else ():
        if keyword in ONE:
            yield from parts(value, (*at, keyword))
        elif keyword in MANY or keyword in BY_KEY:
            for key, child in enumerate(value) if keyword in MANY else value.items():
                yield from parts(child, (*at, keyword, key))


def replaced(schema: Any, way: tuple[Any, ...], new: Any) -> Any:
    if not way:
        return new
    copy = schema.copy()
    copy[way[0]] = replaced(schema[way[0]], way[1:], new)
    return copy


def in_description(schema: Any) -> tuple[Any, dict[str, Any]]:
    """The schema with its definitions as components."""
    text = json.dumps(schema).replace("#/$defs/", "#/components/schemas/")
    moved = json.loads(text)
    return moved, moved.pop("$defs", {}) if isinstance(moved, dict) else {}


def compared(surface: Any, base: Any, revision: Any) -> Any:
    old, new = in_description(base), in_description(revision)
    return apidiff.diff(surface(old[0], schemas=old[1]), surface(new[0], schemas=new[1]), audited=True)


def by_containment(comparison: Any) -> bool:
    """Whether nothing in a comparison was decided by name."""
    note(str([(change.rule, change.cls, change.reason) for change in comparison.changes]))
    return not BY_NAME & {change.rule for change in comparison.changes}


def consistent(schema: Any) -> bool:
    """Whether no part of a schema contradicts itself; a proof about one that does is not trusted."""
    return all(apidiff.is_subschema(at(schema, way), False).status == "refuted" for way in parts(schema))


def at(schema: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        schema = schema[step]
    return schema


def status(sub: Any, sup: Any) -> str:
    answer = apidiff.is_subschema(sub, sup)
    note(str(answer))
    return answer.status


@held
@given(edited())
def test_what_the_server_accepts_no_more_is_breaking(pair):
    base, revision = pair
    assume(status(base, revision) == "refuted")
    comparison = compared(sent, base, revision)
    assert comparison.verdict == "breaking" or not by_containment(comparison)


@held
@given(edited())
def test_what_the_server_sends_now_is_breaking(pair):
    base, revision = pair
    assume("false" not in json.dumps(base))
    assume(status(revision, base) == "refuted")
    comparison = compared(received, base, revision)
    assert comparison.verdict == "breaking" or not by_containment(comparison)


@held
@given(edited_as_people_write())
def test_what_the_server_accepts_still_is_not_breaking(pair):
    base, revision = pair
    assume(status(base, revision) == "proved" and consistent(base) and consistent(revision))
    comparison = compared(sent, base, revision)
    assert not by_containment(comparison) or not refuted(comparison)


@held
@given(edited_as_people_write())
def test_what_the_server_could_send_before_is_not_breaking(pair):
    base, revision = pair
    assume(status(revision, base) == "proved" and consistent(base) and consistent(revision))
    comparison = compared(received, base, revision)
    assert not by_containment(comparison) or not refuted(comparison)


def refuted(comparison: Any) -> bool:
    return any(change.cls == "breaking" and not change.undecided for change in comparison.counted)
