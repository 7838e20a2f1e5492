"""Where an operation can be called."""

from __future__ import annotations

import pytest

from apidiff.comparing.operations.servers import MOST_URLS, normal_url
from tests.comparing.describing import api, content, diff, ok, only, told


def operation(**more):
    return {"responses": {"204": {"description": "Done"}}, **more}


def served(*servers, path="/v1/things", openapi="3.1.0"):
    listed = [{"url": server} if isinstance(server, str) else server for server in servers]
    return api({path: {"get": operation()}}, openapi=openapi) | {"servers": listed}


def variable(default, *values):
    return {"default": default, **({"enum": list(values)} if values else {})}


def of(url, **variables):
    return {"url": url, "variables": variables}


EU, US, ANY = "https://eu.example", "https://us.example", "https://{r}.example"
CASES = {
    "a scheme and a host in another case": (served("HTTPS://A.Example/v1"), served("https://a.example/v1"), "neutral"),
    "a path in another case": (served("https://a.example/V1"), served("https://a.example/v1"), "breaking"),
    "a default port": (served("https://a.example:443"), served("https://a.example"), "neutral"),
    "a default port of http": (served("http://a.example:80/"), served("http://a.example"), "neutral"),
    "the port of another scheme": (served("http://a.example:443"), served("http://a.example"), "breaking"),
    "another port": (served("https://a.example:8443"), served("https://a.example"), "breaking"),
    "an octet that needs no encoding": (served("https://a.example/%7Eme"), served("https://a.example/~me"), "neutral"),
    "an octet in another case": (served("https://a.example/%c3%a9"), served("https://a.example/%C3%A9"), "neutral"),
    "an IRI": (served("https://a.example/\u00e9"), served("https://a.example/%C3%A9"), "neutral"),
    "dot segments": (served("https://a.example/v1/../v2/."), served("https://a.example/v2"), "neutral"),
    "a host of another alphabet": (
        served("https://b\u00fccher.example"),
        served("https://xn--bcher-kva.example"),
        "neutral",
    ),
    "a letter that older rules mapped": (
        served("https://stra\u00dfe.example"),
        served("https://strasse.example"),
        "breaking",
    ),
    "an encoded slash": (served("https://a.example/b%2fc"), served("https://a.example/b/c"), "breaking"),
    "an encoded slash in a host": (served("https://a%2Fb"), served("https://a/b"), "breaking"),
    "out of a variable": (served(of("/{v}/../b", v=variable("a"))), served("/b"), "breaking"),
    "a slash at its end": (served("/v1/"), served("/v1"), "neutral"),
    "the default": (served("/"), served(), "neutral"),
    "http to https": (served("http://a.example"), served("https://a.example"), "breaking"),
    "another order": (served(EU, US), served(US, EU), "neutral"),
    "one more": (served(EU), served(EU, US), "additive"),
    "one less": (served(EU, US), served(US), "breaking"),
    "a name and prose": (
        served(EU, openapi="3.2.0"),
        served({"url": EU, "name": "eu", "description": "Europe"}, openapi="3.2.0"),
        "neutral",
    ),
    "prose of a variable": (
        served(of(ANY, r=variable("eu", "eu"))),
        served(of(ANY, r={**variable("eu", "eu"), "description": "Where."})),
        "neutral",
    ),
    "a variable's other name": (
        served(of(ANY, r=variable("eu", "eu", "us"))),
        served(of("https://{region}.example", region=variable("eu", "us", "eu"))),
        "neutral",
    ),
    "values written out": (served(of(ANY, r=variable("eu", "eu", "us"))), served(EU, US), "neutral"),
    "another default among the values": (
        served(of(ANY, r=variable("eu", "eu", "us"))),
        served(of(ANY, r=variable("us", "eu", "us"))),
        "neutral",
    ),
    "one value less": (
        served(of(ANY, r=variable("eu", "eu", "us"))),
        served(of(ANY, r=variable("eu", "eu"))),
        "breaking",
    ),
    "one value more": (
        served(of(ANY, r=variable("eu", "eu"))),
        served(of(ANY, r=variable("eu", "eu", "us"))),
        "additive",
    ),
    "any value to a few": (served(of(ANY, r=variable("eu"))), served(of(ANY, r=variable("eu", "eu"))), "breaking"),
    "a few values to any": (
        served(of(ANY, r=variable("eu", "eu", "us"))),
        served(of(ANY, r=variable("eu"))),
        "additive",
    ),
    "a server that any value takes in": (
        served(EU, of(ANY, r=variable("x"))),
        served(of(ANY, r=variable("x"))),
        "neutral",
    ),
    "any value does not take in a path": (
        served("https://a.example/b/c"),
        served(of("https://a.example/{p}", p=variable("b"))),
        "breaking",
    ),
    "a variable that the URL does not use": (served(EU), served(of(EU, r=variable("eu", "eu", "us"))), "neutral"),
}


