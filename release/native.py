"""`python -m release.native FOLDER`: build the wheel of the native reader for this platform into a folder.

Paths of this machine are left out of it, so that the same source gives the same wheel wherever it is built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-native"
SCRIPTS = TOOLS / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "native" / "requirements.lock"
OLDEST = (1, 88)
NO_CARGO = f"it needs cargo, of Rust {OLDEST[0]}.{OLDEST[1]} or newer"
_NOT_IN_IT = (
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "SOURCE_DATE_EPOCH",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
)


def have_cargo() -> bool:
    """Whether the native reader can be built here."""
    if shutil.which("cargo") is None or shutil.which("rustc") is None:
        return False
    try:
        version = _output(["rustc", "--version"]).split()[1].split(".")
        return (int(version[0]), int(version[1])) >= OLDEST
    except (subprocess.CalledProcessError, IndexError, ValueError):  # a placeholder without a toolchain
        return False


def build(source: Path, out: Path) -> Path:
    """Build the crate in `source` as it is locked. Returns its wheel in `out`; raises `CalledProcessError`."""
    cargo_home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    sysroot = _output(["rustc", "--print", "sysroot"])
    remapped = ((source.resolve(), "native"), (cargo_home.resolve(), "cargo"), (Path(sysroot), "rust"))
    flags = [f"--remap-path-prefix={path}={name}" for path, name in remapped]
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_IN_IT}
    environment |= {"CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags), "SOURCE_DATE_EPOCH": "315532800"}
    before = set(out.glob("*.whl"))
    for old in before:
        old.unlink()
    command = [str(_maturin()), "build", "--release", "--locked", "--quiet", "--compatibility", "linux"]
    if sys.platform != "linux":
        command = command[:-2]
    command += ["--out", str(out.resolve()), "--interpreter", sys.executable]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True, text=True)
    return next(out.glob("*.whl"))


def _maturin() -> Path:
    """The locked maturin, in an environment of its own."""
    maturin = SCRIPTS / "maturin"
    if shutil.which(maturin) is None:
        _output([sys.executable, "-m", "venv", str(TOOLS)])
        pip = [str(SCRIPTS / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _output([*pip, "--require-hashes", "-r", str(LOCK)])
    return maturin


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(arguments: list[str]) -> int:
    """Print the wheel that was built; 2 where it cannot be built, 1 where that failed. `--ask` only asks."""
    if not have_cargo():
        print(f"the native reader is not built: {NO_CARGO}", file=sys.stderr)
        return 2
    if arguments == ["--ask"]:
        return 0
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    try:
        print(build(ROOT / "native", out))
    except subprocess.CalledProcessError as error:
        print(f"failed: {error}\n{error.stderr or ''}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
