"""Finish an HTML page: remove blank lines, and add a policy (CSP) that allows its own inline styles and script only."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from functools import lru_cache

_CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_HASHES = "style-hashes"
_SCRIPT_HASHES = "script-hashes"
CSP = f"default-src 'none'; style-src {_HASHES}; img-src data:; base-uri 'none'; form-action 'none'"
"""What a template writes as its Content Security Policy; `secured` fills in the hashes of its styles."""
SITE_CSP = CSP.replace("img-src", f"script-src {_SCRIPT_HASHES}; connect-src 'self'; img-src")
"""As `CSP`, of a page that has a script and may ask its own server for the search's files."""


def secured(page: str) -> str:
    """The page without the blank lines that templates leave behind, its policy with the hash of each inline style."""
    # The lines of a code block belong to its author.
    page = "".join(part if part.startswith("<pre") else _without_blank(part) for part in _CODE.split(page)).lstrip()
    for placeholder, name in ((_HASHES, "style"), (_SCRIPT_HASHES, "script")):
        # A list without a source has to be written as `'none'` (Content Security Policy Level 3, 2.3.1).
        hashes = " ".join(dict.fromkeys(map(_hash, _inside(page, name)))) or "'none'"
        # Only the first one, which is the policy's: the words may stand in a text of the page, too.
        page = page.replace(placeholder, hashes, 1)
    return page


def _without_blank(part: str) -> str:
    first, *others = part.split("\n")
    if not others:
        return part
    # What a part ends with may go on in the code block after it.
    *middle, last = others
    # Line by line: a pattern would be tried at every blank of the page.
    stripped = [line.rstrip(" \t") for line in (first, *middle)]
    return "\n".join([stripped[0], *filter(None, stripped[1:]), last])


def _inside(page: str, name: str) -> Iterator[str]:
    """What stands in each element of a name that has no attributes."""
    opening, closing = f"<{name}>", f"</{name}>"
    at = page.find(opening)
    while at >= 0:
        start = at + len(opening)
        end = page.find(closing, start)
        if end < 0:
            return
        yield page[start:end]
        at = page.find(opening, end)


# All pages of a site have the same style and script.
@lru_cache(maxsize=16)
def _hash(style: str) -> str:
    """A style's or script's source expression (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


_META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


def with_script(page: str, script: str) -> str:
    """A finished page with one more inline script, which its policy allows, and with it to ask the page's own server.

    Of the page nothing else changes. Without a policy of its own it gets none.
    """
    # The policy stands in the head; below, a text of an entry may look like one.
    head, body, rest = page.partition("<body")
    more = {"script-src": _hash(script), "connect-src": "'self'"}
    head = _META.sub(lambda found: f"{found[1]}{html.escape(_allowing(html.unescape(found[2]), more))}{found[3]}", head)
    before, end, after = rest.rpartition("</body>")
    written = f"<script>{script}</script>"
    return f"{head}{body}{before}{written}{end}{after}" if end else f"{head}{body}{rest}{written}"


def _allowing(policy: str, more: dict[str, str]) -> str:
    """The policy with one more source in each directive (Content Security Policy Level 3, 2.2.1)."""
    directives = [part.split() for part in policy.split(";") if part.strip()]
    names = [name.lower() for name, *_ in directives]
    # A directive that is not there is what `default-src` says, and a repeated one is what the first says.
    default = directives[names.index("default-src")][1:] if "default-src" in names else None
    for name, source in more.items():
        if name in names:
            directives[names.index(name)].append(source)
        elif default is not None:
            directives.append([name, *default, source])
    # `'none'` says nothing beside another source (Content Security Policy Level 3, 2.3.1).
    return "; ".join(" ".join(word for word in one if len(one) == 2 or word != "'none'") for one in directives)
