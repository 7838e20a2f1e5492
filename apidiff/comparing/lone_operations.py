"""The operations, events and callbacks that only one side has, as edits; which of them were renamed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apidiff.comparing.book import Book
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Edit, Spot
from apidiff.comparing.findings.digests import Contents
from apidiff.comparing.operation_pairs import short_name
from apidiff.comparing.operations.bringing import brought
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.pairing import Pairing
from apidiff.comparing.operations.parameters import parameters
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.renames import alone_alike
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import brings
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.grammar import OPERATION
from apidiff.openapi.payloads import is_payload
from apidiff.openapi.pointers import find

_ALONE: dict[tuple[str, str], RuleId] = {
    ("operation", "added"): "operation-added",
    ("operation", "removed"): "operation-removed",
    ("event", "added"): "event-added",
    ("event", "removed"): "event-removed",
    ("callback", "added"): "callback-added",
    ("callback", "removed"): "callback-removed",
}


def note_unpaired(book: Book, pairs: Pairing, base: Contract, revision: Contract, bits: Iterable[int]) -> None:
    """The operations, events and callbacks that only one side has; `bits`: of each, those removed first."""
    partners = {match.old: match.new for match in pairs.matches} | {match.new: match.old for match in pairs.matches}
    alone = [*((o, "removed") for o in pairs.removed), *((o, "added") for o in pairs.added)]
    likely = _possibly_renamed(base, revision, pairs)
    # An event or callback whose method is another one went and came under one name, and the sentences would not tell
    # which is which.
    again = {_called(o) for o in pairs.removed} & {_called(o) for o in pairs.added}
    for bit, (operation, verb) in zip(bits, alone, strict=False):
        parent = operation.parent and partners.get(operation.parent)
        edit = _note_alone(book, operation, verb, base, revision, bit, parent)
        if operation.kind == "event" and _called(operation) in again:
            edit.params["name"] = f"{operation.method} {edit.name}"
        elif operation.kind == "callback" and _called(operation) in again:
            edit.params["where"] = f"`{operation.method}` of {edit.params['where']}"
        edit.possibly_renamed_to = likely.get(operation.name) if verb == "removed" else None


def _called(operation: Operation) -> str:
    """What a sentence calls an operation, event or callback, the method left out where it has another name."""
    return phrase(operation.pointer)


def _note_alone(
    book: Book, operation: Operation, verb: str, base: Contract, revision: Contract, bit: int, parent: Operation | None
) -> Edit:
    """An operation, event or callback that only one side has; `parent`: what has its callbacks on the other side."""
    rule = _ALONE[operation.kind, verb]
    here = Spot(operation.pointer, operation.body)
    if is_payload(operation):
        document = (base if verb == "removed" else revision).document
        here = Spot(operation.written, find(document, operation.written))
    there = Spot(parent.pointer if parent else "/webhooks" if operation.kind == "event" else "/paths")
    contract = base if verb == "removed" else revision
    name = short_name(operation)
    params = {
        "name": name,
        "holder": phrase(operation.pointer),
        "where": phrase(operation.pointer),
        "kind": operation.kind,
        "keyword": operation.method.lower(),
        "brings": brings(_brought(contract, operation)),
        "base": "",
        "revision": "",
    }
    spots = (here, there) if verb == "removed" else (there, here)
    edit = Edit(rule, *spots, name=name, params=params)
    said = _said(contract, operation)
    # The whole operation is part of the id: the same name may come back later with something else behind it.
    edit.own = (said, "") if verb == "removed" else ("", said)
    book.note(edit, FROM_SERVER if operation.outward else TO_SERVER, bit)
    return edit


def _possibly_renamed(base: Contract, revision: Contract, pairs: Pairing) -> dict[str, str]:
    """The names of removed operations and events, each with what came in its place and says the same."""
    if not pairs.removed or not pairs.added:
        return {}
    came = {operation.name: operation for operation in pairs.added}
    shapes = []
    for contract, side in ((base, pairs.removed), (revision, pairs.added)):
        contents = Contents(contract)
        shapes.append({o.name: _shape(contents, o) for o in side if o.parent is None and _says_enough(o)})
    return {name: short_name(came[heir]) for name, heir in alone_alike(*shapes).items()}


def _shape(contents: Contents, operation: Operation) -> bytes:
    """What an operation has in common with one that could be it under another name."""
    form = contents.form(_payloads(operation), OPERATION)
    return text_of([operation.kind, operation.method, operation.path_version, form])


def _says_enough(operation: Operation) -> bool:
    """Whether an operation can be known by its payloads; of events there are few."""
    text = text_of(_payloads(operation))
    return operation.kind == "event" or b'"$ref"' in text or b'"properties"' in text


def _payloads(operation: Operation) -> dict[str, JSON]:
    return {key: operation.body[key] for key in ("requestBody", "responses") if key in operation.body}


def _said(contract: Contract, operation: Operation) -> tuple[Any, ...]:
    """What an operation says, with the parameters of its path; its callbacks are told on their own."""
    own = {name: value for name, value in operation.body.items() if name not in {"parameters", "callbacks"}}
    listed = sorted(parameters(contract, operation).items())
    called = operation.callback, operation.path, operation.method
    return called, Spot(operation.pointer, own), *(parameter.spot for _, parameter in listed)


def _brought(contract: Contract, operation: Operation) -> dict[str, list[str]]:
    return brought(contract, operation, parameters(contract, operation).values())
