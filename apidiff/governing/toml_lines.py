"""Find the line of a key in a TOML text, since `tomllib` keeps no positions."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")

# What comes first counts: a quote in a comment or in another text begins nothing. (TOML 1.0.0, "String".)
_TEXT = re.compile(
    r"""(?P<long>\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5})|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*""", re.DOTALL
)

Location = tuple[str | int, ...]


def line_of(text: str, location: Sequence[str | int]) -> int | None:
    """The line (from 1) of the key or table at `location`, or of the nearest one above it; `None` where none stands.

    A location reads as pydantic gives it: `("policy", "overrides", 0, "rule")`. Keys inside of an inline table
    answer with the line of the table.
    """
    lines = _lines(text)
    wanted = tuple(location)
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted[:-1]
    return None


def _lines(text: str) -> dict[Location, int]:
    """Every key and table of the text with the line where it first stands."""
    found: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    # A line within a text over several lines may look like a key.
    bare = _TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]) if found["long"] else found[0], text)
    # `splitlines` breaks where TOML does not, as at U+2028 and at a form feed.
    for number, line in enumerate(bare.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _resolve(_parts(header[2]), counts)
            if header[1] == "[[":
                index = counts.get(table, -1) + 1
                counts[table] = index
                found.setdefault(table, number)
                table = (*table, index)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(table + _parts(key[1]), number)
    return found


def _parts(dotted: str) -> Location:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _resolve(parts: Location, counts: dict[Location, int]) -> Location:
    """Put the index of the newest element after each part that names an array of tables."""
    path: Location = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        # `[[apis]]` itself begins another element; what is below it, as `[apis.policy]`, is of the newest one.
        if path in counts and position < len(parts) - 1:
            path = (*path, counts[path])
    return path
