"""How a parameter or a header is written on the wire: its style, its media type, its schema.

Sources: OpenAPI 3.1.1, 4.8.12 (Parameter Object, Style Values) and 4.8.21 (Header Object); OpenAPI 3.2.0 (`explode` has
no effect beside `deepObject`); RFC 6570.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from apidiff.comparing.asking.wire import PLAIN, SEGMENT, way_in_style
from apidiff.comparing.edits import TO_SERVER, Directions, Edit, Spot
from apidiff.comparing.media import match, parse
from apidiff.comparing.operations.contents import compare_schemas, travels_of
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, deref, sequence, text
from apidiff.comparing.pointers import describe, join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.types import SCALARS, types_of
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.grammar import is_schema, kind_at
from apidiff.openapi.objects import default_of_parameter
from apidiff.openapi.pointers import ABSENT, find, split
from apidiff.openapi.version import is_before_3_2

if TYPE_CHECKING:
    from apidiff.comparing.media import MediaType

_OPENING = {"label": ".", "matrix": ";"}
"""What a style puts before a scalar too."""
_BARE = ("form", "simple", "cookie")
"""Styles that write a scalar as its text and nothing else."""
_UNENCODED: JSON = {
    "anyOf": [{"type": ["integer", "boolean", "null"]}, {"type": "string", "pattern": "^[A-Za-z0-9._~-]*$"}]
}
"""Scalars whose texts are written as they are wherever they stand (RFC 3986, 2.3)."""
WIRE = ("style", "explode", "allowReserved", "allowEmptyValue")


class Parameter(NamedTuple):
    """One parameter or header, resolved."""

    name: str
    place: str
    body: dict[str, JSON]
    pointer: str
    listed: JSON
    written: str
    """What is listed, and where, before any `$ref` is followed."""
    of_item: bool = False
    """Whether it is listed for all operations of its path."""

    @property
    def required(self) -> bool:
        # A variable of the path is always sent: `required` has to be true there (3.1.1, 4.8.12.2).
        return self.place == "path" or self.body.get("required") is True

    @property
    def kind(self) -> str:
        if self.place == "querystring":
            return "query string"
        return "header" if self.place == "header" else f"{self.place} parameter"

    @property
    def spot(self) -> Spot:
        """Where it is listed: one that goes goes from there, whatever else refers to the same component."""
        return Spot(self.written, self.body)

    @property
    def at(self) -> At:
        return At(self.body, self.pointer)

    def wire(self, keyword: str) -> JSON:
        """A keyword of the wire form, with its default (OpenAPI 3.1.1, 4.8.12.2; 3.2.0, 4.12.2)."""
        return self.body.get(keyword, default_of_parameter(keyword, self.body, self.place))


EncodingsComparer = Callable[[Exchange, At, At, Directions, "MediaType"], None]


def listed_parameters(contract: Contract, operation: Operation) -> Iterator[Parameter]:
    """The parameters of the path item, then those of the operation, which win over them."""
    for owner, pointer in ((operation.item, operation.item_at("parameters")), (operation.body, operation.pointer)):
        at = join(pointer, "parameters")
        for index, value in enumerate(sequence(owner.get("parameters"), at, contract)):
            body, where = deref(contract, value, join(at, index))
            name, place = (text(body.get(key), join(where, key), contract) for key in ("name", "in"))
            yield Parameter(name, place, body, where, value, join(at, index), owner is operation.item)


def told_of(exchange: Exchange, parameter: Parameter, old: Parameter | None = None) -> dict[str, str]:
    """What a sentence says of a parameter or a header: its name, its kind, and the nearest named thing around it.

    `old`: what it was; where another shared one took its place, it is told where it is used.
    """
    holder = phrase(exchange.new.pointer)
    if old is not None and _is_another(exchange, old.pointer, parameter.pointer):
        if "/headers/" in parameter.written:
            holder = phrase(parameter.written.rpartition("/")[0])
    elif parameter.pointer.startswith("/components/schemas/"):  # a part of an object, see `exploding`
        holder = describe(parameter.pointer).holder
    elif parameter.pointer.startswith("/components/"):
        parts = split(parameter.pointer)
        owner = parameter.pointer if len(parts) == 3 else parameter.pointer.rsplit("/", 2)[0]
        holder = f"the shared {phrase(owner)}" if len(split(owner)) == 3 else phrase(owner)  # a component of its own
        if parts[1] == "headers":  # which has the name that its users give it
            holder = f"every use of {holder}"
    elif "/headers/" in parameter.pointer:
        holder = phrase(parameter.pointer.rpartition("/")[0])
    where = f"{parameter.kind} `{parameter.name}` of {holder}"
    return {"name": parameter.name, "kind": parameter.kind, "where": where, "holder": holder}


def _is_another(exchange: Exchange, old: str, new: str) -> bool:
    """Whether a place is that of a shared part that did not only get another name."""
    if not new.startswith("/components/") or old == new:
        return False
    is_renamed = find(exchange.revision.document, old) is ABSENT and find(exchange.base.document, new) is ABSENT
    return not (old.startswith("/components/") and is_renamed)


def change(
    exchange: Exchange,
    rule: RuleId,
    old: Parameter,
    new: Parameter,
    keyword: str,
    before: JSON,
    after: JSON,
    mask: Directions,
) -> Edit:
    """Note one keyword of a parameter that differs."""
    return exchange.changed(
        rule,
        Spot(join(old.pointer, keyword), before),
        Spot(join(new.pointer, keyword), after),
        mask,
        keyword=keyword,
        base=before if isinstance(before, str) else shown(before),
        revision=after if isinstance(after, str) else shown(after),
        **told_of(exchange, new, old),
    )


def compare_travelling(
    exchange: Exchange,
    old: Parameter,
    new: Parameter,
    mask: Directions,
    rule: RuleId,
    encodings: EncodingsComparer | None = None,
) -> None:
    """Compare how a parameter or a header is written on the wire, then its schema."""
    compare_styles(exchange, old, new, mask, rule)
    before, after = _content(old), _content(new)
    # `content: {application/json: ...}` in place of a `schema` is another serialization, but for texts that are the
    # same in both.
    if bool(before) != bool(after) and _are_alike(exchange, old, new):
        change(exchange, "wire-form-rewritten", old, new, "content", _form(old, before), _form(new, after), mask)
        exchange.walk.accounted |= {join(old.pointer, "schema"), join(new.pointer, "schema")}
        sides = schema_of(exchange.base, old), schema_of(exchange.revision, new)
        exchange.schemas(*sides, mask, _travels(exchange, old, new))
        return
    if before or after:
        _compare_content(exchange, old, new, mask, rule, encodings)
        return
    # Without a schema any value may be sent.
    first = At(old.body.get("schema", True), _place_of_schema(old))
    second = At(new.body.get("schema", True), _place_of_schema(new))
    exchange.schemas(first, second, mask, _travels(exchange, old, new))


_OF_STYLES = ("style", "explode", "allowReserved")


def compare_styles(exchange: Exchange, old: Parameter, new: Parameter, mask: Directions, rule: RuleId) -> None:
    """Compare the keywords of the wire form."""
    # That a media type writes what a style wrote is told by itself: no style counts beside `content` (3.1.1, 4.8.12.2).
    if ("content" in old.body) != ("content" in new.body) and not _are_alike(exchange, old, new):
        exchange.walk.accounted |= {join(side.pointer, keyword) for side in (old, new) for keyword in _OF_STYLES}
        keywords: tuple[str, ...] = tuple(keyword for keyword in WIRE if keyword not in _OF_STYLES)
    else:
        keywords = tuple(WIRE)
    for keyword in keywords:
        before, after = old.wire(keyword), new.wire(keyword)
        if before == after or _without_effect(exchange, keyword, old, new):
            # A default that is spelled out, or a keyword that cannot show: written otherwise, and sent as before.
            if old.body.get(keyword) != new.body.get(keyword):
                change(exchange, "wire-form-rewritten", old, new, keyword, before, after, mask)
        # Both only permit: a server that comes to allow more still reads what was sent. In what the server sends, a
        # client has to cope with more, so there it is a change like any.
        elif keyword in {"allowReserved", "allowEmptyValue"} and after and mask == exchange.request:
            change(exchange, "parameter-serialization-widened", old, new, keyword, before, after, mask)
        else:
            change(exchange, rule, old, new, keyword, before, after, mask)


def _without_effect(exchange: Exchange, keyword: str, old: Parameter, new: Parameter) -> bool:
    """Whether a keyword of the wire form says nothing of what either side describes."""
    if "content" in old.body and "content" in new.body:
        return True
    if "content" in old.body or "content" in new.body:
        # Where the text is the same with and without `content`, no style shows in it; an empty value is another text.
        return keyword != "allowEmptyValue" and _are_alike(exchange, old, new)
    if keyword == "allowEmptyValue":
        # Only queries have it (3.1.1, 4.8.12.2).
        return "query" not in (old.place, new.place)
    if keyword == "allowReserved":
        return not any(_encodes_percent(side, contract) for side, contract in _sides(exchange, old, new)) or _are_plain(
            exchange, old, new, {"anyOf": [_UNENCODED, {"type": "array", "items": _UNENCODED}]}
        )
    if keyword == "style" and "cookie" in (old.wire("style"), new.wire("style")):
        # The style `cookie` percent-encodes nothing (3.2.0, 4.12.3).
        return _are_plain(exchange, old, new, _UNENCODED)
    if keyword == "explode" and old.wire("style") == new.wire("style") == "deepObject":
        return True
    # `explode` turns `R,100` into `R=100` in objects; lists have commas either way (RFC 6570, 3.2.2).
    if keyword == "explode" and old.wire("style") == new.wire("style") == "simple":
        return not all(_holds_objects(contract, side) for side, contract in _sides(exchange, old, new))
    if _OPENING.get(str(old.wire("style"))) != _OPENING.get(str(new.wire("style"))):
        return False
    # Styles that begin alike write a scalar alike, so a style shows only if both sides may hold more.
    return not all(composite(contract, side) for side, contract in _sides(exchange, old, new))


def _are_alike(exchange: Exchange, old: Parameter, new: Parameter) -> bool:
    """Whether a media type on one side is the same text as the other side's style writes.

    Of JSON it is that of a number or a boolean. Of plain text in a query it is that of a string, which is
    percent-encoded either way.

    Sources: OpenAPI 3.1.1, 4.8.12.2.2, 4.8.12.6 (Style Examples), appendix B; RFC 8259, 6.
    """
    if all(_is_text_in_query(side, contract) for side, contract in _sides(exchange, old, new)):
        return True
    for side, contract in _sides(exchange, old, new):
        content = _content(side)
        if content and (len(content) > 1 or not all(parse(name).is_json for name in content)):
            return False
        if not content and side.wire("style") not in _BARE:
            return False
        types = types_of(contract, schema_of(contract, side).schema)
        if not types or not types <= {"number", "integer", "boolean"}:
            return False
    return True


def _is_text_in_query(side: Parameter, contract: Contract) -> bool:
    """Whether a query parameter is a string that is written as it is, and percent-encoded."""
    content = _content(side)
    if content:
        as_it_is = all(parse(name).identity == ("text/plain", frozenset()) for name in content)
    else:
        as_it_is = side.wire("style") == "form" and not side.wire("allowReserved")
    return (
        side.place == "query"
        and as_it_is
        and len(content) <= 1
        and types_of(contract, schema_of(contract, side).schema) == frozenset({"string"})
    )


def schema_of(contract: Contract, parameter: Parameter) -> At:
    """The schema of a parameter, or of its one media type."""
    for name, value in _content(parameter).items():
        media, where = deref(contract, value, join(parameter.pointer, "content", name))
        return At(media.get("schema", True), join(where, "schema"))
    return At(parameter.body.get("schema", True), _place_of_schema(parameter))


def _place_of_schema(parameter: Parameter) -> str:
    """Where the schema of a parameter stands; a part of an object, see `exploding`, is written as one."""
    if is_schema(kind_at(split(parameter.pointer))):
        return parameter.pointer
    return join(parameter.pointer, "schema")


def _sides(exchange: Exchange, old: Parameter, new: Parameter) -> tuple[tuple[Parameter, Contract], ...]:
    return (old, exchange.base), (new, exchange.revision)


def _encodes_percent(parameter: Parameter, contract: Contract) -> bool:
    """Whether reserved characters can occur where they are percent-encoded otherwise.

    Up to 3.1 `allowReserved` is for queries alone; 3.2 has it wherever values are percent-encoded.
    """
    places = {"query"} if is_before_3_2(contract.document) else {"query", "path", "cookie"}
    types = types_of(contract, parameter.body.get("schema", True))
    return parameter.place in places and (types is None or bool(types - {"integer", "boolean", "null"}))


def _are_plain(exchange: Exchange, old: Parameter, new: Parameter, plain: JSON) -> bool:
    """Whether all values on both sides are of a schema of what no style percent-encodes."""
    ask = exchange.walk.questions.answer
    before, after = (side.body.get("schema", True) for side in (old, new))
    return (
        ask(before, plain, TO_SERVER, PLAIN, of="base").safe is True
        and ask(after, plain, TO_SERVER, PLAIN, of="revision").safe is True
    )


def composite(contract: Contract, parameter: Parameter) -> bool:
    """Whether a parameter can hold more than a scalar, as far as types tell."""
    types = types_of(contract, parameter.body.get("schema", True))
    return types is None or not types <= SCALARS | {"null"}


def named_on_the_wire(contract: Contract, parameter: Parameter) -> bool:
    """Whether the name of a path parameter is sent: in style `matrix`, unless an object stands there in its parts.

    Source: OpenAPI 3.1.1, 4.8.12 (Style Values); RFC 6570, 3.2.7: `;color=blue`, but `;R=100;G=200`.
    """
    if parameter.wire("style") != "matrix" or "content" in parameter.body:
        return False
    types = types_of(contract, parameter.body.get("schema", True))
    return parameter.wire("explode") is not True or types is None or not types <= {"object"}


def _holds_objects(contract: Contract, parameter: Parameter) -> bool:
    """Whether a parameter can hold an object; a list in `simple` style is joined by commas either way."""
    types = types_of(contract, parameter.body.get("schema", True))
    return types is None or "object" in types


def _content(parameter: Parameter) -> dict[str, JSON]:
    content = parameter.body.get("content")
    return content if isinstance(content, dict) else {}


def _compare_content(
    exchange: Exchange,
    old: Parameter,
    new: Parameter,
    mask: Directions,
    rule: RuleId,
    encodings: EncodingsComparer | None,
) -> None:
    """Compare the media types of a parameter, of which OpenAPI 3.1.1, 4.8.12.4, allows one."""
    before, after = _content(old), _content(new)
    found = match(before, after)
    if found.removed or found.added or found.widened or found.narrowed or not found.pairs:
        edit = change(exchange, rule, old, new, "content", _form(old, before), _form(new, after), mask)
        # What a media type describes is not compared with what another one does, so the id takes in all of it.
        edit.own = old.spot, new.spot
        exchange.walk.accounted |= {join(old.pointer, "schema"), join(new.pointer, "schema")}
        return
    for first, second in found.pairs:
        if first != second:
            exchange.walk.accounted |= {join(old.pointer, "content", first), join(new.pointer, "content", second)}
            change(exchange, "wire-form-rewritten", old, new, "content", first, second, mask)
        sides = exchange.resolved(
            before[first], join(old.pointer, "content", first), after[second], join(new.pointer, "content", second)
        )
        media = parse(second)
        compare_schemas(exchange, *sides, mask, travels_of(media), as_xml=media.is_xml)
        if encodings:
            encodings(exchange, *sides, mask, media)


def _form(parameter: Parameter, content: dict[str, JSON]) -> str:
    return ", ".join(sorted(content)) or f"schema with style {shown(parameter.wire('style'))}"


def _travels(exchange: Exchange, old: Parameter, new: Parameter) -> str:
    """The way in which a parameter travels on both sides.

    The style of a side that holds scalars alone says nothing: what the other side's lists are, it reads.
    """
    if all(side.place == "path" and side.wire("style") == "simple" for side in (old, new)):
        return SEGMENT
    styles = [side for side, contract in _sides(exchange, old, new) if composite(contract, side)]
    return way_in_style((side.wire("style"), side.wire("explode") is not False) for side in styles)
