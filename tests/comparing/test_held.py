"""What names, contents and unevaluated members are, compared part by part: the usual rules, in both directions."""

from __future__ import annotations

import itertools
import json

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, diff, only, received, ref, sent

INTEGER = {"type": "integer"}
AS_JSON = {"type": "string", "contentMediaType": "application/json"}
STRICT = Policy(new_enum_value="breaking")


def values(*listed):
    return {"type": "string", "enum": [*listed]}


def thing(*required, **properties):
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


HOLDERS = {
    "names": lambda inner: {"type": "object", "propertyNames": inner},
    "contents": lambda inner: AS_JSON | {"contentSchema": inner},
    "contents in base64": lambda inner: AS_JSON | {"contentEncoding": "base64", "contentSchema": inner},
    "other members": lambda inner: thing(k=STRING) | {"unevaluatedProperties": inner},
    "other items": lambda inner: {"type": "array", "prefixItems": [STRING], "unevaluatedItems": inner},
}
OF_TEXTS = {
    # the rule, base, revision, the verdict of what is sent to the server and from it, under the strict policy
    "enum-value-added": (values("a"), values("a", "b"), "additive", "breaking"),
    "enum-value-removed": (values("a", "b"), values("a"), "breaking", "additive"),
    "max-length-raised": (STRING | {"maxLength": 3}, STRING | {"maxLength": 4}, "additive", "breaking"),
    "max-length-lowered": (STRING | {"maxLength": 4}, STRING | {"maxLength": 3}, "breaking", "additive"),
    "documentation-changed": (STRING, STRING | {"title": "T"}, "neutral", "neutral"),
}
OF_OBJECTS = {
    "property-added": (thing(a=STRING), thing(a=STRING, b=STRING), "additive", "additive"),
    "property-removed": (thing(a=STRING, b=STRING), thing(a=STRING), "breaking", "breaking"),
    "property-became-required": (thing(a=STRING), thing("a", a=STRING), "breaking", "additive"),
    "property-became-optional": (thing("a", a=STRING), thing(a=STRING), "additive", "breaking"),
    "type-changed": (thing(a=STRING), thing(a=INTEGER), "breaking", "breaking"),
}
CASES = [
    (holder, rule, case)
    for holder in HOLDERS
    for rule, case in (OF_TEXTS if holder == "names" else OF_TEXTS | OF_OBJECTS).items()
]


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(("holder", "rule", "case"), CASES, ids=[f"{h}: {r}" for h, r, _ in CASES])
def test_each_edit_is_told_by_its_rule(holder, rule, case, is_shared):
    base, revision, to_server, from_server = case
    for describing, verdict in ((sent, to_server), (received, from_server)):
        if is_shared:
            sides = [describing(HOLDERS[holder](ref("Q")), schemas={"Q": inner}) for inner in (base, revision)]
        else:
            sides = [describing(HOLDERS[holder](inner)) for inner in (base, revision)]
        comparison = diff(*sides, policy=STRICT, audited=True)
        assert rule in {change.rule for change in comparison.changes}
        assert comparison.verdict == verdict, [(c.rule, c.cls) for c in comparison.changes]
        if "base64" not in holder:
            assert not any(change.undecided for change in comparison.changes)


def test_a_value_more_among_the_names_is_tolerated_unless_the_policy_is_strict():
    sides = [received(HOLDERS["names"](values(*names))) for names in ("a", "ab")]
    change = only(diff(*sides))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)
    assert change.title == "`b` added to the values of each name of response `200` of `GET /v1/things`"
    assert only(diff(*sides, policy=STRICT)).cls == "breaking"


def test_a_witness_is_what_holds_it():
    names = [sent(HOLDERS["names"](values(*listed))) for listed in ("ab", "a")]
    assert set(only(diff(*names)).witness.instance) >= {"b"}
    contents = [sent(HOLDERS["contents"](thing(a=schema))) for schema in (STRING, INTEGER)]
    witness = only(diff(*contents)).witness
    assert isinstance(json.loads(witness.instance)["a"], str)
    assert witness.accepted_by == "base"


