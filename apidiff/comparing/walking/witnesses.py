"""Witnesses as a person meets them: the payload around the smallest value that shows the break.

What refutes a question about one pair alone need not be valid in its surroundings. It counts only if it holds on the
whole schema as an operation reaches it: here it is completed to an instance of the whole pair, lifted step by step to
the request or the payload, and confirmed there by the validator on both sides. Where it cannot be lifted, the whole
pair at that step is asked: if that is proved, nothing gets out there; if it is refuted, its witness is lifted further.
"""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from typing import Any, Literal, NamedTuple

from apidiff.comparing.asking.questions import LIMITED_AROUND, VALUES, Questions
from apidiff.comparing.asking.wire import PLAIN, RAW
from apidiff.comparing.edits import TO_SERVER, Answer, Directions
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.conjunction import Conjunction
from apidiff.comparing.schemas.subtypes import values_of
from apidiff.comparing.schemas.tagged import selecting
from apidiff.comparing.serialising import text_of
from apidiff.comparing.walking.graph import SOMEWHERE, Edge, Node, Step
from apidiff.model.contract import JSON
from apidiff.openapi.keywords import KEYWORDS

MOST_LIFTED = 200
"""Pairs that one refutation is lifted to, over all ways to a surface."""
MOST_TRIED = 1_000
"""Ways to such pairs that one refutation is lifted over."""
MOST_NAMES_TRIED = 20
"""Names of members that are tried in place of one that no payload can have."""
NEW_NAME = "x{}"

Whole = Callable[[Node, Directions, bool, Edge | None], Answer]
"""What containment says of a whole pair in a direction; with the values that came to an enum admitted, or not.

Of the part through which an edge leads alone, if several parts of the whole are edited.
"""
Caused = Callable[[Node, Edge, Directions, JSON], bool]
"""Whether an instance tells a whole pair apart by an edit in the part through which an edge leads, as far as known."""


class Held(NamedTuple):
    """A value for which the two sides of a whole pair differ. `shown` if it may be shown to a person."""

    instance: JSON
    shown: bool


