"""Sequential media types: the schema of the whole, an array, on one side, and that of each item on the other.

Source: OpenAPI 3.2.0, Sequential Media Types: `schema` describes the complete content as if it were an array, and
`itemSchema` each of its items.
"""

from typing import NamedTuple

from apidiff.comparing.asking.wire import inside
from apidiff.comparing.edits import Directions, Spot
from apidiff.comparing.media import parse
from apidiff.comparing.operations.contents import compare_prose
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import deref
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import EXAMPLES, PROSE, At, type_set
from apidiff.comparing.schemas.types import types_of
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.pointers import split
from apidiff.openapi.version import is_before_3_2

_COUNTS = frozenset({"minItems", "maxItems", "uniqueItems"})
_KNOWN = _COUNTS | PROSE | EXAMPLES | {"type", "items"}
"""What an array may say for its items to be compared apart from the rest of it."""
_SAYS_TEXT = PROSE | EXAMPLES | {"type"}
"""What descriptions before 3.2, which have no keyword for the items of a stream, say of it: that it is text."""


class _Stream(NamedTuple):
    """What one side says of a stream: where that is written, of its items, and of their number."""

    written: At
    items: At
    counts: At


def compare_stream(exchange: Exchange, old: At, new: At, mask: Directions, travels: str) -> bool:
    """Compare two Media Type Objects that describe a stream by different keywords; `False` if these do not."""
    if _keywords(old) == _keywords(new) or not (_keywords(old) and _keywords(new)):
        return False
    first, second = _stream(exchange.base, old), _stream(exchange.revision, new)
    if first is not None and second is not None:
        spots = [Spot(side.written.pointer, side.written.schema) for side in (first, second)]
        exchange.changed("wire-form-rewritten", spots[0], spots[1], mask)
        # Items and their number apart: an edit in the items is then told at its place, as in any list.
        exchange.schemas(first.items, second.items, mask, inside(travels, "items"))
        exchange.schemas(first.counts, second.counts, mask, travels)
    else:
        # What cannot be taken apart is one question about the stream as the array that it is modelled as.
        whole = [{"type": "array", "allOf": _all_of(side)} for side in (old, new)]
        answer = exchange.walk.questions.answer(whole[0], whole[1], mask, travels)
        exchange.decided("schema-changed", Spot(old.pointer, _said(old)), Spot(new.pointer, _said(new)), mask, answer)
    compare_prose(exchange, old, new)
    return True


def _keywords(media: At) -> frozenset[str]:
    return frozenset({"schema", "itemSchema"} & media.schema.keys())


def _said(media: At) -> JSON:
    return {keyword: media.schema[keyword] for keyword in sorted(_keywords(media))}


def _all_of(media: At) -> list[JSON]:
    """What holds for the stream as an array."""
    said = [media.schema["schema"]] if "schema" in media.schema else []
    return [*said, {"items": media.schema["itemSchema"]}] if "itemSchema" in media.schema else said


def _stream(contract: Contract, media: At) -> _Stream | None:
    """The items and the rest of the only keyword that describes a stream; `None` if they cannot be told apart."""
    keywords = _keywords(media)
    if len(keywords) != 1:
        return None
    (keyword,) = keywords
    at = join(media.pointer, keyword)
    written = At(media.schema[keyword], at)
    if keyword == "itemSchema":
        return _Stream(written, written, At({"type": "array"}, at))
    if not isinstance(written.schema, dict):
        return None
    # What stands beside the reference would be lost behind it.
    if "$ref" in written.schema and not written.schema.keys() <= {"$ref"} | PROSE:
        return None
    schema, place = deref(contract, written.schema, at)
    is_text = type_set(schema.get("type")) == {"string"} and schema.keys() <= _SAYS_TEXT
    if is_text and is_before_3_2(contract.document):
        return _Stream(written, At(True, place), At({"type": "array"}, place))  # the text of the whole, any stream's
    types = types_of(contract, written.schema)
    is_of_parts = parse(split(media.pointer)[-1]).is_multipart  # which an object names
    if is_before_3_2(contract.document) and types is not None and "array" not in types and not is_of_parts:
        # No other stream is an object as a whole: there was no keyword for its items, so each of these is meant.
        return _Stream(written, written, At({"type": "array"}, place))
    kinds = schema.get("type", "array")
    is_array = kinds == "array" or (isinstance(kinds, list) and "array" in kinds)
    if not is_array or not all(keyword in _KNOWN or is_extension(keyword) for keyword in schema):
        return None
    items = At(schema["items"], join(place, "items")) if "items" in schema else At(True, place)
    counts = {keyword: schema[keyword] for keyword in sorted(_COUNTS & schema.keys())}
    return _Stream(written, items, At({"type": "array", **counts}, place))
