"""`apidiff import-ignore`: what lines of oasdiff's ignore files let pass becomes waivers, and nothing else does."""

from __future__ import annotations

import pytest

from apidiff.api import diff
from apidiff.recording.ignored import find, read_lines
from tests.recording.pets import FIRST, Pets, document

GONE = "GET /v1/pets removed the optional property 'nick' from the response with the '200' status"
DECIDED = ("--reason", "nobody reads it", "--approved-by", "api-owner")


@pytest.fixture
def pets(tmp_path) -> Pets:
    made = Pets(tmp_path)
    assert made.snapshot(FIRST).recorded
    made.write(sent=("id",))
    return made


def ignoring(pets: Pets, *lines: str) -> str:
    (pets.root / "ignore.md").write_text("\n".join(lines))
    return "ignore.md"


def test_a_line_becomes_a_waiver_with_the_decision_that_is_given(pets, apidiff):
    name = ignoring(pets, "# What we let pass", f" - 12.01.2026 In {GONE.lower()}, as agreed")
    assert apidiff("check").code == 1
    done = apidiff("import-ignore", name, *DECIDED)
    assert (done.code, done.err) == (0, "")
    assert "ignore.md:2" in done.out
    assert "1 line of prose" in done.out
    assert apidiff("check").code == 0
    (entry,) = (pets.root / "changelog" / "unreleased").iterdir()
    assert 'reason: "nobody reads it"' in entry.read_text()


def test_a_line_that_begins_with_a_number_sign_is_a_comment(pets, apidiff):
    done = apidiff("import-ignore", ignoring(pets, f"# {GONE}", f"   #{GONE}"), *DECIDED)
    assert "2 lines of prose" in done.out
    assert list((pets.root / "changelog" / "unreleased").glob("*.md")) == []
    assert apidiff("check").code == 1


def test_without_a_decision_there_is_a_draft_and_no_waiver(pets, apidiff):
    done = apidiff("import-ignore", ignoring(pets, GONE))
    assert "apidiff waive " in done.out
    (entry,) = (pets.root / "changelog" / "unreleased").iterdir()
    assert "waiver" not in entry.read_text()
    assert apidiff("check").code == 1


def test_a_dry_run_writes_nothing(pets, apidiff):
    before = pets.records()
    done = apidiff("import-ignore", ignoring(pets, GONE), "--dry-run", *DECIDED)
    assert "matched 1 change" in done.out
    assert pets.records() == before


def test_lines_that_match_nothing_are_listed_and_let_nothing_pass(pets, apidiff):
    lines = [
        "GET /v1/pets removed the optional property 'name' from the response with the '200' status",
        "POST /v1/pets removed the optional property 'nick' from the response with the '200' status",
        "GET /v1/pets removed the request property 'nick'",
        "GET /v1/pets something else about 'nick'",
        "GET /v1/pets *",
        "components removed the schema 'rules'",
    ]
    before = pets.records()
    done = apidiff("import-ignore", ignoring(pets, *lines), *DECIDED)
    assert done.code == 0
    for number, line in enumerate(lines, 1):
        assert f"ignore.md:{number}: {line}" in done.out
    assert pets.records() == before


def test_what_breaks_more_than_the_lines_name_is_not_taken_over(tmp_path, apidiff):
    pets = Pets(tmp_path)

    def shared(names):
        made = document(paths=("/v1/toys",))
        reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
        properties = {name: {"type": "string"} for name in names}
        made["components"] = {"schemas": {"Pet": {"type": "object", "properties": properties}}}
        for path in ("/v1/pets", "/v1/toys"):
            made["paths"][path]["get"]["responses"] = {"200": {"description": "ok", "content": reference}}
        return made

    pets.put(shared(("id", "nick")))
    assert pets.snapshot(FIRST).recorded
    pets.put(shared(("id",)))
    before = pets.records()
    done = apidiff("import-ignore", ignoring(pets, GONE), *DECIDED)
    assert "no line names GET /v1/toys" in " ".join(done.out.split())
    assert pets.records() == before
    done = apidiff("import-ignore", ignoring(pets, GONE, GONE.replace("pets", "toys")), *DECIDED)
    assert "waives 1 more change" in done.out
    assert apidiff("check").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reason", "x y z"), "together"),
        (("--ticket", "A-1"), "give --reason"),
        (("no-such-file.txt",), "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(pets, apidiff, arguments, said):
    done = apidiff("import-ignore", ignoring(pets, GONE), *arguments)
    assert done.code == 2
    assert said in done.err


def described(operation, **path):
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/orders/{Id}": {**path, "post": {"responses": {"200": {"description": "ok"}}} | operation}},
    }


