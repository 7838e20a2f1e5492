"""What comparing asks of containment: is the change safe in this direction, and is it a change at all?

To the server, what the base accepted must be accepted still: base ⊆ revision. From the server, what the revision sends
must be what a tolerant client of the base expects: revision ⊆ base, opened to unknown fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, Literal

from apidiff.comparing.asking.alphabet import (
    SCALAR_TEXTS,
    holds_nothing,
    holds_values,
    readings,
    represented_instance,
    written_alike,
)
from apidiff.comparing.asking.documents import Asked, Documents, Reading
from apidiff.comparing.asking.listing import contained_by_values
from apidiff.comparing.asking.possible_tags import PossibleTags
from apidiff.comparing.asking.projection import visible, written_in
from apidiff.comparing.asking.sample import build
from apidiff.comparing.asking.texts import STRING_TEXTS
from apidiff.comparing.asking.wire import PARAMETERS, PLAIN, RAW, own_ways
from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Answer, Directions, Edit
from apidiff.comparing.equality import same
from apidiff.comparing.schemas.conjunction import is_never
from apidiff.comparing.serialising import text_of
from apidiff.containment import Budget, Containment, is_same_formula, is_subschema
from apidiff.containment.confirm import confirmed, holds
from apidiff.containment.interpreting import NotInterpreted, is_valid
from apidiff.containment.limits import Exhausted, Meter
from apidiff.errors import InputError
from apidiff.model.contract import JSON, Contract
from apidiff.model.policy import Policy

MOST_SCHEMAS_ASKED = 50_000
"""How many schema objects all questions of one comparison may hold together; real descriptions stay under 10,000. It is
what ends a comparison in time whose every schema holds all others."""

MOST_STEPS_ASKED = 200_000
"""How many steps all questions of one comparison may take together: what ten of the hardest take. Real comparisons take
a few thousand. A question past them is undecided."""

CONTRADICTION = "the schema contradicts itself and admits no value, so nothing is proved"

LIMITED_AROUND = "no payload shows the difference: other schemas there already limit it"

TAKEN = "every value that is written as what was found is valid on both sides"

VALUES: dict[str, JSON] = {"type": ["array", "boolean", "number", "object", "string"]}

Side = Literal["base", "revision", "both"]
Parts = list[dict[str, JSON]]
"""The schema objects of one side that hold together."""


def tolerable(edit: Edit) -> bool:
    """Whether clients may be asked to tolerate the edit: what it does is asked without such tolerance."""
    return edit.grows and edit.rule in {"enum-value-added", "extensible-enum-value-added", "subtype-added"}


class Questions:
    """Asks, and remembers the answers by what was asked."""

    def __init__(self, base: Contract, revision: Contract, policy: Policy) -> None:
        self._base = base
        self._revision = revision
        self._formats = policy.formats
        self._tolerant = policy.new_enum_value == "additive"
        self._answers: dict[bytes, Any] = {}
        self.asked = {"proved": 0, "refuted": 0, "undecided": 0}
        self._steps = 0
        self.tags = PossibleTags(self._ask, policy.formats)
        self._documents = Documents(revision, policy.formats, self.tags.hold)

    def leave_out(self, key: tuple[int, int], names: AbstractSet[str], directions: Directions = BOTH) -> None:
        """See `Documents.leave_out`."""
        self._documents.leave_out(key, names, directions)

    def call(self, key: tuple[int, int], names: Mapping[str, str], direction: Directions) -> None:
        """See `Documents.call`."""
        self._documents.call(key, names, direction)

    def asks_as_one(self, sides: tuple[Parts, Parts], was: str, now: str, direction: Directions) -> bool:
        """Whether what a renamed property holds is asked about, under one name, by all parts that declare it."""
        to = was if direction == TO_SERVER else now
        return all(
            self._documents.is_called(written_in(contract, part), name, to, direction)
            for contract, parts, name in zip((self._base, self._revision), sides, (was, now), strict=True)
            for part in parts
            if isinstance(named := part.get("properties"), dict) and name in named
        )

    def ask_about(self, key: tuple[int, int], names: AbstractSet[str], directions: Directions = BOTH) -> None:
        """See `Documents.ask_about`."""
        self._documents.ask_about(key, names, directions)

    def know_by_map(self, key: tuple[int, int], name: str) -> None:
        """See `Documents.know_by_map`."""
        self._documents.know_by_map(key, name)

    def name_kinds(self, key: tuple[int, int], names: Mapping[str, str]) -> None:
        """See `Documents.name_kinds`."""
        self._documents.name_kinds(key, names)

    def know_elsewhere(self, led_by: Mapping[str, AbstractSet[tuple[int, int]]]) -> None:
        """See `Documents.know_elsewhere`."""
        self._documents.know_elsewhere(led_by)

    def know_at(self, holder: tuple[int, int]) -> None:
        """See `Documents.know_at`."""
        self._documents.know_at(holder)

    def admit(self, key: tuple[int, int], values: list[JSON], *, extensible: bool) -> None:
        """Let clients of the base take values that came to the enum of a schema object, as `written_in` the base.

        Or the tags that came to a discriminator, whose key is that of its own object.

        Only if the policy says so, or the enum itself.
        """
        if not self._tolerant and not extensible:
            return
        known = self._documents.admitted.setdefault(key, [])
        known.extend(value for value in values if value not in known)

    def tolerates(self, edit: Edit, direction: Directions) -> bool:
        """Whether clients tolerate an edit, by the policy or by the enum itself: values that the server sends."""
        asked = self._tolerant or edit.rule == "extensible-enum-value-added"
        return asked and tolerable(edit) and direction == FROM_SERVER

    def answer(
        self,
        base: JSON,
        revision: JSON,
        direction: Directions,
        travels: str = PLAIN,
        of: Side = "both",
        *,
        admitting: bool = True,
    ) -> Answer:
        """What containment says of one pair of schemas in one direction.

        The references in each lead into its own document, unless `of` names the document that both stand in: the base
        with an edit laid over it stands in the base's. The policy's exceptions are part of the question: from the
        server, closed objects of the base are open, and with `admitting` the values that came to an enum are in it.
        """
        old, new = self._sides(base, revision, of)
        sent, taking = (old, new) if direction == TO_SERVER else (new, old)
        is_read = direction == FROM_SERVER
        ask = partial(
            self._contained, sent, taking, direction, travels, tolerant=is_read, admitting=is_read and admitting
        )
        kept = ask()
        if kept.status == "refuted":
            # What is sent has no name that came to a closed object, say. Then it is asked about as it is written.
            never = travels == PLAIN and self._is_never_sent(sent, direction, kept.witness)
            if never and ask(sent_by_name=False).status == "proved":
                return Answer(safe=True, same=self.same(base, revision, direction, travels, of))
            return Answer(safe=False, witness=kept.witness, has_witness=True)
        if kept.status == "undecided":
            if travels != PLAIN and self._is_alike(old, new, direction, travels):
                return Answer(safe=True, same=True)
            return Answer(safe=None, reason=kept.reason)
        if self._is_vacuous(sent, direction, travels):
            # Everything follows from a contradiction. Only if both sides ask the same, whatever it is, is nothing
            # changed.
            alike = self._is_alike(old, new, direction, travels)
            return Answer(safe=True, same=True) if alike else Answer(safe=None, reason=CONTRADICTION)
        return Answer(safe=True, same=self.same(base, revision, direction, travels, of))

    def _is_never_sent(self, side: tuple[Contract, JSON], direction: Directions, witness: JSON) -> bool:
        """Whether a witness is valid only for having names that the policy decides on, and something else is sent."""
        as_written = Reading(direction)
        # Of a schema that admits nothing a proof would say nothing.
        return not self._is_admitted(side, as_written, witness) and self._has_values(side, as_written)

    def has_some(self, schema: JSON, of: Side, direction: Directions, travels: str = PLAIN) -> bool:
        """Whether a schema of one side is not known to contradict itself."""
        return not self._is_vacuous((self._base if of == "base" else self._revision, schema), direction, travels)

    def _is_vacuous(self, side: tuple[Contract, JSON], direction: Directions, travels: str) -> bool:
        """Whether a proof about a schema says nothing, since the schema admits no value though it does not say so.

        Real requests and payloads are then not what the description says: a `type` beside an `enum` of another type,
        a length that the `pattern` exceeds. A schema that is `false` or `not: {}` says that nothing may stand there.
        """
        # A guess that is valid settles nearly all schemas without a question.
        if _forbids(side[1]) or (travels == PLAIN and self._is_met(side, Reading(direction, by_name=True))):
            return False
        document = self._documents.of_both(
            side, (side[0], False), direction, travels, tolerant=False, beyond=("nothing", "nothing")
        )
        whole = document[0]
        return whole.exact and whole.complete and bool(self._ask(whole.document, False).status == "proved")

    def _is_met(self, side: tuple[Contract, JSON], reading: Reading) -> bool:
        """Whether a value that is easily guessed is valid under a schema; most schemas are met by one."""
        return self._admits(side, reading, build(self._documents.unfolded(side, reading).document)) is True

    def same(self, base: JSON, revision: JSON, direction: Directions, travels: str = PLAIN, of: Side = "both") -> bool:
        """Whether two schemas are proved to admit the same values, but for names that the policy decides on."""
        return self._same(self._sides(base, revision, of), direction, travels, by_name=True)

    def written_the_same(self, base: JSON, revision: JSON, travels: str = PLAIN, of: Side = "both") -> bool:
        """Whether two schemas are proved to admit the same values both ways: they are one schema, in two ways."""
        sides = self._sides(base, revision, of)
        return all(
            self._same(sides, direction, travels, by_name=False)
            and (not self._is_vacuous(sides[0], direction, travels) or self._is_alike(*sides, direction, travels))
            for direction in (TO_SERVER, FROM_SERVER)
        )

    def _is_alike(
        self, old: tuple[Contract, JSON], new: tuple[Contract, JSON], direction: Directions, travels: str
    ) -> bool:
        """Whether both sides ask the same of a value, whether or not some value meets it."""
        # Which texts they have may be unknown, and that they are those of the same values known all the same.
        ways = (PLAIN,) if travels == PLAIN else (PLAIN, travels)
        return any(self._is_one_formula(old, new, direction, way) for way in ways)

    def _is_one_formula(
        self, old: tuple[Contract, JSON], new: tuple[Contract, JSON], direction: Directions, travels: str
    ) -> bool:
        asked = self._documents.of_both(
            old,
            new,
            direction,
            travels,
            tolerant=False,
            beyond=("nothing", "nothing"),
            by_name=False,
            only_scalars=False,
        )
        if not all(side.exact and side.complete for side in asked):
            return False
        if same(*(side.document for side in asked)):
            return True
        try:
            found = _is_same_formula(asked[0].document, asked[1].document, self._formats)
        except InputError:
            return False
        self._steps += found.steps
        return bool(found.status == "proved")

    def _same(
        self,
        sides: tuple[tuple[Contract, JSON], tuple[Contract, JSON]],
        direction: Directions,
        travels: str,
        *,
        by_name: bool,
    ) -> bool:
        # What is `readOnly` or `writeOnly` asks for nothing in one direction: for both, each is asked about.
        ways = (TO_SERVER, FROM_SERVER) if direction == BOTH else (direction,)
        pairs = [(sub, sup, way) for way in ways for sub, sup in (sides, sides[::-1])]
        contained = (self._contained(sub, sup, way, travels, by_name=by_name) for sub, sup, way in pairs)
        return all(found.status == "proved" for found in contained)

    def tells_apart(
        self,
        base: JSON,
        revision: JSON,
        direction: Directions,
        instance: JSON,
        travels: str = PLAIN,
        of: Side = "both",
        *,
        by_name: bool = False,
        admitting: bool = True,
    ) -> bool:
        """Whether an instance is accepted where it used to be, or is sent now, and the other side rejects it."""
        old, new = self._sides(base, revision, of)
        sub, sup = (old, new) if direction == TO_SERVER else (new, old)
        narrow = Reading(direction, by_name=by_name)
        wide = narrow._replace(tolerant=direction == FROM_SERVER, beyond="anything")
        wide = wide._replace(admitting=wide.tolerant and admitting and bool(self._documents.admitted))
        if travels != PLAIN:
            sides = self._documents.of(sub, narrow), self._documents.of(sup, wide)
            # What is not sent shows nothing.
            if holds_nothing(instance, travels):
                return False
            strings = self._documents.strings(sides, travels)
            instance = represented_instance(instance, travels, strings)
            return any(
                all(side.exact for side in asked) and self._confirms(instance, asked[0].document, asked[1].document)
                for asked in self._documents.in_each_way(sides, travels, strings)
            )
        here = self._admits(sub, narrow, instance)
        there = self._admits(sup, wide, instance) if here else False
        # `None` is no answer: the interpreter does not know a keyword, so a validator has to say it.
        if here is not None and there is not None:
            return here and not there
        return self._confirms(instance, self._documents.of(sub, narrow)[0], self._documents.of(sup, wide)[0])

    def is_selected(self, schema: JSON, instance: JSON, direction: Directions, travels: str = PLAIN) -> bool:
        """Whether an instance that the accepting side admits is valid or has the tags that select what admits it.

        As far as is known: of texts it is not asked.
        """
        contract, reading = self.accepting(direction), Reading(direction)
        if travels != PLAIN or not self._documents.overlaps(contract, reading):
            return True
        return self._is_admitted((contract, schema), reading._replace(by_validation=True), instance)

    def admits(self, of: Literal["base", "revision"], schema: JSON, instance: JSON, direction: Directions) -> bool:
        """Whether an instance is valid under a schema of one side, as it is written; false if that cannot be told."""
        side = (self._base if of == "base" else self._revision, schema)
        return self._is_admitted(side, Reading(direction), instance)

    def _is_admitted(self, side: tuple[Contract, JSON], reading: Reading, instance: JSON) -> bool:
        found = self._admits(side, reading, instance)
        return self._confirms(instance, self._documents.of(side, reading)[0], False) if found is None else found

    def _confirms(self, instance: JSON, sub: JSON, sup: JSON) -> bool:
        """Whether a validator finds an instance valid under `sub` and not under `sup`; false past the total."""
        meter = Meter(Budget(max(0, min(Budget().steps, MOST_STEPS_ASKED - self._steps))))
        try:
            return confirmed(instance, sub, sup, self._formats, meter, contents=True)
        except Exhausted:
            return False
        finally:
            self._steps += meter.spent

    def note_variant(self, instance: JSON, like: JSON, at: str | int) -> None:
        """See `Documents.note_variant`."""
        self._documents.note_variant(instance, like, at)

    def travels(self, schema: JSON, direction: Directions) -> bool:
        """Whether a property of the side that accepts travels in a direction."""
        return bool(visible(self.accepting(direction), schema) & direction)

    def sample(self, schema: JSON, direction: Directions, like: JSON) -> tuple[JSON] | None:
        """An instance for the side that accepts: `like` itself if it is one. In a tuple; it may be null."""
        side = self.accepting(direction), schema
        return (like,) if self._admits(side, Reading(direction), like) else self.some(schema, direction)

    def some(self, schema: JSON, direction: Directions, also: JSON = True) -> tuple[JSON] | None:
        """An instance for the side that accepts, valid under another schema too that refers to nothing."""
        side = self.accepting(direction), schema if also is True else {"allOf": [schema, also]}
        reading = Reading(direction)
        guess = build(self._documents.unfolded(side, reading).document)
        if self._admits(side, reading, guess):
            if self.is_selected(side[1], guess, direction):
                return (guess,)
            of_one = reading._replace(by_validation=True)
            tagged = build(self._documents.unfolded(side, of_one).document)
            return (tagged,) if self._admits(side, of_one, tagged) else (guess,)
        found = self._ask(self._documents.of(side, reading)[0], False)
        return (found.witness,) if found.status == "refuted" else None

    def can_have(
        self,
        of: Literal["base", "revision"],
        schema: JSON,
        names: list[str],
        direction: Directions,
        *,
        guess: bool = False,
    ) -> bool | None:
        """Whether some object that is valid under a schema of one side has all these names; `None` if undecided.

        With `guess`, only what is easily guessed is tried.
        """
        having: JSON = {"type": "object", "required": names}
        side = (self._base if of == "base" else self._revision), {"allOf": [schema, having]}
        reading = Reading(direction)
        if self._is_met(side, reading):
            return True
        if guess:
            return None
        asked = self._documents.of(side, reading)
        found = self._ask(asked.document, False)
        if found.status == "refuted":
            return True
        # Past the limit references stand for nothing here: that an incomplete document is empty proves nothing.
        return False if found.status == "proved" and asked.complete else None

    def may_admit_objects(self, of: Literal["base", "revision"], schema: JSON) -> bool:
        """Whether some object may be valid under a schema of one side.

        False only if it is proved that none is, and that some other value is: of a schema that contradicts itself
        nothing is proved.
        """
        ways = (TO_SERVER, FROM_SERVER)
        side = (self._base if of == "base" else self._revision), schema
        return any(
            self.can_have(of, schema, [], way) is not False or not self._has_values(side, Reading(way)) for way in ways
        )

    def _has_values(self, side: tuple[Contract, JSON], reading: Reading) -> bool:
        """Whether it is proved that some value is valid under a schema of one side."""
        return self._is_met(side, reading) or self._ask(self._documents.of(side, reading).document, False).status == (
            "refuted"
        )

    def accepting(self, direction: Directions) -> Contract:
        """The contract of the side that accepts a witness."""
        return self._base if direction == TO_SERVER else self._revision

    def _sides(self, base: JSON, revision: JSON, of: Side) -> tuple[tuple[Contract, JSON], tuple[Contract, JSON]]:
        first = self._revision if of == "revision" else self._base
        second = self._base if of == "base" else self._revision
        return (first, base), (second, revision)

    def _contained(
        self,
        sub: tuple[Contract, JSON],
        sup: tuple[Contract, JSON],
        direction: Directions,
        travels: str,
        *,
        tolerant: bool = False,
        by_name: bool = True,
        sent_by_name: bool = True,
        admitting: bool = False,
    ) -> Any:
        if self._documents.size > MOST_SCHEMAS_ASKED:
            return Containment("undecided", reason="the comparison has asked about more schemas than it may")
        read = partial(
            self._documents.of_both,
            sub,
            sup,
            direction,
            tolerant=tolerant,
            by_name=by_name,
            sent_by_name=sent_by_name,
            admitting=admitting,
        )
        found = self._contained_in(read, sub, Reading(direction, by_name=by_name), travels)
        # A list within a parameter's list has no defined text: below, a clearer witness is looked for.
        unclear = found.status == "refuted" and holds_values(found.witness, travels)
        if travels == PLAIN or (found.status != "proved" and not unclear):
            return found
        # A text without a type is read in two ways: as any value, as a validator does, and as what its keywords speak
        # of. A proof has to hold in both, and a refutation in either counts.
        asked = read(travels, beyond=("anything", "nothing"), by_keywords=True)
        if not any(side.speaks for side in asked):
            return found
        other = self._contained_in(partial(read, by_keywords=True), sub, Reading(direction, by_name=by_name), travels)
        return found if unclear and other.status != "refuted" else other

    def _contained_in(
        self,
        read: Callable[..., tuple[Asked, Asked]],
        sub: tuple[Contract, JSON],
        reading: Reading,
        travels: str,
    ) -> Any:
        """Whether one side is contained in the other, as they are read in one way."""
        # What is past the limit is anything on the smaller side and nothing on the larger one: a proof then holds,
        # whatever it is.
        asked = read(travels, beyond=("anything", "nothing"))
        if not (asked[0].exact and asked[1].exact):
            found = self._of_values(read, is_apart=asked[1].has_file)
            return self._of_more(read, asked, found) if asked[0].wider and asked[1].exact else found
        found = self._ask(asked[0][0], asked[1][0])
        if found.status != "proved" and not (asked[0][1] and asked[1][1]):
            # The other way round, a refutation holds whatever it is, and a proof says nothing.
            asked = read(travels, beyond=("nothing", "anything"))
            found = self._ask(asked[0][0], asked[1][0], refute=True)
        if travels != PLAIN and found.status == "refuted":
            strings = self._documents.strings(read(PLAIN, beyond=("anything", "nothing")), travels)
            found = self._with_a_text(found, asked, travels)
            # A field without a type is one part, and so has fewer texts than its values have.
            is_one_to_all = found.status == "refuted" and not asked[1].has_file
            if is_one_to_all and self._is_taken(found.witness, read, travels):
                return Containment("undecided", reason=TAKEN)
            admits = partial(self._is_admitted, sub, reading)
            # The witness is a value of the alphabet, such as `5` for the text of the string `"5"`. The value that is
            # shown has to be one that the schema itself admits.
            alike = written_alike(found.witness, travels, strings) if found.status == "refuted" else ()
            return next((found._replace(witness=each) for each in alike if admits(each)), found)
        return found

    def _is_taken(self, witness: JSON, read: Callable[..., tuple[Asked, Asked]], travels: str) -> bool:
        """Whether the larger side takes every value that is written as the witness is: then no reading refuses it.

        The values are held against the schema as JSON, which shares nothing with how texts are made out of schemas.
        """
        larger = read(PLAIN, beyond=("nothing", "nothing"))[1]
        values = readings(witness, travels)
        if values is None or not larger.complete:
            return False
        try:
            return all(is_valid(value, larger.document, self._formats, contents=True) for value in values)
        except (NotInterpreted, ValueError):
            return all(holds(value, larger.document, self._formats, contents=True) for value in values)

    def _with_a_text(self, found: Any, asked: tuple[Asked, Asked], travels: str) -> Any:
        """A refutation of texts, by a witness that is sent if there is one: no null is in it, nor a list in a list."""
        if travels == RAW and not isinstance(found.witness, str):
            # A body is a text, whatever it holds. Null has none: if nothing else makes a difference, there is none.
            for kinds in (STRING_TEXTS, VALUES):
                other = self._ask(_with(asked[0].document, kinds), asked[1].document)
                if other.status == "refuted":
                    return other
            return other if found.witness is None else found
        if holds_nothing(found.witness, travels):
            as_json = {name: True for name, way in own_ways(travels).items() if way == PLAIN}
            # In a form, a list of one stands as its item; below an object in a parameter it stands as it is.
            least: dict[str, JSON] = {"minItems": 1, "minProperties": 1} if travels in PARAMETERS else {"minItems": 2}
            sent: dict[str, JSON] = {**VALUES, "items": VALUES, **least}
            keywords: dict[str, JSON] = {"additionalProperties": sent, "items": sent, "properties": as_json}
            # The same question about values that are sent. If that is proved, only what is never sent made the
            # difference.
            other = self._ask(_with(asked[0].document, {**VALUES, **keywords}), asked[1].document)
            found = found if other.status == "undecided" else other
        if found.status == "refuted" and holds_values(found.witness, travels):
            scalars = dict.fromkeys(("additionalProperties", "items"), SCALAR_TEXTS)
            other = self._ask(_with(asked[0].document, scalars), asked[1].document)
            found = other if other.status == "refuted" else found
        return found

    def _of_values(self, read: Callable[..., tuple[Asked, Asked]], *, is_apart: bool) -> Any:
        """What is proved of the values holds for their texts, which are not known exactly; nothing else does.

        Not if the larger side `is_apart`: if it has a field without a type, which is one part, of fewer texts.
        """
        if not is_apart:
            asked = read(PLAIN, beyond=("anything", "nothing"))
            sub = _with(asked[0][0], VALUES)  # null has no text
            found = self._ask(sub, asked[1][0])
            # A schema of null alone has no text, so that a proof about its values would say nothing.
            if found.status == "proved" and self._ask(sub, False).status != "proved":
                return found
        return Containment("undecided", reason="which texts the schema admits is not known exactly")

    def _of_more(self, read: Callable[..., tuple[Asked, Asked]], asked: tuple[Asked, Asked], found: Any) -> Any:
        """What was found of the values, or a proof of all texts and more, if the smaller side has values at all."""
        if found.status == "proved":
            return found
        of_all = self._ask(asked[0].document, asked[1].document)
        if of_all.status != "proved":
            return found
        values = read(PLAIN, beyond=("nothing", "nothing"))[0]
        return found if self._ask(_with(values.document, VALUES), False).status == "proved" else of_all

    def _admits(self, side: tuple[Contract, JSON], reading: Reading, instance: JSON) -> bool | None:
        """Whether a schema admits an instance; `None` where that takes a validator."""
        try:
            unfolded = self._documents.unfolded(side, reading)
            return is_valid(instance, unfolded.document, self._formats, known=unfolded.known, contents=True)
        except (NotInterpreted, ValueError):
            return None

    def _ask(self, sub: JSON, sup: JSON, *, refute: bool = False) -> Any:
        # Sorted, since the order of keywords makes no other question.
        key = text_of([sub, sup, refute], sort=True)
        if key not in self._answers:
            found = contained_by_values(sub, sup, self._formats)
            # Long lists were answered by hashing, and take no steps.
            if found is not None:
                pass
            elif self._steps < MOST_STEPS_ASKED:
                found = _asked(sub, sup, self._formats)
                self._steps += found.steps
            else:
                found = Containment("undecided", reason="the comparison has taken all the steps that it may")
            # What is past the limit is nothing on one side here, or anything on the other: no proof of the schemas.
            if refute and found.status == "proved":
                found = Containment("undecided", reason="more references than one question may hold")
            self.asked[found.status] += 1
            self._answers[key] = found
        return self._answers[key]


def _with(document: JSON, keywords: dict[str, JSON]) -> JSON:
    """The document beside other keywords."""
    root, defs = document, {}
    if isinstance(document, dict) and "$defs" in document:
        root, defs = {k: v for k, v in document.items() if k != "$defs"}, {"$defs": document["$defs"]}
    return {**keywords, "allOf": [root], **defs}


def _forbids(schema: JSON) -> bool:
    """Whether a schema is written to admit nothing."""
    members = schema.get("allOf") if isinstance(schema, dict) else None
    return is_never(schema) or (isinstance(members, list) and any(map(_forbids, members)))


def _is_same_formula(one: JSON, other: JSON, formats: Literal["assert", "annotate"]) -> Any:
    return is_same_formula(one, other, formats=formats, contents="assert")


def _asked(sub: JSON, sup: JSON, formats: Literal["assert", "annotate"]) -> Any:
    """A schema that is none (an unknown type, say) decides nothing; the change is shown, not the error."""
    try:
        return is_subschema(sub, sup, formats=formats, contents="assert")
    except InputError as error:
        return Containment("undecided", reason=error.message)
