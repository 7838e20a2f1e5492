"""A governed project held in memory: Cooledge's three releases, without the steps that record or compare them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apidiff.governing.config import Config
from apidiff.governing.config_loading import parse_config
from apidiff.model.change import Change, Comparison
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Release
from apidiff.reading.limits import DEFAULT_LIMITS
from apidiff.recording.history import History
from apidiff.recording.stored import Snapshots
from apidiff.reporting.site import Site
from apidiff.reporting.site_building import build
from tests.reporting import cooledge

CONFIG = """
[project]
title = "Cooledge API"
[page]
audience = "For **integrators**. See [what's new](https://www.cooledge.example/new) for the product."
intro = "Newest first."
[[page.links]]
title = "API reference"
url = "https://developers.cooledge.example/reference"
[[page.links]]
title = "Support"
url = "mailto:api@cooledge.example"
"""
DOCUMENT = {
    "paths": {
        "/v1/leads": {
            "get": {"operationId": "listLeads", "summary": "List leads"},
            "post": {"operationId": "createLead", "summary": "Create a lead"},
        },
        "/v1/leads/{lead_id}": {"get": {"operationId": "getLead"}, "patch": {"operationId": "updateLead"}},
    },
    "webhooks": {name: {"post": {"operationId": name.replace(".", "_")}} for name in ("lead.created", "lead.won")},
}
THIRD_ENTRY = cooledge.FIRST_ENTRY._replace(
    path=Path("changelog/2026-06-28-notify.md"),
    date=cooledge.THIRD.release,
    title="Opt-in notifications",
    body="`POST /v1/leads` accepts `notify`.",
)


@dataclass
class FakeProject:
    """What `build` asks of a project."""

    folder: Path
    config: Config = field(default_factory=lambda: parse_config(CONFIG))
    releases: tuple[Release, ...] = (cooledge.FIRST, cooledge.SECOND, cooledge.THIRD)
    entries: tuple[Entry, ...] = (cooledge.FIRST_ENTRY, cooledge.ENTRY, THIRD_ENTRY)
    document: Any = field(default_factory=lambda: DOCUMENT)
    changes: dict[str, tuple[Change, ...]] = field(
        default_factory=lambda: {"2026-06-23.json": cooledge.CHANGES, "2026-06-28.json": (cooledge.NOTIFY,)}
    )

    @property
    def history(self) -> History:
        """Each release published the entries that are dated after the one before it."""
        left, lines = list(self.entries), []
        for release in self.releases:
            mine = [entry for entry in left if entry.date and entry.date <= release.release]
            left = [entry for entry in left if entry not in mine]
            lines.append(release._replace(entries={entry.path.name: "" for entry in mine}))
        return History(tuple(lines))

    @property
    def newest(self) -> Release | None:
        return self.releases[-1] if self.releases else None

    @property
    def unpublished(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.path.name not in self.history.published)

    @property
    def policy(self) -> Policy:
        return self.config.to_policy()

    @property
    def snapshots(self) -> Snapshots:
        return Snapshots(self.folder, DEFAULT_LIMITS)

    def snapshot_path(self, release: Release) -> Path:
        path = self.folder / release.file
        path.write_text(json.dumps(self.document), encoding="utf-8")
        return path

    def compare(self, older: Path, newer: Path) -> Comparison:
        assert older < newer
        return Comparison(cooledge.BASE, cooledge.REVISION, self.changes[newer.name])

    def site(self) -> Site:
        return build(self, self.compare)  # type: ignore[arg-type]
