"""A check of a pull request in, what its target branch had before it out: the rest comes from the pull request.

The verdict compares with the newest snapshot, whatever the branch has had since. So the description of the merge base
is asked the same question, with the entries that it has, and the ids of both answers are held against each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from apidiff.errors import InputError
from apidiff.model.contract import Description
from apidiff.model.records import Entry
from apidiff.model.verdict import Check, PullRequest
from apidiff.reading.git import Git, GitError
from apidiff.recording.anchor import Anchor, find_anchor
from apidiff.recording.hosts import named_by_host
from apidiff.recording.landed import entries_at, read_at
from apidiff.recording.project import Project

Judge = Callable[[Description, Sequence[Entry]], Check]
"""What the gate says of a description beside entries."""


def pull_request(
    project: Project,
    anchor: Anchor,
    answer: Check,
    source: str | None,
    judge: Judge,
    environ: Mapping[str, str] | None = None,
) -> PullRequest | None:
    """What the target branch had where the pull request began from it; `None` outside of a pull request.

    `anchor` is what the records are held against: the merge base, unless the command line names another state.
    `answer` is the check of the description at hand, `source` names the file that it is read from, where it is not the
    configured one. Raises nothing: what cannot be read at the merge base leaves the origins unknown, with the reason.
    """
    environ = os.environ if environ is None else environ
    try:
        named = named_by_host(environ)
        if named is None or not named.target:
            return None
        # If the command line names another state as the anchor, the request still began at the merge base.
        start = anchor if anchor.target else find_anchor(project, None, environ)
    except InputError as error:
        return PullRequest("the target branch", unknown=error.message)
    if start.commit is None:
        return PullRequest(named.target, unknown=start.called)
    found = PullRequest(named.target, start.commit)
    # Nothing to tell apart, so the description at the merge base need not be read.
    if not answer.comparison.changes and not any(version.refusals for version in answer.versions):
        return found
    git = Git(project.root)
    try:
        before = read_at(project, git, start, source)
        if before is None:
            return found._replace(unknown="what is checked is no file, so it cannot be read there")
        there = judge(before, entries_at(project, git, start))
    except InputError as error:
        return found._replace(unknown=f"the description cannot be read there: {error.message}")
    except GitError as error:
        return found._replace(unknown=error.told)
    refusals = [refusal for version in there.versions for refusal in version.refusals]
    return found._replace(
        changes={change.id: frozenset(change.operations) for change in there.comparison.changes},
        refused=frozenset(change.id for refusal in refusals for change in refusal.changes),
        # A refusal without a change, as of an unsound record, has nothing else to be known by.
        refusals=frozenset((refusal.code, refusal.message) for refusal in refusals if not refusal.changes),
    )
