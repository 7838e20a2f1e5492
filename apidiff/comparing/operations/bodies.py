"""Bodies: their presence, their media types, the schema of each.

A client says which media types of a response it reads (`Accept`). Nobody asks the receiver of an event or a callback,
so a media type more in what the server sends there is one that the receiver may not read.

Sources: OpenAPI 3.1, 4.8.13 (request body), 4.8.14 (media type), 4.8.15 (encoding); OpenAPI 3.2 (`itemSchema`); RFC
9110, 12.5.1 (`Accept`).
"""

from __future__ import annotations

from apidiff.comparing.asking.wire import form, is_form
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Directions, Spot
from apidiff.comparing.media import MediaType, match, parse
from apidiff.comparing.operations.bringing import values_of
from apidiff.comparing.operations.contents import compare_schemas, travels_of
from apidiff.comparing.operations.encodings import compare_encodings, ways_of_fields
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import deref, mapping
from apidiff.comparing.operations.streams import compare_stream
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.showing import brings
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS

_BODY = WIRE_FIELDS["request body"]


def compare_request_body(exchange: Exchange) -> None:
    """Note what changed in the request body of one pair of operations."""
    old, new = exchange.old.body.get("requestBody"), exchange.new.body.get("requestBody")
    old_at, new_at = join(exchange.old.pointer, "requestBody"), join(exchange.new.pointer, "requestBody")
    if old is None and new is None:
        return
    holder = phrase(exchange.new.pointer)
    first, second = exchange.resolved(old, old_at, new, new_at)
    # `requestBody: {content: {}}` describes no body: it may come or go without anything to send.
    if (old is None and _is_nothing(second)) or (new is None and _is_nothing(first)):
        was = Spot(exchange.old.pointer) if old is None else Spot(first.pointer, first.schema)
        now = Spot(exchange.new.pointer) if new is None else Spot(second.pointer, second.schema)
        exchange.changed("wire-form-rewritten", was, now, exchange.request, where=f"the request body of {holder}")
        return
    if old is None:
        rule: RuleId = "required-request-body-added" if second.schema.get("required") is True else "request-body-added"
        spots = Spot(exchange.old.pointer), Spot(second.pointer, second.schema)
        exchange.changed(rule, *spots, exchange.request, holder=holder, brings=brings(_fields(exchange, second)))
        return
    if new is None:
        spots = Spot(first.pointer, first.schema), Spot(exchange.new.pointer)
        exchange.changed("request-body-removed", *spots, exchange.request, holder=holder)
        return
    if first.pointer == second.pointer and not exchange.walk.differs(first.schema, second.schema):
        return
    needed: tuple[RuleId, RuleId] = ("request-body-became-optional", "request-body-became-required")
    exchange.flag("required", needed, first, second, exchange.request, holder=holder)
    exchange.prose(first, second, _BODY)
    compare_content(exchange, first, second, exchange.request, phrase(second.pointer), is_request=True)


def _is_nothing(body: At) -> bool:
    """Whether a request body is described that has no media type to be sent in, and that nobody has to send."""
    return body.schema.get("content") == {} and body.schema.get("required") is not True


def _fields(exchange: Exchange, body: At) -> dict[str, list[str]]:
    """The properties at the top of a body's first schema, each with the values that it is limited to."""
    for _, media in sorted(mapping(body.schema.get("content"), body.pointer, exchange.revision).items()):
        schema = media.get("schema") if isinstance(media, dict) else None
        if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
            return {name: values_of(exchange.revision, child) for name, child in sorted(schema["properties"].items())}
    return {}


def compare_content(exchange: Exchange, old: At, new: At, mask: Directions, holder: str, *, is_request: bool) -> None:
    """Compare the `content` of two bodies, media type by media type; `holder`: what has them."""
    old_at, new_at = join(old.pointer, "content"), join(new.pointer, "content")
    before = mapping(old.schema.get("content"), old_at, exchange.base)
    after = mapping(new.schema.get("content"), new_at, exchange.revision)
    found = match(before, after)
    for first, second in found.pairs:
        # That a range got narrower or wider is told by itself, and is no other way to write the same.
        if first in found.narrowed or second in found.widened:
            exchange.walk.accounted |= {join(old_at, first), join(new_at, second)}
        elif first != second:
            _note_rewritten(exchange, join(old_at, first), join(new_at, second), mask, holder)
        if exchange.walk.differs(before[first], after[second]):
            old_media = At(before[first], join(old_at, first))
            new_media = At(after[second], join(new_at, second))
            _compare_media(exchange, old_media, new_media, mask, _narrower(first, second))
    rule: RuleId
    for rule, names in (("media-type-removed", found.removed), ("media-type-range-narrowed", found.narrowed)):
        for name in names:
            spots = Spot(join(old_at, name), before[name]), Spot(new_at if "content" in new.schema else new.pointer)
            exchange.changed(rule, *spots, mask, name=name, holder=holder)
    # Whoever answers a callback with nothing, as before, now owes a body.
    if not before and after and not is_request and mask == TO_SERVER and not _may_be_empty(exchange, after, new_at):
        exchange.changed("response-body-added", Spot(old.pointer), Spot(new_at, after), mask, where=holder)
        return
    for name in found.added + found.widened:
        rule = "media-type-added"
        told = {"name": name, "holder": holder}
        if mask == FROM_SERVER and before:
            is_range = parse(name).is_range
            wide = name in found.widened or is_range
            rule = "media-type-range-added" if wide else "event-media-type-added" if is_request else rule
            if wide:  # a media type without parameters takes in those that have some
                told |= {"kind": "media type range" if is_range else "media type"}
                told |= {} if is_range else {"brings": ", with any parameters"}
        exchange.changed(rule, Spot(old.pointer), Spot(join(new_at, name), after[name]), mask, **told)


def _may_be_empty(exchange: Exchange, content: dict[str, JSON], at: str) -> bool:
    """Whether a body of no bytes is one that some media type describes. JSON, XML and multipart have no such text."""
    for name, value in content.items():
        media = parse(name)
        if media.is_json or media.is_xml or media.is_multipart:
            continue
        described, _ = deref(exchange.revision, value, join(at, name))
        schema = described.get("schema", True)
        empty: JSON = {} if media.is_urlencoded else ""
        if "itemSchema" in described or exchange.walk.questions.admits("revision", schema, empty, TO_SERVER):
            return True
    return False


def _narrower(first: str, second: str) -> MediaType:
    """Of two media types of which one covers the other, the one that says more about how the content travels."""
    one, other = parse(first), parse(second)
    # A range says nothing of how its content is written: `*/*` that became JSON is compared as JSON.
    return one if other.is_range else other


def _note_rewritten(exchange: Exchange, old: str, new: str, mask: Directions, holder: str) -> None:
    """A media type that goes by another name now, or that a range takes in."""
    exchange.walk.accounted |= {old, new}
    name = unescape_token(new.rpartition("/")[2])
    where = f"media type `{name}` of {holder}"
    exchange.changed("wire-form-rewritten", Spot(old), Spot(new), mask, where=where)


def _compare_media(exchange: Exchange, old: At, new: At, mask: Directions, media: MediaType) -> None:
    first, second = exchange.resolved(old.schema, old.pointer, new.schema, new.pointer)
    travels = travels_of(media)
    if is_form(travels):
        travels = form(ways_of_fields(exchange, first, second, media))
    if not (media.is_sequential and compare_stream(exchange, first, second, mask, travels)):
        compare_schemas(exchange, first, second, mask, travels, as_xml=media.is_xml)
    compare_encodings(exchange, first, second, mask, media)
