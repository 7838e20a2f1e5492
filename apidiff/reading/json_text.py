"""JSON text in, its exact value out, or the first error in it; and its tokens, for whoever asks where something is."""

import json
import re
from collections.abc import Callable
from json import decoder
from typing import Any, NamedTuple, NoReturn

from apidiff.errors import InputError, Place, escape_token
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import shortened
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.scalars import NumberTooLong, exact_float, exact_int
from apidiff.reading.text import duplicate_key, line_at, lone_surrogate, lone_surrogate_at, long_number, too_deep

_SURROGATE = r"\\u[dD][89a-fA-F]"
_SPACE = re.compile(r"[ \t\r\n]*")
# Possessive (`*+`): a string that is never closed is passed once, and not tried again from every end.
_STRING = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
"""As far as it is a string: its closing quote comes next."""
# More than a number may have, so that the error shows the whole of `01.5` or `1.2.3`.
_NUMBER_LIKE = re.compile(r"[-+]?[0-9.][-+0-9.eE]*")
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_WORD = re.compile(r"-?[A-Za-z]+")
_LITERALS = ("true", "false", "null")
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_SYNTAX = "Correct the syntax there; JSON allows no comments and no trailing commas."
_NO_LIMIT = "Leave the limit out, or write the largest number that you mean."


def parse_json(text: str, file: str | None = None, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Parse `text` as RFC 8259 has it.

    The standard library's C scanner shows each object's pairs and each number's text, so one pass finds duplicates and
    keeps every digit. Raises `InputError` with the line for a syntax error, a duplicate key, NaN and Infinity, a lone
    surrogate, and a number or a nesting beyond the budget: always for the first of them in the text.
    """
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=lambda number: exact_float(number, limits.digits),
            parse_int=lambda number: exact_int(number, limits.digits),
            parse_constant=_refuse,
        )
    # The hooks only tell that something is wrong, with no place. A wrong text is read again, slowly, for its first
    # error; a right one pays nothing for that.
    except (ValueError, RecursionError):
        raise first_error(text, file, limits) from None
    # The scanner accepts `"\ud800"`, which no UTF-8 can hold. Two halves that make a pair are one character.
    if re.search(_SURROGATE, text) and lone_surrogate_at(text) is not None:
        raise first_error(text, file, limits)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError
    return result


def _refuse(_: str) -> NoReturn:
    raise ValueError


class Token(NamedTuple):
    """`kind` is `{`, `}`, `[`, `]`, `key`, `string`, `number` or `literal`; the text is `text[offset:end]`."""

    kind: str
    offset: int
    end: int


class Fault(ValueError):
    """The text is no JSON from `offset` on."""

    def __init__(self, message: str, offset: int, hint: str = _SYNTAX) -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


class Tokens:
    """Reads one token after another, and skips whole values at the speed of the standard library's C scanner."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[str] = []
        """The brackets that are not closed yet."""
        self.state = "value"
        """What comes next: `value`, `first` (of an array, or its end), `key`, `first key`, or `after` (a value)."""
        self._scan: Callable[[str, int], tuple[object, int]] = vars(json.JSONDecoder())["scan_once"]
        self._string: Callable[[str, int, bool], tuple[str, int]] = vars(decoder)["scanstring"]

    def next(self) -> Token | None:
        """The next token, `None` at the end of the text. Raises `Fault`."""
        at = self._space()
        if self.state == "after":
            if not self.open:
                if at < len(self.text):
                    raise self._unexpected("extra data", at)
                return None
            if self.text.startswith(",", at):
                self.at = at + 1
                at = self._space()
                self.state = "key" if self.open[-1] == "{" else "value"
            elif not self._closes(at):
                raise self._unexpected(f"expected `,` or `{'}' if self.open[-1] == '{' else ']'}`", at)
        if self.state in ("after", "first", "first key") and self._closes(at):
            self.open.pop()
            return self._token(self.text[at], at, at + 1, "after")
        if self.state in ("key", "first key"):
            return self._key(at)
        return self._value(at)

    def skip(self, token: Token) -> None:
        """Pass over the rest of the object or array that `token` opens, in a text that is known to be JSON."""
        # The scanner passes the closing bracket, too, so that this one is no longer open.
        self.open.pop()
        self.at = self._scan(self.text, token.offset)[1]
        self.state = "after"

    def string(self, token: Token) -> str:
        """What a string or a key says."""
        return self._string(self.text, token.offset + 1, True)[0]

    def _closes(self, at: int) -> bool:
        return self.text[at : at + 1] == ("}" if self.open[-1] == "{" else "]")

    def _token(self, kind: str, at: int, end: int, state: str) -> Token:
        self.at, self.state = end, state
        return Token(kind, at, end)

    def _key(self, at: int) -> Token:
        if not self.text.startswith('"', at):
            raise self._unexpected("expected a key in double quotes", at)
        end = self._string_end(at)
        self.at = end
        colon = self._space()
        if not self.text.startswith(":", colon):
            raise self._unexpected("expected `:` after the key", colon)
        token = Token("key", at, end)
        self.at, self.state = colon + 1, "value"
        return token

    def _value(self, at: int) -> Token:
        opening = self.text[at : at + 1]
        if opening == "{" or opening == "[":
            self.open.append(opening)
            return self._token(opening, at, at + 1, "first key" if opening == "{" else "first")
        if opening == '"':
            return self._token("string", at, self._string_end(at), "after")
        if like := _NUMBER_LIKE.match(self.text, at):
            if not re.fullmatch(_NUMBER, like.group()):
                raise Fault(f"`{shortened(like.group())}` is not a JSON number", at)
            return self._token("number", at, like.end(), "after")
        word = _WORD.match(self.text, at)
        if word and word.group() in _CONSTANTS:
            raise Fault(f"`{word.group()}` is not a JSON number", at, _NO_LIMIT)
        if word and word.group() in _LITERALS:
            return self._token("literal", at, word.end(), "after")
        raise self._unexpected("expected a value", at)

    def _string_end(self, at: int) -> int:
        end = _STRING.match(self.text, at).end()  # type: ignore[union-attr]
        if self.text.startswith('"', end):
            return end + 1
        if end == len(self.text):
            raise Fault("the string that begins here is never closed", at)
        if self.text[end] == "\\":
            raise Fault(f"invalid escape `{self.text[end : end + 2]}`", end)
        raise Fault("a raw control character in a string", end)

    def _space(self) -> int:
        return _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]

    def _unexpected(self, what: str, at: int) -> Fault:
        if at >= len(self.text):
            return Fault(what, len(self.text))
        return Fault(f"{what}, found {self.text[at]!r}", at)


