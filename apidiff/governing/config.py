"""Read and validate `apidiff.toml`, and make a `Policy` of it. An unknown key is an error with a suggestion."""

from __future__ import annotations

import datetime
import difflib
import json
import re
import string
import tomllib
import warnings
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from apidiff.errors import InputError, Place
from apidiff.governing.finding import CONFIG_NAME
from apidiff.governing.presetting import Line, PresetName, preset
from apidiff.governing.toml_lines import line_of
from apidiff.governing.waivers import says_something
from apidiff.model.change import ChangeClass, Direction, Treatment
from apidiff.model.mistakes import followed, should_be
from apidiff.model.policy import Override, Policy, Scope, Stability
from apidiff.reading.inside import require_plain
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.outside import Application
from apidiff.rules import clauses, rule_ids

_DEFAULT = Policy()
_LISTED = {"rule": "`apidiff rules` lists them all.", "clause": "`apidiff explain RULE` names a rule's clauses."}
_REFERENCE_FIELDS = ("method", "path", "operation_id", "name", "version")


def _web_address(value: str) -> str:
    if urlsplit(value).scheme.lower() not in ("", "http", "https", "mailto"):
        raise ValueError("should be an http(s) or mailto address, or a relative one")
    return value


def _site_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment or " " in value:
        raise ValueError("should be an http(s) address such as `https://developers.example.com/changelog/`")
    return value if value.endswith("/") else f"{value}/"


def _pattern(value: str) -> str:
    try:
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
        if "**" in parts or ("*" in each and (".." in parts or not parts[0])):
            raise ValueError("should be a glob of files in this folder, whose `*` stands for a part of one name")
    return several if isinstance(value, list | tuple) else value


def _inside(value: str) -> str:
    if not value or Path(value).is_absolute() or ".." in Path(value).parts:
        raise ValueError("should be a path inside of the project's folder")
    return value


Folder = Annotated[str, AfterValidator(_inside)]
Description = Annotated[str | tuple[str, ...], PlainValidator(_files)]
Address = Annotated[str, AfterValidator(_web_address)]


Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]
"""A TOML array. (Strict validation takes a list for no tuple.)"""


class Section(BaseModel):
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


