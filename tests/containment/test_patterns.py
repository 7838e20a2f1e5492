"""Patterns as automata: they agree with an independent engine on words, and answer for all words."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from apidiff.containment import is_subschema
from apidiff.containment.answer import Budget
from apidiff.containment.automata import Machine, shortest
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.regex import parse

law = settings(max_examples=300, deadline=None, derandomize=True)

PLAIN = ["a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "ab", ""]
ASSERTIONS = ["^", "$", "\\b", "\\B", "(?=a)", "(?!a)", "(?<=[ab])", "(?<!b)"]
atoms = st.sampled_from([*PLAIN, *ASSERTIONS])
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner.filter(lambda p: p not in ASSERTIONS), st.sampled_from(["*", "+", "?"])),
        st.builds("(?:{}){}".format, inner.filter(lambda p: p not in ASSERTIONS), st.sampled_from(["{2}", "{1,3}"])),
    ),
    max_leaves=6,
)
words = st.text(alphabet="abc0_ -", max_size=6)


def machine(pattern):
    meter = Meter(Budget())
    return Machine(parse(pattern, meter), meter, strict=True)


def word(matching, missing, least=0, most=None, unwanted=()):
    yes, no = ([machine(pattern) for pattern in each] for each in (matching, missing))
    return shortest(yes, no, least, most, set(unwanted), Meter(Budget(steps=200_000)))


@law
@given(patterns, words)
def test_an_automaton_agrees_with_the_validator(pattern, text):
    try:
        validator = jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:  # it refuses to repeat what is empty
        reject()
    assert machine(pattern).matches(text) == validator.is_valid(text)


@law
@given(patterns, patterns)
def test_a_word_of_the_difference_is_in_it(one, other):
    found = word([one], [other])
    if found is not None:
        assert machine(one).matches(found)
        assert not machine(other).matches(found)
    else:
        samples = ["", "a", "b", "ab", "ba", "aa", "c", "abc", "0", "é", "aab", "cab", "bbb"]
        assert not [s for s in samples if machine(one).matches(s) and not machine(other).matches(s)]


@law
@given(patterns)
def test_a_pattern_and_its_complement_share_no_word(pattern):
    assert word([pattern], [pattern]) is None


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("^.$", "\n", False),
        ("^\\s$", "\ufeff", True),
        ("^\\s$", "\u0085", False),
        ("^\\w$", "é", False),
        ("^\\d$", "\u0661", False),
        ("a$", "a\n", False),
        ("^.$", "😀", True),
        ("^\\u{1F600}$", "😀", True),
        ("^\\uD83D\\uDE00$", "😀", True),
        ("^[\\]\\-a]$", "-", True),
        ("^\\cJ$", "\n", True),
        ("^(?<name>a)$", "a", True),
        ("^a|b$", "ax", True),
        ("^a{0}$", "", True),
        ("\\ba\\b", "b a", True),
        ("\\ba\\b", "ba", False),
        ("a\\Bb", "ab", True),
        ("a(?!b)", "ab", False),
        ("a(?!b)", "aba", True),
        ("a(?=b)b$", "ab", True),
        ("(?<!a)b", "ab", False),
        ("(?<=a)b", "cab", True),
    ],
)
def test_the_dialect_is_that_of_ecma_262(pattern, text, matches):
    assert machine(pattern).matches(text) is matches


@pytest.mark.parametrize("pattern", ["(", ")", "a**", "[", "a{2,1}", "\\", "(?i)a", "(a)\\1", "[b-a]", "\\Z"])
def test_what_is_no_regular_language_here_is_said_so(pattern):
    with pytest.raises(Undecided):
        parse(pattern, Meter(Budget()))


@pytest.mark.parametrize(
    ("matching", "missing", "least", "most", "unwanted", "found"),
    [
        (["^[a-z]+$"], [], 0, None, [], "a"),
        (["^[a-z]+$"], [], 3, None, [], "aaa"),
        (["^(ab?){1,2}$"], [], 4, None, ["abab"], None),
        (["^(aa)*$"], ["^(aaaa)*$"], 3, None, [], "aaaaaa"),
        ([], ["a"], 0, 0, [], ""),
        (["^[0-1]$"], [], 0, None, ["0", "1"], None),
        (["a", "b", "c"], [], 0, 2, [], None),
    ],
)
def test_the_shortest_word_is_found(matching, missing, least, most, unwanted, found):
    assert word(matching, missing, least, most, unwanted) == found


def test_nested_counters_multiply():
    assert word(["^(a{0,30}){0,30}$"], [], 901) is None
    assert word(["^(a{0,30}){0,30}$"], [], 900) == "a" * 900


def test_a_fullmatch_of_python_agrees():
    for text in ("", "a", "ab", "aab", "abab"):
        assert machine("^(a|b)*b$").matches(text) == bool(re.fullmatch("(a|b)*b", text))


@pytest.mark.parametrize(
    ("sub", "sup", "status"),
    [
        ("^(?=.*[a-z])(?=.*[0-9]).{8,}$", "^.{8,}$", "proved"),
        ("^(?!foo)[a-z]{3}$", "^(?!fo)[a-z]{3}$", "refuted"),
        ("^(?:(?!ab).)*$", "^(?!.*ab)", "proved"),
        ("^a.*$", "^(?:(?!ab).)*$", "refuted"),
        ("^[a-z]+(?<!-x)$", "^[a-z]+$", "proved"),
        ("^.*(?<!ab)$", "b$", "refuted"),
    ],
)
def test_looking_around_is_followed_where_it_stays_regular(sub, sup, status):
    answer = is_subschema({"type": "string", "pattern": sub}, {"type": "string", "pattern": sup})
    assert answer.status == status
