"""The published shapes of the other JSON documents, as models; `published.py` makes schemas of them.

A set of values that is closed is a `Literal`: within a document's number it never grows. An open one is a string with
examples.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from apidiff.model.change import SHOWN_DIGITS, ChangeClass, Direction, Lens
from apidiff.reporting.contract import Anchor, ChangeId, Document, Operation, Pointer, Summary

EntryFile = Annotated[str, Field(description="The entry's file name.", examples=["lead-lifecycle.md"])]
PathVersion = Annotated[str, Field(description="`v1`, or `unversioned`.", examples=["v1"])]
ReleaseName = Annotated[str, Field(description="`2026-06-28`, or `2026-06-28.2` for the second one of that day.")]


class Bound(Document):
    """A change, as a list of entries speaks of it."""

    change: ChangeId
    title: str = Field(description="One plain sentence, identifiers in backticks.")
    path_version: PathVersion
    operations: list[Operation]


class DoublyBound(Bound):
    """A change that several entries bind."""

    entries: list[EntryFile]


class Stale(Document):
    """A change that an entry binds or waives, and that is gone."""

    entry: EntryFile
    change: str = Field(description="The id, as the entry has it.")
    title: str = Field(description="What the comment in the entry says of it; empty if there is none.")
    waived: bool


class Meaning(Document):
    """A change of meaning that an entry declares."""

    target: str
    note: str


class Pending(Document):
    """An entry that no release has published."""

    entry: EntryFile
    title: str
    version: PathVersion
    date: datetime.date | None = Field(description="The day that the entry is dated for, if any.")
    changes: list[str] = Field(description="The ids that it binds, as it has them.")
    meanings: list[Meaning]
    waived: int = Field(ge=0, description="How many changes its waiver covers.")
    draft: bool = Field(description="Whether its text is as `apidiff draft` wrote it.")


class Slipped(Document):
    """An entry that is dated for a day that releases have passed without it."""

    entry: EntryFile
    date: datetime.date | None


class Ending(Document):
    """A waiver that covers nothing any more, or not for long."""

    entry: EntryFile
    status: str = Field(description="What is the matter with it.", examples=["expired", "ends soon", "void"])
    until: datetime.date | None = Field(description="The last day on which it may be released.")
    says: str


class RefusedEntry(Document):
    """Why a check refuses, for the sake of an entry."""

    entry: EntryFile | None = Field(description="Null if it is that there is none.")
    says: str
    hint: str


class Question(Document):
    """What a draft asks, or a text that somebody has to look at."""

    entry: EntryFile
    line: int = Field(ge=1, description="The line in the entry's file, from 1.")
    text: str


class State(Document):
    """The state of the entries of one API."""

    # A field with a default may be missing from a document; any other is there, if only as null.
    api: str | None = Field(default=None, description="The API's name; only where `[[apis]]` lists it.")
    release: ReleaseName | None = Field(description="The newest release; null where nothing is recorded.")
    unbound: list[Bound] = Field(description="Breaking changes without an entry.")
    stale: list[Stale]
    doubly_bound: list[DoublyBound]
    unreleased: list[Pending]
    slipped: list[Slipped]
    waivers: list[Ending]
    questions: list[Question]
    refused: list[RefusedEntry] = Field(description="What else a check refuses for what entries say or do not say.")


class Entries(State):
    """What `apidiff entry --format json` prints of one API."""

    format: Literal["apidiff.entry/1"]


class AllEntries(Document):
    """What `apidiff entry --format json` prints of the APIs that `[[apis]]` lists."""

    format: Literal["apidiff.entries/1"]
    apis: dict[str, State] = Field(description="The state of each API, by its name, in the order of the file.")


class Pair(Document):
    """An operation in both path versions, or in one of them."""

    # `from` and `class` are keywords of Python, so these fields have other names here.
    old: Operation | None = Field(alias="from", description="Null where it is new.")
    new: Operation | None = Field(alias="to", description="Null where it is gone.")
    status: Literal["same", "differs", "moved", "gone", "new"]
    breaking: int = Field(ge=0, description="How many of its changes are breaking.")
    changes: list[ChangeId]


class Shown(Document):
    """A payload before and after."""

    what: str = Field(description="What the payload is; identifiers in backticks.")
    within: str = Field(description="The part of it that is shown; empty for the whole.")
    language: str = Field(description="Of both texts.", examples=["json", "http"])
    before: str
    after: str


class Difference(Document):
    """One thing that a client has to do, or may do."""

    resource: str = Field(description="The heading that it stands under.", examples=["Leads"])
    breaking: bool
    says: str = Field(description="What changed.")
    do: str = Field(description="What to do about it; empty if nothing.")
    changes: list[ChangeId]
    titles: list[str] = Field(description="Of the changes, in their order.")
    operations: list[Operation]
    example: Shown | None


class Meant(Document):
    """A change of meaning that an entry declares, and no description shows."""

    path_version: PathVersion
    target: str = Field(examples=["POST /v1/leads request body.phone", "schema Lead"])
    note: str
    since: datetime.date = Field(description="The date of the entry.")


class Guide(Document):
    """What `apidiff guide FROM TO --format json` prints: what moving from one path version to another takes."""

    format: Literal["apidiff.guide/1"]
    old: PathVersion = Field(alias="from")
    new: PathVersion = Field(alias="to")
    operations: list[Pair] = Field(description="In the order of the older version, then of the newer one.")
    differences: list[Difference]
    meanings: list[Meant] = Field(
        description="Changes of meaning that published entries declare of one of the versions alone."
    )


Kind = Annotated[
    str,
    Field(
        description="What it is.",
        examples=["operation", "event", "callback", "parameter", "header", "field", "value", "response", "schema"],
    ),
]


class Planned(Document):
    """Something that is deprecated, or that goes on a day."""

    what: str = Field(description="Its name in words, identifiers in backticks.")
    kind: Kind
    since: datetime.date | None = Field(description="The day since which it is deprecated; null if not released yet.")
    or_earlier: bool = Field(description="Whether the first recorded release has it deprecated already.")
    sunset: datetime.date | None = Field(description="The day from which it may be gone.")
    earliest: datetime.date | None = Field(
        description="Without a `sunset`: the first day on which `sunset-days` of the policy lets it go."
    )
    operations: list[Operation]
    path_versions: list[PathVersion]


class Deprecation(Planned):
    """Something that is deprecated, or that goes on a day, and where that is written."""

    unreadable: str | None = Field(description="What stands for a date and is none.")
    pointer: str = Field(description="A JSON Pointer into the bundled description, or the operation's name.")


class Calendar(Document):
    """What `apidiff calendar --format json` prints."""

    format: Literal["apidiff.calendar/1"]
    description: str = Field(description="What was asked: the API's title, or the source that was named.")
    release: ReleaseName | None = Field(description="Null for a description that is not recorded.")
    deprecations: list[Deprecation] = Field(description="What goes first is first.")


class Rule(Document):
    """A rule and its class."""

    id: str = Field(examples=["property-removed"])
    group: str = Field(description="The heading that it stands under.")
    cls: dict[Direction, ChangeClass] = Field(alias="class", description="By direction, under the policy at hand.")
    lens: Lens
    why: str


class Rules(Document):
    """What `apidiff rules --format json` prints."""

    format: Literal["apidiff.rules/1"]
    rules: list[Rule]


class Origin(Document):
    """Where a line of the policy comes from. Only the fields that say something are there."""

    kind: Literal["file", "preset", "built-in"]
    file: str | None = None
    line: int | None = Field(default=None, ge=1)
    preset: str | None = None
    why: str | None = Field(default=None, description="The preset's reason.")
    source: str | None = Field(default=None, description="The published policy that the preset follows.")
    section: str | None = Field(default=None, description="Where in that policy.")


class Row(Document):
    """One line of the policy."""

    key: str = Field(description="The key of `apidiff.toml`.", examples=["policy.new-enum-value"])
    value: Any = Field(description="As in the file; null where nothing is set.")
    origin: Origin = Field(alias="from")


class Policy(Document):
    """What `apidiff policy --format json` prints: the policy in force."""

    format: Literal["apidiff.policy/1"]
    preset: str | None
    settings: list[Row]
    overrides: list[Row] = Field(description="The last one that matches wins.")
    scopes: list[Row] = Field(description="The last one that matches wins.")
    stability: list[Row]
    clauses: list[Row] = Field(description="The sentences that classes follow from.")


class PresetLine(Document):
    """One line of a preset."""

    key: str
    value: Any
    why: str
    source: str = Field(description="The address of the published policy.")
    section: str


class Preset(Document):
    """A preset, with a reason for each line."""

    name: str
    title: str
    lines: list[PresetLine]


class Presets(Document):
    """What `apidiff policy --list --format json` prints."""

    format: Literal["apidiff.presets/1"]
    presets: list[Preset]


Weight = Annotated[
    str,
    Field(examples=["breaking", "additive, reported", "neutral, not counted", "not told"]),
]


class Weighed(Document):
    """A change that two policies weigh otherwise."""

    id: ChangeId
    rule: str
    title: str
    now: Weight
    then: Weight


class Tried(Document):
    """What two policies say of one release."""

    release: ReleaseName
    now: Summary
    then: Summary = Field(description="Under the policy that is tried.")
    changes: list[Weighed] = Field(description="Those that the two weigh otherwise.")


class Kept(Document):
    """A line of the project's own configuration that wins over the preset that is tried."""

    says: str = Field(description="The line, and what the preset has in its place.")
    origin: str = Field(examples=["apidiff.toml:12"])


