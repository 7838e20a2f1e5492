"""Servers: which list holds for an operation, and the path at which its first server answers.

Source: OpenAPI 3.1.1, 4.8.5 (server), 4.8.9 and 4.8.10 (an operation's list wins over its path item's, that over the
description's).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apidiff.model.contract import JSON
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.uri import path_of


def base_path(*owners: Mapping[str, Any]) -> str:
    """The path of the first server's URL, without a final `/`; empty if there is none.

    The last of the owners (description, path item, operation) that has a list of servers decides.
    """
    for owner in reversed(owners):
        servers = owner.get("servers")
        if isinstance(servers, list) and servers:
            return url_path(servers[0]) if isinstance(servers[0], dict) else ""
    return ""


def base_paths(*owners: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of every server in the list, each path once, in order."""
    for owner in reversed(owners):
        servers = owner.get("servers")
        if isinstance(servers, list) and servers:
            return tuple(dict.fromkeys(url_path(server) for server in servers if isinstance(server, dict)))
    return ("",)


def url_path(server: Mapping[str, Any]) -> str:
    """The path of a server's URL, with the defaults of its variables, without a final `/`."""
    return path_of(expand(server)).rstrip("/")


def expand(server: Mapping[str, Any]) -> str:
    """A server's URL with each variable replaced by its default."""
    url = _text(server.get("url", ""))
    variables = server.get("variables")
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            url = url.replace("{" + name + "}", _text(variable.get("default", "")))
    return url


def _text(value: JSON) -> str:
    # In YAML `default: 8443` is a number.
    return value if isinstance(value, str) else compact_json(value, sort=True).decode()
