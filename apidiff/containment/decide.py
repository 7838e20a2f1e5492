"""From two schemas to one answer: translate both, look for a value of the one and not the other, confirm it."""

from __future__ import annotations

import sys
from collections import OrderedDict

from apidiff.containment.algebra import covers, validator
from apidiff.containment.answer import Budget, Containment, Formats
from apidiff.containment.document import Document, dump
from apidiff.containment.limits import Meter, Undecided
from apidiff.containment.search import Memory, Search
from apidiff.containment.terms import Terms
from apidiff.containment.translate import Translator
from apidiff.containment.values import thaw
from apidiff.model.contract import JSON

PROVED = Containment("proved")
MOST_TERMS = 200_000
MOST_ANSWERS = 20_000
FRAMES = 20_000


class _Session:
    """The table of terms and what is known about them, kept between questions until it grows too large."""

    def __init__(self) -> None:
        self.terms = Terms()
        self.memory = Memory()
        self.answers: OrderedDict[tuple[str, str, Formats, Budget], Containment] = OrderedDict()

    def renew(self) -> None:
        if len(self.terms) > MOST_TERMS or len(self.memory.goals) + len(self.memory.leaves) > MOST_TERMS:
            self.terms = Terms()
            self.memory = Memory()


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
    texts = dump(sub), dump(sup)
    key = (*texts, formats, budget)
    answer = _SESSION.answers.get(key)
    if answer is None:
        answer = _decide(sub, sup, budget, formats)
        _SESSION.answers[key] = answer
        if len(_SESSION.answers) > MOST_ANSWERS:
            _SESSION.answers.popitem(last=False)
    return answer


def _decide(sub: JSON, sup: JSON, budget: Budget, formats: Formats) -> Containment:
    _SESSION.renew()
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, FRAMES))  # frames of Python functions stand on the heap, not on the C stack
    try:
        narrow = Translator(_SESSION.terms, Document(sub), formats).root()
        wide = Translator(_SESSION.terms, Document(sup), formats).root()
        search = Search(_SESSION.terms, _SESSION.memory, Meter(budget))
        found = search.solve(frozenset([narrow, -wide]))
    except Undecided as stop:
        found = stop.reason
    finally:
        sys.setrecursionlimit(frames)
    if found is None:
        return PROVED
    if isinstance(found, tuple):
        witness = thaw(found)
        if validator(sub, formats).is_valid(witness) and not validator(sup, formats).is_valid(witness):
            return Containment("refuted", witness=witness)
        found = "the validator does not confirm the witness"
    return PROVED if covers(sup, sub, formats) else Containment("undecided", reason=found)
