"""The keywords of one schema that have no subschema to walk: two conjunctions in, an edit per keyword that differs out.

Sources: JSON Schema 2020-12 Validation, sections 6 to 9; JSON Schema 2020-12 Core, section 10.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from apidiff.comparing.edits import ABSENT, Edit, Spot
from apidiff.comparing.schemas.conjunction import Conjunction, is_of_type
from apidiff.comparing.schemas.keyword_edit import keyword_edit, patched, spots, together, value_of
from apidiff.comparing.schemas.keyword_rules import BOUNDS, CONTENT, COUNTED, LOWER, SIMPLE, UNITS
from apidiff.comparing.schemas.listed_values import listed, value_edits
from apidiff.comparing.schemas.marks import mark_edits
from apidiff.comparing.schemas.reaching import with_reach
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.keywords import CONTENTS, KEYWORDS, written_form

Differs = Callable[[JSON, JSON], bool]


def keyword_edits(
    base: Conjunction, revision: Conjunction, differs: Differs, told: Container[str] = ()
) -> Iterator[Edit]:
    """Yield an edit for each keyword that differs, but for marks that are told elsewhere; nothing is asked yet."""
    yield from _types(base, revision)
    yield from value_edits(base, revision)
    yield from _bounds(base, revision)
    yield from _unique(base, revision)
    form = _written_otherwise(base, revision)
    # What `form` names after its first keyword is told by the edit of the first.
    for keyword, rule in SIMPLE.items():
        if keyword in form[1:]:
            continue
        for edit in _whole(rule, (keyword,), base, revision, differs):
            if keyword in form:
                _tell_of_form(edit, form, base, revision)
            yield edit
    for unit, keywords in UNITS.items():
        if keywords == COUNTED and counted_alike(base, revision):
            yield from _counted(unit, base, revision, differs)
        else:
            yield from _whole(unit, keywords, base, revision, differs)
    yield from mark_edits(base, revision, told)


def _written_otherwise(base: Conjunction, revision: Conjunction) -> tuple[str, ...]:
    """The keywords that say how a string is written, where one side says by `format` what the other says by others.

    They are one edit, told by the first of them: the one of which both sides do not say the same.
    """
    sides = [{k: value_of(side, k) for k in ("format", *CONTENT) if k in side.keywords} for side in (base, revision)]
    by_format = [_is_written_as(side) for side in (base, revision)]
    # `format: byte` against `contentEncoding: base64`: only then do two keywords tell of one thing.
    other = sides[by_format.index(False)] if by_format[0] != by_format[1] else {"format": None}
    if "format" in other:
        return ()
    old, new = map(written_form, sides)
    differing = [keyword for keyword in CONTENT if old.get(keyword) != new.get(keyword)]
    told = next((keyword for keyword in differing or CONTENT if keyword in other), None)
    if told is None:
        return ()
    return told, "format", *(keyword for keyword in CONTENT if keyword not in (told, *differing))


def _is_written_as(side: Conjunction) -> bool:
    """Whether its format says how a string is written, and nothing about which strings there are."""
    name = value_of(side, "format")
    return isinstance(name, str) and name in CONTENTS


def _tell_of_form(edit: Edit, keywords: tuple[str, ...], base: Conjunction, revision: Conjunction) -> None:
    """Have the edit of one keyword answer for others that say how a string is written."""
    edit.patch = edit.patch and {each: patched(revision, each) for each in keywords}
    edit.own = together(base, keywords), together(revision, keywords)
    told = keywords[0]
    forms = [written_form({k: value_of(side, k) for k in keywords}).get(told) for side in (base, revision)]
    if forms[0] != forms[1]:
        edit.params |= {n: shown(f) for n, f in zip(("base", "revision"), forms, strict=True) if f is not None}


def _types(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    old, new = base.types, revision.types
    if old == new or type_is_implied(base, revision):
        return
    edit = keyword_edit("type-changed", "type", base, revision, absent="any type")
    for name, side in (("base", base), ("revision", revision)):
        if side.types == frozenset():  # several parts, which no value meets together
            edit.params[name] = " and ".join(dict.fromkeys(map(shown, side.written("type").values())))
    # Not where nothing but null is left of it: a side of no types at all admits no value, which is another edit.
    if old is not None and new is not None and old ^ new == {"null"} and (old - {"null"}):
        rule: RuleId = "null-added" if "null" in new else "null-removed"
        edit.rule = rule
    yield edit


def type_is_implied(base: Conjunction, revision: Conjunction) -> bool:
    """Whether only one side writes a `type`, and all the values that the other side lists are of it."""
    if (base.types is None) == (revision.types is None):
        return False
    typed, other = (revision, base) if base.types is None else (base, revision)
    # `enum: [a, b]` with `type: string` written beside it says nothing new.
    values = listed(other)
    return bool(values) and all(is_of_type(value, sorted(typed.types or ())) for value in values or ())


def _bounds(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    # First, since a bound that moved to the other keyword would be one limit gone and one come.
    others = [edit for pair in _EXCLUSIVE.items() if (edit := _other_bound(*pair, base, revision)) is not None]
    yield from others
    told = {keyword for edit in others for keyword in edit.patch or ()}
    for keyword, (lowered, raised) in BOUNDS.items():
        if keyword in told or (keyword not in base.keywords and keyword not in revision.keywords):
            continue
        lower = keyword in LOWER
        absent = KEYWORDS[keyword].default
        # No limit is compared as the loosest one, so that a limit that comes or goes is raised or lowered like any.
        default = (float("-inf") if lower else float("inf")) if absent is None else absent
        old, new = (_number(side, keyword, default) for side in (base, revision))
        if old == new:
            continue
        edit = keyword_edit(raised if new > old else lowered, keyword, base, revision, absent="no limit")
        if keyword in _EXCLUSIVE.values():
            edit.own = _bound(keyword, base), _bound(keyword, revision)
        yield edit


_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def _other_bound(inclusive: str, exclusive: str, base: Conjunction, revision: Conjunction) -> Edit | None:
    """A bound that a number may reach on one side and not on the other: one edit of two keywords."""
    sides = base, revision
    written = [[keyword for keyword in (inclusive, exclusive) if keyword in side.keywords] for side in sides]
    # Exactly one of the two on each side, and another one: where a side has both, each is compared by itself.
    if sorted(written) != sorted([[inclusive], [exclusive]]):
        return None
    if not all(side.says_once(names[0]) for side, names in zip(sides, written, strict=True)):
        return None
    keywords = written[0][0], written[1][0]
    old, new = (_number(side, keyword, float("nan")) for side, keyword in zip(sides, keywords, strict=True))
    lower = inclusive in LOWER
    # At the same number, `exclusiveMinimum` is stricter than `minimum`, and `exclusiveMaximum` lower than `maximum`.
    raised = new > old or (new == old and (keywords[1] == exclusive) == lower)
    edit = keyword_edit(BOUNDS[inclusive][raised], keywords[1], base, revision)
    edit.base = spots(keywords[0], base, revision)[0]
    edit.patch = {keywords[0]: ABSENT, keywords[1]: value_of(revision, keywords[1])}
    edit.own = _bound(keywords[0], base), _bound(keywords[1], revision)
    beyond = "above" if lower else "below"
    texts = [f"{beyond} {shown(v)}" if k == exclusive else shown(v) for k, v in zip(keywords, (old, new), strict=True)]
    edit.params |= {"keyword": inclusive, "name": inclusive, "base": texts[0], "revision": texts[1]}
    return edit


def _bound(keyword: str, side: Conjunction) -> JSON:
    """A bound of one side as an edit says it: the number alone does not say whether a value may reach it."""
    return (keyword, value_of(side, keyword)) if keyword in side.keywords else ABSENT


def counted_alike(base: Conjunction, revision: Conjunction) -> bool:
    """Whether both sides count the items that match a schema, each in one schema object."""
    sides = [
        [schema for schema, _ in side.objects if not schema.keys().isdisjoint(COUNTED)] for side in (base, revision)
    ]
    return all(len(objects) == 1 and "contains" in objects[0] for objects in sides)


def _counted(rule: RuleId, base: Conjunction, revision: Conjunction, differs: Differs) -> Iterator[Edit]:
    """An edit for what is counted, and for each of the numbers: each is asked about beside the others of the base."""
    before = together(base, COUNTED)
    for keyword in COUNTED:
        if differs(value_of(base, keyword), value_of(revision, keyword)):
            edit = keyword_edit(rule, keyword, base, revision)
            edit.patch = {keyword: patched(revision, keyword)}
            sides = {key: revision if key == keyword else base for key in COUNTED}
            after: JSON = {key: value_of(side, key) for key, side in sides.items() if key in side.keywords}
            edit.own = before, Spot(revision.pointer, after)
            yield edit


def _number(side: Conjunction, keyword: str, default: float) -> float:
    found = side.keyword(keyword)
    value = default if found is None else found[0]
    # Python counts `True` as the integer 1.
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


def _in_parts(side: Conjunction, keywords: tuple[str, ...]) -> Spot:
    """What keywords that are read together say on one side: in each of several parts, where no one part says all.

    How often items have to match belongs to the schema beside it, so numbers of several parts are no one number.
    """
    found = [{k: schema[k] for k in keywords if k in schema} for schema, _ in side.objects]
    parts = sorted(filter(None, found), key=canonical_json)
    return together(side, keywords) if len(parts) < 2 else Spot(side.pointer, {"allOf": parts})


def _unique(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    old, new = ((side.keyword("uniqueItems") or (False,))[0] is True for side in (base, revision))
    if old != new:
        yield keyword_edit(
            "unique-items-added" if new else "unique-items-removed", "uniqueItems", base, revision, absent="false"
        )


def _whole(
    rule: RuleId, keywords: tuple[str, ...], base: Conjunction, revision: Conjunction, differs: Differs
) -> Iterator[Edit]:
    """One edit for keywords that are read together."""
    differing = [
        keyword
        for keyword in keywords
        if (keyword in base.keywords or keyword in revision.keywords)
        and differs(value_of(base, keyword), value_of(revision, keyword))
    ]
    if not differing:
        return
    edit = keyword_edit(rule, differing[0], base, revision)
    if rule == "format-changed" and any(map(_is_written_as, (base, revision))):
        edit.rule = "content-encoding-changed"
    # A patch lays one value over the base; what several parts ask together is no one value.
    if all(map(revision.says_once, keywords)):
        edit.patch = {keyword: patched(revision, keyword) for keyword in keywords}
    if len(keywords) > 1:
        edit.own = (_in_parts(base, keywords), _in_parts(revision, keywords))
    yield with_reach(edit, keywords[0], base, revision)
