"""Playing the example: the command run in a folder, and entries put into it."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

from apidiff.cli import main
from fuzz.oracle import warm

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"NO_COLOR": "1", "COLUMNS": "80"}


def run(folder, *arguments, status=0):
    """Run apidiff in the folder as a user would; the output, once it has ended with `status`.

    In a process of its own, forked from this one once it has imported everything: of a small command, that is the
    greater part.
    """
    _warm()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with warnings.catch_warnings():
            # The other threads of a worker of pytest-xdist wait for its next test.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _become(folder, arguments, out.fileno(), err.fileno())
        _, ended = os.waitpid(child, 0)
        said = [_text(stream) for stream in (out, err)]
    code = os.waitstatus_to_exitcode(ended)
    assert code == status, f"apidiff {' '.join(arguments)} ended with {code}\n{''.join(said)}"
    return said[0]


_warm = functools.cache(warm)


def _become(folder, arguments, out, err):
    """Be the command, and end with its exit code."""
    try:
        os.chdir(folder)
        os.environ.update(ENVIRONMENT)
        for number, source in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
            os.dup2(source, number)
        # Pytest has its own in their places.
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, "r" if number == 0 else "w") for number in range(3))
        main(arguments)
    except Exception:  # noqa: BLE001  the child must not go on as a second pytest
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(99)


def _text(stream):
    stream.seek(0)
    return stream.read().decode()


def enter(folder, *dates):
    """Put the entries of these dates into the project."""
    for date in dates:
        for path in (ROOT / "changelog").glob(f"{date}-*.md"):
            shutil.copy(path, folder / "changelog")
