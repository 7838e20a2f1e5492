"""Security: who may call, as alternatives of credentials.

A requirement that asks for OAuth can be met by each flow of the scheme that offers the scopes asked for, so a flow is a
way in of its own. A client keeps its way in if what it presents is enough still.

Sources: OpenAPI 3.1.1, 4.8.27 (Security Scheme Object), 4.8.28 and 4.8.29 (flows), 4.8.30 (Security Requirement
Object); OpenAPI 3.2.0 (schemes named by URI, `oauth2MetadataUrl`); RFC 8414 (metadata); RFC 6749, 1.3 (grants), 3.1 and
3.2 (endpoints), 3.3 (scopes) and 6 (refreshing); RFC 8628 (device authorization); RFC 9110, 11.1 (names of schemes are
case-insensitive).
"""

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import NamedTuple

from apidiff.comparing.edits import Spot
from apidiff.comparing.equality import same
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.operations.operations import Operation, deref, mapping, sequence
from apidiff.comparing.operations.servers import normal_url
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.serialising import text_of, told
from apidiff.comparing.showing import shown
from apidiff.model.contract import JSON, Contract
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.pointers import find, resolve
from apidiff.openapi.version import is_before_3_2
from apidiff.rules import listed

_WIRE = {
    "apiKey": ("in", "name"),
    "http": ("scheme",),
    "openIdConnect": ("openIdConnectUrl",),
    "oauth2": (),
    "mutualTLS": (),
}
"""What a client has to know of each type of scheme; of an unknown type, whatever it says."""
_SILENT = frozenset({"description", "deprecated", "bearerFormat"})
_PROSE = _SILENT | {"flows"}
_METADATA = "oauth2MetadataUrl"
_OF_API = "/security"
_ENDPOINTS = ("authorizationUrl", "tokenUrl", "deviceAuthorizationUrl")
"""Where a client gets a token. A refresh URL is an offer beside them."""
MOST_WAYS = 256
"""Combinations of flows that one requirement may stand for; past it, its schemes are compared as they are."""

Way = frozenset[tuple[str, str]]
"""What a caller presents: pairs of (credential, what of it)."""


class Scheme(NamedTuple):
    """A security scheme by what a client has to send, not by its name in the description."""

    identity: str
    pointer: str
    flows: dict[str, frozenset[str]]
    """The scopes that each flow offers, by the flow and its endpoints."""
    metadata: str = ""
    """Where the flows are described for clients that look them up; one that comes says nothing new."""


class Access(NamedTuple):
    """The security of one operation: all ways in, and how they are written."""

    ways: set[Way]
    alternatives: list[dict[str, frozenset[str]]]
    """Of each requirement, the scopes asked for by the identity of each scheme."""
    labels: list[list[tuple[str, frozenset[str]]]]
    """Of each requirement, what it names, each with its scopes."""
    pointer: str
    value: JSON


def scheme_of(contract: Contract, name: str) -> Scheme:
    """The scheme that a requirement names, by the name of a component or, since 3.2, by its URI."""
    components = mapping(contract.document.get("components"), "/components", contract)
    schemes = mapping(components.get("securitySchemes"), "/components/securitySchemes", contract)
    pointer = join("/components/securitySchemes", name)
    written = schemes.get(name)
    document, _, fragment = name.partition("#")
    # The name of a component wins over a URI that reads alike (3.2.0, Security Requirement Object).
    if written is None and fragment.startswith("/") and _is_here(contract, document):
        found = find(contract.document, f"#{fragment}")
        if isinstance(found, dict):
            written, pointer = found, fragment
    if written is None:
        # Known by its name alone, so that a scheme which both sides forgot to define is the same one.
        return Scheme(text_of(["undefined", name]).decode(), "", {})
    scheme, pointer = deref(contract, written, pointer)
    flows = {
        # The endpoints are part of what a flow is: clients hold on to them, so another one is another way in.
        text_of([kind, *(normal_url(told(flow.get(url, ""))) for url in _ENDPOINTS)]).decode(): _offered(flow)
        for kind, flow in mapping(scheme.get("flows"), join(pointer, "flows"), contract).items()
        if isinstance(flow, dict) and scheme.get("type") == "oauth2"
    }
    metadata = scheme.get(_METADATA) if scheme.get("type") == "oauth2" else None
    address = "" if metadata is None else normal_url(told(metadata))
    return Scheme(text_of(_told_apart(scheme), sort=True).decode(), pointer, flows, address)


