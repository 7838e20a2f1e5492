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
from apidiff.reporting.site import build
from tests.recording.pets import SECOND

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
