"""Which operations of two descriptions stand for the same exchange, and what an edit beside them does not touch."""

from __future__ import annotations

import random

import pytest

from apidiff.api import contract
from apidiff.comparing.operations import pairing
from apidiff.comparing.operations.operations import operations
from apidiff.comparing.operations.pairing import pair_operations
from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, content, diff, ok, only, told
from tests.laws.exchanges import shuffled

INTEGER = {"type": "integer"}
URL, OTHER = "{$request.body#/url}", "{$request.body#/other}"


def get(schema=STRING, **more):
    return {"get": {"responses": ok(schema), **more}}


def at(name, schema=STRING):
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": schema}]}


def titled(document, title="Another"):
    return document | {"info": {"title": title, "version": "1"}}


def paired(base, revision):
    sides = contract(base), contract(revision)
    found = pair_operations(*sides, *(operations(side, Policy()) for side in sides))
    return (
        {match.old.name: match.new.name for match in found.matches},
        {match.old.name for match in found.matches if match.moved},
        [operation.name for operation in found.removed],
        [operation.name for operation in found.added],
    )


# Twin templates: two paths that differ in the names of their variables alone


def twins(first=INTEGER, second=STRING, names=("number", "label")):
    return {
        f"/crates/{{{names[0]}}}": get(INTEGER, **at(names[0], first)),
        f"/crates/{{{names[1]}}}": get(STRING, **at(names[1], second)),
    }


@pytest.mark.parametrize("edit", [titled, lambda d: d | {"tags": [{"name": "a"}]}])
def test_an_edit_elsewhere_touches_no_twin(edit):
    comparison = diff(api(twins()), edit(api(twins())), audited=True)
    assert {change.rule for change in comparison.changes} == {"documentation-changed"}


def test_twins_in_another_order_are_the_same():
    turned = dict(reversed(twins().items()))
    assert diff(api(twins()), titled(api(turned)), audited=True).verdict == "neutral"


def test_of_two_twins_the_one_that_changed_is_named():
    change = only(diff(api(twins()), api(twins(second=INTEGER))))
    assert change.operations == ("GET /crates/{label}",)


@pytest.mark.parametrize("gone", ["number", "label"])
def test_of_two_twins_the_one_that_is_gone_is_named(gone):
    rest = {path: item for path, item in twins().items() if gone not in path}
    change = only(diff(api(twins()), api(rest)))
    assert (change.rule, change.operations) == ("operation-removed", (f"GET /crates/{{{gone}}}",))
    assert only(diff(api(rest), api(twins()))).rule == "operation-added"


def test_renamed_twins_are_known_by_what_they_take_and_answer():
    comparison = diff(api(twins()), api(twins(names=("zone", "area"))), audited=True)
    assert {change.rule for change in comparison.changes if change.lens == "wire"} <= {"wire-form-rewritten"}
    assert comparison.verdict == "neutral"


def test_a_path_parameter_by_another_name_is_on_no_wire():
    comparison = diff(api({"/crates/{id}": get(**at("id"))}), api({"/crates/{key}": get(**at("key"))}), audited=True)
    assert [(c.rule, c.lens) for c in comparison.changes] == [("path-parameter-renamed", "client-library")]


# Variables that nothing declares

DECLARED = {
    "any text": (STRING, "neutral"),
    "text that is not empty": (STRING | {"minLength": 1}, "neutral"),
    "anything": (True, "neutral"),
    "some text": (STRING | {"maxLength": 4}, "breaking"),
    "integers": (INTEGER, "breaking"),
    "listed values": (STRING | {"enum": ["a"]}, "breaking"),
    "nothing": (False, "breaking"),
}


