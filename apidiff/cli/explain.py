"""`apidiff explain RULE`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import config_option, example, judged_by
from apidiff.cli.output import emit


@click.command("explain", epilog=example("apidiff explain property-removed"))
@click.argument("rule")
@config_option
def command(rule: str, config: Path | None) -> int:
    """Explain a rule: what it means for a client, its class in each direction, the policy's clause, and the hint.

    The class is that under the policy of apidiff.toml, if there is one, else under the built-in policy.
    """
    from apidiff.rules.explaining import explain

    emit(explain(rule, judged_by(config)[0]))
    return 0
