"""Encodings: how the fields of a form and the parts of a multipart body are written.

What is left out has a default that depends on the schema, so two encodings are compared by what they come to.

Sources: OpenAPI 3.0.4 and 3.1.1, 4.8.15 (Encoding Object, defaults of `contentType`); OpenAPI 3.2.0 (encoding
by position, nested encodings); RFC 7578, 4.3 (a list in a form is one part per item).
"""

from typing import NamedTuple

from apidiff.comparing.asking.wire import FORM, PLAIN, inside, way_in_style
from apidiff.comparing.edits import TO_SERVER, Directions, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.media import MediaType, all_covered, parse, parse_list
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.headers import OF_PARTS, compare_headers
from apidiff.comparing.operations.operations import mapping, sequence
from apidiff.comparing.operations.part_types import BYTES, DEEPEST, TEXT, default_types, is_named, is_untyped, text_type
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.types import SCALARS, types_of
from apidiff.comparing.serialising import told
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS

ENCODINGS = ("encoding", "prefixEncoding", "itemEncoding")
_STYLED = ("style", "explode", "allowReserved")
_ANY = parse("*/*")


class Part(NamedTuple):
    """One field or part on one side: its Encoding Object, if there is one, and its schema."""

    contract: Contract
    written: dict[str, JSON] | None
    pointer: str
    """Of the Encoding Object; of what could hold one where there is none."""
    schema: At | None
    media: MediaType
    """Of the body that it is a part of."""

    @property
    def encoding(self) -> dict[str, JSON]:
        return self.written or {}

    @property
    def spot(self) -> Spot:
        return Spot(self.pointer) if self.written is None else Spot(self.pointer, self.written)


class Form(NamedTuple):
    """What an encoding comes to: a style, or the content types that a part may have (`None`: any)."""

    style: tuple[JSON, JSON] | None
    types: tuple[MediaType, ...] | None
    written: bool = True
    """Whether an encoding names the content types; bytes by default may be those of any file."""

    @property
    def named(self) -> tuple[MediaType, ...]:
        """The media types that a reader of the part is ready for."""
        types = self.types or ()
        return (*types, _ANY) if BYTES in types and not self.written else types


_NAMING = frozenset({"patternProperties", "if", "then", "else", "dependentSchemas", "$dynamicRef", "discriminator"})
"""Keywords by which a schema has properties that its `properties` do not list."""
PLAINTEXT = Form(None, (TEXT,))


def compare_encodings(exchange: Exchange, old: At, new: At, mask: Directions, media: MediaType, depth: int = 0) -> None:
    """Compare the encodings of two Media Type Objects, or of two Encoding Objects, whose content is of `media`."""
    applies = (media.is_multipart or media.is_urlencoded) and depth <= DEEPEST
    if applies:
        _by_name(exchange, old, new, mask, media, depth)
        _by_position(exchange, old, new, mask, media, depth)
        return
    for keyword in ENCODINGS:
        _note_ignored(exchange, keyword, old, new, mask)


def ways_of_fields(exchange: Exchange, old: At, new: At, media: MediaType) -> dict[str, str]:
    """The fields of a form that both sides write in a way of their own: as JSON, whatever their type, or in a style."""
    before, after = (
        mapping(at.schema.get("encoding"), join(at.pointer, "encoding"), contract)
        for contract, at in ((exchange.base, old), (exchange.revision, new))
    )
    takes_styles = _takes_styles(media, exchange.base) and _takes_styles(media, exchange.revision)
    found: dict[str, str] = {}
    for name in before.keys() & after.keys():
        sides = before[name], after[name]
        # A style wins over a `contentType` beside it (3.1.1, 4.8.15.1.2).
        if takes_styles and all(map(_is_styled, sides)):
            found[name] = way_in_style((_style(side)[0], _style(side)[1] is not False) for side in sides)
        elif all(_is_json(side) and not (takes_styles and _is_styled(side)) for side in sides):
            found[name] = PLAIN
    return found


def _takes_styles(media: MediaType, contract: Contract) -> bool:
    """Whether styles count in a body: since 3.1 in `multipart/form-data` too (3.0.4, 4.7.15.1.2; 3.1.1, 4.8.15.1.2)."""
    return media.is_urlencoded or (media.essence == "multipart/form-data" and contract.dialect != "3.0")


