"""Divide a site into pages: the site's data in, the pages with what each one says out. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from apidiff.governing.announcing import announced_counts
from apidiff.model.change import ChangeClass
from apidiff.model.contract import UNVERSIONED
from apidiff.model.wording import enumerated
from apidiff.reporting import words
from apidiff.reporting.directory import Target
from apidiff.reporting.site import GROUPS, MOST_BYTES, Item, Mention, PlanLine, Post, Since, Site

FRONT_BYTES = 150_000
"""About how many bytes the newest entries take on the front page; older ones are listed by title."""
FRONT_POSTS = 20
FRONT_ITEMS = 12
"""Changes of each class that an entry lists on the front page; all of them are on the page of its release."""
MOST_LINES = 400
"""Titles or operations that one page lists."""
MOST_MENTIONS = 60
"""Operations and events that the front page lists; of more, it leads to their page."""
MOST_TARGETS = 40
"""Operations of a change that a page lists where another page lists all of them."""
MOST_ROWS = 300
"""Changes that the history of an operation lists; of older ones, it names the releases."""

TITLES: dict[str, tuple[str, ChangeClass]] = {
    "breaking": ("Breaking changes", "breaking"),
    "additive": ("Additive changes", "additive"),
    "deprecated": ("Deprecated", "neutral"),
    "reported": ("Changes outside of this policy", "neutral"),
    "library": ("What only generated client libraries see", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Changes under one heading."""

    title: str
    cls: str
    items: tuple[Item, ...]
    url: str = ""
    """Where the heading leads, from the site's root."""
    total: int = 0
    """How many there are, where not all of them are listed here."""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Lines:
    """Titles of entries under one heading."""

    title: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A link to another page of the site, from its root."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says below its heading. Sentences have identifiers in backticks."""

    kind: str
    """`release`, `version`, `operation`, `compare`; `operations`, `entries` and `comparisons` are lists of pages."""
    path: str
    """From the site's root, without what its form adds: `releases/2026-06-23`."""
    heading: str
    lede: tuple[str, ...] = ()
    crumbs: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()
    """The page before and the page after."""
    posts: tuple[Post, ...] = ()
    groups: tuple[Group, ...] = ()
    lines: tuple[Lines, ...] = ()
    mentions: tuple[Mention, ...] = ()
    plans: tuple[PlanLine, ...] = ()
    links: tuple[Step, ...] = ()
    instead: str = ""
    """What it says in place of groups, where it could have some."""
    feed: str = ""
    """The folder of its own feeds, from the site's root."""

    @property
    def root(self) -> str:
        """The way from its folder to the site's root."""
        return "../" * self.path.count("/")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page holds of a site."""

    posts: tuple[Post, ...]
    """The newest ones, with as many changes as it shows of each."""
    more: dict[str, dict[str, int]]
    """How many changes each post has of each group, by the post's address."""
    years: tuple[Lines, ...]
    """The titles of the others, by year."""
    older: tuple[Step, ...]
    """The pages that list still older ones."""
    index: tuple[Mention, ...]


def front(site: Site) -> Front:
    """The front page: the newest entries whole, others by title, each anchor once."""
    shown: list[Post] = []
    seen: set[str] = set()
    used = 0
    for post in site.posts[:FRONT_POSTS]:
        # Weighed as it is shown: of an entry with thousands of changes the front page has the first few.
        cut = _cut(post, seen)
        used += cut.weight
        # The newest entry is there however large it is.
        if shown and used > FRONT_BYTES:
            break
        shown.append(cut)
    rest = site.posts[len(shown) :]
    # Titles of the next ones stand here as well; still older ones are on the pages of their years.
    listed, older = rest[:MOST_LINES], rest[MOST_LINES:]
    return Front(
        posts=tuple(shown),
        more={post.permalink: {name: len(getattr(post, name)) for name in GROUPS} for post in site.posts[: len(shown)]},
        years=tuple(_by_year(listed)),
        older=tuple(Step(str(year), f"years/{year}.html") for year in dict.fromkeys(post.date.year for post in older)),
        # A part of a long index would look like all of it, so that page is linked instead.
        index=site.index if len(site.index) <= MOST_MENTIONS else (),
    )


def _cut(post: Post, seen: set[str]) -> Post:
    """The post as the front page shows it: light, and no anchor that the page has already."""

    def light(item: Item) -> Item:
        # Two entries may tell of one change, and an id stands in an HTML document once.
        again = item.anchor in seen
        seen.add(item.anchor)
        # An edit of a shared schema may affect thousands of operations.
        short = item.shortened(MOST_TARGETS, item.permalink)
        return replace(short, again=again, before="", after="", witness="", witness_says="")

    return replace(post.with_items(lambda items: [light(item) for item in items[:FRONT_ITEMS]]), library=())


