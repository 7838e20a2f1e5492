"""The posts of the page: one for each entry of a release, with the changes that it tells of."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from apidiff.governing.announcing import announced_title, class_or_kind
from apidiff.governing.meaning import meaning_id
from apidiff.governing.telling import as_told
from apidiff.model.change import Change, Side
from apidiff.model.contract import JSON
from apidiff.model.records import Entry, Release, Waiver
from apidiff.model.wording import enumerated
from apidiff.recording.first_texts import is_first_text, is_first_title
from apidiff.recording.globbing import natural
from apidiff.recording.resources import EVERYWHERE, Resources
from apidiff.reporting import words
from apidiff.reporting.directory import Directory, Target, slug, unique
from apidiff.reporting.escaping import parts
from apidiff.reporting.prose import code_spans, links_in
from apidiff.reporting.release_windows import Window, hides_waived, is_told
from apidiff.reporting.site import MOST_BYTES, Item, Post, WaiverNote
from apidiff.rules.loading import MOST_NAMES

FIRST_TITLE = "First recorded release"
"""Whether the API is older than its records they do not say."""
MOST_RESOURCES = 3
"""Named in the title of an entry that nobody gave one."""


def spoken_of(body: str, directory: Directory) -> tuple[tuple[str, Target], ...]:
    return tuple((name, target) for name in code_spans(body) if (target := directory.find(name)))


def with_library(post: Post, window: Window, directory: Directory, taken: set[str]) -> Post:
    """The post with what only generated client libraries see."""
    changes = window.comparison.client_library if window.comparison else ()
    told = [change for change in changes if change.cls != "neutral" and change.id not in window.hidden]
    hides = bool(window.left_off)
    # The title says that there is nothing to tell, and now there is.
    if told and post.title == words.quiet_title(generated=False, hides=hides):
        post = replace(post, title=words.quiet_title(generated=True, hides=hides))
    return replace(post, library=tuple(item_of(change, frozenset(), directory, taken) for change in told))


def all_posts(windows: Sequence[Window], directory: Directory, first: Directory) -> tuple[Post, ...]:
    """Newest first; the anchors of a release hang on nothing but the release, so that they stay."""
    posts = [
        post for window in windows for post in _placed(_told_apart(_posts_of(window, directory, first, set())), window)
    ]
    posts.reverse()  # what stands later in a day comes first, too: sorting keeps the order of equals
    pages = {post.file: post.permalink for post in posts if post.file}
    # Only now: an entry may link to a later one.
    posts = [
        replace(post, entries=found) if (found := entry_links(post.body, pages, post.date)) else post for post in posts
    ]
    return tuple(sorted(posts, key=lambda post: post.date, reverse=True))


def _told_apart(posts: Sequence[Post]) -> list[Post]:
    """The posts of a release, those of one title with the path versions that lists tell them apart by."""
    titles = Counter(post.title for post in posts)
    return [replace(post, apart=post.versions) if titles[post.title] > 1 else post for post in posts]


_TO_ENTRY = re.compile(r"(?:\./|\.\./|unreleased/)?([^/?#]+\.md)(?:#.*)?")
"""What one entry writes to link to another: from the changelog's folder, or from that of what is unreleased, as either
may have been in either when it was written."""


def entry_links(body: str, pages: Mapping[str, str], date: datetime.date | None = None) -> tuple[tuple[str, str], ...]:
    """The links of a text that lead to entries of `pages`, with the address of each there.

    `date` is that of the release of the text: what was unreleased with it has that in front of its name now.
    """
    # Reading Markdown takes longer than looking whether there is any such link.
    if ".md" not in body:
        return ()
    found: list[tuple[str, str]] = []
    for written in links_in(body):
        if match := _TO_ENTRY.fullmatch(written):
            name = unquote(match[1])
            page = pages.get(name) or pages.get(f"{date}-{name}")
            found += [(written, page)] if page else []
    return tuple(found)


def _placed(posts: Sequence[Post], window: Window) -> Iterator[Post]:
    """The posts of a release with the page of each post and of each of its changes.

    Pages are divided by what the posts hold, and not by how it looks: a template moves nothing to another address.
    """
    if window.release is None:
        return
    name, number, used = str(window.release.name), 1, 0

    def place(weight: int) -> str:
        nonlocal number, used
        # A change that is larger than a page has one to itself.
        if used and used + weight > MOST_BYTES:
            number, used = number + 1, 0
        used += weight
        return f"releases/{name}.html" if number == 1 else f"releases/{name}-p{number}.html"

    for post in posts:
        # The text of a post and its changes may come to stand on different pages.
        page = place(post.weight - sum(item.weight for item in post.items))
        placed = post.with_items(lambda items: [replace(item, page=place(item.weight)) for item in items])
        yield replace(placed, page=page, release=name)


def _posts_of(window: Window, directory: Directory, first: Directory, taken: set[str]) -> list[Post]:
    """One post an entry. What no entry binds goes with the only entry, else to a post of its own.

    A post of its own needs something to tell. What no client notices is counted in the release's newest entry.
    """
    compared = window.comparison
    changes = [*window.counted, *compared.reported] if compared else []
    posts = []
    for entry in window.entries:
        bound = {*entry.changes, *_declared(entry, changes)}
        # Its waiver keeps all that it speaks of off the page, so its text would be about nothing there.
        if entry.changes and window.hidden.issuperset(bound):
            continue
        # The only entry of a release tells of all of it, whatever it binds.
        mine = changes if len(window.entries) == 1 else [change for change in changes if change.id in bound]
        changes = [change for change in changes if change not in mine]
        posts.append(_entry_post(entry, window, mine, directory, taken))
    if posts and not any(map(is_told, changes)):
        newest = max(range(len(posts)), key=lambda index: (posts[index].date, index))
        posts[newest] = _with_unlisted(posts[newest], changes)
    elif window.release:
        posts.append(_release_post(window.release, window, changes, directory, taken))
    if window.first and posts:
        posts[0] = replace(posts[0], operations=first.count(), events=first.events())
    # Of the release as a whole, so they stand with one of its posts alone.
    if posts:
        posts[-1] = with_library(posts[-1], window, directory, taken)
    return posts


def _with_unlisted(post: Post, changes: Sequence[Change]) -> Post:
    generated = sum(change.lens == "client-library" for change in changes)
    return replace(post, neutral=post.neutral + len(changes), generated=post.generated + generated)


def _declared(entry: Entry, changes: Sequence[Change]) -> set[str]:
    """The ids of the entry's declared meanings among the changes."""
    versions = {change.path_version for change in changes}
    declared = {meaning_id(version, meaning) for meaning in entry.meaning for version in versions}
    return {change.id for change in changes if change.id in declared}


