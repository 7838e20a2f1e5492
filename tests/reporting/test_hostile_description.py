"""One description whose every name is hostile, through everything that apidiff writes of it."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from xml.etree import ElementTree

import pytest

from apidiff.cli.edge import run
from apidiff.reporting import comment
from apidiff.reporting.formats import FORMATS
from tests.recording.pets import FIRST, SECOND, Pets
from tests.reporting.test_escaping import BIDI, HOST
from tests.reporting.test_injection import ANSI, ATTRIBUTES, COMMAND, TAGS, assert_plain
from tests.reporting.test_page import Tree

NAMES = (
    "<img src=x onerror=alert(1)>",
    "a | b",
    "` ends a span ` <b>here</b>",
    "``",
    "line\n# heading",
    "x](https://evil.example/y)",
    "![x](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "\u202egnp.exe\u2066",
    "zero\u200bwidth",
    "line\u2028separator",
    "::error file=x::boom",
    "\n::error::boom",
    "##vso[task.setvariable variable=x]y",
    "section_start:1:name",
    "@everyone fixes #123 at www.evil.example",
    "<!-- apidiff -->",
    "--> x <!--",
    "]]> & &lt;b&gt;",
    "\x1b[31mred\x1b[0m\x07",
    'it\'s "quoted"; $(touch x)',
    "\\` \\[ \\<b>",
    "x\r\nDTSTART:20200101",
    "</script></style></textarea><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
)


AWAY = re.compile(r"(?:https?:)?//[^/]*evil|javascript:|data:[^,]", re.IGNORECASE)


def described(*, later: bool):
    """Fields, parameters, values, paths, events, tags and schemas of those names; later half of each is gone."""
    kept = NAMES[::2] if later else NAMES
    schema = {
        "type": "object",
        "description": NAMES[4],
        "properties": {name: {"type": "string", "enum": [name, "b"]} for name in kept},
        "required": list(NAMES[:4]) if later else [],
    }
    soon = {"deprecated": True, "x-sunset": "2027-02-01"}
    paths = {}
    for version in ("v1", "v2"):
        # What v2 lacks of v1 is for the guide.
        told = kept if version == "v1" else NAMES[1:]
        for number, name in enumerate(told):
            operation = {"operationId": f"{version}{name}", "summary": name, "tags": [name], **soon}
            operation["responses"] = {"200": {"description": name}}
            if number == 0:
                content = {"application/json": {"schema": schema}}
                headers = {f"X-{number}": {"schema": {"const": each}} for number, each in enumerate(kept)}
                operation["parameters"] = [{"name": each, "in": "query", "schema": {}, **soon} for each in told]
                operation["requestBody"] = {"content": content}
                operation["responses"] = {"200": {"description": name, "content": content, "headers": headers}}
                operation["security"] = [{each: []} for each in kept]
            paths[f"/{version}/{name}"] = {"get": operation}
    event = {"post": {"summary": "x", "responses": {"200": {"description": "x"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": NAMES[2], "version": NAMES[0], "description": NAMES[5]},
        "servers": [{"url": f"https://api.example/{name}"} for name in kept[:3]],
        "paths": paths,
        "webhooks": dict.fromkeys(kept, event),
        "components": {
            "schemas": {name: {"type": "object"} for name in kept},
            "securitySchemes": {name: {"type": "apiKey", "in": "header", "name": name} for name in NAMES},
        },
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Released, and changed since, with a draft of what changed."""
    pets = Pets(tmp_path_factory.mktemp("hostile"))
    pets.put(described(later=False))
    (pets.root / "base.json").write_text((pets.root / "openapi.json").read_text())
    assert pets.snapshot(FIRST).recorded
    pets.put(described(later=True))
    return pets


