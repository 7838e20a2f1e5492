"""The example's descriptions hold what Cooledge's integrators are told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ("2026-06-17", "2026-06-23", "2026-06-28", "2026-07-20")
FIRST_EVENTS = {
    "customer.created", "customer.updated", "lead.created", "lead.converted", "quote.sent", "quote.accepted",
    "invoice.sent", "invoice.paid", "job.created", "job.completed", "booking.created", "booking.cancelled",
}  # fmt: skip


def description(release):
    past = ROOT / "docs/example/past" / f"{release}.yaml"
    return yaml.safe_load((past if past.exists() else ROOT / "docs/example/openapi.yaml").read_text())


def schema(release, name):
    return description(release)["components"]["schemas"][name]


def operations(document, section="paths"):
    for path, item in document[section].items():
        for method, operation in item.items():
            if method != "parameters":
                yield f"{method.upper()} {path}", operation


def parameters(document, operation):
    components = document["components"]["parameters"]
    return [components[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in operation.get("parameters", [])]


@pytest.mark.parametrize("release", RELEASES)
def test_about_thirty_operations_all_under_v1(release):
    names = [name for name, _ in operations(description(release))]
    assert 28 <= len(names) <= 34
    assert all(name.split()[1].startswith("/v1/") for name in names)
    assert "GET /v1/me" in names


def test_twelve_events_at_first_and_lead_won_after():
    assert set(description("2026-06-17")["webhooks"]) == FIRST_EVENTS
    for release in RELEASES[1:]:
        assert set(description(release)["webhooks"]) == FIRST_EVENTS | {"lead.won"}


@pytest.mark.parametrize("release", RELEASES)
def test_every_delivery_is_signed_and_has_a_stable_event_id(release):
    document = description(release)
    for name, event in operations(document, "webhooks"):
        headers = {p["name"] for p in parameters(document, event) if p["in"] == "header" and p["required"]}
        assert headers == {"X-Cooledge-Event-Id", "X-Cooledge-Signature"}, name
        body = event["requestBody"]["content"]["application/json"]["schema"]
        assert {"$ref": "#/components/schemas/EventEnvelope"} in body["allOf"], name
        assert body["allOf"][1]["properties"]["event"] == {"const": name.split()[1]}


@pytest.mark.parametrize("release", RELEASES)
def test_lists_are_data_and_an_opaque_next_cursor(release):
    document = description(release)
    pages = {name: s for name, s in document["components"]["schemas"].items() if name.endswith("Page")}
    assert len(pages) == 7
    assert all(page["required"] == ["data", "next_cursor"] for page in pages.values())
    lists = [operation for _, operation in operations(document) if operation["operationId"].startswith("list")]
    assert len(lists) == 7
    assert all({"cursor", "limit"} <= {p["name"] for p in parameters(document, operation)} for operation in lists)


@pytest.mark.parametrize("release", RELEASES)
def test_errors_are_problem_details_and_the_key_is_a_header(release):
    problem = schema(release, "Problem")
    assert problem["required"] == ["type", "status"]
    assert set(problem["properties"]) == {"type", "status", "detail"}
    document = description(release)
    assert document["components"]["securitySchemes"]["ApiKey"] == {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
    }
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                referred = document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
                assert list(referred["content"]) == ["application/problem+json"], (name, status)


def test_the_leads_life_is_reworked_on_2026_06_23():
    before, after = schema("2026-06-17", "LeadCreatedData"), schema("2026-06-23", "LeadCreatedData")
    assert set(before["properties"]) - set(after["properties"]) == {"type", "site_id"}
    assert set(after["properties"]) - set(before["properties"]) == {"lead_type"}
    before, after = schema("2026-06-17", "LeadConvertedData"), schema("2026-06-23", "LeadConvertedData")
    assert set(before["properties"]) - set(after["properties"]) == {"customer_was_created"}
    assert set(after["properties"]) - set(before["properties"]) == {"converted_via", "quote_id", "job_id"}
    assert after["properties"]["converted_via"]["enum"] == ["quote", "job", "manual"]
    before, after = schema("2026-06-17", "LeadCreate"), schema("2026-06-23", "LeadCreate")
    assert set(before["properties"]) - set(after["properties"]) == {"auto_convert"}
    assert set(after["properties"]) - set(before["properties"]) == {"auto_create_customer"}


def test_notify_is_optional_boolean_and_false_by_default():
    before, after = schema("2026-06-23", "LeadCreate"), schema("2026-06-28", "LeadCreate")
    assert set(after["properties"]) - set(before["properties"]) == {"notify"}
    assert (after["properties"]["notify"]["type"], after["properties"]["notify"]["default"]) == ("boolean", False)
    assert "notify" not in after["required"]


def test_the_customer_of_a_new_lead_is_deprecated_with_a_day_and_nothing_else_changes():
    before, after = description("2026-06-28"), description("2026-07-20")
    field = after["components"]["schemas"]["LeadCreatedData"]["properties"]["customer_id"]
    assert (field.pop("deprecated"), field.pop("x-sunset")) == (True, "2027-01-31")
    for document in (before, after):
        del document["components"]["schemas"]["LeadCreatedData"]["properties"]["customer_id"]["description"]
        del document["info"]["version"]
    assert before == after
