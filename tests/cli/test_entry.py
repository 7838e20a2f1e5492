"""`apidiff entry`: what is to be done about the entries."""

import json
from datetime import date, timedelta

import pytest

from tests.recording.pets import FIRST, Pets, document


@pytest.fixture
def pets(tmp_path):
    made = Pets(tmp_path)
    assert made.snapshot(FIRST).recorded
    return made


def state(apidiff, *arguments):
    done = apidiff("entry", "--format", "json", *arguments)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def ids(pets):
    return {change.name: change.id for change in pets.gate().check.comparison.changes if change.name}


@pytest.mark.usefixtures("pets")
def test_where_nothing_is_to_be_done_it_says_so(apidiff):
    done = apidiff("entry")
    assert done.out == "Since 2026-06-17 nothing breaking lacks an entry, and none waits for a release.\n"
    found = state(apidiff)
    assert (found.pop("format"), found.pop("release")) == ("apidiff.entry/1", "2026-06-17")
    assert not any(found.values())


def test_before_the_first_release_nothing_can_lack_an_entry(tmp_path, apidiff):
    Pets(tmp_path)
    assert "Nothing is recorded yet" in apidiff("entry").out


def test_what_a_check_refuses_for_the_sake_of_an_entry_is_listed(pets, apidiff):
    pets.write(sent=("id", "name"))
    apidiff("draft")
    (path,) = (pets.root / "changelog" / "unreleased").glob("*.md")
    text = path.read_text().replace("# Renamed?", "#").replace("# renames:", "renames:").replace("#   -", "  -")
    path.write_text(text)
    assert "rename-unknown" not in apidiff("check", "--format", "json").out
    pets.write(sent=("id", "called"))
    apidiff("draft")
    assert "rename-unknown" in apidiff("check", "--format", "json").out
    renamed = [each for each in state(apidiff)["refused"] if "was renamed to `name`" in each["says"]]
    assert [each["entry"] for each in renamed] == [f"unreleased/{path.name}"]
    assert "New there: `called`" in renamed[0]["hint"]
    assert "Refused by `apidiff check`" in apidiff("entry").out


def test_breaking_changes_without_an_entry_are_unbound(pets, apidiff):
    pets.write(sent=("id",), query=("limit",))
    (unbound,) = state(apidiff)["unbound"]
    assert (unbound["change"], unbound["operations"]) == (ids(pets)["nick"], ["GET /v1/pets"])
    assert "Unbound: 1 breaking change without an entry" in apidiff("entry").out
    apidiff("draft")
    found = state(apidiff)
    assert (found["unbound"], [each["draft"] for each in found["unreleased"]]) == ([], [True])


def test_what_is_gone_is_stale(pets, apidiff):
    pets.write(sent=("id",))
    apidiff("draft")
    apidiff("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner")
    gone = ids(pets)["nick"]
    pets.write()
    (stale,) = state(apidiff)["stale"]
    assert (stale["change"], stale["waived"]) == (gone, True)
    assert "`nick` removed from" in stale["title"]
    assert f"{gone[:12]} in `unreleased/" in apidiff("entry").out


def test_a_change_that_two_entries_bind_is_named_with_both(pets, apidiff):
    pets.write(sent=("id",))
    for name in ("a", "b"):
        pets.unreleased(f"{name}.md", f'---\ntitle: x\nchanges: ["{ids(pets)["nick"][:12]}"]\n---\n')
    (double,) = state(apidiff)["doubly_bound"]
    assert double["entries"] == ["unreleased/a.md", "unreleased/b.md"]
    assert "in `unreleased/a.md` and `unreleased/b.md`" in " ".join(apidiff("entry").out.split())


def test_an_entry_whose_date_was_passed_over_has_slipped(pets, apidiff):
    pets.write(query=("limit",))
    assert pets.snapshot(date(2026, 6, 28)).recorded
    pets.entry("2026-06-20-late.md", "---\ntitle: x\n---\nText.\n")
    assert state(apidiff)["slipped"] == [{"entry": "2026-06-20-late.md", "date": "2026-06-20"}]


@pytest.mark.parametrize(("until", "status"), [(-1, "expired"), (0, "ends soon"), (9, "ends soon"), (99, None)])
def test_a_waiver_that_ends_is_told_of_in_time(pets, apidiff, until, status):
    pets.write(sent=("id",))
    apidiff("draft")
    day = date.today() + timedelta(days=until)
    later = date.today() + timedelta(days=200)
    apidiff("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner", "--until", later)
    (path,) = (pets.root / "changelog" / "unreleased").glob("*.md")
    path.write_text(path.read_text().replace(f"until: {later}", f"until: {day}"))
    found = state(apidiff)["waivers"]
    assert [each["status"] for each in found] == ([status] if status else [])
    assert all(each["until"] == day.isoformat() for each in found)
    assert state(apidiff, "--days", "0")["waivers"] == (found if until <= 0 else [])


def test_questions_are_listed_until_they_are_answered(pets, apidiff):
    pets.write(sent=("id", "alias"))
    apidiff("draft")
    (asked,) = state(apidiff)["questions"]
    assert asked["text"] == "Was `nick` of `GET /v1/pets` renamed to `alias`?"
    (path,) = (pets.root / "changelog" / "unreleased").glob("*.md")
    path.write_text(path.read_text() + "\nOurs.\n")
    assert state(apidiff)["questions"] == [asked], "what a comment in the text repeats is one question"
    assert 'from: "nick", to: "alias"' in path.read_text().splitlines()[asked["line"] - 1]
    path.write_text(path.read_text().replace("#   - {target", "  - {target").replace("# renames:", "renames:"))
    apidiff("draft")
    assert state(apidiff)["questions"] == []


def test_a_question_that_stays_in_an_edited_text_is_found(pets, apidiff):
    pets.write(sent=("id", "alias"))
    apidiff("draft")
    (path,) = (pets.root / "changelog" / "unreleased").glob("*.md")
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    path.write_text("\n".join([*lines, "", "Ours.", "<!-- no question -->", ""]))
    (asked,) = state(apidiff)["questions"]
    assert path.read_text().splitlines()[asked["line"] - 1].strip().startswith("<!-- Was `nick` renamed to `alias`?")


def test_an_entry_that_cannot_be_read_is_one_clear_error(pets, apidiff):
    pets.unreleased("x.md", "---\ntitle: x\nchanges: 12\n---\n")
    done = apidiff("entry")
    assert (done.code, done.out) == (2, "")
    assert "x.md:3" in done.err


def test_of_several_apis_each_is_told_apart(tmp_path, apidiff):
    (tmp_path / "apidiff.toml").write_text(
        '[project]\n[[apis]]\nname = "a"\ndescription = "a.json"\n[[apis]]\nname = "b"\ndescription = "b.json"\n'
    )
    for name in "ab":
        (tmp_path / f"{name}.json").write_text(json.dumps(document()))
    assert apidiff("snapshot", "--release", "2026-06-17").code == 0
    (tmp_path / "b.json").write_text(json.dumps(document(sent=("id",))))
    found = state(apidiff)
    assert (found["format"], {name: len(each["unbound"]) for name, each in found["apis"].items()}) == (
        "apidiff.entries/1",
        {"a": 0, "b": 1},
    )
    assert apidiff("entry").out.count("== ") == 2
    assert state(apidiff, "--api", "b")["format"] == "apidiff.entry/1"
