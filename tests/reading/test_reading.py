"""Reading a description: from where, in which form, and what is refused."""

from __future__ import annotations

import io
import json
import os
import subprocess
from decimal import Decimal
from threading import Thread

import pytest

from apidiff.errors import InputError
from apidiff.reading import Limits, canonical_json, contract_of, read, resolve
from tests.reading.support import with_schemas, write_files

MINIMAL = "openapi: 3.1.0\npaths: {}\n"
VALUE = {"openapi": "3.1.0", "paths": {}}


def refused(source, **options):
    with pytest.raises(InputError) as caught:
        read(source, **options)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("name", ["openapi.json", "openapi.yaml", "openapi", "Öpen api.txt"])
@pytest.mark.parametrize("content", [MINIMAL, '{"openapi": "3.1.0", "paths": {}}', "{openapi: 3.1.0, paths: {}}"])
def test_a_description_is_read_by_content_and_not_by_name(tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content)
    description = read(file)
    assert description.document == VALUE
    assert description.name == str(file)
    assert len(description.sha256) == 64
    assert description == read(str(file)) or description.sha256 == read(str(file)).sha256


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("content", [MINIMAL.replace("{}", "{/é: {}}"), '{"openapi": "3.1.0", "paths": {"/é": {}}}'])
def test_text_may_carry_a_byte_order_mark_and_any_line_ends(tmp_path, encoding, content):
    main = write_files(tmp_path, openapi__yaml=content.replace("\n", "\r\n").encode(encoding))
    assert read(main).document == {"openapi": "3.1.0", "paths": {"/é": {}}}


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"", "is empty", None),
        (b"\n# nothing\n", "is empty", None),
        (b"null", "is empty", None),
        (b"[]", "is an array", None),
        (b"just text", "is a string", None),
        (b"42", "is a single value", None),
        (b'{"swagger": "2.0", "paths": {}}', "Swagger 2.0", 1),
        (b"info: {}\npaths: {}\n", "has no `openapi`", None),
        (b"openAPI: 3.1.0\npaths: {}\n", "has no `openapi`", None),
        (b"info: {}\nopenapi: 3.1\npaths: {}\n", "not a string", 2),
        (b"openapi: 4.0.0\npaths: {}\n", "OpenAPI 4.0.0 is not known", 1),
        (b"openapi: 3.3.0\npaths: {}\n", "OpenAPI 3.3.0 is not known", 1),
        (b"openapi: 3.1.0\n", "no `paths`", None),
        (b"openapi: 3.1.0\npaths: []\n", "`paths` should be an object, and is an array", 2),
        (b"openapi: 3.1.0\npaths: {}\nx: \xff\n", "not valid UTF-8", 3),
        ("openapi: 3.1.0\n".encode("utf-16-le"), "NUL character", 1),
        (b"\x89PNG\r\n\x1a\n\0\0", "not valid UTF-8", 1),
        (b'{"openapi": "3.1.0", "paths": {', "ends too early", 1),
        (b"openapi: 3.1.0\npaths: {\n", "not valid", 2),
        (b"openapi: 3.1.0\npaths:\n\t/a: {}\n", "not valid", 3),
        (b"<html></html>", "is a string", None),
    ],
)
def test_what_is_no_openapi_3_is_one_error(tmp_path, content, message, line):
    main = write_files(tmp_path, openapi__yaml=content)
    error = refused(main)
    assert message in error.message
    assert error.place.file == str(main)
    assert error.place.line == line


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.1", "3.1.0-rc1"])
@pytest.mark.parametrize("part", ["paths", "webhooks", "components"])
def test_every_version_of_openapi_3_and_every_part_alone_is_read(version, part):
    if version.startswith("3.0") and part != "paths":
        pytest.skip("OpenAPI 3.0 requires `paths`")
    contract = contract_of(read({"openapi": version, part: {}}))
    assert contract.dialect == ("3.0" if version.startswith("3.0") else "3.1")


def test_a_missing_file_a_folder_and_an_address_are_errors(tmp_path):
    (tmp_path / "openapi.yaml").write_text(MINIMAL)
    assert "There is no file" in refused(tmp_path / "nope" / "x.yaml").message
    assert "openapi.yaml" in refused(tmp_path / "openapy.yml").hint
    assert "is a folder" in refused(tmp_path).message
    assert "There is no file" in refused("").message or refused("").message
    assert "not allowed" in refused("https://example.com/openapi.json").message
    assert "runs none" in refused("python:app:app").message


