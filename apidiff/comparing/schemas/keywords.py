"""The keywords of one schema that have no subschema to walk: two conjunctions in, an edit per keyword that differs out.

Sources: JSON Schema 2020-12 Validation, sections 6 to 9; JSON Schema 2020-12 Core, section 10.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from decimal import Decimal

from apidiff.comparing.edits import ABSENT, Edit, Spot
from apidiff.comparing.equality import missing, same
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import (
    EXAMPLES,
    GROUPS,
    PROSE,
    TRANSPARENT,
    Conjunction,
    holder,
    is_of_type,
    type_set,
    values_of,
)
from apidiff.comparing.schemas.reaching import with_reach
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.announcements import DATES, SINCE, SUNSET, VALUES, Announcement, of_values
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.keywords import CONTENTS, DEFINITIONS, IDENTIFIERS, KEYWORDS, written_form
from apidiff.openapi.objects import is_unknown_field

Differs = Callable[[JSON, JSON], bool]

LOWER: dict[str, tuple[RuleId, RuleId]] = {
    "minimum": ("minimum-lowered", "minimum-raised"),
    "exclusiveMinimum": ("minimum-lowered", "minimum-raised"),
    "minLength": ("min-length-lowered", "min-length-raised"),
    "minItems": ("min-items-lowered", "min-items-raised"),
    "minProperties": ("min-properties-lowered", "min-properties-raised"),
}
"""Each lower bound with the rules for one that was lowered, and one that was raised."""
UPPER: dict[str, tuple[RuleId, RuleId]] = {
    "maximum": ("maximum-lowered", "maximum-raised"),
    "exclusiveMaximum": ("maximum-lowered", "maximum-raised"),
    "maxLength": ("max-length-lowered", "max-length-raised"),
    "maxItems": ("max-items-lowered", "max-items-raised"),
    "maxProperties": ("max-properties-lowered", "max-properties-raised"),
}
BOUNDS = LOWER | UPPER
SIMPLE: dict[str, RuleId] = {
    "multipleOf": "multiple-of-changed",
    "pattern": "pattern-changed",
    "format": "format-changed",
    "propertyNames": "property-names-changed",
    "dependentRequired": "dependent-required-changed",
    "dependentSchemas": "dependent-schemas-changed",
    "not": "not-changed",
    "contentEncoding": "content-encoding-changed",
    "contentMediaType": "content-encoding-changed",
    "contentSchema": "content-encoding-changed",
    "unevaluatedProperties": "unevaluated-changed",
    "unevaluatedItems": "unevaluated-changed",
    "$dynamicRef": "schema-changed",
    "$schema": "schema-changed",
}
UNITS: dict[RuleId, tuple[str, ...]] = {
    "condition-changed": ("if", "then", "else"),
    "contains-changed": ("contains", "minContains", "maxContains"),
}
CONTENT = ("contentEncoding", "contentMediaType")
MARKS: dict[str, RuleId] = {
    "default": "default-changed",
    SUNSET: "sunset-changed",
    SINCE: "deprecation-date-changed",
    "discriminator": "discriminator-changed",
    "xml": "xml-changed",
}
BY_PARENT = ("readOnly", "writeOnly")
"""Marks of a property: the object that declares it tells the difference."""
IGNORED = IDENTIFIERS | DEFINITIONS


EXTENSIBLE = "x-extensible-enum"
"""A list of values that says that it grows: beside an `enum` a mark, in its place the list itself.

