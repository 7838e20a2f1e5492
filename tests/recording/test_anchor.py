"""Which earlier state is the anchor, on each CI host and elsewhere; and what is said where there is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.anchor import find_anchor
from apidiff.recording.anchoring import anchored, describe, verify_anchored
from apidiff.recording.gate import gate
from apidiff.recording.hosts import named_by_host
from apidiff.recording.project import load_project
from tests.recording.pets import SECOND, THIRD, Pets
from tests.recording.repositories import clone, commit, git

ZEROS = "0" * 40


@pytest.fixture
def history(released, monkeypatch):
    """`main` with two commits of records, and a branch that began at the first and is checked out."""
    first = commit(released.root, "first release")
    git(released.root, "checkout", "-qb", "feature")
    commit(released.root, "on the branch")
    git(released.root, "checkout", "-q", "main")
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    second = commit(released.root, "second release")
    git(released.root, "checkout", "-q", "feature")
    released.commits = (first, second)
    monkeypatch.chdir(released.root)
    return released


def event(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("event") / "event.json"
    path.write_text(json.dumps(content))
    return str(path)


def environ_of(host, target, tmp_path_factory):
    return {
        "github": {"GITHUB_BASE_REF": target},
        "github event": {
            "GITHUB_BASE_REF": "gone",
            "GITHUB_EVENT_PATH": event(tmp_path_factory, {"pull_request": {"base": {"sha": target}}}),
        },
        "gitlab": {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": target},
        "azure": {"SYSTEM_PULLREQUEST_TARGETBRANCH": f"refs/heads/{target}"},
        "bitbucket": {"BITBUCKET_PR_DESTINATION_BRANCH": target},
        "jenkins": {"CHANGE_TARGET": target},
    }[host]


@pytest.mark.parametrize("host", ["github", "gitlab", "azure", "bitbucket", "jenkins"])
def test_of_a_pull_request_it_is_the_merge_base_with_the_target_branch(history, host, tmp_path_factory):
    copy = load_project(clone(history.root, tmp_path_factory.mktemp("clones") / "a", "-b", "feature"))
    anchor = find_anchor(copy, None, environ_of(host, "main", tmp_path_factory))
    assert (anchor.state, anchor.commit, anchor.named) == ("anchored", history.commits[0], True)
    assert "the merge base with `main`" in anchor.called
    assert len(anchor.lines) == 1


def test_of_a_merge_commit_it_is_the_tip_of_the_target_branch(history):
    git(history.root, "merge", "-q", "--no-edit", "main")
    anchor = find_anchor(history.project(), None, {"GITHUB_BASE_REF": "main"})
    assert (anchor.commit, len(anchor.lines)) == (history.commits[1], 2)


def test_a_commit_that_the_event_names_will_do_where_the_branch_was_not_fetched(history, tmp_path_factory):
    environ = environ_of("github event", history.commits[1], tmp_path_factory)
    assert find_anchor(history.project(), None, environ).commit == history.commits[0]


def fetched(root, branch):
    """As a runner of GitLab fetches with `GIT_DEPTH: 0`: every branch, under its remote name."""
    git(root, "update-ref", f"refs/remotes/origin/{branch}", branch)


def gitlab_of(base, target="main", **more):
    return {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": target, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, **more}


def test_of_a_merge_request_on_gitlab_it_is_the_merge_base_even_if_the_host_names_an_older_one(history):
    """The host's base stays what it was when the request goes to another branch: gitlab-org/gitlab#442031."""
    git(history.root, "merge", "-q", "--no-edit", "main")
    fetched(history.root, "main")
    anchor = find_anchor(history.project(), None, gitlab_of(history.commits[0]))
    assert (anchor.commit, len(anchor.lines)) == (history.commits[1], 2)
    assert "the merge base with `main`" in anchor.called


