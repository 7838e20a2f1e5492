"""The kind of object at a place of a description."""

from __future__ import annotations

import pytest

from apidiff.openapi.grammar import DATA, is_schema, kind_at
from apidiff.openapi.pointers import split


@pytest.mark.parametrize(
    "pointer",
    [
        "/components/schemas/A/items",
        "/components/schemas/A/items/0",
        "/components/schemas/A/items/0/items/1/properties/0",
        "/components/schemas/A/prefixItems/0",
        "/components/schemas/A/allOf/1",
    ],
)
def test_a_schema_is_found(pointer):
    assert is_schema(kind_at(split(pointer)))


@pytest.mark.parametrize(
    "pointer", ["/components/schemas/A/default/0", "/components/schemas/A/enum/0", "/components/schemas/A/0"]
)
def test_data_is_no_schema(pointer):
    assert kind_at(split(pointer)) is DATA
