"""Sentences that more than one format says."""

import pytest

from apidiff.model.change import Side
from apidiff.reporting import words
from apidiff.reporting.words import neutral_says, sentence
from tests.reporting import cooledge


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("every line is gone", "Every line is gone."),
        ("today's policy judges!", "Today's policy judges!"),
        ("re-recorded, and sound", "Re-recorded, and sound."),
        ("`id` removed", "`id` removed."),
        ("schemas/index.json: the chain is broken", "schemas/index.json: the chain is broken."),
        ("changelog: a link", "changelog: a link."),
        ("apidiff.toml is gone", "apidiff.toml is gone."),
        ("", "."),
    ],
)
def test_a_path_at_its_start_stays_as_it_is(text, made):
    assert sentence(text) == made


@pytest.mark.parametrize(
    ("changes", "further", "says"),
    [
        ((cooledge.PROSE,), False, "1 neutral change not listed."),
        ((cooledge.PROSE,), True, "1 other neutral change not listed."),
        ((cooledge.OPERATION_ID,), False, "1 neutral change not listed, which only generated client libraries see."),
        (
            (cooledge.PROSE, cooledge.OPERATION_ID),
            True,
            "2 other neutral changes not listed, 1 of which only generated client libraries see.",
        ),
        (
            (cooledge.OPERATION_ID, cooledge.OPERATION_ID),
            False,
            "2 neutral changes not listed, which only generated client libraries see.",
        ),
    ],
)
def test_neutral_changes_that_are_not_listed_are_counted(changes, further, says):
    assert neutral_says(changes, further=further) == says


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("schemas/2025-12-04", 10683, "release 2025-12-04, line 10683 of its description"),
        ("schemas/2025-12-04.2", None, "release 2025-12-04.2, /paths"),
        ("schemas/2025-12-04.json", 10683, "schemas/2025-12-04.json:10683"),
        ("openapi.yaml", 3, "openapi.yaml:3"),
    ],
)
def test_a_place_in_a_compressed_snapshot_names_no_file_that_there_is_not(file, line, said):
    assert words.spot(Side("/paths", None, file, line)) == said
