"""What no operation leads to: the description's own prose, components that came, went or are used by nothing."""

from __future__ import annotations

from apidiff.comparing.access import wire_scheme
from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.keywords import mark_rule
from apidiff.comparing.pointers import component_noun, join, phrase
from apidiff.comparing.schemas import SchemaWalk
from apidiff.comparing.showing import shown
from apidiff.comparing.subtypes import as_written
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.keywords import is_extension
from apidiff.openapi.operations import EVENT_FIELDS
from apidiff.openapi.pointers import COPIES, original

_WALKED = frozenset({"paths", "components", "security", "servers", *EVENT_FIELDS, COPIES})
_PROSE = frozenset({"info", "tags", "externalDocs", "openapi", "jsonSchemaDialect", "$self"})


def compare_leftovers(base: Contract, revision: Contract, walk: SchemaWalk, book: Book) -> None:
    """Note what differs outside of the operations, so that nothing that differs is dropped."""
    for keyword in {**base.document, **revision.document}:
        old, new = base.document.get(keyword), revision.document.get(keyword)
        if keyword in _WALKED or same(old, new):
            continue
        rule = "documentation-changed" if keyword in _PROSE else mark_rule(keyword)
        _note(book, rule, Spot(join("", keyword), old), Spot(join("", keyword), new), keyword)
    for keyword in ("security", "servers"):
        old, new = base.document.get(keyword), revision.document.get(keyword)
        if not same(old, new) and not any(f"/{keyword}" in key for key in book.findings):
            _note(book, "wire-form-rewritten", Spot(f"/{keyword}", old), Spot(f"/{keyword}", new), keyword)
    _compare_paths(base, revision, walk, book)
    _compare_components(base, revision, walk, book)
    if not book.findings:
        # What differs is the way alone, such as a reference that leads to an equal component.
        _note(book, "wire-form-rewritten", Spot("", ABSENT), Spot("", ABSENT), "")


def _compare_paths(base: Contract, revision: Contract, walk: SchemaWalk, book: Book) -> None:
    """Prose of path items, and extensions beside them."""
    claimed = {"/".join(pointer.split("/", 3)[:3]) for key in book.findings for pointer in key[1:3]}
    for section in ("paths", *EVENT_FIELDS):
        old, new = (_object(c.document.get(section)) for c in (base, revision))
        for name in {**old, **new}:
            at = join("", section, name)
            if section == "paths" and is_extension(name):
                if not same(old.get(name), new.get(name)):
                    _note(book, "extension-changed", Spot(at, old.get(name)), Spot(at, new.get(name)), name)
                continue
            if name not in old or name not in new:
                if at not in claimed and at not in walk.accounted:
                    _note(book, "documentation-changed", Spot(at, old.get(name)), Spot(at, new.get(name)), name)
                continue
            first, second = _object(old[name]), _object(new[name])
            if walk.differs.same(first, second):
                continue
            for keyword in {**first, **second}:
                prose = keyword in {"summary", "description"} or is_extension(keyword)
                if prose and not same(first.get(keyword), second.get(keyword)):
                    at = join("", section, name, keyword)
                    _note(
                        book, mark_rule(keyword), Spot(at, first.get(keyword)), Spot(at, second.get(keyword)), keyword
                    )


def _compare_components(base: Contract, revision: Contract, walk: SchemaWalk, book: Book) -> None:
    old, new = (_object(c.document.get("components")) for c in (base, revision))
    reached = {original(ref.removeprefix("#")) for ref in walk.visited}
    for kind in {**old, **new}:
        before, after = _object(old.get(kind)), _object(new.get(kind))
        _came_and_went(kind, before, after, book)
        for name in before.keys() & after.keys():
            at = join("/components", kind, name)
            equal = walk.differs.same(before[name], after[name]) or (
                kind == "schemas" and same(as_written(before[name]), as_written(after[name]))
            )
            if equal or at in reached or at in walk.paired:
                walk.accounted |= set() if at in walk.paired else {at}
                continue
            spots = Spot(at, before[name]), Spot(at, after[name])
            if kind == "securitySchemes" and wire_scheme(base, name) == wire_scheme(revision, name):
                _note(book, "documentation-changed", *spots, name)
            elif not any(at in key for key in book.findings):
                _note(book, "unused-component-changed", *spots, name, kind=kind)


def _came_and_went(kind: str, before: dict[str, JSON], after: dict[str, JSON], book: Book) -> None:
    """Components under other names: they are on no wire, only in generated code."""
    gone = {name: value for name, value in before.items() if name not in after}
    came = {name: value for name, value in after.items() if name not in before}
    at = join("/components", kind)
    for name, value in list(gone.items()):
        heir = next((n for n, v in came.items() if same(v, value)), None)
        if heir is not None:
            spots = Spot(join(at, name), gone.pop(name)), Spot(join(at, heir), came.pop(heir))
            _note(book, "component-renamed", *spots, name, kind=kind, renamed_to=heir)
    for name, value in gone.items():
        _note(book, "component-removed", Spot(join(at, name), value), Spot(at), name, kind=kind)
    for name, value in came.items():
        _note(book, "component-added", Spot(at), Spot(join(at, name), value), name, kind=kind)


def _note(
    book: Book, rule: str, old: Spot, new: Spot, name: str, kind: str = "", renamed_to: str | None = None
) -> None:
    place = max(old.pointer, new.pointer, key=len)
    where = phrase(place)
    params = {
        "where": where,
        "holder": where,
        "name": name,
        "renamed_to": renamed_to or "",
        "keyword": name,
        "kind": component_noun(kind),
        "brings": "",
        "base": shown(old.value),
        "revision": shown(new.value),
    }
    book.note(Edit(rule, old, new, name if kind else None, renamed_to, params=params), BOTH, 0)


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
