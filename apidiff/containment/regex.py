"""ECMA-262 regular expressions (Unicode mode, with Annex B's literal brackets) parsed into plain tuples.

A node is `("set", intervals)`, `("dot",)`, `("cat", nodes)`, `("alt", nodes)`, `("rep", node, least, most or None)`,
`("begin",)`, `("end",)`, `("boundary", negative)`, `("look", negative, node)`, which looks ahead, or
`("behind", negative, node)`. Intervals are sorted, disjoint pairs of code points, both ends included.
Source: ECMA-262, 22.2; JSON Schema 2020-12 Core, 6.4.
"""

from __future__ import annotations

from typing import Any

from apidiff.containment.intervals import LAST, Intervals, complement, union
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.properties import code_points

Node = tuple[Any, ...]
EMPTY: Node = ("cat", ())
DIGIT: Intervals = ((48, 57),)
WORD: Intervals = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE: Intervals = (
    (9, 13),
    (32, 32),
    (160, 160),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
CLASSES = {"d": DIGIT, "w": WORD, "s": SPACE}
CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
MOST_COPIES = 5000
DEEPEST_GROUP = 200


def concatenation(nodes: list[Node]) -> Node:
    """The nodes one after another; one alone stands for itself."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node[1] if node[0] == "cat" else [node])
    return flat[0] if len(flat) == 1 else ("cat", tuple(flat))


def alternation(nodes: list[Node]) -> Node:
    """One of the nodes; sets of characters are merged into one."""
    if len(nodes) == 1:
        return nodes[0]
    if all(node[0] == "set" for node in nodes):
        return ("set", union(tuple(pair for node in nodes for pair in node[1])))
    return ("alt", tuple(dict.fromkeys(nodes)))


def repetition(node: Node, least: int, most: int | None) -> Node:
    """`node` between `least` and `most` times; a repetition from zero of one from zero is one repetition."""
    if (least, most) == (1, 1) or node == EMPTY:
        return node
    if most == 0:
        return EMPTY
    # `(?:x{0,3}){2,4}` is `x{0,12}`: each round may be empty, so the least number of rounds asks nothing.
    if node[0] == "rep" and node[2] == 0:
        inner = node[3]
        return ("rep", node[1], 0, None if inner is None or most is None else inner * most)
    return ("rep", node, least, most)


def parse(pattern: str, meter: Meter) -> Node:
    """The tree of a pattern. Raises `Undecided` for what is no regular language here, or no regular expression."""
    meter.charge(1 + 2 * len(pattern))
    parser = _Parser(pattern)
    node = parser.alternatives()
    if parser.at < len(pattern):
        raise parser.stop()
    return node


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def stop(self, what: str = "is not read as a regular expression") -> Undecided:
        return Undecided(f"`pattern` {self.text!r} {what}")

    def peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def take(self) -> str:
        if self.at >= len(self.text):
            raise self.stop()
        self.at += 1
        return self.text[self.at - 1]

    def alternatives(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST_GROUP:
            raise Undecided("`pattern` nests groups deeper than is followed")
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        self.depth -= 1
        return alternation(branches)

    def sequence(self) -> Node:
        nodes: list[Node] = []
        while self.at < len(self.text) and self.peek() not in "|)":
            nodes.append(self.quantified(self.atom()))
        return concatenation(nodes)

    def quantified(self, node: Node) -> Node:
        sign = self.peek()
        if sign in ("*", "+", "?"):
            self.at += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        elif sign == "{":
            least, most = self.counts()
        else:
            return node
        # A syntax error in Unicode mode; outside of it, Annex B lets lookaheads alone be repeated.
        if node[0] in ("begin", "end", "boundary", "look", "behind"):
            raise self.stop("repeats an assertion")
        if self.peek() == "?":  # lazy or greedy, the language is the same
            self.at += 1
        return repetition(node, least, most)

    def counts(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : max(end, 0)].partition(",")
        digits = [part for part in (low, high) if part]
        # `{,3}` is no quantifier in ECMA-262. Longer counts are past `MOST_COPIES` anyway.
        if end < 0 or not low or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in digits):
            raise self.stop()
        self.at = end + 1
        most = int(high) if high else None if comma else int(low)
        if most is not None and most < int(low):
            raise self.stop()
        return int(low), most

    def atom(self) -> Node:
        sign = self.take()
        if sign == "^":
            return ("begin",)
        if sign == "$":
            return ("end",)
        if sign == ".":
            return ("dot",)
        if sign == "(":
            return self.group()
        if sign == "[":
            return ("set", self.members())
        if sign == "\\" and self.peek() in ("b", "B"):
            return ("boundary", self.take() == "B")
        if sign == "\\":
            return ("set", self.escape(inside=False))
        if sign in "*+?{":
            raise self.stop()
        return ("set", ((ord(sign), ord(sign)),))

    def group(self) -> Node:
        look = ""
        if self.peek() == "?":
            look = next((sign for sign in ("?:", "?=", "?!", "?<=", "?<!") if self.peek(len(sign)) == sign), "")
            self.at += len(look)
            # A named group: the name changes nothing in what matches, and references to it are not followed.
            if not look and self.peek(2) == "?<" and self.text.find(">", self.at) > 0:
                self.at = self.text.find(">", self.at) + 1
            elif not look:
                raise self.stop("sets flags")
        node = self.alternatives()
        if self.take() != ")":
            raise self.stop()
        if look in ("", "?:"):
            return node
        return ("behind" if "<" in look else "look", "!" in look, node)

    def members(self) -> Intervals:
        negative = self.peek() == "^"
        self.at += negative
        found: list[tuple[int, int]] = []
        while self.peek() != "]":
            low = self.member()
            # A hyphen right before the closing bracket stands for itself.
            if self.peek() == "-" and self.peek(2) not in ("-]", "-"):
                self.at += 1
                high = self.member()
                if len(low) == len(high) == 1 and low[0][0] == low[0][1] and high[0][0] == high[0][1]:
                    if low[0][0] > high[0][0]:
                        raise self.stop()
                    found.append((low[0][0], high[0][0]))
                else:  # Annex B: a hyphen beside a class stands for itself
                    found.extend([*low, (45, 45), *high])
            else:
                found.extend(low)
        self.at += 1
        return complement(tuple(found)) if negative else union(tuple(found))

    def member(self) -> Intervals:
        sign = self.take()
        if sign == "\\":
            return self.escape(inside=True)
        return ((ord(sign), ord(sign)),)

    def escape(self, *, inside: bool) -> Intervals:
        sign = self.take()
        if sign.lower() in CLASSES:
            return CLASSES[sign] if sign in CLASSES else complement(CLASSES[sign.lower()])
        if sign in CONTROLS:
            return ((CONTROLS[sign],) * 2,)
        if sign == "c" and self.peek().isascii() and self.peek().isalpha():
            return ((ord(self.take()) % 32,) * 2,)
        if sign in "xu":
            return ((self.code(sign),) * 2,)
        # `\0` before a digit is an octal escape, which Unicode mode does not have.
        if sign == "0" and not self.peek().isdigit():
            return ((0, 0),)
        # In a class `\b` is a backspace; outside it is a boundary, which is read before.
        if inside and sign == "b":
            return ((8, 8),)
        if sign in "123456789k":
            raise self.stop("refers back")
        if sign in "pP":
            return self.property(negative=sign == "P")
        if sign.isascii() and sign.isalnum():
            raise self.stop()
        return ((ord(sign), ord(sign)),)

    def property(self, *, negative: bool) -> Intervals:
        end = self.text.find("}", self.at)
        found = code_points(self.text[self.at + 1 : end]) if self.peek() == "{" and end > 0 else None
        if found is None:
            raise self.stop("names a property of Unicode")
        self.at = end + 1
        return complement(found) if negative else union(found)

    def code(self, sign: str) -> int:
        if sign == "u" and self.peek() == "{":
            end = self.text.find("}", self.at)
            digits = self.text[self.at + 1 : max(end, 0)]
            self.at = end + 1
        else:
            length = 2 if sign == "x" else 4
            digits = self.peek(length) if len(self.peek(length)) == length else ""
            self.at += length
        if not digits or any(digit not in "0123456789abcdefABCDEF" for digit in digits) or int(digits, 16) > LAST:
            raise self.stop()
        value = int(digits, 16)
        # In Unicode mode `\ud83d\ude00` is one code point (ECMA-262, 22.2.1).
        if 0xD800 <= value < 0xDC00 and self.peek(2) == "\\u" and self.peek(4)[2:].lower() in ("dc", "dd", "de", "df"):
            self.at += 2
            low = int(self.peek(4), 16)
            self.at += 4
            value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
        return value
