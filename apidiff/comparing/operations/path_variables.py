"""Variables of a path that no parameter declares: what it asks of clients to declare one, or not to any more.

Source: OpenAPI 3.1.1, 4.8.8.2 (path templating): each variable has to be declared; where none is, any text fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from apidiff.comparing.asking.wire import SEGMENT
from apidiff.comparing.edits import TO_SERVER, Answer, Edit, Spot
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.travelling import Parameter, listed_parameters, named_on_the_wire, told_of
from apidiff.comparing.pointers import join, phrase
from apidiff.errors import Place
from apidiff.model.contract import JSON, Contract, Warned
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.pointers import is_index
from apidiff.rules import listed

Slots = dict[tuple[str, str], Parameter]

_NOTHING = {"base": "", "revision": "", "brings": ""}
_SOME_TEXT = {"type": "string"}


def compare_undeclared(exchange: Exchange, gone: Slots, came: Slots) -> None:
    """Note the path parameters whose variable the other side has undeclared, and take them out of `gone` and `came`."""
    # Past it the other path has no variable at this position, so that the parameter really came or went.
    shared = min(len(exchange.old.variables), len(exchange.new.variables))
    sides: tuple[tuple[Slots, str, RuleId], ...] = (
        (came, exchange.old.pointer, "path-parameter-declared"),
        (gone, exchange.new.pointer, "path-parameter-undeclared"),
    )
    for side, other, rule in sides:
        # A list of its own, as the loop takes slots out of the mapping.
        for slot in [s for s in side if s[0] == "path" and is_index(s[1]) and int(s[1]) < shared]:
            parameter = side.pop(slot)
            exchange.walk.accounted.add(parameter.written)
            spots = Spot(other), _spot(parameter)
            told = {"holder": phrase(exchange.new.pointer), "where": phrase(exchange.new.pointer)}
            edit = Edit(
                rule,
                *(spots if side is came else spots[::-1]),
                name=parameter.name,
                params=told | {"name": parameter.name, "kind": parameter.kind, "keyword": "parameters", **_NOTHING},
                asks=True,
            )
            answer = _declared(exchange, parameter) if side is came else _undeclared(exchange, parameter)
            exchange.book.note(edit, exchange.request, exchange.bit, answer)


def compare_template(exchange: Exchange, before: Slots, after: Slots) -> None:
    """Note variables that go by another name, where no parameter is renamed with them that would tell so.

    `before` and `after`: the parameters of both sides.
    """
    old, new = exchange.old, exchange.new
    if old.path == new.path or old.variables == new.variables or len(old.variables) != len(new.variables):
        return
    renamed = [
        (("path", str(index)), *pair)
        for index, pair in enumerate(zip(old.variables, new.variables, strict=True))
        if pair[0] != pair[1]
    ]
    spots = Spot(old.item_pointer), Spot(new.item_pointer)
    for slot, name, successor in renamed:
        sides = before.get(slot), after.get(slot)
        if sides[0] and sides[1] and sides[0].name == sides[1].name and is_named_on_the_wire(exchange, *sides):
            told = told_of(exchange, sides[1]) | {"name": name, "renamed_to": successor, "keyword": "paths"}
            edit = exchange.changed("parameter-renamed", *spots, exchange.request, **told)
            edit.own = name, successor
            edit.heir_required = True
    declared = declared_in_path(exchange.base, old), declared_in_path(exchange.revision, new)
    # If both sides declare each name, the parameters tell of it.
    if any(name not in declared[0] or successor not in declared[1] for _, name, successor in renamed):
        exchange.changed("wire-form-rewritten", *spots, exchange.request, where=f"the path of {phrase(new.pointer)}")


def is_named_on_the_wire(exchange: Exchange, old: Parameter | None, new: Parameter | None) -> bool:
    """Whether both sides of a path parameter send its name; where one does not, how it is written tells so."""
    sides = (exchange.base, old), (exchange.revision, new)
    return all(parameter is not None and named_on_the_wire(contract, parameter) for contract, parameter in sides)


def declared_in_path(contract: Contract, operation: Operation) -> set[str]:
    """The names of the path parameters that an operation or its path item lists."""
    return {p.name for p in listed_parameters(contract, operation) if p.place == "path" and p.name}


def forgotten(revision: Contract, pairs: Iterable[tuple[Operation, Operation]]) -> tuple[Warned, ...]:
    """A warning for each path whose variables were renamed, and not the parameters that declare them."""
    said: dict[str, str] = {}
    for old, new in pairs:
        if old.variables == new.variables or new.kind == "event":
            continue
        declared = declared_in_path(revision, new)
        without = [name for name in new.variables if name not in declared and name not in old.variables]
        strays = sorted(name for name in declared if name not in new.variables and name in old.variables)
        if without and strays:
            names = listed([f"{{{name}}}" for name in without])
            said[new.item_pointer] = (
                f"{names} of {listed([new.path])} is declared by no parameter, and the path has no place for the path "
                f"parameter {listed(strays)}"
            )
    places = revision.locator.locate(list(said)) if said else {}
    hint = "Give the parameter the name that the path has; until then they are taken for each other in order."
    return tuple(Warned(text, places.get(at, Place(revision.name, at)), hint) for at, text in said.items())


def _declared(exchange: Exchange, parameter: Parameter) -> Answer:
    """Whether any text fits still; nothing but texts could be sent, so that nothing can have been added."""
    answer = _takes_any(exchange, parameter, "revision")
    # In an address that the server calls, fewer texts than before harm nobody.
    if exchange.new.outward:
        return Answer(safe=True, same=answer.safe is True)
    return answer._replace(same=True) if answer.safe else answer


def _undeclared(exchange: Exchange, parameter: Parameter) -> Answer:
    """Whether any text fitted before; any does now."""
    answer = _takes_any(exchange, parameter, "base")
    # There it is the reverse: more texts than before may be more than a receiver reads.
    if exchange.new.outward:
        return answer._replace(same=True) if answer.safe else answer
    return Answer(safe=True, same=answer.safe is True)


def _takes_any(exchange: Exchange, parameter: Parameter, of: Literal["base", "revision"]) -> Answer:
    return exchange.walk.questions.answer(_SOME_TEXT, _schema(parameter), TO_SERVER, SEGMENT, of=of)


def _spot(parameter: Parameter) -> Spot:
    schema = parameter.body.get("schema")
    return parameter.spot if schema is None else Spot(join(parameter.pointer, "schema"), schema)


def _schema(parameter: Parameter) -> JSON:
    """What has to be in the text; of a media type, or of a style that puts a sign before it, nothing is known here."""
    opaque = "content" in parameter.body or parameter.wire("style") != "simple"
    return False if opaque else parameter.body.get("schema", True)
