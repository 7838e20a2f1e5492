"""`python -m release.prove`: build wheel and sdist twice, compare them, try the wheel in clean environments."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from release import native

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
FORBIDDEN = ("tests/", "fuzz/", "bench/", ".git", ".env")
BASE = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/v1/a": {"get": {"responses": {}}}}}
REVISION = {**BASE, "paths": {}}


class Failed(Exception):
    """A release like this must not be published."""


def main() -> int:
    """0 where all holds; says what was built, with its hash, and what was tried."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            built = compare(build(folder / "one", 1_000_000_000), build(folder / "another", int(time.time())))
            for path in built:
                print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}  built twice, equal")
                look_into(path)
            wheel = next(path for path in built if path.suffix == ".whl")
            accelerator = prove_native(folder)
            for python in pythons():
                print(f"{python}: {try_out(wheel, python, folder, accelerator)}")
        except (Failed, subprocess.CalledProcessError) as error:
            print(f"failed: {error}{getattr(error, 'stderr', '') or ''}", file=sys.stderr)
            return 1
    return 0


def build(folder: Path, modified_s: int) -> list[Path]:
    """Build in a copy of what git tracks, in a folder, at a time and with permissions of its own."""
    source = _copied(folder, modified_s)
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder / "dist")]
    mask = os.umask(0o077 if modified_s == 1_000_000_000 else 0o022)
    try:
        subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True, text=True)
    finally:
        os.umask(mask)
    return sorted((folder / "dist").iterdir())


def _copied(folder: Path, modified_s: int) -> Path:
    """What git tracks, copied into a folder of that folder."""
    source = folder / "source"
    for name in _output("git", "ls-files", "-z", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
            os.utime(source / name, (modified_s, modified_s))
    return source


def prove_native(folder: Path) -> Path | None:
    """The wheel of the native reader, built twice and equal; `None` where there is no cargo. Raises `Failed`."""
    if not native.have_cargo():
        print(f"the native reader is not proved: {native.NO_CARGO}")
        return None
    wheels = []
    for name, modified_s in (("native-one", 1_000_000_000), ("native-another-name", int(time.time()))):
        source = _copied(folder / name, modified_s) / "native"
        (folder / name / "dist").mkdir()
        wheels.append(native.build(source, folder / name / "dist"))
    one, another = wheels
    if one.name != another.name or one.read_bytes() != another.read_bytes():
        raise Failed(f"{one.name} differs from one build to the next")
    print(f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}  built twice, equal")
    return one


def compare(one: list[Path], another: list[Path]) -> list[Path]:
    """The files of one build, if the other has the same. Raises `Failed`."""
    if [path.name for path in one] != [path.name for path in another] or len(one) != 2:
        raise Failed(f"the builds made {[path.name for path in one]} and {[path.name for path in another]}")
    for first, second in zip(one, another, strict=True):
        if first.read_bytes() != second.read_bytes():
            raise Failed(f"{first.name} differs from one build to the next")
    return one


def look_into(path: Path) -> None:
    """Raise `Failed` where the archive holds what is none of its users' business, or lacks what it needs to run."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            _require_command(path, archive)
    else:
        with tarfile.open(path) as archive:
            names = [name.partition("/")[2] for name in archive.getnames()]
    if odd := [name for name in names if name.startswith(FORBIDDEN) and name != ".gitignore"]:
        raise Failed(f"{path.name} holds {odd[0]}")
    data = [
        str(file.relative_to(ROOT)) for file in (ROOT / "apidiff").rglob("*") if file.suffix in (".toml", ".j2", ".css")
    ]
    if missing := set(data) - set(names):
        raise Failed(f"{path.name} lacks {min(missing)}")


def _require_command(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise `Failed` where `uvx apidiff` and `pipx run apidiff` would find no command by the package's name."""
    name, version = path.name.split("-")[:2]
    told = f"{name}-{version}.dist-info/entry_points.txt"
    if path.name != f"apidiff-{version}-py3-none-any.whl" or told not in archive.namelist():
        raise Failed(f"{path.name} is no wheel of apidiff for every platform, or has no command")
    commands = archive.read(told).decode()
    if "[console_scripts]\napidiff = apidiff.cli:main\n" not in commands:
        raise Failed(f"{path.name} has no command `apidiff`: {commands}")


def pythons() -> list[str]:
    """The Pythons of this machine that apidiff runs on."""
    found = {f"3.{sys.version_info.minor}": sys.executable}
    for version in PYTHONS:
        path = shutil.which(f"python{version}")
        # A version manager's placeholder stands there and does not run.
        if version not in found and path and subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            found[version] = path
    return [found[version] for version in sorted(found)]


def try_out(wheel: Path, python: str, folder: Path, accelerator: Path | None = None) -> str:
    """Install the wheel into a clean environment, with the locked dependencies alone, and run it there.

    With the native reader's wheel, run it again with that.
    """
    home = Path(tempfile.mkdtemp(dir=folder))
    _output(python, "-m", "venv", str(home / "venv"), cwd=home)
    pip = [str(home / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _output(*pip, "--require-hashes", "-r", str(ROOT / "requirements-run.lock"), cwd=home)
    _output(*pip, "--no-deps", str(wheel), cwd=home)
    said = _one_diff(home, python)
    if accelerator is None:
        return said
    _output(*pip, "--no-deps", str(accelerator), cwd=home)
    return f"{said}; {_one_diff(home, python)}"


def _one_diff(home: Path, python: str) -> str:
    """Compare two descriptions with the apidiff that is installed in that folder."""
    apidiff = str(home / "venv" / "bin" / "apidiff")
    (home / "base.json").write_text(json.dumps(BASE))
    (home / "revision.json").write_text(json.dumps(REVISION))
    said = json.loads(_output(apidiff, "diff", "base.json", "revision.json", "--format", "json", cwd=home))
    rules = [change["rule"] for change in said["changes"]]
    if (said["verdict"], rules) != ("breaking", ["operation-removed"]):
        raise Failed(f"on {python} a removed operation is {said['verdict']}, {rules}")
    _output(str(home / "venv" / "bin" / "python"), "-m", "pip", "check", cwd=home)
    version, reader = _output(apidiff, "--version", cwd=home).strip().splitlines()
    return f"{version}, {reader}, a diff is right"


def _output(*command: str, cwd: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
