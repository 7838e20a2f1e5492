"""Write the entry for what changed: its changes bound by id, and a first text that a maintainer edits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from apidiff.comparing.operations.operations import operations
from apidiff.errors import InputError, Place
from apidiff.governing.announcing import is_announced
from apidiff.governing.coverage import recorded, waived_ids
from apidiff.governing.meaning import declared_changes
from apidiff.governing.renaming import likely
from apidiff.model.change import SHOWN_DIGITS, Change
from apidiff.model.contract import UNVERSIONED
from apidiff.model.records import Entry, Meaning, Rename, Waiver
from apidiff.openapi.naming import normal_name
from apidiff.recording.branching import settled
from apidiff.recording.editing import edited
from apidiff.recording.entries import read_text
from apidiff.recording.entry_writing import QUESTION, entry_text, questions_block, shortened, slugify
from apidiff.recording.examples import Examples
from apidiff.recording.first_texts import (
    Texts,
    first_title,
    is_first_title,
    is_unedited,
    sentences,
    tells_of,
    with_sentences,
)
from apidiff.recording.frontmatter import comment, split
from apidiff.recording.gate import Gate, require_sound
from apidiff.recording.gate import gate as ask
from apidiff.recording.project import Project
from apidiff.recording.writing import make_folder, write_atomically

_DIGITS_IN_NAME = 8
"""Of the id of an entry's first change, in the name of a file whose title nobody gave."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was done with one entry."""

    path: Path
    action: Literal["written", "updated", "unchanged", "removed"]
    """`removed`: what it told of is gone, and nobody wrote anything in it."""
    bound: int
    """How many changes it binds now."""
    added: int = 0
    dropped: int = 0
    prose_kept: bool = False
    """Whether the text had been edited, and so was left as it is."""
    review: tuple[str, ...] = ()
    """What is gone and its text may still tell of, which a check refuses until somebody looked."""
    waiver_narrowed: bool = False
    """Whether a waiver of everything was pinned to what it waived so far, or lost ids that are gone."""
    waiver_gone: bool = False
    """Whether its waiver was taken out, as nothing that it waived is left."""
    questions: int = 0
    """How many renames it asks about, in comments."""
    declared: int = 0
    """How many changes of meaning it declares, where it was written."""


def draft(
    gate: Gate,
    date: datetime.date | None = None,
    title: str | None = None,
    *,
    again: bool = False,
    guide: bool = True,
) -> list[Drafted]:
    """Bring this change's unreleased entries up to what changed since the newest snapshot; one entry a path version.

    With a `date`, the entries of that date. What another entry binds stays there: one that was unreleased before this
    branch began is another change's, and only loses what is gone. An entry's edited text is never touched: then only
    the list of its changes is. `again` says that another release of the newest one's day is meant, `guide` whether a
    text has a guide for what breaks, if the project wants one.
    Raises `InputError` where `date` is not after the newest snapshot, or a file cannot be written.
    """
    require_sound(gate)
    newest = gate.after or gate.project.newest
    if date is not None and newest is not None and (date < newest.release or (date == newest.release and not again)):
        raise InputError(
            f"an entry of {date} would not count: release {newest.release} is recorded already",
            place=Place(str(gate.project.changelog)),
            hint=f"Choose a date after {newest.release} with `--release`.",
        )
    with gate.project.lock(gate.project.changelog):
        theirs = _of_newest(gate)
        own = [entry for entry in _own(gate, date, title) if theirs.isdisjoint(entry.changes)]
        texts = texts_of(gate, guide=guide)
        if gate.baseline:
            return _first(gate, date, title, own, texts)
        if gate.base is not None:
            return _since_base(gate, gate.base, date, title, texts, again=again, guide=guide)
        changes = [change for change in gate.check.comparison.counted if worth_an_entry(change)]
        others = [entry for entry in gate.check.entries if entry not in own]
        elsewhere = {change for entry in others for change in entry.changes}
        # Also those to which nothing is added: a text that nobody edited follows the changes, and what is gone leaves
        # the list.
        updates: dict[Path, tuple[Entry, list[Change]]] = {entry.path: (entry, []) for entry in own}
        # An entry that is dated already is brought up to date by a draft for its date.
        if date is None:
            stale = (entry for entry in others if _has_lost(gate, entry) or _tells_more(gate, entry))
            stale = (entry for entry in stale if theirs.isdisjoint(entry.changes))
            updates |= {entry.path: (entry, []) for entry in stale if entry.date is None}
        fresh: dict[str, list[Change]] = {}
        for version in _versions_to_draft(gate, changes, own):
            mine = [change for change in changes if change.path_version == version and change.id not in elsewhere]
            standing = _standing(own, version, mine)
            if standing is not None:
                updates[standing.path][1].extend(mine)
            elif mine:
                fresh[version] = mine
        known = gate.check.comparison.base.path_versions
        return [
            *(_update(gate, entry, mine, texts) for entry, mine in updates.values()),
            *(
                _write(gate, date, title, version, mine, first_title(version, mine, new=version not in known), texts)
                for version, mine in fresh.items()
            ),
        ]


