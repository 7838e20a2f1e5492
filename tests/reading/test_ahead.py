"""What another process parsed is what this one would have."""

from __future__ import annotations

import os

import pytest

from apidiff.errors import InputError
from apidiff.reading import Limits, read, read_pair
from apidiff.reading import ahead as ahead_module
from apidiff.reading.ahead import Ahead

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
TEXT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    A: &a {type: string, maxLength: 5}
    B: {anyOf: [*a, {type: integer}]}
    C:
      <<: *a
      minLength: 1
"""
PLACES = ["/components/schemas/A/maxLength", "/components/schemas/B/anyOf/0/type", "/components/schemas/C/minLength"]


@pytest.fixture
def _worth_it(monkeypatch):
    monkeypatch.setattr(ahead_module, "pays", lambda _: True)


def written(folder, text, name="revision.yaml"):
    path = folder / name
    path.write_text(text)
    return str(path)


@pytest.mark.usefixtures("_worth_it")
def test_both_sides_read_as_they_do_one_by_one(tmp_path):
    base, revision = written(tmp_path, TEXT, "base.yaml"), written(tmp_path, TEXT.replace("5", "6"))
    for together, alone in zip(read_pair(base, revision, alone=True), (read(base), read(revision)), strict=True):
        assert together.document == alone.document
        assert together.sha256 == alone.sha256
        assert together.locator.locate(PLACES) == alone.locator.locate(PLACES)


def test_what_is_shared_stays_shared():
    found = Ahead(TEXT.encode(), "revision.yaml", Limits()).result()
    schemas = found.value["components"]["schemas"]
    assert schemas["A"] is schemas["B"]["anyOf"][0]
    assert found.lines.find(("components", "schemas", "C", "minLength")) == (4, 10)


@pytest.mark.usefixtures("_worth_it")
@pytest.mark.parametrize("text", ["a: [", "openapi: 3.1.0\npaths: {}\npaths: {}\n", "openapi: 4.0.0\n"])
def test_an_error_is_told_as_ever(tmp_path, text):
    base, revision = written(tmp_path, TEXT, "base.yaml"), written(tmp_path, text)
    with pytest.raises(InputError) as alone:
        read(revision)
    with pytest.raises(InputError) as together:
        read_pair(base, revision, alone=True)
    assert (str(together.value), together.value.place) == (str(alone.value), alone.value.place)


@pytest.mark.parametrize("text", ["a: [", "a: 0.10000000000000000000001", '{"a": 1}'])
def test_what_the_child_cannot_tell_is_left_to_whoever_asked(text):
    assert Ahead(text.encode(), "revision.yaml", Limits()).result() is None


def test_a_short_text_is_not_worth_a_process():
    assert not ahead_module.pays(b"a" * 1000)
