"""In which alphabet a value that travels as text is read: as scalars, or every text as a string.

A text that is a number or a boolean stands as that. Where a string's length, pattern or format is asked about, on
either side, texts stand as strings, for one alphabet has to serve both sides of a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from apidiff.comparing.asking.wire import (
    FIELD,
    PARAMETERS,
    PLAIN,
    RAW,
    REPEATED,
    SEGMENT,
    TEXTUAL,
    inside,
    is_form,
    scalar_in,
    text_in,
)
from apidiff.comparing.media import parse
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import RANGES, schemas_in
from apidiff.openapi.uri import percent_decoded

_RESTRICTING = frozenset({"pattern", "minLength", "maxLength", "contentEncoding"})
_CONTENTS = frozenset({"contentMediaType", "contentSchema"})
EVERY_FIELD = "*"
"""Stands for all fields of a form, where one that has no name of its own is restricted."""
SCALAR_TEXTS: dict[str, JSON] = {"type": ["boolean", "number", "string"]}
"""What a text can be that is no list and no object."""


MOST_READINGS = 64
"""Values that are looked at of those which are written as one value is."""


class Way(NamedTuple):
    """How a value travels, and whether its texts all stand as strings."""

    travels: str
    strings: bool

    @property
    def item(self) -> Way:
        """How an item of a list travels."""
        return Way(inside(self.travels, "items"), self.strings)


def represented(value: JSON, way: Way) -> JSON:
    """What stands for a value that travels: a scalar by its text, what holds values by what stands for them."""
    if isinstance(value, str) and (way.strings or not (way.travels in TEXTUAL or way.travels == RAW)):
        return value
    if isinstance(value, list):
        found = [represented(item, way.item) for item in value]
        return found[0] if len(found) == 1 and way.travels in REPEATED else found
    if isinstance(value, dict):
        members = Way(inside(way.travels, "properties"), way.strings)
        return {name: represented(member, members) for name, member in value.items()}
    if way.travels not in TEXTUAL and way.travels != RAW:
        return value
    if value is None:
        return value
    text = text_in(value)
    # `5`, `5.0` and the string `"5"` are one text, so that they have to be one value here.
    return text if way.strings else scalar_in(text)


def represented_instance(value: JSON, travels: str, strings: frozenset[str]) -> JSON:
    """What stands for the whole of a value."""
    if not is_form(travels) or not isinstance(value, dict):
        return represented(value, Way(travels, not strings.isdisjoint({"", EVERY_FIELD})))
    return {
        name: represented(field, Way(inside(travels, "properties", name), not strings.isdisjoint({name, EVERY_FIELD})))
        for name, field in value.items()
    }


def written_alike(value: JSON, travels: str, strings: frozenset[str]) -> Iterator[JSON]:
    """A value, then others that are written as it is: its scalars as strings, and what may be a list of one as that."""

    def in_lists(value: JSON) -> JSON:
        return value if isinstance(value, list | dict) else [value]

    wanted = represented_instance(value, travels, strings)
    for scalars in (value, _as_strings(value)):
        yield scalars
        listed = in_lists(scalars)
        if isinstance(scalars, dict):
            listed = {name: in_lists(member) for name, member in scalars.items()}
        if represented_instance(listed, travels, strings) == wanted:
            yield listed


def readings(value: JSON, travels: str) -> list[JSON] | None:
    """The values that are written as a value is, itself first; `None` if they are more than are looked at."""
    found = list(islice(_readings(value, travels), MOST_READINGS + 1))
    return found if len(found) <= MOST_READINGS else None


def _readings(value: JSON, travels: str) -> Iterator[JSON]:
    if travels == PLAIN or value is None:
        yield value
    elif isinstance(value, dict):
        inner = [_readings(member, inside(travels, "properties", name)) for name, member in value.items()]
        yield from (dict(zip(value, chosen, strict=True)) for chosen in _product(inner))
    elif isinstance(value, list):
        items = [_readings(item, inside(travels, "items")) for item in value]
        for chosen in _product(items):
            yield list(chosen)
            # A list of one is written as its item.
            yield from chosen if len(chosen) == 1 and travels in REPEATED else ()
    else:
        text = text_in(value)
        others = [each for each in (text, scalar_in(text)) if type(each) is not type(value)]
        for scalar in (value, *others):
            yield scalar
            yield from ([scalar],) if travels in REPEATED else ()


def _product(choices: list[Iterator[JSON]]) -> Iterator[tuple[JSON, ...]]:
    """All ways to choose; of each, no more than are looked at."""
    return product(*(list(islice(each, MOST_READINGS + 1)) for each in choices))


def holds_nothing(value: JSON, travels: str) -> bool:
    """Whether something is in a value that is not sent there: a null, an empty list, in a parameter an empty object."""
    unsent: tuple[JSON, ...] = (None, [], {}) if travels in PARAMETERS else (None, [])
    return any(each in unsent for each in _within(value, travels))


def holds_values(value: JSON, travels: str) -> bool:
    """Whether a list or an object is in a value where its text is defined nowhere."""
    return travels in PARAMETERS and any(isinstance(each, list | dict) for each in _within(value, travels))


def _within(value: JSON, travels: str) -> list[JSON]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or not (travels in PARAMETERS or is_form(travels)):
        return []
    # A field that is JSON may hold null and lists as any JSON does.
    return [member for name, member in value.items() if inside(travels, "properties", name) != PLAIN]


def _as_strings(value: JSON) -> JSON:
    if isinstance(value, list):
        return [_as_strings(item) for item in value]
    if isinstance(value, dict):
        return {name: _as_strings(member) for name, member in value.items()}
    return value if value is None else text_in(value)


def restricted(document: JSON, travels: str) -> frozenset[str]:
    """The fields of a form, or the whole (""), whose texts have to stand as strings.

    Those are the ones where a string's length, pattern or format is asked about.
    """
    given = document.get("$defs", {}) if isinstance(document, dict) else {}
    if not is_form(travels):
        return frozenset({""}) if _is_restricted(document, given, travels) else frozenset()
    found: set[str] = set()
    seen: set[str] = set()
    pending: list[JSON] = [document]
    while pending:
        schema = pending.pop()
        if not isinstance(schema, dict):
            continue
        name = name_of(schema.get("$ref"))
        if name and name not in seen:
            seen.add(name)
            pending.append(given.get(name, True))
        for row, tokens, child in schemas_in(schema):
            if row.role == "in place":
                pending.append(child)
            elif row.role not in ("definitions", "to names"):
                named = tokens[-1] if row.name == "properties" else ""
                if _is_restricted(child, given, inside(travels, row.name, named) or FIELD):
                    found.add(named or EVERY_FIELD)
    return frozenset(found)


def _is_restricted(schema: JSON, given: dict[str, JSON], travels: str) -> bool:
    seen: set[str] = set()
    pending: list[JSON] = [schema]
    while pending:
        node = pending.pop()
        if not isinstance(node, dict):
            continue
        if any(restricts(keyword, node, travels) for keyword in node):
            return True
        name = name_of(node.get("$ref"))
        if name and name not in seen:
            seen.add(name)
            pending.append(given.get(name, True))
        pending.extend(child for row, _, child in schemas_in(node) if row.role != "definitions")
    return False


def restricts(keyword: str, schema: dict[str, JSON], travels: str) -> bool:
    """Whether a keyword of a schema restricts the texts of a string.

    That it is a file does not. The media type of a part or a body is told by its encoding or its key; what is encoded
    in a text, or is JSON in a field, has one of its own.
    """
    value = schema[keyword]
    if keyword in _CONTENTS:
        return travels in PARAMETERS or "contentEncoding" in schema or _is_text(schema)
    if keyword == "minLength" and travels == SEGMENT and value == 1:
        return False  # a variable is never empty
    if keyword == "format":
        # The formats of numbers restrict numbers alone, and `binary` says that it is a file.
        return value not in ("binary", *RANGES, "float", "double")
    return keyword in _RESTRICTING and not (keyword == "minLength" and value == 0)


def _is_text(schema: dict[str, JSON]) -> bool:
    """Whether a string holds a text of some media type, as JSON in a field of a form, and is no file."""
    media = schema.get("contentMediaType")
    essence = parse(media).essence if isinstance(media, str) else ""
    return essence.startswith("text/") or essence.endswith(("json", "xml"))


def name_of(ref: JSON) -> str:
    prefix = "#/$defs/"
    return unescape_token(percent_decoded(ref.removeprefix(prefix))) if isinstance(ref, str) else ""
