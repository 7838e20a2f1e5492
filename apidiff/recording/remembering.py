"""What lies between two recorded releases never changes: computed once, remembered in the user's cache folder.

The page and `verify` are made from it, each from a file of its own. It is looked up by the digests of both snapshots,
the policy and the code that compares, so that an edit of any of them asks anew. A gate computes everything anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from apidiff.api import compare
from apidiff.errors import InputError, Place
from apidiff.model.change import Comparison, Side
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.canonical import canonical_json
from apidiff.reading import contract_of
from apidiff.reading.references import without_holes
from apidiff.recording.spreading import spread
from apidiff.recording.writing import write_atomically

if TYPE_CHECKING:
    from apidiff.recording.project import Project

_FEW = 3
"""Pairs that are compared faster than processes are begun for them."""
_QUICK_S = 0.1
"""Of processor time for one comparison: others like it are not worth processes of their own."""


class Remembered:
    """Compares snapshot files; what was compared before, in this folder and by this code and policy, is looked up."""

    def __init__(self, project: Project, file: Path | None = None, *, audited: bool = False, what: str = "") -> None:
        self._project = project
        self._audited = audited
        what = what or ("verified" if audited else "compared")
        # A file for each API: `save` keeps what one run asked for, and a run may be about one of them.
        self._file = file or cache_file(project.root, f"{what}-{project.config.api}" if project.config.api else what)
        self._used: dict[str, Comparison] = {}
        self._digests: dict[str, str] = {}
        """Of the bytes of a snapshot's files, by its file's name."""
        self._contract: tuple[Path, Contract] | None = None
        self.computed = 0
        """How many comparisons were not known."""

    def __call__(self, older: Path, newer: Path) -> Comparison:
        """What lies between two snapshots, as `light` has it."""
        key = self._key(older, newer)
        if key not in self._used:
            self._used[key] = self._known.get(key) or self._compared(older, newer)
        return self._used[key]

    def prepare(self, pairs: Sequence[tuple[Path, Path]], processes: int = 1) -> None:
        """Compare those of the pairs that are not known, so that asking for them takes no time.

        With several `processes`, they share the work; what comes of it is the same.
        """
        todo = [pair for pair in dict.fromkeys(pairs) if not self.has(*pair)]
        if processes < 2 or len(todo) < _FEW:
            return
        # The first one here: what it reads and loads is there for all of them, and shows whether they are needed.
        began = time.process_time()
        self(*todo.pop(0))
        if time.process_time() - began < _QUICK_S:
            return
        computed = self.computed
        found = spread(lambda pair: self._compared(*pair), todo, processes)
        # In their order, in which they are kept as well.
        for position in sorted(found):
            self._used[self._key(*todo[position])] = found[position]
        # Each process has counted for itself.
        self.computed = computed + len(found)

    def knows(self, older: Path, newer: Path) -> bool:
        """Whether the comparison of these two snapshots was computed before."""
        return self._key(older, newer) in self._known

    def has(self, older: Path, newer: Path) -> bool:
        """Whether it can tell of these two snapshots without comparing them now."""
        return self._key(older, newer) in self._used or self.knows(older, newer)

    def sha256(self, file: str) -> str:
        """The digest of a snapshot's content, from what was compared before where that is known.

        Raises as `Snapshots.content`.
        """
        return self._contents.get(self._digest_of(file)) or self._project.snapshots.sha256(file)

    def learn(self, older: Path, newer: Path, comparison: Comparison) -> None:
        """Remember a `light` comparison of two snapshots that was made elsewhere, and forget nothing."""
        learnt = _bare(comparison) if self._audited else comparison
        # `save` writes nothing else, so what the file has goes in, too.
        self._used = self._known | self._used | {self._key(older, newer): learnt}
        self.computed += 1

    def forget(self, older: Path, newer: Path) -> None:
        """Do not keep the comparison of these two snapshots."""
        self._used.pop(self._key(older, newer), None)

    def save(self) -> None:
        """Keep what was asked for, and nothing else; a cache that cannot be written is none."""
        # Also written where less was asked for than it has, so that the file does not grow for ever.
        if not self.computed and self._used.keys() == self._known.keys():
            return
        content = _adapter().dump_json((self._made_by, self._used))
        with suppress(OSError, InputError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, content)

    def _key(self, older: Path, newer: Path) -> str:
        return f"{self._digest(older)} {self._digest(newer)}"

    def _digest(self, path: Path) -> str:
        return self._digest_of(path.name)

    def _digest_of(self, file: str) -> str:
        if file not in self._digests:
            digest = hashlib.sha256()
            for form in self._project.snapshots.forms(file):
                digest.update(form)
            self._digests[file] = digest.hexdigest()
        return self._digests[file]

    @cached_property
    def _contents(self) -> dict[str, str]:
        """By the digest of a snapshot's files, that of its content: unpacking it again would tell nothing else."""
        return {
            digest: source.sha256
            for key, found in self._known.items()
            for digest, source in zip(key.split(" "), (found.base, found.revision), strict=True)
        }

    @cached_property
    def _known(self) -> dict[str, Comparison]:

        with suppress(OSError, ValidationError):
            made_by, known = _adapter().validate_json(self._file.read_bytes())
            # One stamp for all: another policy or other code makes every comparison anew.
            if made_by == self._made_by:
                return dict(known)
        return {}

    @cached_property
    def _made_by(self) -> str:
        """Tells the policy, and the code that compares, from any other."""
        return hashlib.sha256(repr((code_digest(), self._project.policy)).encode()).hexdigest()

    def _compared(self, older: Path, newer: Path) -> Comparison:
        self.computed += 1
        base = self._contract[1] if self._contract and self._contract[0] == older else self._read(older)
        # Pairs come in a row that share a side: each release with the one before it, or all of them with the newest.
        revision = self._contract[1] if self._contract and self._contract[0] == newer else self._read(newer)
        # The first release is compared with itself, and what is not known of it is no change.
        if older == newer:
            base = revision = without_holes(revision)
        self._contract = newer, revision
        found = light(compare(base, revision, self._project.policy, audited=self._audited))
        return _bare(found) if self._audited else found

    def _read(self, snapshot: Path) -> Contract:
        contract = contract_of(self._project.snapshots.description(snapshot.name))
        # Neither a page nor `verify` shows a line of a snapshot, and finding the lines means reading it once more.
        return contract._replace(locator=_NoLines())


