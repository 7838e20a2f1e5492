"""The kinds of two schemas with a discriminator, matched by their tags: which pairs to compare, and what to tell.

Clients and servers dispatch on the tag, so each child is compared with the one that goes by the same tag, and the tags
are compared as the values of an enum are. Validation alone would not do so (OpenAPI 3.1.1, 4.8.25).
"""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any, NamedTuple

from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Edit, Spot
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At, Conjunction, Group, both, conjunction
from apidiff.comparing.schemas.subtypes import (
    Child,
    Kinds,
    as_one_kind,
    as_written,
    has_kinds,
    kinds,
    tagged_with,
    values_of,
)
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import shown
from apidiff.errors import escape_token, unescape_token
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.hierarchy import Hierarchy
from apidiff.openapi.pointers import find
from apidiff.openapi.tags import SELF

ANY_OTHER = "any other tag"
_NOTHING = Spot("")


class Side(NamedTuple):
    """One side of a pair: its contract, the schema as a whole, and its kinds."""

    contract: Contract
    at: At
    kinds: Kinds

    def child(self, child: Child) -> At:
        """A child where it is written; one that inherits as the one kind that it is."""
        if child.is_self:
            return At(as_one_kind(self.at.schema), self.at.pointer)
        if self.kinds.keyword:
            return At(child.schema, child.pointer)
        # Its own discriminator stands for the kinds below it too, and those have tags of their own: under this tag only
        # the component itself may be sent.
        ref = child.schema["$ref"]
        return At(as_one_kind(find(self.contract.document, ref)), ref[1:])

    def said(self, child: Child) -> Spot:
        """What a child asks, where that is written."""
        at = self.child(child)
        ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
        if isinstance(ref, str) and len(at.schema) == 1:
            return Spot(ref[1:], find(self.contract.document, ref))
        return Spot(at.pointer, at.schema)

    def is_narrowed(self, child: Child) -> bool:
        """Whether the child at its place also stands for kinds of its own, which do not count under this tag."""
        if child.is_self or self.kinds.keyword:
            return child.is_self
        body = find(self.contract.document, child.schema["$ref"])
        return as_one_kind(body) is not body

    @property
    def is_vague(self) -> bool:
        """Whether it stands by alternatives that it does not tell apart."""
        return bool(self.kinds.keyword) and not self.kinds.selects

    @property
    def inherits(self) -> bool:
        """Whether the kinds build on the schema by `allOf`, so that it stands for them without listing them."""
        # Heirs are known by the name of the component that they inherit from, so a discriminator in a property has
        # none.
        name = _component(self.kinds.pointer)
        heirs = set() if name is None else set(self.hierarchy.below(name))
        return all(child.is_self or _component(_place(self, child)) in heirs for child in self.kinds.children)

    @property
    def hierarchy(self) -> Hierarchy:
        return Hierarchy(self.contract.document, siblings=self.contract.dialect != "3.0")

    def tag_at(self, tag: str) -> str:
        """The pointer of a tag's entry in the mapping."""
        return join(self.kinds.pointer, "discriminator", "mapping", tag)

    def is_implicit(self, tag: str) -> bool:
        """Whether a tag is no more than the name of the schema itself, which any schema has."""
        return unescape_token(self.kinds.pointer.rpartition("/")[2]) == tag


class Pair(NamedTuple):
    """The children of both sides that go by one tag."""

    tag: str
    base: At
    revision: At
    is_narrowed: bool
    """As `Side.is_narrowed`, of either side."""
    children: tuple[Child, Child]

    @property
    def sent_tag(self) -> str:
        """The tag that payloads have; empty if that is not known."""
        return self.tag if all(child.is_bound for child in self.children) else ""


class Told:
    """What comes of matching. `groups` are the alternatives of each side that no tag names."""

    __slots__ = ("accounted", "came", "edits", "groups", "pairs", "unsaid")

    def __init__(self, groups: tuple[Group, Group] | None) -> None:
        self.pairs: list[Pair] = []
        self.edits: list[Edit] = []
        self.groups = groups
        self.came: list[JSON] = []
        """The values of the tags that came beside all that were there."""
        self.accounted: set[str] = set()
        """Alternatives that only one side has."""
        self.unsaid: dict[str, str] = {}
        """The tags of the base that a mapping of the revision leaves unsaid, each with one that it has instead."""


