"""What `check --base` refuses can be waived by the commands that it prints, and a release never hears of it."""

import copy
import shlex

import pytest

from apidiff.cli.edge import run
from apidiff.recording.drafting import draft
from apidiff.recording.waiving import waive
from tests.recording.pets import SECOND, document
from tests.recording.repositories import commit, git

MAIN = "git:main:openapi.json"


def longest(length):
    made = copy.deepcopy(document())
    body = made["paths"]["/v1/pets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["name"]["maxLength"] = length
    return made


@pytest.fixture
def branch(pets, monkeypatch):
    """200 is released, 300 is on main, 250 on a branch: a break for main alone."""
    pets.put(longest(200))
    assert pets.snapshot().recorded
    pets.put(longest(300))
    commit(pets.root)
    git(pets.root, "checkout", "-q", "-b", "lower")
    pets.put(longest(250))
    commit(pets.root)
    monkeypatch.chdir(pets.root)
    return pets


def bases(pets):
    return [entry.base for entry in pets.project().unreleased]


@pytest.mark.usefixtures("branch")
def test_the_printed_commands_work(capsys):
    assert run(["check", "--base", MAIN]) == 1
    printed = [line.strip() for line in capsys.readouterr().out.replace("\\\n", "").splitlines()]
    commands = [line for line in printed if line.startswith(("apidiff draft", "apidiff waive"))]
    assert len(commands) == 2
    for line in commands:
        words = shlex.split(line.replace('"..."', '"a limit that nobody reached"'))
        assert run(words[1:]) == 0
    assert run(["check", "--base", MAIN]) == 0
    assert "waived by" in capsys.readouterr().out


def test_the_plain_check_does_not_hear_of_it(branch):
    draft(branch.gate(base=MAIN))
    waive(branch.gate(base=MAIN), None, "nobody reached it", "owner")
    assert branch.gate(base=MAIN).check.status == "waived"
    assert branch.gate().check.status == "pass"
    assert MAIN in bases(branch)


def test_no_release_publishes_it(branch):
    draft(branch.gate(base=MAIN))
    done = branch.snapshot(SECOND)
    assert done.recorded
    assert bases(branch) == [MAIN]
    assert "300" not in "".join(entry.body for entry in branch.project().entries)


def test_it_waives_nothing_beside_a_base_that_has_it(branch):
    draft(branch.gate(base=MAIN))
    waive(branch.gate(base=MAIN), None, "nobody reached it", "owner")
    commit(branch.root)
    assert branch.gate(base=MAIN).check.status == "waived"
    git(branch.root, "checkout", "-q", "main")
    git(branch.root, "merge", "-q", "lower")
    branch.put(longest(300))
    commit(branch.root)
    git(branch.root, "checkout", "-q", "-b", "again")
    branch.put(longest(250))
    assert branch.gate(base=MAIN).check.status == "refused"


def test_drafting_again_changes_nothing(branch):
    draft(branch.gate(base=MAIN))
    before = branch.records()
    assert {done.action for done in draft(branch.gate(base=MAIN))} == {"unchanged"}
    assert branch.records() == before


def test_another_value_is_drafted_anew_and_not_waived(branch):
    draft(branch.gate(base=MAIN))
    waive(branch.gate(base=MAIN), None, "nobody reached it", "owner")
    branch.put(longest(240))
    assert branch.gate(base=MAIN).check.status == "refused"
    draft(branch.gate(base=MAIN))
    assert branch.gate(base=MAIN).check.status == "refused"
    waive(branch.gate(base=MAIN), None, "nobody reached it", "owner")
    assert branch.gate(base=MAIN).check.status == "waived"
    assert bases(branch).count(MAIN) == 1


def test_what_the_release_sees_too_is_in_a_usual_entry(branch):
    made = longest(300)
    made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"].pop(
        "nick"
    )
    branch.put(made)
    draft(branch.gate(base=MAIN))
    assert bases(branch) == [None]
    waive(branch.gate(base=MAIN), None, "nobody used it", "owner")
    assert branch.gate(base=MAIN).check.status == "waived"
    assert branch.gate().check.status == "waived"


def test_a_dated_entry_has_no_base(branch, capsys):
    branch.entry("2026-06-23-x.md", "---\ntitle: x\nbase: git:main:openapi.json\n---\n")
    assert run(["check"]) == 2
    assert "has a `base`" in capsys.readouterr().err
