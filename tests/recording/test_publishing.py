"""Rendered files are written where they differ."""

from apidiff.recording.publishing import outdated, publish


def test_only_what_differs_is_written(tmp_path):
    files = {"index.html": b"page", "CHANGELOG.md": b"log"}
    assert publish(tmp_path / "public", files) == ["index.html", "CHANGELOG.md"]
    stamp = (tmp_path / "public" / "index.html").stat().st_mtime_ns
    files["CHANGELOG.md"] = b"more"
    assert outdated(tmp_path / "public", files) == ["CHANGELOG.md"]
    assert publish(tmp_path / "public", files) == ["CHANGELOG.md"]
    assert (tmp_path / "public" / "index.html").stat().st_mtime_ns == stamp
