"""`apidiff serve`."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apidiff.cli.options import api_option, config_option, example, find_all, of_api
from apidiff.cli.output import emit, progress
from apidiff.errors import InputError

if TYPE_CHECKING:
    from apidiff.recording.project import Project
    from apidiff.reporting.preview import Preview
    from apidiff.reporting.rendering import Rendering

PORT = 8000


@click.command("serve", epilog=example("apidiff serve --upcoming"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=PORT,
    show_default=True,
    help="The port on 127.0.0.1; 0 has the system choose one.",
)
@click.option("--upcoming", is_flag=True, help="Tell of unreleased entries, as `upcoming` in `[page]` does.")
@api_option
@config_option
def command(port: int, upcoming: bool, config: Path | None) -> int:
    """Preview the site in a browser, on this machine alone; open pages load again when something changes.

    It shows what `render` would write, from a temporary folder. It renders again when apidiff.toml, a record, an entry
    or a template changes. What is wrong then is printed with its place, and shown as a page until it is put right.
    Ctrl+C ends it.
    """
    from tempfile import TemporaryDirectory

    from apidiff.recording.watching import Watched
    from apidiff.reporting.preview import Preview, State, new_version
    from apidiff.reporting.rendering import Rendering

    projects = find_all(config)
    with TemporaryDirectory(prefix="apidiff-") as folder, _until_ended():
        preview = Preview(port, State(Path(folder), (), new_version()))
        try:
            rendering = Rendering(Path(folder))
            watched = Watched(projects)
            seen = watched.look()
            _show(preview, rendering, _as_wanted(projects, upcoming))
            preview.start()
            emit(f"Serving {preview.url} until Ctrl+C")
            while True:
                watched.wait(seen)
                seen = watched.look()
                try:
                    # From the same file: without it, there may be one above.
                    projects = find_all(projects[0].config.path)
                except InputError as error:
                    _fail(preview, [error])
                    continue
                watched = Watched(projects)
                # What changed while the configuration was read is seen as it was before.
                seen = {path: seen.get(path, state) for path, state in watched.look().items()}
                changed = _show(preview, rendering, _as_wanted(projects, upcoming))
                if changed is not None:
                    emit(f"rendered again: {changed:,} {'file' if changed == 1 else 'files'} changed")
        finally:
            preview.close()
    return 0


def _as_wanted(projects: Sequence[Project], upcoming: bool) -> list[Project]:
    if not upcoming:
        return list(projects)
    return [replace(project, config=project.config.with_upcoming()) for project in projects]


def _show(preview: Preview, rendering: Rendering, projects: Sequence[Project]) -> int | None:
    """Render, and serve what came of it; how many files changed, or `None` where something is wrong."""
    from apidiff.reporting.preview import State, new_version

    with progress("rendering"):
        made = rendering.render(projects)
    if made.errors:
        several = len(projects) > 1
        _fail(preview, [of_api(project, error) if several else error for project, error in made.errors])
        return None
    if made.changed or preview.state.error:
        preview.state = State(rendering.folder, made.names, new_version())
    return made.changed


def _fail(preview: Preview, errors: Sequence[InputError]) -> None:
    from apidiff.cli.edge import error_text, tell
    from apidiff.reporting.preview import new_version

    for error in errors:
        tell(error)
    said = "\n\n".join(map(error_text, errors))
    preview.state = replace(preview.state, error=said, version=new_version())


@contextmanager
def _until_ended() -> Iterator[None]:
    """Take Ctrl+C, the end of the terminal and the system's wish to end for the end of the work, which is no error."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            before[number] = signal.signal(number, end)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
