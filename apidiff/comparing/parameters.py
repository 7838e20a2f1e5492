"""Parameters and headers as they travel: matched by place and name, then by likeness.

Sources: OpenAPI 3.1, 4.8.12 (parameters), 4.8.21 (headers); RFC 9110, 5.1 (header names are case-insensitive).
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.bringing import values_of
from apidiff.comparing.edits import BOTH, Edit, Spot
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.operations import TEMPLATE, Operation, deref, sequence, text
from apidiff.comparing.parts import At, type_set
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.renames import pair
from apidiff.comparing.showing import brings, shown
from apidiff.comparing.wire import ONE_OR_MANY, PLAIN, TEXT
from apidiff.model.contract import JSON, Contract
from apidiff.model.named_tuple import NamedTuple
from apidiff.openapi.objects import WIRE_FIELDS

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_WIRE = ("style", "explode", "allowReserved", "allowEmptyValue")
_HANDLED = WIRE_FIELDS["parameter"]


class Parameter(NamedTuple):
    """One parameter, resolved. `slot` is what identifies it to a client."""

    name: str
    place: str
    body: dict[str, JSON]
    pointer: str
    listed: JSON
    written: str
    """What is listed, and where, before any `$ref` is followed."""

    @property
    def required(self) -> bool:
        return self.place == "path" or self.body.get("required") is True

    @property
    def kind(self) -> str:
        return "header" if self.place == "header" else f"{self.place} parameter"

    @property
    def spot(self) -> Spot:
        """Where it is listed: one that goes goes from there, whatever else refers to the same component."""
        return Spot(self.written, self.body)

    @property
    def at(self) -> At:
        return At(self.body, self.pointer)


def parameters(contract: Contract, operation: Operation) -> dict[tuple[str, str], Parameter]:
    """The parameters of an operation, those of its path item included; path parameters by their position."""
    return _sorted_out(contract, operation)[0]


def _sorted_out(
    contract: Contract, operation: Operation
) -> tuple[dict[tuple[str, str], Parameter], dict[str, Parameter]]:
    """The parameters by what identifies them to a client, and those that say nothing by where they are listed.

    Those are headers that are described elsewhere (OpenAPI 3.1.1, 4.8.12.1) and what the operation's list overrides.
    """
    found: dict[tuple[str, str], Parameter] = {}
    silent: dict[str, Parameter] = {}
    positions = {name: str(index) for index, name in enumerate(TEMPLATE.findall(operation.path))}
    for parameter in _listed(contract, operation):
        name, place = parameter.name, parameter.place
        if place == "header" and name.lower() in _IGNORED_HEADERS:
            silent[parameter.written] = parameter
            continue
        slot = name.lower() if place == "header" else positions.get(name, name) if place == "path" else name
        if (place, slot) in found:
            silent[found[place, slot].written] = found[place, slot]
        found[place, slot] = parameter
    return _in_order(found, len(positions)), silent


def _listed(contract: Contract, operation: Operation) -> Iterator[Parameter]:
    """The parameters of the path item, then those of the operation, which win over them."""
    for owner, pointer in ((operation.item, operation.item_pointer), (operation.body, operation.pointer)):
        at = join(pointer, "parameters")
        for index, value in enumerate(sequence(owner.get("parameters"), at, contract)):
            body, where = deref(contract, value, join(at, index))
            name, place = (text(body.get(key), join(where, key), contract) for key in ("name", "in"))
            yield Parameter(name, place, body, where, value, join(at, index))


def _in_order(found: dict[tuple[str, str], Parameter], positions: int) -> dict[tuple[str, str], Parameter]:
    """Give path parameters that the template does not name the positions that nobody declares, in order."""
    strays = [slot for slot in found if slot[0] == "path" and not slot[1].isdigit()]
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
    for slot in old.keys() & new.keys():
        _compare(exchange, old[slot], new[slot])
    gone = {slot: old[slot] for slot in old if slot not in new}
    came = {slot: new[slot] for slot in new if slot not in old}
    _moved(exchange, gone, came)
    _renamed(exchange, gone, came)
    for parameter in gone.values():
        _note(exchange, "parameter-removed", parameter, None)
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
        exchange.walk.accounted |= {side.written for side in (first, second) if side}
        exchange.changed("documentation-changed", *spots, exchange.request, **told_of(exchange, here))


def _moved(exchange: Exchange, gone: dict[tuple[str, str], Parameter], came: dict[tuple[str, str], Parameter]) -> None:
    for slot, parameter in list(gone.items()):
        target = next((s for s, p in came.items() if p.name.lower() == parameter.name.lower()), None)
        if target is not None:
            _note(exchange, "parameter-moved", gone.pop(slot), came.pop(target))


def _renamed(
    exchange: Exchange, gone: dict[tuple[str, str], Parameter], came: dict[tuple[str, str], Parameter]
) -> None:
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
    return held | {"description": held.get("description") or parameter.body.get("description")}


def _note(exchange: Exchange, rule: str, old: Parameter | None, new: Parameter | None) -> None:
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
            "brings": brings(dict.fromkeys(values_of(exchange.revision, here.body.get("schema")), ()))
            if not old
            else "",
        },
    )
    exchange.note(edit, exchange.request)


def _spot(here: Parameter, there: Parameter | None) -> Spot:
    """The shared parameter itself, where the edit was made in it."""
    return Spot(here.pointer, here.body) if there and here.pointer == there.pointer else here.spot


def _compare(exchange: Exchange, old: Parameter, new: Parameter) -> None:
    exchange.walk.pair(old.pointer, new.pointer)
    exchange.referred(old.listed, old.written, new.listed, new.written)
    if old.pointer == new.pointer and not exchange.walk.differs(old.body, new.body):
        return
    mask = exchange.request
    told = told_of(exchange, new)
    if old.name != new.name:
        rule = "path-parameter-renamed" if old.place == "path" else "wire-form-rewritten"
        _change(exchange, rule, old, new, "name", old.name, new.name, mask)
    if _level(old) != _level(new):
        exchange.changed("wire-form-rewritten", old.spot, new.spot, mask, **told)
    needed = ("parameter-became-optional", "parameter-became-required")
    if old.place == "path":
        needed = ("wire-form-rewritten", "wire-form-rewritten")
    exchange.flag("required", needed, old.at, new.at, mask, **told)
    exchange.flag("deprecated", ("parameter-undeprecated", "parameter-deprecated"), old.at, new.at, mask, **told)
    compare_travelling(exchange, old, new, mask, "parameter-serialization-changed")
    exchange.prose(old.at, new.at, _HANDLED)


def _level(parameter: Parameter) -> bool:
    """Whether it is listed for all operations of its path."""
    return len(parameter.written.split("/")) == len(["", "paths", "path", "parameters", "0"])


def _change(
    exchange: Exchange, rule: str, old: Parameter, new: Parameter, keyword: str, before: JSON, after: JSON, mask: int
) -> None:
    exchange.changed(
        rule,
        Spot(join(old.pointer, keyword), before),
        Spot(join(new.pointer, keyword), after),
        mask,
        keyword=keyword,
        base=before if isinstance(before, str) else shown(before),
        revision=after if isinstance(after, str) else shown(after),
        **told_of(exchange, new),
    )


def told_of(exchange: Exchange, parameter: Parameter) -> dict[str, str]:
    """What a sentence says of a parameter or a header: its name, its kind, and the nearest named thing around it."""
    holder = phrase(exchange.new.pointer)
    if parameter.pointer.startswith("/components/"):
        holder = f"the shared {phrase(parameter.pointer)}"
    elif "/headers/" in parameter.pointer:
        holder = phrase(parameter.pointer.rpartition("/headers/")[0])
    where = f"{parameter.kind} `{parameter.name}` of {holder}"
    return {"name": parameter.name, "kind": parameter.kind, "where": where, "holder": holder}


def compare_travelling(exchange: Exchange, old: Parameter, new: Parameter, mask: int, rule: str) -> None:
    """Compare how a parameter or a header is written on the wire, then its schema."""
    for keyword in _WIRE:
        before, after = _wire(old, keyword), _wire(new, keyword)
        if before == after or _without_effect(keyword, old, new):
            if old.body.get(keyword) != new.body.get(keyword):
                _change(exchange, "wire-form-rewritten", old, new, keyword, before, after, mask)
            continue
        if keyword in {"allowReserved", "allowEmptyValue"} and after and mask == exchange.request:
            _change(exchange, "parameter-serialization-widened", old, new, keyword, before, after, mask)
        else:
            _change(exchange, rule, old, new, keyword, before, after, mask)
    before, after = _content(old), _content(new)
    if before.keys() != after.keys():
        _change(exchange, rule, old, new, "content", _form(old, before), _form(new, after), mask)
        exchange.walk.accounted |= {join(old.pointer, "schema"), join(new.pointer, "schema")}
        return
    if before:
        for media, at in before.items():
            exchange.schemas(at, after[media], mask)
        return
    first = At(old.body.get("schema", True), join(old.pointer, "schema"))
    second = At(new.body.get("schema", True), join(new.pointer, "schema"))
    exchange.schemas(first, second, mask, _travels(old, new))


def _wire(parameter: Parameter, keyword: str) -> JSON:
    """A keyword of the wire form, with its default (OpenAPI 3.1, 4.8.12.2)."""
    style = parameter.body.get("style", _STYLE.get(parameter.place, "simple"))
    if keyword == "style":
        return style
    return parameter.body.get(keyword, style == "form" if keyword == "explode" else False)


def _without_effect(keyword: str, old: Parameter, new: Parameter) -> bool:
    """`style` and `explode` of `form` and `simple` say nothing of a scalar."""
    if keyword not in {"style", "explode"} or "content" in old.body or "content" in new.body:
        return keyword in {"style", "explode"} and "content" in old.body and "content" in new.body
    plain = all(_wire(side, "style") in ("form", "simple") for side in (old, new))
    return plain and not any(_composite(parameter.body.get("schema")) for parameter in (old, new))


def _composite(schema: JSON) -> bool:
    """Whether a schema can hold more than a scalar, as far as its `type` tells."""
    listed = type_set(schema.get("type")) if isinstance(schema, dict) else None
    return not listed or not listed <= {"string", "integer", "number", "boolean", "null"}


def _content(parameter: Parameter) -> dict[str, At]:
    """The schema of each media type of a parameter's `content`, sorted; OpenAPI 3.1, 4.8.12.4, allows one."""
    content = parameter.body.get("content")
    if not isinstance(content, dict):
        return {}
    found = {}
    for media in sorted(content):
        body = content[media] if isinstance(content[media], dict) else {}
        found[media.lower()] = At(body.get("schema", True), join(parameter.pointer, "content", media, "schema"))
    return found


def _form(parameter: Parameter, content: dict[str, At]) -> str:
    return ", ".join(content) or f"schema with style {shown(_wire(parameter, 'style'))}"


def _travels(old: Parameter, new: Parameter) -> str:
    """In every style but one, a list of one value is the same text as that value."""
    return TEXT if any(_wire(parameter, "style") == "deepObject" for parameter in (old, new)) else ONE_OR_MANY


__all__ = ["BOTH", "PLAIN", "Parameter", "compare_parameters", "compare_travelling", "told_of"]
