"""Families told apart by a tag, one edit of the mapping each, and what that does to the tags.

What a tag selects is worked out from the mapping and the names of the schemas alone (OpenAPI 3.1.1, 4.8.25), whoever
lists the tags: nobody, the schema that all kinds share, or each kind for itself.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, replace
from typing import Literal

from apidiff.model.contract import JSON
from tests.comparing.describing import STRING, ref

Listing = Literal["nowhere", "shared", "own"]
FORMS = ("oneOf", "anyOf", "allOf")
KINDS = ("Ferry", "Tram", "Coach")
SPARE = "night"


@dataclass(frozen=True, slots=True)
class Family:
    """`mapping` has the kind of each tag; `listed` the tags that each kind admits, if any are listed."""

    form: str
    listing: Listing
    mapping: dict[str, str]
    listed: dict[str, list[str]]
    kinds: tuple[str, ...]

    def schemas(self) -> dict[str, JSON]:
        mapping = {tag: f"#/components/schemas/{kind}" for tag, kind in self.mapping.items()}
        discriminator = {"propertyName": "by", **({"mapping": mapping} if mapping else {})}
        every = list(dict.fromkeys(tag for tags in self.listed.values() for tag in tags))
        shared = {"type": "string", "enum": every} if self.listing == "shared" else STRING
        basis = {"type": "object", "required": ["by"], "properties": {"by": shared}}
        found: dict[str, JSON] = {"Basis": basis}
        if self.form == "allOf":
            found["Ride"] = {**basis, "discriminator": discriminator}
        else:
            found["Ride"] = {self.form: [ref(kind) for kind in self.kinds], "discriminator": discriminator}
        parent = "Ride" if self.form == "allOf" else "Basis"
        return found | {kind: {"allOf": [ref(parent), self._own(kind)]} for kind in self.kinds}

    def _own(self, kind: str) -> dict[str, JSON]:
        field = f"{kind.lower()}_line"
        by = {"by": {"type": "string", "enum": self.listed[kind]}} if self.listing == "own" else {}
        return {"type": "object", "required": [field], "properties": {field: STRING, **by}}

    def tags(self) -> dict[str, str]:
        """The kind of each tag: by the mapping, else by what a kind that it leaves out goes by."""
        unmapped = [kind for kind in self.kinds if kind not in self.mapping.values()]
        return {tag: kind for kind in unmapped for tag in self._names(kind)} | self.mapping

    def selected(self) -> dict[str, str]:
        """The kind of each tag that a payload can have."""
        return {tag: kind for tag, kind in self.tags().items() if self._admits(kind, tag)}

    def tags_of(self, kind: str) -> set[str]:
        """Every tag that leads to a kind, whether or not it admits that one."""
        return {tag for tag, other in self.tags().items() if other == kind}

    def _names(self, kind: str) -> list[str]:
        """What it alone lists, or its own name in another case that is listed, or else its name (policy)."""
        if self.listing == "own":
            return self.listed[kind]
        return [tag for tag in self.listed[kind] if tag.casefold() == kind.casefold()] or [kind]

    def _admits(self, kind: str, tag: str) -> bool:
        return self.listing == "nowhere" or tag in self.listed[kind]


def family(chance: random.Random) -> Family:
    kinds = KINDS[: chance.choice([2, 3])]
    mapping = {kind.upper(): kind for kind in kinds} if chance.random() < 0.5 else {f"by-{k.lower()}": k for k in kinds}
    listing: Listing = chance.choice(["nowhere", "shared", "own"])
    own = {kind: [tag for tag, other in mapping.items() if other == kind] for kind in kinds}
    if listing == "own" and chance.random() < 0.5:
        own[kinds[-1]] = [*own[kinds[-1]], SPARE]
    if listing != "own":
        own = {kind: [*mapping, SPARE] if listing == "shared" else [] for kind in kinds}
    return Family(chance.choice(FORMS), listing, mapping, own, kinds)


def edited(chance: random.Random, before: Family) -> tuple[str, Family]:
    """One edit of the mapping, and what it is called; now and then under the other keyword."""
    mapping = copy.copy(before.mapping)
    edit = chance.choice(["rename", "cross", "drop", "add", "redirect", "all dropped"])
    tag, other = chance.sample(list(mapping), 2)
    if edit == "rename":
        new = chance.choice([SPARE, "unheard"])
        mapping = {new if key == tag else key: kind for key, kind in mapping.items()}
    elif edit == "cross":
        mapping[tag], mapping[other] = mapping[other], mapping[tag]
    elif edit == "drop":
        del mapping[tag]
    elif edit == "add":
        mapping[SPARE] = mapping[tag]
    elif edit == "redirect":
        mapping[tag] = mapping[other]
    else:
        mapping = {}
    other_form = {"oneOf": "anyOf", "anyOf": "oneOf"}.get(before.form, before.form)
    return edit, replace(before, mapping=mapping, form=other_form if chance.random() < 0.3 else before.form)
