"""Parameters as they travel."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from tests.comparing.describing import STRING, api, diff, ok, only, ref, told

INTEGER, NUMBER, BOOLEAN = ({"type": name} for name in ("integer", "number", "boolean"))
STRINGS = {"type": "array", "items": STRING}
LETTERS = STRING | {"pattern": "^[a-z]+$"}
OBJECT = {"type": "object", "properties": {"b": STRING}}


def with_parameters(*listed, of_path=(), path="/v1/things", **components):
    item = {"get": {"parameters": list(listed), "responses": {"204": {"description": "Done"}}}}
    if of_path:
        item["parameters"] = list(of_path)
    return api({path: item}, **components)


def parameter(place, name, schema, **more):
    return {"name": name, "in": place, "schema": schema, **more}


def query(schema=STRING, name="a", **more):
    return parameter("query", name, schema, **more)


def header(name="X-A", **more):
    return parameter("header", name, STRING, **more)


def path_parameter(name, schema=STRING):
    return parameter("path", name, schema, required=True)


def json_content(schema):
    return {"name": "a", "in": "query", "content": {"application/json": {"schema": schema}}}


MANY = {"items": LETTERS, "type": "array"}
BREAKING = {
    "removed": ([query()], []),
    "required and new": ([], [query(required=True)]),
    "required and new with a default": ([], [query(STRING | {"default": "x"}, required=True)]),
    "required now": ([query()], [query(required=True)]),
    "in another case": ([query(name="limit")], [query(name="Limit")]),
    "renamed": ([query(INTEGER, "limit")], [query(INTEGER, "page_limit")]),
    "moved to a header": ([query(name="X-A")], [header()]),
    "moved to a cookie": ([query()], [parameter("cookie", "a", STRING)]),
    "a list joined by commas": ([query(STRINGS)], [query(STRINGS, explode=False)]),
    "a list joined by pipes": ([query(STRINGS)], [query(STRINGS, style="pipeDelimited")]),
    "an object in brackets": ([query(OBJECT)], [query(OBJECT, style="deepObject")]),
    "an object as JSON": ([query(OBJECT)], [json_content(OBJECT)]),
    "reserved characters refused": ([query(allowReserved=True)], [query()]),
    "empty refused": ([query(allowEmptyValue=True)], [query()]),
    "any text to a boolean": ([query()], [query(BOOLEAN)]),
    "a list to a single value": ([query(STRINGS)], [query()]),
    "a shorter list": ([query(STRINGS)], [query(STRINGS | {"maxItems": 3})]),
    "narrower inside of JSON": ([json_content(OBJECT)], [json_content(OBJECT | {"minProperties": 1})]),
}
ADDITIVE = {
    "new": ([], [query()]),
    "optional now": ([query(required=True)], [query()]),
    "an integer to a number": ([query(INTEGER)], [query(NUMBER)]),
    "an integer to any text": ([query(INTEGER)], [query()]),
    "a boolean to any text": ([query(BOOLEAN)], [query()]),
    "one value to a list": ([query(LETTERS)], [query(MANY)]),
    "one value to a list joined by commas": ([query(LETTERS, explode=False)], [query(MANY, explode=False)]),
    "reserved characters taken": ([query()], [query(allowReserved=True)]),
    "empty taken": ([query()], [query(allowEmptyValue=True)]),
}
NEUTRAL = {
    "header in another case": ([header()], [header("x-a")]),
    "a header that is described elsewhere": ([], [header("Accept", required=True)]),
    "order": ([query(), query(name="b")], [query(name="b"), query()]),
    "how a list of a scalar were written": ([query()], [query(explode=False)]),
    "default style spelled out": ([query(STRINGS)], [query(STRINGS, style="form", explode=True)]),
    "required spelled out": ([query()], [query(required=False)]),
    "integers as texts": (
        [query({"type": "integer", "enum": [1, 2]})],
        [query({"type": "string", "enum": ["1", "2"]})],
    ),
    "default": ([query(STRING | {"default": "x"})], [query(STRING | {"default": "y"})]),
    "deprecated": ([query()], [query(deprecated=True)]),
    "prose": ([query()], [query(description="About a.")]),
}
CASES = [
    pytest.param(*sides, verdict, id=f"{verdict}: {name}")
    for verdict, cases in (("breaking", BREAKING), ("additive", ADDITIVE), ("neutral", NEUTRAL))
    for name, sides in cases.items()
]


@pytest.mark.parametrize(("base", "revision", "verdict"), CASES)
def test_a_parameter(base, revision, verdict):
    comparison = diff(with_parameters(*base), with_parameters(*revision), audited=True)
    assert comparison.verdict == verdict, [(change.rule, change.title) for change in comparison.changes]


def test_listed_for_the_path_or_for_the_operation_is_the_same():
    comparison = diff(with_parameters(of_path=[query()]), with_parameters(query()), audited=True)
    assert comparison.verdict == "neutral"


def test_the_list_of_the_operation_wins_over_that_of_the_path():
    base = with_parameters(query(required=True), of_path=[query()])
    assert diff(with_parameters(of_path=[query()]), base, audited=True).verdict == "breaking"
    overridden = with_parameters(query(required=True), of_path=[query(description="Overridden.")])
    assert diff(base, overridden, audited=True).verdict == "neutral"


def test_a_shared_parameter_written_inline_is_the_same():
    shared = with_parameters(ref("A", "parameters"), parameters={"A": query()})
    assert diff(shared, with_parameters(query()), audited=True).verdict == "neutral"


def test_the_name_of_a_path_parameter_is_not_on_the_wire():
    base = with_parameters(path_parameter("id"), path="/v1/things/{id}")
    revision = with_parameters(path_parameter("thing_id"), path="/v1/things/{thing_id}")
    comparison = diff(base, revision, audited=True)
    assert comparison.verdict == "neutral"
    assert "path-parameter-renamed" in {change.rule for change in comparison.changes}


@pytest.mark.parametrize(("name", "rule"), [("thingId", "wire-form-rewritten"), ("thingid", "path-parameter-renamed")])
def test_a_path_parameter_that_is_spelled_otherwise_is_the_same_argument(name, rule):
    base = with_parameters(path_parameter("thing_id"), path="/v1/things/{thing_id}")
    revision = with_parameters(path_parameter(name), path=f"/v1/things/{{{name}}}")
    comparison = diff(base, revision, audited=True)
    assert (comparison.verdict, {change.rule for change in comparison.changes}) == ("neutral", {rule})


def test_a_rename_is_one_change_with_both_names():
    change = only(diff(with_parameters(query(INTEGER, "limit")), with_parameters(query(INTEGER, "page_limit"))))
    assert (change.rule, change.name, change.renamed_to) == ("parameter-renamed", "limit", "page_limit")


def test_a_doubtful_rename_is_two_changes():
    comparison = diff(with_parameters(query(INTEGER, "limit")), with_parameters(query(BOOLEAN, "archived")))
    assert sorted(change.rule for change in comparison.changes) == ["parameter-added", "parameter-removed"]


def test_a_shared_parameter_is_named_as_such():
    base = with_parameters(ref("A", "parameters"), parameters={"A": query()})
    revision = with_parameters(ref("A", "parameters"), parameters={"A": query(required=True)})
    assert only(diff(base, revision)).title == "Query parameter `a` of the shared parameter `A` became required"


def test_a_shared_parameter_under_another_name_is_told_as_the_parameters_that_went_and_came():
    base = with_parameters(ref("A", "parameters"), parameters={"A": query(INTEGER, "limit")})
    revision = with_parameters(ref("A", "parameters"), parameters={"A": query(BOOLEAN, "archived")})
    comparison = diff(base, revision, audited=True)
    assert sorted(change.rule for change in comparison.changes) == ["parameter-added", "parameter-removed"]
    assert not any(change.undecided for change in comparison.changes)


def test_shared_parameters_that_swap_their_names_say_nothing():
    listed = ref("A", "parameters"), ref("B", "parameters")
    base = with_parameters(*listed, parameters={"A": query(name="a"), "B": query(name="b")})
    revision = with_parameters(*listed, parameters={"A": query(name="b"), "B": query(name="a")})
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_shared_parameter_put_to_another_use_beside_one_for_the_old_use():
    base = with_parameters(ref("A", "parameters"), parameters={"A": query(name="a")})
    both = ref("B", "parameters"), ref("A", "parameters")
    revision = with_parameters(*both, parameters={"A": query(name="b"), "B": query(name="a")})
    assert diff(base, revision, audited=True).verdict == "additive"


def test_parameters_of_a_path_that_go_with_its_only_operation():
    base = with_parameters(of_path=[path_parameter("id")], path="/v1/things/{id}")
    item = base["paths"]["/v1/things/{id}"]
    revision = api({"/v1/things/{id}": {"delete": {**item["get"], "parameters": item["parameters"]}}})
    comparison = diff(base, revision, audited=True)
    assert sorted(change.rule for change in comparison.changes) == ["operation-added", "operation-removed"]


def test_a_second_media_type_of_a_parameter_is_a_change_whatever_their_order():
    base = with_parameters(json_content(INTEGER))
    for more in ({"text/plain": {}}, {"a/b": {}}):
        revision = with_parameters({**json_content(INTEGER), "content": {**json_content(INTEGER)["content"], **more}})
        assert only(diff(base, revision)).cls == "breaking"


def test_a_list_that_may_be_no_list_any_more_is_shown_with_two_values():
    change = only(diff(with_parameters(query(STRINGS)), with_parameters(query(STRING))))
    assert (change.cls, len(change.witness.instance)) == ("breaking", 2)


def test_items_that_are_no_schema_are_an_error():
    def listed(**more):
        schema = {"type": "array", "items": None, **more}
        parameter = {"name": "ids", "in": "query", "schema": schema}
        return api({"/v1/things": {"get": {"parameters": [parameter], "responses": {"200": {"description": "OK"}}}}})

    with pytest.raises(InputError, match="`items` should be a schema"):
        diff(listed(), listed(maxItems=3))


@pytest.mark.parametrize("kind", ["path", "path item by reference", "webhook", "callback"])
@pytest.mark.parametrize("by_reference", [False, True])
def test_a_parameter_of_a_path_may_be_listed_for_each_operation(kind, by_reference):
    def described(*, shared):
        made = document(shared=shared)
        made.setdefault("components", {})["parameters"] = {"Q": parameter}
        return made

    parameter = {"name": "q", "in": "query", "schema": STRING}

    def document(*, shared):
        listed = {"parameters": [ref("Q", "parameters") if by_reference else parameter]}
        operation = {"responses": ok(), **({} if shared else listed)}
        item = {"get": operation, **(listed if shared else {})}
        if kind == "path":
            return api({"/v1/things": item})
        if kind == "webhook":
            return api(webhooks={"thing": item})
        if kind == "callback":
            return api({"/v1/things": {"post": {"responses": ok(), "callbacks": {"done": {"{$url}": item}}}}})
        return api({"/v1/things": {"$ref": "#/components/pathItems/Things"}}, pathItems={"Things": item})

    for base, revision in ((False, True), (True, False)):
        assert diff(described(shared=base), described(shared=revision)).verdict == "neutral"


@pytest.mark.parametrize(
    ("schema", "verdict"),
    [
        (STRING, "breaking"),
        (STRING | {"enum": ["red", "green"]}, "neutral"),
        (STRING | {"enum": ["dark red"]}, "breaking"),
        (INTEGER, "neutral"),
    ],
)
def test_the_style_of_a_cookie_says_whether_it_is_encoded(schema, verdict):
    def described(**style):
        cookie = {"name": "c", "in": "cookie", "schema": schema, **style}
        return api({"/v1/things": {"get": {"parameters": [cookie], "responses": ok()}}}, openapi="3.2.0")

    assert diff(described(), described(style="cookie")).verdict == verdict
    assert diff(described(style="cookie"), described(style="cookie", explode=True)).verdict == "neutral"


@pytest.mark.parametrize("overridden", [True, False])
def test_a_shared_parameter_that_says_nothing_may_change(overridden):
    def described(kind):
        named = {"name": "q" if overridden else "Accept", "in": "query" if overridden else "header"}
        own = [named | {"schema": STRING}] if overridden else []
        item = {"parameters": [ref("Q", "parameters")], "get": {"parameters": own, "responses": ok()}}
        return api({"/v1/things": item}, parameters={"Q": named | {"schema": {"type": kind}}})

    assert diff(described("string"), described("integer")).verdict == "neutral"


@pytest.mark.parametrize("extracted", [False, True], ids=["inline", "shared"])
def test_a_parameter_that_hid_one_of_the_path_and_moves(extracted):
    """The one of the path counts again, and the one that moved is a new one."""

    def hiding(place):
        own = {"name": "tide", "in": place, "schema": {"type": "integer"}}
        listed = ref("Tide", "parameters") if extracted else own
        operation = {"parameters": [listed], "responses": {"204": {"description": "Done"}}}
        item = {"parameters": [{"name": "tide", "in": "query", "schema": STRING}], "get": operation}
        return api({"/v1/things": item}, parameters={"Tide": own})

    comparison = diff(hiding("query"), hiding("header"), audited=True)
    assert {(rule, cls) for rule, cls, _ in told(comparison)} == {
        ("type-changed", "additive"),
        ("parameter-added", "additive"),
    }
    assert not any(change.undecided for change in diff(hiding("header"), hiding("query"), audited=True).changes)


@pytest.mark.parametrize(("before", "now"), [("/v1/a%2fb", "/v1/a%2Fb"), ("/v1/%7Eme", "/v1/~me")])
def test_a_path_with_another_spelling_of_its_escapes_is_the_same(before, now):
    sides = [api({path: {"get": {"responses": ok()}}}) for path in (before, now)]
    assert diff(*sides).verdict == "neutral"


@pytest.mark.parametrize("operations", [{}, {"get": {"servers": [{"url": "/own"}], "responses": {}}}])
def test_servers_of_a_path_that_no_operation_uses_say_nothing(operations):
    sides = [api({"/v1/things": {"servers": [{"url": url}], **operations}}) for url in ("/one", "/two")]
    assert diff(*sides).verdict == "neutral"


def _templated(path, *declared):
    parameters = [{"name": name, "in": "path", "required": True, "schema": STRING} for name in declared]
    return api({path: {"get": {"parameters": parameters, "responses": ok()}}})


def test_a_variable_that_is_renamed_without_its_parameter_is_told_at_its_path():
    base, revision = _templated("/v1/yards/{yard}", "yard"), _templated("/v1/yards/{key}", "yard")
    for sides in ((base, revision), (revision, base)):
        (change,) = diff(*sides).changes
        assert (change.rule, change.cls) == ("wire-form-rewritten", "neutral")
        assert change.title.startswith("The path of `GET /v1/yards/{")
        assert change.operations
        assert change.revision.pointer.startswith("/paths/")
    (warning,) = diff(base, revision).warnings
    assert warning.message == (
        "`{key}` of `/v1/yards/{key}` is declared by no parameter, "
        "and the path has no place for the path parameter `yard`"
    )
    assert diff(revision, base).warnings == ()


def test_a_variable_that_is_renamed_with_its_parameter_needs_no_warning():
    comparison = diff(_templated("/v1/yards/{yard}", "yard"), _templated("/v1/yards/{key}", "key"))
    assert comparison.warnings == ()
    assert [change.rule for change in comparison.changes] == ["path-parameter-renamed"]


COLOUR = {
    "a text": (STRING, {}),
    "a text of a type that is not told": (True, {}),
    "a list": (STRINGS, {}),
    "a list in parts": (STRINGS, {"explode": True}),
    "an object": (OBJECT, {}),
    "an object in parts, or nothing": ({"type": ["object", "null"]}, {"explode": True}),
}


def _matrix(name, schema, path=None, **more):
    declared = path_parameter(name, schema) | {"style": "matrix", **more}
    return with_parameters(declared, path=path or f"/v1/paints{{{name}}}")


@pytest.mark.parametrize(("schema", "more"), COLOUR.values(), ids=list(COLOUR))
def test_the_name_of_a_path_parameter_in_matrix_style_is_on_the_wire(schema, more):
    change = only(diff(_matrix("shade", schema, **more), _matrix("tone", schema, **more), audited=True))
    assert (change.rule, change.cls) == ("parameter-renamed", "breaking")
    assert (change.name, change.renamed_to) == ("shade", "tone")


@pytest.mark.parametrize(
    ("schema", "more"),
    [(OBJECT, {"explode": True}), (STRING, {"style": "label"}), (OBJECT, {"style": "simple", "explode": True})],
)
def test_the_name_of_a_path_parameter_in_another_style_or_in_parts_is_not_on_the_wire(schema, more):
    sides = _matrix("shade", schema, **more), _matrix("tone", schema, **more)
    assert diff(*sides, audited=True).verdict == "neutral"


def test_a_variable_in_matrix_style_that_is_renamed_without_its_parameter_breaks():
    base, revision = _matrix("shade", STRING), _matrix("shade", STRING, path="/v1/paints{tone}")
    for sides, names in (((base, revision), ("shade", "tone")), ((revision, base), ("tone", "shade"))):
        change = only(diff(*sides, audited=True))
        assert (change.rule, change.cls, (change.name, change.renamed_to)) == ("parameter-renamed", "breaking", names)


def test_a_shared_path_parameter_in_matrix_style_breaks_by_its_name():
    sides = [
        with_parameters(
            ref("P", "parameters"),
            path=f"/v1/paints{{{name}}}",
            parameters={"P": path_parameter(name) | {"style": "matrix"}},
        )
        for name in ("shade", "tone")
    ]
    assert only(diff(*sides, audited=True)).rule == "parameter-renamed"


@pytest.mark.parametrize("style", ["label", "matrix"])
def test_an_exploded_list_in_a_path_that_becomes_one_value(style):
    """`;shade=red;shade=blue` is no value of `;shade=red`."""
    many = {"type": "array", "items": STRING}
    change = only(diff(*(_matrix("shade", schema, style=style, explode=True) for schema in (many, STRING))))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    joined = (_matrix("shade", schema, style=style, explode=False) for schema in (many, STRING))
    assert diff(*joined).verdict == "neutral"


@pytest.mark.parametrize("style", ["label", "matrix"])
def test_a_variable_that_comes_to_be_declared_with_a_sign_before_it_takes_no_other_text(style):
    undeclared = with_parameters(path="/v1/paints{shade}")
    assert only(diff(undeclared, _matrix("shade", STRING, style=style), audited=True)).cls == "breaking"
    assert diff(_matrix("shade", STRING, style=style), undeclared, audited=True).verdict == "additive"


@pytest.mark.parametrize("path", ["/v1/things", "/v1/things/{id}"])
def test_a_path_parameter_may_be_called_by_a_digit_that_is_no_number(path):
    """`²` is a digit to Python, and `int` does not read it."""
    base, revision = with_parameters(path_parameter("²"), path=path), with_parameters(path=path)
    for sides in ((base, revision), (revision, base)):
        assert any("²" in change.title for change in diff(*sides, audited=True).changes)
