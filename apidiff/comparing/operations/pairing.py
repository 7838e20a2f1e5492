"""Operations of two contracts in, pairs that stand for the same exchange out, and what only one side has.

Operations and events are paired first, then the callbacks of each pair. What clients call decides: the URL, then the
path as it is written, then the path without the names of its variables. What is left is paired by what else identifies
it (`operationId`, content): it was moved. Every step looks up in an index, so that the cost is near linear.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from apidiff.comparing.schemas.renames import ENOUGH, name_likeness, words
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.naming import shape
from apidiff.openapi.objects import METHODS
from apidiff.openapi.operations import Operation
from apidiff.openapi.payloads import is_payload
from apidiff.openapi.pointers import find
from apidiff.openapi.servers import base_paths

Keys = Callable[[Operation], Iterable[Hashable]]
"""What an operation can be found by; none if it is not to be found this way."""

_KINDS = ("operation", "event", "callback")
_MOST_ALIKE = 24
"""Of how many operations with the same content on one side each path is compared with each on the other side."""


class Match(NamedTuple):
    """Two operations that stand for the same exchange. `moved`: it is called by another path, name or address now."""

    old: Operation
    new: Operation
    moved: bool = False


class Pairing(NamedTuple):
    """All operations of both sides, each once."""

    matches: list[Match]
    removed: list[Operation]
    added: list[Operation]


def pair_operations(base: Contract, revision: Contract, old: list[Operation], new: list[Operation]) -> Pairing:
    """Pair the operations of two contracts; the result is in the order of names, whatever that of the descriptions."""
    before, after = _by_parent(sorted(old, key=_order)), _by_parent(sorted(new, key=_order))
    matches: list[Match] = []
    removed: list[Operation] = []
    added: list[Operation] = []
    # Callbacks are paired within the pair of what they belong to, so their parents come first.
    levels = [(before.pop(None, []), after.pop(None, []))]
    pair_level = _Level(base, revision).pair
    while levels:
        gone, came = levels.pop()
        found, gone, came = pair_level(gone, came)
        matches += found
        removed += gone
        added += came
        below = [(before.get(match.old, []), after.get(match.new, [])) for match in found]
        # With an empty other side: the callbacks of an operation that is gone are gone too, each listed on its own.
        below += [(before.get(operation, []), []) for operation in gone]
        below += [([], after.get(operation, [])) for operation in came]
        levels += [level for level in below if any(level)]
    # Last: such an event is known by its content alone, so anything that has its name goes first.
    renamed = _renamed_payloads(base, revision, removed, added)
    matches += renamed
    removed = _without(removed, [(match.old, match.new) for match in renamed], 0)
    added = _without(added, [(match.old, match.new) for match in renamed], 1)
    matches.sort(key=lambda match: _order(match.old))
    return Pairing(matches, sorted(removed, key=_order), sorted(added, key=_order))


def _renamed_payloads(
    base: Contract, revision: Contract, removed: list[Operation], added: list[Operation]
) -> list[Match]:
    """Events that are components: the same one under another name is sent as before, since its name is on no wire."""

    def keys(contract: Contract) -> Keys:
        return lambda o: [text_of(find(contract.document, o.written), sort=True)] if is_payload(o) else []

    return [Match(*pair) for pair in _first_come(removed, added, keys(base), keys(revision))]


def _by_parent(operations: Iterable[Operation]) -> dict[Operation | None, list[Operation]]:
    """The callbacks of each operation; under `None` those without a parent."""
    found: dict[Operation | None, list[Operation]] = defaultdict(list)
    for operation in operations:
        found[operation.parent].append(operation)
    return found


def _order(operation: Operation) -> tuple[int, str, int, str]:
    """Operations by path and method, events and callbacks by name: the same in every order of the description."""
    known = operation.method.lower() in METHODS
    rank = METHODS.index(operation.method.lower()) if known else len(METHODS)
    return _KINDS.index(operation.kind), "" if operation.parent else operation.path, rank, operation.name


class _Level:
    """Pairs operations that are on one level: those at the top, or the callbacks of one pair."""

    def __init__(self, base: Contract, revision: Contract) -> None:
        self._documents = base.document, revision.document

    def pair(
        self, gone: list[Operation], came: list[Operation]
    ) -> tuple[list[Match], list[Operation], list[Operation]]:
        """The pairs, and what is left of both sides."""
        matches: list[Match] = []
        if not gone or not came:
            return matches, gone, came
        for keys, other_keys, moved in self._steps(gone, came):
            if not gone or not came:
                break
            # What is called by the same path is the same. Whether something moved is a guess, made only if nothing else
            # could be meant.
            found = _unambiguous(gone, came, keys) if moved else _first_come(gone, came, keys, other_keys)
            matches += (Match(first, second, moved) for first, second in found)
            gone, came = _without(gone, found, 0), _without(came, found, 1)
        for guess in (_alike, _renamed_in_place):
            found = guess(gone, came) if gone and came else []
            matches += (Match(first, second, True) for first, second in found)
            gone, came = _without(gone, found, 0), _without(came, found, 1)
        return matches, gone, came

    def _steps(self, gone: list[Operation], came: list[Operation]) -> Iterator[tuple[Keys, Keys, bool]]:
        """How to look for partners, the surest way first: the keys of each side, and whether a partner was moved."""
        if gone[0].parent is not None:
            yield from ((keys, keys, moved) for keys, moved in _CALLBACK_STEPS)
            return
        prefixes = [
            self._prefixes(side, document) for side, document in zip((gone, came), self._documents, strict=True)
        ]
        # If all have the same single base path, URLs pair what paths pair; with no base path at all they are the paths.
        if {path for side in prefixes for paths in side.values() for path in paths} != {""} and (
            {*prefixes[0].values()} != {*prefixes[1].values()} or len({*prefixes[0].values()}) > 1
        ):
            # The same URL may be divided between server and path in another place.
            for narrow in _NARROWING:
                yield _at_url(prefixes[0], narrow), _at_url(prefixes[1], narrow), False
        yield from ((keys, keys, moved) for keys, moved in _STEPS)

    def _prefixes(self, side: list[Operation], document: dict[str, JSON]) -> dict[Operation, tuple[str, ...]]:
        """The base paths of each operation that has a URL."""
        general = base_paths(document)
        return {
            o: base_paths(document, o.item, o.body) if "servers" in o.item or "servers" in o.body else general
            for o in side
            if o.kind == "operation"
        }


def _identifier(operation: Operation) -> str | None:
    value = operation.body.get("operationId")
    return value if isinstance(value, str) else None


def _content(operation: Operation) -> bytes:
    """What tells an operation's payloads from others."""
    return text_of({key: operation.body.get(key) for key in ("requestBody", "responses")}, sort=True)