Source: Zalando RESTful API Guidelines, rule 112.
"""


def keyword_edits(
    base: Conjunction, revision: Conjunction, differs: Differs, told: Container[str] = ()
) -> Iterator[Edit]:
    """Yield an edit for each keyword that differs, but for marks that are told elsewhere; nothing is asked yet."""
    yield from _types(base, revision)
    yield from value_edits(base, revision)
    yield from _bounds(base, revision)
    yield from _unique(base, revision)
    form = _written_otherwise(base, revision)
    for keyword, rule in SIMPLE.items():
        if keyword in form[1:]:
            continue
        for edit in _whole(rule, (keyword,), base, revision, differs):
            if keyword in form:
                _tell_of_form(edit, form, base, revision)
            yield edit
    for unit, keywords in UNITS.items():
        yield from _whole(unit, keywords, base, revision, differs)
    yield from mark_edits(base, revision, told)


def _written_otherwise(base: Conjunction, revision: Conjunction) -> tuple[str, ...]:
    """The keywords that say how a string is written, where one side says by `format` what the other says by others.

    They are one edit, told by the first of them: the one of which both sides do not say the same.
    """
    sides = [{k: value_of(side, k) for k in ("format", *CONTENT) if k in side.keywords} for side in (base, revision)]
    by_format = [_is_written_as(side) for side in (base, revision)]
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
    patch = {keyword: new} if asks and revision.says_once(keyword) else None
    return Edit(rule, first, second, name=None, params=params, asks=asks, patch=patch)


def _types(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    old, new = base.types, revision.types
    if old == new or type_is_implied(base, revision):
        return
    edit = keyword_edit("type-changed", "type", base, revision, absent="any type")
    for name, side in (("base", base), ("revision", revision)):
        if side.types == frozenset():  # several parts, which no value meets together
            edit.params[name] = " and ".join(dict.fromkeys(map(shown, side.written("type").values())))
    if old is not None and new is not None and old ^ new == {"null"} and (old - {"null"}):
        rule: RuleId = "null-added" if "null" in new else "null-removed"
        edit.rule = rule
    yield edit


def type_is_implied(base: Conjunction, revision: Conjunction) -> bool:
    """Whether only one side writes a `type`, and all the values that the other side lists are of it."""
    if (base.types is None) == (revision.types is None):
        return False
    typed, other = (revision, base) if base.types is None else (base, revision)
    values = listed(other)
    return bool(values) and all(is_of_type(value, sorted(typed.types or ())) for value in values or ())


def listed(side: Conjunction) -> list[JSON] | None:
    """The values that `enum`, `const`, or alternatives that are values admit; `None` if nothing lists any."""
    enum = side.keyword("enum")
    lists = [[value] for value in side.written("const").values()]
    lists += [enum[0]] if enum is not None and isinstance(enum[0], list) else []
    lists += [[v for at in group.alternatives for v in values_of(at.schema)] for group in side.choices]
    if not lists:
        return None
    kept = lists[0]
    for other in lists[1:]:
        kept = missing(kept, missing(kept, other))
    return kept


def _listing(side: Conjunction) -> str:
    """The keyword that lists the values of a side."""
    keywords: list[str] = [keyword for keyword in ("const", "enum") if keyword in side.keywords]
    keywords += [group.keyword for group in side.choices]
    return keywords[-1] if keywords else ""


def value_edits(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    """Yield an edit for the values that came to a list, and one for those that went."""
    old, new = listed(base), listed(revision)
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
            yield edit
        return
    added, removed = missing(new, old), missing(old, new)
    if "const" in base.keywords and "const" in revision.keywords and added:
        edit = keyword_edit("const-changed", "const", base, revision)
        edit.name = value_text(new[0])
        yield edit
        return
    if removed:
        edit = _values_edit("enum-value-removed", removed, missing(old, removed), base, revision)
        edit.params["brings"] = _with_others(", replaced by", added)
        _tell_where_they_went(edit, removed, base, revision)
        yield edit
    if added:
        rule: RuleId = "extensible-enum-value-added" if value_of(base, EXTENSIBLE) else "enum-value-added"
        edit = _values_edit(rule, added, [*old, *added], base, revision)
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


_SEVERAL = 2


def of_known_values(
    edit: Edit, known: list[JSON], base: Conjunction | None, revision: Conjunction | None
) -> list[Edit]:
    """Values that came, shared out: those that clients know from elsewhere are an edit that they need not tolerate."""
    came = edit.revision.value if edit.revision else []
    new = missing(came, known)
    old = listed(base) if base else None
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


_MOST_OTHERS = 3


def are_of_known_types(values: list[JSON], known: list[JSON]) -> bool:
    """Whether each of some values is of the type of one that is known."""
    return {*map(_kind, values)} <= {*map(_kind, known)}


def _kind(value: JSON) -> str:
    """The type of a listed value: who can cope with another value need not cope with another type."""
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
    lists = {"const", *(group.keyword for side in (base, revision) for group in side.choices)}
    return {"enum": ABSENT if values is None else values, **dict.fromkeys(sorted(lists), ABSENT)}


def value_text(value: JSON) -> str:
    return value if isinstance(value, str) else shown(value)


def _bounds(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    others = [edit for pair in _EXCLUSIVE.items() if (edit := _other_bound(*pair, base, revision)) is not None]
    yield from others
    told = {keyword for edit in others for keyword in edit.patch or ()}
    for keyword, (lowered, raised) in BOUNDS.items():
        if keyword in told or (keyword not in base.keywords and keyword not in revision.keywords):
            continue
        lower = keyword in LOWER
        absent = KEYWORDS[keyword].default
        default = (float("-inf") if lower else float("inf")) if absent is None else absent
        old, new = (_number(side, keyword, default) for side in (base, revision))
        if old == new:
            continue
        yield keyword_edit(raised if new > old else lowered, keyword, base, revision, absent="no limit")


_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


def _other_bound(inclusive: str, exclusive: str, base: Conjunction, revision: Conjunction) -> Edit | None:
    """A bound that a number may reach on one side and not on the other: one edit of two keywords."""
    sides = base, revision
    written = [[keyword for keyword in (inclusive, exclusive) if keyword in side.keywords] for side in sides]
    if sorted(written) != sorted([[inclusive], [exclusive]]):
        return None
    if not all(side.says_once(names[0]) for side, names in zip(sides, written, strict=True)):
        return None
    keywords = written[0][0], written[1][0]
    old, new = (_number(side, keyword, float("nan")) for side, keyword in zip(sides, keywords, strict=True))
    lower = inclusive in LOWER
    raised = new > old or (new == old and (keywords[1] == exclusive) == lower)
    edit = keyword_edit(BOUNDS[inclusive][raised], keywords[1], base, revision)
    edit.base = spots(keywords[0], base, revision)[0]
    edit.patch = {keywords[0]: ABSENT, keywords[1]: value_of(revision, keywords[1])}
    beyond = "above" if lower else "below"
    texts = [f"{beyond} {shown(v)}" if k == exclusive else shown(v) for k, v in zip(keywords, (old, new), strict=True)]
    edit.params |= {"keyword": inclusive, "name": inclusive, "base": texts[0], "revision": texts[1]}
    return edit


def _number(side: Conjunction, keyword: str, default: float) -> float:
    found = side.keyword(keyword)
    value = default if found is None else found[0]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


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
    if all(map(revision.says_once, keywords)):
        edit.patch = {keyword: patched(revision, keyword) for keyword in keywords}
    if len(keywords) > 1:
        edit.own = (together(base, keywords), together(revision, keywords))
    yield with_reach(edit, keywords[0], base, revision)


def together(side: Conjunction, keywords: tuple[str, ...]) -> Spot:
    """What keywords that are read together say on one side, as a schema."""
    return Spot(side.pointer, {keyword: value_of(side, keyword) for keyword in keywords if keyword in side.keywords})


def patched(side: Conjunction, keyword: str) -> JSON:
    return value_of(side, keyword) if keyword in side.keywords else ABSENT


def value_of(side: Conjunction, keyword: str) -> JSON:
    """The value of a keyword; `None` where it is absent."""
    found = side.keyword(keyword)
    return None if found is None else found[0]


def marks_of(side: Conjunction) -> set[str]:
    """The keywords of a schema that ask nothing of a value; those of a property among them."""
    return {keyword for keyword in side.keywords if keyword in BY_PARENT or _is_mark(keyword)}


def _is_mark(keyword: str) -> bool:
    return keyword not in HANDLED and keyword not in IGNORED


def asks_of_values(keyword: str) -> bool:
    """Whether a keyword may ask something of a value, as one does that nobody knows and that is no extension."""
    is_mark = keyword in KEYWORDS and KEYWORDS[keyword].part == "mark"
    return not is_mark and mark_rule(keyword) == "extension-changed" and not keyword.startswith("x-")


def mark_edits(base: Conjunction, revision: Conjunction, told: Container[str] = ()) -> Iterator[Edit]:
    """What asks nothing of a value: defaults, marks, prose, examples, extensions, unknown keywords.

    But for keywords that are `told` elsewhere.
    """
    for keyword in {**base.keywords, **revision.keywords}:
        if not _is_mark(keyword) or keyword in told:
            continue
        if same(list(base.written(keyword).values()), list(revision.written(keyword).values())):
            continue
        if keyword == EXTENSIBLE and (edits := list(open_values(base, revision))):
            yield from edits
            continue
        if keyword == VALUES and (edits := list(_deprecated_values(base, revision))):
            yield from edits
            continue
        rule: RuleId = _deprecation(base, revision) if keyword == "deprecated" else mark_rule(keyword)
        if keyword in DATES and _deprecation(base, revision) in ("property-deprecated", "enum-value-deprecated"):
            rule = "extension-changed"  # the deprecation that comes with it names the date
        edit = keyword_edit(rule, keyword, base, revision, asks=False)
        if rule in ("property-deprecated", "enum-value-deprecated"):
            edit.params["brings"] = told_dates(value_of(revision, SINCE), value_of(revision, SUNSET))
        if keyword in DATES:
            edit.params |= {name: edit.params[name].strip('"') for name in ("base", "revision")}
        if _is_value(base, revision):
            _tell_of_value(edit, value_of(revision, "const"))
        yield edit


def _is_value(base: Conjunction, revision: Conjunction) -> bool:
    """Whether both are the same one of several alternatives that are values: an item of an enum."""
    spots = (side.pointer.rsplit("/", 2) for side in (base, revision))
    if any(len(tokens) < len(("", "oneOf", "0")) or tokens[1] not in _ALTERNATIVES for tokens in spots):
        return False
    return all("const" in side.keywords for side in (base, revision)) and same(
        value_of(base, "const"), value_of(revision, "const")
    )


_ALTERNATIVES = ("oneOf", "anyOf")


def _tell_of_value(edit: Edit, value: JSON) -> None:
    """Have an edit speak of a value of a list, rather than of what has the list."""
    edit.name = edit.params["name"] = value_text(value)
    if edit.rule not in ("enum-value-deprecated", "enum-value-undeprecated"):
        bare = edit.name.replace("`", "'")
        edit.params["where"] = f"the value `{bare}` of {edit.params['where']}"


def _deprecated_values(base: Conjunction, revision: Conjunction) -> Iterator[Edit]:
    """An edit for each value that came to be deprecated or is no more, and for each that has another date."""
    old, new = ({_key(value): (value, said) for value, said in of_values(_listed(side))} for side in (base, revision))
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        rule: RuleId = "enum-value-undeprecated" if after is None else "enum-value-deprecated"
        if before is not None and after is not None:
            rule = "sunset-changed"
        edit = keyword_edit(rule, VALUES, base, revision, asks=False)
        days = ["" if each is None else _day(each[1]) for each in (before, after)]
        edit.params |= {"base": days[0] or "absent", "revision": days[1] or "absent"}
        edit.params["brings"] = told_dates(None, days[1]) if rule == "enum-value-deprecated" else ""
        edit.own = (key if before else None, days[0]), (key if after else None, days[1])
        value = (after or before or (None,))[0]
        _tell_of_value(edit, value)
        yield edit


def _day(said: Announcement) -> str:
    return str(said.sunset) if said.sunset else said.unread


def _listed(side: Conjunction) -> dict[str, JSON]:
    return {VALUES: value_of(side, VALUES)}


def _key(value: JSON) -> str:
    return compact_json(value, sort=True).decode()


def idle_marks(
    base: Conjunction, revision: Conjunction, *, is_property: bool, told: Container[str] = ()
) -> Iterator[Edit]:
    """`readOnly` and `writeOnly` where they say nothing: as false, or where no object has the schema as a property.

    Source: OpenAPI 3.0.4, 4.7.24.1. What they say of a property, the object that has it tells.
    """
    for keyword in BY_PARENT:
        if keyword in told or (is_property and _turned(keyword, base, revision)):
            continue
        if not same(value_of(base, keyword), value_of(revision, keyword)):
            yield keyword_edit("schema-rewritten", keyword, base, revision, asks=False)


def travels_differ(base: Conjunction, revision: Conjunction) -> bool:
    """Whether a property with these schemas travels in other directions than before."""
    return any(_turned(keyword, base, revision) for keyword in BY_PARENT)


def _turned(keyword: str, base: Conjunction, revision: Conjunction) -> bool:
    return (value_of(base, keyword) is True) != (value_of(revision, keyword) is True)


def _deprecation(base: Conjunction, revision: Conjunction) -> RuleId:
    before, after = (value_of(side, "deprecated") is True for side in (base, revision))
    if before == after:
        return "schema-rewritten"
    if _is_value(base, revision):
        return "enum-value-deprecated" if after else "enum-value-undeprecated"
    return "property-deprecated" if after else "property-undeprecated"


def told_dates(since: JSON, sunset: JSON) -> str:
    """What the mark of something deprecated says of its days; empty without a date."""
    days = ((" from", since), (", sunset on", sunset))
    return "".join(
        f"{word} `{day[:40].replace('`', '')}`" for word, day in days if isinstance(day, str) and day.strip()
    )


def mark_rule(keyword: str) -> RuleId:
    """The rule that an annotation comes under."""
    if keyword in PROSE:
        return "documentation-changed"
    if keyword in EXAMPLES:
        return "examples-changed"
    return MARKS.get(keyword, "extension-changed")


def says_nothing(field: str) -> bool:
    """Whether a field of any OpenAPI object is prose, an example, an extension or one that nobody knows."""
    return field in PROSE or field in EXAMPLES or field.startswith("x-") or is_unknown_field(field)


HANDLED = (
    frozenset(SIMPLE) | frozenset(LOWER) | frozenset(UPPER) | TRANSPARENT | GROUPS | frozenset(BY_PARENT)
    | frozenset({"type", "enum", "const", "uniqueItems", "$ref", "allOf"})
    | frozenset(keyword for keywords in UNITS.values() for keyword in keywords)
)  # fmt: skip
