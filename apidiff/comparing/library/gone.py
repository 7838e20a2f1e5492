"""Classes that nothing used, or that others only copied, and that are gone: types in, an edit for each such class out.

A generator makes a class of each component, used or not. What becomes of one that is used is told where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from apidiff.comparing.edits import Edit
from apidiff.comparing.library.edits import library_edit, value_key
from apidiff.comparing.library.types import NAMED, Types, Use
from apidiff.comparing.schemas.differing import reached_by
from apidiff.model.contract import Contract
from apidiff.openapi.naming import class_name
from apidiff.openapi.pointers import below

_COMPONENTS = "/components/schemas"


def gone_classes(base: Contract, types: tuple[Types, Types], told: Set[str], dropped: Set[str]) -> Iterator[Edit]:
    """`told`: the pointers of the components of which something is said already.

    `dropped`: the components whose fields a class no longer copies. No use of them was looked at.
    """
    old, new = types
    gone = [name for name in old.components if class_name(name) not in new.classes]
    gone = [name for name in gone if _at(name) not in told and old.of(_use(name)).form in NAMED]
    # What the operations reach is looked up only if it is needed, as that searches the whole document.
    if not gone:
        return
    reached = reached_by(base.document, {key: part for key, part in base.document.items() if key != "components"})
    heirs: dict[bytes, str] = {}
    for name, schema in new.components.items():
        if class_name(name) not in old.classes:
            heirs.setdefault(value_key(schema), name)
    for name in gone:
        if f"#{_at(name)}" in reached and name not in dropped:
            continue
        # Taken out: one class that came stands for one that went.
        heir = heirs.pop(value_key(old.components[name]), None)
        told_of = {"kind": old.of(_use(name)).form, "where": name}
        if heir is None:
            yield library_edit("type-removed", Use({}, _at(name)), Use({}, _COMPONENTS), name=name, **told_of)
        else:
            spots = Use({}, _at(name)), Use({}, _at(heir))
            yield library_edit("type-renamed", *spots, name=name, renamed_to=heir, base=name, revision=heir, **told_of)


def _at(name: str) -> str:
    return below(_COMPONENTS, name)


def _use(name: str) -> Use:
    return Use({"$ref": f"#{_at(name)}"}, _at(name))
