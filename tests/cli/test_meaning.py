"""Changes of meaning are declared of operations, events, schemas and their fields, from the command line too."""

import json

import pytest

from apidiff.governing.meaning import directions_of, version_of
from apidiff.model.policy import Policy
from apidiff.openapi.naming import part_in
from apidiff.recording.entries import read_entry
from tests.recording.pets import Pets

TEXT = {"type": "string"}


def described():
    price = {"type": "object", "properties": {"amount": {"type": "integer"}, "currency": TEXT}}
    order = {
        "type": "object",
        "properties": {"price": {"$ref": "#/components/schemas/v1.Price"}, "a.b": TEXT, "rows": {
            "type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/v1.Price"}, {"type": "null"}]}}},
    }  # fmt: skip
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
    operation = {
        "parameters": [{"name": "dry_run", "in": "query", "schema": {"type": "boolean"}}],
        "requestBody": body,
        "responses": {"200": {"description": "ok", **body}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {"/v1/orders": {"post": operation}},
        "webhooks": {"order.paid": {"post": {"requestBody": body}}},
        "components": {"schemas": {"Order": order, "v1.Price": price}},
    }


@pytest.fixture
def orders(tmp_path):
    made = Pets(tmp_path, '[versions]\nevents = "v1"\n')
    made.put(described())
    assert made.snapshot().recorded
    return made


TARGETS = {
    "POST /v1/orders": "`POST /v1/orders`",
    "POST /v1/orders request body.price.amount": "`price.amount` in the request body of `POST /v1/orders`",
    "POST /v1/orders request body.a.b": "`a.b` in the request body of `POST /v1/orders`",
    "POST /v1/orders request body": "The request body of `POST /v1/orders`",
    "POST /v1/orders response 200.rows[].amount": "`rows[].amount` in response `200` of `POST /v1/orders`",
    "POST /v1/orders query parameter dry_run": "The query parameter `dry_run` of `POST /v1/orders`",
    "webhook order.paid": "`order.paid`",
    "webhook order.paid request body.price": "`price` of `order.paid`",
    "schema Order.price.currency": "`Order.price.currency`",
    "schema v1.Price.amount": "`v1.Price.amount`",
    "v1.Price": "`v1.Price`",
}
"""What may be declared, and how a draft says it."""


@pytest.mark.parametrize(("target", "said"), TARGETS.items())
def test_a_field_is_named_by_where_it_travels_or_by_its_schema(orders, apidiff, target, said):
    done = apidiff("draft", "--meaning", target, "is in cents, no longer in euros")
    assert (done.code, "which declares 1 change of meaning." in done.out, "binds" in done.out) == (0, True, False)
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    entry = read_entry(path, unreleased=True)
    assert entry.title.startswith("Changes of meaning")
    assert [tuple(item) for item in entry.meaning] == [(target, "is in cents, no longer in euros")]
    assert f"**Breaking:** {said} means something else: is in cents, no longer in euros." in entry.body
    refused = apidiff("check")
    assert refused.code == 1
    assert (
        f"Meaning of `{target}` changed" in refused.out.replace("\n", " ").replace("  ", " ") or target in refused.out
    )
    assert apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner").code == 0
    assert apidiff("check").code == 0
    assert apidiff("snapshot", "--release", "2026-06-23").code == 0
    assert apidiff("verify").code == 0


def test_an_entry_that_comes_to_bind_changes_too_is_titled_by_them(orders, apidiff):
    apidiff("draft", "--meaning", "POST /v1/orders", "is in cents, no longer in euros")
    assert "is up to date: it declares 1 change of meaning." in " ".join(apidiff("draft").out.split())
    document = described()
    document["paths"]["/v1/orders"]["get"] = {"responses": {"204": {"description": "Done"}}}
    orders.put(document)
    said = " ".join(apidiff("draft").out.split())
    assert "it binds 1 change (1 added). It declares 1 change of meaning." in said
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    assert read_entry(path, unreleased=True).title == "Breaking changes in v1"


@pytest.mark.parametrize(
    ("target", "near"),
    [
        ("POST /v1/orders request body.price.amonut", "POST /v1/orders request body.price.amount"),
        ("POST /v1/orders query parameter dryrun", "POST /v1/orders query parameter dry_run"),
        ("POST /v1/order request body.price", "POST /v1/orders"),
        ("webhook order.paid request body.rows[].amunt", "webhook order.paid request body.rows[].amount"),
        ("schema Order.prise", "schema Order.price"),
        ("schema Ordre", "schema Order"),
    ],
)
def test_an_unknown_target_is_an_error_with_the_nearest_name(orders, apidiff, target, near):
    done = apidiff("draft", "--meaning", target, "is in cents")
    assert (done.code, done.out) == (2, "")
    said = " ".join(done.err.split())
    assert f"is called `{target}`" in said
    assert f"Did you mean `{near}`" in said
    assert not list((orders.root / "changelog").rglob("*.md")), "nothing is written"


@pytest.mark.usefixtures("orders")
def test_a_note_that_says_nothing_is_refused(apidiff):
    done = apidiff("draft", "--meaning", "POST /v1/orders", "todo")
    assert (done.code, "says nothing" in done.err) == (2, True)


def test_another_note_on_the_same_target_corrects_the_first(orders, apidiff):
    apidiff("draft", "--meaning", "POST /v1/orders", "is sent at once")
    apidiff("draft", "--meaning", "post  /v1/orders", "is sent overnight", "--meaning", "schema Order", "is an offer")
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    declared = {item.target: item.note for item in read_entry(path, unreleased=True).meaning}
    assert declared == {"POST /v1/orders": "is sent overnight", "schema Order": "is an offer"}


@pytest.mark.parametrize("listed", [True, False])
def test_no_waiver_covers_what_is_declared_later_or_otherwise(orders, apidiff, listed):
    apidiff("draft", "--meaning", "POST /v1/orders", "is sent at once")
    apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner")
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    if not listed:  # a waiver of everything, as it is written by hand
        head, _, rest = path.read_text().partition("  changes:\n    - id")
        path.write_text(head + "---\n" + rest.partition("---\n")[2])
        assert read_entry(path, unreleased=True).waiver.changes is None
    assert apidiff("check").code == 0
    assert (
        "new changes are not waived"
        in " ".join(apidiff("draft", "--meaning", "schema Order", "is an offer").out.split())
        or listed
    )
    refused = json.loads(apidiff("check", "--format", "json").out)["versions"][0]["refusals"]
    assert [(each["code"], len(each["changes"])) for each in refused] == [("breaking-not-waived", 1)]
    apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner")
    assert apidiff("check").code == 0
    apidiff("draft", "--meaning", "POST /v1/orders", "is sent overnight")
    refused = json.loads(apidiff("check", "--format", "json").out)["versions"][0]["refusals"]
    assert [(each["code"], len(each["changes"])) for each in refused] == [("breaking-not-waived", 1)]


def test_a_draft_without_a_guide_has_none_beside_a_meaning(orders, apidiff):
    made = described()
    del made["components"]["schemas"]["Order"]["properties"]["a.b"]
    (orders.root / "openapi.json").write_text(json.dumps(made))
    apidiff("draft", "--no-guide", "--meaning", "schema Order", "is an offer")
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    assert "Moving over" not in path.read_text()
    assert "`Order` means something else: is an offer." in path.read_text()


def test_it_joins_the_entry_of_the_changes_and_leaves_a_text_alone(orders, apidiff):
    made = described()
    made["components"]["schemas"]["Order"]["properties"]["more"] = TEXT
    (orders.root / "openapi.json").write_text(json.dumps(made))
    apidiff("draft")
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    path.write_text(path.read_text() + "\nOurs.\n")
    body = read_entry(path, unreleased=True).body
    done = apidiff("draft", "--meaning", "webhook order.paid", "is sent twice")
    assert (done.code, "stays as it is" in done.out) == (0, True)
    entry = read_entry(path, unreleased=True)
    assert (len(entry.changes), len(entry.meaning), entry.body) == (1, 1, body)


@pytest.mark.parametrize(
    "target",
    [
        "POST /orders",
        "POST /orders request body.price.amount",
        "POST /orders response 200.price.amount",
        "POST /orders query parameter dry_run",
        "callback paid of POST /orders",
    ],
)
def test_the_path_version_may_be_that_of_the_server(tmp_path, apidiff, target):
    made = Pets(tmp_path)
    document = described()
    operation = document["paths"].pop("/v1/orders")["post"]
    operation["callbacks"] = {"paid": {"{$request.query.url}": {"post": {"responses": {"200": {"description": "ok"}}}}}}
    document["servers"] = [{"url": "https://example.com/api/v71"}]
    # A second path version: with one alone, everything belongs to it.
    document["paths"] = {"/orders": {"post": operation}, "/v2/orders": {"get": {"responses": {}}}}
    made.put(document)
    assert made.snapshot().recorded
    assert apidiff("draft", "--meaning", target, "is in cents, no longer in euros").code == 0
    checked = json.loads(apidiff("check", "--format", "json").out)
    assert [change["path_version"] for change in checked["changes"]] == ["v71"]


def test_of_several_apis_one_has_to_be_named(tmp_path, apidiff):
    (tmp_path / "apidiff.toml").write_text(
        '[project]\n[[apis]]\nname = "a"\ndescription = "a.json"\n[[apis]]\nname = "b"\ndescription = "a.json"\n'
    )
    (tmp_path / "a.json").write_text(json.dumps(described()))
    assert apidiff("snapshot", "--release", "2026-06-17").code == 0
    asked = "draft", "--meaning", "schema Order", "is an offer"
    refused = apidiff(*asked)
    assert (refused.code, "Name one of them: `--api a`" in " ".join(refused.err.split())) == (2, True)
    assert apidiff(*asked, "--api", "b").code == 0
    assert [path.parent.parent.name for path in (tmp_path / "changelog").rglob("*.md")] == ["b"]


@pytest.mark.parametrize(
    ("target", "directions", "whole"),
    [
        ("POST /v1/orders request body.a", ("to-server",), "POST /v1/orders"),
        ("POST /v1/orders response 200.a", ("from-server",), "POST /v1/orders"),
        ("POST /v1/orders header X-Key", ("to-server",), "POST /v1/orders"),
        ("webhook order.paid request body.a", ("from-server",), "webhook order.paid"),
        ("webhook order.paid response 200", ("to-server",), "webhook order.paid"),
        ("POST /v1/orders", ("to-server", "from-server"), "POST /v1/orders"),
        ("schema Order.a", ("to-server", "from-server"), "schema Order.a"),
    ],
)
def test_a_field_breaks_those_whom_it_reaches(target, directions, whole):
    assert (directions_of(target), part_in(target)[0]) == (directions, whole)
    if target.startswith("POST"):
        assert version_of(target, Policy(), ("v1", "v2"), {}) == "v1"


@pytest.mark.parametrize("target", ["schema Order.price.currency", "v1.Price"])
def test_a_meaning_of_a_schema_is_in_the_history_of_what_uses_it(orders, apidiff, target):
    assert apidiff("draft", "--meaning", target, "in cents now").code == 0
    assert apidiff("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner").code == 0
    assert apidiff("snapshot", "--release", "2026-08-01").code == 0
    assert apidiff("render").code == 0
    pages = orders.root / "public" / "operations"
    assert sorted(each.stem for each in pages.glob("*.html")) == ["index", "post-v1-orders", "webhook-order.paid"]
    assert "no longer there" not in (pages / "index.md").read_text()
    assert all("Meaning of" in (pages / f"{name}.md").read_text() for name in ("post-v1-orders", "webhook-order.paid"))


@pytest.mark.parametrize("is_by_id", [True, False])
@pytest.mark.parametrize("kind", ["accepted", "correction"])
def test_a_meaning_that_is_decided_otherwise_than_its_entry_gets_one_of_its_own(orders, apidiff, kind, is_by_id):
    made = described()
    del made["components"]["schemas"]["Order"]["properties"]["a.b"]
    orders.put(made)
    folder = orders.root / "changelog" / "unreleased"
    assert apidiff("draft").code == 0
    first = "waive", "--all", "--kind", "correction", "--reason", "it was never there", "--approved-by", "owner"
    assert apidiff(*first).code == 0
    assert apidiff("draft", "--meaning", "schema Order.price", "is in cents").code == 0
    (change,) = (
        each
        for each in json.loads(apidiff("check", "--format", "json").out)["changes"]
        if each["rule"] == "meaning-changed"
    )
    named = change["id"][:12] if is_by_id else "--all"
    done = apidiff("waive", named, "--kind", kind, "--reason", "all have moved", "--approved-by", "owner")
    assert done.code == 0, done.err
    entries = {entry.waiver.reason: entry for entry in (read_entry(each, unreleased=True) for each in folder.glob("*"))}
    old, new = entries["it was never there"], entries["all have moved"]
    assert (len(old.changes), old.meaning, "means something else" in old.body) == (1, (), False)
    assert (new.changes, [each.target for each in new.meaning], new.version) == (
        (),
        ["schema Order.price"],
        old.version,
    )
    assert ("means something else" in new.body, new.waiver.kind) == (True, kind)
    assert new.waiver.changes == (change["id"],)
    assert apidiff("check").code == 0
    assert apidiff("snapshot", "--release", "2026-06-23").code == 0
    assert apidiff("verify").code == 0


def test_a_change_that_is_decided_otherwise_may_leave_a_meaning_alone_in_its_entry(orders, apidiff):
    folder = orders.root / "changelog" / "unreleased"
    assert apidiff("draft", "--meaning", "schema Order.price", "is in cents").code == 0
    assert apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner").code == 0
    made = described()
    del made["components"]["schemas"]["Order"]["properties"]["a.b"]
    orders.put(made)
    assert apidiff("draft").code == 0
    assert apidiff("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner").code == 0
    entries = [read_entry(each, unreleased=True) for each in folder.glob("*.md")]
    assert sorted((len(each.changes), len(each.meaning), each.waiver.reason) for each in entries) == [
        (0, 1, "all have moved"),
        (1, 0, "nobody reads it"),
    ]
    assert apidiff("check").code == 0


def test_one_release_declares_one_meaning_of_a_target(orders, apidiff):
    assert apidiff("draft", "--meaning", "schema Order.price", "from 0 to 10").code == 0
    assert apidiff("draft", "--title", "Other", "--meaning", "schema  Order.price", "from 0 to 1000").code == 0
    assert apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner").code == 0
    done = apidiff("check")
    said = " ".join(done.out.split())
    assert done.code == 1
    assert "declares another meaning of `schema Order.price` than" in said
    assert '"from 0 to 10"' in said
    assert '"from 0 to 1000"' in said
    found = [each["code"] for each in json.loads(apidiff("check", "--format", "json").out)["versions"][0]["refusals"]]
    assert found == ["meaning-doubled"]
    assert apidiff("snapshot", "--release", "2026-06-23").code == 1
    other = orders.root / "changelog" / "unreleased" / "other.md"
    other.write_text(other.read_text().replace("from 0 to 1000", "from 0 to 10"))
    apidiff("draft")
    other.write_text(other.read_text().replace("schema  Order", "schema Order"))
    said = json.loads(apidiff("check", "--format", "json").out)["versions"][0]["refusals"]
    assert "meaning-doubled" not in [each["code"] for each in said], "the same words are one change"


def test_two_path_versions_may_mean_different_things(tmp_path, apidiff):
    made = Pets(tmp_path)
    document = described()
    document["paths"]["/v2/orders"] = document["paths"]["/v1/orders"]
    made.put(document)
    assert made.snapshot().recorded
    folder = made.root / "changelog" / "unreleased"
    folder.mkdir()
    for version, note in (("v1", "in cents"), ("v2", "in francs")):
        text = (
            f"---\ntitle: T\nversion: {version}\nmeaning:\n  - {{target: schema Order.price, note: {note}}}\n---\nT.\n"
        )
        (folder / f"{version}.md").write_text(text)
    assert apidiff("waive", "--all", "--reason", "all have moved", "--approved-by", "owner").code == 0
    assert apidiff("check").code == 0


def test_a_draft_says_a_note_once(orders, apidiff):
    assert apidiff("draft", "--meaning", "POST /v1/orders request body.price", "is in cents").code == 0
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    body = read_entry(path, unreleased=True).body
    assert body.count("is in cents") == 1
    guide = body.partition("### Moving over")[2].strip()
    assert guide == "See that what you do with `price` in the request body of `POST /v1/orders` still fits."


def test_a_draft_says_once_that_an_edited_text_may_tell_of_what_is_gone(orders, apidiff):
    made = described()
    made["components"]["schemas"]["Order"]["properties"]["more"] = TEXT
    orders.put(made)
    apidiff("draft")
    (path,) = (orders.root / "changelog" / "unreleased").glob("*.md")
    path.write_text(path.read_text() + "\nOurs.\n")
    orders.put(described())
    said = " ".join(apidiff("draft").out.split())
    assert "Its text was edited, and stays as it is. It may tell of what is gone: correct its title and text" in said
    assert "see that it still says" not in said
    assert "Remove the entry if it has nothing left to tell." in said
