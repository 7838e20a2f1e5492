"""The texts that a schema admits: a JSON Schema document in, one whose instances stand for texts out.

What travels as text is accepted as text: `5` is the integer, the number and the string. So both sides of a question
are read in one alphabet (see `alphabet.py`); integers among strings become a pattern. Null has no text. A list of one
that is repeated or joined stands as its item, and nothing stands for an empty one.

A schema is taken apart by the type of the value, since within one type every value has a text of its own: there, the
texts of `anyOf`, `not` and the like are those of their parts. The texts of all types together are what is admitted.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import Any, Literal, NamedTuple

from apidiff.comparing.asking.alphabet import EVERY_FIELD, SCALAR_TEXTS, Way, name_of, represented, restricts
from apidiff.comparing.asking.members import Members
from apidiff.comparing.asking.numerals import ANY_INTEGER, ANY_NUMBER, integers_between
from apidiff.comparing.asking.untyped import OTHERS, types_read
from apidiff.comparing.asking.wire import (
    FIELD,
    ITEM,
    JOINED,
    PARAMETERS,
    PLAIN,
    RAW,
    REPEATED,
    SEGMENT,
    TEXTUAL,
    inside,
    is_form,
)
from apidiff.comparing.schemas.composing import (
    IN_PLACE,
    both,
    each,
    is_shallow,
    no_list,
    or_true,
    simplified,
    typed,
    unless_false,
)
from apidiff.comparing.schemas.conjunction import type_set
from apidiff.comparing.schemas.types import Types, type_of, types_in
from apidiff.comparing.serialising import text_of
from apidiff.errors import escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS, RANGES, SILENT, schemas_in
from apidiff.openapi.uri import percent_encoded

Kind = Literal["string", "number", "boolean", "one", "array", "object"]
"""What a part of a schema is about; `one` is the item of a list that has no other."""

STRING_TEXTS: dict[str, JSON] = {"type": "string"}
_LONGEST_BOUND = 10**60
_SEVERAL: dict[str, JSON] = {"type": "array", "minItems": 2}
"""A list of one stands as its item, and an empty one has no text."""
_NOT_EMPTY: dict[str, JSON] = {"minLength": 1}
_SENT = ("array", "boolean", "number", "object", "string")
"""The types of which a value has a text."""
_DEEPEST = 8
"""Values within values that are read; text holds few levels, and schemas may lead back to themselves."""
_EXCLUDING = frozenset({"oneOf", "not", "if"})
_BRANCHES = ("then", "else")
_CONDITION = frozenset({"if", *_BRANCHES})
_APART = IN_PLACE | {"$ref"}
_ONLY_STRINGS = frozenset({"string"})
_COMPOSITE = frozenset({"one", "array", "object"})
_OF_LISTS = frozenset({"minItems", "maxItems", "prefixItems"})
"""Keywords of a list that say nothing of the items that have no position of their own."""
_GROWING = frozenset(
    {"allOf", "anyOf", "properties", "additionalProperties", "patternProperties", "items", "prefixItems"}
)
"""The keywords that admit more, never less, if a schema in them does."""


class Options(NamedTuple):
    """What the texts depend on beside the schema."""

    formats: bool = True
    """Whether the formats of numbers are asserted."""
    untyped_is_file: bool = True
    """Whether a field of a form without a type is a file, as it is since 3.1."""
    by_keywords: bool = False
    """Whether texts without a type are read as what the keywords speak of (see `untyped.py`), or as anything."""
    only_scalars: bool = False
    """Whether a list in a parameter holds scalars alone where nothing is said of its items.

    How a list or an object would be written there is defined nowhere. Not beside `uniqueItems`: of any two values that
    differ, such as `1` and `"1"`, the texts may be the same.
    """


class Texts:
    """Reads one document. `strings`: the fields of a form, or the whole (""), whose texts stand as strings."""

    def __init__(self, document: JSON, travels: str, strings: frozenset[str], options: Options | None = None) -> None:
        self._document = document
        self._given: dict[str, JSON] = document.get("$defs", {}) if isinstance(document, dict) else {}
        self._travels = travels
        self._strings = strings
        self._options = options or Options()
        self._defs: dict[str, JSON] = {}
        self._waiting: list[tuple[str, Callable[[], JSON]]] = []
        self._members = Members(self._target)
        self._later: set[str] = set()
        """The definitions that wait."""
        self._depth = 0
        """How many values hold the one that is read."""
        self._followed_in = 0
        """How many references beside other keywords led here."""
        self.exact = True
        """False if something in the document has no exact counterpart: nothing is proved or refuted then."""
        self.wider = False
        """Whether it is not exact in that alone that numbers are not limited: no text of the schema is missing."""
        text = text_of(document)
        self._only_scalars = self._options.only_scalars and b'"uniqueItems"' not in text
        self._unevaluated = b'"unevaluated' in text
        """Whether it counts what a schema evaluates."""
        self._unlimited = False
        """Whether a limit of numbers was left out."""
        self.has_file = False
        """Whether a field without a type is read as one part: it has fewer texts than its values do."""
        self.speaks = False
        """Whether something was read by its keywords."""

    def document(self) -> JSON:
        """The document in texts."""
        schema = self._document
        root = {k: v for k, v in schema.items() if k != "$defs"} if isinstance(schema, dict) else schema
        if is_form(self._travels):
            found = self._form(self._joined(root, self._travels))
            types = types_read(root, FIELD, self._target) or frozenset({"object", "null"})
            if found is not False:  # the fields of a form are an object's, and null has none
                sent = "object" if types <= {"object", "null"} else [*_SENT]
                found = {"type": sent, "allOf": [found]}
        else:
            found = self._value(root, Way(self._travels, "" in self._strings))
        # References are read after what refers to them, since they may lead back; reading one may add others.
        while self._waiting:
            name, made = self._waiting.pop()
            self._defs[name] = made()
            self._later.discard(name)
        # Before `exact` is told that limits are missing, since they have to be all that is not exact. Without its limit
        # a number has more texts, so that what is proved of these holds, unless a `not` turns more into less.
        self.wider = self.exact and self._unlimited and _grows(self._document)
        self.exact &= not self._unlimited
        if not self._defs:
            return found
        return {**(found if isinstance(found, dict) else {"allOf": [found]}), "$defs": self._defs}

    def _form(self, schema: JSON) -> JSON:
        """The object of a form: its fields are texts, and what is asked of it as an object stays."""
        if not isinstance(schema, dict):
            return schema
        out: dict[str, JSON] = {}
        for keyword, value in schema.items():
            row = KEYWORDS.get(keyword)
            if keyword == "$ref":
                out = both(out, self._reference(value, "form", self._form))
            elif row is None or row.shape == "value":
                self.exact &= keyword != "$dynamicRef"
                out[keyword] = value
            elif row.role == "in place":
                out[keyword] = each(row, value, self._form)
                # What it does not admit depends on what the texts of fields are read as.
                self.exact &= keyword not in ("not", "if") or is_shallow(value)
            elif keyword == "properties" and isinstance(value, dict):
                out[keyword] = {name: self._field(child, name) for name, child in value.items()}
            elif row.role in ("by name", "unevaluated") and row.applies_to == "object":
                out[keyword] = each(row, value, lambda child: self._field(child, EVERY_FIELD))
            elif row.applies_to == "array":
                item = Way(ITEM, EVERY_FIELD in self._strings)
                out[keyword] = each(row, value, partial(self._held, way=item))
            else:
                out[keyword] = self._plain(value)
        return out

    def _field(self, schema: JSON, name: str) -> JSON:
        if schema is True or (schema == {} and not self._options.untyped_is_file):
            return True
        travels = inside(self._travels, "properties", name)
        if name == EVERY_FIELD and isinstance(schema, dict) and not _asks(schema, travels):
            return True  # no field that is declared without a type, and so a file
        strings = not self._strings.isdisjoint({name, EVERY_FIELD})
        return self._plain(schema) if travels == PLAIN else self._held(schema, Way(travels, strings))

    def _item(self, schema: JSON, way: Way) -> JSON:
        """What stands for an item; one of which nothing is asked leaves open what it is, or which scalar."""
        if self._takes_scalars(way) and (
            schema is True or (isinstance(schema, dict) and not _asks(schema, way.travels))
        ):
            return self._anything(way.item, one=True)
        return or_true(self._held(schema, way.item), schema)

    def _held(self, schema: JSON, way: Way) -> JSON:
        """What stands for a value within another; a reference stays one, since it may lead back."""
        if isinstance(schema, dict) and set(schema) == {"$ref"}:
            return self._reference(schema["$ref"], f"value {way.travels} {way.strings}", partial(self._value, way=way))
        return self._value(schema, way)

    def _value(self, schema: JSON, way: Way) -> JSON:
        """What stands for the texts of a schema."""
        found = self._texts(schema, way)
        return both(_NOT_EMPTY, found) if way.travels == SEGMENT and found is not False else found

    def _texts(self, schema: JSON, way: Way) -> JSON:
        """The texts of each type that a schema admits."""
        if way.travels not in TEXTUAL and way.travels != RAW:
            return self._plain(schema)
        if schema is False:
            return False
        schema = self._followed(schema)
        self.exact &= not (isinstance(schema, dict) and "$schema" in schema)  # left where the dialect is not known
        if not isinstance(schema, dict) or not _asks(schema, way.travels):
            is_file = way.travels == FIELD and schema is not True and self._options.untyped_is_file
            self.has_file |= is_file
            return self._anything(way, one=is_file)
        types = types_in(schema, self._target)
        if types is None or "array" in types or "object" in types:
            self._depth += 1
            try:
                return self._of_types_in(self._joined(schema, way.travels), types, way)
            finally:
                self._depth -= 1
        return self._of_types_in(schema, types, way)

    def _of_types_in(self, schema: JSON, types: Types, way: Way) -> JSON:
        if types is None and way.travels == RAW and types_read(schema, RAW, self._target) == _ONLY_STRINGS:
            # Octets are a string to the keywords that speak of one (3.1.1, "Working with Binary Data").
            types = _ONLY_STRINGS
        if types is None and self._options.by_keywords:
            types = self._read_as(schema, way)
            self.speaks |= types is not None
            # Under a lone `minimum` a text that is no number is a valid string, so that the other types stay.
            if types is not None and OTHERS in types:
                return self._of_numbers_and_others(schema, types, way)
        string = self._part(schema, "string", way) if types is None or "string" in types else False
        # Every text is the text of some string, so there is nothing to add for numbers and booleans.
        if string is True:
            found: list[JSON] = [self._any_string(way)]
        else:
            found = [] if string is False else [both(STRING_TEXTS if way.strings else SCALAR_TEXTS, string)]
            found += self._scalars(schema, way, types)
        # Every other body is some string, whatever it holds.
        if way.travels == RAW and string is True:
            return True
        found += self._lists(schema, way, types)
        if types is None or "object" in types:
            found += self._objects(schema, way)
        return found[0] if len(found) == 1 else {"anyOf": found} if found else False

    def _read_as(self, schema: JSON, way: Way) -> Types:
        """The types that the texts of a schema without a type are read as."""
        found = types_read(schema, way.travels, self._target)
        return None if way.travels == RAW and "string" not in (found or ()) else found

    def _of_numbers_and_others(self, schema: JSON, types: frozenset[str], way: Way) -> JSON:
        """The texts of a schema without a type that speaks of numbers: one that is none may be any other value."""
        others: dict[str, JSON] = {"type": ["boolean", "string"]}
        if way.strings:
            others = {**STRING_TEXTS, "not": {"pattern": ANY_NUMBER}}
        lists = [_SEVERAL if way.travels in REPEATED else _lists(way)]
        spoken = types - {OTHERS}
        return {
            "anyOf": [
                *(self._strings_alone(schema, way) if "string" in spoken else [others]),
                *self._scalars(schema, way, spoken),
                *(self._lists(schema, way, spoken) if "array" in spoken else lists),
                *(self._objects(schema, way) if "object" in spoken else [_objects(way)]),
            ]
        }

    def _strings_alone(self, schema: JSON, way: Way) -> list[JSON]:
        string = self._part(schema, "string", way)
        return [] if string is False else [both(STRING_TEXTS if way.strings else SCALAR_TEXTS, string)]

    def _joined(self, schema: JSON, travels: str) -> JSON:
        """The schema, with one schema for each member that several speak of."""
        added = self._members.together(schema, travels) if self._depth < _DEEPEST else None
        self.exact &= added is not None
        return schema if added in (None, True) else {"allOf": [schema, added]}

    def _followed(self, schema: JSON) -> JSON:
        """What a reference that stands alone leads to."""
        seen: set[str] = set()
        while isinstance(schema, dict) and set(schema) == {"$ref"} and (name := name_of(schema["$ref"])) not in seen:
            seen.add(name)
            schema = self._given.get(name, True)
        return schema

    def _anything(self, way: Way, *, one: bool = False) -> JSON:
        """All that can travel, or all scalars: a field without a type is one part (OpenAPI 3.1.1, 4.8.15.1.1)."""
        if way.travels == RAW:
            return True
        scalars = STRING_TEXTS if way.strings else SCALAR_TEXTS
        if one:
            return scalars
        lists = both(_SEVERAL if way.travels in REPEATED else _lists(way), self._of_scalars(True, way))
        return {"anyOf": [scalars, lists, _objects(way)]}

    def _takes_scalars(self, way: Way) -> bool:
        """Whether items of which nothing is said are scalars."""
        return self._only_scalars and way.travels in PARAMETERS & REPEATED

    def _of_scalars(self, part: JSON, way: Way) -> JSON:
        """What is asked of a list, and that its items are scalars if nothing is said of them."""
        written = {} if part is True else part
        if not self._takes_scalars(way) or not isinstance(written, dict) or not written.keys() <= _OF_LISTS:
            return part
        return {**written, "items": STRING_TEXTS if way.strings else SCALAR_TEXTS}

    def _any_string(self, way: Way) -> JSON:
        """All that any string is the text of: where lists are joined, those too."""
        scalars = STRING_TEXTS if way.strings else SCALAR_TEXTS
        if way.travels not in (JOINED, SEGMENT):
            return scalars
        return {"anyOf": [scalars, {**_SEVERAL, "items": scalars}]}

    def _scalars(self, schema: JSON, way: Way, types: Types) -> list[JSON]:
        found: list[JSON] = []
        if types is None or types & {"integer", "number"}:
            integral = types is not None and "number" not in types
            number = self._part(schema, "number", Way(way.travels, way.strings), integral=integral)
            # In the alphabet of strings a number is told by the pattern of its texts.
            if not way.strings:
                found += unless_false(typed("integer" if integral else "number", number))
            elif number is not False:
                found.append(both({"type": "string", "pattern": ANY_INTEGER if integral else ANY_NUMBER}, number))
        if types is None or "boolean" in types:
            boolean = self._part(schema, "boolean", way)
            texts = {"enum": ["true", "false"]} if way.strings else {"type": "boolean"}
            found += [] if boolean is False else [both(texts, boolean)]
        return found

    def _lists(self, schema: JSON, way: Way, types: Types) -> list[JSON]:
        if types is not None and "array" not in types:
            return []
        array = self._of_scalars(self._part(schema, "array", way), way)
        if array is False:
            return []
        if way.travels not in REPEATED:
            return [both(_lists(way), array)]
        # A list of one has the text of its item and so stands as that; longer ones are lists.
        one = self._part(schema, "one", way)
        if one is not False:  # what asks nothing of an item may still be no text
            one = no_list(both(self._anything(way.item, one=self._takes_scalars(way)), one))
        return [*unless_false(one), both(_SEVERAL, array)]

    def _objects(self, schema: JSON, way: Way) -> list[JSON]:
        asked = self._part(schema, "object", way)
        return [] if asked is False else [both(_objects(way), asked)]

    def _part(self, schema: JSON, kind: Kind, way: Way, *, integral: bool = False) -> JSON:
        """What a schema asks of the values of one kind; `False` if it admits none, `True` if all."""
        if not isinstance(schema, dict):
            return schema
        out: dict[str, JSON] = {}
        # These keep a schema object of their own: `additionalProperties` and the like read the keywords beside them.
        beside: list[JSON] = []
        for keyword, value in schema.items():
            asked = self._asked(schema, keyword, value, kind, way, integral)
            if asked is False:
                return False
            if not isinstance(asked, dict):
                continue
            if kind == "one" and keyword not in _CONDITION:
                beside.append(asked)
            elif asked.keys() == {"allOf"}:
                beside += asked["allOf"]
            # All bounds of numbers become `pattern`: a second one needs an object of its own.
            elif (asked.keys() == {keyword} or keyword not in _APART) and out.keys().isdisjoint(asked):
                out |= asked
            else:
                beside.append(asked)
        out, taken = self._without_idle_if(out, kind)
        if taken is False:
            return False
        beside += [taken] if isinstance(taken, dict) else []
        if beside:
            return beside[0] if len(beside) == 1 and not out else {**out, "allOf": beside}
        return out or True

    def _without_idle_if(self, out: dict[str, JSON], kind: Kind) -> tuple[dict[str, JSON], JSON]:
        """A part without an `if` that tells no values apart, and what holds of all of them for it."""
        branches = {word: out[word] for word in _BRANCHES if word in out}
        rest = {keyword: asked for keyword, asked in out.items() if keyword not in _CONDITION}
        test = out.get("if")
        if isinstance(test, bool):
            return rest, branches.get("then" if test else "else", True)
        # What an `if` evaluates is evaluated for what stands around it, whatever follows.
        idle = all(asked is True for asked in branches.values()) and not (kind in _COMPOSITE and self._unevaluated)
        return (rest if test is None or idle else out), True

    def _asked(self, schema: dict[str, JSON], keyword: str, value: JSON, kind: Kind, way: Way, integral: bool) -> JSON:
        """What one keyword asks of the values of one kind."""

        def part(child: JSON) -> JSON:
            return self._part(child, kind, way, integral=integral)

        self.exact &= keyword not in ("$dynamicRef", "$schema")
        if keyword == "$ref" and _is_type(target := self._followed({keyword: value})):
            return part(target)
        if keyword in ("$ref", "$dynamicRef"):
            return self._beside(value, f"{kind} {way.travels} {way.strings}{integral}", part)
        if keyword in IN_PLACE:
            found = each(KEYWORDS[keyword], value, part)
            found = simplified(keyword, found, tells=kind in ("array", "object"))
            stays = isinstance(found, dict) and keyword in found and keyword in _EXCLUDING
            # `[1]` and `["1"]` have one text. So what `not` and `oneOf` exclude of lists and objects is not what they
            # exclude of texts, unless they do not look into them.
            self.exact &= kind not in _COMPOSITE or not stays or is_shallow(found)
            return found
        if keyword == "type":
            return self._of_types(type_set(value), kind, way, integral)
        if keyword in ("enum", "const"):
            return self._of_values(value if keyword == "enum" else [value], kind, way)
        row = KEYWORDS.get(keyword)
        if row is None or row.applies_to not in ("", "array" if kind == "one" else kind) or keyword in SILENT:
            return True
        if row.role == "form" and kind not in ("string", "number"):
            return True
        if kind == "number":
            return self._of_number(keyword, value, way, integral)
        if kind == "one":
            return self._of_one(schema, keyword, value, way)
        if kind in ("array", "object"):
            return self._of_composite(keyword, value, way)
        return {keyword: value} if kind == "string" and restricts(keyword, schema, way.travels) else True

    def _of_types(self, types: frozenset[str], kind: Kind, way: Way, integral: bool) -> JSON:
        if kind != "number" or integral or "number" in types or "integer" not in types:
            return _admits(types, kind)
        return {"type": "string", "pattern": ANY_INTEGER} if way.strings else {"type": "integer"}

    def _of_values(self, values: JSON, kind: Kind, way: Way) -> JSON:
        listed = values if isinstance(values, list) else []
        if kind == "one":
            items = [value[0] for value in listed if isinstance(value, list) and len(value) == 1]
            return {"enum": [represented(item, way.item) for item in items]} if items else False
        types = frozenset({"integer", "number"} if kind == "number" else {kind})
        found = [represented(value, way) for value in listed if type_of(value) in types]
        return {"enum": found} if found else False

    def _of_number(self, keyword: str, value: JSON, way: Way, integral: bool) -> JSON:
        if not way.strings:
            return {keyword: value}
        if keyword == "format":
            bounds = RANGES.get(value) if self._options.formats and isinstance(value, str) else None
            return {"pattern": integers_between(*bounds)} if bounds else True
        # A limit of fractions has no expression here, and one of many digits has a very long one: then it is left out.
        if not integral or isinstance(value, bool) or not _is_number(value) or abs(value) > _LONGEST_BOUND:
            self._unlimited = True
            return True
        number = Fraction(value)
        if keyword == "multipleOf":
            # Every integer is a multiple of 1 and of 0.5; other divisors have no expression here.
            self._unlimited |= number == 0 or (1 / number).denominator != 1
            return True
        least = ceil(number) if keyword == "minimum" else floor(number) + 1 if keyword == "exclusiveMinimum" else None
        most = floor(number) if keyword == "maximum" else ceil(number) - 1 if keyword == "exclusiveMaximum" else None
        return {"pattern": integers_between(least, most)}

    def _of_one(self, schema: dict[str, JSON], keyword: str, value: JSON, way: Way) -> JSON:
        """What a keyword of a list asks of its item, where the list has no other."""
        listed = schema.get("prefixItems")
        first = listed[0] if isinstance(listed, list) and listed else None
        if keyword == "prefixItems" and first is not None:
            return self._item(first, way)
        if keyword == "items" and first is None:
            return self._item(value, way)
        if keyword in ("minItems", "maxItems") and _is_number(value):
            return bool(value <= 1 if keyword == "minItems" else value >= 1)
        if keyword == "contains":
            least, most = schema.get("minContains", 1), schema.get("maxContains", 1)
            if not _is_number(least) or not _is_number(most) or most < 1:
                self.exact = False
                return True
            # A list of one has no two items.
            if least > 1:
                return False
            item = first if first is not None else schema.get("items", True)
            # The item is both, as one value: apart, a text could be read as one value here and as another one there.
            both_of = value if item is True else {"allOf": [item, value]}
            return True if least < 1 else self._held(both_of, way.item)
        # Of a single item it is not told here whether it is evaluated.
        self.exact &= keyword != "unevaluatedItems"
        return True

    def _of_composite(self, keyword: str, value: JSON, way: Way) -> JSON:
        """What a keyword asks of a list or an object: what it holds travels in a way of its own."""
        row = KEYWORDS[keyword]
        if row.shape == "value" or row.role == "to names":
            return {keyword: value if row.shape == "value" else self._plain(value)}
        inner = Way(inside(way.travels, keyword), way.strings)
        if row.role == "in place":
            return {keyword: each(row, value, partial(self._part, kind="object", way=way))}
        if row.name in ("items", "prefixItems"):
            return {keyword: each(row, value, partial(self._item, way=way))}
        return {keyword: each(row, value, lambda child: or_true(self._held(child, inner), child))}

    def _plain(self, schema: JSON) -> JSON:
        """A schema of JSON, as it is; so is what it leads to."""
        for name in _names_in(schema, self._given):
            self._defs.setdefault(name, self._given[name])
        return schema

    def _target(self, ref: str) -> JSON:
        return self._given.get(name_of(ref), True)

    def _beside(self, ref: JSON, ending: str, read: Callable[[JSON], JSON]) -> JSON:
        """What a reference beside other keywords asks: `True` or `False` where it is no more than that."""
        if not isinstance(ref, str):
            return {}
        name = f"{name_of(ref)} {ending}"
        if name not in self._defs and self._followed_in < _DEEPEST:
            self._defs[name] = {}  # what leads back to itself is a reference
            self._followed_in += 1
            self._defs[name] = read(self._target(ref))
            self._followed_in -= 1
        found = self._defs.get(name)
        # What still waits has `True` as a place holder, which is no answer.
        return found if isinstance(found, bool) and name not in self._later else self._reference(ref, ending, read)

    def _reference(self, ref: JSON, ending: str, read: Callable[[JSON], JSON]) -> dict[str, JSON]:
        """A reference to what it led to, read in the same way."""
        if not isinstance(ref, str):
            return {}
        name = f"{name_of(ref)} {ending}"
        if name not in self._defs:
            self._defs[name] = True
            self._later.add(name)
            self._waiting.append((name, lambda: read(self._target(ref))))
        return {"$ref": "#/$defs/" + percent_encoded(escape_token(name))}


def _names_in(schema: JSON, given: dict[str, JSON]) -> list[str]:
    """The definitions that a schema leads to, over any number of steps."""
    found: dict[str, None] = {}
    pending: list[JSON] = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            name = name_of(node.get("$ref"))
            if name and name in given and name not in found:
                found[name] = None
                pending.append(given[name])
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return list(found)


def _grows(schema: JSON) -> bool:
    """Whether a schema admits more, never less, if any schema in it does: not if `not` or `oneOf` is in it."""
    pending: list[JSON] = [schema]
    while pending:
        node = pending.pop()
        for row, _, child in schemas_in(node) if isinstance(node, dict) else ():
            if row.role != "definitions" and row.name not in _GROWING:
                return False
            pending.append(child)
    return True


def _asks(schema: JSON, travels: str) -> bool:
    """Whether a schema object asks anything of the texts; that a string is a file does not."""
    for keyword in schema:
        row = KEYWORDS.get(keyword)
        if row and keyword not in SILENT and (row.role != "form" or restricts(keyword, schema, travels)):
            return True
    return False


def _is_type(schema: JSON) -> bool:
    """Whether a schema asks for a type and nothing else."""
    return isinstance(schema, dict) and all(
        keyword == "type" or ((row := KEYWORDS.get(keyword)) is not None and row.role == "annotation")
        for keyword in schema
    )


def _admits(types: Any, kind: Kind) -> bool:
    """Whether a set of types has the type of a kind."""
    if kind == "number":
        return not types.isdisjoint({"integer", "number"})
    return ("array" if kind == "one" else kind) in types


def _lists(way: Way) -> dict[str, JSON]:
    """All lists that have a text, where one of one is no scalar."""
    return {"type": "array", **({"minItems": 1} if way.travels in PARAMETERS else {})}


def _objects(way: Way) -> dict[str, JSON]:
    """All objects that have a text: in a parameter, an empty one is not sent."""
    return {"type": "object", **({"minProperties": 1} if way.travels in PARAMETERS else {})}


def _is_number(value: JSON) -> bool:
    return not isinstance(value, bool | str | list | dict) and value is not None
