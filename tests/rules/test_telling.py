"""Every rule's example can be drafted: each change is told once, in whole words, and what is shown of it is true."""

from __future__ import annotations

import pytest

from apidiff.api import compare, contract
from apidiff.comparing.asking.projection import Projection
from apidiff.comparing.edits import FROM_SERVER, TO_SERVER
from apidiff.comparing.operations.operations import operations
from apidiff.model.policy import Policy
from apidiff.openapi.pointers import find
from apidiff.openapi.surfaces import surfaces
from apidiff.recording.drafting import worth_an_entry
from apidiff.recording.examples import Examples
from apidiff.recording.first_texts import Texts, is_unedited
from apidiff.recording.statements import groups
from tests.rules.golden import example_folders

STRICT = Policy(new_enum_value="breaking", client_library="gate")


def is_valid(side, name, place, payload):
    """Whether jsonschema, which no part of the tool uses, takes a payload where it is said to be sent."""
    from jsonschema import Draft202012Validator

    operation = next(each for each in operations(side, STRICT) if each.name == name)
    surface = next(each for each in surfaces(side.document, operation) if each.name == place)
    direction = TO_SERVER if surface.to_server else FROM_SERVER
    schema = Projection(side, direction).document(find(side.document, surface.pointer))
    return Draft202012Validator(schema).is_valid(payload)


@pytest.mark.parametrize("folder", example_folders(), ids=lambda folder: folder.name)
def test_an_example_of_a_rule_can_be_drafted(folder):
    sides = [contract(folder / name, dangling="warn") for name in ("base.yaml", "revision.yaml")]
    changes = [change for change in compare(*sides, STRICT).counted if worth_an_entry(change)]
    examples = Examples(*sides, STRICT)
    told = groups(changes)
    ids = [change.id for group in told for each in group.statements for change in each.changes]
    assert sorted(ids) == sorted(change.id for change in changes)
    for statement in (each for group in told for each in group.statements):
        said = f"{statement.told} {statement.guide}"
        assert not {"{place}", "{fields}", "{has}", "{values}", "{old}", "{new}", "``", "  "} & set(said.split("`"))
        assert "``" not in said
        assert "  " not in said
        assert " of  " not in said
        assert statement.told[0].isupper() or statement.told[0] == "`"
        example = examples.of(statement.changes) if statement.kind == "breaking" else None
        if example is not None and example.language == "json":
            for side, payload in zip(sides, example.payloads, strict=True):
                assert is_valid(side, example.name, example.place, payload), example
    body = Texts(examples=examples).body(changes)
    assert is_unedited(body) or not changes
