"""The site as a whole: every link leads somewhere, every statement holds, no page grows without bound."""

from __future__ import annotations

import datetime
import json
import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest

from apidiff.cli.edge import run
from apidiff.governing.config_loading import parse_config
from apidiff.model.change import Impact
from apidiff.model.contract import UNVERSIONED
from apidiff.recording.ownership import MARK
from apidiff.reporting import page
from tests.recording.pets import Pets, document
from tests.reporting import cooledge
from tests.reporting.projects import CONFIG, FakeProject
from tests.reporting.test_page import Tree

URL = "https://developers.cooledge.example/changelog"


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path)


def configured(project: FakeProject, line: str) -> FakeProject:
    project.config = parse_config(CONFIG.replace("[page]", f"[page]\n{line}", 1))
    return project


def many(project: FakeProject, changes: int) -> FakeProject:
    """The second release with so many changes, which no entry binds."""
    some = [
        cooledge.NOTIFY._replace(id=f"{number:012x}{0:020x}", title=f"`field_{number}` added to {'a long place ' * 20}")
        for number in range(changes)
    ]
    project.entries = (cooledge.FIRST_ENTRY,)
    project.changes = {"2026-06-23.json": tuple(some), "2026-06-28.json": (cooledge.NOTIFY,)}
    return project


def is_page(name: str) -> bool:
    return name.endswith(".html") and name != "fragment.html"


def trees(files: dict[str, bytes]) -> dict[str, Tree]:
    return {name: Tree(content.decode()) for name, content in files.items() if name.endswith(".html")}


def assert_every_link_leads_somewhere(files: dict[str, bytes]) -> None:
    pages = trees(files)
    ids = {name: [each["id"] for _, each in tree.elements if "id" in each] for name, tree in pages.items()}
    for name, tree in pages.items():
        assert len(ids[name]) == len(set(ids[name])), name
        for link in (*tree.all("a"), *tree.all("link")):
            address, _, fragment = link["href"].partition("#")
            if re.match(r"https?:|mailto:|data:", address):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(address))) if address else name
            assert target in files, (name, link["href"])
            if fragment and target in ids:
                assert fragment in ids[target], (name, link["href"])


def test_every_link_of_the_site_leads_to_a_page_and_an_anchor_of_it(project: FakeProject):
    assert_every_link_leads_somewhere(page.render(project.site()))
    assert_every_link_leads_somewhere(page.render(many(project, 900).site()))


def test_every_link_of_a_markdown_twin_leads_to_a_file(project: FakeProject):
    files = page.render(project.site())
    assert {f"{name.removesuffix('.html')}.md" for name in files if is_page(name)} <= set(files)
    assert_every_link_of_a_twin_leads_somewhere(files)


def assert_every_link_of_a_twin_leads_somewhere(files: dict[str, bytes]) -> None:
    for name in (name for name in files if name.endswith(".md") and name != "CHANGELOG.md"):
        for address in re.findall(r"\]\(<?([^)>]+)>?\)", files[name].decode()):
            if not re.match(r"https?:|mailto:|#", address):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.partition("#")[0]))
                assert target in files, (name, address)


def deprecating() -> dict[str, Any]:
    """An API that deprecates an operation, a parameter, and a field of one more operation, and one that it only has."""
    made = document(paths=("/v1/old", "/v1/quiet", "/v1/toys"), query=("sort",))
    made["paths"]["/v1/old"]["get"]["deprecated"] = True
    made["paths"]["/v1/pets"]["get"]["parameters"][0]["deprecated"] = True
    field = {"type": "object", "properties": {"size": {"type": "string", "deprecated": True}}}
    made["paths"]["/v1/toys"]["get"]["responses"] = {
        "200": {"description": "ok", "content": {"application/json": {"schema": field}}}
    }
    return made


def test_every_link_of_a_site_leads_somewhere_before_any_entry_speaks_of_what_is_deprecated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    pets = Pets(tmp_path, "[page]\nupcoming = true\n")
    pets.put(deprecating())
    assert pets.snapshot().recorded
    pets.unreleased("soon.md", "---\ntitle: Soon\n---\nLook at `POST /v1/pets`.\n")
    assert run(["render"]) == 0
    public = tmp_path / "public"
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    assert_every_link_leads_somewhere(files)
    assert_every_link_of_a_twin_leads_somewhere(files)
    assert {name for name in files if re.match(r"operations/(get|post).*\.html", name)} == {
        "operations/get-v1-old.html",
        "operations/get-v1-pets.html",
        "operations/get-v1-toys.html",
        "operations/post-v1-pets.html",
    }, "what nothing leads to has no page"
    old = Tree(files["operations/get-v1-old.html"].decode())
    assert "No entry mentions it so far." in old.text
    assert "Deprecated since 17 June 2026 or earlier." in old.text
    listed = Tree(files["operations/index.html"].decode())
    assert "get-v1-old.html" in [link["href"].rpartition("/")[2] for link in listed.all("a")]


