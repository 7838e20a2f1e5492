"""Choose the reader of descriptions: the one in Python, or the accelerator `apidiff-native` in its place.

The accelerator (`native/`) reads a whole text or none of it. The broken and unusual texts that it leaves are read by
the modules in `reading/`, which are the reference for both, and which report every error.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from apidiff.errors import InputError

INTERFACE = 1
"""Of the accelerator: it changes with what apidiff asks of it."""
CHOICE = "APIDIFF_READER"
"""The environment variable that chooses a reader: `python` or `native`."""
_INSTALL = f"Install it with `pip install apidiff[native]`, or unset `{CHOICE}`."


class NativeText(Protocol):
    """A text that the accelerator read."""

    value: Any

    def positions(self, paths: list[tuple[str, ...]]) -> list[tuple[int, int, int]]:
        """For each path how many of its tokens are written in the text, and the line and column of the last of them."""


class Native(Protocol):
    """The accelerator's module."""

    __version__: str

    def read(self, data: bytes, **rules: Any) -> NativeText | None:
        """What `data`, UTF-8 without a byte order mark, says; `None` if the reader in Python has to read it."""


def native_reader() -> Native | None:
    """The accelerator, if it is to read. Raises `InputError` if it is chosen and cannot be used."""
    choice = os.environ.get(CHOICE, "")
    if choice == "python":
        return None
    module, why = _found()
    if choice not in ("", "native"):
        raise InputError(f"`{CHOICE}` is `{choice}`", hint="Set it to `python` or `native`, or unset it.")
    if module is None and choice == "native":
        raise InputError(f"The native reader cannot be used: {why or 'it is not installed'}", hint=_INSTALL)
    return module


def reader_in_use() -> str:
    """The reader, as `apidiff --version` names it."""
    module = native_reader()
    if module is not None:
        return f"native {module.__version__}"
    why = _found()[1]
    return f"Python; {why}" if why else "Python"


@cache
def _found() -> tuple[Native | None, str]:
    """The accelerator, or why one that is installed is not used."""
    try:
        module: Any = import_module("apidiff_native")
    except ModuleNotFoundError:
        return None, ""
    except ImportError as error:
        return None, f"apidiff-native cannot be loaded: {error}"
    has = getattr(module, "INTERFACE", None)
    if has != INTERFACE:
        return None, f"apidiff-native has interface {has}, and this apidiff needs {INTERFACE}"
    return module, ""
