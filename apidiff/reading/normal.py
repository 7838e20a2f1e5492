"""A description in, the contract that comparing works on out: every reference a pointer, no other base or anchor."""

from __future__ import annotations

import re
from typing import Any, Literal

import orjson

from apidiff.errors import escape_token
from apidiff.model.contract import JSON, Contract, Description
from apidiff.model.pattern import pattern
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.grammar import BASE_KEYWORDS, OPENAPI, Kind, members
from apidiff.openapi.upgrade import upgraded_document

_BASE_KEYWORD = pattern(rb'"(%s)":' % "|".join(map(re.escape, BASE_KEYWORDS)).encode())
_MAPPING = pattern(rb'"mapping":(\{[^{}]*\})')


def contract_of(description: Description) -> Contract:
    """The normal form for comparing; the description's document is not changed.

    References by `$id`, `$anchor` and relative to an `$id` become `#/` pointers, as do a discriminator's mapped names;
    a `$dynamicRef` with one possible target becomes a `$ref`. A 3.0 document stays in its dialect: comparing upgrades
    the schemas that it visits, by `upgrade_schema`.
    """
    document = description.document
    dialect: Literal["3.0", "3.1"] = "3.0" if str(document.get("openapi")).startswith("3.0") else "3.1"
    rare = description.rare
    if rare is None:
        rare = rare_keywords(compact_json(document))
    if dialect == "3.1" and rare.intersection(BASE_KEYWORDS):
        from apidiff.reading.bases import localise

        document = localise(document)
    if "mapping" in rare:
        document = _map_names(document, OPENAPI, _schema_names(document))
    return Contract(description.name, description.digest, document, description.locator, dialect)


def upgrade_document(contract: Contract) -> Contract:
    """The same contract in the 3.1 dialect, all of it: for a base and a revision that differ in dialect."""
    if contract.dialect == "3.1":
        return contract
    return contract._replace(document=upgraded_document(contract.document), dialect="3.1")


def rare_keywords(compact: bytes) -> frozenset[str]:
    """Which keywords that need the whole document looked through occur in it, written without spaces.

    `mapping` counts only where one may be a discriminator's, and names a schema otherwise than by a `#/` pointer.
    """
    found = {keyword.decode() for keyword in _BASE_KEYWORD.findall(compact)}
    if b'"mapping":{' in compact and b'"discriminator":' in compact:
        for mapping in set(_MAPPING.findall(compact)):
            if any(isinstance(value, str) and not value.startswith("#/") for value in _values(mapping)):
                found.add("mapping")
    return frozenset(found)


def _values(mapping: bytes) -> list[Any]:
    try:
        return list(orjson.loads(mapping).values())
    except orjson.JSONDecodeError:
        # A `}` within one of its texts ended the match too early: let the exact walk decide.
        return [""]


def _schema_names(document: dict[str, JSON]) -> dict[str, JSON]:
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def _map_names(node: JSON, kind: Kind, names: dict[str, JSON]) -> JSON:
    """`node` with each discriminator's mapped component name as a pointer (OAS 3.1.1, 4.8.25.3)."""
    if kind.name == "discriminator" and isinstance(node, dict) and isinstance(node.get("mapping"), dict):
        mapping = {
            key: f"#/components/schemas/{escape_token(value)}" if isinstance(value, str) and value in names else value
            for key, value in node["mapping"].items()
        }
        return node if mapping == node["mapping"] else {**node, "mapping": mapping}
    changed: Any = None
    for token, child, child_kind in members(node, kind):
        new = _map_names(child, child_kind, names)
        if new is not child:
            if changed is None:
                changed = node.copy()
            changed[token] = new
    return node if changed is None else changed
