"""A server on 127.0.0.1 that answers as GitLab documents it, so far as the notes of a merge request go."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.reporting.hosts.fake_github import Fault
from tests.reporting.hosts.loopback import listening

TOKEN = "glpat-0123456789secret"
ROOT = "/api/v4/projects/cooledge%2Fapis%2Fleads/merge_requests/7"


@dataclass
class FakeGitLab:
    """The state of one merge request, and what was asked of it."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    login: str = "project_1_bot"
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    page_size: int = 100
    url: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def add(self, body: str, login: str | None = None, system: bool = False) -> dict[str, Any]:
        author = {"id": 5, "username": login or self.login}
        note = {"id": next(self.numbers), "body": body, "author": author, "system": system}
        self.notes.append(note)
        return note

    def writes(self) -> list[str]:
        return [method for method, _ in self.requests if method != "GET"]


def _handler(gitlab: FakeGitLab) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
            content = b"" if status == 204 else value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, text)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _handle(self) -> None:
            address = urlsplit(self.path)
            gitlab.requests.append((self.command, self.path))
            sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
            fault = next((f for f in gitlab.faults if f.method == self.command and f.times > 0), None)
            note = next((n for n in gitlab.notes if address.path == f"{ROOT}/notes/{n['id']}"), None)
            if fault is not None:
                fault.times -= 1
                if note and (self.command, fault.status) == ("PUT", 404):
                    gitlab.notes.remove(note)
                self._answer(fault.status, fault.content or {"message": fault.message}, fault.headers)
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._answer(401, {"message": "401 Unauthorized"})
            elif address.path == "/api/v4/user":
                self._answer(200, {"id": 5, "username": gitlab.login})
            elif address.path == ROOT:
                self._answer(
                    200, {"iid": 7, "web_url": "https://gitlab.example/cooledge/apis/leads/-/merge_requests/7"}
                )
            elif address.path == f"{ROOT}/notes" and self.command == "GET":
                self._list(parse_qs(address.query))
            elif address.path == f"{ROOT}/notes":
                self._answer(201, gitlab.add(sent["body"]))
            elif note is not None and self.command == "PUT":
                note["body"] = sent["body"]
                self._answer(200, note)
            elif note is not None and self.command == "DELETE":
                gitlab.notes.remove(note)
                self._answer(204, None)
            else:
                self._answer(404, {"message": "404 Not found"})

        def _list(self, query: dict[str, list[str]]) -> None:
            assert (query["sort"], query["order_by"]) == (["asc"], ["created_at"])
            size = min(gitlab.page_size, int(query["per_page"][0]))
            page = int(query.get("page", ["1"])[0])
            found = gitlab.notes[(page - 1) * size : page * size]
            following = f"{gitlab.url}{ROOT}/notes?sort=asc&order_by=created_at&per_page=100&page={page + 1}"
            more = page * size < len(gitlab.notes)
            self._answer(200, found, {"Link": f'<{following}>; rel="next"'} if more else {})

        do_GET = do_POST = do_PUT = do_DELETE = _handle

    return Handler


@contextmanager
def serving(gitlab: FakeGitLab) -> Iterator[FakeGitLab]:
    """The server, listening on a free port of 127.0.0.1."""
    with listening(_handler(gitlab)) as address:
        gitlab.url = address
        yield gitlab
