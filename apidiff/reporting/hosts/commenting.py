"""One comment on a pull request, kept up to date: found again by its marker, by whom it may be edited, at most one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol
from urllib.parse import urlsplit

from apidiff.errors import InputError
from apidiff.reporting.comment import Marker
from apidiff.reporting.escaping import clean
from apidiff.reporting.hosts.http import Answer

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the comment, and where it stands."""

    action: Literal["created", "updated", "unchanged", "removed", "none"]
    """`removed`, `none`: there is no comment any more, or there was none."""
    url: str = ""
    outdated: int = 0
    """How many other comments were removed, since the configuration has their APIs no more."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment as the host has it. A smaller `id` is an older one."""

    id: int
    body: str
    url: str
    author: str
    is_bot: bool = False


class Host(Protocol):
    """What a code host offers. Each call raises `InputError` where the host refuses, with what to do about it."""

    def notes(self) -> Iterator[Note]:
        """Every comment on the pull request."""

    def login(self) -> str | None:
        """The user of the token; `None` where it is an app's, which only bots are."""

    def create(self, body: str) -> Answer:
        """Ask for a new comment, once."""

    def created(self, answer: Answer) -> Note:
        """The comment that the answer speaks of."""

    def edit(self, note: Note, body: str) -> Note | None:
        """The comment as it is now; `None` if somebody has removed it."""

    def delete(self, note: Note) -> None: ...

    def pause(self) -> None:
        """Wait a little before something is tried again."""


def upsert(host: Host, marker: Marker, body: str | None) -> Posted:
    """Write `body`, which starts with the marker, into the comment that starts with it, or into a new one.

    Without a body there is to be no comment. Only a comment of our own is edited or removed: a stranger who writes the
    marker gets nothing by it. Nothing is sent where the text is the same. Where runs overlap, each looks again after
    creating, and the oldest comment of our own stays. Comments on APIs that the configuration has no more are removed.
    """
    notes = _ours(host, lambda text: marker.is_mine(text) or marker.is_outdated(text))
    outdated = [note for note in notes if marker.is_outdated(note.body)]
    for note in outdated:
        host.delete(note)
    own = [note for note in notes if marker.is_mine(note.body)]
    return replace(_upsert(host, marker, body, own), outdated=len(outdated))


def _upsert(host: Host, marker: Marker, body: str | None, own: list[Note]) -> Posted:
    if body is None:
        for note in own:
            host.delete(note)
        return Posted("removed" if own else "none")
    if not own:
        return _create(host, marker, body)
    # Runs that overlapped may each have made one.
    for more in own[1:]:
        host.delete(more)
    if _same(own[0].body, body):
        return Posted("unchanged", own[0].url)
    edited = host.edit(own[0], body)
    # Somebody removed it between the two requests.
    return Posted("updated", edited.url) if edited else _create(host, marker, body)


def _create(host: Host, marker: Marker, body: str) -> Posted:
    """Create the comment. Where the server failed, it may still have been created: look before trying again.

    409 is a conflict with another request, which may be over.
    """
    for last in (False, False, True):
        answer = host.create(body)
        if (answer.status < 500 and answer.status != 409) or last:
            mine = host.created(answer)
            return _only(host, marker, body, mine)
        host.pause()
        found = next((note for note in _own(host, marker) if _same(note.body, body)), None)
        if found is not None:
            return Posted("created", found.url)
    raise AssertionError("the last attempt returns or raises")


def _only(host: Host, marker: Marker, body: str, mine: Note) -> Posted:
    """Keep the oldest of our comments: another run may have created one meanwhile."""
    own = _own(host, marker)
    # It may be gone again, or not be listed yet.
    if not own or own[0].id == mine.id:
        return Posted("created", mine.url)
    # Another run was first; whoever keeps the oldest keeps the same one.
    host.delete(mine)
    kept = own[0] if _same(own[0].body, body) else host.edit(own[0], body)
    if kept is None:
        raise InputError("the comment was removed while it was written", hint="Run it again.")
    return Posted("updated", kept.url)


def _own(host: Host, marker: Marker) -> list[Note]:
    """The comments that carry the marker and are ours, the oldest first."""
    return _ours(host, marker.is_mine)


def _ours(host: Host, is_meant: Callable[[str], bool]) -> list[Note]:
    """The comments that are meant and are ours, the oldest first."""
    marked = [note for note in host.notes() if is_meant(note.body)]
    if not marked:
        return []
    # Asked only if there is something to judge: without a marked comment, that is one request less.
    login = host.login()
    ours: Callable[[Note], bool] = (
        # Hosts take `Octocat` and `octocat` for one user.
        (lambda note: note.is_bot) if login is None else lambda note: note.author.lower() == login.lower()
    )
    return sorted(filter(ours, marked), key=lambda note: note.id)


def _same(left: str, right: str) -> bool:
    """Whether two bodies are the same but for the line ends that a form on the web would change."""
    return left.replace("\r\n", "\n").rstrip() == right.replace("\r\n", "\n").rstrip()


def require(token: str, address: str, *, variables: str, host: str, url_variable: str) -> None:
    """Raise `InputError` where there is no token that could be one, or an address that it must not be sent to."""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(
            f"there is no token for {host}" if not token else "the token contains characters that no token has",
            hint=f"Set {variables} in the environment.",
        )
    try:
        split = urlsplit(address)
        host_name, port = split.hostname, split.port
    except ValueError:
        host_name, port = None, None
    # In the clear a token goes no further than this machine.
    if not host_name or not (split.scheme == "https" or (split.scheme == "http" and host_name in LOOPBACK)):
        # The address is not shown whole: it may have a password in it.
        told = f"{split.scheme}://{host_name}{f':{port}' if port else ''}" if host_name else "an address without a host"
        raise InputError(
            f"the token is not sent to {clean(told)}", hint=f"{url_variable} must start with `https://`, and a host."
        )