def _telling(content: bytes) -> bool:
    """Whether payloads say enough for an operation to be known by them: they hold a reference or named properties."""
    # `{"responses": {"204": {"description": "done"}}}` is that of many operations that have nothing to do with one
    # another.
    return b'"$ref"' in content or b'"properties"' in content


def _parameters(operation: Operation) -> bytes:
    """Its parameters without their names and prose."""
    # Without names: where templates differ in these alone, names are what changed.
    listed = [value for owner in (operation.item, operation.body) for value in owner.get("parameters") or ()]
    return text_of(
        [{k: v for k, v in p.items() if k not in ("name", "description")} for p in listed if isinstance(p, dict)],
        sort=True,
    )


Narrow = Callable[[Operation, str], Hashable | None]
"""What an operation at a path is called by; `None`: it cannot be found this way."""

_NARROWING: tuple[Narrow, ...] = (
    lambda _, path: path,
    # Two templates that differ in the names of their variables alone are one address, so other signs decide.
    lambda o, path: (shape(path), _identifier(o)) if _identifier(o) else None,
    lambda o, path: (shape(path), _content(o), _parameters(o)),
    lambda _, path: shape(path),
)


def _at_url(prefixes: dict[Operation, tuple[str, ...]], narrow: Narrow) -> Keys:
    def keys(operation: Operation) -> list[Hashable]:
        found = [narrow(operation, prefix + operation.path) for prefix in prefixes.get(operation, ())]
        # An operation has a key for each of its servers, of which one in common is enough.
        return [(operation.method, key) for key in found if key is not None]

    return keys


def _called(narrow: Narrow) -> Keys:
    def keys(operation: Operation) -> list[Hashable]:
        key = narrow(operation, operation.path)
        return [] if key is None else [(operation.kind, operation.method, key)]

    return keys


def _known_by(kind: Callable[[Operation], Hashable | None]) -> Keys:
    def keys(operation: Operation) -> list[Hashable]:
        found = kind(operation)
        # Within a path version: what went from `/v1` to `/v2` was removed from `/v1`, whose clients still call it.
        return [] if found is None else [(operation.kind, operation.method, operation.path_version, found)]

    return keys


_STEPS: tuple[tuple[Keys, bool], ...] = (
    *((_called(narrow), False) for narrow in _NARROWING),
    # Only now by `operationId`: it is on no wire, so a path that stayed is the better sign.
    (_known_by(_identifier), True),
)
_CALLBACK_STEPS: tuple[tuple[Keys, bool], ...] = (
    (lambda o: [(o.callback, o.path, o.method)], False),
    (lambda o: [(o.callback, o.template, o.method)], False),
    (lambda o: [(o.callback, o.method)], True),
    (_known_by(_identifier), True),
)


def _first_come(
    gone: list[Operation], came: list[Operation], keys: Keys, other_keys: Keys
) -> list[tuple[Operation, Operation]]:
    """Pair what has a key in common; of several with one key, in order."""
    index: dict[Hashable, list[Operation]] = defaultdict(list)
    # Each list is taken from its end, which is then the first in order.
    for operation in reversed(came):
        for key in other_keys(operation):
            index[key].append(operation)
    found: list[tuple[Operation, Operation]] = []
    taken: set[Operation] = set()
    for operation in gone:
        for key in keys(operation):
            waiting = index.get(key, [])
            # An operation waits under each of its keys, and may have been taken by another one.
            while waiting and waiting[-1] in taken:
                waiting.pop()
            if waiting:
                partner = waiting.pop()
                taken.add(partner)
                found.append((operation, partner))
                # One partner is enough; the other keys are other URLs of the same operation.
                break
    return found


