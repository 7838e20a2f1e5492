"""A pair in, findings out: what apidiff says is held against payloads; the package's docstring has the rules."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

import jsonschema
import jsonschema_rs

import apidiff
from apidiff.model.policy import Policy
from fuzz.differential.closing import newly_declared
from fuzz.differential.contents import contents_asserted
from fuzz.differential.knowing import Knowing
from fuzz.differential.pairs import DIRECTIONS, FORMS, FROM_SERVER, STREAMED, TEXTS, TO_SERVER, Pair, Side, description
from fuzz.differential.reading import document, hidden, is_negated, loosened, requires_unmarked, uneven
from fuzz.differential.sampling import Sampler
from fuzz.differential.texts import (
    has_doubles,
    is_canonical,
    is_not_sent,
    is_read_by_keywords,
    is_written_otherwise,
    readings,
    unread,
    way_of,
    written,
)
from fuzz.differential.walking import below, children, reached, target

JSON = Any
STRICT = Policy(new_enum_value="breaking")
SAMPLES = 25
MOST_TYPED = 8
"""Schemas within schemas of one value whose types are read."""
CONTRADICTS = "contradicts itself"
"""Said of a schema that admits no value though it does not say so: nothing is proved about such a one, by design."""
WHOLE_TEXTS = frozenset(
    (
        "query parameter `p` of `POST /v1/things`",
        "cookie parameter `p` of `POST /v1/things`",
        "header `p` of `POST /v1/things`",
        "path parameter `p` of `POST /v1/things/{p}`",
        "header `X-P` of response `200` of `POST /v1/things`",
        "header `X-P` of response `200` of `POST /v1/things/{p}`",
        "`application/x-www-form-urlencoded` of the request body of `POST /v1/things`",
        "`application/x-www-form-urlencoded` of response `200` of `POST /v1/things`",
        "`multipart/form-data` of the request body of `POST /v1/things`",
        "`multipart/form-data` of response `200` of `POST /v1/things`",
    )
)
_BODIES = ("the request body of `POST /v1/things`", "response `200` of `POST /v1/things`")
# JSON is the content that a place does not name; of a stream each item is a payload.
WHOLE = frozenset((*_BODIES, *(f"`{STREAMED}` of {body}" for body in _BODIES)))


@dataclass(frozen=True)
class Finding:
    """One contradiction. `payload` shows it, if there is one."""

    kind: str
    direction: str
    told: str
    payload: JSON = None


@dataclass(frozen=True)
class Judged:
    """What apidiff said of a pair per direction, and what contradicts it."""

    classes: dict[str, str]
    undecided: bool
    findings: list[Finding]
    told_apart: int = 0
    """In how many directions payloads show a break."""


class Validators:
    """One document, and both validators for it; `takes_any`: what a text holds that cannot be read is left open."""

    def __init__(self, document: JSON, *, takes_any: bool = False) -> None:
        self.document = document
        self._fast = jsonschema_rs.Draft202012Validator(document, validate_formats=True)
        self._made: Any = None
        self._has_contents = "'contentSchema'" in repr(document)
        self._kind = contents_asserted(takes_any=takes_any) if self._has_contents else jsonschema.Draft202012Validator

    def is_valid(self, payload: JSON) -> bool:
        """Whether a payload is valid, with all that its texts hold."""
        valid = bool(self._fast.is_valid(payload))
        return valid and (not self._has_contents or self._is_valid_slowly(payload) is True)

    def agree(self, payload: JSON, expected: bool) -> bool:
        """Whether both validators find the payload valid, or both invalid, as expected."""
        return self.is_valid(payload) is expected and self._is_valid_slowly(payload) is expected

    def _is_valid_slowly(self, payload: JSON) -> bool | None:
        if self._made is None:
            checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
            self._made = self._kind(self.document, format_checker=checker)
        try:
            return bool(self._made.is_valid(payload))
        except RecursionError:
            return None


class Sent:
    """What a client of the base sends, by either way to tell of which fields the base speaks."""

    def __init__(self, whole: JSON, known: JSON) -> None:
        self.document = known
        self._whole, self._known = Validators(whole), Validators(known)
        self._knowing = Knowing(whole)

    def is_valid(self, payload: JSON) -> bool:
        """Whether a client sends a payload."""
        return self._known.is_valid(payload) or (self._whole.is_valid(payload) and self._knowing.knows(payload))


def judged(pair: Pair, seed: int, payload: JSON = None, samples: int = SAMPLES) -> Judged:
    """Compare the pair and sample payloads; `payload` is tried first."""
    sides = [description(side, pair.place) for side in (pair.base, pair.revision)]
    try:
        comparison = apidiff.diff(sides[0], sides[1], STRICT)
    except Exception as error:  # noqa: BLE001 - every exception is a finding
        return Judged({}, False, [Finding("crash", "", f"{type(error).__name__}: {error}"[:200])])
    wire = [change for change in comparison.changes if change.lens == "wire"]
    classes = {direction: _worst(wire, direction) for direction in DIRECTIONS}
    findings: list[Finding] = []
    told_apart = 0
    for direction in DIRECTIONS:
        chance = random.Random(f"{seed}:{pair.name}:{direction}")
        judge = _held_in_text if pair.place in TEXTS else _held
        held = judge(pair, direction, classes[direction], wire, chance, payload, samples)
        told_apart += held[0]
        findings += held[1]
    # A path variable is never empty, and the response's header of the same schema may be.
    verdict = classes[TO_SERVER] if pair.place == "path" else comparison.verdict
    if pair.equal and verdict in ("breaking", "additive"):
        change = comparison.changes[0]
        kind = "false alarm" if verdict == "breaking" else "false addition"
        doubt = " (undecided)" if change.undecided else ""
        is_by_design = any(CONTRADICTS in (each.reason or "") for each in comparison.changes)
        if not is_by_design and not (change.undecided and _is_contained(document(pair.base, set(), sent=True), False)):
            findings.append(Finding(kind + doubt, "", f"{change.rule}: {change.title} {change.reason or ''}"))
    return Judged(classes, any(change.undecided for change in wire), findings, told_apart)


def _worst(changes: list[Any], direction: str) -> str:
    found = {impact.cls for change in changes for impact in change.impacts if impact.direction == direction}
    return next((cls for cls in ("breaking", "additive", "neutral") if cls in found), "identical")


def _held(
    pair: Pair, direction: str, cls: str, changes: list[Any], chance: random.Random, payload: JSON, samples: int
) -> tuple[bool, list[Finding]]:
    """Whether payloads show a break in a direction, and what contradicts the verdict."""
    unasked = [hidden(side, direction) for side in (pair.base, pair.revision)]
    from_server = direction == FROM_SERVER
    fresh = newly_declared(pair.base, pair.revision)
    base = document(pair.base, unasked[0], sent=not from_server, opened=from_server, fresh=fresh)
    revision = document(pair.revision, unasked[1], sent=from_server)
    sub, sup = (revision, base) if from_server else (base, revision)
    try:
        accepts, rejects = Validators(sub), Validators(sup, takes_any=True)
    except (ValueError, jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError):
        return False, []
    sampler = Sampler([sub, sup], chance)
    found: list[Finding] = []
    also: list[Validators | Sent] = [accepts]
    but = [rejects]
    if not from_server:
        also.append(Sent(base, document(pair.base, unasked[0], sent=True, known_only=True)))
    elif (loose := loosened(pair.base, pair.revision)) is not pair.revision:
        also.append(Validators(document(loose, unasked[0] | unasked[1], sent=True)))
    written = pair.revision if from_server else pair.base
    marked = unasked[0] | unasked[1]
    if requires_unmarked(written, marked) or uneven(written, marked):
        also.append(Validators(document(written, set(), sent=True)))
    is_told = True
    if unasked[0] | unasked[1] and any(f"'{word}'" in repr((sub, sup)) for word in ("not", "if")):
        # Under a `not`, asking nothing of a name refuses more: a payload counts if it does in both readings.
        base = document(pair.base, unasked[0], sent=not from_server, opened=from_server, negated=False, fresh=fresh)
        revision = document(pair.revision, unasked[1], sent=from_server, negated=False)
        also.append(Validators(revision if from_server else base))
        but.append(Validators(base if from_server else revision, takes_any=True))
        is_told = not (is_negated(pair.base) or is_negated(pair.revision))
    shown = _break(also, but, unasked[0] | unasked[1], sampler, payload, samples) if is_told else None
    if shown and cls != "breaking":
        found.append(Finding("missed", direction, f"said to be {cls}", shown[0]))
    gone = removed(pair, direction)
    if gone and cls != "breaking":
        found.append(Finding("removed", direction, f"`{min(gone)}` is gone, said to be {cls}"))
    if cls != "breaking" and (place := _written_otherwise(pair, sub, sup, direction, sampler)):
        found.append(Finding("written", direction, f"{place} is written in another way, said to be {cls}"))
    accepted_by = "revision" if from_server else "base"
    shown_by = [c for c in changes if c.cls == "breaking" and not c.undecided and c.witness is not None]
    shown_by = [change for change in shown_by if change.witness.accepted_by == accepted_by]
    # A name may be marked in one alternative and not in another: here, it is asked for everywhere or nowhere.
    uneven_names = uneven(pair.base, marked) | uneven(pair.revision, marked)
    is_told = not (uneven_names and "'oneOf'" in repr((sub, sup)))
    judges = _of_witnesses(pair, direction, unasked) if shown_by and is_told else []
    found += [_refuted(change, direction) for change in shown_by if judges and not _holds(change.witness, judges)]
    parts = [change for change in shown_by if change.witness.at not in WHOLE]
    is_part = parts and len(parts) == len(shown_by) and not shown
    if is_part and _is_contained(sub, sup) and not _is_contained(sub, False):
        found.append(Finding("part", direction, f"{parts[0].rule}: {parts[0].title}", parts[0].witness.instance))
    return bool(shown), found


def _held_in_text(
    pair: Pair, direction: str, cls: str, changes: list[Any], chance: random.Random, payload: JSON, samples: int
) -> tuple[bool, list[Finding]]:
    """The same of what travels as text, where payloads count that no reading of the text admits."""
    from_server = direction == FROM_SERVER
    fresh = newly_declared(pair.base, pair.revision)
    base = document(pair.base, set(), sent=not from_server, opened=from_server, fresh=fresh)
    revision = document(pair.revision, set(), sent=from_server)
    sub, sup = (revision, base) if from_server else (base, revision)
    way = way_of(pair.place, direction)
    try:
        accepts, rejects = Validators(sub), Validators(sup, takes_any=True)
    except (ValueError, jsonschema_rs.ReferencingError, jsonschema_rs.ValidationError):
        return False, []
    known = accepts if from_server else Sent(base, document(pair.base, set(), sent=True, known_only=True))
    found: list[Finding] = []
    shown = False
    for each in _tried(Sampler([sub, sup], chance), [known.document, sup], payload, samples):
        if not accepts.is_valid(each) or not known.is_valid(each) or rejects.is_valid(each):
            continue
        if is_written_otherwise(each, pair.place, pair.base, pair.revision):
            continue
        if not unread(each, way, rejects.is_valid) or not accepts.agree(each, True):
            continue
        shown = True
        if cls != "breaking":
            found.append(Finding("missed", direction, f"in a {pair.place}, said to be {cls}", each))
        break
    accepted_by = "revision" if from_server else "base"
    for change in changes:
        witness = change.witness
        shows = witness and witness.accepted_by == accepted_by and witness.at in WHOLE_TEXTS
        shows = shows and change.cls == "breaking" and not change.undecided
        if shows and _is_refuted_text(witness, direction, pair, (sub, sup)):
            found.append(_refuted(change, direction))
    return shown, found


def _is_refuted_text(witness: Any, direction: str, pair: Pair, documents: tuple[JSON, JSON]) -> bool:
    """Whether no reading of the text of a witness is taken by the one side, or one is by the other."""
    at_header = witness.at.startswith("header `X-P`")
    way = way_of(pair.place, FROM_SERVER if at_header else TO_SERVER)
    if pair.place not in FORMS and at_header != (direction == FROM_SERVER):
        return True
    if is_not_sent(witness.instance, way):
        return True
    if is_read_by_keywords(pair.base) or is_read_by_keywords(pair.revision):
        return False
    wire = written(witness.instance, way)
    taken = None if wire is None or not is_canonical(wire) else readings(wire, way)
    read = None if taken is None else readings(wire, way, witness.instance)
    if taken is None or read is None:
        return False
    if is_written_otherwise(witness.instance, pair.place, pair.base, pair.revision):
        return False
    if "'uniqueItems'" in repr(documents) and has_doubles(wire):
        return False  # whether two items of one text are the same depends on what that is read as
    sub, sup = (jsonschema_rs.Draft202012Validator(each, validate_formats=True) for each in documents)
    return not any(map(sub.is_valid, taken)) or any(map(sup.is_valid, read))


def _written_otherwise(pair: Pair, sub: JSON, sup: JSON, direction: str, sampler: Sampler) -> str | None:
    """A place where strings of both sides are encoded, or are of a media type, otherwise than on the other side.

    Only where plain properties and items lead to, and where a payload that both sides take has a string.
    """
    before, after = (written_forms(side, hidden(side, direction)) for side in (pair.base, pair.revision))
    places = [path for path in before.keys() & after.keys() if before[path] and after[path] not in (None, before[path])]
    if not places:
        return None
    validators = [jsonschema_rs.Draft202012Validator(each, validate_formats=True) for each in (sub, sup)]
    for payload in sampler.payloads([sub, sup], 2 * SAMPLES):
        for path in places:
            if _has_string(payload, path) and all(each.is_valid(payload) for each in validators):
                return "/".join(path) or "the payload"
    return None


def _has_string(payload: JSON, path: tuple[str, ...]) -> bool:
    if not path:
        return isinstance(payload, str)
    if path[0] == "[]":
        return isinstance(payload, list) and any(_has_string(each, path[1:]) for each in payload)
    return isinstance(payload, dict) and path[0] in payload and _has_string(payload[path[0]], path[1:])


def _break(
    accept: list[Validators | Sent],
    reject: list[Validators],
    unasked: set[str],
    sampler: Sampler,
    first: JSON,
    samples: int,
) -> tuple[JSON] | None:
    """A payload that the one side takes and the other does not, in every reading of either; the first one is plain."""
    accepts = accept[0]
    assert isinstance(accepts, Validators)
    documents = [accept[-1].document if len(accept) > 1 else accept[0].document, reject[0].document]
    for payload in _tried(sampler, documents, first, samples):
        if any(each.is_valid(payload) for each in reject) or _names(payload) & unasked:
            continue
        if not all(each.is_valid(payload) for each in accept):
            continue
        if accepts.agree(payload, True) and all(each.agree(payload, False) for each in reject):
            return (payload,)
    return None


def _tried(sampler: Sampler, documents: list[JSON], first: JSON, samples: int) -> Iterator[JSON]:
    if first is not None:
        yield first
    yield from _asked(*documents)
    yield from sampler.payloads(documents, samples)


def _asked(sub: JSON, sup: JSON) -> Iterator[JSON]:
    """What containment knows to tell the two apart: a payload like any other, judged by the validators alone."""
    with contextlib.suppress(apidiff.InputError):
        answer = apidiff.is_subschema(sub, sup, formats="assert", contents="assert")
        if answer.status == "refuted":
            yield _plain(answer.witness)


def _plain(value: JSON) -> JSON:
    """The value with its decimals as Python reads them from JSON: `jsonschema` divides none of them by a float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def _names(payload: JSON) -> set[str]:
    if isinstance(payload, dict):
        return set(payload).union(*[_names(each) for each in payload.values()])
    return set().union(*[_names(each) for each in payload]) if isinstance(payload, list) else set()


