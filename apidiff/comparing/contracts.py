"""Two contracts in, findings out: matches operations, compares each pair, then decides the schemas that they share."""

from __future__ import annotations

from apidiff.comparing.access import compare_access
from apidiff.comparing.bodies import compare_request_body
from apidiff.comparing.book import Book
from apidiff.comparing.deciding import Deciding
from apidiff.comparing.differing import Differing
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Edit, Finding, Spot
from apidiff.comparing.equality import same, same_values
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.leftovers import compare_leftovers
from apidiff.comparing.operations import Operation, base_path, operations
from apidiff.comparing.parameters import compare_parameters, parameters
from apidiff.comparing.parts import At
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.questions import Questions
from apidiff.comparing.renames import words
from apidiff.comparing.responses import compare_responses
from apidiff.comparing.schemas import SchemaWalk
from apidiff.comparing.servers import compare_servers
from apidiff.comparing.showing import brings
from apidiff.model.contract import JSON, Contract
from apidiff.model.named_tuple import NamedTuple
from apidiff.model.policy import Policy
from apidiff.openapi.objects import WIRE_FIELDS

_OPERATION = WIRE_FIELDS["operation"]
_ITEM = frozenset({"parameters", "servers", "additionalOperations", "$ref"})
_KIND = {"operation": "operation", "event": "event", "callback": "callback"}


class Compared(NamedTuple):
    """What lies between two contracts. `operations` and `versions` are in the order of the bits in the findings."""

    findings: list[Finding]
    operations: list[str]
    versions: list[str]
    questions: dict[str, int]
    base_versions: list[str]
    revision_versions: list[str]


def compare(base: Contract, revision: Contract, policy: Policy, *, audited: bool = False) -> Compared:
    """Compare two contracts of one dialect (see `reading.upgrade_document`); `audited`: let DeepDiff check the account.

    Raises `InputError` where something that the comparison has to read is not what the specification asks for.
    """
    old, new = operations(base, policy), operations(revision, policy)
    versions = [sorted({o.path_version for o in side}) for side in (old, new)]
    if same_values(base.document, revision.document):
        return Compared([], [], [], {}, *versions)
    differs = Differing(base.document, revision.document)
    questions = Questions(base, revision, policy)
    walk = SchemaWalk(base, revision, differs, questions)
    book = Book()
    pairs = Pairs(base, revision, old, new)
    access_differs = _access_differs(base, revision)
    for bit, (first, second) in sorted(enumerate(pairs.matched), key=lambda each: each[1][0].key):
        exchange = Exchange(base, revision, first, second, walk, book, 1 << bit)
        _compare_pair(exchange, access_differs, moved=(first, second) in pairs.moved)
    for operation in pairs.removed:
        _note_alone(book, operation, "removed", base, revision, pairs.bit(operation))
    for operation in pairs.added:
        _note_alone(book, operation, "added", base, revision, pairs.bit(operation))
    walk.accounted |= {o.written for o in old} ^ {o.written for o in new}
    walk.expand()
    for edit, direction, reached, answer in Deciding(walk).decide():
        book.note(edit, direction, reached, answer)
    compare_leftovers(base, revision, walk, book)
    findings = list(book.findings.values())
    if audited:
        from apidiff.comparing.audit import audit

        findings += audit(base.document, revision.document, findings, walk.accounted, pairs.order)
    return Compared(
        findings,
        [o.name for o in pairs.order],
        [o.path_version for o in pairs.order],
        questions.asked,
        versions[0],
        versions[1],
    )


class Pairs:
    """Matches operations by what a client calls; what is left over, by likeness. Each gets a place in the bit sets."""

    def __init__(self, base: Contract, revision: Contract, old: list[Operation], new: list[Operation]) -> None:
        by_key = {operation.key: operation for operation in new}
        self.matched: list[tuple[Operation, Operation]] = []
        self.moved: list[tuple[Operation, Operation]] = []
        gone: list[Operation] = []
        for operation in old:
            partner = by_key.pop(operation.key, None)
            if partner:
                self.matched.append((operation, partner))
            else:
                gone.append(operation)
        came = list(by_key.values())
        self._by_url(base, revision, gone, came)
        self._by_likeness(gone, came)
        self.removed, self.added = gone, came
        self.order = [first for first, _ in self.matched] + gone + came
        self._bits = {id(operation): 1 << index for index, operation in enumerate(self.order)}

    def bit(self, operation: Operation) -> int:
        return self._bits[id(operation)]

    def _by_url(self, base: Contract, revision: Contract, gone: list[Operation], came: list[Operation]) -> None:
        """The same absolute path, split between server and path in another place."""
        prefixes = base_path(base.document), base_path(revision.document)
        if prefixes[0] == prefixes[1]:
            return
        at_url = {(o.kind, prefixes[1] + o.key[1], o.method): o for o in came if o.kind == "operation"}
        for operation in list(gone):
            partner = at_url.get((operation.kind, prefixes[0] + operation.key[1], operation.method))
            if partner:
                self.matched.append((operation, partner))
                gone.remove(operation)
                came.remove(partner)

    def _by_likeness(self, gone: list[Operation], came: list[Operation]) -> None:
        """Renamed: one candidate alone, with the same method, that carries the same `operationId` or the same body."""
        for operation in list(gone):
            candidates = [o for o in came if _renamed(operation, o)]
            rivals = [o for o in gone if candidates and _renamed(o, candidates[0])]
            if len(candidates) == 1 and len(rivals) == 1:
                self.matched.append((operation, candidates[0]))
                self.moved.append((operation, candidates[0]))
                gone.remove(operation)
                came.remove(candidates[0])


