"""What `draft` says of changes: by resource, one sentence for one edit in many places, renames as renames."""

import pytest

from apidiff.api import diff
from apidiff.recording.drafting import worth_an_entry
from apidiff.recording.resources import Resources, spelled
from apidiff.recording.statements import groups

TEXT = {"type": "string"}


def described(schemas=(), operations=(), webhooks=()):
    """A description with `GET /v1/NAME` for each schema, the operations and the webhooks; values are JSON Schemas."""
    paths = {f"/v1/{name}": {"get": {"responses": {"200": answer(schema)}}} for name, schema in dict(schemas).items()}
    for name, operation in dict(operations).items():
        method, _, path = name.partition(" ")
        paths.setdefault(path, {})[method.lower()] = {"responses": {"204": {"description": "done"}}} | operation
    events = {name: {"post": {"requestBody": body(schema)}} for name, schema in dict(webhooks).items()}
    return {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths, "webhooks": events}


def body(schema):
    return {"content": {"application/json": {"schema": schema}}}


def answer(schema):
    return {"description": "ok"} | body(schema)


def record(**properties):
    return {"type": "object", "properties": properties, "required": list(properties)}


def told(base, revision):
    """What is said, by heading; every change is told exactly once."""
    comparison = diff(base, revision)
    changes = [change for change in comparison.counted if worth_an_entry(change)]
    made = groups(changes)
    ids = [change.id for group in made for each in group.statements for change in each.changes]
    assert sorted(ids) == sorted(change.id for change in changes)
    return {group.heading: [each.told for each in group.statements] for group in made}


def test_what_changed_is_told_by_resource_and_events_come_last():
    base = described({"leads": record(id=TEXT)}, webhooks={"lead.won": record(id=TEXT)})
    revision = described(
        {"leads": record(id=TEXT, name=TEXT), "jobs": record(id=TEXT)}, webhooks={"lead.won": record(id=TEXT, by=TEXT)}
    )
    assert told(base, revision) == {
        "Jobs": ["`GET /v1/jobs` is new."],
        "Leads": ["`GET /v1/leads` answers with a new field `name`."],
        "Events": ["`lead.won` carries a new field `by`."],
    }


def test_several_new_events_are_named_once():
    base = described({"leads": record(id=TEXT)})
    revision = described({"leads": record(id=TEXT)}, webhooks=dict.fromkeys(("lead.won", "lead.lost"), record(id=TEXT)))
    assert told(base, revision) == {"Events": ["`lead.lost` and `lead.won` are 2 new events."]}


def test_one_edit_all_over_the_api_is_one_sentence():
    nullable = {"type": ["string", "null"]}
    names = [f"a{number}" for number in range(8)]
    base = described({each: record(**dict.fromkeys(names, nullable)) for each in ("jobs", "leads", "quotes", "sites")})
    revision = described({each: record(**dict.fromkeys(names, TEXT)) for each in ("jobs", "leads", "quotes", "sites")})
    (said,) = told(base, revision)["Across the API"]
    assert said == (
        "`a0`, `a1`, `a2`, `a3`, `a4`, `a5`, `a6` and `a7` of `GET /v1/jobs` and 3 more operations are never null now."
    )


def test_another_edit_of_each_schema_is_counted():
    schemas = ("jobs", "leads", "quotes", "sites", "visits")
    base = described({each: record(**{f"{each}_{n}": TEXT for n in range(3)}) for each in schemas})
    gone = described({each: record() for each in schemas})
    (said,) = told(base, gone)["Across the API"]
    assert said == (
        "15 fields are gone: `jobs_0` of `GET /v1/jobs`, `jobs_1` of `GET /v1/jobs`, `jobs_2` of `GET /v1/jobs`, "
        "`leads_0` of `GET /v1/leads` and 11 more."
    )


