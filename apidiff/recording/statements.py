"""Changes in, sentences for an integrator out: by resource, then events; one sentence for one edit in many places.

Every change is in exactly one statement. What breaks comes first, then what is new, then what is announced.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from apidiff.governing.renaming import likely
from apidiff.governing.telling import as_told
from apidiff.model.change import Change
from apidiff.model.records import Rename
from apidiff.model.wording import bare, enumerated, plural
from apidiff.recording.facts import (
    KINDS,
    MARKED,
    Fact,
    Kind,
    fact_of,
    kind_of,
    outermost,
    parsed,
    read,
    spoken,
    worded,
)
from apidiff.recording.phrases import LIMITS, REQUIRES, WHOLES, Phrase
from apidiff.recording.resources import EVENTS, EVERYWHERE, Resources
from apidiff.rules import announces, listed

_MOST_FIELDS = 8
"""Fields that a sentence names; of more, the first few stand for all."""
_SHOWN_OF_MANY = 4
_MOST_TO_DO = 3
"""Fields that are named once more in what to do."""
_MOST_TITLES = 3
"""Edits with values of their own, as limits are, that are told one by one."""
_MANY_PLACES = 4
"""So many places with the same edit, of other fields each, are told in one sentence."""
_SYSTEMIC_GROUPS, _SYSTEMIC_FIELDS = 3, 12
"""An edit of so many fields, in so many resources, is one of the whole API."""
_MOST_STEPS = 8
"""Values before and after, in one resource, that get sentences of their own."""
_MOST_SCOPES = 8
"""Scopes that get sentences of their own."""

# Of the catalogue's titles: "`maxLength` of schema `Lead` lowered from 9 to 8". A step to an exclusive limit, "from 9
# to below 9", matches none of these.
_LIMIT = re.compile(r"`((?:max|min|exclusiveM)[A-Za-z]+)` of ")
_STEP = re.compile(r" ((?:raised|lowered) from [\d.eE+-]+ to [\d.eE+-]+|set to [\d.eE+-]+)\Z")
_TO = re.compile(
    r" \(`(?P<keyword>\w+)` (?:(?:raised|lowered) from (?P<was>[\d.eE+-]+) to |set to )(?P<to>[\d.eE+-]+)\)"
)
_REMOVED = re.compile(r" removed \(was ([\d.eE+-]+)\)\Z")

# A title is a heading, as in "`a` removed from schema `Lead`". Outside of code it has one of these words at most.
_PARTICIPLE = re.compile(
    r"\b(?P<still>(?:no longer )?(?:limited|allowed|forbidden|declared|described|marked|required)|declared no more)\b"
    r"|\b(?:added|removed|renamed|changed|lowered|raised|set|narrowed|moved|tightened|relaxed|rewritten)\b"
)
_UNEXPLAINED = re.compile(r" in a way that no other (?:rule|change) explains\Z")
"""What says more about a comparison than about an API."""
_PLURAL_SUBJECT = re.compile(r"\w*[^\Ws]s ")
_SCHEMA = re.compile(r"\bschema (?=`)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its full stop, the changes that it tells of, and what a client does about them."""

    kind: Kind
    told: str
    do: str
    """Without the full stop; empty where there is nothing to do."""
    changes: tuple[Change, ...]
    place: str = ""
    """What it is about, if `do` is clear beside that alone."""

    @property
    def guide(self) -> str:
        """What to do, as a sentence beside which none else is needed; empty where there is nothing to do."""
        if not self.do:
            return ""
        if not self.place:
            return f"{self.told} {self.do}."
        if self.place in self.do:
            return f"{self.do}."
        return f"{self.place}: {self.do[:1].lower()}{self.do[1:]}."

    @property
    def questions(self) -> list[Rename]:
        """The renames that a maintainer is to be asked about."""
        return list(dict.fromkeys(rename for change in self.changes if (rename := likely(change))))