def test_the_search_finds_operations_and_events(project: FakeProject):
    made = page.render(project.site())
    rows = {row[0]: row for row in json.loads(made["search.json"])["rows"]}
    for target in project.site().targets:
        title, address, kind, *_ = rows[target.name]
        file, _, anchor = address.partition("#")
        assert file in made
        assert not anchor or f'id="{anchor}"'.encode() in made[file]
        assert kind == ("event" if title.startswith("webhook ") else "operation")


def test_of_many_deprecations_five_are_shown_and_the_others_folded(tmp_path: Path):
    pets = Pets(tmp_path)
    made = document(query=tuple(f"q{number:02}" for number in range(13)))
    for parameter in made["paths"]["/v1/pets"]["get"]["parameters"]:
        parameter["deprecated"] = True
    pets.put(made)
    assert pets.snapshot().recorded
    assert run(["render", "--config", str(tmp_path / "apidiff.toml")]) == 0
    text = (tmp_path / "public" / "index.html").read_text()
    shown, _, folded = text.partition("Show 8 more deprecations")
    assert (shown.count("query parameter"), folded.partition("</details>")[0].count("query parameter")) == (5, 8)


def reaching(project: FakeProject, operations: int) -> FakeProject:
    """A field that every one of so many operations loses, each of them about something else."""
    names = tuple(f"GET /v1/thing{number:03}" for number in range(operations))
    loses = cooledge.NOTIFY._replace(
        id=f"{7:032x}", rule="property-removed", cls="breaking", title="`balance` removed from the schema `Customer`",
        impacts=(Impact("from-server", "breaking", names),),
    )  # fmt: skip
    project.entries = (cooledge.FIRST_ENTRY,)
    project.changes = {"2026-06-23.json": (cooledge.NOTIFY,), "2026-06-28.json": (loses,)}
    return project


@pytest.mark.parametrize("operations", [41, 202, 416])
def test_each_page_says_how_many_operations_a_change_reaches(project: FakeProject, operations: int):
    files = page.render(reaching(project, operations).site())
    for name in ("index.html", "compare/2026-06-17.html", "releases/2026-06-28.html"):
        tree = Tree(files[name].decode())
        assert f"and {operations - 2} more operations" in tree.text, name
        # Each of them is there, or the page leads to where it is.
        listed = len(set(re.findall(r"GET /v1/thing\d+", tree.text)))
        left = f">and {operations - listed} more</a>"
        assert listed == operations or left in files[name].decode(), name
    assert f"and {operations - 4} more" in files["compare/2026-06-17.md"].decode()
    assert_every_link_leads_somewhere(files)


def test_a_change_is_found_by_the_resource_of_each_operation_that_it_reaches(project: FakeProject):
    files = page.render(reaching(project, 416).site())
    every = {f"thing{number:03}" for number in range(416)}
    for name in ("index.html", "compare/2026-06-17.html", "releases/2026-06-28.html"):
        [row] = [row for row in Tree(files[name].decode()).all("li") if row.get("data-class") == "breaking"]
        assert set(row["data-resource"].split()) == every, name
    [row] = [row for row in json.loads(files["search.json"])["rows"] if row[2] == "breaking"]
    assert every <= set(row[5].split())


def test_a_page_says_how_many_names_a_change_has_where_it_lists_fewer(project: FakeProject):
    names = tuple(f"field_{number}" for number in range(150))
    changed = reaching(project, 100)
    changed.changes = {name: (some[0]._replace(names=names),) for name, some in changed.changes.items()}
    files = page.render(changed.site())
    for name in ("index.html", "compare/2026-06-17.html", "releases/2026-06-28.html"):
        assert "all 150 names" in Tree(files[name].decode()).text, name


def test_every_file_says_who_wrote_it(project: FakeProject):
    files = page.render(project.site(), calendar=f"BEGIN:VCALENDAR {MARK.decode()}")
    assert not [name for name, content in files.items() if MARK not in content]


def test_the_same_site_gives_the_same_files(project: FakeProject):
    assert page.render(project.site()) == page.render(project.site())


