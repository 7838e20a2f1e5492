"""The validator of jsonschema-rs, behind one door: importing it takes 23 ms, so it happens on the first call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apidiff.containment.answer import Formats
from apidiff.containment.limits import Undecided
from apidiff.errors import InputError
from apidiff.model.contract import JSON

if TYPE_CHECKING:
    from jsonschema_rs import Validator


def validator(schema: JSON, formats: Formats) -> Validator:
    """A compiled validator of `schema`. Raises `InputError` where it is no JSON Schema 2020-12 or a `$ref` dangles."""
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=formats == "assert")
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise InputError(
            f"not a JSON Schema 2020-12: {str(error).splitlines()[0]}",
            hint="Correct the schema; it must be valid under the 2020-12 meta-schema and contain every `$ref` target.",
        ) from error


_OF_FORMAT: dict[str, Validator] = {}


def has_format(text: str, name: str) -> bool:
    """Whether the validator accepts a string as of a known format. Raises `Undecided` where it cannot read it."""
    if name not in _OF_FORMAT:
        _OF_FORMAT[name] = validator({"format": name}, "assert")
    try:
        return _OF_FORMAT[name].is_valid(text)
    except ValueError as error:  # a lone surrogate, which the validator cannot hold
        raise Undecided("`format` of a string that is no Unicode text") from error
