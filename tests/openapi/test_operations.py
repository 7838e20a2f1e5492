"""The one walk: what counts as an operation, under which name, where it stands, who sends the request."""

from __future__ import annotations

import re

import pytest

from apidiff.errors import InputError
from apidiff.openapi import operations as walk
from apidiff.openapi.naming import is_outward, normal_name, path_in
from apidiff.openapi.operations import operations
from apidiff.openapi.pointers import resolve

ANSWER = {"responses": {"200": {"description": "Done"}}}
URL = "{$request.body#/url}"


def described(paths=None, **more):
    return {"openapi": "3.1.0", "info": {"title": "Yard", "version": "1"}, "paths": paths or {}, **more}


def names(document, **options):
    return [operation.name for operation in operations(document, **options)]


def calling(callbacks, answer=ANSWER):
    return answer | {"callbacks": callbacks}


def version_of(path):
    found = re.search(r"/(v[0-9]+)(?:/|\Z)", path)
    return found and found[1]


def test_each_method_is_an_operation_named_by_method_and_path():
    item = {"get": ANSWER, "query": ANSWER, "additionalOperations": {"LINK": ANSWER}, "parameters": []}
    assert names(described({"/v1/docks": item})) == ["GET /v1/docks", "QUERY /v1/docks", "LINK /v1/docks"]


def test_templates_of_one_shape_are_two_operations():
    assert names(described({"/docks/{id}": {"get": ANSWER}, "/docks/{name}": {"get": ANSWER}})) == [
        "GET /docks/{id}", "GET /docks/{name}",
    ]  # fmt: skip


def test_an_extension_among_the_paths_is_no_operation():
    assert names(described({"x-groups": {"get": ANSWER}, "/docks": {"get": ANSWER}})) == ["GET /docks"]


def test_every_key_of_webhooks_is_a_name():
    document = described(webhooks={"x-moved": {"post": ANSWER}, "moved": {"post": ANSWER, "put": ANSWER}})
    assert names(document) == ["webhook x-moved", "webhook moved (PUT)", "webhook moved"]


def test_webhooks_of_3_0_are_events():
    document = described(openapi="3.0.3") | {"x-webhooks": {"moved": {"post": ANSWER}}}
    event = next(operations(document))
    assert (event.name, event.kind, event.outward) == ("webhook moved", "event", True)


def test_a_path_item_by_reference_stands_where_it_is_written():
    shared = {"get": ANSWER, "servers": [{"url": "/b"}]}
    document = described(
        {"/docks": {"$ref": "#/components/pathItems/Docks", "put": ANSWER, "parameters": []}},
        components={"pathItems": {"Docks": {"$ref": "#/components/pathItems/Piers"}, "Piers": shared}},
    )
    found = {operation.method: operation for operation in operations(document)}
    assert {method: o.pointer for method, o in found.items()} == {
        "GET": "/components/pathItems/Piers/get",
        "PUT": "/paths/~1docks/put",
    }
    for operation in found.values():
        assert operation.written == "/paths/~1docks"
        assert operation.item.keys() == {"get", "servers", "put", "parameters"}
        for field, value in operation.item.items():
            assert resolve(document, f"{operation.item_at(field)}/{field}") is value


def test_the_fields_beside_a_reference_win():
    document = described(
        {"/docks": {"$ref": "#/components/pathItems/D", "get": ANSWER | {"summary": "own"}}},
        components={"pathItems": {"D": {"get": ANSWER}}},
    )
    operation = next(operations(document))
    assert (operation.pointer, operation.body["summary"]) == ("/paths/~1docks/get", "own")


def test_a_path_item_without_references_is_the_object_itself():
    item = {"get": ANSWER}
    assert next(operations(described({"/docks": item}))).item is item


