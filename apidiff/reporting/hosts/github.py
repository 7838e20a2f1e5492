"""GitHub: the comments of a pull request.

Sources: docs.github.com/rest/issues/comments, /rest/using-the-rest-api/best-practices-for-using-the-rest-api,
/rest/using-the-rest-api/rate-limits-for-the-rest-api, /rest/using-the-rest-api/using-pagination-in-the-rest-api.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from apidiff.errors import InputError
from apidiff.reporting.comment import MARKER, Marker
from apidiff.reporting.hosts import commenting
from apidiff.reporting.hosts.api import Api
from apidiff.reporting.hosts.commenting import Note, Posted, require
from apidiff.reporting.hosts.here import Run
from apidiff.reporting.hosts.http import Answer, Client, Trouble

_NAME = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")


def upsert(
    repo: str,
    pr: int,
    body: str | None,
    *,
    token: str,
    marker: Marker = MARKER,
    api_url: str = "https://api.github.com",
    timeout_s: float = 20.0,
    client: Client | None = None,
) -> Posted:
    """Write `body` into our comment that starts with the marker, or into a new one; `None` removes it.

    See `commenting.upsert`. Ours is one by the token's user, or, for a token that is no user's (GitHub Actions), by a
    bot. `timeout_s` is for each request; rate limits and server errors are waited out for a bounded time.
    Raises `InputError` where GitHub refuses, with what to do about it. The token is in no message.
    """
    _require(repo, pr)
    require(token, api_url, variables="GITHUB_TOKEN (or GH_TOKEN)", host="GitHub", url_variable="GITHUB_API_URL")
    return commenting.upsert(_Api(client or Client(token, timeout_s), api_url.rstrip("/"), repo, pr), marker, body)


def number_of(
    repo: str,
    run: Run,
    *,
    token: str,
    api_url: str = "https://api.github.com",
    timeout_s: float = 20.0,
    client: Client | None = None,
) -> int | None:
    """The number of the open pull request whose last commit a workflow run was for; `None` if there is none any more.

    The event of a run for a fork's branch has no number (docs.github.com/webhooks/webhook-events-and-payloads,
    `workflow_run.pull_requests`), so the pull requests from that branch are listed (/rest/pulls/pulls, `head`).
    Raises `InputError` as `upsert`, and where there are several.
    """
    _require(repo, 1)
    require(token, api_url, variables="GITHUB_TOKEN (or GH_TOKEN)", host="GitHub", url_variable="GITHUB_API_URL")
    # The number is what is looked for, and no request for that needs one.
    api = _Api(client or Client(token, timeout_s), api_url.rstrip("/"), repo, 0)
    # A branch's name may have slashes, and characters that would end a query.
    head = quote(f"{run.owner}:{run.branch}", safe="")
    found = []
    for item in api.items(f"{api.url}/repos/{repo}/pulls?state=open&per_page=100&head={head}"):
        tip, number = item.get("head"), item.get("number")
        # The branch may have moved on since the run, and the report is of the commit that it ran for.
        if isinstance(tip, dict) and tip.get("sha") == run.commit and isinstance(number, int) and number > 0:
            found.append(number)
    if len(found) > 1:
        raise InputError(
            f"{len(found)} open pull requests of {repo} have the commit {run.commit[:12]}",
            hint="Name the one that the report is of with `--pr`.",
        )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class _Api(Api):
    repo: str
    pr: int

    @property
    def _comments(self) -> str:
        return f"{self.url}/repos/{self.repo}/issues/{self.pr}/comments"

    def _comment(self, note: Note) -> str:
        return f"{self.url}/repos/{self.repo}/issues/comments/{note.id}"

    def notes(self) -> Iterator[Note]:
        return map(_note, self.items(f"{self._comments}?per_page=100"))

    def login(self) -> str | None:
        """The user of the token; `None` for a token of an app, such as that of GitHub Actions."""
        answer = self.client.send("GET", f"{self.url}/user")
        # A rate limit comes as 403, too, and says nothing of the token.
        if answer.status in (403, 404) and answer.trouble is None:
            return None
        return self.user("login", answer)

    def edit(self, note: Note, body: str) -> Note | None:
        answer = self.client.send("PATCH", self._comment(note), {"body": body})
        return None if answer.status == 404 else _note(self.object(answer))

    def create(self, body: str) -> Answer:
        # A request that failed may have made the comment, so `commenting` looks before it asks again.
        return self.client.send("POST", self._comments, {"body": body}, repeat=False)

    def created(self, answer: Answer) -> Note:
        return _note(self.object(answer))

    def delete(self, note: Note) -> None:
        answer = self.client.send("DELETE", self._comment(note))
        # 404: somebody else has removed it, which is as good.
        if answer.status not in (204, 404):
            self.refuse(answer)

    def explain(self, answer: Answer) -> tuple[str, str]:
        return _explain(answer, self.repo, self.pr)


def _note(item: dict[str, Any]) -> Note:
    user = item.get("user")
    author = user if isinstance(user, dict) else {}
    return Note(
        id=Api.number(item),
        body=str(item.get("body") or ""),
        url=str(item.get("html_url", "")),
        author=str(author.get("login", "")),
        is_bot=author.get("type") == "Bot",
    )


def _explain(answer: Answer, repo: str, pr: int) -> tuple[str, str]:
    """What an error of GitHub means here, and what to do."""
    said = f" ({answer.message()})" if answer.message() else ""
    if answer.trouble is Trouble.RATE_LIMIT:
        return (
            f"GitHub's rate limit is used up{answer.until()}{said}",
            "Run it again later, or use a token with a higher limit.",
        )
    if answer.trouble is Trouble.REDIRECT:
        return (
            "GitHub answers from another address, to which the token is not sent",
            "Correct GITHUB_API_URL, or the repository's name if it was renamed.",
        )
    known = {
        401: ("GitHub does not accept the token", "Set GITHUB_TOKEN (or GH_TOKEN) to a valid token."),
        403: (
            f"the token may not comment on {repo}",
            "Give the job `permissions: pull-requests: write`, or the token write access to issues or pull requests. "
            "On a pull request from a fork the job's token only reads: post the comment from a second workflow, as "
            "docs/ci.md shows.",
        ),
        404: (
            f"GitHub knows no {f'pull request {pr} in ' if pr else 'repository '}{repo}, or the token may not see it",
            "Check `--repo` and `--pr`, and that the token may read the repository.",
        ),
        409: ("GitHub rejects the comment, as another one was written at the same time", "Run it again."),
        410: (f"comments on {repo}#{pr} are gone or turned off", "Turn issues and comments on for the repository."),
        422: ("GitHub rejects the comment", "If it says that the body is too long, shorten the project's template."),
    }
    if answer.status in known:
        message, hint = known[answer.status]
        return f"{message}{said}", hint
    if answer.status >= 500:
        return f"GitHub fails with {answer.status}, again and again", "Run it again later; see www.githubstatus.com."
    return f"GitHub answers with {answer.status}, which was not expected{said}", "Check GITHUB_API_URL."


def _require(repo: str, pr: int) -> None:
    # `.` and `..` as segments of an address would lead to another one.
    if not _NAME.fullmatch(repo) or {".", ".."} & set(repo.split("/")):
        raise InputError(f"`{repo}` is not a repository name", hint="Name it as OWNER/NAME.")
    if pr < 1:
        raise InputError(f"{pr} is not a pull request number", hint="Name it by its number, from 1.")
