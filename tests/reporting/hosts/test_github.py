from __future__ import annotations

import email.utils
import socket
import threading
from collections.abc import Iterator

import pytest

from apidiff.errors import InputError
from apidiff.reporting.comment import Marker
from apidiff.reporting.hosts import github
from apidiff.reporting.hosts.here import Run
from apidiff.reporting.hosts.http import Client
from tests.reporting.hosts.fake_github import TOKEN, FakeGitHub, Fault, serving

BODY = "<!-- apidiff -->\n## Refused: 1 breaking change\n"
NOW = 1_790_000_000.0


class Clock:
    """Time that only passes by sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def now(self) -> float:
        return NOW + sum(self.slept)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[FakeGitHub]:
    with serving(FakeGitHub()) as fake:
        yield fake


@pytest.fixture
def clock() -> Clock:
    return Clock()


def upsert(server: FakeGitHub, clock: Clock | None = None, body: str = BODY, token: str = TOKEN, pr: int = 7):
    watch = clock or Clock()
    client = Client(token, timeout_s=5, sleep=watch.sleep, now=watch.now)
    return github.upsert("cooledge/api", pr, body, token=token, api_url=server.url, client=client)


def removed(server: FakeGitHub):
    client = Client(TOKEN, timeout_s=5, sleep=lambda _: None)
    return github.upsert("cooledge/api", 7, None, token=TOKEN, api_url=server.url, client=client)


def refused(server: FakeGitHub, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        upsert(server, **options)  # type: ignore[arg-type]
    assert caught.value.hint
    assert TOKEN not in f"{caught.value.message} {caught.value.hint}"
    return caught.value


def test_the_first_run_creates_the_comment(server: FakeGitHub):
    posted = upsert(server)
    assert (posted.action, posted.url) == ("created", "https://github.example/c/1")
    assert server.comments[0]["body"] == BODY


def test_the_next_run_updates_it_and_leaves_the_others(server: FakeGitHub):
    server.add("looks good", "alice")
    server.add("<!-- apidiff -->\nold")
    assert upsert(server).action == "updated"
    assert [comment["body"] for comment in server.comments] == ["looks good", BODY]


def test_the_same_body_is_not_sent_again(server: FakeGitHub):
    server.add(BODY.replace("\n", "\r\n").rstrip())
    assert upsert(server).action == "unchanged"
    assert server.writes() == []


def test_it_is_found_on_a_later_page(server: FakeGitHub):
    for number in range(250):
        server.add(f"comment {number}", "alice")
    server.add("<!-- apidiff -->\nold")
    server.page_size = 100
    assert upsert(server).action == "updated"
    assert server.comments[250]["body"] == BODY


def test_of_two_runs_at_once_one_comment_stays(server: FakeGitHub):
    server.add("looks good", "alice")
    server.meanwhile = "<!-- apidiff -->\nof the other run"
    assert upsert(server).action == "updated"
    assert [comment["body"] for comment in server.comments] == ["looks good", BODY]


def test_what_an_earlier_run_left_twice_is_mended(server: FakeGitHub):
    server.add("<!-- apidiff -->\nold")
    server.add("<!-- apidiff -->\nolder run", "mallory")
    server.add("<!-- apidiff -->\nnew")
    assert upsert(server).action == "updated"
    assert [comment["body"] for comment in server.comments] == [BODY, "<!-- apidiff -->\nolder run"]


def test_each_project_of_a_repository_has_its_comment(server: FakeGitHub):
    folders = (".", "services/orders", "services/orders-v2", "a--b -->", "caf\u00e9", "\udcff")
    markers = [Marker(folder, apis=frozenset((None,))) for folder in folders]
    for marker in markers * 2:
        github.upsert("cooledge/api", 7, f"{marker}\ntext", token=TOKEN, marker=marker, api_url=server.url)
    assert [comment["body"].split("\n")[0] for comment in server.comments] == list(map(str, markers))
    assert all(str(marker).count("--") == 2 for marker in markers)


def marked(server: FakeGitHub, api: str | None, *apis: str | None, former: str | None = None, path: str = "a"):
    marker = Marker(path, api, former, frozenset(apis))
    client = Client(TOKEN, timeout_s=5, sleep=lambda _: None)
    body = f"{marker}\n{api}"
    return github.upsert("cooledge/api", 7, body, token=TOKEN, marker=marker, api_url=server.url, client=client)


def test_a_comment_on_an_api_that_the_configuration_has_no_more_is_removed(server: FakeGitHub):
    for api in ("billing", "orders", "a--b"):
        marked(server, api, "billing", "orders", "a--b")
    server.add("<!-- apidiff: a -->\nof a file without APIs")
    others = ["<!-- apidiff: b#orders -->\n", "<!-- apidiff: a/other.toml#orders -->\n", "<!-- apidiff -->\n", "orders"]
    for body in others:
        server.add(body)
    server.add("<!-- apidiff: a#orders -->\nof a stranger", "mallory")
    assert marked(server, "billing", "billing", "purchases").outdated == 3
    assert marked(server, "purchases", "billing", "purchases").outdated == 0
    assert [comment["body"].split("\n")[0] for comment in server.comments] == [
        "<!-- apidiff: a#billing -->",
        *(body.strip() for body in others),
        "<!-- apidiff: a#orders -->",
        "<!-- apidiff: a#purchases -->",
    ]


def test_the_comment_of_a_configuration_is_found_by_what_it_was_called_before(server: FakeGitHub):
    server.add("<!-- apidiff: a#orders -->\nold")
    assert marked(server, "orders", "orders", path="a/own.toml").action == "created"
    assert marked(server, "orders", "orders", path="a/own.toml", former="a").action == "updated"
    assert [comment["body"] for comment in server.comments] == ["<!-- apidiff: a/own.toml#orders -->\norders"]


def test_a_marker_that_a_stranger_wrote_is_not_edited(server: FakeGitHub):
    server.add("<!-- apidiff -->\n## Pass", "mallory")
    assert upsert(server).action == "created"
    assert server.comments[0]["body"] == "<!-- apidiff -->\n## Pass"


def test_a_quotation_of_the_comment_is_not_edited(server: FakeGitHub):
    server.add("> see below\n<!-- apidiff -->\nold")
    assert upsert(server).action == "created"


def test_the_token_of_a_job_edits_the_comment_of_a_bot(server: FakeGitHub):
    server.login = None
    server.add("<!-- apidiff -->\nold", "mallory")
    server.add("<!-- apidiff -->\nold")
    assert upsert(server).action == "updated"
    assert [comment["body"] for comment in server.comments] == ["<!-- apidiff -->\nold", BODY]


@pytest.mark.parametrize(
    ("fault", "said", "hint"),
    [
        (Fault("GET", 401, message="Bad credentials"), "does not accept the token", "GITHUB_TOKEN"),
        (Fault("GET", 404, message="Not Found"), "no pull request 7 in cooledge/api", "--repo"),
        (
            Fault("POST", 403, message="Resource not accessible by integration"),
            "may not comment",
            "pull-requests: write",
        ),
        (Fault("POST", 410, message="This issue was deleted"), "gone or turned off", "Turn issues"),
        (Fault("POST", 422, message="Validation Failed: body is too long"), "body is too long", "shorten"),
        (Fault("GET", 418, message="I'm a teapot"), "418", "GITHUB_API_URL"),
        (Fault("GET", 200, content=b"<html>proxy</html>"), "not JSON", "proxy"),
    ],
)
def test_a_refusal_says_what_it_means_and_what_to_do(
    server: FakeGitHub, clock: Clock, fault: Fault, said: str, hint: str
):
    server.faults.append(fault)
    error = refused(server, clock=clock)
    assert said in error.message
    assert hint in error.hint
    assert clock.slept == []


def test_a_wrong_token_is_said_without_showing_it(server: FakeGitHub):
    error = refused(server, token="ghp_wrongtoken")
    assert "does not accept the token (Bad credentials)" in error.message
    assert "ghp_wrongtoken" not in repr(error) + str(error)
    assert "ghp_wrongtoken" not in repr(Client("ghp_wrongtoken"))


@pytest.mark.parametrize(
    ("status", "headers", "message", "slept"),
    [
        (429, {"Retry-After": "7"}, "slow down", 7),
        (429, {"Retry-After": "\u00b2"}, "slow down", 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "\u00b2"}, "API rate limit exceeded", 60),
        (429, {"Retry-After": email.utils.formatdate(NOW + 9, usegmt=True)}, "slow down", 9),
        (403, {"Retry-After": "3"}, "You have exceeded a secondary rate limit", 3),
        (403, {}, "You have exceeded a secondary rate limit", 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 20)}, "API rate limit exceeded", 21),
        (429, {}, "slow down", 60),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_rate_limit_is_waited_out(
    server: FakeGitHub, clock: Clock, method: str, status: int, headers: dict[str, str], message: str, slept: int
):
    server.faults.append(Fault(method, status, headers, message))
    assert upsert(server, clock).action == "created"
    assert clock.slept == [slept]


def test_a_limit_that_lasts_too_long_is_an_error_with_its_end(server: FakeGitHub, clock: Clock):
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 3000)}
    server.faults.append(Fault("GET", 403, headers, "API rate limit exceeded", times=99))
    error = refused(server, clock=clock)
    assert "rate limit is used up until 15:03 UTC" in error.message
    assert clock.slept == []


def test_limits_without_end_end(server: FakeGitHub, clock: Clock):
    server.faults.append(Fault("GET", 429, {"Retry-After": "30"}, times=99))
    refused(server, clock=clock)
    assert sum(clock.slept) <= 120


def test_a_server_error_is_tried_again_and_again_but_not_for_ever(server: FakeGitHub, clock: Clock):
    server.faults.append(Fault("GET", 502, times=2))
    assert upsert(server, clock).action == "created"
    assert clock.slept == [1, 2]
    server.faults.append(Fault("GET", 503, times=99))
    assert "fails with 503" in refused(server, clock=clock).message


def test_a_comment_that_was_created_behind_a_server_error_is_not_created_twice(server: FakeGitHub):
    server.faults.append(Fault("POST", 502, after=True))
    assert upsert(server).action == "created"
    assert len(server.comments) == 1


def test_a_comment_that_was_not_created_behind_a_server_error_is_created_then(server: FakeGitHub):
    server.faults.append(Fault("POST", 502))
    assert upsert(server).action == "created"
    assert [comment["body"] for comment in server.comments] == [BODY]
    server.comments.clear()
    server.faults.append(Fault("POST", 500, times=99))
    assert "fails with 500" in refused(server).message


def test_a_redirect_within_the_host_is_followed(server: FakeGitHub):
    target = f"{server.url}/repos/cooledge/api/issues/7/comments"
    server.faults.append(Fault("POST", 307, {"Location": target}))
    server.faults.append(Fault("GET", 301, {"Location": "/repos/cooledge/api/issues/7/comments?per_page=100"}))
    assert upsert(server).action == "created"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_token_never_goes_to_another_host(server: FakeGitHub, method: str):
    with serving(FakeGitHub()) as other:
        server.faults.append(Fault(method, 302, {"Location": f"{other.url}/repos/cooledge/api/issues/7/comments"}))
        assert "another address" in refused(server).message
        assert other.requests == []


def test_a_next_page_on_another_host_is_not_read(server: FakeGitHub):
    with serving(FakeGitHub()) as other:
        server.faults.append(Fault("GET", 200, {"Link": f'<{other.url}/x>; rel="next"'}, content=b"[]"))
        assert "another address" in refused(server).message
        assert other.requests == []


def test_redirects_in_a_circle_end(server: FakeGitHub):
    server.faults.append(Fault("GET", 302, {"Location": "/x"}, times=99))
    refused(server)
    assert len(server.requests) < 10


def test_nobody_answering_is_an_error(clock: Clock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = FakeGitHub(url=f"http://127.0.0.1:{free.getsockname()[1]}")
    error = refused(server, clock=clock)
    assert "127.0.0.1 does not answer" in error.message


@pytest.mark.parametrize(
    ("repo", "pr", "token", "url"),
    [
        ("api", 7, TOKEN, "https://api.github.com"),
        ("a/b/../../user", 7, TOKEN, "https://api.github.com"),
        ("../..", 7, TOKEN, "https://api.github.com"),
        ("a/b", 0, TOKEN, "https://api.github.com"),
        ("a/b", 7, "", "https://api.github.com"),
        ("a/b", 7, "with\nnewline", "https://api.github.com"),
        ("a/b", 7, TOKEN, "http://api.github.com"),
        ("a/b", 7, TOKEN, "file:///etc/passwd"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(repo: str, pr: int, token: str, url: str):
    with pytest.raises(InputError):
        github.upsert(repo, pr, BODY, token=token, api_url=url)


@pytest.mark.parametrize(
    "echo",
    [
        f"Bad header: Bearer {TOKEN}",
        f"no such page /user?token={TOKEN}&x=1",
        "".join(f"\\u{ord(char):04x}" for char in TOKEN),
    ],
)
def test_a_server_that_sends_the_token_back_does_not_get_it_printed(server: FakeGitHub, echo: str):
    server.faults.append(Fault("GET", 404, content=f'{{"message": "{echo}"}}'.encode()))
    error = refused(server)
    assert "***" in error.message


def test_a_server_that_links_to_the_token_does_not_get_it_printed(server: FakeGitHub):
    answer = f'{{"id": 1, "html_url": "https://github.example/{TOKEN}"}}'.encode()
    server.faults.append(Fault("POST", 201, content=answer))
    assert TOKEN not in upsert(server).url


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(clock: Clock):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        stop = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not stop.wait(0.01):
                    connection.sendall(b" ")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        client = Client(TOKEN, timeout_s=0.2, sleep=clock.sleep, now=clock.now)
        with pytest.raises(InputError) as caught:
            client.send("POST", f"http://127.0.0.1:{listening.getsockname()[1]}/x", {}, repeat=False)
        stop.set()
        thread.join()
    assert "no whole answer" in caught.value.message


def test_all_requests_together_have_an_end(server: FakeGitHub, clock: Clock):
    client = Client(TOKEN, timeout_s=5, sleep=clock.sleep, now=clock.now, total_s=10)
    clock.sleep(11)
    with pytest.raises(InputError) as caught:
        client.send("GET", f"{server.url}/user")
    assert "does not answer" in caught.value.message


def test_without_a_body_our_comment_is_removed_and_the_others_stay(server: FakeGitHub):
    server.add("looks good", "alice")
    server.add("<!-- apidiff -->\n## Pass", "mallory")
    server.add("<!-- apidiff: other -->\nof another project")
    assert removed(server).action == "none"
    server.add("<!-- apidiff -->\nold")
    server.add("<!-- apidiff -->\nold")
    assert removed(server).action == "removed"
    assert [comment["id"] for comment in server.comments] == [1, 2, 3]


def test_a_comment_that_another_run_removed_meanwhile_is_written_again(server: FakeGitHub):
    server.add("<!-- apidiff -->\nold")
    server.faults.append(Fault("PATCH", 404, message="Not Found"))
    assert upsert(server).action == "created"


def test_a_comment_that_is_gone_already_is_no_error_to_remove(server: FakeGitHub):
    server.add("<!-- apidiff -->\nold")
    server.faults.append(Fault("DELETE", 404, message="Not Found"))
    assert removed(server).action == "removed"


def test_a_conflict_is_tried_again_and_not_for_ever(server: FakeGitHub):
    server.faults.append(Fault("POST", 409, message="Conflict"))
    assert upsert(server).action == "created"
    server.comments.clear()
    server.faults.append(Fault("POST", 409, message="Conflict", times=99))
    assert "at the same time" in refused(server).message


def test_of_many_runs_at_once_one_comment_stays(server: FakeGitHub):
    """They start together, so that each lists the comments before any has created its own."""
    together = threading.Barrier(6)

    def run() -> None:
        together.wait()
        upsert(server)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [comment["body"] for comment in server.comments] == [BODY]


RUN = Run("mallory", "fix/leads", "a" * 40)


def number_of(server: FakeGitHub, run: Run = RUN) -> int | None:
    client = Client(TOKEN, timeout_s=5, sleep=lambda _: None)
    return github.number_of("cooledge/api", run, token=TOKEN, api_url=server.url, client=client)


def test_the_pull_request_of_a_run_for_a_fork_is_the_one_with_its_commit(server: FakeGitHub):
    server.open_pull(7, "mallory:fix/leads", "a" * 40)
    server.open_pull(8, "mallory:other", "a" * 40)
    assert number_of(server) == 7


def test_a_run_whose_pull_request_moved_on_has_none(server: FakeGitHub):
    assert number_of(server) is None
    server.open_pull(7, "mallory:fix/leads", "b" * 40)
    assert number_of(server) is None


def test_of_two_pull_requests_with_the_commit_one_must_be_named(server: FakeGitHub):
    server.open_pull(7, "mallory:fix/leads", "a" * 40)
    server.open_pull(8, "mallory:fix/leads", "a" * 40)
    with pytest.raises(InputError, match="2 open pull requests") as caught:
        number_of(server)
    assert "--pr" in caught.value.hint


def test_a_repository_that_lists_no_pull_requests_is_said(server: FakeGitHub):
    server.faults.append(Fault("GET", 404, message="Not Found"))
    with pytest.raises(InputError, match="knows no repository cooledge/api"):
        number_of(server)


ODD_ADDRESSES = ["http://[bad", "//[", "/caf\u00e9", "http://127.0.0.1:x/", "/a\tb\u00ff", "http://\u00ff/"]


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_address_that_is_none_is_not_followed(server: FakeGitHub, address: str):
    server.faults.append(Fault("GET", 302, {"Location": address}))
    assert "another address" in refused(server).message
    server.faults.append(Fault("GET", 200, {"Link": f'<{address}>; rel="next"'}, content=b"[]"))
    assert "another address" in refused(server).message
    assert len(server.requests) == 2


@pytest.mark.parametrize("link", ["<" * 60_000, "<>;" * 20_000, "<a>; rel=prev" * 4_000])
def test_a_header_of_any_kind_is_read(server: FakeGitHub, link: str):
    server.faults.append(Fault("GET", 200, {"Link": link}, content=b"[]"))
    assert upsert(server).action == "created"


def test_a_list_without_an_end_is_an_error_and_nothing_is_written(server: FakeGitHub):
    server.faults.append(Fault("GET", 200, {"Link": '<?page=2>; rel="next"'}, content=b"[]", times=999))
    assert "more than 100 pages" in refused(server).message
    assert server.writes() == []


@pytest.mark.parametrize("content", [b"{}", b"null", b'"x"', b"[1]", b"[[]]", b"[null]"])
def test_what_is_no_list_of_comments_is_an_error_and_nothing_is_written(server: FakeGitHub, content: bytes):
    server.faults.append(Fault("GET", 200, content=content))
    assert "something else than a list" in refused(server).message
    assert server.writes() == []


@pytest.mark.parametrize("number", [b"true", b'"1/../../x"', b"-5", b"0", b"null", b"1.5"])
def test_a_comment_without_a_number_is_an_error(server: FakeGitHub, number: bytes):
    server.faults.append(Fault("GET", 200, content=b'[{"body": "<!-- apidiff -->", "id": ' + number + b"}]"))
    assert "has no number" in refused(server).message
    assert server.writes() == []


@pytest.mark.parametrize("content", [b"{}", b'{"login": null}', b'{"login": ""}', b'{"login": 7}'])
def test_an_unknown_user_has_no_comments_of_ours(server: FakeGitHub, content: bytes):
    server.comments.append({"id": 1, "body": "<!-- apidiff -->\nof nobody", "user": None})
    server.faults.append(Fault("GET", 200, content=content, path="/user"))
    assert "whose the token is" in refused(server).message
    assert server.writes() == []


def test_a_comment_of_ours_that_somebody_edited_is_as_it_should_be_again(server: FakeGitHub):
    upsert(server)
    server.comments[0]["body"] = "<!-- apidiff -->\n## Pass\nAll is well, says mallory.\n"
    assert upsert(server).action == "updated"
    server.comments[0]["body"] = "without the marker"
    assert upsert(server).action == "created"
    assert [comment["body"] for comment in server.comments] == ["without the marker", BODY]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://user:s3cret@api.example:81/x?key=s3cret", "http://api.example:81"),
        ("https://[bad/s3cret", "an address without a host"),
        ("https://h:s3cret/", "an address without a host"),
        ("https:///s3cret", "an address without a host"),
        ("", "an address without a host"),
    ],
)
def test_an_address_that_gets_no_token_is_told_without_a_password(url: str, told: str):
    with pytest.raises(InputError) as caught:
        github.upsert("a/b", 7, BODY, token=TOKEN, api_url=url)
    assert caught.value.message == f"the token is not sent to {told}"
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    "url", ["https://\u00e9\ud800.example", "https://a..b", "https://" + "x" * 80, "https://127.0.0.1:1"]
)
def test_an_address_that_cannot_be_asked_is_an_error(clock: Clock, url: str):
    client = Client(TOKEN, timeout_s=2, sleep=clock.sleep, now=clock.now)
    with pytest.raises(InputError, match="does not answer"):
        github.upsert("a/b", 7, BODY, token=TOKEN, api_url=url, client=client)


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "1e9",
        "nan",
        "x",
        "Mon, 01 Jan 0001 00:00:00 -0000",
        "Wed, 99 Foo 2026 99:99:99 GMT",
        "3 3 3 3 3",
        "\u00b2",
    ],
)
def test_a_time_to_wait_that_is_none_is_not_waited_for(server: FakeGitHub, clock: Clock, value: str):
    server.faults.append(Fault("GET", 429, {"Retry-After": value}))
    server.faults.append(Fault("GET", 503, {"Retry-After": value}))
    assert upsert(server, clock).action == "created"
    assert sum(clock.slept) <= 120


@pytest.mark.parametrize("value", ["9" * 40, "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_time_that_is_too_long_is_not_waited_for(server: FakeGitHub, clock: Clock, value: str):
    server.faults.append(Fault("GET", 429, {"Retry-After": value}))
    # The fake's header of the other limit, of which much is left, is not the end of this one.
    assert refused(server, clock=clock).message == "GitHub's rate limit is used up (fault)"
    assert clock.slept == []
