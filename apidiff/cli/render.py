"""`apidiff render`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import api_option, config_option, each, example, find_all, quiet_option
from apidiff.cli.output import emit, progress

if TYPE_CHECKING:
    from apidiff.recording.project import Project


@click.command("render", epilog=example("apidiff render --output public"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Where to; else `output` says.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 where something would change.")
@api_option
@quiet_option
@config_option
def command(output: Path | None, only_check: bool, quiet: bool, config: Path | None) -> int:
    """Write the changelog page from the records: index.html and CHANGELOG.md. A file that stays the same is left.

    What lies between two recorded releases is compared once, and remembered in the user's cache folder.

    Of several APIs each has its page in a folder of its name; above them, an index.html leads to all of them.
    """
    from apidiff.recording.publishing import outdated, publish
    from apidiff.recording.remembering import Remembered
    from apidiff.reporting import page, site, words

    projects = find_all(config)
    whole = replace(projects[0], config=projects[0].config.whole)
    sites: dict[str, site.Site] = {}

    def put(folder: Path, files: dict[str, bytes]) -> int:
        changed = outdated(folder, files) if only_check else publish(folder, files)
        if not quiet:
            said = "would change" if only_check else "wrote"
            emit("\n".join(f"{said if name in changed else 'same '} {folder / name}" for name in files))
        return 1 if only_check and changed else 0

    def render_one(project: Project) -> int:
        comparisons = Remembered(project)
        with progress("rendering"):
            found = site.build(project, comparisons)
            files = page.render(found, project.overrides)
            comparisons.save()
        if found.hidden and not quiet:
            emit(f"Left off the page: {words.number(found.hidden, 'change')} whose waiver says `hide-from-page`.")
        api = project.config.api
        if api is None:
            return put(output or project.output, files)
        sites[api] = found
        return put(output / api if output else project.output, files)

    code = each(projects, render_one)
    if len(sites) < len(whole.config.apis) or not sites:
        return code
    title = whole.config.project.title or "API"
    return max(code, put(output or whole.output, page.overview(title, sites, whole.overrides)))