@dataclass(frozen=True, slots=True)
class Group:
    """What is told under one heading."""

    heading: str
    statements: tuple[Statement, ...]


def groups(changes: Sequence[Change], operations: Iterable[str] = ()) -> list[Group]:
    """The changes told by resource, the resources in the order of their names, events after them.

    `operations` are all names of operations and events that there are, by which resources are known.
    """
    told = [(change, kind) for change in changes if (kind := kind_of(change))]
    affected = dict.fromkeys(change.operations for change, _ in told)
    resources = Resources([*operations, *(name for names in affected for name in names)])
    by_heading: dict[str, list[Fact]] = defaultdict(list)
    facts = _swapped(_joined([fact_of(change, kind, resources) for change, kind in told]))
    for fact in _with_scopes(_of_parameters(list(_lifted(facts)))):
        by_heading[fact.resource].append(fact)
    # `False` sorts before `True`: what is told of the whole API comes first, and events last.
    order = sorted(by_heading, key=lambda name: (name != EVERYWHERE, name == EVENTS, name))
    return [Group(heading, tuple(_statements(by_heading[heading]))) for heading in order]


def _joined(facts: Sequence[Fact]) -> list[Fact]:
    """One fact for the edits of one rule in one place, and for whole operations of one resource."""
    found: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[_alike(fact)].append(fact)
    made = []
    for same in found.values():
        limits = {_limit(fact) for fact in same}
        # A few edits with values of their own are told one by one: a joined sentence would leave the values out.
        if len(same) <= _MOST_TITLES and (_is_told_by_title(same[0]) or len(limits) > 1):
            made += same
            continue
        changes = tuple(change for fact in same for change in fact.changes)
        fields = tuple(dict.fromkeys(field for fact in same for field in fact.fields))
        made.append(replace(same[0], changes=changes, fields=fields))
    # What is deprecated with all that it holds is deprecated once.
    return [replace(fact, fields=outermost(fact.fields)) if _is_marked(fact) else fact for fact in made]


def _is_marked(fact: Fact) -> bool:
    """Whether it tells of something that is deprecated now, or is no more, and not of an operation."""
    return _is_of_mark(fact) and fact.rule not in ("operation-deprecated", "operation-undeprecated")


def _is_of_mark(fact: Fact) -> bool:
    return fact.kind == "announced" and bool(MARKED.match(fact.change.title))


def _is_deprecated(fact: Fact) -> str:
    """What a sentence says of what is marked as deprecated, or is no more."""
    return "deprecated" if announces(fact.rule) else "no longer deprecated"


