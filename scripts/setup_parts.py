"""The parts of a set-up: uv, the application's environment, Rasa's, openai-whisper's, a browser for the tests."""

from __future__ import annotations

import ctypes
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from setup_tools import (
    ROOT,
    SetupFailed,
    being_made,
    call,
    clear_if_half_made,
    python_311,
    python_of,
    read_stamp,
    write_stamp,
)

UV = ROOT / ".uv"
UV_PIN = ROOT / "scripts" / "setup-uv.txt"
APPLICATION = ROOT / ".venv"
RASA = ROOT / "bot" / "dialogue" / ".venv"
RASA_LOCK = ROOT / "bot" / "dialogue" / "requirements.lock"
OPENAI = ROOT / "voice" / "openai" / ".venv"
OPENAI_LOCK = ROOT / "voice" / "openai" / "requirements.txt"
PYTHON = Path(getattr(sys, "_base_executable", sys.executable))
"""The interpreter itself: we may be running in an environment that is about to be made afresh."""
TELEGRAM_JUDGE = ROOT / "tests" / "judges" / "telegram" / ".venv"
TELEGRAM_JUDGE_LOCK = ROOT / "tests" / "judges" / "telegram" / "requirements.txt"
WHATSAPP_JUDGE = ROOT / "tests" / "judges" / "whatsapp" / "node_modules"
WHATSAPP_JUDGE_LOCK = ROOT / "tests" / "judges" / "whatsapp" / "package-lock.json"
META_DOCUMENT = ROOT.parent / "shared" / "data" / "whatsapp"
"""What the judge of WhatsApp judges by; it may not be kept in this repository."""
BROWSERS = ("chromium", "chromium-browser")
DRIVER_LIBRARY = "libatomic.so.1"
"""What Playwright's driver needs and a small Debian does not have."""
NO_PACKAGES = (
    "Paket tidak dapat dipasang. Periksa sambungan internet dan ruang disk, lalu ulangi perintah yang sama."
)


@dataclass(frozen=True)
class Part:
    """Something to install: whether it is there, how it is made, what it costs."""

    title: str
    done: Callable[[], bool]
    make: Callable[[], None]
    download: int
    """Megabytes that come over the line with empty caches, measured."""
    room: int
    """Megabytes of disk needed while installing, package cache included."""
    folder: Path | None = None


