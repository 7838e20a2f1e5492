"""Change an entry's file from one entry to another, and leave every byte alone that says the same in both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from apidiff.errors import InputError, Place
from apidiff.governing.coverage import with_whole_ids
from apidiff.model.records import Entry
from apidiff.recording.entries import parse_entry
from apidiff.recording.entry_writing import (
    changes_block,
    meaning_block,
    review_block,
    said_of,
    title_block,
    waiver_block,
)
from apidiff.recording.first_texts import sentences
from apidiff.recording.frontmatter import split, with_key


def edited(text: str, was: Entry, wanted: Entry, titles: Mapping[str, str]) -> str:
    """The text of `was` with the title, the changes, the meanings, the waiver, the review and the body of `wanted`.

    `titles` has the title of every change that there is, by its id; `was` names them by whole ids, however they are
    written. Raises `InputError` where the file changed in the meantime, or its front matter is written in a way (all in
    one flow mapping, say) that does not allow it.
    """
    file = str(was.path)
    unreleased = was.date is None
    written = parse_entry(text, was.path, unreleased=unreleased)
    if with_whole_ids(written, titles.keys()) != was:
        raise InputError("the entry changed meanwhile", place=Place(file), hint="Run this command again.")
    parts = split(text, file)
    if wanted.title != written.title:
        parts = with_key(parts, "title", title_block(wanted.title))
    if wanted.changes != written.changes:
        told = sentences(parts)
        parts = with_key(parts, "changes", changes_block(wanted.changes, titles))
        # The waiver lists ids, too, with the same comments behind them.
        parts = replace(parts, yaml=_retold(parts.yaml, told, titles))
    if wanted.meaning != written.meaning:
        parts = with_key(parts, "meaning", meaning_block(wanted.meaning) if wanted.meaning else None)
    if wanted.waiver != written.waiver:
        parts = with_key(parts, "waiver", waiver_block(wanted.waiver, titles) if wanted.waiver else None)
    if wanted.review != written.review:
        parts = with_key(parts, "review", review_block(wanted.review) if wanted.review else None)
    if wanted.body != written.body:
        parts = replace(parts, body=wanted.body)
    try:
        # The edits are of lines: only reading the text again shows whether YAML says what is wanted.
        if parse_entry(parts.text, was.path, unreleased=unreleased) == wanted:
            return parts.text
    except InputError:
        pass
    raise InputError(
        "the front matter is written in a way that cannot be edited safely",
        place=Place(file, line=1),
        hint="Write each key of it on a line of its own, with its values below it, and run this command again.",
    )


_LISTED = re.compile(r"""(?m)^(\s+-\s+(?:id:\s*)?["']?([0-9a-f]{32})["']?)\s+# (.*?)(\r?)$""")


def _retold(yaml: str, told: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """The front matter with the comments behind ids brought up to date, unless somebody wrote them."""

    def again(found: re.Match[str]) -> str:
        # Waivers of earlier versions ask about possible renames, too.
        written = found[3].partition(", possibly renamed to ")[0]
        is_drafted = found[2] in titles and told.get(found[2]) in (found[3], written)
        return f"{found[1]}{said_of(found[2], titles)}{found[4]}" if is_drafted else found[0]

    return _LISTED.sub(again, yaml)
