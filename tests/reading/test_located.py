"""Small YAML texts with the line of every part."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from apidiff.reading.located import located_yaml

TEXT = """\
date: 2026-06-23
ids: [0123, 12e3,
  0x1F]
deep:
  - a: ~
    b: "null"
  - >
    c
"""


def plain(part):
    if isinstance(part.data, dict):
        return {key: plain(child) for key, child in part.data.items()}
    return [plain(child) for child in part.data] if isinstance(part.data, list) else part.data


def test_every_scalar_is_the_text_that_was_written():
    found = located_yaml(TEXT, None, as_texts=True)
    assert plain(found) == {
        "date": "2026-06-23",
        "ids": ["0123", "12e3", "0x1F"],
        "deep": [{"a": None, "b": "null"}, "c\n"],
    }
    assert plain(located_yaml("a: !!int 07\nb: !!str\nc: True\n", None, as_texts=True)) == {
        "a": "07",
        "b": "",
        "c": "True",
    }


def test_without_that_values_are_those_of_a_description():
    assert plain(located_yaml(TEXT, None))["ids"] == [123, 12000.0, 31]


@pytest.mark.parametrize("first_line", [1, 2, 40])
def test_every_part_has_its_line_in_the_file(first_line):
    found = located_yaml(TEXT, "e.md", first_line=first_line, as_texts=True).data
    lines = [found["date"].line, found["ids"].line, found["ids"].data[2].line, found["deep"].data[0].data["b"].line]
    assert [line - first_line for line in lines] == [0, 1, 2, 5]
    assert found["deep"].data[1].line == first_line + 6
    with pytest.raises(InputError) as caught:
        located_yaml("a: 1\n\nb: [\n", "e.md", first_line=first_line)
    assert caught.value.place.line >= first_line + 2
    with pytest.raises(InputError, match=f"first on line {first_line}") as caught:
        located_yaml("a: 1\n\na: 2\n", "e.md", first_line=first_line)
    assert caught.value.place.line == first_line + 2
