"""`explain` and `rules` tell the class under the policy at hand, not that of the catalogue alone."""

from __future__ import annotations

import json

import pytest

POLICY = '[policy]\nnew-enum-value = "{}"\n'


def classes(apidiff, rule):
    listed = json.loads(apidiff("rules", "--format", "json").out)["rules"]
    return next(entry["class"] for entry in listed if entry["id"] == rule)


@pytest.mark.parametrize("rule", ["enum-value-added", "subtype-added"])
def test_a_new_value_is_additive_by_default_and_says_what_makes_it_breaking(apidiff, rule):
    said = " ".join(apidiff("explain", rule).out.split())
    assert "from the server: additive. Under this policy clients are ready" in said
    assert 'It is breaking from the server with `new-enum-value = "breaking"` in apidiff.toml.' in said
    assert "`caution`" in said
    assert classes(apidiff, rule)["from-server"] == "additive"


def test_the_projects_policy_is_asked(apidiff, tmp_path):
    (tmp_path / "apidiff.toml").write_text(POLICY.format("breaking"))
    assert "from the server: breaking." in apidiff("explain", "enum-value-added").out
    assert classes(apidiff, "enum-value-added")["from-server"] == "breaking"


def test_an_override_sets_the_class_and_one_for_some_paths_is_mentioned(apidiff, tmp_path):
    override = '[[policy.overrides]]\nrule = "max-length-*"\ndirection = "{}"\nclass = "neutral"\n'
    (tmp_path / "apidiff.toml").write_text(override.format("to-server") + 'path = "/internal/*"\n')
    said = " ".join(apidiff("explain", "max-length-lowered").out.split())
    assert "to the server: breaking." in said
    assert "An override in apidiff.toml that names a `path` may set another class there." in said
    (tmp_path / "apidiff.toml").write_text(override.format("to-server"))
    said = " ".join(apidiff("explain", "max-length-lowered").out.split())
    assert "to the server: neutral. The project's own policy" in said
