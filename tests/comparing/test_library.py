"""What generated code sees: named by the lens's own rules, reported apart, and never told twice."""

from __future__ import annotations

from typing import Any

import pytest

import apidiff
from apidiff.model.change import Change
from apidiff.model.policy import Override, Policy

STRING = {"type": "string"}
COLOURS = {"type": "string", "enum": ["red", "green"]}


def described(
    *,
    response: Any = None,
    request: Any = None,
    schemas: dict[str, Any] | None = None,
    version: str = "3.1.0",
    **operation: Any,
) -> dict[str, Any]:
    """A description with one operation, whose request and response are these schemas."""
    method: dict[str, Any] = {"operationId": "readKite", "responses": {"200": {"description": "Kite"}}} | operation
    if response is not None:
        method["responses"] = {"200": {"description": "Kite", "content": {"application/json": {"schema": response}}}}
    if request is not None:
        method["requestBody"] = {"content": {"application/json": {"schema": request}}}
    return {
        "openapi": version,
        "info": {"title": "Kites", "version": "1"},
        "paths": {"/v1/kites": {"post": method}},
        "components": {"schemas": schemas or {}},
    }


def lens(base: Any, revision: Any, policy: Policy | None = None) -> tuple[Change, ...]:
    comparison = apidiff.diff(base, revision, policy)
    assert all(change.lens == "wire" or change.cls == "neutral" for change in comparison.counted)
    return comparison.client_library


def rules(base: Any, revision: Any) -> list[str]:
    return [change.rule for change in lens(base, revision)]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def array(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}
LONG = {"type": "integer", "format": "int64"}
TIME = {"type": "string", "format": "date-time"}
OPEN = {"anyOf": [STRING, COLOURS]}
ONE_BY_ONE = {"oneOf": [{"type": "string", "const": "red"}, {"type": "string", "const": "green"}]}
MORE_COLOURS = {"type": "string", "enum": ["red", "green", "blue"]}

