"""From two schemas to one answer: translate both, look for a value of the one and not the other, confirm it."""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from decimal import Decimal
from threading import RLock
from types import FrameType

from apidiff.containment.answer import Budget, Containment, Formats, Options
from apidiff.containment.asking import Found
from apidiff.containment.confirm import confirmed
from apidiff.containment.document import Document, dump
from apidiff.containment.limits import Meter, Stopped
from apidiff.containment.search import Search
from apidiff.containment.terms import FALSITY, Terms
from apidiff.containment.translate import Translator
from apidiff.containment.values import thaw
from apidiff.model.contract import JSON
from apidiff.model.digest import key_of

Key = tuple[bytes, bytes, Options, Budget]

MOST_ANSWERS = 20_000
FRAMES = 12_000
A_QUESTION = 40
CHARACTERS = 100
"""How many characters of the schemas are charged as one."""
TOO_DEEP = "the schema nests deeper than is followed"

_LOCK = RLock()
_ANSWERS: OrderedDict[Key, Containment] = OrderedDict()
"""Answers by what was asked. Nothing else is kept between questions: an answer never depends on those before it."""


def is_subschema(
    sub: JSON,
    sup: JSON,
    *,
    budget: Budget = Budget(),  # noqa: B008 - immutable, and the default is part of the documented signature
    formats: Formats = "annotate",
    contents: Formats = "annotate",
) -> Containment:
    """Decide whether every instance valid under `sub` is valid under `sup`.

    Both are self-contained JSON Schema 2020-12 documents. `format` is an annotation unless `formats` is `assert`;
    so are `contentEncoding`, `contentMediaType` and `contentSchema` unless `contents` is. Asserted, they are unknown
    predicates: equal ones cancel, and what hangs on others is undecided.
    Within `budget` the answer is exact for the keywords listed in docs/containment.md, and `undecided` with a reason
    otherwise. A refuted answer carries a witness that was confirmed on both sides; it may be `None`, JSON's null.
    The answer depends on the two schemas and the options alone: not on time, nor on what was asked before.

    Raises `InputError` where a schema is not one, or a `$ref` has no target.
    """
    with _LOCK:
        # The recursion limit is the interpreter's: without the lock, two threads would restore each other's.
        before = sys.getrecursionlimit()
        # Frames of Python functions stand on the heap, not on the C stack: there is room, and always the same.
        sys.setrecursionlimit(_depth(sys._getframe()) + FRAMES)
        try:
            return _remembered(sub, sup, budget, Options(formats, contents))
        except RecursionError:
            return Containment("undecided", reason=TOO_DEEP, steps=budget.steps)
        finally:
            sys.setrecursionlimit(before)


def is_same_formula(
    one: JSON,
    other: JSON,
    *,
    budget: Budget = Budget(),  # noqa: B008 - immutable
    formats: Formats = "annotate",
    contents: Formats = "annotate",
) -> Containment:
    """`proved` if two schemas read as one formula: the same demands, grouped, ordered or negated twice in another way.

    That says more than that they admit the same values: two schemas that admit none may have nothing in common. One
    that plainly admits nothing, such as `false`, is like no other. Raises `InputError` as `is_subschema` does.
    """
    with _LOCK:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(_depth(sys._getframe()) + FRAMES)
        meter = Meter(budget)
        try:
            texts = dump(one), dump(other)
            meter.charge(A_QUESTION + sum(map(len, texts)) // CHARACTERS)
            first, second = (json.loads(text, parse_float=Decimal) for text in texts)
            formulas = _formulas(first, second, Terms(meter), Options(formats, contents))
        except (RecursionError, Stopped):
            return Containment("undecided", reason="the schemas are too large to be compared as they are written")
        finally:
            sys.setrecursionlimit(before)
    is_same = formulas[0] == formulas[1] != FALSITY
    return Containment("proved" if is_same else "undecided", steps=meter.spent)


def forget() -> None:
    """Forget all answers."""
    _ANSWERS.clear()


def _depth(frame: FrameType | None) -> int:
    count = 0
    while frame is not None:
        frame, count = frame.f_back, count + 1
    return count


def _remembered(sub: JSON, sup: JSON, budget: Budget, options: Options) -> Containment:
    texts = (dump(sub), dump(sup))
    # Digests, since a table of many large schemas would keep all their texts.
    key = (key_of(texts[0].encode()), key_of(texts[1].encode()), options, budget)
    if key not in _ANSWERS:
        _ANSWERS[key] = _answer(*texts, options, Meter(budget))
        if len(_ANSWERS) > MOST_ANSWERS:
            _ANSWERS.popitem(last=False)
    return _ANSWERS[key]


def _answer(narrow: str, wide: str, options: Options, meter: Meter) -> Containment:
    """The answer to two schemas as texts, which have one order of keys and share no part of theirs."""
    try:
        meter.charge(A_QUESTION + (len(narrow) + len(wide)) // CHARACTERS)
        # As decimals, since a float would not keep all the digits that were written.
        sub, sup = (json.loads(text, parse_float=Decimal) for text in (narrow, wide))
        found = _search(sub, sup, meter, options)
        if isinstance(found, tuple):
            witness = thaw(found)
            if confirmed(witness, sub, sup, options.formats, meter):
                return Containment("refuted", witness=witness, steps=meter.spent)
            # The two disagree, or the validator has limits of its own. Neither is believed alone.
            found = "the validator does not confirm the witness that was found"
    except Stopped as stop:
        found = stop.reason
    # Equal schemas contain each other, whatever stopped the search.
    if found is None or narrow == wide:
        return Containment("proved", steps=meter.spent)
    return Containment("undecided", reason=found, steps=meter.spent)


def _search(sub: JSON, sup: JSON, meter: Meter, options: Options) -> Found:
    """What the search found: nothing, a value, or the reason why it ended before."""
    terms = Terms(meter)
    narrow, wide = _formulas(sub, sup, terms, options)
    return Search(terms).solve(frozenset([narrow, -wide]))


def _formulas(sub: JSON, sup: JSON, terms: Terms, options: Options) -> tuple[int, int]:
    narrow, wide = (Translator(terms, Document(schema, terms.meter), options).root() for schema in (sub, sup))
    return narrow, wide
