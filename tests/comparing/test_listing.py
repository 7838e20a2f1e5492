"""Long lists of values are compared by hashing: the work grows with their length, not with its square."""

from __future__ import annotations

import pytest

from apidiff.comparing.asking.listing import MANY, contained_by_values
from tests.comparing.describing import STRING, api, calls_of, content, diff, only, received, sent


def texts(count, without=()):
    return STRING | {"enum": [f"v{index}" for index in range(count) if index not in without]}


def asked(schema):
    parameter = {"name": "a", "in": "query", "schema": schema}
    return api({"/v1/things": {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}}})


def posted(schema):
    body = content({"type": "object", "properties": {"a": schema}}, "application/x-www-form-urlencoded")
    return api({"/v1/things": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})


@pytest.mark.parametrize("described", [sent, received, asked, posted])
def test_twice_as_many_values_take_twice_the_work(described):
    def work(count):
        base, revision = described(texts(count)), described(texts(count, without={count // 2}))
        return calls_of(lambda: diff(base, revision))

    work(MANY)  # imports and compiles what is needed
    assert work(8 * MANY) < 2.2 * work(4 * MANY)


@pytest.mark.parametrize(("described", "cls"), [(sent, "breaking"), (asked, "breaking"), (received, "additive")])
def test_one_of_many_values_gone_is_decided(described, cls):
    count = 20 * MANY
    change = only(diff(described(texts(count)), described(texts(count, without={7}))))
    assert (change.rule, change.cls, change.undecided, change.name) == ("enum-value-removed", cls, False, "v7")
    back = only(diff(described(texts(count, without={7})), described(texts(count))))
    assert not back.undecided


def test_a_value_that_nothing_else_admits_was_never_valid():
    short, long = (texts(3 * MANY, without=without) | {"maxLength": 2} for without in ((), {MANY}))
    assert contained_by_values(short, long, "assert").status == "proved"
    short, long = (texts(3 * MANY, without=without) | {"maxLength": 2} for without in ((), {5}))
    assert contained_by_values(short, long, "assert").witness == "v5"


def test_what_is_no_long_list_is_left_to_the_search():
    assert contained_by_values(texts(3), texts(4), "assert") is None
    assert contained_by_values(texts(2 * MANY), STRING, "assert") is None
    assert contained_by_values(texts(2 * MANY), texts(2 * MANY) | {"maxLength": 9}, "assert") is None
