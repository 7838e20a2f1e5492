"""The question about one pair alone: its schemas without the parts that are compared on their own.

What `covering` says that smaller pairs compare is left out of both sides. A name about which the other side says
nothing is left out as well: the policy decides on names.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from collections.abc import Set as AbstractSet

from apidiff.comparing.asking.covering import items_correspond, paired
from apidiff.comparing.asking.projection import Foreign, visible
from apidiff.comparing.edits import ABSENT, FROM_SERVER, TO_SERVER, Edit
from apidiff.comparing.schemas.conjunction import EXAMPLES, MAPS, PROSE, Conjunction, is_choice
from apidiff.comparing.schemas.differing import references
from apidiff.comparing.schemas.keyword_rules import COUNTED
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import CONTENTS, FOLLOWING, KEYWORDS, with_role

Differs = Callable[[JSON, JSON], bool]
LOGIC = with_role("in place", "to names", "unevaluated") - {"allOf"} | {"const", "enum", "patternProperties"}
"""Keywords that can absorb what the others ask."""
_COUNTED = frozenset(COUNTED)


def entangled(left: Conjunction, right: Conjunction) -> bool:
    """Whether a keyword could absorb what the others ask, or what is asked of a part of the value."""
    return any(keyword in LOGIC for side in (left, right) for keyword in side.keywords)


class Cut:
    """Cuts both sides of one pair by the same plan: what `covering` says that smaller pairs compare."""

    def __init__(
        self,
        base: Contract,
        revision: Contract,
        left: Conjunction,
        right: Conjunction,
        differs: Differs,
        unpaired: AbstractSet[str],
    ) -> None:
        self._contracts = (base, revision)
        self._sides = (left, right)
        self._differs = differs
        self._unpaired = unpaired
        self._settled = set(paired(left, right))
        self._items_correspond = items_correspond(left, right)
        self._patterns = set(left.children("patternProperties")) & set(right.children("patternProperties"))

    def schemas(self, groups_compared: bool) -> tuple[JSON, JSON]:
        """The two schemas; alternatives that are compared one by one, or that are equal, stand in neither."""
        left, right = self._sides
        # Equal alternatives ask the same on both sides: what is proved without them holds with them.
        drop = {"oneOf", "anyOf"} if groups_compared or not self._groups_differ() else set()
        return (
            self._schema(0, drop, right.properties.keys() - left.properties.keys()),
            self._schema(1, drop, left.properties.keys() - right.properties.keys()),
        )

    def _groups_differ(self) -> bool:
        left, right = self._sides
        # The keywords too: `anyOf` and `oneOf` of the same alternatives differ.
        return self._differs(
            [[a.schema for a in group.alternatives] for group in left.groups],
            [[a.schema for a in group.alternatives] for group in right.groups],
        ) or [g.keyword for g in left.groups] != [g.keyword for g in right.groups]

    def _schema(self, index: int, drop: set[str], missing: AbstractSet[str]) -> JSON:
        side, contract = self._sides[index], self._contracts[index]
        parts = []
        for part in side.parts:
            if not isinstance(part.schema, dict):
                parts.append(part.schema)
                continue
            parts.append(self._part(part.schema, contract, drop, missing))
        kept = [part for part in parts if part != {}]
        return {} if not kept else kept[0] if len(kept) == 1 else {"allOf": kept}

    def _part(
        self, schema: dict[str, JSON], contract: Contract, drop: set[str], missing: AbstractSet[str]
    ) -> dict[str, JSON]:
        out = {
            keyword: value
            for keyword, value in schema.items()
            if (keyword not in drop or _is_choice(keyword, value))
            and not (drop and keyword == "discriminator")
            and keyword not in self._settled
            and keyword not in PROSE
            and keyword not in EXAMPLES
            and keyword not in {"properties", "required", "patternProperties", "prefixItems"}
        }
        named = schema.get("properties")
        properties = {name: _mark(contract, child) for name, child in named.items()} if isinstance(named, dict) else {}
        # A name that only the other side declares is a pair of its own, or is left to the policy. Declared as anything
        # here, it is not asked about by the map once more.
        if MAPS & schema.keys():
            properties |= dict.fromkeys(sorted(missing), True)
        if properties:
            out["properties"] = properties
        required = _list(schema.get("required"))
        if required:
            out["required"] = [name for name in required if name not in self._unpaired]
        if isinstance(patterns := schema.get("patternProperties"), dict):
            # The patterns stay: which names `additionalProperties` applies to depends on them.
            out["patternProperties"] = {p: True if p in self._patterns else child for p, child in patterns.items()}
        if isinstance(prefix := schema.get("prefixItems"), list):
            # The positions stay: where `items` begins depends on their number.
            out["prefixItems"] = [True] * len(prefix) if self._items_correspond else prefix
        return out


def _is_choice(keyword: str, members: JSON) -> bool:
    return isinstance(members, list) and is_choice(keyword, [member for member in members if member is not False])


def _list(value: JSON) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _mark(contract: Contract, child: JSON) -> JSON:
    """A property that is compared on its own: only the direction that it travels in stays."""
    mask = visible(contract, child)
    return {"readOnly": True} if mask == FROM_SERVER else {"writeOnly": True} if mask == TO_SERVER else True


def laid_over(base: JSON, edit: Edit) -> JSON:
    """The base with this one edit made; `None` where the edit cannot be made alone.

    It stands in the base's document; what is taken over from the revision keeps its references into the revision's.
    """
    # `false` has no keywords that an edit could change.
    if edit.patch is None or base is False:
        return None
    objects = _parts(base)
    if any("$ref" in part or "allOf" in part for part in objects):
        return None  # not taken apart: what the edit takes away can stand behind it
    if edit.patch.keys() == {"required"} and edit.name is not None:
        return _requiring(objects, edit.name, needed=_is_needed(edit))
    cleared = [without(part, edit.patch) for part in objects]
    added = {key: Foreign(value) if references(value) else value for key, value in put_in(edit.patch).items()}
    if len(cleared) <= 1:
        return {**(cleared[0] if cleared else {}), **added}
    if edit.patch.keys() < _COUNTED:  # a number says nothing apart from what it counts
        kept = zip(objects, cleared, strict=True)
        return {"allOf": [part if _COUNTED.isdisjoint(whole) else {**part, **added} for whole, part in kept]}
    return {"allOf": [*cleared, added]} if added else {"allOf": cleared}


def without(part: dict[str, JSON], keywords: Container[str]) -> dict[str, JSON]:
    """A schema object without these keywords."""
    return {key: value for key, value in part.items() if key not in keywords}


def put_in(patch: Mapping[str, JSON]) -> dict[str, JSON]:
    """What an edit puts in the place of what it takes out."""
    return {key: value for key, value in patch.items() if value is not ABSENT and value is not None}


def all_laid_over(base: JSON, edits: Iterable[Edit]) -> JSON:
    """The base with these edits made; `None` where one of them cannot be made alone."""
    made: JSON = base
    for edit in edits:
        made = None if made is None else laid_over(made, edit)
    return made


def admitting(base: JSON, values: list[JSON]) -> JSON:
    """A base that lists these values, with no limit beside the list that keeps any of them out."""
    parts: list[JSON] = []
    for part in _parts(base):
        # `format: byte` says how a value is written and limits none.
        limits = {
            key: part[key] for key in part if key in FOLLOWING and not (key == "format" and part[key] in CONTENTS)
        }
        parts.append({key: value for key, value in part.items() if key not in limits})
        if limits:
            parts.append({"anyOf": [limits, {"enum": values}]})
    return {"allOf": parts}


def undone(base: JSON, revision: JSON, edit: Edit) -> JSON:
    """The revision without this one edit; `None` where that cannot be said in the revision's document."""
    if edit.patch is None or revision is False:
        return None
    if edit.patch.keys() == {"required"} and edit.name is not None:
        parts = _parts(revision)
        hidden = any("$ref" in part or "allOf" in part for part in parts)
        return None if hidden else _requiring(parts, edit.name, needed=not _is_needed(edit))
    before = [{keyword: part[keyword] for keyword in edit.patch if keyword in part} for part in _parts(base)]
    after = [without(part, edit.patch) for part in _parts(revision)]
    if any(references(part) for part in before) or any("$ref" in part or "allOf" in part for part in after):
        return None
    if len(before) == len(after):
        return {"allOf": [new | old for old, new in zip(before, after, strict=True)]}
    if any(KEYWORDS[keyword].reads for part in (*before, *after) for keyword in part if keyword in KEYWORDS):
        return None  # beside which neighbours it stood is not known
    return {"allOf": [part for part in (*after, *before) if part]}


def _is_needed(edit: Edit) -> bool:
    """Whether an edit of `required` asks for its name; the others of the list are edits of their own."""
    return edit.patch is not None and edit.name in (edit.patch["required"] or ())


def _requiring(parts: list[dict[str, JSON]], name: str, *, needed: bool) -> JSON:
    """Schema objects that hold together with one name in `required`, or in none of their lists."""
    made = [{**part, "required": [each for each in _list(part.get("required")) if each != name]} if
            "required" in part else part for part in parts]  # fmt: skip
    if needed:
        first = made[0] if made else {}
        made[:1] = [{**first, "required": [*_list(first.get("required")), name]}]
    return made[0] if len(made) == 1 else {"allOf": made}


def _parts(schema: JSON) -> list[dict[str, JSON]]:
    """The schema objects of a pair alone."""
    members = schema["allOf"] if isinstance(schema, dict) and set(schema) == {"allOf"} else [schema]
    return [part for part in members if isinstance(part, dict)]
