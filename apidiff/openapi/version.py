"""A document in, the same document out if it is OpenAPI 3.0, 3.1 or 3.2, else an error that says what it is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from decimal import Decimal

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.operations import type_name

_VERSION = re.compile(r"3\.[012](?:\.[0-9]+.*)?\Z", re.DOTALL)
_PARTS = ("paths", "webhooks", "components")
_FIELDS = (*_PARTS, "openapi", "info", "servers", "security", "tags", "externalDocs", "jsonSchemaDialect", "$self")
_MOST_SHOWN = 40
_START = "Start it with `openapi: 3.1.0`."


def is_before_3_2(document: dict[str, JSON]) -> bool:
    """Whether a description of a known version follows OpenAPI 3.0 or 3.1."""
    return str(document.get("openapi", "")).startswith(("3.0", "3.1"))


def checked(document: JSON, place: Place, *, is_lenient: bool = False) -> dict[str, JSON]:
    """Raise `InputError` unless `document` is an object with a known `openapi` version and something to compare.

    A misspelled or missing `paths` is an error too, since nothing would be compared; unless lenient, as to a base.
    Sources: OpenAPI 3.0.4, 4.7.1 (`paths` is required); 3.1.1, 4.8.1 (`paths`, `webhooks` or `components` is).
    """
    if document is None:
        raise InputError("The description is empty", place=place, hint=_START)
    if not isinstance(document, dict):
        kind = type_name(document) if isinstance(document, list | str) else "a single value"
        raise InputError(f"The description is {kind}, not an object", place=place, hint=_START)
    if "openapi" not in document:
        raise _no_version(document, place)
    version = document["openapi"]
    # In YAML, `openapi: 3.1` is a number, and the error shows how to quote it.
    if not isinstance(version, str):
        what = str(version) if isinstance(version, int | float | Decimal) else type_name(version)
        known = isinstance(version, int | float | Decimal) and _VERSION.match(what)
        hint = f'Quote it: `openapi: "{what}.0"`.' if known else "Write `openapi: 3.1.0`."
        raise InputError(f"`openapi` is {what}, not a string", place=place / "openapi", hint=hint)
    if not _VERSION.match(version):
        raise _other_version(version, place)
    if not is_lenient:
        _require_paths(document, place)
    if not any(isinstance(document.get(part), dict) for part in _PARTS):
        # One that is there and is something else is what its author meant to be compared.
        if odd := next((part for part in _PARTS if part in document), None):
            value = document[odd]
            kind = type_name(value)
            hint = f"Write `{odd}: {{}}` if it is meant to be empty." if not value else "Write an object there."
            raise InputError(f"`{odd}` should be an object, and is {kind}", place=place / odd, hint=hint)
        raise InputError(
            "The description has no `paths`, no `webhooks` and no `components`",
            place=place,
            hint="Add `paths: {}` if it is meant to be empty.",
        )
    return document


def _require_paths(document: dict[str, JSON], place: Place) -> None:
    # In 3.1 `paths` may be left out (4.8.1), so that only a field with nearly its name shows that it was meant.
    is_3_0 = document["openapi"].startswith("3.0")
    for part in ("paths",) if is_3_0 else ("paths", "webhooks"):
        if part not in document and (near := _misspelled(part, document)):
            raise InputError(f"`{near}` is not a field of OpenAPI", place=place / near, hint=f"Did you mean `{part}`?")
    if is_3_0 and "paths" not in document:
        raise InputError(
            "The description has no `paths`, which OpenAPI 3.0 requires",
            place=place,
            hint="Add `paths: {}` if it is meant to have no operations.",
        )


def _misspelled(part: str, document: dict[str, JSON]) -> str | None:
    # What is twice as long is no misspelling, and likeness costs the product of the lengths.
    others = {
        key.casefold(): key
        for key in document
        if key not in _FIELDS and not key.startswith("x-") and len(key) < 2 * len(part)
    }
    if not others:
        return None
    from difflib import get_close_matches  # only an error needs it

    # Folded, `X-Paths` is an extension too, as its author meant it to be.
    near = get_close_matches(part, [key for key in others if not key.startswith("x-")], n=1, cutoff=0.8)
    return others[near[0]] if near else None


def _other_version(version: str, place: Place) -> InputError:
    bare = version.strip()
    if bare != version and _VERSION.match(bare):
        message = f"`openapi` has blanks around the version: {compact_json(version[:_MOST_SHOWN]).decode()}"
        return InputError(message, place=place / "openapi", hint=f"Write `openapi: {bare}`.")
    message = f"OpenAPI {version[:_MOST_SHOWN]} is not known" if bare else "`openapi` is empty"
    return InputError(message, place=place / "openapi", hint="Use OpenAPI 3.0, 3.1 or 3.2.")


def conversion(file: str | None) -> str:
    """The command that converts a Swagger 2.0 file to OpenAPI 3 (github.com/Mermade/oas-kit, `swagger2openapi --help`).

    What is no file by itself, such as one in git, has to be one first.
    """
    name = file if file and file != "-" and ":" not in file else "swagger.yaml"
    # Never onto the file that is converted.
    out = "openapi3.yaml" if re.search(r"(?:^|[/\\])openapi\.ya?ml\Z", name) else "openapi.yaml"
    return f"npx swagger2openapi --yaml --outfile {out} {shlex.quote(name)}"


def _no_version(document: dict[str, JSON], place: Place) -> InputError:
    if "swagger" in document:
        return InputError(
            f"This is Swagger {str(document['swagger'])[:20]}, not OpenAPI 3",
            place=place / "swagger",
            hint=f"Convert it to OpenAPI 3, and name what that writes: `{conversion(place.file)}`.",
        )
    near = next((key for key in document if key.strip().lower().startswith("openapi")), None)
    hint = "Name the main file of an OpenAPI 3 description: it begins with `openapi: 3.1.0` or similar."
    if near:
        hint = f"Rename `{near}` to `openapi`."
    elif any(part in document for part in ("paths", "webhooks")):
        hint = "Add the version of OpenAPI that it is written in, such as `openapi: 3.1.0`."
    return InputError("This is not an OpenAPI description: it has no `openapi`", place=place, hint=hint)


def loses_zeros(document: JSON) -> bool:
    """Whether `info.version` of a description is a number that may have been written with zeros at its end."""
    info = document.get("info") if isinstance(document, dict) else None
    # A whole number ends in the digits that were written.
    return isinstance(info, dict) and isinstance(info.get("version"), float | Decimal)


def is_3_0(document: Mapping[str, JSON]) -> bool:
    """Whether a description says that it is one of OpenAPI 3.0."""
    return str(document.get("openapi")).startswith("3.0")