TYPES: dict[str, tuple[str, Any, Any, list[str]]] = {
    "an integer sent as a number": ("request", thing(a=INTEGER), thing(a=NUMBER), ["number-type-changed"]),
    "a number read as an integer": ("response", thing(a=NUMBER), thing(a=INTEGER), ["number-type-changed"]),
    "a number read as an integer no wire forbids": ("response", thing(a=INTEGER), thing(a=NUMBER), []),
    "a longer integer sent": (
        "request", thing(a={"type": "integer", "format": "int32"}), thing(a=LONG), ["scalar-type-changed"],
    ),
    "int32 said": ("response", thing(a=INTEGER), thing(a=INTEGER | {"format": "int32"}), []),
    "a time read": ("response", thing(a=STRING), thing(a=TIME), ["scalar-type-changed"]),
    "a time sent as any text": ("request", thing(a=TIME), thing(a=STRING), ["scalar-type-changed"]),
    "a format without a type": ("response", thing(a=STRING), thing(a=STRING | {"format": "email"}), []),
    "an enum sent as any text": ("request", thing(a=COLOURS), thing(a=STRING), ["enum-opened"]),
    "an enum opened by an alternative": ("request", thing(a=COLOURS), thing(a=OPEN), ["enum-opened"]),
    "a text read as an enum": ("response", thing(a=STRING), thing(a=COLOURS), ["enum-closed"]),
    "a value more to read": ("response", thing(a=COLOURS), thing(a=MORE_COLOURS), ["enum-constant-added"]),
    "a value more to send": ("request", thing(a=COLOURS), thing(a=MORE_COLOURS), []),
    "a value less to read": ("response", thing(a=MORE_COLOURS), thing(a=COLOURS), ["enum-constant-removed"]),
    "a value less to send": ("request", thing(a=MORE_COLOURS), thing(a=COLOURS), []),
    "optional to send": ("request", thing(("a",), a=STRING), thing(a=STRING), ["field-became-optional"]),
    "optional to read": ("response", thing(("a",), a=STRING), thing(a=STRING), []),
    "required to read": ("response", thing(a=STRING), thing(("a",), a=STRING), ["field-became-required"]),
    "required to send": ("request", thing(a=STRING), thing(("a",), a=STRING), []),
    "null to send": ("request", thing(a=STRING), thing(a={"type": ["string", "null"]}), ["field-became-nullable"]),
    "null to read": ("response", thing(a=STRING), thing(a={"type": ["string", "null"]}), []),
    "no null to read": (
        "response", thing(a={"anyOf": [STRING, {"type": "null"}]}), thing(a=STRING), ["field-became-non-nullable"],
    ),
    "a set read": ("response", array(STRING), array(STRING, uniqueItems=True), ["generated-type-changed"]),
    "items of a list": ("request", array(INTEGER), array(NUMBER), ["number-type-changed"]),
    "values of a map": (
        "request",
        {"type": "object", "additionalProperties": INTEGER},
        {"type": "object", "additionalProperties": NUMBER},
        ["number-type-changed"],
    ),
    "one of several to send": (
        "request", thing(a=STRING), thing(a={"oneOf": [STRING, INTEGER]}), ["generated-type-changed"],
    ),
    "several types to send": (
        "request", thing(a=STRING), thing(a={"type": ["string", "integer"]}), ["generated-type-changed"],
    ),
    "an object described": (
        "response", thing(a={"type": "object"}), thing(a=thing(b=STRING)), ["generated-type-changed"],
    ),
    "anything and any object": (
        "request", thing(a={"type": "object"}), thing(a={}), ["generated-type-changed"],
    ),
    "any object and a map of texts": (
        "response",
        thing(a={"type": "object"}),
        thing(a={"type": "object", "additionalProperties": STRING}),
        ["generated-type-changed"],
    ),
    "an object without fields": (
        "response", thing(a={"type": "object"}), thing(a={"type": "object", "properties": {}}), [],
    ),
    "null among items sent": (
        "request", array(STRING), array({"type": ["string", "null"]}), ["field-became-nullable"],
    ),
    "null among values no more": (
        "response",
        {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        {"type": "object", "additionalProperties": STRING},
        ["field-became-non-nullable"],
    ),
    "a password": ("response", thing(a=STRING), thing(a=STRING | {"format": "password"}), ["scalar-type-changed"]),
    "a decimal": ("response", thing(a=STRING), thing(a=STRING | {"format": "decimal"}), ["scalar-type-changed"]),
    "a text and an open enum": ("response", thing(a=STRING), thing(a=OPEN), ["generated-type-changed"]),
    "a constant without a type": (
        "response", thing(a={"const": "x"}), thing(a={"type": "string", "const": "x"}), ["generated-type-changed"],
    ),
    "a constant and an enum of one": (
        "response", thing(a={"type": "string", "const": "x"}), thing(a={"type": "string", "enum": ["x"]}), [],
    ),
    "values listed one by one": ("response", thing(a=ONE_BY_ONE), thing(a=COLOURS), ["generated-type-changed"]),
    "a value more of those": (
        "response",
        thing(a=ONE_BY_ONE),
        thing(a={"oneOf": [*ONE_BY_ONE["oneOf"], {"type": "string", "const": "blue"}]}),
        ["enum-constant-added"],
    ),
    "a value less of those": (
        "response",
        thing(a={"oneOf": [*ONE_BY_ONE["oneOf"], {"type": "string", "const": "blue"}]}),
        thing(a=ONE_BY_ONE),
        [],
    ),
    "alternatives in another order": (
        "response", thing(a={"oneOf": [STRING, INTEGER]}), thing(a={"oneOf": [INTEGER, STRING]}), [],
    ),
    "an alternative of another type, in another order": (
        "request",
        thing(a={"oneOf": [STRING, array(STRING), INTEGER]}),
        thing(a={"oneOf": [NUMBER, STRING, array(STRING)]}),
        ["number-type-changed"],
    ),
    "a value more of an open enum": (
        "response", thing(a=OPEN), thing(a={"anyOf": [STRING, MORE_COLOURS]}), [],
    ),
    "one or any of alternatives that exclude each other": (
        "response",
        thing(a={"oneOf": [thing(("k",), k={"const": "a"}), thing(("k",), k={"const": "b"})]}),
        thing(a={"anyOf": [thing(("k",), k={"const": "a"}), thing(("k",), k={"const": "b"})]}),
        ["generated-type-changed"],
    ),
    "additional fields gone": (
        "response", thing(a=STRING) | {"additionalProperties": True}, thing(a=STRING), ["additional-fields-removed"],
    ),
    "additional fields": ("response", thing(a=STRING), thing(a=STRING) | {"additionalProperties": True}, []),
    "additional fields of another type": (
        "request",
        thing(a=STRING) | {"additionalProperties": INTEGER},
        thing(a=STRING) | {"additionalProperties": NUMBER},
        [],
    ),
    "a constant called otherwise": (
        "response",
        thing(a=COLOURS),
        thing(a=COLOURS | {"x-enum-varnames": ["ROSE", "GREEN"]}),
        ["enum-constant-renamed"],
    ),
    "constants called as before": (
        "response", thing(a=COLOURS), thing(a=COLOURS | {"x-enum-varnames": ["RED", "GREEN"]}), [],
    ),
    "a text and anything": ("request", thing(a=STRING), thing(a={}), ["generated-type-changed"]),
    "alternatives beside their common fields": (
        "response",
        {"oneOf": [thing(a=STRING, c=STRING), thing(b=STRING, c=STRING)]},
        {"type": "object", "properties": {"c": STRING}, "oneOf": [thing(a=STRING), thing(b=STRING)]},
        [],
    ),
    "an object of alternatives": (
        "response",
        thing(a=STRING),
        {"type": "object", "oneOf": [thing(("a",), a=STRING), thing(a=STRING, b=STRING)]},
        ["generated-type-changed"],
    ),
    "prose": ("response", thing(a=STRING), thing(a=STRING | {"description": "A"}), []),
    "a limit": ("request", thing(a=STRING | {"maxLength": 3}), thing(a=STRING | {"maxLength": 9}), []),
    "a field more": ("response", thing(a=STRING), thing(a=STRING, b=STRING), []),
    "a field less": ("response", thing(a=STRING, b=STRING), thing(a=STRING), []),
}  # fmt: skip


@pytest.mark.parametrize("case", TYPES)
def test_the_type_of_a_field(case):
    place, old, new, expected = TYPES[case]
    assert rules(described(**{place: old}), described(**{place: new})) == expected


@pytest.mark.parametrize("case", TYPES)
def test_the_type_of_a_field_in_a_component(case):
    place, old, new, expected = TYPES[case]
    if old.get("type") != "object" or "properties" not in old:
        pytest.skip("an alias")
    sides = [described(**{place: ref("Kite")}, schemas={"Kite": side}) for side in (old, new)]
    assert rules(*sides) == expected


@pytest.mark.parametrize("case", TYPES)
def test_the_lens_changes_no_verdict(case):
    place, old, new, _ = TYPES[case]
    sides = [described(**{place: old}), described(**{place: new})]
    told = {setting: apidiff.diff(*sides, Policy(client_library=setting)) for setting in ("off", "report")}
    assert told["off"].verdict == told["report"].verdict
    assert told["off"].summary == told["report"].summary
    assert [c.id for c in told["off"].counted] == [c.id for c in told["report"].counted]
    assert not told["off"].client_library


def test_a_field_of_both_directions_is_told_once():
    old, new = thing(("a",), a=STRING), thing(a=STRING)
    both = [described(request=ref("Kite"), response=ref("Kite"), schemas={"Kite": side}) for side in (old, new)]
    comparison = apidiff.diff(*both)
    assert comparison.verdict == "breaking"
    assert comparison.client_library == ()


ADDRESS = {"Address": thing(street=STRING)}
AS_3_0 = {"allOf": [ref("Address")], "nullable": True}
AS_3_1 = {"anyOf": [ref("Address"), {"type": "null"}]}


@pytest.mark.parametrize(
    ("sides", "wanted"),
    [
        ((("3.0.3", ref("Address")), ("3.0.3", AS_3_0)), ["field-became-nullable"]),
        ((("3.0.3", AS_3_0), ("3.1.0", AS_3_1)), []),
        ((("3.1.0", AS_3_1), ("3.0.3", AS_3_0)), []),
        ((("3.0.3", ref("Address")), ("3.1.0", AS_3_1)), ["field-became-nullable"]),
        ((("3.0.3", AS_3_0), ("3.1.0", ref("Address"))), ["field-became-non-nullable"]),
        ((("3.0.3", {"allOf": [ref("Address")]}), ("3.1.0", AS_3_1)), ["field-became-nullable"]),
        # 3.1 knows no `nullable`, and generators make nothing of it.
        ((("3.1.0", ref("Address")), ("3.1.0", AS_3_0)), []),
        ((("3.1.0", AS_3_0), ("3.1.0", AS_3_1)), ["field-became-nullable"]),
    ],
)
def test_null_is_what_generators_take_for_null_in_each_version(sides, wanted):
    old, new = (described(request=thing(a=made), schemas=ADDRESS, version=version) for version, made in sides)
    assert [rule for rule in rules(old, new) if rule.endswith("nullable")] == wanted


def test_nullable_of_3_0_is_seen():
    old, new = thing(a=STRING), thing(a=STRING | {"nullable": True})
    sides = [described(request=side, version="3.0.3") for side in (old, new)]
    assert rules(*sides) == ["field-became-nullable"]


def test_a_component_that_is_an_alias_is_told_once_for_all_its_uses():
    schema = thing(a=ref("Amount"), b=ref("Amount"), c=array(ref("Amount")))
    sides = [described(request=schema, schemas={"Amount": amount}) for amount in (INTEGER, NUMBER)]
    (change,) = lens(*sides)
    assert change.title == "Schema `Amount` is generated as `number` now, and was `integer`"


def test_a_read_only_field_says_nothing_of_requests():
    old, new = (thing(a=kind | {"readOnly": True}) for kind in (INTEGER, NUMBER))
    assert rules(described(request=old), described(request=new)) == []


def test_fields_by_all_of_are_fields():
    def side(kind):
        return {"Base": thing(a=kind), "Kite": {"allOf": [ref("Base"), thing(b=STRING)]}}

    changes = lens(*(described(request=ref("Kite"), schemas=side(kind)) for kind in (INTEGER, NUMBER)))
    assert [change.title for change in changes] == [
        "`a` of schema `Base` is generated as `number` now, and was `integer`"
    ]


def test_required_in_another_part_of_an_all_of_counts():
    def side(*required):
        return {"allOf": [thing(a=STRING), {"required": list(required)}]}

    assert rules(described(request=side("a")), described(request=side())) == ["field-became-optional"]


KITE, OTHER = thing(a=STRING), thing(z=INTEGER)


def test_a_renamed_component_is_one_row_however_often_it_is_used():
    def side(name):
        schemas = {name: KITE, "Shelf": thing(top=ref(name), rest=array(ref(name)))}
        return described(request=ref("Shelf"), response=ref(name), schemas=schemas)

    comparison = apidiff.diff(side("Kite"), side("Dragon"))
    (change,) = comparison.client_library
    assert (change.rule, change.name, change.renamed_to) == ("type-renamed", "Kite", "Dragon")
    assert change.title == "Class `Kite` is called `Dragon` now"
    assert comparison.verdict == "neutral"
    assert "component-renamed" not in {one.rule for one in comparison.counted}


def test_a_component_that_changed_and_was_renamed_is_both():
    def side(name, kind):
        return described(request=ref(name), schemas={name: thing(a=kind)})

    assert sorted(rules(side("Kite", INTEGER), side("Dragon", NUMBER))) == ["number-type-changed", "type-renamed"]


@pytest.mark.parametrize(("old", "new"), [("kite_item", "KiteItem"), ("kite-item", "kite.item")])
def test_names_that_generators_write_alike_are_one(old, new):
    assert rules(*(described(request=ref(name), schemas={name: KITE}) for name in (old, new))) == []


def test_names_in_other_scripts_differ():
    assert rules(*(described(request=ref(name), schemas={name: KITE}) for name in ("凧", "風"))) == ["type-renamed"]


def test_a_component_without_a_class_has_no_name():
    assert rules(*(described(request=ref(name), schemas={name: STRING}) for name in ("Text", "Words"))) == []


def test_a_class_that_two_uses_share_is_split():
    base = described(request=ref("Kite"), response=ref("Kite"), schemas={"Kite": KITE})
    revision = described(request=ref("KiteInput"), response=ref("Kite"), schemas={"Kite": KITE, "KiteInput": KITE})
    (change,) = lens(base, revision)
    assert (change.rule, change.name, change.renamed_to) == ("type-split", "Kite", "KiteInput")
    assert rules(revision, base) == ["type-merged"]


def test_a_class_that_becomes_two_is_split():
    base = described(request=ref("Kite"), response=ref("Kite"), schemas={"Kite": KITE})
    revision = described(request=ref("In"), response=ref("Out"), schemas={"In": KITE, "Out": KITE})
    assert rules(base, revision) == ["type-split", "type-split"]
    assert rules(revision, base) == ["type-merged", "type-merged"]


def test_another_class_of_the_same_fields_is_another_type():
    schemas = {"Kite": KITE, "Dragon": KITE}
    base, revision = (described(request=ref(name), response=thing(k=ref("Kite"), d=ref("Dragon")), schemas=schemas)
                      for name in schemas)  # fmt: skip
    assert rules(base, revision) == ["type-replaced"]


def test_a_class_written_inline_and_back():
    base = described(request=ref("Kite"), schemas={"Kite": KITE})
    revision = described(request=KITE)
    assert rules(base, revision) == ["type-inlined"]
    assert rules(revision, base) == ["type-extracted"]


@pytest.mark.parametrize(
    ("inline", "extracted", "name"),
    [
        ({"request": KITE}, {"request": ref("ReadKiteRequest")}, "ReadKiteRequest"),
        ({"response": KITE}, {"response": ref("readKite_200_response")}, "readKite_200_response"),
        ({"response": array(KITE)}, {"response": array(ref("ReadKite200ResponseInner"))}, "ReadKite200ResponseInner"),
        (
            {"request": thing(tails={"type": "object", "additionalProperties": KITE})},
            {"request": thing(tails={"type": "object", "additionalProperties": ref("ReadKiteRequestTailsValue")})},
            "ReadKiteRequestTailsValue",
        ),
    ],
)
def test_a_class_that_is_extracted_under_the_name_that_it_had_is_the_same(inline, extracted, name):
    base, revision = described(**inline), described(**extracted, schemas={name: KITE})
    for sides in ((base, revision), (revision, base)):
        assert rules(*sides) == []


def test_the_name_of_an_inline_class_comes_from_the_path_where_there_is_no_operation_id():
    base, revision = described(request=KITE), described(request=ref("V1KitesPostRequest"))
    revision["components"]["schemas"] = {"V1KitesPostRequest": KITE}
    assert rules(base, revision) == ["type-extracted"]
    for side in (base, revision):
        del side["paths"]["/v1/kites"]["post"]["operationId"]
    assert rules(base, revision) == []


def test_an_inline_class_goes_by_its_title():
    sides = [described(request=KITE | {"title": title}) for title in ("Kite", "Dragon")]
    assert rules(*sides) == ["type-renamed"]
    assert rules(sides[0], described(request=ref("Kite"), schemas={"Kite": KITE})) == []


@pytest.mark.parametrize("schema", [STRING, array(STRING), {"type": "object"}, COLOURS])
def test_a_title_names_nothing_but_a_class(schema):
    assert rules(*(described(request=thing(a=schema | {"title": title})) for title in ("A", "B"))) == []


def test_a_reference_alone_in_an_all_of_is_that_reference():
    wrapped = {"allOf": [ref("Kite")], "description": "A kite"}
    sides = [described(request=thing(a=use), schemas={"Kite": KITE}) for use in (ref("Kite"), wrapped)]
    assert rules(*sides) == []


def test_a_component_that_nothing_leads_to_is_not_looked_at():
    sides = [described(response=STRING, schemas={"Lost": thing(a=kind)}) for kind in (INTEGER, NUMBER)]
    assert rules(*sides) == []


def test_a_subtype_that_a_tag_stands_for_goes_by_another_name():
    def side(name):
        mapping = {"d": f"#/components/schemas/{name}"}
        pet = thing(("kind",), kind=STRING) | {"discriminator": {"propertyName": "kind", "mapping": mapping}}
        return described(response=ref("Pet"), schemas={"Pet": pet, name: {"allOf": [ref("Pet"), thing(age=INTEGER)]}})

    assert rules(side("Dog"), side("Hound")) == ["type-renamed"]


def test_a_field_of_a_subtype_that_no_mapping_names():
    def side(kind):
        pet = thing(("kind",), kind=STRING) | {"discriminator": {"propertyName": "kind"}}
        return described(request=ref("Pet"), schemas={"Pet": pet, "Dog": {"allOf": [ref("Pet"), thing(age=kind)]}})

    assert rules(side(INTEGER), side(NUMBER)) == ["number-type-changed"]


CAT, DOG, FOX = (thing(("kind",), kind=STRING, **{name: STRING}) for name in ("paws", "tail", "fur"))
ANIMALS = {"Cat": CAT, "Dog": DOG, "Fox": FOX}
TAGGED = {"discriminator": {"propertyName": "kind"}}
PARENT = {"Animal": thing(("kind",), kind=STRING) | TAGGED}
CLOSED: dict[str, Any] = {
    name: {"type": "object", "properties": {name: STRING}, "additionalProperties": False}
    for name in ("Cat", "Dog", "Fox")
}


def heirs(*names: str) -> dict[str, Any]:
    return PARENT | {name: {"allOf": [ref("Animal"), thing(age=INTEGER)]} for name in names}


def union(*names: str, **more: Any) -> dict[str, Any]:
    return {"oneOf": [ref(name) for name in names], **more}


def mapped(*tags: str, **names: str) -> dict[str, Any]:
    mapping = {tag: f"#/components/schemas/{name}" for tag, name in names.items()}
    return union(*tags, discriminator={"propertyName": "kind", "mapping": mapping})


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_subtype_that_no_client_knew(keyword):
    sides = [{keyword: [ref(name) for name in names]} | TAGGED for names in (("Cat", "Dog"), ("Cat", "Dog", "Fox"))]
    base, revision = (described(response=side, schemas=ANIMALS) for side in sides)
    [change] = lens(base, revision)
    assert (change.rule, change.cls, change.name) == ("union-member-added", "breaking", "Fox")
    assert change.title == "Clients generated before cannot read `Fox` in response `200` of `POST /v1/kites`"
    assert [change.rule for change in apidiff.diff(base, revision).counted] == ["subtype-added"]


def test_each_tag_that_came_is_told():
    base = described(response=mapped("Cat", "Dog", cat="Cat", dog="Dog"), schemas=ANIMALS)
    more = mapped("Cat", "Dog", "Fox", cat="Cat", dog="Dog", fox="Fox", hound="Dog")
    revision = described(response=more, schemas=ANIMALS)
    assert {"fox", "hound"} <= {change.name for change in lens(base, revision)}
    assert set(rules(base, revision)) == {"union-member-added"}


def test_a_subtype_that_inherits_is_one_that_no_client_knew():
    base, revision = (described(response=ref("Animal"), schemas=heirs(*names)) for names in (["Cat"], ["Cat", "Dog"]))
    assert [(change.rule, change.name) for change in lens(base, revision) if change.cls == "breaking"] == [
        ("union-member-added", "Dog")
    ]


def test_a_class_without_subtypes_is_read_whatever_its_tag():
    base, revision = (described(response=ref("Animal"), schemas=heirs(*names)) for names in ([], ["Cat"]))
    assert "union-member-added" not in rules(base, revision)


def test_a_subtype_that_only_the_server_reads_is_no_news_to_clients():
    sides = [union(*names, **TAGGED) for names in (("Cat", "Dog"), ("Cat", "Dog", "Fox"))]
    assert rules(*(described(request=side, schemas=ANIMALS) for side in sides)) == []


def test_a_member_without_a_tag_that_no_client_knew():
    sides = [union(*names) for names in (("Cat", "Dog"), ("Cat", "Dog", "Fox"))]
    base, revision = (described(response=side, schemas=CLOSED) for side in sides)
    assert [(change.rule, change.name) for change in lens(base, revision)] == [("union-member-added", "Fox")]
    assert apidiff.diff(base, revision).verdict == "additive"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (union("Cat", "Dog"), union("Cat", "Dog", "Fox")),
        (union("Cat", "Dog", **TAGGED), union("Cat", "Fox", **TAGGED)),
        (mapped("Cat", "Dog", cat="Cat", dog="Dog"), mapped("Cat", "Dog", cat="Cat", hound="Dog")),
        ({"oneOf": [STRING, INTEGER]}, {"oneOf": [STRING, INTEGER, array(STRING)]}),
    ],
    ids=["no tags", "another subtype in its place", "another tag in its place", "another type"],
)
def test_where_the_wire_breaks_a_member_more_is_told_once(old, new):
    base, revision = (described(response=side, schemas=ANIMALS) for side in (old, new))
    assert apidiff.diff(base, revision).verdict == "breaking"
    assert "union-member-added" not in rules(base, revision)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"anyOf": [STRING, NUMBER]}, {"anyOf": [STRING, NUMBER, INTEGER]}),
        ({"anyOf": [STRING, INTEGER]}, {"anyOf": [STRING, INTEGER, STRING]}),
        ({"oneOf": [STRING, INTEGER]}, {"oneOf": [STRING, INTEGER, False]}),
    ],
    ids=["part of another", "twice", "nothing"],
)
def test_a_member_that_brings_no_value_is_read_as_ever(old, new):
    assert "union-member-added" not in rules(described(response=old), described(response=new))