@pytest.mark.parametrize(("base", "revision", "verdict"), CASES.values(), ids=CASES)
def test_servers(base, revision, verdict):
    comparison = diff(base, revision, audited=True)
    assert comparison.verdict == verdict, [change.title for change in comparison.changes]


def test_a_list_nearer_to_the_operation_wins():
    base = served(EU)
    for owner in ("path", "operation"):
        revision = served(EU)
        item = revision["paths"]["/v1/things"]
        (item if owner == "path" else item["get"])["servers"] = [{"url": US}]
        assert diff(base, revision, audited=True).verdict == "breaking"
        (item if owner == "path" else item["get"])["servers"] = [{"url": EU}]
        assert diff(base, revision, audited=True).verdict == "neutral"


def placed(root=None, path=None, own=None, *, methods=("get",), servers_of="/v1/things"):
    """Servers of the description, of a path, and of the `GET` in it."""

    def holding(servers, **rest):
        return rest if servers is None else {**rest, "servers": [{"url": url} for url in servers]}

    operations = {method: operation() for method in methods}
    operations["get"] = holding(own, **operations["get"])
    return holding(root, **api({servers_of: holding(path, **operations), "/v1/others": {"get": operation()}}))


SHADOWED = {
    "written at the path and at the operation": (placed([EU]), placed([EU], [EU], [EU]), "neutral"),
    "others at the path": (placed([EU]), placed([EU], [US], [EU]), "neutral"),
    "edited where they are hidden": (placed([EU], [EU], [EU]), placed([EU], [US], [EU]), "neutral"),
    "hidden from then on": (placed([EU], [EU]), placed([EU], [US], [EU]), "neutral"),
    "hidden by others from then on": (placed([EU], [EU]), placed([EU], [EU], [US]), "breaking"),
    "edited beside a new operation": (
        placed([EU], [US], [EU]),
        placed([EU], [EU], [EU], methods=("get", "post")),
        "additive",
    ),
    "edited beside an operation that goes": (
        placed([EU], [US], [EU], methods=("get", "post")),
        placed([EU], [EU], [EU]),
        "breaking",
    ),
    "edited for another operation": (
        placed([EU], [EU], [EU], methods=("get", "post")),
        placed([EU], [US], [EU], methods=("get", "post")),
        "breaking",
    ),
    "a path under another name": (
        placed([EU], [EU], [EU]),
        placed([EU], [US], [EU], servers_of="/v1/%74hings"),
        "neutral",
    ),
}


@pytest.mark.parametrize(("base", "revision", "verdict"), SHADOWED.values(), ids=SHADOWED)
def test_servers_of_a_path_count_for_the_operations_that_have_none(base, revision, verdict):
    for sides in ((base, revision), (revision, base)):
        changes = diff(*sides, audited=True).changes
        assert not any(change.undecided for change in changes), [change.title for change in changes]
    assert diff(base, revision, audited=True).verdict == verdict


