"""Turn an entry's declared changes of meaning, which no schema shows, into breaking changes like any other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from apidiff.model.change import ID_DIGITS, ID_SCHEME, Change, Comparison, Direction, Impact
from apidiff.model.contract import UNVERSIONED
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Meaning
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.naming import (
    is_callback,
    is_event,
    is_operation,
    is_outward,
    normal_name,
    part_in,
    path_in,
    top_in,
)
from apidiff.rules import clause, rule

if TYPE_CHECKING:
    from apidiff.rules import Rule

RULE: RuleId = "meaning-changed"


def meaning_id(path_version: str, meaning: Meaning) -> str:
    """The id of a declared change: the same whoever declares it, in whichever entry, however it is wrapped."""
    stable = (str(ID_SCHEME), RULE, path_version, normal_name(meaning.target), " ".join(meaning.note.split()))
    return hashlib.sha256("\n".join(stable).encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


def directions_of(target: str) -> tuple[Direction, ...]:
    """What the server sends of its own comes from it, and so on; an operation or a schema may speak either way."""
    target, part = part_in(normal_name(target))
    speaks = is_event(target) or is_callback(target)
    if not speaks and not part:
        return "to-server", "from-server"
    is_sent = speaks and is_outward(target)
    # A response goes the other way than its request.
    return ("from-server",) if is_sent != part.startswith("response ") else ("to-server",)


def version_of(
    target: str,
    policy: Policy,
    path_versions: Iterable[str],
    by_server: Mapping[str, str],
    named: str | None = None,
) -> str:
    """The path version that a target belongs to.

    An operation's stands in its path, or else in the address of its server: `by_server` has those. A callback belongs
    to its operation. For an event it is what the policy says, for anything else what the entry's `version` says;
    failing that the only path version there is, else `unversioned`.
    """
    target = top_in(part_in(normal_name(target))[0])
    if is_operation(target):
        return version_in(path_in(target), policy) or by_server.get(target, UNVERSIONED)
    if is_event(target) and policy.events_version:
        return policy.events_version
    if named:
        return named
    versions = tuple(path_versions)
    return versions[0] if len(versions) == 1 else UNVERSIONED


def version_in(path: str, policy: Policy) -> str | None:
    """The path version that a path names."""
    found = re.search(policy.version_pattern, path)
    return found[1] if found else None


def declared_changes(entry: Entry, policy: Policy, comparison: Comparison) -> tuple[Change, ...]:
    """The entry's `meaning` items as breaking changes, worded by the catalogue's rule `meaning-changed`.

    `comparison` knows which path versions there are, and which operations belong to them.
    """
    if not entry.meaning:
        return ()
    about = rule(RULE)
    versions, by_server = comparison.path_versions, dict(comparison.by_server)
    return tuple(
        _change(item, version_of(item.target, policy, versions, by_server, entry.version), policy, about)
        for item in entry.meaning
    )


def _change(meaning: Meaning, path_version: str, policy: Policy, about: Rule) -> Change:
    target = normal_name(meaning.target)
    names = {"name": target, "path_version": path_version}
    directions, (whole, _) = directions_of(target), part_in(target)
    sentence = about.clause_for(directions[0], "breaking")
    return Change(
        id=meaning_id(path_version, meaning),
        rule=RULE,
        cls="breaking",
        title=about.title_for(names),
        name=target,
        reason=f"declared: {meaning.note}",
        path_version=path_version,
        clause=policy.clauses.get(sentence) or clause(sentence),
        hint=about.hint_for(names),
        impacts=tuple(Impact(direction, "breaking", (whole,)) for direction in directions),
        note=meaning.note,
    )
