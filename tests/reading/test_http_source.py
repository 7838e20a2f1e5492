"""Descriptions at addresses: hosts that are allowed, addresses that are not, and servers that behave badly."""

import http.server
import threading
from urllib.parse import quote

import pytest

from apidiff.errors import InputError
from apidiff.reading import read
from apidiff.reading.http_source import HttpFiles, is_public
from apidiff.reading.limits import DEFAULT_LIMITS

MAIN = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths: {}
components: {schemas: {Item: {$ref: parts/item.yaml}}}
"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.pages.get(self.path.partition("?")[0], (404, {}, b""))
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.asked = []
    found.pages = {
        "/api/openapi.yaml": (200, {}, MAIN.encode()),
        "/api/parts/item.yaml": (200, {}, b"type: string\n"),
    }
    found.host = f"localhost:{found.server_port}"
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def files(server, path="/api/openapi.yaml", limit=100_000, more=()):
    address = f"http://{server.host}{path}"
    return address, HttpFiles(address, limit, frozenset({server.host, *more}), lambda _: True)


def fetched(server, *args, **kwargs):
    address, found = files(server, *args, **kwargs)
    return read(address, files=found)


def error(server, *args, **kwargs):
    with pytest.raises(InputError) as raised:
        fetched(server, *args, **kwargs)
    return raised.value


def test_a_description_and_the_files_that_it_refers_to(server):
    document = fetched(server).document
    assert {"type": "string"} in document["components"]["schemas"].values()
    assert [path for path, _ in server.asked] == ["/api/openapi.yaml", "/api/parts/item.yaml"]
    assert all("Authorization" not in headers for _, headers in server.asked)


def test_lines_are_those_of_the_text(server):
    server.pages["/api/parts/item.yaml"] = (200, {}, b"allOf:\n- type: string\n- $ref: '#/none'\n")
    place = error(server).place
    assert place.line == 3
    assert place.file == f"http://{server.host}/api/parts/item.yaml"


def test_redirects_within_the_allowed_hosts_are_followed(server):
    server.pages["/old"] = (301, {"Location": "/api/openapi.yaml"}, b"")
    assert b"Shop" in files(server, "/old")[1].read("old")


def test_a_redirect_to_another_host_is_not(server):
    server.pages["/old"] = (302, {"Location": f"http://127.0.0.1:{server.server_port}/api/openapi.yaml"}, b"")
    found = error(server, "/old")
    assert f"`127.0.0.1:{server.server_port}`, which is not allowed" in found.message
    assert "--allow-host" in found.hint


def test_redirects_without_end(server):
    server.pages["/old"] = (302, {"Location": "/old"}, b"")
    assert "redirects more than 5 times" in error(server, "/old").message


@pytest.mark.parametrize(
    "location", ["http://[bad", "//[", "file:///etc/passwd", "http://x:y/", "/a b", "http://u:p@h/"]
)
def test_a_redirect_to_what_is_no_address(server, location):
    server.pages["/old"] = (302, {"Location": location}, b"")
    assert "address" in error(server, "/old").message
    assert len(server.asked) == 1


@pytest.mark.parametrize("location", ["/caf\u00e9", "/caf\u00c3\u00a9", "/a?x=\u00e9"])
def test_a_redirect_that_is_not_ascii_is_followed_as_its_bytes(server, location):
    server.pages["/old"] = (302, {"Location": location}, b"")
    error(server, "/old")
    assert server.asked[1][0] == "/" + quote(location[1:].encode("latin-1"), safe="?=")


def test_an_address_that_is_not_ascii_is_asked_in_utf_8(server):
    server.pages["/caf%C3%A9/%20.yaml"] = (200, {}, b"openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n")
    assert fetched(server, "/caf\u00e9/%20.yaml").document


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..b", ".a"])
def test_a_host_that_can_have_no_address(host):
    found = HttpFiles(f"https://{host}/x", 1000, frozenset({host}))
    with pytest.raises(InputError, match="cannot be fetched"):
        found.read("x")


def test_a_reference_to_another_host_is_no_file(server):
    server.pages["/api/openapi.yaml"] = (200, {}, MAIN.replace("parts/", "//other.example/").encode())
    assert "other.example" in error(server).message
    assert len(server.asked) == 1


def test_what_is_too_large(server):
    server.pages["/api/openapi.yaml"] = (200, {}, b"#" * 5000)
    assert "larger than 1,000 bytes" in error(server, limit=1000).message


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_another_status(server, status):
    server.pages["/api/openapi.yaml"] = (status, {}, b"no")
    assert f"status {status}" in error(server).message


def test_a_file_that_is_not_there(server):
    assert "/none.yaml" in error(server, "/none.yaml").message


def test_a_server_that_breaks_off(server):
    server.pages["/api/openapi.yaml"] = (200, {"Content-Length": "5000"}, b"openapi: ")
    server.RequestHandlerClass.timeout = 1
    assert "cannot be fetched" in error(server).message


def test_a_query_is_sent_and_not_shown(server):
    server.pages["/api/openapi.yaml"] = (200, {}, b"openapi: 3.1.0\n")
    found = error(server, "/api/openapi.yaml?key=hidden")
    assert "key=hidden" in server.asked[0][0]
    assert "hidden" not in f"{found.message}{found.hint}{found.place}"


def test_no_private_address_is_asked(server):
    found = HttpFiles(f"http://{server.host}/api/openapi.yaml", 1000, frozenset({server.host}))
    with pytest.raises(InputError, match=r"private address (127\.0\.0\.1|::1)"):
        found.read("openapi.yaml")
    assert not server.asked


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1",
     "fd00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b:1::a00:1"],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_network(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_of_the_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "http://[",
        "http://a:b/",
        "ftp://example.com/x",
        "http://user:pass@example.com/x",
        "http://a b/",
        "http://user:pass@example.com:port/",
        "http://example.com:port/?key=pass",
        "http:/example.com?key=pass",
    ],
)
def test_what_is_no_address_to_ask(address):
    with pytest.raises(InputError) as raised:
        HttpFiles(address, 1000, frozenset({"example.com"})).read("x")
    assert "pass" not in raised.value.message.replace("password", "")


def test_nothing_is_fetched_unless_it_is_allowed():
    with pytest.raises(InputError, match="not allowed"):
        read("https://example.com/openapi.yaml", limits=DEFAULT_LIMITS)
