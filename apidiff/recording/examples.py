"""A breaking change and both contracts in; what was sent before and what is sent after out, as small examples.

An example is shown only if it is true: what stands before is valid under the base and what stands after under the
revision, each on the whole schema as it is reached from the operation, and the two differ. It has what the schemas
require, what the change is about, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from apidiff.errors import escape_token
from apidiff.model.change import Change
from apidiff.model.change import Side as Located
from apidiff.model.contract import JSON, Contract
from apidiff.model.policy import Policy
from apidiff.openapi.members import Step, Way, held
from apidiff.openapi.naming import event_in, is_event
from apidiff.openapi.pointers import ABSENT, find, original
from apidiff.openapi.surfaces import Surface, is_json
from apidiff.recording.forms import form_text, is_form
from apidiff.recording.payloads import Side

MOST_LINES = (10, 20)
"""Lines of an example; of a longer payload, the part around the change is shown, which may be somewhat longer."""
MOST_CHARACTERS = 1_500
"""Of one of the two texts."""
_MOST_CHANGES, _MOST_OPERATIONS = 4, 8
"""Changes of a statement, and operations of a change, that are tried."""

_WITHOUT_BEFORE = frozenset({"property-became-required", "required-added"})
"""Rules whose field is left out of what was sent before, as it was optional."""
_WITHOUT_AFTER = frozenset({"property-became-optional", "required-removed"})
_OF_PARAMETERS = frozenset(
    {"parameter-removed", "parameter-renamed", "required-parameter-added", "parameter-became-required"}
)


@dataclass(frozen=True, slots=True)
class Example:
    """What a change does to one exchange."""

    what: str
    """``The body of `POST /v1/leads` ``, ``What `lead.won` carries``; with `within`, only that part of it is shown."""
    within: str
    language: str
    """Of both texts: `json`, or `http` for the line of a request and for a form."""
    before: str
    after: str
    name: str
    """The operation, and the place in it: `POST /v1/leads`, `request body`."""
    place: str
    payloads: tuple[JSON, JSON]
    """The whole of both, where `before` and `after` show a part."""


class Examples:
    """Makes examples for the changes between two contracts."""

    def __init__(
        self,
        base: Contract,
        revision: Contract,
        policy: Policy,
        called: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
    ) -> None:
        """`called` has for each side, by the names of its operations, what a request's line names in their place."""
        self._base, self._revision = Side(base, policy, called[0]), Side(revision, policy, called[1])

    def of(self, changes: Iterable[Change]) -> Example | None:
        """An example for the first of the changes for which a true one can be made; only the first few are tried."""
        for change in islice(changes, _MOST_CHANGES):
            if change.rule in _OF_PARAMETERS:
                made = self._request_line(change)
            else:
                made = self._payload(change) or self._value_in_query(change)
            if made is not None:
                return made
        return None

    def _payload(self, change: Change) -> Example | None:
        for direction in ("to-server", "from-server"):
            to_server = direction == "to-server"
            impacts = [each for each in change.impacts if each.direction == direction and each.cls == "breaking"]
            names = [name for impact in impacts for name in impact.operations[:_MOST_OPERATIONS]]
            told = change.witness.at if change.witness else ""
            # The operation that the witness was found in comes first, as that payload is known to break.
            for name in sorted(names, key=lambda name: f"`{name.removeprefix('webhook ')}`" not in told):
                for surface in self._base.surfaces(name, to_server):
                    made = self._at(change, name, surface)
                    if made is not None:
                        return made
        return None

    def _at(self, change: Change, name: str, surface: Surface) -> Example | None:
        """The example of a change in one body, before and after."""
        # The same body of the other side, in the same media type.
        other = next((each for each in self._revision.surfaces(name, surface.to_server) if each[:1] == surface[:1]
                      and each.media == surface.media), None)  # fmt: skip
        # A payload is shown as JSON, or as the form that a client sends; of other media types no text could be made.
        in_form = surface.to_server and is_form(surface.media)
        if other is None or not (is_json(surface.media) or in_form):
            return None
        was = _place(change, self._base, change.base and change.base.pointer, change.name)
        now = _place(
            change, self._revision, change.revision and change.revision.pointer, change.renamed_to or change.name
        )
        ways = self._base.way(surface, was), self._revision.way(other, now)
        # A place that only one side has is looked for on the other where it would be.
        before_way, after_way = ways[0] or ways[1], ways[1] or ways[0]
        if before_way is None or after_way is None:
            return None
        names = change.name, change.renamed_to or change.name
        before_focus = _focused(
            before_way, names[0], change.rule not in _WITHOUT_BEFORE and self._base.has(was, names[0])
        )
        after_focus = _focused(
            after_way, names[1], change.rule not in _WITHOUT_AFTER and self._revision.has(now, names[1])
        )
        before = self._base.payload(surface, before_focus)
        after = self._revision.payload(other, after_focus)
        old, new = (self._base, surface), (self._revision, other)
        witness = change.witness.instance if change.witness is not None else ABSENT
        # What a client sent before is best refused now, and what it sends now is that with as little changed as can be.
        if surface.to_server:
            candidates = (before, _moved(before, witness, before_focus, before_focus), witness)
            before = _told_apart(
                candidates, old, new, [_moved(after, each, after_focus, before_focus) for each in candidates]
            )
            nearest = (self._revision.pruned(other, _moved(before, after, before_focus, after_focus)),)
            after = _valid((*nearest, after), new)
        else:
            # The other way round: what the server sends now is best something that clients of the base did not expect.
            moved = (_moved(before, each, before_focus, after_focus) for each in (after, witness))
            nearest = tuple(self._revision.pruned(other, each) for each in moved)
            others = (*nearest, after, _moved(after, witness, after_focus, after_focus), witness)
            after = _told_apart(others, new, old, [_moved(before, each, before_focus, after_focus) for each in others])
        # Where the two differ elsewhere alone, they show another change of the same body.
        if before_focus.steps == after_focus.steps and _is_same_at(before_focus.steps, before, after):
            return None
        if before is ABSENT or after is ABSENT or before == after or not self._base.is_valid(surface, before):
            return None
        after = _ordered(after, before, {change.name: change.renamed_to or change.possibly_renamed_to})
        if in_form:
            texts = form_text(*old, before), form_text(*new, after)
            return _shown_form(name, surface, texts, (before, after))
        return _shown(name, surface, (before, after), after_way.steps)

    def _request_line(self, change: Change) -> Example | None:
        """The line of a request before and after, for a parameter of the query."""
        for name in change.operations[:_MOST_OPERATIONS]:
            was, now = change.name, change.renamed_to or change.name
            # A parameter that is required now is left out of the request before, and one that is gone out of that
            # after.
            before = self._base.query(name, [] if change.rule in ("required-parameter-added", *_BECAME) else [was])
            after = self._revision.query(name, [] if change.rule == "parameter-removed" else [now])
            if before is not None and after is not None and before != after and len(before + after) < MOST_CHARACTERS:
                return Example(f"A request to `{name}`", "", "http", before, after, name, "", (before, after))
        return None

    def _value_in_query(self, change: Change) -> Example | None:
        """The line of a request with a value of a parameter that was taken, and with one that is taken still."""
        witness = change.witness.instance if change.witness is not None else ABSENT
        # The value of a limit is valid itself: `maximum: 100` takes 100.
        limit = change.revision.value if change.revision is not None else None
        limit = limit if isinstance(limit, int | float) and not isinstance(limit, bool) else ABSENT
        was, now = (_place(change, side, at and at.pointer, change.name) for side, at in self._sides(change))
        for name in change.operations[:_MOST_OPERATIONS]:
            others = {each.name: each for each in self._revision.parameters(name)}
            for surface in self._base.parameters(name):
                other = others.get(surface.name)
                if other is None or surface.parameter is None or not self._is_itself(surface, was, other, now):
                    continue
                way = self._base.way(surface, was) or self._revision.way(other, now)
                plain = Way(way.steps if way else (), frozenset())
                old, new = (self._base, surface), (self._revision, other)
                # A list that holds nothing but the value that went.
                gone = [change.names[0]] if plain.steps and change.names else ABSENT
                before = _told_apart((witness, gone, self._base.payload(surface, plain)), old, new)
                after = _valid((limit, self._revision.payload(other, plain)), new)
                # A value that is taken still shows nothing.
                if self._revision.is_valid(other, before) or after is ABSENT or before == after:
                    continue
                named = str(surface.parameter.get("name"))
                lines = (
                    self._base.query(name, [named], {named: before}),
                    self._revision.query(name, [named], {named: after}),
                )
                if None not in lines and lines[0] != lines[1] and len(f"{lines}") < MOST_CHARACTERS:
                    return Example(
                        f"A request to `{name}`", "", "http", str(lines[0]), str(lines[1]), name, "", (before, after)
                    )
        return None

    def _sides(self, change: Change) -> tuple[tuple[Side, Located | None], tuple[Side, Located | None]]:
        return (self._base, change.base), (self._revision, change.revision)

    def _is_itself(self, surface: Surface, was: Sequence[str], other: Surface, now: Sequence[str]) -> bool:
        """Whether a change is about a parameter's whole value, or any of a list, and not about another part of it."""
        ways = self._base.way(surface, was), self._revision.way(other, now)
        return any(way is not None and way.steps in ((), (0,)) for way in ways)


