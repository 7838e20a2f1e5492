"""Objects in a query that travel as loose parameters: one `name=value` for each of their properties.

`style: form, explode: true` writes the object `paging` as `?page=1&size=2`, and `deepObject` as `?paging[page]=1`. A
query string of `application/x-www-form-urlencoded` (3.2) is written as the first. So a property of the object on one
side and a parameter of that name on the other are the same thing. An object is spread into its properties where the
other side has some of them elsewhere; otherwise it is compared as the object that it is.

Sources: OpenAPI 3.1.1, 4.8.12.3 and 4.8.12.4 (Style Values, Style Examples); 3.2.0, 4.12.1 (`querystring`) and 4.15.1
(defaults of `contentType`).
"""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.comparing.equality import key_of
from apidiff.comparing.media import parse
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import deref
from apidiff.comparing.operations.parts_together import Slot, Slots, Spread, compare_together, is_deep
from apidiff.comparing.operations.travelling import Parameter, told_of
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.nulls import without_null
from apidiff.comparing.schemas.subtypes import selects_by_keyword
from apidiff.comparing.schemas.types import SCALARS, types_of
from apidiff.comparing.schemas.unwrapping import seen_through
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import KEYWORDS, is_extension, schemas_in

_SPREAD = frozenset({"type", "properties", "required", "additionalProperties"})
"""The keywords of an object that says nothing about its properties together."""
_KEPT = ("deprecated", "allowReserved", "allowEmptyValue")
"""What an object parameter says of each of its parts."""
_LOOSE = frozenset({"query", "cookie", "querystring"})
_BY_DEFAULT: tuple[JSON, ...] = ({}, {"style": "form"}, {"explode": True}, {"style": "form", "explode": True})
"""Encodings that write a scalar, or a list of them, as no encoding does."""
_NOT_ON_THE_WIRE = ("annotation", "identifier", "definitions")
_LISTING = frozenset({"const", "enum"})
_OPEN: tuple[JSON, ...] = (True, False, {})
_OF_THE_REST = frozenset({"additionalProperties", "patternProperties", "unevaluatedProperties"})
"""Keywords that can give a type to properties which nothing declares."""


def spread(exchange: Exchange, old: Slots, new: Slots) -> tuple[Slots, Slots]:
    """Both sides' parameters, with the objects in loose parts whose parts stand elsewhere on the other side."""
    if not any(place in _LOOSE for place, _ in {**old, **new}):
        return old, new
    new = _under_one_name(exchange, old, new)
    objects = _spreads(exchange.base, old), _spreads(exchange.revision, new)
    if not objects[0] and not objects[1]:
        return old, new
    wanted = _wanted(objects[0], objects[1], old, new) | _wanted(objects[1], objects[0], new, old)
    chosen = [{slot: found[slot] for slot in found if slot in wanted} for found in objects]
    sides = _in_parts(old, chosen[0]), _in_parts(new, chosen[1])
    for index, found in enumerate(chosen):
        for part in found.values():
            _note(exchange, part.of)
            # What the parts are paired with is compared as them, so the ledger need not look for it again.
            loose = ((old, new)[1 - index].get(name) for name in part.slots)
            exchange.walk.accounted |= {each.written for each in loose if each}
    compare_together(exchange, *sides, *(list(found.values()) for found in chosen))
    return sides


def _under_one_name(exchange: Exchange, old: Slots, new: Slots) -> Slots:
    """The revision's parameters, with an object that goes by another name there under that of the base.

    Its name is on no wire. Only one of which the parts are not known: others are spread into them. Several of them
    cannot be told from one another.
    """
    gone = [slot for slot, each in old.items() if slot not in new and _is_nameless(exchange.base, each)]
    came = [slot for slot, each in new.items() if slot not in old and _is_nameless(exchange.revision, each)]
    if len(gone) != 1 or len(came) != 1 or gone[0][0] != came[0][0]:
        return new
    if all(_spread(*each) for each in ((exchange.base, old[gone[0]]), (exchange.revision, new[came[0]]))):
        return new
    for parameter in (old[gone[0]], new[came[0]]):
        exchange.walk.accounted |= {parameter.written, join(parameter.pointer, "name")}
    spots = old[gone[0]].spot, new[came[0]].spot
    exchange.changed("wire-form-rewritten", *spots, exchange.request, **told_of(exchange, old[gone[0]]))
    return {gone[0] if slot == came[0] else slot: each for slot, each in new.items()}


