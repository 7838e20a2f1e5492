"""Two schemas in, whether generators certainly make the same of them out: a shortcut for edits that no type shows.

Most edits of a description are prose, bounds and fields that came. What they lead to needs no second walk.
"""

from __future__ import annotations

from apidiff.comparing.equality import same
from apidiff.model.contract import JSON

_SILENT = frozenset(
    {
        "$comment", "default", "deprecated", "description", "example", "examples", "exclusiveMaximum",
        "exclusiveMinimum", "externalDocs", "maxItems", "maxLength", "maxProperties", "maximum", "minItems",
        "minLength", "minProperties", "minimum", "multipleOf", "pattern", "xml",
    }
)  # fmt: skip
"""Keywords that no type shows. Whatever is not listed, extensions too, counts as seen if it differs."""


def alike(base: JSON, revision: JSON) -> bool:
    """Whether two schemas differ at most in silent keywords and in properties that only one side has."""
    pending = [(base, revision)]
    while pending:
        old, new = pending.pop()
        if isinstance(old, dict) and isinstance(new, dict):
            for key in old.keys() | new.keys():
                if key in _SILENT or (key in old and key in new and old[key] is new[key]):
                    continue
                if key not in old or key not in new:
                    return False
                first, second = old[key], new[key]
                if key == "properties" and isinstance(first, dict) and isinstance(second, dict):
                    kept = first.keys() & second.keys()
                    # A class without a field in common may have become another form: an empty one is no class.
                    if not kept:
                        return False
                    pending += [(first[name], second[name]) for name in kept]
                else:
                    pending.append((first, second))
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            pending += zip(old, new, strict=True)
        elif not same(old, new):
            return False
    return True
