"""What the APIs of the code hosts have in common: paged lists, JSON objects, and errors in plain words."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from apidiff.errors import InputError
from apidiff.reporting.hosts.http import Answer, Client, Trouble, within_host

# `<https://api.github.com/repositories/1/issues/2/comments?page=2>; rel="next"`
# No part goes beyond the next `<`, so that the time is linear in a header of any kind.
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next"?')
_PAGES = 100
"""Pages that are read of a list at most."""
_CHECK = "Check the address of the API (GITHUB_API_URL, CI_API_V4_URL); a proxy may stand between."


@dataclass(frozen=True, slots=True)
class Api(ABC):
    """One host's API at an address, with the token that the client holds."""

    client: Client
    url: str

    @abstractmethod
    def explain(self, answer: Answer) -> tuple[str, str]:
        """What an error of the host means here, and what to do."""

    def items(self, url: str) -> Iterator[dict[str, Any]]:
        """The objects of a list, over its pages (RFC 8288, `rel="next"`), which may not lead to another host."""
        for _ in range(_PAGES):
            answer = self.client.send("GET", url)
            if answer.status != 200:
                self.refuse(answer)
            page = answer.json()
            # What is passed over could be what is looked for, and would be written once more with each run.
            if not isinstance(page, list) or not all(isinstance(item, dict) for item in page):
                raise InputError("the code host answers with something else than a list", hint=_CHECK)
            yield from page
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                return
            # The token goes along with each request.
            further = within_host(url, following[1])
            if further is None:
                self.refuse(replace(answer, trouble=Trouble.REDIRECT))
            url = further
        raise InputError(f"the code host's list has more than {_PAGES} pages", hint=_CHECK)

    def object(self, answer: Answer) -> dict[str, Any]:
        """The object that the host answered with. Raises `InputError` where it answered with an error."""
        value = answer.json() if answer.status in (200, 201) else None
        if not isinstance(value, dict):
            self.refuse(answer)
        return value

    def user(self, key: str, answer: Answer) -> str:
        """The name of the token's user. Raises `InputError` where the answer has none."""
        name = self.object(answer).get(key)
        # An empty one would be that of every comment whose author is gone.
        if not isinstance(name, str) or not name:
            raise InputError("the code host does not say whose the token is", hint=_CHECK)
        return name

    def refuse(self, answer: Answer) -> NoReturn:
        """Raise the error that the answer stands for."""
        message, hint = self.explain(answer)
        raise InputError(message, hint=hint)

    @staticmethod
    def number(item: dict[str, Any]) -> int:
        """The number of a comment. Raises `InputError` where it has none, by which it could be edited."""
        number = item.get("id")
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise InputError("the code host answers with a comment that has no number", hint=_CHECK)
        return number

    def pause(self) -> None:
        """Wait a little before something is tried again."""
        self.client.pause()
