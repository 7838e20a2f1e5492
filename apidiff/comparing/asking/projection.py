"""From a schema in a description to the JSON Schema that containment is asked about, for one direction.

Prose goes, `readOnly` and `writeOnly` properties go out of the direction that they do not travel in, references turn
into `$defs` of a document of its own, and from the server the old side is opened to what clients must tolerate.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial
from typing import Literal, NamedTuple

from apidiff.comparing.asking.refused import needing, refused
from apidiff.comparing.edits import BOTH, FROM_SERVER, NEITHER, TO_SERVER, Directions
from apidiff.comparing.schemas.alternatives import apart
from apidiff.comparing.schemas.conjunction import EXAMPLES, MAPS, PROSE, At, conjunction
from apidiff.comparing.schemas.subtypes import Child, Kinds, is_one_kind, kinds, tagged_with, without_kinds
from apidiff.comparing.serialising import text_of
from apidiff.errors import escape_token
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.circles import circles
from apidiff.openapi.keywords import ALTERNATIVES, CONTENTS, DEFINITIONS, FOLLOWING, REVERSING, with_role, with_shape
from apidiff.openapi.pointers import find, resolve
from apidiff.openapi.references import local_references
from apidiff.openapi.upgrade import upgrade_schema
from apidiff.openapi.uri import percent_encoded

ASKS_NOTHING = (PROSE | EXAMPLES | with_role("annotation", "identifier", "definitions") | {"allowReserved"}) - {
    "$schema"
}
"""What asks nothing. A `$schema` that is left names a dialect that is not known, and makes questions undecided."""
_ONE = with_shape("schema")
_MANY = with_shape("list")
_BY_NAME = with_shape("map") - DEFINITIONS
_OTHER_NAMES = with_role("in place", "reference") | {"patternProperties"}
"""Keywords through which a closed object can have fields that its `properties` do not name."""
_IN_PLACE = with_role("in place", "reference")
_NOTHING: frozenset[str] = frozenset()
_LIMITS_OF_SIZE = frozenset({"maxLength", "maxItems", "maxProperties"})
LARGEST_SIZE = 2**31 - 1
"""The largest 32-bit integer, which frameworks write for a length without a limit: no payload has more characters,
items or fields."""
_LISTING = frozenset({"const", "enum"})
_MARKING = frozenset({"readOnly", "writeOnly", "$ref", "allOf"}) | ALTERNATIVES
_NULLS: tuple[JSON, ...] = ({"type": "null"}, {"type": ["null"]}, {"const": None}, {"enum": [None]})
_CLOSES = rb'"(?:additionalProperties|unevaluatedProperties)":false'
_MOST_LEVELS = 100
"""How many references and alternatives deep a mark is looked for."""
_MOST_BESIDE = 400
"""How many times alternatives are held against one another for the values that select none; see `_of_beside`."""
MOST_SCHEMAS = 4_000
"""How many schema objects one question may hold; references past it stand for anything or nothing."""

Stand = Literal["anything", "nothing"]
Tested = Literal["", "refused", "asked"]
"""Whether what meets a schema is refused (`not`), or only asked whether it does (`if`): then no name is left out.

What leaves a name out matches more, so that more is refused, and a value meets another branch.
"""


CanBeTagged = Callable[[Contract, JSON, Kinds, Child], bool]
"""Whether a payload of one kind of a schema can have one of the tags that select it."""
IsKnown = Callable[[tuple[int, int], str], bool]
"""Whether clients know what a schema object, as `written_in` its document, refers to, where that stands."""


class Opening:
    """Which schemas of a contract a tolerant client takes more of than they admit: those that close an object."""

    def __init__(self, contract: Contract) -> None:
        self._document = contract.document
        self._known: dict[str, bool] = {}

    def of(self, schema: JSON) -> bool:
        """Whether a schema, or one that it refers to, closes an object; a `Foreign` part in it may."""
        text = text_of(schema)
        return (
            b"Foreign(" in text
            or bool(re.search(_CLOSES, text))
            or any(self._leads(ref) for ref in local_references(text))
        )

    def _leads(self, ref: str) -> bool:
        seen, pending, found = {ref}, [ref], False
        while pending and not found:
            at = pending.pop()
            if at in self._known:
                found = self._known[at]
                continue
            text = text_of(find(self._document, at))
            found = bool(re.search(_CLOSES, text))
            inner = local_references(text) - seen
            seen |= inner
            pending.extend(inner)
        # A walk that found nothing settles all that it saw; one that stopped at a find settles only where it began.
        self._known |= {ref: found} if found else dict.fromkeys(seen, False)
        return found


def written_in(contract: Contract, schema: JSON) -> tuple[int, int]:
    """What tells a schema object from equal ones: two documents may share the objects of a file that did not change."""
    return id(contract), id(schema)


class Foreign(NamedTuple):
    """The value of a keyword that was taken over from the other side, with references that lead into its document."""

    value: JSON


class _Reached(NamedTuple):
    """What a reference leads to, in the document of this side or, `abroad`, in that of the other."""

    ref: str
    abroad: bool


class Target(NamedTuple):
    """What a reference leads to: whether that is opened, and whether it stands in the other side's document."""

    ref: str
    opened: bool
    abroad: bool
    inherited: bool = False
    """Whether it is what a schema inherits from, so that a discriminator in it selects nothing."""
    hidden: frozenset[str] = frozenset()
    """The properties that what stands around it declares not to travel in this direction."""
    tested: Tested = ""
    """Whether values are held against it."""
    known: bool = False
    """Whether clients of the base know all its names there, so that none is left out."""


