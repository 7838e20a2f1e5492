"""Whatever a client can name goes only after its notice, wherever the recorded releases have it."""

from __future__ import annotations

import copy
from datetime import date, timedelta

import pytest

from apidiff.api import compare, contract
from apidiff.governing.deprecation import History, Told, date_refusals, past_sunset, sunset_refusals
from apidiff.model.policy import Policy, Scope, Stability
from tests.comparing.describing import api, content, ok

ON = date(2026, 6, 30)
POLICY = Policy(sunset_days=90)
MARK = {"deprecated": True}


def days_ago(days):
    return ON - timedelta(days=days)


def described(*, mark=None, at="", without=""):
    """An operation with one of everything; `mark` stands at the part `at`, and the part `without` is gone."""

    def part(name, value):
        return {} if name == without else {**value, **(mark or {})} if name == at else value

    parameters = [{"name": "page", "in": "query", "schema": {"type": "integer"}}]
    if without != "parameter":
        parameters.insert(0, part("parameter", {"name": "sort", "in": "query", "schema": {"type": "string"}}))
    listed = part("parameters' values", {"type": "string", "enum": ["a", "b"]})
    if without == "value":
        listed = {"type": "string", "enum": ["a"]}
    elif at == "value":
        listed |= {"x-deprecated-values": ["b"]}
    choices = [{"const": "x"}, part("alternative", {"const": "y"})]
    fields = {
        "field": part("field", {"type": "string"}),
        "kind": listed,
        "form": {"oneOf": [choice for choice in choices if choice]},
    }
    body = {"type": "object", "properties": {name: value for name, value in fields.items() if value}}
    headers = {"X-Left": part("header", {"schema": {"type": "integer"}})}
    sent = {"application/json": {"schema": {"type": "object"}}, "text/csv": part("media type", {"schema": {}})}
    responses = ok(headers={name: value for name, value in headers.items() if value})
    responses["200"]["content"] = {name: value for name, value in sent.items() if value}
    responses |= {"404": part("response", {"description": "not there"})} if without != "response" else {}
    post = {"parameters": parameters, "requestBody": content(body), "responses": responses}
    paths = {"/v1/things": {"post": part("operation", post)} if without != "operation" else {}}
    paths["/v1/others"] = {"get": {"operationId": "listOthers", "responses": {"204": {"description": "nothing"}}}}
    return api(paths)


PARTS = ("operation", "parameter", "field", "header", "value", "alternative")


def documents(releases):
    return [Told(released, contract(document).document) for released, document in releases]


def asked(revision, *releases, **options):
    """The messages of the refusals on a day, for releases as days before it with what they described."""
    return [refusal.message for refusal in refused(revision, *releases, **options)]


def refused(revision, *releases, is_base_recorded=True, policy=POLICY):
    """The same, as refusals."""
    recorded = documents([(days_ago(days), document) for days, document in releases])
    comparison = compare(contract(releases[0][1]), contract(revision), policy)

    def history():
        first, *older = recorded
        return History([first._replace(is_heard=is_base_recorded), *older], is_base_recorded=is_base_recorded)

    found = sunset_refusals(comparison.changes, history(), ON, policy)
    dated = date_refusals(comparison.changes, lambda: contract(revision).document, history(), ON, policy)
    return [refusal for refusals in (*found.values(), *dated.values()) for refusal in refusals]


@pytest.mark.parametrize("part", PARTS)
def test_what_was_never_deprecated_is_refused(part):
    (message,) = asked(described(without=part), (10, described()), (400, described()))
    assert message.endswith("is removed and was never deprecated")


@pytest.mark.parametrize("part", PARTS)
def test_what_was_deprecated_long_enough_may_go(part):
    marked = described(mark=MARK, at=part)
    assert asked(described(without=part), (10, marked), (95, marked), (400, described())) == []


@pytest.mark.parametrize("part", PARTS)
def test_what_was_deprecated_lately_is_refused(part):
    marked = described(mark=MARK, at=part)
    (message,) = asked(described(without=part), (10, marked), (40, marked), (95, described()))
    assert message.endswith("is removed 40 days after the deprecation")


