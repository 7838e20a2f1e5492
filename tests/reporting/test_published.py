"""What the page does not publish: questions that only a maintainer can answer; and which release of its day each is."""

import pytest

from apidiff.model.records import ReleaseName
from apidiff.recording.drafting import draft
from apidiff.recording.remembering import Remembered
from apidiff.recording.snapshots import snapshot
from apidiff.recording.waiving import waive
from apidiff.reporting import site
from apidiff.reporting.page import render
from tests.recording.pets import SECOND, Pets, document


@pytest.fixture
def released(tmp_path):
    pets = Pets(tmp_path)
    assert pets.snapshot().recorded
    return pets


def built(pets):
    project = pets.project()
    return site.build(project, Remembered(project))


def test_a_possible_rename_is_asked_of_the_maintainer_and_not_published(released):
    released.write(sent=("id", "alias"))
    assert any(change.possibly_renamed_to for change in released.gate().check.comparison.changes)
    (done,) = draft(released.gate())
    text = done.path.read_text()
    assert "# Renamed?" in text
    assert "possibly" not in text
    waive(released.gate(), None, "nobody used it", "owner")
    assert released.snapshot(SECOND).recorded
    page = built(released)
    assert page.posts[0].breaking
    assert not [item for post in page.posts for item in post.breaking if "possibly" in item.title]
    assert "Was `nick` renamed" in page.posts[0].body
    assert not [name for name, file in render(page).items() if name.endswith((".html", ".md")) and b"Was `" in file]


def test_two_releases_of_a_day_are_told_apart(released):
    for number in (1, 2):
        released.write(taken=("name", "toy", *"abc"[:number]))
        assert snapshot(released.project(), None, ReleaseName(SECOND, number)).recorded
    page = built(released)
    assert [post.number for post in page.posts] == [2, 1, 1]
    files = render(page)
    assert "## 2026-06-23.2: " in files["CHANGELOG.md"].decode()
    assert "</time>.2</a>" in files["index.html"].decode()


def test_an_operation_that_comes_is_named_without_all_its_parameters(released):
    made = document()
    names = [f"field_{number}" for number in range(30)]
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    made["paths"]["/v1/shops"] = {"get": {"parameters": parameters, "responses": {"204": {"description": "none"}}}}
    released.put(made)
    (change,) = released.gate().check.comparison.changes
    assert "field_0" in change.title
    (done,) = draft(released.gate())
    assert "\n`GET /v1/shops` is new.\n" in done.path.read_text()
    assert released.snapshot(SECOND).recorded
    assert [item.title for item in built(released).posts[0].additive] == ["Operation `GET /v1/shops` added"]
