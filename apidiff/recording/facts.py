"""A change in, the parts of a sentence about it out: what it is about, where that is, and who meets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from apidiff.comparing.pointers import describe
from apidiff.governing.announcing import is_announced
from apidiff.governing.renaming import told_rule
from apidiff.model.change import Change
from apidiff.model.rule_ids import RuleId
from apidiff.model.wording import bare, enumerated
from apidiff.openapi.naming import event_in, is_event, part_in
from apidiff.recording.phrases import NOUNS, PHRASES, WHOLES, Phrase, Way
from apidiff.recording.resources import Resources

Kind = Literal["breaking", "new", "announced"]
KINDS: tuple[Kind, ...] = ("breaking", "new", "announced")

# "`address.zip` of schema `Lead`": the path `address.zip`, in the root "schema `Lead`".
_PATH = re.compile(
    r"`(?P<path>[^`]+)` of (?P<root>(?:schema|the request body|response|(?:query |path |cookie )?parameter|header"
    r"|definition|request body)\b.*)\Z",
    re.DOTALL,
)
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
    """Whether the place is several operations."""

    @property
    def change(self) -> Change:
        """The first of its changes, which says what kind of edit all are."""
        return self.changes[0]

    @property
    def rule(self) -> RuleId:
        return told_rule(self.change)

    @property
    def phrase(self) -> Phrase | None:
        return WHOLES.get(self.rule) or PHRASES.get(self.rule, {}).get(self.way)


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
    if parameter := _PARAMETER.match(root):
        path, root = parameter["name"], parameter["root"]
    place, has, suffix = _place(root, change, way)
    # A parameter is named as a whole, so its own places are no further fields.
    others = [] if parameter else [describe(pointer).path for pointer in change.also]
    fields = tuple(dict.fromkeys(filter(None, (path, *others))))
    # By the words with which `worded` joins the names of several operations.
    is_several = place.endswith(" more operations") or "` and `" in place
    fact = replace(fact, place=place, has=has, suffix=suffix, fields=fields, is_several=is_several)
    # What came or went is a value of the field, and no field itself.
    if change.rule.startswith(("enum-value-", "security-scope-", "subtype-")):
        return replace(fact, values=named)
    if kind == "announced" and (marked := MARKED.match(change.title)):
        fact = replace(fact, dates=marked["dates"])
    if change.rule.startswith("enum-") or not named:
        return fact
    noun = NOUNS.get(fact.rule) or (change.kind.lower() if change.kind not in ("", "property") else "field")
    here = (f"{path}.{name}" if path else name for name in named)
    there = (_member(each, named[0]) for each in others) if len(named) == 1 else ()
    return replace(fact, fields=tuple(dict.fromkeys((*here, *there))), noun=noun)


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
