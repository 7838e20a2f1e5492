"""A breaking change and both contracts in; what was sent before and what is sent after out, as small examples.

An example is shown only if it is true: what stands before is valid under the base and what stands after under the
revision, each on the whole schema as it is reached from the operation, and the two differ. It has what the schemas
require, what the change is about, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from apidiff.comparing.asking.projection import Projection
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER
from apidiff.comparing.operations.operations import operations
from apidiff.containment import is_subschema
from apidiff.containment.confirm import holds
from apidiff.errors import InputError
from apidiff.model.change import Change
from apidiff.model.contract import JSON, Contract
from apidiff.model.policy import Policy
from apidiff.openapi.members import Members, Step, Way, held
from apidiff.openapi.naming import event_in, is_event, shape
from apidiff.openapi.pointers import ABSENT, find, original
from apidiff.openapi.surfaces import Surface, is_json, surfaces

MOST_LINES = (10, 20)
"""Lines of an example; of a longer payload, the part around the change is shown, which may be somewhat longer."""
MOST_CHARACTERS = 1_500
"""Of one of the two texts."""
_MOST_CHANGES = 4
_MOST_OPERATIONS = 8
"""Operations of a change that are tried."""
_DEEPEST = 10
_LONGEST_TEXT = 120

_WITHOUT_BEFORE = frozenset({"property-became-required", "required-added"})
"""Rules whose field is left out of what was sent before, as it was optional."""
_WITHOUT_AFTER = frozenset({"property-became-optional", "required-removed"})
_OF_PARAMETERS = frozenset(
    {"parameter-removed", "parameter-renamed", "required-parameter-added", "parameter-became-required"}
)

_FORMATS = {
    "date-time": "2026-01-31T09:30:00Z",
    "date": "2026-01-31",
    "time": "09:30:00Z",
    "duration": "P1D",
    "email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "byte": "YQ==",
}


@dataclass(frozen=True, slots=True)
class Example:
    """What a change does to one exchange."""

    what: str
    """``The body of `POST /v1/leads` ``, ``What `lead.won` carries``; with `within`, only that part of it is shown."""
    within: str
    language: str
    """Of both texts: `json`, or `http` for the line of a request."""
    before: str
    after: str
    name: str
    """The operation, and the place in it: `POST /v1/leads`, `request body`."""
    place: str
    payloads: tuple[JSON, JSON]
    """The whole of both, where `before` and `after` show a part."""


class Examples:
    """Makes examples for the changes between two contracts."""

    def __init__(self, base: Contract, revision: Contract, policy: Policy) -> None:
        self._base, self._revision = _Side(base, policy), _Side(revision, policy)

    def of(self, changes: Iterable[Change]) -> Example | None:
        """An example for the first of the changes for which a true one can be made; only the first few are tried."""
        for change in islice(changes, _MOST_CHANGES):
            made = self._request_line(change) if change.rule in _OF_PARAMETERS else self._payload(change)
            if made is not None:
                return made
        return None

    def _payload(self, change: Change) -> Example | None:
        for direction in ("to-server", "from-server"):
            to_server = direction == "to-server"
            impacts = [each for each in change.impacts if each.direction == direction and each.cls == "breaking"]
            names = [name for impact in impacts for name in impact.operations[:_MOST_OPERATIONS]]
            told = change.witness.at if change.witness else ""
            for name in sorted(names, key=lambda name: f"`{name.removeprefix('webhook ')}`" not in told):
                for surface in self._base.surfaces(name, to_server):
                    made = self._at(change, name, surface)
                    if made is not None:
                        return made
        return None

    def _at(self, change: Change, name: str, surface: Surface) -> Example | None:
        """The example of a change in one body, before and after."""
        other = next((each for each in self._revision.surfaces(name, surface.to_server) if each[:1] == surface[:1]
                      and each.media == surface.media), None)  # fmt: skip
        if other is None or not is_json(surface.media):
            return None
        was = _place(change, self._base, change.base and change.base.pointer, change.name)
        now = _place(
            change, self._revision, change.revision and change.revision.pointer, change.renamed_to or change.name
        )
        ways = self._base.way(surface, was), self._revision.way(other, now)
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
        if surface.to_server:
            before = _told_apart((before, _moved(before, witness, before_focus, before_focus), witness), old, new)
            nearest = (self._revision.pruned(other, _moved(before, after, before_focus, after_focus)),)
            after = _valid((*nearest, after), new)
        else:
            moved = (_moved(before, each, before_focus, after_focus) for each in (after, witness))
            nearest = tuple(self._revision.pruned(other, each) for each in moved)
            after = _told_apart((*nearest, after, _moved(after, witness, after_focus, after_focus), witness), new, old)
        if before is ABSENT or after is ABSENT or before == after or not self._base.is_valid(surface, before):
            return None
        return _shown(name, surface, (before, _ordered(after, before)), after_way.steps)

    def _request_line(self, change: Change) -> Example | None:
        """The line of a request before and after, for a parameter of the query."""
        for name in change.operations[:_MOST_OPERATIONS]:
            was, now = change.name, change.renamed_to or change.name
            before = self._base.query(name, [] if change.rule in ("required-parameter-added", *_BECAME) else [was])
            after = self._revision.query(name, [] if change.rule == "parameter-removed" else [now])
            if before is not None and after is not None and before != after and len(before + after) < MOST_CHARACTERS:
                return Example(f"A request to `{name}`", "", "http", before, after, name, "", (before, after))
        return None


_BECAME = ("parameter-became-required",)


def _moved(payload: JSON, other: JSON, old: Way, new: Way) -> JSON:
    """A payload with what the other one has in the place of a change, and else as it is."""
    if payload is ABSENT or other is ABSENT:
        return ABSENT
    is_gone = len(new.steps) < len(old.steps)
    value = ABSENT if is_gone else held(other, new.steps)
    if old.steps != new.steps or value is ABSENT:
        payload = _without(payload, old.steps)
    return payload if value is ABSENT else _with(payload, new.steps, value)


def _valid(candidates: Iterable[JSON], takes: tuple[_Side, Surface]) -> JSON:
    """The first payload that a side takes; `ABSENT` if it takes none."""
    return next((each for each in candidates if takes[0].is_valid(takes[1], each)), ABSENT)


def _told_apart(candidates: Iterable[JSON], takes: tuple[_Side, Surface], refuses: tuple[_Side, Surface]) -> JSON:
    """The first payload that one side takes and the other refuses, else the first that the one takes."""
    valid = [each for each in candidates if takes[0].is_valid(takes[1], each)]
    apart = (each for each in valid if not refuses[0].is_valid(refuses[1], each))
    return next(apart, valid[0] if valid else ABSENT)


class _Side:
    """One contract: its operations, the schemas of their bodies, and payloads that are valid under them."""

    def __init__(self, contract: Contract, policy: Policy) -> None:
        self.contract = contract
        self.members = Members(contract.document)
        # The names of variables may differ between the sides.
        self._operations = {shape(each.name): each for each in operations(contract, policy)}
        self._documents: dict[tuple[str, bool], JSON] = {}

    def surfaces(self, name: str, to_server: bool) -> list[Surface]:
        """The bodies of an operation that travel one way."""
        operation = self._operations.get(shape(name))
        found = surfaces(self.contract.document, operation) if operation else ()
        return [each for each in found if each.media and each.to_server == to_server]

    def way(self, surface: Surface, places: Sequence[str]) -> Way | None:
        return self.members.way(surface.pointer, places) if places else None

    def has(self, places: Sequence[str], name: str | None) -> bool:
        """Whether one of some schemas declares a property."""
        return any(name == each for place in places for each, _ in self.members.properties(place))

    def payload(self, surface: Surface, way: Way) -> JSON:
        """A payload with what is required and what lies on the way; `ABSENT` for want of a valid one."""
        made = _Maker(self, surface.to_server).value([surface.pointer], way.steps, way.through, 0)
        return made if self.is_valid(surface, made) else ABSENT

    def pruned(self, surface: Surface, payload: JSON) -> JSON:
        """A payload of the other side without what this side does not declare: it is not sent any more."""
        return ABSENT if payload is ABSENT else self._pruned([surface.pointer], payload)

    def _pruned(self, places: Sequence[str], payload: JSON) -> JSON:
        if isinstance(payload, dict):
            declared: dict[str, list[str]] = {}
            for name, inner in (each for place in places for each in self.members.properties(place)):
                declared.setdefault(name, []).append(inner)
            if not declared:
                return payload
            return {name: self._pruned(declared[name], value) for name, value in payload.items() if name in declared}
        if isinstance(payload, list):
            items = [each for place in places for each in self.members.items(place)]
            return [self._pruned(items, each) for each in payload] if items else payload
        return payload

    def is_valid(self, surface: Surface, payload: JSON) -> bool:
        """Whether a payload is valid on the whole schema of a body; what cannot be told is not."""
        if payload is ABSENT:
            return False
        try:
            return holds(payload, self.document(surface.pointer, surface.to_server))
        except InputError:
            return False

    def document(self, pointer: str, to_server: bool) -> JSON:
        """The schema at a place as a document of its own, without what does not travel that way.

        Raises `InputError` if it is too large to be one.
        """
        key = pointer, to_server
        if key not in self._documents:
            projection = Projection(self.contract, TO_SERVER if to_server else FROM_SERVER)
            document = projection.document(find(self.contract.document, pointer))
            if not projection.complete:
                raise InputError("the schema is too large to be shown", hint="Show a part of it.")
            self._documents[key] = document
        return self._documents[key]

    def query(self, name: str, wanted: Sequence[str | None]) -> str | None:
        """The line of a request with the required parameters of its query, and the wanted ones."""
        operation = self._operations.get(shape(name))
        if operation is None or operation.kind != "operation":
            return None
        pairs = []
        for surface in surfaces(self.contract.document, operation):
            if surface.parameter is None or surface.parameter.get("in") != "query":
                continue
            named = str(surface.parameter.get("name"))
            if named not in wanted and surface.parameter.get("required") is not True:
                continue
            value = _Maker(self, True).value([surface.pointer], (), frozenset(), 0)
            if isinstance(value, list):
                value = value[0] if value else ""
            if isinstance(value, dict) or value is ABSENT or not self.is_valid(surface, value):
                return None
            pairs.append(f"{quote(named, safe='[]')}={quote(_plain(value), safe='')}")
        missing = [
            each for each in wanted if not any(pair.startswith(f"{quote(str(each), safe='[]')}=") for pair in pairs)
        ]
        return None if missing else f"{operation.method} {operation.path}{'?' if pairs else ''}{'&'.join(pairs)}"


class _Maker:
    """Builds a value that a person would write: of examples, defaults and listed values, else the simplest there is."""

    def __init__(self, side: _Side, to_server: bool) -> None:
        self._side = side
        self._hidden = "readOnly" if to_server else "writeOnly"
        self._to_server = to_server
        self._left = 400

    def value(self, places: Sequence[str], steps: tuple[Step, ...], through: frozenset[str], level: int) -> JSON:
        """A value for schemas that hold together, with the members on a way; `ABSENT` where it gets too deep."""
        self._left -= 1
        if level > _DEEPEST or self._left < 0:
            return ABSENT
        parts = [part for place in places for part in self._chosen(place, through)]
        kind = _kind([schema for _, schema in parts], steps)
        if not steps:
            for schema in (schema for _, schema in parts):
                if "const" in schema:
                    return schema["const"]
        if kind == "object":
            return self._object(parts, steps, through, level)
        if kind == "array":
            return self._array(parts, steps, through, level)
        return self._scalar(parts, places, kind)

    def _chosen(self, place: str, through: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The schemas that hold for a value: of alternatives the one on the way, else the first that is not null."""
        document, seen, pending = self._side.contract.document, set(), [place]
        while pending:
            here = pending.pop(0)
            schema = find(document, here)
            if here in seen or not isinstance(schema, dict):
                continue
            seen.add(here)
            yield here, schema
            if isinstance(ref := schema.get("$ref"), str) and ref.startswith("#/"):
                pending.append(ref[1:])
            pending += (f"{here}/allOf/{number}" for number in range(len(schema.get("allOf") or ())))
            for keyword in ("anyOf", "oneOf"):
                members = schema.get(keyword)
                if isinstance(members, list) and members:
                    places = [f"{here}/{keyword}/{number}" for number in range(len(members))]
                    on_way = [each for each in places if self._leads(each, through)]
                    real = [each for each in places if find(document, each) != {"type": "null"}]
                    pending.append((on_way or real or places)[0])

    def _leads(self, place: str, through: frozenset[str]) -> bool:
        return any(part in through for part, _ in self._side.members.parts(place))

    def _object(
        self, parts: Sequence[tuple[str, dict[str, Any]]], steps: tuple[Step, ...], through: frozenset[str], level: int
    ) -> JSON:
        declared: dict[str, list[str]] = {}
        required: dict[str, None] = {}
        for place, schema in parts:
            for name in schema["properties"] if isinstance(schema.get("properties"), dict) else ():
                declared.setdefault(name, []).append(f"{place}/properties/{_escaped(name)}")
            for name in schema["required"] if isinstance(schema.get("required"), list) else ():
                required[str(name)] = None
        tag = next(
            (schema["discriminator"] for _, schema in parts if isinstance(schema.get("discriminator"), dict)), None
        )
        if steps and isinstance(steps[0], str):
            required[steps[0]] = None
        made: dict[str, JSON] = {}
        for name in [
            *(each for each in declared if each in required),
            *(each for each in required if each not in declared),
        ]:
            onward = steps[1:] if steps[:1] == (name,) else ()
            places = declared.get(name, [])
            if not onward and steps[:1] != (name,) and any(self._is_hidden(place) for place in places):
                continue
            value = self.value(places, onward, through, level + 1) if places else "text"
            if value is ABSENT:
                return ABSENT
            made[name] = value
        if tag and isinstance(tag.get("mapping"), dict) and tag.get("propertyName") in made:
            for key, ref in tag["mapping"].items():
                if isinstance(ref, str) and ref.startswith("#/") and ref[1:] in {place for place, _ in parts}:
                    made[tag["propertyName"]] = key
                    break
        return made

    def _is_hidden(self, place: str) -> bool:
        return any(schema.get(self._hidden) is True for _, schema in self._chosen(place, frozenset()))

    def _array(
        self, parts: Sequence[tuple[str, dict[str, Any]]], steps: tuple[Step, ...], through: frozenset[str], level: int
    ) -> JSON:
        items = [f"{place}/items" for place, schema in parts if isinstance(schema.get("items"), dict)]
        least = max((schema["minItems"] for _, schema in parts if _is_count(schema.get("minItems"))), default=0)
        number = max(least, 1 if steps else 0)
        if number > 3:
            return ABSENT
        made = [self.value(items, steps[1:], through, level + 1) for _ in range(number)]
        return ABSENT if any(each is ABSENT for each in made) else made

    def _scalar(self, parts: Sequence[tuple[str, dict[str, Any]]], places: Sequence[str], kind: str) -> JSON:
        schemas = [schema for _, schema in parts]
        for candidate in self._candidates(schemas, kind):
            if self._is_one(places, candidate):
                return candidate
        return self._solved(places)

    def _candidates(self, schemas: Sequence[dict[str, Any]], kind: str) -> Iterator[JSON]:
        for schema in schemas:
            listed = schema.get("enum")
            shown = schema.get("examples")
            yield from ([schema["example"]] if "example" in schema else ())
            yield from shown[:1] if isinstance(shown, list) else ()
            yield from ([schema["default"]] if schema.get("default") is not None else ())
            yield from (each for each in listed[:1]) if isinstance(listed, list) else ()
        formats = [str(schema["format"]) for schema in schemas if "format" in schema]
        if kind == "string":
            yield from (_FORMATS[each] for each in formats if each in _FORMATS)
            least = max((schema["minLength"] for schema in schemas if _is_count(schema.get("minLength"))), default=0)
            most = min((schema["maxLength"] for schema in schemas if _is_count(schema.get("maxLength"))), default=200)
            yield ("text" * (least // 4 + 1))[: max(min(max(least, 4), most), 0)]
        elif kind in ("integer", "number"):
            low = max((schema["minimum"] for schema in schemas if _is_number(schema.get("minimum"))), default=1)
            yield from (1, low, low + 1, 0)
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "null":
            yield None

    def _is_one(self, places: Sequence[str], value: JSON) -> bool:
        """Whether a value without members is valid where it is to stand, and short enough to be shown."""
        if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
            return False
        return all(self._side.is_valid(Surface("", place, self._to_server), value) for place in places)

    def _solved(self, places: Sequence[str]) -> JSON:
        """A value that containment finds, where the simple ones will not do."""
        try:
            documents = [self._side.document(place, self._to_server) for place in places]
            if len(documents) != 1:  # each has `$defs` of its own
                return ABSENT
            answer = is_subschema(documents[0], False)
        except InputError:
            return ABSENT
        return answer.witness if answer.status == "refuted" else ABSENT


def _is_count(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS = ("object", "array", "string", "integer", "number", "boolean", "null")


def _kind(schemas: Sequence[dict[str, Any]], steps: tuple[Step, ...]) -> str:
    if steps:
        return "object" if isinstance(steps[0], str) else "array"
    allowed: list[set[str]] = []
    for schema in schemas:
        types = schema.get("type")
        if isinstance(types, str | list):
            allowed.append({types} if isinstance(types, str) else {str(each) for each in types})
    common = set.intersection(*allowed) if allowed else set()
    if common:
        return next((kind for kind in _KINDS if kind in common), "string")
    if any("properties" in schema or "required" in schema for schema in schemas):
        return "object"
    return "array" if any("items" in schema for schema in schemas) else "string"


def _place(change: Change, side: _Side, pointer: str | None, name: str | None) -> tuple[str, ...]:
    """The schema that a change is about, on one side: that of the object for a change of what it names."""
    if pointer is None:
        return ()
    pointer = original(pointer)
    places = [pointer, *(place for place in change.also if place)] if pointer else []
    found = []
    for place in places:
        end = f"/properties/{_escaped(name)}" if name else ""
        if end and place.endswith(end):
            found.append(place.removesuffix(end))
            continue
        while place and not _is_schema(side, place):
            place = place.rpartition("/")[0]
        found.append(place)
    return tuple(filter(None, found))


_OF_MEMBERS = frozenset({"properties", "patternProperties", "allOf", "anyOf", "oneOf", "$defs", "definitions"})


def _is_schema(side: _Side, place: str) -> bool:
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
        return {**payload, first: _with(payload.get(first, {}), rest, value)}
    if isinstance(payload, list) and isinstance(first, int) and payload:
        return [_with(payload[0], rest, value), *payload[1:]]
    return payload


def _ordered(payload: JSON, like: JSON) -> JSON:
    """The payload with its members in the order of another one; those that this does not have come last."""
    if isinstance(payload, dict) and isinstance(like, dict):
        names = [*(name for name in like if name in payload), *(name for name in payload if name not in like)]
        return {name: _ordered(payload[name], like.get(name)) for name in names}
    if isinstance(payload, list) and isinstance(like, list) and len(payload) == len(like):
        return [_ordered(one, other) for one, other in zip(payload, like, strict=True)]
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
    for most in MOST_LINES:
        for depth in range(len(steps) + 1):
            parts = [held(payload, steps[:depth]) for payload in payloads]
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


def _plain(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _escaped(name: str | None) -> str:
    return (name or "").replace("~", "~0").replace("/", "~1")
