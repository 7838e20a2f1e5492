"""What a check asks, and what it answers, for each path version."""

from datetime import date
from pathlib import Path

import pytest

from apidiff.governing.checking import check
from apidiff.governing.meaning import meaning_id
from apidiff.model.change import Change, Comparison, Source
from apidiff.model.digest import Digest
from apidiff.model.records import Entry, Meaning, Release, Waiver

DATE = date(2026, 6, 23)
BASE = Release(date(2026, 6, 17), "2026-06-17.json", "", "", "Pets", ("v1",), None, {"v1": "pass"})


def change(number, cls="breaking", version="v1", **more):
    return Change(f"{number:012x}", "property-removed", cls, f"`f{number}` removed", path_version=version, **more)


def comparison(*changes, base=("v1",), revision=("v1",)):
    return Comparison(Source("base", Digest(), "", base), Source("revision", Digest(), "", revision), changes)


def entry(*changes, waiver=None, version="v1", meaning=(), day=DATE, name="e.md"):
    ids = tuple(item if isinstance(item, str) else item.id for item in changes)
    return Entry(Path(name), day, "t", version, ids, meaning, waiver, "")


def waiver(*changes):
    return Waiver("so", "me", tuple(item.id for item in changes) or None)


def codes(answer):
    return [refusal.code for version in answer.versions for refusal in version.refusals]


def asked(found, *entries, **more):
    return check(found, entries, **({"base_release": BASE} | more))


def test_no_change_passes():
    answer = asked(comparison())
    assert (answer.status, [version.path_version for version in answer.versions]) == ("pass", ["v1"])


def test_an_additive_change_passes_without_an_entry():
    assert asked(comparison(change(1, "additive"), change(2, "neutral"))).status == "pass"


def test_a_breaking_change_without_an_entry_is_refused_and_the_commands_are_named():
    answer = asked(comparison(change(1)))
    (refusal,) = answer.versions[0].refusals
    assert (answer.status, refusal.code, refusal.changes) == ("refused", "breaking-not-waived", (change(1),))
    assert "`apidiff draft`" in refusal.hint
    assert f'`apidiff waive {change(1).id} --reason "..." --approved-by NAME`' in refusal.hint


def test_an_entry_alone_does_not_waive():
    answer = asked(comparison(change(1)), entry(change(1)))
    (refusal,) = answer.versions[0].refusals
    assert (refusal.code, refusal.entry.path.name) == ("breaking-not-waived", "e.md")
    assert "apidiff draft" not in refusal.hint


@pytest.mark.parametrize("waives", [waiver(), waiver(change(1))])
def test_an_entry_that_waives_the_change_lets_it_pass(waives):
    answer = asked(comparison(change(1)), entry(change(1), waiver=waives))
    (version,) = answer.versions
    assert (answer.status, [(item.id, by.path.name) for item, by in version.waived]) == (
        "waived",
        [(change(1).id, "e.md")],
    )


def test_a_waiver_of_one_change_does_not_waive_another():
    answer = asked(comparison(change(1), change(2)), entry(change(1), change(2), waiver=waiver(change(1))))
    (refusal,) = answer.versions[0].refusals
    assert refusal.changes == (change(2),)


def test_a_waiver_of_everything_waives_only_what_its_entry_binds():
    answer = asked(comparison(change(1), change(2)), entry(change(1), waiver=waiver()))
    assert (answer.status, codes(answer)) == ("refused", ["breaking-not-waived"])


@pytest.mark.parametrize("day", [BASE.release, date(2026, 6, 1)])
def test_an_entry_of_a_recorded_release_waives_nothing_any_more(day):
    answer = asked(comparison(change(1)), entry(change(1), waiver=waiver(), day=day))
    (refusal,) = answer.versions[0].refusals
    assert "its date is outside of this release" in refusal.message


def test_an_entry_dated_after_the_release_does_not_count_for_it():
    late = entry(change(1), waiver=waiver(), day=date(2026, 7, 1))
    assert asked(comparison(change(1)), late, until=DATE).status == "refused"
    assert asked(comparison(change(1)), late).status == "waived"


def test_a_new_path_version_beside_an_unchanged_one_passes_with_an_entry():
    found = comparison(change(1, "additive", "v2"), revision=("v1", "v2"))
    assert codes(asked(found)) == ["entry-missing"]
    for announcing in (entry(version="v2"), entry(change(1), version=None)):
        answer = asked(found, announcing)
        assert [(item.path_version, item.status) for item in answer.versions] == [("v1", "pass"), ("v2", "pass")]


def test_changing_the_old_path_version_beside_the_new_one_is_refused():
    found = comparison(change(1, "additive", "v2"), change(2), revision=("v1", "v2"))
    answer = asked(found, entry(version="v2"))
    assert [(item.path_version, item.status) for item in answer.versions] == [("v1", "refused"), ("v2", "pass")]


def test_a_path_version_that_is_taken_away_is_refused():
    found = comparison(change(1), base=("v1", "v2"), revision=("v2",))
    assert [(item.path_version, item.status) for item in asked(found).versions] == [("v1", "refused"), ("v2", "pass")]


