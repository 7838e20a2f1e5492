"""A description with components of every kind, parents, forms and raw bodies, edited one at a time."""

from __future__ import annotations

import copy

from fuzz.clients.editing import Document, Edit, Edits, in_json, properties, ref, rename, schema

BASE: Document = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1.0.0"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/v1/orders": {
            "get": {
                "tags": ["orders"],
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer", "format": "int32", "default": 1}},
                    {
                        "name": "sort",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string", "enum": ["date", "price"]}},
                    },
                    {"name": "filter", "in": "query", "style": "deepObject", "explode": True, "schema": ref("Filter")},
                    {"name": "since", "in": "query", "schema": {"type": "string", "format": "date-time"}},
                    {"name": "session", "in": "cookie", "schema": {"type": "string"}},
                    {"$ref": "#/components/parameters/Lang"},
                ],
                "responses": {
                    "200": {"$ref": "#/components/responses/Orders"},
                    "default": {"$ref": "#/components/responses/Problem"},
                },
            },
            "post": {
                "operationId": "placeOrder",
                "tags": ["orders"],
                "requestBody": {"$ref": "#/components/requestBodies/Order"},
                "responses": {
                    "201": {
                        "description": "ok",
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        **in_json(ref("Order")),
                    }
                },
            },
        },
        "/v1/orders/{id}": {
            "get": {
                "operationId": "getOrder",
                "tags": ["orders"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}},
                    {"name": "expand", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {"200": {"description": "ok", **in_json(ref("Order"))}},
            },
            "patch": {
                "operationId": "patchOrder",
                "tags": ["orders"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/merge-patch+json": {"schema": ref("OrderPatch")}},
                },
                "responses": {"200": {"description": "ok", **in_json(ref("Order"))}},
            },
        },
        "/v1/search": {
            "post": {
                "operationId": "search",
                "tags": ["search"],
                "requestBody": {
                    "required": True,
                    **in_json(
                        {
                            "type": "object",
                            "required": ["q"],
                            "properties": {
                                "q": {"type": "string"},
                                "opts": {"type": "object", "properties": {"fuzzy": {"type": "boolean"}}},
                            },
                        }
                    ),
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        **in_json(
                            {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "properties": {"id": {"type": "integer"}, "hit": ref("Hit")},
                                },
                            }
                        ),
                    }
                },
            }
        },
        "/v1/login": {
            "post": {
                "operationId": "login",
                "tags": ["auth"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["user", "pass"],
                                "properties": {
                                    "user": {"type": "string"},
                                    "pass": {"type": "string"},
                                    "remember": {"type": "boolean"},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        **in_json({"type": "object", "additionalProperties": {"type": "string"}}),
                    }
                },
            }
        },
        "/v1/raw": {
            "get": {
                "operationId": "raw",
                "tags": ["raw"],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                    }
                },
            },
            "put": {
                "operationId": "putRaw",
                "tags": ["raw"],
                "requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}},
                "responses": {"204": {"description": "ok"}},
            },
        },
    },
    "components": {
        "parameters": {
            "Lang": {"name": "Accept-Lang", "in": "header", "schema": {"type": "string", "enum": ["de", "en"]}}
        },
        "responses": {
            "Orders": {"description": "ok", **in_json({"type": "array", "items": ref("Order")})},
            "Problem": {"description": "bad", "content": {"application/problem+json": {"schema": ref("Problem")}}},
        },
        "requestBodies": {"Order": {"required": True, **in_json(ref("Order"))}},
        "schemas": {
            "Base": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "integer", "format": "int64"}, "kind": {"type": "string"}},
                "discriminator": {"propertyName": "kind"},
            },
            "Money": {
                "type": "object",
                "required": ["amount", "currency"],
                "properties": {"amount": {"type": "number", "format": "double"}, "currency": ref("Currency")},
            },
            "Currency": {"type": "string", "enum": ["EUR", "USD"]},
            "Priority": {"type": "integer", "enum": [1, 2, 3]},
            "Order": {
                "allOf": [
                    ref("Base"),
                    ref("Audited"),
                    {
                        "type": "object",
                        "required": ["total"],
                        "properties": {
                            "total": ref("Money"),
                            "lines": {"type": "array", "items": ref("Line")},
                            "prio": ref("Priority"),
                            "level": {"type": "integer", "enum": [10, 20]},
                            "parent": ref("Order"),
                        },
                    },
                ]
            },
            "Audited": {
                "type": "object",
                "properties": {"createdAt": {"type": "string", "format": "date-time"}, "by": {"type": "string"}},
            },
            "Line": {
                "type": "object",
                "required": ["sku"],
                "properties": {
                    "sku": {"type": "string"},
                    "qty": {"type": "integer", "format": "int32", "default": 1},
                    "price": {"allOf": [ref("Money")], "nullable": True},
                    "attrs": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
                    "matrix": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
                    "state": {"type": "string", "enum": ["a-b", "c d"]},
                    "tags": {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}},
                },
            },
            "OrderPatch": {"type": "object", "properties": {"note": {"type": "string"}, "total": ref("Money")}},
            "Filter": {"type": "object", "properties": {"min": {"type": "number"}, "max": {"type": "number"}}},
            "Hit": {
                "oneOf": [ref("Order"), ref("Line"), {"type": "object", "properties": {"text": {"type": "string"}}}]
            },
            "Problem": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"path": {"type": "string"}, "msg": {"type": "string"}},
                        },
                    },
                    "any": {},
                },
            },
        },
    },
}

