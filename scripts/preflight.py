"""What would stop ``make run``, looked for before anything is downloaded. Standard library only.

``tanya serve`` looks again, with all its settings; this is for the newcomer, who should not wait five
minutes to hear that the port is taken.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
from pathlib import Path

from setup_tools import SetupFailed

LEAST_DISK = 500
"""Megabytes for the database, the index and the trained model."""


def refuse_early(root: Path) -> None:
    """Raise :class:`SetupFailed` with one sentence that says what to do."""
    home = Path(os.environ.get("TANYA_HOME") or root / "var").expanduser()
    _can_write(home)
    _not_running(home)
    _port_is_free(os.environ.get("TANYA_HOST") or "127.0.0.1", wanted_port())


def wanted_port() -> int:
    """``PORT``, then ``TANYA_PORT``, then 8000."""
    given = os.environ.get("PORT") or os.environ.get("TANYA_PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65_536:
        raise SetupFailed(
            f"PORT={given} bukan nomor porta. Pakai angka dari 1 sampai 65535, misalnya: PORT=8001 make run"
        )
    return int(given)


def _can_write(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupFailed(
            f"Folder data {home} tidak dapat dibuat. Pilih folder lain dengan TANYA_HOME."
        ) from error
    if not os.access(home, os.W_OK):
        raise SetupFailed(f"Folder data {home} tidak dapat ditulisi. Pilih folder lain dengan TANYA_HOME.")
    free = shutil.disk_usage(home).free // 1_000_000
    if free < LEAST_DISK:
        raise SetupFailed(
            f"Ruang disk di {home} tinggal {free} MB. Sediakan paling sedikit {LEAST_DISK} MB, lalu ulangi."
        )


def _not_running(home: Path) -> None:
    """The one process that owns the index holds this lock as long as it lives."""
    lock = home / "index" / "owner.lock"
    if not lock.exists():
        return
    with lock.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as owned:
            raise SetupFailed(
                f"Tanya PPID sudah berjalan dengan folder data {home}{_its_port(home)}. Hentikan dulu, atau jalankan "
                f"salinan kedua: PORT={wanted_port() + 1} TANYA_HOME={home}-2 make run"
            ) from owned


def _its_port(home: Path) -> str:
    try:
        return f" di porta {json.loads((home / 'serve.json').read_text())['port']}"
    except (OSError, ValueError, KeyError):
        return ""


def _port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise SetupFailed(
                f"Porta {port} tidak dapat dipakai, mungkin sedang dipakai program lain. Hentikan program itu, "
                f"atau pakai porta lain: PORT={port + 1} make run"
            ) from taken