def body(schema, **more):
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, **more}}


def answer(schema):
    return {"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}}


def query(name, schema=None, **more):
    return {"parameters": [{"name": name, "in": "query", "schema": schema or {"type": "string"}, **more}]}


def with_property(schema, **more):
    return {"type": "object", "properties": {"data": {"type": "object", "properties": {"size": schema}, **more}}}


STRING = {"type": "string"}
KINDS = {
    "deleted the 'query' request parameter 'limit'": (query("limit"), {}),
    "added the new required 'query' request parameter 'limit'": ({}, query("limit", required=True)),
    "the 'query' request parameter 'limit' became required": (query("limit"), query("limit", required=True)),
    "added the new required request property 'data/size'": (
        body({"type": "object", "properties": {"data": {"type": "object"}}}),
        body(with_property(STRING, required=["size"])),
    ),
    "the request property 'data/size' became required": (
        body(with_property(STRING)),
        body(with_property(STRING, required=["size"])),
    ),
    "request body became required": (body(STRING), body(STRING, required=True)),
    "added required request body": ({}, body(STRING, required=True)),
    "the response property 'data/size' became optional for the status '200'": (
        answer(with_property(STRING, required=["size"])),
        answer(with_property(STRING)),
    ),
    "the response property 'data/size' became nullable for the status '200'": (
        answer(with_property(STRING)),
        answer(with_property({"type": ["string", "null"]})),
    ),
    "removed the enum value 'big' of the request property 'data/size'": (
        body(with_property({"enum": ["big", "small"]})),
        body(with_property({"enum": ["small"]})),
    ),
    "request property 'data/size' was restricted to a list of enum values": (
        body(with_property(STRING)),
        body(with_property({"type": "string", "enum": ["big", "small"]})),
    ),
    "the 'data/size' request property's maxLength was decreased to '5'": (
        body(with_property(STRING | {"maxLength": 9})),
        body(with_property(STRING | {"maxLength": 5})),
    ),
    "for the 'query' request parameter 'limit', the max was decreased from '9' to '5'": (
        query("limit", {"type": "integer", "maximum": 9}),
        query("limit", {"type": "integer", "maximum": 5}),
    ),
    "the 'data/size' request property type/format changed from 'string'/'' to 'integer'/''": (
        body(with_property(STRING)),
        body(with_property({"type": "integer"})),
    ),
    "removed the media type 'application/json' from the request body": (
        {"requestBody": {"content": {"application/json": {}, "text/plain": {}}}},
        {"requestBody": {"content": {"text/plain": {}}}},
    ),
    "removed the success response with the status '201'": (
        {"responses": {"200": {"description": "ok"}, "201": {"description": "made"}}},
        {},
    ),
}


@pytest.mark.parametrize("said", KINDS)
def test_each_kind_of_line_finds_its_change(said):
    operation, changed = KINDS[said]
    changes = diff(described(operation), described(changed)).counted
    lines = read_lines("ignore.txt", f"POST /orders/{{Id}} {said}\nGET /orders/{{Id}} {said}")
    found, elsewhere = find(lines, changes)
    assert "breaking" in {change.cls for change in found.changes}
    assert elsewhere.changes == ()


@pytest.mark.parametrize("said", [said for said in KINDS if "'" in said])
def test_a_line_with_another_name_or_value_finds_none(said):
    operation, changed = KINDS[said]
    changes = diff(described(operation), described(changed)).counted
    for name in ("limit", "size", "big", "'5'", "application/json", "'201'"):
        other = said.replace(name, "'7'" if name == "'5'" else "'207'" if name == "'201'" else "other")
        if other != said:
            (found,) = find(read_lines("ignore.txt", f"POST /orders/{{Id}} {other}"), changes)
            assert found.changes == (), other


def test_an_endpoint_that_is_gone():
    base = described({}, get={"responses": {"200": {"description": "ok"}}})
    (found,) = find(
        read_lines("ignore.txt", "get /orders/{id} api removed without deprecation"), diff(base, described({})).counted
    )
    assert [change.rule for change in found.changes] == ["operation-removed"]
