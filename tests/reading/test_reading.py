"""Reading a description: what comes back, and what is refused."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from apidiff.reading import contract_of, read


def test_a_description_is_read_by_content_and_not_by_name(tmp_path):
    file = tmp_path / "openapi.json"
    file.write_text("openapi: 3.1.0\npaths: {}\n")
    description = read(file)
    assert description.document == {"openapi": "3.1.0", "paths": {}}
    assert contract_of(description).dialect == "3.1"


def test_swagger_2_is_refused_with_the_mend_to_convert_it(tmp_path):
    file = tmp_path / "swagger.json"
    file.write_text('{"swagger": "2.0", "paths": {}}')
    with pytest.raises(InputError, match=r"Swagger 2\.0") as caught:
        read(file)
    assert "Convert" in caught.value.mend
    assert caught.value.place.line == 1