def selecting(contract: Contract, side: Conjunction, at: At) -> Side | None:
    """The discriminator of a conjunction: the first that selects anything, else the first; `None` without one."""
    found = [each for schema, pointer in side.objects if (each := kinds(contract, schema, pointer)) is not None]
    # Several members of an `allOf` may have a discriminator. One that only names its own schema tells nothing apart,
    # and must not hide one that does.
    chosen = next((each for each in found if each.selects), found[0] if found else None)
    return None if chosen is None else Side(contract, at, chosen)


def compare_kinds(base: Side, revision: Side, site: str) -> Told:
    """Match the kinds of two schemas that both have a discriminator."""
    old, new = _by_tag(base.kinds), _by_tag(revision.kinds)
    unsaid = _unsaid(revision, new, old)
    told = Told(_untagged(base.kinds, revision.kinds))
    # Where neither side selects anything, nothing is dispatched by this name.
    if base.kinds.property_name != revision.kinds.property_name and (base.kinds.selects or revision.kinds.selects):
        told.edits.append(_property_edit(base, revision, site))
    gone = [tag for tag in old if tag not in new and tag not in unsaid]
    gone = [tag for tag in gone if not _is_unlisted(base, revision, old[tag], new, tag)]
    # A class that was in between does not become a kind with its last child.
    abstract = {tag for tag in revision.kinds.implied if tag not in old and _is_between(base, tag)}
    came = [tag for tag in new if tag not in old and tag not in abstract]
    more = [tag for tag in came if _is_unlisted(revision, base, new[tag], old, tag)]
    came = [tag for tag in came if tag not in more]
    both = old.keys() & new.keys()
    # The mapping may still name an alternative that was taken out of the `oneOf`: the tag leads to it, but no value of
    # the schema has it any more. So the tag counts as gone, though both sides have it.
    kept = {tag: new.get(tag) or unsaid[tag] for tag in old if tag in both or tag in unsaid}
    unlisted = [tag for tag, child in kept.items() if old[tag].is_listed and not child.is_listed]
    listed = [tag for tag in new if tag in both and new[tag].is_listed and not old[tag].is_listed]
    matched = [(tag, tag) for tag in old if tag in new or tag in unsaid]
    told.unsaid = {
        tag: child.tags[0]
        for tag, child in unsaid.items()
        if tag in old and child.tags[0] in new and tag not in unlisted
    }
    renamed = list(_renamed(base, revision, gone, came, {tag for tag, _ in matched}))
    seen: set[tuple[str, str]] = set()
    for before, after in matched + renamed:
        first, second = old[before], new.get(after) or unsaid[after]
        # Several tags may lead to one child, which is compared once.
        if (first.pointer, second.pointer) in seen:
            continue
        seen.add((first.pointer, second.pointer))
        # The schema itself is compared by the walk that asks here.
        if not (first.is_self and second.is_self):
            told.pairs.append(_pair(after, base, first, revision, second))
    for tag in (tag for tag in new if tag not in old):
        # A class that was in between had no tag, but its fields were sent by the kinds below it. So it is compared with
        # what it was, and not taken for a schema without a past.
        name = _component(_place(revision, new[tag]))
        if name is not None and _is_between(base, name):
            told.pairs.append(_pair(tag, base, _named(base, name), revision, new[tag]))
    for before, after in renamed:
        # Both leave the lists even where no edit follows: a kind by another name neither came nor went.
        gone.remove(before)
        came.remove(after)
        if not _prescribes(base, revision, before, after) and not _is_no_tag(base, revision, before, after):
            told.edits.append(_renamed_edit(base, revision, site, before, after))
    # Added after the renames: a tag that both sides have is never half of a rename.
    gone += unlisted
    came += listed
    told.edits.extend(_removed(base, revision, site, old, gone))
    added = list(_added(base, revision, site, new, came))
    # A parent that a mapping leaves out was never a kind that anything is sent as.
    grows = not renamed and all(old[tag].is_self and base.is_implicit(tag) for tag in gone)
    # A new tag is one more value of the enum only if none went: one in the place of another takes that away.
    for edit in added:
        edit.grows = grows
    told.edits.extend(added)
    # An abstract class that becomes a kind has no edit here, but its tag must not refute the edits around it.
    told.came.extend(value for tag in abstract for value in values_of(tag))
    if grows:
        # Clients take new values of a list; what a pattern matches is none.
        enums = [tag for tag in more if _lists_as_enum(revision, new[tag], tag)]
        told.came.extend(value for tag in came + enums for value in values_of(tag))
    # The edit of the tag tells of the alternative as well, which is not counted a second time.
    told.accounted.update(old[tag].pointer for tag in gone)
    told.accounted.update(new[tag].pointer for tag in came)
    first_default, second_default = base.kinds.default, revision.kinds.default
    if first_default is not None and second_default is not None:
        told.pairs.append(_pair("", base, first_default, revision, second_default))
    return told


