"""Record the example from its descriptions and entries, from the first release on, as its maintainer did.

    python docs/example/record.py

Only for when apidiff's own forms change before a release of apidiff (what an id is made from, the canonical form): a
real project's records are never written again. The entries' prose, meanings and the waiver's reason stay as they are.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APIDIFF = str(Path(sys.executable).parent / "apidiff")
REASON, APPROVED_BY = "no integrator consumed the old fields", "api-owner"


def apidiff(*arguments: str, status: int = 0) -> str:
    done = subprocess.run([APIDIFF, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != status:
        sys.exit(f"apidiff {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def unbound(text: str) -> str:
    """The entry without its ids and its waiver."""
    text = re.sub(r"^changes:.*\n(?:  .*\n)*", "changes: []\n", text, flags=re.MULTILINE)
    return re.sub(r"^waiver:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)


def main() -> None:
    for record in (ROOT / "schemas").glob("*.json"):
        record.unlink()
    entries = {path.name[:10]: path for path in sorted((ROOT / "changelog").glob("*.md"))}
    texts = {date: unbound(path.read_text()) for date, path in entries.items()}
    for path in entries.values():
        path.unlink()
    for number, (date, path) in enumerate(entries.items()):
        past = f"docs/example/past/{date}.yaml"
        source = past if (ROOT / past).exists() else "docs/example/openapi.yaml"
        path.write_text(texts[date])
        if number:
            apidiff("draft", source, "--release", date)
            report = json.loads(
                subprocess.run(
                    [APIDIFF, "check", source, "--format", "json"],
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    check=False,
                ).stdout
            )
            breaking = [change["id"] for change in report["changes"] if change["class"] == "breaking"]
            if breaking:
                apidiff("waive", *breaking, "--source", source, "--reason", REASON, "--approved-by", APPROVED_BY)
        print(apidiff("snapshot", source, "--release", date), end="")
    print(apidiff("verify"), end="")


if __name__ == "__main__":
    main()