def test_a_value_is_copied_and_its_places_have_no_file():
    source = with_schemas({"A": {"type": "string", "enum": ["a"]}})
    description = read(source)
    source["components"]["schemas"]["A"]["enum"].append("b")
    assert description.document["components"]["schemas"]["A"]["enum"] == ["a"]
    place = description.locator.locate(["/components"])["/components"]
    assert (place.file, place.pointer, place.line) == (None, "/components", None)
    assert description.sha256 == read(description.document).sha256


def test_a_value_keeps_exact_numbers_and_its_keys_become_texts():
    document = read(
        {
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"responses": {200: {"description": "d"}}}}},
            "x-a": (1, Decimal("0.12345678901234567890"), 2**80),
        }
        | {"paths": {}}
    ).document
    assert document["x-a"] == [1, Decimal("0.12345678901234567890"), 2**80]
    assert read({"openapi": "3.1.0", "paths": {}, "x": {200: 1}}).document["x"] == {"200": 1}


def test_a_value_that_is_no_json_is_refused():
    cycle = {"openapi": "3.1.0", "paths": {}}
    cycle["x"] = cycle
    deep = []
    for _ in range(100_000):
        deep = [deep]
    for value in (float("nan"), float("inf"), object(), {1, 2}, "\ud800", {1: 1, "1": 2}, b"x", {(1, 2): 3}):
        refused(VALUE | {"x": value})
    refused(cycle)
    refused(VALUE | {"x": deep})
    for levels in (300, 500, 700, 900):
        deep = 1
        for _ in range(levels):
            deep = {"a": [deep]} if levels < 500 else [deep]
        assert "nested" in refused(VALUE | {"x": deep}).message
    assert "was read without a folder" in refused(with_schemas({"A": {"$ref": "a.yaml"}})).message
    assert refused(with_schemas({"A": {"$ref": "#/nope"}})).place.pointer == "/components/schemas/A/$ref"


def test_standard_input_stands_alone(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(MINIMAL.encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    description = read("-")
    assert (description.name, description.document) == ("-", VALUE)
    assert description.locator.locate(["/paths"])["/paths"].line == 2
    Stdin.buffer = io.BytesIO(b"openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: a.yaml}}}\n")
    assert refused("-").place.line == 2


@pytest.fixture
def repository(tmp_path, monkeypatch):
    def git(*arguments):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("config", "user.email", "a@example.com")
    git("config", "user.name", "A")
    write_files(
        tmp_path,
        api___openapi__yaml="openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {$ref: m/a.yaml}\n",
        api___m___a__yaml="type: string\n",
        api___plain__yaml=MINIMAL,
        secret__yaml="type: integer\n",
    )
    (tmp_path / "api/link.yaml").symlink_to("plain.yaml")
    (tmp_path / "api/out.yaml").symlink_to("../secret.yaml")
    (tmp_path / "api/bad.yaml").write_text("openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: out.yaml}}}\n")
    git("add", "-A")
    git("commit", "-qm", "one")
    write_files(tmp_path, api___m___a__yaml="type: boolean\n")
    git("commit", "-qam", "two")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_revision_in_git_is_read_with_the_files_of_that_revision(repository):
    then, now = read("git:HEAD~1:api/openapi.yaml"), read("git:main:api/openapi.yaml")
    assert then.document["components"]["schemas"]["A"] == {"type": "string"}
    assert now.document["components"]["schemas"]["A"] == {"type": "boolean"}
    assert then.name == "git:HEAD~1:api/openapi.yaml"
    pointer = "/components/schemas/A/type"
    place = then.locator.locate([pointer])[pointer]
    assert (place.file, place.pointer, place.line) == ("git:HEAD~1:api/m/a.yaml", "/type", 1)
    assert then.sha256 != now.sha256
    write_files(repository, api___m___a__yaml="type: object\n")
    assert read("git:main:api/openapi.yaml").sha256 == now.sha256


def test_git_paths_count_from_the_top_or_from_here(repository, monkeypatch):
    assert read("git:HEAD:api/link.yaml").document == VALUE
    monkeypatch.chdir(repository / "api")
    assert read("git:HEAD:./plain.yaml").document == VALUE
    assert read("git:HEAD:api/plain.yaml").document == VALUE


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("git:nope:api/openapi.yaml", "has no revision `nope`"),
        ("git:HEAD:api/nope.yaml", "There is no file"),
        ("git:HEAD:api", "There is no file"),
        ("git:HEAD:api/bad.yaml", "outside the description's folder"),
        ("git:--help:api/openapi.yaml", "names no file"),
        ("git:HEAD", "names no file"),
        ("git::", "names no file"),
    ],
)
def test_what_git_does_not_have_is_an_error(repository, source, message):
    assert repository
    assert message in refused(source).message


