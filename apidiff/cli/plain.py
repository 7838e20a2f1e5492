"""`apidiff diff FILE FILE` as most type it, without click, which takes longer to import than many files take to read.

Only what is listed here is taken: two files outside of a project, and a form that goes to standard output. Everything
else, whatever is wrong with an invocation as well, is for the command itself (`cli/diff.py`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence

_FORMS = frozenset({"text", "json"})
_COMPLETING = "_APIDIFF_COMPLETE"
"""Set by a shell that completes a line: click answers it."""


def plain_diff(arguments: Sequence[str]) -> int | None:
    """Run such a diff and return its exit code; `None`, and nothing is done, for any other invocation."""
    match arguments:
        case ["diff", base, revision]:
            form = "text"
        case ["diff", base, revision, "--format", form] | ["diff", "--format", form, base, revision]:
            pass
        case _:
            return None
    # Names that could be options or sources of another kind are click's to read.
    is_file = all(not source.startswith("-") and os.path.isfile(source) for source in (base, revision))
    if form not in _FORMS or not is_file or _COMPLETING in os.environ:
        return None
    from apidiff.governing.finding import project_folder

    # A project has a policy, and reading that takes all that is spared here.
    if project_folder(os.getcwd()) is not None:
        return None
    from apidiff.api import compare
    from apidiff.cli.output import progress
    from apidiff.cli.reports import Wanted, report
    from apidiff.model.policy import Policy
    from apidiff.reading import contract_of, read_pair
    from apidiff.reading.outside import Application, Outside

    with progress("comparing"):
        sides = [contract_of(side) for side in read_pair(base, revision, outside=Outside(Application(), frozenset()))]
        comparison = compare(sides[0], sides[1], Policy())
    report(comparison, [Wanted(form)])
    return 0