def test_the_strict_policy_leaves_a_new_subtype_to_the_wire():
    sides = [union(*names, **TAGGED) for names in (("Cat", "Dog"), ("Cat", "Dog", "Fox"))]
    base, revision = (described(response=side, schemas=ANIMALS) for side in sides)
    assert apidiff.diff(base, revision, Policy(new_enum_value="breaking")).client_library == ()


def test_a_class_that_no_longer_extends_another_one():
    def side(*parts):
        pet = thing(("kind",), kind=STRING) | {"discriminator": {"propertyName": "kind"}}
        schemas = {"Pet": pet, "Dog": {"allOf": [*parts, thing(("kind",), kind=STRING, age=INTEGER)]}}
        return described(request=thing(d=ref("Dog"), p=ref("Pet")), schemas=schemas)

    assert "base-class-removed" in rules(side(ref("Pet")), side())


def test_circles_end():
    def side(kind):
        return described(request=ref("Node"), schemas={"Node": thing(next=ref("Node"), all=array(ref("Node")), a=kind)})

    assert rules(side(INTEGER), side(NUMBER)) == ["number-type-changed"]


def test_a_reference_to_itself_is_any_value():
    sides = [described(request=thing(a=ref("A"), b=kind), schemas={"A": ref("A")}) for kind in (INTEGER, NUMBER)]
    with pytest.raises(apidiff.InputError):
        rules(*sides)