def _is_here(contract: Contract, document: str) -> bool:
    """Whether a URI without its fragment is that of the description; what stands in another document is not read."""
    return not is_before_3_2(contract.document) and document in ("", contract.document.get("$self"))


def _offered(flow: dict[str, JSON]) -> frozenset[str]:
    scopes = flow.get("scopes")
    return frozenset(scopes) if isinstance(scopes, dict) else frozenset()


def _told_apart(scheme: dict[str, JSON]) -> dict[str, JSON]:
    kind = told(scheme.get("type", ""))
    asked = _WIRE.get(kind) or () if kind in _WIRE else tuple(key for key in scheme if key not in _PROSE)
    wire: dict[str, JSON] = {"type": kind} | {key: scheme[key] for key in asked if key in scheme}
    # Names of authentication schemes and of headers have no case (RFC 9110, 11.1 and 5.1); those of cookies and queries
    # do.
    if kind == "http" or (kind == "apiKey" and wire.get("in") == "header"):
        wire |= {key: told(wire[key]).lower() for key in ("scheme", "name") if key in wire}
    return wire | {key: normal_url(told(wire[key])) for key in wire if key.endswith("Url")}


def same_scheme(base: Contract, revision: Contract, name: str) -> bool:
    """Whether a client knows all that it has to know of a scheme; the scopes on offer are no part of that."""
    old, new = scheme_of(base, name), scheme_of(revision, name)
    # Metadata that comes says nothing new; see `compare_access`.
    if old.metadata not in ("", new.metadata):
        return False
    return old.identity == new.identity and old.flows.keys() == new.flows.keys()


def asked_by(contract: Contract, operation: Operation) -> set[str]:
    """The names of the schemes that an operation asks for, by itself or with the description."""
    pointer, value = _requirements(contract, operation)
    return {
        name
        for index, requirement in enumerate(sequence(value, pointer, contract))
        for name in mapping(requirement, join(pointer, index), contract)
    }


def _requirements(contract: Contract, operation: Operation) -> tuple[str, JSON]:
    """The list that holds for an operation, and its place."""
    # An empty list of the operation takes the description's away (OpenAPI 3.1.1, 4.8.10.1), so its presence counts. For
    # a webhook or a callback the description's says nothing.
    if "security" in operation.body or operation.kind != "operation":
        return join(operation.pointer, "security"), operation.body.get("security")
    return _OF_API, contract.document.get("security")


def access(contract: Contract, operation: Operation, known: frozenset[str]) -> Access:
    """The security that holds for an operation: its own, else the description's.

    `known` are the scopes that some flow on either side offers: no flow can do without offering such a scope.
    """
    pointer, value = _requirements(contract, operation)
    requirements = sequence(value, pointer, contract)
    ways: set[Way] = set()
    alternatives: list[dict[str, frozenset[str]]] = []
    labels: list[list[tuple[str, frozenset[str]]]] = []
    # An absent or empty list asks for nothing: everybody meets that.
    for index, requirement in enumerate(requirements or [{}]):
        asked = {
            name: frozenset(told(scope) for scope in sequence(scopes, join(pointer, index, name), contract))
            for name, scopes in mapping(requirement, join(pointer, index), contract).items()
        }
        schemes = {name: scheme_of(contract, name) for name in asked}
        ways.update(_ways([(schemes[name], scopes) for name, scopes in asked.items()], known))
        alternatives.append({schemes[name].identity: scopes for name, scopes in asked.items()})
        labels.append([(name, asked[name]) for name in sorted(asked)])
    return Access(ways, alternatives, labels if requirements else [], pointer, value)