def untolerated(
    edit: Edit, base: JSON, side: Side, is_known: Callable[[JSON, JSON], bool], is_taken: Callable[[JSON, JSON], bool]
) -> Edit | None:
    """The half of an added subtype that no client has to cope with, if it can be sent without its tag.

    `is_known(base, kind)`: whether clients that cope with unknown tags take all that the kind admits. `is_taken`: the
    same of what is sent of it without a tag that clients do not know, which may be nothing.
    """
    child = _by_tag(side.kinds).get(edit.name or "")
    if child is None or child.is_self:
        return None
    tags = child.sent
    name = side.kinds.property_name
    kind: JSON = {"allOf": [child.schema], **(tagged_with(name, tags) if tags and child.is_bound else {})}
    # Clients that cope with unknown tags cope with all of it: the edit stays whole.
    if is_known(base, kind):
        return None
    known: list[str] = []
    if not child.is_bound:  # it is sent with tags that no client knows, unless other kinds have them
        known = [tag for other in side.kinds.children if other.is_bound for tag in other.sent]
    untagged = tagged_with(name, known) if known else {"properties": {name: False}}
    kind = {"allOf": [side.at.schema, child.schema], **untagged}
    if is_taken(base, kind):
        return None
    # From the server, the kind is more than a new value of the tag, so the policy on new values must not tolerate it: a
    # question of its own decides. To the server, the edit stays as it is.
    half = copy(edit)
    half.question, half.grows, half.mask, half.is_half = (base, kind, "both"), False, FROM_SERVER, True
    edit.mask, edit.is_half = TO_SERVER, True
    return half


def lost_tags(base: Side, revision: Side, site: str) -> list[Edit]:
    """The tags that a mapping listed and that lead elsewhere now, where one side does not tell its kinds apart."""
    old, new = _by_tag(base.kinds), _by_tag(revision.kinds)
    now = {_place(revision, child): tag for tag, child in new.items() if tag not in old}
    edits: list[Edit] = []
    gone = []
    for tag in base.kinds.written.get("explicit", ()):
        if tag not in old:
            continue
        place = _place(base, old[tag])
        if tag in new and _place(revision, new[tag]) == place:
            continue
        # The child has another tag now: told as one rename, and not as a tag that went.
        if place in now:
            edits.append(_renamed_edit(base, revision, site, tag, now[place]))
        elif tag not in new:
            gone.append(tag)
    return [*edits, *_removed(base, revision, site, old, gone)]


def _prescribes(base: Side, revision: Side, before: str, after: str) -> bool:
    """Whether a child prescribed one tag and prescribes the other one now, so that its own edit tells of it."""
    if before not in base.kinds.constant or after not in revision.kinds.constant:
        return False
    old = _listed(base, _by_tag(base.kinds)[before])
    new = _listed(revision, _by_tag(revision.kinds)[after])
    return after not in (old or ()) and before not in (new or ())


