"""An API without path versions is not told about a version that it does not have."""

from __future__ import annotations

import pytest

from apidiff.governing.checking import check
from apidiff.model.records import Release
from apidiff.reporting.formats import github, text
from tests.comparing.describing import api, content, diff
from tests.reporting.cooledge import FIRST


def refused(path):
    def described(longest):
        body = content({"type": "string", "maxLength": longest})
        return api({path: {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}})

    release: Release = FIRST
    return check(diff(described(9), described(5)), (), base_release=release)


def test_a_refusal_without_path_versions_names_none():
    answer = refused("/tasks")
    [refusal] = answer.versions[0].refusals
    assert refusal.message == "1 breaking change without an entry that waives it"
    assert refusal.hint.startswith("Keep the contract, or put the new form under a path version such as `/v2`.")
    assert "Why the description is refused" in text.check(answer)
    assert "title=Breaking%2C not waived" in github.check(answer)


@pytest.mark.parametrize("version", ["v1", "v7"])
def test_a_refusal_inside_a_path_version_names_it(version):
    answer = refused(f"/{version}/tasks")
    [refusal] = answer.versions[0].refusals
    assert refusal.message == f"1 breaking change inside {version} without an entry that waives it"
    assert refusal.hint.startswith(f"Keep the contract of {version}, or put the new form under a new path version.")
    assert f"Why {version} is refused" in text.check(answer)


def test_a_component_that_nothing_uses_makes_no_verdict_on_no_path():
    def described(**schemas):
        paths = {f"/v{n}/tasks": {"get": {"responses": {"204": {"description": "Done"}}}} for n in (1, 2)}
        return api(paths, schemas={"Task": {"type": "string"}, **schemas})

    answer = check(diff(described(), described(Note={"type": "string"})), (), base_release=FIRST)
    assert "unversioned" in [version.path_version for version in answer.versions]
    written = text.check(answer)
    assert "  v1  pass" in written
    assert "unversioned  pass" not in written
