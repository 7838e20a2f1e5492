"""Rendered files are written where they differ."""

import pytest

from apidiff.errors import InputError
from apidiff.recording.ownership import MARK
from apidiff.recording.publishing import outdated, publish


def test_only_what_differs_is_written(tmp_path):
    files = {"index.html": b"page" + MARK, "CHANGELOG.md": b"log" + MARK}
    assert publish(tmp_path / "public", files) == ["index.html", "CHANGELOG.md"]
    stamp = (tmp_path / "public" / "index.html").stat().st_mtime_ns
    files["CHANGELOG.md"] = b"more" + MARK
    assert outdated(tmp_path / "public", files) == ["CHANGELOG.md"]
    assert publish(tmp_path / "public", files) == ["CHANGELOG.md"]
    assert (tmp_path / "public" / "index.html").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("write", [publish, outdated])
def test_a_file_that_apidiff_did_not_write_is_never_overwritten(tmp_path, write):
    (tmp_path / "CHANGELOG.md").write_text("# Our own changelog\n")
    with pytest.raises(InputError) as caught:
        write(tmp_path, {"index.html": b"page" + MARK, "CHANGELOG.md": b"log" + MARK})
    assert caught.value.place.file == str(tmp_path / "CHANGELOG.md")
    assert "--output" in caught.value.hint
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("CHANGELOG.md", "# Our own changelog\n")]
