"""YAML text in, the value that yaml-rs reads, where the text holds nothing that it reads otherwise than it should.

yaml-rs is four times as fast as composing libyaml's events, and refuses a key that stands twice. What it lets pass or
takes for something else is looked for in the text; where that may stand there, and for every error, the careful
reader decides. Whoever finds one thing more adds it to `_is_plain`, and to the tests.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from threading import current_thread, main_thread
from typing import Any

from apidiff.model.contract import JSON
from apidiff.model.named_tuple import NamedTuple
from apidiff.model.pattern import pattern
from apidiff.openapi.canonical import ORJSON_DEPTH, depth_of_compact, fast_compact_json
from apidiff.reading.exact import FLOAT, NumberTooLong, exact_float
from apidiff.reading.json_fast import FEW_DIGITS
from apidiff.reading.limits import Limits

_MOST_WRITTEN = 2_000_000_000
"""Bytes: how much is written at most to find what cannot be, some seconds."""
_REPLAYED = 100_000
"""yaml-rs copies what an alias stands for; where that is much, the careful reader shares it."""
_ALIAS_DEPTH = 64
_SPACES = b"\n" + b" " * 1024
_LONGEST_LINE = 8192
"""yaml-rs nests by recursion, and a line that begins far to the right, or is long, can nest thousands of levels."""

_PRINTABLE = bytes({*range(256)} - {*range(0x20), 0x7F} | {0x0A})
_CONTROL = pattern(rb"\xc2[\x80-\x9f]")
_MARK = pattern(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])")
"""A byte order mark, or what is no character."""
_OTHER_BREAK = pattern(rb"\xe2\x80[\xa8\xa9]")
HEAD = pattern(rb"(?: *+(?:#[^\n]*+)?\n)*+--- *\n")
"""What stands before the content of a document that begins with a marker."""
_MARKER = pattern(rb"\n(?:---|\.\.\.|%)")
_BLOCK_HEADER = pattern(rb"[|>][-+0-9]*(?: +#[^\n]*)?\Z")

_FAR_BACK = 1024
_MOST_LAST_LINES = 1000
_MOST_MARKS = 300_000
_MOST_SCANNED = 50_000_000
"""How many places are looked at, and how many bytes are passed to find where anchors end: half a second each."""
_BEFORE_NODE = b"\n:?,[{-"
_BEFORE_NUMBER = _BEFORE_NODE + b"+"
_MERGE = pattern(rb"<<[\"']? *:|\? +[\"']?<<")
_BEFORE_BLOCK = b" :\n,[{"
_BLOCK = pattern(rb"[|>][-+0-9]{0,2} *(?:#[^\n]*)?\n")

_CLASSES = bytes.maketrans(b"0123456789._eExXoObB", b"00000000000_eexxxxxx")
_ZERO, _BASES = ord("0"), b"xXoObB"
_MANY_DIGITS = 16
_ODD_CLASSES = pattern(rb"0(?:[_ex]|0{%d})" % (_MANY_DIGITS - 1))
"""What a number holds that has underscores, an exponent, a base, or many digits."""
_NUMBER_BEGINS = pattern(rb"(?:(?<=[\s\[{,:])|\A)[-+]?[0-9.]*\Z")
_TOKEN = pattern(rb"[^\s,\[\]{}]*")
_READ_OTHERWISE = pattern(r"[-+]?(?:0[xXoObB]\w*|[0-9.][0-9._]*_[0-9._eE+-]*)")
_NOT_FINITE = pattern(rb"\.(?:inf|nan)\b", re.IGNORECASE)

_ANCHOR = pattern(rb"&([^\s,\[\]{}]*)")
_ALIAS = pattern(rb"\*([A-Za-z0-9_-]+)")
_ODD_ANCHOR = pattern(rb"&(?:[A-Za-z0-9_-]*[^\s\w-]|[^\n]*:(?:\s|\Z)|[^\s]*(?:\s|#[^\n]*\n)*[\[{])")
"""With a name that libyaml does not allow, of a key, or of what is written in brackets."""
_SCALAR = pattern(rb"&[^\s]+ +[^\s#]")
_LEAST, _MOST = -(2**63), 2**64 - 1
"""The integers that orjson can write."""
_ODD_INTEGER = pattern(rb"[\s\[{,?](?:\+[0-9]|-?0[0-9]|-0)")
"""Not written as Python would write it."""


class FastYAML(NamedTuple):
    """`compact` is the value without spaces, with a zero for each integer beyond 64 bits."""

    value: JSON
    compact: bytes


class _Odd(NamedTuple):
    """What orjson cannot write: mappings with keys that are no texts, and integers beyond 64 bits in their places."""

    mappings: list[dict[Any, JSON]]
    integers: list[tuple[Any, Any, int]]


def read_fast_yaml(data: bytes, limits: Limits) -> FastYAML | None:
    """The mapping or sequence that the bytes of one document say; `None`: ask the careful reader.

    It nests no deeper than the limits allow.
    """
    if not can_load() or not _is_plain(data):
        return None
    import yaml_rs

    replayed = yaml_rs.AliasLimits(min(limits.nodes, _REPLAYED), _ALIAS_DEPTH)
    try:
        value = yaml_rs.loads(data.decode(), parse_datetime=False, alias_limits=replayed)
    except (UnicodeDecodeError, yaml_rs.YAMLDecodeError, TypeError):
        return None
    if not isinstance(value, dict | list):
        return None
    compact = fast_compact_json(value) or _mended(value, data)
    if compact is None:
        return None
    # What orjson wrote nests no deeper than it can.
    is_shallow = limits.depth >= ORJSON_DEPTH or depth_of_compact(compact) <= limits.depth
    return FastYAML(value, compact) if is_shallow else None


def can_load() -> bool:
    """Whether yaml-rs is loaded, or may be here: once a thread that loaded it has ended, the next use would crash."""
    return "yaml_rs" in sys.modules or current_thread() is main_thread()


def _is_plain(data: bytes) -> bool:
    """Whether nothing in the text is known to be read otherwise by yaml-rs."""
    return not (
        len(data) - len(data.translate(None, b"!|>&*")) > _MOST_MARKS
        or _has_odd_characters(data)
        or _has_more_documents(data)
        or _may_nest_far(data)
        or _ends_within_block(data)
        or _has_tags_or_merges(data)
        or _has_odd_blocks(data)
        or _has_odd_numbers(data)
        or _has_odd_anchors(data)
    )


def _has_odd_characters(data: bytes) -> bool:
    """Whether there is a character that YAML does not allow, a tab, or a line break other than a newline."""
    if data.translate(None, _PRINTABLE):
        return True
    if data.isascii():
        return False
    return bool(
        _OTHER_BREAK.search(data)
        or (b"\xc2" in data and _CONTROL.search(data))
        or (b"\xef" in data and _MARK.search(data))
    )


def _has_more_documents(data: bytes) -> bool:
    """Whether there is a directive, or a document marker after the first content."""
    head = HEAD.match(data)
    begins = head.end() - 1 if head else 0
    return data.startswith((b"---", b"...", b"%"), begins) or bool(_MARKER.search(data, begins))


def _may_nest_far(data: bytes) -> bool:
    """Whether a line begins far to the right, or is long."""
    line = 0
    while len(data) - line > _LONGEST_LINE:
        line = data.rfind(b"\n", line, line + _LONGEST_LINE) + 1
        if not line:
            return True
    return _SPACES in data


def _ends_within_block(data: bytes) -> bool:
    """Whether the text may end in a block scalar that is empty, or has no newline at its end: yaml-rs adds one."""
    if not data.endswith(b"\n"):
        return b"|" in data or b">" in data
    end = len(data)
    for _ in range(_MOST_LAST_LINES):
        start = data.rfind(b"\n", 0, end) + 1
        line = data[start:end].strip()
        if line and not line.startswith(b"#"):
            return bool(_BLOCK_HEADER.search(line))
        end = start - 1
        if end < 0:
            return False
    return True


def _has_tags_or_merges(data: bytes) -> bool:
    return any(
        not data.startswith(b"[", at + 1) and _stands_behind(_BEFORE_NODE, data, at) for at in _each(b"!", data)
    ) or bool(b"<<" in data and _MERGE.search(data))


def _has_odd_blocks(data: bytes) -> bool:
    """Whether what would begin a block scalar does not, or stands within brackets: there it is a text to yaml-rs."""
    for mark in (b"|", b">"):
        for at in _each(mark, data):
            if not at or data[at - 1] not in _BEFORE_BLOCK:
                continue
            before = _before(data, at)
            if before.endswith(b":") and not _BLOCK.match(data, at):
                return True
            if before.rstrip(b"\n ").endswith((b",", b"[", b"{")):
                return True
    return False


def _each(part: bytes, data: bytes) -> Iterator[int]:
    """Where `part` stands: faster than a regular expression where that is seldom."""
    at = data.find(part)
    while at >= 0:
        yield at
        at = data.find(part, at + 1)


def _stands_behind(marks: bytes, data: bytes, at: int) -> bool:
    """Whether one of `marks`, or the begin of the text, comes before `at`, spaces aside."""
    before = _before(data, at)
    return not before or before[-1] in marks


def _before(data: bytes, at: int) -> bytes:
    """The text before a place, spaces aside, as far back as is looked at."""
    return data[max(0, at - _FAR_BACK) : at].rstrip(b" ")


def _has_odd_numbers(data: bytes) -> bool:
    """Whether a plain scalar may be a number to yaml-rs that it should not be, or not exactly that one."""
    if any(_stands_behind(_BEFORE_NUMBER, data, at.start()) for at in _NOT_FINITE.finditer(data)):
        return True
    return any(number > _MOST_MARKS or _is_read_otherwise(token) for number, token in enumerate(_numbers(data)))


def _numbers(data: bytes) -> Iterator[str]:
    """The tokens that begin like a number, and are an odd one if they are; many digits are met where they begin."""
    for found in _ODD_CLASSES.finditer(data.translate(_CLASSES)):
        at = found.start()
        if data[at] != _ZERO and data[at + 1] in _BASES:
            continue
        begins = _NUMBER_BEGINS.search(data, max(0, at - _MANY_DIGITS - 2), at + 1)
        token = _TOKEN.match(data, begins.start()) if begins else None
        if token:
            yield token.group().rstrip(b":").decode(errors="replace")


def _is_read_otherwise(token: str) -> bool:
    if _READ_OTHERWISE.fullmatch(token):
        return True
    if not FLOAT.match(token):
        return False
    if token.lstrip("+-").isdigit():
        return len(token) > FEW_DIGITS
    try:
        return not isinstance(exact_float(token, FEW_DIGITS), float)
    except NumberTooLong:
        return True


def _has_odd_anchors(data: bytes) -> bool:
    """Whether an anchor names a key or what stands in brackets, or an alias may stand within what it names.

    The last is nothing to yaml-rs, and told by the indentation of block style alone.
    """
    anchors = [at for at in _ANCHOR.finditer(data) if _stands_behind(_BEFORE_NODE, data, at.start())]
    if not anchors:
        return False
    if any(_ODD_ANCHOR.match(data, anchor.start()) for anchor in anchors):
        return True
    ends: dict[bytes, int] = {}
    scanned = 0
    for mark in sorted([*anchors, *_ALIAS.finditer(data)], key=lambda mark: mark.start()):
        name = mark.group(1)
        if mark.group().startswith(b"&"):
            ends[name] = _end_of_block(data, mark.start())
            scanned += ends[name] - mark.start()
            if scanned > _MOST_SCANNED:
                return True
        elif mark.start() < ends.get(name, 0):
            return True
    return False


def _end_of_block(data: bytes, at: int) -> int:
    """Where what the anchor names has certainly ended: a text at once, a block before a line farther to the left.

    A line of the same indentation ends it too, unless it is an item: those may stand right under their key.
    """
    if _SCALAR.match(data, at):
        return at
    start = data.rfind(b"\n", 0, at) + 1
    indent = at - start - len(data[start:at].lstrip(b" "))
    outside = rb"\n(?: {0,%d}[^ \n#]| {%d}[^ \n#-])" % (indent - 1, indent) if indent else rb"\n[^ \n#-]"
    found = re.compile(outside).search(data, at)
    return found.start() if found else len(data)


def _mended(value: JSON, data: bytes) -> bytes | None:
    """Make a text of each key that is an integer, in place; `None` where some key is something else.

    Answers with the value without spaces, where a zero stands for each integer beyond 64 bits.
    """
    odd = _odd_parts(value, len(data))
    if odd is None or (odd.mappings and _ODD_INTEGER.search(b"\n" + data)):
        return None
    for mapping in odd.mappings:
        named = {str(key) if type(key) is int else key: child for key, child in mapping.items()}
        if len(named) < len(mapping) or not all(isinstance(key, str) for key in named):
            return None
        mapping.clear()
        mapping.update(named)
    for holder, place, _ in odd.integers:
        holder[place] = 0
    compact = fast_compact_json(value)
    for holder, place, integer in odd.integers:
        holder[place] = integer
    return compact


def _odd_parts(value: JSON, size: int) -> _Odd | None:
    """What orjson cannot write, found where it fails; `None` where that is in so many parts that it may take long."""
    odd = _Odd([], [])
    failing: list[Any] = [value]
    for node in failing:
        if len(failing) * size > _MOST_WRITTEN:
            return None
        if type(node) is dict and not all(type(key) is str for key in node):
            odd.mappings.append(node)
        for place, child in node.items() if type(node) is dict else enumerate(node):
            kind = type(child)
            if kind is int and not _LEAST <= child <= _MOST:
                odd.integers.append((node, place, child))
            elif (kind is dict or kind is list) and fast_compact_json(child) is None:
                failing.append(child)
    return odd
