"""`apidiff rules`."""

from __future__ import annotations

import json

import click

from apidiff.cli.options import example
from apidiff.cli.output import emit


@click.command("rules", epilog=example("apidiff rules --format json"))
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True, help="The list's form."
)
def command(form: str) -> int:
    """List the rules by group, with the class of each: to the server / from the server."""
    from apidiff.rules import all_rules

    rules = all_rules()
    if form == "json":
        documents = [
            {
                "id": rule.id,
                "group": rule.group,
                "class": {str(direction): cls for direction, cls in rule.classes.items()},
                "lens": rule.lens,
                "why": rule.why,
            }
            for rule in rules
        ]
        emit(json.dumps({"format": "apidiff.rules/1", "rules": documents}, indent=2, ensure_ascii=False), form="json")
        return 0
    lines: list[str] = []
    column = max(len(rule.id) for rule in rules) + 2
    group = None
    for rule in rules:
        if rule.group != group:
            lines += ["", rule.group] if lines else [rule.group]
            group = rule.group
        classes = list(dict.fromkeys((rule.classes["to-server"], rule.classes["from-server"])))
        lines.append(f"  {rule.id:<{column}}{' / '.join(classes)}")
    emit("\n".join([*lines, "", "One in full: apidiff explain RULE"]))
    return 0
