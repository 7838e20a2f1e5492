"""A rule's id goes in, its entry of the catalogue comes out."""

import os
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

import orjson

from apidiff.errors import InputError
from apidiff.model.change import ChangeClass, Direction, Lens
from apidiff.model.contract import UNVERSIONED
from apidiff.model.policy import Policy
from apidiff.model.wording import bare, enumerated, plural

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMPILED = os.path.join(FOLDER, "compiled.json")

GROUPS = (
    "operations",
    "events and callbacks",
    "parameters",
    "request bodies",
    "media types",
    "responses",
    "security",
    "servers",
    "properties",
    "composition",
    "type",
    "enumeration",
    "numeric range",
    "strings",
    "arrays",
    "objects",
    "conditions",
    "whole schemas",
    "annotations",
    "documentation",
    "components",
    "client libraries",
    "meaning",
)
"""The headings of the reference, in its order."""

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

TITLE_PARAMETERS = frozenset(
    ("base", "brings", "holder", "keyword", "kind", "name", "path_version", "renamed_to", "revision", "where")
)
HINT_PARAMETERS = frozenset(("name", "path_version"))
PHRASES = frozenset(("where", "holder", "brings"))
"""Parameters that may carry backticks of their own; the others are bare text."""
PLAIN_VALUES = frozenset(("absent", "no limit", "any type", "any value"))
"""Words that stand for a missing value, and so are no code."""

DecidedBy = Literal["containment", "policy"]
Gather = Literal["copies", "rule", "never"]
"""How changes of a rule become one: the same edit in several places, all of them, or never."""

Removes = Literal["", "operation", "named", "value", "unmarked"]
"""What a rule tells of that goes: an operation, another part that a description can mark as deprecated, values of a
list, or what it has no mark for but a date (`x-sunset`). Empty: nothing goes."""

MOST_NAMES = 12
"""Names that a title lists; the others are counted."""

MOST_KEYWORDS = 3
"""Fields that a title lists, where edits of several are one change."""

NEW_VALUES = frozenset({"enum-value-added", "subtype-added"})
"""What a client that reads values, or dispatches on tags, meets without knowing it: `new-enum-value` sets its class."""

DATED = frozenset({"sunset-changed", "deprecation-date-changed"})
"""Rules about a date itself: of an announcement that was there, or that comes without a mark."""

_FROM_TO = (" from `{base}` to `{revision}`", " from {base} to {revision}")
"""Left out where both values were shortened to the same text."""

_BY_CONTAINMENT: dict[tuple[Direction, ChangeClass], str] = {
    ("to-server", "breaking"): "accepts-less",
    ("to-server", "additive"): "accepts-more",
    ("from-server", "breaking"): "sends-more",
    ("from-server", "additive"): "sends-less",
}


class Rule(NamedTuple):
    """A kind of change. `title` and `hint` are templates over `TITLE_PARAMETERS` and `HINT_PARAMETERS`."""

    id: str
    title: str
    group: str
    why: str
    hint: str
    """Empty where no direction is breaking."""
    source: str
    decided_by: DecidedBy
    classes: Mapping[Direction, ChangeClass]
    """Where containment decides, what the answer typically is; otherwise the class."""
    clauses: Mapping[Direction, str]
    """Ids of clauses; empty where containment decides."""
    lens: Lens
    caution: bool
    """The class is right for a validator, yet a maintainer should look at it."""
    gather: Gather = "copies"
    published: bool = False
    """Told to everyone who reads of a release, although no client breaks: a deprecation, another default."""
    announces: bool = False
    """It tells of a mark or a date of something that is to go."""
    removes: Removes = ""
    hints: Mapping[Direction, str] = {}
    """The hint of a direction for which the usual one would speak of the other side."""
    title_beside: str = ""
    """The title where other changes are about the same place, if the usual one would deny them."""

    def clause_for(self, direction: Direction, cls: ChangeClass | None = None) -> str:
        """The id of the clause that a class follows from: its own, or that of containment's answer `cls`.

        `cls` is the class that was found, by default the typical one. An `undecided` or overridden class has its own
        clause, which no rule knows.
        """
        if self.clauses:
            return self.clauses[direction]
        # Of containment's answers the others say that the values are the same.
        return _BY_CONTAINMENT.get((direction, cls or self.classes[direction]), "same-values")

    def by_option(self, policy: Policy) -> tuple[ChangeClass, str] | None:
        """The class that an option of the policy gives every change of this rule, and its clause; `None`: none does.

        Both what is judged and what `explain` says of the rule ask here.
        """
        if self.lens == "client-library" and policy.client_library == "off":
            return "neutral", "client-library"
        return None

    def class_under(self, policy: Policy, direction: Direction) -> tuple[ChangeClass, str]:
        """The typical class under a policy, apart from overrides for some paths only, and the id of its clause."""
        # Each exception wins over those before it, and the last override that matches over all.
        cls, told = self.classes[direction], self.clause_for(direction)
        if self.id in NEW_VALUES and direction == "from-server" and policy.new_enum_value == "additive":
            cls, told = "additive", "tolerated-value"
        cls, told = self.by_option(policy) or (cls, told)
        for override in policy.overrides:
            # Not `fnmatch`, which follows the system's rules for the case of file names.
            is_meant = override.rule is None or fnmatchcase(self.id, override.rule)
            if is_meant and override.path is None and override.direction in (None, direction):
                cls, told = override.cls, "overridden"
        return cls, told

    def title_for(self, parameters: Mapping[str, str], names: Sequence[str] = (), keywords: Sequence[str] = ()) -> str:
        """The title as a sentence that starts with a capital. `parameters` has a string for each one it names.

        Several `names` stand where the template has `{name}`: the first ones, with the number of the others; so do
        several `keywords` in place of `{keyword}`.
        """
        template, filled = _with_names(self.title, parameters, names)
        if len(keywords) > 1:
            template = template.replace("`{keyword}`", "{keyword}")
            filled["keyword"] = listed(keywords, MOST_KEYWORDS)
        if parameters.get("base") == parameters.get("revision"):
            for each in _FROM_TO:
                template = template.replace(each, "")
        template = _one_sided(template, parameters)
        # `no limit` is a word and no code, so that it loses the backticks.
        for name in ("base", "revision"):
            if parameters.get(name) in PLAIN_VALUES:
                template = template.replace(f"`{{{name}}}`", f"{{{name}}}")
        sentence = template.format_map(filled)
        # Not `capitalize`, which would put the names in the rest into lower case.
        return sentence[:1].upper() + sentence[1:]

    def hint_for(
        self, parameters: Mapping[str, str], names: Sequence[str] = (), direction: Direction | None = None
    ) -> str:
        """What to do instead; a path that has no version is spoken of as the current version."""
        version = parameters.get("path_version", UNVERSIONED)
        spoken = "the current version" if version == UNVERSIONED else version
        hint = self.hints.get(direction, self.hint) if direction else self.hint
        template, filled = _with_names(hint, parameters, names)
        return template.format_map(filled | {"path_version": spoken})


