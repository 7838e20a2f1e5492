"""`apidiff guide`: what an integrator has to do to move from one path version to another."""

import json

import pytest
from jsonschema import Draft202012Validator

TEXT = {"type": "string"}


def body(schema):
    return {"content": {"application/json": {"schema": schema}}}


def answer(schema):
    return {"200": {"description": "ok", **body(schema)}}


def record(properties, required=()):
    return {"type": "object", "properties": properties, "required": list(required)}


OLD = record({"name": TEXT, "auto_convert": {"type": "boolean"}}, ["name"])
NEW = record({"name": TEXT, "email": TEXT, "auto_create_customer": {"type": "boolean"}}, ["name", "email"])
SITE = record({"id": TEXT, "site_id": TEXT}, ["id"])


def described():
    ref = {"$ref": "#/components/schemas/Lead"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Leads", "version": "2"},
        "paths": {
            "/v1/leads": {"post": {"requestBody": body(OLD), "responses": answer(ref)}},
            "/v1/leads/{id}": {"get": {"parameters": [path_variable("id")], "responses": answer(SITE)}},
            "/v1/fax": {"get": {"responses": {"204": {"description": "sent"}}}},
            "/v1/me": {"get": {"responses": answer(ref)}},
            "/v2/leads": {"post": {"requestBody": body(NEW), "responses": answer(ref)}},
            "/v2/leads/{lead}": {
                "get": {"parameters": [path_variable("lead")], "responses": answer(record({"id": TEXT}))}
            },
            "/v2/me": {"get": {"responses": {"200": {"$ref": "#/paths/~1v1~1me/get/responses/200"}}}},
            "/v2/notes": {"get": {"responses": answer(ref)}},
            "/health": {"get": {"responses": {"204": {"description": "alive"}}}},
        },
        "webhooks": {"lead.won": {"post": {"requestBody": body(ref), "responses": {"200": {"description": "ok"}}}}},
        "components": {"schemas": {"Lead": record({"id": TEXT}, ["id"])}},
    }


def path_variable(name):
    return {"name": name, "in": "path", "required": True, "schema": TEXT}


@pytest.fixture
def guide(tmp_path, apidiff):
    def call(*arguments, document=None):
        (tmp_path / "openapi.json").write_text(json.dumps(document or described()))
        return apidiff("guide", *arguments)

    return call


def document_of(guide, *arguments, **options):
    done = guide("v1", "v2", "openapi.json", "--format", "json", *arguments, **options)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_operations_are_paired_by_their_paths_without_the_version(guide):
    found = document_of(guide)
    assert {(pair["from"], pair["to"]): pair["status"] for pair in found["operations"]} == {
        ("POST /v1/leads", "POST /v2/leads"): "differs",
        ("GET /v1/leads/{id}", "GET /v2/leads/{lead}"): "differs",
        ("GET /v1/fax", None): "gone",
        ("GET /v1/me", "GET /v2/me"): "same",
        (None, "GET /v2/notes"): "new",
    }


def test_what_differs_says_what_to_do_with_true_payloads(guide):
    found = document_of(guide)
    said = {each["says"]: each for each in found["differences"]}
    needed = said["`POST /v2/leads` now requires `email`."]
    assert (needed["breaking"], needed["do"], needed["resource"]) == (True, "Send `email`", "Leads")
    example = needed["example"]
    assert Draft202012Validator(OLD).is_valid(json.loads(example["before"]))
    assert Draft202012Validator(NEW).is_valid(json.loads(example["after"]))
    assert not Draft202012Validator(NEW).is_valid(json.loads(example["before"]))
    gone = said["`GET /v2/leads/{lead}` no longer answers with `site_id`."]
    assert (gone["do"], json.loads(gone["example"]["before"])["site_id"]) == ("Stop reading `site_id`", "text")
    new = said["`POST /v2/leads` takes a new optional field `auto_create_customer`."]
    assert (new["breaking"], new["example"]) == (False, None)


def test_a_breaking_difference_comes_first(guide):
    flags = [each["breaking"] for each in document_of(guide)["differences"]]
    assert flags == sorted(flags, reverse=True)


