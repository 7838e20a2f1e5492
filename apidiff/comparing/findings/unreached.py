"""Components that no operation and no event leads to: each compared by the same rules as what is reached, then neutral.

They are compared after everything else, so that no question about what clients see lacks the steps that they cost. What
they lead to and something reaches was compared there, and is not told again.
"""

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, Edit, Finding, Spot
from apidiff.comparing.operations.bodies import compare_request_body
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.links import compare_link
from apidiff.comparing.operations.operations import Operation
from apidiff.comparing.operations.parameters import compare_parameters
from apidiff.comparing.operations.responses import compare_responses
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.comparing.walking.walk import expand
from apidiff.errors import InputError
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.operations import operations
from apidiff.openapi.pointers import original

CompareOperations = Callable[[Book, list[Operation], list[Operation]], None]


class Component(NamedTuple):
    """A component, or a definition within a schema, that differs and that one side at least does not reach."""

    kind: str
    name: str
    pointer: str
    base: JSON
    revision: JSON


class Unreached:
    """Tells the places that nothing leads to: those of some components, without the parts that both sides reach."""

    def __init__(self, components: Iterable[Component], reached: Container[str]) -> None:
        """`reached`: the pointers that something refers to on both sides."""
        self._components = {component.pointer for component in components}
        self._reached = reached

    def __contains__(self, pointer: object) -> bool:
        if not isinstance(pointer, str) or not self._components:
            return False
        end = len(pointer)
        while end > 0:
            place = pointer[:end]
            # A part that both sides reach is judged where it is used, though nothing leads to the component around it.
            if place in self._reached:
                return False
            if place in self._components:
                return True
            end = pointer.rfind("/", 0, end)
        return False

    def holds(self, edit: Edit) -> bool:
        """Whether everything that an edit speaks of stands in such a place."""
        spots = [spot for spot in (edit.base, edit.revision) if spot is not None and spot.value is not ABSENT]
        return bool(spots) and all(original(spot.pointer) in self for spot in spots)


def compare_unreached(
    base: Contract,
    revision: Contract,
    walk: PairGraph,
    components: Iterable[Component],
    places: Unreached,
    compare_operations: CompareOperations,
) -> list[Finding]:
    """What differs in components that nothing leads to.

    One that is not what the specification asks for is left for the ledger, since nobody has to read it.
    """
    book = Book()
    accounted = set(walk.accounted)
    for component in sorted(components, key=lambda each: each.pointer):
        try:
            _compare(component, (base, revision), walk, book, compare_operations)
            nodes = expand(walk)
        except InputError:
            # Pairs that the component left waiting would be walked with the next one.
            walk.give_up()
            continue
        for node in nodes:
            for edit in node.edits:
                book.note(edit, BOTH, 0)
    # The same schemas may be joined with some that clients see: nothing is accounted for there by what nobody sees.
    walk.accounted = accounted | {pointer for pointer in walk.accounted - accounted if original(pointer) in places}
    found = [finding for finding in book.findings.values() if places.holds(finding.edit)]
    for finding in found:
        finding.unreached = True
    return found


def _compare(
    component: Component,
    contracts: tuple[Contract, Contract],
    walk: PairGraph,
    book: Book,
    compare_operations: CompareOperations,
) -> None:
    if component.kind in ("schemas", "definitions"):
        walk.node(At(component.base, component.pointer), At(component.revision, component.pointer))
        return
    # These hold operations, which are paired as in `paths`.
    if component.kind in ("pathItems", "callbacks"):
        old, new = (_operations_in(contract, component) for contract in contracts)
        compare_operations(book, old, new)
        return
    # The operation has no place of its own: whatever differs stands in the component.
    body = _using(component.kind, component.name, {"$ref": f"#{component.pointer}"})
    operation = Operation(
        name="", kind="operation", path="", method="", pointer=component.pointer, body=body, item={}, places={},
        written=component.pointer, outward=False,
    )  # fmt: skip
    exchange = Exchange(*contracts, operation, operation, walk, book, 0)
    if component.kind == "links":
        sides = [(value, component.pointer) for value in (component.base, component.revision)]
        compare_link(exchange, component.name, sides[0], sides[1], "the components")
    elif component.kind != "parameters" or not _replaced(component, exchange):
        # As parameters of an operation the two would be one removed and one added: there, the name and the place are
        # what they go by.
        compare_parameters(exchange)
        compare_request_body(exchange)
        compare_responses(exchange)


def _replaced(component: Component, exchange: Exchange) -> bool:
    """Note a parameter that goes by another name, or is sent in another place: nothing else of it is compared."""
    old, new = component.base, component.revision
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    spots = Spot(component.pointer, old), Spot(component.pointer, new)
    where = phrase(component.pointer)
    rule: RuleId
    for keyword, rule in (("in", "parameter-moved"), ("name", "parameter-renamed")):
        before, after = str(old.get(keyword)), str(new.get(keyword))
        if before != after:
            renamed = {"renamed_to": after} if keyword == "name" else {}
            told = {"kind": "parameter", "holder": where, "base": before, "revision": after, **renamed}
            exchange.changed(rule, *spots, BOTH, name=str(old.get("name")), where=where, **told)
            return True
    return False


def _using(kind: str, name: str, ref: JSON) -> dict[str, JSON]:
    """An operation that does nothing but use a component."""
    holders: dict[str, dict[str, JSON]] = {
        "parameters": {"parameters": [ref]},
        "requestBodies": {"requestBody": ref},
        "responses": {"responses": {"default": ref}},
        "headers": {"responses": {"default": {"headers": {name: ref}}}},
        # `*/*`: a media type component does not say of which media type it is.
        "mediaTypes": {"responses": {"default": {"content": {"*/*": ref}}}},
    }
    return holders.get(kind, {})


def _operations_in(contract: Contract, component: Component) -> list[Operation]:
    """The operations of a path item or a callback, as those of a path that refers to it."""
    ref: JSON = {"$ref": f"#{component.pointer}"}
    item = ref if component.kind == "pathItems" else {"post": {"callbacks": {component.name: ref}}}
    own: dict[str, JSON] = {"components": contract.document.get("components")}
    return list(operations({**own, "paths": {component.name: item}}))
