"""A change, and the comparison that holds the changes between two contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from apidiff.errors import Place
from apidiff.model.contract import JSON, UNVERSIONED, Warned
from apidiff.model.digest import Digest
from apidiff.model.rule_ids import RuleId

Direction = Literal["to-server", "from-server"]
ChangeClass = Literal["breaking", "additive", "neutral"]
Verdict = Literal["breaking", "additive", "neutral", "identical"]
Lens = Literal["wire", "client-library"]
Treatment = Literal["excluded", "reported", "gated"]
"""Of a part of the API: neither judged nor published, shown without being refused, or judged."""


class Treated(NamedTuple):
    """How a part of the API is treated, and what in the policy says so."""

    treatment: Treatment
    by: str = ""
    reason: str = ""
    """Why, in the words of who wrote the policy."""
    unless_breaking: bool = False
    """Whether it is gated after all where it breaks clients: of what came inside of something that is gated."""

    @property
    def is_gated(self) -> bool:
        return self.treatment == "gated"

    @property
    def says(self) -> str:
        """What says so, and why: ``x-internal` (partners never see it)`."""
        return f"{self.by} ({self.reason})" if self.reason else self.by


GATED = Treated("gated")

ID_SCHEME = 2
"""The number of the way in which ids are made. Ids of different schemes say nothing of each other."""
ID_DIGITS = 32
"""How many hexadecimal digits an id has: 128 bits."""
SHOWN_DIGITS = 12
"""How many digits of an id people see and type."""

CLASSES: tuple[ChangeClass, ...] = ("breaking", "additive", "neutral")


def worst(classes: Iterable[ChangeClass]) -> ChangeClass:
    """The class that weighs most: breaking before additive before neutral."""
    # `CLASSES` begins with the worst one.
    return min(classes, key=CLASSES.index, default="neutral")


def by_class(changes: Iterable[Change]) -> dict[ChangeClass, int]:
    """How many changes there are of each class."""
    # Also those of which there is none: readers of the JSON find each class.
    found: dict[ChangeClass, int] = dict.fromkeys(CLASSES, 0)
    for change in changes:
        found[change.cls] += 1
    return found


class Side(NamedTuple):
    """One side of a change: where it stands in the bundled description, and where that was written."""

    pointer: str
    value: JSON = None
    file: str | None = None
    line: int | None = None
    is_left_out: bool = False
    """Whether there is a value, which is too long to be told."""

    @property
    def place(self) -> Place:
        return Place(self.file, self.pointer, self.line)

    def to_dict(self) -> dict[str, Any]:
        return {"pointer": self.pointer, "file": self.file, "line": self.line, "value": self.value}


class Witness(NamedTuple):
    """A payload that one side accepts and the other rejects; a validator confirmed both."""

    instance: JSON
    accepted_by: Literal["base", "revision"]
    rejected_by: Literal["base", "revision"]
    at: str = ""
    """What the payload is: `request body of POST /v1/leads`, or the schema that it is an instance of."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "instance": self.instance,
            "accepted_by": self.accepted_by,
            "rejected_by": self.rejected_by,
            "at": self.at,
        }


class Broken(NamedTuple):
    """An operation, event or callback that a change breaks, in one direction."""

    name: str
    direction: Direction | None
    """`None` where an entry names it without: in both."""


class Impact(NamedTuple):
    """What a change means in one direction, and for which operations, events and callbacks."""

    direction: Direction
    cls: ChangeClass
    operations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"direction": self.direction, "class": self.cls, "operations": list(self.operations)}


class Gone(NamedTuple):
    """Something that a change takes away, on the base side."""

    pointer: str
    """Its place; of a value, the place of the schema that lists it."""
    name: str
    value: str | None = None
    """Of a value of a list: as JSON, the keys of objects sorted."""
    left: str = ""
    """How it left the gated part of the API, if it is described still: `no longer public`."""


