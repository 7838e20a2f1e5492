"""A policy that allows one more script, and nothing else."""

from __future__ import annotations

import html
import re

import pytest

from apidiff.reporting.securing import CSP, SITE_CSP, secured, with_script

SCRIPT = "ask()"
ITS_HASH = "'sha256-inhqo8UEOtta3Yf/3uJCGUt2o6pzuDBPHXRBiutLwio='"


def page(policy):
    return f'<head><meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}"></head><body>x</body>'


def allowed(policy):
    """The directives of the policy after the script was added."""
    (found,) = re.findall(r'Policy" content="([^"]*)"', with_script(page(policy), SCRIPT))
    return {name: sources for name, *sources in (part.split() for part in html.unescape(found).split(";"))}


def test_the_script_is_the_last_of_the_body():
    assert with_script("<body>x</body>", SCRIPT) == "<body>x<script>ask()</script></body>"
    assert with_script("x", SCRIPT) == "x<script>ask()</script>"


@pytest.mark.parametrize(
    ("policy", "script", "connect"),
    [
        ("default-src 'none'", [ITS_HASH], ["'self'"]),
        ("script-src 'none'", [ITS_HASH], None),
        ("script-src 'sha256-a'; connect-src 'self'", ["'sha256-a'", ITS_HASH], ["'self'", "'self'"]),
        ("default-src 'self' https://a.example", ["'self'", "https://a.example", ITS_HASH], None),
        ("img-src data:", None, None),
    ],
)
def test_the_policy_allows_the_script_and_nothing_else(policy, script, connect):
    found = allowed(policy)
    assert {*found} >= {part.split()[0] for part in policy.split(";")}
    assert found.get("script-src") == script
    if connect:
        assert found["connect-src"] == connect


@pytest.mark.parametrize("policy", [CSP, SITE_CSP])
def test_a_page_of_ours_keeps_the_rest_of_its_policy(policy):
    made = secured(page(policy).replace("x</body>", "<script>own()</script></body>"))
    (before,) = re.findall(r'Policy" content="([^"]*)"', made)
    (after,) = re.findall(r'Policy" content="([^"]*)"', with_script(made, SCRIPT))
    parts = [part.split() for part in html.unescape(before).split("; ")]
    changed = [part.split() for part in html.unescape(after).split("; ")]
    kept = [part for part in parts if part[0] not in ("script-src", "connect-src")]
    assert [part for part in changed if part[0] not in ("script-src", "connect-src")] == kept
    assert ITS_HASH in after.replace("&#x27;", "'")


def test_what_the_text_of_a_page_says_of_a_policy_is_left():
    said = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    assert said in with_script(f"<head></head><body><pre>{said}</pre></body>", SCRIPT)
