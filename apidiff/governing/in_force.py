"""A configuration in, the policy in force out as data: every key with its value and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from apidiff.governing.config import Config
from apidiff.governing.presetting import Line, Preset
from apidiff.governing.toml_lines import line_of
from apidiff.model.policy import Override
from apidiff.rules import clauses

KEYS = (
    "versions.pattern",
    "versions.events",
    "versions.info-version",
    "versions.info-version-labels",
    "events.schemas",
    "policy.new-enum-value",
    "policy.formats",
    "policy.client-library",
    "policy.sunset-days",
    "policy.baseline",
)
"""The keys that hold one value each; what has an order or a name of its own is shown apart."""


class Origin(NamedTuple):
    """Where something of the policy comes from: the file, with its line, a preset, or neither."""

    file: str | None = None
    line: int | None = None
    preset: str | None = None
    why: str = ""
    source: str = ""
    section: str = ""

    @property
    def says(self) -> str:
        """`apidiff.toml:12`, `preset github` or `built-in`."""
        if self.file is not None:
            return f"{self.file}:{self.line}" if self.line else self.file
        return f"preset {self.preset}" if self.preset else "built-in"

    def to_dict(self) -> dict[str, Any]:
        kind = "file" if self.file is not None else "preset" if self.preset else "built-in"
        told = {name: value for name, value in self._asdict().items() if value}
        return {"kind": kind, **told}


class Row(NamedTuple):
    """One line of the policy. `value` is plain data; `None`: not set."""

    key: str
    value: Any
    origin: Origin


class Shown(NamedTuple):
    """The policy in force. What has an order is in the order in which it is asked; the last match wins."""

    preset: str | None
    settings: tuple[Row, ...]
    overrides: tuple[Row, ...]
    scopes: tuple[Row, ...]
    stability: tuple[Row, ...]
    clauses: tuple[Row, ...]

    def to_dict(self) -> dict[str, Any]:
        """The document that `apidiff policy --format json` prints, `apidiff.policy/1`."""
        groups = ("settings", "overrides", "scopes", "stability", "clauses")
        return {
            "format": "apidiff.policy/1",
            "preset": self.preset,
            **{name: [_row(row) for row in getattr(self, name)] for name in groups},
        }


def policy_in_force(config: Config, text: str, file: str | None) -> Shown:
    """The policy of a configuration; `text` is that of its file, which is called `file` (`None`: there is none)."""
    where = _Where(config, text, file)
    return Shown(
        preset=config.policy.preset,
        settings=(*(where.row(key) for key in KEYS), where.approvers()),
        overrides=tuple(where.overrides()),
        scopes=tuple(
            # As the file has it, without the keys that it leaves out.
            Row(f"policy.scopes.{index}", item.model_dump(mode="json", by_alias=True, exclude_unset=True), origin)
            for index, item in enumerate(config.policy.scopes)
            for origin in [where.at("policy", "scopes", index)]
        ),
        stability=tuple(where.stability()),
        clauses=tuple(
            Row(f"policy.clauses.{id}", config.policy.clauses.get(id, sentence), where.clause(id))
            for id, sentence in clauses().items()
        ),
    )


def preset_document(preset: Preset) -> dict[str, Any]:
    """A preset as `apidiff policy --list --format json` has it."""
    lines = [
        {"key": line.key, "value": line.value, "why": line.why, "source": line.source, "section": line.section}
        for line in preset.lines
    ]
    return {"name": preset.name, "title": preset.title, "lines": lines}


def override_in_words(told: Any) -> str:
    """`type-changed, from-server: breaking`."""
    parts = [told.get("rule") or "any rule", *(told[name] for name in ("path", "direction") if told.get(name))]
    return f"{', '.join(parts)}: {told['class']}"


class _Where:
    """Finds where each key of a configuration is set."""

    def __init__(self, config: Config, text: str, file: str | None) -> None:
        self._config = config
        self._text = text
        self._file = file

    def at(self, *location: str | int) -> Origin:
        return Origin(self._file, line_of(self._text, self._config.place_of(*location)))

    def row(self, key: str) -> Row:
        value, line = self._config.told(key)
        section, _, name = key.partition(".")
        # What the file sets to a preset's own value is the file's: it stays when the preset changes.
        is_set = name.replace("-", "_") in getattr(self._config, section).model_fields_set
        origin = self.at(section, name) if is_set else self._of(line)
        return Row(key, list(value) if isinstance(value, tuple) else value, origin)

    def approvers(self) -> Row:
        told = self._config.approvers
        return Row(
            "approvers.names", list(told.names) if told else None, self.at("approvers", "names") if told else Origin()
        )

    def overrides(self) -> Iterator[Row]:
        own = 0
        for override, line in self._config.overrides():
            origin = self._of(line) if line else self.at("policy", "overrides", own)
            # Overrides of the preset are not in the file, so they do not count for its indexes.
            own += line is None
            yield Row("policy.overrides", _override(override), origin)

    def stability(self) -> Iterator[Row]:
        told = self._config.policy.stability
        if told is None:
            return
        stability = told.to_stability()
        values = {
            "tiers": list(stability.tiers),
            "extensions": list(stability.extensions),
            "default": stability.default,
            "aliases": dict(stability.aliases),
            "treat": dict(zip(stability.tiers, stability.treat, strict=True)),
            "sunset-days": told.sunset_days,
        }
        for name, value in values.items():
            is_set = name.replace("-", "_") in told.model_fields_set
            yield Row(f"policy.stability.{name}", value, self.at("policy", "stability", name) if is_set else Origin())

    def clause(self, id: str) -> Origin:
        return self.at("policy", "clauses", id) if id in self._config.policy.clauses else Origin()

    def _of(self, line: Line | None) -> Origin:
        if line is None:
            return Origin()
        return Origin(preset=self._config.policy.preset, why=line.why, source=line.source, section=line.section)


def _override(override: Override) -> dict[str, Any]:
    parts = {"rule": override.rule, "path": override.path, "direction": override.direction, "class": override.cls}
    return {name: value for name, value in parts.items() if value is not None}


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "value": row.value, "from": row.origin.to_dict()}
