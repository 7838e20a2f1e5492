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
from apidiff.model.wording import bare, plural
from apidiff.recording.facts import KINDS, MARKED, Fact, Kind, fact_of, kind_of, parsed, spoken, worded
from apidiff.recording.phrases import LIMITS, WHOLES
from apidiff.recording.resources import EVENTS, EVERYWHERE, Resources
from apidiff.rules import listed

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

# Of the catalogue's titles: "`maxLength` of schema `Lead` lowered from 9 to 8". A step to an exclusive limit, "from 9
# to below 9", matches none of these.
_LIMIT = re.compile(r"`((?:max|min|exclusiveM)[A-Za-z]+)` of ")
_STEP = re.compile(r" ((?:raised|lowered) from [\d.eE+-]+ to [\d.eE+-]+|set to [\d.eE+-]+)\Z")
_TO = re.compile(
    r" \(`(?P<keyword>\w+)` (?:(?:raised|lowered) from (?P<was>[\d.eE+-]+) to |set to )(?P<to>[\d.eE+-]+)\)"
)
_REMOVED = re.compile(r" removed \(was ([\d.eE+-]+)\)\Z")


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
    for fact in _lifted(_joined([fact_of(change, kind, resources) for change, kind in told])):
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
    return made


def _is_told_by_title(fact: Fact) -> bool:
    """Whether the catalogue's title says more of one such edit than a phrase does."""
    if fact.phrase is None or fact.phrase.told or fact.dates or len(fact.fields) > _MOST_TITLES:
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
    phrase, is_marked = fact.phrase, fact.change.rule.endswith("-deprecated") and fact.kind == "announced"
    # A rename has two names of its own, so that two of them are two sentences.
    joins = phrase is not None and "{old}" not in phrase.told and ("{fields}" in phrase.told or phrase.verb)
    if not joins and not is_marked:
        # A key that no other fact has.
        return id(fact.change)
    told = fact.kind, fact.rule, fact.resource, fact.way
    # Whether there are fields counts: what is said of a place and of a field in it are two sentences.
    return (*told, fact.place, fact.suffix, fact.values, fact.noun, fact.dates, bool(fact.fields))


