"""What a waiver keeps off the page is in every report, with who decided and why."""

import pytest

from apidiff.errors import InputError
from apidiff.recording.drafting import draft
from apidiff.recording.entries import parse_entry, read_entry
from apidiff.recording.remembering import Remembered
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from apidiff.reporting import page
from apidiff.reporting.formats import FORMATS, writer
from apidiff.reporting.formats.style import Style
from apidiff.reporting.site_building import build
from tests.recording.pets import SECOND, document

FORMS = [name for name, form in FORMATS.items() if name != "json" and form.is_report]


@pytest.fixture
def hidden(released):
    """A field is gone, and the waiver keeps that off the page."""
    released.write(sent=("id",))
    draft(released.gate())
    waive(released.gate(), None, "for one partner alone", "api-owner", hide_from_page=True)
    return released


def site(pets):
    return build(pets.project(), Remembered(pets.project()))


def test_the_entry_says_so(hidden):
    (entry,) = hidden.project().unreleased
    assert entry.waiver.hide_from_page
    assert "  hide-from-page: true\n" in entry.path.read_text()
    with pytest.raises(InputError, match="neither true nor false"):
        parse_entry(entry.path.read_text().replace("page: true", "page: perhaps"), entry.path, unreleased=True)


@pytest.mark.parametrize("form", FORMS)
def test_every_report_shows_it_and_says_by_whom_and_why(hidden, form):
    check = hidden.gate().check
    told = " ".join(writer(form).check(check, Style(width=400)).split())
    assert "for one partner alone" in told
    assert "api-owner" in told
    assert "hidden from the page" in told


def test_json_says_it(hidden):
    check = hidden.gate().check.to_dict()
    (waived,) = check["versions"][0]["waived"]
    assert (waived["hidden_from_page"], waived["approved_by"]) == (True, "api-owner")
    assert check["summary"]["breaking"] == 1


def test_the_page_does_not_tell_of_it_and_verify_does(hidden):
    assert hidden.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}
    made = site(hidden)
    assert made.hidden == 1
    assert [version.breaking for version in made.versions] == [0]
    for text in (page.html(made), page.markdown(made)):
        assert "nick" not in text
        assert "for one partner alone" not in text
    (note,) = verify(hidden.project())
    assert note.severity == "note"
    assert "approved by api-owner: for one partner alone" in note.message


def test_what_else_the_entry_binds_is_told(hidden):
    (entry,) = hidden.project().unreleased
    hidden.write(sent=("id",), query=("limit",))
    gate = hidden.gate()
    added = next(change for change in gate.check.comparison.changes if change.cls == "additive")
    text = entry.path.read_text()
    entry.path.write_text(text.replace("waiver:", f'  - "{added.id}"\nwaiver:', 1))
    assert read_entry(entry.path, unreleased=True).changes[-1] == added.id
    assert hidden.snapshot(SECOND).recorded
    newest = site(hidden).posts[0]
    assert [item.title for item in newest.additive] == [added.title]
    assert (newest.breaking, newest.waiver) == ((), None)


def test_a_decision_to_hide_is_another_one(hidden):
    hidden.write(sent=())
    draft(hidden.gate())
    waive(hidden.gate(), None, "for one partner alone", "api-owner")
    assert [entry.waiver.hide_from_page for entry in hidden.project().unreleased] == [True]


def test_what_is_hidden_is_not_called_nothing(hidden):
    hidden.snapshot(SECOND)
    files = page.render(site(hidden))
    assert b"No changes listed" in files["releases/2026-06-23.html"]
    assert b"No changes listed." in files["compare/2026-06-17.html"]
    assert b"No changes listed." in files["compare/2026-06-17.md"]
    assert b"No changes listed so far." in files["versions/v1/index.html"]
    mentioned = files["operations/index.html"].decode().split("<li")
    assert ["no changes listed" in line for line in mentioned if "GET /v1/pets" in line] == [True]
    assert ["no entry so far" in line for line in mentioned if "POST /v1/pets" in line] == [True]
    for name, content in files.items():
        for said in ("Nothing", "Unchanged", "no breaking", "no version has broken", "0 breaking", "0 additive"):
            assert said not in content.decode(), name


def test_what_is_listed_beside_something_hidden_is_all_that_is_said(hidden):
    hidden.write(sent=("id",), query=("limit",))
    assert hidden.snapshot(SECOND).recorded
    made = site(hidden)
    assert [version.standing for version in made.versions] == ["1 additive change listed so far."]
    assert "no version has broken" not in page.html(made)
    assert "with a dated entry here" not in page.html(made)
    since = page.render(made)["compare/2026-06-17.html"]
    assert b"1 additive change is listed" in since
    assert b"breaking" not in since[since.index(b"<main") : since.index(b"Additive changes")]


def test_what_only_generated_clients_see_is_not_all_beside_something_hidden(hidden):
    made = document(sent=("id",))
    made["paths"]["/v1/pets"]["get"]["operationId"] = "listPets"
    hidden.put(made)
    assert hidden.snapshot(SECOND).recorded
    assert site(hidden).posts[0].title == "News for generated client libraries"


def test_a_compared_release_without_changes_says_so(released):
    made = document()
    made["info"]["description"] = "Prose."
    released.put(made)
    assert released.snapshot(SECOND).recorded
    files = page.render(site(released))
    assert b"Nothing that a client notices." in files["compare/2026-06-17.html"]
    assert b"Unchanged so far." in files["versions/v1/index.html"]
    assert b"no version has broken so far" in files["index.html"]
