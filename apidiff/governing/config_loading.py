"""Read and validate `apidiff.toml`. An unknown key is an error with its line and a suggestion."""

from __future__ import annotations

import datetime
import difflib
import json
import re
import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from apidiff.errors import InputError, Place
from apidiff.governing.config import Config
from apidiff.governing.config_sections import (
    ApiSection,
    ApplicationSection,
    ApproversSection,
    EventsSection,
    LimitsSection,
    Link,
    OverrideSection,
    PageSection,
    PolicySection,
    ProjectSection,
    ScopeSection,
    Section,
    StabilitySection,
    VersionsSection,
)
from apidiff.governing.finding import CONFIG_NAME
from apidiff.governing.toml_lines import line_of
from apidiff.model.mistakes import followed, should_be
from apidiff.reading.inside import require_plain
from apidiff.rules import clauses, rule_ids

_LISTED = {"rule": "`apidiff rules` lists them all.", "clause": "`apidiff explain RULE` names a rule's clauses."}
SECTIONS: dict[tuple[str, ...], type[Section]] = {
    (): Config,
    ("project",): ProjectSection,
    ("versions",): VersionsSection,
    ("events",): EventsSection,
    ("policy",): PolicySection,
    ("policy", "overrides"): OverrideSection,
    ("policy", "scopes"): ScopeSection,
    ("policy", "stability"): StabilitySection,
    ("limits",): LimitsSection,
    ("application",): ApplicationSection,
    ("approvers",): ApproversSection,
    ("page",): PageSection,
    ("page", "links"): Link,
    ("apis",): ApiSection,
}


