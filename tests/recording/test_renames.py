"""Renames that an entry declares, from the draft that asks about them to the page that tells them."""

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Rename
from apidiff.recording.drafting import draft
from apidiff.recording.entries import parse_entry, read_entry
from apidiff.recording.entry_writing import entry_text
from apidiff.recording.remembering import Remembered
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from apidiff.reporting.site_building import build
from tests.recording.pets import FIRST, SECOND, document

RENAME = Rename("schema Pet", "call_vet", "needs_care")


def described(*flags):
    made = document()
    fields = {"name": {"type": "string"}, **{flag: {"type": "boolean"} for flag in flags}}
    made["components"] = {"schemas": {"Pet": {"type": "object", "properties": fields}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
    made["paths"]["/v1/pets"]["post"]["requestBody"] = body
    return made


@pytest.fixture
def renamed(pets):
    """A boolean of another name, which comparing is not sure of, and the draft that asks."""
    pets.put(described("call_vet"))
    assert pets.snapshot(FIRST).recorded
    pets.put(described("needs_care"))
    (pets.done,) = draft(pets.gate(), SECOND)
    pets.path = pets.done.path
    return pets


def answer(path):
    """What the maintainer does: take the marks of the comment away."""
    head, asked, rest = path.read_text().partition("# renames:\n")
    assert asked
    path.write_text(f"{head}renames:\n{rest.replace('#   - ', '  - ', 1)}")


def titles(check):
    return {change.title for change in check.comparison.changes}


def refusals(pets, code="rename-unknown"):
    return [r for v in pets.gate().check.versions for r in v.refusals if r.code == code]


def test_a_possible_rename_is_asked_about_in_a_comment(renamed):
    text = renamed.path.read_text()
    assert renamed.done.questions == 1
    assert '#   - {target: "schema Pet", from: "call_vet", to: "needs_care"}\n---\n' in text
    assert read_entry(renamed.path).renames == ()
    answer(renamed.path)
    assert read_entry(renamed.path).renames == (RENAME,)


def test_a_declared_rename_is_told_and_neither_ids_nor_classes_move(renamed):
    before = renamed.gate().check
    assert "`call_vet` removed from schema `Pet`, possibly renamed to `needs_care`" in titles(before)
    answer(renamed.path)
    after = renamed.gate().check
    assert titles(after) == {
        "`call_vet` of schema `Pet` renamed to `needs_care`",
        "`needs_care` added to schema `Pet`, in place of `call_vet`",
    }
    kept = [[(change.id, change.cls, change.rule) for change in c.comparison.changes] for c in (before, after)]
    assert kept[0] == kept[1]
    assert before.comparison.summary == {"breaking": 1, "additive": 1, "neutral": 0}
    assert after.comparison.summary == {"breaking": 1, "additive": 0, "neutral": 0}
    (change,) = after.comparison.counted
    assert change.hint.startswith("Keep `call_vet` beside its new name")
    assert after.comparison.client_library == before.comparison.client_library


def test_a_field_that_clients_must_send_now_counts_beside_its_rename(pets):
    first, second = described("call_vet"), described("needs_care")
    second["components"]["schemas"]["Pet"]["required"] = ["needs_care"]
    pets.put(first)
    assert pets.snapshot(FIRST).recorded
    pets.put(second)
    (done,) = draft(pets.gate(), SECOND)
    declared = "renames:\n  - {target: schema Pet, from: call_vet, to: needs_care}\nversion"
    done.path.write_text(done.path.read_text().replace("version", declared, 1))
    assert pets.gate().check.comparison.summary["breaking"] == 2


def test_drafting_again_tells_it_beside_the_ids_of_the_waiver_too(renamed):
    waive(renamed.gate(), None, "nobody used it", "owner")
    text = renamed.path.read_text()
    gone = next(change.id for change in renamed.gate().check.comparison.changes if change.name == "call_vet")
    answer(renamed.path)
    draft(renamed.gate(), SECOND)
    said = [line.partition("# ")[2] for line in renamed.path.read_text().splitlines() if gone in line]
    assert len(said) == 2 <= text.count(gone)
    assert said[0] == said[1] == "`call_vet` of schema `Pet` renamed to `needs_care`"


def test_drafting_again_tells_it_in_a_text_that_nobody_edited(renamed):
    answer(renamed.path)
    (done,) = draft(renamed.gate(), SECOND)
    assert (done.action, done.prose_kept, done.questions) == ("updated", False, 0)
    entry = read_entry(renamed.path)
    assert "**Breaking:** `POST /v1/pets` takes `needs_care` where it took `call_vet`.\n" in entry.body
    assert "possibly" not in entry.body
    assert "new optional" not in entry.body
    assert "<!-- Was" not in entry.body
    assert len(entry.changes) == 1
    text = renamed.path.read_text()
    assert "Renamed?" not in text
    assert f'"{entry.changes[0]}"  # `call_vet` of schema `Pet` renamed to `needs_care`' in text
    assert draft(renamed.gate(), SECOND)[0].action == "unchanged"


def test_a_rename_that_comes_later_is_asked_about_too(pets):
    pets.put(described("call_vet"))
    assert pets.snapshot(FIRST).recorded
    pets.put(described("call_vet", "tame"))
    assert draft(pets.gate(), SECOND)[0].questions == 0
    pets.put(described("needs_care"))
    (done,) = draft(pets.gate(), SECOND)
    assert (done.action, done.questions) == ("updated", 1)
    answer(done.path)
    assert read_entry(done.path).renames == (RENAME,)


def test_the_release_and_the_page_say_renamed_and_the_record_is_sound(renamed, tmp_path):
    answer(renamed.path)
    waive(renamed.gate(), None, "nobody sent it", "owner")
    assert renamed.snapshot(SECOND).recorded.verdicts == {"v1": "waived"}
    assert verify(renamed.project()) == []
    project = renamed.project()
    made = build(project, Remembered(project, tmp_path / "cache.json"))
    post = made.posts[0]
    assert [item.title for item in post.breaking] == ["`call_vet` of schema `Pet` renamed to `needs_care`"]
    assert "### Moving over" in post.body


@pytest.mark.parametrize(
    ("was", "to"), [("call_vets", "needs_care"), ("call_vet", "needs_cares"), ("needs_care", "call_vet")]
)
def test_a_rename_of_which_nothing_shows_is_refused_with_the_names_that_there_are(renamed, was, to):
    answer(renamed.path)
    text = renamed.path.read_text()
    written = f'{{target: schema Pet, from: "{was}", to: "{to}"}}'
    renamed.path.write_text(text.replace('{target: "schema Pet", from: "call_vet", to: "needs_care"}', written))
    (refusal,) = refusals(renamed)
    assert f"declares that `{was}` of `schema Pet` was renamed to `{to}`" in refusal.message
    assert "Gone from there: `call_vet`. New there: `needs_care`." in refusal.hint
    assert renamed.snapshot(SECOND).recorded is None


def test_a_target_that_there_is_not_is_an_error_that_suggests_one(renamed):
    answer(renamed.path)
    renamed.path.write_text(renamed.path.read_text().replace('"schema Pet"', '"schema Pets"'))
    with pytest.raises(InputError) as caught:
        renamed.gate()
    assert "no operation, event or schema is called `schema Pets`, in which the entry declares a rename" in str(
        caught.value
    )
    assert "`schema Pet`" in caught.value.hint


def test_a_rename_that_comparing_was_sure_of_may_be_declared(pets):
    pets.put(described("call_vet"))
    assert pets.snapshot(FIRST).recorded
    pets.put(described("callVet"))
    (change,) = [c for c in pets.gate().check.comparison.changes if c.cls == "breaking"]
    assert change.rule == "property-renamed"
    (done,) = draft(pets.gate(), SECOND)
    declared = "renames:\n  - {target: POST /v1/pets, from: call_vet, to: callVet}\nversion"
    done.path.write_text(done.path.read_text().replace("version", declared, 1))
    assert refusals(pets) == []


def test_a_name_that_was_given_to_another_one_is_no_guess_any_more(pets):
    pets.put(described("call_vet", "open_care"))
    assert pets.snapshot(FIRST).recorded
    pets.put(described("needs_care"))
    guessed = {c.name: c.possibly_renamed_to for c in pets.gate().check.comparison.changes}
    other = next((name for name, to in guessed.items() if to), None)
    sure = "call_vet" if other == "open_care" else "open_care"
    (done,) = draft(pets.gate(), SECOND)
    declared = f"renames:\n  - {{target: schema Pet, from: {sure}, to: needs_care}}\nversion"
    done.path.write_text(done.path.read_text().replace("version", declared, 1))
    told = titles(pets.gate().check)
    assert f"`{sure}` of schema `Pet` renamed to `needs_care`" in told
    assert not [title for title in told if "possibly" in title]


def test_an_entry_with_renames_reads_back_as_written(tmp_path):
    text = (
        "---\ndate: 2026-06-23\ntitle: x\nrenames:\n  - {target: 'GET /v1/{a}', from: 'a: b', to: \"null\"}\n---\nT.\n"
    )
    entry = parse_entry(text, tmp_path / "e.md")
    assert entry.renames == (Rename("GET /v1/{a}", "a: b", "null"),)
    assert parse_entry(entry_text(entry), entry.path) == entry


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("{target: schema A, from: a}", "`to` is missing"),
        ("{target: schema A, from: a, to: ~}", "`to` is missing"),
        ("{target: schema A, was: a, to: b}", "unknown key `was` in `renames`"),
        ("{target: schema A, from: a, to: a}", "renamed to itself"),
        ("{target: schema A, from: a, to: [b]}", "`to` is not a string"),
        ("schema A", "`renames` is not a mapping"),
        ("{target: x, from: a, to: b}\n  - {target: x, from: a, to: c}", "is renamed twice"),
    ],
)
def test_what_is_wrong_with_a_rename_is_said_with_its_line(tmp_path, item, said):
    with pytest.raises(InputError) as caught:
        parse_entry(f"---\ndate: 2026-06-23\ntitle: x\nrenames:\n  - {item}\n---\n", tmp_path / "e.md")
    assert said in caught.value.message
    assert caught.value.place.line >= 5
