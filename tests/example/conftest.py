"""The example in a scratch folder, as it stood before its second release."""

from __future__ import annotations

import shutil

import pytest

from tests.example.playing import ROOT, enter, run


@pytest.fixture
def cooledge(tmp_path):
    """The project with 2026-06-17 recorded and its entry; the later descriptions are in `docs/example/`."""
    shutil.copy(ROOT / "apidiff.toml", tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "docs" / "example" / "past", tmp_path / "docs" / "example" / "past")
    shutil.copy(ROOT / "docs" / "example" / "openapi.yaml", tmp_path / "docs" / "example")
    (tmp_path / "changelog").mkdir()
    enter(tmp_path, "2026-06-17")
    run(tmp_path, "snapshot", "docs/example/past/2026-06-17.yaml", "--release", "2026-06-17")
    return tmp_path
