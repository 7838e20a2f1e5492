"""YAML: JSON values by the rules of YAML 1.2, or one error with its line."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.reading.limits import Limits
from apidiff.reading.scalars import LongInteger
from tests.reading.support import parse_json, parse_yaml, yaml_positions

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_json_in_yaml_is_the_same_value(value):
    text = json.dumps(value, ensure_ascii=False)
    assert parse_yaml(text) == parse_json(text) == value


@given(VALUES)
def test_block_yaml_written_by_another_writer_reads_back(value):
    strings_quoted = yaml.dump(value, Dumper=_Quoting, allow_unicode=True, width=60, sort_keys=False)
    assert parse_yaml(strings_quoted) == value


class _Quoting(yaml.SafeDumper):
    """Writes YAML 1.2: floats with a point, texts in quotes."""

    def ignore_aliases(self, _):
        return True


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
_Quoting.add_representer(float, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", repr(number)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (word, word)
            for word in ("no", "yes", "on", "off", "No", "y", "2026-06-28", "12:30:45", "0b11", "1_000", "=")
        ),
        *((word, word) for word in ("0o9", "0x", "+", ".", "1e", "nUll", "tRue", "-x")),
        ("true", True),
        ("False", False),
        ("~", None),
        ("Null", None),
        ("", None),
        ("0o17", 15),
        ("0x1F", 31),
        ("010", 10),
        ("-12", -12),
        ("+3", 3),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("18446744073709552000", 18446744073709552000),
        ("0.12345678901234567890", Decimal("0.12345678901234567890")),
        ("'no'", "no"),
        ('"1"', "1"),
        ("!!str 5", "5"),
        ("! 5", "5"),
        ("!!int 5", 5),
        ("!!float 5", 5.0),
        ("!!null ''", None),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_a_plain_scalar_is_what_the_core_schema_says(text, value):
    read = parse_yaml(f"a: {text}")["a"]
    kind = int if isinstance(read, LongInteger) else type(read)
    assert (read, kind) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("200", "200"),
        ("true", "true"),
        ("null", "null"),
        ("1.0", "1.0"),
        ("~", "~"),
        ("0x1F", "0x1F"),
        ("'a b'", "a b"),
    ],
)
def test_a_key_is_the_text_that_was_written(key, text):
    assert parse_yaml(f"{key}: 1") == {text: 1}


def test_line_ends_of_any_kind_a_byte_order_mark_and_directives_are_read():
    assert parse_yaml("%YAML 1.2\r\n---\r\na: 1\r\nb:\r\n  - 2\r\n...\r\n") == {"a": 1, "b": [2]}


def test_an_alias_is_the_same_object_as_its_anchor():
    value = parse_yaml("a: &x {b: [1]}\nc: *x\nd: [*x]\n")
    assert value == {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}]}
    assert value["a"] is value["c"] is value["d"][0]


def test_a_scalar_and_a_key_can_be_named_too():
    assert parse_yaml("&k a: &v 5\nb: *v\nc: *k\nd: {*k : 2}\n") == {"a": 5, "b": 5, "c": "a", "d": {"a": 2}}


def test_a_merge_key_gives_what_the_mapping_lacks_wherever_it_stands():
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall:\n  y: 0\n  <<: [*b, *o]\nfirst:\n  <<: *b\n  x: 9\n"
    value = parse_yaml(text)
    assert value["all"] == {"y": 0, "x": 1, "z": 4}
    assert value["first"] == {"x": 9, "y": 2}
    assert value["base"] == {"x": 1, "y": 2}
    assert parse_yaml("'<<': 1") == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b # c\x85d: 1\n", {"a": "b"}),
        ("a: b\u2028c\nd: 1\n", {"a": "b\u2028c", "d": 1}),
        ("a: |\n  b\u2029c\n", {"a": "b\u2029c\n"}),
        ('a: "b\x85  c"\n', {"a": "b\x85  c"}),
        ("a\x85b: c\n", {"a\x85b": "c"}),
        ("a: b\rc: d\r\ne: f\n", {"a": "b", "c": "d", "e": "f"}),
    ],
)
def test_lines_end_where_yaml_1_2_ends_them(text, value):
    assert parse_yaml(text) == value


@pytest.mark.parametrize("style", ["'{}'", '"{}"', '["{}"]', "{}"])
@pytest.mark.parametrize("character", ["\x7f", "\x80", "\x9f", "\ufeff", "\ufffe", "\uffff", "\ue000", "\U000f0000"])
def test_a_text_holds_every_character_that_json_allows(style, character):
    text = style.format(f"x{character}y\x85z")
    value = parse_yaml(text)
    assert (value[0] if isinstance(value, list) else value) == f"x{character}y\x85z"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\ud83d\\ude00"', "😀"),
        ('"a\\\\\\ud83d\\ude00"', "a\\😀"),
        ('"\\\\ud83d\\\\ude00"', "\\ud83d\\ude00"),
        ("'\\ud83d\\ude00'", "\\ud83d\\ude00"),
        ("\\ud83d\\ude00", "\\ud83d\\ude00"),
        ("|\n \\ud83d\\ude00\n", "\\ud83d\\ude00\n"),
        ('"\\uD83D\\uDE00\\ud83d\\ude01 \\u00e9"', "😀😁 é"),
    ],
)
def test_an_escaped_surrogate_pair_is_one_character_in_double_quotes_alone(text, value):
    assert parse_yaml(f"- {text}") == [value]


def test_there_may_be_as_many_escaped_characters_as_there_are_to_stand_for_them():
    def escaped(count):
        pairs = ((0xD800 + n // 1024, 0xDC00 + n % 1024) for n in range(count))
        return 'a: "' + "".join(f"\\u{high:04x}\\u{low:04x}" for high, low in pairs) + '"\n'

    assert len(parse_yaml(escaped(70_000))["a"]) == 70_000
    with pytest.raises(InputError, match="too many different characters"):
        parse_yaml(escaped(75_000))
    private = "".join(map(chr, [*range(0xE000, 0xF900), *range(0xF0000, 0xFFFFE)]))
    with pytest.raises(InputError, match="too many different characters"):
        parse_yaml(f"a: {private}\nb: '\x7f'\n")


@pytest.mark.parametrize(
    "text",
    [
        *("!!merge <<: {x: 1}\ny: 2\n", "y: 2\n!<tag:yaml.org,2002:merge> <<: [{x: 1}, {x: 3}]\n"),
        *("<<: {x: 1}\n<<: {y: 3}\ny: 2\n", "? <<\n: {x: 1}\ny: 2\n", "{<<: {x: 1, y: 3}, y: 2}"),
    ],
)
def test_a_merge_key_may_be_written_in_any_way_that_is_not_a_text(text):
    assert parse_yaml(text) == {"x": 1, "y": 2}


@pytest.mark.parametrize("key", ['"<<"', "'<<'", "!!str <<", "! <<"])
def test_a_text_is_no_merge_key(key):
    assert parse_yaml(f"{key}: {{x: 1}}\n") == {"<<": {"x": 1}}


def test_an_alias_for_a_scalar_is_a_key_by_the_text_that_was_written():
    assert parse_yaml("a: &x 0x10\nb: {*x : 1}\nc: &t yes\nd: {*t : 2}\n") == {
        "a": 16,
        "b": {"0x10": 1},
        "c": "yes",
        "d": {"yes": 2},
    }


def test_an_anchor_may_be_given_again_even_within_what_it_names():
    assert parse_yaml("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert parse_yaml("- &x [&x 1, *x]\n- *x\n") == [[1, 1], 1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!binary aGk=", "aGk="),
        ("!!timestamp 2026-06-28", "2026-06-28"),
        ("!!set {b, c}", {"b": None, "c": None}),
        ("!!omap [b: 1, c: 2]", [{"b": 1}, {"c": 2}]),
        ("!!seq [1]", [1]),
        ("!!map {b: 1}", {"b": 1}),
        ("!!str", ""),
    ],
)
def test_a_tag_of_yaml_1_1_stands_before_what_json_holds(text, value):
    assert parse_yaml(f"a: {text}\n") == {"a": value}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "`a` appears twice in one object, first on line 1"),
        ("x:\n  - 200: 1\n    '200': 2\n", 3, "`200` appears twice"),
        ("a: .inf", 1, "`.inf` is not a JSON number"),
        ("a:\n - .NaN", 2, "`.NaN` is not a JSON number"),
        ("a: 1e999999999", 1, "more than 1000 digits"),
        ("a: " + "9" * 5000, 1, "more than 1000 digits"),
        ("a: &x\n  b: *x\n", 2, "stands inside of what it names"),
        ("a: *nowhere", 1, "nowhere"),
        ("a: 1\n---\nb: 2\n", 2, "more than one YAML document"),
        ("a: 1\n? [b]\n: 2\n", 2, "key of a mapping"),
        ("? {a: b}\n: 2\n", 1, "key of a mapping"),
        ("a: 1\nb: !!merge <<\n", 2, "!!merge"),
        ("a: !include x.yaml\n", 1, "!include"),
        ("a: !!int x\n", 1, "is not what its tag"),
        ("a: !!set [b]\n", 1, "!!set"),
        ("!!int a: 1\n", 1, "is not what its tag"),
        ("a: &x [1]\n*x : 2\n", 2, "key of a mapping"),
        ("<<: {a: 1,\n  a: 2}\n", 2, "`a` appears twice in one object, first on line 1"),
        ('a: 1\nb: "\\ud83d"\n', 2, "not valid"),
        ("a: 1\n\tb: 2\n", 2, "not valid"),
        ("a: [1, 2\nb: 3\n", 2, "not valid"),
        ("a: 'x\n\n\n", 1, "not valid"),
        ("a: b: c\n", 1, "not valid"),
        ("a: @x\n", 1, "not valid"),
        ("a: x\n<<: 5\n", 2, "merges something"),
        ("a: \x01\n", 1, "not valid"),
    ],
)
def test_what_is_no_json_value_is_one_error_with_its_line(text, line, message):
    with pytest.raises(InputError) as caught:
        parse_yaml(text, "x.yaml")
    assert message in caught.value.message
    assert (caught.value.place.file, caught.value.place.line) == ("x.yaml", line)
    assert caught.value.hint


def test_aliases_within_aliases_are_never_written_out_beyond_the_budget():
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for number in range(1, 12):
        laughs += f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n"
    with pytest.raises(InputError, match="aliases stand for more than") as caught:
        parse_yaml(laughs)
    assert caught.value.place.line is not None


def test_aliases_do_not_nest_deeper_than_the_budget():
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))
    with pytest.raises(InputError, match="levels deep"):
        parse_yaml(chain)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "\n".join(" " * n + "a:" for n in range(400))]
)
def test_deep_nesting_is_an_error_and_no_crash(text):
    with pytest.raises(InputError):
        parse_yaml(text)


def test_nesting_up_to_the_budget_is_read():
    assert parse_yaml("[" * 10 + "]" * 10, limits=Limits(depth=10))
    with pytest.raises(InputError, match="more than 9 levels"):
        parse_yaml("[" * 10 + "]" * 10, limits=Limits(depth=9))


@given(st.text(alphabet="ab01:-[]{}&*!|>'\"\n #?,<~.%@`", max_size=30))
def test_any_text_is_a_value_or_an_error_with_a_place(text):
    with contextlib.suppress(InputError):
        json.dumps(parse_yaml(text, "x.yaml"), default=str, allow_nan=False)


GRAMMAR = [
    # The name of an anchor (6.9.2).
    ("a: &b.c 1\nd: *b.c\n", {"a": 1, "d": 1}),
    ("- &b/c d\n- *b/c\n", ["d", "d"]),
    ("- &é d\n- [*é, *é]\n", ["d", ["d", "d"]]),
    ("a: &b: 1\nc: *b:\n", {"a": 1, "c": 1}),
    ("a: &b:c {d: 1}\ne: *b:c\n", {"a": {"d": 1}, "e": {"d": 1}}),
    ("a: &b% 1\nc: *b%\n", {"a": 1, "c": 1}),
    # Tabs separate (6.1).
    ("a: 1\n\t\nb:\n  - c\n \t \n  - d\n", {"a": 1, "b": ["c", "d"]}),
    ("a: 1\n\t# why\nb: 2\t# why\n", {"a": 1, "b": 2}),
    ("-\t1\n-\t'a'\n- \tb\n", [1, "a", "b"]),
    ("?\ta\n:\tb\n", {"a": "b"}),
    ("a: b\n\t\n  c\n", {"a": "b\nc"}),
    ("a: |\n  \tb\n  c\n", {"a": "\tb\nc\n"}),
    ("a: |\t\n  b\n-\t1", None),
    ("a: >-\t# why\n  b\nc: &d.e 1\n", {"a": "b", "c": 1}),
    # Indicators within brackets (7.3.3, 7.4).
    ("[:a, :b c, -d, ?e]", [":a", ":b c", "-d", "?e"]),
    ("{?a: b, c: ?d}", {"?a": "b", "c": "?d"}),
    ("{? a : b, ? c, ?d}", {"a": "b", "c": None, "?d": None}),
    ("[? :a]", [{":a": None}]),
    ("[a:, b]", [{"a": None}, "b"]),
    ("{a:}", {"a": None}),
    ("{a: b?c, d: [e?, ::f]}", {"a": "b?c", "d": ["e?", "::f"]}),
    ('{"a":1, \'b\':c, [:d, {"e":f}]: 1}', None),
    ('{"a":1, b: [:c], "d" :e}', {"a": 1, "b": [":c"], "d": "e"}),
    ("[::'a']", ["::'a'"]),
    # Keys over several lines, and long ones (7.4.2).
    ("{a\n b: c}", {"a b": "c"}),
    ('{"a"\n: b, "c\n d":e}', {"a": "b", "c d": "e"}),
    ("{" + "k" * 2000 + ": 1}", {"k" * 2000: 1}),
    ("[a\n: b]", None),
    # Empty keys (7.2, 8.2.2).
    (": a\n", {"": "a"}),
    ("- : a\n", [{"": "a"}]),
    ("a:\n  : b\n", {"a": {"": "b"}}),
    ("{: a, b: c}", {"": "a", "b": "c"}),
    ("[a, : b, :]", ["a", {"": "b"}, {"": None}]),
    ("[? ]", [{"": None}]),
    # Directives (6.8).
    ("%YAML 1.3\n---\na: 1\n", {"a": 1}),
    ("%FUTURE b c\n---\na: 1\n", {"a": 1}),
    ("%YAML 2.0\n---\na: 1\n", None),
    # A tag ends before a bracket or comma (6.9.1).
    ("{a: !!str, b: !!str 1, c: :d}", {"a": "", "b": "1", "c": ":d"}),
    ("[!, ! 1, :a, !<tag:yaml.org,2002:str> 2]", ["", "1", ":a", "2"]),
    ("- !\ta\n- &b.c !!str\t1\n", ["a", "1"]),
    ("%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\nb: &c.d !y!st%72 2\n", {"a": "1", "b": "2"}),
]


@pytest.mark.parametrize(("text", "value"), GRAMMAR)
def test_the_grammar_is_that_of_yaml_1_2(text, value):
    if value is None:
        with pytest.raises(InputError):
            parse_yaml(text)
    else:
        assert parse_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n\tb: 1\n", 2),
        ("a:\n  b: 1\n\tc: 2\n", 3),
        ("a:\n  - b\n\t- c\n", 3),
        ("a: &b.c\n  - 1\n\t- 2\n", 3),
        ("a: &b.c\n\t1\n", 2),
        ("-\t- a\n", 1),
        ("-\ta: 1\n", 1),
        ("a: &b.c 1\nd: [:e\nf: 2\n", 3),
        ('a: &b.c 1\nd: "\\ud83d"\n', 2),
        ('a: &b.c 1\nd: "\\U00110000"\n', 2),
        ("a: &b.c 1\na: 2\n", 2),
        ("a: *b.c\n", 1),
    ],
)
def test_what_no_grammar_allows_is_an_error_with_its_line(text, line):
    with pytest.raises(InputError) as caught:
        parse_yaml(text)
    assert caught.value.place.line == line


def test_positions_are_found_in_what_libyaml_refuses():
    text = "a: &b.c 1\n\t\nd:\n  - [:e, {?f: g}]\n"
    paths = [("d",), ("d", "0", "0"), ("d", "0", "1", "?f")]
    found = yaml_positions(text, paths)
    assert [(found[path].line, found[path].column) for path in paths] == [(3, 1), (4, 6), (4, 11)]


@pytest.mark.parametrize(
    "text",
    [
        "{[" + "a," * 50_000 + "], :a}",
        "{" * 50_000 + ":a",
        "{" * 900 + "a," * 50_000 + ":a",
        "{a: " * 500 + "[:a], " * 10_000,
        "[" * 20_000 + ":a",
        "a: &b.c\n" + " \t\n" * 50_000,
        "- &x. 1\n- *x.\n" * 5_000,
    ],
)
def test_lookahead_is_bounded(text):
    with contextlib.suppress(InputError):
        parse_yaml(text)


SCRAPS = [
    *("a", "b", "x y", ": ", ":", "\n", "\n  ", " ", "- ", "-", "|\n", ">-\n  ", "# ", "#", '"', "'", ", ", "?", "1"),
    *("~", "a: ", "- a\n", "  b\n", "\n\n", "&x ", "*x", "!!str ", "<<: ", "[", "]", "{", "}", "{a: 1}", '"a":', "'b'"),
    *("---\n", "...\n", "a#b", "a #b", "%", "@", "? ", "\t"),
]


@given(st.lists(st.sampled_from(SCRAPS), max_size=9).map("".join))
def test_libyaml_and_the_grammar_agree(text):
    from apidiff.reading import yaml_events

    def outcome():
        try:
            return parse_yaml(text)
        except InputError:
            return "refused"

    fast, libyaml = outcome(), yaml_events._libyaml
    yaml_events._libyaml = lambda _: None
    try:
        slow = outcome()
    finally:
        yaml_events._libyaml = libyaml
    # libyaml lets a little more pass, such as a comment right behind a bracket.
    assert fast == slow or slow == "refused"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\npaths: {a: [\n", "line 2, column 12"),
        ("paths: {a: 1,\n", "line 1, column 8"),
        ("- &x !!seq [\n", "line 1, column 12"),
        ("p: [\n  - a\n", "line 1, column 4"),
        ("- [ {a: 1}: \n", "line 1, column 3"),
    ],
)
@pytest.mark.parametrize("by", ["libyaml", "the grammar"])
def test_an_open_bracket_is_placed_where_it_was_opened(text, place, by, monkeypatch):
    from apidiff.reading import yaml_events

    if by == "the grammar":
        monkeypatch.setattr(yaml_events, "_libyaml", lambda _: None)
    with pytest.raises(yaml_events.NotYAML) as raised:
        yaml_events.with_events(text, lambda get_event: [*iter(get_event, None)])
    assert place in raised.value.hint
    assert raised.value.line + 1 <= text.count("\n")
