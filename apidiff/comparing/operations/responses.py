"""Responses: matched by status, by range and by `default`, each with its headers, its content and its links.

Source: OpenAPI 3.1, 4.8.16 (responses: an explicit code wins over a range, a range over `default`).
"""

from __future__ import annotations

from apidiff.comparing.edits import Spot
from apidiff.comparing.equality import same
from apidiff.comparing.media import match
from apidiff.comparing.operations.bodies import compare_content
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.headers import OF_RESPONSES, compare_headers
from apidiff.comparing.operations.links import compare_links
from apidiff.comparing.operations.operations import deref, mapping
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At, conjunction
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS
from apidiff.openapi.pointers import split

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
        # It is told with the ranges and codes that it went into.
        if heir is None and status == "default" and parts:
            continue
        here = response, join(old_at, status)
        default = heir is not None and heir.lower() == "default"
        # A `default` that was there before describes errors as a rule, also from now on.
        success = default and status.startswith("2") and heir in old
        if heir is None or (
            heir != status
            and (default or heir in old)
            and _lacks(exchange, here, (new[heir], join(new_at, heir)), success=success)
        ):
            # `4XX` that is gone while `404` is described says of fewer codes what it said of all; where `default` says
            # something else of the rest, it does not.
            named = heir is None and any(_is_within(other, status) for other in new)
            rule: RuleId = "response-range-narrowed" if named else "response-removed"
            spots = Spot(join(old_at, status), response), Spot(exchange.new.pointer)
            exchange.changed(rule, *spots, exchange.response, name=status, holder=holder)
        else:
            _compare(exchange, heir, (response, join(old_at, status)), (new[heir], join(new_at, heir)), of=status)
            if heir != status:
                spots = Spot(join(old_at, status), status), Spot(join(new_at, heir), heir)
                exchange.changed(
                    "response-taken-over", *spots, exchange.response,
                    name=status, holder=holder, base=status, revision=heir,
                )  # fmt: skip
    known = {status.upper() for status in old}
    for status, response in new.items():
        # `4xx` and `4XX` are one range.
        if status.upper() in known:
            continue
        former = answering(status, old)
        if former in new and _was_undescribed(exchange, status, former):
            # Then nothing said anything of it before: it is added, and not held against the `default`.
            former = None
        if former in new and _lacks(exchange, (old[former], join(old_at, former)), (response, join(new_at, status))):
            spots = Spot(join(old_at, former), former), Spot(join(new_at, status), response)
            exchange.changed(
                "response-described-apart", *spots, exchange.response, name=status, holder=holder, base=former
            )
            continue
        if former is not None and former != status:
            _compare(exchange, status, (old[former], join(old_at, former)), (response, join(new_at, status)), of=status)
            if status in parts:
                exchange.walk.accounted.add(join(new_at, status))
                continue
        spots = Spot(exchange.old.pointer), Spot(join(new_at, status), response)
        exchange.changed("response-added", *spots, exchange.response, name=status, holder=holder)


def _was_undescribed(exchange: Exchange, status: str, former: str) -> bool:
    """Whether a code that comes is none that a `default` beside it described: that describes errors, and content."""
    return former.lower() == "default" and (status.startswith("2") or _is_empty(exchange, status))


