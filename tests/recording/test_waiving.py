"""The decision to ship a breaking change stands in the entry that binds it."""

from dataclasses import replace
from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.change import Broken
from apidiff.model.records import Waiver
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.first_texts import first_text
from apidiff.recording.index import chained, index_bytes
from apidiff.recording.line_ends import text_digest
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from tests.recording.pets import SECOND, THIRD, document


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
    given = Waiver("nobody used it", "owner", (first,), ((first, (Broken("GET /v1/pets", "from-server"),)),))
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
    (done,) = waive(broken.gate(), None, "so", "me")
    assert (done.changes, done.kept) == ((), None)
    assert broken.records() == before


def test_where_nothing_breaks_there_is_nothing_to_waive(released):
    with pytest.raises(InputError, match="nothing to waive"):
        waive(released.gate(), None, "so", "me")


@pytest.mark.parametrize("by_ids", [True, False])
def test_another_reason_for_what_is_waived_is_said_to_be_left_out(broken, monkeypatch, capsys, by_ids):
    monkeypatch.chdir(broken.root)
    waive(broken.gate(), None, "nobody used it", "owner")
    before = broken.path.read_text()
    named = ids(broken) if by_ids else ["--all"]
    assert run(["waive", *named, "--reason", "another one", "--approved-by", "owner"]) == 0
    said = capsys.readouterr().out
    assert "waives that already" in said
    assert "stays as it is, approved by owner: nobody used it" in said
    assert "edit `waiver` in that file" in said
    assert broken.path.read_text() == before


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
        assert "`apidiff draft`" in caught.value.hint


def test_an_additive_change_needs_none(broken):
    with pytest.raises(InputError, match="is additive and needs no waiver"):
        waive(broken.gate(), ids(broken, "additive"), "so", "me")


def texts(project):
    """What a draft says of each change alone, by its id."""
    changes = project.gate().check.comparison.changes
    return {change.id: first_text([change]).rpartition("**Breaking:** ")[2].strip() for change in changes}


def test_another_reason_is_not_written_over_the_first(broken):
    first, second = ids(broken)
    waive(broken.gate(), [first], "so", "me")
    (done,) = waive(broken.gate(), [second], "otherwise", "me")
    assert (done.path != broken.path, [change.id for change in done.changes]) == (True, [second])
    old, new = read_entry(broken.path), read_entry(done.path)
    assert (old.waiver.reason, old.waiver.changes, new.waiver.reason, new.waiver.changes) == (
        *("so", (first,)),
        *("otherwise", (second,)),
    )
    assert (second in old.changes, new.changes) == (False, (second,))
    assert (old.date, old.version) == (new.date, new.version)
    told = texts(broken)
    assert [(told[id] in entry.body) for entry in (old, new) for id in (first, second)] == [True, False, False, True]
    assert broken.gate().check.status == "waived"
    assert broken.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}


def test_nobody_moves_over_for_a_correction(broken):
    assert "### Moving over" in read_entry(broken.path).body
    first, second = ids(broken)
    waive(broken.gate(), [first], "it was never sent", "me", kind="correction")
    (corrected,) = texts_of_guide(broken, first)
    guide = read_entry(broken.path).body.partition("### Moving over")[2]
    assert guide
    assert corrected not in guide
    waive(broken.gate(), [second], "it was never taken", "me", kind="correction")
    draft(broken.gate(), SECOND)
    moved = [path for path in broken.path.parent.glob("*.md") if "### Moving over" in path.read_text()]
    assert moved == []


def texts_of_guide(project, change):
    """The fields of a change, as a guide names them."""
    (found,) = (each for each in project.gate().check.comparison.changes if each.id == change)
    return [f"`{found.name}`"]


def test_what_moves_to_an_entry_of_its_own_leaves_an_edited_text_alone(broken):
    broken.path.write_text(broken.path.read_text() + "\nWrite to us.\n")
    first, second = ids(broken)
    waive(broken.gate(), [first], "so", "me")
    body = read_entry(broken.path).body
    waive(broken.gate(), [second], "otherwise", "me")
    assert read_entry(broken.path).body == body


def test_what_is_waived_already_is_not_decided_otherwise(broken):
    first, second = ids(broken)
    waive(broken.gate(), [first], "so", "me")
    before = broken.records()
    text = broken.path.read_text()
    broken.path.write_text(text.replace("GET /v1/pets", "GET /v1/others"))
    before = broken.records()
    for named in ([first], [first, second]):
        with pytest.raises(InputError, match="already has a waiver, by me: so"):
            waive(broken.gate(), named, "otherwise", "me")
    assert broken.records() == before


