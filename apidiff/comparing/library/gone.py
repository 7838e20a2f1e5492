"""Classes that nothing used, or that others only copied, and that are gone: types in, an edit for each such class out.

A generator makes a class of each component, used or not. What becomes of one that is used is told where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from apidiff.comparing.edits import Edit
from apidiff.comparing.library.edits import known_by, library_edit, value_key
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
    gone = [name for name in old.components if class_name(old.own(name)) not in new.classes(old.part(name))]
    gone = [name for name in gone if _at(name) not in told and old.of(_use(name)).form in NAMED]
    # What the operations reach is looked up only if it is needed, as that searches the whole document.
    if not gone:
        return
    reached = reached_by(base.document, {key: part for key, part in base.document.items() if key != "components"})
    heirs: dict[tuple[str, bytes], str] = {}
    for name, schema in new.components.items():
        part = new.part(name)
        if class_name(new.own(name)) not in old.classes(part):
            heirs.setdefault((part, value_key(schema)), name)
    for name in gone:
        if f"#{_at(name)}" in reached and name not in dropped:
            continue
        # Taken out: one class that came stands for one that went.
        heir = heirs.pop((old.part(name), value_key(old.components[name])), None)
        own = old.own(name)
        told_of = {"kind": old.of(_use(name)).form, "where": own}
        if heir is None:
            spots = Use({}, _at(name)), Use({}, _COMPONENTS)
            yield known_by(library_edit("type-removed", *spots, name=own, **told_of), {"name": name})
        else:
            spots = Use({}, _at(name)), Use({}, _at(heir))
            told_of |= {"base": own, "revision": new.own(heir)}
            whole = {"name": name, "renamed_to": heir, "base": name, "revision": heir}
            edit = library_edit("type-renamed", *spots, name=own, renamed_to=new.own(heir), **told_of)
            yield known_by(edit, whole)


def _at(name: str) -> str:
    return below(_COMPONENTS, name)


def _use(name: str) -> Use:
    return Use({"$ref": f"#{_at(name)}"}, _at(name))