def test_of_a_request_that_goes_to_another_branch_now_it_is_the_merge_base_with_that(history):
    git(history.root, "branch", "maintained", history.commits[0])
    fetched(history.root, "maintained")
    git(history.root, "merge", "-q", "--no-edit", "main")
    anchor = find_anchor(history.project(), None, gitlab_of(history.commits[1], "maintained"))
    assert (anchor.commit, anchor.target) == (history.commits[0], "maintained")


def test_the_base_that_gitlab_names_will_do_where_the_target_branch_was_not_fetched(history):
    anchor = find_anchor(history.project(), None, gitlab_of(history.commits[0], "elsewhere"))
    assert (anchor.state, anchor.commit) == ("anchored", history.commits[0])


def test_in_the_clone_of_a_fork_it_is_the_base_that_gitlab_names_as_its_branches_are_the_forks(history):
    git(history.root, "merge", "-q", "--no-edit", "main")
    git(history.root, "branch", "-f", "main", history.commits[0])
    fetched(history.root, "main")
    own = {"CI_PROJECT_PATH": "them/api", "CI_MERGE_REQUEST_PROJECT_PATH": "us/api"}
    anchor = find_anchor(history.project(), None, gitlab_of(history.commits[1], **own))
    assert (anchor.commit, len(anchor.lines)) == (history.commits[1], 2)
    assert "CI_MERGE_REQUEST_DIFF_BASE_SHA" in anchor.called


def test_a_member_who_runs_a_forks_pipeline_in_the_parent_project_has_its_branches(history):
    git(history.root, "merge", "-q", "--no-edit", "main")
    fetched(history.root, "main")
    own = {"CI_PROJECT_PATH": "us/api", "CI_MERGE_REQUEST_PROJECT_PATH": "us/api"}
    assert find_anchor(history.project(), None, gitlab_of(history.commits[0], **own)).commit == history.commits[1]


def test_of_a_merged_result_on_gitlab_it_is_the_tip_of_the_target_branch(history):
    """The base of the request's diff is older than the target branch that was merged into what is checked."""
    git(history.root, "merge", "-q", "--no-edit", "main")
    environ = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": history.commits[0],
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": history.commits[1],
    }
    anchor = find_anchor(history.project(), None, environ)
    assert (anchor.commit, len(anchor.lines)) == (history.commits[1], 2)


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_of_a_push_it_is_the_commit_before(history, host, tmp_path_factory):
    git(history.root, "checkout", "-q", "main")
    before = history.commits[0]
    environ = {
        "github": {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": event(tmp_path_factory, {"before": before})},
        "gitlab": {"CI_COMMIT_BEFORE_SHA": before},
    }[host]
    anchor = find_anchor(history.project(), None, environ)
    assert (anchor.commit, anchor.named) == (before, True)
    assert "the commit before the push" in anchor.called


def test_of_a_merge_queue_it_is_the_base_that_the_host_names(history, tmp_path_factory):
    content = {"merge_group": {"base_sha": history.commits[0]}}
    environ = {"GITHUB_EVENT_NAME": "merge_group", "GITHUB_EVENT_PATH": event(tmp_path_factory, content)}
    assert find_anchor(history.project(), None, environ).commit == history.commits[0]


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"CI_COMMIT_BEFORE_SHA": ZEROS},
        {"GITHUB_BASE_REF": ""},
        {"GITHUB_EVENT_PATH": "/nowhere"},
    ],
    ids=["nothing", "zeros", "empty", "no event"],
)
def test_elsewhere_it_is_the_first_parent_of_head(history, environ):
    anchor = find_anchor(history.project(), None, environ)
    assert (anchor.commit, anchor.named, anchor.called) == (history.commits[0], False, "HEAD's first parent")


@pytest.mark.parametrize("name", ["a b", "x^{/y}", "x~1", " ", "a\nb"])
def test_what_can_be_no_branch_is_an_error(history, name):
    with pytest.raises(InputError, match="CHANGE_TARGET names no branch"):
        find_anchor(history.project(), None, {"CHANGE_TARGET": name})