def _is_styled(encoding: JSON) -> bool:
    return isinstance(encoding, dict) and any(keyword in encoding for keyword in _STYLED)


def _style(encoding: dict[str, JSON]) -> tuple[JSON, JSON]:
    """The style of a field and whether it is exploded, with their defaults."""
    style = encoding.get("style", "form")
    return style, encoding.get("explode", style == "form")


def _is_json(encoding: JSON) -> bool:
    if not isinstance(encoding, dict):
        return False
    listed = parse_list(told(encoding.get("contentType", "")))
    return bool(listed) and all(media.is_json for media in listed)


def _names_xml(encoding: dict[str, JSON]) -> bool:
    return any(media.is_xml for media in parse_list(told(encoding.get("contentType", ""))))


def _note_ignored(exchange: Exchange, keyword: str, old: At, new: At, mask: Directions) -> None:
    """Encodings say nothing of a body that is neither a form nor in parts."""
    exchange.member("documentation-changed", keyword, old, new, mask)


def _by_name(exchange: Exchange, old: At, new: At, mask: Directions, media: MediaType, depth: int) -> None:
    before = mapping(old.schema.get("encoding"), join(old.pointer, "encoding"), exchange.base)
    after = mapping(new.schema.get("encoding"), join(new.pointer, "encoding"), exchange.revision)
    # An empty map says as much as none.
    if not before and not after:
        exchange.walk.accounted |= {join(at.pointer, "encoding") for at in (old, new)}
    fields = _Fields(exchange.base, old), _Fields(exchange.revision, new)
    sides = At(before, join(old.pointer, "encoding")), At(after, join(new.pointer, "encoding"))
    for name in {**before, **after}:
        # The keys of this map are names of fields, and a field may be called `x-token`.
        if name.startswith("x-") and not any(name in side.named for side in fields):
            exchange.member("extension-changed", name, *sides, mask)
            continue
        # An encoding of a name that is no property says nothing (3.1.1, Encoding Usage).
        if not any(side.has(name) for side in fields):
            exchange.member("documentation-changed", name, *sides, mask)
            continue
        parts = (
            _named(exchange.base, old, before, name, fields[0].of(name), media),
            _named(exchange.revision, new, after, name, fields[1].of(name), media),
        )
        _compare(exchange, *parts, mask, name, depth)
        if parts[0].schema and parts[1].schema and all(_names_xml(part.encoding) for part in parts):
            exchange.part_as_xml(parts[0].schema, parts[1].schema, mask, inside(FORM, "properties", name))
    # Only in multipart does a part have a content type at all, and only a schema that differs gives it another default.
    if media.is_multipart and exchange.walk.differs(old.schema.get("schema"), new.schema.get("schema")):
        for name in fields[0].named.keys() & fields[1].named.keys():
            # An encoding that differs is compared above; one that names the type leaves nothing to a default.
            if not same(before.get(name), after.get(name)) or _tells_type(before.get(name), media, exchange.base):
                continue
            _compare_unwritten(exchange, name, fields[0].named[name], fields[1].named[name], (old, new), mask)


def _tells_type(encoding: JSON, media: MediaType, contract: Contract) -> bool:
    """Whether an encoding says how a part is written, so that the default of its schema counts for nothing."""
    if not isinstance(encoding, dict):
        return False
    return "contentType" in encoding or (_is_styled(encoding) and _takes_styles(media, contract))


def _compare_unwritten(
    exchange: Exchange, name: str, old: At, new: At, holders: tuple[At, At], mask: Directions
) -> None:
    """A part that was a file and is a text now, or a file of another type, though no encoding says so."""
    before, after = text_type(exchange.base, old), text_type(exchange.revision, new)
    if before is None or after is None or before == after:
        return
    sides = (exchange.base, old), (exchange.revision, new)
    named = [is_named(*side) for side in sides]
    if not any(named) and all(is_untyped(*side) for side in sides):
        return  # the values that are listed tell a type, by which no default is chosen
    if BYTES in (before, after) and TEXT not in (before, after) and not all(named):
        return  # a file of any type, which `contentMediaType` only comments on (3.1.1, migrating binary descriptions)
    # Whoever reads the part has to be ready for all that may be sent: the server by the new type, the client by the old
    # one.
    narrow, wide = (before, after) if mask == TO_SERVER else (after, before)
    rule: RuleId = "encoding-widened" if wide.covers(narrow) else "encoding-changed"
    told_by = {"name": name, "holder": phrase(holders[1].pointer), "keyword": "encoding"}
    told_by |= {"base": before.written, "revision": after.written}
    exchange.changed(rule, Spot(old.pointer), Spot(new.pointer), mask, **told_by)


