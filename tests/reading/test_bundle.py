"""A description in many files becomes one document whose every reference is a `#/` pointer."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apidiff.errors import InputError
from apidiff.reading import Limits, canonical_json, read
from tests.reading.support import write_files

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def components(path):
    return read(path).document["components"]


def test_a_file_becomes_a_component_named_after_it(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "paths:\n  /p:\n    get:\n      responses:\n        '200':\n          description: d\n          content:\n"
        "            application/json:\n              schema: {$ref: models/pet.yaml, description: mine}\n",
        models___pet__yaml="type: object\nproperties:\n  owner: {$ref: './owner.yaml#/Owner'}\n"
        "  mother: {$ref: pet.yaml}\n",
        models___owner__yaml="Owner: {type: string}\n",
    )
    document = read(main).document
    schema = document["paths"]["/p"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/pet", "description": "mine"}
    assert document["components"]["schemas"] == {
        "pet": {
            "type": "object",
            "properties": {
                "owner": {"$ref": "#/components/schemas/Owner"},
                "mother": {"$ref": "#/components/schemas/pet"},
            },
        },
        "Owner": {"type": "string"},
    }


def test_each_kind_of_object_moves_to_its_own_section(tmp_path):
    operation = {
        "parameters": [{"$ref": "c.json#/param"}],
        "requestBody": {"$ref": "c.json#/body"},
        "responses": {"200": {"$ref": "c.json#/response"}},
        "callbacks": {"done": {"$ref": "c.json#/callback"}},
    }
    library = {
        "param": {"name": "q", "in": "query", "schema": {"$ref": "#/schema"}, "examples": {"e": {"$ref": "#/example"}}},
        "schema": {"type": "string"},
        "example": {"value": 1},
        "body": {"content": {"text/plain": {"schema": {"$ref": "#/schema"}}}},
        "response": {
            "description": "",
            "headers": {"H": {"$ref": "#/header"}},
            "links": {"l": {"$ref": "#/link"}},
        },
        "header": {"schema": {"type": "string"}},
        "link": {"operationId": "x"},
        "callback": {"{$request.body#/u}": {"$ref": "#/item"}},
        "item": {"post": {"responses": {"204": {"description": ""}}}},
        "key": {"type": "http", "scheme": "bearer"},
    }
    main = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": operation}, "/b": {"$ref": "c.json#/item"}},
        "components": {"securitySchemes": {"k": {"$ref": "c.json#/key"}}},
    }
    path = write_files(tmp_path, main__json=json.dumps(main), c__json=json.dumps(library))
    document = read(path).document
    assert {section: sorted(names) for section, names in document["components"].items()} == {
        "securitySchemes": ["k"],
        "callbacks": ["callback"],
        "examples": ["example"],
        "headers": ["header"],
        "links": ["link"],
        "parameters": ["param"],
        "pathItems": ["item"],
        "requestBodies": ["body"],
        "responses": ["response"],
        "schemas": ["schema"],
    }
    assert document["components"]["securitySchemes"]["k"] == library["key"]
    assert document["paths"]["/b"] == {"$ref": "#/components/pathItems/item"}
    assert document["paths"]["/a"]["get"]["callbacks"]["done"] == {"$ref": "#/components/callbacks/callback"}


def test_what_no_section_holds_is_written_out_in_place(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "tags: [{name: a, description: {$ref: texts.yaml#/intro}}]\npaths:\n  /p:\n    get: {$ref: ops/get.yaml}\n",
        texts__yaml="intro: Hello\n",
        ops___get__yaml="parameters: {$ref: params.yaml}\nresponses: {}\n",
        ops___params__yaml="- {name: q, in: query, schema: {$ref: '#/0/x-s'}, x-s: {type: string}}\n",
    )
    document = read(main).document
    assert document["tags"][0]["description"] == "Hello"
    parameter = document["paths"]["/p"]["get"]["parameters"][0]
    assert parameter["schema"] == {"$ref": "#/components/schemas/x-s"}
    assert document["components"]["schemas"]["x-s"] == {"type": "string"}


def test_in_3_0_a_path_item_is_written_out_and_its_own_fields_win(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml="openapi: 3.0.3\npaths:\n  /p: {$ref: p.yaml, summary: mine}\n",
        p__yaml="summary: theirs\nget: {responses: {}}\n",
    )
    assert read(main).document["paths"]["/p"] == {"summary": "mine", "get": {"responses": {}}}


def test_a_component_that_is_only_a_reference_gives_its_name_to_the_target(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "components:\n  schemas:\n    Pet: {$ref: schemas/animal.yaml}\n    Alias: {$ref: schemas/animal.yaml}\n",
        schemas___animal__yaml="properties: {next: {$ref: animal.yaml}}\n",
    )
    assert components(main)["schemas"] == {
        "Pet": {"$ref": "#/components/schemas/Alias"},
        "Alias": {"properties": {"next": {"$ref": "#/components/schemas/Alias"}}},
    }


def test_a_section_in_a_file_of_its_own_keeps_its_names(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "paths: {/p: {parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/Pet'}}]}}\n"
        "components:\n  schemas: {$ref: schemas/index.yaml}\n",
        schemas___index__yaml="Pet: {type: object, properties: {o: {$ref: '#/Owner'}}}\nOwner: {$ref: owner.yaml}\n",
        schemas___owner__yaml="properties: {pet: {$ref: 'index.yaml#/Pet'}}\n",
    )
    document = read(main).document
    assert document["components"]["schemas"] == {
        "Pet": {"type": "object", "properties": {"o": {"$ref": "#/components/schemas/Owner"}}},
        "Owner": {"properties": {"pet": {"$ref": "#/components/schemas/Pet"}}},
    }
    assert document["paths"]["/p"]["parameters"][0]["schema"] == {"$ref": "#/components/schemas/Pet"}


def test_a_reference_back_into_the_main_file_is_a_local_one(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: 'b.yaml'}, C: {type: integer}}}\n",
        b__yaml="items: {$ref: 'openapi.yaml#/components/schemas/C'}\n",
    )
    assert components(main)["schemas"]["A"] == {"items": {"$ref": "#/components/schemas/C"}}


def test_cycles_across_files_end(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {items: {$ref: 'a.yaml'}}}}\n",
        a__yaml="items: {$ref: b.yaml}\n",
        b__yaml="items: {$ref: a.yaml}\n",
    )
    assert components(main)["schemas"]["a"] == {"items": {"$ref": "#/components/schemas/b"}}


def test_a_circle_that_would_have_to_be_written_out_is_an_error(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "paths: {/p: {get: {$ref: a.yaml}}}\n",
        a__yaml="servers: [{$ref: b.yaml}]\n",
        b__yaml="variables: {$ref: b.yaml}\n",
    )
    with pytest.raises(InputError, match="refers back to itself") as caught:
        read(main)
    assert caught.value.place.line == 1


def test_a_circle_of_bare_references_is_an_error(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: 'a.yaml'}}}\n",
        a__yaml="$ref: 'openapi.yaml#/components/schemas/A'\n",
    )
    with pytest.raises(InputError, match="refers back to itself"):
        read(main)


def test_escapes_in_references_are_undone(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "paths:\n  /a/{b}: {get: {responses: {'200': {description: d}}}}\n"
        + "  /c: {get: {responses: {'200': {$ref: '#/paths/~1a~1%7Bb%7D/get/responses/200'}}}}\n"
        + "components: {schemas: {A: {$ref: 'my%20file.yaml#/x~1y/p%20q'}}}\n",
        **{"my file__yaml": "x/y: {p q: {type: string}}\n"},
    )
    assert components(main)["schemas"] == {"A": {"type": "string"}}


def test_names_of_mapped_files_become_pointers(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD
        + "components:\n  schemas:\n    P:\n      oneOf: [{$ref: m/cat.yaml}]\n      discriminator:\n"
        "        propertyName: k\n        mapping:\n"
        "          {cat: m/cat.yaml, dog: 'm/pets.yaml#/Dog', same: P, frog: frog.json,\n"
        "          mime: application/json}\n",
        m___cat__yaml="type: object\n",
        m___pets__yaml="Dog: {discriminator: {propertyName: k, mapping: {pup: '#/Pup'}}}\nPup: {}\n",
        frog__json="{}",
    )
    schemas = components(main)["schemas"]
    assert schemas["P"]["discriminator"]["mapping"] == {
        "cat": "#/components/schemas/cat",
        "dog": "#/components/schemas/Dog",
        "same": "P",
        "frog": "#/components/schemas/frog",
        "mime": "application/json",
    }
    assert schemas["Dog"]["discriminator"]["mapping"] == {"pup": "#/components/schemas/Pup"}


PETS = """
components:
  schemas:
    Pet: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
    Tiger: {allOf: [{$ref: 'pets.yaml#/components/schemas/Cat'}]}
    Rock: {type: object}
