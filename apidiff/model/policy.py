"""The versioning policy that turns what changed into a class."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from apidiff.model.change import ChangeClass, Direction, Treatment

Scalar = str | int | bool


class Scope(NamedTuple):
    """What part of the API to treat in another way: every given part must match, the last match wins."""

    treat: Treatment
    extension: str | None = None
    """An `x-` member that is there and not `false`, of an operation or around it, or of what was changed."""
    values: tuple[Scalar, ...] = ()
    """What the extension has to be, or to list; empty: anything but `false`."""
    tag: str | None = None
    path: str | None = None
    """A glob over the path of an operation or the name of an event."""
    schema: str | None = None
    """A glob over the names in `components/schemas`: what was changed in such a component."""
    method: str | None = None
    operation: str | None = None
    """A glob over the name of an operation (`POST /v1/leads`) or its `operationId`."""
    reason: str = ""

    @property
    def says(self) -> str:
        """What it selects, for a sentence: ``tag `admin`, path `/v1/*` ``."""
        parts = {"tag": self.tag, "path": self.path, "schema": self.schema, "method": self.method}
        told = [
            f"{name} `{part}`" for name, part in (*parts.items(), ("operation", self.operation)) if part is not None
        ]
        if self.extension is not None:
            wanted = f" = {' or '.join(map(str, self.values))}" if self.values else ""
            told.insert(0, f"`{self.extension}{wanted}`")
        return ", ".join(told)

    @property
    def about_operations(self) -> bool:
        """Whether a part of it is true of operations only."""
        return any(part is not None for part in (self.tag, self.path, self.method, self.operation))


class Stability(NamedTuple):
    """How stable an operation says that it is, and what is promised of each tier."""

    tiers: tuple[str, ...]
    """From the least stable one to the most stable one."""
    treat: tuple[Treatment, ...]
    """By tier, in the same order."""
    default: str
    """The tier of an operation that says nothing."""
    extensions: tuple[str, ...]
    """The `x-` members that name a tier, the first one that is there decides."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Other words for tiers."""


class Override(NamedTuple):
    """One exception to the policy: every given part must match, the last match wins."""

    cls: ChangeClass
    rule: str | None = None
    """A rule's id; `*` globs are allowed."""
    path: str | None = None
    """A glob over the path of an operation or the name of an event: `/v1/internal/*`."""
    direction: Direction | None = None


class Policy(NamedTuple):
    """The default is the policy of docs/policy.md."""

    overrides: tuple[Override, ...] = ()
    new_enum_value: Literal["breaking", "additive"] = "additive"
    """A new value of an enum that the server sends. Either way it is marked `caution`."""
    formats: Literal["assert", "annotate"] = "assert"
    """`assert`: the known formats (docs/containment.md) restrict values; `annotate`: no format does."""
    client_library: Literal["off", "report", "gate"] = "report"
    """The lens of what generated code sees: not looked through, reported apart, or counted as the wire is."""
    # As few segments as it takes: the version of `/v1/x/v2` is `v1`.
    version_pattern: str = r"^/(?:[^/]+/)*?(v[0-9][^/]*)(?:/|$)"
    """A regular expression over a path; its first group is the path version."""
    events_version: str | None = None
    """The path version that webhooks belong to; `None`: the only one of the description, else `unversioned`."""
    event_schemas: tuple[str, ...] = ()
    """Globs of the components that are payloads which the server sends, each an event of its own."""
    clauses: Mapping[str, str] = MappingProxyType({})
    """The policy's own sentence for a clause's id, where it differs from the built-in one."""
    sunset_days: int | None = None
    """How many days ahead a removal has to be announced; `None`: no such rule."""
    tier_sunset_days: tuple[tuple[str, int], ...] = ()
    """The same for operations of a stability tier, in place of `sunset_days`."""
    baseline: bool = False
    """Whether a project with records may accept what broke since, without a waiver."""
    approvers: tuple[str, ...] | None = None
    """Who may approve a waiver; `None`: anybody."""
    scopes: tuple[Scope, ...] = ()
    """The parts of the API that are not gated, or gated again; without a match, all is."""
    stability: Stability | None = None
    """The tiers of operations; `None`: none is asked for."""
    info_version: Literal["off", "semver", "semver-minor", "major"] = "off"
    """What `info.version` has to be: anything; raised by what changed, or by what asks for more than a patch; or of the
    newest path version's major."""
    info_version_labels: Literal["allowed", "refused"] = "allowed"
    """Whether a semantic version may have labels for prerelease and build: `1.3.0-rc.1`, `1.3.0+7`."""

    @property
    def least_sunset_days(self) -> int | None:
        """The notice that each removal has had at least; `None`: of some, none is asked for."""
        return None if self.sunset_days is None else min([self.sunset_days, *dict(self.tier_sunset_days).values()])
