"""What leads programs and other sites to the changelog: the sitemap, `llms.txt` and the fragment."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from apidiff.recording.publishing import publish_site
from apidiff.reporting import page, signposts
from tests.reporting.projects import FakeProject
from tests.reporting.test_page import Tree
from tests.reporting.test_pages import URL, configured, is_page

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path)


def published(project: FakeProject) -> dict[str, bytes]:
    return page.render(configured(project, f'url = "{URL}/"').site())


def addresses(content: bytes, item: str = "url") -> list[str]:
    return [str(found.text) for found in ElementTree.fromstring(content).findall(f"s:{item}/s:loc", SPACE)]


def test_without_an_address_there_is_no_sitemap(project: FakeProject):
    assert not [name for name in page.render(project.site()) if "sitemap" in name]


def test_the_sitemap_lists_every_page_once_by_its_canonical_address(project: FakeProject):
    files = published(project)
    listed = addresses(files["sitemap.xml"])
    assert sorted(listed) == sorted(f"{URL}/{name}" for name in files if is_page(name))
    canonical = re.compile('<link rel="canonical" href="([^"]+)">')
    named = [address for name in files if is_page(name) for address in canonical.findall(files[name].decode())]
    assert sorted(named) == sorted(listed)


def test_a_sitemap_of_more_pages_than_one_may_list_is_divided(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signposts, "MOST_ADDRESSES", 2)
    paths = ["index.html", "a.html", "b.html", "c.html", "d.html"]
    names = signposts.sitemap_names(len(paths))
    assert names == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    files = {name: signposts.sitemap(name, paths, f"{URL}/") for name in names}
    assert addresses(files["sitemap.xml"], "sitemap") == [f"{URL}/{name}" for name in names[1:]]
    assert [each for name in names[1:] for each in addresses(files[name])] == [f"{URL}/{path}" for path in paths]


@pytest.mark.parametrize("most", [2, 3, 4])
def test_a_sitemap_that_is_just_full_is_one(monkeypatch: pytest.MonkeyPatch, most: int):
    monkeypatch.setattr(signposts, "MOST_ADDRESSES", most)
    assert signposts.sitemap_names(most) == ["sitemap.xml"]
    assert len(signposts.sitemap_names(most + 1)) == 3


def test_an_address_in_a_sitemap_is_escaped_for_uris_and_for_xml():
    content = signposts.address_list(["https://a.example/x?y=1&z=2", "https://a.example/é", "https://a.example/%C3%A9"])
    assert addresses(content) == ["https://a.example/x?y=1&z=2", "https://a.example/%C3%A9", "https://a.example/%C3%A9"]


def test_llms_txt_has_the_form_that_its_readers_expect(project: FakeProject):
    lines = page.render(project.site())["llms.txt"].decode().splitlines()
    assert lines[0] == "# Cooledge API changelog"
    assert lines[2].startswith("> ")
    start = next(at for at, line in enumerate(lines) if line.startswith("## "))
    for line in filter(None, lines[start:-1]):
        assert re.match(r"## \S|- \[.+\]\(\S+\)(: .+)?$", line), line
    assert [line for line in lines if line.startswith("## ")] == [
        "## Everything", "## Entries", "## Path versions", "## Optional",
    ]  # fmt: skip


def test_each_link_of_llms_txt_leads_to_a_file(project: FakeProject):
    files = page.render(project.site())
    told = re.findall(r"\]\(([^)]+)\)", files["llms.txt"].decode())
    assert {"releases/2026-06-28.md#2026-06-28-notify", "CHANGELOG.md", "changelog.json"} <= set(told)
    assert {address.partition("#")[0] for address in told} <= set(files)
    absolute = re.findall(r"\]\(([^)]+)\)", published(project)["llms.txt"].decode())
    assert absolute == [f"{URL}/{name}" for name in told]


def test_llms_txt_says_when_nothing_is_released(project: FakeProject):
    project.releases, project.entries = (), ()
    assert "## Entries" not in page.render(project.site())["llms.txt"].decode()


def test_the_fragment_has_the_newest_entries_and_brings_no_style_script_or_id(project: FakeProject):
    html = page.render(project.site())["fragment.html"].decode()
    tree = Tree(html)
    tags = {tag for tag, _ in tree.elements}
    assert {"section", "article", "h2", "time", "a"} <= tags
    assert not tags & {"html", "head", "body", "style", "script", "link", "meta"}
    assert not [name for _, attributes in tree.elements for name in attributes if name in ("id", "style")]
    classes = {name for _, attributes in tree.elements for name in attributes.get("class", "").split()}
    assert {name for name in classes if not name.startswith(("apidiff-", "language-"))} == set()
    assert [time["datetime"] for time in tree.all("time")] == ["2026-06-28", "2026-06-23", "2026-06-17"]


def test_with_an_address_every_link_of_the_fragment_is_absolute(project: FakeProject):
    files = published(project)
    links = [link["href"] for link in Tree(files["fragment.html"].decode()).all("a")]
    assert all(re.match(r"https?://|mailto:", link) for link in links)
    own = [link.removeprefix(f"{URL}/").partition("#")[0] for link in links if link.startswith(URL)]
    assert own
    assert set(own) <= set(files)


def test_without_one_they_lead_from_the_folder_of_the_site_and_it_says_which_key_to_set(project: FakeProject):
    html = page.render(project.site())["fragment.html"].decode()
    assert "set `url` in `[page]`" in html
    files = page.render(project.site())
    for link in Tree(html).all("a"):
        if not re.match(r"https?:|mailto:", link["href"]):
            assert posixpath.normpath(link["href"].partition("#")[0]) in files


def test_above_several_apis_they_lead_to_those_of_each(project: FakeProject):
    site = configured(project, f'url = "{URL}/a/"').site()
    files = {file.name: file.make() for file in page.overview("Shop", {"a": site}, url=f"{URL}/")}
    assert addresses(files["sitemap.xml"], "sitemap") == [f"{URL}/a/sitemap.xml"]
    assert f"({URL}/a/llms.txt)" in files["llms.txt"].decode()
    assert f'href="{URL}/a/releases/' in files["fragment.html"].decode()
    elsewhere = {file.name: file.make() for file in page.overview("Shop", {"a": site}, url="https://other.example/")}
    assert "sitemap.xml" not in elsewhere


def test_what_a_site_does_not_have_any_more_is_removed(project: FakeProject, tmp_path: Path):
    folder = tmp_path / "public"
    with_address = configured(project, f'url = "{URL}/"').site()
    assert "sitemap.xml" in publish_site(folder, page.files(with_address), {}).changed
    without = FakeProject(tmp_path).site()
    outcome = publish_site(folder, page.files(without), {})
    assert outcome.removed == ["sitemap.xml"]
    assert not (folder / "sitemap.xml").exists()
    assert {"llms.txt", "fragment.html"} <= {path.name for path in folder.iterdir()}
