"""A fresh database per test; a PostgreSQL server of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from casekit import open_database
from sqlalchemy import create_engine, text

from office.database import Database
from office.profile import Office, Unit


@pytest.fixture
def office() -> Office:
    units = (Unit("dinkes", "Dinas Kesehatan", "Dinkes"), Unit("dishub", "Dinas Perhubungan", "Dishub"))
    return Office(
        "Pemerintah Provinsi Contoh", "PPID Contoh", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), units
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()


def _as_postgres() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """Address of an empty PostgreSQL database."""
    name = f"t{uuid4().hex}"
    with create_engine(postgresql_server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return postgresql_server.replace("/postgres?", f"/{name}?").replace("+psycopg", "")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A throw-away PostgreSQL server of Debian's package."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert folders, "PostgreSQL is missing: make test installs it (apt-get install postgresql)"
    place = Path(tempfile.mkdtemp(prefix="tanya-pg-"))
    as_user, tools = _as_postgres(), folders[-1]
    if as_user:
        shutil.chown(place, "postgres", "postgres")
    socket = f"-c listen_addresses='' -c unix_socket_directories={place} -c fsync=off"
    run = {"check": True, "capture_output": True, "timeout": 120}
    subprocess.run([*as_user, tools / "initdb", "-D", place / "data", "-U", "tanya", "-A", "trust"], **run)  # type: ignore[call-overload]
    server = [*as_user, tools / "pg_ctl", "-D", place / "data", "-w", "-l", place / "log"]
    subprocess.run([*server, "-o", socket, "start"], **run)  # type: ignore[call-overload]
    try:
        yield f"postgresql+psycopg://tanya@/postgres?host={place}"
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
        shutil.rmtree(place)