def _by_year(posts: Sequence[Post]) -> Iterator[Lines]:
    for year in dict.fromkeys(post.date.year for post in posts):
        yield Lines(str(year), tuple(post.as_line for post in posts if post.date.year == year))


def sheets(site: Site) -> Iterator[Sheet]:
    """Every page but the front page."""
    yield from _releases(site)
    yield from _versions(site)
    yield from _operations(site)
    yield from _compared(site)
    # Up to that number the front page lists every title by itself.
    if len(site.posts) > MOST_LINES:
        for year in _by_year(site.posts):
            yield from _listed(
                Sheet("entries", f"years/{year.title}", f"Changes in {year.title}", crumbs=_HOME), year.posts
            )


_HOME = (Step("Changelog", "index.html"),)


def _listed(sheet: Sheet, posts: Sequence[Post]) -> Iterator[Sheet]:
    """The sheet with the titles of posts by month, on as many pages as they take."""
    # A path version has its page also if no entry speaks of it.
    pages = [posts[at : at + MOST_LINES] for at in range(0, len(posts), MOST_LINES)] or [()]
    for number, some in enumerate(pages, 1):
        months = dict.fromkeys((post.date.year, post.date.month) for post in some)
        lines = tuple(
            Lines(
                f"{words.MONTHS[month - 1]} {year}",
                tuple(post.as_line for post in some if (post.date.year, post.date.month) == (year, month)),
            )
            for year, month in months
        )
        yield _numbered(replace(sheet, lines=lines), number, len(pages))


def _numbered(sheet: Sheet, number: int, last: int, between: str = "-p") -> Sheet:
    """The sheet as one of several pages, with the way to the others."""
    if last == 1:
        return sheet
    paths = [sheet.path if each == 1 else f"{sheet.path}{between}{each}" for each in range(1, last + 1)]
    links = tuple(Step(f"Page {each}", f"{path}.html") for each, path in enumerate(paths, 1) if each != number)
    return replace(
        sheet, path=paths[number - 1], heading=f"{sheet.heading}, page {number} of {last}", links=(*sheet.links, *links)
    )


def _releases(site: Site) -> Iterator[Sheet]:
    by_release: dict[str, list[Post]] = {}
    for post in site.posts:
        by_release.setdefault(post.release, []).append(post)
    # As numbers: `2026-06-28.10` follows `2026-06-28.9`.
    names = sorted(by_release, key=lambda name: (name[:10], int(name[11:] or 1)))
    compared = {str(since.release.name) for since in site.since}
    for at, name in enumerate(names):
        posts = by_release[name]
        steps = (
            *([Step(f"Before: {release_title(names[at - 1])}", f"releases/{names[at - 1]}.html")] if at else []),
            *(
                [Step(f"After: {release_title(names[at + 1])}", f"releases/{names[at + 1]}.html")]
                if at + 1 < len(names)
                else []
            ),
        )
        links = (Step("What changed since", f"compare/{name}.html"),) if name in compared else ()
        # Where the text of a post begins, and wherever its changes go on.
        pages = list(dict.fromkeys(page for post in posts for page in (post.page, *(item.page for item in post.items))))
        # The shorter address first: `-p10` follows `-p9`.
        pages.sort(key=lambda page: (len(page), page))
        for number, page in enumerate(pages, 1):
            # A post may have changes on a page, and none of its text.
            some = tuple(
                _on(post, page) for post in posts if page == post.page or any(i.page == page for i in post.items)
            )
            sheet = Sheet(
                "release",
                f"releases/{name}",
                f"Release of {release_title(name)}",
                lede=_compared_with(posts, names[at - 1] if at else ""),
                crumbs=_HOME,
                steps=steps,
                posts=some,
                links=links,
            )
            yield _numbered(sheet, number, len(pages))


def _compared_with(posts: Sequence[Post], before: str) -> tuple[str, ...]:
    """What a release's page tells of; `before`: the release that its date follows."""
    if any(post.first for post in posts):
        return ("This changelog starts here.",)
    # A hotfix is recorded after a release of a later day, or beside an older one.
    beside = next((post.beside for post in posts if post.beside), before)
    which = "the release before it" if beside == before else f"the release of {release_title(beside)}"
    return (f"What changed from {which} to this one.",)


