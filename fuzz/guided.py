"""Fuzzing that looks for code it has not been in yet: `make guided`, or `python -m fuzz.guided --seconds 600`.

atheris instruments the package and steers bytes by what they reach. The bytes are read as what a stranger may send: the
text of a file, the choices that break a description, or two patterns. Anything but a result or an `InputError` is a
finding; its bytes are kept in fuzz/out/, and `python -m fuzz.guided FILE` runs them again.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import random
import sys
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["apidiff"]):
    import apidiff
    import apidiff.comparing.contracts
    import apidiff.containment.decide
    import apidiff.governing.judging
    import apidiff.reading.json_text
    import apidiff.reading.yaml_text
    from apidiff.containment import Budget, is_subschema
    from apidiff.errors import InputError
    from apidiff.reading import Limits, canonical_json
    from apidiff.reading.library import read_text
    from apidiff.reading.positions import Position

from fuzz.mutating import change
from fuzz.seeds import pairs

KEPT = Path(__file__).parent / "out"
SEEDS = [*pairs()]
MOST_EDITS = 6
SHORT = Budget(steps=5_000)


class Tape(random.Random):
    """Chance that is read from bytes, so that whoever changes the bytes changes the choices; it ends in zeros."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        super().__init__(0)

    def getrandbits(self, k: int, /) -> int:
        count = (k + 7) // 8
        piece = self.data[self.at : self.at + count]
        self.at += count
        return int.from_bytes(piece.ljust(count, b"\0"), "big") >> (count * 8 - k)

    def random(self) -> float:
        return self.getrandbits(24) / (1 << 24)


def a_file(data: bytes) -> None:
    """The bytes are a file that calls itself YAML; its root is written somewhere in it."""
    read = read_text(data, "openapi.yaml", Limits())
    canonical_json(read.value)
    assert read.positions([()]) == {(): Position(0, 1, 1)}


def a_pair(data: bytes) -> None:
    """The bytes choose a pair, and what is broken in its revision; it is compared both ways."""
    tape = Tape(data)
    base, revision = copy.deepcopy(SEEDS[tape.randrange(len(SEEDS))])
    for _ in range(1 + tape.randrange(MOST_EDITS)):
        change(revision, tape)
    for old, new in ((base, revision), (revision, base)):
        apidiff.diff(old, new).to_dict()


def two_patterns(data: bytes) -> None:
    """The bytes are two patterns, the one after the other."""
    first, _, second = data.decode("utf-8", "replace").partition("\n")
    is_subschema({"pattern": first}, {"pattern": second}, budget=SHORT)


TARGETS = (a_file, a_pair, two_patterns)


def examine(data: bytes) -> None:
    """Run what the first byte asks for on the others; an error that tells its reader what to do is an answer."""
    if data:
        with contextlib.suppress(InputError):
            TARGETS[data[0] % len(TARGETS)](data[1:])


def corpus(folder: Path) -> None:
    """Seeds of each kind, so that the first minute is not spent on finding out what JSON is."""
    folder.mkdir(parents=True, exist_ok=True)
    texts: list[Any] = [
        b"a: [1, {b: &x c}]\nd: *x\n",
        b'{"a": [1.5e3, "\\u0041", null]}',
        b"? |\n a\n: >-\n b\n",
        b"a: &a\n  - 'b'\n200: *a\n",
    ]
    for number, text in enumerate(texts):
        (folder / f"file-{number}").write_bytes(bytes([0]) + text)
    for number in range(len(SEEDS)):
        (folder / f"pair-{number}").write_bytes(bytes([1, number]) + random.Random(number).randbytes(60))
    for number, text in enumerate(["^a+$\n^(a|b)*$", "[^\\d]{2,5}x?\n\\w", "^(?=.*a)b\n(?!c)d"]):
        (folder / f"patterns-{number}").write_bytes(bytes([2]) + text.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("again", nargs="?", type=Path, help="bytes that were kept: run them once")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.again:
        examine(asked.again.read_bytes())
        return
    corpus(KEPT / "guided")
    options = [f"-max_total_time={asked.seconds}", f"-seed={asked.seed}", "-timeout=10", "-rss_limit_mb=1024"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={KEPT}/", "-max_len=4096", str(KEPT / "guided")], examine)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
