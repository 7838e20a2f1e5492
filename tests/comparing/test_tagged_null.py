"""Null among alternatives that a discriminator selects: no tag names it, and a kind may admit it as well."""

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

INTEGER = {"type": "integer"}
TAGS = {"propertyName": "kind", "mapping": {name.lower(): f"#/components/schemas/{name}" for name in ("Cat", "Dog")}}
NULL = {"type": "null"}


def kind(name, typed="object", **more):
    return {"type": typed, "properties": {"kind": {"const": name}, **more}, "required": ["kind"]}


CAT, DOG = kind("cat", age=INTEGER), kind("dog")
UNTYPED = {key: value for key, value in CAT.items() if key != "type"}


def pets(keyword, *members, cat=CAT, dog=DOG, way=sent, tagged=True):
    union = {keyword: [*members], **({"discriminator": TAGS} if tagged else {})}
    return way({"type": "object", "properties": {"pet": union}}, schemas={"Cat": cat, "Dog": dog})


FLAT = ref("Cat"), ref("Dog"), NULL
INNER = [{"oneOf": [*FLAT]}, {"anyOf": [*FLAT]}]


@pytest.mark.parametrize("way", [sent, received])
@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("outer", ["oneOf", "anyOf"])
def test_a_union_with_null_within_a_union_is_seen_through(outer, inner, way):
    nested, flat = pets(outer, inner, way=way), pets(outer, *FLAT, way=way)
    for base, revision in ((nested, flat), (flat, nested)):
        assert diff(base, revision, audited=True).verdict == "neutral"
    edited = pets(outer, *FLAT, way=way, cat=kind("cat", age=STRING))
    found = diff(nested, edited, audited=True)
    assert [(change.rule, change.cls) for change in found.counted if change.cls != "neutral"] == [
        ("type-changed", "breaking")
    ]


@pytest.mark.parametrize("tagged", [True, False])
def test_a_kind_that_takes_null_too_refuses_it_in_a_oneof(tagged):
    nullable = kind("dog", ["object", "null"])
    base, revision = (pets("oneOf", *FLAT, dog=dog, tagged=tagged) for dog in (DOG, nullable))
    assert diff(base, revision, audited=True).verdict == "breaking"
    sends = [pets("oneOf", *FLAT, dog=dog, tagged=tagged, way=received) for dog in (nullable, DOG)]
    assert diff(*sends, audited=True).verdict == "breaking"
    allowed = [pets("anyOf", *FLAT, dog=dog, tagged=tagged) for dog in (DOG, nullable)]
    assert diff(*allowed, audited=True).verdict != "breaking"


@pytest.mark.parametrize(("way", "expected"), [(sent, "additive"), (received, "breaking")])
def test_either_keyword_is_not_the_same_where_a_kind_without_a_type_takes_null(way, expected):
    sides = [pets(keyword, *FLAT, cat=UNTYPED, way=way) for keyword in ("oneOf", "anyOf")]
    assert diff(*sides, audited=True).verdict == expected
    typed = [pets(keyword, *FLAT, way=way) for keyword in ("oneOf", "anyOf")]
    assert diff(*typed, audited=True).verdict == "neutral"


def test_a_kind_of_a_union_that_was_an_alternative_is_no_new_kind():
    inline = kind("cow", age=INTEGER)
    nested = pets("oneOf", {"anyOf": [inline, ref("Dog")]}, way=received)
    flat = pets("oneOf", inline, ref("Dog"), way=received, dog=kind("dog", age=INTEGER))
    assert "subtype-added" not in {change.rule for change in diff(nested, flat, audited=True).changes}


@pytest.mark.parametrize("mapped", [["Dog"], ["Cow", "Dog"]])
def test_a_break_in_a_kind_that_a_union_in_a_union_holds_beside_one_that_is_written_in_place(mapped):
    cow = kind("cow", age=INTEGER)
    tags = {"propertyName": "kind", "mapping": {name.lower(): f"#/components/schemas/{name}" for name in mapped}}

    def side(members, age):
        schemas = {"Herd": {"anyOf": members}, "Cow": cow, "Dog": kind("dog", age=age)}
        return sent({"oneOf": [ref("Herd")], "discriminator": tags}, schemas=schemas)

    base = side([cow, ref("Dog")], {"type": ["integer", "null"]})
    assert diff(base, side([ref("Cow"), ref("Dog")], INTEGER), audited=True).verdict == "breaking"
    same = side([ref("Cow"), ref("Dog")], {"type": ["integer", "null"]})
    for before, after in ((base, same), (same, base)):
        assert diff(before, after, audited=True).verdict in ("neutral", "additive")
