"""What no operation leads to: the description's own prose, components that came, went or are used by nothing."""

from __future__ import annotations

from apidiff.comparing.book import Book
from apidiff.comparing.edits import BOTH, Edit, Spot
from apidiff.comparing.keywords import mark_rule
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.schemas import SchemaWalk
from apidiff.comparing.showing import names, shown
from apidiff.model.contract import JSON, Contract

_WALKED = frozenset({"paths", "webhooks", "components", "security", "servers"})
_PROSE = frozenset({"info", "tags", "externalDocs", "openapi", "jsonSchemaDialect", "$self"})


def compare_leftovers(base: Contract, revision: Contract, walk: SchemaWalk, book: Book) -> None:
    """Note what differs outside of the operations, so that nothing that differs is dropped."""
    for keyword in {**base.document, **revision.document}:
        old, new = base.document.get(keyword), revision.document.get(keyword)
        if keyword in _WALKED or old == new:
            continue
        rule = "documentation-changed" if keyword in _PROSE else mark_rule(keyword)
        _note(book, rule, Spot(join("", keyword), old), Spot(join("", keyword), new), keyword)
    _compare_paths(base, revision, book)
    _compare_components(base, revision, walk, book)


def _compare_paths(base: Contract, revision: Contract, book: Book) -> None:
    """Prose of path items, and extensions beside them."""
    for section in ("paths", "webhooks"):
        old, new = (_object(c.document.get(section)) for c in (base, revision))
        for name in old.keys() & new.keys():
            first, second = _object(old[name]), _object(new[name])
            if first == second:
                continue
            for keyword in {**first, **second}:
                prose = keyword in {"summary", "description"} or keyword.startswith("x-")
                if prose and first.get(keyword) != second.get(keyword):
                    at = join("", section, name, keyword)
                    _note(
                        book, mark_rule(keyword), Spot(at, first.get(keyword)), Spot(at, second.get(keyword)), keyword
                    )


def _compare_components(base: Contract, revision: Contract, walk: SchemaWalk, book: Book) -> None:
    old, new = (_object(c.document.get("components")) for c in (base, revision))
    came: list[tuple[str, JSON]] = []
    gone: list[tuple[str, JSON]] = []
    for kind in {**old, **new}:
        if kind == "securitySchemes":
            _compare_schemes(book, _object(old.get(kind)), _object(new.get(kind)))
            continue
        before, after = _object(old.get(kind)), _object(new.get(kind))
        gone += [(join("/components", kind, n), before[n]) for n in before if n not in after]
        came += [(join("/components", kind, n), after[n]) for n in after if n not in before]
        for name in before.keys() & after.keys():
            at = join("/components", kind, name)
            if before[name] != after[name] and f"#{at}" not in walk.visited:
                _note(book, "unused-component-changed", Spot(at, before[name]), Spot(at, after[name]), name)
    for rule, listed in (("component-removed", gone), ("component-added", came)):
        for at, value in listed:
            here, there = Spot(at, value), Spot(at.rsplit("/", 1)[0])
            spots = (here, there) if rule == "component-removed" else (there, here)
            _note(book, rule, *spots, at.rsplit("/", 1)[1], name=at.rsplit("/", 1)[1])


def _compare_schemes(book: Book, old: dict[str, JSON], new: dict[str, JSON]) -> None:
    """Schemes are compared where they are asked for; here stands what is left of them: names and prose."""
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            at = join("/components/securitySchemes", name)
            _note(book, "security-scheme-changed", Spot(at, old.get(name)), Spot(at, new.get(name)), name, name=name)


def _note(book: Book, rule: str, old: Spot, new: Spot, keyword: str, name: str | None = None) -> None:
    place = max(old.pointer, new.pointer, key=len)
    where = phrase(place)
    params = {
        "where": where,
        "holder": where,
        "name": names([name or keyword]),
        "keyword": keyword,
        "kind": "",
        "brings": "",
    }
    params |= {"base": shown(old.value), "revision": shown(new.value)}
    book.note(Edit(rule, old, new, name=name, params=params), BOTH, 0)


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
