from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.reporting import prose
from tests.reporting.payloads import PAYLOADS
from tests.reporting.test_escaping import HOST

BODIES = st.lists(
    st.sampled_from([*PAYLOADS, "`", "``", "\n", "\n\n", " ", "text", "\\", "<", "](", "[a](x`y)", "    ", "> ", "- "]),
    max_size=10,
).map("".join)

TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
ELEMENTS = {"p", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "a", "blockquote", "hr", "br"} | TABLE
HEADINGS = {"h4", "h5", "h6"}


def test_raw_html_is_shown_and_not_obeyed():
    assert prose.to_html("<b>x</b>\n\n<script>y</script>", top=3) == (
        "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;script&gt;y&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example"])
def test_an_unsafe_link_stays_text(url: str):
    assert "<a" not in prose.to_html(f"[x]({url}) and ![y]({url})", top=3)
    assert "<img" not in prose.to_html(f"![y]({url})", top=3)


def test_an_image_becomes_a_link_since_the_page_loads_nothing():
    assert prose.to_html("![a & b](https://x.example/y.png)", top=3) == (
        '<p><a href="https://x.example/y.png">a &amp; b</a></p>\n'
    )


def test_a_name_in_code_links_to_what_it_names_but_not_within_a_link():
    links = {"lead.won": "#won"}
    assert prose.to_html("`lead.won` and `lead.lost`", top=3, links=links) == (
        '<p><a href="#won"><code>lead.won</code></a> and <code>lead.lost</code></p>\n'
    )
    assert "#won" not in prose.to_html("[see `lead.won`](/x)", top=3, links=links)


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("see https://x.example/a_b?c=1.", "https://x.example/a_b?c=1", "."),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)", ")"),
        ("*https://x.example*", "https://x.example", "</em>"),
        ("<https://x.example>", "https://x.example", "</p>"),
        ("http://x.example:8080/#a, and", "http://x.example:8080/#a", ", and"),
        ('"https://x.example/a".', "https://x.example/a", "&quot;."),
    ],
)
def test_a_bare_address_is_a_link_without_the_punctuation_of_its_sentence(text, address, after):
    assert f'<a href="{address}">{address}</a>{after}' in prose.to_html(text, top=3)


@pytest.mark.parametrize(
    "text", ["https://", "https://.", "`https://x.example`", "xhttps://x.example", "ftp://x.example", "x.example"]
)
def test_what_is_no_address_stays_text(text):
    assert "<a" not in prose.to_html(text, top=3)


def test_a_link_holds_no_other_link():
    assert prose.to_html("[https://x.example](https://y.example)", top=3) == (
        '<p><a href="https://y.example">https://x.example</a></p>\n'
    )


def test_a_link_to_an_entry_leads_to_its_page():
    entries = {"b.md#moving": "releases/2026-01-01.html#b"}
    assert prose.to_html("[b](b.md#moving), [c](c.md)", top=3, root="../", entries=entries) == (
        '<p><a href="../releases/2026-01-01.html#b">b</a>, <a href="../c.md">c</a></p>\n'
    )


def test_headings_go_below_those_of_the_page():
    assert prose.to_html("# A\n\n### B", top=4) == "<h4>A</h4>\n<h6>B</h6>\n"
    assert prose.to_html("###### A", top=4) == "<h6>A</h6>\n"
    assert prose.to_markdown("# A\n\nB\n---\n\ntext", top=3) == "### A\n\n#### B\n\n\ntext"


def test_typography_is_the_writers():
    assert prose.to_html('"a" -- b...', top=3) == "<p>&quot;a&quot; -- b...</p>\n"


def test_markdown_stays_as_it_was_written():
    body = (
        "Read `lead_type`, *not* `type`:\n\n- see <https://docs.example.com>\n- or [here](https://x.example)\n\n"
        "```html\n<b>kept</b>\n```\n\nwhere a < b and `<i>`."
    )
    assert prose.to_markdown(body, top=3) == body


