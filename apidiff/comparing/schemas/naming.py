"""The names that a client can know from a schema: a schema in, the properties below it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, values_of
from apidiff.comparing.schemas.subtypes import has_kinds, without_kinds
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS, OF_MEMBERS, negated_twice, schemas_in, written_form
from apidiff.openapi.pointers import find

_IN_PLACE = tuple((row.name, row.shape) for row in KEYWORDS.values() if row.role == "in place" and row.name != "not")
"""What a client can name under these, it can name in the value; what stands under `not` is not there."""


def declared_names(contract: Contract, schema: JSON) -> set[str]:
    """Every property that a client could name: through `allOf`, alternatives, conditions, references, listed values."""
    names: set[str] = set()
    seen: set[tuple[str, bool]] = set()
    pending: list[tuple[JSON, bool]] = [(schema, False)]
    while pending:
        at, inherited = pending.pop()
        if not isinstance(at, dict):
            continue
        # What a schema inherits from does not lend it the names of its other heirs.
        at, inherited = (without_kinds(at), True) if inherited else (at, has_kinds(at))
        ref = at.get("$ref")
        # A component that is inherited from and one that is used as it is have other names below them, so both are
        # visited.
        if isinstance(ref, str) and (ref, inherited) not in seen:
            seen.add((ref, inherited))
            pending.append((find(contract.document, ref), inherited))
        named = at.get("properties")
        if isinstance(named, dict):
            names.update(named)
        names |= listed_names(at)
        # Only `allOf` passes inheritance on: an alternative of the parent is a value of its own, with the kinds below
        # it.
        pending.extend((child, inherited and keyword == "allOf") for keyword, child in _in_place(at))
        children = at["discriminator"]["mapping"].values() if has_kinds(at) else ()
        refs = [child for child in children if isinstance(child, str) and child.startswith("#/")]
        pending.extend(({"$ref": ref}, False) for ref in refs)
    return names


MOST_NAMED = 20_000
"""Schemas that are searched for names before two sides count as having other ones."""


Name = tuple[str, str]
"""A property, after the property or array that holds it; nothing holds those of the schema itself."""


def names_below(contract: Contract, schema: JSON, most: int = MOST_NAMED) -> set[Name] | None:
    """Every property that a client could name at any depth.

    `None` where more than `most` schemas would have to be looked at.
    """
    found: set[Name] = set()
    for at, around in _below(contract, schema, most):
        if at is None:
            return None
        found |= {(around, name) for name in listed_names(at)}
        named = at.get("properties")
        found |= {(around, name) for name in named} if isinstance(named, dict) else set()
    return found


class NamesBelow:
    """The names that clients know in some schemas, at any depth; any name may be known where a map gives it a type."""

    def __init__(self, contract: Contract, schemas: Iterable[JSON]) -> None:
        self._names: set[Name] = set()
        self._any: set[str] = set()
        """What holds objects in which any name may be known; `*` stands for all."""
        for schema in schemas:
            for at, around in _below(contract, schema, MOST_NAMED):
                # Past the limit, or where names are known at other places, any name may be known.
                if at is None or not _OPAQUE.isdisjoint(at):
                    self._any.add("*")
                    continue
                # `true`, `false` and `{}` give no type to a name.
                if any(at.get(keyword) not in (None, True, False, {}) for keyword in _NAMELESS):
                    self._any.add(around)
                self._names |= {(around, name) for name in listed_names(at)}
                dependent = at.get("dependentRequired")
                lists = [at.get(keyword) for keyword in ("properties", "required", "dependentSchemas")]
                lists += [dependent, *(dependent.values() if isinstance(dependent, dict) else ())]
                for names in lists:
                    listed = names if isinstance(names, dict | list) else ()
                    self._names |= {(around, name) for name in listed if isinstance(name, str)}

    def __contains__(self, name: Name) -> bool:
        around, own = name
        # Among the names `*` is what arrays and maps hold; in `_any` it stands for every holder.
        return not self._any.isdisjoint({"*", around}) or not self._names.isdisjoint({name, ("*", own)})


_NAMELESS = ("patternProperties", "additionalProperties", "unevaluatedProperties")
"""Keywords that give a type to names which nothing lists."""
_OPAQUE = frozenset({"not", "contains", "propertyNames", "$dynamicRef", "$recursiveRef"})
"""Keywords whose schemas know names at places that are not looked at."""


def forms_below(contract: Contract, schema: JSON) -> set[tuple[str, str]]:
    """The ways in which strings are written at any depth, each with the property or array that holds the string."""
    found: set[tuple[str, str]] = set()
    for at, around in _below(contract, schema, MOST_NAMED):
        written = written_form(at) if at is not None else {}
        if written:
            found.add((around, text_of(written, sort=True).decode()))
    return found


def marks_below(contract: Contract, schema: JSON) -> set[Name]:
    """What travels in one direction alone at any depth: the property or array that holds it, and the keyword."""
    below = [each for each in _below(contract, schema, MOST_NAMED) if each[0] is not None]
    return {(around, keyword) for at, around in below for keyword in _MARKS if at and at.get(keyword)}


_MARKS = ("readOnly", "writeOnly")


def _below(contract: Contract, schema: JSON, most: int) -> Iterator[tuple[dict[str, JSON] | None, str]]:
    """The schemas of what a client could name, each with what holds it; `None` past `most`."""
    seen: set[tuple[str, str]] = set()
    pending: list[tuple[JSON, str]] = [(schema, "")]
    visited = 0
    while pending:
        at, around = pending.pop()
        visited += 1
        if visited > most:
            yield None, around
            return
        if not isinstance(at, dict):
            continue
        yield at, around
        ref = at.get("$ref")
        # By what holds it: a component under two properties has its names under both. A circle of references comes back
        # to a pair that is known, so the search ends.
        if isinstance(ref, str) and (ref, around) not in seen:
            seen.add((ref, around))
            pending.append((find(contract.document, ref), around))
        # `const: {a: {b: 1}}` lets a client name `a`, and `b` within it.
        for value in values_of(at):
            members = (
                value.items()
                if isinstance(value, dict)
                else (("*", v) for v in value)
                if isinstance(value, list)
                else ()
            )
            pending.extend(({"const": member}, name) for name, member in members if isinstance(member, dict | list))
        pending.extend((child, around) for _, child in _in_place(at))
        for row, tokens, child in schemas_in(at):
            if row.role in OF_MEMBERS:
                pending.append((child, str(tokens[-1]) if row.name == "properties" else "*"))
        children = at["discriminator"]["mapping"].values() if has_kinds(at) else ()
        refs = [child for child in children if isinstance(child, str) and child.startswith("#/")]
        pending.extend(({"$ref": ref}, around) for ref in refs if (ref, around) not in seen)


def holders_of(contract: Contract, schema: JSON, ref: str) -> set[str] | None:
    """What holds the values that a reference is of, at any depth: a property, or an array or a map (`*`), or nothing.

    `None` where more than `MOST_NAMED` schemas would have to be looked at.
    """
    found: set[str] = set()
    for at, around in _below(contract, schema, MOST_NAMED):
        if at is None:
            return None
        if at.get("$ref") == ref:
            found.add(around)
    return found


def located(contract: Contract, start: At, wanted: AbstractSet[Name], around: str = "") -> dict[Name, At]:
    """The first place of each of these names below a schema; one that only a listed value has is at the schema.

    `around` is what holds the schema.
    """
    found: dict[Name, At] = {}
    seen: set[tuple[str, str]] = set()
    pending = [(start, around)]
    while pending and len(found) < len(wanted) and len(seen) < MOST_NAMED:
        # Level by level, so that the first place of a name is the nearest one.
        at, around = pending.pop(0)
        if not isinstance(at.schema, dict) or (at.pointer, around) in seen:
            continue
        seen.add((at.pointer, around))
        if isinstance(ref := at.schema.get("$ref"), str):
            pending.append((At(find(contract.document, ref), ref[1:]), around))
        for row, tokens, schema in schemas_in(at.schema):
            child = At(schema, join(at.pointer, *tokens))
            if row.name == "properties":
                name = str(tokens[-1])
                if (around, name) in wanted:
                    found.setdefault((around, name), child)
                pending.append((child, name))
            elif row.role in OF_MEMBERS:
                pending.append((child, "*"))
            elif row.role == "in place" and row.name != "not":
                pending.append((child, around))
        if (negated := negated_twice(at.schema)) is not None:
            pending.append((At(negated, join(at.pointer, "not", "not")), around))
    return {name: found.get(name, start) for name in wanted}


def listed_names(schema: dict[str, JSON]) -> set[str]:
    """The names of the members that objects have which a schema lists as values."""
    return {name for value in values_of(schema) if isinstance(value, dict) for name in value}


def _in_place(schema: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """The subschemas that apply to the same instance, each with its keyword (JSON Schema 2020-12 Core, 10.2)."""
    for name, shape in _IN_PLACE:
        held = schema.get(name)
        listed: Iterable[JSON] = ()
        if shape == "list":
            listed = held if isinstance(held, list) else ()
        elif shape == "map":
            listed = held.values() if isinstance(held, dict) else ()
        elif name in schema:
            listed = (held,)
        yield from ((name, child) for child in listed)
    if (negated := negated_twice(schema)) is not None:
        yield "not", negated
