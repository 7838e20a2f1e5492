"""The base with some of the edits of a pair made, and the others not: a schema that says what these edits do alone.

It stands in the base's document. What is taken over from the revision keeps its references into the revision's.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

from apidiff.comparing.asking.covering import UNEVALUATED
from apidiff.comparing.asking.isolate import laid_over
from apidiff.comparing.asking.projection import Foreign
from apidiff.comparing.edits import TO_SERVER, Directions, Edit
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At, conjunction, followed
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import ALTERNATIVES, KEYWORDS
from apidiff.openapi.pointers import is_index

MOST_LEVELS = 30
"""How deep the edits may lie under the pair; deeper ones are not told apart."""
MOST_PAIRS = 300
"""How many pairs are taken apart for one question; a pair that is met on several ways counts each time."""


class Inseparable(Exception):
    """Raised where the edits cannot be made apart from each other."""


class Partly:
    """Makes some edits below a pair in one direction."""

    def __init__(
        self,
        base: Contract,
        direction: Directions,
        made: Collection[Edit],
        above: tuple[Collection[Node], Collection[Node]],
    ) -> None:
        """`made`: the edits to make; `above`: the pairs above one of them, and above others."""
        self._base = base
        self._direction = direction
        self._made = made
        self._above_made, self._above_others = above
        self._around: list[Node] = []
        self._left = MOST_PAIRS

    def schema(self, node: Node) -> JSON:
        """The base of a pair with the edits made. Raises `Inseparable`."""
        # Nothing below is to be made.
        if node not in self._above_made:
            return node.base.schema
        # All that differs below is to be made.
        if node not in self._above_others:
            return {"allOf": Foreign([node.revision.schema])}
        self._left -= 1
        deep = len(self._around) > MOST_LEVELS or self._left < 0
        # A schema that holds itself cannot be written out; names that moved or are left to the policy have no place to
        # be made at.
        if deep or node in self._around or node.unpaired or node.moved or node.wrapped:
            raise Inseparable
        self._around.append(node)
        parts = _Parts(self._base, node)
        for edge in node.edges:
            if edge.mask & self._direction and edge.child in self._above_made:
                parts.put(edge, self.schema(edge.child))
        own = [edit for edit in node.edits if edit in self._made]
        for edit in sorted(own, key=lambda edit: edit.rule != "alternative-removed"):  # these are known by position
            parts.make(edit)
        self._around.pop()
        return parts.whole


def with_put(base: Contract, node: Node, way: Sequence[Edge], schema: JSON) -> JSON:
    """The base of a pair with another schema in the place that a way down from it leads to. Raises `Inseparable`."""
    if not way:
        return schema
    parts = _Parts(base, node)
    inner = with_put(base, way[0].child, way[1:], schema)
    if way[0].step == SAME_VALUE:
        parts.put_in_place(base, way[0].child, inner)
    else:
        parts.put(way[0], inner)
    return parts.whole


class _Parts:
    """The schema objects that the base of a pair is joined from, to be edited."""

    def __init__(self, base: Contract, node: Node) -> None:
        side = node.left or conjunction(base, node.base)
        self._parts: list[dict[str, JSON]]
        if side.is_false:
            raise Inseparable
        self._parts = [schema for schema, _ in side.objects]
        self._pointers = [pointer for _, pointer in side.objects]
        self._own: set[str] | None = None
        """The members that can be edited; `None`: all."""
        if len(self._parts) > 1 and any(not UNEVALUATED.isdisjoint(part) for part in self._parts):
            # Parts side by side would not read what is joined: only the object itself is edited, all else left in it.
            whole = node.base.schema
            if node.base.members or not isinstance(whole, dict):
                raise Inseparable
            here = join(node.base.pointer, "properties")
            declared = side.properties.items()
            self._own = {name for name, at in declared if at.pointer == join(here, name) and not at.members}
            self._parts, self._pointers = [whole], [node.base.pointer]

    @property
    def whole(self) -> JSON:
        return self._parts[0] if len(self._parts) == 1 else {"allOf": self._parts}

    def put(self, edge: Edge, schema: JSON) -> None:
        """Put a schema in the place of what a smaller pair compares."""
        keyword, name = edge.step
        if self._own is not None and (keyword != "properties" or name not in self._own):
            raise Inseparable
        if edge.step == SAME_VALUE:
            self._put_alternative(edge.child.base.pointer, schema)
        elif keyword in ("properties", "patternProperties"):
            self._put_in_map(keyword, name, schema)
        elif keyword in KEYWORDS and KEYWORDS[keyword].shape == "schema":
            index = self._only(keyword)
            self._parts[index] = {**self._parts[index], keyword: schema}
        else:
            raise Inseparable

    def put_in_place(self, base: Contract, child: Node, schema: JSON) -> None:
        """Put a schema in the place of an alternative, which may only refer to it."""
        for part, pointer in zip(self._parts, self._pointers, strict=True):
            for keyword in sorted(ALTERNATIVES & part.keys()):
                members = part[keyword]
                for index, member in enumerate(members if isinstance(members, list) else ()):
                    place = join(pointer, keyword, str(index))
                    if any(each.pointer == child.base.pointer for each in followed(base, At(member, place))):
                        self._put_alternative(place, schema)
                        return
        raise Inseparable

    def _put_in_map(self, keyword: str, name: str, schema: JSON) -> None:
        """One of the parts says all of it; in the others the name stays, which maps read."""
        for index, part in enumerate(self._parts):
            held = part.get(keyword)
            if isinstance(held, dict) and name in held:
                self._parts[index] = {**part, keyword: {**held, name: schema}}
                # What is put in stands once; the others keep the name, so that `additionalProperties` beside them does
                # not meet it.
                schema = True

    def _put_alternative(self, pointer: str, schema: JSON | None) -> None:
        above, _, position = pointer.rpartition("/")
        holder, _, keyword = above.rpartition("/")
        index = next((i for i, each in enumerate(self._pointers) if each == holder), None)
        if index is None or keyword not in ALTERNATIVES:
            raise Inseparable
        part = self._parts[index]
        members = part.get(keyword)
        if not isinstance(members, list) or not is_index(position) or int(position) >= len(members):
            raise Inseparable
        # One that went stays as a schema that admits nothing, so that the others keep their positions.
        at = int(position)
        self._parts[index] = {**part, keyword: [*members[:at], False if schema is None else schema, *members[at + 1 :]]}

    def _only(self, keyword: str) -> int:
        found = [i for i, part in enumerate(self._parts) if keyword in part]
        # In several parts, all of them hold: none can be replaced alone.
        if len(found) != 1:
            raise Inseparable
        return found[0]

    def make(self, edit: Edit) -> None:
        """Make an edit of the pair itself."""
        if edit.rule == "alternative-removed" and edit.base is not None:
            self._put_alternative(edit.base.pointer, None)
            return
        made = None if edit.patch is None else laid_over(self.whole, edit)
        if made is None:
            raise Inseparable
        members = made.get("allOf") if set(made) == {"allOf"} else None
        self._parts = list(members) if isinstance(members, list) else [made]
        # With other parts than before, no alternative can be found by its place any more.
        self._pointers = self._pointers if len(self._parts) == len(self._pointers) else []


def beside(base: JSON, other: JSON, direction: Directions) -> JSON:
    """What both take, or what either sends: of what one of them breaks anyway nothing is asked then."""
    return {"allOf" if direction == TO_SERVER else "anyOf": [base, other]}


def beside_moved(node: Node, edit: Edit, direction: Directions) -> JSON:
    """The base `beside` the revision with a property declared where the base declares it.

    `None` where the revision says nothing of its own. It stands in the base's document.
    """
    if node.right is None or edit.name is None:
        return None
    name = edit.name
    if node.left is not None and name in node.left.properties:
        declared: JSON = {"properties": {name: node.left.properties[name].schema}}
        moved: JSON = {"allOf": [declared, {"allOf": Foreign([node.revision.schema])}]}
        return beside(node.base.schema, moved, direction)
    parts = [_undeclared(schema, name, node.unpaired) for schema, _ in node.right.objects]
    return beside(node.base.schema, {"allOf": Foreign(parts)}, direction)


def _undeclared(schema: dict[str, JSON], name: str, unpaired: Container[str]) -> dict[str, JSON]:
    """A schema object without a property; the policy decides on the `unpaired` ones, so they ask nothing."""
    named = schema.get("properties")
    if not isinstance(named, dict):
        return schema
    kept = {each: True if each in unpaired else child for each, child in named.items() if each != name}
    required = schema.get("required")
    listed = [each for each in required if each not in unpaired] if isinstance(required, list) else required
    return {**schema, "properties": kept} if required is None else {**schema, "properties": kept, "required": listed}
