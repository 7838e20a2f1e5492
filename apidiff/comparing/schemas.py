"""Schemas: walks a pair of schemas down to the smallest places that differ, each pair once however often reached."""

from __future__ import annotations

from apidiff.comparing import objects
from apidiff.comparing.alternatives import label, match
from apidiff.comparing.cutting import Cut
from apidiff.comparing.differing import Differing
from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Edit, Spot
from apidiff.comparing.keywords import keyword_edits, mark_rule
from apidiff.comparing.nodes import Edge, Node, NodeKey
from apidiff.comparing.nulls import without_null
from apidiff.comparing.parts import GROUPS, At, Conjunction, Group, conjunction, declared_names
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.questions import EXPLODED, PLAIN, TEXT, Questions
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.reading import resolve


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
        self._pending: list[Node] = []

    def node(self, base: At, revision: At, travels: str = PLAIN, variant: str = "") -> Node | None:
        """The pair of two schemas; `None` where they are the same, by text and by what they refer to."""
        if not variant and not self.differs(base.schema, revision.schema):
            return None
        first, second = self._settled(base, self.base), self._settled(revision, self.revision)
        key = NodeKey(first.pointer, second.pointer, travels, variant)
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(key, first, second, travels)
            self._pending.append(node)
        node_prose = _prose_beside_ref(base, revision) if not variant else []
        node.edits.extend(edit for edit in node_prose if edit.key not in {e.key for e in node.edits})
        return node

    def expand(self) -> None:
        """Walk every pair that is waiting, and those that they lead to."""
        while self._pending:
            self._expand(self._pending.pop())

    def _settled(self, at: At, contract: Contract) -> At:
        """Follow references that stand alone, so that a shared schema is one place."""
        seen: set[str] = set()
        while isinstance(at.schema, dict) and isinstance(ref := at.schema.get("$ref"), str):
            alone = contract.dialect == "3.0" or all(
                key == "$ref" or key.startswith("x-") or mark_rule(key) in {"documentation-changed", "examples-changed"}
                for key in at.schema
            )
            if not alone or ref in seen:
                break
            seen.add(ref)
            self.visited.add(ref)
            at = At(resolve(contract.document, ref), ref[1:])
        return at

    def _expand(self, node: Node) -> None:
        left = node.left = conjunction(self.base, node.base.schema, node.base.pointer)
        right = node.right = conjunction(self.revision, node.revision.schema, node.revision.pointer)
        self.visited.update(left.refs, right.refs)
        if left.is_false or right.is_false:
            self._boolean(node)
            return
        if self._nullable(node, left, right) or self._regrouped(node, left, right):
            return
        groups_compared = self._groups(node, left, right)
        for edit in keyword_edits(left, right, self.differs):
            node.edits.append(edit)
        self._children(node, left, right)
        self._frame(node, left, right, groups_compared)

    def _frame(self, node: Node, left: Conjunction, right: Conjunction, groups_compared: bool) -> None:
        """Prepare what the pair alone is asked about, where there is something to ask."""
        if not any(edit.asks and edit.question is None for edit in node.edits):
            return
        cut = Cut(self.base, self.revision, left, right, self.differs)
        node.entangled = cut.entangled()
        unevaluated = any(keyword.startswith("unevaluated") for side in (left, right) for keyword in side.keywords)
        whole = unevaluated or node.travels == EXPLODED
        node.own = (node.base.schema, node.revision.schema) if whole else cut.schemas(groups_compared)

    def _boolean(self, node: Node) -> None:
        if node.base.schema == node.revision.schema:
            return
        where = phrase(node.revision.pointer)
        texts = {"base": shown(node.base.schema), "revision": shown(node.revision.schema)}
        params = {"keyword": "schema", "where": where, "holder": where, "name": "schema", **texts}
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        node.edits.append(Edit("type-changed", *spots, params=params, asks=True))
        node.own = (node.base.schema, node.revision.schema)

    def _nullable(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare what stands beside `null` where the two sides write null differently."""
        first, second = without_null(left, node.base), without_null(right, node.revision)
        if not (first.wrapped or second.wrapped) or node.key.variant == "beside null":
            return False
        if first.wrapped and second.wrapped and first.kind == second.kind == "group":
            return False
        if first.nullable != second.nullable:
            node.edits.append(self._null_edit(node, added=second.nullable))
        child = self.node(first.core, second.core, node.travels, "beside null")
        if child:
            node.edges.append(Edge(child, BOTH, gated=False))
        return True

    def _null_edit(self, node: Node, *, added: bool) -> Edit:
        where = phrase(node.revision.pointer)
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        params = {"keyword": "type", "where": where, "holder": where, "name": "null"}
        params |= {"base": "not null", "revision": "null"} if added else {"base": "null", "revision": "not null"}
        others: JSON = {"not": {"type": "null"}}
        question = (others, True) if added else (True, others)
        rule = "null-added" if added else "null-removed"
        return Edit(rule, *spots, params=params, asks=True, question=(*question, "both"))

    def _regrouped(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """A pair whose alternatives were written another way: one rewrite if the values stay the same."""
        shapes = [[(g.keyword, len(g.alternatives)) for g in side.groups] for side in (left, right)]
        if shapes[0] == shapes[1] and (not shapes[0] or node.base.schema == node.revision.schema):
            return False
        if not self._same_names(node) or not self.questions.same(
            node.base.schema, node.revision.schema, BOTH, node.travels
        ):
            return False
        where = phrase(node.revision.pointer)
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        params = {"where": where, "holder": where, "name": where, "keyword": "schema", "base": "", "revision": ""}
        node.edits.append(Edit("schema-rewritten", *spots, params=params))
        return True

    def _same_names(self, node: Node) -> bool:
        names = (
            declared_names(contract, at.schema, at.pointer)
            for contract, at in ((self.base, node.base), (self.revision, node.revision))
        )
        return next(names) == next(names)

    def _groups(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare alternatives; answers whether they were compared one by one and the question may leave them out."""
        if not left.groups and not right.groups:
            return True
        pairs = self._paired_groups(node, left, right)
        if pairs is None:
            node.edits.append(self._composition(node, left, right))
            return False
        one_by_one = True
        for first, second in pairs:
            members = [[a.schema for a in group.alternatives] for group in (first, second)]
            if first.keyword == second.keyword and not self.differs(*members):
                continue
            one_by_one &= self._alternatives(node, first, second)
        return one_by_one

    def _paired_groups(self, node: Node, left: Conjunction, right: Conjunction) -> list[tuple[Group, Group]] | None:
        if len(left.groups) == len(right.groups):
            return list(zip(left.groups, right.groups, strict=True))
        if len(left.groups) == 1 and not right.groups and _only_groups(left):
            whole = Group(left.groups[0].keyword, (node.revision,), node.revision.pointer)
            return [(left.groups[0], whole)]
        if len(right.groups) == 1 and not left.groups and _only_groups(right):
            whole = Group(right.groups[0].keyword, (node.base,), node.base.pointer)
            return [(whole, right.groups[0])]
        return None

    def _alternatives(self, node: Node, first: Group, second: Group) -> bool:
        found = match(self.base, self.revision, list(first.alternatives), list(second.alternatives), self.differs)
        exclusive = "oneOf" in (first.keyword, second.keyword) and not found.apart
        for old, new in found.pairs:
            if old is node.base or new is node.revision:
                child = self.node(old, new, node.travels, "alternative")
            else:
                child = self.node(old, new, node.travels)
            if child and child is not node:
                node.edges.append(Edge(child, BOTH, gated=not found.apart))
        for at in found.removed:
            node.edits.append(self._alternative_edit("alternative-removed", at, first, second, "base"))
        for at in found.added:
            node.edits.append(self._alternative_edit("alternative-added", at, second, first, "revision"))
        node.exclusive |= exclusive
        if first.keyword != second.keyword and len(second.alternatives) > 1:
            node.edits.append(self._composition(node, node.left, node.right))
            return False
        return True

    def _alternative_edit(self, rule: str, at: At, group: Group, other: Group, side: str) -> Edit:
        """An alternative is judged by its own side alone: with it, and without it."""
        where = phrase(at.pointer)
        name = label(at)
        rest = [a.schema for a in group.alternatives if a is not at]
        keyword = group.keyword if side == "revision" or len(group.alternatives) > 1 else other.keyword
        whole: JSON = {keyword: [a.schema for a in group.alternatives]}
        without: JSON = {keyword: rest} if rest else False
        params = {"where": where, "holder": where, "name": name, "keyword": keyword, "base": "", "revision": ""}
        if side == "revision":
            spots = Spot(other.pointer), Spot(at.pointer, at.schema)
            return Edit(rule, *spots, name=name, params=params, asks=True, question=(without, whole, "revision"))
        spots = Spot(at.pointer, at.schema), Spot(other.pointer)
        return Edit(rule, *spots, name=name, params=params, asks=True, question=(whole, without, "base"))

    def _composition(self, node: Node, left: Conjunction | None, right: Conjunction | None) -> Edit:
        old, new = (
            " and ".join(group.keyword for group in side.groups) if side and side.groups else "no alternatives"
            for side in (left, right)
        )
        where = phrase(node.revision.pointer)
        params = {"where": where, "holder": where, "name": where, "keyword": "oneOf", "base": old, "revision": new}
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        return Edit("composition-changed", *spots, params=params, asks=True)

    def _children(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Pairs that stand at the same place in both: properties, items, tuples, maps."""
        inner = TEXT if node.travels == EXPLODED else node.travels
        named = objects.compare(self.base, self.revision, (left, node.base), (right, node.revision))
        node.edits.extend(named.edits)
        for first, second, mask in named.pairs:
            self._edge(node, first, second, inner, mask)
        for keyword in ("items", "additionalProperties"):
            first, second = left.child(keyword), right.child(keyword)
            if first and second and isinstance(first.schema, dict) and isinstance(second.schema, dict):
                self._edge(node, first, second, inner)
            else:
                node.edits.extend(_single(keyword, left, right, first, second))
        for keyword in ("patternProperties", "prefixItems"):
            old, new = left.children(keyword), right.children(keyword)
            for name in old.keys() & new.keys() if keyword == "patternProperties" or len(old) == len(new) else ():
                self._edge(node, old[name], new[name], inner)
            if keyword == "patternProperties":
                node.edits.extend(_patterns(left, right, old, new))
            elif len(old) != len(new):
                node.edits.append(_simple("prefix-items-changed", "prefixItems", left, right))

    def _edge(self, node: Node, first: At, second: At, travels: str, mask: int = BOTH) -> None:
        child = self.node(first, second, travels)
        if child:
            node.edges.append(Edge(child, mask, gated=False))


def _only_groups(side: Conjunction) -> bool:
    return all(keyword in GROUPS or not _asks(keyword) for keyword in side.keywords)


def _asks(keyword: str) -> bool:
    return mark_rule(keyword) == "extension-changed" and not keyword.startswith("x-")


def _simple(rule: str, keyword: str, left: Conjunction, right: Conjunction) -> Edit:
    old, new = left.keyword(keyword), right.keyword(keyword)
    where = phrase(right.pointer)
    params = {
        "where": where,
        "holder": where,
        "name": keyword,
        "keyword": keyword,
        "base": shown(old[0]) if old else "absent",
        "revision": shown(new[0]) if new else "absent",
    }
    base = Spot(old[1], old[0]) if old else Spot(left.pointer)
    revision = Spot(new[1], new[0]) if new else Spot(right.pointer)
    patch = {keyword: new[0] if new else None} if new else None
    return Edit(rule, base, revision, params=params, asks=True, patch=patch)


def _single(keyword: str, left: Conjunction, right: Conjunction, first: At | None, second: At | None) -> list[Edit]:
    """`items` and `additionalProperties` where at least one side leaves them open or shut."""
    old, new = (True if at is None or at.schema == {} else at.schema for at in (first, second))
    if old == new:
        return []
    if keyword == "items":
        rule = "items-added" if old is True or new is False else "items-removed"
    elif new is False:
        rule = "additional-properties-closed"
    elif old is False:
        rule = "additional-properties-opened"
    else:
        rule = "additional-properties-changed"
    return [_simple(rule, keyword, left, right)]


def _patterns(left: Conjunction, right: Conjunction, old: dict[str, At], new: dict[str, At]) -> list[Edit]:
    edits = []
    for rule, names, sides in (
        ("pattern-property-removed", old.keys() - new.keys(), old),
        ("pattern-property-added", new.keys() - old.keys(), new),
    ):
        for name in sorted(names):
            edit = _simple(rule, "patternProperties", left, right)
            edit.name = edit.params["name"] = name
            here = Spot(sides[name].pointer, sides[name].schema)
            edit.base, edit.revision = (here, edit.revision) if rule.endswith("removed") else (edit.base, here)
            edit.patch = None
            edits.append(edit)
    return edits


def _prose_beside_ref(base: At, revision: At) -> list[Edit]:
    """Prose written beside a `$ref`, where the references themselves are followed."""
    if not (isinstance(base.schema, dict) and isinstance(revision.schema, dict)):
        return []
    if "$ref" not in base.schema or "$ref" not in revision.schema:
        return []
    edits = []
    for keyword in {**base.schema, **revision.schema}:
        rule = mark_rule(keyword)
        old, new = base.schema.get(keyword), revision.schema.get(keyword)
        if keyword == "$ref" or old == new or rule not in {"documentation-changed", "examples-changed"}:
            continue
        where = phrase(revision.pointer)
        params = {"where": where, "holder": where, "name": keyword, "keyword": keyword}
        params |= {"base": shown(old), "revision": shown(new)}
        spots = Spot(join(base.pointer, keyword), old), Spot(join(revision.pointer, keyword), new)
        edits.append(Edit(rule, *spots, params=params))
    return edits


__all__ = ["FROM_SERVER", "TO_SERVER", "SchemaWalk"]
