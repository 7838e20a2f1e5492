"""JSON Patch (RFC 6902): two values in, the operations from one to the other out; and back. Pure.

Of its operations `add`, `remove` and `replace` are used, which make nothing larger than what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.pointers import below, is_index, split, step

Operation = dict[str, Any]


class PatchError(ValueError):
    """A patch that is none, or that does not fit the value; the text says why."""


def patch_from(base: JSON, revision: JSON) -> list[Operation]:
    """The operations that make `revision` of `base`; in an order in which each finds what it names."""
    return list(_edits(base, revision, ""))


def _edits(base: JSON, revision: JSON, at: str) -> Iterator[Operation]:
    if isinstance(base, dict) and isinstance(revision, dict):
        # In the order of names, so that a patch does not depend on the order of keys.
        for name in sorted(base.keys() - revision.keys()):
            yield {"op": "remove", "path": below(at, name)}
        for name in sorted(revision):
            if name in base:
                yield from _edits(base[name], revision[name], below(at, name))
            else:
                yield {"op": "add", "path": below(at, name), "value": revision[name]}
    elif isinstance(base, list) and isinstance(revision, list):
        yield from _list_edits(base, revision, at)
    elif not _is_same(base, revision):
        yield {"op": "replace", "path": at, "value": revision}


def _list_edits(base: list[JSON], revision: list[JSON], at: str) -> Iterator[Operation]:
    """What lies between two lists; what they begin and end with alike is left alone."""
    first, shorter = 0, min(len(base), len(revision))
    while first < shorter and _is_same(base[first], revision[first]):
        first += 1
    last = 0
    while last < shorter - first and _is_same(base[-1 - last], revision[-1 - last]):
        last += 1
    old, new = base[first : len(base) - last], revision[first : len(revision) - last]
    # By position, since an edit within an item is smaller than the item taken out and put in again.
    paired = min(len(old), len(new))
    for index in range(paired):
        yield from _edits(old[index], new[index], below(at, first + index))
    # From the end, so that each index still names the item that it named before.
    for index in reversed(range(paired, len(old))):
        yield {"op": "remove", "path": below(at, first + index)}
    for index in range(paired, len(new)):
        yield {"op": "add", "path": below(at, first + index), "value": new[index]}


def _is_same(one: JSON, other: JSON) -> bool:
    """Whether two values are written alike: in Python `True` equals 1, and 1 equals 1.0."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(_is_same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_is_same, one, other))
    # `0.0` equals `-0.0`, and is written otherwise.
    return type(one) is type(other) and (one == other) and (type(one) is not float or str(one) == str(other))


def patched(document: JSON, operations: Sequence[JSON], undo: list[Operation] | None = None) -> JSON:
    """What the operations make of the document, which is changed in place. Raises `PatchError`.

    `undo` gets the operations that lead back, in the order in which they are applied: what is new comes first.
    """
    back: list[Operation] = []
    for operation in operations:
        if not isinstance(operation, dict) or not isinstance(path := operation.get("path"), str):
            raise PatchError("an operation has no `path`")
        if path and not path.startswith("/"):
            raise PatchError(f"`{path}` is not a pointer")
        kind = operation.get("op")
        if kind not in ("add", "remove", "replace"):
            raise PatchError(f"`{kind}` is not an operation of a snapshot's patch")
        if kind != "remove" and "value" not in operation:
            raise PatchError(f"the operation at `{path}` has no `value`")
        if not path:
            if kind == "remove":
                raise PatchError("the whole document is removed")
            back.append({"op": "replace", "path": "", "value": document})
            document = operation["value"]
            continue
        *way, name = split(path)
        back.append(_change(_walk(document, way, path), name, kind, operation.get("value"), path))
    if undo is not None:
        undo[:0] = reversed(back)
    return document


def _walk(document: JSON, way: Sequence[str], path: str) -> JSON:
    node = document
    for token in way:
        found, node = step(node, token)
        if not found:
            raise PatchError(f"there is nothing at `{path}`")
    return node


def _change(holder: JSON, name: str, kind: str, value: JSON, path: str) -> Operation:
    """Add, remove or replace one member of an object or a list; the operation that takes it back is returned."""
    if isinstance(holder, dict):
        if kind != "add" and name not in holder:
            raise PatchError(f"there is nothing at `{path}`")
        # An object has a member once: to add one that is there replaces it (RFC 6902, 4.1).
        was = {"op": "add", "path": path, "value": holder[name]} if name in holder else {"op": "remove", "path": path}
        if kind == "remove":
            del holder[name]
        else:
            holder[name] = value
        return was
    # An item may be added behind the last one, at the index that equals the length (RFC 6902, 4.1).
    if not isinstance(holder, list) or not is_index(name) or int(name) >= len(holder) + (kind == "add"):
        raise PatchError(f"there is nothing at `{path}`")
    index = int(name)
    if kind == "add":
        holder.insert(index, value)
        return {"op": "remove", "path": path}
    was = {"op": "add" if kind == "remove" else "replace", "path": path, "value": holder[index]}
    if kind == "remove":
        del holder[index]
    else:
        holder[index] = value
    return was
