"""What is read fast is what the careful reader reads; whatever may be read otherwise is left to it."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.reading import read
from apidiff.reading.limits import Limits
from apidiff.reading.yaml_fast import read_fast_yaml
from apidiff.reading.yaml_text import parse_yaml

LIMITS = Limits()


def fast(text, limits=LIMITS):
    found = read_fast_yaml(text.encode(), limits)
    return found and found.value


def alike(one, other):
    """Equal, and of the same types, the keys of mappings in the same order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return type(one) is type(other) and one == other


@pytest.mark.parametrize(
    "text",
    [
        "a: no\nb: 2026-06-28\nc: 12:30:45\nd: nUll\ne: ~\nf:\ng: Null\nh: TRUE\n",
        "a: 010\nb: 0\nc: -0\nd: +1\ne: 1.\nf: .5\ng: -.5\nh: 1.10\ni: 123456789012345\n",
        "a: 18446744073709551616\nb: -9223372036854775809\nc: 9223372036854775808\n",
        "a: 0.1234\nb: 1e3\nc: 12E-2\nd: 0.3588531587713522\n",
        "200: {a: b}\n404:\n  - c\ndefault: d\n",
        "- - a\n  - b\n-   c: d\n    e:\n    - f\n-\n  g\n",
        "a: |\n  text\n    more\n\nb: >-\n  folded\n  text\n\n  para\nc: |+\n  kept\n\nd: 'it''s'\n",
        'a: "\\x41\\u263a\\n \\\n  on"\nb: "x # y" # z\nc: a#b\nd: plain\n  on\n',
        "a: [1, 'two', {k: v}, [x,\n  y]]\nb: {}\nc: {a: 1,\n    b: 2}\n",
        "# first\n\n---\na: 1\n# last\n",
        "a: &x\n  b: 1\nc: *x\nd:\n  - *x\n  - &y foo\n  - *y\n",
        "a: prose with `code`; R&D !x *bold*\nb: '1_000'\nc: |\n  ![no tag](x)\n  | a | b |\n  > q\nd: gpt_4_1\n",
        "a: é ☺ \u00a0x\n",
        "? a\n: b\n",
    ],
)
def test_the_value_is_that_of_the_careful_reader(text):
    value = fast(text)
    assert value is not None
    assert alike(value, parse_yaml(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1_000\n", "a: 0b11\n", "a: 0x1F\n", "a: [1_0]\n", "a: -1_0\n", "1_000: a\n", "a: 0o17\n", "a: -0x1F\n",
        "a: 0.12345678901234567891\n", "a: 1e400\n", "a: .inf\n", "a: -.NaN\n", "a: 0.1000000000000000055\n",
        f"a: {'1' * 65}\n", f"a: {'1' * 2000}_0\n", "a: 1e99999\n",
        "0200: a\n", "+200: a\n", "? 0200\n: a\n", "~: a\n", "true: a\n", "1.5: a\n", "200: a\n'200': b\n", "[a]: b\n",
        "a: !!str 12\n", "a: !t b\n", "- !!set {x}\n", "a: {<<: {b: 1}}\n", "a: &x {b: 1}\nc:\n  <<: *x\n",
        "a:\n  ? <<\n  : {b: 1}\n",
        "a: &x [*x]\n", "a: &x\n  - *x\n", "a: &x\n- *x\n", "a: &x\n  b: *x\n", "- &x\n  - b: *x\n", "&a:\n  b: c\n",
        "&k a: b\nc: *k\n", "- &k a: b\n- *k\n", "a: &é b\nc: *é\n", "a: *b\n",
        "a: 1\na: 2\n", "{a: 1, a: 2}\n", "a: 1\n---\nb: 2\n", "a: 1\n...\n", "%YAML 1.1\n---\na: 1\n", "...\na: 1\n",
        "a: |", "a: |\n", "a: >+\n\n\n", "- |-\n # comment\n", "a: |\n  no newline", "a: >\n  x\n \n  y",
        "a:\t1\n", "\ta: 1\n", "a: \x07\n", "a: b\u2028c\n", "a: \x85b\n", "a: \ufeffb\n", "a: b\rc: d\n", "a: \0\n",
        "{a: |- b}\n", "[|]\n", "[\n>x]\n", "{a: [b, >-\n  c]}\n", "a: >x\n",
        "a: b: c\n", "a: [b\n", "a: 'b\n", "a: @b\n", "", "# nothing\n", "a\n", "12\n", "--- a\n",
    ],
)  # fmt: skip
def test_what_may_be_read_otherwise_is_left_to_the_careful_reader(text):
    assert fast(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "- " * 100_000 + "x\n",
        "-  " * 9_000 + "x\n",
        "? " * 100_000 + "x\n",
        "[" * 100_000,
        "a: " + "{a: " * 300,
        "".join(" " * depth + "a:\n" for depth in range(3_000)),
    ],
    ids=["items", "far items", "keys", "brackets", "mappings", "blocks"],
)
def test_what_nests_too_far_never_exhausts_the_stack(text):
    assert fast(text) is None


