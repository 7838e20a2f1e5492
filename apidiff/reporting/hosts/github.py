"""GitHub: keep one comment on a pull request up to date, found again by its marker.

Sources: docs.github.com/rest/issues/comments, /rest/using-the-rest-api/best-practices-for-using-the-rest-api,
/rest/using-the-rest-api/rate-limits-for-the-rest-api, /rest/using-the-rest-api/using-pagination-in-the-rest-api.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn
from urllib.parse import urljoin, urlsplit

from apidiff.errors import InputError
from apidiff.model.pattern import pattern
from apidiff.reporting.comment import MARKER
from apidiff.reporting.hosts.http import Answer, Client, Trouble

_NEXT = pattern(r'<([^>]*)>\s*;[^,]*\brel="?next"?')
_NAME = pattern(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
_PAGES = 100
"""Pages of a hundred comments that are read at most."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the comment, and where it stands."""

    action: Literal["created", "updated", "unchanged"]
    url: str


def upsert(
    repo: str,
    pr: int,
    body: str,
    *,
    token: str,
    api_url: str = "https://api.github.com",
    timeout_s: float = 20.0,
    client: Client | None = None,
) -> Posted:
    """Write `body` into the comment that starts with the marker, or a new one; nothing is sent where it is the same.

    Only a comment of our own is edited: one by the token's user, or, for a token that is no user's (GitHub Actions), by
    a bot. `timeout_s` is for each request; rate limits and server errors are waited out for a bounded time.
    Raises `InputError` where GitHub refuses, with what to do about it. The token is in no message.
    """
    _require(repo, pr, token, api_url)
    api = _Api(client or Client(token, timeout_s), api_url.rstrip("/"), repo, pr)
    found = api.own_comment()
    if found is None:
        return _created(api, body)
    if _same(str(found.get("body") or ""), body):
        return Posted("unchanged", str(found.get("html_url", "")))
    return Posted("updated", str(api.edit(found, body).get("html_url", "")))


def _created(api: _Api, body: str) -> Posted:
    """Create the comment. Where the server failed, it may still have been created: look before trying again."""
    for last in (False, False, True):
        answer = api.create(body)
        if answer.status < 500:
            return Posted("created", str(api.object(answer).get("html_url", "")))
        if last:
            api.refuse(answer)
        api.client.pause()
        found = api.own_comment()
        if found is not None and _same(str(found.get("body") or ""), body):
            return Posted("created", str(found.get("html_url", "")))
    raise AssertionError("the last attempt returns or raises")


@dataclass(frozen=True, slots=True)
class _Api:
    client: Client
    url: str
    repo: str
    pr: int

    @property
    def _comments(self) -> str:
        return f"{self.url}/repos/{self.repo}/issues/{self.pr}/comments"

    def own_comment(self) -> dict[str, Any] | None:
        """The first comment that carries the marker and is ours."""
        marked = [item for item in self._all() if str(item.get("body") or "").lstrip().startswith(MARKER)]
        if not marked:
            return None
        login = self._login()
        return next((item for item in marked if _is_by(item.get("user"), login)), None)

    def _all(self) -> Iterator[dict[str, Any]]:
        url: str | None = f"{self._comments}?per_page=100"
        for _ in range(_PAGES):
            answer = self.client.send("GET", url or "")
            if answer.status != 200:
                self.refuse(answer)
            page = answer.json()
            yield from (item for item in page if isinstance(item, dict)) if isinstance(page, list) else ()
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                return
            url = urljoin(url or "", following[1])
            if urlsplit(url)[:2] != urlsplit(self.url)[:2]:
                self.refuse(replace(answer, trouble=Trouble.REDIRECT))

    def _login(self) -> str | None:
        """The user of the token; `None` for a token of an app, such as that of GitHub Actions."""
        answer = self.client.send("GET", f"{self.url}/user")
        if answer.status in (403, 404) and answer.trouble is None:
            return None
        return str(self.object(answer).get("login", ""))

    def edit(self, comment: dict[str, Any], body: str) -> dict[str, Any]:
        url = f"{self.url}/repos/{self.repo}/issues/comments/{int(comment['id'])}"
        return self.object(self.client.send("PATCH", url, {"body": body}))

    def create(self, body: str) -> Answer:
        return self.client.send("POST", self._comments, {"body": body}, repeat=False)

    def object(self, answer: Answer) -> dict[str, Any]:
        """The object that GitHub answered with. Raises `InputError` where it answered with an error."""
        value = answer.json() if answer.status in (200, 201) else None
        if not isinstance(value, dict):
            self.refuse(answer)
        return value

    def refuse(self, answer: Answer) -> NoReturn:
        """Raise the error that the answer stands for."""
        message, hint = _explain(answer, self.repo, self.pr)
        raise InputError(message, hint=hint)


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
            "On a pull request from a fork the job's token only reads.",
        ),
        404: (
            f"GitHub knows no pull request {pr} in {repo}, or the token may not see it",
            "Check `--repo` and `--pr`, and that the token may read the repository.",
        ),
        410: (f"comments on {repo}#{pr} are gone or turned off", "Turn issues and comments on for the repository."),
        422: ("GitHub rejects the comment", "If it says that the body is too long, shorten the project's template."),
    }
    if answer.status in known:
        message, hint = known[answer.status]
        return f"{message}{said}", hint
    if answer.status >= 500:
        return f"GitHub fails with {answer.status}, again and again", "Run it again later; see www.githubstatus.com."
    return f"GitHub answers with {answer.status}, which was not expected{said}", "Check GITHUB_API_URL."


def _is_by(user: Any, login: str | None) -> bool:
    if not isinstance(user, dict):
        return False
    return user.get("type") == "Bot" if login is None else str(user.get("login", "")).lower() == login.lower()


def _same(left: str, right: str) -> bool:
    """Whether two bodies are the same but for the line ends that a form on the web would change."""
    return left.replace("\r\n", "\n").rstrip() == right.replace("\r\n", "\n").rstrip()


def _require(repo: str, pr: int, token: str, api_url: str) -> None:
    if not _NAME.fullmatch(repo) or {".", ".."} & set(repo.split("/")):
        raise InputError(f"`{repo}` is no repository's name", hint="Name it as OWNER/NAME.")
    if pr < 1:
        raise InputError(f"{pr} is no pull request's number", hint="Name it by its number, from 1.")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(
            "there is no token to speak to GitHub with" if not token else "the token holds characters that none has",
            hint="Set GITHUB_TOKEN (or GH_TOKEN) in the environment.",
        )
    address = urlsplit(api_url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise InputError(f"the token is not sent to {api_url!r}", hint="GITHUB_API_URL must start with `https://`.")
