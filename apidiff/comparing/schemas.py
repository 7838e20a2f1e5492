"""Schemas: walks a pair of schemas down to the smallest places that differ, each pair once however often reached."""

from __future__ import annotations

from apidiff.comparing import objects
from apidiff.comparing.alternatives import label, match
from apidiff.comparing.cutting import Cut, laid_over
from apidiff.comparing.differing import Differing
from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Edit, Spot
from apidiff.comparing.keywords import keyword_edit, keyword_edits, mark_edits, mark_rule, value_of
from apidiff.comparing.nodes import Edge, Node, NodeKey, Step
from apidiff.comparing.nulls import without_null
from apidiff.comparing.parts import GROUPS, At, Conjunction, Group, conjunction, declared_names
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.questions import EXPLODED, PLAIN, TEXT, Questions
from apidiff.comparing.showing import shown
from apidiff.errors import unescape_token
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
        self.paired: set[str] = set()
        """Places that were compared with the same place on the other side."""
        self.accounted: set[str] = set()
        """Places that refer to what the other side holds, or elsewhere; what they lead to was compared."""
        self._pending: list[Node] = []
        self._dialects = {base.dialect, revision.dialect}

    def node(self, base: At, revision: At, travels: str = PLAIN, variant: str = "") -> Node | None:
        """The pair of two schemas; `None` where they are the same, by text and by what they refer to."""
        if not variant and not self.differs(base.schema, revision.schema):
            return None
        first, second = self._settled(base, self.base), self._settled(revision, self.revision)
        key = NodeKey(first.identity, second.identity, travels, variant)
        node = self.nodes.get(key)
        if node is None:
            shared = first.pointer == second.pointer or second.pointer == revision.pointer
            self.pair(first.pointer, second.pointer)
            node = self.nodes[key] = Node(key, first, second, travels, second.pointer if shared else revision.pointer)
            self._pending.append(node)
        self._beside(node, base, revision)
        return node

    def _beside(self, node: Node, base: At, revision: At) -> None:
        """Note what differs at the place of use itself: where it refers to, and the prose beside the reference."""
        found = _prose_beside_ref(base, revision)
        if self._same_under_other_names(base, revision):
            self.accounted |= {base.pointer, revision.pointer}
        elif _refers(base.schema) != _refers(revision.schema):
            found.append(_rewritten(base, revision, revision.pointer))
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
        return bool(targets[0] == targets[1])

    def pair(self, base: str, revision: str) -> None:
        """Remember a shared part that was compared with itself."""
        if base == revision:
            self.paired.add(base)

    def referred(self, base: tuple[JSON, str], revision: tuple[JSON, str]) -> None:
        """Account for two places, one of which refers to what the other holds, or that refer to different places."""
        refs = [value.get("$ref") if isinstance(value, dict) else None for value, _ in (base, revision)]
        if refs[0] != refs[1]:
            self.accounted |= {base[1], revision[1]}

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
        left = node.left = conjunction(self.base, node.base)
        right = node.right = conjunction(self.revision, node.revision)
        right.site = node.site
        self.visited.update(left.refs, right.refs)
        if left.is_false or right.is_false:
            self._boolean(node)
            return
        if self._nullable(node, left, right) or self._regrouped(node, left, right):
            return
        if node.travels == PLAIN and _share_no_type(left, right):
            self._replaced(node, left, right)
            return
        groups_compared = self._groups(node, left, right)
        if node.wrapped:
            node.edits.extend(mark_edits(left, right))
            node.edits.append(_rewritten(node.base, node.revision, node.site))
            return
        for edit in keyword_edits(left, right, self.differs):
            node.edits.append(edit)
        self._children(node, left, right)
        if _joins(node.base.schema) != _joins(node.revision.schema):
            node.edits.append(_rewritten(node.base, node.revision, node.site))
        self._frame(node, left, right, groups_compared)

    def _frame(self, node: Node, left: Conjunction, right: Conjunction, groups_compared: bool) -> None:
        """Prepare what the pair alone is asked about, where there is something to ask."""
        unexplained = self._unexplained(node, left, right)
        if not unexplained and not any(edit.asks and edit.question is None for edit in node.edits):
            return
        cut = Cut(self.base, self.revision, left, right, self.differs)
        node.entangled = cut.entangled()
        unevaluated = any(keyword.startswith("unevaluated") for side in (left, right) for keyword in side.keywords)
        whole = unevaluated or node.travels == EXPLODED
        node.own = (node.base.schema, node.revision.schema) if whole else cut.schemas(groups_compared)
        if unexplained:
            self._explain(node, left, right, unexplained)

    def _explain(self, node: Node, left: Conjunction, right: Conjunction, keywords: list[str]) -> None:
        """One rewrite, if the values stay the same; else a change that no rule knows."""
        assert node.own is not None
        edits = [keyword_edit("schema-changed", keyword, left, right) for keyword in keywords]
        together = Edit("", None, None, patch={k: v for edit in edits for k, v in (edit.patch or {}).items()})
        alone = not any(edit.asks and edit.question is None for edit in node.edits)
        revision = node.own[1] if alone else laid_over(node.own[0], together)
        if revision is not None and self.questions.same(node.own[0], revision, BOTH, node.travels):
            for edit in edits:
                edit.rule, edit.asks = "schema-rewritten", False
        node.edits.extend(edits)

    def _unexplained(self, node: Node, left: Conjunction, right: Conjunction) -> list[str]:
        """The keywords whose text differs though no edit speaks of them: another way to write the same, it is hoped."""
        told = {edit.params["keyword"] for edit in node.edits} | {k for e in node.edits for k in e.patch or ()}
        for side in (left, right):
            for schema, pointer in side.objects:
                read = told | {"required"} | ({"nullable", "example"} if "3.0" in self._dialects else set())
                self.accounted |= {join(pointer, k) for k in read if k in schema or k in ("nullable", "example")}
        return [
            keyword
            for keyword in {**left.keywords, **right.keywords}
            if keyword not in told and _could_be_unexplained(keyword, left, right, self.differs)
        ]

    def _boolean(self, node: Node) -> None:
        if node.base.schema == node.revision.schema:
            return
        where = phrase(node.site)
        texts = {"base": shown(node.base.schema), "revision": shown(node.revision.schema)}
        params = {"keyword": "schema", "where": where, "holder": where, "name": "schema", **texts}
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        node.edits.append(Edit("type-changed", *spots, params=params, asks=True))
        node.own = (node.base.schema, node.revision.schema)

    def _replaced(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Another type altogether: what the old one asked has no counterpart, and is not told one by one."""
        edit = keyword_edit("type-changed", "type", left, right)
        edit.base = Spot(node.base.pointer, _listed_types(left))
        edit.revision = Spot(node.revision.pointer, _listed_types(right))
        node.edits.append(edit)
        node.edits.extend(mark_edits(left, right))
        node.own = (node.base.schema, node.revision.schema)

    def _nullable(self, node: Node, left: Conjunction, right: Conjunction) -> bool:
        """Compare what stands beside `null` where the two sides write null differently."""
        first, second = without_null(left, node.base), without_null(right, node.revision)
        if not (first.wrapped or second.wrapped) or node.key.variant == "beside null":
            return False
        if first.wrapped and second.wrapped and first.kind == second.kind == "group":
            return False
        node.edits.extend(mark_edits(left, right))
        node.edits.append(_rewritten(node.base, node.revision, node.site))
        if first.nullable != second.nullable:
            node.edits.append(self._null_edit(node, added=second.nullable))
        child = self.node(first.core, second.core, node.travels, "beside null")
        if child:
            node.edges.append(Edge(child, BOTH, gated=False))
        return True

    def _null_edit(self, node: Node, *, added: bool) -> Edit:
        where = phrase(node.site)
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
        node.edits.append(_rewritten(node.base, node.revision, node.site))
        if node.left and node.right:
            node.edits.extend(mark_edits(node.left, node.right))
        return True

    def _same_names(self, node: Node) -> bool:
        names = (
            declared_names(contract, at.schema)
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
            node.wrapped = True
            return [(left.groups[0], whole)]
        if len(right.groups) == 1 and not left.groups and _only_groups(right):
            whole = Group(right.groups[0].keyword, (node.base,), node.base.pointer)
            node.wrapped = True
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
            node.edits.append(self._alternative_edit(node, "alternative-removed", at, first, second, "base"))
        for at in found.added:
            node.edits.append(self._alternative_edit(node, "alternative-added", at, second, first, "revision"))
        node.exclusive |= exclusive
        if first.keyword != second.keyword and len(second.alternatives) > 1:
            node.edits.append(self._composition(node, node.left, node.right))
            return False
        return True

    def _alternative_edit(self, node: Node, rule: str, at: At, group: Group, other: Group, side: str) -> Edit:
        """An alternative is judged by its own side alone: with it, and without it."""
        where = phrase(node.site)
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
        where = phrase(node.site)
        params = {"where": where, "holder": where, "name": where, "keyword": "oneOf", "base": old, "revision": new}
        spots = Spot(node.base.pointer, node.base.schema), Spot(node.revision.pointer, node.revision.schema)
        return Edit("composition-changed", *spots, params=params, asks=True)

    def _children(self, node: Node, left: Conjunction, right: Conjunction) -> None:
        """Pairs that stand at the same place in both: properties, items, tuples, maps."""
        inner = TEXT if node.travels == EXPLODED else node.travels
        named = objects.compare(self.base, self.revision, (left, node.base), (right, node.revision))
        node.edits.extend(named.edits)
        for old_property, new_property, mask in named.pairs:
            name = new_property.pointer.rpartition("/")[2]
            self._edge(node, old_property, new_property, inner, ("properties", unescape_token(name)), mask)
        for keyword in ("items", "additionalProperties"):
            first, second = left.child(keyword), right.child(keyword)
            if first and second and isinstance(first.schema, dict) and isinstance(second.schema, dict):
                self._edge(node, first, second, inner, (keyword, ""))
            else:
                node.edits.extend(_single(keyword, left, right, first, second))
        for keyword in ("patternProperties", "prefixItems"):
            old, new = left.children(keyword), right.children(keyword)
            for name in old.keys() & new.keys() if keyword == "patternProperties" or len(old) == len(new) else ():
                self._edge(node, old[name], new[name], inner, (keyword, name))
            if keyword == "patternProperties":
                node.edits.extend(_patterns(left, right, old, new))
            elif len(old) != len(new):
                node.edits.append(_simple("prefix-items-changed", "prefixItems", left, right))

    def _edge(self, node: Node, first: At, second: At, travels: str, step: Step, mask: int = BOTH) -> None:
        child = self.node(first, second, travels)
        if child:
            node.edges.append(Edge(child, mask, gated=False, step=step))


_STRUCTURE = frozenset(
    {"properties", "patternProperties", "prefixItems", "anyOf", "oneOf", "allOf", "$ref", "$defs", "definitions"}
) | {"nullable"}
"""Keywords that are compared part by part."""


def _could_be_unexplained(keyword: str, left: Conjunction, right: Conjunction, differs: Differing) -> bool:
    if keyword == "required":
        lists = [sorted((p.partition("/required")[0], *s["required"]) for s, p in side.objects if _has_list(s))
                 for side in (left, right)]  # fmt: skip
        return left.required.keys() == right.required.keys() and [n[1:] for n in lists[0]] != [n[1:] for n in lists[1]]
    old, new = value_of(left, keyword), value_of(right, keyword)
    if keyword in ("items", "additionalProperties") and isinstance(old, dict) and isinstance(new, dict):
        return False
    if keyword in ("readOnly", "writeOnly"):
        return bool(old) == bool(new) and old != new
    return keyword not in _STRUCTURE and not keyword.startswith("x-") and differs(old, new)


def _has_list(schema: dict[str, JSON]) -> bool:
    return isinstance(schema.get("required"), list) and all(isinstance(n, str) for n in schema["required"])


def _share_no_type(left: Conjunction, right: Conjunction) -> bool:
    if left.types is None or right.types is None or not left.types or not right.types:
        return False
    return not any(_KIN.get(name, name) in {_KIN.get(other, other) for other in right.types} for name in left.types)


_KIN = {"integer": "number"}


def _listed_types(side: Conjunction) -> JSON:
    types = sorted(side.types or ())
    return types[0] if len(types) == 1 else types


def _refers(schema: JSON) -> JSON:
    return schema.get("$ref") if isinstance(schema, dict) else None


def _joins(schema: JSON) -> list[JSON]:
    """How a schema is put together: what it refers to, and what each member of its `allOf` refers to."""
    members = schema.get("allOf") if isinstance(schema, dict) else None
    return [_refers(schema), [_refers(member) for member in members] if isinstance(members, list) else None]


def _rewritten(base: At, revision: At, site: str) -> Edit:
    """The schema is put together in another way; what that changes is told by edits of their own."""
    where = phrase(site)
    params = {"where": where, "holder": where, "name": where, "keyword": "schema", "base": "", "revision": ""}
    return Edit(
        "schema-rewritten", Spot(base.pointer, base.schema), Spot(revision.pointer, revision.schema), params=params
    )


def _only_groups(side: Conjunction) -> bool:
    return all(keyword in GROUPS or not _asks(keyword) for keyword in side.keywords)


def _asks(keyword: str) -> bool:
    return mark_rule(keyword) == "extension-changed" and not keyword.startswith("x-")


def _simple(rule: str, keyword: str, left: Conjunction, right: Conjunction) -> Edit:
    old, new = left.keyword(keyword), right.keyword(keyword)
    where = phrase(right.site)
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