def _of_newest(gate: Gate) -> frozenset[str]:
    """The changes since the newest release that are none since the older one that was named: their entries stay."""
    if gate.after is None:
        return frozenset()
    newest = ask(gate.project, gate.check.source, description=gate.description)
    here = {change.id for change in gate.check.comparison.changes}
    return frozenset(change.id for change in newest.check.comparison.changes) - here


def texts_of(gate: Gate, *, guide: bool = True) -> Texts:
    """What writes about the changes at a gate: with a guide, if that is wanted and the project wants it, too."""
    base, revision = gate.contracts
    policy = gate.project.policy
    names = [each.name for side in (base, revision) if side is not None for each in operations(side, policy)]
    has_guide = guide and gate.project.config.project.guide and base is not None
    return Texts(names, Examples(base, revision, policy) if has_guide and base is not None else None)


def _since_base(
    gate: Gate,
    base: str,
    date: datetime.date | None,
    title: str | None,
    texts: Texts,
    *,
    again: bool,
    guide: bool,
) -> list[Drafted]:
    """As `draft`, and an entry for what is refused beside the named base alone.

    Most of what changed since the base changed since the newest release as well, and is bound as ever. The rest is no
    change of a release, so that its entry is never published.
    """
    released = ask(gate.project, gate.check.source, description=gate.description)
    done = [] if released.baseline else draft(released, date, title, again=again, guide=guide)
    changed = {change.id for change in released.check.comparison.changes} if not released.baseline else set()
    own = [entry for entry in gate.check.entries if entry.base is not None]
    # What an entry of a release binds needs no second one; entries with `base` are those that are brought up to date
    # here.
    elsewhere = {change for entry in gate.check.entries if entry.base is None for change in entry.changes}
    mine = [
        change
        for change in gate.check.comparison.counted
        if change.id not in changed | elsewhere
        # As a check beside this base: breaks need an entry, and so does all in a path version that it lacks.
        and (change.cls == "breaking" or change.path_version in gate.check.new_versions)
    ]
    bound = {change for entry in own for change in entry.changes}
    if own:
        fresh = [change for change in mine if change.id not in bound]
        return [
            *done,
            # One entry takes what is new, or a change would be bound twice; the others only lose what is gone.
            *(_update(gate, entry, fresh if entry == own[0] else (), texts) for entry in own),
        ]
    version = mine[0].path_version if len({change.path_version for change in mine}) == 1 else None
    if not mine:
        return done
    return [*done, _write(gate, None, None, version, mine, f"Since {base}", texts, base)]


def worth_an_entry(change: Change) -> bool:
    """What an integrator reads of: all that breaks, what is new on the wire, and what is announced."""
    told = change.cls == "additive" or is_announced(change)
    # Such a change comes out of an entry's own `meaning:`, which binds it already.
    return change.rule != "meaning-changed" and (change.cls == "breaking" or (told and change.lens == "wire"))


def _own(gate: Gate, date: datetime.date | None, title: str | None) -> list[Entry]:
    """The entries that a draft may add to: those of its date, or this branch's own unreleased ones.

    A title names one of them, or a new one.
    """
    if date is not None:
        return [entry for entry in gate.check.entries if entry.date == date]
    unreleased = [entry for entry in gate.check.entries if entry.date is None]
    if title is not None:
        return [entry for entry in unreleased if entry.path.stem == slugify(title)]
    # An entry that the branch did not start is another pull request's: two that add to one file conflict when they are
    # merged. A title is more specific than that, since it names the file.
    others = settled(gate.project) if unreleased else frozenset()
    return [entry for entry in unreleased if entry.path.name not in others]


