"""A reference that leads to nothing is an error in the revision, and in the base a warning and something undecided."""

from __future__ import annotations

import json

import pytest

import apidiff
from apidiff.errors import InputError
from apidiff.openapi.pointers import nearest
from apidiff.reading import read
from apidiff.reporting.formats import machine, markdown, text

STRING = {"type": "string"}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def sent(schema, **components):
    return described({"post": {"requestBody": content(schema), "responses": {}}}, **components)


def received(schema, **components):
    return described({"get": {"responses": {"200": {"description": "d", **content(schema)}}}}, **components)


def described(item, version="3.1.0", **components):
    document = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {"/v1/a": item}}
    return document | ({"components": components} if components else {})


def gone(name, section="schemas"):
    return {"$ref": f"#/components/{section}/{name}"}


def undecided(comparison):
    return [change for change in comparison.changes if change.cls == "breaking" and change.undecided]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize(
    "around",
    [
        lambda schema: schema,
        lambda schema: {"type": "object", "properties": {"a": schema}},
        lambda schema: {"type": "array", "items": schema},
        lambda schema: {"allOf": [schema, {"description": "d"}]},
        lambda schema: {"oneOf": [schema, {"type": "integer"}]},
    ],
)
def test_a_schema_that_the_base_lacks_is_undecided(surface, around, version):
    base = surface(around(gone("Gone"))) | {"openapi": version}
    with_target = surface(around(gone("Gone")), schemas={"Gone": STRING}) | {"openapi": version}
    for revision in (with_target, surface(around(STRING)) | {"openapi": version}):
        comparison = apidiff.diff(base, revision)
        assert undecided(comparison)
        assert all(change.undecided for change in comparison.counted if change.cls == "breaking")
        (warning,) = comparison.warnings
        assert "`#/components/schemas/Gone` points to nothing" in warning.message
        assert warning.place.pointer.endswith("/$ref")


def test_what_does_not_hang_on_it_is_decided():
    schema = {"type": "object", "properties": {"a": gone("Gone"), "b": STRING}}
    base = received(schema)
    revision = received(
        {"type": "object", "properties": {"a": gone("Gone"), "b": {"type": "integer"}}}, schemas={"Gone": STRING}
    )
    decided = [c for c in apidiff.diff(base, revision).counted if c.cls == "breaking" and not c.undecided]
    assert [change.rule for change in decided] == ["type-changed"]
    assert "/properties/b" in decided[0].revision.pointer


@pytest.mark.parametrize(
    "reference", ["#/components/schemas/A/properties/x", "#gone", "gone.yaml", "gone.yaml#/A", "part.yaml#/nope"]
)
def test_every_kind_of_reference_may_dangle(tmp_path, reference):
    (tmp_path / "part.yaml").write_text("A: {type: string}\n")
    base, revision = tmp_path / "base.json", tmp_path / "revision.json"
    base.write_text(json.dumps(received({"properties": {"x": {"$ref": reference}}}, schemas={"A": {}}), indent=1))
    revision.write_text(json.dumps(received({"properties": {"x": STRING}}, schemas={"A": {}})))
    comparison = apidiff.diff(base, revision)
    assert undecided(comparison)
    (warning,) = comparison.warnings
    assert warning.place.file == str(base)
    assert reference in base.read_text().splitlines()[warning.place.line - 1]
    with pytest.raises(InputError) as caught:
        apidiff.diff(revision, base)
    assert caught.value.place.file == str(base)


