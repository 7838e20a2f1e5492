"""The headers of a response or of a part of a body: matched by name, each compared as it travels.

Sources: OpenAPI 3.1.1, 4.8.17 (`Content-Type` is described elsewhere), 4.8.15 (headers of parts), 4.8.21 (Header
Object); RFC 9110, 5.1 (header names are case-insensitive).
"""

from typing import NamedTuple

from apidiff.comparing.edits import Directions, Spot
from apidiff.comparing.operations.announcing import compare_dates, is_another_date
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import deref, mapping
from apidiff.comparing.operations.travelling import Parameter, compare_styles, compare_travelling, schema_of, told_of
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, forbids
from apidiff.comparing.schemas.renames import pair, possible
from apidiff.model.contract import Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS


class HeaderRules(NamedTuple):
    """The rules that the headers of one kind of holder come under."""

    removed: RuleId
    added: RuleId
    required_added: RuleId
    renamed: RuleId
    required: tuple[RuleId, RuleId]
    """For a header that became optional, and one that became required."""
    deprecated: tuple[RuleId, RuleId]
    serialization: RuleId


_IGNORED = "content-type"
OF_RESPONSES = HeaderRules(
    removed="response-header-removed",
    added="response-header-added",
    required_added="required-response-header-added",
    renamed="response-header-renamed",
    required=("response-header-became-optional", "response-header-became-required"),
    deprecated=("response-header-undeprecated", "response-header-deprecated"),
    serialization="response-header-serialization-changed",
)
OF_PARTS = HeaderRules(
    removed="parameter-removed",
    added="parameter-added",
    required_added="required-parameter-added",
    renamed="parameter-renamed",
    required=("parameter-became-optional", "parameter-became-required"),
    deprecated=("parameter-undeprecated", "parameter-deprecated"),
    serialization="parameter-serialization-changed",
)


def compare_headers(exchange: Exchange, old: At, new: At, mask: Directions, rules: HeaderRules, holder: str) -> None:
    """Note what changed in the `headers` of two objects."""
    before, after = _headers(exchange.base, old), _headers(exchange.revision, new)
    _compare_ignored(exchange, before.pop(_IGNORED, None), after.pop(_IGNORED, None), (old, new), mask)
    barred = [
        (before.pop(name), after.pop(name))
        for name in sorted(before.keys() & after.keys())
        if _holds_nothing(exchange.revision, after[name]) and not _holds_nothing(exchange.base, before[name])
    ]
    for first, second in barred:  # as if it had been taken out: no value may stand there
        exchange.changed(rules.removed, first.spot, second.spot, mask, name=first.name, holder=holder, kind="header")
    gone = {name: before[name] for name in before if name not in after}
    came = {name: after[name] for name in after if name not in before}
    renamed = pair(
        {n: p.body.get("schema") for n, p in gone.items()}, {n: p.body.get("schema") for n, p in came.items()}
    )
    for name, successor in renamed.items():
        first, second = gone.pop(name), came.pop(successor)
        edit = exchange.changed(
            rules.renamed, first.spot, second.spot, mask,
            name=first.name, renamed_to=second.name, holder=holder, kind="header",
        )  # fmt: skip
        edit.own = (first.name, first.spot), (second.name, second.spot)
        edit.heir_required = second.required
    likely = possible(*({p.name: p.body.get("schema") for p in side.values()} for side in (gone, came)))
    for header in gone.values():
        exchange.changed(
            rules.removed, header.spot, Spot(new.pointer), mask, name=header.name, holder=holder, kind="header"
        ).possibly_renamed_to = likely.get(header.name)
    for header in came.values():
        rule: RuleId = rules.required_added if header.required else rules.added
        exchange.changed(rule, Spot(old.pointer), header.spot, mask, name=header.name, holder=holder, kind="header")
    for name in before.keys() & after.keys():
        exchange.referred(before[name].listed, before[name].written, after[name].listed, after[name].written)
        if before[name].name != after[name].name or exchange.walk.differs(before[name].body, after[name].body):
            _compare(exchange, before[name], after[name], mask, rules, holder)


def _headers(contract: Contract, holder: At) -> dict[str, Parameter]:
    at = join(holder.pointer, "headers")
    found = {}
    for name, value in mapping(holder.schema.get("headers"), at, contract).items():
        body, where = deref(contract, value, join(at, name))
        found[name.lower()] = Parameter(name, "header", body, where, value, join(at, name))
    return found


def _holds_nothing(contract: Contract, header: Parameter) -> bool:
    return forbids(contract, schema_of(contract, header).schema)


def _compare_ignored(
    exchange: Exchange, old: Parameter | None, new: Parameter | None, holders: tuple[At, At], mask: Directions
) -> None:
    """A header that the specification ignores: whatever differs in it is prose."""
    here = new or old
    if here is None or (old and new and not exchange.walk.differs(old.listed, new.listed)):
        return
    exchange.walk.accounted |= {side.written for side in (old, new) if side}
    first, second = (
        side.spot if side else Spot(holder.pointer) for side, holder in zip((old, new), holders, strict=True)
    )
    exchange.changed("documentation-changed", first, second, mask, **told_of(exchange, here))


def _compare(
    exchange: Exchange, old: Parameter, new: Parameter, mask: Directions, rules: HeaderRules, holder: str
) -> None:
    exchange.walk.pair(old.pointer, new.pointer, (old.written, new.written))
    # Only the case of its letters differs.
    if old.name != new.name:
        exchange.walk.accounted |= {old.written, new.written}
        where = f"header `{new.name}` of {holder}"
        exchange.changed("wire-form-rewritten", Spot(old.pointer), Spot(new.pointer), mask, where=where)
    told = told_of(exchange, new, old)
    exchange.flag("required", rules.required, old.at, new.at, mask, **told)
    exchange.flag("deprecated", rules.deprecated, old.at, new.at, mask, **told)
    if rules is OF_RESPONSES and is_another_date(exchange, old, new):
        compare_styles(exchange, old, new, mask, rules.serialization)
        compare_dates(exchange, old, new, mask)
    else:
        compare_travelling(exchange, old, new, mask, rules.serialization)
    exchange.prose(old.at, new.at, WIRE_FIELDS["header"])
