"""``tanya backup`` and ``tanya restore``: what an office cannot make anew, in one file; its keys in another.

The keys are kept apart on purpose: who finds the backup alone reads no citizen's name. What can be made anew (the
index, the trained dialogue model, downloaded models, logs) is left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect, make_url

from bot.local import Refused
from bot.services import tracker_database
from office.clock import now
from office.database import open_engine
from office.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "tanya.pgdump"
TRACKER, OURS = "rasa.db", "tanya.db"
FILES = ("tanya.toml", "questions.jsonl")


def back_up(settings: Settings, file: Path, keys: Path | None = None) -> list[str]:
    """Write the backup, and the keys beside it when wanted; the server may be running. Gives the members' names.

    Raises:
        Refused: a file is there already, or there is nothing to keep.
    """
    for target in (file, keys):
        if target and target.exists():
            raise Refused(f"{target} sudah ada. Beri nama lain agar cadangan lama tidak tertimpa.")
    on_server = not settings.database.startswith("sqlite")
    if not on_server and not _files(settings)[OURS].exists():
        raise Refused(f"Belum ada data di {settings.home}. Periksa TANYA_HOME.")
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".backup-") as folder:
        members = _dumped(settings, Path(folder)) if on_server else _copied(settings, Path(folder))
        members |= {name: settings.home / name for name in FILES if (settings.home / name).is_file()}
        members["office.toml"] = settings.office_file
        about = {
            "format": FORMAT,
            "made_at": now().isoformat(timespec="seconds"),
            "sha256": {name: _sha256(path) for name, path in members.items()},
        }
        with _written(file) as archive:
            _add(archive, MANIFEST, json.dumps(about, indent=1).encode())
            for name, path in members.items():
                archive.add(path, name, recursive=False, filter=_nobody)
    if keys:
        with _written(keys) as archive:
            for path in sorted(settings.secrets.iterdir()):
                archive.add(path, path.name, recursive=False, filter=_nobody)
    return list(members)


def restore(settings: Settings, file: Path, keys: Path | None = None) -> list[str]:
    """Put a backup into an empty ``TANYA_HOME``; all of it or nothing. Gives the members' names.

    Raises:
        Refused: there is data already, or the file is not a whole backup.
    """
    on_server = not settings.database.startswith("sqlite")
    files = {} if on_server else _files(settings)
    if any(path.exists() for path in files.values()) or (on_server and _has_tables(settings)):
        raise Refused(
            f"Di {settings.home} atau basis datanya sudah ada data. Pulihkan ke TANYA_HOME yang kosong."
        )
    with tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as folder:
        staged = Path(folder)
        names = _unpacked(file, staged)
        if on_server != (DUMP in names):
            raise Refused("Cadangan ini dari jenis basis data yang lain (SQLite atau PostgreSQL).")
        opened = _opened_keys(keys, staged / "secrets") if keys else []
        if on_server:
            _run(
                settings,
                "pg_restore",
                "--no-owner",
                "--single-transaction",
                "--dbname={server}",
                staged / DUMP,
            )
        for key in opened:
            os.replace(key, settings.secrets / key.name)
        for name in names:
            if name != DUMP:
                os.replace(staged / name, files.get(name, settings.home / name))
    return names


def _files(settings: Settings) -> dict[str, Path]:
    """Where SQLite keeps what, Rasa's memory first: after a restore a form may then ask one question again.

    The other way round it would take a message that is handed to it once more for the answer to its next question.
    """
    urls = {TRACKER: tracker_database(settings), OURS: settings.database}
    return {name: Path(make_url(url).database or "") for name, url in urls.items()}


def _copied(settings: Settings, folder: Path) -> dict[str, Path]:
    """Whole copies of the SQLite files, taken while others may be writing."""
    members = {}
    for name, path in _files(settings).items():
        if not path.exists():
            continue
        members[name] = folder / name
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(folder / name)) as copy,
        ):
            source.backup(copy)
    return members


def _dumped(settings: Settings, folder: Path) -> dict[str, Path]:
    """PostgreSQL's own dump; Rasa's memory lies in the same database."""
    _run(settings, "pg_dump", "--format=custom", "--dbname={server}", f"--file={folder / DUMP}")
    return {DUMP: folder / DUMP}


def _has_tables(settings: Settings) -> bool:
    engine = open_engine(settings.database)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _run(settings: Settings, program: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, where no list of processes shows it."""
    server = make_url(settings.database).set(drivername="postgresql")
    secret = {"PGPASSWORD": str(server.password)} if server.password else {}
    address = server.set(password=None).render_as_string()
    command = [program, *(str(argument).replace("{server}", address) for argument in arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | secret)
    except FileNotFoundError as error:
        raise Refused(f"{program} tidak ada. Pasang paket postgresql-client.") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["tanpa keterangan"])[-1]
        raise Refused(f"{program} gagal: {last}")


@contextmanager
def _written(file: Path) -> Iterator[tarfile.TarFile]:
    """A tar of mode 600 that has its name only once it is whole and on the disk."""
    descriptor, aside = tempfile.mkstemp(dir=file.absolute().parent, prefix=".tanya-")
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
                yield archive
            raw.flush()
            os.fsync(raw.fileno())
        os.link(aside, file)  # unlike a rename, it never replaces what appeared meanwhile
    finally:
        os.unlink(aside)


def _unpacked(file: Path, folder: Path) -> list[str]:
    """The members, checked against their sums before any is used."""
    broken = Refused(f"{file} bukan cadangan Tanya PPID yang utuh. Tidak ada yang diubah.")
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        sums = json.loads((folder / MANIFEST).read_text())["sha256"]
        allowed = {TRACKER, OURS, *FILES, DUMP, "office.toml"}
        if not set(sums) <= allowed or any(_sha256(folder / name) != known for name, known in sums.items()):
            raise broken
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise broken from error
    return list(sums)


def _opened_keys(keys: Path, folder: Path) -> list[Path]:
    try:
        with tarfile.open(keys) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, EOFError, tarfile.TarError) as error:
        raise Refused(f"{keys} bukan berkas kunci yang utuh. Tidak ada yang diubah.") from error
    return [path for path in folder.iterdir() if path.is_file()]


def _add(archive: tarfile.TarFile, name: str, raw: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(raw), 0o600
    archive.addfile(member, io.BytesIO(raw))


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose account it was here means nothing elsewhere."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
