"""The edits of a pair of schemas that no one keyword tells by itself: how it is put together, opened, replaced."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from apidiff.comparing.edits import Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.alternatives import label
from apidiff.comparing.schemas.conjunction import At, Conjunction, Group, conjunction, type_set
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.keyword_edit import keyword_edit, value_text
from apidiff.comparing.schemas.listed_values import EXTENSIBLE
from apidiff.comparing.schemas.marks import mark_edits, mark_rule, without_marks
from apidiff.comparing.schemas.reaching import with_reach
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.comparing.walking.graph import Node
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.announcements import VALUES
from apidiff.openapi.keywords import DEFINITIONS


def rewritten(base: At, revision: At, site: str) -> Edit:
    """The schema is put together in another way; what that changes is told by edits of their own."""
    where = phrase(site)
    params = {"where": where, "holder": where, "name": where, "keyword": "schema", "base": "", "revision": ""}
    return Edit("schema-rewritten", *_spots(base, revision), params=params)


def restated_keywords(left: Conjunction, right: Conjunction, *, names: bool) -> list[Edit]:
    """One rewrite for each keyword that differs, of two parts that say the same.

    With `names`, keywords that hold names are left out: other names under them are no part of it.
    """
    differing = [
        keyword
        for keyword in sorted({**left.keywords, **right.keywords})
        if mark_rule(keyword) == "extension-changed"
        and keyword not in DEFINITIONS  # compared on their own
        and not (names and keyword in ("properties", "required"))
        and not keyword.startswith("x-")
        and not same(left.written(keyword), right.written(keyword))
    ]
    return [keyword_edit("schema-rewritten", keyword, left, right, asks=False) for keyword in differing]


def composition_edit(node: Node, base: str, revision: str, own: tuple[Any, Any] | None = None) -> Edit:
    """The alternatives changed as a whole; `base` and `revision` say in words what they were and are."""
    where = phrase(node.site)
    params = {"where": where, "holder": where, "name": where, "keyword": "oneOf", "base": base, "revision": revision}
    return Edit("composition-changed", *_spots(node.base, node.revision), params=params, asks=True, own=own)


def forms_edit(node: Node, base: set[tuple[str, str]], revision: set[tuple[str, str]]) -> Edit:
    """Strings in alternatives that are compared as a whole are written otherwise, which validation says nothing of."""
    where = phrase(node.site)
    params = {"where": where, "holder": where, "name": where, "keyword": "format"}
    params |= {
        name: ", ".join(form for _, form in sorted(forms)) or "absent"
        for name, forms in (("base", base - revision), ("revision", revision - base))
    }
    edit = Edit("content-encoding-changed", *_spots(node.base, node.revision), params=params)
    edit.own = sorted(base - revision), sorted(revision - base)
    return edit


def alternatives_of(side: Conjunction | None) -> tuple[Any, ...]:
    """All alternatives of one side, for the id of an edit that is about them as a whole."""
    groups = side.groups if side else ()
    return tuple(
        (group.keyword, Spot(join(group.pointer, group.keyword), [at.schema for at in group.alternatives]))
        for group in groups
    )


def unexplained_edit(node: Node) -> Edit:
    """The values changed, and no edit of the pair or of what it holds tells why."""
    where = phrase(node.site)
    params = {"where": where, "holder": where, "name": where, "keyword": "schema", "base": "", "revision": ""}
    return Edit("unexplained", *_spots(node.base, node.revision), params=params, asks=True)


def alternative_edit(
    node: Node, rule: RuleId, at: At, asked: list[JSON], group: Group, other: Group, instead: Iterable[At] = ()
) -> Edit:
    """An alternative is judged on its own side alone: with it, and without it, beside those that have a partner.

    `asked` are these and the alternative, the last, as they are asked about; `instead` is what came where one went.
    """
    removed = rule == "alternative-removed"
    where = phrase(node.site)
    name = label(at)
    keyword = group.keyword if not removed or len(group.alternatives) > 1 else other.keyword
    # `oneOf: []` is no schema (JSON Schema Core, 10.2.1): without alternatives nothing is admitted.
    without: JSON = {keyword: asked[:-1]} if asked[:-1] else False
    whole: JSON = {keyword: asked}
    params = {"where": where, "holder": where, "name": name, "keyword": keyword, "base": "", "revision": ""}
    here, there = Spot(at.pointer, at.schema), Spot(other.pointer)
    # What an alternative is called is no part of its id: `object` is called `Lead` once it is a component.
    if removed:
        edit = Edit(rule, here, there, name=name, params=params, asks=True, question=(whole, without, "base"))
        # Which of its values are refused hangs on what came in its place, in whatever order that stands.
        came = sorted(instead, key=lambda at: text_of(at.schema, sort=True))
        edit.own = here, (other.keyword, *(Spot(at.pointer, at.schema) for at in came)) if came else keyword
    else:
        edit = Edit(rule, there, here, name=name, params=params, asks=True, question=(without, whole, "revision"))
        edit.own = keyword, here
    edit.within = (group.pointer, other.pointer) if removed else (other.pointer, group.pointer)
    return edit


def values_as_edit(edit: Edit, values: list[JSON], *, grows: bool) -> Edit:
    """The edit of an alternative, told by the values that it lists."""
    edit.rule = "enum-value-added" if edit.rule == "alternative-added" else "enum-value-removed"
    edit.names = tuple(map(value_text, values))
    edit.name = edit.params["name"] = ", ".join(edit.names)
    edit.params["brings"] = ""
    edit.grows = grows
    return edit


def null_edit(node: Node, left: Conjunction, right: Conjunction, *, added: bool) -> Edit:
    """That null is taken too, or no longer: asked of null alone, whatever stands beside it."""
    where = phrase(node.site)
    params = {"keyword": "type", "where": where, "holder": where, "name": "null"}
    params |= {"base": "not null", "revision": "null"} if added else {"base": "null", "revision": "not null"}
    others: JSON = {"not": {"type": "null"}}
    question = (others, True) if added else (True, others)
    rule: RuleId = "null-added" if added else "null-removed"
    edit = Edit(rule, *_spots(node.base, node.revision), params=params, asks=True, question=(*question, "both"))
    plain, at = (left, node.base) if added else (right, node.revision)
    types = plain.written("type").get(join(at.pointer, "type"))
    if types is None:
        edit.own = not added, added
        return edit
    # `anyOf` with null and `null` in a list of types say the same, so that both have the id of the list.
    without, with_null = types, sorted({*type_set(types), "null"})
    values = (without, with_null) if added else (with_null, without)
    places = (join(side.pointer, "type") for side in (node.base, node.revision))
    first, second = (Spot(place, value) for place, value in zip(places, values, strict=True))
    edit.usual = first, second
    return edit


def type_edit(node: Node, left: Conjunction, right: Conjunction, differs: Differing) -> Edit:
    """Another type altogether, told of the schema and not of its keyword."""
    edit = keyword_edit("type-changed", "type", left, right)
    edit.base, edit.revision = (
        Spot(spot.pointer.rpartition("/")[0], _listed_types(side))
        for spot, side in zip((edit.base, edit.revision), (left, right), strict=True)
        if spot
    )
    sides = node.base, node.revision
    kept = _parts_of_both(left, right, differs)
    if (
        kept
    ):  # what stays beside it is no part of the edit, which is the same one at uses that have something else there
        sides = _but_for(node.base, left, kept), _but_for(node.revision, right, kept)
    # Marks have edits and ids of their own, so a new `default` does not make this another edit.
    edit.own = _spots(*(At(without_marks(at.schema), at.pointer) for at in sides))
    return edit


def _parts_of_both(left: Conjunction, right: Conjunction, differs: Differing) -> set[str]:
    """The places of the parts that say something, and that both sides have."""
    old, new = ({at.pointer: at.schema for at in side.parts if at.pointer in side.speaking} for side in (left, right))
    return {place for place in old.keys() & new.keys() if not differs(old[place], new[place])}


def _but_for(node: At, side: Conjunction, kept: Container[str]) -> At:
    """A schema without some of the parts that it is joined from."""
    rest: list[JSON] = [without_marks(at.schema) for at in side.parts if at.pointer not in kept]
    return At({"allOf": rest}, node.pointer)


def boolean_edit(node: Node) -> Edit:
    """One side is `false`: nothing may stand there."""
    where = phrase(node.site)
    texts = {"base": shown(node.base.schema), "revision": shown(node.revision.schema)}
    params = {"keyword": "schema", "where": where, "holder": where, "name": "schema", **texts}
    return Edit("type-changed", *_spots(node.base, node.revision), params=params, asks=True)


def _listed_types(side: Conjunction) -> JSON:
    types = sorted(side.types or ())
    return types[0] if len(types) == 1 else types


def opened_or_shut(
    keyword: str, left: Conjunction, right: Conjunction, first: At | None, second: At | None
) -> list[Edit]:
    """`items` and `additionalProperties` where at least one side leaves them open or shut."""
    # Absent, `true` and `{}` say the same (JSON Schema 2020-12 Core, 4.3.2, 10.3.1.2 and 10.3.2.3).
    old, new = (True if at is None or at.schema == {} else at.schema for at in (first, second))
    if same(old, new):
        return []
    rule: RuleId
    if keyword == "items":
        rule = "items-added" if old is True or new is False else "items-removed"
    elif new is False and not _is_shut(left):
        # Beside `unevaluatedProperties: false` the object was closed before.
        rule = "additional-properties-closed"
    elif old is False and not _is_shut(right):
        rule = "additional-properties-opened"
    else:
        rule = "additional-properties-changed"
    edit = with_reach(keyword_edit(rule, keyword, left, right), keyword, left, right)
    if keyword == "items":
        _tell_of_items(edit, old, new, left, right)
    return [edit]


def _tell_of_items(edit: Edit, old: JSON, new: JSON, left: Conjunction, right: Conjunction) -> None:
    """Have the edit of `items` say to which items it applies, and that `false` admits none."""
    for name, value in (("base", old), ("revision", new)):
        if value is False:
            edit.params[name] = "none"
    listed = {len(side.children("prefixItems")) for side in (left, right)}
    if listed != {0} and len(listed) == 1:
        edit.params["where"] += f" after the first {listed.pop():,}"


def _is_shut(side: Conjunction) -> bool:
    """Whether `unevaluatedProperties` forbids what no other keyword names."""
    return any(value is False for value in side.written("unevaluatedProperties").values())


def pattern_edits(left: Conjunction, right: Conjunction, old: dict[str, At], new: dict[str, At]) -> list[Edit]:
    """The `patternProperties` that only one side has."""
    edits = []
    kinds: tuple[tuple[RuleId, set[str], dict[str, At]], ...] = (
        ("pattern-property-removed", old.keys() - new.keys(), old),
        ("pattern-property-added", new.keys() - old.keys(), new),
    )
    for rule, names, sides in kinds:
        for name in sorted(names):
            edit = keyword_edit(rule, "patternProperties", left, right)
            edit.name = edit.params["name"] = name
            here = Spot(sides[name].pointer, sides[name].schema)
            edit.base, edit.revision = (here, edit.revision) if rule.endswith("removed") else (edit.base, here)
            # The patch of the keyword would make the edits of all other patterns too.
            edit.patch = None
            edits.append(edit)
    return edits


def is_silent_beside(keyword: str) -> bool:
    """Whether a keyword says nothing of values beside a `$ref`, which can be followed past it."""
    return keyword.startswith("x-") or mark_rule(keyword) in {"documentation-changed", "examples-changed"}


def beside_reference(base: tuple[Contract, At], revision: tuple[Contract, At], told: frozenset[str]) -> list[Edit]:
    """What differs beside a `$ref` where the references of both sides are followed, but for what is `told` elsewhere.

    In 3.0 nothing but prose counts there. Values that an extension lists are left to the ledger.
    """
    schemas = [at.schema for _, at in (base, revision) if isinstance(at.schema, dict) and "$ref" in at.schema]
    if len(schemas) < len((base, revision)) or same(*schemas):
        return []
    kept = [keyword for schema in schemas for keyword in schema if is_silent_beside(keyword)]
    # In 3.0 an extension beside a `$ref` says nothing, so one of a side in 3.1 would seem to have come or gone.
    if "3.0" in (base[0].dialect, revision[0].dialect):
        kept = [keyword for keyword in kept if not keyword.startswith("x-")]
    before, after = ({name: value for name, value in schema.items() if name in kept} for schema in schemas)
    sides = conjunction(base[0], At(before, base[1].pointer)), conjunction(revision[0], At(after, revision[1].pointer))
    return list(mark_edits(*sides, {EXTENSIBLE, VALUES, *told}))


def _spots(base: At, revision: At) -> tuple[Spot, Spot]:
    return Spot(base.pointer, base.schema), Spot(revision.pointer, revision.schema)


def is_list_or_single(left: Conjunction, right: Conjunction) -> bool:
    """Whether one side is a list and the other is none, however they travel."""
    lists = [side.types == frozenset({"array"}) for side in (left, right)]
    others = [side.types is not None and "array" not in side.types and bool(side.types) for side in (left, right)]
    return (lists[0] and others[1]) or (others[0] and lists[1])


def share_no_type(left: Conjunction, right: Conjunction) -> bool:
    if left.types is None or right.types is None or not left.types or not right.types:
        return False
    return not any(_KIN.get(name, name) in {_KIN.get(other, other) for other in right.types} for name in left.types)


# Each integer is a number, so two schemas of these types share values.
_KIN = {"integer": "number"}
