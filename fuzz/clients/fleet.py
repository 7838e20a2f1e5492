"""A description in 3.1 with inheritance, unions, nulls and surfaces of every kind, edited one at a time."""

from __future__ import annotations

import copy
from typing import Any

from fuzz.clients.editing import Document, Edit, Edits, in_json, properties, ref, rename, schema

STRING: Document = {"type": "string"}
INTEGER: Document = {"type": "integer"}
NULL: Document = {"type": "null"}


def _component(section: str, name: str) -> Document:
    return {"$ref": f"#/components/{section}/{name}"}


BASE: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Fleet", "version": "1.0.0"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/v1/vessels": {
            "parameters": [_component("parameters", "Tenant"), _component("parameters", "Page")],
            "get": {
                "operationId": "listVessels",
                "tags": ["vessels"],
                "parameters": [
                    {"name": "state", "in": "query", "schema": ref("State")},
                    {"name": "kinds", "in": "query", "schema": {"type": "array", "items": ref("Kind")}},
                    {"name": "theme", "in": "cookie", "schema": {"type": "string", "enum": ["dark", "light"]}},
                    {"name": "X-Mode", "in": "header", "schema": {"type": "string", "enum": ["fast", "safe"]}},
                    {"name": "near", "in": "query", "content": {"application/json": {"schema": ref("Port")}}},
                    {"name": "labels", "in": "query", "schema": {"type": "object", "additionalProperties": STRING}},
                ],
                "responses": {"200": {"description": "ok", **in_json({"type": "array", "items": ref("Vessel")})}},
            },
            "post": {
                "operationId": "addVessel",
                "tags": ["vessels"],
                "requestBody": {"required": True, **in_json(ref("Vessel"))},
                "responses": {
                    "201": {"description": "made", **in_json(ref("Vessel"))},
                    "202": {"description": "later", **in_json(ref("Job"))},
                    "default": {"description": "bad", **in_json(ref("Problem"))},
                },
            },
        },
        "/v1/vessels/{id}": {
            "parameters": [_component("parameters", "VesselId")],
            "get": {
                "operationId": "readVessel",
                "tags": ["vessels"],
                "responses": {
                    "200": {"description": "ok", **in_json(ref("Vessel"))},
                    "4XX": {"description": "bad", **in_json(ref("Problem"))},
                },
            },
            "delete": {
                "operationId": "dropVessel",
                "tags": ["vessels"],
                "responses": {"default": {"description": "any", **in_json(ref("Problem"))}},
            },
        },
        "/v1/vessels/{id}/log": {
            "parameters": [_component("parameters", "VesselId")],
            "post": {
                "operationId": "addLog",
                "tags": ["logs"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file", "level"],
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "level": {"type": "string", "enum": ["info", "warn"]},
                                    "meta": ref("Port"),
                                    "tags": {"type": "array", "items": STRING},
                                },
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "ok", "content": {"text/plain": {"schema": STRING}}}},
            },
            "get": {
                "operationId": "readLog",
                "tags": ["logs"],
                "responses": {
                    "200": {"description": "ok", "content": {"text/csv": {"schema": STRING}}},
                    "206": {"description": "part", "content": {"text/csv": {"schema": STRING}}},
                },
            },
        },
        "/v1/vessels/{id}/picture": {
            "parameters": [_component("parameters", "VesselId")],
            "get": {
                "operationId": "readPicture",
                "tags": ["logs"],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
                    }
                },
            },
        },
        "/v1/ports": {
            "get": {
                "operationId": "listPorts",
                "tags": ["ports"],
                "responses": {
                    "200": {
                        "description": "ok",
                        **in_json({"type": "object", "additionalProperties": {"type": "array", "items": ref("Port")}}),
                    }
                },
            },
            "post": {
                "operationId": "addPort",
                "tags": ["ports"],
                "requestBody": {"required": True, **in_json(ref("Account"))},
                "responses": {"201": {"description": "made", **in_json(ref("Account"))}},
            },
        },
        "/v1/routes": {
            "get": {
                "operationId": "readRoutes",
                "tags": ["routes"],
                "responses": {"200": {"description": "ok", **in_json(ref("Node"))}},
            },
            "post": {
                "operationId": "addRoute",
                "tags": ["routes"],
                "requestBody": {"required": True, **in_json(ref("Route"))},
                "responses": {"201": {"description": "made"}},
            },
        },
        "/v1/events": {
            "get": {
                "operationId": "listEvents",
                "tags": ["routes"],
                "responses": {"200": {"description": "ok", **in_json({"type": "array", "items": ref("Event")})}},
            },
            "post": {
                "operationId": "addEvent",
                "tags": ["routes"],
                "requestBody": {"required": True, **in_json(ref("Note"))},
                "responses": {"201": {"description": "made", **in_json(ref("Note"))}},
            },
        },
    },
    "components": {
        "parameters": {
            "Tenant": {
                "name": "X-Tenant",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "enum": ["a", "b"]},
            },
            "Page": {"name": "page", "in": "query", "schema": {"type": ["integer", "null"]}},
            "VesselId": {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
        },
        "schemas": {
            "State": {"type": "string", "enum": ["docked", "moving"]},
            "Kind": {"type": "string", "enum": ["tanker", "ferry"]},
            "Vessel": {
                "type": "object",
                "required": ["id", "type", "name"],
                "properties": {
                    "id": {"type": "string", "readOnly": True},
                    "type": STRING,
                    "name": STRING,
                    "flag": {"type": ["string", "null"]},
                    "built": INTEGER,
                    "owner": {"oneOf": [ref("Owner"), NULL]},
                    "state": ref("State"),
                    "place": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}]},
                    "length": {"type": "number"},
                },
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {"tanker": "#/components/schemas/Tanker", "ferry": "#/components/schemas/Ferry"},
                },
            },
            "Tanker": {
                "allOf": [
                    ref("Vessel"),
                    {"type": "object", "required": ["volume"], "properties": {"volume": {"type": "number"}}},
                ]
            },
            "Ferry": {
                "allOf": [
                    ref("Vessel"),
                    ref("Audited"),
                    {
                        "type": "object",
                        "properties": {"seats": INTEGER, "decks": {"type": "array", "items": ref("Deck")}},
                    },
                ]
            },
            "Audited": {
                "type": "object",
                "required": ["by"],
                "properties": {"by": STRING, "at": {"type": "string", "format": "date-time"}},
            },
            "Deck": {"type": "object", "properties": {"level": {"type": "integer", "enum": [1, 2]}, "cars": INTEGER}},
            "Owner": {"type": "object", "required": ["name"], "properties": {"name": STRING, "vat": STRING}},
            "Port": {
                "type": "object",
                "properties": {
                    "code": {"type": "string", "const": "XX"},
                    "codes": {"type": "array", "items": {"type": "string", "enum": ["p", "q"]}},
                    "grades": {"type": "object", "additionalProperties": {"type": "string", "enum": ["A", "B"]}},
                    "hours": {"type": "object", "additionalProperties": {"type": "array", "items": INTEGER}},
                    "berths": {"type": "object", "additionalProperties": ref("Deck")},
                    "extra": {},
                },
            },
            "Account": {
                "type": "object",
                "required": ["key", "secret", "mail"],
                "properties": {
                    "key": {"type": "string", "readOnly": True},
                    "secret": {"type": "string", "writeOnly": True},
                    "mail": STRING,
                    "since": {"type": "string", "format": "date", "readOnly": True},
                    "invite": {"type": "string", "writeOnly": True},
                },
            },
            "Node": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": STRING,
                    "parent": ref("Node"),
                    "children": {"type": "array", "items": ref("Node")},
                    "named": {"type": "object", "additionalProperties": ref("Node")},
                },
            },
            "Route": {
                "type": "object",
                "required": ["stops"],
                "properties": {
                    "stops": {"type": "array", "items": {"oneOf": [STRING, INTEGER]}},
                    "via": {"anyOf": [ref("Owner"), ref("Deck")]},
                    "mode": {"type": ["string", "null"], "enum": ["sea", "river", None]},
                    "price": {"type": ["number", "null"]},
                    "root": ref("Node"),
                },
            },
            "Event": {
                "oneOf": [ref("Arrival"), ref("Departure")],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"in": "#/components/schemas/Arrival", "out": "#/components/schemas/Departure"},
                },
            },
            "Arrival": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": STRING, "berth": STRING},
            },
            "Departure": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": STRING, "pilot": STRING},
            },
            "Note": {
                "type": "object",
                "properties": {
                    "about": {"oneOf": [ref("Arrival"), ref("Departure")]},
                    "value": {"anyOf": [STRING, INTEGER, {"type": "array", "items": STRING}]},
                    "text": STRING,
                },
            },
            "Job": {"type": "object", "required": ["id"], "properties": {"id": STRING, "done": {"type": "boolean"}}},
            "Problem": {"type": "object", "properties": {"title": STRING, "status": INTEGER}},
        },
    },
}