_BECAME = ("parameter-became-required",)


def _moved(payload: JSON, other: JSON, old: Way, new: Way) -> JSON:
    """A payload with what the other one has in the place of a change, and else as it is."""
    if payload is ABSENT or other is ABSENT:
        return ABSENT
    # The place is gone as a whole, and so is what the payload has there.
    is_gone = len(new.steps) < len(old.steps)
    value = ABSENT if is_gone else held(other, new.steps)
    if old.steps != new.steps or value is ABSENT:
        payload = _without(payload, old.steps)
    return payload if value is ABSENT else _with(payload, new.steps, value)


def _valid(candidates: Iterable[JSON], takes: tuple[Side, Surface]) -> JSON:
    """The first payload that a side takes; `ABSENT` if it takes none."""
    return next((each for each in candidates if takes[0].is_valid(takes[1], each)), ABSENT)


def _told_apart(
    candidates: Sequence[JSON], takes: tuple[Side, Surface], refuses: tuple[Side, Surface], alone: Sequence[JSON] = ()
) -> JSON:
    """The first payload that one side takes and the other refuses, else the first that the one takes.

    `alone` has for each of them a payload of the other side with what it has in the place of the change: one that is
    refused for that goes before one that is refused for another change of the same body.
    """
    valid = [index for index, each in enumerate(candidates) if takes[0].is_valid(takes[1], each)]
    apart = [index for index in valid if not refuses[0].is_valid(refuses[1], candidates[index])]
    by_itself = [index for index in apart if alone and not refuses[0].is_valid(refuses[1], alone[index])]
    chosen = next(iter((*by_itself, *apart, *valid)), None)
    return ABSENT if chosen is None else candidates[chosen]


