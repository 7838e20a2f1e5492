"""Bodies: their presence, their media types, the schema of each.

Sources: OpenAPI 3.1, 4.8.13 (request body), 4.8.14 (media type), 4.8.15 (encoding); OpenAPI 3.2 (`itemSchema`).
"""

from __future__ import annotations

from apidiff.comparing.bringing import values_of
from apidiff.comparing.edits import FROM_SERVER, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.media import MediaType, match, parse
from apidiff.comparing.operations import mapping
from apidiff.comparing.parts import At
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.serialising import told
from apidiff.comparing.showing import brings
from apidiff.comparing.wire import PLAIN, RAW, TEXT
from apidiff.model.contract import JSON
from apidiff.openapi.objects import WIRE_FIELDS

_BODY = WIRE_FIELDS["request body"]
_MEDIA = WIRE_FIELDS["media type"]
MISSING = object()


def compare_request_body(exchange: Exchange) -> None:
    """Note what changed in the request body of one pair of operations."""
    old, new = exchange.old.body.get("requestBody"), exchange.new.body.get("requestBody")
    old_at, new_at = join(exchange.old.pointer, "requestBody"), join(exchange.new.pointer, "requestBody")
    if old is None and new is None:
        return
    holder = phrase(exchange.new.pointer)
    first, second = exchange.resolved(old, old_at, new, new_at)
    if old is None:
        rule = "required-request-body-added" if second.schema.get("required") is True else "request-body-added"
        spots = Spot(exchange.old.pointer), Spot(second.pointer, second.schema)
        exchange.changed(rule, *spots, exchange.request, holder=holder, brings=brings(_fields(exchange, second)))
        return
    if new is None:
        spots = Spot(first.pointer, first.schema), Spot(exchange.new.pointer)
        exchange.changed("request-body-removed", *spots, exchange.request, holder=holder)
        return
    if first.pointer == second.pointer and not exchange.walk.differs(first.schema, second.schema):
        return
    needed = ("request-body-became-optional", "request-body-became-required")
    exchange.flag("required", needed, first, second, exchange.request, holder=holder)
    exchange.prose(first, second, _BODY)
    compare_content(exchange, first, second, exchange.request)


def _fields(exchange: Exchange, body: At) -> dict[str, list[str]]:
    """The properties at the top of a body's first schema, each with the values that it is limited to."""
    for media in mapping(body.schema.get("content"), body.pointer, exchange.revision).values():
        schema = media.get("schema") if isinstance(media, dict) else None
        if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
            return {name: values_of(exchange.revision, child) for name, child in schema["properties"].items()}
    return {}


def compare_content(exchange: Exchange, old: At, new: At, mask: int) -> None:
    """Compare the `content` of two bodies, media type by media type."""
    old_at, new_at = join(old.pointer, "content"), join(new.pointer, "content")
    before = mapping(old.schema.get("content"), old_at, exchange.base)
    after = mapping(new.schema.get("content"), new_at, exchange.revision)
    found = match(before, after)
    holder = phrase(new.pointer)
    for first, second in found.pairs:
        if first != second:
            _note_rewritten(exchange, join(old_at, first), join(new_at, second), mask, holder)
        if exchange.walk.differs(before[first], after[second]):
            old_media = At(before[first], join(old_at, first))
            new_media = At(after[second], join(new_at, second))
            _compare_media(exchange, old_media, new_media, mask, _travels(parse(second)))
    for name in found.removed:
        spots = Spot(join(old_at, name), before[name]), Spot(new.pointer)
        exchange.changed("media-type-removed", *spots, mask, name=name, holder=holder)
    for name in found.added:
        wide = parse(name).is_range and bool(before)
        rule = "media-type-range-added" if wide and mask == FROM_SERVER else "media-type-added"
        exchange.changed(rule, Spot(old.pointer), Spot(join(new_at, name), after[name]), mask, name=name, holder=holder)


def _note_rewritten(exchange: Exchange, old: str, new: str, mask: int, holder: str) -> None:
    """A media type that goes by another name now, or that a range takes in."""
    exchange.walk.accounted |= {old, new}
    name = new.rpartition("/")[2].replace("~1", "/")
    where = f"media type `{name}` of {holder}"
    exchange.changed("wire-form-rewritten", Spot(old), Spot(new), mask, where=where)


def _compare_media(exchange: Exchange, old: At, new: At, mask: int, travels: str) -> None:
    first, second = exchange.resolved(old.schema, old.pointer, new.schema, new.pointer)
    for keyword in ("schema", "itemSchema"):
        if keyword in first.schema or keyword in second.schema:
            _compare_schema(exchange, keyword, first, second, mask, travels if keyword == "schema" else PLAIN)
    _compare_encoding(exchange, first, second, mask)
    exchange.prose(first, second, _MEDIA)


def _travels(media: MediaType) -> str:
    return TEXT if media.is_form else PLAIN if media.is_json or media.is_range else RAW


def _compare_schema(exchange: Exchange, keyword: str, old: At, new: At, mask: int, travels: str) -> None:
    before, after = old.schema.get(keyword, MISSING), new.schema.get(keyword, MISSING)
    old_at, new_at = join(old.pointer, keyword), join(new.pointer, keyword)
    if before is MISSING or after is MISSING:
        rule = "schema-added" if before is MISSING else "schema-removed"
        spots = (
            Spot(old.pointer) if before is MISSING else Spot(old_at, before),
            Spot(new.pointer) if after is MISSING else Spot(new_at, after),
        )
        answer = exchange.walk.questions.answer(
            True if before is MISSING else before, True if after is MISSING else after, mask, travels
        )
        exchange.decided(rule, *spots, mask, answer)
        return
    exchange.schemas(At(before, old_at), At(after, new_at), mask, travels)


def _compare_encoding(exchange: Exchange, old: At, new: At, mask: int) -> None:
    before = mapping(old.schema.get("encoding"), join(old.pointer, "encoding"), exchange.base)
    after = mapping(new.schema.get("encoding"), join(new.pointer, "encoding"), exchange.revision)
    for name in {**before, **after}:
        first, second = before.get(name), after.get(name)
        if same(first, second):
            continue
        spots = (
            Spot(join(old.pointer, "encoding", name), first) if name in before else Spot(old.pointer),
            Spot(join(new.pointer, "encoding", name), second) if name in after else Spot(new.pointer),
        )
        rule = "encoding-widened" if _widens(first, second, mask) else "encoding-changed"
        exchange.changed(rule, *spots, mask, name=name, holder=phrase(new.pointer), keyword="encoding")


def _widens(old: JSON, new: JSON, mask: int) -> bool:
    """Whether only the content types changed, and each one that could be used before is covered still."""
    first, second = (dict(side) if isinstance(side, dict) else {} for side in (old, new))
    narrow, wide = first.pop("contentType", None), second.pop("contentType", None)
    if not same(first, second):
        return False
    if mask == FROM_SERVER:
        narrow, wide = wide, narrow
    if wide is None:
        return True
    if narrow is None:
        return False
    offered = [parse(part) for part in told(wide).split(",")]
    return all(any(type_.covers(parse(part)) for type_ in offered) for part in told(narrow).split(","))