EDITS: Edits = {}


def edit(change: Edit) -> Edit:
    EDITS[change.__name__] = change
    return change


def _method(d: Document, path: str, method: str = "get") -> Any:
    return d["paths"][f"/v1/{path}"][method]


def _answer(d: Document, path: str, method: str = "get", status: str = "200") -> Any:
    return _method(d, path, method)["responses"][status]


def _form(d: Document) -> Any:
    return _method(d, "vessels/{id}/log", "post")["requestBody"]["content"]["multipart/form-data"]["schema"]


def _parameter(d: Document, name: str) -> Any:
    return d["components"]["parameters"][name]


# Null, type lists and constants.


@edit
def type_list_without_null(d: Document) -> None:
    properties(d, "Vessel")["flag"] = {"type": "string"}


@edit
def type_list_of_one(d: Document) -> None:
    properties(d, "Vessel")["name"] = {"type": ["string"]}


@edit
def type_list_with_null(d: Document) -> None:
    properties(d, "Vessel")["built"] = {"type": ["integer", "null"]}


@edit
def type_list_reordered(d: Document) -> None:
    properties(d, "Vessel")["flag"] = {"type": ["null", "string"]}


@edit
def type_list_as_any_of(d: Document) -> None:
    properties(d, "Vessel")["flag"] = {"anyOf": [{"type": "string"}, NULL]}


