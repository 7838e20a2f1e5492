"""Two contracts in, findings out: matches operations, compares each pair, then decides the schemas that they share."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import repeat
from types import MappingProxyType
from typing import NamedTuple

from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, DIRECTIONS, Directions, Edit, Effect, Finding, Spot
from apidiff.comparing.equality import same, same_values
from apidiff.comparing.findings.deepest import note_deepest
from apidiff.comparing.findings.identifiers import identifier_edits
from apidiff.comparing.findings.ledger import unclaimed
from apidiff.comparing.findings.leftovers import Reached, compare_leftovers, note_rewritten
from apidiff.comparing.findings.lost import lost
from apidiff.comparing.findings.misspelled import misspelled
from apidiff.comparing.findings.told_of_targets import told_of_targets
from apidiff.comparing.findings.told_within import told_once
from apidiff.comparing.findings.unreached import Component, Unreached, compare_unreached
from apidiff.comparing.findings.unseen import compare_unseen
from apidiff.comparing.findings.uses import Uses
from apidiff.comparing.library import Seen, seen_by_generators
from apidiff.comparing.lone_operations import note_unpaired
from apidiff.comparing.operation_pairs import ITEM_FIELDS, compare_pair
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.links import compare_reassigned, reassigned, remember_pairing
from apidiff.comparing.operations.operations import Operation, operations
from apidiff.comparing.operations.pairing import Pairing, pair_operations
from apidiff.comparing.operations.path_variables import forgotten
from apidiff.comparing.operations.security import asked_by
from apidiff.comparing.operations.servers import note_unread
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.marks import says_nothing
from apidiff.comparing.walking.decide import compared_places, decide
from apidiff.comparing.walking.known_in_whole import ask_about_known
from apidiff.comparing.walking.pair_answers import PairAnswers
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.walk import expand
from apidiff.model.contract import JSON, Contract, Warned
from apidiff.model.policy import Policy
from apidiff.openapi.references import References


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
    uses: Uses | None = None
    """Where the components of the base were used."""


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
    # What is not known of a base may be anything, so equal texts do not make it the same as the revision.
    if not base.holes and same_values(base.document, revision.document):
        return Compared(identifiers, [], [], {}, versions[0], versions[1], sides=(old, new))
    differs = Differing(base.document, revision.document, references)
    walk = PairGraph(base, revision, differs, Questions(base, revision, policy))
    book = Book()
    pairs = pair_operations(base, revision, old, new)
    access_differs = _access_differs(base, revision)
    _compare_operations(walk, book, pairs, access_differs=access_differs)
    # A path item that only one side has came or went with its operations, which are told.
    walk.accounted |= {o.written for o in old} ^ {o.written for o in new}
    # `additionalOperations` can hold what has a field of its own since (3.2.0, Path Item Object): it is the same one.
    for match in pairs.matches:
        sides = match.old, match.new
        if match.old.written == match.new.written and sides[0].is_additional != sides[1].is_additional:
            walk.accounted |= {side.listed for side in sides}
    compared, alone, places = _compare_schemas(walk, book, pairs, policy, access_differs=access_differs)
    uses = Uses(walk, {o.pointer: o.path_version for o in old})
    findings = list(book.findings.values())
    unreached = compare_unreached(base, revision, walk, alone, places, partial(_compare_unreached_operations, walk))
    # An edit that some operation reaches counts as that, though an unused component holds it too.
    findings += [finding for finding in unreached if finding.edit.key not in book.findings]
    findings = told_of_targets(base.document, revision.document, findings, differs.alike, differs.directly)
    findings, told = told_once(base, revision, findings, walk.accounted, walk.differs.alike)
    walk.accounted |= told
    left, elsewhere = _unclaimed(walk, findings, pairs, places)
    findings += left
    # The documents differ, if only in the order of a list: an empty result would say that they do not.
    if not findings and not identifiers:
        note_rewritten(book, base, revision)
        findings = list(book.findings.values())
    if audited:
        from apidiff.comparing.findings.audit import audit

        accounted = walk.accounted | elsewhere
        findings += audit(base.document, revision.document, findings, accounted, _order(pairs), places)
    library = Seen() if policy.client_library == "off" else seen_by_generators(base, revision, pairs.matches, differs)
    order = _order(pairs)
    uses.note(findings)
    note_deepest(findings, base, revision, differs)
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
        uses,
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
    # After the walk, which knows what was compared, and before deciding, as it may add pairs.
    apart = compare_unseen(base, revision, walk, pairs.matches, referred)
    ask_about_known(walk)
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
        # What all operations share, so that equal operations may still be called otherwise.
        return [contract.document.get("security"), schemes, contract.document.get("servers")]

    return not same(told(base), told(revision))


def _asked(base: Contract, revision: Contract, pairs: Pairing) -> frozenset[str]:
    """The names of the security schemes that a pair of operations asks for."""
    sides = ((contract, operation) for m in pairs.matches for contract, operation in ((base, m.old), (revision, m.new)))
    return frozenset(name for side in sides for name in asked_by(*side))


def _note_unread(book: Book, walk: PairGraph, pairs: Pairing, base: Contract, revision: Contract) -> None:
    matched = ((match.old, match.new) for match in pairs.matches)
    note_unread(book, walk, matched, pairs.removed + pairs.added, (base.document, revision.document))