OTHERS = {
    "parameter": (
        {"get": {"parameters": [gone("G", "parameters")], "responses": {}}},
        {"parameters": {"G": {"name": "q", "in": "query", "schema": STRING}}},
    ),
    "parameter of the path": (
        {"parameters": [gone("G", "parameters")], "get": {"responses": {}}},
        {"parameters": {"G": {"name": "q", "in": "header", "content": content(STRING)["content"]}}},
    ),
    "response": (
        {"get": {"responses": {"200": gone("G", "responses")}}},
        {"responses": {"G": {"description": "d", **content(gone("S"))}}, "schemas": {"S": STRING}},
    ),
    "request body": ({"post": {"requestBody": gone("G", "requestBodies")}}, {"requestBodies": {"G": content(STRING)}}),
    "header": (
        {"get": {"responses": {"200": {"description": "d", "headers": {"X-A": gone("G", "headers")}}}}},
        {"headers": {"G": gone("H", "headers"), "H": {"schema": STRING}}},
    ),
    "path item": (
        gone("G", "pathItems"),
        {"pathItems": {"G": {"get": {"responses": {"200": {"description": "d", **content(STRING)}}}}}},
    ),
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("kind", OTHERS)
def test_another_object_that_the_base_lacks_has_schemas_of_which_nothing_is_known(kind, version):
    item, components = OTHERS[kind]
    comparison = apidiff.diff(described(item, version), described(item, version, **components))
    assert undecided(comparison)
    assert "points to nothing" in comparison.warnings[0].message


BARE = {
    "parameter": (
        {"get": {"parameters": [gone("G", "parameters")], "responses": {}}},
        {"get": {"parameters": [{"name": "q", "in": "header", "required": True, "content": {}}], "responses": {}}},
    ),
    "response": (
        {"get": {"responses": {"204": gone("G", "responses")}}},
        {"get": {"responses": {"204": {"description": "d"}}}},
    ),
    "request body": (
        {"post": {"requestBody": gone("G", "requestBodies"), "responses": {}}},
        {"post": {"requestBody": {"content": {}}, "responses": {}}},
    ),
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("kind", BARE)
def test_an_object_without_schemas_does_not_pass_as_what_the_base_lost(kind, version):
    old, new = BARE[kind]
    comparison = apidiff.diff(described(old, version), described(new, version))
    assert len(undecided(comparison)) == 1
    method = next(iter(new)).upper()
    assert undecided(comparison)[0].operations == (f"{method} /v1/a",)


@pytest.mark.parametrize("kind", BARE)
def test_what_both_lack_is_undecided(kind):
    old, new = BARE[kind]
    method, field = ("post", "requestBody") if kind == "request body" else ("get", kind + "s")
    new = {method: {"responses": {}} | ({} if field == "requestBody" else {field: type(new[method][field])()})}
    assert undecided(apidiff.diff(described(old), described(new)))


@pytest.mark.parametrize("now", [{"type": "http", "scheme": "basic"}, None])
@pytest.mark.parametrize("asked", ["by the operation", "by the description", "by nobody"])
def test_a_security_scheme_that_the_base_lost_is_told_as_one(now, asked):
    requirement = {"security": [{"key": []}]}
    operation = {"responses": {}} | (requirement if asked == "by the operation" else {})
    whole = requirement if asked == "by the description" else {}
    old = whole | described({"get": operation}, securitySchemes={"key": gone("lost", "securitySchemes")})
    new = whole | described({"get": operation}, securitySchemes={} if now is None else {"key": now})
    (change,) = undecided(apidiff.diff(old, new))
    assert (change.rule, change.name) == ("security-scheme-changed", "key")
    assert change.operations == (() if asked == "by nobody" else ("GET /v1/a",))
    assert change.title.startswith("Security scheme `key` ")


def test_what_a_removed_operation_lost_goes_with_it():
    old = described(BARE["parameter"][0])
    new = {**old, "paths": {"/v1/b": {"get": {"responses": {}}}}}
    assert "schema-changed" not in [change.rule for change in apidiff.diff(old, new).changes]


def test_two_versions_of_the_specification_do_not_hide_what_the_base_lost():
    old, new = BARE["parameter"]
    assert undecided(apidiff.diff(described(old, "3.0.3"), described(new, "3.1.0")))


@pytest.mark.parametrize("section", ["examples", "links"])
def test_what_is_on_no_wire_is_a_warning_alone(section):
    holder = {"200": {"description": "d", **content(STRING)}}
    if section == "links":
        holder["200"]["links"] = {"l": gone("G", "links")}
    else:
        holder["200"]["content"]["application/json"]["examples"] = {"e": gone("G", "examples")}
    target = {"examples": {"G": {"value": "x"}}, "links": {"G": {"operationId": "a"}}}
    base = described({"get": {"operationId": "a", "responses": holder}})
    comparison = apidiff.diff(base, base | {"components": {section: target[section]}})
    assert comparison.verdict == "neutral"
    assert len(comparison.warnings) == 1


def test_a_file_that_must_not_be_read_stays_an_error(tmp_path):
    base, revision = tmp_path / "base.json", tmp_path / "revision.json"
    revision.write_text(json.dumps(received(STRING)))
    for reference in ("../outside.yaml", "https://example.com/a.yaml", "/etc/passwd"):
        base.write_text(json.dumps(received({"$ref": reference})))
        with pytest.raises(InputError):
            apidiff.diff(base, revision)


def test_the_warning_is_in_every_report():
    comparison = apidiff.diff(received(gone("Gone")), received(STRING))
    assert "warning: `#/components/schemas/Gone` points to" in " ".join(text.diff(comparison).split())
    assert "- **Warning**: `#/components/schemas/Gone` points to nothing" in markdown.diff(comparison)
    told = json.loads(machine.diff(comparison))["warnings"]
    assert [(each["file"], each["line"]) for each in told] == [(None, None)]
    assert told[0]["pointer"] == "/paths/~1v1~1a/get/responses/200/content/application~1json/schema/$ref"
    assert told[0]["hint"]
    assert json.loads(machine.diff(apidiff.diff(received(STRING), received(STRING))))["warnings"] == []


def test_a_near_name_is_found_among_many():
    names = [f"Schema{number:04}" for number in range(5000)]
    assert nearest("Schema0a17", names) in names
    assert nearest("schema0417", names) == "Schema0417"
    assert nearest("xSchema0417", names) == "Schema0417"
    assert nearest("Schema0417x", names) == "Schema0417"
    assert nearest("nothing like it", names) is None


def test_each_of_many_warnings_has_its_line(tmp_path):
    lost = {f"Lost{number}": {"$ref": f"lost{number}.yaml"} for number in range(300)}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "components": {"schemas": lost}}
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document, indent=1))
    warnings = read(str(path), dangling="warn").warnings
    lines = path.read_text().splitlines()
    assert len(warnings) == len(lost)
    for warned in warnings:
        assert warned.place.line is not None
        assert str(warned.place.pointer).split("/")[3] in "".join(lines[warned.place.line - 2 : warned.place.line])


