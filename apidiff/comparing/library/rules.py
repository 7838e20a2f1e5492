"""Which rules of the lens may say again what a change on the wire says already."""

from __future__ import annotations

from apidiff.model.rule_ids import RuleId

RESTATING: frozenset[RuleId] = frozenset(
    {
        "additional-fields-removed", "body-type-changed", "enum-closed", "enum-constant-added", "enum-constant-removed",
        "enum-opened", "field-became-non-nullable", "field-became-nullable", "field-became-optional",
        "field-became-required", "generated-type-changed", "number-type-changed", "return-type-changed",
        "scalar-type-changed", "union-member-added",
    }
)  # fmt: skip
"""Rules about the type of something. Where the wire breaks at the same place, they say nothing more: it is one edit.

The other rules are about names, which are no part of the wire.
"""

CONFIRMED: frozenset[RuleId] = frozenset({"union-member-added"})
"""Rules about values that came: they say nothing where the wire tells of none, as of a member that another one
holds."""
