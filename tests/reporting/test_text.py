from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from apidiff.model.change import Comparison, Witness
from apidiff.model.verdict import Check, VersionVerdict
from apidiff.reporting.formats import text
from apidiff.reporting.formats.style import Style
from apidiff.reporting.layout import cells, chop, wrap
from tests.reporting import cooledge

GOLDEN = Path(__file__).parent / "golden"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def golden(name: str, written: str) -> None:
    """The output is what stands in golden/; `make golden` writes it again, to be read before it is committed."""
    path = GOLDEN / name
    if os.environ.get("APIDIFF_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8")


def test_the_first_line_says_the_verdict_both_sides_and_the_counts():
    first = text.diff(cooledge.comparison(), Style(width=200)).splitlines()[0]
    assert (
        first == "Breaking: 4 breaking, 3 additive and 2 neutral changes from schemas/2026-06-17.json to openapi.yaml"
    )


def test_two_equal_sides_are_identical():
    assert text.diff(cooledge.comparison(())) == ("Identical: no change from schemas/2026-06-17.json to openapi.yaml\n")


def test_what_breaks_stands_before_what_is_new_and_neutral_changes_are_counted():
    written = text.diff(cooledge.comparison())
    assert written.index("Breaking (4)") < written.index("Additive (3)") < written.index("2 neutral changes not listed")
    assert cooledge.PROSE.title not in written
    assert cooledge.PROSE.title in text.diff(cooledge.comparison(), Style(verbose=True))


def test_a_change_says_its_rule_id_places_operations_clause_witness_and_hint():
    written = text.diff(cooledge.comparison((cooledge.AUTO_CONVERT_RENAMED,)), Style(width=120))
    for expected in (
        "! `auto_convert` renamed `auto_create_customer` in the request body of `POST /v1/leads`",
        "change    c07d55e2b914, rule property-renamed, in v1",
        "before    schemas/2026-06-17.json:2210\n",
        "now       openapi.yaml:711\n",
        "affects   POST /v1/leads\n",
        "policy    Validation tightened so that requests are rejected which used to work is breaking.",
        "witness   For the request body of `POST /v1/leads`, this was accepted before and is rejected now:\n"
        '              {"name": "Ada Lovelace", "phone": "+1 555 0100", "auto_convert": true}',
        "instead   Accept both names in v1; drop the old one in the next path version.",
    ):
        assert expected in written


def test_three_operations_are_named_and_the_rest_counted():
    assert "GET /v1/leads, POST /v1/leads, GET /v1/leads/{lead_id} and 3 more" in text.diff(cooledge.comparison())


def test_a_witness_from_the_server_is_a_payload():
    written = text.diff(cooledge.comparison((cooledge.SITE_ID_REMOVED,)), Style(width=120))
    assert "For the payload of `webhook lead.created`, this was never sent before and may be sent now:" in written


def test_a_refusal_gives_the_verdict_per_version_first_and_ends_with_the_commands():
    written = text.check(cooledge.refused())
    assert written.index("v1  refused") < written.index("Breaking (4)")
    assert written.endswith(
        "  apidiff draft\n"
        "  apidiff waive 9f3c1a7b20de 4410aa37c6f1 c07d55e2b914 e1b2c3d4f506 \\\n"
        '      --reason "..." --approved-by "..."\n'
    )


def test_no_draft_is_asked_for_once_an_entry_binds_the_changes():
    written = text.check(cooledge.refused((cooledge.ENTRY._replace(waiver=None),)))
    assert "apidiff draft" not in written
    assert "apidiff waive 9f3c1a7b20de" in written


def test_a_waived_change_says_by_which_entry_and_why():
    written = text.check(cooledge.waived(), Style(width=140))
    assert "waived by 2026-06-23-lead-lifecycle.md (api-owner): no integrator consumed the old fields" in written
    assert "apidiff waive" not in written


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize(
    "check", [cooledge.refused(), cooledge.waived(), cooledge.passed()], ids=["no", "waived", "ok"]
)
def test_lines_keep_to_the_width_and_end_without_spaces(check: Check, width: int):
    for line in text.check(check, Style(width=width, verbose=True)).splitlines():
        assert line == line.rstrip()
        # An address, a place or a whole identifier is never broken: it is there to be copied.
        assert cells(line) <= width or max(map(cells, line.split("  ")[-1].split(", "))) > width - 30


def test_no_line_of_the_example_is_wider_than_80_columns():
    for line in text.check(cooledge.refused(), Style(verbose=True)).splitlines():
        assert len(line) <= 80


def test_colour_only_where_it_is_asked_for_and_the_words_stay_the_same():
    plain, coloured = (text.check(cooledge.refused(), Style(colour=colour)) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert ANSI.sub("", coloured) == plain


def test_a_long_witness_is_cut_and_says_how_much_is_missing():
    witness = Witness({"note": "x" * 5000}, "base", "revision", "request body of POST /v1/leads")
    written = text.diff(cooledge.comparison((cooledge.SITE_ID_REMOVED._replace(witness=witness),)))
    assert len(written) < 2500
    assert "more characters; --format json shows them all" in written


def test_a_line_never_starts_with_a_workflow_command():
    title = "`a` " + "b" * 70 + " ::error::hello ##[group]x ##vso[task.setvariable]y"
    change = cooledge.SITE_ID_REMOVED._replace(title=title, path_version="::stop-commands::x")
    check = Check(
        Comparison(cooledge.BASE._replace(name="::debug::a"), cooledge.REVISION, (change,)),
        (VersionVerdict("::stop-commands::x", "refused", (change,)),),
    )
    for colour in (False, True):
        for line in ANSI.sub("", text.check(check, Style(colour=colour))).splitlines():
            assert not line.lstrip().startswith("::")
            assert "##[" not in line
            assert "##vso[" not in line


def test_wrapping_counts_wide_characters_twice():
    assert list(wrap("漢字 漢字 漢字", 9)) == ["漢字 漢字", "漢字"]
    assert list(chop("漢字漢字", 5)) == ["漢字", "漢字"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("diff.txt", text.diff(cooledge.comparison())),
        ("refused.txt", text.check(cooledge.refused())),
        ("waived.txt", text.check(cooledge.waived())),
        ("passed.txt", text.check(cooledge.passed())),
    ],
)
def test_the_whole_text_reads_as_recorded(name: str, written: str):
    golden(name, written)


def test_what_follows_a_long_name_is_wrapped_as_ever():
    name = "POST /v1/payment_intents/{intent_identifier}/increment_authorization_long"
    fields = ", ".join(f"`field_{number}`" for number in range(12))
    long = cooledge.NOTIFY._replace(title=f"Operation `{name}` added with {fields} (`one two`, ...)")
    lines = text.diff(cooledge.comparison((long,)), Style(width=80)).splitlines()
    assert max(map(len, lines)) <= 80
    assert any("(`one two`," in line for line in lines)
