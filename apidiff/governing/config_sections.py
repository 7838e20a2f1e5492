"""The sections of `apidiff.toml`, each with what its keys may be."""

from __future__ import annotations

import re
import string
import warnings
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from apidiff.governing.presetting import PresetName
from apidiff.governing.waivers import says_something
from apidiff.model.change import ChangeClass, Direction, Treatment
from apidiff.model.policy import Override, Policy, Scope, Stability
from apidiff.reading.limits import DEFAULT_LIMITS
from apidiff.reading.outside import Application

# What a section leaves out is as in a project without a file.
_DEFAULT = Policy()
_REFERENCE_FIELDS = ("method", "path", "operation_id", "name", "version")


def _web_address(value: str) -> str:
    # A `javascript:` address would run in the page that shows it.
    if urlsplit(value).scheme.lower() not in ("", "http", "https", "mailto"):
        raise ValueError("should be an http(s) or mailto address, or a relative one")
    return value


def _site_address(value: str) -> str:
    parts = urlsplit(value)
    # `urlsplit` takes almost any text for an address, blanks included.
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or " " in value:
        raise ValueError("should be an http(s) address such as `https://developers.example.com/changelog/`")
    # Names of pages are written right behind it.
    return value if value.endswith("/") else f"{value}/"


def _pattern(value: str) -> str:
    try:
        # Python warns of `[[` or `--` in a set, which a later version may read otherwise. It is no error today.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            groups = re.compile(value).groups
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from None
    if groups != 1:
        raise ValueError(f"should have exactly one group (the path version), not {groups}")
    return value


def _reference(value: str) -> str:
    _web_address(value)
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError as error:
        raise ValueError(f"is not an address pattern: {error}") from None
    if unknown := sorted(names - set(_REFERENCE_FIELDS)):
        known = ", ".join(f"{{{name}}}" for name in _REFERENCE_FIELDS)
        raise ValueError(f"names {{{unknown[0]}}}; known are {known}")
    return value


_API_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_RESERVED = re.compile(r"unreleased|con|prn|aux|nul|(?:com|lpt)[0-9]", re.ASCII | re.IGNORECASE)
"""What the changelog's folder holds already, and what no folder of Windows may be called."""


def is_api_name(value: str) -> bool:
    """Whether an API may be called so: folders are, in those of the records and of the pages."""
    return _API_NAME.fullmatch(value) is not None and _RESERVED.fullmatch(value) is None


def _api_name(value: str) -> str:
    if not is_api_name(value):
        said = "it is reserved" if _RESERVED.fullmatch(value) else "letters, digits, `-` and `_`, at most 64"
        raise ValueError(f"should be a name that a folder can have: {said}")
    return value


def _path_prefix(value: str) -> str:
    if not value.startswith("/") or value.strip("/") == "":
        raise ValueError("should be the beginning of a path, such as `/billing`")
    return value.rstrip("/")


def _files(value: Any) -> Any:
    """One path, or several as a tuple."""
    several = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not several or not all(isinstance(each, str) and each for each in several):
        raise ValueError("should be a path, or a list of paths")
    for each in several:
        parts = each.split("/")
        # A glob is looked for below the folder of the file. A path without one may leave it, within the repository.
        if "**" in parts or ("*" in each and (".." in parts or not parts[0])):
            raise ValueError("should be a glob of files in this folder, whose `*` stands for a part of one name")
    return several if isinstance(value, list | tuple) else value


def _inside(value: str) -> str:
    # A pull request must not have records or pages written elsewhere on the machine.
    if not value or Path(value).is_absolute() or ".." in Path(value).parts:
        raise ValueError("should be a path inside of the project's folder")
    return value


Folder = Annotated[str, AfterValidator(_inside)]
Description = Annotated[str | tuple[str, ...], BeforeValidator(_files)]
Address = Annotated[str, AfterValidator(_web_address)]
Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]
"""A TOML array. (Strict validation takes a list for no tuple.)"""


class Section(BaseModel):
    # A misspelt key must not silently do nothing. Strict, since TOML has types: `compare = "24"` is a mistake.
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class ProjectSection(Section):
    """`[project]`: paths are relative to the file, and stay inside of its folder (the description's may leave it)."""

    title: str = ""
    """The API's name on the page; empty: the description's own."""
    description: Description | None = None
    """The main file of the OpenAPI description, or the main files of its path versions; globs are allowed."""
    roots: Many[str] = ()
    """Folders besides the description's own whose files its `$ref`s may name."""
    schemas: Folder = "schemas"
    changelog: Folder = "changelog"
    templates: Folder = "templates"
    output: Folder = "public"
    guide: bool = True
    """Whether drafts tell clients how to move over, where something breaks."""


