"""`python -m fuzz.readers --cases 5000 --seed 1`: texts of JSON and YAML that both readers must read alike.

The accelerator may leave any text to the reader in Python. What it reads has to be what that one reads: the same value,
number for number and in the same order, with the same parts shared, and every part at the same line and column.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from apidiff.errors import InputError
from apidiff.native import native_reader, reader_in_use
from apidiff.reading.library import Read, read_reference, read_text
from apidiff.reading.limits import Limits
from fuzz.seeds import pairs, whole

NAME = "a.yaml"
KEPT = Path(__file__).parent / "out"
LIMITS = (Limits(), Limits(), Limits(depth=5), Limits(nodes=8), Limits(digits=6))
MOST_PLACES = 400
SNIPPETS = [
    "[{\"\u00e9\": 1, \"b\": \"\u4e2d\", \"c\": [\"\U0001f600\", 2]}, 3]", "{\"a\":\r\n[\r1,\r\n\r2]}",
    "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n", "<<: [{a: 1}, {a: 2, b: 3}]\nb: 4\n", "- &a 1\n- *a\n- {*a : 2}\n",
    "&a a: &b b\nc: [*a, *b]\n*a : 3\n", "a: |\n  text\n   more\n\nb: >-\n  folded\n  text\n", "'it''s': \"\\u00e9\\n\"\n",
    "? a\n: b\n", "[a, b: c, {d: , e}]\n", "a: [?b]\n", "a: {? : x}\n", "a: [? :x]\n", "x: &a: 1\ny: *a\n", "- -1\n- +1\n- 0o17\n- 0x1F\n",
    "- .5\n- 1.\n- 1e3\n- -.5e-3\n- .inf\n- 1.2.3\n- 2024-01-01\n", "- 9223372036854775807\n- 9223372036854775808\n",
    "- 0.1\n- 0.1000000000000000055511151231257827\n- 1e400\n- 123456789012345.6\n", "- !!str 1\n- !!int 2\n- !!float 3\n- ! 4\n",
    "!!map\na: !!seq [1]\n", "%YAML 1.2\n---\na: 1\n...\n", "--- a\n--- b\n", "# only\n", "a: b # c\n#d\ne: f\n", "\"a\": \"\\ud83d\\ude00\"\n",
    "a: \u2028b\n", "a: \x85b\n", "\u00e9: \u00fc\n\U0001f600: {\u4e2d: 1}\n", "a:\r\n  b: 1\r\n  c: 2\r\n", "a:\r  b: 1\r  c: 2\r",
    "a: 1\na: 2\n", "{\"a\": 1, \"a\": 2}", "{\"a\": [1, 2.50, -0, -0.0, 1E2, 1e-7, true, null, \"\\u00e9\\ud83d\\ude00\"]}",
    "{\"a\": \"\\ud800\"}", "{\"a\": 01}", "[1,]", "{\"a\": 1} x", "{\"\\u0061\": {\"b\": [[], {}, [1]]}}", "{a: 1}", "[\n1,\n\n{\"a\":\n2}]", "\"a\"", "12", "",
    "a: *b\n", "a: &a [*a]\n", "&a [&a 1, *a]\n", "&a {a: &a 2, b: *a}\n", "- - - 1\n  - 2\n-\n  a: 1\n  b:\n  - c\n  - d: e\n    f: g\n",
    "null: ~\ntrue: 'null'\n1: \"1\"\n? \n: x\n", "a: 'b\n\n  c'\nd: e\n  f\n", "key: >+2\n    x\n  y\n\n\nz: |1-\n  k\n", "a:\tb\n", "\ta: b\n", "a: \"b\tc\"\n",
    "<<: {a: 1}\n<<: {b: 2}\n", "'<<': 1\n<<: {'<<': 2, c: 3}\n", "<<: 1\n", "<<:\n", "a: !foo b\n", "? [a]\n: b\n", "a: -\n", "- a\n-b\n", "@a: b\n", "a: `b`\n",
]  # fmt: skip
CHARACTERS = list(
    "\n\n\n   \t\r:::--?#&*!|>'\"%@`{}[],,.0123456789eE+-xo~<abnu\\\u00e9\u2028\x85\x7f\ufeff\u00a0\u4e2d\U0001f600\x00\x01"
)
SCALARS = [
    "1", "-0", "1.50", "1e5", "0o7", "0xf", "true", "null", "~", "''", '""', "|\n  x", ">\n  x\n  y", "*a", "&a", "&a 1", "!!str", "<<", "<<: *a", "? ", ": ", "- ",
    "[", "]", "{", "}", "[a, b]", "{a: b}", ", ", "# c", "---\n", "...\n", "9" * 19, "9" * 30, "0." + "1" * 20, ".nan", "\\ud83d\\ude00", "\\", '"a": ',
]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """0 if both readers read everything alike."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.readers")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if native_reader() is None:
        print(f"there is no native reader here to compare with; the reader is: {reader_in_use()}")
        return 2
    counts: Counter[str] = Counter()
    found = 0
    for name, data, limits in texts(asked.seed, asked.cases):
        outcome, wrong = compare(data, limits)
        counts[outcome] += 1
        if wrong:
            found += 1
            KEPT.mkdir(exist_ok=True)
            kept = KEPT / f"readers-{asked.seed}-{name}.txt"
            kept.write_bytes(data)
            print(f"FOUND {name}: {wrong}\n  kept in {kept}", flush=True)
    print(f"{dict(counts)}; seed {asked.seed}; {found} read differently")
    return 1 if found else 0


