"""From two schemas to one answer: translate both, look for a value of the one and not the other, confirm it."""

from __future__ import annotations

import sys
from collections import OrderedDict
from threading import RLock

from apidiff.containment.answer import Budget, Containment, Formats
from apidiff.containment.confirm import confirmed
from apidiff.containment.document import Document, dump
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.search import Found, Memory, Search
from apidiff.containment.terms import Terms
from apidiff.containment.translate import Translator
from apidiff.containment.values import thaw
from apidiff.model.contract import JSON
from apidiff.model.digest import key_of

Key = tuple[bytes, bytes, Formats, Budget]

PROVED = Containment("proved")
MOST_TERMS = 150_000
MOST_ANSWERS = 20_000
FRAMES = 12_000
TOO_DEEP = Containment("undecided", reason="the schema nests deeper than is followed")


class _Session:
    """The table of terms and what is known about them, kept between questions until it grows too large."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.terms = Terms()
        self.formulas: dict[tuple[bytes, Formats], int] = {}
        self.memory = Memory()
        self.answers: OrderedDict[Key, Containment] = OrderedDict()

    def renew(self) -> None:
        if len(self.terms) > MOST_TERMS or len(self.memory.goals) + len(self.memory.leaves) > MOST_TERMS:
            self.terms = Terms()
            self.formulas = {}
            self.memory = Memory()

    def remember(self, key: Key, answer: Containment) -> None:
        self.answers[key] = answer
        if len(self.answers) > MOST_ANSWERS:
            self.answers.popitem(last=False)


_SESSION = _Session()


def is_subschema(
    sub: JSON,
    sup: JSON,
    *,
    budget: Budget = Budget(),  # noqa: B008 - immutable, and the default is part of the documented signature
    formats: Formats = "annotate",
) -> Containment:
    """Decide whether every instance valid under `sub` is valid under `sup`.

    Both are self-contained JSON Schema 2020-12 documents. `format` is an annotation unless `formats` is `assert`.
    Within `budget` the answer is exact for the keywords listed in docs/containment.md, and `undecided` with a reason
    otherwise. A refuted answer carries a witness that was confirmed on both sides; it may be `None`, JSON's null.

    Raises `InputError` where a schema is not one, or a `$ref` has no target.
    """
    try:
        pair = (_Side(sub), _Side(sup))
    except RecursionError:
        return TOO_DEEP
    key = (pair[0].digest, pair[1].digest, formats, budget)
    with _SESSION.lock:
        answer = _SESSION.answers.get(key)
        if answer is None:
            answer = _decide(*pair, budget, formats)
            _SESSION.remember(key, answer)
    return answer


class _Side:
    """One of the two schemas, and the digest of its text."""

    def __init__(self, schema: JSON) -> None:
        self.schema = schema
        self.digest = key_of(dump(schema).encode("utf-8", "surrogatepass"))

    def formula(self, formats: Formats) -> int:
        known = _SESSION.formulas.get((self.digest, formats))
        if known is None:
            known = Translator(_SESSION.terms, Document(self.schema), formats).root()
            _SESSION.formulas[self.digest, formats] = known
        return known


def _decide(narrow: _Side, wide: _Side, budget: Budget, formats: Formats) -> Containment:
    """The answer, with room on the stack: frames of Python functions stand on the heap, not on the C stack."""
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, FRAMES))
    try:
        return _answer(narrow, wide, budget, formats)
    except RecursionError:
        return TOO_DEEP
    finally:
        sys.setrecursionlimit(frames)


def _answer(narrow: _Side, wide: _Side, budget: Budget, formats: Formats) -> Containment:
    sub, sup = narrow.schema, wide.schema
    found = _search(narrow, wide, budget, formats)
    if found is None or (isinstance(found, str) and narrow.digest == wide.digest):
        return PROVED
    if isinstance(found, tuple):
        witness = thaw(found)
        if confirmed(witness, sub, sup, formats):
            return Containment("refuted", witness=witness)
        return Containment("undecided", reason="the validator does not confirm the witness that was found")
    return Containment("undecided", reason=found)


def _search(sub: _Side, sup: _Side, budget: Budget, formats: Formats) -> Found:
    """What the search found: nothing, a value, or the reason why it ended before."""
    _SESSION.renew()
    try:
        goal = frozenset([sub.formula(formats), -sup.formula(formats)])
        return Search(_SESSION.terms, _SESSION.memory, Meter(budget)).solve(goal)
    except Undecided as stop:
        return stop.reason
