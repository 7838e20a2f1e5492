"""The notice of what goes, and the days that were announced, in a project with its records."""

import json
from datetime import date

import pytest

from apidiff.errors import InputError
from apidiff.model.records import ReleaseName
from apidiff.recording.drafting import draft
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from tests.recording.pets import SECOND, THIRD, Pets, document

NOTICE = "[policy]\nsunset-days = 10\n"


@pytest.fixture
def pets(tmp_path):
    return Pets(tmp_path, NOTICE)


def with_field(**marks):
    made = document()
    media = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    media["schema"]["properties"]["nick"] |= marks
    return made


def codes(gate):
    return [refusal.code for version in gate.check.versions for refusal in version.refusals]


def test_a_field_goes_after_its_notice_and_the_record_stays_sound(pets):
    pets.put(with_field(deprecated=True))
    assert pets.snapshot().recorded
    pets.write(sent=("id",))
    draft(pets.gate())
    assert codes(pets.gate(release=ReleaseName(SECOND))) == ["breaking-not-waived", "sunset-too-soon"]
    (refusal,) = (r for v in pets.gate(release=ReleaseName(SECOND)).check.versions for r in v.refusals[1:])
    assert "is removed 6 days after the deprecation" in refusal.message
    assert codes(pets.gate(release=ReleaseName(THIRD))) == ["breaking-not-waived"]
    waive(pets.gate(release=ReleaseName(THIRD)), None, "nobody reads it", "owner")
    assert pets.snapshot(THIRD).recorded
    assert verify(pets.project()) == []


def test_a_correction_needs_no_notice(pets):
    assert pets.snapshot().recorded
    pets.write(sent=("id",))
    draft(pets.gate())
    with pytest.raises(InputError, match="a waiver does not help"):
        waive(pets.gate(), None, "nobody reads it", "owner")
    waive(pets.gate(), None, "it never was sent", "owner", kind="correction")
    assert pets.gate(release=ReleaseName(THIRD)).check.status == "waived"


def test_a_named_base_is_asked_the_same(pets, tmp_path):
    assert pets.snapshot().recorded
    base = tmp_path / "base.json"
    base.write_text(json.dumps(with_field(deprecated=True)))
    pets.write(sent=("id",))
    gate = pets.gate(base=str(base), today=date(2027, 1, 1))
    assert "sunset-too-soon" in codes(gate)
    pets.put(with_field(deprecated=True))
    assert pets.snapshot(SECOND).recorded
    pets.write(sent=("id",))
    assert codes(pets.gate(base=str(base), today=date(2027, 1, 1))) == ["breaking-not-waived"]


def test_a_named_base_without_records_is_asked_nothing(pets, tmp_path):
    base = tmp_path / "base.json"
    base.write_text(json.dumps(document()))
    pets.write(sent=("id",))
    assert codes(pets.gate(base=str(base))) == ["breaking-not-waived"]


def test_a_day_that_is_moved_earlier_passes_as_a_correction_alone(pets):
    pets.put(with_field(deprecated=True, **{"x-sunset": "2062-06-30"}))
    assert pets.snapshot().recorded
    pets.put(with_field(deprecated=True, **{"x-sunset": "2026-12-31"}))
    assert codes(pets.gate(release=ReleaseName(SECOND))) == ["sunset-moved-earlier"]
    draft(pets.gate())
    (change,) = pets.gate().check.comparison.changes
    with pytest.raises(InputError, match="a waiver does not help"):
        waive(pets.gate(), [change.id], "sooner is better", "owner")
    waive(pets.gate(), None, "a slip of the pen", "owner", kind="correction")
    gate = pets.gate(release=ReleaseName(SECOND))
    assert gate.check.status == "waived"
    ((waived, entry),) = gate.check.versions[0].waived
    assert (waived.rule, entry.waiver.kind) == ("sunset-changed", "correction")
    assert pets.snapshot(SECOND).recorded
    assert verify(pets.project()) == []


def test_a_day_that_is_too_near_is_refused_when_it_is_announced(pets):
    assert pets.snapshot().recorded
    pets.put(with_field(deprecated=True, **{"x-sunset": "2026-06-25"}))
    assert codes(pets.gate(release=ReleaseName(SECOND))) == ["sunset-too-near"]
    pets.put(with_field(deprecated=True, **{"x-sunset": "2026-07-25"}))
    assert pets.gate(release=ReleaseName(SECOND)).check.status == "pass"


TIERS = """
[policy]
sunset-days = 10

[policy.stability]
treat = {beta = "gated"}
sunset-days = {beta = 4}
"""


@pytest.mark.parametrize(
    ("tiers", "asked"),
    [
        (("beta", "beta"), 4),
        (("beta", "stable"), 10),
        (("stable", "stable"), 10),
    ],
)
def test_what_operations_have_is_asked_for_the_longest_notice_of_their_tiers(tmp_path, tiers, asked):
    """`nick` is a field of a component that two operations send."""

    def described(**marks):
        made = with_field(**marks)
        paths = made["paths"]
        media = paths["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]
        made["components"] = {"schemas": {"Pet": media.pop("schema")}}
        media["schema"] = {"$ref": "#/components/schemas/Pet"}
        if not marks:
            del made["components"]["schemas"]["Pet"]["properties"]["nick"]
        paths["/v1/cats"] = {"get": {"responses": paths["/v1/pets"]["get"]["responses"]}}
        for path, tier in zip(("/v1/pets", "/v1/cats"), tiers, strict=True):
            paths[path]["get"]["x-stability-level"] = tier
        return made

    pets = Pets(tmp_path, TIERS)
    pets.put(described(deprecated=True))
    assert pets.snapshot().recorded
    pets.put(described())
    on = {days: ReleaseName(date(2026, 6, 17 + days)) for days in (3, 4, 9, 10)}
    late = [days for days in on if "sunset-too-soon" in codes(pets.gate(release=on[days]))]
    assert late == [days for days in on if days < asked]


def test_a_day_leaves_the_notice_of_the_tier(tmp_path):
    pets = Pets(tmp_path, TIERS)
    made = document(paths=("/v1/cats", "/v1/dogs"))
    made["paths"]["/v1/cats"]["get"]["x-stability-level"] = "beta"
    pets.put(made)
    assert pets.snapshot().recorded
    for path in ("/v1/cats", "/v1/dogs"):
        made["paths"][path]["get"] |= {"deprecated": True, "x-sunset": "2026-06-28"}
    pets.put(made)
    gate = pets.gate(release=ReleaseName(SECOND))
    (refusal,) = (refusal for version in gate.check.versions for refusal in version.refusals)
    assert (refusal.code, "`GET /v1/dogs`" in refusal.message) == ("sunset-too-near", True)


@pytest.mark.parametrize(
    ("sunset_days", "told"),
    [("{beta = 4}", 4), ("{stable = 30}", 10)],
)
def test_the_page_promises_the_least_notice(tmp_path, sunset_days, told):
    pets = Pets(tmp_path, TIERS.replace("{beta = 4}", sunset_days))
    assert pets.project().policy.least_sunset_days == told


def test_a_tier_that_there_is_not_is_an_error(tmp_path):
    pets = Pets(tmp_path, TIERS.replace("{beta = 4}", "{betta = 4}"))
    with pytest.raises(InputError, match="names the tier `betta` in `sunset-days`"):
        pets.project()
