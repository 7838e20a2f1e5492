"""What generated code sees of two edits: a waiver of the one never covers the other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import apidiff
from apidiff.model.change import Comparison
from tests.comparing.test_library import STRING, described, ref, thing

Edit = Callable[[dict[str, Any]], None]


def edited(base: dict[str, Any], *edits: Edit) -> dict[str, Any]:
    revision = copy.deepcopy(base)
    for edit in edits:
        edit(revision)
    return revision


def broken(comparison: Comparison) -> set[tuple[str, str, str]]:
    """What a waiver lists: id, direction and operation of each break."""
    return {
        (change.id, impact.direction, operation)
        for change in comparison.changes
        for impact in change.impacts
        if impact.cls == "breaking"
        for operation in impact.operations
    }


def assert_apart(base: dict[str, Any], first: Edit, second: Edit) -> None:
    """Each of two edits breaks; both together do more than each."""
    alone = [broken(apidiff.diff(base, edited(base, edit))) for edit in (first, second)]
    together = broken(apidiff.diff(base, edited(base, first, second)))
    assert all(alone)
    assert all(together - one for one in alone)


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]
    return found


KITE = thing(name=STRING)


def shared() -> dict[str, Any]:
    """A class that is used in two components and in two fields of the request."""
    return described(
        request=thing(left=ref("Left"), right=ref("Right"), third=thing(kite=ref("Kite")), other=ref("Other")),
        schemas={"Left": thing(kite=ref("Kite")), "Right": thing(kite=ref("Kite")), "Kite": KITE, "Other": KITE},
    )


def put(component: str, schema: Any, **more: Any) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        schemas(document)[component]["properties"]["kite"] = copy.deepcopy(schema)
        schemas(document).update(copy.deepcopy(more))

    return edit


@pytest.mark.parametrize(
    ("schema", "more"),
    [(ref("Other"), {}), (KITE, {}), (ref("New"), {"New": KITE})],
    ids=["replaced", "inlined", "split"],
)
def test_a_class_that_another_one_stands_for_at_two_places(schema: Any, more: dict[str, Any]) -> None:
    assert_apart(shared(), put("Left", schema, **more), put("Right", schema, **more))


def test_a_class_that_is_extracted_at_two_places() -> None:
    base = edited(shared(), put("Left", KITE), put("Right", KITE))
    assert_apart(base, put("Left", ref("Other")), put("Right", ref("Other")))


def test_titles_that_are_another_at_two_places() -> None:
    base = edited(shared(), put("Left", KITE | {"title": "Old"}), put("Right", KITE | {"title": "Old"}))
    assert_apart(base, put("Left", KITE | {"title": "Other"}), put("Right", KITE | {"title": "Other"}))


def test_two_tags_of_one_class() -> None:
    mapping = {tag: f"#/components/schemas/{name}" for tag, name in [("a", "Cat"), ("b", "Cat"), ("c", "Dog")]}
    base = described(
        request=ref("Pet"),
        schemas={
            "Pet": {
                "oneOf": [ref("Cat"), ref("Dog")],
                "discriminator": {"propertyName": "kind", "mapping": mapping},
            },
            "Cat": thing(("kind",), kind=STRING),
            "Dog": thing(("kind",), kind=STRING),
        },
    )

    def remapped(tag: str) -> Edit:
        def edit(document: dict[str, Any]) -> None:
            schemas(document)["Pet"]["discriminator"]["mapping"][tag] = "#/components/schemas/Dog"

        return edit

    assert_apart(base, remapped("a"), remapped("b"))


def test_a_class_that_is_renamed_goes_by_its_names() -> None:
    """However many fields have it."""
    base = shared()

    def renamed(document: dict[str, Any]) -> None:
        schemas(document)["New"] = schemas(document).pop("Kite")
        for component in ("Left", "Right"):
            put(component, ref("New"))(document)
        request = document["paths"]["/v1/kites"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        request["properties"]["third"]["properties"]["kite"] = ref("New")

    def dropped(document: dict[str, Any]) -> None:
        del schemas(document)["Left"]["properties"]["kite"]

    ids = [
        {change.id for change in apidiff.diff(base, edited(base, *edits)).changes if change.rule == "type-renamed"}
        for edits in ([renamed], [renamed, dropped])
    ]
    assert ids[0]
    assert ids[0] == ids[1]


INTEGER = {"type": "integer"}


def alone(field: Any) -> Any:
    """A schema, or the first alternative that became of it."""
    return field["anyOf"][0] if "anyOf" in field else field


def put_in_place(field: Any, schema: Any) -> None:
    field.clear()
    field.update(schema)


TYPED = {"type": "object", "additionalProperties": STRING}
LISTED = {"oneOf": [{"type": "string", "enum": ["a", "b"]}, INTEGER]}

BESIDE: dict[str, tuple[str, Any, Any, Any]] = {
    "null beside a value that went": (
        "request",
        LISTED,
        lambda field: field["oneOf"][0]["enum"].remove("b"),
        lambda field: field["oneOf"].append({"type": "null"}),
    ),
    "a set beside another type of its items": (
        "response",
        {"type": "array", "items": INTEGER},
        lambda field: field.update(items=STRING),
        lambda field: field.update(uniqueItems=True),
    ),
    "no additional fields beside a field of another type": (
        "response",
        TYPED,
        lambda field: field.update(properties={"a": INTEGER}),
        lambda field: field.update(additionalProperties=False),
    ),
    "a field without null beside one that went": (
        "response",
        thing(a={"type": ["string", "null"]}, b=STRING),
        lambda field: field["properties"].pop("b"),
        lambda field: field["properties"].update(a=STRING),
    ),
    "values listed beside a type that came": (
        "response",
        {"type": ["string", "null"], "enum": ["a", "b"]},
        lambda field: field["enum"].append(None),
        lambda field: field["enum"].remove("b"),
    ),
    "a set beside items that may be null": (
        "request",
        {"type": "array", "items": STRING},
        lambda field: field.update(uniqueItems=True),
        lambda field: field.update(items={"type": ["string", "null"]}),
    ),
    "a format beside values that are listed no more": (
        "response",
        {"type": "string", "enum": ["a", "b"]},
        lambda field: field.pop("enum"),
        lambda field: field.update(format="uuid"),
    ),
    "an optional field beside its other type": (
        "request",
        thing(("a",), a=STRING),
        lambda field: field["properties"].update(a=INTEGER),
        lambda field: field.pop("required"),
    ),
    "a union beside additional fields of a type": (
        "request",
        thing(a=STRING),
        lambda field: alone(field).update(additionalProperties=INTEGER),
        lambda field: put_in_place(field, {"anyOf": [dict(field), INTEGER]}),
    ),
    "a union beside values that are listed": (
        "request",
        {"type": "string"},
        lambda field: alone(field).update(enum=["a", "b"]),
        lambda field: put_in_place(field, {"anyOf": [dict(field), INTEGER]}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_what_only_clients_see_beside_a_break_on_the_wire(name: str) -> None:
    """What the wire tells of at a place is not all that breaks there."""
    surface, field, first, second = BESIDE[name]

    def at(edit: Callable[[Any], None]) -> Edit:
        def edited_there(document: dict[str, Any]) -> None:
            method = document["paths"]["/v1/kites"]["post"]
            holder = method["requestBody"] if surface == "request" else method["responses"]["200"]
            edit(holder["content"]["application/json"]["schema"]["properties"]["field"])

        return edited_there

    base = described(request=thing(field=field)) if surface == "request" else described(response=thing(field=field))
    assert_apart(base, at(first), at(second))


@pytest.mark.parametrize(("inline", "other"), [(INTEGER, {"type": "boolean"}), (thing(a=STRING), thing(b=STRING))])
def test_two_members_of_a_union(inline: Any, other: Any) -> None:
    """Of inline members, which have no name of their own, too; no client of the base can read either."""
    union = {"anyOf": [thing(("x",), x=STRING), thing(("y",), y=STRING), {"not": {"type": "string"}}]}
    base = described(response=union)

    def added(member: Any) -> Edit:
        def edit(document: dict[str, Any]) -> None:
            content = document["paths"]["/v1/kites"]["post"]["responses"]["200"]["content"]
            content["application/json"]["schema"]["anyOf"].append(member)

        return edit

    first, second = added(inline), added(other)
    found = [
        {change.id for change in apidiff.diff(base, edited(base, edit)).client_library} for edit in (first, second)
    ]
    assert found[0].isdisjoint(found[1])


def test_null_that_the_wire_does_not_know_beside_another_type() -> None:
    """In 3.0, `nullable` beside an `allOf` counts for nothing on the wire, and generators take it for null."""
    schemas = {"Cat": thing(a=STRING), "Dog": thing(b=INTEGER)}
    base = described(response=thing(field={"allOf": [ref("Cat")]}), schemas=schemas, version="3.0.3")

    def at(**keywords: Any) -> Edit:
        def edit(document: dict[str, Any]) -> None:
            content = document["paths"]["/v1/kites"]["post"]["responses"]["200"]["content"]
            content["application/json"]["schema"]["properties"]["field"].update(keywords)

        return edit

    assert_apart(base, at(allOf=[{"type": "array", "items": STRING}]), at(nullable=True))


def test_a_media_type_that_comes_first_beside_another_one_that_went() -> None:
    def holding(*types: str) -> dict[str, Any]:
        return {name: {"schema": ref(name.partition("/")[2].title())} for name in types}

    base = described(schemas={"Json": KITE, "Xml": thing(a=STRING), "Yaml": thing(b=STRING)})
    method = base["paths"]["/v1/kites"]["post"]
    method["requestBody"] = {"content": holding("application/xml", "application/yaml")}

    def without(document: dict[str, Any]) -> None:
        del document["paths"]["/v1/kites"]["post"]["requestBody"]["content"]["application/yaml"]

    def beside(document: dict[str, Any]) -> None:
        document["paths"]["/v1/kites"]["post"]["requestBody"]["content"].update(holding("application/json"))

    assert_apart(base, without, beside)