class Change(NamedTuple):
    """One edit of the contract, classified. `id` is 32 hex digits and survives unrelated edits."""

    id: str
    rule: RuleId
    cls: ChangeClass
    title: str
    name: str | None = None
    names: tuple[str, ...] = ()
    """Every name that it speaks of; its title shows the first ones."""
    renamed_to: str | None = None
    renamed_from: str | None = None
    """The name that an entry declares to have become this one: the change of that name tells of both."""
    possibly_renamed_to: str | None = None
    """The name of something of the same shape that came where this went."""
    kind: str = ""
    """What goes by its name: `property`, `query parameter`."""
    holder: str = ""
    """What has it, in words that a sentence can take: `schema `Lead``."""
    caution: bool = False
    undecided: bool = False
    unreached: bool = False
    """Whether it is in a component that no operation and no event leads to."""
    reason: str | None = None
    """Why it is undecided, or what softened or hardened its class (a policy's override, a proof)."""
    lens: Lens = "wire"
    counted: bool = True
    """Whether verdicts, summaries and exit codes count it, rather than only report it."""
    treatment: Treatment = "gated"
    """How the policy treats the part of the API that it belongs to; only what is gated counts."""
    treated_by: str = ""
    """What in the policy says so, and why; empty for what is gated."""
    path_version: str = UNVERSIONED
    clause: str = ""
    hint: str = ""
    impacts: tuple[Impact, ...] = ()
    base: Side | None = None
    revision: Side | None = None
    also: tuple[str, ...] = ()
    """Pointers of further places where the same edit was made, on the side where it is visible."""
    witness: Witness | None = None
    gone: tuple[Gone, ...] = ()
    """What it takes away and a description can mark as deprecated; operations are listed as such."""
    heir_breaks: bool = False
    """Whether what took the place of that breaks clients by itself, as a required field does that they have to send."""
    note: str = ""
    """What an entry declared, if the change is one of meaning."""

    @property
    def short_id(self) -> str:
        """The part of its id that people see and type."""
        return self.id[:SHOWN_DIGITS]

    @property
    def operations(self) -> tuple[str, ...]:
        """Every operation, event and callback that it affects, each once, in order."""
        return tuple(dict.fromkeys(name for impact in self.impacts for name in impact.operations))

    @property
    def broken(self) -> tuple[str, ...]:
        """Every operation, event and callback that it breaks, each once, in order."""
        return tuple(dict.fromkeys(each.name for each in self.breaks))

    @property
    def breaks(self) -> tuple[Broken, ...]:
        """The same in each direction in which it does, each once, in order."""
        breaking = (impact for impact in self.impacts if impact.cls == "breaking")
        return tuple(dict.fromkeys(Broken(name, impact.direction) for impact in breaking for name in impact.operations))

    def to_dict(self) -> dict[str, Any]:
        """The shape of `changes[]` in `apidiff.diff/1`."""
        # Only if it is not the usual treatment: documents of projects without scopes do without these fields.
        apart = {"treatment": self.treatment, "treated_by": self.treated_by} if self.treatment != "gated" else {}
        return {
            "id": self.id,
            "rule": self.rule,
            "class": self.cls,
            "title": self.title,
            "name": self.name,
            "names": list(self.names),
            "renamed_to": self.renamed_to,
            "renamed_from": self.renamed_from,
            "possibly_renamed_to": self.possibly_renamed_to,
            "caution": self.caution,
            "undecided": self.undecided,
            "unreached": self.unreached,
            "reason": self.reason,
            "lens": self.lens,
            "counted": self.counted,
            **apart,
            "path_version": self.path_version,
            "clause": self.clause,
            "hint": self.hint,
            "impacts": [impact.to_dict() for impact in self.impacts],
            "base": self.base and self.base.to_dict(),
            "revision": self.revision and self.revision.to_dict(),
            "also": list(self.also),
            "witness": self.witness and self.witness.to_dict(),
        }


class Source(NamedTuple):
    """What stood on one side of a comparison."""

    name: str
    digest: Digest
    title: str = ""
    path_versions: tuple[str, ...] = ()
    version: str = ""
    """`info.version`."""

    @property
    def sha256(self) -> str:
        return str(self.digest)

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "sha256": self.sha256}


class Comparison(NamedTuple):
    """Everything that lies between two contracts: changes ordered by class, then path version, then place.

    Those that are reported and not counted come last.
    """

    base: Source
    revision: Source
    changes: tuple[Change, ...]
    warnings: tuple[Warned, ...] = ()
    """What is not known of a side, so that what hangs on it is undecided."""
    by_server: tuple[tuple[str, str], ...] = ()
    """The operations whose path version stands in the address of their server, each with it."""

    @property
    def path_versions(self) -> tuple[str, ...]:
        """The path versions of either side."""
        return tuple(dict.fromkeys((*self.base.path_versions, *self.revision.path_versions)))

    @property
    def verdict(self) -> Verdict:
        """The worst class among the changes that count; `identical` where there is no change at all."""
        if not self.changes:
            return "identical"
        # What differs without counting is `neutral` at most, and not `identical`.
        return worst(change.cls for change in self.counted)

    @property
    def counted(self) -> tuple[Change, ...]:
        """The changes that verdict, summary and exit code count: the wire's, and the lens's if the policy gates it."""
        return tuple(change for change in self.changes if change.counted)

    @property
    def client_library(self) -> tuple[Change, ...]:
        """What only generated code sees and the policy has reported apart."""
        return tuple(
            change
            for change in self.changes
            # What came by a declared rename is not counted either, but for another reason: the change of what went
            # tells of both.
            if not change.counted and change.renamed_from is None and change.treatment == "gated"
        )

    @property
    def reported(self) -> tuple[Change, ...]:
        """What the policy has shown and never refused: of operations that are no part of the promise, or not yet."""
        return tuple(change for change in self.changes if change.treatment == "reported")

    @property
    def excluded(self) -> tuple[Change, ...]:
        """What the policy leaves out of verdicts and of the published page."""
        return tuple(change for change in self.changes if change.treatment == "excluded")

    @property
    def summary(self) -> dict[ChangeClass, int]:
        return by_class(self.counted)

    def to_dict(self) -> dict[str, Any]:
        """The document that `--format json` prints, `apidiff.diff/1`."""
        return {
            "format": "apidiff.diff/1",
            "base": self.base.to_dict(),
            "revision": self.revision.to_dict(),
            "verdict": self.verdict,
            "summary": dict(self.summary),
            "client_library": by_class(self.client_library),
            # As `treatment` of a change: documents of projects without scopes do without them.
            **{name: by_class(found) for name in ("reported", "excluded") if (found := getattr(self, name))},
            "changes": [change.to_dict() for change in self.changes],
            "warnings": [warning.to_dict() for warning in self.warnings],
        }
