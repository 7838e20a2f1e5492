"""Try another policy on what is recorded: the releases and a policy in, what it would say of their changes out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apidiff.api import compare
from apidiff.errors import InputError
from apidiff.governing.config import Config
from apidiff.governing.config_differences import written
from apidiff.governing.config_loading import load_config
from apidiff.governing.in_force import override_in_words, policy_in_force
from apidiff.governing.presetting import PRESETS, preset
from apidiff.model.change import Change, Comparison
from apidiff.model.policy import Policy
from apidiff.openapi.pointers import nearest
from apidiff.recording.project import Project
from apidiff.recording.recorded import snapshot_contract


@dataclass(frozen=True, slots=True)
class Tried:
    """What two policies say of one release."""

    release: str
    now: Comparison
    then: Comparison
    """Under the policy that is tried."""

    @property
    def others(self) -> tuple[tuple[Change | None, Change | None], ...]:
        """The changes that are not weighed alike, now and then; `None` where a policy does not tell of one.

        What is neutral or not counted under both is left out: no verdict depends on it.
        """
        now, then = ({change.id: change for change in each.changes} for each in (self.now, self.then))
        pairs = ((now.get(id), then.get(id)) for id in dict.fromkeys([*now, *then]))
        return tuple(pair for pair in pairs if weighed(pair[0]) != weighed(pair[1]) and any(map(_is_weighed, pair)))

    def to_dict(self) -> dict[str, Any]:
        """A release as `apidiff policy --try --format json` has it."""
        return {
            "release": self.release,
            "now": self.now.summary,
            "then": self.then.summary,
            "changes": [
                {"id": change.id, "rule": change.rule, "title": change.title, "now": weighed(old), "then": weighed(new)}
                for old, new in self.others
                if (change := new or old)
            ],
        }


def _is_weighed(change: Change | None) -> bool:
    return change is not None and change.cls != "neutral" and (change.counted or change.treatment != "gated")


def weighed(change: Change | None) -> str:
    """How much a change counts, in a word or two: `breaking`, `additive, reported`; of none, `not told`."""
    if change is None:
        return "not told"
    if change.treatment != "gated":
        return f"{change.cls}, {change.treatment}"
    return change.cls if change.counted else f"{change.cls}, not counted"


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the project's own configuration that goes before one of the preset that is tried."""

    says: str
    """The project's line, and what the preset has in its place."""
    origin: str
    """Where it is: `apidiff.toml:12`."""


def kept(project: Project, named: str) -> list[Kept]:
    """The lines of the configuration that win over a preset's, and say something else; none beside another file."""
    name = next((each for each in PRESETS if each == named), None)
    if name is None:
        return []
    config = _with_preset(project, name)
    path = config.path
    # Read again for the lines of its keys, which the configuration does not keep.
    shown = policy_in_force(config, path.read_text("utf-8-sig") if path else "", str(path) if path else None)
    found = []
    for row in shown.settings:
        line = preset(name).find(row.key)
        if row.origin.file is not None and line is not None and written(line.value) != written(row.value):
            key = row.key.rpartition(".")[2]
            found.append(Kept(f"{key} = {written(row.value)}, not {written(line.value)}", row.origin.says))
    lines = [line.value for line in preset(name).overrides]
    for row in shown.overrides:
        # Overrides of the file come after those of the preset, and the last that matches wins.
        if row.origin.file is not None and any(_contradict(row.value, line) for line in lines):
            found.append(Kept(f"override {override_in_words(row.value)}", row.origin.says))
    return found


def _contradict(own: Any, line: Any) -> bool:
    """Whether an override may match what one of a preset does, and sets another class."""
    same = all(None in (own.get(key), line.get(key)) or own[key] == line[key] for key in ("rule", "direction"))
    return same and own["class"] != line["class"]


def _with_preset(project: Project, named: str) -> Config:
    config: Config = project.config
    return config.model_copy(update={"policy": config.policy.model_copy(update={"preset": named})})


def policy_to_try(project: Project, named: str) -> Policy:
    """The policy of a preset, with what the project's configuration sets beside it, or that of another file.

    Raises `InputError` where the file cannot be read or is no configuration.
    """
    if named not in PRESETS:
        if not os.path.lexists(named):
            near = nearest(named, PRESETS)
            suggestion = f"Did you mean `{near}`? " if near else ""
            presets = ", ".join(f"`{one}`" for one in PRESETS)
            raise InputError(
                f"`{named}` is no preset, and no file",
                hint=f"{suggestion}The presets are {presets}; another apidiff.toml is named by its path.",
            )
        return load_config(Path(named)).to_policy()
    return _with_preset(project, named).to_policy()


def tried(project: Project, policy: Policy) -> Iterator[Tried]:
    """Each recorded release but the first, compared under the policy in force and under the other one.

    Raises `InputError` where a snapshot cannot be read.
    """
    history = project.history
    for release in history.releases:
        base = history.base_of(release)
        if base is not None:
            older, newer = (snapshot_contract(project, each) for each in (base, release))
            now, then = (compare(older, newer, each) for each in (project.policy, policy))
            yield Tried(str(release.name), now, then)
