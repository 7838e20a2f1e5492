"""Chromium without a window, and axe-core, as the tests of pages use them: each if it is on this machine.

Chromium is the first of the known names in `PATH` that starts (Debian: `apt-get install chromium`). axe-core is what
`AXE` names, or what `make axe` fetched. With `APIDIFF_BROWSER=required`, tests fail without them and are not skipped.

    python -m tests.reporting.browser       which Chromium there is; fails if there is none
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def _starts(program: str) -> bool:
    """Whether it is a browser: Ubuntu has a script under such a name, which says how to install one."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


BROWSER = next(filter(_starts, filter(None, map(shutil.which, NAMES))), None)
_FETCHED = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
AXE = Path(os.environ["AXE"]) if os.environ.get("AXE") else _FETCHED if _FETCHED.is_file() else None
REQUIRED = os.environ.get("APIDIFF_BROWSER") == "required"

needs_browser = pytest.mark.skipif(BROWSER is None and not REQUIRED, reason="there is no Chromium on this machine")
needs_axe = pytest.mark.skipif(AXE is None and not REQUIRED, reason="there is no axe-core here: `make axe` fetches it")

_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
ON_PAPER = """
for (const rule of document.styleSheets[0].cssRules) {
    if (rule.media?.mediaText === "print") rule.media.mediaText = "all";
}
"""
"""A script that shows a page as its print style has it."""
_CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def chromium(folder: Path, address: str, *options: str) -> str:
    """Run Chromium on an address with a profile of its own in the folder; return what it prints."""
    done = subprocess.run(
        [str(BROWSER), *_QUIET, f"--user-data-dir={folder / 'profile'}", *options, address],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return done.stdout or done.stderr[-2000:]


def seen(folder: Path, address: str, *options: str, milliseconds: int = 20_000) -> str:
    """What a page looks like to its visitor after so much of the browser's own time."""
    return chromium(folder, address, f"--virtual-time-budget={milliseconds}", *options, "--dump-dom")


def on_paper(script: str) -> str:
    """The end of a head, with a script that asks a loaded page how it would be printed."""
    return on_load(ON_PAPER + script)


def on_load(script: str) -> str:
    """The end of a head, with a script that runs in a loaded page; it may wait."""
    return f"<script>addEventListener('load', () => setTimeout(async () => {{{script}}}, 500));</script></head>"


def opened(page: str) -> str:
    """A page of apidiff without the policy that allows no script but its own, so that a test can put one in."""
    text, policies = _CSP.subn("", page)
    assert policies == 1
    return text


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on this machine that shows a folder."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


if __name__ == "__main__":
    print(BROWSER or "there is no Chromium here")
    sys.exit(BROWSER is None)
