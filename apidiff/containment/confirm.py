"""No witness leaves unconfirmed: something that shares nothing with the search checks it on both sides.

A small interpreter of the schema itself, where its keywords are the usual ones, so that no validator is loaded; else a
validator.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import RLock
from typing import TYPE_CHECKING

from apidiff.containment.answer import Budget, Formats
from apidiff.containment.document import MAPS_OF_SCHEMAS, dump
from apidiff.containment.effort import Effort
from apidiff.containment.interpreting import ODD, SILENT, NotInterpreted, is_valid
from apidiff.containment.limits import Meter, Stopped
from apidiff.containment.validating import validator
from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.model.digest import key_of
from apidiff.openapi.keywords import RANGES

if TYPE_CHECKING:
    from jsonschema_rs import Validator

EFFORT = 64
"""How much of what `Effort` counts is charged as one: a validator takes about twenty nanoseconds for each."""
TO_LOAD = 50
MOST_KNOWN = 16
"""Schemas whose validators are kept."""


def confirmed(witness: JSON, sub: JSON, sup: JSON, formats: Formats, meter: Meter, *, contents: bool = False) -> bool:
    """Whether the witness is valid under `sub` and not under `sup`, as far as can be told. Raises `Exhausted`.

    `contents`: whether what strings hold is asserted, as in `interpreting.is_valid`.
    """
    try:
        return _valid(witness, sub, formats, meter, contents) and not _valid(witness, sup, formats, meter, contents)
    except (InputError, ValueError, RecursionError, NotInterpreted):
        # What was read here without an error the validator refuses, for limits of its own; or references lead on and
        # on without a step into the instance.
        return False


def holds(instance: JSON, schema: JSON, formats: Formats = "annotate", *, contents: bool = False) -> bool:
    """Whether an instance is valid under a schema, as far as can be told within the usual budget."""
    try:
        return _valid(instance, schema, formats, Meter(Budget()), contents)
    except (InputError, ValueError, RecursionError, NotInterpreted, Stopped):
        return False


def _valid(witness: JSON, schema: JSON, formats: Formats, meter: Meter, contents: bool) -> bool:
    try:
        return is_valid(witness, schema, formats, meter, contents=contents)
    except NotInterpreted:
        # No validator looks into a string, so it cannot say whether one holds what it should.
        if contents and _has_text(witness) and _describes_contents(schema):
            raise
        return _validated(witness, schema, formats, meter)


def _has_text(value: JSON) -> bool:
    if isinstance(value, dict):
        return any(map(_has_text, value.values()))
    return isinstance(value, str) or (isinstance(value, list) and any(map(_has_text, value)))


def _describes_contents(schema: JSON) -> bool:
    """Whether some schema in a document says what a string holds."""
    pending = [schema]
    while pending:
        at = pending.pop()
        if isinstance(at, dict):
            if "contentSchema" in at and isinstance(at.get("contentMediaType"), str):
                return True
            pending.extend(at.values())
        elif isinstance(at, list):
            pending.extend(at)
    return False


def _validated(witness: JSON, schema: JSON, formats: Formats, meter: Meter) -> bool:
    with _LOCK:
        known = _known(schema, formats)
        # Charged before the validator starts, since nothing can stop it; and in full even if it is compiled already, so
        # that an answer does not depend on the questions before it.
        meter.charge(TO_LOAD + known.weighed(schema, meter).of(witness) // EFFORT)
        return known.compiled(schema, formats).is_valid(witness)


def _known(schema: JSON, formats: Formats) -> _Known:
    """What is known of a schema; of the last ones, since several witnesses in turn are held against one whole."""
    key = key_of(dump(schema).encode()), formats
    # Taken out and put in again: the table is in order of use, and the first one goes when it is full.
    known = _KNOWN.pop(key, None) or _Known()
    _KNOWN[key] = known
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return known


class _Known:
    """The effort and the validator of one schema. What they take is charged with each witness, known or not."""

    __slots__ = ("effort", "validator")

    def __init__(self) -> None:
        self.effort: Effort | None = None
        self.validator: Validator | None = None

    def weighed(self, schema: JSON, meter: Meter) -> Effort:
        if self.effort is None or not self.effort.again(meter):
            self.effort = Effort(schema, meter)
        return self.effort

    def compiled(self, schema: JSON, formats: Formats) -> Validator:
        """The validator, compiled once it is known that this is no great effort."""
        if self.validator is None:
            spelled = _spelled(schema) if formats == "assert" else schema
            try:
                self.validator = validator(spelled, formats)
            except InputError:  # of a malformed annotation, perhaps, which decides nothing
                self.validator = validator(_bare(spelled), formats)
        return self.validator


_LOCK = RLock()
_KNOWN: OrderedDict[tuple[bytes, Formats], _Known] = OrderedDict()


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
        # Under `if`, since a format of numbers asks nothing of a string; `type: integer` alone would refuse it.
        bounds = {"if": {"type": "number"}, "then": {"type": "integer", "minimum": low, "maximum": high}}
        copy["allOf"] = [*copy.get("allOf", []), bounds]
    return copy