def test_a_change_that_somebody_moved_leaves_the_text_that_was_drafted(broken):
    first, second = ids(broken)
    text = broken.path.read_text()
    (line,) = (line for line in text.splitlines(keepends=True) if second in line)
    broken.path.write_text(text.replace(line, ""))
    draft(broken.gate(), SECOND)
    assert second in read_entry(broken.path).changes, "it is bound again by the entry of its date"
    broken.path.write_text(text.replace(line, ""))
    other = broken.path.with_name(f"{SECOND}-other.md")
    other.write_text(f'---\ndate: {SECOND}\ntitle: Other\nversion: v1\nchanges:\n  - "{second}"\n---\nBy hand.\n')
    draft(broken.gate(), SECOND)
    told, body = texts(broken), read_entry(broken.path).body
    assert (told[first] in body, told[second] in body) == (True, False)


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


def test_what_was_decided_is_recorded_whole(broken):
    first, second = ids(broken)
    more = {"kind": "correction", "until": date(2999, 9, 30), "ticket": "API-412"}
    waive(broken.gate(), [first], "never was there", "owner", **more)
    waiver = read_entry(broken.path).waiver
    assert (waiver.kind, waiver.until, waiver.ticket) == ("correction", date(2999, 9, 30), "API-412")
    (done,) = waive(broken.gate(), [second], "never was there", "owner", until=more["until"])
    assert [change.id for change in done.changes] == [second]
    assert read_entry(broken.path).waiver._replace(changes=(), operations=()) == waiver._replace(
        changes=(), operations=()
    )
    assert broken.gate().check.status == "waived"


def test_a_waiver_is_not_stretched_to_another_day_or_kind(broken):
    first, second = ids(broken)
    waive(broken.gate(), [first], "nobody used it", "owner", until=date(2999, 1, 1))
    before = broken.path.read_text()
    for more in ({"until": date(2999, 1, 2)}, {"kind": "correction"}, {"ticket": "API-1"}):
        (done,) = waive(broken.gate(), [second], "nobody used it", "owner", **more)
        assert done.path != broken.path
        assert read_entry(broken.path).waiver.until == date(2999, 1, 1)
        broken.path.write_text(before)
        done.path.unlink()


def test_an_expired_waiver_is_decided_anew(broken):
    first, second = ids(broken)
    waive(broken.gate(today=date(2026, 6, 1)), None, "nobody used it", "owner", until=date(2026, 6, 24))
    assert broken.gate(today=date(2026, 6, 24)).check.status == "waived"
    late = broken.gate(today=date(2026, 6, 25))
    assert {r.code for v in late.check.versions for r in v.refusals} == {"waiver-expired"}
    with pytest.raises(InputError, match="that day has passed"):
        waive(late, None, "nobody used it", "owner", until=date(2026, 6, 24))
    waive(late, [first], "nobody used it at all", "head", until=date(2026, 7, 1))
    waiver = read_entry(broken.path).waiver
    assert (waiver.approved_by, waiver.changes) == ("head", (first,))
    assert broken.snapshot(SECOND).recorded is None
    waive(broken.gate(today=date(2026, 6, 25)), [second], "nobody used it at all", "head")
    assert broken.snapshot(SECOND).recorded


def test_a_release_may_rest_on_a_waiver_until_its_last_day_and_stays_sound_after_it(broken):
    waive(broken.gate(today=date(2026, 6, 1)), None, "nobody used it", "owner", until=SECOND)
    assert broken.snapshot(date(2026, 6, 24)).recorded is None
    assert broken.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}
    assert verify(broken.project()) == []


@pytest.mark.parametrize(("reason", "approver"), [("", "owner"), ("\u200b", "owner"), ("n/a", "owner"), ("so", "NAME")])
def test_a_decision_that_says_nothing_is_refused_and_nothing_written(broken, reason, approver):
    before = broken.records()
    with pytest.raises(InputError, match=r"says nothing|is empty"):
        waive(broken.gate(), None, reason, approver)
    assert broken.records() == before


def test_only_approvers_of_the_configuration_waive_and_what_they_waived_verifies(broken):
    with (broken.root / "apidiff.toml").open("a") as stream:
        stream.write('[approvers]\nnames = ["api-owner"]\n')
    with pytest.raises(InputError) as caught:
        waive(broken.gate(), None, "nobody used it", "api-owners")
    assert "Did you mean `api-owner`?" in caught.value.hint
    waive(broken.gate(), None, "nobody used it", "api-owner")
    assert broken.snapshot(SECOND).recorded
    assert verify(broken.project()) == []
    index = broken.root / "schemas" / "index.json"
    forged = broken.path.read_text().replace('"api-owner"', '"intern"')
    broken.path.write_text(forged)
    project = broken.project()
    lines = list(project.history.lines)
    lines[-1] = lines[-1]._replace(entries={broken.path.name: text_digest(forged.encode())})
    index.write_bytes(index_bytes(chained(lines)))
    (finding,) = verify(broken.project())
    assert "`intern`, who is not among the approvers" in finding.message


