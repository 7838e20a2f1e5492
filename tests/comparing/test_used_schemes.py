"""A security scheme that somebody asks for is never called unreached."""

from __future__ import annotations

import pytest

from tests.comparing.describing import api, diff, ok, only

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "bearer"}


def secured(security, **schemes):
    return api({"/v1/things": {"get": {"responses": ok(), "security": security}}}, securitySchemes=schemes)


def rules(base, revision):
    return {change.rule for change in diff(base, revision, audited=True).changes}


def test_a_scheme_that_changed_beside_the_requirements_is_told_by_these():
    base = secured([{"one": []}], one=KEY, two={"type": "http", "scheme": "basic"})
    revision = secured([{"two": []}, {"one": []}], one=BEARER, two={"type": "http", "scheme": "basic"})
    assert rules(base, revision) == {"security-changed"}


def test_a_scheme_that_only_an_operation_asks_for_that_came_or_went_is_told_by_that():
    base, revision = secured([{"one": []}], one=KEY), secured([{"one": []}], one=BEARER)
    for document in (base, revision):
        document["paths"]["/v1/others"] = {"get": {"responses": ok()}}
    del revision["paths"]["/v1/things"]
    assert rules(base, revision) == {"operation-removed"}
    assert rules(revision, base) == {"operation-added"}


def test_a_flow_that_offers_no_scope_that_is_asked_for_lets_in_the_same_callers():
    flow = {"tokenUrl": "https://a.example/token"}
    one = {"type": "oauth2", "flows": {"password": flow | {"scopes": {"r": ""}}}}
    two = {"type": "oauth2", "flows": one["flows"] | {"clientCredentials": flow | {"scopes": {"w": ""}}}}
    sides = [secured([{"one": ["r"]}], one=scheme) for scheme in (one, two)]
    for each in (sides, sides[::-1]):
        (change,) = diff(*each, audited=True).changes
        assert (change.rule, change.cls, change.title) == (
            "security-rewritten",
            "neutral",
            "Security of security scheme `one` rewritten, letting in the same callers as before",
        )


def test_a_scheme_that_nobody_asks_for_is_unreached():
    base, revision = (secured([], one=scheme) for scheme in (KEY, BEARER))
    assert rules(base, revision) == {"security-scheme-changed"}
    (change,) = diff(base, revision).changes
    assert (change.cls, change.unreached) == ("neutral", True)


def offering(**flows):
    """A description whose one operation asks for two scopes of a scheme, by the scopes that its flows offer."""
    url = {"tokenUrl": "https://a.example/token", "authorizationUrl": "https://a.example/in"}
    kept = {
        name: {key: url[key] for key in urls} | {"scopes": dict.fromkeys(flows[name], "")}
        for name, urls in (("clientCredentials", ("tokenUrl",)), ("implicit", ("authorizationUrl",)))
        if name in flows
    }
    return secured([{"one": ["r", "w"]}], one={"type": "oauth2", "flows": kept})


@pytest.mark.parametrize(
    ("base", "revision", "title"),
    [
        ({"implicit": "rw"}, {"implicit": "r"}, "OAuth scope `w` of security scheme `one` removed"),
        ({"implicit": "rw"}, {"implicit": ""}, "OAuth scopes `r` and `w` of security scheme `one` removed"),
        ({"implicit": "rw"}, {"implicit": "rx"}, "OAuth scopes of security scheme `one` changed from `w` to `x`"),
        (
            {"implicit": "rw", "clientCredentials": "rw"},
            {"implicit": "rw", "clientCredentials": "r"},
            "OAuth scope `w` of flow `clientCredentials` of security scheme `one` removed",
        ),
    ],
)
def test_a_scope_that_went_is_told_once_and_in_words(base, revision, title):
    (change,) = diff(offering(**base), offering(**revision), audited=True).counted
    assert (change.rule, change.cls, change.title) == ("security-scheme-changed", "breaking", title)


def test_a_scope_that_comes_lets_more_callers_in():
    change = only(diff(offering(implicit="rw", clientCredentials="r"), offering(implicit="rw", clientCredentials="rw")))
    title = "Security of flow `clientCredentials` of security scheme `one` relaxed from `scope r` to `scopes r, w`"
    assert (change.rule, change.title) == ("security-relaxed", title)


@pytest.mark.parametrize(
    ("base", "revision", "told"),
    [
        ({"implicit": "rwx"}, {"implicit": "rw"}, ("security-rewritten", "neutral")),
        ({"implicit": "rw"}, {"implicit": "rwx"}, ("security-rewritten", "neutral")),
    ],
)
def test_a_scope_that_nobody_is_asked_for_lets_in_the_same_callers(base, revision, told):
    (change,) = diff(offering(**base), offering(**revision), audited=True).counted
    assert (change.rule, change.cls) == told


def test_what_is_said_of_a_scope_is_prose():
    base, revision = offering(implicit="rw"), offering(implicit="rw")
    flows = revision["components"]["securitySchemes"]["one"]["flows"]
    flows["implicit"]["scopes"] = {"r": "Reads", "w": ""}
    (change,) = diff(base, revision, audited=True).counted
    assert change.rule == "documentation-changed"


def test_a_flow_that_comes_or_goes_is_named():
    both, one = offering(implicit="rw", clientCredentials="rw"), offering(implicit="rw")
    gone, came = only(diff(both, one)), only(diff(one, both))
    assert gone.title == "OAuth flow `clientCredentials` of security scheme `one` removed"
    flows = "from `flow implicit` to `flows clientCredentials, implicit`"
    assert came.title == f"Security of security scheme `one` relaxed {flows}"


def test_a_scheme_of_events_and_operations_is_told_once():
    def described(scheme):
        document = secured([{"one": []}], one=scheme)
        return document | {"webhooks": {"paid": {"post": {"responses": ok(), "security": [{"one": []}]}}}}

    (change,) = diff(described(KEY), described(KEY | {"name": "X-Other"}), audited=True).counted
    assert (change.rule, change.cls) == ("security-scheme-changed", "breaking")
    assert set(change.operations) == {"GET /v1/things", "webhook paid"}


def test_a_callback_that_is_called_elsewhere_has_the_security_that_it_had():
    def described(address, **more):
        called = {address: {"post": {"responses": ok(), **more}}}
        document = secured([{"one": []}], one=KEY)
        document["paths"]["/v1/things"]["get"]["callbacks"] = {"paid": called}
        return document

    sides = described("{$request.body#/a}"), described("{$request.body#/b}", summary="Paid")
    assert rules(*sides) == {"callback-address-changed", "documentation-changed"}