@edit
def type_list_as_one_of(d: Document) -> None:
    properties(d, "Route")["price"] = {"oneOf": [{"type": "number"}, NULL]}


@edit
def type_list_of_two(d: Document) -> None:
    properties(d, "Route")["price"] = {"type": ["number", "string", "null"]}


@edit
def type_list_wrapped(d: Document) -> None:
    properties(d, "Route")["price"] = {"allOf": [properties(d, "Route")["price"]]}


@edit
def type_list_wrapped_without_null(d: Document) -> None:
    properties(d, "Route")["price"] = {"allOf": [{"type": "number"}]}


@edit
def one_of_null_dropped(d: Document) -> None:
    properties(d, "Vessel")["owner"] = ref("Owner")


@edit
def one_of_null_first(d: Document) -> None:
    properties(d, "Vessel")["owner"]["oneOf"].reverse()


@edit
def one_of_null_as_any_of(d: Document) -> None:
    properties(d, "Vessel")["owner"] = {"anyOf": [ref("Owner"), NULL]}


@edit
def one_of_null_added_to_ref(d: Document) -> None:
    properties(d, "Node")["parent"] = {"oneOf": [ref("Node"), NULL]}


@edit
def const_as_enum(d: Document) -> None:
    properties(d, "Port")["code"] = {"type": "string", "enum": ["XX"]}


@edit
def const_opened(d: Document) -> None:
    properties(d, "Port")["code"] = {"type": "string"}


@edit
def const_of_another_value(d: Document) -> None:
    properties(d, "Port")["code"]["const"] = "YY"


@edit
def null_out_of_an_enum(d: Document) -> None:
    properties(d, "Route")["mode"] = {"type": "string", "enum": ["sea", "river"]}


@edit
def null_into_an_enum(d: Document) -> None:
    schema(d, "State")["type"] = ["string", "null"]
    schema(d, "State")["enum"].append(None)


@edit
def prefix_items_as_items(d: Document) -> None:
    properties(d, "Vessel")["place"] = {"type": "array", "items": {"type": "number"}}


@edit
def prefix_items_one_more(d: Document) -> None:
    properties(d, "Vessel")["place"]["prefixItems"].append({"type": "number"})


@edit
def ref_with_siblings(d: Document) -> None:
    properties(d, "Vessel")["state"] = {**ref("State"), "description": "Where it is.", "default": "docked"}


@edit
def content_encoding_for_format(d: Document) -> None:
    _answer(d, "vessels/{id}/picture")["content"]["image/png"]["schema"] = {"contentMediaType": "image/png"}


# Inheritance.


@edit
def subtype_added(d: Document) -> None:
    d["components"]["schemas"]["Tug"] = {"allOf": [ref("Vessel"), {"type": "object", "properties": {"pull": INTEGER}}]}
    schema(d, "Vessel")["discriminator"]["mapping"]["tug"] = "#/components/schemas/Tug"


