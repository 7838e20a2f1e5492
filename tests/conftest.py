"""Property tests give the same answer in every run; APIDIFF_EXAMPLES makes them look further, each time elsewhere."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from apidiff.cli import COLLECTED
from tests.recording.pets import Pets

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, max_examples=int(os.environ.get("APIDIFF_EXAMPLES", 100)))
settings.load_profile("searching" if "APIDIFF_EXAMPLES" in os.environ else "steady")


CI_HOSTS = (
    "GITHUB_BASE_REF",
    "GITHUB_EVENT_NAME",
    "GITHUB_EVENT_PATH",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "CI_MERGE_REQUEST_PROJECT_PATH",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
    "CI_COMMIT_BEFORE_SHA",
    "CI_PROJECT_PATH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "BITBUCKET_PR_DESTINATION_COMMIT",
    "CHANGE_TARGET",
)


@pytest.fixture(autouse=True)
def _on_no_ci_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the host of this run says of its own repository is nothing to the tests' repositories."""
    for variable in CI_HOSTS:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def _a_cache_of_their_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests remember stays out of the user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def pets(tmp_path: Path) -> Pets:
    """A governed API in the folder."""
    return Pets(tmp_path)


@pytest.fixture
def released(pets: Pets) -> Pets:
    """With its first release recorded."""
    assert pets.snapshot().recorded
    return pets


LONGEST = (
    "year/test_year.py",
    "recording/test_interrupted.py",
    "recording/test_backfilling.py",
    "reading/test_wrong_types.py",
    "reading/test_every_place.py",
    "containment/test_formats.py",
    "containment/test_laws.py",
    "comparing/test_agreement.py",
    "comparing/test_texts.py",
    "cli/test_serve.py",
    "laws/test_sites.py",
    "laws/test_laws.py",
    "laws/test_ids.py",
    "fuzz/test_differential.py",
    "comparing/test_marks_beside_alternatives.py",
    "laws/test_joined.py",
    "comparing/test_composing.py",
    "reporting/test_report_in_browser.py",
    "recording/test_attacks.py",
    "comparing/test_discriminators.py",
    "fuzz/test_fuzz.py",
    "reporting/test_browser.py",
)
"""Files that take more than ten seconds of a processor, the longest first; all that take more than fifteen."""


def pytest_configure() -> None:
    """Search for garbage as seldom as the command line does: the tests alone are many thousand objects."""
    gc.set_threshold(*COLLECTED)


def pytest_collection_finish() -> None:
    """The tests stay to the end, so that no search for garbage need look at them."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files: whoever begins one last works alone in the end, and everybody else waits."""
    rank = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))
