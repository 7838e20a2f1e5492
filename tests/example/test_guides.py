"""The guides lead to files that exist and name commands, options and configuration keys that exist."""

from __future__ import annotations

import re

import pytest

from apidiff.governing.config import parse_config
from tests.example.playing import ROOT, run

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path.name: path.read_text() for path in GUIDES}


def commands(text):
    """Every command line in a code block or a code span, as (name, options)."""
    code = re.findall(r"```(?:console|yaml|sh)\n(.*?)```", text, flags=re.DOTALL) + re.findall(
        r"`(apidiff [^`\n]+)`", text
    )
    for block in code:
        for line in block.splitlines():
            for name, rest in re.findall(r"(?:^|[ $:])apidiff ([a-z]+(?:-[a-z]+)*)\b([^#`]*)", line):
                yield name, re.findall(r"(?<!\S)--[a-z-]+", rest)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(path):
    for target in re.findall(r"\]\(([^)#\s]+)", path.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


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
    from apidiff.governing.config import _SECTIONS

    guide = TEXTS["configuration.md"]
    for section in _SECTIONS.values():
        for name, field in section.model_fields.items():
            assert re.search(rf"`?\b{re.escape(field.alias or name)}\b", guide), field.alias or name