def test_the_text_and_the_markdown_say_the_same(guide):
    text = " ".join(guide("v1", "v2", "openapi.json").out.split())
    written = guide("v1", "v2", "openapi.json", "--format", "markdown").out
    for said in ("`POST /v2/leads` now requires `email`", "`GET /v1/fax`", "`GET /v2/notes`", '"email": "text"'):
        assert said in text
        assert said in written
    assert "3 operations of v1 are in v2, too: 1 unchanged and 2 with breaking changes. 1 is gone and 1 is new." in text
    assert "| `GET /v1/me` | `GET /v2/me` | unchanged |" in written
    assert "lead.won" not in written, "events have no path version"
    assert "/health" not in written


def test_equal_versions_have_nothing_to_move(guide):
    made = described()
    made["paths"] = {path: made["paths"][path] for path in ("/v1/me", "/v2/me")}
    found = document_of(guide, document=made)
    assert (found["differences"], [pair["status"] for pair in found["operations"]]) == ([], ["same"])


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("v1", "v3"), "no path of `v3` is in the description"),
        (("v1", "v1"), "`v1` is named twice"),
    ],
)
def test_a_version_that_there_is_not_is_an_error_with_those_that_there_are(guide, versions, said):
    done = guide(*versions, "openapi.json")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "`v1`" in done.err
    assert "`v2`" in done.err


def test_an_api_without_versions_is_an_error(guide):
    made = described()
    made["paths"] = {"/health": made["paths"]["/health"]}
    done = guide("v1", "v2", "openapi.json", document=made)
    assert (done.code, "None of its paths has a version" in done.err) == (2, True)


def test_the_configured_description_is_the_default(guide, tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    assert guide("v1", "v2").code == 0
    assert guide("v1", "v2", "--format", "markdown", "-o", "moving.md").code == 0
    assert (tmp_path / "moving.md").read_text().startswith("# Leads: moving from v1 to v2\n")


def test_the_names_of_the_versions_are_no_markup(guide):
    odd = "v1<img src=x>"
    document = json.loads(json.dumps(described()).replace("~1v1~1", f"~1{odd}~1").replace("/v1/", f"/{odd}/"))
    done = guide(odd, "v2", "openapi.json", "--format", "markdown", document=document)
    assert (done.code, done.err) == (0, "")
    header = next(line for line in done.out.splitlines() if line.startswith("| v1"))
    assert "\\<img" in header


def test_a_request_before_has_the_path_of_the_older_version(guide):
    document = described()
    document["paths"]["/v1/leads/{id}"]["get"]["parameters"].append({"name": "sort", "in": "query", "schema": TEXT})
    found = document_of(guide, document=document)
    shown = [told["example"] for told in found["differences"] if told["example"]]
    assert ("GET /v1/leads/{id}?sort=text", "GET /v2/leads/{lead}") in {
        (each["before"], each["after"]) for each in shown
    }


MEANT = (
    "---\ndate: 2026-06-23\ntitle: T\nversion: {version}\n"
    "meaning:\n  - {{target: '{target}', note: in cents}}\n---\nT.\n"
)


def test_what_an_entry_declares_of_one_version_alone_is_told(guide, tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    (tmp_path / "changelog").mkdir()
    alone = tmp_path / "changelog" / "2026-06-23-one.md"
    alone.write_text(MEANT.format(version="v1", target="GET /v1/me response 200.id"))
    done = guide("v1", "v2", "--format", "markdown")
    assert "- `GET /v1/me response 200.id` in v1 alone, since 23 June 2026: in cents" in done.out
    assert "| `GET /v1/me` | `GET /v2/me` | another meaning |" in done.out
    assert "0 unchanged, 1 with another meaning" in " ".join(guide("v1", "v2").out.split())
    told = json.loads(guide("v1", "v2", "--format", "json").out)["meanings"]
    assert told == [
        {"path_version": "v1", "target": "GET /v1/me response 200.id", "note": "in cents", "since": "2026-06-23"}
    ]
    # Declared of both alike, it is no difference between them.
    both = tmp_path / "changelog" / "2026-06-23-two.md"
    both.write_text(MEANT.format(version="v2", target="GET /v2/me response 200.id"))
    assert json.loads(guide("v1", "v2", "--format", "json").out)["meanings"] == []
    assert "| `GET /v1/me` | `GET /v2/me` | unchanged |" in guide("v1", "v2", "--format", "markdown").out
    # A schema is told of, too, though no path says which operations it is in.
    both.unlink()
    alone.write_text(MEANT.format(version="v2", target="schema Lead.id"))
    assert "`schema Lead.id` in v2 alone" in guide("v1", "v2", "--format", "markdown").out