CIRCLES = {
    "itself": {"A": gone("A")},
    "each other": {"A": gone("B"), "B": gone("A")},
    "a way into a circle": {"A": gone("B"), "B": gone("C"), "C": gone("B")},
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("schemas", CIRCLES.values(), ids=CIRCLES)
@pytest.mark.parametrize("surface", [sent, received])
def test_a_circle_of_references_in_the_base_is_undecided_where_it_is_used(schemas, surface, version):
    base = surface(gone("A"), schemas=schemas) | {"openapi": version}
    mended = dict.fromkeys(schemas, STRING)
    comparison = apidiff.diff(base, surface(gone("A"), schemas=mended) | {"openapi": version}, audited=True)
    assert undecided(comparison)
    assert all("circle" in each.message or "refers back" in each.message for each in comparison.warnings)
    assert apidiff.diff(base, surface(STRING), audited=True).verdict == "breaking"


def test_a_circle_of_references_that_nothing_leads_to_is_mended_freely():
    base = received(STRING, schemas={"A": gone("A")})
    comparison = apidiff.diff(base, received(STRING, schemas={"A": STRING}), audited=True)
    assert comparison.verdict == "neutral"
    assert [each.place.pointer for each in comparison.warnings] == ["/components/schemas/A/$ref"]


@pytest.mark.parametrize(
    ("section", "item", "target"),
    [
        ("parameters", {"get": {"parameters": [gone("P", "parameters")]}}, {"name": "a", "in": "query"}),
        ("responses", {"get": {"responses": {"200": gone("P", "responses")}}}, {"description": "d"}),
        ("requestBodies", {"post": {"requestBody": gone("P", "requestBodies")}}, content(STRING)),
    ],
)
def test_another_object_that_refers_to_itself_is_as_lost_as_one_that_is_not_there(section, item, target):
    item = {method: {"responses": {}} | operation for method, operation in item.items()}
    base = described(item, **{section: {"P": gone("P", section)}})
    assert undecided(apidiff.diff(base, described(item, **{section: {"P": target}}), audited=True))


def test_a_path_that_refers_to_itself_is_lost():
    base = described(STRING) | {"paths": {"/v1/a": {"$ref": "#/paths/~1v1~1a"}}}
    assert undecided(apidiff.diff(base, received(STRING), audited=True))


def test_the_warning_names_the_files_of_a_circle(tmp_path):
    (tmp_path / "x.yaml").write_text("B: {$ref: 'y.yaml#/C'}\n")
    (tmp_path / "y.yaml").write_text("C: {$ref: 'x.yaml#/B'}\n")
    for name, schema in (("base", {"$ref": "x.yaml#/B"}), ("revision", STRING)):
        (tmp_path / f"{name}.json").write_text(json.dumps(received(schema)))
    comparison = apidiff.diff(tmp_path / "base.json", tmp_path / "revision.json")
    assert undecided(comparison)
    assert all("x.yaml#/B`" in each.message and "y.yaml#/C`" in each.message for each in comparison.warnings)


def test_a_circle_of_references_in_the_revision_stays_an_error():
    with pytest.raises(InputError, match="refers back to itself"):
        apidiff.diff(received(STRING), received(gone("A"), schemas={"A": gone("B"), "B": gone("A")}))
