"""The catalogue goes in, `compiled.json` and the type of rule ids come out: `python -m apidiff.rules.compiling`.

Each entry is one file of TOML, for people. It is read and checked key by key here, once: a run that names a
few rules reads one file of JSON instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import orjson

from apidiff.model.change import CLASSES, Direction, Lens
from apidiff.rules.loading import (
    COMPILED,
    DIRECTIONS,
    FOLDER,
    GROUPS,
    HINT_PARAMETERS,
    TITLE_PARAMETERS,
    DecidedBy,
    Gather,
    Removes,
    Rule,
)

CATALOGUE = Path(FOLDER, "catalogue")
CLAUSES = Path(FOLDER, "clauses.toml")
RULE_IDS = Path(FOLDER).parent / "model" / "rule_ids.py"

_REQUIRED = frozenset(("title", "group", "why", "hint", "source", "decided-by", "class"))
_OPTIONAL = frozenset(
    ("clause", "lens", "caution", "gather", "published", "announces", "removes", "title-beside", "hints")
)


class CatalogueError(Exception):
    """An entry of the catalogue is wrong. Only the author of a rule ever sees it; the tests read every entry."""


def compiled() -> bytes:
    """What `compiled.json` says: every clause, and the fields of every rule by its id. Raises `CatalogueError`."""
    clauses = tomllib.loads(CLAUSES.read_text("utf-8"))
    rules = {path.stem: parse_rule(path.stem, path.read_text("utf-8"), clauses) for path in CATALOGUE.glob("*.toml")}
    # The id is the key already.
    entries = {id: {key: value for key, value in rule._asdict().items() if key != "id"} for id, rule in rules.items()}
    # `glob` follows the order of the file system, and the file has to be the same on every machine.
    document = {"clauses": clauses, "rules": dict(sorted(entries.items()))}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def rule_ids_module() -> str:
    """The text of `model/rule_ids.py`: a misspelt rule is a type error."""
    ids = sorted(path.stem for path in CATALOGUE.glob("*.toml"))
    lines = "".join(f'    "{id}",\n' for id in ids)
    doc = "The ids of the catalogue's rules, as a type. Made by `make docs` from `rules/catalogue/`; do not edit."
    return f'"""{doc}"""\n\nfrom typing import Literal\n\nRuleId = Literal[\n{lines}]\n'


def parse_rule(id: str, text: str, clauses: Mapping[str, str]) -> Rule:
    """Read one entry of the catalogue.

    Raises `CatalogueError` where it is not TOML, a key is unknown or missing, or a value is not allowed.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{id}: not TOML: {error}") from error
    _check_keys(id, entry)
    decided_by: DecidedBy = _one_of(id, "decided-by", entry["decided-by"], get_args(DecidedBy))
    classes = _by_direction(id, "class", entry["class"], CLASSES)
    # Its clause follows from the answer (`Rule.clause_for`).
    if decided_by == "containment" and "clause" in entry:
        raise CatalogueError(f"{id}: `clause` is only for rules that the policy decides")
    if decided_by == "policy" and "clause" not in entry:
        raise CatalogueError(f"{id}: `clause` is missing")
    given = entry.get("clause")
    # One clause for both directions may be written once.
    by_direction = dict.fromkeys(DIRECTIONS, given) if isinstance(given, str) else given
    # A hint says what to do instead of breaking clients.
    if bool(entry["hint"]) != ("breaking" in classes.values()):
        raise CatalogueError(f"{id}: `hint` stands where a class is breaking, and nowhere else")
    return Rule(
        id=id,
        title=_template(id, "title", entry["title"], TITLE_PARAMETERS),
        title_beside=_template(id, "title-beside", entry.get("title-beside", ""), TITLE_PARAMETERS),
        group=_one_of(id, "group", entry["group"], GROUPS),
        why=entry["why"],
        hint=_template(id, "hint", entry["hint"], HINT_PARAMETERS),
        hints=_hints(id, entry.get("hints", {}), classes),
        source=entry["source"],
        decided_by=decided_by,
        classes=classes,
        clauses=_by_direction(id, "clause", by_direction, tuple(clauses)) if by_direction else {},
        lens=_one_of(id, "lens", entry.get("lens", "wire"), get_args(Lens)),
        caution=_flag(id, "caution", entry),
        published=_flag(id, "published", entry),
        announces=_flag(id, "announces", entry),
        removes=_one_of(id, "removes", entry.get("removes", ""), get_args(Removes)),
        gather=_one_of(id, "gather", entry.get("gather", "copies"), get_args(Gather)),
    )


def _check_keys(id: str, entry: dict[str, Any]) -> None:
    if unknown := sorted(entry.keys() - _REQUIRED - _OPTIONAL):
        raise CatalogueError(f"{id}: unknown key `{unknown[0]}`")
    if missing := sorted(_REQUIRED - entry.keys()):
        raise CatalogueError(f"{id}: `{missing[0]}` is missing")
    # A rule that breaks nobody has an empty hint, as `parse_rule` asks.
    for key in ("title", "why", "hint", "source"):
        if not isinstance(entry[key], str) or (key != "hint" and not entry[key]):
            raise CatalogueError(f"{id}: `{key}` is a sentence")


def _flag(id: str, key: str, entry: dict[str, Any]) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise CatalogueError(f"{id}: `{key}` is true or false")
    return value


def _one_of(id: str, key: str, value: object, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise CatalogueError(f"{id}: `{key}` is {value!r}, and not one of {', '.join(allowed)}")
    return value


def _by_direction(id: str, key: str, given: object, allowed: tuple[str, ...]) -> dict[Direction, Any]:
    if not isinstance(given, dict) or given.keys() != set(DIRECTIONS):
        raise CatalogueError(f"{id}: `{key}` gives one value for each of {' and '.join(DIRECTIONS)}")
    return {direction: _one_of(id, key, given[direction], allowed) for direction in DIRECTIONS}


def _hints(id: str, given: object, classes: Mapping[Direction, str]) -> dict[Direction, str]:
    breaking = [direction for direction in DIRECTIONS if classes[direction] == "breaking"]
    if not isinstance(given, dict) or not given.keys() <= {*breaking} or not all(given.values()):
        raise CatalogueError(f"{id}: `hints` has sentences for directions that are breaking")
    return {direction: _template(id, "hints", given[direction], HINT_PARAMETERS) for direction in given}


def _template(id: str, key: str, text: str, allowed: frozenset[str]) -> str:
    try:
        named = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError as error:
        raise CatalogueError(f"{id}: `{key}` is not a template: {error}") from error
    if unknown := sorted(named - allowed):
        raise CatalogueError(f"{id}: `{key}` names the unknown parameter `{unknown[0]}`")
    return text


if __name__ == "__main__":
    Path(COMPILED).write_bytes(compiled())
    RULE_IDS.write_text(rule_ids_module(), "utf-8")
