"""The decision to ship a breaking change stands in the entry that binds it."""

from dataclasses import replace

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Waiver
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.waiving import waive
from tests.recording.pets import SECOND, THIRD


@pytest.fixture
def broken(released):
    """Two breaking changes and an additive one, drafted."""
    released.write(sent=("id",), taken=("name",), query=("limit",))
    (done,) = draft(released.gate(), SECOND)
    released.path = done.path
    return released


def ids(pets, cls="breaking"):
    return [change.id for change in pets.gate().check.comparison.changes if change.cls == cls]


def test_waived_changes_pass_and_the_others_do_not(broken):
    first, second = ids(broken)
    waive(broken.gate(), [first], "nobody used it", "owner")
    given = Waiver("nobody used it", "owner", (first,), ((first, ("GET /v1/pets",)),))
    assert read_entry(broken.path).waiver == given
    assert broken.gate().check.status == "refused"
    waive(broken.gate(), [second], "nobody used it", "owner")
    assert read_entry(broken.path).waiver.changes == (first, second)
    assert broken.gate().check.status == "waived"
    assert broken.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}


def test_the_beginning_of_an_id_is_enough_and_the_whole_one_is_written(broken):
    first = ids(broken)[0]
    waive(broken.gate(), [first[:8]], "so", "me")
    assert read_entry(broken.path).waiver.changes == (first,)


def test_a_beginning_that_several_changes_have_is_refused_with_their_ids(broken):
    gate = broken.gate()
    twins = [change._replace(id=f"ab{change.id[2:]}") for change in gate.check.comparison.changes]
    comparison = gate.check.comparison._replace(changes=tuple(twins))
    gate = replace(gate, check=gate.check._replace(comparison=comparison))
    with pytest.raises(InputError) as caught:
        waive(gate, ["ab"], "so", "me")
    assert all(f"`{change.short_id}`" in caught.value.message for change in twins)


def test_an_entry_may_name_changes_by_the_digits_that_people_see(broken):
    first, second = ids(broken)
    text = broken.path.read_text()
    broken.path.write_text(text.replace(first, first[:12]).replace(second, second[:12]))
    assert not [r for v in broken.gate().check.versions for r in v.refusals if r.code == "entry-stale"]
    waive(broken.gate(), [second], "so", "me")
    entry = read_entry(broken.path)
    assert (entry.waiver.changes, first in entry.changes) == ((second,), True)


def test_the_text_stays_byte_for_byte(broken):
    broken.path.write_bytes(broken.path.read_bytes().replace(b"### Breaking", b"## Mine\r\n\t  \n---\n"))
    text = broken.path.read_bytes()
    waive(broken.gate(), ids(broken), "so", "me")
    after = broken.path.read_bytes()
    assert after.endswith(text.split(b"\n---\n", 1)[1])
    assert after.startswith(text.split(b"\n---\n", 1)[0])


def test_everything_refused_is_waived_at_once(broken):
    (done,) = waive(broken.gate(), None, "so", "me")
    assert [change.id for change in done.changes] == ids(broken)
    assert broken.gate().check.status == "waived"


def test_waiving_twice_says_so_and_writes_nothing(broken):
    waive(broken.gate(), ids(broken), "so", "me")
    before = broken.records()
    (done,) = waive(broken.gate(), ids(broken), "so", "me")
    assert done.changes == ()
    assert broken.records() == before
    with pytest.raises(InputError, match="nothing to waive"):
        waive(broken.gate(), None, "so", "me")


def test_a_declared_meaning_is_waived_by_its_id(broken):
    waive(broken.gate(), None, "so", "me")
    text = broken.path.read_text()
    meaning = "meaning:\n  - target: webhook pet.sold\n    note: sent when paid\nwaiver:"
    broken.path.write_text(text.replace("waiver:", meaning, 1))
    (refused,) = [r for v in broken.gate().check.versions for r in v.refusals]
    (change,) = refused.changes
    assert (change.rule, refused.code) == ("meaning-changed", "breaking-not-waived")
    waive(broken.gate(), [change.id], "so", "me")
    assert broken.gate().check.status == "waived"


def test_a_misspelled_id_suggests_the_near_one(broken):
    known = ids(broken)[0]
    wrong = known[:-1] + ("0" if known[-1] != "0" else "1")
    with pytest.raises(InputError) as caught:
        waive(broken.gate(), [wrong], "so", "me")
    assert f"`{known[:12]}`" in caught.value.hint


def test_one_unknown_id_among_many_waives_none(broken):
    before = broken.records()
    with pytest.raises(InputError):
        waive(broken.gate(), [*ids(broken), "0" * 12], "so", "me")
    assert broken.records() == before


def test_an_unbound_change_asks_for_its_entry_first(released):
    released.write(sent=("id",))
    for chosen in (ids(released), None):
        with pytest.raises(InputError) as caught:
            waive(released.gate(), chosen, "so", "me")
        assert "apidiff draft --release" in caught.value.hint


def test_an_additive_change_needs_none(broken):
    with pytest.raises(InputError, match="is additive and needs no waiver"):
        waive(broken.gate(), ids(broken, "additive"), "so", "me")


def test_another_reason_is_not_written_over_the_first(broken):
    first, second = ids(broken)
    waive(broken.gate(), [first], "so", "me")
    before = broken.records()
    with pytest.raises(InputError, match="already has a waiver, by me: so"):
        waive(broken.gate(), [second], "otherwise", "me")
    assert broken.records() == before


@pytest.mark.parametrize(("reason", "by"), [("", "me"), ("so", "  ")])
def test_a_decision_has_a_reason_and_someone_who_made_it(broken, reason, by):
    with pytest.raises(InputError, match="is empty"):
        waive(broken.gate(), None, reason, by)


def test_changes_of_two_entries_are_waived_in_each(released):
    released.write(sent=("id",))
    draft(released.gate(), SECOND)
    released.write(sent=("id",), taken=("name",))
    draft(released.gate(), THIRD)
    done = waive(released.gate(), None, "a reason: with a colon", "me # not you")
    assert len(done) == 2
    assert {read_entry(item.path).waiver.reason for item in done} == {"a reason: with a colon"}
    assert released.gate().check.status == "waived"
