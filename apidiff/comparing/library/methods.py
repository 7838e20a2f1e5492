"""One pair of operations: the order of a method's arguments, the types of its body and of what it returns.

Source: OpenAPI Generator 7, `DefaultCodegen.fromOperation` (`sortParamsByRequiredFlag`, on by default; the body after
the parameters), swagger-parser's `PathsProcessor` (in 3.0, parameters of the path item before those of the operation),
`DefaultGenerator.processOperation` (in 3.1, behind them), `findMethodResponse` (the lowest 2xx, or `default`),
`ModelUtils.getSchemaFromContent` (the media type that is listed first).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from apidiff.comparing.edits import FROM_SERVER, TO_SERVER, Directions, Edit, Restated
from apidiff.comparing.library.edits import known_by, library_edit
from apidiff.comparing.library.rules import Rules
from apidiff.comparing.library.types import Types, Use
from apidiff.comparing.library.walk import TypeWalk
from apidiff.comparing.media import parse
from apidiff.comparing.operations.operations import Operation, deref, mapping
from apidiff.comparing.operations.pairing import Match
from apidiff.comparing.operations.parameters import parameters
from apidiff.comparing.operations.travelling import Parameter
from apidiff.comparing.pointers import phrase
from apidiff.comparing.schemas.differing import Differing
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.pointers import below, is_index, split
from apidiff.openapi.version import is_3_0

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_SHOWN = 5
Argument = tuple[str, str]
"""The place and the name of a parameter; a path parameter by its position, as its name is no part of the wire."""
_MEDIA_GONE: Rules = frozenset({"media-type-range-narrowed", "media-type-removed"})
_RESPONSE_GONE: Rules = frozenset(
    {"response-described-apart", "response-range-narrowed", "response-removed", "response-taken-over"}
)
_BODY: Argument = ("body", "")


class Content(NamedTuple):
    """The bodies of one place.

    A generator makes a method of the media type that is listed first. In what order a description lists them says
    nothing else, so the one that is listed first by custom is taken: JSON.
    """

    pointer: str
    uses: dict[str, Use]

    @property
    def first(self) -> str | None:
        # By name among equals, so that the order of keys has no effect.
        return min(self.uses, key=lambda name: (not _is_json(name), name), default=None)


def _is_json(media_type: str) -> bool:
    name = parse(media_type).essence
    return name == "application/json" or name.endswith("+json")


def _is_form(media_type: str) -> bool:
    return parse(media_type).essence in _FORMS


class Method:
    """What a generator reads of one operation, each part when it is first asked for."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self.operation = operation
        self.pointer = operation.pointer
        self.contract = contract

    @cached_property
    def parameters(self) -> dict[tuple[str, str], Parameter]:
        return parameters(self.contract, self.operation)

    @cached_property
    def _body(self) -> tuple[dict[str, JSON], str]:
        written, at = self.operation.body.get("requestBody"), below(self.pointer, "requestBody")
        return deref(self.contract, written, at) if written else ({}, self.pointer)

    @cached_property
    def body(self) -> Content:
        return _content(self.contract, *self._body)

    @property
    def body_required(self) -> bool:
        return self._body[0].get("required") is True

    @cached_property
    def responses(self) -> dict[str, Content]:
        at = below(self.pointer, "responses")
        return {
            str(code): _content(self.contract, *deref(self.contract, response, below(at, code)))
            for code, response in mapping(self.operation.body.get("responses"), at, self.contract).items()
            if not code.startswith("x-")
        }

    @property
    def returned(self) -> tuple[str, Content] | None:
        """The status whose content the method returns, and that content."""
        # As texts, `2XX` comes after every code of two hundred, and `default` last.
        codes = sorted(code for code in self.responses if code.startswith("2") or code == "default")
        return (codes[0], self.responses[codes[0]]) if codes else None


