"""The feeds of a changelog: posts in, Atom (RFC 4287) and JSON Feed 1.1 out, the same bytes for the same posts."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from feedgenerator import Atom1Feed
from markupsafe import Markup

from apidiff.governing.announcing import announced_counts
from apidiff.recording.ownership import MARK
from apidiff.reporting import words
from apidiff.reporting.escaping import clean, parts
from apidiff.reporting.json_output import to_json
from apidiff.reporting.prose import to_html
from apidiff.reporting.site import Item, Post, Site
from apidiff.reporting.templating import sentence

MOST = 40
"""Posts of a feed: the newest."""
# Never another one: readers would show every post as new.
_IDS = uuid.UUID("6f5d4e8c-0a3b-5c1d-9e7f-2b1a4c6d8e90")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What an XML document cannot hold (XML 1.0, 2.2)."""
NO_URL = "Links are relative: set `url` in `[page]` of apidiff.toml to have absolute ones."


def identity(site: Site, what: str) -> str:
    """An id that stays wherever the site is published: made from the first line of its records."""
    return f"urn:uuid:{uuid.uuid5(_IDS, f'{site.genesis} {site.api} {what}')}"


def atom(site: Site, posts: Sequence[Post], title: str, path: str, home: str) -> bytes:
    """An Atom feed that lies at `path` from the site's root, of the page `home`.

    Without a configured address its links are relative to the feed, as RFC 4287 (2) allows.
    """
    root = site.url or "../" * path.count("/")
    feed = Atom1Feed(
        title=_plain(f"{title} changelog"),
        link=root + home,
        description="",
        language="en",
        feed_url=site.url + path if site.url else None,
        feed_guid=identity(site, path),
    )
    for post in posts[:MOST]:
        feed.add_item(
            title=_plain(_text(post.heading)),
            link=root + post.permalink,
            unique_id=identity(site, f"{post.release} {post.anchor}"),
            description=_xml(content(post, root)),
            pubdate=_time(post.date),
            updateddate=_time(post.updated),
            categories=tuple(map(_plain, tags(post))),
            author_name=_plain(site.title),
        )
    if not posts:
        # The library would take the time of day.
        feed.latest_post_date = lambda: _time(site.updated or datetime.date(1970, 1, 1))
    text = feed.writeString("utf-8")
    said = MARK.decode() + ("" if site.url else f" {NO_URL}")
    return f"{text}\n<!-- {said} -->\n".encode()


def json_feed(site: Site, posts: Sequence[Post], title: str, path: str, home: str) -> bytes:
    """As `atom`, as JSON Feed 1.1. Without a configured address it has no `url`s, which must be absolute there."""
    root = site.url or "../" * path.count("/")
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} changelog",
        **({"home_page_url": site.url + home, "feed_url": site.url + path} if site.url else {}),
        "user_comment": MARK.decode() + ("" if site.url else f" {NO_URL}"),
        "language": "en",
        "items": [
            {
                "id": identity(site, f"{post.release} {post.anchor}"),
                **({"url": site.url + post.permalink} if site.url else {}),
                "title": _text(post.heading),
                "content_html": content(post, root),
                "date_published": _time(post.date).isoformat(),
                **({"date_modified": _time(post.updated).isoformat()} if post.amended else {}),
                "tags": list(tags(post)),
            }
            for post in posts[:MOST]
        ],
    }
    return (to_json(made) + "\n").encode()


def tags(post: Post) -> tuple[str, ...]:
    """What a reader may filter by: the classes and the path versions."""
    found = (
        "breaking" if post.breaking else "",
        "additive" if post.additive else "",
        *(kind.title.lower().replace(" ", "-") for _, kind in announced_counts(item.rule for item in post.deprecated)),
        "waived" if post.waiver else "",
        *post.versions,
    )
    return tuple(filter(None, found))


MOST_ITEMS = 20
"""Changes of each class that a feed lists of a post."""


def content(post: Post, root: str) -> str:
    """What a feed reader shows of a post, as HTML: the text, who decided on what breaks, and the first changes."""
    # Beside the front page, too, an anchor of that page is one of another.
    written = (
        [to_html(post.body, top=3, links=post.links(root), root=root or "./", entries=dict(post.entries))]
        if post.body
        else []
    )
    if post.waiver:
        said = (
            "Shipped although it breaks."
            if not post.waiver.correction
            else "The description was wrong; the API did not change."
            if post.is_corrected
            else "Where it breaks, the description was wrong; there the API did not change."
        )
        by = f"{words.sentence(post.waiver.reason)} Approved by {post.waiver.approved_by}."
        written.append(Markup("<p><strong>{}</strong> {}</p>").format(said, by))
    if post.ungoverned:
        written.append(Markup("<p>Changed before this API was governed.</p>"))
    # A text that somebody wrote may say so in its own words, or say more.
    elif post.observed and not post.first and not post.body:
        written.append(Markup("<p>Changed before this changelog was kept.</p>"))
    for title, items in (
        ("Breaking changes", post.breaking),
        ("Additive changes", post.additive),
        (post.deprecated_title, post.deprecated),
        ("Changes outside of this policy", post.reported),
        ("What only generated client libraries see", post.library),
    ):
        if items:
            written.append(Markup("<h3>{}</h3><ul>{}</ul>").format(title, Markup("").join(_rows(items, post, root))))
    return "\n".join(written)


def _rows(items: Sequence[Item], post: Post, root: str) -> Iterator[Markup]:
    for item in items[:MOST_ITEMS]:
        note = f": {item.note}" if item.note else ""
        note += f". {item.announced_says}" if item.announced else ""
        yield Markup('<li>{}{} <a href="{}">#</a></li>').format(sentence(item.title), note, root + item.permalink)
    if len(items) > MOST_ITEMS:
        said = f"and {words.number(len(items) - MOST_ITEMS, 'more change')}"
        yield Markup('<li><a href="{}">{}</a></li>').format(root + post.permalink, said)


def joint(title: str, apis: Mapping[str, Site], url: str, updated: datetime.date | None) -> tuple[Site, list[Post]]:
    """One feed of several sites: what stands for their site, and the newest posts, with addresses from the root."""

    def moved(post: Post, name: str) -> Post:
        # Its operations have pages below the API's folder, which a link of the text does not know.
        lists = post.with_items(lambda items: [replace(i, page=f"{name}/{i.page}") for i in items])
        return replace(
            lists,
            page=f"{name}/{post.page}",
            title=f"{apis[name].title}: {post.title}",
            speaks_of=(),
            entries=tuple((written, f"{name}/{address}") for written, address in post.entries),
        )

    # As many of each as the feed may hold: the newest may all be of one API.
    posts = [(post, name) for name, site in apis.items() for post in site.posts[:MOST]]
    posts.sort(key=lambda found: found[0].date, reverse=True)
    # One of the sites stands for all: what a feed reads of it is replaced below.
    some = next(iter(apis.values()))
    genesis = " ".join(site.genesis for site in apis.values())
    return (
        replace(some, title=title, url=url, updated=updated, genesis=genesis, api=""),
        [moved(post, name) for post, name in posts[:MOST]],
    )


def _text(sentence: str) -> str:
    return "".join(piece for _, piece in parts(sentence))


def _plain(text: str) -> str:
    return _xml(clean(text))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _time(date: datetime.date) -> datetime.datetime:
    # An entry has a day and no time, and two runs have to write the same.
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