QUERY = [{"name": name, "in": "query", "schema": STRING} for name in "abc"]


def test_the_order_of_arguments():
    a, b, c = QUERY
    needed = c | {"required": True}
    base = described(parameters=[a, b])
    assert rules(base, described(parameters=[b, a])) == ["arguments-reordered"]
    assert rules(base, described(parameters=[a, c, b])) == ["arguments-reordered"]
    assert rules(base, described(parameters=[a, b, c])) == []
    assert rules(described(parameters=[a, needed]), described(parameters=[needed, a])) == []
    assert rules(described(parameters=[a, c]), described(parameters=[a, needed])) == []  # breaks on the wire
    assert rules(described(parameters=[a, needed]), described(parameters=[a, c])) == ["arguments-reordered"]


def test_arguments_that_swap_their_names_are_told_by_both():
    def side(path, **types):
        listed = [{"name": n, "in": "path", "required": True, "schema": s} for n, s in types.items()]
        return described() | {
            "paths": {path: {"get": {"parameters": listed, "responses": {"204": {"description": ""}}}}}
        }

    base = side("/v1/{city}/{day}", city=STRING, day=INTEGER)
    revision = side("/v1/{day}/{city}", city=INTEGER, day=STRING)
    (change,) = (change for change in lens(base, revision) if change.rule == "arguments-reordered")
    assert "`city (was day), day (was city)` now, and took `city, day`" in change.title


