"""The specification as data depends on nothing that reads, compares or judges."""

from __future__ import annotations

import ast
from pathlib import Path

import apidiff.openapi

_ALLOWED = ("apidiff.model", "apidiff.errors", "apidiff.openapi")


def test_openapi_imports_only_model_and_errors():
    for file in Path(apidiff.openapi.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("apidiff"):
                assert node.module.startswith(_ALLOWED), f"{file.name} imports {node.module}"


def test_comparing_imports_nothing_of_reading():
    folder = Path(apidiff.openapi.__path__[0]).parent / "comparing"
    for file in folder.glob("*.py"):
        assert "apidiff.reading" not in file.read_text(), file.name