def test_a_release_of_many_changes_is_divided_and_no_page_is_large(project: FakeProject):
    files = page.render(many(project, 900).site())
    parts = sorted(name for name in files if re.fullmatch(r"releases/2026-06-23(-p\d+)?\.html", name))
    assert len(parts) > 2
    assert max(len(files[name]) for name in files if name.endswith(".html")) < 500_000
    shown = "".join(files[name].decode() for name in parts)
    assert all(f'id="change-{number:012x}"' in shown for number in range(900))
    assert len(set(re.findall(r"<code>field_(\d+)</code>", shown))) == 900


def test_a_newer_release_moves_no_address_of_an_older_one(project: FakeProject):
    newest, project.releases = project.releases[-1], project.releases[:-1]
    before = {item.permalink for post in project.site().posts for item in post.items}
    project.releases = (*project.releases, newest)
    after = {item.permalink for post in project.site().posts for item in post.items}
    assert before
    assert before < after


def test_feeds_are_read_back(project: FakeProject):
    files = page.render(configured(project, f'url = "{URL}"').site())
    for name in ("feed.atom", "versions/v1/feed.atom"):
        read = feedparser.parse(files[name])
        assert not read.bozo, read.get("bozo_exception")
        assert [each.title for each in read.entries] == [
            "Opt-in notifications",
            "lead lifecycle events reworked",
            "the API is here",
        ]
        assert all(each.link.startswith(f"{URL}/releases/") for each in read.entries)
        assert read.entries[0].updated == "2026-06-28T00:00:00+00:00"
    read = json.loads(files["feed.json"])
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == f"{URL}/feed.json"
    assert read["items"][1]["url"] == f"{URL}/releases/2026-06-23.html#2026-06-23-lead-lifecycle"
    assert "Approved by api-owner." in read["items"][1]["content_html"]


def test_the_id_of_an_entry_in_a_feed_hangs_on_no_address(project: FakeProject):
    def ids() -> list[str]:
        return [item["id"] for item in json.loads(page.render(project.site())["feed.json"])["items"]]

    without = ids()
    configured(project, f'url = "{URL}"')
    assert ids() == without
    assert len(set(without)) == 3


def test_feeds_without_an_address_are_relative_and_say_which_key_to_set(project: FakeProject):
    files = page.render(project.site())
    read = feedparser.parse(files["versions/v1/feed.atom"])
    assert not read.bozo
    assert read.entries[0].link == "../../releases/2026-06-28.html#2026-06-28-notify"
    assert b"set `url` in `[page]`" in files["feed.atom"]
    said = json.loads(files["feed.json"])
    assert "set `url` in `[page]`" in said["user_comment"]
    assert "url" not in said["items"][0]


def test_an_address_is_said_for_previews_too(project: FakeProject):
    tree = Tree(page.render(configured(project, f'url = "{URL}"').site())["releases/2026-06-23.html"].decode())
    said = {meta["property"]: meta["content"] for meta in tree.all("meta") if "property" in meta}
    assert said["og:title"] == "Release of 23 June 2026"
    assert said["og:url"] == f"{URL}/releases/2026-06-23.html"


def test_json_has_everything_for_other_sites(project: FakeProject):
    files = page.render(project.site())
    index = json.loads(files["changelog.json"])
    assert index["format"] == "apidiff.changelog/1"
    assert [entry["json"] for entry in index["entries"]][1] == "releases/2026-06-23.json"
    assert index["entries"][1]["counts"]["breaking"] == 6
    [entry] = json.loads(files["releases/2026-06-23.json"])["entries"]
    assert [change["class"] for change in entry["changes"]].count("breaking") == 6
    assert entry["waiver"]["approved_by"] == "api-owner"
    rows = json.loads(files["search.json"])["rows"]
    assert [
        "Opt-in notifications",
        "releases/2026-06-28.html#2026-06-28-notify",
        "entry",
        "2026-06-28",
        "v1",
        "",
    ] in rows


def test_an_operation_has_a_history_of_its_own(project: FakeProject):
    tree = Tree(page.render(project.site())["operations/post-v1-leads.html"].decode())
    text = " ".join(tree.text.split())
    assert "28 June 2026: Opt-in notifications" in text
    assert "23 June 2026: lead lifecycle events reworked" in text
    assert text.index("28 June") < text.index("23 June")