def made_from(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def uv_done() -> bool:
    return read_stamp(UV) == made_from(UV_PIN) and (UV / "bin" / "uv").exists()


def make_uv() -> None:
    clear_if_half_made(UV)
    if not (UV / "bin" / "pip").exists():
        _make_venv(UV)
    pip = [UV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check"]
    with being_made(UV, made_from(UV_PIN)):
        call([*pip, "--require-hashes", "--only-binary", ":all:", "-r", UV_PIN], NO_PACKAGES)


def _make_venv(folder: Path) -> None:
    """Debian keeps half of ``venv`` in a package of its own."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    package = f"python{version}-venv"
    if subprocess.run([PYTHON, "-c", "import ensurepip"], capture_output=True).returncode != 0:
        install_debian(package)
    call([PYTHON, "-m", "venv", "--clear", folder], f"Lingkungan {folder.name} tidak dapat dibuat.")


def install_debian(*packages: str) -> None:
    """Install Debian's packages when we may; name them when we may not."""
    names = " ".join(packages)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupFailed(f"Paket {names} belum terpasang. Jalankan: sudo apt-get install {names}")
    print(f"  memasang paket Debian {names} …", flush=True)
    failed = f"Paket {names} tidak dapat dipasang. Coba: apt-get update && apt-get install {names}"
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    call([*quietly, "update"], failed)
    call([*quietly, "install", "--yes", "--no-install-recommends", *packages], failed)


def _application_stamp(groups: str) -> str:
    return f"{made_from(ROOT / 'pyproject.toml', ROOT / 'uv.lock')} {groups}"


def application_done(*groups: str) -> bool:
    return read_stamp(APPLICATION) in {_application_stamp(each) for each in groups} and _has(
        APPLICATION, "tanya"
    )


def make_application(groups: str) -> None:
    clear_if_half_made(APPLICATION)
    had_developers_tools = read_stamp(APPLICATION).endswith(("dev", "bench"))
    choice: list[str | Path] = ["--python", PYTHON]
    _venv(APPLICATION, PYTHON)
    if groups == "run":
        # A developer's tools stay when only the application is asked for.
        choice += ["--no-dev", *(["--inexact"] if had_developers_tools else [])]
    elif groups == "bench":
        choice += ["--group", "bench"]
    with being_made(APPLICATION, _application_stamp(groups)):
        call([UV / "bin" / "uv", "sync", "--frozen", *choice], NO_PACKAGES)


def rasa_done() -> bool:
    if os.environ.get("TANYA_RASA__URL"):  # somebody else's Rasa is used: ours is not needed
        return True
    return read_stamp(RASA) == made_from(RASA_LOCK) and _has(RASA, "python")


def make_rasa() -> None:
    clear_if_half_made(RASA)
    _venv(RASA, python_311())
    with being_made(RASA, made_from(RASA_LOCK)):
        into = ["--python", RASA / "bin" / "python", "--require-hashes"]
        call([UV / "bin" / "uv", "pip", "sync", *into, RASA_LOCK], NO_PACKAGES)


def openai_done() -> bool:
    return read_stamp(OPENAI) == made_from(OPENAI_LOCK) and _has(OPENAI, "python")


def make_openai() -> None:
    """By pip, not uv: pip goes on where PyTorch's own index is out of reach and the wheel lies elsewhere."""
    clear_if_half_made(OPENAI)
    _venv(OPENAI, PYTHON)
    pip = [UV / "bin" / "python", "-m", "pip", "--python", OPENAI / "bin" / "python", "install"]
    with being_made(OPENAI, made_from(OPENAI_LOCK)):
        call(
            [*pip, "--disable-pip-version-check", "--retries", "1", "--no-deps", "-r", OPENAI_LOCK],
            NO_PACKAGES,
        )


def telegram_judge_done() -> bool:
    """Also where there is no Python 3.12, which it needs: its tests then say that nothing is judged."""
    made = read_stamp(TELEGRAM_JUDGE) == made_from(TELEGRAM_JUDGE_LOCK) and _has(TELEGRAM_JUDGE, "python")
    return made or python_of(12) is None


def make_telegram_judge() -> None:
    clear_if_half_made(TELEGRAM_JUDGE)
    if (python := python_of(12)) is not None:
        _venv(TELEGRAM_JUDGE, python)
        with being_made(TELEGRAM_JUDGE, made_from(TELEGRAM_JUDGE_LOCK)):
            into = ["--python", TELEGRAM_JUDGE / "bin" / "python", "--require-hashes"]
            call([UV / "bin" / "uv", "pip", "sync", *into, TELEGRAM_JUDGE_LOCK], NO_PACKAGES)


def whatsapp_judge_done() -> bool:
    """Also where npm or Meta's document is not there: its tests then say that nothing is judged."""
    if not META_DOCUMENT.is_dir() or shutil.which("npm") is None:
        return True
    return read_stamp(WHATSAPP_JUDGE) == made_from(WHATSAPP_JUDGE_LOCK)


def make_whatsapp_judge() -> None:
    quietly = ["--ignore-scripts", "--no-audit", "--no-fund"]
    call(["npm", "ci", "--prefix", WHATSAPP_JUDGE.parent, *quietly], NO_PACKAGES)
    write_stamp(WHATSAPP_JUDGE, made_from(WHATSAPP_JUDGE_LOCK))  # npm begins with an empty folder


def _venv(folder: Path, python: Path) -> None:
    if not folder.exists():
        call([UV / "bin" / "uv", "venv", "--python", python, folder], NO_PACKAGES)


def _has(folder: Path, program: str) -> bool:
    return (folder / "bin" / program).exists()


def browser_done() -> bool:
    return any(shutil.which(name) for name in BROWSERS) and _loads(DRIVER_LIBRARY)


def servers_done() -> bool:
    """The servers an office grows to or reads its mail from; the tests start their own on them."""
    there = glob.glob("/usr/lib/postgresql/*/bin/initdb") and glob.glob("/usr/lib/dovecot/imap")
    return bool(there) and shutil.which("redis-server") is not None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


PARTS = {
    "uv": Part("uv, pemasang paket", uv_done, make_uv, 20, 150, UV),
    "application": Part(
        "lingkungan aplikasi",
        lambda: application_done("run", "dev", "bench"),
        lambda: make_application("run"),
        385,
        1_600,
        APPLICATION,
    ),
    "development": Part(
        "lingkungan aplikasi dengan alat pengembang",
        lambda: application_done("dev", "bench"),
        lambda: make_application("dev"),
        470,
        1_900,
        APPLICATION,
    ),
    "bench": Part(
        "lingkungan aplikasi dengan yang dibandingkan",
        lambda: application_done("bench"),
        lambda: make_application("bench"),
        555,
        2_100,
        APPLICATION,
    ),
    "rasa": Part("lingkungan mesin percakapan (Rasa)", rasa_done, make_rasa, 105, 550, RASA),
    "openai": Part("mesin suara kedua (openai-whisper)", openai_done, make_openai, 250, 1_400, OPENAI),
    "judge of telegram": Part(
        "tg-auto-test, penguji pintu Telegram",
        telegram_judge_done,
        make_telegram_judge,
        20,
        80,
        TELEGRAM_JUDGE,
    ),
    "judge of whatsapp": Part(
        "Prism, penguji pintu WhatsApp", whatsapp_judge_done, make_whatsapp_judge, 25, 150, WHATSAPP_JUDGE
    ),
    "browser": Part(
        "Chromium untuk uji halaman", browser_done, lambda: install_debian("chromium", "libatomic1"), 120, 600
    ),
    "servers": Part(
        "PostgreSQL, Redis, dan Dovecot untuk uji",
        servers_done,
        lambda: install_debian("postgresql", "redis-server", "dovecot-imapd"),
        55,
        300,
    ),
}
