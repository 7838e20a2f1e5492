"""The options that several commands share, and the parsing of their values."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from apidiff.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from apidiff.cli.reports import Wanted
    from apidiff.governing.presetting import PresetName
    from apidiff.model.change import Lens
    from apidiff.model.policy import Policy
    from apidiff.model.records import ReleaseName
    from apidiff.recording.project import Project

F = TypeVar("F", bound=Callable[..., Any])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class ReleaseType(click.ParamType["ReleaseName"]):
    """A release as `2026-06-23`, or `2026-06-23.2` for the second one of a day."""

    name = "release"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ReleaseName:
        from apidiff.model.records import ReleaseName

        # click converts defaults as well, which are values already.
        if isinstance(value, ReleaseName):
            return value
        # First what is wrong with the day: `2026-13-01` has the form of a date, and telling its form would not help.
        if wrong := _wrong_day(value.partition(".")[0]):
            self.fail(f"{value!r} is not a release: {wrong}.", param, ctx)
        return ReleaseName.parse(value) or self.fail(
            f"{value!r} is not a release; write it as 2026-06-23, or 2026-06-23.2 for the second one of a day.",
            param,
            ctx,
        )


class DateType(click.ParamType["datetime.date"]):
    """A day as `2026-06-23`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            # `fromisoformat` also takes `20260623` and `2026-W26-2`.
            if _DAY.fullmatch(value):
                return datetime.date.fromisoformat(value)
        except ValueError:
            pass
        return self.fail(f"{value!r} is not a date: {_wrong_day(value) or 'write it as 2026-06-23'}.", param, ctx)


def _wrong_day(text: str) -> str | None:
    """What is wrong with a day that is written as one: `there is no month 13`; `None` for anything else."""
    if not _DAY.fullmatch(text):
        return None
    year, month, day = map(int, text.split("-"))
    if not year:
        return "there is no year 0000"
    if not 1 <= month <= 12:
        return f"there is no month {month:02}"
    import calendar

    last = calendar.monthrange(year, month)[1]
    return None if 1 <= day <= last else f"there is no day {day:02} in {year}-{month:02}, which has {last}"


class FormatType(click.ParamType["Wanted"]):
    """The form of a report, with the file that it goes to: `sarif`, `sarif=apidiff.sarif`."""

    name = "format"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        return "NAME[=FILE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Wanted:
        from apidiff.cli.reports import Wanted
        from apidiff.reporting.formats import FORMATS

        if isinstance(value, Wanted):
            return value
        # A file may have an `=` in its name: only the first one divides.
        name, given, file = str(value).partition("=")
        if name not in FORMATS:
            self.fail(f"unknown format {name!r}; choose from {', '.join(FORMATS)}.", param, ctx)
        if given and not file:
            self.fail(f"{value!r} names no file after the `=`.", param, ctx)
        return Wanted(name, FilePath().convert(file, param, ctx) if file else None)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        from click.shell_completion import CompletionItem

        from apidiff.reporting.formats import FORMATS

        return [CompletionItem(name, help=one.says) for name, one in FORMATS.items() if name.startswith(incomplete)]


LEVELS = ("breaking", "undecided", "caution", "additive", "never")
"""What may make a diff fail; each includes those before it."""
LENSES: tuple[Lens, ...] = ("wire", "client-library")


class LevelType(click.ParamType["tuple[Lens | None, str]"]):
    """What makes a diff fail: `breaking`, or of one lens `client-library:breaking`."""

    name = "level"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        return f"[LENS:][{'|'.join(LEVELS)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Lens | None, str]:
        if isinstance(value, tuple):
            return value
        before, colon, level = str(value).rpartition(":")
        lens = next((lens for lens in LENSES if lens == before), None)
        if colon and lens is None:
            self.fail(f"unknown lens {before!r}; choose from {', '.join(LENSES)}.", param, ctx)
        if level not in LEVELS:
            self.fail(f"{level!r} is not one of {', '.join(map(repr, LEVELS))}.", param, ctx)
        return lens, level

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        from click.shell_completion import CompletionItem

        offered = [*LEVELS, *(f"{lens}:{level}" for lens in LENSES for level in LEVELS)]
        return [CompletionItem(one) for one in offered if one.startswith(incomplete)]


class PresetType(click.ParamType["PresetName"]):
    """The name of a preset: `github`."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PresetName:
        from difflib import get_close_matches

        from apidiff.governing.presetting import PRESETS

        found = next((name for name in PRESETS if name == value), None)
        if found is not None:
            return found
        near = get_close_matches(str(value), PRESETS, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return self.fail(f"unknown preset {value!r}; choose from {', '.join(PRESETS)}.{hint}", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:  # noqa: ARG002
        from click.shell_completion import CompletionItem

        from apidiff.governing.presetting import PRESETS

        return [CompletionItem(name) for name in PRESETS if name.startswith(incomplete)]


class FilePath(click.Path):
    """A path, as `pathlib` has it: a run that names none need not load that."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


