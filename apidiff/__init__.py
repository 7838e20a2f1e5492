"""apidiff governs how an HTTP API's contract changes.

import apidiff
comparison = apidiff.diff("base.yaml", "revision.yaml")
comparison.verdict, comparison.changes, comparison.to_dict()
apidiff.is_subschema({"const": 1}, {"type": "integer"}).status
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from apidiff._version import __version__

if TYPE_CHECKING:
    from apidiff.api import diff, is_subschema
    from apidiff.containment import Containment
    from apidiff.errors import InputError, Place
    from apidiff.model.change import Change, Comparison
    from apidiff.model.policy import Override, Policy

_HOME = {
    "diff": "apidiff.api",
    "is_subschema": "apidiff.api",
    "Containment": "apidiff.containment",
    "InputError": "apidiff.errors",
    "Place": "apidiff.errors",
    "Change": "apidiff.model.change",
    "Comparison": "apidiff.model.change",
    "Override": "apidiff.model.policy",
    "Policy": "apidiff.model.policy",
}
__all__ = [
    "Change",
    "Comparison",
    "Containment",
    "InputError",
    "Override",
    "Place",
    "Policy",
    "__version__",
    "diff",
    "is_subschema",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `apidiff --version` costs nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'apidiff' has no attribute '{name}'")
