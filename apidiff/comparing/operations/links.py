"""Links: the operation that each leads to and the values that it passes on, however both are written.

Sources: OpenAPI 3.1.1, 4.8.20 (Link Object: either `operationId` or `operationRef` identifies the operation; a name of
a parameter may be qualified by where it is sent); OpenAPI 3.2.0, 4.22.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, deref, mapping
from apidiff.comparing.operations.pairing import Pairing
from apidiff.comparing.operations.parameters import parameters
from apidiff.comparing.operations.servers import Server, location, normal_url, server_of
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.serialising import told
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.expressions import normal_expression
from apidiff.openapi.objects import METHODS, WIRE_FIELDS
from apidiff.openapi.uri import percent_decoded

_LINK = WIRE_FIELDS["link"]
_PAIRING = "pairing"


class _Index(NamedTuple):
    """The operations of one side by what a link can name them by."""

    by_id: dict[str, Operation]
    by_place: dict[str, Operation]


class _Targets(NamedTuple):
    """The operations of both sides, and for each of the base, by its name, the one that stands for it now."""

    old: _Index
    new: _Index
    heirs: dict[str, Operation]


def remember_pairing(book: Book, pairs: Pairing) -> None:
    """Keep the pairs of operations, which a link that changed is compared by."""
    book.once(_PAIRING, lambda: pairs)


class Reassigned(NamedTuple):
    """What says something else now in a link whose text is the same."""

    ids: frozenset[str]
    """The values of `operationId` that an operation had in the base and has no longer: another one may have it now."""
    operations: frozenset[str]
    """The names of the operations whose path variables go by other names now."""


def reassigned(pairs: Pairing) -> Reassigned:
    """What links can say otherwise without an edit of their own; both sets are empty if none can."""
    ids = [(match.old.body.get("operationId"), match.new.body.get("operationId")) for match in pairs.matches]
    return Reassigned(
        frozenset(old for old, new in ids if isinstance(old, str) and old != new),
        frozenset(match.new.name for match in pairs.matches if match.old.variables != match.new.variables),
    )


def compare_links(exchange: Exchange, old: At, new: At) -> None:
    """Note what changed in the links of one pair of responses."""
    (before, old_at), (after, new_at) = _links(exchange.base, old), _links(exchange.revision, new)
    holder = phrase(new.pointer)
    for name in {**before, **after}:
        if name not in after:
            spots = Spot(join(old_at, name), before[name]), Spot(new.pointer)
            exchange.changed("link-removed", *spots, exchange.response, name=name, holder=holder)
        elif name not in before:
            spots = Spot(old.pointer), Spot(join(new_at, name), after[name])
            exchange.changed("link-added", *spots, exchange.response, name=name, holder=holder)
        else:
            compare_link(exchange, name, (before[name], join(old_at, name)), (after[name], join(new_at, name)), holder)


def compare_reassigned(exchange: Exchange, names: Reassigned) -> None:
    """Note the links by one of these `operationId`s or to one of these operations, whatever their texts say."""
    sides = []
    for contract, operation in ((exchange.base, exchange.old), (exchange.revision, exchange.new)):
        at = join(operation.pointer, "responses")
        responses = mapping(operation.body.get("responses"), at, contract)
        sides.append({str(name): At(*deref(contract, value, join(at, name))) for name, value in responses.items()})
    for status in sides[0].keys() & sides[1].keys():
        (before, old_at), (after, new_at) = (
            _links(contract, side[status])
            for contract, side in zip((exchange.base, exchange.revision), sides, strict=True)
        )
        for name in before.keys() & after.keys():
            link, _ = deref(exchange.revision, after[name], join(new_at, name))
            if link.get("operationId") in names.ids or _leads_to(exchange, link, names.operations):
                places = (before[name], join(old_at, name)), (after[name], join(new_at, name))
                compare_link(exchange, name, *places, phrase(sides[1][status].pointer))


def _leads_to(exchange: Exchange, link: dict[str, JSON], names: frozenset[str]) -> bool:
    # Saves the index of all operations where no variable of a path has another name.
    if not names:
        return False
    target = _led_to(link, exchange.book.once("link targets", lambda: _targets(exchange)).new)
    return target is not None and target.name in names


def _links(contract: Contract, response: At) -> tuple[dict[str, JSON], str]:
    at = join(response.pointer, "links")
    return mapping(response.schema.get("links"), at, contract), at


def compare_link(exchange: Exchange, name: str, old: tuple[JSON, str], new: tuple[JSON, str], holder: str) -> None:
    """Note what changed in a link that `holder` has under a name."""
    first, second = exchange.resolved(*old, *new)
    written = [{k: side.schema[k] for k in sorted(_LINK) if k in side.schema} for side in (first, second)]
    spots = Spot(first.pointer, written[0]), Spot(second.pointer, written[1])
    targets = exchange.book.once("link targets", lambda: _targets(exchange))
    before, after = _Link(exchange.base, first, targets.old), _Link(exchange.revision, second, targets.new)
    # Runtime expressions are compared in their normal form: header names in them have no case.
    parts = [part for part in _parts(before, after, targets) if not same(*map(_normal, part[1]))]
    if same(*written) and not any(names == ("target", "target") for names, _ in parts):
        # The link is as it was. The operation that it leads to tells how its parameters changed, but for the name of a
        # variable of its path: that is on no wire, and yet the link fills the variable by it.
        parts = [part for slot in before.called if (part := _misled(slot, before, after))]
    if parts:
        texts = [_told({names[side]: values[side] for names, values in parts}) for side in (0, 1)]
        edit = exchange.changed(
            "link-changed", *spots, exchange.response, name=name, holder=holder, base=texts[0], revision=texts[1]
        )
        # What changed though its text did not: an identifier that is another operation's, or another variable's, now.
        hidden = [part for part in parts if _is_written_alike(part, before, after)]
        if hidden:
            first_own, second_own = (tuple((names[side], values[side]) for names, values in hidden) for side in (0, 1))
            edit.own = (spots[0], *first_own), (spots[1], *second_own)
    elif not same(*written):
        exchange.changed("wire-form-rewritten", *spots, exchange.response, where=f"link `{name}` of {holder}")
    exchange.prose(first, second, _LINK)


def _told(parts: dict[str, JSON]) -> str:
    """The parts of a link that changed, as a person reads them."""
    if list(parts) == ["target"]:
        return told(parts["target"])
    return shown({name: value for name, value in parts.items() if value is not ABSENT})


class _Link:
    """What one side's link says: where it leads, and what it passes on."""

    def __init__(self, contract: Contract, link: At, index: _Index) -> None:
        body = link.schema
        # A link that leads nowhere known (another document, a typo) is compared by its text.
        self.operation = _led_to(body, index)
        self.named = _text_of_target(body)
        self.target = self.operation.name if self.operation else self.named
        self.request_body = body.get("requestBody", ABSENT)
        server = body.get("server")
        self.server: JSON = _told_of_server(server_of(server)) if isinstance(server, dict) else ABSENT
        # A server spelled out that the operation has anyhow changes nothing for who follows the link.
        if isinstance(server, dict) and self.operation is not None:
            servers = location(contract, self.operation).servers
            if len(servers) == 1 and _told_of_server(servers[0]) == self.server:
                self.server = ABSENT  # where the operation is anyhow
        listed = _listed(contract, self.operation) if self.operation else []
        self.called = {slot: name for name, slot, _ in listed}
        """The name of each parameter of the operation, by what tells it from the others."""
        names = _names(listed)
        given = mapping(body.get("parameters"), join(link.pointer, "parameters"), contract)
        self.written = {**given, **{field: body.get(field, ABSENT) for field in ("requestBody", "server")}}
        self.written["target"] = self.named
        """What its text says, by the names of the parts."""
        self.parameters = {_slot(name, names): (name, value) for name, value in given.items()}
        """By what tells a parameter of the operation from the others: its name here, and the value."""