class VersionsSection(Section):
    """`[versions]`: how path versions are read from paths."""

    pattern: Annotated[str, AfterValidator(_pattern)] = _DEFAULT.version_pattern
    events: str | None = None
    info_version: Literal["off", "semver", "semver-minor", "major"] = _DEFAULT.info_version
    info_version_labels: Literal["allowed", "refused"] = _DEFAULT.info_version_labels


class EventsSection(Section):
    """`[events]`: what the server sends besides `webhooks`."""

    schemas: Many[Annotated[str, Field(min_length=1)]] = ()
    """Globs of names in `components/schemas`: each schema is the payload of an event."""


class OverrideSection(Section):
    """`[[policy.overrides]]`: every given part must match, the last override that matches wins."""

    rule: str | None = None
    path: str | None = None
    direction: Direction | None = None
    cls: ChangeClass = Field(alias="class")

    def to_override(self) -> Override:
        return Override(cls=self.cls, rule=self.rule, path=self.path, direction=self.direction)


# An empty name or glob would match nothing.
Word = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=0, le=36500)]


def _extension(value: str) -> str:
    if not value.startswith("x-"):
        raise ValueError("should be the name of an extension, which begins with `x-`")
    return value


class ScopeSection(Section):
    """`[[policy.scopes]]`: every given part must match, the last scope that matches wins."""

    extension: Annotated[str, AfterValidator(_extension)] | None = None
    value: str | int | bool | Many[str | int | bool] | None = None
    tag: Word | None = None
    path: Word | None = None
    component: Word | None = Field(default=None, alias="schema")
    method: Word | None = None
    operation: Word | None = None
    treat: Treatment
    reason: str = ""

    @model_validator(mode="after")
    def _selects(self) -> ScopeSection:
        # Either would select more than was meant: a `value` alone narrows nothing, and without a part all of the API
        # matches.
        if self.value is not None and self.extension is None:
            raise ValueError("has a `value` and no `extension` that could have it")
        parts = (self.extension, self.tag, self.path, self.component, self.method, self.operation)
        if all(part is None for part in parts):
            raise ValueError("selects nothing: give one of `extension`, `tag`, `path`, `schema`, `method`, `operation`")
        return self

    def to_scope(self) -> Scope:
        value = self.value
        return Scope(
            treat=self.treat,
            extension=self.extension,
            values=value if isinstance(value, tuple) else () if value is None else (value,),
            tag=self.tag,
            path=self.path,
            schema=self.component,
            method=self.method,
            operation=self.operation,
            # In one line, as messages and tables show it.
            reason=" ".join(self.reason.split()),
        )


_ALIASES: dict[str, str] = {
    "dev": "experimental", "development": "experimental", "draft": "experimental",
    "preview": "beta", "ga": "stable", "generally-available": "stable", "production": "stable",
    "released": "stable",
}  # fmt: skip


class StabilitySection(Section):
    """`[policy.stability]`: the tiers of operations. Without the section, none is asked for."""

    tiers: Annotated[Many[Word], Field(min_length=2)] = ("experimental", "alpha", "beta", "stable")
    extensions: Annotated[Many[Annotated[str, AfterValidator(_extension)]], Field(min_length=1)] = (
        "x-stability-level",
        "x-stability",
        "x-state",
        "x-api-status",
        "x-alpha",
        "x-beta",
    )
    default: Word | None = None
    aliases: dict[str, str] = Field(default_factory=lambda: dict(_ALIASES))
    treat: dict[str, Treatment] = Field(default_factory=dict)
    sunset_days: dict[str, Days] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_of_tiers(self) -> StabilitySection:
        if len(set(self.tiers)) < len(self.tiers):
            raise ValueError("lists a tier twice in `tiers`")
        # The built-in aliases name tiers that a project's own `tiers` need not have; `to_stability` leaves those out.
        aliases = self.aliases.values() if "aliases" in self.model_fields_set else ()
        for key, names in (
            ("default", filter(None, [self.default])),
            ("treat", self.treat),
            ("sunset-days", self.sunset_days),
            ("aliases", aliases),
        ):
            if unknown := next((name for name in names if name not in self.tiers), None):
                listed = ", ".join(f"`{tier}`" for tier in self.tiers)
                raise ValueError(f"names the tier `{unknown}` in `{key}`, and `tiers` has {listed}")
        return self

    def to_stability(self) -> Stability:
        """All but the most stable tier are reported where nothing else is said."""
        last = self.tiers[-1]
        return Stability(
            tiers=self.tiers,
            treat=tuple(self.treat.get(tier, "gated" if tier == last else "reported") for tier in self.tiers),
            default=self.default or last,
            extensions=self.extensions,
            aliases=tuple(sorted((word, tier) for word, tier in self.aliases.items() if tier in self.tiers)),
        )


