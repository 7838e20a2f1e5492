"""What git is asked: a process of its own each time, which takes as long as a small comparison."""

from __future__ import annotations

from collections import Counter

import pytest

from apidiff.cli.edge import run
from apidiff.reading.git import Git
from tests.recording.repositories import commit, git


@pytest.fixture
def asked(monkeypatch):
    found = []
    start = Git.start

    def noted(self, *arguments, **streams):
        found.append(arguments)
        return start(self, *arguments, **streams)

    monkeypatch.setattr(Git, "start", noted)
    return found


def test_a_check_lists_nothing_twice(released, monkeypatch, asked):
    commit(released.root, "first release")
    git(released.root, "checkout", "-qb", "feature")
    commit(released.root, "on the branch")
    monkeypatch.chdir(released.root)
    assert run(["check"]) == 0
    listed = Counter(arguments for arguments in asked if arguments[0] == "ls-tree")
    assert listed
    assert set(listed.values()) == {1}


def test_branches_are_those_of_exactly_these_names(released):
    made = commit(released.root, "first release")
    git(released.root, "branch", "topic/deep")
    git(released.root, "tag", "-a", "-m", "a tag", "topic")
    git(released.root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    names = ["refs/remotes/origin/HEAD", "refs/heads/topic", "refs/heads/topic/deep", "refs/heads/main"]
    assert Git(released.root).branches(names) == dict.fromkeys(names[2:], made)
    assert Git(released.root.parent).branches(names) == {}
