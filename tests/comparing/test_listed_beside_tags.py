"""Values that a subtype lists for its tag and no mapping has: nothing selects them, and validators take them.

OpenAPI 3.0.4, 4.7.25: a discriminator changes no validation, and a value without a mapping "SHOULD fail", not must.
"""

from __future__ import annotations

import jsonschema_rs
import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, diff, only, received, ref, sent

MAPPED = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
MORE = {
    "enum": ({"enum": ["cat", "kitten"]}, {"enum": ["cat"]}),
    "constants": ({"oneOf": [{"const": "cat"}, {"const": "kitten"}]}, {"oneOf": [{"const": "cat"}]}),
    "another case": ({"enum": ["Cat", "cat"]}, {"enum": ["cat"]}),
    "number": ({"enum": ["cat", 1]}, {"enum": ["cat"]}),
    "fraction": ({"enum": ["cat", 1.5]}, {"enum": ["cat"]}),
    "null": ({"enum": ["cat", None]}, {"enum": ["cat"]}),
    "object": ({"enum": ["cat", {"a": 1}]}, {"enum": ["cat"]}),
}
LISTS = pytest.mark.parametrize(("more", "less"), MORE.values(), ids=MORE)
FORMS = pytest.mark.parametrize("form", ["oneOf", "anyOf", "allOf"])
STRICT = Policy(new_enum_value="breaking")


def kind(tag, **fields):
    return {"type": "object", "required": ["kind"], "properties": {"kind": tag, **fields}}


def pets(cat, form="oneOf"):
    """A pet that is a cat, whose tag is as given, or a dog."""
    kinds = {"Cat": kind(cat, lives={"type": "integer"}), "Dog": kind({"enum": ["dog"]}, bark=STRING)}
    pet = {"discriminator": {"propertyName": "kind", "mapping": MAPPED}}
    if form != "allOf":
        return {**kinds, "Pet": {**pet, form: [ref("Cat"), ref("Dog")]}}
    heirs = {name: {"allOf": [ref("Pet"), body]} for name, body in kinds.items()}
    return {**heirs, "Pet": {**pet, **kind({})}}


def family(*values):
    """A parent that lists the tags of all, of which a mapping has one."""
    mapping = {"cat": "#/components/schemas/Cat"}
    pet = kind({"enum": [*values]}) | {"discriminator": {"propertyName": "kind", "mapping": mapping}}
    return {"Pet": pet, "Cat": {"allOf": [ref("Pet"), {"properties": {"lives": {"type": "integer"}}}]}}


def at(surface, schemas):
    return surface(ref("Pet"), schemas=schemas)


def is_valid(schemas, instance):
    document = {**ref("Pet"), "components": {"schemas": schemas}}
    return jsonschema_rs.validator_for(document).is_valid(instance)


@LISTS
@FORMS
def test_a_value_that_a_subtype_no_longer_lists_is_breaking_in_a_request(more, less, form):
    base, revision = pets(more, form), pets(less, form)
    found = diff(at(sent, base), at(sent, revision), audited=True)
    change = only(found)
    assert (change.cls, change.undecided) == ("breaking", False)
    assert diff(at(sent, revision), at(sent, base), audited=True).verdict == "additive"
    if form != "allOf":
        assert is_valid(base, change.witness.instance)
        assert not is_valid(revision, change.witness.instance)


@LISTS
@FORMS
def test_a_value_that_a_subtype_comes_to_list_is_one_more_in_a_response(more, less, form):
    base, revision = at(received, pets(less, form)), at(received, pets(more, form))
    assert diff(base, revision, policy=STRICT, audited=True).verdict == "breaking"
    assert diff(revision, base, policy=STRICT, audited=True).verdict == "additive"


@FORMS
def test_a_text_more_in_a_response_is_tolerated_as_a_value_of_any_enum(form):
    more, less = MORE["enum"]
    change = only(diff(at(received, pets(less, form)), at(received, pets(more, form))))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)


def test_null_in_a_response_is_tolerated_by_no_client():
    more, less = MORE["null"]
    assert diff(at(received, pets(less)), at(received, pets(more))).verdict == "breaking"


@pytest.mark.parametrize("surface", [sent, received])
def test_a_list_in_another_order_is_neutral(surface):
    base, revision = pets({"enum": ["cat", "kitten"]}), pets({"enum": ["kitten", "cat"]})
    assert diff(at(surface, base), at(surface, revision)).verdict == "neutral"


def test_a_key_of_the_mapping_for_what_was_listed_already_is_a_tag_more():
    base = pets({"enum": ["cat", "kitten"]})
    revision = pets({"enum": ["cat", "kitten"]})
    mapping = {**MAPPED, "kitten": MAPPED["cat"]}
    revision["Pet"] = revision["Pet"] | {"discriminator": {"propertyName": "kind", "mapping": mapping}}
    assert diff(at(sent, base), at(sent, revision)).verdict in ("additive", "neutral")


def test_a_value_that_a_parent_no_longer_lists_is_breaking_though_no_tag_is_it():
    base, revision = family("cat", "bird"), family("cat")
    change = only(diff(at(sent, base), at(sent, revision), audited=True))
    assert (change.rule, change.cls, change.name) == ("enum-value-removed", "breaking", "bird")
    assert change.witness.instance["kind"] == "bird"
    assert only(diff(at(sent, revision), at(sent, base))).cls == "additive"
    change = only(diff(at(received, revision), at(received, base)))
    assert (change.rule, change.cls, change.caution) == ("enum-value-added", "additive", True)


def test_values_of_a_default_are_the_defaults():
    """OpenAPI 3.2.0, 4.24: what no mapping has stands for the default."""
    schemas = pets({"enum": ["cat", "kitten"]}), pets({"enum": ["cat"]})
    for each in schemas:
        each["Pet"]["discriminator"]["defaultMapping"] = "#/components/schemas/Other"
        each["Other"] = kind(STRING)
    base, revision = (at(sent, each) | {"openapi": "3.2.0"} for each in schemas)
    assert diff(base, revision, audited=True).verdict == "neutral"
