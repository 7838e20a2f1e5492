"""Two sides of which one is not known as a whole: edits in, those of what both sides say out.

A reference that leads to nothing, or a `type` that is none, leaves a schema of which something is not known. What only
the other side says may have been said here, too, so that it neither came nor went: that the schema is not known is
told once, as undecided.
"""

from __future__ import annotations

from collections.abc import Iterable

from apidiff.comparing.edits import Edit
from apidiff.comparing.schemas.conjunction import Conjunction
from apidiff.openapi.keywords import UNKNOWN_DIALECT


def is_unknown(side: Conjunction) -> bool:
    """Whether a part of it stands for a schema that is not known."""
    return any(str(schema.get("$schema", "")).startswith(UNKNOWN_DIALECT) for schema, _ in side.objects)


def unheard(left: Conjunction, right: Conjunction) -> frozenset[str]:
    """The keywords that only one side says, where not everything is known of the other."""
    if is_unknown(left) == is_unknown(right):
        return frozenset()
    known, unknown = (right, left) if is_unknown(left) else (left, right)
    return frozenset(known.keywords.keys() - unknown.keywords.keys())


def said_by_both(edits: Iterable[Edit], left: Conjunction, right: Conjunction) -> list[Edit]:
    """The edits without those of a keyword that only the other side says."""
    hidden = unheard(left, right)
    return [edit for edit in edits if _keyword(edit) not in hidden]


def _keyword(edit: Edit) -> str | None:
    return "properties" if edit.params.get("kind") == "property" else edit.params.get("keyword")