class Projection:
    """Collects one side of a question: `defs` grows by the references that the schemas met.

    `foreign` is where the references lead that stand in a `Foreign` part. A reference past the limit stands for what
    `beyond` says: `anything` widens the side, `nothing` narrows it. `opening` is set where the side is opened to what a
    tolerant client takes. `unpaired` are, by schema object (as `written_in` its document), the properties that only one
    side names: the policy decides on names, so what such a property holds, and whether it is required, is not asked.
    `called` are, likewise and by direction, names of such properties, each with the name under which what it holds is
    asked about all the same: one name for both sides of a property that was renamed.
    `admitted` are, likewise, the values that a tolerant client takes beside those that an opened object lists.
    `mapped` are, likewise, the names that an alternative knows by a map, and that others stay closed to.
    `named` are, by discriminator, tags that it leaves unsaid, each with one that it says for the same child.
    `can_be_tagged` says which kinds a tag can select: all of them, without it. `is_known` says of a schema object that
    refers to something whether clients of the base know what is there: its names are left out in other places alone.
    `by_validation` has a payload without a known tag of a `oneOf` be valid under one alternative alone, since no tag
    selects it; `overlaps` says whether there is a `oneOf` of which that would ask more.
    """

    def __init__(
        self,
        contract: Contract,
        direction: Directions,
        *,
        foreign: Contract | None = None,
        beyond: Stand = "anything",
        opening: Opening | None = None,
        unpaired: Mapping[tuple[int, int], AbstractSet[str]] | None = None,
        called: Mapping[tuple[tuple[int, int], Directions], Mapping[str, str]] | None = None,
        admitted: Mapping[tuple[int, int], Sequence[JSON]] | None = None,
        mapped: Mapping[tuple[int, int], AbstractSet[str]] | None = None,
        named: Mapping[tuple[int, int], Mapping[str, str]] | None = None,
        can_be_tagged: CanBeTagged | None = None,
        is_known: IsKnown | None = None,
        by_validation: bool = False,
    ) -> None:
        self.contract = contract
        self.direction = direction
        self.foreign = foreign
        self.beyond: Stand = beyond
        self.opening = opening
        self.unpaired = {} if unpaired is None else unpaired
        self.called = {} if called is None else called
        self.admitted = {} if admitted is None else admitted
        self.mapped = {} if mapped is None else mapped
        self.named = {} if named is None else named
        self._can_be_tagged = can_be_tagged
        self._is_known = is_known if self.unpaired else None
        self.targets: dict[str, Target] = {}
        """By the name that each has under `$defs`."""
        self.defs: dict[Target, JSON] = {}
        self.size = 0
        self.complete = True
        self.overlaps = False
        self._by_validation = by_validation
        self._met: deque[Target] = deque()
        self._abroad = False
        self._hidden: frozenset[str] = _NOTHING
        """While schemas are projected that hold for an object: its properties that do not travel."""
        self._behind: dict[_Reached, frozenset[str]] = {}
        self._tested: Tested = ""
        self._known = False
        """While a target is projected that clients of the base know where it stands."""
        self._most: int | None = MOST_SCHEMAS
        self._unfolded = _Unfolding(self)

    def document(self, schema: JSON) -> JSON:
        """The schema as a document of its own, with the targets of its references under `$defs`."""
        return self._with_targets(self.of(schema, opened=self.opening is not None))

    def beside(self, asked: dict[str, JSON], schema: JSON, *, inherited: bool) -> dict[str, JSON]:
        """The same of a schema, beside what else is asked of a value. `inherited`: as `Target.inherited`."""
        projected = self.of(schema, opened=self.opening is not None, inherited=inherited)
        found: dict[str, JSON] = self._with_targets({**asked, "allOf": [projected]})
        return found

    def _with_targets(self, root: JSON) -> JSON:
        while self._met:
            target = self._met.popleft()
            self.defs[target] = self.body(target)
        if not self.defs:
            return root
        return _with_defs(root, {name: self.defs[target] for name, target in self.targets.items()})

    def unfolding(self, schema: JSON) -> dict[str, JSON]:
        """The same document with `$defs` that are projected one by one, when they are asked for.

        The documents of one projection share their `$defs`, of which an instance meets few, so no limit holds for them.
        """
        self._most = None
        return _with_defs(self.of(schema, opened=self.opening is not None), self._unfolded)

    def body(self, target: Target) -> JSON:
        """What a reference leads to, projected."""
        before = self._abroad, self._hidden, self._tested, self._known
        self._abroad, self._hidden, self._tested, self._known = (
            target.abroad,
            target.hidden,
            target.tested,
            target.known,
        )
        try:
            return self.of(resolve(self._at.document, target.ref), opened=target.opened, inherited=target.inherited)
        finally:
            self._abroad, self._hidden, self._tested, self._known = before

    @property
    def _at(self) -> Contract:
        """The contract that references lead into where the projection stands."""
        return self.foreign if self._abroad and self.foreign else self.contract

    @contextmanager
    def _within(self, *, abroad: bool) -> Iterator[None]:
        before, self._abroad = self._abroad, abroad
        try:
            yield
        finally:
            self._abroad = before

    @contextmanager
    def _under(self, keyword: str) -> Iterator[None]:
        """What stands under a keyword; where no name is left out, it is all the same whether values are held to it."""
        before = self._tested
        if self.unpaired and keyword == "if":
            self._tested = "asked"
        elif self.unpaired and keyword == "not" and before != "asked":
            self._tested = "" if before else "refused"
        try:
            yield
        finally:
            self._tested = before

    def _name(self, target: Target) -> str:
        """One name for one target: those of equal schemas in two questions are equal too.

        It needs no percent-encoding in a reference where the target needs none.
        """
        as_the_rest = target.opened == (self.opening is not None)
        kind = "inherited" if target.inherited else ""
        abroad = "foreign" if target.abroad else ""
        without = "".join(f"without {name} " for name in sorted(target.hidden)) if target.hidden else ""
        known = "known" if target.known else ""
        written = "" if as_the_rest else "written"
        return f"{target.tested}{known}{abroad}{kind}{without}{written}{target.ref.removeprefix('#')}"

    def of(self, schema: JSON, *, opened: bool = False, inherited: bool = False) -> JSON:
        """One schema, projected; its references are noted in `defs`. `inherited`: as `Target.inherited`."""
        if not isinstance(schema, dict):
            # What is no schema asks nothing.
            return schema if isinstance(schema, bool) else True
        self.size += 1
        # What the walk notes about a schema object is found by the identity of what was written; an upgrade makes
        # another object.
        written = schema
        if self._at.dialect == "3.0":
            schema = upgrade_schema(schema)
        if isinstance(written_as := schema.get("format"), str) and written_as in CONTENTS:
            # `format: byte` asks for an encoding whether or not formats are asserted. A keyword that is written beside
            # it wins.
            schema = {**CONTENTS[written_as], **{k: v for k, v in schema.items() if k != "format"}}
        selected = None if inherited or "discriminator" not in schema else self._kinds(schema)
        passed_on = inherited or selected is not None
        # A child names its parent in `allOf`. The parent's discriminator has selected the child already: to select
        # again there would lead back to the child.
        if inherited:
            schema = without_kinds(schema)
        # If the tags tell nothing apart, the discriminator selects nothing, and the alternatives say what is valid.
        elif selected is not None and not selected.are_told_apart(partial(self._is_bound, schema, selected)):
            selected = None
        hidden = self._hidden | self._hidden_in(schema)
        counted = opened and {"contains", "maxContains"} <= schema.keys() and self._opens([schema["contains"]])
        out: dict[str, JSON] = {}
        around = self._hidden
        try:
            for keyword, value in schema.items():
                # No witness of that size can be built, so such a limit would leave every question about it undecided.
                if keyword in _LIMITS_OF_SIZE and _is_no_limit(value):
                    continue
                if keyword in ASKS_NOTHING or keyword.startswith("x-") or (selected and keyword == selected.keyword):
                    continue
                # The names that do not travel are those of this object: under `properties` or `items` another value
                # begins.
                self._hidden = hidden if keyword in _IN_PLACE else _NOTHING
                if keyword == "$ref":
                    projected = self._reference(written, value, opened, inherited=passed_on)
                elif keyword == "allOf" and passed_on and isinstance(value, list):
                    projected = {keyword: [self.of(member, opened=opened, inherited=True) for member in value]}
                elif keyword == "contains" and counted:
                    projected = self._contains_opened(schema)
                elif keyword == "maxContains" and counted:
                    continue
                elif keyword in ALTERNATIVES and opened and isinstance(value, list) and self._opens(value):
                    projected = self._alternatives_opened(keyword, value)
                else:
                    projected = {keyword: self._value(keyword, value, opened)}
                _conjoin(out, projected)
            if selected:
                self._hidden = hidden
                _conjoin(out, self._of_kinds(selected, schema, opened))
        finally:
            self._hidden = around
        if opened:
            if schema.get("unevaluatedProperties") is False and not selected:
                self._keep_closed(schema, out, hidden)
            _open(out)
            if self.admitted and (values := self.admitted.get(written_in(self._at, written))):
                _admit(out, values)
        self._take_out(written, schema, out, hidden)
        return out

    def _kinds(self, schema: dict[str, JSON]) -> Kinds | None:
        """What a discriminator selects among, by the tags that it leaves unsaid, too."""
        found = kinds(self._at, schema, "")
        names = self.named.get(written_in(self._at, found.written)) if found is not None and self.named else None
        if found is None or not names:
            return found
        children = (
            child._replace(unsaid=tuple(name for name, tag in names.items() if tag in child.tags))
            for child in found.children
        )
        return found._replace(children=tuple(children))

    def _of_kinds(self, selected: Kinds, schema: JSON, opened: bool) -> dict[str, JSON]:
        """What both sides dispatch on: under each tag the schema that it names, and no other tag."""
        chosen, rest = self._dispatched(selected, schema, opened)
        # Kinds that their tags tell apart exclude each other, so `anyOf` does for them. The others may overlap, which
        # `oneOf` refuses.
        if selected.keyword != "oneOf" or (opened and (not rest or apart(self._at, schema["oneOf"]))):
            return {"anyOf": [*chosen, *rest]}
        if not opened:
            return self._of_one_kind(selected, schema, chosen, rest)
        written, beside = self._dispatched(selected, schema, opened=False)
        closed = self._of_one_kind(selected, schema, written, beside)
        return _opened_of_one(closed, [*written, *beside], [*chosen, *rest])

    def _dispatched(self, selected: Kinds, schema: JSON, opened: bool) -> tuple[list[dict[str, JSON]], list[JSON]]:
        """What each tag selects, and what else is admitted without one."""
        name, default = selected.property_name, selected.default
        listed = [child for child in selected.children if child.is_listed]
        bound = self._bound(selected, schema)
        chosen = [self._of_kind(selected, child, opened) for child in bound]
        if default is not None:
            # With a `defaultMapping` (OpenAPI 3.2), a payload without the tag belongs to the default schema alone.
            chosen = [{**kind, "required": [name]} for kind in chosen]
            others = _not_tagged(name, selected.values)
            chosen.append({"allOf": [self._of_kind(selected, default, opened), others]})
        elif selected.own:
            # Values that are listed for the tag and select no kind: a discriminator changes no validation, so they are
            # valid.
            chosen.append(tagged_with(name, (), selected.own))
        chosen += self._of_beside(selected, bound, opened)
        admitted = self.admitted.get(written_in(self._at, selected.written)) if opened and self.admitted else None
        if admitted:
            # An unknown tag is tolerated, not a value without one.
            chosen.append({"type": "object", "properties": {name: {"enum": [*admitted]}}, "required": [name]})
        rest = [self.of(schema, opened=opened) for schema, _ in selected.untagged]
        if len(bound) < len(listed):
            rest += self._of_unbound(selected, listed, bound, opened)
        return chosen, rest

    def _of_one_kind(
        self, selected: Kinds, schema: JSON, chosen: list[dict[str, JSON]], rest: list[JSON]
    ) -> dict[str, JSON]:
        """What a `oneOf` admits of what is dispatched, as it is written."""
        found: dict[str, JSON] = {"anyOf": chosen}
        if rest:
            found = {"oneOf": [{"anyOf": chosen}, *rest] if chosen else rest}
        # Nothing selects a kind for what has no tag, or none that is known, and several may admit it.
        if len(chosen) + len(rest) > 1 and selected.default is None:
            self.overlaps = True
            if self._by_validation:
                name = selected.property_name
                known = tagged_with(name, [tag for child in self._bound(selected, schema) for tag in child.sent])
                tagged = {"type": "object", "required": [name], **known}
                alone = {"oneOf": [self.of(member) for member in schema["oneOf"]]}
                found = {"allOf": [found, {"anyOf": [tagged, alone]}]}
        return found

    def _bound(self, selected: Kinds, schema: JSON) -> list[Child]:
        """The kinds that are alternatives, or inherit, and can have one of their tags."""
        return [child for child in selected.children if child.is_listed and self._is_bound(schema, selected, child)]

    def _is_bound(self, schema: JSON, selected: Kinds, child: Child) -> bool:
        return self._can_be_tagged is None or self._can_be_tagged(self._at, schema, selected, child)

    def _of_unbound(
        self, selected: Kinds, listed: list[Child], bound: list[Child], opened: bool
    ) -> Iterator[dict[str, JSON]]:
        """The kinds that refuse each of their tags: what is sent has none that is known to select another one.

        A parent that refuses its own tag is an abstract class.
        """
        # Under a tag that it refuses a kind has no payload: left under it, every edit in the kind would seem harmless.
        unbound = [child for child in listed if child not in bound and not child.is_self]
        known = [tag for child in bound for tag in child.sent]
        name = selected.property_name
        others = _not_tagged(name, known) if known else {}
        members = [child.schema for child in (*unbound, *(child for child in bound if not child.is_self))]
        refusing = refused(self._at, members, self._is_left_out) if opened else [[] for _ in members]
        for child, names in zip(unbound, refusing, strict=False):
            one = not selected.keyword and is_one_kind(self._at, child)
            closed = {"properties": dict.fromkeys(names, False)} if names else {}
            yield {"allOf": [self.of(child.schema, opened=opened, inherited=one), closed, others]}

    def _of_kind(self, selected: Kinds, child: Child, opened: bool) -> dict[str, JSON]:
        tags = child.sent
        # Of alternatives, values that select none are valid as validation has it; see `_of_beside`.
        listed = () if selected.keyword else child.beside
        tagged = tagged_with(selected.property_name, tags, listed) if tags and not selected.loose else {}
        if child.is_self:
            return tagged
        one = not selected.keyword and is_one_kind(self._at, child)
        # The tag first: of many kinds, a payload that is read has to be looked at under one.
        return {"allOf": [tagged, self.of(child.schema, opened=opened, inherited=one)]}

    def _of_beside(self, selected: Kinds, bound: list[Child], opened: bool) -> Iterator[dict[str, JSON]]:
        """The payloads of alternatives whose tag is a value that these list and that selects none.

        There nothing but validation speaks, which of a `oneOf` takes what no other alternative admits.
        """
        listing = [child for child in bound if child.beside] if selected.keyword and not selected.loose else []
        members: list[tuple[JSON, Child | None]] = [(c.schema, c) for c in selected.children if c.is_listed]
        members += [(schema, None) for schema, _ in selected.untagged]
        name = selected.property_name
        for child in listing:
            kind: dict[str, JSON] = {**tagged_with(name, (), child.beside), "type": "object", "required": [name]}
            asked = [self.of(child.schema, opened=opened)]
            # Once opened, they overlap for being open, and that must refuse nothing.
            if selected.keyword == "oneOf" and not opened and len(listing) * len(members) <= _MOST_BESIDE:
                with self._under("not"):
                    asked += [{"not": self.of(schema)} for schema, other in members if other is not child]
            yield {**kind, "allOf": asked}

    def _reference(
        self, holder: dict[str, JSON], ref: JSON, opened: bool, *, inherited: bool = False
    ) -> dict[str, JSON]:
        if not isinstance(ref, str):
            return {}
        known = self._known or (self._is_known is not None and self._is_known(written_in(self._at, holder), ref))
        target = Target(ref, opened, self._abroad, inherited, self._hidden, self._tested, known)
        if target not in self.defs:
            if self._most is not None and self.size > self._most:
                self.complete = False
                # In an `allOf`, since the result is joined to other keywords, beside which a boolean cannot stand.
                return {"allOf": [self.beyond == "anything"]}
            # A place holder, so that a target that refers to itself is met once.
            self.defs[target] = True
            self._met.append(target)
        name = self._name(target)
        self.targets[name] = target
        return {"$ref": "#/$defs/" + percent_encoded(escape_token(name))}

    def _value(self, keyword: str, value: JSON, opened: bool) -> JSON:
        if isinstance(value, Foreign):
            with self._within(abroad=True):
                return self._value(keyword, value.value, opened)
        if keyword in REVERSING:
            # To open what is negated or tested would refuse more, or send values to another branch.
            with self._under(keyword):
                return self._schemas(keyword, value, opened=False)
        return self._schemas(keyword, value, opened=opened)

    def _schemas(self, keyword: str, value: JSON, *, opened: bool) -> JSON:
        if keyword in _ONE and isinstance(value, dict | bool):
            return self.of(value, opened=opened)
        if keyword in _MANY and isinstance(value, list):
            return [self.of(member, opened=opened) for member in value]
        if keyword in _BY_NAME and isinstance(value, dict):
            return {name: self.of(member, opened=opened) for name, member in value.items()}
        return value

    def _opens(self, members: list[JSON]) -> bool:
        return self.opening is not None and any(self.opening.of(member) for member in members)

    def _contains_opened(self, schema: dict[str, JSON]) -> dict[str, JSON]:
        """What a tolerant client takes of counted items: opened ones are enough, and only closed ones too many."""
        few, most = (self._value("contains", schema["contains"], opened) for opened in (True, False))
        return {"contains": few, "allOf": [{"contains": most, "minContains": 0, "maxContains": schema["maxContains"]}]}

    def _alternatives_opened(self, keyword: str, members: list[JSON]) -> dict[str, JSON]:
        """What a tolerant client takes of alternatives: any field that none of them declares.

        Of a `oneOf`, that is all that an opened alternative admits and no two closed ones do. Opened alternatives
        overlap where closed ones exclude each other, and that must refuse nothing.
        """
        read = [self._taken_over(member) for member in members]
        contracts, schemas = [of for of, _ in read], [schema for _, schema in read]
        mapped = self._mapped_by(members)
        refusing = refused(self._at, schemas, self._is_left_out, mapped, written_in=contracts)
        refusing = [self._called_by(members, names) for names in refusing]
        opened = [self._opened_but_for(*each) for each in zip(members, refusing, strict=True)]
        if keyword == "anyOf" or apart(self._at, members):
            return {"anyOf": opened}
        closed = [self.of(member) for member in members]
        return _opened_of_one({"oneOf": closed}, closed, opened)

    def _taken_over(self, member: JSON) -> tuple[Contract, JSON]:
        """An alternative with the contract that it stands in: one may be taken over as a whole from the other side."""
        joined = member["allOf"] if isinstance(member, dict) and member.keys() == {"allOf"} else None
        if isinstance(joined, Foreign) and isinstance(joined.value, list) and len(joined.value) == 1 and self.foreign:
            return self.foreign, joined.value[0]
        return self._at, member

    def _opened_but_for(self, member: JSON, names: list[str]) -> JSON:
        found = self.of(member, opened=True)
        return {"allOf": [found, {"properties": dict.fromkeys(names, False)}]} if names else found

    def _keep_closed(self, schema: dict[str, JSON], out: dict[str, JSON], hidden: AbstractSet[str]) -> None:
        """Keep an object that is closed around alternatives closed to the names that others of these declare."""
        for names, members in needing(self._at, schema, hidden, self._is_left_out):
            lacking = {"properties": dict.fromkeys(self._called_by(members, names), False)}
            _conjoin(out, {"anyOf": [lacking, *(self.of(each, opened=True) for each in members)]})

    def _mapped_by(self, members: list[JSON]) -> list[str]:
        found = (self.mapped.get(written_in(self._at, each), _NOTHING) for each in members) if self.mapped else ()
        return sorted({name for names in found for name in names})

    def _is_left_out(self, part: dict[str, JSON], name: str) -> bool:
        """Whether the policy decides on a name."""
        return name in self._unpaired_in(part) and name not in self._called_in(part)

    def _unpaired_in(self, written: dict[str, JSON]) -> AbstractSet[str]:
        return _NOTHING if self._tested or self._known else self.unpaired.get(written_in(self._at, written), _NOTHING)

    def _called_in(self, written: dict[str, JSON]) -> dict[str, str]:
        """Of properties that are left out by name, what they are called where what they hold is asked about."""
        called = self.called.get((written_in(self._at, written), self.direction)) if self.called else None
        unpaired = self._unpaired_in(written) if called else _NOTHING
        return {name: to for name, to in called.items() if name in unpaired} if called else {}

    def _called_by(self, members: Sequence[JSON], names: list[str]) -> list[str]:
        """Names, and what the members call the properties of these names."""
        if not self.called or not names:
            return names
        parts = [part for member in members for part, _ in conjunction(self._at, At(member, "")).objects]
        called = [self._called_in(part) for part in parts]
        return [*dict.fromkeys([*names, *(each[name] for each in called for name in names if name in each)])]

    def _hidden_in(self, schema: dict[str, JSON]) -> frozenset[str]:
        """The properties that a schema declares not to travel in this direction, in whatever member of an `allOf`.

        A schema that only refers leaves it to what it refers to.
        """
        if "properties" not in schema and ("allOf" not in schema and ("$ref" not in schema or len(schema) == 1)):
            return _NOTHING
        found, targets = self._in_place(self._at, schema)
        return found.union(*map(self._hidden_behind, targets))

    def _hidden_behind(self, reached: _Reached) -> frozenset[str]:
        """The same of what a reference leads to, each component once: they may refer to one another in a long chain."""
        if reached not in self._behind:
            here: dict[_Reached, tuple[frozenset[str], list[_Reached]]] = {}

            def leads_to(at: _Reached) -> Iterator[_Reached]:
                contract = self.foreign if at.abroad and self.foreign else self.contract
                here[at] = self._in_place(contract, resolve(contract.document, at.ref))
                return (target for target in here[at][1] if target not in self._behind)

            for circle in circles(reached, leads_to):
                names = frozenset().union(*(here[at][0] for at in circle))
                targets = {target for at in circle for target in here[at][1]}.difference(circle)
                names = names.union(*(self._behind[target] for target in targets))
                self._behind.update(dict.fromkeys(circle, names))
        return self._behind[reached]

    def _in_place(self, contract: Contract, schema: JSON) -> tuple[frozenset[str], list[_Reached]]:
        """The properties that a schema and the members of its `allOf` keep back, and what these refer to."""
        found: set[str] = set()
        targets: list[_Reached] = []
        pending: list[tuple[Contract, JSON]] = [(contract, schema)]
        while pending:
            contract, at = pending.pop()
            if not isinstance(at, dict):
                continue
            found.update(name for name, child in _named(at) if not visible(contract, child) & self.direction)
            if isinstance(ref := at.get("$ref"), str):
                targets.append(_Reached(ref, contract is self.foreign))
            members = at.get("allOf")
            # These members were taken over from the other side: their references lead into its document.
            if isinstance(members, Foreign) and self.foreign is not None:
                contract, members = self.foreign, members.value
            if isinstance(members, list):
                pending.extend((contract, member) for member in members)
        return frozenset(found), targets

    def _take_out(
        self, written: dict[str, JSON], schema: dict[str, JSON], out: dict[str, JSON], hidden: AbstractSet[str]
    ) -> None:
        """Properties that do not travel in this direction ask nothing (OpenAPI 3.0, 4.7.24.1); nor unpaired ones."""
        unpaired = self._unpaired_in(written)
        if not unpaired and not hidden:
            return
        here = {name for name, _ in _named(schema)}
        named = out.get("properties", {})
        called = {name: to for name, to in self._called_in(written).items() if name in here - hidden}
        # Beside a map even a name that is not declared here is declared as anything, or the map would ask something of
        # it.
        open_to_all = (unpaired if MAPS & schema.keys() else unpaired & here) | hidden & here
        if open_to_all and isinstance(named, dict):
            held = {to: named[name] for name, to in called.items()}
            out["properties"] = {**named, **dict.fromkeys(sorted(open_to_all), True), **held}
        if isinstance(out.get("required"), list):
            left_out = hidden | unpaired
            out["required"] = [name for name in out["required"] if not isinstance(name, str) or name not in left_out]


