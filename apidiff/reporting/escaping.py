"""Escape untrusted text for each output format. Nothing else escapes.

HTML needs none here: its templates escape by themselves, and what they print goes through `clean` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

# ECMA-48: CSI, then OSC/DCS/SOS/PM/APC up to their terminator, then the two-character escapes; 8-bit forms too.
_ESCAPE_SEQUENCE = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_WHITE = "[\\s\u0085\u2028\u2029]+"
# Controls (C0, DEL, C1), bidi controls (UAX #9), invisible fillers and tags, non-characters.
_UNSEEN = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """One line of text without escape sequences, control characters, bidi controls and lone surrogates."""
    # Most texts, and nothing in them needs what follows.
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    # Whole sequences first: without its ESC, what is left of one would stay as text.
    text = re.sub(_UNSEEN, "", re.sub(_WHITE, " ", re.sub(_ESCAPE_SEQUENCE, "", text)))
    return SURROGATE.sub("\ufffd", re.sub(_WHITE, " ", text)).strip()


_MOST_UNBROKEN = 24
"""Characters of a word that fit on a line of a telephone of 320 px."""
_BEFORE_SLASH = re.compile(r"(?<=\S)(?=/)")
_AFTER_WORD = re.compile("(?<=[_.])(?=[^_.])|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def breaks(name: str) -> list[str]:
    """A name in pieces between which a narrow screen may break it: none where it is short enough anyway.

    A path is broken before its slashes; what is still too long, after `_` and `.` and at the humps of its camel case.
    """
    return [piece for part in _split(name, _BEFORE_SLASH) for piece in _split(part, _AFTER_WORD)]


def _split(text: str, where: re.Pattern[str]) -> list[str]:
    if len(text) <= _MOST_UNBROKEN or all(len(word) <= _MOST_UNBROKEN for word in text.split()):
        return [text]
    return [piece for piece in where.split(text) if piece]


# Terminals and logs -----------------------------------------------------------------------------------------------

_LOG_COMMAND = r"#(?=#\w*\[)"
_SECTION = re.compile(r"(section_(?:start|end)):(?=\d)")
# After each character at which a log may end a line.
_LINES = "(?<=[\n\u2028\u2029])"
# All controls but the tab and the line feed.
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_COLOURED = r"(\x1b\[[0-9;]*m)"
_COLOUR = r"\x1b\[[0-9;]*m"


def without_commands(text: str) -> str:
    """One line of text that no code host finds a command in where it stands within a line, after other text."""
    return _SECTION.sub(r"\1 :", re.sub(_LOG_COMMAND, "# ", text))


def plain_lines(text: str) -> str:
    """Text of several lines without escape sequences and control characters: a terminal shows it as it is."""
    return re.sub(_CONTROLS, "", re.sub(_ESCAPE_SEQUENCE, "", text.replace("\r\n", "\n").replace("\r", "\n")))


def log_line(line: str) -> str:
    """A finished line that no code host reads as a command: `::error::`, `##[group]`, `##vso[...]`, `##teamcity[...]`,
    `section_start:1:name`.

    GitHub reads a line as a command if it starts with `::` after white space, and `##[` anywhere in it (actions/runner,
    ActionCommand.cs); Azure and TeamCity read `##vso[` and `##teamcity[` anywhere; GitLab `section_start:` and
    `section_end:` before a number. Our own colours are looked through.
    """
    # Every command has one of these in it.
    if "##" not in line and "::" not in line and "section_" not in line:
        return line
    line = without_commands(line)
    bare = re.sub(_COLOUR, "", line).lstrip()
    return line.replace("::", ": :", 1) if bare.startswith("::") else line


def log_text(text: str) -> str:
    """A report for a log: each line as `log_line` has it, without control characters but for our colours."""
    bare = "".join(
        piece if re.fullmatch(_COLOUR, piece) else re.sub(_CONTROLS, "", piece) for piece in re.split(_COLOURED, text)
    )
    return "".join(map(log_line, re.split(_LINES, bare)))


def log_json(text: str) -> str:
    """A JSON text that says the same and holds no command: a `#` before another one is written as its escape.

    `#` and `section_` stand in strings only, and no line of a JSON text starts with `::`.
    """
    return _SECTION.sub(r"\1\\u003a", text.replace("##", "\\u0023#"))


# Markdown ---------------------------------------------------------------------------------------------------------

# Beside CommonMark's: `~` strikes through, `|` divides the cells of a table, and `$` begins mathematics on code hosts.
_PUNCTUATION = r"[\\`*_\[\]<>|~&$]"
# At the beginning of a line `1.` and `-` make a list, `#` a heading, and `=` turns the line above into one.
_LINE_START = r"^(\d{0,9})([#+\-=:.)])"
# A zero-width space as an entity breaks what a code host links after rendering, where a backslash would not help.
# GitLab also has `!1`, `&1`, `$1`, `%1` and `%name`, `~1` and `~name` (docs.gitlab.com/user/markdown, "GitLab-specific
# references"), and notes on what is named that it was mentioned.
_AUTOLINK = (
    r"(?i)(?<=@)(?=\S)|(?<=#)(?=\d)|(?<=GH-)(?=\d)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=[!&$])(?=\d)"
    r"|(?<=[%~])(?=[\w\"])"
)
_BREAK = "\u200b"
_BREAK_ENTITY = "&#8203;"


def markdown(text: str, *, line_start: bool = True) -> str:
    """`text` as Markdown that renders to itself: no markup, HTML, mention, reference or link, and on one line."""
    # A character that `clean` has removed holds the places of the entity, whose `&` and `#` would be escaped.
    text = re.sub(_AUTOLINK, _BREAK, clean(text))
    text = re.sub(_PUNCTUATION, r"\\\g<0>", text)
    if line_start:
        text = re.sub(_LINE_START, r"\1\\\2", text)
    return text.replace(_BREAK, _BREAK_ENTITY)


def markdown_code(text: str) -> str:
    """`text` as a code span (CommonMark 0.31, 6.1), one line; a pipe is a pipe, so keep it out of tables."""
    # Backticks with nothing between them are no code span (CommonMark 0.31, 6.1).
    text = clean(text) or " "
    fence = "`" * (_longest_run(text) + 1)
    # A backtick beside the fence would be a part of it; the space is taken off again by whoever renders it.
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def markdown_fence(text: str, language: str = "") -> str:
    """`text`, which may hold several lines, as a fenced code block."""
    lines = [SURROGATE.sub("\ufffd", re.sub(_UNSEEN, "", line)) for line in text.split("\n")]
    # Longer than any run of backticks within (CommonMark 0.31, 4.5).
    fence = "`" * max(3, _longest_run(text) + 1)
    return "\n".join([fence + language, *lines, fence])


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


# Sentences with identifiers in backticks --------------------------------------------------------------------------

Part = tuple[Literal["text", "code"], str]


def parts(sentence: str) -> Iterator[Part]:
    """Split a sentence of the catalogue into its text and the identifiers that stand in backticks.

    A backtick without a partner stays text.
    """
    pieces = clean(sentence).split("`")
    # An even number of pieces is an odd number of backticks: the last one has no partner.
    if len(pieces) % 2 == 0:
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    for number, piece in enumerate(pieces):
        if piece:
            yield ("code" if number % 2 else "text"), piece


def markdown_sentence(sentence: str, links: Mapping[str, str] | None = None) -> str:
    """A sentence of the catalogue as Markdown: its identifiers become code spans, everything else plain text.

    `links` gives some of the identifiers an address, which must be safe already.
    """
    written = ""
    for kind, piece in parts(sentence):
        if kind == "code":
            url = (links or {}).get(piece)
            written += f"[{markdown_code(piece)}]({url})" if url else markdown_code(piece)
            continue
        # `markdown` trims; the spaces beside a code span belong to the sentence.
        before = " " if piece[0] == " " else ""
        after = " " if piece[-1] == " " and piece != " " else ""
        written += before + markdown(piece, line_start=not written) + after
    return written.strip()


# Links ------------------------------------------------------------------------------------------------------------

# `//host` is relative, too, and leads to another host (RFC 3986, 4.2).
_SAFE_URL = r"(?:https?://|mailto:)[^\s\"'<>`\\]+|(?!//)[#/.?][^\s\"'<>`\\]*|[\w\-][\w\-./]*(?:[#?][^\s\"'<>`\\]*)?"


def safe_url(url: str) -> str | None:
    """`url` if it is http(s), mailto or relative, and holds nothing that could end an attribute; else `None`."""
    url = url.strip()
    return url if clean(url) == url and re.fullmatch(_SAFE_URL, url) else None
