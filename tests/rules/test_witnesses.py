"""Every witness of the examples is one: the whole schema of one side accepts it, that of the other rejects it."""

from __future__ import annotations

from urllib.parse import quote

import jsonschema_rs
import pytest

from apidiff.errors import escape_token, unescape_token
from apidiff.openapi.pointers import resolve
from apidiff.reading import contract_of, read, upgrade_document
from tests.rules.golden import example_folders, expected_of

HIGHEST = 4
"""From a keyword's place, or that of an alternative, the schema that it belongs to is at most so many steps up."""


def surfaces(node, tokens=()):
    """The place of every schema at a surface: a witness is lifted to the payload where that is possible."""
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key in ("schema", "itemSchema"):
            yield [*tokens, key]
        else:
            yield from surfaces(child, (*tokens, escape_token(str(key))))


def witnesses():
    for folder in example_folders():
        for change in expected_of(folder):
            if change["witness"]:
                yield pytest.param(folder, change, id=f"{folder.name}-{change['rule']}")


def document_of(folder, side):
    return upgrade_document(contract_of(read(str(folder / f"{side}.yaml")))).document


def accepts(document, tokens, instance):
    """Whether the schema at a place accepts an instance; where no schema stands, everything is accepted."""
    node = document
    for token in tokens:
        step = int(token) if isinstance(node, list) else unescape_token(token)
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return True
    if not isinstance(node, dict):
        return node is not False
    return valid(document, "#/" + "/".join(quote(token) for token in tokens), instance) and names_its_kind(
        document, node, instance
    )


def valid(document, ref, instance):
    return jsonschema_rs.Draft202012Validator({**document, "$ref": ref}, validate_formats=True).is_valid(instance)


def names_its_kind(document, schema, instance):
    """Whether a payload is valid under the schema that its tag names, where a discriminator says so."""
    while set(schema) == {"$ref"}:
        schema = resolve(document, schema["$ref"])
    mapping = schema.get("discriminator", {}).get("mapping")
    if not mapping:
        return True
    named = mapping.get(instance.get(schema["discriminator"]["propertyName"]))
    return named is not None and valid(document, named, instance)


@pytest.mark.parametrize(("folder", "change"), list(witnesses()))
def test_a_witness_is_accepted_by_one_side_and_rejected_by_the_other(folder, change):
    witness = change["witness"]
    places = (side["pointer"] for side in (change["base"], change["revision"]) if side)
    tokens = max(places, key=len).split("/")[1:]
    accepting, rejecting = (document_of(folder, witness[side]) for side in ("accepted_by", "rejected_by"))
    schemas = [tokens[: len(tokens) - up] for up in range(min(HIGHEST, len(tokens)))]
    schemas += [
        place for section in ("paths", "webhooks") for place in surfaces(accepting.get(section, {}), (section,))
    ]
    assert any(
        accepts(accepting, schema, witness["instance"]) and not accepts(rejecting, schema, witness["instance"])
        for schema in schemas
    ), f"{witness['instance']!r} is no witness"
