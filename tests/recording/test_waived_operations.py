"""A waiver records the operations that each waived change breaks, and covers no other one."""

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Entry, Waiver
from apidiff.recording.drafting import draft
from apidiff.recording.entries import parse_entry, read_entry
from apidiff.recording.entry_writing import entry_text
from apidiff.recording.waiving import waive
from tests.recording.pets import FIRST, SECOND, document

FIELD = {"type": "string", "maxLength": 9}
ONE, TWO = "0" * 31 + "1", "0" * 31 + "2"


def shared(lowered=(), *, to=5):
    """Two operations that take the same schema, and one that takes another; `maxLength` is lowered for some."""
    made = document(paths=("/v1/cats", "/v1/dogs", "/v1/eels"))
    made["components"] = {"schemas": {"Tag": dict(FIELD), "Short": dict(FIELD)}}
    if lowered:
        made["components"]["schemas"]["Tag"]["maxLength"] = to
    for path in ("/v1/cats", "/v1/dogs"):
        name = "Tag" if path in lowered or not lowered else "Short"
        made["paths"][path]["post"] = {
            "requestBody": {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}},
            "responses": {"204": {"description": "done"}},
        }
    return made


@pytest.fixture
def tagged(pets):
    pets.put(shared())
    assert pets.snapshot(FIRST).recorded
    return pets


def refusals(pets):
    return [refusal for version in pets.gate().check.versions for refusal in version.refusals]


def breaking(pets):
    return [change for change in pets.gate().check.comparison.changes if change.cls == "breaking"]


def waived(pets, content):
    pets.put(content)
    (done,) = draft(pets.gate(), SECOND)
    waive(pets.gate(), None, "nobody sends long ones", "owner")
    return done.path


def test_the_same_break_in_one_more_operation_is_not_covered(tagged):
    path = waived(tagged, shared(("/v1/cats",)))
    assert tagged.gate().check.status == "waived"
    (change,) = breaking(tagged)
    assert read_entry(path).waiver.operations == ((change.id, ("POST /v1/cats",)),)

    tagged.put(shared(("/v1/cats", "/v1/dogs")))
    assert [again.id for again in breaking(tagged)] == [change.id]
    (refusal,) = refusals(tagged)
    assert (refusal.code, refusal.changes[0].id) == ("breaking-not-waived", change.id)
    assert "waives, but not for `POST /v1/dogs`" in refusal.message
    assert tagged.snapshot(SECOND).recorded is None


def test_one_operation_less_is_covered(tagged):
    waived(tagged, shared(("/v1/cats", "/v1/dogs")))
    tagged.put(shared(("/v1/dogs",)))
    assert tagged.gate().check.status == "waived"


def test_drafting_again_does_not_add_operations_and_waiving_does(tagged):
    path = waived(tagged, shared(("/v1/cats",)))
    tagged.put(shared(("/v1/cats", "/v1/dogs")))
    draft(tagged.gate(), SECOND)
    assert [refusal.code for refusal in refusals(tagged)] == ["breaking-not-waived"]
    (done,) = waive(tagged.gate(), None, "nobody sends long ones", "owner")
    assert len(done.changes) == 1
    ((_, operations),) = read_entry(path).waiver.operations
    assert operations == ("POST /v1/cats", "POST /v1/dogs")
    assert tagged.gate().check.status == "waived"


def test_drafting_records_what_a_waiver_of_everything_covered(tagged):
    tagged.put(shared(("/v1/cats",)))
    (change,) = breaking(tagged)
    path = tagged.entry(
        f"{SECOND}-x.md",
        f"---\ndate: {SECOND}\ntitle: x\nchanges: [{change.id}]\nwaiver: {{reason: unused, approved-by: owner}}\n---\n",
    )
    more = shared(("/v1/cats",))
    more["paths"]["/v1/eels"]["post"] = {"responses": {"204": {"description": "done"}}}
    tagged.put(more)
    draft(tagged.gate(), SECOND)
    assert read_entry(path).waiver.operations == ((change.id, ("POST /v1/cats",)),)


def test_waiving_one_change_again_leaves_the_others_of_a_waiver_of_everything(released):
    released.write(sent=("id",), taken=("name",))
    first, second = breaking(released)
    path = released.entry(
        f"{SECOND}-x.md",
        f"---\ndate: {SECOND}\ntitle: x\nchanges: [{first.id}, {second.id}]\n"
        "waiver: {reason: unused, approved-by: owner}\n---\n",
    )
    assert released.gate().check.status == "waived"
    waive(released.gate(), [second.id], "unused", "owner")
    assert released.gate().check.status == "waived"
    assert read_entry(path).waiver.changes == (first.id, second.id)
    assert dict(read_entry(path).waiver.operations) == {each.id: each.broken for each in (first, second)}


def test_an_entry_with_operations_reads_back_as_written(tmp_path):
    names = ("GET /v1/a/{b}: c", 'POST /v1/"a"', "webhook  two  spaces", "callback a of POST /v1/ä")
    many = tuple(f"GET /v1/{number}" for number in range(40))
    for operations in (((ONE, names),), ((ONE, many), (TWO, many)), ((ONE, ()),)):
        waiver = Waiver("unused", "owner", (ONE, TWO), operations)
        entry = Entry(tmp_path / "e.md", SECOND, "t", None, (ONE, TWO), (), waiver, "Text.\n")
        text = entry_text(entry, {ONE: "`a` removed"})
        assert parse_entry(text, entry.path) == entry
    assert entry_text(entry._replace(waiver=waiver._replace(operations=((ONE, many), (TWO, many))))).count(many[0]) == 1


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("- {id: 9f3c1a7b20de}", "`operations` is missing"),
        ("- {operations: [GET /v1/a]}", "`id` is missing"),
        ("- {id: x, operations: []}", "`x` is not the id"),
        ("- {id: 9f3c1a7b20de, operations: GET /v1/a}", "`operations` is not a list"),
        ("- {id: 9f3c1a7b20de, operations: [[]]}", "an operation is not a string"),
        ("- {id: 9f3c1a7b20de, operation: [GET /v1/a]}", "unknown key `operation`"),
        ("- 9f3c1a7b20de\n    - {id: 9f3c1a7b20de, operations: []}", "appears twice"),
    ],
)
def test_what_is_wrong_with_a_waived_change_is_said_with_its_line(tmp_path, listed, said):
    text = f"---\ndate: 2026-06-23\ntitle: x\nwaiver:\n  reason: a b\n  approved-by: c\n  changes:\n    {listed}\n---\n"
    with pytest.raises(InputError) as caught:
        parse_entry(text, tmp_path / "e.md")
    assert said in caught.value.message
    assert caught.value.place.line >= 8
