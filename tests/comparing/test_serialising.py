"""One text for one value: what is skipped as equal by its text must be equal."""

from __future__ import annotations

from decimal import Decimal

import pytest

import apidiff
from apidiff.comparing.serialising import text_of

TENTH = Decimal("0.10000000000000000001")
BIG = 2**70


@pytest.mark.parametrize("beside", [[], [BIG], [TENTH, BIG, {"b": 1, "a": [{}]}]])
def test_numbers_that_differ_have_texts_that_differ(beside):
    assert text_of([TENTH, *beside]) != text_of([TENTH * 2, *beside])
    assert text_of([TENTH, *beside]) != text_of([Decimal("0.10000000000000000002"), *beside])
    assert text_of([BIG, *beside]) != text_of([BIG + 1, *beside])


@pytest.mark.parametrize("beside", [1, TENTH, BIG, [TENTH, BIG]])
def test_the_text_is_on_one_line_without_spaces(beside):
    assert text_of({"$ref": "#/a", "b": beside}).startswith(b'{"$ref":"#/a","b":')


def test_the_last_digit_of_a_decimal_is_a_change():
    def taking(step):
        schema = {"type": "number", "multipleOf": step}
        body = {"content": {"application/json": {"schema": schema}}}
        operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
        return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/v1/a": {"post": operation}}}

    assert apidiff.diff(taking(TENTH), taking(Decimal("0.10000000000000000002"))).verdict == "breaking"
