"""`apidiff serve` as a process of its own, asked on the loopback as a browser asks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from apidiff.cli.serve import Ending
from apidiff.recording.watching import Watched
from tests.cli.conftest import COMMAND, environment
from tests.cli.test_apis import CONFIG, Shop
from tests.conftest import CI_HOSTS
from tests.recording.pets import FIRST, Pets

PATIENCE_S = 120
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it is ended by a signal")


@dataclass
class Served:
    """A running preview."""

    process: subprocess.Popen[str]
    folder: Path
    home: str
    port: int

    def ask(self, path: str, method: str = "GET", *, hosts: tuple[str, ...] | None = None) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.putrequest(method, path, skip_host=True)
        for host in (f"127.0.0.1:{self.port}",) if hosts is None else hosts:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read().decode()

    def page(self, path: str = "/") -> str:
        answer, text = self.ask(path)
        assert answer.status == 200, text
        return text

    @property
    def version(self) -> str:
        return self.page("/.apidiff/version")

    def after(self, before: str, accept=lambda _: True) -> str:
        """The front page once another version is served than the one before, and it is `accept`ed."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self.version != before and accept(text := self.ask("/")[1]):
                return text
            time.sleep(0.05)
        raise AssertionError(f"nothing else is served: {(self.folder / 'err').read_text()}")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text()

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text()

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@contextmanager
def serving(folder: Path, *options: str, ignoring: tuple[int, ...] = ()) -> Iterator[Served]:
    """A preview of the folder's project; its parent has it ignore some signals, as a shell's `&` and `nohup` do."""

    def ignore() -> None:
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN if number in ignoring else signal.SIG_DFL)

    (folder / "tmp").mkdir(exist_ok=True)
    with open(folder / "out", "w") as out, open(folder / "err", "w") as err:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options],
            cwd=folder,
            stdout=out,
            stderr=err,
            text=True,
            env=environment(TMPDIR=str(folder / "tmp"), XDG_CACHE_HOME=str(folder / "cache")),
            preexec_fn=ignore if ignoring else None,
        )
        try:
            yield Served(process, folder, *_address(folder, process))
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


def _address(folder: Path, process: subprocess.Popen[str]) -> tuple[str, int]:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        said = (folder / "out").read_text()
        if said.endswith("\n"):
            url = said.split()[1]
            return url, int(url.rsplit(":", 1)[1].strip("/"))
        time.sleep(0.05)
    raise AssertionError((folder / "err").read_text())


def _recorded(folder: Path) -> Pets:
    pets = Pets(folder)
    pets.entry("2026-06-17-pets.md", "---\ndate: 2026-06-17\ntitle: Pets for all\n---\nThe first text.\n")
    assert pets.snapshot(FIRST).recorded
    return pets


@pytest.fixture
def recorded(tmp_path) -> Pets:
    return _recorded(tmp_path)


@pytest.fixture
def served(recorded) -> Iterator[Served]:
    with serving(recorded.root) as found:
        yield found