def example(command: str) -> str:
    """The end of a command's help: one line to copy, which click must not wrap."""
    return f"\b\nExample:\n  {command}"


def all_of(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which help lists them."""

    def decorate(command: F) -> F:
        # As decorators are: the lowest one is applied first.
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


# Keys of click's context: options that many commands take are noted there, so that none has to pass them on.
_LIMITS = "apidiff.limits"
_HOSTS = "apidiff.hosts"
_APIS = "apidiff.apis"


def _note_limits(context: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    context.meta[_LIMITS] = given


def _note_hosts(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> None:
    hosts = set()
    for each in given:
        # Few runs allow a host, and its module costs some milliseconds.
        from apidiff.reading.http_source import allowed_host

        try:
            hosts.add(allowed_host(each))
        except ValueError as error:
            raise click.BadParameter(f"{each!r} is not a host; {error}", context, option) from None
    context.meta[_HOSTS] = frozenset(hosts)


def _note_apis(context: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    context.meta[_APIS] = given


api_option = click.option(
    "--api",
    multiple=True,
    metavar="NAME",
    expose_value=False,
    callback=_note_apis,
    help="One of the `[[apis]]`; else all of them. Repeatable.",
)
one_api_option = click.option(
    "--api",
    metavar="NAME",
    expose_value=False,
    # Noted in the form of the repeatable option, so that `find_all` reads one form.
    callback=lambda context, option, given: _note_apis(context, option, (given,) if given else ()),
    help="Which of the `[[apis]]`; it has to be named where there are several.",
)
config_option = all_of(
    click.option(
        "--config",
        type=FilePath(),
        metavar="FILE",
        help="The configuration; else the nearest apidiff.toml at or above this folder.",
    ),
    click.option(
        "--limits",
        multiple=True,
        metavar="KEY=NUMBER",
        expose_value=False,
        callback=_note_limits,
        help="A limit on reading, in place of that in `[limits]`: depth=100. Repeatable.",
    ),
    click.option(
        "--allow-host",
        multiple=True,
        metavar="HOST",
        expose_value=False,
        callback=_note_hosts,
        help="A host that a description may be fetched from: api.example.com, or with a port api.example.com:8443. "
        "Repeatable.",
    ),
)
base_option = click.option("--base", metavar="SOURCE", help="What to compare with; else the newest snapshot.")
after_option = click.option(
    "--after", metavar="RELEASE", help="The recorded release to compare with, for one that is recorded late."
)
waiver_options = all_of(
    click.option(
        "--kind",
        type=click.Choice(("accepted", "correction")),
        help="correction: the description was wrong, and the API did not change.",
    ),
    click.option("--until", type=DateType(), metavar="DATE", help="The last day on which it may be released."),
    click.option("--ticket", metavar="TEXT", help="Where it was discussed."),
)
source_option = click.option("--source", help="The description; else the one that apidiff.toml names.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing on success.")
release_option = click.option(
    "--release", type=ReleaseType(), required=True, metavar="DATE", help="The release: 2026-06-23."
)
format_option = click.option(
    "--format",
    "forms",
    type=FormatType(),
    multiple=True,
    help="text (the default), json, markdown, html, github, gitlab, sarif, junit or schemathesis. Repeatable: text, "
    "markdown and github may share the terminal; beside another format, the others need =FILE.",
)
output_option = click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", help="The file for the report whose format names none."
)
colour_option = click.option(
    "--color/--no-color", "colour", default=None, help="Colours; else on a terminal without NO_COLOR."
)
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="List the neutral changes, and every operation and place of each change."
)
anchor_option = click.option(
    "--anchor",
    metavar="REV[:PATH]",
    help="The earlier state that the records must continue; else the CI host's, else HEAD's first parent.",
)
signed_option = click.option(
    "--signed-by", type=FilePath(), metavar="FILE", help="Check the records' signature, too: FILE says who may sign."
)
report_options = all_of(format_option, output_option, verbose_option, colour_option, quiet_option, config_option)


def find(config: Path | None) -> Project:
    """The project that a command works on, for a command that works on one API.

    Raises `InputError` where there is none, or several APIs and none of them is named.
    """
    from apidiff.recording.apis import only

    return only(find_all(config), "this command works on one API")


def find_all(config: Path | None) -> list[Project]:
    """The project that a command works on, once for each of the APIs that `--api` names, else for all of them.

    Raises `InputError` where there is none, or no API of that name.
    """
    from apidiff.recording.apis import selected

    named = click.get_current_context().meta.get(_APIS) or ()
    return [_limited(project) for project in selected(_found(config), named)]


def are_several(projects: Sequence[Project]) -> bool:
    """Whether a command speaks of each API by its name: unless it was told to work on one, or there is only one."""
    named = click.get_current_context().meta.get(_APIS) or ()
    return projects[0].config.api is not None and len(named) != 1


def each(projects: Sequence[Project], run: Callable[[Project], int]) -> int:
    """Run a command for one API after the other; its exit code is the worst.

    What is wrong with the input of one is said, and does not keep the others from being looked at.
    """
    # An error of the only project needs no name in front: it goes to the edge as it is.
    if len(projects) == 1:
        return run(projects[0])
    from apidiff.cli.edge import tell

    worst = 0
    for project in projects:
        try:
            code = run(project)
        except InputError as error:
            tell(of_api(project, error))
            code = 2
        # Wrong input (2) weighs more than a refusal (1).
        worst = max(worst, code)
    return worst


def of_api(project: Project, error: InputError) -> InputError:
    """An error of one API among several, which says of which."""
    return InputError(f"{project.config.api}: {error.message}", place=error.place, hint=error.hint)


def _found(config: Path | None) -> Project:
    from dataclasses import replace
    from pathlib import Path

    from apidiff.governing.finding import find_project
    from apidiff.recording.project import load_project

    # A configuration that is named has its project in its own folder.
    if config is not None:
        return load_project(config.parent, config)
    here = Path.cwd()
    return replace(load_project(_relative(find_project(here))), start=here)


def _limited(project: Project) -> Project:
    """The project with the limits and the hosts that the command line sets."""
    meta = click.get_current_context().meta
    if not (meta.get(_LIMITS) or meta.get(_HOSTS)):
        return project
    from dataclasses import replace

    from apidiff.governing.config_loading import with_limits

    config = with_limits(project.config, meta[_LIMITS]) if meta.get(_LIMITS) else project.config
    return replace(project, config=config, hosts=meta.get(_HOSTS) or frozenset())


def find_or_default(config: Path | None) -> Project:
    """As `find`; where there is no configuration, one with every default."""
    return find(config) if _has_project(config) else _limited(_default())


def find_all_or_default(config: Path | None) -> list[Project]:
    """As `find_all`; where there is no configuration, one with every default."""
    return find_all(config) if _has_project(config) else [_limited(_default())]


def _has_project(config: Path | None) -> bool:
    from apidiff.governing.finding import project_folder

    return config is not None or project_folder(os.getcwd()) is not None


def _default() -> Project:
    from pathlib import Path

    from apidiff.governing.config import Config
    from apidiff.recording.project import Project

    return Project(Path(), Config())


def judged_by(config: Path | None) -> tuple[Policy, dict[str, Any]]:
    """The policy of the project at hand, else the built-in one, and how it reads descriptions.

    Of several APIs, it is what the file says of all of them. Without a project, what it takes to read a configuration
    is not loaded.
    """
    # `--limits` is read as `[limits]` is, which takes the reader of configurations.
    if not _has_project(config) and not click.get_current_context().meta.get(_LIMITS):
        from apidiff.model.policy import Policy
        from apidiff.reading.outside import Application, Outside

        hosts = click.get_current_context().meta.get(_HOSTS) or frozenset()
        # The command line may run an application and fetch: who types a source has named what is run.
        return Policy(), {"outside": Outside(Application(), hosts)}
    project = find_policy(config)
    return project.policy, {"limits": project.limits, "roots": project.roots, "outside": project.outside}


def named_apis() -> tuple[str, ...]:
    """What `--api` names, in the command line's order; empty where it names none."""
    return tuple(dict.fromkeys(click.get_current_context().meta.get(_APIS) or ()))


def find_whole(config: Path | None) -> Project:
    """The project with all of its APIs, whatever `--api` names; where there is no configuration, the default."""
    return _limited(_found(config) if _has_project(config) else _default())


def find_policy(config: Path | None) -> Project:
    """The project whose policy is asked for, which may be what the file says of all its APIs; else the default."""
    # `--api` without a configuration is an error, since nothing else has APIs.
    if click.get_current_context().meta.get(_APIS):
        return find(config)
    return find_whole(config)


def _relative(path: Path) -> Path:
    """As one would write it from here, so that messages stay short."""
    try:
        # `Path` is imported for types alone, so that commands without a project start faster.
        return type(path)(os.path.relpath(path))
    # On Windows nothing leads from one drive to another.
    except ValueError:
        return path


def need_one_api(projects: Sequence[Project], *sources: str | None) -> None:
    """A description that the command line names is that of one API."""
    if len(projects) > 1 and any(source is not None for source in sources):
        from apidiff.recording.apis import only

        only(projects, "the command line names the description of one API")


def heading(project: Project, *, first: bool) -> None:
    """Print the name of an API above what a command says of it."""
    from apidiff.cli.output import emit

    before = "" if first else "\n"
    emit(f"{before}== {project.config.api}")


def need_one_base(base: str | None, after: str | None) -> None:
    """`--base` and `--after` cannot both be given. Raises `click.UsageError`."""
    if base is not None and after is not None:
        raise click.UsageError("--base and --after each name what to compare with: give one of them.")


def need_one_stdin(*sources: str | None) -> None:
    """Standard input can be read once."""
    if sum(source == "-" for source in sources) > 1:
        raise InputError("`-` is given twice, and standard input can be read once", hint="Name a file for one of them.")