def _refuted(change: Any, direction: str) -> Finding:
    return Finding("witness", direction, f"{change.rule}: {change.title}", change.witness.instance)


def _of_witnesses(pair: Pair, direction: str, unasked: list[set[str]]) -> list[tuple[Validators, Validators]]:
    """Who accepts and who rejects a witness: by validation or by a tag, with and without what is marked somewhere.

    And where a map stands around what is opened: with what it gives a type to, or without.
    """
    from_server = direction == FROM_SERVER
    left = (
        (False, True)
        if from_server and "'unevaluatedProperties'" in repr((pair.base.root, pair.base.schemas))
        else (False,)
    )
    made = []
    readings = product((unasked[0], set()), (unasked[1], set()), (True, False), left)
    for of_base, of_revision, negated, leaving in readings:
        if not negated and not (of_base or of_revision):
            continue
        base = document(pair.base, of_base, sent=from_server, opened=from_server, negated=negated, leaving=leaving)
        revision = document(pair.revision, of_revision, sent=not from_server, negated=negated)
        made.append((revision, base) if from_server else (base, revision))
    return [(Validators(sub, takes_any=True), Validators(sup)) for sub, sup in made]


def _holds(witness: Any, judges: list[tuple[Validators, Validators]]) -> bool:
    """Whether a witness of the whole payload is one; of a part, the whole is asked instead."""
    if witness.at not in WHOLE:
        return True
    try:
        return any(a.is_valid(witness.instance) and not r.is_valid(witness.instance) for a, r in judges)
    except ValueError:  # a lone surrogate, which the validator cannot hold
        return True


