"""Parameters and headers as they travel: matched by place and name, then by likeness.

Sources: OpenAPI 3.1, 4.8.12 (parameters), 4.8.21 (headers); RFC 9110, 5.1 (header names are case-insensitive).
"""

from __future__ import annotations

from apidiff.comparing.edits import Edit, Spot
from apidiff.comparing.operations.bringing import values_of
from apidiff.comparing.operations.encodings import compare_encodings
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.exploding import spread
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.path_variables import compare_template, compare_undeclared, is_named_on_the_wire
from apidiff.comparing.operations.travelling import (
    Parameter,
    change,
    compare_travelling,
    listed_parameters,
    told_of,
)
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.renames import pair, possible
from apidiff.comparing.showing import brings_values
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.naming import class_name
from apidiff.openapi.objects import WIRE_FIELDS
from apidiff.openapi.pointers import is_index

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_HANDLED = WIRE_FIELDS["parameter"]


def parameters(contract: Contract, operation: Operation) -> dict[tuple[str, str], Parameter]:
    """The parameters of an operation, those of its path item included; path parameters by their position."""
    return _sorted_out(contract, operation)[0]


def _sorted_out(
    contract: Contract, operation: Operation
) -> tuple[dict[tuple[str, str], Parameter], dict[str, Parameter]]:
    """The parameters by what identifies them to a client, and those that say nothing by where they are listed.

    Those are headers that are described elsewhere (OpenAPI 3.1.1, 4.8.12.1), path parameters of events, and what the
    operation's list overrides.
    """
    found: dict[tuple[str, str], Parameter] = {}
    silent: dict[str, Parameter] = {}
    positions = {name: str(index) for index, name in enumerate(operation.variables)}
    for parameter in listed_parameters(contract, operation):
        name, place = parameter.name, parameter.place
        # An event has no path that a parameter could stand in. Where an operation's path lacks one, it was forgotten.
        nowhere = place == "path" and operation.kind == "event"
        if nowhere or (place == "header" and name.lower() in _IGNORED_HEADERS):
            silent[parameter.written] = parameter
            continue
        slot = _slot(parameter, positions)
        # The operation's list comes after its path's, and wins over it (3.1.1, 4.8.10.1).
        if (place, slot) in found:
            silent[found[place, slot].written] = found[place, slot]
        found[place, slot] = parameter
    return _in_order(found, len(positions)), silent


def _slot(parameter: Parameter, positions: dict[str, str]) -> str:
    """What tells a parameter from the others of its place; there is one query string, whatever it is called."""
    if parameter.place == "querystring":
        return ""
    if parameter.place == "path":
        return positions.get(parameter.name, parameter.name)
    return parameter.name.lower() if parameter.place == "header" else parameter.name


def _in_order(found: dict[tuple[str, str], Parameter], positions: int) -> dict[tuple[str, str], Parameter]:
    """Give path parameters that the template does not name the positions that nobody declares, in order."""
    # A template `/leads/{id}` whose parameter is called `leadId` is a misspelling: the two are one variable.
    strays = [slot for slot in found if slot[0] == "path" and not is_index(slot[1])]
    free = [str(index) for index in range(positions) if ("path", str(index)) not in found]
    if not strays or len(strays) > len(free):
        return found
    renumbered = dict(zip(strays, free, strict=False))
    return {("path", renumbered[slot]) if slot in renumbered else slot: p for slot, p in found.items()}


def compare_parameters(exchange: Exchange) -> None:
    """Note what changed in the parameters of one pair of operations."""
    old, silent_before = _sorted_out(exchange.base, exchange.old)
    new, silent_now = _sorted_out(exchange.revision, exchange.new)
    _compare_silent(exchange, silent_before, silent_now)
    # A component that stands for one parameter here and for another one there is told by both of these.
    slots = [{p.pointer: slot for slot, p in side.items()} for side in (old, new)]
    exchange.walk.accounted |= {at for at in slots[0].keys() & slots[1].keys() if slots[0][at] != slots[1][at]}
    # Before anything is matched: the parts of an object may be parameters of their own on the other side.
    old, new = spread(exchange, old, new)
    for slot in old.keys() & new.keys():
        _compare(exchange, old[slot], new[slot])
    gone = {slot: old[slot] for slot in old if slot not in new}
    came = {slot: new[slot] for slot in new if slot not in old}
    # First what is called the same in another place, then variables of the path, whose names are on no wire, and only
    # then likeness of names.
    _moved(exchange, gone, came)
    compare_undeclared(exchange, gone, came)
    compare_template(exchange, old, new)
    _renamed(exchange, gone, came)
    for place in sorted({slot[0] for slot in gone}):
        here = [[p for slot, p in side.items() if slot[0] == place] for side in (gone, came)]
        likely = possible(*({p.name: _holds(p) for p in side} for side in here))
        for parameter in here[0]:
            _note(exchange, "parameter-removed", parameter, None, likely.get(parameter.name))
    for parameter in came.values():
        _note(exchange, "required-parameter-added" if parameter.required else "parameter-added", None, parameter)


def _compare_silent(exchange: Exchange, old: dict[str, Parameter], new: dict[str, Parameter]) -> None:
    """Parameters that say nothing: whatever differs in them is prose."""
    for written in {**old, **new}:
        first, second = old.get(written), new.get(written)
        if first and second and not exchange.walk.differs(first.listed, second.listed):
            continue
        spots = (
            first.spot if first else Spot(exchange.old.pointer),
            second.spot if second else Spot(exchange.new.pointer),
        )
        here = second or first
        assert here is not None
        exchange.walk.accounted |= {place for side in (first, second) if side for place in (side.written, side.pointer)}
        exchange.changed("documentation-changed", *spots, exchange.request, **told_of(exchange, here))


