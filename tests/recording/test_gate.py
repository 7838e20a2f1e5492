"""What stands at the gate: the newest snapshot or another base, the description at hand, the pending entries."""

import json

import pytest

from apidiff.errors import InputError
from apidiff.model.records import ReleaseName
from apidiff.reporting.formats import text
from tests.recording.pets import SECOND, THIRD, Pets, document

ENTRY = "---\ndate: 2026-06-23\ntitle: x\nmeaning: [{target: %s, note: later}]\n---\n"


def only_refusal(gate):
    (refusal,) = [refusal for version in gate.check.versions for refusal in version.refusals]
    return refusal


def test_a_description_without_a_configured_one_is_asked_for(pets):
    (pets.root / "apidiff.toml").write_text("")
    with pytest.raises(InputError) as caught:
        pets.gate()
    assert 'description = "openapi.yaml"' in caught.value.hint


def test_the_commands_to_copy_name_the_description_that_was_named(released):
    other = released.root / "other file.json"
    other.write_text(json.dumps(document(sent=("id",))))
    refusal = only_refusal(released.gate(source=str(other), release=ReleaseName(SECOND)))
    assert f"`apidiff draft '{other}'`" in refusal.hint
    assert f"--source '{other}' --reason" in refusal.hint


@pytest.mark.parametrize("target", ["webhook pet.sold", "post /v1/pets", "GET  /v1/pets"])
def test_a_declared_target_that_is_there(released, target):
    released.entry("a.md", ENTRY % target)
    assert only_refusal(released.gate()).changes[0].rule == "meaning-changed"


@pytest.mark.parametrize(
    ("target", "near"), [("webhook pet.solt", "`webhook pet.sold`"), ("POST /v1/pet", "`POST /v1/pets`"), ("x", "")]
)
def test_a_declared_target_that_is_not_there_is_an_error_that_suggests_the_near_one(released, target, near):
    path = released.entry("a.md", ENTRY % target)
    with pytest.raises(InputError, match="is called") as caught:
        released.gate()
    assert caught.value.place.file == str(path)
    assert near in caught.value.hint


def test_a_snapshot_that_is_named_as_the_base_is_the_release_that_it_is(released):
    named = released.gate(base=str(released.root / "schemas" / "2026-06-17.json"))
    assert named.check.base_release == released.project().newest


def test_a_base_of_ones_own_is_compared_under_the_pending_entries(released):
    other = released.root / "other.json"
    other.write_text(json.dumps(document(sent=("id", "nick", "more"))))
    gate = released.gate(base=str(other))
    assert (gate.check.base_release, gate.check.status) == (None, "refused")
    released.entry(
        "a.md",
        f"---\ndate: 2026-06-23\ntitle: x\nchanges: [{only_refusal(gate).changes[0].id}]\n"
        "waiver: {reason: a, approved-by: b}\n---\n",
    )
    assert released.gate(base=str(other)).check.status == "waived"


def test_a_removal_before_its_sunset_is_refused_though_it_is_waived(pets):
    with open(pets.root / "apidiff.toml", "a") as stream:
        stream.write("[policy]\nsunset-days = 5\n")
    described = document(paths=("/v1/toys",))
    described["paths"]["/v1/toys"]["get"]["deprecated"] = True
    pets.put(described)
    assert pets.snapshot().recorded
    pets.write()
    refused = pets.gate(release=ReleaseName(SECOND.replace(day=20))).check.versions[0].refusals
    assert [refusal.code for refusal in refused] == ["breaking-not-waived", "sunset-too-soon"]
    assert [refusal.code for refusal in pets.gate(release=ReleaseName(THIRD)).check.versions[0].refusals] == [
        "breaking-not-waived"
    ]


def test_a_missing_snapshot_is_one_clear_error(released):
    (released.root / "schemas" / "2026-06-17.json").unlink()
    with pytest.raises(InputError, match=r"the snapshot of 2026-06-17 is missing"):
        released.gate()


def test_a_component_that_is_an_event_is_governed_and_told(tmp_path):
    pets = Pets(tmp_path, '[events]\nschemas = ["*Webhook"]\n')
    sold = {"type": "object", "properties": {"id": {}, "price": {"type": "integer"}}}
    pets.put(document() | {"components": {"schemas": {"SoldWebhook": sold}}})
    pets.snapshot()
    fewer = sold | {"properties": {"id": {}}}
    pets.put(document() | {"components": {"schemas": {"SoldWebhook": fewer}}})
    (change,) = only_refusal(pets.gate()).changes
    assert (change.rule, change.operations, change.path_version) == ("property-removed", ("webhook SoldWebhook",), "v1")
    assert "webhook SoldWebhook" in text.check(pets.gate().check)
    pets.put(document())
    (change,) = only_refusal(pets.gate()).changes
    assert change.title == "Event `SoldWebhook` removed"
