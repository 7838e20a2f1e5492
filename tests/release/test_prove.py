"""The wheel and the sdist come out the same twice, and hold what they need and nothing else."""

from __future__ import annotations

import importlib.util
import time
import zipfile

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


@pytest.mark.parametrize(
    ("name", "commands"),
    [
        ("apidiff-0.1.0-py3-none-any.whl", "[console_scripts]\nother = apidiff.cli:main\n"),
        ("other-0.1.0-py3-none-any.whl", "[console_scripts]\napidiff = apidiff.cli:main\n"),
        ("apidiff-0.1.0-cp311-cp311-linux_x86_64.whl", "[console_scripts]\napidiff = apidiff.cli:main\n"),
        ("apidiff-0.1.0-py3-none-any.whl", None),
    ],
)
def test_a_wheel_that_uvx_could_not_run_is_noticed(tmp_path, name, commands):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("apidiff/__init__.py", "")
        if commands is not None:
            archive.writestr(f"{name.split('-')[0]}-0.1.0.dist-info/entry_points.txt", commands)
    with pytest.raises(Failed, match="command"):
        look_into(tmp_path / name)
