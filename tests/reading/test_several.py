"""The files of one API in one description: named by their files, located in them."""

from __future__ import annotations

import pytest

from apidiff.errors import InputError
from apidiff.reading import read
from apidiff.reading.lines import files_read
from apidiff.reading.several import in_one, part_names

TEXT = """\
openapi: 3.1.0
info: {{title: Leads, version: "1"}}
paths:
  /{0}/leads:
    get:
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Lead'}}}}}}}}
components:
  schemas:
    Lead: {{type: object, {1}}}
x-note:
  said: {0}
"""


def described(folder, *names, more=""):
    found = []
    for name in names:
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(name.split("/")[0], more))
        found.append(path)
    return in_one([read(str(path)) for path in found], [str(path.relative_to(folder)) for path in found])


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["specs/v71.yaml", "specs/v72.yaml"], ["v71", "v72"]),
        (["specs/v71.yaml"], ["v71"]),
        (["v71/openapi.yaml"], ["v71_openapi"]),
        (["v71/openapi.yaml", "v72/openapi.yaml"], ["v71_openapi", "v72_openapi"]),
        (["a/x/l.json", "b/x/l.json"], ["a_x_l", "b_x_l"]),
        (["l.json", "x/l.json"], ["l", "x_l"]),
        (["v7.1.yaml", "v7 2.yaml"], ["v7-1", "v7-2"]),
        (["v7.1.yaml", "v7 1.yaml"], ["v7-1-1", "v7-1-2"]),
        (["é.yaml"], ["x"]),
    ],
)
def test_components_are_named_by_what_tells_the_files_apart(files, names):
    assert part_names(files) == names


def test_each_place_is_found_in_its_file(tmp_path):
    found = described(tmp_path, "v1", "v2")
    pointers = [
        "/paths/~1v2~1leads/get",
        "/components/schemas/v2.Lead",
        "/x-v2.x-note/said",
        "/components/schemas/v1.Lead",
        "/info",
    ]
    places = found.locator.locate(pointers)
    assert [(places[pointer].file[-7:], places[pointer].pointer, places[pointer].line) for pointer in pointers] == [
        ("v2.yaml", "/paths/~1v2~1leads/get", 5),
        ("v2.yaml", "/components/schemas/Lead", 10),
        ("v2.yaml", "/x-note/said", 12),
        ("v1.yaml", "/components/schemas/Lead", 10),
        ("v1.yaml", "/info", 2),
    ]
    assert [file[-7:] for file in files_read(found.locator)] == ["v1.yaml", "v2.yaml"]
    assert found.name == f"{tmp_path}/v1.yaml, {tmp_path}/v2.yaml"


def test_the_digest_is_that_of_all_files(tmp_path):
    first = described(tmp_path, "v1", "v2").sha256
    assert described(tmp_path, "v1", "v2").sha256 == first
    assert described(tmp_path, "v1", "v2", more="title: T").sha256 != first


def test_a_contradiction_has_the_line_of_the_second_file(tmp_path):
    described(tmp_path, "v1")
    (tmp_path / "other.yaml").write_text(TEXT.format("v1", "minProperties: 1"))
    with pytest.raises(InputError) as caught:
        in_one([read(str(tmp_path / name)) for name in ("v1.yaml", "other.yaml")], ["v1.yaml", "other.yaml"])
    assert (caught.value.place.file[-10:], caught.value.place.line) == ("other.yaml", 4)


def test_addresses_are_refused(tmp_path):
    with pytest.raises(InputError, match="cannot name places by `\\$id`"):
        described(tmp_path, "v1", more="$anchor: here")
