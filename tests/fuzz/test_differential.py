"""The differential fuzzer: what it takes for a contradiction, and that a few hundred seeded pairs hold none."""

from __future__ import annotations

from dataclasses import replace

import jsonschema_rs
import pytest

import apidiff
from apidiff.model.policy import Policy
from fuzz.differential import judging
from fuzz.differential.__main__ import smallest
from fuzz.differential.closing import kept_closed, newly_declared
from fuzz.differential.families import heirs
from fuzz.differential.generating import CROSSED, TAGGED, generated
from fuzz.differential.judging import judged, removed
from fuzz.differential.knowing import Knowing
from fuzz.differential.pairs import BODY, FORM, FROM_SERVER, PREFIX, STREAM, TEXTS, TO_SERVER, Pair, Side, description
from fuzz.differential.reading import document, hidden, loosened
from fuzz.differential.texts import is_read_by_keywords, readings, unread, written
from fuzz.differential.walking import is_circular

KEYWORDS = [
    *(
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "$ref",
        "discriminator",
        "enum",
        "const",
        "type",
        "nullable",
    ),
    *("properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired"),
    *("dependentSchemas", "minProperties", "maxProperties", "unevaluatedProperties", "readOnly", "writeOnly", "items"),
    *(
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "uniqueItems",
        "minItems",
        "maxItems",
        "unevaluatedItems",
    ),
    *("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "contentEncoding", "contentMediaType", "contentSchema"),
    *("$id", "$dynamicRef", "$dynamicAnchor", "discriminator", "mapping", "propertyName"),
]
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def pair(base, revision, dialect="3.1.0", *, equal=False, **schemas):
    return Pair("test", Side(base, schemas, dialect), Side(revision, schemas, dialect), equal)


def closed(**named):
    return {"type": "object", "properties": named, "additionalProperties": False}


def opened(schema, fresh=None, **schemas):
    made = document(Side(schema, schemas), set(), sent=False, opened=True, fresh=fresh)
    return jsonschema_rs.Draft202012Validator(made)


@pytest.mark.parametrize(("family", "pairs"), [("", 120), (TAGGED, 100)])
def test_a_hundred_pairs_of_each_family_hold_no_contradiction(family, pairs):
    found = [(number, judged(generated(7, number, family), 7).findings) for number in range(pairs)]
    assert [(number, findings) for number, findings in found if findings] == []


def test_a_pair_is_made_again_by_its_seed_and_number():
    assert generated(3, 11) == generated(3, 11)
    assert len({repr(generated(3, number).base) for number in range(60)}) > 50


def test_pairs_cover_every_keyword_in_both_dialects():
    text = repr([(generated(1, number).base, generated(1, number).revision) for number in range(1500)])
    for keyword in KEYWORDS:
        assert f"'{keyword}'" in text, keyword
    assert not any(is_circular(generated(1, number).revision) for number in range(300))


def test_pairs_hold_kinds_that_inherit_and_generics_that_are_bound():
    made = [generated(1, number) for number in range(900)]
    families = [pair for pair in made if heirs(pair.base)]
    generics = [pair for pair in made if "$dynamicRef" in repr(pair.base)]
    assert len(families) > 30
    assert len(generics) > 10
    assert len([pair for pair in families + generics if pair.base != pair.revision]) > 30


def test_pairs_of_one_family_are_made_alone():
    made = [generated(1, number, CROSSED) for number in range(400)]
    assert made[7] == generated(1, 7, CROSSED)
    assert made[7].name == f"{CROSSED} 1:7"
    done = {edit for each in made for edit in each.edits}
    assert done > {"named", "declared", "forgotten", "moved", "exchanged", "turned", "negated"}
    text = repr([each.base for each in made])
    for keyword in ("if", "then", "else", "dependentSchemas", "dependentRequired", "not", "anyOf", "oneOf", "allOf"):
        assert f"'{keyword}'" in text, keyword
    assert f"'$ref': '{PREFIX}" in text
    assert not any(is_circular(side) for each in made for side in (each.base, each.revision))
    assert {each.name for each in (generated(1, number) for number in range(300))} > {"1:0", "1:299"}


@pytest.mark.parametrize(
    ("base", "payload", "knows"),
    [
        ({"properties": {"a": True}}, {"a": 1}, True),
        ({"properties": {"a": True}}, {"b": 1}, False),
        ({"properties": {"a": True}}, {"a": 1, "zz": 1}, True),
        ({"required": ["a"]}, {"a": 1}, True),
        ({"dependentRequired": {"b": ["a"]}}, {"a": 1, "b": 1}, True),
        ({"not": {"properties": {"a": {"const": 1}}, "required": ["a"]}}, {"a": 2}, True),
        ({"if": {"required": ["a"]}, "then": {"properties": {"b": True}}}, {"b": 1}, False),
        ({"if": {"required": ["a"]}, "then": {"properties": {"b": True}}}, {"a": 1, "b": 1}, True),
        ({"if": {"required": ["a"]}, "else": {"properties": {"b": True}}}, {"b": 1}, True),
        ({"anyOf": [{"properties": {"a": True}, "required": ["c"]}, {}]}, {"a": 1}, False),
        ({"anyOf": [{"properties": {"a": True}, "required": ["c"]}, {}]}, {"a": 1, "c": 1}, True),
        ({"dependentSchemas": {"a": {"properties": {"b": True}}}}, {"b": 1}, False),
        ({"additionalProperties": TEXT}, {"a": "x"}, True),
        ({"additionalProperties": {"title": "any"}}, {"a": "x"}, False),
        ({"patternProperties": {"^a": TEXT}}, {"ab": "x", "b": 1}, False),
        ({"properties": {"m": {"$ref": PREFIX + "One"}}, "not": {"properties": {"m": {"required": ["b"]}}}},
         {"m": {"a": "x", "b": 1}}, True),
        ({"properties": {"m": {"$ref": PREFIX + "One"}}}, {"m": {"a": "x", "b": 1}}, False),
        ({"items": {"$ref": PREFIX + "One"}, "contains": {"required": ["b"]}}, [{"a": "x"}, {"b": 1}], True),
    ],
)  # fmt: skip
def test_a_client_knows_what_applies_to_a_value_or_is_held_against_it(base, payload, knows):
    made = document(Side(base, {"One": {"properties": {"a": TEXT}}}), set(), sent=True)
    assert Knowing(made).knows(payload) is knows


def test_pairs_stand_in_every_place():
    made = [generated(1, number) for number in range(900)]
    assert {pair.place for pair in made} == {BODY, STREAM, *TEXTS}
    assert len([pair for pair in made if "silenced" in pair.edits]) > 10


@pytest.mark.parametrize(
    ("value", "way", "wire", "among"),
    [
        (5, "repeated", ["5"], [5, "5", [5], ["5"]]),
        (True, "joined", "true", [True, "true", [True]]),
        (["a", 1], "repeated", ["a", "1"], [["a", 1], ["a", "1"]]),
        (["a", 1], "joined", "a,1", ["a,1", ["a", 1], {"a": 1}, {"a": "1"}]),
        ({"b": 2}, "joined", "b,2", [{"b": 2}, "b,2", ["b", 2]]),
        ({"c": [1, 2], "d": [None], "x": 1}, FORM, {"c": "1,2", "d": [[None]], "x": ["1"]},
         [{"c": [1, 2], "d": [None], "x": 1}]),
        (None, "repeated", None, None),
        ([], "joined", None, None),
        ({"a": None}, FORM, None, None),
    ],
)  # fmt: skip
def test_a_value_is_what_it_is_written_as(value, way, wire, among):
    assert written(value, way) == wire
    assert among is None or all(each in readings(wire, way) for each in among)


def test_a_text_that_has_a_reading_is_taken():
    assert unread("a", "repeated", lambda value: isinstance(value, int))
    assert not unread("5", "repeated", lambda value: value == 5)
    assert not unread("5", "repeated", lambda value: value == [5])
    assert not unread(None, "repeated", lambda _: False)


def test_a_verdict_about_a_text_that_its_readings_contradict_is_found(monkeypatch):
    sides = pair(TEXT, NUMBER), pair(NUMBER, TEXT), pair({"type": "boolean"}, {"enum": ["true", "false"]})
    found = [lied_to(monkeypatch, replace(each, place="query")) for each in sides]
    assert found == [[("missed", TO_SERVER)], [("missed", FROM_SERVER)], []]


@pytest.mark.parametrize(
    ("schema", "dialect", "is_read"),
    [
        ({"maximum": 0}, "3.1.0", True),
        ({"$ref": PREFIX + "Any", "maximum": 0}, "3.1.0", True),
        ({"$ref": PREFIX + "Any", "maximum": 0}, "3.0.3", False),
        ({"$ref": PREFIX + "Text", "maximum": 0}, "3.1.0", False),
        ({"$ref": PREFIX + "Limit"}, "3.1.0", True),
        ({"type": "number", "maximum": 0}, "3.1.0", False),
    ],
)
def test_a_text_is_read_by_keywords_where_no_type_is_told(schema, dialect, is_read):
    named = {"Any": {"properties": {"a": TEXT}}, "Text": TEXT, "Limit": {"maximum": 0}}
    schemas = {name: each for name, each in named.items() if name in repr(schema)}
    assert is_read_by_keywords(Side(schema, schemas, dialect)) is is_read


def test_a_witness_of_a_text_that_is_none_is_found(monkeypatch):
    sides = [{**TEXT, "maxLength": 3}, {**TEXT, "maxLength": 2}]
    made = replace(pair(*sides), place="query")
    honest = apidiff.diff(*(description(side, "query") for side in (made.base, made.revision)), Policy())
    [change] = [each for each in honest.changes if each.witness]
    forged = change._replace(witness=change.witness._replace(instance="a"))
    assert lied_to(monkeypatch, made, forged, verdict="breaking") == [("witness", TO_SERVER)]
    assert lied_to(monkeypatch, made, change, verdict="breaking") == []


def test_a_new_field_tells_no_alternatives_apart():
    first = {"properties": {"a": TEXT}, "required": ["a"]}
    base = Side({"oneOf": [first, {"properties": {"b": TEXT}}]}, {})
    revision = Side({"oneOf": [first, {"properties": {"b": TEXT, "c": TEXT}}]}, {})
    assert loosened(base, revision).root == {"oneOf": [first, {"properties": {"b": TEXT, "c": True}}]}
    assert loosened(base, base) == base


def test_who_sends_a_kind_that_inherits_keeps_to_its_tag():
    parent = {"type": "object", "properties": {"kind": TEXT}, "required": ["kind"]}
    parent["discriminator"] = {"propertyName": "kind"}
    cat = {"allOf": [{"$ref": PREFIX + "One"}, {"type": "object", "required": ["purr"]}]}
    side = Side({"$ref": PREFIX + "One"}, {"One": parent, "Two": cat})
    sends, takes = (jsonschema_rs.Draft202012Validator(document(side, set(), sent=sent)) for sent in (True, False))
    assert sends.is_valid({"kind": "Two", "purr": 1})
    assert sends.is_valid({"kind": "One"})
    assert not sends.is_valid({"kind": "Two"})
    assert not sends.is_valid({"kind": "Other"})
    assert takes.is_valid({"kind": "Two"})


def test_a_string_that_is_written_in_another_way_is_found(monkeypatch):
    sides = [{"type": "object", "properties": {"a": {**TEXT, **form}}} for form in ({"contentEncoding": "base64"}, {})]
    assert lied_to(monkeypatch, pair(*sides)) == [("written", TO_SERVER), ("written", FROM_SERVER)]
    same = {"type": "object", "properties": {"a": {**TEXT, "format": "byte"}}}
    assert lied_to(monkeypatch, pair(sides[0], same)) == []


def test_what_is_rewritten_admits_the_same():
    for number in range(600):
        made = generated(5, number)
        if made.equal and "silenced" not in made.edits:
            one, other = (document(side, set(), sent=True) for side in (made.base, made.revision))
            statuses = [apidiff.is_subschema(a, b).status for a, b in ((one, other), (other, one))]
            assert "refuted" not in statuses, (made.name, made.edits)


class Liar:
    """Says the same of every pair."""

    def __init__(self, verdict, *changes):
        self.verdict = verdict
        self.changes = changes


def lied_to(monkeypatch, made, *changes, verdict="neutral"):
    monkeypatch.setattr(judging.apidiff, "diff", lambda *_: Liar(verdict, *changes))
    return [(finding.kind, finding.direction) for finding in judged(made, 1).findings]


@pytest.mark.parametrize(
    ("base", "revision", "expected"),
    [
        (TEXT, {**TEXT, "maxLength": 3}, [("missed", TO_SERVER)]),
        ({**TEXT, "maxLength": 3}, TEXT, [("missed", FROM_SERVER)]),
        (TEXT, NUMBER, [("missed", TO_SERVER), ("missed", FROM_SERVER)]),
        ({**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["a", "b"]}, [("missed", FROM_SERVER)]),
        (closed(a=TEXT), closed(a=TEXT, b=TEXT), []),
        (closed(a=TEXT), {**closed(a=TEXT), "required": ["a"]}, [("missed", TO_SERVER)]),
        ({"type": "object"}, {"type": "object", "properties": {"a": TEXT}}, []),
        ({"not": {"required": ["a", "b"]}}, {"not": {"required": ["a", "b"]}, "properties": {"a": NUMBER}},
         [("missed", TO_SERVER)]),
        ({"type": "object", "additionalProperties": TEXT}, {"type": "object", "additionalProperties": TEXT,
          "properties": {"a": NUMBER}}, [("missed", TO_SERVER), ("missed", FROM_SERVER)]),
        ({"type": "object", "properties": {"a": TEXT}}, {"type": "object"},
         [("removed", TO_SERVER), ("missed", FROM_SERVER), ("removed", FROM_SERVER)]),
    ],
)  # fmt: skip
def test_a_verdict_that_payloads_contradict_is_found(monkeypatch, base, revision, expected):
    assert lied_to(monkeypatch, pair(base, revision)) == expected


def test_a_rewrite_that_is_called_breaking_is_a_false_alarm(monkeypatch):
    honest = apidiff.diff(*(description(Side(schema, {})) for schema in (TEXT, NUMBER)), Policy())
    made = pair(TEXT, {"type": ["string"]}, equal=True)
    assert ("false alarm", "") in lied_to(monkeypatch, made, *honest.changes, verdict="breaking")


def test_a_witness_that_is_none_is_found(monkeypatch):
    sides = [{**TEXT, "maxLength": 3}, {**TEXT, "maxLength": 2}]
    honest = apidiff.diff(*(description(Side(schema, {})) for schema in sides), Policy())
    [change] = [each for each in honest.changes if each.witness]
    forged = change._replace(witness=change.witness._replace(instance="a"))
    assert lied_to(monkeypatch, pair(*sides), forged, verdict="breaking") == [("witness", TO_SERVER)]
    assert lied_to(monkeypatch, pair(*sides), change, verdict="breaking") == []


def test_an_exception_is_found(monkeypatch):
    monkeypatch.setattr(judging.apidiff, "diff", lambda *_: 1 / 0)
    assert [finding.kind for finding in judged(pair(TEXT, NUMBER), 1).findings] == ["crash"]


def test_a_finding_is_made_small(monkeypatch):
    monkeypatch.setattr(judging.apidiff, "diff", lambda *_: Liar("neutral"))
    base = {"type": "object", "properties": {"a": {**TEXT, "maxLength": 3}, "b": NUMBER}, "required": ["b"]}
    made = pair(base, {**base, "properties": {"a": TEXT, "b": NUMBER}, "minProperties": 1})
    [finding] = [each for each in judged(made, 1).findings if each.direction == FROM_SERVER]
    small, again = smallest(made, finding, 1)
    assert len(repr((small.base.root, small.revision.root))) < 70
    assert again.kind == "missed"


def test_a_tolerant_client_takes_unknown_fields_and_nothing_else():
    schema = {**closed(a=TEXT), "maxProperties": 1}
    assert opened(schema).is_valid({"a": "x", "new": 1})
    assert not opened(schema).is_valid({"a": 1, "new": 1})
    assert not opened({"additionalProperties": TEXT}).is_valid({"new": 1})
    assert opened({"allOf": [{"$ref": PREFIX + "A"}], "unevaluatedProperties": False}, A=closed(a=TEXT)).is_valid(
        {"b": 1}
    )
    assert not opened({"not": closed(a=TEXT)}).is_valid({"a": "x"})
    assert opened({"not": closed(a=TEXT)}).is_valid({"b": "x"})


def test_a_tolerant_client_takes_of_closed_alternatives_what_one_of_them_opened_takes():
    one_of = {"oneOf": [{**closed(a=TEXT), "required": ["a"]}, {**closed(b=TEXT), "required": ["b"]}]}
    assert opened(one_of).is_valid({"a": "x", "new": "x"})
    assert opened(one_of, fresh={"a"}).is_valid({"a": "x", "b": "x"})
    assert not opened({"oneOf": [closed(a=TEXT), closed(a=TEXT)]}).is_valid({"a": "x"})


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(
    ("alternative", "stays"),
    [
        (closed(a=TEXT), True),
        ({"properties": {"a": TEXT}, "unevaluatedProperties": False}, True),
        ({"$ref": PREFIX + "A"}, True),
        ({"anyOf": [closed(a=TEXT), closed()]}, True),
        ({"properties": {"b": False}}, True),
        ({"anyOf": [closed(a=TEXT), {"required": ["a"]}]}, False),
        ({"patternProperties": {"^b": True}, "additionalProperties": False}, False),
        ({"allOf": [{"properties": {"b": True}}], "unevaluatedProperties": False}, False),
        ({"if": True, "then": {"properties": {"b": True}}, "unevaluatedProperties": False}, False),
        ({"properties": {"a": TEXT}}, False),
    ],
)
def test_a_closed_alternative_stays_closed_to_what_another_one_declares(keyword, alternative, stays):
    side = Side({}, {"A": closed(a=TEXT)})
    other = {"type": "object", "properties": {"b": NUMBER}, "required": ["b"]}
    assert kept_closed(side, [alternative, other])[0] == ({"b"} if stays else set())
    client = opened({keyword: [alternative, other]}, A=closed(a=TEXT))
    assert client.is_valid({"a": "x", "b": "x"}) is not stays
    assert keyword == "oneOf" or client.is_valid({"a": "x", "b": 1})


@pytest.mark.parametrize(
    ("around", "stays"),
    [
        ({}, True),
        ({"$ref": PREFIX + "A"}, True),
        ({"allOf": [{"anyOf": [{"properties": {"c": TEXT}}]}]}, True),
        ({"properties": {"b": True}}, False),
        ({"patternProperties": {"^q": True}}, False),
        ({"if": True, "then": {"properties": {"b": True}}}, False),
    ],
)
def test_an_object_closed_around_alternatives_stays_closed_to_what_these_declare(around, stays):
    schema = {"unevaluatedProperties": False, "anyOf": [{}, {"properties": {"b": NUMBER}}], **around}
    client = opened(schema, A={"properties": {"a": TEXT}})
    assert client.is_valid({"b": "x"}) is not stays
    assert client.is_valid({"b": 1, "new": "x"})
    assert opened(schema, fresh={"b"}, A={"properties": {"a": TEXT}}).is_valid({"b": "x"})


def test_a_name_that_comes_to_an_object_is_newly_declared_there():
    first, second = closed(a=TEXT), closed(b=NUMBER)
    base, revision = (Side({"oneOf": [first, each]}, {}) for each in (second, closed(a=TEXT, b=NUMBER)))
    assert newly_declared(base, revision) == {"a"}
    assert newly_declared(revision, base) == set()
    assert newly_declared(base, Side({"oneOf": [first, {"properties": {"b": NUMBER}}]}, {})) == {"a", "b"}
    for within in ({"unevaluatedProperties": {"additionalProperties": False}}, {"properties": {"c": closed()}}):
        one, other = ({"anyOf": [{"properties": {"a": TEXT}}, rest]} for rest in (closed(b=TEXT), within))
        assert "a" in newly_declared(Side(one, {}), Side(other, {}))


def test_a_map_around_a_closed_object_may_hold_what_that_does_not_name(monkeypatch):
    """Both are ways to open it: a witness of either is one."""
    sides = [{"unevaluatedProperties": NUMBER, "allOf": [{"unevaluatedProperties": False}]}, {}]
    honest = apidiff.diff(*(description(Side(schema, {})) for schema in sides), Policy())
    assert any(change.witness for change in honest.changes)
    assert lied_to(monkeypatch, pair(*sides), *honest.changes, verdict="breaking") == []


def test_an_edit_that_a_closed_alternative_must_not_absorb_is_found(monkeypatch):
    other = {"type": "object", "properties": {"b": NUMBER}, "required": ["b"]}
    made = pair({"oneOf": [closed(), other]}, {"oneOf": [closed(), {**other, "properties": {"b": TEXT}}]})
    assert ("missed", FROM_SERVER) in lied_to(monkeypatch, made, verdict="additive")


def test_a_count_beside_a_pattern_is_read_in_favour_of_who_says_so():
    schema = {"patternProperties": {"^x": True}, "additionalProperties": False, "maxProperties": 1}
    assert opened(schema, fresh=set()).is_valid({"x1": 1, "x2": 1})
    assert not opened(schema).is_valid({"x1": 1, "x2": 1})


def test_a_client_sends_only_fields_that_the_base_speaks_of():
    schema = {"properties": {"a": {"type": "object"}}, "patternProperties": {"^x": {"type": "array"}}}
    sends = jsonschema_rs.Draft202012Validator(document(Side(schema, {}), set(), sent=True, known_only=True))
    assert sends.is_valid({"a": {}, "x1": [{}]})
    assert not sends.is_valid({"b": 1})
    assert sends.is_valid({"zz": 1})
    assert not sends.is_valid({"a": {"b": 1}})


@pytest.mark.parametrize("dialect", ["3.0.3", "3.1.0"])
def test_what_a_client_sends_in_a_map_of_anything_holds_no_field_with_a_name(dialect):
    def sends(schema):
        side = Side(schema, {}, dialect)
        known = document(side, set(), sent=True, known_only=True)
        return judging.Sent(document(side, set(), sent=True), known)

    anything = sends({"additionalProperties": {}})
    assert anything.is_valid({"zz": {"z1": 1}})
    assert not anything.is_valid({"zz": {"b": 1}})
    assert not anything.is_valid({"zz": [{"b": 1}]})
    assert sends({"additionalProperties": {"properties": {"b": {"type": "integer"}}}}).is_valid({"zz": {"b": 1}})


def test_a_generic_map_of_anything_speaks_of_no_name():
    anchored = {"$defs": {"T": {"$dynamicAnchor": "T"}}}
    generic = {"$id": "https://example.com/One", "additionalProperties": {"$dynamicRef": "#T"}}

    def sends(defs):
        side = Side({"$ref": PREFIX + "One"}, {"One": generic | {"$defs": {"T": defs}}}, "3.1.0")
        known = document(side, set(), sent=True, known_only=True)
        return judging.Sent(document(side, set(), sent=True), known)

    assert not sends(anchored["$defs"]["T"]).is_valid({"b": 1})
    assert sends({"$dynamicAnchor": "T", "type": "integer"}).is_valid({"b": 1})


def test_what_containment_knows_is_judged_by_numbers_that_both_validators_read():
    documents = [{"type": "number", "multipleOf": 0.5}, {"type": "integer"}]
    asked = list(judging._asked(*documents))
    assert asked
    for payload in asked:
        assert not judging.Validators(documents[1]).is_valid(payload)
        assert judging.Validators(documents[0]).agree(payload, True)


def test_marked_fields_are_asked_for_in_their_direction_alone():
    marked = {"type": "object", "properties": {"a": {**TEXT, "readOnly": True}, "b": {"$ref": PREFIX + "W"}}}
    side = Side(marked, {"W": {**TEXT, "writeOnly": True}})
    assert hidden(side, TO_SERVER) == {"a"}
    assert hidden(side, FROM_SERVER) == {"b"}
    assert removed(Pair("", side, Side({"type": "object"}, {}), False), TO_SERVER) == {"b"}


@pytest.mark.parametrize(
    "limit",
    [
        {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
        {"oneOf": [{"$ref": "#/components/schemas/Text"}]},
        {"allOf": [{"type": ["string", "null"]}]},
        {"enum": ["a", 3]},
        {"const": None},
    ],
)
def test_no_field_is_lost_where_no_object_can_be(limit):
    named = {"Text": {"type": "string"}}
    lost = [Side({"properties": {"a": {}}, **more}, named) for more in (limit, {"anyOf": [{}, limit]})]
    kept = Side({"properties": {}, **limit}, named)
    assert removed(Pair("", lost[0], kept, False), TO_SERVER) == set()
    assert removed(Pair("", lost[1], Side({"properties": {}}, named), False), TO_SERVER) == {"a"}


def test_who_sends_a_payload_keeps_to_the_alternative_that_its_tag_names():
    cat = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT}}
    side = Side(
        {"oneOf": [{"$ref": PREFIX + "Cat"}, {"$ref": PREFIX + "Dog"}], "discriminator": {"propertyName": "kind"}},
        {"Cat": cat, "Dog": {**cat, "required": ["kind", "bark"]}},
    )
    sends, takes = (jsonschema_rs.Draft202012Validator(document(side, set(), sent=sent)) for sent in (True, False))
    assert sends.is_valid({"kind": "Cat"})
    assert not sends.is_valid({"kind": "Dog"})
    assert not sends.is_valid({"kind": "Cat", "bark": 1})
    assert takes.is_valid({"kind": "Cat", "bark": 1})


