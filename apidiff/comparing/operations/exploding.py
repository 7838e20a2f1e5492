"""Objects in a query that travel as loose parameters: one `name=value` for each of their properties.

`style: form, explode: true` writes the object `paging` as `?page=1&size=2`, and `deepObject` as `?paging[page]=1`. A
query string of `application/x-www-form-urlencoded` (3.2) is written as the first. So a property of the object on one
side and a parameter of that name on the other are the same thing. An object is spread into its properties where the
other side has some of them elsewhere; otherwise it is compared as the object that it is.

Sources: OpenAPI 3.1.1, 4.8.12.3 and 4.8.12.4 (Style Values, Style Examples); 3.2.0, 4.12.1 (`querystring`) and 4.15.1
(defaults of `contentType`).
"""

from typing import NamedTuple

from apidiff.comparing.media import parse
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import deref
from apidiff.comparing.operations.travelling import Parameter, told_of
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.types import SCALARS, types_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS, is_extension

Slots = dict[tuple[str, str], Parameter]

_SPREAD = frozenset({"type", "properties", "required", "additionalProperties"})
"""The keywords of an object that says nothing about its properties together."""
_KEPT = ("deprecated", "allowReserved", "allowEmptyValue")
"""What an object parameter says of each of its parts."""
_LOOSE = frozenset({"query", "cookie", "querystring"})
_BY_DEFAULT: tuple[JSON, ...] = ({}, {"style": "form"}, {"explode": True}, {"style": "form", "explode": True})
"""Encodings that write a scalar, or a list of them, as no encoding does."""
_NOT_ON_THE_WIRE = ("annotation", "identifier", "definitions")
_OPEN: tuple[JSON, ...] = (True, False, {})


class Spread(NamedTuple):
    """An object parameter as the parameters that it travels as, by their slots."""

    of: Parameter
    fields: dict[tuple[str, str], At]
    required: frozenset[tuple[str, str]]
    """Those that the object cannot do without."""

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.fields)


def spread(exchange: Exchange, old: Slots, new: Slots) -> tuple[Slots, Slots]:
    """Both sides' parameters, with the objects in loose parts whose parts stand elsewhere on the other side."""
    if not any(place in _LOOSE for place, _ in {**old, **new}):
        return old, new
    objects = _spreads(exchange.base, old), _spreads(exchange.revision, new)
    if not objects[0] and not objects[1]:
        return old, new
    wanted = _wanted(objects[0], objects[1], old, new) | _wanted(objects[1], objects[0], new, old)
    sides = []
    for index, (slots, found) in enumerate(zip((old, new), objects, strict=True)):
        chosen = {slot: found[slot] for slot in found if slot in wanted}
        others = [objects[1 - index][slot] for slot in wanted if slot in objects[1 - index]]
        sides.append(_in_parts(slots, chosen, others, is_new=index == 1))
        for part in chosen.values():
            _note(exchange, part.of)
            loose = ((old, new)[1 - index].get(name) for name in part.names)
            exchange.walk.accounted |= {each.written for each in loose if each}
    return sides[0], sides[1]


def _spreads(contract: Contract, slots: Slots) -> dict[tuple[str, str], Spread]:
    found = {slot: _spread(contract, parameter) for slot, parameter in slots.items()}
    return {slot: each for slot, each in found.items() if each is not None}


def _spread(contract: Contract, parameter: Parameter) -> Spread | None:
    """A parameter as its parts; `None` for one that is no plain object, or is written in one piece."""
    deep = parameter.wire("style") == "deepObject" and parameter.place != "querystring"
    at = _in_parameter(parameter) or _in_query_string(contract, parameter)
    if at is None or types_of(contract, at.schema) not in (frozenset({"object"}), frozenset({"object", "null"})):
        return None
    whole = conjunction(contract, at)
    maps = [schema["additionalProperties"] for schema, _ in whole.objects if "additionalProperties" in schema]
    if any(_counts(keyword) for keyword in whole.keywords) or any(each not in _OPEN for each in maps):
        return None
    if deep and any(not _is_scalar(contract, at.schema) for at in whole.properties.values()):
        return None  # how lists and objects are written within an object is defined nowhere
    if any(at.members for at in whole.properties.values()):
        return None
    if parameter.place == "querystring" and not all(_is_alike(contract, at) for at in whole.properties.values()):
        return None
    place = "query" if parameter.place == "querystring" else parameter.place
    slots = {name: (place, f"{parameter.name}[{name}]" if deep else name) for name in whole.properties}
    fields = {slots[name]: at for name, at in whole.properties.items()}
    return Spread(parameter, fields, frozenset(slots[name] for name in whole.required if name in slots))


