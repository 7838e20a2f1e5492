"""`apidiff policy --try`: what another policy would have said of the recorded releases."""

from __future__ import annotations

import json

import pytest

from tests.recording.pets import FIRST, SECOND, document


@pytest.fixture
def recorded(pets):
    """Two releases: the second has another value of an enum."""

    def described(*values):
        made = document()
        media = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]
        media["schema"]["properties"]["nick"] = {"enum": list(values)}
        return made

    pets.put(described("a", "b"))
    assert pets.snapshot(FIRST).recorded
    pets.put(described("a", "b", "c"))
    assert pets.snapshot(SECOND).recorded
    return pets


def test_a_preset_is_tried_and_nothing_is_written(recorded, apidiff):
    before = recorded.records()
    done = apidiff("policy", "--try", "zalando")
    assert done.code == 0, done.err
    first, _, release, change = done.out.splitlines()
    assert first == "Under preset zalando, 1 of 1 recorded release with a predecessor would be told otherwise."
    assert release == "2026-06-23  1 breaking change; now 1 additive change"
    assert "additive -> breaking: `c` added to the values of `nick`" in change
    assert recorded.records() == before


def test_another_file_is_tried(recorded, apidiff, tmp_path):  # noqa: ARG001
    other = tmp_path / "other.toml"
    other.write_text('[policy]\nnew-enum-value = "breaking"\n')
    told = json.loads(apidiff("policy", "--try", other, "--format", "json").out)
    assert told["format"] == "apidiff.policy-try/1"
    (release,) = told["releases"]
    assert (release["now"]["breaking"], release["then"]["breaking"]) == (0, 1)
    assert [(one["now"], one["then"]) for one in release["changes"]] == [("additive", "breaking")]


def test_what_apidiff_toml_sets_wins_over_a_preset_that_is_tried(recorded, apidiff):
    config = recorded.root / "apidiff.toml"
    config.write_text(config.read_text() + '\n[policy]\nnew-enum-value = "additive"\n')
    out = apidiff("policy", "--try", "zalando").out
    assert out.startswith("Under preset zalando, 0 of 1 recorded release")
    line = len(config.read_text().splitlines())
    assert "win over the preset" in out
    assert f'  apidiff.toml:{line}  new-enum-value = "additive", not "breaking"\n' in out
    told = json.loads(apidiff("policy", "--try", "zalando", "--format", "json").out)
    assert told["kept"] == [
        {"says": 'new-enum-value = "additive", not "breaking"', "origin": f"apidiff.toml:{line}"},
    ]
    # Without that line, the preset's own holds.
    config.write_text(config.read_text().replace("new-enum-value", "# new-enum-value"))
    out = apidiff("policy", "--try", "zalando").out
    assert out.startswith("Under preset zalando, 1 of 1 recorded release")
    assert "win over" not in out


def test_a_line_that_says_what_the_preset_says_is_not_told(recorded, apidiff):
    config = recorded.root / "apidiff.toml"
    config.write_text(config.read_text() + '\n[policy]\nnew-enum-value = "breaking"\n')
    assert "win over" not in apidiff("policy", "--try", "zalando").out


def test_an_override_of_the_file_that_wins_over_the_presets_is_told(recorded, apidiff):
    config = recorded.root / "apidiff.toml"
    own = '\n[[policy.overrides]]\nrule = "{}"\nclass = "neutral"\n'
    config.write_text(config.read_text() + own.format("type-changed") + own.format("property-removed"))
    out = apidiff("policy", "--try", "azure").out
    assert "  override type-changed: neutral\n" in out
    assert "property-removed" not in out


@pytest.mark.parametrize("other", ["zalanda", "nope/apidiff.toml"])
def test_what_is_neither_is_an_error(recorded, apidiff, other):  # noqa: ARG001
    done = apidiff("policy", "--try", other)
    assert (done.code, done.err.startswith("error: ")) == (2, True)
    assert "hint: " in done.err


def test_a_misspelt_preset_is_told_with_the_near_one(recorded, apidiff):  # noqa: ARG001
    done = apidiff("policy", "--try", "zalanda")
    assert "error: `zalanda` is no preset, and no file" in done.err
    assert "Did you mean `zalando`?" in done.err


def test_without_records_there_is_nothing_to_try_it_on(pets, apidiff):  # noqa: ARG001
    assert apidiff("policy", "--try", "zalando").out.startswith("Under preset zalando, 0 of 0 recorded releases")
