"""The command line: each command parses, calls and prints. Nothing but click is imported before a command runs."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import NoReturn

COLLECTED = (200_000, 50, 50)
"""How seldom garbage is searched for (`gc.set_threshold`).

A run is short, and what it reads it keeps to its end, so that the search finds none (a tenth of the time of a large
diff, and of that of importing click).
"""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 pass, 1 refused, 2 wrong input or invocation, 3 a bug in apidiff."""
    gc.set_threshold(*COLLECTED)
    from apidiff.cli.edge import main as run_and_exit

    run_and_exit(arguments)