@pytest.mark.parametrize(("schema", "expected"), DECLARED.values(), ids=DECLARED)
def test_an_undeclared_variable_that_gets_declared(schema, expected):
    base, revision = api({"/crates/{id}": get()}), api({"/crates/{id}": get(**at("id", schema))})
    found = diff(base, revision, audited=True)
    assert found.verdict == expected
    assert {change.rule for change in found.changes} == {"path-parameter-declared"}
    assert diff(revision, base, audited=True).verdict in ("neutral", "additive")


def test_only_the_variable_that_was_undeclared_is_told():
    base = api({"/a/{x}/b/{y}": get(**at("x"))})
    both = {"parameters": at("x")["parameters"] + at("y", INTEGER)["parameters"]}
    assert only(diff(base, api({"/a/{x}/b/{y}": get(**both)}))).name == "y"


def test_a_path_parameter_of_an_event_says_nothing():
    base, other, none = (api(webhooks={"moved": get(**p)}) for p in (at("id"), at("id", INTEGER), {}))
    assert diff(base, none, audited=True).verdict == "neutral"
    assert diff(base, other, audited=True).verdict == "neutral"


# The same URL, divided otherwise


def behind(url, paths):
    return api(paths) | {"servers": [{"url": url}]}


def test_a_prefix_that_moves_from_the_server_into_the_paths_changes_nothing():
    base = behind("https://yard.example/v1", {"/docks/{id}": get(**at("id"))})
    revision = behind("https://yard.example", {"/v1/docks/{id}": get(**at("id"))})
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_prefix_that_moves_is_called_another_way_of_writing():
    comparison = diff(behind("/v1", {"/docks": get()}), behind("/", {"/v1/docks": get()}))
    assert {change.rule for change in comparison.changes} == {"wire-form-rewritten"}


def test_beside_a_path_that_has_its_old_name_the_url_decides():
    base = behind("/v1", {"/docks": get(STRING)})
    revision = behind("/", {"/v1/docks": get(STRING), "/docks": get(INTEGER)})
    assert paired(base, revision) == ({"GET /docks": "GET /v1/docks"}, set(), [], ["GET /docks"])
    assert diff(base, revision, audited=True).verdict == "additive"


def test_an_operation_with_a_server_of_its_own_is_found_there():
    base = behind("/", {"/v2/docks": get(INTEGER)})
    revision = behind("/", {"/docks": get(INTEGER, servers=[{"url": "/v2"}])})
    assert paired(base, revision)[0] == {"GET /v2/docks": "GET /docks"}


def test_another_server_alone_leaves_the_paths_paired():
    base, revision = behind("/a", {"/docks": get()}), behind("/b", {"/docks": get()})
    assert paired(base, revision) == ({"GET /docks": "GET /docks"}, set(), [], [])
    assert only(diff(base, revision)).rule == "server-changed"


# Moved operations

NAMED = {"type": "object", "properties": {"length": INTEGER}}


@pytest.mark.parametrize("ids", [("docks", "docks"), ("get_v1_docks", "get_v1_harbour_docks")])
def test_an_operation_that_moved_is_one_change(ids):
    base = api({"/v1/docks/{id}": get(NAMED, operationId=ids[0], **at("id"))})
    revision = api({"/v1/harbour/docks/{id}": get(NAMED, operationId=ids[1], **at("id"))})
    changes = [c for c in diff(base, revision, audited=True).changes if c.lens == "wire" and c.cls != "neutral"]
    assert [(c.rule, c.operations) for c in changes] == [("operation-renamed", ("GET /v1/docks/{id}",))]


PLAIN_MOVES = {
    "one segment more": ("/v1/docks/{id}", "/v1/harbour/docks/{id}"),
    "one more at the end": ("/v1/docks", "/v1/docks/all"),
    "a spelling": ("/v1/docks/{id}/un-moor", "/v1/docks/{id}/unmoor"),
    "a plural": ("/v1/dock/{id}", "/v1/docks/{id}"),
}


