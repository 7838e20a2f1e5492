"""A release is signed as a whole: no file of it can be exchanged, added or left out."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from release.sign import NAMESPACE, SIGNER, main

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen on this machine")


@pytest.fixture
def keys(tmp_path):
    """A key, and the list that lets it sign."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signers = tmp_path / "allowed_signers"
    signers.write_text(f'{SIGNER} namespaces="{NAMESPACE}" {(tmp_path / "key.pub").read_text()}')
    return key, signers


@pytest.fixture
def signed(tmp_path, keys):
    folder = tmp_path / "dist"
    folder.mkdir()
    for name in ("a.whl", "a.tar.gz", "a.cdx.json"):
        (folder / name).write_text(name)
    assert main([str(folder), "--key", str(keys[0])]) == 0
    return folder


def test_what_was_signed_is_good(signed, keys, capsys):
    assert main([str(signed), "--signers", str(keys[1])]) == 0
    assert capsys.readouterr().out.count("good: ") == 3


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "a.whl").write_text("other"), "a.whl is not the file that was signed"),
        (lambda folder: (folder / "a.whl").unlink(), "other files"),
        (lambda folder: (folder / "b.whl").write_text("more"), "other files"),
        (lambda folder: (folder / "SHA256SUMS").write_text("0  a.whl\n"), "incorrect signature"),
        (lambda folder: (folder / "SHA256SUMS.sig").unlink(), "signature file"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "SHA256SUMS"),
    ],
)
def test_what_was_not_signed_is_not(signed, keys, capsys, harm, said):
    harm(signed)
    assert main([str(signed), "--signers", str(keys[1])]) == 1
    assert said in capsys.readouterr().err


def test_another_key_may_not_sign(signed, keys, tmp_path):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(other)], check=True)
    assert main([str(signed), "--key", str(other)]) == 0
    assert main([str(signed), "--signers", str(keys[1])]) == 1


def test_nothing_is_no_release(tmp_path, keys):
    assert main([str(tmp_path / "none"), "--key", str(keys[0])]) == 1
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty"), "--key", str(keys[0])]) == 1