def _lifted(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts, those of an edit that was made all over the API moved to what is told of all of it."""
    made: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        made[fact.kind, fact.rule, fact.way].append(fact)
    for same in made.values():
        many = sum(len(fact.fields) for fact in same) >= _SYSTEMIC_FIELDS
        is_systemic = many and len({fact.resource for fact in same}) >= _SYSTEMIC_GROUPS and bool(_verb(same[0]))
        yield from (replace(fact, resource=EVERYWHERE) if is_systemic else fact for fact in same)


def _verb(fact: Fact) -> str:
    return fact.phrase.verb if fact.phrase else ""


def _statements(facts: Sequence[Fact]) -> list[Statement]:
    made: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        edit = fact.kind, fact.rule, fact.way, fact.suffix, fact.noun
        # Without a verb there are no words for several places at once.
        made[edit if _verb(fact) else id(fact.change)].append(fact)
    told = [statement for same in made.values() for statement in _of_places(same)]
    # The sort is stable, so the sentences of a kind keep the order of the changes.
    return sorted(told, key=lambda statement: KINDS.index(statement.kind))


def _of_places(same: Sequence[Fact]) -> Iterator[Statement]:
    """The statements on one edit in several places: together where the fields are the same, or the places many."""
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
    where = f",{first.suffix}" if first.suffix else ""
    told = f"{noun}{_code(first.fields)} {_filled(_verb(first), first)} in {places}{where}"
    return _made(equal, told, _do(replace(first, place=places)))


def _of_many(facts: Sequence[Fact]) -> Statement:
    """Other fields in many places: "512 fields may no longer be null: `a` of `A`, ... and 509 more"."""
    first = facts[0]
    # A place without fields counts as one.
    named = tuple(_field_of(fact, field) for fact in facts for field in fact.fields or ("",))
    noun = plural(first.noun)
    verb = _filled(_verb(first), replace(first, fields=named))
    told = f"{len(named):,} {noun} {verb}{first.suffix}: {worded(named, _SHOWN_OF_MANY)}"
    return _made(facts, told, _do(replace(first, fields=named)))


def _field_of(fact: Fact, field: str) -> str:
    return f"`{bare(field)}` of {fact.place}" if field else fact.place


def _statement(fact: Fact) -> Statement:
    change, phrase = fact.change, fact.phrase
    if change.rule == "meaning-changed":
        name = spoken(change.name or "")
        told = f"{name[:1].upper()}{name[1:]} means something else: {change.note}"
        return _made((fact,), told, f"See that what you do with {name} still fits")
    if fact.kind == "announced" and MARKED.match(change.title):
        return _made((fact,), _announced(fact), "")
    if phrase is None or (_is_told_by_title(fact) and len(fact.changes) == 1):
        return _made((fact,), as_told(change).title, _do(fact) if phrase else _general(fact))
    # A sentence must not begin with a list of hundreds: `_counted` says how many there are.
    begins_with_fields = phrase.told.startswith("{fields}") and bool(phrase.verb) and len(fact.fields) > _MOST_FIELDS
    if phrase.told and (fact.fields or "{fields}" not in phrase.told) and not begins_with_fields:
        return _made((fact,), _filled(phrase.told, fact), _do(fact))
    if not phrase.verb:
        return _made((fact,), as_told(change).title, _do(fact))
    exact = _exact(fact)
    do = _filled(_with_limit(LIMITS[fact.rule].do, exact), fact, is_to_do=True) if exact else _do(fact)
    return _made((fact,), _counted(fact), do)


def _counted(fact: Fact) -> str:
    """The fields of a place and what is so of them; of many, how many they are."""
    exact = _exact(fact)
    verb = _filled(_with_limit(LIMITS[fact.rule].verb, exact) if exact else _verb(fact), fact)
    if len(fact.fields) > _MOST_FIELDS:
        shown = listed(fact.fields, _SHOWN_OF_MANY)
        return f"{len(fact.fields):,} {plural(fact.noun)} of {fact.place} {verb}{fact.suffix}: {shown}"
    subject = f"{_code(fact.fields)} of {fact.place}" if fact.fields else fact.place
    # A limit that is said in the sentence itself needs no step behind it.
    before = f" (was {exact['was']})" if exact and exact["was"] else "" if exact else _limit(fact)
    return f"{subject} {verb}{fact.suffix}{before}"


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
    """That something is deprecated, and when it goes."""
    title = fact.change.title
    if "no longer marked" in title:
        return title.replace("no longer marked as deprecated", "is no longer deprecated").removeprefix("Operation ")
    begun, comma, sunset = fact.dates.partition(", sunset on")
    goes = f", and may be gone from{sunset} on" if comma else ""
    if fact.change.rule == "operation-deprecated":
        what = listed([name for change in fact.changes for name in change.names], len(fact.changes))
    elif len(fact.changes) == 1 or not fact.fields:
        what = title.partition(" marked as deprecated")[0]
    else:
        what = f"{_code(fact.fields)} of {fact.place}"
    return f"{what} {'are' if len(fact.changes) > 1 else 'is'} deprecated{begun}{goes}"


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
    lists = "{a new" in template and many and "{fields}" in template
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
        "is": "are" if many else "is",
        "takes": "take" if many else "takes",
        "has got": "have" if many else "has",
    }
    if fact.is_several:
        template = _OF_PLACE.sub(lambda found: found[1] + _PLURAL[found[2]], template)
    told = re.sub(r"\{([a-z ]+)\}", lambda found: words[found[1]], template)
    return told if lists else f"{told}{suffix}"


_OF_PLACE = re.compile(r"(\{place\} (?:no longer |now |always )*)(takes|requires|refuses|answers|needs|\{has\})")
"""Where the place is the subject of a sentence, and its verb."""
_PLURAL = {
    "takes": "take",
    "requires": "require",
    "refuses": "refuse",
    "answers": "answer",
    "needs": "need",
    "{has}": "have",
}
_PAST = {"takes": "took", "answers with": "answered with", "carries": "carried", "has": "had"}
_CALLED_BY_NAME = frozenset({"field", "operation", "event"})


def _code(names: Sequence[str]) -> str:
    return listed(names, _MOST_FIELDS if len(names) <= _MOST_FIELDS else _SHOWN_OF_MANY)
