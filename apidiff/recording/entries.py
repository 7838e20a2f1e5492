"""The entries under `changelog/`, dated or unreleased: Markdown with front matter, read strictly."""

from __future__ import annotations

import datetime
import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from apidiff.errors import InputError, Place
from apidiff.model.change import ID_DIGITS, SHOWN_DIGITS, Broken
from apidiff.model.records import Entry, Meaning, Rename, Waiver
from apidiff.reading.inside import read_plain
from apidiff.recording.frontmatter import Value, comment, load, split
from apidiff.recording.writing import is_leftover
from apidiff.rules.loading import DIRECTIONS

CHANGE_ID = re.compile(rf"^[0-9a-f]{{{SHOWN_DIGITS},{ID_DIGITS}}}\Z")
"""A whole id, or the beginning of one that people see."""
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}\Z")
_BEGINS_WITH_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})-", re.ASCII)
_ENTRY_KEYS = ("date", "title", "version", "changes", "renames", "meaning", "waiver", "review", "base")
_MEANING_KEYS = ("target", "note")
_RENAME_KEYS = ("target", "from", "to")
_WAIVER_KEYS = ("kind", "changes", "reason", "approved-by", "until", "ticket", "hide-from-page")
_KINDS: tuple[Literal["accepted"], Literal["correction"]] = ("accepted", "correction")
_WAIVED_KEYS = ("id", "operations")
ENTRY_NAME = re.compile(r"^[^/\\\x00-\x1f\x7f\ud800-\udfff]{1,252}\.md\Z")
"""The name of an entry's file: what the index can hold. Python has bytes that are no UTF-8 as surrogates."""
MOST_BYTES = 4 << 20
"""The size of an entry."""


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Every dated entry of the folder, by date and then by file name; no folder holds none. A `README.md` is none.

    Raises `InputError`, with file and line, for the first that is wrong.
    """
    entries = map(read_entry, entry_paths(folder))
    # Each of these has a date; `min` is there for the type alone.
    return tuple(sorted(entries, key=lambda entry: (entry.date or datetime.date.min, entry.path.name)))


def read_unreleased(folder: Path) -> tuple[Entry, ...]:
    """As `read_entries`, for the folder of those that have no date yet, by file name."""
    return tuple(read_entry(path, unreleased=True) for path in entry_paths(folder))


def entry_paths(folder: Path) -> list[Path]:
    """The files that should be entries, by name; what an interrupted write left behind is none.

    A folder that is not there has none. Raises `PermissionError` for one that may not be listed.
    """
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(
        path
        for path in (folder / name for name in names if name.endswith(".md"))
        # A link is listed, even one to a folder, so that reading refuses it: no entry may vanish behind one.
        if path.name.lower() != "readme.md" and not is_leftover(path.name) and (path.is_symlink() or not path.is_dir())
    )


def read_entry(path: Path, *, unreleased: bool = False) -> Entry:
    """One entry. Raises `InputError` with file and line."""
    if ENTRY_NAME.match(path.name) is None:
        raise InputError(
            "the file's name has a backslash, a control character or a byte that is not UTF-8",
            place=Place(str(path)),
            hint="Rename the file: the index names entries by their files.",
        )
    return parse_entry(read_text(path), path, unreleased=unreleased)


def read_text(path: Path) -> str:
    """The file's text with its line ends as they are. Raises `InputError`, also for a link out of its folder."""
    try:
        return read_plain(path.parent, path, MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the entry is not UTF-8", place=Place(str(path)), hint="Save the file as UTF-8.") from None
    except FileNotFoundError:
        hint = "Name an entry by its path, such as `changelog/2026-06-23-lead-lifecycle.md`."
        raise InputError("there is no such file", place=Place(str(path)), hint=hint) from None
    except OSError as error:
        raise InputError(
            f"the entry cannot be read: {error.strerror}",
            place=Place(str(path)),
            hint="Allow apidiff to read the file.",
        ) from None


def parse_entry(text: str, path: Path, *, unreleased: bool = False) -> Entry:
    """As `read_entry`, from the text of the file.

    A dated entry says its date in its front matter, or else in the beginning of its file's name; an unreleased one has
    none.
    """
    parts = split(text, str(path))
    reader = _Reader(str(path))
    keys = load(parts, str(path))
    # Before the values: a misspelt key would be told as one that is missing.
    reader.known(keys, _ENTRY_KEYS, "an entry", 1)
    waiver = keys.get("waiver")
    return Entry(
        path=path,
        date=reader.own_date(keys, path.name, unreleased=unreleased),
        title=reader.said(reader.required(keys, "title", 1, "title: what changed, in a few words"), "title"),
        version=reader.optional_text(keys.get("version"), "version"),
        changes=reader.ids(keys.get("changes")),
        meaning=tuple(reader.meaning(item) for item in reader.items(keys.get("meaning"), "meaning")),
        # `waiver:` with nothing behind it is no waiver, as an empty `changes:` is no list.
        waiver=reader.waiver(waiver) if waiver is not None and waiver.data is not None else None,
        body=parts.body,
        renames=reader.renames(keys.get("renames")),
        review=tuple(reader.text(item, "review") for item in reader.items(keys.get("review"), "review")),
        base=reader.base(keys.get("base"), unreleased=unreleased),
    )


class _Reader:
    """Turns the values of one file's front matter into plain data, and says where one is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file

    def error(self, message: str, line: int, hint: str) -> InputError:
        return InputError(message, place=Place(self.file, line=line), hint=hint)

    def known(self, keys: Mapping[str, Value], names: tuple[str, ...], what: str, line: int) -> None:
        for key, value in keys.items():
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
                listed = ", ".join(f"`{name}`" for name in names)
                raise self.error(
                    f"unknown key `{comment(key)}` in {what}",
                    value.key_line or line,
                    (f"Did you mean `{near[0]}`? " if near else "") + f"Known keys: {listed}.",
                )

    def required(self, keys: Mapping[str, Value], name: str, line: int, example: str) -> Value:
        value = keys.get(name)
        if value is None or value.data in (None, ""):
            raise self.error(f"`{name}` is missing", value.line if value else line, f"Add a line such as `{example}`.")
        return value

    def text(self, value: Value, name: str) -> str:
        if not isinstance(value.data, str):
            raise self.error(
                f"`{name}` is not a string", value.line, f"Write `{name}: ...` on one line, quoted if need be."
            )
        # YAML may have wrapped it over several lines.
        return " ".join(value.data.split())

    def exact(self, value: Value, name: str) -> str:
        """As `text`, to the letter: what it is compared with has no other blanks either, and a check says so."""
        self.text(value, name)
        # A block scalar ends with the end of its line, which nobody wrote.
        return str(value.data).removesuffix("\n")

    def said(self, value: Value, name: str) -> str:
        """As `text`; a blank or invisible one is none."""
        text = self.text(value, name)
        if not any(letter.isalnum() for letter in text):
            raise self.error(
                f"`{name}` says nothing", value.line, f"Write `{name}: ...`: what changed, in a few words."
            )
        return text

    def optional_text(self, value: Value | None, name: str) -> str | None:
        return None if value is None or value.data is None else self.text(value, name)

    def date(self, value: Value, name: str = "date") -> datetime.date:
        text = self.exact(value, name)
        if text.strip() != text:
            hint = "Write it as year-month-day alone, as in `2026-06-23`."
            raise self.error(f"`{name}` has blanks around its date", value.line, hint)
        try:
            # `fromisoformat` also takes `20260623` and `2026-W26-2`.
            if _DATE.match(text):
                return datetime.date.fromisoformat(text)
        except ValueError:
            pass
        raise self.error(
            f"`{comment(text)}` is not a date", value.line, "Write it as year-month-day, as in `2026-06-23`."
        )

    def optional_date(self, value: Value | None, name: str) -> datetime.date | None:
        return None if value is None or value.data is None else self.date(value, name)

    def own_date(self, keys: Mapping[str, Value], name: str, *, unreleased: bool) -> datetime.date | None:
        value = keys.get("date")
        if unreleased:
            if value is not None:
                hint = "Take the line out: `apidiff snapshot` dates the entry with the release that takes it."
                raise self.error("an unreleased entry has a `date`", value.key_line or value.line, hint)
            return None
        if (value is None or value.data is None) and (begun := _BEGINS_WITH_DATE.match(name)):
            try:
                # `2026-02-30-x.md` begins with no date: the key is missing then.
                return datetime.date.fromisoformat(begun[1])
            except ValueError:
                pass
        return self.date(self.required(keys, "date", 1, "date: 2026-06-23"))

    def base(self, value: Value | None, *, unreleased: bool) -> str | None:
        if value is not None and value.data is not None and not unreleased:
            hint = "Take the line out, or move the entry to `unreleased/`."
            raise self.error("an entry with a `date` has a `base`, which no release has", value.key_line, hint)
        return self.optional_text(value, "base")

    def items(self, value: Value | None, name: str) -> list[Value]:
        if value is None or value.data is None:
            return []
        if not isinstance(value.data, list):
            raise self.error(f"`{name}` is not a list", value.line, f"Write `{name}: [...]`, or one `- ...` a line.")
        return value.data

    def ids(self, value: Value | None) -> tuple[str, ...]:
        found: list[str] = []
        for item in self.items(value, "changes"):
            self._add(self._id(item), item, found)
        return tuple(found)

    def _id(self, item: Value) -> str:
        if isinstance(item.data, str) and CHANGE_ID.match(item.data):
            return item.data
        shown = comment(item.data) if isinstance(item.data, str) else "a nested value"
        raise self.error(
            f"`{shown}` is not the id of a change",
            item.line,
            f"Write its {ID_DIGITS} hexadecimal digits, or the {SHOWN_DIGITS} that `apidiff check` prints.",
        )

    def _add(self, id: str, item: Value, found: list[str]) -> None:
        if id in found:
            raise self.error(f"the change `{id}` appears twice", item.line, "Keep one of the two.")
        found.append(id)

    def waived(self, value: Value) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Broken, ...]], ...]]:
        """The ids that a waiver lists, and for those that stand beside their operations, these."""
        found: list[str] = []
        operations = []
        for item in self.items(value, "changes"):
            if not isinstance(item.data, dict):
                self._add(self._id(item), item, found)
                continue
            fetch = self.mapping(item, "changes", _WAIVED_KEYS, '- id: "9f3c1a7b20de"')
            self._add(self._id(fetch("id")), item, found)
            operations.append((found[-1], tuple(dict.fromkeys(self.broken(fetch("operations"))))))
        return tuple(found), tuple(operations)

    def broken(self, value: Value) -> Iterator[Broken]:
        """The operations that a waiver is for: by direction, or in a list without, for both."""
        if not isinstance(value.data, dict):
            yield from (Broken(self.operation(item), None) for item in self.items(value, "operations"))
            return
        self.known(value.data, DIRECTIONS, "`operations`", value.line)
        for direction in DIRECTIONS:
            items = self.items(value.data.get(direction), direction)
            yield from (Broken(self.operation(item), direction) for item in items)

    def operation(self, value: Value) -> str:
        """Its name to the letter: a waiver is compared with what comparing calls it."""
        if not isinstance(value.data, str):
            raise self.error("an operation is not a string", value.line, 'Write it as in `- "POST /v1/leads"`.')
        return value.data

    def mapping(self, value: Value, name: str, names: tuple[str, ...], example: str) -> Callable[[str], Value]:
        """Check the keys, and answer with what fetches a required one."""
        if not isinstance(value.data, dict):
            raise self.error(f"`{name}` is not a mapping", value.line, f"Write `{example}` below it.")
        keys: dict[str, Value] = value.data
        self.known(keys, names, f"`{name}`", value.line)
        return lambda key: self.required(keys, key, value.line, f"{key}: ...")

    def meaning(self, value: Value) -> Meaning:
        fetch = self.mapping(value, "meaning", _MEANING_KEYS, "- target: webhook lead.converted")
        return Meaning(self.text(fetch("target"), "target"), self.text(fetch("note"), "note"))

    def renames(self, value: Value | None) -> tuple[Rename, ...]:
        found: list[Rename] = []
        for item in self.items(value, "renames"):
            fetch = self.mapping(item, "renames", _RENAME_KEYS, "- {target: schema Lead, from: old, to: new}")
            rename = Rename(*(self.text(fetch(key), key) for key in _RENAME_KEYS))
            if rename.was == rename.to:
                raise self.error(f"`{comment(rename.to)}` is renamed to itself", item.line, "Write both names.")
            if any((known.target, known.was) == (rename.target, rename.was) for known in found):
                message = f"`{comment(rename.was)}` of `{comment(rename.target)}` is renamed twice"
                raise self.error(message, item.line, "Keep one of the two.")
            found.append(rename)
        return tuple(found)

    def waiver(self, value: Value) -> Waiver:
        fetch = self.mapping(value, "waiver", _WAIVER_KEYS, "reason: ...")
        listed, ticket = value.data.get("changes"), value.data.get("ticket")
        # Without the key a waiver covers all that its entry binds; with an empty list it covers nothing.
        changes, operations = (None, ()) if listed is None or listed.data is None else self.waived(listed)
        return Waiver(
            reason=self.text(fetch("reason"), "reason"),
            approved_by=self.exact(fetch("approved-by"), "approved-by"),
            changes=changes,
            operations=operations,
            kind=self.kind(value.data.get("kind")),
            until=self.optional_date(value.data.get("until"), "until"),
            ticket=self.exact(ticket, "ticket") if ticket is not None and ticket.data is not None else None,
            hide_from_page=self.flag(value.data.get("hide-from-page"), "hide-from-page"),
        )

    def flag(self, value: Value | None, name: str) -> bool:
        if value is None or value.data is None:
            return False
        # Front matter has texts alone, so that `no` or `True` is no other way to write a flag.
        if value.data not in ("true", "false"):
            raise self.error(
                f"`{name}` is neither true nor false", value.line, f"Write `{name}: true`, or leave it out."
            )
        return bool(value.data == "true")

    def kind(self, value: Value | None) -> Literal["accepted", "correction"]:
        if value is None or value.data is None:
            return "accepted"
        for kind in _KINDS:
            if value.data == kind:
                return kind
        shown = comment(value.data) if isinstance(value.data, str) else "a nested value"
        hint = "Write `accepted`, or `correction` where the description was wrong and the API did not change."
        raise self.error(f"`{shown}` is not a kind of waiver", value.line, hint)