def _renamed(old: Operation, new: Operation) -> bool:
    if (old.kind, old.method) != (new.kind, new.method) or old.path_version != new.path_version:
        return False
    if old.kind == "callback" and old.key[1].split(" ")[:2] != new.key[1].split(" ")[:2]:
        return False
    ids = old.body.get("operationId"), new.body.get("operationId")
    if ids[0] is not None and ids[0] == ids[1]:
        return True
    common = set(words(old.path)) & set(words(new.path))
    content = [{k: o.body.get(k) for k in ("requestBody", "responses")} for o in (old, new)]
    return content[0] == content[1] and bool(common) and any(_telling(part) for part in content[0].values())


def _telling(part: JSON) -> bool:
    """Whether a body says enough to be known again: it holds a reference or named properties."""
    text = str(part)
    return "$ref" in text or "'properties'" in text


def _access_differs(base: Contract, revision: Contract) -> bool:
    def told(contract: Contract) -> list[JSON]:
        components = contract.document.get("components")
        schemes = components.get("securitySchemes") if isinstance(components, dict) else None
        return [contract.document.get("security"), schemes, contract.document.get("servers")]

    return not same(told(base), told(revision))


def _compare_pair(exchange: Exchange, access_differs: bool, *, moved: bool) -> None:
    old, new = exchange.old, exchange.new
    if old.item_pointer != new.item_pointer:
        exchange.walk.accounted |= {old.written, new.written}
    if moved:
        _note_moved(exchange)
    same_text = exchange.walk.differs.same(old.item, new.item) or (_same_item(old, new) and same(old.body, new.body))
    if access_differs or not same_text:
        compare_access(exchange)
        compare_servers(exchange)
    if same_text and not moved and old.path == new.path:
        _pass_on(exchange)
        return
    compare_parameters(exchange)
    compare_request_body(exchange)
    compare_responses(exchange)
    _compare_marks(exchange)


def _same_item(old: Operation, new: Operation) -> bool:
    return old.item is new.item or same(*({key: o.item.get(key) for key in _ITEM} for o in (old, new)))


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
    rule = f"{_KIND[new.kind]}-renamed"
    exchange.changed(
        rule,
        Spot(old.pointer, old.path),
        Spot(new.pointer, new.path),
        exchange.request,
        name=_short(old),
        renamed_to=_short(new),
        holder=phrase(new.pointer),
        base=old.path,
        revision=new.path,
    )


def _short(operation: Operation) -> str:
    if operation.kind == "callback":
        return operation.name.removeprefix("callback ").partition(" of ")[0]
    return operation.name.removeprefix("webhook ")


def _compare_marks(exchange: Exchange) -> None:
    """What is on no wire: identifiers, tags, deprecation, prose."""
    old, new = exchange.old, exchange.new
    first, second = At(old.body, old.pointer), At(new.body, new.pointer)
    rules = ("operation-undeprecated", "operation-deprecated")
    exchange.flag("deprecated", rules, first, second, exchange.request, name=_short(new))
    marks = {"operationId": "operation-id-changed", "tags": "tags-changed"}
    if new.outward:
        # Whoever registers for an event or a callback says where it goes; servers listed for it say nothing.
        marks["servers"] = "documentation-changed"
    for keyword, rule in marks.items():
        before, after = old.body.get(keyword), new.body.get(keyword)
        if not same(before, after):
            _mark(exchange, rule, keyword, before, after)
    exchange.prose(first, second, _OPERATION)


def _mark(exchange: Exchange, rule: str, keyword: str, before: JSON, after: JSON) -> None:
    old, new = exchange.old, exchange.new
    exchange.changed(
        rule,
        Spot(join(old.pointer, keyword), before),
        Spot(join(new.pointer, keyword), after),
        exchange.request,
        name=_short(new),
        keyword=keyword,
        where=phrase(new.pointer),
        holder=phrase(new.pointer),
    )


def _note_alone(book: Book, operation: Operation, verb: str, base: Contract, revision: Contract, bit: int) -> None:
    """An operation, event or callback that only one side has."""
    rule = f"{_KIND[operation.kind]}-{verb}"
    here = Spot(operation.pointer, operation.body)
    there = Spot("/webhooks" if operation.kind == "event" else "/paths")
    contract = base if verb == "removed" else revision
    name = _short(operation)
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
    book.note(edit, FROM_SERVER if operation.outward else TO_SERVER, bit)


def _brought(contract: Contract, operation: Operation) -> dict[str, list[str]]:
    from apidiff.comparing.bringing import brought

    return brought(contract, operation, parameters(contract, operation).values())
