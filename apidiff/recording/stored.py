"""How a snapshot lies on disk: the name of its file in, the canonical JSON of its description out, and back.

`2026-06-23.json` is the canonical JSON itself. What was only observed is stored compressed: `2025-06-05.json.gz` is the
same under gzip, and `2025-06-12.patch.json.gz` is what changed since an older snapshot, as a JSON Patch (RFC 6902), so
that years of a large description stay small. Whichever it is, a line's sha256 is that of the canonical JSON.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Description
from apidiff.model.digest import key_of
from apidiff.model.records import ReleaseName
from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.patching import PatchError, patch_from, patched
from apidiff.reading import read
from apidiff.reading.inside import read_plain
from apidiff.reading.json_text import parse_json
from apidiff.reading.limits import DEFAULT_LIMITS, Limits
from apidiff.reading.sources import OneFile, too_large
from apidiff.recording.line_ends import unix_ends
from apidiff.recording.restoring import restore

PLAIN, PACKED, PATCH = ".json", ".json.gz", ".patch.json.gz"
"""What the file of a snapshot may end with."""
MOST_PATCHES = 32
"""Between two whole snapshots: what reading one costs is bounded, and a lost file takes no more than these with it."""
_LARGEST_PATCH = 0.5
"""Of the whole snapshot that it builds on, both compressed; a larger one is stored whole."""
_FORMAT = "apidiff.patch/1"
_LEVELS = 3
"""How much deeper a value is in a patch than in the document: the patch, its list, the operation."""
FILE_NAME = re.compile(r"^(\d{4}-\d{2}-\d{2}(?:\.[1-9]\d{0,3})?)(\.json|\.json\.gz|\.patch\.json\.gz)\Z", re.ASCII)
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""Of gzip (RFC 1952): no name, no time, no system, so that the same content has the same bytes. Its NULs also tell git
that the file is no text."""
_GZIP = 31
"""zlib's number for data in gzip's frame."""
_RAW = -15
"""zlib's number for data without a frame."""


def release_of(file: str) -> ReleaseName | None:
    """The release whose snapshot a file's name says it is; `None` for any other file."""
    found = FILE_NAME.match(file)
    return ReleaseName.parse(found[1]) if found else None


def is_compressed(file: str) -> bool:
    """Whether a snapshot's file is no text."""
    return file.endswith(PACKED)