@pytest.mark.parametrize(
    ("schema", "payload", "valid"),
    [
        ({**TEXT, "nullable": True}, None, True),
        ({"nullable": True, "enum": ["a"]}, None, False),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, False),
        ({"$ref": PREFIX + "A", "maxLength": 1}, "aa", True),
    ],
)
def test_the_dialect_of_3_0_is_read_as_it_says(schema, payload, valid):
    made = document(Side(schema, {"A": TEXT}, "3.0.3"), set(), sent=True)
    assert jsonschema_rs.Draft202012Validator(made).is_valid(payload) is valid


@pytest.mark.parametrize("closed", [{"additionalProperties": False}, {"properties": {"kind": {"type": "boolean"}}}])
def test_what_is_sent_under_a_tag_that_is_no_text_is_of_no_kind(closed):
    """A client that dispatches finds nothing under `null`, and a closed kind stays closed to the tag."""
    union = {"oneOf": [{"$ref": PREFIX + "One"}, {"$ref": PREFIX + "Two"}], "discriminator": {"propertyName": "kind"}}
    side = Side(union, {"One": {"type": "object"}, "Two": {"type": "object", **closed}}, "3.1.0")
    read = jsonschema_rs.validator_for(document(side, set(), sent=True, opened=True))
    assert read.is_valid({"kind": "One"})
    assert not read.is_valid({"kind": None})


def test_an_opened_alternative_takes_what_it_takes_as_it_is_written():
    closed = {"unevaluatedProperties": False, "allOf": [{"unevaluatedProperties": {}}]}
    side = Side({"anyOf": [closed, {"properties": {"ab": {"const": 0}}}]}, {})
    read = (document(side, set(), sent=False, opened=opened) for opened in (False, True))
    assert all(jsonschema_rs.Draft202012Validator(each).is_valid({"ab": None}) for each in read)


LOWER = ({"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5})


@pytest.mark.parametrize("place", [BODY, STREAM, "query", "path", "header", "cookie"])
def test_the_judge_knows_what_a_whole_payload_is_called(place):
    sides = [description(Side(each, {}, "3.2.0"), place) for each in LOWER]
    found = [change for pair in (sides, sides[::-1]) for change in apidiff.diff(*pair).changes]
    called = {change.witness.at for change in found if change.cls == "breaking" and change.witness}
    assert called
    assert called <= (judging.WHOLE if place in (BODY, STREAM) else judging.WHOLE_TEXTS)
