"""Titles say what was edited, where it was edited, in words that stand in the description."""

from __future__ import annotations

import pytest

from apidiff.rules import rule
from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref, sent, told


def thing(**properties):
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize("keyword", [{"enum": ["lead"]}, {"const": "lead"}])
def test_one_value_is_named(keyword):
    change = only(diff(sent(thing(kind=STRING)), sent(thing(kind={**STRING, **keyword}))))
    assert change.title.endswith("limited to the value `lead`")
    change = only(diff(sent(thing(kind={**STRING, **keyword})), sent(thing(kind=STRING))))
    assert change.title.endswith("no longer limited to the value `lead`")


def test_two_values_are_named():
    change = only(diff(sent(thing(kind=STRING)), sent(thing(kind={**STRING, "enum": ["lead", "deal"]}))))
    assert change.title.endswith("limited to the values `lead` and `deal`")


def asking(*parameters, **more):
    return api({"/v1/things": {"get": {"parameters": list(parameters), "responses": ok(), **more}}})


@pytest.mark.parametrize("place", ["query", "cookie"])
def test_a_parameter_in_another_case_is_renamed(place):
    old, new = ({"name": name, "in": place, "schema": STRING} for name in ("userId", "userID"))
    change = only(diff(asking(old), asking(new), audited=True))
    assert (change.rule, change.cls, change.renamed_to) == ("parameter-renamed", "breaking", "userID")


def test_what_else_changed_of_a_parameter_in_another_case_is_told():
    old = {"name": "q", "in": "query", "schema": STRING}
    new = {"name": "Q", "in": "query", "schema": {**STRING, "maxLength": 3}}
    rules = {rule for rule, _, _ in told(diff(asking(old), asking(new), audited=True))}
    assert rules == {"parameter-renamed", "max-length-lowered"}


def test_a_parameter_that_moves_is_told_to_move():
    old, new = ({"name": name, "in": place, "schema": STRING} for name, place in (("Key", "query"), ("key", "header")))
    assert only(diff(asking(old), asking(new))).rule == "parameter-moved"


KEYS = {"a": {"type": "apiKey", "in": "header", "name": "X-A"}, "b": {"type": "apiKey", "in": "header", "name": "X-B"}}


def secured(*, own=None, whole=None, schemes=KEYS):
    paths = {
        "/mine": {"get": {"responses": ok(), **({} if own is None else {"security": own})}},
        "/other": {"get": {"responses": ok()}},
    }
    return api(paths, securitySchemes=schemes) | ({} if whole is None else {"security": whole})


def test_an_operation_that_drops_its_own_security_is_named():
    change = only(diff(secured(own=[], whole=[{"a": []}]), secured(whole=[{"a": []}]), audited=True))
    assert change.title == "Security of `GET /mine` tightened from `anonymous` to `a`"
    change = only(diff(secured(whole=[{"a": []}]), secured(whole=[{"b": []}])))
    assert "the API" in change.title


def test_the_flow_that_went_is_named():
    flow = {"tokenUrl": "https://id.example/token", "scopes": {"read:everything": "Read all of it", "write": "Write"}}
    flows = {"clientCredentials": flow, "password": {**flow, "scopes": {}}}
    less = {"clientCredentials": flow}
    sides = [secured(whole=[{"o": []}], schemes={"o": {"type": "oauth2", "flows": each}}) for each in (flows, less)]
    title = only(diff(*sides)).title
    assert "password" in title
    assert "clientCredentials" not in title


def test_values_of_a_tag_are_no_change_of_the_discriminator():
    def union(tag):
        kinds = {name: thing(kind=tag(name)) | {"required": ["kind"]} for name in ("Cat", "Dog")}
        mapping = {name: f"#/components/schemas/{name}" for name in kinds}
        one_of = {"oneOf": [ref(name) for name in kinds], "discriminator": {"propertyName": "kind", "mapping": mapping}}
        return sent(one_of, schemas=kinds)

    changes = diff(union(lambda name: {**STRING, "enum": [name]}), union(lambda _: STRING)).changes
    assert "discriminator-changed" not in {change.rule for change in changes}
    assert not any('"constant"' in change.title for change in changes)


