"""What the edits are made with: a description in plain dictionaries, and the parts that most of them touch."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Edit = Callable[[Document], None]
Edits = dict[str, Edit]


@dataclass(frozen=True, slots=True)
class Pair:
    """`name` is the base's name and the edit's: `pets/operation_id`. The base itself is `pets/same`."""

    name: str
    base: Document
    revision: Document


def pairs_of(name: str, base: Document, edits: Edits) -> list[Pair]:
    """The base with each of the edits made alone, and before them the base against itself."""
    made = [Pair(f"{name}/same", base, copy.deepcopy(base))]
    for edit, change in edits.items():
        revision = copy.deepcopy(base)
        change(revision)
        made.append(Pair(f"{name}/{edit}", base, revision))
    return made


def ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def in_json(schema: Document) -> Document:
    return {"content": {"application/json": {"schema": schema}}}


def schema(document: Document, name: str) -> Any:
    return document["components"]["schemas"][name]


def properties(document: Document, name: str) -> Any:
    return schema(document, name)["properties"]


def rename(document: Document, name: str, other: str) -> None:
    """Another name for a component schema, where it stands and wherever it is referred to."""
    text = (
        json.dumps(document).replace(f'schemas/{name}"', f'schemas/{other}"').replace(f'"{name}": {{', f'"{other}": {{')
    )
    document.clear()
    document.update(json.loads(text))
