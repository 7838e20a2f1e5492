"""Find a part of a description in another one: by the names on the way to it, through every `$ref`.

A pointer holds only in the description that it was made for: parameters move in their list, a schema becomes a
component, an `allOf` is taken apart. The names on the wire stay: of the operation, the parameter, the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from apidiff.model.contract import JSON
from apidiff.openapi.announcements import Announcement, announcement, of_operation, of_values
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.keywords import is_extension, with_shape
from apidiff.openapi.naming import event_in, is_event, is_operation, shape
from apidiff.openapi.operations import Operation, operations
from apidiff.openapi.payloads import payload
from apidiff.openapi.pointers import ABSENT, below, find, is_index, join, original, split, step

_MAPS = with_shape("map") | {"headers", "content", "responses", "callbacks", "links", "encoding", "mapping"}
"""Fields whose members have names of their own: `deprecated` among them is a name, and no mark."""
_DATA = frozenset({"default", "const", "enum", "example", "examples"})
"""Fields that hold values: what stands there is data, whatever it is called."""
_CASELESS = frozenset({"headers", "content"})
_CHOICES = ("oneOf", "anyOf")


class Step(NamedTuple):
    """One name on the way: a field, with the member or the item of it that is meant."""

    field: str
    member: str = ""
    """The name of a member of a map; what tells an item of a list from the others."""
    position: int = -1
    """Of an item that nothing tells from the others: its position."""
    length: int = 0
    """How many items there are; a position says something only where that is the same."""


class Way(NamedTuple):
    """A way to a part: from an operation by its name, or from a component, `schemas/Lead`."""

    operation: str
    component: tuple[str, ...]
    steps: tuple[Step, ...]


class Place:
    """A part of a description, by names."""

    def __init__(
        self,
        ways: tuple[Way, ...],
        operations: tuple[str, ...],
        value: str | None = None,
        home: Described | None = None,
    ) -> None:
        self.ways = ways
        """Where it is: one way for each operation that has it as its own part."""
        self.operations = operations
        """The operations that lead to it."""
        self.value = value
        """Of a value that a schema lists: as JSON."""
        self.home = home
        """The description whose component it is a part of."""

    @cached_property
    def detours(self) -> tuple[Way, ...]:
        """Ways from the operations, for a description that does not have the component."""
        if self.home is None:
            return ()
        (way,) = self.ways
        target = join(("components", *way.component))
        led = ((name, self.home.way(name, target)) for name in self.operations)
        return tuple(Way(name, (), (*steps, *way.steps)) for name, steps in led if steps is not None)


class Found(NamedTuple):
    """What a description says of a place that it has."""

    announcement: Announcement | None


class Parts(NamedTuple):
    """What is announced within an object, and what that refers to."""

    announced: list[tuple[str, str | None, Announcement]]
    """Each with its pointer; of a value that a schema lists, as JSON, too."""
    references: list[str]


class Described:
    """A description whose parts are asked for by their names."""

    def __init__(self, document: Mapping[str, JSON]) -> None:
        self.document = document
        self._referred: dict[str, list[tuple[str, tuple[Step, ...]]]] = {}

    @cached_property
    def _operations(self) -> list[Operation]:
        # Lenient: releases of any age are read here, and what is malformed in one announces nothing and stops no check.
        return list(operations(self.document, lenient=True))

    @cached_property
    def _named(self) -> dict[str, Operation]:
        # Reversed, so that of several with one name the first in the description stays.
        return {operation.name: operation for operation in reversed(self._operations)}

    @cached_property
    def _called(self) -> dict[tuple[str, str, str], Operation]:
        tops = (operation for operation in reversed(self._operations) if operation.parent is None)
        return {(operation.kind, operation.method, operation.template): operation for operation in tops}

    @cached_property
    def _by_pointer(self) -> dict[str, Operation]:
        # A `$ref` in place of an operation gives it two places: where its path item lists it, and where the `$ref`
        # leads.
        return {pointer: o for o in reversed(self._operations) for pointer in (o.pointer, o.listed)}

    def operation(self, name: str) -> Operation | None:
        """The operation, event or callback that goes by `name`, as in `GET /v1/leads` or `webhook lead.won`.

        The names of path variables are on no wire and may have been others. An event's name holds its method if there
        are several.
        """
        found = self._named.get(name)
        if found is None and is_operation(name):
            method, _, path = name.partition(" ")
            found = self._called.get(("operation", method, shape(path)))
        elif found is None and is_event(name):
            same = (o for (kind, _, path), o in self._called.items() if (kind, path) == ("event", event_in(name)))
            found = next(same, None)
        return found

    def body(self, name: str) -> Mapping[str, JSON] | None:
        """The operation of that name, or the component that is the payload of an event of that name."""
        found = self.operation(name)
        return payload(self.document, name) if found is None else found.body

    def of_operation(self, name: str) -> Found | None:
        """What is said of the end of an operation, event or callback, and of what it belongs to."""
        found = self.operation(name)
        if found is None:
            declared = payload(self.document, name)
            return None if declared is None else Found(announcement(declared))
        level: Operation | None = found
        # A callback goes with the operation that it belongs to, so the nearest level that says something counts.
        while level is not None:
            # Whoever receives an event or a callback answers it, and announces nothing of the API.
            headers = () if level.outward else self._headers(level.body)
            if (said := of_operation(level.body, headers)) is not None:
                return Found(said)
            level = level.parent
        return Found(None)

    def _headers(self, body: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
        for response in _members(body.get("responses")):
            for node in self._whole([response]):
                headers = node.get("headers")
                if isinstance(headers, dict):
                    yield from ((name, self._target(header)) for name, header in headers.items())

    def _target(self, node: JSON) -> JSON:
        return self._whole([node])[-1] if isinstance(node, dict) else node

    def place(self, pointer: str, names: Iterable[str], value: str | None = None) -> Place:
        """The place of a pointer in this description; `names` are the operations that lead there."""
        led = tuple(names)
        # Within a copy of the normal form a pointer names the copy; other releases have the original alone.
        pointer = original(pointer)
        tokens = split(pointer)
        # The longest beginning counts: the operation of a callback lies within that of its parent.
        for length in range(len(tokens), 1, -1):
            holder = self._by_pointer.get(join(tokens[:length]))
            if holder is not None:
                return Place((Way(holder.name, (), self._steps(holder.body, tokens[length:])),), led, value)
        if tokens[:1] == ("components",):
            steps = self._steps(find(self.document, join(tokens[:3])), tokens[3:])
            return Place((Way("", tokens[1:3], steps),), led, value, self)
        # What a path item has for all of its operations is a part of each of them.
        steps = self._steps(find(self.document, join(tokens[:2])), tokens[2:])
        return Place(tuple(Way(name, (), steps) for name in led), led, value)

    def constant(self, pointer: str) -> str | None:
        """The value that an alternative of several is, as people read it; `None` for anything else."""
        node = find(self.document, pointer)
        if pointer.split("/")[-2:-1] not in ([each] for each in _CHOICES) or not isinstance(node, dict):
            return None
        value = node.get("const")
        return value if isinstance(value, str) or value is None else json_of(value)

    def _steps(self, node: JSON, tokens: tuple[str, ...]) -> tuple[Step, ...]:
        """The names that stand for the tokens of a pointer, from an object on."""
        steps: list[Step] = []
        index = 0
        while index < len(tokens):
            field = tokens[index]
            child = step(node, field)[1]
            if index + 1 < len(tokens) and isinstance(child, list):
                node = step(child, tokens[index + 1])[1]
                steps += self._item(field, node, tokens[index + 1], child)
                index += 2
            elif index + 1 < len(tokens) and field in _MAPS:
                steps.append(Step(field, tokens[index + 1]))
                node = step(child, tokens[index + 1])[1]
                index += 2
            else:
                steps.append(Step(field))
                node = child
                index += 1
        return tuple(steps)

    def _item(self, field: str, item: JSON, token: str, items: list[JSON]) -> list[Step]:
        """The name of an item; none in an `allOf`, which is the object around it."""
        if field == "allOf":
            return []
        label = self._label(field, item)
        return [Step(field, label) if label else Step(field, "", int(token) if is_index(token) else -1, len(items))]

    def _label(self, field: str, item: JSON) -> str:
        if field == "parameters":
            body = self._target(item)
            return f"{body.get('in')} {body.get('name')}" if isinstance(body, dict) else ""
        if not isinstance(item, dict):
            return ""
        # A name that stays where the alternative is moved: by position, one that comes before it would make it another
        # one.
        for keyword in ("$ref", "const", "title"):
            if keyword in item:
                return f"{keyword} {compact_json(item[keyword], sort=True).decode()}"
        return ""

    def announced_below(self, node: Mapping[str, JSON], pointer: str) -> Parts:
        """Every part of an object, itself included, whose end it announces; what it refers to is left out."""
        found = Parts([], [])
        pending: list[tuple[Mapping[str, JSON], str]] = [(node, pointer)]
        while pending:
            node, pointer = pending.pop()
            if isinstance(ref := node.get("$ref"), str):
                found.references.append(ref)
            if (said := announcement(node)) is not None:
                found.announced.append((pointer, None, said))
            found.announced.extend((pointer, json_of(value), told) for value, told in of_values(node))
            pending += ((child, at) for _, child, at in self.children(node, pointer))
        return found

    def way(self, name: str, target: str) -> tuple[Step, ...] | None:
        """The names on the shortest way from an operation to a component, by its pointer."""
        start = self.operation(name)
        if start is None:
            return None
        pending: list[tuple[str, tuple[Step, ...]]] = [(name, ())]
        seen: set[str] = set()
        # The list grows while it is walked, breadth first, so the first way that is found is a shortest one.
        # An operation goes by its name here, which is no pointer, and takes along the parameters of its path item.
        for at, steps in pending:
            for reference, more in self._references(at, _with_shared(start) if at == name else None):
                if reference == target:
                    return (*steps, *more)
                if reference not in seen:
                    seen.add(reference)
                    pending.append((reference, (*steps, *more)))
        return None

    def _references(self, at: str, node: JSON = None) -> list[tuple[str, tuple[Step, ...]]]:
        """What an object refers to, each with the names on the way there; found once for each object."""
        if at not in self._referred:
            found = self._referred[at] = []
            pending: list[tuple[JSON, tuple[Step, ...]]] = [(find(self.document, at) if node is None else node, ())]
            for part, steps in pending:
                ref = part.get("$ref") if isinstance(part, dict) else None
                if isinstance(ref, str) and ref.startswith("#/"):
                    found.append((original(ref.removeprefix("#")), steps))
                if isinstance(part, dict):
                    pending += ((child, (*steps, *more)) for more, child, _ in self.children(part, ""))
        return self._referred[at]

    def children(self, node: Mapping[str, JSON], pointer: str) -> Iterator[tuple[list[Step], JSON, str]]:
        """The objects right below one, each with the names that lead to it and its pointer."""
        for field, child in node.items():
            if field in _DATA or is_extension(field):
                continue
            at = below(pointer, field)
            if isinstance(child, list):
                for index, item in enumerate(child):
                    if isinstance(item, dict):
                        yield self._item(field, item, str(index), child), item, below(at, index)
            elif isinstance(child, dict) and field in _MAPS:
                for name, member in child.items():
                    if isinstance(member, dict):
                        yield [Step(field, name)], member, below(at, name)
            elif isinstance(child, dict):
                yield [Step(field)], child, at

    def find(self, place: Place) -> Found | None:
        """What is said of the end of a place, or else of what it is a part of; `None` if it is not there.

        What is a part of several operations, or leads to several, is announced if it is in all of them.
        """
        found = [self._follow(way, place.value) for way in place.ways]
        # Another release may have the component under another name, or written out where it is used. The ways from the
        # operations lead to the same part.
        if not any(found) and place.detours:
            found = [self._follow(way, place.value) for way in place.detours]
        there = [each for each in found if each is not None]
        if not there:
            return None
        said = _all([each.announcement for each in there])
        # A part says nothing of its own end if all that leads to it goes.
        if said is None and place.operations:
            leading = [each for name in place.operations if (each := self.of_operation(name)) is not None]
            said = _all([each.announcement for each in leading])
        return Found(said)

    def _follow(self, way: Way, value: str | None) -> Found | None:
        if way.operation:
            start = self.operation(way.operation)
            if start is None:
                # A component that is declared to be an event has a name as one, and no operation to step into.
                return self.of_operation(way.operation) if not way.steps else None
            # A parameter may stand in the operation in one release, and in its path item in the other.
            level = [*self._whole([start.body]), {"parameters": _with_shared(start)["parameters"]}]
            top = self.of_operation(way.operation)
            said = top and top.announcement
        else:
            level = self._whole([find(self.document, join(("components", *way.component)))])
            said = _first(level)
        for each in way.steps:
            level = self._whole([child for node in level for child in self._step(node, each)])
            if not level:
                return None
            # The innermost mark counts; a part without one goes with what holds it.
            said = _first(level) or said
        if value is None:
            return Found(said) if level else None
        return self._value(level, value, said)

    def _value(self, level: list[dict[str, JSON]], value: str, said: Announcement | None) -> Found | None:
        """What is said of a value that the schemas of a level list, or else of what holds it."""
        is_there = False
        for node in level:
            for each, told in of_values(node):
                if json_of(each) == value:
                    said = told
            is_there |= any(json_of(each) == value for each in _values(node))
            # `oneOf: [{const: a, deprecated: true}]` is an `enum` whose values have descriptions and marks of their
            # own.
            for alternative in (each for keyword in _CHOICES for each in _members(node.get(keyword))):
                whole = self._whole([alternative])
                if any(json_of(each) == value for part in whole for each in _values(part)):
                    is_there, said = True, _first(whole) or said
        return Found(said) if is_there else None

    def _step(self, node: Mapping[str, JSON], wanted: Step) -> Iterator[JSON]:
        child = node.get(wanted.field)
        if isinstance(child, list):
            for index, item in enumerate(child):
                label = self._label(wanted.field, item)
                if label == wanted.member if wanted.member else (index, len(child)) == (wanted.position, wanted.length):
                    yield item
        elif wanted.field in _MAPS and wanted.member:
            if isinstance(child, dict):
                name = wanted.member if wanted.member in child else _caseless(wanted, child)
                if name is not None:
                    yield child[name]
        elif child is not None and not wanted.member:
            yield child

    def _whole(self, nodes: Iterable[JSON]) -> list[dict[str, JSON]]:
        """The objects that say something of the same thing: what they refer to, and what an `allOf` puts together."""
        found: list[dict[str, JSON]] = []
        followed: set[str] = set()
        pending = list(nodes)
        for node in pending:
            # The value of a `mapping` is a reference by itself, as `{cat: "#/components/schemas/Cat"}`.
            ref = node if isinstance(node, str) else node.get("$ref") if isinstance(node, dict) else None
            if isinstance(ref, str) and ref.startswith("#/") and ref not in followed:
                followed.add(ref)
                target = find(self.document, ref)
                if target is not ABSENT:
                    pending.append(target)
            if isinstance(node, dict):
                found.append(node)
                pending += _members(node.get("allOf"))
        return found


def _with_shared(operation: Operation) -> dict[str, JSON]:
    """The operation with the parameters that its path item has for all of its operations."""
    lists = (operation.body.get("parameters"), operation.item.get("parameters"))
    return operation.body | {"parameters": [each for some in lists if isinstance(some, list) for each in some]}


def _all(said: list[Announcement | None]) -> Announcement | None:
    """What is announced of all: what the last of them says; `None` if nothing is of one."""
    told = [each for each in said if each is not None]
    if not told or len(told) < len(said):
        return None
    # The latest date counts: before it, one of them may still be used as ever.
    since = max((each.since for each in told if each.since), default=None)
    sunset = max((each.sunset for each in told if each.sunset), default=None)
    return Announcement(since, sunset, next((each.unread for each in told if each.unread), ""))


def _first(level: list[dict[str, JSON]]) -> Announcement | None:
    """What the objects of a level say together: the first mark, with the first dates."""
    said = [told for node in level if (told := announcement(node)) is not None]
    if not said:
        return None
    since = next((each.since for each in said if each.since), None)
    sunset = next((each.sunset for each in said if each.sunset), None)
    return Announcement(since, sunset, next((each.unread for each in said if each.unread), ""))


def _members(value: JSON) -> list[JSON]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _values(schema: Mapping[str, JSON]) -> list[JSON]:
    """The values that a schema lists by itself."""
    listed = [each for keyword in ("enum", "x-extensible-enum") for each in _members(schema.get(keyword))]
    return [*listed, schema["const"]] if "const" in schema else listed


def json_of(value: JSON) -> str:
    """A value as a place names it: JSON, the keys of objects sorted."""
    return compact_json(value, sort=True).decode()


def _caseless(wanted: Step, names: Iterable[str]) -> str | None:
    """The same name in another case, of what has names without case; a media type also with other spaces."""
    if wanted.field not in _CASELESS:
        return None
    plain = wanted.member.replace(" ", "").lower()
    return next((name for name in names if name.replace(" ", "").lower() == plain), None)
