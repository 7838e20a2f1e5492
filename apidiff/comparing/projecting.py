"""From a schema in a description to the JSON Schema that containment is asked about, for one direction.

Prose goes, `readOnly` and `writeOnly` properties go out of the direction that they do not travel in, references turn
into `$defs` of a document of its own, and from the server the old side is opened to what clients must tolerate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from apidiff.comparing.edits import TO_SERVER
from apidiff.comparing.parts import EXAMPLES, PROSE
from apidiff.comparing.wire import as_text
from apidiff.model.contract import JSON, Contract
from apidiff.reading import resolve, upgrade_schema

_DROPPED = PROSE | EXAMPLES | {
    "discriminator", "xml", "default", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$anchor",
    "$dynamicAnchor", "$defs", "definitions", "nullable", "allowReserved",
}  # fmt: skip
_ONE = frozenset(
    {"items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains", "propertyNames", "not",
     "if", "then", "else", "contentSchema"}
)  # fmt: skip
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_BY_NAME = frozenset({"properties", "patternProperties", "dependentSchemas"})
_NEGATIVE = frozenset({"not", "if"})
MOST_SCHEMAS = 400
"""How many schema objects one question may hold; references past it stand for anything or nothing."""

Stand = Literal["anything", "nothing"]


@dataclass
class Projection:
    """Collects one side of a question: `defs` grows by the references that the schemas met."""

    contract: Contract
    direction: int
    tolerant: bool = False
    wire: bool = False
    stringify: bool = False
    beyond: Stand = "anything"
    """What a reference past the limit stands for: `anything` widens the side, `nothing` narrows it."""
    names: Mapping[str, str] = field(default_factory=dict)
    defs: dict[str, JSON] = field(default_factory=dict)
    size: int = 0
    complete: bool = True

    def document(self, schema: JSON) -> JSON:
        """The schema as a document of its own, with the targets of its references under `$defs`."""
        root = self.of(schema)
        pending = list(self.defs)
        while pending:
            ref = pending.pop(0)
            before = set(self.defs)
            self.defs[ref] = self.of(resolve(self.contract.document, ref))
            pending.extend(name for name in self.defs if name not in before)
        if not self.defs:
            return root
        bodies = {self._name(ref): body for ref, body in self.defs.items()}
        return {**(root if isinstance(root, dict) else {"allOf": [root]}), "$defs": bodies}

    def _name(self, ref: str) -> str:
        return ref.removeprefix("#/").replace("~", "-").replace("/", "-").replace("%", "-")

    def of(self, schema: JSON, *, positive: bool = True) -> JSON:
        """One schema, projected; its references are noted in `defs`."""
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        self.size += 1
        if self.contract.dialect == "3.0":
            schema = upgrade_schema(schema)
        out: dict[str, JSON] = {}
        for keyword, value in schema.items():
            if keyword in _DROPPED or keyword.startswith("x-"):
                continue
            if keyword == "$ref":
                self._reference(value, out)
            else:
                out[keyword] = self._value(keyword, value, positive)
        if self.tolerant and positive:
            _open(out)
        self._take_out(schema, out)
        return as_text(out, stringify=self.stringify) if self.wire else out

    def _reference(self, ref: JSON, out: dict[str, JSON]) -> None:
        if not isinstance(ref, str):
            return
        if ref not in self.defs and self.size > MOST_SCHEMAS:
            self.complete = False
            out["allOf"] = [*out.get("allOf", ()), self.beyond == "anything"]
            return
        self.defs.setdefault(ref, True)
        out["$ref"] = "#/$defs/" + self._name(ref)

    def _value(self, keyword: str, value: JSON, positive: bool) -> JSON:
        inner = positive and keyword not in _NEGATIVE
        if keyword in _ONE and isinstance(value, dict | bool):
            return self.of(value, positive=inner)
        if keyword in _MANY and isinstance(value, list):
            return [self.of(member, positive=inner) for member in value]
        if keyword in _BY_NAME and isinstance(value, dict):
            return {name: self.of(member, positive=inner) for name, member in value.items()}
        return value

    def _take_out(self, schema: dict[str, JSON], out: dict[str, JSON]) -> None:
        """Properties that do not travel in this direction ask nothing (OpenAPI 3.0, 4.7.24.1)."""
        hidden = {name for name, child in _named(schema) if not visible(self.contract, child) & self.direction}
        if not hidden:
            return
        out["properties"] = {name: True if name in hidden else child for name, child in out["properties"].items()}
        if isinstance(out.get("required"), list):
            out["required"] = [name for name in out["required"] if name not in hidden]


def _named(schema: dict[str, JSON]) -> list[tuple[str, JSON]]:
    properties = schema.get("properties")
    return list(properties.items()) if isinstance(properties, dict) else []


def visible(contract: Contract, schema: JSON) -> int:
    """The directions in which a property travels, by its `readOnly` and `writeOnly` marks."""
    seen: set[str] = set()
    mask = 3
    pending = [schema]
    while pending:
        at = pending.pop()
        if not isinstance(at, dict):
            continue
        if at.get("readOnly") is True:
            mask &= ~TO_SERVER
        if at.get("writeOnly") is True:
            mask &= TO_SERVER
        ref = at.get("$ref")
        if isinstance(ref, str) and ref not in seen:
            seen.add(ref)
            pending.append(resolve(contract.document, ref))
        members = at.get("allOf")
        if isinstance(members, list):
            pending.extend(members)
    return mask


def _open(out: dict[str, JSON]) -> None:
    """A tolerant client takes fields that it does not know: a closed object counts as open."""
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if out.get(keyword) is False:
            del out[keyword]
            out.pop("maxProperties", None)
