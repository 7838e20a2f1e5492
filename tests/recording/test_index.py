"""The index: canonical, chained, strict."""

import json
from datetime import date

import pytest

from apidiff.errors import InputError
from apidiff.model.records import Amendment, Release, ReleaseName
from apidiff.recording.index import GENESIS, chained, index_bytes, line_hash, parse_index, read_index

ZEROS = "0" * 64


def release(day, previous=GENESIS):
    return Release(
        date(2026, 6, day), f"2026-06-{day}.json", "ab" * 32, previous, "Pets", ("v1",), None, {"v1": "pass"}
    )


def written(tmp_path, change):
    amendment = Amendment(ReleaseName(date(2026, 6, 17)), date(2026, 7, 1), {"2026-06-17-x.md": "cd" * 32}, "", "1")
    document = json.loads(index_bytes(chained([release(17), release(23), amendment])))
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
    second = release(23)._replace(
        number=2, file="2026-06-23.2.json", after="2026-06-17", entries={"x.md": "ef" * 32}, changes="01" * 32, tool="9"
    )
    observed = release(20)._replace(kind="observed", verdicts={"v1": "observed"}, after="2026-06-17", ids=2)
    amendment = Amendment(second.name, date(2026, 7, 1), {"x.md": "cd" * 32}, "", "1")
    lines = chained([release(17), second, observed, amendment])
    (tmp_path / "index.json").write_bytes(index_bytes(lines))
    index = read_index(tmp_path)
    assert index.lines == lines
    assert index.releases == lines[:3]
    assert index.head == line_hash(lines[-1])
    assert (index.path.read_bytes()[-1:], index.line_of(lines[1])) == (b"\n", 32)


def test_a_line_vouches_for_the_one_before_it():
    first = release(17)
    assert line_hash(release(23, line_hash(first))) != line_hash(release(23))


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        (lambda d: d["lines"][1].update(sha256="x"), "the index has `sha256` wrong", 37),
        (lambda d: d["lines"][1].update(more=1), "the index has `more` wrong", 38),
        (lambda d: d["lines"][1].update(file="../x.json"), "the index has `file` wrong", 37),
        (lambda d: d["lines"][1].update(release="2026-02-30"), "the release `2026-02-30` is not a date", 37),
        (lambda d: d["lines"][1].update(release="2026-06-23.1"), "the release `2026-06-23.1` is not a date", 37),
        (lambda d: d["lines"][0].pop("previous"), "the index has `previous` wrong", 16),
        (lambda d: d["lines"][1].update(kind="amendment"), "the index has `date` wrong", 37),
        (lambda d: d["lines"][1].update(kind="x"), "line 2 of the index is of the kind `x`, which this version", 37),
        (lambda d: d["lines"][1].pop("kind"), "line 2 of the index is of no kind", 37),
        (lambda d: d["lines"][1].update(kind="observed"), "the index has `v1` wrong", 37),
        (lambda d: d["lines"][1].update(entries={"../x.md": "0" * 64}), "the index has `../x.md` wrong", 40),
        (lambda d: d["lines"][2].update(date="2026-02-30"), "the amendment's `2026-02-30` is not a date", 54),
        (lambda d: d["lines"][2].update(entries={}), "the index has `entries` wrong", 16),
        (lambda d: d.update(format="other/2"), "the index has `format` wrong", None),
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


def test_a_format_of_a_newer_version_asks_for_that_version(tmp_path):
    document = json.loads(index_bytes([])) | {"format": "apidiff.index/3"}
    with pytest.raises(InputError, match=r"the format `apidiff.index/3`, which this version does not know") as caught:
        parse_index(tmp_path / "index.json", json.dumps(document).encode())
    assert caught.value.hint.startswith("Use a version of apidiff that does")


def test_a_text_of_the_wrong_form_shows_no_pattern(tmp_path):
    text = index_bytes([]).replace(b'"head": "0', b'"head": "z')
    with pytest.raises(InputError, match=r"the index has `head` wrong: `z0+` is not written as it should be"):
        parse_index(tmp_path / "index.json", text)
