"""A document in, the same document out if it is OpenAPI 3.0, 3.1 or 3.2, else an error that says what it is."""

from __future__ import annotations

import re

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.model.pattern import pattern
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.operations import type_name

_VERSION = pattern(r"3\.[012](?:\.[0-9]+.*)?\Z", re.DOTALL)
_PARTS = ("paths", "webhooks", "components")
_MOST_SHOWN = 40
_START = "Start it with `openapi: 3.1.0`."


def checked(document: JSON, place: Place) -> dict[str, JSON]:
    """Raise `InputError` unless `document` is an object with a known `openapi` version and something to compare."""
    if document is None:
        raise InputError("The description is empty", place=place, hint=_START)
    if not isinstance(document, dict):
        kind = "an array" if isinstance(document, list) else "a text" if isinstance(document, str) else "a single value"
        raise InputError(f"The description is {kind}, not an object", place=place, hint=_START)
    if "openapi" not in document:
        raise _no_version(document, place)
    version = document["openapi"]
    if not isinstance(version, str):
        what = compact_json(version).decode() if isinstance(version, int | float) else type_name(version)
        hint = 'Quote it: `openapi: "3.1.0"`.' if isinstance(version, int | float) else "Write `openapi: 3.1.0`."
        raise InputError(f"`openapi` is {what}, not a string", place=place / "openapi", hint=hint)
    if not _VERSION.match(version):
        raise _other_version(version, place)
    if not any(isinstance(document.get(part), dict) for part in _PARTS):
        raise InputError(
            "The description has no `paths`, no `webhooks` and no `components`",
            place=place,
            hint="Add `paths: {}` if it is meant to be empty.",
        )
    return document


def _other_version(version: str, place: Place) -> InputError:
    bare = version.strip()
    if bare != version and _VERSION.match(bare):
        message = f"`openapi` has blanks around the version: {compact_json(version[:_MOST_SHOWN]).decode()}"
        return InputError(message, place=place / "openapi", hint=f"Write `openapi: {bare}`.")
    message = f"OpenAPI {version[:_MOST_SHOWN]} is not known" if bare else "`openapi` is empty"
    return InputError(message, place=place / "openapi", hint="Use OpenAPI 3.0, 3.1 or 3.2.")


def _no_version(document: dict[str, JSON], place: Place) -> InputError:
    if "swagger" in document:
        return InputError(
            f"This is Swagger {str(document['swagger'])[:20]}, not OpenAPI 3",
            place=place / "swagger",
            hint="Convert it to OpenAPI 3, for example with `swagger2openapi`.",
        )
    near = next((key for key in document if key.strip().lower().startswith("openapi")), None)
    hint = f"Rename `{near}` to `openapi`." if near else "Add `openapi: 3.1.0`, or name the description's main file."
    return InputError("This is no OpenAPI description: it has no `openapi`", place=place, hint=hint)
