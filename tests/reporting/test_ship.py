"""What a report says over the commands that ship a refused change, and what it says of a policy that differs."""

import pytest

from apidiff.cli.edge import run
from apidiff.governing.config_differences import differences
from apidiff.governing.config_loading import parse_config
from tests.recording.pets import Pets
from tests.recording.repositories import commit


@pytest.fixture
def released(tmp_path, monkeypatch):
    pets = Pets(tmp_path)
    assert pets.snapshot().recorded
    monkeypatch.chdir(tmp_path)
    return pets


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_new_path_version_is_described_and_no_break_is_spoken_of(released, capsys, form):
    released.write(paths=("/v2/pets",))
    assert run(["check", "--format", form]) == 1
    printed = capsys.readouterr().out
    assert "To ship this, describe it in an entry" in printed
    assert "all the same, record" not in printed
    released.write(sent=("id",))
    assert run(["check", "--format", form]) == 1
    assert "To ship this anyway, record the decision in an entry" in capsys.readouterr().out


def test_a_policy_that_differs_says_how_in_toml_and_when_it_counts(released, capsys):
    commit(released.root)
    commit(released.root)
    with (released.root / "apidiff.toml").open("a") as file:
        file.write('\n[[policy.overrides]]\nrule = "property-became-optional"\nclass = "neutral"\n')
    assert run(["check"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert '[{rule = "property-became-optional", class = "neutral"}]' in said
    assert "Land a change of the policy before the changes that it is to judge. It counts once" in said


def test_a_value_that_differs_is_written_as_toml(tmp_path):
    then, now = (parse_config(text, tmp_path / "apidiff.toml") for text in ("", '[policy]\nformats = "annotate"\n'))
    assert [row for row in differences(then, now) if row[0] == "policy.formats"] == [
        ("policy.formats", '"assert"', '"annotate"')
    ]
