"""Security: who may call, as alternatives of credentials; and where the servers are.

Sources: OpenAPI 3.1, 4.8.30 (security requirement: a list of alternatives, each asks for all of its schemes),
4.8.27 (schemes), 4.8.5 (servers; an operation's list wins over its path's, that over the description's).
"""

from __future__ import annotations

from apidiff.comparing.edits import BOTH, TO_SERVER, Spot
from apidiff.comparing.equality import same
from apidiff.comparing.exchange import Exchange
from apidiff.comparing.operations import Operation, deref, mapping, sequence, variants
from apidiff.comparing.pointers import join, phrase
from apidiff.comparing.serialising import text_of, told
from apidiff.comparing.showing import names, shown
from apidiff.model.contract import JSON, Contract
from apidiff.model.named_tuple import NamedTuple
from apidiff.openapi.pointers import resolve

_WIRE = ("type", "name", "in", "scheme", "openIdConnectUrl", "oauth2MetadataUrl")


Alternative = frozenset[tuple[str, str | None]]


class Access(NamedTuple):
    """The alternatives of one operation; an empty one lets anonymous calls pass."""

    alternatives: list[Alternative]
    labels: list[list[str]]
    pointer: str
    value: JSON


def access(contract: Contract, operation: Operation) -> Access:
    """The security that holds for an operation: its own, else the description's."""
    own = "security" in operation.body or operation.outward
    pointer = join(operation.pointer, "security") if own else "/security"
    value = operation.body.get("security") if own else contract.document.get("security")
    alternatives: list[Alternative] = []
    labels: list[list[str]] = []
    for index, requirement in enumerate(sequence(value, pointer, contract)):
        asked: set[tuple[str, str | None]] = set()
        schemes = mapping(requirement, join(pointer, index), contract)
        for name, scopes in schemes.items():
            scheme = wire_scheme(contract, name)
            asked.add((scheme, None))
            asked.update((scheme, told(scope)) for scope in sequence(scopes, join(pointer, index, name), contract))
        alternatives.append(frozenset(asked))
        labels.append(sorted(str(name) for name in schemes))
    return Access(alternatives or [frozenset()], labels, pointer, value)


def wire_scheme(contract: Contract, name: str) -> str:
    """A security scheme by what a client has to send, not by its name in the description."""
    components = mapping(contract.document.get("components"), "/components", contract)
    schemes = mapping(components.get("securitySchemes"), "/components/securitySchemes", contract)
    if name not in schemes:
        return text_of(["undefined", name]).decode()
    scheme, _ = deref(contract, schemes[name], join("/components/securitySchemes", name))
    wire: dict[str, JSON] = {key: scheme.get(key) for key in _WIRE if key in scheme}
    if wire.get("in") == "header" and isinstance(wire.get("name"), str):
        wire["name"] = wire["name"].lower()
    if isinstance(wire.get("scheme"), str):
        wire["scheme"] = wire["scheme"].lower()
    flows = scheme.get("flows")
    if isinstance(flows, dict):
        wire["flows"] = {
            flow: {k: v for k, v in body.items() if k.endswith("Url")}
            for flow, body in flows.items()
            if isinstance(body, dict)
        }
    return text_of(wire, sort=True).decode()


def compare_access(exchange: Exchange) -> None:
    """Note whether credentials that used to suffice still do, and whether fewer suffice now."""
    old, new = access(exchange.base, exchange.old), access(exchange.revision, exchange.new)
    if set(old.alternatives) == set(new.alternatives):
        if old.pointer != new.pointer or not same(old.value, new.value):
            _note(exchange, "security-rewritten", old, new)
        return
    if _note_schemes(exchange, old, new):
        return
    kept = all(any(asked <= held for asked in new.alternatives) for held in old.alternatives)
    if exchange.new.outward:
        _note(exchange, "security-changed", old, new)
        return
    scopes_only = _schemes(old) == _schemes(new)
    other = not kept and not all(any(held <= asked for held in old.alternatives) for asked in new.alternatives)
    if other and not scopes_only:
        _note(exchange, "security-changed", old, new)
        return
    if kept:
        _note(exchange, "security-scope-removed" if scopes_only and _fewer(old, new) else "security-relaxed", old, new)
    else:
        _note(exchange, "security-scope-added" if scopes_only else "security-tightened", old, new)


