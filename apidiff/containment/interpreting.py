"""A small interpreter of JSON Schema 2020-12: whether an instance is valid, for schemas of the usual keywords.

It shares nothing with the search, and is there so that most witnesses need no validator loaded and compiled. What it
does not know, and what takes it many steps, it leaves to the validator.

Source: JSON Schema 2020-12 Core, 8.2.3 and 10; Validation, 6.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from apidiff.containment.answer import Budget, Formats
from apidiff.containment.choosing import FEW, Known
from apidiff.containment.formats import SAMPLES
from apidiff.containment.limits import CHARGES, Exhausted, Meter, Undecided
from apidiff.containment.values import exact, freeze
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ANY_BYTES, RANGES
from apidiff.openapi.uri import percent_decoded

ODD = frozenset(("$comment", "$recursiveAnchor", "$recursiveRef", "$schema", "$vocabulary", "contentSchema"))
SILENT = frozenset(("title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"))
"""Keywords that ask nothing."""

KNOWN = ODD | SILENT | {
    "$defs", "$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "exclusiveMaximum", "exclusiveMinimum",
    "format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties",
    "minimum", "not", "oneOf", "prefixItems", "properties", "propertyNames", "required", "type",
}  # fmt: skip
CONTENTS = frozenset(("contentMediaType", "contentEncoding"))
_JSON = r"(?i)(?:application|text)/(?:[\w.-]+\+)?json\s*\Z"
_DEFINED = "#/$defs/"
_MOST_STEPS = 3_000


def _no_json(name: str) -> JSON:
    raise ValueError(f"{name} is no JSON")


class NotInterpreted(Exception):
    """The schema asks for more than is known here, or for too many steps."""


def is_valid(
    instance: JSON,
    schema: JSON,
    formats: Formats,
    meter: Meter | None = None,
    known: Known | None = None,
    *,
    contents: bool = False,
) -> bool:
    """Whether the instance is valid under a schema document; raises `NotInterpreted`. Its steps go to the meter.

    Of the document only what the instance meets is looked at, so that `$defs` may be a mapping that makes its members
    when they are asked for. `known` is for questions about documents with the same `$defs`. `contents`: whether
    what strings hold is asserted, where it is JSON as it is written (Validation, 8).
    """
    known = known or Known()
    asked = id(instance), id(schema)
    if asked in known.wholes:
        return known.wholes[asked][2]
    variant = known.variants.get(id(instance))
    tried = (id(variant.like), id(schema)) if variant else None
    # Another variant of the same value took too long, and this one meets as much of the schema.
    if tried in known.varied.given_up:
        raise NotInterpreted
    # A part of the budget of its own: if it ends, the validator is still to be tried, and the question goes on.
    own = meter.part(_MOST_STEPS * CHARGES) if meter else Meter(Budget(_MOST_STEPS))
    try:
        is_met = _Interpreter(schema, formats, own, known, contents).meets(instance, schema)
        known.wholes[asked] = instance, schema, is_met
        return is_met
    except (RecursionError, Exhausted, Undecided, TypeError, AttributeError, KeyError):
        # Too deep, too long, a number of too many digits, no target, or a keyword of another type than it should be.
        if variant and tried:
            known.varied.given_up[tried] = variant.like, schema
        raise NotInterpreted from None
    finally:
        if meter:
            meter.charge(own.charged)


def defined_name(reference: str) -> str:
    """The name under `$defs` that a reference leads to (RFC 6901, 6); raises `NotInterpreted` for any other place."""
    if not reference.startswith(_DEFINED) or "/" in reference.removeprefix(_DEFINED):
        raise NotInterpreted
    return unescape_token(percent_decoded(reference.removeprefix(_DEFINED)))


_BOUNDS: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (
    ("minimum", lambda number, bound: number >= bound),
    ("maximum", lambda number, bound: number <= bound),
    ("exclusiveMinimum", lambda number, bound: number > bound),
    ("exclusiveMaximum", lambda number, bound: number < bound),
)


class _Interpreter:
    def __init__(
        self,
        document: JSON,
        formats: Formats,
        meter: Meter,
        known: Known,
        contents: bool,
    ) -> None:
        self.contents = contents
        self.keywords = KNOWN | CONTENTS if contents else KNOWN
        self.known = known
        self.asserted = formats == "assert"
        self.definitions: dict[str, JSON] = document.get("$defs", {}) if isinstance(document, dict) else {}
        self.meter = meter

    def meets(self, value: JSON, schema: JSON) -> bool:
        """Whether the value is valid under one schema of the document."""
        self.meter.charge(2)
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict) or not self.keywords.issuperset(schema):
            raise NotInterpreted
        # The formats of strings are the validator's; those of numbers are ranges, which are read below.
        if self.asserted and schema.get("format") in SAMPLES:
            raise NotInterpreted
        if "enum" in schema or "const" in schema:
            self.meter.charge(1 + len(schema.get("enum", ())))
        if not (_meets_any(value, schema) and self._meets_in_place(value, schema)):
            return False
        if isinstance(value, str):
            return _is_between(len(value), schema, "minLength", "maxLength") and self._meets_content(value, schema)
        if isinstance(value, dict):
            return self._meets_object(value, schema)
        if isinstance(value, list):
            return self._meets_array(value, schema)
        return isinstance(value, bool) or value is None or self._meets_number(value, schema)

    def _meets_content(self, text: str, schema: dict[str, Any]) -> bool:
        media = schema.get("contentMediaType") if self.contents else None
        if media is None and not (self.contents and "contentEncoding" in schema):
            return True
        # Every string is some bytes (RFC 2046, 4.5.1).
        if media == ANY_BYTES and not schema.keys() & {"contentEncoding", "contentSchema"}:
            return True
        # Only JSON that is not encoded is looked into; of other contents nothing is known here.
        if "contentEncoding" in schema or not isinstance(media, str) or not re.match(_JSON, media):
            raise NotInterpreted
        self.meter.charge(len(text))
        try:
            held = json.loads(text, parse_float=Decimal, parse_constant=_no_json)
        except ValueError:
            return False
        return self.meets(held, schema.get("contentSchema", True))

    def _meets_in_place(self, value: JSON, schema: dict[str, Any]) -> bool:
        if "$ref" in schema and not self._meets_definition(value, defined_name(schema["$ref"])):
            return False
        if "not" in schema and self.meets(value, schema["not"]):
            return False
        if "allOf" in schema and not self._meets_all(value, schema["allOf"]):
            return False
        if "anyOf" in schema and not any(self.meets(value, each) for each in self._eligible(value, schema["anyOf"])):
            return False
        if "oneOf" not in schema:
            return True
        # An alternative that is not eligible is not met, so it would add nothing to the sum.
        return sum(self.meets(value, each) for each in self._eligible(value, schema["oneOf"])) == 1

    def _meets_all(self, value: JSON, parts: list[JSON]) -> bool:
        variant = self.known.variants.get(id(value))
        if variant is not None and len(parts) >= FEW:
            return self.known.varied.meets_parts(variant, parts, self.meets, self._definition)
        return all(self.meets(value, each) for each in parts)

    def _definition(self, reference: str) -> JSON:
        return self.definitions[defined_name(reference)]

    def _eligible(self, value: JSON, alternatives: list[JSON]) -> Iterable[JSON]:
        """The alternatives without those that the value cannot meet, since a constant in them is another one."""
        if len(alternatives) < FEW or not isinstance(value, dict):
            return alternatives
        choice = self.known.choice(alternatives, self._definition)
        candidates = choice.candidates(value) if choice else None
        return alternatives if candidates is None else [alternatives[number] for number in candidates]

    def _meets_definition(self, value: JSON, name: str) -> bool:
        key = name, id(value)
        answers = self.known.answers
        if key not in answers:
            answers[key] = value, self.meets(value, self.definitions[name])
        return answers[key][1]

    def _meets_object(self, value: dict[str, JSON], schema: dict[str, Any]) -> bool:
        named = schema.get("properties", {})
        others = schema.get("additionalProperties", True)

        # A schema with `patternProperties` is not interpreted (see `KNOWN`), so a name is declared or additional.
        def asked_of(name: Any) -> JSON:
            return named.get(name, others)

        if not _is_between(len(value), schema, "minProperties", "maxProperties"):
            return False
        if "propertyNames" in schema and not all(self.meets(name, schema["propertyNames"]) for name in value):
            return False
        variant = self.known.variants.get(id(value))
        if variant is not None:
            has_all = "required" not in schema or self.known.varied.has_all(variant, schema["required"])
            names = _looked_at(variant.like, named, others)
            return has_all and self.known.varied.members_meet(variant, schema, names, asked_of, self.meets)
        self.meter.charge(len(schema.get("required", ())) >> 2)
        if any(name not in value for name in schema.get("required", ())):
            return False
        return all(self.meets(value[name], asked_of(name)) for name in _looked_at(value, named, others))

    def _meets_array(self, value: list[JSON], schema: dict[str, Any]) -> bool:
        if not _is_between(len(value), schema, "minItems", "maxItems"):
            return False
        first = schema.get("prefixItems", ())
        rest = schema.get("items", True)

        def asked_of(at: Any) -> JSON:
            return first[at] if at < len(first) else rest

        variant = self.known.variants.get(id(value))
        if variant is not None:
            return self.known.varied.members_meet(variant, schema, range(len(value)), asked_of, self.meets)
        return all(self.meets(each, asked_of(at)) for at, each in enumerate(value))

    def _meets_number(self, value: Any, schema: dict[str, Any]) -> bool:
        number = exact(value)
        if self.asserted and schema.get("format") in RANGES:
            low, high = RANGES[schema["format"]]
            if number.denominator != 1 or not low <= number <= high:
                return False
        return all(holds(number, exact(schema[keyword])) for keyword, holds in _BOUNDS if keyword in schema)


def _looked_at(value: dict[str, JSON], named: dict[str, JSON], others: JSON) -> Iterable[str]:
    """The members of an object of which a schema says something, found among the fewer names of the two."""
    if others is not True:
        return value
    few, many = (named, value) if len(named) < len(value) else (value, named)
    return (name for name in few if name in many)


def _meets_any(value: JSON, schema: dict[str, Any]) -> bool:
    """The keywords that look at a value of any type."""
    # Frozen, since in Python 1 == True and 1 == 1.0 while in JSON Schema only the latter holds (Core, 4.2.2).
    if "enum" in schema and freeze(value) not in [freeze(each) for each in schema["enum"]]:
        return False
    if "const" in schema and freeze(value) != freeze(schema["const"]):
        return False
    if "type" not in schema:
        return True
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return any(_is_of(value, name) for name in names)


def _is_of(value: JSON, name: str) -> bool:
    if name in ("integer", "number"):
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return is_number and (name == "number" or exact(value).denominator == 1)
    types: dict[str, type | tuple[type, ...]] = {
        "null": type(None), "boolean": bool, "string": str, "array": list, "object": dict,
    }  # fmt: skip
    return name in types and isinstance(value, types[name])


def _is_between(size: int, schema: dict[str, Any], least: str, most: str) -> bool:
    return bool(schema.get(least, 0) <= size <= schema.get(most, size))
