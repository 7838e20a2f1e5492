"""A change in, the parts of a sentence about it out: what it is about, where that is, and who meets it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from apidiff.comparing.pointers import Named, describe
from apidiff.governing.announcing import is_announced
from apidiff.governing.renaming import told_rule
from apidiff.model.change import Change
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.model.wording import bare, enumerated
from apidiff.openapi.announcements import day_of
from apidiff.openapi.naming import event_in, is_event, part_in
from apidiff.recording.phrases import NOUNS, PHRASES, STEPS, UNREAD, WHOLES, Phrase, Way
from apidiff.recording.resources import Resources

Kind = Literal["breaking", "new", "announced"]
KINDS: tuple[Kind, ...] = ("breaking", "new", "announced")

# "`address.zip` of schema `Lead`": the path `address.zip`, in the root "schema `Lead`".
_PATH = re.compile(
    r"`(?P<path>[^`]+)` of (?P<root>(?:schema|the request body|response|(?:query |path |cookie )?parameter|header"
    r"|definition|request body)\b.*)\Z",
    re.DOTALL,
)
_EACH = re.compile(r"each (?P<what>item|value|name) of (?P<root>.*)\Z", re.DOTALL)
"""A place that is nothing but a step: the path is that step."""
_STEPS = {"item": "[]", "value": "*", "name": "{name}"}
_MORE = re.compile(r" and [\d,]+ more places?\Z")
_MEDIA = re.compile(r"`[\w.+-]+/[\w.+*-]+(?:;[^`]*)?` of ")
_SCHEMA = re.compile(r"schema `([^`]+)`\Z")
_BODY = re.compile(r"(?:the request body of |response `(?P<status>\w+)` of )?(?:webhook )?`[^`]+`\Z")
_TRAVELS = re.compile(
    r"(?:(?P<body>request body)|response (?P<status>\w+))(?:\.?(?P<field>.+))?"
    r"|(?P<parameter>(?:query|path|cookie) parameter|header) (?P<named>.+)",
    re.DOTALL,
)
"""The place that a name of an operation or event goes on to, as `part_in` cuts it off."""
_PARAMETER = re.compile(r"(?:(?:query|path|cookie) parameter|header) `(?P<name>[^`]+)` of (?P<root>.*)\Z", re.DOTALL)
MARKED = re.compile(r".* marked as deprecated(?P<dates>.*)\Z", re.DOTALL)
_A_DATE = re.compile(r"(?:,? sunset on|,? from) `(?P<day>[^`]*)`")
_NAMES_VALUES = ("enum-value-", "security-scope-", "subtype-", "alternative-", "response-added", "response-removed",
                 "media-type-added", "media-type-removed", "server-added", "server-removed")  # fmt: skip
"""Beginnings of the rules whose names are those of values of a place, and no fields of it."""
_OF_VALUES = ("enum-", "alternative-", "subtype-", "null-", "type-", "format-", "pattern-", "default-", "max", "min",
              "multiple-of-", "read-only-", "write-only-", "property-deprecated",
              "property-undeprecated", "const-")  # fmt: skip
"""Beginnings of the rules about what a value may be: an operation is none."""
_MOST_PLACES = 3
"""Schemas with the same edit that are named; of more, the others are counted."""

# Of the catalogue's titles: "Type of `a` changed from `"object"` to `"string"`".
_CHANGED = re.compile(r" (?:changed|tightened|relaxed) from `(?P<before>[^`]+)` to `(?P<after>[^`]+)`\Z")
_CAME = re.compile(r" set to `(?P<after>[^`]+)`\Z")
_WENT = re.compile(r" removed \(was `(?P<before>[^`]+)`\)\Z")
_TAIL = re.compile(r"(?:, in place of|, replaced by) `.*\Z", re.DOTALL)
"""How the title of a value ends that came for another one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A change, or several of one place, in the parts of a sentence."""

    kind: Kind
    changes: tuple[Change, ...]
    resource: str
    way: Way
    place: str = ""
    """In backticks, unless it is a phrase; empty for a whole operation or event."""
    has: str = "has"
    suffix: str = ""
    """Where it is met: ` in responses`, if the place does not say so."""
    fields: tuple[str, ...] = ()
    """Dotted paths from the place; for whole operations and events their names."""
    values: tuple[str, ...] = ()
    """Values of an enum, or scopes, that came or went."""
    noun: str = "field"
    """What is counted, where there are several fields."""
    dates: str = ""
    """How the title of a deprecation ends: ` from `2026-01-01`, sunset on `2027-01-01` `."""
    is_several: bool = False
    """Whether the place is several operations, or schemas."""
    before: str = ""
    """The value that an edit changed, as the catalogue's title has it; empty without one, and where it is cut."""
    after: str = ""
    tail: str = ""
    """What a sentence ends with: ``, in place of `old` ``."""
    in_parameter: bool = False
    """Whether its field is a parameter."""
    together: str = ""
    """What it has in common with facts of other values, or places, that are told in one sentence."""

    @property
    def change(self) -> Change:
        """The first of its changes, which says what kind of edit all are."""
        return self.changes[0]

    @property
    def rule(self) -> RuleId:
        return told_rule(self.change)

    @property
    def phrase(self) -> Phrase | None:
        # "Any other response" has no code that a sentence could name.
        if self.rule in ("response-added", "response-removed") and "default" in self.values:
            return None
        return WHOLES.get(self.rule) or PHRASES.get(self.rule, {}).get(self.way)

    @property
    def step(self) -> str:
        """The words for a value that came, went or changed, where it is known which; else empty."""
        found = STEPS.get((self.rule, self.way)) or STEPS.get((self.rule, None))
        if found is None or not (self.before or self.after):
            return ""
        if self.after and self.rule in UNREAD and day_of(self.after) is None:
            return UNREAD[self.rule]
        return found.changed if self.before and self.after else found.came if self.after else found.went


