"""One operation on both sides: what differs in it, as edits; the schemas are noted for the walk."""

from __future__ import annotations

from functools import partial

from apidiff.comparing.edits import ABSENT, BOTH, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.announcing import compare_announcements, dates_of_operation
from apidiff.comparing.operations.bodies import compare_request_body
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, mapping
from apidiff.comparing.operations.parameters import compare_parameters
from apidiff.comparing.operations.responses import compare_responses
from apidiff.comparing.operations.security import compare_access
from apidiff.comparing.operations.servers import compare_servers
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.marks import mark_rule, says_nothing
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.naming import class_name
from apidiff.openapi.objects import WIRE_FIELDS
from apidiff.openapi.payloads import is_payload

_OPERATION = WIRE_FIELDS["operation"]
ITEM_FIELDS = WIRE_FIELDS["path item"] | {"$ref"}
_SHARED = ("parameters", "servers", "additionalOperations", "$ref")
"""What a path item says of each of its operations."""
_RENAMED: dict[str, RuleId] = {
    "operation": "operation-renamed",
    "event": "event-renamed",
    "callback": "callback-renamed",
}


def compare_pair(exchange: Exchange, access_differs: bool, *, moved: bool) -> None:
    old, new = exchange.old, exchange.new
    if is_payload(old) and is_payload(new):  # nothing but the payload is described
        compare_request_body(exchange)
        return
    if old.item_pointer != new.item_pointer:
        exchange.walk.accounted |= {old.written, new.written}
    if old.referred != new.referred:
        exchange.walk.accounted |= {old.listed, new.listed}
    if moved:
        _note_moved(exchange)
    elif new.kind == "callback" and old.path != new.path:
        # The same address, for all operations that are called there.
        spots = Spot(old.item_pointer, old.path), Spot(new.item_pointer, new.path)
        exchange.changed("wire-form-rewritten", *spots, exchange.request, where=phrase(new.pointer))
    same_text = exchange.walk.differs.same(old.item, new.item)
    if not same_text:
        _compare_item(exchange)
    # Path items that differ may hold equal operations, and equal ones may lead to others by `$ref`.
    if not same_text or old.referred or new.referred:
        same_text = _same_item(old, new) and same(old.body, new.body)
    if access_differs or not same_text:
        compare_access(exchange)
        compare_servers(exchange, moved=moved)
    # By far the usual case in a large description: nothing but the targets of references is left to compare.
    if same_text and not moved and old.path == new.path:
        _pass_on(exchange)
        return
    compare_parameters(exchange)
    compare_request_body(exchange)
    compare_responses(exchange)
    compare_announcements(exchange, short_name(exchange.new))
    _compare_callbacks(exchange)
    _compare_extensions(exchange, "responses", (old.body, old.pointer), (new.body, new.pointer))
    _compare_marks(exchange)


def _compare_item(exchange: Exchange) -> None:
    """The prose and the extensions of the path items."""
    old, new = exchange.old, exchange.new
    for field in {**old.item, **new.item}:
        if field not in ITEM_FIELDS and says_nothing(field):
            sides = At(old.item, old.item_at(field)), At(new.item, new.item_at(field))
            exchange.member(mark_rule(field), field, *sides, BOTH)


def _compare_callbacks(exchange: Exchange) -> None:
    """What the lists of callbacks say besides their operations: extensions, references, callbacks that are empty."""
    old, new = exchange.old, exchange.new
    places = join(old.pointer, "callbacks"), join(new.pointer, "callbacks")
    before = mapping(old.body.get("callbacks"), places[0], exchange.base)
    after = mapping(new.body.get("callbacks"), places[1], exchange.revision)
    for name in {**before, **after}:
        first, second = before.get(name), after.get(name)
        if first is not None and second is not None:
            sides = exchange.resolved(first, join(places[0], name), second, join(places[1], name))
            _compare_extensions(exchange, None, *((side.schema, side.pointer) for side in sides))
        # A callback with addresses is told by its operations; `callbacks: {paid: {}}` has none, and says nothing.
        elif not first and not second:
            spots = Spot(join(places[0], name), first), Spot(join(places[1], name), second)
            exchange.changed("documentation-changed", *spots, BOTH, keyword=name)


