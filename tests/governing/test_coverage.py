"""Which change an id in an entry means, and what a waiver covers."""

from datetime import date
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.governing.checking import check
from apidiff.governing.coverage import covers, whole_id, with_whole_ids
from apidiff.model.change import Broken, Change, Comparison, Impact, Source
from apidiff.model.digest import Digest
from apidiff.model.records import Entry, Release, Waiver

FIRST, SECOND = "9f3c1a7b20de4c1188a0c2b7f5d3e901", "9f3c1a7b20de77aa37c6f19d02b6e1f0"
BASE = Release(date(2026, 6, 17), "2026-06-17.json", "", "", "Pets", ("v1",), None, {"v1": "pass"})


def broken(*operations, additive=()):
    impacts = (Impact("to-server", "breaking", operations), Impact("from-server", "additive", additive))
    return Change(FIRST, "max-length-lowered", "breaking", "`a` lowered", path_version="v1", impacts=impacts)


def entry(*changes, waiver=None):
    return Entry(Path("changelog/e.md"), date(2026, 6, 23), "t", "v1", changes, (), waiver, "")


def asked(change, waiver):
    sides = Source("base", Digest(), "", ("v1",)), Source("revision", Digest(), "", ("v1",))
    return check(Comparison(*sides, (change,)), [entry(change.id, waiver=waiver)], base_release=BASE)


@pytest.mark.parametrize("given", [FIRST, FIRST[:14], FIRST[:14].upper()])
def test_a_beginning_that_one_id_has_means_it(given):
    assert whole_id(given, [FIRST, SECOND]) == FIRST


@pytest.mark.parametrize("given", ["0", f"{FIRST}0", ""])
def test_what_begins_no_id_means_none(given):
    assert whole_id(given, [FIRST, SECOND]) is None


def test_a_beginning_that_two_ids_have_is_an_error_that_names_them():
    with pytest.raises(InputError) as caught:
        whole_id(FIRST[:12], [FIRST, SECOND])
    assert FIRST[:16] in caught.value.message
    assert SECOND[:16] in caught.value.message
    with pytest.raises(InputError) as caught:
        with_whole_ids(entry(FIRST[:12]), {FIRST, SECOND})
    assert caught.value.place.file == str(Path("changelog/e.md"))


def test_the_beginnings_in_an_entry_are_completed_and_strangers_left():
    waiver = Waiver("so", "me", (FIRST[:12],), ((FIRST[:12], (Broken("GET /v1/a", None),)),))
    known = with_whole_ids(entry(FIRST[:12], "0" * 12, waiver=waiver), {FIRST})
    assert known.changes == (FIRST, "0" * 12)
    assert known.waiver == Waiver("so", "me", (FIRST,), ((FIRST, (Broken("GET /v1/a", None),)),))


def test_the_same_break_in_one_more_operation_is_not_covered():
    waiver = Waiver("so", "me", (FIRST,), ((FIRST, (Broken("POST /v1/a", "to-server"),)),))
    assert covers(waiver, broken("POST /v1/a"))
    assert not covers(waiver, broken("POST /v1/a", "POST /v1/b"))
    assert asked(broken("POST /v1/a"), waiver).status == "waived"
    refused = asked(broken("POST /v1/a", "POST /v1/b"), waiver)
    (refusal,) = refused.versions[0].refusals
    assert (refused.status, refusal.code) == ("refused", "breaking-not-waived")
    assert "but not for `POST /v1/b`" in refusal.message


def test_what_is_not_broken_needs_no_cover():
    waiver = Waiver("so", "me", (FIRST,), ((FIRST, (Broken("POST /v1/a", "to-server"),)),))
    assert covers(waiver, broken("POST /v1/a", additive=("GET /v1/a", "GET /v1/b")))


def test_a_waiver_without_operations_covers_all():
    assert covers(Waiver("so", "me", (FIRST,)), broken("POST /v1/a", "POST /v1/b"))


def test_a_check_reads_beginnings():
    assert asked(broken("POST /v1/a")._replace(id=FIRST), Waiver("so", "me", (FIRST[:12],))).status == "waived"