@pytest.mark.parametrize(("old", "new"), PLAIN_MOVES.values(), ids=PLAIN_MOVES)
def test_one_that_answers_nothing_is_known_by_its_path(old, new):
    def described(path):
        done = {"responses": {"204": {"description": "Done"}}}
        return api({path: {"delete": done | (at("id") if "{id}" in path else {})}})

    for first, second in ((old, new), (new, old)):
        change = only(diff(described(first), described(second), audited=True))
        assert (change.rule, change.operations) == ("operation-renamed", (f"DELETE {first}",))


@pytest.mark.parametrize(
    ("gone", "came"),
    [
        (["/v1/docks/{id}"], ["/v1/ships/{id}"]),
        (["/v1/docks/{id}"], ["/v1/docks/{id}/moor", "/v1/harbour/docks/{id}"]),
        (["/v1/{id}"], ["/v1/docks/{id}"]),
        (["/v1/docks/{id}"], ["/v1/docks/{id}/{other}"]),
    ],
)
def test_one_that_answers_nothing_and_could_be_several_or_another_is_none(gone, came):
    def described(paths):
        return api({path: {"post": {"responses": {"204": {"description": "Done"}}}} for path in paths})

    assert paired(described(gone), described(came))[0] == {}


def test_a_move_to_another_server_is_told_as_such():
    base = behind("/a", {"/docks": get(NAMED, operationId="docks")})
    revision = behind("/b", {"/piers": get(NAMED, operationId="docks")})
    assert {rule for rule, _, _ in told(diff(base, revision))} == {"operation-renamed", "server-changed"}


def test_what_could_be_several_is_none():
    base = api({"/v1/docks/left": get(NAMED)})
    revision = api({"/v1/harbour/docks": get(NAMED), "/v1/coast/docks": get(NAMED)})
    assert paired(base, revision)[0] == {}


def crowd(count, prefix, schema, *, ids=False):
    return api(
        {
            f"/v1/{prefix}/depot{n}/items": get(schema(n), **({"operationId": f"depot{n}"} if ids else {}))
            for n in range(count)
        }
    )


CROWDS = {
    "known by their ids": (lambda _: STRING, True, 1.0),
    "known by their content": (lambda n: {"type": "object", "properties": {f"p{n}": STRING}}, False, 1.0),
    "all with one content": (lambda _: NAMED, False, 1.0),
}


@pytest.mark.parametrize(("schema", "ids", "share"), CROWDS.values(), ids=CROWDS)
def test_pairing_many_moved_operations_is_near_linear(monkeypatch, schema, ids, share):
    looked = {"share a word": 0, "content": 0}

    def counting(name, function):
        def counted(*operations):
            looked[name] += 1
            return function(*operations)

        return counted

    monkeypatch.setattr(pairing, "_share_a_word", counting("share a word", pairing._share_a_word))
    monkeypatch.setattr(pairing, "_content", counting("content", pairing._content))
    for count in (100, 1_000):
        looked |= dict.fromkeys(looked, 0)
        matched, moved, *_ = paired(crowd(count, "old", schema, ids=ids), crowd(count, "new", schema, ids=ids))
        assert len(matched) == len(moved) == share * count
        assert all(old.replace("/old/", "/new/") == new for old, new in matched.items())
        assert sum(looked.values()) <= 10 * count


def test_what_says_too_little_is_compared_no_further():
    base, revision = crowd(300, "old", lambda _: NAMED), crowd(300, "new", lambda _: NAMED)
    revision["paths"] = {path.replace("depot", "stock"): item for path, item in revision["paths"].items()}
    assert paired(base, revision)[0] == {}


# Callbacks


def calling(listed, kind="operation", **components):
    operation = {"responses": ok(), "callbacks": listed}
    if kind == "operation":
        return api({"/v1/docks": {"post": operation}}, **components)
    return api({"/v1/docks": get()}, webhooks={"sunk": {"post": operation}}, **components)


def sending(schema=STRING, **more):
    return {"post": {"requestBody": content(schema), "responses": ok(), **more}}


