"""YAML text in, its JSON value out: libyaml's events, composed here under the rules of YAML 1.2."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import join
from apidiff.reading.exact import NumberTooLong
from apidiff.reading.json_faults import duplicate_key, long_number, too_deep
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.yaml_scalars import NotJSON, Resolver

_ABSENT: Any = object()


_MERGE: Any = object()
"""Stands for the key `<<` until its value is known."""


class DuplicateKey(Exception):
    """A mapping has a key twice; where it stands first is looked up afterwards."""

    def __init__(self, tokens: tuple[str, ...], key: str, line: int) -> None:
        super().__init__(key)
        self.tokens, self.key, self.line = tokens, key, line


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come yet."""

    container: Any
    anchor: str | None
    start: int
    """How many values had been counted when it began, itself included."""
    parent: _Open | None
    key: Any = _ABSENT
    """The key that waits for its value, in a mapping."""
    height: int = 0
    merges: list[Any] | None = None


def parse_yaml(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Parse one YAML document under the core schema of YAML 1.2.2 (chapter 10.3), as JSON values.

    `no` and dates stay strings, keys are the text of their scalars (`200:` is "200"), aliases share one object, `<<`
    merges as in YAML 1.1. Raises `InputError` with the line for a syntax error, a duplicate or compound key, an
    unknown tag, `.inf` and `.nan`, a cycle, a second document, and whatever passes the budget.
    """
    import yaml

    try:
        composer = _Composer(event_source(text), yaml.events, file, limits)
        return composer.document()
    except DuplicateKey as fault:
        raise _duplicate(fault, text, file) from None
    except yaml.MarkedYAMLError as error:
        # A quote or bracket that is never closed is missed at the end of the file; what matters is where it opened.
        is_open = error.problem is not None and "end of stream" in error.problem
        mark = (is_open and error.context_mark) or error.problem_mark or error.context_mark
        what = ": ".join(part for part in (error.context, error.problem) if part)
        raise InputError(
            f"The YAML is not valid: {what}" + (f" at column {mark.column + 1}" if mark else ""),
            place=Place(file, line=mark.line + 1 if mark else None),
            hint="Correct the syntax there; quote a text that holds `: `, ` #`, or starts with one of `@*&!%{[`.",
        ) from None
    except yaml.reader.ReaderError as error:
        raise InputError(
            f"The YAML is not valid: {error.reason} (character {error.character})",
            place=Place(file, line=text.encode().count(b"\n", 0, error.position) + 1),
            hint="Remove the character, or write it as an escape in a double-quoted text.",
        ) from None


def event_source(text: str) -> Callable[[], Any]:
    """A function that gives the next event of `text`: libyaml's, or PyYAML's own parser where it was built without."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        from yaml import SafeLoader as CParser  # type: ignore[assignment]
    get_event: Callable[[], Any] = CParser(text).get_event
    return get_event


class _Composer:
    """Builds the value from events without recursion, so that no nesting overflows the stack."""

    def __init__(self, get_event: Callable[[], Any], events: Any, file: str | None, limits: Limits) -> None:
        self.get_event = get_event
        self.events = events
        self.file = file
        self.limits = limits
        self.resolver = Resolver(limits.digits)
        self.anchors: dict[str, tuple[JSON, int, int]] = {}
        """Each anchor's value, its height, and how many values it stands for once written out."""
        self.open_anchors: set[str] = set()
        self.nodes = self.aliased = 0

    def error(self, event: Any, message: str, hint: str) -> InputError:
        return InputError(message, place=Place(self.file, line=event.start_mark.line + 1), hint=hint)

    def document(self) -> JSON:
        """The one document of the stream; `None` where there is none."""
        events, get_event = self.events, self.get_event
        get_event()
        if type(get_event()) is not events.DocumentStartEvent:
            return None
        value = self.node()
        event = get_event()
        while type(event) is events.DocumentEndEvent:
            event = get_event()
        if type(event) is events.DocumentStartEvent:
            raise self.error(event, "The file holds more than one YAML document", "Keep one document in the file.")
        return value

    def node(self) -> JSON:
        """Compose the next node with everything under it."""
        events, get_event, known, absent = self.events, self.get_event, self.resolver.known, _ABSENT
        scalar, alias = events.ScalarEvent, events.AliasEvent
        starts = (events.MappingStartEvent, events.SequenceStartEvent)
        ends = (events.MappingEndEvent, events.SequenceEndEvent)
        top: _Open | None = None
        is_map, depth = False, 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                self.nodes += 1
                if is_map and top.key is absent:  # type: ignore[union-attr]
                    self.open_key(event, event.value, top)
                    continue
                value = absent
                if not event.style and event.tag is None and event.anchor is None:
                    value = known.get(event.value, absent)
                if value is absent:
                    value = self.scalar(event)
            elif kind in starts:
                top = self.open(event, kind is starts[0], top, depth)
                is_map, depth = kind is starts[0], depth + 1
                continue
            elif kind in ends:
                value, top = self.close(top)
                is_map, depth = top is not None and type(top.container) is dict, depth - 1
            elif kind is alias:
                value = self.alias(event, top, depth)
                if is_map and top.key is absent:  # type: ignore[union-attr]
                    self.open_key(event, value, top)
                    continue
            else:
                raise self.error(event, "The YAML ends in the middle of a value", "Write the file again in full.")
            if top is None:
                return value
            if not is_map:
                top.container.append(value)
                continue
            if top.key is _MERGE:
                self.note_merge(event, top, value)
            else:
                top.container[top.key] = value
            top.key = absent

    def scalar(self, event: Any) -> JSON:
        """The value of a scalar in value position."""
        text: str = event.value
        try:
            if event.tag is not None:
                value = self.resolver.tagged(event.tag, text)
            else:
                value = self.resolver.plain(text) if not event.style else text
        except NumberTooLong:
            raise long_number(text, self.limits, Place(self.file, line=event.start_mark.line + 1)) from None
        except NotJSON as fault:
            raise self.error(event, fault.message, fault.hint) from None
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 0, 1)
        return value

    def open(self, event: Any, is_mapping: bool, parent: _Open | None, depth: int) -> _Open:
        """Begin a mapping or sequence."""
        self.nodes += 1
        if depth >= self.limits.depth:
            raise too_deep(self.limits, Place(self.file, line=event.start_mark.line + 1))
        if parent is not None and parent.key is _ABSENT and type(parent.container) is dict:
            raise self.error(event, "A key of a mapping is itself a mapping or a sequence", "Use a text as the key.")
        if event.tag is not None:
            try:
                self.resolver.check_collection(event.tag, is_mapping)
            except NotJSON as fault:
                raise self.error(event, fault.message, fault.hint) from None
        if event.anchor is not None:
            self.open_anchors.add(event.anchor)
        return _Open({} if is_mapping else [], event.anchor, self.nodes, parent)

    def close(self, top: _Open | None) -> tuple[JSON, _Open | None]:
        """End the innermost mapping or sequence: its value, and the one around it."""
        assert top is not None
        parent, height = top.parent, top.height + 1
        for source in top.merges or ():
            for key, value in source.items():
                top.container.setdefault(key, value)
        if parent is not None and height > parent.height:
            parent.height = height
        if top.anchor is not None:
            self.open_anchors.discard(top.anchor)
            self.anchors[top.anchor] = (top.container, height, self.nodes - top.start + 1)
        return top.container, parent

    def open_key(self, event: Any, text: JSON, top: _Open | None) -> None:
        """Take a scalar as the key of the value to come: its text as it was written."""
        assert top is not None
        if type(text) is not str:
            raise self.error(event, "A key of a mapping is not a text", "Use a text as the key.")
        if text == "<<" and type(event) is self.events.ScalarEvent and not event.style and event.tag is None:
            top.key = _MERGE
            top.merges = top.merges or []
            return
        if event.anchor is not None and type(event) is self.events.ScalarEvent:
            self.anchors[event.anchor] = (text, 0, 1)
        if text in top.container:
            raise DuplicateKey(_tokens(top), text, event.start_mark.line + 1)
        top.key = sys.intern(text)

    def note_merge(self, event: Any, top: _Open, value: JSON) -> None:
        """Remember what `<<` names; the mapping's own keys win, whichever comes first."""
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise self.error(event, "`<<` merges something that is no mapping", "Name a mapping: `<<: *name`.")
        top.merges = [*(top.merges or ()), *sources]

    def alias(self, event: Any, top: _Open | None, depth: int) -> JSON:
        """The value that an alias names: the same object, its size counted as if it were written out."""
        name: str = event.anchor
        if name in self.open_anchors:
            raise self.error(event, f"The alias `*{name}` stands inside of what it names", "Use a `$ref` for a cycle.")
        if name not in self.anchors:
            raise self.error(event, f"No anchor `&{name}` stands before the alias `*{name}`", "Correct the name.")
        value, height, size = self.anchors[name]
        self.nodes += size
        self.aliased += size
        if self.aliased > self.limits.nodes:
            raise self.error(
                event,
                f"The YAML aliases stand for more than {self.limits.nodes:,} values",
                "Use a `$ref` in place of the aliases.",
            )
        if depth + height > self.limits.depth:
            raise too_deep(self.limits, Place(self.file, line=event.start_mark.line + 1))
        if top is not None:
            top.height = max(top.height, height)
        return value


def _tokens(top: _Open | None) -> tuple[str, ...]:
    """Where the mapping or sequence `top` stands."""
    tokens = []
    while top is not None and top.parent is not None:
        top = top.parent
        tokens.append(top.key if type(top.container) is dict else str(len(top.container)))
    return tuple(reversed(tokens))


def _duplicate(fault: DuplicateKey, text: str, file: str | None) -> InputError:
    from apidiff.reading.yaml_lines import yaml_lines

    first = (*fault.tokens, fault.key)
    return duplicate_key(fault.key, yaml_lines(text, [first])[first][1], Place(file, join(fault.tokens), fault.line))
