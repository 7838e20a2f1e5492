"""The page in a real browser: what strangers wrote in it runs nothing and asks nobody."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import chain, repeat
from pathlib import Path

import pytest

from apidiff.reporting import page
from apidiff.reporting.preview import Preview, State, new_version
from tests.reporting import cooledge
from tests.reporting.browser import needs_browser, on_load, on_paper, opened, seen, served
from tests.reporting.payloads import PAYLOADS
from tests.reporting.projects import FakeProject
from tests.reporting.test_injection import project_of
from tests.reporting.test_pages import many

pytestmark = needs_browser

RUN = "parent.postMessage(1337,String.fromCharCode(42))"
"""What every script of a payload does: without quotes, so that it fits wherever `alert(1)` did."""
LISTENER = """<!doctype html><title>listening</title><body><p id=heard>heard:</p><script>
addEventListener("message", e => heard.append(" " + e.data + "@" + Array.from(frames).findIndex(f => f === e.source)))
</script>
"""
BREAKING_IN = (
    f'<script>{RUN}</script><img src="http://EVIL/image" onerror="{RUN}"><style>@import "http://EVIL/css"</style>'
)


@pytest.fixture
def evil():
    """A server on this machine in the place of a stranger's, and who asked it for what."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


def heard(folder: Path, pages: list[str]) -> str:
    """What a page that holds the given pages in frames heard from their scripts."""
    frames = []
    for number, html in enumerate(pages):
        (folder / f"{number}.html").write_text(html, encoding="utf-8", errors="replace")
        frames.append(f'<iframe src="{number}.html"></iframe>\n')
    (folder / "top.html").write_text(LISTENER + "".join(frames))
    found = re.search(r"heard:([^<]*)", seen(folder, (folder / "top.html").as_uri(), milliseconds=8_000))
    assert found
    return found[1].strip()


def armed(text: str, evil: str) -> str:
    """A payload that can be noticed."""
    text = text.replace("alert(1)", RUN).replace("src=x", f"src=http://{evil}/x")
    return re.sub(r"https?://(www\.)?evil\.example", f"http://{evil}", text)


def test_the_browser_would_notice_a_script_and_a_request(tmp_path, evil):
    address, asked = evil
    open_door = f"<!doctype html><title>x</title><body>{BREAKING_IN}".replace("EVIL", address)
    assert "1337@0" in heard(tmp_path, [open_door])
    assert {"/image", "/css"} <= set(asked)


def test_no_text_of_a_stranger_runs_or_asks_in_the_page(tmp_path, evil):
    address, asked = evil
    pages = []
    for number, payload in enumerate(PAYLOADS):
        (tmp_path / f"project-{number}").mkdir()
        pages.append(page.html(project_of(tmp_path / f"project-{number}", armed(payload, address)).site()))
    assert sum(RUN in html or "1337" in html for html in pages) > 5
    assert heard(tmp_path, pages) == ""
    assert asked == []


def test_the_page_itself_forbids_what_would_slip_through(tmp_path, evil):
    """Its own Content-Security-Policy holds even where an escape were missing."""
    address, asked = evil
    (tmp_path / "project").mkdir()
    html = page.html(project_of(tmp_path / "project", cooledge.ENTRY.title).site())
    broken = html.replace("<main", BREAKING_IN.replace("EVIL", address) + "<main", 1)
    assert broken != html
    assert heard(tmp_path, [broken]) == ""
    assert asked == []


def dumped(folder: Path, address: str) -> str:
    """What a page looks like to its visitor after its script has run."""
    return seen(folder, address, milliseconds=8_000)


@pytest.fixture
def site_folder(tmp_path):
    """A site whose front page does not show every change."""
    made = tmp_path / "made"
    made.mkdir()
    folder = tmp_path / "site"
    for name, content in page.render(many(FakeProject(made), 60).site()).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_filters_come_with_the_script_and_need_no_server(tmp_path, site_folder):
    said = dumped(tmp_path, (site_folder / "releases/2026-06-23.html").as_uri())
    assert 'id="find" data-search="" hidden' not in dumped(tmp_path, (site_folder / "index.html").as_uri())
    assert 'type="search"' not in said
    assert said.count("<li id=") == 60


FILTERED = on_load("""
    const told = [], pause = () => new Promise(done => setTimeout(done, 300));
    const choice = document.querySelector("#find-class"), input = document.querySelector("#find-words");
    const note = () => {
        const headings = [...document.querySelectorAll(".kind > h4, .kind li")].filter(one => one.checkVisibility());
        told.push([document.querySelector("[role=status]").textContent,
            [...new Set(headings.map(one => one.matches("h4") ? one.textContent : one.dataset.class))].join()]);
    };
    const choose = (value, target, event) => { choice.value = value; target.dispatchEvent(new Event(event)); };
    choose("additive", choice, "change"); note();
    input.value = "zzzz"; input.dispatchEvent(new Event("input")); await pause(); note();
    choose("", choice, "change"); note();
    input.value = ""; input.dispatchEvent(new Event("input")); await pause(); note();
    choose("breaking", window, "pageshow"); note();
    document.body.dataset.told = JSON.stringify(told);
""")


