from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.governing.config_loading import parse_config
from apidiff.model.change import Change, Impact
from apidiff.recording.first_texts import first_text
from apidiff.reporting import page
from tests.reporting import cooledge
from tests.reporting.projects import CONFIG, FakeProject


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path)


def test_posts_are_newest_first_and_dated(project: FakeProject):
    assert [(post.date.isoformat(), post.anchor) for post in project.site().posts] == [
        ("2026-06-28", "2026-06-28-notify"),
        ("2026-06-23", "2026-06-23-lead-lifecycle"),
        ("2026-06-17", "2026-06-17-first-release"),
    ]
    assert project.site().updated == datetime.date(2026, 6, 28)


def test_an_entry_holds_its_changes_and_the_meanings_it_declares(project: FakeProject):
    post = project.site().posts[1]
    assert [item.id for item in post.breaking[:4]] == [change.short_id for change in cooledge.BREAKING]
    assert [item.title for item in post.breaking[4:]] == [
        "Meaning of `webhook lead.converted` changed",
        "Meaning of `webhook lead.created` changed",
    ]
    assert post.breaking[4].note == "fires when a lead becomes an opportunity, no longer at customer linking"
    assert all(item.waived for item in post.breaking)
    assert post.waiver is not None
    assert (post.waiver.reason, post.waiver.approved_by) == ("no integrator consumed the old fields", "api-owner")
    assert len(post.additive) == 3
    assert post.neutral == 2


def test_a_release_without_an_entry_is_shown_with_its_changes(project: FakeProject):
    project.entries = (cooledge.FIRST_ENTRY, cooledge.ENTRY)
    post = project.site().posts[0]
    assert post.anchor == "release-2026-06-28"
    assert post.title == "Optional `notify` added to the request body of `POST /v1/leads`"
    assert [item.id for item in post.additive] == [cooledge.NOTIFY.short_id]


def test_the_first_release_says_how_much_there_is(project: FakeProject):
    post = project.site().posts[-1]
    assert (post.first, post.operations, post.events) == (True, 4, 2)


def test_two_entries_of_a_release_share_its_changes_by_what_they_bind(project: FakeProject):
    first = cooledge.ENTRY._replace(changes=(cooledge.SITE_ID_REMOVED.id,), meaning=(), waiver=None)
    second = first._replace(
        path=Path("changelog/2026-06-22-flag.md"), date=datetime.date(2026, 6, 22), changes=(cooledge.NOTIFY.id,)
    )
    project.entries = (cooledge.FIRST_ENTRY, second, first)
    project.changes["2026-06-23.json"] = (*cooledge.CHANGES, cooledge.NOTIFY)
    posts = {post.anchor: post for post in project.site().posts}
    assert [item.id for item in posts["2026-06-22-flag"].additive] == [cooledge.NOTIFY.short_id]
    assert [item.id for item in posts["2026-06-23-lead-lifecycle"].breaking] == [cooledge.SITE_ID_REMOVED.short_id]
    assert len(posts["release-2026-06-23"].breaking) == 3


def test_a_draft_that_nobody_edited_does_not_list_its_changes_twice(project: FakeProject):
    drafted = cooledge.ENTRY._replace(meaning=())
    bound = [change for change in cooledge.CHANGES if change.id in drafted.changes]
    bound.sort(key=lambda change: drafted.changes.index(change.id))
    project.entries = (cooledge.FIRST_ENTRY, drafted._replace(body=first_text(bound)))
    assert project.site().posts[1].body == ""
    project.entries = (cooledge.FIRST_ENTRY, drafted._replace(body=first_text(bound) + "Write to us.\n"))
    assert project.site().posts[1].body.endswith("Write to us.\n")


def test_the_policy_shows_a_path_version_that_there_is(project: FakeProject):
    site = project.site()
    assert site.example_version == "v1"
    summary = site.versions[0]
    assert replace(site, versions=(replace(summary, path_version="v3"),)).example_version == "v3"
    assert not replace(site, versions=(replace(summary, path_version="unversioned"),)).versioned


def test_an_entry_that_no_release_published_is_not_shown(project: FakeProject):
    late = cooledge.FIRST_ENTRY._replace(path=Path("changelog/2026-07-04-soon.md"), date=datetime.date(2026, 7, 4))
    project.entries = (*project.entries, late)
    page = project.site()
    assert page.posts[0].anchor == "2026-06-28-notify"
    assert page.updated == datetime.date(2026, 6, 28)


def test_a_change_that_comes_twice_has_an_address_in_each_release(project: FakeProject):
    project.changes["2026-06-28.json"] = (cooledge.SITE_ID_REMOVED,)
    posts = project.site().posts
    assert [post.breaking[0].permalink for post in posts[:2]] == [
        "releases/2026-06-28.html#change-9f3c1a7b20de",
        "releases/2026-06-23.html#change-9f3c1a7b20de",
    ]


