"""Servers: at which URLs an operation can be called, and whether it still can at each of them.

A server's URLs are what its variables make of its template. They are listed up to a limit; past it, servers with one
template are compared variable by variable, so that nothing is left out.

Sources: OpenAPI 3.1.1, 4.8.5 (Server Object) and 4.8.6 (Server Variable Object): an operation's list wins over its
path's, that over the description's.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from apidiff.comparing.book import Book
from apidiff.comparing.edits import ABSENT, BOTH, TO_SERVER, Edit, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, mapping, sequence
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.serialising import told
from apidiff.comparing.showing import shown
from apidiff.comparing.walking.pair_graph import PairGraph
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.naming import VARIABLE
from apidiff.openapi.pointers import find
from apidiff.openapi.uri import FREE, normal_parts
from apidiff.rules import listed

MOST_URLS = 4_096
"""How many URLs the servers of one side may have for all of them to be listed."""
_OF_API = "/servers"
MOST_MATCHED = 100_000
"""Pairs of a URL and a template that are tried; past it, a URL counts as no server's."""
_OPEN = "\ue001[^\ue002]*\ue002"
"""The default of a variable that takes any value."""


class Server(NamedTuple):
    """A template, and the values of each of its variables in order; `None` where any value will do."""

    template: str
    values: tuple[tuple[str, ...] | None, ...]
    defaults: tuple[str, ...]
    names: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many URLs it stands for; a variable that takes any value counts once."""
        return prod(len(values) for values in self.values if values is not None)

    def urls(self, *, by_name: bool = False) -> Iterator[str]:
        """All of them; a variable that takes any value stands in them with its default, or with its name."""
        parts = self.template.split("{}")
        called = self.names if by_name else self.defaults
        choices = [
            values if values is not None else (each.join(FREE),)
            for values, each in zip(self.values, called, strict=True)
        ]
        for chosen in product(*choices):
            # A template has one fixed part more than variables, which the empty text pairs up.
            yield normal_url("".join(part + value for part, value in zip(parts, (*chosen, ""), strict=True)))


class Location(NamedTuple):
    """The servers of an operation, and where they are listed."""

    servers: list[Server]
    pointer: str
    value: JSON
    urls: frozenset[str] | None
    """All their URLs; `None` where there are too many."""


class Moves(NamedTuple):
    """The URLs, or parts of them, that only one side has."""

    gone: list[str]
    came: list[str]


def normal_url(url: str) -> str:
    """A URL in the form in which equal ones are equal texts, without a slash at the end of its path."""
    # Of the path alone: a query keeps its slashes.
    begin, path, rest = normal_parts(url)
    return begin + path.rstrip("/") + rest


def server_of(server: dict[str, JSON]) -> Server:
    """Read one Server Object; a variable that is not declared takes any value."""
    url = told(server.get("url", ""))
    variables = server.get("variables")
    declared = variables if isinstance(variables, dict) else {}
    values: list[tuple[str, ...] | None] = []
    defaults: list[str] = []
    names = VARIABLE.findall(url)
    for name in names:
        variable = declared.get(name)
        variable = variable if isinstance(variable, dict) else {}
        enum = variable.get("enum")
        # An empty `enum` is not allowed (3.1.1, 4.8.6.1), and is read as none.
        values.append(tuple(dict.fromkeys(map(told, enum))) or None if isinstance(enum, list) else None)
        defaults.append(told(variable.get("default", "")))
    return Server(VARIABLE.sub("{}", url), tuple(values), tuple(defaults), tuple(names))


def location(contract: Contract, operation: Operation) -> Location:
    """The servers that hold for an operation."""
    for owner, at in ((operation.body, operation.pointer), (operation.item, operation.item_at("servers"))):
        if "servers" in owner:
            return _location(contract, owner["servers"], join(at, "servers"))
    return _location(contract, contract.document.get("servers"), "/servers")


def _location(contract: Contract, value: JSON, pointer: str) -> Location:
    # The default of an absent or empty list (OpenAPI 3.1.1, 4.8.1.1).
    objects = sequence(value, pointer, contract) or [{"url": "/"}]
    servers = [server_of(mapping(server, join(pointer, index), contract)) for index, server in enumerate(objects)]
    few = sum(server.size for server in servers) <= MOST_URLS
    urls = frozenset(url for server in servers for url in server.urls()) if few else None
    return Location(servers, pointer, value, urls)


def compare_servers(exchange: Exchange, *, moved: bool = False) -> None:
    """Note whether an operation can still be called at every URL where it could be.

    Of one that moved to another path, which is told on its own, only the servers are compared.
    """
    # A callback or webhook is sent to the client's address, which no server of the description names.
    if exchange.new.kind != "operation":
        return
    old, new = _side(exchange, 0), _side(exchange, 1)
    # All that a list below the description's says is compared here, and nothing is told of one that says the same.
    exchange.walk.accounted |= {side.pointer for side in (old, new) if side.pointer != _OF_API}
    tails = _begun(exchange, old, new) if moved else (exchange.old.template, exchange.new.template)
    # Paths that are alike say nothing more, so lists that many operations share are compared once for all of them.
    if tails[0] == tails[1]:
        key = f"servers {old.pointer} {new.pointer}"
        moves = exchange.book.once(key, lambda: compare_locations(old, new))
    else:
        moves = compare_locations(_under(old, tails[0]), _under(new, tails[1]))
    rule: RuleId
    # The same URLs: what differs is how the list is written, or where.
    if not moves.gone and not moves.came:
        levels = [_level(side.pointer, each) for side, each in ((old, exchange.old), (new, exchange.new))]
        elsewhere = not moved and (levels[0], tails[0]) != (levels[1], tails[1])
        if elsewhere or not same(old.value, new.value):
            # All URLs are the same, and yet a variable with an `enum` may have another default, which has a rule of its
            # own.
            if not elsewhere and _only_defaults(exchange, old, new):
                return
            as_written = tails[0] == tails[1] and _written_urls(old) == _written_urls(new)
            rule = "documentation-changed" if as_written else "wire-form-rewritten"
            spots = Spot(old.pointer, old.value), Spot(new.pointer, new.value)
            exchange.changed(rule, *spots, TO_SERVER, where=f"the servers of {_holder(old, new)}")
        return
    rule = "server-changed" if moves.gone and moves.came else "server-removed" if moves.gone else "server-added"
    # `https://{region}.example.com` that became two listed regions is told as a change: the server is still there.
    if rule == "server-removed" and _is_narrowed(old, new):
        rule = "server-changed"
    gone, came = ([url.removesuffix(tail) for url in side] for side, tail in zip(moves, tails, strict=True))
    named = _named(old, new) if moves.gone else _named(new, old)
    names = [named.get(url, url) or "/" for url in gone or came]
    params = {"kind": "server", "holder": _holder(old, new), "base": _listed(old, new), "revision": _listed(new, old)}
    if old.urls is None or new.urls is None:
        lost = _lost(old, new), _lost(new, old)
        names = sorted({each.called or each.text for each in lost[0] or lost[1]})
        variables = sorted({each.variable for side in lost for each in side})
        params |= {name: shown(_texts(side)) for name, side in zip(("base", "revision"), lost, strict=True)}
        # Where more than values went or came, servers did.
        if "" not in variables and rule != "server-changed":
            noun = "server variable" if len(variables) == 1 else "server variables"
            params |= {"kind": "value", "holder": f"{noun} {listed(variables)} of {params['holder']}"}
    edit = exchange.changed(
        rule,
        Spot(old.pointer, old.value),
        Spot(new.pointer, new.value),
        TO_SERVER,
        name=", ".join(names),
        keyword="servers",
        **params,
    )
    edit.names = tuple(names)
    edit.own = gone, came


def note_unread(
    book: Book,
    walk: PairGraph,
    matches: Iterable[tuple[Operation, Operation]],
    others: Iterable[Operation],
    documents: tuple[JSON, JSON],
) -> None:
    """Note the servers of path items that differ and that no pair of operations was compared by.

    Their operations have servers of their own, are events, or came or went, which is told on its own. `others` are
    the operations that one side alone has.
    """
    pairs = {
        (old.item_at("servers"), new.item_at("servers"))
        for old, new in matches
        if "servers" in {**old.item, **new.item}
    }
    # The path item is compared with what stands at its own place, if anything does.
    pairs |= {(at, at) for at in (each.item_at("servers") for each in others if "servers" in each.item)}
    for holders in sorted(pairs):
        places = [join(at, "servers") for at in holders]
        items = [find(document, at) for document, at in zip(documents, holders, strict=True)]
        values = [item.get("servers", ABSENT) if isinstance(item, dict) else None for item in items]
        # Lists that some operation was compared by are told with that operation.
        if None in values or not walk.accounted.isdisjoint(places) or _are_same(*values):
            continue
        where = f"the servers of {phrase(holders[1])}"
        spots = Spot(places[0], values[0]), Spot(places[1], values[1])
        params = {"where": where, "holder": where, "name": "", "keyword": "servers", "kind": "", "brings": ""}
        params |= {"base": shown(values[0]), "revision": shown(values[1])}
        book.note(Edit("documentation-changed", *spots, params=params), BOTH, 0)


def _are_same(old: JSON, new: JSON) -> bool:
    return old is new or (ABSENT not in (old, new) and same(old, new))


def _only_defaults(exchange: Exchange, old: Location, new: Location) -> bool:
    """Note the defaults of variables that changed; answers whether nothing else differs.

    The same URLs can be called, but who leaves a variable out is led to another one.
    """
    sides: list[list[JSON]] = [side.value if isinstance(side.value, list) else [] for side in (old, new)]
    if len(sides[0]) != len(sides[1]):
        return False
    rest: tuple[list[JSON], list[JSON]] = ([], [])
    for index, servers in enumerate(zip(*sides, strict=True)):
        variables = [server.get("variables") if isinstance(server, dict) else None for server in servers]
        before, after = (each if isinstance(each, dict) else {} for each in variables)
        kept = [dict(before), dict(after)]
        for name in before.keys() & after.keys():
            pair = before[name], after[name]
            if not all(isinstance(each, dict) and "default" in each for each in pair):
                continue
            values = [each["default"] for each in pair]
            if not same(*values):
                places = (join(side.pointer, index, "variables", name, "default") for side in (old, new))
                spots = [Spot(place, value) for place, value in zip(places, values, strict=True)]
                where = f"server variable `{name}` of {_holder(old, new)}"
                exchange.changed("default-changed", spots[0], spots[1], TO_SERVER, where=where, keyword="default")
            for side, each in zip(kept, pair, strict=True):
                # Both sides are given the same default, so that what is left is compared without it.
                side[name] = {**each, "default": None}
        for found, server, each in zip(rest, servers, kept, strict=True):
            found.append({**server, "variables": each} if isinstance(server, dict) else server)
    return same(*rest)


def _begun(exchange: Exchange, old: Location, new: Location) -> tuple[str, str]:
    """What one side's servers end with and the other side's path begins with; of an operation that moved.

    The paths may have taken over a part of the servers' URLs, or have given it to them, while this operation moved.
    """
    plain = exchange.book.once(f"servers {old.pointer} {new.pointer}", lambda: compare_locations(old, new))
    # Only if the lists differ by themselves: a base path that went from the servers is looked for in the new path
    # first.
    for begun in _beginnings(exchange.new.template) if plain.gone or plain.came else ():
        if not any(compare_locations(old, _under(new, begun))):
            return "", begun
    for begun in _beginnings(exchange.old.template) if plain.gone or plain.came else ():
        if not any(compare_locations(_under(old, begun), new)):
            return begun, ""
    return "", ""


def _beginnings(template: str) -> Iterator[str]:
    """The fixed parts that a path begins with, the shortest first: `/v1`, `/v1/berths` of `/v1/berths/{}/log`."""
    segments = template.split("/")[1:-1]
    for count, segment in enumerate(segments, 1):
        # A variable may hold any text, so no part of a server's URL is known to be it.
        if "{" in segment:
            return
        yield "/" + "/".join(segments[:count])


def _written_urls(side: Location) -> list[str]:
    return [server.template for server in side.servers]


def _level(pointer: str, operation: Operation) -> str:
    """What has a list of servers: the description, the path item of an operation, or the operation itself."""
    if pointer == _OF_API:
        return "description"
    return "operation" if pointer == join(operation.pointer, "servers") else "path item"


def _side(exchange: Exchange, index: int) -> Location:
    contract, operation = ((exchange.base, exchange.old), (exchange.revision, exchange.new))[index]
    owners = ((operation.body, operation.pointer), (operation.item, operation.item_at("servers")))
    at = next((at for owner, at in owners if "servers" in owner), "")
    found: Location = exchange.book.once(f"location {index} {at}", lambda: location(contract, operation))
    return found


def _under(side: Location, tail: str) -> Location:
    """The same servers with the path of an operation behind them, which was moved between the two."""
    names_in_path = tail.count("{}")
    servers = [
        Server(
            server.template.rstrip("/") + tail,
            (*server.values, *[None] * names_in_path),
            (*server.defaults, *[""] * names_in_path),
            (*server.names, *[""] * names_in_path),
        )
        for server in side.servers
    ]
    urls = None if side.urls is None else frozenset(normal_url(url + tail) for url in side.urls)
    return side._replace(servers=servers, urls=urls)


def compare_locations(old: Location, new: Location) -> Moves:
    """The URLs that are no server's any more, and those that are now."""
    if old.urls is not None and new.urls is not None:
        gone, came = old.urls - new.urls, new.urls - old.urls
        return Moves(_not_in(gone, new.servers), _not_in(came, old.servers))
    return Moves(_by_variable(old, new), _by_variable(new, old))


