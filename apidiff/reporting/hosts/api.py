"""What the APIs of the code hosts have in common: paged lists, JSON objects, and errors in plain words."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from apidiff.errors import InputError
from apidiff.reporting.hosts.http import Answer, Client, Trouble

# `<https://api.github.com/repositories/1/issues/2/comments?page=2>; rel="next"`
_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')
_PAGES = 100
"""Pages that are read of a list at most."""


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
            yield from (item for item in page if isinstance(item, dict)) if isinstance(page, list) else ()
            following = _NEXT.search(answer.headers.get("link", ""))
            if following is None:
                return
            url = urljoin(url, following[1])
            # The token goes along with each request.
            if urlsplit(url)[:2] != urlsplit(self.url)[:2]:
                self.refuse(replace(answer, trouble=Trouble.REDIRECT))

    def object(self, answer: Answer) -> dict[str, Any]:
        """The object that the host answered with. Raises `InputError` where it answered with an error."""
        value = answer.json() if answer.status in (200, 201) else None
        if not isinstance(value, dict):
            self.refuse(answer)
        return value

    def refuse(self, answer: Answer) -> NoReturn:
        """Raise the error that the answer stands for."""
        message, hint = self.explain(answer)
        raise InputError(message, hint=hint)

    def pause(self) -> None:
        """Wait a little before something is tried again."""
        self.client.pause()
