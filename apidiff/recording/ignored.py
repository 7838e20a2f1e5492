"""Find what lines of oasdiff's ignore files let pass: lines and changes in, the changes of each line out. Pure.

A line names an endpoint by method and path, or `components` or `security`, and says in oasdiff's words what happened to
it, in any order and case, with any text around. Only the words of the table below are known: any other line matches
nothing, as does one whose names or values no change has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apidiff.model.change import Change
from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.pointers import split


@dataclass(frozen=True, slots=True)
class Line:
    """A line that names an endpoint, the components or the security."""

    file: str
    number: int
    text: str

    @property
    def operation(self) -> str:
        """In lower case, as `get /v1/leads`; empty where it speaks of components or security as a whole."""
        words = self.text.lower().split()
        # A path as the first word has no method before it, and so names no endpoint.
        at = next((at for at, word in enumerate(words) if word.startswith("/")), 0)
        return f"{words[at - 1]} {words[at]}" if at and words[at - 1] in _METHODS else ""

    @property
    def is_one(self) -> bool:
        """Whether oasdiff reads it as more than prose."""
        return bool(self.operation or _WHOLE.search(self.text.lower()))


@dataclass(frozen=True, slots=True)
class Found:
    """What a line lets pass."""

    line: Line
    changes: tuple[Change, ...]


_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
_WHOLE = re.compile(r"\b(?:components|security)\b")
# An apostrophe within a word, as in "doesn't", opens no quotation.
_QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)|`([^`]*)`")
_CODE = re.compile(r"`([^`]+)`")
_PLACES = frozenset(("query", "path", "header", "cookie"))
_STATUS = re.compile(r"[1-5](?:\d\d|xx)|default")
_MEDIA = re.compile(r"[\w.+*-]+/[\w.+*-]+(?:;.*)?")


@dataclass(frozen=True, slots=True)
class _Kind:
    words: re.Pattern[str]
    """What oasdiff says, in lower case, without the values that it quotes: each is a `?`."""
    rules: re.Pattern[str]
    direction: str = ""
    names: str = ""
    """Which of the values are names that the change has to have, although other kinds pass over them."""


def _kind(words: str, rules: str, direction: str = "", names: str = "") -> _Kind:
    return _Kind(re.compile(words), re.compile(rules), direction, names)


_IN, _OUT = "to-server", "from-server"
_LIMITS = {
    "maxlength": "max-length",
    "minlength": "min-length",
    "maxitems": "max-items",
    "minitems": "min-items",
    "maxproperties": "max-properties",
    "minproperties": "min-properties",
    "max": "maximum",
    "min": "minimum",
    "exclusivemaximum": "maximum",
    "exclusiveminimum": "minimum",
}
# oasdiff knows no renames: of what is renamed or forbidden here it says that it was removed.
_GONE = r"property-(?:removed|renamed|forbidden)"
_KINDS = (
    _kind(r"\bapi (?:path )?removed (?:without|with|before)|\bendpoint deleted", r"operation-(?:removed|renamed)"),
    _kind(r"deleted the \? request parameter", r"parameter-(?:removed|renamed|moved)", _IN),
    _kind(
        r"added the new (?:required \?|path) request parameter",
        r"(?:required-)?parameter-(?:added|moved|renamed)|path-parameter-.*",
        _IN,
    ),
    _kind(r"the \? request parameter \? became required", r"parameter-became-required", _IN),
    _kind(r"added the new required request property", r"required-(?:property-)?added|property-became-required", _IN),
    _kind(
        r"the request property \? (?:with a default value )?became required", r".*-became-required|required-added", _IN
    ),
    _kind(r"removed the request property", _GONE, _IN),
    _kind(r"removed the request body", r"request-body-removed", _IN),
    _kind(r"added (?:the )?required request body", r"required-request-body-added|request-body-became-required", _IN),
    _kind(r"request body became required", r"request-body-became-required", _IN),
    _kind(r"removed the (?:required|optional) (?:write-only )?property \? from the response", _GONE, _OUT),
    _kind(r"the response (?:write-only )?property \? became optional", r".*-became-optional|required-removed", _OUT),
    _kind(r"\brequest\b.*became not nullable", r"null-removed|type-changed", _IN),
    _kind(r"\bresponse\b.*became nullable", r"null-added|type-changed", _OUT),
    _kind(r"enum value removed|removed the (?:x-extensible-)?enum value", r"(?:extensible-)?enum-value-removed"),
    _kind(r"added the new \? enum value|added the new enum value", r"(?:extensible-)?enum-value-added", _OUT),
    _kind(r"restricted to a list of enum values", r"enum-added", _IN),
    _kind(r"\bpattern\b.*\b(?:added|removed|changed)|(?:added|removed|changed) the pattern", r"pattern-changed"),
    *(
        _kind(rf"\b{word} was (?:decreased|increased|set|unset)", rf"{rule}-(?:lowered|raised)")
        for word, rule in _LIMITS.items()
    ),
    _kind(
        r"\b(?:body|property|the) \? (?:of property \? )?(?:was )?(?:changed|narrowed|widened) from",
        r"(?:type|format|number-type)-changed",
    ),
    _kind(r"\b(?:type|format)(?:/format)? (?:was )?changed from", r"(?:type|format|number-type)-changed"),
    _kind(
        r"removed the (?:non-)?success response with the status",
        r"response-(?:removed|range-narrowed)",
        _OUT,
        names="status",
    ),
    _kind(r"removed the media type", r"media-type-(?:removed|range-narrowed)", names="media"),
    _kind(r"\bresponse header\b.*removed|removed .*\bresponse header\b", r"response-header-(?:removed|renamed)", _OUT),
    _kind(r"\bresponse header\b.*became (?:optional|not required)", r"response-header-became-optional", _OUT),
    _kind(r"\b(?:any|one)of\b.*list|list.*\b(?:any|one)of\b", r"(?:alternative|subtype)-(?:added|removed)"),
    _kind(r"security (?:scheme|scope)|scheme security", r"security-.*"),
    _kind(r"removed the schema", r"component-(?:removed|renamed)"),
)


def read_lines(file: str, text: str) -> Iterator[Line]:
    """The lines that say something to oasdiff; all others are prose."""
    for number, said in enumerate(text.splitlines(), 1):
        line = Line(file, number, said.strip())
        # A heading or a comment may name what a line below it lets pass.
        if line.is_one and not line.text.startswith("#"):
            yield line


def find(lines: Iterable[Line], changes: Sequence[Change]) -> list[Found]:
    """The changes that each line lets pass, in the order of both."""
    known = [(change, _said(change)) for change in changes]
    return [Found(line, tuple(change for change, said in known if _matches(line, change, said))) for line in lines]


def covered(found: Iterable[Found]) -> dict[str, frozenset[str]]:
    """By the id of each change, the operations that it breaks and that lines let pass."""
    passed: dict[str, set[str]] = {}
    for one in found:
        for change in one.changes:
            names = _broken(change)
            # A line about components or security names no operation, so it is for all of them.
            mine = {name for name in names if name.lower() == one.line.operation} if one.line.operation else set(names)
            passed.setdefault(change.id, set()).update(mine)
    return {id: frozenset(names) for id, names in passed.items()}


def uncovered(change: Change, passed: frozenset[str]) -> tuple[str, ...]:
    """The operations that it breaks and that no line lets pass."""
    return tuple(name for name in _broken(change) if name not in passed)


def _broken(change: Change) -> tuple[str, ...]:
    return change.broken or change.operations


def _matches(line: Line, change: Change, said: frozenset[str]) -> bool:
    if line.operation and line.operation not in (name.lower() for name in _broken(change)):
        return False
    text = line.text.lower()
    values = [one or other for one, other in _QUOTED.findall(text)]
    # The words of oasdiff are the same whatever names and values they are said of.
    words = " ".join(_QUOTED.sub("?", text).split())
    for kind in _KINDS:
        if not kind.words.search(words) or not kind.rules.fullmatch(change.rule):
            continue
        if kind.direction and all(impact.direction != kind.direction for impact in change.impacts):
            continue
        if all(_is_known(value, kind, said) for value in values):
            return True
    return False


def _is_known(value: str, kind: _Kind, said: frozenset[str]) -> bool:
    """Whether the change has what the line names, where the line names it to tell one change from another."""
    # `200` in a line says where a change is, as a media type does; it is held against the change only where it is what
    # went.
    if kind.names != "status" and _STATUS.fullmatch(value):
        return True
    if kind.names != "media" and _MEDIA.fullmatch(value) and value.partition("/")[0] in _MEDIA_TYPES:
        return True
    # A property goes by its way from the body: `data/items/name`.
    return value in _PLACES or not value or value in said or value.rstrip("/").rpartition("/")[2] in said


_MEDIA_TYPES = frozenset(("application", "audio", "font", "image", "message", "multipart", "text", "video", "*"))


def _said(change: Change) -> frozenset[str]:
    """Every name and value that it speaks of, in lower case."""
    names = {change.name or "", *change.names, change.renamed_from or "", change.kind}
    for piece in _CODE.findall(change.title):
        # A line may name the field alone, where a title has `customer.name`.
        names |= {piece, *piece.split(".")}
    for side in (change.base, change.revision):
        if side is not None:
            names.update(split(side.pointer)[-1:])
            names.update(_scalars(side.value))
    return frozenset(name.lower() for name in names if name)


def _scalars(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        # As a line has it: `true`, `null`, `10`.
        elif one is None or isinstance(one, bool | int | float):
            yield canonical_json(one).decode().strip()