@pytest.mark.parametrize(("own", "holder"), [((None, [US]), "`/v1/things`"), ((None, None, [US]), "`GET /v1/things`")])
def test_servers_are_told_of_what_has_them(own, holder):
    base, revision = placed(*own), placed()
    assert [row[2] for row in told(diff(base, revision, audited=True))] == [
        f'Servers of {holder} changed from `["{US}"]` to `["/"]`'
    ]
    assert [row[2] for row in told(diff(revision, base, audited=True))] == [
        f'Servers of {holder} changed from `["/"]` to `["{US}"]`'
    ]


def test_a_variable_that_took_any_value_is_told_by_its_name():
    base, revision = served(of(ANY, r=variable("eu"))), served(of(ANY, r=variable("eu", "eu", "us")))
    assert told(diff(base, revision, audited=True)) == [
        ("server-changed", "breaking", f'Servers of the API changed from `["{ANY}"]` to `["{EU}","{US}"]`')
    ]
    assert told(diff(revision, base, audited=True)) == [
        ("server-added", "additive", f"Server `{ANY}` added to the API")
    ]
    assert told(diff(base, served("https://other.example/v1"), audited=True))[0][2] == (
        f'Servers of the API changed from `["{ANY}"]` to `["https://other.example/v1"]`'
    )


def test_another_default_of_a_variable_that_takes_any_value_tells_the_two_apart():
    base, revision = (served(of(ANY, r=variable(default))) for default in ("eu", "us"))
    assert [row[2] for row in told(diff(base, revision, audited=True))] == [
        'Servers of the API changed from `["https://{eu}.example"]` to `["https://{us}.example"]`'
    ]


def many(count, *, start=0):
    return variable("t0", *(f"t{index}" for index in range(start, count)))


PAST = MOST_URLS + 1


def tenants(count, url="https://{t}.example/{v}", **more):
    return served(of(url, t=many(count), v=variable("v1", "v1", "v2")), **more)


MANY = {
    "the last value gone": (tenants(PAST), tenants(PAST - 1), "breaking"),
    "one value more": (tenants(PAST), tenants(PAST + 1), "additive"),
    "the same": (tenants(PAST), tenants(PAST, openapi="3.2.0"), "neutral"),
    "few values taken over by many": (served("https://t7.example/v2"), tenants(PAST), "additive"),
    "a server that the many leave out": (served("https://t7.example/v3"), tenants(PAST), "breaking"),
    "the template gone": (tenants(PAST), served("https://t7.example/v2"), "breaking"),
    "one host of many values in another case": (tenants(PAST), tenants(PAST, "HTTPS://{t}.EXAMPLE/{v}"), "neutral"),
}


@pytest.mark.parametrize(("base", "revision", "verdict"), MANY.values(), ids=MANY)
def test_more_urls_than_are_listed_are_compared_by_variable(base, revision, verdict):
    comparison = diff(base, revision)
    assert comparison.verdict == verdict, [change.title for change in comparison.changes]


def test_what_went_is_named_past_the_limit_too():
    change = next(c for c in diff(tenants(PAST), tenants(PAST - 1)).changes if c.cls == "breaking")
    assert (change.rule, change.name) == ("server-removed", f"t{PAST - 1}")
    assert change.title == f"Value `t{PAST - 1}` removed from server variable `t` of the API"
    change = only(diff(tenants(PAST), tenants(PAST + 1)))
    assert change.title == f"Value `t{PAST}` added to server variable `t` of the API"


def test_a_template_past_the_limit_is_named_as_it_is_written():
    gone = only(diff(served("https://x.example", *tenants(PAST)["servers"]), served("https://x.example")))
    assert gone.title == "Server `https://{t}.example/{v}` removed from the API"


def test_a_value_in_place_of_another_past_the_limit_is_shown():
    change = only(
        diff(tenants(PAST), served(of("https://{t}.example/{v}", t=many(PAST), v=variable("v1", "v1", "v3"))))
    )
    assert change.title == 'Servers of the API changed from `{"v":["v2"]}` to `{"v":["v3"]}`'


