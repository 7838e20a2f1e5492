"""YAML text and wanted places in, their lines out, from libyaml's events."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from apidiff.reading.trie import Tokens, Wanted, found_in, tree_of
from apidiff.reading.yaml_text import event_source


def yaml_lines(text: str, places: Iterable[Tokens]) -> dict[Tokens, tuple[int, int]]:
    """For each place: how many of its tokens stand in the text, and the line (from 1) of the last of them.

    A place that an alias or a merge key supplies answers with the nearest ancestor that is written there.
    """
    wanted = set(places)
    root, left = tree_of(wanted)
    root.offset = 1
    if left:
        scan_yaml(text, root, left)
    return {tokens: found_in(root, tokens) for tokens in wanted}


def scan_yaml(text: str, root: Wanted, left: int = sys.maxsize) -> None:
    """Note the line of each place below `root`, of which there are at most `left`.

    Where the rest of the text is no YAML, what came before it has its line all the same.
    """
    import yaml

    with suppress(yaml.YAMLError):
        _scan(event_source(text), yaml.events, root, left)


def _scan(get_event: Any, events: Any, root: Wanted, left: int) -> None:
    scalar, mapping, sequence = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
    ends, alias = (events.MappingEndEvent, events.SequenceEndEvent), events.AliasEvent
    stack: list[tuple[Wanted | None, bool, int]] = []
    here: Wanted | None = None
    child: Wanted | None = root
    in_map, waits, index = False, True, 0
    """`waits`: a value comes next, for `child`; else a key."""
    while left:
        event = get_event()
        kind = type(event)
        if kind is events.StreamEndEvent or event is None:
            return
        if kind in ends:
            here, in_map, index = stack.pop()
            waits = not in_map
            continue
        if kind is not scalar and kind is not alias and kind is not mapping and kind is not sequence:
            continue
        if in_map and not waits:
            child = here.children.get(event.value) if here is not None and kind is scalar else None
            waits = True
            if child is not None and child.offset is None:
                child.offset = event.start_mark.line + 1
                left -= 1
            if kind is scalar or kind is alias:
                continue
        if stack and not in_map:
            child = here.children.get(str(index)) if here is not None else None
            index += 1
            if child is not None:
                child.offset = event.start_mark.line + 1
                left -= 1
        if kind is mapping or kind is sequence:
            stack.append((here, in_map, index))
            here, in_map, index, waits = child, kind is mapping, 0, kind is sequence
        elif in_map:
            waits = False