def _not_in(urls: frozenset[str], servers: list[Server]) -> list[str]:
    """The URLs that no server takes in by a variable that takes any value, sorted."""
    templates = [url for server in servers if None in server.values for url in server.urls()]
    if len(urls) * len(templates) > MOST_MATCHED:
        # Past the limit every URL counts as gone: a false alarm rather than a break that nobody sees.
        templates = []
    return sorted(_plain(url) for url in urls if not any(_takes_in(template, url) for template in templates))


def _takes_in(template: str, url: str) -> bool:
    """Whether a URL is one of those that a template stands for, some of whose variables take any value."""
    expected, found = template.split("/"), url.split("/")
    return len(expected) == len(found) and all(map(_fits, expected, found))


def _fits(template: str, text: str) -> bool:
    """Whether a segment can be made from its template: each variable takes one character or more."""
    first, *parts = re.split(_OPEN, template)
    if not parts:
        return template == text
    # A text with a free variable of its own stands for many texts, not all of which may fit.
    if not text.startswith(first) or FREE[0] in text:
        return False
    at = len(first)
    for part in parts[:-1]:
        # From `at + 1`: a variable takes one character at least. If nothing is found, `find` gives -1, and the sum is
        # less than the length of the part.
        at = text.find(part, at + 1) + len(part)
        if at < len(part):
            return False
    return text.endswith(parts[-1]) and len(text) - len(parts[-1]) > at