def test_what_an_event_of_openapi_3_0_uses_is_used():
    def hook(schema):
        body = {"requestBody": {"content": {"application/json": {"schema": {"allOf": [ref("Base"), thing(b=STRING)]}}}}}
        event = {"x-webhooks": {"made": {"post": {**body, "responses": ok()}}}}
        return api(openapi="3.0.4", schemas={"Base": schema}) | event

    changes = diff(hook(thing(a=STRING)), hook(thing(a=STRING, c=STRING)), audited=True).changes
    assert not any(change.unreached for change in changes)


def test_the_method_of_an_event_is_told():
    def hook(method):
        return api(webhooks={"made": {method: {"requestBody": {"content": {}}, "responses": ok()}}})

    titles = {change.title for change in diff(hook("post"), hook("put")).changes}
    assert titles == {"Event `POST made` removed", "Event `PUT made` added"}


def test_an_extension_is_named_once():
    change = diff(api(), api() | {"x-team": {"name": "A"}}).changes[0]
    assert change.title == '`x-team` of the description set to `{"name":"A"}`'


def test_an_object_that_stays_closed_is_not_told_to_be_open():
    sides = [sent({**thing(a=STRING), keyword: False}) for keyword in ("additionalProperties", "unevaluatedProperties")]
    for old, new in (sides, sides[::-1]):
        comparison = diff(old, new, audited=True)
        assert comparison.verdict == "neutral"
        rules = {change.rule for change in comparison.changes}
        assert rules.isdisjoint({"additional-properties-opened", "additional-properties-closed"})


def test_what_is_no_prose_is_not_told_as_documentation():
    schemes = [{"h": {"type": "http", "scheme": scheme}} for scheme in ("bearer", "Bearer")]
    written = [secured(whole=[{"h": []}], schemes=each) for each in schemes]
    located = [
        received(STRING) | {"servers": [{"url": url}]} for url in ("https://a.example:443/v1", "https://A.example/v1")
    ]
    for sides in (written, located):
        (change,) = diff(*sides, audited=True).changes
        assert (change.rule, change.cls) == ("wire-form-rewritten", "neutral")
    prose = [received(STRING) | {"servers": [{"url": "https://a.example", "description": d}]} for d in "ab"]
    assert [change.rule for change in diff(*prose).changes] == ["documentation-changed"]


def hooked(security, schemes=KEYS):
    operation = {"requestBody": {"content": {}}, "responses": ok(), **({"security": security} if security else {})}
    return api(webhooks={"made": {"post": operation}}, securitySchemes=schemes)


def test_credentials_that_come_with_an_event_break_no_receiver():
    change = only(diff(hooked(None), hooked([{"a": []}]), audited=True))
    assert (change.rule, change.cls) == ("security-tightened", "additive")


@pytest.mark.parametrize("later", [None, [{"b": []}], [{"a": []}, {"b": []}]])
def test_credentials_that_a_receiver_may_miss_are_breaking(later):
    assert only(diff(hooked([{"a": []}]), hooked(later), audited=True)).cls == "breaking"


def test_several_names_of_one_place_are_told_in_the_plural():
    parts = {name: {"type": "object", "properties": {name: STRING}} for name in ("Buoy", "Cleat", "Dock")}
    base, revision = sent(STRING), sent(STRING, schemas=parts)
    (row,) = (c for c in diff(base, revision).changes if c.rule == "component-added")
    assert row.title == "Schemas `Buoy`, `Cleat` and `Dock` added to the components"
    mixed = sent(STRING, schemas=parts, responses={"Lost": {"description": "Lost."}})
    (row,) = (c for c in diff(base, mixed).changes if c.rule == "component-added")
    assert row.title.startswith("Components `")


def test_a_noun_before_two_names_is_plural_and_before_one_singular():
    scopes = rule("security-scope-added")
    params = {"name": "a", "holder": "`GET /a`"}
    assert scopes.title_for(params, ["a", "b"]).startswith("Scopes `a` and `b` added")
    assert scopes.title_for(params, ["a"]).startswith("Scope `a` added")


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({}, {"maxLength": 80}, "`maxLength` of the request body of `POST /v1/things` set to 80"),
        ({"maxLength": 80}, {}, "`maxLength` of the request body of `POST /v1/things` removed (was 80)"),
        ({"minimum": 8}, {"minimum": 9}, "`minimum` of the request body of `POST /v1/things` raised from 8 to 9"),
        ({}, {"pattern": "^a"}, '`pattern` of the request body of `POST /v1/things` set to `"^a"`'),
        ({"default": "a"}, {}, 'Default of the request body of `POST /v1/things` removed (was `"a"`)'),
    ],
)
def test_a_value_that_only_one_side_has_was_set_or_removed(before, after, title):
    assert [c.title for c in diff(sent(STRING | before), sent(STRING | after)).counted] == [title]


