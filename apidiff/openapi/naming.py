"""Names of operations, events and callbacks, as people read them: `POST /v1/leads`, `webhook lead.won`.

One module makes the names and reads them, since records, entries and policies keep them as text.
"""

from __future__ import annotations

import re

from apidiff.openapi.objects import METHODS
from apidiff.openapi.uri import normal_escapes

VARIABLE = re.compile(r"\{([^{}/$][^{}/]*|)\}")
"""A variable of a path template; `{$request.query.url}` is none, but a runtime expression of a callback."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_EVENT = "webhook "
_CALLBACK = "callback "
_USUAL = "POST"
"""The method that goes without saying where a request is sent to an address that was agreed on."""
# As texts, which `re` compiles when they are first used: many runs name no part and no callback.
_OPERATION = r"(\S+) (/.*)\Z"
_PART = r" (request body|response \w+|(?:query|path|cookie) parameter \S|header \S)"
# Without small letters: the name of an event may end with `(won)`, and a method is hardly ever written so.
_METHOD = r" \(([^()\sa-z]+)\)\Z"
_PARENT = r" of (?=callback |webhook |\S+ /)"
"""Comes before what holds a callback. The first one counts, as the name of an event may hold any words."""


def shape(path: str) -> str:
    """A path template without the names of its variables, its escapes normal: `/leads/{}`.

    Nothing else is made normal: a server that routes by the letters of a path need not know `/a/./b`, or an IRI.
    """
    template = VARIABLE.sub("{}", path) if "{" in path else path
    return normal_escapes(template) if "%" in template else template


def variables(path: str) -> list[str]:
    """The names of the variables of a path template, in order."""
    return VARIABLE.findall(path) if "{" in path else []


def operation_name(method: str, path: str) -> str:
    """`POST /v1/leads`; `method` as it is sent."""
    return f"{method} {path}"


def event_name(name: str, method: str = _USUAL, *, alone: bool = True) -> str:
    """`webhook lead.won`. A method other than POST is told where there are several."""
    return _EVENT + name + ("" if alone or method == _USUAL else f" ({method})")


def callback_name(name: str, parent: str, method: str, expression: str, *, alone: bool, only: bool) -> str:
    """`callback NAME of POST /v1/x`, with the method if there are several, and the address if there are several."""
    told = "" if alone or method == _USUAL else f" ({method})"
    return f"{_CALLBACK}{name}{'' if only else f' at {expression}'} of {parent}{told}"


def is_event(name: str) -> bool:
    """Whether it is the name of an event."""
    return name.startswith(_EVENT)


def is_callback(name: str) -> bool:
    """Whether it is the name of a callback."""
    return name.startswith(_CALLBACK)


def is_operation(name: str) -> bool:
    """Whether it is the name of an operation that clients call."""
    # `webhook /lead` looks like a method and a path as well: the key of a webhook may be any text.
    return bool(re.match(_OPERATION, name)) and not is_event(name) and not is_callback(name)


def normal_name(name: str) -> str:
    """A name as somebody typed it, with single spaces and a known method in capitals."""
    name = " ".join(name.split())
    first, _, rest = name.partition(" ")
    if rest and f"{first.lower()} " in (_EVENT, _CALLBACK):
        return f"{first.lower()} {rest}"
    return operation_name(first.upper(), rest) if rest.startswith("/") and first.lower() in METHODS else name


def part_in(name: str) -> tuple[str, str]:
    """The operation or event of a name, and the place in it that it goes on to; empty if it names the whole.

    `POST /v1/leads request body.customer.name` is `request body.customer.name` in `POST /v1/leads`.
    """
    if not (is_event(name) or is_callback(name) or is_operation(name)):
        return name, ""
    found = re.search(_PART, name)
    return (name[: found.start()], name[found.start() + 1 :]) if found else (name, "")


def path_in(name: str) -> str:
    """The path of an operation, also of one whose callback is named; the bare name of an event."""
    parent = top_in(name)
    return event_in(parent) if is_event(parent) else parent.partition(" ")[2]


def _parent(name: str) -> str:
    """The name of what holds a callback; empty if it names nothing."""
    found = re.search(_PARENT, name)
    return name[found.end() :] if found else ""


def top_in(name: str) -> str:
    """The operation or event that a callback belongs to; of anything else the name itself."""
    # A callback of a callback has one parent for each level, and a method of its own behind the whole.
    while is_callback(name):
        name = re.sub(_METHOD, "", _parent(name))
    return name


def event_in(name: str) -> str:
    """The bare name of an event, as prose calls it: `lead.won`."""
    return re.sub(_METHOD, "", name.removeprefix(_EVENT))


def is_outward(name: str) -> bool:
    """Whether the server sends the request: of an event, and of every other callback (see `Operation.outward`)."""
    outward = False
    while is_callback(name):
        name, outward = _parent(name), not outward
    return outward != is_event(name)


def class_name(name: str) -> str:
    """A name as generators write it for a class: `pet_item`, `pet-item` and `PetItem` are one."""
    if name.isalnum():
        return name[:1].upper() + name[1:]
    return "".join(word[:1].upper() + word[1:] for word in _BETWEEN_WORDS.split(name))
