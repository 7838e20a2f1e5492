"""Run the refused check of the example on a terminal of 80 columns and draw what it prints as an SVG.

python docs/example/picture.py docs/example/refusal.svg
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent.parent
COLUMNS = 80
APIDIFF = str(Path(sys.executable).parent / "apidiff")
COMMAND = ["check", "openapi/2026-06-23.yaml"]
CHARACTER, LINE, MARGIN = 7.83, 18, 16
SGR = re.compile(r"\x1b\[([0-9;]*)m")
COLOURS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea", 90: "#8b949e"}


def project(folder: Path) -> None:
    """The example as it stood before 2026-06-23: one release recorded, no entry for the next."""
    for name in ("apidiff.toml", "templates"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    shutil.copytree(ROOT / "docs" / "example" / "past", folder / "openapi")
    (folder / "changelog").mkdir()
    for entry in (ROOT / "changelog").glob("2026-06-17-*.md"):
        shutil.copy(entry, folder / "changelog")
    first = ["snapshot", "openapi/2026-06-17.yaml", "--release", "2026-06-17"]
    subprocess.run([APIDIFF, *first], cwd=folder, check=True, capture_output=True)
    person = ["-c", "user.name=Ada", "-c", "user.email=ada@cooledge.example"]
    for command in (["init", "-q"], ["add", "."], *[[*person, "commit", "-q", "--allow-empty", "-m", "x"]] * 2):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


def on_a_terminal(command: list[str], folder: Path) -> str:
    """What the command writes to a terminal of 80 columns, with its colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 500, COLUMNS, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")} | {"TERM": "xterm-256color"}
    child = subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, stdin=theirs, env=environment)
    os.close(theirs)
    written = bytearray()
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux ends a terminal whose other side is closed with an error, not with nothing
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    child.wait()
    return written.decode().replace("\r\n", "\n")


def shortened(text: str) -> str:
    """The text with a line in place of what is additive and neutral: the picture is of the refusal."""
    rows = text.split("\n")
    plain = [SGR.sub("", row) for row in rows]
    start = next(n for n, row in enumerate(plain) if row.startswith("Additive ("))
    end = next(n for n, row in enumerate(plain) if row.startswith("Why "))
    return "\n".join(
        [*rows[:start], f"\x1b[90m... {end - start} lines on what is additive and neutral\x1b[0m", "", *rows[end:]]
    )


def drawn(text: str, title: str) -> str:
    """The text with its SGR colours as an SVG of a dark terminal."""
    rows = text.rstrip("\n").split("\n")
    width = round(COLUMNS * CHARACTER + 2 * MARGIN)
    height = (len(rows) + 1) * LINE + 2 * MARGIN
    body, style = [], {"fill": "", "weight": "", "opacity": ""}
    for number, row in enumerate(rows):
        y = MARGIN + 30 + number * LINE
        body.append(f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{"".join(_spans(row, style))}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
            '  font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="13" fill="#e6edf3">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>',
            '<circle cx="18" cy="16" r="5" fill="#ff7b72"/><circle cx="34" cy="16" r="5" fill="#e3b341"/>'
            '<circle cx="50" cy="16" r="5" fill="#7ee787"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def _spans(row: str, style: dict[str, str]) -> list[str]:
    """The pieces of a row, each in the style that the codes before it set; the style lasts over the rows."""
    spans = []
    pieces = SGR.split(row)
    for number, piece in enumerate(pieces):
        if number % 2:
            _apply(piece, style)
        elif piece:
            spans.append(f"<tspan{''.join(style.values())}>{escape(piece)}</tspan>")
    return spans


def _apply(codes: str, style: dict[str, str]) -> None:
    for code in map(int, (codes or "0").split(";")):
        if code == 0:
            style.update(fill="", weight="", opacity="")
        elif code == 1:
            style["weight"] = ' font-weight="700"'
        elif code == 2:
            style["opacity"] = ' opacity="0.65"'
        elif code == 22:
            style.update(weight="", opacity="")
        elif code == 39:
            style["fill"] = ""
        elif code in COLOURS or code - 60 in COLOURS:
            style["fill"] = f' fill="{COLOURS.get(code) or COLOURS[code - 60]}"'


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder)
        text = on_a_terminal([APIDIFF, *COMMAND], folder)
    shown = f"\x1b[90m$\x1b[0m apidiff {' '.join(COMMAND)}\n{shortened(text)}"
    Path(sys.argv[1]).write_text(drawn(shown, "apidiff refuses a release that breaks a client"))


if __name__ == "__main__":
    main()