def test_a_rename_is_told_as_one():
    body_of = lambda name: {"POST /v1/leads": {"requestBody": body(record(**{name: {"type": "boolean"}}))}}  # noqa: E731
    base, revision = described(operations=body_of("auto_convert")), described(operations=body_of("auto_convert_lead"))
    found = told(base, revision)["Leads"]
    assert found == ["`POST /v1/leads` takes `auto_convert_lead` where it took `auto_convert`."]


def test_a_rename_in_several_operations_is_told_of_all_of_them():
    def sends(name):
        answer = {"responses": {"200": {"description": "ok", **body(record(**{name: TEXT}))}}}
        return {"GET /v1/leads": answer, "GET /v1/leads/{id}": answer}

    base, revision = described(operations=sends("pipeline_stage")), described(operations=sends("pipeline_stage_name"))
    (found,) = told(base, revision)["Leads"]
    assert found.endswith("have `pipeline_stage_name` where they had `pipeline_stage`.")


def test_a_deprecation_has_its_date():
    base = described(operations={"GET /v1/fax": {}})
    revision = described(operations={"GET /v1/fax": {"deprecated": True, "x-sunset": "2027-03-31"}})
    assert told(base, revision) == {"Fax": ["`GET /v1/fax` is deprecated, and may be gone from `2027-03-31` on."]}


def test_another_day_on_which_something_goes_is_told_with_both():
    def until(day):
        return described(operations={"GET /v1/fax": {"deprecated": True, "x-sunset": day}})

    assert told(until("2027-03-31"), until("2027-09-30")) == {
        "Fax": ["`GET /v1/fax` may be gone from `2027-09-30` on (was `2027-03-31`)."]
    }


def test_values_are_named_with_their_field():
    base = described({"leads": record(state={"enum": ["a", "b"]})})
    revision = described({"leads": record(state={"enum": ["a", "b", "c"]})})
    assert told(base, revision) == {"Leads": ["`state` of `GET /v1/leads` may also be `c`."]}


def test_every_operation_that_comes_is_named():
    paths = {f"GET /v1/leads/{{id}}/{name}": {} for name in "abcdefghijklmnop"}
    found = told(described(operations={"GET /v1/leads": {}}), described(operations={"GET /v1/leads": {}} | paths))
    said = " ".join(sentence for sentences in found.values() for sentence in sentences)
    assert all(f"`{name}`" in said for name in paths)


def test_limits_are_told_with_their_values_unless_they_are_many():
    def limited(count, most):
        return described({"leads": record(**{f"f{n}": {"type": "string", "maxLength": most} for n in range(count)})})

    assert told(limited(1, 5), limited(1, 9))["Leads"] == [
        "`f0` of `GET /v1/leads` may be longer than before (`maxLength` raised from 5 to 9)."
    ]
    (said,) = told(limited(5, 5), limited(5, 9))["Leads"]
    assert said == (
        "`f0`, `f1`, `f2`, `f3` and `f4` of `GET /v1/leads` may be longer than before (`maxLength` raised from 5 to 9)."
    )


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"maximum": 100}, {"maximum": 50}, "may be at most 50 (was 100)"),
        ({"minimum": 1.5}, {"minimum": 2.5}, "must be at least 2.5 (was 1.5)"),
        ({}, {"maximum": 50}, "may be at most 50"),
        ({"exclusiveMaximum": 100}, {"exclusiveMaximum": 50}, "(`exclusiveMaximum` lowered from 100 to 50)"),
    ],
)
def test_a_limit_that_narrows_is_told_as_what_is_valid_now(was, now, said):
    def limited(limits):
        parameter = {"name": "q", "in": "query", "schema": {"type": "number", **limits}}
        operation = {"parameters": [parameter], "responses": {"200": {"description": "ok"}}}
        return described({}, operations={"GET /v1/leads": operation})

    (sentence,) = told(limited(was), limited(now))["Leads"]
    assert said in sentence