def _entry_post(entry: Entry, window: Window, changes: Sequence[Change], directory: Directory, taken: set[str]) -> Post:
    assert entry.date is not None  # It was published.
    post = post_of(window, entry.date, changes, directory, taken)
    # A draft that nobody edited lists the changes, which the page lists itself.
    body = "" if is_first_text(entry.body) else entry.body
    is_drafted = not body and is_first_title(entry.title, entry.version) and not entry.title.startswith("New ")
    return replace(
        post,
        anchor=unique(slug(entry.slug), taken),
        file=entry.path.name,
        title=entry.title + (_about(post, directory) if is_drafted else ""),
        versions=(entry.version,) if entry.version else post.versions,
        body=body,
        amended=window.amended.get(entry.path.name),
        speaks_of=spoken_of(body, directory),
        waiver=_note_of(entry.waiver) if entry.waiver and not hides_waived(entry) else None,
    )


def _about(post: Post, directory: Directory) -> str:
    """What the changes that a drafted title speaks of are about: `: goals, stories and 2 more`."""
    items = post.breaking or post.additive or post.deprecated
    resources = Resources(directory.names)
    found = dict.fromkeys(resources.of([target.name for target in item.targets]) for item in items)
    names = [name if name[1:2].isupper() else name[:1].lower() + name[1:] for name in found if name != EVERYWHERE]
    if not names:
        return ": across the API" if found else ""
    left = len(names[MOST_RESOURCES:])
    # What is about many resources at once has no name of its own.
    rest = "more" if EVERYWHERE in found else f"{left} more" if left else ""
    told = [*names[:MOST_RESOURCES], *filter(None, [rest])]
    return f": {enumerated(told)}"


def _note_of(waiver: Waiver) -> WaiverNote:
    return WaiverNote(waiver.reason, waiver.approved_by, waiver.kind == "correction")


