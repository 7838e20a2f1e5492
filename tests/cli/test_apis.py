"""Two APIs in one repository: each with a description, a policy and records of its own, under one `apidiff.toml`."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import jsonschema_rs
import pytest

from tests.cli.conftest import ROOT
from tests.recording.repositories import commit, git
from tests.reporting.hosts import fake_github

CONFIG = """
[project]
title = "Shop"

[[apis]]
name = "billing"
description = "services/billing/openapi.json"
[apis.approvers]
names = ["billing-owner"]

[[apis]]
name = "orders"
description = "services/orders/openapi.json"
[apis.policy]
new-enum-value = "breaking"
"""
ONLY_BILLING = CONFIG[: CONFIG.rindex("[[apis]]")]


def described(title, **paths):
    """A description whose paths send these fields; a field is a text, or an enum of the values after its colon."""
    items = {}
    for path, fields in paths.items():
        properties = {}
        for field in fields.split():
            name, _, values = field.partition(":")
            properties[name] = {"type": "string"} | ({"enum": values.split(",")} if values else {})
        content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
        items[f"/v1/{path}"] = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    return {"openapi": "3.1.0", "info": {"title": title, "version": "1"}, "paths": items}


class Shop:
    """The repository."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.configure(CONFIG)
        self.billing("id sum state:open,paid")
        self.orders("id item state:new,sent")

    def configure(self, text: str) -> None:
        (self.root / "apidiff.toml").write_text(text)

    def billing(self, fields: str) -> None:
        self.put("billing", described("Billing", invoices=fields))

    def orders(self, fields: str) -> None:
        self.put("orders", described("Orders", orders=fields))

    def put(self, name: str, document: dict) -> None:
        path = self.root / "services" / name / "openapi.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1))

    def commit(self) -> str:
        return commit(self.root)

    def files(self, folder: str) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in (self.root / folder).rglob("*") if path.is_file())

    def id_of(self, apidiff, api: str) -> str:
        """The id of the only breaking change of an API."""
        (change,) = json.loads(apidiff("check", "--api", api, "--format", "json").out)["changes"]
        return change["id"][:12]


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


@pytest.fixture
def released(shop, apidiff):
    """Both APIs with a release that is committed, and a commit after it."""
    assert apidiff("snapshot", "--release", "2026-06-01").code == 0
    shop.commit()
    return shop


def test_each_api_has_records_of_its_own(released):
    assert released.files("schemas") == [
        "schemas/billing/2026-06-01.json",
        "schemas/billing/index.json",
        "schemas/orders/2026-06-01.json",
        "schemas/orders/index.json",
    ]


def test_all_are_checked_in_the_files_order_and_the_worst_code_counts(released, apidiff):
    released.orders("id state:new,sent")
    done = apidiff("check")
    assert done.code == 1
    billing, orders = done.out.split("== orders\n")
    assert billing.startswith("== billing\n\nPass: no change")
    assert "Refused: 1 breaking change" in orders
    assert "apidiff draft --api orders\n" in orders
    assert apidiff("check", "--api", "billing").code == 0
    assert apidiff("check", "--api", "orders").code == 1
    assert apidiff("check", "--api", "orders", "--api", "billing").out == done.out


def test_one_that_cannot_be_read_does_not_hide_what_another_breaks(released, apidiff):
    released.orders("id state:new,sent")
    (released.root / "services/billing/openapi.json").write_text("{")
    done = apidiff("check")
    assert done.code == 2
    assert done.err.startswith("error: billing: ")
    assert "Refused: 1 breaking change" in done.out


def test_what_an_api_does_not_say_of_its_policy_is_the_files(released, apidiff):
    released.billing("id sum state:open,paid,void")
    released.orders("id item state:new,sent,lost")
    assert apidiff("check", "--api", "billing").code == 0
    assert apidiff("check", "--api", "orders").code == 1


@pytest.mark.usefixtures("released")
def test_one_api_is_selected_where_the_command_line_names_its_description(apidiff):
    done = apidiff("check", "services/orders/openapi.json")
    assert (done.code, done.out) == (2, "")
    assert "`billing`, `orders`" in done.err
    assert apidiff("check", "services/orders/openapi.json", "--api", "orders").code == 0
    assert apidiff("draft", "--base", "services/orders/openapi.json").code == 2


