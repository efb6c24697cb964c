"""What setting up is done with: clean environments, child processes that tell, stamps, Pythons."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NETWORK = re.compile(
    r"UV_(CACHE_DIR|.*INDEX.*|HTTP_.*|NATIVE_TLS|SYSTEM_CERTS|KEYRING_.*|INSECURE_HOST|CONCURRENT_.*|LINK_MODE|"
    r"OFFLINE|PYTHON_INSTALL_DIR)"
)
"""Settings of uv that say how packages are reached; any other of the caller's could send it astray."""
HARMFUL = {
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONHOME",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
}
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BUSY = "belum selesai"
_DOWNLOADING = re.compile(r"\s*Downloading ([\w.]+?)(?:-\d\S*)? \((.+)\)")


class SetupFailed(Exception):
    """One sentence that says what to do."""


class NotReached(SetupFailed):
    """The network is away: nothing was changed yet."""


def environment() -> dict[str, str]:
    """The caller's environment without what would send Python, pip or uv to the wrong place."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in HARMFUL and (not name.startswith("UV_") or NETWORK.fullmatch(name))
    }
    # Slow lines: the default of 30 seconds gives up on a 60 MB package.
    ours = {"UV_HTTP_TIMEOUT": "300", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    # Many offices look into TLS with a certificate of their own, which is in the system's list only.
    if SYSTEM_CERTIFICATES.exists():
        ours |= {"UV_SYSTEM_CERTS": "1", "PIP_CERT": str(SYSTEM_CERTIFICATES)}
    return ours | kept


def call(arguments: Sequence[str | Path], otherwise: str) -> None:
    """Run a program; shows what it downloads, and its own words only when it fails."""
    words: list[str] = []
    with subprocess.Popen(
        [str(argument) for argument in arguments],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        for line in child.stdout or ():
            words.append(line.rstrip())
            if found := _DOWNLOADING.match(line):
                print(f"  mengunduh {found[1]} ({found[2]})", flush=True)
    if child.returncode != 0:
        print("\n".join(words[-15:]), file=sys.stderr)
        away = any("Failed to fetch" in line or "Failed to download" in line for line in words)
        raise (NotReached if away else SetupFailed)(otherwise)


def read_stamp(folder: Path) -> str:
    """What a folder was made from; empty when nobody said."""
    try:
        return (folder / "tanya-setup").read_text(encoding="utf-8")
    except OSError:
        return ""


def write_stamp(folder: Path, stamp: str) -> None:
    (folder / "tanya-setup").write_text(stamp, encoding="utf-8")


@contextmanager
def being_made(folder: Path, stamp: str) -> Iterator[None]:
    """Stamp a folder when the block ends well; one that was whole stays so when the network is away."""
    before = read_stamp(folder)
    write_stamp(folder, BUSY)
    try:
        yield
    except NotReached:
        write_stamp(folder, before)
        raise
    write_stamp(folder, stamp)


def clear_if_half_made(folder: Path) -> None:
    """A killed installer may leave half a package that looks whole: start that environment afresh.

    So does one whose Python is gone, or that was made for another folder: its scripts name their paths.
    """
    half_made = read_stamp(folder) == BUSY
    gone = folder.exists() and not (folder / "bin" / "python").exists()
    if half_made or gone or _made_elsewhere(folder):
        shutil.rmtree(folder)


def _made_elsewhere(folder: Path) -> bool:
    activate = folder / "bin" / "activate"
    return activate.exists() and str(folder) not in activate.read_text(encoding="utf-8", errors="replace")


def python_311() -> Path:
    """The Python for Rasa, whose libraries have wheels for 3.11 and for nothing newer."""
    if found := python_of(11):
        return found
    raise SetupFailed(
        "Mesin percakapan (Rasa) memerlukan Python 3.11. Pasang dengan: sudo apt-get install python3.11 "
        "python3.11-venv. Bila sistem Anda tidak punya paket itu: .uv/bin/uv python install 3.11"
    )


def python_of(minor: int) -> Path | None:
    """The interpreter of Python 3.``minor``, where this machine has one."""
    home = Path.home()
    pyenv = os.environ.get("PYENV_ROOT", str(home / ".pyenv"))
    managed = os.environ.get("UV_PYTHON_INSTALL_DIR", str(home / ".local/share/uv/python"))
    candidates = [
        sys.executable,
        shutil.which(f"python3.{minor}"),
        shutil.which("python3"),
        *sorted(glob.glob(f"{pyenv}/versions/3.{minor}.*/bin/python"), reverse=True),
        *sorted(glob.glob(f"{managed}/cpython-3.{minor}*/bin/python3.{minor}"), reverse=True),
    ]
    return next((base for each in filter(None, candidates) if (base := _base_of(each, minor))), None)


def _base_of(python: str, minor: int) -> Path | None:
    """The interpreter itself when it is a 3.``minor``, also when ``python`` is a shim or of an environment."""
    ask = f"import sys; print(sys.version_info[:2] == (3, {minor}), sys._base_executable)"
    try:
        done = subprocess.run(
            [python, "-c", ask], env=environment(), capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    fits, _, path = done.stdout.strip().partition(" ")
    return Path(path) if fits == "True" else None


def size_of(folder: Path) -> int:
    """Bytes on disk."""
    inodes = {}
    for place, _, files in os.walk(folder):
        for file in files:
            about = os.lstat(os.path.join(place, file))
            inodes[about.st_ino] = about.st_blocks * 512
    return sum(inodes.values())
