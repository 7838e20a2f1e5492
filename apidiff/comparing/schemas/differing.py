"""Which shared parts differ: two documents in, a quick test whether two subtrees can mean different things out.

A subtree can differ by its own text or by a `$ref` that leads, over any number of steps, to a part whose text differs.
Only the second needs a walk, and only over references: they are read out of the serialised text, at C speed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

import orjson

from apidiff.comparing.equality import same, same_values
from apidiff.comparing.serialising import text_of
from apidiff.errors import escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import find
from apidiff.openapi.references import LOCAL, References, local_references

_SCHEMAS = "#/components/schemas/"


def references(subtree: JSON) -> set[str]:
    """Every local reference in a subtree (`#/...`), in a `$ref` and in what tags are mapped to."""
    return local_references(text_of(subtree))


def only_refers(value: JSON) -> bool:
    """Whether a value is a reference with nothing beside it."""
    return isinstance(value, dict) and value.keys() == {"$ref"} and isinstance(value["$ref"], str)


def reached_by(document: dict[str, Any], subtree: JSON) -> set[str]:
    """The references in a subtree, and those that they lead to over any number of steps."""
    found = references(subtree)
    pending = list(found)
    while pending:
        inner = references(find(document, pending.pop())) - found
        found |= inner
        pending.extend(inner)
    return found


class Differing:
    """The references whose targets differ between two documents, directly or through other references."""

    def __init__(self, base: dict[str, Any], revision: dict[str, Any], references: References | None = None) -> None:
        """`references`: what is known of the parts of both."""
        self._base = base
        self._revision = revision
        self.references = references or References()
        self.directly: set[str] = set()
        """Those whose targets differ by their own text."""
        self._same: dict[tuple[int, int], bool] = {}
        self._users: dict[str, list[str]] = defaultdict(list)
        self.refs = self._differing_refs()
        self._written = _written(self.refs)

    def but_for(self, alike: Callable[[JSON, JSON], bool]) -> Differing:
        """The same with schemas that are `alike` taken for equal where they are referred to."""
        narrowed = copy(self)
        narrowed.directly = {
            ref
            for ref in self.directly
            if not ref.startswith(_SCHEMAS) or not alike(find(self._base, ref), find(self._revision, ref))
        }
        narrowed.refs = _closure(narrowed.directly, self._users)
        narrowed._written = _written(narrowed.refs)
        return narrowed

    def __call__(self, base: JSON, revision: JSON) -> bool:
        """Whether two subtrees differ, by text or by what they refer to."""
        # Scalars have no references.
        if not isinstance(revision, dict | list):
            return not same_values(base, revision)
        text = text_of(revision)
        # Equal texts are the usual case, and need no look at values; texts that differ may do so in the order of keys
        # alone.
        if base is not revision and text_of(base) != text and not same_values(base, revision):
            return True
        return bool(self._written) and not self._written.isdisjoint(LOCAL.findall(text))

    def same(self, base: JSON, revision: JSON) -> bool:
        """Whether two parts of the documents are equal by value, whatever they refer to; worked out once."""
        # Both documents live as long as this, so that an identity stands for one part.
        key = id(base), id(revision)
        if key not in self._same:
            self._same[key] = same(base, revision)
        return self._same[key]

    def alike(self, base: JSON, revision: JSON) -> bool:
        """The same for values of which few are asked about twice: only what was worked out before is known."""
        known = self._same.get((id(base), id(revision)))
        return same_values(base, revision) if known is None else known

    def leads(self, value: JSON) -> bool:
        """Whether a small subtree refers to something that differs."""
        refs = self.refs
        pending: list[JSON] = [value] if isinstance(value, dict | list) else []
        while pending:
            node = pending.pop()
            if isinstance(node, dict):
                node = node.values()
                if any(isinstance(child, str) and child in refs for child in node):
                    return True
            pending.extend([child for child in node if isinstance(child, dict | list)])
        return False

    def _differing_refs(self) -> set[str]:
        """Close the set of references with differing targets over the references inside equal targets."""
        pending = list(self._referenced())
        seen = set(pending)
        while pending:
            ref = pending.pop()
            base, revision = find(self._base, ref), find(self._revision, ref)
            equal = self._same[id(base), id(revision)] = same(base, revision)
            if not equal:
                self.directly.add(ref)
            # A part that differs may refer into its own definitions, which nothing else refers to.
            # Only of the revision: where the targets are equal both sides refer to the same, and where they are not,
            # `ref` is in `directly` anyhow.
            for inner in self.references.of(revision):
                self._users[inner].append(ref)
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)
        return _closure(self.directly, self._users)

    def _referenced(self) -> Iterable[str]:
        components = self._revision.get("components")
        found = {
            f"#/components/{kind}/{escape_token(name)}"
            for kind, named in (components.items() if isinstance(components, dict) else ())
            if isinstance(named, dict)
            for name in named
        }
        return found | self.references.in_document({k: v for k, v in self._revision.items() if k != "components"})


def _written(refs: Iterable[str]) -> set[bytes]:
    """References as they stand in a serialised text."""
    # With the escapes of JSON, as they are looked for in serialised text.
    return {orjson.dumps(ref)[1:-1] for ref in refs}


def _closure(start: set[str], users: dict[str, list[str]]) -> set[str]:
    reached = set(start)
    pending = list(start)
    while pending:
        for user in users.get(pending.pop(), ()):
            if user not in reached:
                reached.add(user)
                pending.append(user)
    return reached
