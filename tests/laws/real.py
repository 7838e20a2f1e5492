"""Small real descriptions out of the shared corpus, where it stands beside the repository."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TWILIO, REAL = CORPUS / "labels-twilio.tar.xz", CORPUS / "real.tar.xz"
SMALLEST, LARGEST = 15_000, 60_000
"""Bytes: large enough to say something, small enough to compare in milliseconds."""
REVISIONS = "real/chain-adyen-management"


@cache
def descriptions() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Names and documents, the same in every run; none where the corpus is absent."""
    return tuple(_small()) if TWILIO.exists() else ()


def _small() -> Iterator[tuple[str, dict[str, Any]]]:
    with tarfile.open(TWILIO) as archive:
        members = [m for m in archive if m.name.endswith("base.json") and SMALLEST < m.size < LARGEST]
        for member in sorted(members, key=lambda m: m.name)[::2]:
            content = archive.extractfile(member)
            assert content is not None
            yield member.name, json.load(content)


@cache
def chain() -> tuple[tuple[str, dict[str, Any]], ...]:
    """The first releases in a row of one API, in order; none where the corpus is absent."""
    if not REAL.exists():
        return ()
    with tarfile.open(REAL) as archive:
        members = sorted((m for m in archive if m.name.startswith(REVISIONS) and m.isfile()), key=lambda m: m.name)
        return tuple((m.name, json.loads(archive.extractfile(m).read())) for m in members[:3])  # type: ignore[union-attr]


def missing() -> str | None:
    """Why there is nothing to read, if so. Raises `AssertionError` where the corpus has to be there."""
    if TWILIO.exists() and REAL.exists():
        return None
    assert os.environ.get("CI") != "true", f"{CORPUS} is missing"
    return f"the shared corpus does not stand beside the repository: {CORPUS}"
