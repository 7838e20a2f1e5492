"""What a proof is worth: one about a schema that contradicts itself says nothing."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, diff, only, received, ref, sent

CONTRADICTORY = {"type": "string", "enum": [1, 2]}


@pytest.mark.parametrize("surface", [sent, received])
def test_a_schema_that_contradicts_itself_proves_nothing(surface):
    """Strictly it admits no value, and so every change of it would be harmless; the server does something else."""
    change = only(diff(surface(CONTRADICTORY), surface({"type": "string", "enum": [1]})))
    assert change.undecided
    assert "contradicts itself" in change.reason


def test_a_schema_that_says_that_nothing_may_stand_there_does_not_contradict_itself():
    def holding(secret):
        return {"type": "object", "properties": {"secret": secret}}

    assert diff(sent(holding({"not": {}})), sent(holding(STRING))).verdict == "additive"
    change = only(diff(received(holding(STRING)), received(holding(False))), "breaking")
    assert (change.rule, change.undecided) == ("property-removed", False)


def test_references_of_an_edit_laid_over_the_base_lead_into_the_revision():
    """Of two edits at one place each is asked alone: over the base, whose own references lead into the base."""
    base = sent({"contains": ref("Old"), "minItems": 2}, schemas={"Old": {"type": "string"}})
    revision = sent({"contains": ref("New"), "minItems": 1}, schemas={"New": {"type": ["string", "null"]}})
    comparison = diff(base, revision)
    assert comparison.verdict == "additive"
    assert {"contains-changed", "min-items-lowered"} <= {change.rule for change in comparison.changes}
