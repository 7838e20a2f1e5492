"""Which dialect of JSON Schema a schema names by `$schema`, and whether 2020-12 reads it alike.

Source: JSON Schema 2020-12 Core, 8.1.1 and appendix "ChangeLog"; OpenAPI 3.1.1, 4.8.24.3.
"""

from __future__ import annotations

import re

from apidiff.containment.limits import Undecided
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import UNKNOWN_DIALECT

_CURRENT = r"https?://json-schema\.org/draft/2020-12/schema#?|https://spec\.openapis\.org/oas/3\.[1-9]/.*"
_OLDER = r"https?://json-schema\.org/(?:draft-0[67]|draft/2019-09)/schema#?"
_READ_ANEW = frozenset(
    {"$ref", "$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "additionalItems", "dependencies", "if",
     "prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "minContains",
     "maxContains"}
)  # fmt: skip
"""Keywords that an older draft lacks, or reads in another way."""
_BESIDE_REF = frozenset({"$ref", "$schema", "$id", "$defs", "definitions", "title", "description", "$comment"})


def is_older(root: JSON) -> bool:
    """Whether a document names an older draft. Raises `Undecided` for a dialect that is not known."""
    return isinstance(root, dict) and _is_older(root.get("$schema"))


def _is_older(dialect: JSON) -> bool:
    if dialect is None or (isinstance(dialect, str) and re.fullmatch(_CURRENT, dialect)):
        return False
    if isinstance(dialect, str) and re.fullmatch(_OLDER, dialect):
        return True
    if isinstance(dialect, str) and dialect.startswith(UNKNOWN_DIALECT):
        raise Undecided(f"what `{dialect.removeprefix(UNKNOWN_DIALECT)}` referred to is not known")
    raise Undecided("`$schema` names a dialect that is not known")


def check_alike(schema: dict[str, JSON], *, older: bool, is_root: bool) -> None:
    """Raise `Undecided` where a schema in a document of an older draft would be read in another way by it."""
    if not is_root and "$schema" in schema and _is_older(schema["$schema"]) != older:
        raise Undecided("`$schema` names another dialect than that of the document")
    if not older:
        return
    odd = schema.keys() & _READ_ANEW
    # Drafts before 2019-09 ignore what stands beside a `$ref`. If nothing there asks anything, it is all the same.
    if odd == {"$ref"} and schema.keys() <= _BESIDE_REF:
        return
    if odd:
        raise Undecided(f"`{min(odd)}` in a schema of an older draft of JSON Schema")
