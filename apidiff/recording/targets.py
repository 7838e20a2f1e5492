"""Check that the targets which an entry declares exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from apidiff.comparing.operations.operations import mapping, operations
from apidiff.errors import InputError, Place
from apidiff.model.contract import Contract
from apidiff.model.policy import Policy
from apidiff.model.records import Entry
from apidiff.openapi.naming import normal_name


def require_targets(entries: Iterable[Entry], contracts: Iterable[Contract], policy: Policy) -> None:
    """Raise `InputError` for the first declared target that none of the contracts has; suggests the near one."""
    declaring = [entry for entry in entries if entry.meaning or entry.renames]
    if not declaring:
        return
    known = target_names(contracts, policy)
    for entry in declaring:
        named = [(meaning.target, "whose meaning the entry declares changed") for meaning in entry.meaning]
        named += [(rename.target, "in which the entry declares a rename") for rename in entry.renames]
        for written, why in named:
            target = normal_name(written)
            if target not in known:
                near = difflib.get_close_matches(target, known, n=2, cutoff=0.6)
                hint = f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
                raise InputError(
                    f"no operation, event or schema is called `{target}`, {why}",
                    place=Place(str(entry.path)),
                    hint=f"{hint}Write it as `POST /v1/leads`, `webhook lead.won` or `schema Lead`.",
                )


def target_names(contracts: Iterable[Contract], policy: Policy) -> list[str]:
    """Every name that a declared meaning or rename may have as its target, sorted."""
    names: set[str] = set()
    for contract in contracts:
        names.update(operation.name for operation in operations(contract, policy))
        components = mapping(contract.document.get("components"), "/components", contract)
        for schema in mapping(components.get("schemas"), "/components/schemas", contract):
            names.update((schema, f"schema {schema}"))
    return sorted(names)
