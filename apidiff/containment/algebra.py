"""The canonical algebra and the validator of jsonschema-rs, behind one door.

The library's algebra is experimental (its API has moved between releases), so its version is pinned in pyproject.toml
and nothing else in apidiff imports it for containment. Importing it takes about 90 ms: it happens on the first call.
"""

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
            mend="Correct the schema; it must be valid under the 2020-12 meta-schema and contain every `$ref` target.",
        ) from error


def covers(sup: JSON, sub: JSON, formats: Formats) -> bool:
    """Whether the library proves that `sup` admits every instance of `sub`; False means that it could not tell."""
    import jsonschema_rs
    from jsonschema_rs import canonical

    asserting = formats == "assert"
    try:
        wide = jsonschema_rs.canonicalize(sup, validate_formats=asserting)
        narrow = jsonschema_rs.canonicalize(sub, validate_formats=asserting)
        return wide.covers(narrow) is canonical.Containment.YES
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return False  # also where it cannot be put into canonical form, which is a ValueError


_OF_FORMAT: dict[str, Validator] = {}


def has_format(text: str, name: str) -> bool:
    """Whether the validator accepts a string as of a known format. Raises `Undecided` where it cannot read it."""
    if name not in _OF_FORMAT:
        _OF_FORMAT[name] = validator({"format": name}, "assert")
    try:
        return _OF_FORMAT[name].is_valid(text)
    except ValueError as error:  # a lone surrogate, which the validator cannot hold
        raise Undecided("`format` of a string that is no Unicode text") from error
