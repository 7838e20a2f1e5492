"""Links: what counts is the operation that a link leads to and the values that it passes, not how either is written."""

from __future__ import annotations

import re

import pytest

from tests.comparing.describing import STRING, api, diff, ref, told


def described(link, *, ids=("readBook", "burnBook"), path="/books/{book}", extra=None, **more):
    """An operation with a link, and the two operations that it can lead to."""
    variable = path.partition("{")[2].partition("}")[0]
    parameters = [
        {"name": variable, "in": "path", "required": True, "schema": STRING},
        {"name": "X-Shelf", "in": "header", "schema": STRING},
        {"name": "page", "in": "query", "schema": STRING},
    ]
    done = {"responses": {"204": {"description": "Done"}}}
    lend = {"post": {"responses": {"200": {"description": "Lent", "links": {"book": link}}}}}
    item = {
        "parameters": parameters,
        "get": done | {"operationId": ids[0]},
        "delete": done | {"operationId": ids[1]},
    }
    return api({"/lendings": lend, path: item, **(extra or {})}, **more)


BY_ID = {"operationId": "readBook", "parameters": {"book": "$response.body#/book"}}
BY_REF = {"operationRef": "#/paths/~1books~1%7Bbook%7D/get", "parameters": {"book": "$response.body#/book"}}
RENAMED = {"operationId": "getBook", "parameters": {"book": "$response.body#/book"}}


@pytest.mark.parametrize("openapi", ["3.0.4", "3.1.1", "3.2.0"])
def test_an_identifier_and_a_reference_of_one_operation_lead_to_the_same(openapi):
    sides = [described(link, openapi=openapi) for link in (BY_ID, BY_REF)]
    assert diff(*sides, audited=True).verdict == "neutral"
    assert diff(*reversed(sides), audited=True).verdict == "neutral"


def test_a_link_may_follow_an_operation_that_got_another_identifier():
    comparison = diff(described(BY_ID), described(RENAMED, ids=("getBook", "burnBook")), audited=True)
    assert comparison.verdict == "neutral"
    assert "link-changed" not in {change.rule for change in comparison.changes}


def test_a_link_that_leads_to_another_operation_is_breaking():
    elsewhere = {**BY_REF, "operationRef": "#/paths/~1books~1%7Bbook%7D/delete"}
    ((rule, cls, title),) = told(diff(described(BY_ID), described(elsewhere), audited=True))
    assert (rule, cls) == ("link-changed", "breaking")
    assert "`GET /books/{book}`" in title
    assert "`DELETE /books/{book}`" in title


def test_a_link_whose_identifier_went_to_another_operation_is_breaking():
    comparison = diff(described(BY_ID), described(BY_ID, ids=("burnBook", "readBook")), audited=True)
    assert [rule for rule, _, _ in told(comparison)] == ["link-changed"]


def test_a_link_whose_identifier_is_nobodys_now_is_breaking():
    comparison = diff(described(BY_ID), described(BY_ID, ids=("getBook", "burnBook")), audited=True)
    assert [rule for rule, _, _ in told(comparison)] == ["link-changed"]


def test_a_link_whose_identifier_a_new_operation_took_is_breaking():
    new = {"/pages": {"get": {"operationId": "readBook", "responses": {"204": {"description": "Done"}}}}}
    comparison = diff(described(BY_ID), described(BY_ID, ids=("getBook", "burnBook"), extra=new), audited=True)
    assert sorted(rule for rule, _, _ in told(comparison)) == ["link-changed", "operation-added"]


def test_a_link_in_a_shared_response_follows_its_identifier_too():
    shared = {"Lent": {"description": "Lent", "links": {"book": BY_ID}}}
    lend = {"/loans": {"post": {"responses": {"200": {"$ref": "#/components/responses/Lent"}}}}}
    sides = [
        described(BY_REF, ids=ids, extra=lend, responses=shared)
        for ids in (("readBook", "burnBook"), ("burnBook", "readBook"))
    ]
    assert [rule for rule, _, _ in told(diff(*sides, audited=True))] == ["link-changed"]


SAME_PARAMETERS = {
    "qualified by where it is sent": ({"book": "$request.body"}, {"path.book": "$request.body"}),
    "a header in another case": ({"x-shelf": "7"}, {"X-Shelf": "7"}),
    "the value of a header in another case": ({"book": "$request.header.X-A"}, {"book": "$request.header.x-a"}),
    "one within a text": ({"book": "no. {$response.header.BOOK}"}, {"book": "no. {$response.header.book}"}),
}


