"""The name of a component in a document that was put together of several in, its part and its own name there out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from apidiff.model.contract import JSON

PARTS = "x-apidiff-parts"
"""The field in which a merged document has the names that its components begin with."""


def parts_in(document: Mapping[str, JSON]) -> tuple[str, ...]:
    """The names that the components of a merged document begin with; none of any other document."""
    listed = document.get(PARTS)
    return tuple(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()


def without_parts(document: dict[str, Any]) -> dict[str, Any]:
    """A document that does not say whether it was put together of several."""
    return {key: value for key, value in document.items() if key != PARTS} if PARTS in document else document


def part_and_own(name: str, parts: Collection[str]) -> tuple[str, str]:
    """The part that a component is of, empty where it is of none, and the name that it has there."""
    begun, dot, own = name.partition(".")
    return (begun, own) if dot and begun in parts else ("", name)
