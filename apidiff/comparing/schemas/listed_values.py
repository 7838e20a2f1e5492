"""The values that a schema lists: which came and which went, as edits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from apidiff.comparing.edits import ABSENT, Edit, Spot
from apidiff.comparing.equality import missing
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import Conjunction, holder, values_of
from apidiff.comparing.schemas.keyword_edit import keyword_edit, spots, value_of, value_text
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.canonical import canonical_json

EXTENSIBLE = "x-extensible-enum"
"""A list of values that says that it grows: beside an `enum` a mark, in its place the list itself.

Source: Zalando RESTful API Guidelines, rule 112.
"""
_FEW_VALUES: dict[str, list[JSON]] = {"boolean": [False, True], "null": [None]}
_SEVERAL = 2
_MOST_OTHERS = 3


def listed(side: Conjunction) -> list[JSON] | None:
    """The values that `enum`, `const`, or alternatives that are values admit; `None` if nothing lists any."""
    lists = _lists(side)
    if not lists:
        return None
    # Lists that stand together admit what is in all of them.
    kept = lists[0]
    for other in lists[1:]:
        kept = missing(kept, missing(kept, other))
    return kept


def _lists(side: Conjunction) -> list[list[JSON]]:
    """The lists of values that hold together on a side."""
    enum = side.keyword("enum")
    lists = [[value] for value in side.written("const").values()]
    lists += [enum[0]] if enum is not None and isinstance(enum[0], list) else []
    return lists + [[v for at in group.alternatives for v in values_of(at.schema)] for group in side.choices]


def _in_order(values: list[JSON] | None) -> JSON:
    """A list of values in an order that hangs on the values alone; `ABSENT` where nothing lists any."""
    return ABSENT if values is None else sorted(values, key=canonical_json)


def _of_few_values(side: Conjunction) -> list[JSON]:
    """All values of the types of a side, if these are so few that they may as well be listed."""
    if not side.types or not side.types <= _FEW_VALUES.keys():
        return []
    return [value for kind, values in _FEW_VALUES.items() if kind in side.types for value in values]


def _listing(side: Conjunction) -> str:
    """The keyword that lists the values of a side."""
    keywords: list[str] = [keyword for keyword in ("const", "enum") if keyword in side.keywords]
    keywords += [group.keyword for group in side.choices]
    return keywords[-1] if keywords else ""


def value_edits(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    """Yield an edit for the values that came to a list, and one for those that went."""
    old, new = listed(base), listed(revision)
    if old is not None and new is None and (all_of_type := _of_few_values(revision)) and missing(all_of_type, old):
        # The type alone says as much as the list of all its values, which is the old list grown.
        new = [*(value for value in old if not missing([value], all_of_type)), *missing(all_of_type, old)]
    if old is None or new is None:
        if (old is None) != (new is None):
            edit = _of_values("enum-removed" if new is None else "enum-added", base, revision)
            shown_side = old if new is None else new
            edit.names = tuple(value_text(value) for value in shown_side or ())
            edit.params |= {
                "name": ", ".join(edit.names),
                "kind": "the value" if len(edit.names) == 1 else "the values",
            }
            edit.patch = _patch(base, revision, new)
            if len(_lists(base if new is None else revision)) >= _SEVERAL:
                # One keyword does not say what several of them admit together.
                edit.own = _in_order(old), _in_order(new)
            yield edit
        return
    # By JSON's equality: another order, or 1.0 for 1, is no edit.
    added, removed = missing(new, old), missing(old, new)
    # A `const` on both sides is one value that became another, which is clearer than one added and one removed.
    if "const" in base.keywords and "const" in revision.keywords and added:
        edit = keyword_edit("const-changed", "const", base, revision)
        edit.name = value_text(new[0])
        yield edit
        return
    if removed:
        # What goes and what comes are asked about apart, each as an edit of the base alone: the base without what went,
        # and the base with what came.
        edit = _values_edit("enum-value-removed", removed, missing(old, removed), base, revision)
        edit.params["brings"] = _with_others(", replaced by", added)
        _tell_where_they_went(edit, removed, base, revision)
        yield edit
    if added:
        rule: RuleId = "extensible-enum-value-added" if value_of(base, EXTENSIBLE) else "enum-value-added"
        edit = _values_edit(rule, added, [*old, *added], base, revision)
        # A value in the place of another, or of a type that clients do not read there, is none that they are asked to
        # cope with.
        edit.grows = not removed and are_of_known_types(added, old)
        edit.params["brings"] = _with_others(", in place of", removed)
        if removed:
            _tell_where_they_went(edit, removed, base, revision)
        yield edit


def _tell_where_they_went(edit: Edit, removed: list[JSON], base: Conjunction, revision: Conjunction) -> None:
    """Of several lists that hold together, put an edit at one that lost a value: others may only have grown."""
    old, new = (side.written("enum") for side in (base, revision))
    if len(old) < _SEVERAL or not all(isinstance(values, list) for values in (*old.values(), *new.values())):
        return
    lost = (place for place in old if place in new and missing(removed, missing(old[place], new[place])) != removed)
    place = next(lost, None)
    if place is not None and edit.base and edit.revision:
        edit.base, edit.revision = (Spot(place, spot.value) for spot in (edit.base, edit.revision))
        edit.params["where"] = edit.params["holder"] = phrase(holder(place.rpartition("/")[0], base, revision.site))


def of_known_values(
    edit: Edit, known: list[JSON], base: Conjunction | None, revision: Conjunction | None
) -> list[Edit]:
    """Values that came, shared out: those that clients know from elsewhere are an edit that they need not tolerate."""
    came = edit.revision.value if edit.revision else []
    new = missing(came, known)
    old = listed(base) if base else None
    # Where clients know all of them, none is one to cope with; nor are any that cannot be told apart.
    if not new or old is None or edit.patch is None or base is None or revision is None:
        edit.grows = False
        return [edit]
    edits = [
        _values_edit(edit.rule, new, [*old, *new], base, revision),
        _values_edit(edit.rule, known, [*old, *new, *known], base, revision),
    ]
    for each in edits:
        each.params["brings"] = ""
    edits[1].grows = False
    return edits


def _with_others(how: str, values: list[JSON]) -> str:
    """What a sentence about some values says of those that went or came with them; empty without any."""
    shown = [f"`{value_text(value).replace('`', chr(39))}`" for value in values[:_MOST_OTHERS]]
    more = f" and {len(values) - len(shown):,} more" if len(values) > len(shown) else ""
    return f"{how} {', '.join(shown)}{more}" if shown else ""


def are_of_known_types(values: list[JSON], known: list[JSON]) -> bool:
    """Whether each of some values is of the type of one that is known."""
    return {*map(_kind, values)} <= {*map(_kind, known)}


def _kind(value: JSON) -> str:
    """The type of a listed value: who can cope with another value need not cope with another type."""
    # Before the numbers: Python counts `True` as an `int`.
    if isinstance(value, bool) or value is None:
        return str(type(value))
    return "number" if isinstance(value, int | float | Decimal) else type(value).__name__


def open_values(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    """The values of a list that says that it grows. It refuses no value, so containment has nothing to decide."""
    old, new = value_of(base, EXTENSIBLE), value_of(revision, EXTENSIBLE)
    if not isinstance(old, list) or not isinstance(new, list):
        return
    rule: RuleId
    for rule, values in (
        ("extensible-enum-value-removed", missing(old, new)),
        ("extensible-enum-value-added", missing(new, old)),
    ):
        if values:
            edit = _values_edit(rule, values, [], base, revision, EXTENSIBLE)
            edit.asks, edit.patch = False, None
            yield edit


def _values_edit(
    rule: RuleId, values: list[JSON], hybrid: list[JSON], base: Conjunction, revision: Conjunction, keyword: str = ""
) -> Edit:
    edit = keyword_edit(rule, keyword, base, revision) if keyword else _of_values(rule, base, revision)
    texts = [value_text(value) for value in values]
    edit.name = edit.params["name"] = ", ".join(texts)
    edit.names = tuple(texts)
    edit.patch = _patch(base, revision, hybrid)
    if edit.base and edit.revision:
        edit.base = Spot(edit.base.pointer, values if rule.endswith("removed") else None)
        edit.revision = Spot(edit.revision.pointer, values if rule.endswith("added") else None)
    return edit


def _of_values(rule: RuleId, base: Conjunction, revision: Conjunction) -> Edit:
    """An edit of the listed values, by whatever keyword each side lists them."""
    keywords = _listing(base), _listing(revision)
    edit = keyword_edit(rule, keywords[1] or keywords[0], base, revision, absent="any value")
    if all(keywords) and keywords[0] != keywords[1]:
        edit.base = spots(keywords[0], base, revision)[0]
    return edit


def _patch(base: Conjunction, revision: Conjunction, values: list[JSON] | None) -> dict[str, JSON]:
    """The base with these values: whatever else lists some goes."""
    # Whatever else lists values in the base would go on holding beside the new `enum`, and hide what came.
    lists = {"const", *(group.keyword for side in (base, revision) for group in side.choices)}
    return {"enum": ABSENT if values is None else values, **dict.fromkeys(sorted(lists), ABSENT)}
