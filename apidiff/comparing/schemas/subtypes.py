"""The kinds that a discriminator tells apart: a schema in the normal form in, its children by tag out.

The normal form (`openapi.discriminators`) has every tag in `mapping`. Beside `oneOf` or `anyOf` the children are the
alternatives; elsewhere they are the components that inherit from the schema, and `SELF` is the schema itself.

Source: OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25; 3.2.0, 4.25 (the Discriminator Object).
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from apidiff.comparing.pointers import join
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.discriminators import INLINE
from apidiff.openapi.hierarchy import leaves, listed_texts, referred, target
from apidiff.openapi.keywords import is_null_type
from apidiff.openapi.pointers import ABSENT, find
from apidiff.openapi.tags import SELF

LISTED = frozenset({"beside", "constant", "explicit", "implied", "instead", "prescribed"})
"""What the normal form says of the children and of how the tags are written; it selects nothing."""


class Child(NamedTuple):
    """What some tags stand for: a schema and where it is written; `None` is the schema with the discriminator."""

    tags: tuple[str, ...]
    schema: JSON
    pointer: str
    is_listed: bool = True
    """False if a mapping names it beside alternatives that do not: it is reached, but no value of the schema."""
    instead: tuple[str, ...] = ()
    """What it lists where it refuses each of its tags: what is sent is one of these, as far as can be known."""
    beside: tuple[str, ...] = ()
    """What it lists and no tag is: it selects nothing, but is valid where the child is."""
    is_bound: bool = True
    """Whether what is sent has one of its tags; not where the child refuses each of them, and lists no other ones."""
    unsaid: tuple[str, ...] = ()
    """The names that were its tags on the other side, and are still, though a mapping has other tags for it."""

    @property
    def is_self(self) -> bool:
        return self.schema is None

    @property
    def sent(self) -> tuple[str, ...]:
        """The tags that its payloads have, as far as they are known."""
        return self.instead or (*self.tags, *self.unsaid)


class Kinds(NamedTuple):
    """What one discriminator selects among."""

    property_name: str
    pointer: str
    """Of the schema that holds the discriminator."""
    keyword: str
    """`oneOf` or `anyOf`; empty where the children inherit from the schema."""
    children: tuple[Child, ...]
    untagged: tuple[tuple[JSON, str], ...]
    """The alternatives that no tag names, each with its pointer."""
    default: Child | None
    """What any other tag, or none, stands for (3.2)."""
    constant: frozenset[str]
    """The tags that the child itself prescribes."""
    implied: frozenset[str]
    """The tags that a mapping leaves out, which are names of components that inherit all the same."""
    loose: bool
    """Whether the tags do not tell the children apart."""
    written: dict[str, JSON]
    """The discriminator in the normal form."""
    own: tuple[str, ...] = ()
    """What the schema itself lists and no tag is, where the children inherit: valid, though it selects none."""
    unions: frozenset[str] = frozenset()
    """Where the unions are written that are alternatives themselves, whose members are children here."""

    @property
    def selects(self) -> bool:
        """Whether there is anything to select: a schema that only names itself is not narrowed by that."""
        return not (self.loose and self.keyword) and any(not child.is_self for child in self._all())

    def are_told_apart(self, is_bound: Callable[[Child], bool]) -> bool:
        """Whether it selects, and of alternatives some tag that a payload can have: `is_bound` says so of a child."""
        is_sure = not self.keyword or self.default is not None
        return self.selects and (is_sure or any(map(is_bound, self.children)))

    @property
    def tags(self) -> list[str]:
        return [tag for child in self.children for tag in child.tags]

    @property
    def values(self) -> list[str]:
        """The tags that payloads have, as far as they are known."""
        return [tag for child in self.children for tag in child.sent]

    def _all(self) -> Iterator[Child]:
        yield from self.children
        if self.default is not None:
            yield self.default


def has_kinds(schema: JSON) -> bool:
    """Whether a schema has a discriminator in the normal form, or is a component that inherits from one that has."""
    discriminator = schema.get("discriminator") if isinstance(schema, dict) else None
    return (
        isinstance(discriminator, dict)
        and isinstance(discriminator.get("mapping"), dict)
        and isinstance(discriminator.get("propertyName"), str)
    )


def without_kinds(schema: dict[str, JSON]) -> dict[str, JSON]:
    """A schema as those have it that inherit from it: without its discriminator, and what that selects among.

    Alternatives that are no components are none of those that inherit, so they hold for these as well.
    """
    if not has_kinds(schema):
        return schema
    dropped = {"discriminator"}
    keyword = _keyword(schema)
    # An heir joins its parent by `allOf` and would otherwise have to match one of the parent's alternatives, among
    # which it is itself: a circle that nothing but the tag takes apart.
    named = keyword and any(referred(member) is not None for member in schema[keyword])
    if named and schema["discriminator"]["mapping"] and not schema["discriminator"].get("loose"):
        dropped.add(keyword)
    return {key: value for key, value in schema.items() if key not in dropped}


def selects_by_keyword(schema: JSON) -> bool:
    """Whether a discriminator selects among alternatives beside it, and not among those that inherit."""
    return isinstance(schema, dict) and bool(_keyword(schema))


def as_written(schema: JSON) -> JSON:
    """A schema without the discriminator that it only has by inheritance."""
    if not has_kinds(schema) or not schema["discriminator"].get("inherited"):
        return schema
    return {key: value for key, value in schema.items() if key != "discriminator"}


def as_one_kind(schema: JSON) -> JSON:
    """A schema that inherits, as the one kind that it is itself: without those that inherit from it in turn."""
    # Alternatives beside the discriminator are what the schema asks of a value, and stay.
    if not has_kinds(schema) or _keyword(schema) or not schema["discriminator"]["mapping"]:
        return schema
    return {**schema, "discriminator": {**schema["discriminator"], "mapping": {}}}


def is_one_kind(contract: Contract, child: Child) -> bool:
    """Whether a child that inherits selects among no alternatives of its own."""
    body = find(contract.document, child.schema["$ref"]) if isinstance(child.schema, dict) else None
    return isinstance(body, dict) and not (has_kinds(body) and _keyword(body))


def kinds(contract: Contract, schema: dict[str, JSON], pointer: str) -> Kinds | None:
    """What the discriminator of a schema at `pointer` selects among; `None` without a discriminator."""
    if not has_kinds(schema):
        return None
    written: dict[str, Any] = schema["discriminator"]
    instead, beside = (
        {ref: tuple(values) for ref, values in written.get(key, {}).items()} for key in ("instead", "beside")
    )

    def child(tags: list[str], member: JSON, at: str, leads_to: str, *, is_listed: bool = True) -> Child:
        return Child(tuple(tags), member, at, is_listed, instead.get(leads_to, ()), beside.get(leads_to, ()))

    by_target: dict[str, list[str]] = {}
    for tag, ref in written["mapping"].items():
        if isinstance(ref, str) and (ref == SELF or ref.startswith(INLINE) or _leads(contract, ref)):
            by_target.setdefault(ref, []).append(tag)
    keyword = _keyword(schema)
    children: list[Child] = []
    untagged: list[tuple[JSON, str]] = []
    unions: set[str] = set()
    siblings = contract.dialect != "3.0"
    for index, member in enumerate(schema[keyword] if keyword else ()):
        ref = referred(member)
        # Both sides of the look-up are in the normal form: an alternative without a name goes by its place.
        place = f"{INLINE}{keyword}/{index}" if ref is None else target(contract.document, ref, siblings=siblings)
        # A reference that leads nowhere has no place. `?` is none of the targets, while "" is `SELF`.
        leads_to = place or "?"
        named = by_target.pop(leads_to, None)
        at = join(pointer, keyword, index)
        if named:
            children.append(child(named, member, at, leads_to))
        # Tags may lead past a union to its members, as `Animal: oneOf: [Pet, Wolf]` where `Pet` is `oneOf: [Cat, Dog]`.
        elif nested := _nested(contract, member, at, written["propertyName"], by_target):
            unions |= {leaf_at.rsplit("/", 2)[0] for _, leaf_at, _ in nested}
            for leaf, leaf_at, below in nested:
                if below is None:
                    untagged.append((leaf, leaf_at))
                else:
                    children.append(child(by_target.pop(below), leaf, leaf_at, below))
        # An alternative that is `false` stands for nothing.
        elif member is not False:
            untagged.append((member, at))
    # What is left leads to no alternative: to components that inherit, that only the mapping names, or that are one of
    # several in an alternative.
    within = _within(contract, schema[keyword], written["propertyName"]) if keyword and by_target else frozenset()
    for ref, named in by_target.items():
        if ref.startswith(INLINE):
            continue
        at = join(pointer, "discriminator", "mapping", named[0])
        if ref == SELF:
            children.append(Child(tuple(named), None, pointer))
        else:
            children.append(child(named, {"$ref": ref}, at, ref, is_listed=not keyword or ref in within))
    return Kinds(
        written["propertyName"],
        pointer,
        keyword,
        tuple(children),
        tuple(untagged),
        _default(contract, written, pointer),
        frozenset(written.get("constant", ())),
        frozenset(written.get("implied", ())),
        bool(written.get("loose")),
        written,
        () if keyword else beside.get(SELF, ()),
        frozenset(unions),
    )


def _within(contract: Contract, members: list[JSON], property_name: str) -> frozenset[str | None]:
    """What the alternatives that are unions lead to."""
    siblings = contract.dialect != "3.0"
    found = (
        leaf
        for each in members
        for leaf, _ in leaves(contract.document, each, "", property_name, siblings=siblings) or ()
    )
    refs = (referred(leaf) for leaf in found)
    return frozenset(target(contract.document, ref, siblings=siblings) for ref in refs if ref is not None)


def _nested(
    contract: Contract, member: JSON, at: str, property_name: str, by_target: dict[str, list[str]]
) -> list[tuple[JSON, str, str | None]] | None:
    """The alternatives, each with its place and its target, that one stands for which is only a union of them.

    What is written in place has no target. `None` unless tags name all others, and none of these is valid under it.
    """
    siblings = contract.dialect != "3.0"
    found: list[tuple[JSON, str, str | None]] = []
    for leaf, place in leaves(contract.document, member, at, property_name, siblings=siblings) or ():
        ref = referred(leaf)
        if ref is None:
            found.append((leaf, place, None))
            continue
        leads_to = target(contract.document, ref, siblings=siblings)
        if leads_to is None or leads_to not in by_target or any(leads_to == known for _, _, known in found):
            # All or none: a union of which some member has no tag stands for more than its members with tags.
            return None
        found.append((leaf, place, leads_to))
    tagged = {leads_to: by_target[leads_to] for _, _, leads_to in found if leads_to is not None}
    inline = [leaf for leaf, _, leads_to in found if leads_to is None]
    return found if tagged and all(_is_apart(contract, leaf, property_name, tagged) for leaf in inline) else None


def _is_apart(contract: Contract, leaf: JSON, property_name: str, tagged: dict[str, list[str]]) -> bool:
    """Whether no value is valid under a schema without a tag and under a kind, by its type or by the tags it lists.

    In a union within a union, a value that is both counts otherwise than in one union of all.
    """
    if is_null_type(leaf):
        kinds = (find(contract.document, leads_to) for leads_to in tagged)
        return all(isinstance(kind, dict) and kind.get("type") == "object" for kind in kinds)
    if not isinstance(leaf, dict) or leaf.get("type") != "object":
        return False
    required, properties = leaf.get("required"), leaf.get("properties")
    own = properties.get(property_name) if isinstance(properties, dict) else None
    if not isinstance(own, dict) or not isinstance(required, list) or property_name not in required:
        return False
    listed = listed_texts(own, patterns=False)
    return bool(listed) and {tag for tags in tagged.values() for tag in tags}.isdisjoint(listed or ())


def _default(contract: Contract, written: dict[str, Any], pointer: str) -> Child | None:
    ref = written.get("defaultMapping")
    if not isinstance(ref, str) or not _leads(contract, ref):
        return None
    return Child((), {"$ref": ref}, join(pointer, "discriminator", "defaultMapping"))


def _leads(contract: Contract, ref: str) -> bool:
    return ref.startswith("#/") and find(contract.document, ref) is not ABSENT


def _keyword(schema: dict[str, JSON]) -> str:
    return next((keyword for keyword in ("oneOf", "anyOf") if isinstance(schema.get(keyword), list)), "")


def tagged_with(property_name: str, tags: tuple[str, ...] | list[str], listed: tuple[str, ...] = ()) -> dict[str, JSON]:
    """A schema of the objects that have one of the tags, or what is `listed` beside them, or no tag at all."""
    # Not `required`: whoever needs the tag to be there adds that.
    values = [value for tag in tags for value in values_of(tag)]
    return {"properties": {property_name: {"enum": values + [value for text in listed for value in _read(text)]}}}


def _read(text: str) -> list[JSON]:
    """The values that a hierarchy lists by this text: the text, and null, a number or an object that it is JSON of."""
    try:
        return [text, orjson.loads(text)]
    except orjson.JSONDecodeError:
        return [text]


def values_of(tag: str) -> list[JSON]:
    """The values that a tag stands for: a text, and what else is written that way (3.1.1, 4.8.25.4)."""
    # `true` and `1.5` are written as tags of a mapping, whose keys are texts, and may be sent as a boolean or a number;
    # `null` likewise, where a kind lists nothing else for its tag.
    text, *others = _read(tag)
    return [text, *(value for value in others if value is None or isinstance(value, bool | int | float))]
