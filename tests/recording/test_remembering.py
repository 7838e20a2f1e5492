"""What lies between two releases is compared once; a cache that is wrong in any way is none."""

from __future__ import annotations

import pytest

from apidiff.recording.project import load_project
from apidiff.recording.remembering import Remembered
from apidiff.reporting.site_building import build
from tests.recording.pets import SECOND


@pytest.fixture
def history(released):
    """Two releases, a field apart."""
    released.write(sent=("id", "nick", "age"))
    assert released.snapshot(SECOND).recorded
    return released


def asked(pets, cache):
    """A site made with a cache, and how many comparisons that took."""
    project = load_project(pets.root)
    comparisons = Remembered(project, cache)
    made = build(project, comparisons)
    comparisons.save()
    return made, comparisons.computed


def test_a_second_page_compares_nothing_and_says_the_same(history, tmp_path):
    first = asked(history, tmp_path / "cache" / "a.json")
    second = asked(history, tmp_path / "cache" / "a.json")
    assert (first[1], second[1]) == (1, 0)
    assert first[0] == second[0]


def test_a_page_says_the_same_without_a_cache(history, tmp_path):
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    made, computed = asked(history, nowhere / "a.json")
    assert computed == 1
    assert made == asked(history, tmp_path / "a.json")[0]


@pytest.mark.parametrize("damage", [b"", b"{", b'["x", {}]', b'[1, {"a b": 5}]', b"\xff"])
def test_a_damaged_cache_is_none(history, tmp_path, damage):
    cache = tmp_path / "a.json"
    asked(history, cache)
    cache.write_bytes(damage)
    assert asked(history, cache)[1] == 1
    assert asked(history, cache)[1] == 0


def test_another_policy_asks_anew(history, tmp_path):
    cache = tmp_path / "a.json"
    asked(history, cache)
    config = history.root / "apidiff.toml"
    config.write_text(config.read_text() + '[[policy.overrides]]\nrule = "property-added"\nclass = "neutral"\n')
    made, computed = asked(history, cache)
    assert computed == 1
    assert not made.posts[0].additive


def test_an_edited_snapshot_asks_anew(history, tmp_path):
    cache = tmp_path / "a.json"
    asked(history, cache)
    snapshot = history.root / "schemas" / f"{SECOND}.json"
    snapshot.write_text(snapshot.read_text().replace('"age"', '"year"'))
    made, computed = asked(history, cache)
    assert computed == 1
    assert "year" in made.posts[0].additive[0].title


def test_only_what_was_asked_for_stays(history, tmp_path):
    cache = tmp_path / "a.json"
    asked(history, cache)
    size = cache.stat().st_size
    (history.root / "schemas" / "index.json").unlink()
    asked(history, cache)
    assert cache.stat().st_size < size
