"""What reading noted is what a scan of the text finds."""

from __future__ import annotations

import pytest

from apidiff.reading.key_lines import KeyLines
from apidiff.reading.yaml_lines import yaml_lines
from apidiff.reading.yaml_text import parse_yaml

TEXT = """\
# a comment
a:
  - 1
  -
    b: x
    "c d": [1, {e: 2}]
  - - y
f: >
  a: folded
  text
? g
: h
"""
PLACES = [
    (), ("a",), ("a", "0"), ("a", "1"), ("a", "1", "b"), ("a", "1", "c d"), ("a", "1", "c d", "1", "e"),
    ("a", "2", "0"), ("f",), ("f", "a"), ("g",), ("a", "7"), ("a", "x"), ("a", "01"), ("z", "y"), ("g", "0"),
]  # fmt: skip


def noted(text):
    lines = KeyLines()
    parse_yaml(text, lines=lines)
    return lines


@pytest.mark.parametrize("place", PLACES)
def test_reading_notes_what_a_scan_finds(place):
    assert noted(TEXT).find(place) == yaml_lines(TEXT, [place])[place]


ALIASES = """\
a: &x
  b: 1
c: *x
d:
  <<: *x
  e: 2
f:
  - *x
  - g
h: {e: *x, i: 3}
"""


@pytest.mark.parametrize(
    "place",
    [("a", "b"), ("c",), ("c", "b"), ("d", "e"), ("d", "b"), ("f", "0", "b"), ("f", "1"), ("h", "e", "b"), ("h", "i")],
)
def test_what_an_alias_or_a_merge_supplies_is_written_elsewhere(place):
    assert noted(ALIASES).find(place) == yaml_lines(ALIASES, [place])[place]


def test_an_alias_as_a_key_leaves_the_others_in_their_places():
    lines = noted("a: {x: &k b}\n*k : 1\nc: 2\n")
    assert [lines.find(key) for key in [("a", "x"), ("b",), ("c",)]] == [(2, 1), (1, 2), (1, 3)]
