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
