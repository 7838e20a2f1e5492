"""The edit of one keyword, or of keywords that are read together: two conjunctions in, the edit and its places out."""

from __future__ import annotations

from apidiff.comparing.edits import ABSENT, Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import Conjunction, holder
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId


def spots(keyword: str, base: Conjunction, revision: Conjunction) -> tuple[Spot, Spot]:
    """The keyword on each side; where several parts have it, at a part in which it differs.

    Where it is absent on one side, the schema that lacks it stands for the place.
    """
    written = base.written(keyword), revision.written(keyword)
    differing = {
        p for p in {**written[0], **written[1]} if not same(written[0].get(p, ABSENT), written[1].get(p, ABSENT))
    }
    at = [next((p for p in places if p in differing), next(iter(places), "")) for places in written]
    part = (at[0] or at[1]).rpartition("/")[0]
    old, new = (
        Spot(place, value_of(side, keyword)) if place else side.spot(part)
        for place, side in zip(at, (base, revision), strict=True)
    )
    return old, new


def keyword_edit(
    rule: RuleId, keyword: str, base: Conjunction, revision: Conjunction, *, asks: bool = True, absent: str = "absent"
) -> Edit:
    """One keyword that differs; `absent` is what to call a side without it."""
    first, second = spots(keyword, base, revision)
    old, new = first.value, second.value
    # A keyword that is there is named by where it stands, in the revision if that has it.
    here, other = (second, base) if new is not ABSENT else (first, revision)
    where = phrase(holder(here.pointer.rpartition("/")[0], other, revision.site))
    params = {
        "keyword": keyword,
        "where": where,
        "holder": where,
        "name": keyword,
        "base": absent if old is ABSENT else shown(old),
        "revision": absent if new is ABSENT else shown(new),
    }
    # Values that no single one can stand for are no patch: the whole schema is asked about instead.
    patch = {keyword: new} if asks and revision.says_once(keyword) else None
    return Edit(rule, first, second, name=None, params=params, asks=asks, patch=patch)


def value_text(value: JSON) -> str:
    return value if isinstance(value, str) else shown(value)


def together(side: Conjunction, keywords: tuple[str, ...]) -> Spot:
    """What keywords that are read together say on one side, as a schema."""
    return Spot(side.pointer, {keyword: value_of(side, keyword) for keyword in keywords if keyword in side.keywords})


def patched(side: Conjunction, keyword: str) -> JSON:
    return value_of(side, keyword) if keyword in side.keywords else ABSENT


def value_of(side: Conjunction, keyword: str) -> JSON:
    """The value of a keyword; `None` where it is absent."""
    found = side.keyword(keyword)
    return None if found is None else found[0]