@pytest.mark.parametrize(("version", "first"), [("3.0.3", True), ("3.1.0", False)])
def test_where_parameters_of_a_path_stand_depends_on_the_version(version, first):
    a, b, _ = QUERY
    base, revision = described(version=version, parameters=[a, b]), described(version=version, parameters=[b])
    revision["paths"]["/v1/kites"]["parameters"] = [a]
    assert rules(base, revision) == ([] if first else ["arguments-reordered"])
    revision["paths"]["/v1/kites"]["parameters"] = [b]
    revision["paths"]["/v1/kites"]["post"]["parameters"] = [a]
    assert rules(base, revision) == (["arguments-reordered"] if first else [])


def test_what_a_parameter_of_a_path_refers_to():
    sides = [described(), described()]
    for side, schema in zip(sides, (COLOURS, STRING), strict=True):
        side["paths"]["/v1/kites"]["parameters"] = [{"$ref": "#/components/parameters/Colour"}]
        side["components"]["parameters"] = {"Colour": {"name": "colour", "in": "query", "schema": schema}}
    assert rules(*sides) == ["enum-opened"]


def test_a_class_of_which_another_one_only_has_the_fields_goes_by_another_name():
    part, whole = thing(b=STRING), {"allOf": [ref("Part"), thing(a=STRING)]}
    other = {"allOf": [ref("Piece"), thing(a=STRING)]}
    base, revision = (
        described(response=ref("Whole"), schemas=schemas)
        for schemas in ({"Whole": whole, "Part": part}, {"Whole": other, "Piece": part})
    )
    [change] = [change for change in lens(base, revision) if change.cls == "breaking"]
    assert (change.rule, change.name, change.renamed_to) == ("type-renamed", "Part", "Piece")
    inlined = described(response=ref("Whole"), schemas={"Whole": {"allOf": [part, thing(a=STRING)]}})
    [change] = [change for change in lens(base, inlined) if change.cls == "breaking"]
    assert (change.rule, change.name) == ("type-removed", "Part")


