"""A witness is a payload of an operation that the change reaches, or a value of the part that was edited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import apidiff


def described(longest: int) -> dict[str, Any]:
    order = {"type": "object", "properties": {"number": {"type": "string", "maxLength": longest}}}

    def holding(schema: object) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": schema}}}

    shared = {"$ref": "#/components/schemas/Order"}

    def read(schema: object) -> dict[str, Any]:
        return {"get": {"responses": {"200": {"description": "ok", **holding(schema)}}}}

    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "paths": {"/v1/orders": read({"type": "array", "items": shared}), "/v2/orders": read(shared)},
        "webhooks": {"order.paid": {"post": {"requestBody": holding(shared)}}},
        "components": {"schemas": {"Order": order}},
    }


def test_a_witness_names_no_operation_that_the_change_does_not_reach(tmp_path: Path):
    base, revision = tmp_path / "base.json", tmp_path / "revision.json"
    base.write_text(json.dumps(described(100)))
    revision.write_text(json.dumps(described(200)))
    shown = {
        change.operations: (change.witness.at, isinstance(change.witness.instance, str))
        for change in apidiff.diff(str(base), str(revision)).changes
        if change.witness
    }
    part = ("`number` of schema `Order`", True)
    assert shown == {
        ("GET /v1/orders",): part,
        ("GET /v2/orders",): ("response `200` of `GET /v2/orders`", False),
        ("webhook order.paid",): part,
    }
