"""A description of many files that says its own address: each address is resolved once."""

from __future__ import annotations

import urllib.parse

from apidiff.api import contract


def test_an_address_is_resolved_once_for_all_steps_of_reading(monkeypatch, tmp_path):
    count = 100
    calls = []
    resolve = urllib.parse.urljoin
    monkeypatch.setattr(urllib.parse, "urljoin", lambda *both: calls.append(both) or resolve(*both))
    operation = (
        "{{responses: {{'200': {{description: ok, content: {{a/b: {{schema: {{$ref: 'parts/u{0}.yaml'}}}}}}}}}}}}"
    )
    paths = "".join(f"  /p{number}:\n    get: {operation.format(number)}\n" for number in range(count))
    head = "openapi: 3.2.0\n$self: https://example.com/many/main.yaml\ninfo: {title: T, version: '1'}\npaths:\n"
    (tmp_path / "main.yaml").write_text(head + paths)
    (tmp_path / "parts").mkdir()
    for number in range(count):
        (tmp_path / "parts" / f"u{number}.yaml").write_text("type: string\n")
    found = contract(tmp_path / "main.yaml")
    assert len(found.document["paths"]) == count
    assert len(calls) < 4 * count