def load_config(path: Path) -> Config:
    """Read and validate the file. Raises `InputError` with the line of the first mistake."""
    # A link could lead to a policy that no reviewer sees.
    require_plain(path.parent, path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(
            "the configuration is not UTF-8", place=Place(str(path)), hint="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise InputError(
            f"the configuration cannot be read: {error.strerror}",
            place=Place(str(path)),
            hint="Name an existing `apidiff.toml`, or run `apidiff init` to write one.",
        ) from None
    return parse_config(text, str(path)).at(path)


def parse_config(text: str, file: str = CONFIG_NAME) -> Config:
    """As `load_config`, from the text of a file that messages call `file`."""
    # Some editors write a byte order mark, which TOML does not allow.
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise InputError(
            f"the configuration is not valid TOML: {error}",
            place=Place(file, line=int(line[1]) if line else _last_beginning(text)),
            hint="Fix the syntax of that line; the format is described at https://toml.io.",
        ) from None
    # Of an integer of more than 4,300 digits, or of arrays too deep for `tomllib`.
    except (ValueError, RecursionError):
        raise InputError(
            "the configuration has a number too long or lists too deep to be read",
            place=Place(file),
            hint="Keep to the keys that docs/configuration.md lists.",
        ) from None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _input_error(error, data, text, file) from None
    _check_names(config.policy, (), text, file)
    for index, api in enumerate(config.apis):
        if api.policy is not None:
            _check_names(api.policy, ("apis", index), text, file)
    _check_apis(config, text, file)
    return config


_MOST_LINES = 200
"""Of a value that has no end: looking for its beginning reads the file once for each of its lines."""


def _last_beginning(text: str) -> int:
    """The line that begins what the text ends in the middle of: all lines before it are TOML by themselves."""
    lines = text.rstrip().split("\n")
    for number in range(len(lines), max(0, len(lines) - _MOST_LINES), -1):
        try:
            tomllib.loads("\n".join(lines[: number - 1]))
        except (ValueError, RecursionError):
            continue
        return number
    return len(lines)


def with_limits(config: Config, given: Sequence[str]) -> Config:
    """The configuration with some limits set anew, each as `depth=100`. Raises `InputError` for a mistake in them."""
    place = Place("--limits")
    for each in given:
        # Nothing but a key and a number, since it becomes a line of TOML below.
        if not re.fullmatch(r"[\w-]+=\d+", each):
            hint = "Write `--limits KEY=NUMBER`, as in `--limits depth=100`; docs/configuration.md lists the keys."
            raise InputError(f"`{each}` sets no limit", place=place, hint=hint)
    try:
        # As a section of a file, so that the same rules hold for keys and numbers.
        limits = parse_config("[limits]\n" + "\n".join(given)).limits
    except InputError as error:
        raise InputError(error.message, place=place, hint=error.hint) from None
    changed = {name: getattr(limits, name) for name in limits.model_fields_set}
    return config.model_copy(update={"limits": config.limits.model_copy(update=changed)}).at(config.path)


def _input_error(error: ValidationError, data: dict[str, Any], text: str, file: str) -> InputError:
    """The first mistake of the file, as the error to show."""
    mistakes = [(line_of(text, item["loc"]) or 0, item) for item in error.errors(include_url=False)]
    line, mistake = min(mistakes, key=lambda found: found[0])
    # What is missing has no value in the file that its place could be followed to.
    location = mistake["loc"] if mistake["type"] == "missing" else followed(data, mistake["loc"])
    # One value that may be of several types is told once, with all of them.
    alike = [item for _, item in mistakes if followed(data, item["loc"]) == location] or [mistake]
    place = Place(file, line=line or None)
    table = _table_name(location[:-1])
    key = str(location[-1])
    if isinstance(location[-1], int):
        table, key = _table_name(location[:-2]), f"{location[-2]}[{location[-1]}]"
    if mistake["type"] == "extra_forbidden":
        known = _known_keys(location[:-1])
        return InputError(f"unknown key `{key}` {table}", place=place, hint=_suggest(key, known, "Known keys"))
    if mistake["type"] == "missing":
        return InputError(f"`{key}` is missing {table}", place=place, hint=f"Add `{key} = ...` there.")
    # `[policy.overrides]` with one bracket makes a table where a list of tables is asked for.
    if mistake["type"] == "tuple_type" and isinstance(mistake["input"], dict):
        dotted = ".".join(part for part in location if isinstance(part, str))
        hint = f"Write `[[{dotted}]]`, with two brackets, before each."
        return InputError(f"`{key}` {table} should be a list of tables, and is one", place=place, hint=hint)
    return InputError(f"`{key}` {table} {should_be(alike)}", place=place, hint=_value_hint(mistake, key))


def _value_hint(mistake: Any, key: str) -> str:
    given = mistake.get("input")
    if isinstance(given, (dict, list, tuple)):
        return f"Correct the value of `{key}`."
    if mistake["type"] == "literal_error" and isinstance(given, str):
        choices = re.findall(r"'([^']+)'", mistake["ctx"]["expected"])
        return _suggest(given, choices, "Choose one of")
    shown = str(given) if isinstance(given, (datetime.date, datetime.time)) else json.dumps(given, ensure_ascii=False)
    return f"Correct the value of `{key}`; it is {shown if len(shown) <= 60 else shown[:57] + '...'} now."


def _table_name(location: tuple[str | int, ...]) -> str:
    names = [part for part in location if isinstance(part, str)]
    if not names:
        return "at the top of the file"
    dotted = ".".join(names)
    return f"in `[[{dotted}]]`" if location and isinstance(location[-1], int) else f"in `[{dotted}]`"


def _known_keys(location: tuple[str | int, ...]) -> list[str]:
    names = tuple(part for part in location if isinstance(part, str))
    # A section of an API has the keys of the file's section.
    section = SECTIONS.get(names[1:] if names[:1] == ("apis",) and len(names) > 1 else names)
    if section is None:
        return []
    return [field.alias or name for name, field in section.model_fields.items()]


def _suggest(word: str, known: list[str], label: str) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    listed = ", ".join(f"`{name}`" for name in known)
    return (f"Did you mean `{near[0]}`? " if near else "") + f"{label}: {listed}."


def _check_names(policy: PolicySection, table: tuple[str | int, ...], text: str, file: str) -> None:
    """An override or a clause that names nothing of the catalogue would silently do nothing: it is an error."""
    if not policy.overrides and not policy.clauses:
        return
    ids = list(rule_ids())
    for index, override in enumerate(policy.overrides):
        if override.rule is not None and not any(fnmatchcase(name, override.rule) for name in ids):
            place = (*table, "policy", "overrides", index, "rule")
            raise _unknown_name(override.rule, ids, "rule", place, text, file)
    for name in policy.clauses:
        if name not in clauses():
            raise _unknown_name(name, list(clauses()), "clause", (*table, "policy", "clauses", name), text, file)


def _check_apis(config: Config, text: str, file: str) -> None:
    """Each API has a folder of its own on every file system, and a description of its own."""
    if not config.apis:
        return
    if config.project.description is not None:
        raise InputError(
            "`description` in `[project]` and `[[apis]]` exclude each other: each API has its own description",
            place=Place(file, line=line_of(text, ("project", "description"))),
            hint="Move it to the `[[apis]]` that it describes.",
        )
    known: dict[str, str] = {}
    for index, api in enumerate(config.apis):
        other = known.get(api.name.casefold())
        known[api.name.casefold()] = api.name
        if other is not None:
            raise InputError(
                f"two `[[apis]]` are called `{api.name}`"
                if other == api.name
                else f"the `[[apis]]` `{other}` and `{api.name}` would share a folder where letter case does not count",
                place=Place(file, line=line_of(text, ("apis", index, "name"))),
                hint="Give each a name of its own: its records are in a folder that is called like it.",
            )


def _unknown_name(
    name: str, known: list[str], what: str, location: tuple[str | int, ...], text: str, file: str
) -> InputError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    listed = ", ".join(f"`{item}`" for item in near)
    return InputError(
        f"no {what} is called `{name}`",
        place=Place(file, line=line_of(text, location)),
        hint=(f"Did you mean {listed}? " if near else "") + _LISTED[what],
    )
