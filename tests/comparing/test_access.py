"""Who may call: schemes, flows and scopes, as a client presents them."""

from __future__ import annotations

from typing import Any

import pytest

from apidiff.errors import InputError
from tests.comparing.describing import api, diff

CODE = {
    "authorizationUrl": "https://a.example/auth",
    "tokenUrl": "https://a.example/token",
    "scopes": {"r": "", "w": ""},
}
MACHINE: dict[str, Any] = {"tokenUrl": "https://a.example/token", "scopes": {"r": "", "w": ""}}
DEVICE = {
    "deviceAuthorizationUrl": "https://a.example/device",
    "tokenUrl": "https://a.example/token",
    "scopes": {"r": ""},
}


def oauth(**flows):
    return {"type": "oauth2", "flows": flows}


def guarded(scheme, requirement=None, *, openapi="3.1.0", name="s", **schemes):
    """A description whose one operation asks for the scheme."""
    asked = [{name: ["r"]}] if requirement is None else requirement
    operation = {"responses": {"204": {"description": "Done"}}, "security": asked}
    return api({"/v1/things": {"get": operation}}, openapi=openapi, securitySchemes={"s": scheme, **schemes})


FLOWS = {
    "another flow": (
        oauth(authorizationCode=CODE),
        oauth(authorizationCode=CODE, clientCredentials=MACHINE),
        "additive",
    ),
    "a flow gone": (
        oauth(authorizationCode=CODE, clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE),
        "breaking",
    ),
    "a flow swapped": (oauth(clientCredentials=MACHINE), oauth(password=MACHINE), "breaking"),
    "a scope gone that is asked for": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"scopes": {"w": ""}}),
        "breaking",
    ),
    "a scope gone from one of two flows": (
        oauth(authorizationCode=CODE, clientCredentials=MACHINE),
        oauth(authorizationCode=CODE, clientCredentials=MACHINE | {"scopes": {}}),
        "breaking",
    ),
    "a scope gone that nothing asks for": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"scopes": {"r": ""}}),
        "neutral",
    ),
    "a scope more on offer": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"scopes": {**MACHINE["scopes"], "x": ""}}),
        "neutral",
    ),
    "a scope described": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"scopes": {"r": "Read.", "w": ""}}),
        "neutral",
    ),
    "a flow offers the scope now": (
        oauth(authorizationCode=CODE, clientCredentials=MACHINE | {"scopes": {"w": ""}}),
        oauth(authorizationCode=CODE, clientCredentials=MACHINE),
        "additive",
    ),
    "a refresh URL": (
        oauth(authorizationCode=CODE),
        oauth(authorizationCode=CODE | {"refreshUrl": "https://a.example/r"}),
        "neutral",
    ),
    "tokens from elsewhere": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"tokenUrl": "https://b.example/token"}),
        "breaking",
    ),
    "codes from elsewhere": (
        oauth(authorizationCode=CODE),
        oauth(authorizationCode=CODE | {"authorizationUrl": "https://b.example"}),
        "breaking",
    ),
    "devices ask elsewhere": (
        oauth(deviceAuthorization=DEVICE),
        oauth(deviceAuthorization=DEVICE | {"deviceAuthorizationUrl": "https://b.example"}),
        "breaking",
    ),
    "metadata in addition": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE) | {"oauth2MetadataUrl": "https://a.example/m"},
        "neutral",
    ),
    "metadata gone": (
        oauth(clientCredentials=MACHINE) | {"oauth2MetadataUrl": "https://a.example/m"},
        oauth(clientCredentials=MACHINE),
        "breaking",
    ),
    "metadata elsewhere": (
        oauth(clientCredentials=MACHINE) | {"oauth2MetadataUrl": "https://a.example/m"},
        oauth(clientCredentials=MACHINE) | {"oauth2MetadataUrl": "https://b.example/m"},
        "breaking",
    ),
    "metadata of a flow that comes": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE, authorizationCode=CODE) | {"oauth2MetadataUrl": "https://a.example/m"},
        "additive",
    ),
    "the same URL in another case": (
        oauth(clientCredentials=MACHINE),
        oauth(clientCredentials=MACHINE | {"tokenUrl": "HTTPS://A.example:443/token"}),
        "neutral",
    ),
}


@pytest.mark.parametrize(("before", "after", "verdict"), FLOWS.values(), ids=FLOWS)
@pytest.mark.parametrize("openapi", ["3.0.4", "3.1.1", "3.2.0"])
def test_the_flows_of_a_scheme(before, after, verdict, openapi):
    sides = guarded(before, openapi=openapi), guarded(after, openapi=openapi)
    assert diff(*sides, audited=True).verdict == verdict


