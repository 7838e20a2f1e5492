from __future__ import annotations

import email.utils
import threading
from collections.abc import Iterator

import pytest

from apidiff.errors import InputError
from apidiff.reporting.comment import Marker
from apidiff.reporting.hosts import gitlab
from apidiff.reporting.hosts.http import Client
from tests.reporting.hosts.fake_github import Fault
from tests.reporting.hosts.fake_gitlab import TOKEN, FakeGitLab, serving

BODY = "<!-- apidiff -->\n## Refused: 1 breaking change\n"
NOW = 1_790_000_000.0


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
        (
            Fault("POST", 403, content=b'{"error": "insufficient_scope", "error_description": "api"}'),
            "scope; api",
            "api",
        ),
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


@pytest.mark.parametrize("content", [b"{}", b"null", b"[1]", b'[{"body": "<!-- apidiff -->"}]'])
def test_what_is_no_list_of_notes_is_an_error_and_nothing_is_written(server: FakeGitLab, content: bytes):
    server.faults.append(Fault("GET", 200, content=content))
    with pytest.raises(InputError):
        upsert(server)
    assert server.writes() == []


@pytest.mark.parametrize(("value", "slept"), [("7", 7), (email.utils.formatdate(NOW + 9, usegmt=True), 9)])
def test_a_rate_limit_is_waited_out(server: FakeGitLab, value: str, slept: float):
    waited: list[float] = []
    client = Client(TOKEN, timeout_s=5, sleep=waited.append, now=lambda: NOW)
    server.faults += [Fault(method, 429, {"Retry-After": value}) for method in ("GET", "POST")]
    url = f"{server.url}/api/v4"
    posted = gitlab.upsert("cooledge/apis/leads", 7, BODY, token=TOKEN, api_url=url, client=client)
    assert (posted.action, waited) == ("created", [slept, slept])


def test_of_many_runs_at_once_one_note_stays(server: FakeGitLab):
    together = threading.Barrier(6)

    def run() -> None:
        together.wait()
        upsert(server)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [note["body"] for note in server.notes] == [BODY]


def test_the_token_never_goes_to_another_host(server: FakeGitLab):
    with serving(FakeGitLab()) as other:
        for method in ("GET", "POST"):
            server.faults.append(Fault(method, 307, {"Location": f"{other.url}/api/v4/user"}))
            with pytest.raises(InputError, match="another address"):
                upsert(server)
        server.faults.append(Fault("GET", 200, {"Link": f'<{other.url}/x>; rel="next"'}, content=b"[]"))
        with pytest.raises(InputError, match="another address"):
            upsert(server)
        assert other.requests == []


def test_a_note_on_an_api_that_the_configuration_has_no_more_is_removed(server: FakeGitLab):
    server.add("<!-- apidiff: .#orders -->\nold")
    server.add("<!-- apidiff: .#orders -->\nof a stranger", "mallory")
    marker = Marker(".", "purchases", apis=frozenset(("purchases",)))
    client = Client(TOKEN, timeout_s=5, sleep=lambda _: None)
    url, body = f"{server.url}/api/v4", f"{marker}\nnew"
    posted = gitlab.upsert("cooledge/apis/leads", 7, body, token=TOKEN, marker=marker, api_url=url, client=client)
    assert (posted.action, posted.outdated) == ("created", 1)
    assert [note["body"] for note in server.notes] == ["<!-- apidiff: .#orders -->\nof a stranger", body]
