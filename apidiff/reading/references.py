"""A bundled document in, its references that lead nowhere out; and a base without them.

History cannot be changed, so a reference that leads to nothing in a base must not stop a comparison. A schema there
counts as one in a dialect that nobody knows: any value may be valid, and every question about it is undecided. Another
object (a parameter, a response) is taken from the revision, with schemas of which nothing is known.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from apidiff.errors import DanglingReference, InputError, Place
from apidiff.model.contract import JSON, Contract, Hole, Warned
from apidiff.openapi.component_names import names_a_file
from apidiff.openapi.grammar import DATA, OPENAPI, REFERABLE, Kind, anchors_of, is_schema, kind_at, members
from apidiff.openapi.keywords import UNKNOWN_DIALECT
from apidiff.openapi.operations import operations
from apidiff.openapi.pointers import ABSENT, find, find_anchor, join, resolve, shortened, split
from apidiff.openapi.references import unquoted
from apidiff.openapi.uri import percent_decoded
from apidiff.openapi.version import is_3_0, is_before_3_2

_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_MAPPING = rb'"(?:mapping":\{(?:' + _TEXT + rb":" + _TEXT + rb',?)*\}|defaultMapping":' + _TEXT + rb")"
_OPERATION_REF = rb'"operationRef":"([^"\\]*(?:\\.[^"\\]*)*)"'
_STRING = rb':"([^"\\]*(?:\\.[^"\\]*)*)"'
_MAX_HOPS = 100
_DEEPEST = 40
_MOST_SHOWN = 4
_GONE: Any = object()
"""In place of a value: the member goes."""


def refers_to_files(compact: bytes, references: set[str]) -> bool:
    """Whether anything in the document may name another file."""
    if any(not reference.startswith("#") for reference in references):
        return True
    # In `mapping` and in `defaultMapping`.
    if b'apping":' in compact and any(
        names_a_file(unquoted(value)) and not value.startswith(b"#")
        for mapping in set(re.findall(_MAPPING, compact))
        for value in re.findall(_STRING, mapping)
    ):
        return True
    return b'"operationRef":' in compact and any(
        not value.startswith(b"#") for value in re.findall(_OPERATION_REF, compact)
    )


def names_schemes_elsewhere(document: dict[str, JSON]) -> bool:
    """Whether a security requirement may name a scheme by its URI (OpenAPI 3.2.0, 4.30)."""
    if is_before_3_2(document):
        return False
    owners = [document, *(operation.body for operation in operations(document, lenient=True))]
    lists = [owner.get("security") for owner in owners]
    requirements = [each for listed in lists if isinstance(listed, list) for each in listed if isinstance(each, dict)]
    return any(names_a_file(name) and not name.startswith("#") for name in set().union(*requirements))


class CircularReference(InputError):
    """References that lead to one another and to no value. The places of the bundle have names that no file has."""

    def __init__(self, way: list[str]) -> None:
        super().__init__(
            f"`{shortened(way[0])}` refers back to itself",
            hint="Let one of the references in the circle stand for a value.",
        )
        self.pointers = [way_point[1:] for way_point in way]

    def told(self, places: Mapping[str, Place]) -> str:
        """What is wrong, with where each part of the circle was written."""
        shown = [_written(places.get(pointer, Place(pointer=pointer))) for pointer in self.pointers]
        if len(shown) == 1:
            return f"{shown[0]} refers back to itself"
        return f"The references lead in a circle: {', '.join(shown[:_MOST_SHOWN])}{' ...' * (len(shown) > _MOST_SHOWN)}"


def _written(place: Place) -> str:
    return f"`{place.file or ''}#{shortened(place.pointer or '')}`"


class Unresolved(NamedTuple):
    """A `$ref` that leads to nothing, or round in a circle of references."""

    tokens: tuple[str, ...]
    """The place of its object."""
    reference: str
    kind: Kind
    error: InputError


def unresolved(document: dict[str, JSON], references: set[str]) -> Iterator[Unresolved]:
    """Each reference object whose `$ref` has no value at its end, in document order.

    `references` are all that occur in the document. A text in an example may look like a reference; only one that
    stands where a reference may stand counts.
    """
    anchors: dict[str, tuple[str, ...]] | None = None
    faults: dict[str, InputError] = {}
    for reference in references:
        # Anchors take a walk over the document, and few descriptions have any.
        if anchors is None and reference[1:2] not in ("", "/"):
            anchors = anchors_of(document, OPENAPI)
        fault = _fault(document, reference, anchors or {})
        if fault is not None:
            faults[reference] = fault
    for tokens, reference, kind in holders(document) if faults else ():
        if reference in faults:
            yield Unresolved(tokens, reference, kind, faults[reference])


def _fault(document: dict[str, JSON], reference: str, anchors: dict[str, tuple[str, ...]]) -> InputError | None:
    seen = reference
    way: list[str] = []
    for _ in range(_MAX_HOPS):
        if not seen.startswith("#"):
            return None
        if seen == "#":
            return DanglingReference(
                "The reference leads to the whole description, not to a part of it",
                hint="Name the part that is meant: `#/components/schemas/NAME`.",
            )
        way.append(seen)
        try:
            if not seen.startswith("#/"):
                find_anchor(anchors, seen[1:], seen)
                return None
            value = resolve(document, seen)
        except InputError as error:
            return error
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return None
        # A circle that this reference only leads into is reported of the references that are part of it: each text that
        # occurs is followed by itself.
        seen = value["$ref"]
        if seen == reference and len(value) == 1:
            return CircularReference(way)
    return None


def holders(document: dict[str, JSON]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    """Every `$ref` where the specification knows references: the place of its object, the reference, and the kind of
    object that stands there; in document order."""
    for tokens, node, kind in parts(document):
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            yield tokens, node["$ref"], kind


def parts(document: dict[str, JSON]) -> Iterator[tuple[tuple[str, ...], JSON, Kind]]:
    """Every object and array of a kind that the specification knows, with its place; in document order.

    A reference may lead into an extension or another place of which the specification knows nothing. What stands there
    is of the kind that the reference stands for.
    """
    stack: list[tuple[tuple[str, ...], JSON, Kind]] = [((), document, OPENAPI)]
    led: set[tuple[str, str]] = set()
    while stack:
        tokens, node, kind = stack.pop()
        yield tokens, node, kind
        inner = [((*tokens, str(token)), child, child_kind) for token, child, child_kind in members(node, kind)]
        stack.extend(reversed(inner))
        ref = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(ref, str) and ref.startswith("#/") and kind is not DATA and (ref, kind.name) not in led:
            led.add((ref, kind.name))
            place = split(percent_decoded(ref[1:]))
            # Only a place in an extension or in data needs this; the walk reaches every other one by itself.
            target = find(document, ref) if kind_at(place) is DATA else ABSENT
            if isinstance(target, dict | list):
                stack.append((place, target, kind))


def settle(
    document: dict[str, JSON],
    found: Iterable[Unresolved],
    lost: Mapping[str, tuple[str, DanglingReference]],
    places: Callable[[list[str]], Mapping[str, Place]] | None = None,
) -> tuple[dict[str, JSON], tuple[Warned, ...], tuple[Hole, ...]]:
    """The document with schemas of which nothing is known in place of what `found` lacks, and what to warn of.

    `lost` are references to other files, by the ones that stand for them; `places` says where pointers were written.
    Raises any other fault of a reference.
    """
    edits: dict[tuple[str, ...], JSON] = {}
    warnings, holes = [], []
    # In 3.0 what stands beside a `$ref` is ignored (3.0.4, 4.7.23), so it must not begin to count now.
    siblings = not is_3_0(document)
    for each in found:
        reference, error = lost.get(each.reference, (each.reference, each.error))
        place = Place(pointer=join((*each.tokens, keyword_at(document, each.tokens))))
        if not isinstance(error, DanglingReference | CircularReference):
            error.place = place
            raise error
        if is_schema(each.kind):
            holder = find(document, join(each.tokens))
            gone = keyword_at(document, each.tokens)
            # From 3.1 on the keywords beside the `$ref` still restrict the value, whatever was behind it.
            others = {key: value for key, value in holder.items() if key != gone} if siblings else {}
            edits[each.tokens] = others | unknown(reference)
        else:
            holes.append(Hole(each.tokens, reference, each.kind.name))
        said = error.told(places(error.pointers)) if isinstance(error, CircularReference) and places else error.message
        message = f"{said}; what stood there is not known, and what hangs on it is undecided"
        warnings.append(Warned(message, error.place or place, error.hint))
    return edited(document, edits), tuple(warnings), tuple(holes)


def keyword_at(document: dict[str, JSON], tokens: tuple[str, ...]) -> str:
    """The keyword of a reference: a `$dynamicRef` that can lead to one place only is looked for as a `$ref`."""
    holder = find(document, join(tokens))
    return "$dynamicRef" if isinstance(holder, dict) and "$ref" not in holder and "$dynamicRef" in holder else "$ref"


def completed(base: Contract, revision: Contract) -> Contract:
    """The base with its holes filled: by what the revision has at the same reference, or at the same place.

    It keeps the list of them, so that what was filled in does not pass as known.
    """
    if not base.holes:
        return base
    edits: dict[tuple[str, ...], JSON] = {}
    for hole in base.holes:
        # What a reference into an extension leads to is of the kind that the reference stands for.
        kind = next((kind for kind in REFERABLE if kind.name == hole.kind), None) or kind_at(hole.tokens)
        # The same reference may lead to something in the revision; else the revision may have an object where the base
        # had the reference.
        for place in (hole.reference, join(hole.tokens)):
            value = find(revision.document, place) if place.startswith(("#", "/")) else ABSENT
            if isinstance(value, dict):
                edits[hole.tokens] = _without_schemas(value, kind, revision.document, hole.reference, 0)
                break
        else:
            edits[hole.tokens] = _GONE
    return base._replace(document=edited(base.document, edits))


def without_holes(contract: Contract) -> Contract:
    """A contract for a comparison with itself: what is not known is left out."""
    return completed(contract, contract)._replace(holes=())


def unknown(reference: str) -> dict[str, JSON]:
    """A schema of which nothing is known, in place of what a reference should lead to."""
    return {"$schema": f"{UNKNOWN_DIALECT}{shortened(reference)}"}


def _without_schemas(node: JSON, kind: Kind, document: dict[str, JSON], reference: str, depth: int) -> JSON:
    """A copy of an object that refers to nothing, with each schema in it replaced."""
    # References may lead in a circle, which is told elsewhere.
    for _ in range(_DEEPEST):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)) or is_schema(kind):
            break
        node = find(document, node["$ref"]) if node["$ref"].startswith("#") else {}
    if is_schema(kind):
        return unknown(reference)
    if depth > _DEEPEST or node is ABSENT:
        return {}
    if isinstance(node, list):
        inner = kind.item or DATA
        return [_without_schemas(item, inner, document, reference, depth + 1) for item in node]
    if not isinstance(node, dict) or kind is DATA:
        return node
    return {
        token: _without_schemas(child, kind.member(token) or DATA, document, reference, depth + 1)
        for token, child in node.items()
    }


def edited(document: dict[str, JSON], edits: Mapping[tuple[str, ...], JSON]) -> dict[str, JSON]:
    """The document with other values at some places; what does not change is shared."""
    if not edits:
        return document
    tree: dict[str, Any] = {}
    for tokens in edits:
        branch = tree
        for token in tokens:
            branch = branch.setdefault(token, {})

    def edit(node: JSON, branch: dict[str, Any], path: tuple[str, ...]) -> JSON:
        if path in edits:
            return edits[path]
        if isinstance(node, list):
            # Removed items go after all edits of the array are made: until then its indexes are those of the places.
            items = [
                edit(item, branch[str(number)], (*path, str(number))) if str(number) in branch else item
                for number, item in enumerate(node)
            ]
            return [item for item in items if item is not _GONE]
        members = {key: edit(node[key], branch[key], (*path, key)) if key in branch else node[key] for key in node}
        return {key: value for key, value in members.items() if value is not _GONE}

    new: dict[str, JSON] = edit(document, tree, ())
    return new