@pytest.mark.parametrize(("old", "new"), SAME_PARAMETERS.values(), ids=SAME_PARAMETERS)
def test_parameters_written_another_way_are_the_same(old, new):
    sides = [described({"operationId": "readBook", "parameters": side}) for side in (old, new)]
    assert diff(*sides, audited=True).verdict == "neutral"


def test_a_body_from_a_header_in_another_case_is_the_same():
    sides = [described({**BY_ID, "requestBody": f"$response.header.{name}"}) for name in ("Etag", "ETag")]
    assert diff(*sides, audited=True).verdict == "neutral"


OTHER_PARAMETERS = {
    "another value": ({"book": "$response.body#/book"}, {"book": "$response.body#/id"}),
    "a text in another case": ({"book": "at $request.header.X"}, {"book": "at $request.header.x"}),
    "a member in another case": ({"book": "$response.body#/Book"}, {"book": "$response.body#/book"}),
    "one more": ({"book": "1"}, {"book": "1", "page": "2"}),
    "one less": ({"book": "1", "page": "2"}, {"book": "1"}),
    "another one": ({"page": "1"}, {"X-Shelf": "1"}),
    "a number where a truth value was": ({"page": True}, {"page": 1}),
}


@pytest.mark.parametrize(("old", "new"), OTHER_PARAMETERS.values(), ids=OTHER_PARAMETERS)
def test_other_parameters_are_breaking(old, new):
    sides = [described({"operationId": "readBook", "parameters": side}) for side in (old, new)]
    ((rule, cls, title),) = told(diff(*sides, audited=True))
    assert (rule, cls) == ("link-changed", "breaking")
    assert "readBook" not in title  # which did not change


def test_a_path_variable_under_another_name_is_the_same_one():
    base = described(BY_ID)
    revision = described({"operationId": "readBook", "parameters": {"id": "$response.body#/book"}}, path="/books/{id}")
    assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_link_that_stayed_is_not_told_of_parameters_that_changed_where_it_leads_to():
    """Whether anything else in its response is edited or not."""
    link = {**BY_ID, "parameters": {**BY_ID["parameters"], "page": "$response.body#/page"}}
    base, revision = described(link), described(link)
    revision["paths"]["/books/{book}"]["parameters"][2]["name"] = "sheet"
    for description in ("Lent", "Lent out"):
        revision["paths"]["/lendings"]["post"]["responses"]["200"]["description"] = description
        rules = {rule for rule, _, _ in told(diff(base, revision, audited=True))}
        assert "link-changed" not in rules
        assert any(rule.startswith("parameter-") for rule in rules)


SHELVED = {"operationId": "readBook", "parameters": {"path.book": "$response.body#/book"}}


@pytest.mark.parametrize("link", [BY_ID, SHELVED, BY_REF], ids=["by its name", "by its place", "by a reference"])
@pytest.mark.parametrize("description", ["Lent", "Lent out"])
def test_a_link_that_fills_a_variable_by_the_name_that_it_had_is_breaking(link, description):
    followed = {**BY_REF, "operationRef": "#/paths/~1books~1%7Bid%7D/get"} if link is BY_REF else link
    revision = described(followed, path="/books/{id}")
    revision["paths"]["/lendings"]["post"]["responses"]["200"]["description"] = description
    (change,) = (c for c in diff(described(link), revision, audited=True).counted if c.cls != "neutral")
    assert (change.rule, change.cls, change.undecided) == ("link-changed", "breaking", False)
    (name,) = link["parameters"]
    assert change.title.endswith(f'changed from `{{"{name}":"$response.body#/book"}}` to `{{}}`')


def test_a_link_that_never_filled_a_variable_is_none_the_worse_for_its_name():
    wrong = {**BY_ID, "parameters": {"id": "$response.body#/book"}}
    assert diff(described(wrong), described(wrong, path="/books/{id}"), audited=True).verdict == "neutral"


def test_a_link_whose_variables_change_places_is_breaking():
    def shelf(path):
        link = {"operationId": "find", "parameters": {"row": "$response.body#/row", "slot": "$response.body#/slot"}}
        parameters = [{"name": n, "in": "path", "required": True, "schema": STRING} for n in ("row", "slot")]
        find = {"operationId": "find", "parameters": parameters, "responses": {"204": {"description": "Found"}}}
        return described(link, extra={path: {"get": find}})

    base, revision = shelf("/rows/{row}/slots/{slot}"), shelf("/rows/{slot}/slots/{row}")
    assert [rule for rule, _, _ in told(diff(base, revision, audited=True))] == ["link-changed"]


