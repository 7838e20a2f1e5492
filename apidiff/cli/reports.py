"""Write a comparison or a check in each requested format, to the terminal or to a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from apidiff.cli.output import append, coloured, emit, width
from apidiff.errors import InputError, Place
from apidiff.reporting.formats import FORMATS, writer

if TYPE_CHECKING:
    from pathlib import Path

    from apidiff.model.change import Comparison
    from apidiff.model.verdict import Check
    from apidiff.recording.project import Project
    from apidiff.reporting.formats import Writer
    from apidiff.reporting.formats.style import Style


class Wanted(NamedTuple):
    """A form of the report, and the file that it goes to; without one, to standard output."""

    name: str
    file: Path | None = None


_STDOUT = "-"
"""What stands for standard output, by convention."""


def placed(forms: Sequence[Wanted], output: Path | None) -> list[Wanted]:
    """The forms with their files: `output` is for the one that names none. `text` where none is asked for.

    Raises `InputError` where two reports would share a file, or a document or JSON would share standard output.
    """
    wanted = [one._replace(file=None) if str(one.file) == _STDOUT else one for one in forms] or [Wanted("text")]
    output = None if str(output) == _STDOUT else output
    loose = [one for one in wanted if one.file is None]
    if output is not None:
        if len(loose) != 1:
            said = "names a file, and so does every format" if not loose else "is one file for several formats"
            raise InputError(f"`--output` {said}", hint="Give each format a file of its own: --format sarif=FILE.")
        wanted = [one if one.file is not None else one._replace(file=output) for one in wanted]
        loose = []
    # Each of these is one document, and two behind each other are none.
    alone = next((one.name for one in loose if FORMATS[one.name].kind in ("json", "document")), None)
    if alone and len(loose) > 1:
        raise InputError(
            f"`{alone}` cannot be printed together with another format", hint=f"Give it a file: --format {alone}=FILE."
        )
    _keep_apart(wanted)
    return wanted


def _keep_apart(wanted: Sequence[Wanted]) -> None:
    """Raise `InputError` if two reports would be written to the same file."""
    # `a.json`, `./a.json` and one in a folder that links to this one are the same file. The file itself is not
    # followed: `/dev/stdout` and `/dev/stderr` may be one terminal.
    files = [(os.path.realpath(one.file.parent), one.file.name) for one in wanted if one.file is not None]
    if len(set(files)) < len(files):
        raise InputError("two formats would write the same file", hint="Give each format a file of its own.")


EACH = "{api}"
"""In the name of a report's file: the name of the API that it is about, so that each has a file of its own."""


def of_apis(wanted: Sequence[Wanted], apis: Sequence[str]) -> list[Wanted]:
    """Every file that reports on these APIs are written to, so that none of them is a place that it must not be.

    Raises `InputError` for a form that cannot hold several APIs and has no `{api}` in its file's name, and where two
    reports would share a file.
    """
    found = []
    for one in wanted:
        named = one.file is not None and EACH in one.file.name
        if len(apis) > 1 and not named and not FORMATS[one.name].is_joint:
            raise InputError(
                f"`{one.name}` is about one API, and several are checked here",
                hint=f"Write a file for each, `--format {one.name}=report-{EACH}.html`, or name one with `--api`.",
            )
        found += [_of_api(one, api) for api in apis] if named else [one]
    _keep_apart(found)
    return found


def _of_api(one: Wanted, api: str) -> Wanted:
    return one if one.file is None else one._replace(file=one.file.with_name(one.file.name.replace(EACH, api)))


def keep_inputs(wanted: Sequence[Wanted], sources: Iterable[object], folders: Iterable[Path] = ()) -> None:
    """Raise `InputError` where a report would replace one of the files that it is made from, or go into `folders`."""
    files = [one.file for one in wanted if one.file is not None]
    named = [os.fspath(source) for source in sources if isinstance(source, (str, os.PathLike)) and source != "-"]
    # With the separator, or `schemas.json` would count as a file in `schemas`.
    real = [os.path.realpath(folder) + os.sep for folder in folders]
    for file in files:
        # As the file system sees it: another spelling, letter case or a link may name the same file.
        same = any(os.path.exists(file) and os.path.exists(each) and os.path.samefile(file, each) for each in named)
        if same or os.path.realpath(file).startswith(tuple(real)):
            what = "this is one of the inputs" if same else "this is a place of the records"
            raise InputError(f"{what}, and no report is written over it", place=Place(str(file)), hint=_ELSEWHERE)


