"""A description in, the contract that comparing works on out: every reference a pointer, no other base or anchor."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from apidiff.model.contract import Contract, Description
from apidiff.reading.upgrade import upgraded_document


def contract_of(description: Description) -> Contract:
    """The normal form for comparing; the description's document is not changed.

    References by `$id`, `$anchor` and relative to an `$id` become `#/` pointers, as do a discriminator's mapped names;
    a `$dynamicRef` with one possible target becomes a `$ref`. A 3.0 document stays in its dialect: comparing upgrades
    the schemas that it visits, by `upgrade_schema`.
    """
    document = description.document
    dialect: Literal["3.0", "3.1"] = "3.0" if str(document.get("openapi")).startswith("3.0") else "3.1"
    return Contract(description.name, description.sha256, document, description.locator, dialect)


def upgrade_document(contract: Contract) -> Contract:
    """The same contract in the 3.1 dialect, all of it: for a base and a revision that differ in dialect."""
    if contract.dialect == "3.1":
        return contract
    return replace(contract, document=upgraded_document(contract.document), dialect="3.1")