class PolicyTry(Document):
    """What `apidiff policy --try POLICY --format json` prints."""

    format: Literal["apidiff.policy-try/1"]
    tried: str = Field(description="The preset, or the file.")
    kept: list[Kept] = Field(description="What wins over the preset; none beside a file.")
    releases: list[Tried]


class Finding(Document):
    """One thing that is wrong with the records, or worth knowing."""

    severity: Literal["unsound", "note"]
    message: str
    file: str | None
    line: int | None = Field(ge=1)
    hint: str


class Verify(Document):
    """What `apidiff verify --format json` prints of one API."""

    format: Literal["apidiff.verify/1"]
    sound: bool = Field(description="Whether no finding is `unsound`.")
    anchor: Anchor
    findings: list[Finding]


class VerifyAll(Document):
    """What `apidiff verify --format json` prints of the APIs that `[[apis]]` lists."""

    format: Literal["apidiff.verify-all/1"]
    apis: dict[str, Verify] = Field(description="What is said of each API, by its name, in the order of the file.")


class PublishedWaiver(Document):
    """The recorded decision to ship what breaks."""

    kind: Literal["accepted", "correction"] = Field(description="`correction`: the API did not change.")
    reason: str
    approved_by: str


class Post(Document):
    """A text of the changelog: an entry, or a release that no entry speaks of."""

    id: str = Field(description="Its anchor, which stays.")
    release: ReleaseName
    date: datetime.date
    title: str
    url: str = Field(description="Where to read it; relative to the site where `[page]` has no `url`.")
    path_versions: list[PathVersion]
    first: bool = Field(description="Whether it announces the first release.")
    observed: bool = Field(description="Whether it is of the time before the API was governed.")
    amended: datetime.date | None = Field(
        description="Since when its text reads as it does; null if it is that of its release."
    )
    body: str | None = Field(description="Its text in Markdown; null in the index.")
    waiver: PublishedWaiver | None


