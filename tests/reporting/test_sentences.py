"""A message as a sentence between others."""

import pytest

from apidiff.reporting.words import sentence


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
