"""A company's API of about 3 MB, and a year of its history in git: made by a generator, the same from the same seed."""

from __future__ import annotations

import random
import subprocess
from datetime import date, timedelta
from pathlib import Path

from tests.recording.pasts import Past
from tests.recording.repositories import git

RESOURCES = 800
FIELDS = 16
COMMITS = 13
FIRST_DAY = date(2025, 6, 5)
FILE = "openapi.yaml"
_WORDS = (
    "the",
    "a",
    "of",
    "which",
    "account",
    "order",
    "is",
    "its",
    "owner",
    "until",
    "payment",
    "can",
    "user",
    "team",
)
_TYPES = ("type: string", "type: integer", "type: boolean", "type: string\nformat: date-time", "type: number")


class Company:
    """The API as its authors edit it."""

    def __init__(self, seed: int, resources: int = RESOURCES) -> None:
        self.random = random.Random(seed)
        self.resources = resources
        self.version = 1
        self.fields = {
            f"Resource{n}": {f"field_{k}": self._field() for k in range(FIELDS)} | {"note": ("type: string", "A note.")}
            for n in range(resources)
        }

    def _prose(self, words: int) -> str:
        return " ".join(self.random.choices(_WORDS, k=words)).capitalize() + "."

    def _field(self) -> tuple[str, str]:
        return self.random.choice(_TYPES), self._prose(self.random.randint(8, 30))

    def edit(self) -> None:
        """What four weeks bring: mostly fields and prose, now and then something that breaks."""
        self.version += 1
        for kind in self.random.choices(("prose", "field", "deprecated", "removed"), weights=(4, 4, 1, 1), k=4):
            fields = self.fields[f"Resource{self.random.randrange(1, self.resources)}"]
            name = self.random.choice([each for each in fields if each != "note"])
            schema, prose = fields[name]
            if kind == "prose":
                fields[name] = schema, self._prose(12)
            elif kind == "field":
                fields[f"added_{self.version}_{len(fields)}"] = self._field()
            elif kind == "deprecated":
                fields[name] = f"{schema.removesuffix(chr(10) + 'deprecated: true')}\ndeprecated: true", prose
            else:
                del fields[name]

    def text(self) -> str:
        lines = ["openapi: 3.0.3", "info:", "  title: Company", f"  version: '1.{self.version}'", "paths:"]
        for number, name in enumerate(self.fields):
            lines += _operations(number, name)
        lines += ["components:", "  schemas:"]
        for name, fields in self.fields.items():
            lines += [f"    {name}:", "      type: object", "      properties:"]
            for field, (schema, prose) in fields.items():
                lines += [f"        {field}:", "          description: >-", f"            {prose}"]
                lines += [f"          {line}" for line in schema.split("\n")]
        return "\n".join(lines) + "\n"


def _operations(number: int, schema: str) -> list[str]:
    """A resource is read and made."""
    content = ["content:", "  application/json:", "    schema:", f"      $ref: '#/components/schemas/{schema}'"]
    return [
        f"  /v1/resources{number}:",
        "    get:",
        f"      operationId: getResource{number}",
        "      parameters:",
        *(f"      - {{name: {name}, in: query, schema: {{type: string}}}}" for name in ("limit", "offset", "filter")),
        "      responses:",
        "        '200':",
        "          description: What was asked for.",
        *(f"          {line}" for line in content),
        "    post:",
        f"      operationId: makeResource{number}",
        "      requestBody:",
        *(f"        {line}" for line in content),
        "      responses:",
        "        '201':",
        "          description: Made.",
    ]


def without(text: str, schema: str, field: str) -> str:
    """The description without a field of a component schema: the lines that stand deeper than its name go with it."""
    lines = text.split("\n")
    start = lines.index(f"    {schema}:")
    first = next(at for at in range(start, len(lines)) if lines[at].strip() == f"{field}:")
    depth = len(lines[first]) - len(lines[first].lstrip())
    last = next(at for at in range(first + 1, len(lines)) if len(lines[at]) - len(lines[at].lstrip()) <= depth)
    return "\n".join(lines[:first] + lines[last:])


def generated(root: Path, seed: int = 1, resources: int = RESOURCES) -> Path:
    """The repository of a year, with nothing in it but the description."""
    past, company = Past(root), Company(seed, resources)
    for number in range(COMMITS):
        past.put((FIRST_DAY + timedelta(days=28 * number)).isoformat(), company.text(), FILE)
        company.edit()
    return root


def of_bundle(bundle: Path, root: Path) -> Path:
    """The same of a real API: a git bundle whose branch `main` has its description as `openapi.yaml`."""
    subprocess.run(["git", "clone", "-q", "-b", "main", str(bundle), str(root)], check=True)
    git(root, "remote", "remove", "origin")
    return root
