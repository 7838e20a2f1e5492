"""`apidiff rules`."""

from __future__ import annotations

from pathlib import Path

import click

from apidiff.cli.options import config_option, example, judged_by
from apidiff.cli.output import emit


@click.command("rules", epilog=example("apidiff rules --format json"))
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="The list's form."
)
@config_option
def command(form: str, config: Path | None) -> int:
    """List the rules by group, with the class of each: to the server / from the server.

    The class is that under the policy of apidiff.toml, if there is one, else under the built-in policy.
    """
    from apidiff.rules import all_rules
    from apidiff.rules.loading import DIRECTIONS

    rules = all_rules()
    policy = judged_by(config)[0]
    if form == "json":
        documents = [
            {
                "id": rule.id,
                "group": rule.group,
                "class": {str(direction): rule.class_under(policy, direction)[0] for direction in rule.classes},
                "lens": rule.lens,
                "why": rule.why,
            }
            for rule in rules
        ]
        from apidiff.reporting.json_output import to_json

        emit(to_json({"format": "apidiff.rules/1", "rules": documents}), form="json")
        return 0
    lines: list[str] = []
    column = max(len(rule.id) for rule in rules) + 2
    group = None
    for rule in rules:
        if rule.group != group:
            lines += ["", rule.group] if lines else [rule.group]
            group = rule.group
        # Once where both directions agree.
        classes = list(dict.fromkeys(rule.class_under(policy, direction)[0] for direction in DIRECTIONS))
        lines.append(f"  {rule.id:<{column}}{' / '.join(classes)}")
    emit("\n".join([*lines, "", "One in full: apidiff explain RULE"]))
    return 0