def _plain(url: str) -> str:
    """A URL as a person reads it: a variable that takes any value is told by its default, in braces."""
    return url.replace(FREE[0], "{").replace(FREE[1], "}")


class Lost(NamedTuple):
    """What only one side has, where the URLs are too many: a value of a variable, or a template or URL."""

    text: str
    variable: str = ""
    """Whose value it is; empty if it is none."""
    called: str = ""
    """A template as it is written, with the names of its variables."""


def _texts(lost: list[Lost]) -> JSON:
    """What only one side has, as it is shown: values by their variables, or else one by one."""
    if any(not each.variable for each in lost):
        return sorted({each.called or each.text for each in lost})
    names = {each.variable for each in lost}
    return {name: sorted({each.text for each in lost if each.variable == name}) for name in names}


def _by_variable(side: Location, other: Location) -> list[str]:
    """The same as texts."""
    return sorted({each.text for each in _lost(side, other)})


def _lost(side: Location, other: Location) -> list[Lost]:
    """What only one side has, server by server."""
    missing: list[Lost] = []
    templates = {server: normal_url(server.template) for server in (*side.servers, *other.servers)}
    for server in side.servers:
        partners = [partner for partner in other.servers if templates[partner] == templates[server]]
        lacking = [_values_missing(server, partner) for partner in partners]
        # Some server with this template takes all of its values.
        if [] in lacking:
            continue
        # Each of these partners lacks something, so the values that the first one lacks name what is gone.
        if lacking:
            missing.extend(lacking[0])
        elif server.size > MOST_URLS:
            missing.append(Lost(server.template, called=_template(server)))
        else:
            # No server has this template: its URLs are few, and may be among those that another template makes.
            urls = frozenset(url for url in server.urls() if not any(_makes(partner, url) for partner in other.servers))
            few = [partner for partner in other.servers if partner.size <= MOST_URLS]
            missing.extend(map(Lost, _not_in(urls, few)))
    return missing


