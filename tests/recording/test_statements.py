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


def test_a_deprecation_has_its_date():
    base = described(operations={"GET /v1/fax": {}})
    revision = described(operations={"GET /v1/fax": {"deprecated": True, "x-sunset": "2027-03-31"}})
    assert told(base, revision) == {"Fax": ["`GET /v1/fax` is deprecated, and may be gone from `2027-03-31` on."]}


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


def test_an_action_belongs_to_what_it_acts_upon():
    resources = Resources(["GET /v1/leads/{id}", "POST /v1/leads/{id}/archive"])
    assert resources.of(["POST /v1/leads/{id}/archive"]) == "Leads"


def test_an_edit_of_many_resources_is_of_the_whole_api():
    names = [f"GET /v1/{name}" for name in ("a", "b", "c", "d")]
    assert Resources(names).of(names) == "Across the API"
    assert Resources(names).of([*names[:2], names[1]]) == "B"


def test_a_name_is_spelled_as_words():
    assert [spelled(name) for name in ("apiCredentials", "ooo_entries", "SIPDomains", "été")] == [
        *("Api credentials", "Ooo entries", "SIP domains", "Été"),
    ]


def test_a_path_of_very_many_variables_is_named_without_taking_memory():
    from apidiff.recording.resources import Resources

    name = "GET /things" + "/{a}" * 20_000
    resources = Resources([name])
    assert resources.of([name]) == "Things"
    assert len(resources._collections) < 100