def kind_of(change: Change) -> Kind | None:
    """Under what a change is told; `None` if no integrator is told of it."""
    if change.cls == "breaking":
        return "breaking"
    return "new" if change.cls == "additive" else "announced" if is_announced(change) else None


def fact_of(change: Change, kind: Kind, resources: Resources) -> Fact:
    """The change in the parts of a sentence; what one edit changed in several places of an operation are its fields."""
    way = _way(change)
    fact = Fact(kind, (change,), resources.of(change.operations), way)
    named = tuple(change.names or ((change.name,) if change.name else ()))
    if fact.rule in WHOLES:
        return replace(fact, fields=named, noun=NOUNS.get(fact.rule, "operation"))
    path, root = parsed(change.holder)
    named_there = [_as_it_was(describe(pointer), change) for pointer in change.also]
    parameter = _PARAMETER.match(root)
    if parameter:
        # A parameter is named as a whole, so its own places are no further fields.
        path, root, named_there = _in_parameter(parameter["name"], path), parameter["root"], []
    place, has, suffix = _place(root, change, way)
    is_several = place.endswith(" more operations") or "` and `" in place
    others, tail = [each.path for each in named_there], ""
    if _is_by_itself(root, change):
        # In places with names of their own, the paths of one are no paths of another.
        others = [each.path for each in named_there if each.holder == root]
        foreign = [each for each in named_there if each.holder != root]
        name = named[0] if len(named) == 1 and not change.rule.startswith(_NAMES_VALUES) else ""
        places = _same_in(place, foreign, (path, *others), name)
        if len(places) > 1:
            place, is_several = worded(places, _MOST_PLACES, "schemas"), True
        elif foreign:
            tail = _likewise(foreign, name)
    fields = tuple(dict.fromkeys(filter(None, (path, *others))))
    fact = replace(
        fact,
        place=place,
        has=has,
        suffix=suffix,
        fields=fields,
        is_several=is_several,
        in_parameter=parameter is not None,
        tail=tail,
    )
    before, after = _step(change)
    fact = replace(fact, before=before, after=after)
    if not fields and change.rule.startswith(_OF_VALUES):
        fact = replace(fact, place=_valued(root, fact), has="has", suffix="" if fact.has != "has" else suffix)
    # What came or went is a value of the field, and no field itself.
    if change.rule.startswith(_NAMES_VALUES):
        in_place_of = _TAIL.search(change.title)
        return replace(fact, values=named, tail=in_place_of[0] if in_place_of else tail)
    if kind == "announced" and (marked := MARKED.match(change.title)):
        # Whoever meets a deprecation finds it where the thing is met.
        # A date that is none is not told: nobody could keep to it.
        dates = _A_DATE.sub(lambda found: found[0] if day_of(found["day"]) else "", marked["dates"])
        fact = replace(fact, dates=dates, suffix="")
    if change.rule.startswith("enum-") or not named:
        return fact
    noun = NOUNS.get(fact.rule) or (change.kind.lower() if change.kind not in ("", "property") else "field")
    here = (f"{path}.{name}" if path else name for name in named)
    there = (_member(each, named[0]) for each in others) if len(named) == 1 else ()
    fields = tuple(dict.fromkeys((*here, *there)))
    return replace(fact, fields=fields, noun=noun)


