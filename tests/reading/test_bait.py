"""A description reads nothing that it should not: no file outside of its folder, no link that leads out, no address."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import apidiff
from apidiff.errors import InputError
from apidiff.reading import read

SECRET = "the-secret-that-nobody-may-see"
BAIT = json.dumps({"type": "string", "description": SECRET})


@pytest.fixture
def folder(tmp_path):
    """A folder for the description, and bait beside it."""
    (tmp_path / "bait").mkdir()
    (tmp_path / "bait" / "bait.json").write_text(BAIT)
    (tmp_path / "bait.json").write_text(BAIT)
    (tmp_path / "api-more").mkdir()
    (tmp_path / "api-more" / "bait.json").write_text(BAIT)
    api = tmp_path / "api"
    api.mkdir()
    (api / "inside.json").write_text('{"type": "string"}')
    (api / "link.json").symlink_to("../bait.json")
    (api / "absolute-link.json").symlink_to(tmp_path / "bait" / "bait.json")
    (api / "far").symlink_to("../bait")
    (api / "chain.json").symlink_to("link.json")
    (api / "hop").symlink_to("far")
    (api / "round.json").symlink_to("round.json")
    return api


@pytest.fixture
def server():
    """A server on this machine that remembers who asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(BAIT.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{http.server_port}", asked
        http.shutdown()


def component(section: str, value: dict) -> dict:
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    used = {"paths": {"/v1/used": {"post": {"requestBody": content}}}} if section == "schemas" else {}
    return {**used, "components": {section: {"A": value}}}


def schema(value: dict) -> dict:
    return component("schemas", value)


def written(folder: Path, reference: str, where: str) -> Path:
    """A description with that reference at one of the places that know references, or seem to."""
    to = {"$ref": reference}
    documents = {
        "schema": schema({"properties": {"a": to}}),
        "path item": {"paths": {"/a": to}},
        "operation": {"paths": {"/a": {"get": to}}},
        "response": {"paths": {"/a": {"get": {"responses": {"200": to}}}}},
        "callback": {"components": {"callbacks": {"C": {"{$url}": to}}}},
        "mapping": schema({"discriminator": {"propertyName": "k", "mapping": {"x": reference}}}),
        "id": schema({"$id": reference, "properties": {"a": {"$ref": "x.json"}}}),
        "dynamic": schema({"$dynamicRef": reference}),
        "schema dialect": schema({"$schema": reference, "properties": {"a": {"$ref": "#/components/schemas/A"}}}),
        "example": {"components": {"examples": {"E": {"value": to}}}},
        "external value": {"components": {"examples": {"E": {"externalValue": reference}}}},
        "link": {"components": {"links": {"L": {"operationRef": reference}}}},
        "extension": {"x-a": to},
        "security": component("securitySchemes", {"type": "openIdConnect", "openIdConnectUrl": reference}),
        "external docs": {"externalDocs": {"url": reference}},
    }  # fmt: skip
    path = folder / "openapi.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "paths": {}, **documents[where]}))
    return path


PLACES = (
    *("schema", "path item", "operation", "response", "callback", "mapping", "id", "dynamic", "schema dialect"),
    *("example", "external value", "link", "extension", "security", "external docs"),
)
OUTSIDE = (
    *("../bait.json", "../bait/bait.json", "./../bait.json", "x/../../bait.json", "..%2fbait.json", "%2e%2e/bait.json"),
    *("..\\bait.json", "../api-more/bait.json", "link.json", "absolute-link.json", "far/bait.json", "chain.json"),
    *("hop/bait.json", "round.json", "{absolute}", "file://{absolute}", "file:{absolute}", "FILE://localhost{absolute}"),
    *("//{absolute}", "{absolute}%00.json", "../bait.json?x=1", "../bait.json#", "/dev/stdin", "/proc/self/environ"),
    *("http://{server}/bait.json", "HTTP://{server}/bait.json", "//{server}/bait.json", "http:/{server}/bait.json"),
    *("https://{server}/bait.json", "ftp://{server}/bait.json", "http://u@{server}/bait.json#/x", "git:HEAD:bait.json"),
    *("http://169.254.169.254/latest/meta-data/", "http://[::1]/x", "http://localhost.localdomain/x", "python:os:name"),
    *("jar:file:{absolute}!/x", "data:application/json,{{}}", "\thttp://{server}/bait.json", " ../bait.json"),
)  # fmt: skip


@pytest.fixture
def watched():
    """Every file that is opened and every address that is asked for, whatever opens or asks."""
    for module in pkgutil.iter_modules(apidiff.reading.__path__, "apidiff.reading."):
        importlib.import_module(module.name)  # or the first one to need it would be seen to write its bytecode
    seen: list[str] = []

    def hear(event, arguments):
        if seen is not None and event in (
            "open",
            "socket.connect",
            "socket.getaddrinfo",
            "subprocess.Popen",
            "os.system",
        ):
            seen.append(f"{event} {arguments[0]}" if event == "open" else event)

    _HEARERS.append(hear)
    yield seen
    _HEARERS.remove(hear)


_HEARERS: list = []
sys.addaudithook(lambda event, arguments: [hear(event, arguments) for hear in _HEARERS])  # it can never be taken back


@pytest.mark.parametrize("where", PLACES)
def test_nothing_outside_of_the_folder_is_read_and_nobody_is_asked(folder, server, watched, where):
    address, asked = server
    absolute = str(folder.parent / "bait.json")
    for template in OUTSIDE:
        reference = template.format(absolute=absolute, server=address)
        path = written(folder, reference, where)
        watched.clear()
        try:
            said = json.dumps(read(path).document)
        except InputError as error:
            said = f"{error.message} {error.place} {error.hint}"
        assert SECRET not in said, reference
        assert f"open {path}" in watched
        opened = [os.path.realpath(event.removeprefix("open ")) for event in watched if event.startswith("open ")]
        inside = [
            name for name in opened if name.startswith(str(folder) + os.sep) or name.endswith((".py", ".pyc", ".so"))
        ]
        assert opened == inside, reference
        assert [event for event in watched if not event.startswith("open ")] == [], reference
    assert asked == []


def test_the_folder_of_a_link_to_the_description_is_where_the_description_stands(folder):
    (folder / "openapi.json").write_text(json.dumps({"openapi": "3.1.0", "paths": {"/a": {"$ref": "bait.json"}}}))
    link = folder.parent / "bait" / "openapi.json"
    link.symlink_to("../api/openapi.json")
    with pytest.raises(InputError) as caught:
        read(link)
    assert SECRET not in f"{caught.value.message} {caught.value.place}"


def test_a_link_that_is_turned_outwards_between_check_and_use_is_not_followed(folder, monkeypatch):
    path = written(folder, "inside.json", "schema")
    real, inside = os.open, folder / "inside.json"

    def turned(name, *more, **options):
        if str(name).endswith("inside.json"):
            inside.unlink()
            inside.symlink_to("../bait.json")
        return real(name, *more, **options)

    monkeypatch.setattr(os, "open", turned)
    with pytest.raises(InputError) as caught:
        read(path)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("where", PLACES)
def test_comparing_asks_nobody_either(folder, server, where):
    """The validator is no Python, so no hook of Python's would see it ask: the server does."""
    address, asked = server
    for reference in (f"http://{address}/bait.json", f"http://{address}/", f"file://{folder.parent}/bait.json"):
        path = written(folder, reference, where)
        other = json.loads(path.read_text())
        other["components"] = {**other.get("components", {})}
        other["components"]["schemas"] = {
            "A": {"minProperties": 1, **other["components"].get("schemas", {}).get("A", {})}
        }
        other["paths"]["/v1/more"] = {"get": {"responses": {"200": {"description": "ok"}}}}
        (folder / "other.json").write_text(json.dumps(other))
        try:
            said = json.dumps(apidiff.diff(path, folder / "other.json", audited=True).to_dict())
        except InputError as error:
            said = error.message
        assert SECRET not in said
    assert asked == []


def test_an_address_on_the_command_line_is_not_fetched(server, monkeypatch):
    address, asked = server
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    for source in (f"http://{address}/bait.json", f"HTTPS://{address}/x", f"file://{__file__}", "python:os:name"):
        with pytest.raises(InputError):
            read(source)
    assert asked == []
