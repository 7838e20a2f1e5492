"""`apidiff render`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import api_option, config_option, each, example, find_all, quiet_option
from apidiff.cli.output import emit, fitted, progress, say

if TYPE_CHECKING:
    from apidiff.recording.project import Project
    from apidiff.recording.publishing import Outcome


@click.command("render", epilog=example("apidiff render --output public"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Where to; else `output` says.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 where something would change.")
@api_option
@quiet_option
@config_option
def command(output: Path | None, only_check: bool, quiet: bool, config: Path | None) -> int:
    """Write the changelog's site from the records: index.html leads to all of it, CHANGELOG.md is beside it.

    A page for each release, path version, operation and event, and of what changed since older releases; feeds, a
    calendar and JSON. A file that stays the same is left, and one of its own that is gone is removed. What lies between
    two recorded releases is compared once, and remembered in the user's cache folder.

    Of several APIs each has its site in a folder of its name; above them, an index.html leads to all of them.
    """
    from apidiff.recording.publishing import require_apart, require_site_folder
    from apidiff.recording.rendered import RememberedSite
    from apidiff.recording.spreading import cores
    from apidiff.reporting import site, words
    from apidiff.reporting.rendering import render_api, render_overview
    from apidiff.reporting.templating import unused

    projects = find_all(config)
    # What is above the sites of all APIs goes by the file's configuration, not by that of one of them.
    whole = replace(projects[0], config=projects[0].config.whole)
    sites: dict[str, site.Site] = {}
    above = output or whole.output
    for project in projects:
        records = project.schemas, project.changelog, project.templates
        require_apart(above, project.root, records)
    require_site_folder(above, [api.name for api in whole.config.apis])

    def tell(folder: Path, outcome: Outcome) -> int:
        if not quiet:
            emit("\n".join(fitted(_told(folder, outcome, only_check))))
        return 1 if only_check and (outcome.changed or outcome.removed) else 0

    def render_one(project: Project) -> int:
        kept = RememberedSite(project)
        api = project.config.api
        folder = project.output if output is None else output / api if api else output
        with progress("rendering"):
            found, outcome = render_api(project, folder, kept, dry=only_check, processes=cores(), as_recorded=True)
            # With `--check`, too: what was compared is remembered, though no page is written.
            kept.save()
        if not project.history.recorded and not quiet:
            missing = "Nothing is recorded yet, so the site has no release"
            say(f"{missing}: `apidiff snapshot` records the first one.")
        if found.hidden and not quiet:
            left = f"{words.number(found.hidden, 'change')} whose waiver says `hide-from-page`"
            say(f"Left off the page: {left}.")
        if not found.url and not quiet:
            say("Links of the feeds are relative: set `url` in `[page]` of apidiff.toml for absolute ones.")
        if api is not None:
            sites[api] = found
        return tell(folder, outcome)

    if not quiet and whole.overrides is not None:
        for name in unused(whole.overrides):
            path = whole.overrides / name
            say(f"Nothing uses {path}: no built-in template has that name, and no template includes it.")
    code = each(projects, render_one)
    # The page above them leads to every API, so it is written if all of them are rendered.
    if len(sites) < len(whole.config.apis) or not sites:
        return code
    return max(code, tell(above, render_overview(whole, sites, above, dry=only_check)))


MOST_NAMES = 12
"""Files that are named one by one."""


def _told(folder: Path, outcome: Outcome, only_check: bool) -> Iterator[str]:
    """What happened to the files, each by name where they are few."""
    wrote, removed = ("would change", "would remove") if only_check else ("wrote", "removed")
    for said, names in ((wrote, outcome.changed), (removed, outcome.removed)):
        yield from (f"{said} {folder / name}" for name in names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            yield f"{said} {len(names) - MOST_NAMES:,} more files in {folder}"
    if outcome.same or not (outcome.changed or outcome.removed):
        yield f"same  {len(outcome.same):,} files in {folder}"