def compare_methods(
    base: Contract, revision: Contract, match: Match, differs: Differing, walk: TypeWalk, bit: int
) -> Iterator[Edit]:
    """Start the walk at every schema of two operations that may differ, and yield what differs between the methods."""
    old, new = Method(base, match.old), Method(revision, match.new)
    outward, called = match.new.outward, match.new.kind == "operation"
    request, response = (FROM_SERVER, TO_SERVER) if outward else (TO_SERVER, FROM_SERVER)
    arguments, body, responses = _differing_parts(match, differs)
    # From 3.0 to 3.1, the parameters of the path item go behind the operation's own.
    arguments |= bool(match.new.item.get("parameters")) and is_3_0(base.document) is not is_3_0(revision.document)
    if arguments:
        for slot, before in old.parameters.items():
            first, second = _parameter_use(before), _parameter_use(new.parameters.get(slot))
            if first is not None and second is not None:
                walk.start(first, second, request, bit)
    if body:
        _start(walk, old.body, new.body, request, bit)
    if responses:
        for code, content in old.responses.items():
            if code in new.responses:
                _start(walk, content, new.responses[code], response, bit)
    # Whether the body is required decides where it stands among the arguments.
    if called and (arguments or body):
        yield from _arguments(old, new)
    if called and body:
        yield from _body(old, new, walk.types)
    if called and responses:
        yield from _returned(old, new, walk.types)


def _differing_parts(match: Match, differs: Differing) -> tuple[bool, bool, bool]:
    """Whether parameters, body and responses differ, by text or by what they refer to."""
    old, new = match.old, match.new
    by_reference = match.moved or old.referred or new.referred
    if not by_reference and differs.alike(old.item, new.item):  # only what it refers to can differ
        old = new
    parts = [differs(old.body.get(key), new.body.get(key)) for key in ("parameters", "requestBody", "responses")]
    shared = differs(old.item.get("parameters"), new.item.get("parameters"))
    return parts[0] or shared, parts[1], parts[2]


def _content(contract: Contract, holder: dict[str, JSON], pointer: str) -> Content:
    at = below(pointer, "content")
    uses = {}
    for name, media in mapping(holder.get("content"), at, contract).items():
        found, where = deref(contract, media, below(at, name))
        uses[name] = Use(found.get("schema", {}), below(where, "schema"))
    return Content(at, uses)


def _start(walk: TypeWalk, old: Content, new: Content, mask: Directions, bit: int) -> None:
    for name, use in old.uses.items():
        if name in new.uses:
            walk.start(use, new.uses[name], mask, bit, form=_is_form(name))


def _parameter_use(parameter: Parameter | None) -> Use | None:
    if parameter is None:
        return None
    if "schema" in parameter.body:
        return Use(parameter.body["schema"], below(parameter.pointer, "schema"))
    content = parameter.body.get("content")
    for name, media in content.items() if isinstance(content, dict) else ():
        if isinstance(media, dict) and "schema" in media:
            return Use(media["schema"], below(parameter.pointer, "content", name, "schema"))
    return None


def _arguments(old: Method, new: Method) -> Iterator[Edit]:
    """The order of the arguments, where one comes before another that it came after, or that was there before it.

    Arguments that are gone, or that callers must give now, break on the wire, and are told there.
    """
    before, after = dict(_ordered(old)), dict(_ordered(new))
    told_on_wire = {key for key, required in after.items() if required and not before.get(key, False)}
    common = [key for key in before if key in after and key not in told_on_wire]
    kept = [key for key in after if key in before and key not in told_on_wire]
    # An argument that comes behind all kept ones moves none of them.
    last = max((index for index, key in enumerate(after) if key in kept), default=-1)
    came_between = [key for key in [*after][:last] if key not in before and key not in told_on_wire]
    # If an argument went, that breaks on the wire, and callers have to be rewritten anyhow.
    if common == kept and (not came_between or not before.keys() <= after.keys()):
        return
    yield library_edit(
        "arguments-reordered",
        Use({}, below(old.pointer, "parameters")),
        Use({}, below(new.pointer, "parameters")),
        where=phrase(new.pointer),
        **_shown((old, new), (list(before), list(after))),
    )


def _ordered(method: Method) -> list[tuple[Argument, bool]]:
    """The arguments in the order of the method, each with whether it is required.

    Required ones come first, those of the path item before the operation's own or behind them, the body last. The
    fields of a form are arguments as well, behind all others; the order of properties says nothing.
    """
    shared_first = is_3_0(method.contract.document)
    listed = sorted(method.parameters.items(), key=lambda item: (item[1].of_item is not shared_first, _index(item[1])))
    found = [(slot, parameter.required) for slot, parameter in listed]
    if (body := method.body.first) is not None and not _is_form(body):
        found.append((_BODY, method.body_required))
    return [one for one in found if one[1]] + [one for one in found if not one[1]]