def test_a_shared_link_of_operations_that_came_and_went_is_covered_by_these():
    def lent(path, value):
        extra = {path: {"put": {"responses": {"200": {"description": path, "links": {"book": ref("Book", "links")}}}}}}
        shared = {**BY_ID, "parameters": {"book": f"$response.body#/{value}"}}
        return described(BY_ID, extra=extra, links={"Book": shared})

    comparison = diff(lent("/loans", "book"), lent("/borrowings", "id"), audited=True)
    assert sorted(rule for rule, _, _ in told(comparison)) == ["operation-added", "operation-removed"]


def test_a_link_to_an_operation_under_another_path_still_leads_there():
    moved = {**BY_REF, "operationRef": "#/paths/~1volumes~1%7Bbook%7D/get"}
    rules = {rule for rule, _, _ in told(diff(described(BY_REF), described(moved, path="/volumes/{book}")))}
    assert rules == {"operation-renamed"}


def test_what_leads_out_of_the_description_is_compared_as_a_text():
    refs = ["https://other.example/openapi.json#/paths/~1a/get", "https://other.example/openapi.json#/paths/~1b/get"]
    sides = [described({"operationRef": target}) for target in refs]
    assert [rule for rule, _, _ in told(diff(*sides))] == ["link-changed"]
    assert diff(sides[0], described({"operationRef": refs[0], "description": "D"})).verdict == "neutral"


def test_prose_and_case_of_a_server_say_nothing():
    servers = [{"url": "https://a.example/v1", "description": "A"}, {"url": "https://A.example:443/v1/"}]
    sides = [described({**BY_ID, "server": server}) for server in servers]
    assert diff(*sides, audited=True).verdict == "neutral"
    other = described({**BY_ID, "server": {"url": "https://b.example/v1"}})
    assert [rule for rule, _, _ in told(diff(sides[0], other))] == ["link-changed"]


def test_a_server_where_the_operation_is_anyhow_says_nothing():
    here = {"url": "https://a.example/v1"}
    sides = [described(link) | {"servers": [here]} for link in (BY_ID, {**BY_ID, "server": here})]
    assert diff(*sides, audited=True).verdict == "neutral"
    assert diff(*reversed(sides), audited=True).verdict == "neutral"
    for side in sides:
        side["servers"].append({"url": "https://b.example"})
    assert diff(*sides, audited=True).verdict == "breaking"


def test_a_link_that_leads_somewhere_at_last_is_repaired():
    """Whether anything else in its response is edited or not."""
    base, revision = described(BY_ID, ids=("getBook", "burnBook")), described(BY_ID)
    for description in ("Lent", "Lent out"):
        revision["paths"]["/lendings"]["post"]["responses"]["200"]["description"] = description
        assert diff(base, revision, audited=True).verdict == "neutral"


def test_a_link_to_nothing_is_compared_as_a_text():
    sides = [described({"operationId": name}) for name in ("nowhere", "elsewhere")]
    assert [rule for rule, _, _ in told(diff(*sides))] == ["link-changed"]


def ids(base, revision):
    return {change.id for change in diff(base, revision, audited=True).changes if change.rule == "link-changed"}


def test_a_link_that_passes_something_else_on_covers_no_other_operation():
    other = {**BY_ID, "parameters": {"book": "$response.body#/other"}}
    first = ids(described(BY_ID), described(other))
    second = ids(described(BY_ID), described(other, ids=("burnBook", "readBook")))
    assert (len(first), len(second)) == (1, 1)
    assert first != second


def test_a_link_that_another_operation_took_covers_no_other_variable():
    def both(path, **more):
        names = re.findall(r"{(\w+)}", path)
        given = {"shelf": "$response.body#/shelf", "book": "$response.body#/book"}
        item = {
            "parameters": [{"name": name, "in": "path", "required": True, "schema": STRING} for name in names],
            "get": {"operationId": "read", "responses": {"204": {"description": "Done"}}},
        }
        link = {"operationId": "read", "parameters": given, **more}
        lend = {"post": {"responses": {"200": {"description": "Lent", "links": {"book": link}}}}}
        return api({"/lendings": lend, path: item})

    base = both("/shelves/{shelf}/books/{book}")
    first = ids(base, both("/shelves/{place}/books/{book}"))
    second = ids(base, both("/shelves/{place}/books/{title}"))
    assert (len(first), len(second)) == (1, 1)
    assert first != second
    beside = ids(base, both("/shelves/{shelf}/books/{book}", requestBody="x"))
    also = ids(base, both("/shelves/{place}/books/{book}", requestBody="x"))
    assert beside != also
