"""What comparing finds: edits, and the findings that gather them by cause."""

from collections.abc import Callable, Iterator, Sequence
from enum import STRICT, IntFlag
from typing import Any, Literal, NamedTuple

from apidiff.model.change import Direction
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId


class Directions(IntFlag, boundary=STRICT):
    """In which directions a value travels: requests to the server; responses, webhooks and callbacks from it."""

    NEITHER = 0
    TO_SERVER = 1
    FROM_SERVER = 2
    BOTH = 3


NEITHER, TO_SERVER, FROM_SERVER, BOTH = (
    Directions.NEITHER,
    Directions.TO_SERVER,
    Directions.FROM_SERVER,
    Directions.BOTH,
)
DIRECTIONS: tuple[tuple[Directions, Direction], ...] = ((TO_SERVER, "to-server"), (FROM_SERVER, "from-server"))


class Absent:
    """The value of a keyword that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class Spot(NamedTuple):
    """A place in one document, by JSON Pointer, and the value there; `ABSENT`: the place only holds what is missing."""

    pointer: str
    value: JSON = ABSENT


class Restated(NamedTuple):
    """A change on the wire that tells of an edit of the second lens as well."""

    rules: frozenset[RuleId]
    """What it comes under."""
    places: tuple[tuple[Literal["base", "revision"], str], ...]
    """Where it stands: at one of these places, or in a keyword of one."""
    behind: frozenset[tuple[str, str]] = frozenset()
    """All that is compared there, with what is referred to: it may also stand at two of these, one of each side."""
    wholes: frozenset[tuple[str, str]] = frozenset()
    """The same, for one that speaks of two of these as wholes, whatever it comes under."""
    names: frozenset[str] = frozenset()
    """What it speaks of, all together where it is several changes."""


class Edit:
    """One difference, with the rule that it comes under. `params` fill the rule's sentence."""

    __slots__ = (
        "alone", "asks", "base", "causes", "deepest", "grows", "heir_required", "is_half", "loses", "mask", "met",
        "name", "names", "own", "params", "patch", "possibly_renamed_to", "question", "renamed_to", "restates",
        "revision", "rule", "together", "usual", "withdraws", "within",
    )  # fmt: skip

    def __init__(
        self,
        rule: RuleId,
        base: Spot | None,
        revision: Spot | None,
        name: str | None = None,
        renamed_to: str | None = None,
        *,
        params: dict[str, str] | None = None,
        asks: bool = False,
        patch: dict[str, JSON] | None = None,
        question: tuple[JSON, JSON, Literal["base", "revision", "both"]] | None = None,
        alone: bool = False,
        mask: Directions = BOTH,
        own: tuple[Any, Any] | None = None,
        names: Sequence[str] = (),
    ) -> None:
        self.rule = rule
        self.base = base
        self.revision = revision
        self.name = name
        self.renamed_to = renamed_to
        self.params = {} if params is None else params
        self.asks = asks
        """Whether containment decides it; else the policy's table does."""
        self.patch = patch
        """For one keyword: the revision's value, to be laid over the base alone (`ABSENT`: taken away)."""
        self.question = question
        """What to ask for this edit alone: two schemas, and whose document their references lead into."""
        self.alone = alone
        """Whether its question alone decides: of a name that clients know, whatever the schema around it admits."""
        self.mask = mask
        """The directions in which the edit can be seen at all."""
        self.is_half = False
        """Whether another edit tells of the same in the directions in which this one cannot be seen."""
        self.own = own
        """What the edit is on both sides, for its id, where that is more or less than the values of its spots: a spot
        (what stands there), a value, or a tuple of these."""
        self.usual: tuple[Spot, Spot] | None = None
        """Both places and what stands there if the edit is written the usual way, for its id; its spots otherwise."""
        self.names = tuple(names)
        """Every name that it speaks of, where these are several; its sentence shows the first ones."""
        self.grows = True
        """Of values that came: whether they came beside all that were there, so that clients may be asked to cope."""
        self.causes: tuple[Edit, ...] = ()
        """The edits of which it tells what they do together: it is another one where these are others."""
        self.loses: tuple[Edit, ...] = ()
        """The edits of names that went with it, told where it breaks nothing by itself."""
        self.together = ""
        """What edits of a rule have in common that one edit elsewhere made: they are told as one change."""
        self.met: tuple[str, ...] = ()
        """The places of the base at which it was made, where it was made at each of these by itself."""
        self.restates: tuple[Restated, ...] = ()
        """Of an edit of the second lens: the changes on the wire beside which, all together, it says nothing more."""
        self.within: tuple[str, str] | None = None
        """The schema objects in which it was made on both sides, where its spots do not say so."""
        self.deepest: tuple[Spot, Spot] | None = None
        """Where its spots read the same on both sides, in a `$ref`: the places behind it that hold what differs."""
        self.possibly_renamed_to: str | None = None
        """The name that something of the same shape came by, where this one went."""
        self.heir_required = False
        """Of a name that another one took the place of: whether whoever sends the thing has to send that one now."""

        self.withdraws = ""
        """How something leaves the gated part of the API that is described still; empty if nothing does."""

    def relocate(self, moved: Callable[[str], str]) -> None:
        """Put both places where `moved` says that they are written."""
        self.base, self.revision = (
            spot and Spot(moved(spot.pointer), spot.value) for spot in (self.base, self.revision)
        )
        if self.usual:
            first, second = self.usual
            self.usual = Spot(moved(first.pointer), first.value), Spot(moved(second.pointer), second.value)

    @property
    def key(self) -> tuple[str, ...]:
        """One edit has one key, however many operations lead to it."""
        return (
            self.rule,
            self.base.pointer if self.base else "",
            self.revision.pointer if self.revision else "",
            self.name or "",
            self.renamed_to or "",
            self.together,
        )


