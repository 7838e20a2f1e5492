from __future__ import annotations

from collections.abc import Iterator

import pytest

from apidiff.errors import InputError
from apidiff.reporting.hosts import gitlab
from apidiff.reporting.hosts.http import Client
from tests.reporting.hosts.fake_github import Fault
from tests.reporting.hosts.fake_gitlab import TOKEN, FakeGitLab, serving

BODY = "<!-- apidiff -->\n## Refused: 1 breaking change\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[FakeGitLab]:
    with serving(FakeGitLab()) as fake:
        yield fake


def upsert(server: FakeGitLab, body: str | None = BODY, token: str = TOKEN):
    client = Client(token, timeout_s=5, sleep=lambda _: None)
    return gitlab.upsert("cooledge/apis/leads", 7, body, token=token, api_url=f"{server.url}/api/v4", client=client)


def test_the_first_run_creates_the_note_and_says_where(server: FakeGitLab):
    posted = upsert(server)
    assert posted.action == "created"
    assert posted.url == "https://gitlab.example/cooledge/apis/leads/-/merge_requests/7#note_100"
    assert [note["body"] for note in server.notes] == [BODY]


def test_the_next_run_updates_it_on_whatever_page_it_stands(server: FakeGitLab):
    server.page_size = 20
    for number in range(45):
        server.add(f"note {number}", "alice")
    server.add("<!-- apidiff -->\nold")
    assert upsert(server).action == "updated"
    assert upsert(server).action == "unchanged"
    assert [note["body"] for note in server.notes][-1] == BODY
    assert len(server.notes) == 46


def test_neither_a_stranger_nor_the_system_can_take_its_place(server: FakeGitLab):
    server.add("<!-- apidiff -->\n## Pass", "mallory")
    server.add("<!-- apidiff -->\nchanged the title", system=True)
    assert upsert(server).action == "created"
    assert len(server.notes) == 3
    assert server.writes() == ["POST"]


@pytest.mark.parametrize(
    ("fault", "said", "hint"),
    [
        (Fault("GET", 401, message="401 Unauthorized"), "does not accept the token", "GITLAB_TOKEN"),
        (Fault("POST", 403, message="403 Forbidden"), "may not comment", "Reporter"),
        (Fault("GET", 404, message="404 Project Not Found"), "no merge request 7", "--repo"),
        (Fault("POST", 400, message="Note is too long (maximum is 1000000)"), "too long", "shorten"),
        (Fault("POST", 409, message="409 Conflict", times=99), "at the same time", "again"),
        (Fault("GET", 503, times=99), "fails with 503", "later"),
        (Fault("GET", 429, {"Retry-After": "600"}, times=99), "rate limit", "later"),
        (Fault("GET", 302, {"Location": "https://elsewhere.example/x"}), "another address", "CI_API_V4_URL"),
        (Fault("GET", 200, content=b"<html>sign in</html>"), "not JSON", "CI_API_V4_URL"),
    ],
)
def test_a_refusal_says_what_it_means_and_what_to_do(server: FakeGitLab, fault: Fault, said: str, hint: str):
    server.faults.append(fault)
    with pytest.raises(InputError) as caught:
        upsert(server)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert TOKEN not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("project", "number", "token", "url"),
    [
        ("leads", 7, TOKEN, "https://gitlab.com/api/v4"),
        ("a/../b", 7, TOKEN, "https://gitlab.com/api/v4"),
        ("a/b", 0, TOKEN, "https://gitlab.com/api/v4"),
        ("a/b", 7, "", "https://gitlab.com/api/v4"),
        ("a/b", 7, TOKEN, "http://gitlab.com/api/v4"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(project: str, number: int, token: str, url: str):
    with pytest.raises(InputError):
        gitlab.upsert(project, number, BODY, token=token, api_url=url)


def test_a_note_is_removed_and_one_that_is_gone_is_written_again(server: FakeGitLab):
    server.add("<!-- apidiff -->\nold")
    assert upsert(server, body=None).action == "removed"
    assert server.notes == []
    server.add("<!-- apidiff -->\nold")
    server.faults.append(Fault("PUT", 404, message="404 Note Not Found"))
    assert upsert(server).action == "created"


def test_a_conflict_is_tried_again(server: FakeGitLab):
    server.faults.append(Fault("POST", 409, message="409 Conflict"))
    assert upsert(server).action == "created"
    assert len(server.notes) == 1
