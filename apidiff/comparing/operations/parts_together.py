"""What an object in a query asks of its parts together, where the other side has these parts otherwise.

Each part is compared as the parameter that it travels as (`exploding`). What is left hangs on several of them: what an
optional object requires, a count of members, alternatives, conditions. So containment is asked about all of these
parameters as one object: to send an optional object means to send none of its parts, or a valid object.

Source: OpenAPI 3.1.1, 4.8.12.3 (Style Values).
"""

from __future__ import annotations

from typing import NamedTuple

from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.asking.wire import form, way_in_style
from apidiff.comparing.edits import TO_SERVER, Answer, Edit, Spot
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.travelling import Parameter, told_of
from apidiff.comparing.schemas.conjunction import At
from apidiff.model.contract import JSON

Slot = tuple[str, str]
Slots = dict[Slot, Parameter]

_SEVERAL = "several objects and parameters are divided otherwise, and one of the objects limits its parts together"


class Spread(NamedTuple):
    """An object parameter as the parameters that it travels as, by their slots."""

    of: Parameter
    schema: JSON
    fields: dict[Slot, list[At]]
    """What is said of each part: in the object itself, or else in what it offers or asks on a condition."""
    names: dict[Slot, str]
    """What each part is called within the object."""
    required: frozenset[Slot]
    """Those that the object cannot do without."""
    is_plain: bool
    """Whether it says nothing of its parts together, but which of them it requires."""
    listed: dict[Slot, list[JSON]]
    """The values of each part in the objects that it lists, where it is one of a list."""

    @property
    def slots(self) -> frozenset[Slot]:
        return frozenset(self.fields)

    @property
    def scope(self) -> str:
        """The name that its parts are written under: the object's own in `deepObject`, none otherwise."""
        return self.of.name if is_deep(self.of) else ""

    @property
    def binds(self) -> bool:
        """Whether which values a part may have, or whether it is sent, hangs on other parts."""
        return not self.is_plain or (not self.of.required and bool(self.required) and len(self.fields) > 1)


def is_deep(parameter: Parameter) -> bool:
    return parameter.wire("style") == "deepObject" and parameter.place != "querystring"


class _Side(NamedTuple):
    """One side of a question about parts: its parameters in parts, and the objects that these are parts of."""

    slots: Slots
    objects: list[Spread]

    def loose(self, names: dict[Slot, str]) -> dict[Slot, Parameter]:
        """The parameters among these names that are no parts of objects."""
        parts = {slot for each in self.objects for slot in each.slots}
        return {slot: self.slots[slot] for slot in sorted(names) if slot in self.slots and slot not in parts}

    def scopes(self) -> set[tuple[str, str]]:
        return {(slot[0], each.scope) for each in self.objects for slot in each.slots}

    def within(self, place: str, scope: str) -> _Side:
        """The same parameters with the objects whose parts are written there."""
        found = [each for each in self.objects if each.scope == scope and any(slot[0] == place for slot in each.slots)]
        return self._replace(objects=found)


def compare_together(exchange: Exchange, old: Slots, new: Slots, before: list[Spread], after: list[Spread]) -> None:
    """Note what objects ask of their parts together; `old` and `new` are the parameters with these objects in parts."""
    first, second = _Side(old, before), _Side(new, after)
    # `?filter[a]=1` and `?a=1` are parts of different objects, though both are called `a`.
    for scope in sorted(first.scopes() | second.scopes()):
        sides = first.within(*scope), second.within(*scope)
        if any(each.binds for side in sides for each in side.objects):
            _compare(exchange, *sides)


def _compare(exchange: Exchange, old: _Side, new: _Side) -> None:
    names = {slot: name for side in (old, new) for each in side.objects for slot, name in each.names.items()}
    answer = _answer(exchange, old, new, names)
    if answer.safe and answer.same:
        return
    told = told_of(exchange, (old.objects or new.objects)[0].of)
    told |= {"base": _said(old), "revision": _said(new), "keyword": "schema", "brings": ""}
    edit = Edit(
        "composition-changed",
        old.objects[0].of.spot if old.objects else Spot(exchange.old.pointer),
        new.objects[0].of.spot if new.objects else Spot(exchange.new.pointer),
        params=told,
        asks=True,
    )
    edit.own = _spots(old, names), _spots(new, names)
    exchange.book.note(edit, exchange.request, exchange.bit, answer)


