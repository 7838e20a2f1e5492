"""Discriminators of one side alone, and alternatives that came or went beside one that stays."""

from __future__ import annotations

from apidiff.comparing.edits import Edit, Spot
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At, Conjunction
from apidiff.comparing.schemas.subtypes import Kinds
from apidiff.comparing.schemas.tagged import Side, tag_params
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.discriminators import INLINE


def one_sided(base: Side | None, revision: Side | None, at: tuple[At, At], pairs: list[tuple[At, At]] | None) -> Edit:
    """A discriminator that only one side has. `pairs` are the alternatives that both sides have, if it stands by some.

    The side without it is read as if any of its alternatives could be meant: that two of them match is what a
    discriminator is there to settle, and no reason to refuse a value.
    """
    here = revision or base
    assert here is not None
    schemas = [each.schema for each in at]
    if here.kinds.keyword and pairs:
        keyword = here.kinds.keyword
        members = [[pair[index].schema for pair in pairs] for index in (0, 1)]
        index = 0 if revision is None else 1
        schemas[index] = {keyword: members[index], "discriminator": _among(here.kinds, members[index])}
        schemas[1 - index] = {"anyOf": members[1 - index]}
    pointer = join(here.kinds.pointer, "discriminator")
    spots = [Spot(each.pointer) for each in at]
    spots[0 if revision is None else 1] = Spot(pointer, here.kinds.written)
    params = tag_params(at[1].pointer, here.kinds.property_name)
    rule: RuleId = "discriminator-removed" if revision is None else "discriminator-added"
    return Edit(rule, spots[0], spots[1], params=params, asks=True, question=(schemas[0], schemas[1], "both"))


def without_it(here: Side, at: At, pairs: list[At]) -> tuple[JSON, JSON] | None:
    """One side with the discriminator that it alone has, and without; `None` if it stands in a part of that.

    `pairs`: its alternatives that the other side has, too, as for `one_sided`.
    """
    if here.kinds.keyword and pairs:
        members = [each.schema for each in pairs]
        return {here.kinds.keyword: members, "discriminator": _among(here.kinds, members)}, {"anyOf": members}
    if here.kinds.keyword or not isinstance(at.schema, dict) or here.kinds.pointer != at.pointer:
        return None
    return at.schema, _without_discriminator(at.schema)


def under_either_keyword(found: Kinds) -> tuple[JSON, JSON] | None:
    """The alternatives of a discriminator under `oneOf` and under `anyOf`; `None` where tags name all of them."""
    if not found.untagged:
        return None
    members = [child.schema for child in found.children if child.is_listed] + [schema for schema, _ in found.untagged]
    keywords = ("oneOf", "anyOf")
    first, second = ({kw: members, "discriminator": _among(found._replace(keyword=kw), members)} for kw in keywords)
    return first, second


def _among(found: Kinds, members: list[JSON]) -> dict[str, JSON]:
    """A discriminator that knows no other children than these alternatives."""
    mapping: dict[str, JSON] = {}
    for child in found.children:
        if child.schema in members:
            place = f"{INLINE}{found.keyword}/{members.index(child.schema)}"
            refs = {tag: found.written["mapping"][tag] for tag in child.tags}
            # An alternative without a name goes by its place, which is another one among fewer members.
            mapping |= {tag: place if ref.startswith(INLINE) else ref for tag, ref in refs.items()}
    # The default may lead to a schema that is none of the members.
    return {key: value for key, value in found.written.items() if key != "defaultMapping"} | {"mapping": mapping}


def unlisted_edit(base: Side, revision: Side, sides: tuple[Conjunction, Conjunction], at: tuple[At, At]) -> Edit | None:
    """Alternatives that came or went beside a discriminator that stays; `None` if the kinds inherit instead.

    A mapping alone says which schema a tag stands for. It refuses nothing: that takes alternatives, or kinds that build
    on the schema. Source: OpenAPI 3.1.1, 4.8.25.
    """
    index = 0 if revision.kinds.keyword else 1
    # Kinds that inherit stand for the same values, listed or not.
    if (base, revision)[index].inherits:
        return None
    schemas = [each.schema for each in at]
    schemas[index] = {"allOf": [_without_discriminator(schema) for schema, _ in sides[index].objects]}
    words = [side.kinds.keyword or "no alternatives" for side in (base, revision)]
    where = phrase(at[1].pointer)
    params = {
        "where": where,
        "holder": where,
        "name": where,
        "keyword": "oneOf",
        "base": words[0],
        "revision": words[1],
    }
    old, new = (Spot(each.pointer, each.schema) for each in at)
    edit = Edit("composition-changed", old, new, params=params, asks=True, alone=True)
    edit.question = schemas[0], schemas[1], "both"
    return edit


def _without_discriminator(schema: dict[str, JSON]) -> dict[str, JSON]:
    return {keyword: value for keyword, value in schema.items() if keyword != "discriminator"}
