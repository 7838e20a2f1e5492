"""The wheel and the sdist come out the same twice, and hold what they need and nothing else."""

from __future__ import annotations

import importlib.util
import time

import pytest

from release.prove import Failed, build, compare, look_into

needs_builder = pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed")


@needs_builder
def test_built_twice_at_other_times_and_places_it_is_the_same(tmp_path):
    built = compare(build(tmp_path / "one", 1_000_000_000), build(tmp_path / "another", int(time.time())))
    assert sorted(path.suffix for path in built) == [".gz", ".whl"]
    for path in built:
        look_into(path)


def test_a_difference_is_noticed(tmp_path):
    sides = []
    for side in ("one", "another"):
        (tmp_path / side).mkdir()
        files = [tmp_path / side / name for name in ("a.tar.gz", "a.whl")]
        for file in files:
            file.write_text(side if file.suffix == ".whl" else "same")
        sides.append(files)
    with pytest.raises(Failed, match=r"a\.whl differs"):
        compare(*sides)