def rule(id: str) -> Rule:
    """The rule with this id.

    Raises `InputError` where there is none, and suggests the nearest.
    """
    return _read(id)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the reference: by group, then by id."""
    rules = (_read(id) for id in rule_ids())
    return tuple(sorted(rules, key=lambda rule: (GROUPS.index(rule.group), rule.id)))


@cache
def rule_ids() -> tuple[str, ...]:
    """The ids of all rules, sorted."""
    return tuple(sorted(_compiled()["rules"]))


def is_published(id: str) -> bool:
    """Whether changes of a rule are published although they are neutral."""
    return bool(_compiled()["rules"].get(id, {}).get("published"))


def announces(id: str) -> bool:
    """Whether changes of a rule tell that something is to go, or when."""
    return bool(_compiled()["rules"].get(id, {}).get("announces"))


def removes(id: str) -> Removes:
    """What goes by a change of a rule, as far as it can be announced; empty for a rule that is not of the catalogue."""
    found: Removes = _compiled()["rules"].get(id, {}).get("removes", "")
    return found


def near(id: str) -> tuple[str, ...]:
    """At most three ids that resemble this one, the nearest first."""
    from difflib import get_close_matches  # only an error needs it

    return tuple(get_close_matches(id, rule_ids(), n=3, cutoff=0.5))


def clause(id: str) -> str:
    """The policy's sentence for a clause's id; `KeyError` where there is none."""
    return clauses()[id]


def clauses() -> dict[str, str]:
    """Every clause of the built-in policy: its id and its sentence."""
    found: dict[str, str] = _compiled()["clauses"]
    return found


@cache
def _compiled() -> dict[str, Any]:
    """The catalogue as `apidiff.rules.compiling` wrote it: checked, and read in a hundredth of the time."""
    with open(COMPILED, "rb") as file:
        return dict(orjson.loads(file.read()))


@cache
def _read(id: str) -> Rule:
    entry = _compiled()["rules"].get(id)
    if entry is None:
        nearest = near(id)
        hint = f"Did you mean {' or '.join(f'`{other}`' for other in nearest)}? " if nearest else ""
        raise InputError(f"There is no rule `{id}`", hint=f"{hint}`apidiff rules` lists them all.")
    return Rule(id=id, **entry)


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names in backticks for a sentence: "`a`, `b` and 12 more"."""
    rest = len(names[most:])
    return enumerated([*(f"`{bare(name)}`" for name in names[:most]), *([f"{rest:,} more"] if rest else [])])


def _with_names(template: str, parameters: Mapping[str, str], names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """A template and what fills it, with several names in place of the one."""
    filled = _harmless(parameters)
    if len(names) < 2:
        return template, filled
    # "Header `{name}` removed" of two headers is "Headers `a` and `b` removed".
    for noun in _COUNTED:
        template = template.replace(f"{noun} `{{name}}`", f"{plural(noun)} `{{name}}`")
    if template.startswith("{kind} `{name}`"):
        filled["kind"] = plural(filled.get("kind", ""))
    # `listed` gives each name a code span of its own.
    return template.replace("`{name}`", "{name}"), filled | {"name": listed(names)}


def _one_sided(template: str, parameters: Mapping[str, str]) -> str:
    """The template of a title for a value that came or went, where a limit or a field is missing on one side.

    A thing that has no value to show, an empty text, was added or removed.
    """
    base, revision = parameters.get("base"), parameters.get("revision")
    if base in _MISSING:
        return re.sub(_STEP, r"set to \2" if revision else "added", template)
    return re.sub(_STEP, r"removed (was \1)" if base else "removed", template) if revision in _MISSING else template


_MISSING = ("absent", "no limit")
_STEP = r"(?:changed|raised|lowered) from (`?\{base\}`?) to (`?\{revision\}`?)"

_COUNTED = (
    "Alternative", "Event", "Header", "Link", "Media type", "Operation", "Parameter", "Pattern property",
    "Required header", "Response", "Scope", "Server", "Subtype",
)  # fmt: skip
"""What titles call something before its name, where there can be several of it."""


def _harmless(parameters: Mapping[str, str]) -> dict[str, str]:
    """A bare value must not end the code span that the template puts it in."""
    return {name: text if name in PHRASES else bare(text) for name, text in parameters.items()}
