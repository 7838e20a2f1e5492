"""A description whose classes, enums, unions and inline objects are edited one at a time."""

from __future__ import annotations

import copy

from fuzz.clients.editing import Document, Edit, Edits, in_json, properties, ref, rename, schema

BASE: Document = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1.0.0"},
    "servers": [{"url": "https://api.example.com"}],
    "tags": [{"name": "pets"}, {"name": "owners"}],
    "paths": {
        "/v1/pets": {
            "get": {
                "operationId": "listPets",
                "tags": ["pets"],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32"}},
                    {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["new", "old"]}},
                    {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {"description": "ok", **in_json(ref("PetPage"))},
                    "400": {"description": "bad", **in_json(ref("Error"))},
                },
            },
            "post": {
                "operationId": "createPet",
                "tags": ["pets"],
                "parameters": [{"name": "dry_run", "in": "query", "required": True, "schema": {"type": "boolean"}}],
                "requestBody": {"required": True, **in_json(ref("NewPet"))},
                "responses": {"201": {"description": "made", **in_json(ref("Pet"))}},
            },
        },
        "/v1/pets/{pet_id}": {
            "parameters": [{"name": "pet_id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "getPet",
                "tags": ["pets"],
                "responses": {"200": {"description": "ok", **in_json(ref("Pet"))}},
            },
            "put": {
                "operationId": "updatePet",
                "tags": ["pets"],
                "requestBody": {**in_json(ref("NewPet"))},
                "responses": {"200": {"description": "ok", **in_json(ref("Pet"))}},
            },
            "delete": {"operationId": "deletePet", "tags": ["pets"], "responses": {"204": {"description": "gone"}}},
        },
        "/v1/pets/{pet_id}/photo": {
            "post": {
                "operationId": "addPhoto",
                "tags": ["pets"],
                "parameters": [{"name": "pet_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "caption": {"type": "string"},
                                },
                            }
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        **in_json(
                            {"type": "object", "properties": {"url": {"type": "string"}, "size": {"type": "integer"}}}
                        ),
                    }
                },
            }
        },
        "/v1/owners": {
            "get": {
                "operationId": "listOwners",
                "tags": ["owners"],
                "responses": {"200": {"description": "ok", **in_json({"type": "array", "items": ref("Owner")})}},
            },
            "post": {
                "operationId": "createOwner",
                "tags": ["owners"],
                "requestBody": {"required": True, **in_json(ref("Owner"))},
                "responses": {"201": {"description": "ok", **in_json(ref("Owner"))}},
            },
        },
        "/v1/vehicles": {
            "get": {
                "operationId": "listVehicles",
                "tags": ["owners"],
                "responses": {"200": {"description": "ok", **in_json({"type": "array", "items": ref("Vehicle")})}},
            },
            "post": {
                "operationId": "createVehicle",
                "tags": ["owners"],
                "requestBody": {"required": True, **in_json(ref("Vehicle"))},
                "responses": {"201": {"description": "ok"}},
            },
        },
    },
    "components": {
        "schemas": {
            "Status": {"type": "string", "enum": ["available", "sold", "pending"]},
            "Error": {
                "type": "object",
                "required": ["code"],
                "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
            },
            "Tag": {
                "type": "object",
                "properties": {"id": {"type": "integer", "format": "int64"}, "name": {"type": "string"}},
            },
            "NewPet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "status": ref("Status"),
                    "size": {"type": "string", "enum": ["small", "big"]},
                    "weight": {"type": "number"},
                    "born": {"type": "string", "format": "date"},
                    "tags": {"type": "array", "items": ref("Tag")},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "note": {"type": "string", "nullable": True},
                    "count": {"type": "integer"},
                    "address": {
                        "type": "object",
                        "properties": {"street": {"type": "string"}, "zip": {"type": "string"}},
                    },
                },
            },
            "Pet": {
                "allOf": [
                    ref("NewPet"),
                    {
                        "type": "object",
                        "required": ["id"],
                        "properties": {
                            "id": {"type": "string", "format": "uuid"},
                            "created": {"type": "string", "format": "date-time"},
                            "owner": ref("Owner"),
                        },
                    },
                ]
            },
            "PetPage": {
                "type": "object",
                "required": ["items"],
                "properties": {
                    "items": {"type": "array", "items": ref("Pet")},
                    "next": {"type": "string", "nullable": True},
                },
            },
            "Owner": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "email": {"type": "string", "format": "email"},
                    "age": {"type": "integer", "format": "int32"},
                    "kind": {"type": "string", "enum": ["person", "company"]},
                    "meta": {"type": "object"},
                    "scores": {"type": "array", "items": {"type": "number"}},
                },
            },
            "Vehicle": {
                "oneOf": [ref("Car"), ref("Bike")],
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {"car": "#/components/schemas/Car", "bike": "#/components/schemas/Bike"},
                },
            },
            "Car": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "string"}, "doors": {"type": "integer"}},
            },
            "Bike": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "string"}, "gears": {"type": "integer"}},
            },
        }
    },
}

