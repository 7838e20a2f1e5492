"""Digests in a line of the index besides that of the snapshot: of the reported changes, and of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apidiff.model.change import Change
from apidiff.model.digest import sha256_of_short
from apidiff.model.policy import Policy
from apidiff.openapi.canonical import canonical_json

_FIRST = frozenset(
    {"clauses", "events_version", "formats", "new_enum_value", "overrides", "sunset_days", "version_pattern"}
)
"""The keys that the policy had at first, which always count. Any later one counts only where it is set: otherwise every
recorded line would seem to be judged under another policy."""


def changes_digest(changes: Iterable[Change]) -> str:
    """The SHA-256 of what was said of each change: without values, payloads and places, whose form may vary."""
    return _digest([_plain_change(change) for change in changes])


def policy_digest(policy: Policy) -> str:
    """The SHA-256 of all that a verdict depends on; the wording of clauses is not part of it, nor whether a
    baseline may be recorded.

    A key that came later counts only where it is set, so that lines of before go on naming the same policy.
    """
    # Reworded clauses and a baseline that is allowed change no verdict.
    told, unset = _plain(policy._replace(clauses={}, baseline=False)), _plain(Policy())
    return _digest({name: value for name, value in told.items() if name in _FIRST or value != unset[name]})


def _plain_change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "rule": change.rule,
        "class": change.cls,
        "lens": change.lens,
        "title": change.title,
        "path_version": change.path_version,
        "caution": change.caution,
        "undecided": change.undecided,
        "impacts": [impact.to_dict() for impact in change.impacts],
    }


def _plain(value: Any) -> Any:
    """Named tuples as objects, other collections as arrays and objects."""
    if hasattr(value, "_fields"):
        return {name: _plain(getattr(value, name)) for name in value._fields}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _digest(value: Any) -> str:
    return sha256_of_short(canonical_json(value))
