"""`apidiff serve`."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from apidiff.cli.options import api_option, config_option, example, find_all, of_api
from apidiff.cli.output import progress, say
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
    # Signals first, so that the folder is removed however it ends.
    with _until_ended() as ending:
        from tempfile import TemporaryDirectory

        projects = find_all(config)
        with TemporaryDirectory(prefix="apidiff-") as folder:
            try:
                _serve(projects, Path(folder), ending, port=port, upcoming=upcoming)
            finally:
                ending.has_begun = True
    return 0


def _serve(projects: Sequence[Project], folder: Path, ending: Ending, *, port: int, upcoming: bool) -> None:
    """Render into `folder` and answer, until it is ended."""
    from apidiff.recording.watching import Watched
    from apidiff.reporting.preview import Preview, State, new_version
    from apidiff.reporting.rendering import Rendering

    # The port first: without it nothing need be rendered.
    preview = Preview(port, State(folder, (), new_version()))
    try:
        rendering = Rendering(folder)
        watched = Watched(projects)
        # Before rendering, so that what changes meanwhile counts as a change.
        seen = watched.look()
        _show(preview, rendering, _as_wanted(projects, upcoming))
        preview.start()
        say(f"Serving {preview.url} until Ctrl+C")
        while True:
            watched.wait(seen, ending)
            ending.meet()
            seen = watched.look()
            try:
                # From the same file: without it, there may be one above.
                projects = find_all(projects[0].config.path)
            except InputError as error:
                # The files of before are watched on, since one of them has the error.
                _fail(preview, [error])
                continue
            watched = Watched(projects)
            # What changed while the configuration was read is seen as it was before.
            seen = {path: seen.get(path, state) for path, state in watched.look().items()}
            changed = _show(preview, rendering, _as_wanted(projects, upcoming))
            if changed is not None:
                say(f"rendered again: {changed:,} {'file' if changed == 1 else 'files'} changed")
    finally:
        ending.has_begun = True
        preview.close()


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
    # Once the error is put right its page has to go, though no file differs from those before it.
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


class Ending:
    """The wish to end, as a signal tells it.

    Python drops an exception that a signal's handler raises within a finalizer or a callback. So the wish is kept, too,
    and met once nothing else is to do.
    """

    def __init__(self) -> None:
        self._wished = False
        self.has_begun = False
        """Whether it ends already: then it is not interrupted, so that nothing is left behind."""

    def wish(self, *_: object) -> None:
        """End whatever is being done; a signal's handler."""
        self._wished = True
        if not self.has_begun:
            raise KeyboardInterrupt

    def is_set(self) -> bool:
        return self._wished

    def meet(self) -> None:
        """End now if it was wished."""
        if self._wished:
            raise KeyboardInterrupt


@contextmanager
def _until_ended() -> Iterator[Ending]:
    """Take Ctrl+C, the end of the terminal and the system's wish to end for the end of the work, which is no error.

    Ctrl+C ends it also where a script began it with `&`: a shell without job control has such a process ignore it, as
    Python then would. Under `nohup` the end of the terminal stays ignored.
    """
    ending = Ending()
    before: dict[int, Any] = {}
    try:
        with suppress(KeyboardInterrupt):
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                number = getattr(signal, name, None)
                if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                    continue
                before[number] = signal.getsignal(number)
                signal.signal(number, ending.wish)
            yield ending
    finally:
        for number, handler in before.items():
            if handler is not None:  # as it is of one that was not set by Python
                signal.signal(number, handler)
