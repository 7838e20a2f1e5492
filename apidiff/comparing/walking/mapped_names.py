"""What maps apply to declared names: `patternProperties` that match, and `additionalProperties`."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property

from apidiff.comparing.asking.covering import UNEVALUATED, joined, mapped_names, met, paired, says_nothing
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.model.contract import Contract
from apidiff.openapi.literal_patterns import only_text

_MAPS = ("patternProperties", "additionalProperties")


class Met:
    """What maps apply to declared names: `patternProperties` that match, `additionalProperties` of another part."""

    def __init__(self, base: Contract, left: Conjunction, right: Conjunction) -> None:
        self._base = base
        self._left, self._right = left, right
        self._mapped = any(keyword in side.keywords for side in (left, right) for keyword in _MAPS)
        self._common = frozenset(left.children("patternProperties")) & right.children("patternProperties").keys()
        self._left_out = "additionalProperties" in paired(left, right)
        """Whether `additionalProperties` are a pair of their own; else the question about this pair holds them."""
        self.told = True

    def beside(self, name: str, first: At, second: At) -> tuple[At, At]:
        """The two schemas for a name that both sides declare, with what else applies to it and no other pair has."""
        if not self._left_out:
            return first, second
        old, new = (met(side, name, self._common) for side in (self._left, self._right))
        # A pattern that cannot be matched: whether it meets the name only the whole pair knows.
        if old is None or new is None:
            self.told = False
            return first, second
        if [{at.pointer for at in each} for each in (old, new)] in self._in_whole:
            return first, second
        return joined([first, *old]), joined([second, *new])

    @cached_property
    def _in_whole(self) -> list[list[AbstractSet[str]]]:
        """What other pairs compare for every name: nothing, or all `additionalProperties` of both sides."""
        return [[set(), set()], [side.written("additionalProperties").keys() for side in (self._left, self._right)]]

    def instead(self, name: str, at: At) -> tuple[At, At] | None:
        """What the base applies to a name that only the revision declares, and the revision; `None` if it is new.

        A name is new if no client of the base knows it. A closed object does not count: a client tolerates new fields
        in it, and sends none.
        """
        old, new = (met(side, name) if self._mapped else [] for side in (self._left, self._right))
        if old is None or new is None:
            self.told = False
        said = [each for each in old or () if not says_nothing(self._base, each.schema)]
        if any(each.schema is False for each in said):
            return None
        if said:
            return joined(said), joined([at, *(new or ())])
        return (undeclared(self._left, at), at) if name in self._left.required else None

    def left_to(self, name: str, at: At) -> tuple[At, At] | None:
        """What the base applies to a name that the revision requires and declares no more, and what is left of that.

        `None` where that cannot be told, or nothing may stand there any more, so that the name is gone: as what no
        other keyword evaluates, say.
        """
        if not UNEVALUATED.isdisjoint(self._right.keywords):
            return None
        old, new = (met(side, name) if self._mapped else [] for side in (self._left, self._right))
        if old is None or new is None or any(each.schema is False for each in new):
            return None
        return joined([at, *old]), joined(new) if new else undeclared(self._right, at)


def undeclared(side: Conjunction, at: At) -> At:
    """What a side says of a name that only the other one declares, at `at`: any value, where its object stands."""
    return At(True, side.spot(at.pointer.rsplit("/", 2)[0]).pointer)


def said_by_maps(
    old: tuple[Contract, Conjunction], new: tuple[Contract, Conjunction], gone: dict[str, At], came: dict[str, At]
) -> dict[str, tuple[At, At]]:
    """What both sides say of each name that one of them declares, and the other one lists in a map."""
    found: dict[str, tuple[At, At]] = {}
    for names, other, is_gone in ((gone, new, True), (came, old, False)):
        listed = mapped_names(*other) if names else set()
        for name, at in names.items():
            if name in listed and (others := met(other[1], name)):
                found[name] = (at, joined(others)) if is_gone else (joined(others), at)
    return found


def named_in_maps(contract: Contract, side: Conjunction, names: Iterable[str]) -> set[str]:
    """The names that a side does not declare and still speaks of one by one: in a list, or by a pattern of one name."""
    listed = mapped_names(contract, side)
    alone = {literal for each in side.children("patternProperties") if (literal := only_text(each)) is not None}
    return {name for name in names if name in listed or name in alone}


def is_mapped(contract: Contract, whole: Conjunction, name: str) -> bool:
    """Whether a map holds what clients send under a name that nothing declares: it is no new one to them."""
    return any(not says_nothing(contract, at.schema) for at in met(whole, name) or ())
