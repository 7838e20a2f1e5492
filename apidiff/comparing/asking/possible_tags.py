"""Whether a kind can have the tags that select it: a kind in, asked once whether some payload of it has one of them.

The name of a component, or the key of a mapping, is the tag of a kind only as far as the kind lets it be one. If no
payload with the tag is known, the tag must not restrict what the kind stands for: nothing would be left to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, Literal

from apidiff.comparing.asking.projection import ASKS_NOTHING, Opening, Projection
from apidiff.comparing.asking.sample import build
from apidiff.comparing.edits import BOTH
from apidiff.comparing.schemas.subtypes import Child, Kinds, is_one_kind, tagged_with, without_kinds
from apidiff.comparing.serialising import text_of
from apidiff.containment.interpreting import NotInterpreted, is_valid
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import resolve

_MOST_PARTS = 100
_PLAIN_OBJECT = frozenset({"type", "properties", "required", "allOf", "$ref", "discriminator", "additionalProperties"})
_OBJECT: dict[str, JSON] = {"type": "object"}
_TEXTS = ("string", ["string"], ["string", "null"])
_TEXT = frozenset({"type", "$ref", "allOf", "nullable"})
_LISTED = _TEXT | {"const", "enum"}


class PossibleTags:
    """Remembers which kinds can have their tags.

    `ask(sub, sup)`: what containment says of two documents.
    """

    def __init__(self, ask: Callable[[JSON, JSON], Any], formats: Literal["assert", "annotate"]) -> None:
        self._ask = ask
        self._formats = formats
        self._known: dict[tuple[int, str, bytes], bool] = {}

    def told(self, contract: Contract, schema: JSON, found: Kinds) -> Kinds:
        """The kinds of a schema, each with whether it `is_bound` to its tags."""
        children = (child._replace(is_bound=self.hold(contract, schema, found, child)) for child in found.children)
        return found._replace(children=tuple(children))

    def hold(self, contract: Contract, schema: JSON, found: Kinds, child: Child) -> bool:
        """Whether some payload of a child of `schema` is known to have one of its tags, or it has no payload at all."""
        if found.loose or child.instead:
            return True
        body = without_kinds(schema) if child.is_self else child.schema
        name = found.property_name
        # What a child lists for its tag it may refuse all the same: by `propertyNames`, say.
        lists = not found.constant.isdisjoint(child.tags)
        if not child.is_listed or _takes_texts(contract, body, name, _LISTED if lists else _TEXT):
            return True
        key = id(contract), name, text_of([body, child.tags])
        if key not in self._known:
            tagged = {"type": "object", **tagged_with(name, child.tags), "required": [name]}
            is_one = not found.keyword and not child.is_self and is_one_kind(contract, child)
            self._known[key] = self._is_tagged(contract, tagged, body, is_one=is_one)
        return self._known[key]

    def _is_tagged(self, contract: Contract, tagged: dict[str, JSON], body: JSON, *, is_one: bool) -> bool:
        if self._is_met(Projection(contract, BOTH).beside(tagged, body, inherited=is_one)):
            return True
        if not self._is_empty(Projection(contract, BOTH).beside(_OBJECT, body, inherited=is_one)):
            return False
        # A closed object that needs what it does not declare has no payload, and clients read it as an open one.
        opened = partial(Projection, contract, BOTH, opening=Opening(contract))
        return self._is_met(opened().beside(tagged, body, inherited=is_one)) or self._is_empty(
            opened().beside(_OBJECT, body, inherited=is_one)
        )

    def _is_empty(self, document: dict[str, JSON]) -> bool:
        """Whether no value is valid, so that it is not the tag which leaves nothing to compare."""
        return bool(self._ask(document, False).status == "proved")

    def _is_met(self, document: dict[str, JSON]) -> bool:
        try:
            if is_valid(build(document), document, self._formats, contents=True):
                return True
        except (NotInterpreted, ValueError):
            pass
        return bool(self._ask(document, False).status == "refuted")


def _takes_texts(contract: Contract, schema: JSON, name: str, keywords: AbstractSet[str]) -> bool:
    """Whether a schema is an object of which no more is said than these keywords do of the field of a name.

    It has any text there then, as most kinds do that list no tags, or what is listed.
    """
    for part in _in_place(contract, schema):
        if not isinstance(part, dict) or not _PLAIN_OBJECT.issuperset(_asking(part)):
            return False
        named = part.get("properties", {})
        if part.get("type", "object") != "object" or not isinstance(named, dict):
            return False
        if name in named:
            if not all(_is_text(each, keywords) for each in _in_place(contract, named[name])):
                return False
        elif part.get("additionalProperties", True) is not True:
            return False
    return True


def _asking(part: dict[str, JSON]) -> Iterator[str]:
    return (keyword for keyword in part if keyword not in ASKS_NOTHING and not keyword.startswith("x-"))


def _is_text(part: JSON, keywords: AbstractSet[str]) -> bool:
    return part is True or (
        isinstance(part, dict) and {*_asking(part)} <= keywords and part.get("type", "string") in _TEXTS
    )


def _in_place(contract: Contract, schema: JSON) -> Iterator[JSON]:
    """The schemas that hold together, through references and `allOf`; ends in `False` where they are too many."""
    seen: set[str] = set()
    pending = [schema]
    for _ in range(_MOST_PARTS):
        if not pending:
            return
        part = pending.pop()
        yield part
        if isinstance(part, dict):
            if isinstance(ref := part.get("$ref"), str) and ref not in seen:
                seen.add(ref)
                pending.append(resolve(contract.document, ref))
            members = part.get("allOf")
            pending.extend(members if isinstance(members, list) else ())
    # Too many to look at: `False` is neither a plain object nor a text, so that the general path is taken.
    yield False
