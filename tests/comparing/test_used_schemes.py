"""A security scheme that somebody asks for is never called unreached."""

from __future__ import annotations

from tests.comparing.describing import api, diff, ok

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


def test_a_scheme_that_nobody_asks_for_is_unreached():
    base, revision = (secured([], one=scheme) for scheme in (KEY, BEARER))
    assert rules(base, revision) == {"security-scheme-changed"}
    (change,) = diff(base, revision).changes
    assert (change.cls, change.unreached) == ("neutral", True)
