"""The example plays as its records tell: recorded, refused, waived, passed, verified."""

from __future__ import annotations

import json
import re
import shutil

from tests.example.playing import ROOT, enter, run

SECOND, THIRD = "docs/example/past/2026-06-23.yaml", "docs/example/past/2026-06-28.yaml"
FOURTH = "docs/example/openapi.yaml"


def changes(folder, source, *, status):
    report = json.loads(run(folder, "check", source, "--format", "json", status=status))
    return report, [change for change in report["changes"] if change["class"] == "breaking"]


def test_the_second_release_is_refused_and_each_break_is_named(cooledge):
    report, breaking = changes(cooledge, SECOND, status=1)
    assert report["status"] == "refused"
    renamed = {(change["name"], change["renamed_to"]) for change in breaking if change["renamed_to"]}
    assert renamed == {("type", "lead_type"), ("auto_convert", "auto_create_customer")}
    removed = {change["name"] for change in breaking if not change["renamed_to"]}
    assert removed == {"site_id", "customer_was_created"}
    reached = {name for change in breaking for impact in change["impacts"] for name in impact["operations"]}
    assert reached == {"webhook lead.created", "webhook lead.converted", "POST /v1/leads"}


def test_the_second_release_adds_an_event_and_three_fields(cooledge):
    report, _ = changes(cooledge, SECOND, status=1)
    added = {change["name"] for change in report["changes"] if change["class"] == "additive"}
    assert {"lead.won", "converted_via", "quote_id", "job_id"} <= {name.removeprefix("webhook ") for name in added}


def test_its_entry_waives_it_with_the_two_declared_meanings(cooledge):
    enter(cooledge, "2026-06-23")
    report, breaking = changes(cooledge, SECOND, status=0)
    assert report["status"] == "waived"
    declared = {change["name"] for change in breaking if change["rule"] == "meaning-changed"}
    assert declared == {"webhook lead.converted", "webhook lead.created"}
    assert len(breaking) == 6


def test_without_its_waiver_the_entry_lets_nothing_pass(cooledge):
    enter(cooledge, "2026-06-23")
    (entry,) = (cooledge / "changelog").glob("2026-06-23-*.md")
    entry.write_text(re.sub(r"^waiver:\n(?:  .*\n)+", "", entry.read_text(), flags=re.MULTILINE))
    report, breaking = changes(cooledge, SECOND, status=1)
    assert (report["status"], len(breaking)) == ("refused", 6)


def test_the_third_release_passes_with_and_without_an_entry(cooledge):
    enter(cooledge, "2026-06-23")
    run(cooledge, "snapshot", SECOND, "--release", "2026-06-23")
    report, breaking = changes(cooledge, THIRD, status=0)
    assert (report["status"], breaking) == ("pass", [])
    assert "notify" in {change["name"] for change in report["changes"]}
    enter(cooledge, "2026-06-28")
    assert changes(cooledge, THIRD, status=0)[0]["status"] == "pass"


def test_the_fourth_release_announces_a_removal_and_its_day(cooledge):
    for date, source in (("2026-06-23", SECOND), ("2026-06-28", THIRD)):
        enter(cooledge, date)
        run(cooledge, "snapshot", source, "--release", date)
    enter(cooledge, "2026-07-20")
    report, breaking = changes(cooledge, FOURTH, status=0)
    assert (report["status"], breaking) == ("pass", [])
    assert "property-deprecated" in {change["rule"] for change in report["changes"]}
    run(cooledge, "snapshot", FOURTH, "--release", "2026-07-20")
    (planned,) = json.loads(run(cooledge, "calendar", "--format", "json"))["deprecations"]
    assert (planned["since"], planned["sunset"]) == ("2026-07-20", "2027-01-31")
    assert planned["operations"] == ["webhook lead.created"]


def test_from_its_day_on_the_removal_needs_an_entry_and_no_waiver(cooledge):
    for date, source in (("2026-06-23", SECOND), ("2026-06-28", THIRD), ("2026-07-20", FOURTH)):
        enter(cooledge, date)
        run(cooledge, "snapshot", source, "--release", date)
    after = (cooledge / FOURTH).read_text()
    start, end = after.index("    LeadCreatedData:"), after.index("    LeadConvertedData:")
    gone = re.sub(r"        customer_id:\n(?: {10}.*\n)+", "", after[start:end])
    gone = gone.replace("name, customer_id, ", "name, ")
    (cooledge / "next.yaml").write_text(after[:start] + gone + after[end:])
    run(cooledge, "draft", "next.yaml", "--release", "2027-01-30")
    run(cooledge, "snapshot", "next.yaml", "--release", "2027-01-30", status=1)
    for entry in (cooledge / "changelog").glob("2027-01-30*"):
        entry.unlink()
    run(cooledge, "draft", "next.yaml", "--release", "2027-01-31")
    run(cooledge, "snapshot", "next.yaml", "--release", "2027-01-31")


def test_playing_it_again_gives_the_records_of_the_repository(cooledge):
    for date, source in (("2026-06-23", SECOND), ("2026-06-28", THIRD), ("2026-07-20", FOURTH)):
        enter(cooledge, date)
        run(cooledge, "snapshot", source, "--release", date)
    for kept in sorted((ROOT / "schemas").glob("2026-*.json")):
        assert (cooledge / "schemas" / kept.name).read_bytes() == kept.read_bytes()
    ours, theirs = (json.loads((p / "schemas" / "index.json").read_text())["lines"] for p in (cooledge, ROOT))
    theirs = [line for line in theirs if line["kind"] == "release"]
    wanted = ("release", "sha256", "title", "path_versions", "verdicts")
    assert [[line[key] for key in wanted] for line in ours] == [[line[key] for key in wanted] for line in theirs]


def test_the_records_of_the_repository_are_sound(tmp_path):
    for name in ("schemas", "changelog", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "apidiff.toml", tmp_path)
    run(tmp_path, "verify")


def test_a_change_has_the_same_id_before_and_after_it_is_recorded(cooledge):
    """A snapshot has its keys sorted; a waiver must bind the same changes in it as in the description as written."""
    first = "docs/example/past/2026-06-17.yaml"
    enter(cooledge, "2026-06-23")
    run(cooledge, "snapshot", SECOND, "--release", "2026-06-23")
    written = json.loads(run(cooledge, "diff", first, SECOND, "--format", "json"))["changes"]
    recorded = json.loads(
        run(cooledge, "diff", "schemas/2026-06-17.json", "schemas/2026-06-23.json", "--format", "json")
    )["changes"]
    told = [{c["id"]: sorted(re.findall(r"[\w.-]+", c["title"])) for c in found} for found in (written, recorded)]
    assert told[0] == told[1]