def test_the_first_path_without_a_version_announces_nothing():
    assert asked(comparison(change(1, "additive", "unversioned"), revision=("unversioned", "v1"))).status == "pass"


def test_the_first_snapshot_asks_for_nothing():
    answer = check(comparison(revision=("v1",), base=()), [], baseline=True)
    assert (answer.status, len(answer.versions)) == ("pass", 1)


def test_a_change_that_only_generated_code_sees_gates_where_the_policy_made_it_breaking():
    assert asked(comparison(change(1, "neutral", lens="client-library"))).status == "pass"
    assert asked(comparison(change(1, "breaking", lens="client-library"))).status == "refused"


def test_a_declared_meaning_is_breaking_and_its_own_entry_waives_it():
    meaning = Meaning("webhook  lead.converted", "fires later")
    answer = asked(comparison(), entry(meaning=(meaning,)))
    (found,) = answer.comparison.changes
    assert (found.rule, found.cls, found.path_version, answer.status) == (
        "meaning-changed",
        "breaking",
        "v1",
        "refused",
    )
    assert (found.title, found.operations) == (
        "Meaning of `webhook lead.converted` changed",
        ("webhook lead.converted",),
    )
    assert [impact.direction for impact in found.impacts] == ["from-server"]
    assert answer.comparison.verdict == "breaking"
    assert asked(comparison(), entry(meaning=(meaning,), waiver=waiver())).status == "waived"
    assert asked(comparison(), entry(meaning=(meaning,), waiver=waiver(found))).status == "waived"


def test_a_declared_meaning_keeps_its_id_however_it_is_written():
    one, other = Meaning("post  /v1/leads", "a  b\n c"), Meaning("POST /v1/leads", "a b c")
    assert meaning_id("v1", one) == meaning_id("v1", other)
    assert meaning_id("v1", one) != meaning_id("v2", one)


def test_an_operation_stands_in_the_path_version_of_its_path():
    answer = asked(comparison(revision=("v1", "v2")), entry(meaning=(Meaning("GET /v2/x", "n"),), version="v1"))
    (found,) = answer.comparison.changes
    assert (found.path_version, [impact.direction for impact in found.impacts]) == ("v2", ["to-server", "from-server"])


def test_a_meaning_in_a_path_version_that_does_not_exist_is_refused():
    answer = asked(comparison(), entry(meaning=(Meaning("webhook x", "n"),), version="v9"))
    assert (answer.status, codes(answer)) == ("refused", ["entry-version-unknown"])


def test_a_waiver_whose_change_is_gone_is_stale():
    answer = asked(comparison(change(1)), entry(change(1), change(2), waiver=waiver()))
    (refusal,) = answer.versions[0].refusals
    assert (refusal.code, change(2).id in refusal.message) == ("waiver-stale", True)
    assert "`apidiff draft --release 2026-06-23`" in refusal.hint


def test_a_waiver_of_what_its_entry_does_not_bind_is_stale():
    answer = asked(comparison(change(1), change(2)), entry(change(1), waiver=waiver(change(1), change(2))))
    assert "waiver-stale" in codes(answer)
    assert [item.id for item, _ in answer.versions[0].waived] == [change(1).id]


def test_an_entry_that_binds_what_is_gone_is_stale():
    assert codes(asked(comparison(), entry(change(1)))) == ["entry-stale"]


def test_nothing_is_stale_against_a_base_that_was_named():
    answer = check(comparison(), [entry(change(1), waiver=waiver())], since=BASE.release)
    assert answer.status == "pass"


def test_many_changes_are_waived_by_one_short_command():
    answer = asked(comparison(*(change(number) for number in range(9))))
    assert "`apidiff waive --all --reason" in answer.versions[0].refusals[0].hint


def test_the_changes_stay_ordered_by_class():
    found = comparison(change(1), change(2, "additive"))
    answer = asked(found, entry(meaning=(Meaning("GET /v1/x", "n"),)))
    assert [item.cls for item in answer.comparison.changes] == ["breaking", "breaking", "additive"]


@pytest.mark.parametrize("version", ["v9", "v1 ", "V1", "v1\u200b", "unversioned"])
def test_an_entry_of_a_path_version_that_there_is_not_waives_nothing_and_is_named(version):
    broken = change(1)
    answer = asked(comparison(broken), entry(broken, waiver=waiver(), version=version))
    assert (answer.status, sorted(codes(answer))) == ("refused", ["breaking-not-waived", "entry-version-unknown"])
    named = next(refusal for refusal in answer.versions[0].refusals if refusal.code == "entry-version-unknown")
    assert (named.entry.version, "there is v1" in named.hint) == (version, True)


def test_an_entry_of_a_path_version_that_there_is_not_declares_nothing():
    declared = (Meaning("schema Pet", "other"),)
    answer = asked(comparison(), entry(meaning=declared, waiver=waiver(), version="v9"))
    assert [version.path_version for version in answer.versions] == ["v1"]
    assert answer.comparison.changes == ()


@pytest.mark.parametrize("version", ["v1", "v2", None])
def test_an_entry_of_a_path_version_of_either_side_counts(version):
    broken = change(1)
    answer = asked(comparison(broken, base=("v1", "v2")), entry(broken, waiver=waiver(), version=version))
    assert answer.status == "waived"