ADDRESSES = {
    "another field of the body": (URL, OTHER),
    "another parameter": ("{$request.query.a}", "{$request.query.b}"),
    "another path at the address": (URL + "/done", URL + "/ended"),
    "a fixed address": ("https://a.example/hook", "https://b.example/hook"),
    "a query in another case": ("{$request.query.Url}", "{$request.query.url}"),
    "a member in another case": ("{$request.body#/header.X-Url}", "{$request.body#/header.x-url}"),
    "another header": ("{$request.header.X-Url}", "{$request.header.X-Uri}"),
    "a path in another case": ("https://a.example/Hook", "https://a.example/hook"),
    "a user in another case": ("https://Me@a.example/hook", "https://me@a.example/hook"),
    "out of an expression": ("{$request.query.at}/../hook", "hook"),
    "an encoded slash": ("https://a.example/b%2fc", "https://a.example/b/c"),
    "signs that stand for an expression": ("https://a.example/\ue0010\ue002", "https://a.example/{$request.query.at}"),
    "a text behind an expression": ("https://{$request.query.at}A/b", "https://{$request.query.at}a/b"),
}
SAME_ADDRESSES = {
    "a header in another case": ("{$request.header.X-Url}", "{$request.header.x-url}"),
    "one within a text": ("https://{$response.header.HOST}/Done", "https://{$response.header.Host}/Done"),
    "one that is not embedded": ("$request.header.Callback", "$request.header.callback"),
    "a host in another case": ("HTTPS://me@Hooks.example/Done", "https://me@hooks.example/Done"),
    "dot segments": ("https://a.example/{$request.query.at}/./a/../b", "https://a.example/{$request.query.at}/b"),
    "an IRI": ("https://b\u00fccher.example/\u00e9", "https://xn--bcher-kva.example/%c3%a9"),
    "a default port": ("https://a.example:443/{$request.body#/a~1b}", "https://a.example/{$request.body#/a~1b}"),
    "no path": ("https://a.example", "https://a.example/"),
    "a scheme before an expression": ("HTTPS://{$request.query.at}/Done", "https://{$request.query.at}/Done"),
}


@pytest.mark.parametrize(("old", "new"), SAME_ADDRESSES.values(), ids=SAME_ADDRESSES)
def test_a_header_and_a_host_of_a_callbacks_address_have_no_case(old, new):
    other = {"{$request.body#/other}": sending()}
    for more in ({}, other):
        base, revision = (calling({"moved": {url: sending(), **more}}) for url in (old, new))
        assert diff(base, revision, audited=True).verdict == "neutral"
    change = only(diff(*(calling({"moved": {u: sending(s)}}) for u, s in ((old, INTEGER), (new, STRING)))))
    assert change.rule == "type-changed"