def _told_of_server(server: Server) -> JSON:
    return [normal_url(server.template), *(list(v) if v else None for v in server.values), *server.defaults]


_Part = tuple[tuple[str, str], tuple[JSON, JSON]]
"""A part of a link: its name on each side, and what it says there."""


def _misled(slot: str, old: _Link, new: _Link) -> _Part | None:
    """What a link filled a parameter with that has another name now, if it is something else or nothing now."""
    # A parameter that the operation lost is told with the operation.
    if old.called[slot] == new.called.get(slot, old.called[slot]):
        return None
    (name, value), (other, now) = (side.parameters.get(slot, (side.called[slot], ABSENT)) for side in (old, new))
    return None if value is ABSENT or same(*map(_normal, (value, now))) else ((name, other), (value, now))


def _is_written_alike(part: _Part, old: _Link, new: _Link) -> bool:
    """Whether the text of a link says the same on both sides of a part that changed."""
    names, _ = part
    return all(same(old.written.get(name, ABSENT), new.written.get(name, ABSENT)) for name in names)


def _parts(old: _Link, new: _Link, targets: _Targets) -> Iterator[_Part]:
    """What a link says on both sides, part by part, each with its name.

    A target that stands for the old one is it, and so is one that the same text led to nothing before.
    """
    heir = targets.heirs.get(old.operation.name) if old.operation else None
    # The pair of operations decides: a link may go by the new `operationId` or path of what it led to before.
    follows = heir is not None and new.operation is not None and heir.name == new.operation.name
    repaired = old.operation is None and new.operation is not None and old.named == new.named
    yield ("target", "target"), (new.target, new.target) if follows or repaired else (old.target, new.target)
    yield ("requestBody", "requestBody"), (old.request_body, new.request_body)
    yield ("server", "server"), (old.server, new.server)
    # Parameters of the operation that the link filled and fills no longer.
    unfilled = {name for slot, (name, _) in old.parameters.items() if slot in new.called.keys() - new.parameters.keys()}
    for slot in sorted({*old.parameters, *new.parameters}):
        if slot in unfilled - new.called.keys() - old.parameters.keys():
            continue  # by this name it fills nothing now, and what it filled is told
        (name, value), (other, now) = (side.parameters.get(slot, (slot, ABSENT)) for side in (old, new))
        yield (name, other), (value, now)


