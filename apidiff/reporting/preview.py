"""Serve a rendered site on this machine alone: a folder and the names of its files in, answers to a browser out.

Only what was rendered is answered, by its name: no name leads to another file, and no folder is listed.
"""

from __future__ import annotations

import secrets
import socketserver
import sys
import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from apidiff.errors import InputError, Place
from apidiff.reporting.securing import CSP, secured, with_script
from apidiff.reporting.templating import BUILTIN, render

HOST = "127.0.0.1"
_NAMES = frozenset({HOST, "localhost", "[::1]"})
"""What a browser on this machine calls it. A stranger's name that leads here (DNS rebinding) is none of them."""
VERSION = "/.apidiff/version"
"""Where an open page asks whether it is still what is served. No file of a site has such a name."""
_MEDIA = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "atom": "application/atom+xml",
    "ics": "text/calendar; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
# Another rendering has the same addresses, so nothing is stored; and no page of another site may read these.
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_IDLE_S = 20
"""How long a connection may take to ask."""


@dataclass(frozen=True)
class State:
    """What is served at a time."""

    folder: Path
    names: Collection[str]
    """The files of the site, from `folder`, with `/`."""
    version: str
    """Another one each time something else is served."""
    error: str = ""
    """Why the site could not be rendered: then every page says so in place of what it said before."""

    @cached_property
    def home(self) -> str:
        """The page at the top: of one API among several, which has none above it, its own."""
        pages = [name for name in self.names if name == "index.html" or name.endswith("/index.html")]
        return min(pages, key=lambda name: (name.count("/"), name), default="index.html")


class Preview:
    """A server on the loopback interface. Another `State` may take the place of `state` at any time."""

    def __init__(self, port: int, state: State) -> None:
        """Take the port; 0 has the system choose one. Raises `InputError` where it is not to be had."""
        self.state = state
        try:
            self._server = _Server((HOST, port), _Handler)
        except OSError as error:
            raise InputError(
                f"port {port} cannot be served on: {error.strerror}",
                place=Place(f"{HOST}:{port}"),
                hint="Name another one with `--port`, or have the system choose one: `--port 0`.",
            ) from None
        self._server.preview = self
        # So often it looks whether to end, in seconds.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def start(self) -> None:
        """Answer in the background until `close`."""
        self._thread.start()

    def close(self) -> None:
        # `shutdown` waits for the loop to end, and without one it would wait for ever.
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


def new_version() -> str:
    """What no page that is open can have, whichever process it is from."""
    return secrets.token_hex(8)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # There, it would take the port of another process that listens.
    allow_reuse_address = sys.platform != "win32"
    preview: Preview

    def server_bind(self) -> None:
        # As the class above, without asking the system's resolver for a name that nobody reads.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle of an answer is no error; anything else is a bug, and said."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _IDLE_S

    def version_string(self) -> str:
        return "apidiff"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        # Every page of the browser can send requests here, so the name that it calls decides (DNS rebinding).
        if not self._is_from_here():
            self._text(HTTPStatus.FORBIDDEN, "Only a browser on this machine is answered, by a loopback address.")
            return
        path = self.path.partition("#")[0].partition("?")[0]
        state = self.server.preview.state
        if path == VERSION:
            self._text(HTTPStatus.OK, state.version)
            return
        name = _name(path)
        if name is None:
            self._text(HTTPStatus.BAD_REQUEST, "This is no address of a file.")
        # Before any file: what was rendered earlier would pass for what there is now.
        elif state.error:
            self._page(HTTPStatus.INTERNAL_SERVER_ERROR, "The site cannot be rendered", state.error, state)
        elif not name and state.home != "index.html":
            self._redirect(state.home)
        elif name in state.names:
            self._file(name, state)
        elif f"{name}index.html" in state.names and (not name or name.endswith("/")):
            self._file(f"{name}index.html", state)
        # With the slash, or the relative links of the page would lead one folder up.
        elif f"{name}/index.html" in state.names:
            self._redirect(f"{name}/")
        else:
            self._page(HTTPStatus.NOT_FOUND, "There is no such page", f"/{name}", state)

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self.close_connection = True
        self._text(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.", Allow="GET, HEAD")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _is_from_here(self) -> bool:
        """Whether the one `Host` is a name of the loopback interface, with any port: it may have been forwarded."""
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1:
            return False
        name, colon, port = hosts[0].strip().lower().rpartition(":")
        # `[::1]` without a port has colons of its own.
        if not colon or port.endswith("]"):
            name, port = hosts[0].strip().lower(), "0"
        return name in _NAMES and port.isascii() and port.isdigit()

    def _file(self, name: str, state: State) -> None:
        try:
            content = (state.folder / name).read_bytes()
        except OSError:  # It is rendered anew just now.
            self._page(HTTPStatus.NOT_FOUND, "There is no such page", f"/{name}", state)
            return
        kind = name.rpartition(".")[2]
        if kind == "html":
            content = _reloading(content.decode(), state.version)
        self._send(HTTPStatus.OK, _MEDIA.get(kind, "application/octet-stream"), content)

    def _page(self, status: HTTPStatus, heading: str, said: str, state: State) -> None:
        """A page of the preview itself, from built-in templates alone: those of the project may be what is wrong."""
        page = secured(render("preview.html.j2", {"heading": heading, "said": said, "csp": CSP}))
        self._send(status, _MEDIA["html"], _reloading(page, state.version))

    def _redirect(self, name: str) -> None:
        self._text(HTTPStatus.FOUND, "It is elsewhere.", Location=f"/{quote(name)}")

    def _text(self, status: HTTPStatus, said: str, **headers: str) -> None:
        self._send(status, "text/plain; charset=utf-8", said.encode(), **headers)

    def _send(self, status: HTTPStatus, media: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in (_HEADERS | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _name(path: str) -> str | None:
    """The file that an address names, from the site's root; `None` where it is not the path of one."""
    if not path.startswith("/"):
        return None
    try:
        return unquote_to_bytes(path[1:]).decode()
    except UnicodeDecodeError:
        return None


def _reloading(page: str, version: str) -> bytes:
    """The page with the script that has it loaded again once something else is served."""
    return with_script(page, _script().replace("VERSION", version).replace("ADDRESS", VERSION)).encode()


@cache
def _script() -> str:
    return (BUILTIN / "preview.js").read_text("utf-8")
