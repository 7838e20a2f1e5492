"""`python -m tests.rules.scaffold NAME` starts a rule: its entry of the catalogue, and its example.

What it writes says where words are still to come, and does not pass the tests before they have come.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from apidiff.rules.compiling import CATALOGUE
from tests.rules.golden import HERE

ENTRY = """\
title = "TO WRITE: one plain sentence, with `{name}` or `{where}` of what changed"
group = "TO CHOOSE: a heading of the reference (apidiff/rules/loading.py, GROUPS)"
why = "TO WRITE: why it is breaking, additive or neutral."
hint = "TO WRITE: what to do instead; empty where no direction is breaking."
source = "TO WRITE: the section of the specification that it follows from"
decided-by = "containment"  # or "policy", with a clause for each direction

[class]
to-server = "breaking"
from-server = "additive"
"""

DESCRIPTION = """\
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /v1/orders:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {note: {type: string}}}
      responses:
        "204": {description: Done.}
"""


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", arguments[0]):
        print("Name the rule by what happens, in small letters: make rule NAME=header-added", file=sys.stderr)
        return 2
    name = arguments[0]
    entry, example = CATALOGUE / f"{name}.toml", HERE / name
    if entry.exists() or example.exists():
        print(f"There is a rule `{name}` already: {entry if entry.exists() else example}", file=sys.stderr)
        return 2
    example.mkdir()
    entry.write_text(ENTRY, "utf-8")
    for side in ("base", "revision"):
        (example / f"{side}.yaml").write_text(DESCRIPTION, "utf-8")
    here = Path.cwd()
    shown = [path.relative_to(here) if path.is_relative_to(here) else path for path in (entry, example)]
    print(f"Now write {shown[0]}, make the edit in {shown[1] / 'revision.yaml'}, raise the rule in apidiff/comparing/,")
    print(f"then: make docs && .venv/bin/python -m tests.rules.golden {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
