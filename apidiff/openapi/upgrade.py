"""A schema in the 3.0 dialect in, the same schema in the 3.1 dialect (JSON Schema 2020-12) out."""

from __future__ import annotations

from apidiff.model.contract import JSON
from apidiff.openapi.grammar import OPENAPI, SCHEMA, Kind, is_schema, with_members
from apidiff.openapi.keywords import UNKNOWN_DIALECT

_OLD = ("nullable", "exclusiveMinimum", "exclusiveMaximum", "example", "$ref", "$schema")
BOUNDS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def upgrade_schema(schema: dict[str, JSON]) -> dict[str, JSON]:
    """Bring ONE schema object of OpenAPI 3.0 to 3.1; its children are left as they are.

    Returns the same object where there is nothing to do, a new one otherwise. Source: OpenAPI 3.0.4, 4.7.24 (the Schema
    Object), its clarification that `nullable` counts only beside a `type` in the same object and adds nothing to an
    `enum`, and 4.7.23 (a Reference Object's siblings are ignored).
    """
    # Most schemas have none of these, and are not copied.
    for keyword in _OLD:
        if keyword in schema:
            break
    else:
        return schema
    if isinstance(schema.get("$ref"), str):
        return schema if len(schema) == 1 else {"$ref": schema["$ref"]}
    new = dict(schema)
    if not str(new.get("$schema")).startswith(UNKNOWN_DIALECT):
        new.pop("$schema", None)  # no keyword of 3.0, and one with a meaning in 3.1
    if "nullable" in new:
        nullable, kind = new.pop("nullable"), new.get("type")
        if nullable is True and isinstance(kind, str) and kind != "null":
            new["type"] = [kind, "null"]
    for exclusive, inclusive in BOUNDS:
        flag = new.get(exclusive)
        # A number is how 3.1 writes it, and stays. Without the limit beside it a flag says nothing.
        if isinstance(flag, bool):
            del new[exclusive]
            if flag and inclusive in new:
                new[exclusive] = new.pop(inclusive)
    if "example" in new:
        example = new.pop("example")
        new.setdefault("examples", [example])
    return schema if new == schema else new


def upgrade_schema_deep(schema: JSON) -> JSON:
    """Bring a schema and all schemas under it from 3.0 to 3.1; what does not change is shared with the old one."""
    return upgraded(schema, SCHEMA)


def upgraded(node: JSON, kind: Kind) -> JSON:
    """`node`, an object of `kind`, with every schema in it upgraded."""
    if isinstance(node, dict) and is_schema(kind):
        node = upgrade_schema(node)
    return with_members(node, kind, lambda _, child, child_kind: upgraded(child, child_kind))


def upgraded_document(document: dict[str, JSON]) -> dict[str, JSON]:
    """A 3.0 document with every schema in it in the 3.1 dialect; `openapi` stays as it was written."""
    new: dict[str, JSON] = upgraded(document, OPENAPI)
    return new
