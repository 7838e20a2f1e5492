"""`pattern` as a formula: one automaton, or several joined where it looks ahead right after its beginning."""

from __future__ import annotations

from apidiff.containment.limits import Undecided
from apidiff.containment.regex import EMPTY, Node, concatenation, parse
from apidiff.containment.terms import STRING, TRUTH, Terms


def pattern_formula(terms: Terms, pattern: str) -> int:
    """The strings that a pattern matches somewhere; an opaque literal where it is no regular language."""
    try:
        tree = parse(pattern)
        branches = tree[1] if tree[0] == "alt" and _looks(tree) else (tree,)
        return terms.either([_branch(terms, branch) for branch in branches])
    except Undecided as stop:
        return terms.make("pattern", ("opaque", pattern, stop.reason))


def _branch(terms: Terms, tree: Node) -> int:
    if not _looks(tree):
        return TRUTH if tree == EMPTY else terms.make("pattern", tree)
    parts = list(tree[1]) if tree[0] == "cat" else [tree]
    if parts[0] != ("begin",):
        raise Undecided("`pattern` looks ahead in a place where that is not followed")
    joined = []
    while len(parts) > 1 and parts[1][0] == "look":
        _, negative, ahead = parts.pop(1)
        seen = _branch(terms, concatenation([("begin",), ahead]))
        joined.append(terms.where(STRING, -seen) if negative else seen)
    rest = concatenation(parts)
    if _looks(rest):
        raise Undecided("`pattern` looks ahead in a place where that is not followed")
    return terms.both([*joined, terms.make("pattern", rest)])


def _looks(tree: Node) -> bool:
    if tree[0] in ("cat", "alt"):
        return any(_looks(part) for part in tree[1])
    return tree[0] == "look" or (tree[0] == "rep" and _looks(tree[1]))
