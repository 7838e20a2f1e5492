"""Sign what is published, and check what was signed: one list of SHA-256 sums, one signature of the list.

    python -m release.sign dist --key ~/.ssh/release       writes SHA256SUMS and SHA256SUMS.sig
    python -m release.sign dist --signers allowed_signers  checks the signature, then every file

The signature is OpenSSH's (`ssh-keygen -Y`): whoever has `ssh-keygen` can check it without this program. Signers are
listed as in ssh-keygen(1): `releases@apidiff.example namespaces="apidiff-release" ssh-ed25519 AAAA...`.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

NAMESPACE = "apidiff-release"
SIGNER = "releases@apidiff.example"
SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"


class Failed(Exception):
    """It is not signed, or not what was signed."""


def main(arguments: list[str] | None = None) -> int:
    """0 where it is signed, or is what was signed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--key", type=Path, help="the private key, or the public one of a key that an agent holds")
    how.add_argument("--signers", type=Path, help="check: who may sign")
    asked = parser.parse_args(arguments)
    try:
        files = sign(asked.folder, asked.key) if asked.key else check(asked.folder, asked.signers)
    except (Failed, OSError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    print("\n".join(f"{'signed' if asked.key else 'good'}: {name}" for name in files))
    return 0


def sign(folder: Path, key: Path) -> list[str]:
    """List every file of the folder with its sum, and sign the list. Raises `Failed`."""
    names = _names(folder)
    if not names:
        raise Failed(f"there is nothing to sign in {folder}")
    listed = "".join(f"{_sum(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(listed)
    (folder / SIGNATURE).unlink(missing_ok=True)
    _ssh_keygen("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(folder / SUMS))
    return names


def check(folder: Path, signers: Path) -> list[str]:
    """Check the signature of the list, and the list against the folder. Raises `Failed`."""
    listed = (folder / SUMS).read_bytes()
    signature = ("-s", str(folder / SIGNATURE))
    _ssh_keygen("-Y", "verify", "-f", str(signers), "-I", SIGNER, "-n", NAMESPACE, *signature, given=listed)
    sums = dict(reversed(line.split("  ", 1)) for line in listed.decode().splitlines())
    if sums.keys() != set(_names(folder)):
        raise Failed(f"other files stand in {folder} than were signed")
    for name, digest in sums.items():
        if _sum(folder / name) != digest:
            raise Failed(f"{name} is not the file that was signed")
    return list(sums)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in (SUMS, SIGNATURE))


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ssh_keygen(*arguments: str, given: bytes = b"") -> None:
    done = subprocess.run(["ssh-keygen", *arguments], input=given, capture_output=True)
    if done.returncode:
        raise Failed((done.stderr or done.stdout).decode(errors="replace").strip() or "ssh-keygen failed")


if __name__ == "__main__":
    sys.exit(main())