def test_an_object_that_is_replaced_reads_as_it_was_committed(repository):
    def git(*arguments, **options):
        done = subprocess.run(
            ["git", *arguments], cwd=repository, check=True, capture_output=True, text=True, **options
        )
        return done.stdout.strip()

    real = git("rev-parse", "HEAD:api/plain.yaml")
    forged = git("hash-object", "-w", "--stdin", input="openapi: 3.1.0\ninfo: {title: forged, version: 1}\npaths: {}\n")
    git("replace", real, forged)
    assert read("git:HEAD:api/plain.yaml").document == VALUE


def test_a_partial_clone_fetches_what_it_left_out(repository, tmp_path_factory, monkeypatch):
    partial = tmp_path_factory.mktemp("clones") / "partial"
    allow = ("-c", "uploadpack.allowFilter=true", "-c", "uploadpack.allowAnySHA1InWant=true")
    for key in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        subprocess.run(["git", "config", key, "true"], cwd=repository, check=True)
    asked = ["git", *allow, "clone", "-q", "--no-checkout", "--filter=blob:none", repository.as_uri(), str(partial)]
    subprocess.run(asked, check=True)
    monkeypatch.chdir(partial)
    assert read("git:HEAD:api/plain.yaml").document == VALUE
    subprocess.run(["git", "remote", "set-url", "origin", f"{repository.as_uri()}-gone"], check=True)
    error = refused("git:HEAD~1:api/openapi.yaml")
    assert "does not hold the content" in error.message
    assert "git fetch --refetch --no-filter" in error.hint


def test_a_bare_repository_is_read_where_it_is_meant(repository, tmp_path_factory, monkeypatch):
    bare = tmp_path_factory.mktemp("servers") / "api.git"
    subprocess.run(["git", "clone", "-q", "--bare", repository.as_uri(), str(bare)], check=True)
    monkeypatch.chdir(bare)
    error = refused("git:HEAD:api/plain.yaml")
    assert "bare repository" in error.message
    assert "GIT_DIR" in error.hint
    monkeypatch.setenv("GIT_DIR", ".")  # as git sets it for the hooks of a server
    assert read("git:HEAD:api/plain.yaml").document == VALUE


def test_a_bare_repository_in_the_checkout_is_not_taken_for_the_repository(repository, monkeypatch):
    inside = repository / "api" / "sub"
    subprocess.run(["git", "init", "-q", "--bare", str(inside)], check=True)
    monkeypatch.chdir(inside)
    assert "bare repository" in refused("git:HEAD:api/plain.yaml").message


def test_outside_of_a_repository_git_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "no git repository" in refused("git:HEAD:openapi.yaml").message


def test_the_hash_is_of_the_bytes_and_the_canonical_form_of_the_value(tmp_path):
    one = read(write_files(tmp_path, one__yaml="openapi: 3.1.0\npaths: {}\ninfo: {b: 1, a: 2}\n"))
    two = read(write_files(tmp_path, two__json='{"paths": {}, "info": {"a": 2, "b": 1}, "openapi": "3.1.0"}'))
    assert one.sha256 != two.sha256
    assert canonical_json(one.document) == canonical_json(two.document)
    assert canonical_json(one.document) == (
        b'{\n  "info": {\n    "a": 2,\n    "b": 1\n  },\n  "openapi": "3.1.0",\n  "paths": {}\n}\n'
    )


