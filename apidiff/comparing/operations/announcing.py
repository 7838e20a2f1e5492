"""What the response headers `Sunset` and `Deprecation` announce of an operation: both sides in, edits out.

A header that is sent with one date alone announces it as `x-sunset` or `x-deprecated-at` of the operation does
(`openapi/announcements.py`). So another date is an announcement, and no other value that a client could meet; that such
a header comes or goes is told as of any. Sources: RFC 8594, 3; RFC 9745, 2.
"""

from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.edits import FROM_SERVER, Directions, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, deref, mapping
from apidiff.comparing.operations.travelling import Parameter
from apidiff.comparing.pointers import is_below, join, phrase
from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.comparing.schemas.keyword_rules import BY_PARENT, MARKS
from apidiff.comparing.schemas.marks import dates_of_mark, mark_edits, past_dates, told_dates, without_marks
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.announcements import DATES, SENDING, SINCE, SUNSET, Sent, announcement, day_of, latest, sent_date
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.pointers import split

_BESIDE = frozenset({"type", "format"})
"""What may stand beside the one date of a schema, if it is the same on both sides."""


class _Date(NamedTuple):
    """A date that a header tells."""

    day: str
    spot: Spot
    """Where it is written, and how."""


class _Announced(NamedTuple):
    """What one side says of the end of its operation."""

    own: bool
    """Whether the operation says so itself, by a mark or a date."""
    is_marked: bool
    """Whether it has `deprecated: true`."""
    sent: dict[str, _Date]
    """The dates that only headers tell, by the extension that would say the same."""

    @property
    def is_any(self) -> bool:
        return self.own or bool(self.sent)

    def day(self, field: str) -> str | None:
        return self.sent[field].day if field in self.sent else None


def is_another_date(exchange: Exchange, old: Parameter, new: Parameter) -> bool:
    """Whether two headers announce one date each, and nothing else that values have to keep to differs."""
    return exchange.response == FROM_SERVER and _date_alone(old) is not None and _date_alone(old) == _date_alone(new)


def _date_alone(header: Parameter) -> tuple[str, JSON] | None:
    """What a header with one date is beside the date; `None` for any other header."""
    sent, schema = sent_date(header.name, header.body), header.body.get("schema")
    if sent is None or not isinstance(schema, dict) or "content" in header.body:
        return None
    # Where another keyword asks something of the date as well, it is a schema as any.
    asked = without_marks(schema) | {keyword: True for keyword in BY_PARENT if keyword in schema}
    beside = {keyword: value for keyword, value in asked.items() if keyword != sent.keyword}
    return (sent.field, beside) if beside.keys() <= _BESIDE else None


def compare_dates(exchange: Exchange, old: Parameter, new: Parameter, mask: Directions) -> None:
    """Note what differs between the schemas of two headers for which `is_another_date` holds."""
    sides = conjunction(exchange.base, _schema(old)), conjunction(exchange.revision, _schema(new))
    for edit in mark_edits(*sides):
        exchange.note(edit, mask)
    before, after = sent_date(old.name, old.body), sent_date(new.name, new.body)
    assert before is not None
    assert after is not None
    spots = _spot(old.pointer, before), _spot(new.pointer, after)
    if same(before.written, after.written):
        if before.keyword != after.keyword:
            exchange.changed("schema-rewritten", *spots, mask, keyword=after.keyword)
        return
    is_own = is_below(new.pointer, exchange.new.pointer)
    bodies = exchange.old.body, exchange.new.body
    if before.day != after.day and (before.day, after.day) == tuple(day_of(each.get(before.field)) for each in bodies):
        # The operation says it itself, and its own edit tells of it.
        exchange.walk.accounted |= {spot.pointer for spot in spots}
        return
    # An operation says it once, in however many of its responses.
    said = f"{before.field} {exchange.new.pointer} {before.written} {after.written}"
    if is_own and exchange.book.once(said, lambda: new.pointer) != new.pointer:
        exchange.walk.accounted |= {spot.pointer for spot in spots}
        return
    # Another time of the same day shows only as it is written.
    days = (before.day, after.day) if before.day != after.day else (before.written, after.written)
    where = phrase(exchange.new.pointer) if is_own else _all_with(new.pointer)
    texts = {"base": str(days[0]).replace("`", ""), "revision": str(days[1]).replace("`", ""), "keyword": after.keyword}
    edit = exchange.changed(MARKS[before.field], *spots, mask, where=where, holder=where, **texts)
    edit.own = before.written, after.written


