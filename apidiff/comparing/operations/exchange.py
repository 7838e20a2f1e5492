"""One pair of operations: what its steps share while they compare parameters, bodies and responses."""

from typing import NamedTuple

from apidiff.comparing.asking.wire import PLAIN
from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, FROM_SERVER, TO_SERVER, Answer, Directions, Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.operations import Operation, deref
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.schemas.marks import dates_of_mark, goes_with_mark, mark_rule, says_nothing
from apidiff.comparing.showing import shown
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.announcements import DATES


class Exchange(NamedTuple):
    """A pair of operations and the way its payloads travel; `bit` is its place in the bit sets."""

    base: Contract
    revision: Contract
    old: Operation
    new: Operation
    walk: PairGraph
    book: Book
    bit: int

    @property
    def request(self) -> Directions:
        """The direction of parameters and request bodies: from the server in events and callbacks."""
        return FROM_SERVER if self.new.outward else TO_SERVER

    @property
    def response(self) -> Directions:
        return TO_SERVER if self.new.outward else FROM_SERVER

    def note(self, edit: Edit, mask: Directions) -> None:
        self.book.note(edit, mask, self.bit)

    def changed(
        self, rule: RuleId, old: Spot, new: Spot, mask: Directions, /, *, name: str | None = None, **params: str
    ) -> Edit:
        """Note an edit of something that stands on both sides, or whose holder stands for the side without it."""
        place = new.pointer if new.pointer else old.pointer
        filled = {"where": phrase(place), "holder": phrase(place), "name": name or "", "kind": "", "brings": ""}
        filled |= {"base": shown(old.value), "revision": shown(new.value), "keyword": ""}
        # What a caller says of the edit wins over what its places say.
        edit = Edit(rule, old, new, name, params.get("renamed_to"), params=filled | params)
        self.note(edit, mask)
        return edit

    def flag(
        self, keyword: str, rules: tuple[RuleId, RuleId], old: At, new: At, mask: Directions, **params: str
    ) -> None:
        """Note a boolean that is false where it is left out: `rules` for false and for true, or its spelling alone."""
        spelled = old.schema.get(keyword), new.schema.get(keyword)
        if same(*spelled):
            return
        # `false` that is spelled out, or a value of another type, is what leaving it out means.
        before, after = (value is True for value in spelled)
        rule: RuleId = rules[after] if before != after else "wire-form-rewritten"
        spots = Spot(join(old.pointer, keyword), before), Spot(join(new.pointer, keyword), after)
        if keyword == "deprecated" and before != after and "brings" not in params:
            params["brings"] = dates_of_mark(old.schema, new.schema)
        self.changed(rule, *spots, mask, name=params.pop("name", None), **params | {"keyword": keyword})

    def decided(self, rule: RuleId, old: Spot, new: Spot, mask: Directions, answer: Answer) -> None:
        """Note an edit that containment has answered for."""
        where = phrase(new.pointer)
        params = {"where": where, "holder": where, "name": where, "keyword": "schema", "kind": "", "brings": ""}
        params |= {"base": shown(old.value), "revision": shown(new.value)}
        self.book.note(Edit(rule, old, new, params=params, asks=True), mask, self.bit, answer)

    def schemas(self, old: At, new: At, mask: Directions, travels: str = PLAIN, *, as_xml: bool = False) -> None:
        """Compare two schemas at a surface of this operation."""
        node = self.walk.node(old, new, travels)
        if node:
            node.seeds.append((mask, self.bit, new.pointer))
            if as_xml:
                node.xml_seeds.append((mask, self.bit))

    def part_as_xml(self, old: At, new: At, mask: Directions, travels: str) -> None:
        """Note that a part of a body is written as XML, whose schemas are compared with the body."""
        node = self.walk.node(old, new, travels)
        if node:
            node.xml_seeds.append((mask, self.bit))

    def resolved(self, old: JSON, old_at: str, new: JSON, new_at: str, *, is_same: bool = True) -> tuple[At, At]:
        """Follow the references on both sides; `is_same`: whether both places are those of the same thing."""
        first, first_at = deref(self.base, old, old_at)
        second, second_at = deref(self.revision, new, new_at)
        if is_same:
            # Where what they lead to differs, that is told, and it is not the same that is written another way.
            self.referred(old, old_at, new, new_at, is_told=self.walk.differs(first, second))
        else:
            self.walk.accounted |= {old_at, new_at}
        self.walk.pair(first_at, second_at, (old_at, new_at))
        for value in (old, new):
            if isinstance(value, dict) and isinstance(ref := value.get("$ref"), str):
                self.walk.visited.add(ref)
        return At(first, first_at), At(second, second_at)

    def referred(self, old: JSON, old_at: str, new: JSON, new_at: str, *, is_told: bool = False) -> None:
        """Account for two places of which one refers to what the other holds, or that refer to different places."""
        if old is None or new is None:  # a thing that came or went is told as that
            self.walk.accounted |= {old_at, new_at}
            return
        refs = [value.get("$ref") if isinstance(value, dict) else None for value in (old, new)]
        # The objects behind the references are compared by whoever asks; here only the way to them differs.
        if refs[0] != refs[1]:
            self.walk.accounted |= {old_at, new_at}
            if not is_told:
                self.changed("wire-form-rewritten", Spot(old_at, old), Spot(new_at, new), BOTH)
        elif refs[0] is not None:
            self._beside(old, old_at, new, new_at)

    def _beside(self, old: dict[str, JSON], old_at: str, new: dict[str, JSON], new_at: str) -> None:
        """Note what differs beside a `$ref`: prose, or ignored (OpenAPI 3.0.4, 4.7.23; 3.1.1, 4.8.23)."""
        for keyword in {**old, **new}:
            if keyword != "$ref":
                self.member("documentation-changed", keyword, At(old, old_at), At(new, new_at), BOTH)

    def member(self, rule: RuleId, name: str, old: At, new: At, mask: Directions) -> None:
        """Note a member of two objects that differs; one that is null is told apart from one that is not there."""
        if same(old.schema.get(name, ABSENT), new.schema.get(name, ABSENT)):
            return
        spots = (Spot(join(at.pointer, name), at.schema.get(name)) for at in (old, new))
        texts = {side: shown(at.schema.get(name, ABSENT)) for side, at in (("base", old), ("revision", new))}
        if name in DATES:
            texts = {side: text.strip('"') for side, text in texts.items()}
        self.changed(rule, next(spots), next(spots), mask, where=phrase(new.pointer), keyword=name, **texts)

    def prose(self, old: At, new: At, handled: frozenset[str]) -> None:
        """Note whatever else differs between two objects and says nothing: prose, examples, extensions, unknown fields.

        A field of another object or version is not noted. The ledger finds it unclaimed, and it is undecided.
        """
        for keyword in {**old.schema, **new.schema}:
            if keyword in handled or keyword == "$ref" or not says_nothing(keyword):
                continue
            is_named = keyword in DATES and goes_with_mark(keyword, old.schema, new.schema)
            rule: RuleId = "extension-changed" if is_named else mark_rule(keyword)
            self.member(rule, keyword, old, new, BOTH)
