"""Check that the targets which an entry declares exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from apidiff.comparing.operations.operations import mapping, operations
from apidiff.errors import InputError, Place
from apidiff.model.contract import Contract
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Meaning
from apidiff.openapi.members import Members
from apidiff.openapi.naming import normal_name, part_in
from apidiff.openapi.operations import Operation
from apidiff.openapi.pointers import below
from apidiff.openapi.surfaces import surfaces

_SCHEMAS = "/components/schemas"
_MOST_PATHS = 2_000
"""Fields of one schema among which a near name is looked for."""


def require_targets(entries: Iterable[Entry], contracts: Iterable[Contract], policy: Policy) -> None:
    """Raise `InputError` for the first declared target that none of the contracts has; suggests the near one."""
    declaring = [entry for entry in entries if entry.meaning or entry.renames]
    if not declaring:
        return
    targets = Targets(contracts, policy)
    for entry in declaring:
        place = Place(str(entry.path))
        targets.require(entry.meaning, place)
        for rename in entry.renames:
            # A rename is one of a name in the whole; only a meaning can be that of a field.
            if normal_name(rename.target) not in targets.names:
                raise targets.error(rename.target, "in which the entry declares a rename", place)


class Targets:
    """What contracts have of which an entry may say something, by name."""

    def __init__(self, contracts: Iterable[Contract], policy: Policy) -> None:
        self._contracts = tuple(contracts)
        self._operations: list[dict[str, Operation]] = [
            {operation.name: operation for operation in operations(contract, policy)} for contract in self._contracts
        ]
        names = {name for known in self._operations for name in known}
        self._schemas = {name for contract in self._contracts for name in _schemas(contract)}
        # A schema may be named with its kind or without.
        self.names: list[str] = sorted(names | self._schemas | {f"schema {name}" for name in self._schemas})
        """Every operation, event and schema."""

    def require(self, declared: Iterable[Meaning], place: Place | None) -> None:
        """Raise `InputError`, at a place, for the first of some declared meanings whose target there is not."""
        for meaning in declared:
            if not self.has(meaning.target):
                raise self.error(meaning.target, "whose meaning the entry declares changed", place)

    def has(self, written: str) -> bool:
        """Whether there is such an operation, event or schema, or such a field in one."""
        target = normal_name(written)
        return target in self.names or any(self._has_field(target, number) for number in range(len(self._contracts)))

    def _has_field(self, target: str, number: int) -> bool:
        contract = self._contracts[number]
        members = Members(contract.document)
        whole, part = part_in(target)
        # A whole operation is among `names`; what is looked up here is a field in one.
        if part and (operation := self._operations[number].get(whole)):
            return any(
                (path := onward(part, surface.name)) is not None and members.has(surface.pointer, path)
                for surface in surfaces(contract.document, operation)
            )
        bare = target.removeprefix("schema ")
        return any(
            (path := onward(bare, name)) is not None and members.has(below(_SCHEMAS, name), path)
            for name in _schemas(contract)
        )

    def error(self, written: str, why: str, place: Place | None) -> InputError:
        """The error for a target that there is not, with the names nearest to it."""
        target = normal_name(written)
        whole, part = part_in(target)
        known = self._fields(whole) if part and whole in self.names else self._fields_of_schema(target)
        near = difflib.get_close_matches(target, known or self.names, n=2, cutoff=0.6)
        hint = f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
        what = "field" if known else "operation, event or schema"
        shown = "`POST /v1/leads request body.customer.name`, or `schema Lead.name`"
        return InputError(
            f"no {what} is called `{target}`, {why}",
            place=place,
            hint=f"{hint}Write it as `POST /v1/leads`, `webhook lead.won` or `schema Lead`; a field as {shown}.",
        )

    def _fields(self, whole: str) -> list[str]:
        """The places in an operation or event that can be named."""
        return list(dict.fromkeys(self._each_field(whole)))

    def _each_field(self, whole: str) -> Iterator[str]:
        for contract, known in zip(self._contracts, self._operations, strict=True):
            if whole not in known:
                continue
            members = Members(contract.document)
            for surface in surfaces(contract.document, known[whole]):
                yield f"{whole} {surface.name}"
                yield from (
                    f"{whole} {surface.name}{_joint(path)}" for path in members.paths(surface.pointer, _MOST_PATHS)
                )

    def _fields_of_schema(self, target: str) -> Sequence[str]:
        """The fields of the schema whose name the target begins with."""
        bare = target.removeprefix("schema ")
        begun = [name for name in self._schemas if bare.startswith(f"{name}.")]
        # The name of a component may have dots (OpenAPI, Components Object): `Lead.v2` before `Lead`.
        name = max(begun, key=len, default=None)
        if name is None:
            return ()
        paths = (Members(each.document).paths(below(_SCHEMAS, name), _MOST_PATHS) for each in self._contracts)
        return list(dict.fromkeys(f"schema {name}{_joint(path)}" for found in paths for path in found))


def onward(target: str, name: str) -> str | None:
    """The dotted path on from a name; `None` where the target does not begin with it."""
    if target == name:
        return ""
    rest = target[len(name) :]
    return rest.removeprefix(".") if target.startswith(name) and rest[0] in ".[" else None


def _joint(path: str) -> str:
    return path if path.startswith("[") else f".{path}"


def _schemas(contract: Contract) -> dict[str, object]:
    components = mapping(contract.document.get("components"), "/components", contract)
    return mapping(components.get("schemas"), _SCHEMAS, contract)
