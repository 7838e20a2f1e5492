"""The published JSON Schemas (2020-12) of all JSON documents, made from their models.

`python -m apidiff.reporting.published docs/schemas` writes them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from apidiff.recording.index import IndexDocument
from apidiff.reporting import contract, documents
from apidiff.reporting.json_output import to_json

DOCUMENTS: dict[str, type[BaseModel]] = {
    "apidiff.diff/1": contract.Diff,
    "apidiff.check/1": contract.Check,
    "apidiff.checks/1": contract.Checks,
    "apidiff.entry/1": documents.Entries,
    "apidiff.entries/1": documents.AllEntries,
    "apidiff.guide/1": documents.Guide,
    "apidiff.calendar/1": documents.Calendar,
    "apidiff.rules/1": documents.Rules,
    "apidiff.policy/1": documents.Policy,
    "apidiff.presets/1": documents.Presets,
    "apidiff.policy-try/1": documents.PolicyTry,
    "apidiff.verify/1": documents.Verify,
    "apidiff.verify-all/1": documents.VerifyAll,
    "apidiff.changelog/1": documents.Changelog,
    "apidiff.index/2": IndexDocument,
    "apidiff.patch/1": documents.Patch,
}
"""The model of each document, by what it says in `format`."""


def file_name(form: str) -> str:
    """The file of a schema, by the document's `format`."""
    return f"{form.partition('/')[0]}.schema.json"


def schemas() -> dict[str, str]:
    """Each published schema as text, by its file's name."""
    return {file_name(form): _schema(form, model) for form, model in DOCUMENTS.items()}


def _schema(form: str, model: type[BaseModel]) -> str:
    body = model.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form,
        "description": model.__doc__,
    }
    definitions = _untitled(body.pop("$defs", {}))
    return to_json(head | _untitled(body, ("title", "description")) | {"$defs": definitions}) + "\n"


def _untitled(node: Any, drop: tuple[str, ...] = ("title",)) -> Any:
    """The schema without the titles that pydantic makes up from the names; a property called `title` stays."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _untitled(item) for name, item in value.items()}
        if key in ("properties", "$defs")
        else _untitled(value)
        for key, value in node.items()
        if key not in drop or not isinstance(value, str)
    }


def main(folder: str) -> None:
    """Write the schemas into `folder`."""
    for name, text in schemas().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
