"""Patterns that match one text or a few, and those that match more."""

from __future__ import annotations

import pytest

from apidiff.openapi.literal_patterns import only_text, texts_of


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("^a$", ["a"]),
        ("^$", [""]),
        (r"^a\.b$", ["a.b"]),
        ("^(a|b)$", ["a", "b"]),
        (r"^(?:a\|b|c|a\|b)$", ["a|b", "c"]),
        ("^(|a)$", ["", "a"]),
        ("^a.b$", None),
        ("^a|b$", None),
        (r"^\d$", None),
        ("a", None),
        ("^(a|b)+$", None),
        ("^(a|b*)$", None),
        ("^(a)|(b)$", None),
    ],
)
def test_what_a_pattern_lists(pattern, texts):
    assert texts_of(pattern) == texts
    assert only_text(pattern) == (texts[0] if texts and "(" not in pattern else None)