def _template(server: Server) -> str:
    """The template of a server as it is written."""
    parts = server.template.split("{}")
    return "".join(
        part + name for part, name in zip(parts, (*(f"{{{name}}}" for name in server.names), ""), strict=True)
    )


def _values_missing(server: Server, partner: Server) -> list[Lost]:
    """The values of its variables that a server with the same template does not take."""
    missing: list[Lost] = []
    for name, values, taken, default, other in zip(
        server.names, server.values, partner.values, server.defaults, partner.defaults, strict=True
    ):
        # The default counts for a variable that takes any value too: who leaves the variable out is sent there.
        if values is None:
            missing += [Lost(f"{{{default}}}", name)] if taken is not None or default != other else []
        elif taken is not None:
            known = set(taken)
            missing += [Lost(value, name) for value in values if value not in known]
    return missing


def _makes(server: Server, url: str) -> bool:
    """Whether a server's variables make a URL: exact for one variable, and for more where they stand apart."""
    parts = normal_url(server.template).split("{}")
    at = len(parts[0])
    if not url.startswith(parts[0]) or not url.endswith(parts[-1]):
        return False
    for index, (part, values) in enumerate(zip(parts[1:], server.values, strict=True)):
        last = index == len(server.values) - 1
        end = len(url) - len(part) if last else url.find(part, at) if part else -1
        if end < at or (values is not None and url[at:end] not in values):
            return False
        at = end + len(part)
    return at == len(url)


