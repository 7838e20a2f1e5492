"""JSON text of a value, as fast as may be; exact for integers past 64 bits and for decimals too."""

from __future__ import annotations

from typing import Any

import orjson

from apidiff.model.contract import JSON


def text_of(value: JSON, *, sort: bool = False) -> bytes:
    """Compact JSON in UTF-8; with `sort`, the keys of objects in order. Numbers that differ have texts that differ."""
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS if sort else None)
    except TypeError:
        return _text(value, sort).encode("utf-8", "surrogatepass")


def told(value: JSON) -> str:
    """A text as it is; what should have been one, in JSON that does not hang on the order of keys."""
    return value if isinstance(value, str) else text_of(value, sort=True).decode()


def _text(value: JSON, sort: bool) -> str:
    """What orjson refuses: integers past 64 bits, lone surrogates, deep nesting."""
    import json

    try:
        return json.dumps(value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False)
    except TypeError:
        from apidiff.reading.canonical import exact_json

        return exact_json(value, compact=True)  # beside decimals


def _plain(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, Decimal):
        from apidiff.reading.canonical import exact_json

        return orjson.Fragment(exact_json(value, compact=True))
    return str(value)
