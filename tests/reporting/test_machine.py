from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.model.change import Side
from apidiff.reporting import json_output, published
from apidiff.reporting.formats import machine
from tests.reporting import cooledge
from tests.reporting.payloads import PAYLOADS

DIFF = json.loads(published.schemas()["apidiff.diff.schema.json"])
CHECK = json.loads(published.schemas()["apidiff.check.schema.json"])


def closed(schema: Any) -> Any:
    """The schema with every object closed: what is published must name every field that is printed."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    return found | {"additionalProperties": False} if isinstance(found.get("properties"), dict) else found


@pytest.mark.parametrize("changes", [cooledge.CHANGES, (cooledge.NOTIFY,), ()], ids=["many", "one", "none"])
def test_a_diff_is_valid_under_its_published_schema(changes: tuple[Any, ...]):
    document = json.loads(machine.diff(cooledge.comparison(changes)))
    jsonschema_rs.validator_for(closed(DIFF), validate_formats=True).validate(document)


@pytest.mark.parametrize(
    "check", [cooledge.refused(), cooledge.waived(), cooledge.passed()], ids=["no", "waived", "ok"]
)
def test_a_check_is_valid_under_its_published_schema(check: Any):
    document = json.loads(machine.check(check))
    jsonschema_rs.validator_for(closed(CHECK), validate_formats=True).validate(document)


def test_a_reader_tolerates_a_field_that_it_does_not_know():
    document = json.loads(machine.diff(cooledge.comparison())) | {"new": 1}
    assert jsonschema_rs.is_valid(DIFF, document)


def test_the_text_is_stable_indented_by_two_and_ends_with_a_newline():
    written = machine.diff(cooledge.comparison())
    assert written == machine.diff(cooledge.comparison())
    assert written.startswith('{\n  "format": "apidiff.diff/1",\n  "base": {\n')
    assert written.endswith("}\n")
    assert written == json.dumps(json.loads(written), indent=2, ensure_ascii=False) + "\n"


def test_numbers_of_any_size_keep_their_digits():
    huge = 10**6000 + 1
    value = {"huge": huge, "exact": Decimal("0.10000000000000000000000000000000001"), "wide": Decimal("1E+400")}
    side = Side("/x", value)
    written = machine.diff(cooledge.comparison((cooledge.NOTIFY._replace(revision=side),)))
    assert '"exact": 0.10000000000000000000000000000000001' in written
    assert '"wide": 1E+400' in written
    assert "1" + "0" * 5999 + "1\n" in written.replace(",\n", "\n")


def test_what_json_cannot_hold_becomes_what_it_can():
    assert json_output.one_line([float("nan"), float("inf"), Decimal("NaN"), "\ud800", True, None]) == (
        '[null, null, null, "\ufffd", true, null]'
    )


def json_values(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
    return st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


@given(json_values(st.text('abc é漢"\\\n\t')))
def test_it_writes_what_the_standard_library_writes(value: Any):
    assert json_output.to_json(value) == json.dumps(value, indent=2, ensure_ascii=False)
    assert json_output.one_line(value) == json.dumps(value, ensure_ascii=False)


@given(
    json_values(
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.sampled_from([text for text in PAYLOADS if "\ud800" not in text])
    )
)
def test_every_value_is_read_back_as_it_was(value: Any):
    written = json_output.to_json(value)
    assert json.loads(written) == value
    assert not [char for char in written if unicodedata.category(char) == "Cc" and char != "\n"]


def test_a_long_payload_is_shown_by_its_first_members():
    payload = {"lines": [{"sku": "", "count": 0}] * 101, "tags": ["a"] * 8, "more": {f"k{n}": 1 for n in range(12)}}
    assert json_output.brief(payload) == (
        '{"lines": [{"sku": "", "count": 0}, {"sku": "", "count": 0}, {"sku": "", "count": 0}, ... 98 more items], '
        '"tags": ["a", "a", "a", "a", "a", "a", "a", "a"], "more": {"k0": 1, "k1": 1, "k2": 1, ... 9 more members}}'
    )
    assert json_output.brief(payload, lines=True).count("\n") < 40
    assert json_output.brief([1, {"a": 2}], lines=True) == json_output.to_json([1, {"a": 2}])