def test_a_title_says_of_several_places_what_is_true_of_all():
    def marked(tag, beta, meta="x-meta"):
        operation = {"responses": ok({"type": "object", meta: beta}), "x-meta": tag}
        return api({"/v1/things": {"get": operation}})

    (change,) = diff(marked("old", "yes"), marked("new", "no")).changes
    assert change.title == "`x-meta` of response `200` of `GET /v1/things` and 1 more place changed"
    (change,) = diff(marked("old", "old"), marked("new", "new")).changes
    assert change.title.endswith('and 1 more place changed from `"old"` to `"new"`')
    (change,) = diff(marked("old", "old", "x-flag"), marked("new", "new", "x-flag")).changes
    assert change.title.startswith("`x-flag` and `x-meta` of response `200` of `GET /v1/things` and 1 more place")


def test_a_rewrite_claims_the_same_values_only_where_nothing_else_changed():
    alone = {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}]}
    opened = {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["a", "b"]}]}
    base = {"type": "string", "enum": ["a", "b"]}
    (change,) = diff(sent(thing(v=base, w=base)), sent(thing(v=alone, w=alone))).counted
    assert change.title.endswith("rewritten, with the same values as before")
    titles = {c.title for c in diff(sent(thing(v=base, w=base)), sent(thing(v=opened, w=alone))).counted}
    assert not any("same values" in title for title in titles)
    assert any(title.endswith("rewritten as well, which by itself changes no value") for title in titles)


def test_a_rewrite_of_a_whole_with_an_edit_in_it_claims_no_same_values():
    base = thing(id=STRING, left=STRING)
    revision = {"allOf": [ref("Entity"), thing(left=STRING, right=STRING)]}
    changes = diff(received(ref("Item"), schemas={"Item": base}),
                   received(ref("Item"), schemas={"Item": revision, "Entity": thing(id=STRING)})).counted  # fmt: skip
    assert "`right` added to schema `Item`" in [change.title for change in changes]
    assert not any("same values" in change.title for change in changes)


def test_what_is_added_says_to_which_values_it_is_limited():
    sides = thing(), thing(state={"type": "string", "enum": ["open", "shut"]})
    assert "`state` added to response `200` of `GET /v1/things` with the values `open` and `shut`" in [
        change.title for change in diff(received(sides[0]), received(sides[1])).counted
    ]
    sides = thing(), thing(state=thing(since=STRING, until=STRING))
    assert "`state` added to response `200` of `GET /v1/things` with `since`, `until`" in [
        change.title for change in diff(received(sides[0]), received(sides[1])).counted
    ]