def test_filters_and_the_search_say_what_is_shown_and_leave_no_heading_over_nothing(tmp_path):
    made, folder = tmp_path / "made", tmp_path / "site"
    made.mkdir()
    folder.mkdir()
    for name, content in page.render(FakeProject(made).site()).items():
        if name == "index.html":
            content = opened(content.decode()).replace("</head>", FILTERED).encode()
        if "/" not in name:
            (folder / name).write_bytes(content)
    with served(folder) as address:
        said = dumped(tmp_path, f"{address}index.html")
    found = re.search(r'data-told="([^"]*)"', said)
    assert found
    additive, both, search, nothing, back = json.loads(unescape(found[1]))
    assert additive[0].endswith(" changes on this page")
    assert additive[1] == "Additive changes,additive"
    assert both[0] == f"0 found; {additive[0]}"
    assert search[0] == "0 found"
    assert nothing[0] == ""
    assert set(nothing[1].split(",")) == {"Breaking changes", "breaking", "Additive changes", "additive"}
    # A browser that goes back fills in what was chosen, and tells no control of it.
    assert back[1] == "Breaking changes,breaking"


PRINTED = on_paper("""
    const height = one => one.getBoundingClientRect().height;
    const closed = [...document.querySelectorAll("details:not([open])")];
    document.body.dataset.filters = height(document.querySelector("#find"));
    document.body.dataset.folded = closed.length;
    document.body.dataset.shown = closed.filter(one => height(one) > height(one.querySelector("summary")) + 10).length;
    dispatchEvent(new Event("beforeprint"));
    document.body.dataset.printing = document.querySelectorAll("details:not([open])").length;
    dispatchEvent(new Event("afterprint"));
    document.body.dataset.after = document.querySelectorAll("details:not([open])").length;
""")


def test_on_paper_all_that_is_folded_is_open_and_nothing_is_there_to_choose(tmp_path, site_folder):
    file = site_folder / "releases/2026-06-23.html"
    file.write_text(opened(file.read_text("utf-8")).replace("</head>", PRINTED), encoding="utf-8")
    said = dumped(tmp_path, file.as_uri())
    names = ("filters", "folded", "shown", "printing", "after")
    told = {name: float(re.findall(f'data-{name}="([0-9.]+)"', said)[0]) for name in names}
    folded = told["folded"]
    assert folded > 0
    assert told == {"filters": 0, "folded": folded, "shown": folded, "printing": 0, "after": folded}


WIDE = "x = " + "+".join(["abcdefghij"] * 40)
MEASURED = on_paper("""
    const cut = [...document.querySelectorAll("pre, table")].filter(one => one.scrollWidth > one.clientWidth + 1);
    const next = document.querySelector(".next a");
    document.body.dataset.cut = cut.length;
    document.body.dataset.blocks = document.querySelectorAll(".prose pre, .prose table").length;
    document.body.dataset.next = next.checkVisibility() ? getComputedStyle(next, "::after").content : "";
    document.body.dataset.ink = getComputedStyle(document.body).color;
""")


def test_on_paper_nothing_is_cut_off_and_links_say_where_they_lead(tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    table = f"| a | b |\n|---|---|\n| {WIDE} | {WIDE} |"
    entry = cooledge.ENTRY._replace(body=f"```\n{WIDE}\n```\n\n{table}\n")
    site = FakeProject(made, entries=(cooledge.FIRST_ENTRY, entry)).site()
    file = tmp_path / "index.html"
    file.write_text(opened(page.html(site)).replace("</head>", MEASURED), encoding="utf-8")
    said = seen(tmp_path, file.as_uri(), "--blink-settings=preferredColorScheme=0", milliseconds=8_000)
    told = {name: re.findall(f'data-{name}="([^"]*)"', said)[0] for name in ("cut", "blocks", "next", "ink")}
    assert told["blocks"] == "2"
    assert told["cut"] == "0"
    assert "attr(href)" in told["next"] or "https://developers.cooledge.example/reference" in told["next"]
    assert told["ink"] == "rgb(0, 0, 0)", "whoever reads in dark prints black on white"


NARROW = on_load("""
    document.documentElement.style.width = "320px";
    for (const one of document.querySelectorAll(".badge")) one.textContent = "a-name-of-many-parts-".repeat(4);
    const all = [...document.querySelectorAll(".badge")].map(one => one.getBoundingClientRect());
    document.body.dataset.badges = all.length;
    document.body.dataset.wide = all.filter(one => one.right > 320).length;
""")


def test_a_long_badge_is_no_wider_than_the_screen(tmp_path):
    made = tmp_path / "made"
    made.mkdir()
    files = page.render(FakeProject(made).site())
    for name in ("index.html", "versions/v1/index.html", "releases/2026-06-23.html", "operations/index.html"):
        content = files[name]
        file = tmp_path / "page.html"
        file.write_text(opened(content.decode()).replace("</head>", NARROW), encoding="utf-8")
        said = dumped(tmp_path, file.as_uri())
        assert 'data-wide="0"' in said, name


def test_a_link_to_a_change_that_the_front_page_does_not_show_leads_on(tmp_path, site_folder):
    with served(site_folder) as address:
        said = dumped(tmp_path, f"{address}index.html#change-{59:012x}")
    assert "<title>Release of 23 June 2026" in said


def test_an_open_page_of_a_preview_loads_again_once_something_else_is_served(tmp_path, site_folder):
    names = {path.relative_to(site_folder).as_posix() for path in site_folder.rglob("*") if path.is_file()}
    good = State(site_folder, names, new_version())
    broken = replace(good, error="Broken: <b>see</b> line 3", version=new_version())
    states = chain([good], repeat(broken))

    class Changing(Preview):
        """Another state after the first request."""

        state = property(lambda _: next(states), lambda *_: None)

    preview = Changing(0, good)
    preview.start()
    try:
        shown = dumped(tmp_path, f"{preview.url}index.html")
    finally:
        preview.close()
    assert "<h1>The site cannot be rendered</h1>" in shown
    assert "Broken: &lt;b&gt;see&lt;/b&gt; line 3" in shown
