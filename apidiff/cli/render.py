"""`apidiff render`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import config_option, example, find, quiet_option
from apidiff.cli.output import emit, progress


@click.command("render", epilog=example("apidiff render --output public"))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Where to; else `output` says.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 where something would change.")
@quiet_option
@config_option
def command(output: Path | None, only_check: bool, quiet: bool, config: Path | None) -> int:
    """Write the changelog page from the records: index.html and CHANGELOG.md. A file that stays the same is left.

    What lies between two recorded releases is compared once, and remembered in the user's cache folder."""
    from apidiff.recording.publishing import outdated, publish
    from apidiff.recording.remembering import Remembered
    from apidiff.reporting import page, site, words

    project = find(config)
    comparisons = Remembered(project)
    with progress("rendering"):
        built = site.build(project, comparisons)
        files = page.render(built, project.overrides)
        comparisons.save()
    folder = output or project.output
    changed = outdated(folder, files) if only_check else publish(folder, files)
    if not quiet:
        said = "would change" if only_check else "wrote"
        emit("\n".join(f"{said} {folder / name}" if name in changed else f"same  {folder / name}" for name in files))
        if built.hidden:
            emit(f"Left off the page: {words.number(built.hidden, 'change')} whose waiver says `hide-from-page`.")
    return 1 if only_check and changed else 0
