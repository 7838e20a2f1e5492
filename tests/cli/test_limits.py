"""Each limit of `[limits]` ends in one error, with its place, in every command that reads a description."""

from __future__ import annotations

import json

import pytest

from apidiff.governing.config import Config
from apidiff.reading.limits import Limits

DEEP = {"openapi": "3.1.0", "paths": {}, "x-a": [[[[[[[[1]]]]]]]]}
PLAIN = {"openapi": "3.1.0", "paths": {}}
FAR = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"$ref": "a.json"}, "B": {"$ref": "b.json"}}}}


@pytest.mark.parametrize(
    ("limit", "document", "message", "place"),
    [
        ("depth = 8", json.dumps(DEEP), "nested more than 8 levels deep", "openapi.yaml"),
        ("file-bytes = 1024", json.dumps({**PLAIN, "x-a": "x" * 1024}), "larger than 1,024 bytes", "openapi.yaml"),
        ("total-bytes = 1500", json.dumps(FAR), "larger than 1,500 bytes", "openapi.yaml with its files"),
        ("nodes = 1000", "openapi: 3.1.0\npaths: {}\nx-a: &a [" + "1, " * 600 + "1]\nx-b: [*a, *a]\n", "1,000", ":4"),
        ("files = 2", json.dumps(FAR), "more than 2 files", "json"),
        ("digits = 20", json.dumps({**PLAIN, "x-a": 10**30}), "more than 20 digits", "/x-a"),
    ],
)
def test_a_limit_ends_in_one_error_with_its_place(apidiff, tmp_path, limit, document, message, place):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({"description": "x" * 900}))
    (tmp_path / "openapi.yaml").write_text(document)
    (tmp_path / "plain.json").write_text(json.dumps(PLAIN))
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.yaml"\n')
    assert apidiff("diff", "plain.json", "openapi.yaml").code == 0
    (tmp_path / "apidiff.toml").write_text(f'[project]\ndescription = "openapi.yaml"\n[limits]\n{limit}\n')
    for command in (
        ("diff", "plain.json", "openapi.yaml"),
        ("check",),
        ("check", "plain.json", "--base", "openapi.yaml"),
        ("snapshot", "--release", "2026-01-01"),
        ("draft", "--release", "2026-01-01"),
    ):
        done = apidiff(*command)
        assert (done.code, done.out) == (2, ""), command
        assert message in done.err
        at = next(line for line in done.err.splitlines() if line.startswith("  at "))
        assert place in at
        assert len(done.err.splitlines()) == 3


def test_the_command_line_sets_a_limit_for_one_run(apidiff, tmp_path):
    (tmp_path / "deep.json").write_text(json.dumps(DEEP))
    diff = ("diff", "deep.json", "deep.json")
    assert apidiff(*diff).code == 0
    assert "nested more than 8 levels deep" in apidiff(*diff, "--limits", "depth=8").err
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "deep.json"\n[limits]\ndepth = 8\nfiles = 5\n')
    assert apidiff(*diff).code == 2
    assert apidiff(*diff, "--limits", "depth=100", "--limits", "digits=50").code == 0
    assert apidiff("snapshot", "--release", "2026-01-01").code == 2
    assert apidiff("snapshot", "--release", "2026-01-01", "--limits", "depth=100").code == 0


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("depth", "`depth` sets no limit", "--limits depth=100"),
        ("dpeth=9", "unknown key `dpeth`", "Did you mean `depth`?"),
        ("depth=9999", "`depth` in `[limits]` should be 256 or less", "9999"),
        ("depth=x", "`depth=x` sets no limit", "--limits depth=100"),
    ],
)
def test_a_mistake_in_it_is_one_error(apidiff, given, message, hint):
    done = apidiff("diff", "a.json", "b.json", "--limits", given)
    assert (done.code, done.err.splitlines()[1]) == (2, "  at --limits")
    assert message in done.err
    assert hint in done.err


@pytest.mark.parametrize("limit", ["depth = 257", "depth = 0", "digits = 5000", "files = 0", "file-bytes = true"])
def test_a_limit_beyond_reason_is_an_error_of_the_configuration(apidiff, tmp_path, limit):
    (tmp_path / "apidiff.toml").write_text(f"[limits]\n{limit}\n")
    done = apidiff("verify")
    assert done.code == 2
    assert "apidiff.toml:2" in done.err


def test_without_a_word_the_limits_are_the_built_in_ones():
    assert Config().to_limits() == Limits()