@given(BODIES)
def test_html_holds_nothing_but_markdowns_own_elements(body: str):
    written = prose.to_html(body, top=4)
    tags = set(re.findall(r"</?([a-zA-Z0-9]+)", written))
    assert tags <= ELEMENTS | HEADINGS
    assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', written))
    assert all(
        not address.lower().startswith(("javascript", "data", "vb"))
        for address in re.findall(r'href="([^"]*)', written)
    )


@given(BODIES)
def test_markdown_holds_no_html_and_no_unsafe_link(body: str):
    tokens = HOST.parse(prose.to_markdown(body, top=3))
    inside = [child for token in tokens for child in token.children or ()]
    assert not [token for token in [*tokens, *inside] if token.type in ("html_block", "html_inline")]
    addresses = [str(token.attrs.get("href", token.attrs.get("src", ""))) for token in inside]
    assert not [address for address in addresses if address.lower().startswith(("javascript:", "data:", "vbscript:"))]


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\x01", "\x1b]0;title\x07", "\x9b2J", "\x7f"])
def test_a_terminal_obeys_nothing_of_an_entry(sign: str):
    text = f"# Bad{sign}\n\nOne{sign}\ttwo.\r\n\n```\n{sign}code\n```\n"
    for written in (str(prose.to_html(text, top=3)), prose.to_markdown(text, top=3)):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", written)
        assert "One" in written
        assert "code" in written


def test_a_comment_is_a_note_to_editors_and_not_published():
    text = "<!-- Was `a` renamed? -->\n\n- One.\n  <!-- two\n  lines -->\n- Three. <!-- x --> End.\n"
    for written in (str(prose.to_html(text, top=3)), prose.to_markdown(text, top=3)):
        assert "--" not in written
        assert "renamed" not in written
        assert "Three. End." in written.replace("  ", " ")
    assert prose.to_html(text, top=3).count("<li>") == 2
    assert prose.code_spans("<!-- `a` -->`b`") == ["b"]


def test_a_comment_in_code_is_code():
    assert prose.to_html("`<!-- a -->`", top=3) == "<p><code>&lt;!-- a --&gt;</code></p>\n"
    assert "&lt;!-- a --&gt;" in prose.to_html("```\n<!-- a -->\n```\n", top=3)


def test_taking_a_comment_out_makes_no_markup():
    assert "<script" not in prose.to_html("<scr<!-- x -->ipt>alert(1)</script>", top=3)
    assert "<!-- open" not in prose.to_html("text <!-- open", top=3)


def test_comments_that_do_not_close_take_time_in_proportion():
    for text in ("<!--" * 50_000, "<!-- " + "` `` " * 20_000, "a <!-- x --> " * 20_000, "`<!-- " * 20_000):
        assert isinstance(prose.without_comments(text), str)


def test_an_escaped_backtick_opens_no_code():
    assert prose.without_comments("\\`<!-- a -->`") == "\\``"
    assert prose.without_comments("`a\n\n<!-- b -->`") == "`a\n\n`"
    assert prose.without_comments("``a` <!-- b -->``") == "``a` <!-- b -->``"


def test_a_link_to_another_entry_leads_to_its_markdown():
    entries = {"b.md": "../releases/x.md#b", "./a%20b.md": "../releases/y.md#ab", "c.md#at": "../releases/z.md#c"}
    for written, said in (
        ("See [b](b.md).", "See [b](../releases/x.md#b)."),
        ("See [`b`](b.md 'B') and [c](c.md#at).", "See [`b`](../releases/x.md#b 'B') and [c](../releases/z.md#c)."),
        ("See [ab](<./a b.md>).", "See [ab](../releases/y.md#ab)."),
        ("See [b][1].\n\n[1]: b.md", "See [b][1].\n\n[1]: ../releases/x.md#b"),
        ("`[b](b.md)` and \\[b](b.md2)", "`[b](b.md)` and \\[b](b.md2)"),
        ("```\n[b](b.md)\n```", "```\n[b](b.md)\n```"),
        ("See [d](d.md).", "See [d](d.md)."),
    ):
        assert prose.to_markdown(written, top=3, entries=entries) == said
