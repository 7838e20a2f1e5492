"""`apidiff completion SHELL`."""

from __future__ import annotations

import click

from apidiff.cli.options import example
from apidiff.cli.output import emit

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", epilog=example('eval "$(apidiff completion bash)"'))
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the completion script of a shell, to be evaluated in its start-up file."""
    from click.shell_completion import get_completion_class

    from apidiff.cli.group import group

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"No completion for {shell}.")
    emit(found(group, {}, "apidiff", "_APIDIFF_COMPLETE").source(), form="script")
    return 0
