"""Entries as text: the whole file of one, or the blocks of its front matter that a command rewrites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from apidiff.model.change import Broken
from apidiff.model.records import Entry, Meaning, Rename, Waiver
from apidiff.recording.frontmatter import Parts, comment, quoted
from apidiff.rules.loading import DIRECTIONS

LONGEST_COMMENT = 300
"""Characters of a change's title behind its id: a name in it may be as long as its writer likes."""
QUESTION = "# Renamed?"
"""Begins the line above the renames that an entry asks about."""
_MOST_REPEATED = 8
"""Operations that are written beside each of several ids; a longer list, which they share, is written once."""


def entry_text(entry: Entry, titles: Mapping[str, str] | None = None, questions: Sequence[Rename] = ()) -> str:
    """The whole file of an entry.

    `titles` says what each id stands for, in a comment behind it. `questions` are renames to ask about.
    """
    blocks = [f"date: {entry.date.isoformat()}\n"] if entry.date else []
    blocks.append(title_block(entry.title))
    if entry.version is not None:
        blocks.append(f"version: {quoted(entry.version)}\n")
    if entry.base is not None:
        blocks.append(
            f"base: {quoted(entry.base)}  # It counts for `check --base` alone, and no release publishes it.\n"
        )
    blocks.append(changes_block(entry.changes, titles or {}))
    if entry.renames:
        blocks.append("renames:\n" + "".join(f"  - {rename_text(rename)}\n" for rename in entry.renames))
    if entry.meaning:
        blocks.append(meaning_block(entry.meaning))
    if entry.waiver:
        blocks.append(waiver_block(entry.waiver, titles or {}))
    if entry.review:
        blocks.append(review_block(entry.review))
    blocks.append(questions_block(questions))
    return Parts("---\n", "".join(blocks), "---\n", entry.body).text


def changes_block(ids: Iterable[str], titles: Mapping[str, str]) -> str:
    """The lines of `changes:`, one id each."""
    listed = tuple(ids)
    return "changes:\n" + _id_lines(listed, titles, "  ") if listed else "changes: []\n"


def meaning_block(declared: Iterable[Meaning]) -> str:
    """The lines of `meaning:`."""
    return "meaning:\n" + "".join(
        f"  - target: {quoted(item.target)}\n    note: {quoted(item.note)}\n" for item in declared
    )


def waiver_block(waiver: Waiver, titles: Mapping[str, str]) -> str:
    """The lines of `waiver:`."""
    block = f"waiver:\n  kind: {waiver.kind}\n" if waiver.kind != "accepted" else "waiver:\n"
    block += f"  reason: {quoted(waiver.reason)}\n  approved-by: {quoted(waiver.approved_by)}\n"
    if waiver.until is not None:
        block += f"  until: {waiver.until}\n"
    if waiver.ticket is not None:
        block += f"  ticket: {quoted(waiver.ticket)}\n"
    if waiver.hide_from_page:
        block += "  hide-from-page: true\n"
    if waiver.changes is not None:
        block += "  changes:\n" + _waived_lines(waiver, titles) if waiver.changes else "  changes: []\n"
    return block


def _waived_lines(waiver: Waiver, titles: Mapping[str, str]) -> str:
    """Each waived id with its operations. A long list that several ids share is written once, as a YAML anchor."""
    recorded = dict(waiver.operations)
    # Long lists alone: a short one stands beside its id, where it can be read and edited by itself.
    shared = Counter(names for names in recorded.values() if len(names) > _MOST_REPEATED)
    anchors: dict[tuple[Broken, ...], str] = {}
    lines = []
    for change in waiver.changes or ():
        names = recorded.get(change)
        if names is None:
            lines.append(_id_lines((change,), titles, "    "))
            continue
        lines.append(f'    - id: "{change}"{said_of(change, titles)}\n')
        if names in anchors:
            lines.append(f"      operations: *{anchors[names]}\n")
            continue
        if shared[names] > 1:
            anchors[names] = f"operations-{len(anchors) + 1}"
        anchor = f" &{anchors[names]}" if names in anchors else ""
        # `[]` says that it is waived for no operation; an id by itself is waived for whatever it breaks.
        lines.append(f"      operations:{anchor}{_operation_lines(names) if names else ' []'}\n")
    return "".join(lines)


def _operation_lines(broken: tuple[Broken, ...]) -> str:
    """Operations by the direction in which they break; those that somebody listed without, as a list."""
    if all(each.direction is None for each in broken):
        return "".join(f"\n        - {quoted(each.name)}" for each in broken)
    lines = []
    for direction in DIRECTIONS:
        # One without a direction is for both.
        names = dict.fromkeys(each.name for each in broken if each.direction in (direction, None))
        lines += [f"\n        {direction}:"] if names else []
        lines += [f"\n          - {quoted(name)}" for name in names]
    return "".join(lines)


def _id_lines(ids: Iterable[str], titles: Mapping[str, str], indent: str) -> str:
    # In quotes, as an id such as `12345678e901` is a number to other readers of YAML.
    return "".join(f'{indent}- "{change}"{said_of(change, titles)}\n' for change in ids)


def said_of(change: str, titles: Mapping[str, str]) -> str:
    """The comment behind an id."""
    said = shortened(titles.get(change, ""))
    return f"  # {said}" if said else ""


def shortened(said: str) -> str:
    """A sentence as a comment has it: on one line, and cut between words and outside of code where it is too long."""
    said = comment(said)
    if len(said) <= LONGEST_COMMENT:
        return said
    cut = said[: LONGEST_COMMENT - 2]
    whole = cut[: cut.rfind(" ")] if " " in cut else cut
    # A name may be longer than any comment: then it is cut itself.
    if whole.count("`") % 2 and len(before := whole[: whole.rfind("`")].rstrip()) > LONGEST_COMMENT // 2:
        whole = before
    return f"{whole.rstrip(' ,')} …"


def title_block(title: str) -> str:
    """The line of `title:`."""
    return f"title: {quoted(title)}\n"


def review_block(told: Iterable[str]) -> str:
    """The lines of `review:`: what the text may still tell of, and is gone."""
    said = "review:  # Gone. See that the title and the text do not tell of it, then remove these lines.\n"
    return said + "".join(f"  - {quoted(each)}\n" for each in told)


def rename_text(rename: Rename) -> str:
    """An item of `renames:`."""
    return f"{{target: {quoted(rename.target)}, from: {quoted(rename.was)}, to: {quoted(rename.to)}}}"


def questions_block(renames: Sequence[Rename]) -> str:
    """Comments that ask whether something was renamed; without its `# `, each is what declares that."""
    if not renames:
        return ""
    said = f"{QUESTION} Then take `# ` away here, and for what was not, take the line out:\n# renames:\n"
    return said + "".join(f"#   - {rename_text(rename)}\n" for rename in renames)


def slugify(title: str, longest: int = 60) -> str:
    """A title as a part of a file's name: lower-case ASCII words joined by `-`."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    slug = ""
    for word in words:
        # Cut between words; only a first word that is too long by itself is cut within.
        if slug and len(slug) + 1 + len(word) > longest:
            break
        slug = f"{slug}-{word}" if slug else word[:longest]
    return slug or "changes"