def test_null_beside_several_alternatives_is_null():
    old, new = {"anyOf": [STRING, INTEGER]}, {"anyOf": [STRING, INTEGER, {"type": "null"}]}
    assert rules(described(request=thing(a=old)), described(request=thing(a=new))) == ["field-became-nullable"]
    assert rules(described(response=thing(a=new)), described(response=thing(a=old))) == ["field-became-non-nullable"]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("putKite", "put_kite", True),
        ("put-kite", "PutKite", True),
        ("putKite", "putkite", False),
        (None, "v1KitesPost", True),
        (None, "postKites", False),
        ("putKite", None, False),
    ],
)
def test_a_method_goes_by_one_name_however_it_is_spelled(before, after, same):
    sides = described(operationId=before), described(operationId=after)
    for side in sides:
        method = side["paths"]["/v1/kites"]["post"]
        if method["operationId"] is None:
            del method["operationId"]
    comparison = apidiff.diff(*sides)
    rule = "operation-id-respelled" if same else "operation-id-changed"
    assert [change.rule for change in comparison.changes] == [rule]
    assert [change.cls for change in comparison.changes] == ["neutral" if same else "breaking"]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (["kite-toys"], ["Kite Toys"], "tags-changed"),
        (["toys"], ["toys", "kites"], "tags-changed"),
        (["toys", "kites"], ["kites", "toys"], "tags-changed"),
        ([], ["Default"], "tags-changed"),
        ([], ["toys"], "tag-removed"),
        (["kites", "toys"], ["kites"], "tag-removed"),
    ],
)
def test_a_class_for_each_tag_however_it_is_spelled(before, after, rule):
    comparison = apidiff.diff(described(tags=before), described(tags=after))
    assert [change.rule for change in comparison.changes] == [rule]