def _tells_more(gate: Gate, entry: Entry) -> bool:
    """Whether its text, as it was drafted, tells of changes that it does not bind any more.

    That it would be worded otherwise today is no reason to edit the file of another change.
    """
    bound = (*entry.changes, *(change.id for change in _declared(gate, entry)))
    return is_unedited(entry.body) and not tells_of(entry.body, bound)


def _has_lost(gate: Gate, entry: Entry) -> bool:
    return not {change.id for change in gate.check.comparison.changes}.issuperset(entry.changes)


def _versions_to_draft(gate: Gate, changes: Iterable[Change], own: Iterable[Entry]) -> list[str]:
    """Those that changed, and those that one of the entries speaks of already."""
    of_entries = (entry.version for entry in own if entry.version)
    # Path versions in the order of the check's report, then those that an entry speaks of and in which nothing changed.
    new = [version.path_version for version in gate.check.versions if version.changes]
    wanted = dict.fromkeys((*(change.path_version for change in changes), *of_entries))
    return [*(version for version in new if version in wanted), *(item for item in wanted if item not in new)]


def _standing(own: Iterable[Entry], version: str, mine: Sequence[Change]) -> Entry | None:
    """The entry that these changes belong to: the one that binds some already, or speaks of the version."""
    entries, ids = list(own), {change.id for change in mine}
    binding = [entry for entry in entries if ids & set(entry.changes)]
    speaking = [entry for entry in entries if entry.version == version]
    general = [entry for entry in entries if entry.version is None]
    # An entry that binds one of the changes goes first, so that edits of one thing are told in one place; an entry
    # without a version may take what none of the others does.
    return next(iter((*binding, *speaking, *general)), None)


def _update(gate: Gate, entry: Entry, mine: Sequence[Change], texts: Texts) -> Drafted:
    every = {change.id: change for change in gate.check.comparison.changes}
    siblings = {change for other in gate.check.entries if other.path != entry.path for change in other.changes}
    # What a declared rename tells of comes with the name that went, and needs no id of its own.
    kept = [change for change in entry.changes if change in every and not _is_told_elsewhere(every[change])]
    fresh = [change.id for change in mine if change.id not in kept and change.id not in siblings]
    ids = (*kept, *fresh)
    bound, text = [every[change] for change in ids], read_text(entry.path)
    told = sentences(split(text, str(entry.path)))
    untouched = _is_untouched(entry)
    # Without `changes` the entry may be one that somebody has just begun by hand: that is untouched, too, and stays.
    if untouched and entry.changes and not ids and _says_nothing_else(entry):
        # Nobody wrote in it, so nothing is lost, and a check would refuse it as stale.
        entry.path.unlink(missing_ok=True)
        return Drafted(entry.path, "removed", 0, dropped=len(entry.changes))
    titled = bool(ids) and is_first_title(entry.title, entry.version)
    new = entry.version not in gate.check.comparison.base.path_versions
    wanted = entry._replace(
        title=_first_title(gate, entry, bound, new=new) if titled and ids != entry.changes else entry.title,
        changes=ids,
        body=_body(gate, entry, bound, texts) if untouched else entry.body,
        waiver=_waiver(gate, entry, kept, fresh),
        review=_review(gate, entry, told, every.values(), is_told=untouched and bool(ids)),
    )
    # Compared as entries: a file that says the same in another form is left as it is.
    if wanted == entry:
        return Drafted(entry.path, "unchanged", len(ids), declared=len(wanted.meaning))
    questions = possible_renames(every[change] for change in fresh)
    text = _without_answered(edited(text, entry, wanted, with_sentences(every.values())), entry.path)
    text = _with_questions(text, entry.path, questions)
    write_atomically(entry.path, text.encode())
    return Drafted(
        entry.path,
        "updated",
        bound=len(ids),
        added=len(fresh),
        dropped=len(entry.changes) - len(kept),
        prose_kept=not untouched,
        review=wanted.review,
        waiver_narrowed=wanted.waiver is not None and wanted.waiver != entry.waiver,
        waiver_gone=wanted.waiver is None and entry.waiver is not None,
        questions=len(questions),
        declared=len(wanted.meaning),
    )


