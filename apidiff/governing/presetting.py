"""The name of a preset in, its lines out: what a published policy says, each line with its reason and its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

PresetName = Literal["default", "github", "stripe", "google-aip-180", "azure", "zalando", "generated-clients"]
PRESETS: tuple[PresetName, ...] = get_args(PresetName)
OVERRIDES = "policy.overrides"
_FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Line:
    """One decision of a preset."""

    key: str
    """The key of apidiff.toml that it sets, `policy.new-enum-value`; of `policy.overrides` it adds one."""
    value: Any
    why: str
    source: str
    """A public address."""
    section: str
    """Where it is said there."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What somebody's published policy says. Where it is silent, the built-in policy holds."""

    name: PresetName
    title: str
    lines: tuple[Line, ...]

    def find(self, key: str) -> Line | None:
        """The line that sets a key."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def overrides(self) -> tuple[Line, ...]:
        """The lines that each add an override, in their order."""
        return tuple(line for line in self.lines if line.key == OVERRIDES)


@cache
def preset(name: PresetName) -> Preset:
    """The preset of that name."""
    told = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    return Preset(name, told["title"], tuple(Line(**line) for line in told["lines"]))