@pytest.mark.usefixtures("released")
def test_an_unknown_api_suggests_the_near_one(apidiff):
    done = apidiff("verify", "--api", "biling")
    assert done.code == 2
    assert "Did you mean `billing`?" in done.err


def test_a_project_without_apis_has_none_to_name(tmp_path, apidiff):
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    done = apidiff("check", "--api", "billing")
    assert (done.code, "no `[[apis]]`" in done.err) == (2, True)


def test_a_change_is_drafted_waived_and_recorded_in_its_api(released, apidiff):
    released.orders("id state:new,sent")
    released.billing("id state:open,paid")
    assert "== orders\nWrote changelog/orders/unreleased/" in apidiff("draft").out
    of_billing, of_orders = released.id_of(apidiff, "billing"), released.id_of(apidiff, "orders")
    decision = ("--reason", "nobody used it", "--approved-by")
    assert apidiff("waive", of_billing, of_orders, *decision, "billing-owner").code == 2
    assert apidiff("waive", of_billing, *decision, "anybody").code == 2
    assert apidiff("waive", of_billing, *decision, "billing-owner").code == 0
    assert apidiff("waive", "--all", *decision, "anybody").code == 2
    done = apidiff("waive", of_orders, *decision, "anybody")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Next: apidiff check --api orders")
    assert apidiff("check").code == 0
    assert apidiff("snapshot", "--release", "2026-06-09").code == 0
    (entry,) = released.files("changelog/orders")
    assert apidiff("amend", entry).out.endswith("there is nothing to amend.\n")
    assert "`changelog/billing` or `changelog/orders`" in apidiff("amend", "apidiff.toml").err


@pytest.mark.usefixtures("released")
def test_an_unknown_change_is_in_no_api(apidiff):
    done = apidiff("waive", "000000000000", "--reason", "nobody used it", "--approved-by", "anybody")
    assert (done.code, "no API has a change" in done.err) == (2, True)


def test_a_release_records_all_apis_or_none(released, apidiff):
    released.orders("id state:new,sent")
    before = released.files("schemas")
    done = apidiff("snapshot", "--release", "2026-06-09")
    assert done.code == 1
    assert done.out.startswith("== orders\n\nRefused")
    assert done.out.endswith("Not recorded either: `billing`. `--api NAME` records one by itself.\n")
    assert released.files("schemas") == before
    assert apidiff("snapshot", "--release", "2026-06-09", "--api", "billing").code == 0
    assert released.files("schemas") == [
        "schemas/billing/2026-06-01.json",
        "schemas/billing/2026-06-09.json",
        *before[1:],
    ]


def test_each_api_has_a_comment_that_says_whose_it_is(released, apidiff):
    released.orders("id state:new,sent")
    done = apidiff("comment", "--dry-run", "--host", "github")
    assert done.code == 0
    assert done.out.startswith("<!-- apidiff: .#billing -->\n# billing\n\n## Pass")
    assert "\n<!-- apidiff: .#orders -->\n# orders\n\n## Refused" in done.out
    assert apidiff("comment", "--dry-run", "--api", "orders").out.startswith("<!-- apidiff: .#orders -->")


@pytest.fixture
def github(tmp_path_factory, monkeypatch):
    """A job for pull request 7, beside a server that answers as GitHub does."""
    for name in (
        "GITHUB_BASE_REF",
        "GITHUB_STEP_SUMMARY",
        "GITHUB_WORKSPACE",
        "GITHUB_SHA",
        "http_proxy",
        "HTTP_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path_factory.mktemp("job")
    (folder / "event.json").write_text('{"pull_request": {"number": 7}}')
    monkeypatch.setenv("GITHUB_REPOSITORY", "cooledge/api")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(folder / "event.json"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "output"))
    monkeypatch.setenv("GITHUB_TOKEN", fake_github.TOKEN)
    with fake_github.serving(fake_github.FakeGitHub()) as server:
        monkeypatch.setenv("GITHUB_API_URL", server.url)
        yield server


def beginnings(github):
    return ["\n".join(comment["body"].splitlines()[:2]) for comment in github.comments]


COMMENTS = ["<!-- apidiff: .#billing -->\n# billing", "<!-- apidiff: .#orders -->\n# orders"]


