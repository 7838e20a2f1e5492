"""Two readers, one meaning: what the native one reads is what the one in Python reads, and it reads what is usual."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from apidiff import native
from apidiff.errors import InputError
from apidiff.reading.library import Read, read_reference, read_text
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from fuzz import readers
from fuzz.seeds import whole

ROOT = Path(__file__).resolve().parents[2]
needs_native = pytest.mark.skipif(native._found()[0] is None, reason="the native reader is not installed")
USUAL = {
    "block": "openapi: 3.1.0\ninfo:\n  title: 'It''s'\n  version: \"1\"\npaths: {}\n",
    "comments": "# first\na: 1 # one\n# last\n",
    "anchors and merges": "a: &x {b: 1}\nc:\n  <<: *x\n  d: [*x, *x]\ne:\n  <<: [*x, {f: 2}]\n",
    "block scalars": "a: |\n  one\n    two\n\nb: >-\n  three\n  four\n",
    "flow": "a: [1, {b: c, 'd': [e]}, \"f\"]\n",
    "scalars": "- ~\n- True\n- 0x1F\n- 0o17\n- +12\n- -0.5e-3\n- 2024-01-01\n- 1.2.3\n- 99999999999999999999\n- .5\n",
    "tags": "- !!str 1\n- !!float 1\n- ! 1\n- !!map {}\n",
    "wide characters": "\u00e9: \u4e2d\n\U0001f600: {\u00fc: 1}\n",
    "breaks and marks of YAML 1.1": "a: b\u2028c\x85\n\x7f\u2029: |\n  \ufeffx\ue000\n  y\uffff\n",
    "carriage returns": "a:\r\n  b: 1\r\n",
    "keys that are aliases": "- &a b\n- *a : 1\n",
    "long keys": f"? {'k' * 2000}\n: 1\n",
    "questions in prose": "a: is it ?b or\n  ?c=1\n",
    "JSON": '{"a": [1, -2.50, 1e5, true, null, "\\u00e9\\ud83d\\ude00"], "b": {}, "c": []}',
    "JSON with exact numbers": "[0.1000000000000000055511151231257827, 9223372036854775808, 1e400, -0, -0.0]",
    "a byte order mark": "\ufeffa: 1\n",
}
UNUSUAL = {
    "a key twice": "a: 1\na: 2\n",
    "a key twice in JSON": '{"a": 1, "a": 2}',
    "a compound key": "? [a]\n: 1\n",
    "not finite": "a: .nan\n",
    "an unknown tag": "a: !b c\n",
    "a cycle": "&a [*a]",
    "an unknown alias": "*a",
    "two documents": "a\n---\nb\n",
    "half of a pair": '["\\ud800"]',
    "a comma too many": '["a",]',
    "no text": "a: \x00\n",
    "an escaped pair": 'a: "\\ud83d\\ude00"\n',
    "a question in brackets": "[?a]\n",
    "an anchor with a colon": "- &a:b 1\n",
}


def by_native(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> Read | None:
    """What the native reader reads; `None` if it leaves the text."""
    data = text.encode() if isinstance(text, str) else text
    try:
        read = read_text(data, "a.yaml", limits)
    except InputError:
        return None
    return read if read.native is not None else None


@pytest.fixture
def _native_reads(monkeypatch):
    monkeypatch.delenv(native.CHOICE, raising=False)


@needs_native
@pytest.mark.usefixtures("_native_reads")
@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_what_is_usual_is_read_by_the_native_reader_and_alike(text):
    found = by_native(text)
    assert found is not None
    assert readers.difference(read_reference(text.encode(), "a.yaml", Limits()), found) == ""


@needs_native
@pytest.mark.usefixtures("_native_reads")
@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_wrong_or_unusual_is_left_to_python(text):
    assert by_native(text) is None


@needs_native
@pytest.mark.usefixtures("_native_reads")
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_places_are_the_same_for_every_part(line_break):
    for text in (json.dumps(whole(), indent=1), json.dumps(whole(), indent=1).replace('"', "'")):
        data = text.replace("\n", line_break).encode()
        found = by_native(b"---" + line_break.encode() + data if b'"' not in data else data)
        if found is not None:
            python = read_reference(found.data, "a.yaml", Limits())
            assert readers.difference(python, found) == ""


@needs_native
@pytest.mark.usefixtures("_native_reads")
def test_budgets_are_the_same():
    deep, wide = "[" * 8 + "1" + "]" * 8, "a: &a [1, 2, 3]\nb: [*a, *a]\n"
    for text in (deep, f"a: {deep[1:-1]}"):
        assert by_native(text, Limits(depth=8)) is not None
        assert by_native(text, Limits(depth=7)) is None
    assert by_native(wide, Limits(nodes=8)) is not None
    assert by_native(wide, Limits(nodes=7)) is None
    assert by_native("12345", Limits(digits=5)) is not None
    assert by_native("12345", Limits(digits=4)) is None


@needs_native
@pytest.mark.usefixtures("_native_reads")
def test_deep_nesting_ends_without_a_crash():
    for text in ("[" * 100_000, "{'a':" * 50_000, "- " * 50_000, "[\n" * 50_000, '{"a":' * 50_000):
        assert by_native(text) is None


@needs_native
@pytest.mark.usefixtures("_native_reads")
def test_random_texts_are_read_alike():
    for name, data, limits in readers.texts(seed=7, cases=300):
        assert readers.compare(data, limits)[1] == "", name


def test_a_difference_is_seen():
    text = b"a: &x [1]\nb: *x\nc: 0.0\n"
    python = read_reference(text, "a.yaml", Limits())
    for other in (b"a: [1]\nb: [1]\nc: 0.0\n", b"a: &x [1]\nb: *x\nc: -0.0\n", b"a: &x [1]\nc: 0.0\nb: *x\n",
                  b"a: &x [1.0]\nb: *x\nc: 0.0\n", b"a: &x [true]\nb: *x\nc: 0.0\n"):  # fmt: skip
        assert "values differ" in readers.difference(python, read_reference(other, "a.yaml", Limits()))
    moved = read_reference(b"\n" + text, "a.yaml", Limits())
    assert "is at" in readers.difference(python, Read(moved.value, python.data, moved.marks))


@pytest.fixture
def installed(monkeypatch):
    """Puts a module in the place of the native reader."""

    def put(module):
        monkeypatch.setitem(sys.modules, "apidiff_native", module)
        native._found.cache_clear()

    yield put
    monkeypatch.undo()
    native._found.cache_clear()


def test_another_interface_is_not_used_and_said(installed, monkeypatch):
    monkeypatch.delenv(native.CHOICE, raising=False)
    installed(SimpleNamespace(INTERFACE=native.INTERFACE + 1, __version__="9"))
    assert native.native_reader() is None
    assert "interface" in native.reader_in_use()
    monkeypatch.setenv(native.CHOICE, "native")
    with pytest.raises(InputError, match="interface"):
        native.native_reader()


def test_a_reader_that_is_not_there_is_an_error_if_it_is_chosen(installed, monkeypatch):
    installed(None)  # how Python marks a module that cannot be found
    monkeypatch.delenv(native.CHOICE, raising=False)
    assert native.reader_in_use() == "Python"
    monkeypatch.setenv(native.CHOICE, "native")
    with pytest.raises(InputError, match="not installed"):
        native.native_reader()
    monkeypatch.setenv(native.CHOICE, "fast")
    with pytest.raises(InputError, match="`fast`"):
        native.native_reader()


def test_the_reader_in_python_can_be_chosen(monkeypatch):
    monkeypatch.setenv(native.CHOICE, "python")
    assert read_text(b"a: 1", "a.yaml", Limits()).native is None


def test_the_versions_and_the_interface_agree():
    crate = tomllib.loads((ROOT / "native" / "Cargo.toml").read_text())["package"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["optional-dependencies"]["native"] == [f"apidiff-native=={crate['version']}"]
    code = (ROOT / "native" / "src" / "lib.rs").read_text()
    assert re.findall(r"const INTERFACE: u32 = (\d+);", code) == [str(native.INTERFACE)]
