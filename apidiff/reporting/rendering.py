"""Render the sites of APIs into a folder: projects in, their sites and what became of each file out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from apidiff.errors import InputError
from apidiff.model.change import Comparison
from apidiff.recording.ownership import MARK
from apidiff.recording.project import Project
from apidiff.recording.publishing import Outcome, publish_site
from apidiff.recording.remembering import Remembered
from apidiff.recording.rendered import RememberedSite
from apidiff.recording.soundness import site_findings
from apidiff.reporting import calendar, page
from apidiff.reporting.release_windows import neighbours
from apidiff.reporting.site import Site
from apidiff.reporting.site_building import build


def render_api(
    project: Project,
    folder: Path,
    kept: RememberedSite,
    *,
    dry: bool = False,
    processes: int = 1,
    as_recorded: bool = False,
) -> tuple[Site, Outcome]:
    """Put the site of one API into `folder`, where `kept` knows what is there; `dry` changes nothing.

    Releases are compared by as many `processes`, forked from this one, whose threads must not mind that. `as_recorded`
    asks that nothing that the site is made from was altered since it was recorded.

    Raises `InputError` where a record, an entry or a template is wrong, or a file cannot be written.
    """
    # A file for each, as `save` forgets what was not asked for: neighbours, and releases beside the newest one.
    comparisons, older = Remembered(project), Remembered(project, what="since")
    if as_recorded:
        _require_as_recorded(project, comparisons)

    def since(bases: Sequence[Path], newest: Path) -> list[Comparison]:
        # What the newest release changed of the one before it was asked already.
        pairs = [(base, newest) for base in bases]
        older.prepare([pair for pair in pairs if not comparisons.has(*pair)], processes)
        return [(comparisons if comparisons.has(*pair) else older)(*pair) for pair in pairs]

    comparisons.prepare(neighbours(project), processes)
    found = build(project, comparisons, kept.plans, since, kept.announced)
    days = calendar.icalendar(found.title, found.planned, found.updated, MARK.decode()) if found.updated else ""
    outcome = publish_site(folder, page.files(found, project.overrides, days), kept.known, dry=dry)
    comparisons.save()
    older.save()
    return found, outcome


def _require_as_recorded(project: Project, comparisons: Remembered) -> None:
    """What is published stays with its readers, so it is what the records vouch for or nothing."""
    found = site_findings(project, comparisons.sha256)
    if found:
        first, more = found[0], f" and {len(found) - 1} more" if len(found) > 1 else ""
        hint = f"{first.hint} `apidiff verify` lists this{more}; no site is made of records that are unsound."
        raise InputError(first.message, place=first.place, hint=hint)


def render_overview(whole: Project, sites: Mapping[str, Site], folder: Path, *, dry: bool = False) -> Outcome:
    """Put into `folder` what leads to the sites of all APIs, which are in folders of their names. Raises as above."""
    title = whole.config.project.title or "API"
    url = whole.config.page.url or ""
    return publish_site(folder, page.overview(title, sites, whole.overrides, url), {}, keep=sites, dry=dry)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of rendering all there is."""

    names: frozenset[str] = frozenset()
    """The files that there are now, from the folder."""
    changed: int = 0
    """How many of them were written, or removed."""
    errors: tuple[tuple[Project, InputError], ...] = ()
    """What could not be rendered, and why."""


class Rendering:
    """Renders the same sites into one folder of its own, again and again: each time what changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[str | None, RememberedSite] = {}

    def render(self, projects: Sequence[Project]) -> Rendered:
        """Render what `apidiff render` does of these projects. Nothing of it is remembered after this process."""
        outcomes: dict[str, Outcome] = {}
        sites: dict[str, Site] = {}
        errors: list[tuple[Project, InputError]] = []
        for project in projects:
            api = project.config.api
            try:
                found, outcome = render_api(project, self.folder / (api or ""), self._remembered(project))
            except InputError as error:
                errors.append((project, error))
                continue
            outcomes[f"{api}/" if api else ""] = outcome
            if api:
                sites[api] = found
        whole = replace(projects[0], config=projects[0].config.whole)
        # Above a part of the sites, it would say that there are no others.
        if sites and len(sites) == len(whole.config.apis):
            try:
                outcomes[""] = render_overview(whole, sites, self.folder)
            except InputError as error:
                errors.append((whole, error))
        return Rendered(
            frozenset(f"{at}{name}" for at, one in outcomes.items() for name in (*one.changed, *one.same)),
            sum(len(one.changed) + len(one.removed) for one in outcomes.values()),
            tuple(errors),
        )

    def _remembered(self, project: Project) -> RememberedSite:
        before = self._kept.get(project.config.api)
        kept = RememberedSite(project, before)
        if before is None:
            kept.known = {}  # What the user's cache knows is in another folder.
        self._kept[project.config.api] = kept
        return kept
