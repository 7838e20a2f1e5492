"""GitLab: the notes of a merge request.

Sources: docs.gitlab.com/api/notes, /api/users, /api/rest (pagination, encoded paths), /api/rest/authentication (access
tokens as a bearer), /security/rate_limits.
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
from apidiff.reporting.hosts.http import Answer, Client, Trouble

_PROJECT = re.compile(r"\d+|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+")


def upsert(
    project: str,
    merge_request: int,
    body: str | None,
    *,
    token: str,
    marker: Marker = MARKER,
    api_url: str = "https://gitlab.com/api/v4",
    timeout_s: float = 20.0,
    client: Client | None = None,
) -> Posted:
    """Write `body` into our note that starts with the marker, or into a new one; `None` removes it.

    See `commenting.upsert`. `project` is a path such as `group/name`, or a number. Raises `InputError` where GitLab
    refuses, with what to do about it. The token is in no message.
    """
    # `.` and `..` as segments of an address would lead to another one.
    if not _PROJECT.fullmatch(project) or {".", ".."} & set(project.split("/")):
        raise InputError(f"`{project}` is not a project", hint="Name it as GROUP/NAME, or by its number.")
    if merge_request < 1:
        raise InputError(f"{merge_request} is not a merge request number", hint="Name it by its number, from 1.")
    require(token, api_url, variables="GITLAB_TOKEN", host="GitLab", url_variable="CI_API_V4_URL")
    api = _Api(client or Client(token, timeout_s), api_url.rstrip("/"), project, merge_request)
    return commenting.upsert(api, marker, body)


@dataclass(frozen=True, slots=True)
class _Api(Api):
    project: str
    merge_request: int

    @property
    def _request(self) -> str:
        # A project's path is one segment of the address, with its slashes escaped (docs.gitlab.com/api/rest).
        return f"{self.url}/projects/{quote(self.project, safe='')}/merge_requests/{self.merge_request}"

    def _note(self, note: Note) -> str:
        return f"{self._request}/notes/{note.id}"

    def notes(self) -> Iterator[Note]:
        notes = self.items(f"{self._request}/notes?per_page=100&sort=asc&order_by=created_at")
        return (_note(item, "") for item in notes)

    def login(self) -> str:
        return self.user("username", self.client.send("GET", f"{self.url}/user"))

    def edit(self, note: Note, body: str) -> Note | None:
        answer = self.client.send("PUT", self._note(note), {"body": body})
        return None if answer.status == 404 else self._shown(self.object(answer))

    def create(self, body: str) -> Answer:
        # A request that failed may have made the note, so `commenting` looks before it asks again.
        return self.client.send("POST", f"{self._request}/notes", {"body": body}, repeat=False)

    def created(self, answer: Answer) -> Note:
        return self._shown(self.object(answer))

    def delete(self, note: Note) -> None:
        answer = self.client.send("DELETE", self._note(note))
        # 404: somebody else has removed it, which is as good.
        if answer.status not in (202, 204, 404):
            self.refuse(answer)

    def _shown(self, item: dict[str, Any]) -> Note:
        """A note with its address, which GitLab gives for the merge request alone."""
        answer = self.client.send("GET", self._request)
        # Only for the address that is printed; the note is written, whatever the host answers to this.
        value = answer.json() if answer.status == 200 else None
        return _note(item, str(value.get("web_url", "")) if isinstance(value, dict) else "")

    def explain(self, answer: Answer) -> tuple[str, str]:
        return _explain(answer, self.project, self.merge_request)


def _note(item: dict[str, Any], page: str) -> Note:
    author = item.get("author")
    known = Api.number(item)
    return Note(
        id=known,
        # What GitLab itself notes ("changed the title") is not ours, whatever it quotes.
        body="" if item.get("system") else str(item.get("body") or ""),
        url=f"{page}#note_{known}" if page else "",
        author=str(author.get("username", "")) if isinstance(author, dict) else "",
    )


def _explain(answer: Answer, project: str, merge_request: int) -> tuple[str, str]:
    """What an error of GitLab means here, and what to do."""
    said = f" ({answer.message()})" if answer.message() else ""
    if answer.trouble is Trouble.RATE_LIMIT:
        return f"GitLab's rate limit is used up{said}", "Run it again later."
    if answer.trouble is Trouble.REDIRECT:
        return (
            "GitLab answers from another address, to which the token is not sent",
            "Correct CI_API_V4_URL, or the project's path if it was moved.",
        )
    token = (
        "Set GITLAB_TOKEN to a project access token with the scope `api` and the role Reporter: "
        "a job's own token cannot write notes."
    )
    known = {
        401: ("GitLab does not accept the token", token),
        403: (f"the token may not comment on {project}", token),
        404: (
            f"GitLab knows no merge request {merge_request} in {project}, or the token may not see it",
            "Check `--repo` and `--pr`, and that the token may read the project.",
        ),
        409: ("GitLab rejects the note, as another one was written at the same time", "Run it again."),
        400: ("GitLab rejects the note", "If it says that the body is too long, shorten the project's template."),
    }
    if answer.status in known:
        message, hint = known[answer.status]
        return f"{message}{said}", hint
    if answer.status >= 500:
        return f"GitLab fails with {answer.status}, again and again", "Run it again later; see status.gitlab.com."
    return f"GitLab answers with {answer.status}, which was not expected{said}", "Check CI_API_V4_URL."
