"""Responses: matched by status, by range and by `default`, each with its headers, its content and its links.

Sources: OpenAPI 3.1, 4.8.16 (responses: an explicit code wins over a range, a range over `default`), 4.8.20 (links).
"""

from __future__ import annotations

from apidiff.comparing.bodies import compare_content
from apidiff.comparing.edits import Spot
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.operations import deref, mapping
from apidiff.comparing.parameters import Parameter, compare_travelling, told_of
from apidiff.comparing.parts import At
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.renames import pair
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON
from apidiff.openapi.objects import WIRE_FIELDS

_RESPONSE = WIRE_FIELDS["response"]
_HEADER = WIRE_FIELDS["header"]
_FLAGS = {
    "required": ("response-header-became-optional", "response-header-became-required"),
    "deprecated": ("response-header-undeprecated", "response-header-deprecated"),
}


def answering(status: str, responses: dict[str, JSON]) -> str | None:
    """Which documented response answers for a status: itself, its range, `default`, or none."""
    ranges = {name.upper(): name for name in responses}
    for candidate in (status.upper(), f"{status[:1]}XX", "DEFAULT"):
        if candidate in ranges and ranges[candidate] != "x-":
            return ranges[candidate]
    return None


def compare_responses(exchange: Exchange) -> None:
    """Note what changed in the responses of one pair of operations."""
    old_at, new_at = join(exchange.old.pointer, "responses"), join(exchange.new.pointer, "responses")
    old = _statuses(mapping(exchange.old.body.get("responses"), old_at, exchange.base))
    new = _statuses(mapping(exchange.new.body.get("responses"), new_at, exchange.revision))
    holder = phrase(exchange.new.pointer)
    for status, response in old.items():
        heir = answering(status, new)
        if heir is None:
            spots = Spot(join(old_at, status), response), Spot(exchange.new.pointer)
            exchange.changed("response-removed", *spots, exchange.response, name=status, holder=holder)
        else:
            _compare(exchange, (response, join(old_at, status)), (new[heir], join(new_at, heir)))
            if heir != status:
                spots = Spot(join(old_at, status), status), Spot(join(new_at, heir), heir)
                exchange.changed(
                    "response-taken-over", *spots, exchange.response,
                    name=status, holder=holder, base=status, revision=heir,
                )  # fmt: skip
    for status, response in new.items():
        if status in old:
            continue
        former = answering(status, old)
        if former is not None and former != status:
            _compare(exchange, (old[former], join(old_at, former)), (response, join(new_at, status)))
        spots = Spot(exchange.old.pointer), Spot(join(new_at, status), response)
        exchange.changed("response-added", *spots, exchange.response, name=status, holder=holder)


def _statuses(responses: dict[str, JSON]) -> dict[str, JSON]:
    return {str(status): response for status, response in responses.items() if not str(status).startswith("x-")}


def _compare(exchange: Exchange, old: tuple[JSON, str], new: tuple[JSON, str]) -> None:
    if not exchange.walk.differs(old[0], new[0]):
        return
    first, second = exchange.resolved(*old, *new)
    if not exchange.walk.differs(first.schema, second.schema):
        return
    exchange.prose(first, second, _RESPONSE)
    compare_content(exchange, first, second, exchange.response)
    _compare_headers(exchange, first, second)
    _compare_links(exchange, first, second)


def _headers(contract_side: int, exchange: Exchange, response: At) -> dict[str, Parameter]:
    contract = (exchange.base, exchange.revision)[contract_side]
    at = join(response.pointer, "headers")
    found = {}
    for name, value in mapping(response.schema.get("headers"), at, contract).items():
        if name.lower() == "content-type":
            continue
        body, where = deref(contract, value, join(at, name))
        found[name.lower()] = Parameter(name, "header", body, where, value, join(at, name))
    return found


def _compare_headers(exchange: Exchange, old: At, new: At) -> None:
    before, after = _headers(0, exchange, old), _headers(1, exchange, new)
    holder = phrase(new.pointer)
    gone = {name: before[name] for name in before if name not in after}
    came = {name: after[name] for name in after if name not in before}
    renamed = pair(
        {n: p.body.get("schema") for n, p in gone.items()}, {n: p.body.get("schema") for n, p in came.items()}
    )
    for name, successor in renamed.items():
        first, second = gone.pop(name), came.pop(successor)
        exchange.changed(
            "response-header-renamed", first.spot, second.spot, exchange.response,
            name=first.name, renamed_to=second.name, holder=holder, kind="header",
        )  # fmt: skip
    for header in gone.values():
        spots = header.spot, Spot(new.pointer)
        exchange.changed("response-header-removed", *spots, exchange.response, name=header.name, holder=holder)
    for header in came.values():
        spots = Spot(old.pointer), header.spot
        exchange.changed("response-header-added", *spots, exchange.response, name=header.name, holder=holder)
    for name in before.keys() & after.keys():
        exchange.referred(before[name].listed, before[name].written, after[name].listed, after[name].written)
        if before[name].name != after[name].name or exchange.walk.differs(before[name].body, after[name].body):
            _compare_header(exchange, before[name], after[name], holder)


def _compare_header(exchange: Exchange, old: Parameter, new: Parameter, holder: str) -> None:
    if old.name != new.name:
        exchange.walk.accounted |= {old.written, new.written}
        where = f"header `{new.name}` of {holder}"
        exchange.changed("wire-form-rewritten", Spot(old.pointer), Spot(new.pointer), exchange.response, where=where)
    told = told_of(exchange, new)
    for keyword, rules in _FLAGS.items():
        exchange.flag(keyword, rules, old.at, new.at, exchange.response, **told)
    compare_travelling(exchange, old, new, exchange.response, "response-header-serialization-changed")
    exchange.prose(old.at, new.at, _HEADER)


def _compare_links(exchange: Exchange, old: At, new: At) -> None:
    old_at, new_at = join(old.pointer, "links"), join(new.pointer, "links")
    before = mapping(old.schema.get("links"), old_at, exchange.base)
    after = mapping(new.schema.get("links"), new_at, exchange.revision)
    holder = phrase(new.pointer)
    for name in {**before, **after}:
        if name not in after:
            spots = Spot(join(old_at, name), before[name]), Spot(new.pointer)
            exchange.changed("link-removed", *spots, exchange.response, name=name, holder=holder)
        elif name not in before:
            spots = Spot(old.pointer), Spot(join(new_at, name), after[name])
            exchange.changed("link-added", *spots, exchange.response, name=name, holder=holder)
        else:
            _compare_link(exchange, name, (before[name], join(old_at, name)), (after[name], join(new_at, name)), holder)


def _compare_link(exchange: Exchange, name: str, old: tuple[JSON, str], new: tuple[JSON, str], holder: str) -> None:
    first, second = exchange.resolved(*old, *new)
    leads = ("operationId", "operationRef", "parameters", "requestBody", "server")
    before, after = ({k: side.schema[k] for k in leads if k in side.schema} for side in (first, second))
    if before != after:
        spots = Spot(first.pointer, before), Spot(second.pointer, after)
        exchange.changed(
            "link-changed",
            *spots,
            exchange.response,
            name=name,
            holder=holder,
            base=shown(before),
            revision=shown(after),
        )
    exchange.prose(first, second, frozenset(leads))
