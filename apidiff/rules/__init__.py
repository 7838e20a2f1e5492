"""The catalogue: one entry a rule, the sentences of the policy, and what is shown of them."""

from apidiff.rules.loading import (
    Rule,
    all_rules,
    announces,
    clause,
    clauses,
    is_published,
    listed,
    near,
    removes,
    rule,
    rule_ids,
)

__all__ = [
    "Rule",
    "all_rules",
    "announces",
    "clause",
    "clauses",
    "is_published",
    "listed",
    "near",
    "removes",
    "rule",
    "rule_ids",
]
