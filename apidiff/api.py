"""The Python interface: compare two descriptions, ask whether a schema is contained in another."""

from __future__ import annotations

import os
from typing import Any, Literal

from apidiff.comparing.asking.projection import Projection
from apidiff.comparing.contracts import compare as find
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER
from apidiff.containment import Containment
from apidiff.containment import is_subschema as decide
from apidiff.errors import InputError
from apidiff.governing.judging import judge
from apidiff.model.change import Comparison
from apidiff.model.contract import JSON, Contract, Description
from apidiff.model.digest import Digest
from apidiff.model.policy import Policy
from apidiff.openapi.references import References
from apidiff.openapi.sharing import shared
from apidiff.reading import contract_of, read, read_pair, upgrade_document
from apidiff.reading.references import completed
from apidiff.reading.well_typed import well_typed

SourceLike = str | os.PathLike[str] | dict[str, JSON] | Description | Contract


def diff(base: SourceLike, revision: SourceLike, policy: Policy | None = None, *, audited: bool = False) -> Comparison:
    """Compare two descriptions: paths, `-`, `git:REV:PATH`, dicts, or what was read before.

    With `audited`, DeepDiff checks that every difference is claimed by a change; what is not, is `undecided`.

    Raises `InputError` where one of them cannot be read or is not an OpenAPI 3 description.
    """
    return compare(*_contracts(base, revision), policy or Policy(), audited=audited)


def compare(base: Contract, revision: Contract, policy: Policy, *, audited: bool = False) -> Comparison:
    """Compare two contracts under a policy."""

    if base.holes:
        base = completed(base, revision)
    if revision is not base:  # as it is when it is recorded first
        revision = revision._replace(document=shared(base.document, revision.document))
    references = References()
    base, revision = well_typed(base, revision, references)
    if base.dialect != revision.dialect:
        base, revision = (upgrade_document(side) for side in (base, revision))
    return judge(find(base, revision, policy, references, audited=audited), base, revision, policy)


def contract(source: SourceLike, *, dangling: Literal["error", "warn"] = "error") -> Contract:
    """Read a source and bring it to the form that comparing works on; `dangling` is that of `reading.read`."""

    if isinstance(source, Contract):
        return source
    if isinstance(source, Description):
        return contract_of(source)
    return contract_of(read(source if isinstance(source, dict) else os.fspath(source), dangling=dangling))


def _contracts(base: SourceLike, revision: SourceLike) -> tuple[Contract, Contract]:
    """Both sides; where both have to be read, together, so that files of both are read once."""

    if isinstance(base, Contract | Description) or isinstance(revision, Contract | Description):
        return contract(base, dangling="warn"), contract(revision)
    first, second = read_pair(base, revision)
    return contract(first), contract(second)


def is_subschema(sub: JSON, sup: JSON, direction: str | None = None, **options: Any) -> Containment:
    """Decide whether every instance valid under `sub` is valid under `sup` (JSON Schema 2020-12).

    `direction` is `to-server` or `from-server`: properties that do not travel in it are left out first; `None` asks
    about the schemas as they are. Options are those of `apidiff.containment.is_subschema`.

    Raises `InputError` where a schema is not one, or a `$ref` has no target.
    """
    if direction is not None:
        sub, sup = (_in_direction(schema, direction) for schema in (sub, sup))
    return decide(sub, sup, **options)


def _in_direction(schema: JSON, direction: str) -> JSON:

    masks = {"to-server": TO_SERVER, "from-server": FROM_SERVER}
    if direction not in masks:
        raise InputError(
            f"`{direction}` is not a direction", hint="Use `to-server` or `from-server`, or leave the direction out."
        )
    document = schema if isinstance(schema, dict) else {}
    contract = Contract("schema", Digest(), document, _Nowhere(), dialect="3.1")
    return Projection(contract, masks[direction]).document(schema)


class _Nowhere:
    """A locator for a schema that stands in no file."""

    def locate(self, pointers: Any) -> dict[str, Any]:
        return dict.fromkeys(pointers) and {}
