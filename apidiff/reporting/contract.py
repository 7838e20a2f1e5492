"""The published shape of a diff and a check as JSON, as models. `documents.py` beside it has the other documents.

The objects are open, as this tool's own policy asks: a reader ignores fields that it does not know, so that a later
release may add one.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from apidiff.model.change import ID_DIGITS, SHOWN_DIGITS, ChangeClass, Direction, Lens, Verdict
from apidiff.model.records import VersionStatus

Pointer = Annotated[str, Field(description="A JSON Pointer (RFC 6901) into the bundled description.")]
ChangeId = Annotated[
    str,
    Field(
        pattern=f"^[0-9a-f]{{{ID_DIGITS}}}$",
        description=f"The id of a change, the same in every run. People see and type its first {SHOWN_DIGITS} digits.",
    ),
]
Operation = Annotated[
    str,
    Field(
        description="`POST /v1/leads`, `webhook lead.won` or `callback NAME of POST /v1/x`.",
        examples=["POST /v1/leads", "webhook lead.won"],
    ),
]


class Document(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Source(Document):
    """One side of the comparison."""

    name: str = Field(description="As it was named: a path, `-`, `git:REV:PATH`, or the file of a snapshot.")
    sha256: str = Field(description="Of the bytes that were read, in hexadecimal.")


class Summary(Document):
    """How many changes there are of each class."""

    breaking: int = Field(ge=0)
    additive: int = Field(ge=0)
    neutral: int = Field(ge=0)


class Impact(Document):
    """What the change means in one direction."""

    direction: Direction = Field(description="`to-server`: requests; `from-server`: responses, webhooks, callbacks.")
    cls: ChangeClass = Field(alias="class")
    operations: list[Operation] = Field(description="Every operation, event and callback that is affected.")


class Side(Document):
    """Where the change stands on one side."""

    pointer: Pointer
    file: str | None = Field(description="The file in which it was written.")
    line: int | None = Field(ge=1, description="The line in that file, from 1.")
    value: Any = Field(description="What stands there.")


class Witness(Document):
    """A payload that one side accepts and the other rejects; a validator confirmed both."""

    instance: Any = Field(description="The payload.")
    accepted_by: Literal["base", "revision"]
    rejected_by: Literal["base", "revision"]
    at: str = Field(description="What the payload is: `request body of POST /v1/leads`.")


class Change(Document):
    """One edit of the contract, classified."""

    id: ChangeId
    # A text and no closed set, as later versions have more rules; so are the codes of refusals.
    rule: str = Field(
        description="The kind of change; `apidiff explain RULE` tells more.", examples=["property-removed"]
    )
    cls: ChangeClass = Field(alias="class", description="The worst class among the impacts.")
    title: str = Field(description="One plain sentence, identifiers in backticks.")
    name: str | None = Field(description="The name that was added, removed or changed, where there is one.")
    names: list[str] = Field(description="Every name that the change speaks of; the title shows the first ones.")
    renamed_to: str | None = Field(description="The new name, where the change is a renaming.")
    renamed_from: str | None = Field(
        description="The name that an entry declares to have become this one; the change of that name tells of both."
    )
    possibly_renamed_to: str | None = Field(
        description="The name of something of the same shape that came where this went."
    )
    caution: bool = Field(description="Additive only for clients that tolerate what they do not know.")
    undecided: bool = Field(description="Could not be decided, and therefore counts as breaking.")
    unreached: bool = Field(description="In a component that no operation and no event leads to, hence neutral.")
    reason: str | None = Field(description="Why it is undecided, or what softened or hardened its class.")
    lens: Lens = Field(description="`wire`, or `client-library` for what only code generators see.")
    counted: bool = Field(description="Whether `verdict`, `summary` and exit codes count it, rather than report it.")
    # A field with a default may be missing from a document; any other is there, if only as null.
    treatment: Literal["reported", "excluded"] | None = Field(
        default=None, description="Only of what a scope or a stability tier of the policy keeps out of the verdict."
    )
    treated_by: str | None = Field(default=None, description="What in the policy says so, and why.")
    path_version: str = Field(description="`v1`, or `unversioned`.", examples=["v1"])
    clause: str = Field(description="The sentence of the policy that the class follows from.")
    hint: str = Field(description="What to do instead.")
    impacts: list[Impact]
    base: Side | None = Field(description="`null` where the thing is new.")
    revision: Side | None = Field(description="`null` where the thing is gone.")
    also: list[Pointer] = Field(description="Further places at which the same edit was made.")
    witness: Witness | None


Comes = Annotated[
    Literal["pull-request", "target-branch"] | None,
    Field(
        description="`target-branch`: what the pull request goes to had it already; null where that is not known, and "
        "outside of a pull request."
    ),
]


class CheckedChange(Change):
    """One edit of the contract, classified, and where it comes from."""

    origin: Comes


class Refusal(Document):
    """One reason why a path version is refused."""

    code: str = Field(description="`breaking-not-waived`, `waiver-expired`, `entry-missing`, `record-unsound`, ...")
    message: str
    hint: str
    advice: str = Field(description="The hint without the commands that ship it anyway.")
    changes: list[ChangeId]
    entry: str | None = Field(description="The entry's file name, where the reason lies in one.")
    origin: Comes


class Waived(Document):
    """A change that would be refused, and the entry that lets it pass."""

    change: ChangeId
    entry: str = Field(description="The entry's file name.")
    kind: Literal["accepted", "correction"] = Field(description="`correction`: the API did not change.")
    reason: str
    approved_by: str
    until: str | None = Field(description="The last day on which it may be released.")
    ticket: str | None
    hidden_from_page: bool = Field(description="Whether the changelog page does not tell of it.")


class Announced(Document):
    """A removal after its announced sunset, and the entry that tells of it."""

    change: ChangeId
    entry: str = Field(description="The entry's file name.")


class Version(Document):
    """The verdict on one path version."""

    path_version: str
    status: VersionStatus
    changes: list[ChangeId]
    waived: list[Waived]
    refusals: list[Refusal]
    announced: list[Announced] = Field(description="What needs no waiver, since its sunset has come.")


class Warned(Document):
    """Something that is not known of a side, so that what hangs on it is undecided."""

    message: str
    file: str | None = Field(description="The file in which it was written.")
    pointer: str | None = Field(description="A JSON Pointer (RFC 6901) into that file.")
    line: int | None = Field(ge=1, description="The line in that file, from 1.")
    hint: str = Field(description="What to do about it.")


_ORDER = "Those that count by class, then path version, then place; then those that are reported apart."


class _Comparison(Document):
    base: Source
    revision: Source
    verdict: Verdict = Field(
        description="The worst class among the changes that count; `identical` where nothing differs."
    )
    summary: Summary = Field(description="The changes that count: those of the wire, and of the other lens if gated.")
    client_library: Summary = Field(description="What only generated client libraries see, reported and not counted.")
    reported: Summary | None = Field(default=None, description="What the policy has shown and never refused, if any.")
    excluded: Summary | None = Field(default=None, description="What the policy leaves out of verdicts, if any.")
    warnings: list[Warned] = Field(description="What is not known of a side, such as the target of a reference.")


class Diff(_Comparison):
    """What `apidiff diff --format json` prints."""

    format: Literal["apidiff.diff/1"]
    changes: list[Change] = Field(description=_ORDER)


class Anchor(Document):
    """The earlier state that the records must continue."""

    state: Literal["anchored", "first adoption", "not anchored"]
    says: str = Field(description="What to say of it to a person.")
    commit: str | None = Field(description="The commit; null where there is none.")
    differences: list[str] = Field(description="How `apidiff.toml` differs there: what is there decides.")


class PullRequest(Document):
    """The pull request that the check runs for."""

    target: str = Field(description="The branch that it goes to.")
    commit: str | None = Field(description="Where it began from that branch.")
    unknown: str | None = Field(description="Why the origins are not known; null where they are.")


class Check(_Comparison):
    """What `apidiff check --format json` prints: a diff and the verdicts on it."""

    format: Literal["apidiff.check/1"]
    changes: list[CheckedChange] = Field(description=_ORDER)
    status: VersionStatus = Field(description="The worst status among the path versions.")
    unrecorded: bool = Field(description="Whether nothing is recorded yet, so that there is nothing to compare with.")
    doubtful: bool = Field(description="Whether the records are unsound, so that nobody can say what changed.")
    base_release: str | None = Field(description="The release compared with, where it is a recorded one.")
    anchor: Anchor | None = Field(description="Null where no records played a part.")
    api: str | None = Field(default=None, description="The API's name; only where `[[apis]]` lists it.")
    pull_request: PullRequest | None = Field(description="Null where it runs for none.")
    versions: list[Version]


class Checks(Document):
    """What `apidiff check --format json` prints of the APIs that `[[apis]]` lists, without `--api` or with several."""

    format: Literal["apidiff.checks/1"]
    status: VersionStatus = Field(description="The worst status among the APIs.")
    apis: dict[str, Check] = Field(description="The check of each API, by its name, in the order of the file.")
