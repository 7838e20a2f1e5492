"""What tells programs which pages a site has: `sitemap.xml` for search engines, `llms.txt` for language models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from apidiff.recording.ownership import MARK
from apidiff.reporting import pages
from apidiff.reporting.site import Site
from apidiff.reporting.templating import Renderer

MOST_ADDRESSES = 50_000
"""Of one sitemap (sitemaps.org, "Sitemap protocol")."""
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_names(pages: int) -> list[str]:
    """The files of a sitemap: one, or for more pages than one may list an index and what it lists."""
    if pages <= MOST_ADDRESSES:
        return ["sitemap.xml"]
    return ["sitemap.xml", *(f"sitemap-{number}.xml" for number in range(1, -(-pages // MOST_ADDRESSES) + 1))]


def sitemap(name: str, paths: Sequence[str], url: str) -> bytes:
    """The file of that name, of a site at `url` with pages at these paths."""
    names = sitemap_names(len(paths))
    if len(names) == 1:
        return address_list(url + path for path in paths)
    if name == names[0]:
        return sitemap_index(url + each for each in names[1:])
    start = (names.index(name) - 1) * MOST_ADDRESSES
    return address_list(url + path for path in paths[start : start + MOST_ADDRESSES])


def address_list(addresses: Iterable[str]) -> bytes:
    """A sitemap. It says nothing of when a page changed: an amendment or a template changes one without a release."""
    return _document("urlset", "url", addresses)


def sitemap_index(addresses: Iterable[str]) -> bytes:
    """A sitemap of sitemaps."""
    return _document("sitemapindex", "sitemap", addresses)


def _document(root: str, item: str, addresses: Iterable[str]) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{root} xmlns="{_SCHEMA}">',
        *(f"<{item}><loc>{_address(address)}</loc></{item}>" for address in addresses),
        f"</{root}>",
        f"<!-- {MARK.decode()} -->",
        "",
    ]
    return "\n".join(lines).encode()


def _address(address: str) -> str:
    """An address as XML holds it: letters beyond ASCII as escapes, what is escaped already as it is (RFC 3986)."""
    return escape(quote(address, safe="%/:?#[]@!$&'()*+,;=~"))


def llms(site: Site, renderer: Renderer) -> str:
    """`llms.txt` (llmstxt.org) of one API: Markdown with a link to each text that is worth reading."""
    return renderer.render("llms.txt.j2", {"site": site, "front": pages.front(site), "apis": {}, "title": site.title})


def llms_of_all(title: str, apis: dict[str, Site], url: str, renderer: Renderer) -> str:
    """`llms.txt` above the sites of several APIs, which leads to that of each."""
    return renderer.render(
        "llms.txt.j2", {"site": None, "front": None, "apis": dict(_addressed(apis, url)), "title": title}
    )


def _addressed(apis: dict[str, Site], url: str) -> Iterator[tuple[str, tuple[Site, str]]]:
    for name, site in apis.items():
        # An API may be published elsewhere than below the page of all.
        yield name, (site, f"{site.url or f'{url}{name}/'}llms.txt")
