"""JSON: the exact value, or one error with its line."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.openapi.canonical import canonical_json
from apidiff.reading.json_text import Tokens, first_error
from apidiff.reading.limits import Limits
from tests.reading.support import parse_json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**63, max_value=2**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=30, min_value=-(10**6), max_value=10**6)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_what_is_written_canonically_reads_back_as_itself(value):
    written = canonical_json(value)
    read = parse_json(written.decode())
    assert canonical_json(read) == written
    assert _numbers_as_decimals(read) == _numbers_as_decimals(value)


def _numbers_as_decimals(node):
    """A float is the number that its shortest text says, as JSON has it."""
    if isinstance(node, dict):
        return {key: _numbers_as_decimals(child) for key, child in node.items()}
    if isinstance(node, list):
        return [_numbers_as_decimals(child) for child in node]
    return Decimal(repr(node)) if isinstance(node, float) else node


@given(JSON_VALUES)
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(value):
    def reversed_keys(node):
        if isinstance(node, dict):
            return {key: reversed_keys(node[key]) for key in reversed(node)}
        return [reversed_keys(item) for item in node] if isinstance(node, list) else node

    assert canonical_json(reversed_keys(value)) == canonical_json(value)


def test_the_slow_writer_agrees_with_the_fast_one():
    value = {"b": [1, -0.0, 1e300, 5e-324, '\u001b\x7f\u2028é"\\/'], "a": {}, "c": [], "d": None, "ab": True}
    fast = canonical_json(value)
    slow = canonical_json(value | {"z": 2**70})
    assert slow == fast.removesuffix(b"\n}\n") + b',\n  "z": 1180591620717411303424\n}\n'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740993", 9007199254740993),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("0.1", 0.1),
        ("0.12345678901234567890123", Decimal("0.12345678901234567890123")),
        ("1e400", Decimal("1e400")),
        ("1E2", 100.0),
        ("1.10", 1.1),
    ],
)
def test_no_number_loses_precision(text, value):
    read = parse_json(text)
    assert read == value
    assert isinstance(read, type(value))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n "a": 1,\n "a": 2\n}', 3, "appears twice in one object, first on line 2"),
        ('{"x": [{"a": 1, "\\u0061": 2}]}', 1, "`a` appears twice"),
        ('{\n"a": NaN}', 2, "`NaN` is not a JSON number"),
        ('{"a": -Infinity}', 1, "`-Infinity` is not a JSON number"),
        ('{\n"a": 1e999999999}', 2, "has more than 1000 digits"),
        ('{\n"a": ' + "9" * 5000 + "}", 2, "has more than 1000 digits"),
        ('{\n"a": 1,\n}', 3, "expected a key"),
        ('{\n"a": [1, 2', 2, "ends too early"),
        ('{\n"a": "b', 2, "not valid"),
        ('{\n"a": tru}', 2, "not valid"),
        ('{\n"a": "\\ud800"}', 2, "surrogate"),
        ('{\n"a": "\\\\ud83d",\n"b": "\\udc00\\ud800"}', 3, "surrogate"),
        ('{\n"a": "x\ty"}', 2, "control character"),
        ("{} {}", 1, "extra data"),
        ("{\n// no\n}", 2, "not valid"),
        ('{\n"a": 1e99999e3,\n"\\x": 1}', 2, "`1e99999e3` is not a JSON number"),
        ('{\n"a": 1e99999,\n"\\x": 1}', 2, "has more than 1000 digits"),
        ('{"a": 1,\n"\\x": 1e99999}', 2, "invalid escape `\\x`"),
        ('{"a": 1e99999,\n"b": ]}', 1, "has more than 1000 digits"),
        # Of an integer all digits count once; of a fraction the exponent counts as well.
        ('{"a": ' + "9" * 600 + ',\n"b": }', 2, "expected a value"),
        ('{"a": ' + "9" * 600 + '.0,\n"b": }', 1, "has more than 1000 digits"),
        ('{"a": 1, "a": 2 ]]]]]', 1, "`a` appears twice"),
        ('{"a": 1 ]]]]]', 1, "expected `,` or `}`"),
        ("[1, NaN\n, ]]", 1, "`NaN` is not a JSON number"),
        ("[1,\n-]", 2, "expected a value"),
        ("[01]", 1, "`01` is not a JSON number"),
        ("[.5]", 1, "`.5` is not a JSON number"),
        ("[1 2]", 1, "expected `,` or `]`"),
        ('{"a" 1}', 1, "expected `:`"),
        ("{a: 1}", 1, "expected a key in double quotes"),
        ("[1,\n\n]", 3, "expected a value"),
        ("", 1, "ends too early"),
        ('["\\u12"]', 1, "invalid escape"),
        ('["\\', 1, "invalid escape"),
    ],
)
def test_what_json_does_not_allow_is_one_error_with_its_line(text, line, message):
    with pytest.raises(InputError) as caught:
        parse_json(text, "x.json")
    assert message in caught.value.message
    assert (caught.value.place.file, caught.value.place.line) == ("x.json", line)
    assert caught.value.hint


def test_a_duplicate_key_says_in_which_object_it_stands():
    with pytest.raises(InputError) as caught:
        parse_json('{"a/b": [0, {"c": 1, "c": 2}]}')
    assert caught.value.place.pointer == "/a~1b/1"


def test_a_pair_of_surrogates_is_one_character():
    assert parse_json('"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_a_hundred_thousand_levels_are_an_error_and_no_crash(opening):
    with pytest.raises(InputError, match="nested"):
        parse_json(opening * 100_000)
    with pytest.raises(InputError, match="nested"):
        parse_json(
            opening * 100_000 + "1" + "".join({"[": "]", "{": "}"}.get(c, "") for c in reversed(opening)) * 100_000
        )


@given(JSON_VALUES, st.sampled_from([None, 0, 2]))
def test_the_tokens_say_what_the_value_says(value, indent):
    text = json.dumps(value, indent=indent, default=float)
    assert _built(Tokens(text)) == json.loads(text, parse_float=str, parse_int=str)


def _built(tokens):
    """The value that tokens spell, with numbers as they are written."""
    stack, root = [], []
    at, key = root, None
    while token := tokens.next():
        written = tokens.text[token.offset : token.end]
        if token.kind in ("}", "]"):
            at, key = stack.pop()
            continue
        if token.kind == "key":
            key = tokens.string(token)
            continue
        literals = {"true": True, "false": False, "null": None}
        value = {"{": dict, "[": list}[written]() if token.kind in "{[" else literals.get(written, written)
        value = tokens.string(token) if token.kind == "string" else value
        at.append(value) if isinstance(at, list) else at.update({key: value})
        if token.kind in ("{", "["):
            stack.append((at, key))
            at = value
    return root[0]


@given(st.text(alphabet='{}[]",:01-.eE\\untrfals \n', max_size=25))
def test_the_tokens_refuse_what_the_standard_library_refuses(text):
    try:
        json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError):
        assert "nested too deeply" not in first_error(text, None, Limits()).message
    else:
        tokens = Tokens(text)
        while tokens.next():
            pass


@given(st.text(max_size=40))
def test_any_text_is_either_read_as_the_standard_library_reads_it_or_refused(text):
    try:
        value = parse_json(text)
    except InputError:
        return
    assert value == json.loads(text)


def test_a_number_may_be_as_long_as_the_budget_allows():
    assert parse_json("9" * 50, limits=Limits(digits=50)) == int("9" * 50)
    with pytest.raises(InputError):
        parse_json("9" * 51, limits=Limits(digits=50))
