"""The graph of pairs as it grows: each pair of schemas made once, and what was visited and is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import cached_property

from apidiff.comparing.asking.projection import written_in
from apidiff.comparing.asking.questions import Questions
from apidiff.comparing.asking.wire import PLAIN, TEXTUAL, inside
from apidiff.comparing.edits import BOTH, Directions, Edit
from apidiff.comparing.equality import same
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.alternatives import Matched, match
from apidiff.comparing.schemas.conjunction import At, Group, conjunction
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.naming import Name, NamesBelow, names_below
from apidiff.comparing.schemas.tagged import Side as Tagged
from apidiff.comparing.schemas.unwrapping import lone_reference
from apidiff.comparing.walking.composition import beside_reference, is_silent_beside, rewritten
from apidiff.comparing.walking.graph import Edge, Node, NodeKey, Step
from apidiff.comparing.walking.restating import Restating
from apidiff.errors import unescape_token
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import ABSENT as NOWHERE
from apidiff.openapi.pointers import find, resolve

SCHEMAS = "/components/schemas/"


class PairGraph:
    """The graph of pairs as it grows, and what was accounted for. Pairs that cannot differ are never entered."""

    def __init__(self, base: Contract, revision: Contract, differs: Differing, questions: Questions) -> None:
        self.base = base
        self.revision = revision
        self.differs = differs
        self.questions = questions
        self.nodes: dict[NodeKey, Node] = {}
        self.visited: set[str] = set()
        """References whose targets were compared."""
        self.said_around: set[tuple[int, str]] = set()
        """Of these, by side (0 is the base): those with a discriminator of which that of what holds them says all."""
        self.seen_through: set[str] = set()
        """The places of unions whose members were compared as those of the unions that hold them."""
        self.paired: set[str] = set()
        """Places that were compared with the same place on the other side."""
        self.used: dict[tuple[str, str], set[tuple[str, str]]] = {}
        """By the places of two parts that were compared: where each side used them."""
        self.crossed: list[tuple[str, str]] = []
        """Components other than schemas that were compared with one of another name."""
        self.accounted: set[str] = set()
        """Places that refer to what the other side holds, or elsewhere; what they lead to was compared."""
        self.pending: list[Node] = []
        self.led_elsewhere: list[tuple[Node, Edit]] = []
        """The pairs whose schemas are two components, each with the edit that tells that they say the same."""
        self.grown: list[tuple[Node, Edit]] = []
        """The pairs with values that came to an enum of what is compared as a whole, each with the edit that tells."""
        self.xml_forms: dict[Edit, bool] = {}
        """Whether edits of `xml` under conditions make other XML, by the identity of each, which stays alive."""
        self.kinds_added: list[tuple[Node, Edit, Tagged]] = []
        """The edits of kinds that came, each with its pair and the side that has it."""
        self.leading_to: Counter[Node] = Counter()
        """Over how many edges each pair is reached; counted once all pairs are walked."""
        self.left_out: dict[tuple[tuple[int, int], Directions], set[str]] = {}
        """The names left out of questions about each schema object; see `note_names`."""
        self.led_by: dict[str, set[tuple[int, int]]] = {}
        """By a component of the revision that stands where the base has another schema: the references to it there."""
        self.expanding = False
        self.matches: dict[tuple[Group, Group], Matched] = {}
        """How the alternatives of two groups were matched."""
        self._named: dict[tuple[int, int], tuple[JSON, AbstractSet[Name] | None]] = {}
        """The names below schemas, which are kept, so that the identity of each stays its own."""
        self.dialects = {base.dialect, revision.dialect}
        self.restating = Restating(base, revision, differs, questions.written_the_same, self.matched, self.names)

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
        # Every use is noted, though the pair is walked once: the ids of edits tell uses apart (see `findings.uses`).
        self.used.setdefault((first.pointer, second.pointer), set()).add((base.pointer, revision.pointer))
        key = NodeKey(_identity(first), _identity(second), travels, " ".join((variant, *sorted(told))))
        node = self.nodes.get(key)
        named = first.pointer == second.pointer or self._is_renamed(first.pointer, second.pointer)
        # Written at one place on both sides, it is told there, wherever that is used.
        written = revision.pointer if base.pointer == revision.pointer else site or revision.pointer
        place = second.pointer if named else written
        if node is None:
            self.pair(first.pointer, second.pointer)
            node = self.nodes[key] = Node(key, first, second, travels, place)
            node.told = told
            self.pending.append(node)
        elif not self.expanding and place < node.site:
            # The first of all places of use by name, whichever operation is read first. Once the walk is under way,
            # edits may name it.
            node.site = place
        self._beside(node, base, revision, told, is_one_of_several=variant == "alternative")
        if first.pointer != second.pointer and second.pointer.startswith(SCHEMAS):
            self._note_ways(second, revision)
        return node

    def _note_ways(self, settled: At, at: At) -> None:
        """Note the references that lead from a schema of the revision to a component."""
        found = self.led_by.setdefault(f"#{settled.pointer}", set())
        while at.pointer != settled.pointer:
            at = lone_reference(at) or at
            ref = reference_of(at.schema)
            if not isinstance(ref, str):
                return
            # As it is read and as it is written: questions know a reference by the identity of the object that has it.
            for schema in (at.schema, find(self.revision.document, f"#{at.pointer}")):
                found.add(written_in(self.revision, schema))
            at = At(resolve(self.revision.document, ref), ref[1:])

    def _is_renamed(self, base: str, revision: str) -> bool:
        """Whether two places are components of which each is on one side alone, or the same place in these."""
        if not (base.startswith(SCHEMAS) and revision.startswith(SCHEMAS)):
            return False
        names, within = zip(
            *(place.removeprefix(SCHEMAS).partition("/")[::2] for place in (base, revision)), strict=True
        )
        old, new = (f"#{SCHEMAS}{name}" for name in names)
        elsewhere = find(self.revision.document, old), find(self.base.document, new)
        return within[0] == within[1] and elsewhere == (NOWHERE, NOWHERE)

    def _beside(self, node: Node, base: At, revision: At, told: frozenset[str], *, is_one_of_several: bool) -> None:
        """Note what differs at the place of use itself: where it refers to, and the marks beside the reference.

        That a schema is one of several alternatives now, or no longer, is told of the others.
        """
        found = beside_reference((self.base, base), (self.revision, revision), told)
        if is_one_of_several or self._same_under_other_names(base, revision):
            self.accounted |= {base.pointer, revision.pointer}
        elif _ways_to(base) != _ways_to(revision):
            # Whether the other component says something else is known only when all is walked.
            self.led_elsewhere.append((node, rewritten(base, revision, revision.pointer)))
        for contract, at in ((self.base, base), (self.revision, revision)):
            # OpenAPI 3.0 ignores what stands beside a `$ref`, so nothing would tell that it differs.
            if contract.dialect == "3.0" and isinstance(at.schema, dict) and "$ref" in at.schema:
                self.accounted |= {join(at.pointer, keyword) for keyword in at.schema}
        known = {edit.key for edit in node.edits}
        node.edits.extend(edit for edit in found if edit.key not in known)

    def _same_under_other_names(self, base: At, revision: At) -> bool:
        """Whether only the name of the component was changed that both refer to."""
        refs = reference_of(base.schema), reference_of(revision.schema)
        if not all(isinstance(ref, str) for ref in refs) or refs[0] == refs[1]:
            return False
        targets = resolve(self.base.document, refs[0]), resolve(self.revision.document, refs[1])
        return same(*targets)

    def pair(self, base: str, revision: str, site: tuple[str, str] | None = None) -> None:
        """Remember a shared part that was compared with itself, or with another one; `site`: where it was used."""
        if site is not None:
            self.used.setdefault((base, revision), set()).add(site)
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
        # A component whose pairs are with several others was divided or joined, not renamed.
        return {name[0]: name[1] for pair, name in names.items() if left[pair[0]] == right[pair[1]] == 1}

    def know_elsewhere(self) -> None:
        """Let questions ask about all names of a component but where it has come to stand in place of something else.

        Only of components that say the same on both sides, and that nothing else is joined with.
        """
        joined = {ref for node in self.nodes.values() if node.left and node.right for ref in node.right.refs}
        self.questions.know_elsewhere(
            {
                ref: leading
                for ref, leading in self.led_by.items()
                if ref not in joined and ref not in self.differs.refs and find(self.base.document, ref) is not NOWHERE
            }
        )

    def give_up(self) -> None:
        """Leave the pairs that are waiting."""
        self.pending = []

    def keeps_apart(self, node: Node) -> bool:
        """Whether the alternatives of a node that leads on exclude each other; of others that is known already.

        Texts do not: `5` is an integer and a string.
        """
        if node.travels in TEXTUAL:
            return False
        if node.left is not None or node.apart is not None:
            return node.apart is True
        node.apart = all(self.matched(*pair).apart for pair in zip(*self.groups(node), strict=True))
        return node.apart

    def groups(self, node: Node) -> tuple[list[Group], list[Group]]:
        """The alternatives of both sides of a pair."""
        left = node.left or conjunction(self.base, node.base)
        right = node.right or conjunction(self.revision, node.revision)
        return left.groups, right.groups

    def _settled_sides(self, base: At, revision: At) -> tuple[At, At]:
        """Two schemas, settled alike.

        What stands beside a reference is compared at the place of use, if both sides refer. Otherwise it belongs to the
        schema, as the other side may say it within its own.
        """
        marked = (reference_of(base.schema) is None) == (reference_of(revision.schema) is None)
        return self.settled(base, self.base, marked=marked), self.settled(revision, self.revision, marked=marked)

    def settled(self, at: At, contract: Contract, *, marked: bool = True) -> At:
        """Follow references that stand alone, or in a lone alternative, so that a shared schema is one place.

        `marked`: those that stand beside extensions, prose and examples as well.
        """
        seen: set[str] = set()
        while isinstance(at.schema, dict):
            if (inner := lone_reference(at)) is not None:
                self.accounted |= {inner.pointer, inner.pointer.rpartition("/")[0]}
                at = inner
            ref = at.schema.get("$ref") if isinstance(at.schema, dict) else None
            # References can lead in a circle.
            if not isinstance(ref, str) or ref in seen:
                break
            # In 3.0 no keyword beside a `$ref` counts; from 3.1 on the schema joins what stands there, unless that says
            # nothing.
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

    def matched(self, first: Group, second: Group) -> Matched:
        key = first, second
        if key not in self.matches:
            self.matches[key] = match(
                self.base, self.revision, list(first.alternatives), list(second.alternatives), self.differs
            )
        return self.matches[key]

    def names(self, contract: Contract, schema: JSON) -> AbstractSet[Name] | None:
        """The names below a schema; of schemas that lead to most of a description, found once."""
        key = written_in(contract, schema)
        if key not in self._named:
            self._named[key] = schema, names_below(contract, schema)
        return self._named[key][1]

    @cached_property
    def names_sent(self) -> NamesBelow:
        """The names that clients of the base know anywhere in what is compared."""
        return NamesBelow(self.base, [node.base.schema for node in self.nodes.values() if node.seeds])

    def edge(self, node: Node, first: At, second: At, step: Step, mask: Directions = BOTH, was: str = "") -> None:
        site = join(node.site, *(token for token in step if token))
        child = self.node(first, second, inside(node.travels, *step), site=site)
        if child:
            child.is_property |= step[0] == "properties"
            node.edges.append(Edge(child, mask, node.entangled, step, was))


def _joined_instead(node: Node) -> tuple[str, str] | None:
    """The only component that one side joins in place of another one."""
    if node.left is None or node.right is None:
        return None
    gone = [ref for ref in node.left.refs if ref not in node.right.refs]
    came = [ref for ref in node.right.refs if ref not in node.left.refs]
    return (gone[0][1:], came[0][1:]) if len(gone) == len(came) == 1 else None


def _is_component(pointer: str) -> bool:
    return pointer.startswith("/components/") and not pointer.startswith(SCHEMAS)


def _ways_to(at: At) -> list[JSON]:
    """What a schema refers to, by itself and in a lone alternative."""
    inner = lone_reference(at)
    return [reference_of(at.schema), reference_of(inner.schema) if inner is not None else None]


def reference_of(schema: JSON) -> JSON:
    return schema.get("$ref") if isinstance(schema, dict) else None


def _identity(at: At) -> str:
    """What tells a schema from others: that a name is not declared stands where the object is that lacks it."""
    return f"{at.identity} {at.schema}" if isinstance(at.schema, bool) else at.identity