class _Unfolding(dict[str, JSON]):
    """`$defs` of which each is projected when it is first asked for: an instance meets few of them."""

    def __init__(self, projection: Projection) -> None:
        super().__init__()
        self._projection = projection

    def __missing__(self, name: str) -> JSON:
        self[name] = body = self._projection.body(self._projection.targets[name])
        return body


def _with_defs(root: JSON, bodies: dict[str, JSON]) -> dict[str, JSON]:
    return {**(root if isinstance(root, dict) else {"allOf": [root]}), "$defs": bodies}


def _opened_of_one(written: JSON, closed: Sequence[JSON], opened: Sequence[JSON]) -> dict[str, JSON]:
    """A `oneOf` as a tolerant client takes it: as `written`, and what opened alternatives admit and no closed one."""
    return {"anyOf": [written, {"allOf": [{"not": {"anyOf": [*closed]}}, {"anyOf": [*opened]}]}]}


def _not_tagged(name: str, tags: list[str]) -> dict[str, JSON]:
    """A schema of all but the objects that have one of the tags."""
    return {"not": {"type": "object", **tagged_with(name, tags), "required": [name]}}


def _named(schema: dict[str, JSON]) -> list[tuple[str, JSON]]:
    properties = schema.get("properties")
    return list(properties.items()) if isinstance(properties, dict) else []