def _moved(exchange: Exchange, gone: dict[tuple[str, str], Parameter], came: dict[tuple[str, str], Parameter]) -> None:
    for slot, parameter in list(gone.items()):
        alike = (s for s, p in came.items() if s[0] != slot[0] and p.name.lower() == parameter.name.lower())
        target = next(alike, None)
        if target is not None:
            _note(exchange, "parameter-moved", gone.pop(slot), came.pop(target))


def _renamed(
    exchange: Exchange, gone: dict[tuple[str, str], Parameter], came: dict[tuple[str, str], Parameter]
) -> None:
    for slot, parameter in list(gone.items()):
        alike = [s for s, p in came.items() if s[0] == slot[0] and p.name.lower() == parameter.name.lower()]
        # `pageSize` and `pagesize`: names in a query have a case, so this is a rename. Headers are matched without case
        # above.
        if slot[0] in ("query", "cookie") and len(alike) == 1:
            heir = came.pop(alike[0])
            del gone[slot]
            edit = _note(exchange, "parameter-renamed", parameter, heir)
            edit.own = parameter.name, heir.name
            _compare(exchange, parameter, heir)
    # Path parameters are matched by position, so one that is left was not renamed.
    for place in {slot[0] for slot in gone} - {"path"}:
        removed = {p.name: _holds(p) for s, p in gone.items() if s[0] == place}
        added = {p.name: _holds(p) for s, p in came.items() if s[0] == place}
        for name, successor in pair(removed, added).items():
            first = gone.pop(next(s for s, p in gone.items() if s[0] == place and p.name == name))
            second = came.pop(next(s for s, p in came.items() if s[0] == place and p.name == successor))
            _note(exchange, "parameter-renamed", first, second)


def _holds(parameter: Parameter) -> JSON:
    schema = parameter.body.get("schema")
    held = dict(schema) if isinstance(schema, dict) else {"content": parameter.body.get("content")}
    # The description tells things apart that are all plain strings.
    return held | {"description": held.get("description") or parameter.body.get("description")}


def _note(
    exchange: Exchange, rule: RuleId, old: Parameter | None, new: Parameter | None, likely: str | None = None
) -> Edit:
    here = new or old
    assert here is not None
    exchange.walk.accounted |= {side.written for side in (old, new) if side}
    edit = Edit(
        rule,
        _spot(old, new) if old else Spot(exchange.old.pointer),
        _spot(new, old) if new else Spot(exchange.new.pointer),
        name=(old or here).name,
        renamed_to=new.name if old and new and rule == "parameter-renamed" else None,
        params={
            "name": (old or here).name,
            "renamed_to": new.name if new else "",
            "kind": here.kind,
            "holder": phrase((exchange.new if new else exchange.old).pointer),
            "where": f"{here.kind} `{here.name}` of {phrase(exchange.new.pointer)}",
            "keyword": "in" if rule == "parameter-moved" else "parameters",
            "base": old.place if old else "",
            "revision": new.place if new else "",
            "brings": "" if old else brings_values(values_of(exchange.revision, here.body.get("schema"))),
        },
    )
    if old and new:
        # What else differs between the two is told by nothing else.
        edit.own = (old.name, old.spot), (new.name, new.spot)
        edit.heir_required = new.required
    edit.possibly_renamed_to = likely
    exchange.note(edit, exchange.request)
    return edit


def _spot(here: Parameter, there: Parameter | None) -> Spot:
    """The shared parameter itself, where the edit was made in it."""
    return Spot(here.pointer, here.body) if there and here.pointer == there.pointer else here.spot


def _compare(exchange: Exchange, old: Parameter, new: Parameter) -> None:
    exchange.walk.pair(old.pointer, new.pointer, (old.written, new.written))
    exchange.referred(old.listed, old.written, new.listed, new.written)
    mask = exchange.request
    told = told_of(exchange, new, old)
    if old.of_item != new.of_item:
        exchange.changed("wire-form-rewritten", old.spot, new.spot, mask, **told)
    if old.pointer == new.pointer and not exchange.walk.differs(old.body, new.body):
        return
    if old.name != new.name:
        _compare_names(exchange, old, new)
    needed: tuple[RuleId, RuleId] = ("parameter-became-optional", "parameter-became-required")
    if old.place == "path":
        # A variable of the path is always sent, whatever `required` says.
        needed = ("wire-form-rewritten", "wire-form-rewritten")
    exchange.flag("required", needed, old.at, new.at, mask, **told)
    exchange.flag("deprecated", ("parameter-undeprecated", "parameter-deprecated"), old.at, new.at, mask, **told)
    compare_travelling(exchange, old, new, mask, "parameter-serialization-changed", compare_encodings)
    exchange.prose(old.at, new.at, _HANDLED)


def _compare_names(exchange: Exchange, old: Parameter, new: Parameter) -> None:
    """Note another name of the same parameter: of a header in another case, of a path variable, of a query string."""
    if old.place == "path" and is_named_on_the_wire(exchange, old, new):
        spots = Spot(join(old.pointer, "name"), old.name), Spot(join(new.pointer, "name"), new.name)
        told = told_of(exchange, new, old) | {"name": old.name, "renamed_to": new.name, "keyword": "name"}
        exchange.changed("parameter-renamed", *spots, exchange.request, **told).heir_required = True
        return
    # `pet_id` and `petId` are one argument in the code of each generated client.
    renamed = old.place == "path" and class_name(old.name) != class_name(new.name)
    rule: RuleId = "path-parameter-renamed" if renamed else "wire-form-rewritten"
    change(exchange, rule, old, new, "name", old.name, new.name, exchange.request)


__all__ = ["Parameter", "compare_parameters", "parameters"]
