"""What was only observed lets nothing pass: a pull request cannot record its own break, or a notice nobody gave."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.model.records import ReleaseName
from apidiff.openapi.canonical import canonical_json
from apidiff.recording.soundness import index_findings
from apidiff.recording.stored import packed
from tests.recording.pasts import Past, governed
from tests.recording.pets import FIRST, SECOND, THIRD, document
from tests.recording.repositories import commit
from tests.recording.test_attacks import attacked, forge, lines


@pytest.fixture
def pets(tmp_path, monkeypatch):
    """An API with two observed releases, then two governed ones, all of it committed."""
    past = Past(tmp_path / "api")
    past.publish("2024-01-01")
    past.publish("2024-06-01", query=("limit",))
    pets = governed(tmp_path / "project")
    monkeypatch.chdir(pets.root)
    assert run(["history", str(past.path)]) == 0
    pets.write(query=("limit",))
    assert pets.snapshot(FIRST).recorded
    pets.write(query=("limit", "after"))
    assert pets.snapshot(SECOND).recorded
    commit(pets.root)
    return pets


def observe(pets, day, made, pattern=None, **more):
    """A line that says that this was observed, as consistent as can be."""
    content = canonical_json(made)
    (pets.root / "schemas" / f"{day}.json.gz").write_bytes(packed(content))
    pattern = pattern or next(line for line in lines(pets) if line.kind == "observed")
    return pattern._replace(
        release=day,
        file=f"{day}.json.gz",
        sha256=hashlib.sha256(content).hexdigest(),
        changes=None,
        tool=None,
        **more,
    )


BROKEN = {"query": ("limit", "after"), "sent": ("id",)}


def test_a_pull_request_records_its_own_break_as_observed(pets):
    pets.write(**BROKEN)
    forge(pets, [*lines(pets), observe(pets, THIRD, document(**BROKEN), after=None)])
    said = attacked(pets)
    assert f"release {THIRD} is only observed, and the project was governed from {FIRST} on" in said
    assert run(["check"]) == 1
    assert run(["verify"]) == 1


def test_it_is_dated_between_the_governed_ones(pets):
    pets.write(**BROKEN)
    between = date(2026, 6, 20)
    forge(pets, [*lines(pets), observe(pets, between, document(**BROKEN), after=str(FIRST))])
    assert f"release {between} is only observed, and the project was governed from {FIRST} on" in attacked(pets)
    assert run(["check"]) == 1


def test_a_break_is_observed_where_nothing_was_governed_yet(tmp_path, monkeypatch):
    past = Past(tmp_path / "api")
    past.publish("2024-01-01")
    pets = governed(tmp_path / "project")
    monkeypatch.chdir(pets.root)
    assert run(["history", str(past.path)]) == 0
    commit(pets.root)
    pets.write(sent=("id",))
    past.publish("2024-02-01", sent=("id",))
    assert run(["history", str(past.path)]) == 0
    said = attacked(pets)
    assert said == ["release 2024-02-01 is only observed, and newer than 2024-01-01, the newest of the anchor"]
    assert run(["check"]) == 1


def test_a_release_rests_on_what_was_observed_and_recorded_late(pets):
    """A base of one's own making, older than all that was governed, beside which nothing breaks."""
    day = date(2023, 1, 1)
    forge(pets, [*lines(pets), observe(pets, day, document(**BROKEN), after=None)])
    pets.write(**BROKEN)
    assert run(["snapshot", "--release", f"{THIRD}", "--after", f"{day}"]) == 1
    base = lines(pets)[-1]
    (pets.root / "schemas" / f"{THIRD}.json").write_bytes(canonical_json(document(**BROKEN)))
    release = lines(pets)[2]._replace(
        release=THIRD, file=f"{THIRD}.json", sha256=base.sha256, after=f"{day}", changes=None, tool="0.0.1"
    )
    forge(pets, [*lines(pets), release])
    said = attacked(pets)
    assert f"release {THIRD} is recorded after {day}, which was only observed, and later" in said
    assert run(["check"]) == 1


def test_what_was_left_out_by_an_old_observed_base_counts_all_the_same(pets):
    """A line that names an observed base in time is sound, and lets nothing pass."""
    pets.write(query=("limit",), sent=("id",))
    release = lines(pets)[2]
    content = canonical_json(document(**BROKEN))
    (pets.root / "schemas" / f"{THIRD}.json").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    forge(
        pets,
        [
            *lines(pets),
            release._replace(
                release=THIRD, file=f"{THIRD}.json", sha256=sha256, after="2024-06-01", changes=None, tool="0.0.1"
            ),
        ],
    )
    commit(pets.root)
    commit(pets.root)  # The line is the anchor's now, and yet what is released beside it is held against all.
    pets.write(**BROKEN)
    assert run(["check"]) == 1


@pytest.mark.parametrize("sunset", [{}, {"x-sunset": "2026-06-10"}])
def test_a_notice_that_nobody_gave_is_none(tmp_path, sunset):
    """What the first governed release deprecates was deprecated for years, an observed line pretends."""
    pets = governed(tmp_path / "project", "[policy]\nsunset-days = 365\n")
    deprecated = document()
    deprecated["paths"]["/v1/pets"]["post"] |= {"deprecated": True} | sunset
    pets.put(deprecated)
    assert pets.snapshot(FIRST).recorded
    commit(pets.root)
    gone = json.loads(json.dumps(deprecated))
    del gone["paths"]["/v1/pets"]["post"]
    pets.put(gone)
    before = refusals(pets)
    pattern = lines(pets)[0]._replace(kind="observed", verdicts={"v1": "observed"})
    forge(pets, [*lines(pets), observe(pets, date(2024, 7, 1), deprecated, pattern)])
    assert list(index_findings(pets.project().index)) == []
    assert refusals(pets) == before
    assert before


def refusals(pets):
    """Why the description at hand may not be released."""
    asked = pets.gate(release=ReleaseName(date(2026, 7, 30)))
    return [refusal.code for version in asked.check.versions for refusal in version.refusals]


def test_an_older_past_that_is_honest_is_sound(pets):
    day = date(2023, 1, 1)
    forge(pets, [*lines(pets), observe(pets, day, document(), after=None)])
    assert list(index_findings(pets.project().index)) == []
    assert run(["verify"]) == 0
    assert run(["check"]) == 0


def test_an_observed_line_says_that_it_was_judged(pets):
    index = pets.root / "schemas" / "index.json"
    index.write_text(index.read_text().replace('"v1": "observed"', '"v1": "pass"', 1))
    assert run(["verify"]) == 1
    assert run(["check"]) == 2