def _is_unlisted(side: Side, other: Side, child: Child, there: dict[str, Child], tag: str) -> bool:
    """Whether a child lists one of its tags that its counterpart does not list, so that its own edit tells of it."""
    if tag not in side.kinds.constant or tag in side.kinds.written.get("explicit", ()):
        return False
    # Without another tag in common the child itself came or went, of which no list of values tells.
    counterpart = next((there[known] for known in child.tags if known in there), None)
    return counterpart is not None and tag not in (_listed(other, counterpart) or (tag,))


def _is_no_tag(base: Side, revision: Side, before: str, after: str) -> bool:
    """Whether one of two names of a child is none of its tags, so that another one is no other tag.

    Where both are refused, they are if a mapping lists them.
    """
    old, new = _by_tag(base.kinds)[before], _by_tag(revision.kinds)[after]
    if old.is_bound and new.is_bound:
        return False
    return old.is_bound != new.is_bound or _place(base, old) != _place(revision, new)


def _listed(side: Side, child: Child) -> list[str] | None:
    """The values that a child lists for the property of its tag; `None` where it lists none."""
    return side.hierarchy.constants(side.child(child).schema, side.kinds.property_name)


def _lists_as_enum(side: Side, child: Child, tag: str) -> bool:
    """Whether a child lists one of its tags as a value, and not by a pattern."""
    siblings = side.contract.dialect != "3.0"
    enums = Hierarchy(side.contract.document, siblings=siblings, patterns=False)
    return tag in (enums.constants(side.child(child).schema, side.kinds.property_name) or ())


def _pair(tag: str, base: Side, old: Child, revision: Side, new: Child) -> Pair:
    narrowed = base.is_narrowed(old) or revision.is_narrowed(new)
    return Pair(tag, base.child(old), revision.child(new), narrowed, (old, new))


def under_its_tags(base: Side, revision: Side, pair: Pair) -> Pair:
    """A pair of kinds with their tags beside, if one side lists them in the child and the other one does not.

    A payload that is sent to the child has one of its tags anyway, so that listing them there says nothing.
    """
    old, new = pair.children
    name = base.kinds.property_name
    # If what is sent need not have one of the tags, writing them beside the child would cut off payloads.
    if name != revision.kinds.property_name or pair.is_narrowed or not (old.is_bound and new.is_bound):
        return pair
    if base.kinds.loose or revision.kinds.loose or not old.tags or {*old.tags} != {*new.tags}:
        return pair
    bodies = _body(base, old), _body(revision, new)
    if bodies[0].schema == bodies[1].schema:
        return pair  # it lists what it listed before
    listed = _listed(base, old), _listed(revision, new)
    left = [[tag for tag in old.tags if values is None or tag in values] for values in listed]
    if listed[0] == listed[1] or left[0] != left[1] or not left[0]:
        return pair
    if None not in listed and old.beside != new.beside:
        return pair  # what is listed may be sent, though no tag is the same
    tags = At(tagged_with(name, old.tags), join(base.kinds.pointer, "discriminator"))
    if any(has_kinds(at.schema) and at.schema["discriminator"]["mapping"] for at in bodies):
        return pair  # it selects among kinds of its own
    fields = sorted(_as_field(side, at, name) for side, at in zip((base, revision), bodies, strict=True))
    if fields == [(False, False), (True, True)]:
        return pair  # a field that came or went is more than what is asked of it
    return pair._replace(base=both([tags, bodies[0]]), revision=both([tags, bodies[1]]))


def _as_field(side: Side, body: At, name: str) -> tuple[bool, bool]:
    """Whether a child declares its tag, as any field, and whether it asks for it."""
    whole = conjunction(side.contract, body)
    return name in whole.properties, name in whole.required


def _body(side: Side, child: Child) -> At:
    """A child where its schema is, if it only refers to that."""
    said = side.said(child)
    return At(said.value, said.pointer)


def _by_tag(found: Kinds) -> dict[str, Child]:
    return {tag: child for child in found.children for tag in child.tags}


