"""Findings go in, warnings about keywords that are hardly what was meant come out.

JSON Schema takes a keyword that nobody knows for an annotation, so `maxLenght` passes as one, and the limit is gone. A
new keyword of a schema that is a letter or two from a known one is warned of; what tools of one's own read is called
otherwise, or begins with `x-`.

Source: JSON Schema 2020-12 Core, 6.5 (unknown keywords).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from apidiff.comparing.edits import ABSENT, Finding
from apidiff.errors import Place
from apidiff.model.contract import Contract, Warned
from apidiff.openapi.keywords import KEYWORDS, is_extension
from apidiff.openapi.pointers import shortened
from apidiff.rules import listed

_LIKENESS = 0.85
_LONGEST = 40


def misspelled(findings: Iterable[Finding], revision: Contract) -> tuple[Warned, ...]:
    """A warning for each new keyword of the revision that nearly is one of JSON Schema."""
    meant: dict[str, tuple[str, str]] = {}
    for finding in findings:
        edit, keyword = finding.edit, finding.edit.params.get("keyword", "")
        is_new = edit.base is not None and edit.base.value in (ABSENT, None)
        if edit.rule != "extension-changed" or not is_new or edit.revision is None or edit.revision.value is ABSENT:
            continue
        if (known := _meant(keyword)) is not None:
            meant[edit.revision.pointer] = keyword, known
    places = revision.locator.locate(list(meant)) if meant else {}
    return tuple(
        Warned(
            f"{listed([shortened(keyword)])} is no keyword of JSON Schema, and asks for nothing",
            places.get(pointer, Place(revision.name, pointer)),
            f"Did you mean {listed([known])}?",
        )
        for pointer, (keyword, known) in meant.items()
    )


def _meant(keyword: str) -> str | None:
    if keyword in KEYWORDS or is_extension(keyword) or len(keyword) > _LONGEST:
        return None
    by_case = {known.casefold(): known for known in KEYWORDS}
    near = get_close_matches(keyword.casefold(), by_case, n=1, cutoff=_LIKENESS)
    return by_case[near[0]] if near else None