class Config(Section):
    """A project's whole configuration. Without a file, `Config()` is the default."""

    project: ProjectSection = ProjectSection()
    versions: VersionsSection = VersionsSection()
    events: EventsSection = EventsSection()
    policy: PolicySection = PolicySection()
    approvers: ApproversSection | None = None
    page: PageSection = PageSection()
    limits: LimitsSection = LimitsSection()
    application: ApplicationSection = ApplicationSection()
    apis: Many[ApiSection] = ()
    _path: Path | None = PrivateAttr(default=None)
    _api: ApiSection | None = PrivateAttr(default=None)
    _whole: Config | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file that it was read from."""
        return self._path

    @property
    def api(self) -> str | None:
        """The name of the API that this is the configuration of; `None` where the file has no `[[apis]]`."""
        return None if self._api is None else self._api.name

    @property
    def path_prefix(self) -> str | None:
        """The beginning of the paths that are part of the API; `None`: all of them are."""
        return None if self._api is None else self._api.path_prefix

    @property
    def whole(self) -> Config:
        """The file's configuration, with all of its APIs."""
        return self._whole or self

    def at(self, path: Path | None) -> Config:
        """The same, as it was read from this file."""
        self._path = path
        return self

    def with_upcoming(self) -> Config:
        """The same, of a page that tells of unreleased entries."""
        return self.model_copy(update={"page": self.page.model_copy(update={"upcoming": True})})

    def place_of(self, *location: str | int) -> tuple[str | int, ...]:
        """Where in the file something of a section is set: of an API, in its own section if that says it."""
        if self._api is None:
            return location
        said: Any = self._api
        for part in location:
            name = part.replace("-", "_") if isinstance(part, str) else part
            if isinstance(said, BaseModel) and name in said.model_fields_set:
                said = getattr(said, str(name))
            elif isinstance(said, dict) and part in said:
                said = said[part]
            elif isinstance(said, tuple):
                break
            else:
                return location
        return ("apis", self.whole.apis.index(self._api), *location)

    def of_api(self, name: str) -> Config:
        """The configuration of one of the `apis`, as if it were the only one: what it does not say, the file says.

        Its records and its page are in folders of its own. Raises `KeyError` where there is no such API.
        """
        api = next((api for api in self.apis if api.name == name), None)
        if api is None:
            raise KeyError(name)
        folders = {key: f"{getattr(self.project, key)}/{name}" for key in ("schemas", "changelog", "output")}
        said = {"title": api.title, "description": api.description}
        roots = {} if api.roots is None else {"roots": api.roots}
        project = self.project.model_copy(update=folders | said | roots)
        sections = {key: _refined(getattr(self, key), getattr(api, key)) for key in _REFINED}
        copy = self.model_copy(update={"project": project, "apis": (), **sections})
        copy._api, copy._whole = api, self
        return copy

    def to_limits(self) -> Limits:
        """The budgets that descriptions are read under."""
        return Limits(**self.limits.model_dump())

    def told(self, key: str) -> tuple[Any, Line | None]:
        """The value of a key such as `policy.formats`, and the line of the preset that it comes from, if any."""
        section, _, name = key.partition(".")
        field = name.replace("-", "_")
        there = getattr(self, section)
        if self.policy.preset is not None and field not in there.model_fields_set:
            line = preset(self.policy.preset).find(key)
            if line is not None:
                return line.value, line
        return getattr(there, field), None

    def overrides(self) -> list[tuple[Override, Line | None]]:
        """The overrides, each with the line of the preset that it comes from, if any; the file's own come last."""
        lines = preset(self.policy.preset).overrides if self.policy.preset is not None else ()
        found: list[tuple[Override, Line | None]] = [
            (OverrideSection.model_validate(line.value).to_override(), line) for line in lines
        ]
        return found + [(item.to_override(), None) for item in self.policy.overrides]

    def to_policy(self) -> Policy:
        """The policy that a comparison is judged under."""
        return Policy(
            overrides=tuple(override for override, _ in self.overrides()),
            new_enum_value=self.told("policy.new-enum-value")[0],
            formats=self.told("policy.formats")[0],
            client_library=self.told("policy.client-library")[0],
            version_pattern=self.versions.pattern,
            events_version=self.versions.events,
            event_schemas=self.events.schemas,
            clauses=dict(self.policy.clauses),
            sunset_days=self.told("policy.sunset-days")[0],
            tier_sunset_days=tuple(sorted(self.policy.stability.sunset_days.items())) if self.policy.stability else (),
            baseline=self.policy.baseline,
            approvers=self.approvers.names if self.approvers else None,
            scopes=tuple(scope.to_scope() for scope in self.policy.scopes),
            stability=self.policy.stability.to_stability() if self.policy.stability else None,
            info_version=self.told("versions.info-version")[0],
        )


_REFINED = ("versions", "events", "policy", "approvers", "page", "limits", "application")
"""Sections that an API may have of its own."""


def _refined(section: Any, own: Any) -> Any:
    """A section with what an API says of its own, and of clauses each one; a preset of its own begins anew."""
    if section is None or own is None or getattr(own, "preset", None) is not None:
        return own or section
    said = {key: getattr(own, key) for key in own.model_fields_set}
    if "clauses" in said:
        said["clauses"] = {**section.clauses, **own.clauses}
    return section.model_copy(update=said)


_KEPT = ("page", "limits", "apis")
"""Sections that no verdict and no record of this API depends on."""
_WHERE = ("description", "roots", "schemas", "changelog")
"""Keys of `[project]` that say what is governed."""


def differences(then: Config, now: Config) -> list[tuple[str, str, str]]:
    """What decides over verdicts and records and differs: each key with its value then and now, as TOML has them."""
    found = []
    for section in type(now).model_fields:
        if section in _KEPT:
            continue
        old, new = (_plain(getattr(config, section)) for config in (then, now))
        for key in dict.fromkeys((*old, *new)):
            if section == "project" and key not in _WHERE:
                continue
            if old.get(key) != new.get(key):
                name = f"{section}.{key}" if key else section
                if section == "project" and now.api and key in ("description", "roots"):
                    name = f"apis.{key}"
                found.append((name, written(old.get(key)), written(new.get(key))))
    if then.path_prefix != now.path_prefix:
        found.append(("apis.path-prefix", written(then.path_prefix), written(now.path_prefix)))
    return found


