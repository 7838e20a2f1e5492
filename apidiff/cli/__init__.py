"""The command line: each command parses, calls and prints. Nothing but click is imported before a command runs."""

from apidiff.cli.edge import main

__all__ = ["main"]
