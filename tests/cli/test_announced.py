"""A removal on the day that was announced for it says so where it is published: nobody decided on it."""

import json

import pytest

from tests.recording.pets import document

SAYS = "As announced: deprecated since 17 June 2026, may be gone from 23 June 2026 on."


def toys(**marks):
    made = document(paths=("/v1/toys",))
    made["paths"]["/v1/toys"]["get"] |= marks
    return made


@pytest.fixture
def kept(pets, apidiff):
    """Deprecated in the second release, and gone on its day in the third."""
    pets.put(toys())
    assert apidiff("snapshot", "--release", "2026-06-10").code == 0
    pets.put(toys(deprecated=True, **{"x-sunset": "2026-06-23"}))
    assert apidiff("snapshot", "--release", "2026-06-17").code == 0
    return pets


def _gone(pets, apidiff, day="2026-06-23", **parts):
    pets.write(**parts)
    assert apidiff("draft").code == 0
    if parts:
        assert apidiff("waive", "--all", "--reason", "Nobody used it.", "--approved-by", "owner").code == 0
    assert apidiff("snapshot", "--release", day).code == 0
    assert apidiff("render").code == 0
    return pets.root / "public"


def test_a_removal_at_its_sunset_says_since_when_it_was_announced(kept, apidiff):
    site = _gone(kept, apidiff)
    for name in ("releases/2026-06-23", "operations/get-v1-toys"):
        assert SAYS in (site / f"{name}.md").read_text()
        assert SAYS in (site / f"{name}.html").read_text()
    assert SAYS in (site / "CHANGELOG.md").read_text()
    assert SAYS in (site / "feed.atom").read_text()
    (change,) = json.loads((site / "releases" / "2026-06-23.json").read_text())["entries"][0]["changes"]
    assert change["announced"] == {"since": "2026-06-17", "or_earlier": False, "sunset": "2026-06-23"}
    # From what is remembered, too.
    (site / "releases" / "2026-06-23.md").unlink()
    assert apidiff("render").code == 0
    assert SAYS in (site / "releases" / "2026-06-23.md").read_text()


def test_the_policy_names_a_removal_on_its_day_as_a_way_and_no_decision_that_there_was_not(kept, apidiff):
    said = "or, of what is removed, from the day that was announced for it"
    assert apidiff("render").code == 0
    site = kept.root / "public"
    assert said in (site / "index.md").read_text(), "a day is announced"
    site = _gone(kept, apidiff)
    for name in ("index.md", "index.html"):
        text = " ".join((site / name).read_text().split())
        assert said in text
        assert "decision that is recorded" not in text
    assert "1 breaking one, as announced" in (site / "versions" / "v1" / "index.md").read_text()


def test_what_somebody_decided_beside_it_says_nothing_of_an_announcement(kept, apidiff):
    site = _gone(kept, apidiff, sent=("id",))
    text = (site / "releases" / "2026-06-23.md").read_text()
    assert text.count("As announced:") == 1
    text = (site / "index.md").read_text()
    assert "by a decision that is recorded, or, of what is removed, from the day that was announced for it" in text
    text = (site / "versions" / "v1" / "index.md").read_text()
    assert "2 breaking ones, 1 of them waived and 1 as announced" in text


def test_what_was_waived_before_its_day_was_not_kept_to(kept, apidiff):
    kept.write()
    assert apidiff("draft").code == 0
    (change,) = json.loads(apidiff("check", "--format", "json").out)["changes"]
    entry = next((kept.root / "changelog" / "unreleased").glob("*.md"))
    text = entry.read_text()
    waiver = 'waiver:\n  reason: "Nobody used it."\n  approved-by: owner\n  changes:\n    - "' + change["id"] + '"\n'
    entry.write_text(text.replace("\n---\n", f"\n{waiver}---\n", 1))
    assert apidiff("snapshot", "--release", "2026-06-20").code == 0
    assert apidiff("render").code == 0
    text = (kept.root / "public" / "releases" / "2026-06-20.md").read_text()
    assert "As announced" not in text
    assert "Approved by owner" in text


def test_the_calendar_stays_without_events_where_nothing_is_deprecated_any_more(kept, apidiff):
    assert apidiff("render").code == 0
    calendar = kept.root / "public" / "calendar.ics"
    assert "DTSTART;VALUE=DATE:20260623" in calendar.read_text()
    kept.put(toys())
    assert apidiff("snapshot", "--release", "2026-06-20").code == 0
    assert apidiff("render").code == 0
    lines = calendar.read_text().splitlines()
    assert "BEGIN:VEVENT" not in lines
    # A calendar needs one component (RFC 5545, 3.6).
    assert (lines[0], "BEGIN:VTIMEZONE" in lines, lines[-1]) == ("BEGIN:VCALENDAR", True, "END:VCALENDAR")
    assert "calendar.ics" not in (kept.root / "public" / "index.html").read_text(), "it is offered where it has a day"


@pytest.mark.parametrize(
    ("before", "after", "badge"),
    [({}, {"deprecated": True}, "deprecated"), ({"deprecated": True}, {}, "no longer deprecated")],
)
def test_what_is_announced_is_called_what_it_is_beside_other_changes_of_its_operation(
    pets, apidiff, before, after, badge
):
    pets.put(toys(**before))
    assert apidiff("snapshot", "--release", "2026-06-10").code == 0
    pets.put(toys(**after))
    assert apidiff("snapshot", "--release", "2026-06-17").code == 0
    assert apidiff("render").code == 0
    page = (pets.root / "public" / "operations" / "get-v1-toys.html").read_text()
    assert (f">{badge}</span>" in page, ">neutral</span>" in page) == (True, False)
    rows = json.loads((pets.root / "public" / "search.json").read_text())["rows"]
    assert [row[2] for row in rows if "marked as deprecated" in row[0] and "#change-" in row[1]] == [badge]
