"""Events that no `webhooks` lists: components that the configuration declares to be payloads that the server sends.

Many descriptions, those of OpenAPI 3.0 above all, describe what their webhooks send as schemas that nothing refers to.
`[events] schemas = ["*Webhook"]` makes each such schema an event: `webhook LeadWebhook`, sent as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.naming import event_in, event_name, is_event
from apidiff.openapi.operations import Operation
from apidiff.openapi.pointers import below

_SCHEMAS = "/components/schemas"


def payload_names(document: Mapping[str, JSON], globs: Iterable[str]) -> list[str]:
    """The names of the components that one of `globs` matches, sorted."""
    patterns = tuple(globs)
    return sorted(name for name in _schemas(document) if any(fnmatchcase(name, glob) for glob in patterns))


def payload_events(document: Mapping[str, JSON], globs: Iterable[str], version: str) -> list[Operation]:
    """An event for each component that one of `globs` matches, whose request has the component as its body.

    An event stands where a webhook of its name would, for what people are told; what it is written as is the component.
    """
    return [_event(name, version) for name in payload_names(document, globs)]


def payload(document: Mapping[str, JSON], event: str) -> Mapping[str, Any] | None:
    """The component that is the payload of an event, by the event's name as in `webhook LeadWebhook`."""
    found = _schemas(document).get(event_in(event)) if is_event(event) else None
    return found if isinstance(found, dict) else None


def is_payload(operation: Operation) -> bool:
    """Whether an event is a component that the configuration declares to be one."""
    return operation.written.startswith(f"{_SCHEMAS}/")


def _event(name: str, version: str) -> Operation:
    written = below(_SCHEMAS, name)
    body: dict[str, JSON] = {"requestBody": {"content": {"application/json": {"schema": {"$ref": f"#{written}"}}}}}
    return Operation(
        name=event_name(name), kind="event", path=name, method="POST", pointer=below("/webhooks", name, "post"),
        body=body, item={"post": body}, places={"post": written}, written=written, outward=True, path_version=version,
    )  # fmt: skip


def _schemas(document: Mapping[str, JSON]) -> Mapping[str, JSON]:
    components = document.get("components")
    named = components.get("schemas") if isinstance(components, dict) else None
    return named if isinstance(named, dict) else {}