def _swapped(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, a scope that is asked for in place of another one told as that."""
    gone = {(fact.place, fact.resource): fact for fact in facts if fact.rule == "security-scope-removed"}
    told = set()
    made = []
    for fact in facts:
        at = fact.place, fact.resource
        if fact.rule == "security-scope-added" and at in gone and at not in told:
            told.add(at)
            tail = f", in place of {_code(gone[at].values)}"
            made.append(replace(fact, changes=fact.changes + gone[at].changes, tail=tail))
        else:
            made.append(fact)
    return [fact for fact in made if fact.rule != "security-scope-removed" or (fact.place, fact.resource) not in told]


def _of_parameters(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, those of values of one parameter of many operations marked as told together.

    A parameter that lists fields takes the same field by another path in each operation: `html_text` in one,
    `custom_field.html_text` in another one. One edit is what brings the same last names, or some of them.
    """
    made = list(facts)
    alike: dict[object, list[int]] = defaultdict(list)
    for number, fact in enumerate(facts):
        if fact.in_parameter and fact.values and len(fact.fields) == 1:
            alike[fact.kind, fact.rule, fact.way, fact.fields].append(number)
    for numbers in alike.values():
        # The one that brings most comes first, and takes in those that bring a part of it.
        clusters: list[list[int]] = []
        for number in sorted(numbers, key=lambda number: -len(_last_names(facts[number]))):
            mine = _last_names(facts[number])
            found = next((each for each in clusters if mine <= _last_names(facts[each[0]])), None)
            if found is None:
                clusters.append([number])
            else:
                found.append(number)
        for cluster in clusters:
            if len(cluster) == 1 or len({facts[number].values for number in cluster}) == 1:
                continue
            resources = {facts[number].resource for number in cluster}
            resource = resources.pop() if len(resources) == 1 else EVERYWHERE
            for number in cluster:
                made[number] = replace(facts[number], resource=resource, together=f"parameter {min(cluster)}")
    return made


def _last_names(fact: Fact) -> frozenset[str]:
    return frozenset(value.rpartition(".")[2] for value in fact.values)


def _with_scopes(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, new scopes of very many operations marked as told together."""
    scopes = [fact for fact in facts if fact.rule == "security-scope-added"]
    if len(scopes) <= _MOST_SCOPES:
        return list(facts)
    resources = {fact.resource for fact in scopes}
    resource = resources.pop() if len(resources) == 1 else EVERYWHERE
    return [
        replace(fact, resource=resource, together="scopes") if fact.rule == "security-scope-added" else fact
        for fact in facts
    ]


def _is_told_by_title(fact: Fact) -> bool:
    """Whether the catalogue's title says more of one such edit than a phrase does."""
    if fact.phrase is None or fact.phrase.told or fact.step or _is_marked(fact) or len(fact.fields) > _MOST_TITLES:
        return False
    # Half a pattern says nothing.
    if "…" in fact.change.title and _verb(fact):
        return False
    return not (_verb(fact) and _limit(fact) and fact.fields)


def _limit(fact: Fact) -> str:
    """What became of the limit that its changes have in common, as it stands behind a sentence; empty without one."""
    found = {_of_limit(change.title) for change in fact.changes}
    return found.pop() if len(found) == 1 else ""


def _of_limit(title: str) -> str:
    keyword = _LIMIT.match(title)
    if keyword is None:
        return ""
    if moved := _STEP.search(title):
        return f" (`{keyword[1]}` {moved[1]})"
    return f" (`{keyword[1]}` was {gone[1]})" if (gone := _REMOVED.search(title)) else ""


def _alike(fact: Fact) -> object:
    """What facts have in common that are one sentence; of one that stands alone, itself."""
    # A deprecation has no phrase: `_announced` makes its sentence.
    phrase, is_marked = fact.phrase, _is_of_mark(fact)
    # A rename has two names of its own, so that two of them are two sentences.
    joins = phrase is not None and "{old}" not in phrase.told and ("{fields}" in phrase.told or phrase.verb)
    if not joins and not is_marked:
        # A key that no other fact has.
        return id(fact.change)
    # What is required is told in the same words, whether it is new or was optional.
    rule = phrase.told if phrase and fact.kind == "breaking" and phrase.told == REQUIRES else fact.rule
    told = fact.kind, rule, fact.resource, fact.way
    # Whether there are fields counts: what is said of a place and of a field in it are two sentences.
    where = fact.place, fact.suffix, fact.values, fact.noun, fact.dates, bool(fact.fields)
    return (*told, *where, fact.before, fact.after, fact.tail)


def _lifted(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts, those of an edit that was made all over the API moved to what is told of all of it."""
    made: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        made[fact.kind, fact.rule, fact.way, fact.dates].append(fact)
    for same in made.values():
        many = sum(len(fact.fields) for fact in same) >= _SYSTEMIC_FIELDS
        is_systemic = many and len({fact.resource for fact in same}) >= _SYSTEMIC_GROUPS and bool(_verb(same[0]))
        yield from (replace(fact, resource=EVERYWHERE) if is_systemic else fact for fact in same)


def _verb(fact: Fact) -> str:
    if fact.step:
        return fact.step
    if _is_marked(fact):
        return "{is} " + _is_deprecated(fact)
    return fact.phrase.verb if fact.phrase else ""


def _statements(facts: Sequence[Fact]) -> list[Statement]:
    made: dict[object, list[Fact]] = defaultdict(list)
    for fact in _with_few_steps(facts):
        edit = fact.kind, fact.rule, fact.way, fact.suffix, fact.noun, fact.dates, fact.before, fact.after, fact.tail
        # Without a verb there are no words for several places at once.
        made[fact.together or (edit if _verb(fact) else id(fact.change))].append(fact)
    told = [statement for same in made.values() for statement in _of_places(same)]
    # The sort is stable, so the sentences of a kind keep the order of the changes.
    return sorted(told, key=lambda statement: KINDS.index(statement.kind))


def _with_few_steps(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts, without the values of an edit that has so many of them that each would be a sentence."""
    steps: dict[object, set[tuple[str, str]]] = defaultdict(set)
    for fact in facts:
        steps[fact.kind, fact.rule, fact.way].add((fact.before, fact.after))
    for fact in facts:
        is_many = len(steps[fact.kind, fact.rule, fact.way]) > _MOST_STEPS and fact.phrase and fact.phrase.verb
        yield replace(fact, before="", after="") if is_many else fact


def _of_places(same: Sequence[Fact]) -> Iterator[Statement]:
    """The statements on one edit in several places: together where the fields are the same, or the places many."""
    if same[0].together:
        yield _of_scopes(same) if same[0].together == "scopes" else _of_parameter(same)
        return
    alike: dict[object, list[Fact]] = defaultdict(list)
    for fact in same:
        alike[fact.fields, fact.values].append(fact)
    apart = []
    for equal in alike.values():
        if (
            len(equal) > 1
            and equal[0].fields
            and not (len(equal) <= _MOST_TITLES and (_is_told_by_title(equal[0]) or _limit(equal[0])))
        ):
            yield _of_one_field(equal)
        else:
            apart += equal
    # One verb cannot list values that differ from place to place.
    if len(apart) >= _MANY_PLACES and "{values}" not in _verb(apart[0]):
        yield _of_many(apart)
    else:
        yield from map(_statement, apart)


def _of_one_field(equal: Sequence[Fact]) -> Statement:
    """The same fields in several places: "`subjectDN` is new in `ApiCredential` and `MeApiCredential`"."""
    first = equal[0]
    places = worded([fact.place for fact in equal], _SHOWN_OF_MANY)
    noun = "" if first.noun == "field" else f"{first.noun.capitalize()} "
    if _is_marked(first) or first.step:
        # Of a place, and not in it: "`a` of `Lead` and `Job` is deprecated".
        return _statement(replace(first, place=places, is_several=True, changes=_changes(equal)), equal)
    where = f",{first.suffix}" if first.suffix else ""
    told = f"{noun}{_code(first.fields)} {_filled(_verb(first), first)} in {places}{where}{first.tail}"
    return _made(equal, told, _do(replace(first, place=places)))


def _changes(facts: Sequence[Fact]) -> tuple[Change, ...]:
    return tuple(change for fact in facts for change in fact.changes)


def _of_parameter(facts: Sequence[Fact]) -> Statement:
    """Values of one parameter that differ from operation to operation by what stands before the same name."""
    first = facts[0]
    operations = dict.fromkeys(name for change in _changes(facts) for name in change.operations)
    ends = _ends([value for fact in facts for value in fact.values])
    place = f"{len(operations):,} operations" if len(operations) > 1 else first.place
    told = _filled(_phrase(first).told, replace(first, place=place, values=ends, is_several=len(operations) > 1))
    if len(ends) > 1 and len({_last_names(fact) for fact in facts}) > 1:
        told = told.replace(_code(ends), f"one or more of {_code(ends)}")
    others = [value for fact in facts for value in fact.values if value not in ends]
    them = "it" if len(ends) == 1 else "one of them"
    if others:
        told += (
            f", {'nor' if ' no longer ' in told else 'or'} a path that ends with {them}, as `{bare(others[0])}` does"
        )
    return _made(facts, told, _do(replace(first, place=place, values=ends)))


def _ends(values: Sequence[str]) -> tuple[str, ...]:
    """What the values end with that have the same last name; names behind one another are joined by points."""
    by_last: dict[str, list[str]] = {}
    for value in dict.fromkeys(values):
        names = value.split(".")[::-1]
        known = by_last.setdefault(names[0], names)
        same = next((at for at, (one, other) in enumerate(zip(known, names, strict=False)) if one != other), None)
        by_last[names[0]] = known[: min(len(known), len(names)) if same is None else same]
    return tuple(".".join(names[::-1]) for names in by_last.values())


def _of_scopes(facts: Sequence[Fact]) -> Statement:
    """Scopes of very many operations: "48 operations now need another scope: `GET /leads` needs `leads:read`, ..."."""
    operations = dict.fromkeys(name for change in _changes(facts) for name in change.operations)
    shown = [f"{_code(fact.values)} for {fact.place}" for fact in facts]
    told = f"{len(operations):,} operations now need scopes that they did not need: {worded(shown, _SHOWN_OF_MANY)}"
    return _made(facts, told, "Ask for these scopes before you call these operations")


def _phrase(fact: Fact) -> Phrase:
    return fact.phrase or Phrase("")


def _of_many(facts: Sequence[Fact]) -> Statement:
    """Other fields in many places: "512 fields may no longer be null: `a` of `A`, ... and 509 more"."""
    first = facts[0]
    # A place without fields counts as one.
    pairs = [(fact, field) for fact in facts for field in fact.fields or ("",)]
    places = {fact.place for fact in facts}
    named = tuple(f"`{bare(field)}`" if len(places) == 1 and field else _field_of(fact, field) for fact, field in pairs)
    noun = plural(first.noun) + (f" of {first.place}" if len(places) == 1 else "")
    verb = _filled(_verb(first), replace(first, fields=named))
    suffix = "" if first.step else first.suffix
    told = f"{len(named):,} {noun} {verb}{suffix}{_dates(first)}: {worded(named, _SHOWN_OF_MANY)}"
    return _made(facts, told, _do(replace(first, fields=named)))


def _field_of(fact: Fact, field: str) -> str:
    return f"`{bare(field)}` of {fact.place}" if field else fact.place


def _statement(fact: Fact, facts: Sequence[Fact] = ()) -> Statement:
    """The statement of a fact, which may stand for several `facts`."""
    change, phrase = fact.change, fact.phrase
    facts = facts or (fact,)
    if change.rule == "meaning-changed":
        name = spoken(change.name or "")
        told = f"{name[:1].upper()}{name[1:]} means something else: {change.note}"
        # Told once: a guide needs no more than what to do about it.
        return replace(_made(facts, told, f"See that what you do with {name} still fits"), place=name)
    if _is_of_mark(fact):
        return _made(facts, _announced(fact), "")
    if change.rule.startswith("security-") and (ways := _ways_in(fact)):
        return _made(facts, *ways)
    if fact.step and (phrase is None or not phrase.told):
        return _made(facts, _counted(fact), _do(fact) if phrase else _general(fact))
    if phrase is None or (_is_told_by_title(fact) and len(fact.changes) == 1):
        return _made(facts, _titled(fact), _do(fact) if phrase else _general(fact))
    # A sentence must not begin with a list of hundreds: `_counted` says how many there are.
    begins_with_fields = phrase.told.startswith("{fields}") and bool(phrase.verb) and len(fact.fields) > _MOST_FIELDS
    if phrase.told and (fact.fields or "{fields}" not in phrase.told) and not begins_with_fields:
        return _made(facts, _filled(phrase.told, fact) + fact.tail, _do(fact))
    if not _verb(fact):
        return _made(facts, _titled(fact), _do(fact))
    exact = _exact(fact)
    do = _filled(_with_limit(LIMITS[fact.rule].do, exact), fact, is_to_do=True) if exact else _do(fact)
    return _made(facts, _counted(fact), do)


def _titled(fact: Fact) -> str:
    """The catalogue's title as a sentence, which calls schemas as the others do: by their names alone."""
    change = fact.change
    pieces = _UNEXPLAINED.sub("", as_told(change).title).split("`")
    for position in range(0, len(pieces), 2):
        found = _PARTICIPLE.search(pieces[position])
        if found is None:
            continue
        # "`a` and `b` removed from ..." begins with code, "Headers `a` and `b` removed from ..." with a noun.
        many = bool(_PLURAL_SUBJECT.match(pieces[0])) if pieces[0] else pieces[2:3] == [" and "] or pieces[2][:1] == ","
        is_still = found["still"] is not None
        verb = ("are" if many else "is") if is_still else ("were" if many else "was")
        pieces[position] = f"{pieces[position][: found.start()]}{verb} {pieces[position][found.start() :]}"
        break
    return _SCHEMA.sub("", "`".join(pieces))


def _ways_in(fact: Fact) -> tuple[str, str] | None:
    """Who may call an operation now, and what a client does; `None` where a side is no list of ways to authenticate."""
    if not (fact.before and fact.after):
        return None
    was, now = (list(dict.fromkeys(side.split(" or "))) for side in (fact.before, fact.after))
    gone, came = [each for each in was if each not in now], [each for each in now if each not in was]
    names = [f"`{bare(name)}`" for change in fact.changes for name in change.operations]
    place = worded(names, _SHOWN_OF_MANY, "operations") or fact.place
    several = len(dict.fromkeys(names)) > 1
    accepts, needs = ("accept", "need") if several else ("accepts", "needs")
    them = names[0] if not several and names else "these operations" if names else fact.place
    do = f"Authenticate with {_alternatives(now)} when you call {them}" if fact.kind == "breaking" else ""
    if ANONYMOUS in came:
        return f"{place} can be called without credentials now", do
    if ANONYMOUS in gone:
        return f"{place} now {needs} {_alternatives(now)}, and could be called without credentials", do
    if came and gone:
        return f"{place} now {accepts} {_alternatives(now)} in place of {_alternatives(was)}", do
    if came:
        return f"{place} also {accepts} {_alternatives(came)}", do
    return (f"{place} no longer {accepts} {_alternatives(gone)}, but only {_alternatives(now)}", do) if gone else None


def _alternatives(ways: Sequence[str]) -> str:
    """Ways to authenticate, each of which may ask for several schemes."""
    written = [" and ".join(f"`{bare(name)}`" for name in way.split(" and ")) for way in ways]
    return f"{', '.join(written[:-1])} or {written[-1]}" if len(written) > 1 else "".join(written)


def _counted(fact: Fact) -> str:
    """The fields of a place and what is so of them; of many, how many they are."""
    exact = _exact(fact)
    verb = _filled(_with_limit(LIMITS[fact.rule].verb, exact) if exact else _verb(fact), fact)
    if len(fact.fields) > _MOST_FIELDS:
        shown = listed(fact.fields, _SHOWN_OF_MANY)
        suffix = "" if fact.step else fact.suffix
        return f"{len(fact.fields):,} {plural(fact.noun)} of {fact.place} {verb}{suffix}{_dates(fact)}: {shown}"
    subject = f"{_code(fact.fields)} of {fact.place}" if fact.fields else fact.place
    # A limit that is said in the sentence itself needs no step behind it.
    before = f" (was {exact['was']})" if exact and exact["was"] else "" if exact else _limit(fact)
    suffix = "" if fact.step else fact.suffix  # which stands in the words of a step
    return f"{subject} {verb}{suffix}{before}{_dates(fact)}{fact.tail}"


def _dates(fact: Fact) -> str:
    """Since when something is deprecated, and from when it may be gone, as a sentence ends."""
    begun, comma, sunset = fact.dates.partition(", sunset on")
    return begun + (f", and may be gone from{sunset} on" if comma else "")


def _exact(fact: Fact) -> re.Match[str] | None:
    """The limit that all its changes set, where it can be said what is valid: that of `maximum`, say."""
    # A client can keep to a limit in what it sends, and in nothing that it reads.
    if fact.kind != "breaking" or fact.rule not in LIMITS or fact.way == "out":
        return None
    found = _TO.fullmatch(_limit(fact))
    return found if found and found["keyword"] == LIMITS[fact.rule].keyword else None


def _with_limit(template: str, exact: re.Match[str]) -> str:
    return template.replace("{limit}", exact["to"])


def _announced(fact: Fact) -> str:
    """That something is deprecated, and when it goes; or that it is not any more."""
    if not _is_marked(fact):
        what = listed([name for change in fact.changes for name in change.names], len(fact.changes))
        return f"{what} {'are' if len(fact.changes) > 1 else 'is'} {_is_deprecated(fact)}{_dates(fact)}"
    if fact.change.rule in ("enum-value-deprecated", "enum-value-undeprecated"):
        where = f"{_code(fact.fields)} of {fact.place}" if fact.fields else fact.place
        many = len(fact.values) > 1
        values = f"The {'values' if many else 'value'} {_code(fact.values)} of {where}"
        return f"{values} {'are' if many else 'is'} {_is_deprecated(fact)}{_dates(fact)}"
    if fact.noun != "field" and fact.fields:
        nouns = plural(fact.noun) if len(fact.fields) > 1 else fact.noun
        return f"{nouns} {_counted(fact)}" if len(fact.fields) <= _MOST_FIELDS else _counted(fact)
    return _counted(fact)


def _general(fact: Fact) -> str:
    """What to do about a change that no phrase is for; nothing where no client has to do anything."""
    if fact.kind != "breaking":
        return ""
    where = f" of {fact.place}" if fact.place.startswith("`") else ""
    doing = {"in": "what you send", "out": "what you read", "both": "what you send and read"}[fact.way]
    return f"Check {doing} against the new description{where}"


def _do(fact: Fact) -> str:
    phrase = fact.phrase
    if fact.kind != "breaking" or phrase is None or not phrase.do:
        return ""
    return _filled(phrase.do, fact, is_to_do=True)


def _made(facts: Sequence[Fact], told: str, do: str) -> Statement:
    changes = tuple(change for fact in facts for change in fact.changes)
    told = told[:1].upper() + told[1:]
    told = told if told.endswith((".", "!", "?")) else f"{told}."
    first = facts[0]
    is_clear = len(facts) == 1 and len(first.fields) <= _MOST_TO_DO and first.phrase is not None
    # A title names its place itself.
    about = "" if not is_clear or _is_told_by_title(first) else first.place or _code(first.fields)
    return Statement(first.kind, told, do, changes, about)


def _filled(template: str, fact: Fact, *, is_to_do: bool = False) -> str:
    """A phrase with its words. What `told` says of a place ends with where it is met, unless it says that already."""
    many, noun = len(fact.fields) > 1, fact.noun
    nouns = plural(noun) if many else noun
    prefix = parsed(fact.change.holder)[0]
    renamed = fact.change.renamed_to or ""
    fields = _code(fact.fields) if fact.rule not in WHOLES else listed(fact.fields, len(fact.fields))
    if is_to_do and len(fact.fields) > _MOST_TO_DO:
        fields = f"these {nouns}"
    elif is_to_do and not fact.fields:
        fields = fact.place
    # `{a new}` brings the noun itself, and a field goes by its name alone.
    elif "{a new" not in template and noun not in _CALLED_BY_NAME:
        fields = f"the {nouns} {fields}"
    # "Takes" and "requires" say already that it is about requests.
    says_where = "{place}" not in template or is_to_do or (re.search("take|require", template) and fact.way == "in")
    suffix = "" if says_where else fact.suffix
    lists = "{a new" in template and many and " {fields}" in template
    if lists:
        # "Has 2 new fields, optional in requests: `a` and `b`".
        template, _, more = template.partition(" {fields}")
        template, suffix = f"{template} {{fields}}", f"{more}{suffix}"
    count = f"{len(fact.fields):,} new" if many else "a new"
    words = {
        "place": fact.place,
        "has": fact.has,
        "had": _PAST[fact.has],
        "old": _code(fact.fields),
        "new": f"`{bare(f'{prefix}.{renamed}' if prefix else renamed)}`",
        "values": _code(fact.values),
        "a new": f"{count} {nouns}{f'{suffix}:' if lists else ''}",
        "a new optional": f"{count} optional {nouns}{f'{suffix}:' if lists else ''}",
        "fields": fields,
        "before": _value(fact, fact.before, many=many),
        "after": _value(fact, fact.after, many=many),
        "met": fact.suffix,
        "scope": "scopes" if len(fact.values) > 1 else "scope",
        "was": "were" if many else "was",
        "matches": "match" if many else "matches",
        "is": "are" if many else "is",
        "takes": "take" if many else "takes",
        "has got": "have" if many else "has",
    }
    if fact.is_several:
        template = _OF_PLACE.sub(lambda found: found[1] + _PLURAL[found[2]], template)
        template = template.replace(" where it ", " where they ") if "{place}" in template else template
    told = re.sub(r"\{([a-z ]+)\}", lambda found: words[found[1]], template)
    return told if lists else f"{told}{suffix}"


def _value(fact: Fact, written: str, *, many: bool) -> str:
    """A value before or after an edit: a type in words, another one as code."""
    value = read(written)
    if fact.rule == "type-changed":
        return _types(value if isinstance(value, list) else [value], many=many)
    # The quotes of JSON tell `"1"` from `1`, and say nothing about `open`.
    plain = value if isinstance(value, str) and isinstance(read(value), str) else written
    return f"`{bare(plain)}`"


def _types(types: Sequence[object], *, many: bool) -> str:
    told = [_TYPE_WORDS[many].get(str(each), f"`{bare(str(each))}`") for each in types]
    return enumerated(told, "or")


_TYPE_WORDS = (
    {
        "string": "a string",
        "integer": "an integer",
        "number": "a number",
        "boolean": "a boolean",
        "array": "an array",
        "object": "an object",
        "null": "null",
    },
    {
        "string": "strings",
        "integer": "integers",
        "number": "numbers",
        "boolean": "booleans",
        "array": "arrays",
        "object": "objects",
        "null": "null",
    },
)
"""Of one field, and of several."""

ANONYMOUS = "anonymous"
"""How the catalogue's titles call a way in without credentials."""

_OF_PLACE = re.compile(
    r"(\{place\} (?:no longer |now |always |also )*)(takes|requires|refuses|answers|needs|is|\{has\})"
)
"""Where the place is the subject of a sentence, and its verb."""
_PLURAL = {
    "takes": "take",
    "requires": "require",
    "refuses": "refuse",
    "answers": "answer",
    "needs": "need",
    "is": "are",
    "{has}": "have",
}
_PAST = {"takes": "took", "answers with": "answered with", "carries": "carried", "has": "had"}
_CALLED_BY_NAME = frozenset({"field", "operation", "event"})


def _code(names: Sequence[str]) -> str:
    return listed(names, _MOST_FIELDS if len(names) <= _MOST_FIELDS else _SHOWN_OF_MANY)