def packed(content: bytes) -> bytes:
    """The content under gzip, the same bytes whenever and wherever it is packed by the same zlib."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    body = squeeze.compress(content) + squeeze.flush()
    # The size modulo 2^32 (RFC 1952, 2.3.1).
    return _HEAD + body + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def unpacked(data: bytes, path: Path, limit_bytes: int) -> bytes:
    """What is in a gzip file. Raises `InputError` where it is none, or holds more than `limit_bytes`."""
    stretch = zlib.decompressobj(_GZIP)
    try:
        # One byte more than is allowed shows that the limit is passed: a small file may unpack to gigabytes.
        content = stretch.decompress(data, limit_bytes + 1)
    except zlib.error as error:
        raise _broken(path, f"it is not gzip: {error}") from None
    if len(content) > limit_bytes:
        raise too_large(str(path), limit_bytes)
    if not stretch.eof:
        raise _broken(path, "it ends too early")
    # gzip allows several members (RFC 1952, 2.2). What follows the first would be bytes that no digest covers.
    if stretch.unused_data:
        raise _broken(path, "something follows its end")
    return content


class Stored(NamedTuple):
    """A description in the form in which it is recorded."""

    content: bytes
    """Its canonical JSON."""
    document: JSON


class Snapshots:
    """The snapshots of one folder.

    Remembers the one that was read last, on which the next patch may build, and the way back to what it builds on.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._last: tuple[str, JSON] | None = None
        """The file that was read last, and its document, which the next patch may change."""
        self._back: list[tuple[str, list[JSON]]] = []
        """The files that the last one builds on, the oldest first, each with the operations that lead back to it."""
        self._bases: dict[bytes, str] = {}
        """What a patch builds on, by the digest of its bytes, so that a file which is written anew is read anew."""

    def content(self, file: str) -> bytes:
        """The canonical JSON of a snapshot, with the line ends that it was recorded with.

        Raises `InputError` where a file is no snapshot, larger than the limits once it is unpacked, or builds on one
        that is missing; `OSError` where the file itself cannot be read.
        """
        if not is_compressed(file):
            return unix_ends(self._bytes(file))
        if not file.endswith(PATCH):
            return self._unpacked(file)
        content = canonical_json(self._patched(file))
        # Each patch is within the limit, and what they make together need not be.
        if len(content) > self._limits.file_bytes:
            raise too_large(str(self._folder / file), self._limits.file_bytes)
        return content

    def sha256(self, file: str) -> str:
        """The digest of a snapshot's content, as its line in the index has it. Raises as `content`."""
        return hashlib.sha256(self.content(file)).hexdigest()

    def description(self, file: str) -> Description:
        """What a snapshot says; a reference without a target is a warning, as it is in a base.

        Its lines are those of the canonical JSON, so that one which is compressed goes by the release's name alone.
        Raises as `content`.
        """
        name = release_of(file) if is_compressed(file) else None
        return self._read(str(self._folder / str(name or file)), self.content(file))

    def described(self, name: ReleaseName, content: bytes) -> Description:
        """What a snapshot will say that is not stored yet. Raises `InputError` where it would not be read again."""
        return self._read(str(self._folder / str(name)), content)

    def _read(self, shown: str, content: bytes) -> Description:
        files = OneFile(shown, content, self._limits.file_bytes)
        return read(shown, limits=self._limits, bundled=True, dangling="warn", files=files)

    def forms(self, file: str) -> tuple[bytes, ...]:
        """The bytes of the file and of those that it builds on: what its content depends on. Raises as `content`."""
        return tuple(self._bytes(each) for each in self._chain(file))

    def stored(self, name: ReleaseName, new: Stored, after: tuple[str, Stored] | None) -> tuple[str, bytes]:
        """The file and the bytes of a new snapshot: a patch on that of the file `after`, if that is much smaller.

        Raises as `content`.
        """
        if after is not None and (patch := self._as_patch(name, new, *after)) is not None:
            return f"{name}{PATCH}", patch
        return f"{name}{PACKED}", packed(new.content)

    def _as_patch(self, name: ReleaseName, new: Stored, file: str, base: Stored) -> bytes | None:
        older = release_of(file)
        # Only on an older one, so that no chain goes round in a circle.
        if older is None or older >= name or not is_compressed(file):
            return None
        chain = self._chain(file)
        # The whole snapshot is in the chain as well.
        if len(chain) > MOST_PATCHES:
            return None
        operations = patch_from(base.document, new.document)
        patch = packed(canonical_json({"format": _FORMAT, "base": file, "patch": operations}))
        if len(patch) > _LARGEST_PATCH * (self._folder / chain[-1]).stat().st_size:
            return None
        # What cannot be read again is lost, so it is read before anything is written.
        # Parsed anew, as a patch changes the document that it is applied to.
        again = patched(self._parsed(base.content, file), operations)
        return patch if canonical_json(again) == new.content else None

    def _document(self, file: str) -> JSON:
        return self._parsed(self.content(file), file)

    def _patched(self, file: str) -> JSON:
        """The document of a patch: those that it builds on are read from the newest that is known on.

        One that the last one builds on is what was read before that.
        """
        if any(older == file for older, _ in self._back):
            return self._taken_back(file)
        chain = self._chain(file, known=self._last[0] if self._last else None)
        base = chain.pop()
        is_further = self._last is not None and base == self._last[0]
        document = self._last[1] if self._last is not None and is_further else self._document(base)
        back = self._back if is_further else []
        self._last, self._back = None, []  # What is half changed is nobody's.
        for each in reversed(chain):
            undo: list[JSON] = []
            try:
                document = patched(document, self._patch(each)["patch"], undo)
            except PatchError as error:
                raise _broken(self._folder / each, str(error)) from None
            except RecursionError:
                raise _broken(self._folder / each, "it nests too deeply") from None
            back.append((base, undo))
            base = each
        self._last, self._back = (file, document), back
        return document

    def _taken_back(self, file: str) -> JSON:
        """The document of a file that the last one builds on."""
        assert self._last is not None
        document, back = self._last[1], self._back
        self._last, self._back = None, []
        at = ""
        while at != file:
            at, undo = back.pop()
            document = patched(document, undo)
        self._last, self._back = (file, document), back
        return document

    def _chain(self, file: str, known: str | None = None) -> list[str]:
        """The file, and those that it builds on, up to a whole snapshot or to what is `known`."""
        chain = [file]
        while chain[-1].endswith(PATCH) and chain[-1] != known:
            older = self._base(chain[-1])
            before, after = release_of(older), release_of(chain[-1])
            # What somebody wrote into a patch may lead round in a circle.
            if before is None or after is None or before >= after:
                raise _broken(self._folder / chain[-1], f"it builds on `{older}`, which is no older snapshot")
            if len(chain) > MOST_PATCHES:
                raise _broken(self._folder / file, f"more than {MOST_PATCHES} patches build on each other")
            if not (self._folder / older).is_file():
                raise InputError(
                    f"the snapshot `{older}` is missing, and `{chain[-1]}` builds on it",
                    place=Place(str(self._folder / older)),
                    hint=restore(self._folder / older),
                )
            chain.append(older)
        return chain

    def _base(self, file: str) -> str:
        digest = key_of(self._bytes(file))
        if digest not in self._bases:
            self._bases[digest] = str(self._patch(file)["base"])
        return self._bases[digest]

    def _patch(self, file: str) -> dict[str, Any]:
        path = self._folder / file
        told = self._parsed(self._unpacked(file), file, _LEVELS)
        # Exactly these keys, as any other would be bytes that no digest covers.
        if not isinstance(told, dict) or told.keys() != {"format", "base", "patch"} or told["format"] != _FORMAT:
            raise _broken(path, f"it is no `{_FORMAT}`")
        if not isinstance(told["patch"], list) or not isinstance(told["base"], str):
            raise _broken(path, f"it is no `{_FORMAT}`")
        return told

    def _parsed(self, content: bytes, file: str, further: int = 0) -> JSON:
        path = self._folder / file
        try:
            return parse_json(content.decode(), str(path), self._limits._replace(depth=self._limits.depth + further))
        except UnicodeDecodeError:
            raise _broken(path, "it is not UTF-8") from None

    def _unpacked(self, file: str) -> bytes:
        return unpacked(self._bytes(file), self._folder / file, self._limits.file_bytes)

    def _bytes(self, file: str) -> bytes:
        return read_plain(self._folder, self._folder / file, self._limits.file_bytes)


def lines_of_snapshot(shown: str) -> tuple[str, ...] | None:
    """The lines of a compressed snapshot by the name in its places (`schemas/2026-06-11`); `None`: it is none."""
    folder, name = Path(shown).parent, Path(shown).name
    for suffix in (PATCH, PACKED):
        if release_of(f"{name}{suffix}") and (folder / f"{name}{suffix}").is_file():
            try:
                return tuple(Snapshots(folder, DEFAULT_LIMITS).content(f"{name}{suffix}").decode().split("\n"))
            # A report without these lines is better than none.
            except (InputError, OSError, ValueError):
                return None
    return None


def _broken(path: Path, why: str) -> InputError:
    return InputError(
        f"the snapshot cannot be read: {why}",
        place=Place(str(path)),
        hint=restore(path),
    )