def _named(
    contract: Contract, holder: At, encodings: dict[str, JSON], name: str, schema: At | None, media: MediaType
) -> Part:
    at = join(holder.pointer, "encoding", name)
    # Without an encoding the place is the one that could hold it, so that an edit of a default points somewhere.
    if name not in encodings:
        return Part(contract, None, holder.pointer, schema, media)
    return Part(contract, mapping(encodings[name], at, contract), at, schema, media)


class _Fields:
    """The schema of each field of a form."""

    def __init__(self, contract: Contract, holder: At) -> None:
        schema = holder.schema.get("schema")
        whole = conjunction(contract, At(schema, join(holder.pointer, "schema"))) if isinstance(schema, dict) else None
        self.named = whole.properties if whole else {}
        self._rest = whole.child("additionalProperties") if whole else None
        # Where fields may be declared in other ways, no name can be said to be that of nothing.
        self._elsewhere = whole is None or bool(
            whole.groups
            or not _NAMING.isdisjoint(whole.keywords)
            or (self._rest and isinstance(self._rest.schema, dict))
        )

    def has(self, name: str) -> bool:
        """Whether the form may have a field of this name by what its schema says."""
        return name in self.named or self._elsewhere

    def of(self, name: str) -> At | None:
        return self.named.get(name, self._rest)


def _by_position(exchange: Exchange, old: At, new: At, mask: Directions, media: MediaType, depth: int) -> None:
    listed = [
        sequence(at.schema.get("prefixEncoding"), join(at.pointer, "prefixEncoding"), contract)
        for contract, at in ((exchange.base, old), (exchange.revision, new))
    ]
    if not any(listed) and not any("itemEncoding" in at.schema for at in (old, new)):
        return
    for index in range(max(len(side) for side in listed)):
        parts = (
            _at_position(exchange.base, old, listed[0], index, media),
            _at_position(exchange.revision, new, listed[1], index, media),
        )
        _compare(exchange, *parts, mask, str(index), depth)
    # After the listed positions `itemEncoding` holds; a position that only one side lists is met by it above.
    rest = _of_the_rest(exchange.base, old, media), _of_the_rest(exchange.revision, new, media)
    _compare(exchange, *rest, mask, "items", depth)


def _at_position(contract: Contract, holder: At, listed: list[JSON], index: int, media: MediaType) -> Part:
    if index >= len(listed):
        return _of_the_rest(contract, holder, media, index)
    at = join(holder.pointer, "prefixEncoding", index)
    return Part(contract, mapping(listed[index], at, contract), at, _item(contract, holder, index), media)


def _of_the_rest(contract: Contract, holder: At, media: MediaType, index: int | None = None) -> Part:
    schema = _item(contract, holder, index)
    at = join(holder.pointer, "itemEncoding")
    if "itemEncoding" not in holder.schema:
        return Part(contract, None, holder.pointer, schema, media)
    return Part(contract, mapping(holder.schema["itemEncoding"], at, contract), at, schema, media)


def _item(contract: Contract, holder: At, index: int | None) -> At | None:
    """The schema of one part of a body whose parts have a position instead of a name."""
    if isinstance(holder.schema.get("itemSchema"), dict):
        return At(holder.schema["itemSchema"], join(holder.pointer, "itemSchema"))
    if not isinstance(holder.schema.get("schema"), dict):
        return None
    whole = conjunction(contract, At(holder.schema["schema"], join(holder.pointer, "schema")))
    listed = whole.children("prefixItems")
    return listed[str(index)] if index is not None and str(index) in listed else whole.child("items")


def _around(part: Part) -> str:
    """The place of what a part is a part of."""
    if part.written is None:
        return part.pointer
    above, _, last = part.pointer.rpartition("/")
    return above if last == "itemEncoding" else above.rpartition("/")[0]