def _is_untouched(entry: Entry) -> bool:
    """Whether nobody wrote anything in the entry's text."""
    return is_unedited(entry.body) or not (entry.body.strip() or entry.changes)


def follows(gate: Gate, entry: Entry, ids: tuple[str, ...]) -> Entry:
    """The entry with these changes; a title and a body that nobody edited tell of them alone."""
    # In the order of the ids, as `_update` has them: another order may be another text.
    bound = [change for change in gate.check.comparison.changes if change.id in ids]
    bound.sort(key=lambda change: ids.index(change.id))
    new = entry.version not in gate.check.comparison.base.path_versions
    titled = is_first_title(entry.title, entry.version)
    return entry._replace(
        title=_first_title(gate, entry, bound, new=new) if titled else entry.title,
        changes=ids,
        body=_body(gate, entry, bound, texts_of(gate)) if _is_untouched(entry) else entry.body,
    )


def _first_title(gate: Gate, entry: Entry, bound: Sequence[Change], *, new: bool) -> str:
    """The title of a draft that tells of these changes, and of what the entry declares."""
    return first_title(entry.version, [*bound, *_declared(gate, entry)], new=new)


def new_entry(
    gate: Gate, date: datetime.date | None, version: str | None, changes: Sequence[Change], base: str | None
) -> Entry:
    """An entry for these changes with the title and text of a draft, and a name that no file has."""
    title = first_title(version, changes, new=version not in gate.check.comparison.base.path_versions)
    path = _free(gate.project, date, f"{slugify(title)}-{changes[0].id[:_DIGITS_IN_NAME]}")
    ids = tuple(change.id for change in changes)
    return Entry(path, date, title, version, ids, (), None, texts_of(gate).body(changes), base=base)


def _says_nothing_else(entry: Entry) -> bool:
    declares = entry.meaning or entry.renames or entry.review
    return is_first_title(entry.title, entry.version) and not declares


def _body(gate: Gate, entry: Entry, changes: Sequence[Change], texts: Texts) -> str:
    """The text as it is drafted, with the line ends that the file has."""
    everything = [*changes, *_declared(gate, entry)]
    is_corrected = entry.waiver is not None and entry.waiver.kind == "correction"
    corrected = waived_ids(entry, frozenset(change.id for change in everything)) if is_corrected else ()
    body = texts.body(everything, corrected)
    return body.replace("\n", "\r\n") if "\r\n" in entry.body else body


def _declared(gate: Gate, entry: Entry) -> tuple[Change, ...]:
    """The changes of meaning that the entry declares."""
    return declared_changes(entry, gate.project.policy, gate.check.comparison)


def with_own_text(gate: Gate, entry: Entry) -> Entry:
    """The entry with the text that a draft of it has today, unless somebody edited it."""
    if not is_unedited(entry.body):
        return entry
    every = {change.id: change for change in gate.check.comparison.changes}
    bound = [every[change] for change in entry.changes if change in every]
    return entry._replace(body=_body(gate, entry, bound, texts_of(gate)))


def declare(
    gate: Gate,
    meanings: Sequence[Meaning],
    date: datetime.date | None = None,
    title: str | None = None,
    *,
    guide: bool = True,
) -> list[Drafted]:
    """Declare changes of meaning in this change's entries, each in that of its path version, or in a new one.

    To be called after `draft`, with the same gate. What is declared of the same target already gets the new note. No
    waiver covers what is new.
    """
    done = []
    with gate.project.lock(gate.project.changelog):
        # `draft` has written its entries since the gate was asked, and a declaration may belong into one of them.
        again = ask(
            gate.project.reread(), gate.check.source, base=gate.base, after=gate.after, description=gate.description
        )
        texts = texts_of(again, guide=guide)
        own = _own(again, date, title)
        by_entry: dict[Path | str, list[Meaning]] = {}
        for meaning in meanings:
            (change,) = _declared(again, _undrafted(again, date, (meaning,)))
            version = None if change.path_version == UNVERSIONED else change.path_version
            standing = _standing(own, change.path_version, ())
            by_entry.setdefault(standing.path if standing else version or "", []).append(meaning)
        for key, mine in by_entry.items():
            entry = next((entry for entry in own if entry.path == key), None)
            done.append(
                _declare_in(again, entry, mine, texts) if entry else _declare_new(again, date, title, mine, texts)
            )
    return done