@pytest.mark.parametrize(
    ("callbacks", "components"),
    [
        ({"moved": {URL: {"post": ANSWER}, "x-owner": {"post": ANSWER}}}, {}),
        ({"moved": {"$ref": "#/components/callbacks/Moved"}}, {"callbacks": {"Moved": {URL: {"post": ANSWER}}}}),
        (
            {"moved": {URL: {"$ref": "#/components/pathItems/Moved"}}},
            {"pathItems": {"Moved": {"post": ANSWER}}},
        ),
    ],
    ids=["inline", "by reference", "path item by reference"],
)
def test_a_callback_is_named_after_its_operation(callbacks, components):
    document = described({"/v1/docks": {"post": calling(callbacks)}}, components=components)
    operation, callback = operations(document)
    assert callback.name == "callback moved of POST /v1/docks"
    assert (callback.path, callback.callback, callback.parent) == (URL, "moved", operation)
    assert resolve(document, callback.pointer) is callback.body


def test_a_callback_may_be_called_as_an_extension_is():
    document = described({"/docks": {"post": calling({"x-moved": {URL: {"post": ANSWER}}})}})
    assert names(document)[1] == "callback x-moved of POST /docks"


def test_callbacks_at_several_addresses_are_told_apart():
    other = "{$request.query.url}"
    document = described({"/docks": {"post": calling({"moved": {URL: {"post": ANSWER}, other: {"put": ANSWER}}})}})
    assert names(document)[1:] == [
        f"callback moved at {URL} of POST /docks", f"callback moved at {other} of POST /docks",
    ]  # fmt: skip


def test_directions_turn_at_each_level_of_callbacks():
    inner = calling({"heard": {URL: {"post": ANSWER}}})
    middle = calling({"moved": {URL: {"post": inner}}})
    document = described({"/docks": {"post": middle}}, webhooks={"sunk": {"post": middle}})
    found = {operation.name: operation.outward for operation in operations(document)}
    assert found == {
        "POST /docks": False,
        "callback moved of POST /docks": True,
        "callback heard of callback moved of POST /docks": False,
        "webhook sunk": True,
        "callback moved of webhook sunk": False,
        "callback heard of callback moved of webhook sunk": True,
    }
    assert {name: is_outward(name) for name in found} == found


def test_a_callback_that_leads_back_to_itself_is_met_once_in_each_direction():
    loop = {URL: {"post": calling({"again": {"$ref": "#/components/callbacks/Loop"}})}}
    document = described(
        {"/docks": {"post": calling({"moved": {"$ref": "#/components/callbacks/Loop"}})}},
        components={"callbacks": {"Loop": loop}},
    )
    assert names(document) == [
        "POST /docks", "callback moved of POST /docks", "callback again of callback moved of POST /docks",
    ]  # fmt: skip


def chain(length, width):
    """Callbacks in components, each of which calls the next one in `width` ways."""
    callbacks = {
        f"C{n}": {URL: {"post": calling({f"c{w}": {"$ref": f"#/components/callbacks/C{n + 1}"} for w in range(width)})}}
        for n in range(length)
    } | {f"C{length}": {URL: {"post": ANSWER}}}
    document = {"/docks": {"post": calling({"moved": {"$ref": "#/components/callbacks/C0"}})}}
    return described(document, components={"callbacks": callbacks})


@pytest.mark.parametrize(("length", "width"), [(3_000, 1), (60, 2), (30, 20)])
def test_callbacks_in_callbacks_are_bounded(length, width):
    found = list(operations(chain(length, width)))
    # In full down to a level and a number, and beyond that each place once in each direction.
    assert len(found) <= walk.MOST + 2 * length + 20
    assert {operation.pointer for operation in found} >= {
        f"/components/callbacks/C{n}/{URL.replace('/', '~1')}/post" for n in range(length + 1)
    }
    assert max(len(operation.name) for operation in found) < 400


def test_path_versions_stand_in_the_path_or_in_the_servers_before_it():
    document = described(
        {
            "/v2/docks": {"get": ANSWER},
            "/piers": {"get": calling({"moved": {URL: {"post": ANSWER}}})},
            "/cranes": {"get": ANSWER | {"servers": [{"url": "https://yard.example/v3"}]}},
        },
        servers=[{"url": "https://yard.example/{v}", "variables": {"v": {"default": "v1"}}}],
        webhooks={"sunk": {"post": ANSWER}},
    )
    found = {operation.name: operation.path_version for operation in operations(document, version_of=version_of)}
    assert found == {
        "GET /v2/docks": "v2", "GET /piers": "v1", "callback moved of GET /piers": "v1", "GET /cranes": "v3",
        "webhook sunk": "unversioned",
    }  # fmt: skip