EDITS: Edits = {}


def edit(change: Edit) -> Edit:
    EDITS[change.__name__] = change
    return change


@edit
def opid_given(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["operationId"] = "listOrders"


@edit
def opid_given_as_derived(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["operationId"] = "v1OrdersGet"


@edit
def path_moved_without_id(d: Document) -> None:
    d["paths"]["/v1/sales"] = d["paths"].pop("/v1/orders")


@edit
def opid_of_inline(d: Document) -> None:
    d["paths"]["/v1/search"]["post"]["operationId"] = "find"


@edit
def inline_body_titled(d: Document) -> None:
    d["paths"]["/v1/search"]["post"]["requestBody"]["content"]["application/json"]["schema"]["title"] = "Query"


@edit
def inline_body_title_as_derived(d: Document) -> None:
    d["paths"]["/v1/search"]["post"]["requestBody"]["content"]["application/json"]["schema"]["title"] = "SearchRequest"


@edit
def inline_body_extracted(d: Document) -> None:
    m = d["paths"]["/v1/search"]["post"]["requestBody"]["content"]["application/json"]
    d["components"]["schemas"]["Query"] = m["schema"]
    m["schema"] = ref("Query")


@edit
def inline_body_extracted_same_name(d: Document) -> None:
    m = d["paths"]["/v1/search"]["post"]["requestBody"]["content"]["application/json"]
    d["components"]["schemas"]["SearchRequest"] = m["schema"]
    m["schema"] = ref("SearchRequest")


@edit
def inline_items_extracted(d: Document) -> None:
    m = d["paths"]["/v1/search"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    d["components"]["schemas"]["Found"] = m["items"]
    m["items"] = ref("Found")


@edit
def inline_nested_extracted(d: Document) -> None:
    m = d["paths"]["/v1/search"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    d["components"]["schemas"]["Opts"] = m["opts"]
    m["opts"] = ref("Opts")


@edit
def inline_status_changed(d: Document) -> None:
    r = d["paths"]["/v1/search"]["post"]["responses"]
    r["201"] = r.pop("200")


@edit
def response_inlined(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["responses"]["200"] = copy.deepcopy(d["components"]["responses"]["Orders"])


@edit
def response_component_renamed(d: Document) -> None:
    d["components"]["responses"]["OrderList"] = d["components"]["responses"].pop("Orders")
    d["paths"]["/v1/orders"]["get"]["responses"]["200"]["$ref"] = "#/components/responses/OrderList"


@edit
def body_component_inlined(d: Document) -> None:
    d["paths"]["/v1/orders"]["post"]["requestBody"] = copy.deepcopy(d["components"]["requestBodies"]["Order"])


@edit
def parameter_inlined(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][5] = copy.deepcopy(d["components"]["parameters"]["Lang"])


@edit
def parameter_component_renamed(d: Document) -> None:
    d["components"]["parameters"]["Language"] = d["components"]["parameters"].pop("Lang")
    d["paths"]["/v1/orders"]["get"]["parameters"][5]["$ref"] = "#/components/parameters/Language"


@edit
def default_response_removed(d: Document) -> None:
    del d["paths"]["/v1/orders"]["get"]["responses"]["default"]


@edit
def problem_ref_other(d: Document) -> None:
    d["components"]["responses"]["Problem"]["content"] = {"application/json": {"schema": ref("Problem")}}


@edit
def param_array_enum_added(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][1]["schema"]["items"]["enum"].append("z")


@edit
def param_array_enum_opened(d: Document) -> None:
    del d["paths"]["/v1/orders"]["get"]["parameters"][1]["schema"]["items"]["enum"]


@edit
def param_array_to_string(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][1]["schema"] = {"type": "string"}


@edit
def param_array_explode_same(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][1].update(style="form", explode=True)


@edit
def param_datetime_to_date(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][3]["schema"]["format"] = "date"


@edit
def param_datetime_dropped(d: Document) -> None:
    del d["paths"]["/v1/orders"]["get"]["parameters"][3]["schema"]["format"]


@edit
def param_filter_inlined(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][2]["schema"] = copy.deepcopy(schema(d, "Filter"))


@edit
def param_filter_field_added(d: Document) -> None:
    properties(d, "Filter")["avg"] = {"type": "number"}


@edit
def param_cookie_required(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][4]["required"] = True


@edit
def param_required_moves_first(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][3]["required"] = True


@edit
def param_header_removed(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"].pop()


@edit
def param_deprecated(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][0]["deprecated"] = True


@edit
def param_page_default(d: Document) -> None:
    d["paths"]["/v1/orders"]["get"]["parameters"][0]["schema"]["default"] = 0


@edit
def param_lang_enum_reordered(d: Document) -> None:
    d["components"]["parameters"]["Lang"]["schema"]["enum"].reverse()


@edit
def param_lang_enum_extracted(d: Document) -> None:
    d["components"]["schemas"]["Lang"] = d["components"]["parameters"]["Lang"]["schema"]
    d["components"]["parameters"]["Lang"]["schema"] = ref("Lang")


@edit
def path_int64_to_string(d: Document) -> None:
    for o in ("get", "patch"):
        d["paths"]["/v1/orders/{id}"][o]["parameters"][0]["schema"] = {"type": "string"}


@edit
def path_int64_to_int(d: Document) -> None:
    for o in ("get", "patch"):
        d["paths"]["/v1/orders/{id}"][o]["parameters"][0]["schema"] = {"type": "integer"}


@edit
def path_params_hoisted(d: Document) -> None:
    it = d["paths"]["/v1/orders/{id}"]
    it["parameters"] = [it["get"]["parameters"].pop(0)]
    it["patch"].pop("parameters")


@edit
def params_order_swapped_required(d: Document) -> None:
    d["paths"]["/v1/orders/{id}"]["get"]["parameters"].reverse()


@edit
def merge_patch_to_json(d: Document) -> None:
    b = d["paths"]["/v1/orders/{id}"]["patch"]["requestBody"]
    b["content"] = {"application/json": b["content"]["application/merge-patch+json"]}


@edit
def patch_schema_full(d: Document) -> None:
    d["paths"]["/v1/orders/{id}"]["patch"]["requestBody"]["content"]["application/merge-patch+json"]["schema"] = ref(
        "Order"
    )


@edit
def form_field_optional(d: Document) -> None:
    d["paths"]["/v1/login"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"][
        "required"
    ] = ["user"]


@edit
def form_field_removed(d: Document) -> None:
    del d["paths"]["/v1/login"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"][
        "properties"
    ]["remember"]


@edit
def form_fields_reordered(d: Document) -> None:
    s = d["paths"]["/v1/login"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    s["properties"] = dict(reversed(list(s["properties"].items())))


@edit
def form_extracted(d: Document) -> None:
    m = d["paths"]["/v1/login"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    d["components"]["schemas"]["Login"] = m["schema"]
    m["schema"] = ref("Login")


@edit
def form_json_added_after(d: Document) -> None:
    d["paths"]["/v1/login"]["post"]["requestBody"]["content"]["application/json"] = {"schema": {"type": "string"}}


@edit
def map_response_value_int(d: Document) -> None:
    d["paths"]["/v1/login"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }


@edit
def map_response_to_class(d: Document) -> None:
    d["paths"]["/v1/login"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"token": {"type": "string"}},
    }


@edit
def binary_to_string(d: Document) -> None:
    d["paths"]["/v1/raw"]["get"]["responses"]["200"]["content"]["application/octet-stream"]["schema"] = {
        "type": "string"
    }


@edit
def binary_media_type(d: Document) -> None:
    c = d["paths"]["/v1/raw"]["get"]["responses"]["200"]["content"]
    c["application/pdf"] = c.pop("application/octet-stream")


@edit
def text_to_json_body(d: Document) -> None:
    c = d["paths"]["/v1/raw"]["put"]["requestBody"]["content"]
    c["application/json"] = c.pop("text/plain")


@edit
def response_header_removed(d: Document) -> None:
    del d["paths"]["/v1/orders"]["post"]["responses"]["201"]["headers"]


@edit
def allof_parent_removed(d: Document) -> None:
    schema(d, "Order")["allOf"].pop(0)
    schema(d, "Order")["allOf"][1]["properties"]["id"] = {"type": "integer", "format": "int64"}


@edit
def allof_second_inlined(d: Document) -> None:
    schema(d, "Order")["allOf"][1] = copy.deepcopy(schema(d, "Audited"))


@edit
def allof_reordered(d: Document) -> None:
    a = schema(d, "Order")["allOf"]
    a[0], a[1] = a[1], a[0]


@edit
def discriminator_dropped(d: Document) -> None:
    del schema(d, "Base")["discriminator"]


@edit
def discriminator_on_property(d: Document) -> None:
    properties(d, "Base")["kind"] = {"type": "string", "enum": ["Order"]}


@edit
def int_enum_added(d: Document) -> None:
    schema(d, "Priority")["enum"].append(4)


@edit
def int_enum_opened(d: Document) -> None:
    del schema(d, "Priority")["enum"]


@edit
def int_enum_varnames(d: Document) -> None:
    schema(d, "Priority")["x-enum-varnames"] = ["Low", "Mid", "High"]


@edit
def int_inline_enum_varnames(d: Document) -> None:
    schema(d, "Order")["allOf"][2]["properties"]["level"]["x-enum-varnames"] = ["Low", "High"]


@edit
def string_enum_varnames(d: Document) -> None:
    schema(d, "Currency")["x-enum-varnames"] = ["Euro", "Dollar"]


@edit
def string_enum_varnames_same(d: Document) -> None:
    schema(d, "Currency")["x-enum-varnames"] = ["EUR", "USD"]


@edit
def enum_descriptions(d: Document) -> None:
    schema(d, "Currency")["x-enum-descriptions"] = ["a", "b"]


@edit
def enum_value_separator(d: Document) -> None:
    properties(d, "Line")["state"]["enum"] = ["a_b", "c d"]


@edit
def array_enum_items_added(d: Document) -> None:
    properties(d, "Line")["tags"]["items"]["enum"].append("z")


@edit
def array_enum_items_extracted(d: Document) -> None:
    d["components"]["schemas"]["T"] = properties(d, "Line")["tags"]["items"]
    properties(d, "Line")["tags"]["items"] = ref("T")


@edit
def nullable_via_ref(d: Document) -> None:
    properties(d, "Line")["price"] = ref("Money")


@edit
def nullable_ref_spelled_differently(d: Document) -> None:
    properties(d, "Line")["price"] = {"nullable": True, "oneOf": [ref("Money")]}


@edit
def nullable_ref_anyof(d: Document) -> None:
    properties(d, "Line")["price"] = {"nullable": True, "anyOf": [ref("Money")]}


@edit
def money_schema_inlined_everywhere(d: Document) -> None:
    m = copy.deepcopy(schema(d, "Money"))
    properties(d, "OrderPatch")["total"] = m


@edit
def matrix_items_int64(d: Document) -> None:
    properties(d, "Line")["matrix"]["items"]["items"]["format"] = "int64"


@edit
def matrix_flat(d: Document) -> None:
    properties(d, "Line")["matrix"] = {"type": "array", "items": {"type": "integer"}}


@edit
def map_of_lists_to_string(d: Document) -> None:
    properties(d, "Line")["attrs"]["additionalProperties"] = {"type": "string"}


@edit
def default_changed(d: Document) -> None:
    properties(d, "Line")["qty"]["default"] = 2


@edit
def default_removed(d: Document) -> None:
    del properties(d, "Line")["qty"]["default"]


@edit
def double_to_float(d: Document) -> None:
    properties(d, "Money")["amount"]["format"] = "float"


@edit
def double_removed(d: Document) -> None:
    del properties(d, "Money")["amount"]["format"]


@edit
def double_to_decimal(d: Document) -> None:
    properties(d, "Money")["amount"] = {"type": "number", "format": "decimal"}


@edit
def oneof_member_removed(d: Document) -> None:
    schema(d, "Hit")["oneOf"].pop(1)


@edit
def oneof_member_added(d: Document) -> None:
    schema(d, "Hit")["oneOf"].append(ref("Problem"))


@edit
def oneof_reordered(d: Document) -> None:
    schema(d, "Hit")["oneOf"].reverse()


@edit
def oneof_member_extracted(d: Document) -> None:
    d["components"]["schemas"]["Text"] = schema(d, "Hit")["oneOf"][2]
    schema(d, "Hit")["oneOf"][2] = ref("Text")


@edit
def oneof_to_single(d: Document) -> None:
    d["components"]["schemas"]["Hit"] = {"oneOf": [ref("Order")]}


@edit
def any_to_string(d: Document) -> None:
    properties(d, "Problem")["any"] = {"type": "string"}


@edit
def any_to_object(d: Document) -> None:
    properties(d, "Problem")["any"] = {"type": "object"}


@edit
def inline_items_titled(d: Document) -> None:
    properties(d, "Problem")["errors"]["items"]["title"] = "FieldError"


@edit
def object_title_on_component(d: Document) -> None:
    schema(d, "Money")["title"] = "Amount"


@edit
def schema_renamed_with_inline_child(d: Document) -> None:
    rename(d, "Filter", "Filtering")


@edit
def error_class_renamed(d: Document) -> None:
    d["components"]["schemas"]["Trouble"] = d["components"]["schemas"].pop("Problem")
    d["components"]["responses"]["Problem"]["content"]["application/problem+json"]["schema"] = ref("Trouble")


@edit
def field_snake_to_camel(d: Document) -> None:
    p = properties(d, "Audited")
    p["created_at"] = p.pop("createdAt")


@edit
def recursion_removed(d: Document) -> None:
    del schema(d, "Order")["allOf"][2]["properties"]["parent"]


@edit
def recursive_array(d: Document) -> None:
    schema(d, "Order")["allOf"][2]["properties"]["parent"] = {"type": "array", "items": ref("Order")}


@edit
def tags_missing(d: Document) -> None:
    for p in d["paths"].values():
        for o in p.values():
            if isinstance(o, dict) and o.get("tags") == ["search"]:
                del o["tags"]


@edit
def tag_default_named(d: Document) -> None:
    d["paths"]["/v1/search"]["post"]["tags"] = ["default"]


@edit
def upgrade_31_plain(d: Document) -> None:
    d["openapi"] = "3.1.0"


@edit
def component_added_unused(d: Document) -> None:
    d["components"]["schemas"]["Zzz"] = {"type": "object"}


@edit
def component_number_suffix(d: Document) -> None:
    rename(d, "Line", "Line2")


@edit
def const_like_enum(d: Document) -> None:
    properties(d, "Audited")["by"] = {"type": "string", "enum": ["me"]}


@edit
def max_length(d: Document) -> None:
    properties(d, "Problem")["title"]["maxLength"] = 100


@edit
def required_nullable_optional(d: Document) -> None:
    schema(d, "Money")["required"] = ["amount"]


@edit
def response_201_to_200(d: Document) -> None:
    r = d["paths"]["/v1/orders"]["post"]["responses"]
    r["200"] = r.pop("201")


@edit
def response_2xx(d: Document) -> None:
    r = d["paths"]["/v1/orders"]["post"]["responses"]
    r["2XX"] = r.pop("201")


@edit
def delete_op_added(d: Document) -> None:
    d["paths"]["/v1/orders/{id}"]["delete"] = {
        "operationId": "cancelOrder",
        "tags": ["orders"],
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
        ],
        "responses": {"204": {"description": "x"}},
    }
