"""Components that the configuration declares to be events: what the server sends, under the component's name."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Override, Policy
from apidiff.openapi.places import Described
from apidiff.recording.digests import policy_digest
from apidiff.recording.targets import Targets
from apidiff.reporting.directory import Directory
from tests.comparing.describing import STRING, api, content, diff, ok, only, ref

GLOBS = ("*Webhook", "Event[0-9]")
POLICY = Policy(event_schemas=GLOBS)
INTEGER = {"type": "integer"}


def thing(*required, **properties):
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def described(openapi="3.1.0", **schemas):
    return api({"/v1/a": {"get": {"responses": ok()}}}, openapi=openapi, schemas=schemas)


def compared(base, revision, policy=POLICY):
    return diff(base, revision, policy=policy, audited=True)


EDITS = {
    "a field gone": (thing(a=STRING, b=STRING), thing(a=STRING), "breaking"),
    "a field more": (thing(a=STRING), thing(a=STRING, b=STRING), "additive"),
    "a field required": (thing(a=STRING), thing("a", a=STRING), "additive"),
    "a field optional": (thing("a", a=STRING), thing(a=STRING), "breaking"),
    "another type": (thing(a=STRING), thing(a=INTEGER), "breaking"),
    "a value more": (thing(a={"enum": ["x"]}), thing(a={"enum": ["x", "y"]}), "additive"),
    "a value less": (thing(a={"enum": ["x", "y"]}), thing(a={"enum": ["x"]}), "additive"),
    "prose": (thing(a=STRING), thing(a=STRING) | {"description": "Sent."}, "neutral"),
    "a field to the server": (thing(), thing(a=STRING | {"writeOnly": True}), "neutral"),
}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(("base", "revision", "verdict"), EDITS.values(), ids=EDITS)
def test_a_payload_is_what_the_server_sends(base, revision, verdict, openapi):
    for name in ("LeadWebhook", "Event1"):
        sides = (described(openapi, **{name: side}) for side in (base, revision))
        found = compared(*sides)
        assert found.verdict == verdict
        assert {impact.direction for change in found.changes for impact in change.impacts} <= {"from-server"}
        if verdict != "neutral":
            assert {name for change in found.changes for name in change.operations} == {f"webhook {name}"}


def test_what_a_payload_refers_to_is_sent():
    sides = (described(LeadWebhook=thing(lead=ref("Lead")), Lead=thing(a=schema)) for schema in (STRING, INTEGER))
    change = only(compared(*sides))
    assert (change.rule, change.operations, change.path_version) == ("type-changed", ("webhook LeadWebhook",), "v1")
    assert change.witness.at == "the request body of webhook `LeadWebhook`"


def test_a_name_that_no_glob_matches_is_no_event():
    for name in ("Lead", "leadwebhook", "WebhookLead", "Event10"):
        sides = (described(**{name: thing(a=schema)}) for schema in (STRING, INTEGER))
        assert compared(*sides).verdict == "neutral"
    sides = (described(LeadWebhook=thing(a=schema)) for schema in (STRING, INTEGER))
    assert compared(*sides, Policy()).verdict == "neutral"


def test_a_payload_that_goes_is_an_event_that_goes():
    base, none = described(LeadWebhook=thing(a=STRING)), described()
    change = only(compared(base, none))
    assert (change.rule, change.cls, change.title) == ("event-removed", "breaking", "Event `LeadWebhook` removed")
    assert change.base.pointer == "/components/schemas/LeadWebhook"
    change = only(compared(none, base))
    assert (change.rule, change.cls, change.operations) == ("event-added", "additive", ("webhook LeadWebhook",))


def test_the_same_payload_under_another_name_is_the_same_event():
    base, revision = described(LeadWebhook=thing(a=STRING)), described(DealWebhook=thing(a=STRING))
    assert [change.rule for change in compared(base, revision).changes] == ["type-renamed"]
    assert only(compared(base, described(Deal=thing(a=STRING)))).rule == "event-removed"


def test_a_payload_beside_a_real_webhook_of_its_name():
    webhooks = {"LeadWebhook": {"post": {"requestBody": content(ref("LeadWebhook")), "responses": {}}}}
    sides = (api(webhooks=webhooks, schemas={"LeadWebhook": thing(a=schema)}) for schema in (STRING, INTEGER))
    change = only(compared(*sides))
    assert (change.rule, change.operations) == ("type-changed", ("webhook LeadWebhook",))


def test_events_belong_to_a_path_version():
    sides = [described(LeadWebhook=thing(a=schema)) for schema in (STRING, INTEGER)]
    assert only(compared(*sides)).path_version == "v1"
    assert only(compared(*sides, POLICY._replace(events_version="v2"))).path_version == "v2"


def test_an_override_reaches_a_payload_by_its_name():
    policy = POLICY._replace(overrides=(Override("neutral", path="Lead*"),))
    sides = [described(LeadWebhook=thing(a=schema), DealWebhook=thing(b=schema)) for schema in (STRING, INTEGER)]
    assert {c.operations: c.cls for c in compared(*sides, policy).changes} == {
        ("webhook LeadWebhook",): "neutral",
        ("webhook DealWebhook",): "breaking",
    }


def test_an_entry_can_name_it():
    import apidiff.api

    contract = apidiff.api.contract(described(LeadWebhook=thing()))
    assert "webhook LeadWebhook" in Targets([contract], POLICY).names


def test_its_deprecation_is_that_of_its_schema():
    recorded = Described(described(LeadWebhook=thing() | {"deprecated": True, "x-sunset": "2026-08-01"}))
    assert recorded.body("webhook LeadWebhook")["x-sunset"] == "2026-08-01"
    assert recorded.body("webhook Other") is None


def test_the_page_counts_it():
    known = Directory(described(LeadWebhook=thing(), Lead=thing()), Policy().version_pattern, None, GLOBS)
    assert (known.events(), known.target("webhook LeadWebhook").current) == (1, True)


def test_a_policy_without_the_key_has_the_hash_that_it_had():
    assert policy_digest(Policy()) == policy_digest(Policy(event_schemas=()))
    assert policy_digest(Policy()) != policy_digest(POLICY)