@edit
def subtype_added_without_mapping(d: Document) -> None:
    d["components"]["schemas"]["Tug"] = {"allOf": [ref("Vessel"), {"type": "object", "properties": {"pull": INTEGER}}]}


@edit
def subtype_renamed(d: Document) -> None:
    rename(d, "Tanker", "OilTanker")


@edit
def subtype_tag_added(d: Document) -> None:
    schema(d, "Vessel")["discriminator"]["mapping"]["boat"] = "#/components/schemas/Ferry"


@edit
def subtype_tag_respelled(d: Document) -> None:
    mapping = schema(d, "Vessel")["discriminator"]["mapping"]
    mapping["Tanker"] = mapping.pop("tanker")


@edit
def mapping_by_names(d: Document) -> None:
    schema(d, "Vessel")["discriminator"]["mapping"] = {"tanker": "Tanker", "ferry": "Ferry"}


@edit
def field_of_parent_to_subtype(d: Document) -> None:
    schema(d, "Tanker")["allOf"][1]["properties"]["length"] = properties(d, "Vessel").pop("length")


@edit
def field_of_subtype_required(d: Document) -> None:
    schema(d, "Ferry")["allOf"][2]["required"] = ["seats"]


@edit
def field_of_subtype_optional(d: Document) -> None:
    del schema(d, "Tanker")["allOf"][1]["required"]


@edit
def field_of_subtype_retyped(d: Document) -> None:
    schema(d, "Ferry")["allOf"][2]["properties"]["seats"] = {"type": "integer", "format": "int64"}


@edit
def field_of_subtype_repeats_parent(d: Document) -> None:
    schema(d, "Ferry")["allOf"][2]["properties"]["name"] = {"type": "string"}


@edit
def second_parent_inlined(d: Document) -> None:
    schema(d, "Ferry")["allOf"][1] = copy.deepcopy(schema(d, "Audited"))


@edit
def second_parent_optional(d: Document) -> None:
    del schema(d, "Audited")["required"]


@edit
def second_parent_renamed(d: Document) -> None:
    rename(d, "Audited", "Tracked")


@edit
def second_parent_for_another_one(d: Document) -> None:
    schema(d, "Ferry")["allOf"][1] = ref("Owner")


@edit
def parents_in_another_order(d: Document) -> None:
    schema(d, "Ferry")["allOf"].reverse()


@edit
def parent_beside_properties(d: Document) -> None:
    d["components"]["schemas"]["Tanker"] = {
        "allOf": [ref("Vessel")],
        "type": "object",
        "required": ["volume"],
        "properties": {"volume": {"type": "number"}},
    }


@edit
def discriminator_of_another_field(d: Document) -> None:
    schema(d, "Vessel")["discriminator"]["propertyName"] = "name"


# Enums wherever they stand.


@edit
def enum_in_list_added(d: Document) -> None:
    properties(d, "Port")["codes"]["items"]["enum"].append("r")


@edit
def enum_in_list_extracted(d: Document) -> None:
    d["components"]["schemas"]["Code"] = properties(d, "Port")["codes"]["items"]
    properties(d, "Port")["codes"]["items"] = ref("Code")


@edit
def enum_in_list_removed(d: Document) -> None:
    properties(d, "Port")["codes"]["items"]["enum"].pop()


@edit
def enum_in_map_added(d: Document) -> None:
    properties(d, "Port")["grades"]["additionalProperties"]["enum"].append("C")


@edit
def enum_in_map_opened(d: Document) -> None:
    properties(d, "Port")["grades"]["additionalProperties"] = {"type": "string"}


@edit
def enum_of_query_removed(d: Document) -> None:
    schema(d, "Kind")["enum"].pop()


@edit
def enum_of_query_inlined(d: Document) -> None:
    _method(d, "vessels")["parameters"][1]["schema"]["items"] = copy.deepcopy(schema(d, "Kind"))


@edit
def enum_of_query_shared(d: Document) -> None:
    _method(d, "vessels")["parameters"][0]["schema"] = ref("Kind")


@edit
def enum_of_cookie_opened(d: Document) -> None:
    _method(d, "vessels")["parameters"][2]["schema"] = {"type": "string"}


@edit
def enum_of_header_added(d: Document) -> None:
    _method(d, "vessels")["parameters"][3]["schema"]["enum"].append("slow")


@edit
def enum_of_header_removed(d: Document) -> None:
    _method(d, "vessels")["parameters"][3]["schema"]["enum"].pop()


