"""Two contracts in, findings out: matches operations, compares each pair, then decides the schemas that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.book import Book
from apidiff.comparing.edits import (
    ABSENT,
    BOTH,
    DIRECTIONS,
    FROM_SERVER,
    TO_SERVER,
    Directions,
    Edit,
    Effect,
    Finding,
    Spot,
)
from apidiff.comparing.equality import same, same_values
from apidiff.comparing.findings.digests import Contents
from apidiff.comparing.findings.identifiers import identifier_edits
from apidiff.comparing.findings.ledger import unclaimed
from apidiff.comparing.findings.leftovers import Reached, compare_leftovers, note_rewritten
from apidiff.comparing.findings.lost import lost
from apidiff.comparing.findings.misspelled import misspelled
from apidiff.comparing.findings.unreached import Component, Unreached, compare_unreached
from apidiff.comparing.findings.unseen import compare_unseen
from apidiff.comparing.library import Seen, class_name, seen_by_generators
from apidiff.comparing.operations.bodies import compare_request_body
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.links import compare_reassigned, reassigned, remember_pairing
from apidiff.comparing.operations.operations import Operation, mapping, operations
from apidiff.comparing.operations.pairing import Pairing, pair_operations
from apidiff.comparing.operations.parameters import compare_parameters, parameters
from apidiff.comparing.operations.path_variables import forgotten
from apidiff.comparing.operations.responses import compare_responses
from apidiff.comparing.operations.security import asked_by, compare_access
from apidiff.comparing.operations.servers import compare_servers, note_unread
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.marks import mark_rule, says_nothing
from apidiff.comparing.schemas.renames import alone_alike
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import brings
from apidiff.comparing.walking.decide import compared_places, decide
from apidiff.comparing.walking.pair_answers import PairAnswers
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.walk import expand
from apidiff.model.contract import JSON, Contract, Warned
from apidiff.model.policy import Policy
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.grammar import OPERATION
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.objects import WIRE_FIELDS
from apidiff.openapi.payloads import is_payload
from apidiff.openapi.pointers import find
from apidiff.openapi.references import References

_OPERATION = WIRE_FIELDS["operation"]
ITEM_FIELDS = WIRE_FIELDS["path item"] | {"$ref"}
_SHARED = ("parameters", "servers", "additionalOperations", "$ref")
"""What a path item says of each of its operations."""


class Compared(NamedTuple):
    """What lies between two contracts. `operations` and `versions` are in the order of the bits in the findings."""

    findings: list[Finding]
    operations: list[str]
    versions: list[str]
    questions: dict[str, int]
    base_versions: list[str]
    revision_versions: list[str]
    library: Seen = Seen()
    """What generated code sees; nothing where the policy does not ask for it."""
    compared: Mapping[str, Directions] = MappingProxyType({})
    """The places that were compared with the same place, each with the directions (a bit mask) in which they were."""
    warnings: tuple[Warned, ...] = ()
    """What the comparison had to assume of the revision."""
    pairs: tuple[tuple[Operation | None, Operation | None], ...] = ()
    """What each of the operations is on both sides; `None` on a side that does not have it."""
    sides: tuple[list[Operation], list[Operation]] = ([], [])
    """All operations of the base, and of the revision."""


def compare(
    base: Contract, revision: Contract, policy: Policy, references: References | None = None, *, audited: bool = False
) -> Compared:
    """Compare two contracts of one dialect (see `reading.upgrade_document`); `audited`: let DeepDiff check the account.

    `references`: what is known of the parts of both.

    Raises `InputError` where something that the comparison has to read is not what the specification asks for.
    """
    old, new = operations(base, policy), operations(revision, policy)
    versions = [sorted({o.path_version for o in side}) for side in (old, new)]
    identifiers = _identifiers(base, revision)
    if not base.holes and same_values(base.document, revision.document):
        return Compared(identifiers, [], [], {}, versions[0], versions[1], sides=(old, new))
    differs = Differing(base.document, revision.document, references)
    walk = PairGraph(base, revision, differs, Questions(base, revision, policy))
    book = Book()
    pairs = pair_operations(base, revision, old, new)
    access_differs = _access_differs(base, revision)
    _compare_operations(walk, book, pairs, access_differs=access_differs)
    walk.accounted |= {o.written for o in old} ^ {o.written for o in new}
    compared, alone, places = _compare_schemas(walk, book, pairs, policy, access_differs=access_differs)
    findings = list(book.findings.values())
    unreached = compare_unreached(base, revision, walk, alone, places, partial(_compare_unreached_operations, walk))
    findings += [finding for finding in unreached if finding.edit.key not in book.findings]
    left, elsewhere = _unclaimed(walk, findings, pairs, places)
    findings += left
    if not findings and not identifiers:
        note_rewritten(book)
        findings = list(book.findings.values())
    if audited:
        from apidiff.comparing.findings.audit import audit

        accounted = walk.accounted | elsewhere
        findings += audit(base.document, revision.document, findings, accounted, _order(pairs), places)
    library = Seen() if policy.client_library == "off" else seen_by_generators(base, revision, pairs.matches, differs)
    order = _order(pairs)
    return Compared(
        # What the normal form lacks claims nothing in it.
        findings + _not_told(identifiers, findings),
        [o.name for o in order],
        [o.path_version for o in order],
        walk.questions.asked,
        versions[0],
        versions[1],
        library,
        compared,
        (*misspelled(findings, revision), *forgotten(revision, ((match.old, match.new) for match in pairs.matches))),
        (
            *((match.old, match.new) for match in pairs.matches),
            *((removed, None) for removed in pairs.removed),
            *((None, added) for added in pairs.added),
        ),
        (old, new),
    )


def _order(pairs: Pairing) -> list[Operation]:
    """All operations in the order of the bits in the findings."""
    return [match.old for match in pairs.matches] + pairs.removed + pairs.added


def _compare_operations(walk: PairGraph, book: Book, pairs: Pairing, *, access_differs: bool) -> None:
    """Note what differs in the operations themselves, and the pairs of schemas that they lead to."""
    base, revision = walk.base, walk.revision
    remember_pairing(book, pairs)
    names = reassigned(pairs)
    for bit, match in enumerate(pairs.matches):
        exchange = Exchange(base, revision, match.old, match.new, walk, book, 1 << bit)
        compare_pair(exchange, access_differs, moved=match.moved)
        if any(names):
            compare_reassigned(exchange, names)
    bits = (1 << bit for bit in range(len(pairs.matches), len(_order(pairs))))
    note_unpaired(book, pairs, base, revision, bits)
    _note_unread(book, walk, pairs, base, revision)


def _compare_unreached_operations(walk: PairGraph, book: Book, old: list[Operation], new: list[Operation]) -> None:
    """The same, of operations in components that nothing reaches: they affect none."""
    base, revision = walk.base, walk.revision
    pairs = pair_operations(base, revision, old, new)
    for match in pairs.matches:
        compare_pair(Exchange(base, revision, match.old, match.new, walk, book, 0), False, moved=match.moved)
    note_unpaired(book, pairs, base, revision, repeat(0))
    _note_unread(book, walk, pairs, base, revision)


def _compare_schemas(
    walk: PairGraph, book: Book, pairs: Pairing, policy: Policy, *, access_differs: bool
) -> tuple[dict[str, Directions], list[Component], Unreached]:
    """Walk and decide the pairs of schemas, then compare what operations do not lead to.

    Returns the places that were compared, and the components and the places that nothing reaches.
    """
    base, revision = walk.base, walk.revision
    expand(walk)
    referred = Reached(base, revision)
    apart = compare_unseen(base, revision, walk, pairs.matches, referred)
    answers = PairAnswers(walk)
    for edit, direction, reached, answer in decide(answers):
        book.note(edit, direction, reached, answer)
    referred = Reached(base, revision, policy.event_schemas) if policy.event_schemas else referred
    asked = _asked(base, revision, pairs) if access_differs else frozenset()
    alone, places = compare_leftovers(base, revision, walk, book, policy.event_schemas, referred.but_for(apart), asked)
    return dict.fromkeys(walk.paired, BOTH) | compared_places(answers), alone, places


def _unclaimed(
    walk: PairGraph, findings: list[Finding], pairs: Pairing, places: Unreached
) -> tuple[list[Finding], set[str]]:
    """What no finding claims, as findings; and the places that were compared with others."""
    base, revision, order = walk.base, walk.revision, _order(pairs)
    left, elsewhere = unclaimed(
        base.document,
        revision.document,
        findings,
        walk.accounted,
        walk.paired,
        order,
        unreached=places,
        alike=walk.differs.alike,
        moved=_elsewhere(pairs),
        crossed=dict.fromkeys(walk.crossed),
    )
    return left + lost(base, revision, findings + left, order, pairs.removed, places), elsewhere


def _elsewhere(pairs: Pairing) -> list[tuple[str, str]]:
    """The places of operations that moved, and of their path items where what the two have in common moved together.

    Of path items that were joined or divided, those of the fields that no comparison knows.
    """
    moved = [(m.old, m.new) for m in pairs.matches if m.old.pointer != m.new.pointer]
    # Also those that stayed: a path item that other operations stay in, or that they were in, is no partner of another.
    items = dict.fromkeys((m.old.item_pointer, m.new.item_pointer) for m in pairs.matches)
    targets = Counter(old for old, _ in items), Counter(new for _, new in items)
    together = [(old, new) for old, new in items if old != new and targets[0][old] == targets[1][new] == 1]
    apart = {
        (join(m.old.item_pointer, field), join(m.new.item_pointer, field))
        for m in pairs.matches
        if m.old.item_pointer != m.new.item_pointer and (m.old.item_pointer, m.new.item_pointer) not in together
        for field in {**m.old.item, **m.new.item}.keys() - ITEM_FIELDS
        if not says_nothing(field)
    }
    return together + sorted(apart) + [(old.pointer, new.pointer) for old, new in moved]


def _identifiers(base: Contract, revision: Contract) -> list[Finding]:
    return [
        Finding(edit, {direction: [Effect()] for _, direction in DIRECTIONS})
        for edit in identifier_edits(base, revision)
    ]


def _not_told(identifiers: list[Finding], findings: list[Finding]) -> list[Finding]:
    """The identifiers of which no other finding speaks; the normal form keeps those that nobody knows."""
    told = {spot.pointer for f in findings for spot in (f.edit.base, f.edit.revision) if spot} if identifiers else ()
    return [f for f in identifiers if not any(spot and spot.pointer in told for spot in _written(f.edit))]


def _written(edit: Edit) -> list[Spot]:
    return [spot for spot in (edit.base, edit.revision) if spot is not None and spot.value is not ABSENT]


def _access_differs(base: Contract, revision: Contract) -> bool:
    def told(contract: Contract) -> list[JSON]:
        components = contract.document.get("components")
        schemes = components.get("securitySchemes") if isinstance(components, dict) else None
        return [contract.document.get("security"), schemes, contract.document.get("servers")]

    return not same(told(base), told(revision))


def _asked(base: Contract, revision: Contract, pairs: Pairing) -> frozenset[str]:
    """The names of the security schemes that a pair of operations asks for."""
    sides = ((contract, operation) for m in pairs.matches for contract, operation in ((base, m.old), (revision, m.new)))
    return frozenset(name for side in sides for name in asked_by(*side))


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
    same_text = exchange.walk.differs.same(old.item, new.item)
    if not same_text:
        _compare_item(exchange)
    if not same_text or old.referred or new.referred:
        same_text = _same_item(old, new) and same(old.body, new.body)
    if access_differs or not same_text:
        compare_access(exchange)
        compare_servers(exchange, moved=moved)
    if same_text and not moved and old.path == new.path:
        _pass_on(exchange)
        return
    compare_parameters(exchange)
    compare_request_body(exchange)
    compare_responses(exchange)
    _compare_callbacks(exchange)
    _compare_extensions(exchange, "responses", (old.body, old.pointer), (new.body, new.pointer))
    _compare_marks(exchange)


def _compare_item(exchange: Exchange) -> None:
    """The prose and the extensions of the path items."""
    old, new = exchange.old, exchange.new
    for field in {**old.item, **new.item}:
        before, after = old.item.get(field), new.item.get(field)
        if field not in ITEM_FIELDS and says_nothing(field) and not same(before, after):
            spots = Spot(join(old.item_at(field), field), before), Spot(join(new.item_at(field), field), after)
            exchange.changed(mark_rule(field), *spots, BOTH, keyword=field)


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
    ):
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
    exchange.flag("deprecated", rules, first, second, exchange.request, name=short_name(new))
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


def note_unpaired(book: Book, pairs: Pairing, base: Contract, revision: Contract, bits: Iterable[int]) -> None:
    """The operations, events and callbacks that only one side has; `bits`: of each, those removed first."""
    partners = {id(match.old): match.new for match in pairs.matches} | {id(m.new): m.old for m in pairs.matches}
    alone = [*((o, "removed") for o in pairs.removed), *((o, "added") for o in pairs.added)]
    likely = _possibly_renamed(base, revision, pairs)
    again = {o.name for o in pairs.removed if o.kind == "event"} & {o.name for o in pairs.added if o.kind == "event"}
    for bit, (operation, verb) in zip(bits, alone, strict=False):
        edit = _note_alone(book, operation, verb, base, revision, bit, partners.get(id(operation.parent)))
        if operation.name in again:
            edit.params["name"] = f"{operation.method} {edit.name}"
        edit.possibly_renamed_to = likely.get(operation.name) if verb == "removed" else None


def _note_unread(book: Book, walk: PairGraph, pairs: Pairing, base: Contract, revision: Contract) -> None:
    matched = ((match.old, match.new) for match in pairs.matches)
    note_unread(book, walk, matched, pairs.removed + pairs.added, (base.document, revision.document))


_ALONE: dict[tuple[str, str], RuleId] = {
    ("operation", "added"): "operation-added",
    ("operation", "removed"): "operation-removed",
    ("event", "added"): "event-added",
    ("event", "removed"): "event-removed",
    ("callback", "added"): "callback-added",
    ("callback", "removed"): "callback-removed",
}
_RENAMED: dict[str, RuleId] = {
    "operation": "operation-renamed",
    "event": "event-renamed",
    "callback": "callback-renamed",
}


def _note_alone(
    book: Book, operation: Operation, verb: str, base: Contract, revision: Contract, bit: int, parent: Operation | None
) -> Edit:
    """An operation, event or callback that only one side has; `parent`: what has its callbacks on the other side."""
    rule = _ALONE[operation.kind, verb]
    here = Spot(operation.pointer, operation.body)
    if is_payload(operation):
        document = (base if verb == "removed" else revision).document
        here = Spot(operation.written, find(document, operation.written))
    there = Spot(parent.pointer if parent else "/webhooks" if operation.kind == "event" else "/paths")
    contract = base if verb == "removed" else revision
    name = short_name(operation)
    params = {
        "name": name,
        "holder": phrase(operation.pointer),
        "where": phrase(operation.pointer),
        "kind": operation.kind,
        "keyword": operation.method.lower(),
        "brings": brings(_brought(contract, operation)),
        "base": "",
        "revision": "",
    }
    spots = (here, there) if verb == "removed" else (there, here)
    edit = Edit(rule, *spots, name=name, params=params)
    said = _said(contract, operation)
    edit.own = (said, "") if verb == "removed" else ("", said)
    book.note(edit, FROM_SERVER if operation.outward else TO_SERVER, bit)
    return edit


def _possibly_renamed(base: Contract, revision: Contract, pairs: Pairing) -> dict[str, str]:
    """The names of removed operations and events, each with what came in its place and says the same."""
    if not pairs.removed or not pairs.added:
        return {}
    came = {operation.name: operation for operation in pairs.added}
    shapes = []
    for contract, side in ((base, pairs.removed), (revision, pairs.added)):
        contents = Contents(contract)
        shapes.append({o.name: _shape(contents, o) for o in side if o.parent is None and _says_enough(o)})
    return {name: short_name(came[heir]) for name, heir in alone_alike(*shapes).items()}


def _shape(contents: Contents, operation: Operation) -> bytes:
    """What an operation has in common with one that could be it under another name."""
    form = contents.form(_payloads(operation), OPERATION)
    return text_of([operation.kind, operation.method, operation.path_version, form])


def _says_enough(operation: Operation) -> bool:
    """Whether an operation can be known by its payloads; of events there are few."""
    text = text_of(_payloads(operation))
    return operation.kind == "event" or b'"$ref"' in text or b'"properties"' in text


def _payloads(operation: Operation) -> dict[str, JSON]:
    return {key: operation.body[key] for key in ("requestBody", "responses") if key in operation.body}


def _said(contract: Contract, operation: Operation) -> tuple[Any, ...]:
    """What an operation says, with the parameters of its path; its callbacks are told on their own."""
    own = {name: value for name, value in operation.body.items() if name not in {"parameters", "callbacks"}}
    listed = sorted(parameters(contract, operation).items())
    called = operation.callback, operation.path, operation.method
    return called, Spot(operation.pointer, own), *(parameter.spot for _, parameter in listed)


def _brought(contract: Contract, operation: Operation) -> dict[str, list[str]]:
    from apidiff.comparing.operations.bringing import brought

    return brought(contract, operation, parameters(contract, operation).values())