@pytest.fixture
def told(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    for name in ("GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments):
        capsys.readouterr()
        code = run([*arguments])
        found = capsys.readouterr()
        assert code in (0, 1), found.err
        return found.out

    return call


def assert_log(written):
    bare = ANSI.sub("", written)
    assert_plain(bare)
    assert not COMMAND.search(bare)
    assert not re.search(r"section_(start|end):\d", bare)
    assert not [line for line in bare.splitlines() if line.lstrip().startswith("::")]


def assert_commands(written):
    assert_plain(written)
    assert not COMMAND.search(written)
    ours = re.compile(r"::(error|warning|notice|group|endgroup)\b[^:]*::")
    assert not [line for line in written.splitlines() if line.lstrip().startswith("::") and not ours.match(line)]


def assert_markdown(written):
    """No HTML but our own folds, no link out, no image, and no block that a name began."""
    assert_plain(written)
    tokens = HOST.parse(written)
    inside = [child for token in tokens for child in token.children or ()]
    assert not [token for token in inside if token.type in ("html_inline", "image", "s_open")]
    addresses = [str(token.attrs.get("href")) for token in inside if token.type == "link_open"]
    assert not list(filter(AWAY.match, addresses))
    html = "".join(token.content for token in tokens if token.type == "html_block")
    ours = rf"</?(details|summary)>|{comment.MARKER}|<!-- (Drafted|Written) by apidiff[^<>]* -->"
    assert not re.sub(ours, "", html).count("<")
    assert html.count("<!--") <= 1
    shown = "".join(token.content for token in inside if token.type in ("text", "text_special"))
    assert not re.search(r"@\w|#\d|www\.evil|https?://evil", shown)
    headings = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert "heading" not in headings


def assert_html(written):
    tree = Tree(written)
    assert {tag for tag, _ in tree.elements} <= TAGS | {
        "mark",
        "input",
        "label",
        "fieldset",
        "legend",
        "button",
        "dialog",
    }
    names = {name for _, attributes in tree.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    assert not [found for _, found in tree.elements if AWAY.match(found.get("href") or found.get("src") or "")]
    assert not BIDI.search(re.sub(r"<(p|div class=\"[^\"]*prose\").*?</\1>", "", written))
    assert "alert(1)</script>" not in written
    assert names - ATTRIBUTES <= {"for", "value", "checked", "type", "data-rule", "style", "scope", "aria-live"}, (
        names - ATTRIBUTES
    )


def assert_json(written):
    assert_log(written)
    json.loads(written)


def assert_xml(written):
    assert not [char for char in written if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"]
    assert not BIDI.search(written)
    ElementTree.fromstring(written)


def assert_options(written):
    assert_plain(written)
    words = shlex.split(written)
    assert words[::2] == ["--include-name"] * (len(words) // 2)


HARMLESS = {
    "text": assert_log,
    "json": assert_json,
    "markdown": assert_markdown,
    "html": assert_html,
    "github": assert_commands,
    "gitlab": assert_json,
    "sarif": assert_json,
    "junit": assert_xml,
    "schemathesis": assert_options,
}
"""What each format must not do. A new format says so here."""


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_obeys_no_name(told, name):
    for command in (("diff", "base.json", "openapi.json", "--verbose"), ("check",)):
        written = told(*command, "--format", name)
        assert written
        HARMLESS[name](written)


def test_a_comment_obeys_no_name(project):
    assert_markdown(comment.body(project.gate().check))


@pytest.mark.parametrize(
    ("form", "harmless"), [("text", assert_log), ("markdown", assert_markdown), ("json", assert_json)]
)
def test_a_guide_obeys_no_name(told, form, harmless):
    harmless(told("guide", "v1", "v2", "--format", form))


@pytest.mark.parametrize("form", ["text", "json", "ics"])
def test_a_calendar_obeys_no_name(told, form):
    written = told("calendar", "--format", form)
    (assert_json if form == "json" else assert_log)(written.replace("\r\n", "\n"))
    if form == "ics":
        keys = {line.split(":")[0].split(";")[0] for line in written.split("\r\n") if line and line[0] != " "}
        assert keys <= {
            *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "X-COMMENT", "X-WR-CALNAME", "UID", "DTSTAMP"),
            *("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"),
        }
        assert "20200101" not in re.findall(r"^DTSTART[^:]*:(\d+)", written, re.MULTILINE)


@pytest.mark.parametrize("command", [("entry",), ("entry", "--format", "json"), ("next-version",)])
def test_other_commands_obey_no_name(told, command):
    if command == ("next-version",):
        assert run([*command]) == 2
        return
    (assert_json if "json" in command else assert_log)(told(*command))


def test_a_draft_its_entry_and_the_page_obey_no_name(project, told, tmp_path):
    copied = project.copied(tmp_path / "copy")
    flags = ("--config", str(copied.root / "apidiff.toml"))
    assert_log(told("draft", *flags))
    entries = sorted((copied.root / "changelog" / "unreleased").glob("*.md"))
    assert entries
    for entry in entries:
        front, body = entry.read_text().split("\n---\n", 1)
        assert_plain(front)
        assert_markdown(body)
    assert_log(told("waive", "--all", "--reason", NAMES[0], "--approved-by", NAMES[5], *flags))
    assert_log(told("check", *flags))
    assert_log(told("snapshot", "--release", f"{SECOND}", *flags))
    out = tmp_path / "site"
    assert_log(told("render", "--output", str(out), *flags))
    names = [path for path in out.rglob("*") if path.is_file()]
    assert names
    for path in names:
        assert path.name.isascii()
        text = path.read_text()
        if path.suffix == ".html":
            assert_html(text)
        elif path.suffix == ".md" or path.name == "llms.txt":
            assert_markdown(re.sub(r'<!-- Written by apidiff.*? -->\n|(?m:^<a id="[\w.-]+"></a>$)', "", text))
        elif path.suffix == ".xml":
            ElementTree.fromstring(text)
            assert not BIDI.search(text)
        elif path.suffix == ".json":
            # A file is no log, so that what is a command there alone is text.
            assert_plain(text)
            json.loads(text)
        elif path.suffix == ".ics":
            assert_plain(text.replace("\r\n", "\n"))
