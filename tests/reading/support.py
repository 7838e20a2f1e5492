"""What the tests of reading share: a folder of files, and a description in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apidiff.errors import InputError
from apidiff.model.contract import JSON
from apidiff.reading import json_text, positions
from apidiff.reading.library import JSON_START, Read, read_text
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.yaml_text import compose_yaml
from fuzz.readers import difference

Write = Callable[..., Path]


def write_files(folder: Path, **files: str | bytes) -> Path:
    """Write files, `openapi__yaml` being `openapi.yaml` and `a___b__yaml` being `a/b.yaml`; the main file's path."""
    main = None
    for name, content in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        main = main or path
    assert main is not None
    return main


def with_schemas(schemas: dict[str, Any], version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    """A description that holds schemas and nothing else."""
    parts = {"paths": {}, "components": {"schemas": schemas}}
    return {"openapi": version, "info": {"title": "T", "version": "1"}, **parts, **more}


def yaml_positions(text, paths):
    """The positions of those paths in YAML text."""
    value, marks = compose_yaml(text, None, Limits())
    return positions.yaml_positions(text, value, marks, paths)


def parse_json(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """What the reader in Python reads; the native one, if it is there, reads the same or leaves the text."""
    return _by_both(text, limits, lambda: (json_text.parse_json(text, file, limits), None), is_json=True)


def parse_yaml(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """As `parse_json`, of YAML."""
    return _by_both(text, limits, lambda: compose_yaml(text, file, limits), is_json=False)


def _by_both(text: str, limits: Limits, read: Callable[[], tuple[JSON, Any]], *, is_json: bool) -> JSON:
    by_native = _by_native(text, limits) if bool(re.match(JSON_START, text)) == is_json else None
    try:
        value, marks = read()
    except InputError:
        assert by_native is None, "the native reader reads it"
        raise
    if by_native is not None:
        assert difference(Read(value, by_native.data, marks), by_native) == ""
    return value


def _by_native(text: str, limits: Limits) -> Read | None:
    try:
        data = text.encode()
        read = read_text(data, "a.json", limits)
    except (InputError, UnicodeError):
        return None
    return None if read.native is None else read
