"""Scopes, tiers, presets and version rules, as the maintainer and the integrator meet them."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from apidiff.governing.presetting import PRESETS, preset
from tests.cli.conftest import ROOT
from tests.recording.pets import FIRST, SECOND, Pets, document

CONFIG = """
[[policy.scopes]]
extension = "x-internal"
treat = "excluded"
reason = "our own pages use it"
[policy.stability]
tiers = ["beta", "stable"]
"""


def described(*, internal="id", beta="id", version="1", **parts):
    """The pets, an internal operation and one in beta; each sends a field of that name."""
    made = document(**parts)
    made["info"]["version"] = version
    for path, mark, name in (("/v1/audit", "x-internal", internal), ("/v1/labs", "x-beta", beta)):
        schema = {"type": "object", "properties": {name: {"type": "string"}}}
        answer = {"description": "ok", "content": {"application/json": {"schema": schema}}}
        made["paths"][path] = {"get": {mark: True, "responses": {"200": answer}}}
    return made


@pytest.fixture
def scoped(tmp_path):
    """A project with an internal operation and one in beta, its first release recorded."""
    pets = Pets(tmp_path, CONFIG)
    pets.put(described())
    assert pets.snapshot(FIRST).recorded
    return pets


def test_breaks_outside_of_the_gate_pass_and_are_told_with_the_reason(scoped, apidiff):
    scoped.put(described(internal="other", beta="other"))
    done = apidiff("check", "--no-color")
    assert done.code == 0
    flat = " ".join(done.out.split())
    assert "Reported, never refused: 1 breaking and 1 additive change" in flat
    assert "Excluded by the policy: 1 breaking and 1 additive change" in flat
    assert "(by `x-internal` (our own pages use it))" in flat
    assert "(by stability `beta`)" in flat


@pytest.mark.parametrize("form", ["markdown", "html", "sarif", "json", "gitlab", "github", "junit"])
def test_every_format_tells_of_what_is_reported(scoped, apidiff, form):
    scoped.put(described(beta="other"))
    done = apidiff("check", "--format", form)
    assert done.code == 0
    assert "stability" in done.out
    assert "beta" in done.out


def test_marking_what_breaks_as_internal_is_refused(scoped, apidiff):
    made = described(sent=("id",))
    made["paths"]["/v1/pets"]["get"]["x-internal"] = True
    scoped.put(made)
    done = apidiff("check", "--no-color")
    assert done.code == 1
    assert "`GET /v1/pets` is no longer public" in done.out


def test_a_withdrawal_needs_the_notice_of_a_removal(tmp_path, apidiff):
    pets = Pets(tmp_path, f"[policy]\nsunset-days = 90\n{CONFIG}")
    pets.put(described())
    pets.snapshot(FIRST)
    made = described()
    made["paths"]["/v1/pets"]["get"]["x-internal"] = True
    pets.put(made)
    done = apidiff("check", "--no-color")
    assert "`GET /v1/pets` left the gate (no longer public: " in " ".join(done.out.split())
    pets.put({**described(), "paths": {"/v1/pets": described()["paths"]["/v1/pets"]}})
    done = apidiff("check", "--no-color")
    assert done.code == 0, "what is not gated may go at once"


def test_what_is_not_gated_needs_no_waiver(scoped, apidiff):
    scoped.put(described(beta="other"))
    changes = json.loads(apidiff("check", "--format", "json").out)["changes"]
    (reported,) = [change for change in changes if change["class"] == "breaking"]
    assert (reported["treatment"], reported["counted"]) == ("reported", False)
    done = apidiff("waive", reported["id"][:12], "--reason", "It is a preview.", "--approved-by", "owner")
    assert done.code == 2
    assert "is reported by stability `beta`, so it needs no waiver" in done.err


@pytest.mark.usefixtures("scoped")
def test_no_level_of_fail_on_speaks_of_what_is_not_gated(apidiff, tmp_path):
    for name, made in (("a", described()), ("b", described(internal="x", beta="x"))):
        (tmp_path / f"{name}.json").write_text(json.dumps(made))
    assert apidiff("diff", "a.json", "b.json", "--fail-on", "additive").code == 0
    assert apidiff("diff", "a.json", "b.json", "--fail-on", "wire:additive").code == 0


def test_the_page_lists_what_is_reported_apart_and_says_nothing_of_what_is_excluded(scoped, apidiff, tmp_path):
    scoped.put(described(internal="other", beta="other", sent=("id", "nick", "age")))
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("render", "--output", "site").code == 0
    page = (tmp_path / "site" / "index.html").read_text()
    told = page[page.index('id="changes-title"') :]
    assert told.index("Additive changes") < told.index("Changes outside of this policy") < told.index("/v1/labs")
    assert "audit" not in page
    assert "our own pages" not in page
    assert "This changelog starts here, with 3 operations" in page
    for path in (tmp_path / "site").rglob("*.*"):
        assert "audit" not in path.read_text(), path
    log = (tmp_path / "site" / "CHANGELOG.md").read_text()
    assert "### Changes outside of this policy" in log
    assert "audit" not in log


def test_no_page_tells_that_something_excluded_is_deprecated(scoped, apidiff, tmp_path):
    made = described()
    for path, item in made["paths"].items():
        item["get"] |= {"deprecated": True, "x-sunset": "2027-01-31"} if path in ("/v1/audit", "/v1/pets") else {}
    scoped.put(made)
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("render", "--output", "site").code == 0
    page = (tmp_path / "site" / "index.html").read_text()
    told = page[page.index('id="deprecated-title"') : page.index('id="policy-title"')]
    assert "/pets" in told
    assert "31 January 2027" in told
    assert "GET /v1/pets may be gone" in (tmp_path / "site" / "calendar.ics").read_text()
    for path in (tmp_path / "site").rglob("*.*"):
        assert "audit" not in path.read_text(), path


def test_no_page_tells_that_an_excluded_field_of_a_public_operation_is_deprecated(scoped, apidiff, tmp_path):
    made = described(sent=("id", "nick", "secret"))
    sent = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    going = {"deprecated": True, "x-sunset": "2027-01-31"}
    sent["properties"]["secret"] |= {"x-internal": True, **going}
    sent["properties"]["nick"] |= going
    scoped.put(made)
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("render", "--output", "site").code == 0
    assert "nick" in (tmp_path / "site" / "calendar.ics").read_text()
    for path in (tmp_path / "site").rglob("*.*"):
        assert "secret" not in path.read_text(), path


@pytest.mark.parametrize("prose", [False, True])
def test_what_is_excluded_is_not_called_nothing(scoped, apidiff, tmp_path, prose):
    made = described(internal="id" if prose else "other")
    made["paths"]["/v1/audit"]["get"]["description"] = "Audits."
    scoped.put(made)
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("render", "--output", "site").code == 0
    page = (tmp_path / "site" / "index.html").read_text()
    since = (tmp_path / "site" / "compare" / f"{FIRST}.md").read_text()
    for said in ("Nothing new for clients", "Unchanged so far.", "no version has broken so far"):
        assert (said in page) == prose, "prose of what is internal is nothing to clients"
    assert ("Nothing that a client notices." in since) == prose
    assert ("No changes listed." in since) == (not prose)


def test_what_is_reported_is_no_silence(scoped, apidiff, tmp_path):
    scoped.put(described(beta="other"))
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("render", "--output", "site").code == 0
    page = (tmp_path / "site" / "index.html").read_text()
    assert "Unchanged so far; 2 changes outside of this policy." in page
    assert "no version has broken so far" not in page


def test_a_release_is_verified_under_its_scopes(scoped, apidiff):
    scoped.put(described(internal="other", beta="other"))
    assert apidiff("snapshot", "--release", SECOND).code == 0
    assert apidiff("verify").code == 0


def test_an_unknown_tier_is_a_warning_with_its_line(scoped, apidiff):
    made = described()
    made["paths"]["/v1/labs"]["get"] |= {"x-stability-level": "bta", "x-beta": False}
    scoped.put(made)
    done = apidiff("check", "--no-color")
    assert "`x-stability-level: bta` names no stability tier" in " ".join(done.out.split())
    assert "openapi.json:1" in done.out


@pytest.mark.usefixtures("scoped")
def test_the_policy_in_force_as_text_and_json(apidiff):
    done = apidiff("policy")
    assert done.code == 0
    assert 'extension "x-internal": excluded' in done.out
    assert "apidiff.toml:4" in done.out
    assert '  policy.formats                "assert"' in done.out, "in columns"
    told = json.loads(apidiff("policy", "--format", "json").out)
    assert told["format"] == "apidiff.policy/1"
    (scope,) = told["scopes"]
    assert scope["value"]["reason"] == "our own pages use it"
    assert scope["from"]["kind"] == "file"
    assert len(told["clauses"]) > 20


def test_without_a_project_the_policy_is_the_built_in_one(apidiff):
    told = json.loads(apidiff("policy", "--format", "json").out)
    assert {row["from"]["kind"] for row in told["settings"]} == {"built-in"}


def test_the_presets_are_listed_with_sources(apidiff):
    done = apidiff("policy", "--list")
    assert all(f"{name}: " in done.out for name in PRESETS)
    assert all(line.source in done.out for name in PRESETS for line in preset(name).lines)
    told = json.loads(apidiff("policy", "--list", "--format", "json").out)
    assert [one["name"] for one in told["presets"]] == list(PRESETS)


def test_the_documents_tell_every_preset_and_its_sources():
    text = (ROOT / "docs" / "policy.md").read_text("utf-8")
    for name in PRESETS:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        for line in preset(name).lines:
            told = (
                line.value["rule"] if isinstance(line.value, dict) else f'{line.key.partition(".")[2]} = "{line.value}"'
            )
            assert told in row
            assert f"<{line.source}>" in row


@pytest.mark.parametrize("name", PRESETS)
def test_init_begins_with_a_preset(apidiff, tmp_path, name):
    assert apidiff("init", "--preset", name).code == 0
    assert f'preset = "{name}"' in (tmp_path / "apidiff.toml").read_text()
    assert f"Policy: preset {name}" in apidiff("policy").out
    assert apidiff("init", "--preset", name).code == 0


def test_init_does_not_change_the_preset_of_a_project(apidiff):
    assert apidiff("init", "--preset", "github").code == 0
    done = apidiff("init", "--preset", "azure")
    assert done.code == 2
    assert 'preset = "azure"' in done.err
    assert "Did you mean 'github'?" in apidiff("init", "--preset", "guthub").err


class TestNextVersion:
    """`apidiff next-version`, and the gate that asks for it."""

    @pytest.fixture
    def versioned(self, tmp_path):
        pets = Pets(tmp_path, '[versions]\ninfo-version = "semver"\n')
        pets.put(described(version="1.4.2"))
        pets.snapshot(FIRST)
        return pets

    @pytest.mark.parametrize(
        ("parts", "right"),
        [({}, "1.4.2"), ({"sent": ("id", "nick", "age")}, "1.5.0"), ({"sent": ("id",)}, "2.0.0")],
    )
    def test_it_prints_what_the_changes_ask_for(self, versioned, apidiff, parts, right):
        versioned.put(described(version="1.4.2", **parts))
        done = apidiff("next-version")
        assert (done.code, done.out) == (0, f"{right}\n")

    def test_it_prints_a_prerelease_whole(self, tmp_path, apidiff):
        pets = Pets(tmp_path)
        pets.put(described(version="1.5.0-rc.1"))
        assert apidiff("next-version").out == "1.5.0-rc.1\n"
        pets.snapshot(FIRST)
        assert apidiff("next-version").out == "1.5.0-rc.1\n"
        pets.put(described(version="1.5.0-rc.1", sent=("id", "nick", "age")))
        assert apidiff("next-version").out == "1.5.0\n"

    def test_the_gate_refuses_a_lower_one_and_a_snapshot_too(self, versioned, apidiff):
        versioned.put(described(version="1.4.3", sent=("id", "nick", "age")))
        done = apidiff("check", "--no-color")
        assert done.code == 1
        assert "Set `info.version` to `1.5.0`, or a later one" in " ".join(done.out.split())
        assert apidiff("snapshot", "--release", SECOND).code == 1
        versioned.put(described(version="1.5.0", sent=("id", "nick", "age")))
        assert apidiff("check").code == 0
        assert apidiff("snapshot", "--release", SECOND).code == 0
        assert apidiff("verify").code == 0

    def test_before_the_first_release_it_is_that_of_the_description(self, tmp_path, apidiff):
        Pets(tmp_path).put(described(version="0.1.0"))
        assert apidiff("next-version").out == "0.1.0\n"

    def test_what_is_no_semantic_version_is_an_error(self, tmp_path, apidiff):
        pets = Pets(tmp_path)
        pets.put(described(version="2026-06-28"))
        pets.snapshot(FIRST)
        done = apidiff("next-version")
        assert done.code == 2
        assert "`2026-06-28`, which is no semantic version" in done.err

    def test_two_descriptions_need_no_project(self, tmp_path, apidiff):
        for name, made in (("a", described(version="1.0.0")), ("b", described(version="1.0.0", sent=("id",)))):
            (tmp_path / f"{name}.json").write_text(json.dumps(made))
        assert apidiff("next-version", "b.json", "--base", "a.json").out == "2.0.0\n"

    @pytest.mark.parametrize("form", ["yaml", "json"])
    def test_a_version_without_quotes_is_said_to_lose_its_zeros(self, tmp_path, apidiff, form):
        pets = Pets(tmp_path, '[versions]\ninfo-version = "semver"\n')
        config = tmp_path / "apidiff.toml"
        config.write_text(config.read_text().replace("openapi.json", f"openapi.{form}"))
        path, made = tmp_path / f"openapi.{form}", described(version="@")
        write = (lambda document: json.dumps(document, indent=1)) if form == "json" else yaml.safe_dump
        text = write(made)
        path.write_text(re.sub(r"""["']@["']""", '"1.9"', text))
        assert apidiff("snapshot", "--release", FIRST).code == 0
        path.write_text(re.sub(r"""["']@["']""", "1.10", text))
        line = 1 + text[: text.index("@")].count("\n")
        done = apidiff("check", "--no-color")
        told = " ".join(done.out.split())
        assert "`info.version` is the number 1.1, and a number loses zeros at its end" in told
        assert f"openapi.{form}:{line}" in told
        assert "Write the version in quotes" in told
        path.write_text(re.sub(r"""["']@["']""", '"1.10"', text))
        assert "loses zeros" not in apidiff("check").out
        assert pets.project().releases

    def test_next_version_says_it_of_the_version_that_it_reads(self, tmp_path, apidiff):
        pets = Pets(tmp_path)
        pets.put(described(version=1.1))
        done = apidiff("next-version")
        assert done.out == "1.1.0\n"
        assert "warning: `info.version` is the number 1.1" in done.err
        pets.put(described(version="1.10"))
        assert apidiff("next-version").err == ""
