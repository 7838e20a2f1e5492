"""Markdown that maintainers write, brought into a page or a Markdown file without its raw HTML and unsafe links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from apidiff.reporting.escaping import breaks, markdown_fence, plain_lines, safe_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 6
_BACKTICKS = re.compile(r"\\.|`+", re.DOTALL)
# What stays of `<...>`: autolinks to web and mail addresses (CommonMark 0.31, 6.5), and comparisons such as `a < b`.
_ANGLE = re.compile(r"\\.|<(?!https?://[^\s<>`]*>|mailto:[^\s<>`]*>|[\s\d=])", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(r"\\.|`+|<!--", re.DOTALL)
# Where a link leads: behind its text, or in a definition of its own (CommonMark 0.31, 6.3 and 4.7).
_TARGET = re.compile(
    r"\\.|(?P<before>\]\(\s*|^ {0,3}\[[^\]\n]+\]:[ \t]*)(?P<to><[^<>\n]*>|[^\s()<>]+)", re.DOTALL | re.MULTILINE
)
_BRACKET = re.compile(r"\\.|[\[\]<]", re.DOTALL)


def to_html(
    text: str,
    *,
    top: int,
    links: Mapping[str, str] | None = None,
    root: str = "",
    entries: Mapping[str, str] | None = None,
) -> Markup:
    """The Markdown as HTML whose highest heading is `<h{top}>`. Raw HTML is shown as the text that it is.

    A code span that is one of the `links` becomes a link to that address, which must be safe already. Where the text
    stands on a page from which `root` leads to the front page's folder, its own relative links lead from there, too.
    `entries` has the addresses that its links to other entries stand for, from that folder. A bare address is a link.
    """

    parser = _parser()
    # Comments go first: what is left is shown as text, `<!--` included.
    tokens = parser.parse(without_comments(plain_lines(text)))
    _sink_headings(tokens, top)
    for token in tokens:
        for child in token.children or ():
            for field in ("href", "src"):
                if address := child.attrs.get(field):
                    meant = (entries or {}).get(str(address), str(address))
                    child.attrs[field] = _from_root(meant, root) if root else meant
        if token.children:
            token.children = list(_linked(token.children, links or {}))
        if token.type == "table_open":
            token.attrSet("tabindex", "0")  # a table scrolls on a narrow screen, so the keyboard must reach it
    return Markup(parser.renderer.render(tokens, parser.options, {}))


# With a scheme, or from the top of the host: such an address means the same on every page.
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


def _from_root(address: str, root: str) -> str:
    """A relative address as the front page means it, for a page in another folder."""
    if _ELSEWHERE.match(address):
        return address
    return f"{root}index.html{address}" if address.startswith("#") else root + address


def links_in(text: str) -> list[str]:
    """The addresses that the Markdown links to, as `to_html` finds them, each once and in order."""
    inside = [child for token in _parser().parse(without_comments(text)) for child in token.children or ()]
    return list(dict.fromkeys(str(child.attrs["href"]) for child in inside if child.type == "link_open"))


def to_html_inline(text: str) -> Markup:
    """One line of Markdown as HTML without a paragraph around it."""

    return Markup(_parser().renderInline(" ".join(without_comments(text).split())))


def to_markdown(text: str, *, top: int, entries: Mapping[str, str] | None = None) -> str:
    """The Markdown as it was written, with its highest heading at level `top`, its HTML and unsafe links escaped.

    `entries` has what its links to other entries are to lead to, as Markdown writes it, by what the text writes.
    """
    text = without_comments(plain_lines(text))
    tokens = _parser().parse(text)
    lines = text.split("\n")
    _rewrite_headings(tokens, lines, top)
    code = _code_lines(tokens)
    if entries:
        lines = _rewritten(lines, code, _TARGET, lambda found: _led_to(found, entries))
    written: list[str] = []
    # Each attempt escapes more, and keeps less of what was meant: `<` outside of code spans, then links as well, then
    # both within what looks like a code span. If none is safe, the text is shown as code.
    for what, spans in ((_ANGLE, True), (_BRACKET, True), (_BRACKET, False)):
        written = _outside_code(lines, code, what, spans)
        if _is_safe("\n".join(written)):
            return "\n".join(line.rstrip() for line in written).strip("\n")
    return markdown_fence(text)


def without_comments(text: str) -> str:
    """The text without its HTML comments, which are notes to its editors; in code, they are text."""
    if "<!--" not in text:
        return text
    lines = text.split("\n")
    code = _code_lines(_parser().parse(text))
    written: list[str] = []
    start = 0
    # Up to each line of code, and then that line as it is.
    for end in [*sorted(code), len(lines)]:
        if end > start:
            written += _uncommented("\n".join(lines[start:end])).split("\n")
        written += lines[end : end + 1]
        start = end + 1
    return "\n".join(written)


def _code_lines(tokens: Iterable[Token]) -> set[int]:
    """The numbers of the lines that are in code blocks."""
    blocks = (token.map for token in tokens if token.type in ("fence", "code_block") and token.map)
    return {number for first, end in blocks for number in range(first, end)}


def _uncommented(text: str) -> str:
    """Text that is no code block, without the comments outside of its code spans; each character is looked at once."""
    runs: dict[int, list[int]] = {}
    for found in re.finditer("`+", text):
        runs.setdefault(len(found[0]), []).append(found.start())
    written: list[str] = []
    at = plain = paragraph = 0
    closes = True
    while opening := _OPENING.search(text, at):
        at = opening.end()
        if opening[0][0] == "\\":
            continue
        if opening[0][0] == "`":
            if paragraph < at:
                paragraph = text.find("\n\n", at)
                paragraph = len(text) if paragraph < 0 else paragraph
            # A code span ends at a run of as many backticks, within its paragraph (CommonMark 0.31, 6.1).
            alike = runs.get(len(opening[0]), [])
            after = bisect_left(alike, at)
            if after < len(alike) and alike[after] < paragraph:
                at = alike[after] + len(opening[0])
            continue
        # Without a `-->` from here on, there is none later: looking again for each `<!--` would take the square of the
        # length.
        end = text.find("-->", at) if closes else -1
        closes = end >= 0
        if closes:
            written.append(text[plain : opening.start()].rstrip(" \t"))
            at = end + len("-->")
            at += text.startswith("\n", at) and (at + 1 == len(text) or text[at + 1] == "\n")
            plain = at
    return "".join([*written, text[plain:]])


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # A parser costs 30 ms. Only what writes HTML, or has text of people to judge, waits for it; so below.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "typographer": False, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = lambda url: safe_url(url) is not None  # type: ignore[method-assign]
    parser.add_render_rule("image", _image)
    parser.add_render_rule("code_inline", _code)
    parser.add_render_rule("fence", _block)
    parser.add_render_rule("code_block", _block)
    return parser


def breakable(name: str) -> Markup:
    """A name as HTML that a narrow screen breaks between its words."""
    return Markup("<wbr>").join(breaks(name))


def _code(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f"<code>{breakable(tokens[index].content)}</code>"


def _block(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    """A block of code. It scrolls on a narrow screen, so the keyboard must reach it, as it must a table."""
    language = tokens[index].info.split(maxsplit=1)[:1]
    of = Markup(' class="language-{}"').format(language[0]) if language else ""
    text = escape(tokens[index].content)
    return f'<pre tabindex="0" role="group" aria-label="Code"><code{of}>{text}</code></pre>\n'


def _image(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    """An image as a link to it: the page loads nothing from elsewhere."""

    token = tokens[index]
    return f'<a href="{escape(str(token.attrs["src"]))}">{escape(token.content or "image")}</a>'


def code_spans(text: str) -> list[str]:
    """What stands in code spans, each once, in order: what the text speaks of by name."""
    inside = [child for token in _parser().parse(without_comments(text)) for child in token.children or ()]
    return list(dict.fromkeys(child.content for child in inside if child.type == "code_inline"))


def _linked(tokens: Sequence[Token], links: Mapping[str, str]) -> Iterator[Token]:
    from markdown_it.token import Token

    depth = 0
    for token in tokens:
        # A link holds no other link (CommonMark 0.31, 6.3).
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        url = links.get(token.content) if token.type == "code_inline" and not depth else None
        if token.type == "text" and not depth and "://" in token.content:
            yield from _with_bare_links(token)
        elif url is None:
            yield token
        else:
            yield Token("link_open", "a", 1, attrs={"href": url})
            yield token
            yield Token("link_close", "a", -1)


# An address in running text, as code hosts link it (GitHub Flavored Markdown 0.29, 6.9), with its scheme written out.
_BARE = re.compile(r"(?<![^\s(*_~\"'])https?://[^\s<>`]+", re.IGNORECASE)
_AFTER = re.compile(r"[?!.,:;*_~\"')\]]")


def _with_bare_links(token: Token) -> Iterator[Token]:
    """A text in pieces, in which each bare address is a link."""
    from markdown_it.token import Token

    def plain(text: str) -> Token:
        return Token("text", "", 0, content=text)

    text, done = token.content, 0
    for found in _BARE.finditer(text):
        address = _without_end(found[0])
        url = _parser().normalizeLink(address)
        if not address.partition("://")[2] or not _parser().validateLink(url):
            continue
        yield plain(text[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": url})
        yield plain(address)
        yield Token("link_close", "a", -1)
        done = found.start() + len(address)
    yield plain(text[done:])


def _without_end(address: str) -> str:
    """An address without the punctuation of its sentence: a bracket is part of it where one opens it there."""
    opened = {closing: address.count(opening) for opening, closing in (("(", ")"), ("[", "]"))}
    closed = {closing: address.count(closing) for closing in opened}
    end = len(address)
    while end and _AFTER.fullmatch(last := address[end - 1]):
        if last in closed:
            if closed[last] <= opened[last]:
                break
            closed[last] -= 1
        end -= 1
    return address[:end]


def _sink_headings(tokens: list[Token], top: int) -> None:
    """Move every heading down by the same number of levels, so that the highest is `top`."""
    by = _sinking(tokens, top)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_DEEPEST, int(token.tag[1]) + by)}"


def _sinking(tokens: list[Token], top: int) -> int:
    return max(0, top - min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=top))


def _rewrite_headings(tokens: list[Token], lines: list[str], top: int) -> None:
    by = _sinking(tokens, top)
    for number, token in enumerate(tokens):
        if token.type != "heading_open" or not by or token.level or token.map is None:
            continue  # a heading inside of a quotation or a list keeps its level
        first, end = token.map
        level = min(_DEEPEST, int(token.tag[1]) + by)
        # Blank lines in place of the others: code is known by the numbers of its lines. A heading that is underlined
        # takes several (CommonMark 0.31, 4.3).
        lines[first:end] = [f"{'#' * level} {' '.join(tokens[number + 1].content.split())}"] + [""] * (end - first - 1)


Rewrite = Callable[[re.Match[str]], str]


def _led_to(found: re.Match[str], entries: Mapping[str, str]) -> str:
    """The target of a link, as what is known of it says."""
    to = found["to"]
    meant = entries.get(_parser().normalizeLink(to.strip("<>"))) if to else None
    return found[0] if meant is None else found["before"] + meant


def _outside_code(lines: list[str], code: set[int], what: re.Pattern[str], spans: bool) -> list[str]:
    """The lines with a backslash before each match of `what` outside of code blocks, and with `spans` of code spans."""
    return _rewritten(lines, code, what, _escaped, spans=spans)


def _rewritten(
    lines: list[str], code: set[int], what: re.Pattern[str], to: Rewrite, *, spans: bool = True
) -> list[str]:
    """The lines with `to` in place of each match of `what` outside of code blocks, and with `spans` of code spans."""
    written: list[str] = []
    start = 0
    # Up to each line that is code or blank: no code span goes on over a blank line (CommonMark 0.31, 6.1).
    for end in [*(number for number in range(len(lines)) if number in code or not lines[number].strip()), len(lines)]:
        if end > start:
            paragraph = "\n".join(lines[start:end])
            made = _outside_spans(paragraph, what, to) if spans else what.sub(to, paragraph)
            written += made.split("\n")
        written += lines[end : end + 1]
        start = end + 1
    return written


def _outside_spans(text: str, what: re.Pattern[str], to: Rewrite) -> str:
    """`text`, one paragraph, with `to` in place of each match outside of its code spans.

    One opens and closes with runs of as many backticks.
    """
    result, plain = "", 0
    at = 0
    while opening := _BACKTICKS.search(text, at):
        run = opening.group()
        # A run of another length is not the end (CommonMark 0.31, 6.1).
        closing = None if run[0] == "\\" else re.compile(rf"(?<!`){run}(?!`)").search(text, opening.end())
        if closing is None:
            at = opening.end()
            continue
        result += what.sub(to, text[plain : opening.start()]) + text[opening.start() : closing.end()]
        at = plain = closing.end()
    return result + what.sub(to, text[plain:])


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    return text if text.startswith("\\") else "\\" + text


def _is_safe(text: str) -> bool:
    """Whether a reader that allows raw HTML and every link would find neither HTML nor an unsafe link in it."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True})
    # Every link is looked at below, so none may be taken for text here.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    tokens = parser.parse(text)
    inside = [child for token in tokens for child in token.children or ()]
    if any(token.type in ("html_block", "html_inline") for token in [*tokens, *inside]):
        return False
    links = [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in inside]
    return all(safe_url(link) is not None for link in links if link)