def keep_project(wanted: Sequence[Wanted], project: Project, source: str | None, *others: str | None) -> None:
    """As `keep_inputs`, of what a command on a project reads: `source`, else the configured description, and the rest.

    The rest is `others`, the configuration and the records.
    """
    # A glob of descriptions that matches none is an error, and only of the run that reads it.
    described = project.descriptions if source is None else (source,)
    inputs = (*described, *others, project.config.path)
    keep_inputs(wanted, inputs, (project.schemas, project.changelog))


_ELSEWHERE = "Name another file for the report."


def report(
    subject: Comparison | Check | list[Check],
    wanted: Sequence[Wanted],
    *,
    colour: bool | None = None,
    verbose: bool = False,
    templates: Path | None = None,
    quiet: bool = False,
) -> None:
    """Write every form that is wanted. Of checks of several APIs each form says all in one text, unless its file's name
    has `{api}`.

    What goes to a file is written even where it is `quiet`: something waits for that file.
    """
    from apidiff.reporting.formats.style import Style

    style = Style(width(), verbose=verbose, templates=templates, root=repository_root())
    for one in wanted:
        if quiet and one.file is None:
            continue
        painted = style._replace(colour=coloured(colour, one.file))
        for file, mine in _divided(subject, one):
            emit(_text(writer(one.name), mine, painted), file, form=FORMATS[one.name].kind)
        # Annotations are few and short; the summary of the job has the whole report.
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if one.name == "github" and summary:
            append(_text(writer("markdown"), subject, style), summary, "GITHUB_STEP_SUMMARY")


def tell_host(checks: Sequence[Check], wanted: Sequence[Wanted]) -> None:
    """Give GitHub the step's outputs: the verdict, how many changes break, and the JSON report's path, if there is one.

    Of several APIs, the verdict is the worst, and the changes of all are counted.
    Raises `InputError` where they cannot be written.
    """
    file = os.environ.get("GITHUB_OUTPUT")
    if not file:
        return
    from apidiff.model.verdict import worst

    breaking = sum(check.comparison.summary["breaking"] for check in checks)
    told = {"verdict": worst(check.status for check in checks), "breaking": str(breaking)}
    reported = next((one.file for one in wanted if one.name == "json" and one.file is not None), None)
    # With `{api}` in its name it is a file for each, and an output names one.
    if reported is not None and EACH not in reported.name:
        told["report"] = os.path.abspath(reported)
    # A line break in a path would write an output of its own.
    lines = (f"{name}={value}\n" for name, value in told.items() if value.isprintable())
    append("".join(lines), file, "GITHUB_OUTPUT")


def warn(message: str, hint: str, wanted: Sequence[Wanted]) -> None:
    """Say on the error stream what went wrong without deciding anything, and as an annotation where these are asked."""
    import click

    from apidiff.reporting.escaping import clean, log_text

    click.echo(log_text(f"warning: {clean(message)}\n  hint: {clean(hint)}"), err=True)
    # Only what is printed is a command to GitHub; in a file nobody would read it as one.
    if any(one.name == "github" and one.file is None for one in wanted):
        from apidiff.reporting.formats.github import warning

        emit(warning(message, hint), form="commands")


def _divided(
    subject: Comparison | Check | list[Check], one: Wanted
) -> Iterator[tuple[Path | None, Comparison | Check | list[Check]]]:
    """What goes to which file."""
    from apidiff.model.change import Comparison

    if isinstance(subject, Comparison):
        yield one.file, subject
        return
    from apidiff.model.verdict import Check  # a comparison has no verdict

    if isinstance(subject, list) and one.file is not None and EACH in one.file.name:
        yield from ((_of_api(one, str(each.api)).file, each) for each in subject)
    elif isinstance(subject, Check) and subject.api:
        yield _of_api(one, subject.api).file, subject
    else:
        yield one.file, subject


def _text(form: Writer, subject: Comparison | Check | list[Check], style: Style) -> str:
    from apidiff.model.change import Comparison

    if isinstance(subject, Comparison):
        return form.diff(subject, style)
    from apidiff.model.verdict import Check  # a comparison has no verdict

    return form.check(subject, style) if isinstance(subject, Check) else form.checks(subject, style)


def repository_root() -> str:
    """The repository's folder: the CI host's word, else the nearest one with a `.git`, else this one."""
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        if os.path.isdir(os.environ.get(name, "")):
            return os.environ[name]
    from apidiff.governing.finding import repository_folder

    return repository_folder(os.getcwd())