def _is_same_at(steps: Sequence[Step], one: JSON, other: JSON) -> bool:
    """Whether both payloads have something in a place, and have the same there."""
    values = held(one, steps), held(other, steps)
    return ABSENT not in values and values[0] == values[1]


def _place(change: Change, side: Side, pointer: str | None, name: str | None) -> tuple[str, ...]:
    """The schema that a change is about, on one side: that of the object for a change of what it names."""
    if pointer is None:
        return ()
    pointer = original(pointer)
    places = [pointer, *(place for place in change.also if place)] if pointer else []
    found = []
    for place in places:
        end = f"/properties/{escape_token(name)}" if name else ""
        if end and place.endswith(end):
            found.append(place.removesuffix(end))
            continue
        # A pointer of an edit may end in a keyword: `/properties/a/maxLength` is about the schema at `/properties/a`.
        while place and not _is_schema(side, place):
            place = place.rpartition("/")[0]
        found.append(place)
    return tuple(filter(None, found))


_OF_MEMBERS = frozenset({"properties", "patternProperties", "allOf", "anyOf", "oneOf", "$defs", "definitions"})


def _is_schema(side: Side, place: str) -> bool:
    """Whether a schema stands at a place below the one that a change is in, rather than a keyword of one."""
    head, _, last = place.rpartition("/")
    parent, _, before = head.rpartition("/")
    if not isinstance(find(side.contract.document, place), dict):
        return False
    return before in _OF_MEMBERS or last in ("schema", "items", "additionalProperties") or parent == "/components"