def _lacks(exchange: Exchange, old: tuple[JSON, str], new: tuple[JSON, str], *, success: bool = False) -> bool:
    """Whether a media type, a header or a field of one response is none of another one, so that they are not the same.

    A `default` describes errors, as a rule. It does not take over what a success said, nor did it describe that before:
    of a `success` that it should take over, anything that differs shows that it does not.
    """
    if not exchange.walk.differs(old[0], new[0]):
        return False
    first, second = At(*deref(exchange.base, *old)), At(*deref(exchange.revision, *new))
    # For a success any difference counts, for the rest only what is lacking: a response that says more still answers.
    if success and any(exchange.walk.differs(first.schema.get(key), second.schema.get(key)) for key in _SAID):
        return True
    headers = [
        {name.lower() for name in mapping(at.schema.get("headers"), join(at.pointer, "headers"), contract)}
        for at, contract in ((first, exchange.base), (second, exchange.revision))
    ]
    before, after = (
        mapping(at.schema.get("content"), join(at.pointer, "content"), contract)
        for at, contract in ((first, exchange.base), (second, exchange.revision))
    )
    found = match(before, after)
    return bool(
        found.removed
        or headers[0] - headers[1] - {"content-type"}
        or any(_lacks_fields(exchange, before[one], after[other]) for one, other in found.pairs)
    )


def _lacks_fields(exchange: Exchange, old: JSON, new: JSON) -> bool:
    """Whether a content is of another type, or an object without a field of the other one; of lists, the items."""
    sides = (exchange.base, deref(exchange.base, old, "")[0]), (exchange.revision, deref(exchange.revision, new, "")[0])
    ats = [At(content.get("schema", True), "") for _, content in sides]
    for _ in range(_MOST_LISTS):
        left, right = (conjunction(contract, at) for (contract, _), at in zip(sides, ats, strict=True))
        if left.types and right.types and not _kin(left.types) & _kin(right.types):
            return True
        if left.properties.keys() - right.properties.keys():
            # Alternatives and patterns may have the field all the same, so nothing is sure to be lacking.
            return not right.groups and "patternProperties" not in right.keywords
        items = left.child("items"), right.child("items")
        if items[0] is None or items[1] is None:
            return False
        ats = [at for at in items if at is not None]
    return False


def _kin(types: frozenset[str]) -> set[str]:
    return {"number" if name == "integer" else name for name in types}


_MOST_LISTS = 5
_SAID = ("content", "headers")
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
    # All five ranges say as much as `default` did; fewer leave codes that nothing describes.
    whole = all(f"{first}XX" in ranges for first in "12345")
    # Where an outcome has no description left, the `default` was taken away rather than divided.
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


def _compare(exchange: Exchange, status: str, old: tuple[JSON, str], new: tuple[JSON, str], *, of: str) -> None:
    """Compare what two responses say; `status` is the one under which the revision has it.

    They may stand under two codes: then neither was edited, and what differs is told `of` the code that both answer.
    """
    if not exchange.walk.differs(old[0], new[0]):
        return
    is_same = split(old[1])[-1].upper() == split(new[1])[-1].upper()
    first, second = exchange.resolved(*old, *new, is_same=is_same)
    # The references may differ and lead to the same.
    if not exchange.walk.differs(first.schema, second.schema):
        return
    holder = phrase(second.pointer) if is_same else f"response `{of}` of {phrase(exchange.new.pointer)}"
    if is_same:
        exchange.prose(first, second, _RESPONSE)
    if _is_empty(exchange, status):
        _note_content(exchange, first, second)
    else:
        compare_content(exchange, first, second, exchange.response, holder, is_request=False)
    compare_headers(exchange, first, second, exchange.response, OF_RESPONSES, holder)
    compare_links(exchange, first, second)


def _is_empty(exchange: Exchange, status: str) -> bool:
    """Whether a response never has content, whatever is described (RFC 9110, 9.3.2, 15.2, 15.3.5 and 15.4.5)."""
    return exchange.new.method == "HEAD" or status in ("204", "304") or status.startswith("1")


def _note_content(exchange: Exchange, old: At, new: At) -> None:
    """Note content that nobody ever sends."""
    if same(old.schema.get("content"), new.schema.get("content")):
        return
    first, second = (Spot(at.pointer, at.schema) for at in (old, new))
    exchange.changed("wire-form-rewritten", first, second, exchange.response, where=phrase(new.pointer))
    exchange.walk.accounted |= {join(at.pointer, "content") for at in (old, new)}
