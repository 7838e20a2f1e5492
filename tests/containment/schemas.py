"""Strategies of small schemas and of the values that tell them apart."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ["a", "b", "ab"]
PATTERNS = ["^a", "b$", "^[ab]+$", "^(ab)*$", "a|b", "^[^a]*$", "^a$", "^b?$"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]

scalars = st.sampled_from([None, True, False, 0, 1, 2, -1, 0.5, 1.5, "", "a", "b", "ab", "abab", "c"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAMES, "c"]), inner, max_size=3),
    max_leaves=5,
)
names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)
counts = st.integers(0, 3)

simple = st.one_of(
    st.booleans(),
    st.builds(
        lambda t: {"type": t},
        st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=2, max_size=3, unique=True),
    ),
    st.builds(lambda v: {"const": v}, values),
    st.builds(lambda vs: {"enum": vs}, st.lists(values, min_size=1, max_size=3)),
    st.builds(
        lambda t, k, n: {"type": t, k: n},
        st.sampled_from(["integer", "number"]),
        st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        st.sampled_from([0, 1, 2, 0.5]),
    ),
    st.builds(lambda m, n: {"multipleOf": m, "minimum": n}, st.sampled_from([1, 2, 3, 0.5, 1.5]), counts),
    st.builds(lambda p: {"pattern": p}, st.sampled_from(PATTERNS)),
    st.builds(lambda k, n: {"type": "string", k: n}, st.sampled_from(["minLength", "maxLength"]), counts),
)


def _composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    by_name = st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=2)
    by_pattern = st.dictionaries(st.sampled_from(PATTERNS), inner, min_size=1, max_size=2)
    keywords = {
        "type": st.sampled_from(["object", "array", ["object", "array", "string"]]),
        "properties": by_name,
        "patternProperties": by_pattern,
        "additionalProperties": inner,
        "propertyNames": inner,
        "required": names,
        "dependentRequired": st.dictionaries(st.sampled_from(NAMES), names, min_size=1, max_size=1),
        "dependentSchemas": st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=1),
        "minProperties": counts,
        "maxProperties": counts,
        "prefixItems": several,
        "items": inner,
        "contains": inner,
        "minContains": counts,
        "maxContains": counts,
        "minItems": counts,
        "maxItems": counts,
        "uniqueItems": st.booleans(),
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "unevaluatedProperties": inner,
        "unevaluatedItems": inner,
    }
    chosen = st.lists(st.sampled_from(sorted(keywords)), min_size=1, max_size=4, unique=True)
    return chosen.flatmap(lambda keys: st.fixed_dictionaries({key: keywords[key] for key in keys}))


schemas = st.recursive(simple, _composed, max_leaves=8)


def recursive_of(schema: Any, least: int) -> dict[str, Any]:
    """A tree whose nodes also meet `schema`, if that is about the root of the tree alone."""
    tree = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/tree"}, "ab": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
        "minProperties": least,
    }
    return {"$ref": "#/$defs/tree", "allOf": [schema], "$defs": {"tree": tree}}


trees = st.builds(recursive_of, simple, counts)
documents = schemas | trees
