"""Text of strangers in every field that can hold it, through every format: nothing of it is obeyed."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from pathlib import Path

import pytest

from apidiff.model.change import Change, Comparison, Impact, Side, Source, Witness
from apidiff.model.digest import Digest
from apidiff.model.records import Entry, Meaning, Waiver
from apidiff.model.refusals import Reason, Refusal
from apidiff.model.verdict import Check, VersionVerdict
from apidiff.reporting import comment, page
from apidiff.reporting.formats import github, machine, markdown, text
from apidiff.reporting.formats.style import Style
from tests.reporting import cooledge
from tests.reporting.payloads import PAYLOADS
from tests.reporting.projects import THIRD_ENTRY, FakeProject
from tests.reporting.test_escaping import BIDI, HOST
from tests.reporting.test_page import Tree

ANSI = re.compile(r"\x1b\[[0-9;]*m")
COMMAND = re.compile(r"##(\[|vso\[|teamcity\[)", re.IGNORECASE)


def hostile_change(bad: str, cls: str = "breaking") -> Change:
    return Change(
        id="9f3c1a7b20de",
        rule="property-removed",
        cls=cls,  # type: ignore[arg-type]
        title=f"`{bad}` removed from {bad}",
        name=bad,
        caution=True,
        reason=bad,
        path_version=bad,
        clause=bad,
        hint=bad,
        impacts=(Impact("to-server", cls, (bad, f"POST {bad}", *(f"GET /{n}{bad}" for n in range(5)))),),  # type: ignore[arg-type]
        base=Side(pointer=bad, value={bad: bad}, file=bad, line=1),
        revision=Side(pointer=bad, value=[bad], file=None),
        witness=Witness({bad: [bad]}, "base", "revision", bad),
    )


def hostile_check(bad: str) -> Check:
    changes = (hostile_change(bad), hostile_change(bad, "additive"), hostile_change(bad, "neutral"))
    entry = Entry(
        path=Path("changelog") / re.sub(r"[/\0]", "", bad).encode("utf-8", "replace").decode(),
        date=datetime.date(2026, 6, 23),
        title=bad,
        version=bad,
        changes=("9f3c1a7b20de",),
        meaning=(Meaning(f"webhook {bad}", bad),),
        waiver=Waiver(bad, bad),
        body=bad,
    )
    refusal = Refusal(Reason.UNWAIVED, bad, {"waive": bad}, changes[:1], entry)
    versions = (
        VersionVerdict(bad, "refused", changes, refusals=(refusal,)),
        VersionVerdict(f"v2{bad}", "waived", changes, waived=((changes[0], entry),)),
    )
    return Check(
        Comparison(Source(bad, Digest(text="a")), Source(bad, Digest(text="b")), changes), versions, None, (entry,)
    )


def assert_plain(written: str) -> None:
    """Nothing that a terminal or a log obeys."""
    assert not [char for char in written if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n"]
    assert not BIDI.search(written)


def assert_harmless_markdown(written: str) -> None:
    """No HTML but our own folds, no link, no image, no heading or list item that is not ours."""
    assert_plain(written)
    tokens = HOST.parse(written)
    inside = [child for token in tokens for child in token.children or ()]
    assert not [token for token in inside if token.type in ("html_inline", "link_open", "image", "s_open")]
    html = "".join(token.content for token in tokens if token.type == "html_block")
    assert set(re.findall(r"<[^>]*>", html)) <= {
        "<details>",
        "</details>",
        "<summary>",
        "</summary>",
        "<!-- apidiff -->",
    }
    assert html.count("<!--") <= 1
    shown = "\n".join(
        "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))
        for token in tokens
    )
    assert not re.search(r"@\w|#\d|GH-\d|://|www\.|[!&$]\d|[%~][\w\"]", shown, re.IGNORECASE)
    headings = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert all(re.match(r"Refused|Breaking|What breaks|What is new|To ship", heading) for heading in headings)
    # GitLab does what a line of a note says that begins so.
    assert not re.search(r"^\s*/", written, re.MULTILINE)
    assert not [token for token in tokens if token.type in ("hr", "blockquote_open", "table_open", "code_block")]


@pytest.mark.parametrize("bad", PAYLOADS)
@pytest.mark.parametrize("colour", [False, True])
def test_a_terminal_and_a_log_obey_nothing(bad: str, colour: bool):
    check = hostile_check(bad)
    for written in (
        text.diff(check.comparison, Style(colour=colour, verbose=True)),
        text.check(check, Style(colour=colour, verbose=True, width=60)),
    ):
        bare = ANSI.sub("", written)
        assert_plain(bare)
        assert not COMMAND.search(bare)
        assert not [line for line in bare.splitlines() if line.lstrip().startswith("::")]


@pytest.mark.parametrize("bad", PAYLOADS)
def test_annotations_hold_no_command_of_a_stranger(bad: str):
    check = hostile_check(bad)
    for written in (github.diff(check.comparison), github.check(check)):
        assert_plain(written)
        assert not COMMAND.search(written)
        assert not re.search(r"section_(start|end):\d", written)
        ours = re.compile(r"::(error|warning|notice) ")
        assert not [line for line in written.splitlines() if line.lstrip().startswith("::") and not ours.match(line)]


@pytest.mark.parametrize("bad", PAYLOADS)
def test_markdown_holds_no_markup_of_a_stranger(bad: str):
    check = hostile_check(bad)
    assert_harmless_markdown(markdown.diff(check.comparison))
    assert_harmless_markdown(markdown.check(check))
    body = comment.body(check)
    assert_harmless_markdown(body)
    assert body.startswith(str(comment.MARKER))


@pytest.mark.parametrize("bad", PAYLOADS)
def test_json_reads_back_and_a_terminal_obeys_none_of_it(bad: str):
    written = machine.check(hostile_check(bad))
    assert_plain(written)
    assert not COMMAND.search(written)
    title = json.loads(written)["changes"][0]["title"]
    assert title == f"`{bad}` removed from {bad}".replace("\ud800", "\ufffd")


@pytest.fixture
def hostile_project(tmp_path: Path, request: pytest.FixtureRequest) -> FakeProject:
    return project_of(tmp_path, request.param)


def project_of(tmp_path: Path, bad: str) -> FakeProject:
    """A project that says `bad` wherever a stranger may say something."""
    changes = (hostile_change(bad), hostile_change(bad, "additive"))
    entry = cooledge.ENTRY._replace(
        path=Path("changelog") / (re.sub(r"[/\0]", "", bad).encode("utf-8", "replace").decode() + ".md"),
        title=bad,
        version=bad,
        changes=("9f3c1a7b20de",),
        meaning=(Meaning(f"webhook {bad}", bad),),
        waiver=Waiver(bad, bad),
        body=f"{bad}\n\n{bad}",
    )
    project = FakeProject(
        tmp_path,
        releases=tuple(
            release._replace(title=bad, path_versions=(bad,))
            for release in (cooledge.FIRST, cooledge.SECOND, cooledge.THIRD)
        ),
        entries=(cooledge.FIRST_ENTRY, entry, THIRD_ENTRY),
        changes={"2026-06-23.json": changes, "2026-06-28.json": changes},
        document={
            "paths": {f"/{bad}": {"get": {"operationId": bad, "summary": bad}}},
            "webhooks": {bad: {"post": {"summary": bad}}},
        },
    )
    page_section = project.config.page.model_copy(
        update={"audience": bad, "intro": bad, "reference_url": "https://docs.example.com/{path}#{name}"}
    )
    title = project.config.project.model_copy(update={"title": bad})
    project.config = project.config.model_copy(update={"page": page_section, "project": title})
    return project


TAGS = {
    *("script", "dl", "dt", "dd", "figure", "figcaption"),
    *("html", "head", "meta", "title", "link", "style", "body", "a", "div", "header", "p", "h1", "h2", "h3", "h4"),
    *("nav", "ul", "ol", "li", "details", "summary", "main", "section", "code", "span", "article", "time", "footer"),
    *(
        "pre",
        "em",
        "strong",
        "s",
        "blockquote",
        "h5",
        "h6",
        "hr",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "wbr",
    ),
}
OWN = (
    r"(?:\.\./)*(?:(?:index|feed|changelog|calendar|CHANGELOG)\.[a-z]+(?:#[a-z]+)?$"
    r"|(?:releases|versions|operations|compare|years)/[\w./-]+(?:#[\w.-]+)?$|[\w.-]+\.(?:md|json)$)"
)
"""Addresses of the site's own files."""
ATTRIBUTES = {
    *("href", "id", "class", "lang", "charset", "name", "content", "http-equiv", "rel", "open", "datetime", "role"),
    *("aria-hidden", "hidden", "property", "type"),
    *("data-root", "data-search", "data-class", "data-version", "data-lens", "data-resource"),
    *("aria-label", "aria-labelledby", "src", "alt", "title", "start", "tabindex"),
}


