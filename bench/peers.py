"""Install the peers by their own package channels into bench/.peers; nothing outside of it is touched.

    python -m bench.peers

oasdiff is its released command. libopenapi is a library (the engine of openapi-changes): `libopenapi-peer/main.go` is
the smallest program that compares two descriptions with it. openapi-diff comes from npm, where there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from bench.tools import PEERS, ROOT

OASDIFF = "github.com/oasdiff/oasdiff@v1.36.0"
OPENAPI_DIFF = "openapi-diff@0.24.1"


def install() -> None:
    """Raises `SystemExit` with what to do where Go is missing."""
    go = shutil.which("go")
    if go is None:
        sys.exit("two of the peers are Go programs: install Go, then run this again")
    PEERS.mkdir(exist_ok=True)
    subprocess.run([go, "install", OASDIFF], check=True, env=os.environ | {"GOBIN": str(PEERS)})
    subprocess.run(
        [go, "build", "-o", str(PEERS / "libopenapi-peer"), "."], check=True, cwd=ROOT / "bench" / "libopenapi-peer"
    )
    npm = shutil.which("npm")
    if npm is None:
        print("openapi-diff is left out: there is no npm")
        return
    subprocess.run([npm, "install", "--silent", "--prefix", str(PEERS / "npm"), OPENAPI_DIFF], check=True)


if __name__ == "__main__":
    install()
    print("\n".join(sorted(str(path.relative_to(ROOT)) for path in PEERS.iterdir())))
