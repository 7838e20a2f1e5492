"""`init` finds the description, writes the configuration, and overwrites nothing."""

import pytest

from apidiff.errors import InputError
from apidiff.recording.project import load_project
from apidiff.recording.starting import descriptions, start

DESCRIPTION = 'openapi: 3.1.0\ninfo: {title: "My \\"own\\" API", version: "1"}\npaths: {}\n'


def test_the_description_is_found_and_its_title_taken(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "openapi.yaml").write_text(DESCRIPTION)
    (tmp_path / "docs" / "part.yaml").write_text("type: object\n")
    started = start(tmp_path)
    project = load_project(tmp_path)
    assert project.description == started.description == tmp_path / "docs" / "openapi.yaml"
    assert project.config.project.title == 'My "own" API'
    assert {path.name for path in started.written} == {"apidiff.toml", "schemas", "changelog", "templates"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api.json", '{"info": {}, "openapi": "3.0.3"}'),
        ("api.json", '{\n  "info": {}, \n "openapi": "3.0.3"}'),
        ("x.yml", DESCRIPTION),
    ],
)
def test_a_description_of_another_name_is_found_too(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text('{"name": "openapi"}')
    assert descriptions(tmp_path) == [tmp_path / name]


def test_of_several_the_one_called_openapi_is_chosen(tmp_path):
    for name in ("a.yaml", "openapi.yaml"):
        (tmp_path / name).write_text(DESCRIPTION)
    started = start(tmp_path)
    assert (started.description.name, [path.name for path in started.others]) == ("openapi.yaml", ["a.yaml"])


def test_without_a_description_the_key_is_left_to_fill_in(tmp_path):
    assert start(tmp_path).description is None
    assert load_project(tmp_path).description is None


def test_a_broken_description_is_left_to_the_next_command(tmp_path):
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: [")
    assert start(tmp_path).description == tmp_path / "openapi.yaml"


def test_what_stands_there_stays(tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\nschemas = "records"\n')
    started = start(tmp_path)
    assert (tmp_path / "apidiff.toml").read_text() == '[project]\nschemas = "records"\n'
    assert (started.kept, (tmp_path / "records").is_dir()) == ((tmp_path / "apidiff.toml",), True)


def test_a_folder_that_is_none_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        start(tmp_path / "nowhere")
