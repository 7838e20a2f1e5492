from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.reporting import page
from apidiff.reporting.templating import unused
from tests.reporting.projects import FakeProject

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}


class Tree(HTMLParser):
    """Every element with its attributes, and whether all of them are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path)


@pytest.fixture
def html(project: FakeProject) -> str:
    return page.html(project.site())


@pytest.fixture
def tree(html: str) -> Tree:
    return Tree(html)


def test_a_page_is_one_file_that_loads_nothing_and_runs_its_own_script_alone(html: str, tree: Tree):
    assert tree.all("script") == [{}]
    assert [link["href"] for link in tree.all("link") if link["rel"] != "alternate"] == ["data:,"]
    assert not tree.all("img")
    assert "@import" not in html
    assert not re.search(r"url\(", html)
    assert not [attributes for _, attributes in tree.elements if "style" in attributes]


def test_its_policy_allows_its_own_style_and_script_by_hash_and_nothing_else(html: str, tree: Tree):
    [policy] = [meta["content"] for meta in tree.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    hashes = []
    for tag in ("style", "script"):
        text = html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        hashes.append(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_it_says_all_that_an_integrator_looks_for(tree: Tree):
    for expected in (
        "Cooledge API",
        "Last updated 28 June 2026",
        "For integrators",
        "a new webhook event type",
        "validation tightened",
        "lead lifecycle events reworked",
        "No integrator consumed the old fields.",
        "Approved by api-owner.",
        "Fires when a lead becomes an opportunity, no longer at customer linking.",
        "Opt-in notifications",
        "API reference",
    ):
        assert expected in re.sub(r"\s+", " ", tree.text)


def test_every_link_within_the_page_has_its_target_and_every_anchor_is_there_once(tree: Tree):
    anchors = Counter(attributes["id"] for _, attributes in tree.elements if "id" in attributes)
    assert set(anchors.values()) == {1}
    inside = [link["href"][1:] for link in tree.all("a") if link["href"].startswith("#")]
    assert set(inside) <= set(anchors)
    assert {"2026-06-23-lead-lifecycle", "change-9f3c1a7b20de", "operation-POST-v1-leads"} <= set(anchors)
    assert "labels" in anchors
    labels = [attributes["aria-labelledby"] for _, attributes in tree.elements if "aria-labelledby" in attributes]
    assert set(labels) <= set(anchors)


def test_headings_go_down_one_level_at_a_time(tree: Tree):
    levels = [int(tag[1]) for tag, _ in tree.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_has_landmarks_a_skip_link_and_dates_for_machines(tree: Tree):
    tags = [tag for tag, _ in tree.elements]
    assert all(tags.count(tag) == 1 for tag in ("main", "nav", "footer"))
    assert tree.all("a")[0]["class"] == "skip"
    assert tree.all("html")[0]["lang"] == "en"
    assert {time["datetime"] for time in tree.all("time")} == {"2026-06-17", "2026-06-23", "2026-06-28"}


def test_the_same_site_gives_the_same_bytes(project: FakeProject):
    assert page.render(project.site()) == page.render(project.site())


def test_a_code_block_keeps_its_blank_lines(project: FakeProject):
    entry = project.entries[1]._replace(body="```\na\n\n\n  b\n```\n")
    project.entries = (project.entries[0], entry)
    assert '<pre tabindex="0" role="group" aria-label="Code"><code>a\n\n\n  b\n</code></pre>' in page.html(
        project.site()
    )


def test_a_page_without_releases_is_a_page(tmp_path: Path):
    files = page.render(FakeProject(tmp_path, releases=(), entries=()).site())
    assert "Nothing is recorded yet." in Tree(files["index.html"].decode()).text
    assert files["CHANGELOG.md"].startswith(b"# Cooledge API changelog\n")


def test_the_changelog_lists_the_same_in_markdown(project: FakeProject):
    written = page.markdown(project.site())
    order = [
        "# Cooledge API changelog",
        "## Versioning policy",
        "## 2026-06-28: Opt-in",
        "## 2026-06-23: lead lifecycle",
    ]
    assert [written.index(part) for part in order] == sorted(written.index(part) for part in order)
    assert "- `type` renamed `lead_type` in the payload of `webhook lead.created` (waived)" in written
    assert "> Shipped inside v1 although it breaks: No integrator consumed the old fields." in written
    assert "\n### What to do\n" in written
    assert "\n\n\n" not in written
    assert not [line for line in written.splitlines() if line != line.rstrip()]


def test_a_projects_template_overrides_the_built_in_one_and_may_extend_it(project: FakeProject, tmp_path: Path):
    (tmp_path / "index.html.j2").write_text(
        '{% extends "builtin/index.html.j2" %}{% block header %}<h1>{{ site.title }} & more</h1>{% endblock %}'
        "{% block style %}{{ super() }}.mine { color: red }{% endblock %}"
    )
    html = page.html(project.site(), tmp_path)
    assert "<h1>Cooledge API & more</h1>" in html
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert ".mine" in style
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in html


def test_a_project_may_override_the_style_alone(project: FakeProject, tmp_path: Path):
    (tmp_path / "page.css").write_text("body { color: teal }\n")
    assert "<style>\nbody { color: teal }\n</style>" in page.html(project.site(), tmp_path)


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("a\n{{ site.titel }}", 2, "titel"),
        ("{% if %}", 1, "Expected"),
        ("\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ('{% extends "nowhere.j2" %}', 1, "there is no template `nowhere.j2`"),
        (
            '{% extends "builtin/index.html.j2" %}\n{% block about %}{% include "a.j2" %}{% endblock %}',
            2,
            "no template `a.j2`",
        ),
        ('\n{% extends "index.html.j2" %}', 2, "extends itself"),
        ('{% extends "builtin/index.html.j2" %}\n{% block lede %}{% endblock %}', 2, "no block `lede`"),
        ("\n{{ page.titel }}", 2, "there is no `titel`"),
        ("{{ site.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ site.posts[0].date.__class__ }}", 1, "unsafe"),
        ("\n{{ nothing }}", 2, "nothing"),
        ('{{ "%s" | format(1, 2) }}', 1, "format"),
    ],
)
def test_a_wrong_template_is_an_error_with_its_file_and_line(
    project: FakeProject, tmp_path: Path, template: str, line: int, said: str
):
    path = tmp_path / "index.html.j2"
    path.write_text(template)
    with pytest.raises(InputError) as caught:
        page.html(project.site(), tmp_path)
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == (str(path), line)
    assert said in caught.value.message


def test_a_template_that_is_not_utf8_is_an_error_with_its_file(project: FakeProject, tmp_path: Path):
    (tmp_path / "index.html.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError) as caught:
        page.html(project.site(), tmp_path)
    assert caught.value.place is not None
    assert caught.value.place.file == str(tmp_path / "index.html.j2")


def test_a_block_within_a_block_and_one_of_a_template_between_are_a_projects_own(project: FakeProject, tmp_path: Path):
    (tmp_path / "between.j2").write_text(
        '{% extends "builtin/index.html.j2" %}{% block main %}{% block mine %}a{% endblock %}{% endblock %}'
    )
    (tmp_path / "index.html.j2").write_text('{% extends "between.j2" %}{% block mine %}<i>mine</i>{% endblock %}')
    assert "<i>mine</i>" in page.html(project.site(), tmp_path)


def test_blocks_of_the_base_are_those_of_every_page(project: FakeProject, tmp_path: Path):
    (tmp_path / "base.html.j2").write_text(
        '{% extends "builtin/base.html.j2" %}{% block style %}{{ super() }}.mine { color: red }{% endblock %}'
    )
    pages = [text for name, text in page.render(project.site(), tmp_path).items() if name.endswith(".html")]
    # The fragment has no style of its own.
    assert {b".mine { color: red }" in text for text in pages if b"<style>" in text} == {True}
    (tmp_path / "index.html.j2").write_text(
        '{% extends "builtin/index.html.j2" %}{% block about %}<i>about</i>{% endblock %}'
    )
    html = page.html(project.site(), tmp_path)
    assert ".mine { color: red }" in html
    assert "<i>about</i>" in html


def test_the_guides_way_to_other_colours_and_to_a_block_works_on_every_page(project: FakeProject, tmp_path: Path):
    guide = (Path(__file__).parents[2] / "docs" / "page.md").read_text()
    (style,) = re.findall(r"```css\n(.*?)```", guide, flags=re.DOTALL)
    (block,) = re.findall(r"```jinja\n(.*?)```", guide, flags=re.DOTALL)
    (tmp_path / "page.css").write_text(style)
    (tmp_path / "base.html.j2").write_text(block)
    written = page.render(project.site(), tmp_path)
    pages = [text.decode() for name, text in written.items() if name.endswith(".html") and b"<style>" in text]
    own = [style.splitlines()[1], re.findall(r"<link.*?>", block)[0], "--breaking-paper: #fdf0ee"]
    assert len(pages) > 4
    assert all(line in text for text in pages for line in own)


def test_a_link_that_leads_nowhere_is_an_error_with_its_file(project: FakeProject, tmp_path: Path):
    (tmp_path / "footer.html.j2").symlink_to("nowhere")
    with pytest.raises(InputError) as caught:
        page.html(project.site(), tmp_path)
    assert caught.value.place is not None
    assert caught.value.place.file == str(tmp_path / "footer.html.j2")
    assert str(tmp_path) not in caught.value.message


def test_templates_that_extend_each_other_are_an_error_with_a_line(project: FakeProject, tmp_path: Path):
    (tmp_path / "index.html.j2").write_text('{% extends "other.j2" %}')
    (tmp_path / "other.j2").write_text('\n{% extends "index.html.j2" %}')
    with pytest.raises(InputError, match="extends itself") as caught:
        page.html(project.site(), tmp_path)
    assert caught.value.place is not None
    assert caught.value.place.file in {str(tmp_path / "index.html.j2"), str(tmp_path / "other.j2")}


def _unversioned(project: FakeProject) -> FakeProject:
    """The same API without versions in its paths."""
    project.document = {"paths": {"/leads": {"post": {}}, "/leads/{lead_id}": {"get": {}}}}
    project.releases = tuple(release._replace(path_versions=("unversioned",)) for release in project.releases)
    project.entries = tuple(entry._replace(version=None) for entry in project.entries)
    project.changes = {
        name: tuple(change._replace(path_version="unversioned") for change in changes)
        for name, changes in project.changes.items()
    }
    return project


def test_the_page_of_an_api_without_path_versions_says_nothing_of_versions(project: FakeProject):
    files = page.render(_unversioned(project).site())
    for shown in (Tree(files["index.html"].decode()).text, files["CHANGELOG.md"].decode()):
        policy = shown[shown.index("The API gains things") : shown.rindex("Opt-in notifications")]
        assert "unversioned" not in shown
        assert not re.search(r"\bversions?\b|/v1|path", policy), policy
        assert "only after a recorded decision" in policy


def test_a_page_shows_a_path_version_that_there_is(html: str):
    assert "The version is part of the path, such as <code>/v1/</code>." in html


def test_a_page_without_an_audience_is_for_developers_of_the_api(project: FakeProject):
    project.config = project.config.model_copy(update={"page": project.config.page.model_copy(update={"audience": ""})})
    files = page.render(project.site())
    for name in ("index.html", "index.md", "CHANGELOG.md"):
        assert b"For developers who build on this API." in files[name]


def test_a_template_that_cannot_be_read_is_not_judged(tmp_path, monkeypatch):
    names = "footer.html.j2", "hedaer.html.j2", "imprint.html.j2", "locked.html.j2"
    for name in names:
        (tmp_path / name).write_text('{% include "imprint.html.j2" %}' if name == "footer.html.j2" else "<p>Hello</p>")
    assert unused(tmp_path) == ["hedaer.html.j2", "locked.html.j2"]

    def unlocked(path, *arguments, opening=open, **options):
        if Path(path).name == "locked.html.j2":
            raise PermissionError(13, "Permission denied")
        return opening(path, *arguments, **options)

    monkeypatch.setattr("builtins.open", unlocked)
    assert unused(tmp_path) == ["hedaer.html.j2"]
