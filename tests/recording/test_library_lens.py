"""What only generated code sees asks for no entry and no waiver, unless the policy gates it."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from apidiff.model.policy import Policy
from apidiff.recording.digests import policy_digest
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from apidiff.reporting.formats import gitlab, html, junit, markdown, sarif, text
from tests.recording.pets import SECOND, Pets, document


def named(id):
    """The description with an `operationId`, and nothing else that differs."""
    made = document()
    made["paths"]["/v1/pets"]["get"]["operationId"] = id
    return made


def governed(folder, setting):
    """A project with a release, whose newest description calls a method otherwise."""
    pets = Pets(folder, f'[policy]\nclient-library = "{setting}"\n')
    pets.put(named("listPets"))
    assert pets.snapshot().recorded
    pets.put(named("readPets"))
    return pets


@pytest.fixture
def reported(tmp_path):
    return governed(tmp_path, "report")


@pytest.fixture
def gated(tmp_path):
    return governed(tmp_path, "gate")


def test_what_is_reported_passes_and_needs_no_entry(reported):
    check = reported.gate().check
    (change,) = check.comparison.changes
    assert (change.rule, change.cls, change.counted) == ("operation-id-changed", "breaking", False)
    assert check.status == "pass"
    assert [version.changes for version in check.versions if version.path_version == "v1"] == [()]
    assert draft(reported.gate(), SECOND) == []
    assert reported.snapshot(SECOND).recorded
    assert verify(reported.project()) == []


@pytest.mark.parametrize("form", [text, markdown, html])
def test_a_check_lists_what_is_reported_apart(reported, form):
    assert "readPets" in form.check(reported.gate().check)


@pytest.mark.parametrize("form", [gitlab, junit, sarif])
def test_code_hosts_hear_of_the_lens_if_it_is_gated(reported, form):
    check = reported.gate().check
    assert "readPets" not in form.check(check)
    gate = check.comparison.changes[0]._replace(counted=True)
    assert "readPets" in form.check(check._replace(comparison=check.comparison._replace(changes=(gate,))))


def test_what_is_reported_cannot_be_waived(reported):
    (change,) = reported.gate().check.comparison.changes
    with pytest.raises(InputError) as error:
        waive(reported.gate(), [change.id], "nobody generates code", "owner")
    assert "not counted" in error.value.message
    assert "client-library" in error.value.hint


def test_what_is_gated_is_refused_until_it_is_waived(gated):
    assert gated.gate().check.status == "refused"
    (done,) = draft(gated.gate(), SECOND)
    (change,) = gated.gate().check.comparison.changes
    assert read_entry(done.path).changes == (change.id,)
    waive(gated.gate(), [change.id], "all clients are ours", "owner")
    assert gated.gate().check.status == "waived"


def test_an_entry_that_a_gate_asked_for_is_not_stale_without_the_gate(gated):
    draft(gated.gate(), SECOND)
    config = gated.root / "apidiff.toml"
    config.write_text(config.read_text().replace('"gate"', '"report"'))
    assert gated.gate().check.status == "pass"


def test_the_setting_is_part_of_the_policy_only_where_it_is_set():
    assert policy_digest(Policy()) == policy_digest(Policy(client_library="report"))
    assert policy_digest(Policy()) != policy_digest(Policy(client_library="gate"))