def _declare_in(gate: Gate, entry: Entry, meanings: Sequence[Meaning], texts: Texts) -> Drafted:
    # By the normal form of the target: `post  /v1/leads` declares the same operation again.
    by_target = {normal_name(meaning.target): meaning for meaning in (*entry.meaning, *meanings)}
    wanted = entry._replace(meaning=tuple(by_target.values()))
    if wanted.meaning == entry.meaning:
        return Drafted(entry.path, "unchanged", len(entry.changes), declared=len(entry.meaning))
    wanted = wanted._replace(waiver=_waiver_beside(gate, entry, wanted))
    every = {change.id: change for change in gate.check.comparison.changes}
    if _is_untouched(entry):
        bound = [every[change] for change in entry.changes if change in every]
        wanted = wanted._replace(body=_body(gate, wanted, bound, texts))
    text = edited(read_text(entry.path), entry, wanted, with_sentences(every.values()))
    write_atomically(entry.path, text.encode())
    kept = not _is_untouched(entry)
    return Drafted(
        entry.path,
        "updated",
        len(entry.changes),
        declared=len(wanted.meaning),
        prose_kept=kept,
        waiver_narrowed=wanted.waiver is not None and wanted.waiver != entry.waiver,
        waiver_gone=wanted.waiver is None and entry.waiver is not None,
    )


def _waiver_beside(gate: Gate, entry: Entry, wanted: Entry) -> Waiver | None:
    """The waiver of an entry that declares other meanings now: without those that went, and none of those that came."""
    before, now = ({change.id for change in _declared(gate, each)} for each in (entry, wanted))
    # What comes counts as fresh, so that a waiver without a list is pinned to what it covered: nobody approved the new
    # meaning.
    waiver = _waiver(gate, entry, entry.changes, sorted(now - before))
    if waiver is None or waiver.changes is None:
        return waiver
    changes = tuple(change for change in waiver.changes if change in now or change in entry.changes)
    return recorded(waiver._replace(changes=changes), gate.check.comparison) if changes else None


def _declare_new(
    gate: Gate, date: datetime.date | None, title: str | None, meanings: Sequence[Meaning], texts: Texts
) -> Drafted:
    entry = _undrafted(gate, date, tuple(meanings))
    declared = _declared(gate, entry)
    versions = {change.path_version for change in declared} - {UNVERSIONED}
    version = versions.pop() if len(versions) == 1 else None
    fallback = first_title(version, declared, new=False)
    stem = slugify(title or fallback) + ("" if title else f"-{declared[0].id[:_DIGITS_IN_NAME]}")
    entry = entry._replace(path=_free(gate.project, date, stem), title=comment(title or fallback), version=version)
    entry = entry._replace(body=_body(gate, entry, (), texts))
    make_folder(entry.path.parent)
    write_atomically(entry.path, entry_text(entry).encode("utf-8", "replace"))
    return Drafted(entry.path, "written", 0, declared=len(meanings))


def _undrafted(gate: Gate, date: datetime.date | None, meanings: tuple[Meaning, ...]) -> Entry:
    """An entry that only declares meanings, and has no file yet."""
    return Entry(gate.project.changelog, date, "", None, (), meanings, None, "")


def _review(
    gate: Gate, entry: Entry, comments: Mapping[str, str], changes: Iterable[Change], *, is_told: bool
) -> tuple[str, ...]:
    """What a person's title or text may still tell of; `is_told` says that the text tells of what there is.

    A change that only a declared rename took away is there, and told in other words.
    """
    # `untold` is the comparison before declared renames took the names that came out of it.
    there = {change.id for change in (gate.check.untold or gate.check.comparison).changes}
    there |= {change.id for change in gate.check.comparison.changes}
    gone = () if is_told else [change for change in entry.changes if change not in there]
    said = [comments.get(change) or f"the change {change[:SHOWN_DIGITS]}" for change in gone]
    # The same sentence may be true again under another id, and then the text does not tell of what is gone.
    again = {shortened(told) for told in with_sentences(changes).values()}
    return tuple(dict.fromkeys(told for told in (*entry.review, *said) if told not in again))