def _note_schemes(exchange: Exchange, old: Access, new: Access) -> bool:
    """Where the same names are asked for as before, the schemes behind the names are what changed."""
    if exchange.new.outward or sorted(old.labels) != sorted(new.labels) or not same(old.value, new.value):
        return False
    for name in sorted({name for labels in new.labels for name in labels}):
        if wire_scheme(exchange.base, name) == wire_scheme(exchange.revision, name):
            continue
        at = join("/components/securitySchemes", name)
        before, after = (resolve(c.document, f"#{at}") for c in (exchange.base, exchange.revision))
        spots = Spot(at, before), Spot(at, after)
        exchange.changed("security-scheme-changed", *spots, exchange.request, name=name, kind="security scheme")
    return True


def _schemes(side: Access) -> set[frozenset[str]]:
    return {frozenset(scheme for scheme, _ in alternative) for alternative in side.alternatives}


def _fewer(old: Access, new: Access) -> bool:
    return len(set().union(*new.alternatives)) < len(set().union(*old.alternatives))


def _note(exchange: Exchange, rule: str, old: Access, new: Access) -> None:
    scopes = {scope for alternative in new.alternatives for _, scope in alternative if scope} ^ {
        scope for alternative in old.alternatives for _, scope in alternative if scope
    }
    holder = phrase(exchange.new.pointer) if new.pointer != "/security" else "the API"
    exchange.changed(
        rule,
        Spot(old.pointer, old.value),
        Spot(new.pointer, new.value),
        exchange.request,
        name=names(sorted(scopes)) if scopes and "scope" in rule else None,
        holder=holder,
        where=holder,
        keyword="security",
        base=_told(old),
        revision=_told(new),
    )


def _told(side: Access) -> str:
    if not side.labels:
        return "anonymous"
    return " or ".join(" and ".join(labels) if labels else "anonymous" for labels in side.labels)


def urls(contract: Contract, operation: Operation) -> tuple[set[str], str]:
    """The absolute URL templates of an operation, and where its servers are declared."""
    for owner, at in ((operation.body, operation.pointer), (operation.item, operation.item_pointer)):
        if "servers" in owner:
            return _urls(contract, owner["servers"], join(at, "servers"), operation), join(at, "servers")
    return _urls(contract, contract.document.get("servers"), "/servers", operation), "/servers"


def _urls(contract: Contract, servers: JSON, at: str, operation: Operation) -> set[str]:
    listed = sequence(servers, at, contract) or [{"url": "/"}]
    return {
        url.rstrip("/") + operation.key[1]
        for index, server in enumerate(listed)
        for url in variants(mapping(server, join(at, index), contract))
    }


def compare_servers(exchange: Exchange) -> None:
    """Note whether an operation can still be called at every URL where it could be."""
    if exchange.new.outward:
        return
    (old, old_at), (new, new_at) = urls(exchange.base, exchange.old), urls(exchange.revision, exchange.new)
    if old == new:
        before, after = _value(exchange.base, old_at), _value(exchange.revision, new_at)
        if not same(before, after) or exchange.old.path != exchange.new.path:
            where = "the servers of the API"
            rule = "documentation-changed" if exchange.old.path == exchange.new.path else "wire-form-rewritten"
            exchange.changed(rule, Spot(old_at, before), Spot(new_at, after), TO_SERVER, where=where)
        return
    rule = "server-changed" if old - new and new - old else "server-removed" if old - new else "server-added"
    tail = exchange.new.key[1]
    changed = sorted(url.removesuffix(tail) for url in (old - new or new - old))
    exchange.changed(
        rule,
        Spot(old_at, _value(exchange.base, old_at)),
        Spot(new_at, _value(exchange.revision, new_at)),
        TO_SERVER,
        name=names(changed),
        holder="the API" if new_at == "/servers" else phrase(exchange.new.pointer),
        base=shown(sorted(url.removesuffix(tail) for url in old)),
        revision=shown(sorted(url.removesuffix(tail) for url in new)),
        keyword="servers",
    )


def _value(contract: Contract, pointer: str) -> JSON:
    return contract.document.get("servers") if pointer == "/servers" else resolve(contract.document, f"#{pointer}")


__all__ = ["BOTH", "Access", "compare_access", "compare_servers"]
