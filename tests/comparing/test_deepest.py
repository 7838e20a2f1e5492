"""A keyword that is compared as a whole reads the same on both sides: its change names what differs behind it."""

import pytest

from tests.comparing.describing import diff, only, ref, sent

OWNER = {"required": ["owner"]}
HOLDERS = {
    "then": {"if": OWNER, "then": ref("Dog")},
    "else": {"if": OWNER, "else": {"properties": {"pet": ref("Dog")}}},
    "contains": {"type": "array", "contains": ref("Dog")},
    "several steps": {"if": OWNER, "then": ref("Pet")},
}


def dog(**name):
    return {"properties": {"name": {"type": "string", **name}, "tags": {"items": {"maxLength": 5}}}}


def found(holder, before, after):
    shared = {"Pet": {"allOf": [ref("Dog")]}}
    base, revision = (sent(HOLDERS[holder], schemas={**shared, "Dog": each}) for each in (before, after))
    return only(diff(base, revision))


@pytest.mark.parametrize("holder", HOLDERS)
def test_the_one_keyword_that_differs_is_named_with_its_place(holder):
    change = found(holder, dog(maxLength=9), dog(maxLength=3))
    assert change.title.endswith(" changed: `maxLength` of `name` of schema `Dog` changed from `9` to `3`")
    assert (change.base.value, change.revision.value) == (9, 3)
    assert change.base.pointer == change.revision.pointer == "/components/schemas/Dog/properties/name/maxLength"


def test_a_keyword_that_came_stands_where_it_will_be():
    change = found("then", dog(), dog(maxLength=3))
    assert change.title.endswith(" changed: `maxLength` of `name` of schema `Dog` set to `3`")
    assert change.base.pointer == change.revision.pointer


def test_what_holds_several_differences_is_named():
    change = found("then", dog(), dog(maxLength=3, pattern="^[a-z]"))
    assert change.title.endswith(" changed: `name` of schema `Dog` changed")
    after = {"properties": {"name": {"maxLength": 3}, "tags": {"items": {"maxLength": 4}}}}
    assert found("then", dog(), after).title.endswith(" changed: schema `Dog` changed")


def test_a_schema_that_refers_to_itself_ends_the_search():
    def tree(most):
        return {"properties": {"next": ref("Dog")}, "maxProperties": most}

    assert found("then", tree(9), tree(3)).base.pointer == "/components/schemas/Dog"


def test_the_id_is_that_of_the_edit_where_it_is_told():
    ids = {found("then", dog(maxLength=9), dog(maxLength=most)).id for most in (3, 4)}
    assert len(ids) == 2