class Counts(Document):
    """How many changes a text tells of."""

    breaking: int = Field(ge=0)
    additive: int = Field(ge=0)
    deprecated: int = Field(ge=0)
    reported: int = Field(ge=0)
    client_library: int = Field(ge=0)
    unlisted: int = Field(ge=0, description="Edits of prose, examples, order or notation.")


class Listed(Post):
    """A text of the changelog without its changes."""

    counts: Counts
    json_file: str = Field(alias="json", description="The document that has its changes, from the site's folder.")


class AnnouncedRemoval(Document):
    """What was announced of something before it went."""

    since: datetime.date | None = Field(description="The first release that announced it, or a later day it gave.")
    or_earlier: bool = Field(description="Whether the oldest release on record has it: it may be older.")
    sunset: datetime.date | None = Field(description="The day from which on it could be gone.")


class Item(Document):
    """A change, as the page shows it."""

    id: str = Field(
        pattern=f"^[0-9a-f]{{{SHOWN_DIGITS}}}$", description=f"The first {SHOWN_DIGITS} digits of the change's id."
    )
    url: str
    rule: str
    cls: ChangeClass = Field(alias="class")
    lens: Lens
    title: str
    note: str | None = Field(description="What a declared change of meaning says.")
    path_version: PathVersion
    marks: list[str] = Field(examples=[["caution"], ["undecided"], ["in responses"]])
    waived: bool
    announced: AnnouncedRemoval | None = Field(
        description="Of a removal that nobody had to waive, as its announced sunset had come; null otherwise."
    )
    operations: list[Operation]
    names: list[str] = Field(description="Every name that it speaks of, where the title shows only the first ones.")
    before: Any
    after: Any
    witness: Any = Field(description="A payload that shows the break; null where there is none.")


class Told(Post):
    """A text of the changelog with its changes."""

    changes: list[Item]


class Version(Document):
    """The standing of a path version."""

    path_version: PathVersion
    since: datetime.date
    current: bool = Field(description="Whether the newest release has it.")
    operations: int = Field(ge=0)
    breaking: int = Field(ge=0)
    waived: int = Field(ge=0)
    additive: int = Field(ge=0)


class _Changelog(Document):
    format: Literal["apidiff.changelog/1"]
    generator: str = Field(description="By which `render` knows its own files.")
    title: str


class ChangelogIndex(_Changelog):
    """`changelog.json`: every text without its changes."""

    url: str | None = Field(description="Where the site is published.")
    updated: datetime.date | None
    path_versions: list[Version]
    deprecations: list[Planned]
    entries: list[Listed] = Field(description="Newest first.")


class ChangelogRelease(_Changelog):
    """`releases/DATE.json`: the texts of one release, with their changes."""

    release: ReleaseName
    entries: list[Told]


class Changelog(RootModel[ChangelogRelease | ChangelogIndex]):
    """What `apidiff render` writes as `changelog.json`, and as `releases/DATE.json`, which has a `release`."""

    model_config = ConfigDict(frozen=True)


class Step(Document):
    """An operation of JSON Patch (RFC 6902)."""

    op: Literal["add", "remove", "replace"]
    path: Pointer
    value: Any = None


class Patch(Document):
    """An observed snapshot, under gzip: what turns the snapshot that it builds on into it."""

    format: Literal["apidiff.patch/1"]
    base: str = Field(description="The file of that snapshot, in the same folder.")
    patch: list[Step]