def _release_post(
    release: Release, window: Window, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    post = post_of(window, release.release, changes, directory, taken)
    return replace(
        post,
        anchor=unique(f"release-{release.name}", taken),
        title=FIRST_TITLE if window.first else _title(window, [as_told(change) for change in changes]),
        # Records sort them as texts, by which `v10` comes before `v9`.
        versions=tuple(sorted(release.path_versions, key=natural)) if window.first else post.versions,
    )


def _title(window: Window, changes: Sequence[Change]) -> str:
    """The title of a release by what is gated; if only the rest of the API changed, by that."""
    gated = [change for change in changes if change.treatment == "gated"]
    return words.release_title(gated if any(map(is_told, gated)) else changes, hides=bool(window.left_off))


def post_of(
    window: Window, date: datetime.date, changes: Sequence[Change], directory: Directory, taken: set[str]
) -> Post:
    """The post without what only an entry or only a release knows."""
    told = [change for change in changes if is_told(change) and change.treatment == "gated"]
    aside = [change for change in changes if is_told(change) and change.treatment != "gated"]
    items = [
        replace(item_of(change, window.waived, directory, taken), announced=window.announced.get(change.id))
        for change in told
    ]
    post = Post(
        anchor="",
        date=date,
        title="",
        first=window.first,
        versions=tuple(sorted({item.path_version for item in items}, key=natural)),
        body="",
        speaks_of=(),
        waiver=None,
        breaking=tuple(item for item in items if item.cls == "breaking"),
        additive=tuple(item for item in items if item.cls == "additive"),
        deprecated=tuple(item for item in items if item.cls == "neutral"),
        deprecated_title=announced_title(changes),
        neutral=0,
        generated=0,
        operations=0,
        events=0,
        number=window.release.number if window.release else 1,
        # A baseline lists what broke without a decision; what was waived in it has one.
        ungoverned=_is_ungoverned(window.release) and any(i.cls == "breaking" and not i.waived for i in items),
        reported=tuple(item_of(change, window.waived, directory, taken) for change in aside),
        observed=window.observed,
        beside=window.base,
    )
    return _with_unlisted(post, [change for change in changes if not is_told(change)])


def _is_ungoverned(release: Release | None) -> bool:
    return release is not None and release.kind == "baseline"


def item_of(change: Change, waived: frozenset[str], directory: Directory, taken: set[str]) -> Item:
    change = as_told(change)
    targets = directory.targets(change.broken or change.operations)
    before, after = _values(change)
    named = {piece for kind, piece in parts(change.title) if kind == "code"}
    return Item(
        anchor=unique(f"change-{change.short_id}", taken),
        id=change.short_id,
        cls=change.cls,
        badge=class_or_kind(change),
        title=change.title,
        note=change.note,
        path_version=change.path_version,
        marks=(
            # What is outside of the promise stands in one list, whatever its class, so each change says its own.
            *([class_or_kind(change)] if change.treatment != "gated" else []),
            *words.marks(change),
            *filter(None, [words.travels(change)]),
        ),
        waived=change.id in waived,
        targets=targets,
        others=tuple(target for target in targets if not named & {target.name, target.bare_name}),
        # A title has up to that many names in it.
        names=change.names if len(change.names) > MOST_NAMES else (),
        rule=change.rule,
        lens=change.lens,
        before=before,
        after=after,
        witness_says=words.witness_says(change, change.witness) if change.witness else "",
        witness=_value_text(change.witness.instance) if change.witness else "",
    )


def _values(change: Change) -> tuple[str, str]:
    """What is on either side of a change, empty where there is no such thing; both are, where a page cannot show it."""
    sides = (change.base, change.revision)
    # Where one side is too long to be shown, the other beside nothing would say that it came or went.
    if change.note or any(side is not None and side.is_left_out for side in sides):
        return "", ""
    before, after = (_value(side) for side in sides)
    return before, after


def _value(side: Side | None) -> str:
    text = "" if side is None else _value_text(side.value)
    # A bare name would look like the field itself, which is still there where it became optional.
    is_name = side is not None and side.pointer.endswith("/required") and text.startswith('"')
    return f'{{\n  "required": [\n    {text}\n  ]\n}}' if is_name else text


def _value_text(value: JSON) -> str:
    """As `remembering.light` has it: canonical JSON, which a string holds."""
    return value.strip() if isinstance(value, str) else ""