def _ways(asked: list[tuple[Scheme, frozenset[str]]], known: frozenset[str]) -> Iterable[Way]:
    """Each way to meet one requirement."""
    # Scopes that no flow offers cannot tell flows apart: with them no flow would be left, and nobody let in.
    choices = [_choices(scheme, scopes & known) for scheme, scopes in asked]
    if prod(len(flows) for flows in choices) > MOST_WAYS:
        # One way for each scheme that names all of its flows: any flow that comes or goes makes it another way, which
        # is never less strict than a product of ways.
        choices = [[" or ".join(sorted(flows))] for flows in choices]
    # All scopes count here, also those that no flow offers: to ask for one more is to ask for more.
    constant = {(scheme.identity, f"scope {scope}") for scheme, scopes in asked for scope in scopes}
    for flows in product(*choices):
        yield frozenset(
            constant | {(scheme.identity, f"by {flow}") for (scheme, _), flow in zip(asked, flows, strict=True)}
        )


def _choices(scheme: Scheme, scopes: frozenset[str]) -> list[str]:
    """The flows of a scheme that offer the scopes; to look them up is a way of its own."""
    flows = [flow for flow, offered in scheme.flows.items() if scopes <= offered] if scheme.flows else [""]
    # To look the flows up is one way for all of them, so that their scopes count together.
    offered = frozenset[str]().union(*scheme.flows.values()) if scheme.flows else scopes
    return [*flows, f"{_METADATA} {scheme.metadata}"] if scheme.metadata and scopes <= offered else flows


def _is_looked_up(way: Way) -> bool:
    return any(what.startswith(f"by {_METADATA} ") for _, what in way)


def scopes_on_offer(contracts: Iterable[Contract]) -> frozenset[str]:
    """Every scope that some flow of some scheme offers."""
    found: set[str] = set()
    for contract in contracts:
        components = mapping(contract.document.get("components"), "/components", contract)
        for name in mapping(components.get("securitySchemes"), "/components/securitySchemes", contract):
            found.update(*scheme_of(contract, name).flows.values())
    return frozenset(found)


def compare_access(exchange: Exchange) -> None:
    """Note whether credentials that used to suffice still do, and whether fewer suffice now."""
    known = exchange.book.once("scopes on offer", lambda: scopes_on_offer((exchange.base, exchange.revision)))
    old, new = access(exchange.base, exchange.old, known), access(exchange.revision, exchange.new, known)
    # Metadata that comes describes the flows that are there already, and is no new way in; one that goes is a way lost.
    written_out = {way for way in new.ways if not _is_looked_up(way)}
    kept, nothing_new = _admit(old.ways, new.ways), _admit(written_out, old.ways)
    # In both directions: the sides admit the same callers, however their lists are written.
    is_elsewhere = (old.pointer == _OF_API) != (new.pointer == _OF_API)  # an operation that moved took its list along
    if kept and nothing_new:
        if is_elsewhere or not same(old.value, new.value):
            _note(exchange, "security-rewritten", old, new)
        return
    # Told at the schemes, once for all operations that ask for them. What the server sends to prove who it is may say
    # more: a receiver that checked less finds that still.
    if not (exchange.new.outward and nothing_new) and _note_schemes(exchange, old, new, kept=kept):
        if is_elsewhere or not same(old.value, new.value):
            spots = Spot(old.pointer, old.value), Spot(new.pointer, new.value)
            where = f"the security of {phrase(exchange.new.pointer)}"
            exchange.changed("wire-form-rewritten", *spots, exchange.request, where=where, keyword="security")
        return
    if exchange.new.outward:
        _note(exchange, "security-tightened" if nothing_new else "security-changed", old, new)
        return
    came, went = sorted(_scopes(new) - _scopes(old)), sorted(_scopes(old) - _scopes(new))
    if _schemes(old) == _schemes(new) and ((went and not came) if kept else came):
        # Scopes alone tell why: nothing more is asked for, or something more is.
        if came:
            _note(exchange, "security-scope-added", old, new, came)
        if went:
            _note(exchange, "security-scope-removed", old, new, went)
        return
    narrowed: RuleId = "security-tightened" if nothing_new else "security-changed"
    _note(exchange, "security-relaxed" if kept else narrowed, old, new)