def test_one_check_keeps_all_comments_and_tells_the_host_one_verdict(released, apidiff, github):
    released.billing("id state:open,paid")
    released.orders("id state:new,sent")
    for said in ("Created", "Unchanged"):
        done = apidiff("check", "--comment", "--format", "json=report.json")
        assert (done.code, done.err.count(said)) == (1, 2)
    assert beginnings(github) == COMMENTS
    output = Path(os.environ["GITHUB_OUTPUT"]).read_text().splitlines()
    assert output[:3] == ["verdict=refused", "breaking=2", f"report={released.root / 'report.json'}"]


def test_a_second_job_posts_what_the_first_reported_of_each_api(released, apidiff, github):
    released.orders("id state:new,sent")
    apidiff("check", "--format", "json=report.json")
    assert apidiff("comment", "--from", "report.json").code == 0
    assert beginnings(github) == COMMENTS
    apidiff("check", "--format", "json={api}.json")
    assert apidiff("comment", "--from", "orders.json").out.startswith("Unchanged")
    assert apidiff("comment", "--from", "report.json", "--api", "orders", "--dry-run").out.startswith(COMMENTS[1])


def test_a_comment_on_an_api_that_is_renamed_or_dropped_goes(released, apidiff, github):
    released.billing("id state:open,paid")
    released.orders("id state:new,sent")
    apidiff("comment")
    assert beginnings(github) == COMMENTS
    released.configure(CONFIG.replace('"orders"', '"purchases"'))
    git(released.root, "mv", "schemas/orders", "schemas/purchases")
    done = apidiff("comment", "--api", "billing")
    assert "Removed a comment on an API that the configuration has no more." in done.out
    assert beginnings(github) == COMMENTS[:1]
    assert apidiff("check", "--comment").err.count("Created") == 1
    assert beginnings(github) == [COMMENTS[0], "<!-- apidiff: .#purchases -->\n# purchases"]
    released.configure(ONLY_BILLING)
    assert "Removed a comment" in apidiff("check", "--comment").err
    assert beginnings(github) == COMMENTS[:1]


def test_two_configurations_in_a_folder_have_comments_of_their_own(released, apidiff, github):
    records = '[project]\nschemas = "parcels"\nchangelog = "parcels-log"\n'
    other = CONFIG.replace('"orders"', '"parcels"').replace("[project]\n", records)
    (released.root / "other.toml").write_text(other)
    assert apidiff("snapshot", "--config", "other.toml", "--release", "2026-06-01").code == 0
    released.billing("id state:open,paid")
    github.add("<!-- apidiff: .#billing -->\nof either of them, as it was called before")
    for config in ("other.toml", "apidiff.toml") * 2:
        assert apidiff("comment", "--config", config, "--api", "billing").code == 0
    assert [body.split("\n")[0] for body in beginnings(github)] == [
        "<!-- apidiff: .#billing -->",
        "<!-- apidiff: other.toml#billing -->",
    ]


