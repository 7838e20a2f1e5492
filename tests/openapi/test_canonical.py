"""The compact text of a document: every number exactly, and integers beyond 64 bits without a detour."""

import json
import tracemalloc
from collections import OrderedDict

import pytest

from apidiff.openapi.canonical import compact_json, fast_compact_json
from apidiff.reading.json_text import parse_json
from apidiff.reading.scalars import LongInteger, exact_int


@pytest.mark.parametrize(
    ("text", "is_long"),
    [
        ("9223372036854775807", False),
        ("9223372036854775808", True),
        ("-9223372036854775808", False),
        ("-9223372036854775809", True),
        ("000000000000000000000000007", False),
        ("18446744073709552000", True),
    ],
)
def test_an_integer_beyond_64_bits_is_one_that_orjson_asks_about(text, is_long):
    value = exact_int(text)
    assert isinstance(value, LongInteger) is is_long
    assert value == int(text)
    assert hash(value) == hash(int(text))


def test_a_document_with_a_long_integer_is_written_in_one_go():
    text = '{"maximum":18446744073709552000,"of":[-99999999999999999999]}'
    assert fast_compact_json(parse_json(text)) == compact_json(parse_json(text)) == text.encode()


def test_a_long_integer_is_written_as_a_plain_one_is():
    plain = {"minimum": 2**70}
    assert compact_json(parse_json(json.dumps(plain))) == compact_json(plain)


def test_an_object_of_a_subclass_is_written_as_a_plain_one_is():
    assert compact_json({"a": OrderedDict(b=1)}) == b'{"a":{"b":1}}'


def test_short_texts_take_little_memory():
    """What orjson returns keeps the buffer that it was written in."""
    tracemalloc.start()
    try:
        kept = [compact_json(f"v{number}") for number in range(1_000)]
        kept += [compact_json({"a": "b" * 1_000, "n": number}) for number in range(100)]
        assert tracemalloc.get_traced_memory()[0] < 2 * sum(map(len, kept)) + 100_000
    finally:
        tracemalloc.stop()
