"""A description in, the contract that comparing works on out: every reference a pointer, no other base or anchor."""

from __future__ import annotations

import re
from typing import Literal

from apidiff.model.contract import Contract, Description
from apidiff.openapi.bases import localise
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.dialects import in_current_dialect
from apidiff.openapi.discriminators import spell_out
from apidiff.openapi.grammar import ADDRESSING
from apidiff.openapi.part_names import parts_in, without_parts
from apidiff.openapi.types import has_nulls, without_nulls
from apidiff.openapi.upgrade import upgraded_document

_ADDRESSING = re.compile(rb'"(%s)":' % "|".join(map(re.escape, ADDRESSING)).encode())


def contract_of(description: Description) -> Contract:
    """The normal form for comparing; the description's document is not changed.

    Schemas in older drafts are brought to 2020-12 (`openapi.dialects`). References by `$id`, `$anchor` and relative to
    an `$id` become `#/` pointers; a `$dynamicRef` with one possible target becomes a `$ref`; a discriminator says all
    that it implies (`openapi.discriminators`); a field that is null in place of an object or a list is not there. A 3.0
    document stays in its dialect: comparing upgrades the schemas that it visits, by `upgrade_schema`.
    """
    parts = parts_in(description.document)
    # What apidiff wrote itself is no part of what is compared.
    document = without_parts(description.document) if parts else description.document
    dialect: Literal["3.0", "3.1"] = "3.0" if str(document.get("openapi")).startswith("3.0") else "3.1"
    rare = description.rare
    if rare is None:
        rare = rare_keywords(compact_json(document))
    written = document if dialect == "3.1" and rare.intersection(("$schema", *ADDRESSING)) else None
    # An older dialect before bases, since `id` of draft-04 becomes `$id`; both before discriminators, whose mapping
    # names schemas by pointers then.
    if dialect == "3.1" and "$schema" in rare:
        document = in_current_dialect(document)
        # Bringing writes keywords that were not there, such as `$id` for `id`.
        rare |= rare_keywords(compact_json(document))
    if dialect == "3.1" and rare.intersection(ADDRESSING):
        document = localise(document)
    if "null" in rare:
        document = without_nulls(document)
    if "discriminator" in rare:
        document = spell_out(document, siblings=dialect == "3.1")
    name, digest, _, locator, _, warnings, holes = description
    return Contract(name, digest, document, locator, dialect, warnings, holes, written, parts=parts)


def upgrade_document(contract: Contract) -> Contract:
    """The same contract in the 3.1 dialect, all of it: for a base and a revision that differ in dialect."""
    if contract.dialect == "3.1":
        return contract
    old = contract.document
    return contract._replace(document=upgraded_document(old), dialect="3.1", as_3_0=old)


def rare_keywords(compact: bytes) -> frozenset[str]:
    """Which keywords that need the whole document looked through occur in it, written without spaces.

    `null` among them: a field that is null in place of an object or a list.
    """
    found = {keyword.decode() for keyword in _ADDRESSING.findall(compact)}
    if b'"$schema":' in compact or b'"jsonSchemaDialect":' in compact:
        found.add("$schema")
    if b'"discriminator":{' in compact:
        found.add("discriminator")
    if has_nulls(compact):
        found.add("null")
    return frozenset(found)
