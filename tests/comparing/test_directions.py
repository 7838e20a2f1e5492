"""Every place of an exchange, every edit, in operations, events and callbacks: who sends and who reads decides.

The verdict of each cell is derived from three facts and not from what is found: whether the client sends what stands at
the place or reads it, whether it can say what it reads (`Accept` of a request that it sent), and what the edit does to
the set of what may be sent.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, content, diff, ok

JSON = "application/json"
ADDRESS = "{$request.query.to}"
CODES = {"type": "string", "enum": ["a", "b"]}
FEWER = {"type": "string", "enum": ["a"]}
Body = dict[str, Any]


class Exchange(NamedTuple):
    """A kind of operation, and whether the client sends its request."""

    client_sends_request: bool
    around: Callable[[Body], Body]


def _called(body: Body, level: int) -> Body:
    return {"responses": ok(), "callbacks": {f"c{level}": {ADDRESS: {"post": body}}}}


EXCHANGES = {
    "operation": Exchange(True, lambda body: api({"/v1/a": {"post": body}})),
    "webhook": Exchange(False, lambda body: api(webhooks={"e": {"post": body}})),
    "x-webhook": Exchange(False, lambda body: api(openapi="3.0.3") | {"x-webhooks": {"e": {"post": body}}}),
    "callback": Exchange(False, lambda body: api({"/v1/a": {"post": _called(body, 1)}})),
    "callback of a webhook": Exchange(True, lambda body: api(webhooks={"e": {"post": _called(body, 1)}})),
    "callback of a callback": Exchange(True, lambda body: api({"/v1/a": {"post": _called(_called(body, 2), 1)}})),
}


class Edit(NamedTuple):
    """What an edit does, and the two bodies. `does`: a key of `SENT` and `READ`."""

    place: str
    does: str
    base: Body
    revision: Body


SENT = {
    # of what the client sends
    "adds": "additive",
    "adds a form": "additive",
    "adds something required": "breaking",
    "removes": "breaking",
    "narrows": "breaking",
    "widens": "additive",
    "says another name": "breaking",
    "rewrites": "neutral",
}
READ = {
    # of what the client reads
    "adds": "additive",
    "adds a form": "additive",
    "adds something required": "additive",
    "removes": "breaking",
    "narrows": "additive",
    "widens": "breaking",
    "says another name": "breaking",
    "rewrites": "neutral",
}


def parameter(schema=STRING, place="query", **more):
    return {"name": "p", "in": place, "schema": schema, **more}


def asking(*parameters, **body):
    return {"parameters": list(parameters), "responses": ok()} | body


def taking(content_=None, **more):
    return {"requestBody": {"content": content_ or content(STRING)["content"], **more}, "responses": ok()}


def answering(**response):
    return {"responses": {"200": {"description": "R", **response}}}


def media(*names, schema=CODES):
    return {name: {"schema": schema} for name in names}


def headed(schema=STRING, **more):
    return answering(headers={"X-A": {"schema": schema, **more}})


def fields(*required, **properties):
    return {"type": "object", "required": list(required), "properties": properties}


def _of_parameters():
    for place in ("query", "header", "cookie"):
        one, required = parameter(place=place), parameter(place=place, required=True)
        yield Edit("request", "adds", asking(), asking(one))
        yield Edit("request", "adds something required", asking(), asking(required))
        yield Edit("request", "removes", asking(one), asking())
        yield Edit("request", "narrows", asking(one), asking(required))
        yield Edit("request", "widens", asking(required), asking(one))
        yield Edit("request", "narrows", asking(parameter(CODES, place)), asking(parameter(FEWER, place)))
        yield Edit("request", "widens", asking(parameter(FEWER, place)), asking(parameter(CODES, place)))
        yield Edit("request", "says another name", asking(one), asking(one | {"name": "other"}))


def _of_request_bodies():
    body = taking()
    none = {"responses": ok()}
    yield Edit("request", "adds", none, body)
    yield Edit("request", "adds something required", none, taking(required=True))
    yield Edit("request", "removes", body, none)
    yield Edit("request", "narrows", body, taking(required=True))
    yield Edit("request", "widens", taking(required=True), body)


def _of_response_headers():
    yield Edit("response", "adds", answering(), headed())
    yield Edit("response", "adds something required", answering(), headed(required=True))
    yield Edit("response", "removes", headed(), answering())
    yield Edit("response", "removes", headed(required=True), answering())
    yield Edit("response", "narrows", headed(), headed(required=True))
    yield Edit("response", "widens", headed(required=True), headed())
    yield Edit("response", "narrows", headed(CODES), headed(FEWER))
    yield Edit("response", "widens", headed(FEWER), headed(CODES))
    yield Edit("response", "rewrites", headed(), answering(headers={"x-a": {"schema": STRING}}))


def _of_content():
    for place, holding in (("request", taking), ("response", lambda found: answering(content=found))):
        one, two = holding(media(JSON)), holding(media(JSON, "application/cbor"))
        yield Edit(place, "adds a form", one, two)
        yield Edit(place, "removes", two, one)
        yield Edit(place, "removes", holding(media(JSON)), holding(media("application/cbor")))
        yield Edit(place, "narrows", holding(media("image/*")), holding(media("image/png")))
        yield Edit(place, "widens", holding(media("image/png")), holding(media("image/*")))
        yield Edit(place, "rewrites", holding(media(JSON)), holding(media("Application/JSON; charset=utf-8")))
        yield Edit(place, "narrows", holding(media(JSON)), holding(media(JSON, schema=FEWER)))
        yield Edit(place, "widens", holding(media(JSON, schema=FEWER)), holding(media(JSON)))
        yield Edit(place, "narrows", holding({JSON: {}}), holding(media(JSON)))
        yield Edit(place, "widens", holding(media(JSON)), holding({JSON: {}}))
        for does, base, revision in (
            ("adds", fields(), fields(a=STRING)),
            ("adds something required", fields(), fields("a", a=STRING)),
            ("removes", fields(a=STRING), fields()),
            ("narrows", fields(a=STRING), fields("a", a=STRING)),
            ("widens", fields("a", a=STRING), fields(a=STRING)),
            ("narrows", fields(a={"type": ["string", "null"]}), fields(a=STRING)),
            ("widens", fields(a=STRING), fields(a={"type": ["string", "null"]})),
            ("widens", fields(a=STRING | {"maxLength": 2}), fields(a=STRING | {"maxLength": 3})),
        ):
            yield Edit(place, does, holding(media(JSON, schema=base)), holding(media(JSON, schema=revision)))


def _of_first_contents():
    yield Edit("response", "adds something required", answering(), answering(content=media(JSON)))
    yield Edit("response", "adds something required", answering(), answering(content={JSON: {}, "a/b+json": {}}))
    yield Edit("response", "adds something required", answering(), answering(content=media("a/b+xml", schema={})))
    yield Edit("response", "adds something required", answering(), answering(content=media("text/plain")))
    yield Edit("response", "adds", answering(), answering(content={"text/plain": {"schema": STRING}}))
    yield Edit("response", "adds", answering(), answering(content={JSON: {}, "text/csv": {}}))
    yield Edit("response", "removes", answering(content=media(JSON)), answering())


def _of_statuses():
    two = {"responses": ok() | {"404": {"description": "R"}}}
    yield Edit("response", "adds", answering(), two)
    yield Edit("response", "removes", two, answering())
    ranged = {"responses": ok() | {"4XX": {"description": "R"}}}
    yield Edit("response", "narrows", ranged, two)


def _of_parts():
    def posted(schema, **encoding):
        return taking({"multipart/form-data": {"schema": schema, "encoding": {"f": encoding}}})

    file = fields(f={"type": "string", "contentMediaType": "image/png"})

    def header(**more):
        return posted(file, headers={"X-A": {"schema": STRING, **more}})

    yield Edit("request", "adds", posted(file, headers={}), header())
    yield Edit("request", "adds something required", posted(file, headers={}), header(required=True))
    yield Edit("request", "removes", header(), posted(file, headers={}))
    yield Edit("request", "narrows", header(), header(required=True))
    yield Edit("request", "widens", header(required=True), header())
    one, two = posted(file, contentType="image/png"), posted(file, contentType="image/png, image/gif")
    yield Edit("request", "widens", one, two)
    yield Edit("request", "narrows", two, one)


EDITS = [
    *_of_parameters(), *_of_request_bodies(), *_of_response_headers(), *_of_content(), *_of_first_contents(),
    *_of_statuses(), *_of_parts(),
]  # fmt: skip


def expected(edit: Edit, exchange: Exchange) -> str:
    is_request = edit.place == "request"
    if exchange.client_sends_request == is_request:
        return SENT[edit.does]
    if edit.does == "adds a form" and is_request:
        return "breaking"  # a receiver cannot say which media types it reads
    return READ[edit.does]


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("edit", EDITS, ids=[f"{index}-{e.place} {e.does}" for index, e in enumerate(EDITS)])
def test_who_sends_and_who_reads_decides(edit, name):
    exchange = EXCHANGES[name]
    if name == "x-webhook" and "null" in str(edit):
        pytest.skip("3.0 writes null in another way")
    base, revision = (exchange.around(copy.deepcopy(side)) for side in (edit.base, edit.revision))
    found = diff(base, revision, policy=Policy(new_enum_value="breaking"))
    assert found.verdict == expected(edit, exchange), [(c.rule, c.cls, c.title) for c in found.changes]
    assert not any(change.undecided for change in found.changes)