def test_a_configuration_that_is_alone_finds_its_older_comments(released, apidiff, github):
    (released.root / "apidiff.toml").rename(released.root / "api.toml")
    (released.root / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    released.billing("id state:open,paid")
    github.add("<!-- apidiff: .#billing -->\nold")
    github.add("<!-- apidiff: .#parcels -->\nold")
    apidiff("comment", "--config", "api.toml")
    assert beginnings(github) == [line.replace(": .#", ": api.toml#") for line in COMMENTS]


def reported(released, apidiff, *names):
    """A report in which a stranger gives what it says of billing these names."""
    released.billing("id state:open,paid")
    apidiff("check", "--format", "json=report.json")
    told = json.loads((released.root / "report.json").read_text())
    told["apis"] = {name: told["apis"]["billing"] | {"api": name} for name in names}
    (released.root / "report.json").write_text(json.dumps(told))
    return released.root / "report.json"


def test_a_report_gets_comments_on_the_apis_that_the_configuration_has(released, apidiff, github):
    report = reported(released, apidiff, "spam", "billing", "new", "more")
    done = apidiff("comment", "--from", report)
    assert (done.code, done.out.count("Created")) == (0, 1)
    assert "No comment on `spam`, `new`, `more`: the configuration here has no such API." in done.out
    assert "--new-apis" in done.out
    assert beginnings(github) == COMMENTS[:1]


def test_the_second_job_says_how_many_new_apis_have_a_comment(released, apidiff, github):
    report = reported(released, apidiff, "billing", "new", "more")
    done = apidiff("comment", "--from", report, "--new-apis", "1")
    assert "No comment on `more`" in done.out
    assert beginnings(github) == [COMMENTS[0], "<!-- apidiff: .#new -->\n# new"]
    # The pull request gave it another name since.
    report = reported(released, apidiff, "billing", "newer")
    assert "Removed a comment" in apidiff("comment", "--from", report, "--new-apis", "1").out
    assert beginnings(github) == [COMMENTS[0], "<!-- apidiff: .#newer -->\n# newer"]


def test_the_second_job_may_name_an_api_that_is_new(released, apidiff, github):
    report = reported(released, apidiff, "billing", "new")
    assert apidiff("comment", "--from", report, "--api", "new", "--api", "billing").code == 0
    assert len(github.comments) == 2
    assert apidiff("comment", "--from", report, "--api", "none").code == 2
    assert apidiff("comment", "--new-apis", "1").code == 2


def test_a_report_of_an_api_without_a_name_is_not_that_of_a_divided_project(released, apidiff, github):
    report = reported(released, apidiff, "billing")
    told = json.loads(report.read_text())["apis"]["billing"]
    del told["api"]
    report.write_text(json.dumps(told))
    done = apidiff("comment", "--from", report)
    assert (done.code, github.comments) == (0, [])
    assert "No comment on an API without a name" in done.out


@pytest.mark.parametrize("names", [["-->"], ["a b"], [f"api-{number}" for number in range(51)]])
def test_a_report_names_no_more_and_no_other_apis_than_there_can_be(released, apidiff, github, names):
    apidiff("check", "--format", "json=report.json")
    told = json.loads((released.root / "report.json").read_text())
    told["apis"] = dict.fromkeys(names, told["apis"]["billing"])
    (released.root / "report.json").write_text(json.dumps(told))
    done = apidiff("comment", "--from", "report.json")
    assert (done.code, github.comments) == (2, [])


def test_records_are_verified_and_repaired_one_api_after_the_other(released, apidiff):
    released.commit()
    done = apidiff("verify")
    assert done.code == 0
    assert done.out.count("Sound: 1 release, every verdict computed again.\nRecords: anchored") == 2
    snapshot = released.root / "schemas/orders/2026-06-01.json"
    snapshot.write_text(snapshot.read_text().replace("item", "itch"))
    assert apidiff("verify", "--api", "billing").code == 0
    assert apidiff("verify").code == 1
    found = json.loads(apidiff("verify", "--format", "json").out)
    assert (found["format"], {name: one["sound"] for name, one in found["apis"].items()}) == (
        "apidiff.verify-all/1",
        {"billing": True, "orders": False},
    )
    assert apidiff("repair", "--api", "billing").code == 0
    assert apidiff("repair").code == 1
    assert "--api billing" in apidiff("verify", "--print-head").err
    assert apidiff("verify", "--print-head", "--api", "billing").out.strip().isalnum()


def test_each_api_has_a_page_and_one_page_leads_to_all(released, apidiff):
    assert apidiff("render").code == 0
    files = set(released.files("public"))
    assert {"public/index.html", "public/feed.atom", "public/feed.json"} <= files
    for name in ("billing", "orders"):
        own = ("index.html", "CHANGELOG.md", "feed.atom", "changelog.json", "releases/2026-06-01.html")
        assert {f"public/{name}/{file}" for file in own} <= files
    page = (released.root / "public/index.html").read_text()
    assert '<a href="billing/index.html">Billing</a>' in page
    assert "Shop" in page
    assert "1 June 2026" in page
    assert apidiff("render", "--check").code == 0
    (released.root / "public/index.html").unlink()
    assert apidiff("render", "--check", "--api", "orders").code == 0
    assert apidiff("render", "--check").code == 1


def test_the_address_of_each_api_is_below_that_of_all(released, apidiff):
    config = released.root / "apidiff.toml"
    config.write_text(config.read_text() + '\n[page]\nurl = "https://shop.example/changes"\n')
    assert apidiff("render", "-q").code == 0
    links = re.findall('link href="([^"]*)" rel="alternate"', (released.root / "public/feed.atom").read_text())
    assert "https://shop.example/changes/billing/releases/2026-06-01.html#release-2026-06-01" in links
    own = (released.root / "public/billing/feed.atom").read_text()
    assert 'href="https://shop.example/changes/billing/feed.atom"' in own


def test_the_page_of_all_apis_is_a_template(released, apidiff):
    (released.root / "templates").mkdir()
    (released.root / "templates/apis.html.j2").write_text(
        '{% extends "builtin/apis.html.j2" %}{% block header %}<h1>{{ title }} & more</h1>{% endblock %}'
    )
    assert apidiff("render", "-q", "--output", "out").code == 0
    assert "<h1>Shop & more</h1>" in (released.root / "out/index.html").read_text()


def test_machine_formats_of_several_apis_are_one_valid_document(released, apidiff):
    released.orders("id state:new,sent")
    names = {"json": "all.json", "sarif": "all.sarif", "junit": "all.xml", "gitlab": "quality.json"}
    formats = [option for name, file in names.items() for option in ("--format", f"{name}={file}")]
    assert apidiff("check", *formats).code == 1
    read = {name: (released.root / file).read_text() for name, file in names.items()}
    checks = json.loads(read["json"])
    jsonschema_rs.validate(json.loads((ROOT / "docs/schemas/apidiff.checks.schema.json").read_text()), checks)
    assert (checks["status"], list(checks["apis"])) == ("refused", ["billing", "orders"])
    sarif = json.loads(read["sarif"])
    standard = ROOT / "tests/reporting/standards/sarif-2.1.0.schema.json"
    jsonschema.Draft7Validator(json.loads(standard.read_text())).validate(sarif)
    assert [run["automationDetails"]["id"] for run in sarif["runs"]] == ["apidiff/billing/", "apidiff/orders/"]
    suites = [suite.get("name") for suite in ElementTree.fromstring(read["junit"])]
    assert suites == ["apidiff billing v1", "apidiff orders v1"]
    (issue,) = [issue for issue in json.loads(read["gitlab"]) if issue["severity"] == "critical"]
    assert issue["description"].startswith("orders: ")
    assert issue["fingerprint"] not in read["json"]


@pytest.mark.usefixtures("released")
def test_one_selected_api_is_reported_as_the_only_one(apidiff):
    document = json.loads(apidiff("check", "--api", "orders", "--format", "json").out)
    assert document["format"] == "apidiff.check/1"


def test_annotations_are_counted_over_all_apis(shop, apidiff):
    fields = [f"f{number}" for number in range(8)]
    shop.billing(" ".join(fields))
    shop.orders(" ".join(fields))
    assert apidiff("snapshot", "--release", "2026-06-01").code == 0
    for each in (shop.billing, shop.orders):
        each("id")
    lines = apidiff("check", "--format", "github").out.splitlines()
    assert [line[: line.index(":")] for line in lines[:2]] == ["billing", "orders"]
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == 10
    assert "title=billing%3A Breaking in v1" in errors[0]
    assert "6 more errors in the job's summary." in lines


def test_a_page_to_review_is_one_for_each_api(released, apidiff):
    done = apidiff("check", "--format", "html=report.html")
    assert (done.code, "report-{api}.html" in done.err) == (2, True)
    assert apidiff("check", "--format", "html=report-{api}.html", "--format", "json={api}.json").code == 0
    assert "Billing" in (released.root / "report-billing.html").read_text()
    assert json.loads((released.root / "orders.json").read_text())["format"] == "apidiff.check/1"


def test_no_report_replaces_a_description(released, apidiff):
    assert apidiff("check", "--format", "json=services/orders/openapi.json").code == 2
    (released.root / "orders.json").symlink_to("services/orders/openapi.json")
    assert apidiff("check", "--format", "json={api}.json").code == 2
    assert apidiff("check", "--format", "json=schemas/billing/{api}.json").code == 2


def test_no_report_replaces_another_one(released, apidiff):
    (released.root / "linked").symlink_to(".")
    for files in (("html=r-{api}.x", "gitlab=r-orders.x"), ("json=r.x", "gitlab=linked/r.x")):
        done = apidiff("check", *(f"--format={file}" for file in files))
        assert done.code == 2, files
        assert "two formats would write the same file" in done.err
        assert not list(released.root.glob("r*.x"))


# What the anchor governs stays governed.


def test_an_api_that_is_new_in_the_file_is_a_first_adoption(shop, apidiff):
    shop.configure(ONLY_BILLING)
    assert apidiff("snapshot", "--release", "2026-06-01").code == 0
    shop.commit()
    shop.configure(CONFIG)
    shop.commit()
    done = apidiff("check")
    assert done.code == 0
    billing, orders = done.out.split("== orders\n")
    assert "first adoption" not in billing
    assert "Records: first adoption (HEAD's first parent" in orders


def test_the_policy_of_each_api_is_that_of_the_anchor(released, apidiff):
    released.commit()
    released.configure(CONFIG.replace('new-enum-value = "breaking"', 'new-enum-value = "additive"'))
    released.orders("id item state:new,sent,lost")
    released.commit()
    done = apidiff("check")
    assert done.code == 1
    billing, orders = done.out.split("== orders\n")
    assert "the anchor's policy judges" not in billing
    assert '`policy.new-enum-value` in apidiff.toml is "additive", and "breaking" at the anchor' in " ".join(
        orders.split()
    )


def test_approvers_are_those_of_the_anchor(released, apidiff):
    released.billing("id state:open,paid")
    apidiff("draft", "--api", "billing")
    released.configure(CONFIG.replace("billing-owner", "mallory"))
    apidiff("waive", "--api", "billing", "--all", "--reason", "nobody used it", "--approved-by", "mallory")
    released.commit()
    assert apidiff("check", "--api", "billing").code == 1


@pytest.mark.parametrize("records", ["kept", "removed"])
def test_an_api_that_is_taken_out_of_the_file_does_not_escape_the_gate(released, apidiff, records):
    released.configure(ONLY_BILLING)
    released.orders("id")
    if records == "removed":
        git(released.root, "rm", "-q", "-r", "schemas/orders")
    released.commit()
    for command in ("check", "verify"):
        done = apidiff(command)
        assert done.code == 1
        said = " ".join(done.out.split())
        assert "the API `orders` is gone since the anchor" in said
        assert ("`schemas/orders` holds the records of an API" in said) == (records == "kept")
    assert apidiff("check", "--api", "orders").code == 2


def test_what_one_push_takes_out_is_not_forgotten_in_the_next(released, apidiff):
    git(released.root, "checkout", "-q", "-b", "feature")
    released.configure(ONLY_BILLING)
    git(released.root, "rm", "-q", "-r", "schemas/orders")
    released.commit()
    released.commit()
    done = apidiff("check")
    assert (done.code, "the API `orders` is gone since the anchor" in " ".join(done.out.split())) == (1, True)


def test_records_of_no_api_are_told_later_as_well(released, apidiff):
    released.configure(ONLY_BILLING)
    released.commit()
    released.commit()
    done = apidiff("verify")
    assert (done.code, "`schemas/orders` holds the records" in done.out) == (1, True)
    assert apidiff("snapshot", "--release", "2026-06-09").code == 1


def test_an_api_that_was_retired_by_a_release_may_go(released, apidiff):
    document = described("Orders")
    released.put("orders", document)
    apidiff("draft", "--api", "orders")
    done = apidiff("waive", "--all", "--api", "orders", "--reason", "the service is shut down", "--approved-by", "me")
    assert done.code == 0
    assert apidiff("snapshot", "--release", "2026-06-09").code == 0
    released.commit()
    released.configure(ONLY_BILLING)
    git(released.root, "rm", "-q", "-r", "schemas/orders", "changelog/orders", "services/orders")
    released.commit()
    assert apidiff("check").code == 0
    assert apidiff("verify").code == 0


def test_an_api_may_get_another_name_and_keeps_its_history(released, apidiff):
    released.configure(CONFIG.replace('"orders"', '"purchases"'))
    git(released.root, "mv", "schemas/orders", "schemas/purchases")
    released.commit()
    done = apidiff("verify")
    assert done.code == 0
    assert done.out.count("Records: anchored (the line that is recorded at HEAD's first parent") == 2
    released.orders("id state:new,sent")
    assert apidiff("check", "--api", "purchases").code == 1


def test_another_name_does_not_bring_another_policy(released, apidiff):
    lenient = CONFIG.replace('"orders"', '"purchases"').replace('"breaking"', '"additive"')
    released.configure(lenient)
    git(released.root, "mv", "schemas/orders", "schemas/purchases")
    released.orders("id item state:new,sent,lost")
    released.commit()
    assert apidiff("check", "--api", "purchases").code == 1


def test_another_name_with_records_anew_is_no_way_out(released, apidiff):
    released.configure(CONFIG.replace('"orders"', '"purchases"'))
    git(released.root, "rm", "-q", "-r", "schemas/orders")
    released.orders("id")
    assert apidiff("snapshot", "--release", "2026-06-02", "--api", "purchases").code == 0
    released.commit()
    done = apidiff("check", "--api", "purchases")
    assert (done.code, "the API `orders` is gone" in " ".join(done.out.split())) == (1, True)


SINGLE = '[project]\ndescription = "services/orders/openapi.json"\n[policy]\nnew-enum-value = "breaking"\n'


@pytest.fixture
def single(shop, apidiff):
    """A project without `[[apis]]`, with a release."""
    shop.configure(SINGLE)
    assert apidiff("snapshot", "--release", "2026-06-01").code == 0
    shop.commit()
    return shop


def test_a_project_is_divided_and_its_records_move_to_one_of_the_apis(single, apidiff):
    single.configure(CONFIG)
    single.commit()
    done = apidiff("check")
    assert done.code == 1
    assert "`schemas/index.json` is of no API" in " ".join(done.out.split())
    (single.root / "schemas/orders").mkdir()
    git(single.root, "mv", "schemas/index.json", "schemas/2026-06-01.json", "schemas/orders")
    git(single.root, "commit", "-q", "--amend", "--no-edit")
    done = apidiff("check")
    assert done.code == 0
    assert "Records: first adoption" in done.out.split("== orders")[0]
    single.orders("id item state:new,sent,lost")
    assert apidiff("check", "--api", "orders").code == 1


def test_dividing_a_project_does_not_drop_its_records(single, apidiff):
    single.configure(CONFIG)
    git(single.root, "rm", "-q", "-r", "schemas")
    single.commit()
    done = apidiff("check")
    assert done.code == 1
    assert "the API of a file without `[[apis]]` is gone since the anchor" in " ".join(done.out.split())


def test_going_back_to_one_api_does_not_drop_the_others(released, apidiff):
    released.configure(SINGLE)
    git(released.root, "mv", "schemas/orders/index.json", "schemas/orders/2026-06-01.json", "schemas")
    released.commit()
    done = apidiff("check")
    assert done.code == 1
    said = " ".join(done.out.split())
    assert "the API `billing` is gone since the anchor" in said
    assert "the API `orders`" not in said


# One description that several APIs divide among them.

DIVIDED = """
[[apis]]
name = "billing"
description = "openapi.json"
path-prefix = "/v1/billing"

[[apis]]
name = "orders"
description = "openapi.json"
path-prefix = "/v1/orders/"
"""


@pytest.fixture
def divided(tmp_path, apidiff):
    """Two APIs in one description, released."""
    (tmp_path / "apidiff.toml").write_text(DIVIDED)

    def put(**paths):
        names = {name.replace("_", "/"): fields for name, fields in paths.items()}
        (tmp_path / "openapi.json").write_text(json.dumps(described("Shop", **names)))

    put(billing_invoices="id sum", orders="id item", orders_lines="id")
    assert apidiff("snapshot", "--release", "2026-06-01").code == 0
    return put


def test_an_api_has_the_operations_below_its_prefix(divided, apidiff, tmp_path):
    found = {
        name: list(json.loads((tmp_path / f"schemas/{name}/2026-06-01.json").read_text())["paths"])
        for name in ("billing", "orders")
    }
    assert found == {"billing": ["/v1/billing/invoices"], "orders": ["/v1/orders", "/v1/orders/lines"]}
    divided(billing_invoices="id", orders="id item", orders_lines="id")
    assert apidiff("check", "--api", "billing").code == 1
    assert apidiff("check", "--api", "orders").code == 0


def test_what_no_api_governs_is_told(divided, apidiff):
    divided(billing_invoices="id sum", orders="id item", orders_lines="id", ordersheet="id", admin="id")
    said = " ".join(apidiff("check").out.split())
    assert "No API governs `/v1/ordersheet`, `/v1/admin` of openapi.json" in said


@pytest.mark.usefixtures("divided")
def test_a_narrower_prefix_removes_operations(apidiff, tmp_path):
    (tmp_path / "apidiff.toml").write_text(DIVIDED.replace("/v1/orders/", "/v1/orders/lines"))
    assert apidiff("check", "--api", "orders").code == 1


@pytest.mark.usefixtures("divided")
def test_what_a_narrower_prefix_removes_comes_from_the_pull_request(apidiff, tmp_path, monkeypatch):
    """The target branch is cut by the prefix that it has itself, or the comment would say nothing."""
    git(tmp_path, "init", "-qb", "main")
    commit(tmp_path, "Released")
    commit(tmp_path, "Go on")
    git(tmp_path, "checkout", "-qb", "feature")
    (tmp_path / "apidiff.toml").write_text(DIVIDED.replace("/v1/orders/", "/v1/orders/lines"))
    commit(tmp_path, "Narrow it")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    told = apidiff("check", "--api", "orders")
    assert told.code == 1
    assert "From this pull request: 1 breaking change" in told.out


def test_the_policy_in_force_is_shown_for_an_api(shop, apidiff):
    shop.configure(f'{CONFIG}[policy]\nnew-enum-value = "additive"\nformats = "annotate"\n')
    shown = json.loads(apidiff("policy", "--api", "orders", "--format", "json").out)
    rows = {row["key"]: row for row in shown["settings"]}
    line = CONFIG.splitlines().index('new-enum-value = "breaking"') + 1
    assert (rows["policy.new-enum-value"]["value"], rows["policy.new-enum-value"]["from"]["line"]) == ("breaking", line)
    assert (rows["policy.formats"]["value"], rows["policy.formats"]["from"]["line"]) == ("annotate", line + 3)
    rows = {row["key"]: row for row in json.loads(apidiff("policy", "--format", "json").out)["settings"]}
    assert rows["policy.new-enum-value"]["value"] == "additive"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", ["next-version", "guide v1 v2", "policy --try zalando", "waive --all"])
def test_the_guide_names_what_is_about_one_api(apidiff, command):
    more = ["--reason", "x", "--approved-by", "y"] if command.startswith("waive") else []
    done = apidiff(*command.split(), *more)
    assert (done.code, "--api billing" in done.err) == (2, True)
    (told,) = re.findall(r"[^.]* are about one, and ask for `--api`\.", (ROOT / "docs" / "ci.md").read_text("utf-8"))
    assert f"`{command.removesuffix(' v1 v2').removesuffix(' zalando')}`" in told


def test_a_command_about_one_api_asks_which(shop, apidiff):
    done = apidiff("next-version")
    assert (done.code, "--api billing" in done.err) == (2, True)
    shop.configure(ONLY_BILLING)
    assert apidiff("next-version").out == "1.0.0\n"


@pytest.mark.usefixtures("shop")
def test_the_calendar_of_all_is_printed_and_a_file_is_of_one(apidiff):
    said = apidiff("calendar").out
    assert said.index("== billing") < said.index("== orders")
    done = apidiff("calendar", "--format", "ics")
    assert done.code == 2
    assert "--api billing" in done.err
    assert apidiff("calendar", "--format", "ics", "--api", "orders").out.startswith("BEGIN:VCALENDAR")


def test_a_baseline_is_recorded_of_all_or_of_one(shop, apidiff):
    assert apidiff("baseline", "--release", "2026-01-01").code == 0
    assert [name for name in shop.files("schemas") if name.endswith("01.json")] == [
        "schemas/billing/2026-01-01.json",
        "schemas/orders/2026-01-01.json",
    ]
    assert apidiff("baseline", "--release", "2026-02-01", "--api", "orders").code == 2


def test_the_help_says_which_commands_work_on_one(apidiff):
    one = " ".join(apidiff("next-version", "--help").out.split())
    assert "it has to be named where there are several" in one
