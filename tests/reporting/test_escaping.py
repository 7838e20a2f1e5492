from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from apidiff.reporting import escaping
from tests.reporting.payloads import PAYLOADS

TEXTS = st.one_of(
    st.text(),
    st.sampled_from(PAYLOADS),
    st.lists(st.sampled_from([*PAYLOADS, *"`*_[]<>|~&$@#:\\ \n"]), max_size=6).map("".join),
)
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HOST = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOST.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
"""A reader that allows everything that a code host may."""


def rendered(markdown: str) -> tuple[list[str], str]:
    """The kinds of nodes in a Markdown text, and the plain text that it shows."""
    tokens = HOST.parse(markdown)
    inside = [child for token in tokens for child in token.children or ()]
    kinds = [token.type for token in [*tokens, *inside] if token.type not in ("inline", "text", "text_special")]
    shown = "".join(token.content for token in inside if token.type in ("text", "text_special", "code_inline"))
    return kinds, shown


@given(TEXTS)
def test_clean_text_is_one_line_without_controls(text: str):
    cleaned = escaping.clean(text)
    assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in cleaned)
    assert not BIDI.search(cleaned)
    assert escaping.clean(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x9b31mb", "ab"),
        ("two\n  lines", "two lines"),
        ("é 漢 🙂", "é 漢 🙂"),
    ],
)
def test_escape_sequences_go_and_letters_stay(text: str, cleaned: str):
    assert escaping.clean(text) == cleaned


@given(TEXTS)
@example("@\\x")
@example("1) 2. 3")
def test_markdown_text_renders_to_itself(text: str):
    kinds, shown = rendered(escaping.markdown(text))
    assert set(kinds) <= {"paragraph_open", "paragraph_close"}
    assert shown.replace("\u200b", "") == escaping.clean(text)


@given(TEXTS)
def test_markdown_code_renders_to_itself(text: str):
    kinds, shown = rendered(f"x {escaping.markdown_code(text)} x")
    assert set(kinds) == {"paragraph_open", "paragraph_close", "code_inline"}
    assert shown.removeprefix("x ").removesuffix(" x") == (escaping.clean(text) or " ")


@given(TEXTS)
def test_a_fence_holds_its_text(text: str):
    tokens = HOST.parse(f"{escaping.markdown_fence(text, 'json')}\n\nafter")
    assert [token.type for token in tokens][:2] == ["fence", "paragraph_open"]


@given(TEXTS, TEXTS)
def test_a_sentence_renders_to_text_and_code_alone(text: str, name: str):
    kinds, _ = rendered(escaping.markdown_sentence(f"{text} `{name}` removed"))
    assert set(kinds) <= {"paragraph_open", "paragraph_close", "code_inline"}


def test_a_sentence_keeps_its_identifiers_as_code():
    written = escaping.markdown_sentence("`type` renamed `lead_type` in `Lead[]` (see <b>)")
    assert written == "`type` renamed `lead_type` in `Lead[]` (see \\<b\\>)"


@pytest.mark.parametrize("text", ["@octocat", "fix #12", "GH-12", "https://evil.example", "www.evil.example"])
def test_a_code_host_links_and_notifies_nothing(text: str):
    assert "&#8203;" in escaping.markdown(text)


@given(TEXTS)
def test_a_log_line_is_no_command(text: str):
    line = escaping.log_line(escaping.clean(text))
    assert not line.lstrip().startswith("::")
    assert not re.search(r"##(\[|vso\[|teamcity\[)", line, re.IGNORECASE)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://docs.example.com/a?b=c#d", True),
        ("mailto:api@example.com", True),
        ("/reference", True),
        ("#anchor", True),
        ("reference/leads", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ('https://x/"onmouseover=x', False),
        ("", False),
    ],
)
def test_only_web_mail_and_relative_addresses_are_linked(url: str, safe: bool):
    assert (escaping.safe_url(url) is not None) == safe


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("PaymentMethodSetupInfo", ["PaymentMethodSetupInfo"]),
        ("GET /v1/leads/{id}", ["GET /v1/leads/{id}"]),
        ("GET /merchants/{merchantId}/settings", ["GET /merchants", "/{merchantId}", "/settings"]),
        ("paymentDesignatorContractOfDCC", ["payment", "Designator", "Contract", "Of", "DCC"]),
        ("HTTPServerSettingsOfTheTerminal", ["HTTP", "Server", "Settings", "Of", "The", "Terminal"]),
        ("customer.subscription.trial_will_end", ["customer.", "subscription.", "trial_", "will_", "end"]),
        ("/a/terminal_settings_of_the_merchant", ["/a", "/terminal_", "settings_", "of_", "the_", "merchant"]),
        ("oneverylongwordthathasnoplacetobreak", ["oneverylongwordthathasnoplacetobreak"]),
    ],
)
def test_a_long_name_is_broken_where_its_words_end(name, pieces):
    assert escaping.breaks(name) == pieces


@given(st.text())
def test_breaking_a_name_loses_nothing_of_it(text: str):
    assert "".join(escaping.breaks(text)) == text