@pytest.fixture(scope="module")
def standing(tmp_path_factory) -> Iterator[Served]:
    """One for all tests that only ask."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in CI_HOSTS:
            patch.delenv(variable, raising=False)
        with serving(_recorded(tmp_path_factory.mktemp("standing")).root) as found:
            yield found


def without_script(page: str) -> str:
    """A served page without what the preview adds: its script, and what the policy says of it."""
    published, _, rest = page.rpartition("<script>// Of a preview alone")
    return published + rest.partition("</script>")[2]


def test_it_serves_what_render_writes_and_says_so(served, process, tmp_path):
    assert process("render", "--output", "site", "-q").code == 0
    for path in (tmp_path / "site").rglob("*.*"):
        name = path.relative_to(tmp_path / "site").as_posix()
        text = served.page(f"/{name}")
        if name.endswith(".html"):
            policy = path.read_text().partition("http-equiv")[2].partition("\n")[0]
            mine = text.partition("http-equiv")[2].partition("\n")[0]
            assert (without_script(text).replace(mine, policy) if mine else without_script(text)) == path.read_text(), (
                name
            )
            assert (mine != policy) is bool(policy), name  # a fragment has no policy of its own
        else:
            assert text == path.read_bytes().decode(), name  # a calendar has line ends of its own
    assert served.page("/?x=1#y") == served.page("/index.html")
    answer, _ = served.ask("/versions/v1")
    assert (answer.status, answer.headers["Location"]) == (302, "/versions/v1/")
    assert "Version v1" in served.page("/versions/v1/")
    for name, kind in (
        ("", "text/html"),
        ("index.md", "text/markdown"),
        ("search.json", "application/json"),
        ("llms.txt", "text/plain; charset=utf-8"),
    ):
        answer, _ = served.ask(f"/{name}")
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_sitemap_is_xml(recorded):
    with open(recorded.root / "apidiff.toml", "a") as config:
        config.write('[page]\nurl = "https://pets.example/"\n')
    with serving(recorded.root) as served:
        assert served.ask("/sitemap.xml")[0].headers["Content-Type"] == "application/xml"


def test_an_edited_entry_is_rendered_again_and_open_pages_are_told(served, recorded):
    before = served.version
    assert f'"{before}"' in served.page()
    recorded.entry("2026-06-17-pets.md", "---\ndate: 2026-06-17\ntitle: Pets for all\n---\nThe second text.\n")
    page = served.after(before)
    assert "The second text." in page
    assert f'"{served.version}"' in page
    assert "rendered again: " in served.out


def test_a_template_that_was_not_there_is_noticed_and_a_config(served, tmp_path):
    before = served.version
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "footer.html.j2").write_text("<p>Our own footer</p>")
    assert "Our own footer" in served.after(before, lambda page: "footer</p>" in page)
    before = served.version
    config = tmp_path / "apidiff.toml"
    # As an editor does: another file in its place.
    (tmp_path / "new").write_text(config.read_text() + '[page]\nintro = "Words of ours."\n')
    os.replace(tmp_path / "new", config)
    assert "Words of ours." in served.after(before)


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("templates/footer.html.j2", "<p>\n{{ nothing.at.all }}", "templates/footer.html.j2:2"),
        ("changelog/2026-06-17-pets.md", "---\ndate: 2026-06-17\ntitel: x\n---\n", "changelog/2026-06-17-pets.md"),
        ("apidiff.toml", "[project]\ndescription = 3\n", "apidiff.toml"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_until_it_is_mended(served, tmp_path, name, content, place):
    path = tmp_path / name
    good = path.read_text() if path.exists() else None
    before = served.version
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    page = served.after(before, lambda page: "The site cannot be rendered" in page)
    assert place in page
    assert served.ask("/releases/2026-06-17.html")[0].status == 500
    assert "error: " in served.err
    assert place in served.err
    broken = served.version
    assert f'"{broken}"' in page, "the page loads again by itself"
    if good is None:
        path.unlink()
    else:
        path.write_text(good)
    assert "The first text." in served.after(broken, lambda page: "cannot be rendered" not in page)


def test_it_begins_with_what_is_wrong(recorded):
    entry = recorded.entry("2026-06-17-pets.md", "no front matter")
    with serving(recorded.root) as served:
        answer, page = served.ask("/")
        assert (answer.status, "2026-06-17-pets.md" in page) == (500, True)
        before = served.version
        entry.write_text("---\ndate: 2026-06-17\ntitle: Pets\n---\nMended.\n")
        assert "Mended." in served.after(before)


def test_unreleased_entries_are_shown_on_request(recorded):
    recorded.unreleased("soon.md", "---\ntitle: A thing to come\n---\nSoon.\n")
    with serving(recorded.root) as served:
        assert "A thing to come" not in served.page()
    with serving(recorded.root, "--upcoming") as served:
        assert "A thing to come" in served.page()
        before = served.version
        recorded.unreleased("soon.md", "---\ntitle: Another thing to come\n---\nSoon.\n")
        assert "Another thing to come" in served.after(before)


@pytest.mark.parametrize("hosts", [(), ("evil.example",), ("127.0.0.1.evil.example",), ("localhost@evil.example",)])
def test_no_other_name_is_answered(standing, hosts):
    answer, text = standing.ask("/", hosts=hosts)
    assert (answer.status, "Pets" in text) == (403, False)
    assert standing.ask("/.apidiff/version", hosts=hosts)[0].status == 403


def test_a_name_that_is_given_twice_is_none(standing):
    assert standing.ask("/", hosts=("localhost", "localhost"))[0].status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]", "[::1]:8000"])
def test_every_name_of_the_loopback_is_answered(standing, host):
    assert standing.ask("/", hosts=(host,))[0].status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_only_get_and_head_are_answered(standing, method):
    answer, text = standing.ask("/", method)
    assert answer.status == (501 if method == "BREW" else 405)
    assert "The first text." not in text


def test_head_is_get_without_the_content(standing):
    (head, nothing), (get, text) = standing.ask("/", "HEAD"), standing.ask("/")
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, "", str(len(text.encode())))
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..\\secret.txt",
        "/releases/../../secret.txt",
        "//secret.txt",
        "/%00",
        "/%ff",
        "/releases",
        "/releases/",
        "/operations",
        "/.",
        "http://evil.example/index.html",
        "/SECRET",
    ],
)
def test_nothing_else_is_answered_and_no_folder_is_listed(standing, path):
    (standing.folder / "tmp" / "secret.txt").write_text("SECRET")
    (folder,) = [each for each in (standing.folder / "tmp").iterdir() if each.is_dir()]
    (folder / "secret.txt").write_text("a secret that no site has")
    answer, text = standing.ask(path.replace("SECRET", str(standing.folder / "tmp" / "secret.txt")))
    if path == "/operations":
        assert (answer.status, answer.headers["Location"]) == (302, "/operations/")
        return
    assert answer.status in (400, 404)
    assert "no site has" not in text
    assert "2026-06-17.html" not in text


def test_a_file_that_was_not_rendered_is_not_served(standing):
    (folder,) = [each for each in (standing.folder / "tmp").iterdir() if each.is_dir()]
    (folder / "more.html").write_text("more")
    assert standing.ask("/more.html")[0].status == 404


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_without_an_error_and_leaves_nothing_behind(served, number):
    def files():
        own = (path.relative_to(served.folder) for path in served.folder.rglob("*"))
        return {path for path in own if path.parts[0] not in ("cache", "tmp")}

    assert list((served.folder / "tmp").iterdir()) != []
    before = files()
    assert served.end(number) == 0
    assert list((served.folder / "tmp").iterdir()) == []
    assert served.err == ""
    assert files() == before
    assert not list((served.folder / "cache").rglob("*-site.json")), "that is of the folder that `render` writes"


def test_ctrl_c_ends_it_also_where_a_script_began_it_in_the_background(recorded):
    """A shell without job control has what it begins with `&` ignore Ctrl+C."""
    with serving(recorded.root, ignoring=(signal.SIGINT,)) as served:
        assert served.end(signal.SIGINT) == 0
        assert (served.err, list((served.folder / "tmp").iterdir())) == ("", [])


def test_under_nohup_it_outlives_its_terminal(recorded):
    with serving(recorded.root, ignoring=(signal.SIGHUP,)) as served:
        served.process.send_signal(signal.SIGHUP)
        before = served.version
        recorded.entry("2026-06-17-pets.md", "---\ndate: 2026-06-17\ntitle: Pets for all\n---\nThe second text.\n")
        assert "The second text." in served.after(before)
        assert served.end(signal.SIGTERM) == 0


def test_a_wish_to_end_that_was_swallowed_is_met_at_the_next_look(recorded):
    """Python drops an exception that a signal raises within a finalizer."""
    ending = Ending()
    with suppress(KeyboardInterrupt):
        ending.wish()
    watched = Watched([recorded.project()])
    watched.wait(watched.look(), ending)  # It comes back although nothing changed.
    with pytest.raises(KeyboardInterrupt):
        ending.meet()


@pytest.mark.usefixtures("recorded")
def test_a_port_that_is_taken_is_one_error(process):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process("serve", "--port", port)
    assert (done.code, done.out) == (2, "")
    error, place, hint = done.err.splitlines()
    assert error.startswith(f"error: port {port} cannot be served on: ")
    assert place == f"  at 127.0.0.1:{port}"
    assert "--port 0" in hint


def test_without_a_project_there_is_nothing_to_serve(process):
    done = process("serve", "--port", 0)
    assert (done.code, "apidiff.toml" in done.err) == (2, True)
    assert process("serve", "--port", 70000).code == 2


def test_it_listens_on_the_loopback_alone(standing):
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        with socket.socket() as other:
            other.settimeout(2)
            assert other.connect_ex((address, standing.port)) != 0


def test_several_apis_are_served_as_they_are_rendered(tmp_path, process):
    shop = Shop(tmp_path)
    assert process("snapshot", "--release", "2026-06-01").code == 0
    with serving(tmp_path) as served:
        assert '<a href="billing/index.html">Billing</a>' in served.page()
        assert json.loads(served.page("/orders/releases/2026-06-01.json"))["release"] == "2026-06-01"
        assert "Orders" in served.page("/orders/")
        before = served.version
        shop.configure(CONFIG.replace('title = "Shop"', 'title = "The shop"'))
        assert "The shop" in served.after(before)
    with serving(tmp_path, "--api", "orders") as served:
        answer, _ = served.ask("/")
        assert (answer.status, answer.headers["Location"]) == (302, "/orders/index.html")
        assert served.ask("/billing/")[0].status == 404
        assert "Orders" in served.page("/orders/")
    (tmp_path / "changelog" / "billing").mkdir(parents=True, exist_ok=True)
    (tmp_path / "changelog" / "billing" / "2026-06-01-x.md").write_text("no front matter")
    with serving(tmp_path) as served:
        assert "billing: " in served.ask("/")[1]
