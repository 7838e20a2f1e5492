"""`history` of a file that no commit has: what is near is named."""

from __future__ import annotations

import subprocess

import pytest


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("opnapi.json", "Did you mean `openapi.json`?"),
        ("HEAD:opnapi.json", "Did you mean `openapi.json`?"),
        ("HEAD:docs/openapi.json", "Did you mean `openapi.json`?"),
        ("contract-of-the-shop.json", "It has `openapi.json`"),
    ],
)
def test_a_name_that_no_commit_has(tmp_path, monkeypatch, capsys, asked, said):
    from apidiff.cli.edge import run

    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.json").write_text("{}")
    (tmp_path / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    me = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "openapi.json"), (*me, "commit", "-qm", "one")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert run(["history", asked]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert said in error
    assert "Correct its name" in error
