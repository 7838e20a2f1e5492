"""Small descriptions to compare: a schema at a surface, a body in a webhook, an operation of its own."""

from __future__ import annotations

import sys

import apidiff

STRING = {"type": "string"}


def api(paths=None, *, openapi="3.1.0", webhooks=None, **components):
    """A description of these paths, webhooks and components."""
    document = {"openapi": openapi, "info": {"title": "T", "version": "1"}, "paths": paths or {}}
    if webhooks:
        document["webhooks"] = webhooks
    if components:
        document["components"] = components
    return document


def content(schema, media="application/json"):
    return {"content": {media: {"schema": schema}}}


def ok(schema=None, **more):
    return {"200": {"description": "OK", **(content(schema) if schema is not None else {}), **more}}


def sent(schema, **components):
    """A description whose one operation takes the schema."""
    operation = {"requestBody": content(schema), "responses": {"204": {"description": "Done"}}}
    return api({"/v1/things": {"post": operation}}, **components)


def received(schema, **components):
    """A description whose one operation answers with the schema."""
    return api({"/v1/things": {"get": {"responses": ok(schema)}}}, **components)


def ref(name, kind="schemas"):
    return {"$ref": f"#/components/{kind}/{name}"}


def diff(base, revision, **options):
    return apidiff.diff(base, revision, **options)


def told(comparison):
    """Rule, class and title of each change that counts and is more than neutral."""
    return [(change.rule, change.cls, change.title) for change in comparison.counted if change.cls != "neutral"]


def only(comparison, cls=None):
    """The one change that counts and is more than neutral, or the one of a class."""
    found = [change for change in comparison.counted if (change.cls == cls if cls else change.cls != "neutral")]
    assert len(found) == 1, [change.title for change in comparison.changes]
    return found[0]


def calls_of(function):
    """How many calls of functions it takes: the same on every machine."""
    count = 0

    def counting(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count
