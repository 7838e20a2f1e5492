"""A year of a large API in a real repository, as its people live it: adopted, refused, commented, waived, released.

The API is generated. To live the year of a real one, name a git bundle of it and a field that can go:
`APIDIFF_YEAR=history.bundle APIDIFF_YEAR_FIELD=Project.archived pytest tests/year`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from apidiff.cli.edge import run
from tests.cli.conftest import COMMAND, Done, environment
from tests.recording.repositories import IDENTITY, clone, commit, git
from tests.reporting.hosts import fake_github, fake_gitlab
from tests.reporting.hosts.fake_github import Fault
from tests.year.company import FILE, generated, of_bundle, without

BUNDLE = os.environ.get("APIDIFF_YEAR")
SCHEMA, FIELD = os.environ.get("APIDIFF_YEAR_FIELD", "Resource0.note").split(".")
OTHER = json.dumps({"openapi": "3.1.0", "info": {"title": "Other", "version": "1"}, "paths": {}})
PLAIN = {"HOME", "PATH", "XDG_CACHE_HOME", "APIDIFF_READER", "LANG", "TMPDIR", "PYTHONPATH"}


@dataclass
class Repository:
    """A clone, and commands in it as a job of a CI host runs them."""

    root: Path

    def call(self, *arguments: object, **variables: str) -> Done:
        """Run a command in a process of its own, with the variables of a host and of no other one."""
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            cwd=self.root,
            capture_output=True,
            text=True,
            env=_bare() | variables,
            timeout=1800,  # No test of speed: of a real year, `history` takes minutes on a busy machine.
        )
        return Done(done.returncode, done.stdout, done.stderr)

    @property
    def description(self) -> Path:
        return self.root / FILE

    def break_it(self) -> str:
        """A branch whose last commit removes a field; the commit."""
        git(self.root, "checkout", "-qb", "feature")
        text = self.description.read_bytes().decode()
        self.description.write_bytes(without(text.replace("\r\n", "\n"), SCHEMA, FIELD).encode())
        return commit(self.root, "Remove a field")

    def waive_it(self) -> str:
        assert self.call("draft").code == 0
        done = self.call("waive", "--all", "--reason", "no integrator reads it", "--approved-by", "api-owner")
        assert done.code == 0, done.err
        return commit(self.root, "Waive it")

    def copy(self, to: Path, *options: str, ref: str = "origin/feature") -> Repository:
        """What a job of a CI host checks out: a detached head."""
        made = clone(self.root, to, *options)
        git(made, "checkout", "-q", "--detach", ref)
        return Repository(made)


def _bare() -> dict[str, str]:
    return {name: value for name, value in environment().items() if name in PLAIN} | IDENTITY | {"COLUMNS": "100"}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory) -> Path:
    """The repository after a year, governed from today on, with all that it was before."""
    root = tmp_path_factory.mktemp("year") / "api"
    return _adopted(of_bundle(Path(BUNDLE), root) if BUNDLE else generated(root))


@pytest.fixture(scope="module")
def adopted_small(request, tmp_path_factory) -> Path:
    """The same of a small API, for what a host does: that hangs on no size, and each run of a large one takes seconds.

    Of a real year, that year.
    """
    if BUNDLE:
        return request.getfixturevalue("adopted")
    return _adopted(generated(tmp_path_factory.mktemp("year") / "api", resources=10))


def _adopted(root: Path) -> Path:
    repository = Repository(root)
    for command in (("init",), ("history", FILE)):
        done = repository.call(*command)
        assert done.code == 0, done.err
    revisions = git(root, "rev-list", "--count", "HEAD")
    assert done.out.rstrip().split("\n")[-1].startswith(f"{revisions} revisions: "), "each of them was gone through"
    commit(root, "Adopt apidiff")
    return root


@pytest.fixture
def api(adopted, tmp_path) -> Repository:
    """A clone of one's own, on `main`."""
    return _cloned(adopted, tmp_path / "api")


def _cloned(root: Path, to: Path) -> Repository:
    made = clone(root, to, "-b", "main")
    git(made, "remote", "remove", "origin")
    return Repository(made)


@pytest.fixture
def small_request(adopted_small, tmp_path) -> Repository:
    """As `request_of`, of the small API."""
    api = _cloned(adopted_small, tmp_path / "api")
    api.break_it()
    return api.copy(tmp_path / "job")


@pytest.fixture
def request_of(api, tmp_path) -> Repository:
    """The clone of a job for the pull request that removes the field."""
    api.break_it()
    return api.copy(tmp_path / "job")


