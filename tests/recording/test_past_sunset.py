"""What was announced to go on a day may go from that day on: an entry tells of it, and nobody has to waive it."""

from datetime import date

import pytest

from apidiff.model.records import ReleaseName
from apidiff.recording.drafting import draft
from apidiff.recording.verify import verify
from apidiff.reporting.formats import text
from tests.recording.pets import FIRST, SECOND, THIRD, document

BEFORE = date(2026, 6, 22)


def toys(sunset=None):
    made = document(paths=("/v1/toys",))
    if sunset:
        made["paths"]["/v1/toys"]["get"] |= {"deprecated": True, "x-sunset": f"{sunset}"}
    return made


def asked(pets, day):
    (version,) = pets.gate(release=ReleaseName(day)).check.versions
    return version.status, [refusal.code for refusal in version.refusals]


@pytest.fixture
def announced(pets):
    """Announced on the first day to go on the second, and gone."""
    pets.put(toys(SECOND))
    assert pets.snapshot(FIRST).recorded
    pets.write()
    return pets


def test_after_the_day_an_entry_is_enough_and_the_record_is_sound(announced):
    assert asked(announced, THIRD) == ("refused", ["entry-missing"])
    draft(announced.gate())
    assert asked(announced, SECOND) == ("pass", [])
    (version,) = announced.gate(release=ReleaseName(THIRD)).check.versions
    assert [change.rule for change, _ in version.announced] == ["operation-removed"]
    assert announced.snapshot(THIRD).recorded.verdicts == {"v1": "pass"}
    assert verify(announced.project()) == []


def test_the_command_that_writes_the_entry_is_named_once(announced):
    late = announced.gate(release=ReleaseName(THIRD)).check
    assert text.check(late).count("apidiff draft") == 1
    (refusal,) = late.versions[0].refusals
    assert refusal.advice.endswith("`apidiff draft`."), "a code host has it at the row"


def test_what_kept_to_its_day_is_not_told_to_be_announced_first(announced):
    hint = "mark it `deprecated`"
    late = announced.gate(release=ReleaseName(THIRD)).check
    assert late.versions[0].refusals[0].code == "entry-missing"
    assert hint not in " ".join(text.check(late).split())
    draft(announced.gate())
    assert hint not in " ".join(text.check(announced.gate(release=ReleaseName(THIRD)).check).split())
    assert hint not in " ".join(text.check(announced.gate(release=ReleaseName(BEFORE)).check).split())
    announced.write(sent=("id",))
    assert hint in " ".join(text.check(announced.gate(release=ReleaseName(THIRD)).check).split()), "of what had no day"


def test_before_the_day_it_needs_a_waiver(announced):
    draft(announced.gate())
    assert asked(announced, BEFORE) == ("refused", ["breaking-not-waived"])


def test_a_day_that_had_passed_when_it_was_written_down_announced_nothing(pets):
    pets.put(toys(date(2020, 1, 1)))
    assert pets.snapshot(FIRST).recorded
    pets.write()
    draft(pets.gate())
    assert asked(pets, THIRD) == ("refused", ["breaking-not-waived"])


def test_a_day_that_was_moved_earlier_after_it_had_passed_announced_nothing(pets):
    pets.put(toys(date(2027, 1, 1)))
    assert pets.snapshot(FIRST).recorded
    pets.put(toys(date(2026, 6, 20)))
    assert pets.snapshot(SECOND).recorded
    pets.write()
    draft(pets.gate())
    assert asked(pets, THIRD) == ("refused", ["breaking-not-waived"])


def test_a_day_that_an_older_release_announced_counts(pets):
    pets.put(toys(SECOND))
    assert pets.snapshot(FIRST).recorded
    changed = toys(SECOND)
    changed["info"]["version"] = "2"
    pets.put(changed)
    assert pets.snapshot(date(2026, 6, 25)).recorded
    pets.write()
    draft(pets.gate())
    assert asked(pets, THIRD) == ("pass", [])


def test_what_is_removed_beside_it_still_needs_its_waiver(announced):
    announced.write(sent=("id",))
    draft(announced.gate())
    assert asked(announced, THIRD) == ("refused", ["breaking-not-waived"])


def test_before_the_day_it_is_told_which_day_would_do(announced):
    def told():
        check = announced.gate(release=ReleaseName(BEFORE)).check
        return " ".join(text.check(check).split())

    said = told()
    assert "before the announced sunset, 2026-06-23, without an entry that waives it." in said
    day = "The sunset has not come on 2026-06-22: release it on 2026-06-23 or later, with an entry and no waiver."
    assert day in said
    draft(announced.gate())
    said = told()
    assert "before the announced sunset, 2026-06-23, that `unreleased/breaking-changes-in-v1-" in said
    assert day in said
    assert "mark it `deprecated`" not in said, "it is"
    assert "apidiff waive" in said, "a decision ships it earlier"


def test_what_is_removed_beside_it_is_told_apart(announced):
    announced.write(sent=("id",))
    draft(announced.gate())
    (version,) = announced.gate(release=ReleaseName(BEFORE)).check.versions
    assert [("2026-06-23" in each.message, len(each.changes)) for each in version.refusals] == [(False, 1), (True, 1)]


def test_with_days_of_notice_the_refusal_for_want_of_them_says_the_day(announced):
    config = announced.root / "apidiff.toml"
    config.write_text(config.read_text() + "[policy]\nsunset-days = 90\n")
    draft(announced.gate())
    (version,) = announced.gate(release=ReleaseName(BEFORE)).check.versions
    assert [each.code for each in version.refusals] == ["breaking-not-waived", "sunset-too-soon"]
    assert ["2026-06-23" in each.hint for each in version.refusals] == [False, True]
