"""The page that the repository keeps is the one that apidiff renders; `make golden` writes it again."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser

import pytest

from tests.example.playing import ROOT, run

KEPT = ROOT / "docs" / "example"
OTHERS = (
    "openapi.yaml",
    "past",
    "demo.sh",
    "page.png",
    "picture.py",
    "record.py",
    "refresh.sh",
    "refusal.svg",
    "screenshot.sh",
)
"""What lies beside the rendered files."""


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    for name in ("schemas", "changelog", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "docs" / "example").mkdir(parents=True)
    shutil.copy(KEPT / "openapi.yaml", folder / "docs" / "example")
    shutil.copy(ROOT / "apidiff.toml", folder)
    run(folder, "render", "--output", "page")
    return folder / "page"


class Anchors(HTMLParser):
    """Collects the ids of a page and the fragments that its links point to."""

    def __init__(self):
        super().__init__()
        self.ids, self.fragments, self.addresses = [], [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and found.get("href", "").startswith("#"):
            self.fragments.append(found["href"][1:])
        elif tag == "a":
            self.addresses.append(found.get("href"))


@pytest.fixture(scope="module")
def anchors(rendered):
    parser = Anchors()
    parser.feed((rendered / "index.html").read_text())
    return parser


def test_the_kept_files_are_those_that_are_rendered_now(rendered):
    made = files(rendered)
    assert made == {name for name in files(KEPT) if name.partition("/")[0] not in OTHERS}
    for name in sorted(made):
        assert (KEPT / name).read_text() == (rendered / name).read_text(), f"{name} differs: run `make golden`"


def test_each_entry_has_an_anchor_of_its_own_and_no_link_leads_nowhere(anchors):
    assert len(anchors.ids) == len(set(anchors.ids))
    assert set(anchors.fragments) <= set(anchors.ids)
    for entry in (ROOT / "changelog").glob("*.md"):
        assert entry.stem in anchors.ids


def test_the_entries_stand_newest_first(rendered):
    page = (rendered / "index.html").read_text()
    places = [page.index(f'id="{path.stem}"') for path in sorted((ROOT / "changelog").glob("*.md"))]
    assert places == sorted(places, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "Cooledge API",
        "20 July 2026",
        "Additive",
        "Breaking",
        "twelve event types",
        "lead.won",
        "no integrator consumed the old fields",
        "customer_id of schema LeadCreatedData",
    ],
)
def test_the_page_says(rendered, text):
    visible = re.sub(r"<[^>]+>", "", (rendered / "index.html").read_text())
    assert text.lower() in visible.lower()


def test_the_page_leads_on_to_where_an_integrator_goes_next(anchors):
    for ending in ("/reference", "/authentication", "/pagination-and-errors", "/webhooks"):
        assert f"https://developers.cooledge.example{ending}" in anchors.addresses
    assert "mailto:api@cooledge.example" in anchors.addresses


def test_the_page_needs_nothing_from_elsewhere(rendered):
    page = (rendered / "index.html").read_text()
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"https?:", page)


def test_the_guide_shows_the_fragment_as_it_is(rendered):
    guide = (ROOT / "docs" / "page.md").read_text()
    (shown,) = re.findall(r"```html\n(.*?)```", guide, flags=re.DOTALL)
    fragment = (rendered / "fragment.html").read_text()
    for line in shown.splitlines():
        assert re.search(re.escape(line).replace(re.escape("..."), '[^"]+'), fragment), line
