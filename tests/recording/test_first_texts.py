"""A drafted text that nobody edited tells of what ships; an edited one that may not is refused until somebody looks."""

import copy

import pytest

from apidiff.model.change import Change
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.entry_writing import LONGEST_COMMENT, shortened
from apidiff.recording.first_texts import first_text, first_title, is_first_text, is_first_title, is_unedited
from apidiff.reporting import prose
from tests.recording.pets import document


def limited(query, taken):
    """A description with limits on a query parameter and on a field of a request."""
    made = copy.deepcopy(document(query=("limit",)))
    pets = made["paths"]["/v1/pets"]
    pets["get"]["parameters"][0]["schema"] = {"type": "integer", "maximum": query}
    body = pets["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["name"]["maxLength"] = taken
    return made


@pytest.fixture
def limits(pets):
    pets.put(limited(50, 100))
    assert pets.snapshot().recorded
    return pets


def drafted(pets):
    (done,) = draft(pets.gate())
    return done


def codes(pets):
    return {refusal.code for version in pets.gate().check.versions for refusal in version.refusals}


def test_a_text_that_nobody_edited_loses_what_was_taken_back(limits):
    limits.put(limited(40, 90))
    path = drafted(limits).path
    assert "may be at most 40 (was 50)" in read_entry(path, unreleased=True).body
    limits.put(limited(50, 90))
    done = drafted(limits)
    assert (done.action, done.dropped, done.prose_kept, done.review) == ("updated", 1, False, ())
    text = path.read_text()
    assert "to 40" not in text
    assert "at most 90 characters (was 100)" in read_entry(path, unreleased=True).body


def test_a_text_that_nobody_edited_follows_another_value(limits):
    limits.put(limited(50, 90))
    path = drafted(limits).path
    limits.put(limited(50, 80))
    done = drafted(limits)
    assert (done.added, done.dropped, done.prose_kept) == (1, 1, False)
    assert "at most 80 characters (was 100)" in read_entry(path, unreleased=True).body
    assert "to 90" not in path.read_text()


def test_it_is_so_with_the_line_ends_of_windows(limits):
    limits.put(limited(40, 90))
    path = drafted(limits).path
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    limits.put(limited(50, 90))
    assert not drafted(limits).prose_kept
    assert b"to 40" not in path.read_bytes()
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_name_too_long_for_a_comment_does_not_make_a_text_edited(limits):
    long = document(query=("limit",), taken=("name", "toy", "x" * 400), sent=("id", "nick", "y" * 400))
    limits.put(long)
    path = drafted(limits).path
    limits.put(document(query=("limit",), taken=("name", "toy", "x" * 400)))
    done = drafted(limits)
    assert (done.dropped > 0, done.prose_kept) == (True, False)
    assert "yyy" not in path.read_text()


def test_a_long_comment_ends_between_words_and_outside_of_code():
    names = [f"some_field_{n}" for n in range(60)]
    told = f"{', '.join(f'`{name}`' for name in names)} removed from schema `Lead`"
    for length in range(40):
        said = shortened("x" * length + told)
        assert len(said) <= LONGEST_COMMENT
        assert said.endswith("` …")
        assert said.count("`") % 2 == 0
    assert shortened("a `b` c") == "a `b` c"
    assert len(shortened("y" * 900)) <= LONGEST_COMMENT


def test_an_entry_that_nobody_wrote_in_goes_with_the_last_of_its_changes(limits):
    limits.put(limited(40, 100))
    path = drafted(limits).path
    limits.put(limited(50, 100))
    assert drafted(limits).action == "removed"
    assert not path.exists()
    assert limits.gate().check.status == "pass"


def test_a_title_that_nobody_edited_follows_the_changes(limits):
    made = limited(40, 100)
    made["paths"]["/v1/more"] = {"get": {"responses": {"204": {"description": "nothing"}}}}
    limits.put(made)
    path = drafted(limits).path
    assert read_entry(path, unreleased=True).title == "Breaking changes in v1"
    made = limited(50, 100)
    made["paths"]["/v1/more"] = {"get": {"responses": {"204": {"description": "nothing"}}}}
    limits.put(made)
    drafted(limits)
    assert read_entry(path, unreleased=True).title == "Additions in v1"


def test_an_edited_text_that_may_tell_of_what_is_gone_is_refused_until_somebody_looked(limits):
    limits.put(limited(40, 90))
    path = drafted(limits).path
    path.write_text(path.read_text() + "\nLists are shorter now.\n")
    body = read_entry(path, unreleased=True).body
    limits.put(limited(50, 100))
    done = drafted(limits)
    entry = read_entry(path, unreleased=True)
    assert (done.prose_kept, entry.body, len(done.review)) == (True, body, 2)
    assert codes(limits) == {"text-unreviewed"}
    (refusal,) = [each for version in limits.gate().check.versions for each in version.refusals]
    assert refusal.message.startswith(f"the text of `{path.parent.name}/{path.name}` may tell of what is gone: ")
    assert refusal.hint == "Read its title and text, correct them, and take `review` out of the entry."
    path.write_text(path.read_text().partition("review:")[0] + "---\nNothing is shorter.\n")
    assert limits.gate().check.status == "pass"


def test_what_came_back_needs_no_review(limits):
    limits.put(limited(40, 90))
    path = drafted(limits).path
    path.write_text(path.read_text() + "\nLists are shorter now.\n")
    limits.put(limited(50, 90))
    assert len(drafted(limits).review) == 1
    limits.put(limited(40, 90))
    assert drafted(limits).review == ()
    assert "review" not in path.read_text()


def test_a_sentence_that_somebody_took_out_stays_out(limits):
    limits.put(limited(40, 90))
    path = drafted(limits).path
    lines = path.read_text().splitlines(keepends=True)
    (gone,) = (line for line in lines if "`limit` of" in line and line.startswith("- **Breaking:**"))
    path.write_text("".join(line for line in lines if line != gone))
    limits.put(limited(40, 80))
    assert drafted(limits).prose_kept
    assert gone not in path.read_text()


def test_the_digest_decides_what_was_drafted(limits):
    limits.put(limited(40, 90))
    body = read_entry(drafted(limits).path, unreleased=True).body
    assert is_unedited(body)
    assert is_unedited(body.replace("\n", "\r\n"))
    assert is_unedited(body.rstrip() + "  \n\n"), "white space that an editor adds or takes is no edit"
    assert not is_unedited(body.replace("at most", "up to"))
    assert not is_unedited(body.partition("-->\n")[2])
    assert not is_unedited("\nA text of ours.\n")


def test_the_page_shows_a_draft_for_its_guide_alone():
    change = Change("0" * 32, "operation-added", "additive", "Operation `GET /v1/x` added", name="GET /v1/x")
    assert is_first_text(first_text([change]))
    assert is_first_text("\n")
    assert not is_first_text("\nA text of ours.\n")


def test_every_drafted_title_is_known_as_one():
    for version in ("v1", "unversioned", None):
        assert is_first_title(first_title(version, [], new=False), version)
        assert is_first_title(first_title(version, [], new=True), version)
    assert not is_first_title("Limits are lower", "v1")


HOSTILE = (
    *("a --> b", "<!-- c", "`d`", "e\nf: g", "</script><b>", "\u202e", "[x](javascript:1)", "--"),
    *("${{ x }}", "::set-output"),
)


def test_names_that_strangers_chose_are_text_in_a_draft(pets):
    pets.put(document(sent=("id", *HOSTILE)))
    assert pets.snapshot().recorded
    pets.put(document(sent=("id", *(f"{name}s" for name in HOSTILE))))
    (done,) = draft(pets.gate())
    entry = read_entry(done.path, unreleased=True)
    assert is_unedited(entry.body)
    assert draft(pets.gate())[0].action == "unchanged"
    shown = str(prose.to_html(entry.body, top=3))
    assert "<!--" not in shown
    assert "<b>" not in shown
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "Drafted by" not in shown
    assert "Was `" not in shown
