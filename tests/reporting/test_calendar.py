"""The calendar of deprecations: everything that is announced, since when, and an iCalendar that readers take."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from click.testing import CliRunner

from apidiff.api import contract
from apidiff.cli.calendar import command
from apidiff.errors import InputError
from apidiff.governing.calendar import planned
from apidiff.governing.deprecation import History, Told
from apidiff.model.policy import Policy, Scope, Stability
from apidiff.reporting.calendar import icalendar, text
from apidiff.reporting.layout import Terminal
from tests.comparing.describing import STRING, api, content, ok, ref
from tests.recording.pets import FIRST, Pets, document

TODAY = date(2026, 6, 30)


def described():
    """Something of each kind that is deprecated, and data that only looks like it."""
    parameter = {"name": "sort", "in": "query", "deprecated": True, "schema": STRING}
    thing = {
        "type": "object",
        "properties": {
            "fax": {"type": "string", "deprecated": True, "x-sunset": "2027-03-31"},
            "kind": {"enum": ["a", "b"], "x-deprecated-values": {"b": "2026-12-31"}},
            "form": {"oneOf": [{"const": "x"}, {"const": "y", "deprecated": True}]},
            "deprecated": {"type": "boolean"},
        },
        "example": {"fax": {"deprecated": True}},
    }
    get = {"parameters": [parameter], "responses": ok(ref("Thing"), headers={"X-Left": {"deprecated": True}})}
    post = {"deprecated": True, "x-sunset": "2026-06-01", "requestBody": content(ref("Thing")), "responses": ok()}
    paths = {"/v1/things": {"get": get}, "/v1/old": {"post": post}}
    webhooks = {"thing.gone": {"post": {"deprecated": True, "requestBody": content(STRING), "responses": ok()}}}
    return api(paths, schemas={"Thing": thing, "Unused": {"deprecated": True}}) | {"webhooks": webhooks}


def plans(made=None, *older, policy=None):
    now = contract(made or described())
    releases = [(TODAY, now.document), *((day, contract(one).document) for day, one in older)]
    return planned(now, History(Told(*each) for each in releases), policy or Policy())


def test_everything_that_is_announced_is_listed_by_its_day():
    found = [(plan.kind, plan.what, plan.sunset and str(plan.sunset)) for plan in plans()]
    assert found == [
        ("operation", "`POST /v1/old`", "2026-06-01"),
        ("value", "the value `b` of `kind` of schema `Thing`", "2026-12-31"),
        ("field", "`fax` of schema `Thing`", "2027-03-31"),
        ("event", "`webhook thing.gone`", None),
        ("header", "header `X-Left` of response `200` of `GET /v1/things`", None),
        ("parameter", "query parameter `sort` of `GET /v1/things`", None),
        ("value", "the value `y` of `form` of schema `Thing`", None),
    ]


def test_it_says_whom_it_affects():
    fax = next(plan for plan in plans() if plan.kind == "field")
    assert (fax.operations, fax.path_versions) == (("GET /v1/things", "POST /v1/old"), ("v1",))
    assert fax.pointer == "/components/schemas/Thing/properties/fax"


def test_since_when_is_read_from_the_releases():
    plain = described()
    del plain["components"]["schemas"]["Thing"]["properties"]["fax"]["deprecated"]
    del plain["components"]["schemas"]["Thing"]["properties"]["fax"]["x-sunset"]
    older = (date(2026, 3, 1), described()), (date(2026, 1, 1), plain)
    since = {plan.what: plan.since for plan in plans(None, *older)}
    assert since["`fax` of schema `Thing`"] == date(2026, 3, 1)
    assert since["`POST /v1/old`"] == date(2026, 1, 1)


def test_what_the_oldest_release_has_deprecated_may_be_so_for_longer():
    plain = described()
    del plain["components"]["schemas"]["Thing"]["properties"]["fax"]
    found = plans(None, (date(2026, 3, 1), described()), (date(2026, 1, 1), plain))
    assert {plan.what: plan.or_earlier for plan in found if plan.kind in ("field", "operation")} == {
        "`fax` of schema `Thing`": False,
        "`POST /v1/old`": True,
    }
    table = text("Things", found, TODAY, Terminal(100))
    assert "2026-01-01 or earlier  `POST /v1/old`" in table
    assert "2026-03-01             `fax` of schema" in table
    unfolded = icalendar("Things", found, TODAY).replace("\r\n ", "")
    assert "Deprecated since 2026-01-01 or earlier." in unfolded
    assert "Deprecated since 2026-03-01." in unfolded


def test_a_later_day_that_is_given_is_told_as_it_is():
    made = described()
    made["paths"]["/v1/old"]["post"]["x-deprecated-at"] = "2026-07-15"
    old = next(plan for plan in plans(made) if plan.kind == "operation")
    assert (str(old.since), old.or_earlier) == ("2026-07-15", False)


def test_without_a_day_the_notice_says_when():
    parameter = next(plan for plan in plans(policy=Policy(sunset_days=90)) if plan.kind == "parameter")
    assert (parameter.sunset, parameter.earliest) == (None, date(2026, 9, 28))


def test_a_component_that_is_an_event_is_one():
    made = api({}, schemas={"SoldWebhook": {"type": "object", "deprecated": True, "x-sunset": "2027-01-01"}})
    (plan,) = plans(made, policy=Policy(event_schemas=("*Webhook",)))
    assert (plan.kind, plan.what) == ("event", "`webhook SoldWebhook`")


def scoped():
    """The same with marks: an operation, a field and a parameter are internal, an operation and an event are alpha."""
    made = described()
    things = made["paths"]["/v1/things"]["get"]
    fields = made["components"]["schemas"]["Thing"]["properties"]
    for marked in (made["paths"]["/v1/old"]["post"], things["parameters"][0], fields["fax"], fields["kind"]):
        marked["x-internal"] = True
    made["webhooks"]["thing.gone"]["post"]["x-stability-level"] = "alpha"
    return made


def test_what_the_scopes_exclude_is_left_out():
    internal = Scope("excluded", extension="x-internal")
    named = [plan.what for plan in plans(scoped(), policy=Policy(scopes=(internal,)))]
    assert named == [
        "`webhook thing.gone`",
        "header `X-Left` of response `200` of `GET /v1/things`",
        "the value `y` of `form` of schema `Thing`",
    ]
    again = Scope("gated", schema="Thing")
    assert "`fax` of schema `Thing`" in [
        plan.what for plan in plans(scoped(), policy=Policy(scopes=(internal, again)))
    ], "the last scope that matches decides"


@pytest.mark.parametrize(("treatment", "count"), [("excluded", 6), ("reported", 7), ("gated", 7)])
def test_a_tier_that_is_excluded_is_left_out_and_one_that_is_reported_is_not(treatment, count):
    stability = Stability(("alpha", "stable"), (treatment, "gated"), "stable", ("x-stability-level",))
    found = plans(scoped(), policy=Policy(stability=stability))
    assert len(found) == count
    assert any(plan.kind == "event" for plan in found) == (count == 7)


def test_what_is_deprecated_of_a_shared_schema_names_no_excluded_operation():
    policy = Policy(scopes=(Scope("excluded", method="post"),))
    fax = next(plan for plan in plans(policy=policy) if plan.kind == "field")
    assert fax.operations == ("GET /v1/things",)


def test_the_table_says_what_has_come_and_what_is_no_date():
    made = described()
    made["webhooks"]["thing.gone"]["post"]["x-sunset"] = "soon"
    table = text("Things", plans(made), TODAY, Terminal(100))
    assert "  2026-06-01 (has come)" in table
    assert "  no readable date" in table
    assert text("Things", [], TODAY, Terminal()) == "Things: nothing is deprecated.\n"


def parsed(calendar):
    """The content lines, unfolded, with their values unescaped: RFC 5545, 3.1 and 3.3.11."""
    assert calendar.endswith("\r\n")
    raw = calendar.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in raw)
    assert not any(re.search(r"[\x00-\x1f\x7f]", line) for line in raw)
    lines = "\r\n".join(raw).replace("\r\n ", "").split("\r\n")
    found = []
    for line in lines:
        name, parameters, value = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", line).groups()
        assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value) or name == "CATEGORIES"
        found.append((name + parameters, re.sub(r"\\(.)", r"\1", value)))
    return found


def test_an_icalendar_has_an_event_for_each_day():
    lines = parsed(icalendar("Things", plans(), TODAY))
    assert [name for name, _ in lines][:2] == ["BEGIN", "VERSION"]
    assert lines.count(("BEGIN", "VEVENT")) == lines.count(("END", "VEVENT")) == 3
    days = [value for name, value in lines if name == "DTSTART;VALUE=DATE"]
    assert days == ["20260601", "20261231", "20270331"]
    assert ("DTSTAMP", "20260630T000000Z") in lines
    assert ("SUMMARY", "Things: fax of schema Thing may be gone") in lines
    uids = [value for name, value in lines if name == "UID"]
    assert len({*uids}) == 3


def test_an_event_keeps_its_uid_where_its_day_and_all_beside_it_change():
    def uids(made):
        lines = parsed(icalendar("Things", plans(made), TODAY))
        return dict(zip((v for n, v in lines if n == "SUMMARY"), (v for n, v in lines if n == "UID"), strict=True))

    moved = described()
    moved["components"]["schemas"]["Thing"]["properties"]["fax"]["x-sunset"] = "2028-01-01"
    del moved["paths"]["/v1/old"]
    before, after = uids(described()), uids(moved)
    assert before["Things: fax of schema Thing may be gone"] == after["Things: fax of schema Thing may be gone"]


@pytest.mark.parametrize(
    "name", ["a,b;c\\d", "é" * 90, "::error::" * 20, "x\r\nBEGIN:VALARM", "##[error]##vso[x]", ":" * 99]
)
def test_a_strangers_name_stays_text(name):
    made = api({"/v1/things": {"get": {"responses": ok()}}})
    field = {"type": "string", "deprecated": True, "x-sunset": "2027-01-01"}
    made["paths"]["/v1/things"]["get"]["responses"] = ok({"type": "object", "properties": {name: field}})
    calendar = icalendar(name, plans(made), TODAY)
    lines = parsed(calendar)
    assert [value for key, value in lines if key == "BEGIN"] == ["VCALENDAR", "VEVENT"]
    assert not any(line.lstrip().startswith("::") for line in calendar.split("\r\n"))
    assert "##[" not in calendar
    if name == "a,b;c\\d":
        assert ("SUMMARY", f"{name}: {name} of response 200 of GET /v1/things may be gone") in lines


@pytest.fixture
def governed(tmp_path, monkeypatch):
    pets = Pets(tmp_path)
    made = document(paths=("/v1/toys",))
    made["paths"]["/v1/toys"]["get"] |= {"deprecated": True, "x-sunset": "2027-01-01"}
    pets.put(made)
    assert pets.snapshot(FIRST).recorded
    monkeypatch.chdir(tmp_path)
    return pets


def run(*options):
    result = CliRunner().invoke(command, options, standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


def test_the_command_speaks_of_the_newest_release_or_of_a_description(governed):
    assert json.loads(run("--format", "json"))["release"] == str(FIRST)
    made = document(paths=("/v1/toys",), query=("limit",))
    made["paths"]["/v1/pets"]["get"]["parameters"][0]["deprecated"] = True
    governed.put(made)
    told = json.loads(run("openapi.json", "--format", "json"))
    assert (told["format"], told["release"]) == ("apidiff.calendar/1", None)
    (plan,) = told["deprecations"]
    assert (plan["kind"], plan["since"]) == ("parameter", None)
    assert "Pets, release 2026-06-17: 1 deprecation\n" in run()


@pytest.mark.parametrize("form", ["text", "json", "ics"])
def test_the_command_says_nothing_of_what_is_excluded(governed, form):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + '[[policy.scopes]]\npath = "/v1/toys"\ntreat = "excluded"\n')
    assert "toys" not in run("--format", form)
    assert "toys" not in run("openapi.json", "--format", form)


def test_the_command_writes_a_file_with_its_line_ends(governed):
    run("--format", "ics", "-o", "days.ics")
    written = (governed.root / "days.ics").read_bytes().decode()
    assert ("DTSTART;VALUE=DATE", "20270101") in parsed(written)


def test_an_early_year_has_four_digits():
    made = described()
    made["paths"]["/v1/old"]["post"]["x-sunset"] = "0001-01-01"
    days = [value for key, value in parsed(icalendar("T", plans(made), TODAY)) if key == "DTSTART;VALUE=DATE"]
    assert days[0] == "00010101"


@pytest.mark.parametrize("name", ["openapi.json", "apidiff.toml", "schemas/index.json", "schemas/2026-06-17.json"])
def test_the_command_writes_over_nothing_that_it_reads(governed, name):
    before = (governed.root / name).read_bytes()
    result = CliRunner().invoke(command, ["--format", "ics", "-o", name], standalone_mode=False)
    assert isinstance(result.exception, InputError)
    assert (governed.root / name).read_bytes() == before