class _Open:
    """An object or array that is not closed yet."""

    __slots__ = ("index", "is_object", "keys", "token")

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.keys: dict[str, int] = {}
        """The offset of each key."""
        self.token = ""
        self.index = -1


def first_error(text: str, file: str | None, limits: Limits) -> InputError:
    """The error for the first thing in `text` that `parse_json` refuses."""
    tokens = Tokens(text)
    stack: list[_Open] = []
    try:
        while token := tokens.next():
            if error := _error(token, tokens, stack, file, limits):
                return error
    except Fault as fault:
        return _syntax_error(fault, text, file)
    # No token is at fault, so the scanner gave up for depth: each level of its recursion needs stack.
    return InputError(
        "The JSON is nested too deeply to be read",
        place=Place(file),
        hint="Move the inner schemas to `components` and refer to them.",
    )


def _error(token: Token, tokens: Tokens, stack: list[_Open], file: str | None, limits: Limits) -> InputError | None:
    """Follow one token; the error that it is, if any."""
    kind, text, top = token.kind, tokens.text, stack[-1] if stack else None
    if kind in ("}", "]"):
        stack.pop()
        return None
    if top is not None and not top.is_object:
        top.index += 1
    written = text[token.offset : token.end]
    if kind in ("{", "["):
        if len(stack) >= limits.depth:
            return too_deep(limits, Place(file, line=line_at(text, token.offset)))
        stack.append(_Open(is_object=kind == "{"))
    elif kind == "key" and top is not None:
        key = tokens.string(token)
        if key in top.keys:
            # The pointer names the object, not the key: two values have that one.
            first = line_at(text, top.keys[key])
            return duplicate_key(key, first, _place(file, text, token.offset, stack[:-1]))
        top.keys[key], top.token = token.offset, key
    elif kind == "number":
        try:
            # As `parse_json` reads it: the exponent of a fraction counts as digits, and an integer has none.
            (exact_float if re.search("[.eE]", written) else exact_int)(written, limits.digits)
        except NumberTooLong:
            return long_number(written, limits, _place(file, text, token.offset, stack))
    if kind in ("key", "string") and (half := lone_surrogate_at(written)) is not None:
        return lone_surrogate(_place(file, text, token.offset + half, stack))
    return None


def _syntax_error(fault: Fault, text: str, file: str | None) -> InputError:
    place = Place(file, line=line_at(text, fault.offset))
    if fault.offset == len(text):
        return InputError(
            f"The JSON ends too early: {fault.message}",
            place=place,
            hint="The file looks truncated; write it again in full.",
        )
    column = fault.offset - text.rfind("\n", 0, fault.offset)
    return InputError(f"The JSON is not valid: {fault.message} at column {column}", place=place, hint=fault.hint)


def _place(file: str | None, text: str, offset: int, stack: list[_Open]) -> Place:
    pointer = "".join(f"/{escape_token(item.token) if item.is_object else item.index}" for item in stack)
    return Place(file, pointer, line_at(text, offset))
