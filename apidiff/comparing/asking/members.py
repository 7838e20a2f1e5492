"""Several schemas of one member: a schema of lists or objects in, out what has to be read together of a member.

A member is one value. If the texts under each of its schemas were read apart, one text could be a number to the one and
a string to the other. Where the types of the schemas keep that from happening, nothing has to be done; where all of
them hold, they are added as one schema. Anything else (one holds in an alternative alone, or by a pattern) is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from apidiff.comparing.asking.wire import FIELD, OTHER_FIELD, inside, is_form, own_ways
from apidiff.comparing.schemas.types import types_in
from apidiff.containment.patterns import matches
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, SILENT, schemas_in, with_role

MOST_NAMED = 2_000
"""Members that are looked at one by one."""
_EXCLUDED = frozenset({"allOf", "not", "if"})
_UNSEEN = {"unevaluatedProperties": "additionalProperties", "unevaluatedItems": "items"}
_JOINING = {*with_role("in place", "unevaluated"), "patternProperties", "contains"}
"""With none of these in one schema object, each member has one schema."""
_ANY = frozenset({"string", "number", "boolean", "array", "object"})

Parts = Sequence[dict[str, JSON]]


class Members:
    """Reads the schemas of one document; `target` tells what a reference leads to."""

    def __init__(self, target: Callable[[str], JSON]) -> None:
        self._target = target

    def together(self, schema: JSON, travels: str) -> JSON | None:
        """What to add to a schema that travels in a way, `True` if nothing; `None` if that is not told."""
        parts = self._parts(schema)
        if len(parts) == 1 and _JOINING.isdisjoint(parts[0]):
            return True
        named = _names(parts)
        # Each name is looked up in each part, and once more for each branch.
        if len(named) + _longest(parts) > MOST_NAMED:
            return None
        own = own_ways(travels)
        if is_form(travels) and not all(_is_one_field(parts, name, is_own=name in own) for name in named):
            return None
        properties = {
            name: {"allOf": found}
            for name in named
            if not self._is_apart(found := _of_name(parts, name), inside(travels, "properties", name))
        }
        items = self._of_items(parts, inside(travels, "items"))
        others = self._of_others(parts, inside(travels, "properties"))
        if items is None or others is None or not self._is_told(parts, travels):
            return None
        added = {**({"properties": properties} if properties or others else {}), **items}
        # Names that are declared elsewhere are declared beside it as well, or the added map would apply to them.
        if others:
            added["properties"] = {**dict.fromkeys(named, True), **properties}
            added |= others
        return added or True

    def _parts(self, schema: JSON) -> list[dict[str, JSON]]:
        """The schema objects that hold of the same value, whatever else does."""
        found: list[dict[str, JSON]] = []
        pending, seen = [schema], set()
        while pending:
            node = pending.pop()
            if not isinstance(node, dict):
                continue
            found.append(node)
            ref, members = node.get("$ref"), node.get("allOf")
            if isinstance(ref, str) and ref not in seen:
                seen.add(ref)
                pending.append(self._target(ref))
            pending.extend(members if isinstance(members, list) else ())
        return found

    def _of_others(self, parts: Parts, way: str) -> dict[str, JSON] | None:
        """What to add for members without a name of their own."""
        patterns = [child for part in parts for child in _map(part, "patternProperties").values()]
        rest = [part["additionalProperties"] for part in parts if "additionalProperties" in part]
        holders = [part for part in parts if {"patternProperties", "additionalProperties"} & part.keys()]
        if (len(patterns) <= 1 and len(holders) <= 1) or self._is_apart([*patterns, *rest], way):
            return {}
        # Which of the patterns a name matches differs from name to name, so that no one schema stands for all.
        return None if patterns else {"additionalProperties": {"allOf": rest}}

    def _of_items(self, parts: Parts, way: str) -> dict[str, JSON] | None:
        """What to add for the items of a list."""
        added: dict[str, JSON] = {}
        first = [self._joined(_of_position(parts, index), way) for index in range(_longest(parts))]
        rest = self._joined(_of_position(parts, None), way)
        if any(each is not True for each in first):
            added["prefixItems"] = first
        if rest is not True:
            added |= {"prefixItems": first, "items": rest} if first else {"items": rest}
        # Which items `contains` applies to is not known, so it is read together with all that any item has to be.
        every = [child for index in range(_longest(parts)) for child in _of_position(parts, index)]
        every += _of_position(parts, None)
        counted = [part for part in parts if "contains" in part]
        for part in counted:
            if self._is_apart([*every, part["contains"]], way):
                continue
            if first or len(counted) > 1 or "maxContains" in part:
                return None
            added["contains"] = {"allOf": [*every, part["contains"]]}
            added |= {"minContains": part["minContains"]} if "minContains" in part else {}
        return added

    def _joined(self, schemas: list[JSON], way: str) -> JSON:
        return True if self._is_apart(schemas, way) else {"allOf": schemas}

    def _is_told(self, parts: Parts, travels: str) -> bool:
        """Whether what holds of some values alone, or of what is left, can be read apart from all else."""
        pending: list[tuple[list[dict[str, JSON]], JSON]] = []
        branches = list(_branches(parts))
        for index, (group, branch) in enumerate(branches):
            others = [each for at, (other, each) in enumerate(branches) if at != index and other is not group]
            pending.append(([*parts, *self._all(others)], branch))
        seen = 0
        while pending:
            around, branch = pending.pop()
            seen += 1
            inner = self._parts(branch)
            if seen > MOST_NAMED or not self._is_read_apart([*around, *inner], travels):
                return False
            pending += [([*around, *inner], each) for _, each in _branches(inner)]
        unseen = [{_UNSEEN[keyword]: part[keyword]} for part in parts for keyword in _UNSEEN if keyword in part]
        return (
            not any(_asks(each) for part in unseen for each in part.values())
            or (len(parts) == 1 and not branches)
            or self._is_read_apart([*parts, *unseen], travels)
        )

    def _all(self, branches: list[JSON]) -> list[dict[str, JSON]]:
        """All parts in branches, at any depth."""
        found: list[dict[str, JSON]] = []
        pending = list(branches)
        while pending and len(found) < MOST_NAMED:
            inner = self._parts(pending.pop())
            found += inner
            pending += [each for _, each in _branches(inner)]
        return found

    def _is_read_apart(self, parts: Parts, travels: str) -> bool:
        """Whether of each member all schemas can be read apart, if all the parts hold."""
        way, item = inside(travels, "properties"), inside(travels, "items")
        names = all(
            self._is_apart(_of_name(parts, name), inside(travels, "properties", name)) for name in _names(parts)
        )
        return names and self._of_others(parts, way) == {} and self._of_items(parts, item) == {}

    def _is_apart(self, schemas: list[JSON], way: str) -> bool:
        """Whether no text can be one value to the one schema and another value to another one."""
        asking = [schema for schema in schemas if _asks(schema)]
        if len(asking) < 2 or not way:
            return True
        found = [_ANY if (types := types_in(each, self._target)) is None else types - {"null"} for each in asking]
        # One of them admits null alone, which has no text: no text meets it at all.
        if not all(found):
            return True
        types = frozenset().union(*found)
        # A list of one has the text of its item, and in a parameter an object is text as well.
        if "array" in types or ("object" in types and way not in (FIELD, OTHER_FIELD)):
            return False
        # The text `5` is a number to one schema and a string to another. Numbers and booleans share no text.
        return "string" not in types or types.isdisjoint({"integer", "number", "boolean"})


def _branches(parts: Parts) -> Iterator[tuple[object, JSON]]:
    """What holds of some values alone, each with the group of which it is one."""
    for part in parts:
        for row, _, child in schemas_in(part):
            if row.role == "in place" and row.name not in _EXCLUDED:
                alternative = row.name in ("anyOf", "oneOf")
                yield (part[row.name] if alternative else child), child


def _asks(schema: JSON) -> bool:
    if not isinstance(schema, dict):
        return schema is False
    return any(keyword in KEYWORDS and keyword not in SILENT for keyword in schema)


def _map(schema: dict[str, JSON], keyword: str) -> dict[str, JSON]:
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def _names(parts: Parts) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in _map(part, "properties")))


def _of_name(parts: Parts, name: str) -> list[JSON]:
    """All that applies to a member; a pattern that is no regular language counts as one that matches."""
    found: list[JSON] = []
    for part in parts:
        named = _map(part, "properties")
        own = [named[name]] if name in named else []
        # If it matches all the same, to leave it out would let one text be read as two values.
        own += [each for at, each in _map(part, "patternProperties").items() if matches(at, name) is not False]
        if not own and "additionalProperties" in part:
            own = [part["additionalProperties"]]
        found += own
    return found


def _is_one_field(parts: Parts, name: str, *, is_own: bool) -> bool:
    """Whether all that applies to a field of a form reads it in one way: its own one, or as one part without a type."""
    found = _of_name(parts, name)
    if is_own:
        return len(found) == sum(name in _map(part, "properties") for part in parts)
    return len(found) < 2 or all(each is True or _asks(each) for each in found)


def _longest(parts: Parts) -> int:
    return max((len(listed) for part in parts if isinstance(listed := part.get("prefixItems"), list)), default=0)


def _of_position(parts: Parts, index: int | None) -> list[JSON]:
    """All that applies to an item at a position, or past all positions."""
    found: list[JSON] = []
    for part in parts:
        listed = part.get("prefixItems")
        first = listed if isinstance(listed, list) else []
        if index is not None and index < len(first):
            found.append(first[index])
        elif "items" in part:
            found.append(part["items"])
    return found
