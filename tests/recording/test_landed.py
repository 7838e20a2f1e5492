"""A waiver that says no operations covers what its change broke when the waiver landed, and no operation more."""

import datetime

import pytest

from apidiff.model.change import Broken
from apidiff.recording.anchoring import hold
from apidiff.recording.entries import read_entry
from apidiff.recording.gate import gate
from apidiff.recording.waiving import waive
from tests.recording.pets import FIRST
from tests.recording.repositories import commit, git
from tests.recording.test_waived_operations import breaking, shared

CATS, DOGS = "/v1/cats", "/v1/dogs"


def entry(pets, id, *, named=True, dated=False):
    changes = f", changes: [{id}]" if named else ""
    text = f"title: Shorter\nchanges: [{id}]\nwaiver: {{reason: nobody sends long ones, approved-by: owner{changes}}}"
    if dated:
        return pets.entry("2026-06-23-short.md", f"---\n{text}\n---\n")
    return pets.unreleased("short.md", f"---\n{text}\n---\n")


def judged(pets, given=None, **options):
    held = hold(pets.project(), given)
    return gate(held.project, anchored=held, **options).check


def messages(check):
    return [refusal.message for version in check.versions for refusal in version.refusals]


@pytest.fixture
def tagged(pets):
    pets.put(shared())
    assert pets.snapshot(FIRST).recorded
    commit(pets.root)
    pets.put(shared((CATS,)))
    return pets


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("digits", [12, 32])
def test_one_more_operation_later_is_another_decision(tagged, named, dated, digits):
    (change,) = breaking(tagged)
    path = entry(tagged, change.id[:digits], named=named, dated=dated)
    assert judged(tagged).status == "waived"
    commit(tagged.root, "waived")
    assert judged(tagged).status == "waived"
    commit(tagged.root, "something else")
    assert judged(tagged).status == "waived"
    tagged.put(shared((CATS, DOGS)))
    commit(tagged.root, "one more")
    check = judged(tagged)
    assert messages(check)[0].endswith("waives, but not for `POST /v1/dogs`")
    assert f"apidiff waive {change.short_id}" in check.versions[0].refusals[0].hint

    waive(tagged.gate(), [change.id], "nobody sends long ones", "owner")
    ((_, operations),) = read_entry(path, unreleased=not dated).waiver.operations
    assert operations == (Broken("POST /v1/cats", "to-server"), Broken("POST /v1/dogs", "to-server"))
    commit(tagged.root, "decided")
    assert judged(tagged, "HEAD^").status == "waived"


def test_another_operation_in_place_of_the_first_is_another_decision(tagged):
    (change,) = breaking(tagged)
    entry(tagged, change.id)
    commit(tagged.root, "waived")
    tagged.put(shared((DOGS,)))
    commit(tagged.root, "another")
    assert messages(judged(tagged))[0].endswith("waives, but not for `POST /v1/dogs`")


def test_an_entry_that_waited_for_its_break_covers_nothing(tagged):
    (change,) = breaking(tagged)
    tagged.put(shared())
    entry(tagged, change.id)
    commit(tagged.root, "in advance")
    tagged.put(shared((CATS,)))
    commit(tagged.root, "the break")
    assert messages(judged(tagged))[0].endswith("waives, but not for `POST /v1/cats`")


def test_another_name_of_the_file_does_not_renew_it_and_another_reason_does(tagged):
    (change,) = breaking(tagged)
    path = entry(tagged, change.id)
    commit(tagged.root, "waived")
    tagged.put(shared((CATS, DOGS)))
    git(tagged.root, "mv", str(path), str(path.with_name("other.md")))
    assert messages(judged(tagged, "HEAD"))[0].endswith("waives, but not for `POST /v1/dogs`")
    other = path.with_name("other.md")
    other.write_text(other.read_text().replace("nobody sends long ones", "the owner asked everybody"))
    assert judged(tagged, "HEAD").status == "waived"


def test_a_description_that_could_not_be_read_then_lets_it_cover_nothing(tagged):
    (change,) = breaking(tagged)
    entry(tagged, change.id)
    good = (tagged.root / "openapi.json").read_text()
    (tagged.root / "openapi.json").write_text("{")
    commit(tagged.root, "broken")
    (tagged.root / "openapi.json").write_text(good)
    assert messages(judged(tagged, "HEAD"))[0].endswith("waives, but not for `POST /v1/cats`")


def test_the_description_that_the_command_line_names_is_read_at_the_anchor_too(tagged, monkeypatch):
    (change,) = breaking(tagged)
    entry(tagged, change.id)
    (tagged.root / "parts").mkdir()
    (tagged.root / "openapi.json").rename(tagged.root / "parts" / "api.json")
    commit(tagged.root, "waived")
    monkeypatch.chdir(tagged.root / "parts")
    assert judged(tagged, "HEAD", source="api.json").status == "waived"
    assert messages(judged(tagged, "HEAD", source=str(tagged.root / "parts" / "api.json"))) == []


@pytest.mark.parametrize(("date", "status"), [("2026-12-01", "waived"), ("2031-06-23", "refused")])
def test_an_entry_dated_years_ahead_waives_nothing(tagged, date, status):
    (change,) = breaking(tagged)
    path = entry(tagged, change.id, dated=True)
    path.rename(path.with_name(f"{date}-short.md"))
    check = gate(tagged.project(), today=datetime.date(2026, 6, 20)).check
    assert check.status == status
    if status == "refused":
        assert "is for a release on 2031-06-23, more than a year from 2026-06-20" in messages(check)[0]


def test_all_writes_the_operations_out(tagged):
    (change,) = breaking(tagged)
    path = entry(tagged, change.id, named=False)
    waive(tagged.gate(), None, "nobody sends long ones", "owner")
    waiver = read_entry(path, unreleased=True).waiver
    broken = (Broken("POST /v1/cats", "to-server"),)
    assert (waiver.changes, waiver.operations) == ((change.id,), ((change.id, broken),))
