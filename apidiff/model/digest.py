"""Hashes: of files when somebody asks for one, and of short texts without the weight of OpenSSL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
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
            from hashlib import sha256

            found = sha256()
            for part in self._parts:
                found.update(part)
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
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(
            lambda text: cls(text=text), core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )


def _lean(name: str, *modules: str) -> Callable[..., Any]:
    """A hash from the first module that is there; `hashlib` loads OpenSSL, which takes longer than a small diff."""
    for module in modules:
        with suppress(ImportError):
            found: Callable[..., Any] = getattr(import_module(module), name)
            return found
    raise ImportError(name)


_sha256 = _lean("sha256", "_sha2", "_sha256", "hashlib")
_blake2b = _lean("blake2b", "_blake2", "hashlib")


def sha256_of_short(data: bytes) -> str:
    """The SHA-256 in hexadecimal, as `hashlib` makes it; of long texts `Digest` is faster."""
    return str(_sha256(data).hexdigest())


def key_of(data: bytes) -> bytes:
    """20 bytes that stand for a text in a table."""
    return bytes(_blake2b(data, digest_size=20).digest())
