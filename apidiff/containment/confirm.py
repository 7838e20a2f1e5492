"""No witness leaves unconfirmed: a validator that shares nothing with the search checks it on both sides.

For schemas of a few plain keywords a small interpreter of the schema itself does, so that no validator is loaded.
"""

from __future__ import annotations

import sys
from decimal import Decimal

from apidiff.containment.answer import Formats
from apidiff.containment.document import MAPS_OF_SCHEMAS
from apidiff.containment.effort import Effort
from apidiff.containment.formats import RANGES
from apidiff.containment.validating import validator
from apidiff.containment.values import exact, freeze
from apidiff.errors import InputError
from apidiff.model.contract import JSON

PLAIN = frozenset(
    ("type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength")
)
ODD = frozenset(("$comment", "$recursiveAnchor", "$recursiveRef", "$schema", "$vocabulary", "contentSchema"))
SILENT = frozenset(("title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"))


def confirmed(witness: JSON, sub: JSON, sup: JSON, formats: Formats) -> bool:
    """Whether the witness is valid under `sub` and not under `sup`, as far as the validator can tell in time."""
    if "jsonschema_rs" not in sys.modules and _is_plain(sub, formats) and _is_plain(sup, formats):
        return _meets(witness, sub) and not _meets(witness, sup)
    if not (Effort(sub).is_within(witness) and Effort(sup).is_within(witness)):
        return False
    try:
        return _valid(witness, sub, formats) and not _valid(witness, sup, formats)
    except (InputError, ValueError):  # what was read here without an error the validator refuses: its own limits
        return False


def _valid(witness: JSON, schema: JSON, formats: Formats) -> bool:
    spelled = _spelled(schema) if formats == "assert" else schema
    try:
        return validator(spelled, formats).is_valid(witness)
    except InputError:  # of a malformed annotation, perhaps, which decides nothing
        return validator(_bare(spelled), formats).is_valid(witness)


def _bare(schema: JSON) -> JSON:
    """The schema without its annotations; `$ref` may not lead into one."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    bare: dict[str, JSON] = {}
    for keyword, value in schema.items():
        if keyword in MAPS_OF_SCHEMAS and isinstance(value, dict):
            bare[keyword] = {name: _bare(each) for name, each in value.items()}
        elif keyword in ("enum", "const"):
            bare[keyword] = value
        elif keyword not in SILENT and keyword not in ODD:
            bare[keyword] = _bare(value)
    return bare


def _is_plain(schema: JSON, formats: Formats) -> bool:
    if isinstance(schema, bool):
        return True
    silent = SILENT | {"format"} if formats == "annotate" else SILENT
    return all(keyword in PLAIN or keyword in silent for keyword in schema)


def _meets(value: JSON, schema: JSON) -> bool:
    """Validity under a schema of plain keywords. Source: JSON Schema 2020-12 Validation, 6.1 to 6.3."""
    if isinstance(schema, bool):
        return schema
    if "enum" in schema and freeze(value) not in [freeze(each) for each in schema["enum"]]:
        return False
    if "const" in schema and freeze(value) != freeze(schema["const"]):
        return False
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(_is_of(value, name) for name in names):
            return False
    if isinstance(value, str):
        return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = exact(value)
        return (
            ("minimum" not in schema or number >= exact(schema["minimum"]))
            and ("maximum" not in schema or number <= exact(schema["maximum"]))
            and ("exclusiveMinimum" not in schema or number > exact(schema["exclusiveMinimum"]))
            and ("exclusiveMaximum" not in schema or number < exact(schema["exclusiveMaximum"]))
        )
    return True


def _is_of(value: JSON, name: str) -> bool:
    tag = freeze(value)[0]
    if name == "integer":
        return bool(tag == "x" and exact(value).denominator == 1)
    tags = {"null": "n", "boolean": "b", "number": "x", "string": "s", "array": "a", "object": "o"}
    return bool(tags.get(name) == tag)


def _spelled(schema: JSON) -> JSON:
    """The schema with the asserted formats of numbers as bounds, which every validator knows."""
    if isinstance(schema, list):
        return [_spelled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {
        keyword: value if keyword in ("enum", "const", "default", "examples") else _spelled(value)
        for keyword, value in schema.items()
    }
    name = schema.get("format")
    if isinstance(name, str) and name in RANGES:
        low, high = RANGES[name]
        bounds = {"if": {"type": "number"}, "then": {"type": "integer", "minimum": low, "maximum": high}}
        copy["allOf"] = [*copy.get("allOf", []), bounds]
    return copy
