"""Whatever stands in a record's file or in the configuration, reading it ends in a value or in one clear error."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.governing.config_loading import parse_config
from apidiff.recording.entries import parse_entry
from apidiff.recording.index import index_bytes, parse_index
from tests.recording.pets import FIRST, SECOND
from tests.recording.test_entries import FULL
from tests.recording.test_index import release

CONFIG = """[project]
title = "x"
[versions]
pattern = '^/(v[0-9]+)'
[policy]
sunset-days = 3
[[policy.overrides]]
rule = "property-*"
class = "neutral"
[page]
links = [{ title = "a", url = "https://example.com" }]
"""
INDEX = index_bytes([release(17)]).decode()
READERS = [
    (CONFIG, parse_config),
    (FULL, lambda text: parse_entry(text, Path("e.md"))),
    (INDEX, lambda text: parse_index(Path("index.json"), text)),
]


@st.composite
def damaged(draw, text):
    """The text with a few pieces cut out, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(st.one_of(st.just(text[start:end] * 2), st.text(max_size=6), st.sampled_from("[]{}\"'\n:-&*!|=#")))
        text = text[:start] + piece + text[end:]
    return text


@pytest.mark.parametrize(("text", "read"), READERS, ids=["configuration", "entry", "index"])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_text(text, read, data):
    told(read, data.draw(damaged(text)))


@pytest.mark.parametrize(("text", "read"), READERS, ids=["configuration", "entry", "index"])
@settings(max_examples=100, deadline=None)
@given(content=st.text())
def test_any_text(text, read, content):
    told(read, content)
    told(read, text[: len(text) // 2] + content)


@pytest.mark.parametrize(
    "body",
    ["[" * 200_000, "{a: " * 60_000, "- " * 120_000, "? " * 120_000, "a: &a [*a]", "? [a]\n: b", "!!python/object:x"],
)
def test_a_front_matter_that_means_harm(body):
    told(lambda text: parse_entry(text, Path("e.md")), f"---\ndate: 2026-06-23\ntitle: x\nchanges: {body}\n---\n")


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 5000, "{a=" * 3000])
def test_a_configuration_that_means_harm(value):
    told(parse_config, f"a = {value}")


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 5000])
def test_an_index_that_means_harm(value):
    told(READERS[2][1], f'{{"format": {value}')
    told(READERS[2][1], f'{{"format": {value}}}')


def told(read, text):
    error = None
    try:
        read(text)
    except InputError as raised:
        error = raised
    assert error is None or (error.message and error.hint and error.place.file)


def _damaged(pets):
    """The newest snapshot, edited so that the description seems to differ from it."""
    path = pets.root / "schemas" / f"{FIRST}.json"
    path.write_text(path.read_text().replace('"nick"', '"nickname"'))


def _without_index(pets):
    (pets.root / "schemas" / "index.json").unlink()


@pytest.mark.parametrize("harm", [_damaged, _without_index])
@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_records_that_cannot_say_what_changed_are_all_that_is_reported(released, monkeypatch, capsys, harm, form):
    """No change is made up of the damage, and no command offers to waive it or to begin anew."""
    from apidiff.cli.edge import run

    monkeypatch.chdir(released.root)
    harm(released)
    assert run(["check", "--format", form]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "Refused: the records are unsound" in printed
    assert "git checkout --" in printed or "restore it from version control" in printed.lower()
    for misleading in ("apidiff waive", "apidiff draft", "Record the first release", "nick", "Breaking ("):
        assert misleading not in printed


@pytest.mark.parametrize("harm", [_damaged, _without_index])
def test_nothing_is_drafted_or_waived_beside_them(released, monkeypatch, capsys, harm):
    from apidiff.cli.edge import run

    monkeypatch.chdir(released.root)
    harm(released)
    before = released.records()
    assert run(["draft"]) == 2
    assert run(["waive", "--all", "--reason", "unused", "--approved-by", "ann"]) == 2
    assert "the records are unsound" in capsys.readouterr().err
    assert released.records() == before


def test_beside_an_edited_entry_the_changes_are_still_told(released):
    released.write(sent=("id",))
    draft_and_waive(released)
    assert released.snapshot(SECOND).recorded
    (path,) = (released.root / "changelog").glob("*.md")
    path.write_text(path.read_text() + "More.\n")
    released.write(sent=())
    check = released.gate().check
    assert (check.doubtful, len(check.comparison.changes)) == (False, 1)


def draft_and_waive(pets):
    from apidiff.recording.drafting import draft
    from apidiff.recording.waiving import waive

    draft(pets.gate())
    waive(pets.gate(), None, "nobody used it", "ann")
