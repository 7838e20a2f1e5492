"""axe-core finds nothing in the pages that apidiff writes: wide and narrow, light and dark.

The review report and the changelog's site are all the HTML there is; the comment on a pull request is Markdown, which
the code host turns into a page of its own.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import apidiff
from apidiff.reporting import page
from apidiff.reporting.formats import html
from tests.reporting import cooledge
from tests.reporting.browser import AXE, needs_axe, needs_browser, opened, seen, served
from tests.reporting.projects import FakeProject
from tests.reporting.test_pages import many
from tests.reporting.test_report_in_browser import report

pytestmark = [needs_browser, needs_axe]

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
WIDTHS = (1280, 380)
DARK = "--blink-settings=preferredColorScheme=0"

# Each page is loaded into a frame, whose width is that of its screen: a window of Chromium is never as narrow as a
# telephone. What is folded is opened, and what is out of sight laid out, so that axe sees all of it.
ASKING = """<!doctype html><html lang="en"><title>asking</title><meta name="color-scheme" content="light dark">
<body><script>
const cases = CASES, told = [];
async function ask([name, width]) {
    const frame = document.createElement("iframe");
    frame.width = width;
    frame.height = 4000;
    const loaded = new Promise(done => frame.onload = done);
    frame.src = name;
    document.body.append(frame);
    await loaded;
    const inside = frame.contentDocument;
    for (const one of inside.querySelectorAll("details")) one.open = true;
    for (const one of inside.querySelectorAll("*")) one.style.contentVisibility = "visible";
    const axe = inside.createElement("script");
    const ready = new Promise(done => axe.onload = done);
    axe.src = "/axe.min.js";
    inside.head.append(axe);
    await ready;
    const found = await frame.contentWindow.axe.run(inside, {iframes: false});
    const rules = list => list.map(({id, nodes: [one]}) => [id, one.html.slice(0, 200), one.any[0]?.message ?? ""]);
    told.push({name, width, seen: frame.contentWindow.innerWidth,
        dark: frame.contentWindow.matchMedia("(prefers-color-scheme: dark)").matches,
        passes: found.passes.length, violations: rules(found.violations), unsure: rules(found.incomplete)});
    frame.remove();
}
addEventListener("load", async () => {
    for (const one of cases) await ask(one);
    const at = document.createElement("pre");
    at.id = "told";
    at.textContent = JSON.stringify(told);
    document.body.append(at);
});
</script></body></html>
"""


HOST = """<!doctype html><html lang="en"><head><title>A site with the changelog in one of its pages</title>
<meta http-equiv="Content-Security-Policy" content="x"></head><body><main><h1>Changes</h1>{}</main></body></html>
"""


def asked(folder: Path, pages: dict[str, str], scheme: str) -> list[dict]:
    """What axe says of each page at each width."""
    for name, text in pages.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(opened(text), encoding="utf-8")
    assert AXE is not None, "`make axe` fetches axe-core"
    (folder / "axe.min.js").write_bytes(AXE.read_bytes())
    cases = [[name, width] for name in pages for width in WIDTHS]
    (folder / "asking.html").write_text(ASKING.replace("CASES", json.dumps(cases)), encoding="utf-8")
    with served(folder) as address:
        said = seen(folder, f"{address}asking.html", *([DARK] if scheme == "dark" else []), milliseconds=120_000)
    found = re.search(r'<pre id="told">(.*?)</pre>', said, re.DOTALL)
    assert found, said[-2000:]
    answers = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert [[one["name"], one["width"]] for one in answers] == cases
    assert all(one["seen"] == one["width"] for one in answers)
    assert {one["dark"] for one in answers} == {scheme == "dark"}
    return answers


def faults(folder: Path, pages: dict[str, str], scheme: str) -> list[tuple]:
    answers = asked(folder, pages, scheme)
    assert all(one["passes"] > 5 for one in answers), "axe looked at the page"
    return [
        (one["name"], one["width"], *each)
        for one in answers
        for each in (*one["violations"], *(["unsure", *fault] for fault in one["unsure"]))
    ]


@pytest.fixture(params=["light", "dark"])
def scheme(request) -> str:
    return request.param


def test_the_review_report(tmp_path, scheme):
    sides = [str(EXAMPLE / "past" / f"2026-06-{day}.yaml") for day in (17, 23)]
    reports = {
        "refused": html.check(cooledge.refused()),
        "waived": html.check(cooledge.waived()),
        "passed": html.check(cooledge.passed()),
        "nothing": html.diff(cooledge.comparison(())),
        "diff": html.diff(apidiff.diff(*sides)),
        "filters": report(6),
    }
    assert faults(tmp_path, {f"{name}.html": text for name, text in reports.items()}, scheme) == []


def test_every_kind_of_page_of_the_site(tmp_path, scheme):
    """The example's site as it is kept: the front page, and of each other kind two, its list among them."""
    kinds = ("", "releases", "operations", "versions/v1", "compare")
    found = (file for kind in kinds for file in sorted((EXAMPLE / kind).glob("*.html"), reverse=True)[:2])
    files = [file for file in found if file.name != "fragment.html"]
    assert {file.name for file in files} >= {"index.html", "webhook-quote.sent.html", "2026-07-20.html"}
    pages = {file.relative_to(EXAMPLE).as_posix(): file.read_text("utf-8") for file in files}
    pages["host.html"] = HOST.format((EXAMPLE / "fragment.html").read_text("utf-8"))
    assert faults(tmp_path, pages, scheme) == []


def test_the_site_of_several_apis_and_one_of_many_changes(tmp_path, scheme):
    made = tmp_path / "made"
    made.mkdir()
    site = FakeProject(made).site()
    above = {file.name: file.make() for file in page.overview("Shop", {"Billing": site, "Orders": site})}
    empty = page.render(replace(site, posts=(), plans=()))
    long = page.render(many(FakeProject(made), 60).site())
    texts = {"apis.html": above["index.html"], "empty.html": empty["index.html"], "long.html": long["index.html"]}
    shown = tmp_path / "shown"
    shown.mkdir()
    assert faults(shown, {name: content.decode() for name, content in texts.items()}, scheme) == []


def test_axe_would_find_a_fault(tmp_path, scheme):
    """A picture without a text, and grey on grey."""
    policy = '<meta http-equiv="Content-Security-Policy" content="x">'
    bad = f'<!doctype html><html><head>{policy}</head><body><img src="x"><p style="color:#888;background:#999">grey</p>'
    answers = asked(tmp_path, {"bad.html": bad}, scheme)
    for found in answers:
        assert {rule for rule, *_ in found["violations"]} >= {"image-alt", "color-contrast", "html-has-lang"}
