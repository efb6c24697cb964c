"""Fill the demo office, when that is still to be done: ``.venv/bin/python scripts/setup_demo.py [--reset]``.

``tanya demo`` may be repeated at any time, but takes seconds; ``make run`` should not, the second time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

from office.settings import PROJECT, Settings, load

DEMO = PROJECT / "data" / "demo"
KEPT_IN = (
    "tanya.db",
    "tanya.db-wal",
    "tanya.db-shm",
    "dialogue.db",
    "dialogue.db-wal",
    "dialogue.db-shm",
    "index",
    "questions.jsonl",
    "uploads",
)
"""What a conversation, a case or an entry is kept in. Secrets and trained models stay."""


class Refused(Exception):
    """One sentence that says what to do."""


def main(reset: bool) -> None:
    settings = _settings()
    stamp = settings.home / "demo-loaded"
    if settings.office_file != DEMO / "office.toml":
        if reset:
            raise Refused(
                "Instalasi ini milik kantor Anda sendiri, bukan kantor contoh: tidak ada yang dihapus."
            )
        return
    if reset:
        _forget(settings, stamp)
    if stamp.exists() and stamp.read_text() == _made_from(settings) and _database_there(settings):
        return
    print("Memuat kantor contoh …", flush=True)
    if subprocess.run([Path(sys.executable).with_name("tanya"), "demo"]).returncode != 0:
        raise Refused("Kantor contoh tidak dapat dimuat; alasannya tertulis di atas.")
    stamp.write_text(_made_from(settings))


def _settings() -> Settings:
    try:
        return load()
    except ValidationError as error:
        wrong = error.errors()[0]
        raise Refused(
            f"Pengaturan {'.'.join(map(str, wrong['loc']))} tidak dapat dibaca: {wrong['msg']}."
        ) from error


def _made_from(settings: Settings) -> str:
    digest = hashlib.sha256(settings.database.encode())
    for file in sorted(DEMO.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _database_there(settings: Settings) -> bool:
    return settings.database_url is not None or (settings.home / "tanya.db").exists()


def _forget(settings: Settings, stamp: Path) -> None:
    if settings.database_url is not None:
        raise Refused(
            "Basis data di luar TANYA_HOME tidak dihapus dari sini. Kosongkan sendiri basis data itu."
        )
    _must_not_run(settings)
    stamp.unlink(missing_ok=True)
    for name in KEPT_IN:
        path = settings.home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    print(f"Percakapan, permohonan, dan pengetahuan di {settings.home} dihapus.", flush=True)


def _must_not_run(settings: Settings) -> None:
    lock = settings.home / "index" / "owner.lock"
    if not lock.exists():
        return
    with lock.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as owned:
            raise Refused("Tanya PPID sedang berjalan. Hentikan dulu dengan Ctrl+C, lalu ulangi.") from owned


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        main("--reset" in sys.argv[1:])
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
