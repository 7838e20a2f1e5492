"""The properties of Unicode that a pattern may name: `L`, `gc=Lu`, `Alphabetic`, `Script=Latin`.

Names are as ECMA-262 has them, in their own case. What is in a property is read from `unicode.txt` beside this module,
so that an answer does not depend on the Python that it is given by.
Source: ECMA-262, 22.2.2.9, tables 67 to 69.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from apidiff.containment.intervals import LAST, Intervals, complement, union

_GROUPS = {
    "L Letter": ("Lu", "Ll", "Lt", "Lm", "Lo"),
    "LC Cased_Letter": ("Lu", "Ll", "Lt"),
    "M Mark Combining_Mark": ("Mn", "Mc", "Me"),
    "N Number": ("Nd", "Nl", "No"),
    "P Punctuation punct": ("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"),
    "S Symbol": ("Sm", "Sc", "Sk", "So"),
    "Z Separator": ("Zs", "Zl", "Zp"),
}
_PREFIXES = {"General_Category": "gc", "gc": "gc", "Script": "sc", "sc": "sc"}
_OTHER = ("Cc", "Cf", "Cs", "Co")


@lru_cache(maxsize=64)
def code_points(name: str) -> Intervals | None:
    """The code points that have a property; `None` if the property is not known."""
    kind, is_pair, value = name.partition("=")
    if not is_pair and (name in _table() or name in ("Any", "ASCII", "Assigned")):
        return _binary(name)
    prefix = _PREFIXES.get(kind, "") if is_pair else "gc"
    value = value if is_pair else name
    # `C` includes the code points that are not assigned, which the table does not list.
    if prefix == "gc" and value in ("C", "Other"):
        return union((*_categories(*_OTHER), *_unassigned()))
    if prefix == "gc" and value in ("Cn", "Unassigned"):
        return _unassigned()
    parts = next((parts for names, parts in _GROUPS.items() if prefix == "gc" and value in names.split()), None)
    if parts is not None:
        return _categories(*parts)
    text = _table().get(f"{prefix}={value}")
    return None if text is None else _runs(text)


def _binary(name: str) -> Intervals:
    if name == "Assigned":
        return complement(_unassigned())
    return {"Any": ((0, LAST),), "ASCII": ((0, 0x7F),)}.get(name) or _runs(_table()[name])


def _categories(*names: str) -> Intervals:
    return union(tuple(run for name in names for run in _runs(_table()[f"gc={name}"])))


def _unassigned() -> Intervals:
    return complement(_categories(*_OTHER, *(part for parts in _GROUPS.values() for part in parts)))


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in files(__package__).joinpath("unicode.txt").read_text("ascii").splitlines()[1:]:
        names, _, runs = line.partition("\t")
        table |= dict.fromkeys(names.split(), runs)
    return table


def _runs(text: str) -> Intervals:
    found, end = [], 0
    # Each run is written as its distance from the end of the one before and its length, in base 36.
    for run in text.split():
        distance, _, more = run.partition("+")
        start = end + int(distance, 36)
        end = start + int(more or "0", 36)
        found.append((start, end))
    return tuple(found)
