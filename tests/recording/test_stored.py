"""Compressed snapshots are read like any other, and one that is broken or hostile is one error with its file."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.model.records import ReleaseName
from apidiff.openapi.canonical import canonical_json
from apidiff.reading.json_text import parse_json
from apidiff.reading.limits import DEFAULT_LIMITS
from apidiff.recording.stored import MOST_PATCHES, Snapshots, Stored, packed, release_of
from apidiff.recording.verify import verify
from tests.recording.pasts import Past, governed
from tests.recording.pets import document


def large(number):
    """A description of which one part differs, and which is not small."""
    made = document(query=(f"q{number}",))
    made["components"] = {"schemas": {f"S{n}": {"type": "object", "title": hashed(n)} for n in range(200)}}
    return made


def hashed(number):
    return hashlib.sha256(str(number).encode()).hexdigest()


def stored_of(made):
    return Stored(canonical_json(made), made)


@pytest.fixture
def snapshots(tmp_path):
    return Snapshots(tmp_path, DEFAULT_LIMITS)


def keep(folder, count):
    """As many snapshots as said, each stored on the one before; their files."""
    files, after = [], None
    for number in range(count):
        name = ReleaseName.parse(f"2024-01-01.{number + 2}")
        made = stored_of(large(number))
        file, content = Snapshots(folder, DEFAULT_LIMITS).stored(name, made, after)
        (folder / file).write_bytes(content)
        files.append(file)
        after = file, made
    return files


def test_what_differs_little_is_a_patch_and_reads_as_the_whole(tmp_path):
    files = keep(tmp_path, 3)
    assert [file.partition(".")[2] for file in files] == ["2.json.gz", "3.patch.json.gz", "4.patch.json.gz"]
    whole, first, second = ((tmp_path / file).stat().st_size for file in files)
    assert max(first, second) * 10 < whole
    for order in (files, files[::-1]):
        reading = Snapshots(tmp_path, DEFAULT_LIMITS)
        for file in order:
            number = int(file.split(".")[1]) - 2
            assert reading.content(file) == canonical_json(large(number))


def test_snapshots_read_the_same_in_any_order(tmp_path):
    files = keep(tmp_path, MOST_PATCHES + 5)
    reading = Snapshots(tmp_path, DEFAULT_LIMITS)
    numbers = range(len(files))
    # Back, on again, over the whole snapshot in the middle, and one that is between those read last.
    for number in [*numbers[::-1], *numbers[::7], 20, 5, 12, 5, 36, 33, 2, 35, 34]:
        assert reading.content(files[number]) == canonical_json(large(number))


def test_a_patch_that_does_not_fit_leaves_nothing_half_read(tmp_path):
    files = keep(tmp_path, 4)
    reading = Snapshots(tmp_path, DEFAULT_LIMITS)
    reading.content(files[2])
    edit = {"op": "remove", "path": "/nowhere"}
    content = {"base": files[2], "format": "apidiff.patch/1", "patch": [{"op": "remove", "path": "/info"}, edit]}
    (tmp_path / files[3]).write_bytes(packed(canonical_json(content)))
    with pytest.raises(InputError):
        reading.content(files[3])
    for number in (1, 2, 0):
        assert reading.content(files[number]) == canonical_json(large(number))


def test_what_differs_much_is_stored_whole(tmp_path, snapshots):
    (file,) = keep(tmp_path, 1)
    other = document()
    other["info"]["description"] = "".join(map(hashed, range(500)))
    name, _ = snapshots.stored(ReleaseName.parse("2024-06-01"), stored_of(other), (file, stored_of(large(0))))
    assert name == "2024-06-01.json.gz"


def test_a_row_of_patches_ends_with_a_whole_snapshot(tmp_path, snapshots):
    files = keep(tmp_path, MOST_PATCHES + 3)
    whole = [number for number, file in enumerate(files) if "patch" not in file]
    assert whole == [0, MOST_PATCHES + 1]
    assert snapshots.content(files[MOST_PATCHES]) == canonical_json(large(MOST_PATCHES))


def test_numbers_are_kept_exactly(tmp_path, snapshots):
    text = '{"a": 12345678901234567890123, "b": 0.1000, "c": 1.0, "d": 1e400, "e": true}'
    made = parse_json(text)
    name, content = snapshots.stored(ReleaseName.parse("2024-01-01"), stored_of(made), None)
    (tmp_path / name).write_bytes(content)
    changed = parse_json(text.replace("true", "1"))
    patch, content = snapshots.stored(ReleaseName.parse("2024-01-02"), stored_of(changed), (name, stored_of(made)))
    (tmp_path / patch).write_bytes(content)
    assert snapshots.content(patch) == canonical_json(changed)


def test_packing_is_gzip_without_time_or_name():
    content = b"x" * 1000
    assert gzip.decompress(packed(content)) == content
    assert packed(content) == packed(content)
    assert packed(content)[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("2024-01-01.json", "2024-01-01"),
        ("2024-01-01.2.json.gz", "2024-01-01.2"),
        ("2024-01-01.patch.json.gz", "2024-01-01"),
        ("2024-13-01.json", None),
        ("2024-01-01.json.gz.bak", None),
        ("index.json", None),
    ],
)
def test_which_release_a_file_is_of(name, release):
    assert (str(found) if (found := release_of(name)) else None) == release


def patch(base, operations=(), **more):
    return packed(json.dumps({"format": "apidiff.patch/1", "base": base, "patch": list(operations)} | more).encode())


BAD = {
    "no gzip": (b"{}", "it is not gzip"),
    "cut off": (packed(canonical_json(large(0)))[:-20], "it ends too early"),
    "something behind": (packed(b"{}") + b"x", "something follows its end"),
    "two members": (packed(b"{}") * 2, "something follows its end"),
    "wrong checksum": (packed(b"{}")[:-8] + bytes(8), "it is not gzip"),
    "no patch": (packed(b"[]"), "it is no `apidiff.patch/1`"),
    "another key": (patch("2024-01-01.2.json.gz", more=1), "it is no `apidiff.patch/1`"),
    "itself": (patch("2024-06-01.patch.json.gz"), "which is no older snapshot"),
    "a newer one": (patch("2025-06-01.json.gz"), "which is no older snapshot"),
    "a path": (patch("../2024-01-01.json"), "which is no older snapshot"),
    "missing": (patch("2023-01-01.json.gz"), "`2023-01-01.json.gz` is missing"),
    "does not fit": (patch("2024-01-01.2.json.gz", [{"op": "remove", "path": "/x"}]), "there is nothing at `/x`"),
    "no text": (packed(b"\xff"), "it is not UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_broken_snapshot_is_one_error_with_its_file(tmp_path, snapshots, name):
    keep(tmp_path, 1)
    content, said = BAD[name]
    (tmp_path / "2024-06-01.patch.json.gz").write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        snapshots.content("2024-06-01.patch.json.gz")
    assert str(caught.value.place.file).startswith(str(tmp_path))


def test_what_unpacks_to_more_than_the_limit_is_refused(tmp_path):
    """A decompression bomb: a thousand bytes for each one."""
    (tmp_path / "2024-01-01.json.gz").write_bytes(packed(b" " * 2_000_000))
    with pytest.raises(InputError, match="is larger than 1,000,000 bytes"):
        Snapshots(tmp_path, DEFAULT_LIMITS._replace(file_bytes=1_000_000)).content("2024-01-01.json.gz")


def test_patches_cannot_grow_beyond_the_limit_together(tmp_path):
    limits = DEFAULT_LIMITS._replace(file_bytes=10_000)
    (tmp_path / "2024-01-01.json.gz").write_bytes(packed(b"{}"))
    older = "2024-01-01.json.gz"
    for number in range(2, 5):
        file = f"2024-01-0{number}.patch.json.gz"
        operation = {"op": "add", "path": f"/a{number}", "value": "x" * 4_000}
        (tmp_path / file).write_bytes(patch(older, [operation]))
        older = file
    with pytest.raises(InputError, match="is larger than 10,000 bytes"):
        Snapshots(tmp_path, limits).content(older)


def test_a_row_of_patches_has_an_end(tmp_path, snapshots):
    for number in range(2, MOST_PATCHES + 10):
        (tmp_path / f"2024-01-01.{number}.patch.json.gz").write_bytes(patch(f"2024-01-01.{number - 1}.patch.json.gz"))
    with pytest.raises(InputError, match="patches build on each other"):
        snapshots.content(f"2024-01-01.{MOST_PATCHES + 9}.patch.json.gz")


@pytest.fixture
def observed(tmp_path, monkeypatch):
    """A project with three observed releases, the last two as patches."""
    past = Past(tmp_path / "api")
    for number in range(3):
        past.put(f"2024-01-0{number + 1}", json.dumps(large(number)))
    pets = governed(tmp_path / "project")
    monkeypatch.chdir(pets.root)
    assert run(["history", str(past.path)]) == 0
    pets.put(large(2))
    return pets


@pytest.mark.usefixtures("observed")
def test_a_release_is_compared_by_its_date(capsys):
    capsys.readouterr()
    assert run(["diff", "2024-01-01", "2024-01-03"]) == 0
    out = capsys.readouterr().out
    assert "`q0`" in out
    assert "release 2024-01-01, line " in out
    assert run(["diff", "2024-01-03", "openapi.json", "--fail-on", "additive"]) == 0
    assert run(["diff", "openapi.json", "2023-01-03"]) == 2
    assert "no release of that date is recorded" in capsys.readouterr().err


def test_a_bomb_among_the_records_is_a_finding_and_no_crash(observed, capsys):
    path = observed.root / "schemas" / "2024-01-01.json.gz"
    path.write_bytes(packed(b" " * 3_000_000))
    config = observed.root / "apidiff.toml"
    config.write_text(config.read_text() + "[limits]\nfile-bytes = 1000000\n")
    assert run(["verify"]) == 1
    assert "is larger than 1,000,000 bytes" in capsys.readouterr().out
    assert run(["check"]) == 2
    assert run(["render"]) == 2


@pytest.mark.parametrize("which", ["2024-01-01.json.gz", "2024-01-02.patch.json.gz", "2024-01-03.patch.json.gz"])
def test_a_snapshot_that_is_missing_or_another_is_named_and_nothing_passes(observed, which):
    path = observed.root / "schemas" / which
    content = path.read_bytes()
    for other in (packed(b"{}"), b"", None):
        path.unlink(missing_ok=True)
        if other is not None:
            path.write_bytes(other)
        found = [finding for finding in verify(observed.project()) if finding.severity == "unsound"]
        assert found
        assert run(["check"]) in (1, 2)
    path.write_bytes(packed(canonical_json(large(9))))
    assert [finding for finding in verify(observed.project()) if finding.severity == "unsound"]
    path.write_bytes(content)
    assert verify(observed.project()) == []


def test_a_patch_is_parsed_once_for_all_that_build_on_it(tmp_path, snapshots, monkeypatch):
    files = keep(tmp_path, 6)
    parsed = []
    real = Snapshots._patch
    monkeypatch.setattr(Snapshots, "_patch", lambda self, file: parsed.append(file) or real(self, file))
    for file in files:
        snapshots.forms(file)
    assert sorted(parsed) == sorted(files[1:])


def test_a_patch_that_is_written_anew_is_read_anew(tmp_path, snapshots):
    *_, newest = keep(tmp_path, 4)
    assert len(snapshots.forms(newest)) == 4
    (tmp_path / newest).write_bytes(packed(b"[]"))
    with pytest.raises(InputError):
        snapshots.forms(newest)
