"""What was rendered of a project, remembered in the user's cache folder: digests in, what need not be made anew out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import TypeAdapter, ValidationError

from apidiff.errors import InputError
from apidiff.governing.calendar import Planned
from apidiff.governing.deprecation import Announced
from apidiff.model.change import Change
from apidiff.model.records import Release
from apidiff.recording.planning import announced, plan
from apidiff.recording.project import Project
from apidiff.recording.remembering import cache_file, code_digest
from apidiff.recording.writing import write_atomically


class RememberedSite:
    """What was published, and what is deprecated, by digests of what they are made from: neither is made anew.

    With `before`, it goes on from that in place of the file.
    """

    def __init__(self, project: Project, before: RememberedSite | None = None) -> None:
        config = project.config
        self._file = cache_file(project.root, f"site-{config.api}" if config.api else "site")
        self._project = project
        self.known: dict[str, tuple[str, str]] = {}
        """By the name of each file: what it was made from, and the digest of what came of it."""
        self._plans: tuple[str, list[Planned]] | None = None
        self._announced: dict[str, dict[str, Announced]] = {}
        """By a digest of what was asked."""
        # Now: what is rendered is made from the templates that there are before.
        self._made_by = self._digest()
        if before is not None:
            if before._made_by == self._made_by:
                self.known, self._plans, self._announced = before.known, before._plans, before._announced
            return
        with suppress(OSError, ValidationError):
            made_by, known, plans, announced = self._adapter().validate_json(self._file.read_bytes())
            if made_by == self._made_by:
                self.known, self._plans, self._announced = dict(known), plans, announced

    @property
    def plans(self) -> list[Planned]:
        """What is deprecated in the newest release. Raises `InputError` as `planning.plan`."""
        newest = self._project.newest
        if newest is None:
            return []
        # Every release, as any of them may have announced what is deprecated in the newest.
        key = repr([(str(release.name), release.sha256) for release in self._project.releases])
        key = hashlib.sha256(key.encode()).hexdigest()
        if self._plans is None or self._plans[0] != key:
            self._plans = key, plan(self._project, None, newest.release).plans
        return self._plans[1]

    def announced(self, release: Release, changes: Sequence[Change]) -> Mapping[str, Announced]:
        """As `planning.announced`."""
        older = self._project.history.recorded
        told = [(str(each.name), each.sha256) for each in older[: older.index(release) + 1]]
        key = hashlib.sha256(repr((told, [change.id for change in changes])).encode()).hexdigest()
        if key not in self._announced:
            self._announced[key] = announced(self._project, release, changes)
        return self._announced[key]

    def save(self) -> None:
        """Keep it; a cache that cannot be written is none."""
        with suppress(OSError, InputError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(
                self._file, self._adapter().dump_json((self._made_by, self.known, self._plans, self._announced))
            )

    def _digest(self) -> str:
        """Tells the policy, the project's templates, and the code that renders from any other."""
        own = self._project.overrides
        templates = sorted(path for path in own.rglob("*") if path.is_file()) if own else []
        texts = [(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in templates]
        said = repr((code_digest(), self._project.policy, texts))
        return hashlib.sha256(said.encode()).hexdigest()

    @staticmethod
    def _adapter() -> Any:
        return TypeAdapter(
            tuple[
                str,
                dict[str, tuple[str, str]],
                tuple[str, list[Planned]] | None,
                dict[str, dict[str, Announced]],
            ]
        )
