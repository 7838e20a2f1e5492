"""A discriminator that nobody can dispatch on is an error in the revision, and in the base a warning and undecided."""

from __future__ import annotations

import json
from typing import Any

import pytest

import apidiff
from apidiff.errors import InputError
from apidiff.reading.discriminators import unsound
from tests.comparing.describing import STRING, received, ref, sent

CAT = {"type": "object", "properties": {"kind": STRING, "a": STRING}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": STRING, "b": STRING}, "required": ["kind"]}
SOUND = {"propertyName": "kind"}
UNSOUND: dict[str, Any] = {
    # the discriminator, where the fault is, and what is said of it
    "a text": ("kind", "", "`discriminator` is not an object"),
    "a list": (["kind"], "", "`discriminator` is not an object"),
    "null": (None, "", "`discriminator` is not an object"),
    "no name": ({"mapping": {"a": "Cat"}}, "", "the discriminator has no `propertyName`"),
    "nothing": ({}, "", "the discriminator has no `propertyName`"),
    "a name that is a number": ({"propertyName": 5}, "/propertyName", "is not a string"),
    "a name that is a list": ({"propertyName": []}, "/propertyName", "is not a string"),
    "a name that is null": ({"propertyName": None}, "/propertyName", "is not a string"),
    "a mapping that is null": (
        SOUND | {"mapping": None},
        "/mapping",
        "`mapping` of the discriminator is not an object",
    ),
    "a mapping that is a list": (SOUND | {"mapping": ["Cat"]}, "/mapping", "is not an object"),
    "a tag of no text": (SOUND | {"mapping": {"cat": "Cat", "a/b": {}}}, "/mapping/a~1b", "`a/b` of the discriminator"),
    "a tag of no component": (SOUND | {"mapping": {"cow": "Cow"}}, "/mapping/cow", "`Cow`, which the discriminator"),
    "a tag of no pointer": (
        SOUND | {"mapping": {"cow": "#/components/schemas/Cow"}},
        "/mapping/cow",
        "`#/components/schemas/Cow`, which the discriminator maps a value to, names no schema",
    ),
    "a default of no component": (SOUND | {"defaultMapping": "Cow"}, "/defaultMapping", "`Cow`, which"),
    "a default of no text": (SOUND | {"defaultMapping": 3}, "/defaultMapping", "mapped to what is not a string"),
}
FINE = {
    "plain": SOUND,
    "mapped by name": SOUND | {"mapping": {"cat": "Cat"}},
    "mapped by pointer": {"mapping": {"cat": "#/components/schemas/Cat"}, "propertyName": "kind"},
    "an empty mapping": SOUND | {"mapping": {}},
    "a default": SOUND | {"defaultMapping": "Cat"},
    "an extension": SOUND | {"x-note": {"propertyName": 5}},
}


def pets(discriminator, *, openapi="3.2.0", surface=sent, **more):
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator} | more
    schemas = {"Pet": pet, "Cat": CAT, "Dog": DOG}
    return surface({"type": "array", "items": ref("Pet")}, schemas=schemas) | {"openapi": openapi}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(("discriminator", "at", "message"), UNSOUND.values(), ids=UNSOUND)
def test_in_the_revision_it_is_one_error(discriminator, at, message, openapi):
    revision = pets(discriminator, openapi=openapi)
    for base in (pets(SOUND, openapi=openapi), revision):
        with pytest.raises(InputError) as caught:
            apidiff.diff(base, revision)
        assert message in caught.value.message
        assert caught.value.place.pointer == f"/components/schemas/Pet/discriminator{at}"
        assert caught.value.hint


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(("discriminator", "at", "message"), UNSOUND.values(), ids=UNSOUND)
def test_in_the_base_it_is_a_warning_and_undecided(discriminator, at, message, surface, openapi):
    base = pets(discriminator, openapi=openapi, surface=surface)
    comparison = apidiff.diff(base, pets(SOUND, openapi=openapi, surface=surface), audited=True)
    (warning,) = comparison.warnings
    assert message in warning.message
    assert warning.message.endswith("; what it selects is not known, and what hangs on it is undecided")
    assert warning.place.pointer == f"/components/schemas/Pet/discriminator{at}"
    assert comparison.verdict == "breaking"
    assert all(change.undecided for change in comparison.changes if change.cls == "breaking")


@pytest.mark.parametrize("discriminator", FINE.values(), ids=FINE)
def test_a_sound_one_is_neither(discriminator):
    described = pets(discriminator)
    other = described | {"info": {"title": "Other", "version": "1"}}
    comparison = apidiff.diff(described, other)
    assert (comparison.verdict, comparison.warnings) == ("neutral", ())


def test_the_line_of_the_fault_is_told(tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(pets({"mapping": {}}), indent=1))
    with pytest.raises(InputError) as caught:
        apidiff.diff(str(path), str(path))
    assert caught.value.place.file == str(path)
    assert '"discriminator": {' in path.read_text().splitlines()[caught.value.place.line - 1]


def test_a_field_of_that_name_an_example_and_an_extension_are_none():
    schema = {
        "properties": {"discriminator": {"type": "string"}},
        "example": {"discriminator": 1},
        "x-note": {"discriminator": 1},
        "default": {"discriminator": []},
    }
    assert apidiff.diff(sent({}), sent(schema)).warnings == ()


def test_what_stands_beside_a_reference_counts_since_3_1():
    ignored = sent({**ref("Cat"), "discriminator": 5}, schemas={"Cat": CAT})
    assert apidiff.diff(ignored | {"openapi": "3.0.3"}, ignored | {"openapi": "3.0.3"}).verdict == "identical"
    with pytest.raises(InputError):
        apidiff.diff(ignored, ignored)


def test_one_within_another_is_told_too():
    inner = pets(5, properties={"mate": {"discriminator": 6}})
    comparison = apidiff.diff(inner, pets(SOUND))
    assert [warning.place.pointer for warning in comparison.warnings] == [
        "/components/schemas/Pet/discriminator",
        "/components/schemas/Pet/properties/mate/discriminator",
    ]


def test_a_document_of_plain_ones_is_not_walked(monkeypatch):
    import apidiff.reading.discriminators as module
    from apidiff.openapi.canonical import compact_json

    monkeypatch.setattr(module, "_walked", lambda _: pytest.fail("it was walked"))
    for name in ("plain", "mapped by name", "mapped by pointer", "an empty mapping"):
        document = pets(FINE[name])
        assert list(unsound(document, compact_json(document))) == []
