"""JSON text of a value, as fast as may be; exact for integers past 64 bits and for decimals too."""

from __future__ import annotations

from typing import Any

import orjson

from apidiff.model.contract import JSON


def text_of(value: JSON, *, sort: bool = False) -> bytes:
    """Compact JSON in UTF-8; with `sort`, the keys of objects in order."""
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS if sort else None)
    except TypeError:
        import json

        return json.dumps(value, default=_plain, sort_keys=sort, separators=(",", ":"), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )


def _plain(value: Any) -> Any:
    from decimal import Decimal

    return float(value) if isinstance(value, Decimal) else str(value)