def on_github(server, folder: Path, event: dict | None = None, **more: str) -> dict[str, str]:
    """The variables of a job of GitHub for pull request 7, or for another event."""
    file = folder.parent / f"{folder.name}-event.json"
    file.write_text(json.dumps(event if event is not None else {"pull_request": {"number": 7}}))
    told = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "cooledge/api", "GITHUB_EVENT_PATH": str(file)}
    told |= {"GITHUB_API_URL": server.url, "GITHUB_TOKEN": fake_github.TOKEN, "GITHUB_WORKSPACE": str(folder)}
    return told | ({"GITHUB_BASE_REF": "main"} if event is None else {}) | more


def on_gitlab(server, folder: Path) -> dict[str, str]:
    """The variables of a job of GitLab for merge request 7."""
    return {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_PROJECT_PATH": "cooledge/apis/leads",
        "CI_PROJECT_DIR": str(folder),
        "CI_API_V4_URL": f"{server.url}/api/v4",
        "GITLAB_TOKEN": fake_gitlab.TOKEN,
    }


def lines_of_index(root: Path) -> list[dict]:
    return json.loads((root / "schemas" / "index.json").read_text())["lines"]


# Adopted ----------------------------------------------------------------------------------------------------------


def test_a_year_is_adopted_and_nothing_of_it_is_waived(api, tmp_path):
    assert api.description.stat().st_size > 2_900_000
    kinds = Counter(line["kind"] for line in lines_of_index(api.root))
    assert set(kinds) == {"observed"}
    assert kinds["observed"] >= 10
    assert api.call("check").code == 0
    verified = api.call("verify")
    assert verified.out.startswith(f"Sound: {kinds['observed']} observed releases")
    texts = [path.read_text() for path in (api.root / "changelog").glob("*.md")]
    assert texts
    assert not [text for text in texts if "\nwaiver:" in text]
    assert api.call("render", "--output", tmp_path / "page").code == 0
    page = (tmp_path / "page" / "index.html").read_text()
    assert all(line["release"][:10] in page for line in lines_of_index(api.root)[1:])


def test_without_its_past_it_is_adopted_by_a_baseline(adopted, tmp_path):
    api = Repository(tmp_path / "fresh")
    api.root.mkdir()
    shutil.copy(adopted / FILE, api.description)
    commit(api.root, "Describe the API")
    done = api.call("baseline", "--release", "2026-06-15")
    assert done.code == 0, done.err
    assert "Recorded 2026-06-15" in done.out
    commit(api.root, "Adopt apidiff")
    assert api.call("check").code == 0
    api.break_it()
    assert api.call("check").code == 1


# Refused ----------------------------------------------------------------------------------------------------------


def test_a_pull_request_is_refused_with_both_sides_beside_each_other(request_of, tmp_path):
    forms = {"html": tmp_path / "report.html", "json": tmp_path / "report.json", "sarif": tmp_path / "report.sarif"}
    options = [f"--format={name}={path}" for name, path in forms.items()]
    done = request_of.call("check", "--format", "text", *options, GITHUB_BASE_REF="main")
    assert done.code == 1
    assert done.out.startswith("Refused: 1 breaking change from release ")
    assert "origin    from this pull request" in done.out
    assert "not anchored" not in done.out
    page = forms["html"].read_text()
    marked = re.findall(r"<mark>(.*?)</mark>", page)
    # The snapshot that it is compared with is stored compressed; its lines are shown all the same.
    assert [text for text in marked if f"{FIELD}&#34;" in text]
    (change,) = json.loads(forms["json"].read_text())["changes"]
    assert (change["rule"], change["class"]) == ("property-removed", "breaking")


# Commented --------------------------------------------------------------------------------------------------------


def test_the_comment_on_github_is_one_over_the_life_of_a_pull_request(request_of):
    with fake_github.serving(fake_github.FakeGitHub(login=None)) as server:
        for number in range(250):
            server.add(f"comment {number}", "alice")
        told = on_github(server, request_of.root)
        assert request_of.call("check", "--comment", **told).code == 1
        (own,) = server.comments[250:]
        assert own["body"].startswith("<!-- apidiff -->\n## Refused: 1 breaking change from release ")
        assert re.search(r"^apidiff waive [0-9a-f]{12} ", own["body"], re.MULTILINE)
        written = server.writes()
        assert request_of.call("check", "--comment", **told).code == 1
        assert server.writes() == written, "the same text is not sent again"
        git(request_of.root, "checkout", "-q", "--detach", "origin/main")
        assert request_of.call("check", "--comment", **told).code == 0
    assert len(server.comments) == 250


