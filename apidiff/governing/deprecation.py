"""Check that each removed operation had been deprecated long enough, by the snapshots before its removal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from apidiff.model.change import Change
from apidiff.model.contract import JSON
from apidiff.model.refusals import Reason, Refusal
from apidiff.openapi.naming import event_in, is_event, is_operation, shape
from apidiff.openapi.operations import Operation, operations
from apidiff.openapi.payloads import payload

History = Sequence[tuple[datetime.date, Mapping[str, JSON]]]
"""The recorded descriptions with the dates of their releases, from the newest (the base) to the oldest."""

_REMOVALS = ("operation-removed", "event-removed", "operation-withdrawn")


def sunset_refusals(
    changes: Iterable[Change], history: Iterable[tuple[datetime.date, Mapping[str, JSON]]], on: datetime.date, days: int
) -> dict[str, list[Refusal]]:
    """The refusals, by path version, for what is removed `on` a day without `days` of deprecation before it.

    A removal is in time when the `x-sunset` date in the base has come (the date that the header of RFC 8594 would
    announce), or when it was `deprecated` in every release of the last `days` days. `history` starts with the base
    and is read only as far back as needed.
    """
    removed = [(change, name) for change in changes if change.rule in _REMOVALS for name in change.operations]
    if not removed:
        return {}
    found: dict[str, list[Refusal]] = {}
    remembered = _Remembered(history)
    for change, name in removed:
        if refusal := _judge(change, name, remembered, on, days):
            found.setdefault(change.path_version, []).append(refusal)
    return found


def past_sunset(
    changes: Iterable[Change], history: Iterable[tuple[datetime.date, Mapping[str, JSON]]], on: datetime.date
) -> frozenset[str]:
    """The ids of the removals whose announced sunset has come `on` a day: they need an entry and no waiver.

    The base has to name the day, `x-sunset`, and a release from before it has to have named that day or an earlier one:
    a day that had passed when it was first written down announced nothing.
    """
    removed = [change for change in changes if change.rule in _REMOVALS and change.operations]
    remembered = _Remembered(history)
    return frozenset(
        change.id for change in removed if all(_has_set(name, remembered, on) for name in change.operations)
    )


def _has_set(name: str, history: _Remembered, on: datetime.date) -> bool:
    day: datetime.date | None = None
    for release, recorded in history:
        said = _sunset(recorded.find(name))
        day = day or said
        if said is None or day is None or day > on or said > day:
            return False
        if release < day:
            return True
    return False


class _Remembered:
    """A history that is read once, only as far as it is asked for."""

    def __init__(self, history: Iterable[tuple[datetime.date, Mapping[str, JSON]]]) -> None:
        self._rest = iter(history)
        self._read: list[tuple[datetime.date, OperationsByName]] = []

    def __iter__(self) -> Iterator[tuple[datetime.date, OperationsByName]]:
        yield from self._read
        for release, document in self._rest:
            self._read.append((release, OperationsByName(document)))
            yield self._read[-1]


class OperationsByName:
    """The operations, events and callbacks of a recorded description, as a later comparison names them."""

    def __init__(self, document: Mapping[str, JSON]) -> None:
        self._document = document
        self._named: dict[str, Operation] = {}
        self._called: dict[tuple[str, str, str], Operation] = {}
        for operation in operations(document, lenient=True):
            self._named.setdefault(operation.name, operation)
            if operation.parent is None:
                self._called.setdefault((operation.kind, operation.method, operation.template), operation)

    def find(self, name: str) -> Mapping[str, Any] | None:
        """The operation that goes by `name`, as in `GET /v1/leads` or `webhook lead.won`.

        The names of path variables are on no wire and may have been others. An event's name holds its method if there
        are several. Where no webhook has it, it is that of a component which is an event's payload.
        """
        found = self._named.get(name)
        if found is None and is_operation(name):
            method, _, path = name.partition(" ")
            found = self._called.get(("operation", method, shape(path)))
        elif found is None and is_event(name):
            same = (o for (kind, _, path), o in self._called.items() if (kind, path) == ("event", event_in(name)))
            found = next(same, None)
        return payload(self._document, name) if found is None else found.body


def _judge(change: Change, name: str, history: _Remembered, on: datetime.date, days: int) -> Refusal | None:
    since: datetime.date | None = None
    for position, (release, recorded) in enumerate(history):
        operation = recorded.find(name)
        if position == 0 and (sunset := _sunset(operation)):
            return None if sunset <= on else _refusal(Reason.BEFORE_SUNSET, change, name, sunset)
        if operation is None or operation.get("deprecated") is not True:
            break
        since = release
        if (on - since).days >= days:
            return None
    notice = datetime.timedelta(days=days)
    if since is None:
        return _refusal(Reason.NEVER_DEPRECATED, change, name, on + notice)
    return _refusal(Reason.DEPRECATED_LATE, change, name, since + notice, days=str((on - since).days))


def _refusal(reason: Reason, change: Change, name: str, earliest: datetime.date, **facts: str) -> Refusal:
    facts |= {"operation": name, "earliest": earliest.isoformat()}
    return Refusal(reason, change.path_version, facts, (change,))


def _sunset(operation: Mapping[str, Any] | None) -> datetime.date | None:
    written = operation.get("x-sunset") if operation else None
    try:
        return datetime.date.fromisoformat(written[:10]) if isinstance(written, str) else None
    except ValueError:
        return None
