"""Lay out what is deprecated and what goes when: a description and the recorded releases in, the dates out. Pure."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from apidiff.comparing.operations.operations import operations
from apidiff.governing.deprecation import History, Notice, announced_since, called, whole_place
from apidiff.governing.scoping import Side
from apidiff.model.change import Gone
from apidiff.model.contract import JSON, Contract
from apidiff.model.policy import Policy
from apidiff.openapi.announcements import DATES, Announcement, announcement
from apidiff.openapi.operations import Operation
from apidiff.openapi.payloads import is_payload
from apidiff.openapi.places import Described, Parts
from apidiff.openapi.pointers import below, find, split

Kind = Literal[
    "operation", "event", "callback", "parameter", "header", "field", "value", "response", "media type", "schema"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_BY_HOLDER: Mapping[str, Kind] = {
    "parameters": "parameter",
    "headers": "header",
    "properties": "field",
    "responses": "response",
    "content": "media type",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is deprecated, or is to go on a day."""

    what: str
    """As a sentence names it: `` `fax` of schema `Contact` ``."""
    kind: Kind
    since: datetime.date | None
    """The first release that announced it, or the day after it that was given; `None` if no release has yet."""
    sunset: datetime.date | None
    """The day that was given for its end."""
    earliest: datetime.date | None
    """Without a day: the first one on which the policy's notice lets it go."""
    unread: str
    """What stands for a day and is none."""
    operations: tuple[str, ...]
    path_versions: tuple[str, ...]
    pointer: str
    or_earlier: bool = False
    """Whether it may be deprecated for longer: the oldest release on record announces it already."""

    @property
    def goes(self) -> datetime.date | None:
        """The day from which it may be gone, as far as that is known."""
        return self.sunset or self.earliest


def planned(contract: Contract, history: History, policy: Policy) -> list[Planned]:
    """What is deprecated in a contract and not excluded by the policy, by the day on which it goes, then by name.

    Of what several operations share, only those are named for which it is not excluded. `history` is that of the
    contract, which comes first in it. Raises `InputError` for a malformed description.
    """
    described = Described(contract.document)
    found = operations(contract, policy)
    versions = {operation.name: operation.path_version for operation in found}
    leading = _published(_leading(described, found), contract, found, policy)
    plans = []
    notice = Notice(policy, history)
    for (pointer, value), (said, names) in leading.items():
        # An operation is keyed by its name, which is no pointer.
        place = whole_place(pointer) if pointer in versions else described.place(pointer, names, value)
        announced = announced_since(place, history)
        since = announced.since
        days = notice.days(names)
        earliest = since + datetime.timedelta(days=days) if since and days is not None and not said.sunset else None
        gone = Gone("", pointer) if pointer in versions else Gone(pointer, _text(value), value)
        plans.append(
            Planned(
                what=called(gone, described),
                kind=_kind(pointer, value, described, found),
                since=since,
                sunset=said.sunset,
                earliest=earliest,
                unread=said.unread,
                operations=tuple(names),
                path_versions=tuple(dict.fromkeys(versions[name] for name in names)),
                pointer=pointer if pointer.startswith("/") else _pointer(pointer, found),
                or_earlier=announced.or_earlier,
            )
        )
    return sorted(plans, key=lambda plan: (plan.goes is None, plan.goes or datetime.date.max, plan.what))


def _leading(
    described: Described, found: Iterable[Operation]
) -> dict[tuple[str, str | None], tuple[Announcement, list[str]]]:
    """What is announced, by pointer (of an operation: its name) and value, with the operations that lead there."""
    parts: dict[str, Parts] = {}
    document = described.document
    marks: dict[tuple[str, str | None], tuple[Announcement, list[str]]] = {}
    for operation in found:
        # What is said of the operation that a callback belongs to is listed there.
        is_marked = operation.parent is None or announcement(operation.body) is not None
        own = described.of_operation(operation.name) if is_marked else None
        if own is not None and own.announcement is not None:
            marks[operation.name, None] = (own.announcement, [operation.name])
        # Keyed apart from the targets of `$ref`, since here an operation goes without its own marks.
        starts = {
            f"{operation.name} {at}": described.announced_below(node, at) for node, at in _starts(document, operation)
        }
        parts |= starts
        pending = list(starts)
        known = dict.fromkeys(pending)
        # Grows while it is walked: each target is read once, and listed once for each operation that leads there.
        for pointer in pending:
            for at, value, said in parts[pointer].announced:
                marks.setdefault((at, value), (said, []))[1].append(operation.name)
            for ref in parts[pointer].references:
                target = ref.removeprefix("#")
                if target in known or not ref.startswith("#/"):
                    continue
                known[target] = None
                if target not in parts:
                    node = find(document, target)
                    parts[target] = described.announced_below(node, target) if isinstance(node, dict) else Parts([], [])
                pending.append(target)
    return {key: (said, list(dict.fromkeys(names))) for key, (said, names) in marks.items()}


def _published(
    leading: Mapping[tuple[str, str | None], tuple[Announcement, list[str]]],
    contract: Contract,
    found: Iterable[Operation],
    policy: Policy,
) -> dict[tuple[str, str | None], tuple[Announcement, list[str]]]:
    """What is announced, without the operations for which the policy excludes it, and without what is left to none."""
    if not (policy.scopes or policy.stability):
        return dict(leading)
    side = Side(contract.document, policy)
    standings = {operation.name: side.standing(operation) for operation in found}
    published = {}
    for (pointer, value), (said, names) in leading.items():
        # Few operations stand apart from the others, however many lead there.
        place = None if pointer in standings else pointer
        excluded = {
            standing
            for standing in {standings[name] for name in names}
            if side.at(standing, place).treatment == "excluded"
        }
        if left := [name for name in names if standings[name] not in excluded]:
            published[pointer, value] = said, left
    return published


def _starts(document: Mapping[str, JSON], operation: Operation) -> Iterator[tuple[Mapping[str, JSON], str]]:
    """The objects that an operation consists of, without its own marks and its callbacks, which are operations."""
    if is_payload(operation):
        node = find(document, operation.written)
        yield _unmarked(node if isinstance(node, dict) else {}), operation.written
        return
    yield _unmarked(operation.body), operation.pointer
    shared = operation.item.get("parameters")
    for index, parameter in enumerate(shared if isinstance(shared, list) else ()):
        if isinstance(parameter, dict):
            yield parameter, below(operation.item_at("parameters"), "parameters", index)


def _unmarked(node: Mapping[str, JSON]) -> dict[str, JSON]:
    return {field: value for field, value in node.items() if field not in (*DATES, "deprecated", "callbacks")}


def _kind(pointer: str, value: str | None, described: Described, found: Iterable[Operation]) -> Kind:
    if not pointer.startswith("/"):
        return next(operation.kind for operation in found if operation.name == pointer)
    if value is not None or described.constant(pointer) is not None:
        return "value"
    # With an empty name in front, since a pointer of one token has no holder.
    return _BY_HOLDER.get(("", *split(pointer))[-2], "schema")


def _pointer(name: str, found: Iterable[Operation]) -> str:
    return next(operation.pointer for operation in found if operation.name == name)


def _text(value: str | None) -> str:
    """A value, given as JSON, as people read it."""
    if value is None:
        return ""
    read = json.loads(value)
    return read if isinstance(read, str) else value
