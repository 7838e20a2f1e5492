"""A case: the files of a base and of a revision, as bytes; the main file of each is `openapi.yaml`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAIN = "openapi.yaml"


@dataclass(frozen=True)
class Case:
    """What is fed to apidiff. `name` says how to make it again."""

    name: str
    base: bytes
    revision: bytes
    beside: dict[str, bytes] = field(default_factory=dict)
    """Further files, of both sides."""

    def write(self, folder: Path) -> None:
        """Put the files into `base/` and `revision/` of the folder."""
        for side, content in (("base", self.base), ("revision", self.revision)):
            (folder / side).mkdir(parents=True, exist_ok=True)
            for name, data in {MAIN: content, **self.beside}.items():
                (folder / side / name).write_bytes(data)


def case(name: str, base: Any, revision: Any | None = None, **beside: bytes) -> Case:
    """A case of values or bytes; without a revision, it is the base with a response more."""
    return Case(name, _bytes(base), _bytes(base if revision is None else revision), beside)


def changed(name: str, make: Callable[[Any], Any], old: Any, new: Any) -> Case:
    """A case whose two sides differ in one value, wherever `make` puts it."""
    return case(name, make(old), make(new))


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode("utf-8", "surrogatepass")
