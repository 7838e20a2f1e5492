"""The ledger: what no change claims is undecided, in a plain `diff` too."""

import copy
import random

import pytest

import apidiff
from apidiff.comparing.edits import Edit, Finding, Spot
from apidiff.comparing.findings.claims import Claims, without_positions
from apidiff.comparing.findings.differences import differences
from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref

DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Boats", "version": "1"},
    "paths": {
        "/v1/boats": {
            "post": {
                "parameters": [{"name": "dock", "in": "query", "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}},
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}},
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Boat": {"type": "object", "properties": {"name": {"type": "string"}}},
            "Crew": {"type": "object", "properties": {"name": {"type": "string"}}},
        }
    },
}
OPERATION = ("paths", "/v1/boats", "post")


def edited(path, value, base=DESCRIPTION):
    """The description with another value at a path."""
    made = copy.deepcopy(base)
    node = made
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return made


@pytest.mark.parametrize(
    "path",
    [
        ("paths", "/v1/boats", "schemes"),
        (*OPERATION, "schemes"),
        (*OPERATION, "parameters", 0, "collectionFormat"),
        (*OPERATION, "requestBody", "schemes"),
        (*OPERATION, "requestBody", "content", "application/json", "collectionFormat"),
        (*OPERATION, "responses", "200", "schemes"),
        ("components", "schemes"),
        ("schemes",),
    ],
)
def test_a_field_of_another_object_or_version_is_undecided(path):
    comparison = apidiff.diff(edited(path, {"most": 1}), edited(path, {"most": 2}))
    assert [(change.cls, change.undecided) for change in comparison.changes if change.cls != "neutral"] == [
        ("breaking", True)
    ]


@pytest.mark.parametrize(
    "path",
    [
        ("limits",),
        ("components", "limits"),
        ("info", "limits"),
        ("paths", "/v1/boats", "limits"),
        (*OPERATION, "limits"),
        (*OPERATION, "descripton"),
        (*OPERATION, "parameters", 0, "limits"),
        (*OPERATION, "requestBody", "limits"),
        (*OPERATION, "requestBody", "content", "application/json", "limits"),
        (*OPERATION, "responses", "200", "limits"),
    ],
)
def test_a_field_that_no_version_knows_says_nothing(path):
    without, one, other = DESCRIPTION, edited(path, {"most": 1}), edited(path, {"most": 2})
    for pair in ((without, one), (one, other), (one, without)):
        assert diff(*pair, audited=True).verdict == "neutral"


@pytest.mark.parametrize(
    ("holder", "field"),
    [
        (("paths", "/v1/boats"), "query"),  # a method since 3.2
        (("paths", "/v1/boats"), "purge"),  # a method that has no field
        (("paths", "/v1/boats"), "GET"),
        (("paths", "/v1/boats"), "additionalOperations"),
        ((), "webhooks"),  # since 3.1
    ],
)
def test_a_field_of_a_later_version_never_passes_silently(holder, field):
    operation = {"responses": {"204": {"description": "Done"}}}
    held = {"additionalOperations": {"COPY": operation}, "webhooks": {"won": {"post": operation}}}
    base = edited((*holder, field), held.get(field, operation), DESCRIPTION | {"openapi": "3.0.4"})
    assert diff(base, DESCRIPTION | {"openapi": "3.0.4"}).verdict == "breaking"


@pytest.mark.parametrize("place", [("limits",), ("components", "limits"), ("paths", "/v1/boats", "limits")])
def test_what_refers_into_such_a_field_is_compared(place):
    schema = (*OPERATION, "requestBody", "content", "application/json", "schema")
    pointer = "/".join(token.replace("/", "~1") for token in place)
    base, revision = (
        edited(place, {"Name": {"type": "string", "maxLength": most}}, edited(schema, {"$ref": f"#/{pointer}/Name"}))
        for most in (9, 5)
    )
    assert only(diff(base, revision)).rule == "max-length-lowered"
    assert only(diff(revision, base)).cls == "additive"


@pytest.mark.parametrize(
    "path",
    [
        ("x-limits",),
        ("components", "x-limits"),
        (*OPERATION, "x-limits"),
        ("components", "schemas", "Boat", "x-limits"),
    ],
)
def test_an_extension_is_neutral(path):
    assert apidiff.diff(edited(path, {"most": 1}), edited(path, {"most": 2})).verdict == "neutral"


def test_what_nothing_claims_names_the_operations_that_it_is_in():
    path = (*OPERATION, "requestBody", "schemes")
    (change,) = (c for c in apidiff.diff(edited(path, 1), edited(path, 2)).changes if c.undecided)
    assert {name for impact in change.impacts for name in impact.operations} == {"POST /v1/boats"}


