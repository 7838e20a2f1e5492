"""The lines that indentation tells are those that a scan finds."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apidiff.reading import yaml_lines
from apidiff.reading.block_lines import BlockLines
from apidiff.reading.yaml_text import parse_yaml

TEXT = """\
# a comment
---
a:
  - 1
  -
    b: x
    "c d": [1, {e: 2}]
    'é': &x y
  - - y

  # between

  -   z: 1

      zz: 2
f: >
  a: folded
  text
? g
: h
i:
- j
- k:
  - l
# last
"""
PLACES = [
    (), ("a",), ("a", "0"), ("a", "1"), ("a", "1", "b"), ("a", "1", "c d"), ("a", "1", "c d", "1", "e"),
    ("a", "1", "é"), ("a", "2", "0"), ("a", "3", "z"), ("a", "3", "zz"), ("f",), ("f", "a"), ("g",),
    ("i", "0"), ("i", "1", "k"), ("i", "1", "k", "0"), ("a", "7"), ("a", "x"), ("a", "01"), ("z", "y"), ("g", "0"),
]  # fmt: skip
EXPLICIT = "? g\n: h\n"


def agree(text, places):
    lines = BlockLines(text.encode(), parse_yaml(text))
    assert lines.find(places) == yaml_lines.yaml_lines(text, places)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace(EXPLICIT, "g: h\n")], ids=["an explicit key", "plain"])
def test_indentation_tells_what_a_scan_finds(text):
    agree(text, PLACES)


def test_what_is_written_in_block_style_is_not_scanned(monkeypatch):
    monkeypatch.setattr(BlockLines, "scan", lambda *_: pytest.fail("scanned"))
    agree(TEXT.replace(EXPLICIT, "g: h\n"), PLACES)


ODD = """\
a: {b: 1,
    c: [2,
  3]}
d:
  'it''s': 1
  "e\\x41": 2
f:
   "g":
     [h,
      i]
j:   # why
     - k
     # no
     -
"""


@pytest.mark.parametrize(
    "place", [("a", "c", "1"), ("d", "it's"), ("d", "eA"), ("f", "g", "1"), ("j", "0"), ("j", "1")]
)
def test_what_is_written_otherwise_is_scanned_in_its_piece(place):
    agree(ODD, [place])


ALIASES = """\
a: &x
  b: 1
c: *x
f:
  - *x
  - g
h: {e: *x, i: 3}
"""


@pytest.mark.parametrize(
    "place", [("a", "b"), ("c",), ("c", "b"), ("f", "0", "b"), ("f", "1"), ("h", "e", "b"), ("h", "i")]
)
def test_what_an_alias_supplies_is_written_elsewhere(place):
    agree(ALIASES, [place])


def test_a_piece_is_scanned_once_for_all_its_places(monkeypatch):
    scans = []
    monkeypatch.setattr(yaml_lines, "scan_yaml", lambda *args: scans.append(args))
    text = "a: {b: 1,\n  c: 2}\n"
    BlockLines(text.encode(), parse_yaml(text)).find([("a", "b"), ("a", "c")])
    assert len(scans) == 1


NAMES = st.sampled_from(["a", "b", "c/d", "e~f", "0", "é", "$ref", "g h", "i: j", "#k", "- l", "m'n", ""])
TREES = st.recursive(
    st.integers() | st.text(alphabet="ab {[\"]}:,'\\\n#-", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=25,
)


@given(TREES, st.sampled_from([None, False]), st.sampled_from([2, 4]), st.sampled_from([20, 1000]))
def test_lines_are_found_in_what_another_writer_wrote(tree, flow, indent, width):
    text = yaml.dump(tree, default_flow_style=flow, indent=indent, width=width, allow_unicode=True, sort_keys=False)
    value = parse_yaml(text)
    agree(text, [place for found in _places(value, ()) for place in (found, (*found, "nowhere"))])


def _places(node, at):
    yield at
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from _places(child, (*at, str(key)))
