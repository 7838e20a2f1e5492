"""What asks nothing of a value: defaults, marks, prose, examples, extensions; an edit for each that differs."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from apidiff.comparing.edits import Edit
from apidiff.comparing.equality import same
from apidiff.comparing.schemas.conjunction import EXAMPLES, PROSE, Conjunction
from apidiff.comparing.schemas.keyword_edit import keyword_edit, value_of, value_text
from apidiff.comparing.schemas.keyword_rules import BY_PARENT, HANDLED, IGNORED, MARKS
from apidiff.comparing.schemas.listed_values import EXTENSIBLE, open_values
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.model.wording import bare
from apidiff.openapi.announcements import DATES, SINCE, SUNSET, VALUES, Announcement, of_values
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.keywords import KEYWORDS
from apidiff.openapi.objects import is_unknown_field

_ALTERNATIVES = ("oneOf", "anyOf")


def marks_of(side: Conjunction) -> set[str]:
    """The keywords of a schema that ask nothing of a value; those of a property among them."""
    return {keyword for keyword in side.keywords if keyword in BY_PARENT or _is_mark(keyword)}


def without_marks(schema: JSON) -> JSON:
    """A schema without what is told of its marks one by one, but for a discriminator, which says what values mean."""
    if not isinstance(schema, dict):
        return schema
    # A keyword that nobody knows may be one of another vocabulary, which asks something of values.
    # In 3.0 `nullable` is a type.
    kept = {"discriminator", "nullable"} | {keyword for keyword in schema if asks_of_values(keyword)}
    return {k: v for k, v in schema.items() if k in kept or not (k in BY_PARENT or _is_mark(k))}


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
        # All places with the keyword, in order: parts of an `allOf` may each have a description.
        if same(list(base.written(keyword).values()), list(revision.written(keyword).values())):
            continue
        # If the lists say no more than before, or are no lists, the keyword is told as any extension below.
        if keyword == EXTENSIBLE and (edits := list(open_values(base, revision))):
            yield from edits
            continue
        if keyword == VALUES and (edits := list(_deprecated_values(base, revision))):
            yield from edits
            continue
        rule: RuleId = _deprecation(base, revision) if keyword == "deprecated" else mark_rule(keyword)
        if keyword in DATES and goes_with_mark(keyword, _as_marked(base), _as_marked(revision)):
            rule = "extension-changed"
        edit = keyword_edit(rule, keyword, base, revision, asks=False)
        if keyword == "deprecated":
            edit.params["brings"] = dates_of_mark(_as_marked(base), _as_marked(revision))
        if keyword in DATES:
            edit.params |= {name: edit.params[name].strip('"') for name in ("base", "revision")}
        if _is_value(base, revision):
            _tell_of_value(edit, value_of(revision, "const"))
        yield edit


def _is_value(base: Conjunction, revision: Conjunction) -> bool:
    """Whether both are the same one of several alternatives that are values: an item of an enum."""
    # `.../oneOf/0`: an item of a list of alternatives.
    spots = (side.pointer.rsplit("/", 2) for side in (base, revision))
    if any(len(tokens) < len(("", "oneOf", "0")) or tokens[1] not in _ALTERNATIVES for tokens in spots):
        return False
    return all("const" in side.keywords for side in (base, revision)) and same(
        value_of(base, "const"), value_of(revision, "const")
    )


def _tell_of_value(edit: Edit, value: JSON) -> None:
    """Have an edit speak of a value of a list, rather than of what has the list."""
    edit.name = edit.params["name"] = value_text(value)
    # The sentences of these rules name the value and its list themselves.
    if edit.rule not in ("enum-value-deprecated", "enum-value-undeprecated"):
        edit.params["where"] = f"the value `{bare(edit.name)}` of {edit.params['where']}"


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
        edit.params["brings"] = (
            told_dates(None, days[1]) if rule == "enum-value-deprecated" else past_dates(None, days[0])
        )
        # The edits of all values share their two places, so the value tells their ids apart.
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
        # `readOnly: false` says as much as none, so writing it down is a rewrite even of a property.
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
    return "".join(_dated((" from", since), (", sunset on", sunset)))


def past_dates(since: JSON, sunset: JSON) -> str:
    """What the mark of something that is deprecated no more said of its days; empty without a date."""
    told = ", ".join(_dated(("it was deprecated from", since), ("its sunset was", sunset)))
    return f" ({told})" if told else ""


def _dated(*days: tuple[str, JSON]) -> Iterator[str]:
    """The words for each of these days that is there, with the day."""
    return (f"{words} `{day[:40].replace('`', '')}`" for words, day in days if isinstance(day, str) and day.strip())


def _as_marked(side: Conjunction) -> dict[str, JSON]:
    """The keywords of a schema that say of its end."""
    return {keyword: value_of(side, keyword) for keyword in ("deprecated", *DATES) if keyword in side.keywords}


def dates_of_mark(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> str:
    """What the finding of a mark that came or went says of the dates that came or went with it."""
    if new.get("deprecated") is True:
        return told_dates(new.get(SINCE), new.get(SUNSET))
    return past_dates(*(old.get(field) if field not in new else None for field in (SINCE, SUNSET)))


def goes_with_mark(date: str, old: Mapping[str, JSON], new: Mapping[str, JSON]) -> bool:
    """Whether the finding of a mark names a date that differs: it comes with the mark, or goes with it."""
    before, after = (side.get("deprecated") is True for side in (old, new))
    # A date that stays without the mark, or is another one then, announces something by itself.
    return before != after and (after or date not in new)


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
