"""The keywords that a rule speaks of, each with its rule."""

from __future__ import annotations

from collections import Counter

from apidiff.comparing.schemas.conjunction import GROUPS, TRANSPARENT
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.announcements import SINCE, SUNSET
from apidiff.openapi.keywords import DEFINITIONS, IDENTIFIERS

LOWER: dict[str, tuple[RuleId, RuleId]] = {
    "minimum": ("minimum-lowered", "minimum-raised"),
    "exclusiveMinimum": ("minimum-lowered", "minimum-raised"),
    "minLength": ("min-length-lowered", "min-length-raised"),
    "minItems": ("min-items-lowered", "min-items-raised"),
    "minProperties": ("min-properties-lowered", "min-properties-raised"),
}
"""Each lower bound with the rules for one that was lowered, and one that was raised."""
UPPER: dict[str, tuple[RuleId, RuleId]] = {
    "maximum": ("maximum-lowered", "maximum-raised"),
    "exclusiveMaximum": ("maximum-lowered", "maximum-raised"),
    "maxLength": ("max-length-lowered", "max-length-raised"),
    "maxItems": ("max-items-lowered", "max-items-raised"),
    "maxProperties": ("max-properties-lowered", "max-properties-raised"),
}
BOUNDS = LOWER | UPPER
SIMPLE: dict[str, RuleId] = {
    "multipleOf": "multiple-of-changed",
    "pattern": "pattern-changed",
    "format": "format-changed",
    "propertyNames": "property-names-changed",
    "dependentRequired": "dependent-required-changed",
    "dependentSchemas": "dependent-schemas-changed",
    "not": "not-changed",
    "contentEncoding": "content-encoding-changed",
    "contentMediaType": "content-encoding-changed",
    "contentSchema": "content-encoding-changed",
    "unevaluatedProperties": "unevaluated-changed",
    "unevaluatedItems": "unevaluated-changed",
    "$dynamicRef": "schema-changed",
    "$schema": "schema-changed",
}
SHARED = frozenset(rule for rule, count in Counter(SIMPLE.values()).items() if count > 1)
"""Rules of several keywords: the values of an edit do not say which of these it is about."""
UNITS: dict[RuleId, tuple[str, ...]] = {
    "condition-changed": ("if", "then", "else"),
    "contains-changed": ("contains", "minContains", "maxContains"),
}
COUNTED = UNITS["contains-changed"]
CONTENT = ("contentEncoding", "contentMediaType")
MARKS: dict[str, RuleId] = {
    "default": "default-changed",
    SUNSET: "sunset-changed",
    SINCE: "deprecation-date-changed",
    "discriminator": "discriminator-changed",
    "xml": "xml-changed",
}
BY_PARENT = ("readOnly", "writeOnly")
"""Marks of a property: the object that declares it tells the difference."""
IGNORED = IDENTIFIERS | DEFINITIONS
HANDLED = (
    frozenset(SIMPLE) | frozenset(LOWER) | frozenset(UPPER) | TRANSPARENT | GROUPS | frozenset(BY_PARENT)
    | frozenset({"type", "enum", "const", "uniqueItems", "$ref", "allOf"})
    | frozenset(keyword for keywords in UNITS.values() for keyword in keywords)
)  # fmt: skip
