"""Sources that are no files: applications, addresses, and whether a committed file says the same."""

from __future__ import annotations

import json

import pytest

from tests.recording.repositories import git

DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/v1/items": {"get": {"responses": {"200": {"description": "The items."}}}}},
}


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """An application and the file that was written from it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "shop.py").write_text(f"app = {DESCRIPTION}\n")
    (tmp_path / "openapi.json").write_text(json.dumps(DESCRIPTION))
    return tmp_path


@pytest.mark.usefixtures("shop")
def test_an_application_is_compared_like_a_file(apidiff):
    done = apidiff("diff", "openapi.json", "python:shop:app")
    assert done.code == 0
    assert "Identical" in done.out


def test_the_gate_asks_an_application(apidiff, shop):
    (shop / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    assert apidiff("snapshot", "--release", "2026-01-01").code == 0
    (shop / "shop.py").write_text(f"app = {DESCRIPTION | {'paths': {}}}\n")
    assert apidiff("check").code == 0
    done = apidiff("check", "python:shop:app")
    assert done.code == 1
    assert "GET /v1/items" in done.out


def test_a_committed_file_that_says_something_else_is_refused(apidiff, shop):
    (shop / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    assert apidiff("snapshot", "--release", "2026-01-01").code == 0
    check = ("check", "python:shop:app", "--fresh", "openapi.json")
    assert apidiff(*check).code == 0
    more = DESCRIPTION | {"paths": DESCRIPTION["paths"] | {"/v1/orders": {"get": {"responses": {}}}}}
    (shop / "shop.py").write_text(f"app = {more}\n")
    done = apidiff(*check, "--format", "json")
    refusals = json.loads(done.out)["versions"][0]["refusals"]
    assert done.code == 1
    assert [refusal["code"] for refusal in refusals] == ["description-stale"]
    assert "1 change" in refusals[0]["message"]
    assert "GET /v1/orders" in refusals[0]["message"]
    (shop / "openapi.json").write_text(json.dumps(more))
    assert apidiff(*check).code == 0


def test_a_file_that_differs_in_prose_is_stale_too(apidiff, shop):
    (shop / "openapi.json").write_text(json.dumps(DESCRIPTION | {"info": {"title": "Shops", "version": "1"}}))
    (shop / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    done = apidiff("check", "python:shop:app", "--fresh", "openapi.json")
    assert done.code == 1
    assert "prose" in " ".join(done.out.split())


def test_the_interpreter_is_relative_to_the_configuration(apidiff, shop):
    (shop / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n[application]\npython = "no/python"\n')
    done = apidiff("check", "python:shop:app")
    assert done.code == 2
    assert "no/python` cannot be run" in done.err


@pytest.mark.usefixtures("shop")
def test_an_address_needs_its_host_allowed(apidiff):
    done = apidiff("diff", "openapi.json", "https://api.example/openapi.json?key=hidden")
    assert done.code == 2
    assert "--allow-host api.example" in done.err
    assert "hidden" not in done.err


@pytest.mark.usefixtures("shop")
def test_a_private_address_is_not_asked(apidiff):
    done = apidiff("diff", "openapi.json", "http://127.0.0.1:9/openapi.json", "--allow-host", "127.0.0.1:9")
    assert done.code == 2
    assert "private address 127.0.0.1" in done.err


@pytest.mark.parametrize("command", [("history", "openapi.json"), ("diff", "HEAD:openapi.json", "openapi.json")])
def test_where_nothing_is_committed_yet_it_says_so(apidiff, pets, command):
    git(pets.root, "init")
    done = apidiff(*command)
    assert done.code == 2
    assert "nothing is committed in this repository yet" in done.err
    assert "git commit" in done.err


def test_copies_of_a_file_are_called_by_its_path(apidiff, released):
    (released.root / "copy-1.json").write_text((released.root / "openapi.json").read_text())
    released.write(sent=("id",))
    said = " ".join(apidiff("diff", "copy-1.json", "openapi.json", "--called", "api/openapi.json").out.split())
    assert "from api/openapi.json before to api/openapi.json now" in said
    assert "copy-1" not in said
    refused = apidiff("diff", "copy-1.json", "openapi.json", "--called", "x", "--format", "html=report.html")
    assert (refused.code, "but html" in refused.err) == (2, True)


def test_a_recorded_release_is_called_by_its_date(apidiff, released):
    released.write(sent=("id",))
    assert "from release 2026-06-17 to openapi.json" in apidiff("diff", "2026-06-17", "openapi.json").out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        "http://localhost:8000/x",
        "http://10.0.0.8/x",
        "http://[::1]:8/x",
        "http://api/x",
        "http://shop.internal/x",
        "http://printer.local/x",
    ],
)
def test_a_private_host_is_not_proposed(apidiff, address):
    done = apidiff("diff", "openapi.json", address)
    assert (done.code, "not allowed" in done.err, "--allow-host" in done.err) == (2, True, False)
    assert "curl -o openapi.json" in done.err


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("https://api.example.com", "write the host alone: api.example.com"),
        ("https://api.example.com:8443/openapi.json", "write the host alone: api.example.com:8443"),
        ("https://api.example.com:443/openapi.json", "write the host alone: api.example.com"),
        ("api.example.com/openapi.json", "write the host alone: api.example.com"),
        ("user@api.example.com", "write the host alone: api.example.com"),
        ("https:", "write a host"),
        ("https", "write a host"),
        ("", "write a host"),
        (" ", "write a host"),
        (":8443", "write a host"),
        ("api.example.com:", "write the host alone: api.example.com"),
        ("api.example.com:99999", "write a host"),
        ("*.example.com", "there are no patterns"),
        ("a.example,b.example", "write a host"),
    ],
)
def test_what_is_no_host_is_refused_with_what_to_write(apidiff, given, said):
    done = apidiff("diff", "openapi.json", "openapi.json", "--allow-host", given)
    assert (done.code, "is not a host" in done.err, said in done.err) == (2, True, True), done.err


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("LOCALHOST:9", "http://localhost:9/x"),
        ("[::1]:9", "http://[::1]:9/x"),
        ("::1", "http://[::1]/x"),
        ("127.0.0.1:80", "http://127.0.0.1/x"),
        ("127.0.0.1:443", "https://127.0.0.1/x"),
    ],
)
def test_a_host_is_allowed_however_it_is_written(apidiff, given, address):
    assert "not allowed" not in apidiff("diff", "openapi.json", address, "--allow-host", given).err
