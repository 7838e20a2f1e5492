"""`apidiff comment` and `check --comment` within a CI job: against servers on the loopback address."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from apidiff.governing import checking
from apidiff.model.change import Side
from apidiff.reporting.hosts.links import ReportedLinks
from tests.recording.pets import Pets, document
from tests.recording.repositories import clone, commit, git
from tests.reporting.hosts import fake_github, fake_gitlab
from tests.reporting.hosts.fake_github import Fault
from tests.reporting.payloads import PAYLOADS
from tests.reporting.test_injection import assert_harmless_markdown


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in (
        *("GITLAB_CI", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "GITHUB_SHA", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"),
        *("GITHUB_WORKSPACE", "GITHUB_SERVER_URL", "CI_PROJECT_DIR", "http_proxy", "HTTP_PROXY", "all_proxy"),
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def job(tmp_path_factory, monkeypatch):
    """A job of GitHub for pull request 7, beside a server: what the event says is given."""
    folder = tmp_path_factory.mktemp("job")

    def start(server, event=None, **variables):
        (folder / "event.json").write_text(json.dumps({"pull_request": {"number": 7}} if event is None else event))
        told = {
            "GITHUB_REPOSITORY": "cooledge/api",
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_TOKEN": fake_github.TOKEN,
            "GITHUB_API_URL": server.url,
        }
        for name, value in (told | variables).items():
            monkeypatch.setenv(name, value)

    return start


@pytest.fixture
def github():
    with fake_github.serving(fake_github.FakeGitHub()) as server:
        yield server


@pytest.fixture
def request_of(released, github, job):
    """A pull request's branch, checked out; `main` had removed `nick` since the release."""
    commit(released.root, "release")
    released.write(sent=("id",))
    commit(released.root, "main removes nick")
    git(released.root, "checkout", "-qb", "feature")
    job(github, GITHUB_BASE_REF="main")
    return released


def test_a_github_job_needs_no_option(apidiff, released, github, job):
    released.write(sent=("id",))
    job(github)
    assert apidiff("comment").out == "Created: https://github.example/c/1\n"
    assert apidiff("comment").out == "Unchanged: https://github.example/c/1\n"
    assert github.comments[0]["body"].startswith("<!-- apidiff -->\n## Refused")
    assert fake_github.TOKEN not in github.comments[0]["body"]


def test_a_gitlab_job_needs_no_option(apidiff, released, monkeypatch):
    released.write(sent=("id",))
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_PATH", "cooledge/apis/leads")
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "7")
    monkeypatch.setenv("GITLAB_TOKEN", fake_gitlab.TOKEN)
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        monkeypatch.setenv("CI_API_V4_URL", f"{server.url}/api/v4")
        done = apidiff("comment")
        checked = apidiff("check", "--comment")
    assert done.out.startswith("Created: https://gitlab.example/cooledge/apis/leads/-/merge_requests/7#note_")
    assert (checked.code, checked.err) == (1, "Unchanged the comment.\n")
    assert server.notes[0]["body"].startswith("<!-- apidiff -->\n## Refused")


@pytest.mark.usefixtures("released")
def test_without_a_pull_request_it_says_what_to_name(apidiff):
    done = apidiff("comment")
    assert done.code == 2
    assert "--repo and --pr" in done.err


# One result -------------------------------------------------------------------------------------------------------


def test_check_writes_the_comment_from_what_it_reports(apidiff, released, github, job, monkeypatch):
    """The gate is asked once: whatever is computed a second time could differ."""
    asked = []
    monkeypatch.setattr(
        "apidiff.recording.gate.check", lambda *given, **more: asked.append(1) or checking.check(*given, **more)
    )
    released.write(sent=("id",))
    job(github)
    done = apidiff("check", "--comment")
    assert (done.code, len(asked)) == (1, 1)
    assert done.out.startswith("Refused: 1 breaking change")
    assert done.err == "Created: https://github.example/c/1\n"
    assert (
        github.comments[0]["body"].split("\n")[1]
        == "## Refused: 1 breaking change from release 2026-06-17 to openapi.json"
    )


def test_json_on_standard_output_stays_json(apidiff, released, github, job):
    released.write(sent=("id",))
    job(github)
    done = apidiff("check", "--comment", "--format", "json")
    assert json.loads(done.out)["status"] == "refused"
    assert "Created" in done.err