def test_names_beside_what_else_is_asked_of_them():
    """Names that nothing may have: no object is left that shows a difference."""
    closed = thing(a=INTEGER) | {"additionalProperties": False}
    sides = [sent(closed | {"propertyNames": values(*names)}) for names in ("ab", "abc")]
    assert diff(*sides, audited=True).verdict != "breaking"
    required = thing("b", b=INTEGER)
    sides = [sent(required | {"propertyNames": values(*names)}) for names in ("ab", "a")]
    assert diff(*sides, audited=True).verdict == "breaking"


@pytest.mark.parametrize("keyword", ["contentMediaType", "contentEncoding"])
def test_contents_in_another_form_are_another_content(keyword):
    held = AS_JSON | {"contentEncoding": "base64", "contentSchema": thing(a=STRING)}
    other = held | {keyword: "base32" if keyword == "contentEncoding" else "application/cbor"}
    for describing in (sent, received):
        assert diff(describing(held), describing(other), audited=True).verdict == "breaking"


def test_without_a_media_type_a_content_schema_says_nothing():
    sides = [sent({"type": "string", "contentSchema": thing(a=schema)}) for schema in (STRING, INTEGER)]
    assert diff(*sides, audited=True).verdict == "neutral"


NEIGHBOURS = {
    "a member more": lambda inner: thing(k=STRING, m=STRING) | {"unevaluatedProperties": inner},
    "a condition": lambda inner: (
        {"if": {"required": ["k"]}, "then": {"properties": {"m": STRING}}} | {"unevaluatedProperties": inner}
    ),
    "alternatives": lambda inner: {"anyOf": [thing(k=STRING), thing(m=STRING)], "unevaluatedProperties": inner},
    "all of them": lambda inner: {"allOf": [thing(k=STRING), thing(m=STRING)], "unevaluatedProperties": inner},
    "nothing": lambda inner: {"unevaluatedProperties": inner},
}


@pytest.mark.parametrize(("first", "second"), [*itertools.permutations(NEIGHBOURS, 2)])
def test_what_is_unevaluated_beside_other_members_is_asked_as_a_whole(first, second):
    """The values of a number: what one side leaves open for `m`, the other asks to be a number."""
    base, revision = NEIGHBOURS[first](INTEGER), NEIGHBOURS[second](INTEGER | {"maximum": 3})
    assert diff(sent(base), sent(revision), audited=True).verdict == "breaking"


def test_the_events_of_a_stream():
    def stream(payload):
        data = AS_JSON | {"contentSchema": ref("Payload")}
        content = {"text/event-stream": {"itemSchema": thing("data", event=STRING, data=data)}}
        responses = {"200": {"description": "Events", "content": content}}
        return api({"/v1/e": {"get": {"responses": responses}}}, openapi="3.2.0", schemas={"Payload": payload})

    for rule, (base, revision, _, verdict) in (OF_OBJECTS | OF_TEXTS).items():
        comparison = diff(stream(base), stream(revision), policy=STRICT, audited=True)
        assert rule in {change.rule for change in comparison.changes}
        assert comparison.verdict == verdict
        assert not any(change.undecided for change in comparison.changes)


def test_xml_says_nothing_of_the_json_in_a_text():
    def described(inner):
        content = {"application/xml": {"schema": thing(a=AS_JSON | {"contentSchema": thing(b=inner)})}}
        return api({"/v1/a": {"post": {"requestBody": {"content": content}, "responses": {}}}})

    assert diff(described(STRING), described(STRING | {"xml": {"name": "c"}}), audited=True).verdict == "neutral"


@pytest.mark.parametrize("pattern", ["^[^a]*$", "^b"])
def test_a_witness_is_shown_only_if_its_text_holds_what_it_has_to(pattern):
    """The name matches the pattern, so that no text has it, whether or not the pattern is one that is interpreted."""

    def thing_of(**inner):
        held = {"contentMediaType": "application/json", "contentSchema": inner}
        return {"Thing": {"properties": {"a": held}}}

    before = thing_of(properties={"b": {"type": "boolean"}}, patternProperties={pattern: STRING})
    after = thing_of(type="object", properties={"b": {"type": "object"}})
    closed = ref("Thing") | {"additionalProperties": False}
    comparison = diff(sent(ref("Thing"), schemas=before), sent(closed, schemas=after), audited=True)
    assert comparison.verdict == "breaking"
    shown = [change.witness.instance for change in comparison.changes if change.witness]
    assert shown
    assert not any('"b"' in str(each.get("a")) for each in shown)