def _answer(exchange: Exchange, old: _Side, new: _Side, names: dict[Slot, str]) -> Answer:
    objects = [*old.objects, *new.objects]
    is_plain = all(each.is_plain for each in objects)
    # What an object says of all its members (`maxProperties`, `not`) must not be asked of parts that belong to another
    # one.
    if not is_plain and any(len(names) > len(each.names) for each in objects):
        return Answer(safe=None, reason=_SEVERAL)
    way = form(dict.fromkeys(names.values(), way_in_style([(objects[0].of.wire("style"), True)])))
    ask, mask = exchange.walk.questions.answer, exchange.request
    if is_plain:  # then it is only about what is sent together, and a refutation needs values that the parts can have
        base, revision = (_whole(*sides, names, of_values=False) for sides in ((old, new), (new, old)))
        # Without the values first: the question is small, and a proof of it is one of every set of values.
        if (found := ask(base, revision, mask, way)).safe:
            return found
    base, revision = (_whole(*sides, names, of_values=True) for sides in ((old, new), (new, old)))
    # Who knows parameters one by one sends no others, so that none are asked about on the other side either.
    if not (old if mask == TO_SERVER else new).objects:
        base, revision = ({"allOf": [side, _no_others(names)]} for side in (base, revision))
    if mask == TO_SERVER:  # another value of one part is told of the part
        base = {"allOf": [base, _as_in_revision(old, new, names)]}
    return ask(base, revision, mask, way)


def _whole(here: _Side, there: _Side, names: dict[Slot, str], *, of_values: bool) -> JSON:
    """All parts of one side as one object.

    What stands on one side alone, or is required on one side alone, is told of the part. So the question is about what
    is sent with the parts that either side requires, and with no others than both sides have.
    """
    needed = {slot for slot in names for side in (here, there) if slot in side.slots and side.slots[slot].required}
    alone = {slot for slot in names if (slot in here.slots) != (slot in there.slots)} - needed
    fields: dict[str, JSON] = {}
    if of_values:
        fields = {names[slot]: part.body.get("schema", True) for slot, part in here.loose(names).items()}
    fields |= {names[slot]: False for slot in alone}
    parts: JSON = {"type": "object", "properties": fields, "required": sorted(names[slot] for slot in needed)}
    return {"allOf": [parts, *(_together(each, of_values=of_values) for each in here.objects)]}


def _no_others(names: dict[Slot, str]) -> JSON:
    return {"properties": dict.fromkeys(names.values(), True), "additionalProperties": False}


def _together(each: Spread, *, of_values: bool) -> JSON:
    """What an object asks of all its parts: an optional one, that there is none of them or a valid object."""
    whole = each.schema if of_values else {"required": sorted(each.names[slot] for slot in each.required)}
    if each.of.required:
        return whole
    return {"anyOf": [{"properties": dict.fromkeys(each.names.values(), False)}, whole]}


def _as_in_revision(old: _Side, new: _Side, names: dict[Slot, str]) -> JSON:
    """What the revision says of each part that both sides have, to be said in the base as well."""
    both = [slot for slot in names if slot in old.slots and slot in new.slots]
    held = {names[slot]: new.slots[slot].body.get("schema", True) for slot in both}
    return {"properties": {name: {"allOf": Foreign([schema])} for name, schema in held.items()}}


def _spots(side: _Side, names: dict[Slot, str]) -> tuple[Spot, ...]:
    return tuple(part.spot for part in (*(each.of for each in side.objects), *side.loose(names).values()))


def _said(side: _Side) -> str:
    count = len(side.objects)
    return "loose parameters" if not count else "one object" if count == 1 else f"{count} objects"
