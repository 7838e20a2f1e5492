"""A governed API for each test."""

import pytest

from tests.recording.pets import Pets


@pytest.fixture
def pets(tmp_path):
    return Pets(tmp_path)


@pytest.fixture
def released(pets):
    """With its first release recorded."""
    assert pets.snapshot().recorded
    return pets
