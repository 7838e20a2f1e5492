"""The tags that mapping and names give to children, and what these list for them, in; the tags as they have them out.

A mapping is what the author wrote about the tags, so what it lists is a tag, whatever the child says. A child that no
mapping names goes by the values that it alone lists, or by those that are its name in another case, or else by its
name. A list that several children share, as one that their parent has for all of them, says nothing of any one.

A value that a child lists and no tag is, selects nothing ("validation SHOULD fail"), but validators find it valid all
the same, and the author wrote it down: it is `beside` the tags, as what the child may hold.

Source: OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25; 3.2.0, 4.25 (the Discriminator Object).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

SELF = ""
"""What a tag is mapped to that names the schema with the discriminator itself."""


class Tags:
    """What came of it, in the words of the normal form (`discriminators`)."""

    __slots__ = ("beside", "constant", "instead", "is_prescribed", "loose", "mapping")

    def __init__(self) -> None:
        self.mapping: dict[str, str] = {}
        self.constant: list[str] = []
        self.instead: dict[str, list[str]] = {}
        self.beside: dict[str, list[str]] = {}
        """By child that lists some of its tags: what it lists and no tag is."""
        self.loose = False
        self.is_prescribed = False
        """Whether each child lists its own tags and nothing else, so that the mapping says nothing new."""

    def name(self, tags: Iterable[str], ref: str) -> None:
        """Let tags name a child; those that name another one already do not tell the two apart."""
        new = dict.fromkeys(tags, ref)
        self.loose |= not self.mapping.keys().isdisjoint(new)
        self.mapping |= new


def told_apart(tags: dict[str, str], explicit: dict[str, str], listed: dict[str, list[str] | None]) -> Tags:
    """The tags of all children.

    `tags` has what each stands for, by a mapping (`explicit`) or by the names; `listed` the values that each child
    lists for the property, or `None`.
    """
    by_target: dict[str, list[str]] = {}
    for tag, ref in tags.items():
        by_target.setdefault(ref, []).append(tag)
    found = Tags()
    contrary: list[tuple[str, list[str]]] = []
    count = _count(listed)
    for ref, named in by_target.items():
        values = listed.get(ref)
        if values is None:
            found.name(named, ref)
            continue
        # A child is named by the mapping or by names, never by both, so that its first tag tells which.
        agreed = [tag for tag in named if tag in values]
        if not agreed and named[0] not in explicit:
            agreed = _in_another_case(named, values)
        if agreed and named[0] not in explicit and ref != SELF:  # what it alone lists as well are tags of its own
            agreed += [value for value in values if value not in agreed and value not in tags and count[value] == 1]
        if not agreed and ref != SELF:  # a parent that lists no value of its own for the tag is an abstract class
            contrary.append((ref, values))
        found.constant += agreed
        found.name(named if named[0] in explicit else agreed, ref)
    if contrary:
        _add_contrary(found, contrary, by_target, explicit, listed)
    named_by: dict[str, set[str]] = {}
    for tag, ref in found.mapping.items():
        named_by.setdefault(ref, set()).add(tag)
    for ref, values in listed.items():
        more = [value for value in values or () if value not in found.mapping]
        if more and not named_by.get(ref, {SELF}).isdisjoint((*found.constant, SELF)):
            found.beside[ref] = more
    found.is_prescribed = not found.loose and all(set(listed.get(ref) or ()) == named_by[ref] for ref in named_by)
    return found


def _add_contrary(
    found: Tags,
    contrary: list[tuple[str, list[str]]],
    by_target: dict[str, list[str]],
    explicit: dict[str, str],
    listed: dict[str, list[str] | None],
) -> None:
    """Add the children that list none of their tags, by what they list and no other child is known to go by."""
    # Before any of them is added, so that their order does not decide what is left for the others.
    used = frozenset(found.mapping)
    count = _count(listed)
    claimed: set[str] = set()
    for ref, values in contrary:
        named = by_target[ref]
        is_mapped = named[0] in explicit  # others were looked for in another case already
        likely = (_in_another_case(named, values) if is_mapped else None) or values
        left = [value for value in likely if value not in used]
        found.loose |= not claimed.isdisjoint(left)
        if found.loose:  # the tags are those that are written then
            return
        claimed.update(left)
        if not is_mapped and all(count[value] == 1 for value in left):
            found.constant += left
            found.name(left, ref)
            continue
        if left:
            found.instead[ref] = left
        if not is_mapped:
            found.name(named, ref)


def _count(listed: dict[str, list[str] | None]) -> Counter[str]:
    """How many children list each value; the list of the parent is of all of them."""
    return Counter(value for ref, values in listed.items() if ref != SELF for value in values or ())


def listed_too(discriminator: dict[str, Any], refs: Iterable[str]) -> dict[str, Any]:
    """What children list in place of their tags and beside them, of a discriminator that selects among some of them."""
    found: dict[str, Any] = {}
    refs = [*refs]
    for keyword in ("instead", "beside"):
        values = discriminator.get(keyword, {})
        kept = {ref: values[ref] for ref in refs if ref in values}
        found |= {keyword: kept} if kept else {}
    return found


def _in_another_case(tags: list[str], values: list[str]) -> list[str]:
    """The values that are one of the tags but for case and punctuation: `CREDIT_CARD` of `CreditCard`."""
    known = {_letters(tag) for tag in tags}
    return [value for value in values if _letters(value) in known]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