@pytest.mark.parametrize("verdict", [0, 1])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("POST", 403, message="Resource not accessible by integration"), "may not comment"),
        (Fault("GET", 401, message="Bad credentials"), "does not accept the token"),
        (Fault("GET", 404, message="Not Found"), "knows no pull request 7"),
        (Fault("POST", 422, message="Validation Failed"), "rejects the comment"),
        (Fault("GET", 429, {"Retry-After": "600"}, times=99), "rate limit"),
        (Fault("POST", 500, times=99), "fails with 500"),
        (Fault("GET", 200, content=b"<html>proxy</html>"), "not JSON"),
    ],
)
def test_a_refused_comment_is_a_warning_and_the_verdict_stays(
    apidiff, released, github, job, monkeypatch, fault, said, verdict
):
    monkeypatch.setattr("time.sleep", lambda _: None)
    released.write(**({"sent": ("id",)} if verdict else {"query": ("limit",)}))
    job(github)
    github.faults.append(dataclasses.replace(fault))
    done = apidiff("check", "--comment", "--format", "github", "--format", "text")
    assert done.code == verdict
    assert said in done.err
    assert done.err.startswith("warning: the comment is not up to date: ")
    assert re.search(rf"^::warning title=apidiff::.*{said}", done.out, re.MULTILINE)
    assert fake_github.TOKEN not in done.out + done.err