def _compare(exchange: Exchange, old: Part, new: Part, mask: Directions, name: str, depth: int) -> None:
    if not exchange.walk.differs(old.written, new.written) and (old.written is None) == (new.written is None):
        return
    before, after = form_of(old), form_of(new)
    spots, holder = (old.spot, new.spot), phrase(_around(new))
    part = f"part `{name}` of {holder}"
    told_by = {
        "name": name,
        "holder": holder,
        "where": part,
        "keyword": "encoding",
        "base": _told(old),
        "revision": _told(new),
    }
    # Headers and encodings within are told on their own below, so that they are no edit of this encoding.
    if not same(_own(old), _own(new)) or (old.written is None) != (new.written is None):
        edit = exchange.changed(_rule(old, new, before, after, mask), *spots, mask, **told_by)
        edit.own = _said(old, name), _said(new, name)
    first, second = At(old.encoding, old.pointer), At(new.encoding, new.pointer)
    if old.media.is_multipart:
        compare_headers(exchange, first, second, mask, OF_PARTS, part)
    elif not same(old.encoding.get("headers"), new.encoding.get("headers")):
        _note_ignored(exchange, "headers", first, second, mask)
    # What stands within the part counts only if that is a form or has parts itself.
    nested = after.types[0] if after.types else parse("*/*")
    if any(keyword in side.encoding for keyword in ENCODINGS for side in (old, new)):
        compare_encodings(exchange, _with_schema(old), _with_schema(new), mask, nested, depth + 1)
    exchange.prose(first, second, WIRE_FIELDS["encoding"])


def _with_schema(part: Part) -> At:
    """The part as the holder of the encodings within it."""
    schema = {"schema": part.schema.schema} if part.schema else {}
    return At({**{k: part.encoding[k] for k in ENCODINGS if k in part.encoding}, **schema}, part.pointer)


def _own(part: Part) -> dict[str, JSON]:
    return {key: part.encoding[key] for key in ("contentType", *_STYLED) if key in part.encoding}


def _said(part: Part, name: str) -> JSON:
    """What the id of an edit has of an encoding."""
    return [name, None if part.written is None else _own(part)]


def _rule(old: Part, new: Part, before: Form, after: Form, mask: Directions) -> RuleId:
    reserved = [side.encoding.get("allowReserved") is True for side in (old, new)]
    if before.style != after.style or (before.types is None) != (after.types is None):
        return "encoding-changed"
    stays, comes = all_covered(before.types or (), after.named), all_covered(after.types or (), before.named)
    if mask != TO_SERVER:
        # What the server sends is read by clients of the base, so the sides change places.
        stays, comes = comes, stays
        reserved.reverse()
    # `allowReserved` lets the sender leave characters unencoded: a reader that was ready for it must stay so.
    if not stays or reserved[0] > reserved[1]:
        return "encoding-changed"
    return "wire-form-rewritten" if comes and reserved[0] == reserved[1] else "encoding-widened"


def form_of(part: Part) -> Form:
    """What the encoding of a part comes to, with the defaults of what it leaves out."""
    types = types_of(part.contract, part.schema.schema) if part.schema else None
    if _is_styled(part.encoding) and _takes_styles(part.media, part.contract):
        style, explode = _style(part.encoding)
        # `?a=1` and a part that holds `1` are the same text, so a style spelled out where it changes nothing is a
        # rewrite.
        if style == "form" and types is not None and _as_text(part, types, explode=explode is not False):
            return PLAINTEXT
        # `explode` has no effect beside `deepObject` (3.2.0), so its default there is no difference.
        return Form((style, style == "deepObject" or explode), None)
    if "contentType" in part.encoding:
        return Form(None, tuple(parse_list(told(part.encoding["contentType"]))))
    return Form(None, default_types(part.contract, part.schema), written=False)


def _as_text(part: Part, types: frozenset[str], *, explode: bool) -> bool:
    """Whether a style comes to the same as no style: a scalar, or a list of them that is repeated."""
    if types <= SCALARS | {"null"}:
        return True
    default = default_types(part.contract, part.schema)
    return explode and "object" not in types and default == (TEXT,)


def _told(part: Part) -> str:
    """What a sentence says of an encoding: what is compared here, and not its headers and what is encoded within."""
    return "absent" if part.written is None else shown(_own(part))
