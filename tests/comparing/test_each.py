"""Items, values of maps and names of fields, where nothing stands between them and what is named."""

from __future__ import annotations

import pytest

from tests.comparing.describing import diff, only, sent


@pytest.mark.parametrize(
    ("keyword", "said"),
    [("items", "each item of"), ("additionalProperties", "each value of"), ("propertyNames", "each name of")],
)
def test_each_one_of_what_is_named(keyword, said):
    base, revision = (sent({keyword: {"type": "string", "maxLength": length}}) for length in (9, 5))
    title = only(diff(base, revision)).title
    assert title == f"`maxLength` of {said} the request body of `POST /v1/things` lowered from 9 to 5"


def test_what_is_within_goes_by_its_path():
    base, revision = (sent({"items": {"properties": {"a": {"maxLength": length}}}}) for length in (9, 5))
    assert only(diff(base, revision)).title.startswith("`maxLength` of `[].a` of the request body ")
