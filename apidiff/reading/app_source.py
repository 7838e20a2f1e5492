"""Get the description of an application, `python:MODULE:NAME`, from a separate process."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from importlib import resources
from typing import IO, Any

from apidiff.errors import InputError, Place
from apidiff.reading.outside import Application
from apidiff.reading.sources import too_large

_NAME = re.compile(r"python:(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_TOKEN = re.compile(r"TOKEN|^ACTIONS_|^CI_JOB_JWT", re.IGNORECASE)
"""Variables that no application gets, whatever a configuration says: a pull request edits that, too."""
_SECRET = re.compile(r"SECRET|PASSW|CREDENTIAL|(?:API|PRIVATE|ACCESS)_?KEY", re.IGNORECASE)
"""Variables that it gets where the configuration names them. Their names are all that tells."""
_TAIL_BYTES = 64 * 1024
_LEFT_SECONDS = 5
"""How long what an ended process left in its pipes is read, where somebody keeps them open."""


def asked(source: str, application: Application, limit: int) -> bytes:
    """The JSON text of the description that the application `source` (`python:shop.main:app`) writes.

    The module is imported from the current folder, in an interpreter of its own, without the variables that look like
    secrets. Raises `InputError` where it cannot be imported, is no application, takes too long or writes too much.
    """
    matched = _NAME.fullmatch(source)
    if matched is None:
        raise InputError(
            f"`{source}` names no application", hint="Write `python:MODULE:NAME`, e.g. `python:shop.main:app`."
        )
    python = interpreter(application)
    withheld = sorted(name for name in os.environ if _is_withheld(name, application))
    # As a text: the interpreter of the application need not have apidiff.
    code = resources.files("apidiff.reading").joinpath("app_child.py").read_text("utf-8")
    command = [python, "-c", code, matched["module"], matched["name"]]
    environment = {name: value for name, value in os.environ.items() if name not in withheld}
    answer, last_words, ended = _run(command, environment, application.seconds, limit, source)
    if answer[:1] == b"D":
        if len(answer) - 1 > limit:
            raise too_large(source, limit)
        return answer[1:]
    fault = _fault(answer)
    if fault is None:
        last = last_words.strip().rpartition("\n")[2] or "it says nothing"
        raise InputError(
            f"`{source}` wrote no description; its interpreter ended with {ended}: {last}",
            hint=f"See what this does: `{os.path.basename(python)} -c 'import {matched['module']}'`.",
        )
    raise _told(source, fault, python, withheld)


def _fault(answer: bytes) -> dict[str, Any] | None:
    """What the process found; `None` where it wrote something else, as an application can in its place."""
    try:
        fault = json.loads(answer[1:]) if answer[:1] == b"E" else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(fault, dict) or not all(isinstance(fault.get(key), str) for key in ("kind", "error")):
        return None
    # The rest by its kind: of a value of another type nothing is told.
    types: dict[str, type | tuple[type, ...]] = {"file": str, "line": (int, type(None)), "pointer": (str, type(None))}
    told = {key: value for key, value in fault.items() if isinstance(value, types.get(key, object))}
    names = told.get("names")
    of = told.get("of")
    return {
        "line": None,
        "pointer": None,
        **told,
        "names": [each for each in names if isinstance(each, str)] if isinstance(names, list) else [],
        "of": of if isinstance(of, str) else "",
    }


def _is_withheld(name: str, application: Application) -> bool:
    return bool(_TOKEN.search(name) or (_SECRET.search(name) and name not in application.environment))


def interpreter(application: Application) -> str:
    """The interpreter that has what the application needs."""
    if application.python is not None:
        return application.python
    if active := os.environ.get("VIRTUAL_ENV"):
        inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        if os.path.exists(found := os.path.join(active, *inside)):
            return found
    return sys.executable


def _run(
    command: list[str], environment: dict[str, str], seconds: float, limit: int, source: str
) -> tuple[bytes, str, str]:
    """What the process writes, the end of what it says beside, and how it ended."""
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            # An application that asks something on import gets an end of input, and does not wait.
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A process group of its own, which `_end` kills with all that the application started.
            start_new_session=True,
        )
    except OSError as error:
        raise InputError(
            f"the interpreter `{command[0]}` cannot be run: {error.strerror}",
            hint="Name the one of the application's environment with `python` under `[application]` in apidiff.toml.",
        ) from None
    assert process.stdout is not None
    assert process.stderr is not None
    # A letter that says what follows comes first, and a byte beyond the limit tells that there is too much.
    answer, words = _Kept(process.stdout, most=limit + 2), _Kept(process.stderr, tail=_TAIL_BYTES)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"`{source}` did not write its description within {seconds:g} seconds",
            hint="Importing it must not start a server; or raise `seconds` under `[application]` in apidiff.toml.",
        ) from None
    finally:
        _end(process)
        for each in (answer, words):
            each.finish()
    code = process.returncode
    # A negative code is the number of the signal that ended it.
    ended = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    return answer.data, words.data.decode(errors="replace"), ended


class _Kept(threading.Thread):
    """Reads a stream to its end, so that nobody waits for it, and keeps its first or its last bytes."""

    def __init__(self, stream: IO[bytes], *, most: int | None = None, tail: int | None = None) -> None:
        super().__init__(daemon=True)
        self.stream, self.most, self.tail, self.data = stream, most, tail, b""
        self.parts: list[bytes] = []
        self.start()

    def run(self) -> None:
        size = 0
        with self.stream:
            while piece := self.stream.read1(65536):  # type: ignore[attr-defined]
                if self.tail is not None:
                    self.data = (self.data + piece)[-self.tail :]
                elif self.most is None or size < self.most:
                    self.parts.append(piece)
                    size += len(piece)

    def finish(self) -> None:
        """Read what the process left, once it has ended.

        A daemon that it started, in a session of its own, may keep the stream open, and is not waited for.
        """
        self.join(_LEFT_SECONDS)
        if self.tail is None:
            self.data = b"".join(self.parts)[: self.most]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, and what it started: a worker that still runs would keep the pipes open."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _told(source: str, fault: dict[str, Any], python: str, withheld: list[str]) -> InputError:
    """The error for what the application's process found."""
    module, _, name = source.removeprefix("python:").partition(":")
    error = str(fault["error"])[:500]
    place = Place(_short(fault["file"]), line=fault["line"]) if "file" in fault else None
    kind = fault["kind"]
    if kind == "no-module":
        return InputError(
            f"Python finds no module `{module}` from this folder: {error}",
            hint=f"Run it in the folder that the server is started in, or set PYTHONPATH. The interpreter is {python}; "
            "another can be named with `python` under `[application]` in apidiff.toml.",
        )
    if kind == "no-name":
        near = difflib.get_close_matches(fault["error"], fault["names"], 1)
        suggestion = f"Did you mean `{near[0]}`? " if near else ""
        of = f"`{fault['of']}` in `{module}`" if fault["of"] else f"the module `{module}`"
        return InputError(
            f"{of} has no `{fault['error']}`",
            hint=f"{suggestion}Name the variable that holds the application.",
        )
    if kind == "no-application":
        return InputError(
            f"`{name}` in `{module}` is a `{error}`, which has no OpenAPI description of itself",
            hint="Supported are FastAPI, Starlette with a `SchemaGenerator` in the same module, Django with "
            "drf-spectacular, an API of Django Ninja, Litestar, APIFlask, flask-openapi3, an `Api` of flask-smorest, "
            "and a dict that is a description. From others, write the description to a file.",
        )
    if kind == "no-paths":
        return InputError(
            f"`{name}` in `{module}` serves no path that drf-spectacular describes",
            hint="Name an API of Django Ninja itself, such as `python:shop.urls:api`.",
        )
    if kind == "no-json":
        return InputError(
            f"the description of `{source}` is not JSON: {error}",
            place=Place(source, fault["pointer"]),
            hint="Find the value in the application's schemas.",
        )
    does = "cannot be imported" if kind == "import" else "cannot describe itself"
    hint = "Mend the application, or write its description to a file and name that."
    tokens = [name for name in withheld if _TOKEN.search(name)]
    secrets = [name for name in withheld if name not in tokens]
    if secrets:
        hint += (
            f" It did not get {_listed(secrets)}, whose names look like those of secrets; what it needs can be let "
            "through with `environment` under `[application]` in apidiff.toml."
        )
    if tokens:
        hint += (
            f" It never gets a token, also where `environment` names one: here {_listed(tokens)}. If it needs one to "
            "describe itself, write the description to a file in a step of its own, and name that file."
        )
    return InputError(f"`{source}` {does}: {error}", place=place, hint=hint)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(f"`{name}`" for name in names[:5]) + more


def _short(path: str) -> str:
    here = os.path.join(os.getcwd(), "")
    return path.removeprefix(here)
