"""YAML text in, its JSON value out: a parser's events, composed here under the rules of YAML 1.2."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from yaml import events

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import join
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.positions import Marks, offset_of
from apidiff.reading.scalars import MERGE_TAG, NotJSON, NumberTooLong, Resolver
from apidiff.reading.text import duplicate_key, line_at, long_number, too_deep
from apidiff.reading.yaml_events import NotYAML, with_events

_ABSENT: Any = object()
_COMPOUND_KEY = "A key of a mapping is itself a mapping or a sequence"
_MERGE: Any = object()
"""Stands for the key `<<` until its value is known."""


class _Open:
    """A mapping or sequence whose end has not come yet."""

    __slots__ = ("anchor", "container", "depth", "height", "key", "marks", "merges", "parent", "start")

    def __init__(
        self, container: Any, marks: list[Any], anchor: str | None, start: int, parent: _Open | None, depth: int
    ) -> None:
        self.container = container
        self.marks = marks
        self.anchor = anchor
        self.start = start
        """How many values had been counted when it began, itself included."""
        self.parent = parent
        self.depth = depth
        """How many are open, itself included."""
        self.key: Any = _ABSENT
        """Of a mapping: the key whose value is being read."""
        self.height = 0
        self.merges: list[Any] | None = None


class _Anchored(NamedTuple):
    """What an alias stands for: a value, how deep it nests, and how many values it is once written out."""

    value: JSON
    height: int
    size: int
    text: str | None = None
    """Of a scalar: how it is written, which is its name as a key."""


def parse_yaml(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """The value of `compose_yaml`."""
    return compose_yaml(text, file, limits)[0]


def compose_yaml(text: str, file: str | None, limits: Limits, *, as_texts: bool = False) -> tuple[JSON, Marks]:
    """Parse one YAML document under the core schema of YAML 1.2.2 (chapter 10.3): a JSON value, and its positions.

    `no` and dates stay strings, keys are the text of their scalars (`200:` is "200"), aliases share one object, `<<`
    merges as in YAML 1.1. With `as_texts`, every scalar is the text that was written, or `None`. Raises `InputError`
    with the line for a syntax error, a duplicate or compound key, an unknown tag, `.inf` and `.nan`, a cycle, a second
    document, and whatever passes the budget.
    """
    try:
        return with_events(
            text,
            lambda get_event: _Composer(text, get_event, file, limits, Resolver(limits.digits, as_texts)).document(),
        )
    except NotYAML as fault:
        at = "" if fault.column is None else f" at column {fault.column + 1}"
        place = Place(file, line=None if fault.line is None else fault.line + 1)
        raise InputError(f"The YAML is not valid: {fault.message}{at}", place=place, hint=fault.hint) from None


class _Composer:
    """Builds the value from events without recursion, so that no nesting overflows the stack."""

    def __init__(
        self, text: str, get_event: Callable[[], Any], file: str | None, limits: Limits, resolver: Resolver
    ) -> None:

        self.text = text
        self.get_event = get_event
        self.events = events
        self.file = file
        self.limits = limits
        self.resolver = resolver
        self.anchors: dict[str, _Anchored] = {}
        self.open_anchors: dict[str, int] = {}
        """Those of nodes that have not ended, with the number of the node."""
        self.nodes = self.aliased = 0

    def error(self, event: Any, message: str, hint: str) -> InputError:
        return InputError(message, place=self.place(event), hint=hint)

    def place(self, event: Any) -> Place:
        return Place(self.file, line=event.start_mark.line + 1)

    def document(self) -> tuple[JSON, Marks]:
        """The one document of the stream; `None` where there is none."""
        events, get_event = self.events, self.get_event
        get_event()
        if type(get_event()) is not events.DocumentStartEvent:
            return None, []
        value, marks = self.node()
        event = get_event()
        while type(event) is events.DocumentEndEvent:
            event = get_event()
        if type(event) is events.DocumentStartEvent:
            raise self.error(event, "The file holds more than one YAML document", "Keep one document in the file.")
        return value, marks

    def node(self) -> tuple[JSON, Marks]:
        """Compose the next node with everything under it. Local names for all that each event needs: this is the
        loop that reading YAML spends its time in."""
        events, get_event, known, absent, intern = self.events, self.get_event, self.resolver.known, _ABSENT, sys.intern
        scalar, mapping, sequence = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
        mapping_end, sequence_end, alias = events.MappingEndEvent, events.SequenceEndEvent, events.AliasEvent
        top: Any = None
        key: Any = absent
        """Of the innermost mapping: the key that waits for its value."""
        container: Any = None
        marks: Marks = []
        in_map = False
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                self.nodes += 1
                text = event.value
                is_bare = event.tag is None and event.anchor is None
                if in_map and key is absent:
                    # Usual keys are done here; whatever has a tag, an anchor or an equal goes to `key`. What `<<`
                    # merges is not in the container before its end, so it makes no duplicate.
                    if is_bare and text != "<<" and text not in container:
                        marks.append(event.start_mark.index)
                        # Keys recur by the thousand: interned, they are one object each, and a lookup compares by
                        # identity.
                        key = intern(text)
                    else:
                        key = self.key(event, top)
                    continue
                value = absent
                if is_bare:
                    # What is in quotes or a block is a text, even if it reads `null` or `1`.
                    value = text if event.style else known.get(text, absent)
                if value is absent:
                    value = self.scalar(event)
            elif kind is mapping or kind is sequence:
                if in_map and key is absent:
                    raise self.error(event, _COMPOUND_KEY, "Use a text as the key.")
                if top is not None:
                    top.key = key
                top = self.open(event, kind is mapping, top)
                container, marks, in_map, key = top.container, top.marks, kind is mapping, absent
                continue
            elif kind is mapping_end or kind is sequence_end:
                value, closed = container, marks
                top = self.close(top)
                if top is None:
                    return value, closed
                container, marks, key = top.container, top.marks, top.key
                # A mapping around this value has a key that waits for it; a sequence never has one.
                in_map = key is not absent
                if not in_map:
                    container.append(value)
                    continue
            elif kind is alias:
                if in_map and key is absent:
                    key = self.key(event, top)
                    continue
                value = self.alias(event, top).value
            else:
                raise self.error(event, "The YAML ends in the middle of a value", "Write the file again in full.")
            if in_map:
                if key is _MERGE:
                    self.note_merge(event, top, value)
                else:
                    container[key] = value
                key = absent
            elif top is None:
                return value, []
            else:
                marks.append(event.start_mark.index)
                container.append(value)

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
        # `&a [&a 1, *a]`: from the inner node on, the alias means that one and stands in no circle.
        self.open_anchors.pop(anchor, None)
        self.anchors[anchor] = _Anchored(value, 0, 1, text)

    def open(self, event: Any, is_mapping: bool, parent: _Open | None) -> _Open:
        """Begin a mapping or sequence."""
        self.nodes += 1
        depth = parent.depth + 1 if parent is not None else 1
        if depth > self.limits.depth:
            raise too_deep(self.limits, self.place(event))
        if event.tag is not None:
            try:
                self.resolver.check_collection(event.tag, is_mapping)
            except NotJSON as fault:
                raise self.error(event, fault.message, fault.hint) from None
        if event.anchor is not None:
            self.open_anchors[event.anchor] = self.nodes
        # The mark of a mapping's member is its key's, which is noted last; that of an item is its own. What `<<` names
        # gets none, since its members are written elsewhere.
        marks: Marks = []
        if parent is not None and parent.key is _ABSENT:
            parent.marks.append((event.start_mark.index, marks))
        elif parent is not None and parent.key is not _MERGE:
            parent.marks[-1] = (parent.marks[-1], marks)
        return _Open({} if is_mapping else [], marks, event.anchor, self.nodes, parent, depth)

    def close(self, top: _Open) -> _Open | None:
        """End the innermost mapping or sequence; the one around it."""
        parent, height = top.parent, top.height + 1
        # At the end: the mapping's own keys win even if they follow `<<`, and the first of several sources wins (YAML's
        # merge key type).
        for source in top.merges or ():
            for key, value in source.items():
                top.container.setdefault(key, value)
        if parent is not None and height > parent.height:
            parent.height = height
        # In `&a [&a 1]` the inner node took the name over; an alias means the last one that began before it.
        if top.anchor is not None and self.open_anchors.get(top.anchor) == top.start:
            del self.open_anchors[top.anchor]
            self.anchors[top.anchor] = _Anchored(top.container, height, self.nodes - top.start + 1)
        return parent

    def key(self, event: Any, top: _Open) -> Any:
        """The key that a scalar, or an alias for one, is: its text as it was written, or `_MERGE`."""
        if type(event) is self.events.AliasEvent:
            text = self.alias(event, top).text
            if text is None:
                raise self.error(event, _COMPOUND_KEY, "Use a text as the key.")
        else:
            text = event.value
            if self.tagged_merge(event, text) if event.tag is not None else text == "<<" and not event.style:
                top.merges = top.merges or []
                return _MERGE
            if event.anchor is not None:
                self.name_scalar(event.anchor, text, text)
        if text in top.container:
            # Marks are in the order of the keys, as `<<` adds to neither before the mapping ends.
            first = line_at(self.text, offset_of(top.marks[list(top.container).index(text)]))
            raise duplicate_key(text, first, self.place(event)._replace(pointer=join(_tokens(top))))
        top.marks.append(event.start_mark.index)
        return sys.intern(text)

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
            raise self.error(event, "`<<` merges something that is not a mapping", "Name a mapping: `<<: *name`.")
        top.merges = [*(top.merges or ()), *sources]

    def alias(self, event: Any, top: _Open | None) -> _Anchored:
        """What an alias names: the same object, its size counted as if it were written out."""
        name: str = event.anchor
        if name in self.open_anchors:
            raise self.error(
                event,
                f"The alias `*{name}` stands inside of what it names",
                "Write the value out in place of the alias; in a description, a `$ref` may lead in a circle.",
            )
        if name not in self.anchors:
            raise self.error(event, f"No anchor `&{name}` stands before the alias `*{name}`", "Correct the name.")
        found = self.anchors[name]
        # The object is shared, but whoever walks the value meets each use: nine aliases of nine aliases, ten levels
        # deep, are more than three billion values in a kilobyte.
        self.nodes += found.size
        self.aliased += found.size
        if self.aliased > self.limits.nodes:
            raise self.error(
                event,
                f"The YAML aliases stand for more than {self.limits.nodes:,} values",
                "Use a `$ref` in place of the aliases.",
            )
        if top is not None:
            if top.depth + found.height > self.limits.depth:
                raise too_deep(self.limits, self.place(event))
            top.height = max(top.height, found.height)
        return found


def _tokens(top: _Open | None) -> tuple[str, ...]:
    """Where the mapping or sequence `top` stands."""
    tokens = []
    while top is not None and top.parent is not None:
        top = top.parent
        key = "<<" if top.key is _MERGE else top.key
        tokens.append(key if type(top.container) is dict else str(len(top.container)))
    return tuple(reversed(tokens))