def test_the_depth_keeps_to_the_limits():
    nested = "".join("  " * depth + "a:\n" for depth in range(20)) + "  " * 20 + "200: b\n"
    assert fast(nested, LIMITS) is not None
    assert fast(nested, LIMITS._replace(depth=21)) is not None
    assert fast(nested, LIMITS._replace(depth=20)) is None
    assert fast(nested.replace("200", "b"), LIMITS._replace(depth=20)) is None


def test_what_aliases_stand_for_is_copied_only_while_it_is_little():
    bomb = "a: &a [x, y]\n".replace("[x, y]", "\n  - x\n") + "".join(
        f"b{n}: &b{n}\n" + f"  - *{'a' if not n else f'b{n - 1}'}\n" * 4 for n in range(12)
    )
    assert fast(bomb) is None
    few = "a: &a\n  - x\n  - y\nb: *a\n"
    assert fast(few) == {"a": ["x", "y"], "b": ["x", "y"]}
    assert fast(few, LIMITS._replace(nodes=1)) is None


@pytest.mark.parametrize("integer", [2**64, -(2**63) - 1, 10**30])
def test_the_compact_form_stands_for_an_integer_that_orjson_cannot_write(integer):
    found = read_fast_yaml(f"a: {integer}\n200: [b, {integer}]\n".encode(), LIMITS)
    assert found.value == {"a": integer, "200": ["b", integer]}
    assert found.compact == b'{"a":0,"200":["b",0]}'


SCRAPS = [
    "a", "b", "x y", ": ", ":", "\n", "\n", "\n", "  ", " ", "- ", "-", "|", ">", "|-", "|+", ">-", "# ", '"', "'",
    ", ", ",", "? ", "1", "~", "\\", "0", ".", "a: ", "b:\n", "- a\n", "  a: 1\n", "    b\n", "\n\n", "é", "|2", "*",
    "<", "=", "(", "null", "true", "200: ", "- - ", '"a"', "'b'", "\\n", "http://x", "a#b", "a #b", "- x: ", "...",
    "--", "%", "@", "`", "&a", "*a", "!", "<<: ", "e3", "_", "\t", "&",
]  # fmt: skip
BRACKETS = [*SCRAPS, "[", "]", "{", "}", "{a: 1}", "[a]", '"a":', "[a, b]"]


def texts(scraps):
    starts = st.sampled_from(["", "a: ", "a:\n  ", "- ", "a: |\n", "a: >\n", "a:\n- ", "a: |-\n", "a: &a\n  "])
    ends = st.sampled_from(["\n", "", "b: 1\n", "\nb: 1\n"])
    return st.tuples(starts, st.lists(st.sampled_from(scraps), max_size=12).map("".join), ends).map("".join)


@given(texts(SCRAPS))
def test_what_is_read_fast_the_careful_reader_reads_too(text):
    value = fast(text)
    assert value is None or alike(value, parse_yaml(text))


@given(texts(BRACKETS))
def test_within_brackets_more_is_yaml_than_libyaml_takes(text):
    # A key over two lines, or a text that begins with a colon, is YAML 1.2 there (7.4.2, 7.3.3).
    with suppress(InputError):
        value = fast(text)
        assert value is None or alike(value, parse_yaml(text))


KEYS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, True, False]), st.sampled_from(['"', "'", "|", ">", None]))
def test_what_another_writer_wrote_is_read_alike(value, flow, style):
    text = yaml.dump(value, default_flow_style=flow, default_style=style, allow_unicode=True, sort_keys=False)
    found = fast(text)
    if found is not None:
        assert alike(found, parse_yaml(text))


def test_a_file_with_the_line_breaks_of_windows_is_read_with_its_lines(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"openapi: 3.1.0\r\ninfo: {title: T, version: '1'}\r\npaths:\r\n  /a: {}\r\n")
    found = read(path)
    assert found.document["paths"] == {"/a": {}}
    assert found.locator.locate(["/paths/~1a"])["/paths/~1a"].line == 4
