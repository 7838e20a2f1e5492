"""How a value travels, and how what it holds does: the ways, from the whole of a body down to one text.

JSON travels as it is. In a parameter, a header and a form every scalar is text, null has no form of its own, and a list
is repeated or joined (OpenAPI 3.1.1, 4.8.12 and 4.8.15, appendix B). An empty list, and in a parameter an empty object,
is undefined: nothing is sent (RFC 6570, 2.3). What a form's field holds below an object is JSON again. A body that is
neither JSON nor a form is whatever was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import orjson

from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON

PLAIN = ""
"""As JSON."""
TEXT = "text"
"""As one text."""
ONE_OR_MANY = "one or many"
"""As a parameter whose list is repeated, name by name."""
JOINED = "joined"
"""As a parameter or a header whose list is joined in one text."""
SEGMENT = "segment"
"""As a variable of a path, which is never empty; a list is joined."""
FORM = "form"
"""As the fields of a form, or the parts of a body."""
FIELD = "field"
"""As one of them; a list is repeated."""
OTHER_FIELD = "other field"
"""As a field that has no name of its own: without a type it is anything, where a named one is a file."""
ITEM = "item"
"""As one of a repeated field."""
RAW = "raw"
"""As the whole of another body."""

PARAMETERS = frozenset({TEXT, ONE_OR_MANY, JOINED, SEGMENT})
"""The ways of a parameter or a header, whose objects are texts as well."""
TEXTUAL = PARAMETERS | {FIELD, OTHER_FIELD, ITEM}
"""The ways in which one value is a text, or a few of them."""
REPEATED = frozenset({ONE_OR_MANY, JOINED, SEGMENT, FIELD, OTHER_FIELD})
"""The ways in which a list of one is the same as its item."""
_WITH = "form with "
_NAMES = frozenset({"properties", "patternProperties", "additionalProperties"})
_DECIMAL = r"-?(?:0|[1-9][0-9]{0,200})(?:\.[0-9]{1,200})?\Z"
_INSIDE = {
    ONE_OR_MANY: (TEXT, TEXT),
    JOINED: (TEXT, TEXT),
    SEGMENT: (TEXT, TEXT),
    TEXT: (TEXT, TEXT),
    FIELD: (PLAIN, ITEM),
    OTHER_FIELD: (PLAIN, ITEM),
    FORM: (FIELD, ITEM),
}
"""How the members and the items of a value travel; as JSON where nothing is said."""


def form(ways: Mapping[str, str] | None = None) -> str:
    """The way of a form some of whose fields travel in ways of their own, by name."""
    return _WITH + text_of(dict(sorted(ways.items()))).decode() if ways else FORM


@lru_cache(maxsize=256)
def own_ways(travels: str) -> Mapping[str, str]:
    """The fields of a form that travel in ways of their own: as JSON, or in the style of a parameter."""
    found: dict[str, str] = orjson.loads(travels.removeprefix(_WITH)) if travels.startswith(_WITH) else {}
    return MappingProxyType(found)


def is_form(travels: str) -> bool:
    return travels == FORM or travels.startswith(_WITH)


def way_in_style(styles: Iterable[tuple[JSON, bool]]) -> str:
    """The way of what is written in some styles, each exploded or not.

    In every style but `deepObject`, a list of one value is the same text as that value. Exploded, a list of two is no
    text that a single value has (`a=1&a=2`, `;a=1;a=2`), but in `simple` style, which joins it by commas either way.
    """
    found = list(styles)
    if any(style == "deepObject" for style, _ in found):
        return TEXT
    repeated = [style != "simple" and explode for style, explode in found]
    return JOINED if repeated and not any(repeated) else ONE_OR_MANY


def inside(travels: str, keyword: str, name: str = "") -> str:
    """How what stands under a keyword travels, `name` being that of a member."""
    # A name is a string wherever it stands, and what a string holds has a form of its own.
    if keyword in ("propertyNames", "contentSchema"):
        return PLAIN
    if is_form(travels):
        own = own_ways(travels)
        if name in own:
            return own[name]
        travels = FORM
        if keyword in _NAMES and keyword != "properties":
            return OTHER_FIELD
    members, items = _INSIDE.get(travels, (PLAIN, PLAIN))
    return members if keyword in _NAMES else items


def text_in(value: JSON) -> str:
    """The text in which a scalar travels; a number without a fraction is written without one."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return text_of(value).decode()


def scalar_in(text: str) -> JSON:
    """The number or the boolean that is written as a text; the text itself if it is none in its usual form."""
    if text in ("true", "false"):
        return text == "true"
    if not text or text[0] not in "-0123456789" or not re.match(_DECIMAL, text):
        return text
    value: JSON = float(text) if "." in text else int(text)
    # `1.50` is a text of no number here: the number 1.5 is written `1.5`.
    return value if text_in(value) == text else text
