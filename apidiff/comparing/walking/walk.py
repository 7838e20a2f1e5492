"""Schemas: walks a pair of schemas down to the smallest places that differ, each pair once however often reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property, partial

from apidiff.comparing.asking.covering import (
    HELD,
    UNEVALUATED,
    items_as_written,
    items_correspond,
    known_around,
    maps_correspond,
    paired,
    same_maps,
)
from apidiff.comparing.asking.isolate import LOGIC, Cut, entangled, laid_over
from apidiff.comparing.asking.members import Members
from apidiff.comparing.asking.projection import visible, written_in
from apidiff.comparing.asking.questions import Questions, Side, tolerable
from apidiff.comparing.asking.wire import PLAIN, TEXTUAL, inside, is_form
from apidiff.comparing.edits import ABSENT, BOTH, FROM_SERVER, TO_SERVER, Directions, Edit, Spot
from apidiff.comparing.equality import in_one_order, key_of, missing, same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.alternatives import Matched, match
from apidiff.comparing.schemas.conjunction import (
    GROUPS,
    At,
    Conjunction,
    Group,
    conjunction,
    in_context,
    is_choice,
    negated_twice,
    values_of,
)
from apidiff.comparing.schemas.differing import Differing, reached_by
from apidiff.comparing.schemas.dividing import Divided, divided
from apidiff.comparing.schemas.hoisting import asks_the_same_beside, same_names_in_each, shared_out
from apidiff.comparing.schemas.keywords import (
    BY_PARENT,
    are_of_known_types,
    asks_of_values,
    idle_marks,
    keyword_edit,
    keyword_edits,
    listed,
    mark_edits,
    marks_of,
    together,
    travels_differ,
    type_is_implied,
    value_edits,
    value_of,
)
from apidiff.comparing.schemas.leaves import are_leaves
from apidiff.comparing.schemas.naming import Name, NamesBelow, forms_below, located, names_below
from apidiff.comparing.schemas.nulls import Nullable, without_null
from apidiff.comparing.schemas.reaching import (
    joined_otherwise,
    moved_places,
    only_what_reads,
    reach,
    read_otherwise,
    touched_by,
    with_reach,
)
from apidiff.comparing.schemas.subtypes import LISTED, as_written
from apidiff.comparing.schemas.tagged import Pair as Kind
from apidiff.comparing.schemas.tagged import Side as Tagged
from apidiff.comparing.schemas.tagged import (
    compare_kinds,
    lost_tags,
    one_sided,
    selecting,
    under_either_keyword,
    under_its_tags,
    unlisted_edit,
    untolerated,
    without_it,
)
from apidiff.comparing.schemas.unknowns import said_by_both, unheard
from apidiff.comparing.schemas.unwrapping import lone_reference, unwrapped
from apidiff.comparing.showing import shown
from apidiff.comparing.walking import properties as objects
from apidiff.comparing.walking.composition import (
    alternative_edit,
    alternatives_of,
    beside_reference,
    boolean_edit,
    composition_edit,
    forms_edit,
    is_silent_beside,
    null_edit,
    opened_or_shut,
    pattern_edits,
    restated_keywords,
    rewritten,
    type_edit,
    values_as_edit,
)
from apidiff.comparing.walking.declared_beside import declared_beside, read_beside
from apidiff.comparing.walking.described_above import DescribedAbove
from apidiff.comparing.walking.forbidding import forbidden_names
from apidiff.comparing.walking.graph import SAME_VALUE, Edge, Node, NodeKey, Step, above
from apidiff.comparing.walking.known_values import KnownValues
from apidiff.comparing.walking.passing import passages
from apidiff.comparing.walking.restating import Restated, Restating
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import (
    ALTERNATIVES,
    CONDITIONAL,
    DEFINITIONS,
    FOLLOWING,
    OF_MEMBERS,
    groups_of,
    read_with,
    schemas_in,
    with_role,
    with_shape,
)
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find, resolve
from apidiff.openapi.upgrade import BOUNDS


class SchemaWalk:
    """Builds the graph of pairs. Pairs that cannot differ are never entered."""

    def __init__(self, base: Contract, revision: Contract, differs: Differing, questions: Questions) -> None:
        self.base = base
        self.revision = revision
        self.differs = differs
        self.questions = questions
        self.nodes: dict[NodeKey, Node] = {}
        self.visited: set[str] = set()
        """References whose targets were compared."""
        self.paired: set[str] = set()
        """Places that were compared with the same place on the other side."""
        self.crossed: list[tuple[str, str]] = []
        """Components other than schemas that were compared with one of another name."""
        self.accounted: set[str] = set()
        """Places that refer to what the other side holds, or elsewhere; what they lead to was compared."""
        self._pending: list[Node] = []
        self._led_elsewhere: list[tuple[Node, Edit]] = []
        """The pairs whose schemas are two components, each with the edit that tells that they say the same."""
        self._grown: list[tuple[Node, Edit]] = []
        """The pairs with values that came to an enum of what is compared as a whole, each with the edit that tells."""
        self._kinds_added: list[tuple[Node, Edit, Tagged]] = []
        """The edits of kinds that came, each with its pair and the side that has it."""
        self._leading_to: Counter[int] = Counter()
        """By the identity of a pair, over how many edges it is reached; counted once all pairs are walked."""
        self._left_out: dict[tuple[tuple[int, int], Directions], set[str]] = {}
        """The names left out of questions about each schema object; see `_note_names`."""
        self._expanding = False
        self._matches: dict[tuple[int, int], tuple[Matched, Group, Group]] = {}
        """How alternatives were matched, by the identity of the two groups, which stay alive here."""
        self._named: dict[tuple[int, int], tuple[JSON, AbstractSet[Name] | None]] = {}
        """The names below schemas, which are kept, so that the identity of each stays its own."""
        self._dialects = {base.dialect, revision.dialect}
        self._restating = Restating(base, revision, differs, questions.written_the_same, self._matched, self._names)

    def node(
        self,
        base: At,
        revision: At,
        travels: str = PLAIN,
        variant: str = "",
        site: str = "",
        told: frozenset[str] = frozenset(),
    ) -> Node | None:
        """The pair of two schemas; `None` where they are the same, by text and by what they refer to.

        `site` is the place of use, told to people where the two sides do not share a place of their own. `told` are
        marks that are told of what is around, so that each set of them has a pair of its own.
        """
        if not variant and not self.differs(base.schema, revision.schema):
            return None
        first, second = self._where_they_differ(*self._settled_sides(base, revision))
        key = NodeKey(first.identity, second.identity, travels, " ".join((variant, *sorted(told))))
        node = self.nodes.get(key)
        named = first.pointer == second.pointer or self._is_renamed(first.pointer, second.pointer)
        # Written at one place on both sides, it is told there, wherever that is used.
        written = revision.pointer if base.pointer == revision.pointer else site or revision.pointer
        place = second.pointer if named else written
        if node is None:
            self.pair(first.pointer, second.pointer)
            node = self.nodes[key] = Node(key, first, second, travels, place)
            node.told = told
            self._pending.append(node)
        elif not self._expanding and place < node.site:
            node.site = place
        self._beside(node, base, revision, told)
        return node

    def _tell_of_references(self) -> None:
        """Note where a reference leads elsewhere now, unless what it leads to says something else, as is told there."""
        led, self._led_elsewhere = self._led_elsewhere, []
        nodes = self.nodes.values()
        changed = above(nodes, [node for node in nodes if any(map(_tells, node.edits))]) if led else set()
        for node, edit in led:
            if id(node) in changed and edit.base and edit.revision:
                self.accounted |= {edit.base.pointer, edit.revision.pointer}
            elif edit.key not in {known.key for known in node.edits}:
                node.edits.append(edit)

    def _is_renamed(self, base: str, revision: str) -> bool:
        """Whether two places are components of which each is on one side alone, or the same place in these."""
        if not (base.startswith(_SCHEMAS) and revision.startswith(_SCHEMAS)):
            return False
        names, within = zip(
            *(place.removeprefix(_SCHEMAS).partition("/")[::2] for place in (base, revision)), strict=True
        )
        old, new = (f"#{_SCHEMAS}{name}" for name in names)
        elsewhere = find(self.revision.document, old), find(self.base.document, new)
        return within[0] == within[1] and elsewhere == (NOWHERE, NOWHERE)

    def _beside(self, node: Node, base: At, revision: At, told: frozenset[str]) -> None:
        """Note what differs at the place of use itself: where it refers to, and the marks beside the reference."""
        found = beside_reference((self.base, base), (self.revision, revision), told)
        if self._same_under_other_names(base, revision):
            self.accounted |= {base.pointer, revision.pointer}
        elif _refers(base.schema) != _refers(revision.schema):
            self._led_elsewhere.append((node, rewritten(base, revision, revision.pointer)))
        for contract, at in ((self.base, base), (self.revision, revision)):
            if contract.dialect == "3.0" and isinstance(at.schema, dict) and "$ref" in at.schema:
                self.accounted |= {join(at.pointer, keyword) for keyword in at.schema}
        known = {edit.key for edit in node.edits}
        node.edits.extend(edit for edit in found if edit.key not in known)

    def _same_under_other_names(self, base: At, revision: At) -> bool:
        """Whether only the name of the component was changed that both refer to."""
        refs = _refers(base.schema), _refers(revision.schema)
        if not all(isinstance(ref, str) for ref in refs) or refs[0] == refs[1]:
            return False
        targets = resolve(self.base.document, refs[0]), resolve(self.revision.document, refs[1])
        return same(*targets)

    def pair(self, base: str, revision: str) -> None:
        """Remember a shared part that was compared with itself, or with another one."""
        if base == revision:
            self.paired.add(base)
        elif _is_component(base) and _is_component(revision):
            self.crossed.append((base, revision))

    def renamed(self, kind: str) -> dict[str, str]:
        """The names of components of a kind that went, each with the one that all its pairs are with, which came."""
        pairs = set(self.crossed)
        if kind == "schemas":
            pairs = {(node.base.pointer, node.revision.pointer) for node in self.nodes.values()}
            pairs |= {pair for node in self.nodes.values() if (pair := _joined_instead(node)) is not None}
        section = join("/components", kind)
        names = {
            (old, new): tuple(unescape_token(each[len(section) + 1 :]) for each in (old, new))
            for old, new in pairs
            if old != new and all(each.rpartition("/")[0] == section for each in (old, new))
        }
        left, right = (Counter(pair[side] for pair in names) for side in (0, 1))
        return {name[0]: name[1] for pair, name in names.items() if left[pair[0]] == right[pair[1]] == 1}

    def expand(self) -> list[Node]:
        """Walk every pair that is waiting, and those that they lead to, in the order in which steps are spent.

        Returns the pairs that were walked, in order.
        """
        self._expanding = True
        walked: list[Node] = []
        while self._pending:
            waiting, self._pending = sorted(self._pending, key=_key), []
            for node in waiting:
                self._expand(node)
            walked += waiting
        walked.sort(key=_key)
        KnownValues(self.base, lambda edit: self.questions.tolerates(edit, FROM_SERVER)).mark(walked)
        for node in walked:
            if node.left and node.right:
                self._admit(node, node.left, node.right)
        self._hold_untolerated()
        grown, self._grown = self._grown, []
        for node, edit in grown:
            node.edits.append(edit)
        self._leading_to = Counter(id(edge.child) for node in self.nodes.values() for edge in node.edges)
        self._tell_of_references()
        for node in walked:
            self._finish(node)
        for node, edit in DescribedAbove(self.base, self.questions, self._ask_about_name).find(walked):
            node.edits.append(edit)
        for node in walked:
            node.edits += forbidden_names(self.base, self.revision, self.questions, self.differs, node)
        return walked

    def _hold_untolerated(self) -> None:
        """Tell apart, of kinds that came, what can be sent without a tag: clients cope with unknown tags alone."""
        added, self._kinds_added = self._kinds_added, []
        for node, edit, side in added:
            if self.questions.tolerates(edit, FROM_SERVER):
                half = untolerated(edit, node.base.schema, side, partial(self._is_taken, node.travels))
                node.edits += [] if half is None else [half]

    def _is_taken(self, travels: str, base: JSON, kind: JSON) -> bool:
        return self.questions.answer(base, kind, FROM_SERVER, travels).safe is True

    def give_up(self) -> None:
        """Leave the pairs that are waiting."""
        self._pending = []

    def _passes(self, node: Node) -> bool:
        """Lead on from two schemas that are equal by text, where nothing in them has to be compared."""
        schema, pointer = node.revision.schema, node.revision.pointer
        if node.key.variant or node.base.pointer != pointer or not isinstance(schema, dict) or "$ref" in schema:
            return False
        if f"#{pointer}" in self.differs.directly or not same(node.base.schema, schema):
            return False
        found = passages(self.base, self.revision, schema, self.differs)
        if found is None:
            return False
        node.entangled = any(keyword in LOGIC for keyword in schema)
        node.together = not UNEVALUATED.isdisjoint(schema)
        for child, tokens, mask, step in found:
            at = At(child, pointer + tokens)
            if step == SAME_VALUE:
                node.exclusive |= tokens.startswith("/oneOf/")
                self._alternative(node, at, at, _group_of(schema, tokens), gated=True)
            else:
                self._edge(node, at, at, step, mask)
        return True

    def keeps_apart(self, node: Node) -> bool:
        """Whether the alternatives of a node that leads on exclude each other; of others that is known already.

        Texts do not: `5` is an integer and a string.
        """
        if node.travels in TEXTUAL:
            return False
        if node.left is not None or node.apart is not None:
            return node.apart is True
        node.apart = all(self._matched(*pair).apart for pair in zip(*self.groups(node), strict=True))
        return node.apart

    def groups(self, node: Node) -> tuple[list[Group], list[Group]]:
        """The alternatives of both sides of a pair."""
        left = node.left or conjunction(self.base, node.base)
        right = node.right or conjunction(self.revision, node.revision)
        return left.groups, right.groups

    def _finish(self, node: Node) -> None:
        """Note what says nothing, now that it is known which schemas are those of properties."""
        self._look_around(node)
        left, right = node.left, node.right
        if left is None or right is None:
            return
        for at, side in ((node.base, left), (node.revision, right)):
            if at.members:  # edits speak of one of the places that were joined
                for part in side.parts:
                    plain = [key for key in part.schema if key not in _HOLDING] if isinstance(part.schema, dict) else ()
                    self.accounted |= {join(part.pointer, keyword) for keyword in plain}
                    self.accounted |= {part.pointer} if part.schema in (True, {}) else set()
        node.edits.extend(idle_marks(left, right, is_property=node.is_property, told=node.told))
        told_by_parent = node.is_property and travels_differ(left, right)
        sides = [as_written(node.base.schema), as_written(node.revision.schema)]
        if node.base.pointer == node.revision.pointer:  # definitions are compared on their own
            sides = [_without(schema, DEFINITIONS) for schema in sides]
        if node.edges:  # what lies below tells its own edits
            sides = [_without(schema, _HOLDING) for schema in sides]
        if node.told:
            sides = [_without(schema, node.told) for schema in sides]
        if wrappers := unwrapped(node.base, node.revision):
            self.accounted |= {at.pointer for side in wrappers for at in (side, *side.members)}
            self._put_together_anew(node)
        if not node.edits and not told_by_parent and not same(*sides):
            node.edits.append(rewritten(node.base, node.revision, node.site))

    def _mixes(self, node: Node) -> bool:
        """Whether some member of a value that travels as text has schemas that have to be read together."""
        if node.travels not in TEXTUAL and not is_form(node.travels):
            return False
        sides = ((self.base, node.base), (self.revision, node.revision))
        return any(
            Members(partial(resolve, contract.document)).together(at.schema, node.travels) is not True
            for contract, at in sides
        )

    def _settled_sides(self, base: At, revision: At) -> tuple[At, At]:
        """Two schemas, settled alike.

        What stands beside a reference is compared at the place of use, if both sides refer. Otherwise it belongs to the
        schema, as the other side may say it within its own.
        """
        marked = (_refers(base.schema) is None) == (_refers(revision.schema) is None)
        return self._settled(base, self.base, marked=marked), self._settled(revision, self.revision, marked=marked)

    def _settled(self, at: At, contract: Contract, *, marked: bool = True) -> At:
        """Follow references that stand alone, or in a lone alternative, so that a shared schema is one place.

        `marked`: those that stand beside extensions, prose and examples as well.
        """
        seen: set[str] = set()
        while isinstance(at.schema, dict):
            if (inner := lone_reference(at)) is not None:
                self.accounted |= {inner.pointer, inner.pointer.rpartition("/")[0]}
                at = inner
            ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
            if not isinstance(ref, str) or ref in seen:
                break
            beside = at.schema.keys() - {"$ref"} if contract.dialect != "3.0" else ()
            if beside and not (marked and all(map(is_silent_beside, beside))):
                break
            seen.add(ref)
            self.visited.add(ref)
            at = At(resolve(contract.document, ref), ref[1:])
        return at

    def _where_they_differ(self, base: At, revision: At) -> tuple[At, At]:
        """Of schemas that were joined from several places, the place of the first that differs stands for all."""
        for old, new in zip(base.members, revision.members, strict=False):
            if self.differs(old.schema, new.schema):
                return base.written_at(old.pointer), revision.written_at(new.pointer)
        return base, revision

    def _expand(self, node: Node) -> None:
        if self._passes(node):
            return
        sides = unwrapped(node.base, node.revision)
        base, revision = sides or (node.base, node.revision)
        left = node.left = conjunction(self.base, base)
        right = node.right = conjunction(self.revision, revision)
        right.site = node.site
        self.visited.update(left.refs, right.refs)
        self.accounted |= left.ignored | right.ignored
        if left.is_false or right.is_false:
            self._boolean(node)
            return
        if sides is None and node.travels == PLAIN and are_leaves(base, revision, left, right):
            self._leaves(node, left, right)
            return
        left, right = self._restated(node, (base, revision), left, right)
        if self._nullable(node, left, right):
            return
        for side, other in ((left, right), (right, left)):
            if side.choices and not other.choices and len(side.choices) + len(side.groups) == len(other.groups):
                side.take_choices_apart()
        if (_undispatched(left, right) or self._hoisted(left, right)) and self._written_anew(node, left, right):
            return
        left, right = self._shared_out(node, left, right)
        apart = divided(self.base, self.revision, left, right)
        if apart is not None:
            if self._written_anew(node, left, right):
                return
            left, right = self._divided(node, left, right, apart)
        told = self._kinds(node, left, right)
        if self._regrouped(node, left, right):
            return
        if _share_no_type(left, right) or _list_or_single(left, right):
            self._replaced(node, left, right)
            return
        node.entangled = entangled(left, right)
        node.together = _unevaluated(left, right) or self._mixes(node)
        groups_compared = self._groups(node, left, right)
        node.exclusive &= told
        if node.wrapped:
            node.edits.extend(mark_edits(left, right, node.told | self._left_to_alternatives(left, right)))
            self._put_together_anew(node)
            self.accounted |= left.places | right.places
            return
        told_below = {"discriminator", *(HELD.keys() & set(paired(left, right)))}
        for edit in keyword_edits(left, right, self.differs, node.told):
            if edit.params["keyword"] not in told_below:
                node.edits.append(edit)
                self._answer_for(edit, left, right)
        self._choices(node, left, right)
        self._children(node, left, right)
        if unheard(left, right):
            node.edits = said_by_both(node.edits, left, right)
            self.accounted |= left.places | right.places
        self._frame(node, left, right, groups_compared)
        self.accounted |= moved_places(left, right)
        for place in joined_otherwise(left, right):
            old, new = (At(resolve(c.document, f"#{place}"), place) for c in (self.base, self.revision))
            node.edits.append(rewritten(old, new, place))
        if _joins(node.base.schema) != _joins(node.revision.schema):
            if any(edit.rule == "reach-changed" for edit in node.edits):  # which tells that it was joined otherwise
                self.accounted |= {node.base.pointer, node.revision.pointer}
            else:
                node.edits.append(rewritten(node.base, node.revision, node.site))

    def _leaves(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Compare two scalars, in which nothing leads on; see `are_leaves`."""
        if _share_no_type(left, right):
            self._replaced(node, left, right)
            return
        node.entangled = entangled(left, right)
        node.edits.extend(keyword_edits(left, right, self.differs, node.told))
        self._frame(node, left, right, groups_compared=True)
        if left.parts[0].pointer != right.parts[0].pointer:
            self.accounted |= moved_places(left, right)

    def _put_together_anew(self, node: Node) -> None:
        """Note that a schema is put together in another way, unless an edit tells so that changes its values."""
        if any(edit.asks for edit in node.edits):
            self.accounted |= {node.base.pointer, node.revision.pointer}
        else:
            node.edits.append(rewritten(node.base, node.revision, node.site))

    def _restated(
        self, node: Node, sides: tuple[At, At], left: Conjunction, right: Conjunction
    ) -> tuple[Conjunction, Conjunction]:
        """Both sides with those parts alike that only are written another way; each of them is one rewrite."""
        whole = self._restating.of(sides, left, right, node.travels)
        if whole is None:
            return left, right
        for part in whole.restated:
            old, new = conjunction(self.base, part.base), conjunction(self.revision, part.revision)
            new.site = node.site
            node.edits.extend(mark_edits(old, new, node.told))
            self._account_for_part(part, left, right)
            if part.is_fragment or part.base.pointer in left.joined or part.revision.pointer in right.joined:
                # What stands beside other keywords or an `allOf` has no place of its own.
                node.edits.extend(restated_keywords(old, new, names=part.is_fragment))
            else:
                place = part.revision.pointer if part.base.pointer == part.revision.pointer else node.site
                node.edits.append(rewritten(part.base, part.revision, place))
        node.left, node.right, node.parts = whole.left, whole.right, whole.parts
        return whole.left, whole.right

    def _account_for_part(self, part: Restated, left: Conjunction, right: Conjunction) -> None:
        """Answer for what was proved to say the same: all that it refers to, and what it holds itself."""
        for contract, at, joined in ((self.base, part.base, left.joined), (self.revision, part.revision, right.joined)):
            side = conjunction(contract, at)
            self.accounted |= {ref[1:] for ref in reached_by(contract.document, at.schema)}
            if part.is_fragment:
                self.accounted |= {join(p, *tokens) for schema, p in side.objects for tokens in _held_in(schema)}
                continue
            self.accounted |= {place for place in side.places if place not in joined or place in side.joined}
            self.accounted |= {join(p, keyword) for schema, p in side.objects for keyword in schema}

    def _choices(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Pair alternatives that are values, each with the same one, for what is written beside them."""
        if not left.choices and not right.choices:
            return
        old, new = (
            {key_of(value): at for group in side.choices for at in group.alternatives for value in values_of(at.schema)}
            for side in (left, right)
        )
        for value, first in old.items():
            second = new.get(value)
            if second is not None and _one_value(first) and _one_value(second):
                child = self.node(first, second, node.travels, site=node.site)
                if child:
                    node.edges.append(Edge(child, BOTH, False, SAME_VALUE))
        for side, other in ((left, right), (right, left)):
            for group in side.choices:
                at = join(group.pointer, group.keyword)
                values = {join(a.pointer, keyword) for a in group.alternatives for keyword in ("const", "enum", "type")}
                self.accounted |= values if group.keyword in other.keywords else {at}
        written = [
            [(g.keyword, [values_of(a.schema) for a in g.alternatives]) for g in s.choices] for s in (left, right)
        ]
        if written[0] != written[1] and not any(edit.rule.startswith("enum-") for edit in node.edits):
            node.edits.append(rewritten(node.base, node.revision, node.site))

    def _admit(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Note the values that came to an enum, where the base lists the old ones; those that are sent at all."""
        limited = not FOLLOWING.isdisjoint(right.keywords)
        for edit in node.edits:
            if tolerable(edit) and edit.revision and isinstance(came := edit.revision.value, list):
                if limited:
                    came = [v for v in came if self.questions.admits("revision", node.revision.schema, v, FROM_SERVER)]
                extensible = edit.rule != "enum-value-added"
                for key, schema, pointer in self._written_at(self.base, left):
                    # A schema that is joined from elsewhere is another one's too, unless it brings the list.
                    if not _LISTING.isdisjoint(schema) or _is_within(pointer, node.base.pointer):
                        self.questions.admit(key, came, extensible=extensible)

    def _frame(self, node: Node, left: Conjunction, right: Conjunction, groups_compared: bool) -> None:
        """Prepare what the pair alone is asked about, where there is something to ask."""
        if not any(edit.asks and edit.question is None for edit in node.edits):
            node.edits.extend(node.moved.values())
        else:
            node.edits.extend(self._listed_in_a_map(node))
        unexplained = self._unexplained(node, left, right)
        anew = self._reached_anew(node, left, right)
        if not unexplained and not anew and not any(edit.asks and edit.question is None for edit in node.edits):
            return
        cut = Cut(self.base, self.revision, left, right, self.differs, node.unpaired)
        in_text = node.travels in TEXTUAL and not _only_objects(left, right)
        whole = _unevaluated(left, right) or in_text or node.moved or node.together
        node.own = (node.base.schema, node.revision.schema) if whole else cut.schemas(groups_compared)
        for keywords in groups_of(anew):
            self._reach_anew(node, left, right, sorted(keywords))
        if unexplained:
            self._explain(node, left, right, [keyword for keyword in unexplained if keyword not in anew])

    def _listed_in_a_map(self, node: Node) -> Iterator[Edit]:
        """The names that one side declares and the other one lists in a map, where they are not the same there."""
        for name, (old, new) in node.mapped.items():
            edit = node.moved[name]
            if not self.questions.written_the_same(old.schema, new.schema, inside(node.travels, "properties", name)):
                yield edit
                continue
            spots = [spot for spot in (edit.base, edit.revision) if spot is not None and spot.value is not ABSENT]
            self.accounted |= {spot.pointer for spot in spots}

    def _reached_anew(self, node: Node, left: Conjunction, right: Conjunction) -> list[str]:
        """The keywords that read other neighbours than before, but for those that an edit speaks of, or of a neighbour.

        Such an edit cannot be made alone: what it says depends on where the keyword stands now.
        """
        left_alone = []
        common = left.properties.keys() & right.properties.keys()
        for keyword in read_otherwise(left, right, frozenset(paired(left, right))):
            touching = [e for e in node.edits if e.asks and not touched_by(keyword).isdisjoint(_keywords_of(e))]
            for edit in touching:
                edit.patch = None
                if edit.params["keyword"] == keyword and edit.own is None:
                    # What moved beside it is told by no other edit.
                    edit.own = (edit.base, reach(left, keyword, common)), (edit.revision, reach(right, keyword, common))
            if not touching:
                left_alone.append(keyword)
        return left_alone

    def _reach_anew(self, node: Node, left: Conjunction, right: Conjunction, keywords: list[str]) -> None:
        """Keywords that stand beside others than before: one rewrite, if the values stay the same."""
        assert node.own is not None
        names = left.properties.keys() & right.properties.keys()
        edit = keyword_edit("reach-changed", keywords[0], left, right)
        edit.patch = None
        edit.own = [reach(left, name, names) for name in keywords], [reach(right, name, names) for name in keywords]
        base, revision = node.own
        alone = not any(other.asks and other.question is None for other in node.edits)
        if not alone:
            base, revision = only_what_reads(base, keywords), only_what_reads(revision, keywords)
        provable = alone or (UNEVALUATED.isdisjoint(keywords) and not node.together)
        if provable and self.questions.written_the_same(base, revision, node.travels):
            edit.rule, edit.asks, edit.own = "schema-rewritten", False, None
        node.edits.append(edit)

    def _explain(self, node: Node, left: Conjunction, right: Conjunction, keywords: list[str]) -> None:
        """One rewrite, if the values stay the same; else a change that no rule knows."""
        assert node.own is not None
        edits = [keyword_edit("schema-changed", keyword, left, right) for keyword in keywords]
        for edit in edits:
            keyword = edit.params["keyword"]
            if same(*(in_one_order(value_of(side, keyword), keyword) for side in (left, right))):
                edit.rule, edit.asks, edit.patch = "schema-rewritten", False, None
        node.edits.extend(edit for edit in edits if not edit.asks)
        edits = [edit for edit in edits if edit.asks]
        if not edits:
            return
        together = Edit(
            "schema-rewritten", None, None, patch={k: v for edit in edits for k, v in (edit.patch or {}).items()}
        )
        alone = not any(edit.asks and edit.question is None for edit in node.edits)
        # Edits of their own may be below, so that these keywords alone make no difference, though the whole does.
        asked: list[tuple[JSON | None, Side]] = [(node.own[1], "both")] if alone else []
        asked.append((laid_over(node.own[0], together), "base"))
        if any(
            revision is not None and self.questions.written_the_same(node.own[0], revision, node.travels, of)
            for revision, of in asked
        ):
            for edit in edits:
                edit.rule, edit.asks = "schema-rewritten", False
        node.edits.extend(edits)

    def _unexplained(self, node: Node, left: Conjunction, right: Conjunction) -> list[str]:
        """The keywords whose text differs though no edit speaks of them: another way to write the same, it is hoped."""
        told = {edit.params["keyword"] for edit in node.edits} | {k for e in node.edits for k in e.patch or ()}
        told |= {group.keyword for side in (left, right) for group in side.choices}
        told |= {"type"} if type_is_implied(left, right) else set()
        told |= unheard(left, right) | node.told
        for side in (left, right):
            for schema, pointer in side.objects:
                read = {keyword for keyword in told | {"required"} if keyword in schema}
                if "3.0" in self._dialects:
                    # Written otherwise than they are read: what `upgrade_schema` takes away or turns into another one.
                    read |= {"nullable", "example"} | {written for bound, written in BOUNDS if bound in told}
                self.accounted |= {join(pointer, keyword) for keyword in read}
        told.update(paired(left, right))
        unexplained = [
            keyword
            for keyword in sorted({**left.keywords, **right.keywords})
            if keyword not in told and _could_be_unexplained(keyword, left, right, self.differs)
        ]
        for side in (left, right):
            self.accounted.update(*(side.written(keyword) for keyword in unexplained))
        return unexplained

    def _boolean(self, node: Node) -> None:
        if node.left and node.right and node.left.is_false and node.right.is_false:
            node.edits.append(rewritten(node.base, node.revision, node.site))
            return
        node.edits.append(boolean_edit(node))
        node.own = (node.base.schema, node.revision.schema)
        if node.seeds and node.left and node.right and node.right.is_false:
            node.edits.extend(objects.all_lost(self.base, node.left, node.right))

    def _replaced(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Another type altogether: what the old one asked has no counterpart, and is not told one by one."""
        node.edits.append(type_edit(node, left, right))
        node.edits.extend(mark_edits(left, right, node.told))
        node.own = (node.base.schema, node.revision.schema)

    def _nullable(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare what stands beside `null` where the two sides write null differently."""
        first = without_null(self.base, left, node.base)
        second = without_null(self.revision, right, node.revision)
        if first is None or second is None or node.key.variant.startswith(_BESIDE_NULL):
            return False
        if not (first.wrapped or second.wrapped):
            return False
        if first.wrapped and second.wrapped and first.kind == second.kind == "group":
            cores = conjunction(self.base, first.core), conjunction(self.revision, second.core)
            if not any(side.choices for side in cores):
                return False
        if (first.nullable, second.nullable) != self._admit_null(node):
            return False  # something else refuses null, so what stands beside it does not tell
        told = self._marks_beside_null(node, (left, first), (right, second))
        if first.nullable != second.nullable:
            node.edits.append(null_edit(node, added=second.nullable))
        if not same(*(_asking(at.schema) for at in (node.base, node.revision))):
            self._put_together_anew(node)
        self.accounted |= left.places | right.places  # of an `allOf`, whatever part says what holds beside null
        child = self.node(first.core, second.core, node.travels, _BESIDE_NULL, node.site, told)
        if child:
            node.edges.append(Edge(child, BOTH, True, SAME_VALUE))
        return True

    def _marks_beside_null(
        self, node: Node, base: tuple[Conjunction, Nullable], revision: tuple[Conjunction, Nullable]
    ) -> frozenset[str]:
        """Compare the marks around null and what stands beside it; answers which are told of that.

        What one side writes around both, the other side may write in the schema that stands beside null.
        """
        outer = base[0], revision[0]
        inner = [
            conjunction(contract, side.core) if side.wrapped and side.kind == "single" else None
            for contract, (_, side) in ((self.base, base), (self.revision, revision))
        ]
        around, within = [marks_of(side) for side in outer], [marks_of(side) if side else set() for side in inner]
        if base[1].wrapped and revision[1].wrapped:
            moved = {
                keyword
                for old, new in ((0, 1), (1, 0))
                for keyword in (around[old] - within[old]) & (within[new] - around[new])
            }
            first, second = _joined(outer[0], inner[0]), _joined(outer[1], inner[1])
            node.edits.extend(mark_edits(*outer, node.told | moved))
            others = (marks_of(first) | marks_of(second)) - moved
            node.edits.extend(mark_edits(first, second, node.told | others))
            return node.told | moved
        plain, other = (1, 0) if base[1].wrapped else (0, 1)
        joined = _joined(outer[other], inner[other])
        agreed = {
            keyword
            for keyword in around[0] & around[1] & within[other]
            if same(*(list(side.written(keyword).values()) for side in (outer[plain], joined)))
        }
        node.edits.extend(mark_edits(*outer, node.told | agreed | (around[plain] - around[other])))
        return self._told_around(node, outer[plain], outer[other], inner[other]) | agreed

    def _left_to_alternatives(self, left: Conjunction, right: Conjunction) -> set[str]:
        """The marks of a single schema that do not stand around the alternatives of which it is one on the other side.

        If the alternative has them, they are what they were.
        """
        plain, around = (left, right) if right.groups else (right, left)
        return marks_of(plain) - marks_of(around)

    def _told_around(
        self, node: Node, plain: Conjunction, around: Conjunction, alternative: Conjunction | None
    ) -> frozenset[str]:
        """The marks of a single schema that are told of what stands around its alternative on the other side.

        Whether a property travels is told of the property.
        """
        told = node.told | (marks_of(plain) & (marks_of(around) | {*BY_PARENT}))
        return frozenset(told - (marks_of(alternative) if alternative else set()) - {"discriminator"})

    def _admit_null(self, node: Node) -> tuple[bool, bool]:
        return (
            self.questions.admits("base", node.base.schema, None, TO_SERVER),
            self.questions.admits("revision", node.revision.schema, None, TO_SERVER),
        )

    def _kinds(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare what discriminators select among; answers whether alternatives exclude each other by being so many.

        The alternatives that a tag names on both sides are no groups any more.
        """
        found = selecting(self.base, left, node.base), selecting(self.revision, right, node.revision)
        old, new = found
        if old is None and new is None:
            return True
        for side in found:
            if side is not None:
                self.accounted.add(join(side.kinds.pointer, "discriminator"))
        if old is None or new is None or old.is_vague or new.is_vague:
            lost = lost_tags(old, new, node.site) if old is not None and new is not None else []
            node.edits.extend(lost)
            return not lost and self._one_sided(node, left, right, *found)
        told = compare_kinds(old, new, node.site)
        if told.came:
            self.questions.admit(written_in(self.base, old.kinds.written), told.came, extensible=False)
        node.edits.extend(told.edits)
        self._kinds_added += [(node, edit, new) for edit in told.edits if edit.rule == "subtype-added"]
        self.accounted |= told.accounted
        # The values that children prescribe for their tags are edits of the children.
        written = [_as_mapped(side.kinds.written) for side in (old, new)]
        if not told.edits and not same(*written) and old.kinds.selects:
            edit = keyword_edit("discriminator-changed", "discriminator", left, right, asks=False)
            edit.params |= {"base": _discriminator(written[0]), "revision": _discriminator(written[1])}
            node.edits.append(edit)
        for pair in told.pairs:
            self._cross(pair.base, pair.revision)
            if self.differs(pair.base.schema, pair.revision.schema) or _refers(pair.base.schema) != _refers(
                pair.revision.schema
            ):
                pair = under_its_tags(old, new, pair)
                variant = "one kind" if pair.is_narrowed else ""
                child = self.node(pair.base, pair.revision, node.travels, variant, self._site_of_kind(node, pair))
                if child and child is not node:
                    node.edges.append(Edge(child, BOTH, False, ("discriminator", pair.tag)))
        node.tag_names = (old.kinds.property_name, new.kinds.property_name)
        if bool(old.kinds.keyword) != bool(new.kinds.keyword):
            # Alternatives on one side only narrow the other, if its kinds inherit.
            unlisted = unlisted_edit(old, new, (left, right), (node.base, node.revision))
            node.edits += [] if unlisted is None else [unlisted]
            return True
        if old.kinds.keyword != new.kinds.keyword and self._selects_by_either_keyword(node, old):
            self.accounted |= {join(side.kinds.pointer, side.kinds.keyword) for side in (old, new)}
        for side, conj, untagged in ((old, left, 0), (new, right, 1)):
            rest = [g for g in conj.groups if (g.keyword, g.pointer) != (side.kinds.keyword, side.kinds.pointer)]
            conj.groups = [*rest, told.groups[untagged]] if told.groups else rest
        return True

    def _site_of_kind(self, node: Node, pair: Kind) -> str:
        """Where a person finds a kind whose tag leads to another component now, which is not this one edited."""
        sides = (pair.base, self.base), (pair.revision, self.revision)
        places = [self._settled(at, contract).pointer for at, contract in sides]
        if not pair.tag or places[0] == places[1] or not all(place.startswith(_SCHEMAS) for place in places):
            return node.site
        return join(node.site, "discriminator", "mapping", pair.tag)

    def _cross(self, base: At, revision: At) -> None:
        """Note two components that are one kind under two names, of which another component took one."""
        old, new = self._settled(base, self.base).pointer, self._settled(revision, self.revision).pointer
        if old == new or not all(place.startswith(_SCHEMAS) for place in (old, new)):
            return
        if find(self.revision.document, f"#{old}") is not NOWHERE or find(self.base.document, f"#{new}") is not NOWHERE:
            self.crossed.append((old, new))

    def _selects_by_either_keyword(self, node: Node, side: Tagged) -> bool:
        """Whether `oneOf` and `anyOf` say the same: where tags select, they do but for what no tag names."""
        asked = under_either_keyword(side.kinds)
        return asked is None or self.questions.written_the_same(*asked, node.travels, "base")

    def _one_sided(
        self, node: Node, left: Conjunction, right: Conjunction, old: Tagged | None, new: Tagged | None
    ) -> bool:
        """Note a discriminator that came or went, or that did not tell its kinds apart on one side.

        Answers whether the alternatives exclude each other with it as much as without.
        """
        told = [side is not None and side.kinds.selects for side in (old, new)]
        if told[0] == told[1]:
            return True
        pairs = None
        if len(left.groups) == len(right.groups) == 1:
            pairs = self._matched(left.groups[0], right.groups[0]).pairs
        sides = old if told[0] else None, new if told[1] else None
        edit = one_sided(*sides, (node.base, node.revision), pairs)
        node.edits.append(edit)
        index = 0 if told[0] else 1
        here, at = sides[index], (node.base, node.revision)[index]
        asked = None if here is None else without_it(here, at, [pair[index] for pair in pairs or ()])
        of: Side = "revision" if index else "base"
        if asked is None or not self.questions.written_the_same(*asked, node.travels, of):
            return False
        edit.question = (*asked, of)  # the children list their tags, whatever else is edited in them
        return True

    def _answer_for(self, edit: Edit, left: Conjunction, right: Conjunction) -> None:
        """Account for what a keyword refers to whose schemas are compared as one value, and are not walked."""
        for keyword in _AS_ONE & (edit.patch or {}).keys():
            for contract, side in ((self.base, left), (self.revision, right)):
                for value in side.written(keyword).values():
                    self.accounted |= {ref[1:] for ref in reached_by(contract.document, value)}

    def _regrouped(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """A pair that was written another way: one rewrite if the values stay the same."""
        if self._same_shape(left, right) and not _in_other_words(left, right):
            return False
        return self._written_anew(node, left, right)

    def _written_anew(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        if not self._same_names(node) or not self.questions.written_the_same(
            node.base.schema, node.revision.schema, node.travels
        ):
            return False
        node.edits.append(rewritten(node.base, node.revision, node.site))
        # The proof is of the whole, with all that it refers to, which is not walked for itself then.
        for contract, at, side in ((self.base, node.base, left), (self.revision, node.revision, right)):
            self.accounted |= {ref[1:] for ref in reached_by(contract.document, at.schema)} | side.places
        node.edits.extend(mark_edits(left, right, node.told))
        return True

    def _same_shape(self, left: Conjunction, right: Conjunction) -> bool:
        """Whether each alternative has a counterpart, so that the two can be compared one by one."""
        if [group.keyword for group in left.groups] != [group.keyword for group in right.groups]:
            return False
        pairs = zip(left.groups, right.groups, strict=True)
        return all(self._matched(*pair).complete for pair in pairs)

    def _hoisted(self, left: Conjunction, right: Conjunction) -> bool:
        """Whether one side may say once, beside alternatives, what the other says in each of them."""
        if not left.groups or asks_the_same_beside(left, right) or not self._same_shape(left, right):
            return False
        if not same(value_of(left, "discriminator"), value_of(right, "discriminator")):
            return False
        pairs = [
            pair for groups in zip(left.groups, right.groups, strict=True) for pair in self._matched(*groups).pairs
        ]
        pairs = [(old, new) for old, new in pairs if self.differs(old.schema, new.schema)]
        return bool(pairs) and same_names_in_each(self.base, self.revision, left, right, pairs)

    def _shared_out(self, node: Node, left: Conjunction, right: Conjunction) -> tuple[Conjunction, Conjunction]:
        """Both sides with what stands beside alternatives in each, where the other side has it there; one rewrite."""
        sides = shared_out(self.base, self.revision, left, right)
        if sides is None:
            return left, right
        return self._as_unions(node, left, right, sides)

    def _divided(
        self, node: Node, left: Conjunction, right: Conjunction, apart: Divided
    ) -> tuple[Conjunction, Conjunction]:
        """An object and a union by its tag, both as unions by the tag; one rewrite."""
        groups = apart.left.groups[0], apart.right.groups[0]
        self._matches[id(groups[0]), id(groups[1])] = (apart.matched, *groups)
        return self._as_unions(node, left, right, (apart.left, apart.right))

    def _as_unions(
        self, node: Node, left: Conjunction, right: Conjunction, sides: tuple[Conjunction, Conjunction]
    ) -> tuple[Conjunction, Conjunction]:
        """Read both sides as these unions, which say the same: one rewrite."""
        for side in (left, right):
            self.accounted |= {join(pointer, keyword) for schema, pointer in side.objects for keyword in schema}
        node.left, node.right = sides
        node.parts = None  # what was a part of the whole is one of each alternative now
        node.edits.append(rewritten(node.base, node.revision, node.site))
        return sides

    def _matched(self, first: Group, second: Group) -> Matched:
        key = id(first), id(second)
        if key not in self._matches:
            found = match(self.base, self.revision, list(first.alternatives), list(second.alternatives), self.differs)
            self._matches[key] = (found, first, second)
        return self._matches[key][0]

    def _same_names(self, node: Node) -> bool:
        names = self._names(self.base, node.base.schema)
        return names is not None and names == self._names(self.revision, node.revision.schema)

    def _names(self, contract: Contract, schema: JSON) -> AbstractSet[Name] | None:
        """The names below a schema; of schemas that lead to most of a description, found once."""
        key = written_in(contract, schema)
        if key not in self._named:
            self._named[key] = schema, names_below(contract, schema)
        return self._named[key][1]

    def _groups(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare alternatives; answers whether they were compared one by one and the question may leave them out."""
        if not left.groups and not right.groups:
            return True
        pairs = self._paired_groups(node, left, right)
        unevaluated = _unevaluated(left, right)
        if pairs is not None and unevaluated and (node.wrapped or not self._same_shape(left, right)):
            # What is unevaluated hangs on which alternative matched, so they cannot be told apart from what is beside.
            pairs = None if any(self._group_differs(*pair) for pair in pairs) else []
            node.wrapped = False
        if pairs is None:
            node.edits.extend(self._lost_names(node, left, right))
            node.edits.extend(self._written_otherwise(node))
            own = alternatives_of(left), alternatives_of(right)
            node.edits.append(composition_edit(node, _joined_by(left), _joined_by(right), own))
            return False
        if node.wrapped and not any(self._matched(*pair).pairs for pair in pairs):
            # The one schema is none of the alternatives, so none of them came or went: the whole was replaced.
            node.wrapped = False
            if not self._apart(left, right):
                node.edits.extend(self._lost_names(node, left, right))
                node.edits.extend(self._written_otherwise(node))
            node.edits.append(composition_edit(node, _joined_by(left), _joined_by(right)))
            return False
        one_by_one = True
        for index, (first, second) in enumerate(pairs):
            if self._group_differs(first, second):
                one_by_one &= self._alternatives(node, first, second, index, gated=unevaluated)
        return one_by_one

    def _apart(self, left: Conjunction, right: Conjunction) -> bool:
        """Whether by their types no alternative of one side shares a value with the other side."""
        parts = [
            [conjunction(contract, at) for group in side.groups for at in group.alternatives] or [side]
            for contract, side in ((self.base, left), (self.revision, right))
        ]
        return all(_share_no_type(old, new) for old in parts[0] for new in parts[1])

    def _written_otherwise(self, node: Node) -> list[Edit]:
        """That strings are written in another way, where alternatives are compared as a whole."""
        old, new = (forms_below(c, at.schema) for c, at in ((self.base, node.base), (self.revision, node.revision)))
        kept = {"", "*"} | {name for _, name in self._names(self.revision, node.revision.schema) or ()}
        gone = {form for form in old - new if form[0] in kept}  # a string that went is written in no way
        return [forms_edit(node, gone, new - old)] if gone or new - old else []

    def _lost_names(self, node: Node, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
        """What clients could name in alternatives that are compared as a whole, and cannot name any more.

        What went with an alternative that nothing replaced is none of it: that is values that went.
        """
        alternatives = [at for group in left.groups for at in group.alternatives]
        if len(left.groups) == len(right.groups):
            matched = [self._matched(*pair) for pair in zip(left.groups, right.groups, strict=True)]
            alternatives = [old for each in matched for old, _ in each.pairs]
            alternatives += [old for each in matched if each.added for old in each.removed]
        kept = self._names(self.revision, node.revision.schema)
        told: set[Name] = set()
        for at in alternatives if kept is not None else ():
            gone = {*(self._names(self.base, at.schema) or ())} - (kept or set()) - told
            told |= gone
            for (_, name), place in sorted(located(self.base, at, gone).items()):
                yield objects.lost(self.base, name, place, left, right)

    def _group_differs(self, first: Group, second: Group) -> bool:
        members = [[a.schema for a in group.alternatives] for group in (first, second)]
        return first.keyword != second.keyword or self.differs(*members)

    def _paired_groups(self, node: Node, left: Conjunction, right: Conjunction) -> list[tuple[Group, Group]] | None:
        if len(left.groups) == len(right.groups):
            return list(zip(left.groups, right.groups, strict=True))
        if len(left.groups) == 1 and not right.groups and _only_groups(left):
            whole = Group(left.groups[0].keyword, (node.revision,), node.revision.pointer)
            node.wrapped = True
            return [(left.groups[0], whole)]
        if len(right.groups) == 1 and not left.groups and _only_groups(right):
            whole = Group(right.groups[0].keyword, (node.base,), node.base.pointer)
            node.wrapped = True
            return [(whole, right.groups[0])]
        return None

    def _alternatives(self, node: Node, first: Group, second: Group, group: int, *, gated: bool) -> bool:
        found = self._matched(first, second)
        listed = self._listed_in((first, second))
        exclusive = "oneOf" in (first.keyword, second.keyword) and not found.apart and listed is None
        for old, new in found.pairs:
            variant = "alternative" if old is node.base or new is node.revision else ""
            told = self._told_of_whole(node, old, new) if variant else frozenset()
            if node.travels and node.left and node.right and not variant:
                old, new = in_context(node.left, old), in_context(node.right, new)
            self._alternative(node, old, new, group, gated=gated or not found.apart, variant=variant, told=told)
        for at in found.removed:
            asked = [_asked(node, node.left, old) for old in (*(old for old, _ in found.pairs), at)]
            edit = alternative_edit(node, "alternative-removed", at, asked, first, second)
            node.edits.append(self._as_values(edit, listed, at, grows=True))
        for at in found.added:
            asked = [_asked(node, node.right, new) for new in (*(new for _, new in found.pairs), at)]
            edit = alternative_edit(node, "alternative-added", at, asked, second, first)
            node.edits.append(self._as_values(edit, listed, at, grows=not found.removed))
        node.exclusive |= exclusive
        # A text can be two values, and which alternatives take it is a question about each of these.
        node.together |= exclusive and node.travels != ""
        if first.keyword != second.keyword and not node.wrapped:
            self.accounted |= {join(group.pointer, group.keyword) for group in (first, second)}
            kept = [in_context(node.left, old) if node.left else old for old, _ in found.pairs]
            members = [at.schema for at in kept]
            if self._takes_either_keyword(node, members):
                node.edits.append(rewritten(node.base, node.revision, node.site))
                return True
            own = alternatives_of(node.left), alternatives_of(node.right)
            edit = composition_edit(node, _joined_by(node.left), _joined_by(node.right), own)
            edit.within = first.pointer, second.pointer
            if not found.complete:  # of those that come or go, an edit of their own tells
                edit.question = {first.keyword: members}, {second.keyword: members}, "base"
            node.edits.append(edit)
            return False
        return True

    def _told_of_whole(self, node: Node, old: At, new: At) -> frozenset[str]:
        """The marks that the pair of a single schema and of one of several alternatives leaves to the whole."""
        assert node.left is not None
        assert node.right is not None
        if old is node.base:
            return self._told_around(node, node.left, node.right, conjunction(self.revision, new))
        return self._told_around(node, node.right, node.left, conjunction(self.base, old))

    def _listed_in(self, groups: tuple[Group, Group]) -> tuple[list[dict[str, JSON]], list[dict[str, JSON]]] | None:
        """The alternatives of both sides if all of them are components that list values; `None` otherwise.

        Those that are written in place were read as an enum.
        """
        old, new = (
            [self._settled(each, contract).schema for each in group.alternatives]
            for contract, group in zip((self.base, self.revision), groups, strict=True)
        )
        is_listed = is_choice(groups[0].keyword, old) and is_choice(groups[1].keyword, new)
        return (old, new) if is_listed else None

    def _as_values(
        self, edit: Edit, listed: tuple[list[dict[str, JSON]], list[dict[str, JSON]]] | None, at: At, *, grows: bool
    ) -> Edit:
        """The edit of an alternative that lists values, told by these where all alternatives do so."""
        if listed is None:
            return edit
        old, new = ([value for schema in side for value in values_of(schema)] for side in listed)
        is_new = edit.rule == "alternative-added"
        own = values_of(self._settled(at, self.revision if is_new else self.base).schema)
        values = [value for value in missing(*((new, old) if is_new else (old, new))) if value in own]
        grows = grows and are_of_known_types(values, old)
        return values_as_edit(edit, values, grows=grows) if values else edit

    def _takes_either_keyword(self, node: Node, members: list[JSON]) -> bool:
        """Whether no value matches two of these alternatives of the base, so that `oneOf` and `anyOf` say the same."""
        first, second = {"oneOf": members}, {"anyOf": members}
        return len(members) < 2 or self.questions.written_the_same(first, second, node.travels, "base")

    def _alternative(
        self,
        node: Node,
        old: At,
        new: At,
        group: int,
        *,
        gated: bool,
        variant: str = "",
        told: frozenset[str] = frozenset(),
    ) -> None:
        child = self.node(old, new, node.travels, variant, node.site, told)
        if child and child is not node:
            node.edges.append(Edge(child, BOTH, gated, SAME_VALUE))
            node.groups.append((child, group))

    def _children(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Pairs that stand at the same place in both: properties, items, tuples, maps."""
        self._members(node, left, right)
        self._items(node, left, right)
        for keyword in paired(left, right):
            if keyword in HELD:
                self._single(keyword, node, left, right)
        node.edits.extend(self._lost_in_whole(node, left, right))

    def _members(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        named = objects.compare(self.base, self.revision, (left, node.base), (right, node.revision))
        node.edits.extend(named.edits)
        node.moved, node.mapped = named.moved, named.mapped
        node.unpaired, node.lifted = named.unpaired, named.lifted
        node.together |= not named.told
        self._note_names(node)
        if not CONDITIONAL.isdisjoint({*left.keywords, *right.keywords}):
            self._conditional(node, left, right)
        self._tested(left, right)
        self._grown_below(node, left, right)
        pairs = [] if "properties" in unheard(left, right) else named.pairs
        for name, old_property, new_property, mask in pairs:
            self._edge(node, old_property, new_property, ("properties", name), mask)
        self._maps(node, left, right)
        old, new = left.children("patternProperties"), right.children("patternProperties")
        for name in sorted(old.keys() & new.keys()):
            self._edge(node, old[name], new[name], ("patternProperties", name))
        node.edits.extend(pattern_edits(left, right, old, new))

    def _lost_in_whole(self, node: Node, left: Conjunction, right: Conjunction) -> Iterator[Edit]:
        """What clients could name under keywords that are compared as a whole, and cannot name any more.

        Where a map, a list or a condition is written another way, its values may be as many or more, and a name gone.
        """
        changed = {
            keyword
            for keyword in _NAMED_IN.intersection((*left.keywords, *right.keywords))
            if self.differs(*([*side.written(keyword).values()] for side in (left, right)))
        }
        # What goes without another one in its place is told of as a whole.
        if changed.isdisjoint(right.keywords):
            return
        steps = {edge.step for edge in node.edges}
        held = [
            (At(child, join(pointer, *tokens)), "" if row.role == "in place" else "*")
            for schema, pointer in left.objects
            for row, tokens, child in schemas_in(schema)
            if row.name in changed and (row.name, str(tokens[1]) if len(tokens) > 1 else "") not in steps
        ]
        named = self._names(self.base, node.base.schema) if held else None
        kept = self._names(self.revision, node.revision.schema) if named else None
        gone = {*named} - {*kept} if named and kept is not None else set[Name]()
        if not gone or self.questions.written_the_same(node.base.schema, node.revision.schema, node.travels):
            return  # no value has them: what stands around lets none in
        told = {edit.base.pointer for edit in node.edits if edit.base and edit.rule == "property-removed"}
        for start, around in held:
            for (_, name), found in sorted(located(self.base, start, gone, around).items()):
                if found is not start and found.pointer not in told:
                    told.add(found.pointer)
                    yield objects.lost(self.base, name, found, left, right)

    def _conditional(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Names that came or went under a condition, which the question about the condition leaves out."""
        if all(not self.differs(left.written(each), right.written(each)) for each in CONDITIONAL):
            return
        found = objects.conditional(self.base, self.revision, (left, node.base), (right, node.revision))
        for edit, held in found:
            for contract, schema in held:
                self.questions.leave_out(written_in(contract, schema), {edit.name or ""})
            node.edits.append(edit)
        self._nested(node, left, right)

    def _nested(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Optional names that came in components and members under a condition: new ones, unless a client knows them.

        One that it knows is asked about, though the component may be new to it wherever else that is used.
        """
        told = {edit.revision.pointer for edit in node.edits if edit.rule == "property-added" and edit.revision}
        known: NamesBelow | None = None
        for pair in objects.nested(self.base, self.revision, left, right):
            came = dict(pair.came)
            if came:
                known = known or NamesBelow(self.base, [node.base.schema])
                came = {name: edit for name, edit in came.items() if (pair.around, name) not in known}
            if not pair.around:  # the value itself, of which the base may say something by its maps
                came = {name: edit for name, edit in came.items() if not objects.is_mapped(self.base, left, name)}
            elif came:
                came = {name: edit for name, edit in came.items() if (pair.around, name) not in self._names_sent}
            before, after = (side.properties.keys() for side in pair.sides)
            asked = (before & after) | (pair.came.keys() - came.keys())
            for contract, side in zip((self.base, self.revision), pair.sides, strict=True):
                for key, schema in self._written(contract, side):
                    if came and not pair.is_deeper:
                        self._leave_out(key, schema, {TO_SERVER: {*came}, FROM_SERVER: {*came}})
                    self.questions.ask_about(key, asked)
            if not pair.is_deeper:
                node.edits.extend(edit for edit in came.values() if edit.revision and edit.revision.pointer not in told)

    def _grown_below(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Values that came to an enum in what is compared as a whole: clients take them there as anywhere else."""
        if all(not self.differs(left.written(each), right.written(each)) for each in _HOLDING_VALUES):
            return
        for pair in objects.nested(self.base, self.revision, left, right, _HOLDING_VALUES):
            for edit in filter(tolerable, value_edits(*pair.sides)):
                edit.patch, edit.question = None, (pair.at[0].schema, pair.at[1].schema, "both")
                if edit.revision and isinstance(came := edit.revision.value, list):
                    for key, _ in self._written(self.base, pair.sides[0]):
                        self.questions.admit(key, came, extensible=edit.rule != "enum-value-added")
                self._grown.append((node, edit))

    def _tested(self, left: Conjunction, right: Conjunction) -> None:
        """Names that came in what a value is held against, and that clients know: values that matched may not now."""
        if all(not self.differs(left.written(each), right.written(each)) for each in _TESTING):
            return
        known: NamesBelow | None = None
        for pair in objects.nested(self.base, self.revision, left, right, _TESTING):
            known = known or NamesBelow(self.base, (each for schema, _ in left.objects for each in _untested(schema)))
            came = {name for name in pair.came if (pair.around, name) in known}
            for contract, side in zip((self.base, self.revision), pair.sides, strict=True):
                for key, _ in self._written(contract, side) if came else ():
                    self.questions.ask_about(key, came)

    def _maps(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """`additionalProperties`: a pair of its own, unless the two sides' reach other names."""
        if maps_correspond(left, right):
            self._single("additionalProperties", node, left, right)
            return
        first, second = left.child("additionalProperties"), right.child("additionalProperties")
        edits = opened_or_shut("additionalProperties", left, right, first, second)
        if not edits and not same_maps(left, right):
            edit = keyword_edit("additional-properties-changed", "additionalProperties", left, right)
            edits = [with_reach(edit, "additionalProperties", left, right)]
        node.edits.extend(edits)

    def _items(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        if not items_correspond(left, right):
            if self.differs(items_as_written(left), items_as_written(right)):
                node.edits.append(_items_moved(left, right, self.differs))
            return
        self._single("items", node, left, right)
        old, new = left.children("prefixItems"), right.children("prefixItems")
        for index in old:
            # What is no list has no positions, and the ledger tells that it went or came.
            if index in new:
                self._edge(node, old[index], new[index], ("prefixItems", index))

    def _single(self, keyword: str, node: Node, left: Conjunction, right: Conjunction) -> None:
        """A keyword with one schema: a pair of its own, where both sides have an object there."""
        first, second = left.child(keyword), right.child(keyword)
        if first and second and isinstance(first.schema, dict) and isinstance(second.schema, dict):
            self._edge(node, first, second, (keyword, ""))
        else:
            node.edits.extend(opened_or_shut(keyword, left, right, first, second))

    def _note_names(self, node: Node) -> None:
        """Let questions about what is around leave out the properties about which one side says nothing.

        An object can be in several pairs: what it declares is left out only if the other side says nothing in any.
        """
        by_direction = {each: node.unpaired | node.lifted.get(each, set()) for each in (TO_SERVER, FROM_SERVER)}
        for key, schema in self._objects(node):
            self._leave_out(key, schema, by_direction)

    def _leave_out(self, key: tuple[int, int], schema: JSON, by_direction: dict[Directions, set[str]]) -> None:
        for direction, names in by_direction.items():
            before = self._left_out.get((key, direction))
            self._left_out[key, direction] = names if before is None else before & names
            if before is not None and before != names:
                declared = schema.get("properties") if isinstance(schema, dict) else None
                self.questions.ask_about(key, (before ^ names).intersection(declared or ()), direction)
            if names:
                self.questions.leave_out(key, names, direction)

    @cached_property
    def _names_sent(self) -> NamesBelow:
        """The names that clients of the base know anywhere in what is compared."""
        return NamesBelow(self.base, [node.base.schema for node in self.nodes.values() if node.seeds])

    def _look_around(self, node: Node) -> None:
        """Ask about new names in alternatives that the base knows from what holds beside them, as the policy does not.

        A name that this node declares elsewhere is no new one in its alternatives either.
        """
        if node.moved:
            self._ask_about(node, node.moved.keys())
        if not node.groups:
            return
        left = node.left or conjunction(self.base, node.base)
        right = node.right or conjunction(self.revision, node.revision)
        if node.exclusive:
            self._needed_in_one(node)
        for group in sorted({index for _, index in node.groups}):
            known = known_around(self.base, left, group)
            children = [child for child, index in node.groups if index == group]
            if group < len(left.groups) and group < len(right.groups):
                self._known_beside(node, children, (left.groups[group], right.groups[group]), (left, right))
            if known:
                found = [self._ask_about(child, known) for child in children]
                node.together |= any(found)

    def _needed_in_one(self, node: Node) -> None:
        """Ask about new names that the server has to send in one of alternatives that exclude each other.

        What lacks them matches that one no more, so that a value which matched too many may match exactly one.
        """
        for child, _ in node.groups:
            if child.left is None or child.right is None:
                continue
            old, new = child.left.properties, child.right.properties
            needed = {name for name in child.unpaired - old.keys() if name in child.right.required}
            needed |= {
                name
                for name in child.right.required.keys() & old.keys() & new.keys()
                if visible(self.revision, new[name].schema) & ~visible(self.base, old[name].schema) & FROM_SERVER
            }
            for key, _ in self._objects(child) if needed else ():
                self.questions.ask_about(key, needed, FROM_SERVER)
            node.together |= bool(needed)

    def _known_beside(
        self, node: Node, children: list[Node], groups: tuple[Group, Group], sides: tuple[Conjunction, Conjunction]
    ) -> None:
        """Ask about new names in an alternative that others of the base declare, where they allow other values."""
        for child, added, edit in declared_beside(self.base, self.questions, node, children, groups, sides):
            for key, _ in self._objects(child):
                self.questions.ask_about(key, {edit.name or ""})
            node.edits.append(edit)
            if added is not None and not child.seeds and self._leading_to[id(child)] == 1:
                added.mask &= ~TO_SERVER
                added.is_half = True
        node.edits.extend(read_beside(self.base, self.revision, self.questions, node, children, groups, sides))

    def ask_about_all(self, node: Node) -> None:
        """Ask about the names of a pair in whatever question: what it stands in is another place on each side."""
        for key, _ in self._objects(node):
            self.questions.ask_about(key, node.unpaired.union(*node.lifted.values()))

    def _ask_about_name(self, node: Node, name: str) -> None:
        for key, _ in self._objects(node):
            self.questions.ask_about(key, {name})

    def _ask_about(self, start: Node, known: Container[str]) -> bool:
        """Ask about new names that are known, in a pair and all pairs of the same value; whether there are any."""
        found = False
        seen, pending = {id(start)}, [start]
        while pending:
            inner = pending.pop()
            old = inner.left.properties if inner.left else {}
            lifted = set().union(*inner.lifted.values())
            names = {name for name in (inner.unpaired - old.keys()) | lifted if name in known}
            for key, _ in self._objects(inner) if names else ():
                self.questions.ask_about(key, names)
            found |= bool(names)
            for edge in inner.edges:
                if edge.step == SAME_VALUE and id(edge.child) not in seen:
                    seen.add(id(edge.child))
                    pending.append(edge.child)
        return found

    def _objects(self, node: Node) -> Iterator[tuple[tuple[int, int], JSON]]:
        """The schema objects of both sides, as they are walked and as they are written, each with its `written_in`."""
        for contract, side in ((self.base, node.left), (self.revision, node.right)):
            if side is not None:
                yield from self._written(contract, side)

    def _written(self, contract: Contract, side: Conjunction) -> Iterator[tuple[tuple[int, int], JSON]]:
        yield from ((key, schema) for key, schema, _ in self._written_at(contract, side))

    def _written_at(
        self, contract: Contract, side: Conjunction
    ) -> Iterator[tuple[tuple[int, int], dict[str, JSON], str]]:
        for schema, pointer in [*side.objects, *(side.as_written.objects if side.as_written else ())]:
            yield written_in(contract, schema), schema, pointer
            written = find(contract.document, f"#{pointer}")
            if written is not schema and isinstance(written, dict) and _is_read_as(written, schema):
                yield written_in(contract, written), written, pointer

    def _edge(self, node: Node, first: At, second: At, step: Step, mask: Directions = BOTH) -> None:
        site = join(node.site, *(token for token in step if token))
        child = self.node(first, second, inside(node.travels, *step), site=site)
        if child:
            child.is_property |= step[0] == "properties"
            node.edges.append(Edge(child, mask, node.entangled, step))


_STRUCTURE = (
    with_shape("list", "map") - {"dependentSchemas"} | DEFINITIONS | {"$ref", "readOnly", "writeOnly", "discriminator"}
)
"""Keywords that are compared part by part."""
_LISTING = frozenset({"const", "enum", "x-extensible-enum", *ALTERNATIVES})
"""Keywords by which a schema object may list the values that it takes."""
_HOLDING = _STRUCTURE | with_shape("schema", "list", "map")


def _is_read_as(written: dict[str, JSON], schema: dict[str, JSON]) -> bool:
    """Whether a schema object is what another one is read as; a part of the other side can have its place."""
    kept = schema.keys() - _READ_ANEW
    return kept <= written.keys() and all(written[keyword] is schema[keyword] for keyword in kept)


_READ_ANEW = frozenset({"type", "enum", "examples", "exclusiveMinimum", "exclusiveMaximum"})
"""Keywords whose values can be others than those that are written; see `upgrade_schema` and `without_null`."""


def _asked(node: Node, side: Conjunction | None, alternative: At) -> JSON:
    """An alternative as it is asked about: of a text, with the types that stand beside it."""
    return (in_context(side, alternative) if node.travels and side else alternative).schema


_NAMED_IN = with_role(*OF_MEMBERS) - {"properties"} | CONDITIONAL
"""Keywords whose schemas say what a client can name in a value, but for `properties`, of which each is a pair."""
_SAID_OTHERWISE = frozenset({"not", "if", "dependentSchemas", "dependentRequired"})
"""Keywords whose demands can be written with others."""


def _in_other_words(left: Conjunction, right: Conjunction) -> bool:
    """Whether one side says by a condition, or by a list of objects or arrays, what the other may say by keywords."""
    listing = [any(isinstance(value, dict | list) for value in listed(side) or ()) for side in (left, right)]
    return listing[0] != listing[1] or any(
        (keyword in left.keywords) != (keyword in right.keywords) for keyword in _SAID_OTHERWISE
    )


def _held_in(schema: dict[str, JSON]) -> Iterator[tuple[str, ...]]:
    """Where the keywords of a fragment stand in their schema object, which can have more names under them."""
    for keyword, value in schema.items():
        if keyword == "properties" and isinstance(value, dict):
            yield from ((keyword, name) for name in value)
        else:
            yield (keyword,)


def _keywords_of(edit: Edit) -> set[str]:
    return {edit.params["keyword"], *(edit.patch or ())}


def _key(node: Node) -> NodeKey:
    return node.key


def _without(schema: JSON, keywords: Container[str]) -> JSON:
    return {k: v for k, v in schema.items() if k not in keywords} if isinstance(schema, dict) else schema


def _asking(schema: JSON) -> JSON:
    """A schema without what asks nothing of a value."""
    return {k: v for k, v in schema.items() if asks_of_values(k)} if isinstance(schema, dict) else schema


def _could_be_unexplained(keyword: str, left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    if keyword == "required":
        lists = [sorted((p.partition("/required")[0], *s["required"]) for s, p in side.objects if _has_list(s))
                 for side in (left, right)]  # fmt: skip
        return left.required.keys() == right.required.keys() and [n[1:] for n in lists[0]] != [n[1:] for n in lists[1]]
    old, new = value_of(left, keyword), value_of(right, keyword)
    if keyword in _STRUCTURE or keyword.startswith("x-"):
        return False
    return differs(old, new) or not same(*(list(side.written(keyword).values()) for side in (left, right)))


def _has_list(schema: dict[str, JSON]) -> bool:
    return isinstance(schema.get("required"), list) and all(isinstance(n, str) for n in schema["required"])


def _list_or_single(left: Conjunction, right: Conjunction) -> bool:
    """Whether one side is a list and the other is none, however they travel."""
    lists = [side.types == frozenset({"array"}) for side in (left, right)]
    others = [side.types is not None and "array" not in side.types and bool(side.types) for side in (left, right)]
    return (lists[0] and others[1]) or (others[0] and lists[1])


def _share_no_type(left: Conjunction, right: Conjunction) -> bool:
    if left.types is None or right.types is None or not left.types or not right.types:
        return False
    return not any(_KIN.get(name, name) in {_KIN.get(other, other) for other in right.types} for name in left.types)


def _unevaluated(left: Conjunction, right: Conjunction) -> bool:
    return any(not UNEVALUATED.isdisjoint(side.keywords) for side in (left, right))


def _group_of(schema: dict[str, JSON], tokens: str) -> int:
    """The index of the group that an alternative belongs to; see `Conjunction.groups`."""
    first = schema.get("oneOf")
    before = isinstance(first, list) and not is_choice("oneOf", [member for member in first if member is not False])
    return int(tokens.startswith("/anyOf/") and before)


def _undispatched(left: Conjunction, right: Conjunction) -> bool:
    """Whether only one side has a discriminator, which says nothing where the alternatives prescribe their tags."""
    return bool(left.groups or right.groups) and ("discriminator" in left.keywords) != (
        "discriminator" in right.keywords
    )


def _items_moved(left: Conjunction, right: Conjunction, differs: Differing) -> Edit:
    """Positions of an array that other keywords meet than on the other side: its items as a whole."""
    edit = keyword_edit("prefix-items-changed", "prefixItems", left, right)
    if any(len(items_as_written(side)) > 1 for side in (left, right)):
        edit.patch = None
        edit.own = _positions(left), _positions(right)
        return edit
    edit.patch = {k: value_of(right, k) if k in right.keywords else ABSENT for k in _ITEMS}
    differing = [k for k in _ITEMS if differs(value_of(left, k), value_of(right, k))]
    if differing != ["prefixItems"]:  # what reads it is told here as well, so it is no edit of its own
        edit.own = together(left, tuple(differing)), together(right, tuple(differing))
        edit.params |= {"name": " and ".join(differing), "base": shown(edit.own[0].value)}
        edit.params["revision"] = shown(edit.own[1].value)
    return edit


def _positions(side: Conjunction) -> tuple[Spot, ...]:
    """What each part says about items by position, as a schema."""
    parts = ({k: schema[k] for k in _ITEMS if k in schema} for schema, _ in side.objects)
    return tuple(Spot(side.pointer, part) for part in parts if part)


_ITEMS = read_with("prefixItems")


def _only_objects(left: Conjunction, right: Conjunction) -> bool:
    return left.types == right.types == frozenset({"object"})


_KIN = {"integer": "number"}


def _joined_by(side: Conjunction | None) -> str:
    """The keywords of its alternatives, for a sentence."""
    return " and ".join(group.keyword for group in side.groups) if side and side.groups else "no alternatives"


def _one_value(at: At) -> bool:
    return isinstance(at.schema, dict) and len(values_of(at.schema)) == 1


def _discriminator(written: dict[str, JSON]) -> str:
    """A discriminator as an author writes it."""
    return shown({keyword: value for keyword, value in written.items() if keyword not in LISTED | {"loose"}})


def _as_mapped(written: dict[str, JSON]) -> dict[str, JSON]:
    """A discriminator without what the children prescribe for their tags, and without which of them are written."""
    return {keyword: value for keyword, value in written.items() if keyword not in LISTED}


def _joined_instead(node: Node) -> tuple[str, str] | None:
    """The only component that one side joins in place of another one."""
    if node.left is None or node.right is None:
        return None
    gone = [ref for ref in node.left.refs if ref not in node.right.refs]
    came = [ref for ref in node.right.refs if ref not in node.left.refs]
    return (gone[0][1:], came[0][1:]) if len(gone) == len(came) == 1 else None


def _untested(schema: dict[str, JSON]) -> Iterator[JSON]:
    """What a schema says of items, whether all or some have to meet it."""
    yield {keyword: value for keyword, value in schema.items() if keyword not in _TESTING}
    yield from ({"items": schema[keyword]} for keyword in _TESTING & schema.keys())


_HOLDING_VALUES = CONDITIONAL | UNEVALUATED | {"contentSchema"}
"""Keywords whose schemas are compared as a whole, and say what a value or a part of it may be."""
_TESTING = frozenset({"contains"})
"""The keyword whose schema no item needs to meet. Under `not` and `if` no name is left out."""


def _tells(edit: Edit) -> bool:
    """Whether an edit tells that other values are valid, or other names known."""
    return edit.asks or edit.rule in {"property-added", "required-property-added", "property-removed"}


def _is_within(pointer: str, around: str) -> bool:
    return pointer == around or pointer.startswith(f"{around}/")


def _is_component(pointer: str) -> bool:
    return pointer.startswith("/components/") and not pointer.startswith(_SCHEMAS)


_SCHEMAS = "/components/schemas/"


def _refers(schema: JSON) -> JSON:
    return schema.get("$ref") if isinstance(schema, dict) else None


def _joins(schema: JSON) -> list[JSON]:
    """How a schema is put together: what it refers to, and how each member of its `allOf` is."""
    members = schema.get("allOf") if isinstance(schema, dict) else None
    negated = negated_twice(schema) if isinstance(schema, dict) else None
    listed = [_joins(member) for member in members] if isinstance(members, list) else None
    return [_refers(schema), listed, negated is not None]


def _only_groups(side: Conjunction) -> bool:
    return not side.choices and all(keyword in GROUPS or not asks_of_values(keyword) for keyword in side.keywords)


def _joined(outer: Conjunction, inner: Conjunction | None) -> Conjunction:
    """What two schemas say of one value, the outer one first."""
    whole = Conjunction(outer.pointer)
    whole.site = outer.site
    whole.parts = [*outer.parts, *(inner.parts if inner else ())]
    whole.places = outer.places | (inner.places if inner else set())
    return whole


_BESIDE_NULL = "beside null"


_AS_ONE = frozenset({"propertyNames", "contains", "not", "if", "then", "else", "contentSchema", *UNEVALUATED})
"""Keywords that hold schemas, and are asked about as values."""
