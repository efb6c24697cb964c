"""A PostgreSQL server of Debian's package, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _as_postgres() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


@contextmanager
def server() -> Iterator[str]:
    """Its address, with the database ``postgres``; reached through a socket in its own folder."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "PostgreSQL is missing: make test installs it (apt-get install postgresql)"
    place = Path(tempfile.mkdtemp(prefix="tanya-pg-"))
    as_user, tools = _as_postgres(), folders[-1]
    if as_user:
        shutil.chown(place, "postgres", "postgres")
    socket = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    run = {"check": True, "capture_output": True, "timeout": 120}
    subprocess.run([*as_user, tools / "initdb", "-D", place / "data", "-U", "tanya", "-A", "trust"], **run)  # type: ignore[call-overload]
    command = [*as_user, tools / "pg_ctl", "-D", place / "data", "-w", "-l", place / "log"]
    subprocess.run([*command, "-o", socket, "start"], **run)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://tanya@/postgres?host={place}"
    finally:
        subprocess.run([*command, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
        shutil.rmtree(place)
