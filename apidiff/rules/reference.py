"""The catalogue goes in, docs/rules.md comes out: `python -m apidiff.rules.reference > docs/rules.md`."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.rules.explaining import (
    BUILT_IN,
    classes_in_words,
    decision,
    example_diff,
    new_value_says,
    notice_says,
    spoken_hint,
    spoken_title,
)
from apidiff.rules.loading import DIRECTIONS, GROUPS, NEW_VALUES, Rule, all_rules, clause, clauses

_INTRODUCTION = """\
# The rules

*Generated from the catalogue by `python -m apidiff.rules.reference > docs/rules.md`; edit `apidiff/rules/` instead.*

A rule is a kind of change. Its class depends on the direction in which the data crosses the contract: *to the server*
(parameters, request bodies) or *from the server* (responses, webhooks, callbacks). Where containment decides, the class
shown is the typical one: the sets of valid values before and after decide, and a change that turns out to leave the set
the same is neutral. [The policy](policy.md) explains the classes, the exceptions and how to override them.
`apidiff explain RULE` prints one rule.
"""


def reference() -> str:
    """The whole of `docs/rules.md`, with a final newline."""
    return "\n".join(_lines()).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    by_group = {group: [rule for rule in all_rules() if rule.group == group] for group in GROUPS}
    yield _INTRODUCTION
    yield "| rule | to the server | from the server | decided by |"
    yield "|---|---|---|---|"
    for rules in by_group.values():
        for rule in rules:
            classes = " | ".join(rule.classes[direction] for direction in DIRECTIONS)
            yield f"| [{rule.id}](#{rule.id}) | {classes} | {rule.decided_by} |"
    for group, rules in by_group.items():
        yield f"\n## {group.capitalize()}\n"
        for rule in rules:
            yield from _section(rule)
    yield "## The clauses\n"
    yield "Every class follows from one sentence of the policy. A project may say them in its own words.\n"
    yield "| clause | sentence |"
    yield "|---|---|"
    for id, sentence in clauses().items():
        yield f"| `{id}` | {sentence} |"


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"> {_as_text(spoken_title(rule))}\n"
    yield f"{rule.why}\n"
    if rule.hint:
        yield f"*Instead:* {_as_text(spoken_hint(rule))}\n"
        for direction in rule.hints:
            yield f"*Instead, {direction.replace('-', ' the ')}:* {_as_text(spoken_hint(rule, direction))}\n"
    yield f"{decision(rule)}\n"
    for words, cls, clause_id in classes_in_words(rule):
        yield f"- {words}: **{cls}** (`{clause_id}`). {clause(clause_id)}"
    if rule.id in NEW_VALUES:
        yield f"\n{new_value_says(BUILT_IN)}"
    yield ""
    notes = []
    if rule.lens == "client-library":
        notes.append("Reported in the `client-library` lens, apart from the wire.")
    if rule.caution or rule.id in NEW_VALUES:
        notes.append("Marked `caution`: look at it before you release.")
    if rule.removes:
        notes.append(notice_says(rule))
    notes.append(f"Source: {rule.source}.")
    yield " ".join(notes) + "\n"
    if example := example_diff(rule.id):
        yield f"```diff\n{example}\n```\n"


def _as_text(sentence: str) -> str:
    """Outside of code, `<name>` would be read as an HTML tag."""
    pieces = sentence.split("`")
    return "`".join(piece if index % 2 else piece.replace("<", "\\<") for index, piece in enumerate(pieces))


if __name__ == "__main__":
    print(reference(), end="")