def _is_nameless(contract: Contract, parameter: Parameter) -> bool:
    """Whether a parameter is written as the properties of an object, so that its own name is nowhere."""
    at = None if is_deep(parameter) else _in_parameter(parameter)
    return at is not None and types_of(contract, at.schema) in (frozenset({"object"}), frozenset({"object", "null"}))


def _spreads(contract: Contract, slots: Slots) -> dict[Slot, Spread]:
    found = {slot: _spread(contract, parameter) for slot, parameter in slots.items()}
    return {slot: each for slot, each in found.items() if each is not None}


def _spread(contract: Contract, parameter: Parameter) -> Spread | None:
    """A parameter as its parts; `None` for one that is no object with known parts, or is written in one piece."""
    found = _in_parameter(parameter) or _in_query_string(contract, parameter)
    at = found and seen_through(found)
    # `?page=1` of a value that may be a list or a text as well is no property.
    if at is None or types_of(contract, at.schema) not in (frozenset({"object"}), frozenset({"object", "null"})):
        return None
    parts = _parts_of(contract, at)
    if parts is None:
        return None
    every = [at for found in parts.values() for at in found]
    if is_deep(parameter) and not all(_is_scalar(contract, at.schema) for at in every):
        return None  # how lists and objects are written within an object is defined nowhere
    if parameter.place == "querystring" and not all(_is_alike(contract, at) for at in every):
        return None
    place = "query" if parameter.place == "querystring" else parameter.place
    slots = {name: (place, f"{parameter.name}[{name}]" if is_deep(parameter) else name) for name in parts}
    whole = conjunction(contract, at)
    lists = [[*_listed(schema)] for schema, _ in whole.objects if not _LISTING.isdisjoint(schema)]
    values = {name: [each[name] for each in lists[0] if name in each] for name in slots} if lists else {}
    # What each listed object has, an object that is one of them cannot do without.
    needed = {*whole.required, *(name for name in slots if lists and all(name in each for each in lists[0]))}
    return Spread(
        parameter,
        at.schema,
        {slots[name]: found for name, found in parts.items()},
        {slot: name for name, slot in slots.items()},
        frozenset(slots[name] for name in sorted(needed) if name in slots),
        is_plain=not any(_counts(keyword) for keyword in whole.keywords),
        listed={slots[name]: found for name, found in values.items() if found},
    )


def _parts_of(contract: Contract, at: At) -> dict[str, list[At]] | None:
    """The properties that an object can have by what is said of it; `None` if others than those can have a type."""
    whole = conjunction(contract, at)
    # A property that several schemas describe has no single place to be compared at.
    if any(at.members for at in whole.properties.values()):
        return None
    offered: dict[str, list[At]] = {}
    listed: set[str] = set()
    seen: set[str] = set()
    pending = [at]
    while pending:
        part = conjunction(contract, pending.pop(0))
        # An object that may have properties by other names cannot be written as a list of parameters.
        if any(_is_opaque(keyword, schema) for schema, _ in part.objects for keyword in schema):
            return None
        listed.update(name for schema, _ in part.objects for value in _listed(schema) for name in value)
        for name, child in part.properties.items():
            offered.setdefault(name, []).extend(child.members or (child,))
        for schema, pointer in part.objects:
            if pointer in seen:
                continue
            seen.add(pointer)
            below = ((row, At(child, join(pointer, *tokens))) for row, tokens, child in schemas_in(schema))
            # What stands under `not` is refused, and offers no property.
            pending += [child for row, child in below if row.role == "in place" and not row.reverses]
    # What only a listed object has is declared nowhere, and would be no part.
    if not listed <= offered.keys():
        return None
    return {name: [whole.properties[name]] if name in whole.properties else at for name, at in offered.items()}