def listing(name, values, *, also=()):
    """An operation with a query parameter that is a list of these values."""
    items = {"type": "string", "enum": list(values)}
    schema = {"type": "array", "items": items}
    return {"parameters": [{"name": name, "in": "query", "schema": schema}, *also]}


def test_a_parameter_that_is_a_list_is_told_by_its_name():
    base = described(operations={"GET /v1/leads": listing("fields", ["id"])})
    revision = described(operations={"GET /v1/leads": listing("fields", ["id", "name"])})
    assert told(base, revision) == {"Leads": ["`fields` of `GET /v1/leads` also takes `name`."]}


def test_one_field_that_a_parameter_of_many_operations_takes_is_one_sentence():
    added = {"tasks": "text", "goals": "custom_field.text", "jobs": "items.custom_field.text", "teams": "items.text"}
    base = described(operations={f"GET /v1/{name}": listing("fields", ["id"]) for name in added})
    revision = described(
        operations={f"GET /v1/{name}": listing("fields", ["id", value]) for name, value in added.items()}
    )
    assert told(base, revision) == {
        "Across the API": [
            "`fields` of 4 operations also takes `text`, or a path that ends with it, as `custom_field.text` does."
        ]
    }
    (said,) = told(revision, base)["Across the API"]
    assert said.startswith("`fields` of 4 operations no longer takes `text`, nor a path that ends with it, as ")


def test_operations_that_take_a_part_of_it_are_told_with_those_that_take_all():
    added = {"tasks": ["limits", "value"], "goals": ["custom_field.limits", "custom_field.value"], "jobs": ["x.limits"]}
    base = described(operations={f"GET /v1/{name}": listing("fields", ["id"]) for name in added})
    revision = described(
        operations={f"GET /v1/{name}": listing("fields", ["id", *each]) for name, each in added.items()}
    )
    (said,) = told(base, revision)["Across the API"]
    assert said.startswith(
        "`fields` of 3 operations also takes one or more of `limits` and `value`, or a path that ends "
    )


def test_other_values_of_a_parameter_of_the_same_name_are_told_apart():
    base = described(operations={f"GET /v1/{name}": listing("fields", ["id"]) for name in ("goals", "jobs")})
    added = {"goals": ["id", "owner", "owner.name"], "jobs": ["id", "plan", "plan.name"]}
    revision = described(operations={f"GET /v1/{name}": listing("fields", values) for name, values in added.items()})
    assert told(base, revision) == {
        "Goals": ["`fields` of `GET /v1/goals` also takes `owner` and `owner.name`."],
        "Jobs": ["`fields` of `GET /v1/jobs` also takes `plan` and `plan.name`."],
    }


def guarded(count, *schemes):
    """A description of so many operations that each take any of the schemes; `""` is none."""
    needs = [{scheme: []} if scheme else {} for scheme in schemes]
    names = [f"GET /v1/leads/{{id}}/{n}" for n in "abcdefghijk"[:count]]
    made = described(operations={name: {"security": needs} for name in names})
    kinds = {name: {"type": "apiKey", "in": "header", "name": name} for name in ("token", "oauth")}
    return made | {"components": {"securitySchemes": kinds}}


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (("token", "oauth"), ("oauth",), "no longer accepts `token`, but only `oauth`."),
        (("oauth",), ("token", "oauth"), "also accepts `token`."),
        (("oauth",), ("token",), "now accepts `token` in place of `oauth`."),
        (("oauth",), ("oauth", ""), "can be called without credentials now."),
        (("oauth", ""), ("oauth",), "now needs `oauth`, and could be called without credentials."),
    ],
)
def test_who_may_call_is_told_by_what_is_accepted(was, now, said):
    (found,) = told(guarded(1, *was), guarded(1, *now)).values()
    assert found == [f"`GET /v1/leads/{{id}}/a` {said}"]


def test_operations_that_accept_less_are_named():
    (found,) = told(guarded(3, "token", "oauth"), guarded(3, "oauth")).values()
    names = "`GET /v1/leads/{id}/a`, `GET /v1/leads/{id}/b` and `GET /v1/leads/{id}/c`"
    assert found == [f"{names} no longer accept `token`, but only `oauth`."]


