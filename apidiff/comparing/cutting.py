"""The question about one pair alone: its schemas without the parts that are compared on their own.

What stands on both sides at the same place in a conjunction can be left out of both: if the rest is contained and each
part is, the whole is. What was added or removed by name is left out as well: the policy decides on names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apidiff.comparing.differing import references
from apidiff.comparing.edits import ABSENT, Edit
from apidiff.comparing.parts import EXAMPLES, PROSE, Conjunction
from apidiff.comparing.projecting import MAPS, Foreign, visible
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import with_role

Differs = Callable[[JSON, JSON], bool]
LOGIC = with_role("in place", "to names", "unevaluated") - {"allOf"} | {"const", "enum", "patternProperties"}
"""Keywords that can absorb what the others ask."""


def entangled(left: Conjunction, right: Conjunction) -> bool:
    """Whether a keyword could absorb what the others ask, or what is asked of a part of the value."""
    return any(keyword in LOGIC for side in (left, right) for keyword in side.keywords)


class Cut:
    """Cuts both sides of one pair by the same plan."""

    def __init__(
        self, base: Contract, revision: Contract, left: Conjunction, right: Conjunction, differs: Differs
    ) -> None:
        self._contracts = (base, revision)
        self._sides = (left, right)
        self._differs = differs
        self._settled = {keyword for keyword in paired(left, right) if keyword != "prefixItems"}
        self._same_tuple = len(left.children("prefixItems")) == len(right.children("prefixItems"))

    def schemas(self, groups_compared: bool) -> tuple[JSON, JSON]:
        """The two schemas; alternatives that are compared one by one, or that are equal, stand in neither."""
        left, right = self._sides
        drop = {"oneOf", "anyOf"} if groups_compared or not self._groups_differ() else set()
        return (
            self._schema(
                0, drop, set(right.properties) - set(left.properties), set(left.properties) - set(right.properties)
            ),
            self._schema(
                1, drop, set(left.properties) - set(right.properties), set(right.properties) - set(left.properties)
            ),
        )

    def _groups_differ(self) -> bool:
        left, right = self._sides
        return self._differs(
            [[a.schema for a in group.alternatives] for group in left.groups],
            [[a.schema for a in group.alternatives] for group in right.groups],
        ) or [g.keyword for g in left.groups] != [g.keyword for g in right.groups]

    def _schema(self, index: int, drop: set[str], missing: set[str], unpaired: set[str]) -> JSON:
        side, contract = self._sides[index], self._contracts[index]
        renamed_or_gone = missing | unpaired
        parts = []
        for part in side.parts:
            if not isinstance(part.schema, dict):
                parts.append(part.schema)
                continue
            parts.append(self._part(part.schema, contract, drop, missing, renamed_or_gone))
        kept = [part for part in parts if part != {}]
        return {} if not kept else kept[0] if len(kept) == 1 else {"allOf": kept}

    def _part(
        self, schema: dict[str, JSON], contract: Contract, drop: set[str], missing: set[str], unpaired: set[str]
    ) -> dict[str, JSON]:
        out = {
            keyword: value
            for keyword, value in schema.items()
            if keyword not in drop
            and keyword not in self._settled
            and keyword not in PROSE
            and keyword not in EXAMPLES
            and keyword not in {"properties", "required", "patternProperties", "prefixItems"}
        }
        named = schema.get("properties")
        properties = {name: _mark(contract, child) for name, child in named.items()} if isinstance(named, dict) else {}
        if MAPS & schema.keys():
            properties |= dict.fromkeys(sorted(missing), True)
        if properties:
            out["properties"] = properties
        required = _list(schema.get("required"))
        if required:
            out["required"] = [name for name in required if name not in unpaired]
        if isinstance(patterns := schema.get("patternProperties"), dict):
            common = set(self._sides[0].children("patternProperties")) & set(
                self._sides[1].children("patternProperties")
            )
            out["patternProperties"] = {p: True if p in common else child for p, child in patterns.items()}
        if isinstance(prefix := schema.get("prefixItems"), list):
            out["prefixItems"] = [True] * len(prefix) if self._same_tuple else prefix
        return out


def _list(value: JSON) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _mark(contract: Contract, child: JSON) -> JSON:
    """A property that is compared on its own: only the direction that it travels in stays."""
    mask = visible(contract, child)
    return {"readOnly": True} if mask == 2 else {"writeOnly": True} if mask == 1 else True


def paired(left: Conjunction, right: Conjunction) -> Iterable[str]:
    """The keywords whose single subschema is an object on both sides, so that the two are a pair of their own."""
    for keyword in ("items", "additionalProperties"):
        first, second = left.child(keyword), right.child(keyword)
        if first and second and isinstance(first.schema, dict) and isinstance(second.schema, dict):
            yield keyword


def laid_over(base: JSON, edit: Edit) -> JSON:
    """The base with this one edit made; `None` where the edit cannot be made alone.

    It stands in the base's document; what is taken over from the revision keeps its references into the revision's.
    """
    if edit.patch is None or base is False:
        return None
    parts = base["allOf"] if isinstance(base, dict) and set(base) == {"allOf"} else [base]
    objects = [part for part in parts if isinstance(part, dict)]
    cleared = [{key: value for key, value in part.items() if key not in edit.patch} for part in objects]
    added = {
        key: Foreign(value) if references(value) else value
        for key, value in edit.patch.items()
        if value is not ABSENT and value is not None
    }
    if len(cleared) <= 1:
        return {**(cleared[0] if cleared else {}), **added}
    return {"allOf": [*cleared, added]} if added else {"allOf": cleared}
