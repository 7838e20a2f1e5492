"""The review report in a real browser: filters work without a script, and 5,000 changes stay usable.

`SHOTS` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import json
import os
import re
from itertools import product
from pathlib import Path

import pytest

import apidiff
from apidiff.reporting.formats import html
from tests.reporting import cooledge
from tests.reporting.browser import ON_PAPER, chromium, needs_browser, opened, seen

pytestmark = needs_browser

SHOTS = os.environ.get("SHOTS")
SIZES = {"desktop": (1280, 900), "narrow": (380, 800)}


def answered(folder: Path, page: str, script: str) -> dict:
    """What a script that is put into a copy of the page returns; the page itself allows none."""
    asking = (
        "<script>addEventListener('load', async () => {"
        f"const told = await (async () => {{ {script} }})();"
        "const at = document.createElement('pre'); at.id = 'told'; at.textContent = JSON.stringify(told);"
        "document.body.append(at); })</script></body>"
    )
    file = folder / "page.html"
    file.write_text(opened(page).replace("</body>", asking), encoding="utf-8")
    said = seen(folder, file.as_uri())
    found = re.search(r'<pre id="told">(.*?)</pre>', said, re.DOTALL)
    assert found, said[-2000:]
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


def test_on_paper_every_change_is_told_in_full(tmp_path):
    found = answered(
        tmp_path,
        report(6),
        f"{ON_PAPER} const height = one => one.getBoundingClientRect().height;"
        "const closed = [...document.querySelectorAll('.change')];"
        "for (const one of closed) one.open = false;"
        "for (const line of document.querySelectorAll('.line')) line.append(' x'.repeat(400));"
        "return {folded: closed.filter(one => height(one) < height(one.querySelector('summary')) + 40).length,"
        "changes: closed.length,"
        "cut: [...document.querySelectorAll('pre')].filter(one => one.scrollWidth > one.clientWidth + 1).length};",
    )
    assert found == {"folded": 0, "changes": 12, "cut": 0}


def test_on_paper_all_that_is_said_is_there_and_of_quotations_what_differs(tmp_path):
    sides = described(6), described(6, later=True)
    sides[1]["paths"]["/v1/new"] = sides[1]["paths"]["/v1/things0"]
    for name, side in zip(("base", "revision"), sides, strict=True):
        (tmp_path / f"{name}.json").write_text(json.dumps(side, indent=2), encoding="utf-8")
    page = html.diff(apidiff.diff(*(tmp_path / f"{name}.json" for name in ("base", "revision"))))
    found = answered(
        tmp_path,
        page,
        f"{ON_PAPER} const all = what => [...document.querySelectorAll(what)];"
        "const gone = one => one.getBoundingClientRect().height === 0;"
        "const shown = what => all(what).filter(one => !gone(one)).length;"
        "return {said: all('summary, .detail p, .all li, pre.copy, figcaption').filter(gone).length,"
        "around: shown('.line:not(.differs)'), differs: shown('.line.differs') > 0, late: shown('.late'),"
        "most: Math.max(...all('.side pre').map(one => one.querySelectorAll('.differs:not(.late)').length)),"
        "told: all('.side pre').filter(one => one.querySelector('.late'))"
        ".every(one => getComputedStyle(one, '::after').content.includes('…')),"
        "cut: all('.late').length > 0};",
    )
    assert found == {
        "said": 0,
        "around": 0,
        "differs": True,
        "late": 0,
        "most": 6,
        "told": True,
        "cut": True,
    }


@pytest.mark.skipif(SHOTS is None, reason="SHOTS names no folder for pictures")
@pytest.mark.parametrize(("size", "scheme"), list(product(SIZES, ("light", "dark"))))
def test_pictures_of_the_report(tmp_path, size, scheme):
    file = tmp_path / "report.html"
    file.write_text(report(6), encoding="utf-8")
    width, height = SIZES[size]
    picture = Path(str(SHOTS)) / f"report-{size}-{scheme}.png"
    dark = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    window = ("--hide-scrollbars", f"--window-size={width},{height}", f"--screenshot={picture}")
    chromium(tmp_path, file.as_uri(), *window, *dark)
    assert picture.stat().st_size > 10_000