def _unsaid(side: Side, tags: dict[str, Child], wanted: Iterable[str]) -> dict[str, Child]:
    """The names of components that name a kind still, though a mapping goes by other tags, or leaves them out.

    Source: OpenAPI 3.1.1, 4.8.25.4: a value is a component's name "unless a mapping is present for that value".
    """
    children = (child for child in side.kinds.children if side.kinds.constant.isdisjoint(child.tags))
    named = ((_component(_place(side, child)), child) for child in children)
    found = {name: child for name, child in named if name is not None and name not in tags}
    for tag in wanted:
        if tag not in tags and tag not in found and _is_between(side, tag):
            found[tag] = _named(side, tag)
    return found


def _named(side: Side, name: str) -> Child:
    """The component of a name as a kind, though no tag selects it."""
    return Child((name,), {"$ref": f"#/components/schemas/{escape_token(name)}"}, side.tag_at(name))


def _is_between(side: Side, name: str) -> bool:
    """Whether a component inherits from the schema, and some of the kinds from it."""
    body = find(side.contract.document, f"#/components/schemas/{escape_token(name)}")
    if side.kinds.keyword or as_written(body) is body:
        return False
    kinds_of_all = set(side.kinds.written["mapping"].values())
    below = set(body["discriminator"]["mapping"].values()) - {SELF}
    return bool(below) and below <= kinds_of_all


def _component(place: str) -> str | None:
    section, _, name = place.rpartition("/")
    return unescape_token(name) if section == "/components/schemas" else None


def _untagged(base: Kinds, revision: Kinds) -> tuple[Group, Group] | None:
    if not base.untagged and not revision.untagged:
        return None
    old, new = (
        Group(
            each.keyword or other.keyword,
            tuple(At(schema, pointer) for schema, pointer in each.untagged),
            each.pointer,
        )
        for each, other in ((base, revision), (revision, base))
    )
    return old, new


def _renamed(base: Side, revision: Side, gone: list[str], came: list[str], kept: set[str]) -> Iterator[tuple[str, str]]:
    """A child of which every tag is another one now: the same schema on both sides, or one with the same content."""
    old, new = _by_tag(base.kinds), _by_tag(revision.kinds)
    left = [tag for tag in gone if kept.isdisjoint(old[tag].tags)]
    right = [tag for tag in came if kept.isdisjoint(new[tag].tags)]
    # By component first: of two kinds with the same content, the one that kept its component is the same one.
    for key in (_place, _content):
        waiting: dict[Any, list[str]] = {}
        for tag in right:
            waiting.setdefault(key(revision, new[tag]), []).append(tag)
        for tag in list(left):
            partners = waiting.get(key(base, old[tag]))
            if partners:
                yield tag, partners[0]
                left.remove(tag)
                right.remove(partners.pop(0))


def _place(side: Side, child: Child) -> str:
    """What tells a child from others: the component that it is, else its place."""
    if child.is_self:
        return "self"
    at = side.child(child)
    ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
    return ref[1:] if isinstance(ref, str) else at.pointer


def _content(side: Side, child: Child) -> bytes:
    """The text of a child, whatever its component is called."""
    schema = side.child(child).schema
    ref = schema.get("$ref") if isinstance(schema, dict) else None
    return text_of(find(side.contract.document, ref) if isinstance(ref, str) else schema, sort=True)


def _property_edit(base: Side, revision: Side, site: str) -> Edit:
    old, new = base.kinds.property_name, revision.kinds.property_name
    spots = [Spot(join(side.kinds.pointer, "discriminator", "propertyName"), side.kinds.property_name)
             for side in (base, revision)]  # fmt: skip
    params = tag_params(site, old) | {"renamed_to": new, "base": shown(old), "revision": shown(new)}
    return Edit("discriminator-property-changed", spots[0], spots[1], name=old, renamed_to=new, params=params)


