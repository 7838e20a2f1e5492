"""Budgets for reading a description. Exceeding one is an error with its place."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """Budgets for reading one description, all its files together."""

    # More than orjson writes (`canonical.ORJSON_DEPTH`), so that nobody counts the levels of what orjson has written.
    depth: int = 256
    """How deep objects and arrays may nest, in a file and in the bundle."""
    file_bytes: int = 256 * MIB
    """The size of one file."""
    total_bytes: int = 512 * MIB
    """The size of all files together."""
    nodes: int = 10_000_000
    """How many values YAML aliases and inlined `$ref`s may add once they are written out."""
    files: int = 20_000
    """How many files `$ref`s may reach."""
    digits: int = 1_000
    """How many digits a number may have once its exponent is written out."""


DEFAULT_LIMITS = Limits()


@contextmanager
def paused_collector() -> Iterator[None]:
    """Parsing makes many objects and no garbage; the cyclic collector would look at all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
