"""Neutral changes that are published anyway: deprecations, sunsets, changed defaults. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from apidiff.model.change import Change
from apidiff.model.wording import enumerated
from apidiff.rules import announces, is_published


def is_announced(change: Change) -> bool:
    """Whether a change is told to everyone although no client breaks by it: its rule is `published`."""
    return change.cls == "neutral" and is_published(change.rule) and not change.unreached


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what is announced."""

    title: str
    """What stands over changes of it."""
    one: str
    several: str
    drafted: str
    """What a draft of changes of it is called."""


DEPRECATED = Kind("Deprecated", "deprecation notice", "deprecation notices", "Deprecations")
LIFTED = Kind("No longer deprecated", "lifted deprecation", "lifted deprecations", "No longer deprecated")
DEFAULTS = Kind("Changed defaults", "changed default", "changed defaults", "Changed defaults")
KINDS = (DEPRECATED, LIFTED, DEFAULTS)
"""In the order in which a heading names them."""


def kind_of(rule: str) -> Kind:
    """The kind of what is announced by a rule that is `published`."""
    if rule == "default-changed":
        return DEFAULTS
    # What neither says that something is to go, nor when, takes such a word back.
    return DEPRECATED if announces(rule) else LIFTED


def class_or_kind(change: Change) -> str:
    """What to call a change where its class stands beside it: of what is announced, the kind in place of "neutral"."""
    return kind_of(change.rule).title.lower() if is_announced(change) else change.cls


def announced_title(changes: Iterable[Change]) -> str:
    """The heading over what is announced."""
    first, *others = [kind.title for kind in kinds_of(changes)] or [DEPRECATED.title]
    if not others:
        return first
    *between, last = map(str.lower, others)
    return f"{', '.join([first, *between])}, and {last}"


def drafted_title(kinds: Iterable[Kind]) -> str:
    """What a draft of changes of these kinds is called."""
    kinds = list(kinds)
    if len(kinds) == 1:
        return kinds[0].drafted
    # Behind another noun, what is lifted needs a noun, too.
    first, *others = kinds or [DEPRECATED]
    named = [LIFTED.several.capitalize() if first is LIFTED else first.drafted]
    return enumerated([*named, *(each.several if each is LIFTED else each.drafted.lower() for each in others)])


DRAFTED_TITLES = frozenset(
    drafted_title(chosen) for number in range(1, len(KINDS) + 1) for chosen in combinations(KINDS, number)
)
"""All that `drafted_title` says."""


def kinds_of(changes: Iterable[Change]) -> list[Kind]:
    """The kinds of what is announced among the changes, in the order of `KINDS`."""
    found = {kind_of(change.rule) for change in changes if is_announced(change)}
    return [kind for kind in KINDS if kind in found]


def announced_counts(rules: Iterable[str]) -> list[tuple[int, Kind]]:
    """How many changes there are of each kind that some of what is announced belongs to, by the rule of each."""
    found = Counter(map(kind_of, rules))
    return [(found[kind], kind) for kind in KINDS if kind in found]