def test_a_scope_that_no_flow_lists_is_taken_on_trust():
    """Descriptions often leave `scopes` empty; what both sides leave out says nothing."""
    base = guarded(oauth(clientCredentials=MACHINE | {"scopes": {}}))
    assert (
        diff(base, guarded(oauth(clientCredentials=MACHINE | {"scopes": {}, "x-a": 1})), audited=True).verdict
        == "neutral"
    )


SCHEMES = {
    "a key of another name": (
        {"type": "apiKey", "in": "query", "name": "k"},
        {"type": "apiKey", "in": "query", "name": "K"},
        "breaking",
    ),
    "a key's header in another case": (
        {"type": "apiKey", "in": "header", "name": "X-Key"},
        {"type": "apiKey", "in": "header", "name": "x-key"},
        "neutral",
    ),
    "a key in a cookie": (
        {"type": "apiKey", "in": "header", "name": "k"},
        {"type": "apiKey", "in": "cookie", "name": "k"},
        "breaking",
    ),
    "a scheme in another case": ({"type": "http", "scheme": "Bearer"}, {"type": "http", "scheme": "bearer"}, "neutral"),
    "basic to bearer": ({"type": "http", "scheme": "basic"}, {"type": "http", "scheme": "bearer"}, "breaking"),
    "the format of a bearer": (
        {"type": "http", "scheme": "bearer"},
        {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "neutral",
    ),
    "a field of another type": (
        {"type": "http", "scheme": "basic"},
        {"type": "http", "scheme": "basic", "name": "n"},
        "neutral",
    ),
    "certificates": ({"type": "http", "scheme": "basic"}, {"type": "mutualTLS"}, "breaking"),
    "discovery elsewhere": (
        {"type": "openIdConnect", "openIdConnectUrl": "https://a.example"},
        {"type": "openIdConnect", "openIdConnectUrl": "https://b.example"},
        "breaking",
    ),
    "deprecated": (
        {"type": "http", "scheme": "basic"},
        {"type": "http", "scheme": "basic", "deprecated": True},
        "neutral",
    ),
    "prose": ({"type": "mutualTLS"}, {"type": "mutualTLS", "description": "Certificates."}, "neutral"),
}


@pytest.mark.parametrize(("before", "after", "verdict"), SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("by", ["name", "reference", "URI"])
def test_what_a_client_has_to_send(before, after, verdict, by):
    def described(scheme):
        name = "#/components/securitySchemes/s" if by == "URI" else "s"
        if by == "reference":
            document = guarded({"$ref": "#/components/securitySchemes/t"}, [{name: []}], t=scheme)
        else:
            document = guarded(scheme, [{name: []}])
        return document | {"openapi": "3.2.0"}

    assert diff(described(before), described(after), audited=True).verdict == verdict


KEY, BASIC = {"type": "apiKey", "in": "header", "name": "K"}, {"type": "http", "scheme": "basic"}


def test_a_scheme_under_another_name_is_the_same_way_in():
    base, revision = guarded(KEY, [{"s": []}]), guarded(BASIC, [{"t": []}], t=KEY)
    assert diff(base, revision, audited=True).verdict == "neutral"
    uri = guarded(KEY, [{"#/components/securitySchemes/s": []}], openapi="3.2.0")
    assert diff(base | {"openapi": "3.2.0"}, uri, audited=True).verdict == "neutral"


REQUIREMENTS: dict[str, Any] = {
    "alternatives in another order": ([{"s": []}, {"t": []}], [{"t": []}, {"s": []}], "neutral"),
    "an alternative that another one implies": ([{"s": []}, {"s": [], "t": []}], [{"s": []}], "neutral"),
    "one alternative less": ([{"s": []}, {"t": []}], [{"t": []}], "breaking"),
    "optional": ([{"s": []}], [{"s": []}, {}], "additive"),
    "not optional": ([{"s": []}, {}], [{"s": []}], "breaking"),
    "anonymous in two ways": ([], [{}], "neutral"),
    "one optional way less": ([{"s": []}, {"t": []}, {}], [{"s": []}, {}], "breaking"),
    "another optional way": ([{"s": []}, {}], [{"t": []}, {}], "breaking"),
    "one optional way more": ([{"s": []}, {}], [{"s": []}, {"t": []}, {}], "additive"),
    "nobody needs to be known": ([{"s": []}, {}], [{}], "neutral"),
    "nothing is asked for": ([{"s": []}], [{}], "additive"),
}


@pytest.mark.parametrize(("before", "after", "verdict"), REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_requirements(before, after, verdict):
    assert diff(guarded(KEY, before, t=BASIC), guarded(KEY, after, t=BASIC), audited=True).verdict == verdict


def test_the_cause_of_another_optional_way_is_told_at_the_scheme():
    optional = [{"s": []}, {}]
    comparison = diff(guarded(KEY, optional), guarded(KEY | {"name": "L"}, optional), audited=True)
    (change,) = (change for change in comparison.changes if change.cls != "neutral")
    assert (change.rule, change.undecided) == ("security-scheme-changed", False)


def test_a_scheme_that_nothing_asks_for_is_on_no_wire():
    assert diff(guarded(KEY, [{"s": []}], t=BASIC), guarded(KEY, [{"s": []}], t=KEY), audited=True).verdict == "neutral"


def test_security_of_the_whole_api_is_that_of_an_operation_without_its_own():
    whole = guarded(KEY, [{"s": []}])
    del whole["paths"]["/v1/things"]["get"]["security"]
    assert diff(whole | {"security": [{"s": []}]}, guarded(KEY, [{"s": []}]), audited=True).verdict == "neutral"
    assert diff(whole, whole | {"security": [{"s": []}]}, audited=True).verdict == "breaking"


def test_the_cause_is_told_at_the_scheme():
    base = guarded(oauth(authorizationCode=CODE))
    comparison = diff(base, guarded(oauth(authorizationCode=CODE, password=MACHINE)))
    change = next(change for change in comparison.changes if change.cls == "additive")
    assert change.rule == "security-relaxed"
    assert change.revision.pointer == "/components/securitySchemes/s"


@pytest.mark.parametrize("swapped", [False, True], ids=["to the operation", "to the description"])
@pytest.mark.parametrize(
    ("scheme", "after", "rule"),
    [
        (oauth(authorizationCode=CODE), oauth(authorizationCode=CODE, password=MACHINE), "security-relaxed"),
        (oauth(authorizationCode=CODE, password=MACHINE), oauth(password=MACHINE), "security-scheme-changed"),
        (KEY, KEY | {"name": "L"}, "security-scheme-changed"),
    ],
    ids=["a way in more", "a way in less", "another way in"],
)
def test_a_scheme_that_changed_is_told_once_beside_requirements_that_are_restated(scheme, after, rule, swapped):
    def side(scheme, *, own):
        asked = [{"s": ["r"] if scheme["type"] == "oauth2" else []}]
        document = guarded(scheme, asked) | {"security": asked}
        document["paths"]["/v1/others"] = {"get": {"responses": {"204": {"description": "Done"}}}}
        if not own:
            del document["paths"]["/v1/things"]["get"]["security"]
        return document

    comparison = diff(side(scheme, own=swapped), side(after, own=not swapped), audited=True)
    (change,) = (change for change in comparison.counted if change.cls != "neutral")
    assert (change.rule, change.undecided) == (rule, False)
    operations = {operation for impact in change.impacts for operation in impact.operations}
    assert operations == {"GET /v1/things", "GET /v1/others"}


@pytest.mark.parametrize("openapi", ["3.1.0", "3.2.0"])
def test_a_scheme_in_a_document_that_is_not_read_is_another_one(openapi):
    base = guarded(KEY, [{"s": []}], openapi=openapi)
    revision = guarded(KEY, [{"./more.yaml#/components/securitySchemes/s": []}], openapi=openapi)
    if openapi == "3.2.0":
        with pytest.raises(InputError, match=r"the file `more\.yaml`"):
            diff(base, revision)
    else:
        assert diff(base, revision).verdict == "breaking"
    named = guarded(KEY, [{"https://harbour.example/api#/components/securitySchemes/s": []}], openapi="3.2.0")
    assert diff(base | {"openapi": "3.2.0"}, named | {"$self": "https://harbour.example/api"}).verdict == "neutral"


ASKED = {
    # base, revision, titles
    "one for another": ([{"s": ["r"]}], [{"s": ["w"]}], [
        "Scope `w` added to the security of `GET /v1/things`",
        "Scope `r` no longer asked for by the security of `GET /v1/things`",
    ]),
    "one of two ways gone": ([{"s": ["r"]}, {"s": ["w"]}], [{"s": ["r"]}], [
        "Security of `GET /v1/things` tightened from `s (r) or s (w)` to `s (r)`",
    ]),
    "both where one was enough": ([{"s": ["r"]}, {"s": ["w"]}], [{"s": ["r", "w"]}], [
        "Security of `GET /v1/things` tightened from `s (r) or s (w)` to `s (r, w)`",
    ]),
    "another way in": ([{"s": ["r"]}], [{"s": ["r"]}, {"s": ["w"]}], [
        "Security of `GET /v1/things` relaxed from `s (r)` to `s (r) or s (w)`",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "titles"), ASKED.values(), ids=ASKED)
def test_scopes_are_told_as_what_they_did(before, after, titles):
    scheme = oauth(clientCredentials=MACHINE)
    changes = diff(guarded(scheme, before), guarded(scheme, after), audited=True).changes
    assert [change.title for change in changes] == titles
