"""Hashes of files, computed on demand, and of short texts."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b, sha256
from typing import Any


class Digest:
    """The SHA-256 of what was read, in hexadecimal, as a text; worked out when it is first asked for.

    Until then it keeps what was read.
    """

    __slots__ = ("_parts", "_text")

    def __init__(self, parts: Iterable[bytes] = (), text: str = "") -> None:
        """Of the parts one after the other, or as it is known already."""
        self._parts = parts
        self._text = text

    def __str__(self) -> str:
        if not self._text:
            found = sha256()
            for part in self._parts:
                found.update(part)
            # What was read is let go: the text is enough from here on.
            self._text, self._parts = found.hexdigest(), ()
        return self._text

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, Digest | str) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: Any) -> Any:
        """To pydantic it is a text."""
        # Only those who have pydantic loaded ask for it, and a comparison does without.
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(
            lambda text: cls(text=text), core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )


def sha256_of_short(data: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return str(sha256(data).hexdigest())


def key_of(data: bytes) -> bytes:
    """20 bytes that stand for a text in a table."""
    return bytes(blake2b(data, digest_size=20).digest())