"""


def test_schemas_that_inherit_in_another_file_come_with_what_they_inherit_from(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {Mine: {$ref: 'pets.yaml#/components/schemas/Pet'}}}\n",
        pets__yaml=PETS,
    )
    schemas = components(main)["schemas"]
    assert schemas.keys() == {"Mine", "Cat", "Tiger"}
    assert schemas["Cat"]["allOf"][0] == {"$ref": "#/components/schemas/Mine"}


def test_a_bare_name_in_another_file_is_a_schema_beside_it_unless_it_is_a_component(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {Home: {type: object}, P: {$ref: 'm/pets.yaml#/Pet'}}}\n",
        m___pets__yaml="Pet: {discriminator: {propertyName: k, mapping: {c: Cat, h: Home},"
        " defaultMapping: 'other.yaml'}}\nCat: {type: object}\nHome: {type: string}\n",
        m___other__yaml="type: object\n",
    )
    discriminator = components(main)["schemas"]["P"]["discriminator"]
    assert discriminator["mapping"] == {"c": "#/components/schemas/Cat", "h": "Home"}
    assert discriminator["defaultMapping"] == "#/components/schemas/other"


def test_a_name_that_looks_like_a_file_is_a_component_first(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components:\n  schemas:\n    cat.json: {type: object}\n    P: {$ref: p.yaml}\n"
        "    Q: {discriminator: {propertyName: k, mapping: {c: cat.json, d: './cat.json'}}}\n",
        p__yaml="discriminator: {propertyName: k, mapping: {c: cat.json}}\n",
        cat__json="{}",
    )
    schemas = components(main)["schemas"]
    assert schemas["P"]["discriminator"]["mapping"] == {"c": "cat.json"}
    assert schemas["Q"]["discriminator"]["mapping"]["c"] == "cat.json"
    assert schemas["Q"]["discriminator"]["mapping"]["d"] == "#/components/schemas/cat"


def test_a_mapped_file_with_braces_in_its_name_is_read(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components:\n  schemas:\n"
        "    P: {discriminator: {propertyName: k, mapping: {c: 'm/{kind}.yaml'}}}\n",
        **{"m___{kind}__yaml": "type: object\n"},
    )
    assert components(main)["schemas"]["kind"] == {"type": "object"}


def test_data_may_look_like_a_reference(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components:\n  schemas:\n    A:\n      example: {$ref: nowhere.yaml}\n      properties:\n"
        "        $ref: {type: string}\n      x-more: {$ref: more.yaml}\n      items: {$ref: b.yaml}\n"
        "      default: {$ref: '#/nowhere'}\n",
        b__yaml="{}",
        more__yaml="- 1\n",
    )
    assert components(main)["schemas"]["A"] == {
        "example": {"$ref": "nowhere.yaml"},
        "properties": {"$ref": {"type": "string"}},
        "x-more": [1],
        "items": {"$ref": "#/components/schemas/b"},
        "default": {"$ref": "#/nowhere"},
    }


def test_clashing_names_take_their_folders_and_do_not_hang_on_order(tmp_path):
    files = {
        "a/pet.yaml": "{title: a}",
        "b/pet.yaml": "{title: b}",
        "c/pet.yaml": "{title: c}",
        "b/deep/pet.yaml": "{title: deep}",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    results = set()
    for seed in range(5):
        names = list(files)
        random.Random(seed).shuffle(names)
        references = ", ".join(f"{{$ref: {name}}}" for name in names)
        main = tmp_path / "openapi.yaml"
        main.write_text(HEAD + f"components: {{schemas: {{All: {{anyOf: [{references}]}}}}}}\n")
        schemas = components(main)["schemas"]
        results.add(tuple(sorted((name, schema.get("title")) for name, schema in schemas.items() if name != "All")))
    assert results == {(("b_pet", "b"), ("c_pet", "c"), ("deep_pet", "deep"), ("pet", "a"))}


def test_a_name_of_the_main_file_is_never_taken(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {pet: {type: string}, B: {items: {$ref: a/pet.yaml}}}}\n",
        a___pet__yaml="type: integer\n",
    )
    schemas = components(main)["schemas"]
    assert (schemas["pet"], schemas["a_pet"]) == ({"type": "string"}, {"type": "integer"})


@pytest.mark.parametrize(
    ("reference", "message", "hint"),
    [
        ("nowhere.yaml", "There is no file", "Correct the path"),
        ("models/pett.yaml", "There is no file", "models/pet.yaml"),
        ("models/pet.yaml#/Pett", "`models/pet.yaml#/Pett` points to nothing", "Did you mean `models/pet.yaml#/Pet`?"),
        ("models/pet.yaml#Pet", "points to nothing", "anchor"),
        ("#/components/schemas/Nope", "`#/components/schemas/Nope` points to nothing", "there are `A`"),
        ("#/components/schemas/a", "points to nothing", "Did you mean `#/components/schemas/A`?"),
        ("#nope", "points to nothing", "anchor"),
        ("../outside.yaml", "outside the description's folder", "roots"),
        ("/etc/passwd", "is not a relative path", "relative"),
        ("file:///etc/passwd", "no address is read", "Save"),
        ("http://127.0.0.1/x.yaml", "no address is read", "Save"),
        ("//host/x.yaml", "no address is read", "Save"),
        ("..%2Foutside.yaml", "outside the description's folder", "roots"),
        ("a%00b.yaml", "is not a relative path", "relative"),
        ("models", "is a folder", "Name"),
        ("models/broken.yaml", "YAML is not valid", "Close"),
    ],
)
def test_a_reference_to_nowhere_says_where_it_stands_and_what_to_do(tmp_path, reference, message, hint):
    folder = tmp_path / "api"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text("type: string\n")
    main = write_files(
        folder,
        openapi__yaml=HEAD + f"components:\n  schemas:\n    A:\n      items:\n        $ref: '{reference}'\n",
        models___pet__yaml="Pet: {}\n",
        models___broken__yaml="a: [\n",
    )
    with pytest.raises(InputError) as caught:
        read(main)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    if "broken" in reference:
        assert error.place.file.endswith("broken.yaml")
    elif "outside" not in error.message and "folder" not in error.message:
        assert (error.place.file, error.place.pointer) == (str(main), "/components/schemas/A/items/$ref")
        assert error.place.line == 7


def test_an_error_within_another_file_names_that_file_and_line(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: 'models/a.yaml'}}}\n",
        models___a__yaml="type: object\nproperties:\n  b:\n    $ref: '#/nope'\n",
    )
    with pytest.raises(InputError) as caught:
        read(main)
    place = caught.value.place
    assert (place.file, place.pointer, place.line) == (str(tmp_path / "models/a.yaml"), "/properties/b/$ref", 4)


def test_a_link_out_of_the_folder_is_not_followed_unless_its_folder_is_a_root(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "s.yaml").write_text("type: string\n")
    folder = tmp_path / "api"
    main = write_files(folder, openapi__yaml=HEAD + "components: {schemas: {A: {$ref: l.yaml}, B: {$ref: d/s.yaml}}}\n")
    os.symlink(secret / "s.yaml", folder / "l.yaml")
    os.symlink(secret, folder / "d")
    with pytest.raises(InputError, match="outside the description's folder"):
        read(main)
    assert read(main, roots=(secret,)).document["components"]["schemas"]["A"] == {"type": "string"}


def test_a_link_within_the_folder_is_followed(tmp_path):
    main = write_files(
        tmp_path, openapi__yaml=HEAD + "components: {schemas: {A: {$ref: l.yaml}}}\n", m___x__yaml="type: string\n"
    )
    os.symlink(tmp_path / "m/x.yaml", tmp_path / "l.yaml")
    assert components(main)["schemas"]["A"] == {"type": "string"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_file_to_refer_to(tmp_path):
    main = write_files(tmp_path, openapi__yaml=HEAD + "components: {schemas: {A: {$ref: pipe.yaml}}}\n")
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InputError, match="not a plain file"):
        read(main)


def test_budgets_for_files_and_bytes_hold(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: a.yaml}, B: {$ref: b.yaml}}}\n",
        a__yaml="{}",
        b__yaml="{title: " + "x" * 500 + "}",
    )
    assert read(main)
    with pytest.raises(InputError, match="more than 2 files"):
        read(main, limits=Limits(files=2))
    with pytest.raises(InputError, match="larger than 300 bytes"):
        read(main, limits=Limits(file_bytes=300))
    with pytest.raises(InputError, match="larger than 600 bytes"):
        read(main, limits=Limits(total_bytes=600))


def test_what_is_written_out_many_times_over_is_stopped_by_the_budget(tmp_path):
    files = {f"f{n}__yaml": f"servers: [{', '.join([f'{{$ref: f{n - 1}.yaml}}'] * 9)}]\n" for n in range(1, 14)}
    main = write_files(
        tmp_path, openapi__yaml=HEAD + "info: {x: {$ref: f13.yaml}}\npaths: {}\n".replace("info", "tags")
    )
    assert main
    main.write_text(HEAD.replace("{title: T, version: '1'}", "{$ref: f13.yaml}") + "paths: {}\n")
    write_files(tmp_path, f0__yaml="{a: 1}\n", **files)
    with pytest.raises(InputError, match="written into one"):
        read(main)


def test_a_long_chain_of_files_is_an_error_and_no_crash(tmp_path):
    files = {f"f{n}__yaml": f"{{$ref: f{n + 1}.yaml}}\n" for n in range(2000)}
    main = write_files(tmp_path, openapi__yaml=HEAD + "paths: {/p: {get: {$ref: f0.yaml}}}\n", **files)
    with pytest.raises(InputError):
        read(main)
    loop = write_files(tmp_path, openapi__yaml=HEAD + "paths: {/p: {get: {$ref: 'a.yaml#/x/y'}}}\n")
    write_files(tmp_path, a__yaml="x: {$ref: 'a.yaml#/x/y'}\n")
    with pytest.raises(InputError):
        read(loop)


def test_the_bundle_reads_back_as_itself(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: a.yaml}, B: {items: {$ref: a.yaml#/items}}}}\n",
        a__yaml="items: {type: string}\n",
    )
    first = read(main).document
    again = tmp_path / "bundled.json"
    again.write_bytes(canonical_json(first))
    assert read(again).document == first


def test_a_schema_in_another_file_is_found_by_its_anchor_and_by_its_id(tmp_path):
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: 'defs.yaml#node'}, B: {$ref: 'defs.yaml#/Tree'}}}\n",
        defs__yaml="Node: {$anchor: node, type: string}\n"
        "Tree: {$id: 'https://example.com/tree', items: {$ref: leaf}}\n"
        "Leaf: {$id: 'https://example.com/leaf', type: integer}\n",
    )
    schemas = components(main)["schemas"]
    assert schemas["A"]["type"] == "string"
    assert schemas["B"]["items"] == {"$ref": "#/components/schemas/Leaf"}
    assert schemas["Leaf"] == {"type": "integer"}


@pytest.mark.parametrize("file", ["", "defs.yaml"])
def test_an_anchor_in_an_example_is_data_and_no_target(tmp_path, file):
    holds = "components: {schemas: {B: {type: object, example: {$anchor: node}}}}\n"
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components:\n  schemas:\n"
        f"    A: {{$ref: '{file}#node'}}\n    B: {{type: object, example: {{$anchor: node}}}}\n",
        defs__yaml=HEAD + holds,
    )
    with pytest.raises(InputError, match="points to nothing"):
        read(main)


NAMES = ["Pet", "Owner", "a b", "x~y", "Zoo"]
SCHEMAS: Any = st.recursive(
    st.sampled_from(NAMES).map(lambda name: {"$ref": name}) | st.just({"type": "string"}) | st.just(True),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "$ref ", "c/d"]), inner, max_size=3),
            "items": inner,
            "allOf": st.lists(inner, max_size=2),
            "description": st.just("d"),
            "example": st.just({"$ref": "anything"}),
        },
    ),
    max_leaves=8,
)


def _with_references(node, name_of):
    if isinstance(node, list):
        return [_with_references(item, name_of) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str) and node["$ref"] in NAMES:
        return {"$ref": name_of(node["$ref"])}
    return {key: _with_references(child, name_of) for key, child in node.items()}


@given(schemas=st.fixed_dictionaries({name: SCHEMAS.filter(lambda s: s is True or "$ref" not in s) for name in NAMES}))
def test_a_description_split_into_files_bundles_to_what_it_was(tmp_path_factory, schemas):
    folder = tmp_path_factory.mktemp("split")
    pointers = {name: "#/components/schemas/" + name.replace("~", "~0") for name in NAMES}
    files = {name: name.replace(" ", "%20") + ".json" for name in NAMES}
    whole = {"openapi": "3.1.0", "components": {"schemas": _with_references(schemas, lambda name: pointers[name])}}
    split = {"openapi": "3.1.0", "components": {"schemas": {name: {"$ref": "s/" + files[name]} for name in NAMES}}}
    (folder / "s").mkdir()
    for name, schema in schemas.items():
        text = json.dumps(_with_references(schema, lambda name: files[name]))
        (folder / "s" / f"{name}.json").write_text(text)
    (folder / "main.json").write_text(json.dumps(split))
    assert read(folder / "main.json").document == whole


@pytest.mark.parametrize("levels", [300, 500, 700, 900, 1500])
def test_depth_in_another_file_is_an_error_and_no_crash(tmp_path, levels):
    deep = "[" * levels + "]" * levels
    main = write_files(
        tmp_path,
        openapi__yaml=HEAD + "components: {schemas: {A: {$ref: a.json}, B: {$ref: b.json}}}\n",
        a__json='{"x": ' + deep + "}",
        b__json='{"$id": "b", "x": ' + '{"items": ' * levels + "1" + "}" * levels + "}",
    )
    with pytest.raises(InputError):
        read(main)


def test_an_empty_reference_in_data_is_no_reference(tmp_path):
    document = {"openapi": "3.0.3", "paths": {"/b": {"get": {"x-data": {"$ref": ""}}}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    bundled = read(tmp_path / "openapi.json").document
    assert bundled["paths"] == {"/b": {"get": {"x-data": {"$ref": ""}}}}


def test_a_bundle_asks_for_no_other_file(tmp_path):
    bait = tmp_path / "bait.json"
    bait.write_text('{"type": "object"}')
    schema = {"example": {"$ref": "./bait.json"}, "$dynamicAnchor": "node", "items": {"$dynamicRef": "#node"}}
    info = {"title": "T", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "components": {"schemas": {"A": schema}}}
    main = tmp_path / "main.json"
    main.write_text(json.dumps(document))
    assert read(str(main), bundled=True).document == document
    assert read(str(main)).document != document