@pytest.mark.parametrize("hostile_project", PAYLOADS, indirect=True)
def test_the_pages_hold_no_element_and_no_address_of_a_stranger(hostile_project: FakeProject):
    files = page.render(hostile_project.site())
    for name, content in files.items():
        assert re.fullmatch(r"(?:[a-z]+/){0,1}(?:[a-z0-9_][a-z0-9_.-]*/)?[A-Za-z0-9_][A-Za-z0-9_.-]*", name), name
        assert ".." not in name
        if name == "fragment.html":
            assert_harmless_fragment(content.decode())
        elif name.endswith(".html"):
            assert_harmless_page(content.decode())


def assert_harmless_fragment(html: str) -> None:
    """It is put into a page of somebody else, whose policy may allow anything."""
    tree = Tree(html)
    assert {tag for tag, _ in tree.elements} <= TAGS - {"script", "style", "html", "head", "body", "meta", "link"}
    assert {name for _, attributes in tree.elements for name in attributes} <= ATTRIBUTES - {"id", "name"}
    for _, attributes in tree.elements:
        for address in (attributes.get("href", ""), attributes.get("src", "")):
            assert re.match(r"https?://|mailto:|$|(?:\./)?" + OWN, address), address


def assert_harmless_page(html: str) -> None:
    tree = Tree(html)
    assert [attributes for tag, attributes in tree.elements if tag == "script"] == [{}]
    assert html.count("<script>") == 1
    assert {tag for tag, _ in tree.elements} <= TAGS
    assert {name for _, attributes in tree.elements for name in attributes} <= ATTRIBUTES
    for _, attributes in tree.elements:
        for address in (attributes.get("href", ""), attributes.get("src", "")):
            assert re.match(r"https?://|mailto:|#|$|data:,$|" + OWN, address), address
    assert not BIDI.search(re.sub(r"<(p|div class=\"[^\"]*prose\").*?</\1>", "", html))
    assert html.count("<style>") == 1
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if re.search(r"\s", name)]


@pytest.mark.parametrize("hostile_project", PAYLOADS, indirect=True)
def test_the_changelog_holds_no_html_and_no_script_of_a_stranger(hostile_project: FakeProject):
    # The anchors of posts are the site's own, and hold no more than letters, digits, `-`, `_` and `.`.
    written = re.sub(r'(?m)^<a id="[\w.-]+"></a>$', "", page.markdown(hostile_project.site()))
    tokens = HOST.parse(written)
    inside = [child for token in tokens for child in token.children or ()]
    assert not [token for token in [*tokens, *inside] if token.type in ("html_inline", "html_block")]
    addresses = [str(token.attrs.get("href", token.attrs.get("src", ""))) for token in inside]
    assert not [address for address in addresses if re.match(r"(javascript|data|vbscript):", address, re.IGNORECASE)]