class PolicySection(Section):
    """`[policy]`: where this API's policy differs from the built-in one."""

    preset: PresetName | None = None
    """A published policy. What is set beside it wins over it."""
    new_enum_value: Literal["breaking", "additive"] = _DEFAULT.new_enum_value
    formats: Literal["assert", "annotate"] = _DEFAULT.formats
    client_library: Literal["off", "report", "gate"] = _DEFAULT.client_library
    sunset_days: Days | None = None
    baseline: bool = _DEFAULT.baseline
    overrides: Many[OverrideSection] = ()
    scopes: Many[ScopeSection] = ()
    stability: StabilitySection | None = None
    clauses: dict[str, str] = Field(default_factory=dict)


def _real_name(value: str) -> str:
    if not says_something(value):
        raise ValueError("should be the name of a person or a team")
    # With single blanks, as `waive` writes names, since the two are compared as texts.
    return " ".join(value.split())


class ApproversSection(Section):
    """`[approvers]`: who may approve a waiver. Without the section, anybody."""

    names: Many[Annotated[str, AfterValidator(_real_name)]]


class Link(Section):
    """One of the page's links to where an integrator goes next."""

    title: str
    url: Address


class PageSection(Section):
    """`[page]`: what the rendered page says besides the changes. Texts are Markdown."""

    audience: str = ""
    intro: str = ""
    links: Many[Link] = ()
    reference_url: Annotated[str, AfterValidator(_reference)] | None = None
    """Where an operation or event is documented, with `{method}`, `{path}`, `{operation_id}`, `{name}`, `{version}`:
    `https://docs.example.com/api#{operation_id}`. Whoever fills it in quotes each value for an address."""
    url: Annotated[str, AfterValidator(_site_address)] | None = None
    """Where the site is published: feeds and previews need absolute addresses."""
    upcoming: bool = False
    """Whether the front page tells of entries that no release has yet, as what is to come."""
    compare: Annotated[int, Field(ge=0, le=1000)] = 24
    """How many releases before the newest have a page of what changed from them to it."""


class LimitsSection(Section):
    """`[limits]`: how much reading one description may ask of the machine; passing one is an error with its place."""

    depth: Annotated[int, Field(ge=8, le=256)] = DEFAULT_LIMITS.depth
    file_bytes: Annotated[int, Field(ge=1024, le=4 << 30)] = DEFAULT_LIMITS.file_bytes
    total_bytes: Annotated[int, Field(ge=1024, le=8 << 30)] = DEFAULT_LIMITS.total_bytes
    nodes: Annotated[int, Field(ge=1000, le=1_000_000_000)] = DEFAULT_LIMITS.nodes
    files: Annotated[int, Field(ge=1, le=1_000_000)] = DEFAULT_LIMITS.files
    # Python's `int` converts at most 4,300 digits.
    digits: Annotated[int, Field(ge=20, le=4000)] = DEFAULT_LIMITS.digits


class ApplicationSection(Section):
    """`[application]`: how the application that a `python:` source names is run."""

    python: str | None = None
    """The interpreter, relative to this file where it holds a slash; else that of the active virtual environment."""
    environment: Many[str] = ()
    """Variables that it gets although their names look like those of secrets."""
    seconds: Annotated[int, Field(ge=1, le=3600)] = int(Application().seconds)


class ApiSection(Section):
    """`[[apis]]`: one of several APIs. A section of its own says where it differs from the file's section."""

    name: Annotated[str, AfterValidator(_api_name)]
    """Of its folders in those of the records and of the pages."""
    title: str = ""
    description: Description | None = None
    roots: Many[str] | None = None
    path_prefix: Annotated[str, AfterValidator(_path_prefix)] | None = None
    """Only operations whose path is this or goes on from it with a slash are part of the API."""
    versions: VersionsSection | None = None
    events: EventsSection | None = None
    policy: PolicySection | None = None
    approvers: ApproversSection | None = None
    page: PageSection | None = None
    limits: LimitsSection | None = None
    application: ApplicationSection | None = None
