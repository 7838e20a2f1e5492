"""What two configurations decide differently, each value as TOML has it."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from apidiff.governing.config import Config

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
                # Of one of several APIs these are keys of its `[[apis]]`.
                if section == "project" and now.api and key in ("description", "roots"):
                    name = f"apis.{key}"
                found.append((name, written(old.get(key)), written(new.get(key))))
    # It is of `[[apis]]`, which are left out above as those of other APIs.
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
    # A string of JSON is a basic string of TOML.
    return json.dumps(value, ensure_ascii=False)


def _plain(section: Any) -> dict[str, Any]:
    """A section's keys with plain values; what is no table stands under an empty key."""
    if section is None:
        return {}
    if isinstance(section, BaseModel):
        return section.model_dump(mode="json", by_alias=True)
    return section if isinstance(section, dict) else {"": section}