def test_nobody_answering_is_a_warning(apidiff, released, job, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    released.write(query=("limit",))
    with fake_github.serving(fake_github.FakeGitHub()) as gone:
        pass
    job(gone)
    done = apidiff("check", "--comment")
    assert (done.code, "does not answer" in done.err) == (0, True)


def test_without_a_token_or_a_pull_request_the_gate_decides_all_the_same(apidiff, released, github, job, monkeypatch):
    released.write(sent=("id",))
    job(github)
    monkeypatch.delenv("GITHUB_TOKEN")
    done = apidiff("check", "--comment")
    assert (done.code, "there is no token for GitHub" in done.err) == (1, True)
    job(github, event={"before": "0" * 40})
    done = apidiff("check", "--comment")
    assert (done.code, "no pull request" in done.err) == (1, True)
    assert github.comments == []


# What the pull request brings ---------------------------------------------------------------------------------------


def test_where_nothing_comes_from_the_pull_request_there_is_no_comment(apidiff, request_of, github):
    done = apidiff("check", "--comment")
    assert (done.code, github.comments) == (1, [])
    assert "already on `main`" in done.out
    request_of.write(sent=("id",), taken=("name",))
    assert apidiff("check", "--comment").err.startswith("Created")
    request_of.write(sent=("id",))
    assert apidiff("check", "--comment").err == "Removed the comment.\n"
    assert github.comments == []


def test_the_comment_tells_what_comes_from_the_pull_request_first(apidiff, request_of, github):
    request_of.write(sent=("id",), taken=("name",))
    assert apidiff("comment").code == 0
    body = github.comments[0]["body"]
    assert "From this pull request: 1 breaking change; already on `main`: 1 breaking change." in body
    mine, there = (line for line in body.splitlines() if line.startswith("- **") and " removed " in line)
    assert "`toy`" in mine
    assert mine.endswith("not waived, from this pull request")
    assert "`nick`" in there
    assert there.endswith("not waived, already on `main`")


def test_the_check_tells_it_in_every_form(apidiff, request_of):
    request_of.write(sent=("id",), taken=("name",))
    text = apidiff("check").out
    assert "origin    already on `main`" in text
    assert "origin    from this pull request" in text
    page = apidiff("check", "--format", "html").out
    assert '<span class="badge">from this pull request</span>' in page
    log = apidiff("check", "--format", "github").out
    assert "title=Breaking in v1%2C not waived%2C already on main" in log
    told = json.loads(apidiff("check", "--format", "json").out)
    assert {c["name"]: c["origin"] for c in told["changes"]} == {"nick": "target-branch", "toy": "pull-request"}
    assert [r["origin"] for r in told["versions"][0]["refusals"]] == ["pull-request"]
    assert told["pull_request"]["target"] == "main"


def test_lines_are_linked_at_the_last_commit_of_the_pull_request(apidiff, request_of, github, job):
    request_of.write(sent=("id",), taken=("name",))
    (request_of.root / "openapi.json").write_text(json.dumps(document(sent=("id",), taken=("name",)), indent=1))
    head = commit(request_of.root, "the request")
    event = {"pull_request": {"number": 7, "head": {"sha": head}}}
    job(github, event=event, GITHUB_BASE_REF="main", GITHUB_SERVER_URL="https://github.example")
    apidiff("comment")
    links = set(re.findall(r"\]\((\S+?)\)", github.comments[0]["body"]))
    page = f"https://github.example/cooledge/api/blob/{head}/"
    assert any(re.fullmatch(rf"{page}openapi\.json#L\d+", link) for link in links)
    assert any(link.startswith(f"{page}schemas/2026-06-17.json") for link in links)
    assert all(link.startswith(page) for link in links)


def test_gitlab_has_addresses_of_its_own(apidiff, request_of, monkeypatch):
    request_of.write(sent=("id",), taken=("name",))
    head = commit(request_of.root, "the request")
    monkeypatch.delenv("GITHUB_BASE_REF")
    for name, value in {
        "GITLAB_CI": "true",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_PROJECT_URL": "https://gitlab.example/cooledge/apis",
        "CI_COMMIT_SHA": head,
    }.items():
        monkeypatch.setenv(name, value)
    body = apidiff("comment", "--dry-run").out
    assert f"(https://gitlab.example/cooledge/apis/-/blob/{head}/openapi.json#L1)" in body


def test_a_file_that_is_not_in_the_repository_is_not_linked(apidiff, request_of, github, job):
    head = commit(request_of.root, "the request")
    (request_of.root / "made.json").write_text(json.dumps(document(sent=("id",), taken=("name",))))
    event = {"pull_request": {"number": 7, "head": {"sha": head}}}
    job(github, event=event, GITHUB_BASE_REF="main")
    apidiff("comment", "made.json")
    assert "/made.json" not in github.comments[0]["body"]
    assert "`made.json:1" in github.comments[0]["body"]


def test_a_possible_rename_is_a_question(apidiff, released, github, job):
    released.write(sent=("id", "alias"))
    job(github)
    apidiff("comment")
    body = github.comments[0]["body"]
    assert "### Renamed?" in body
    assert "- Was `nick` of `GET /v1/pets` renamed to `alias`?" in body


def test_each_path_version_has_a_part_of_its_own(apidiff, pets, github, job):
    def two(**parts):
        made = document(**parts)
        made["paths"]["/v2/pets"] = json.loads(json.dumps(made["paths"]["/v1/pets"]))
        return made

    pets.put(two())
    assert pets.snapshot().recorded
    broken = two(sent=("id",))
    broken["paths"]["/v2/cats"] = {"get": {"responses": {"204": {"description": "none"}}}}
    pets.put(broken)
    job(github)
    apidiff("comment")
    body = github.comments[0]["body"]
    first, second = body.index("### v1\n"), body.index("### v2\n")
    assert first < body.index("`GET /v1/pets`", first) < second < body.index("GET /v2/cats", second)
    assert "#### What breaks" in body[first:second]
    assert "#### What is new" in body[second:]
    assert "**v1 refused**" in body


# From a fork ------------------------------------------------------------------------------------------------------


@pytest.fixture
def report(apidiff, request_of, tmp_path_factory):
    """What the check of a pull request reported, and a clone of `main` in which another job posts it."""
    request_of.write(sent=("id",), taken=("name",))
    request_of.head = commit(request_of.root, "the request")
    file = tmp_path_factory.mktemp("artefact") / "report.json"
    assert apidiff("check", "--format", f"json={file}").code == 1
    request_of.copy = clone(request_of.root, tmp_path_factory.mktemp("trusted") / "main", "-b", "main")
    return file


@pytest.fixture
def trusted(request_of, report, github, job, monkeypatch):
    """The second job: it follows a run for the branch of a fork, whose event names no number."""
    told = {"head_sha": request_of.head, "head_branch": "leads", "head_repository": {"owner": {"login": "mallory"}}}
    github.open_pull(7, "mallory:leads", request_of.head)
    monkeypatch.delenv("GITHUB_BASE_REF")
    job(github, event={"workflow_run": {**told, "pull_requests": []}})
    github.login = None
    monkeypatch.chdir(request_of.copy)
    return report


def test_a_second_job_posts_what_the_first_one_reported(apidiff, trusted, request_of, github):
    done = apidiff("comment", "--from", trusted)
    assert (done.code, done.out) == (0, "Created: https://github.example/c/1\n")
    body = github.comments[0]["body"]
    assert body.startswith("<!-- apidiff -->\n## Refused: 2 breaking changes from release 2026-06-17")
    assert "already on `main`: 1 breaking change" in body
    assert "whoever opened it could have changed the report" in body
    assert re.search(r"^apidiff waive [0-9a-f]{12} [0-9a-f]{12} ", body, re.MULTILINE)
    assert f"(https://github.com/cooledge/api/blob/{request_of.head}/openapi.json#L1)" in body
    assert apidiff("comment", "--from", trusted).out.startswith("Unchanged")


def test_the_comment_is_the_same_as_that_of_the_first_job(apidiff, trusted, request_of, github, monkeypatch):
    apidiff("comment", "--from", trusted)
    body = github.comments[0]["body"]
    monkeypatch.chdir(request_of.root)
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    own = apidiff("comment", "--dry-run").out
    assert body.startswith(own.rstrip("\n"))


def test_a_report_of_another_commit_is_not_posted(apidiff, trusted, github):
    github.pulls[0]["head"]["sha"] = "0" * 40
    done = apidiff("comment", "--from", trusted)
    assert (done.code, github.comments) == (0, [])
    assert "other commits by now" in done.out


def test_a_report_without_the_api_that_is_asked_for_is_an_error(apidiff, trusted, github):
    Path("apidiff.toml").write_text('[[apis]]\nname = "a"\n[[apis]]\nname = "b"\n')
    told = json.loads(trusted.read_text())
    trusted.write_text(
        json.dumps({"format": "apidiff.checks/1", "status": "refused", "apis": {"a": told | {"api": "a"}}})
    )
    done = apidiff("comment", "--from", trusted, "--api", "b")
    assert (done.code, github.comments) == (2, [])
    assert "the report is about no API `b`" in done.err
    assert "It tells of `a`." in done.err
    trusted.write_text(json.dumps({"format": "apidiff.checks/1", "status": "pass", "apis": {}}))
    assert "no API at all" in apidiff("comment", "--from", trusted).err


def test_a_report_of_nothing_removes_the_comment(apidiff, trusted):
    apidiff("comment", "--from", trusted)
    told = json.loads(trusted.read_text())
    told["changes"], told["versions"] = [], [told["versions"][0] | {"changes": [], "refusals": []}]
    trusted.write_text(json.dumps(told))
    assert apidiff("comment", "--from", trusted).out == "Removed the comment.\n"


@pytest.mark.parametrize("claimed", [{"pr": 1}, {"number": 1}, {"pull_request": {"number": 1}}])
def test_the_number_is_never_the_reports(apidiff, trusted, github, claimed):
    told = json.loads(trusted.read_text())
    pull = told["pull_request"] | claimed.pop("pull_request", {})
    trusted.write_text(json.dumps({**told, "pull_request": pull, **claimed}))
    assert apidiff("comment", "--from", trusted).code == 0
    assert {path for method, path in github.requests if method == "POST"} == {"/repos/cooledge/api/issues/7/comments"}


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "\ud800" not in payload])
def test_what_a_report_says_is_text_and_no_marker(apidiff, trusted, monkeypatch, payload):
    """Every text of the report says something hostile."""
    kept = (
        "id",
        "class",
        "format",
        "status",
        "verdict",
        "direction",
        "lens",
        "origin",
        "base_release",
        "state",
        "kind",
    )
    kept = (*kept, "accepted_by", "rejected_by", "changes", "change", "code", "path_version")

    def hostile(value, key=""):
        if isinstance(value, dict):
            return {name: hostile(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [hostile(item, key) for item in value]
        return f"{payload}<!-- apidiff: other -->" if isinstance(value, str) and key not in kept else value

    trusted.write_text(json.dumps(hostile(json.loads(trusted.read_text()))))
    monkeypatch.setenv("GITHUB_SERVER_URL", "none")
    done = apidiff("comment", "--from", trusted, "--dry-run")
    assert done.code == 0, done.err
    assert done.out.startswith("<!-- apidiff -->\n")
    assert_harmless_markdown(done.out)
    assert "apidiff waive" in done.out


@pytest.mark.parametrize(
    "file", ["../../x/y.yaml", "/etc/passwd", "https://evil.example", "a\\b.yaml", "../a.yaml", "javascript:x"]
)
def test_an_address_from_a_report_stays_in_the_repository(file):
    assert ReportedLinks("https://github.com/o/r/blob/abc/", "")(Side("", file=file)) is None


def test_an_address_from_a_report_is_escaped():
    links = ReportedLinks("https://github.com/o/r/blob/abc/", "api")
    assert links(Side("", file="../a b).yaml", line=3)) == "https://github.com/o/r/blob/abc/a%20b%29.yaml#L3"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda told: told | {"format": "apidiff.diff/1"}, "at /format"),
        (lambda told: told | {"changes": "all"}, "at /changes"),
        (lambda told: told | {"changes": [told["changes"][0] | {"id": "x; rm -rf /"}]}, "at /changes/0/id"),
        (lambda told: told | {"changes": []}, "it has no change"),
        (lambda told: told | {"base_release": "2026-13-01"}, "no release"),
        (lambda told: {name: value for name, value in told.items() if name != "versions"}, "at /versions"),
        (lambda _: [], "no report of a check"),
    ],
)
def test_a_report_that_is_none_is_refused(apidiff, trusted, github, spoil, said):
    trusted.write_text(json.dumps(spoil(json.loads(trusted.read_text()))))
    done = apidiff("comment", "--from", trusted)
    assert (done.code, github.requests) == (2, [])
    assert said in done.err
    assert "--format json=FILE" in done.err


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": 1, "a": 2}', b'{"format": NaN}']
)
def test_what_is_no_json_is_refused(apidiff, trusted, content):
    trusted.write_bytes(content)
    done = apidiff("comment", "--from", trusted)
    assert (done.code, "bug" in done.err) == (2, False)


