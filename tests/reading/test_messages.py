"""What an error of reading says: the place where it is mended, and names that are in the files."""

import pytest

from apidiff.errors import InputError
from apidiff.openapi.pointers import find
from apidiff.reading import contract_of, read
from apidiff.reading.well_typed import well_typed
from tests.reading.support import write_files

START = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
LINE = 6


def described(folder, reference, **files):
    """A description that refers to something on its sixth line."""
    text = f"{START}paths: {{}}\ncomponents:\n  schemas:\n    A: {{$ref: {reference!r}}}\n"
    return write_files(folder / "api", openapi__yaml=text, **files)


def said(path):
    def looked_at():
        contract = contract_of(read(str(path)))
        return well_typed(contract, contract)

    with pytest.raises(InputError) as caught:
        looked_at()
    return caught.value


@pytest.mark.parametrize("reference", ["../x.yaml", "link.yaml", "self.yaml", ".", "sub", "pipe", "../x.yaml#/a"])
def test_a_file_that_is_not_read_is_told_where_it_is_referred_to(tmp_path, reference):
    import os

    path = described(tmp_path, reference, sub___y__yaml="type: string\n")
    (tmp_path / "x.yaml").write_text("type: string\n")
    (tmp_path / "api" / "link.yaml").symlink_to("../x.yaml")
    (tmp_path / "api" / "self.yaml").symlink_to("self.yaml")
    os.mkfifo(tmp_path / "api" / "pipe")
    error = said(path)
    assert (error.place.file, error.place.line) == (str(path), LINE)
    assert error.place.pointer == "/components/schemas/A/$ref"


def test_a_circle_names_its_files(tmp_path):
    files = {"sub___x__yaml": "B: {$ref: 'y.yaml#/C'}\n", "sub___y__yaml": "C: {$ref: 'x.yaml#/B'}\n"}
    error = said(described(tmp_path, "sub/x.yaml#/B", **files))
    assert error.message.startswith("The references lead in a circle: ")
    assert "api/sub/x.yaml#/B`" in error.message
    assert "api/sub/y.yaml#/C`" in error.message


def test_a_reference_that_leads_back_to_itself_says_so(tmp_path):
    error = said(described(tmp_path, "#/components/schemas/A"))
    assert error.message.endswith("openapi.yaml#/components/schemas/A` refers back to itself")


@pytest.mark.parametrize("reference", ["#", ""])
def test_the_whole_description_is_no_schema(tmp_path, reference):
    error = said(described(tmp_path, reference))
    assert "leads to the whole description" in error.message
    assert error.place.line == LINE


def test_the_whole_of_another_file_and_of_a_schema_with_an_id_are_schemas(tmp_path):
    inner = "$id: https://a.example/n\nproperties: {n: {$ref: '#'}}\n"
    assert read(str(described(tmp_path, "n.yaml", n__yaml=inner)))
    document = {"openapi": "3.1.0", "components": {"schemas": {"A": {"$id": "https://a.example/a", "not": {}}}}}
    document["components"]["schemas"]["A"]["properties"] = {"a": {"$ref": "#"}}
    contract = contract_of(read(document))
    assert find(contract.document, "/components/schemas/A/properties/a/$ref") == "#/components/schemas/A"


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("s.yaml#/prefixItems/9", "There is no `9` in `/prefixItems`, which has 2 items, `0` to `1`."),
        ("s.yaml#/prefixItems/a", "There is no `a` in `/prefixItems`, which has 2 items, `0` to `1`."),
        ("s.yaml#/enum/1", "There is no `1` in `/enum`, which has one item, `0`."),
        ("s.yaml#/title/x", "Nothing can be below `/title`, which is not an object; correct the reference."),
        ("s.yaml#/properties/x", "Nothing stands in `/properties`; add `x` there, or correct the reference."),
    ],
)
def test_the_hint_says_what_is_there(tmp_path, reference, hint):
    parts = "title: t\nenum: [1]\nprefixItems: [{}, {}]\nproperties: {}\n"
    assert said(described(tmp_path, reference, s__yaml=parts)).hint == hint


@pytest.mark.parametrize(
    ("content", "message", "pointer"),
    [
        ("type: string\n", "`type` should be a schema (an object or a boolean), and is a string", "/type"),
        ("type: null\n", "`type` should be a schema (an object or a boolean), and is null", "/type"),
    ],
)
def test_a_part_of_a_file_that_is_no_schema(tmp_path, content, message, pointer):
    error = said(described(tmp_path, "s.yaml#/type", s__yaml=content))
    assert (error.message, error.place.pointer, error.place.line) == (message, pointer, 1)
    assert error.place.file.endswith("s.yaml")


def test_an_empty_file_is_no_schema(tmp_path):
    error = said(described(tmp_path, "s.yaml", s__yaml=""))
    assert error.message == "What the file holds should be a schema (an object or a boolean), and is null"
    assert error.place.file.endswith("s.yaml")


@pytest.mark.parametrize(
    ("version", "message", "hint"),
    [
        ("null", "`openapi` is null, not a string", "Write `openapi: 3.1.0`."),
        ("3.1", "`openapi` is 3.1, not a string", 'Quote it: `openapi: "3.1.0"`.'),
        ("[3]", "`openapi` is an array, not a string", "Write `openapi: 3.1.0`."),
        ("' 3.0.3'", '`openapi` has blanks around the version: " 3.0.3"', "Write `openapi: 3.0.3`."),
        ("''", "`openapi` is empty", "Use OpenAPI 3.0, 3.1 or 3.2."),
    ],
)
def test_a_version_that_is_none(tmp_path, version, message, hint):
    error = said(write_files(tmp_path, a__yaml=f"openapi: {version}\npaths: {{}}\n"))
    assert (error.message, error.hint, error.place.pointer) == (message, hint, "/openapi")


def test_a_name_that_is_empty():
    error = said("")
    assert (error.message, error.hint) == (
        "The name of the description is empty",
        "Name a file, `-` or `git:REV:PATH`.",
    )


@pytest.mark.parametrize("text", ['{openapi: "3.1.0", "paths": ]', '<html>{"a": [}', '{"openapi": "3.1.0", ]'])
def test_a_mistake_in_a_file_that_is_called_json_is_one_of_json(tmp_path, text):
    path = tmp_path / "openapi.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"(?i)the JSON"):
        read(str(path))
    # As ever, a file may hold YAML whatever it is called.
    path.write_text("{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {}}")
    assert read(str(path)).document["openapi"] == "3.1.0"
