"""From two schemas to one answer: translate both, look for a value of the one and not the other, confirm it."""

from __future__ import annotations

import hashlib
import sys
from collections import OrderedDict
from threading import RLock

from apidiff.containment.answer import Budget, Containment, Formats
from apidiff.containment.confirm import confirmed
from apidiff.containment.document import Document, dump
from apidiff.containment.limits import Exhausted, Meter, Undecided
from apidiff.containment.search import Found, Memory, Search
from apidiff.containment.second import second_opinion
from apidiff.containment.terms import Terms
from apidiff.containment.translate import Translator
from apidiff.containment.values import thaw
from apidiff.model.contract import JSON

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
        self.memory = Memory()
        self.answers: OrderedDict[tuple[bytes, Formats, Budget], Containment] = OrderedDict()

    def renew(self) -> None:
        if len(self.terms) > MOST_TERMS or len(self.memory.goals) + len(self.memory.leaves) > MOST_TERMS:
            self.terms = Terms()
            self.memory = Memory()

    def remember(self, key: tuple[bytes, Formats, Budget], answer: Containment) -> None:
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
        texts = dump(sub), dump(sup)
    except RecursionError:
        return TOO_DEEP
    digest = hashlib.blake2b("\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=20).digest()
    key = (digest, formats, budget)
    with _SESSION.lock:
        answer = _SESSION.answers.get(key)
        if answer is None:
            answer = _decide(sub, sup, texts, budget, formats)
            _SESSION.remember(key, answer)
    return answer


def _decide(sub: JSON, sup: JSON, texts: tuple[str, str], budget: Budget, formats: Formats) -> Containment:
    found, spent = _search(sub, sup, budget, formats)
    if found is None:
        return PROVED
    if isinstance(found, tuple):
        witness = thaw(found)
        if confirmed(witness, sub, sup, formats):
            return Containment("refuted", witness=witness)
        return Containment("undecided", reason="the validator does not confirm the witness that was found")
    if second_opinion(sub, sup, texts, formats, spent=spent):
        return PROVED
    return Containment("undecided", reason=found)


def _search(sub: JSON, sup: JSON, budget: Budget, formats: Formats) -> tuple[Found, bool]:
    """What the search found, and whether it ended because its budget was spent."""
    _SESSION.renew()
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, FRAMES))  # frames of Python functions stand on the heap, not on the C stack
    try:
        narrow = Translator(_SESSION.terms, Document(sub), formats).root()
        wide = Translator(_SESSION.terms, Document(sup), formats).root()
        search = Search(_SESSION.terms, _SESSION.memory, Meter(budget))
        return search.solve(frozenset([narrow, -wide])), False
    except RecursionError:
        return TOO_DEEP.reason, True
    except Undecided as stop:
        return stop.reason, isinstance(stop, Exhausted)
    finally:
        sys.setrecursionlimit(frames)