def test_two_tags_that_exchange_what_they_lead_to():
    """Each kind is told by its tag, and nothing is told to be the same as before."""
    schemas = {name: {"type": "object", "required": ["kind"], "properties": {"kind": STRING, field: STRING}}
               for name, field in (("Sail", "mast"), ("Steam", "funnel"))}  # fmt: skip

    def side(**tags):
        mapping = {tag: f"#/components/schemas/{name}" for tag, name in tags.items()}
        union = {"oneOf": [ref("Sail"), ref("Steam")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
        return sent(union, schemas=schemas)

    comparison = diff(side(a="Sail", b="Steam"), side(a="Steam", b="Sail"), audited=True)
    titles = [change.title for change in comparison.counted]
    assert any(title.startswith("`mast` removed from `kind a` of the request body") for title in titles)
    assert any(title.startswith("`funnel` removed from `kind b` of the request body") for title in titles)
    assert not any("same values" in title for title in titles)


def test_a_field_that_goes_with_the_map_that_held_it():
    def side(keywords):
        return sent({"type": "object", "properties": {"ships": {"type": "object", **keywords}}})

    hull = {"type": "object", "properties": {"size": STRING}}
    before = {"additionalProperties": {**hull, "properties": {**hull["properties"], "colour": STRING}}}
    comparison = diff(side(before), side({"patternProperties": {"^a": hull}}))
    titles = [change.title for change in comparison.counted]
    assert "`colour` removed from `ships.*` of the request body of `POST /v1/things`" in titles


def test_a_removed_media_type_is_missing_from_the_list_of_them():
    base, revision = (sent(STRING) for _ in range(2))
    content = base["paths"]["/v1/things"]["post"]["requestBody"]["content"]
    content["application/xml"] = {"schema": STRING}
    change = only(diff(base, revision))
    assert change.revision.pointer == "/paths/~1v1~1things/post/requestBody/content"


def test_a_parameter_of_a_shared_path_item_is_told_of_the_path_item():
    def orders(**more):
        tenant = {"name": "X-Tenant", "in": "header", "schema": STRING, **more}
        item = {"parameters": [tenant], "get": {"responses": ok()}}
        return api({"/v1/orders": ref("Orders", "pathItems")}, pathItems={"Orders": item})

    change = only(diff(orders(), orders(required=True), audited=True), "breaking")
    assert change.title == "Header `X-Tenant` of the shared path item `Orders` became required"


def test_a_header_of_a_shared_response_is_told_of_the_response():
    def errors(**headers):
        response = {"description": "Failed.", "headers": {name: {"schema": STRING} for name in headers}}
        paths = {"/v1/orders": {"get": {"responses": {"400": ref("Error", "responses")}}}}
        return api(paths, responses={"Error": response})

    title = only(diff(errors(retry=1, trace=1), errors(retry=1), audited=True)).title
    assert title == "Header `trace` removed from response `Error`"


def form(**encoding):
    encoding["headers"] = {"X-Hash": {"schema": STRING, "required": encoding.pop("required", False)}}
    media = {"schema": thing(file=STRING), "encoding": {"file": encoding}}
    operation = {"requestBody": {"content": {"multipart/form-data": media}}, "responses": {"204": {"description": ""}}}
    return api({"/v1/files": {"post": operation}})


def test_an_encoding_is_told_without_its_headers():
    base, revision = form(contentType="image/png"), form(contentType="image/gif")
    change = only(diff(base, revision, audited=True))
    assert change.title.endswith('changed from `{"contentType":"image/png"}` to `{"contentType":"image/gif"}`')
    beside = diff(base, form(contentType="image/gif", required=True), audited=True)
    assert change.id in {other.id for other in beside.changes}
    another = only(diff(base, form(contentType="image/bmp"), audited=True))
    assert change.id != another.id


def hook(security=None, responses=None):
    operation = {"responses": responses or {"200": {"description": "Taken."}}}
    webhooks = {"order.paid": {"post": operation if security is None else {**operation, "security": security}}}
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    return api(webhooks=webhooks, securitySchemes=schemes)


def test_the_hint_of_an_events_answer_speaks_of_who_takes_it():
    taken = {"description": "Taken."}
    dated = {**taken, "headers": {"H": {"schema": STRING}}}
    base, revision = hook(responses={"200": dated, "410": taken}), hook(responses={"200": taken})
    hints = {change.rule: change.hint for change in diff(base, revision, audited=True).changes}
    assert hints["response-removed"].startswith("Go on taking `410` as an answer")
    assert hints["response-header-removed"].startswith("Go on reading `H`")


def test_the_hint_of_an_events_credentials_speaks_of_who_sends_them():
    change = only(diff(hook([{"key": []}]), hook([]), audited=True))
    assert change.hint.startswith("Keep sending the old credentials with every delivery")


def test_alternatives_that_are_compared_as_a_whole_say_which_of_them_was_edited():
    def either(name):
        members = [thing(a=STRING), thing(**{name: STRING})]
        return sent({"oneOf": members, "unevaluatedProperties": False})

    changes = {change.rule: change for change in diff(either("b"), either("c")).counted}
    change = changes["composition-changed"]
    where = "(`b` and `c` in alternative `object`)"
    assert change.title == f"Composition of the request body of `POST /v1/things` {where} changed"


def in_versions(name, *, held):
    """A component that a body, a list and a field use, in three path versions; `held`: by a component of its own."""
    inner = {"type": "object", "properties": {"a": STRING}}
    shared = {"X": thing(sub=inner), "Y": thing(sub={"type": "object"})}
    holders = {f"Holder{each}": thing(field=ref(each)) for each in shared}
    bodies = {
        "/v1/a": ref(name),
        "/v2/a": thing(list={"type": "array", "items": ref(name)}),
        "/v3/a": ref(f"Holder{name}") if held else thing(field=ref(name)),
    }
    paths = {path: {"post": {"requestBody": content(body), "responses": ok()}} for path, body in bodies.items()}
    return api(paths, schemas=shared | holders)


@pytest.mark.parametrize("held", [False, True])
def test_each_path_version_names_a_place_of_its_own(held):
    comparison = diff(in_versions("X", held=held), in_versions("Y", held=held))
    titles = {c.path_version: c.title for c in comparison.changes if c.rule == "property-removed"}
    assert titles == {
        "v1": "`a` removed from `sub` of the request body of `POST /v1/a`",
        "v2": "`a` removed from `list[].sub` of the request body of `POST /v2/a`",
        "v3": "`a` removed from `field.sub` of the request body of `POST /v3/a`",
    }


@pytest.mark.parametrize("media", ["application/json;version=2", "application/json-patch+json"])
def test_a_media_type_beside_json_is_named(media):
    old, new = (thing(a=STRING), thing(a={**STRING, "maxLength": 3}))

    def takes(schema):
        body = {"content": {**content(STRING)["content"], **content(schema, media)["content"]}}
        return api({"/v1/things": {"post": {"requestBody": body, "responses": ok()}}})

    (change,) = told(diff(takes(old), takes(new)))
    assert change[2] == f"`maxLength` of `a` of `{media}` of the request body of `POST /v1/things` set to 3"


@pytest.mark.parametrize("media", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_json_is_not_named(media):
    sides = (
        api({"/v1/things": {"post": {"requestBody": content(schema, media), "responses": ok()}}})
        for schema in (thing(a=STRING), thing(a={**STRING, "maxLength": 3}))
    )
    assert only(diff(*sides)).title == "`maxLength` of `a` of the request body of `POST /v1/things` set to 3"


def test_an_extension_beside_responses_is_no_response():
    sides = (api({"/v1/things": {"get": {"responses": responses}}}) for responses in (ok(), ok() | {"x-foo": 1}))
    assert only(diff(*sides), "neutral").title == "`x-foo` of the responses of `GET /v1/things` set to `1`"


@pytest.mark.parametrize(("field", "called"), [("x-parts", "x-parts.Line"), ("$defs", "Line"), ("definitions", "Line")])
def test_a_part_of_a_component_is_named_by_the_way_to_it(field, called):
    def holding(**more):
        cart = {"type": "object", "properties": {"line": {"$ref": f"#/components/schemas/Cart/{field}/Line"}}}
        return sent(ref("Cart"), schemas={"Cart": {**cart, field: {"Line": {**thing(b=STRING), **more}}}})

    change = only(diff(holding(), holding(required=["b"])))
    assert change.title == f"`b` of `{called}` of schema `Cart` became required"


def test_a_part_that_is_an_extension_is_named():
    def holding(**more):
        cart = {**thing(line={"$ref": "#/components/schemas/Cart/x-line"}), "x-line": {**STRING, **more}}
        return sent(ref("Cart"), schemas={"Cart": cart})

    change = only(diff(holding(), holding(maxLength=3)))
    assert change.title == "`maxLength` of `x-line` of schema `Cart` set to 3"


def test_a_schema_of_which_a_keyword_moved_is_not_said_to_have_the_same_values_beside_a_break():
    fields = {"foo": STRING}, {"bar": {"type": "integer"}}
    flat = {"type": "object", "properties": fields[0] | fields[1], "additionalProperties": False}
    parts = [{"type": "object", "properties": each, "additionalProperties": False} for each in fields]
    found = diff(sent(ref("W"), schemas={"W": flat}), sent(ref("W"), schemas={"W": {"allOf": parts}}))
    assert found.verdict == "breaking"
    assert not [change.title for change in found.changes if "the same values" in change.title]
