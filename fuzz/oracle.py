"""What must hold of a case, asked within a process of its own: each command ends with a result or with one error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

CONFIG = '[project]\ndescription = "openapi.yaml"\n'
ALLOWED = (0, 1, 2)
_ERROR = re.compile(r"(?s)error: [^\n]+\n(  at [^\n]+\n)?  hint: [^\n]+\n?\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class Broken(Exception):
    """Something that must hold does not."""


def commands() -> list[tuple[str, list[str]]]:
    """What is run on each case, in this order, in a folder with `base/`, `revision/` and a project."""
    base, revision = "base/openapi.yaml", "revision/openapi.yaml"
    return [
        ("diff", ["diff", base, revision, "-v"]),
        ("diff back", ["diff", revision, base, "--format", "json"]),
        ("diff same", ["diff", revision, revision, "--format", "json"]),
        ("diff markdown", ["diff", base, revision, "--format", "markdown"]),
        ("snapshot", ["snapshot", base, "--release", "2026-01-01"]),
        ("check", ["check", revision]),
        ("check json", ["check", revision, "--format", "json"]),
        ("check markdown", ["check", revision, "--format", "markdown"]),
        ("draft", ["draft", revision, "--release", "2026-01-02"]),
        ("waive", ["waive", "--all", "--source", revision, "--reason", "r", "--approved-by", "a"]),
        ("snapshot again", ["snapshot", revision, "--release", "2026-01-02"]),
        ("verify", ["verify"]),
        ("render", ["render"]),
    ]


def examine(folder: Path, say: Callable[[str], None]) -> None:
    """Run every command on the case in `folder`, announcing each with `say`. Raises `Broken`, or what a bug raised."""
    os.chdir(folder)
    Path("apidiff.toml").write_text(CONFIG)
    Path("openapi.yaml").write_bytes(Path("revision/openapi.yaml").read_bytes())
    unread: set[str] = set()
    for name, arguments in commands():
        read = {argument for argument in arguments if argument.endswith("openapi.yaml")}
        if read & unread:
            continue
        say(name)
        code, out, err = call(arguments)
        judge(name, code, out, err)
        if code == 2 and len(read) == 1:
            unread |= read


def call(arguments: list[str]) -> tuple[int, str, str]:
    """The exit code and both outputs of a command run in this process; an unforeseen error is raised."""
    from apidiff.cli.edge import run

    os.environ["APIDIFF_DEBUG"] = "1"
    with open("out", "w+", errors="backslashreplace") as out, open("err", "w+", errors="backslashreplace") as err:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(arguments)
        return code, _text(out), _text(err)


def judge(name: str, code: int, out: str, err: str) -> None:
    """Hold a command's answer to its word. Raises `Broken`."""
    if code not in ALLOWED:
        raise Broken(f"ends with {code}: {err[:300]}")
    if code == 2 and not _ERROR.fullmatch(err):
        raise Broken(f"its error is not three lines: {err[:300]!r}")
    if code != 2 and err:
        raise Broken(f"writes to the error stream: {err[:300]!r}")
    if code == 1 and name == "verify":
        raise Broken(f"what was just recorded is unsound: {out[:300]}")
    if len(err) > 2000:
        raise Broken(f"its error has {len(err)} characters")
    for text in (out, err):
        if found := _CONTROL.search(text):
            raise Broken(f"writes the character {found[0]!r}")
    if "json" in name or name == "diff same":
        _judge_json(name, code, out)


def _judge_json(name: str, code: int, out: str) -> None:
    if code == 2:
        return
    document = json.loads(out)
    if name == "diff same" and document["verdict"] != "identical":
        raise Broken(f"a description compared with itself is {document['verdict']}")


def said(error: BaseException) -> str:
    """An error as one line that is the same for the same bug: its kind, and the last places of the package."""
    if isinstance(error, Broken):
        return re.sub(r"[0-9a-f]{12}|\d+", "N", str(error))[:120]
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/apidiff/" in frame.filename]
    spots = [f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.name}" for frame in ours[-2:]]
    return f"{type(error).__name__} in {' > '.join(spots)}"


def _text(stream: TextIO) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def warm() -> None:
    """Import everything, so that each forked child starts with it, and with the same of it."""
    import importlib
    import pkgutil

    import apidiff

    for module in pkgutil.walk_packages(apidiff.__path__, "apidiff."):
        importlib.import_module(module.name)
    for name in ("deepdiff", "jinja2", "jsonschema_rs", "yaml", "orjson", "pydantic", "markdown_it"):
        importlib.import_module(name)
