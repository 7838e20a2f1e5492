"""Findings go in, warnings about keywords and fields that are hardly what was meant come out.

JSON Schema takes a keyword that nobody knows for an annotation, so `maxLenght` passes as one, and the limit is gone. A
new keyword of a schema that is a letter or two from a known one is warned of; what tools of one's own read is called
otherwise, or begins with `x-`. OpenAPI has no place for a field of its other objects that nobody knows: each that is
new is warned of.

Sources: JSON Schema 2020-12 Core, 6.5 (unknown keywords); OpenAPI 3.1.1, 4.9 (Specification Extensions).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from apidiff.comparing.edits import ABSENT, Finding
from apidiff.errors import Place
from apidiff.model.contract import Contract, Warned
from apidiff.openapi.grammar import is_schema, kind_at
from apidiff.openapi.keywords import KEYWORDS, is_extension
from apidiff.openapi.objects import FIELDS, is_unknown_field
from apidiff.openapi.pointers import shortened, split
from apidiff.rules import listed

_LIKENESS = 0.85
_LONGEST = 40


def misspelled(findings: Iterable[Finding], revision: Contract) -> tuple[Warned, ...]:
    """A warning for each new keyword of the revision that nearly is one of JSON Schema, and each new unknown field."""
    warned: dict[str, tuple[str, str]] = {}
    for finding in findings:
        edit, keyword = finding.edit, finding.edit.params.get("keyword", "")
        # Edits of fields of the description and of path items have `None` for what is not there.
        is_new = edit.base is not None and edit.base.value in (ABSENT, None)
        if edit.rule != "extension-changed" or not is_new or edit.revision is None or edit.revision.value is ABSENT:
            continue
        at = edit.revision.pointer
        is_field = is_unknown_field(keyword) and not is_schema(kind_at(split(at.rpartition("/")[0])))
        near = _near(keyword, FIELDS if is_field else KEYWORDS)
        hint = f"Did you mean {listed([near])}?" if near else "What is for tools of your own begins with `x-`."
        if is_field:
            warned[at] = f"{listed([shortened(keyword)])} is no field of OpenAPI, and says nothing", hint
        elif near:
            warned[at] = f"{listed([shortened(keyword)])} is no keyword of JSON Schema, and asks for nothing", hint
    places = revision.locator.locate(list(warned)) if warned else {}
    return tuple(
        Warned(message, places.get(at, Place(revision.name, at)), hint) for at, (message, hint) in warned.items()
    )


def _near(name: str, known: Collection[str]) -> str | None:
    """The one of the known names that was likely meant; `None` if it is one of them."""
    # The search takes time in the square of the length, and no keyword is that long.
    if name in known or is_extension(name) or len(name) > _LONGEST:
        return None
    by_case = {each.casefold(): each for each in known}
    from difflib import get_close_matches  # few names are alike enough to ask

    near = get_close_matches(name.casefold(), by_case, n=1, cutoff=_LIKENESS)
    return by_case[near[0]] if near else None
