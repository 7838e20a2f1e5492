"""A signature over the head, made and checked with OpenSSH alone."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.signing import NAMESPACE, head_text, signature_findings
from tests.recording.pets import SECOND

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")


def key(folder, name):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)], check=True)
    return folder / name


def sign(pets, by, namespace=NAMESPACE, text=None):
    done = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-q", "-f", str(by), "-n", namespace],
        input=(text or head_text(pets.project())).encode(),
        capture_output=True,
        check=True,
    )
    (pets.root / "schemas" / "index.json.sig").write_bytes(done.stdout)


@pytest.fixture
def signers(tmp_path_factory):
    """A key, and the list of those who may sign, which holds it."""
    folder = tmp_path_factory.mktemp("keys")
    made = key(folder, "owner")
    public = made.with_suffix(".pub").read_text()
    (folder / "allowed").write_text(f'owner@example.com namespaces="{NAMESPACE}" {public}')
    return made, folder / "allowed"


def said(pets, allowed):
    return [finding.message for finding in signature_findings(pets.project(), allowed)]


def test_a_head_that_was_signed_by_one_who_may_is_good(released, signers, monkeypatch, capsys):
    by, allowed = signers
    sign(released, by)
    assert said(released, allowed) == []
    monkeypatch.chdir(released.root)
    assert run(["verify", "--signed-by", str(allowed)]) == 0
    assert run(["repair", "--signed-by", str(allowed)]) == 0
    capsys.readouterr()
    assert run(["verify", "--print-head"]) == 0
    assert capsys.readouterr().out == head_text(released.project())


def test_a_head_that_nobody_signed_is_unsound(released, signers, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    assert run(["verify", "--signed-by", str(signers[1])]) == 1
    out = capsys.readouterr().out
    assert "the head of the index is not signed" in out
    assert "ssh-keygen -Y sign" in out


def test_a_signature_of_an_earlier_head_is_none(released, signers):
    by, allowed = signers
    sign(released, by)
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    assert said(released, allowed) == [
        "the signature of `owner@example.com` is not one of the index's head as it is now"
    ]


def test_a_signature_of_somebody_else_is_none(released, signers, tmp_path_factory):
    sign(released, key(tmp_path_factory.mktemp("keys"), "other"))
    assert said(released, signers[1]) == ["the head of the index is not signed by anyone on the list"]


@pytest.mark.parametrize("how", [{"namespace": "file"}, {"text": "other\n"}])
def test_a_signature_of_something_else_is_none(released, signers, how):
    sign(released, signers[0], **how)
    assert len(said(released, signers[1])) == 1


@pytest.mark.parametrize("text", ["", "-----BEGIN SSH SIGNATURE-----\n", "\x00" * 100])
def test_what_is_no_signature_is_none(released, signers, text):
    (released.root / "schemas" / "index.json.sig").write_text(text)
    assert said(released, signers[1]) == ["the head of the index is not signed by anyone on the list"]


def test_a_list_that_is_missing_is_an_error(released, tmp_path):
    with pytest.raises(InputError, match="no list of allowed signers"):
        list(signature_findings(released.project(), tmp_path / "nowhere"))


def test_without_openssh_it_is_said(released, signers, monkeypatch):
    sign(released, signers[0])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="`ssh-keygen` cannot be run"):
        list(signature_findings(released.project(), signers[1]))