def test_the_fields_of_a_form_are_arguments_and_no_class():
    form = {"content": {"multipart/form-data": {"schema": thing(a=STRING)}}}
    named = {"content": {"multipart/form-data": {"schema": ref("Kite")}}}
    kite = {"Kite": thing(a=STRING)}
    assert rules(described(requestBody=form), described(requestBody=named, schemas=kite)) == []
    other = {"content": {"multipart/form-data": {"schema": ref("Glider")}}}
    renamed = described(requestBody=other, schemas={"Glider": kite["Kite"]})
    assert rules(described(requestBody=named, schemas=kite), renamed) == []


def test_an_inline_class_is_called_after_its_status():
    content = {"description": "Kite", "content": {"application/json": {"schema": thing(a=STRING)}}}
    base, revision = described(responses={"200": content}), described(responses={"default": content})
    (change,) = (change for change in lens(base, revision) if change.rule == "return-type-changed")
    assert "inline class of 200" in change.title
    named = {"description": "Kite", "content": {"application/json": {"schema": ref("Kite")}}}
    kite = {"Kite": thing(a=STRING)}
    sides = described(responses={"200": named}, schemas=kite), described(responses={"default": named}, schemas=kite)
    assert "return-type-changed" not in rules(*sides)


def test_an_argument_that_goes_breaks_on_the_wire_alone():
    a, b, c = QUERY
    assert rules(described(parameters=[a, b]), described(parameters=[c, b])) == []


def test_the_body_is_the_last_argument():
    a = QUERY[0] | {"required": True}
    base = described(parameters=[a, QUERY[1]], request=STRING)
    revision = described(parameters=[a, QUERY[1]], request=STRING)
    assert rules(base, revision) == []
    base["paths"]["/v1/kites"]["post"]["requestBody"]["required"] = True
    assert rules(base, revision) == ["arguments-reordered"]


def responses(**schemas: Any) -> dict[str, Any]:
    return {
        code.removeprefix("s"): {
            "description": "",
            **({"content": {"application/json": {"schema": schema}}} if schema else {}),
        }
        for code, schema in schemas.items()
    }


def test_what_a_method_returns():
    kite = {"Kite": KITE, "Dragon": OTHER}
    base = described(responses=responses(s202=ref("Kite")), schemas=kite)
    lower = described(responses=responses(s201=ref("Dragon"), s202=ref("Kite")), schemas=kite)
    higher = described(responses=responses(s202=ref("Kite"), s206=ref("Dragon")), schemas=kite)
    alike = described(responses=responses(s200=ref("Kite"), s202=ref("Kite")), schemas=kite)
    error = described(responses=responses(s202=ref("Kite"), default=ref("Dragon")), schemas=kite)
    nothing = described(responses=responses(s200=None, s202=ref("Kite")), schemas=kite)
    (change,) = lens(base, lower)
    assert change.title == "The method of `POST /v1/kites` returns `Dragon` now, and returned `Kite`"
    assert [rules(base, side) for side in (higher, alike, error)] == [[], [], []]
    assert rules(base, nothing) == ["return-type-changed"]


def test_the_first_media_type_is_what_a_method_returns():
    def side(*names):
        media = {"application/json": {"schema": ref("Kite")}, "application/xml": {"schema": ref("Dragon")}}
        content = {name: media[name] for name in names}
        return described(
            responses={"200": {"description": "", "content": content}}, schemas={"Kite": KITE, "Dragon": OTHER}
        )

    both = ("application/json", "application/xml")
    assert rules(side(*both), side(*reversed(both))) == []
    assert rules(side(both[0]), side(*both)) == []
    assert rules(side(both[1]), side(*both)) == ["return-type-changed"]


def test_the_first_media_type_is_what_a_method_takes():
    form, json = "multipart/form-data", "application/json"

    def side(*names):
        content = {name: {"schema": ref("Kite")} for name in names}
        return described(requestBody={"content": content}, schemas={"Kite": KITE})

    assert "body-type-changed" in rules(side(form), side(form, json))
    assert rules(side(json), side(json, form)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["a"], ["b"], "tag-removed"),
        (["a", "b"], ["a"], "tag-removed"),
        (None, ["a"], "tag-removed"),
        (["a"], None, "tag-removed"),
        (["a"], ["a", "b"], None),
        (["a", "b"], ["b", "a"], None),
    ],
)
def test_tags_are_classes(old, new, expected):
    sides = [described(**({"tags": tags} if tags is not None else {})) for tags in (old, new)]
    comparison = apidiff.diff(*sides)
    assert [change.rule for change in comparison.client_library] == ([expected] if expected else [])
    assert [change.rule for change in comparison.counted] == ([] if expected else ["tags-changed"])
    assert comparison.verdict == "neutral"


@pytest.mark.parametrize("ids", [("readKite", "getKite"), (None, "getKite"), ("readKite", None)])
def test_an_operation_id_is_a_method_s_name(ids):
    sides = [described() for _ in ids]
    for side, id in zip(sides, ids, strict=True):
        side["paths"]["/v1/kites"]["post"].pop("operationId")
        side["paths"]["/v1/kites"]["post"] |= {"operationId": id} if id else {}
    assert rules(*sides) == ["operation-id-changed"]


def test_no_client_has_a_method_for_an_event():
    def side(id):
        events = {"kite.lost": {"post": {"operationId": id, "tags": [id], "responses": {}}}}
        return described() | {"webhooks": events}

    assert rules(side("a"), side("b")) == []