def test_a_component_that_only_an_extension_names_is_unused():
    path = (*OPERATION, "x-anyOf")
    base = edited(path, [{"$ref": "#/components/schemas/Crew"}])
    revision = edited(("components", "schemas", "Crew", "properties", "name", "type"), "integer", base)
    assert apidiff.diff(base, revision).verdict == "neutral"


def test_a_reference_to_an_equal_component_is_a_rewrite():
    schema = (*OPERATION, "requestBody", "content", "application/json", "schema")
    comparison = apidiff.diff(DESCRIPTION, edited(schema, {"$ref": "#/components/schemas/Crew"}))
    assert comparison.verdict == "neutral"


def test_lists_in_another_order_are_a_rewrite():
    base = edited(("components", "schemas", "Boat", "required"), ["name", "berth"])
    revision = edited(("components", "schemas", "Boat", "required"), ["berth", "name"])
    comparison = apidiff.diff(base, revision)
    assert (comparison.verdict, len(comparison.changes)) == ("neutral", 1)


def test_every_leaf_that_differs_is_found():
    chance = random.Random(7)

    def tree(depth):
        if depth == 0:
            return chance.choice([1, True, "a", None, 1.5])
        return {f"k{n}": tree(depth - 1) for n in range(3)}

    base = tree(5)
    for _ in range(50):
        revision = copy.deepcopy(base)
        keys = [f"k{chance.randrange(3)}" for _ in range(5)]
        node = revision
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = "another"
        found, _ = differences(base, revision)
        assert [item.at for item in found] == ["/" + "/".join(keys)]


def test_a_boolean_is_no_number():
    assert [item.at for item in differences({"a": {"b": 1}}, {"a": {"b": True}})[0]] == ["/a/b"]


def test_the_order_of_a_tuple_is_a_difference_and_that_of_a_set_is_none():
    assert differences({"prefixItems": [1, 2]}, {"prefixItems": [2, 1]})[0]
    assert not differences({"enum": [1, 2]}, {"enum": [2, 1]})[0]


def test_an_edit_of_one_member_moves_no_other():
    base = {"parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}]}
    revision = {"parameters": [{"name": "b", "in": "query", "required": True}, {"name": "a", "in": "query"}]}
    assert [item.at for item in differences(base, revision)[0]] == ["/parameters/0/required"]


def test_an_inline_object_is_compared_with_what_is_referred_to():
    shared = {"shared": {"x": {"a": 1, "b": 2}}}
    found, elsewhere = differences({"use": {"a": 1, "b": 3}} | shared, {"use": {"$ref": "#/shared/x"}} | shared)
    assert [(item.old_at, item.new_at) for item in found] == [("/use/b", "/shared/x/b")]
    assert "/use" in elsewhere


def test_references_in_a_circle_end():
    base = {"use": {"$ref": "#/a"}, "a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    assert differences(base, base | {"use": {"$ref": "#/b"}})[0] == []


def test_a_long_list_is_lined_up_in_one_pass():
    many = [{"name": f"n{index}", "in": "query", "x": index} for index in range(20_000)]
    found, _ = differences({"parameters": many}, {"parameters": [{**many[7], "x": 0}, *many[8:], *many[:7]]})
    assert [(item.old, item.new) for item in found] == [(7, 0)]


def test_without_claims_nothing_is_covered():
    found, _ = differences(DESCRIPTION, edited((*OPERATION, "operationId"), "made"))
    assert not any(Claims([], ()).hold(item) for item in found)


def test_a_status_code_is_no_position():
    assert without_positions("/paths/x/get/responses/200/content") == "/paths/x/get/responses/200/content"
    assert without_positions("/paths/x/get/parameters/2/schema") == "/paths/x/get/parameters/*/schema"


def test_many_unclaimed_differences_are_told_by_what_holds_them():
    many = {group: {f"k{index}": index for index in range(100)} for group in ("a", "b", "c", "d", "e", "f")}
    more = {group: {key: value + 1 for key, value in values.items()} for group, values in many.items()}
    told = apidiff.diff(edited(("components", "schemes"), many), edited(("components", "schemes"), more)).changes
    assert {change.undecided for change in told} == {True}
    assert sorted(change.revision.pointer for change in told) == [f"/components/schemes/{group}" for group in many]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"type": "object", "properties": {"name": {"type": "string"}}}]},
        {
            "allOf": [
                {"allOf": [{"type": "object"}, {"description": "A boat."}]},
                {"properties": {"name": {"type": "string"}}},
            ]
        },
        {"type": "object", "allOf": [{"properties": {"name": {"allOf": [{"type": "string"}]}}}]},
    ],
)
def test_members_of_an_all_of_say_together_what_one_schema_says(schema):
    assert apidiff.diff(DESCRIPTION, edited(("components", "schemas", "Boat"), schema)).verdict == "neutral"


