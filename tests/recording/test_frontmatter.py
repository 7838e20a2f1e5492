"""The front matter is read as it is written, and edited without touching anything else."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.recording.frontmatter import MAX_BYTES, comment, load, quoted, split, with_key

TEXT = """---
# by hand
date: 2026-06-23
changes: [a,
  b]   # two
# about the waiver
waiver: {reason: x}
---
Prose.
---
More.
"""


def test_the_pieces_joined_are_the_text():
    parts = split(TEXT, "e.md")
    assert parts.text == TEXT
    assert parts.body == "Prose.\n---\nMore.\n"


def test_scalars_are_the_strings_that_were_written():
    keys = load(split("---\na: 2026-06-23\nb: 123456789012\nc: 12345e678901\nd: no\ne:\n---\n", "e.md"), "e.md")
    assert {key: value.data for key, value in keys.items()} == {
        "a": "2026-06-23",
        "b": "123456789012",
        "c": "12345e678901",
        "d": "no",
        "e": None,
    }
    assert keys["c"].line == 4


def test_a_key_is_replaced_and_nothing_else_moves():
    parts = with_key(split(TEXT, "e.md"), "changes", "changes:\n  - c\n")
    assert parts.text == TEXT.replace("changes: [a,\n  b]   # two\n", "changes:\n  - c\n")


def test_a_key_is_added_at_the_end_and_taken_out_again():
    added = with_key(split(TEXT, "e.md"), "version", "version: v1\n")
    assert added.text == TEXT.replace("waiver: {reason: x}\n", "waiver: {reason: x}\nversion: v1\n")
    assert with_key(added, "version", None).text == TEXT


def test_line_ends_stay_as_the_file_has_them():
    text = TEXT.replace("\n", "\r\n")
    changed = with_key(split(text, "e.md"), "changes", "changes:\n  - c\n").text
    assert changed == text.replace("changes: [a,\r\n  b]   # two\r\n", "changes:\r\n  - c\r\n")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("Prose", "the entry has no front matter", 1),
        ("---\ndate: x\n", "the entry has no closing `---` line", 1),
        ("---\na: 1\nb: [\n---\n", "The YAML is not valid", 3),
        ("---\na: 1\na: 2\n---\n", "The key `a` appears twice in one object, first on line 2", 3),
        ("---\na: &x [*x]\n---\n", "The alias `*x` stands inside of what it names", 2),
        ("---\na: " + "[" * 9 + "]" * 9 + "\n---\n", "The document is nested more than 8 levels deep", 2),
        ("---\n- a\n---\n", "the front matter is not a mapping", 2),
        ("---\na: \x07\n---\n", "The YAML is not valid", 2),
    ],
)
def test_a_mistake_is_told_with_its_line(text, message, line):
    with pytest.raises(InputError) as caught:
        load(split(text, "e.md"), "e.md")
    assert caught.value.message.startswith(message)
    assert caught.value.place.line == line


def test_the_front_matter_is_read_as_descriptions_are():
    text = "---\na: &x.y {b: 1}\nc: *x.y\nd: e\u2028f\n\t\ng:\n  - 0x1\n  - <<: *x.y\n---\n"
    keys = load(split(text, "e.md"), "e.md")
    assert keys["c"].data["b"].data == "1"
    assert (keys["d"].data, keys["g"].data[0].data) == ("e\u2028f", "0x1")
    lines = [keys["c"].line, keys["g"].line, keys["g"].data[0].line, keys["g"].data[1].line, keys["c"].data["b"].line]
    assert lines == [3, 6, 7, 8, 3]


def test_an_edit_takes_no_other_character_for_the_end_of_a_line():
    parts = split("---\ntitle: a\u2028version: v9\nversion: v1\n---\n", "e.md")
    assert with_key(parts, "version", None).text == "---\ntitle: a\u2028version: v9\n---\n"


@given(st.text())
def test_what_is_quoted_is_read_back(text):
    text = text.encode("utf-8", "replace").decode()
    assert yaml.safe_load(f"a: {quoted(text)}\n") == {"a": text}


@given(st.text())
def test_a_comment_stays_one(text):
    assert yaml.safe_load(f"a: b  # {comment(text)}\n") == {"a": "b"}


def test_the_limit_of_a_front_matter_counts_bytes():
    letters = "é" * (MAX_BYTES // 2)
    with pytest.raises(InputError, match="larger than 2 MiB"):
        load(split(f"---\ntitle: {letters}\n---\n", "e.md"), "e.md")
