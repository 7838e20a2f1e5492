"""Check that the head of the index is signed: an OpenSSH signature over its hash, by one of the allowed signers.

Whoever has `ssh-keygen` signs, and checks, without apidiff:

    apidiff verify --print-head | ssh-keygen -Y sign -f KEY -n apidiff-records > schemas/index.json.sig
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from apidiff.errors import InputError, Place
from apidiff.recording.ownership import SIGNATURE
from apidiff.recording.project import Project
from apidiff.recording.soundness import Finding

NAMESPACE = "apidiff-records"
_MOST_BYTES = 64 * 1024
_DEADLINE_S = 60


def head_text(project: Project) -> str:
    """What is signed: the hash of the last line, and a line end."""
    return f"{project.index.head}\n"


def signature_findings(project: Project, signers: Path) -> Iterator[Finding]:
    """What is wrong with the signature, given who may sign as in ssh-keygen(1), "ALLOWED SIGNERS".

    Raises `InputError` where the list cannot be read, or `ssh-keygen` is missing.
    """
    if not signers.is_file():
        raise InputError(
            "there is no list of allowed signers",
            place=Place(str(signers)),
            hint='Write a line as in ssh-keygen(1): `NAME namespaces="apidiff-records" ssh-ed25519 AAAA...`.',
        )
    path = project.schemas / SIGNATURE
    api = f" --api {project.config.api}" if project.config.api else ""
    hint = f"Sign it: `apidiff verify --print-head{api} | ssh-keygen -Y sign -f KEY -n {NAMESPACE} > {path}`."
    # `is_file` follows a link, and version control keeps nothing of what one leads to.
    if path.is_symlink() or not path.is_file():
        yield Finding("the head of the index is not signed", Place(str(path)), hint)
        return
    common = ("-f", str(signers), "-s", str(path))
    # `verify` has to be told who signed; this reads it off the key in the signature.
    names = _run("-Y", "find-principals", *common)
    signer = names.splitlines()[0].split(",")[0].strip() if names and names.strip() else ""
    if not signer:
        yield Finding("the head of the index is not signed by anyone on the list", Place(str(path)), hint)
    elif _run("-Y", "verify", "-n", NAMESPACE, "-I", signer, *common, given=head_text(project)) is None:
        message = f"the signature of `{signer}` is not one of the index's head as it is now"
        yield Finding(message, Place(str(path)), hint)


def _run(*arguments: str, given: str = "") -> str | None:
    """What ssh-keygen prints; `None` where it refuses."""
    # Files and no pipes: however much ssh-keygen prints, only its first bytes are read.
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        asked.write(given.encode())
        asked.seek(0)
        try:
            done = subprocess.run(
                ["ssh-keygen", *arguments],
                stdin=asked,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=_DEADLINE_S,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(
                f"`ssh-keygen` cannot be run: {error}", hint="Install OpenSSH 8.1 or newer, or leave `--signed-by` out."
            ) from None
        answer.seek(0)
        return answer.read(_MOST_BYTES).decode(errors="replace") if done.returncode == 0 else None
