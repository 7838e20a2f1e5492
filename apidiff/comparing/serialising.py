"""JSON text of a value, as fast as may be; exact for integers past 64 bits and for decimals too.

`text_of` is compact JSON in UTF-8; with `sort`, the keys of objects in order. Numbers that differ have texts that do.
"""

from __future__ import annotations

from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json as text_of

__all__ = ["text_of", "told"]


def told(value: JSON) -> str:
    """A text as it is; what should have been one, in JSON that does not hang on the order of keys."""
    return value if isinstance(value, str) else text_of(value, sort=True).decode()