def compare(data: bytes, limits: Limits) -> tuple[str, str]:
    """What became of a text, and what is wrong with that, if anything."""
    try:
        python = read_reference(data, NAME, limits)
    except InputError as error:
        is_read = _native(data, limits) is not None
        return "broken", f"the native reader reads it: {error.message}" if is_read else ""
    native = _native(data, limits)
    return ("left to Python", "") if native is None else ("read by both", difference(python, native))


def _native(data: bytes, limits: Limits) -> Read | None:
    """What the accelerator reads; `None` if it leaves the text."""
    try:
        read = read_text(data, NAME, limits)
    except InputError:
        return None
    return None if read.native is None else read


def difference(python: Read, native: Read) -> str:
    """The first difference of what two readers read of a text; nothing if there is none."""
    if not alike(python.value, native.value):
        return f"values differ: {python.value!r} and {native.value!r}"[:400]
    if python.data != native.data:
        return "texts differ"
    paths = list(_paths(python.value))
    one, other = python.positions(paths), native.positions(paths)
    for path in paths:
        if one[path] != other[path]:
            return f"{path} is at {one[path]} and {other[path]}"
    return ""


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal in types, in the order of keys, in every bit of a float, and in what is shared."""
    known: dict[int, int] = {}
    todo = [(one, other)]
    while todo:
        a, b = todo.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, dict | list):
            if known.setdefault(id(a), id(b)) != id(b):
                return False
            if isinstance(a, dict):
                if list(a) != list(b):
                    return False
                todo += zip(a.values(), b.values(), strict=True)
            elif len(a) != len(b):
                return False
            else:
                todo += zip(a, b, strict=True)
        elif a != b or (isinstance(a, float) and repr(a) != repr(b)):
            return False
    return True


def _paths(value: Any) -> Iterator[tuple[str, ...]]:
    """Paths of the value's parts, and of some that it does not have."""
    todo: list[tuple[tuple[str, ...], Any]] = [((), value)]
    for path, node in todo:  # it grows while it is walked
        yield path
        yield (*path, "absent")
        yield (*path, "01")
        members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        if len(todo) < MOST_PLACES:
            todo += [((*path, str(token)), child) for token, child in members]


def texts(seed: int, cases: int) -> Iterator[tuple[str, bytes, Limits]]:
    """Texts with a name each; the same for the same seed."""
    for number, snippet in enumerate(SNIPPETS):
        for limits in LIMITS:
            yield f"snippet{number}", snippet.encode(), limits
    for index in range(cases):
        dice = random.Random(f"{seed}:{index}")
        text = _seed(dice)
        for _ in range(dice.choice((0, 1, 1, 2, 4))):
            text = _changed(text, dice)
        data = text.encode("utf-8", "replace")
        if dice.random() < 0.02:
            data = b"\xef\xbb\xbf" + data
        if dice.random() < 0.02 and data:
            at = dice.randrange(len(data))
            data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        yield str(index), data, dice.choice(LIMITS)


@cache
def _values() -> tuple[Any, ...]:
    return tuple(side for pair in pairs() for side in pair)


def _seed(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return "".join(dice.choice(SNIPPETS) for _ in range(dice.choice((1, 1, 2, 3))))
    value = _part(dice.choice((*_values(), whole())), dice)
    if dice.random() < 0.3:
        return json.dumps(value, indent=dice.choice((None, 2)), ensure_ascii=dice.random() < 0.5)
    return yaml.dump(
        value,
        Dumper=_Dumper,
        default_flow_style=dice.choice((False, False, None, True)),
        default_style=dice.choice((None, None, None, '"', "'")),
        width=dice.choice((40, 100, 10_000)),
        indent=dice.choice((2, 4)),
        allow_unicode=True,
        sort_keys=False,
        line_break=dice.choice(("\n", "\n", "\n", "\r\n", "\r")),
    )


def _part(value: Any, dice: random.Random) -> Any:
    """A part of a value, so that most texts are small."""
    while isinstance(value, dict) and len(value) and dice.random() < 0.6:
        value = value[dice.choice(list(value))]
    return value


class _Dumper(yaml.SafeDumper):
    pass


def _changed(text: str, dice: random.Random) -> str:
    """The text with one thing put in, taken out, doubled or moved."""
    at, kind = dice.randrange(len(text) + 1), dice.randrange(7)
    if kind == 0:
        return text[:at] + dice.choice(CHARACTERS) + text[at:]
    if kind == 1:
        return text[:at] + text[at + dice.choice((1, 1, 3)) :]
    if kind == 2:
        return text[:at] + dice.choice(SCALARS) + text[at:]
    if kind == 3:
        return text[:at] + dice.choice(CHARACTERS) + text[at + 1 :]
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    number = dice.randrange(len(lines))
    if kind == 4:
        lines.insert(number, dice.choice(lines))
    elif kind == 5:
        lines[number] = " " * dice.choice((1, 2)) + lines[number]
    else:
        key, _, _ = lines[number].partition(": ")
        lines[number] = f"{key.rstrip()}: {dice.choice(SCALARS)}\n"
    return "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
