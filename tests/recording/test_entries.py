"""Dated entries: read strictly, written as they are read."""

from datetime import date
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Entry, Meaning, Waiver
from apidiff.recording.entries import parse_entry, read_entries
from apidiff.recording.entry_writing import entry_text, slugify

FULL = """---
date: 2026-06-23
title: lead lifecycle events reworked
version: v1
changes: [9f3c1a7b20de, 123456789012, 12345e678901]
meaning:
  - target: webhook lead.converted
    note: fires when a lead becomes an opportunity,
      no longer at customer linking
waiver:
  reason: no integrator consumed the old fields
  approved-by: api-owner
---
Prose in *Markdown*.
"""


def parse(text):
    return parse_entry(text, Path("changelog/2026-06-23-leads.md"))


def told(text):
    with pytest.raises(InputError) as caught:
        parse_entry(text, Path("changelog/leads.md"))
    return caught.value


def test_an_entry_has_all_that_its_front_matter_says():
    assert parse(FULL) == Entry(
        path=Path("changelog/2026-06-23-leads.md"),
        date=date(2026, 6, 23),
        title="lead lifecycle events reworked",
        version="v1",
        changes=("9f3c1a7b20de", "123456789012", "12345e678901"),
        meaning=(
            Meaning(
                "webhook lead.converted",
                "fires when a lead becomes an opportunity, no longer at customer linking",
            ),
        ),
        waiver=Waiver("no integrator consumed the old fields", "api-owner", None),
        body="Prose in *Markdown*.\n",
    )


def test_a_date_and_a_title_are_enough():
    entry = parse("---\ndate: 2026-06-23\ntitle: Hello\n---\n")
    assert (entry.changes, entry.meaning, entry.waiver, entry.version, entry.body) == ((), (), None, None, "")


def test_a_version_without_quotes_is_the_text_that_is_written():
    assert parse("---\ntitle: Leads\nversion: 1.10\n---\n").version == "1.10"


@pytest.mark.parametrize("waiver", [None, Waiver("why: so", "me"), Waiver("x", "y", ("123456789012",))])
def test_what_is_written_is_read_back(waiver):
    entry = Entry(
        Path("e.md"),
        date(2026, 6, 23),
        'a "title": #1',
        "v1",
        ("123456789012",),
        (Meaning("webhook a", "b: c"),),
        waiver,
        "\nProse.\n",
    )
    assert parse_entry(entry_text(entry, {"123456789012": "`a`\nremoved: # x"}), Path("e.md")) == entry


@pytest.mark.parametrize(
    ("old", "new", "message", "line", "hint"),
    [
        ("version: v1", "verson: v1", "unknown key `verson` in an entry", 4, "Did you mean `version`?"),
        ("approved-by", "aproved-by", "unknown key `aproved-by` in `waiver`", 12, "Did you mean `approved-by`?"),
        ("    note:", "    notes:", "unknown key `notes` in `meaning`", 8, "Did you mean `note`?"),
        ("date: 2026-06-23\n", "", "`date` is missing", 1, "date: 2026-06-23"),
        ("2026-06-23", "2026-6-3", "`2026-6-3` is not a date", 2, "year-month-day"),
        ("2026-06-23", "2026-02-30", "`2026-02-30` is not a date", 2, "year-month-day"),
        ("9f3c1a7b20de", "9f3c", "`9f3c` is not the id of a change", 5, "32 hexadecimal digits"),
        ("123456789012", "9f3c1a7b20de", "the change `9f3c1a7b20de` appears twice", 5, "Keep one"),
        (
            "changes: [9f3c1a7b20de, 123456789012, 12345e678901]",
            "changes: x",
            "`changes` is not a list",
            5,
            "changes: [...]",
        ),
        ("  reason: no integrator consumed the old fields\n", "", "`reason` is missing", 10, "reason: ..."),
        ("date: 2026-06-23", 'date: "2026-06-23 "', "`date` has blanks around its date", 2, "year-month-day alone"),
        ("waiver:\n", 'waiver:\n  until: "2026-09-30\u00a0"\n', "`until` has blanks around its date", 11, "alone"),
        ("title: lead lifecycle events reworked", 'title: " "', "`title` says nothing", 3, "what changed"),
        ("title: lead lifecycle events reworked", 'title: "\\u200b"', "`title` says nothing", 3, "what changed"),
        ("title: lead lifecycle events reworked", "title: [a]", "`title` is not a string", 3, "title: ..."),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_hint(old, new, message, line, hint):
    error = told(FULL.replace(old, new, 1))
    assert (error.message, error.place.line) == (message, line)
    assert hint in error.hint


def test_names_that_are_compared_are_read_to_the_letter():
    written = '  approved-by: "api-owner "\n  ticket: >\n    API-412\n'
    waiver = parse_entry(FULL.replace("  approved-by: api-owner\n", written), Path("a.md")).waiver
    assert (waiver.approved_by, waiver.ticket) == ("api-owner ", "API-412")
    wrapped = FULL.replace("  approved-by: api-owner\n", "  approved-by: head\n    of api\n")
    assert parse_entry(wrapped, Path("a.md")).waiver.approved_by == "head of api"


def test_entries_are_ordered_by_date_and_a_readme_is_none(tmp_path):
    for name, day in (("b.md", "2026-06-17"), ("a.md", "2026-06-23"), ("c.md", "2026-06-17")):
        (tmp_path / name).write_text(f"---\ndate: {day}\ntitle: x\n---\n")
    (tmp_path / "README.md").write_text("How to write one.")
    assert [entry.path.name for entry in read_entries(tmp_path)] == ["b.md", "c.md", "a.md"]
    assert read_entries(tmp_path / "nowhere") == ()


def test_an_entry_that_is_not_utf_8_is_one_clear_error(tmp_path):
    (tmp_path / "a.md").write_bytes(b"---\ndate: \xff\n---\n")
    with pytest.raises(InputError, match="not UTF-8"):
        read_entries(tmp_path)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("`type` renamed to `lead_type`", "type-renamed-to-lead-type"),
        ("../../etc/passwd", "etc-passwd"),
        ("Überraschung", "berraschung"),
        ("日本語", "changes"),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_a_title_becomes_a_file_name(title, slug):
    assert slugify(title) == slug
