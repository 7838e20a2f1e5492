"""Which changes come from the pull request, and which its target branch had: the verdict is the same for both."""

from __future__ import annotations

import io
import json

import pytest

from apidiff.recording.anchoring import hold
from apidiff.recording.gate import gate
from apidiff.recording.recorded import compare
from tests.recording.pets import document
from tests.recording.repositories import commit, git
from tests.recording.test_waived_operations import shared

CATS, DOGS = "/v1/cats", "/v1/dogs"


@pytest.fixture
def branch(released, monkeypatch):
    """A pull request's branch, checked out; `main` had removed `nick` since the release, and refused that."""
    commit(released.root, "release")
    released.write(sent=("id",))
    released.start = commit(released.root, "main removes nick")
    git(released.root, "checkout", "-qb", "feature")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    monkeypatch.chdir(released.root)
    return released


def judged(pets, given=None, **options):
    held = hold(pets.project(), given)
    return gate(held.project, anchored=held, **options).check


def origins(check):
    return {change.name or change.title: check.origin_of(change) for change in check.comparison.changes}


def test_a_change_of_the_branch_is_told_from_one_of_the_pull_request(branch):
    branch.write(sent=("id",), taken=("name",))
    check = judged(branch)
    assert origins(check) == {"nick": "target-branch", "toy": "pull-request"}
    assert (check.pull_request.target, check.pull_request.commit) == ("main", branch.start)
    assert (check.status, check.is_of_others) == ("refused", False)


def test_what_the_branch_was_refused_for_refuses_still_and_is_labelled(branch):
    check = judged(branch)
    (refusal,) = check.versions[0].refusals
    assert (check.status, check.origin_of(refusal), check.is_of_others) == ("refused", "target-branch", True)


def test_a_refusal_that_takes_in_a_change_of_the_pull_request_comes_from_it(branch):
    branch.write(sent=("id",), taken=("name",))
    check = judged(branch)
    (refusal,) = check.versions[0].refusals
    assert len(refusal.changes) == 2
    assert check.origin_of(refusal) == "pull-request"


def test_what_landed_on_the_branch_meanwhile_is_of_no_concern(branch):
    git(branch.root, "checkout", "-q", "main")
    branch.write(sent=("id",), query=("limit",))
    commit(branch.root, "main goes on")
    git(branch.root, "checkout", "-q", "feature")
    assert set(origins(judged(branch)).values()) == {"target-branch"}


def test_one_more_operation_that_a_known_change_breaks_comes_from_the_pull_request(pets, monkeypatch):
    pets.put(shared())
    assert pets.snapshot().recorded
    commit(pets.root, "release")
    pets.put(shared((CATS,)))
    commit(pets.root, "main breaks one")
    git(pets.root, "checkout", "-qb", "feature")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    assert judged(pets).is_of_others
    pets.put(shared((CATS, DOGS)))
    check = judged(pets)
    assert len(check.comparison.changes) == 1
    assert set(origins(check).values()) == {"pull-request"}


def test_a_declared_meaning_is_the_branchs_if_its_entry_is(branch):
    text = "---\ntitle: T\nmeaning:\n  - {target: GET /v1/pets, note: sorted otherwise}\n---\n"
    git(branch.root, "checkout", "-q", "main")
    branch.unreleased("meaning.md", text)
    commit(branch.root, "declared")
    git(branch.root, "checkout", "-q", "feature")
    git(branch.root, "merge", "-q", "main")
    found = judged(branch)
    assert {found.origin_of(c) for c in found.comparison.changes if c.rule == "meaning-changed"} == {"target-branch"}
    branch.unreleased("more.md", text.replace("sorted otherwise", "in cents"))
    found = judged(branch)
    assert [found.origin_of(c) for c in found.comparison.changes if c.rule == "meaning-changed"].count(
        "pull-request"
    ) == 1


