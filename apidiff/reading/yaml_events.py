"""YAML text in, the parser's events out: libyaml's, with what YAML 1.2 changed since 1.1.

libyaml reads YAML 1.1. There U+0085, U+2028 and U+2029 break lines, half of the characters that JSON allows in a text
are refused, and an escaped surrogate pair is no character. Each of these is replaced by a character that does not
occur in the text, of the same width, and put back into the scalars that the events hold.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any, TypeVar

from apidiff.model.pattern import pattern

T = TypeVar("T")
GetEvent = Callable[[], Any]

_ASCII = bytes(range(0x7F))
_ODD_BYTES = pattern(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]")
_ODD = pattern(
    r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
    r"|(?<!\\)((?:\\\\)*)(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
_PLAIN = "\x85\u2028\u2029"
"""Those that a scalar of any style may hold (YAML 1.2.2, 5.1); the others stand in quotes only."""


class NotYAML(Exception):
    """The text is not YAML at this line (from 0) and column (from 0), as far as that is known."""

    def __init__(self, message: str, line: int | None, column: int | None, hint: str) -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.hint = message, line, column, hint


def with_events(text: str, use: Callable[[GetEvent], T]) -> T:
    """What `use` returns, given a function that returns the next event of `text`. Raises `NotYAML`."""
    import yaml

    plain, restore = _substituted(text)
    try:
        return use(_restoring(_parser(plain), restore) if restore else _parser(plain))
    except yaml.MarkedYAMLError as error:
        # A quote or bracket that is never closed is missed at the end of the file; what matters is where it opened.
        is_open = error.problem is not None and "end of stream" in error.problem
        mark = error.context_mark if is_open and error.context_mark else error.problem_mark or error.context_mark
        what = ": ".join(part for part in (error.context, error.problem) if part)
        raise NotYAML(what, mark.line if mark else None, mark.column if mark else None, _SYNTAX) from None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position)
        raise NotYAML(f"{error.reason} (character {error.character})", line, None, _CHARACTER) from None


_SYNTAX = "Correct the syntax there; quote a text that holds `: `, ` #`, or starts with one of `@*&!%{[`."
_CHARACTER = "Remove the character, or write it as an escape in a double-quoted text."


def _parser(text: str) -> GetEvent:
    """libyaml's parser, or PyYAML's own if that was built without libyaml."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        from yaml import SafeLoader as CParser  # type: ignore[assignment]
    get_event: GetEvent = CParser(text).get_event
    return get_event


class _Restore:
    """Puts back into scalars what was replaced."""

    def __init__(self) -> None:
        self.in_quotes: dict[int, str] = {}
        self.elsewhere: dict[int, str] = {}
        self.forbidden: set[str] = set()

    def value(self, event: Any) -> str:
        """What the scalar says."""
        text: str = event.value
        quoted = event.style in ("'", '"')
        if not quoted and not self.forbidden.isdisjoint(text):
            import yaml

            raise yaml.MarkedYAMLError(problem="a control character outside of quotes", problem_mark=event.start_mark)
        return text.translate(self.in_quotes if event.style == '"' else self.elsewhere)


def _restoring(get_event: GetEvent, restore: _Restore) -> GetEvent:
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
    free = map(chr, (code for code in itertools.chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE))))
    unused = (character for character in free if character not in used)
    filler = next(unused)
    restore = _Restore()
    restore.in_quotes[ord(filler)] = restore.elsewhere[ord(filler)] = ""
    stands_for: dict[str, str] = {}

    def replaced(found: re.Match[str]) -> str:
        pair = found.group(2)
        odd = pair or found.group()
        if odd not in stands_for:
            mark = stands_for[odd] = next(unused)
            restore.elsewhere[ord(mark)] = odd
            restore.in_quotes[ord(mark)] = _character(odd) if pair else odd
            if not pair and odd not in _PLAIN:
                restore.forbidden.add(mark)
        return (found.group(1) or "") + stands_for[odd].ljust(len(odd), filler)

    return _ODD.sub(replaced, text), restore


def _character(pair: str) -> str:
    """The character of an escaped surrogate pair."""
    high, low = int(pair[2:6], 16), int(pair[8:], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