def _on(post: Post, page: str) -> Post:
    """What one page has of a post: its text stands where it begins."""
    some = post.with_items(lambda items: [item for item in items if item.page == page])
    return (
        some
        if post.page == page
        else replace(some, body="", amended=None, neutral=0, generated=0, operations=0, events=0)
    )


def release_title(name: str) -> str:
    """`23 June 2026`, and of a later one of its day `23 June 2026, no. 2`."""
    date, number = name[:10], name[11:]
    said = words.day(datetime.date.fromisoformat(date))
    return f"{said}, no. {number}" if number else said


def posts_of(site: Site, version: str) -> tuple[Post, ...]:
    """The posts that speak of a path version, or whose changes are in it."""
    return tuple(
        post for post in site.posts if version in post.versions or any(i.path_version == version for i in post.items)
    )


def _versions(site: Site) -> Iterator[Sheet]:
    if not site.versioned:
        return
    for version in site.versions:
        folder = version.folder
        sheet = Sheet(
            "version",
            f"{folder}/index",
            version_title(version.path_version),
            lede=tuple(filter(None, (version.since_says, version.standing, version.left_says))),
            crumbs=_HOME,
            plans=tuple(plan for plan in site.plans if version.path_version in plan.path_versions),
            feed=folder,
        )
        yield from _listed(sheet, posts_of(site, version.path_version))


def version_title(path_version: str) -> str:
    return "Outside of any version" if path_version == UNVERSIONED else f"Version {path_version}"


def _operations(site: Site) -> Iterator[Sheet]:
    mentions = {mention.target.name: mention for mention in site.index}
    hides = frozenset(site.hides)
    linked = site.linked
    # What no entry mentions is listed as well, though it need not have a page.
    every = [
        mentions.get(target.name) or Mention(target, (), target.name in hides, target.name in linked)
        for target in site.targets
    ]
    pages = [every[at : at + MOST_LINES] for at in range(0, len(every), MOST_LINES)]
    for number, some in enumerate(pages, 1):
        sheet = Sheet(
            "operations",
            "operations/index",
            "Operations and events",
            lede=("Each operation and event, with the entries that mention it.",),
            crumbs=_HOME,
            mentions=tuple(some),
        )
        yield _numbered(sheet, number, len(pages))
    changed: dict[str, dict[str, list[Item]]] = {}
    for post in site.posts:
        for item in post.items:
            for target in item.targets:
                changed.setdefault(target.name, {}).setdefault(post.permalink, []).append(item)
    # One row for a change, on however many pages it stands.
    # By identity: to hash a change, all of its texts would have to be read.
    rows = {id(item): _light(item) for posts in changed.values() for items in posts.values() for item in items}
    for mention in every:
        # A page that nothing leads to, and that tells nothing, is not made.
        if mention.has_page:
            yield _history(mention, changed.get(mention.target.name, {}), rows, site)


def operation_addresses(site: Site) -> Iterator[tuple[Target, str]]:
    """Each operation and event with the address of its page, or else of its line in the list of all of them."""
    has_page = {mention.target.name for mention in site.index if mention.has_page} | site.linked
    for position, target in enumerate(site.targets):
        number = position // MOST_LINES + 1
        listed = f"operations/index{f'-p{number}' if number > 1 else ''}.html#{target.anchor}"
        yield target, target.page if target.name in has_page else listed


def _history(mention: Mention, changed: Mapping[str, Sequence[Item]], light: Mapping[int, Item], site: Site) -> Sheet:
    """What changed of an operation, by the address of the entry that tells of it."""
    name = mention.target.name
    rows = 0
    groups: list[Group] = []
    named: list[Post] = []
    for post in mention.posts:
        mine = changed.get(post.permalink, ())
        # Of the newest entries, which come first; the older ones are named below without their changes.
        shown = tuple(light[id(item)] for item in mine[: max(0, MOST_ROWS - rows)])
        rows += len(shown)
        if shown:
            groups.append(Group(f"{words.day(post.date)}: {post.heading}", "mixed", shown, post.permalink, len(mine)))
        else:
            named.append(post)
    target = mention.target
    return Sheet(
        "operation",
        target.page.removesuffix(".html"),
        f"`{name}`",
        lede=tuple(filter(None, (target.summary, "" if target.current else "It is no longer there."))),
        crumbs=(*_HOME, Step("Operations and events", "operations/index.html")),
        groups=tuple(groups),
        lines=(Lines("Also in", tuple(named)),) if named else (),
        plans=tuple(plan for plan in site.plans if any(one.name == name for one in plan.targets)),
        instead="" if mention.posts else "No entry mentions it so far.",
        links=(Step("Reference", target.reference),) if target.reference else (),
    )