def _compare_extensions(
    exchange: Exchange, field: str | None, old: tuple[dict[str, JSON], str], new: tuple[dict[str, JSON], str]
) -> None:
    """The `x-` members of an object whose other members are named by a pattern, or of such an object in a field."""
    if field is not None:
        old = mapping(old[0].get(field), join(old[1], field), exchange.base), join(old[1], field)
        new = mapping(new[0].get(field), join(new[1], field), exchange.revision), join(new[1], field)
    for name in {**old[0], **new[0]}:
        before, after = old[0].get(name, ABSENT), new[0].get(name, ABSENT)
        if is_extension(name) and not same(before, after):
            spots = Spot(join(old[1], name), before), Spot(join(new[1], name), after)
            exchange.changed("extension-changed", *spots, BOTH, keyword=name)


def _same_item(old: Operation, new: Operation) -> bool:
    return old.item is new.item or same(*({key: o.item.get(key) for key in _SHARED} for o in (old, new)))


def _pass_on(exchange: Exchange) -> None:
    """Of two operations that are equal by text, only what they refer to is compared."""
    differs, new = exchange.walk.differs, exchange.new
    for parts, compare_parts in (
        ([new.body.get("parameters"), new.item.get("parameters")], compare_parameters),
        ([new.body.get("requestBody")], compare_request_body),
        ([new.body.get("responses")], compare_responses),
        ([new.body.get("responses")], partial(compare_announcements, name=short_name(new))),
    ):
        # The same text on both sides, so that only what it refers to can differ.
        if differs(parts, parts):
            compare_parts(exchange)


def _note_moved(exchange: Exchange) -> None:
    old, new = exchange.old, exchange.new
    # Under the name that it had before, a callback has another expression: the server calls another address.
    readdressed = new.kind == "callback" and old.callback == new.callback
    told = [side.callback if side.callback and not readdressed else side.path for side in (old, new)]
    renamed = {} if readdressed else {"renamed_to": short_name(new)}
    exchange.changed(
        "callback-address-changed" if readdressed else _RENAMED[new.kind],
        Spot(old.pointer, told[0]),
        Spot(new.pointer, told[1]),
        exchange.request,
        name=short_name(old),
        holder=phrase(new.pointer),
        base=told[0],
        revision=told[1],
        **renamed,
    )


def short_name(operation: Operation) -> str:
    return operation.callback or operation.name.removeprefix("webhook ")


def _compare_marks(exchange: Exchange) -> None:
    """What is on no wire: identifiers, tags, deprecation, prose."""
    old, new = exchange.old, exchange.new
    first, second = At(old.body, old.pointer), At(new.body, new.pointer)
    rules: tuple[RuleId, RuleId] = ("operation-undeprecated", "operation-deprecated")
    told = {"name": short_name(new), "brings": dates_of_operation(exchange)}
    exchange.flag("deprecated", rules, first, second, exchange.request, **told)
    called: RuleId = "operation-id-changed" if _method(old) != _method(new) else "operation-id-respelled"
    marks: dict[str, RuleId] = {"operationId": called, "tags": _tags_rule(old.body, new.body)}
    if new.kind != "operation":
        marks = {"operationId": "documentation-changed", "tags": "documentation-changed"}  # no client calls it
        # Whoever registers for an event or a callback says where it goes; servers listed for it say nothing.
        marks["servers"] = "documentation-changed"
    for keyword, rule in marks.items():
        before, after = old.body.get(keyword), new.body.get(keyword)
        if not same(before, after):
            _mark(exchange, rule, keyword, before, after)
    exchange.prose(first, second, _OPERATION)


def _method(operation: Operation) -> str:
    """What generators call an operation, but for the case of its letters between words."""
    id = operation.body.get("operationId")
    return class_name(id if isinstance(id, str) else "") or class_name(f"{operation.path} {operation.method.lower()}")


def _tags_rule(old: dict[str, JSON], new: dict[str, JSON]) -> RuleId:
    """Whether an operation lost a tag, as generators spell it; one without tags has the tag `default`."""
    before, after = (
        {class_name(tag) for tag in tags if isinstance(tag, str)} if isinstance(tags, list) and tags else {"Default"}
        for tags in (old.get("tags"), new.get("tags"))
    )
    return "tag-removed" if before - after else "tags-changed"


def _mark(exchange: Exchange, rule: RuleId, keyword: str, before: JSON, after: JSON) -> None:
    old, new = exchange.old, exchange.new
    exchange.changed(
        rule,
        Spot(join(old.pointer, keyword), before),
        Spot(join(new.pointer, keyword), after),
        exchange.request,
        name=short_name(new),
        keyword=keyword,
        where=phrase(new.pointer),
        holder=phrase(new.pointer),
        **{side: "absent" for side, value in (("base", before), ("revision", after)) if value is None},
    )
