"""`apidiff explain RULE`."""

from __future__ import annotations

import click

from apidiff.cli.options import example
from apidiff.cli.output import emit


@click.command("explain", epilog=example("apidiff explain property-removed"))
@click.argument("rule")
def command(rule: str) -> int:
    """Explain a rule: what it means for a client, its class in each direction, the policy's clause, and the hint."""
    from apidiff.rules import explain

    emit(explain(rule))
    return 0