class Answer(NamedTuple):
    """What containment says of an edit in one direction.

    `safe`: no client that tolerates what it must can break (`None`: undecided). `same`: the values are the same set.
    """

    safe: bool | None
    same: bool = False
    witness: JSON = None
    has_witness: bool = False
    at: str = ""
    """What the witness is a payload of."""
    shown_in: int = 0
    """The operations (a bit set) whose payload it is; 0: it is no payload of one of them."""
    part: tuple[JSON, str] | None = None
    """The value that breaks where the edit was made, for the other operations, and what it is a value of."""
    reason: str | None = None


class Effect:
    """What an edit does in one direction: for whom, and what containment says (`None`: it was not asked)."""

    __slots__ = ("answer", "operations")

    def __init__(self, operations: int = 0, answer: Answer | None = None) -> None:
        self.operations = operations
        """A bit set over the operations of the comparison."""
        self.answer = answer

    @property
    def weight(self) -> int:
        """What weighs most where one edit is met in several places: refuted, undecided, safe, the same."""
        # Without a question the policy's table decides, whatever was answered elsewhere.
        if self.answer is None or self.answer.safe is False:
            return 3
        return 2 if self.answer.safe is None else 0 if self.answer.same else 1


class Finding:
    """One edit with its effects in each direction, one for each weight."""

    __slots__ = ("edit", "effects", "unreached")

    def __init__(self, edit: Edit, effects: dict[Direction, list[Effect]], *, unreached: bool = False) -> None:
        self.edit = edit
        self.effects = effects
        self.unreached = unreached
        """Whether it is in a component that no operation and no event leads to."""

    @property
    def mask(self) -> Directions:
        """The directions in which it has effects; both for what no operation leads to."""
        return Directions(sum(bit for bit, direction in DIRECTIONS if direction in self.effects)) or BOTH

    def note(self, direction: Direction, effect: Effect) -> None:
        """Add an effect; of those that weigh the same, the first answer that has a witness stands for all."""
        noted = self.effects.setdefault(direction, [])
        same = next((other for other in noted if other.weight == effect.weight), None)
        if same is None:
            noted.append(effect)
        else:
            same.operations |= effect.operations
            if effect.answer and effect.answer.has_witness and same.answer and not same.answer.has_witness:
                same.answer = effect.answer

    def among(self, operations: int) -> Iterator[tuple[Direction, Effect]]:
        """In each direction, what weighs most for some of these operations (a bit set); 0: for whatever there is."""
        for direction, effects in self.effects.items():
            seen = [e for e in effects if e.operations & operations or not operations]
            if seen:
                yield direction, max(seen, key=lambda effect: effect.weight)