def _shown(methods: tuple[Method, Method], arguments: tuple[list[Argument], list[Argument]]) -> dict[str, str]:
    """Both orders in words, from the argument before the first that differs on.

    An argument that has another name now says which it had: two can have swapped their names.
    """
    same = next((index for index, pair in enumerate(zip(*arguments, strict=False)) if pair[0] != pair[1]), 0)
    start = max(same - 1, 0)
    old, new = (
        {slot: _name(method, slot) for slot in listed} for method, listed in zip(methods, arguments, strict=True)
    )
    renamed = {slot: f"{name} (was {old[slot]})" for slot, name in new.items() if old.get(slot, name) != name}
    texts = []
    for names in ([*old.values()], [*(new | renamed).values()]):
        shown = names[start : start + _MOST_SHOWN]
        rest = len(names) - start - len(shown)
        texts.append(("…, " if start else "") + ", ".join(shown) + (", …" if rest > 0 else ""))
    return {"base": texts[0], "revision": texts[1]}


def _name(method: Method, slot: Argument) -> str:
    return "body" if slot == _BODY else method.parameters[slot].name


def _index(parameter: Parameter) -> int:
    last = split(parameter.written)[-1]
    return int(last) if is_index(last) else 0


def _body(old: Method, new: Method, types: tuple[Types, Types]) -> Iterator[Edit]:
    """The type of the body, where another media type is listed first."""
    first, second = old.body.first, new.body.first
    if first is None or second is None or first == second:
        return
    sides = list(zip(types, (first, second), (old, new), strict=True))
    told, whole = (
        [
            "an argument for each field"
            if _is_form(name)
            else reader.told(reader.of(side.body.uses[name]), in_whole=in_whole)
            for reader, name, side in sides
        ]
        for in_whole in (False, True)
    )
    if told[0] != told[1]:
        spots = Use({}, old.body.pointer), Use({}, new.body.pointer)
        edit = library_edit("body-type-changed", *spots, where=phrase(new.pointer), **_both(told))
        edit.restates = _removed(_MEDIA_GONE, below(old.body.pointer, first))
        yield known_by(edit, _both(whole))


def _returned(old: Method, new: Method, types: tuple[Types, Types]) -> Iterator[Edit]:
    """What the method returns, where another response, or another media type of it, stands first now."""
    before, after = old.returned, new.returned
    if before is None or after is None:
        return
    if before[0] == after[0] and before[1].first == after[1].first:
        return
    same_code = before[0] == after[0]
    told, whole = (
        [
            _of_status(reader, content, "" if same_code else code, in_whole=in_whole)
            for reader, (code, content) in zip(types, (before, after), strict=True)
        ]
        for in_whole in (False, True)
    )
    if told[0] == told[1]:
        return
    spots = [
        Use({}, content.pointer if same_code else below(side.pointer, "responses"))
        for side, (_, content) in ((old, before), (new, after))
    ]
    edit = library_edit("return-type-changed", *spots, where=phrase(new.pointer), **_both(told))
    if not same_code:
        edit.restates = _removed(_RESPONSE_GONE, below(old.pointer, "responses", before[0]))
    elif before[1].first is not None:
        edit.restates = _removed(_MEDIA_GONE, below(before[1].pointer, before[1].first))
    yield known_by(edit, _both(whole))


def _removed(rules: Rules, place: str) -> tuple[Restated, ...]:
    """What the method took or returned may be gone, which the wire tells; else something else came before it."""
    return (Restated(rules, (("base", place),)),)


def _of_status(types: Types, content: Content, code: str, *, in_whole: bool) -> str:
    """The type of a response in words; an inline one is called after its status, where `code` tells that."""
    if content.first is None:
        return "nothing"
    text = types.told(types.of(content.uses[content.first]), in_whole=in_whole)
    return f"{text} of {code}" if code and "inline" in text else text


def _both(told: Sequence[str]) -> dict[str, str]:
    return {"base": told[0], "revision": told[1]}
