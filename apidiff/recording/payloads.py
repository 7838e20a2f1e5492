"""One contract in, payloads out that are valid under the schemas of its operations, as small as they can be.

They have what is required, what lies on the way to a place, and the values that a person would write: those of
`example`, `examples` and `default`, and the first that is listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from apidiff.comparing.asking.projection import Projection
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER
from apidiff.comparing.operations.operations import operations
from apidiff.containment import is_subschema
from apidiff.containment.confirm import holds
from apidiff.errors import InputError, escape_token
from apidiff.model.contract import JSON, Contract
from apidiff.model.policy import Policy
from apidiff.openapi.members import Members, Step, Way
from apidiff.openapi.naming import shape
from apidiff.openapi.pointers import ABSENT, find
from apidiff.openapi.surfaces import Surface, surfaces

_DEEPEST = 10
_LONGEST_TEXT = 120

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


_NONE_GIVEN: Mapping[str, JSON] = {}
_NOT_CALLED: Mapping[str, str] = {}


class Side:
    """One contract: its operations, the schemas of their bodies, and payloads that are valid under them."""

    def __init__(self, contract: Contract, policy: Policy, called: Mapping[str, str] = _NOT_CALLED) -> None:
        """`called` has, by the names of operations in the contract, those that a client knows, if they differ."""
        self.contract = contract
        self._called = called
        self._formats = policy.formats
        self.members = Members(contract.document)
        # The names of variables may differ between the sides.
        self._operations = {shape(each.name): each for each in operations(contract, policy)}
        self._documents: dict[tuple[str, bool], JSON] = {}

    def parameters(self, name: str) -> list[Surface]:
        """The parameters of the query of an operation."""
        operation = self._operations.get(shape(name))
        found = surfaces(self.contract.document, operation) if operation else ()
        return [each for each in found if each.parameter is not None and each.parameter.get("in") == "query"]

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
        # Its members are valid by themselves. A keyword of the whole, such as `not` or `minProperties`, may still
        # refuse them together; and without its tag an object may be valid under several alternatives of a `oneOf`.
        for tagged in (False, True):
            made = _Maker(self, surface.to_server, tagged=tagged).value([surface.pointer], way.steps, way.through, 0)
            if self.is_valid(surface, made):
                return made
        return ABSENT

    def pruned(self, surface: Surface, payload: JSON) -> JSON:
        """A payload of the other side without what this side does not declare: it is not sent any more."""
        return ABSENT if payload is ABSENT else self._pruned([surface.pointer], payload)

    def _pruned(self, places: Sequence[str], payload: JSON) -> JSON:
        if isinstance(payload, dict):
            declared: dict[str, list[str]] = {}
            for name, inner in (each for place in places for each in self.members.properties(place)):
                declared.setdefault(name, []).append(inner)
            # A map, or a schema of other keywords: nothing says which names are not sent any more.
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
            return holds(payload, self.document(surface.pointer, surface.to_server), self._formats)
        except InputError:
            return False

    def document(self, pointer: str, to_server: bool) -> JSON:
        """The schema at a place as a document of its own, without what does not travel that way.

        Raises `InputError` if it is too large to be one.
        """
        # Each candidate for a field is validated on the field's schema, so one schema is asked for again and again.
        key = pointer, to_server
        if key not in self._documents:
            projection = Projection(self.contract, TO_SERVER if to_server else FROM_SERVER)
            document = projection.document(find(self.contract.document, pointer))
            if not projection.complete:
                raise InputError("the schema is too large to be shown", hint="Show a part of it.")
            self._documents[key] = document
        return self._documents[key]

    def solved(self, places: Sequence[str], to_server: bool, kind: str) -> JSON:
        """A value that containment finds for schemas that hold together, of the type if it can; else `ABSENT`."""
        schemas = [each for place in places if (each := find(self.contract.document, place)) is not ABSENT]
        # Of `["string", "null"]` a null would show nothing of the text.
        for narrowed in ({"type": kind}, {}):
            projection = Projection(self.contract, TO_SERVER if to_server else FROM_SERVER)
            asked = projection.document({**narrowed, "allOf": schemas} if schemas else True)
            if not projection.complete:
                return ABSENT
            try:
                # `False` admits nothing, so the witness that refutes this is a value that the schemas admit.
                answer = is_subschema(asked, False, formats=self._formats)
            except InputError:
                return ABSENT
            if answer.status == "refuted":
                return answer.witness
        return ABSENT

    def query(self, name: str, wanted: Sequence[str | None], values: Mapping[str, JSON] = _NONE_GIVEN) -> str | None:
        """The line of a request with the required parameters of its query, and the wanted ones.

        `values` are those that some parameters have; each of the others has one that a person would write.
        """
        operation = self._operations.get(shape(name))
        if operation is None or operation.kind != "operation":
            return None
        pairs = []
        for surface in self.parameters(name):
            parameter = surface.parameter or {}
            named = str(parameter.get("name"))
            if named not in wanted and parameter.get("required") is not True:
                continue
            value = (
                values[named] if named in values else _Maker(self, True).value([surface.pointer], (), frozenset(), 0)
            )
            if value is ABSENT or not self.is_valid(surface, value):
                return None
            # Of a list one item is enough for the line of a request: `?status=active`.
            if isinstance(value, list):
                value = value[0] if value else ""
            if isinstance(value, dict | list):
                return None
            # Brackets stay as people write them in names such as `filter[name]`.
            pairs.append(f"{quote(named, safe='[]')}={quote(_plain(value), safe='')}")
        missing = [
            each for each in wanted if not any(pair.startswith(f"{quote(str(each), safe='[]')}=") for pair in pairs)
        ]
        line = self._called.get(operation.name, operation.name)
        return None if missing else f"{line}{'?' if pairs else ''}{'&'.join(pairs)}"


class _Maker:
    """Builds a value that a person would write: of examples, defaults and listed values, else the simplest there is."""

    def __init__(self, side: Side, to_server: bool, *, tagged: bool = False) -> None:
        """`tagged`: with each field that has one value, as such a field tells alternatives apart."""
        self._side = side
        self._tagged = tagged
        self._hidden = "readOnly" if to_server else "writeOnly"
        self._to_server = to_server
        # Schemas that one payload may visit: required fields that branch at each of `_DEEPEST` levels are too many.
        self._left = 400

    def value(self, places: Sequence[str], steps: tuple[Step, ...], through: frozenset[str], level: int) -> JSON:
        """A value for schemas that hold together, with the members on a way; `ABSENT` where it gets too deep."""
        self._left -= 1
        if level > _DEEPEST or self._left < 0:
            return ABSENT
        parts = [part for place in places for part in self._chosen(place, through)]
        kind = _kind([schema for _, schema in parts], steps)
        # On the way to a change the members are made one by one; elsewhere a `const` leaves no choice.
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
                    # `anyOf: [{"type": "null"}, X]` is how 3.1 writes an X that may be null, and null would show
                    # nothing of X.
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
                declared.setdefault(name, []).append(f"{place}/properties/{escape_token(name)}")
            for name in schema["required"] if isinstance(schema.get("required"), list) else ():
                required[str(name)] = None
        tag = next(
            (schema["discriminator"] for _, schema in parts if isinstance(schema.get("discriminator"), dict)), None
        )
        if steps and isinstance(steps[0], str):
            required[steps[0]] = None
        if self._tagged:
            required.update(dict.fromkeys(name for name, places in declared.items() if self._is_tag(places)))
        made: dict[str, JSON] = {}
        for name in [
            *(each for each in declared if each in required),
            *(each for each in required if each not in declared),
        ]:
            onward = steps[1:] if steps[:1] == (name,) else ()
            places = declared.get(name, [])
            # A required `readOnly` field is required of responses alone, a `writeOnly` one of requests alone (OpenAPI
            # 3.0, Schema Object).
            if not onward and steps[:1] != (name,) and any(self._is_hidden(place) for place in places):
                continue
            # Nothing says what a name is that is required and not declared: any value will do.
            value = self.value(places, onward, through, level + 1) if places else "text"
            if value is ABSENT:
                return ABSENT
            made[name] = value
        # The tag has to name the child that the other members were built for.
        if tag and isinstance(tag.get("mapping"), dict) and tag.get("propertyName") in made:
            for key, ref in tag["mapping"].items():
                if isinstance(ref, str) and ref.startswith("#/") and ref[1:] in {place for place, _ in parts}:
                    made[tag["propertyName"]] = key
                    break
        return made

    def _is_tag(self, places: Sequence[str]) -> bool:
        """Whether a field has one value alone."""
        schemas = [find(self._side.contract.document, place) for place in places]
        return any(
            isinstance(schema, dict)
            and ("const" in schema or (isinstance(listed := schema.get("enum"), list) and len(listed) == 1))
            for schema in schemas
        )

    def _is_hidden(self, place: str) -> bool:
        return any(schema.get(self._hidden) is True for _, schema in self._chosen(place, frozenset()))

    def _array(
        self, parts: Sequence[tuple[str, dict[str, Any]]], steps: tuple[Step, ...], through: frozenset[str], level: int
    ) -> JSON:
        items = [f"{place}/items" for place, schema in parts if isinstance(schema.get("items"), dict)]
        least = max((schema["minItems"] for _, schema in parts if _is_count(schema.get("minItems"))), default=0)
        number = max(least, 1 if steps else 0)
        # A longer list would hide what changed.
        if number > 3:
            return ABSENT
        made = [self.value(items, steps[1:], through, level + 1) for _ in range(number)]
        return ABSENT if any(each is ABSENT for each in made) else made

    def _scalar(self, parts: Sequence[tuple[str, dict[str, Any]]], places: Sequence[str], kind: str) -> JSON:
        schemas = [schema for _, schema in parts]
        for candidate in self._candidates(schemas, kind):
            if self._is_one(places, candidate):
                return candidate
        return self._side.solved(places, self._to_server, kind)

    def _candidates(self, schemas: Sequence[dict[str, Any]], kind: str) -> Iterator[JSON]:
        for schema in schemas:
            listed = schema.get("enum")
            shown = schema.get("examples")
            yield from ([schema["example"]] if "example" in schema else ())
            yield from shown[:1] if isinstance(shown, list) else ()
            # Frameworks write `default: null` beside optional fields, which would show nothing of the field.
            yield from ([schema["default"]] if schema.get("default") is not None else ())
            yield from (each for each in listed[:1]) if isinstance(listed, list) else ()
        formats = [str(schema["format"]) for schema in schemas if "format" in schema]
        if kind == "string":
            yield from (_FORMATS[each] for each in formats if each in _FORMATS)
            least = max((schema["minLength"] for schema in schemas if _is_count(schema.get("minLength"))), default=0)
            most = min((schema["maxLength"] for schema in schemas if _is_count(schema.get("maxLength"))), default=200)
            # `text` as often as `minLength` asks for, cut at `maxLength`.
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


def _is_count(value: JSON) -> bool:
    # A larger size would make an example of thousands of characters, or of a size that no one meant.
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
    # Of several types the one that shows most: `["string", "null"]` makes a text.
    if common:
        return next((kind for kind in _KINDS if kind in common), "string")
    if any("properties" in schema or "required" in schema for schema in schemas):
        return "object"
    return "array" if any("items" in schema for schema in schemas) else "string"


def _plain(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value)