def test_operations_link_to_their_history_unless_a_reference_is_configured(project: FakeProject):
    [target] = project.site().posts[0].additive[0].targets
    assert (target.name, target.address("../"), target.summary) == (
        "POST /v1/leads",
        "../operations/post-v1-leads.html",
        "Create a lead",
    )
    project.config = parse_config(
        CONFIG.replace("[page]", '[page]\nreference-url = "/ref/{version}#{operation_id}"', 1)
    )
    assert project.site().posts[0].additive[0].targets[0].address("../") == "/ref/v1#createLead"


def test_an_entry_links_the_operations_and_events_that_it_speaks_of(project: FakeProject):
    assert project.site().posts[1].links("") == {
        "lead.created": "operations/webhook-lead.created.html",
        "lead.converted": "operations/webhook-lead.converted.html",
        "lead.won": "operations/webhook-lead.won.html",
    }


def test_what_is_gone_links_to_its_history_and_says_so(project: FakeProject):
    project.config = parse_config(CONFIG.replace("[page]", '[page]\nreference-url = "/ref#{operation_id}"', 1))
    index = {line.target.name: line for line in project.site().index}
    assert index["webhook lead.converted"].target.address("").startswith("operations/")
    assert not index["webhook lead.converted"].target.current
    assert [post.anchor for post in index["POST /v1/leads"].posts] == ["2026-06-28-notify", "2026-06-23-lead-lifecycle"]


def test_values_are_quoted_for_the_reference_and_braces_too(project: FakeProject):
    project.config = parse_config(CONFIG.replace("[page]", '[page]\nreference-url = "/ref{path}?m={method}"', 1))
    urls = {line.target.name: line.target.address("") for line in project.site().index}
    assert urls["PATCH /v1/leads/{lead_id}"] == "/ref/v1/leads/%7Blead_id%7D?m=patch"


def test_each_path_version_is_summed_up(project: FakeProject):
    [version] = project.site().versions
    assert (version.path_version, version.since, version.operations) == ("v1", datetime.date(2026, 6, 17), 4)
    assert (version.breaking, version.waived, version.additive) == (6, 6, 4)


def test_path_versions_are_listed_from_the_newest_to_what_has_none(project: FakeProject):
    first, *others = project.releases
    # As records have them: sorted as texts.
    project.releases = (first._replace(path_versions=("unversioned", "v10", "v8", "v9")), *others)
    project.entries = ()
    site = project.site()
    assert [version.path_version for version in site.versions] == ["v1", "v10", "v9", "v8", "unversioned"]
    assert site.posts[-1].versions == ("unversioned", "v8", "v9", "v10")


def test_a_project_without_releases_has_a_page(tmp_path: Path):
    page = FakeProject(tmp_path, releases=(), entries=()).site()
    assert (page.posts, page.updated, page.versions) == ((), None, ())


def test_a_broken_snapshot_is_an_error_with_its_place(project: FakeProject, tmp_path: Path):
    broken = tmp_path / "2026-06-28.json"
    project.snapshot_path = lambda release: broken  # type: ignore[method-assign]  # noqa: ARG005
    broken.write_text("{")
    with pytest.raises(InputError) as caught:
        project.site()
    assert caught.value.place is not None
    assert caught.value.place.file == str(broken)


DEPRECATED = Change(
    id="0d" * 16,
    rule="operation-deprecated",
    cls="neutral",
    title="Operation `GET /v1/leads` marked as deprecated, sunset on `2027-03-31`",
    path_version="v1",
    impacts=(Impact("to-server", "neutral", ("GET /v1/leads",)),),
)


def test_a_deprecation_is_on_the_page_though_no_client_breaks(project: FakeProject):
    project.entries = (cooledge.FIRST_ENTRY, cooledge.ENTRY)
    project.changes["2026-06-28.json"] = (DEPRECATED,)
    site = project.site()
    assert [item.title for item in site.posts[0].deprecated] == [DEPRECATED.title]
    assert site.posts[0].title == DEPRECATED.title
    assert "Nothing new" not in page.html(site)
    for text in (page.html(site), page.markdown(site)):
        assert "Deprecated" in text
        assert "2027-03-31" in text


def test_names_that_a_title_folds_are_all_on_the_page(project: FakeProject):
    names = tuple(f"name{number}" for number in range(30))
    project.changes["2026-06-28.json"] = (cooledge.NOTIFY._replace(names=names),)
    site = project.site()
    for text in (page.html(site), page.markdown(site)):
        assert all(name in text for name in names)


