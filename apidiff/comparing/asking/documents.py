"""Documents of schemas, as questions ask about them: projected for one direction, in JSON or in texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from apidiff.comparing.asking.alphabet import restricted
from apidiff.comparing.asking.projection import CanBeTagged, Opening, Projection, Stand, written_in
from apidiff.comparing.asking.texts import Options, Texts
from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Directions
from apidiff.containment.choosing import Known
from apidiff.containment.varied import Variant, Variants
from apidiff.model.contract import JSON, Contract


class Reading(NamedTuple):
    """How a schema is read for one question."""

    direction: Directions
    tolerant: bool = False
    by_name: bool = False
    """Whether what only one side names is left to the policy."""
    admitting: bool = False
    """Whether values that came to an enum count as values that a client takes."""
    beyond: Stand = "nothing"
    by_validation: bool = False
    """See `Projection.by_validation`."""


class _Projected(NamedTuple):
    """What came of it, for as long as the names left out stay the same."""

    schema: JSON
    """Kept, so that its identity stays its own."""
    document: JSON
    complete: bool


class Asked(NamedTuple):
    """One side of a question: its document, and whether all its references are in it."""

    document: JSON
    complete: bool
    dialect: str
    exact: bool = True
    """Whether it says all that the schema does, and no more."""
    wider: bool = False
    """See `Texts.wider`."""
    has_file: bool = False
    """See `Texts.has_file`."""
    speaks: bool = False
    """See `Texts.speaks`."""


class _Read(NamedTuple):
    """A document in texts."""

    of: JSON
    """The document that it was made of, kept so that its identity stays its own."""
    document: JSON
    exact: bool
    wider: bool
    has_file: bool
    speaks: bool


class _Unfolded(NamedTuple):
    """A schema as a document of its own that grows with what instances meet."""

    schema: JSON
    """Kept, so that its identity stays its own."""
    document: dict[str, JSON]
    known: Known


class Documents:
    """Makes documents of schemas, for questions: each schema read in one way is projected once.

    `revision`: the contract that what is `Foreign` in a schema of the base stands in.
    """

    def __init__(self, revision: Contract, formats: Literal["assert", "annotate"], can_be_tagged: CanBeTagged) -> None:
        self._revision = revision
        self._can_be_tagged = can_be_tagged
        self._formats = formats
        self._unpaired: dict[Directions, dict[tuple[int, int], set[str]]] = {TO_SERVER: {}, FROM_SERVER: {}}
        """By direction, see `Projection.unpaired`; the walk notes them as it matches properties."""
        self._known: dict[tuple[tuple[int, int], Directions], set[str]] = {}
        """Names that some client of the base knows in the place of a schema object: never left out there."""
        self._called: dict[tuple[tuple[int, int], Directions], dict[str, str]] = {}
        """See `Projection.called`."""
        self._led_by: Mapping[str, AbstractSet[tuple[int, int]]] = {}
        """See `know_elsewhere`."""
        self._unpaired_places: set[tuple[int, int]] = set()
        """References that nothing of the base is compared with."""
        self.admitted: dict[tuple[int, int], list[JSON]] = {}
        """See `Projection.admitted`."""
        self._named: dict[tuple[int, int], dict[str, str]] = {}
        """See `Projection.named`."""
        self._mapped: dict[tuple[int, int], set[str]] = {}
        """See `Projection.mapped`."""
        self._projected: dict[tuple[tuple[int, int], Reading, bool], _Projected] = {}
        self._unfolded: dict[tuple[tuple[int, int], Reading], _Unfolded] = {}
        self._unfolding: dict[tuple[int, Reading], tuple[Projection, Known]] = {}
        """What all documents share that one contract gives in one reading: a chain of schemas is projected once."""
        self._texts: dict[tuple[int, str, str, frozenset[str], bool, bool], _Read] = {}
        self._openings: dict[int, Opening] = {}
        self._variants: Variants = {}
        self.size = 0

    def leave_out(self, key: tuple[int, int], names: AbstractSet[str], directions: Directions = BOTH) -> None:
        """Leave properties of a schema object, as `written_in` its document, out of the questions to come."""
        for direction, unpaired in self._unpaired.items():
            if direction & directions:
                self._change(unpaired.get(key, set()) | names, key, direction)

    def call(self, key: tuple[int, int], names: Mapping[str, str], direction: Directions) -> None:
        """Ask what properties of a schema object hold under other names, though the names are left out.

        An object can be in several pairs: what has another name in each of them is not asked about at all.
        """
        known = self._called.get((key, direction))
        called = {**names} if known is None else {n: to for n, to in known.items() if names.get(n) == to}
        if called != (known or {}):
            self._forget()
        self._called[key, direction] = called

    def is_called(self, key: tuple[int, int], name: str, to: str, direction: Directions) -> bool:
        """Whether what a property of a schema object holds is asked about under a name."""
        return self._called.get((key, direction), {}).get(name) == to and name in self._unpaired[direction].get(key, ())

    def ask_about(self, key: tuple[int, int], names: AbstractSet[str], directions: Directions = BOTH) -> None:
        """Ask about such properties all the same, now and ever: an object can stand in several places."""
        for direction, unpaired in self._unpaired.items():
            if direction & directions:
                self._known.setdefault((key, direction), set()).update(names)
                self._change(unpaired.get(key, set()), key, direction)

    def know_by_map(self, key: tuple[int, int], name: str) -> None:
        """Keep alternatives closed to a name that a map in another one, as `written_in` its document, knows."""
        if name not in self._mapped.setdefault(key, set()):
            self._mapped[key].add(name)
            self._forget()

    def name_kinds(self, key: tuple[int, int], names: Mapping[str, str]) -> None:
        """Let a discriminator, as `written_in` its document, select by names that its mapping leaves unsaid.

        Each with a tag that the mapping has for the same child.
        """
        known = self._named.setdefault(key, {})
        if not names.items() <= known.items():
            known.update(names)
            self._forget()

    def know_elsewhere(self, led_by: Mapping[str, AbstractSet[tuple[int, int]]]) -> None:
        """Leave names of components out only where these schema objects refer to them.

        A component that both sides have, and that comes to a place where the base has something else, has new names
        there. Where it was before, clients know all of them.
        """
        if led_by != self._led_by:
            self._led_by = led_by
            self._forget()

    def know_at(self, holder: tuple[int, int]) -> None:
        """Leave no name out of what a schema object refers to: nothing of the base is compared with it there."""
        if holder not in self._unpaired_places:
            self._unpaired_places.add(holder)
            self._forget()

    def _is_known(self, holder: tuple[int, int], ref: str) -> bool:
        leading = self._led_by.get(ref)
        return holder in self._unpaired_places or (leading is not None and holder not in leading)

    def _change(self, names: AbstractSet[str], key: tuple[int, int], direction: Directions) -> None:
        left_out = {*names} - self._known.get((key, direction), set())
        # To forget is expensive, since all documents are projected again: only if something changes.
        if left_out != self._unpaired[direction].get(key, set()):
            self._unpaired[direction][key] = left_out
            self._forget()

    def _forget(self) -> None:
        """Project all again."""
        # Not `_texts`: they are found by the identity of the document that they were read from, and that one is kept
        # with them.
        for known in (self._projected, self._unfolded, self._unfolding):
            known.clear()

    def note_variant(self, instance: JSON, like: JSON, at: str | int) -> None:
        """Remember that an instance is another one with another value in one place."""
        self._variants[id(instance)] = Variant(instance, like, at)

    def of_both(
        self,
        sub: tuple[Contract, JSON],
        sup: tuple[Contract, JSON],
        direction: Directions,
        travels: str,
        *,
        tolerant: bool,
        beyond: tuple[Stand, Stand],
        by_name: bool = True,
        sent_by_name: bool = True,
        admitting: bool = False,
        by_keywords: bool = False,
        only_scalars: bool = True,
    ) -> tuple[Asked, Asked]:
        """Both schemas as documents of their own; `sent_by_name` says of the first what `by_name` says of both."""
        narrow = Reading(direction, by_name=by_name and sent_by_name, beyond=beyond[0])
        # Where no values were admitted, the two readings are one and share their documents.
        wide = Reading(direction, tolerant, by_name, admitting and bool(self.admitted), beyond[1])
        sides = self.of(sub, narrow), self.of(sup, wide)
        if travels == PLAIN:
            return sides
        strings = self.strings(sides, travels)
        return self._in_texts(sides, travels, strings, by_keywords=by_keywords, only_scalars=only_scalars)

    def strings(self, sides: tuple[Asked, Asked], travels: str) -> frozenset[str]:
        """What stands as strings on both sides, since one of them restricts its texts."""
        first, second = (restricted(side.document, travels) for side in sides)
        return first | second

    def _in_texts(
        self,
        sides: tuple[Asked, Asked],
        travels: str,
        strings: frozenset[str],
        *,
        by_keywords: bool = False,
        only_scalars: bool = True,
    ) -> tuple[Asked, Asked]:
        """Both documents as those of the texts that they admit.

        `by_keywords` and, for the smaller side, `only_scalars`: as in `Options`.
        """
        first = self._in_text(sides[0], travels, strings, by_keywords=by_keywords, only_scalars=only_scalars)
        second = self._in_text(sides[1], travels, strings, by_keywords=by_keywords, only_scalars=False)
        # Equal documents have equal texts, even if what is read from them is not exact.
        if sides[0].document == sides[1].document:
            return first._replace(exact=True), second._replace(exact=True)
        return first, second

    def in_each_way(
        self, sides: tuple[Asked, Asked], travels: str, strings: frozenset[str]
    ) -> Iterator[tuple[Asked, Asked]]:
        """The documents of the texts of both sides, in each way in which texts without a type may be read."""
        yield self._in_texts(sides, travels, strings)
        by_keywords = self._in_texts(sides, travels, strings, by_keywords=True)
        if any(side.speaks for side in by_keywords):
            yield by_keywords

    def _in_text(
        self, side: Asked, travels: str, strings: frozenset[str], *, by_keywords: bool, only_scalars: bool
    ) -> Asked:
        key = id(side.document), side.dialect, travels, strings, by_keywords, only_scalars
        if key not in self._texts:
            options = Options(self._formats == "assert", side.dialect != "3.0", by_keywords, only_scalars)
            texts = Texts(side.document, travels, strings, options)
            document = texts.document()
            self._texts[key] = _Read(side.document, document, texts.exact, texts.wider, texts.has_file, texts.speaks)
        read = self._texts[key]
        return side._replace(
            document=read.document, exact=read.exact, wider=read.wider, has_file=read.has_file, speaks=read.speaks
        )

    def of(self, side: tuple[Contract, JSON], reading: Reading) -> Asked:
        """A schema as a document of its own, made once; and whether all its references are in it."""
        contract, schema = side
        at = written_in(contract, schema)
        # Nothing in it would be opened, so that it shares the document of the strict reading.
        if reading.tolerant and not reading.admitting and not self._opening(contract).of(schema):
            reading = reading._replace(tolerant=False)
        complete = (at, reading._replace(beyond="nothing"), True)  # where nothing is beyond, it stands for nothing
        partial = (at, reading, False)
        known = self._projected.get(complete) or self._projected.get(partial)
        if known is None:
            projection = self._projection(contract, reading)
            known = _Projected(schema, projection.document(schema), projection.complete)
            self.size += projection.size
            self._projected[complete if known.complete else partial] = known
        return Asked(known.document, known.complete, contract.dialect)

    def unfolded(self, side: tuple[Contract, JSON], reading: Reading) -> _Unfolded:
        """A schema as a document of which only what is looked at is projected; the same one each time."""
        contract, schema = side
        key = (written_in(contract, schema), reading)
        if key not in self._unfolded:
            shared = id(contract), reading
            if shared not in self._unfolding:
                self._unfolding[shared] = self._projection(contract, reading), Known(variants=self._variants)
            projection, known = self._unfolding[shared]
            self._unfolded[key] = _Unfolded(schema, projection.unfolding(schema), known)
        return self._unfolded[key]

    def overlaps(self, contract: Contract, reading: Reading) -> bool:
        """Whether `Projection.overlaps` holds of what was unfolded so far."""
        shared = self._unfolding.get((id(contract), reading))
        return shared is not None and shared[0].overlaps

    def _projection(self, contract: Contract, reading: Reading) -> Projection:
        return Projection(
            contract=contract,
            direction=reading.direction,
            foreign=self._revision,
            opening=self._opening(contract) if reading.tolerant else None,
            unpaired=self._unpaired.get(reading.direction, self._unpaired[TO_SERVER]) if reading.by_name else {},
            called=self._called if reading.by_name else {},
            beyond=reading.beyond,
            admitted=self.admitted if reading.admitting else {},
            mapped=self._mapped,
            named=self._named,
            can_be_tagged=self._can_be_tagged,
            is_known=self._is_known if self._led_by or self._unpaired_places else None,
            by_validation=reading.by_validation,
        )

    def _opening(self, contract: Contract) -> Opening:
        return self._openings.setdefault(id(contract), Opening(contract))