def scoped(scopes):
    """A description with an operation for each name, that asks for these scopes."""
    made = described(operations={name: {"security": [{"oauth": each}]} for name, each in scopes.items()})
    known = {scope: "x" for each in scopes.values() for scope in each}
    flows = {"clientCredentials": {"tokenUrl": "https://example.com", "scopes": known}}
    return made | {"components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}}}


def test_a_scope_in_place_of_another_one_is_one_sentence():
    found = told(scoped({"DELETE /v1/leads": ["write"]}), scoped({"DELETE /v1/leads": ["delete"]}))
    assert found == {"Leads": ["`DELETE /v1/leads` now needs the scope `delete`, in place of `write`."]}


def test_new_scopes_all_over_the_api_are_one_sentence():
    names = [f"GET /v1/{letter}" for letter in "abcdefghijkl"]
    base = scoped({name: ["all"] for name in names})
    revision = scoped({name: ["all", f"{name[-1]}:read"] for name in names})
    assert told(base, revision) == {
        "Across the API": [
            "12 operations now need scopes that they did not need: `a:read` for `GET /v1/a`, `b:read` for `GET /v1/b`, "
            "`c:read` for `GET /v1/c`, `d:read` for `GET /v1/d` and 8 more."
        ]
    }


def shared(**schemas):
    """A description with two operations that answer with each of the schemas."""
    whole = record(**{name: {"$ref": f"#/components/schemas/{name}"} for name in schemas})
    return described({"leads": whole, "leads/all": whole}) | {"components": {"schemas": schemas}}


def test_every_schema_with_the_same_edit_is_named():
    old = {**TEXT, "deprecated": True}
    base, revision = (
        shared(Lead=record(fax=TEXT), Job=record(fax=TEXT)),
        shared(Lead=record(fax=old), Job=record(fax=old)),
    )
    assert told(base, revision) == {"Leads": ["`fax` of `Job` and `Lead` is deprecated."]}


@pytest.mark.parametrize("number", [1, 2, 60])
def test_what_is_no_longer_deprecated_is_told_like_what_is(number):
    def sides(**marks):
        marked = {**TEXT, **marks}
        return shared(**{f"Lead{each}": record(fax=marked) for each in range(number)})

    (said,) = told(sides(deprecated=True, **{"x-sunset": "2027-03-31"}), sides())["Leads"]
    assert " no longer deprecated (its sunset was `2027-03-31`)" in said
    assert "`fax` of `Lead0`" in said
    (as_before,) = told(sides(), sides(deprecated=True))["Leads"]
    (lifted,) = told(sides(deprecated=True), sides())["Leads"]
    assert lifted == as_before.replace("deprecated", "no longer deprecated")


@pytest.mark.parametrize("written", ["2026-13-44", "soon"])
def test_a_day_that_is_none_is_not_told(written):
    def side(**marks):
        return described(operations={"GET /v1/fax": marks})

    unread = side(deprecated=True, **{"x-sunset": written})
    assert told(side(), unread) == {"Fax": ["`GET /v1/fax` is deprecated."]}
    says = {"Fax": ["`GET /v1/fax` has a day of removal that cannot be read."]}
    assert told(side(deprecated=True), unread) == says
    assert told(side(deprecated=True, **{"x-sunset": "2027-03-31"}), unread) == says


def test_the_same_edit_at_another_path_is_told_with_that_path():
    def made(**more):
        return shared(Lead=record(site=record(**more)))

    (change,) = (each for each in diff(made(zip=TEXT), made(zip=TEXT, city=TEXT)).changes if each.cls == "additive")
    (group,) = groups([change._replace(also=("/components/schemas/Site/properties/city",))])
    assert [each.told for each in group.statements] == [
        "`Lead` has a new field `site.city` in responses (likewise `city` of `Site`)."
    ]


def test_what_is_deprecated_with_all_that_it_holds_is_deprecated_once():
    base = described({"leads": record(away=record(since=TEXT, until=TEXT))})
    old = {**TEXT, "deprecated": True}
    revision = described({"leads": record(away=record(since=old, until=old) | {"deprecated": True})})
    assert told(base, revision) == {"Leads": ["`away` of `GET /v1/leads` is deprecated."]}


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (TEXT, {"type": "object"}, "`x` of `GET /v1/leads` is an object now, and was a string."),
        ({"type": "integer"}, {"type": ["string", "boolean"]}, "is a string or a boolean now, and was an integer."),
        ({**TEXT, "format": "date"}, {**TEXT, "format": "uuid"}, "has the format `uuid` now (was `date`)."),
        (TEXT, {**TEXT, "default": "open"}, "has the default `open` now."),
        ({**TEXT, "default": "1"}, {**TEXT, "default": "2"}, 'has the default `"2"` now (was `"1"`).'),
        ({"type": "integer", "default": 1}, {"type": "integer"}, "has no default any more (was `1`)."),
        ({**TEXT, "pattern": "a"}, {**TEXT, "pattern": "b"}, "has another pattern: `b` (was `a`)."),
    ],
)
def test_a_value_is_told_in_words(was, now, said):
    (found,) = told(described({"leads": record(x=was)}), described({"leads": record(x=now)})).values()
    assert len(found) == 1
    assert found[0].endswith(said)


