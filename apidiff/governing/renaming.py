"""Renames that an entry declares: a comparison and the declared renames in, the comparison as people read it out.

Two changes that comparing found, one name gone and one come, are told as one rename, by the change of the name that
went. Its id, rule and class stay, so that no waiver is moved by it. What came is not counted, unless it breaks clients
by itself, as a field does that they have to send now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from apidiff.model.change import Change, Comparison
from apidiff.model.records import Rename
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.naming import normal_name
from apidiff.openapi.pointers import split
from apidiff.rules import listed, rule

_RENAMED: dict[RuleId, RuleId] = {
    "property-removed": "property-renamed",
    "parameter-removed": "parameter-renamed",
    "response-header-removed": "response-header-renamed",
    "operation-removed": "operation-renamed",
    "event-removed": "event-renamed",
}
_ADDED = {
    "property-removed": {"property-added", "required-property-added"},
    "parameter-removed": {"parameter-added", "required-parameter-added"},
    "response-header-removed": {"response-header-added", "required-response-header-added"},
    "operation-removed": {"operation-added"},
    "event-removed": {"event-added"},
}


class Renamed(NamedTuple):
    """A comparison with declared renames told, and the renames of which it shows nothing."""

    comparison: Comparison
    unknown: tuple[Rename, ...]


def with_renames(comparison: Comparison, renames: Iterable[Rename]) -> Renamed:
    """Tell declared renames as such. A rename applies where its name went and the new one came, at its target."""
    changes = list(comparison.changes)
    unknown = []
    for rename in renames:
        pairs = list(_pairs(changes, rename))
        for gone, came in pairs:
            changes[gone] = _as_renamed(changes[gone], rename)
            # Changes are replaced, and none is added or taken out, so that positions stay what they are.
            changes = [_without_guess(change, changes[came]) for change in changes]
            changes[came] = _as_heir(changes[came], rename)
        # Comparing may have been sure of it already: then the entry is right, and there is nothing to tell.
        if not pairs and not any(_is_told(change, rename) for change in changes):
            unknown.append(rename)
    return Renamed(comparison._replace(changes=tuple(changes)), tuple(unknown))


def _pairs(changes: list[Change], rename: Rename) -> Iterable[tuple[int, int]]:
    """The positions of what went and of what came for it; each once."""
    came = [index for index, change in enumerate(changes) if change.name == rename.to]
    for index, change in enumerate(changes):
        if change.name != rename.was or change.rule not in _RENAMED or not _is_at(change, rename):
            continue
        for other in came:
            if changes[other].rule in _ADDED[change.rule] and _belong(change, changes[other]):
                # Taking it out of the list that is walked is safe, since the walk ends here.
                came.remove(other)
                yield index, other
                break


def told_rule(change: Change) -> RuleId:
    """The rule in whose words a change is told: of a declared rename, that of one which comparing is sure of."""
    return _RENAMED.get(change.rule, change.rule) if change.renamed_to is not None else change.rule


def around(comparison: Comparison, rename: Rename) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that went from the target of a rename, and those that came."""
    at = [change for change in comparison.changes if _is_at(change, rename) and change.name]
    additions = frozenset().union(*_ADDED.values())
    return (
        tuple(dict.fromkeys(change.name for change in at if change.name and change.rule in _RENAMED)),
        tuple(dict.fromkeys(change.name for change in at if change.name and change.rule in additions)),
    )


def likely(change: Change) -> Rename | None:
    """The rename to ask the maintainer about; `None` if there is none."""
    if change.name is None or change.possibly_renamed_to is None or change.rule not in _RENAMED:
        return None
    tokens = split(change.base.pointer) if change.base else ()
    # A schema by its name, since several operations may lead to it.
    named = f"schema {tokens[2]}" if tokens[:2] == ("components", "schemas") and len(tokens) > 2 else None
    target = named or next(iter(change.operations), None)
    if target is None:
        return None
    return Rename(target, change.name, change.possibly_renamed_to)


def _is_told(change: Change, rename: Rename) -> bool:
    """Whether comparing was sure of the rename by itself."""
    return (change.name, change.renamed_to) == (rename.was, rename.to) and _is_at(change, rename)


def _without_guess(change: Change, heir: Change) -> Change:
    """A change that possibly was renamed to what another one is known to have become."""
    if change.possibly_renamed_to != heir.name or not _belong(change, heir):
        return change
    return without_guess(change)


def without_guess(change: Change) -> Change:
    """The change without the rename that comparing is not sure of."""
    if change.possibly_renamed_to is None:
        return change
    title = change.title.removesuffix(guess(change.possibly_renamed_to))
    return change._replace(title=title, possibly_renamed_to=None)


def guess(name: str | None) -> str:
    """How the title of a change ends that possibly is a rename."""
    return "" if name is None else f", possibly renamed to {listed([name])}"


def _belong(gone: Change, came: Change) -> bool:
    """Whether both were found in one object, or stand for themselves."""
    if gone.path_version != came.path_version:
        return False
    return gone.rule in {"operation-removed", "event-removed"} or (gone.holder, gone.kind) == (came.holder, came.kind)


def _is_at(change: Change, rename: Rename) -> bool:
    target = normal_name(rename.target)
    if target in change.operations:
        return True
    tokens = split(change.base.pointer) if change.base else ()
    # A slice, since a pointer may end before the name.
    return tokens[:2] == ("components", "schemas") and target.removeprefix("schema ") in tokens[2:3]


def _as_renamed(change: Change, rename: Rename) -> Change:
    words = {"name": rename.was, "renamed_to": rename.to, "holder": change.holder, "kind": change.kind, "where": ""}
    title = rule(_RENAMED[change.rule]).title_for(words)
    spoken = words | {"path_version": change.path_version}
    # A hint says what to do about a break; a change that is none has none.
    hint = rule(_RENAMED[change.rule]).hint_for(spoken) if change.hint else ""
    return change._replace(title=title, hint=hint, renamed_to=rename.to, possibly_renamed_to=None)


def _as_heir(change: Change, rename: Rename) -> Change:
    title = f"{change.title}, in place of {listed([rename.was])}"
    counted = change.counted and change.cls == "breaking"
    return change._replace(title=title, renamed_from=rename.was, counted=counted)
