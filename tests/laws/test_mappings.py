"""An edit of a discriminator's mapping is never lost, whoever lists the tags."""

from __future__ import annotations

import random

import pytest

import apidiff
from apidiff.model.policy import Policy
from tests.comparing.describing import received, ref, sent
from tests.laws.mappings import edited, family

SEEDS = range(240)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_edited_mapping_does_to_the_tags_is_told(seed):
    chance = random.Random(seed)
    base = family(chance)
    name, revision = edited(chance, base)
    surface = chance.choice([sent, received])
    before, after = (surface(ref("Ride"), schemas=each.schemas()) for each in (base, revision))
    verdict = apidiff.diff(before, after, Policy(new_enum_value="additive"), audited=True).verdict
    old, new = base.selected(), revision.selected()
    elsewhere = {tag for tag, kind in old.items() if tag in new and new[tag] != kind}
    lost = {tag for tag, kind in old.items() if new.get(tag) != kind}
    renamed = {tag for tag, kind in old.items() if not base.tags_of(kind) & revision.tags_of(kind)}
    case = f"{name} in a family by {base.form}, tags listed {base.listing}"
    assert verdict != "identical", case
    if elsewhere or renamed or (lost and surface is sent):
        assert verdict == "breaking", case
    elif not lost:
        assert verdict in ("additive", "neutral"), case