def _valued(root: str, fact: Fact) -> str:
    """What a place is called that is a value by itself: a schema where an operation meets it, or a whole body."""
    if schema := _SCHEMA.match(root):
        return fact.place if fact.place == f"`{schema[1]}`" else f"`{schema[1]}` of {fact.place}"
    if not (body := _BODY.match(root)):
        return fact.place
    if fact.has == "carries" or "webhook `" in root:
        return f"what {fact.place} carries"
    return f"what {fact.place} answers with" if body["status"] else f"the body of {fact.place}"


def outermost(fields: Sequence[str]) -> tuple[str, ...]:
    """The fields without those in another one of them: what holds them says it of all that it holds."""
    known = set(fields)
    steps = {field: [at for at, sign in enumerate(field) if sign in ".["] for field in fields}
    return tuple(field for field in fields if not any(field[:at] in known for at in steps[field]))


def _in_parameter(name: str, path: str) -> str:
    """A place in a parameter; what a list of it may hold is said of the parameter."""
    if path in ("", "[]"):
        return name
    return f"{name}{path}" if path.startswith("[") else f"{name}.{path}"


def _is_by_itself(root: str, change: Change) -> bool:
    """Whether a place is called by a name of its own, as a schema is, and not by the operations that lead there."""
    return not _BODY.match(root) and not (len(change.operations) == 1 and _SCHEMA.match(root))


def _same_in(place: str, others: Sequence[Named], own: Sequence[str], name: str) -> list[str]:
    """A place, and the schemas in which the same edit was made at the same paths; it alone if one has other paths.

    `own` are the paths there, to what has the `name`.
    """
    paths = {_member(path, name) if name else path for path in own}
    by_root: dict[str, set[str]] = {}
    for each in others:
        by_root.setdefault(each.holder, set()).add(_member(each.path, name) if name else each.path)
    schemas = [schema for root in by_root if (schema := _SCHEMA.match(root))]
    if len(schemas) < len(by_root) or any(found != paths for found in by_root.values()):
        return [place]
    return [place, *(f"`{schema[1]}`" for schema in schemas)]


def _likewise(others: Sequence[Named], name: str) -> str:
    """Where else the same edit was made, as a sentence ends."""
    schemas = [schema for each in others if (schema := _SCHEMA.match(each.holder))]
    if len(schemas) < len(others):
        return f" (likewise in {len(others):,} more {'place' if len(others) == 1 else 'places'})"
    paths = [_member(each.path, name) if name else each.path for each in others]
    there = [
        f"`{path}` of `{schema[1]}`" if path else f"`{schema[1]}`" for path, schema in zip(paths, schemas, strict=True)
    ]
    return f" (likewise {worded(there, _MOST_PLACES)})"


