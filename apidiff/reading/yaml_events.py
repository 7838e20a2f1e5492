"""YAML text in, the parser's events out: libyaml's, with what YAML 1.2 changed since 1.1.

libyaml reads YAML 1.1. There U+0085, U+2028 and U+2029 break lines, half of the characters that JSON allows in a text
are refused, and an escaped surrogate pair is no character. Each of these is replaced by a character that does not
occur in the text, of the same width, and put back into the scalars that the events hold.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import yaml

from apidiff.errors import InputError
from apidiff.reading.yaml_grammar import GrammarParser

T = TypeVar("T")
GetEvent = Callable[[], Any]

_ASCII = bytes(range(0x7F))
_ODD_BYTES = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]")
# A surrogate pair counts behind an even number of backslashes only: in `\\ud83d\ude00` the first one is escaped.
_ODD = re.compile(
    r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
    r"|(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


# What comes before the character is looked at behind it: a pattern that begins with a character is searched for fast.
_QUESTION = re.compile(r"\?(?<=[\s\[{,:]\?)(?:\s+:)?(?=[^\s,\[\]{}])")
_ODD_NAME = re.compile(r"[0-9A-Za-z_-]+[?:%@`]")
_ODD_ANCHOR = re.compile(r"&(?<![^\s\[{,:]&)[0-9A-Za-z_-]+[?:%@`]")
_ODD_ALIAS = re.compile(r"\*(?<![^\s\[{,:]\*)[0-9A-Za-z_-]+[?:%@`]")
_CERTAIN = {
    "block sequence entries are not allowed in this context",
    "could not find expected ':'",
    "did not find expected '-' indicator",
    "found undefined tag handle",
    "found unexpected document indicator",
    "mapping values are not allowed in this context",
}
"""What is wrong in YAML 1.2 too: the usual mistakes, told at once."""
_MOST_REREAD = 2_000_000
"""Characters: the other grammar takes some five seconds for them."""
_NEXT = 4
"""How many events after a refused one can be its reason: an anchor comes after the mapping that its colon begins."""


_AMBIGUOUS = "YAML 1.1 and 1.2 read differently what stands there, and the file is large"
_PLAINER = "Put a space behind `?`, and name anchors with letters, digits, `-` and `_` only."


class NotYAML(Exception):
    """The text is not YAML at this line (from 0) and column (from 0), as far as that is known."""

    def __init__(self, message: str, line: int | None, column: int | None, hint: str) -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.hint = message, line, column, hint


class _OtherGrammar(Exception):
    """libyaml takes something in the text for what it is in YAML 1.1 only."""

    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.mark = mark


def with_events(text: str, use: Callable[[GetEvent], T]) -> T:
    """What `use` returns, given a function that returns the next event of `text`. Raises `NotYAML`.

    `use` may be called twice: libyaml's events are those of YAML 1.2 until it refuses the text or `_OtherGrammar` is
    raised, and then the events of YAML 1.2's own grammar are used from the start.
    """

    plain, restore = _substituted(text)
    if (get_event := _libyaml(plain)) is not None:
        watched = _watched(get_event, plain)
        try:
            return use(_restoring(watched, restore))
        except _OtherGrammar as other:
            if len(plain) > _MOST_REREAD:
                raise NotYAML(_AMBIGUOUS, other.mark.line, other.mark.column, _PLAINER) from None
        except InputError:
            # What libyaml misread may show in the next events only (`_NEXT`), after the composer has refused this one.
            if not _takes_otherwise(watched):
                raise
        except yaml.MarkedYAMLError as error:
            # Only if nothing in the text is ambiguous; otherwise the misreading may have caused this error, too.
            is_certain = watched is get_event and error.problem in _CERTAIN
            if is_certain or len(plain) > _MOST_REREAD:
                raise _not_yaml(error, plain, _libyaml(plain)) from None
        except yaml.reader.ReaderError as error:
            raise _no_character(error, plain.encode().count(b"\n", 0, error.position)) from None

    try:
        return use(_restoring(GrammarParser(plain).get_event, restore))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, plain, GrammarParser(plain).get_event) from None
    except yaml.reader.ReaderError as error:
        raise _no_character(error, plain.count("\n", 0, error.position)) from None


def _no_character(error: Any, line: int) -> NotYAML:
    hint = "Remove the character, or write it as an escape in a double-quoted text."
    return NotYAML(f"{error.reason} (character {error.character})", line, None, hint)


def _not_yaml(error: Any, text: str, get_event: GetEvent | None) -> NotYAML:
    """The error of a parser, whose events of the same text, from the start, are those of `get_event`."""
    # A quote or bracket that is never closed is missed at the end of the file; what matters is where it opened.
    is_open = error.problem is not None and "end of stream" in error.problem
    mark = error.context_mark if is_open and error.context_mark else error.problem_mark or error.context_mark
    opened = None
    if error.context and "flow" in error.context.split():
        opened = _opened(text, get_event) if get_event else None
        if opened and mark and not text[mark.index :].strip():
            mark = None
    what = ": ".join(part for part in (error.context, error.problem) if part)
    hint = "Correct the syntax there; quote a text that holds `: `, ` #`, or starts with one of `@*&!%{[`."
    if "tab" in what.split() or r"'\t'" in what:
        hint = "Indent with spaces: YAML allows no tab there."
    elif opened:
        place = f"line {opened[0] + 1}, column {opened[1] + 1}"
        hint = f"Close the bracket or brace of {place}, or separate what it holds by commas."
    line, column = (mark.line, mark.column) if mark else opened or (None, None)
    return NotYAML(what, line, column, hint)


def _opened(text: str, get_event: GetEvent) -> tuple[int, int] | None:
    """The line and column of the innermost bracket or brace that is open where the parser gives up, from 0."""
    inside: list[tuple[int, int] | None] = []
    with suppress(yaml.MarkedYAMLError, yaml.reader.ReaderError):
        while (event := get_event()) is not None:
            if isinstance(event, yaml.CollectionStartEvent):
                # An anchor or a tag may come before it; a pair without braces, `[a: 1]`, and a block have none.
                end: Any = event.end_mark
                has_bracket = event.flow_style and text[end.index - 1 : end.index] in ("[", "{")
                inside.append((end.line, end.column - 1) if has_bracket else None)
            elif isinstance(event, yaml.CollectionEndEvent):
                inside.pop()
    return next(filter(None, reversed(inside)), None)


def _libyaml(text: str) -> GetEvent | None:
    """libyaml's parser; `None` if PyYAML was built without it."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None
    get_event: GetEvent = CParser(text).get_event
    return get_event


