"""The example in a scratch folder, as it stood before its second release."""

from __future__ import annotations

import shutil

import pytest

from tests.example.playing import ROOT, enter, run


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """The project with 2026-06-17 recorded and its entry; the later descriptions are in `docs/example/`."""
    folder = tmp_path_factory.mktemp("cooledge")
    shutil.copy(ROOT / "apidiff.toml", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copytree(ROOT / "docs" / "example" / "past", folder / "docs" / "example" / "past")
    shutil.copy(ROOT / "docs" / "example" / "openapi.yaml", folder / "docs" / "example")
    (folder / "changelog").mkdir()
    enter(folder, "2026-06-17")
    run(folder, "snapshot", "docs/example/past/2026-06-17.yaml", "--release", "2026-06-17")
    return folder


@pytest.fixture
def cooledge(begun, tmp_path):
    """A copy of it."""
    return shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
