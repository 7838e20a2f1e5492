"""The index: canonical, chained, strict."""

import json
from datetime import date

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Release
from apidiff.recording.index import GENESIS, index_bytes, line_hash, read_index

ZEROS = "0" * 64


def release(day, previous=GENESIS):
    return Release(
        date(2026, 6, day), f"2026-06-{day}.json", "ab" * 32, previous, "Pets", ("v1",), None, {"v1": "pass"}
    )


def written(tmp_path, change):
    first = release(17)
    document = json.loads(index_bytes([first, release(23, line_hash(first))]))
    change(document)
    (tmp_path / "index.json").write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
    return tmp_path


def told(tmp_path):
    with pytest.raises(InputError) as caught:
        read_index(tmp_path)
    return caught.value


def test_no_file_is_an_empty_index(tmp_path):
    assert read_index(tmp_path).releases == ()


def test_what_is_written_is_read_back(tmp_path):
    first = release(17)
    releases = (first, release(23, line_hash(first)))
    (tmp_path / "index.json").write_bytes(index_bytes(releases))
    index = read_index(tmp_path)
    assert index.releases == releases
    assert index.head == line_hash(releases[-1])
    assert (index.path.read_bytes()[-1:], index.line_of(releases[1])) == (b"\n", 25)


def test_a_line_vouches_for_the_one_before_it():
    first = release(17)
    assert line_hash(release(23, line_hash(first))) != line_hash(release(23))


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        (lambda d: d["releases"][1].update(sha256="x"), "the index has `sha256` wrong", 24),
        (lambda d: d["releases"][1].update(more=1), "the index has `more` wrong", 25),
        (lambda d: d["releases"][1].update(file="../x.json"), "the index has `file` wrong", 24),
        (lambda d: d["releases"][1].update(release="2026-02-30"), "the release `2026-02-30` is no date", 24),
        (lambda d: d["releases"][0].pop("previous"), "the index has `previous` wrong", 9),
        (lambda d: d.update(format="apidiff.index/2"), "the index has `format` wrong", None),
    ],
)
def test_a_field_that_is_wrong_is_told_with_its_line(tmp_path, change, message, line):
    error = told(written(tmp_path, change))
    assert error.message.startswith(message)
    assert error.place.line is None or abs(error.place.line - line) <= 1
    assert "git checkout" in error.hint


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1, "format": 2}', "[" * 100_000, '{"releases": {}}'])
def test_a_file_that_is_no_index_is_one_clear_error(tmp_path, text):
    (tmp_path / "index.json").write_text(text)
    assert told(tmp_path).message.startswith("the index")
