"""Requests to a code host's API: JSON both ways, bounded in time and size, the token for its own host only."""

from __future__ import annotations

import datetime
import email.utils
import enum
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from apidiff.errors import InputError
from apidiff.reading.deadline import within
from apidiff.reporting.escaping import clean

_MOST_BYTES = 32 * 1024 * 1024
_ATTEMPTS = 4
_REDIRECTS = (301, 302, 307, 308)
_MOST_REDIRECTS = 3


class Trouble(enum.Enum):
    """What is wrong beyond the status."""

    RATE_LIMIT = "rate limit"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; the headers' names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    trouble: Trouble | None = None

    def json(self) -> Any:
        """The value that the body holds. Raises `InputError` where it holds none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise InputError(
                "the code host answers with something that is not JSON",
                hint="Check the address of the API (GITHUB_API_URL, CI_API_V4_URL); a proxy may stand between.",
            ) from None

    def message(self) -> str:
        """The host's own words about an error, on one line."""
        try:
            value = json.loads(self.content)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(value, dict):
            return ""
        errors = value.get("errors")
        more = [
            str(error.get("message", ""))
            for error in (errors if isinstance(errors, list) else [])
            if isinstance(error, dict)
        ]
        # GitLab says `error` and `error_description` where a token lacks a scope (docs.gitlab.com/api/rest).
        told = [value.get(name) for name in ("message", "error", "error_description")]
        return clean("; ".join(part for part in [*(str(each) for each in told if each), *more] if part))[:300]

    def until(self) -> str:
        """` until 14:05 UTC`, where the headers say when a limit ends."""
        reset = self.headers.get("x-ratelimit-reset", "")
        # Of a limit on many requests in a short time the header says nothing.
        if self.headers.get("x-ratelimit-remaining") != "0":
            return ""
        # Eleven digits go to the year 5138, which `datetime` still knows.
        if not _is_number(reset) or len(reset) > 11:
            return ""
        return f" until {datetime.datetime.fromtimestamp(int(reset), datetime.UTC):%H:%M} UTC"


class Unreachable(InputError):
    """Nobody answers."""


