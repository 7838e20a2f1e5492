"""A changelog for other sites to embed: `apidiff.changelog/1` as JSON, an index and a document for each release; and a
fragment of HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from apidiff.governing.deprecation import Announced
from apidiff.openapi.naming import is_event, is_operation
from apidiff.recording.ownership import MARK
from apidiff.reporting import feeds, pages, words
from apidiff.reporting.escaping import SURROGATE
from apidiff.reporting.json_output import to_json
from apidiff.reporting.site import Item, PlanLine, Post, Site
from apidiff.reporting.templating import sentence

SEARCH_ROWS = 3000
"""Lines of one file that the search reads."""


def index(site: Site) -> bytes:
    """`changelog.json`: what is deprecated, the path versions, and every entry without its changes."""
    return _document(
        title=site.title,
        url=site.url or None,
        updated=site.updated and site.updated.isoformat(),
        path_versions=[
            {
                "path_version": version.path_version,
                "since": version.since.isoformat(),
                "current": version.current,
                "operations": version.operations,
                "breaking": version.breaking,
                "waived": version.waived,
                "additive": version.additive,
            }
            for version in site.versions
        ],
        deprecations=[_plan(plan) for plan in site.plans],
        # Without texts and changes, which are in the documents of the releases: the index stays small.
        entries=[
            {**_post(post, site.url), "body": None, "counts": _counts(post), "json": f"releases/{post.release}.json"}
            for post in site.posts
        ],
    )


def release(site: Site, name: str, posts: Iterable[Post]) -> bytes:
    """The entries of one release with all of their changes."""
    return _document(
        title=site.title,
        release=name,
        entries=[{**_post(post, site.url), "changes": [_item(i, site.url) for i in post.items]} for post in posts],
    )


def _document(**members: Any) -> bytes:
    # The mark is a member of the document, as JSON has no comments.
    return (to_json({"format": "apidiff.changelog/1", "generator": MARK.decode(), **members}) + "\n").encode()


def _post(post: Post, url: str) -> dict[str, Any]:
    return {
        "id": post.anchor,
        "release": post.release,
        "date": post.date.isoformat(),
        "title": post.title,
        "url": url + post.permalink,
        "path_versions": list(post.versions),
        "first": post.first,
        "observed": post.observed,
        "amended": post.amended and post.amended.isoformat(),
        "body": post.body,
        "waiver": post.waiver
        and {
            "kind": "correction" if post.waiver.correction else "accepted",
            "reason": post.waiver.reason,
            "approved_by": post.waiver.approved_by,
        },
    }


def _counts(post: Post) -> dict[str, int]:
    return {
        "breaking": len(post.breaking),
        "additive": len(post.additive),
        "deprecated": len(post.deprecated),
        "reported": len(post.reported),
        "client_library": len(post.library),
        "unlisted": post.neutral,
    }


def _item(item: Item, url: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": url + item.permalink,
        "rule": item.rule,
        "class": item.cls,
        "lens": item.lens,
        "title": item.title,
        "note": item.note or None,
        "path_version": item.path_version,
        "marks": list(item.marks),
        "waived": item.waived,
        "announced": item.announced and _announced(item.announced),
        "operations": [target.name for target in item.targets],
        "names": list(item.names),
        "before": _value(item.before),
        "after": _value(item.after),
        "witness": _value(item.witness),
    }


def _announced(told: Announced) -> dict[str, Any]:
    return {
        "since": told.since and told.since.isoformat(),
        "or_earlier": told.or_earlier,
        "sunset": told.sunset and told.sunset.isoformat(),
    }


def _value(text: str) -> Any:
    # A `float` would lose digits that the value has.
    return json.loads(text, parse_float=Decimal) if text else None


def _plan(plan: PlanLine) -> dict[str, Any]:
    return {
        "what": plan.what,
        "kind": plan.kind,
        "since": plan.since and plan.since.isoformat(),
        "or_earlier": plan.or_earlier,
        "sunset": plan.sunset and plan.sunset.isoformat(),
        "earliest": plan.earliest and plan.earliest.isoformat(),
        "operations": [target.name for target in plan.targets],
        "path_versions": list(plan.path_versions),
    }


def search(site: Site) -> dict[str, bytes]:
    """What the page's search reads: a line for each entry, change, operation and event, in files of a bounded size.

    Of a change it holds the operations, too, so that it is found by them.
    """
    rows: list[list[Any]] = []
    for post in site.posts:
        date = post.date.isoformat()
        # Title, address, kind, date, path version, and what else it is found by: as `page.js` takes them.
        rows.append([post.heading, post.permalink, "entry", date, " ".join(post.versions), ""])
        rows += [
            [item.title, item.permalink, item.badge, date, item.path_version, _found_by(item)] for item in post.items
        ]
    # Operations by themselves, too, as many are named by no change.
    rows += [
        [target.name, address, _kind(target.name), "", "", target.summary]
        for target, address in pages.operation_addresses(site)
    ]
    # The script asks for the first file, however little there is to find.
    files = [rows[at : at + SEARCH_ROWS] for at in range(0, len(rows), SEARCH_ROWS)] or [[]]
    found = {}
    for number, some in enumerate(files, 1):
        following = f"search-{number + 1}.json" if number < len(files) else None
        # As ASCII: half of a surrogate pair has no bytes in UTF-8.
        text = json.dumps(
            {"generator": MARK.decode(), "next": following, "rows": some}, ensure_ascii=True, separators=(",", ":")
        )
        found["search.json" if number == 1 else f"search-{number}.json"] = (text + "\n").encode()
    return found


def _kind(name: str) -> str:
    """What the badge of an operation or event says."""
    return "event" if is_event(name) else "operation" if is_operation(name) else "callback"


def _found_by(item: Item) -> str:
    """What else a change is found by: what it is about, and the first of the operations that it affects."""
    return " ".join((*item.resources, *(target.name for target in item.others[:5])))


def fragment(site: Site, posts: Sequence[Post]) -> bytes:
    """The newest entries as a piece of HTML without styles, scripts and a page around it, for a page of somebody else.

    Headings begin at the second level. Classes begin with `apidiff-`, and there are no ids: it meets none of that
    page's own.
    """
    root = site.url
    articles = [
        Markup(
            '<article class="apidiff-entry">\n<h2><a href="{}">{}</a></h2>\n'
            '<p class="apidiff-about"><time datetime="{}">{}</time>{}</p>\n{}\n</article>'
        ).format(
            root + post.permalink,
            sentence(post.heading),
            post.date.isoformat(),
            words.day(post.date),
            Markup("").join(Markup(' <span class="apidiff-tag">{}</span>').format(tag) for tag in feeds.tags(post)),
            Markup(feeds.content(post, root)),
        )
        for post in posts[: feeds.MOST]
    ]
    said = MARK.decode() + ("" if site.url else f" {feeds.NO_URL}")
    written = Markup('<section class="apidiff-changelog">\n{}\n</section>').format(Markup("\n").join(articles))
    return f"{SURROGATE.sub(chr(0xFFFD), written)}\n<!-- {said} -->\n".encode()
