"""A finding in, the smallest pair out that is still judged so: things are taken away while the finding stays."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import apidiff
from fuzz.differential.families import is_broken
from fuzz.differential.pairs import Pair, Side
from fuzz.differential.reading import document
from fuzz.differential.walking import is_circular, is_odd, reached

JSON = Any
MOST_TRIES = 600
MAPS = ("properties", "patternProperties", "dependentSchemas", "dependentRequired", "schemas", "$defs")
Path = tuple[Any, ...]


def shrunk(pair: Pair, stays: Callable[[Pair], bool]) -> Pair:
    """The pair made smaller as long as `stays` holds; the same thing is taken from both sides where it can be.

    Of a pair equal by construction only such a pair is kept whose sides are proved equal.
    """
    tries = [MOST_TRIES]

    def holds(candidate: Pair) -> bool:
        tries[0] -= 1
        if tries[0] < 0 or any(
            is_circular(side) or is_odd(side) or is_broken(side) for side in (candidate.base, candidate.revision)
        ):
            return False
        return (not pair.equal or _are_equal(candidate)) and stays(candidate)

    smaller = True
    while smaller and tries[0] > 0:
        smaller = False
        for candidate in _candidates(pair):
            if holds(candidate):
                pair, smaller = candidate, True
                break
    return pair


def _are_equal(pair: Pair) -> bool:
    one, other = (document(side, set(), sent=True) for side in (pair.base, pair.revision))
    try:
        return all(apidiff.is_subschema(a, b).status == "proved" for a, b in ((one, other), (other, one)))
    except apidiff.InputError:
        return False


def _candidates(pair: Pair) -> Iterator[Pair]:
    sides = [_value(pair.base), _value(pair.revision)]
    steps = sorted({*_steps(sides[0]), *_steps(sides[1])}, key=lambda step: (len(step[0]), str(step)))
    for path, way in steps:
        for chosen in ((0, 1), (0,), (1,)):
            made = [_changed(side, path, way) if index in chosen else side for index, side in enumerate(sides)]
            if made != sides and None not in made:
                yield pair.with_sides(_side(made[0], pair.base), _side(made[1], pair.revision))


def _value(side: Side) -> JSON:
    return {"root": side.root, "schemas": {name: side.schemas[name] for name in reached(side)}}


def _side(value: JSON, like: Side) -> Side:
    return Side(value["root"], value["schemas"], like.dialect)


def _steps(value: JSON, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if len(path) > 0 and path != ("schemas",) and path != ("root",):
        yield path, "drop"
    if isinstance(value, dict) and len(path) > 0 and path[-1] not in MAPS:
        yield from ((path, f"lift {key}") for key in value if key not in MAPS)
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _steps(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _steps(each, (*path, index))


def _changed(value: JSON, path: Path, way: str) -> JSON | None:
    """The value with one part gone, or with a part in the place of what held it."""
    copied = copy.deepcopy(value)
    holder: Any = None
    at = copied
    for key in path:
        if not (isinstance(at, dict) and key in at) and not (
            isinstance(at, list) and isinstance(key, int) and key < len(at)
        ):
            return value
        holder, at = at, at[key]
    if way == "drop":
        del holder[path[-1]]
        return copied
    inner = at.get(way.removeprefix("lift ")) if isinstance(at, dict) else None
    if isinstance(inner, list) and len(inner) == 1:
        inner = inner[0]
    if not isinstance(inner, dict):
        return value
    holder[path[-1]] = inner
    return copied