def _two_entries(project: FakeProject, *further: Change) -> None:
    """A release with a breaking change in each of two entries, and `further` changes that neither binds."""
    one = cooledge.ENTRY._replace(changes=(cooledge.SITE_ID_REMOVED.id,), meaning=(), waiver=None)
    two = one._replace(path=Path("changelog/2026-06-23-type.md"), changes=(cooledge.TYPE_RENAMED.id,), title="Type")
    project.entries = (cooledge.FIRST_ENTRY, one, two)
    project.releases = project.releases[:2]
    project.changes["2026-06-23.json"] = (cooledge.SITE_ID_REMOVED, cooledge.TYPE_RENAMED, *further)


def test_what_no_client_notices_makes_no_post_beside_entries(project: FakeProject):
    _two_entries(project, cooledge.PROSE, cooledge.OPERATION_ID)
    posts = project.site().posts
    assert [post.anchor for post in posts] == [
        "2026-06-23-type",
        "2026-06-23-lead-lifecycle",
        "2026-06-17-first-release",
    ]
    assert [post.neutral for post in posts] == [2, 0, 0]
    for text in (page.html(project.site()), page.markdown(project.site())):
        assert "Nothing new" not in text


def test_edits_that_generated_clients_see_are_counted_apart(project: FakeProject):
    generated = "1 edit that only generated client libraries see"
    prose = "1 edit of prose, examples, order or notation"
    for further, says in (
        ((cooledge.PROSE, cooledge.OPERATION_ID), f"And {generated} and {prose}."),
        ((cooledge.OPERATION_ID,), f"And {generated}."),
        ((cooledge.PROSE,), f"And {prose}."),
        ((), ""),
    ):
        _two_entries(project, *further)
        assert project.site().posts[0].unlisted == says


def test_an_edit_that_generated_clients_see_is_one_more_beside_those_that_are_listed(project: FakeProject):
    listed = cooledge.OPERATION_ID._replace(id="e" * 32, cls="breaking", counted=False)
    project.entries = (cooledge.FIRST_ENTRY, cooledge.ENTRY)
    for further, says in (
        (
            (cooledge.PROSE, cooledge.OPERATION_ID),
            "And 1 more edit that only generated client libraries see and 1 edit ",
        ),
        ((cooledge.OPERATION_ID,), "And 1 more edit that only generated client libraries see."),
        ((cooledge.OPERATION_ID, cooledge.OPERATION_ID._replace(id="f" * 32)), "And 2 more edits that only generated"),
        ((cooledge.PROSE,), "And 1 edit of prose"),
        ((), ""),
    ):
        project.changes["2026-06-28.json"] = (listed, *further)
        post = project.site().posts[0]
        assert len(post.library) == 1
        assert post.unlisted.startswith(says)
        assert bool(post.unlisted) == bool(says)


def test_a_release_that_only_generated_clients_notice_says_so(project: FakeProject):
    project.entries = (cooledge.FIRST_ENTRY, cooledge.ENTRY)
    for changes, title in (
        ((cooledge.OPERATION_ID, cooledge.PROSE), "News for generated client libraries only"),
        ((cooledge.PROSE,), "Nothing new for clients"),
    ):
        project.changes["2026-06-28.json"] = changes
        assert project.site().posts[0].title == title


def test_the_index_tells_entries_of_one_day_apart(project: FakeProject):
    _two_entries(project)
    html = page.html(project.site())
    index = html[html.index('id="operations"') :]
    titles = [post.title for post in project.site().posts[:2]]
    assert all(title in index for title in titles)


def test_a_break_of_values_says_in_what_it_shows(project: FakeProject):
    lowered = cooledge.SITE_ID_REMOVED._replace(
        rule="max-length-lowered",
        title="`maxLength` of schema `Lead` lowered from 9 to 8",
        impacts=(
            Impact("to-server", "breaking", ("POST /v1/leads",)),
            Impact("from-server", "additive", ("GET /v1/leads",)),
        ),
    )
    optional = lowered._replace(
        id="b" * 32,
        rule="property-became-optional",
        impacts=(Impact("from-server", "breaking", ("GET /v1/leads",)),),
    )
    project.entries = (cooledge.FIRST_ENTRY, cooledge.ENTRY)
    project.changes["2026-06-28.json"] = (lowered, optional, cooledge.SITE_ID_REMOVED._replace(id="c" * 32))
    items = project.site().posts[0].breaking
    assert [item.marks for item in items] == [("in requests",), ("in responses",), ()]
    assert [[target.name for target in item.targets] for item in items[:2]] == [["POST /v1/leads"], ["GET /v1/leads"]]
