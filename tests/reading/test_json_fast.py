"""What is read fast is what the careful parser reads, or it is not read fast."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.reading.json_fast import read_fast
from apidiff.reading.json_text import parse_json

numbers = st.sampled_from(
    ["0", "-0", "-0.0", "1.0", "1.500", "0.10000000000000000000", "0.10000000000000000001", "1e5", "1E+2", "1e400",
     "123456789012345678901",
     "9007199254740993", "9007199254740993.0", "18446744073709551615", "18446744073709551616", "01", ".5", "5.", "NaN"]
) | st.integers().map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)  # fmt: skip
pieces = st.sampled_from(
    ["a", "b", " ", ".00", ".500,", "\\u0061", "\\u00e9", "é", "\\ud83d\\ude00", "😀", "\\ud800", "\\n", "\\/", "/",
     "\\\\", '\\"', "\\u0000",
     "\\u0022", "\\x", "\t"]
)  # fmt: skip
strings = st.lists(pieces, max_size=4).map(lambda parts: '"' + "".join(parts) + '"')
spaces = st.sampled_from(["", " ", "\n", "\r\n\t", "\f"])


def spaced(text, space):
    return space + text + space


def listed(items):
    return "[" + ",".join(items) + "]"


def mapped(items):
    return "{" + ",".join(f"{key}:{value}" for key, value in items) + "}"


texts = st.recursive(
    st.builds(spaced, numbers | strings | st.sampled_from(["true", "false", "null", "nul"]), spaces),
    lambda inner: (
        st.builds(spaced, st.lists(inner, max_size=3).map(listed), spaces)
        | st.builds(spaced, st.lists(st.tuples(strings, inner), max_size=3).map(mapped), spaces)
    ),
    max_leaves=8,
)


def exactly(value):
    """A value with the types of its numbers, so that 1 is not 1.0."""
    if isinstance(value, dict):
        return {key: exactly(each) for key, each in value.items()}
    if isinstance(value, list):
        return [exactly(each) for each in value]
    return type(value).__name__, repr(value)


@settings(max_examples=1500)
@given(texts)
def test_what_is_read_fast_is_what_the_careful_parser_reads(text):
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    fast = read_fast(data)
    if fast is not None:
        assert exactly(fast.value) == exactly(parse_json(text))


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":1}', '{"a":1,"\\u0061":1}', "[0.10000000000000000001]", "[18446744073709551616]", "[1e400]", "[-0]"],
)
def test_what_would_lose_something_is_left_to_the_careful_parser(text):
    assert read_fast(text.encode()) is None


@pytest.mark.parametrize("text", ['{"a": [1, 2.50, "\\u00e9\\/"], "b": {}}', "[]", '"x"', "[1.0, 1e-7]"])
def test_what_says_the_same_written_again_is_read_fast(text):
    fast = read_fast(text.encode())
    assert fast is not None
    assert fast.value == parse_json(text)


def test_what_is_no_json_is_an_error_of_the_careful_parser():
    assert read_fast(b"[1, 2") is None
    with pytest.raises(InputError):
        parse_json("[1, 2")
