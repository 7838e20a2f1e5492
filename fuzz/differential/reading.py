"""A side in, the JSON Schema document out that a validator is asked about, for one direction and one role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import Any

import jsonschema_rs

from fuzz.differential.closing import CLOSING, kept_closed, needing
from fuzz.differential.families import ANCHOR, TAG, heirs, tags
from fuzz.differential.pairs import HERE, PREFIX, TO_SERVER, Side
from fuzz.differential.walking import below, followed, target

JSON = Any
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
FRESH = ("^zz$", "^z1$")
"""Names that no document speaks of."""
_FRESH_ALONE = {"patternProperties": dict.fromkeys(FRESH, True), "additionalProperties": False}
_UNSPOKEN = {**_FRESH_ALONE, "items": _FRESH_ALONE}
"""A value in which no field has a name that a document may speak of."""
SILENT = frozenset(("title", "description", "$comment", "$dynamicAnchor"))
MARK = {TO_SERVER: "readOnly"}


def hidden(side: Side, direction: str) -> set[str]:
    """The names of properties that, wherever they are marked, do not travel in a direction."""
    mark = MARK.get(direction, "writeOnly")
    found: set[str] = set()
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"schema": schema}, "schema"):
            at = holder[key]
            for name, child in at.get("properties", {}).items() if isinstance(at, dict) else ():
                if _is_marked(child, mark, side, ()):
                    found.add(name)
    return found


def uneven(side: Side, names: set[str]) -> set[str]:
    """Those of the names that some object declares with a mark, and another one without."""
    found: set[str] = set()
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"schema": schema}, "schema"):
            named = holder[key].get("properties", {}) if isinstance(holder[key], dict) else {}
            marks = ("readOnly", "writeOnly")
            found |= {
                name for name in names & named.keys() if not any(_is_marked(named[name], m, side, ()) for m in marks)
            }
    return found


def requires_unmarked(side: Side, names: set[str]) -> bool:
    """Whether an object requires one of the names without declaring it, so that it may stand for another field."""
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"schema": schema}, "schema"):
            at = holder[key] if isinstance(holder[key], dict) else {}
            if names & set(at.get("required", ())) - at.get("properties", {}).keys():
                return True
    return False


def is_negated(side: Side) -> bool:
    """Whether a `not` or an `if` leads to a component, where the same schema may stand for both."""
    for schema in (side.root, *side.schemas.values()):
        for holder, key in below({"schema": schema}, "schema"):
            at = holder[key] if isinstance(holder[key], dict) else {}
            if any("'$ref'" in repr(at.get(word)) or "'$dynamicRef'" in repr(at.get(word)) for word in ("not", "if")):
                return True
    return False


def _is_marked(schema: JSON, mark: str, side: Side, seen: tuple[str, ...]) -> bool:
    if not isinstance(schema, dict):
        return False
    name = target(schema)
    if name is not None and name not in seen and _is_marked(side.find(name), mark, side, (*seen, name)):
        return True
    return schema.get(mark) is True or any(_is_marked(each, mark, side, seen) for each in schema.get("allOf", ()))


def document(
    side: Side,
    unasked: set[str],
    *,
    sent: bool,
    opened: bool = False,
    known_only: bool = False,
    negated: bool = True,
    fresh: AbstractSet[str] | None = None,
    leaving: bool = False,
) -> JSON:
    """The schema as a document of its own.

    Of the names `unasked` nothing is asked, under `not` and `if` only if `negated`. `opened`: as a tolerant client
    reads it. Names that are `fresh` no alternative stays closed to; without `fresh`, such a client takes as little as
    the rules of the judge allow. `leaving`: what is opened leaves other fields to a map around it. `known_only`: with
    the fields alone that it speaks of. `sent`: by who sends the
    payload, who keeps to validation and to discriminators; who takes it goes by either.
    """
    reader = _Reader(side, unasked, sent=sent, known_only=known_only, negated=negated, fresh=fresh, leaving=leaving)
    defs = reader.definitions(opened=False)
    root = reader.read(side.root, opened=opened)
    if opened:
        defs |= reader.definitions(opened=True)
    return reader.knowing({"allOf": [root], "$defs": defs})


class _Reader:
    def __init__(
        self,
        side: Side,
        unasked: set[str],
        *,
        sent: bool,
        known_only: bool,
        negated: bool,
        fresh: AbstractSet[str] | None,
        leaving: bool,
    ) -> None:
        self.side = side
        self.leaving = leaving
        self.fresh = fresh
        self.negated = negated
        self.sent = sent
        self.known_only = known_only
        self.old = side.is_old
        self.unasked = unasked
        self.family = heirs(side)
        """Components that a discriminator tells apart from those that inherit from them."""

    def definitions(self, *, opened: bool) -> dict[str, JSON]:
        """Every component; those of a family twice: as any of its kinds, and `bare`, as who inherits reads it."""
        start = "open " if opened else ""
        found = {}
        for name, schema in self.side.schemas.items():
            if name not in self.family:
                found[start + name] = self.read(schema, opened=opened)
            else:
                found[f"{start}bare {name}"] = self.read(schema, opened=opened, bare=True)
                found[start + name] = self._of_family(name, opened)
        return found

    def _of_family(self, name: str, opened: bool) -> JSON:
        """Who sends a payload keeps to the kind that its tag names; who takes it goes by the schema or by the tag."""
        start = "open%20bare%20" if opened else "bare%20"
        bare = {"$ref": f"#/$defs/{start}{name}"}
        chosen: list[JSON] = []
        for kind in (name, *self.family[name]):
            if named := tags(self.side, kind):
                tagged = {"required": [TAG], "properties": {TAG: {"enum": named}}}
                chosen.append({"allOf": [tagged, {"$ref": f"#/$defs/{start}{kind}"}]})
        return {"allOf": [bare, {"anyOf": chosen}]} if self.sent and chosen else {"anyOf": [bare, *chosen]}

    def read(self, schema: JSON, *, opened: bool = False, bare: bool = False) -> JSON:
        """The schema in the words of the document; `bare`: with what it inherits read as no kind of its own."""
        if not isinstance(schema, dict):
            return schema
        if self.old:
            schema = modernised(schema)
        out = dict(schema)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(PREFIX)
            if name.startswith(HERE):
                out["$ref"] = _identified(name, opened)
            else:
                inherited = "bare%20" if bare and name in self.family else ""
                out["$ref"] = f"#/$defs/{'open%20' if opened else ''}{inherited}{name}"
        if "$id" in schema:
            out["$id"] = _identified(schema["$id"], opened)
        unasked = self.unasked
        for keyword in ("not", "if", "propertyNames"):
            self.unasked = unasked if self.negated else set()
            if keyword in schema:
                out[keyword] = self.read(schema[keyword])
        self.unasked = unasked
        for keyword in ("then", "else"):
            if keyword in schema:
                out[keyword] = self.read(schema[keyword], opened=opened)
        for keyword in ("items", "unevaluatedItems", "additionalProperties", "unevaluatedProperties", "contentSchema"):
            if keyword in schema:
                out[keyword] = self.part(schema[keyword], opened)
        if self.known_only:
            for keyword in CLOSING:
                if keyword in out and self._says_nothing(schema[keyword]):
                    del out[keyword]
        counted: list[JSON] = []
        if "contains" in schema:
            out["contains"] = self.read(schema["contains"], opened=opened)
            if opened and "maxContains" in schema:  # what matches as it is written may be too much
                written = self.read(schema["contains"])
                counted = [{"contains": written, "minContains": 0, "maxContains": out.pop("maxContains")}]
        for keyword in ("allOf", "anyOf"):
            if keyword in schema:
                inherits = bare and keyword == "allOf"
                read = [self.read(member, opened=opened, bare=inherits) for member in schema[keyword]]
                if keyword == "anyOf" and opened and "discriminator" not in schema:
                    read = self._kept_closed(schema[keyword], read)
                out[keyword] = [*read, *counted] if keyword == "allOf" else read
        if counted and "allOf" not in schema:
            out["allOf"] = counted
        if "prefixItems" in schema:
            out["prefixItems"] = [self.part(member, opened) for member in schema["prefixItems"]]
        for keyword in ("properties", "patternProperties"):
            if keyword in schema:
                out[keyword] = {name: self.part(each, opened) for name, each in schema[keyword].items()}
        if self.known_only and "patternProperties" in schema:
            for pattern, each in schema["patternProperties"].items():
                if self._says_nothing(each):
                    del out["patternProperties"][pattern]
        if "properties" in schema:
            out["properties"] |= {name: True for name in schema["properties"] if name in self.unasked}
        for keyword in ("dependentSchemas", "$defs"):
            if keyword in schema:
                out[keyword] = {name: self.read(each, opened=opened) for name, each in schema[keyword].items()}
        if "oneOf" in schema:
            self._one_of(out, schema, opened)
        if "discriminator" in schema and schema.keys() & {"oneOf", "anyOf"}:
            self._dispatched(out, schema, opened)
        if opened:
            self._keep_around(out, schema)
            for keyword in CLOSING:
                if out.get(keyword) is False:
                    out[keyword] = True
                    if self.leaving:
                        del out[keyword]
                    self._count_known(out)
        return self._asking(out)

    def _says_nothing(self, schema: JSON) -> bool:
        """Whether a schema for fields without a name of their own admits all by the look of it."""
        name = target(schema)
        if name is not None and len(schema) == 1:
            return self._says_nothing(self.side.find(name))
        if isinstance(schema, dict) and schema.keys() == {"$dynamicRef"}:
            owners = [each for each in self.side.schemas.values() if isinstance(each, dict)]
            return any(self._says_nothing(each["$defs"][ANCHOR]) for each in owners if ANCHOR in each.get("$defs", ()))
        return schema is True or (isinstance(schema, dict) and SILENT.issuperset(schema))

    def part(self, schema: JSON, opened: bool) -> JSON:
        """A schema for a part of the payload: the objects there have their own fields."""
        return self.knowing(self.read(schema, opened=opened))

    def knowing(self, schema: JSON) -> JSON:
        """The schema with no field but those that it speaks of, and fresh ones that nothing does."""
        if not self.known_only or schema is False:
            return schema
        # What a map says that such a field holds, `Knowing` tells.
        fresh = {"patternProperties": dict.fromkeys(FRESH, _UNSPOKEN)}
        if not isinstance(schema, dict):
            return {**fresh, "unevaluatedProperties": False}
        if "unevaluatedProperties" in schema:
            return schema
        return {**schema, "allOf": [*schema.get("allOf", ()), fresh], "unevaluatedProperties": False}

    def _kept_closed(self, members: list[JSON], opened: list[JSON]) -> list[JSON]:
        """Opened alternatives, each still closed to the fields that clients know from another one."""
        known = [names - (self.fresh or set()) - self.unasked for names in kept_closed(self.side, members)]
        # What an alternative takes as it is written, it takes all the same.
        return [
            {"anyOf": [self.read(member), {"allOf": [each, {"properties": dict.fromkeys(sorted(names), False)}]}]}
            if names
            else each
            for member, each, names in zip(members, opened, known, strict=True)
        ]

    def _keep_around(self, out: dict[str, JSON], schema: dict[str, JSON]) -> None:
        """Around alternatives, an object stays closed to a name of theirs that meets none which declares it."""
        closed = needing(self.side, schema) if schema.get("unevaluatedProperties") is False else {}
        for name in sorted(closed.keys() - (self.fresh or set()) - self.unasked):
            declaring = [self.read(member, opened=True) for member in closed[name]]
            kept = {"anyOf": [{"properties": {name: False}}, *declaring]}
            out["allOf"] = [*out.get("allOf", ()), kept]

    def _one_of(self, out: dict[str, JSON], schema: dict[str, JSON], opened: bool) -> None:
        members = schema["oneOf"]
        closed = [self.read(member) for member in members]
        out["oneOf"] = closed
        if opened:
            read = [self.read(member, opened=True) for member in members]
            any_opened = {"anyOf": read if "discriminator" in schema else self._kept_closed(members, read)}
            none_closed = {"not": {"anyOf": closed}}
            del out["oneOf"]
            out["allOf"] = [*out.get("allOf", ()), {"anyOf": [{"oneOf": closed}, {"allOf": [none_closed, any_opened]}]}]

    def _dispatched(self, out: dict[str, JSON], schema: dict[str, JSON], opened: bool) -> None:
        """Of alternatives that a discriminator selects, a payload is the one that its tag names, among those listed."""
        name = schema["discriminator"].get("propertyName")
        mapping = schema["discriminator"].get("mapping", {})
        chosen, others, known = [], [], []
        members = self._leaves([*schema.get("oneOf", ()), *schema.get("anyOf", ())], name, mapping)
        all_read = [self.read(member, opened=opened) for member in members]
        listed = [self._lists(to, name) or [] if (to := target(member)) is not None else [] for member in members]
        count = Counter(value for values in listed for value in values)
        # A kind without a tag stays closed to the names that others know, and to the tag.
        kept = self._kept_closed(members, all_read) if opened else all_read
        for member, read, untagged, values in zip(members, all_read, kept, listed, strict=True):
            to = target(member)
            tags = [tag for tag, reference in mapping.items() if to in (reference, reference.removeprefix(PREFIX))]
            if to is not None:
                # Without a mapping, what a component alone lists are its tags beside its name (a policy of apidiff).
                own = [] if tags else [each for each in values if count[each] == 1 and each not in mapping]
                tags = self._taken(to, name, tags or [to, *own])
            if to is None or not tags:
                refuses = opened and to is not None and False in self._asked_of(to, name)
                others.append({"allOf": [untagged, {"properties": {name: False}}]} if refuses else untagged)
            else:
                known += tags
                chosen.append({"allOf": [{"required": [name], "properties": {name: {"enum": tags}}}, read]})
        any_tag = {"type": "object", "required": [name], "properties": {name: {"enum": known}}}
        chosen += [{"allOf": [{"not": any_tag}, other]} for other in others]
        dispatched = {"anyOf": chosen} if chosen else True
        if self.sent:
            out["allOf"] = [*out.get("allOf", ()), dispatched]
        else:
            grouped = {key: out.pop(key) for key in ("oneOf", "anyOf", "allOf") if key in out}
            out["anyOf"] = [grouped, *(chosen if known else ())]

    def _leaves(self, members: list[JSON], name: str, mapping: dict[str, str]) -> list[JSON]:
        """The alternatives, and for a component that is nothing but a union of components those of that."""
        found: list[JSON] = []
        for member in members:
            inner = _unwrapped(self.side.find(to)) if (to := target(member)) is not None else None
            keyword = next(iter(inner)) if isinstance(inner, dict) and len(inner) == 1 else ""
            leaves = inner[keyword] if isinstance(inner, dict) and keyword in ("oneOf", "anyOf") else [None]
            targets = [target(leaf) for leaf in leaves]
            named = [None if each is None else followed(self.side, each) for each in targets]
            is_told = all(
                each is not None and (PREFIX + each in mapping.values() or self._lists(each, name) is not None)
                for each in named
            )
            is_seen_through = is_told and PREFIX + (to or "") not in mapping.values()
            found += [{"$ref": f"{PREFIX}{each}"} for each in named] if is_seen_through else [member]
        return found

    def _taken(self, component: str, name: str, tags: list[str]) -> list[str]:
        """The tags of a component that it admits; those that it lists, if it admits none (a policy of apidiff).

        None of them if it lists none.
        """
        listed = self._lists(component, name)
        if listed is not None:
            return [each for each in tags if each in listed] or listed or tags
        asked = self._asked_of(component, name)
        return [tag for tag in tags if all(jsonschema_rs.is_valid(each, tag) for each in asked)]

    def _lists(self, component: str, name: str) -> list[str] | None:
        """The texts that a component lists for a property; `None` if it lists no values."""
        listed = [values for each in self._asked_of(component, name) if (values := _values(each)) is not None]
        return [v for v in listed[0] if all(v in other for other in listed)] if listed else None

    def _asked_of(self, component: str, name: str) -> list[JSON]:
        """What a component asks of a property, by itself and over `allOf`; `False` where it can have none."""
        found: list[JSON] = []
        pending: list[JSON] = [self.side.find(component)]
        while pending:
            schema = pending.pop()
            to = target(schema)
            if not isinstance(schema, dict) or to is not None:
                pending += [self.side.find(to)] if to is not None else []
                continue
            schema = modernised(schema) if self.old else schema
            tag = schema.get("properties", {}).get(name)
            if tag is not None:
                found.append(self.read(tag))
            elif schema.get("additionalProperties") is False:
                found.append(False)
            pending.extend(schema.get("allOf", ()))
        return [each for each in found if "'$ref'" not in repr(each)]

    def _count_known(self, out: dict[str, JSON]) -> None:
        """Of the properties of an opened object only the known ones count; beside patterns, all or none."""
        if out.get("patternProperties") and self.fresh is None:
            return
        most = out.pop("maxProperties", None)
        if most is not None and not out.get("patternProperties"):
            sets = combinations(out.get("properties", ()), most + 1)
            too_many = [{"type": "object", "required": list(names)} for names in sets]
            out["allOf"] = [*out.get("allOf", ()), {"not": {"anyOf": too_many}} if too_many else True]

    def _asking(self, out: dict[str, JSON]) -> dict[str, JSON]:
        """Without what is required of names that do not travel; the formats of integers as bounds."""
        if "required" in out:
            out["required"] = [name for name in out["required"] if name not in self.unasked]
        if out.get("format") in RANGES:
            low, high = RANGES[out.pop("format")]
            bounds = {"if": {"type": "number"}, "then": {"type": "integer", "minimum": low, "maximum": high}}
            out["allOf"] = [*out.get("allOf", ()), bounds]
        return out


def _unwrapped(schema: JSON) -> JSON:
    """What a schema is that is nothing but the only member of an `allOf`, or negated twice."""
    while isinstance(schema, dict):
        if schema.keys() == {"allOf"} and len(schema["allOf"]) == 1:
            schema = schema["allOf"][0]
        elif schema.keys() == {"not"} and isinstance(schema["not"], dict) and schema["not"].keys() == {"not"}:
            schema = schema["not"]["not"]
        else:
            break
    return schema


def _values(schema: JSON, *, of_text: bool = False) -> list[JSON] | None:
    """The values that a schema lists, in whatever way; `of_text`: where it holds, nothing but a text is valid."""
    if not isinstance(schema, dict):
        return None
    if isinstance(negated := schema.get("not"), dict) and negated.keys() == {"not"}:
        return _values(negated["not"], of_text=of_text)
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    # A pattern of one text lists that (a policy of apidiff).
    joined = [schema, *(each for each in schema.get("allOf", ()) if isinstance(each, dict))]
    of_text = of_text or any(each.get("type") == "string" for each in joined)
    if of_text and re.fullmatch(r"\^\w*\$", schema.get("pattern", "")):
        return [schema["pattern"][1:-1]]
    for keyword in ("oneOf", "anyOf"):
        listed = [_values(each, of_text=of_text) for each in schema.get(keyword, ())]
        if listed and all(values is not None for values in listed):
            return [value for values in listed for value in values or ()]
    of_all = (_values(each, of_text=of_text) for each in schema.get("allOf", ()))
    return next((values for values in of_all if values is not None), None)


def _identified(uri: str, opened: bool) -> str:
    """The `$id` of a component as it is written, or of its copy that is opened."""
    return uri.replace(HERE, f"{HERE}open/") if opened else uri


def modernised(schema: dict[str, JSON]) -> dict[str, JSON]:
    """One schema object of OpenAPI 3.0 as one of 2020-12 (OpenAPI 3.0.4, 4.7.24)."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    out = dict(schema)
    if out.pop("nullable", False) and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
    for bound in ("minimum", "maximum"):
        name = "exclusive" + bound.capitalize()
        if isinstance(out.get(name), bool) and out.pop(name) and bound in out:
            out[name] = out.pop(bound)
    return out


def loosened(base: Side, revision: Side) -> Side:
    """The revision, with nothing asked of fields that are new in alternatives of a `oneOf`.

    A new field tells no alternatives apart: what only its type keeps from matching a second one is not sent.
    """
    if "'oneOf'" not in repr((revision.root, revision.schemas)):
        return revision
    schemas = {n: _loosened(base.schemas.get(n), each, inside=True) for n, each in revision.schemas.items()}
    return Side(_loosened(base.root, revision.root, inside=False), schemas, revision.dialect)


def _loosened(base: JSON, revision: JSON, *, inside: bool) -> JSON:
    if isinstance(base, dict) and isinstance(revision, dict):
        out = {}
        for keyword, value in revision.items():
            if keyword == "properties":
                named = base.get(keyword, {})
                out[keyword] = {
                    name: _loosened(named[name], each, inside=False) if name in named else inside or each
                    for name, each in value.items()
                }
            else:
                out[keyword] = _loosened(base.get(keyword), value, inside=inside or keyword == "oneOf")
        return out
    if isinstance(base, list) and isinstance(revision, list) and len(base) == len(revision):
        return [_loosened(old, new, inside=inside) for old, new in zip(base, revision, strict=True)]
    return revision
