"""A regular expression that is compiled when it is first used."""

from __future__ import annotations

import re

import pytest

from apidiff.model.pattern import pattern


def test_it_is_compiled_when_it_is_first_used(monkeypatch):
    compiled = []
    compile_it = re.compile
    monkeypatch.setattr(re, "compile", lambda *made_of: compiled.append(made_of) or compile_it(*made_of))
    words = pattern(r"[a-z]+", re.IGNORECASE)
    assert not compiled
    assert words.findall("Ab cd") == ["Ab", "cd"]
    assert words.findall("ef") == ["ef"]
    assert compiled == [(r"[a-z]+", re.IGNORECASE)]


def test_it_does_what_an_expression_does():
    digits = pattern(rb"(\d)(\d)")
    assert digits.sub(rb"\2\1", b"a12b") == b"a21b"
    assert digits.match(b"12").groups() == (b"1", b"2")
    assert digits.pattern == rb"(\d)(\d)"


def test_a_wrong_one_is_an_error_where_it_is_used():
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("a")
    with pytest.raises(AttributeError):
        pattern("a").no_method  # noqa: B018