def _admit(callers: set[Way], ways: set[Way]) -> bool:
    """Whether whoever comes one of the first ways is let in by one of the second, and known there.

    Where credentials are optional, who presents some that are not asked for is let in as nobody; where none are asked
    for, nobody needs to be known.
    """
    naming = {way for way in ways if way} or ways
    return all(way in ways or any(asked <= way for asked in (naming if way else ways)) for way in callers)


def _note_schemes(exchange: Exchange, old: Access, new: Access, *, kept: bool) -> bool:
    """Where the same names are asked for as before, the schemes behind the names are what changed."""
    # Names that changed may lead to the same schemes, so that not the schemes but the list is what was edited.
    if _in_order(old.value) != _in_order(new.value):
        return False
    for name in sorted({name for labels in new.labels for name, _ in labels}):
        first, second = scheme_of(exchange.base, name), scheme_of(exchange.revision, name)
        if first._replace(pointer="") == second._replace(pointer=""):
            continue
        spots = _spot(exchange.base, first), _spot(exchange.revision, second)
        title = {"name": name, "kind": "security scheme", "where": f"security scheme `{name}`"}
        rule: RuleId = "security-relaxed" if kept else "security-scheme-changed"
        parts = _differing(spots[0].value, spots[1].value)
        title |= {"base": shown(parts[0]), "revision": shown(parts[1])} if parts else {}
        title |= _of_scopes(spots[0].value, spots[1].value, title["where"], kept=kept)
        exchange.changed(rule, *spots, exchange.request, **title).own = _asked(first), _asked(second)
    return True


def _of_scopes(old: JSON, new: JSON, scheme: str, *, kept: bool) -> dict[str, str]:
    """The words for two schemes that differ in nothing but the scopes on offer; empty for any other difference."""
    sides = without_scopes(old), without_scopes(new)
    if sides[0] is None or sides[1] is None:
        return {}
    if not same(*sides):
        return _of_flows(old, new, scheme, kept=kept)
    pairs = {name: tuple(_offered(_flows(side)[name]) for side in (old, new)) for name in _flows(new)}
    differing = sorted(name for name, (before, after) in pairs.items() if before != after)
    gone = sorted({scope for before, after in pairs.values() for scope in before - after})
    came = sorted({scope for before, after in pairs.values() for scope in after - before})
    if not differing:
        return {}
    holder = scheme if len(differing) == len(pairs) else f"flow {listed(differing)} of {scheme}"
    if kept:
        sets = (frozenset().union(*(pairs[name][side] for name in differing)) for side in (0, 1))
        return {"where": holder} | dict(zip(("base", "revision"), map(_counted, map(sorted, sets)), strict=True))
    if gone and came:
        return {"where": f"OAuth scopes of {holder}", "base": ", ".join(gone), "revision": ", ".join(came)}
    return _as_a_whole("OAuth scope", gone, came, holder)


def _of_flows(old: JSON, new: JSON, scheme: str, *, kept: bool) -> dict[str, str]:
    """The words for two schemes of which one has flows more; empty for any other difference."""
    before, after = _flows(old), _flows(new)
    gone, came = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    rest = [{**side, "flows": None} for side in (without_scopes(old), without_scopes(new)) if isinstance(side, dict)]
    alike = all(same(before[name], after[name]) for name in before.keys() & after.keys())
    if bool(gone) == bool(came) or not alike or not same(*rest):
        return {}
    if kept:
        return {"base": _counted(sorted(before), "flow"), "revision": _counted(sorted(after), "flow")}
    return _as_a_whole("OAuth flow", gone, came, scheme)


def _as_a_whole(noun: str, gone: list[str], came: list[str], holder: str) -> dict[str, str]:
    """The words for what came, or went, as a whole: there is no value to show."""
    names = gone or came
    texts = {"base": "", "revision": "absent"} if gone else {"base": "absent", "revision": ""}
    return {"where": f"{noun}{'s' if len(names) > 1 else ''} {listed(names)} of {holder}"} | texts


