"""What a keyword reads in its own schema object: the neighbours on which its reach depends.

`allOf` joins schema objects, and the keywords of all of them hold together. But some keywords read their neighbours:
`additionalProperties` applies to what the `properties` beside it do not name, and not to what those of another member
name. So the same keywords in other objects are another schema. The dependencies are the column `reads` of
`openapi.keywords`.

Sources: JSON Schema 2020-12 Core, 10.2.2, 10.3 and 11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from collections.abc import Set as AbstractSet

from apidiff.comparing.edits import Edit
from apidiff.comparing.equality import key_of
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import Conjunction
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import DEFINITIONS, IDENTIFIERS, KEYWORDS, Keyword

_READING = {
    row.name: row
    for row in KEYWORDS.values()
    # `required` reads `properties` only to tell of a name; which values it refuses does not depend on them.
    if row.reads and row.role != "annotation" and row.name != "required"
}
READING = frozenset(_READING)
"""The keywords that read their neighbours."""
_OF_THE_REST = frozenset({"by name", "by position", "unevaluated"})
"""Keywords with one schema for what is left: one that admits everything says as much as none."""


def read_otherwise(left: Conjunction, right: Conjunction, left_out: Container[str] = ()) -> list[str]:
    """The keywords that both sides have, and that stand beside other keywords on one side than on the other.

    What came or went with its keyword, or has another value, is told by an edit of its own. `left_out` are keywords
    that are compared in pairs of their own, with all that each side applies to the same part of a value.
    """
    common = left.properties.keys() & right.properties.keys()
    found = []
    for name in sorted(_READING.keys() & left.keywords.keys() & right.keywords.keys()):
        if name not in left_out and keys_of(reach(left, name, common)) != keys_of(reach(right, name, common)):
            found.append(name)
    return found


def reach(side: Conjunction, name: str, names: AbstractSet[str]) -> list[JSON]:
    """For each part with a keyword that reads: its value and its neighbours. `names` are the properties that count."""
    row = _READING[name]
    found: dict[str | bytes, JSON] = {}
    for schema, pointer in side.objects:
        if name not in schema or _asks_nothing(row, schema[name]):
            continue
        # `unevaluated*` reads what the schemas evaluate that its own object joins (Core, 11); any other keyword reads
        # that object alone.
        parts = side.held_by(pointer) if row.role == "unevaluated" else [schema]
        read = [_neighbours(row, part, names) for part in parts]
        # Sorted and once each: neither the order of parts nor a part that is joined twice changes what is read.
        beside = [each for _, each in sorted({key_of(each): each for each in read if each}.items(), key=_by_text)]
        value: JSON = {name: schema[name], "beside": beside}
        found.setdefault(key_of(value), value)
    return [value for _, value in sorted(found.items(), key=_by_text)]


def with_reach(edit: Edit, name: str, left: Conjunction, right: Conjunction) -> Edit:
    """The edit of a keyword, its id taking in what it reaches although another part of an `allOf` declares it.

    Which of the parts is closed, say, decides which of the declared members stay. What only one side declares is told
    by an edit of its own.
    """
    # With one object on each side a keyword reads all there is.
    if name not in _READING or max(len(side.objects) for side in (left, right)) < 2:
        return edit
    row = _READING[name]
    old, new = (_declared(row, [schema for schema, _ in side.objects]) for side in (left, right))
    # Members of one side are left out, as an edit of their own would change this id with them.
    common = {keyword: old[keyword] & new[keyword] for keyword in old}
    reached = [_unread(side, row, common) for side in (left, right)]
    if any(reached):
        edit.own = (edit.base, reached[0]), (edit.revision, reached[1])
    return edit


def _unread(side: Conjunction, row: Keyword, declared: dict[str, set[str]]) -> list[JSON]:
    """For each part with a keyword that reads: what is declared and not read by it."""
    found: dict[str | bytes, JSON] = {}
    for schema, pointer in side.objects:
        if row.name not in schema or _asks_nothing(row, schema[row.name]):
            continue
        read = _declared(row, side.held_by(pointer) if row.role == "unevaluated" else [schema])
        rest: JSON = {keyword: sorted(names - read[keyword]) for keyword, names in declared.items()}
        if any(rest.values()):
            found[key_of(rest)] = rest
    return [rest for _, rest in sorted(found.items(), key=_by_text)]


def _declared(row: Keyword, schemas: list[dict[str, JSON]]) -> dict[str, set[str]]:
    """The members and positions that schema objects declare by the keywords that one reads, by keyword."""
    found: dict[str, set[str]] = {}
    for each in map(KEYWORDS.__getitem__, row.reads):
        # Neighbours with one schema for the rest, such as `additionalProperties`, declare no member.
        if each.role not in ("by name", "by position") or each.shape not in ("map", "list"):
            continue
        values = [schema.get(each.name) for schema in schemas]
        found[each.name] = {name for value in values if isinstance(value, dict) for name in value}
        found[each.name] |= {str(at) for value in values if isinstance(value, list) for at in range(len(value))}
    return found


def keys_of(values: list[JSON]) -> list[str | bytes]:
    return [key_of(value) for value in values]


def _by_text(item: tuple[str | bytes, JSON]) -> bytes:
    return item[0].encode() if isinstance(item[0], str) else item[0]


def only_what_reads(schema: JSON, keywords: list[str]) -> JSON:
    """A conjunction of schema objects with nothing but some keywords and what they read."""
    if not isinstance(schema, dict):
        return schema
    kept = frozenset().union(*map(touched_by, keywords))
    parts = schema["allOf"] if schema.keys() == {"allOf"} else [schema]
    return {"allOf": [{k: v for k, v in p.items() if k in kept} if isinstance(p, dict) else p for p in parts]}


def touched_by(keyword: str) -> frozenset[str]:
    """A keyword with all that it reads."""
    return frozenset({keyword, *_READING[keyword].reads})


def _asks_nothing(row: Keyword, value: JSON) -> bool:
    return row.role in _OF_THE_REST and (value is True or value == {})


def _neighbours(row: Keyword, schema: dict[str, JSON], names: AbstractSet[str]) -> dict[str, JSON]:
    read = [KEYWORDS[name] for name in row.reads if name in schema]
    if (
        row.role == "unevaluated"
    ):  # Alternatives that come or go are told of, and conditions; only where they stand counts.
        return {each.name: {} if each.role == "in place" else _shape(each, schema[each.name], names) for each in read}
    return {each.name: _shape(each, schema[each.name], names) for each in read}


def _shape(row: Keyword, value: JSON, names: AbstractSet[str]) -> JSON:
    """What counts of a neighbour: which members or positions it speaks of, as far as pairs compare the rest."""
    if row.shape == "map" and isinstance(value, dict):
        # Patterns all count: each one takes names away from the rest, whether or not the other side has it.
        return sorted(name for name in value if row.name != "properties" or name in names)
    if row.role == "by position" and isinstance(value, list):
        return len(value)
    if row.role in _OF_THE_REST and isinstance(value, dict):
        return {}
    return value


_TIED = frozenset({"discriminator", "xml"}) | IDENTIFIERS | DEFINITIONS | {"$ref", "allOf"}
"""Keywords that say something of the schema object in which they stand."""


def moved_places(left: Conjunction, right: Conjunction, among: AbstractSet[str] = KEYWORDS.keys()) -> set[str]:
    """Where one side has what the other side has in another of its parts: the joined schemas are what was compared.

    `among`: the keywords that were compared.
    """
    found: set[str] = set()
    # Of what only one side has, an edit tells.
    for name in (left.keywords.keys() & right.keywords.keys() & KEYWORDS.keys() & among) - _TIED:
        places = _places(left, name), _places(right, name)
        found.update(*_apart(*places))
        if name not in READING:  # of what reads its neighbours, it counts which part says what
            found.update(*_exchanged(*places))
    return found


def joined_otherwise(left: Conjunction, right: Conjunction) -> list[str]:
    """The shared schemas that both sides join, and that are put together from others themselves than before."""
    both = (left.places & right.places) - {left.pointer, right.pointer}
    # What is joined twice is taken apart where it comes first.
    return sorted(
        place
        for place in both
        if set(left.joined.get(place, ())) != set(right.joined.get(place, ()))
        or (place in left.negating) != (place in right.negating)
    )


def _places(side: Conjunction, keyword: str) -> dict[str, dict[str, JSON]]:
    """By the name of each member of a map (empty: the keyword as a whole), what is written in which places."""
    by_name: dict[str, dict[str, JSON]] = {}
    for place, value in side.written(keyword).items():
        if KEYWORDS[keyword].shape == "map" and isinstance(value, dict):
            for name, child in value.items():
                by_name.setdefault(name, {})[join(place, name)] = child
        else:
            by_name.setdefault("", {})[place] = value
    return by_name


def _apart(old: dict[str, dict[str, JSON]], new: dict[str, dict[str, JSON]]) -> Iterator[AbstractSet[str]]:
    return (old[name].keys() ^ new[name].keys() for name in old.keys() & new.keys())


def _exchanged(old: dict[str, dict[str, JSON]], new: dict[str, dict[str, JSON]]) -> Iterator[AbstractSet[str]]:
    """The places of both sides, where all together say the same: a part came under the name that another one had."""
    for name in old.keys() & new.keys():
        before, after = old[name], new[name]
        if 1 < len(before) == len(after) and Counter(keys_of([*before.values()])) == Counter(
            keys_of([*after.values()])
        ):
            yield before.keys() & after.keys()
