"""Responses: matched by status, by range and by `default`, each with its headers, its content and its links.

Source: OpenAPI 3.1, 4.8.16 (responses: an explicit code wins over a range, a range over `default`).
"""

from __future__ import annotations

from apidiff.comparing.bodies import compare_content
from apidiff.comparing.edits import Spot
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.headers import OF_RESPONSES, compare_headers
from apidiff.comparing.links import compare_links
from apidiff.comparing.operations import mapping
from apidiff.comparing.pointers import join, phrase
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS

_RESPONSE = WIRE_FIELDS["response"]


def answering(status: str, responses: dict[str, JSON]) -> str | None:
    """Which documented response answers for a status: itself, its range, `default`, or none."""
    names = {name.upper(): name for name in responses}
    candidates = (status.upper(), f"{status[:1]}XX", "DEFAULT")
    return next((names[candidate] for candidate in candidates if candidate in names), None)


def _is_within(status: str, range_: str) -> bool:
    """Whether a status code is one of a range such as `4XX`."""
    return range_.upper() == f"{status[:1]}XX" and status.isdigit()


def compare_responses(exchange: Exchange) -> None:
    """Note what changed in the responses of one pair of operations."""
    old_at, new_at = join(exchange.old.pointer, "responses"), join(exchange.new.pointer, "responses")
    old = _statuses(mapping(exchange.old.body.get("responses"), old_at, exchange.base))
    new = _statuses(mapping(exchange.new.body.get("responses"), new_at, exchange.revision))
    holder = phrase(exchange.new.pointer)
    parts = _divided(exchange, old, new)
    for status, response in old.items():
        heir = answering(status, new)
        if heir is None and status == "default" and parts:
            continue
        if heir is None or _is_another(
            exchange, status, (response, old_at), (new[heir], new_at), heir if heir in old else ""
        ):
            named = any(_is_within(other, status) for other in new)
            rule: RuleId = "response-range-narrowed" if named else "response-removed"
            spots = Spot(join(old_at, status), response), Spot(exchange.new.pointer)
            exchange.changed(rule, *spots, exchange.response, name=status, holder=holder)
        else:
            _compare(exchange, (response, join(old_at, status)), (new[heir], join(new_at, heir)))
            if heir != status:
                spots = Spot(join(old_at, status), status), Spot(join(new_at, heir), heir)
                exchange.changed(
                    "response-taken-over", *spots, exchange.response,
                    name=status, holder=holder, base=status, revision=heir,
                )  # fmt: skip
    known = {status.upper() for status in old}
    for status, response in new.items():
        if status.upper() in known:
            continue
        former = answering(status, old)
        if former is not None and former != status:
            _compare(exchange, (old[former], join(old_at, former)), (response, join(new_at, status)))
            if status in parts:
                exchange.walk.accounted.add(join(new_at, status))
                continue
        spots = Spot(exchange.old.pointer), Spot(join(new_at, status), response)
        exchange.changed("response-added", *spots, exchange.response, name=status, holder=holder)


def _is_another(exchange: Exchange, status: str, old: tuple[JSON, str], new: tuple[JSON, str], heir: str) -> bool:
    """Whether a success went whose status a `default` answers for that was beside it before, and says something else.

    Such a `default` describes errors, as a rule. It does not take over what the success said.
    """
    if not status.startswith("2") or heir.lower() != "default":
        return False
    first, second = exchange.resolved(old[0], join(old[1], status), new[0], join(new[1], heir))
    return any(exchange.walk.differs(first.schema.get(key), second.schema.get(key)) for key in ("content", "headers"))


_OUTCOMES = ("2", "4", "5")
"""The classes of codes that say how a request ended (RFC 9110, 15): success, an error of the client, of the server."""


def _divided(exchange: Exchange, old: dict[str, JSON], new: dict[str, JSON]) -> list[str]:
    """Note a `default` that went into ranges and codes of its own. Returns these; none if nothing describes an outcome
    any more that it described."""
    if "default" not in old or "default" in new:
        return []
    known = {status.upper() for status in old}
    parts = [status for status in new if answering(status, old) == "default" and status.upper() not in known]
    ranges = known | {status.upper() for status in parts}
    whole = all(f"{first}XX" in ranges for first in "12345")
    if not whole and not all(any(status[:1] == first for status in ranges) for first in _OUTCOMES):
        return []
    spots = Spot(join(exchange.old.pointer, "responses", "default"), old["default"]), Spot(exchange.new.pointer)
    rule: RuleId = "response-taken-over" if whole else "response-range-narrowed"
    holder = phrase(exchange.new.pointer)
    told = {"base": "default", "revision": ", ".join(sorted(parts))}
    exchange.changed(rule, *spots, exchange.response, name="default", holder=holder, **told)
    return parts


def _statuses(responses: dict[str, JSON]) -> dict[str, JSON]:
    return {str(status): response for status, response in responses.items() if not str(status).startswith("x-")}


def _compare(exchange: Exchange, old: tuple[JSON, str], new: tuple[JSON, str]) -> None:
    if not exchange.walk.differs(old[0], new[0]):
        return
    first, second = exchange.resolved(*old, *new)
    if not exchange.walk.differs(first.schema, second.schema):
        return
    exchange.prose(first, second, _RESPONSE)
    compare_content(exchange, first, second, exchange.response, is_request=False)
    compare_headers(exchange, first, second, exchange.response, OF_RESPONSES, phrase(second.pointer))
    compare_links(exchange, first, second)
