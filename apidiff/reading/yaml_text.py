"""YAML text in, its JSON value out: a parser's events, composed here under the rules of YAML 1.2."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import join
from apidiff.reading.exact import NumberTooLong
from apidiff.reading.faults import duplicate_key, long_number, too_deep
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.positions import yaml_positions
from apidiff.reading.yaml_events import NotYAML, with_events
from apidiff.reading.yaml_scalars import MERGE_TAG, NotJSON, Resolver

_ABSENT: Any = object()
_COMPOUND_KEY = "A key of a mapping is itself a mapping or a sequence"
_MERGE: Any = object()
"""Stands for the key `<<` until its value is known."""


@dataclass(slots=True, eq=False, repr=False)
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


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for: a value, how deep it nests, and how many values it is once written out."""

    value: JSON
    height: int
    size: int
    text: str | None = None
    """Of a scalar: how it is written, which is its name as a key."""


def parse_yaml(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Parse one YAML document under the core schema of YAML 1.2.2 (chapter 10.3), as JSON values.

    `no` and dates stay strings, keys are the text of their scalars (`200:` is "200"), aliases share one object, `<<`
    merges as in YAML 1.1. Raises `InputError` with the line for a syntax error, a duplicate or compound key, an
    unknown tag, `.inf` and `.nan`, a cycle, a second document, and whatever passes the budget.
    """
    try:
        return with_events(text, lambda get_event: _Composer(text, get_event, file, limits).document())
    except NotYAML as fault:
        at = "" if fault.column is None else f" at column {fault.column + 1}"
        place = Place(file, line=None if fault.line is None else fault.line + 1)
        raise InputError(f"The YAML is not valid: {fault.message}{at}", place=place, hint=fault.hint) from None


class _Composer:
    """Builds the value from events without recursion, so that no nesting overflows the stack."""

    def __init__(self, text: str, get_event: Callable[[], Any], file: str | None, limits: Limits) -> None:
        from yaml import events

        self.text = text
        self.get_event = get_event
        self.events = events
        self.file = file
        self.limits = limits
        self.resolver = Resolver(limits.digits)
        self.anchors: dict[str, _Anchored] = {}
        self.open_anchors: dict[str, int] = {}
        """Those of nodes that have not ended, with the number of the node."""
        self.nodes = self.aliased = 0

    def error(self, event: Any, message: str, hint: str) -> InputError:
        return InputError(message, place=self.place(event), hint=hint)

    def place(self, event: Any) -> Place:
        return Place(self.file, line=event.start_mark.line + 1)

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
        mapping, sequence = events.MappingStartEvent, events.SequenceStartEvent
        ends = (events.MappingEndEvent, events.SequenceEndEvent)
        top: Any = None
        in_map, depth = False, 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                self.nodes += 1
                if in_map and top.key is absent:
                    self.open_key(event, top)
                    continue
                value = absent
                if event.tag is None and event.anchor is None:
                    value = event.value if event.style else known.get(event.value, absent)
                if value is absent:
                    value = self.scalar(event)
            elif kind is mapping or kind is sequence:
                top = self.open(event, kind is mapping, top, depth)
                in_map, depth = kind is mapping, depth + 1
                continue
            elif kind in ends:
                value, top = self.close(top)
                in_map, depth = top is not None and type(top.container) is dict, depth - 1
            elif kind is alias:
                if in_map and top.key is absent:
                    self.open_key(event, top)
                    continue
                value = self.alias(event, top, depth).value
            else:
                raise self.error(event, "The YAML ends in the middle of a value", "Write the file again in full.")
            if top is None:
                return value
            if not in_map:
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
                value = text if event.style else self.resolver.plain(text)
        except NumberTooLong:
            raise long_number(text, self.limits, self.place(event)) from None
        except NotJSON as fault:
            raise self.error(event, fault.message, fault.hint) from None
        if event.anchor is not None:
            self.name_scalar(event.anchor, value, text)
        return value

    def name_scalar(self, anchor: str, value: JSON, text: str) -> None:
        """Let aliases from here on stand for a scalar, even within a node of the same name."""
        self.open_anchors.pop(anchor, None)
        self.anchors[anchor] = _Anchored(value, 0, 1, text)

    def open(self, event: Any, is_mapping: bool, parent: _Open | None, depth: int) -> _Open:
        """Begin a mapping or sequence."""
        self.nodes += 1
        if depth >= self.limits.depth:
            raise too_deep(self.limits, self.place(event))
        if parent is not None and parent.key is _ABSENT and type(parent.container) is dict:
            raise self.error(event, _COMPOUND_KEY, "Use a text as the key.")
        if event.tag is not None:
            try:
                self.resolver.check_collection(event.tag, is_mapping)
            except NotJSON as fault:
                raise self.error(event, fault.message, fault.hint) from None
        if event.anchor is not None:
            self.open_anchors[event.anchor] = self.nodes
        return _Open({} if is_mapping else [], event.anchor, self.nodes, parent)

    def close(self, top: _Open) -> tuple[JSON, _Open | None]:
        """End the innermost mapping or sequence: its value, and the one around it."""
        parent, height = top.parent, top.height + 1
        for source in top.merges or ():
            for key, value in source.items():
                top.container.setdefault(key, value)
        if parent is not None and height > parent.height:
            parent.height = height
        if top.anchor is not None and self.open_anchors.get(top.anchor) == top.start:
            del self.open_anchors[top.anchor]
            self.anchors[top.anchor] = _Anchored(top.container, height, self.nodes - top.start + 1)
        return top.container, parent

    def open_key(self, event: Any, top: _Open) -> None:
        """Take a scalar, or an alias for one, as the key of the value to come: its text as it was written."""
        if type(event) is self.events.AliasEvent:
            text = self.alias(event, top, 0).text
            if text is None:
                raise self.error(
                    event, "A key of a mapping is itself a mapping or a sequence", "Use a text as the key."
                )
        else:
            text = event.value
            if self.tagged_merge(event, text) if event.tag is not None else text == "<<" and not event.style:
                top.key, top.merges = _MERGE, top.merges or []
                return
            if event.anchor is not None:
                self.name_scalar(event.anchor, text, text)
        if text in top.container:
            above = _tokens(top)
            first = yaml_positions(self.text, [(*above, text)])[(*above, text)].line
            raise duplicate_key(text, first, self.place(event)._replace(pointer=join(above)))
        top.key = sys.intern(text)

    def tagged_merge(self, event: Any, text: str) -> bool:
        """Whether a key with a tag is a merge key; otherwise its tag must fit its text."""
        if event.tag == MERGE_TAG and text == "<<":
            return True
        try:
            self.resolver.tagged(event.tag, text)
        except NotJSON as fault:
            raise self.error(event, fault.message, fault.hint) from None
        except NumberTooLong:
            pass  # a key is its text, however long
        return False

    def note_merge(self, event: Any, top: _Open, value: JSON) -> None:
        """Remember what `<<` names; the mapping's own keys win, whichever comes first."""
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise self.error(event, "`<<` merges something that is no mapping", "Name a mapping: `<<: *name`.")
        top.merges = [*(top.merges or ()), *sources]

    def alias(self, event: Any, top: _Open | None, depth: int) -> _Anchored:
        """What an alias names: the same object, its size counted as if it were written out."""
        name: str = event.anchor
        if name in self.open_anchors:
            raise self.error(event, f"The alias `*{name}` stands inside of what it names", "Use a `$ref` for a cycle.")
        if name not in self.anchors:
            raise self.error(event, f"No anchor `&{name}` stands before the alias `*{name}`", "Correct the name.")
        found = self.anchors[name]
        self.nodes += found.size
        self.aliased += found.size
        if self.aliased > self.limits.nodes:
            raise self.error(
                event,
                f"The YAML aliases stand for more than {self.limits.nodes:,} values",
                "Use a `$ref` in place of the aliases.",
            )
        if depth + found.height > self.limits.depth:
            raise too_deep(self.limits, self.place(event))
        if top is not None and found.height > top.height:
            top.height = found.height
        return found


def _tokens(top: _Open | None) -> tuple[str, ...]:
    """Where the mapping or sequence `top` stands."""
    tokens = []
    while top is not None and top.parent is not None:
        top = top.parent
        key = "<<" if top.key is _MERGE else top.key
        tokens.append(key if type(top.container) is dict else str(len(top.container)))
    return tuple(reversed(tokens))
