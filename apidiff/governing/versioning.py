"""A comparison in, what it asks of `info.version` out, by Semantic Versioning or by the newest path version.

Source: Semantic Versioning 2.0.0, 4 (0.y.z), 6 to 8 (a deprecation is minor), 9 to 11 (prereleases, build metadata).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from apidiff.model.change import Change, Comparison
from apidiff.model.contract import UNVERSIONED
from apidiff.model.policy import Policy
from apidiff.model.refusals import Reason, Refusal
from apidiff.rules import clause, is_published

Part = Literal["major", "minor", "patch"]
PARTS: tuple[Part, ...] = ("major", "minor", "patch")

# Without leading zeros (2).
# At most 18 digits: of thousands `int` would raise `ValueError`.
_DIGITS = r"0|[1-9][0-9]{0,17}"
_NUMBER = rf"({_DIGITS})"
_WORD = rf"(?:{_DIGITS}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = re.compile(
    rf"v?{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_WORD}(?:\.{_WORD})*))?(\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)
_SHORT = re.compile(rf"v?{_NUMBER}(?:\.{_NUMBER})?", re.ASCII)
_MAJOR = re.compile(r"[vV]?([0-9]{1,18})", re.ASCII)


class Version(NamedTuple):
    """A semantic version; versions compare by precedence (11)."""

    major: int
    minor: int
    patch: int
    prerelease: tuple[tuple[int, int, str], ...] = ()
    """As it is compared: numbers before words, by their value."""
    has_build: bool = False
    """Whether it has build metadata, which is no part of precedence (10)."""

    def __str__(self) -> str:
        """Without build metadata."""
        words = ".".join(word or str(number) for _, number, word in self.prerelease)
        return f"{self.major}.{self.minor}.{self.patch}" + (f"-{words}" if words else "")

    @property
    def core(self) -> tuple[int, int, int]:
        return self[:3]

    @property
    def plain(self) -> Version:
        """The version without labels for prerelease and build."""
        return Version(*self.core)

    @property
    def order(self) -> tuple[tuple[int, int, int], bool, tuple[tuple[int, int, str], ...]]:
        return self.core, not self.prerelease, self.prerelease

    def raised(self, part: Part) -> Version:
        """The next version of which that part is raised."""
        if part == "major":
            return Version(self.major + 1, 0, 0)
        return Version(self.major, self.minor + 1, 0) if part == "minor" else Version(*self[:2], self.patch + 1)


def read_version(text: str) -> Version | None:
    """The version that a text is; `1.2` counts as `1.2.0`, and `1` as `1.0.0`. `None`: it is none, as a date."""
    if found := _SEMVER.fullmatch(text.strip()):
        words = found[4].split(".") if found[4] else []
        return Version(int(found[1]), int(found[2]), int(found[3]), tuple(map(_ordered, words)), bool(found[5]))
    short = _SHORT.fullmatch(text.strip())
    return Version(int(short[1]), int(short[2] or 0), 0) if short else None


def _ordered(word: str) -> tuple[int, int, str]:
    # Numbers come before words (11.4.3), and are compared as numbers: `rc.2` before `rc.10`.
    return (0, int(word), "") if word.isdigit() else (1, 0, word)


class Asked(NamedTuple):
    """What the changes ask of the version."""

    part: Part | None
    """The part to raise; `None`: none need be."""
    changes: tuple[Change, ...] = ()
    """Those that ask for it."""


def asked(comparison: Comparison, corrected: Collection[str] = ()) -> Asked:
    """The part of a semantic version that the changes ask to be raised.

    What breaks asks for a major version, but for what breaks inside a path version that is new, and for what an entry
    says was only described wrongly (`corrected`). What is added, or deprecated, asks for a minor version; anything else
    that is more than prose for a patch.
    """
    base, revision = (frozenset(side.path_versions) for side in (comparison.base, comparison.revision))
    # Paths without a version are one surface that grows, and no new path version.
    new = revision - base - {UNVERSIONED}
    by: dict[Part, list[Change]] = {part: [] for part in PARTS}
    for change in comparison.counted:
        if part := _part(change, change.path_version in new, change.id in corrected):
            by[part].append(change)
    return next((Asked(part, tuple(found)) for part, found in by.items() if found), Asked(None))


def _part(change: Change, in_new: bool, corrected: bool) -> Part | None:
    if corrected:
        return "patch"
    if change.cls == "breaking":
        return "minor" if in_new else "major"
    if change.cls == "additive" or (is_published(change.rule) and change.rule.endswith("-deprecated")):
        return "minor"
    return None if change.rule in _PROSE or change.clause == clause("prose") else "patch"


_PROSE = frozenset({"documentation-changed", "examples-changed", "extension-changed", "identifier-changed"})


def next_version(comparison: Comparison, corrected: Collection[str] = ()) -> Version | None:
    """The next version that the changes ask for, from the base's; `None` if the base's is no semantic version.

    Before 1.0.0 anything may change (4): what breaks or is added raises the minor version there. After a prerelease of
    a version that is high enough comes that version itself.
    """
    base = read_version(comparison.base.version)
    part = asked(comparison, corrected).part
    if base is None or part is None:
        return base
    if base.major == 0 and part == "major":
        part = "minor"
    # 2.0.0-rc.1 is on its way to 2.0.0, whatever changes.
    lower = {"major": (base.minor, base.patch), "minor": (base.patch,), "patch": ()}[part]
    if base.prerelease and not any(lower):
        return base.plain
    return base.raised(part)


def version_refusals(comparison: Comparison, corrected: Collection[str], policy: Policy) -> tuple[Refusal, ...]:
    """Why `info.version` of the revision is not what the policy asks for, with the right one."""
    if policy.info_version in ("semver", "semver-minor"):
        return tuple(_by_semver(comparison, corrected, policy))
    return tuple(_by_major(comparison)) if policy.info_version == "major" else ()


def _by_semver(comparison: Comparison, corrected: Collection[str], policy: Policy) -> Iterable[Refusal]:
    was, now = comparison.base.version, comparison.revision.version
    base, revision = read_version(was), read_version(now)
    needs = asked(comparison, corrected)
    right = next_version(comparison, corrected)
    # `semver-minor` leaves it to the author whether edits that ask for a patch raise anything.
    if needs.part == "patch" and policy.info_version == "semver-minor":
        needs, right = Asked(None), base
    if revision is None:
        yield Refusal(Reason.VERSION_UNREADABLE, facts={"now": now, "next": str(right or "1.0.0")})
        return
    # What was released with a `v` stays readable; what is new has to be a semantic version, to the letter.
    labels = policy.info_version_labels == "allowed"
    if was != now and not (now[0].isdigit() and now == now.strip()):
        reason = Reason.VERSION_PREFIXED if now.startswith("v") else Reason.VERSION_UNREADABLE
    elif not labels and (revision != revision.plain or not now.strip()[0].isdigit()):
        reason = Reason.VERSION_LABELLED
    else:
        reason = None
    if reason is not None:
        # The version that is meant is what to propose, so it is that one which has to be enough.
        meant, next_ = (each if labels or each is None else each.plain for each in (revision, right))
        enough = base is None or (meant is not None and _is_enough(base, meant, needs.part))
        yield Refusal(reason, facts={"now": now, "next": str(meant if enough or next_ is None else next_)})
        return
    if base is None or _is_enough(base, revision, needs.part):
        return  # Without a base there is no telling what it was raised from.
    facts = {"was": was, "now": now, "next": str(right), "asks": _asks(needs, base)}
    yield Refusal(Reason.VERSION_UNCHANGED if was == now else Reason.VERSION_BEHIND, facts=facts)


def _is_enough(base: Version, revision: Version, part: Part | None) -> bool:
    # Nothing has to be raised, but a version must not go back.
    if part is None:
        return revision.order >= base.order
    if revision.order <= base.order:
        return False
    # Anything may change before 1.0.0 (4), and a prerelease promises nothing (9).
    if base.major == 0 or base.prerelease:
        return True
    return revision.core >= base.raised(part).core


def _asks(needs: Asked, base: Version) -> str:
    if needs.part is None:
        return "no version comes before the one that was released"
    count = len(needs.changes)
    number = "1 change" if count == 1 else f"{count} changes"
    part = "higher" if base.major == 0 or base.prerelease else needs.part
    verb = "asks" if count == 1 else "ask"
    return f"{number} {verb} for a {part} version, the first: {needs.changes[0].title}"


def _by_major(comparison: Comparison) -> Iterable[Refusal]:
    now = comparison.revision.version
    newest = max(filter(None, map(_numbered, comparison.revision.path_versions)), default=None)
    if newest is None:
        return
    number, name = newest
    found = read_version(now)
    if found is None or found.major != number:
        facts = {"now": now, "newest": name, "major": str(number), "next": f"{number}.0.0"}
        yield Refusal(Reason.VERSION_OF_ANOTHER_MAJOR, facts=facts)


def _numbered(path_version: str) -> tuple[int, str] | None:
    found = _MAJOR.match(path_version)
    return (int(found[1]), path_version) if found else None