class _NoLines:
    """A locator that finds no place."""

    def locate(self, pointers: Iterable[str]) -> dict[str, Place]:  # noqa: ARG002
        return {}


def code_digest() -> str:
    """Tells the code of this installation from any other."""
    package = Path(__file__).parent.parent
    # Sizes and times show an edit without reading the files.
    code = sorted(
        (str(path.relative_to(package)), (found := path.stat()).st_size, found.st_mtime_ns)
        for path in package.rglob("*")
        if path.suffix in _CODE
    )
    return hashlib.sha256(repr(code).encode()).hexdigest()


# Rules, specifications and templates decide about what is remembered as code does.
_CODE = (".py", ".toml", ".json", ".j2", ".css", ".js")


def cache_file(root: Path, what: str) -> Path:
    """Where something of a project is remembered: in the folder that the system has for such things."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "darwin":
        folder = home / "Library" / "Caches"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]
    return folder / "apidiff" / f"{name}-{what}.json"


def light(comparison: Comparison) -> Comparison:
    """It without the files whose digest is known, its values and payloads as canonical JSON in a string.

    As a string they are exact whatever keeps them. One that is longer than a page would show is left out: `None`.
    """
    # Asked for, so that it is known: a digest that is known keeps its files no longer.
    for source in (comparison.base, comparison.revision):
        str(source.digest)
    changes = tuple(
        change._replace(
            base=_light(change.base),
            revision=_light(change.revision),
            witness=change.witness and change.witness._replace(instance=_text(change.witness.instance)),
        )
        for change in comparison.changes
    )
    return comparison._replace(changes=changes)


MOST_BYTES = 4000
"""Of a value or payload that is remembered."""


def _light(side: Side | None) -> Side | None:
    if side is None:
        return None
    text = _text(side.value)
    return side._replace(value=text, is_left_out=side.is_left_out or (text is None and side.value is not None))


def _text(value: JSON) -> str | None:
    if value is None:
        return None
    written = canonical_json(value)
    return written.decode() if len(written) <= MOST_BYTES else None


def _bare(comparison: Comparison) -> Comparison:
    """A light comparison without what only a page shows."""
    changes = tuple(
        change._replace(
            base=change.base and change.base._replace(value=None),
            revision=change.revision and change.revision._replace(value=None),
            witness=None,
        )
        for change in comparison.changes
    )
    return comparison._replace(changes=changes)


def _adapter() -> Any:

    return TypeAdapter(tuple[str, dict[str, Comparison]])
