"""The guide from one path version to another, as Markdown, text and JSON: what moving takes in, a report out."""

from __future__ import annotations

from collections.abc import Iterator

from apidiff.model.wording import enumerated
from apidiff.recording.examples import Example
from apidiff.recording.moving import Moving, Pair
from apidiff.recording.statements import Statement
from apidiff.reporting import words
from apidiff.reporting.escaping import clean, markdown_fence, markdown_sentence
from apidiff.reporting.json_output import to_json
from apidiff.reporting.layout import Terminal, finish, with_whole_names


def headline(guide: Moving) -> str:
    """How much is to be done, in one or two sentences."""
    both = len(guide.pairs) - len(guide.of("gone")) - len(guide.of("new"))
    gone, new = (len(guide.of(status)) for status in ("gone", "new"))
    meant = sum(pair.is_meant for pair in guide.of("same"))
    same = len(guide.of("same")) - meant
    breaks = sum(pair.breaking > 0 for pair in guide.pairs)
    begun = f"{words.number(both, 'operation')} of {guide.old} {'is' if both == 1 else 'are'} in {guide.new}, too: "
    parts = [
        f"{same:,} unchanged",
        f"{meant:,} with another meaning" if meant else "",
        f"{breaks:,} with breaking changes" if breaks else "",
    ]
    moved = len(guide.of("moved"))
    parts.append(f"{moved:,} under another path" if moved else "")
    rest = [
        f"{gone:,} {'is' if gone == 1 else 'are'} gone" if gone else "",
        f"{new:,} {'is' if new == 1 else 'are'} new" if new else "",
    ]
    told = enumerated([each for each in rest if each])
    return f"{begun}{enumerated([each for each in parts if each])}.{f' {told}.' if told else ''}"


def markdown(guide: Moving) -> str:
    """The guide as Markdown that can be edited and published."""
    title = f"{guide.title}: " if guide.title else ""
    blocks = [
        f"# {markdown_sentence(f'{title}moving from {guide.old} to {guide.new}')}",
        markdown_sentence(headline(guide)),
    ]
    for heading, lines in _lists(guide):
        blocks += [f"## {heading}", "\n".join(f"- {markdown_sentence(line)}" for line in lines)]
    if guide.differs:
        blocks.append("## What differs")
    for group in guide.differs:
        blocks.append(f"### {markdown_sentence(group.heading)}")
        for statement in group.statements:
            breaking = "**Breaking:** " if statement.kind == "breaking" else ""
            blocks.append(f"{breaking}{markdown_sentence(_said(statement))}")
            if example := guide.example(statement):
                blocks += [
                    f"{markdown_sentence(_what(example))}, before:",
                    markdown_fence(example.before, example.language),
                ]
                blocks += ["And after:", markdown_fence(example.after, example.language)]
    blocks += ["## Operations", _table(guide)]
    return "\n\n".join(blocks) + "\n"


def text(guide: Moving, terminal: Terminal) -> str:
    """The guide for a terminal."""
    lines = [
        *terminal.paragraph(
            clean(f"{guide.title or 'The API'}: moving from {guide.old} to {guide.new}"), paint="strong"
        ),
        *terminal.paragraph(with_whole_names(headline(guide))),
    ]
    for heading, listed in _lists(guide):
        lines += ["", terminal.paint(heading, "strong")]
        for line in listed:
            lines += terminal.paragraph(with_whole_names(line), first="  ", rest="    ")
    for group in guide.differs:
        lines += ["", terminal.paint(clean(group.heading), "strong")]
        for statement in group.statements:
            is_breaking = statement.kind == "breaking"
            first = "  breaking  " if is_breaking else "            "
            told = terminal.paragraph(with_whole_names(_said(statement)), first=first, rest=" " * 12)
            # Coloured once it is wrapped: escape sequences take no columns.
            lines += (
                [told[0].replace("breaking", terminal.paint("breaking", "breaking"), 1), *told[1:]]
                if is_breaking
                else told
            )
            if example := guide.example(statement):
                lines += terminal.paragraph(with_whole_names(f"{_what(example)}, before:"), first=" " * 12)
                lines += _indented(example.before)
                lines.append(f"{' ' * 12}and after:")
                lines += _indented(example.after)
    return finish(lines)


def _indented(content: str) -> list[str]:
    lines = content.split("\n")
    # `clean` takes away the spaces that a line begins with.
    return [f"{' ' * (14 + len(line) - len(line.lstrip()))}{clean(line)}" for line in lines]


def document(guide: Moving) -> str:
    """`apidiff.guide/1`."""
    return to_json(guide.to_dict()) + "\n"


def _lists(guide: Moving) -> Iterator[tuple[str, list[str]]]:
    """What is told of whole operations: those that are gone, new, or elsewhere; and what no description shows."""
    for heading, found in (
        ("Gone", [f"`{pair.old}`" for pair in guide.of("gone")]),
        ("Under another path", [f"`{pair.old}` is `{pair.new}`" for pair in guide.of("moved")]),
        ("New", [f"`{pair.new}`" for pair in guide.of("new")]),
        (
            "Another meaning",
            [
                f"`{each.target}` in {each.version} alone, since {words.day(each.since)}: {each.note}"
                for each in guide.meanings
            ],
        ),
    ):
        if found:
            yield heading, found


def _said(statement: Statement) -> str:
    """What differs and what to do about it."""
    return f"{statement.told} {statement.do}." if statement.do else statement.told


def _what(example: Example) -> str:
    return f"{example.what}, in `{example.within}`" if example.within else example.what


def _table(guide: Moving) -> str:
    rows = [f"| {_shown(guide.old)} | {_shown(guide.new)} | |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| {_cell(pair.old)} | {_cell(pair.new)} | {_status(pair)} |" for pair in guide.pairs)])


def _cell(name: str | None) -> str:
    return "" if name is None else _shown(f"`{name}`")


def _shown(text: str) -> str:
    # A pipe ends the cell of a table, in a code span, too (GitHub Flavored Markdown, 4.10).
    return markdown_sentence(text).replace("|", "\\|")


def _status(pair: Pair) -> str:
    if pair.status == "same" and pair.is_meant:
        return "another meaning"
    if pair.status in ("gone", "new", "same"):
        return {"gone": "gone", "new": "new", "same": "unchanged"}[pair.status]
    told = words.number(len(pair.changes), "difference")
    breaking = f", {pair.breaking:,} breaking" if pair.breaking else ""
    return f"{'under another path, ' if pair.status == 'moved' else ''}{told}{breaking}"