def hidden_in(contract: Contract, schema: JSON, direction: Directions) -> frozenset[str]:
    """The properties that a schema declares not to travel in a direction."""
    return Projection(contract, direction)._hidden_in({"allOf": [schema]})


def visible(contract: Contract, schema: JSON) -> Directions:
    """The directions in which a property travels, by its `readOnly` and `writeOnly` marks.

    A mark holds if any schema that applies has it (JSON Schema 2020-12 Validation, 9.4). Of alternatives one applies,
    so what all of them but null keep back does not travel. In 3.0 what stands beside a `$ref` is ignored, marks too
    (OpenAPI 3.0.4, 4.7.25).
    """
    return _marked(contract, schema, {}, 0)


def _marked(contract: Contract, schema: JSON, known: dict[str, Directions], level: int) -> Directions:
    """The directions that the marks of a schema leave; `known` are those that components leave, or may leave."""
    mask = BOTH
    pending = [schema]
    while pending and mask:
        at = pending.pop()
        if not isinstance(at, dict) or _MARKING.isdisjoint(at):
            continue
        ref = at.get("$ref")
        if isinstance(ref, str) and ref not in known:
            # A component that leads back to itself keeps nothing back by that.
            known[ref] = BOTH
            if level < _MOST_LEVELS:
                known[ref] = _marked(contract, resolve(contract.document, ref), known, level + 1)
        if isinstance(ref, str):
            mask &= known[ref]
            # What stands beside a `$ref` is ignored in 3.0.
            if contract.dialect == "3.0":
                continue
        if at.get("readOnly") is True:
            mask &= FROM_SERVER
        if at.get("writeOnly") is True:
            mask &= TO_SERVER
        members = at.get("allOf")
        if isinstance(members, list):
            pending.extend(members)
        for keyword in ALTERNATIVES & at.keys():
            mask &= _left_by_some(contract, at[keyword], known, level)
    return mask