def test_a_pointer_is_resolved_or_the_near_name_is_suggested():
    document = {"a/b": [{"c": 1}], "x y": 2, "": 3}
    assert resolve(document, "#/a~1b/0/c") == 1
    assert resolve(document, "/a~1b/0/c") == 1
    assert resolve(document, "#/x%20y") == 2
    assert resolve(document, "#/") == 3
    assert resolve(document, "#") is document
    for pointer in (
        "#/a~1b/1",
        "#/a~1b/00",
        "#/a~1b/-",
        "#/nope",
        "#nope",
        "#/a~1b/0/c/d",
        "#/a~1b/99999999999999999999",
        "#/a~1b/" + "9" * 5000,
    ):
        with pytest.raises(InputError):
            resolve(document, pointer)


ODD = [None, 1, "x", [], {}, [1], True, {"$ref": 5}, [[{"$ref": None}]], {"mapping": 3}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_keywords_of_the_wrong_type_do_not_stop_reading(tmp_path, odd):
    schema = dict.fromkeys(
        ("properties", "items", "allOf", "$ref", "$id", "$anchor", "$dynamicRef", "nullable", "enum"),
        odd,
    )
    if isinstance(odd, str):
        del schema["$ref"]
    operation = dict.fromkeys(("parameters", "requestBody", "responses", "callbacks", "servers"), odd)
    document = with_schemas(
        {"A": schema, "B": {"items": {"$ref": "b.yaml"}}, "C": odd}, paths={"/p": {"get": operation}}
    )
    document |= {"info": odd, "tags": odd, "servers": odd, "webhooks": odd}
    document["components"]["responses"] = odd
    main = tmp_path / "main.json"
    main.write_bytes(canonical_json(document))
    (tmp_path / "b.yaml").write_text("type: string\n")
    contract = contract_of(read(main))
    assert contract.title in ("", *(str(odd),))
    contract_of(read(document | {"openapi": "3.0.3", "components": {"schemas": {"A": schema}}}))


def test_depth_is_a_budget_of_the_document(tmp_path):
    def nested(levels):
        text = '{"openapi": "3.1.0", "paths": {}, "x": ' + "[" * levels + "]" * levels + "}"
        return write_files(tmp_path, openapi__json=text)

    assert read(nested(255))
    error = refused(nested(256))
    assert (error.message, error.place.line) == ("The document is nested more than 256 levels deep", 1)
    assert "nested" in refused(nested(600)).message
    assert "nested" in refused(nested(5), limits=Limits(depth=5)).message


def test_a_message_stays_short_whatever_the_names():
    error = refused(with_schemas({"A": {"$ref": "#/" + "x" * 1_000_000}, "y" * 1_000_000: {}}))
    assert len(error.message) + len(error.hint) < 2000


def test_many_references_to_nowhere_in_examples_cost_little():
    examples = [{"$ref": f"#nope{number}"} for number in range(5_000)]
    assert read(with_schemas({"A": {"example": examples}}))


@pytest.mark.parametrize("number", ["1e400", "-1E+400", "1e-400", "1.5e308", "1e309", "123456789012345678901e380"])
def test_numbers_beyond_a_float_are_recorded_and_read_again(tmp_path, number):
    (tmp_path / "a.json").write_text('{"openapi": "3.1.0", "paths": {}, "x-a": ' + number + "}")
    recorded = canonical_json(read(tmp_path / "a.json").document)
    (tmp_path / "b.json").write_bytes(recorded)
    again = read(tmp_path / "b.json").document
    assert Decimal(str(again["x-a"])) == Decimal(number)
    assert canonical_json(again) == recorded


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1e-99999999999999999999", "0e99999999999999999999"])
@pytest.mark.parametrize("text", ['{"openapi": "3.1.0", "paths": {}, "x-a": NUMBER}', MINIMAL + "x-a: NUMBER\n"])
def test_an_exponent_that_no_machine_holds_is_one_error(tmp_path, number, text):
    (tmp_path / "a.yaml").write_text(text.replace("NUMBER", number))
    assert "has more than 1000 digits" in refused(tmp_path / "a.yaml").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_the_main_file_may_be_a_pipe_that_gives_it_piece_by_piece(tmp_path):
    described = {"openapi": "3.1.0", "info": {"description": "a" * 300_000}, "paths": {}}
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_text(json.dumps(described)))
    writer.start()
    assert read(str(pipe)).document == described
    writer.join()
