"""A fresh database per test; a PostgreSQL server where Debian's package is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

import cases.tables  # noqa: F401 - its tables are made below
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.tables import Case
from office.database import Base, Database
from office.profile import Office, Unit
from office.settings import Settings

APPLICANT = Applicant(
    "perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5, Kota Tirtaraya", "+6281234567890"
)
REQUEST = RequestedInformation("Salinan laporan keuangan dinas tahun 2025", "untuk skripsi", "salinan", "pos")
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, 9 o'clock at the office."""


@pytest.fixture
def office() -> Office:
    units = (Unit("dinkes", "Dinas Kesehatan", "Dinkes"), Unit("dishub", "Dinas Perhubungan", "Dishub"))
    return Office(
        "Pemerintah Provinsi Contoh", "PPID Contoh", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), units
    )


def open_database(home: Path, url: str | None = None) -> Database:
    (home / "secrets").mkdir(parents=True, exist_ok=True)
    database = Database(Settings(home=home, database_url=url))
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()


def file_one(session: Session, office: Office, key: str = "a", at: datetime = MORNING, **more: Any) -> Case:
    settled: dict[str, Any] = {"conversation_id": "c1", "channel": "web"} | more
    return file_permohonan(
        session, key=key, applicant=APPLICANT, request=REQUEST, received_at=at, office=office, **settled
    )


def _as_postgres() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a throw-away PostgreSQL server; skipped where it is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
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
        yield f"postgresql://tanya@/postgres?host={place}"
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
        shutil.rmtree(place)
