"""The formats of integers are ranges in a text as in JSON."""

import pytest

from tests.comparing.describing import api, diff, ok, sent


def query(form):
    listed = [{"name": "q", "in": "query", "schema": {"type": "integer", "format": form}}]
    return api({"/v1/things": {"get": {"parameters": listed, "responses": ok()}}})


def body(form):
    return sent({"type": "integer", "format": form})


@pytest.mark.parametrize("place", [query, body])
@pytest.mark.parametrize(
    ("wide", "narrow"), [("int64", "int32"), ("int32", "int16"), ("uint16", "uint8"), ("int8", "uint8")]
)
def test_a_narrower_format_of_integers_is_a_break_in_a_request(place, wide, narrow):
    assert diff(place(wide), place(narrow)).verdict == "breaking"


@pytest.mark.parametrize("place", [query, body])
def test_a_wider_one_is_additive(place):
    assert diff(place("uint8"), place("uint16")).verdict == "additive"