EDITS: Edits = {}


def edit(change: Edit) -> Edit:
    EDITS[change.__name__] = change
    return change


@edit
def rename_schema(d: Document) -> None:
    rename(d, "Owner", "Keeper")


@edit
def rename_enum_schema(d: Document) -> None:
    rename(d, "Status", "PetStatus")


@edit
def rename_case_only(d: Document) -> None:
    rename(d, "PetPage", "pet_page")


@edit
def operation_id(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["operationId"] = "getPets"


@edit
def operation_id_spelling(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["operationId"] = "list_pets"


@edit
def operation_id_removed(d: Document) -> None:
    del d["paths"]["/v1/pets"]["get"]["operationId"]


@edit
def tag_changed(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["tags"] = ["animals"]


@edit
def tag_added_second(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["tags"] = ["pets", "more"]


@edit
def tag_added_first(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["tags"] = ["more", "pets"]


@edit
def tag_removed(d: Document) -> None:
    del d["paths"]["/v1/pets"]["get"]["tags"]


@edit
def tag_case(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["tags"] = ["Pets"]


@edit
def param_int32_int64(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"][0]["schema"]["format"] = "int64"


@edit
def param_int_format_removed(d: Document) -> None:
    del d["paths"]["/v1/pets"]["get"]["parameters"][0]["schema"]["format"]


@edit
def field_int_to_int32(d: Document) -> None:
    properties(d, "NewPet")["count"]["format"] = "int32"


@edit
def field_int_to_int64(d: Document) -> None:
    properties(d, "NewPet")["count"]["format"] = "int64"


@edit
def field_int32_none(d: Document) -> None:
    del properties(d, "Owner")["age"]["format"]


@edit
def field_number_to_double(d: Document) -> None:
    properties(d, "NewPet")["weight"]["format"] = "double"


@edit
def field_number_to_float(d: Document) -> None:
    properties(d, "NewPet")["weight"]["format"] = "float"


@edit
def field_int_to_number(d: Document) -> None:
    properties(d, "NewPet")["count"]["type"] = "number"


@edit
def field_number_to_int_response(d: Document) -> None:
    properties(d, "Error")["code"]["type"] = "number"


@edit
def items_number_to_int(d: Document) -> None:
    properties(d, "Owner")["scores"]["items"] = {"type": "integer"}


@edit
def field_became_optional(d: Document) -> None:
    del schema(d, "NewPet")["required"]


@edit
def field_became_required(d: Document) -> None:
    schema(d, "NewPet")["required"] = ["name", "status"]


@edit
def field_required_response_only(d: Document) -> None:
    schema(d, "PetPage")["required"] = ["items", "next"]


@edit
def field_optional_response_only(d: Document) -> None:
    del schema(d, "PetPage")["required"]


@edit
def field_optional_error(d: Document) -> None:
    del schema(d, "Error")["required"]


@edit
def nullable_added(d: Document) -> None:
    properties(d, "NewPet")["count"]["nullable"] = True


@edit
def nullable_added_required(d: Document) -> None:
    properties(d, "NewPet")["name"] = {"type": "string", "nullable": True}


@edit
def nullable_removed(d: Document) -> None:
    del properties(d, "NewPet")["note"]["nullable"]


@edit
def nullable_response(d: Document) -> None:
    properties(d, "Error")["message"]["nullable"] = True


@edit
def nullable_object(d: Document) -> None:
    properties(d, "NewPet")["address"]["nullable"] = True


@edit
def nullable_array(d: Document) -> None:
    properties(d, "NewPet")["tags"]["nullable"] = True


@edit
def nullable_items(d: Document) -> None:
    properties(d, "Owner")["scores"]["items"]["nullable"] = True


@edit
def nullable_map_value(d: Document) -> None:
    properties(d, "NewPet")["labels"]["additionalProperties"] = {"type": "string", "nullable": True}


@edit
def nullable_param(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"][0]["schema"]["nullable"] = True


@edit
def date_to_string(d: Document) -> None:
    del properties(d, "NewPet")["born"]["format"]


@edit
def date_to_datetime(d: Document) -> None:
    properties(d, "NewPet")["born"]["format"] = "date-time"


@edit
def string_to_date(d: Document) -> None:
    properties(d, "NewPet")["name"] = {"type": "string", "format": "date"}


@edit
def uuid_removed(d: Document) -> None:
    del schema(d, "Pet")["allOf"][1]["properties"]["id"]["format"]


@edit
def email_removed(d: Document) -> None:
    del properties(d, "Owner")["email"]["format"]


@edit
def uri_format_added(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "format": "uri"}


@edit
def byte_format_added(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "format": "byte"}


@edit
def binary_format_added(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "format": "binary"}


@edit
def password_format_added(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "format": "password"}


@edit
def decimal_format_added(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "format": "decimal"}


@edit
def enum_value_added(d: Document) -> None:
    schema(d, "Status")["enum"].append("lost")


@edit
def enum_value_removed(d: Document) -> None:
    schema(d, "Status")["enum"].remove("sold")


@edit
def enum_reordered(d: Document) -> None:
    schema(d, "Status")["enum"].reverse()


@edit
def enum_value_case(d: Document) -> None:
    schema(d, "Status")["enum"] = ["AVAILABLE", "sold", "pending"]


@edit
def inline_enum_value_added(d: Document) -> None:
    properties(d, "NewPet")["size"]["enum"].append("huge")


@edit
def inline_enum_opened(d: Document) -> None:
    del properties(d, "NewPet")["size"]["enum"]


@edit
def inline_enum_closed(d: Document) -> None:
    properties(d, "Owner")["email"] = {"type": "string", "enum": ["a", "b"]}


@edit
def enum_opened(d: Document) -> None:
    del schema(d, "Status")["enum"]


@edit
def param_enum_added(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"][1]["schema"]["enum"].append("x")


@edit
def param_enum_opened(d: Document) -> None:
    del d["paths"]["/v1/pets"]["get"]["parameters"][1]["schema"]["enum"]


@edit
def param_enum_closed(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"][3]["schema"] = {"type": "string", "enum": ["a"]}


@edit
def enum_inlined(d: Document) -> None:
    properties(d, "NewPet")["status"] = copy.deepcopy(schema(d, "Status"))


@edit
def enum_extracted(d: Document) -> None:
    d["components"]["schemas"]["Size"] = properties(d, "NewPet")["size"]
    properties(d, "NewPet")["size"] = ref("Size")


@edit
def object_inlined(d: Document) -> None:
    properties(d, "NewPet")["tags"]["items"] = copy.deepcopy(schema(d, "Tag"))


@edit
def object_extracted(d: Document) -> None:
    d["components"]["schemas"]["Address"] = properties(d, "NewPet")["address"]
    properties(d, "NewPet")["address"] = ref("Address")


@edit
def object_titled(d: Document) -> None:
    properties(d, "NewPet")["address"]["title"] = "PostalAddress"


@edit
def response_object_extracted(d: Document) -> None:
    r = d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["responses"]["200"]["content"]["application/json"]
    d["components"]["schemas"]["Photo"] = r["schema"]
    r["schema"] = ref("Photo")


@edit
def response_array_extracted(d: Document) -> None:
    r = d["paths"]["/v1/owners"]["get"]["responses"]["200"]["content"]["application/json"]
    d["components"]["schemas"]["Owners"] = r["schema"]
    r["schema"] = ref("Owners")


@edit
def string_extracted(d: Document) -> None:
    d["components"]["schemas"]["Name"] = {"type": "string"}
    properties(d, "NewPet")["name"] = ref("Name")


@edit
def map_extracted(d: Document) -> None:
    d["components"]["schemas"]["Labels"] = properties(d, "NewPet")["labels"]
    properties(d, "NewPet")["labels"] = ref("Labels")


@edit
def arguments_reordered(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"].reverse()


@edit
def argument_added_last(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"].append({"name": "q", "in": "query", "schema": {"type": "string"}})


@edit
def argument_added_first(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"].insert(0, {"name": "q", "in": "query", "schema": {"type": "string"}})


@edit
def argument_became_optional(d: Document) -> None:
    d["paths"]["/v1/pets"]["post"]["parameters"][0]["required"] = False


@edit
def path_parameter_renamed(d: Document) -> None:
    p = d["paths"].pop("/v1/pets/{pet_id}")
    p["parameters"][0]["name"] = "id"
    d["paths"]["/v1/pets/{id}"] = p


@edit
def path_parameter_respelled(d: Document) -> None:
    p = d["paths"].pop("/v1/pets/{pet_id}")
    p["parameters"][0]["name"] = "petId"
    d["paths"]["/v1/pets/{petId}"] = p


@edit
def parameter_extracted(d: Document) -> None:
    p = d["paths"]["/v1/pets"]["get"]["parameters"]
    d["components"]["parameters"] = {"Limit": p[0]}
    p[0] = {"$ref": "#/components/parameters/Limit"}


@edit
def parameter_to_path_item(d: Document) -> None:
    it = d["paths"]["/v1/pets/{pet_id}/photo"]
    it["parameters"] = it["post"].pop("parameters")


@edit
def body_became_required(d: Document) -> None:
    d["paths"]["/v1/pets/{pet_id}"]["put"]["requestBody"]["required"] = True


@edit
def body_became_optional(d: Document) -> None:
    d["paths"]["/v1/pets"]["post"]["requestBody"]["required"] = False


@edit
def body_extracted(d: Document) -> None:
    b = d["paths"]["/v1/pets"]["post"]
    d["components"]["requestBodies"] = {"MyPet": b["requestBody"]}
    b["requestBody"] = {"$ref": "#/components/requestBodies/MyPet"}


@edit
def body_other_schema(d: Document) -> None:
    d["components"]["schemas"]["PetUpdate"] = copy.deepcopy(schema(d, "NewPet"))
    d["paths"]["/v1/pets/{pet_id}"]["put"]["requestBody"] = in_json(ref("PetUpdate"))


@edit
def body_media_type_added(d: Document) -> None:
    c = d["paths"]["/v1/pets"]["post"]["requestBody"]["content"]
    c["application/xml"] = copy.deepcopy(c["application/json"])


@edit
def body_form_media_type_added(d: Document) -> None:
    c = d["paths"]["/v1/pets"]["post"]["requestBody"]["content"]
    c["multipart/form-data"] = copy.deepcopy(c["application/json"])


@edit
def response_media_type_added(d: Document) -> None:
    c = d["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]
    c["text/csv"] = {"schema": {"type": "string"}}


@edit
def response_status_added_2xx(d: Document) -> None:
    d["paths"]["/v1/pets"]["post"]["responses"]["202"] = {"description": "later", **in_json(ref("Owner"))}


@edit
def response_status_added_200(d: Document) -> None:
    d["paths"]["/v1/pets"]["post"]["responses"]["200"] = {"description": "ok", **in_json(ref("Owner"))}


@edit
def response_default_added(d: Document) -> None:
    d["paths"]["/v1/pets"]["post"]["responses"]["default"] = {"description": "x", **in_json(ref("Error"))}


@edit
def response_204_to_200_empty(d: Document) -> None:
    d["paths"]["/v1/pets/{pet_id}"]["delete"]["responses"] = {"200": {"description": "ok"}}


@edit
def response_body_added(d: Document) -> None:
    d["paths"]["/v1/pets/{pet_id}"]["delete"]["responses"]["204"] = {"description": "gone"}
    d["paths"]["/v1/vehicles"]["post"]["responses"]["201"].update(in_json(ref("Vehicle")))


@edit
def allof_flattened(d: Document) -> None:
    p = schema(d, "Pet")["allOf"][1]
    p["required"] += ["name"]
    p["properties"] = {**copy.deepcopy(properties(d, "NewPet")), **p["properties"]}
    d["components"]["schemas"]["Pet"] = p


@edit
def allof_split(d: Document) -> None:
    o = schema(d, "Owner")
    d["components"]["schemas"]["Named"] = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}},
    }
    del o["properties"]["name"]
    del o["required"]
    d["components"]["schemas"]["Owner"] = {"allOf": [ref("Named"), o]}


@edit
def ref_wrapped_in_allof(d: Document) -> None:
    properties(d, "NewPet")["status"] = {"allOf": [ref("Status")]}


@edit
def ref_wrapped_with_description(d: Document) -> None:
    properties(d, "NewPet")["status"] = {"allOf": [ref("Status")], "description": "How it is"}


@edit
def inline_wrapped_in_allof(d: Document) -> None:
    properties(d, "NewPet")["count"] = {"allOf": [properties(d, "NewPet")["count"]]}


@edit
def inline_wrapped_nullable(d: Document) -> None:
    properties(d, "NewPet")["count"] = {"allOf": [properties(d, "NewPet")["count"] | {"nullable": True}]}


@edit
def inline_wrapped_of_another_type(d: Document) -> None:
    properties(d, "NewPet")["count"] = {"allOf": [{"type": "number"}]}


@edit
def owner_ref_wrapped(d: Document) -> None:
    schema(d, "Pet")["allOf"][1]["properties"]["owner"] = {"allOf": [ref("Owner")], "nullable": True}


@edit
def oneof_added(d: Document) -> None:
    d["components"]["schemas"]["Bus"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}, "seats": {"type": "integer"}},
    }
    schema(d, "Vehicle")["oneOf"].append(ref("Bus"))
    schema(d, "Vehicle")["discriminator"]["mapping"]["bus"] = "#/components/schemas/Bus"


@edit
def oneof_to_anyof(d: Document) -> None:
    v = schema(d, "Vehicle")
    v["anyOf"] = v.pop("oneOf")


@edit
def discriminator_removed(d: Document) -> None:
    del schema(d, "Vehicle")["discriminator"]


@edit
def discriminator_mapping_removed(d: Document) -> None:
    del schema(d, "Vehicle")["discriminator"]["mapping"]


@edit
def union_of_field(d: Document) -> None:
    properties(d, "NewPet")["count"] = {"oneOf": [{"type": "integer"}, {"type": "string"}]}


@edit
def additional_true(d: Document) -> None:
    schema(d, "Owner")["additionalProperties"] = True


@edit
def additional_false(d: Document) -> None:
    schema(d, "Owner")["additionalProperties"] = False


@edit
def additional_schema(d: Document) -> None:
    schema(d, "Owner")["additionalProperties"] = {"type": "string"}


@edit
def map_to_free(d: Document) -> None:
    properties(d, "NewPet")["labels"] = {"type": "object"}


@edit
def map_value_int_format(d: Document) -> None:
    properties(d, "NewPet")["labels"] = {"type": "object", "additionalProperties": {"type": "string", "format": "uuid"}}


@edit
def free_object_to_map(d: Document) -> None:
    properties(d, "Owner")["meta"] = {"type": "object", "additionalProperties": {"type": "string"}}


@edit
def free_object_to_any(d: Document) -> None:
    properties(d, "Owner")["meta"] = {}


@edit
def free_object_additional_true(d: Document) -> None:
    properties(d, "Owner")["meta"] = {"type": "object", "additionalProperties": True}


@edit
def array_unique(d: Document) -> None:
    properties(d, "NewPet")["tags"]["uniqueItems"] = True


@edit
def array_min_items(d: Document) -> None:
    properties(d, "NewPet")["tags"]["minItems"] = 0


@edit
def default_added(d: Document) -> None:
    properties(d, "NewPet")["count"]["default"] = 3


@edit
def default_enum_added(d: Document) -> None:
    properties(d, "NewPet")["size"]["default"] = "small"


@edit
def param_default_added(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["parameters"][0]["schema"]["default"] = 10


@edit
def read_only_added(d: Document) -> None:
    properties(d, "Owner")["age"]["readOnly"] = True


@edit
def write_only_added(d: Document) -> None:
    properties(d, "Owner")["age"]["writeOnly"] = True


@edit
def deprecated_field(d: Document) -> None:
    properties(d, "Owner")["age"]["deprecated"] = True


@edit
def deprecated_operation(d: Document) -> None:
    d["paths"]["/v1/pets"]["get"]["deprecated"] = True


@edit
def description_added(d: Document) -> None:
    properties(d, "Owner")["age"]["description"] = "In years"


@edit
def field_added_optional(d: Document) -> None:
    properties(d, "Owner")["nick"] = {"type": "string"}


@edit
def field_added_required_response(d: Document) -> None:
    properties(d, "PetPage")["total"] = {"type": "integer"}
    schema(d, "PetPage")["required"].append("total")


@edit
def fields_reordered(d: Document) -> None:
    schema(d, "Owner")["properties"] = dict(reversed(list(properties(d, "Owner").items())))


@edit
def schema_removed_unused_after(d: Document) -> None:
    properties(d, "NewPet")["tags"]["items"] = {
        "type": "object",
        "properties": {"id": {"type": "integer", "format": "int64"}, "name": {"type": "string"}},
    }
    del d["components"]["schemas"]["Tag"]


@edit
def min_length(d: Document) -> None:
    properties(d, "Owner")["name"] = {"type": "string", "minLength": 0}


@edit
def pattern_in_response(d: Document) -> None:
    properties(d, "Error")["message"]["pattern"] = ".*"


@edit
def int_min_max(d: Document) -> None:
    properties(d, "Owner")["age"].update(minimum=-2147483648, maximum=2147483647)


@edit
def int_min_max_int64(d: Document) -> None:
    properties(d, "Error")["code"].update(maximum=9007199254740991)


@edit
def upgrade_31(d: Document) -> None:
    d["openapi"] = "3.1.0"
    properties(d, "NewPet")["note"] = {"type": ["string", "null"]}
    properties(d, "PetPage")["next"] = {"type": ["string", "null"]}


@edit
def server_base_path(d: Document) -> None:
    d["servers"] = [{"url": "https://api.example.com/"}]


@edit
def security_added_optional(d: Document) -> None:
    d["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "X"}}


@edit
def multipart_field_order(d: Document) -> None:
    s = d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    s["properties"] = dict(reversed(list(s["properties"].items())))


@edit
def multipart_field_added(d: Document) -> None:
    s = d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    s["properties"]["alt"] = {"type": "string"}


@edit
def multipart_extracted(d: Document) -> None:
    m = d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["requestBody"]["content"]["multipart/form-data"]
    d["components"]["schemas"]["Upload"] = m["schema"]
    m["schema"] = ref("Upload")


@edit
def multipart_required_dropped(d: Document) -> None:
    d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"].pop(
        "required"
    )


@edit
def multipart_body_required(d: Document) -> None:
    d["paths"]["/v1/pets/{pet_id}/photo"]["post"]["requestBody"]["required"] = True