def test_a_removal_before_its_notice_period_is_not_waived_but_corrected(pets):
    with (pets.root / "apidiff.toml").open("a") as stream:
        stream.write("[policy]\nsunset-days = 5\n")
    pets.write(paths=("/v1/toys",))
    assert pets.snapshot().recorded
    changed = document()
    media = changed["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    media["schema"]["properties"]["nick"]["type"] = "integer"
    pets.put(changed)
    (done,) = draft(pets.gate(), SECOND)
    gone, field = sorted(pets.gate().check.comparison.changes, key=lambda change: change.rule != "operation-removed")
    with pytest.raises(InputError) as caught:
        waive(pets.gate(), [gone.id, field.id], "nobody used it", "owner")
    assert "a waiver does not help: `GET /v1/toys` is removed and was never deprecated" in caught.value.message
    assert "`--kind correction`" in caught.value.hint
    assert read_entry(done.path).waiver is None
    (waived,) = waive(pets.gate(), None, "nobody used it", "owner")
    assert [change.id for change in waived.changes] == [field.id]
    with pytest.raises(InputError, match="a waiver does not help"):
        waive(pets.gate(), None, "nobody used it", "owner")
    text = read_entry(done.path)
    done.path.write_text(done.path.read_text().replace("  reason", "  kind: correction\n  reason"))
    waive(pets.gate(), [gone.id], "nobody used it", "owner", kind="correction")
    assert text.waiver.kind == "accepted"
    assert pets.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}
    assert verify(pets.project()) == []


def test_what_breaks_in_a_new_path_version_needs_no_waiver(released):
    released.write(paths=("/v2/pets",))
    gate = released.gate()
    change = gate.check.comparison.changes[0]._replace(cls="breaking", path_version="v2")
    comparison = gate.check.comparison._replace(changes=(change,))
    gate = replace(gate, check=gate.check._replace(comparison=comparison))
    with pytest.raises(InputError, match="needs no waiver: the path version v2 is new"):
        waive(gate, [change.id], "nobody used it", "owner")


def test_the_printed_command_asks_for_a_reason_of_its_own(released, monkeypatch, capsys):
    """The reason of one decision says nothing of another change."""
    from apidiff.cli.edge import run

    monkeypatch.chdir(released.root)
    released.write(sent=("id",), taken=("name",))
    draft(released.gate())
    first, second = (change for change in released.gate().check.comparison.changes if change.cls == "breaking")
    waive(released.gate(), [first.id], "nobody uses more than 100", "ann")
    assert run(["check"]) == 1
    printed = capsys.readouterr().out.replace("\\\n", " ")
    (line,) = (line.split() for line in printed.splitlines() if line.strip().startswith("apidiff waive"))
    assert line == ["apidiff", "waive", second.short_id, "--reason", '"..."', "--approved-by", '"..."']
    assert run(["waive", second.short_id, "--reason", "it never worked", "--approved-by", "ann"]) == 0
    assert "a new entry for this decision" in capsys.readouterr().out
    assert released.gate().check.status == "waived"


def test_the_printed_command_repeats_the_waiver_that_names_a_change_already(released, monkeypatch, capsys):
    import shlex

    from apidiff.cli.edge import run

    monkeypatch.chdir(released.root)
    released.write(sent=("id",))
    (done,) = draft(released.gate())
    waive(released.gate(), None, 'it\'s "unused"', "ann")
    done.path.write_text(done.path.read_text().replace("GET /v1/pets", "GET /v1/others"))
    assert run(["check"]) == 1
    printed = capsys.readouterr().out.replace("\\\n", " ")
    (line,) = (line.strip() for line in printed.splitlines() if line.strip().startswith("apidiff waive"))
    assert run(shlex.split(line)[1:]) == 0
    assert released.gate().check.status == "waived"


def test_beside_a_waiver_that_covers_nothing_a_new_reason_is_asked_for(released):
    from datetime import date

    from apidiff.reporting.words import commands

    released.write(sent=("id",))
    draft(released.gate())
    waive(released.gate(), None, "so", "ann", until=date.today())
    later = released.gate(today=date(2099, 1, 1)).check
    assert [words[-2:] for words in commands(later)] == [['--reason "..."', '--approved-by "..."']]