def test_the_payload_of_an_event_is_a_class():
    def side(kind):
        body = {"content": {"application/json": {"schema": thing(a=kind)}}}
        return described() | {"webhooks": {"kite.lost": {"post": {"requestBody": body, "responses": {}}}}}

    assert rules(side(NUMBER), side(INTEGER)) == ["number-type-changed"]


def test_a_gate_counts_the_lens():
    sides = [described(request=thing(a=kind)) for kind in (INTEGER, NUMBER)]
    comparison = apidiff.diff(*sides, Policy(client_library="gate"))
    assert comparison.verdict == "breaking"
    assert comparison.client_library == ()
    (change,) = (change for change in comparison.changes if change.lens == "client-library")
    assert change.cls == "breaking"
    assert change.hint


def test_off_says_as_much_of_names_as_it_always_did():
    comparison = apidiff.diff(described(), described(operationId="getKite"), Policy(client_library="off"))
    (change,) = comparison.changes
    assert (change.rule, change.cls, comparison.verdict) == ("operation-id-changed", "neutral", "neutral")


def test_what_the_project_gives_a_class_counts():
    policy = Policy(overrides=(Override("breaking", rule="operation-id-changed"),))
    comparison = apidiff.diff(described(), described(operationId="getKite"), policy)
    assert (comparison.verdict, comparison.client_library) == ("breaking", ())


def test_the_strict_policy_leaves_a_new_value_to_the_wire():
    sides = [described(response=thing(a=side)) for side in (COLOURS, MORE_COLOURS)]
    comparison = apidiff.diff(*sides, Policy(new_enum_value="breaking"))
    assert [change.rule for change in comparison.changes] == ["enum-value-added"]
    assert comparison.client_library == ()


def test_a_document_counts_the_lens_apart():
    sides = [described(request=thing(a=kind)) for kind in (INTEGER, NUMBER)]
    told = apidiff.diff(*sides).to_dict()
    assert told["verdict"] == "additive"
    assert told["summary"] == {"breaking": 0, "additive": 1, "neutral": 0}
    assert told["client_library"] == {"breaking": 1, "additive": 0, "neutral": 0}
    assert [change["lens"] for change in told["changes"]] == ["wire", "client-library"]


def test_ids_tell_edits_apart_and_survive_others():
    def side(kind, **more):
        return described(request=ref("Kite"), schemas={"Kite": thing(a=kind, **more)})

    (first,) = lens(side(INTEGER), side(NUMBER))
    (again,) = lens(side(INTEGER), side(NUMBER, b=STRING))
    (other,) = lens(side(INTEGER), side({"type": "number", "format": "double"}))
    assert first.id == again.id != other.id


def test_classes_with_too_many_fields_are_a_warning(monkeypatch):
    monkeypatch.setattr("apidiff.comparing.library.fields.MOST_FIELDS", 2)
    comparison = apidiff.diff(
        described(request=thing(a=INTEGER, b=STRING)), described(request=thing(a=NUMBER, b=STRING))
    )
    assert comparison.client_library == ()
    assert "client-library" in comparison.warnings[0].message


UNUSED = {"Kite": thing(a=STRING), "Tail": thing(b=STRING), "Name": STRING}


def left(*names: str, **more: Any) -> dict[str, Any]:
    return described(response=ref("Kite"), schemas={name: UNUSED[name] for name in ("Kite", *names)} | more)


def test_a_class_that_nothing_used_is_gone():
    base = left("Tail", "Name")
    (change,) = lens(base, left("Name"))
    assert (change.rule, change.name, change.cls) == ("type-removed", "Tail", "breaking")
    assert rules(base, left("Tail")) == []  # an alias has no class
    assert rules(left("Name"), base) == []
    assert rules(base, left("Name", tail=UNUSED["Tail"])) == []  # the same class, spelled otherwise
    (change,) = lens(base, left("Name", Streamer=UNUSED["Tail"]))
    assert (change.rule, change.name, change.renamed_to) == ("type-renamed", "Tail", "Streamer")


def test_a_class_that_goes_with_its_use_is_told_there():
    base = described(response=thing(a=STRING, t=ref("Tail")), schemas={"Tail": UNUSED["Tail"]})
    assert rules(base, described(response=thing(a=STRING))) == []


@pytest.mark.parametrize("case", TYPES)
def test_the_wire_is_the_same_whatever_the_policy_says_of_the_lens(case):
    surface, before, after, _ = TYPES[case]
    sides = described(**{surface: before}), described(**{surface: after})
    settings = [Policy(client_library=setting) for setting in ("off", "report", "gate")]
    off, report, gate = (
        [(one.id, one.cls, one.rule) for one in apidiff.diff(*sides, policy).changes if one.lens == "wire"]
        for policy in settings
    )
    assert off == report
    assert sorted(off) == sorted(gate)


def test_an_edit_that_shows_in_shared_and_inline_types_is_one_change():
    colours = {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}}
    kite = {"type": "object", "properties": {"tail": colours}}

    def side(colour):
        schemas = {"Colour": colour, "Kite": kite}
        return described(response={"$ref": "#/components/schemas/Kite"}, request=kite, schemas=schemas)

    found = lens(side(STRING), side({"type": ["string", "null"]}))
    assert [change.rule for change in found] == ["field-became-nullable"]
    assert "1 more place" in found[0].title
    assert len({change.id for change in found}) == len(found)