@pytest.mark.parametrize("kind", ["operation", "event"])
@pytest.mark.parametrize(("old", "new"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_callback_to_another_address_is_breaking(old, new, kind):
    base, revision = (calling({"moved": {url: sending()}}, kind) for url in (old, new))
    change = only(diff(base, revision, audited=True))
    assert (change.rule, change.cls, change.name) == ("callback-address-changed", "breaking", "moved")


def test_a_variable_in_a_callbacks_address_is_one_of_a_path():
    def side(name, schema):
        address = f"{{$request.query.url}}/crates/{{{name}}}"
        return calling({"moved": {address: sending(parameters=at(name, schema)["parameters"] if schema else [])}})

    assert diff(side("id", STRING), side("key", STRING), audited=True).verdict == "neutral"
    # The server sends what stands in it.
    assert only(diff(side("id", INTEGER), side("id", STRING))).cls == "breaking"
    assert only(diff(side("id", None), side("id", INTEGER))).cls == "additive"
    assert only(diff(side("id", INTEGER), side("id", None))).cls == "breaking"
    assert diff(side("id", None), side("id", STRING), audited=True).verdict == "neutral"


def test_one_of_several_addresses_may_be_added():
    base, revision = calling({"moved": {URL: sending()}}), calling({"moved": {URL: sending(), OTHER: sending()}})
    assert only(diff(base, revision)).rule == "callback-added"
    assert only(diff(revision, base)).rule == "callback-removed"


def test_what_is_sent_is_compared_at_another_address_too():
    base, revision = calling({"moved": {URL: sending(STRING)}}), calling({"moved": {OTHER: sending(INTEGER)}})
    assert {rule for rule, _, _ in told(diff(base, revision))} == {"callback-address-changed", "type-changed"}


NESTING = {
    "in an operation": (lambda inner: calling(inner), "from-server"),
    "in a callback": (lambda inner: calling({"moved": {URL: sending(callbacks=inner)}}), "to-server"),
    "in an event": (lambda inner: calling(inner, "event"), "to-server"),
    "in a callback of an event": (
        lambda inner: calling({"moved": {URL: sending(callbacks=inner)}}, "event"), "from-server",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("around", "direction"), NESTING.values(), ids=NESTING)
@pytest.mark.parametrize("shared", [False, True])
def test_a_callback_is_compared_wherever_it_stands(around, direction, shared):
    def side(schema):
        callback = {URL: sending(schema)}
        if not shared:
            return around({"heard": callback})
        document = around({"heard": {"$ref": "#/components/callbacks/Heard"}})
        return document | {"components": {"callbacks": {"Heard": callback}}}

    narrow, wide = side(STRING | {"maxLength": 3}), side(STRING)
    change = only(diff(wide, narrow, audited=True))
    assert (change.rule, [impact.direction for impact in change.impacts]) == ("max-length-lowered", [direction])
    assert change.operations[0].startswith("callback heard of ")
    # What the server receives, it may take more of; what it sends, clients may not expect more of.
    assert only(diff(wide, narrow)).cls == ("breaking" if direction == "to-server" else "additive")
    assert only(diff(narrow, wide)).cls == ("additive" if direction == "to-server" else "breaking")


def test_the_callbacks_of_a_moved_operation_move_with_it():
    base, revision = calling({"moved": {URL: sending(NAMED)}}), calling({"moved": {URL: sending(NAMED)}})
    base["paths"]["/v1/docks"]["post"]["operationId"] = "docks"
    revision["paths"] = {"/v1/piers": base["paths"]["/v1/docks"]}
    assert [rule for rule, _, _ in told(diff(base, revision, audited=True))] == ["operation-renamed"]


def test_a_callback_moved_into_components_changes_nothing():
    base = calling({"moved": {URL: sending()}})
    revision = calling({"moved": {"$ref": "#/components/callbacks/Moved"}}, callbacks={"Moved": {URL: sending()}})
    assert diff(base, revision, audited=True).verdict == "neutral"
    assert diff(revision, base, audited=True).verdict == "neutral"


# Extensions where a pattern names the members


@pytest.mark.parametrize("sides", [({"a": 1}, {"a": 2}), (None, {"a": 1}), ({"get": {}}, None)])
def test_an_extension_is_neutral_beside_paths_responses_and_callbacks(sides):
    def side(value):
        extension = {} if value is None else {"x-team": value}
        callbacks = {"moved": {URL: sending() | extension, **extension}}
        operation = {"responses": ok() | extension, "callbacks": callbacks}
        return api({"/v1/docks": {"post": operation} | extension, **extension})

    comparison = diff(*map(side, sides), audited=True)
    assert {(change.rule, change.cls) for change in comparison.changes} == {("extension-changed", "neutral")}


def test_a_webhook_named_as_an_extension_is_an_event():
    base, revision = (api(webhooks={"x-sunk": sending(schema)}) for schema in (STRING, INTEGER))
    assert only(diff(base, revision)).operations == ("webhook x-sunk",)
    assert only(diff(base, api())).rule == "event-removed"


def test_webhooks_of_3_0_are_those_of_3_1():
    def old(schema):
        return api(openapi="3.0.3") | {"x-webhooks": {"sunk": sending(schema)}}

    assert only(diff(old(STRING), old(INTEGER))).operations == ("webhook sunk",)
    assert diff(old(STRING), api(webhooks={"sunk": sending()}), audited=True).verdict == "neutral"


# Order


def test_operations_are_named_in_one_order_whatever_that_of_the_description():
    shared = {"$ref": "#/components/schemas/S"}
    paths = {f"/v1/{name}": {m: {"responses": ok(shared)} for m in ("post", "get")} for name in ("b", "a", "c")}
    hooks = {name: sending(shared) for name in ("z", "y")}
    base, revision = (api(paths, webhooks=hooks, schemas={"S": schema}) for schema in (STRING, INTEGER))
    expected = diff(base, revision).to_dict()["changes"]
    names = [name for name in expected[0]["impacts"][0]["operations"] if "webhook" not in name]
    assert names == [f"{method} /v1/{path}" for path in "abc" for method in ("GET", "POST")]
    for seed in range(5):
        turned = shuffled(base, random.Random(seed)), shuffled(revision, random.Random(seed + 10))
        assert diff(*turned).to_dict()["changes"] == expected


def test_what_an_operation_by_reference_leads_to_is_compared():
    def side(schema):
        return api({"/docks": {"get": {"$ref": "#/x-operations/Docks"}}}) | {
            "x-operations": {"Docks": {"responses": ok(schema)}}
        }

    assert only(diff(side(STRING), side(INTEGER))).rule == "type-changed"
    assert diff(side(STRING), api({"/docks": get()}), audited=True).verdict == "neutral"


def _crates(**operations):
    """Operations of one URL, each with the name of the variable before its own; a text is the type of the answer."""
    paths = {}
    for name, more in operations.items():
        variable, method = name.split("_")
        schema = {"type": more} if isinstance(more, str) else STRING
        operation = {"responses": ok(schema), **at(variable)}
        paths.setdefault(f"/v1/crates/{{{variable}}}", {})[method] = operation
    return api(paths)


JOINED = {
    "two": (_crates(id_get=1, key_delete=1), _crates(id_get=1, id_delete=1)),
    "under a third name": (_crates(id_get=1, key_delete=1), _crates(crate_get=1, crate_delete=1)),
    "some of them": (_crates(id_get=1, key_delete=1, key_put=1), _crates(id_get=1, id_put=1, key_delete=1)),
    "crosswise": (_crates(id_get=1, key_delete=1), _crates(key_get=1, id_delete=1)),
}


@pytest.mark.parametrize("sides", JOINED.values(), ids=list(JOINED))
def test_path_items_of_one_template_may_be_joined_and_divided(sides):
    for base, revision in (sides, sides[::-1]):
        found = diff(base, revision, audited=True)
        assert found.verdict == "neutral", [change.title for change in found.changes]
        assert {change.rule for change in found.changes} <= {"path-parameter-renamed", "wire-form-rewritten"}


def test_what_changes_in_path_items_that_are_joined_is_told_where_it_is():
    base = _crates(id_get="string", key_delete="string")
    change = only(diff(base, _crates(id_get="string", id_delete="integer"), audited=True))
    assert (change.rule, change.operations) == ("type-changed", ("DELETE /v1/crates/{key}",))


def test_a_field_of_another_version_in_path_items_that_are_joined_is_undecided():
    base, revision = JOINED["two"]
    base = titled(base, "T")
    items = {path: dict(item) for path, item in base["paths"].items()}
    items["/v1/crates/{key}"]["schemes"] = True
    change = only(diff(base | {"paths": items}, revision, audited=True))
    assert (change.cls, change.undecided) == ("breaking", True)
