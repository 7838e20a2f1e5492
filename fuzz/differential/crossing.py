"""Sides in which several conditional applicators speak of the same few names, and edits that cross these between sides.

Chance alone seldom names one property in two places. Here a component, a condition and an alternative all do, at the
same value or at the same member of it.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

from fuzz.differential.making import NAMES, WORDS, Maker
from fuzz.differential.pairs import PREFIX, Side
from fuzz.differential.walking import Draft, Spot

JSON = Any
COMPONENTS = ["One", "Two"]
DEEPEST = 2
APPLYING = (
    "if", "if", "dependentSchemas", "dependentSchemas", "dependentRequired", "not", "not", "anyOf", "oneOf", "allOf",
    "$ref", "$ref", "unevaluatedProperties",
)  # fmt: skip
OLD = ("not", "not", "anyOf", "anyOf", "oneOf", "allOf", "$ref")
"""Those of OpenAPI 3.0."""
CROSSED = (
    "properties", "required", "if", "then", "else", "dependentSchemas", "dependentRequired", "not", "anyOf", "oneOf",
    "allOf", "unevaluatedProperties", "additionalProperties",
)  # fmt: skip
"""Keywords that edits carry from one place to another."""


def made_crossed(chance: random.Random, dialect: str) -> Side:
    """A root and two components that speak of the same three names."""
    maker = _Crosser(chance, dialect)
    schemas = {"Two": maker.part(0), "One": maker.part(1)}
    root = {"type": "object", **maker.part(DEEPEST)}
    kind = chance.random()
    if kind < 0.15:
        return Side({"type": "object", "properties": {"a": root}}, schemas, dialect)
    return Side({"type": "array", "items": root} if kind < 0.25 else root, schemas, dialect)


class _Crosser:
    def __init__(self, chance: random.Random, dialect: str) -> None:
        self.chance = chance
        self.old = dialect.startswith("3.0")
        self.names = chance.sample(NAMES[:5], 3)

    def some(self, likelihood: float) -> bool:
        return self.chance.random() < likelihood

    def name(self) -> str:
        return self.chance.choice(self.names)

    def part(self, deep: int) -> dict[str, JSON]:
        """An object that names some properties, at most `deep` applicators within each other."""
        schema: dict[str, JSON] = {"type": "object"} if self.some(0.3) else {}
        if self.some(0.75):
            schema["properties"] = {name: self.value(deep) for name in self.few()}
        if self.some(0.2):
            schema["required"] = [self.name()]
        if self.some(0.1):
            schema["additionalProperties"] = False if self.some(0.5) else self.scalar()
        for _ in range(self.chance.choice([1, 1, 2, 3]) if deep else 0):
            self.apply(schema, deep - 1)
        return schema

    def few(self) -> list[str]:
        return self.chance.sample(self.names, self.chance.choice([1, 1, 2]))

    def value(self, deep: int) -> JSON:
        """What is said of one property; at times an object that others speak of as well."""
        if deep and self.some(0.2):
            return {"$ref": PREFIX + "Two"} if self.some(0.6) else {"type": "object", **self.part(0)}
        return self.scalar()

    def scalar(self) -> JSON:
        kind = self.chance.random()
        if kind < 0.15:
            return {} if self.old or self.some(0.7) else True
        if kind < 0.25 and not self.old:
            return {"type": ["string", "integer"]}
        if kind < 0.4:
            return {"type": "string", "enum": self.chance.sample(WORDS[1:4], self.chance.randint(1, 2))}
        if kind < 0.5 and not self.old:
            return {"const": self.chance.choice([0, 1, "a"])}
        if kind < 0.6:
            return {"type": "string", "maxLength": self.chance.randint(1, 2)}
        return {"type": self.chance.choice(["string", "integer", "boolean"])}

    def test(self) -> dict[str, JSON]:
        """What a value is held against: it has a name, or a value under it."""
        name = self.name()
        kind = self.chance.random()
        if kind < 0.4:
            return {"required": [name]}
        if kind < 0.6:
            return {"required": sorted({name, self.name()})}
        if kind < 0.9:
            return {"properties": {name: self.scalar()}, **({"required": [name]} if self.some(0.6) else {})}
        return {"$ref": PREFIX + "Two"}

    def apply(self, schema: dict[str, JSON], deep: int) -> None:
        """Add an applicator; under `allOf` if the schema has one of the kind."""
        keyword = self.chance.choice(OLD if self.old else APPLYING)
        made = self.applicator(keyword, deep)
        if self.old and keyword == "$ref":
            made = {"allOf": [made]}
        if made.keys().isdisjoint(schema):
            schema.update(made)
        else:
            schema["allOf"] = [*schema.get("allOf", ()), made]

    def applicator(self, keyword: str, deep: int) -> dict[str, JSON]:
        if keyword == "if":
            found: dict[str, JSON] = {"if": self.test()}
            found |= {each: self.part(deep) for each in ("then", "else") if self.some(0.7)}
            return found
        if keyword == "dependentSchemas":
            return {keyword: {name: self.part(deep) for name in self.few()}}
        if keyword == "dependentRequired":
            return {keyword: {self.name(): [self.name()]}}
        if keyword == "not":
            return {keyword: self.test()}
        if keyword == "$ref":
            return {keyword: PREFIX + self.chance.choice(COMPONENTS[2 - min(2, deep + 1) :])}
        if keyword == "unevaluatedProperties":
            return {keyword: False if self.some(0.6) else self.scalar()}
        return {keyword: [self.part(deep) for _ in range(self.chance.choice([1, 2, 2]))]}


def crossed(draft: Draft, maker: Maker) -> str | None:
    """Cross something between two places of a side; what was done, or `None` if that was nothing."""
    spots = [(holder, key) for holder, key in draft.spots() if isinstance(holder[key], dict) and holder[key]]
    if not spots:
        return None
    way = maker.chance.choice(CROSSINGS)
    return way.__name__ if way(maker.chance.choice(spots), maker.chance.choice(spots), maker) else None


def _told(spot: Spot) -> dict[str, JSON]:
    found: dict[str, JSON] = spot[0][spot[1]]
    return found


def named(first: Spot, second: Spot, _: Maker) -> bool:
    """Say of a name what another place says of it, whether it was declared or not."""
    here, there = _told(first), _told(second)
    names = there.get("properties")
    if here is there or not names or not _is_object(here):
        return False
    here["properties"] = {**here.get("properties", {}), **copy.deepcopy(names)}
    return True


def declared(first: Spot, second: Spot, maker: Maker) -> bool:
    """Declare a name that is only asked for somewhere, or one of another place with another schema."""
    here, there = _told(first), _told(second)
    names = [*there.get("required", ()), *there.get("properties", ()), *there.get("dependentSchemas", ())]
    if not names or not _is_object(here):
        return False
    scalar = _Crosser(maker.chance, "3.0.3" if maker.old else "3.1.0").scalar()
    here["properties"] = {**here.get("properties", {}), maker.chance.choice(names): scalar}
    return True


def forgotten(first: Spot, _: Spot, maker: Maker) -> bool:
    """Say nothing of a name in one place any more."""
    here = _told(first)
    if not here.get("properties"):
        return False
    gone = maker.chance.choice(list(here["properties"]))
    here["properties"] = {name: each for name, each in here["properties"].items() if name != gone}
    if not here["properties"]:
        del here["properties"]
    return True


def moved(first: Spot, second: Spot, maker: Maker) -> bool:
    """Carry a keyword to another place."""
    here, there = _told(first), _told(second)
    keywords = [keyword for keyword in CROSSED if keyword in there]
    if here is there or not keywords or not _is_object(here):
        return False
    keyword = maker.chance.choice(keywords)
    value = copy.deepcopy(there[keyword])
    if maker.some(0.6):
        del there[keyword]
    if keyword in here:
        here["allOf"] = [*here.get("allOf", ()), {keyword: value}]
    else:
        here[keyword] = value
    return True


def exchanged(first: Spot, second: Spot, maker: Maker) -> bool:
    """Let two places say what the other one said by one keyword."""
    here, there = _told(first), _told(second)
    keywords = [keyword for keyword in CROSSED if keyword in here and keyword in there]
    if here is there or not keywords:
        return False
    keyword = maker.chance.choice(keywords)
    here[keyword], there[keyword] = copy.deepcopy(there[keyword]), copy.deepcopy(here[keyword])
    return True


def turned(first: Spot, _: Spot, maker: Maker) -> bool:
    """Let a condition hold where it did not: `then` for `else`, a `not` around an `if`, another name to depend on."""
    here = _told(first)
    if "if" in here:
        if maker.some(0.5):
            here["if"] = (
                here["if"]["not"] if isinstance(here["if"], dict) and "not" in here["if"] else {"not": here["if"]}
            )
            return True
        arms = {"then": "else", "else": "then"}
        turned = {arms.get(keyword, keyword): value for keyword, value in here.items()}
        here.clear()
        here.update(turned)
        return True
    for keyword in ("dependentSchemas", "dependentRequired"):
        if here.get(keyword):
            other = {maker.chance.choice(NAMES[:5]): value for value in here[keyword].values()}
            is_same = other == here[keyword]
            here[keyword] = other
            return not is_same
    return False


def negated(first: Spot, _: Spot, maker: Maker) -> bool:
    """Refuse what holds in a place, or drop what is refused there."""
    here = _told(first)
    if "not" in here:
        del here["not"]
        return True
    if not _is_object(here) or maker.some(0.5):
        return False
    here["not"] = {"required": sorted(maker.chance.sample(NAMES[:5], maker.chance.choice([1, 2])))}
    return True


def _is_object(schema: dict[str, JSON]) -> bool:
    """Whether a schema may speak of members; what stands beside a reference of 3.0 says nothing."""
    return schema.get("type", "object") == "object" and schema.keys().isdisjoint({"enum", "const", "$ref"})


CROSSINGS: list[Callable[[Spot, Spot, Maker], bool]] = [
    named, declared, declared, declared, forgotten, moved, moved, exchanged, turned, negated,
]  # fmt: skip
