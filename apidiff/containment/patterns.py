"""`pattern` as a formula: one automaton, or several joined where it looks around at more than one character.

What is followed: looks ahead right after the beginning; a look behind right before the end; and the idiom
`^(?:(?!X).)*$`, in which no part of the string is an X.
"""

from __future__ import annotations

from apidiff.containment.answer import Budget
from apidiff.containment.automata import LOOKS, Machine
from apidiff.containment.limits import Meter, Stopped, Undecided
from apidiff.containment.regex import EMPTY, Node, concatenation, parse
from apidiff.containment.terms import STRING, TRUTH, Terms

BEGIN: Node = ("begin",)
END: Node = ("end",)


def pattern_formula(terms: Terms, pattern: str) -> int:
    """The strings that a pattern matches somewhere; an opaque literal where it is no regular language."""
    try:
        tree = parse(pattern, terms.meter)
        # With a look in it each branch is a conjunction of its own; without one, all branches are one automaton.
        branches = tree[1] if tree[0] == "alt" and _looks(tree) else (tree,)
        return terms.either([_branch(terms, branch) for branch in branches])
    except Undecided as stop:
        return terms.pattern(("opaque", pattern, stop.reason))


def matches(pattern: str, text: str) -> bool | None:
    """Whether a pattern matches somewhere in a text; `None` if it is no regular language, or too large."""
    meter = Meter(Budget())
    try:
        return Machine(parse(pattern, meter), meter, strict=True).matches(text)
    except Stopped:
        return None


def _branch(terms: Terms, tree: Node) -> int:
    """The formula of one alternative. Raises `Undecided` where it looks around elsewhere."""
    if not _looks(tree):
        return TRUTH if tree == EMPTY else terms.pattern(tree)
    parts = list(tree[1]) if tree[0] == "cat" else [tree]
    joined = []
    # `^(?=.*[0-9])(?!admin)x` matches what `^.*[0-9]` and `^x` match and `^admin` does not.
    while len(parts) > 1 and parts[0] == BEGIN and parts[1][0] == "look":
        _, negative, ahead = parts.pop(1)
        joined.append(_signed(terms, concatenation([BEGIN, ahead]), negative))
    # `x(?<!-tmp)$` matches what `x$` matches and `-tmp$` does not.
    while len(parts) > 1 and parts[-1] == END and parts[-2][0] == "behind":
        _, negative, behind = parts.pop(-2)
        joined.append(_signed(terms, concatenation([behind, END]), negative))
    if len(parts) == 3 and parts[0] == BEGIN and parts[2] == END:
        parts[1], unwanted = _untempered(terms, parts[1])
        joined += [_signed(terms, each, negative=True) for each in unwanted]
    rest = concatenation(parts)
    if _looks(rest):
        raise Undecided("`pattern` looks around in a place where that is not followed")
    return terms.both([*joined, terms.pattern(rest)])


def _signed(terms: Terms, tree: Node, negative: bool) -> int:
    seen = _branch(terms, tree)
    return terms.where(STRING, -seen) if negative else seen


def _untempered(terms: Terms, tree: Node) -> tuple[Node, list[Node]]:
    """`(?:(?!X).)*` without its look ahead, and the X that must not occur anywhere; an X is never empty here."""
    if tree[0] == "rep" and tree[2:] == (0, None) and tree[1][0] == "cat" and len(tree[1][1]) == 2:
        look, each = tree[1][1]
        if look[0] == "look" and look[1] and each[0] in ("set", "dot") and not _looks(look[2]):
            # An empty X is found at every position, and an anchored one depends on where it stands: of neither does the
            # idiom say that it occurs nowhere.
            if Machine(concatenation([BEGIN, look[2], END]), terms.meter, strict=True).matches("") or _anchored(
                look[2]
            ):
                return tree, []
            return ("rep", each, 0, None), [look[2]]
    return tree, []


def _anchored(tree: Node) -> bool:
    if tree[0] in ("cat", "alt"):
        return any(_anchored(part) for part in tree[1])
    return tree[0] in ("begin", "end", "boundary", *LOOKS) or (tree[0] == "rep" and _anchored(tree[1]))


def _looks(tree: Node) -> bool:
    """Whether a tree looks around at anything but one character, which the automaton itself follows."""
    if tree[0] in ("cat", "alt"):
        return any(_looks(part) for part in tree[1])
    return (tree[0] in LOOKS and tree[2][0] not in ("set", "dot")) or (tree[0] == "rep" and _looks(tree[1]))