@pytest.mark.parametrize(
    "keyword", ["propertyNames", "contains", "not", "unevaluatedProperties", "unevaluatedItems", "then"]
)
def test_prose_of_a_component_that_only_such_a_keyword_refers_to_is_neutral(keyword):
    schema = {keyword: {"$ref": "#/components/schemas/Crew"}} | (
        {"if": {"type": "string"}} if keyword == "then" else {}
    )
    base = edited(("components", "schemas", "Boat"), schema)
    revision = edited(("components", "schemas", "Crew", "description"), "Who is on board.", base)
    assert apidiff.diff(base, revision).verdict == "neutral"


def test_a_small_integer_that_becomes_a_larger_one_is_breaking_in_a_response():
    base = edited(("components", "schemas", "Boat"), {"type": "integer", "format": "int8"})
    revision = edited(("components", "schemas", "Boat", "format"), "uint16", base)
    assert apidiff.diff(base, revision).verdict == "breaking"


@pytest.mark.parametrize("kind", ["responses", "schemas"])
def test_what_an_operation_at_the_old_place_of_a_moved_one_refers_to_is_new(kind):
    def described(server, components, **paths):
        of = {
            "responses": lambda name: {"$ref": f"#/components/responses/{name}"},
            "schemas": lambda name: {
                "description": "ok",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
            },
        }[kind]
        made = {
            name: schema
            if kind == "schemas"
            else {"description": "ok", "content": {"application/json": {"schema": schema}}}
            for name, schema in components.items()
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "Boats", "version": "1"},
            "servers": [{"url": server}],
            "paths": {f"/{path}boats": {"get": {"responses": {"200": of(name)}}} for path, name in paths.items()},
            "components": {kind: made},
        }

    text, number = {"type": "string"}, {"type": "integer"}
    base = described("/v1", {"Boats": text}, **{"": "Boats"})
    revision = described("/", {"Boats": number, "Old": text}, **{"v1/": "Old", "": "Boats"})
    comparison = apidiff.diff(base, revision)
    assert comparison.verdict == "additive"
    assert [change.rule for change in comparison.changes if change.cls == "additive"] == ["operation-added"]


@pytest.mark.parametrize(("before", "now"), [(0, -0.0), (5, 5.0), (10, 1e1)])
def test_a_number_written_otherwise_beside_another_edit_is_the_same_number(before, now):
    at = (*OPERATION, "parameters", 0)
    base = edited((*at, "schema"), {"type": "number", "minimum": before})
    revision = edited((*at, "schema"), {"type": "number", "minimum": now, "title": "How far"})
    assert apidiff.diff(base, revision).verdict == "neutral"


def with_extension(value):
    """A description with a parameter that refers to one that stands in an extension, and something else beside it."""
    base = edited((*OPERATION, "parameters"), [{"$ref": "#/x-shared/dock"}])
    base["x-shared"] = {"dock": {"name": "dock", "in": "query", "schema": {"type": "string"}}, **value}
    return base


def test_what_no_rule_explains_in_an_extension_says_nothing_unless_something_refers_to_it():
    note, other = ({"note": {"texts": [text]}} for text in ("one", "two"))
    assert apidiff.diff(with_extension(note), with_extension(other)).verdict == "neutral"
    base, revision = with_extension({}), with_extension({})
    revision["x-shared"]["dock"]["schema"] = {"type": "integer"}
    assert apidiff.diff(base, revision).verdict == "breaking"


def test_a_component_that_lost_its_last_use_may_get_examples_and_extensions():
    schema = ("paths", "/v1/boats", "post", "requestBody", "content", "application/json", "schema")
    base = edited(schema, {"allOf": [{"$ref": "#/components/schemas/Boat"}, {"$ref": "#/components/schemas/Crew"}]})
    revision = edited(schema, {"allOf": [{"$ref": "#/components/schemas/Boat"}]})
    revision["components"]["schemas"]["Crew"] |= {"example": {"name": "Ann"}, "x-team": "red"}
    assert not any(change.undecided for change in apidiff.diff(base, revision).changes)