def _watched(get_event: GetEvent, text: str) -> GetEvent:
    """The same events, and `_OtherGrammar` in place of one that YAML 1.2 does not have there."""
    questions = {found.end() for found in _QUESTION.finditer(text) if _may_be_flow(text, found.start())}
    if not questions and not _ODD_ANCHOR.search(text) and not _ODD_ALIAS.search(text):
        return get_event

    def watched() -> Any:
        event = get_event()
        # In flow style, libyaml takes every `?` at the start of a scalar for an indicator, and a `:` that follows.
        if event is not None and event.start_mark.index in questions:
            raise _OtherGrammar(event.start_mark)
        anchor = getattr(event, "anchor", None)
        # libyaml ends the name of an anchor before a colon, among others.
        if anchor is not None and _ODD_NAME.match(text, text.find(anchor, event.start_mark.index)):
            raise _OtherGrammar(event.start_mark)
        return event

    return watched


def _may_be_flow(text: str, at: int) -> bool:
    """Whether what begins there may be an item in brackets."""
    before = text[max(0, at - 80) : at]
    return before.rstrip().endswith(("[", "{", ",", ":")) or "\n" in before[len(before.rstrip()) :]


def _takes_otherwise(watched: GetEvent) -> bool:
    """Whether what comes next is the reason that libyaml's events were refused."""

    try:
        for _ in range(_NEXT):
            watched()
    except _OtherGrammar:
        return True
    except yaml.YAMLError:
        pass
    return False


class _Restore:
    """Puts back into scalars what was replaced, by the character that stands for it."""

    def __init__(self) -> None:
        self.in_double_quotes: dict[int, str] = {}
        self.elsewhere: dict[int, str] = {}

    def value(self, event: Any) -> str:
        """What the scalar says."""
        text: str = event.value
        return text.translate(self.in_double_quotes if event.style == '"' else self.elsewhere)


def _restoring(get_event: GetEvent, restore: _Restore | None) -> GetEvent:
    if restore is None:
        return get_event

    def restored() -> Any:
        event = get_event()
        if hasattr(event, "style"):
            event.value = restore.value(event)
        return event

    return restored


def _substituted(text: str) -> tuple[str, _Restore | None]:
    """The text as libyaml may have it, and what puts back the rest; `None` if nothing was replaced."""
    has_odd = "\x7f" in text if text.isascii() else _ODD_BYTES.search(text.encode().translate(None, _ASCII))
    if not has_odd and "\\ud" not in text and "\\uD" not in text:
        return text, None
    used = set(text)
    # Characters of private use: libyaml takes them for ordinary ones.
    private = map(chr, itertools.chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE)))
    unused = (character for character in private if character not in used)

    def stand_in(at: int) -> str:
        found = next(unused, None)
        if found is None:
            hint = "Write the characters themselves, and not escapes."
            raise NotYAML("the text escapes too many different characters", text.count("\n", 0, at), None, hint)
        return found

    filler = stand_in(0)
    restore = _Restore()
    restore.in_double_quotes[ord(filler)] = restore.elsewhere[ord(filler)] = ""
    stands_for: dict[str, str] = {}

    def replaced(found: re.Match[str]) -> str:
        pair = found.group(2)
        odd = pair or found.group()
        if odd not in stands_for:
            mark = stands_for[odd] = stand_in(found.start())
            # Outside of double quotes `\ud83d\ude00` is no escape but twelve characters, and stays so.
            restore.elsewhere[ord(mark)] = odd
            restore.in_double_quotes[ord(mark)] = _character(odd) if pair else odd
        # As wide as before, so that every column and index that libyaml gives is one of the text.
        return (found.group(1) or "") + stands_for[odd].ljust(len(odd), filler)

    return _ODD.sub(replaced, text), restore


def _character(pair: str) -> str:
    """The character of an escaped surrogate pair."""
    high, low = int(pair[2:6], 16), int(pair[8:], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
