"""A server on 127.0.0.1 that answers as GitHub documents it, so far as comments go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.reporting.hosts.loopback import listening

TOKEN = "ghs_0123456789secret"
RATE_HEADERS = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999", "x-ratelimit-reset": "1790000000"}


@dataclass
class Fault:
    """An answer that comes instead of the usual one, for the next requests of a method."""

    method: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "fault"
    content: bytes | None = None
    times: int = 1
    after: bool = False
    """Whether the request is carried out all the same, as when a gateway gives up too early."""
    path: str = ""


@dataclass
class FakeGitHub:
    """The state of one repository, and what was asked of it."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    login: str | None = "octocat"
    """The token's user; `None`: the token is an app's, as in GitHub Actions."""
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    page_size: int = 100
    url: str = ""
    numbers: int = 0
    pulls: list[dict[str, Any]] = field(default_factory=list)
    """The open pull requests."""
    meanwhile: str | None = None
    """What another run of the same job writes, just after the next comment is created."""

    def find(self, number: str) -> dict[str, Any] | None:
        return next((comment for comment in self.comments if str(comment["id"]) == number), None)

    @property
    def author(self) -> dict[str, str]:
        if self.login is None:
            return {"login": "github-actions[bot]", "type": "Bot"}
        return {"login": self.login, "type": "User"}

    def add(self, body: str, login: str | None = None, kind: str = "User") -> dict[str, Any]:
        user = {"login": login, "type": kind} if login else self.author
        self.numbers += 1
        number = self.numbers
        comment = {"id": number, "body": body, "user": user, "html_url": f"https://github.example/c/{number}"}
        self.comments.append(comment)
        return comment

    def open_pull(self, number: int, head: str, commit: str) -> None:
        """Open a pull request from `OWNER:BRANCH`, whose last commit is given."""
        self.pulls.append({"number": number, "head": {"label": head, "sha": commit}})

    def writes(self) -> list[str]:
        return [method for method, _ in self.requests if method != "GET"]


def _handler(github: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
            content = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in {**RATE_HEADERS, "Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _handle(self) -> None:
            address = urlsplit(self.path)
            github.requests.append((self.command, self.path))
            github.tokens.append(self.headers.get("Authorization"))
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
            fault = next(
                (f for f in github.faults if f.method == self.command and f.times > 0 and f.path in address.path), None
            )
            if fault is not None:
                fault.times -= 1
                if fault.after and sent:
                    github.add(sent["body"])
                if (self.command, fault.status) == ("PATCH", 404):
                    github.comments = [c for c in github.comments if str(c["id"]) != address.path.rsplit("/", 1)[1]]
                value = fault.content if fault.content is not None else {"message": fault.message}
                self._answer(fault.status, value, fault.headers)
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._answer(401, {"message": "Bad credentials"})
            elif address.path == "/user":
                if github.login is None:
                    self._answer(403, {"message": "Resource not accessible by integration"})
                else:
                    self._answer(200, github.author)
            elif address.path == "/repos/cooledge/api/pulls":
                asked = parse_qs(address.query)
                assert asked["state"] == ["open"]
                self._answer(200, [pull for pull in github.pulls if [pull["head"]["label"]] == asked["head"]])
            elif address.path == "/repos/cooledge/api/issues/7/comments" and self.command == "GET":
                self._list(parse_qs(address.query))
            elif address.path == "/repos/cooledge/api/issues/7/comments":
                if github.meanwhile is not None:
                    github.add(github.meanwhile)
                    github.meanwhile = None
                self._answer(201, github.add(sent["body"]))
            elif address.path.startswith("/repos/cooledge/api/issues/comments/"):
                comment = github.find(address.path.rsplit("/", 1)[1])
                if comment is None:
                    self._answer(404, {"message": "Not Found"})
                elif self.command == "DELETE":
                    github.comments.remove(comment)
                    self._answer(204, b"")
                else:
                    comment["body"] = sent["body"]
                    self._answer(200, comment)
            else:
                self._answer(404, {"message": "Not Found"})

        def _list(self, query: dict[str, list[str]]) -> None:
            size = min(github.page_size, int(query["per_page"][0]))
            page = int(query.get("page", ["1"])[0])
            found = github.comments[(page - 1) * size : page * size]
            last = -(-len(github.comments) // size)
            base = f"{github.url}/repos/cooledge/api/issues/7/comments?per_page=100&page="
            links = [f'<{base}{page - 1}>; rel="prev"'] if page > 1 else []
            if page < last:
                links += [f'<{base}{page + 1}>; rel="next"', f'<{base}{last}>; rel="last"']
            self._answer(200, found, {"Link": ", ".join(links)} if links else {})

        do_GET = do_POST = do_PATCH = do_DELETE = _handle

    return Handler


@contextmanager
def serving(github: FakeGitHub) -> Iterator[FakeGitHub]:
    """The server, listening on a free port of 127.0.0.1."""
    with listening(_handler(github)) as address:
        github.url = address
        yield github
