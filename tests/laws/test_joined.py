"""The law of parts: what is done in one part of a whole is told as alone, whatever is done in another part."""

from __future__ import annotations

import itertools

import jsonschema
import pytest

from tests.comparing.describing import diff, received, sent
from tests.laws.joined import Case, Whole, edited_twice, rewritten

EVERY = (97, 53)
"""Primes, so that each step meets most others and places."""
REWRITTEN = [*itertools.islice(rewritten(), 0, None, EVERY[0])]
EDITED_TWICE = [*itertools.islice(edited_twice(), 0, None, EVERY[1])]
SURFACES = pytest.mark.parametrize("surface", [sent, received])


def every(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def described(surface, case: Case):
    return [surface(root, schemas=schemas) if schemas else surface(root) for root, schemas in case[1:]]


def told(comparison):
    """What counts and is more than neutral, without the places where it stands."""
    return {(c.rule, c.cls, c.name, c.undecided) for c in comparison.counted if c.cls != "neutral"}


def quiet(comparison):
    return {change.rule for change in comparison.counted if change.cls == "neutral"}


def valid_under(whole: Whole):
    root, schemas = whole
    return jsonschema.Draft202012Validator({**root, "components": {"schemas": schemas}}).is_valid


def is_caused(witness, case: Case, step: Whole, rest: Whole):
    """Whether a payload tells a step apart: made first, or after the other one."""
    admitted = [valid_under(whole)(witness.instance) for whole in (case.before, step, rest, case.both)]
    return admitted[0] != admitted[1] or admitted[2] != admitted[3]


@SURFACES
@every(REWRITTEN)
def test_a_rewrite_beside_an_edit_adds_nothing(case: Case, surface):
    before, one, other, both = described(surface, case)
    rewrite, edit, together = diff(before, one), diff(before, other), diff(before, both)
    assert not told(rewrite)
    assert told(together) == told(edit)
    assert quiet(together) <= quiet(rewrite) | quiet(edit) | {"schema-rewritten"}
    for change in together.changes:
        assert change.witness is None or is_caused(change.witness, case, case.other, case.one), change.title


@SURFACES
@every(EDITED_TWICE)
def test_two_edits_are_told_as_each_of_them(case: Case, surface):
    before, one, other, both = described(surface, case)
    first, second, together = diff(before, one), diff(before, other), diff(before, both)
    apart = {rule for rule, *_ in told(first)}.isdisjoint(rule for rule, *_ in told(second))
    if apart:
        assert told(together) == told(first) | told(second)
    else:  # one keyword of several parts is told once
        assert {rule for rule, *_ in told(together)} == {rule for rule, *_ in told(first) | told(second)}
    for change in together.changes:
        if change.witness is None or not apart:
            continue
        is_first = any((change.rule, change.name) == (rule, name) for rule, _, name, _ in told(first))
        step, rest = (case.one, case.other) if is_first else (case.other, case.one)
        assert is_caused(change.witness, case, step, rest), change.title
