"""Properties of Unicode in patterns: what they hold, and which holds which."""

from __future__ import annotations

import unicodedata

import pytest

from apidiff.containment import is_subschema
from apidiff.containment.properties import code_points

CATEGORIES = sorted({unicodedata.category(chr(code)) for code in range(0x110000)} - {"Cn"})


def asked(sub, sup):
    return is_subschema({"type": "string", "pattern": sub}, {"type": "string", "pattern": sup})


def members(name):
    return {code for low, high in code_points(name) for code in range(low, high + 1)}


@pytest.mark.parametrize("name", [*CATEGORIES, "L", "LC", "M", "N", "P", "S", "Z"])
def test_a_category_has_the_characters_that_python_puts_there(name):
    """Both know Unicode in versions of their own, and one may have moved a character or two since."""
    expected = {"LC": ("Lu", "Ll", "Lt")}.get(name, (name,))
    found = members(name)
    assigned = [code for code in range(0x3000) if unicodedata.category(chr(code)) != "Cn"]
    wrong = [c for c in assigned if (c in found) != unicodedata.category(chr(c)).startswith(expected)]
    assert len(wrong) <= 2


def test_each_code_point_has_one_category():
    assert sum(len(members(name)) for name in ("L", "M", "N", "P", "S", "Z", "C")) == 0x110000
    assert members("Cn") | members("Assigned") == members("Any")
    assert members("L") | members("Nl") <= members("Alphabetic")


@pytest.mark.parametrize(
    ("sub", "sup"),
    [
        (r"^\p{L}+$", r"^\p{L}*$"),
        (r"^[a-z]+$", r"^\p{L}+$"),
        (r"^\p{Lu}$", r"^\p{L}$"),
        (r"^[\p{Lu}\p{Ll}]$", r"^\p{Cased_Letter}$"),
        (r"^\d$", r"^\p{Nd}$"),
        (r"^\p{Nd}$", r"^\p{N}$"),
        (r"^\p{L}$", r"^[^0-9]$"),
        (r"^\p{Ll}$", r"^\p{Lowercase}$"),
        (r"^\p{Script=Hiragana}$", r"^\p{Alphabetic}|[^\p{L}]$"),
        (r"^[\p{L} '-]{1,3}$", r"^[\p{L} '-]{1,4}$"),
        (r"^\p{sc=Latn}$", r"^[^\p{Script=Cyrillic}]$"),
    ],
)
def test_one_is_contained_in_another_and_not_the_other_way_round(sub, sup):
    assert asked(sub, sup).status == "proved"
    assert asked(sup, sub).status == "refuted"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"^[\p{L}]$", r"^\p{L}$"),
        (r"^\p{Letter}$", r"^\p{gc=L}$"),
        (r"^\p{General_Category=Lu}$", r"^\p{Uppercase_Letter}$"),
        (r"^\P{L}$", r"^[^\p{L}]$"),
        (r"^[^\P{L}]$", r"^\p{L}$"),
        (r"^\p{Script=Cyrillic}$", r"^\p{sc=Cyrl}$"),
        (r"^\p{ASCII}$", r"^[\x00-\x7f]$"),
        (r"^\p{Any}$", r"^[\s\S]$"),
        (r"^\p{C}$", r"^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]$"),
    ],
)
def test_two_spellings_are_equal(one, other):
    assert asked(one, other).status == asked(other, one).status == "proved"


@pytest.mark.parametrize("name", ["Foo", "letter", "gc=Latin", "sc=L", "=", "", "Script=", "L=L", "gc=Alphabetic"])
def test_a_property_that_is_not_known_equals_itself_alone(name):
    pattern = f"^\\p{{{name}}}$"
    assert asked(pattern, pattern).status == "proved"
    assert asked(pattern, r"^[\s\S]$").status == "undecided"


def test_without_braces_it_is_no_property():
    assert asked(r"^\pL$", r"^\p{L}$").status == "undecided"


def test_a_name_of_255_letters_is_within_the_budget():
    assert asked(r"^[\p{L} '-]{1,200}$", r"^[\p{L} '-]{1,255}$").status == "proved"
