"""The lines of both sides beside each other, with those marked that say something else."""

from __future__ import annotations

from apidiff.model.change import Side
from apidiff.reporting.excerpts import both

JSON_TEXT = """{
  "Lines": {
    "items": {
      "type": "object"
    },
    "maxItems": 500,
    "type": "array"
  },
  "Vessel": {
    "properties": {
      "mmsi": {
        "type": "string"
      }
    },
    "type": "object"
  }
}"""
YAML_TEXT = """Lines:
  items:
    type: object
  maxItems: 600
  type: array
Vessel:
  properties:
    mmsi:
      type: string
      pattern: '^[0-9]'
  type: object"""


def shown(base, revision):
    old, new = both(base, revision, lambda _: JSON_TEXT.splitlines(), lambda _: YAML_TEXT.splitlines())
    return [[line.text.strip() for line in side.lines if line.differs] for side in (old, new)], old, new


def test_a_value_is_marked_alone_whatever_stands_around_it():
    base = Side("/Lines/maxItems", 500, "old.json", 6)
    assert shown(base, Side("/Lines/maxItems", 600, "new.yaml", 4))[0] == [['"maxItems": 500,'], ["maxItems: 600"]]


def test_json_and_yaml_that_say_the_same_do_not_differ():
    base = Side("/Vessel/properties/mmsi", {"type": "string"}, "old.json", 11)
    revision = Side("/Vessel/properties/mmsi", {"type": "string", "pattern": "^[0-9]"}, "new.yaml", 8)
    assert shown(base, revision)[0] == [[], ["pattern: '^[0-9]'"]]


def test_what_would_hold_something_begins_with_itself():
    base = Side("/Vessel", None, "old.json", 9)
    marked, old, _ = shown(base, Side("/Vessel/properties/mmsi/pattern", "^[0-9]", "new.yaml", 10))
    assert old.lines[0].text.strip() == '"Vessel": {'
    assert marked[0] == []
