"""What to measure on: the real pairs of the shared corpus where it stands beside the checkout, and generated pairs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "real.tar.xz"
OUT = ROOT / "bench" / "out"
ENTRY_POINT = "specification/DigitalOcean-public.v2.yaml"


@dataclass(frozen=True)
class Pair:
    """Two descriptions to compare: the main files, and how many bytes the two hold with what they refer to."""

    name: str
    base: Path
    revision: Path

    @property
    def size_bytes(self) -> int:
        return sum(_size(path) for path in (self.base, self.revision))


def _size(path: Path) -> int:
    """Of the file, or of its whole folder where the description is split over many."""
    if path.as_posix().endswith(ENTRY_POINT):
        return sum(f.stat().st_size for f in path.parent.rglob("*") if f.is_file())
    return path.stat().st_size


def real_pairs() -> Iterator[Pair]:
    """The corpus's pairs; none where the corpus is absent."""
    if not CORPUS.exists():
        return
    for folder in sorted(unpacked(CORPUS).iterdir()):
        if folder.name.startswith("chain-"):
            continue
        base, revision = (next(iter(sorted(folder.glob(f"{side}*")))) for side in ("base", "revision"))
        if base.is_dir():
            base, revision = base / ENTRY_POINT, revision / ENTRY_POINT
        yield Pair(folder.name, base, revision)


def unpacked(archive: Path) -> Path:
    """The archive's one folder, unpacked once into a cache beside the temporary files."""
    cache = Path(tempfile.gettempdir()) / f"apidiff-bench-{archive.stat().st_size}-{archive.name.split('.')[0]}"
    if not cache.exists():
        part = cache.with_suffix(f".{os.getpid()}")
        with tarfile.open(archive) as tar:
            tar.extractall(part, filter="data")
        part.rename(cache)
    return next(p for p in cache.iterdir() if p.is_dir())


def generated(name: str, code: str) -> Pair:
    """The pair that `code` makes of `bench.generate`'s names, in a process of its own so that this one stays small.

    `code` is an expression whose value is the pair `(base, revision)`.
    """
    folder = OUT / "generated" / name
    pair = Pair(name, folder / "base.json", folder / "revision.json")
    recipe = folder / "recipe.json"
    if recipe.exists() and json.loads(recipe.read_text()) == _recipe(code):
        return pair
    folder.mkdir(parents=True, exist_ok=True)
    program = (
        "import json, sys, pathlib\nfrom bench.generate import *\n"
        f"base, revision = {code}\nfolder = pathlib.Path(sys.argv[1])\n"
        "(folder / 'base.json').write_text(json.dumps(base))\n"
        "(folder / 'revision.json').write_text(json.dumps(revision))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=True, cwd=ROOT)
    recipe.write_text(json.dumps(_recipe(code)))
    return pair


def _recipe(code: str) -> list[str]:
    """What the files were made from: the expression and the generator as it stands."""
    return [code, (ROOT / "bench" / "generate.py").read_text()]


def generated_pairs() -> Iterator[Pair]:
    """A small, a middling and a large description, ten changes each."""
    for megabytes in (0.1, 1, 4):
        name = f"generated-{megabytes}mb"
        yield generated(name, f"(lambda d: (d, revised(d, 10)))(sized({megabytes}))")
