"""The versioning policy that turns what changed into a class."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from apidiff.model.change import ChangeClass, Direction


class Override(NamedTuple):
    """One exception to the policy: every given part must match, the last match wins."""

    cls: ChangeClass
    rule: str | None = None
    """A rule's id; `*` globs are allowed."""
    path: str | None = None
    """A glob over the path of an operation or the name of an event: `/v1/internal/*`."""
    direction: Direction | None = None


class Policy(NamedTuple):
    """The default is Cooledge's: see docs/policy.md."""

    overrides: tuple[Override, ...] = ()
    new_enum_value: Literal["breaking", "additive"] = "additive"
    """A new value of an enum that the server sends. Either way it is marked `caution`."""
    formats: Literal["assert", "annotate"] = "assert"
    """`assert`: the known formats (docs/containment.md) restrict values; `annotate`: no format does."""
    client_library: Literal["off", "report", "gate"] = "report"
    """The lens of what generated code sees: not looked through, reported apart, or counted as the wire is."""
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
    baseline: bool = False
    """Whether a project with records may accept what broke since, without a waiver."""
    approvers: tuple[str, ...] | None = None
    """Who may approve a waiver; `None`: anybody."""
