"""Pairs of uses in, what differs in the types that generators make of them out; each pair is looked at once.

The walk enters only what differs, by text or by what it refers to. What is found at a pair counts for every operation
that leads to it, in the direction in which it does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from apidiff.comparing.edits import BOTH, FROM_SERVER, TO_SERVER, Directions, Edit, Spot
from apidiff.comparing.library.edits import known_by, library_edit, restating, told_at, value_key
from apidiff.comparing.library.fields import Class, Classes, Field
from apidiff.comparing.library.rules import restated
from apidiff.comparing.library.types import CONSTANTS, NAMED, Generated, Types, Use, constants, is_null, is_open_enum
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.differing import Differing
from apidiff.comparing.schemas.keyword_edit import value_text
from apidiff.model.change import Direction
from apidiff.model.contract import Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.hierarchy import component_name
from apidiff.openapi.naming import class_name
from apidiff.openapi.pointers import below
from apidiff.openapi.uri import percent_decoded


class Pair:
    """Two uses, or two classes, that stand for one another."""

    __slots__ = ("base", "edges", "edits", "form", "from_server", "revision", "to_server", "told", "users", "waiting")

    def __init__(self, base: Use, revision: Use) -> None:
        self.base = base
        self.revision = revision
        self.edits: list[Edit] = []
        self.edges: list[tuple[Pair, Directions]] = []
        """What it leads to, and the directions in which it does."""
        self.users: list[Pair] = []
        """What leads to it."""
        self.to_server = self.from_server = 0
        """By direction, the operations that lead to it (bit sets)."""
        self.told = False
        """Whether it, or something that it leads to, is told of."""
        self.form = False
        """Whether its fields are arguments of a method, and no class is made of it for that."""
        self.waiting = False

    def lead_to(self, child: Pair, mask: Directions) -> None:
        # A field that is `readOnly` on one side and `writeOnly` on the other is in no payload that both know.
        if mask:
            self.edges.append((child, mask))
            child.users.append(self)

    def note(self, edit: Edit) -> None:
        """Note an edit, unless there is one of its rule: a pair can be met by several ways."""
        if all(known.rule != edit.rule for known in self.edits):
            self.edits.append(edit)

    def reach(self, mask: Directions, to_server: int, from_server: int) -> bool:
        """Note who leads to it. Returns whether that was not known."""
        before = self.to_server, self.from_server
        if mask is not FROM_SERVER:
            self.to_server |= to_server
        if mask is not TO_SERVER:
            self.from_server |= from_server
        return before != (self.to_server, self.from_server)

    @property
    def reached(self) -> dict[Direction, int]:
        """The operations that lead to it by direction, where there are any."""
        found: dict[Direction, int] = {"to-server": self.to_server, "from-server": self.from_server}
        return {direction: operations for direction, operations in found.items() if operations}


class TypeWalk:
    """Walks the pairs of two contracts. `named` is what the walk met under two names; see `names`."""

    def __init__(self, base: Contract, revision: Contract, differs: Differing) -> None:
        self._differs = differs
        # A snapshot that an older apidiff made does not say that it is of parts, and has them under the same names.
        sides = (base, base.parts or revision.parts), (revision, revision.parts or base.parts)
        self.types = Types(*sides[0]), Types(*sides[1])
        self._classes = Classes(base), Classes(revision)
        self._uses: dict[tuple[str, str], Pair] = {}
        self._contents: dict[tuple[str, str], Pair] = {}
        self._pending: list[Pair] = []
        self.named: list[tuple[Generated, Generated, Pair]] = []
        self.dropped: set[str] = set()
        """The components whose fields a class no longer has by `allOf`."""

    def start(self, base: Use, revision: Use, mask: Directions, bit: int, *, form: bool = False) -> None:
        """Compare two schemas at a surface of an operation."""
        if self._differs(base.schema, revision.schema):
            pair = self._pair(base, revision)
            pair.form = form
            pair.reach(mask, bit, bit)

    def finish(self) -> list[Pair]:
        """Walk all that was started. Returns the pairs with edits and who leads to them. Raises `TooManyFields`."""
        while self._pending:
            self._compare(self._pending.pop())
        pairs = [*self._uses.values(), *self._contents.values()]
        told = [pair for pair in pairs if pair.edits]
        _spread(pairs, [*told, *(pair for _, _, pair in self.named)])
        return told

    def _pair(self, base: Use, revision: Use, *, walked: bool = True) -> Pair:
        key = base.pointer, revision.pointer
        if key not in self._uses:
            # By place: a use is compared once, however many operations lead to it.
            self._uses[key] = Pair(base, revision)
            if walked:
                self._pending.append(self._uses[key])
        return self._uses[key]

    def _compare(self, pair: Pair) -> None:
        old, new = (types.of(use) for types, use in zip(self.types, (pair.base, pair.revision), strict=True))
        if old.form != new.form:
            self._reformed(pair, old, new)
            # Of a list that became a set, what it holds is as it was.
            if {old.form, new.form} == {"list", "set"} and old.inner and new.inner:
                self._compare_held(pair, old.inner, new.inner)
            return
        # The fields of a form are arguments, and no class is made of it whose name a caller could use.
        if old.form in NAMED and not pair.form and class_name(old.name) != class_name(new.name):
            self.named.append((old, new, pair))
        if old.form in ("scalar", "enum") and old.scalar != new.scalar:
            self._retyped(pair, old, new)
        key = old.pointer, new.pointer
        # Many uses refer to one component: its contents are compared once, and each use leads to them.
        content = self._contents.get(key)
        if content is None:
            content = self._contents[key] = Pair(Use(old.schema, old.pointer), Use(new.schema, new.pointer))
            self._compare_contents(content, old, new)
        pair.lead_to(content, BOTH)

    def _compare_contents(self, pair: Pair, old: Generated, new: Generated) -> None:
        if old.form == "class":
            self._compare_classes(pair, *(side.of(one) for side, one in zip(self._classes, (old, new), strict=True)))
        elif old.form == "union":
            self._compare_unions(pair, old, new)
        elif old.form == "enum":
            self._compare_enums(pair, old, new)
        elif (first := old.inner) is not None and (second := new.inner) is not None:
            self._compare_held(pair, first, second)

    def _lead(self, pair: Pair, base: Use, revision: Use, mask: Directions) -> None:
        if self._differs(base.schema, revision.schema):
            pair.lead_to(self._pair(base, revision), mask)

    def _compare_held(self, pair: Pair, base: Use, revision: Use) -> None:
        """What lists and maps hold."""
        if not self._differs(base.schema, revision.schema):
            return
        member = self._pair(base, revision)
        pair.lead_to(member, BOTH)
        self._compare_null(member, base.pointer.rpartition("/")[2])

    def _compare_null(self, member: Pair, name: str) -> None:
        """Whether a value may be null: Go and TypeScript make another type of one that may."""
        old, new = (types.of(use) for types, use in zip(self.types, (member.base, member.revision), strict=True))
        if old.nullable != new.nullable:
            rule: RuleId = "field-became-nullable" if new.nullable else "field-became-non-nullable"
            edit = told_at(library_edit(rule, member.base, member.revision, name=name), old, new)
            if old.noted or new.noted:
                edit.restates = ()
            member.note(edit)

    def _compare_classes(self, pair: Pair, old: Class, new: Class) -> None:
        for name, before in old.fields.items():
            # A field that went is told on the wire; one that came is not looked for, as clients have to ignore what
            # they do not know.
            after = new.fields.get(name)
            if after is not None:
                self._compare_fields(pair, name, before, after)
        # A class that no other one inherits from is read whatever its tag.
        targets = {percent_decoded(str(use.schema["$ref"])[1:]) for use in old.subtypes.values()}
        inherited = bool(targets - {pair.base.pointer})
        self._compare_tags(pair, old.subtypes, new.subtypes, is_told=inherited)
        self.dropped |= old.copied - new.copied
        if old.extensible and not new.extensible:
            pair.edits.append(library_edit("additional-fields-removed", pair.base, pair.revision))
        was, now = self.types
        kept = {class_name(now.own(parent)) for parent in new.parents}
        # A parent that goes by another name is told where it is renamed.
        known = {parent: class_name(was.own(parent)) for parent in old.parents}
        gone = [parent for parent, own in known.items() if own not in kept and own in now.classes(was.part(parent))]
        if gone:
            owns = list(map(was.own, gone))
            whole = {"name": gone[0], "base": ", ".join(gone), "revision": ", ".join(new.parents) or "none"}
            told = {"base": ", ".join(owns), "revision": ", ".join(map(now.own, new.parents)) or "none"}
            edit = library_edit("base-class-removed", pair.base, pair.revision, name=owns[0], **told)
            pair.edits.append(known_by(edit, whole))

    def _compare_tags(self, pair: Pair, old: Mapping[str, Use], new: Mapping[str, Use], *, is_told: bool) -> None:
        """What tags stand for. `is_told`: whether clients choose by the tag, and know no other ones."""
        for tag, subtype in new.items():
            if tag in old:
                self._lead(pair, old[tag], subtype, BOTH)
            elif is_told:
                self._note_member(pair, subtype, tag)

    def _note_member(self, pair: Pair, member: Use, name: str, in_whole: str = "") -> None:
        """Note a class, or a tag, that clients did not know: at its own place, where the wire tells of it too."""
        where = phrase(pair.revision.pointer)
        edit = known_by(
            library_edit("union-member-added", pair.base, member, name=name, where=where), {"name": in_whole or name}
        )
        if edit.own and "$ref" not in member.schema:
            # Without a name of its own it is known by what it says.
            edit.own = edit.own[0], (edit.own[1], Spot(member.pointer, member.schema))
        pair.edits.append(edit)

    def _compare_fields(self, pair: Pair, name: str, old: Field, new: Field) -> None:
        differs = self._differs(old.schema, new.schema)
        if not differs and old.required == new.required:
            return
        mask = BOTH
        if old.read_only or new.read_only:
            mask &= FROM_SERVER
        if old.write_only or new.write_only:
            mask &= TO_SERVER
        first, second = old.use, new.use
        member = self._pair(first, second, walked=differs)
        pair.lead_to(member, mask)
        if old.required != new.required:
            rule: RuleId = "field-became-required" if new.required else "field-became-optional"
            member.note(library_edit(rule, first, second, name=name))
        if differs:
            self._compare_null(member, name)

    def _compare_unions(self, pair: Pair, old: Generated, new: Generated) -> None:
        """Pair the members by their tags, else by what they refer to."""
        keywords = ["one of several" if "oneOf" in side.schema else "any of several" for side in (old, new)]
        if keywords[0] != keywords[1]:
            told = dict(zip(("base", "revision"), keywords, strict=True))
            edit = library_edit("generated-type-changed", pair.base, pair.revision, **told)
            pair.edits.append(restating(edit, restated(old, new, pair.base.pointer)))
        sides = [_members(old), _members(new)]
        mapped = [side.of(one).subtypes for side, one in zip(self._classes, (old, new), strict=True)]
        # With tags on both sides each member is known by its tag, also one that came or went.
        tagged = bool(mapped[0] and mapped[1])
        self._compare_tags(pair, *mapped, is_told=tagged)
        if tagged:
            return
        names = [
            {self._referred(types, use): use for use in side} for types, side in zip(self.types, sides, strict=True)
        ]
        for name, use in names[0].items():
            if name is not None and name in names[1]:
                self._lead(pair, use, names[1][name], BOTH)
        rest = [
            [use for use in side if (name := self._referred(types, use)) is None or name not in other]
            for types, side, other in zip(self.types, sides, reversed(names), strict=True)
        ]
        self._compare_inline(pair, *rest)

    @staticmethod
    def _referred(types: Types, use: Use) -> str | None:
        name = component_name(str(use.schema.get("$ref")))
        return None if name is None else types.own(name)

    def _compare_inline(self, pair: Pair, old: list[Use], new: list[Use]) -> None:
        """Pair the members without a name: those with the same text, then the rest by what is made of them."""
        texts = [{value_key(use.schema): use for use in side} for side in (old, new)]
        for text in texts[0].keys() & texts[1].keys():
            self._lead(pair, texts[0].pop(text), texts[1].pop(text), BOTH)
        # With one more or less, pairs by order would hold unlike members against each other.
        if len(texts[0]) != len(texts[1]):
            for use in texts[1].values() if len(texts[0]) < len(texts[1]) else ():
                types = self.types[1]
                names = [types.told(types.of(use), in_whole=in_whole) for in_whole in (False, True)]
                self._note_member(pair, use, *names)
            return
        rest = [
            sorted((made.form, made.scalar, text) for text, use in side.items() for made in [types.of(use)])
            for types, side in zip(self.types, texts, strict=True)
        ]
        for first, second in zip(*rest, strict=True):
            uses = texts[0][first[2]], texts[1][second[2]]
            made = [types.of(use) for types, use in zip(self.types, uses, strict=True)]
            # No constants are made of an enum that a union lists inline.
            if any(one.form != "enum" or one.component for one in made):
                self._lead(pair, *uses, BOTH)

    def _compare_enums(self, pair: Pair, old: Generated, new: Generated) -> None:
        keys = [{value_key(value): value for value in side.values} for side in (old, new)]
        # No constant is made of a value of such a union, so none is lost.
        gone = [value for key, value in keys[0].items() if key not in keys[1] and not old.scalar.endswith(CONSTANTS)]
        came = [value for key, value in keys[1].items() if key not in keys[0]]
        rule: RuleId
        for rule, values in (("enum-constant-removed", gone), ("enum-constant-added", came)):
            if values:
                texts = [value_text(value) for value in values]
                pair.edits.append(library_edit(rule, pair.base, pair.revision, name=", ".join(texts), names=texts))
        called = [constants(side) for side in (old, new)]
        for key in called[0].keys() & called[1].keys():
            if called[0][key] != called[1][key]:
                told = {"base": called[0][key], "revision": called[1][key]}
                name = value_text(keys[1][key])
                pair.edits.append(library_edit("enum-constant-renamed", pair.base, pair.revision, name=name, **told))

    def _reformed(self, pair: Pair, old: Generated, new: Generated) -> None:
        """Two types of which one is made otherwise: a list of one, a class of a map, an enum of a string."""
        rule: RuleId = "generated-type-changed"
        # Without the format: an enum of strings that becomes a date is still one that was opened.
        if old.scalar.partition(" ")[0] == new.scalar.partition(" ")[0]:
            if (old.form, new.form) == ("enum", "scalar"):
                rule = "enum-opened"
            elif (old.form, new.form) == ("scalar", "enum"):
                rule = "enum-closed"
        elif old.form == "enum" and new.form == "union" and is_open_enum(new):
            rule = "enum-opened"
        elif new.form == "enum" and old.form == "union" and is_open_enum(old):
            rule = "enum-closed"
        self._told(pair, rule, old, new)

    def _retyped(self, pair: Pair, old: Generated, new: Generated) -> None:
        kinds = {side.scalar.partition(" ")[0] for side in (old, new)}
        rule: RuleId = "scalar-type-changed"
        if kinds == {"integer", "number"}:
            rule = "number-type-changed"
        elif len(kinds) > 1 or old.form == "enum":
            rule = "generated-type-changed"
        self._told(pair, rule, old, new)

    def _told(self, pair: Pair, rule: RuleId, old: Generated, new: Generated) -> None:
        base, revision = pair.base, pair.revision
        if old.component and old.called == new.called:  # a component that changes is told once, for all its uses
            base, revision = (Use({}, below("/components/schemas", side.component)) for side in (old, new))
        told, whole = (
            {
                "base": self.types[0].told(old, in_whole=in_whole),
                "revision": self.types[1].told(new, in_whole=in_whole),
            }
            for in_whole in (False, True)
        )
        if new.form == "class" and self._classes[1].of(new).extensible:
            whole["revision"] += ", with additional fields"
        edit = known_by(library_edit(rule, base, revision, **told), whole)
        # An enum that a union stands for is told by its alternatives.
        if rule == "generated-type-changed" or (rule.startswith("enum-") and "union" not in (old.form, new.form)):
            edit = restating(edit, restated(old, new, pair.base.pointer))
        pair.edits.append(told_at(edit, old, new))


def _members(union: Generated) -> list[Use]:
    for keyword in ("oneOf", "anyOf"):
        group = union.schema.get(keyword)
        if isinstance(group, list):
            return [
                Use(member, below(union.pointer, keyword, index))
                for index, member in enumerate(group)
                # Null makes the union one that may be null, and is no member of it.
                if isinstance(member, dict) and not is_null(member)
            ]
    return []


def _spread(pairs: Sequence[Pair], told: Sequence[Pair]) -> None:
    """Tell the pairs that are told of which operations lead to them, over any number of steps."""
    above = deque(told)
    for pair in told:
        pair.told = True
    # Up first: a pair that leads to nothing that is told need not know its operations.
    while above:
        for user in above.popleft().users:
            if not user.told:
                user.told = True
                above.append(user)
    pending = deque(pair for pair in pairs if pair.told and pair.reached)
    while pending:
        pair = pending.popleft()
        pair.waiting = False
        for child, mask in pair.edges:
            # A pair waits again only if it learned of an operation, of which there are finitely many, so circles come
            # to an end.
            if child.told and child.reach(mask, pair.to_server, pair.from_server) and not child.waiting:
                child.waiting = True
                pending.append(child)