def test_a_stale_entry_is_the_branchs_if_it_was_stale_there(branch):
    branch.unreleased("gone.md", f"---\ntitle: T\nchanges: [{'0' * 32}]\n---\n")
    stale = next(r for v in judged(branch).versions for r in v.refusals if r.code == "entry-stale")
    assert judged(branch).origin_of(stale) == "pull-request"
    git(branch.root, "checkout", "-q", "main")
    commit(branch.root, "stale on main")
    git(branch.root, "checkout", "-q", "feature")
    git(branch.root, "merge", "-q", "main")
    assert judged(branch).is_of_others


def test_unsound_records_come_from_the_pull_request(branch):
    path = branch.root / "schemas" / "index.json"
    path.write_text(path.read_text().replace("Pets", "Cats"))
    assert not judged(branch).is_of_others


def test_another_anchor_leaves_the_merge_base_what_it_is(branch):
    branch.write(sent=("id",), taken=("name",))
    assert origins(judged(branch, "main~1")) == {"nick": "target-branch", "toy": "pull-request"}


def test_a_description_that_is_new_at_its_place_leaves_the_origins_unknown(branch):
    (branch.root / "openapi.json").rename(branch.root / "moved.json")
    config = branch.root / "apidiff.toml"
    config.write_text(config.read_text().replace("openapi.json", "moved.json"))
    commit(branch.root, "moved")
    check = judged(branch, source="moved.json")
    assert "There is no file `moved.json`" in check.pull_request.unknown
    assert (set(origins(check).values()), check.is_of_others) == ({None}, False)


@pytest.mark.parametrize("source", ["-", "HEAD:openapi.json", "git:HEAD:openapi.json"])
def test_what_is_no_file_cannot_be_read_at_the_merge_base(branch, monkeypatch, source):
    given = io.TextIOWrapper(io.BytesIO(json.dumps(document(sent=("id",))).encode()))
    monkeypatch.setattr("sys.stdin", given)
    check = judged(branch, source=source)
    assert "no file" in check.pull_request.unknown
    assert origins(check) == {"nick": None}


def test_outside_of_a_pull_request_nothing_has_an_origin(branch, monkeypatch):
    monkeypatch.delenv("GITHUB_BASE_REF")
    check = judged(branch)
    assert (check.pull_request, check.is_of_others, set(origins(check).values())) == (None, False, {None})


def test_in_a_merge_queue_the_base_of_the_group_is_asked(branch, monkeypatch, tmp_path_factory):
    event = tmp_path_factory.mktemp("event") / "event.json"
    event.write_text(json.dumps({"merge_group": {"base_sha": branch.start, "base_ref": "refs/heads/main"}}))
    monkeypatch.delenv("GITHUB_BASE_REF")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    branch.write(sent=("id",), taken=("name",))
    commit(branch.root, "queued")
    check = judged(branch)
    assert (check.pull_request.target, origins(check)) == ("main", {"nick": "target-branch", "toy": "pull-request"})


def test_of_a_merge_commit_all_that_the_branch_has_is_known(branch):
    branch.write(sent=("id",), taken=("name",))
    commit(branch.root, "the request")
    git(branch.root, "checkout", "-q", "main")
    branch.write(sent=("id",), query=("limit",))
    commit(branch.root, "main goes on")
    git(branch.root, "checkout", "-qb", "merge")
    git(branch.root, "merge", "-q", "-X", "ours", "--no-edit", "feature")
    branch.write(sent=("id",), taken=("name",), query=("limit",))
    commit(branch.root, "merged")
    assert origins(judged(branch))["limit"] == "target-branch"
    assert origins(judged(branch))["toy"] == "pull-request"


def test_a_description_that_did_not_change_is_not_compared_twice(branch, monkeypatch):
    compared = []

    def counted(*given):
        compared.append(given)
        return compare(*given)

    monkeypatch.setattr("apidiff.recording.gate.compare", counted)
    assert judged(branch).is_of_others
    assert len(compared) == 1
    branch.write(sent=("id",), taken=("name",))
    judged(branch)
    assert len(compared) == 3