def judged_by(config: Config, anchor: Config) -> Config:
    """The configuration with the policy of another one: everything but where things are, the page and the limits."""
    judging = [section for section in type(config).model_fields if section not in (*_KEPT, "project")]
    return config.model_copy(update={section: getattr(anchor, section) for section in judging}).at(config.path)


def written(value: Any) -> str:
    """A value as one would write it in TOML, or that it is not set."""
    return "not set" if value is None else _toml(value)


def _toml(value: Any) -> str:
    """A value as one would write it in TOML, where what is not set is not written."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(each)}' for key, each in value.items() if each is not None)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _plain(section: Any) -> dict[str, Any]:
    """A section's keys with plain values; what is no table stands under an empty key."""
    if section is None:
        return {}
    if isinstance(section, BaseModel):
        return section.model_dump(mode="json", by_alias=True)
    return section if isinstance(section, dict) else {"": section}


SECTIONS: dict[tuple[str, ...], type[Section]] = {
    (): Config,
    ("project",): ProjectSection,
    ("versions",): VersionsSection,
    ("events",): EventsSection,
    ("policy",): PolicySection,
    ("policy", "overrides"): OverrideSection,
    ("policy", "scopes"): ScopeSection,
    ("policy", "stability"): StabilitySection,
    ("limits",): LimitsSection,
    ("application",): ApplicationSection,
    ("approvers",): ApproversSection,
    ("page",): PageSection,
    ("page", "links"): Link,
    ("apis",): ApiSection,
}


def load_config(path: Path) -> Config:
    """Read and validate the file. Raises `InputError` with the line of the first mistake."""
    require_plain(path.parent, path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            "the configuration is not UTF-8", place=Place(str(path)), hint="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise InputError(
            f"the configuration cannot be read: {error.strerror}",
            place=Place(str(path)),
            hint="Name an existing `apidiff.toml`, or run `apidiff init` to write one.",
        ) from None
    return parse_config(text, str(path)).at(path)


def parse_config(text: str, file: str = CONFIG_NAME) -> Config:
    """As `load_config`, from the text of a file that messages call `file`."""
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise InputError(
            f"the configuration is not valid TOML: {error}",
            place=Place(file, line=int(line[1]) if line else None),
            hint="Fix the syntax of that line; the format is described at https://toml.io.",
        ) from None
    except (ValueError, RecursionError):
        raise InputError(
            "the configuration has a number too long or lists too deep to be read",
            place=Place(file),
            hint="Keep to the keys that docs/configuration.md lists.",
        ) from None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _input_error(error, data, text, file) from None
    _check_names(config.policy, (), text, file)
    for index, api in enumerate(config.apis):
        if api.policy is not None:
            _check_names(api.policy, ("apis", index), text, file)
    _check_apis(config, text, file)
    return config


def with_limits(config: Config, given: Sequence[str]) -> Config:
    """The configuration with some limits set anew, each as `depth=100`. Raises `InputError` for a mistake in them."""
    place = Place("--limits")
    for each in given:
        if not re.fullmatch(r"[\w-]+=\d+", each):
            hint = "Write `--limits KEY=NUMBER`, as in `--limits depth=100`; docs/configuration.md lists the keys."
            raise InputError(f"`{each}` sets no limit", place=place, hint=hint)
    try:
        limits = parse_config("[limits]\n" + "\n".join(given)).limits
    except InputError as error:
        raise InputError(error.message, place=place, hint=error.hint) from None
    changed = {name: getattr(limits, name) for name in limits.model_fields_set}
    return config.model_copy(update={"limits": config.limits.model_copy(update=changed)}).at(config.path)


