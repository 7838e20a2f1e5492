"""A project's configuration: its sections, those of one of its APIs, and the `Policy` that they make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, PrivateAttr

from apidiff.governing.config_sections import (
    ApiSection,
    ApplicationSection,
    ApproversSection,
    EventsSection,
    LimitsSection,
    Many,
    OverrideSection,
    PageSection,
    PolicySection,
    ProjectSection,
    Section,
    VersionsSection,
)
from apidiff.governing.presetting import Line, preset
from apidiff.model.policy import Override, Policy
from apidiff.reading.limits import Limits


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
    # Private, so that a frozen model lets them be set, and no file can.
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
            # An API that has a list of its own has all of it: it is not put behind the file's.
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
        # Always its own: the file's would be those of all APIs.
        said = {"title": api.title, "description": api.description}
        roots = {} if api.roots is None else {"roots": api.roots}
        project = self.project.model_copy(update=folders | said | roots)
        sections = {key: _refined(getattr(self, key), getattr(api, key)) for key in _REFINED}
        # Without `apis`, so that the API is the only one of its configuration.
        copy = self.model_copy(update={"project": project, "apis": (), **sections})
        # The copy has the path of the file already: pydantic copies private attributes, too.
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
        # What the file sets goes before the preset, also where it sets what is built in.
        if self.policy.preset is not None and field not in there.model_fields_set:
            line = preset(self.policy.preset).find(key)
            if line is not None:
                return line.value, line
        return getattr(there, field), None

    def overrides(self) -> list[tuple[Override, Line | None]]:
        """The overrides, each with the line of the preset that it comes from, if any; the file's own come last."""
        lines = preset(self.policy.preset).overrides if self.policy.preset is not None else ()
        # Through the section, so that a line of a preset is checked like one of a file.
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
            info_version_labels=self.told("versions.info-version-labels")[0],
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