@pytest.mark.parametrize("name", ["-x", "--upload-pack=x"])
def test_a_branch_may_begin_with_a_hyphen(history, name):
    with pytest.raises(InputError) as raised:
        find_anchor(history.project(), None, {"CHANGE_TARGET": name})
    assert f"refs/heads/{name}" in raised.value.hint
    git(history.root, "update-ref", f"refs/heads/{name}", history.commits[0])
    assert find_anchor(history.project(), None, {"CHANGE_TARGET": name}).commit == history.commits[0]


def test_a_new_branch_on_github_has_no_commit_before(tmp_path_factory):
    environ = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": event(tmp_path_factory, {"before": ZEROS})}
    assert named_by_host(environ) is None


@pytest.mark.parametrize("text", ["[]", "{", '{"before": 5}', '{"pull_request": []}', "[" * 100_000])
def test_an_event_that_says_nothing_is_none(tmp_path, text):
    (tmp_path / "event.json").write_text(text)
    assert named_by_host({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}) is None


@pytest.mark.parametrize(
    "given", ["main", "HEAD~1", "feature:schemas", "main:schemas/index.json", "main:.", "main:./schemas"]
)
def test_what_the_command_line_names_goes_first(history, given):
    anchor = find_anchor(history.project(), given, {"GITHUB_BASE_REF": "gone"})
    assert (anchor.state, anchor.named) == ("anchored", True)
    assert anchor.commit == git(history.root, "rev-parse", given.split(":")[0])


@pytest.mark.parametrize("given", ["gone", "-x", "--output=x", "", ":schemas", "HEAD:nowhere", "HEAD:openapi.json"])
def test_what_the_command_line_names_and_cannot_be_read_is_an_error(history, given):
    with pytest.raises(InputError) as caught:
        find_anchor(history.project(), given, {})
    assert caught.value.hint
    assert run(["check", f"--anchor={given}"]) == 2
    assert run(["verify", f"--anchor={given}"]) == 2


def shallow(history, tmp_path_factory, *options):
    return load_project(clone(history.root, tmp_path_factory.mktemp("clones") / "a", "--depth=1", *options))


def test_a_shallow_clone_of_a_pull_request_is_an_error_with_the_command_that_fetches(history, tmp_path_factory):
    project = shallow(history, tmp_path_factory, "-b", "feature")
    with pytest.raises(InputError) as caught:
        find_anchor(project, None, {"GITHUB_BASE_REF": "main"})
    assert "the merge base with `main` (GITHUB_BASE_REF), cannot be read" in caught.value.message
    command = "git fetch --unshallow --no-tags origin +refs/heads/main:refs/remotes/origin/main"
    assert f"`{command}`" in caught.value.hint
    assert "fetch-depth: 0" in caught.value.hint
    git(project.root, *command.split()[1:])
    assert find_anchor(project, None, {"GITHUB_BASE_REF": "main"}).commit == history.commits[0]


def test_a_branch_that_was_never_fetched_is_an_error_with_a_command_that_works_in_a_whole_clone(
    history, tmp_path_factory
):
    project = load_project(clone(history.root, tmp_path_factory.mktemp("c") / "a", "--single-branch", "-b", "feature"))
    git(project.root, "update-ref", "-d", "refs/remotes/origin/main")
    with pytest.raises(InputError) as caught:
        find_anchor(project, None, {"GITHUB_BASE_REF": "main"})
    command = "git fetch --no-tags origin +refs/heads/main:refs/remotes/origin/main"
    assert f"`{command}`" in caught.value.hint
    git(project.root, *command.split()[1:])
    assert find_anchor(project, None, {"GITHUB_BASE_REF": "main"}).commit == history.commits[0]


def test_a_commit_before_a_push_that_was_forced_away_is_an_error(history):
    with pytest.raises(InputError) as caught:
        find_anchor(history.project(), None, {"CI_COMMIT_BEFORE_SHA": "ab" * 20})
    assert f"git fetch --no-tags origin {'ab' * 20}" in caught.value.hint