def _in_parameter(parameter: Parameter) -> At | None:
    """The schema of a parameter whose style writes a pair for each property."""
    exploded = parameter.wire("style") == "form" and parameter.wire("explode") is True
    is_loose = exploded or parameter.wire("style") == "deepObject"
    if parameter.place not in ("query", "cookie") or "schema" not in parameter.body or not is_loose:
        return None
    return At(parameter.body["schema"], join(parameter.pointer, "schema"))


def _in_query_string(contract: Contract, parameter: Parameter) -> At | None:
    """The schema of a query string that is a form, none of whose fields is encoded in a way of its own."""
    content = parameter.body.get("content")
    if parameter.place != "querystring" or not isinstance(content, dict) or len(content) != 1:
        return None
    name, value = next(iter(content.items()))
    media, where = deref(contract, value, join(parameter.pointer, "content", name))
    encodings = media.get("encoding", {})
    plain = isinstance(encodings, dict) and all(each in _BY_DEFAULT for each in encodings.values())
    if not parse(name).is_urlencoded or "schema" not in media or not plain:
        return None
    return At(media["schema"], join(where, "schema"))


def _is_alike(contract: Contract, at: At) -> bool:
    """Whether a field of a form is written as a parameter: a scalar, or a list of them."""
    if isinstance(at.schema, dict) and types_of(contract, at.schema) == frozenset({"array"}):
        items = conjunction(contract, at).child("items")
        return items is not None and _is_sent(contract, items.schema)
    return _is_sent(contract, at.schema)


def _is_sent(contract: Contract, schema: JSON) -> bool:
    types = types_of(contract, schema)
    return types is not None and types <= SCALARS


def _counts(keyword: str) -> bool:
    row = KEYWORDS.get(keyword)
    silent = is_extension(keyword) if row is None else row.role in _NOT_ON_THE_WIRE
    return keyword not in _SPREAD and not silent


def _is_scalar(contract: Contract, schema: JSON) -> bool:
    types = types_of(contract, schema)
    return types is not None and types <= SCALARS | {"null"}


def _wanted(
    here: dict[tuple[str, str], Spread], there: dict[tuple[str, str], Spread], slots: Slots, others: Slots
) -> set[tuple[str, str]]:
    """The objects of one side some of whose parts the other side has elsewhere."""
    wanted: set[tuple[str, str]] = set()
    for slot, each in here.items():
        partner = there.get(slot)
        # The name of such an object is on no wire, so what goes by it elsewhere can be its part of that name.
        is_part = slot in others and partner is None and slot in each.names
        if (slot in others and partner is None and not is_part) or not each.names.isdisjoint(slots.keys() - {slot}):
            continue  # it is something else now, or a parameter of its own has the name of a part
        elsewhere = {name for name in others if name != slot or is_part}.union(
            *(other.names for at, other in there.items() if at != slot)
        )
        if not (each.names - (partner.names if partner else frozenset())).isdisjoint(elsewhere):
            wanted.add(slot)
    return wanted


def _in_parts(slots: Slots, chosen: dict[tuple[str, str], Spread], others: list[Spread], *, is_new: bool) -> Slots:
    """The parameters with the chosen objects in parts."""
    found = {slot: parameter for slot, parameter in slots.items() if slot not in chosen}
    for each in chosen.values():
        for name, at in each.fields.items():
            found[name] = _part(each, name, at, needed=_is_needed(each, name, others, is_new=is_new))
    return found


def _is_needed(each: Spread, name: tuple[str, str], others: list[Spread], *, is_new: bool) -> bool:
    """Whether a part has to be sent.

    What an optional object requires has to be sent beside its other parts only. That asks more of a client if those
    could be sent alone before, as they could unless the other side's object asked for it as well.
    """
    if name not in each.required:
        return False
    if each.of.required:
        return True
    alike = [other for other in others if name in other.required and not other.of.required]
    if is_new:
        former = next((other for other in alike if each.names - {name} <= other.names), None)
        return former is None and len(each.fields) > 1
    return False


def _part(each: Spread, name: tuple[str, str], at: At, *, needed: bool) -> Parameter:
    """One property as the parameter that it travels as."""
    kept: dict[str, JSON] = {key: each.of.body[key] for key in _KEPT if key in each.of.body}
    body: dict[str, JSON] = {**kept, "name": name[1], "in": name[0], "schema": {"$ref": f"#{at.pointer}"}}
    if needed:
        body["required"] = True
    return Parameter(name[1], name[0], body, at.pointer, body, each.of.written, each.of.of_item)


def _note(exchange: Exchange, parameter: Parameter) -> None:
    exchange.walk.accounted |= {parameter.written, parameter.pointer}
    exchange.changed(
        "wire-form-rewritten", parameter.spot, parameter.spot, exchange.request, **told_of(exchange, parameter)
    )
