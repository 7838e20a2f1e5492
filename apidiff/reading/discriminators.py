"""A bundled document in, its discriminators that nobody can dispatch on out; and a base without them.

Whoever dispatches on a tag needs the field that it stands in, and a schema for each tag that is listed. In a base,
which nobody can change, a schema with such a discriminator counts as one of which not enough is known, like one that
a reference does not find (see `references`).

Source: OpenAPI 3.0.4, 4.7.25; 3.1.1, 4.8.25; 3.2.0, 4.25 (the Discriminator Object).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Warned
from apidiff.openapi.component_names import names_a_file
from apidiff.openapi.grammar import is_schema
from apidiff.openapi.pointers import ABSENT, find, join, shortened
from apidiff.openapi.references import unquoted
from apidiff.openapi.version import is_3_0
from apidiff.reading.references import edited, parts, unknown

_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_WRITTEN = b'"discriminator":'
_SOUND = (
    rb'"discriminator":\{(?:"propertyName":' + _TEXT + rb'(?:,"mapping":(\{(?:' + _TEXT + rb":" + _TEXT + rb",?)*\}))?"
    rb'|"mapping":(\{(?:' + _TEXT + rb":" + _TEXT + rb',?)*\}),"propertyName":' + _TEXT + rb")\}"
)
"""One with a property name, and a mapping of texts or none."""
_VALUE = rb':"([^"\\]*(?:\\.[^"\\]*)*)"'
_HINTS = {
    "": "Write `discriminator: {propertyName: kind}`, or leave it out.",
    "propertyName": "Name the property that tells the schemas apart, or leave the discriminator out.",
    "mapping": "Map each value of the property to the name of a schema or a reference to one.",
    "defaultMapping": "Name a schema, or refer to one.",
}


class Unsound(NamedTuple):
    """A schema whose discriminator selects nothing."""

    tokens: tuple[str, ...]
    """The place of the schema."""
    error: InputError
    """What is wrong, at its place."""


def unsound(document: dict[str, JSON], compact: bytes) -> Iterator[Unsound]:
    """Each schema whose discriminator is not one, or maps a tag to no schema, with what is wrong; in document order.

    `compact` is the document without spaces. A document whose discriminators are all plain is not walked.
    """
    if _may_be_unsound(document, compact):
        yield from _walked(document)


def _may_be_unsound(document: dict[str, JSON], compact: bytes) -> bool:
    count = compact.count(_WRITTEN)
    if not count:
        return False
    values: set[bytes] = set()
    for found in re.finditer(_SOUND, compact):
        # If each occurrence has this form, there is nothing to find. One in an example that has another costs a walk.
        count -= 1
        values.update(re.findall(_VALUE, found[1] or found[2] or b""))
    return count > 0 or any(_leads_nowhere(document, unquoted(value)) for value in values)


def _walked(document: dict[str, JSON]) -> Iterator[Unsound]:
    # In 3.0 nothing counts beside a `$ref`, a discriminator neither.
    siblings = not is_3_0(document)
    for tokens, node, kind in parts(document):
        counts = isinstance(node, dict) and is_schema(kind) and (siblings or "$ref" not in node)
        if counts and "discriminator" in node and (fault := _fault(document, node["discriminator"])):
            at, message, hint = fault
            place = Place(pointer=join((*tokens, "discriminator", *at)))
            yield Unsound(tokens, InputError(message, place=place, hint=_HINTS[hint]))


def _fault(document: dict[str, JSON], written: JSON) -> tuple[tuple[str, ...], str, str] | None:
    """Where in a discriminator something is wrong, what it is, and for which keyword the hint is."""
    if not isinstance(written, dict):
        return (), "`discriminator` is not an object", ""
    if "propertyName" not in written:
        return (), "the discriminator has no `propertyName`", "propertyName"
    if not isinstance(written["propertyName"], str):
        return ("propertyName",), "`propertyName` of the discriminator is not a string", "propertyName"
    mapping: Any = written.get("mapping", {})
    if not isinstance(mapping, dict):
        return ("mapping",), "`mapping` of the discriminator is not an object", "mapping"
    listed: list[tuple[tuple[str, ...], Any, str]] = []
    listed += ((("mapping", tag), ref, "mapping") for tag, ref in mapping.items())
    if "defaultMapping" in written:
        listed.append((("defaultMapping",), written["defaultMapping"], "defaultMapping"))
    for at, ref, keyword in listed:
        if not isinstance(ref, str):
            return at, f"`{shortened(at[-1])}` of the discriminator is mapped to what is not a string", keyword
        if _leads_nowhere(document, ref):
            return at, f"`{shortened(ref)}`, which the discriminator maps a value to, names no schema", keyword
    return None


def _leads_nowhere(document: dict[str, JSON], reference: str) -> bool:
    """Whether a name or a pointer of this document has no schema. What other URIs lead to is not known."""
    components: Any = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if isinstance(schemas, dict) and reference in schemas:
        return False
    if reference.startswith("#/"):
        return find(document, reference) is ABSENT
    return not reference.startswith("#") and ":" not in reference and not names_a_file(reference)


def without(document: dict[str, JSON], found: Iterable[Unsound]) -> tuple[dict[str, JSON], tuple[Warned, ...]]:
    """The document with each of these schemas as one of which not enough is known, and what to warn of."""
    warnings = []
    # As in `well_typed`, the innermost first: the schema around it keeps what was edited inside.
    for each in sorted(found, key=lambda one: (-len(one.tokens), one.tokens)):
        schema = find(document, join(each.tokens))
        if not isinstance(schema, dict):
            continue  # it went with what a reference around it did not find
        others = {key: value for key, value in schema.items() if key != "discriminator"}
        document = edited(document, {each.tokens: others | unknown("discriminator")})
        message = f"{each.error.message}; what it selects is not known, and what hangs on it is undecided"
        warnings.append(Warned(message, each.error.place or Place(), each.error.hint))
    return document, tuple(sorted(warnings, key=lambda warning: warning.place.pointer or ""))