def test_a_reference_written_as_members_of_members_is_a_rewrite():
    schema = ("paths", "/v1/boats", "post", "requestBody", "content", "application/json", "schema")
    boat = {"$ref": "#/components/schemas/Boat"}
    base = edited(schema, {"allOf": [boat]})
    revision = edited(schema, {"allOf": [{"allOf": [{"allOf": [boat]}, {"allOf": [boat]}]}]})
    for pair in ((base, revision), (revision, base)):
        assert apidiff.diff(*pair).verdict == "neutral"


@pytest.mark.parametrize("path", ["/v1/boats/{b}", "/v1/boats/{c}", "/v1/ships/{b}"])
@pytest.mark.parametrize("field", [("parameters", 0), ()])
def test_what_no_rule_explains_is_undecided_in_an_operation_that_moved_too(path, field):
    base = edited(("paths",), {"/v1/boats/{b}": DESCRIPTION["paths"]["/v1/boats"]})
    base = edited(("paths", "/v1/boats/{b}", "post", *field, "collectionFormat"), "low", base)
    revision = edited(("paths", "/v1/boats/{b}", "post", *field, "collectionFormat"), "high", base)
    revision["paths"] = {path: revision["paths"].pop("/v1/boats/{b}")}
    assert any(change.undecided for change in apidiff.diff(base, revision).changes)


@pytest.mark.parametrize("path", ["/v1/boats/{b}", "/v1/boats/{c}"])
def test_a_second_operation_of_a_method_that_has_a_field_of_its_own_is_undecided(path):
    base = edited(("paths",), {"/v1/boats/{b}": DESCRIPTION["paths"]["/v1/boats"]}) | {"openapi": "3.2.0"}
    revision = copy.deepcopy(base)
    item = revision["paths"].pop("/v1/boats/{b}")
    revision["paths"] = {path: item | {"additionalOperations": {"POST": {"operationId": "second", "responses": {}}}}}
    assert any(change.undecided for change in apidiff.diff(base, revision).changes)


@pytest.mark.parametrize("others", [[], [{"name": "quay", "in": "query", "schema": {"type": "string"}}]])
@pytest.mark.parametrize("gone", [False, True])
def test_a_parameter_that_comes_or_goes_claims_no_other_one(others, gone):
    dock = DESCRIPTION["paths"]["/v1/boats"]["post"]["parameters"][0]
    sides = [
        edited((*OPERATION, "parameters"), [dock | {"collectionFormat": tide}, *more])
        for tide, more in (("low", []), ("high", others))
    ]
    comparison = apidiff.diff(*(sides[::-1] if gone else sides))
    assert [change.rule for change in comparison.changes if change.undecided] == ["schema-changed"]


def test_a_path_parameter_that_is_renamed_beside_one_that_moved_is_still_the_same():
    def described(name, shared, own):
        named = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        made = edited(("paths",), {f"/v1/boats/{{{name}}}": DESCRIPTION["paths"]["/v1/boats"]})
        item = made["paths"][f"/v1/boats/{{{name}}}"]
        item["parameters"] = [*shared, named]
        item["post"]["parameters"] = own
        return made

    dock = {"name": "dock", "in": "query", "schema": {"type": "string"}}
    sides = described("boat", [dock], []), described("key", [], [dock])
    assert apidiff.diff(*sides).verdict == "neutral"
    assert apidiff.diff(*sides[::-1]).verdict == "neutral"


def test_an_alias_of_a_boolean_schema_says_what_it_leads_to():
    def described(one, two):
        return received({"type": "object", "properties": {"a": ref("One")}}, schemas={"One": one, "Two": two})

    assert diff(described(ref("Two"), True), described(True, True)).verdict == "neutral"
    assert diff(described(True, False), described(ref("Two"), False)).verdict != "neutral"


UUID, COUNT = {"type": "string", "format": "uuid"}, {"type": "integer", "minimum": 1}
SIZE = {"type": "string", "enum": ["small", "large"]}


def nested(path, own, shared=(), **components):
    """An operation at a path with variables, some of them declared for the path as a whole."""
    item = {"parameters": list(shared), "get": {"parameters": list(own), "responses": {"204": {"description": "Done"}}}}
    return api({path: item}, **components)


def variable(name, schema, **more):
    return {"name": name, "in": "path", "required": True, "schema": schema, **more}