def _left_by_some(contract: Contract, members: JSON, known: dict[str, Directions], level: int) -> Directions:
    """The directions that some of the alternatives leaves."""
    found = NEITHER
    # Null has nothing that could be kept back.
    listed = [each for each in members if each is not False and each not in _NULLS] if isinstance(members, list) else []
    for member in listed:
        found |= _marked(contract, member, known, level + 1) if level < _MOST_LEVELS else BOTH
        if found == BOTH:
            break
    return found if listed else BOTH


def _conjoin(out: dict[str, JSON], other: dict[str, JSON]) -> None:
    """Let `out` ask for what `other` asks for too."""
    if out.keys().isdisjoint(other):
        out.update(other)
    else:
        out["allOf"] = [*out.get("allOf", ()), other]


def _is_no_limit(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= LARGEST_SIZE


def _open(out: dict[str, JSON]) -> None:
    """A tolerant client takes fields that it does not know: a closed object counts as open."""
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if out.get(keyword) is False:
            del out[keyword]
            # Counted before it goes: only while the object was closed did the count say nothing.
            if _within_count(out):
                del out["maxProperties"]


def _admit(out: dict[str, JSON], values: Sequence[JSON]) -> None:
    """Let a list of values, in whatever way it is written, have these as well, whatever limits stand beside it."""
    # A `const` cannot grow, a list of one can.
    if "const" in out:
        out["enum"] = [out.pop("const")]
    if isinstance(out.get("enum"), list):
        out["enum"] = [*out["enum"], *values]
    for keyword in ALTERNATIVES & out.keys():
        rest = [each for each in out[keyword] if each != {"type": "null"}]
        if rest and all(isinstance(each, dict) and not _LISTING.isdisjoint(each) for each in rest):
            out[keyword] = [*out[keyword], {"enum": list(values)}]
    # `enum: [a]` beside `maxLength: 1` would refuse a new value `ab` all the same.
    if limits := {keyword: out.pop(keyword) for keyword in sorted(FOLLOWING & out.keys())}:
        _conjoin(out, {"anyOf": [limits, {"enum": list(values)}]})


def _within_count(out: dict[str, JSON]) -> bool:
    """Whether `maxProperties` says nothing about a closed object, which cannot hold more than its declared fields.

    It would count unknown fields once the object is opened. Where it does limit the known ones, it stays.
    """
    most, named = out.get("maxProperties"), out.get("properties", {})
    if not isinstance(most, int | float) or not isinstance(named, dict) or any(map(out.get, _OTHER_NAMES)):
        return False
    return sum(child is not False for child in named.values()) <= most
