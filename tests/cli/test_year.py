"""A maintainer's year, played in a real repository: what the records say is sound after every step of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apidiff.recording.entries import read_entry, read_unreleased
from tests.recording.interrupting import KILLED, killed_at
from tests.recording.repositories import commit, git

TEXT = {"type": "string"}
PARTS = ("jobs", "leads", "quotes", "sites", "visits")


class Year:
    """The API, whose resources are in files of their own, and its records."""

    def __init__(self, root: Path, apidiff):
        self.root, self.apidiff = root, apidiff
        self.write("apidiff.toml", '[project]\ndescription = "openapi.json"\n[versions]\nevents = "v1"\n')
        for name in PARTS:
            self.resource(name, "id", "name", "old")
        self.describe("v1")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)

    def resource(self, name, *fields):
        """What `GET /v1/NAME` sends."""
        schema = {"type": "object", "properties": dict.fromkeys(fields, TEXT)}
        self.write(f"parts/{name}.json", json.dumps(schema))

    def describe(self, *versions):
        """The description, with the resources under each of the path versions."""

        def item(name):
            content = {"application/json": {"schema": {"$ref": f"parts/{name}.json"}}}
            return {"get": {"responses": {"200": {"description": "ok", "content": content}}}}

        paths = {f"/{version}/{name}": item(name) for version in versions for name in PARTS}
        info = {"title": "Year", "version": "1"}
        self.write("openapi.json", json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))

    def run(self, *arguments, code=0):
        done = self.apidiff(*arguments)
        assert done.code == code, f"{arguments}: {done.out}{done.err}"
        return done

    def sound(self):
        """The records are sound, and committed."""
        commit(self.root)
        assert "sound" in self.run("verify").out.lower()

    def unreleased(self):
        return read_unreleased(self.root / "changelog" / "unreleased")

    def dated(self, date):
        return sorted((self.root / "changelog").glob(f"{date}-*.md"))

    def line(self):
        return json.loads((self.root / "schemas" / "index.json").read_text())["lines"][-1]

    def waive(self, *arguments):
        self.run("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner", *arguments)


@pytest.fixture
def year(tmp_path, apidiff):
    made = Year(tmp_path, apidiff)
    made.run("snapshot", "--release", "2025-01-15")
    made.sound()
    return made


def merged(year):
    """Five branches, each of which drops a field of its resource and adds one, merged into main."""
    for name in PARTS:
        git(year.root, "checkout", "-q", "-b", name, "main")
        year.resource(name, "id", "name", f"new_{name}")
        year.run("draft")
        year.waive()
        (entry,) = year.unreleased()
        entry.path.write_text(entry.path.read_text() + f"\nOurs, of {name}.\n")
        commit(year.root, name)
    git(year.root, "checkout", "-q", "main")
    for name in PARTS:
        git(year.root, "merge", "-q", "--no-edit", "--no-ff", name)  # it fails where there is a conflict


def test_a_year(year):
    # Five pull requests land, in any order, without a conflict, and are released together, nine days late.
    merged(year)
    assert len(year.unreleased()) == 5
    year.run("check")
    assert json.loads(year.run("entry", "--format", "json").out)["doubly_bound"] == []
    year.run("draft", "--title", "Planned for the first", "--meaning", "GET /v1/jobs", "is sorted by date now")
    year.waive()
    year.run("snapshot", "--release", "2025-02-10")
    assert not year.unreleased()
    assert [read_entry(path).body.rpartition("Ours, of ")[2].strip(" .\n") for path in year.dated("2025-02-10")] != []
    assert len(year.dated("2025-02-10")) == 6
    assert year.line()["verdicts"] == {"v1": "waived"}
    year.sound()

    # An entry is drafted for a day that slips: the release of another day takes it along.
    year.resource("jobs", "id", "name", "new_jobs", "more")
    year.run("draft", "--release", "2025-03-01", "--title", "More of jobs")
    year.run("snapshot", "--release", "2025-03-09")
    assert list(year.line()["entries"]) == ["2025-03-01-more-of-jobs.md"]
    year.sound()

    # A new path version comes, with its entry.
    old = {name: (year.root / "parts" / f"{name}.json").read_text() for name in PARTS}
    year.describe("v1", "v2")
    year.run("check", code=1)
    year.run("draft")
    year.run("snapshot", "--release", "2025-05-02")
    assert set(year.line()["verdicts"]) == {"v1", "v2"}
    year.sound()

    # A hotfix of what only has the older one: it names what it follows, and takes no entry of the next release.
    year.resource("sites", "id", "name", "new_sites", "later")
    year.run("draft", "--title", "Sites, later")
    for name, text in old.items():
        year.write(f"hotfix/parts/{name}.json", text)
    hot = {"type": "object", "properties": dict.fromkeys(("id", "name", "new_visits", "urgent"), TEXT)}
    year.write("hotfix/parts/visits.json", json.dumps(hot))
    year.write("hotfix/openapi.json", (year.root / "openapi.json").read_text())
    whole = json.loads((year.root / "openapi.json").read_text())
    whole["paths"] = {path: item for path, item in whole["paths"].items() if path.startswith("/v1/")}
    year.write("hotfix/openapi.json", json.dumps(whole))
    year.run("snapshot", "hotfix/openapi.json", "--release", "2025-05-10", "--after", "2025-03-09")
    assert (year.line()["after"], year.line()["verdicts"]) == ("2025-03-09", {"v1": "pass"})
    assert {entry.title for entry in year.unreleased()} == {"Sites, later"}
    year.sound()

    # What the hotfix added is promised: the next release has to have it, too.
    refused = year.run("check", code=1)
    assert "urgent" in refused.out
    year.resource("visits", "id", "name", "new_visits", "urgent")
    year.run("draft")
    year.run("check")

    # A release that nobody recorded when it shipped is recorded late, with its real date.
    for name, text in old.items():
        year.write(f"late/parts/{name}.json", text)
    late = json.loads(old["quotes"])
    late["properties"]["forgotten"] = TEXT
    year.write("late/parts/quotes.json", json.dumps(late))
    year.write("late/openapi.json", json.dumps(whole))
    year.run("snapshot", "late/openapi.json", "--release", "2025-03-20", "--after", "2025-03-09")
    year.sound()
    year.run("draft")
    year.run("snapshot", "--release", "2025-06-01")
    year.sound()

    # The description was wrong, and is put right: a correction, which breaks nobody.
    year.resource("leads", "id", "new_leads")
    year.run("check", code=1)
    year.run("draft", "--title", "Leads never had a name")
    year.waive("--kind", "correction")
    year.run("snapshot", "--release", "2025-07-01")
    year.sound()

    # A published text is corrected: until it is amended, it is not what was published.
    path, _ = year.dated("2025-07-01")  # of v1 and of v2
    path.write_text(path.read_text() + "\nSorry for the noise.\n")
    assert "is not" in year.run("verify", code=1).out
    year.run("amend", path)
    year.sound()

    # The page and the changelog tell all of it.
    year.run("render")
    changelog = (year.root / "public" / "CHANGELOG.md").read_text()
    for told in ("2025-02-10", "2025-05-10", "2025-03-20", "Sorry for the noise.", "Leads never had a name", "v2"):
        assert told in changelog
    assert "Drafted by apidiff" not in changelog


def test_an_entry_bound_to_a_change_that_is_gone_is_one_clear_refusal_and_nothing_is_lost(year):
    merged(year)
    year.resource("jobs", "id", "name", "old", "new_jobs")  # the drop is taken back
    before = {entry.path: entry.path.read_bytes() for entry in year.unreleased()}
    refused = year.run("check", "--format", "json", code=1)
    (refusal,) = (each for version in json.loads(refused.out)["versions"] for each in version["refusals"])
    (mine,) = (entry for entry in year.unreleased() if "Ours, of jobs." in entry.body)
    assert (refusal["code"], mine.path.name in refusal["message"]) == ("waiver-stale", True)
    assert year.run("snapshot", "--release", "2025-02-10", code=1).out
    assert {entry.path: entry.path.read_bytes() for entry in year.unreleased()} == before
    (stale,) = json.loads(year.run("entry", "--format", "json").out)["stale"]
    assert (stale["entry"], "`old` removed" in stale["title"]) == (mine.name, True)
    commit(year.root)
    year.run("draft")
    (after,) = (entry for entry in year.unreleased() if entry.path == mine.path)
    assert (after.body, len(after.changes), after.waiver) == (mine.body, 1, None)
    assert len(after.review) == 1, "the text may tell of what is gone"
    after.path.write_text(
        "".join(
            line
            for line in after.path.read_text().splitlines(True)
            if "review" not in line and not line.startswith('  - "`old`')
        )
    )
    year.run("check")
    year.run("snapshot", "--release", "2025-02-10")
    year.sound()


@pytest.mark.parametrize("step", [3, 9, 15, 21, 27])
def test_a_release_that_is_interrupted_loses_nothing(year, step):
    merged(year)
    prose = sorted(entry.body for entry in year.unreleased())
    if killed_at(step, year.root, "snapshot", "--release", "2025-02-10") == KILLED:
        year.run("repair")
        found = [*year.unreleased(), *(read_entry(path) for path in year.dated("2025-02-10"))]
        assert sorted(entry.body for entry in found) == prose
        if year.unreleased():
            year.run("snapshot", "--release", "2025-02-10")
    assert sorted(read_entry(path).body for path in year.dated("2025-02-10")) == prose
    year.sound()
