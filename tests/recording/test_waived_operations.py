"""A waiver records the operations that each waived change breaks, and covers no other one."""

import pytest

from apidiff.errors import InputError
from apidiff.model.change import Broken
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
    assert read_entry(path).waiver.operations == ((change.id, (Broken("POST /v1/cats", "to-server"),)),)

    tagged.put(shared(("/v1/cats", "/v1/dogs")))
    assert [again.id for again in breaking(tagged)] == [change.id]
    (refusal,) = refusals(tagged)
    assert (refusal.code, refusal.changes[0].id) == ("breaking-not-waived", change.id)
    assert "waives, but not for `POST /v1/dogs`" in refusal.message
    assert tagged.snapshot(SECOND).recorded is None


def answering(name):
    """One operation that takes a schema, and answers with it or with another of the same content."""
    made = document(paths=("/v1/cats",))
    made["components"] = {"schemas": {"Tag": {"type": "integer"}, "Old": {"type": "string"}}}
    made["paths"]["/v1/cats"]["post"] = {
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tag"}}}},
        "responses": {
            "200": {
                "description": "done",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
            }
        },
    }
    return made


def test_the_same_break_in_the_responses_of_an_operation_is_not_covered(pets):
    before = answering("Tag")
    before["components"]["schemas"]["Tag"] = {"type": "string"}
    pets.put(before)
    assert pets.snapshot(FIRST).recorded
    path = waived(pets, answering("Old"))
    assert pets.gate().check.status == "waived"
    ((of_tag, names),) = [
        each for each in read_entry(path).waiver.operations if Broken("POST /v1/cats", "to-server") in each[1]
    ]
    assert names == (Broken("POST /v1/cats", "to-server"),)

    pets.put(answering("Tag"))
    assert [each.id for each in breaking(pets)] == [of_tag]
    (refusal,) = refusals(pets)
    assert (refusal.code, refusal.changes[0].id) == ("breaking-not-waived", of_tag)
    assert "waives, but not for `POST /v1/cats from-server`" in refusal.message
    assert pets.snapshot(SECOND).recorded is None

    # A list says no direction, so who wrote one waived both.
    text = path.read_text()
    assert "\n        to-server:\n          - " in text
    path.write_text(text.replace("\n        to-server:\n          - ", "\n        - "))
    assert pets.gate().check.status == "waived"


def test_what_is_listed_without_a_direction_stays_so_beside_what_has_one(tmp_path):
    operations = ((ONE, (Broken("GET /v1/a", None), Broken("GET /v1/b", "from-server"))),)
    waiver = Waiver("unused", "owner", (ONE,), operations)
    text = entry_text(Entry(tmp_path / "e.md", SECOND, "t", None, (ONE,), (), waiver, "Text.\n"))
    ((_, names),) = parse_entry(text, tmp_path / "e.md").waiver.operations
    assert names == (
        Broken("GET /v1/a", "to-server"),
        Broken("GET /v1/a", "from-server"),
        Broken("GET /v1/b", "from-server"),
    )


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
    assert operations == (Broken("POST /v1/cats", "to-server"), Broken("POST /v1/dogs", "to-server"))
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
    assert read_entry(path).waiver.operations == ((change.id, (Broken("POST /v1/cats", "to-server"),)),)


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
    assert dict(read_entry(path).waiver.operations) == {each.id: each.breaks for each in (first, second)}


def test_an_entry_with_operations_reads_back_as_written(tmp_path):
    names = ("GET /v1/a/{b}: c", 'POST /v1/"a"', "webhook  two  spaces", "callback a of POST /v1/ä")
    many = tuple(f"GET /v1/{number}" for number in range(40))
    both = (*tuple(Broken(name, "to-server") for name in names), Broken(names[0], "from-server"))
    names, many = (tuple(Broken(name, None) for name in each) for each in (names, many))
    sent = tuple(each._replace(direction="to-server") for each in many)
    for operations in (
        ((ONE, names),),
        ((ONE, both),),
        ((ONE, many), (TWO, many)),
        ((ONE, sent), (TWO, sent)),
        ((ONE, ()),),
    ):
        waiver = Waiver("unused", "owner", (ONE, TWO), operations)
        entry = Entry(tmp_path / "e.md", SECOND, "t", None, (ONE, TWO), (), waiver, "Text.\n")
        text = entry_text(entry, {ONE: "`a` removed"})
        assert parse_entry(text, entry.path) == entry
    assert (
        entry_text(entry._replace(waiver=waiver._replace(operations=((ONE, many), (TWO, many))))).count(many[0].name)
        == 1
    )


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("- {id: 9f3c1a7b20de}", "`operations` is missing"),
        ("- {operations: [GET /v1/a]}", "`id` is missing"),
        ("- {id: x, operations: []}", "`x` is not the id"),
        ("- {id: 9f3c1a7b20de, operations: GET /v1/a}", "`operations` is not a list"),
        ("- {id: 9f3c1a7b20de, operations: [[]]}", "an operation is not a string"),
        ("- {id: 9f3c1a7b20de, operations: {to-server: GET /v1/a}}", "`to-server` is not a list"),
        ("- {id: 9f3c1a7b20de, operations: {to-sever: [GET /v1/a]}}", "unknown key `to-sever`"),
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