@pytest.mark.parametrize("part", ["response", "media type"])
def test_what_has_no_mark_is_only_held_to_the_day_that_was_given(part):
    assert asked(described(without=part), (10, described())) == []
    dated = described(mark={"x-sunset": "2026-07-10"}, at=part)
    (message,) = asked(described(without=part), (10, dated))
    assert message.endswith("is removed before the announced sunset")
    assert asked(described(without=part), (100, described(mark={"x-sunset": "2026-06-10"}, at=part))) == []


WORDS = {
    "parameter": "query parameter `sort` of `POST /v1/things`",
    "field": "`field` of the request body of `POST /v1/things`",
    "header": "header `X-Left` of response `200` of `POST /v1/things`",
    "value": "the value `b` of `kind` of the request body of `POST /v1/things`",
    "alternative": "the value `y` of `form` of the request body of `POST /v1/things`",
}


@pytest.mark.parametrize(("part", "words"), WORDS.items(), ids=WORDS)
def test_each_is_called_by_its_name(part, words):
    (message,) = asked(described(without=part), (10, described()))
    assert message == f"{words} is removed and was never deprecated"


def test_the_parts_of_what_is_deprecated_are_announced_with_it():
    marked = described(mark=MARK, at="operation")
    for part in PARTS:
        assert asked(described(without=part), (10, marked), (100, marked)) == []


def test_another_place_for_an_operation_is_its_removal():
    moved = described()
    moved["paths"]["/v1/new"] = moved["paths"].pop("/v1/others")
    (message,) = asked(moved, (10, described()))
    assert message.startswith("`GET /v1/others` is removed and was never deprecated (as `GET /v1/new`")


def component(document, name="Thing"):
    """The same description with the request body as a component."""
    made = copy.deepcopy(document)
    holder = made["paths"]["/v1/things"]["post"]["requestBody"]["content"]["application/json"]
    made["components"] = {"schemas": {name: holder["schema"]}}
    holder["schema"] = {"$ref": f"#/components/schemas/{name}"}
    return made