def test_a_report_has_a_size_limit(apidiff, trusted):
    from apidiff.reporting.received import MOST_BYTES

    trusted.write_bytes(b" " * (MOST_BYTES + 1))
    done = apidiff("comment", "--from", trusted)
    assert (done.code, "larger than" in done.err) == (2, True)
    trusted.unlink()
    assert "cannot be read" in apidiff("comment", "--from", trusted).err


def test_a_long_text_of_a_report_is_cut(apidiff, trusted):
    told = json.loads(trusted.read_text())
    for change in told["changes"]:
        change["title"] = "`a` " * 500_000
    trusted.write_text(json.dumps(told))
    done = apidiff("comment", "--from", trusted, "--dry-run")
    assert done.code == 0
    assert done.out.count("`a` ") == 2 * 999
    assert "`a`\u2026" in done.out


def test_beside_a_report_nothing_is_checked(apidiff, trusted):
    assert apidiff("comment", "openapi.json", "--from", trusted).code == 2


def test_projects_of_a_repository_keep_their_own_comments(apidiff, trusted, request_of, github, monkeypatch):
    apidiff("comment", "--from", trusted)
    folder = request_of.copy / "other"
    folder.mkdir()
    Pets(folder)
    monkeypatch.chdir(folder)
    apidiff("comment", "--from", trusted)
    assert [c["body"].splitlines()[0] for c in github.comments] == ["<!-- apidiff -->", "<!-- apidiff: other -->"]


# What a step of GitHub learns --------------------------------------------------------------------------------------


def test_a_step_has_outputs(apidiff, released, tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("runner")
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "output"))
    released.write(sent=("id",))
    apidiff("check", "--format", "text", "--format", f"json={folder}/report.json")
    assert (folder / "output").read_text() == f"verdict=refused\nbreaking=1\nreport={folder}/report.json\n"
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder))
    done = apidiff("check")
    assert (done.code, "GITHUB_OUTPUT" in done.err) == (2, True)