def test_the_same_value_of_several_fields_is_one_sentence():
    names = ("a", "b", "c", "d")
    base = described({"leads": record(**{name: {"type": "integer", "default": 0} for name in names})})
    revision = described({"leads": record(**{name: {"type": "integer"} for name in names})})
    assert told(base, revision) == {
        "Leads": ["`a`, `b`, `c` and `d` of `GET /v1/leads` have no default any more (was `0`)."]
    }


def test_very_many_values_are_counted():
    def defaults(offset):
        fields = {f"f{n}": {"type": "integer", "default": n + offset} for n in range(20)}
        return described({"leads": record(**fields)})

    (said,) = told(defaults(0), defaults(1))["Leads"]
    assert said == "20 fields of `GET /v1/leads` have another default: `f0`, `f1`, `f10`, `f11` and 16 more."


def test_an_alternative_is_something_that_a_value_may_be():
    one, other = {"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Other"}
    schemas = {"One": record(a={"type": "integer"}), "Other": record(b=TEXT)}

    def made(*alternatives):
        return described({"leads": record(x={"oneOf": list(alternatives)})}) | {"components": {"schemas": schemas}}

    assert told(made(one), made(one, other)) == {"Leads": ["`x` of `GET /v1/leads` may also be `Other`."]}
    assert told(made(one, other), made(one)) == {"Leads": ["`x` of `GET /v1/leads` is no longer `Other`."]}


def test_an_operation_is_no_value():
    one, other = {"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Other"}
    schemas = {"One": record(a={"type": "integer"}), "Other": record(b=TEXT)}

    def body_of(*alternatives):
        return described({"leads": {"oneOf": list(alternatives)}}) | {"components": {"schemas": schemas}}

    base, revision = body_of(one), body_of(one, other)
    assert told(base, revision)["Leads"] == ["What `GET /v1/leads` answers with may also be `Other`."]
    (change,) = (each for each in diff(base, revision).counted if worth_an_entry(each))
    (group,) = groups([change._replace(holder="schema `Row`")])
    assert group.statements[0].told == "`Row` of `GET /v1/leads` may also be `Other`."
    nullable = {"type": ["object", "null"]}
    taken = lambda schema: described(operations={"POST /v1/leads": {"requestBody": body(schema)}})  # noqa: E731
    assert told(taken(nullable), taken({"type": "object"}))["Leads"] == [
        "The body of `POST /v1/leads` may no longer be null."
    ]