def _listed(schema: dict[str, JSON]) -> Iterator[dict[str, JSON]]:
    """The objects that a schema lists as its `const` or its `enum`."""
    values = schema.get("enum")
    for value in [*(values if isinstance(values, list) else ()), schema.get("const")]:
        if isinstance(value, dict):
            yield value


def _is_opaque(keyword: str, schema: dict[str, JSON]) -> bool:
    """Whether a keyword can give a type to properties that nothing declares, or leads where nothing is looked at."""
    row = KEYWORDS.get(keyword)
    if keyword in _OF_THE_REST:
        return schema[keyword] not in _OPEN
    # Beside alternatives it selects among these, which are looked at; kinds that inherit stand elsewhere.
    if keyword == "discriminator":
        return not selects_by_keyword(schema)
    return row is not None and row.role == "reference"


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
    """Whether a field of a form is written as a parameter: a scalar, or a list of them; null has no text in either."""
    found = without_null(contract, conjunction(contract, at), at)
    at = found.core if found else at
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


def _wanted(here: dict[Slot, Spread], there: dict[Slot, Spread], slots: Slots, others: Slots) -> set[Slot]:
    """The objects of one side some of whose parts the other side has elsewhere."""
    wanted: set[Slot] = set()
    for slot, each in here.items():
        partner = there.get(slot)
        # The name of such an object is on no wire, so what goes by it elsewhere can be its part of that name.
        # Such as an object `filter` with a property `filter`: on the other side `?filter=...` is that property.
        is_part = slot in others and partner is None and slot in each.slots
        if (slot in others and partner is None and not is_part) or not each.slots.isdisjoint(slots.keys() - {slot}):
            continue  # it is something else now, or a parameter of its own has the name of a part
        elsewhere = {name for name in others if name != slot or is_part}.union(
            *(other.slots for at, other in there.items() if at != slot)
        )
        if not (each.slots - (partner.slots if partner else frozenset())).isdisjoint(elsewhere):
            wanted.add(slot)
    return wanted


def _in_parts(slots: Slots, chosen: dict[Slot, Spread]) -> Slots:
    """The parameters with the chosen objects in parts.

    What an optional object requires has to be sent beside its other parts only.
    """
    found = {slot: parameter for slot, parameter in slots.items() if slot not in chosen}
    for each in chosen.values():
        for name, said in each.fields.items():
            needed = each.of.required and name in each.required
            found[name] = _part(each, name, said, needed=needed)
    return found


def _part(each: Spread, name: Slot, said: list[At], *, needed: bool) -> Parameter:
    """One property as the parameter that it travels as."""
    kept: dict[str, JSON] = {key: each.of.body[key] for key in _KEPT if key in each.of.body}
    # By reference to where the property is written, so that its edits are told there. Equal schemas are referred to
    # once.
    referred: list[JSON] = [{"$ref": f"#{at.pointer}"} for at in {key_of(at.schema): at for at in said}.values()]
    schema: JSON = referred[0] if len(referred) == 1 else {"anyOf": referred}
    if name in each.listed:
        schema = {"allOf": [schema, {"enum": each.listed[name]}]}
    body: dict[str, JSON] = {**kept, "name": name[1], "in": name[0], "schema": schema}
    if needed:
        body["required"] = True
    # `written` is the object's place: that is where the list of parameters has it.
    return Parameter(name[1], name[0], body, said[0].pointer, body, each.of.written, each.of.of_item)


def _note(exchange: Exchange, parameter: Parameter) -> None:
    exchange.walk.accounted |= {parameter.written, parameter.pointer}
    exchange.changed(
        "wire-form-rewritten", parameter.spot, parameter.spot, exchange.request, **told_of(exchange, parameter)
    )