def test_the_comment_on_gitlab_is_one_over_the_life_of_a_merge_request(request_of):
    with fake_gitlab.serving(fake_gitlab.FakeGitLab()) as server:
        for number in range(250):
            server.add(f"note {number}", "alice")
        told = on_gitlab(server, request_of.root)
        assert request_of.call("check", "--comment", **told).code == 1
        assert server.notes[250]["body"].startswith("<!-- apidiff -->\n## Refused: 1 breaking change from release ")
        assert request_of.call("check", "--comment", **told).err == "Unchanged the comment.\n"
        git(request_of.root, "checkout", "-q", "--detach", "origin/main")
        assert request_of.call("check", "--comment", **told).code == 0
    assert len(server.notes) == 250


FAULTS = [
    Fault("GET", 401, message="Bad credentials"),
    Fault("POST", 403, message="Resource not accessible by integration"),
    Fault("GET", 404, message="Not Found"),
    Fault("POST", 409, message="Conflict"),
    Fault("POST", 429, {"Retry-After": "1"}),
    Fault("GET", 429, {"Retry-After": "3600"}, times=99),
    Fault("POST", 502, after=True),
    Fault("POST", 503, times=99),
]


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_whatever_the_host_answers_the_verdict_stays_and_no_second_comment(small_request, host, monkeypatch, capsys):
    """In one process, so that it need not wait as long as a host asks for."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.chdir(small_request.root)
    for fault in FAULTS:
        fake = fake_github if host == "github" else fake_gitlab
        state = fake.FakeGitHub() if host == "github" else fake.FakeGitLab()
        state.faults.append(Fault(**{name: getattr(fault, name) for name in fault.__dataclass_fields__}))
        with fake.serving(state) as server, monkeypatch.context() as patch:
            told = on_github(server, small_request.root) if host == "github" else on_gitlab(server, small_request.root)
            for name in os.environ.keys() - _bare().keys():
                patch.delenv(name)
            for name, value in told.items():
                patch.setenv(name, value)
            assert run(["check", "--comment"]) == 1, fault
            said = capsys.readouterr()
            own = server.comments if host == "github" else server.notes
            assert len(own) <= 1, fault
            assert own or "warning: the comment is not up to date: " in said.err, fault
            assert "Traceback" not in said.err


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_of_runs_at_the_same_time_one_comment_stays(small_request, host):
    fake = fake_github if host == "github" else fake_gitlab
    with fake.serving(fake.FakeGitHub() if host == "github" else fake.FakeGitLab()) as server:
        told = on_github(server, small_request.root) if host == "github" else on_gitlab(server, small_request.root)
        command = [*COMMAND, "check", "--comment", "--quiet"]
        both = [subprocess.Popen(command, cwd=small_request.root, env=_bare() | told, text=True) for _ in range(3)]
        assert [one.wait(300) for one in both] == [1, 1, 1]
    assert len(server.comments if host == "github" else server.notes) == 1


# Waived, merged, released -----------------------------------------------------------------------------------------


def test_what_is_waived_is_merged_and_released_and_the_next_one_starts_from_there(api, tmp_path):
    before = api.break_it() and git(api.root, "rev-parse", "main")
    api.waive_it()
    job = api.copy(tmp_path / "job")
    waived = job.call("check", GITHUB_BASE_REF="main")
    assert waived.code == 0, waived.out
    assert waived.out.startswith("Waived: 1 breaking change")
    assert "no integrator reads it" in " ".join(waived.out.split())

    git(api.root, "checkout", "-q", "main")
    git(api.root, "merge", "-q", "--squash", "feature")
    commit(api.root, "Remove a field (#7)")
    push = api.root.parent / "push.json"
    push.write_text(json.dumps({"before": before}))
    on_main = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(push)}
    assert api.call("check", **on_main).code == 0

    done = api.call("snapshot", "--release", "2026-12-01")
    assert done.code == 0, done.err
    assert api.call("verify").code == 0
    assert [line["kind"] for line in lines_of_index(api.root)][-1] == "release"
    (entry,) = (api.root / "changelog").glob("2026-12-01-*.md")
    assert re.search(r"^  approved-by: .?api-owner", entry.read_text(), re.MULTILINE)
    commit(api.root, "Record the release")
    assert api.call("check").out.startswith("Pass: no change from release 2026-12-01")
    assert api.call("verify").out.count("anchored") == 1
    assert api.call("render", "--output", tmp_path / "page").code == 0
    assert "no integrator reads it" not in (tmp_path / "page" / "index.html").read_text(), "that is for reviewers"


def test_a_pull_request_cannot_rewrite_the_year(api, tmp_path):
    api.break_it()
    lines = json.loads((api.root / "schemas" / "index.json").read_text())
    lines["lines"].pop()
    (api.root / "schemas" / "index.json").write_text(json.dumps(lines))
    commit(api.root, "Forget the last release")
    done = api.copy(tmp_path / "job").call("check", GITHUB_BASE_REF="main")
    assert done.code == 1
    assert "unsound" in (done.out + done.err).lower() or "does not continue" in done.out + done.err


# Two APIs ---------------------------------------------------------------------------------------------------------


def test_two_apis_in_a_monorepo_have_records_verdicts_and_comments_of_their_own(api, tmp_path):
    (api.root / "other.json").write_text(OTHER)
    for folder in ("schemas", "changelog"):
        git(api.root, "rm", "-rq", folder)
    (api.root / "apidiff.toml").write_text(
        f'[[apis]]\nname = "company"\ndescription = "{FILE}"\n[[apis]]\nname = "other"\ndescription = "other.json"\n'
    )
    for folder in ("schemas", "changelog"):
        for name in ("company", "other"):
            (api.root / folder / name).mkdir(parents=True)
    assert api.call("history", FILE, "--api", "company", "--since", "2026-04-01").code == 0
    assert api.call("snapshot", "--release", "2026-12-01", "--api", "other").code == 0
    commit(api.root, "Govern two APIs")
    api.break_it()
    job = api.copy(tmp_path / "job")
    with fake_github.serving(fake_github.FakeGitHub(login=None)) as server:
        done = job.call(
            "check", "--comment", "--format", f"json={tmp_path / 'all.json'}", **on_github(server, job.root)
        )
    assert done.code == 1
    told = json.loads((tmp_path / "all.json").read_text())["apis"]
    assert {name: check["status"] for name, check in told.items()} == {"company": "refused", "other": "pass"}
    assert [comment["body"].split("\n")[0] for comment in server.comments] == ["<!-- apidiff: .#company -->"]


# A fork, a shallow clone, Windows ---------------------------------------------------------------------------------


def test_a_fork_checks_without_a_token_and_a_trusted_job_comments(request_of, api, tmp_path):
    head = git(request_of.root, "rev-parse", "HEAD")
    report = tmp_path / "report.json"
    with fake_github.serving(fake_github.FakeGitHub(login=None)) as server:
        server.faults.append(Fault("POST", 403, message="Resource not accessible by integration"))
        told = on_github(server, request_of.root)
        done = request_of.call("check", "--comment", "--format", "text", "--format", f"json={report}", **told)
        assert (done.code, server.comments) == (1, [])
        assert "may not comment" in done.err

        trusted = api.copy(tmp_path / "trusted", ref="origin/main")
        server.open_pull(7, "mallory:feature", head)
        event = {"head_sha": head, "head_branch": "feature", "head_repository": {"owner": {"login": "mallory"}}}
        posted = trusted.call(
            *("comment", "--from", report),
            **on_github(server, trusted.root, {"workflow_run": event | {"pull_requests": []}}),
        )
        assert posted.code == 0, posted.err
    (comment,) = server.comments
    assert "## Refused: 1 breaking change" in comment["body"]
    assert "whoever opened it could have changed the report" in comment["body"]


def test_a_shallow_clone_is_told_what_to_fetch_and_that_helps(api, tmp_path):
    api.break_it()
    git(api.root, "checkout", "-q", "main")
    (api.root / "README").write_text("main goes on")
    commit(api.root, "Go on")
    job = Repository(clone(api.root, tmp_path / "job", "--depth", "1", "-b", "feature"))
    done = job.call("check", GITHUB_BASE_REF="main")
    assert done.code == 2
    (told,) = re.findall(r"git fetch[^`\n]*", " ".join(done.err.split()).replace("hint:", "\n"))
    git(job.root, *told.split()[1:])
    again = job.call("check", GITHUB_BASE_REF="main")
    assert again.code == 1, again.err
    assert "origin    from this pull request" in again.out


def test_in_a_clone_with_the_line_ends_of_windows_all_is_the_same(api, tmp_path):
    api.break_it()
    plain = api.copy(tmp_path / "plain")
    windows = api.copy(tmp_path / "windows", "-c", "core.autocrlf=true")
    assert b"\r\n" in windows.description.read_bytes()
    said = [job.call("check", "--format", "json", GITHUB_BASE_REF="main") for job in (plain, windows)]
    assert [one.code for one in said] == [1, 1]
    ids = [[change["id"] for change in json.loads(one.out)["changes"]] for one in said]
    assert ids[0] == ids[1] != []
    windows.waive_it()
    assert windows.call("check").code == 0
    assert windows.call("snapshot", "--release", "2026-12-01").code == 0
    assert windows.call("verify").code == 0
