"""A strategy of schemas as people write them: every keyword stands beside the type that it speaks of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ["a", "b", "kind"]

scalars: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"type": "string"}),
    st.builds(lambda n: {"type": "string", "maxLength": n}, st.integers(1, 4)),
    st.builds(lambda n: {"type": "string", "minLength": n}, st.integers(0, 2)),
    st.builds(lambda p: {"type": "string", "pattern": p}, st.sampled_from(["^a", "^[ab]+$", "^a$"])),
    st.builds(lambda vs: {"type": "string", "enum": vs}, st.lists(st.sampled_from("abc"), min_size=1, unique=True)),
    st.builds(lambda n: {"type": "integer", "minimum": n}, st.integers(-1, 2)),
    st.builds(lambda n: {"type": "integer", "maximum": n}, st.integers(3, 5)),
    st.just({"type": "number"}),
    st.just({"type": "boolean"}),
    st.builds(lambda t: {"type": [t, "null"]}, st.sampled_from(["string", "integer"])),
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def built(properties: dict[str, Any], required: set[str], closed: bool) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        if needed := sorted(required & properties.keys()):
            schema["required"] = needed
        return schema | ({"additionalProperties": False} if closed else {})

    return st.builds(
        built,
        st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=3),
        st.sets(st.sampled_from(NAMES), max_size=2),
        st.booleans(),
    )


def _arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda items, most: {"type": "array", "items": items} | ({"maxItems": most} if most else {}),
        inner,
        st.sampled_from([0, 1, 3]),
    )


def _alternatives(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Those of a `oneOf` of different types: one that contradicts itself is no schema that people write."""
    members = inner.filter(lambda schema: "type" in schema) | st.just({"type": "null"})
    plain = members.filter(lambda schema: isinstance(schema["type"], str))
    any_of = st.lists(members, min_size=2, max_size=3, unique_by=repr)
    one_of = st.lists(plain, min_size=2, max_size=3, unique_by=lambda schema: schema["type"])
    return st.builds(lambda found: {"anyOf": found}, any_of) | st.builds(lambda found: {"oneOf": found}, one_of)


written = st.recursive(
    scalars,
    lambda inner: _objects(inner) | _arrays(inner) | _alternatives(inner) | st.builds(lambda s: {"allOf": [s]}, inner),
    max_leaves=6,
)