@pytest.mark.parametrize("where", ["own", "shared", "mixed", "in another order", "components"])
@pytest.mark.parametrize(("first", "second"), [(UUID, COUNT), (COUNT, UUID), (SIZE, COUNT)])
def test_path_variables_whose_names_shift_are_the_same_by_position(where, first, second):
    before, after = "/v1/docks/{id}/boats/{boat}", "/v1/docks/{dock}/boats/{id}"
    old = [variable("id", first, description="The dock."), variable("boat", second)]
    new = [variable("dock", first, description="The dock."), variable("id", second)]
    if where == "components":
        sides = [
            nested(path, [ref(p["name"], "parameters") for p in listed], parameters={p["name"]: p for p in listed})
            for path, listed in ((before, old), (after, new))
        ]
    else:
        shared = {"own": 0, "shared": 2, "mixed": 1, "in another order": 0}[where]
        new = new[::-1] if where == "in another order" else new
        sides = [nested(path, listed[shared:], listed[:shared]) for path, listed in ((before, old), (after, new))]
    comparison = diff(*sides, audited=True)
    assert comparison.verdict == "neutral", [change.title for change in comparison.changes]


def test_an_edit_of_a_path_variable_whose_name_shifts_is_told_alone():
    base = nested("/v1/docks/{id}/boats/{boat}", [variable("id", UUID), variable("boat", COUNT)])
    revision = nested("/v1/docks/{dock}/boats/{id}", [variable("dock", UUID), variable("id", COUNT | {"minimum": 2})])
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.name, change.undecided) == ("minimum-raised", None, False)


def test_what_is_unknown_of_a_path_variable_whose_name_shifts_is_undecided():
    base = nested("/v1/docks/{id}/boats/{boat}", [variable("id", UUID), variable("boat", COUNT, collectionFormat="1")])
    revision = nested(
        "/v1/docks/{dock}/boats/{id}", [variable("dock", UUID), variable("id", COUNT, collectionFormat="2")]
    )
    assert {change.undecided for change in diff(base, revision).counted if change.cls == "breaking"} == {True}


def test_a_place_is_not_in_another_one_whose_name_it_begins_with():
    finding = Finding(Edit("operation-renamed", Spot("/paths/~1a/get", 1), Spot("/paths/~1ab/get", 1)), {})
    claims = Claims([finding], [])
    assert claims.cover("/paths/~1ab/get", "x", "/paths/~1a")
    assert claims.cover("/paths/~1ab/get/deprecated", True, "/paths/~1ab/ge")
    assert not claims.cover("/paths/~1ab/get/deprecated", True, "/paths/~1ab/get")


def test_too_many_bases_on_one_side_are_opened_on_neither():
    """A circle of components in one side's `allOf` leaves the parts of the other one where they are."""
    more = {"required": ["pier"]}
    circle = {f"C{i}": {"allOf": [ref(f"C{(i + 1) % 600}"), more]} for i in range(600)}
    base, revision = (
        {"components": {"schemas": {**circle, "B": {"allOf": [more, {"minProperties": 1}]}, "A": {"allOf": parts}}}}
        for parts in ([ref("B"), more], [ref("C0"), more])
    )
    for sides in ((base, revision), (revision, base)):
        found, referring = differences(*sides)
        assert len(found) + len(referring) < 20


def test_the_id_of_a_new_event_hangs_on_no_other_event():
    event = {"post": {"requestBody": {"content": {}}, "responses": {"204": {"description": "Done"}}}}
    alone, beside = ({"x-webhooks": dict.fromkeys(names, event)} for names in (["sunk"], ["sunk", "sold"]))
    documents = [api(openapi="3.0.3"), api(openapi="3.0.3") | {"x-webhooks": {"sold": event}}]
    ids = [
        next(change.id for change in diff(base, api(openapi="3.0.3") | revision).changes if change.name == "sunk")
        for base, revision in zip(documents, (alone, beside), strict=True)
    ]
    assert ids[0] == ids[1]


def test_an_operation_that_leaves_additional_operations_for_a_field_of_its_own_is_the_same():
    def query(limit):
        return {"requestBody": content(STRING | {"maxLength": limit}), "responses": ok()}

    def described(**item):
        return api({"/v1/boats": item}, openapi="3.2.0")

    other = {"responses": ok()}
    for beside in ({}, {"COPY": other}):
        base = described(get=other, additionalOperations={"QUERY": query(9), **beside})
        kept = {"additionalOperations": beside} if beside else {}
        assert diff(base, described(get=other, query=query(9), **kept), audited=True).verdict == "neutral"
        narrower = diff(base, described(get=other, query=query(5), **kept), audited=True)
        assert [(change.rule, change.cls) for change in narrower.changes if change.cls != "neutral"] == [
            ("max-length-lowered", "breaking")
        ]
        if beside:
            gone = diff(base, described(get=other, query=query(9)), audited=True)
            assert ("operation-removed", "breaking") in {(change.rule, change.cls) for change in gone.changes}