def _is_contained(sub: JSON, sup: JSON) -> bool:
    try:
        return apidiff.is_subschema(sub, sup, formats="assert").status == "proved"
    except apidiff.InputError:
        return False


def removed(pair: Pair, direction: str) -> set[str]:
    """Names of fields that an object of the base declares, and that the revision, which has it, knows nowhere."""
    before, after = _declared(pair.base), _declared(pair.revision)
    gone = set().union(*[names for path, names in before.items() if path in after]) - hidden(pair.base, direction)
    known: set[str] = set()
    for schema in (pair.revision.root, *[pair.revision.schemas[name] for name in reached(pair.revision)]):
        for holder, key in below({"schema": schema}, "schema") if gone else ():
            if isinstance(holder[key], dict):
                known |= _mentioned(holder[key], gone)
    return gone - known


def _mentioned(schema: dict[str, JSON], names: set[str]) -> set[str]:
    if schema.keys() & {"patternProperties", "propertyNames", "unevaluatedProperties", "additionalProperties"}:
        return names
    dependent = schema.get("dependentRequired", {})
    found = {
        *schema.get("properties", ()),
        *schema.get("required", ()),
        *schema.get("dependentSchemas", ()),
        *dependent,
    }
    return found.union(*dependent.values())


def written_forms(side: Side, hidden_names: set[str]) -> dict[tuple[str, ...], tuple[str, str] | None]:
    """How the strings of a side are written, by the way to them; not where that cannot be told by the look of it."""
    found: dict[tuple[str, ...], tuple[str, str] | None] = {}
    unknown: set[tuple[str, ...]] = set()
    todo: list[tuple[JSON, tuple[str, ...]]] = [(side.root, ())]
    while todo:
        schema, path = todo.pop()
        if len(path) > 6 or not isinstance(schema, dict):
            continue
        name = target(schema)
        if name is not None:
            todo.append((side.find(name), path))
            unknown |= {path} if len(schema) > 1 and not side.is_old else set()
            continue
        if path in found or schema.keys() & UNTOLD:
            unknown.add(path)
        found[path] = _written_form(schema)
        for name, child in schema.get("properties", {}).items():
            todo.append((child, (*path, name)))
            unknown |= {(*path, name)} if name in hidden_names else set()
        if "items" in schema and "prefixItems" not in schema:
            todo.append((schema["items"], (*path, "[]")))
    return {path: form for path, form in found.items() if not any(path[: len(each)] == each for each in unknown)}