def test_histories_that_share_nothing_are_an_error(history):
    git(history.root, "checkout", "-q", "--orphan", "island")
    commit(history.root)
    with pytest.raises(InputError, match="shares no commit with HEAD"):
        find_anchor(history.project(), None, {"GITHUB_BASE_REF": "main"})


def test_a_shallow_clone_of_no_ci_host_is_not_anchored_and_says_so(history, tmp_path_factory):
    report, findings = verify_anchored(shallow(history, tmp_path_factory), None, {})
    assert (report.state, report.says, findings) == ("not anchored", "not anchored (the clone is shallow)", [])


def test_without_git_every_output_says_not_anchored(released, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    for command in (
        ["check"],
        ["check", "--format", "json"],
        ["check", "--format", "markdown"],
        ["comment", "--dry-run"],
        ["verify"],
        ["verify", "--format", "json"],
    ):
        assert run(command) == 0
        assert "not anchored (there is no git repository)" in capsys.readouterr().out, command
    released.write(sent=())
    for command in (["check"], ["check", "--format", "json"], ["comment", "--dry-run"]):
        run(command)
        assert "not anchored" in capsys.readouterr().out


def test_where_git_is_not_installed_it_is_said(history, monkeypatch):
    monkeypatch.setenv("PATH", "")
    found = find_anchor(history.project(), None, {})
    assert found.state == "not anchored"
    assert "Install git" in found.called
    assert "git says" not in found.called
    for given, environ in ((None, {"GITHUB_BASE_REF": "main"}), ("main", {})):
        with pytest.raises(InputError, match="git cannot be run") as raised:
            find_anchor(history.project(), given, environ)
        assert raised.value.hint == "Install git, or put its folder on `PATH`."
        assert "git says" not in raised.value.message


@pytest.mark.usefixtures("history")
def test_history_asks_for_git_where_it_is_not_installed(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert run(["history", "git:HEAD:openapi.yaml"]) == 2
    told = capsys.readouterr().err
    assert "Install git" in told
    assert "git says" not in told


def test_before_the_first_commit_there_is_nothing_to_anchor_to(released):
    git(released.root, "init", "-q")
    assert find_anchor(released.project(), None, {}).called.startswith("nothing is committed, ")
    commit(released.root)
    assert find_anchor(released.project(), None, {}).called.startswith("HEAD has no parent, ")


def test_no_index_at_the_anchor_is_first_adoption_and_said_so(pets, monkeypatch, capsys):
    commit(pets.root)
    assert pets.snapshot().recorded
    commit(pets.root)
    monkeypatch.chdir(pets.root)
    for command in (["check"], ["check", "--format", "markdown"], ["verify"]):
        assert run(command) == 0
        assert "first adoption (HEAD's first parent" in capsys.readouterr().out, command


@pytest.mark.parametrize("how", ["squash", "rebase"])
def test_commits_that_were_squashed_or_rebased_are_no_breach(history, how):
    git(history.root, "checkout", "-q", "main")
    git(history.root, "checkout", "-qb", "work")
    for number, day in ((1, THIRD), (2, THIRD.replace(month=7))):
        history.write(query=("limit", *map(str, range(number))))
        assert history.snapshot(day).recorded
        commit(history.root, f"release {number}")
    if how == "squash":
        git(history.root, "reset", "-q", "--soft", "main")
        commit(history.root, "squashed")
    else:
        git(history.root, "commit", "-q", "--amend", "-m", "reworded", "--date", "2001-01-01T00:00:00Z")
    report, findings = verify_anchored(history.project(), None, {"GITHUB_BASE_REF": "main"})
    assert (report.state, findings) == ("anchored", [])


def moved(history):
    """The project in a folder of its own, and everything committed."""
    target = history.root / "api"
    target.mkdir()
    for name in ("apidiff.toml", "schemas", "changelog", "openapi.json"):
        (history.root / name).rename(target / name)
    commit(history.root, "moved")
    return load_project(target)


@pytest.mark.parametrize("path", [".", "schemas", "schemas/index.json"])
def test_a_project_that_moved_is_anchored_where_it_was(history, path):
    project = moved(history)
    held = anchored(project, f"HEAD~1:{path}", {})
    assert (held.anchor.state, held.findings, held.rows) == ("anchored", (), ())
    assert held.anchor.config is not None
    assert verify_anchored(project, f"HEAD~1:{path}", {})[1] == []


def test_a_folder_of_records_that_moved_is_anchored_where_it_was(history):
    (history.root / "schemas").rename(history.root / "records")
    config = history.root / "apidiff.toml"
    config.write_text(config.read_text() + 'schemas = "records"\n')
    commit(history.root, "moved")
    (finding,) = anchored(history.project(), None, {}).findings
    assert "points to `records`" in finding.message
    assert ":schemas`" in finding.hint
    held = anchored(history.project(), "HEAD~1:schemas", {})
    assert held.findings == ()
    assert [row.message.split(" in ")[0] for row in held.rows] == ["`project.schemas`"]


def test_records_in_a_repository_of_their_own_need_to_be_told_their_anchor(tmp_path):
    (tmp_path / "project").mkdir()
    pets = Pets(tmp_path / "project")
    shutil.rmtree(pets.root / "schemas")
    (pets.root / ".gitignore").write_text("schemas/\n")
    commit(pets.root)
    (pets.root / "schemas").mkdir()
    assert pets.snapshot().recorded
    first = commit(pets.root / "schemas", "first")
    pets.write(query=("limit",))
    assert pets.snapshot(SECOND).recorded
    commit(pets.root / "schemas", "second")
    commit(pets.root)
    assert "a repository of their own" in find_anchor(pets.project(), None, {}).called
    anchor = find_anchor(pets.project(), first, {})
    assert (anchor.state, anchor.commit, len(anchor.lines)) == ("anchored", first, 1)
    assert verify_anchored(pets.project(), first, {})[1] == []
    index = pets.root / "schemas" / "index.json"
    index.unlink()
    assert "every recorded line is gone" in verify_anchored(pets.project(), first, {})[1][0].message


def test_records_that_became_a_repository_of_their_own_are_still_held_against_the_project(history):
    git(history.root / "schemas", "init", "-q")
    (history.root / "schemas" / "index.json").unlink()
    assert find_anchor(history.project(), None, {}).state == "anchored"
    assert "every recorded line is gone" in anchored(history.project(), None, {}).findings[0].message


def test_a_project_in_a_folder_of_the_repository_is_anchored_there(history):
    moved(history)
    commit(history.root, "once more")
    anchor = find_anchor(load_project(history.root / "api"), None, {})
    assert (anchor.state, anchor.schemas, len(anchor.lines)) == ("anchored", "api/schemas", 1)


def test_a_configuration_of_the_anchor_that_cannot_be_read_lets_no_policy_judge(history):
    config = history.root / "apidiff.toml"
    good = config.read_text()
    config.write_text(good + "[policy]\nno-such-key = 1\n")
    commit(history.root, "broken")
    config.write_text(good)
    commit(history.root, "mended")
    held = anchored(history.project(), None, {})
    assert held.anchor.state == "anchored"
    (finding,) = held.findings
    assert "cannot be read, so no policy can judge: unknown key `no-such-key`" in finding.message
    assert "--anchor REV" in finding.hint
    assert gate(held.project, anchored=held).check.status == "refused"
    assert [each.message for each in verify_anchored(history.project(), None, {})[1]] == [finding.message]
    assert not anchored(history.project(), "HEAD", {}).findings


def test_every_difference_of_what_decides_is_a_row_and_no_other(history):
    config = history.root / "apidiff.toml"
    config.write_text(
        '[project]\ndescription = "openapi.json"\ntitle = "x"\noutput = "out"\n[versions]\nevents = "v1"\n'
        "[policy]\nsunset-days = 3\n[page]\nintro = 'x'\n[limits]\ndepth = 100\n"
    )
    commit(history.root)
    rows = anchored(history.project(), None, {}).rows
    assert [row.message.split(" in ")[0] for row in rows] == ["`versions.events`", "`policy.sunset-days`"]
    report, findings = verify_anchored(history.project(), None, {})
    assert findings[: len(rows)] == list(rows)
    assert report.differences[:-1] == tuple(row.message for row in rows)
    assert report.differences[-1].startswith("Land a change of the policy before the changes that it is to judge.")


def test_an_index_at_the_anchor_that_is_none_is_an_error_where_it_was_named(history):
    good = (history.root / "schemas" / "index.json").read_text()
    (history.root / "schemas" / "index.json").write_text("{")
    broken = commit(history.root, "broken")
    (history.root / "schemas" / "index.json").write_text(good)
    commit(history.root, "mended")
    assert "cannot be read: the index is not JSON" in find_anchor(history.project(), None, {}).called
    with pytest.raises(InputError, match="the index is not JSON"):
        find_anchor(history.project(), broken, {})


def test_a_repository_that_an_attacker_put_into_the_checkout_is_not_asked(history, tmp_path_factory):
    """A bare repository can be committed as plain files, and its configuration could name a program to run."""
    moved(history)
    folder = history.root / "api"
    proof = tmp_path_factory.mktemp("proof") / "ran"
    git(folder, "init", "-q", "--bare", ".")
    (folder / "config").write_text(
        f"[core]\nrepositoryformatversion = 0\nbare = true\nfsmonitor = touch {proof}; false\n"
    )
    anchor = find_anchor(load_project(folder), None, {})
    assert anchor.state == "not anchored"
    assert not proof.exists()


def test_hooks_and_replaced_objects_play_no_part(history, tmp_path_factory):
    proof = tmp_path_factory.mktemp("proof") / "ran"
    hook = Path(git(history.root, "rev-parse", "--absolute-git-dir")) / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {proof}\n")
    hook.chmod(0o755)
    first, second = history.commits
    git(history.root, "-c", "core.hooksPath=/dev/null", "replace", first, second)
    anchor = find_anchor(history.project(), first, {})
    assert (anchor.state, len(anchor.lines)) == ("anchored", 1)
    assert not proof.exists()


def test_the_environment_of_a_hook_does_not_lead_elsewhere(history, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    assert find_anchor(history.project(), None, {}).state == "anchored"


@pytest.mark.parametrize("name", ["main", "origin/main"])
def test_a_tag_that_is_named_as_a_branch_is_no_anchor(history, name, monkeypatch, capsys):
    """Whoever pushes the tag would choose what their own change is held against."""
    monkeypatch.chdir(history.root)
    git(history.root, "branch", "-M", "main")
    git(history.root, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    assert run(["check", "--anchor", name]) == 0
    git(history.root, "tag", name)
    capsys.readouterr()
    assert run(["check", "--anchor", name]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert f"`{name}` is ambiguous" in told
    assert f"`refs/tags/{name}`" in told
    branch = f"refs/{'remotes' if '/' in name else 'heads'}/{name}"
    assert f"`{branch}`" in told
    assert run(["check", "--anchor", branch]) == 0
    assert run(["verify", "--anchor", name]) == 2
    assert run(["diff", f"git:{name}:openapi.json", "openapi.json"]) == 2


def test_a_tag_that_is_named_as_the_target_branch_is_not_taken_for_it(history):
    git(history.root, "branch", "-M", "main")
    before = find_anchor(history.project(), None, {"CHANGE_TARGET": "main"})
    git(history.root, "checkout", "-q", "-b", "mine")
    commit(history.root)
    git(history.root, "tag", "main")
    assert find_anchor(history.project(), None, {"CHANGE_TARGET": "main"}) == before
    assert find_anchor(history.project(), None, {}).commit == before.commit


def test_an_anchor_that_is_the_state_at_hand_is_said_to_be(history):
    anchor = find_anchor(history.project(), "HEAD", {})
    assert describe(anchor).startswith("anchored (the line that is recorded at `HEAD` (which is HEAD itself), ")
