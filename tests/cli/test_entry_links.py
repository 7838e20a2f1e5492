"""Entries of one release that share a title are told apart in lists, and lists and links lead to each of them."""

import json
import re

import pytest

TITLE = "Pets say where they came from"


@pytest.fixture
def site(pets, apidiff):
    """Two entries of one title in one release, and one of a later release that links to the second of them."""
    pets.write(paths=("/v2/pets",))
    assert apidiff("snapshot", "--release", "2026-06-10").code == 0
    pets.write(paths=("/v2/pets", "/v1/toys", "/v2/toys"))
    for version in ("v1", "v2"):
        pets.unreleased(f"{version}.md", f"---\ntitle: {TITLE}\nversion: {version}\n---\nIn `{version}`.\n")
    assert apidiff("snapshot", "--release", "2026-06-17").code == 0
    pets.write(paths=("/v2/pets", "/v1/toys", "/v2/toys", "/v2/cats"))
    text = (
        "---\ntitle: More\nversion: v2\n---\nSee [before](2026-06-17-v2.md), and [it][1].\n\n[1]: ../2026-06-17-v1.md\n"
    )
    pets.unreleased("more.md", text)
    assert apidiff("snapshot", "--release", "2026-06-23").code == 0
    assert apidiff("render").code == 0
    return pets.root / "public"


def test_lists_name_the_path_version_where_titles_are_alike(site):
    for version in ("v1", "v2"):
        said = f"{TITLE} ({version})"
        assert f"2026-06-17: {said}](releases/2026-06-17.md#2026-06-17-{version})" in (site / "index.md").read_text()
        assert f"2026-06-17: {said}](releases/2026-06-17.md#2026-06-17-{version})" in (site / "llms.txt").read_text()
        assert f"</time> {said}</a>" in (site / "index.html").read_text()
        assert said in [item["title"] for item in json.loads((site / "feed.json").read_text())["items"]]
        assert said in (site / "feed.atom").read_text()
        assert f'<a id="2026-06-17-{version}"></a>' in (site / "releases" / "2026-06-17.md").read_text()
    assert "More (v2)" not in (site / "index.md").read_text(), "no other is called so"


def test_a_link_between_entries_leads_to_the_page_of_the_other_one(site):
    said = (site / "releases" / "2026-06-23.html").read_text()
    assert '<a href="../releases/2026-06-17.html#2026-06-17-v2">before</a>' in said
    said = (site / "releases" / "2026-06-23.md").read_text()
    assert "[before](../releases/2026-06-17.md#2026-06-17-v2)" in said
    assert "\n[1]: ../releases/2026-06-17.md#2026-06-17-v1\n" in said
    said = (site / "CHANGELOG.md").read_text()
    assert "[before](releases/2026-06-17.md#2026-06-17-v2)" in said


def test_each_link_of_a_twin_leads_to_a_file_and_an_anchor_that_there_are(site):
    for path in site.rglob("*.md"):
        for target in re.findall(r"\]\(<?([^()<>\s]+)>?\)", path.read_text()):
            name, _, anchor = target.partition("#")
            there = path.parent / name
            assert there.is_file(), (path, target)
            assert not anchor or f'<a id="{anchor}"></a>' in there.read_text(), (path, target)
