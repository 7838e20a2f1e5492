"""Two path versions of one description in, what an integrator who moves from one to the other meets out.

Operations are paired by their paths without the version: `GET /v1/leads` with `GET /v2/leads`. To compare them, the
paths of the older version are given the newer one's, so that names in what follows are those of the newer version.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from apidiff.api import compare
from apidiff.api import contract as contract_of
from apidiff.comparing.operations.operations import operations
from apidiff.errors import InputError, Place
from apidiff.governing.meaning import version_of
from apidiff.model.change import Change
from apidiff.model.contract import JSON, UNVERSIONED, Contract
from apidiff.model.policy import Policy
from apidiff.model.records import Entry
from apidiff.openapi.grammar import ADDRESSING
from apidiff.openapi.naming import normal_name, operation_name, part_in, shape, top_in
from apidiff.openapi.operations import EVENT_FIELDS, Operation
from apidiff.openapi.pointers import join, resolve, split
from apidiff.openapi.uri import percent_decoded
from apidiff.recording.drafting import worth_an_entry
from apidiff.recording.examples import Example, Examples
from apidiff.recording.statements import Group, Statement, groups

Status = Literal["same", "differs", "moved", "gone", "new"]
_PATH = "#/paths/"
_DEEPEST = 20
_WHOLE = frozenset({"operation-added", "operation-removed", "operation-renamed"})


@dataclass(frozen=True, slots=True)
class Pair:
    """An operation in both versions, or in one of them."""

    old: str | None
    new: str | None
    status: Status
    changes: tuple[Change, ...] = ()
    """What differs, what breaks first."""
    is_meant: bool = False
    """Whether an entry declares of one version alone that it means something else."""

    @property
    def breaking(self) -> int:
        return sum(change.cls == "breaking" for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        return {
            "from": self.old,
            "to": self.new,
            "status": self.status,
            "breaking": self.breaking,
            "changes": [change.id for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Meant:
    """A change of meaning that an entry declares of one of the versions alone: no description shows it."""

    version: str
    target: str
    note: str
    since: datetime.date

    def to_dict(self) -> dict[str, Any]:
        return {
            "path_version": self.version,
            "target": self.target,
            "note": self.note,
            "since": self.since.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Moving:
    """What moving takes."""

    old: str
    new: str
    title: str
    pairs: tuple[Pair, ...]
    """In the order of the older version, then of the newer one."""
    differs: tuple[Group, ...]
    examples: Mapping[str, Example]
    """By the sentence that each belongs to."""
    meanings: tuple[Meant, ...] = ()
    """The oldest first."""

    def of(self, status: Status) -> list[Pair]:
        return [pair for pair in self.pairs if pair.status == status]

    def example(self, statement: Statement) -> Example | None:
        return self.examples.get(statement.told)

    def to_dict(self) -> dict[str, Any]:
        return {
            "format": "apidiff.guide/1",
            "from": self.old,
            "to": self.new,
            "operations": [pair.to_dict() for pair in self.pairs],
            "differences": [self._told(group, statement) for group in self.differs for statement in group.statements],
            "meanings": [each.to_dict() for each in self.meanings],
        }

    def _told(self, group: Group, statement: Statement) -> dict[str, Any]:
        example = self.example(statement)
        shown = example and {
            "what": example.what,
            "within": example.within,
            "language": example.language,
            "before": example.before,
            "after": example.after,
        }
        return {
            "resource": group.heading,
            "breaking": statement.kind == "breaking",
            "says": statement.told,
            "do": statement.do,
            "changes": [change.id for change in statement.changes],
            "titles": [change.title for change in statement.changes],
            "operations": list(dict.fromkeys(name for change in statement.changes for name in change.operations)),
            "example": shown,
        }


def moving(contract: Contract, old: str, new: str, policy: Policy, entries: Iterable[Entry] = ()) -> Moving:
    """What lies between two path versions of a description, and what published `entries` declare of one of them.

    Raises `InputError` where the description does not have both, or is addressed in a way that keeps its paths from
    being told apart.
    """
    known = [each for each in operations(contract, policy) if each.kind == "operation"]
    versions = list(dict.fromkeys(each.path_version for each in known))
    for version in (old, new):
        if version not in versions:
            raise _unknown(contract, version, versions)
    if old == new:
        raise InputError(f"`{old}` is named twice", hint=f"Name two of {', '.join(f'`{each}`' for each in versions)}.")
    found = {version: _of_version(contract, known, version, new, policy) for version in (old, new)}
    sides = {version: contract_of(document) for version, (document, _) in found.items()}
    # Without the audit: a guide lets nothing pass, so nothing has to fail closed.
    comparison = compare(sides[old], sides[new], policy)
    changes = [change for change in comparison.counted if worth_an_entry(change)]
    names = {called: own for _, renamed in found.values() for own, called in renamed.items()}
    before, after = ({called: own for own, called in found[version][1].items()} for version in (old, new))
    pairs = _pairs(before, after, changes)
    # `/v1/leads/{id}` and `/v2/leads/{lead}` are one path under two names.
    named = {shape(called): called for called in after}
    other = {called: named[shape(called)] for called in before if called not in after and shape(called) in named}
    changes = [_named(change, other) for change in changes]
    # What came, went or moved as a whole is told by the pairs.
    differs = groups([change for change in changes if change.rule not in _WHOLE], names)
    examples = Examples(sides[old], sides[new], policy, (before, after))
    shown = {
        each.told: example
        for group in differs
        for each in group.statements
        if each.kind == "breaking" and (example := examples.of(each.changes))
    }
    meanings = tuple(_meanings(entries, old, new, versions, policy))
    meant = {top_in(part_in(normal_name(each.target))[0]) for each in meanings}
    pairs = tuple(replace(pair, is_meant=not meant.isdisjoint({pair.old, pair.new})) for pair in pairs)
    return Moving(old, new, contract.title, pairs, tuple(differs), shown, meanings)


def _meanings(entries: Iterable[Entry], old: str, new: str, versions: Sequence[str], policy: Policy) -> Iterator[Meant]:
    found: dict[tuple[str, str], list[Meant]] = {}
    for entry in entries:
        for declared in entry.meaning if entry.date else ():
            version = version_of(declared.target, policy, versions, {}, entry.version)
            if entry.date and version in (old, new):
                target = normal_name(declared.target)
                # As the newer version calls it, so that what both declare is one.
                whole, slash, path = target.partition("/")
                called = whole + _versioned(slash + path, version, new, policy)
                key = called, " ".join(declared.note.split())
                found.setdefault(key, []).append(Meant(version, target, key[1], entry.date))
    alone = (each[0] for each in found.values() if len({one.version for one in each}) == 1)
    yield from sorted(alone, key=lambda each: (each.since, each.target))


def _unknown(contract: Contract, version: str, versions: list[str]) -> InputError:
    near = difflib.get_close_matches(version, versions, n=1)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    named = [each for each in versions if each != UNVERSIONED]
    has = f"It has {', '.join(f'`{each}`' for each in named)}." if named else "None of its paths has a version."
    return InputError(f"no path of `{version}` is in the description", place=Place(contract.name), hint=f"{hint}{has}")


def _of_version(
    contract: Contract, known: list[Operation], version: str, shown: str, policy: Policy
) -> tuple[dict[str, JSON], dict[str, str]]:
    """The document with the paths of one version alone, as those of the `shown` one; and its operations.

    The operations are given by their names, each with what it is called in the document.
    """
    document = contract.document
    mine = {each.path for each in known if each.path_version == version}
    moved = {path: _versioned(path, version, shown, policy) for path in mine}
    paths = document.get("paths")
    kept = {moved[path]: item for path, item in paths.items() if path in mine} if isinstance(paths, dict) else {}
    if len(kept) < len(mine):
        clash = next(path for path in mine if list(moved.values()).count(moved[path]) > 1)
        raise InputError(
            f"without its version, `{clash}` is the path of another operation, too",
            place=Place(contract.name, join(("paths", clash))),
            hint="Let `pattern` under `[versions]` match the version alone.",
        )
    # No path says which version an event is of: both sides would have the same ones.
    rest = {key: value for key, value in document.items() if key not in ("paths", *EVENT_FIELDS, *ADDRESSING)}
    made: dict[str, JSON] = {**rest, "paths": kept}
    called = {
        each.name: operation_name(each.method, moved[each.path]) for each in known if each.path_version == version
    }
    # Few descriptions refer into paths, and rewriting copies the whole document.
    placed: dict[str, JSON] = _placed(document, made, moved) if _PATH in str(made) else made
    return placed, called


def _versioned(path: str, version: str, shown: str, policy: Policy) -> str:
    found = re.search(policy.version_pattern, path)
    if found is None or found[1] != version:
        return path  # the version stands in the address of the server
    return path[: found.start(1)] + shown + path[found.end(1) :]


def _placed(document: dict[str, JSON], node: JSON, moved: Mapping[str, str], depth: int = 0) -> JSON:
    """A part of the document whose references into paths lead to where those are now.

    What stands in a path of another version is put in the place of the reference. Raises `InputError` where that goes
    round in a circle.
    """
    if isinstance(node, list):
        return [_placed(document, each, moved, depth) for each in node]
    if not isinstance(node, dict):
        return node
    ref = node.get("$ref")
    if isinstance(ref, str) and ref.startswith(_PATH):
        # A `$ref` is a URI, in whose fragment a pointer is percent-encoded (RFC 6901, 6).
        tokens = split(percent_decoded(ref[1:]))
        if tokens[1] in moved:
            return {**node, "$ref": "#" + join(("paths", moved[tokens[1]], *tokens[2:]))}
        if depth > _DEEPEST:
            raise InputError(
                f"`{ref}` leads round in a circle through the paths of another version",
                place=Place(pointer=ref[1:]),
                hint="Move what several paths use to `components`.",
            )
        return _placed(document, resolve(document, ref), moved, depth + 1)
    return {
        key: "#" + join(("paths", moved[tokens[1]], *tokens[2:]))
        if key == "operationRef"
        and isinstance(value, str)
        and value.startswith(_PATH)
        and (tokens := split(percent_decoded(value[1:])))[1] in moved
        else _placed(document, value, moved, depth)
        for key, value in node.items()
    }


def _named(change: Change, names: Mapping[str, str]) -> Change:
    """The change with operations called as the newer version calls them, by the names of its variables."""
    mine = [name for name in change.operations if name in names]
    if not mine:
        return change
    texts = [change.title, change.holder]
    for name in mine:
        # In backticks, so that no longer name is taken apart: `GET /v1/leads/{id}/notes`.
        texts = [text.replace(f"`{name}`", f"`{names[name]}`") for text in texts]
    impacts = tuple(
        impact._replace(operations=tuple(names.get(name, name) for name in impact.operations))
        for impact in change.impacts
    )
    return change._replace(title=texts[0], holder=texts[1], impacts=impacts)


def _pairs(before: Mapping[str, str], after: Mapping[str, str], changes: list[Change]) -> tuple[Pair, ...]:
    """The pairs, by what an operation is called while it is compared; the names of variables do not matter."""
    renamed = {str(change.name): str(change.renamed_to) for change in changes if change.rule == "operation-renamed"}
    named = {shape(called): called for called in after}
    pairs, taken = [], set()
    for called, own in before.items():
        other = renamed.get(called) or named.get(shape(called))
        if other is None or other not in after:
            pairs.append(Pair(own, None, "gone"))
            continue
        taken.add(other)
        # A change names the operation as the side does that it was found on.
        mine = tuple(each for each in changes if {called, other} & {*each.operations} and each.rule not in _WHOLE)
        status: Status = "moved" if called in renamed else "differs" if mine else "same"
        pairs.append(Pair(own, after[other], status, mine))
    return (*pairs, *(Pair(None, own, "new") for called, own in after.items() if called not in taken))
