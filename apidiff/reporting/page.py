"""The published files of a changelog, each made when it is asked for, from the site's data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from apidiff.recording.ownership import MARK
from apidiff.reporting import embedding, feeds, pages, signposts, words
from apidiff.reporting.escaping import SURROGATE
from apidiff.reporting.pages import Sheet, Step
from apidiff.reporting.securing import SITE_CSP, secured
from apidiff.reporting.site import Post, Site
from apidiff.reporting.templating import Renderer, tidy

CHANGELOG_BYTES = 400_000
"""About how many bytes of entries CHANGELOG.md holds; older ones are listed by title."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to publish."""

    name: str
    """From the site's root."""
    make: Callable[[], bytes]
    said: Callable[[], str]
    """What it is made from, or a digest of it: as long as that and the code stay the same, so does the file."""

    @property
    def key(self) -> str:
        # Half of a surrogate pair has no bytes in UTF-8; for a digest any other character will do.
        return hashlib.sha256(self.said().encode(errors="replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page says around its own content."""

    kind: str
    title: str
    """The API's."""
    heading: str
    description: str
    path: str
    """From the site's root, without `.html`."""
    url: str
    """Of the site; empty if that is not configured."""
    main: str = "main"
    """The anchor that the skip link leads to."""
    crumbs: tuple[Step, ...] = ()
    updated: Any = None

    @property
    def name(self) -> str:
        """Its file without `.html`."""
        return self.path.rpartition("/")[2]


def files(site: Site, templates: Path | None = None, calendar: str = "") -> Iterator[File]:
    """Each file of the site; the same bytes for the same site.

    `templates` is the project's folder of overrides, and `calendar` the iCalendar of what goes when. Making a file
    raises `InputError` where a template fails.
    """
    renderer = Renderer(templates)
    # Worked out once, and only if a file asks: it reads all that the site says.
    whole: list[str] = []

    def all_of_it() -> str:
        if not whole:
            said = hashlib.sha256(repr(replace(site, posts=(), since=())).encode(errors="replace"))
            # What lies between two releases follows from them: their lines stand for it.
            said.update(repr([since.release for since in site.since]).encode())
            for post in site.posts:  # one by one: all of them as one text would take a gigabyte
                said.update(repr(post).encode(errors="replace"))
            whole.append(said.hexdigest())
        return whole[0]

    yield File("index.html", lambda: _marked(_front_html(site, renderer)), all_of_it)
    yield File("index.md", lambda: _marked(_front_markdown(site, renderer)), all_of_it)
    yield File("CHANGELOG.md", lambda: _marked(_changelog(site, renderer)), all_of_it)
    paths = ["index.html"]
    for sheet in pages.sheets(site):
        paths.append(f"{sheet.path}.html")
        yield from _sheet_files(sheet, site, renderer)
    yield from _data(site, all_of_it)
    yield File("llms.txt", lambda: _marked(tidy(signposts.llms(site, renderer))), all_of_it)
    yield File("fragment.html", lambda: embedding.fragment(site, site.posts), all_of_it)
    # A sitemap lists absolute addresses alone (sitemaps.org).
    if site.url:
        yield from _sitemaps(paths, site.url)
    # Also without a day: whoever subscribed to it would go on with days that were taken back if it were gone.
    if calendar:
        yield File("calendar.ics", calendar.encode, lambda: calendar)


def _sitemaps(paths: list[str], url: str) -> Iterator[File]:
    # Below, each name is a default: a closure would see the last one of them.
    for name in signposts.sitemap_names(len(paths)):

        def make(name: str = name) -> bytes:
            return signposts.sitemap(name, paths, url)

        yield File(name, make, lambda: repr((url, paths)))


def render(site: Site, templates: Path | None = None, calendar: str = "") -> dict[str, bytes]:
    """Each file's bytes by its name. Raises as `files`."""
    return {file.name: file.make() for file in files(site, templates, calendar)}


def _sheet_files(sheet: Sheet, site: Site, renderer: Renderer) -> Iterator[File]:
    frame = Frame(
        kind=sheet.kind,
        title=site.title,
        heading=sheet.heading,
        description=" ".join(sheet.lede) or sheet.heading,
        path=sheet.path,
        url=site.url,
        crumbs=sheet.crumbs,
    )
    context = {"page": frame, "sheet": sheet, "root": sheet.root, "csp": SITE_CSP}

    @cache
    def said() -> str:
        # Of both forms: what they are made from is read once, and it is long.
        return hashlib.sha256(repr((frame, sheet)).encode(errors="replace")).hexdigest()

    yield File(f"{sheet.path}.html", lambda: _marked(secured(renderer.render("sheet.html.j2", context))), said)
    yield File(f"{sheet.path}.md", lambda: _marked(tidy(renderer.render("sheet.md.j2", context))), said)


def _data(site: Site, all_of_it: Callable[[], str]) -> Iterator[File]:
    """Feeds and JSON."""
    yield File("changelog.json", lambda: embedding.index(site), all_of_it)
    by_release: dict[str, list[Post]] = {}
    for post in site.posts:
        by_release.setdefault(post.release, []).append(post)
    for name, posts in by_release.items():

        def document(name: str = name, posts: list[Post] = posts) -> bytes:
            return embedding.release(site, name, posts)

        def said(posts: list[Post] = posts) -> str:
            return repr((site.title, site.url, posts))

        yield File(f"releases/{name}.json", document, said)
    # Made here and not when asked for: how many files there are depends on how many lines there are.
    searched = embedding.search(site)
    for name, content in searched.items():
        yield File(name, lambda content=content: content, lambda content=content: content.decode())  # type: ignore[misc]
    feeds_of = [("", site.title, site.posts, "index.html")]
    if site.versioned:
        feeds_of += [
            (
                f"{version.folder}/",
                f"{site.title} {version.path_version}",
                pages.posts_of(site, version.path_version),
                f"{version.folder}/index.html",
            )
            for version in site.versions
        ]
    for folder, title, some, home in feeds_of:
        for name, make in (("feed.atom", feeds.atom), ("feed.json", feeds.json_feed)):

            def feed(
                make: Any = make, some: Any = some, title: str = title, path: str = folder + name, home: str = home
            ) -> bytes:
                made: bytes = make(site, some, title, path, home)
                return made

            yield File(folder + name, feed, all_of_it)


def _marked(text: str) -> bytes:
    """A page with the mark of its writer, which is no part of a template, so that no override can lose it."""
    marked = f"{text}<!-- {MARK.decode()} -->\n"
    try:
        return marked.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", marked).encode()


def overview(title: str, apis: Mapping[str, Site], templates: Path | None = None, url: str = "") -> Iterator[File]:
    """As `files`, of what lies above the sites of several APIs: a page that leads to each, and the feeds of all.

    `url` is its address, if that is configured.
    """
    dates = [site.updated for site in apis.values() if site.updated]
    updated = max(dates, default=None)
    frame = Frame(
        kind="apis",
        title=title,
        heading="API changelogs",
        description=f"{title}: the changelog of each API, for developers who use them.",
        path="index",
        url=url,
        main="apis",
        updated=updated,
    )
    context = {"page": frame, "title": title, "apis": dict(apis), "updated": updated, "root": "", "csp": SITE_CSP}
    renderer = Renderer(templates)

    def said() -> str:
        return repr((frame, [(name, _newest(site)) for name, site in apis.items()]))

    yield File("index.html", lambda: _marked(secured(renderer.render("apis.html.j2", context))), said)
    joint = feeds.joint(title, apis, url, updated)
    yield File("feed.atom", lambda: feeds.atom(*joint, title, "feed.atom", "index.html"), said)
    yield File("feed.json", lambda: feeds.json_feed(*joint, title, "feed.json", "index.html"), said)
    yield File("fragment.html", lambda: embedding.fragment(*joint), said)
    yield File("llms.txt", lambda: _marked(tidy(signposts.llms_of_all(title, dict(apis), url, renderer))), said)
    # A sitemap may list what is at its own host and below its own folder alone (sitemaps.org, "Location").
    below = [f"{site.url}sitemap.xml" for site in apis.values() if url and site.url.startswith(url)]
    if below:
        yield File("sitemap.xml", lambda: signposts.sitemap_index(below), lambda: repr(below))


def _newest(site: Site) -> Site:
    """What the page and the feeds above several sites tell of one of them."""
    return replace(site, posts=site.posts[: feeds.MOST], since=(), index=(), targets=())


def html(site: Site, templates: Path | None = None) -> str:
    """The front page. Its policy (CSP) allows its own inline styles and script by their hashes, and no other site."""
    return _front_html(site, Renderer(templates))


def _front_html(site: Site, renderer: Renderer) -> str:
    return secured(renderer.render("index.html.j2", _front(site)))


def _front_markdown(site: Site, renderer: Renderer) -> str:
    return tidy(renderer.render("index.md.j2", _front(site)))


def _front(site: Site) -> dict[str, Any]:
    frame = Frame(
        kind="front",
        title=site.title,
        heading="API changelog",
        description=f"{site.title}: what changed in the API by date, for developers who use it.",
        path="index",
        url=site.url,
        main="changes",
        updated=site.updated,
    )
    labels = words.LABELS
    return {
        "page": frame,
        "site": site,
        "front": pages.front(site),
        "root": "",
        "labels": labels,
        "csp": SITE_CSP,
    }


def markdown(site: Site, templates: Path | None = None) -> str:
    """The changelog as Markdown, for a repository or a documentation site."""
    return _changelog(site, Renderer(templates))


def _changelog(site: Site, renderer: Renderer) -> str:
    used, shown = 0, 0
    for post in site.posts:
        used += post.weight
        # The newest entry is there however large it is.
        if shown and used > CHANGELOG_BYTES:
            break
        shown += 1
    context = {"site": site, "posts": site.posts[:shown], "older": site.posts[shown:], "root": None}
    return tidy(renderer.render("CHANGELOG.md.j2", context))
