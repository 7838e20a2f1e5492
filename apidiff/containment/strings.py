"""A string of some length that some patterns match and others do not: the shortest one, or shown not to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apidiff.containment.evaluate import Evaluator
from apidiff.containment.formats import HOLDS, IMPLIES, SAMPLES, SHORTEST, WITHIN
from apidiff.containment.limits import Meter
from apidiff.containment.patterns import pattern_formula
from apidiff.containment.string_literals import LONGEST, Words, gather
from apidiff.containment.terms import Terms
from apidiff.containment.values import LIKED, Frozen
from apidiff.containment.words import matching_word

if TYPE_CHECKING:
    from apidiff.containment.automata import Pattern

ODD_STRINGS = ("", "a", " ", "0", "-", "a b", "%", "\\", "a@", "a" * 64, "a" * 300)


def find_string(terms: Terms, literals: frozenset[int], meter: Meter) -> Frozen | str | None:
    """A string that satisfies the literals; None where there is none; a reason where it could not be told."""
    meter.charge(1 + (len(literals) >> 2))
    found = gather(terms, literals)
    meter.charge(len(found.excluded) >> 2)
    if found.most is not None and found.least > found.most:
        return None
    for pattern in found.matching + found.missing:
        if pattern.opaque:
            return pattern.opaque
    if found.formats or found.not_formats:
        return _formatted(terms, literals, found)
    return _word(found, meter)


def _word(found: Words, meter: Meter) -> Frozen | str | None:
    if not found.matching and not found.missing:
        return _free(found, meter)
    return matching_word(found, meter)


def _free(found: Words, meter: Meter) -> Frozen | str | None:
    """A string that only its length and finitely many exclusions restrict."""
    if found.least > LONGEST:
        return "`minLength` asks for more than is written out"
    # Only of length zero there is one string alone. Of any other length more are tried than are excluded, so that a
    # second length is enough.
    for length in range(found.least, found.least + 2):
        if found.most is not None and length > found.most:
            return None
        if length == 0:
            if "" not in found.excluded:
                return ("s", "")
            continue
        for last in [*LIKED, *[chr(0x4E00 + index) for index in range(len(found.excluded) + 1)]]:
            meter.charge(1 + (length >> 10))
            word = "a" * (length - 1) + last
            if word not in found.excluded:
                return ("s", word)
    return None


def _formatted(terms: Terms, literals: frozenset[int], found: Words) -> Frozen | str | None:
    """With formats: strings known to be of a format are tried, and what its grammar says is held against the rest."""
    # An `email` that is no `idn-email`, say: excluded by the definitions.
    if any(IMPLIES.get(name, frozenset()) & found.not_formats for name in found.formats):
        return None
    if found.most is not None and found.most < max((SHORTEST.get(name, 0) for name in found.formats), default=0):
        return None
    # Formats only restrict: where nothing is left without them, nothing is left with them.
    plain = _word(found.without_formats(), terms.meter)
    if plain is None or isinstance(plain, str):
        return plain
    evaluator = Evaluator(terms)
    samples = [sample for name in sorted(found.formats) for sample in SAMPLES[name]]
    if not found.formats:
        samples = [plain[1], *ODD_STRINGS, *[sample for each in SAMPLES.values() for sample in each]]
    for sample in samples:
        if evaluator.all_hold(literals, ("s", sample)):
            return ("s", sample)
    # The pattern in the place of a format admits more. If there is no word, that is a proof; a word has to be checked.
    word = _word(_by_grammar(terms, found), terms.meter)
    if word is None or (isinstance(word, tuple) and evaluator.all_hold(literals, word)):
        return word
    return "`format` together with other keywords of strings"


def _by_grammar(terms: Terms, found: Words) -> Words:
    """The literals with what is known of each format in its place: no string meets them that does not meet these."""
    words = found.without_formats()

    def patterns(known: dict[str, str], names: set[str]) -> list[Pattern]:
        formulas = [pattern_formula(terms, known[name]) for name in sorted(names & known.keys())]
        return [terms.parts[formula][0] for formula in formulas]

    words.matching = words.matching + patterns(WITHIN, found.formats)
    words.missing = words.missing + patterns(HOLDS, found.not_formats)
    return words
