"""JSON Pointers (RFC 6901): from a pointer to the value that it names, or to an error that suggests the near name."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from apidiff.errors import DanglingReference, InputError, Place, escape_token, unescape_token
from apidiff.model.contract import JSON
from apidiff.openapi.uri import percent_decoded

_LONGEST = 200
# Up to `_FEW` names, each is held against the missing one; of more, only `_COMPARED` on either side in their order.
_FEW = 64
_COMPARED = 10


def split(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a pointer, unescaped; `/a~1b/c` gives `("a/b", "c")`."""
    return tuple(map(unescape_token, pointer.split("/")[1:])) if pointer else ()


def join(tokens: Iterable[str]) -> str:
    """The pointer of reference tokens."""
    return "".join(f"/{escape_token(token)}" for token in tokens)


def below(pointer: str, *tokens: str | int) -> str:
    """The pointer some tokens further down."""
    for token in tokens:
        pointer += f"/{escape_token(str(token))}"
    return pointer


def is_part(tokens: tuple[str, ...]) -> bool:
    """Whether a place is that of a component, a path item or another part whose text is looked at as a whole."""
    return len(tokens) == (3 if tokens[:1] == ("components",) else 2)


def step(node: JSON, token: str) -> tuple[bool, JSON]:
    """Whether `node` has a member `token`, and that member."""
    if isinstance(node, dict):
        return (True, node[token]) if token in node else (False, None)
    if isinstance(node, list) and is_index(token) and int(token) < len(node):
        return True, node[int(token)]
    return False, None


_LONGEST_INDEX = 20
"""No array has more items than such a number counts."""


def is_index(token: str) -> bool:
    """Whether a token is an array's index: ASCII digits without a leading zero (RFC 6901, 4)."""
    # The length first: `int` raises `ValueError` for a text of more than 4,300 digits. `isdigit` alone accepts `²`.
    is_number = len(token) < _LONGEST_INDEX and token.isascii() and token.isdigit()
    return is_number and (token[0] != "0" or token == "0")


COPIES = "$copies"
"""Where a document in the normal form keeps the schemas that were copied, each by the pointer of its original."""


def original(pointer: str) -> str:
    """The pointer of a place as it is written: for one within a copy, the same place in the original."""
    if not pointer.startswith(f"/{COPIES}/"):
        return pointer
    _, _, rest = pointer.partition(f"/{COPIES}/")
    key, slash, inner = rest.partition("/")
    # The key goes on behind `!!` with what the copy binds (`dynamic._reference`).
    return unescape_token(key).partition("!!")[0] + slash + inner


ABSENT: JSON = object()
"""What `find` returns if nothing is there."""


def find(document: JSON, pointer: str) -> JSON:
    """The value that `pointer` names in `document`, as `resolve` takes it; `ABSENT` where there is none."""
    node = document
    tokens = _tokens(pointer)
    # An anchor (`#name`) has no tokens either, and is not the whole document.
    if not tokens and pointer not in ("", "#"):
        return ABSENT
    for token in tokens:
        found, node = step(node, token)
        if not found:
            return ABSENT
    return node


def resolve(document: JSON, pointer: str, *, place: Place | None = None) -> JSON:
    """The value that `pointer` names in `document`: `#/a/b` (a URI fragment, percent-decoded) or `/a/b`.

    Raises `InputError`, at `place`, where there is none; its hint names what stands nearest.
    """
    node = document
    tokens = _tokens(pointer)
    if not tokens and pointer not in ("", "#"):
        raise InputError(f"`{shortened(pointer)}` is not a JSON Pointer", place=place, hint="Write `#/components/...`.")
    for depth, token in enumerate(tokens):
        found, child = step(node, token)
        if not found:
            raise missing(pointer, tokens[:depth], token, node, place)
        node = child
    return node


@lru_cache(maxsize=4096)
def _tokens(pointer: str) -> tuple[str, ...]:
    """The tokens of a pointer, or of one that is a URI fragment."""
    plain = percent_decoded(pointer[1:]) if pointer.startswith("#") else pointer
    return split(plain) if plain.startswith("/") else ()


def missing(reference: str, parents: tuple[str, ...], token: str, node: JSON, place: Place | None) -> DanglingReference:
    """The error for a `reference` that goes nowhere: `node`, at `parents`, has no member `token`."""
    names = list(node) if isinstance(node, dict) else []
    token = shortened(token)
    near = nearest(token, names)
    where = f"`{join(parents)}`" if parents else "the root of the document"
    if near:
        # What is suggested for a reference into another file names that file, too.
        file, hash_sign, _ = reference.partition("#")
        hint = f"Did you mean `{file if hash_sign else ''}{hash_sign}{join([*parents, near])}`?"
    elif names:
        shown = ", ".join(f"`{shortened(name)}`" for name in names[:5])
        hint = f"There is no `{token}` in {where}; there are {shown}{' and others' if len(names) > 5 else ''}."
    elif isinstance(node, list) and node:
        items = "one item, `0`" if len(node) == 1 else f"{len(node):,} items, `0` to `{len(node) - 1}`"
        hint = f"There is no `{token}` in {where}, which has {items}."
    elif not isinstance(node, dict | list):
        hint = f"Nothing can be below {where}, which is not an object; correct the reference."
    else:
        hint = f"Nothing stands in {where}; add `{token}` there, or correct the reference."
    return DanglingReference(f"`{shortened(reference)}` points to nothing", place=place, hint=hint)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that was most likely meant by `name`: the same in another case, or nearly the same."""
    if len(name) > _LONGEST:
        return None
    folded, ordered, by_end = _shelved(tuple(itertools.islice(names, 5000)))
    wanted = name.casefold()
    # Likeness costs the product of the lengths, and many names may be asked for.
    likely = ordered if len(folded) <= _FEW else [*_around(ordered, wanted), *_around(by_end, wanted[::-1], -1)]
    from difflib import get_close_matches  # only an error needs it

    near = get_close_matches(wanted, likely, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


@lru_cache(maxsize=16)
def _shelved(names: tuple[str, ...]) -> tuple[dict[str, str], list[str], list[str]]:
    """Names by their folded forms; these in order, and in the order of what they are read backwards."""
    folded = {other.casefold(): other for other in names if len(other) <= _LONGEST}
    return folded, sorted(folded), sorted(other[::-1] for other in folded)


def _around(ordered: list[str], wanted: str, step: int = 1) -> list[str]:
    """Those next to `wanted` in order."""
    at = bisect_left(ordered, wanted)
    return [other[::step] for other in ordered[max(0, at - _COMPARED) : at + _COMPARED]]


def find_anchor(anchors: dict[str, tuple[str, ...]], name: str, reference: str) -> tuple[str, ...]:
    """The place of the anchor `name`; raises `InputError` for the `reference` where there is none."""
    if name in anchors:
        return anchors[name]
    near = nearest(name, anchors)
    hint = f"Did you mean `#{near}`?" if near else "A pointer begins with `#/`; an anchor needs an `$anchor`."
    raise DanglingReference(f"`{shortened(reference)}` points to nothing", hint=hint)


def shortened(text: str) -> str:
    """A name from a description, short enough for a message."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
