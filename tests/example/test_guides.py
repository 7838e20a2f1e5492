"""The guides lead to files and headings that exist, and name commands, options and configuration keys that exist."""

from __future__ import annotations

import re
import tomllib

import pytest

from apidiff.governing.config_loading import parse_config
from apidiff.model.policy import Policy
from tests.example.playing import ROOT, run

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in GUIDES}


def commands(text):
    """Every command line in a code block or a code span, as (name, options)."""
    code = re.findall(r"```(?:console|yaml|sh)\n(.*?)```", text, flags=re.DOTALL) + re.findall(
        r"`(apidiff [^`\n]+)`", text
    )
    for block in code:
        for line in block.splitlines():
            for name, rest in re.findall(r"(?:^|[ $:])apidiff ([a-z]+(?:-[a-z]+)*)\b([^#`]*)", line):
                yield name, re.findall(r"(?<!\S)--[a-z-]+", rest)


def without_code(text):
    return re.sub(r"^(`{3,})[^\n]*\n.*?^\1$|`[^`\n]+`", "", text, flags=re.DOTALL | re.MULTILINE)


def links(path):
    """The target of each link and picture that leads to a file or a heading of the repository, as (file, anchor)."""
    for target in re.findall(r"\]\(([^)\s]+)", without_code(path.read_text())):
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            yield (path.parent / file).resolve() if file else path, anchor


def anchors(path):
    """The anchor that GitHub, and the site alike, gives to each heading: the second of a name gets `-1`."""
    seen = []
    text = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        seen.append(re.sub(r"[^\w -]", "", plain).strip().lower().replace(" ", "-"))
    return {f"{name}-{before}" if (before := seen[:at].count(name)) else name for at, name in enumerate(seen)}


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_to_a_file_or_a_heading(path):
    for file, anchor in links(path):
        assert file.exists(), f"{path.name} links to {file}"
        if anchor:
            assert anchor in anchors(file), f"{path.name} links to {file.name}#{anchor}"


def test_a_document_links_to_no_file_outside_of_the_documents():
    """They are built as a site, which has no other file."""
    docs = ROOT / "docs"
    for path in docs.glob("*.md"):
        assert [file for file, _ in links(path) if not file.is_relative_to(docs)] == [], path.name


def test_the_index_and_the_site_lead_to_every_document():
    documents = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert documents <= {file.name for file, _ in links(ROOT / "docs" / "README.md")}
    configuration = tomllib.loads((ROOT / "zensical.toml").read_text())
    assert documents | {"README.md"} == set(files(configuration["project"]["nav"]))


def files(nav):
    for item in nav:
        (value,) = item.values()
        yield from [value] if isinstance(value, str) else files(value)


def test_every_command_and_option_that_a_guide_shows_exists(tmp_path):
    shown = {}
    for text in TEXTS.values():
        for name, options in commands(text):
            shown.setdefault(name, set()).update(options)
    assert {"init", "snapshot", "check", "draft", "waive", "render", "diff"} <= set(shown)
    for name, options in shown.items():
        helped = run(tmp_path, name, "--help")
        assert options <= set(re.findall(r"--[a-z-]+", helped)), name


def test_the_configurations_that_the_guides_show_are_valid():
    for text in TEXTS.values():
        for block in re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL):
            if "[project]" in block or "[[policy" in block or "[policy" in block:
                parse_config(block)


def test_the_configuration_guide_names_every_key():
    from apidiff.governing.config_loading import SECTIONS

    guide = TEXTS["docs/configuration.md"]
    for section in SECTIONS.values():
        for name, field in section.model_fields.items():
            assert re.search(rf"`?\b{re.escape(field.alias or name)}\b", guide), field.alias or name


def test_the_configuration_guide_has_the_default_pattern_to_copy():
    assert f"pattern = '{Policy().version_pattern}'" in TEXTS["docs/configuration.md"]


@pytest.mark.parametrize("name", TEXTS)
def test_no_table_has_a_bar_in_a_cell(name):
    r"""GitHub shows `\|` in code of a table as `|`, and Python-Markdown shows the backslash, too."""
    assert [line for line in TEXTS[name].splitlines() if line.startswith("|") and r"\|" in line] == []


def test_each_decision_has_a_context_a_choice_and_a_consequence_a_line_each():
    text = TEXTS["docs/decisions.md"]
    shape = r"\*\*[^\n]+\.\*\*\nContext: [^\n]+\.\nChoice: [^\n]+\.\nConsequence: [^\n]+\."
    decisions = [part for part in text.split("\n\n") if part.startswith("**")]
    assert len(decisions) > 100
    assert [part for part in decisions if not re.fullmatch(shape, part)] == []
    assert len(re.findall(r"Context: ", text)) == len(decisions)


def test_the_files_that_decisions_name_exist():
    for name in re.findall(r"`([\w/.-]+/[\w.-]+\.(?:py|mjs|txt))`", TEXTS["docs/decisions.md"]):
        assert any((ROOT / folder / name).exists() for folder in ("", "apidiff")), name