def in_parts(document):
    """The same description with the request body put together by `allOf`, its fields in a component of their own."""
    made = copy.deepcopy(document)
    holder = made["paths"]["/v1/things"]["post"]["requestBody"]["content"]["application/json"]
    made["components"] = {"schemas": {"Part": holder["schema"]}}
    holder["schema"] = {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/Part"}]}
    return made


@pytest.mark.parametrize("now", [lambda document: document, component, in_parts], ids=["inline", "named", "parts"])
@pytest.mark.parametrize(
    "then",
    [lambda document: document, component, lambda document: component(document, "Other"), in_parts],
    ids=["inline", "named", "named otherwise", "parts"],
)
@pytest.mark.parametrize("part", ["field", "value", "alternative"])
def test_a_field_is_found_by_its_names_however_it_was_written(part, then, now):
    marked = described(mark=MARK, at=part)
    releases = (10, now(marked)), (100, then(marked))
    assert asked(now(described(without=part)), *releases) == []
    releases = (10, now(marked)), (100, then(described()))
    assert asked(now(described(without=part)), *releases) != []


def test_a_parameter_is_found_in_any_order_and_for_all_operations_of_its_path():
    marked = described(mark=MARK, at="parameter")
    older = copy.deepcopy(marked)
    operation = older["paths"]["/v1/things"]["post"]
    older["paths"]["/v1/things"]["parameters"] = operation.pop("parameters")[::-1]
    assert asked(described(without="parameter"), (10, marked), (100, older)) == []
    assert asked(described(without="parameter"), (10, older), (100, marked)) == []


def test_a_header_is_found_in_another_case():
    marked = described(mark=MARK, at="header")
    older = copy.deepcopy(marked)
    headers = older["paths"]["/v1/things"]["post"]["responses"]["200"]["headers"]
    headers["x-left"] = headers.pop("X-Left")
    assert asked(described(without="header"), (10, marked), (100, older)) == []


def sending(headers=None, **fixed):
    """The operations, one of which answers with headers: those given, or such as have one value."""
    made = described()
    schemas = {name: {"type": "string", "const": value} for name, value in fixed.items()} | (headers or {})
    responses = made["paths"]["/v1/others"]["get"]["responses"]
    responses["204"]["headers"] = {name: {"schema": schema} for name, schema in schemas.items()}
    return made


JUNE, JULY = "Mon, 15 Jun 2026 23:59:59 GMT", "Wed, 15 Jul 2026 23:59:59 GMT"


def test_the_headers_of_a_response_announce_where_their_value_is_fixed():
    gone = described()
    gone["paths"]["/v1/others"] = {}
    assert asked(gone, (10, sending(Sunset=JUNE)), (100, sending(sunset=JUNE))) == []
    later = {"type": "string", "enum": [JULY]}
    (message,) = asked(gone, (10, sending({"Sunset": later})))
    assert message == "`GET /v1/others` is removed before the announced sunset"
    (message,) = asked(gone, (100, sending({"Sunset": {"type": "string"}, "Deprecation": {"type": "string"}})))
    assert message == "`GET /v1/others` is removed and was never deprecated"


def shared(day):
    """The same, of a header that is a component of another name."""
    made = sending()
    headers = made["paths"]["/v1/others"]["get"]["responses"]["204"]["headers"]
    headers["Sunset"] = {"$ref": "#/components/headers/End"}
    return made | {"components": {"headers": {"End": {"schema": {"type": "string", "const": day}}}}}


@pytest.mark.parametrize("with_sunset", [lambda day: sending(Sunset=day), shared], ids=["inline", "shared"])
def test_a_sunset_that_a_header_moves_is_held_to_what_was_announced(with_sunset):
    moved = "the sunset of `GET /v1/others` is moved to 2026-06-15, earlier than 2026-07-15, which was announced"
    assert asked(with_sunset(JUNE), (100, with_sunset(JULY))) == [moved]
    assert asked(with_sunset(JULY), (100, with_sunset(JUNE))) == []


def test_a_header_that_comes_needs_notice_for_its_day():
    (message,) = asked(sending(Sunset=JULY), (100, described()))
    assert message.startswith("the sunset of `GET /v1/others`, 2026-07-15, leaves less than 90 days of notice")
    deprecated = described()
    deprecated["paths"]["/v1/others"]["get"]["deprecated"] = True
    both = sending(Sunset=JULY)
    both["paths"]["/v1/others"]["get"]["deprecated"] = True
    assert asked(both, (100, deprecated)) == []
    (message,) = asked(both, (10, deprecated))
    assert "leaves less than 90 days of notice" in message


@pytest.mark.parametrize("name", ["Sunset", "Deprecation"])
def test_a_header_that_is_sent_with_no_date_is_refused(name):
    (message,) = asked(sending(**{name: "soon"}), (100, described()))
    assert message == "the date that is announced for `GET /v1/others` is none: `soon`"


def test_of_several_days_that_headers_give_the_last_one_is_held():
    gone, several = described(), sending(Sunset=JULY)
    gone["paths"]["/v1/others"] = {}
    more = {"description": "not there", "headers": {"Sunset": {"schema": {"const": JUNE}}}}
    several["paths"]["/v1/others"]["get"]["responses"] |= {"404": more}
    (message,) = asked(gone, (100, several))
    assert message == "`GET /v1/others` is removed before the announced sunset"


def test_what_the_receiver_of_an_event_answers_is_no_announcement_of_the_event():
    event = {"responses": {"204": {"description": "read", "headers": {"Sunset": {"schema": {"const": JUNE}}}}}}
    (message,) = asked(api(), (100, api(webhooks={"lead.won": {"post": event}})))
    assert message == "`webhook lead.won` is removed and was never deprecated"


def test_a_deprecation_that_is_dated_begins_on_its_day():
    marked = described(mark=MARK | {"x-deprecated-at": "2026-06-01"}, at="field")
    (message,) = asked(described(without="field"), (100, marked))
    assert message.endswith("is removed 29 days after the deprecation")
    backdated = described(mark=MARK | {"x-deprecated-at": "2020-01-01"}, at="field")
    (message,) = asked(described(without="field"), (10, backdated))
    assert message.endswith("is removed 10 days after the deprecation")


def test_a_day_that_has_come_needs_no_waiver_for_any_part():
    for part in PARTS:
        marked = described(mark=MARK | {"x-sunset": "2026-06-15"}, at=part)
        if part == "value":
            marked = described(at="value")
            kind = marked["paths"]["/v1/things"]["post"]["requestBody"]["content"]["application/json"]["schema"]
            kind["properties"]["kind"]["x-deprecated-values"] = {"b": "2026-06-15"}
        releases = documents([(days_ago(30), marked)])
        changes = compare(contract(marked), contract(described(without=part)), POLICY).changes
        breaking = {change.id for change in changes if change.cls == "breaking"}
        assert past_sunset(changes, History(releases), ON) == breaking
        assert asked(described(without=part), (30, marked)) == []


def renamed(*, mark=None, part="field", name="old", required=False, sent=False):
    """An operation with a field, a parameter or a header of a part under one name."""
    kept, schema = {"other": {"type": "integer"}}, {"type": "string", "maxLength": 12} | (mark or {})
    listed = {"type": "object", "properties": kept}
    post = {"parameters": [], "requestBody": content(listed), "responses": ok({"type": "object"})}
    if part == "field":
        listed["properties"] = kept | {name: schema}
        listed["required"] = [name] if required else []
    elif part == "parameter":
        held = {"name": name, "in": "query", "required": required, "schema": {"type": "string", "maxLength": 12}}
        post["parameters"].append(held | (mark or {}))
    else:
        header = {"schema": {"type": "string", "maxLength": 12}, "required": required} | (mark or {})
        part_of = {"other": {"headers": {name: header}}}
        post["requestBody"] = {"content": {"multipart/form-data": {"schema": listed, "encoding": part_of}}}
    if sent:
        post = {"responses": ok(listed)}
    return api({"/v1/things": {"post": post}})


@pytest.mark.parametrize("part", ["field", "parameter", "header"])
@pytest.mark.parametrize("was_required", [False, True])
def test_the_end_of_a_name_announces_no_other_name_that_has_to_be_sent(part, was_required):
    day = MARK | {"x-sunset": "2026-06-15"}
    old = contract(renamed(mark=day, part=part, required=was_required))
    history = [Told(days_ago(30), old.document)]

    def excused(**options):
        changes = compare(old, contract(renamed(part=part, name="older", **options)), POLICY).changes
        (change,) = [change for change in changes if change.cls == "breaking"]
        assert change.renamed_to == "older"
        return past_sunset(changes, History(history), ON) == {change.id}

    assert excused()
    assert not excused(required=True)


def test_what_the_server_sends_under_another_name_nobody_has_to_send():
    day = MARK | {"x-sunset": "2026-06-15"}
    old = contract(renamed(mark=day, sent=True, required=True))
    changes = compare(old, contract(renamed(name="older", sent=True, required=True)), POLICY).changes
    (change,) = [change for change in changes if change.cls == "breaking"]
    assert change.renamed_to == "older"
    assert past_sunset(changes, History([Told(days_ago(30), old.document)]), ON) == {change.id}


def test_an_earlier_day_than_announced_is_refused():
    announced = described(mark=MARK | {"x-sunset": "2027-03-31"}, at="field")
    sooner = described(mark=MARK | {"x-sunset": "2027-01-31"}, at="field")
    words = WORDS["field"]
    assert asked(sooner, (200, announced)) == [
        f"the sunset of {words} is moved to 2027-01-31, earlier than 2027-03-31, which was announced"
    ]
    assert asked(announced, (200, sooner)) == []
    silent = described(mark=MARK, at="field")
    (message,) = asked(sooner, (10, silent), (200, announced))
    assert "earlier than 2027-03-31" in message


def test_a_day_without_the_notice_is_refused():
    near = described(mark=MARK | {"x-sunset": "2026-07-31"}, at="parameter")
    (message,) = asked(near, (10, described()))
    assert message.startswith(f"the sunset of {WORDS['parameter']}, 2026-07-31, leaves less than 90 days of notice")
    assert asked(near, (100, described(mark=MARK, at="parameter"))) == []
    assert asked(described(mark=MARK | {"x-sunset": "2026-09-28"}, at="parameter"), (10, described())) == []


def test_what_is_no_date_is_refused():
    soon = described(mark=MARK | {"x-sunset": "soon"}, at="header")
    (message,) = asked(soon, (10, described()))
    assert message == f"the date that is announced for {WORDS['header']} is none: `soon`"


def test_several_parts_of_one_change_are_named_together():
    def with_values(*values):
        return api({"/v1/things": {"get": {"parameters": [
            {"name": "sort", "in": "query", "schema": {"type": "string", "enum": list(values)}}
        ], "responses": ok()}}})  # fmt: skip

    (message,) = asked(with_values("a"), (10, with_values("a", "b", "c")))
    where = "query parameter `sort` of `GET /v1/things`"
    assert message == f"the value `b` of {where} and the value `c` of {where} are removed and were never deprecated"


def test_beside_another_base_the_recorded_releases_say_since_when():
    gone, marked = described(without="field"), described(mark=MARK, at="field")
    assert asked(gone, (0, marked), (100, marked), is_base_recorded=False) == []
    (message,) = asked(gone, (0, marked), (40, marked), (100, described()), is_base_recorded=False)
    assert message.endswith("is removed 40 days after the deprecation")
    (message,) = asked(gone, (0, marked), (40, described()), is_base_recorded=False)
    assert message.endswith("is removed and was never deprecated")


def test_what_no_release_had_needs_no_notice():
    gone = described(without="field")
    assert asked(gone, (0, described()), (40, gone), is_base_recorded=False) == []


def test_without_a_notice_period_nothing_is_asked():
    assert asked(described(without="field"), (10, described()), policy=Policy()) == []


def test_what_the_policy_calls_harmless_needs_no_notice():
    from apidiff.model.policy import Override

    lenient = POLICY._replace(overrides=(Override("neutral", rule="property-removed"),))
    assert asked(described(without="field"), (10, described()), policy=lenient) == []


TIERS = ("alpha", "beta", "stable")


@pytest.mark.parametrize(
    ("treat", "refused"),
    [(("reported", "reported", "gated"), True), (("excluded", "excluded", "gated"), True), (("gated",) * 3, False)],
)
def test_a_tier_that_leaves_the_gate_needs_its_notice(treat, refused):
    """Or one release would lower an operation, and the next one remove it without any."""
    stability = Stability(TIERS, treat, "stable", ("x-stability-level",))
    policy = Policy(sunset_days=90, stability=stability)
    lowered = described(mark={"x-stability-level": "beta"}, at="operation")
    found = asked(lowered, (10, described()), (400, described()), policy=policy)
    left = "`POST /v1/things` left the gate (stability lowered from `stable` to `beta`)"
    assert found == [f"{left} and was never deprecated"] * refused
    marked = described(mark=MARK, at="operation")
    assert asked(lowered, (10, marked), (95, marked), policy=policy) == []
    late = asked(lowered, (10, marked), (40, marked), policy=policy)
    assert late == [f"{left} 40 days after the deprecation"] * refused
    sunset = described(mark=MARK | {"x-sunset": "2026-08-31"}, at="operation")
    early = asked(lowered, (10, sunset), (100, sunset), policy=policy)
    assert early == [f"{left} before the announced sunset"] * refused


@pytest.mark.parametrize(
    ("part", "what"),
    [("operation", "`POST /v1/things`"), ("field", "`field` of the request body of `POST /v1/things`")],
)
def test_what_a_scope_takes_out_of_the_gate_is_not_called_removed(part, what):
    policy = POLICY._replace(scopes=(Scope("excluded", extension="x-internal"),))
    marked = described(mark={"x-internal": True}, at=part)
    (refusal,) = refused(marked, (10, described()), policy=policy)
    assert refusal.message == f"{what} left the gate (no longer public: `x-internal`) and was never deprecated"
    assert refusal.hint.startswith("Put it back in the gate, mark it as deprecated, and release that; let it leave on ")