def test_events_belong_to_the_only_version_or_to_the_one_that_is_told():
    document = described({"/v2/docks": {"get": ANSWER}}, webhooks={"sunk": {"post": ANSWER}})
    assert [o.path_version for o in operations(document, version_of=version_of)] == ["v2", "v2"]
    assert [o.path_version for o in operations(document, version_of=version_of, events="v1")] == ["v2", "v1"]


def test_an_operation_by_reference_is_what_it_leads_to():
    document = described({"/docks": {"get": {"$ref": "#/x-operations/Docks"}}}) | {"x-operations": {"Docks": ANSWER}}
    operation = next(operations(document))
    assert (operation.body, operation.pointer) == (ANSWER, "/x-operations/Docks")


BROKEN = {
    "a path item that is a text": ({"/docks": "none"}, "/paths/~1docks"),
    "an operation that is a list": ({"/docks": {"get": []}}, "/paths/~1docks/get"),
    "callbacks that are a list": ({"/docks": {"get": {"callbacks": []}}}, "/paths/~1docks/get/callbacks"),
    "a reference to nothing": ({"/docks": {"$ref": "#/components/pathItems/None"}}, "/paths/~1docks"),
    "a circle of references": (
        {"/docks": {"$ref": "#/paths/~1piers"}, "/piers": {"$ref": "#/paths/~1docks"}}, "/paths/~1docks",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("paths", "pointer"), BROKEN.values(), ids=BROKEN)
def test_what_is_not_as_the_specification_asks_is_an_error_with_its_place(paths, pointer):
    with pytest.raises(InputError) as caught:
        names(described(paths))
    assert caught.value.place.pointer == pointer


@pytest.mark.parametrize(("paths", "pointer"), BROKEN.values(), ids=BROKEN)
def test_a_record_of_the_past_is_read_as_far_as_it_goes(paths, pointer):  # noqa: ARG001
    names(described(paths | {"/berths": {"get": ANSWER}}), lenient=True)
    assert "GET /berths" in names(described(paths | {"/berths": {"get": ANSWER}}), lenient=True)


@pytest.mark.parametrize("paths", [None, [], 3, {"/docks": None}, {"/docks": {"get": None}}])
def test_hardly_anything_is_still_a_description(paths):
    names({"paths": paths}, lenient=True)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("POST /v1/docks", "/v1/docks"),
        ("webhook dock.moved", "dock.moved"),
        ("webhook dock.moved (PUT)", "dock.moved"),
        ("callback moved of POST /v1/docks", "/v1/docks"),
        ("callback moved at {$url} of POST /v1/docks (PUT)", "/v1/docks"),
        ("callback heard of callback moved of webhook sunk", "sunk"),
        ("", ""),
    ],
)
def test_a_name_tells_the_path(name, path):
    assert path_in(name) == path


@pytest.mark.parametrize(
    ("typed", "name"),
    [("post  /v1/docks", "POST /v1/docks"), ("Webhook  sunk", "webhook sunk"), ("schema Dock", "schema Dock")],
)  # fmt: skip
def test_a_name_as_it_was_typed(typed, name):
    assert normal_name(typed) == name


def test_a_reference_in_an_extension_is_data():
    import apidiff

    def side(note):
        extension = {"x-source": {"$ref": "elsewhere.yaml#/nothing"}, "x-note": note}
        operation = {
            "responses": ANSWER["responses"] | extension,
            "callbacks": {"moved": {URL: {"post": ANSWER}, **extension}},
        }
        return described({"/docks": {"post": operation}, **extension})

    comparison = apidiff.diff(side("a"), side("b"), audited=True)
    assert {change.rule for change in comparison.changes} == {"extension-changed"}
