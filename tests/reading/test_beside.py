"""What is parsed in another thread is what this one would have."""

from __future__ import annotations

import subprocess
import sys

import pytest

from apidiff.errors import InputError
from apidiff.reading import beside, read, read_pair
from apidiff.reading.limits import Limits

TEXT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    A: &a
      type: string
      maxLength: 5
    B: {anyOf: [{type: integer}]}
    C: *a
"""
PLACES = ["/components/schemas/A/maxLength", "/components/schemas/B/anyOf/0/type", "/components/schemas/C/type"]


@pytest.fixture
def _always(monkeypatch):
    monkeypatch.setattr(beside, "LEAST_BYTES", 0)


def written(folder, text, name="revision.yaml"):
    path = folder / name
    path.write_text(text)
    return str(path)


@pytest.mark.usefixtures("_always")
@pytest.mark.parametrize("text", [TEXT, TEXT.replace("5", "0x5"), TEXT.replace("\n", "\r\n")])
def test_both_sides_read_as_they_do_one_by_one(tmp_path, text):
    base, revision = written(tmp_path, TEXT, "base.yaml"), written(tmp_path, text)
    for together, alone in zip(read_pair(base, revision), (read(base), read(revision)), strict=True):
        assert together.document == alone.document
        assert together.sha256 == alone.sha256
        assert together.locator.locate(PLACES) == alone.locator.locate(PLACES)


@pytest.mark.usefixtures("_always")
@pytest.mark.parametrize("text", ["a: [", "openapi: 3.1.0\npaths: {}\npaths: {}\n", "openapi: 4.0.0\n", "\x00"])
def test_an_error_is_told_as_ever(tmp_path, text):
    base, revision = written(tmp_path, TEXT, "base.yaml"), written(tmp_path, text)
    with pytest.raises(InputError) as alone:
        read(revision)
    with pytest.raises(InputError) as together:
        read_pair(base, revision)
    assert (str(together.value), together.value.place) == (str(alone.value), alone.value.place)


def test_only_a_large_file_on_the_disk_is_worth_a_thread(tmp_path):
    large = written(tmp_path, TEXT + "# \n" * 50_000)
    assert beside.started(large, Limits(), ())
    for source in (written(tmp_path, TEXT, "a.yaml"), "-", "git:a:b.yaml"):
        assert beside.started(source, Limits(), ()) is None
    assert beside.started(str(tmp_path / "none.yaml"), Limits(), ()) is None


def test_whatever_goes_wrong_there_is_left_to_the_reader(monkeypatch):
    monkeypatch.setattr(beside, "read_quickly", lambda *_: 1 / 0)
    assert beside.Beside(TEXT.encode(), Limits()).begun() == (TEXT.encode(), None)


IN_THREADS = """
import sys, threading
import apidiff

def work():
    found.append(apidiff.diff(sys.argv[1], sys.argv[2]).verdict)

found = []
for _ in range(4):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
work()
print(found)
"""


def test_a_program_may_compare_in_threads_that_end(tmp_path):
    base, revision = written(tmp_path, TEXT, "base.yaml"), written(tmp_path, TEXT.replace("5", "6"))
    done = subprocess.run([sys.executable, "-c", IN_THREADS, base, revision], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "['neutral', 'neutral', 'neutral', 'neutral', 'neutral']\n"), done
