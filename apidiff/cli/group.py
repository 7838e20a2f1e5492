"""The group of commands, each imported when it runs; `--help` and `--version` import none."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from apidiff._version import __version__

COMMANDS = {
    "init": "Begin to govern the API in this folder.",
    "snapshot": "Record the description as a dated release.",
    "baseline": "Accept today's state, with what broke already.",
    "diff": "Say what changed between two descriptions.",
    "check": "Say whether the description may ship: pass, waived or refused.",
    "draft": "Write the entry for what changed.",
    "entry": "List what is to be done about the entries.",
    "waive": "Record the decision to ship a breaking change.",
    "import-ignore": "Take over what ignore files of oasdiff let pass.",
    "history": "Record what an API was before it was governed.",
    "amend": "Record the correction of a published entry.",
    "render": "Write the changelog page.",
    "serve": "Preview the page in a browser, as it changes.",
    "guide": "Say what moving from one path version to another takes.",
    "calendar": "List what is deprecated, and when it may be gone.",
    "next-version": "Print the next info.version that the changes ask for.",
    "comment": "Keep a comment on a pull request up to date.",
    "verify": "Hold every record against what it should be.",
    "repair": "Put right what an interrupted command left.",
    "policy": "Show the policy in force, or the presets.",
    "rules": "List the rules.",
    "explain": "Explain a rule.",
    "completion": "Print the completion script of a shell.",
}
"""Every command with its line in `apidiff --help`, in the order of use; its module has the same name."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"apidiff.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        # click makes no suggestion for a command that is misspelt.
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{name}'.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            # click's parser of options does not say which command it was that it parsed for.
            if error.ctx is None and name and (command := self.get_command(ctx, name)):
                error.ctx = click.Context(command, parent=ctx, info_name=name)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # click would import each command for its line.
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=line) for name, line in COMMANDS.items() if name.startswith(incomplete)]
        return found or super().shell_complete(ctx, incomplete)


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version, and which reader reads descriptions."""
    # A shell that completes a line parses it, and must not be answered with a version.
    if asked and not ctx.resilient_parsing:
        from apidiff.native import reader_in_use

        click.echo(f"apidiff, version {__version__}\nreader: {reader_in_use()}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 pass; 1 refused, or a record is unsound; 2 the input or the invocation is wrong; 3 a bug.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and exit.",
)
def group() -> None:
    """Govern how an HTTP API's contract changes.

    Record the contract at every release, compare it, refuse what breaks a client inside a path version, and publish
    the dated changelog.

    Begin with: apidiff init
    """
