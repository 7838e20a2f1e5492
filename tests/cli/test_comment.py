"""`apidiff comment` within a CI job: against servers on the loopback address."""

from __future__ import annotations

import json

import pytest

from tests.reporting.hosts import fake_github, fake_gitlab


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in ("GITLAB_CI", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_a_github_job_needs_no_option(apidiff, released, tmp_path, monkeypatch):
    released.write(sent=("id",))
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": {"number": 7}}))
    monkeypatch.setenv("GITHUB_REPOSITORY", "cooledge/api")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    monkeypatch.setenv("GITHUB_TOKEN", fake_github.TOKEN)
    with fake_github.serving(fake_github.FakeGitHub()) as server:
        monkeypatch.setenv("GITHUB_API_URL", server.url)
        assert apidiff("comment").out == "Created: https://github.example/c/1\n"
        assert apidiff("comment").out == "Unchanged: https://github.example/c/1\n"
    assert server.comments[0]["body"].startswith("<!-- apidiff -->\n## Refused")
    assert fake_github.TOKEN not in server.comments[0]["body"]


def test_a_gitlab_job_needs_no_option(apidiff, released, monkeypatch):
    released.write(sent=("id",))
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_PATH", "cooledge/apis/leads")
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "7")
    monkeypatch.setenv("GITLAB_TOKEN", fake_gitlab.TOKEN)
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        monkeypatch.setenv("CI_API_V4_URL", f"{server.url}/api/v4")
        done = apidiff("comment")
    assert done.out.startswith("Created: https://gitlab.example/cooledge/apis/leads/-/merge_requests/7#note_")
    assert server.notes[0]["body"].startswith("<!-- apidiff -->\n## Refused")


@pytest.mark.usefixtures("released")
def test_without_a_pull_request_it_says_what_to_name(apidiff):
    done = apidiff("comment")
    assert done.code == 2
    assert "--repo and --pr" in done.err