def test_servers_are_compared_once_for_all_operations(monkeypatch):
    calls = []
    from apidiff.comparing.operations import servers

    written = servers.compare_locations
    monkeypatch.setattr(servers, "compare_locations", lambda old, new: calls.append(1) or written(old, new))
    paths = {f"/v1/things/{index}": {"get": operation()} for index in range(50)}
    diff(api(paths) | {"servers": [{"url": EU}]}, api(paths) | {"servers": [{"url": US}]})
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://User@Host:80/A/", "http://User@host/A"),
        ("//Host/a", "//host/a"),
        ("./v1", "v1"),
        ("https://[::1]:443/a?q=%7e", "https://[::1]/a?q=~"),
        ("https://a.example:/", "https://a.example"),
        ("{scheme}://{host}/v1", "{scheme}://{host}/v1"),
        ("{scheme}://{host}/./v1", "{scheme}://{host}/v1"),
        ("https://a.example/a/./b/../c/.", "https://a.example/a/c"),
        ("https://a.example/../a/%2E%2e/b", "https://a.example/b"),
        ("/a//../b", "/a/b"),
        ("../../v1/..", "../.."),
        ("a/..", "."),
        ("x/../b:c", "./b:c"),
        ("/a/{v}/../b", "/a/{v}/../b"),
        ("https://B\u00fccher.example:443/\u00e9 |?q=\u00fc", "https://xn--bcher-kva.example/%C3%A9%20%7C?q=%C3%BC"),
        ("https://bu\u0308cher.ex%61mple", "https://xn--bcher-kva.example"),
        ("https://a.example/\ud800", "https://a.example/%ED%A0%80"),
    ],
)
def test_the_normal_form_of_a_url(url, expected):
    assert normal_url(url) == expected


def fleet(server, *paths):
    """Operations of distinct shapes, the last of which is the one that moves."""
    shapes = ["name", "berth", "draught", "harbour"]
    items = {
        path: {"get": {"operationId": shape, "responses": {"200": {"description": shape, **content({"title": shape})}}}}
        for path, shape in zip(paths, shapes, strict=False)
    }
    return api(items) | {"servers": [{"url": server}]}


@pytest.mark.parametrize("swapped", [False, True])
def test_paths_take_over_a_part_of_the_url_while_one_of_them_moves(swapped):
    base = fleet("https://x.example/v1", "/ships", "/piers", "/logs/old")
    revision = fleet("https://x.example", "/v1/ships", "/v1/piers", "/v1/archive/logs/old")
    sides = (revision, base) if swapped else (base, revision)
    assert [row[0] for row in told(diff(*sides))] == ["operation-renamed"]


def test_another_server_is_told_beside_an_operation_that_moves():
    base = fleet("https://x.example/v1", "/ships", "/piers", "/logs/old")
    revision = fleet("https://y.example", "/v1/ships", "/v1/piers", "/v1/archive/logs/old")
    assert "server-changed" in {row[0] for row in told(diff(base, revision))}


def test_the_default_of_a_variable_is_no_documentation():
    base, revision = (served(of(ANY, r=variable(default, "eu", "us"))) for default in ("eu", "us"))
    changes = diff(base, revision, audited=True).changes
    assert [(c.rule, c.cls, c.title) for c in changes] == [
        ("default-changed", "neutral", 'Default of server variable `r` of the API changed from `"eu"` to `"us"`')
    ]
    prose = served(of(ANY, r=variable("us", "eu", "us")) | {"description": "Nearest"})
    rules = {change.rule for change in diff(base, prose, audited=True).changes}
    assert rules == {"default-changed", "documentation-changed"}


def test_a_server_that_goes_is_told_as_it_was_written_where_paths_took_over_a_part_of_the_url():
    paths = ({f"{start}/ships": {"get": {"responses": ok()}}} for start in ("", "/v1"))
    base, revision = (api(path) for path in paths)
    base["servers"] = [{"url": "https://x.example/v1"}, {"url": "https://y.example/v1"}]
    revision["servers"] = [{"url": "https://x.example"}]
    assert only(diff(base, revision)).name == "https://y.example/v1"
    assert only(diff(revision, base)).name == "https://y.example/v1"