def _light(item: Item) -> Item:
    """A row of an operation's page that leads to where the change is told in full."""
    # About nothing: what an operation's page shows is all about that operation.
    return replace(
        item, targets=item.targets[:8], others=(), names=(), about=(), before="", after="", witness="", witness_says=""
    )


def _compared(site: Site) -> Iterator[Sheet]:
    newest = site.since[0].newest if site.since else None
    links = tuple(Step(release_title(str(one.release.name)), f"compare/{one.release.name}.html") for one in site.since)
    if newest is not None:
        yield Sheet(
            "comparisons",
            "compare/index",
            "What changed since",
            lede=(
                f"Each page compares an older release with the newest one, of {release_title(str(newest.name))}: "
                "what was added and removed again in between is not in it.",
                "Any other pair: `apidiff diff DATE DATE`.",
            ),
            crumbs=_HOME,
            links=links,
        )
    # The oldest last: of a change that came again, the release is meant that brought it first.
    told = {item.id: item.permalink for post in site.posts for item in post.items} if site.since else {}
    rows: dict[str, Item] = {}
    for since in site.since:
        yield from _between(since, told, rows)


def _between(since: Since, told: Mapping[str, str], rows: dict[str, Item]) -> Iterator[Sheet]:
    """The pages of a comparison; `told` has the address of each change that a release tells of.

    `rows` has those of comparisons before it, by the id of their change: most come again, and are the same object then.
    """
    older, newer = (release_title(str(release.name)) for release in (since.release, since.newest))
    lede = (
        f"From the release of {older} to the newest one, of {newer}{_counted(since)}.",
        "What was added and removed again in between is not in it.",
        *filter(None, [since.unlisted]),
    )
    titles = {**TITLES, "deprecated": (since.deprecated_title, "neutral")}
    groups = [
        Group(titles[name][0], titles[name][1], tuple(_row(item, told, rows) for item in getattr(since, name)))
        for name in GROUPS
        if getattr(since, name)
    ]
    pages = list(_divided(groups))
    for number, some in enumerate(pages, 1):
        sheet = Sheet(
            "compare",
            f"compare/{since.release.name}",
            f"What changed since {older}",
            lede=lede,
            crumbs=(*_HOME, Step("What changed since", "compare/index.html")),
            groups=tuple(some),
            # If something is left off, nothing may be claimed of what there is.
            instead="" if some else "No changes listed." if since.hides else "Nothing that a client notices.",
            links=(Step(f"Release of {newer}", f"releases/{since.newest.name}.html"),),
        )
        yield _numbered(sheet, number, len(pages), "-p")


def _counted(since: Since) -> str:
    """How much lies in between: that there is none of a class is said only where everything is told."""
    is_all = not (since.hides or since.reported)
    only = "that only generated client libraries see"
    counts: list[tuple[int, bool, str, str]] = [
        (len(since.breaking), is_all, "breaking change", "breaking changes"),
        (len(since.additive), is_all, "additive change", "additive changes"),
        *((count, False, kind.one, kind.several) for count, kind in announced_counts(i.rule for i in since.deprecated)),
        (len(since.reported), False, "change outside of this policy", "changes outside of this policy"),
        (len(since.library), False, f"change {only}", f"changes {only}"),
    ]
    told = [words.number(count, one, several) for count, always, one, several in counts if count or always]
    if not (told and since.hides):
        return f": {enumerated(told)}" if told else ""
    return f", {enumerated(told)} {'is' if sum(count for count, *_ in counts) == 1 else 'are'} listed"


def _row(item: Item, told: Mapping[str, str], known: dict[str, Item]) -> Item:
    # Thousands of rows may stand here, so none has values or very long lists.
    row = replace(item.shortened(MOST_TARGETS, told.get(item.id, "")), before="", after="")
    # Between other releases, one change may affect more operations.
    same = known.setdefault(row.id, row)
    return same if same == row else row


def _divided(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """The groups on pages of a bounded size; one group may go on over several pages."""
    page: list[Group] = []
    used = 0
    for group in groups:
        rows: list[Item] = []
        for item in group.items:
            # A change that is larger than a page has one to itself.
            if used and used + item.weight > MOST_BYTES:
                if rows:
                    page.append(replace(group, items=tuple(rows)))
                yield page
                page, rows, used = [], [], 0
            rows.append(item)
            used += item.weight
        page.append(replace(group, items=tuple(rows)))
    # Also if it is empty: the page then says what there is instead.
    yield page
