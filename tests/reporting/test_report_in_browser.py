"""The review report in a real browser: filters work without a script, 5,000 changes stay usable, and axe finds nothing.

axe-core is asked where `AXE` names its file (`npm install axe-core`; node_modules/axe-core/axe.min.js). `SHOTS` names a
folder for pictures of what was seen.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from itertools import product
from pathlib import Path

import pytest

import apidiff
from apidiff.reporting.formats import html
from tests.reporting import cooledge
from tests.reporting.test_browser import BROWSER

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium on this machine")

AXE = os.environ.get("AXE")
SHOTS = os.environ.get("SHOTS")
CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
SIZES = {"desktop": (1280, 900), "narrow": (380, 800)}


def answered(folder: Path, page: str, script: str, *options: str) -> dict:
    """What a script that is put into a copy of the page returns; the page itself allows none."""
    asking = (
        "<script>addEventListener('load', async () => {"
        f"const told = await (async () => {{ {script} }})();"
        "const at = document.createElement('pre'); at.id = 'told'; at.textContent = JSON.stringify(told);"
        "document.body.append(at); })</script></body>"
    )
    opened, allowed = CSP.subn("", page)
    assert allowed == 1
    file = folder / "page.html"
    file.write_text(opened.replace("</body>", asking), encoding="utf-8")
    done = subprocess.run(
        [
            *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
            *("--no-first-run", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", *options),
            *("--dump-dom", file.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def described(number: int, *, later: bool = False):
    """A description of many schemas under two path versions; later each has lost a field and gained one."""
    paths, schemas = {}, {}
    for n in range(number):
        fields = {f"f{k}": {"type": "string"} for k in range(6)} | ({"g": {}} if later else {"gone": {}})
        schemas[f"Thing{n}"] = {"type": "object", "properties": fields}
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/Thing{n}"}}}
        paths[f"/v{1 + n % 2}/things{n}"] = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    info = {"title": "Things", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def report(number: int) -> str:
    return html.diff(apidiff.diff(described(number), described(number, later=True)))


SHOWN = "[...document.querySelectorAll('.change')].filter(one => one.offsetParent !== null).length"


def test_filters_by_class_and_path_version_work_without_a_script(tmp_path):
    found = answered(
        tmp_path,
        report(6),
        f"const all = {SHOWN};"
        f"document.getElementById('show-additive').click(); const breaking = {SHOWN};"
        f"document.getElementById('show-version-1').click(); const one = {SHOWN};"
        f"document.getElementById('show-additive').click(); const both = {SHOWN};"
        "return {all, breaking, one, both};",
    )
    assert found == {"all": 12, "breaking": 6, "one": 3, "both": 6}


def test_of_5000_changes_those_in_sight_are_laid_out_and_the_rest_is_folded(tmp_path):
    written = report(2500)
    assert len(written) < 10_000_000
    found = answered(
        tmp_path,
        written,
        "return {changes: document.querySelectorAll('.change').length,"
        "open: document.querySelectorAll('.change[open]').length,"
        "skipped: [...document.querySelectorAll('.change > summary')].filter("
        "one => !one.checkVisibility({contentVisibilityAuto: true})).length,"
        "painted: performance.getEntriesByName('first-paint').length};",
    )
    assert (found["changes"], found["open"]) == (5000, 0)
    assert found["skipped"] > 4000, "what is out of sight costs no layout"


@pytest.mark.parametrize("width", [380, 1280])
def test_nothing_is_wider_than_the_screen(tmp_path, width):
    page = html.check(cooledge.refused())
    found = answered(
        tmp_path,
        page,
        f"document.documentElement.style.width = '{width}px'; const wide = [];"
        "for (const one of document.querySelectorAll('main *'))"
        f" if (!one.closest('pre') && one.getBoundingClientRect().right > {width})"
        "  wide.push(one.outerHTML.slice(0, 80));"
        "return {wide};",
    )
    assert found["wide"] == []


@pytest.mark.skipif(AXE is None, reason="AXE names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "check", [cooledge.refused(), cooledge.waived(), cooledge.passed()], ids=["no", "waived", "ok"]
)
def test_axe_finds_nothing(tmp_path, check, scheme):
    axe = Path(str(AXE)).read_text("utf-8").replace("</script", "<\\/script")
    page = html.check(check).replace("</head>", f"<script>{axe}</script></head>", 1)
    dark = ("--blink-settings=preferredColorScheme=0",) if scheme == "dark" else ()
    options = ("--window-size=1280,4000", *dark)
    asked = (
        "for (const one of document.querySelectorAll('.change')) one.style.contentVisibility = 'visible';"
        "const found = await axe.run(); return {dark: matchMedia('(prefers-color-scheme: dark)').matches,"
        "violations: found.violations.map(one => [one.id, one.nodes[0].html]),"
        "unsure: found.incomplete.map(one => one.id)};"
    )
    assert answered(tmp_path, page, asked, *options) == {"dark": scheme == "dark", "violations": [], "unsure": []}


@pytest.mark.skipif(SHOTS is None, reason="SHOTS names no folder for pictures")
@pytest.mark.parametrize(("size", "scheme"), list(product(SIZES, ("light", "dark"))))
def test_pictures_of_the_report(tmp_path, size, scheme):
    file = tmp_path / "report.html"
    file.write_text(report(6), encoding="utf-8")
    width, height = SIZES[size]
    picture = Path(str(SHOTS)) / f"report-{size}-{scheme}.png"
    options = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    subprocess.run(
        [
            *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *options),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},{height}"),
            *(f"--screenshot={picture}", file.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert picture.stat().st_size > 10_000