def _listed(side: Location, other: Location) -> str:
    if side.urls is None:
        return shown([server.template for server in side.servers])
    named = _named(side, other)
    plain = (_plain(url) for url in side.urls)
    return shown(sorted(named.get(url, url) or "/" for url in plain))


def _named(side: Location, other: Location) -> dict[str, str]:
    """The URLs of a side as they are written, with the names of the variables that take any value.

    Where the other side has the same with another default, that is what tells the two apart.
    """
    if side.urls is None or other.urls is None:
        return {}
    # The same name with another default: shown by name, both sides would read alike.
    known = {name: url for server in other.servers for url, name in _by_name(server)}
    pairs = [pair for server in side.servers for pair in _by_name(server)]
    return {_plain(url): _plain(name) for url, name in pairs if known.get(name, url) == url}


def _by_name(server: Server) -> Iterator[tuple[str, str]]:
    """The URLs of a server that has variables which take any value, with the defaults and with the names of these."""
    return zip(server.urls(), server.urls(by_name=True), strict=True) if None in server.values else iter(())


def _is_narrowed(old: Location, new: Location) -> bool:
    """Whether some of the URLs that a variable made, which took any value, are all that is left of them."""
    if old.urls is None or new.urls is None:
        return False
    gone = [url for url in old.urls - new.urls if FREE[0] in url]
    left = [url for url in new.urls - old.urls if FREE[0] not in url]
    return len(gone) * len(left) <= MOST_MATCHED and any(_takes_in(template, url) for template in gone for url in left)


def _holder(old: Location, new: Location) -> str:
    """What has the servers; where the sides differ in that, the innermost one: what is around it may say the same."""
    own = max((new, old), key=lambda side: side.pointer.count("/"))
    return "the API" if own.pointer == _OF_API else phrase(own.pointer.removesuffix("/servers"))
