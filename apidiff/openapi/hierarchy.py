"""Which components inherit from which, over `allOf`, and what a schema lists for a property: a document in.

Source: OpenAPI 3.0.4, 4.7.24.2; 3.1.1, 4.8.24.4 (composition and inheritance).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.keywords import KEYWORDS, is_null_type, negated_twice
from apidiff.openapi.literal_patterns import texts_of
from apidiff.openapi.pointers import ABSENT, find, join, split
from apidiff.openapi.references import distinct_references
from apidiff.openapi.uri import percent_decoded

SECTION = "#/components/schemas/"
_HOPS = 100
_STEPS = 200_000
"""How many schemas are looked at for the constants that children prescribe; beyond, none is known."""
_MOST_LISTED = 200_000
_DEEPEST_LISTED = 4
"""How many alternatives within alternatives are looked into for the values that they list."""


class Hierarchy:
    """The schemas in `components` of one document. `siblings`: whether keywords beside a `$ref` count (3.1).

    `patterns`: whether what a pattern of a few texts matches counts as listed.
    """

    def __init__(self, document: dict[str, JSON], *, siblings: bool, patterns: bool = True) -> None:
        self._patterns = patterns
        self.document = document
        self.siblings = siblings
        components = document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self.schemas: dict[str, JSON] = schemas if isinstance(schemas, dict) else {}
        self._steps = _STEPS
        self._listed = 0

    def target(self, ref: str) -> str | None:
        """As the function `target`, in this document."""
        return target(self.document, ref, siblings=self.siblings)

    def leaves(self, member: JSON, property_name: str) -> list[str] | None:
        """The pointers of the components that an alternative stands for that is nothing but a union of these."""
        found = leaves(self.document, member, "", property_name, siblings=self.siblings)
        refs = [referred(leaf) for leaf, _ in found or () if not is_null_type(leaf)]
        targets = [self.target(ref) for ref in refs if ref is not None]
        known = [each for each in targets if each is not None and component_name(each) is not None]
        return known if known and len(known) == len(refs) else None

    def below(self, name: str) -> list[str]:
        """The components that inherit from one, over any number of steps, nearest first."""
        found: dict[str, None] = {}
        pending = list(self.children.get(name, ()))
        for child in pending:
            # Components may inherit from one another in a circle.
            if child not in found and child != name:
                found[child] = None
                pending.extend(self.children.get(child, ()))
        self.charge(len(found))
        return list(found)

    def charge(self, kinds: int) -> None:
        """Count what is listed of the hierarchies. Raises `InputError` where it is more than can be looked at."""
        self._listed += kinds
        if self._listed > _MOST_LISTED:
            raise InputError(
                f"The discriminators of the description name more than {_MOST_LISTED:,} kinds in all",
                place=Place(pointer="/components/schemas"),
                hint="Let fewer components inherit from one another through `allOf`.",
            )

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """By component: the components that refer to it in their `allOf`."""
        found: dict[str, list[str]] = {}
        for name, schema in self.schemas.items():
            for ref in dict.fromkeys(self._parents(schema)):
                parent = component_name(ref)
                if parent is not None and parent != name:
                    found.setdefault(parent, []).append(name)
        return found

    @cached_property
    def used(self) -> set[str]:
        """What is referred to otherwise than by a component that inherits from it."""
        components = self.document.get("components")
        sections = components if isinstance(components, dict) else {}
        heirs = {name: _without_parents(schema) for name, schema in self.schemas.items()}
        references = distinct_references(compact_json({**self.document, "components": {**sections, "schemas": heirs}}))
        return {target for target in map(self.target, references) if target}

    def _parents(self, schema: JSON) -> Iterator[str]:
        if not isinstance(schema, dict):
            return
        pending: list[tuple[JSON, bool]] = [(schema, False)]
        while pending:
            part, is_member = pending.pop()
            if not isinstance(part, dict):
                continue
            ref = part.get("$ref")
            # A component that only refers to another one is that one under another name.
            if isinstance(ref, str) and (is_member or (self.siblings and adds_something(part))):
                target = self.target(ref)
                if target is not None:
                    yield target
            joined = part.get("allOf")
            # In 3.0 an `allOf` beside a `$ref` is ignored, like everything else there.
            if isinstance(joined, list) and (self.siblings or ref is None):
                pending.extend((member, True) for member in joined)

    def constants(self, schema: JSON, property_name: str, depth: int = 0) -> list[str] | None:
        """The texts that a schema lists for a property; `None` where it lists none, or not enough is known."""
        found: list[str] | None = None
        named = (part.get("properties") for part in self._in_place(schema))
        children = [each[property_name] for each in named if isinstance(each, dict) and property_name in each]
        of_text = len(children) > 1 and any(_is_text(part) for child in children for part in self._in_place(child))
        for child in children:
            found = _common(found, self._listed_by(child, 0, of_text=of_text))
        if found is None and depth < 4:
            found = self._of_alternatives(schema, property_name, depth)
        return found

    def _listed_by(self, schema: JSON, depth: int, *, of_text: bool) -> list[str] | None:
        """The values that the schema of a property lists: alternatives that each list some are an enum.

        `of_text`: what stands around it admits nothing but texts.
        """
        found: list[str] | None = None
        parts = [*self._in_place(schema)]
        of_text = of_text or any(map(_is_text, parts))
        for inner in parts:
            found = _common(found, listed_texts(inner, patterns=self._patterns and of_text))
            for keyword in ("oneOf", "anyOf") if depth < _DEEPEST_LISTED else ():
                group = inner.get(keyword)
                below = group if isinstance(group, list) else [None]
                listed = [self._listed_by(each, depth + 1, of_text=of_text) for each in below]
                if all(values is not None for values in listed):
                    found = _common(found, list(dict.fromkeys(value for values in listed for value in values or ())))
        return found

    def _of_alternatives(self, schema: JSON, property_name: str, depth: int) -> list[str] | None:
        """What the alternatives of a schema list together, if each of them lists something."""
        for part in self._in_place(schema):
            group = next((part[keyword] for keyword in ("oneOf", "anyOf") if isinstance(part.get(keyword), list)), None)
            if group:
                listed = [self.constants(member, property_name, depth + 1) for member in group]
                if all(values is not None for values in listed):
                    return list(dict.fromkeys(value for values in listed for value in values or ()))
        return None

    def _in_place(self, schema: JSON) -> Iterator[dict[str, JSON]]:
        """The schema objects that hold together: through references, `allOf` and `not: {not: ...}`."""
        seen: set[str] = set()
        pending = [schema]
        # One budget for all questions to this document, so that many schemas with long chains come to an end, too.
        while pending and self._steps > 0:
            self._steps -= 1
            part = pending.pop()
            if not isinstance(part, dict):
                continue
            ref = part.get("$ref")
            if isinstance(ref, str):
                if ref not in seen:
                    seen.add(ref)
                    pending.append(find(self.document, ref))
                if not self.siblings:
                    continue
            yield part
            joined = part.get("allOf")
            pending.extend(joined if isinstance(joined, list) else ())
            pending.append(negated_twice(part))


def target(document: JSON, ref: str, *, siblings: bool) -> str | None:
    """The pointer that a reference leads to in the end, through schemas that only refer; `None`: nowhere."""
    for _ in range(_HOPS):
        if not ref.startswith("#/"):
            return None
        value = find(document, ref)
        if value is ABSENT:
            return None
        inner = value.get("$ref") if isinstance(value, dict) else None
        # With keywords beside it that count, a `$ref` is a schema of its own, and not another name.
        if not isinstance(inner, str) or (siblings and len(value) > 1):
            return "#" + join(split(percent_decoded(ref[1:])))
        ref = inner
    return None


def _without_parents(schema: JSON) -> JSON:
    """A schema without the references in its `allOf`."""
    if not (isinstance(schema, dict) and isinstance(schema.get("allOf"), list)):
        return schema
    return {**schema, "allOf": [m for m in schema["allOf"] if not (isinstance(m, dict) and "$ref" in m)]}


def adds_something(schema: JSON) -> bool:
    """Whether a schema that inherits asks for more than the one that it inherits from."""
    if not isinstance(schema, dict):
        return False
    joined = schema.get("allOf")
    count = (len(joined) if isinstance(joined, list) else 0) + ("$ref" in schema)
    # Two members ask for what both ask for; a single one is the schema that it refers to, under another name.
    return count > 1 or any(_asks(keyword) for keyword in schema if keyword not in ("allOf", "$ref"))


def _asks(keyword: str) -> bool:
    row = KEYWORDS.get(keyword)
    # To a validator it is an annotation, but it selects among kinds, which an alias does not.
    return keyword == "discriminator" or (
        row is not None and row.role not in ("annotation", "identifier", "definitions")
    )


def referred(member: JSON) -> str | None:
    """What an alternative refers to: by `$ref`, or by an `allOf` of one that only a description stands beside."""
    if not isinstance(member, dict):
        return None
    joined = member.get("allOf")
    if "$ref" not in member and isinstance(joined, list) and len(joined) == 1 and not adds_something(member):
        member = joined[0] if isinstance(joined[0], dict) else {}
    ref = member.get("$ref")
    return ref if isinstance(ref, str) else None


def leaves(
    document: JSON,
    member: JSON,
    pointer: str,
    property_name: str,
    *,
    siblings: bool,
    around: frozenset[str] = frozenset(),
) -> list[tuple[JSON, str]] | None:
    """What an alternative at a pointer stands for that is nothing but a union of schemas; `None` of any other one.

    Each leaf with its pointer, through unions in the union. A discriminator of the union's own says no more, if it goes
    by the same `property_name`. `around` are the places of the unions that hold it.
    """
    for _ in range(_HOPS):
        ref = referred(member)
        if siblings and isinstance(member, dict) and "$ref" in member and adds_something(member):
            return None  # what stands beside holds for each of them
        if ref is not None and isinstance(place := target(document, ref, siblings=siblings), str):
            member, pointer = find(document, place), place[1:]
        inner = _lone_part(member)
        if inner is None:
            break
        member, pointer = inner[0], pointer + inner[1]
    asking = [keyword for keyword in member if _asks(keyword)] if isinstance(member, dict) else []
    if "discriminator" in asking and _told_by(member) == property_name:
        asking.remove("discriminator")
    # A union may be one of its own alternatives, through a reference.
    if asking not in (["oneOf"], ["anyOf"]) or pointer in around or not isinstance(member[asking[0]], list):
        return None
    found: list[tuple[JSON, str]] = []
    known: set[str] = set()
    for index, each in enumerate(member[asking[0]]):
        at = f"{pointer}/{asking[0]}/{index}"
        below = leaves(document, each, at, property_name, siblings=siblings, around=around | {pointer})
        if below is None and referred(each) is None and not isinstance(each, dict):
            return None
        listed = [
            (leaf, target(document, referred(leaf) or "", siblings=siblings), place)
            for leaf, place in ([(each, at)] if below is None else below)
        ]
        # What is listed twice says no more in an `anyOf`; a `oneOf` refuses it.
        found += [(leaf, place) for leaf, leads_to, place in listed if leads_to is None or leads_to not in known]
        known |= {leads_to for _, leads_to, _ in listed if leads_to is not None and asking == ["anyOf"]}
    return found


def _lone_part(schema: JSON) -> tuple[JSON, str] | None:
    """What asks all that a schema asks: the only member of its `allOf`, or what it negates twice; and where it is."""
    asking = [keyword for keyword in schema if _asks(keyword)] if isinstance(schema, dict) else []
    if asking == ["allOf"] and isinstance(schema["allOf"], list) and len(schema["allOf"]) == 1:
        return schema["allOf"][0], "/allOf/0"
    inner = negated_twice(schema) if asking == ["not"] else None
    return None if inner is None else (inner, "/not/not")


def _told_by(schema: JSON) -> JSON:
    """The property by which the discriminator of a schema tells its kinds apart."""
    discriminator = schema.get("discriminator") if isinstance(schema, dict) else None
    # One that leaves the rest to a default says more than which kind is which (3.2).
    if not isinstance(discriminator, dict) or "defaultMapping" in discriminator:
        return None
    return discriminator.get("propertyName")


def component_name(ref: str) -> str | None:
    """The name of the component that a pointer names; `None` where it names another place."""
    tokens = split(percent_decoded(ref[1:])) if ref.startswith("#/") else ()
    return tokens[2] if len(tokens) == 3 and tokens[:2] == ("components", "schemas") else None


def _is_text(schema: dict[str, JSON]) -> bool:
    # In 3.0 null is a type of its own beside this one.
    return schema.get("type") in ("string", ["string"]) and schema.get("nullable") is not True


def listed_texts(schema: dict[str, JSON], *, patterns: bool) -> list[str] | None:
    """The values that a schema object lists; by its pattern, too, if `patterns`: it is a text then."""
    if "const" in schema:
        return [_text(schema["const"])]
    # `oneOf: [{const: a}, {type: "null"}]` lists two values, of which null is one.
    values = [None] if schema.get("type") in ("null", ["null"]) else schema.get("enum")
    # `pattern: ^paid$` lists a text in other words.
    if values is None and patterns and isinstance(schema.get("pattern"), str):
        return texts_of(schema["pattern"])
    return [_text(value) for value in values] if isinstance(values, list) else None


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else compact_json(value).decode()


def _common(first: list[str] | None, second: list[str] | None) -> list[str] | None:
    if first is None or second is None:
        return second if first is None else first
    # Both hold for the same value, so it is one that each of them lists.
    return [value for value in first if value in second]