def possible_renames(changes: Iterable[Change]) -> list[Rename]:
    """The renames that an entry for these changes asks about."""
    return list(dict.fromkeys(rename for change in changes if (rename := likely(change))))


def _is_told_elsewhere(change: Change) -> bool:
    """Whether a declared rename tells of it, by the change of the name that went."""
    return change.renamed_from is not None and not change.counted


def _without_answered(text: str, path: Path) -> str:
    """The text without the line that asks about renames, where all that it asked about was answered."""
    parts = split(text, str(path))
    lines = parts.yaml.splitlines(keepends=True)
    # A maintainer answers by taking `# ` away before `renames:`. As long as the commented key stands, the question
    # does.
    asked = any(line.startswith("# renames:") for line in lines)
    left = lines if asked else [line for line in lines if not line.startswith(QUESTION)]
    return replace(parts, yaml="".join(left)).text


def _with_questions(text: str, path: Path, questions: Sequence[Rename]) -> str:
    """The text with comments at the end of its front matter that ask about renames."""
    if not questions:
        return text
    parts = split(text, str(path))
    newline = "\r\n" if parts.opening.endswith("\r\n") else "\n"
    return replace(parts, yaml=parts.yaml + questions_block(questions).replace("\n", newline)).text


def _waiver(gate: Gate, entry: Entry, kept: Sequence[str], fresh: Sequence[str]) -> Waiver | None:
    """Drafting never widens a waiver: what it waived stays waived, what is gone leaves it, what is new is not in it."""
    waiver = entry.waiver
    if waiver is None:
        return None
    declared = {change.id for change in _declared(gate, entry)}
    still = [*kept, *sorted(declared - set(entry.changes))]
    # A waiver without a list covers all that its entry binds, so one more id would be waived by having been drafted.
    if waiver.changes is None:
        return recorded(waiver._replace(changes=tuple(still)), gate.check.comparison) if fresh else waiver
    changes = tuple(change for change in waiver.changes if change in still)
    return recorded(waiver._replace(changes=changes), gate.check.comparison) if changes else None


def _write(
    gate: Gate,
    date: datetime.date | None,
    title: str | None,
    version: str | None,
    changes: Sequence[Change],
    fallback: str,
    texts: Texts,
    base: str | None = None,
) -> Drafted:
    """Write a new entry, with a `title` of the maintainer's or else the `fallback`."""
    stem = slugify(title or fallback)
    if date is None and title is None and changes:
        # Two branches that each draft what they break must not write to one file.
        stem += f"-{changes[0].id[:_DIGITS_IN_NAME]}"
    path = _free(gate.project, date, stem)
    title = title or fallback
    ids = tuple(change.id for change in changes)
    entry = Entry(path, date, comment(title), version, ids, (), None, texts.body(changes), base=base)
    questions = possible_renames(changes)
    text = entry_text(entry, with_sentences(changes), questions)
    make_folder(path.parent)
    # JSON can escape half of a surrogate pair (`"\ud800"`), for which UTF-8 has no bytes: a `?` stands in its place.
    write_atomically(path, text.encode("utf-8", "replace"))
    return Drafted(path, "written", len(ids), added=len(ids), questions=len(questions))


def _first(
    gate: Gate, date: datetime.date | None, title: str | None, own: Sequence[Entry], texts: Texts
) -> list[Drafted]:
    """Before the first snapshot nothing has changed, but a first release may be announced."""
    if own:
        return [Drafted(own[0].path, "unchanged", len(own[0].changes))]
    versions = gate.check.comparison.revision.path_versions
    version = versions[0] if len(versions) == 1 and versions[0] != UNVERSIONED else None
    return [_write(gate, date, title, version, (), "First recorded release", texts)]


def _free(project: Project, date: datetime.date | None, stem: str) -> Path:
    folder = project.changelog if date else project.unreleased_folder
    stem = f"{date}-{stem}" if date else stem
    path = folder / f"{stem}.md"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.md"
        number += 1
    return path