def _counted(names: list[str], noun: str = "scope") -> str:
    return f"{noun if len(names) == 1 else f'{noun}s'} {', '.join(names)}" if names else f"no {noun}"


def _flows(scheme: JSON) -> dict[str, dict[str, JSON]]:
    flows = scheme.get("flows") if isinstance(scheme, dict) else None
    found = flows if isinstance(flows, dict) else {}
    return {name: flow for name, flow in found.items() if isinstance(flow, dict)}


def without_scopes(scheme: JSON) -> JSON:
    """What a scheme says to clients but for the scopes on offer; `None` if it is none."""
    if not isinstance(scheme, dict):
        return None
    flows = {name: {k: v for k, v in flow.items() if k != "scopes"} for name, flow in _flows(scheme).items()}
    return {key: value for key, value in scheme.items() if key not in _SILENT} | {"flows": flows}


def offers_others(old: JSON, new: JSON) -> bool:
    """Whether some flow of two schemes offers other scopes; what is said of them is prose."""
    flows = _flows(old), _flows(new)
    return any(_offered(flows[0][name]) != _offered(flows[1][name]) for name in flows[0].keys() & flows[1].keys())


def _differing(old: JSON, new: JSON) -> tuple[dict[str, JSON], dict[str, JSON]] | None:
    """The fields of two schemes that differ, and of their flows those that do; `None` if there is only one scheme."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return None
    fields = [k for k in sorted({*old, *new}) if k not in _SILENT and not same(old.get(k), new.get(k))]
    parts = tuple({field: side[field] for field in fields if field in side} for side in (old, new))
    if len(fields) == 1 and all(isinstance(part.get(fields[0]), dict) for part in parts):
        return _differing(parts[0][fields[0]], parts[1][fields[0]])  # the flows, and of one flow what differs in it
    return parts[0], parts[1]


def _in_order(requirements: JSON) -> list[bytes]:
    """Requirements whose order says nothing, nor that one is listed twice, each as a text."""
    several = requirements if isinstance(requirements, list) else [requirements]
    return sorted({text_of(requirement, sort=True) for requirement in several})


def _asked(scheme: Scheme) -> JSON:
    """What a scheme asks of a client, for the id of a change."""
    return [scheme.identity, {flow: sorted(scopes) for flow, scopes in scheme.flows.items()}]


def _spot(contract: Contract, scheme: Scheme) -> Spot:
    return Spot(scheme.pointer, resolve(contract.document, f"#{scheme.pointer}")) if scheme.pointer else Spot("")


def _schemes(side: Access) -> set[frozenset[str]]:
    return {frozenset(alternative) for alternative in side.alternatives}


def _scopes(side: Access) -> set[str]:
    return {scope for alternative in side.alternatives for scopes in alternative.values() for scope in scopes}


def _note(exchange: Exchange, rule: RuleId, old: Access, new: Access, scopes: Iterable[str] = ()) -> None:
    holder = "the API" if old.pointer == new.pointer == _OF_API else phrase(exchange.new.pointer)
    with_scopes = _schemes(old) == _schemes(new)
    edit = exchange.changed(
        rule,
        Spot(old.pointer, old.value),
        Spot(new.pointer, new.value),
        exchange.request,
        name=", ".join(scopes) or None,
        holder=holder,
        where=holder,
        keyword="security",
        base=_told(old, with_scopes=with_scopes),
        revision=_told(new, with_scopes=with_scopes),
    )
    edit.names = tuple(scopes)
    edit.own = _alone(old, new), _alone(new, old)


def _alone(side: Access, other: Access) -> JSON:
    """The ways in that only one side has, for the id of a change."""
    return sorted(sorted(map(list, way)) for way in side.ways - other.ways)


def _told(side: Access, *, with_scopes: bool = False) -> str:
    """The ways in as a person reads them; with the scopes where the schemes alone do not tell two sides apart."""
    if not side.labels:
        return "anonymous"
    written = [
        [f"{name} ({', '.join(sorted(scopes))})" if with_scopes and scopes else name for name, scopes in asked]
        for asked in side.labels
    ]
    return " or ".join(" and ".join(each) if each else "anonymous" for each in written)
