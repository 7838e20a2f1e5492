"""Which edits of the lens say again what changes on the wire say already: an edit in, the rules of these changes out.

An edit is left out only where the wire tells of the same edit. What else breaks at its place is another edit, which can
be waived by itself. The rules that are not listed are about names, which are no part of the wire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apidiff.comparing.library.types import CONSTANTS, Generated, has_alternatives, wraps_alternatives
from apidiff.model.rule_ids import RuleId

Rules = frozenset[RuleId]
_ADDITIONAL: Rules = frozenset(
    {
        "additional-properties-changed", "additional-properties-closed", "additional-properties-opened",
        "unevaluated-changed",
    }
)  # fmt: skip
_REQUIRED: Rules = frozenset(
    {"property-became-optional", "property-became-required", "required-added", "required-removed"}
)
_FORMAT: Rules = frozenset({"content-encoding-changed", "encoding-changed", "encoding-widened", "format-changed"})
_ENUM: Rules = frozenset({"const-changed", "enum-added", "enum-removed"})
_ALTERNATIVES: Rules = frozenset(
    {"alternative-added", "alternative-removed", "composition-changed", "subtype-added", "subtype-removed"}
)
_WHOLE: Rules = frozenset({"schema-added", "schema-changed", "schema-removed"})
_KIND: Rules = _WHOLE | {"const-changed", "enum-value-added", "enum-value-removed", "type-changed"}
_HELD: Rules = _ADDITIONAL | {"items-added", "items-removed"}
_FIELDS: Rules = frozenset(
    {"property-added", "property-removed", "property-renamed", "required-property-added", "pattern-property-removed"}
)
_UNIQUE: Rules = frozenset({"unique-items-added", "unique-items-removed"})

OF_HOLDER: Rules = _ADDITIONAL
"""Rules that speak of an object, and stand at the schema of what is in it."""

RESTATED: Mapping[RuleId, Rules] = {
    "additional-fields-removed": _ADDITIONAL,
    "enum-closed": _ENUM | _ALTERNATIVES,
    "enum-constant-added": frozenset({"const-changed", "enum-value-added", "extensible-enum-value-added"}),
    "enum-constant-removed": frozenset({"const-changed", "enum-value-removed", "extensible-enum-value-removed"}),
    "enum-opened": _ENUM | _ALTERNATIVES,
    "field-became-non-nullable": frozenset({"null-removed"}),
    "field-became-nullable": frozenset({"null-added"}),
    "field-became-optional": _REQUIRED,
    "field-became-required": _REQUIRED,
    "number-type-changed": frozenset({"type-changed"}),
    "scalar-type-changed": _FORMAT,
    "union-member-added": frozenset({"alternative-added", "subtype-added", "subtype-renamed"}),
}
"""By rules about the type of something: the rules under which the wire tells of the same edit."""

CONFIRMED: Rules = frozenset({"union-member-added"})
"""Rules about values that came: they say nothing where the wire tells of none, as of a member that another one
holds."""

OF_FIELDS: Rules = frozenset({"field-became-non-nullable", "field-became-nullable"})
"""Rules about what a field makes of its type."""

OUTSIDE: Rules = CONFIRMED | {"field-became-optional", "field-became-required"}
"""Rules about what is said outside of a schema: who tells of the schema as a whole does not tell of it."""

_OBJECTS = frozenset({"object", "map", "class"})
_LISTS = frozenset({"list", "set"})


def restated(old: Generated, new: Generated, place: str) -> Iterator[Rules]:
    """For each respect in which two generated types differ, the rules under which the wire tells of it.

    `place`: where the base has the type. None for what no wire shows.
    """
    kinds = _kind(old), _kind(new)
    enums = old.form == "enum", new.form == "enum"
    if wraps_alternatives(old) or wraps_alternatives(new):
        return
    if kinds[0] != kinds[1]:
        # What a list or a map holds is also told of by what came or went as a whole.
        held = _HELD if place.endswith(("/items", "/additionalProperties")) else frozenset[RuleId]()
        if has_alternatives(old) or has_alternatives(new):
            yield _ALTERNATIVES | _WHOLE | held
        # Values can be listed, whatever their type is. Of something that had no type they may be all that is said.
        elif "any" in kinds:
            yield _KIND | _ENUM | held
        else:
            yield _KIND | held
            if enums[0] != enums[1]:
                yield _ENUM
    elif kinds[0] == "object":
        yield _ADDITIONAL | _FIELDS | {"schema-changed"}
    elif kinds[0] == "list":
        yield _UNIQUE
    elif enums[0] != enums[1]:
        yield _ENUM | _ALTERNATIVES
        if old.scalar.removesuffix(f" {CONSTANTS}") != new.scalar.removesuffix(f" {CONSTANTS}"):
            yield _FORMAT
    elif kinds[0] == "union":
        yield frozenset({"composition-changed"})
    else:
        yield _FORMAT


def _kind(generated: Generated) -> str:
    if generated.form in _OBJECTS:
        return "object"
    if generated.form in _LISTS:
        return "list"
    return generated.scalar.partition(" ")[0] or generated.form
