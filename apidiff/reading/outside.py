"""What a description may come from besides files: an application to run, hosts to fetch from."""

from typing import NamedTuple


class Application(NamedTuple):
    """How `python:MODULE:NAME` is run."""

    python: str | None = None
    """The interpreter; `None`: that of the active virtual environment, else apidiff's own."""
    environment: tuple[str, ...] = ()
    """Variables that it gets although their names look like those of secrets."""
    seconds: float = 60.0
    """How long it may take."""


class Outside(NamedTuple):
    """What a reader may do besides opening files."""

    application: Application | None = None
    """`None`: no application is run."""
    hosts: frozenset[str] = frozenset()
    """The hosts that may be asked over HTTP, in lower case, each with its port where that is not the scheme's own."""


NOTHING_OUTSIDE = Outside()
