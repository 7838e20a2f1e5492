"""The content type that a part of a body has where no encoding names one: a schema in, media types out.

Sources: OpenAPI 3.0.4 and 3.1.1, 4.8.15.1.1 (defaults of `contentType`), 3.1.1, 4.8.14 (migrating binary descriptions);
RFC 7578, 4.3 (a list is one part per item).
"""

from __future__ import annotations

from apidiff.comparing.media import MediaType, parse, parse_list
from apidiff.comparing.schemas.conjunction import At, Conjunction, conjunction
from apidiff.comparing.schemas.types import types_of
from apidiff.comparing.serialising import told
from apidiff.model.contract import Contract

TEXT, AS_JSON, BYTES = parse("text/plain"), parse("application/json"), parse("application/octet-stream")
DEEPEST = 20
"""Levels of lists and alternatives that are followed."""


def default_types(contract: Contract, schema: At | None, depth: int = 0) -> tuple[MediaType, ...] | None:
    """The content types of a part, by its type; `None` if that is not known."""
    if schema is None or depth > DEEPEST:
        return None
    types = types_of(contract, schema.schema)
    whole = conjunction(contract, schema)
    named = whole.keyword("contentMediaType")
    # Beside a `contentEncoding` the default is `application/octet-stream`, whatever is encoded (3.1.1, 4.8.15.1.1).
    if named is not None and whole.keyword("contentEncoding") is None:
        return tuple(parse_list(told(named[0])))
    # A `type` beside the alternatives decides; without one each alternative has its own default.
    if whole.groups and whole.types is None:
        return _of_alternatives(contract, whole, depth)
    if types is None:
        # Only since 3.1 is there a default for a part without a type.
        return None if contract.dialect == "3.0" else (BYTES,)
    found: dict[MediaType, None] = {}
    # Null has no text in a form.
    for name in sorted(types - {"null"}):
        # A list is sent as one part per item, so the items decide (RFC 7578, 4.3).
        if name == "array":
            items = default_types(contract, whole.child("items") or At(True, schema.pointer), depth + 1)
            found |= dict.fromkeys(items or (BYTES,))
        else:
            found[BYTES if name == "string" and _is_binary(whole) else AS_JSON if name == "object" else TEXT] = None
    return tuple(found)


def _of_alternatives(contract: Contract, whole: Conjunction, depth: int) -> tuple[MediaType, ...] | None:
    found: dict[MediaType, None] = {}
    for alternative in whole.groups[0].alternatives:
        types = default_types(contract, alternative, depth + 1)
        if types is None:
            return None
        found |= dict.fromkeys(types)
    return tuple(found)


def text_type(contract: Contract, schema: At, depth: int = 0) -> MediaType | None:
    """The content type of a part that is a string, or a list of strings; `None` for any other, or for several.

    Since 3.1, one without a type is a file (3.1.1, 4.8.15.1.1).
    """
    whole = conjunction(contract, schema)
    types = types_of(contract, schema.schema)
    items = whole.child("items") if types == frozenset({"array"}) else None
    if items is not None and depth < DEEPEST:
        return text_type(contract, items, depth + 1)
    is_file = types is None and not whole.groups and contract.dialect != "3.0"
    if not is_file and (types is None or not types <= {"string", "null"}):
        return None
    found = default_types(contract, schema)
    return found[0] if found and len(found) == 1 else None


def is_named(contract: Contract, schema: At) -> bool:
    """Whether the schema names the media type itself, in that of its items if it is a list."""
    whole = conjunction(contract, schema)
    items = whole.child("items") if types_of(contract, schema.schema) == frozenset({"array"}) else None
    if items is not None:
        whole = conjunction(contract, items)
    return whole.keyword("contentMediaType") is not None


def is_untyped(contract: Contract, schema: At, depth: int = 0) -> bool:
    """Whether no `type` is written in the schema, or in that of its items if it is a list, though one may follow.

    Since 3.1 such a part is a file by default, whatever its values are (3.1.1, 4.8.15.1.1).
    """
    if contract.dialect == "3.0" or depth > DEEPEST:
        return False
    whole = conjunction(contract, schema)
    if types_of(contract, schema.schema) == frozenset({"array"}):
        items = whole.child("items")
        return items is not None and is_untyped(contract, items, depth + 1)
    alternatives = [alternative for group in (*whole.groups, *whole.choices) for alternative in group.alternatives]
    return whole.keyword("type") is None and all(is_untyped(contract, each, depth + 1) for each in alternatives)


def _is_binary(whole: Conjunction) -> bool:
    return whole.keyword("contentEncoding") is not None or (whole.keyword("format") or ("",))[0] == "binary"
