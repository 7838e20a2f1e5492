"""How long a step of containment takes: microseconds over the shared pairs and over hard and hostile questions.

    python -m bench.steps [-v]

Every question is asked without memory, thrice; the fastest counts, in seconds of the processor. A step is a bounded
unit of work, so the largest figure is to stay within ten times the smallest. `-v` prints each question.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from bench.pairs import ROOT

PAIRS = ROOT.parent / "shared" / "corpus" / "containment-dev.jsonl"
TEXT = {"type": "string"}
Question = tuple[str, Any, Any]


class Asked(NamedTuple):
    """One question and what it took."""

    rate_us: float
    seconds: float
    steps: int
    name: str
    status: str


def shared() -> Iterator[Question]:
    """The pairs of the shared corpus."""
    for line in PAIRS.read_text().splitlines() if PAIRS.exists() else ():
        row = json.loads(line)
        yield row["id"], row["sub"], row["sup"]


def hard() -> Iterator[Question]:
    """Questions that end at the budget or close to it, each with work of another kind."""
    yield from _patterns()
    yield from _values()
    yield from _combinations()
    yield from _shapes()


def _patterns() -> Iterator[Question]:
    yield "pattern: counts within counts", _matching("^(a{0,70}){0,70}$"), {**TEXT, "maxLength": 4899}
    yield "pattern: a count of 4,900", _matching("^[a-z]{4900}$"), _matching("^[a-y]{4900}$")
    yield "pattern: a count of dots", _matching("^.{1,500}x.{1,500}$"), _matching("^.{2,500}x.{1,500}$")
    yield "pattern: far from the end", _matching("^.*a.{20}$"), _matching("^.*b.{20}$")
    yield "pattern: many far from the end", _all("^.*{}.{{12}}$", "abcdefgh"), _all("^.*{}.{{12}}$", "abcdefgi")
    yield "pattern: a union that covers all", _matching("^[ab]{25,}$"), _any("^[ab]*{}[ab]{{22}}$", "ab")
    yield "pattern: optional letters", _matching("^" + "a?" * 60 + "a" * 60 + "$"), {**TEXT, "maxLength": 119}
    yield "pattern: 3,000 words", _matching(_words(3000)), _matching(_words(2999))
    yield "pattern: 400 classes", _matching(f"^[{_odd_letters(5000)}]+$"), _matching(f"^[{_odd_letters(4999)}]+$")
    yield "pattern: looks around", _matching("^(?=.*a)(?=.*b)(?=.*c).{8,}$"), _matching("^(?=.*a)(?=.*d).{8,}$")
    yield "pattern: boundaries", _matching(r"\b(a|b)\b" * 20), _matching(r"\b(a|b)\b" * 21)
    yield "pattern: a long string", {**TEXT, "minLength": 200_000, "pattern": "^[ab]+$"}, _matching("^a+$")
    yield "pattern: opaque to the search", {**_matching(r"^(a+)\1$"), "minLength": 3}, {**TEXT, "minLength": 4}
    yield "pattern: of names", _names("abcdef", "ghijkl"), _names("ghijkl", "abcdef")


def _values() -> Iterator[Question]:
    words = [f"w{number}" for number in range(20_000)]
    objects = [{"k": number, "v": [number]} for number in range(2_000)]
    yield "enum: 20,000 words, one gone", {"enum": words}, {"enum": words[:-1]}
    yield "enum: 20,000 words, the same", {"enum": words}, {"enum": [*reversed(words)]}
    yield "enum: 2,000 objects against a schema", {"enum": objects}, {"properties": {"k": {"maximum": 1998}}}
    yield "enum: not 2,000 objects", {"type": "object", "not": {"enum": objects}}, {"not": {"enum": objects[:-1]}}
    yield "enum: not 20,000 words", {**TEXT, "not": {"enum": words}}, {"not": {"enum": words[:-1]}}
    yield "enum: 2,000 numbers and a divisor", {"enum": [*range(2000)], "multipleOf": 7}, {"maximum": 1994}
    yield "multipleOf: primes", _divided(9973, 9967), {"not": {"multipleOf": 9949}, "type": "number"}
    gaps = [{"not": {"multipleOf": prime}} for prime in (2, 3, 5, 7, 11, 13)]
    yield "multipleOf: none of some", {"type": "integer", "minimum": 2, "maximum": 16, "allOf": gaps}, False
    yield (
        "multipleOf: all but few",
        {"type": "integer", "minimum": 1, "maximum": 90_000},
        {"not": {"multipleOf": 89_989}},
    )
    yield "numbers: many digits", {"minimum": 10**4000, "multipleOf": 10**3000 + 1}, {"maximum": 10**4001}
    yield "a long text", {"const": "x" * 500_000}, {**TEXT, "maxLength": 499_999}
    yield "long descriptions", _described("a"), _described("b")


def _combinations() -> Iterator[Question]:
    yield "oneOf: 40 overlapping", _one_of(40), {**_one_of(40), "required": ["p1"]}
    yield "oneOf: 40, one gone", _tagged(40), _tagged(39)
    yield "oneOf: 200 in another order", _tagged(200), {"oneOf": [*reversed(_tagged(200)["oneOf"])]}
    yield "oneOf: 40 alternatives of one field", _fields(40), {"maxProperties": 1}
    yield "pigeon holes", *_pigeons(7)
    yield "pigeon holes, small", *_pigeons(5)
    yield "not: nested", _nots(200), {"type": "integer"}
    yield "anyOf: of anyOf", _cnf(14, 3), _cnf(14, 4)
    yield "dependencies", _dependencies(40), {"minProperties": 3}
    yield "unevaluated: 8 choices", _unevaluated(8), _unevaluated(7)
    yield "if: 12 conditions", _conditions(12), _conditions(13)
    doubled = {f"A{n}": {"allOf": [{"$ref": f"#/$defs/A{n + 1}"}] * 2} for n in range(60)}
    narrow = {"$ref": "#/$defs/A0", "$defs": {**doubled, "A60": {"type": ["string", "integer"]}}}
    yield "refs: doubling", narrow, {"$ref": "#/$defs/A0", "$defs": {**doubled, "A60": TEXT}}
    mesh = {
        f"s{i}": {"type": "object", "properties": {f"p{j}": {"$ref": f"#/$defs/s{j}"} for j in range(30)}}
        for i in range(30)
    }
    asked = {**mesh, "s0": {**mesh["s0"], "required": ["p0"]}}
    yield "refs: each to each", {"$ref": "#/$defs/s0", "$defs": mesh}, {"$ref": "#/$defs/s0", "$defs": asked}


def _shapes() -> Iterator[Question]:
    yield "depth: 60 of objects and arrays", _nested(60, {"minimum": 0}), _nested(60, {"minimum": 1})
    yield "depth: 180 of items", _items(180, {"minimum": 0}), _items(180, {"minimum": 1})
    yield "an object of 2,000 properties", _wide(2000, "string"), _wide(2000, "string", last="integer")
    yield (
        "an object of 2,000 properties, closed",
        {**_wide(2000, "string"), "additionalProperties": False},
        _wide(1999, "string"),
    )
    bits = {"enum": [0, 1]}
    yield "unique: 30 of 30", {"type": "array", "items": {"enum": [*range(30)]}, "uniqueItems": True}, {"maxItems": 29}
    yield "unique: 31 of 30", _unique({"enum": [*range(30)]}, 31), {"maxItems": 1}
    pairs = {"type": "array", "prefixItems": [bits] * 10, "items": False, "minItems": 10}
    yield "unique: tuples", {"type": "array", "items": pairs, "uniqueItems": True, "minItems": 20}, {"maxItems": 19}
    yield (
        "not unique: 40 items",
        {"type": "array", "items": {"enum": [*range(39)]}, "minItems": 40},
        {"not": {"uniqueItems": True}},
    )
    count = [{"contains": {"multipleOf": prime}, "minContains": 2} for prime in (2, 3, 5, 7)]
    yield "contains: 4 counts", {"type": "array", "items": {"type": "integer"}, "allOf": count}, {"minItems": 3}
    many = [{"contains": {"multipleOf": prime}, "maxContains": 3} for prime in (2, 3, 5, 7, 11, 13, 17, 19)]
    yield (
        "contains: 8 counts",
        {"type": "array", "minItems": 12, "items": {"type": "integer", "minimum": 2}, "allOf": many},
        {"maxItems": 11},
    )
    yield (
        "minItems: 3,000",
        {"type": "array", "minItems": 3000, "items": {"type": "integer"}},
        {"items": {"minimum": 1}},
    )
    yield "minProperties: 300", {"type": "object", "minProperties": 300}, {"maxProperties": 299}
    yield (
        "propertyNames: many",
        {"propertyNames": {"pattern": "^[a-z]{1,8}$"}, "minProperties": 100},
        {"maxProperties": 99},
    )
    some = [{"not": {"additionalProperties": {"not": {"minimum": n, "type": "integer"}}}} for n in range(10)]
    yield "objects: ten that must exist", {"type": "object", "allOf": some}, {"minProperties": 2}


def _matching(pattern: str) -> dict[str, Any]:
    return {**TEXT, "pattern": pattern}


def _all(form: str, letters: str) -> dict[str, Any]:
    return {**TEXT, "allOf": [{"pattern": form.format(letter)} for letter in letters]}


def _any(form: str, letters: str) -> dict[str, Any]:
    return {"anyOf": [{"pattern": form.format(letter)} for letter in letters]}


def _words(number: int) -> str:
    return "^(" + "|".join(f"w{n}" for n in range(number)) + ")$"


def _odd_letters(number: int) -> str:
    return "".join(chr(300 + 2 * n) for n in range(number))


def _names(first: str, second: str) -> dict[str, Any]:
    return {"patternProperties": {f"{a}.*{b}": {"minimum": ord(b)} for a in first for b in second}}


def _divided(*numbers: int) -> dict[str, Any]:
    return {"type": "number", "allOf": [{"multipleOf": number} for number in numbers]}


def _described(letter: str) -> dict[str, Any]:
    return {"properties": {f"p{n}": {**TEXT, "description": letter * 2000} for n in range(200)}}


def _one_of(number: int) -> dict[str, Any]:
    return {"oneOf": [{"required": [f"p{n}"], "properties": {f"p{n}": {"minimum": n}}} for n in range(number)]}


def _fields(number: int) -> dict[str, Any]:
    return {"type": "object", "oneOf": [{"required": [f"p{n}"]} for n in range(number)]}


def _tagged(number: int) -> dict[str, Any]:
    return {
        "oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": f"k{n}"}, f"p{n}": TEXT}}
            for n in range(number)
        ]
    }


def _pigeons(holes: int) -> tuple[Any, Any]:
    names = [f"p{n}" for n in range(holes + 1)]
    homes = {"type": "object", "properties": {name: {"enum": [*range(holes)]} for name in names}, "required": names}
    pairs = [(one, other) for index, one in enumerate(names) for other in names[:index]]
    return homes, {
        "anyOf": [
            {"properties": {one: {"const": h}, other: {"const": h}}} for h in range(holes) for one, other in pairs
        ]
    }


def _nots(depth: int) -> Any:
    schema: Any = TEXT
    for number in range(depth):
        schema = {"not": {"anyOf": [schema, {"const": number}]}}
    return schema


def _cnf(names: int, width: int) -> dict[str, Any]:
    clauses = [
        {"anyOf": [{"required": [f"p{(start * 7 + step * 3) % names}"]} for step in range(width)]}
        for start in range(names)
    ]
    return {"type": "object", "allOf": clauses, "maxProperties": names // 2}


def _dependencies(number: int) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "dependentRequired": {f"p{n}": [f"p{n + 1}"] for n in range(number)}}


def _unevaluated(number: int) -> dict[str, Any]:
    parts = [{"properties": {f"p{n}": {"minimum": n}}, "required": [f"p{n}"]} for n in range(number)]
    return {"type": "object", "anyOf": parts, "unevaluatedProperties": False}


def _conditions(number: int) -> dict[str, Any]:
    return {
        "allOf": [
            {"if": {"required": [f"p{n}"]}, "then": {"required": [f"p{n + 1}"]}, "else": {"maxProperties": n + 1}}
            for n in range(number)
        ]
    }


def _nested(depth: int, leaf: Any) -> Any:
    for _ in range(depth):
        leaf = {"type": "object", "properties": {"a": {"type": "array", "items": leaf}}}
    return leaf


def _items(depth: int, leaf: Any) -> Any:
    for _ in range(depth):
        leaf = {"type": "array", "items": leaf}
    return leaf


def _wide(number: int, kind: str, last: str = "string") -> dict[str, Any]:
    named = {f"p{n}": {"type": kind, "maxLength": n} for n in range(number - 1)}
    return {"type": "object", "properties": {**named, "last": {"type": last}}}


def _unique(item: Any, least: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "uniqueItems": True, "minItems": least}


def ask(question: Question, rounds: int = 3) -> Asked:
    """Ask one question as if it were the first."""
    from apidiff.containment import decide

    name, sub, sup = question
    fastest = float("inf")
    for _ in range(rounds):
        decide.forget()
        begun = time.process_time()
        answer = decide.is_subschema(sub, sup)
        fastest = min(fastest, time.process_time() - begun)
    return Asked(fastest / max(answer.steps, 1) * 1e6, fastest, answer.steps, name, answer.status)


def main() -> None:
    ask(("warming up", {"type": "string", "pattern": r"(a)\1"}, {"unevaluatedProperties": False}))
    for title, questions in (("shared pairs", shared()), ("hard and hostile", hard())):
        asked = [ask(question) for question in questions]
        if not asked:
            continue
        rates = [each.rate_us for each in asked]
        print(
            f"{title}: {len(asked)} questions; µs per step: least {min(rates):.1f}, median {median(rates):.1f}, "
            f"most {max(rates):.1f}; most steps {max(each.steps for each in asked)}; "
            f"slowest {max(each.seconds for each in asked):.3f} s"
        )
        if "-v" in sys.argv:
            for each in sorted(asked):
                print(f"  {each.rate_us:7.1f} µs {each.seconds:8.4f} s {each.steps:8d} {each.status:10s} {each.name}")


if __name__ == "__main__":
    main()
