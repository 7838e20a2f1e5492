"""From JSON Schema 2020-12 to interned formulas; each keyword reads as its section of the specification says.

Source: JSON Schema 2020-12 Core, 10 and 11; Validation, 6.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apidiff.containment.answer import Options
from apidiff.containment.dialects import check_alike, is_older
from apidiff.containment.document import Document, Scope, dump
from apidiff.containment.formats import format_formula
from apidiff.containment.limits import Undecided
from apidiff.containment.patterns import pattern_formula
from apidiff.containment.terms import ANY, FALSITY, NUMBER, OBJECT, STRING, TRUTH, TYPE_BITS, Terms
from apidiff.containment.unevaluated import unevaluated
from apidiff.containment.values import Frozen, exact, freeze, size_of
from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import ANY_BYTES

DEEPEST = 400
LARGEST_COUNT = 1 << 60

Key = tuple[int, str, Scope]
"""A subschema by its identity, the base that it stands under, and the dynamic scope within it."""


class Translator:
    """Translates the schemas of one document. A subschema is translated once; recursion becomes a `ref`."""

    def __init__(self, terms: Terms, document: Document, options: Options) -> None:
        self.terms = terms
        self.meter = terms.meter
        self.document = document
        self.options = options
        self._is_older = is_older(document.root)
        self._done: dict[Key, int] = {}
        self._open: dict[Key, int] = {}
        self._refs: dict[Key, int] = {}
        self._level = 0
        self._depth = 0
        self.scope: Scope = ()

    def root(self) -> int:
        return self.formula(self.document.root, self.document.base)

    def below(self, schema: JSON, base: str) -> int:
        """The formula of a subschema that applies to a part of the instance: a property, an item, a name."""
        self._level += 1
        try:
            return self.formula(schema, base)
        finally:
            self._level -= 1

    def formula(self, schema: JSON, base: str) -> int:
        """The formula of a schema. Raises `InputError` where it is none."""
        if schema is True:
            return TRUTH
        if schema is False:
            return FALSITY
        if not isinstance(schema, dict):
            raise malformed("a schema", "an object or a boolean")
        self.meter.charge()
        inside = self.document.enter(schema, base)
        before, scope = self.scope, self.document.scope_within(self.scope, inside)
        # The text of a question is parsed anew for each document, so that no two places share an object and an identity
        # is a place.
        key = (id(schema), base, scope)
        if key in self._done:
            return self._done[key]
        if key in self._open:
            return self._recursive(key, schema, base)
        if self._depth > DEEPEST:
            raise Undecided("the schema nests deeper than is followed")
        self._open[key] = self._level
        self._depth += 1
        self.scope = scope
        result = self._read(schema, inside)
        self.scope = before
        self._depth -= 1
        del self._open[key]
        if key in self._refs:
            self.terms.bodies[self._refs[key]] = result
        self._done[key] = result
        return result

    def _recursive(self, key: Key, schema: JSON, base: str) -> int:
        if self._open[key] == self._level:
            # Such as `{"$ref": "#"}`: the specification leaves its meaning undefined (Core, 9.4.1).
            raise Undecided("`$ref` leads back to itself without entering the instance")
        if key not in self._refs:
            # Named by what it says and not by where it stands: an equal recursive schema on the other side is the same
            # formula.
            self._refs[key] = self.terms.make("ref", self.document.digest(schema, base, key[2]))
        return self._refs[key]

    def _read(self, schema: dict[str, JSON], base: str) -> int:
        parts = []
        self.meter.charge(1 + len(schema))
        check_alike(schema, older=self._is_older, is_root=schema is self.document.root)
        for keyword, value in schema.items():
            reader = KEYWORDS.get(keyword)
            if reader is not None:
                parts.append(reader(self, value, schema, base))
        if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
            parts.append(unevaluated(self, schema, base))
        return self.terms.both(parts)

    def measured(self, number: Fraction) -> Fraction:
        """The same number, whose digits are charged."""
        self.meter.charge(size_of(("x", number)))
        return number

    def names(self, schema: dict[str, JSON]) -> int:
        """The names that `properties` and `patternProperties` of this schema speak of, as a formula of strings."""
        named = [("s", name) for name in expect_map(schema, "properties")]
        patterns = [pattern_formula(self.terms, pattern) for pattern in expect_map(schema, "patternProperties")]
        return self.terms.either([self.terms.enum(named), *patterns])


def malformed(what: str, kind: str) -> InputError:
    """The error of a keyword whose value has the wrong kind."""
    return InputError(f"{what} is not {kind}", hint=f"Write {what} as {kind} (JSON Schema 2020-12).")


def expect_map(schema: dict[str, JSON], keyword: str) -> dict[str, JSON]:
    value = schema.get(keyword, {})
    if not isinstance(value, dict):
        raise malformed(f"`{keyword}`", "an object")
    return value


def expect_list(value: JSON, keyword: str) -> list[JSON]:
    if not isinstance(value, list):
        raise malformed(f"`{keyword}`", "an array")
    return value


def expect_name(value: JSON, keyword: str) -> str:
    if not isinstance(value, str):
        raise malformed(f"`{keyword}`", "made of strings")
    return value


def expect_count(value: JSON, keyword: str) -> int:
    if not isinstance(value, bool) and isinstance(value, (int, float, Decimal)) and value >= 0:
        # Before `int()`, which would write out all digits of `1e999999`.
        if value >= LARGEST_COUNT:
            return LARGEST_COUNT
        if value == int(value):
            return int(value)
    raise malformed(f"`{keyword}`", "a non-negative integer")


def expect_number(tr: Translator, value: JSON, keyword: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise malformed(f"`{keyword}`", "a number")
    try:
        return tr.measured(exact(value))
    except ValueError as error:
        raise malformed(f"`{keyword}`", "a finite number") from error


def expect_json(tr: Translator, value: JSON, keyword: str) -> Frozen:
    try:
        frozen = freeze(value)
        tr.meter.charge(size_of(frozen))
        return frozen
    except ValueError as error:
        raise malformed(f"`{keyword}`", "made of JSON values") from error


def _type(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    mask, integer = 0, False
    for name in value if isinstance(value, list) else [value]:
        if name == "integer":
            integer = True
        elif isinstance(name, str) and name in TYPE_BITS:
            mask |= TYPE_BITS[name]
        else:
            raise malformed("`type`", "one of JSON's types or a list of them")
    # 1.0 is an integer (Validation, 6.1.1), so that `integer` is a multiple of one. Beside `number` it says nothing.
    if integer and not mask & NUMBER:
        return tr.terms.both([tr.terms.types(mask | NUMBER), tr.terms.make("multiple", exact(1))])
    return tr.terms.types(mask)


def _bound(kind: str, upper: bool) -> Any:
    def read(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
        terms = tr.terms
        number = expect_number(tr, value, "a bound of numbers")
        # A literal is true of other types, as the keyword is; its complement is not, and has to be widened to them.
        return terms.where(NUMBER, -terms.make(kind, number)) if upper else terms.make(kind, number)

    return read


def _multiple(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    number = expect_number(tr, value, "multipleOf")
    if number <= 0:
        raise malformed("`multipleOf`", "a number above zero")
    return tr.terms.make("multiple", number)


def _count(keyword: str, kind: str, upper: bool) -> Any:
    def read(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
        number = expect_count(value, keyword)
        terms = tr.terms
        # Lengths are counts of items of any kind, so that `maxItems: 0` and `items: false` are one formula.
        if kind == "items":
            return terms.at_most(0, TRUTH, number) if upper else terms.at_least(0, TRUTH, number)
        if upper:
            return terms.where(STRING if kind == "long" else OBJECT, -terms.make(kind, number + 1))
        return terms.make(kind, number) if number else TRUTH

    return read


def _enum(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    return tr.terms.enum([expect_json(tr, each, "enum") for each in expect_list(value, "enum")])


def _const(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    return tr.terms.enum([expect_json(tr, value, "const")])


def _pattern(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    return pattern_formula(tr.terms, expect_name(value, "pattern"))


def _format(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    return format_formula(tr.terms, expect_name(value, "format")) if tr.options.formats == "assert" else TRUTH


def _all_of(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    return tr.terms.both([tr.formula(each, base) for each in expect_list(value, "allOf")])


def _any_of(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    return tr.terms.either([tr.formula(each, base) for each in expect_list(value, "anyOf")])


def _one_of(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    return tr.terms.one([tr.formula(each, base) for each in expect_list(value, "oneOf")])


def _not(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    return -tr.formula(value, base)


def _if(tr: Translator, value: JSON, schema: dict[str, JSON], base: str) -> int:
    # `then` and `else` are read here only: without `if` they are ignored (Core, 10.2.2.2 and 10.2.2.3).
    condition = tr.formula(value, base)
    then = tr.terms.either([-condition, tr.formula(schema.get("then", True), base)])
    return tr.terms.both([then, tr.terms.either([condition, tr.formula(schema.get("else", True), base)])])


def _ref(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    target, target_base = tr.document.resolve(value, base)
    return tr.formula(target, target_base)


def _recursive_ref(_: Translator, __: JSON, ___: dict[str, JSON], ____: str) -> int:
    raise Undecided("`$recursiveRef` is not part of JSON Schema 2020-12")


def _dependencies(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    # The literal is known by its text, and equal texts with a `$ref` may lead to unequal schemas.
    if '"$ref"' in dump(value):
        raise Undecided("`dependencies` with a `$ref`")
    return tr.terms.make("depends", base + dump(value))


def _encoding(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    if not tr.options.asserts_contents:
        return TRUTH
    return tr.terms.make("content", expect_name(value, "contentEncoding").lower(), "")


def _media_type(tr: Translator, value: JSON, schema: dict[str, JSON], base: str) -> int:
    """What is within depends on the encoding; `contentSchema` says nothing without a media type."""
    if not tr.options.asserts_contents:
        return TRUTH
    encoding = expect_name(schema.get("contentEncoding", ""), "contentEncoding").lower()
    media = "".join(expect_name(value, "contentMediaType").lower().split())
    is_media = tr.terms.make("content", encoding, media)
    # Every encoded text holds some bytes, so beside an encoding this media type refuses nothing.
    if encoding and media == ANY_BYTES:
        is_media = TRUTH
    if "contentSchema" not in schema:
        return is_media
    inside = tr.below(schema["contentSchema"], base)
    return tr.terms.both([is_media, tr.terms.make("inside", encoding, media, inside) if inside != TRUTH else TRUTH])


def _dynamic_ref(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    target, target_base = tr.document.resolve_dynamic(value, base, tr.scope)
    return tr.formula(target, target_base)


def _prefix_items(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    positions = expect_list(value, "prefixItems")
    return tr.terms.both([tr.terms.at(index, tr.below(each, base)) for index, each in enumerate(positions)])


def _items(tr: Translator, value: JSON, schema: dict[str, JSON], base: str) -> int:
    return tr.terms.items(len(expect_list(schema.get("prefixItems", []), "prefixItems")), tr.below(value, base))


def _contains(tr: Translator, value: JSON, schema: dict[str, JSON], base: str) -> int:
    # `minContains` and `maxContains` are read here only: without `contains` they are ignored (Validation, 6.4.4,
    # 6.4.5).
    terms, item = tr.terms, tr.below(value, base)
    least = terms.at_least(0, item, expect_count(schema.get("minContains", 1), "minContains"))
    if "maxContains" not in schema:
        return least
    return terms.both([least, terms.at_most(0, item, expect_count(schema["maxContains"], "maxContains"))])


def _unique(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    if not isinstance(value, bool):
        raise malformed("`uniqueItems`", "a boolean")
    return tr.terms.make("unique") if value else TRUTH


def _properties(tr: Translator, _: JSON, schema: dict[str, JSON], base: str) -> int:
    named = expect_map(schema, "properties")
    return tr.terms.both([tr.terms.prop(name, tr.below(each, base)) for name, each in named.items()])


def _pattern_properties(tr: Translator, _: JSON, schema: dict[str, JSON], base: str) -> int:
    terms = tr.terms
    patterns = expect_map(schema, "patternProperties")
    return terms.both([terms.each(pattern_formula(terms, p), tr.below(each, base)) for p, each in patterns.items()])


def _additional(tr: Translator, value: JSON, schema: dict[str, JSON], base: str) -> int:
    return tr.terms.each(-tr.names(schema), tr.below(value, base))


def _property_names(tr: Translator, value: JSON, _: dict[str, JSON], base: str) -> int:
    names = tr.below(value, base)
    with suppress(KeyError):  # it may lead back to a schema that is still being read
        names = tr.terms.special(names, STRING)
    return tr.terms.each(-names, FALSITY)


def _required(tr: Translator, value: JSON, _: dict[str, JSON], __: str) -> int:
    names = [expect_name(name, "required") for name in expect_list(value, "required")]
    return tr.terms.both([tr.terms.make("has", name) for name in sorted(names)])


def _dependent_required(tr: Translator, _: JSON, schema: dict[str, JSON], __: str) -> int:
    terms, parts = tr.terms, []
    for name, needed in expect_map(schema, "dependentRequired").items():
        others = [expect_name(each, "dependentRequired") for each in expect_list(needed, name)]
        all_of_them = terms.both([terms.make("has", other) for other in sorted(others)])
        parts.append(terms.where(OBJECT, terms.either([-terms.make("has", name), all_of_them])))
    return terms.both(parts)


def _dependent_schemas(tr: Translator, _: JSON, schema: dict[str, JSON], base: str) -> int:
    terms, parts = tr.terms, []
    for name, each in expect_map(schema, "dependentSchemas").items():
        # The complement of `has` is false of other types, to which the keyword says nothing.
        parts.append(terms.either([terms.types(ANY & ~OBJECT), -terms.make("has", name), tr.formula(each, base)]))
    return terms.both(parts)


KEYWORDS: dict[str, Any] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _bound("ge", upper=False),
    "exclusiveMinimum": _bound("gt", upper=False),
    "maximum": _bound("gt", upper=True),
    "exclusiveMaximum": _bound("ge", upper=True),
    "multipleOf": _multiple,
    "minLength": _count("minLength", "long", upper=False),
    "maxLength": _count("maxLength", "long", upper=True),
    "pattern": _pattern,
    "format": _format,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "$ref": _ref,
    "$dynamicRef": _dynamic_ref,
    "$recursiveRef": _recursive_ref,
    "dependencies": _dependencies,
    "contentEncoding": _encoding,
    "contentMediaType": _media_type,
    "prefixItems": _prefix_items,
    "items": _items,
    "contains": _contains,
    "minItems": _count("minItems", "items", upper=False),
    "maxItems": _count("maxItems", "items", upper=True),
    "uniqueItems": _unique,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "propertyNames": _property_names,
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "minProperties": _count("minProperties", "many", upper=False),
    "maxProperties": _count("maxProperties", "many", upper=True),
}
