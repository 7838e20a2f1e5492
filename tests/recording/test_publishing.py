"""A site is written into a folder: its own files alone, no more than differ, and none that are gone from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.recording.ownership import MARK
from apidiff.recording.publishing import publish_site


@dataclass
class Made:
    """A file that counts how often it is made."""

    name: str
    text: str = "text"
    made: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.text

    def make(self) -> bytes:
        self.made.append(self.name)
        return f"{self.text} {MARK.decode()}".encode()


def publish(folder: Path, files: list[Made], known: dict, **options):
    return publish_site(folder, files, known, **options)


def test_what_stays_the_same_is_neither_made_nor_written(tmp_path):
    files, known = [Made("index.html"), Made("releases/a.html")], {}
    assert publish(tmp_path, files, known).changed == ["index.html", "releases/a.html"]
    stamp = (tmp_path / "releases/a.html").stat().st_mtime_ns
    files[0].text = "other"
    done = publish(tmp_path, files, known)
    assert (done.changed, done.same) == (["index.html"], ["releases/a.html"])
    assert files[1].made == ["releases/a.html"]
    assert (tmp_path / "releases/a.html").stat().st_mtime_ns == stamp


def test_a_file_that_somebody_edited_or_deleted_is_made_again(tmp_path):
    files, known = [Made("index.html"), Made("releases/a.html")], {}
    publish(tmp_path, files, known)
    (tmp_path / "index.html").write_bytes(b"edited " + MARK)
    (tmp_path / "releases/a.html").unlink()
    assert publish(tmp_path, files, known).changed == ["index.html", "releases/a.html"]
    assert (tmp_path / "index.html").read_bytes().startswith(b"text")


def test_a_page_that_is_gone_is_removed_and_nothing_else(tmp_path):
    known: dict = {}
    publish(tmp_path, [Made("index.html"), Made("operations/a.html"), Made("versions/v1/index.html")], known)
    (tmp_path / "operations/mine.html").write_text("somebody's")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/page.html").write_bytes(MARK)
    done = publish(tmp_path, [Made("index.html")], known)
    assert done.removed == ["operations/a.html", "versions/v1/index.html"]
    assert not (tmp_path / "versions").exists()
    assert (tmp_path / "operations/mine.html").exists()
    assert (tmp_path / "other/page.html").exists()


def test_the_folder_of_an_api_is_kept_whatever_it_is_called(tmp_path):
    publish(tmp_path / "operations", [Made("index.html")], {})
    assert publish(tmp_path, [Made("index.html")], {}, keep=["operations"]).removed == []
    assert (tmp_path / "operations/index.html").exists()


def test_a_file_of_somebody_else_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases/a.html").write_text("somebody's")
    for dry in (False, True):
        with pytest.raises(InputError, match="was not written by apidiff") as caught:
            publish(tmp_path, [Made("index.html"), Made("releases/a.html")], {}, dry=dry)
        assert caught.value.place.file == str(tmp_path / "releases/a.html")
        assert "--output" in caught.value.hint
    assert not (tmp_path / "index.html").exists()


def test_a_link_in_the_place_of_a_folder_is_refused(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.html").write_bytes(MARK)
    site = tmp_path / "site"
    site.mkdir()
    (site / "releases").symlink_to(elsewhere)
    with pytest.raises(InputError, match="in the place of a folder"):
        publish(site, [Made("index.html"), Made("releases/b.html")], {})
    publish(site, [Made("index.html")], {})
    assert [path.name for path in elsewhere.iterdir()] == ["a.html"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path):
    publish(tmp_path, [Made("index.html"), Made("releases/a.html")], {})
    done = publish(tmp_path, [Made("index.html", "other")], {}, dry=True)
    assert (done.changed, done.removed) == (["index.html"], ["releases/a.html"])
    assert (tmp_path / "releases/a.html").exists()
    assert (tmp_path / "index.html").read_bytes().startswith(b"text")