def _step(change: Change) -> tuple[str, str]:
    """What a value was and is now, where the title has all of both; empty for what is missing."""
    for pattern in (_CHANGED, _CAME, _WENT):
        if (found := pattern.search(change.title)) and "…" not in change.title:
            values = found.groupdict("")
            return values.get("before", ""), values.get("after", "")
    return "", ""


def read(value: str) -> JSON:
    """A value of a title, which has it as JSON; as it is where it is none."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _as_it_was(there: Named, change: Change) -> Named:
    """A place under the name that it had: the other places of a rename are those of the new name."""
    head, dot, last = there.path.rpartition(".")
    is_new = change.rule == "property-renamed" and change.name and last == change.renamed_to
    return there._replace(path=f"{head}{dot}{change.name}") if is_new else there


def _member(path: str, name: str) -> str:
    """The path of a field, from its own or that of its object."""
    return path if path == name or path.endswith(f".{name}") else f"{path}.{name}" if path else name


def _way(change: Change) -> Way:
    # A change may break one way and be neutral the other: only the way that gives it its class counts.
    directions = {impact.direction for impact in change.impacts if impact.cls == change.cls}
    return "both" if len(directions) != 1 else "in" if directions == {"to-server"} else "out"


def parsed(holder: str) -> tuple[str, str]:
    """A dotted path, empty if there is none, and what it is in."""
    holder = _MEDIA.sub("", _MORE.sub("", holder))
    if each := _EACH.match(holder):
        return _STEPS[each["what"]], each["root"]
    found = _PATH.match(holder)
    return (found["path"], found["root"]) if found else ("", holder)


def _place(root: str, change: Change, way: Way) -> tuple[str, str, str]:
    """What a sentence calls a place, how it has something, and where that is met if neither says so."""
    schema, body = _SCHEMA.match(root), _BODY.match(root)
    operations = change.operations
    if len(operations) == 1 and (schema or body):
        (name,) = operations
        if is_event(name):
            return f"`{event_in(name)}`", "carries", ""
        # A success needs no mention: it is what "answers with" means.
        status = body["status"] if body else None
        where = f" in response `{status}`" if status and not status.startswith("2") else ""
        return f"`{bare(name)}`", {"in": "takes", "out": "answers with", "both": "has"}[way], where
    if body and len(operations) > 1 and not schema:
        return worded([f"`{bare(name)}`" for name in operations], 1, "operations"), "has", ""
    met = "events" if all(map(is_event, operations)) else {"in": "requests", "out": "responses", "both": ""}[way]
    return (f"`{schema[1]}`" if schema else root), "has", f" in {met}" if met and operations else ""


def spoken(target: str) -> str:
    """What an entry declares a meaning of, as a sentence names it: `` `rows[].sku` in the request body of `X` ``."""
    whole, part = part_in(target)
    is_carried = is_event(whole)
    name = f"`{bare(event_in(whole) if is_carried else whole.removeprefix('schema '))}`"
    if not part:
        return name
    found = _TRAVELS.fullmatch(part)
    if found is None:
        return f"`{bare(target)}`"
    if found["parameter"]:
        return f"the {found['parameter']} `{bare(found['named'])}` of {name}"
    field = f"`{bare(found['field'])}`" if found["field"] else ""
    if is_carried and found["body"]:
        return f"{field} of {name}" if field else f"what {name} carries"
    body = "the request body" if found["body"] else f"response `{bare(found['status'])}`"
    return f"{field} in {body} of {name}" if field else f"{body} of {name}"


def worded(items: Sequence[str], most: int, noun: str = "") -> str:
    """`a, b and c`, or the first ones `and 4 more`; one more is named rather than counted."""
    items = list(dict.fromkeys(items))
    if len(items) > most + 1:
        items = [*items[:most], f"{len(items) - most:,} more{f' {noun}' if noun else ''}"]
    return enumerated(items)
