"""Run a command and turn whatever happens into an exit code: the outermost edge."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from apidiff.cli.output import drop, wrapped
from apidiff.cli.plain import plain_diff
from apidiff.errors import InputError, Place

if TYPE_CHECKING:
    import click

REPORT_TO = "the tracker of the repository that you have apidiff from"
BUG = 3
# 128 and the number of SIGINT, as shells have it.
INTERRUPTED = 130
LONGEST_LINE = 600
"""Characters: a name in a pointer may be as long as its writer likes."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """As `apidiff.cli.main`, which is where a run begins."""
    _fill_in()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter is no reason to fail.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    code = run(arguments)
    _flush()
    os._exit(code)  # taking down piece by piece what was read helps nobody (a tenth of the time of a large diff)


def _fill_in() -> None:
    """Let a stream that the caller closed read and write nothing, on its own descriptor: no file may come to have it.

    Python has `None` in the place of such a stream.
    """
    # The system gives the lowest free descriptor: this fills 0 to 2, and gives back the one beyond.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115


def run(arguments: Sequence[str] | None = None) -> int:
    """As `main`, but answers with the exit code."""
    try:
        # A diff of two files needs none of click, which takes a good part of a small run to import.
        code = plain_diff(sys.argv[1:] if arguments is None else arguments)
        return _command(arguments) if code is None else code
    except InputError as error:
        tell(error)
        return 2
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    # What the rights of a file or folder do not allow is for its owner to mend, wherever it is met.
    except PermissionError as error:
        if error.filename is None:
            return _bug(error)
        place = Place(os.fsdecode(error.filename))
        hint = "Allow apidiff to read it, and to write it where a command writes."
        tell(InputError(f"it cannot be used: {error.strerror}", place=place, hint=hint))
        return 2
    # An error that nobody foresaw is a bug, and this one place says so.
    except Exception as error:  # noqa: BLE001
        return _bug(error)


def _bug(error: Exception) -> int:
    if os.environ.get("APIDIFF_DEBUG"):
        from traceback import format_exc

        # Printed and not raised: Python would end with 1, which means that something is refused.
        _say(format_exc().rstrip("\n"))
    _say(bug_text(error))
    return BUG


def _command(arguments: Sequence[str] | None) -> int:
    """Run the command that click finds."""
    import click  # a plain diff does without

    from apidiff.cli.group import group

    # Not standalone, or click would print errors in its own form, and end the process.
    try:
        code = group.main(
            args=None if arguments is None else list(arguments), prog_name="apidiff", standalone_mode=False
        )
    # Before `UsageError`, of which it is one: the help says enough without an `error:`.
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
        return error.exit_code
    except click.UsageError as error:
        _say(error_text(_usage(error)))
        return error.exit_code
    except click.Abort:
        _say("interrupted")
        return INTERRUPTED
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        _say(said.getvalue().rstrip("\n"))
        return error.exit_code
    return code if isinstance(code, int) else 0


def tell(error: InputError) -> None:
    """Say on the error stream what is wrong."""
    _say(error_text(error))


def _usage(error: click.UsageError) -> InputError:
    """An invocation that is wrong, in the words of every other error."""
    command = error.ctx.command_path if error.ctx else "apidiff"
    message = error.format_message().rstrip(".") + _form(error)
    return InputError(f"{message[:1].lower()}{message[1:]}", hint=_usage_hint(error, command))


def _usage_hint(error: click.UsageError, command: str) -> str:
    """What to run instead: with the date of today, where only the release is missing."""
    import click

    lacks = error.param if isinstance(error, click.MissingParameter) else None
    if lacks is not None and lacks.name == "release":
        from datetime import date

        return (
            f"Name the release by its date: `{command} --release {date.today()}`. All options: run `{command} --help`."
        )
    return f"Run `{command} --help`."


def _form(error: click.UsageError) -> str:
    """What an option takes, if it lacks some of several values."""
    import click

    if not isinstance(error, click.BadOptionUsage) or error.ctx is None:
        return ""
    options = (each for each in error.ctx.command.params if isinstance(each, click.Option))
    lacking = next((each for each in options if error.option_name in each.opts and each.nargs > 1), None)
    return f": {error.option_name} {lacking.metavar}" if lacking and lacking.metavar else ""


def error_text(error: InputError) -> str:
    """The three lines: what is wrong, where, what to do about it."""
    from apidiff.reporting.escaping import clean

    lines = [f"error: {_in_sentence(clean(error.message))}"]
    if error.place is not None and (place := clean(str(error.place))):
        lines.append(f"  at {place}")
    lines.append(f"  hint: {clean(error.hint)}")
    lines = [line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…" for line in lines]
    return "\n".join(_wrapped(lines))


_BEGINNINGS = frozenset(("A", "An", "Each", "Git", "It", "No", "Nothing", "Several", "The", "There", "This", "Two"))


def _in_sentence(message: str) -> str:
    """A message as it reads behind `error:`, whoever wrote it with a capital."""
    first, space, rest = message.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in _BEGINNINGS else message


def _wrapped(lines: list[str]) -> list[str]:
    """The lines as wide as the terminal, if the errors go to one; elsewhere each is one line, for whoever searches."""
    return wrapped("\n".join(lines), sys.stderr).split("\n")


def bug_text(error: Exception) -> str:
    """What to show of an error that apidiff did not foresee."""
    from traceback import extract_tb

    from apidiff.reporting.escaping import clean

    frames = extract_tb(error.__traceback__)
    spot = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    said = clean(str(error))[:300]
    return (
        f"error: this is a bug in apidiff: {type(error).__name__}: {said}{spot}\n"
        f"  hint: Please report it in {REPORT_TO}, with the output of the same command under APIDIFF_DEBUG=1."
    )


def _say(text: str) -> None:
    import click

    from apidiff.reporting.escaping import log_text

    try:
        click.echo(log_text(text), err=True)
    except OSError:  # nobody can be told, and the exit code still says it
        drop(sys.stderr.fileno())


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            drop(stream.fileno())
