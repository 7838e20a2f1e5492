"""Stable ids: the same change has the same id whatever else changes, and in whatever order files are read."""

from __future__ import annotations

from apidiff.comparing.alternatives import kind_of
from apidiff.comparing.edits import Edit, Finding, Spot
from apidiff.comparing.serialising import text_of
from apidiff.model.contract import JSON, Contract
from apidiff.model.digest import sha256_of_short
from apidiff.openapi.keywords import ALTERNATIVES
from apidiff.openapi.naming import shape
from apidiff.openapi.pointers import ABSENT, find, split, step


def change_id(finding: Finding, base: Contract, revision: Contract, path_version: str) -> str:
    """12 hex digits over what was changed and where, by names and never by positions."""
    edit = finding.edit
    places = sorted({_place(copy, base, revision) for copy in (edit, *finding.others)})
    told = [edit.rule, path_version, edit.name, edit.renamed_to, _values(edit), places]
    return sha256_of_short(text_of(told))[:12]


def again(identity: str, count: int) -> str:
    """The id of a further change that would have the same one."""
    return sha256_of_short(f"{identity} {count}".encode())[:12]


def _values(edit: Edit) -> list[str]:
    """The values of a keyword that changed: another limit is another change."""
    return [_plain(spot.value) for spot in (edit.base, edit.revision) if spot] if edit.asks else []


def _plain(value: JSON) -> str:
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict | list) for v in value)):
        return ""
    listed = sorted(value, key=str) if isinstance(value, list) else value
    return text_of(listed).decode()


def _place(edit: Edit, base: Contract, revision: Contract) -> str:
    return f"{_named(edit.base, base)} > {_named(edit.revision, revision)}"


def _named(spot: Spot | None, contract: Contract) -> str:
    """A pointer with each position replaced by the name of what stands there."""
    if spot is None:
        return ""
    node: JSON = contract.document
    named: list[str] = []
    previous = ""
    for token in split(spot.pointer):
        node = step(_followed(node, contract), token)[1]
        if previous == "parameters" and token.isdigit() and isinstance(node, dict):
            node = _followed(node, contract)
            named.append(f"{node.get('in')}:{node.get('name')}" if isinstance(node, dict) else token)
        elif previous in ALTERNATIVES and token.isdigit():
            named.append(kind_of(node))
        elif previous == "allOf" and token.isdigit():
            # All members hold at once, so which of them says something is no part of what it says.
            named.pop()
        else:
            named.append(shape(token) if previous == "paths" else token)
        previous = token
    return "/".join(named)


def _followed(node: JSON, contract: Contract) -> JSON:
    if isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
        target = find(contract.document, ref)
        return node if target is ABSENT else target
    return node
