"""Renames: names that went and names that came in, paired where they clearly hold the same thing.

For a sure rename both the likeness of the names and the likeness of what they hold count, and a name that is nearly as
like to another one is left alone. A doubtful pair is two changes, of which the first says what it possibly became.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from apidiff.comparing.schemas.conjunction import EXAMPLES, PROSE, type_set
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON

# Of two plain strings, `type` and `lead_type` score 0.71, `first_name` and `last_name` 0.48, `name` and `title` 0.39.
ENOUGH = 0.62
# If `name` went, and `first_name` and `last_name` came, both score 0.71: then neither is meant for sure.
MARGIN = 0.08
SPELLING = 0.9
"""From here on, names differ in spelling alone: `customerId` and `customer_ids`."""
LONE = 0.1
"""Where one thing went and one came, in the same place, they are likelier one; but not `start_date` and `end_date`."""
SINGLED_OUT = 0.6
CLEAR = 0.25
"""How like the names of one shape must be, and how much more so than any other two, to be possibly one."""
MOST_CANDIDATES = 60
_COMMON = frozenset(
    {"type", "format", "nullable", "minimum", "maximum", "minLength", "maxLength", "default", "readOnly", "writeOnly",
     "minItems", "maxItems"}
)  # fmt: skip
"""Keywords that unrelated schemas often share, values and all."""
_OF_NO_SHAPE = (_COMMON - {"type", "format"}) | {"multipleOf", "pattern", "deprecated", "exclusiveMinimum",
                                                 "exclusiveMaximum"}  # fmt: skip
_WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"


def pair(removed: Mapping[str, JSON], added: Mapping[str, JSON]) -> dict[str, str]:
    """Map each removed name to the name that it was renamed to; both mappings hold what the names stand for."""
    # Every pair is scored, so the product is what takes time: 60 names that went and 60 that came.
    if not removed or not added or len(removed) * len(added) > MOST_CANDIDATES**2:
        return {}
    lone = LONE if len(removed) == len(added) == 1 else 0.0
    scores = {
        (old, new): likeness(old, held, new, holds) + (0.0 if sisters(old, new) else lone)
        for old, held in removed.items()
        for new, holds in added.items()
    }
    found: dict[str, str] = {}
    # Best first, ties by name, so that the result does not hang on the order of keys.
    for (old, new), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < ENOUGH or old in found or new in found.values():
            continue
        # Rivals are the pairs that share exactly one of the two names. They count even when their other name is taken:
        # a name that was nearly as like is a doubt that stays.
        rivals = [s for (o, n), s in scores.items() if (o == old) != (n == new)]
        if score - max(rivals, default=0.0) >= MARGIN:
            found[old] = new
    return found


def possible(removed: Mapping[str, JSON], added: Mapping[str, JSON]) -> dict[str, str]:
    """Map removed names to names that they were possibly renamed to: what came holds a schema of the same shape.

    Both mappings hold what is left once the sure renames are taken out.
    """
    return alone_alike(*({name: shape(held) for name, held in side.items()} for side in (removed, added)))


def alone_alike(removed: Mapping[str, bytes], added: Mapping[str, bytes]) -> dict[str, str]:
    """Map removed names to added names of the same shape: the only one on each side, or the one whose name is like it.

    Where several could be meant and no likeness of names singles one out, there is none.
    """
    groups: dict[bytes, tuple[list[str], list[str]]] = {}
    for index, side in enumerate((removed, added)):
        for name, shaped in side.items():
            groups.setdefault(shaped, ([], []))[index].append(name)
    found: dict[str, str] = {}
    for gone, came in groups.values():
        if len(gone) == len(came) == 1:
            found[gone[0]] = came[0]
        elif gone and came and len(gone) * len(came) <= MOST_CANDIDATES**2:
            found |= _singled_out(gone, came)
    return found


def _singled_out(gone: list[str], came: list[str]) -> dict[str, str]:
    """Pairs whose names are like one another and no others nearly as like; else those that alone share a word."""
    # `start_date` and `end_date` share most letters, and still are two things.
    scores = {(old, new): 0.0 if sisters(old, new) else name_likeness(old, new) for old in gone for new in came}
    shared = {pair: float(not {*words(pair[0])}.isdisjoint(words(pair[1]))) for pair in scores}
    found = _clear(scores, SINGLED_OUT, CLEAR)
    taken = {*found.values()}
    more = {old: new for old, new in _clear(shared, 1.0, 1.0).items() if old not in found and new not in taken}
    return found | more


def _clear(scores: Mapping[tuple[str, str], float], enough: float, margin: float) -> dict[str, str]:
    """The pairs that score enough, and more by a margin than whatever else each of the two could be paired with."""
    best: dict[str, list[float]] = {}
    for (old, new), score in scores.items():
        for key in (f"< {old}", f"> {new}"):
            best.setdefault(key, []).append(score)
    found: dict[str, str] = {}
    for (old, new), score in scores.items():
        # Without the highest score of the row and of the column: only the best pair leaves its own score out by that.
        # Any other pair meets itself among its rivals, and has no margin.
        rivals = [sorted(best[key])[:-1] for key in (f"< {old}", f"> {new}")]
        if score >= enough and all(score - max(others, default=0.0) >= margin for others in rivals):
            found[old] = new
    return found


def shape(schema: JSON) -> bytes:
    """What two schemas have in common that could hold the same thing: all but prose, limits and marks."""
    return text_of(_shaped(schema), sort=True)


def _shaped(schema: JSON) -> JSON:
    if isinstance(schema, list):
        return [_shaped(member) for member in schema]
    bare = _bare(schema)
    if not isinstance(bare, dict):
        return bare
    shaped = {key: _shaped(value) for key, value in bare.items() if key not in _OF_NO_SHAPE}
    # `type: [string, "null"]` and `type: string` hold the same thing.
    if "type" in bare:
        shaped["type"] = sorted(_types(bare))
    return shaped


def likeness(old: str, held: JSON, new: str, holds: JSON) -> float:
    """Between 0 and 1: how likely the two names stand for one thing."""
    content = content_likeness(held, holds)
    # No likeness of names makes a rename of another type, which scores 0; whatever else is held scores 0.35 or more.
    return 0.0 if content < 0.34 else 0.55 * name_likeness(old, new) + 0.45 * content


def name_likeness(old: str, new: str) -> float:
    """By the words in the names and by their letters; `type` and `lead_type` share the word that matters.

    Where each has words of its own, as `first_name` and `last_name` have, it is about those.
    """
    first, second = words(old), words(new)
    if not first or not second:
        return _ratio(old, new)
    letters = _ratio("".join(first), "".join(second))
    common = {*first} & {*second}
    if not common or letters >= SPELLING:
        return letters
    overlap = len(common) / len({*first, *second})
    own = ["".join(word for word in side if word not in common) for side in (first, second)]
    # If one name is the other with words added (`type`, `lead_type`), the shared words count most.
    return 0.5 * overlap + 0.5 * _ratio(*own) if all(own) else 0.6 + 0.4 * overlap


def sisters(old: str, new: str) -> bool:
    """Whether two names share words, and each has one of its own."""
    first, second = {*words(old)}, {*words(new)}
    return bool(first & second and first - second and second - first)


def words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(_WORDS, name)]


def content_likeness(held: JSON, holds: JSON) -> float:
    """1 for the same schema apart from prose; else by type, by listed values, by properties."""
    first, second = _bare(held), _bare(holds)
    if first == second:
        # Two plain strings are equal by chance; the same description makes them one.
        return 1.0 if _alike_prose(held, holds) else _says(first)
    if not isinstance(first, dict) or not isinstance(second, dict):
        return 0.0
    # Null aside: a field does not become another one by being nullable.
    if _types(first) and _types(second) and not _types(first) & _types(second):
        return 0.0
    keys = {*first, *second}
    same = sum(1 for key in keys if first.get(key) == second.get(key))
    described = 0.15 if _alike_prose(held, holds) else 0.0
    # Below 1, which equal schemas alone have.
    return min(0.95, 0.35 + 0.5 * same / len(keys) + described)


def _says(schema: JSON) -> float:
    """How much it says that two schemas are this one: many things are strings, few have the same five values."""
    if not isinstance(schema, dict) or not schema.keys() <= _COMMON:
        return 1.0
    return min(1.0, 0.6 + 0.15 * (len(schema) - 1))


def _types(schema: dict[str, JSON]) -> frozenset[str]:
    return type_set(schema.get("type")) - {"null"}


def _bare(schema: JSON) -> JSON:
    if not isinstance(schema, dict):
        return schema
    return {key: value for key, value in schema.items() if key not in PROSE | EXAMPLES and not key.startswith("x-")}


def _alike_prose(held: JSON, holds: JSON) -> bool:
    first, second = (s.get("description") if isinstance(s, dict) else None for s in (held, holds))
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    # The beginning is enough, and `SequenceMatcher` takes quadratic time.
    return _ratio(first[:200], second[:200]) > 0.8


def _ratio(first: str, second: str) -> float:
    """How alike two texts are, the same from both sides."""
    # Imported here, since most comparisons pair no names.
    from difflib import SequenceMatcher

    # `ratio` depends on the order of its arguments, and a comparison read backwards has to pair the same names.
    return min(SequenceMatcher(None, *pair).ratio() for pair in ((first, second), (second, first)))
