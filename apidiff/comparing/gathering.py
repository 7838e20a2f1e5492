"""One change per cause: the same edit, made in many inline copies, is one finding with all its places.

An edit in a shared part is one already, since it is found at the part. Prose, examples, extensions and what only code
generators see are gathered by rule: nobody reads a thousand rows of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from apidiff.comparing.edits import Edit, Finding
from apidiff.comparing.serialising import text_of
from apidiff.comparing.showing import names

TOGETHER = frozenset(
    {
        "documentation-changed",
        "examples-changed",
        "extension-changed",
        "component-added",
        "component-removed",
        "unused-component-changed",
        "operation-id-changed",
        "tags-changed",
        "schema-rewritten",
        "wire-form-rewritten",
        "discriminator-changed",
        "xml-changed",
    }
)
_APART = frozenset(
    {"operation-added", "operation-removed", "event-added", "event-removed", "callback-added", "callback-removed"}
)


def gather(findings: Iterable[Finding]) -> list[Finding]:
    """Join the findings that are copies of one edit; the first by place speaks for all of them."""
    groups: dict[object, list[Finding]] = defaultdict(list)
    for index, finding in enumerate(findings):
        groups[_group(finding.edit) or index].append(finding)
    return [_joined(sorted(group, key=_written)) for group in groups.values()]


def _written(finding: Finding) -> tuple[str, str]:
    """Where an edit stands, so that it does not matter in which order a description is read."""
    edit = finding.edit
    return (edit.revision.pointer if edit.revision else "", edit.base.pointer if edit.base else "")


def _group(edit: Edit) -> object:
    if edit.rule in TOGETHER:
        return edit.rule
    inline = not any(spot and spot.pointer.startswith("/components/") for spot in (edit.base, edit.revision))
    if edit.rule in _APART or not inline:
        return None
    return edit.rule, edit.name, edit.renamed_to, _value(edit, "base"), _value(edit, "revision")


def _value(edit: Edit, side: str) -> bytes | str:
    """What tells two edits of one rule apart: the values of a keyword; for a named thing, its name is enough."""
    if edit.asks:
        spot = edit.base if side == "base" else edit.revision
        return text_of(spot.value if spot else None, sort=True)
    return edit.params.get(side, "")


def _joined(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    edit = first.edit
    joined = Finding(edit, {}, [finding.edit for finding in group[1:]])
    for finding in group:
        for direction, effects in finding.effects.items():
            for effect in effects:
                joined.note(direction, effect)
    more = len(group) - 1
    rest = f" and {more} more place{'s' if more > 1 else ''}"
    for key in ("where", "holder"):
        edit.params[key] = edit.params.get(key, "") + rest
    if edit.rule in TOGETHER:
        found = list(dict.fromkeys(f.edit.name for f in group if f.edit.name))
        if found:
            edit.params["name"] = names(found)
    return joined
