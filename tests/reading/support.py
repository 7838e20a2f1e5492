"""What the tests of reading share: a folder of files, and a description in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from apidiff.reading import positions
from apidiff.reading.limits import Limits
from apidiff.reading.yaml_text import compose_yaml

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