class Witnesses:
    """Completes and lifts; every value was confirmed on the schemas as they stand in the descriptions."""

    def __init__(self, nodes: list[Node], questions: Questions, whole: Whole, caused: Caused) -> None:
        self._questions = questions
        self._ask_whole = whole
        self._caused = caused
        self._nodes = nodes
        self._known: dict[tuple[Node, Directions, bool, bytes], Held | None] = {}
        self._objects: dict[tuple[Node, Directions], dict[str, JSON] | None] = {}
        self._arrays: dict[tuple[Node, Directions, int], list[JSON] | None] = {}
        self._reached_positions: dict[Node, int] = {}
        self._distances: dict[Directions, dict[Node, int]] = {}
        self._above: dict[Node, list[tuple[Node, Edge]]] = {}
        for node in nodes:
            for edge in node.edges:
                self._above.setdefault(edge.child, []).append((node, edge))

    def confirmed(self, node: Node, direction: Directions, instance: JSON, *, admitting: bool = True) -> Held | None:
        """The instance itself or completed, if the whole pair tells it apart."""
        key = node, direction, admitting, text_of(instance)
        if key not in self._known:
            self._known[key] = self._confirm(node, direction, instance, admitting)
        return self._known[key]

    def reach(
        self, node: Node, direction: Directions, answer: Answer, operations: int, *, admitting: bool = True
    ) -> Answer:
        """A refutation of a pair, held against what surrounds the pair in these operations.

        It stays refuted, with the payload to show, if some way leads to a surface. It is safe if whatever surrounds
        the pair absorbs it, on every way; else it is undecided.
        """
        # The witness refutes the pair's own question. What was left out of that can still rule the value out.
        start = self.confirmed(node, direction, answer.witness, admitting=admitting)
        if start is None:
            return self._answered(self._ask_whole(node, direction, admitting, None), node)
        # Most breaks show in one payload over the shortest way. The search, which asks at each step, is for the others.
        straight = self._straight(node, direction, start, operations, admitting)
        found = straight or self._searched(node, direction, start, operations, admitting)
        return found._replace(part=(start.instance, phrase(node.site))) if found.has_witness and start.shown else found

    def _straight(
        self, node: Node, direction: Directions, start: Held, operations: int, admitting: bool
    ) -> Answer | None:
        """The payload over the shortest way, if it is one as it comes."""
        way = self._way_up(node, direction, operations)
        if way is None:
            return None
        # In a tuple, since null is a value as well.
        whole: tuple[JSON] | None = (start.instance,)
        for parent, edge in way:
            whole = whole and self._around(parent, edge, direction, whole[0])
            if whole and not self._is_selected(parent, direction, whole[0]):
                told = self._told(parent, direction, whole[0], admitting)
                whole = (told.instance,) if told else whole
            # At this pair no edit in the part that leads down makes the payload break, so it shows nothing of that
            # edit.
            if whole and not self._caused(parent, edge, direction, whole[0]):
                return None
        top = way[-1][0] if way else node
        held = whole and self._told(top, direction, whole[0], admitting)
        return self._shown(held, top, direction, operations) if held else None

    def _searched(self, node: Node, direction: Directions, start: Held, operations: int, admitting: bool) -> Answer:
        """Lift step by step, over every way that is not absorbed, nearest surface first."""
        distances = self._distance(direction)
        pending, lifted_to = [(node, start)], {node}
        met: set[Node] = set()
        tried = 0
        absorbed, undecided = True, None
        while pending:
            at, held = pending.pop()
            if _surfaces(at, direction, operations):
                return self._shown(held, at, direction, operations)
            # `pending` is a stack: what is pushed last, the nearest to a surface, is followed first.
            for parent, edge in sorted(
                self._above.get(at, ()), key=lambda step: -distances.get(step[0], len(self._nodes))
            ):
                # A pair without a distance leads to no surface in this direction. One may have the part in several
                # places, of which some are in no payload.
                if not edge.mask & direction or parent in lifted_to or parent not in distances:
                    continue
                met.add(parent)
                tried += 1
                if len(met) > MOST_LIFTED or tried > MOST_TRIED:
                    return Answer(safe=None, reason="the break is used in more places than are followed")
                lifted = self._lifted(parent, edge, direction, held, admitting)
                if isinstance(lifted, Held):
                    lifted_to.add(parent)
                    pending.append((parent, lifted))
                elif lifted.safe is None:
                    undecided = undecided or lifted
                else:
                    absorbed &= lifted.same
        return undecided or Answer(safe=True, same=absorbed, reason=LIMITED_AROUND)

    def _lifted(self, parent: Node, edge: Edge, direction: Directions, held: Held, admitting: bool) -> Held | Answer:
        """The value around, if the pair around tells it apart or some other one; else what the pair around answers."""
        around = self._around(parent, edge, direction, held.instance)
        found = around and self._told(parent, direction, around[0], admitting)
        if found and self._caused(parent, edge, direction, found.instance):
            return found
        whole = self._ask_whole(parent, direction, admitting, edge)
        if whole.safe and not self.reads(parent, edge, direction):
            return Answer(safe=None, reason="the field has another name, and what else it is called is not told")
        if whole.safe and _is_out_of_place(parent, edge, direction):
            return Answer(safe=None, reason="the type of what holds it admits no such part, so nothing is proved")
        if whole.safe is not False:
            return whole
        # What breaks the whole pair is another edit then, which is told by itself.
        if edge.step[0] == "properties" and self._is_never_had(parent, edge.step_of(direction)[1], direction):
            return Answer(safe=True, reason=LIMITED_AROUND)
        # The value proves the break and can be lifted. Not confirmed on the schemas as they stand, it is shown to
        # nobody.
        return self.confirmed(parent, direction, whole.witness, admitting=admitting) or Held(whole.witness, shown=False)

    def reads(self, parent: Node, edge: Edge, direction: Directions) -> bool:
        """Whether a question about a pair asks about what an edge leads to: not, if it leaves the name out."""
        if not edge.was:
            return True
        sides = [[part for part, _ in side.objects] if side else [] for side in (parent.left, parent.right)]
        return self._questions.asks_as_one((sides[0], sides[1]), edge.was, edge.step[1], direction)

    def _is_never_had(self, parent: Node, name: str, direction: Directions) -> bool:
        """Whether no payload has the member, so that what breaks the whole pair is something else."""
        of: Literal["base", "revision"] = "base" if direction == TO_SERVER else "revision"
        schema = parent.base.schema if direction == TO_SERVER else parent.revision.schema
        return self._questions.can_have(of, schema, [name], direction) is False

    def _answered(self, whole: Answer, node: Node) -> Answer:
        """What the whole pair says itself, without a value that could be followed further."""
        return whole._replace(witness=None, has_witness=False, at=phrase(node.site))

    def _shown(self, held: Held, top: Node, direction: Directions, operations: int) -> Answer:
        sites = _surfaces(top, direction, operations)
        at = phrase(sites[0] if sites else top.site)
        witness = held.instance if held.shown else None
        # A seed is a use of the pair as a surface; operations that share a body have the same place of it.
        shown_in = 0
        for mask, bits, site in top.seeds if sites else ():
            shown_in |= bits if mask & direction and site == sites[0] else 0
        return Answer(safe=False, witness=witness, has_witness=held.shown, at=at, shown_in=shown_in)

    def _confirm(self, node: Node, direction: Directions, instance: JSON, admitting: bool) -> Held | None:
        told = self._told(node, direction, instance, admitting)
        for tried in (self._completed, self._of_other_names):
            # Not shown is what tells the sides apart only once the policy's names are left out; a completed value may
            # do better.
            if told is not None and told.shown:
                break
            told = self._told(node, direction, tried(node, direction, instance), admitting) or told
        # What only names show that the policy decides on may show in no payload at all.
        hides = told is not None and not told.shown and self._ask_whole(node, direction, admitting, None).safe
        return None if hides else told

    def _of_other_names(self, node: Node, direction: Directions, instance: JSON) -> JSON:
        """The instance with other names in place of those that no payload can have: a count of members has no name."""
        side = node.left if direction == TO_SERVER else node.right
        if side is None or not isinstance(instance, dict):
            return instance
        barred = [name for name in instance if self._is_barred(side, name, direction)]
        undeclared = (name for name in map(NEW_NAME.format, count()) if name not in side.properties)
        # Declared names first: a payload with these is one that a person knows.
        others = islice((name for name in chain(side.properties, undeclared) if name not in instance), MOST_NAMES_TRIED)
        free = (name for name in others if not self._is_barred(side, name, direction))
        names = {name: next(free, name) for name in barred}
        return self._completed(node, direction, {names.get(name, name): value for name, value in instance.items()})

    def _is_barred(self, side: Conjunction, name: str, direction: Directions) -> bool:
        declared = side.properties.get(name) or side.child("additionalProperties")
        return declared is not None and self._questions.sample(declared.schema, direction, None) is None

    def _completed(self, node: Node, direction: Directions, instance: JSON) -> JSON:
        """Put valid values where the question had left everything open."""
        side = node.left if direction == TO_SERVER else node.right
        if side is None:
            return instance
        if isinstance(instance, dict):
            missing = [name for name in side.required if name not in instance and name in side.properties]
            names = [*instance, *missing]
            return {name: self._value(side, name, instance.get(name), direction) for name in names}
        items = side.child("items")
        if isinstance(instance, list) and items is not None:
            return self._varied(items.schema, instance, direction)
        return instance

    def _value(self, side: Conjunction, name: str, value: JSON, direction: Directions) -> JSON:
        declared = side.properties.get(name) or side.child("additionalProperties")
        if declared is None:
            return value
        sampled = self._questions.sample(declared.schema, direction, value)
        return value if sampled is None else sampled[0]

    def _varied(self, schema: JSON, instance: list[JSON], direction: Directions) -> list[JSON]:
        """Items that are valid each, and still as equal or as different from each other as they were."""
        found: list[JSON] = []
        for value in instance:
            sampled = self._questions.sample(schema, direction, value)
            found.append(value if sampled is None else sampled[0])
        return found

    def _way_up(self, node: Node, direction: Directions, operations: int) -> list[tuple[Node, Edge]] | None:
        """The shortest way to a surface of one of the operations, from below."""
        nearest = self._way_to_nearest(node, direction, operations)
        if nearest is not None:
            return nearest
        pending = deque([node])
        # How each pair was come to: the pair below it, and the edge between them.
        came: dict[Node, tuple[Node, Edge] | None] = {node: None}
        while pending:
            at = pending.popleft()
            if _surfaces(at, direction, operations):
                way: list[tuple[Node, Edge]] = []
                while (step := came[at]) is not None:
                    below, edge = step
                    way.append((at, edge))
                    at = below
                return way[::-1]
            for parent, edge in self._above.get(at, ()):
                if parent not in came and edge.mask & direction:
                    came[parent] = at, edge
                    pending.append(parent)
        return None

    def _way_to_nearest(self, node: Node, direction: Directions, operations: int) -> list[tuple[Node, Edge]] | None:
        """The shortest way to any surface, if that is one of the operations; without a search for each node.

        Of several it is the one that a search would find: by the first of the pairs above that is nearer.
        """
        distances = self._distance(direction)
        way: list[tuple[Node, Edge]] = []
        at, left = node, distances.get(node)
        # `0`: the pair is a surface itself. `None`: it leads to none.
        while left:
            left -= 1
            nearer = (each for each in self._above[at] if distances.get(each[0]) == left)
            step = next(each for each in nearer if each[1].mask & direction)
            way.append(step)
            at = step[0]
        return way if left is not None and _surfaces(at, direction, operations) else None

    def _distance(self, direction: Directions) -> dict[Node, int]:
        """How many steps each pair is from a surface."""
        if direction not in self._distances:
            found = {node: 0 for node in self._nodes if any(mask & direction for mask, _, _ in node.seeds)}
            pending = deque(node for node in self._nodes if node in found)
            while pending:
                node = pending.popleft()
                for edge in node.edges:
                    if edge.mask & direction and edge.child not in found:
                        found[edge.child] = found[node] + 1
                        pending.append(edge.child)
            self._distances[direction] = found
        return self._distances[direction]

    def _around(self, parent: Node, edge: Edge, direction: Directions, instance: JSON) -> tuple[JSON] | None:
        """A value that holds the smaller one, if there is one; in a tuple."""
        step = keyword, name = edge.step_of(direction)
        if not keyword:
            return (instance,)
        # The way is over references that the walk did not follow, so what holds the value is not known.
        if step == SOMEWHERE:
            return None
        if keyword == "discriminator":
            return (_tagged(instance, parent.tag_names[0 if direction == TO_SERVER else 1], name),)
        # Such a body is neither JSON nor a form: how its members are written is not known.
        if parent.travels == RAW:
            return None
        schema = parent.base.schema if direction == TO_SERVER else parent.revision.schema
        if keyword in ("items", "prefixItems"):
            return self._array(parent, schema, direction, step, instance)
        if keyword == "contentSchema":
            side = parent.left if direction == TO_SERVER else parent.right
            # In another encoding, base64 say, no validator reads the text, so nothing could be confirmed.
            return None if side is None or "contentEncoding" in side.keywords else (text_of(instance).decode(),)
        if keyword == "propertyNames":
            # The value is a name here: some object that has it.
            needed: JSON = {"type": "object", "required": [instance]}
            return self._questions.some(schema, direction, needed) if isinstance(instance, str) else None
        sampled = self._object(parent, direction)
        key = self._key(keyword, name)
        return None if sampled is None or key is None else (self._varied_at(sampled, key, instance),)

    def _varied_at(self, sampled: dict[str, JSON] | list[JSON], at: str | int, instance: JSON) -> JSON:
        """The sample with another value in one place."""
        varied: Any = sampled.copy()
        varied[at] = instance
        self._questions.note_variant(varied, sampled, at)
        return varied

    def _key(self, keyword: str, name: str) -> str | None:
        """The name of a member that a keyword reaches."""
        if keyword != "patternProperties":
            # Any name will do for a map. If another keyword meets `key`, the payload is not confirmed and the whole
            # pair is asked.
            return name if keyword == "properties" else "key"
        found = self._questions.some({"type": "string", "pattern": name}, TO_SERVER)
        return found[0] if found and isinstance(found[0], str) else None

    def _array(
        self, parent: Node, schema: JSON, direction: Directions, step: Step, instance: JSON
    ) -> tuple[JSON] | None:
        """An array that holds an item at the position that a keyword reaches."""
        at = int(step[1]) if step[0] == "prefixItems" else 0
        # One item is an array of the schema, unless it asks for more of them or for something at each position.
        if at == 0 and not (isinstance(schema, dict) and ({"minItems", "prefixItems"} & schema.keys())):
            return ([instance],)
        tuple_of = len(schema.get("prefixItems", ())) if isinstance(schema, dict) else 0
        start = tuple_of if step[0] == "items" else at
        sampled = self._longest_array(parent, schema, direction, tuple_of)
        # Beyond the positions that this side describes: the array has to be long enough for those of the other side as
        # well.
        if start >= tuple_of and (sampled is None or len(sampled) <= start):
            sampled = self._longest_array(parent, schema, direction, max(start + 1, self._positions(parent)))
        if sampled is None or len(sampled) <= start:
            return ([instance],)
        return (self._varied_at(sampled, start, instance),)

    def _longest_array(self, parent: Node, schema: JSON, direction: Directions, most: int) -> list[JSON] | None:
        """One array for all positions of a tuple: with so many items, else with as many as are found.

        An array of so many items at least is one of fewer at least, so that halving finds it: a tuple of many positions
        takes few questions, each of which reads the whole tuple.
        """
        key = parent, direction, most
        if key not in self._arrays:
            longest = self._sampled_array(schema, direction, most)
            low, high = 0, 0 if longest else most
            while high - low > 1:
                middle = (low + high) // 2
                sampled = self._sampled_array(schema, direction, middle)
                if sampled is None or len(sampled) < middle:
                    high = middle
                else:
                    longest, low = sampled, len(sampled)
            self._arrays[key] = longest
        return self._arrays[key]

    def _positions(self, parent: Node) -> int:
        """How many positions the pairs of a tuple reach, on the longer side; counted once."""
        if parent not in self._reached_positions:
            steps = [edge.step for edge in parent.edges if edge.step[0] == "prefixItems"]
            self._reached_positions[parent] = max((int(at) + 1 for _, at in steps), default=0)
        return self._reached_positions[parent]

    def _sampled_array(self, schema: JSON, direction: Directions, least: int) -> list[JSON] | None:
        found = self._questions.some(schema, direction, {"type": "array", "minItems": least})
        return found[0] if found and isinstance(found[0], list) else None

    def _object(self, parent: Node, direction: Directions) -> dict[str, JSON] | None:
        """An object that the side accepts; asked for once, although several ways lead through it.

        Without properties that do not travel in this direction: what they hold says nothing there.
        """
        key = parent, direction
        if key not in self._objects:
            at, side = (parent.base, parent.left) if direction == TO_SERVER else (parent.revision, parent.right)
            named = side.properties if side else {}
            hidden = [name for name, child in named.items() if not self._questions.travels(child.schema, direction)]
            also: dict[str, JSON] = {"type": "object"}
            also |= {"properties": dict.fromkeys(hidden, False)} if hidden else {}
            # Null has no text, so a member of a form or a parameter holds anything but null.
            also |= {} if parent.travels == PLAIN else {"additionalProperties": VALUES}
            sampled = self._questions.some(at.schema, direction, also)
            self._objects[key] = sampled[0] if sampled and isinstance(sampled[0], dict) else None
        return self._objects[key]

    def _told(self, node: Node, direction: Directions, instance: JSON, admitting: bool) -> Held | None:
        sides = node.base.schema, node.revision.schema
        # First as it is written, then without the names that the policy decides on.
        for by_name in (False, True):
            if self._questions.tells_apart(
                *sides, direction, instance, node.travels, by_name=by_name, admitting=admitting
            ):
                if by_name or self._is_selected(node, direction, instance):
                    return Held(instance, shown=not by_name)
                tagged = (
                    each
                    for each in self._with_tags(node, direction, instance)
                    if self._is_selected(node, direction, each)
                )
                apart = (
                    each
                    for each in tagged
                    if self._questions.tells_apart(*sides, direction, each, node.travels, admitting=admitting)
                )
                found = next(apart, None)
                return Held(instance, shown=False) if found is None else Held(found, shown=True)
        return None

    def _is_selected(self, node: Node, direction: Directions, instance: JSON) -> bool:
        """Whether a tag selects what admits an instance, or no tag has to."""
        schema = node.base.schema if direction == TO_SERVER else node.revision.schema
        return self._questions.is_selected(schema, instance, direction, node.travels)

    def _with_tags(self, node: Node, direction: Directions, instance: JSON) -> Iterator[JSON]:
        """The instance with each of the first tags that the accepting side knows."""
        at, side = (node.base, node.left) if direction == TO_SERVER else (node.revision, node.right)
        found = None if side is None else selecting(self._questions.accepting(direction), side, at)
        if found is not None and isinstance(instance, dict) and found.kinds.property_name not in instance:
            for tag in found.kinds.values[:MOST_NAMES_TRIED]:
                yield _tagged(instance, found.kinds.property_name, tag)


def _tagged(instance: JSON, name: str, tag: str) -> JSON:
    """A payload of one kind with the tag that says so."""
    values = values_of(tag)
    if not tag or not isinstance(instance, dict) or instance.get(name) in values:
        return instance
    return {name: values[0], **{key: value for key, value in instance.items() if key != name}}


def _is_out_of_place(parent: Node, edge: Edge, direction: Directions) -> bool:
    """Whether a keyword stands beside a `type` to which it never applies: properties of a string, items of an object.

    Strictly it says nothing then, but what is really sent or accepted is hardly what the `type` says.
    """
    side, row = (parent.left if direction == TO_SERVER else parent.right), KEYWORDS.get(edge.step[0])
    return bool(side and side.types and row and row.applies_to and row.applies_to not in side.types)


def _surfaces(node: Node, direction: Directions, operations: int) -> list[str]:
    """The places where some of the operations have the pair as the schema of a surface."""
    return [site for mask, bits, site in node.seeds if mask & direction and bits & operations]
