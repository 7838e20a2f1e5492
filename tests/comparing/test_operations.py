"""Operations, responses, security and servers; events and callbacks, whose requests the server sends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.comparing.describing import STRING, api, content, diff, only

INTEGER, NUMBER = {"type": "integer"}, {"type": "number"}
SHORT = STRING | {"maxLength": 3}
A = {"type": "object", "properties": {"a": STRING}}


def verdict(base, revision):
    return diff(base, revision, audited=True).verdict


def response(schema=None, **more):
    return {"description": "Told.", **(content(schema) if schema is not None else {}), **more}


def responses(**by_status):
    return api(
        {"/v1/things": {"get": {"responses": {name.removeprefix("s"): body for name, body in by_status.items()}}}}
    )


def headers(**more):
    return {"headers": {"X-A": {"schema": STRING, **more}}}


RESPONSES = {
    "success removed": (responses(s200=response(STRING), s404=response()), responses(s404=response()), "breaking"),
    "error removed": (responses(s200=response(), s404=response()), responses(s200=response()), "breaking"),
    "another success": (responses(s200=response(STRING)), responses(s201=response(STRING)), "breaking"),
    "error added": (responses(s200=response()), responses(s200=response(), s404=response(STRING)), "additive"),
    "taken over by its range": (responses(s404=response(STRING)), responses(s4XX=response(STRING)), "additive"),
    "taken over by another range": (responses(s404=response(STRING)), responses(s4XX=response(INTEGER)), "breaking"),
    "taken over by default": (responses(s404=response(STRING)), responses(sdefault=response(STRING)), "additive"),
    "told out of default": (
        responses(sdefault=response(STRING)),
        responses(sdefault=response(STRING), s404=response(SHORT)),
        "additive",
    ),
    "another than default": (
        responses(sdefault=response(STRING)),
        responses(sdefault=response(STRING), s404=response(INTEGER)),
        "breaking",
    ),
    "header added": (responses(s200=response()), responses(s200=response(**headers())), "additive"),
    "header removed": (responses(s200=response(**headers())), responses(s200=response()), "breaking"),
    "header optional": (
        responses(s200=response(**headers(required=True))),
        responses(s200=response(**headers())),
        "breaking",
    ),
    "header always sent": (
        responses(s200=response(**headers())),
        responses(s200=response(**headers(required=True))),
        "additive",
    ),
    "header deprecated": (
        responses(s200=response(**headers())),
        responses(s200=response(**headers(deprecated=True))),
        "neutral",
    ),
    "link removed": (
        responses(s200=response(links={"l": {"operationId": "x"}})),
        responses(s200=response()),
        "breaking",
    ),
    "link added": (responses(s200=response()), responses(s200=response(links={"l": {"operationId": "x"}})), "additive"),
    "prose": (responses(s200=response()), responses(s200=response() | {"description": "Other."}), "neutral"),
}


@pytest.mark.parametrize(("base", "revision", "expected"), RESPONSES.values(), ids=RESPONSES)
def test_a_response(base, revision, expected):
    assert verdict(base, revision) == expected


def taking(body):
    operation = {"responses": {"204": {"description": "Done"}}} | ({"requestBody": body} if body else {})
    return api({"/v1/things": {"post": operation}})


def media(*names, schema=STRING, **more):
    return {"content": {name: {"schema": schema} for name in names}, **more}


JSON_BODY = media("application/json")
FILE = {"type": "object", "properties": {"file": STRING | {"format": "binary"}}}


def form(**encoding):
    return {"content": {"multipart/form-data": {"schema": FILE, **({"encoding": encoding} if encoding else {})}}}


BODIES = {
    "added": (None, JSON_BODY, "additive"),
    "added and required": (None, JSON_BODY | {"required": True}, "breaking"),
    "removed": (JSON_BODY, None, "breaking"),
    "required": (JSON_BODY, JSON_BODY | {"required": True}, "breaking"),
    "optional": (JSON_BODY | {"required": True}, JSON_BODY, "additive"),
    "optional spelled out": (JSON_BODY, JSON_BODY | {"required": False}, "neutral"),
    "media type removed": (media("application/json", "application/xml"), JSON_BODY, "breaking"),
    "a range that does not hold it": (JSON_BODY, media("application/*+json"), "breaking"),
    "a range that holds it": (JSON_BODY, media("application/*"), "additive"),
    "any media type": (JSON_BODY, media("*/*"), "additive"),
    "a suffix": (media("application/vnd.a+json"), media("application/*+json"), "additive"),
    "another case": (JSON_BODY, media("Application/JSON"), "neutral"),
    "a charset of JSON": (JSON_BODY, media("application/json; charset=utf-8"), "neutral"),
    "encoding added": (form(), form(file={"contentType": "image/png"}), "breaking"),
    "encoding dropped": (form(file={"contentType": "image/png"}), form(), "additive"),
    "encoding widened": (
        form(file={"contentType": "image/png"}),
        form(file={"contentType": "image/png, image/jpeg"}),
        "additive",
    ),
}


@pytest.mark.parametrize(("base", "revision", "expected"), BODIES.values(), ids=BODIES)
def test_a_request_body(base, revision, expected):
    found = verdict(taking(base), taking(revision))
    assert found == expected or {found, expected} == {"neutral", "additive"}


SCHEMES: dict[str, Any] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"r": "", "w": ""}}},
    },
}


def guarded(own=None, whole=None, **schemes):
    operation = {"responses": {"204": {"description": "Done"}}} | ({} if own is None else {"security": own})
    described = api({"/v1/things": {"get": operation}}, securitySchemes=SCHEMES | schemes)
    return described | ({} if whole is None else {"security": whole})


KEY: dict[str, Any] = {"key": []}
BEARER: dict[str, Any] = {"bearer": []}
READ = {"oauth": ["r"]}
SECURITY = {
    "alternative removed": (guarded([KEY, BEARER]), guarded([KEY]), "breaking"),
    "both asked for": (guarded([KEY]), guarded([KEY | BEARER]), "breaking"),
    "one of both asked for": (guarded([KEY | BEARER]), guarded([KEY]), "additive"),
    "scope added": (guarded([READ]), guarded([{"oauth": ["r", "w"]}]), "breaking"),
    "alternative added": (guarded([READ]), guarded([READ, {"oauth": ["w"]}]), "additive"),
    "anonymous": (guarded([KEY]), guarded([]), "additive"),
    "of the whole API": (guarded(whole=[KEY]), guarded([KEY]), "neutral"),
    "anonymous in two ways": (guarded(), guarded([{}]), "neutral"),
    "order": (guarded([KEY, BEARER]), guarded([BEARER, KEY]), "neutral"),
    "a scheme's name": (guarded([KEY]), guarded([{"other": []}], other=SCHEMES["key"]), "neutral"),
    "another scheme": (guarded([BEARER]), guarded([BEARER], bearer={"type": "http", "scheme": "basic"}), "breaking"),
    "a header in another case": (guarded([KEY]), guarded([KEY], key=SCHEMES["key"] | {"name": "x-key"}), "neutral"),
    "a key elsewhere": (guarded([KEY]), guarded([KEY], key=SCHEMES["key"] | {"in": "query"}), "breaking"),
    "a hint for readers": (
        guarded([BEARER]),
        guarded([BEARER], bearer=SCHEMES["bearer"] | {"bearerFormat": "JWT"}),
        "neutral",
    ),
}


@pytest.mark.parametrize(("base", "revision", "expected"), SECURITY.values(), ids=SECURITY)
def test_security(base, revision, expected):
    assert verdict(base, revision) == expected


def served(*servers):
    listed = [{"url": server} if isinstance(server, str) else server for server in servers]
    return api({"/v1/things": {"get": {"responses": {"204": {"description": "Done"}}}}}) | {"servers": listed}


def regions(*names):
    return {"url": "https://{r}.example", "variables": {"r": {"default": names[0], "enum": list(names)}}}


SERVERS = {
    "removed": (served("https://a.example", "https://b.example"), served("https://a.example"), "breaking"),
    "added": (served("https://a.example"), served("https://a.example", "https://b.example"), "additive"),
    "a slash at its end": (served("https://a.example/"), served("https://a.example"), "neutral"),
    "prose": (served("https://a.example"), served({"url": "https://a.example", "description": "A"}), "neutral"),
    "order": (
        served("https://a.example", "https://b.example"),
        served("https://b.example", "https://a.example"),
        "neutral",
    ),
    "one region less": (served(regions("eu", "us")), served(regions("eu")), "breaking"),
}


@pytest.mark.parametrize(("base", "revision", "expected"), SERVERS.values(), ids=SERVERS)
def test_servers(base, revision, expected):
    assert verdict(base, revision) == expected


def event(schema, name="lead.won", answered=None, **more):
    operation = {"requestBody": {**content(schema), **more}, "responses": answered or {"200": {"description": "Taken"}}}
    return api(webhooks={name: {"post": operation}})


def callback(schema, expression="{$request.body#/url}"):
    inner = {"post": {"requestBody": content(schema), "responses": {"200": {"description": "Taken"}}}}
    operation = {"responses": {"204": {"description": "Done"}}, "callbacks": {"done": {expression: inner}}}
    return api({"/v1/things": {"post": operation}})


NO_EVENT, NO_CALLBACK = api(), api({"/v1/things": {"post": {"responses": {"204": {"description": "Done"}}}}})
ANSWER = {"200": response(A)}
REQUIRED_ANSWER = {"200": response(A | {"required": ["a"]})}
OUTWARD = {
    "event removed": (event(A), NO_EVENT, "breaking"),
    "event added": (NO_EVENT, event(A), "additive"),
    "event renamed": (event(A), event(A, "lead.closed"), "breaking"),
    "limit dropped": (event(SHORT), event(STRING), "breaking"),
    "limit set": (event(STRING), event(SHORT), "additive"),
    "field added": (event(A), event({"type": "object", "properties": {"a": STRING, "b": STRING}}), "additive"),
    "payload optional": (event(A, required=True), event(A), "breaking"),
    "more asked of the answer": (event(A, answered=ANSWER), event(A, answered=REQUIRED_ANSWER), "breaking"),
    "callback removed": (callback(A), NO_CALLBACK, "breaking"),
    "callback added": (NO_CALLBACK, callback(A), "additive"),
    "callback widened": (callback(INTEGER), callback(NUMBER), "breaking"),
    "callback narrowed": (callback(NUMBER), callback(INTEGER), "additive"),
    "callback from elsewhere": (callback(A), callback(A, "{$request.body#/callback}"), "breaking"),
}


@pytest.mark.parametrize(("base", "revision", "expected"), OUTWARD.values(), ids=OUTWARD)
def test_what_the_server_sends_of_its_own(base, revision, expected):
    assert verdict(base, revision) == expected


@pytest.mark.parametrize(("required", "expected"), [(True, "additive"), (False, "breaking")])
def test_a_header_of_an_event_is_sent_by_the_server(required, expected):
    def signed(mark):
        return api(
            webhooks={"a": {"post": {"parameters": [{"name": "X-S", "in": "header", "schema": STRING, **mark}]}}}
        )

    assert verdict(signed({"required": not required}), signed({"required": required})) == expected


def test_an_operation_that_goes_by_another_path_is_one_change():
    def described(path):
        return api({path: {"get": {"operationId": "list", "responses": {"200": response(A)}}}})

    change = only(diff(described("/v1/leads"), described("/v1/prospects")))
    assert (change.rule, change.name, change.renamed_to) == ("operation-renamed", "GET /v1/leads", "GET /v1/prospects")


def test_only_code_generators_see_an_operation_id():
    def described(name):
        return api({"/v1/things": {"get": {"operationId": name, "responses": {"204": {"description": "Done"}}}}})

    (change,) = diff(described("list"), described("listAll")).changes
    assert (change.rule, change.cls, change.lens) == ("operation-id-changed", "breaking", "client-library")