def test_what_is_required_is_told_in_one_sentence_whether_it_is_new_or_not():
    def asked(required, **properties):
        schema = {"type": "object", "properties": properties, "required": required}
        return described(operations={"POST /v1/leads": {"requestBody": body(schema)}})

    found = told(asked([], name=TEXT), asked(["name", "team"], name=TEXT, team=TEXT))
    assert found == {"Leads": ["`POST /v1/leads` now requires `team` and `name`."]}


def test_where_new_fields_are_optional_stands_before_their_names():
    both = {"$ref": "#/components/schemas/Lead"}

    def made(**properties):
        schema = {"type": "object", "properties": properties}
        made = described({"leads": both}, operations={"POST /v1/leads": {"requestBody": body(both)}})
        return made | {"components": {"schemas": {"Lead": schema}}}

    assert told(made(id=TEXT), made(id=TEXT, a=TEXT, b=TEXT)) == {
        "Leads": ["`Lead` has 2 new fields, optional in requests: `a` and `b`."]
    }


def test_a_title_without_a_phrase_is_a_sentence():
    base = described({"leads": record(x={"enum": ["a", "b"]})})
    revision = described({"leads": record(x=TEXT)})
    assert told(base, revision) == {
        "Leads": ["`x` of response `200` of `GET /v1/leads` is no longer limited to the values `a` and `b`."]
    }


def test_the_dates_of_a_deprecation_are_no_words_of_a_phrase():
    base = described({"leads": record(x=TEXT)})
    old = {**TEXT, "deprecated": True, "x-sunset": "{is} {nothing}"}
    (found,) = told(base, described({"leads": record(x=old)})).values()
    assert found[0].startswith("`x` of `GET /v1/leads` is deprecated")


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/v1/leads", "Leads"),
        ("/v1/leads/{id}", "Leads"),
        ("/v1/leads/{id}/notes/{note}", "Notes"),
        ("/2010-04-01/Accounts/{sid}/Calls.json", "Calls"),
        ("/merchants/{id}/paymentMethodSettings", "Payment method settings"),
        ("/{tenant}", "Across the API"),
    ],
)
def test_a_resource_is_read_from_the_path(path, resource):
    assert Resources([f"GET {path}"]).of([f"GET {path}"]) == resource


def test_what_stands_above_things_behind_a_variable_is_a_resource():
    names = ["GET /accounts/{id}", "GET /accounts/{id}/usage/records/daily", "POST /accounts/{id}/actions/close"]
    resources = Resources([*names, "GET /accounts/{id}/tasks", "GET /accounts/{id}/tasks/search"])
    assert [resources.of([name]) for name in names[1:]] == ["Usage", "Accounts"]
    assert resources.of(["GET /accounts/{id}/tasks/search"]) == "Tasks"


def test_an_action_belongs_to_what_it_acts_upon():
    resources = Resources(["GET /v1/leads/{id}", "POST /v1/leads/{id}/archive"])
    assert resources.of(["POST /v1/leads/{id}/archive"]) == "Leads"


def test_an_edit_of_many_resources_is_of_the_whole_api():
    names = [f"GET /v1/{name}" for name in ("a", "b", "c", "d")]
    assert Resources(names).of(names) == "Across the API"
    assert Resources(names).of([*names[:2], names[1]]) == "B"


def test_a_name_is_spelled_as_words():
    assert [spelled(name) for name in ("apiCredentials", "ooo_entries", "SIPDomains", "été", "ESimProfiles")] == [
        *("Api credentials", "Ooo entries", "SIP domains", "Été", "ESim profiles"),
    ]


def test_a_path_of_very_many_variables_is_named_without_taking_memory():
    from apidiff.recording.resources import Resources

    name = "GET /things" + "/{a}" * 20_000
    resources = Resources([name])
    assert resources.of([name]) == "Things"
    assert len(resources._collections) < 100