@edit
def enum_of_path_item_header_opened(d: Document) -> None:
    _parameter(d, "Tenant")["schema"] = {"type": "string"}


@edit
def enum_of_integers_added(d: Document) -> None:
    properties(d, "Deck")["level"]["enum"].append(3)


@edit
def enum_of_form_opened(d: Document) -> None:
    _form(d)["properties"]["level"] = {"type": "string"}


# Parameters.


@edit
def parameter_of_path_item_optional(d: Document) -> None:
    del _parameter(d, "Tenant")["required"]


@edit
def parameter_of_path_item_moved(d: Document) -> None:
    item = d["paths"]["/v1/vessels"]
    shared = item.pop("parameters")
    for method in ("get", "post"):
        item[method]["parameters"] = shared + item[method].get("parameters", [])


@edit
def parameter_of_path_item_overridden(d: Document) -> None:
    _method(d, "vessels")["parameters"].append({"name": "page", "in": "query", "schema": {"type": "string"}})


@edit
def parameter_of_path_item_added(d: Document) -> None:
    d["paths"]["/v1/vessels/{id}"]["parameters"].append({"name": "lang", "in": "query", "schema": {"type": "string"}})


@edit
def parameters_of_path_item_reordered(d: Document) -> None:
    d["paths"]["/v1/vessels"]["parameters"].reverse()


@edit
def parameter_without_null(d: Document) -> None:
    _parameter(d, "Page")["schema"] = {"type": "integer"}


@edit
def parameter_as_text(d: Document) -> None:
    _parameter(d, "VesselId")["schema"] = {"type": "string"}


@edit
def parameter_by_content_in_place(d: Document) -> None:
    _method(d, "vessels")["parameters"][4] = {"name": "near", "in": "query", "schema": ref("Port")}


@edit
def parameter_map_of_integers(d: Document) -> None:
    _method(d, "vessels")["parameters"][5]["schema"]["additionalProperties"] = {"type": "integer"}


@edit
def cookie_to_query(d: Document) -> None:
    _method(d, "vessels")["parameters"][2]["in"] = "query"


@edit
def header_required(d: Document) -> None:
    _method(d, "vessels")["parameters"][3]["required"] = True


# Responses and bodies.


@edit
def success_of_another_status_first(d: Document) -> None:
    answers = _method(d, "vessels", "post")["responses"]
    answers["200"] = {"description": "was there", **in_json(ref("Job"))}


@edit
def second_success_removed(d: Document) -> None:
    del _method(d, "vessels", "post")["responses"]["202"]


@edit
def second_success_of_another_class(d: Document) -> None:
    _answer(d, "vessels", "post", "202")["content"] = in_json(ref("Problem"))["content"]


@edit
def second_success_first(d: Document) -> None:
    answers = _method(d, "vessels", "post")["responses"]
    answers["201"] = answers.pop("201")


@edit
def default_alone_of_another_class(d: Document) -> None:
    _answer(d, "vessels/{id}", "delete", "default")["content"] = in_json(ref("Job"))["content"]


@edit
def default_alone_as_200(d: Document) -> None:
    answers = _method(d, "vessels/{id}", "delete")["responses"]
    answers["200"] = answers.pop("default")


@edit
def default_beside_a_success(d: Document) -> None:
    _method(d, "vessels/{id}", "delete")["responses"]["204"] = {"description": "gone"}


@edit
def range_of_errors_as_default(d: Document) -> None:
    answers = _method(d, "vessels/{id}")["responses"]
    answers["default"] = answers.pop("4XX")


@edit
def text_to_bytes(d: Document) -> None:
    _answer(d, "vessels/{id}/log")["content"]["text/csv"]["schema"] = {"type": "string", "format": "binary"}


@edit
def text_beside_json(d: Document) -> None:
    _answer(d, "vessels/{id}/log", "post")["content"]["application/json"] = {"schema": ref("Job")}


@edit
def bytes_to_text(d: Document) -> None:
    _answer(d, "vessels/{id}/picture")["content"]["image/png"]["schema"] = {"type": "string"}


@edit
def list_answer_as_page(d: Document) -> None:
    d["components"]["schemas"]["Vessels"] = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": ref("Vessel")}},
    }
    _answer(d, "vessels")["content"] = in_json(ref("Vessels"))["content"]


@edit
def list_answer_extracted(d: Document) -> None:
    d["components"]["schemas"]["Vessels"] = {"type": "array", "items": ref("Vessel")}
    _answer(d, "vessels")["content"] = in_json(ref("Vessels"))["content"]