def _renamed_edit(base: Side, revision: Side, site: str, before: str, after: str) -> Edit:
    params = tag_params(site, before) | {"renamed_to": after}
    spots = Spot(base.tag_at(before), before), Spot(revision.tag_at(after), after)
    return Edit("subtype-renamed", *spots, name=before, renamed_to=after, params=params)


def _removed(base: Side, revision: Side, site: str, old: dict[str, Child], gone: list[str]) -> Iterator[Edit]:
    holder = Spot(join(revision.kinds.pointer, "discriminator"))
    for tag in gone:
        # Any schema goes by its own name, so this tag says nothing beyond the schema itself.
        if old[tag].is_self and base.is_implicit(tag):
            continue
        edit = _alone("subtype-removed", site, tag, (Spot(base.tag_at(tag), old[tag].schema), holder),
                      _question(base, revision, tag, is_added=False))  # fmt: skip
        edit.own = (tag, base.said(old[tag])), _NOTHING
        yield edit
    # Both sides of this question are the old schema: without a default, it has the payloads with listed tags alone.
    default = base.kinds.default
    if default is not None and revision.kinds.default is None:
        spots = Spot(default.pointer, default.schema["$ref"]), holder
        known = _known(base)
        yield _alone("subtype-removed", site, None, spots, (base.at.schema, _all(base.at.schema, known), "base"))


def _added(base: Side, revision: Side, site: str, new: dict[str, Child], came: list[str]) -> Iterator[Edit]:
    holder = Spot(join(base.kinds.pointer, "discriminator"))
    for tag in came:
        if new[tag].is_self and revision.is_implicit(tag):
            continue
        edit = _alone("subtype-added", site, tag, (holder, Spot(revision.tag_at(tag), new[tag].schema)),
                      _question(base, revision, tag, is_added=True))  # fmt: skip
        edit.own = _NOTHING, (tag, revision.said(new[tag]))
        yield edit
    default = revision.kinds.default
    if default is not None and base.kinds.default is None:
        spots = holder, Spot(default.pointer, default.schema["$ref"])
        known = _known(revision)
        question = (_all(revision.at.schema, known), revision.at.schema, "revision")
        yield _alone("subtype-added", site, None, spots, question)


def _question(base: Side, revision: Side, tag: str, *, is_added: bool) -> Any:
    """What a tag's coming or going changes: all that it stands for, if tags tell the kinds apart.

    Where the other side has a schema for any other tag, that is what the tag stood for there.
    """
    here, there = (revision, base) if is_added else (base, revision)
    name = here.kinds.property_name
    children = _by_tag(here.kinds)
    child = children[tag]
    tagged = {**tagged_with(name, child.instead or [tag]), "required": [name]} if child.is_bound else {}
    # On the other side the tag was not invalid: it stood for the default. So the whole schemas are compared under it.
    if there.kinds.default is not None:
        return _all(base.at.schema, tagged), _all(revision.at.schema, tagged), "both"
    schemas = {known: here.at.schema if child.is_self else child.schema for known, child in children.items()}
    kind = {"allOf": [schemas.pop(tag)], **tagged}
    # Where tags do not tell the kinds apart, a payload of this one may be valid as another kind, and is then not lost.
    without: JSON = {"anyOf": list(schemas.values())} if here.kinds.loose and schemas else False
    whole = kind if without is False else {"anyOf": [*without["anyOf"], kind]}
    return (without, whole, "revision") if is_added else (whole, without, "base")


def _known(side: Side) -> JSON:
    return {**tagged_with(side.kinds.property_name, side.kinds.tags), "required": [side.kinds.property_name]}


def _all(*schemas: JSON) -> JSON:
    return {"allOf": list(schemas)}


def _alone(rule: RuleId, site: str, tag: str | None, spots: tuple[Spot, Spot], question: Any) -> Edit:
    name = ANY_OTHER if tag is None else tag
    return Edit(rule, *spots, name=name, params=tag_params(site, name), asks=True, question=question, alone=True)


def tag_params(site: str, name: str) -> dict[str, str]:
    where = phrase(site)
    return {"where": where, "holder": where, "name": name, "keyword": "discriminator", "base": "", "revision": ""}
