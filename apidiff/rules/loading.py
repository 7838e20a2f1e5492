"""A rule's id goes in, its entry of the catalogue comes out, read from one file and checked key by key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from apidiff.errors import InputError
from apidiff.model.change import CLASSES, ChangeClass, Direction, Lens
from apidiff.model.contract import UNVERSIONED
from apidiff.model.named_tuple import NamedTuple

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "catalogue"

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
    "meaning",
)
"""The headings of the reference, in its order."""

DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

TITLE_PARAMETERS = frozenset(
    ("base", "brings", "holder", "keyword", "kind", "name", "path_version", "renamed_to", "revision", "where")
)
MEND_PARAMETERS = frozenset(("name", "path_version"))
PHRASES = frozenset(("where", "holder", "brings", "name"))
"""Parameters that may carry backticks of their own (`name` where it lists several); the others are bare text."""
PLAIN_VALUES = frozenset(("absent", "no limit", "any type", "any value"))
"""Words that stand for a missing value, and so are no code."""

DecidedBy = Literal["containment", "policy"]

_FROM_TO = " from `{base}` to `{revision}`"
"""Left out where both values were shortened to the same text."""

_BY_CONTAINMENT: dict[tuple[Direction, ChangeClass], str] = {
    ("to-server", "breaking"): "accepts-less",
    ("to-server", "additive"): "accepts-more",
    ("from-server", "breaking"): "sends-more",
    ("from-server", "additive"): "sends-less",
}
_REQUIRED = frozenset(("title", "group", "why", "mend", "source", "decided-by", "class"))
_OPTIONAL = frozenset(("clause", "lens", "caution"))


class CatalogueError(Exception):
    """An entry of the catalogue is wrong. Only the author of a rule ever sees it; the tests read every entry."""


class Rule(NamedTuple):
    """A kind of change. `title` and `mend` are templates over `TITLE_PARAMETERS` and `MEND_PARAMETERS`."""

    id: str
    title: str
    group: str
    why: str
    mend: str
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

    def clause_for(self, direction: Direction, cls: ChangeClass | None = None) -> str:
        """The id of the clause that a class follows from: its own, or that of containment's answer `cls`.

        `cls` is the class that was found, by default the typical one. An `undecided` or overridden class has its own
        clause, which no rule knows.
        """
        if self.clauses:
            return self.clauses[direction]
        return _BY_CONTAINMENT.get((direction, cls or self.classes[direction]), "same-values")

    def title_for(self, parameters: Mapping[str, str]) -> str:
        """The title as a sentence that starts with a capital. `parameters` has a string for each one it names."""
        template = self.title
        if parameters.get("base") == parameters.get("revision"):
            template = template.replace(_FROM_TO, "")
        for name in ("base", "revision"):
            if parameters.get(name) in PLAIN_VALUES:
                template = template.replace(f"`{{{name}}}`", f"{{{name}}}")
        sentence = template.format_map(_harmless(parameters))
        return sentence[:1].upper() + sentence[1:]

    def mend_for(self, parameters: Mapping[str, str]) -> str:
        """What to do instead; a path that has no version is spoken of as the current version."""
        version = parameters.get("path_version", UNVERSIONED)
        spoken = "the current version" if version == UNVERSIONED else version
        return self.mend.format_map(_harmless(parameters) | {"path_version": spoken})


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
    """The ids of all rules, sorted; no entry is read."""
    return tuple(sorted(path.stem for path in CATALOGUE.glob("*.toml")))


def near(id: str) -> tuple[str, ...]:
    """At most three ids that resemble this one, the nearest first."""
    from difflib import get_close_matches

    return tuple(get_close_matches(id, rule_ids(), n=3, cutoff=0.5))


def clause(id: str) -> str:
    """The policy's sentence for a clause's id; `KeyError` where there is none."""
    return clauses()[id]


@cache
def clauses() -> dict[str, str]:
    """Every clause of the built-in policy: its id and its sentence."""
    import tomllib

    return {id: str(sentence) for id, sentence in tomllib.loads((FOLDER / "clauses.toml").read_text("utf-8")).items()}


def parse_rule(id: str, text: str) -> Rule:
    """Read one entry of the catalogue.

    Raises `CatalogueError` where it is not TOML, a key is unknown or missing, or a value is not allowed.
    """
    import tomllib

    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{id}: not TOML: {error}") from error
    _check_keys(id, entry)
    decided_by: DecidedBy = _one_of(id, "decided-by", entry["decided-by"], get_args(DecidedBy))
    classes = _by_direction(id, "class", entry["class"], CLASSES)
    if decided_by == "containment" and "clause" in entry:
        raise CatalogueError(f"{id}: `clause` is only for rules that the policy decides")
    if decided_by == "policy" and "clause" not in entry:
        raise CatalogueError(f"{id}: `clause` is missing")
    given = entry.get("clause")
    by_direction = dict.fromkeys(DIRECTIONS, given) if isinstance(given, str) else given
    if bool(entry["mend"]) != ("breaking" in classes.values()):
        raise CatalogueError(f"{id}: `mend` stands where a class is breaking, and nowhere else")
    caution = entry.get("caution", False)
    if not isinstance(caution, bool):
        raise CatalogueError(f"{id}: `caution` is true or false")
    return Rule(
        id=id,
        title=_template(id, "title", entry["title"], TITLE_PARAMETERS),
        group=_one_of(id, "group", entry["group"], GROUPS),
        why=entry["why"],
        mend=_template(id, "mend", entry["mend"], MEND_PARAMETERS),
        source=entry["source"],
        decided_by=decided_by,
        classes=classes,
        clauses=_by_direction(id, "clause", by_direction, tuple(clauses())) if by_direction else {},
        lens=_one_of(id, "lens", entry.get("lens", "wire"), get_args(Lens)),
        caution=caution,
    )


@cache
def _read(id: str) -> Rule:
    path = CATALOGUE / f"{id}.toml"
    is_name = id.isascii() and id.islower() and id.replace("-", "").isalpha()
    if not is_name or not path.is_file():
        nearest = near(id)
        hint = f"Did you mean {' or '.join(f'`{other}`' for other in nearest)}? " if nearest else ""
        raise InputError(f"There is no rule `{id}`", mend=f"{hint}`apidiff rules` lists them all.")
    return parse_rule(id, path.read_text("utf-8"))


def _harmless(parameters: Mapping[str, str]) -> dict[str, str]:
    """A bare value must not end the code span that the template puts it in."""
    return {name: text if name in PHRASES else text.replace("`", "'") for name, text in parameters.items()}


def _check_keys(id: str, entry: dict[str, Any]) -> None:
    if unknown := sorted(entry.keys() - _REQUIRED - _OPTIONAL):
        raise CatalogueError(f"{id}: unknown key `{unknown[0]}`")
    if missing := sorted(_REQUIRED - entry.keys()):
        raise CatalogueError(f"{id}: `{missing[0]}` is missing")
    for key in ("title", "why", "mend", "source"):
        if not isinstance(entry[key], str) or (key != "mend" and not entry[key]):
            raise CatalogueError(f"{id}: `{key}` is a sentence")


def _one_of(id: str, key: str, value: object, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise CatalogueError(f"{id}: `{key}` is {value!r}, and not one of {', '.join(allowed)}")
    return value


def _by_direction(id: str, key: str, given: object, allowed: tuple[str, ...]) -> dict[Direction, Any]:
    if not isinstance(given, dict) or given.keys() != set(DIRECTIONS):
        raise CatalogueError(f"{id}: `{key}` gives one value for each of {' and '.join(DIRECTIONS)}")
    return {direction: _one_of(id, key, given[direction], allowed) for direction in DIRECTIONS}


def _template(id: str, key: str, text: str, allowed: frozenset[str]) -> str:
    from string import Formatter

    try:
        named = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        raise CatalogueError(f"{id}: `{key}` is not a template: {error}") from error
    if unknown := sorted(named - allowed):
        raise CatalogueError(f"{id}: `{key}` names the unknown parameter `{unknown[0]}`")
    return text