def _focused(way: Way, name: str | None, is_there: bool) -> Way:
    return Way((*way.steps, name), way.through) if name and is_there else way


def _with(payload: JSON, steps: Sequence[Step], value: JSON) -> JSON:
    """A copy of a payload with another value in one place; the payload as it is where it has no such place."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(payload, dict) and isinstance(first, str):
        # Objects that are missing on the way are made.
        return {**payload, first: _with(payload.get(first, {}), rest, value)}
    if isinstance(payload, list) and isinstance(first, int) and payload:
        return [_with(payload[0], rest, value), *payload[1:]]
    return payload


def _ordered(payload: JSON, like: JSON, renamed: Mapping[str | None, str | None]) -> JSON:
    """The payload with its members in the order of another one, what was renamed in the place that it had there.

    Those that the other one does not have come last.
    """
    if isinstance(payload, dict) and isinstance(like, dict):
        called = {name: renamed.get(name) or name if name not in payload else name for name in like}
        before = {called[name]: name for name in like}
        names = [name for name in dict.fromkeys((*before, *payload)) if name in payload]
        return {name: _ordered(payload[name], like.get(before.get(name, name)), renamed) for name in names}
    if isinstance(payload, list) and isinstance(like, list) and len(payload) == len(like):
        return [_ordered(one, other, renamed) for one, other in zip(payload, like, strict=True)]
    return payload


def _without(payload: JSON, steps: Sequence[Step]) -> JSON:
    """A copy of a payload without the member in one place."""
    if not steps:
        return payload
    first, rest = steps[0], steps[1:]
    if isinstance(payload, dict) and isinstance(first, str) and first in payload:
        if not rest:
            return {name: value for name, value in payload.items() if name != first}
        return {**payload, first: _without(payload[first], rest)}
    if isinstance(payload, list) and isinstance(first, int) and payload:
        return [_without(payload[0], rest), *payload[1:]] if rest else payload[1:]
    return payload


def _shown(name: str, surface: Surface, payloads: tuple[JSON, JSON], steps: Sequence[Step]) -> Example | None:
    """Both payloads as text: whole, or the smallest part around the change that says enough if they are long."""
    # A part that fits into ten lines goes before a whole that takes twenty.
    for most in MOST_LINES:
        for depth in range(len(steps) + 1):
            parts = [held(payload, steps[:depth]) for payload in payloads]
            # Equal or missing here, and so further down as well.
            if ABSENT in parts or parts[0] == parts[1]:
                break
            before, after = map(_text, parts)
            if before is None or after is None:
                return None
            if all(text.count("\n") < most and len(text) <= MOST_CHARACTERS for text in (before, after)):
                within = "".join("[]" if isinstance(step, int) else f".{step}" for step in steps[:depth])
                within = within.removeprefix(".")
                return Example(_what(name, surface), within, "json", before, after, name, surface.name, payloads)
    return None


def _shown_form(
    name: str, surface: Surface, texts: tuple[str | None, str | None], payloads: tuple[JSON, JSON]
) -> Example | None:
    """Both forms, if they are short: a part of one would be none. As texts `1` and `"1"` are the same."""
    before, after = texts
    if before is None or after is None or before == after:
        return None
    if any(text.count("\n") >= MOST_LINES[-1] or len(text) > MOST_CHARACTERS for text in (before, after)):
        return None
    return Example(_what(name, surface), "", "http", before, after, name, surface.name, payloads)


def _text(payload: JSON) -> str | None:
    """A payload as it is to be read; `None` if it has a number that would be written as another one."""
    try:
        text = json.dumps(payload, indent=2, ensure_ascii=False)
        text.encode()
    except TypeError:
        return None
    except UnicodeEncodeError:  # half of a pair of surrogates
        return json.dumps(payload, indent=2)
    return text


def _what(name: str, surface: Surface) -> str:
    if is_event(name):
        return f"What `{event_in(name)}` carries"
    if surface.name == "request body":
        return f"The body of `{name}`"
    status = surface.name.removeprefix("response ")
    return f"What `{name}` answers with" if status.startswith("2") else f"What `{name}` answers with on `{status}`"
