"""Where a place of the bundled document was written: file, pointer and line, all in one pass."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.reading import read
from apidiff.reading.positions import Position, json_positions
from tests.reading.support import write_files, yaml_positions

JSON_TEXT = """{
  "openapi": "3.1.0",
  "a/b": [1, [2,
    3], {
      "é\\u0041": null}],
  "text": "with \\" quote\\n { [",
  "paths": {}
}
"""
YAML_TEXT = """\
openapi: 3.1.0   # version
a/b:
- 1
-
  - 2
  - 3
- éA:
text: |
  a: 1
  b: 2
paths: {/x:
  {}}
base: &b {k: v,
  l: w}
merged:
  <<: *b
  own: 1
alias: *b
"""


def test_every_place_of_json_has_its_line():
    places = [("openapi",), ("a/b",), ("a/b", "0"), ("a/b", "1", "1"), ("a/b", "2", "éA"), ("text",), ("paths",)]
    found = json_positions(JSON_TEXT, places)
    assert [found[place] for place in places] == [
        Position(1, 2, 3),
        Position(1, 3, 3),
        Position(2, 3, 11),
        Position(3, 4, 5),
        Position(3, 5, 7),
        Position(1, 6, 3),
        Position(1, 7, 3),
    ]


def test_every_place_of_yaml_has_its_line():
    places = [
        ("openapi",),
        ("a/b", "1"),
        ("a/b", "1", "1"),
        ("a/b", "2", "éA"),
        ("text",),
        ("paths", "/x"),
        ("base", "l"),
        ("merged", "own"),
        ("alias",),
    ]
    found = yaml_positions(YAML_TEXT, places)
    assert [found[place].line for place in places] == [1, 5, 6, 7, 8, 11, 14, 17, 18]
    assert [found[place].column for place in places] == [1, 3, 5, 3, 1, 9, 3, 3, 1]
    assert all(found[place].depth == len(place) for place in places)


@pytest.mark.parametrize(("text", "find"), [(JSON_TEXT, json_positions), (YAML_TEXT, yaml_positions)])
def test_a_place_that_is_not_there_answers_with_the_nearest_above_it(text, find):
    found = find(text, [("a/b", "9", "x"), ("nope",), ("openapi", "deeper"), ()])
    assert {position.depth for position in found.values()} == {0, 1}
    assert found[("a/b", "9", "x")].depth == 1
    assert found[("nope",)] == Position(0, 1, 1)
    assert found[("openapi", "deeper")].depth == 1


def test_what_an_alias_or_a_merge_supplies_answers_with_where_it_is_used():
    found = yaml_positions(YAML_TEXT, [("merged", "k"), ("alias", "k")])
    assert found == {("merged", "k"): Position(1, 15, 1), ("alias", "k"): Position(1, 18, 1)}


@pytest.mark.parametrize("space", ["", "\n", " " * 5000, "\n" * 5000, "\r\n\t"])
def test_the_positions_of_json_hang_on_no_layout(space):
    text = f'{{{space}"a b":{space}[1,{space}{{"c":{space}"d e"{space}}}],{space}"f":{space}null}}'
    paths = [(), ("a b",), ("a b", "0"), ("a b", "1", "c"), ("f",), ("f", "x"), ("a b", "01")]
    found = json_positions(text, paths)
    for path, written in {("a b",): '"a b"', ("a b", "0"): "1", ("a b", "1", "c"): '"c"', ("f",): '"f"'}.items():
        assert _at(text, found[path]).startswith(written)
        assert found[path].depth == len(path)
    assert [found[path].depth for path in [(), ("f", "x"), ("a b", "01")]] == [0, 1, 1]


def _at(text, position):
    """The text from a position on."""
    return "\n".join(text.split("\n")[position.line - 1 :])[position.column - 1 :]


@pytest.mark.parametrize("place", [("a", "01"), ("a", "1", "é"), ("h", "e", "b"), ("c", "b"), ("z",), ("f", "0", "b")])
def test_a_place_of_yaml_that_is_written_elsewhere_or_nowhere_has_the_one_above(place):
    text = "a:\n  - 1\n  -\n    'é': &x {b: 1}\nc: *x\nf:\n  - *x\n  - g\nh: {e: *x, i: 3}\n"
    lines = {("a", "01"): 1, ("a", "1", "é"): 4, ("h", "e", "b"): 9, ("c", "b"): 5, ("z",): 1, ("f", "0", "b"): 7}
    assert yaml_positions(text, [place])[place].line == lines[place]


def test_columns_count_characters_as_they_are_written():
    text = '{"\\ud83d\\ude00 😀 \u2028": 1, "b": 2}'
    for find in (json_positions, yaml_positions):
        assert _at(text, find(text, [("b",)])[("b",)]).startswith('"b"')


NAMES = st.sampled_from(["a", "b", "c/d", "e~f", "0", "é", "$ref", "g h"])


def trees(integers):
    return st.recursive(
        integers | st.text(alphabet='ab {["]}:,\\\n', max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
        max_leaves=25,
    ).filter(lambda tree: isinstance(tree, dict))


@given(trees(st.integers()), st.sampled_from([None, 1, 2]))
def test_json_and_yaml_agree_on_the_position_of_every_place(tree, indent):
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    places = list(_places(tree, ()))
    assert json_positions(text, places) == yaml_positions(text, places)
    if indent:
        lines = text.splitlines()
        for place, position in json_positions(text, places).items():
            assert position.depth == len(place)
            if place and not place[-1].isdigit():
                assert json.dumps(place[-1], ensure_ascii=False) in lines[position.line - 1]


def _places(node, at):
    yield at
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield from _places(child, (*at, str(key)))


def test_places_of_a_bundle_lead_to_the_files_that_hold_them(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml="openapi: 3.0.3\npaths:\n  /p:\n    summary: s\n    $ref: p.yaml\n"
        "components:\n  schemas:\n    A:\n      $ref: 'm.json#/A'\n",
        p__yaml="get:\n  parameters:\n    $ref: q.yaml\n  responses:\n    '200': {$ref: m.json#/ok}\n",
        q__yaml="- name: q\n  in: query\n",
        m__json='{\n "A": {\n  "type": "object",\n  "properties": {"b": {\n  "type": "string"}}},\n "ok": {}\n}\n',
    )
    locator = read(main).locator
    wanted = {
        "": ("openapi.yaml", "", 1),
        "/paths/~1p": ("openapi.yaml", "/paths/~1p", 3),
        "/paths/~1p/summary": ("openapi.yaml", "/paths/~1p/summary", 4),
        "/paths/~1p/get": ("p.yaml", "/get", 1),
        "/paths/~1p/get/parameters/0/in": ("q.yaml", "/0/in", 2),
        "/paths/~1p/get/responses/200/$ref": ("p.yaml", "/get/responses/200/$ref", 5),
        "/components/schemas/A/properties/b/type": ("m.json", "/A/properties/b/type", 5),
        "/components/schemas/A/nullable": ("m.json", "/A", 2),
        "/components/responses/ok": ("m.json", "/ok", 6),
        "/components/schemas": ("openapi.yaml", "/components/schemas", 7),
    }
    found = locator.locate(wanted)
    assert {
        pointer: (place.file.removeprefix(f"{tmp_path}/"), place.pointer or "", place.line)
        for pointer, place in found.items()
    } == wanted


def test_a_component_named_in_a_file_of_its_own_leads_to_the_file_that_holds_it(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml="openapi: 3.1.0\ncomponents: {$ref: components.yaml}\n",
        components__yaml="schemas:\n  $ref: schemas.yaml\nresponses:\n  Ok: {description: ok}\n",
        schemas__yaml="A:\n  $ref: a.yaml\nB:\n  items: {$ref: a.yaml}\n",
        a__yaml="title: a\ntype: string\n",
    )
    description = read(main)
    assert description.document["components"]["schemas"] == {
        "A": {"title": "a", "type": "string"},
        "B": {"items": {"$ref": "#/components/schemas/A"}},
    }
    wanted = {
        "/components/schemas/A/type": ("a.yaml", "/type", 2),
        "/components/schemas/B/items": ("schemas.yaml", "/B/items", 4),
        "/components/responses/Ok": ("components.yaml", "/responses/Ok", 4),
        "/components": ("components.yaml", "", 1),
    }
    found = description.locator.locate(wanted)
    assert {
        pointer: (place.file.removeprefix(f"{tmp_path}/"), place.pointer, place.line)
        for pointer, place in found.items()
    } == wanted


@pytest.mark.parametrize(
    "odd", ['1e999999"a": 1', "'b': 2", '"c": "tab\\there", d', '"e": \ttext', '"f": 0x1F', '"g": [1, 2,]']
)
def test_a_flow_mapping_that_begins_like_json_has_its_lines(tmp_path, odd):
    text = '{"openapi": "3.1.0", "paths": {\n"/a": {"get": {' + odd + '}},\n"/b": {"get": {}}}}'
    (tmp_path / "a.yaml").write_text(text.replace("\\t", "\t"))
    locator = read(tmp_path / "a.yaml").locator
    lines = {pointer: place.line for pointer, place in locator.locate(["/paths/~1a/get", "/paths/~1b"]).items()}
    assert lines == {"/paths/~1a/get": 2, "/paths/~1b": 3}
