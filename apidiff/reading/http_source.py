"""A description at an http(s) address: only from the hosts that were allowed, never from a private address."""

from __future__ import annotations

import http.client
import ipaddress
import re
import shlex
import socket
import ssl
from collections.abc import Callable
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from apidiff.errors import InputError
from apidiff.reading.deadline import within
from apidiff.reading.sources import Missing, too_large

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_LEADING_ELSEWHERE = [
    ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]
"""Networks whose addresses hold an IPv4 address, a private one perhaps (RFC 6052, 8215, 3056, 4380)."""
_PRIVATE_DOMAINS = ("localhost", "local", "internal", "lan", "home", "corp", "test", "invalid")
"""Last labels of names that the Internet does not have, some reserved (RFC 6761, RFC 6762), some by custom."""
_SAVE = "Save the description as a file, `curl -o openapi.json ADDRESS`, and name that."
_HOST_AND_PORT = r"(?P<host>[^\s/?#@:*,\[\]]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?"
_ASCII = "".join(map(chr, range(33, 127)))
"""What may be in an address as it is; whether it should be there is the server's to say."""
_SECONDS = 30.0
"""For one file, redirects included."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet's, and not of this machine or its network (RFC 6890)."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        # `::ffff:127.0.0.1` is 127.0.0.1.
        if parsed.ipv4_mapped is not None:
            return is_public(str(parsed.ipv4_mapped))
        if any(parsed in network for network in _LEADING_ELSEWHERE):
            return False
    return parsed.is_global and not parsed.is_multicast


class HttpFiles:
    """The file at an address, and those that it refers to, relative to it.

    Every request goes to one of `hosts` (`example.com`, with a port where it is not the scheme's own), redirects
    included, and to an IP address that `allowed` allows: the one that was looked at is the one that is asked, so that
    a second answer of the name server changes nothing.
    """

    def __init__(
        self, address: str, limit: int, hosts: frozenset[str], allowed: Callable[[str], bool] = is_public
    ) -> None:
        self.hosts, self.limit, self.allowed = hosts, limit, allowed
        parts = _split(address)
        self.address = address
        self.folder, _, self.main = parts.path.rpartition("/")
        # An address that ends with a slash names a folder and no file.
        self.main = self.main or "index"
        self.found: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """The bytes of a file; raises `Missing` where the server says that there is none, and `InputError`."""
        # Asked once: a second answer could be another description.
        if name not in self.found:
            url = self.address if name == self.main else urljoin(self.address, quote(name))
            try:
                self.found[name] = within(lambda: self._get(url), _SECONDS)
            # `ValueError`: the name of the host has a form that none can have.
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
                raise InputError(
                    f"`{_without_query(url)}` cannot be fetched: {reason}",
                    hint="Check the address. Proxies are not used; behind one, save the description as a file.",
                ) from None
        return self.found[name]

    def shown(self, name: str) -> str:
        """The file's address, without a query: it may hold a secret."""
        return _without_query(self.address if name == self.main else urljoin(self.address, quote(name)))

    def near(self, name: str) -> list[str]:  # noqa: ARG002
        """A server does not say what else it has."""
        return []

    def close(self) -> None:
        """Nothing is held open."""

    def _get(self, url: str) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            parts = _split(url)
            self._require_allowed(parts)
            connection = _connection(parts, self._public_address(parts))
            try:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                # What is not ASCII travels as the bytes of UTF-8 (RFC 3987, 3.1).
                target = quote(target, safe=_ASCII)
                # Not compressed: a small answer that unfolds to gigabytes would pass the limit on what is read.
                connection.request("GET", target, headers={"User-Agent": "apidiff", "Accept-Encoding": "identity"})
                answer = connection.getresponse()
                if answer.status in _REDIRECTS and (location := answer.headers.get("location")):
                    url = _followed(url, location)
                    continue
                if answer.status in (404, 410):
                    raise Missing(_without_query(url))
                if answer.status != 200:
                    raise InputError(
                        f"`{_without_query(url)}` answers with status {answer.status}",
                        hint="Open the address without signing in, or save the description as a file and name that.",
                    )
                data = answer.read(self.limit + 1)
                # `read` with a size does not complain of a connection that ends too early.
                if len(data) <= self.limit and answer.length:
                    raise http.client.IncompleteRead(data, answer.length)
            finally:
                connection.close()
            if len(data) > self.limit:
                raise too_large(_without_query(url), self.limit)
            return data
        raise InputError(
            f"`{_without_query(self.address)}` redirects more than {_MOST_REDIRECTS} times",
            hint="Name the address that it ends at.",
        )

    def _require_allowed(self, parts: SplitResult) -> None:
        host = _host(parts)
        # The port of the scheme may be written as well.
        with_port = host if host != _host_alone(parts) else f"{host}:{_PORTS[parts.scheme]}"
        if not self.hosts.intersection((host, with_port)):
            # A private address would be refused although it is allowed.
            is_proposed = self._may_be_public(parts.hostname or "")
            hint = f"Allow it, `--allow-host {shlex.quote(host)}`, or save the description as a file and name that."
            raise InputError(
                f"`{_without_query(parts.geturl())}` is on the host `{host}`, which is not allowed",
                hint=hint if is_proposed else f"Only public addresses are asked. {_SAVE}",
            )

    def _may_be_public(self, name: str) -> bool:
        """Whether a host can be at an address that is asked, as far as its name tells; no name server is asked."""
        try:
            return self.allowed(name.partition("%")[0])
        except ValueError:
            # A name, and no IP address.
            labels = name.lower().rstrip(".").split(".")
            return self.allowed is not is_public or (len(labels) > 1 and labels[-1] not in _PRIVATE_DOMAINS)

    def _public_address(self, parts: SplitResult) -> str:
        """The first IP address of the host; all have to be public, or the name could be anybody's."""
        name = parts.hostname or ""
        found = socket.getaddrinfo(name, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if private := next((each for each in addresses if not self.allowed(each)), None):
            raise InputError(
                f"`{name}` is the private address {private}, and only public ones are asked",
                hint=_SAVE,
            )
        return addresses[0]


def _split(url: str) -> SplitResult:
    """The parts of an address. Raises `InputError` where it is none that can be asked."""
    try:
        parts = urlsplit(url)
        # `urlsplit` takes any text for a port; only asking for it raises `ValueError`.
        _ = parts.port
    except ValueError as error:
        raise InputError(f"`{_harmless(url)}` is not an address: {error}", hint="Check how it is written.") from None
    # No blank, line break or other control character may stand in the first line of a request.
    if parts.scheme not in _PORTS or not parts.hostname or any(ord(letter) <= 32 for letter in url):
        raise InputError(f"`{_harmless(url)}` is not an http(s) address", hint="Write `https://HOST/PATH`.")
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"the address on `{parts.hostname}` holds a user's name or password",
            hint="It would be printed. Save the description as a file and name that.",
        )
    return parts


def _host_alone(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    # In brackets, or its last part could be a port (RFC 3986, 3.2.2).
    return f"[{host}]" if ":" in host else host


def _host(parts: SplitResult) -> str:
    """The host, with its port where that is not the scheme's own."""
    host = _host_alone(parts)
    return host if parts.port in (None, _PORTS[parts.scheme]) else f"{host}:{parts.port}"


def allowed_host(given: str) -> str:
    """The host that `--allow-host` names, as `HttpFiles` has it. Raises `ValueError`, which says what to write."""
    found = re.fullmatch(_HOST_AND_PORT, given)
    is_port = found and (found["port"] is None or 0 < int(found["port"]) < 65536)
    # What is written before `://` is a word that no host is called by.
    if is_port and given.lower() not in _PORTS:
        # The name of a host has no case (RFC 9110, 4.2.3).
        return given.lower()
    if re.fullmatch(r"[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", given):
        return f"[{given.lower()}]"
    raise ValueError(_what_to_write(given))


def _what_to_write(given: str) -> str:
    """What to write in place of a host that is none."""
    if "*" in given:
        return "name each host by itself, such as api.example.com; there are no patterns"
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        host = _host(parts) if parts.scheme in _PORTS else (parts.hostname or "")
    # Of a port that is no number, or brackets around something else.
    except ValueError:
        host = ""
    if re.fullmatch(_HOST_AND_PORT, host) and host not in _PORTS:
        return f"write the host alone: {host}"
    return "write a host, with its port if it has one: api.example.com:8443"


def _without_query(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _harmless(url: str) -> str:
    """What is no address, as far as it can hold no secret: without a query, and what may be a name and a password."""
    return re.sub(r"//[^/]*@", "//", _without_query(url))[:200]


def _followed(url: str, location: str) -> str:
    # A header comes as Latin-1; what its bytes are is not known, and a server gets them back as they were.
    location = quote(location.encode("latin-1", "replace"), safe=_ASCII + " ")
    try:
        target = urljoin(url, location)
    except ValueError as error:
        raise InputError(
            f"`{_without_query(url)}` redirects to what is not an address: {error}",
            hint="Name the address that it should end at.",
        ) from None
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
        raise InputError(f"`{_without_query(url)}` redirects to an address without TLS", hint="Name an https address.")
    return target


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    """A connection to an IP address that speaks to the host by its name, in TLS too."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    plain = socket.create_connection((address, port), timeout=_SECONDS)
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
        connection.sock = plain
        return connection
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=context)
    connection.sock = context.wrap_socket(plain, server_hostname=host)
    return connection
