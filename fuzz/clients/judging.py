"""What the clients of a pair lost, held against what apidiff says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apidiff
from fuzz.clients import fleet, pets, shop, surfaces
from fuzz.clients.editing import Pair, pairs_of
from fuzz.clients.generating import GENERATORS


@dataclass(frozen=True, slots=True)
class Judged:
    """`lost` is by language, without those that lost nothing; `told` has the rules of what apidiff calls breaking."""

    name: str
    lost: dict[str, list[str]]
    told: list[str]

    @property
    def kind(self) -> str:
        if bool(self.lost) == bool(self.told):
            return "agreed"
        return "missed" if self.lost else "alarm"


def all_pairs() -> list[Pair]:
    return [
        *pairs_of("pets", pets.BASE, pets.EDITS),
        *pairs_of("shop", shop.BASE, shop.EDITS),
        *pairs_of("fleet", fleet.BASE, fleet.EDITS),
    ]


def breaking_rules(pair: Pair) -> list[str]:
    """The rules that break in the pair, as `lens:rule`, each once and in order."""
    changes = apidiff.diff(pair.base, pair.revision).to_dict()["changes"]
    return sorted({f"{each['lens']}:{each['rule']}" for each in changes if each["class"] == "breaking"})


def judged(pair: Pair, kept: Path) -> Judged:
    lost = {}
    for language in GENERATORS:
        before = surfaces.read(language, kept / pair.name.partition("/")[0] / "same" / language)
        if gone := before.lost(surfaces.read(language, kept / pair.name / language)):
            lost[language] = gone
    return Judged(pair.name, lost, breaking_rules(pair))