def _unambiguous(gone: list[Operation], came: list[Operation], keys: Keys) -> list[tuple[Operation, Operation]]:
    """Pair what alone has its key on each side."""
    alone = [{key: o[0] for key, o in _grouped(side, keys).items() if len(o) == 1} for side in (gone, came)]
    return [(operation, alone[1][key]) for key, operation in alone[0].items() if key in alone[1]]


def _grouped(side: Iterable[Operation], keys: Keys) -> dict[Hashable, list[Operation]]:
    found: dict[Hashable, list[Operation]] = defaultdict(list)
    for operation in side:
        for key in keys(operation):
            found[key].append(operation)
    return found


def _alike(gone: list[Operation], came: list[Operation]) -> list[tuple[Operation, Operation]]:
    """Pair what has the same payloads and related paths, if nothing else could be meant."""
    keys = _known_by(lambda o: content if _telling(content := _content(o)) else None)
    before, after = _grouped(gone, keys), _grouped(came, keys)
    found: list[tuple[Operation, Operation]] = []
    for key in before.keys() & after.keys():
        first, second = before[key], after[key]
        for tail in _TAILS:
            if len(first) == len(second) == 1:
                break
            pairs = _unambiguous(first, second, tail)
            found += pairs
            first, second = _without(first, pairs, 0), _without(second, pairs, 1)
        # Many operations with equal payloads, such as `{"id": ...}`, would take quadratic time and be told apart by
        # nothing.
        if 0 < len(first) <= _MOST_ALIKE and 0 < len(second) <= _MOST_ALIKE:
            found += _related(first, second, lambda old, new: _share_a_word(old, new))
    return sorted(found, key=lambda pair: _order(pair[0]))


_TAILS: tuple[Keys, ...] = (
    lambda o: [tuple(sorted(words(o.callback or o.path)))],
    lambda o: [tuple(o.template.split("/")[-2:])],
    lambda o: [o.template.rpartition("/")[2]] if not o.template.endswith("}") else [],
)
"""Parts of a path that stay when operations with the same payloads move together."""


def _related(
    gone: list[Operation], came: list[Operation], are_related: Callable[[Operation, Operation], bool]
) -> list[tuple[Operation, Operation]]:
    """Pair those that are related with one another, and with no other."""
    partners = [[second for second in came if are_related(first, second)] for first in gone]
    wanted: dict[Operation, int] = defaultdict(int)
    for candidates in partners:
        for candidate in candidates:
            wanted[candidate] += 1
    return [
        (first, candidates[0])
        for first, candidates in zip(gone, partners, strict=True)
        if len(candidates) == 1 and wanted[candidates[0]] == 1
    ]


def _renamed_in_place(gone: list[Operation], came: list[Operation]) -> list[tuple[Operation, Operation]]:
    """Pair what says too little to be known by it, such as that all is done, if its path was plainly edited.

    The payloads and the parameters are the same, and the path is but for one segment more, or one spelled otherwise.
    """
    keys = _known_by(lambda o: None if o.parent or _telling(_content(o)) else (_content(o), _parameters(o)))
    before, after = _grouped(gone, keys), _grouped(came, keys)
    found: list[tuple[Operation, Operation]] = []
    for key in before.keys() & after.keys():
        if len(before[key]) <= _MOST_ALIKE and len(after[key]) <= _MOST_ALIKE:
            found += _related(before[key], after[key], _is_edited)
    return sorted(found, key=lambda pair: _order(pair[0]))


def _is_edited(old: Operation, new: Operation) -> bool:
    """Whether one path is the other one with a segment more, or with one that is spelled like the one in its place."""
    first, second = (shape(each.path).split("/")[1:] for each in (old, new))
    shorter, longer = sorted((first, second), key=len)
    if len(longer) == len(shorter) + 1:
        at = next((i for i, segment in enumerate(shorter) if segment != longer[i]), len(shorter))
        return longer[at] != "{}" and shorter[at:] == longer[at + 1 :] and any(map(_is_a_word, shorter))
    if len(shorter) != len(longer):
        return False
    others = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(others) == 1 and "{}" not in others[0] and name_likeness(*others[0]) >= ENOUGH


def _is_a_word(segment: str) -> bool:
    """Whether a segment of a path says what it is about, and is no version or variable."""
    return segment != "{}" and not any(character.isdigit() for character in segment)


def _share_a_word(old: Operation, new: Operation) -> bool:
    return not {*words(old.callback or old.path)}.isdisjoint(words(new.callback or new.path))


def _without(side: list[Operation], pairs: list[tuple[Operation, Operation]], index: int) -> list[Operation]:
    paired = {pair[index] for pair in pairs}
    return [operation for operation in side if operation not in paired] if paired else side