def compare_announcements(exchange: Exchange, name: str) -> None:
    """Note that an operation came to be deprecated by the headers of its responses, or is no more; `name`: its name."""
    old, new = _announced(exchange.base, exchange.old), _announced(exchange.revision, exchange.new)
    # The edit of the mark tells of the dates that come or go with it.
    if old.is_marked != new.is_marked or not (old.sent or new.sent):
        return
    places = Spot(exchange.old.pointer), Spot(exchange.new.pointer)
    if not old.is_any and not new.own:
        brings = told_dates(new.day(SINCE), new.day(SUNSET))
        came = next(iter(new.sent.values())).spot
        exchange.changed("operation-deprecated", places[0], came, exchange.request, name=name, brings=brings)
    elif not new.is_any and not old.own:
        went = next(iter(old.sent.values())).spot
        brings = past_dates(old.day(SINCE), old.day(SUNSET))
        exchange.changed("operation-undeprecated", went, places[1], exchange.request, name=name, brings=brings)
    else:
        for field in (SUNSET, SINCE):
            _compare_field(exchange, field, old.sent.get(field), new.sent.get(field), places)


def _compare_field(
    exchange: Exchange, field: str, old: _Date | None, new: _Date | None, places: tuple[Spot, Spot]
) -> None:
    """Note a date that headers add to what is announced already, or no longer tell."""
    # Of two dates the headers tell, and one that the operation has itself on either side is told where that is written.
    if (old is None) == (new is None) or field in exchange.old.body or field in exchange.new.body:
        return
    where = phrase(exchange.new.pointer)
    spots = old.spot if old else places[0], new.spot if new else places[1]
    days = {"base": old.day if old else "absent", "revision": new.day if new else "absent"}
    exchange.changed(MARKS[field], *spots, exchange.request, where=where, holder=where, keyword=field, **days)


def dates_of_operation(exchange: Exchange) -> str:
    """What the mark of an operation that came or went says of its dates, whether it says them itself or by headers."""
    return dates_of_mark(_said(exchange.base, exchange.old), _said(exchange.revision, exchange.new))


def _said(contract: Contract, operation: Operation) -> dict[str, JSON]:
    sent = _announced(contract, operation)
    return {field: day for field in DATES if (day := sent.day(field)) is not None} | operation.body


def _announced(contract: Contract, operation: Operation) -> _Announced:
    own = announcement(operation.body)
    sent: dict[str, _Date] = {}
    # With a sunset of its own, an operation needs no header.
    if not operation.outward and (own is None or own.sunset is None):
        places = dict(_sent(contract, operation))
        last = latest(places)
        sent = {field: _Date(date.day.isoformat(), _spot(places[date], date)) for field, date in last.items()}
        if own is not None and own.since is not None:
            sent.pop(SINCE, None)
    return _Announced(own is not None, operation.body.get("deprecated") is True, sent)


def _sent(contract: Contract, operation: Operation) -> Iterator[tuple[Sent, str]]:
    """The dates in the headers of an operation's responses, each with the place of its header."""
    at = join(operation.pointer, "responses")
    for status, response in mapping(operation.body.get("responses"), at, contract).items():
        # Patterned fields: an extension of the Responses Object is no response.
        if is_extension(status):
            continue
        body, where = deref(contract, response, join(at, status))
        listed = join(where, "headers")
        for name, header in mapping(body.get("headers"), listed, contract).items():
            if name.lower() in SENDING:
                told, place = deref(contract, header, join(listed, name))
                if date := sent_date(name, told):
                    yield date, place


def _spot(pointer: str, date: Sent) -> Spot:
    """The keyword that holds the date of a header."""
    value: JSON = [date.written] if date.keyword == "enum" else date.written
    return Spot(join(pointer, "schema", date.keyword), value)


def _schema(header: Parameter) -> At:
    return At(header.body["schema"], join(header.pointer, "schema"))


def _all_with(pointer: str) -> str:
    """The operations that share a header, in words."""
    shared = join("", *split(pointer)[:3])
    told = f"the shared {phrase(shared)}" if shared.startswith("/components/") else phrase(pointer)
    return f"every operation with {told}"
