"""Two scalars are compared by a short way, which says what the long way says."""

from __future__ import annotations

import random

import pytest

from apidiff.comparing.walking import walk
from tests.comparing.describing import calls_of, diff, received, sent

CHOICES = {
    "type": ["string", "integer", ["string", "null"], ["number", "boolean"], "null"],
    "description": ["one", "other"],
    "title": ["One", "Other"],
    "minLength": [0, 1, 2],
    "maxLength": [3, 4],
    "pattern": ["^a", "^b"],
    "minimum": [0, 1],
    "exclusiveMinimum": [0, 1],
    "enum": [["a", "b"], ["b", "a"], ["a"], [1, None]],
    "format": ["byte", "date", "uuid"],
    "contentEncoding": ["base64"],
    "default": ["a", 1],
    "deprecated": [True, False],
    "readOnly": [True, False],
    "examples": [["a"], ["b"]],
    "x-sunset": ["2027-01-01"],
    "x-extensible-enum": [["a"], ["a", "b"]],
    "unknown": [1, 2],
    "nullable": [True, False],
}


def leaf(chance):
    return {keyword: chance.choice(values) for keyword, values in CHOICES.items() if chance.random() < 0.3}


def edited(chance, schema):
    other = {**schema}
    for keyword in chance.sample([*CHOICES], 2):
        other[keyword] = chance.choice(CHOICES[keyword])
        if chance.random() < 0.3:
            del other[keyword]
    return other


def outcome(base, revision):
    return diff(base, revision).to_dict()["changes"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("described", [sent, received])
def test_the_short_way_says_what_the_long_way_says(monkeypatch, described, version):
    chance = random.Random(4)
    pairs = []
    for _ in range(60):
        base = {"type": "string", **leaf(chance)}
        pairs.append((base, edited(chance, base)))
    sides = [
        {**described({"type": "object", "properties": {f"p{n}": pair[side] for n, pair in enumerate(pairs)}})}
        | {"openapi": version}
        for side in (0, 1)
    ]
    taken = []
    are_leaves = walk.are_leaves
    monkeypatch.setattr(walk, "are_leaves", lambda *sides: are_leaves(*sides) and (taken.append(1) or True))
    short = outcome(*sides)
    assert len(taken) > 20
    monkeypatch.setattr(walk, "are_leaves", lambda *_: False)
    assert short == outcome(*sides)


def test_prose_of_a_leaf_takes_a_fraction_of_the_long_way(monkeypatch):
    sides = [
        sent({"type": "object", "properties": {f"p{n}": {"type": "string", "title": text} for n in range(200)}})
        for text in ("one", "other")
    ]
    short = calls_of(lambda: diff(*sides))
    short = calls_of(lambda: diff(*sides))  # all is imported now
    monkeypatch.setattr(walk, "are_leaves", lambda *_: False)
    assert short < 0.7 * calls_of(lambda: diff(*sides))


@pytest.mark.parametrize(
    ("keyword", "kind"), [("maxLength", "string"), ("maxItems", "array"), ("maxProperties", "object")]
)
def test_the_largest_integer_of_32_bits_limits_no_payload(keyword, kind):
    """Frameworks write it for a length without a limit."""
    open_, limited = {"type": kind}, {"type": kind, keyword: 2**31 - 1}
    for way in (sent, received):
        for pair in ((open_, limited), (limited, open_)):
            assert diff(*map(way, pair), audited=True).verdict == "neutral"
    assert diff(sent(limited), sent({"type": kind, keyword: 2**31 - 2}), audited=True).verdict == "breaking"


def test_base64url_is_written_by_a_format_or_by_a_keyword():
    written = {"type": "string", "format": "base64url"}, {"type": "string", "contentEncoding": "base64url"}
    for way in (sent, received):
        assert diff(*map(way, written), audited=True).verdict == "neutral"
        assert diff(way(written[0]), way({"type": "string", "format": "byte"}), audited=True).verdict == "breaking"
