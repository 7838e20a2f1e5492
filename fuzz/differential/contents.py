"""What a text holds: how it is decoded, and a validator that looks into it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema

JSON = Any
WRITE: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "base16": base64.b16encode,
}
READ: dict[str, Callable[[bytes], bytes]] = {
    "base64": lambda text: base64.b64decode(text, validate=True),
    "base64url": base64.urlsafe_b64decode,
    "base16": base64.b16decode,
}


def text_of(value: JSON, schema: dict[str, JSON]) -> str:
    """The text that holds a value, encoded as a schema says."""
    text = json.dumps(value).encode()
    return WRITE.get(schema.get("contentEncoding", ""), bytes)(text).decode()


def value_in(text: str, schema: dict[str, JSON]) -> JSON:
    """The value that a text holds; raises `ValueError` if it holds none."""
    try:
        return json.loads(READ.get(schema.get("contentEncoding", ""), bytes)(text.encode()))
    except (binascii.Error, RecursionError) as error:
        raise ValueError(str(error)) from error


@cache
def contents_asserted(*, takes_any: bool) -> Any:
    """The validator, with `contentSchema` asserted; `takes_any`: of a text that cannot be read, nothing is asked."""

    def held(validator: Any, inner: JSON, instance: JSON, schema: dict[str, JSON]) -> Iterator[Any]:
        if not isinstance(instance, str) or schema.get("contentMediaType", "").lower() != "application/json":
            return
        try:
            value = value_in(instance, schema)
        except ValueError:
            if not takes_any:
                yield jsonschema.ValidationError("holds no JSON")
            return
        yield from validator.descend(value, inner)

    return jsonschema.validators.extend(jsonschema.Draft202012Validator, {"contentSchema": held})
