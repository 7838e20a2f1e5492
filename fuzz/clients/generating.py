"""Clients of a description in four languages, generated in one run of OpenAPI Generator."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fuzz.clients.editing import Pair

GENERATORS: Final = {"java": "java", "go": "go", "ts": "typescript-fetch", "py": "python"}


class NotGeneratedError(Exception):
    """The generator failed, or left a client out."""


def generate(pairs: Sequence[Pair], jar: Path, kept: Path) -> int:
    """Generate the clients of the revisions that are not in `kept` yet, and say how many those were.

    A client is in `kept/BASE/EDIT/LANGUAGE`. The generator is run once, since most of its time is its start.
    """
    configurations = [each for pair in pairs for each in _configurations(pair, kept)]
    if not configurations:
        return 0
    if shutil.which("java") is None:
        raise NotGeneratedError("Java is not installed, and OpenAPI Generator needs it")
    command = ["java", "-Xmx2g", "-jar", str(jar), "batch", "-r", "2", *configurations]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    (kept / "generator.log").write_text(ran.stdout + ran.stderr, encoding="utf-8")
    absent = [name for pair in pairs for name in GENERATORS if not _is_there(kept / pair.name / name)]
    if absent or ran.returncode:
        raise NotGeneratedError(f"{len(absent)} clients were not generated: see {kept / 'generator.log'}")
    return len(configurations)


def _configurations(pair: Pair, kept: Path) -> list[str]:
    written = []
    for language, generator in GENERATORS.items():
        place = kept / pair.name / language
        if _is_there(place):
            continue
        place.mkdir(parents=True, exist_ok=True)
        described = place.with_suffix(".input.json")
        described.write_text(json.dumps(pair.revision), encoding="utf-8")
        configuration = place.with_suffix(".config.json")
        left_out = dict.fromkeys(("modelDocs", "apiDocs", "modelTests", "apiTests"), "false")
        options = {
            "inputSpec": str(described.resolve()),
            "generatorName": generator,
            "outputDir": str(place.resolve()),
            "globalProperties": {"models": "", "apis": "", **left_out},
        }
        configuration.write_text(json.dumps(options), encoding="utf-8")
        written.append(str(configuration))
    return written


def _is_there(place: Path) -> bool:
    return any(each.is_file() for each in place.rglob("*"))
