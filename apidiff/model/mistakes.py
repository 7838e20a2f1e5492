"""What pydantic has against a value, in plain words: the kind of the mistake in, the end of a sentence out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from apidiff.model.wording import enumerated

_TYPES = {
    "bool": "`true` or `false`",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "string": "a text",
    "date": "a date, such as 2026-06-23",
    "tuple": "a list",
    "list": "a list",
    "set": "a list",
    "frozen_set": "a list",
    "iterable": "a list",
}
"""By the beginning of pydantic's names, such as `int_parsing`: what the value should be."""
_TABLES = ("dict", "model", "mapping", "dataclass", "typed_dict", "arguments", "is_instance")
_BOUNDS = {
    "greater_than_equal": ("ge", "{} or more"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "{} or less"),
    "less_than": ("lt", "less than {}"),
}


def should_be(mistakes: Sequence[Mapping[str, Any]], *, table: str = "a table") -> str:
    """What a value should be, as `should be a whole number`; of several mistakes in one value, any one of them.

    `mistakes` are items of `ValidationError.errors()`; `table` is what an object is called in the document's language.
    """
    told = list(dict.fromkeys(_one(mistake, table) for mistake in mistakes))
    alike = [each.removeprefix("should be ") for each in told]
    # Only what begins alike can be joined by `or`.
    if len(told) > 1 and all(each.startswith("should be ") for each in told):
        return f"should be {enumerated(alike, 'or')}"
    return told[0]


def _one(mistake: Mapping[str, Any], table: str) -> str:
    kind, known = str(mistake["type"]), mistake.get("ctx", {})
    # A check of a section wrote the sentence, to be read behind the key.
    if kind == "value_error":
        return str(known.get("error", "")) or "is not as it should be"
    if kind in ("literal_error", "enum"):
        # pydantic gives the choices as one text: `'a', 'b' or 'c'`.
        choices = re.findall(r"'([^']*)'", str(known["expected"]))
        listed = enumerated([f"`{choice}`" for choice in choices], "or")
        return f"should be {listed}" if listed else "is not one of the choices"
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"should be {words.format(known[key])}"
    if kind in ("too_short", "string_too_short"):
        return f"should have {_counted(known['min_length'], kind)} or more"
    if kind in ("too_long", "string_too_long"):
        return f"should have {_counted(known['max_length'], kind)} or less"
    if kind == "string_pattern_mismatch":
        return f"should match `{known['pattern']}`"
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is unknown"
    if kind.startswith(_TABLES):
        return f"should be {table}"
    named = next((words for begun, words in _TYPES.items() if kind.startswith(begun)), None)
    return f"should be {named}" if named else "is not as it should be"


def _counted(number: int, kind: str) -> str:
    unit = "character" if kind.startswith("string") else "item"
    return f"{number} {unit if number == 1 else f'{unit}s'}"


def followed(document: Any, location: Sequence[str | int]) -> tuple[str | int, ...]:
    """The part of a location that leads anywhere in the document: pydantic names its own steps in between, too."""
    found: list[str | int] = []
    inner: Any = document
    for step in location:
        if isinstance(inner, (Mapping, list, tuple)):
            with suppress(LookupError, TypeError):
                inner = inner[step]  # type: ignore[index]
                found.append(step)
    return tuple(found)