def test_releases_are_compared_with_the_newest_as_far_as_asked_for(project: FakeProject):
    files = page.render(configured(project, "compare = 1").site())
    assert [name for name in files if name.startswith("compare/2")] == [
        "compare/2026-06-23.html",
        "compare/2026-06-23.md",
    ]
    assert b"Any other pair: <code>apidiff diff DATE DATE</code>" in files["compare/index.html"]
    assert not [name for name in page.render(configured(project, "compare = 0").site()) if name.startswith("compare/")]


def test_nothing_unreleased_is_published_but_as_upcoming_by_choice(project: FakeProject):
    soon = cooledge.FIRST_ENTRY._replace(path=Path("changelog/unreleased/soon.md"), date=None, title="A thing to come")
    project.entries = (*project.entries, soon)
    said = b"A thing to come"
    assert not [name for name, content in page.render(project.site()).items() if said in content]
    files = page.render(configured(project, "upcoming = true").site())
    assert sorted(name for name, content in files.items() if said in content) == [
        "CHANGELOG.md",
        "index.html",
        "index.md",
    ]
    assert b"Not released yet, and it may still change." in files["index.html"]


def test_the_policy_does_not_claim_what_the_list_refutes(project: FakeProject):
    said = page.html(project.site())
    assert "only gains things" not in said
    assert "where one broke all the same, it is listed here" in said
    project.entries = (cooledge.FIRST_ENTRY,)
    project.changes = {"2026-06-23.json": (), "2026-06-28.json": (cooledge.NOTIFY,)}
    assert "no version has broken so far" in page.html(project.site())


def test_an_observed_release_says_that_it_is_older_than_the_changelog(project: FakeProject):
    project.releases = tuple(release._replace(kind="observed") for release in project.releases)
    project.entries = ()
    project.changes = {"2026-06-23.json": cooledge.CHANGES, "2026-06-28.json": (cooledge.NOTIFY,)}
    files = page.render(project.site())
    for name in ("releases/2026-06-23.html", "releases/2026-06-28.html", "releases/2026-06-28.md", "CHANGELOG.md"):
        assert b"Changed before this changelog was kept." in files[name], name
    assert b"What broke before the API was governed is listed without such a decision." in files["index.html"]
    assert b"Approved by" not in files["releases/2026-06-23.html"]


def test_an_api_without_path_versions_has_no_pages_of_them(project: FakeProject):
    project.releases = tuple(release._replace(path_versions=(UNVERSIONED,)) for release in project.releases)
    files = page.render(project.site())
    assert not [name for name in files if name.startswith("versions/")]
    assert_every_link_leads_somewhere(files)


def test_every_badge_is_explained(project: FakeProject):
    files = page.render(project.site())
    known = {re.sub(r"<[^>]+>", "", text) for text in re.findall(r"<dt>(.*?)</dt>", files["index.html"].decode())}
    for name, content in files.items():
        if name.endswith(".html"):
            shown = re.findall(r'<span class="badge(?: is-\w+)?">([^<]+)</span>', content.decode())
            assert {text.lower() for text in shown} <= {text.lower() for text in known}, name


def test_a_project_has_a_header_and_a_footer_of_its_own_on_every_page(project: FakeProject, tmp_path: Path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "header.html.j2").write_text("<p>Our & header</p>")
    (own / "footer.html.j2").write_text("<p>Our footer to {{ page.path }}</p>")
    for name, content in page.render(project.site(), own).items():
        if is_page(name):
            assert b"<p>Our & header</p>" in content
            assert f"<p>Our footer to {name.removesuffix('.html')}</p>".encode() in content


def test_a_thousand_releases_make_no_page_large(project: FakeProject):
    first = datetime.date(2001, 1, 1)
    days = [first + datetime.timedelta(days=3 * number) for number in range(1000)]
    project.entries = ()
    project.releases = tuple(cooledge.FIRST._replace(release=day, file=f"{day}.json") for day in days)
    project.changes = {f"{day}.json": (cooledge.NOTIFY,) for day in days}
    lists = re.compile(r"(?:index|CHANGELOG|feed|years/\d+|(?:operations|versions|compare)/.*)\.\w+")
    files = {file.name: file for file in page.files(project.site())}
    assert sum(name.startswith("releases/") and name.endswith(".html") for name in files) == 1000
    made = {name: file.make() for name, file in files.items() if lists.fullmatch(name)}
    assert max(len(content) for content in made.values()) < 500_000
    assert len([name for name in made if name.startswith("compare/2")]) == 2 * 24
    listed = "".join(content.decode() for name, content in made.items() if name.startswith(("years/", "versions/")))
    assert all(f"releases/{day}.html" in listed for day in days)