def _input_error(error: ValidationError, data: dict[str, Any], text: str, file: str) -> InputError:
    """The first mistake of the file, as the error to show."""
    mistakes = [(line_of(text, item["loc"]) or 0, item) for item in error.errors(include_url=False)]
    line, mistake = min(mistakes, key=lambda found: found[0])
    location = mistake["loc"] if mistake["type"] == "missing" else followed(data, mistake["loc"])
    # One value that may be of several types is told once, with all of them.
    alike = [item for _, item in mistakes if followed(data, item["loc"]) == location] or [mistake]
    place = Place(file, line=line or None)
    table = _table_name(location[:-1])
    key = str(location[-1])
    if isinstance(location[-1], int):
        table, key = _table_name(location[:-2]), f"{location[-2]}[{location[-1]}]"
    if mistake["type"] == "extra_forbidden":
        known = _known_keys(location[:-1])
        return InputError(f"unknown key `{key}` {table}", place=place, hint=_suggest(key, known, "Known keys"))
    if mistake["type"] == "missing":
        return InputError(f"`{key}` is missing {table}", place=place, hint=f"Add `{key} = ...` there.")
    if mistake["type"] == "tuple_type" and isinstance(mistake["input"], dict):
        dotted = ".".join(part for part in location if isinstance(part, str))
        hint = f"Write `[[{dotted}]]`, with two brackets, before each."
        return InputError(f"`{key}` {table} should be a list of tables, and is one", place=place, hint=hint)
    return InputError(f"`{key}` {table} {should_be(alike)}", place=place, hint=_value_hint(mistake, key))


def _value_hint(mistake: Any, key: str) -> str:
    given = mistake.get("input")
    if isinstance(given, (dict, list, tuple)):
        return f"Correct the value of `{key}`."
    if mistake["type"] == "literal_error" and isinstance(given, str):
        choices = re.findall(r"'([^']+)'", mistake["ctx"]["expected"])
        return _suggest(given, choices, "Choose one of")
    shown = str(given) if isinstance(given, (datetime.date, datetime.time)) else json.dumps(given, ensure_ascii=False)
    return f"Correct the value of `{key}`; it is {shown if len(shown) <= 60 else shown[:57] + '...'} now."


def _table_name(location: tuple[str | int, ...]) -> str:
    names = [part for part in location if isinstance(part, str)]
    if not names:
        return "at the top of the file"
    dotted = ".".join(names)
    return f"in `[[{dotted}]]`" if location and isinstance(location[-1], int) else f"in `[{dotted}]`"


def _known_keys(location: tuple[str | int, ...]) -> list[str]:
    names = tuple(part for part in location if isinstance(part, str))
    section = SECTIONS.get(names[1:] if names[:1] == ("apis",) and len(names) > 1 else names)
    if section is None:
        return []
    return [field.alias or name for name, field in section.model_fields.items()]


def _suggest(word: str, known: list[str], label: str) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    listed = ", ".join(f"`{name}`" for name in known)
    return (f"Did you mean `{near[0]}`? " if near else "") + f"{label}: {listed}."


def _check_names(policy: PolicySection, table: tuple[str | int, ...], text: str, file: str) -> None:
    """An override or a clause that names nothing of the catalogue would silently do nothing: it is an error."""
    if not policy.overrides and not policy.clauses:
        return
    ids = list(rule_ids())
    for index, override in enumerate(policy.overrides):
        if override.rule is not None and not any(fnmatchcase(name, override.rule) for name in ids):
            place = (*table, "policy", "overrides", index, "rule")
            raise _unknown_name(override.rule, ids, "rule", place, text, file)
    for name in policy.clauses:
        if name not in clauses():
            raise _unknown_name(name, list(clauses()), "clause", (*table, "policy", "clauses", name), text, file)


def _check_apis(config: Config, text: str, file: str) -> None:
    """Each API has a folder of its own on every file system, and a description of its own."""
    if not config.apis:
        return
    if config.project.description is not None:
        raise InputError(
            "`description` in `[project]` and `[[apis]]` exclude each other: each API has its own description",
            place=Place(file, line=line_of(text, ("project", "description"))),
            hint="Move it to the `[[apis]]` that it describes.",
        )
    known: dict[str, str] = {}
    for index, api in enumerate(config.apis):
        other = known.get(api.name.casefold())
        known[api.name.casefold()] = api.name
        if other is not None:
            raise InputError(
                f"two `[[apis]]` are called `{api.name}`"
                if other == api.name
                else f"the `[[apis]]` `{other}` and `{api.name}` would share a folder where letter case does not count",
                place=Place(file, line=line_of(text, ("apis", index, "name"))),
                hint="Give each a name of its own: its records are in a folder that is called like it.",
            )


def _unknown_name(
    name: str, known: list[str], what: str, location: tuple[str | int, ...], text: str, file: str
) -> InputError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    listed = ", ".join(f"`{item}`" for item in near)
    return InputError(
        f"no {what} is called `{name}`",
        place=Place(file, line=line_of(text, location)),
        hint=(f"Did you mean {listed}? " if near else "") + _LISTED[what],
    )