def within_host(url: str, target: str) -> str | None:
    """Where `target` leads from `url`; `None` if that is another host, or no address that could be asked.

    Scheme, host and port: the token goes nowhere else.
    """
    try:
        found = urljoin(url, target)
        same = urlsplit(found)[:2] == urlsplit(url)[:2]
    except ValueError:
        return None
    # A server says its addresses in ASCII (RFC 3986); anything else would not even be sent.
    return found if same and found.isascii() and found.isprintable() else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Redirects come back as answers: the client decides whether the token may go there."""

    def http_error_302(self, *_: Any, **__: Any) -> None:
        # Before `redirect_request` the inherited one parses the address, and fails where it is none.
        return None

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


@dataclass(frozen=True)
class Client:
    """Sends requests with a token, which no answer of its own shows.

    `timeout_s` bounds one request, from its first byte to the last one of the answer, `wait_s` the waiting for a limit
    or a server, `total_s` everything that the client does.
    """

    token: str = field(repr=False)
    timeout_s: float = 20.0
    wait_s: float = 120.0
    sleep: Callable[[float], None] = time.sleep
    # A limit ends at a time of day, so that is what the clock tells.
    now: Callable[[], float] = time.time
    total_s: float = 300.0
    _ends: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", self.now() + self.total_s)

    def pause(self) -> None:
        """Wait a little before something is tried again."""
        self.sleep(1.0)

    def send(self, method: str, url: str, value: Any = None, *, repeat: bool = True) -> Answer:
        """The answer to the request, whatever its status.

        Waits out rate limits, and with `repeat` server errors, as long as `wait_s` allows; follows redirects within
        the same host (GitHub's are to be repeated as they were). Raises `InputError` where nobody answers.
        """
        waited = 0.0
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            try:
                answer = self._follow(method, url, value)
            except Unreachable:
                # Nobody answered, but the host may have done what was asked.
                if not repeat or last:
                    raise
                self.pause()
                continue
            pause = self._pause(answer, attempt, repeat)
            # The host's last answer says best what is wrong.
            if pause is None or last or waited + pause > self.wait_s or self.now() + pause > self._ends:
                return answer
            self.sleep(pause)
            waited += pause
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, answer: Answer, attempt: int, repeat: bool) -> float | None:
        """Seconds to wait before the request is worth repeating; `None` where it is not."""
        if answer.trouble is Trouble.RATE_LIMIT:
            return _limited_for_s(answer, attempt, self.now())
        if answer.status in (500, 502, 503, 504) and repeat:
            return max(2.0**attempt, _retry_after_s(answer, self.now()) or 0.0)
        return None

    def _follow(self, method: str, url: str, value: Any) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            answer = self._once(method, url, value)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            following = within_host(url, target)
            if following is None:
                break
            url = following
        return Answer(answer.status, answer.headers, answer.content, Trouble.REDIRECT)

    def _once(self, method: str, url: str, value: Any) -> Answer:
        request = urllib.request.Request(
            url,
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            # GitLab passes over what is meant for GitHub.
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "apidiff",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            if (left_s := self._ends - self.now()) <= 0:
                raise TimeoutError("timed out")  # a quick answer would still come in no time
            status, headers, content = within(lambda: _exchange(request, self.timeout_s), min(self.timeout_s, left_s))
        # `ValueError`: no request can be made of the address.
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = clean(_without(self.token, str(getattr(error, "reason", error)))) or type(error).__name__
            raise Unreachable(
                f"{urlsplit(url).hostname} does not answer: {reason}",
                hint="Check the network, the proxy and the address of the API, and run it again.",
            ) from None
        return _answer(status, headers, content, self.token)


def _exchange(request: urllib.request.Request, timeout_s: float) -> tuple[int, dict[str, str], bytes]:
    """Send the request: status, headers with names in lower case, and at most one byte more than an answer may have."""
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        response = opener.open(request, timeout=timeout_s)
    # `urllib` raises whatever is not 2xx; here it is an answer like any other.
    except urllib.error.HTTPError as error:
        response = error
    with response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response.status, headers, response.read(_MOST_BYTES + 1)


def _without(token: str, text: str) -> str:
    """The text with the token taken out, as it is and percent-encoded."""
    # An empty token would be found in every text.
    for secret in {token, quote(token, safe="")} - {""}:
        text = text.replace(secret, "***")
    return text


def _answer(status: int, headers: Mapping[str, str], content: bytes, token: str) -> Answer:
    """The answer without the token, should the server have sent it back: what an answer says is shown to people."""
    if len(content) > _MOST_BYTES:
        raise InputError("the code host's answer is too large", hint="Check the address of the API.")
    # A JSON text may write any character of the token as an escape, where the token is not found.
    if b"\\u" in content:
        with suppress(ValueError, RecursionError):
            content = json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace")
    # Bytes that are no UTF-8 come back as they were.
    text = content.decode("utf-8", "surrogateescape")
    content = _without(token, text).encode("utf-8", "surrogateescape")
    named = {name: _without(token, value) for name, value in headers.items()}
    answer = Answer(status, named, content)
    return Answer(status, named, content, Trouble.RATE_LIMIT) if _is_limited(answer) else answer


def _is_limited(answer: Answer) -> bool:
    """GitHub says it by 429 or 403, with `retry-after`, with no request remaining, or in words."""
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    headers = answer.headers
    spent = headers.get("x-ratelimit-remaining") == "0"
    # Limits on many requests in a short time come as 403 with words alone (GitHub's best practices).
    return spent or "retry-after" in headers or "rate limit" in answer.message().lower()


def _limited_for_s(answer: Answer, attempt: int, now: float) -> float:
    """How long to wait: `retry-after`, else until the reset, else a minute, doubling (GitHub's best practices)."""
    after = _retry_after_s(answer, now)
    if after is not None:
        return after
    # The reset, in seconds since 1970, counts if nothing is left (GitHub's rate limits for the REST API).
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and _is_number(reset) and len(reset) <= 11:
        return max(1.0, int(reset) - now + 1)
    return float(60 * 2**attempt)


def _is_number(text: str) -> bool:
    # `²` is a digit to Python, and no number to `int`.
    return text.isascii() and text.isdigit()


def _retry_after_s(answer: Answer, now: float) -> float | None:
    """The header `Retry-After` in seconds: a number of them, or a date (RFC 9110, 10.2.3)."""
    value = answer.headers.get("retry-after", "").strip()
    if not value:
        return None
    if _is_number(value):
        return float(value[:9])
    try:
        date = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, float(date.timestamp()) - now)