@edit
def map_of_lists_of_another_class(d: Document) -> None:
    _answer(d, "ports")["content"]["application/json"]["schema"]["additionalProperties"]["items"] = ref("Deck")


@edit
def map_of_lists_flat(d: Document) -> None:
    _answer(d, "ports")["content"]["application/json"]["schema"]["additionalProperties"] = ref("Port")


@edit
def map_of_lists_of_longs(d: Document) -> None:
    hours = properties(d, "Port")["hours"]
    hours["additionalProperties"]["items"] = {"type": "integer", "format": "int64"}


@edit
def map_of_classes_free(d: Document) -> None:
    properties(d, "Port")["berths"] = {"type": "object"}


@edit
def form_list_as_text(d: Document) -> None:
    _form(d)["properties"]["tags"] = {"type": "string"}


@edit
def form_file_as_text(d: Document) -> None:
    _form(d)["properties"]["file"] = {"type": "string"}


@edit
def form_files(d: Document) -> None:
    _form(d)["properties"]["file"] = {"type": "array", "items": {"type": "string", "format": "binary"}}


@edit
def form_field_required(d: Document) -> None:
    _form(d)["required"].append("tags")


@edit
def form_class_of_another_name(d: Document) -> None:
    _form(d)["properties"]["meta"] = ref("Owner")


# What is only read, or only written.


@edit
def read_only_required_dropped(d: Document) -> None:
    schema(d, "Account")["required"].remove("key")


@edit
def read_only_required_added(d: Document) -> None:
    schema(d, "Account")["required"].append("since")


@edit
def write_only_required_dropped(d: Document) -> None:
    schema(d, "Account")["required"].remove("secret")


@edit
def write_only_required_added(d: Document) -> None:
    schema(d, "Account")["required"].append("invite")


@edit
def read_only_dropped(d: Document) -> None:
    del properties(d, "Account")["since"]["readOnly"]


@edit
def read_only_retyped(d: Document) -> None:
    properties(d, "Account")["since"]["format"] = "date-time"


# Circles and unions.


@edit
def circle_through_another_class(d: Document) -> None:
    d["components"]["schemas"]["Branch"] = {"type": "object", "properties": {"node": ref("Node")}}
    properties(d, "Node")["parent"] = ref("Branch")


@edit
def circle_renamed(d: Document) -> None:
    rename(d, "Node", "Point")


@edit
def circle_field_required(d: Document) -> None:
    schema(d, "Node")["required"].append("children")


@edit
def circle_map_of_lists(d: Document) -> None:
    properties(d, "Node")["named"]["additionalProperties"] = {"type": "array", "items": ref("Node")}


@edit
def union_member_added(d: Document) -> None:
    d["components"]["schemas"]["Delay"] = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "minutes": {"type": "integer"}},
    }
    schema(d, "Event")["oneOf"].append(ref("Delay"))
    schema(d, "Event")["discriminator"]["mapping"]["late"] = "#/components/schemas/Delay"


@edit
def union_member_removed(d: Document) -> None:
    schema(d, "Event")["oneOf"].pop()
    del schema(d, "Event")["discriminator"]["mapping"]["out"]


@edit
def union_extracted(d: Document) -> None:
    d["components"]["schemas"]["Subject"] = properties(d, "Note")["about"]
    properties(d, "Note")["about"] = ref("Subject")


@edit
def union_by_another_component(d: Document) -> None:
    properties(d, "Note")["about"] = ref("Event")


@edit
def union_of_scalars_wider(d: Document) -> None:
    properties(d, "Note")["value"]["anyOf"].append({"type": "boolean"})


@edit
def union_of_scalars_in_another_order(d: Document) -> None:
    properties(d, "Note")["value"]["anyOf"].reverse()


@edit
def union_in_list_single(d: Document) -> None:
    properties(d, "Route")["stops"]["items"] = {"type": "string"}


@edit
def union_as_type_list(d: Document) -> None:
    properties(d, "Route")["stops"]["items"] = {"type": ["string", "integer"]}


@edit
def union_any_of_as_one_of(d: Document) -> None:
    properties(d, "Route")["via"] = {"oneOf": [ref("Owner"), ref("Deck")]}


@edit
def union_nullable(d: Document) -> None:
    properties(d, "Route")["via"]["anyOf"].append(NULL)


@edit
def union_renamed(d: Document) -> None:
    rename(d, "Event", "Happening")