UNTOLD = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "contentSchema", "$dynamicRef", "$id", "enum", "const"))


def _written_form(schema: dict[str, JSON]) -> tuple[str, str] | None:
    if schema.get("type") != "string":
        return None
    form = WRITTEN.get(schema.get("format", ""), ("", ""))
    encoding = schema.get("contentEncoding", form[0]).lower()
    return encoding, schema.get("contentMediaType", form[1]).lower().replace(" ", "")


WRITTEN = {"byte": ("base64", ""), "binary": ("", "application/octet-stream")}


def _declared(side: Side) -> dict[tuple[str, ...], set[str]]:
    """The fields of every object that nothing but plain properties, items and `allOf` leads to, by the way to it."""
    found: dict[tuple[str, ...], set[str]] = {}
    todo: list[tuple[JSON, tuple[str, ...]]] = [(side.root, ())]
    while todo:
        schema, path = todo.pop()
        if not _may_be_object(side, schema):
            continue
        name = target(schema)
        if name is not None and len(path) < 8:
            todo.append((side.find(name), path))
        if isinstance(schema, dict) and ("properties" in schema or schema.get("type") == "object"):
            declared = {name for name, each in schema.get("properties", {}).items() if each is not False}
            found.setdefault(path, set()).update(declared)
        for keyword, (holder, key) in children(schema):
            if keyword == "allOf":
                todo.append((holder[key], path))
            elif keyword in ("properties", "items"):
                todo.append((holder[key], (*path, key if keyword == "properties" else "[]")))
    return found


def _may_be_object(side: Side, schema: JSON, deep: int = 0) -> bool:
    """Whether an object may be valid under a schema, by the types that it names: no field goes where none is."""
    if not isinstance(schema, dict) or deep > MOST_TYPED:
        return schema is not False
    name = target(schema)
    if name is not None and not _may_be_object(side, side.find(name), deep + 1):
        return False
    if name is not None and side.is_old:
        return True  # nothing else beside a reference counts
    kinds = schema.get("type", "object")
    listed = schema.get("enum", [schema["const"]] if "const" in schema else [{}])
    if "object" not in ([kinds] if isinstance(kinds, str) else kinds) or not any(isinstance(v, dict) for v in listed):
        return False
    if not all(_may_be_object(side, each, deep + 1) for each in schema.get("allOf", ())):
        return False
    choices = [schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema]
    return all(any(_may_be_object(side, each, deep + 1) for each in choice) for choice in choices)