def _normal(value: JSON) -> JSON:
    return normal_expression(value) if isinstance(value, str) else value


def _led_to(link: dict[str, JSON], index: _Index) -> Operation | None:
    named, ref = link.get("operationId"), link.get("operationRef")
    if isinstance(named, str):
        return index.by_id.get(named)
    # A fragment may be percent-encoded (RFC 6901, 6): `#/paths/~1items~1%7Bid%7D/get`.
    return index.by_place.get(percent_decoded(ref[1:])) if isinstance(ref, str) and ref.startswith("#") else None


def _text_of_target(link: dict[str, JSON]) -> str:
    return told(link.get("operationId", link.get("operationRef", "")))


def _listed(contract: Contract, operation: Operation) -> list[tuple[str, str, str]]:
    """Of each parameter of an operation its name, what tells it from the others, and where it is sent."""
    found = parameters(contract, operation)
    # A variable that no parameter declares is one all the same, and a link may fill it.
    undeclared = [
        (name, f"path.{index}", "path")
        for index, name in enumerate(operation.variables)
        if ("path", str(index)) not in found
    ]
    return undeclared + [
        (p.name.lower() if place == "header" else p.name, f"{place}.{slot}", place)
        for (place, slot), p in found.items()
    ]


def _names(found: list[tuple[str, str, str]]) -> dict[str, str]:
    """What tells each parameter of an operation from the others, by each name that a link can give it."""
    # A bare name that two places have names neither; `query.id` and `path.id` do.
    often = Counter(name for name, _, _ in found)
    return {f"{place}.{name}": slot for name, slot, place in found} | {
        name: slot for name, slot, _ in found if often[name] == 1
    }


def _slot(name: str, names: dict[str, str]) -> str:
    """The parameter that a link calls by a name; the name itself if the operation has none of it."""
    # Header names have no case (RFC 9110, 5.1); other names do.
    folded = names.get(name.lower(), "")
    return names.get(name) or (folded if folded.startswith("header.") else name)


def _targets(exchange: Exchange) -> _Targets:
    pairs = exchange.book.once(_PAIRING, lambda: Pairing([], [], []))
    old = [*(match.old for match in pairs.matches), *pairs.removed]
    new = [*(match.new for match in pairs.matches), *pairs.added]
    return _Targets(_index(old), _index(new), {match.old.name: match.new for match in pairs.matches})


def _index(operations: list[Operation]) -> _Index:
    index = _Index({}, {})
    for operation in operations:
        named = operation.body.get("operationId")
        if isinstance(named, str):
            # An `operationId` that occurs twice is a mistake; the first one has it, on both sides alike.
            index.by_id.setdefault(named, operation)
        field = operation.method.lower()
        tokens = (field,) if field in METHODS else ("additionalOperations", operation.method)
        index.by_place[join(operation.written, *tokens)] = operation
    for operation in operations:  # a place that several path items refer to stands for the first of them
        for place in (operation.listed, operation.pointer):
            index.by_place.setdefault(place, operation)
    return index
